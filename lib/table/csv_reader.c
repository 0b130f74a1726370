#include "table/csv_reader.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "table/csv_input.h"
#include "table/csv_line.h"
#include "table/delimiter.h"

/*
 * The text is handed to libcsv in pieces that end at line ends: at most one
 * record ends in a piece, so that the callbacks, which cannot stop a parse,
 * never have to, and the number of lines is known for each record.
 */
struct psi_csv_reader {
	struct psi_csv_input in;
	bool spreadsheet;
	/* The last byte that was parsed is a CR that ended a line. */
	bool after_cr;

	struct csv_parser parser;
	bool parser_ready;
	/* libcsv is in the midst of a record, which began on record_line. */
	bool in_record;
	uint64_t record_line;
	/* libcsv has completed a record, or a callback has failed. */
	bool completed;
	int failed;

	/* A line whose formulas were made texts. */
	struct psi_buf line_text;
	/* Bytes of the record's cells, one after the other, where libcsv had
	 * to be asked; a line without quotes is used in place. */
	struct psi_buf record;
	struct psi_csv_cells cells;
	bool blank_before;
};

/*
 * libcsv frees and moves its buffer without wiping, so it gets an allocator
 * that knows its sizes: they stand in front of the bytes.
 */
union block_head {
	size_t size;
	max_align_t align;
};

static void
wiping_free(void *p)
{
	union block_head *head;

	if (p == NULL)
		return;
	head = (union block_head *)p - 1;
	psi_wipe(head + 1, head->size);
	free(head);
}

static void *
wiping_realloc(void *p, size_t size)
{
	union block_head *head;

	if (size > SIZE_MAX - sizeof *head)
		return NULL;
	head = malloc(sizeof *head + size);
	if (head == NULL)
		return NULL;
	head->size = size;
	if (p != NULL) {
		size_t old = ((union block_head *)p - 1)->size;

		memcpy(head + 1, p, old < size ? old : size);
		wiping_free(p);
	}
	return head + 1;
}

static void
on_cell(void *data, size_t len, void *cookie)
{
	struct psi_csv_reader *reader = cookie;

	if (reader->failed != 0)
		return;
	/* The bytes of the cell may move until the record is complete. */
	reader->failed = psi_buf_append(&reader->record, data, len, NULL);
	if (reader->failed == 0)
		reader->failed = psi_csv_cells_add(
		    &reader->cells, NULL, len, reader->record_line, NULL);
}

static void
on_record(int terminator, void *cookie)
{
	struct psi_csv_reader *reader = cookie;

	(void)terminator;
	reader->completed = true;
}

/* Step over the first line, which has told the delimiter. */
static void
skip_told(struct psi_csv_reader *reader, size_t len)
{
	reader->in.pos = len;
	if (len < reader->in.text.len) {
		reader->after_cr = reader->in.text.data[len] == '\r';
		reader->in.pos++;
		reader->in.line++;
	}
}

static int
find_delimiter(
    struct psi_csv_reader *reader, char *delimiter, struct psi_error *err)
{
	const uint8_t *text;
	size_t len = 0;
	char told;
	int rc;

	if ((rc = psi_csv_input_fill_block(&reader->in, err)) != 0)
		return rc;
	/* However the source cuts its bytes, the same are looked at. */
	text = reader->in.text.data;
	while (len < reader->in.text.len && len < PSI_CSV_BLOCK_BYTES &&
	    text[len] != '\n' && text[len] != '\r')
		len++;
	if (psi_delimiter_told(&told, text, len)) {
		skip_told(reader, len);
		if (*delimiter == 0)
			*delimiter = told;
		return 0;
	}
	if (*delimiter != 0)
		return 0;
	len = reader->in.text.len < PSI_CSV_BLOCK_BYTES ? reader->in.text.len
							: PSI_CSV_BLOCK_BYTES;
	*delimiter = psi_delimiter_find(
	    text, len, reader->in.source_ended && len == reader->in.text.len);
	return 0;
}

