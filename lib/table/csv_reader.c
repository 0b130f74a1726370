#include "table/csv_reader.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "table/csv_input.h"
#include "table/delimiter.h"

#define CELLS_MIN 32

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
	struct psi_cell *cells;
	size_t num_cells;
	size_t cells_size;
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

/* Room for one more cell, or a refusal. */
static int
need_cell(struct psi_csv_reader *reader, struct psi_error *err)
{
	void *cells = reader->cells;
	int rc;

	if (reader->num_cells == PSI_CSV_COLUMNS_MAX)
		return psi_error_set_line(err, PSI_E_INPUT, reader->record_line,
		    "the row has more than %d cells", PSI_CSV_COLUMNS_MAX);
	if (reader->num_cells < reader->cells_size)
		return 0;
	rc = psi_array_grow(&cells, &reader->cells_size, reader->num_cells, 1,
	    sizeof *reader->cells, err);
	if (rc == 0)
		reader->cells = cells;
	return rc;
}

/* Where a cell goes; `text` stays NULL until the record is complete when the
 * bytes are in `record`. */
static inline int
add_cell(struct psi_csv_reader *reader, const char *text, size_t len,
    struct psi_error *err)
{
	int rc;

	if ((reader->num_cells == reader->cells_size ||
		reader->num_cells == PSI_CSV_COLUMNS_MAX) &&
	    (rc = need_cell(reader, err)) != 0)
		return rc;
	reader->cells[reader->num_cells].text = text;
	reader->cells[reader->num_cells].len = len;
	reader->num_cells++;
	return 0;
}

static void
on_cell(void *data, size_t len, void *cookie)
{
	struct psi_csv_reader *reader = cookie;

	if (reader->failed != 0)
		return;
	reader->failed = psi_buf_append(&reader->record, data, len, NULL);
	if (reader->failed == 0)
		reader->failed = add_cell(reader, NULL, len, NULL);
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
	reader->cells = psi_array_new(CELLS_MIN, sizeof *reader->cells);
	reader->cells_size = CELLS_MIN;
	if (reader->cells == NULL ||
	    csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
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
	psi_array_free(
	    reader->cells, reader->cells_size, sizeof *reader->cells);
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

/* Whether a whole line holds nothing but blanks and its end. */
static bool
is_blank(const uint8_t *piece, size_t len, char delimiter)
{
	for (size_t i = 0; i < len; i++) {
		if (piece[i] == (uint8_t)delimiter)
			return false;
		if (piece[i] != ' ' && piece[i] != '\t' && piece[i] != '\r' &&
		    piece[i] != '\n')
			return false;
	}
	return true;
}

/* Bit 7 of each byte that is `c`, and no other bit. */
static uint64_t
bytes_that_are(uint64_t word, char c)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t x = word ^ ones * (uint8_t)c;

	return ~(((x & ones * 0x7f) + ones * 0x7f) | x | ones * 0x7f);
}

/* The first of the bytes that bytes_that_are found, and the others. */
static size_t
take_first(uint64_t *bits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	size_t first = (size_t)__builtin_ctzll(*bits);

	*bits &= *bits - 1;
#else
	size_t first = (size_t)__builtin_clzll(*bits);

	*bits &= ~(UINT64_C(1) << 63 >> first);
#endif
	return first >> 3;
}

/* Where the cells of a line go: kept apart from the reader, since a store to
 * one would make the compiler read the other anew for each cell. */
struct cutting {
	struct psi_csv_reader *reader;
	struct psi_cell *next;
	struct psi_cell *last;
	char delimiter;
};

static void
begin_cutting(struct cutting *cutting, struct psi_csv_reader *reader)
{
	size_t room = reader->cells_size < PSI_CSV_COLUMNS_MAX
	    ? reader->cells_size
	    : PSI_CSV_COLUMNS_MAX;

	cutting->reader = reader;
	cutting->next = reader->cells + reader->num_cells;
	cutting->last = reader->cells + room;
	cutting->delimiter = psi_csv_reader_delimiter(reader);
}

static void
end_cutting(const struct cutting *cutting)
{
	cutting->reader->num_cells =
	    (size_t)(cutting->next - cutting->reader->cells);
}

/* More room, or a refusal. */
static __attribute__((noinline)) int
widen(struct cutting *cutting, struct psi_error *err)
{
	int rc;

	end_cutting(cutting);
	rc = need_cell(cutting->reader, err);
	begin_cutting(cutting, cutting->reader);
	return rc;
}

/* A cell, without the blanks around it, of which few cells have any. */
static inline int
cut_cell(struct cutting *cutting, const char *p, const char *end,
    struct psi_error *err)
{
	int rc;

	if (cutting->next == cutting->last && (rc = widen(cutting, err)) != 0)
		return rc;
	if (p < end && ((uint8_t)p[0] <= ' ' || (uint8_t)end[-1] <= ' ')) {
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
	}
	cutting->next->text = p;
	cutting->next->len = (size_t)(end - p);
	cutting->next++;
	return 0;
}

/* Cut at the delimiters. Eight bytes are looked at in one go: most cells are so
 * short that a call for each of them would cost more than to look. */
static inline int
cut_line(struct cutting *cutting, const char *begin, const char *end,
    struct psi_error *err)
{
	const char *p = begin;
	uint64_t word;
	int rc;

	for (; end - p >= (ptrdiff_t)sizeof word; p += sizeof word) {
		memcpy(&word, p, sizeof word);
		word = bytes_that_are(word, cutting->delimiter);
		while (word != 0) {
			const char *stop = p + take_first(&word);

			if ((rc = cut_cell(cutting, begin, stop, err)) != 0)
				return rc;
			begin = stop + 1;
		}
	}
	for (; p < end; p++) {
		if (*p != cutting->delimiter)
			continue;
		if ((rc = cut_cell(cutting, begin, p, err)) != 0)
			return rc;
		begin = p + 1;
	}
	return cut_cell(cutting, begin, end, err);
}

/*
 * A whole record on a line without quotes, which is nearly every line of
 * nearly every file: the blanks around the cells are dropped, as libcsv would.
 */
static int
split_line(struct psi_csv_reader *reader, const uint8_t *piece, size_t len,
    struct psi_error *err)
{
	const char *begin = (const char *)piece;
	const char *end = begin + len;
	struct cutting cutting;
	int rc;

	while (end > begin && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	begin_cutting(&cutting, reader);
	rc = cut_line(&cutting, begin, end, err);
	end_cutting(&cutting);
	return rc;
}

/* What libcsv said, as an error of ours. */
static int
parse_error(struct psi_csv_reader *reader, struct psi_error *err)
{
	if (csv_error(&reader->parser) != CSV_EPARSE)
		return psi_error_nomem(err);
	return psi_refuse(err, PSI_E_INPUT, reader->in.line,
	    "a cell with quotation marks is itself quoted, and they are "
	    "doubled (RFC 4180); export the file again",
	    "a quotation mark stands inside cell %zu", reader->num_cells + 1);
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
		    "the file may have been cut off",
		    "a quoted cell of this row is never closed");
	}
	reader->in_record = false;
	return reader->failed == 0 ? 0 : psi_error_nomem(err);
}

