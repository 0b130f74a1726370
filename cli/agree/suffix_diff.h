/*
 * Two public-suffix lists beside one another: a partner can propose a list in
 * which "*.com" makes every host name a "domain", or in which "co.uk" is
 * missing, so the list is looked at before it is agreed on.
 *
 * The format is that of publicsuffix.org (https://publicsuffix.org/list/):
 * a rule a line, comments behind //, the sections of the registries (ICANN)
 * and of private owners between two marks each. A rule counts wherever it
 * stands; the section says only whose it is. A list without marks is all of
 * the registries.
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

enum psi_suffix_marks {
	/* None. */
	PSI_SUFFIX_UNMARKED,
	/* Each section once, the registries' first, and all rules in them. */
	PSI_SUFFIX_MARKED,
	/* Doubled, crossed or left open, or a rule outside. */
	PSI_SUFFIX_CONFUSED
};

#define PSI_SUFFIX_RULE_CHARS 64
#define PSI_SUFFIX_SHOWN 40

struct psi_suffix_diff {
	enum psi_suffix_age age;
	/* "2024-05-01" of either, or "". */
	char date[2][11];
	/* Of the list, and of the installed one. */
	enum psi_suffix_marks marks[2];
	/* Rules that are the registries' in one list only. */
	size_t num_added;
	size_t num_missing;
	/* Rules of private owners that are in one list only. */
	size_t num_private_added;
	size_t num_private_missing;
	/* Of the added ones of either section those with a "*" for all names
	 * of a registry, which make suffixes of names that nobody listed. */
	size_t num_wild;
	/* Of the added ones those with a "!", which make a domain of a
	 * suffix. */
	size_t num_exceptions;
	/* Some of the differing rules, with + or - in front, escaped: with "*"
	 * and "!" first, then the registries', then private ones. */
	char shown[PSI_SUFFIX_SHOWN][PSI_SUFFIX_RULE_CHARS];
	size_t num_shown;
};

/* How a list differs from the one that is installed here. Returns 0 or
 * PSI_E_NOMEM. */
int psi_suffix_compare(struct psi_suffix_diff *out, const uint8_t *list,
    size_t list_len, const uint8_t *installed, size_t installed_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The date line of a list, or "". */
void psi_suffix_date(char out[11], const uint8_t *list, size_t list_len);

/* Of two days, "" for one that is not known. */
enum psi_suffix_age psi_suffix_age(const char *date, const char *other);

#endif
