/*
 * Element files: what is read without failure is written again with the same
 * bytes, but for CR before LF; and the cuts between reads change nothing.
 *
 * The first byte of the input chooses kind and suite.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "wire/wire.h"

#define ROWS 16

/* What a reading said, for comparison with another. */
struct outcome {
	int rc;
	uint64_t line;
	uint8_t digest[PSI_DIGEST_BYTES];
};

static int
append(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static int
copy_elements(struct psi_wire_reader *reader, struct psi_wire_writer *writer,
    const struct psi_wire_header *header, struct psi_error *err)
{
	uint8_t rows[ROWS * PSI_ELEMENT_MAX_BYTES];
	uint32_t left = header->elements;

	while (left > 0) {
		size_t want = left < ROWS ? left : ROWS;
		size_t num = 0;
		int rc;

		rc = psi_wire_read_elements(reader, rows, want, &num, err);
		if (rc != 0)
			return rc;
		fuzz_check(num == want);
		fuzz_check(
		    psi_wire_write_elements(writer,
			header->suite->element_bytes, rows, num, NULL) == 0);
		left -= (uint32_t)num;
	}
	return 0;
}

static int
copy_sealed(struct psi_wire_reader *reader, struct psi_wire_writer *writer,
    const struct psi_wire_header *header, struct psi_error *err)
{
	uint8_t sealed[PSI_SEALED_BYTES];
	uint64_t num = psi_wire_num_sealed(header->kind == PSI_WIRE_EVALUATED
		? psi_wire_evaluated_bytes(
		      header->suite, header->elements, true)
		: psi_wire_answer_bytes(header->elements));

	fuzz_check(num > 0);
	for (uint64_t i = 0; i < num; i++) {
		int rc = psi_wire_read_sealed(reader, sealed, err);

		if (rc != 0)
			return rc;
		fuzz_check(psi_wire_write_sealed(writer, sealed, NULL) == 0);
	}
	return 0;
}

static int
copy_file(struct psi_wire_reader *reader, struct psi_wire_writer *writer,
    enum psi_wire_kind kind, const struct psi_suite *suite,
    struct outcome *outcome, struct psi_error *err)
{
	struct psi_wire_header header;
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	memset(&header, 0, sizeof header);
	rc = psi_wire_read_header(reader, kind,
	    kind == PSI_WIRE_BLINDED ? NULL : suite, &header, err);
	if (rc != 0)
		return rc;
	fuzz_check(header.suite != NULL && header.elements > 0);
	fuzz_check(header.num_group <= PSI_WIRE_GROUPS_MAX);
	fuzz_check(psi_wire_write_header(writer, &header, NULL) == 0);
	if (kind == PSI_WIRE_BLINDED) {
		rc = copy_elements(reader, writer, &header, err);
	} else {
		fuzz_check(psi_wire_write_seal_header(
			       writer, header.seal_header, NULL) == 0);
		rc = copy_sealed(reader, writer, &header, err);
	}
	if (rc != 0)
		return rc;
	rc = psi_wire_read_end(reader, outcome->digest, signature, err);
	if (rc != 0)
		return rc;
	fuzz_check(psi_wire_write_digest(writer, digest, NULL) == 0);
	fuzz_check(memcmp(digest, outcome->digest, sizeof digest) == 0);
	fuzz_check(psi_wire_write_signature(writer, signature, NULL) == 0);
	return 0;
}

static void
check_same(const struct psi_buf *text, const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n')
			continue;
		fuzz_check(at < text->len && text->data[at] == data[i]);
		at++;
	}
	fuzz_check(at == text->len);
}

static void
read_file(struct outcome *outcome, const uint8_t *data, size_t size,
    size_t step, unsigned int choice)
{
	enum psi_wire_kind kind = (choice & 4) != 0 ? PSI_WIRE_ANSWER
	    : (choice & 1) != 0                     ? PSI_WIRE_EVALUATED
						    : PSI_WIRE_BLINDED;
	const struct psi_suite *suite = psi_suite_find(
	    (choice & 2) != 0 ? "P256-SHA256" : "ristretto255-SHA512");
	struct fuzz_input input = { data, size, step };
	struct psi_source source = { fuzz_read, &input };
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = { append, &text };
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_writer *writer = NULL;
	struct psi_error err;

	memset(outcome, 0, sizeof *outcome);
	memset(&err, 0, sizeof err);
	fuzz_check(psi_wire_reader_new(&reader, &source, NULL) == 0);
	fuzz_check(psi_wire_writer_new(&writer, &sink, NULL) == 0);
	outcome->rc = copy_file(reader, writer, kind, suite, outcome, &err);
	outcome->line = err.line;
	if (outcome->rc == 0)
		check_same(&text, data, size);
	else
		fuzz_check(outcome->rc == err.code && err.text[0] != '\0');
	psi_wire_writer_free(writer);
	psi_wire_reader_free(reader);
	psi_buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole;
	struct outcome cut;

	if (size == 0)
		return 0;
	read_file(&whole, data + 1, size - 1, SIZE_MAX, data[0]);
	read_file(&cut, data + 1, size - 1, 7, data[0]);
	fuzz_check(whole.rc == cut.rc && whole.line == cut.line);
	fuzz_check(memcmp(whole.digest, cut.digest, sizeof whole.digest) == 0);
	return 0;
}
