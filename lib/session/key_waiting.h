/*
 * Rows of a keys file on their way into a key table. Each row is looked up in
 * tables that are larger than the processor's caches, so some rows wait until
 * the memory works on the places of all of them.
 */
#ifndef PSI_SESSION_KEY_WAITING_H
#define PSI_SESSION_KEY_WAITING_H

#include "base/buf.h"
#include "base/cell.h"
#include "psi/io.h"
#include "session/key_table.h"
#include "terms/population.h"

/* How much memory a table may take, with what is made of it, and where the keys
 * go that do not fit. */
struct psi_key_room {
	uint64_t memory;
	const struct psi_scratch *scratch;
	/* Not NULL: sort them there from the first on, in the order of an
	 * earlier reading, which had this seed. */
	const uint64_t *seed;
};

#define PSI_WAITING_ROWS 64

struct psi_waiting_row {
	uint64_t line;
	enum psi_population population;
	/* From here on psi_key_waiting_add fills it: the account, and behind it
	 * "type:value", in the text of all; no key where that is not sent. */
	size_t account;
	size_t account_len;
	size_t key_len;
	uint32_t account_hash;
	uint32_t key_hash;
};

struct psi_key_waiting {
	struct psi_key_table *table;
	/* NULL: everything fits. */
	const struct psi_key_room *room;
	struct psi_buf text;
	struct psi_waiting_row row[PSI_WAITING_ROWS];
	/* 0 <= num < PSI_WAITING_ROWS between calls */
	size_t num;
	/* The account of the last row that was taken. */
	uint32_t account;
};

/*
 * Add a row; type and value are empty where its key is not sent. Where enough
 * wait, all are taken: so an error may be that of an earlier row. Returns 0;
 * PSI_E_INPUT with the line, for an account in two populations or what a
 * text table refuses; PSI_E_RANDOM, PSI_E_IO, PSI_E_NOMEM.
 */
int psi_key_waiting_add(struct psi_key_waiting *waiting,
    const struct psi_waiting_row *row, struct psi_cell account,
    struct psi_cell type, struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The rows that wait go to the table, or to its spill, in their order. Returns
 * as psi_key_waiting_add; afterwards none waits, whatever it returns. */
int psi_key_waiting_take(struct psi_key_waiting *waiting, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free. */
void psi_key_waiting_clear(struct psi_key_waiting *waiting);

#endif
