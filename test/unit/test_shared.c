/*
 * shared/1: the framing of the sealed part, the header, and the table in it.
 * What is written is read, and every way of spoiling it is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "wire/seal.h"
#include "wire/shared.h"
#include "wire/shared_table.h"
#include "wire/wire.h"

#include "support/memory.h"

static const char *const columns[] = { "owner", "stage" };

#define LABEL_A "00000000000000000000000000000001"
#define LABEL_B "00000000000000000000000000000002"
#define TOKEN_A "aa000000000000000000000000000000"
#define TOKEN_B "bb000000000000000000000000000000"
#define HEAD "label,tokens,owner,stage\n"

/* Read a table to its end, some bytes at a time. */
static int
read_table(const char *text, size_t len, size_t step, uint64_t max_rows,
    uint64_t *rows)
{
	struct psi_shared_table *table = NULL;
	struct psi_shared_row row;
	struct psi_error err = { 0 };
	struct memory memory;
	struct psi_source source = memory_source(&memory, text, len);
	bool end = false;
	int rc;

	*rows = 0;
	memory.step = step * 5;
	rc = psi_shared_table_new(&table, &source, columns, 2, max_rows, &err);
	while (rc == 0) {
		rc = psi_shared_table_next(table, &row, &end, &err);
		if (rc != 0 || end)
			break;
		++*rows;
	}
	psi_shared_table_free(table);
	if (rc != 0) {
		assert_int_equal(err.code, rc);
		assert_string_not_equal(err.text, "");
	}
	return rc;
}

static void
check_table(const char *text, int expected)
{
	uint64_t rows;

	for (size_t step = 0; step < 3; step++)
		assert_int_equal(
		    read_table(text, strlen(text), step, 100, &rows), expected);
}

static void
what_is_written_is_read(void **state)
{
	static const struct {
		const char *owner;
		const char *stage;
	} cells[] = { { "Dana", "Won" }, { "", "" }, { "Kim, Jr \"K\"", "\"" },
		{ ",", "\"\"" }, { "Jos\xc3\xa9", "a;b" } };
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_shared_table *table = NULL;
	struct psi_shared_row row;
	struct memory memory;
	struct psi_source source;
	bool end = false;

	(void)state;
	assert_int_equal(psi_shared_table_head(&text, columns, 2, NULL), 0);
	for (size_t i = 0; i < 5; i++) {
		memset(&row, 0, sizeof row);
		row.label[0] = (uint8_t)i;
		row.num_token = i * 13 + 1;
		for (size_t t = 0; t < row.num_token; t++)
			row.token[t][1] = (uint8_t)t;
		row.cell[0].text = cells[i].owner;
		row.cell[0].len = strlen(cells[i].owner);
		row.cell[1].text = cells[i].stage;
		row.cell[1].len = strlen(cells[i].stage);
		assert_int_equal(psi_shared_table_row(&text, &row, 2, NULL), 0);
	}
	assert_int_equal(psi_shared_table_foot(&text, 5, 2, NULL), 0);
	source = memory_source(&memory, text.data, text.len);
	assert_int_equal(
	    psi_shared_table_new(&table, &source, columns, 2, 5, NULL), 0);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(
		    psi_shared_table_next(table, &row, &end, NULL), 0);
		assert_false(end);
		assert_int_equal(row.label[0], i);
		assert_int_equal(row.num_token, i * 13 + 1);
		assert_int_equal(row.token[row.num_token - 1][1], i * 13);
		assert_int_equal(row.cell[0].len, strlen(cells[i].owner));
		assert_memory_equal(
		    row.cell[0].text, cells[i].owner, row.cell[0].len);
		assert_memory_equal(
		    row.cell[1].text, cells[i].stage, row.cell[1].len);
	}
	assert_int_equal(psi_shared_table_next(table, &row, &end, NULL), 0);
	assert_true(end);
	psi_shared_table_free(table);
	psi_buf_clear(&text);
}

