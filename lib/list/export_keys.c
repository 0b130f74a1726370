#include "list/export_keys.h"

#include <stdio.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/buf.h"
#include "psi/date.h"
#include "base/error.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"
#include "list/accounts.h"
#include "list/dossier.h"
#include "list/header.h"
#include "terms/keytype.h"
#include "normal/normalizer.h"
#include "list/population_rules.h"
#include "list/report.h"

/* An account that is to be explained, and to whom. */
struct asked {
	const char *account;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

/* One call of psi_normalize. */
struct job {
	const struct psi_normalizer *normalizer;
	const struct psi_normalize_options *options;
	const struct psi_normalize_events *events;
	struct psi_normalize_report *report;
	struct psi_csv_reader *reader;
	struct psi_mapping mapping;
	/* The header; its cells point into `header_text`. */
	struct psi_cell *header;
	size_t num_header;
	struct psi_buf header_text;
	struct psi_population_rules *rules;
	struct psi_accounts *accounts;
	/* The account that is asked for, and its file: NULL where none is. */
	const struct asked *asked;
	struct psi_dossier *dossier;
	/* Counts the notes and hands them on. */
	struct psi_noter noter;
	/* The keys file; `sink` is NULL where none is written. */
	const struct psi_sink *sink;
	struct psi_csv_writer writer;
	/* What the rows of the current account begin with. */
	struct psi_buf account;
};

static int
on_note(void *cookie, const struct psi_note *note, struct psi_error *err)
{
	struct job *job = cookie;
	struct psi_normalize_note out;

	job->report->notes[note->reject]++;
	if (job->dossier != NULL)
		return psi_dossier_note(job->dossier, note, err);
	if (job->events == NULL || job->events->note == NULL)
		return 0;
	memset(&out, 0, sizeof(out));
	out.line = note->line;
	out.column = note->column;
	out.field =
	    note->field == PSI_NUM_FIELDS ? "row" : psi_field_name(note->field);
	out.reason = psi_reject_name(note->reject);
	out.text = psi_reject_text(note->reject);
	out.account = note->account.text;
	out.account_len = note->account.len;
	out.value = note->value.text;
	out.value_len = note->value.len;
	if (job->events->note(job->events->cookie, &out) != 0)
		return psi_error_set(err, PSI_E_IO, "stopped by the caller");
	return 0;
}

static bool
is_date(const char *text)
{
	int32_t day;

	return psi_date_decode(&day, text, strlen(text));
}

/* ---- small tables of the user's own ---- */

/* At most so many columns. */
#define TABLE_COLUMNS_MAX 4

/*
 * Read a CSV whose header is exactly `header`, and hand each row to `row`.
 */
static int
read_table(const struct psi_source *source, const char *const *header,
    size_t num_columns,
    int (*row)(struct job *job, const struct psi_cell *cells, uint64_t line,
	struct psi_error *err),
    struct job *job, struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	bool first = true;
	int rc;

	rc = psi_csv_reader_new(&reader, source, NULL, err);
	while (rc == 0) {
		struct psi_csv_record record;
		bool same = true;
		bool end;

		rc = psi_csv_reader_next(reader, &record, &end, err);
		if (rc != 0 || end)
			break;
		if (record.num_cells != num_columns) {
			rc = psi_error_set_line(err, PSI_E_INPUT, record.line,
			    "a row of this table has %zu cells", num_columns);
			break;
		}
		/* Public: the words of a header. */
		for (size_t i = 0; i < num_columns && first; i++)
			same = same &&
			    record.cells[i].len == strlen(header[i]) &&
			    memcmp(record.cells[i].text, header[i],
				record.cells[i].len) == 0;
		if (!same)
			rc = psi_error_set_line(err, PSI_E_INPUT, record.line,
			    "the first line of this table is not its header");
		else if (!first)
			rc = row(job, record.cells, record.line, err);
		first = false;
	}
	psi_csv_reader_free(reader);
	return rc;
}

static int
rule_row(struct job *job, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	return psi_population_rules_add(job->rules, cells[0].text, cells[0].len,
	    cells[1].text, cells[1].len, line, err);
}

static int
override_row(struct job *job, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	int rc = psi_accounts_override(
	    job->accounts, cells[0], cells[1], cells[2], cells[3], line, err);

	if (rc != 0 || job->dossier == NULL)
		return rc;
	return psi_dossier_override(
	    job->dossier, cells[0], cells[1], cells[2], cells[3], err);
}

static int
exclude_row(struct job *job, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	return psi_accounts_exclude(
	    job->accounts, cells[0], cells[1], line, err);
}

/* ---- the export ---- */

static int
reader_options(struct psi_csv_reader_options *out,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	if (options->version != PSI_NORMALIZE_OPTIONS_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "the options are of another version");
	out->encoding = PSI_ENCODING_AUTO;
	out->delimiter = options->delimiter;
	if (options->encoding == NULL ||
	    psi_encoding_from_name(&out->encoding, options->encoding))
		return 0;
	psi_error_set(err, PSI_E_ARG, "there is no such encoding: '%s'",
	    options->encoding);
	psi_error_hint(err,
	    "the encodings are utf-8, utf-16le, utf-16be and windows-1252");
	return PSI_E_ARG;
}

static int
open_export(struct psi_csv_reader **reader, struct psi_csv_record *header,
    const struct psi_source *source,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	struct psi_csv_reader_options csv;
	bool end = false;
	int rc;

	if ((rc = reader_options(&csv, options, err)) != 0 ||
	    (rc = psi_csv_reader_new(reader, source, &csv, err)) != 0 ||
	    (rc = psi_csv_reader_next(*reader, header, &end, err)) != 0)
		return rc;
	if (!end)
		return 0;
	psi_error_set_line(err, PSI_E_INPUT, 1, "the file has no header");
	psi_error_hint(err, "its first line names the columns");
	return PSI_E_INPUT;
}

static bool
all_empty(const struct psi_cell *cells, size_t from, size_t num_cells)
{
	for (size_t i = from; i < num_cells; i++) {
		if (cells[i].len > 0)
			return false;
	}
	return true;
}

static bool
begins_with(struct psi_cell cell, const char *text)
{
	size_t len = strlen(text);

	/* Public: the sentences of a footer. */
	return cell.len >= len && memcmp(cell.text, text, len) == 0;
}

/*
 * The block that a report ends with: short rows after a blank line, or, where
 * a spreadsheet has filled them up, the sentences it is known by.
 */
static bool
begins_footer(const struct job *job, const struct psi_csv_record *record,
    bool after_blank)
{
	if (!after_blank || job->mapping.num_columns < 2)
		return false;
	if (record->num_cells < job->mapping.num_columns)
		return true;
	return all_empty(record->cells, 1, record->num_cells) &&
	    (begins_with(record->cells[0], "Confidential Information") ||
		begins_with(record->cells[0], "Copyright"));
}

/* Make sure that what begins on `line` is a footer: nothing but short rows
 * come, and few, so that no account is lost with it. */
static int
read_footer(struct job *job, uint64_t line, struct psi_error *err)
{
	struct psi_csv_record record;
	size_t num_rows = 1;
	bool end = false;
	int rc;

	job->report->count[PSI_COUNT_FOOTER_LINE] = line;
	while (
	    (rc = psi_csv_reader_next(job->reader, &record, &end, err)) == 0 &&
	    !end) {
		if (!all_empty(record.cells, 1, record.num_cells) ||
		    ++num_rows > PSI_FOOTER_ROWS_MAX) {
			psi_error_set_line(err, PSI_E_INPUT, record.line,
			    "a row follows what looked like a footer on line "
			    "%llu",
			    (unsigned long long)line);
			psi_error_hint(err,
			    "remove the blank line, or all that follows it");
			return PSI_E_INPUT;
		}
	}
	return rc;
}

static int
note_row(struct job *job, const struct psi_csv_record *record,
    enum psi_reject reject, struct psi_error *err)
{
	struct psi_note note = { .line = record->line,
		.field = PSI_NUM_FIELDS,
		.reject = reject,
		.account = psi_mapping_first(&job->mapping, PSI_FIELD_ID,
		    record->cells, record->num_cells) };

