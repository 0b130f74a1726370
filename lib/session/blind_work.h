/*
 * What psi-blind does with the rows of its file, keys and padding, one after
 * the other: compute their elements; or cut them into parts (task_plan.h); or
 * take the elements that the parts made.
 */
#ifndef PSI_SESSION_BLIND_WORK_H
#define PSI_SESSION_BLIND_WORK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "group/suite.h"
#include "session/task_files.h"

struct psi_blind_work {
	const struct psi_suite *suite;
	/* The digest of the agreement. */
	const uint8_t *agreement;
	/* One of these three. */
	const uint8_t *scalar;
	struct psi_task_inputs *inputs;
	struct psi_task_results *results;
};

/* Append what a row is made of: of a key, "type:value", or of padding, where
 * `key` is NULL. Returns 0, PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_blind_work_message(const struct psi_blind_work *work,
    struct psi_buf *out, const char *key, size_t key_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The elements of some rows, where they are computed: on any thread. */
int psi_blind_work_elements(const struct psi_blind_work *work, uint8_t *out,
    const struct psi_message *message, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Where they are not: cut the rows, or take their elements; in their order. */
int psi_blind_work_pass(const struct psi_blind_work *work, uint8_t *out,
    const struct psi_message *message, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
