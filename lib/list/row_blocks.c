#include "list/row_blocks.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/workers.h"
#include "list/account_state.h"
#include "list/row.h"

/* A block is long against the time that handing it on takes, which is several
 * switches between threads, and short against the caches. */
#define BLOCK_ROWS 1024
#define BLOCK_BYTES ((size_t)128 << 10)
/* Rows that are read before a thread is started. */
#define ROWS_HERE 256
/* Rows between asking for memory and using it. */
#define EXPECT_AHEAD 4

/* A row of a block; its cells follow those of the row before. */
struct row_copy {
	uint64_t line;
	enum psi_sheet_row kind;
	size_t num_cells;
	/* What reading made of it: its facts, whose bytes begin at `facts_at`
	 * of the block's results, and the notes up to `notes_end`. */
	struct psi_facts facts;
	size_t facts_at;
	size_t notes_end;
};

/* A note, whose value begins at `value_at` of the block's results. */
struct note_copy {
	struct psi_event event;
	size_t value_at;
};

PSI_ARRAY(cell_copies, struct psi_cell)
PSI_ARRAY(row_copies, struct row_copy)
PSI_ARRAY(note_copies, struct note_copy)

/* A block of rows. Whoever works on it has it alone. */
struct row_block {
	struct psi_row_reader reader;
	/* Of the row that is being read. */
	struct psi_facts facts;
	/* The text of all cells, one after the other. */
	struct psi_buf text;
	struct cell_copies cells;
	struct row_copies rows;
	struct note_copies notes;
	struct psi_buf results;
};

struct reading {
	struct psi_accounts *accounts;
	const struct psi_row_source *source;
	struct row_block *blocks;
	size_t num_blocks;
	/* The source has ended, or failed: which is told behind the block. */
	bool ended;
	int rc;
	struct psi_error err;
};

static int
hear_note(void *cookie, const struct psi_event *event, struct psi_error *err)
{
	struct row_block *block = cookie;
	struct note_copy note = { *event, block->results.len };
	int rc = psi_buf_append(
	    &block->results, event->value.text, event->value.len, err);

	return rc != 0 ? rc : note_copies_add(&block->notes, &note, err);
}

/* ---- rows in ---- */

static int
copy_row(struct row_block *block, const struct psi_record *record,
    enum psi_sheet_row kind, struct psi_error *err)
{
	const struct row_copy row = { .line = record->line,
		.kind = kind,
		.num_cells = record->num_cells };
	int rc = row_copies_add(&block->rows, &row, err);

	if (rc == 0)
		rc = cell_copies_reserve(&block->cells, record->num_cells, err);
	for (size_t i = 0; i < record->num_cells && rc == 0; i++) {
		const struct psi_cell *cell = &record->cells[i];

		block->cells.at[block->cells.num++] = *cell;
		rc = psi_buf_append(&block->text, cell->text, cell->len, err);
	}
	return rc;
}

/* The text stays where it is now. */
static void
point_at_text(struct row_block *block)
{
	const char *at = (const char *)block->text.data;

	for (size_t i = 0; i < block->cells.num; i++) {
		block->cells.at[i].text = at;
		at += block->cells.at[i].len;
	}
}

static void
empty_block(struct row_block *block)
{
	block->text.len = 0;
	block->cells.num = 0;
	block->rows.num = 0;
	block->notes.num = 0;
	block->results.len = 0;
}

static int
fill(void *cookie, size_t slot, bool *end, struct psi_error *err)
{
	struct reading *reading = cookie;
	struct row_block *block = &reading->blocks[slot];
	const struct psi_row_source *source = reading->source;

	empty_block(block);
	while (!reading->ended && block->rows.num < BLOCK_ROWS &&
	    block->text.len < BLOCK_BYTES) {
		enum psi_sheet_row kind;
		struct psi_record record;
		int rc = source->next(source->cookie, &record, &kind,
		    &reading->ended, &reading->err);

		if (rc == 0 && !reading->ended)
			rc = copy_row(block, &record, kind, &reading->err);
		reading->rc = rc;
		reading->ended = reading->ended || rc != 0;
	}
	point_at_text(block);
	*end = block->rows.num == 0;
	if (!*end || reading->rc == 0)
		return 0;
	*err = reading->err;
	return reading->rc;
}

/* ---- reading ---- */

static int
read_row(struct row_block *block, struct row_copy *row,
    const struct psi_cell *cells, struct psi_error *err)
{
	struct psi_facts *facts = &block->facts;
	int rc = psi_row_read(
	    &block->reader, facts, cells, row->num_cells, row->line, err);

	row->facts = *facts;
	row->facts_at = block->results.len;
	return rc != 0 ? rc
		       : psi_buf_append(&block->results, facts->bytes.data,
			     facts->bytes.len, err);
}

static int
work(void *cookie, size_t slot, struct psi_error *err)
{
	const struct reading *reading = cookie;
	struct row_block *block = &reading->blocks[slot];
	const struct psi_cell *cells = block->cells.at;
	int rc = 0;

	for (size_t i = 0; i < block->rows.num && rc == 0; i++) {
		struct row_copy *row = &block->rows.at[i];

		if (psi_sheet_row_counts(row->kind))
			rc = read_row(block, row, cells, err);
		row->notes_end = block->notes.num;
		cells += row->num_cells;
	}
	return rc;
}