	return on_note(job, &note, err);
}

/* Keep the header, since the reader will use its memory again. */
static int
keep_header(
    struct job *job, const struct psi_csv_record *header, struct psi_error *err)
{
	size_t at = 0;
	int rc;

	job->header = psi_array_new(header->num_cells, sizeof(*job->header));
	if (job->header == NULL)
		return psi_error_nomem(err);
	job->num_header = header->num_cells;
	for (size_t i = 0; i < header->num_cells; i++) {
		rc = psi_buf_append(&job->header_text, header->cells[i].text,
		    header->cells[i].len, err);
		if (rc != 0)
			return rc;
	}
	for (size_t i = 0; i < header->num_cells; i++) {
		job->header[i].text = (const char *)job->header_text.data + at;
		job->header[i].len = header->cells[i].len;
		at += header->cells[i].len;
	}
	return 0;
}

/*
 * Exports that were joined have the header again, perhaps behind the second
 * one's byte order mark. Nearly every row differs in its first cell.
 */
static bool
repeats_header(const struct job *job, const struct psi_csv_record *record)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct psi_cell first = record->cells[0];

	if (record->num_cells != job->num_header)
		return false;
	if (first.len == job->header[0].len + 3 && begins_with(first, mark)) {
		first.text += 3;
		first.len -= 3;
	}
	for (size_t i = 0; i < record->num_cells; i++) {
		struct psi_cell cell = i == 0 ? first : record->cells[i];

		/* Public: the words of a header. */
		if (cell.len != job->header[i].len ||
		    (cell.len > 0 &&
			memcmp(cell.text, job->header[i].text, cell.len) != 0))
			return false;
	}
	return true;
}