static void
a_table_that_is_not_canonical_is_refused(void **state)
{
#define ROW_A LABEL_A "," TOKEN_A ",Dana,Won\n"
#define ROW_B LABEL_B "," TOKEN_B ",,\n"
	(void)state;
	check_table(HEAD ROW_A ROW_B "rows,2,,\n", 0);
	check_table(HEAD "rows,0,,\n", 0);
	/* Columns. */
	check_table("", PSI_E_GRAMMAR);
	check_table("label,tokens,owner\nrows,0,\n", PSI_E_GRAMMAR);
	check_table("label,tokens,stage,owner\nrows,0,,\n", PSI_E_GRAMMAR);
	check_table("label,tokens,owner,stage,nps\nrows,0,,,\n", PSI_E_GRAMMAR);
	/* The closing row. */
	check_table(HEAD ROW_A, PSI_E_GRAMMAR);
	check_table(HEAD ROW_A "rows,1,,", PSI_E_GRAMMAR);
	check_table(HEAD ROW_A "rows,1,\n", PSI_E_GRAMMAR);
	check_table(HEAD ROW_A "rows,01,,\n", PSI_E_GRAMMAR);
	check_table(HEAD ROW_A "rows,1,x,\n", PSI_E_GRAMMAR);
	check_table(HEAD ROW_A "rows,2,,\n", PSI_E_LIMIT);
	check_table(HEAD ROW_A "rows,0,,\n", PSI_E_LIMIT);
	check_table(HEAD "rows,0,,\n" ROW_A, PSI_E_GRAMMAR);
	check_table(HEAD "rows,0,,\nrows,0,,\n", PSI_E_GRAMMAR);
	/* Order. */
	check_table(HEAD ROW_B ROW_A "rows,2,,\n", PSI_E_ORDER);
	check_table(HEAD ROW_A ROW_A "rows,2,,\n", PSI_E_ORDER);
	check_table(
	    HEAD LABEL_A "," TOKEN_A " " TOKEN_A ",,\nrows,1,,\n", PSI_E_ORDER);
	check_table(
	    HEAD LABEL_A "," TOKEN_B " " TOKEN_A ",,\nrows,1,,\n", PSI_E_ORDER);
	/* Labels and tokens. */
	check_table(
	    HEAD "0" LABEL_A "," TOKEN_A ",,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(HEAD "," TOKEN_A ",,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(HEAD LABEL_A ",,,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(HEAD LABEL_A "," TOKEN_A " ,,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(HEAD LABEL_A "," TOKEN_A "  " TOKEN_B ",,\nrows,1,,\n",
	    PSI_E_GRAMMAR);
	check_table(HEAD LABEL_A ",AA000000000000000000000000000000,,\nrows,1,,"
				 "\n",
	    PSI_E_GRAMMAR);
	/* Cells, and how they are written. */
	check_table(
	    HEAD LABEL_A "," TOKEN_A ",\"Dana\",\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(
	    HEAD LABEL_A "," TOKEN_A ",Da\"na,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(
	    HEAD LABEL_A "," TOKEN_A ",\"Da,na,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(
	    HEAD LABEL_A "," TOKEN_A ",\"a,\"x,\nrows,1,,\n", PSI_E_GRAMMAR);
	check_table(HEAD "\n", PSI_E_GRAMMAR);
}

/* A line, a cell and a number of rows each at their limit, and over it. */
static void
limits_hold(void **state)
{
	struct psi_buf text = PSI_BUF_INIT;
	uint64_t rows;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		psi_buf_clear(&text);
		assert_int_equal(psi_buf_append_text(
				     &text, HEAD LABEL_A "," TOKEN_A ",", NULL),
		    0);
		for (size_t i = 0; i < PSI_SHARED_CELL_MAX + more; i++)
			assert_int_equal(
			    psi_buf_append_text(&text, "x", NULL), 0);
		assert_int_equal(
		    psi_buf_append_text(&text, ",\nrows,1,,\n", NULL), 0);
		assert_int_equal(read_table((const char *)text.data, text.len,
				     0, 100, &rows),
		    more == 0 ? 0 : PSI_E_GRAMMAR);
		assert_int_equal(rows, 1 - more);
	}
	/* A line without an end is given up early. */
	psi_buf_clear(&text);
	assert_int_equal(psi_buf_append_text(&text, HEAD, NULL), 0);
	for (size_t i = 0; i < 200000; i++)
		assert_int_equal(psi_buf_append_text(&text, "x", NULL), 0);
	assert_int_equal(
	    read_table((const char *)text.data, text.len, 0, 100, &rows),
	    PSI_E_GRAMMAR);
	psi_buf_clear(&text);
	assert_int_equal(
	    read_table(HEAD ROW_A ROW_B "rows,2,,\n",
		strlen(HEAD ROW_A ROW_B "rows,2,,\n"), 0, 1, &rows),
	    PSI_E_LIMIT);
	assert_int_equal(rows, 1);
}

/* The size tells the length within a factor of two, and never falls below
 * what was sent before. */
static void
the_plaintext_is_a_power_of_two(void **state)
{
	(void)state;
	assert_int_equal(psi_shared_plaintext_bytes(0, 0), 65536);
	assert_int_equal(psi_shared_plaintext_bytes(65536 - 40, 0), 65536);
	assert_int_equal(psi_shared_plaintext_bytes(65536 - 39, 0), 131072);
	assert_int_equal(psi_shared_plaintext_bytes(1, 131072), 131072);
	for (uint64_t n = 1; n < UINT64_C(1) << 40; n = n * 3 + 1) {
		uint64_t total = psi_shared_plaintext_bytes(n, 0);

		assert_int_equal(total & (total - 1), 0);
		assert_true(total >= n + 40);
		assert_true(total == 65536 || total / 2 < n + 40);
	}
}

/* One sealed file, and how it is opened. */
struct file {
	struct psi_secret share_secret;
	uint8_t share_key[PSI_SEAL_KEY_BYTES];
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	uint8_t random[PSI_SHARED_RANDOM_BYTES];
	struct psi_buf text;
};

/* Seal plaintext of our own making, framed well or badly. */
static void
seal_file(struct file *file, const uint8_t *plaintext, size_t plaintext_len,
    const uint8_t content[PSI_DIGEST_BYTES])
{
	struct psi_sink sink = memory_sink(&file->text);
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	struct psi_wire_writer *writer = NULL;
	struct psi_sealer *sealer = NULL;
	struct psi_wire_header header;
	uint8_t signature[PSI_SIGNATURE_BYTES] = { 1 };
	uint8_t digest[PSI_DIGEST_BYTES];

	memset(&header, 0, sizeof header);
	psi_buf_clear(&file->text);
	header.kind = PSI_WIRE_SHARED;
	header.from = 'a';
	header.run = 3;
	header.revision = 2;
	header.created = 20000;
	memcpy(header.content, content, PSI_DIGEST_BYTES);
	psi_secret_clear(&file->share_secret);
	assert_int_equal(
	    psi_seal_keypair(&file->share_secret, file->share_key, NULL), 0);
	assert_int_equal(
	    psi_seal_keypair(&ephemeral, header.seal_ephemeral, NULL), 0);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(psi_sealer_new(&sealer, writer,
			     &(struct psi_seal_context){ PSI_SEAL_TAG_SHARE,
				 header.seal_ephemeral, file->share_key,
				 file->identities, header.clear_digest },
			     &ephemeral, NULL),
	    0);
	assert_int_equal(
	    psi_sealer_write(sealer, plaintext, plaintext_len, NULL), 0);
	assert_int_equal(psi_sealer_finish(sealer, NULL), 0);
	psi_sealer_free(sealer);
	psi_secret_clear(&ephemeral);
	assert_int_equal(psi_wire_write_digest(writer, digest, NULL), 0);
	assert_int_equal(psi_wire_write_signature(writer, signature, NULL), 0);
	psi_wire_writer_free(writer);
}

static int
open_table(struct psi_wire_reader *reader, struct psi_opener *opener,
    const struct psi_wire_header *header, struct psi_buf *out,
    struct psi_error *err)
{
	struct psi_shared_opening opening;
	struct psi_source source;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t got = 1;
	int rc;

	rc = psi_shared_open(&opening, opener, 0, 1 << 20, err);
	if (rc != 0)
		return rc;
	source = psi_shared_open_table(&opening);
	while (rc == 0 && got > 0) {
		uint8_t part[1000];

		rc = source.read(source.cookie, part, sizeof part, &got, err);
		if (rc == 0)
			rc = psi_buf_append(out, part, got, err);
	}
	if (rc == 0)
		rc = psi_shared_open_end(&opening, header->content, err);
	if (rc == 0)
		rc = psi_wire_read_end(reader, digest, signature, err);
	return rc;
}

static int
open_file(struct file *file, struct psi_buf *out)
{
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, file->text.data, file->text.len);
	struct psi_wire_reader *reader = NULL;
	struct psi_opener *opener = NULL;
	struct psi_wire_header header;
	struct psi_error err;
	int rc;

	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	rc = psi_wire_read_header(reader, PSI_WIRE_SHARED, NULL, &header, &err);
	if (rc == 0) {
		assert_int_equal(header.revision, 2);
		assert_int_equal(header.created, 20000);
		rc = psi_opener_new(&opener, reader,
		    &(struct psi_seal_context){ PSI_SEAL_TAG_SHARE,
			header.seal_ephemeral, file->share_key,
			file->identities, header.clear_digest },
		    header.seal_header, &file->share_secret,
		    PSI_SHARED_PLAINTEXT_MIN, &err);
	}
	if (rc == 0)
		rc = open_table(reader, opener, &header, out, &err);
	psi_opener_free(opener);
	psi_wire_reader_free(reader);
	return rc;
}

