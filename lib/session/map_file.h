/*
 * The object "map.csv": what leads back from an element of your blinded
 * file to the accounts and the key it was made from. It never leaves the
 * session (rule 3).
 *
 * CSV with the header `position,order,account,population,type,value`: one row
 * for each pair of element and account, ascending by position (from 0, in the
 * file) and then by `order`, the number of the account in the order in which
 * the keys file names them first.
 */
#ifndef PSI_SESSION_MAP_FILE_H
#define PSI_SESSION_MAP_FILE_H

#include <stdbool.h>

#include "base/cell.h"
#include "base/workers.h"
#include "psi/store.h"
#include "session/key_table.h"
#include "trust/agreement.h"

/*
 * Write the map of a blinded file: key_at[i] is the key at position i, or
 * UINT32_MAX for padding. `store` may be NULL: then only the numbers are
 * found. Adds to *accounts the accounts that hold a key which has a position,
 * and to *dropped the rows of keys that have none. The rows are made on the
 * workers, which may be NULL.
 *
 * Returns 0, PSI_E_IO or PSI_E_NOMEM. Cost: linear.
 */
int psi_map_write(const struct psi_store *store, struct psi_workers *workers,
    struct psi_key_table *table, const uint32_t *key_at, size_t num,
    uint64_t *accounts, uint64_t *dropped, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The map written row by row, by the caller. */
struct psi_map_writer;
struct psi_map_row;

/* Begin the object. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_map_writer_new(struct psi_map_writer **out,
    const struct psi_store *store, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A row, in their order. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_map_writer_row(struct psi_map_writer *writer,
    const struct psi_map_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After the last row: commit the object. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_map_writer_commit(struct psi_map_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Without a commit, nothing is left of it. NULL is fine. */
void psi_map_writer_free(struct psi_map_writer *writer);

struct psi_map_row {
	uint32_t position;
	uint32_t order;
	enum psi_population population;
	/* Valid until the next row is read. */
	struct psi_cell account;
	struct psi_cell type;
	struct psi_cell value;
};

/* Take type and value from "type:value", which they point into. */
void psi_map_row_key(struct psi_map_row *row, const char *key, size_t key_len);

struct psi_map_reader;

/* Returns 0, PSI_E_STATE (damaged or missing), PSI_E_IO or PSI_E_NOMEM. */
int psi_map_reader_new(struct psi_map_reader **out,
    const struct psi_store *store, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next row, or *end behind the last. Returns what psi_map_reader_new
 * returns. */
int psi_map_reader_next(struct psi_map_reader *reader, struct psi_map_row *row,
    bool *end, struct psi_error *err) __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_map_reader_free(struct psi_map_reader *reader);

#endif
