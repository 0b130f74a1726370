/* What the fuzz targets share. */
#ifndef PSI_FUZZ_H
#define PSI_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psi/io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many inputs were taken as good, in a target that has it: where none was, its
 * seeds are of an older form, and what is behind the first check is not reached. */
extern unsigned long fuzz_num_taken __attribute__((weak));

/* A broken promise ends the program, in every kind of build. */
static inline void
fuzz_check(int holds)
{
	if (!holds)
		abort();
}

/* A source over the input that gives at most `step` bytes at a time. */
struct fuzz_input {
	const uint8_t *data;
	size_t size;
	size_t step;
};

static inline int
fuzz_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct fuzz_input *input = cookie;
	size_t n = input->size < input->step ? input->size : input->step;

	(void)err;
	fuzz_check(out_size > 0);
	if (n > out_size)
		n = out_size;
	if (n > 0)
		memcpy(out, input->data, n);
	input->data += n;
	input->size -= n;
	*out_len = n;
	return 0;
}

/* Exactly `size` bytes on the heap, so that a sanitizer sees every step
 * beyond them. Freed by free(). */
static inline void *
fuzz_copy(const uint8_t *data, size_t size)
{
	void *copy = malloc(size > 0 ? size : 1);

	fuzz_check(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	return copy;
}

#endif
