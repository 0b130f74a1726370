/*
 * Element files: what the writer writes the reader reads, and every way of
 * spoiling a file is refused with the code of its check.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/random.h"
#include "wire/wire.h"
#include "wire/seal.h"

#define NUM 70

struct text {
	const uint8_t *data;
	size_t len;
	size_t pos;
	/* Bytes given at once. */
	size_t step;
};

static int
text_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct text *text = cookie;
	size_t n = text->len - text->pos;

	(void)err;
	if (n > out_size)
		n = out_size;
	if (n > text->step)
		n = text->step;
	memcpy(out, text->data + text->pos, n);
	text->pos += n;
	*out_len = n;
	return 0;
}

static int
buf_write(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static void
fill_header(struct psi_wire_header *header, enum psi_wire_kind kind)
{
	memset(header, 0, sizeof *header);
	header->kind = kind;
	header->suite = psi_suite_find("ristretto255-SHA512");
	header->from = 'b';
	header->run = 7;
	header->elements = NUM;
	memset(header->agreement, 0x11, sizeof header->agreement);
	memset(header->public_key, 0x22, sizeof header->public_key);
	if (kind == PSI_WIRE_BLINDED) {
		memset(header->nonce, 0x33, sizeof header->nonce);
		header->created = 20000;
		header->source_date = 19999;
		memset(header->key_element, 0x44, PSI_ELEMENT_MAX_BYTES);
		memset(header->key_proof, 0x55, sizeof header->key_proof);
		memset(header->seal_key, 0x66, sizeof header->seal_key);
	} else {
		memset(header->answers, 0x77, sizeof header->answers);
		memset(header->beside, 0x88, sizeof header->beside);
		memset(header->seal_ephemeral, 0x99, PSI_SEAL_KEY_BYTES);
	}
}

static void
write_blinded(struct psi_buf *out, const uint8_t *elements, size_t num,
    const struct psi_wire_header *like)
{
	struct psi_sink sink = { buf_write, out };
	struct psi_wire_writer *writer = NULL;
	struct psi_wire_header header = *like;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];

	memset(signature, 0xaa, sizeof signature);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(
	    psi_wire_write_elements(writer, 32, elements, num, NULL), 0);
	assert_int_equal(psi_wire_write_digest(writer, digest, NULL), 0);
	assert_int_equal(psi_wire_write_signature(writer, signature, NULL), 0);
	psi_wire_writer_free(writer);
}

/* Read a whole blinded file. */
static int
read_blinded(const struct psi_buf *in, size_t step,
    struct psi_wire_header *header, uint8_t *elements, uint64_t *line)
{
	struct text text = { in->data, in->len, 0, step };
	struct psi_source source = { text_read, &text };
	struct psi_wire_reader *reader = NULL;
	struct psi_error err = { 0 };
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t done = 0;
	int rc;

	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	rc = psi_wire_read_header(reader, PSI_WIRE_BLINDED, NULL, header, &err);
	while (rc == 0 && done < header->elements && done < NUM) {
		size_t num = 0;

		rc = psi_wire_read_elements(
		    reader, elements + 32 * done, 16, &num, &err);
		done += num;
	}
	if (rc == 0)
		rc = psi_wire_read_end(reader, digest, signature, &err);
	if (rc != 0) {
		assert_int_equal(err.code, rc);
		assert_string_not_equal(err.text, "");
	}
	if (line != NULL)
		*line = err.line;
	psi_wire_reader_free(reader);
	return rc;
}

struct fixture {
	uint8_t elements[32 * NUM];
	struct psi_wire_header header;
	struct psi_buf file;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	assert_non_null(f);
	assert_int_equal(psi_random(f->elements, sizeof f->elements, NULL), 0);
	fill_header(&f->header, PSI_WIRE_BLINDED);
	write_blinded(&f->file, f->elements, NUM, &f->header);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	psi_buf_clear(&f->file);
	free(f);
	return 0;
}

