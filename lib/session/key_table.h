/*
 * A keys file (FORMAT.md section 5), read for one agreement: the distinct
 * keys that may be sent, and which accounts they came from. key_read.h fills it.
 */
#ifndef PSI_SESSION_KEY_TABLE_H
#define PSI_SESSION_KEY_TABLE_H

#include <stdint.h>

#include "base/array.h"
#include "base/text_table.h"
#include "session/exports.h"
#include "session/key_spill.h"
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
	/* Not NULL where that did not fit into memory: then all of the above is
	 * here, and there it is empty. */
	struct psi_key_spill *spill;
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

/* Wipe and free; an all-zero table is fine. */
void psi_key_table_clear(struct psi_key_table *table);

/* Accounts that the file names. */
uint32_t psi_key_table_num_account(const struct psi_key_table *table);

/*
 * What psi_session_blind will take for what the table holds: the tables and
 * their texts, whose room is up to twice what is in it, and for each key its
 * element and what sorting and the map take.
 */
uint64_t psi_key_table_bytes(const struct psi_key_table *table);

/*
 * Add all that the table holds to its spill, in the order of the accounts; then
 * the rows that came back to an account that was not the last. Returns as
 * psi_key_spill_add.
 */
int psi_key_table_move(struct psi_key_table *table, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
