/*
 * Parts of a file, all in one input with a NUL between them: however the bytes
 * are cut, the same is read and refused; and what is read can be cut again into
 * parts that make it.
 */
#include "fuzz.h"

#include "psi/part.h"
#include "support/memory.h"

#define PARTS_MAX 8

struct input {
	struct memory memory[PARTS_MAX];
	struct psi_source source[PARTS_MAX];
	size_t num;
};

static void
open_input(struct input *in, const uint8_t *data, size_t size, size_t step)
{
	in->num = 0;
	while (in->num < PARTS_MAX) {
		const uint8_t *nul = size == 0 ? NULL : memchr(data, 0, size);
		size_t len = nul == NULL ? size : (size_t)(nul - data);

		in->source[in->num] =
		    memory_source(&in->memory[in->num], data, len);
		in->memory[in->num++].step = step;
		if (nul == NULL)
			return;
		data += len + 1;
		size -= len + 1;
	}
}

static int
read_all(struct psi_parts *parts, struct psi_buf *out, struct psi_error *err)
{
	uint8_t some[700];
	size_t len = 1;
	int rc = 0;

	while (rc == 0 && len > 0) {
		rc = psi_parts_read(parts, some, sizeof some, &len, err);
		if (rc == 0)
			fuzz_check(psi_buf_append(out, some, len, err) == 0);
	}
	return rc;
}

static int
join(struct psi_buf *out, struct input *in)
{
	struct psi_parts *parts = NULL;
	struct psi_error err;
	size_t which = SIZE_MAX;
	char missing[64];
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_parts_new(&parts, in->source, in->num, &which, &err);
	if (rc == 0) {
		(void)psi_parts_missing(parts, missing, sizeof missing);
		fuzz_check(memchr(missing, 0, sizeof missing) != NULL);
		if ((rc = psi_parts_check(parts, &which, &err)) == 0)
			rc = read_all(parts, out, &err);
		fuzz_check(psi_parts_current(parts) < in->num);
		for (size_t i = 0; rc == 0 && i < in->num; i++)
			fuzz_check(psi_parts_verify(parts, i, &err) == 0);
		psi_parts_free(parts);
	}
	fuzz_check(rc == 0 ||
	    (rc == err.code && err.text[0] != '\0' && err.hint[0] != '\0'));
	fuzz_check(rc == 0 || rc == PSI_E_GRAMMAR || rc == PSI_E_DIGEST ||
	    (rc == PSI_E_MISMATCH && which <= in->num));
	return rc;
}

/* Cut what is any file at all, and join it. */
static void
cut(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_split *split = NULL;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf joined = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);
	struct input in;
	uint32_t num;

	memory.step = 77;
	if (psi_split_new(&split, &source, PSI_PART_BYTES_MIN, NULL) != 0)
		return;
	num = psi_split_num(split);
	source = memory_source(&memory, data, size);
	for (uint32_t i = 0; i < num; i++) {
		fuzz_check(i == 0 || psi_buf_append(&out, "", 1, NULL) == 0);
		fuzz_check(psi_split_write(split, &source, &sink, NULL) == 0);
	}
	fuzz_check(psi_split_write(split, &source, &sink, NULL) == PSI_E_ARG);
	psi_split_free(split);
	open_input(&in, out.data, out.len, 0);
	/* A line end CRLF is LF in a part, so lengths can differ. */
	if (num > 1 && num <= PARTS_MAX && memchr(data, 0, size) == NULL) {
		fuzz_check(join(&joined, &in) == 0);
		fuzz_check(joined.len <= size);
		if (memchr(data, '\r', size) == NULL)
			fuzz_check(joined.len == size &&
			    memcmp(joined.data, data, size) == 0);
	}
	psi_buf_clear(&joined);
	psi_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_buf whole = PSI_BUF_INIT;
	struct psi_buf slow = PSI_BUF_INIT;
	struct input in;
	int rc;

	(void)psi_part_begins(data, size);
	open_input(&in, data, size, 0);
	rc = join(&whole, &in);
	open_input(&in, data, size, 5);
	fuzz_check(join(&slow, &in) == rc);
	if (rc == 0) {
		fuzz_check(whole.len == slow.len &&
		    memcmp(whole.data, slow.data, whole.len) == 0);
		cut(whole.data, whole.len);
	}
	cut(data, size);
	psi_buf_clear(&whole);
	psi_buf_clear(&slow);
	return 0;
}
