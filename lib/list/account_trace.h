/*
 * Everything that becomes of one account of a list, printed: what each cell of
 * its rows gives, step by step, then its keys, and each key that it could have
 * had with the rule that took it away. It listens while the list is read as
 * always (event.h), and decides nothing.
 */
#ifndef PSI_LIST_ACCOUNT_TRACE_H
#define PSI_LIST_ACCOUNT_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/event.h"

struct psi_account_trace;

struct psi_account_trace_config {
	/* The id of the account, or "line-7" for one without; outlives the
	 * trace. */
	struct psi_cell account;
	/* There are several exports: say which one a step is of. */
	bool several;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

int psi_account_trace_new(struct psi_account_trace **out,
    const struct psi_account_trace_config *config, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_account_trace_free(struct psi_account_trace *trace);

/* Any event of the list, from a listener that explains. Returns 0 or
 * PSI_E_NOMEM. */
int psi_account_trace_hear(struct psi_account_trace *trace,
    const struct psi_event *event, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The list is at its end: tell the account's keys and what was dropped.
 * `*found` is whether the list has the account. Returns 0 or PSI_E_NOMEM.
 */
int psi_account_trace_finish(struct psi_account_trace *trace, bool *found,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
