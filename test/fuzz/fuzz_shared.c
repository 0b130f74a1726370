/*
 * shared/1, outside and inside: a file, and the table in its sealed part, that
 * are read without failure are written again with the same bytes (but for CR
 * before LF in the file), and the cuts between reads change nothing.
 *
 * The first byte of the input chooses which, and how many columns.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "wire/shared_table.h"
#include "wire/wire.h"

static const char *const columns[] = { "owner", "stage", "amount" };

#define MAX_ROWS 1000

struct outcome {
	int rc;
	uint64_t line;
	uint64_t rows;
};

static int
append(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static void
check_row(const struct psi_shared_row *row, size_t num_columns)
{
	fuzz_check(
	    row->num_token > 0 && row->num_token <= PSI_SHARED_TOKENS_MAX);
	for (size_t i = 0; i < num_columns; i++)
		fuzz_check(row->cell[i].len <= PSI_SHARED_CELL_MAX);
}

static int
copy_table(struct psi_buf *out, const struct psi_source *source,
    size_t num_columns, struct outcome *outcome, struct psi_error *err)
{
	struct psi_shared_table *table = NULL;
	struct psi_shared_row row;
	bool end = false;
	int rc;

	rc = psi_shared_table_new(
	    &table, source, columns, num_columns, MAX_ROWS, err);
	if (rc != 0)
		return rc;
	fuzz_check(psi_shared_table_head(out, columns, num_columns, NULL) == 0);
	while (
	    (rc = psi_shared_table_next(table, &row, &end, err)) == 0 && !end) {
		check_row(&row, num_columns);
		fuzz_check(
		    psi_shared_table_row(out, &row, num_columns, NULL) == 0);
		fuzz_check(row.number == ++outcome->rows);
	}
	if (rc == 0)
		fuzz_check(psi_shared_table_foot(
			       out, outcome->rows, num_columns, NULL) == 0);
	psi_shared_table_free(table);
	return rc;
}

static int
copy_records(struct psi_wire_reader *reader, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t again[PSI_DIGEST_BYTES];
	struct psi_wire_header header;
	int rc;

	rc = psi_wire_read_header(reader, PSI_WIRE_SHARED, NULL, &header, err);
	if (rc != 0)
		return rc;
	fuzz_check(header.revision == 1 || header.revision == 2);
	fuzz_check(psi_wire_write_header(writer, &header, NULL) == 0);
	fuzz_check(
	    psi_wire_write_seal_header(writer, header.seal_header, NULL) == 0);
	while (psi_wire_in_body(reader)) {
		rc = psi_wire_read_sealed(reader, sealed, err);
		if (rc != 0)
			return rc;
		fuzz_check(psi_wire_write_sealed(writer, sealed, NULL) == 0);
	}
	if ((rc = psi_wire_read_end(reader, digest, signature, err)) != 0)
		return rc;
	fuzz_check(psi_wire_write_digest(writer, again, NULL) == 0);
	fuzz_check(memcmp(digest, again, sizeof digest) == 0);
	fuzz_check(psi_wire_write_signature(writer, signature, NULL) == 0);
	return 0;
}

static int
copy_file(
    struct psi_buf *out, const struct psi_source *source, struct psi_error *err)
{
	struct psi_sink sink = { append, out };
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_writer *writer = NULL;
	int rc;

	fuzz_check(psi_wire_reader_new(&reader, source, NULL) == 0);
	fuzz_check(psi_wire_writer_new(&writer, &sink, NULL) == 0);
	rc = copy_records(reader, writer, err);
	psi_wire_writer_free(writer);
	psi_wire_reader_free(reader);
	return rc;
}

static void
check_same(
    const struct psi_buf *text, const uint8_t *data, size_t size, bool is_file)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (is_file && data[i] == '\r' && i + 1 < size &&
		    data[i + 1] == '\n')
			continue;
		fuzz_check(at < text->len && text->data[at] == data[i]);
		at++;
	}
	fuzz_check(at == text->len);
}

static void
read_input(struct outcome *outcome, const uint8_t *data, size_t size,
    size_t step, unsigned int choice)
{
	struct fuzz_input input = { data, size, step };
	struct psi_source source = { fuzz_read, &input };
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;
	bool is_file = (choice & 4) != 0;

	memset(outcome, 0, sizeof *outcome);
	memset(&err, 0, sizeof err);
	outcome->rc = is_file
	    ? copy_file(&text, &source, &err)
	    : copy_table(&text, &source, choice & 3, outcome, &err);
	outcome->line = err.line;
	if (outcome->rc == 0)
		check_same(&text, data, size, is_file);
	else
		fuzz_check(outcome->rc == err.code && err.text[0] != '\0');
	psi_buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole;
	struct outcome cut;

	if (size == 0)
		return 0;
	read_input(&whole, data + 1, size - 1, SIZE_MAX, data[0]);
	read_input(&cut, data + 1, size - 1, 7, data[0]);
	fuzz_check(whole.rc == cut.rc && whole.line == cut.line);
	fuzz_check(whole.rows == cut.rows);
	return 0;
}