/*
 * A row with more cells than the header is dropped: most likely a comma
 * stands in a cell without quotes, so that nothing is where it seems to be.
 */
static int
take_row(
    struct job *job, const struct psi_csv_record *record, struct psi_error *err)
{
	size_t width = job->mapping.num_columns;
	int rc = 0;

	if (repeats_header(job, record))
		return note_row(job, record, PSI_REJECT_HEADER, err);
	if (record->num_cells > width &&
	    !all_empty(record->cells, width, record->num_cells)) {
		job->report->count[PSI_COUNT_ROWS]++;
		return note_row(job, record, PSI_REJECT_RAGGED, err);
	}
	if (record->num_cells < width)
		rc = note_row(job, record, PSI_REJECT_SHORT, err);
	if (rc == 0 && job->dossier != NULL)
		rc = psi_dossier_row(job->dossier, record->cells,
		    record->num_cells, record->line, err);
	if (rc != 0)
		return rc;
	return psi_accounts_add(
	    job->accounts, record->cells, record->num_cells, record->line, err);
}

static int
read_rows(struct job *job, struct psi_error *err)
{
	bool blank = false;

	for (;;) {
		struct psi_csv_record record;
		bool end;
		int rc;

		rc = psi_csv_reader_next(job->reader, &record, &end, err);
		if (rc != 0 || end)
			return rc;
		blank = blank || record.after_blank;
		if (begins_footer(job, &record, blank))
			return read_footer(job, record.line, err);
		/* A spreadsheet writes a blank line as commas. */
		blank = all_empty(record.cells, 0, record.num_cells);
		if (blank)
			continue;
		if ((rc = take_row(job, &record, err)) != 0)
			return rc;
	}
}

/* ---- the keys file ---- */

/* A row about the file: without account and population. */
static int
write_row(
    struct job *job, const char *type, const char *value, struct psi_error *err)
{
	int rc = 0;

	for (int i = 0; i < 2 && rc == 0; i++)
		rc = psi_csv_writer_text(&job->writer, "", err);
	if (rc == 0)
		rc = psi_csv_writer_text(&job->writer, type, err);
	if (rc == 0)
		rc = psi_csv_writer_text(&job->writer, value, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(&job->writer, err);
}

static int
write_head(struct job *job, struct psi_error *err)
{
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
	char fingerprint[sizeof(digest) + 16];
	int rc;

	psi_normalizer_fingerprint(job->normalizer, digest);
	(void)snprintf(fingerprint, sizeof(fingerprint), "%s:%s",
	    psi_normalizer_version(), digest);
	rc = psi_buf_append_text(&job->writer.buf, PSI_KEYS_HEADER "\n", err);
	if (rc == 0)
		rc = write_row(job, "normalizer", fingerprint, err);
	return rc != 0
	    ? rc
	    : write_row(job, "source-date", job->options->source_date, err);
}

static int
tell_key(
    struct job *job, const struct psi_account_key *key, struct psi_error *err)
{
	struct psi_normalize_key out = { .account = key->account.text,
		.account_len = key->account.len,
		.population = psi_population_name(key->population),
		.type = psi_key_type_name(key->type),
		.value = key->value.text,
		.value_len = key->value.len };

	if (job->events == NULL || job->events->key == NULL ||
	    job->events->key(job->events->cookie, &out) == 0)
		return 0;
	return psi_error_set(err, PSI_E_IO, "stopped by the caller");
}

/* The cells that all rows of an account begin with. */
static int
begin_account(
    struct job *job, const struct psi_account_key *key, struct psi_error *err)
{
	struct psi_csv_writer *writer = &job->writer;
	int rc;

