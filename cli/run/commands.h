/* psi-run init, approve and adopt. */
#ifndef PSI_CLI_RUN_COMMANDS_H
#define PSI_CLI_RUN_COMMANDS_H

#include <stddef.h>

#include "psi/error.h"

#include "table/tablefiles.h"

struct psi_run_init {
	const char *dir;
	/* Paths, as they were given; `accounts` may be none where a
	 * setting says the rest. */
	const char *identity;
	const char *agreement;
	struct psi_tablefile_paths accounts;
	const char *passphrase_file;
	/* NAME=VALUE. */
	const char **settings;
	size_t num_settings;
};

/*
 * Make the folder of a partner: whole, or not at all. Returns 0; PSI_CLI_USAGE;
 * PSI_E_EXISTS; PSI_E_AGREEMENT (not signed by both, or not by this identity);
 * PSI_E_INPUT, PSI_E_IO, PSI_E_NOMEM.
 */
int psi_run_init(const struct psi_run_init *init, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Say yes to what is asked; without `what` (NULL), say what is asked. */
int psi_run_approve(const char *dir, const char *what, struct psi_error *err)
    __attribute__((warn_unused_result));

/* This machine is the one from now on. */
int psi_run_adopt(const char *dir, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
