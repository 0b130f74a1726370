/*
 * A keys file (FORMAT.md section 5), read for one agreement: the distinct
 * keys that may be sent, and which accounts they came from.
 */
#ifndef PSI_SESSION_KEY_TABLE_H
#define PSI_SESSION_KEY_TABLE_H

#include <stdint.h>

#include "base/array.h"
#include "base/text_table.h"
#include "psi/io.h"
#include "session/exports.h"
#include "trust/agreement.h"
#include "wire/wire.h"

struct psi_key_row {
	uint32_t key;
	uint32_t account;
};

PSI_ARRAY(psi_key_rows, struct psi_key_row)
PSI_ARRAY(psi_key_populations, uint8_t)

struct psi_key_table {
	/* Accounts, in the order in which they appear first, with the
	 * population of each. Those without a key that is sent are here too. */
	struct psi_text_table accounts;
	struct psi_key_populations populations;
	/* Keys, each "type:value". */
	struct psi_text_table keys;
	/* The strongest population that each key is held in: the first of the
	 * enum. Filled by psi_key_table_read. */
	uint8_t *key_population;
	/* One for each key of each account that is sent. */
	struct psi_key_rows rows;
	uint64_t dropped_types;
	uint64_t dropped_populations;
	int32_t source_date;
	/* SHA-256 of the export that the keys were made from; zeros where the
	 * file does not say. */
	uint8_t export[PSI_DIGEST_BYTES];
	/* How it was read. */
	struct psi_exports exports;
	/* SHA-256 of the bytes of the file. */
	uint8_t digest[PSI_DIGEST_BYTES];
};

/*
 * Read a keys file for the party `role` of an agreement. `table` need not be
 * initialised; after a failure it is empty.
 *
 * Returns 0; PSI_E_INPUT (with the line: not a keys file, cut off, an account
 * in two populations); PSI_E_AGREEMENT (another normaliser); PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_key_table_read(struct psi_key_table *table,
    const struct psi_source *source, const struct psi_agreement *agreement,
    char role, struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free; an all-zero table is fine. */
void psi_key_table_clear(struct psi_key_table *table);

/* Only the digest of the whole source. Returns 0 or PSI_E_IO. */
int psi_key_table_digest(uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
