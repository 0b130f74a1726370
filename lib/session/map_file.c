#include "session/map_file.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hashing.h"
#include "session/objects.h"
#include "session/state.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"

enum { POSITION, ORDER, ACCOUNT, POPULATION, TYPE, VALUE, COLUMNS };

static const char *const names[COLUMNS] = { "position", "order", "account",
	"population", "type", "value" };

static int
write_number(
    struct psi_csv_writer *writer, uint32_t number, struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS];
	size_t len = psi_decimal_encode(text, number);

	return psi_csv_writer_cell(writer, text, len, err);
}

int
psi_map_write_tail(struct psi_csv_writer *writer, const struct psi_map_row *row,
    struct psi_error *err)
{
	const char *population = psi_population_name(row->population);
	int rc;

	if ((rc = write_number(writer, row->order, err)) != 0 ||
	    (rc = psi_csv_writer_cell(
		 writer, row->account.text, row->account.len, err)) != 0 ||
	    (rc = psi_csv_writer_word(writer, population, err)) != 0 ||
	    (rc = psi_csv_writer_cell(
		 writer, row->type.text, row->type.len, err)) != 0)
		return rc;
	return psi_csv_writer_cell(
	    writer, row->value.text, row->value.len, err);
}

static int
write_row(struct psi_csv_writer *writer, const struct psi_map_row *row,
    struct psi_error *err)
{
	int rc;

	if ((rc = write_number(writer, row->position, err)) != 0 ||
	    (rc = psi_map_write_tail(writer, row, err)) != 0)
		return rc;
	return psi_csv_writer_end_row(writer, err);
}

void
psi_map_row_key(struct psi_map_row *row, const char *key, size_t key_len)
{
	/* Types have no colon; values may. */
	const char *colon = memchr(key, ':', key_len);

	row->type.text = key;
	row->type.len = (size_t)(colon - key);
	row->value.text = colon + 1;
	row->value.len = key_len - row->type.len - 1;
}

int
psi_map_write_header(const struct psi_sink *sink, struct psi_error *err)
{
	struct psi_csv_writer writer;
	int rc = 0;

	psi_csv_writer_init(&writer, sink);
	for (size_t i = 0; rc == 0 && i < COLUMNS; i++)
		rc = psi_csv_writer_word(&writer, names[i], err);
	if (rc == 0)
		rc = psi_csv_writer_end_row(&writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	return rc;
}

struct psi_map_writer {
	struct psi_store store;
	struct psi_sink sink;
	bool has_sink;
	struct psi_hashing_sink hashing;
	struct psi_sink hashed;
	struct psi_csv_writer csv;
};

int
psi_map_writer_new(struct psi_map_writer **out, const struct psi_store *store,
    struct psi_error *err)
{
	struct psi_map_writer *writer = psi_array_new(1, sizeof *writer);
	int rc;

	if (writer == NULL)
		return psi_error_nomem(err);
	writer->store = *store;
	rc = store->create(store->cookie, PSI_OBJECT_MAP, &writer->sink, err);
	writer->has_sink = rc == 0;
	writer->hashed = psi_hashing_to(&writer->hashing, &writer->sink);
	psi_csv_writer_init(&writer->csv, &writer->hashed);
	if (rc == 0)
		rc = psi_map_write_header(&writer->hashed, err);
	if (rc == 0)
		*out = writer;
	else
		psi_map_writer_free(writer);
	return rc;
}

int
psi_map_writer_row(struct psi_map_writer *writer, const struct psi_map_row *row,
    struct psi_error *err)
{
	return write_row(&writer->csv, row, err);
}

int
psi_map_writer_commit(struct psi_map_writer *writer,
    uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
{
	int rc = psi_csv_writer_flush(&writer->csv, err);

	if (rc != 0)
		return rc;
	psi_sha256_final(&writer->hashing.sha256, digest);
	writer->has_sink = false;
	return writer->store.commit(writer->store.cookie, &writer->sink, err);
}

void
psi_map_writer_free(struct psi_map_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->has_sink)
		writer->store.abandon(writer->store.cookie, &writer->sink);
	psi_csv_writer_clear(&writer->csv);
	psi_array_free(writer, 1, sizeof *writer);
}

struct psi_map_reader {
	const struct psi_store *store;
	struct psi_source source;
	bool is_open;
	const uint8_t *digest;
	struct psi_hashing_source hashing;
	struct psi_source hashed;
	struct psi_csv_reader *csv;
	/* Positions and orders only rise. */
	uint32_t last_position;
};

static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: 'map.csv' is not whole");
}

