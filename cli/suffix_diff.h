/*
 * Two public-suffix lists beside one another: a partner can propose a list in
 * which "*.com" makes every host name a "domain", or in which "co.uk" is
 * missing, so the list is looked at before it is agreed on.
 *
 * The format is that of publicsuffix.org (https://publicsuffix.org/list/):
 * a rule a line, comments behind //, the section of the registries (ICANN)
 * between two marks. A list without the marks is all of one section.
 */
#ifndef PSI_CLI_SUFFIX_DIFF_H
#define PSI_CLI_SUFFIX_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

enum psi_suffix_age {
	/* The same bytes. */
	PSI_SUFFIX_SAME,
	/* By the line "// VERSION: 2024-05-01..." of both. */
	PSI_SUFFIX_OLDER,
	PSI_SUFFIX_NEWER,
	/* Not to be told. */
	PSI_SUFFIX_OTHER
};

#define PSI_SUFFIX_RULE_CHARS 64
#define PSI_SUFFIX_SHOWN 5

struct psi_suffix_diff {
	enum psi_suffix_age age;
	/* "2024-05-01" of either, or "". */
	char date[2][11];
	/* Rules in the registries' section of one list only. */
	size_t num_added;
	size_t num_missing;
	/* Of the added ones those with a "*", which make suffixes of names
	 * that nobody listed. */
	size_t num_wild;
	/* Some of the differing rules, the wild ones first, with + or - in
	 * front; escaped. */
	char shown[PSI_SUFFIX_SHOWN][PSI_SUFFIX_RULE_CHARS];
	size_t num_shown;
};

/* How a list differs from the one that is installed here. Returns 0 or
 * PSI_E_NOMEM. */
int psi_suffix_compare(struct psi_suffix_diff *out, const uint8_t *list,
    size_t list_len, const uint8_t *installed, size_t installed_len,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