	rc = psi_csv_writer_cell(
	    writer, key->account.text, key->account.len, err);
	if (rc == 0)
		rc = psi_csv_writer_text(
		    writer, psi_population_name(key->population), err);
	return rc != 0 ? rc : psi_csv_writer_take(writer, &job->account, err);
}

static int
on_key(void *cookie, const struct psi_account_key *key, struct psi_error *err)
{
	struct job *job = cookie;
	int rc;

	if (job->dossier != NULL)
		return psi_dossier_key(job->dossier, key->account,
		    key->population, key->type, key->value, err);
	if ((rc = tell_key(job, key, err)) != 0 || job->sink == NULL)
		return rc;
	if (key->first && (rc = begin_account(job, key, err)) != 0)
		return rc;
	return psi_csv_writer_row(&job->writer, &job->account,
	    psi_key_type_name(key->type), key->value.text, key->value.len, err);
}

static int
write_tail(struct job *job, struct psi_error *err)
{
	char text[24];
	int rc;

	(void)snprintf(text, sizeof(text), "%llu",
	    (unsigned long long)job->report->count[PSI_COUNT_KEYS]);
	rc = write_row(job, "rows", text, err);
	return rc != 0 ? rc : psi_csv_writer_flush(&job->writer, err);
}

/* ---- together ---- */

static int
check_options(const struct job *job, enum psi_population *population,
    uint32_t *types, struct psi_error *err)
{
	const struct psi_normalize_options *options = job->options;

	if (job->sink != NULL &&
	    (options->source_date == NULL || !is_date(options->source_date)))
		return psi_error_set(err, PSI_E_ARG,
		    "the date of the data is not a date (YYYY-MM-DD)");
	*population = PSI_POPULATION_OTHER;
	if (options->population != NULL &&
	    !psi_population_find(
		population, options->population, strlen(options->population))) {
		psi_error_set(err, PSI_E_ARG,
		    "there is no such population: '%s'", options->population);
		psi_error_hint(err, PSI_POPULATION_NAMES);
		return PSI_E_ARG;
	}
	*types = psi_key_types_default();
	return options->types == NULL
	    ? 0
	    : psi_key_types_parse(types, options->types, err);
}

static int
open_dossier(struct job *job, const struct psi_accounts_config *accounts,
    struct psi_error *err)
{
	const struct asked *asked = job->asked;
	const struct psi_dossier_config config = { .normalizer =
						       accounts->normalizer,
		.mapping = accounts->mapping,
		.rules = accounts->rules,
		.default_population = accounts->default_population,
		.types = accounts->types,
		.account = { asked->account, strlen(asked->account) },
		.step = asked->step,
		.cookie = asked->cookie };

