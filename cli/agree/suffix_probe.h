/*
 * What a public-suffix list does to the names that companies have. A rule can
 * stand anywhere in a list, in any section and spelling, and count for the whole
 * world ("*.com", "!co.uk", or "co.uk" missing), so the list is tried: a made-up
 * name below each suffix that companies mostly have must be the domain of the
 * account that gives it.
 */
#ifndef PSI_CLI_SUFFIX_PROBE_H
#define PSI_CLI_SUFFIX_PROBE_H

#include <stddef.h>

#include "psi/error.h"
#include "psi/normalize.h"

struct psi_suffix_probe {
	/* How many suffixes were tried, and how many fail. */
	size_t num_tried;
	size_t num_failed;
	/* The first that fails, "co.uk"; NULL for none. Static. */
	const char *failed;
};

/*
 * Try the list of a normalizer. The names are random, so that no list can make
 * an exception for them. Some milliseconds. Returns 0 or PSI_E_NOMEM.
 */
int psi_suffix_try(struct psi_suffix_probe *out,
    const struct psi_normalizer *normalizer, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
