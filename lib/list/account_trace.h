/*
 * Everything that becomes of one account of a list: what each cell of its
 * rows gives, step by step, then its keys, and each key that it could have
 * had with the rule that took it away.
 *
 * It listens while the list is read as always (accounts.h), so that what it
 * tells is what happens: the rows, the notes and the keys are handed to it.
 */
#ifndef PSI_LIST_ACCOUNT_TRACE_H
#define PSI_LIST_ACCOUNT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "terms/keytype.h"
#include "list/row.h"

struct psi_account_trace;

struct psi_account_trace_config {
	/* As those of the accounts; all of them outlive the trace. */
	const struct psi_normalizer *normalizer;
	const struct psi_mapping *mapping;
	const struct psi_population_rules *rules;
	enum psi_population default_population;
	uint32_t types;
	/* The id of the account, or "line-7" for one without. */
	struct psi_cell account;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

int psi_account_trace_new(struct psi_account_trace **out,
    const struct psi_account_trace_config *config, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_account_trace_free(struct psi_account_trace *trace);

/* A row of the user's overrides. */
int psi_account_trace_override(struct psi_account_trace *trace,
    struct psi_cell action, struct psi_cell account, struct psi_cell type,
    struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Any row of the list, in its order; those of the account are explained. */
int psi_account_trace_row(struct psi_account_trace *trace,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Any note of the list. */
int psi_account_trace_note(struct psi_account_trace *trace,
    const struct psi_note *note, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Any key of the list. */
int psi_account_trace_key(struct psi_account_trace *trace,
    struct psi_cell account, enum psi_population population,
    enum psi_key_type type, struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The list is at its end: tell the account's keys and what was dropped.
 * `*found` is whether the list has the account.
 */
int psi_account_trace_finish(struct psi_account_trace *trace, bool *found,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