static void
test_round_trip(void **state)
{
	struct fixture *f = *state;
	static const size_t steps[] = { 1, 7, 4096, SIZE_MAX };

	for (size_t i = 0; i < 4; i++) {
		struct psi_wire_header header;
		uint8_t elements[32 * NUM];

		assert_int_equal(
		    read_blinded(&f->file, steps[i], &header, elements, NULL),
		    0);
		assert_memory_equal(elements, f->elements, sizeof elements);
		assert_memory_equal(header.nonce, f->header.nonce, 16);
		assert_memory_equal(
		    header.key_proof, f->header.key_proof, PSI_PROOF_BYTES);
		assert_memory_equal(
		    header.seal_key, f->header.seal_key, PSI_SEAL_KEY_BYTES);
		assert_int_equal(header.created, 20000);
		assert_int_equal(header.source_date, 19999);
		assert_int_equal(header.from, 'b');
		assert_int_equal(header.run, 7);
		assert_int_equal(header.elements, NUM);
		assert_ptr_equal(header.suite, f->header.suite);
	}
}

/* Where a record of the header stands, in files of each kind. */
static void
test_lines_of_records(void **state)
{
	(void)state;
	for (int kind = PSI_WIRE_BLINDED; kind <= PSI_WIRE_SHARED; kind++) {
		struct psi_buf file = PSI_BUF_INIT;
		struct psi_sink sink = { buf_write, &file };
		struct psi_wire_writer *writer = NULL;
		struct psi_wire_header header;
		uint8_t digest[PSI_DIGEST_BYTES];
		uint64_t line = 0;
		char *text;

		fill_header(&header, (enum psi_wire_kind)kind);
		header.revision = 1;
		header.num_group = 1;
		header.group_elements[0] = NUM;
		memcpy(header.group[0], "other", sizeof "other");
		assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
		assert_int_equal(
		    psi_wire_write_header(writer, &header, NULL), 0);
		assert_int_equal(
		    psi_wire_write_digest(writer, digest, NULL), 0);
		psi_wire_writer_free(writer);
		assert_int_equal(psi_buf_append(&file, "", 1, NULL), 0);
		text = (char *)file.data;
		while (*text != '\0' &&
		    strncmp(text, "group-elements,", 15) != 0 &&
		    strncmp(text, "sha256,", 7) != 0) {
			char *end = strchr(text, ',');

			*end = '\0';
			assert_int_equal(psi_wire_record_line(
					     (enum psi_wire_kind)kind, text),
			    ++line);
			text = strchr(end + 1, '\n') + 1;
		}
		assert_true(line >= 10);
		assert_int_equal(
		    psi_wire_record_line((enum psi_wire_kind)kind, "sealed"),
		    0);
		psi_buf_clear(&file);
	}
}

static void
test_crlf_is_the_same_file(void **state)
{
	struct fixture *f = *state;
	struct psi_buf crlf = PSI_BUF_INIT;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];
	int mixed;

	for (mixed = 1; mixed <= 2; mixed++) {
		int line = 0;

		psi_buf_clear(&crlf);
		for (size_t i = 0; i < f->file.len; i++) {
			if (f->file.data[i] == '\n' && ++line % mixed == 0)
				assert_int_equal(
				    psi_buf_append(&crlf, "\r", 1, NULL), 0);
			assert_int_equal(
			    psi_buf_append(&crlf, f->file.data + i, 1, NULL),
			    0);
		}
		for (size_t step = 1; step < 200; step += 66)
			assert_int_equal(
			    read_blinded(&crlf, step, &header, elements, NULL),
			    0);
	}
	psi_buf_clear(&crlf);
}

