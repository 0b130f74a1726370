/*
 * What psi-run never does by itself: it asks, and a person says yes, once.
 *
 * A question is a line of the log with the step `ask`, what is asked (`file`)
 * and what for (`digest`: of the list, the agreement, the fields, or the run);
 * an approval is a line with the step `approve` and the same two. So a yes to
 * one list is none to the next.
 */
#ifndef PSI_CLI_RUN_NEED_H
#define PSI_CLI_RUN_NEED_H

#include <stdbool.h>

#include "psi/error.h"

#include "run/run.h"

/* Things that can be approved; NULL ends them. */
struct psi_run_matter {
	const char *name;
	const char *words;
	/* What to do before one says yes. */
	enum psi_run_look {
		PSI_RUN_LOOK_AGREEMENT,
		PSI_RUN_LOOK_LIST,
		PSI_RUN_LOOK_SHARE,
		PSI_RUN_LOOK_ASK
	} look;
};
extern const struct psi_run_matter psi_run_matters[];

/* A person must know: kept for the end of the pass. `next` is the one thing to
 * do, "" for none. At most PSI_RUN_NEEDS_MAX are kept. */
void psi_run_need(struct psi_run *run, int code, const char *key,
    const char *next, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same, in the place of what was told under this key in this call; the
 * graver code stays. */
void psi_run_need_anew(struct psi_run *run, int code, const char *key,
    const char *next, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same, of a step that failed. */
void psi_run_need_error(
    struct psi_run *run, const char *key, const struct psi_error *err, int rc);

/* The same, of a command of the settings: `key` is its name. */
void psi_run_need_hook(
    struct psi_run *run, const char *key, const struct psi_error *err, int rc);

/*
 * Has a person approved this? *yes is true then. Else it is asked: as a need
 * with the words of the format, and in the log, once until another question of
 * this kind is asked; of two in one call the first. Returns 0 or PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_run_asks(struct psi_run *run, bool *yes, uint32_t number,
    const char *what, const char *object, struct psi_error *err,
    const char *format, ...) __attribute__((format(printf, 7, 8)))
__attribute__((warn_unused_result));

/* Was it approved? Asks nothing. */
bool psi_run_is_approved(
    const struct psi_run *run, const char *what, const char *object);

#endif
