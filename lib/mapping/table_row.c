#include "mapping/table_row.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "mapping/visible.h"
#include "table/csv_writer.h"

struct psi_mapping_csv {
	struct psi_csv_writer writer;
};

void
psi_table_row_begin(struct psi_table_row *row)
{
	row->buf.len = 0;
	row->num = 0;
}

void
psi_table_row_cut(struct psi_table_row *row, size_t num)
{
	row->num = num;
	row->buf.len = num == 0 ? 0 : row->end[num - 1];
}

void
psi_table_row_clear(struct psi_table_row *row)
{
	psi_buf_clear(&row->buf);
	row->num = 0;
}

static void
end_cell(struct psi_table_row *row)
{
	assert(row->num < PSI_TABLE_ROW_CELLS);
	row->end[row->num++] = row->buf.len;
}

int
psi_table_row_cell(
    struct psi_table_row *row, struct psi_cell cell, struct psi_error *err)
{
	int rc = psi_visible_append(&row->buf, cell.text, cell.len, err);

	if (rc == 0)
		end_cell(row);
	return rc;
}

int
psi_table_row_text(
    struct psi_table_row *row, const char *text, struct psi_error *err)
{
	int rc = psi_buf_append_text(&row->buf, text, err);

	if (rc == 0)
		end_cell(row);
	return rc;
}

int
psi_table_row_raw(
    struct psi_table_row *row, struct psi_cell cell, struct psi_error *err)
{
	int rc = psi_buf_append(&row->buf, cell.text, cell.len, err);

	if (rc == 0)
		end_cell(row);
	return rc;
}

int
psi_table_row_number(
    struct psi_table_row *row, uint64_t number, struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS];
	int rc = psi_buf_append(
	    &row->buf, text, psi_decimal_encode(text, number), err);

	if (rc == 0)
		end_cell(row);
	return rc;
}

int
psi_table_row_send(const struct psi_table_row *row,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	struct psi_mapping_cell cells[PSI_TABLE_ROW_CELLS];
	size_t begin = 0;

	for (size_t i = 0; i < row->num; i++) {
		cells[i].text = row->end[i] == begin
		    ? ""
		    : (const char *)row->buf.data + begin;
		cells[i].len = row->end[i] - begin;
		begin = row->end[i];
	}
	return rows->row(rows->cookie, cells, row->num, err);
}

int
psi_table_row_header(struct psi_table_row *row,
    const struct psi_mapping_rows *rows, const char *names,
    struct psi_error *err)
{
	int rc = 0;

	psi_table_row_begin(row);
	while (rc == 0 && *names != '\0') {
		size_t len = strcspn(names, ",");

		rc = psi_buf_append(&row->buf, names, len, err);
		end_cell(row);
		names += len;
		names += *names == ',';
	}
	return rc != 0 ? rc : psi_table_row_send(row, rows, err);
}

/* ---- as CSV ---- */

int
psi_mapping_csv_new(struct psi_mapping_csv **out, const struct psi_sink *sink,
    struct psi_error *err)
{
	struct psi_mapping_csv *csv = calloc(1, sizeof *csv);

	if (csv == NULL)
		return psi_error_nomem(err);
	psi_csv_writer_init(&csv->writer, sink);
	*out = csv;
	return 0;
}

static int
write_row(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct psi_mapping_csv *csv = cookie;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_cell(
		    &csv->writer, cells[i].text, cells[i].len, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(&csv->writer, err);
}

struct psi_mapping_rows
psi_mapping_csv_rows(struct psi_mapping_csv *csv)
{
	return (struct psi_mapping_rows){ write_row, csv };
}

int
psi_mapping_csv_flush(struct psi_mapping_csv *csv, struct psi_error *err)
{
	return psi_csv_writer_flush(&csv->writer, err);
}

void
psi_mapping_csv_free(struct psi_mapping_csv *csv)
{
	if (csv == NULL)
		return;
	psi_csv_writer_clear(&csv->writer);
	free(csv);
}
