/* What the columns of an export were taken for, with samples. */
#include <string.h>

#include "psi/normalize.h"

#include "base/buf.h"
#include "base/error.h"
#include "list/export_open.h"
#include "list/sheet.h"
#include "table/csv_reader.h"

/* The values that are shown of a column; longer ones are cut. */
#define SAMPLES 3
#define SAMPLE_BYTES_MAX 64
/* Rows that are looked at for them. */
#define SAMPLE_ROWS 200

struct samples {
	struct psi_buf header;
	struct psi_buf value[SAMPLES];
	size_t num;
};

static int
keep_sample(
    struct samples *samples, struct psi_cell cell, struct psi_error *err)
{
	size_t len = cell.len;

	if (len == 0 || samples->num == SAMPLES)
		return 0;
	if (len > SAMPLE_BYTES_MAX) {
		len = SAMPLE_BYTES_MAX;
		/* Not in the midst of a character. */
		while (len > 0 && ((uint8_t)cell.text[len] & 0xc0) == 0x80)
			len--;
	}
	return psi_buf_append(
	    &samples->value[samples->num++], cell.text, len, err);
}

static int
read_samples(struct psi_sheet *sheet, struct samples *samples,
    size_t num_columns, struct psi_error *err)
{
	for (int row = 0; row < SAMPLE_ROWS; row++) {
		struct psi_record record;
		enum psi_sheet_row kind;
		bool end;
		int rc;

		rc = psi_sheet_next(sheet, &record, &kind, &end, err);
		if (rc != 0 || end)
			return rc;
		if (kind != PSI_SHEET_DATA)
			continue;
		for (size_t i = 0; i < num_columns; i++) {
			rc = keep_sample(&samples[i], record.cells[i], err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

/* The field that a column was taken for, or "". */
static const char *
column_field(const struct psi_mapping *mapping, size_t column)
{
	for (int f = 0; f < PSI_NUM_FIELDS; f++) {
		for (size_t i = 0; i < mapping->field[f].num_columns; i++) {
			if (mapping->field[f].column[i] == column)
				return psi_field_name((enum psi_field)f);
		}
	}
	return "";
}

static int
tell_columns(const struct psi_mapping *mapping, struct samples *samples,
    size_t num_columns,
    int (*column)(void *cookie, const struct psi_normalize_column *column),
    void *cookie, struct psi_error *err)
{
	for (size_t i = 0; i < num_columns; i++) {
		struct psi_normalize_column out;

		memset(&out, 0, sizeof out);
		out.column = i + 1;
		out.field = column_field(mapping, i);
		out.header = (const char *)samples[i].header.data;
		out.header_len = samples[i].header.len;
		out.num_samples = samples[i].num;
		for (size_t k = 0; k < samples[i].num; k++) {
			out.sample[k].text =
			    (const char *)samples[i].value[k].data;
			out.sample[k].len = samples[i].value[k].len;
		}
		if (column(cookie, &out) != 0)
			return psi_error_set(
			    err, PSI_E_IO, "stopped by the caller");
	}
	return 0;
}

static void
free_samples(struct samples *samples, size_t num_columns)
{
	for (size_t i = 0; i < num_columns && samples != NULL; i++) {
		psi_buf_clear(&samples[i].header);
		for (size_t k = 0; k < SAMPLES; k++)
			psi_buf_clear(&samples[i].value[k]);
	}
	psi_array_free(samples, num_columns, sizeof *samples);
}

int
psi_normalize_columns(const struct psi_source *source,
    const struct psi_normalize_options *options,
    int (*column)(void *cookie, const struct psi_normalize_column *column),
    void *cookie, struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	struct psi_sheet *sheet = NULL;
	struct samples *samples = NULL;
	const struct psi_cell *header;
	size_t num = 0;
	int rc;

	rc = psi_export_open(&reader, &sheet, source, options, err);
	if (rc != 0)
		goto out;
	header = psi_sheet_header(sheet, &num);
	samples = psi_array_new(num, sizeof *samples);
	if (samples == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < num && rc == 0; i++)
		rc = psi_buf_append(
		    &samples[i].header, header[i].text, header[i].len, err);
	if (rc == 0)
		rc = read_samples(sheet, samples, num, err);
	if (rc == 0)
		rc = tell_columns(psi_sheet_mapping(sheet), samples, num,
		    column, cookie, err);
	/* A list that cannot be used is shown all the same, so that its
	 * owner can see what to map. */
	if (rc == 0)
		rc = psi_sheet_check(sheet, err);
out:
	free_samples(samples, num);
	psi_sheet_free(sheet);
	psi_csv_reader_free(reader);
	return rc;
}
