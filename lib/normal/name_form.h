/* Legal forms, and other phrases that may be stripped from either end of a name
 * (lib/KEYS.md, "Stripping"). */
#ifndef PSI_NORMAL_NAME_FORM_H
#define PSI_NORMAL_NAME_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "normal/name_scratch.h"

/* Whether a word by itself is a legal form wherever it stands. */
bool psi_name_is_form(
    const struct psi_name_scratch *s, const struct psi_token *token);

/* Whether the tokens of a run before `end` end in a legal form. */
bool psi_name_ends_form(const struct psi_name_scratch *s,
    const struct psi_name_run *run, size_t end);

/* How many tokens before `end` the longest phrase takes that may be stripped
 * and leaves something; `loose` tells that a loose key is made. */
size_t psi_name_match_suffix(const struct psi_name_scratch *s,
    const struct psi_name_run *run, size_t end, bool loose);

/* How many tokens the longest phrase at the start takes. */
size_t psi_name_match_prefix(
    const struct psi_name_scratch *s, const struct psi_name_run *run);

/* The country that the legal form of a run is usual in ("Country by the legal
 * form"); unchanged where it tells none. */
void psi_name_guess(const struct psi_name_scratch *s, char out[2],
    const struct psi_name_run *run);

/* Whether a legal form that is usual in `guess` (zeros: nothing is known) is not
 * one of a country, which has usual forms of its own. */
bool psi_name_is_foreign(const char *country, const char guess[2]);

#endif
