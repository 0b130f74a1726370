/*
 * A file of a psi_scratch (psi/io.h), in blocks. What leaves the process is
 * encrypted with a key that is drawn for the file and stays in memory, so what
 * a disk keeps of it, by a kill or by a file system that never overwrites,
 * tells nobody anything; and each block has a tag (ChaCha20-Poly1305, RFC 8439),
 * so that what was changed on the disk is not taken for what was written.
 */
#ifndef PSI_BASE_SCRATCH_FILE_H
#define PSI_BASE_SCRATCH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/secret.h"
#include "psi/io.h"

#define PSI_SCRATCH_TAG_BYTES 16

struct psi_scratch_block {
	uint64_t offset;
	uint32_t len;
	uint8_t tag[PSI_SCRATCH_TAG_BYTES];
};

PSI_ARRAY(psi_scratch_blocks, struct psi_scratch_block)

/* All zero is a file that has not been begun. */
struct psi_scratch_file {
	const struct psi_scratch *scratch;
	void *file;
	struct psi_secret key;
	/* By number, from 0. */
	struct psi_scratch_blocks blocks;
	uint64_t len;
	/* A block was written in part, or not: nobody knows where the file ends
	 * now, so that it takes no other. */
	bool has_failed;
};

/* Returns 0, PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_scratch_file_begin(struct psi_scratch_file *file,
    const struct psi_scratch *scratch, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Write the next block, whose number is how many there were. Its bytes are
 * encrypted in place: what was in `block` is gone. Returns 0, PSI_E_IO, as
 * for every block after one that could not be written, or PSI_E_NOMEM.
 */
int psi_scratch_file_put(struct psi_scratch_file *file, uint8_t *block,
    uint32_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* Read a block, which is as long as it was written, into `out`. Returns 0, or
 * PSI_E_IO, also where it is not what was written. */
int psi_scratch_file_get(const struct psi_scratch_file *file, size_t number,
    uint8_t *out, struct psi_error *err) __attribute__((warn_unused_result));

/* Drop the file and its key. A file that has not been begun is fine. */
void psi_scratch_file_clear(struct psi_scratch_file *file);

#endif
