/*
 * Records one after the other, read again in the order in which they were
 * written: one block in memory, and what is more in a scratch file.
 *
 *	psi_record_file_put(file, record, len, ...)	any number of times
 *	psi_record_reader_begin(&reader, file)
 *	psi_record_reader_next(&reader, ...)		until the end
 */
#ifndef PSI_BASE_RECORD_FILE_H
#define PSI_BASE_RECORD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/scratch_file.h"
#include "psi/io.h"

/* Empty, with all zero but `scratch` and `block_bytes`. */
struct psi_record_file {
	const struct psi_scratch *scratch;
	/* A block is as long, or one record if that is longer. */
	size_t block_bytes;
	struct psi_scratch_file file;
	/* The last block, which is not in the file yet. */
	struct psi_buf block;
	uint64_t num;
};

/* Add a record of less than 16 MiB. Returns 0, PSI_E_IO, PSI_E_NOMEM or
 * PSI_E_RANDOM. */
int psi_record_file_put(struct psi_record_file *file, const uint8_t *record,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* Forget all records; what memory there was stays for others. */
void psi_record_file_empty(struct psi_record_file *file);

/* Wipe, and drop the scratch file; it can be used again. */
void psi_record_file_clear(struct psi_record_file *file);

/* Begins as all zero, and is used again by another psi_record_reader_begin. No
 * record is added meanwhile. */
struct psi_record_reader {
	const struct psi_record_file *file;
	struct psi_buf block;
	size_t next_block;
	/* Where the records are that are read now, and how far. */
	const uint8_t *bytes;
	size_t len;
	size_t pos;
};

/* Stand before the first record. */
void psi_record_reader_begin(
    struct psi_record_reader *reader, const struct psi_record_file *file);

/* The next record, valid until the one after it is asked for; or *end. Returns
 * 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_record_reader_next(struct psi_record_reader *reader,
    const uint8_t **record, size_t *len, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_record_reader_clear(struct psi_record_reader *reader);

#endif
