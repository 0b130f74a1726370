/* How much memory a step may take for what grows with the list. */
#ifndef PSI_CLI_MEMORY_OPTION_H
#define PSI_CLI_MEMORY_OPTION_H

#include <stdint.h>

#include "psi/error.h"

#include "kit/opt.h"

struct psi_cli;

/* Less would make runs of a few hundred rows. */
#define PSI_MEMORY_BYTES_MIN 64000

#define PSI_OPT_MEMORY                                                         \
	{                                                                      \
		"memory", 0, false, "SIZE",                                    \
		    "Take at most SIZE bytes for the list, such as 500M or "   \
		    "2G; by default a quarter of the machine's memory. What "  \
		    "does not fit is sorted in the folder of the session.",    \
		    NULL, NULL                                                 \
	}

/* --memory; what psi_memory_default says where it was not given. Returns 0 or
 * PSI_CLI_USAGE. */
int psi_memory_option(const struct psi_cli *cli, uint64_t *bytes,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A quarter of the machine's memory. */
uint64_t psi_memory_default(void);

#endif
