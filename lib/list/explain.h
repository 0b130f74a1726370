/* What becomes of one value (psi_normalize_explain), and how a reason reads. */
#ifndef PSI_LIST_EXPLAIN_H
#define PSI_LIST_EXPLAIN_H

#include "normal/reject.h"

/* Room for the longest reason: its name and its words. */
#define PSI_REASON_CHARS 160

/* "shared-host (a host that many organisations share)". */
void psi_explain_reason(char out[PSI_REASON_CHARS], enum psi_reject reject);

#endif