/* A file that ends anywhere but at its end is refused. */
static void
test_cut_off_anywhere(void **state)
{
	struct fixture *f = *state;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];
	size_t whole = f->file.len;

	for (size_t len = 0; len < whole; len++) {
		int rc;

		f->file.len = len;
		rc = read_blinded(&f->file, SIZE_MAX, &header, elements, NULL);
		assert_int_equal(rc, PSI_E_GRAMMAR);
	}
	f->file.len = whole;
}

/* Any other byte anywhere: refused, or (before the digest) caught by it. */
static void
test_any_byte_changed(void **state)
{
	struct fixture *f = *state;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];
	const char *tail = "signature,";
	size_t signature_from = 0;

	for (size_t i = 0; i + strlen(tail) < f->file.len; i++)
		if (memcmp(f->file.data + i, tail, strlen(tail)) == 0)
			signature_from = i + strlen(tail);
	for (size_t i = 0; i < f->file.len; i++) {
		uint8_t was = f->file.data[i];
		int rc;

		f->file.data[i] ^= 1;
		rc = read_blinded(&f->file, SIZE_MAX, &header, elements, NULL);
		/* The signature's own characters are checked by the
		 * signature. */
		if (i < signature_from)
			assert_int_not_equal(rc, 0);
		f->file.data[i] = was;
	}
}

/* Replace the first `from` by `to` and expect a code. */
static void
expect_replaced(struct fixture *f, const char *from, const char *to, int code)
{
	struct psi_buf edited = PSI_BUF_INIT;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];
	size_t from_len = strlen(from);
	bool found = false;

	for (size_t i = 0; i < f->file.len; i++) {
		if (!found && f->file.len - i >= from_len &&
		    memcmp(f->file.data + i, from, from_len) == 0) {
			found = true;
			assert_int_equal(
			    psi_buf_append_text(&edited, to, NULL), 0);
			i += from_len - 1;
			continue;
		}
		assert_int_equal(
		    psi_buf_append(&edited, f->file.data + i, 1, NULL), 0);
	}
	assert_true(found);
	assert_int_equal(
	    read_blinded(&edited, SIZE_MAX, &header, elements, NULL), code);
	psi_buf_clear(&edited);
}

static void
test_grammar(void **state)
{
	struct fixture *f = *state;
	static const char *const edits[][2] = {
		{ "record,value\n", "\xef\xbb\xbfrecord,value\n" },
		{ "record,value\n", "\"record\",\"value\"\n" },
		{ "record,value\n", "record;value\n" },
		{ "record,value\n", "" },
		{ "blinded/2", "blinded/1" },
		{ "blinded/2", "evaluated/1" },
		{ "from,b", "from,c" },
		{ "from,b", "from,ab" },
		{ "from,b", "from,\"b\"" },
		{ "from,b", "from, b" },
		{ "from,b\n", "" },
		{ "from,b\n", "from,b\nfrom,b\n" },
		{ "run,7", "run,07" },
		{ "run,7", "run,+7" },
		{ "run,7", "run,0" },
		{ "run,7", "run,1000000000" },
		{ "run,7", "run,18446744073709551623" },
		{ "run,7\n", "run,7\n\n" },
		{ "run,7\n", "run,7,\n" },
		{ "nonce,33", "nonce,3G" },
		{ "nonce,33", "nonce," },
		{ "created,2024-10-04", "created,2024-10-32" },
		{ "created,2024-10-04", "created,2023-02-29" },
		{ "created,2024-10-04", "created,2024-1-04" },
		{ "created,2024-10-04", "created,04.10.2024" },
		{ "suite,ristretto255-SHA512", "suite,P384-SHA384" },
		{ "suite,ristretto255-SHA512", "suite," },
		{ "seal-key,Zm", "seal-key,Z" },
		{ "share-key,", "share-kex," },
		{ "elements,70\n", "elements,4294967296\n" },
		{ "elements,70\n", "elements,70\ngroup,\ngroup-elements,70\n" },
		{ "elements,70\n",
		    "elements,70\ngroup,A b\ngroup-elements,70\n" },
		{ "element,", "Element," },
		{ "signature,", "signature\t," },
	};

	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		expect_replaced(f, edits[i][0], edits[i][1], PSI_E_GRAMMAR);
}

