#include "session/map_file.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "session/objects.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"

enum { POSITION, ORDER, ACCOUNT, POPULATION, TYPE, VALUE, COLUMNS };

static const char *const names[COLUMNS] = { "position", "order", "account",
	"population", "type", "value" };

/* Rows by account or by key, stable: a counting sort. */
static int
sort_rows(struct psi_key_row *out, const struct psi_key_row *in, size_t num,
    uint32_t num_value, bool by_key, struct psi_error *err)
{
	size_t *next = psi_array_new((size_t)num_value + 1, sizeof *next);

	if (next == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < num; i++)
		next[(by_key ? in[i].key : in[i].account) + 1]++;
	for (uint32_t i = 0; i < num_value; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < num; i++)
		out[next[by_key ? in[i].key : in[i].account]++] = in[i];
	psi_array_free(next, (size_t)num_value + 1, sizeof *next);
	return 0;
}

/* Sort the rows by key and then by account, and drop repetitions. */
static int
sort_table(struct psi_key_table *table, struct psi_error *err)
{
	struct psi_key_row *spare;
	size_t kept = 0;
	int rc;

	spare = psi_array_new(table->rows.num, sizeof *spare);
	if (spare == NULL)
		return psi_error_nomem(err);
	rc = sort_rows(spare, table->rows.at, table->rows.num,
	    psi_text_table_num(&table->accounts), false, err);
	if (rc == 0)
		rc = sort_rows(table->rows.at, spare, table->rows.num,
		    psi_text_table_num(&table->keys), true, err);
	psi_array_free(spare, table->rows.num, sizeof *spare);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < table->rows.num; i++) {
		const struct psi_key_row *row = &table->rows.at[i];

		if (kept > 0 && table->rows.at[kept - 1].key == row->key &&
		    table->rows.at[kept - 1].account == row->account)
			continue;
		table->rows.at[kept++] = *row;
	}
	table->rows.num = kept;
	return 0;
}

/* Positions that one job writes, and how many it looks up at a time. */
#define BLOCK_POSITIONS 4096
#define LOOK_AHEAD 64

/* A block of positions on its way: its rows become text, in any order, and
 * the text is handed on in the order of the blocks. */
struct slot {
	size_t begin;
	size_t end;
	struct psi_csv_writer writer;
	struct psi_buf text;
};

struct writing {
	struct psi_sink sink;
	const struct psi_key_table *table;
	/* Where the rows of a key begin in the table. */
	const size_t *first;
	const uint32_t *key_at;
	size_t num;
	/* The first position that no block has. */
	size_t next;
	struct slot *slot;
	size_t num_slot;
};

static int
write_number(
    struct psi_csv_writer *writer, uint32_t number, struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS];
	size_t len = psi_decimal_encode(text, number);

	return psi_csv_writer_cell(writer, text, len, err);
}

static int
write_row(struct psi_csv_writer *writer, const struct psi_map_row *row,
    struct psi_error *err)
{
	const char *population = psi_population_name(row->population);
	int rc;

