/*
 * The spellings of countries as they are compiled in: make_tables.c writes them
 * when libpsi is built and country.c looks them up.
 */
#ifndef PSI_NORMAL_COUNTRY_STORE_H
#define PSI_NORMAL_COUNTRY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "normal/country_code.h"

/* No spelling in the table is longer, so a longer text cannot be the name of a
 * country. */
#define PSI_COUNTRY_NAME_BYTES 160

/* A row of countries.def. */
struct psi_country_row {
	const char alpha2[PSI_COUNTRY_CHARS];
	const char alpha3[4];
	/* Separated by "|". */
	const char *names;
};

/* What a Latin letter beyond ASCII is folded to; so most names need no
 * libunistring. Without bytes: it is not in the table. */
struct psi_country_letter {
	uint8_t len;
	uint8_t bytes[6];
};

#define LATIN 0x00C0
#define LATIN_END 0x0250
#define LATIN_MORE 0x1E00
#define LATIN_MORE_END 0x1F00
#define NUM_LETTERS (LATIN_END - LATIN + LATIN_MORE_END - LATIN_MORE)

struct psi_country_spelling {
	/* Where it begins in the text. */
	uint32_t at;
	uint8_t len;
	/* 1 + the index of the row. */
	uint8_t country;
};

/* A hash table for some 13,000 spellings, less than half full. Not a struct
 * psi_index: the spellings are compiled in, so it never grows, and nobody can
 * choose any that collide, so no seed has to be drawn. */
#define PSI_COUNTRY_SLOTS 32768

struct psi_countries {
	/* NUM_LETTERS. */
	const struct psi_country_letter *letters;
	/* For each code of two letters 1 + the index of its row; 0 where no
	 * country has that code. */
	const uint8_t *codes;
	/* PSI_COUNTRY_SLOTS numbers of spellings, which count from 1; 0 is
	 * free. */
	const uint16_t *slots;
	const struct psi_country_spelling *spellings;
	const uint8_t *text;
};

/* In countries_made.c, which make_tables.c writes. */
extern const struct psi_countries psi_countries_made;

/* The slot of a folded spelling, or the free one where it would go. */
size_t psi_country_slot(
    const struct psi_countries *countries, struct psi_cell name);

/* Place of a code point in the table of letters, or NUM_LETTERS. */
size_t psi_country_letter(uint32_t code_point);

/*
 * Reduce a spelling to what is compared: folded letters and digits, without
 * blanks and punctuation, and without "the" at either end, so that "The Gambia",
 * "Gambia (The)" and "Gambia" are the same. The result `*name` is in `out`; it is
 * empty if nothing is left or the text is too long. Returns false, with an empty
 * name, where there is no memory.
 */
bool psi_country_fold(struct psi_cell *name, char out[PSI_COUNTRY_NAME_BYTES],
    const struct psi_country_letter *letters, const char *text, size_t text_len)
    __attribute__((warn_unused_result));

#endif