int
psi_csv_reader_new(struct psi_csv_reader **out, const struct psi_source *source,
    const struct psi_csv_reader_options *options, struct psi_error *err)
{
	static const struct psi_csv_reader_options defaults = {
		PSI_ENCODING_AUTO, 0
	};
	struct psi_csv_reader *reader;
	char delimiter;
	int rc;

	if (options == NULL)
		options = &defaults;
	if ((reader = calloc(1, sizeof *reader)) == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_csv_cells_init(&reader->cells, err)) != 0)
		goto out;
	if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		rc = psi_error_nomem(err);
		goto out;
	}
	csv_set_realloc_func(&reader->parser, wiping_realloc);
	csv_set_free_func(&reader->parser, wiping_free);
	reader->parser_ready = true;
	if ((rc = psi_csv_input_begin(
		 &reader->in, source, options->encoding, err)) != 0)
		goto out;
	delimiter = options->delimiter;
	if ((rc = find_delimiter(reader, &delimiter, err)) != 0)
		goto out;
	csv_set_delim(&reader->parser, (unsigned char)delimiter);
	*out = reader;
	return 0;
out:
	psi_csv_reader_free(reader);
	return rc;
}

void
psi_csv_reader_unwrap(struct psi_csv_reader *reader)
{
	reader->spreadsheet = true;
}

void
psi_csv_reader_free(struct psi_csv_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->parser_ready)
		csv_free(&reader->parser);
	psi_csv_input_clear(&reader->in);
	psi_csv_cells_clear(&reader->cells);
	psi_buf_clear(&reader->record);
	psi_buf_clear(&reader->line_text);
	psi_wipe(reader, sizeof *reader);
	free(reader);
}

char
psi_csv_reader_delimiter(const struct psi_csv_reader *reader)
{
	return (char)reader->parser.delim_char;
}

bool
psi_csv_reader_guessed(const struct psi_csv_reader *reader)
{
	return reader->in.guessed;
}

enum psi_encoding
psi_csv_reader_encoding(const struct psi_csv_reader *reader)
{
	return reader->in.decoder.encoding;
}

/* What libcsv said, as an error of ours. */
static int
parse_error(struct psi_csv_reader *reader, struct psi_error *err)
{
	if (csv_error(&reader->parser) != CSV_EPARSE)
		return psi_error_nomem(err);
	/* The mark that is too many may be the one that began the cell. */
	if (reader->record_line < reader->in.line)
		return psi_refuse(err, PSI_E_INPUT, reader->record_line,
		    "look in that line for a quotation mark at the beginning "
		    "of a cell that has none at its end; if it is in the CRM "
		    "system, take it out there, or the next export has it too",
		    "a quoted cell of this row goes on to line %llu, where a "
		    "quotation mark stands inside it",
		    (unsigned long long)reader->in.line);
	return psi_refuse(err, PSI_E_INPUT, reader->in.line,
	    "look for it in that line: where a cell has quotation marks, it is "
	    "itself quoted, and they are doubled (RFC 4180); if it is in the "
	    "CRM system, take it out there, or the next export has it too",
	    "a quotation mark stands inside cell %zu", reader->cells.num + 1);
}

static int
feed(struct psi_csv_reader *reader, const uint8_t *piece, size_t len,
    struct psi_error *err)
{
	size_t block = csv_get_buffer_size(&reader->parser);

	if (reader->record.len + reader->parser.entry_pos + len >
	    PSI_CSV_RECORD_BYTES_MAX) {
		return psi_refuse(err, PSI_E_INPUT, reader->record_line,
		    "look for a quotation mark that is not closed",
		    "the row is longer than %zu bytes",
		    PSI_CSV_RECORD_BYTES_MAX);
	}
	/* Double libcsv's buffer, since it grows by this step only. */
	csv_set_blk_size(&reader->parser, block < 256 ? 256 : block);
	if (csv_parse(
		&reader->parser, piece, len, on_cell, on_record, reader) != len)
		return parse_error(reader, err);
	if (reader->failed == PSI_E_INPUT)
		return psi_error_set_line(err, PSI_E_INPUT, reader->record_line,
		    "the row has more than %d cells", PSI_CSV_COLUMNS_MAX);
	return reader->failed == 0 ? 0 : psi_error_nomem(err);
}

/* The input ends in the midst of a record that libcsv holds. */
static int
finish(struct psi_csv_reader *reader, struct psi_error *err)
{
	if (csv_fini(&reader->parser, on_cell, on_record, reader) != 0) {
		return psi_refuse(err, PSI_E_INPUT, reader->record_line,
		    "look in that line for a quotation mark at the beginning "
		    "of a cell that has none at its end; if it is in the CRM "
		    "system, take it out there, or the next export has it "
		    "too; if there is none, the file was cut off",
		    "a quoted cell of this row is never closed");
	}
	reader->in_record = false;
	return reader->failed == 0 ? 0 : psi_error_nomem(err);
}

