#include "list/export_rows.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"
#include "list/accounts.h"
#include "list/export_choices.h"
#include "list/export_open.h"
#include "normal/normalizer.h"
#include "table/csv_reader.h"
#include "terms/made_id.h"

struct reading {
	const struct psi_export_rows *rows;
	struct psi_accounts *accounts;
	/* Earlier sheets are kept, since mappings point into them. */
	struct psi_sheet *sheet[PSI_NORMALIZE_LISTS_MAX];
	struct psi_csv_reader *reader;
	unsigned int list;
	/* The row that is being taken. */
	const struct psi_record *record;
};

/* The account of the row is known. */
static int
hear(void *cookie, const struct psi_event *event, struct psi_error *err)
{
	const struct reading *reading = cookie;
	char made[PSI_MADE_ID_CHARS];
	struct psi_export_row row = { .list = reading->list,
		.account = event->index,
		.id = event->account,
		.first = event->first,
		.record = reading->record };

	if (event->kind != PSI_EVENT_ROW)
		return 0;
	if (row.id.len == 0)
		row.id = psi_made_id(made, event->list, event->line);
	return reading->rows->row(reading->rows->cookie, &row, err);
}

static int
read_rows(struct reading *reading, struct psi_error *err)
{
	struct psi_sheet *sheet = reading->sheet[reading->list];

	for (;;) {
		enum psi_sheet_row kind;
		struct psi_record record;
		bool end;
		int rc = psi_sheet_next(sheet, &record, &kind, &end, err);

		if (rc != 0 || end)
			return rc;
		if (kind != PSI_SHEET_DATA && kind != PSI_SHEET_SHORT)
			continue;
		reading->record = &record;
		rc = psi_accounts_add(reading->accounts, record.cells,
		    record.num_cells, record.line, err);
		if (rc != 0)
			return rc;
	}
}

/* The first export begins the accounts, the others add to them. */
static int
take_list(struct reading *reading, struct psi_error *err)
{
	const struct psi_export_rows *rows = reading->rows;
	const struct psi_mapping *mapping =
	    psi_sheet_mapping(reading->sheet[reading->list]);
	struct psi_accounts_config config = { .normalizer = rows->normalizer,
		.mapping = mapping,
		.types = psi_key_types_default(),
		.several = rows->num_sources > 1,
		.default_population = PSI_POPULATION_OTHER,
		.listener = { hear, reading, false } };
	int rc;

	if (reading->list > 0)
		return psi_accounts_next_list(reading->accounts, mapping, err);
	if ((rc = psi_export_country(config.country, rows->options, err)) != 0)
		return rc;
	return psi_accounts_new(&reading->accounts, &config, err);
}

static int
read_list(struct reading *reading, struct psi_error *err)
{
	const struct psi_export_rows *rows = reading->rows;
	struct psi_normalize_options options = *rows->options;
	struct psi_sheet **sheet = &reading->sheet[reading->list];
	int rc;

	if (reading->list > 0) {
		options.maps = NULL;
		options.num_maps = 0;
		options.skip_lines = 0;
	}
	rc = psi_export_open(&reading->reader, sheet,
	    rows->sources[reading->list], &options, err);
	if (rc == 0 && reading->list > 0)
		psi_sheet_follow(*sheet, reading->sheet[reading->list - 1]);
	if (rc == 0 &&
	    (reading->list == 0 || !psi_sheet_mapping(*sheet)->has_account_id))
		rc = psi_sheet_check(*sheet, err);
	if (rc == 0 && (rc = take_list(reading, err)) == 0 &&
	    (rc = rows->begin(rows->cookie, reading->list, *sheet, err)) == 0)
		rc = read_rows(reading, err);
	psi_csv_reader_free(reading->reader);
	reading->reader = NULL;
	return rc;
}

int
psi_export_rows_read(const struct psi_export_rows *rows, unsigned int *list,
    struct psi_error *err)
{
	struct reading reading = { .rows = rows };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < rows->num_sources; i++) {
		reading.list = (unsigned int)i;
		rc = read_list(&reading, err);
	}
	*list = reading.list;
	psi_accounts_free(reading.accounts);
	for (size_t i = 0; i < rows->num_sources; i++)
		psi_sheet_free(reading.sheet[i]);
	return rc;
}

/* ---- for callers of the library ---- */

PSI_ARRAY(row_names, size_t)

struct telling {
	int (*row)(void *cookie, const struct psi_normalize_row *row);
	void *cookie;
	/* What accounts are called, and where each begins. */
	struct psi_buf text;
	struct row_names name;
};

static int
tell_begin(void *cookie, unsigned int list, const struct psi_sheet *sheet,
    struct psi_error *err)
{
	(void)cookie;
	(void)list;
	(void)sheet;
	(void)err;
	return 0;
}

static int
keep_name(struct telling *telling, struct psi_cell id, struct psi_error *err)
{
	size_t at = telling->text.len;
	int rc = row_names_add(&telling->name, &at, err);

	return rc != 0 ? rc
		       : psi_buf_append(&telling->text, id.text, id.len, err);
}

static int
tell_row(void *cookie, const struct psi_export_row *row, struct psi_error *err)
{
	struct telling *telling = cookie;
	const size_t *at;
	struct psi_normalize_row out = { .list = row->list,
		.line = row->record->line,
		.cells = row->record->cells,
		.num_cells = row->record->num_cells };
	size_t end;
	int rc;

	if (row->first && (rc = keep_name(telling, row->id, err)) != 0)
		return rc;
	at = telling->name.at + row->account;
	end = row->account + 1 < telling->name.num ? at[1] : telling->text.len;
	out.account = (const char *)telling->text.data + at[0];
	out.account_len = end - at[0];
	if (telling->row(telling->cookie, &out) == 0)
		return 0;
	return psi_error_set(err, PSI_E_IO, "stopped by the caller");
}

int
psi_normalize_each_row(const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options,
    int (*row)(void *cookie, const struct psi_normalize_row *row), void *cookie,
    size_t *which, struct psi_error *err)
{
	struct telling telling = { .row = row, .cookie = cookie };
	const struct psi_export_rows rows = { .normalizer = normalizer,
		.sources = sources,
		.num_sources = num_sources,
		.options = options,
		.begin = tell_begin,
		.row = tell_row,
		.cookie = &telling };
	unsigned int list = 0;
	int rc;

	if (num_sources == 0 || num_sources > PSI_NORMALIZE_LISTS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "from 1 to %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	rc = psi_export_rows_read(&rows, &list, err);
	*which = list;
	psi_buf_clear(&telling.text);
	row_names_clear(&telling.name);
	return rc;
}
