/*
 * The fenced blocks of lib/FORMAT.md, for the tests of its worked examples. A
 * block that is missing fails the test.
 */
#ifndef PSI_TEST_DOCUMENT_H
#define PSI_TEST_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "psi/io.h"

/* Points into the document. */
struct text {
	const char *data;
	size_t len;
};

/* Read the document; it stays until document_close. */
void document_open(const char *path);
void document_close(void);

/* The fenced block "```csv NAME". */
struct text block(const char *name);

/* The 32 bytes of the row "ROLE WHAT,HEX" of the block `name`. */
void document_secret(
    const char *name, char role, const char *what, uint8_t out[32]);

/* A psi_source over a struct text, which it consumes. */
int text_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err);

#endif