static void
check_frame(struct file *file, size_t table_len, size_t length, size_t total,
    size_t spoil, int expected)
{
	uint8_t *plaintext = calloc(1, total);
	uint8_t content[PSI_DIGEST_BYTES];
	struct psi_buf out = PSI_BUF_INIT;

	assert_non_null(plaintext);
	psi_u64be(plaintext, length);
	memset(plaintext + 8, 7, PSI_SHARED_RANDOM_BYTES);
	memset(plaintext + 40, 'x', table_len);
	psi_shared_content(content, plaintext + 8, plaintext + 40, table_len);
	if (spoil > 0)
		plaintext[spoil] ^= 1;
	seal_file(file, plaintext, total, content);
	assert_int_equal(open_file(file, &out), expected);
	if (expected == 0) {
		assert_int_equal(out.len, table_len);
		if (table_len > 0)
			assert_memory_equal(
			    out.data, plaintext + 40, table_len);
	}
	psi_buf_clear(&out);
	free(plaintext);
}

static void
the_frame_is_checked(void **state)
{
	struct file file;

	(void)state;
	memset(&file, 0, sizeof file);
	check_frame(&file, 0, 0, 65536, 0, 0);
	check_frame(&file, 10, 10, 65536, 0, 0);
	check_frame(&file, 65536 - 40, 65536 - 40, 65536, 0, 0);
	check_frame(&file, 65536, 65536, 131072, 0, 0);
	/* Too long or too short for what it holds. */
	check_frame(&file, 10, 10, 131072, 0, PSI_E_SEAL);
	check_frame(&file, 65536, 65536, 65536 * 4, 0, PSI_E_SEAL);
	check_frame(&file, 10, 10, 32768, 0, PSI_E_SEAL);
	check_frame(&file, 10, 70000, 65536, 0, PSI_E_SEAL);
	/* A length that is not that of the table: zeros that are none, or a
	 * table that is another. */
	check_frame(&file, 10, 9, 65536, 0, PSI_E_SEAL);
	check_frame(&file, 10, 11, 65536, 0, PSI_E_SEAL);
	/* No memory, and no time, for what nobody may send. */
	check_frame(&file, 10, SIZE_MAX, 65536, 0, PSI_E_LIMIT);
	check_frame(&file, 10, (1 << 20) + 1, 65536, 0, PSI_E_LIMIT);
	/* The random bytes, the table, the padding. */
	check_frame(&file, 10, 10, 65536, 8, PSI_E_SEAL);
	check_frame(&file, 10, 10, 65536, 40, PSI_E_SEAL);
	check_frame(&file, 10, 10, 65536, 65535, PSI_E_SEAL);
	psi_secret_clear(&file.share_secret);
	psi_buf_clear(&file.text);
}

