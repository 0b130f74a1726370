/*
 * How the exports were read that a session's keys were made from: the rows
 * `list`, `encoding`, `delimiter`, `skip-lines`, `country` and `map` of the keys
 * file (FORMAT.md section 5), which the session keeps in the object
 * "exports.csv", so that later steps read the same exports in the same way.
 */
#ifndef PSI_SESSION_EXPORTS_H
#define PSI_SESSION_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "base/digest.h"
#include "psi/normalize.h"
#include "psi/store.h"

PSI_ARRAY(psi_export_offsets, size_t)

/* All zero: a single export, read with the default options. */
struct psi_exports {
	/* SHA-256 of each export if there are several; else none. */
	uint8_t list[PSI_NORMALIZE_LISTS_MAX][PSI_SHA256_BYTES];
	size_t num_lists;
	/* Texts, each ended by NUL. A member that names one is 1 + its offset, or
	 * 0 for none. */
	struct psi_buf text;
	size_t encoding;
	size_t country;
	struct psi_export_offsets map;
	char delimiter;
	uint64_t skip_lines;
};

/* Wipe and free. */
void psi_exports_clear(struct psi_exports *exports);

/* Is this the word that one of these rows begins with? */
bool psi_exports_has_word(struct psi_cell word);

/* Take a row of the keys file. Returns 0; PSI_E_INPUT, without a line, for a bad
 * value or a word that may stand only once; PSI_E_NOMEM. */
int psi_exports_take(struct psi_exports *exports, struct psi_cell word,
    struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write the object, whose digest state.csv is to have; or remove it if all is as
 * by default, with a digest of zeros. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_exports_write(const struct psi_exports *exports,
    uint8_t digest[PSI_SHA256_BYTES], const struct psi_store *store,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Read the object with the digest that state.csv has; `exports` is empty where
 * there is none, and after a failure. Returns 0, PSI_E_STATE (damaged), PSI_E_IO
 * or PSI_E_NOMEM. */
int psi_exports_read(struct psi_exports *exports,
    const uint8_t digest[PSI_SHA256_BYTES], const struct psi_store *store,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Texts of it; NULL for none. */
const char *psi_exports_encoding(const struct psi_exports *exports);
const char *psi_exports_country(const struct psi_exports *exports);
const char *psi_exports_map(const struct psi_exports *exports, size_t i);

#endif
