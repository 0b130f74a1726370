/*
 * The directory of companies that a step of psi-normalize looks into.
 */
#ifndef PSI_CLI_STEP_DIRECTORY_H
#define PSI_CLI_STEP_DIRECTORY_H

#include "psi/agreement.h"
#include "psi/normalize.h"

struct psi_step_directory {
	/* That of --directory, or NULL: the one beside the agreement. */
	const char *path;
	/* NULL for none; the path counts with an agreement only. */
	const struct psi_agreement *agreement;
	const char *agreement_path;
	const struct psi_normalizer *normalizer;
	/* What was read; NULL for none. Whatever is returned, it is the caller's. */
	struct psi_directory *directory;
};

/*
 * Read the directory that is named there, or by the agreement. What mail did to it
 * is undone. Returns 0, also where there is none; PSI_E_AGREEMENT if it is missing
 * or another one; PSI_E_INPUT, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_step_directory_read(struct psi_step_directory *step,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