	return psi_dossier_new(&job->dossier, &config, err);
}

static int
prepare(struct job *job, const struct psi_source *source, struct psi_error *err)
{
	static const char *const rule_header[] = { "value", "population" };
	static const char *const override_header[] = { "action", "account",
		"type", "value" };
	static const char *const exclude_header[] = { "type", "value" };
	const struct psi_normalize_options *options = job->options;
	struct psi_accounts_config config = { .normalizer = job->normalizer,
		.mapping = &job->mapping,
		.judge = job->sink == NULL,
		.noter = job->noter,
		.report = job->report };
	struct psi_csv_record header;
	int rc;

	rc = open_export(&job->reader, &header, source, options, err);
	if (rc == 0)
		rc = psi_header_detect(&job->mapping, header.cells,
		    header.num_cells, options->maps, options->num_maps, err);
	for (int f = 0; f < PSI_NUM_FIELDS && rc == 0; f++)
		job->report->columns[f] = job->mapping.field[f].num_columns;
	if (rc == 0)
		rc = keep_header(job, &header, err);
	if (rc == 0)
		rc = check_options(
		    job, &config.default_population, &config.types, err);
	if (rc == 0)
		rc = psi_population_rules_new(&job->rules, err);
	if (rc == 0 && options->rules != NULL)
		rc = read_table(
		    options->rules, rule_header, 2, rule_row, job, err);
	config.rules = job->rules;
	if (rc == 0)
		rc = psi_accounts_new(&job->accounts, &config, err);
	if (rc == 0 && job->asked != NULL)
		rc = open_dossier(job, &config, err);
	if (rc == 0 && options->overrides != NULL)
		rc = read_table(options->overrides, override_header, 4,
		    override_row, job, err);
	if (rc == 0 && options->exclude != NULL)
		rc = read_table(
		    options->exclude, exclude_header, 2, exclude_row, job, err);
	return rc;
}

/* From the first row to the last key. */
static int
run(struct job *job, const struct psi_source *source, struct psi_error *err)
{
	int rc;

	job->noter.note = on_note;
	job->noter.cookie = job;
	if (job->sink != NULL)
		psi_csv_writer_init(&job->writer, job->sink, false);
	rc = prepare(job, source, err);
	if (rc == 0)
		rc = read_rows(job, err);
	if (rc == 0 && job->sink != NULL)
		rc = write_head(job, err);
	if (rc == 0)
		rc = psi_accounts_finish(job->accounts, on_key, job, err);
	if (rc == 0 && job->sink != NULL)
		rc = write_tail(job, err);
	return rc;
}

static void
clear(struct job *job)
{
	psi_dossier_free(job->dossier);
	psi_accounts_free(job->accounts);
	psi_population_rules_free(job->rules);
	psi_csv_reader_free(job->reader);
	psi_csv_writer_clear(&job->writer);
	psi_buf_clear(&job->account);
	psi_array_free(job->header, job->num_header, sizeof(*job->header));
	psi_buf_clear(&job->header_text);
}

int
psi_normalize(const struct psi_normalizer *normalizer,
    const struct psi_source *source, const struct psi_sink *sink,
    const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_normalize_report own;
	struct job job;
	int rc;

	memset(&job, 0, sizeof(job));
	memset(&own, 0, sizeof(own));
	job.normalizer = normalizer;
	job.options = options;
	job.events = events;
	job.report = report == NULL ? &own : report;
	job.sink = sink;
	rc = run(&job, source, err);
	clear(&job);
	return rc;
}

int
psi_normalize_explain_account(const struct psi_normalizer *normalizer,
    const struct psi_source *source,
    const struct psi_normalize_options *options, const char *account,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	const struct asked asked = { account, step, cookie };
	struct psi_normalize_report report;
	struct job job;
	bool found = false;
	int rc;

	memset(&job, 0, sizeof(job));
	memset(&report, 0, sizeof(report));
	job.normalizer = normalizer;
	job.options = options;
	job.report = &report;
	job.asked = &asked;
	rc = run(&job, source, err);
	if (rc == 0)
		rc = psi_dossier_finish(job.dossier, &found, err);
	clear(&job);
	if (rc != 0 || found)
		return rc;
	psi_error_set(err, PSI_E_INPUT, "the list has no account of that id");
	psi_error_hint(err,
	    "an account without an id is called after the line of its first "
	    "row, such as line-7");
	return PSI_E_INPUT;
}

/* ---- the columns ---- */

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
read_samples(struct psi_csv_reader *reader, struct samples *samples,
    size_t num_columns, struct psi_error *err)
{
	for (int row = 0; row < SAMPLE_ROWS; row++) {
		struct psi_csv_record record;
		bool end;
		int rc;

		rc = psi_csv_reader_next(reader, &record, &end, err);
		if (rc != 0 || end)
			return rc;
		if (record.num_cells != num_columns)
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

		memset(&out, 0, sizeof(out));
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
	psi_array_free(samples, num_columns, sizeof(*samples));
}

int
psi_normalize_columns(const struct psi_source *source,
    const struct psi_normalize_options *options,
    int (*column)(void *cookie, const struct psi_normalize_column *column),
    void *cookie, struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	struct samples *samples = NULL;
	struct psi_csv_record header;
	struct psi_mapping mapping;
	struct psi_error unusable;
	size_t num = 0;
	int found = 0;
	int rc;

	memset(&mapping, 0, sizeof(mapping));
	rc = open_export(&reader, &header, source, options, err);
	if (rc != 0)
		goto out;
	/* A list that cannot be used is shown all the same, so that its
	 * owner can see what to map. */
	found = psi_header_detect(&mapping, header.cells, header.num_cells,
	    options->maps, options->num_maps, &unusable);
	samples = psi_array_new(header.num_cells, sizeof(*samples));
	if (samples == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	num = header.num_cells;
	for (size_t i = 0; i < num && rc == 0; i++)
		rc = psi_buf_append(&samples[i].header, header.cells[i].text,
		    header.cells[i].len, err);
	if (rc == 0)
		rc = read_samples(reader, samples, num, err);
	if (rc == 0)
		rc = tell_columns(&mapping, samples, num, column, cookie, err);
	if (rc == 0 && found != 0) {
		rc = found;
		if (err != NULL)
			*err = unusable;
	}
out:
	free_samples(samples, num);
	psi_csv_reader_free(reader);
	return rc;
}
