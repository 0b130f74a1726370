#include "table/checked_rows.h"

#include "base/error.h"
#include "base/utf8.h"
#include "table/csv_reader.h"

void
psi_checked_rows_init(struct psi_checked_rows *checked,
    const struct psi_rows *inner, const struct psi_sink *digest)
{
	*checked = (struct psi_checked_rows){ .inner = *inner };
	psi_csv_writer_init(&checked->writer, digest);
}

void
psi_checked_rows_clear(struct psi_checked_rows *checked)
{
	psi_csv_writer_clear(&checked->writer);
	psi_buf_clear(&checked->cells);
}

static int
take_cell(struct psi_checked_rows *checked, struct psi_cell cell, size_t *bytes,
    struct psi_error *err)
{
	int rc;

	if (cell.text == NULL || cell.len == 0)
		cell = (struct psi_cell){ "", 0 };
	if (cell.len > PSI_CSV_RECORD_BYTES_MAX - *bytes)
		return psi_refuse(err, PSI_E_INPUT, checked->line,
		    "leave out the columns with long texts",
		    "the row has more than 16 MiB");
	*bytes += cell.len;
	if (psi_utf8_prefix((const uint8_t *)cell.text, cell.len) != cell.len)
		return psi_refuse(err, PSI_E_INPUT, checked->line,
		    "hand the cells over as UTF-8",
		    "a cell is not valid UTF-8, or has a NUL");
	rc = psi_buf_append(&checked->cells, &cell, sizeof cell, err);
	return rc != 0
	    ? rc
	    : psi_csv_writer_cell(&checked->writer, cell.text, cell.len, err);
}

static int
check_row(const struct psi_checked_rows *checked,
    const struct psi_record *record, struct psi_error *err)
{
	if (record->line <= checked->line)
		return psi_refuse(err, PSI_E_INPUT, record->line,
		    "number the rows upwards from 1",
		    "the row has no number behind that of the row before");
	if (record->num_cells > PSI_CSV_COLUMNS_MAX)
		return psi_refuse(err, PSI_E_INPUT, record->line,
		    "leave out columns that are not needed",
		    "the row has more than %d cells", PSI_CSV_COLUMNS_MAX);
	return 0;
}

static int
next(void *cookie, struct psi_record *out, bool *end, struct psi_error *err)
{
	struct psi_checked_rows *checked = cookie;
	bool after_blank = false;
	size_t bytes = 0;
	int rc;

	for (;;) {
		*end = false;
		rc = checked->inner.next(checked->inner.cookie, out, end, err);
		if (rc != 0)
			return rc;
		if (*end)
			return psi_csv_writer_flush(&checked->writer, err);
		if ((rc = check_row(checked, out, err)) != 0)
			return rc;
		checked->line = out->line;
		after_blank = after_blank || out->after_blank;
		if (out->num_cells > 0)
			break;
		after_blank = true;
	}
	checked->cells.len = 0;
	for (size_t i = 0; i < out->num_cells; i++) {
		if ((rc = take_cell(checked, out->cells[i], &bytes, err)) != 0)
			return rc;
	}
	/* Memory of malloc, aligned for any type. */
	out->cells = (const struct psi_cell *)(void *)checked->cells.data;
	out->after_blank = after_blank;
	return psi_csv_writer_end_row(&checked->writer, err);
}

struct psi_rows
psi_checked_rows(struct psi_checked_rows *checked)
{
	return (struct psi_rows){ next, checked };
}