static bool
may_have_formula(const uint8_t *piece, size_t len)
{
	const uint8_t *p = memchr(piece, '=', len);

	while (p != NULL && p + 1 < piece + len && p[1] != '"')
		p = memchr(p + 1, '=', (size_t)(piece + len - p - 1));
	return p != NULL;
}

/*
 * A spreadsheet keeps the zeros of 0012 as ="0012", and not all of them quote
 * that cell once more: without its sign it is a quoted cell. `*piece` becomes
 * a copy of the line where there is such a cell.
 */
static int
unwrap_formulas(struct psi_csv_reader *reader, const uint8_t **piece,
    size_t *len, struct psi_error *err)
{
	const uint8_t *in = *piece;
	struct psi_buf *out = &reader->line_text;
	char delimiter = psi_csv_reader_delimiter(reader);
	bool begins = true;
	bool quoted = false;
	int rc;

	out->len = 0;
	if ((rc = psi_buf_reserve(out, *len, err)) != 0)
		return rc;
	for (size_t i = 0; i < *len; i++) {
		bool mark = in[i] == '"';

		if (begins && !quoted && in[i] == '=' && i + 1 < *len &&
		    in[i + 1] == '"')
			continue;
		quoted = mark ? !quoted : quoted;
		begins = !quoted && !mark &&
		    (in[i] == (uint8_t)delimiter || (begins && in[i] == ' '));
		out->data[out->len++] = in[i];
	}
	*piece = out->data;
	*len = out->len;
	return 0;
}

/* Hand a piece to libcsv. */
static int
parse(struct psi_csv_reader *reader, const uint8_t *piece, size_t len,
    bool whole_line, struct psi_error *err)
{
	int rc;

	if (!reader->in_record) {
		reader->record_line = reader->in.line;
		if (reader->spreadsheet && whole_line &&
		    may_have_formula(piece, len) &&
		    (rc = unwrap_formulas(reader, &piece, &len, err)) != 0)
			return rc;
	}
	reader->in_record = true;
	reader->completed = false;
	return feed(reader, piece, len, err);
}

/* Parse one piece; `*done` when it completed a record. */
static int
take_piece(struct psi_csv_reader *reader, size_t len, bool whole_line,
    bool *done, struct psi_error *err)
{
	const uint8_t *piece = reader->in.text.data + reader->in.pos;
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
	    is_blank(piece, len, psi_csv_reader_delimiter(reader))) {
		reader->blank_before = true;
	} else if (!reader->in_record && whole_line &&
	    memchr(piece, '"', len) == NULL) {
		reader->record_line = reader->in.line;
		rc = split_line(reader, piece, len, err);
		*done = true;
	} else {
		rc = parse(reader, piece, len, whole_line, err);
		*done = reader->completed;
		if (*done)
			reader->in_record = false;
	}
	reader->in.pos += len;
	reader->in.line += ends && !second_half;
	reader->after_cr = piece[len - 1] == '\r';
	return rc;
}

/* The same where the cell was quoted once more. */
static void
unwrap_cell(struct psi_cell *cell)
{
	if (cell->len < 3 || cell->text[0] != '=' || cell->text[1] != '"' ||
	    cell->text[cell->len - 1] != '"')
		return;
	cell->text += 2;
	cell->len -= 3;
}

/* Cells that libcsv reported lie in `record`, one after the other. */
static void
place_cells(struct psi_csv_reader *reader)
{
	const char *p = (const char *)reader->record.data;

	if (reader->record.len == 0)
		return;
	for (size_t i = 0; i < reader->num_cells; i++) {
		reader->cells[i].text = p;
		p += reader->cells[i].len;
		if (reader->spreadsheet)
			unwrap_cell(&reader->cells[i]);
	}
}

int
psi_csv_reader_next(struct psi_csv_reader *reader,
    struct psi_csv_record *record, bool *end, struct psi_error *err)
{
	bool done = false;
	int rc;

	reader->num_cells = 0;
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
			done = true;
		} else {
			rc = take_piece(reader, len, whole_line, &done, err);
		}
		if (rc != 0)
			return rc;
	}
	place_cells(reader);
	record->cells = reader->cells;
	record->num_cells = reader->num_cells;
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