static bool
cell_is(const struct psi_cell *cell, const char *text)
{
	/* Names of columns are public. */
	return cell->len == strlen(text) &&
	    memcmp(cell->text, text, cell->len) == 0;
}

int
psi_map_reader_new(struct psi_map_reader **out, const struct psi_store *store,
    const uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
{
	static const struct psi_csv_reader_options options = {
		PSI_ENCODING_UTF8, ','
	};
	struct psi_map_reader *reader = psi_array_new(1, sizeof *reader);
	struct psi_csv_record record;
	bool end = false;
	int rc;

	if (reader == NULL)
		return psi_error_nomem(err);
	reader->store = store;
	reader->digest = digest;
	rc = store->open(store->cookie, PSI_OBJECT_MAP, &reader->source, err);
	if (rc != 0)
		goto out;
	reader->is_open = true;
	reader->hashed = psi_hashing_from(&reader->hashing, &reader->source);
	rc = psi_csv_reader_new(&reader->csv, &reader->hashed, &options, err);
	if (rc == 0)
		rc = psi_csv_reader_next(reader->csv, &record, &end, err);
	if (rc != 0)
		goto out;
	if (end || record.num_cells != COLUMNS)
		rc = damaged(err);
	for (size_t i = 0; rc == 0 && i < COLUMNS; i++) {
		if (!cell_is(&record.cells[i], names[i]))
			rc = damaged(err);
	}
out:
	if (rc == PSI_E_ABSENT || rc == PSI_E_INPUT)
		rc = damaged(err);
	if (rc == 0)
		*out = reader;
	else
		psi_map_reader_free(reader);
	return rc;
}

/* All of it was read: is it what was written? */
static int
check_digest(const struct psi_map_reader *reader, struct psi_error *err)
{
	return psi_state_vouches(reader->digest, &reader->hashing.sha256)
	    ? 0
	    : damaged(err);
}

static bool
read_number(uint32_t *out, const struct psi_cell *cell)
{
	uint64_t n;

	if (!psi_decimal_decode(&n, cell->text, cell->len, UINT32_MAX))
		return false;
	*out = (uint32_t)n;
	return true;
}

int
psi_map_reader_next(struct psi_map_reader *reader, struct psi_map_row *row,
    bool *end, struct psi_error *err)
{
	struct psi_csv_record record;
	const struct psi_cell *cells;
	int rc;

	rc = psi_csv_reader_next(reader->csv, &record, end, err);
	if (rc == PSI_E_INPUT)
		return damaged(err);
	if (rc == 0 && *end)
		return check_digest(reader, err);
	if (rc != 0)
		return rc;
	cells = record.cells;
	if (record.num_cells != COLUMNS ||
	    !read_number(&row->position, &cells[POSITION]) ||
	    !read_number(&row->order, &cells[ORDER]) ||
	    !psi_population_find(&row->population, cells[POPULATION].text,
		cells[POPULATION].len) ||
	    row->position < reader->last_position)
		return damaged(err);
	reader->last_position = row->position;
	row->account = cells[ACCOUNT];
	row->type = cells[TYPE];
	row->value = cells[VALUE];
	return 0;
}

void
psi_map_reader_free(struct psi_map_reader *reader)
{
	if (reader == NULL)
		return;
	psi_csv_reader_free(reader->csv);
	if (reader->is_open)
		reader->store->close(reader->store->cookie, &reader->source);
	psi_array_free(reader, 1, sizeof *reader);
}
