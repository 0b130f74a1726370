/* Which encoding the bytes of a table are of, where nothing tells it. */
#ifndef PSI_TABLE_GUESS_H
#define PSI_TABLE_GUESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "table/encoding.h"

#define PSI_GUESS_MAX 4

struct psi_guess {
	/* Encodings in which the text reads well, likely ones first. Those that
	 * give the same text count as one. */
	enum psi_encoding fits[PSI_GUESS_MAX];
	size_t num;
};

/*
 * Try the encodings that spreadsheets write. A text reads well if its words
 * are of one script, capitals stand where they do, no sign stands amid
 * letters, and its accents are of one language: so one encoding fits nearly
 * always, and often enough no other. `in` need not end at the end of a
 * character. Returns 0 or PSI_E_NOMEM.
 */
int psi_guess_encoding(struct psi_guess *out, const uint8_t *in, size_t in_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Whether the bytes do not read well in the encoding that was told, and do in
 * others, which `guess` has. Garbage makes keys as well as text does, so somebody
 * has to look.
 */
int psi_guess_contradicts(struct psi_guess *guess, bool *contradicts,
    enum psi_encoding told, const uint8_t *in, size_t in_len,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