/* The file itself: every record of the header, and every byte of it. */
static void
the_header_is_checked(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		int expected;
	} edits[] = {
		{ "file,shared/1", "file,shared/2", PSI_E_GRAMMAR },
		{ "file,shared/1", "file,evaluated/1", PSI_E_GRAMMAR },
		{ "revision,2", "revision,3", PSI_E_GRAMMAR },
		{ "revision,2", "revision,0", PSI_E_GRAMMAR },
		{ "revision,2", "revision,02", PSI_E_GRAMMAR },
		{ "run,3\n", "run,0\n", PSI_E_GRAMMAR },
		{ "created,2024-10-04", "created,2024-10-32", PSI_E_GRAMMAR },
		{ "\ncontent,", "\nContent,", PSI_E_GRAMMAR },
		{ "\nsealed,", "\nelement,", PSI_E_GRAMMAR },
		{ "\nsealed,", "\nsha256,", PSI_E_LIMIT },
		{ "from,a", "from,b", PSI_E_SEAL },
		{ "agreement,00", "agreement,01", PSI_E_SEAL },
	};
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf good = PSI_BUF_INIT;
	struct file file;

	(void)state;
	memset(&file, 0, sizeof file);
	check_frame(&file, 10, 10, 65536, 0, 0);
	assert_int_equal(
	    psi_buf_append(&good, file.text.data, file.text.len, NULL), 0);
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		size_t len = strlen(edits[i].from);
		size_t at = 0;
		int rc;

		while (at + len <= good.len &&
		    memcmp(good.data + at, edits[i].from, len) != 0)
			at++;
		assert_true(at + len <= good.len);
		psi_buf_clear(&file.text);
		assert_int_equal(
		    psi_buf_append(&file.text, good.data, at, NULL), 0);
		assert_int_equal(
		    psi_buf_append_text(&file.text, edits[i].to, NULL), 0);
		assert_int_equal(
		    psi_buf_append(&file.text, good.data + at + len,
			good.len - at - len, NULL),
		    0);
		rc = open_file(&file, &out);
		if (rc != edits[i].expected)
			fail_msg("%s: %d", edits[i].to, rc);
	}
	/* Cut off anywhere. */
	for (size_t n = 0; n < good.len; n += n < 900 ? 7 : 991) {
		psi_buf_clear(&file.text);
		assert_int_equal(
		    psi_buf_append(&file.text, good.data, n, NULL), 0);
		assert_true(open_file(&file, &out) != 0);
	}
	psi_secret_clear(&file.share_secret);
	psi_buf_clear(&file.text);
	psi_buf_clear(&good);
	psi_buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_table_that_is_not_canonical_is_refused),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(the_plaintext_is_a_power_of_two),
		cmocka_unit_test(the_frame_is_checked),
		cmocka_unit_test(the_header_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