/* ---- rows out ---- */

/* Facts are where they will stay. */
static void
point_at_facts(struct row_block *block)
{
	for (size_t i = 0; i < block->rows.num; i++) {
		struct row_copy *row = &block->rows.at[i];

		row->facts.bytes.data = block->results.data + row->facts_at;
	}
}

static int
tell_notes(const struct reading *reading, const struct row_block *block,
    size_t from, size_t to, struct psi_error *err)
{
	int rc = 0;

	for (; from < to && rc == 0; from++) {
		struct psi_event event = block->notes.at[from].event;

		event.value.text = (const char *)block->results.data +
		    block->notes.at[from].value_at;
		rc = psi_tell(&reading->accounts->config.listener, &event, err);
	}
	return rc;
}

static int
drain(void *cookie, size_t slot, struct psi_error *err)
{
	const struct reading *reading = cookie;
	struct row_block *block = &reading->blocks[slot];
	const struct psi_row_source *source = reading->source;
	struct psi_record record = { .cells = block->cells.at };
	size_t note = 0;
	int rc = 0;

	point_at_facts(block);
	for (size_t i = 0; i < block->rows.num && rc == 0; i++) {
		const struct row_copy *row = &block->rows.at[i];

		record.num_cells = row->num_cells;
		record.line = row->line;
		rc = source->begin(source->cookie, &record, row->kind, err);
		record.cells += row->num_cells;
		if (rc != 0 || !psi_sheet_row_counts(row->kind))
			continue;
		if (i + EXPECT_AHEAD < block->rows.num &&
		    psi_sheet_row_counts(block->rows.at[i + EXPECT_AHEAD].kind))
			psi_accounts_expect(reading->accounts,
			    &block->rows.at[i + EXPECT_AHEAD].facts);
		rc = tell_notes(reading, block, note, row->notes_end, err);
		note = row->notes_end;
		if (rc == 0)
			rc = psi_accounts_take(
			    reading->accounts, &row->facts, row->line, err);
	}
	return rc;
}

/* ---- together ---- */

static void
clear_block(struct row_block *block)
{
	psi_row_reader_clear(&block->reader);
	psi_buf_clear(&block->facts.bytes);
	psi_buf_clear(&block->text);
	cell_copies_clear(&block->cells);
	row_copies_clear(&block->rows);
	note_copies_clear(&block->notes);
	psi_buf_clear(&block->results);
}

static int
init_block(struct row_block *block, const struct psi_accounts *accounts,
    struct psi_error *err)
{
	const struct psi_listener listener = { hear_note, block, false };
	int rc;

	psi_row_reader_copy(&block->reader, &accounts->reader, &listener);
	rc = psi_row_reader_init(&block->reader, err);
	if (rc == 0)
		rc = psi_buf_reserve(&block->text, BLOCK_BYTES, err);
	/* There also where no row says anything: places in it are pointed at. */
	return rc != 0 ? rc : psi_buf_reserve(&block->results, 1, err);
}

/* Up to `most` rows, one after the other, on this thread. */
static int
read_here(struct psi_accounts *accounts, const struct psi_row_source *source,
    size_t most, bool *end, struct psi_error *err)
{
	int rc = 0;

	while (most-- > 0 && rc == 0) {
		enum psi_sheet_row kind;
		struct psi_record record;

		rc = source->next(source->cookie, &record, &kind, end, err);
		if (rc != 0 || *end)
			return rc;
		rc = source->begin(source->cookie, &record, kind, err);
		if (rc == 0 && psi_sheet_row_counts(kind))
			rc = psi_accounts_add(accounts, record.cells,
			    record.num_cells, record.line, err);
	}
	return rc;
}

static int
read_blocks(struct reading *reading, unsigned int jobs, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work, drain, reading,
		reading->num_blocks };
	struct psi_workers *workers = NULL;
	int rc = 0;

	for (size_t i = 0; i < reading->num_blocks && rc == 0; i++)
		rc = init_block(&reading->blocks[i], reading->accounts, err);
	if (rc == 0)
		rc = psi_workers_new(&workers, jobs, err);
	if (rc == 0)
		rc = psi_pipeline_run(&pipeline, workers, err);
	psi_workers_free(workers);
	for (size_t i = 0; i < reading->num_blocks; i++)
		clear_block(&reading->blocks[i]);
	return rc;
}

int
psi_row_blocks_read(struct psi_accounts *accounts, unsigned int jobs,
    const struct psi_row_source *source, struct psi_error *err)
{
	struct reading reading = { .accounts = accounts,
		.source = source,
		.num_blocks = (size_t)jobs + 2 };
	bool end = false;
	int rc;

	/* A short list is read before a thread would have started. */
	rc = read_here(
	    accounts, source, jobs > 1 ? ROWS_HERE : SIZE_MAX, &end, err);
	if (rc != 0 || end)
		return rc;
	reading.blocks =
	    psi_array_new(reading.num_blocks, sizeof *reading.blocks);
	if (reading.blocks == NULL)
		return psi_error_nomem(err);
	rc = read_blocks(&reading, jobs, err);
	psi_array_free(
	    reading.blocks, reading.num_blocks, sizeof *reading.blocks);
	return rc;
}
