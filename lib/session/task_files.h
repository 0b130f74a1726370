/*
 * The inputs of the parts, which the plan writes one after the other, and their
 * results, which are read as one.
 */
#ifndef PSI_SESSION_TASK_FILES_H
#define PSI_SESSION_TASK_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/store.h"

#include "base/digest.h"
#include "session/task_plan.h"

struct psi_session;

/* All zero is none. */
struct psi_task_inputs {
	const struct psi_store *store;
	struct psi_task_plan *plan;
	struct psi_sink sink;
	bool is_open;
	struct psi_sha256 sha256;
	/* The part that is being written, and the rows so far. */
	uint32_t part;
	uint32_t rows;
};

/* Begin the inputs of a plan, whose rows and number are known, and give it room
 * for their digests. */
int psi_task_inputs_begin(struct psi_task_inputs *inputs,
    struct psi_task_plan *plan, const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The next `num_rows` rows, all of one part. */
int psi_task_inputs_add(struct psi_task_inputs *inputs, const uint8_t *in,
    size_t in_len, uint32_t num_rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* There are no more: all inputs are in the store. */
int psi_task_inputs_end(struct psi_task_inputs *inputs, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Give up what is open; nothing is fine. */
void psi_task_inputs_clear(struct psi_task_inputs *inputs);

/* PSI_E_STATE: the input of part `part`, from 0, is not that of the plan. */
int psi_task_refuse_input(uint32_t part, struct psi_error *err);

/* Is it? Returns 0, PSI_E_STATE, PSI_E_IO or PSI_E_NOMEM. */
int psi_task_input_check(const struct psi_task_plan *plan,
    const struct psi_session *session, uint32_t part, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Is there a plan already with the source, rows, number of parts and run (0: any)
 * of this one, which the ledger has, and whose parts can all be done? If anything of it is
 * missing or damaged, it is to be cut again. Returns 0, PSI_E_IO or
 * PSI_E_NOMEM.
 */
int psi_task_is_planned(const struct psi_task_plan *wanted,
    const struct psi_session *session, bool *yes, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The head of a result: which part of which plan it is of. */
#define PSI_TASK_HEAD_BYTES (14 + PSI_DIGEST_BYTES + 4)
void psi_task_head(uint8_t out[PSI_TASK_HEAD_BYTES],
    const struct psi_task_plan *plan, uint32_t part);

/* All zero is none. */
struct psi_task_results {
	const struct psi_store *store;
	const struct psi_task_plan *plan;
	/* Bytes of a proof behind each block; 0 for none. */
	size_t proof_bytes;
	struct psi_source source;
	bool is_open;
	struct psi_sha256 sha256;
	/* Part `part` - 1 is open, and has so many bytes left. */
	uint32_t part;
	uint64_t left;
};

/* Are all parts there? PSI_E_STATE names those that are not. Then stand before
 * the first. */
int psi_task_results_begin(struct psi_task_results *results,
    const struct psi_task_plan *plan, const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The next bytes. PSI_E_STATE, with the part, where a result is not whole or is
 * not of this plan; that is known when its last byte was read. */
int psi_task_results_read(struct psi_task_results *results, uint8_t *out,
    size_t out_len, struct psi_error *err) __attribute__((warn_unused_result));

void psi_task_results_clear(struct psi_task_results *results);

#endif
