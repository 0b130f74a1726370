/*
 * Folding the spellings of countries.def. A part of make_tables, not of libpsi.
 */
#ifndef PSI_NORMAL_COUNTRY_BUILD_H
#define PSI_NORMAL_COUNTRY_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "normal/country_store.h"

#define PSI_SPELLINGS_MAX (PSI_COUNTRY_SLOTS / 2)
#define PSI_SPELLINGS_BYTES ((size_t)256 << 10)

struct psi_country_tables {
	/* What points at the arrays below, so that it can be looked into. */
	struct psi_countries made;
	size_t num_spellings;
	size_t text_len;
	struct psi_country_letter letters[NUM_LETTERS];
	uint8_t codes[26 * 26];
	uint16_t slots[PSI_COUNTRY_SLOTS];
	struct psi_country_spelling spellings[PSI_SPELLINGS_MAX];
	uint8_t text[PSI_SPELLINGS_BYTES];
};

/* To be freed. NULL if memory or the room of a table does not suffice. */
struct psi_country_tables *psi_countries_build(void);

#endif
