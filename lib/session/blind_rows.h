/*
 * The rows of a blinded file, from the keys file to the elements in their order:
 * blind.c does the step with them.
 */
#ifndef PSI_SESSION_BLIND_ROWS_H
#define PSI_SESSION_BLIND_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "session/blind_elements.h"
#include "session/blind_plan.h"
#include "session/blind_secrets.h"
#include "session/blind_spill.h"
#include "session/blind_work.h"
#include "session/state.h"

/* One psi-blind. */
struct psi_blinding {
	struct psi_session *session;
	const struct psi_suite *suite;
	struct psi_key_table table;
	struct psi_blind_layout layout;
	/* Not NULL where the keys do not fit into memory. */
	struct psi_blind_spill *spill;
	/* Computes all of it, unless that is cut into parts (`inputs`) or was
	 * done in parts (`results`). */
	struct psi_blind_work work;
	struct psi_task_plan parts;
	struct psi_task_inputs inputs;
	struct psi_task_results results;
	struct psi_blind_secrets secrets;
	struct psi_wire_header header;
	struct psi_blind_elements elements;
	/* The row that stands at each position of the file. */
	uint32_t *row_at;
	uint8_t digest[PSI_DIGEST_BYTES];
};

/* To be cleared in any case. */
void psi_blinding_begin(
    struct psi_blinding *blinding, struct psi_session *session);
void psi_blinding_clear(struct psi_blinding *blinding);

/* Read the keys, in the order of the parts where it takes their results; then
 * give them and the padding their rows. Return as psi_session_blind. */
int psi_blinding_read(struct psi_blinding *blinding,
    const struct psi_source *keys, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_blinding_plan(struct psi_blinding *blinding, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Go through all rows, to cut them into parts. */
int psi_blinding_cut(struct psi_blinding *blinding, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Elements, the blinded file and the map; adds to `state` what is counted on the
 * way. The secrets and what the header says of them are there. */
int psi_blinding_write(struct psi_blinding *blinding, struct psi_state *state,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
