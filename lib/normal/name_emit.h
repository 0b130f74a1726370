/* Keys of a run of tokens (lib/KEYS.md, "Keys of a name"). */
#ifndef PSI_NORMAL_NAME_EMIT_H
#define PSI_NORMAL_NAME_EMIT_H

#include "normal/name_keys.h"
#include "normal/name_scratch.h"

/* Tell the tokens of a run to the explain hook. */
void psi_name_explain_run(struct psi_name_scratch *s, const char *step,
    const struct psi_name_run *run);

/* Add keys ("Keys of a name"). The core is that of the last loose run. */
void psi_name_emit_strict(
    struct psi_name_scratch *s, struct psi_name_keys *keys);
void psi_name_emit_loose(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run);
/* The loose keys of the run that was surveyed last. */
void psi_name_emit_surveyed(
    struct psi_name_scratch *s, struct psi_name_keys *keys);
void psi_name_emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys);
/* Another strict name, with a country only. */
void psi_name_emit_other(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run);

#endif