	if ((rc = write_number(writer, row->position, err)) != 0 ||
	    (rc = write_number(writer, row->order, err)) != 0 ||
	    (rc = psi_csv_writer_cell(
		 writer, row->account.text, row->account.len, err)) != 0 ||
	    (rc = psi_csv_writer_word(writer, population, err)) != 0 ||
	    (rc = psi_csv_writer_cell(
		 writer, row->type.text, row->type.len, err)) != 0 ||
	    (rc = psi_csv_writer_cell(
		 writer, row->value.text, row->value.len, err)) != 0)
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

static int
write_table_row(struct psi_csv_writer *writer,
    const struct psi_key_table *table, uint32_t position,
    const struct psi_key_row *from, struct psi_error *err)
{
	struct psi_map_row row;
	const char *key;
	size_t key_len;

	row.position = position;
	row.order = from->account;
	row.population =
	    (enum psi_population)table->populations.at[from->account];
	row.account.text = psi_text_table_get(
	    &table->accounts, from->account, &row.account.len);
	key = psi_text_table_get(&table->keys, from->key, &key_len);
	psi_map_row_key(&row, key, key_len);
	return write_row(writer, &row, err);
}

/*
 * The elements are in no order of the keys, so each row is somewhere else in
 * memory, four steps away. Take each step for many positions before the next:
 * the memory then works on them together.
 */
static void
look_ahead(const struct writing *writing, size_t begin, size_t end)
{
	const struct psi_key_table *table = writing->table;

	for (size_t at = begin; at < end; at++) {
		if (writing->key_at[at] == UINT32_MAX)
			continue;
		__builtin_prefetch(&writing->first[writing->key_at[at]]);
		psi_text_table_prefetch(&table->keys, writing->key_at[at]);
	}
	for (size_t at = begin; at < end; at++) {
		uint32_t key = writing->key_at[at];

		if (key == UINT32_MAX)
			continue;
		__builtin_prefetch(&table->rows.at[writing->first[key]]);
		psi_text_table_prefetch_text(&table->keys, key);
	}
	for (size_t at = begin; at < end; at++) {
		uint32_t key = writing->key_at[at];

		if (key != UINT32_MAX)
			psi_text_table_prefetch(&table->accounts,
			    table->rows.at[writing->first[key]].account);
	}
	for (size_t at = begin; at < end; at++) {
		uint32_t key = writing->key_at[at];

		if (key != UINT32_MAX)
			psi_text_table_prefetch_text(&table->accounts,
			    table->rows.at[writing->first[key]].account);
	}
}

static int
write_positions(const struct writing *writing, struct psi_csv_writer *writer,
    size_t begin, size_t end, struct psi_error *err)
{
	int rc = 0;

	for (size_t at = begin; rc == 0 && at < end; at++) {
		uint32_t key = writing->key_at[at];

		if (key == UINT32_MAX)
			continue;
		for (size_t i = writing->first[key];
		     rc == 0 && i < writing->first[key + 1]; i++)
			rc = write_table_row(writer, writing->table,
			    (uint32_t)at, &writing->table->rows.at[i], err);
	}
	return rc;
}

static int
fill_block(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct slot *slot = &writing->slot[i];

	(void)err;
	*end = writing->next == writing->num;
	slot->begin = writing->next;
	slot->end = writing->num - slot->begin < BLOCK_POSITIONS
	    ? writing->num
	    : slot->begin + BLOCK_POSITIONS;
	writing->next = slot->end;
	return 0;
}

static int
work_block(void *cookie, size_t i, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct slot *slot = &writing->slot[i];
	int rc = 0;

	for (size_t at = slot->begin; rc == 0 && at < slot->end;) {
		size_t end =
		    slot->end - at < LOOK_AHEAD ? slot->end : at + LOOK_AHEAD;

		look_ahead(writing, at, end);
		rc = write_positions(writing, &slot->writer, at, end, err);
		at = end;
	}
	return rc != 0 ? rc : psi_csv_writer_flush(&slot->writer, err);
}

static int
drain_block(void *cookie, size_t i, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct psi_buf *text = &writing->slot[i].text;
	int rc = 0;

	if (text->len > 0)
		rc = writing->sink.write(
		    writing->sink.cookie, text->data, text->len, err);
	text->len = 0;
	return rc;
}

/* A sink that keeps. */
static int
keep_text(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static int
write_header(const struct psi_sink *sink, struct psi_error *err)
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

static int
write_rows(
    struct writing *writing, struct psi_workers *workers, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill_block, work_block, drain_block,
		writing, 0 };
	int rc;

	if ((rc = write_header(&writing->sink, err)) != 0)
		return rc;
	writing->num_slot = (size_t)psi_workers_jobs(workers) * 2;
	writing->slot = psi_array_new(writing->num_slot, sizeof *writing->slot);
	if (writing->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < writing->num_slot; i++) {
		struct slot *slot = &writing->slot[i];
		struct psi_sink keep = { keep_text, &slot->text };

		psi_csv_writer_init(&slot->writer, &keep);
	}
	pipeline.num_slots = writing->num_slot;
	rc = psi_pipeline_run(&pipeline, workers, err);
	for (size_t i = 0; i < writing->num_slot; i++) {
		psi_csv_writer_clear(&writing->slot[i].writer);
		psi_buf_clear(&writing->slot[i].text);
	}
	psi_array_free(writing->slot, writing->num_slot, sizeof *writing->slot);
	return rc;
}

static int
write_object(const struct psi_store *store, struct psi_workers *workers,
    struct writing *writing, struct psi_error *err)
{
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_MAP, &writing->sink, err);
	if (rc != 0)
		return rc;
	rc = write_rows(writing, workers, err);
	if (rc == 0)
		return store->commit(store->cookie, &writing->sink, err);
	store->abandon(store->cookie, &writing->sink);
	return rc;
}