static void
test_limits(void **state)
{
	struct fixture *f = *state;

	expect_replaced(f, "elements,70\n", "elements,0\n", PSI_E_LIMIT);
	expect_replaced(f, "elements,70\n", "elements,69\n", PSI_E_LIMIT);
	expect_replaced(f, "elements,70\n",
	    "elements,70\ngroup,customer\ngroup-elements,69\n", PSI_E_LIMIT);
}

static void
test_more_than_declared_and_after_the_end(void **state)
{
	struct fixture *f = *state;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];

	assert_int_equal(psi_buf_append(&f->file, "\n", 1, NULL), 0);
	assert_int_equal(
	    read_blinded(&f->file, SIZE_MAX, &header, elements, NULL),
	    PSI_E_GRAMMAR);
}

static void
test_fewer_elements_than_declared(void **state)
{
	struct fixture *f = *state;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_wire_header header;
	uint8_t elements[32 * NUM];
	uint64_t line = 0;

	write_blinded(&file, f->elements, NUM - 1, &f->header);
	assert_int_equal(
	    read_blinded(&file, SIZE_MAX, &header, elements, &line),
	    PSI_E_LIMIT);
	/* 15 header lines and 69 elements: the digest stands in line 85. */
	assert_int_equal(line, 85);
	psi_buf_clear(&file);
}

/* Write an evaluated file that seals `plain`, and read it back. */
static int
seal_and_open(const uint8_t *plain, size_t plain_len, uint64_t expected,
    uint8_t *out, int spoil)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_sink sink = { buf_write, &file };
	struct psi_secret seal = PSI_SECRET_INIT;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	struct psi_wire_header header;
	struct psi_wire_writer *writer = NULL;
	struct psi_wire_reader *reader = NULL;
	struct psi_sealer *sealer = NULL;
	struct psi_opener *opener = NULL;
	uint8_t seal_key[PSI_SEAL_KEY_BYTES];
	uint8_t identities[128] = { 1, 2, 3 };
	struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, seal_key, identities,
		header.clear_digest };
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES] = { 0 };
	struct text text;
	struct psi_source source = { text_read, &text };
	int rc;

	fill_header(&header, PSI_WIRE_EVALUATED);
	assert_int_equal(psi_seal_keypair(&seal, seal_key, NULL), 0);
	assert_int_equal(
	    psi_seal_keypair(&ephemeral, header.seal_ephemeral, NULL), 0);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(
	    psi_sealer_new(&sealer, writer, &context, &ephemeral, NULL), 0);
	assert_int_equal(psi_sealer_write(sealer, plain, 1, NULL), 0);
	assert_int_equal(
	    psi_sealer_write(sealer, plain + 1, plain_len - 1, NULL), 0);
	assert_int_equal(psi_sealer_finish(sealer, NULL), 0);
	assert_int_equal(psi_wire_write_digest(writer, digest, NULL), 0);
	assert_int_equal(psi_wire_write_signature(writer, signature, NULL), 0);

	text = (struct text){ file.data, file.len, 0, SIZE_MAX };
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	memset(&header, 0, sizeof header);
	assert_int_equal(
	    psi_wire_read_header(reader, PSI_WIRE_EVALUATED,
		psi_suite_find("ristretto255-SHA512"), &header, NULL),
	    0);
	if (spoil == 1)
		header.clear_digest[0] ^= 1;
	if (spoil == 2)
		identities[127] ^= 1;
	if (spoil == 3)
		seal.data[5] ^= 1;
	if (spoil == 4)
		context.tag = "psi-share/1";
	rc = psi_opener_new(&opener, reader, &context, header.seal_header,
	    &seal, expected, NULL);
	if (rc == 0)
		rc = psi_opener_read(opener, out, (size_t)expected, NULL);
	if (rc == 0)
		rc = psi_wire_read_end(reader, digest, signature, NULL);
	psi_opener_free(opener);
	psi_sealer_free(sealer);
	psi_wire_reader_free(reader);
	psi_wire_writer_free(writer);
	psi_secret_clear(&seal);
	psi_secret_clear(&ephemeral);
	psi_buf_clear(&file);
	return rc;
}

