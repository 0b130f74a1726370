/*
 * A program, in a process group of its own, and a process between it and us
 * that keeps it: it ends the whole group where the time is up, and also where
 * psi-run itself is gone, however it ended. The keeper holds the folder's lock
 * with us, so no other call begins while the group is being ended.
 */
#ifndef PSI_CLI_RUN_KEEPER_H
#define PSI_CLI_RUN_KEEPER_H

#include <stdbool.h>
#include <stdint.h>

struct psi_run_program {
	char *const *argv;
	char *const *env;
	/* Where standard output goes; NULL: where standard error does. */
	const char *output;
	const char *said;
	/* The limit. */
	uint64_t seconds;
};

struct psi_run_ending {
	/* A number of errno where it could not be started. */
	int failed;
	/* As of waitpid. */
	int status;
	/* The limit ended it. */
	bool late;
};

/* Run it to its end. */
void psi_run_keep(
    const struct psi_run_program *program, struct psi_run_ending *out);

#endif