/* Which keys have a position; which accounts hold one of them. */
static int
count_accounts(const struct psi_key_table *table, const size_t *first,
    const uint32_t *key_at, size_t num, uint64_t *accounts, uint64_t *dropped,
    struct psi_error *err)
{
	uint8_t *seen = psi_array_new(psi_text_table_num(&table->accounts), 1);
	uint64_t rows = 0;

	if (seen == NULL)
		return psi_error_nomem(err);
	for (size_t at = 0; at < num; at++) {
		uint32_t key = key_at[at];

		if (key == UINT32_MAX)
			continue;
		for (size_t i = first[key]; i < first[key + 1]; i++) {
			rows++;
			*accounts += seen[table->rows.at[i].account] == 0;
			seen[table->rows.at[i].account] = 1;
		}
	}
	*dropped += table->rows.num - rows;
	psi_array_free(seen, psi_text_table_num(&table->accounts), 1);
	return 0;
}

int
psi_map_write(const struct psi_store *store, struct psi_workers *workers,
    struct psi_key_table *table, const uint32_t *key_at, size_t num,
    uint64_t *accounts, uint64_t *dropped, struct psi_error *err)
{
	size_t num_first = (size_t)psi_text_table_num(&table->keys) + 1;
	struct writing writing = {
		.table = table, .key_at = key_at, .num = num
	};
	size_t *first;
	int rc;

	if ((rc = sort_table(table, err)) != 0)
		return rc;
	first = psi_array_new(num_first, sizeof *first);
	if (first == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < table->rows.num; i++)
		first[table->rows.at[i].key + 1]++;
	for (size_t i = 1; i < num_first; i++)
		first[i] += first[i - 1];
	rc = count_accounts(table, first, key_at, num, accounts, dropped, err);
	writing.first = first;
	if (rc == 0 && store != NULL)
		rc = write_object(store, workers, &writing, err);
	psi_array_free(first, num_first, sizeof *first);
	return rc;
}

struct psi_map_writer {
	struct psi_store store;
	struct psi_sink sink;
	bool has_sink;
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
	psi_csv_writer_init(&writer->csv, &writer->sink);
	if (rc == 0)
		rc = write_header(&writer->sink, err);
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
psi_map_writer_commit(struct psi_map_writer *writer, struct psi_error *err)
{
	int rc = psi_csv_writer_flush(&writer->csv, err);

	if (rc != 0)
		return rc;
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
	struct psi_csv_reader *csv;
	/* Positions and orders only rise. */
	uint32_t last_position;
};

static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: its map is not whole");
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
    struct psi_error *err)
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
	rc = store->open(store->cookie, PSI_OBJECT_MAP, &reader->source, err);
	if (rc != 0)
		goto out;
	reader->is_open = true;
	rc = psi_csv_reader_new(&reader->csv, &reader->source, &options, err);
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
	if (rc != 0 || *end)
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
