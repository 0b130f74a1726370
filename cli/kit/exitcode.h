/* What a tool's exit status means: one table for all tools. */
#ifndef PSI_CLI_EXITCODE_H
#define PSI_CLI_EXITCODE_H

#include <stddef.h>

#include "psi/error.h"

/*
 * Codes that only the tools use. They live in the same field as PSI_E_*, far
 * from the values that the library pins.
 */
/* The command line is wrong. */
#define PSI_CLI_USAGE (-1001)
/* The reader of standard output has gone away; nothing to say about it. */
#define PSI_CLI_PIPE (-1002)
/* psi-diff --exit-code found changes; nothing to say about it. */
#define PSI_CLI_CHANGES (-1003)
/* psi-run has told everything already: only the exit status is left. */
#define PSI_CLI_TOLD(status) (-1200 - (status))

enum psi_exit {
	PSI_EXIT_OK = 0,
	PSI_EXIT_SYSTEM = 1,
	PSI_EXIT_USAGE = 2,
	PSI_EXIT_INPUT = 3,
	PSI_EXIT_PARTNER = 4,
	PSI_EXIT_AGREEMENT = 5,
	PSI_EXIT_STATE = 6,
	/* Of psi-diff alone; not in the table. */
	PSI_EXIT_CHANGES = 10
};

struct psi_exit_line {
	int status;
	/* As the manual pages print it. */
	const char *meaning;
};

/* The table, in the order of the statuses; stores its length in `*num`. */
const struct psi_exit_line *psi_exit_table(size_t *num);

/* Exit status for 0, a PSI_E_* or a PSI_CLI_*. */
int psi_exit_status(int code);

#endif
