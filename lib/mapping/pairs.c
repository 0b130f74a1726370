#include "mapping/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"
#include "mapping/pair_check.h"
#include "table/csv_reader.h"

#define NO_COLUMN SIZE_MAX
/* A header longer than this is no column of ours. */
#define HEADER_CHARS_MAX PSI_COLUMN_NAME_CHARS

struct psi_pairs {
	struct psi_csv_reader *reader;
	/* Where each column stands in the file. */
	size_t at[PSI_COLUMN_FILE_END];
	/* The header, copied into `text`. */
	struct psi_cell *header;
	size_t num_header;
	struct psi_buf text;
	struct psi_pair_checks checks;
};

static const char hint[] = "give the file that psi-join wrote, or one with "
			   "columns of the same names";

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The column that a header means: "Our Account" is our_account. */
static bool
find_header(unsigned int *column, struct psi_cell cell)
{
	char name[HEADER_CHARS_MAX];

	if (cell.len >= sizeof name)
		return false;
	for (size_t i = 0; i < cell.len; i++)
		name[i] = cell.text[i] == ' ' ? '_' : lower(cell.text[i]);
	return psi_column_find(column, name, cell.len) &&
	    *column < PSI_COLUMN_FILE_END;
}

static int
place_columns(struct psi_pairs *pairs, const struct psi_csv_record *record,
    struct psi_error *err)
{
	for (size_t i = 0; i < PSI_COLUMN_FILE_END; i++)
		pairs->at[i] = NO_COLUMN;
	for (size_t i = 0; i < record->num_cells; i++) {
		char name[PSI_COLUMN_NAME_CHARS];
		unsigned int column;

		if (!find_header(&column, record->cells[i]))
			continue;
		if (pairs->at[column] == NO_COLUMN) {
			pairs->at[column] = i;
			continue;
		}
		psi_column_name(name, column);
		return psi_error_set_line(err, PSI_E_INPUT, record->line,
		    "the header has '%s' twice (columns %zu and %zu)", name,
		    pairs->at[column] + 1, i + 1);
	}
	if (pairs->at[PSI_COLUMN_OUR_ACCOUNT] != NO_COLUMN)
		return 0;
	return psi_refuse(err, PSI_E_INPUT, record->line, hint,
	    "the header has no column 'our_account'");
}

static int
keep_header(struct psi_pairs *pairs, const struct psi_csv_record *record,
    struct psi_error *err)
{
	size_t total = 0;
	uint8_t *p;
	int rc;

	for (size_t i = 0; i < record->num_cells; i++)
		total += record->cells[i].len;
	pairs->header = psi_array_new(record->num_cells, sizeof *pairs->header);
	if (pairs->header == NULL)
		return psi_error_nomem(err);
	pairs->num_header = record->num_cells;
	if ((rc = psi_buf_reserve(&pairs->text, total + 1, err)) != 0)
		return rc;
	p = pairs->text.data;
	for (size_t i = 0; i < record->num_cells; i++) {
		size_t len = record->cells[i].len;

		if (len > 0)
			memcpy(p, record->cells[i].text, len);
		pairs->header[i] = (struct psi_cell){ (const char *)p, len };
		p += len;
	}
	return 0;
}

int
psi_pairs_new(struct psi_pairs **out, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_pairs *pairs = calloc(1, sizeof *pairs);
	struct psi_csv_record record;
	bool end = false;
	int rc;

	if (pairs == NULL)
		return psi_error_nomem(err);
	psi_pair_checks_init(&pairs->checks);
	rc = psi_csv_reader_new(&pairs->reader, source, NULL, err);
	if (rc == 0)
		rc = psi_csv_reader_next(pairs->reader, &record, &end, err);
	if (rc == 0 && end)
		rc = psi_refuse(err, PSI_E_INPUT, 0, hint, "the file is empty");
	if (rc == 0 && (rc = place_columns(pairs, &record, err)) == 0)
		rc = keep_header(pairs, &record, err);
	if (rc != 0) {
		psi_pairs_free(pairs);
		return rc;
	}
	*out = pairs;
	return 0;
}

int
psi_pairs_next(struct psi_pairs *pairs, struct psi_pair *pair, bool *end,
    struct psi_error *err)
{
	struct psi_csv_record record;
	int rc;

	rc = psi_csv_reader_next(pairs->reader, &record, end, err);
	if (rc != 0 || *end)
		return rc;
	if (record.num_cells != pairs->num_header)
		return psi_refuse(err, PSI_E_INPUT, record.line,
		    "the file was cut off or changed: give it as psi-join "
		    "wrote it",
		    "the row has %zu cells and the header %zu",
		    record.num_cells, pairs->num_header);
	for (size_t i = 0; i < PSI_COLUMN_FILE_END; i++) {
		pair->cell[i] = pairs->at[i] == NO_COLUMN
		    ? (struct psi_cell){ "", 0 }
		    : record.cells[pairs->at[i]];
		if (pair->cell[i].len == 0)
			pair->cell[i].text = "";
	}
	pair->raw = record.cells;
	pair->num_raw = record.num_cells;
	pair->line = record.line;
	pair->has_ambiguous = pairs->at[PSI_COLUMN_AMBIGUOUS] != NO_COLUMN;
	if (pair->cell[PSI_COLUMN_OUR_ACCOUNT].len == 0)
		return psi_error_set_line(err, PSI_E_INPUT, record.line,
		    "the row has nothing in the column 'our_account'");
	return psi_pair_check(&pairs->checks, pair->cell, pair->line, err);
}

void
psi_pairs_free(struct psi_pairs *pairs)
{
	if (pairs == NULL)
		return;
	psi_csv_reader_free(pairs->reader);
	psi_array_free(pairs->header, pairs->num_header, sizeof *pairs->header);
	psi_buf_clear(&pairs->text);
	free(pairs);
}

bool
psi_pair_is_pair(const struct psi_pair *pair)
{
	return pair->cell[PSI_COLUMN_THEIR_ACCOUNT].len > 0 ||
	    pair->cell[PSI_COLUMN_THEIR_POPULATION].len > 0;
}
