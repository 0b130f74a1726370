/* How the runs with a partner stand, by what lies on the disk. */
#ifndef PSI_CLI_RUN_STAND_H
#define PSI_CLI_RUN_STAND_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/session.h"

#include "run/run.h"
#include "step/session_tool.h"

/* The runs/N with the highest number. */
struct psi_run_stand {
	/* 0 where there was none yet. */
	uint32_t run;
	/* Nothing more is done in it. */
	bool is_ended;
	/* There is a session in the folder, and what it says. */
	bool has_session;
	struct psi_session_status status;
	/* The agreement of the session is not that of the folder any more. */
	bool is_of_older;
	/* Claims and fields: as psi_session_share_due. */
	bool shares;
	unsigned int due;
	unsigned int sent;
	unsigned int received;
};

/* Look at it. Returns 0, PSI_E_IO where the folders cannot be looked into, or what
 * opening the session returned. */
int psi_run_stand(const struct psi_run *run, struct psi_run_stand *stand,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Where the session of run N is, for the steps. `path` lives as long as it. */
struct psi_session_where psi_run_where(
    const struct psi_run *run, uint32_t number, struct psi_run_path *path);

/* What the ledger knows of runs under the folder's agreement. */
struct psi_run_ledger {
	/* The highest number; 0 for none. */
	uint32_t highest;
	/* The last run in which we answered, if nothing came back; else 0. */
	uint32_t unanswered;
	/* The first day on which the agreement allows another run. */
	int32_t allowed_from;
};

/* A term of the agreement in the folder that is a number. */
unsigned long psi_run_term_number(const struct psi_run *run, const char *term);

int psi_run_ledger(const struct psi_run *run, struct psi_run_ledger *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The number that our next run has by itself. */
int psi_run_next_number(const struct psi_run *run,
    const struct psi_run_ledger *ledger, uint32_t *out, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