static void
test_sealing(void **state)
{
	static const size_t lens[] = { 2, 2047, 2048, 2049, 4096, 10000 };
	uint8_t plain[10000];
	uint8_t out[12288];

	(void)state;
	assert_int_equal(psi_random(plain, sizeof plain, NULL), 0);
	/* The last byte is not zero, so that padding is told from it. */
	for (size_t i = 0; i < sizeof plain; i++)
		plain[i] |= 1;
	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		size_t len = lens[i];

		assert_int_equal(seal_and_open(plain, len, len, out, 0), 0);
		assert_memory_equal(plain, out, len);
		for (int spoil = 1; spoil <= 4; spoil++)
			assert_int_equal(
			    seal_and_open(plain, len, len, out, spoil),
			    PSI_E_SEAL);
		/* The reader expects more, or less, than was sealed. */
		assert_int_not_equal(
		    seal_and_open(plain, len, len + 2048, out, 0), 0);
		assert_int_equal(
		    seal_and_open(plain, len, len - 1, out, 0), PSI_E_SEAL);
	}
}

static void
test_plaintext_sizes(void **state)
{
	const struct psi_suite *r = psi_suite_find("ristretto255-SHA512");
	const struct psi_suite *p = psi_suite_find("P256-SHA256");

	(void)state;
	assert_int_equal(psi_wire_evaluated_bytes(r, 1, true), 96);
	assert_int_equal(
	    psi_wire_evaluated_bytes(r, 65536, true), 65536 * 32 + 64);
	assert_int_equal(
	    psi_wire_evaluated_bytes(p, 65537, true), 65537 * 33 + 128);
	assert_int_equal(psi_wire_evaluated_bytes(p, 65537, false), 65537 * 33);
	assert_int_equal(psi_wire_answer_bytes(1), 68);
	assert_int_equal(psi_wire_answer_bytes(65536), 65536 * 4 + 64);
	assert_int_equal(psi_wire_answer_bytes(65537), 65537 * 4 + 128);
	assert_int_equal(psi_wire_answer_bytes(UINT32_MAX),
	    (uint64_t)UINT32_MAX * 4 + 65536 * 64);
	assert_int_equal(psi_wire_counts_bytes(0), 8);
	assert_int_equal(psi_wire_counts_bytes(5), 200);
	assert_int_equal(psi_wire_num_sealed(2048), 1);
	assert_int_equal(psi_wire_num_sealed(2049), 2);
}

static void
test_signed_text(void **state)
{
	uint8_t out[PSI_SIGNED_MAX_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	static const char expected[] = "psi-file/1\0blinded/2";

	(void)state;
	memset(digest, 0xcd, sizeof digest);
	assert_int_equal(psi_wire_signed_text(out, "blinded/2", digest),
	    sizeof expected + 32);
	assert_memory_equal(out, expected, sizeof expected);
	assert_memory_equal(out + sizeof expected, digest, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_round_trip, setup, teardown),
		cmocka_unit_test(test_lines_of_records),
		cmocka_unit_test_setup_teardown(
		    test_crlf_is_the_same_file, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_cut_off_anywhere, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_any_byte_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_grammar, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_more_than_declared_and_after_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_fewer_elements_than_declared, setup, teardown),
		cmocka_unit_test(test_sealing),
		cmocka_unit_test(test_plaintext_sizes),
		cmocka_unit_test(test_signed_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
