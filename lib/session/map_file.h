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
#include "base/digest.h"
#include "psi/store.h"
#include "terms/population.h"

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

/* After the last row: commit the object, whose digest state.csv is to have.
 * Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_map_writer_commit(struct psi_map_writer *writer,
    uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
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

/* For whoever writes the object in another way: its header, and the cells of a
 * row behind the position. Return 0, PSI_E_IO or PSI_E_NOMEM. */
struct psi_csv_writer;
int psi_map_write_header(const struct psi_sink *sink, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_map_write_tail(struct psi_csv_writer *writer,
    const struct psi_map_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

struct psi_map_reader;

/* `digest` is what state.csv has, and lives as long as the reader. Returns 0,
 * PSI_E_STATE (damaged or missing), PSI_E_IO or PSI_E_NOMEM. */
int psi_map_reader_new(struct psi_map_reader **out,
    const struct psi_store *store, const uint8_t digest[PSI_SHA256_BYTES],
    struct psi_error *err) __attribute__((warn_unused_result));

/* The next row, or *end behind the last; only then it is known that the rows
 * are those that were written. Returns what psi_map_reader_new returns. */
int psi_map_reader_next(struct psi_map_reader *reader, struct psi_map_row *row,
    bool *end, struct psi_error *err) __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_map_reader_free(struct psi_map_reader *reader);

#endif
