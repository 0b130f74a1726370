/*
 * psi-blind where the keys do not fit into memory: elements, their order and
 * the map, by sorting on disk. What is written is what blind.c writes.
 */
#ifndef PSI_SESSION_BLIND_SPILL_H
#define PSI_SESSION_BLIND_SPILL_H

#include <stdint.h>

#include "session/blind_plan.h"
#include "session/blind_work.h"
#include "session/key_spill.h"
#include "session/state.h"
#include "wire/wire.h"

struct psi_session;
struct psi_blind_spill;

/*
 * Count the keys of each group, and plan the file as psi_blind_plan does.
 * `keys` must live as long; *out is to be freed. Returns as psi_blind_plan, or
 * PSI_E_IO.
 */
int psi_blind_spill_new(struct psi_blind_spill **out,
    struct psi_session *session, struct psi_key_spill *keys,
    struct psi_blind_layout *layout, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_blind_spill_free(struct psi_blind_spill *spill);

/* Go through the rows, keys and padding. Where they are cut into parts, that is
 * all; otherwise their elements are here then. */
int psi_blind_spill_compute(struct psi_blind_spill *spill,
    const struct psi_blind_work *work, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write them, each group in the order of octets (rule 4). */
int psi_blind_spill_write(struct psi_blind_spill *spill,
    struct psi_wire_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After that: write the map, unless the session counts only; and add what
 * psi_map_write adds. */
int psi_blind_spill_map(struct psi_blind_spill *spill, struct psi_state *state,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