/* Hand a piece to libcsv. */
static int
parse(struct psi_csv_reader *reader, struct psi_csv_line piece, bool whole_line,
    struct psi_error *err)
{
	int rc;

	if (!reader->in_record) {
		reader->record_line = piece.number;
		if (reader->spreadsheet && whole_line &&
		    psi_csv_line_has_formula(piece.text, piece.len) &&
		    (rc = psi_csv_line_unwrap(&reader->line_text, &piece,
			 psi_csv_reader_delimiter(reader), err)) != 0)
			return rc;
	}
	reader->in_record = true;
	reader->completed = false;
	return feed(reader, piece.text, piece.len, err);
}

/* Parse one piece; `*done` when it completed a record. */
static int
take_piece(struct psi_csv_reader *reader, size_t len, bool whole_line,
    bool *done, struct psi_error *err)
{
	const uint8_t *piece = reader->in.text.data + reader->in.pos;
	const struct psi_csv_line line = { piece, len, reader->in.line };
	char delimiter = psi_csv_reader_delimiter(reader);
	bool ends = piece[len - 1] == '\n' || piece[len - 1] == '\r';
	bool second_half = reader->after_cr && len == 1 && piece[0] == '\n';
	size_t good = psi_utf8_prefix(piece, len);
	int rc = 0;

	*done = false;
	if (good != len)
		return psi_csv_input_not_utf8(
		    &reader->in, good, reader->in_record, err);
	if (!reader->in_record && second_half) {
		/* The LF of a CRLF that two blocks tore apart. */
	} else if (!reader->in_record && whole_line &&
	    psi_csv_line_is_blank(piece, len, delimiter)) {
		reader->blank_before = true;
	} else if (!reader->in_record && whole_line &&
	    memchr(piece, '"', len) == NULL) {
		reader->record_line = reader->in.line;
		rc = psi_csv_line_cut(&reader->cells, &line, delimiter, err);
		*done = true;
	} else {
		rc = parse(reader, line, whole_line, err);
		*done = reader->completed;
		/* A blank line that was too long to be whole. */
		if (ends && !*done && !reader->parser.quoted)
			reader->blank_before = true;
		if (*done || (ends && !reader->parser.quoted))
			reader->in_record = false;
	}
	reader->in.pos += len;
	reader->in.line += ends && !second_half;
	reader->after_cr = piece[len - 1] == '\r';
	return rc;
}

/* Cells that libcsv reported lie in `record`, one after the other. */
static void
place_cells(struct psi_csv_reader *reader)
{
	const char *p = (const char *)reader->record.data;

	if (reader->record.len == 0)
		return;
	for (size_t i = 0; i < reader->cells.num; i++) {
		struct psi_cell *cell = &reader->cells.cell[i];

		cell->text = p;
		p += cell->len;
		if (reader->spreadsheet)
			psi_csv_cell_unwrap(cell);
	}
}

int
psi_csv_reader_next(struct psi_csv_reader *reader,
    struct psi_csv_record *record, bool *end, struct psi_error *err)
{
	bool done = false;
	int rc;

	reader->cells.num = 0;
	reader->record.len = 0;
	reader->blank_before = false;
	while (!done) {
		bool whole_line;
		size_t len;

		rc = psi_csv_input_next(&reader->in, &len, &whole_line, err);
		if (rc != 0)
			return rc;
		if (len == 0 && !reader->in_record) {
			*end = true;
			return 0;
		}
		if (len == 0) {
			rc = finish(reader, err);
			/* Blanks alone are no record. */
			*end = !reader->completed;
			if (rc != 0 || *end)
				return rc;
			done = true;
		} else {
			rc = take_piece(reader, len, whole_line, &done, err);
		}
		if (rc != 0)
			return rc;
	}
	place_cells(reader);
	record->cells = reader->cells.cell;
	record->num_cells = reader->cells.num;
	record->line = reader->record_line;
	record->after_blank = reader->blank_before;
	*end = false;
	return 0;
}

static int
next_row(void *cookie, struct psi_record *out, bool *end, struct psi_error *err)
{
	struct psi_csv_record record;
	int rc = psi_csv_reader_next(cookie, &record, end, err);

	if (rc != 0 || *end)
		return rc;
	out->cells = record.cells;
	out->num_cells = record.num_cells;
	out->line = record.line;
	out->after_blank = record.after_blank;
	return 0;
}

struct psi_rows
psi_csv_reader_rows(struct psi_csv_reader *reader)
{
	struct psi_rows rows = { next_row, reader };

	return rows;
}
