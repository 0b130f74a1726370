/*
 * How the lists of the last run were read: its session has it (exports.csv), and
 * whoever makes keys for the next run without the same options most often forgot
 * them.
 */
#ifndef PSI_CLI_EARLIER_OPTIONS_H
#define PSI_CLI_EARLIER_OPTIONS_H

#include "psi/agreement.h"
#include "psi/normalize.h"

/*
 * Look into the sessions beside the agreement, those of the same agreement, and
 * warn of options that the last run had and that are not given now. A session that
 * cannot be read says nothing.
 */
void psi_earlier_options_warn(const char *agreement_path,
    const struct psi_agreement *agreement,
    const struct psi_normalize_options *options);

#endif
