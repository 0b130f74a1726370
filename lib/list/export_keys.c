/*
 * An export becomes the keys file, or the explanation of one account: rows from
 * the CSV reader of lib/table go through the normaliser of lib/normal to the
 * accounts, which tell what becomes of each.
 */
#include "psi/normalize.h"

#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "table/checked_rows.h"
#include "table/csv_reader.h"
#include "list/account_trace.h"
#include "list/accounts.h"
#include "list/advice.h"
#include "list/export_choices.h"
#include "list/export_open.h"
#include "list/header.h"
#include "list/key_blocks.h"
#include "list/keys_file.h"
#include "list/owner_tables.h"
#include "list/population_rules.h"
#include "list/report.h"
#include "list/row_blocks.h"
#include "list/sheet.h"
#include "list/tell_caller.h"

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
	/* The export, hashed on its way. */
	const struct psi_source *export;
	struct psi_sha256 sha256;
	/* Each of several by itself. */
	struct psi_sha256 one;
	uint8_t list_digest[PSI_NORMALIZE_LISTS_MAX][PSI_SHA256_BYTES];
	/* The export that is being read, and its number. Earlier sheets are
	 * kept, since mappings point into them. */
	struct psi_csv_reader *reader;
	struct psi_sheet *sheet;
	struct psi_sheet *sheets[PSI_NORMALIZE_LISTS_MAX];
	unsigned int list;
	/* The rows of an export that is no file: then there is no reader. */
	const struct psi_rows *rows;
	struct psi_checked_rows checked;
	/* All exports, hashed on their way one after the other. */
	const struct psi_source *const *exports;
	size_t num_exports;
	struct psi_population_rules *rules;
	struct psi_accounts *accounts;
	/* The account that is asked for, and its file: NULL where none is. */
	const struct asked *asked;
	struct psi_account_trace *trace;
	/* The keys file; `sink` is NULL where none is written. */
	const struct psi_sink *sink;
	struct psi_keys_file keys;
};

/* ---- the export ---- */

static int hear(
    void *cookie, const struct psi_event *event, struct psi_error *err);

static int
note_row(struct job *job, const struct psi_record *record,
    enum psi_reject reject, struct psi_error *err)
{
	const struct psi_event event = { .kind = PSI_EVENT_NOTE,
		.list = job->list,
		.line = record->line,
		.field = PSI_NUM_FIELDS,
		.reject = reject,
		.account = psi_mapping_id(psi_sheet_mapping(job->sheet),
		    record->cells, record->num_cells) };

	return hear(job, &event, err);
}

static int
note_kind(void *cookie, const struct psi_record *record,
    enum psi_sheet_row kind, struct psi_error *err)
{
	struct job *job = cookie;

	switch (kind) {
	case PSI_SHEET_HEADER:
		return note_row(job, record, PSI_REJECT_HEADER, err);
	case PSI_SHEET_TOTAL:
		return note_row(job, record, PSI_REJECT_TOTAL, err);
	case PSI_SHEET_RAGGED:
		return note_row(job, record, PSI_REJECT_RAGGED, err);
	case PSI_SHEET_SHORT:
		return note_row(job, record, PSI_REJECT_SHORT, err);
	case PSI_SHEET_DATA:
		break;
	}
	return 0;
}

static int
next_row(void *cookie, struct psi_record *record, enum psi_sheet_row *kind,
    bool *end, struct psi_error *err)
{
	const struct job *job = cookie;

	return psi_sheet_next(job->sheet, record, kind, end, err);
}

/* Explanations come in the order in which things happen. */
static unsigned int
num_threads(const struct job *job)
{
	return job->options->jobs == 0 || job->asked != NULL
	    ? 1
	    : job->options->jobs;
}

static int
read_rows(struct job *job, struct psi_error *err)
{
	const struct psi_row_source source = { next_row, note_kind, job };
	int rc =
	    psi_row_blocks_read(job->accounts, num_threads(job), &source, err);

	job->report->count[PSI_COUNT_FOOTER_LINE] =
	    psi_sheet_footer_line(job->sheet);
	return rc;
}

/* ---- what happens, to those who want to know ---- */

/* The one listener: the report counts, the trace prints, the caller is told, and
 * keys are written. */
static int
hear(void *cookie, const struct psi_event *event, struct psi_error *err)
{
	struct job *job = cookie;
	int rc;

	psi_normalize_report_hear(job->report, event);
	if (job->trace != NULL)
		return psi_account_trace_hear(job->trace, event, err);
	rc = psi_tell_caller(job->events, event, err);
	if (rc != 0 || event->kind != PSI_EVENT_KEY || job->sink == NULL)
		return rc;
	return psi_keys_file_key(&job->keys, event, err);
}

/* ---- together ---- */

static int
open_trace(struct job *job, struct psi_error *err)
{
	const struct asked *asked = job->asked;
	const struct psi_account_trace_config config = {
		.account = { asked->account, strlen(asked->account) },
		.several = job->num_exports > 1,
		.step = asked->step,
		.cookie = asked->cookie
	};

	return psi_account_trace_new(&job->trace, &config, err);
}

static int
write_digest(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct job *job = cookie;

	(void)err;
	psi_sha256_update(&job->sha256, in, in_len);
	return 0;
}

/* Open rows that are no file. */
static int
open_rows(struct job *job, const struct psi_normalize_options *options,
    struct psi_error *err)
{
	const struct psi_sink digest = { write_digest, job };
	struct psi_rows rows;

	psi_checked_rows_init(&job->checked, job->rows, &digest);
	rows = psi_checked_rows(&job->checked);
	return psi_export_open_rows(&job->sheet, &rows, options, err);
}

/* Open an export: the first one, or one that adds to it. */
static int
open_list(struct job *job, const struct psi_source *source,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	const struct psi_mapping *mapping;
	int rc;

	/* Not the earlier one, where this one cannot be opened. */
	job->sheet = NULL;
	rc = job->rows != NULL
	    ? open_rows(job, options, err)
	    : psi_export_open(&job->reader, &job->sheet, source, options, err);
	job->sheets[job->list] = job->sheet;
	if (rc != 0)
		return rc;
	if (job->list > 0)
		psi_sheet_follow(job->sheet, job->sheets[job->list - 1]);
	mapping = psi_sheet_mapping(job->sheet);
	/* With the ids of accounts that are known, a list of deals needs no
	 * more. */
	if (job->list == 0 || !mapping->has_account_id)
		rc = psi_sheet_check(job->sheet, err);
	if (rc == 0)
		rc = psi_advise(job->sheet, job->list,
		    job->options->country != NULL, job->events, err);
	for (int f = 0; f < PSI_NUM_FIELDS && rc == 0; f++)
		job->report->columns[f] += mapping->field[f].num_columns;
	return rc;
}

/* The export has been read. */
static void
end_digest(struct job *job)
{
	psi_sha256_final(&job->one, job->list_digest[job->list]);
	psi_sha256_init(&job->one);
}

/* Read the other exports, one after the other. */
static int
read_more(
    struct job *job, const struct psi_source *source, struct psi_error *err)
{
	struct psi_normalize_options options = *job->options;
	int rc = 0;

	options.maps = NULL;
	options.num_maps = 0;
	options.skip_lines = 0;
	while (rc == 0 && job->list + 1 < job->num_exports) {
		end_digest(job);
		psi_csv_reader_free(job->reader);
		job->reader = NULL;
		job->list++;
		job->export = job->exports[job->list];
		rc = open_list(job, source, &options, err);
		if (rc == 0)
			rc = psi_accounts_next_list(
			    job->accounts, psi_sheet_mapping(job->sheet), err);
		if (rc == 0)
			rc = read_rows(job, err);
		if (rc == 0)
			rc = psi_tell_encoding(
			    job->events, job->list, job->reader, err);
	}
	return rc;
}

/* From the options to accounts that have no row yet. */
static int
prepare(struct job *job, const struct psi_source *source, struct psi_error *err)
{
	const struct psi_normalize_options *options = job->options;
	struct psi_accounts_config config = { .normalizer = job->normalizer,
		.several = job->num_exports > 1,
		.judge = job->sink == NULL,
		.listener = { hear, job, job->asked != NULL } };
	int rc;

	if ((rc = open_list(job, source, options, err)) != 0 ||
	    (rc = psi_export_country(config.country, options, err)) != 0 ||
	    (rc = psi_export_choices(
		 &config, options, job->sink != NULL, err)) != 0 ||
	    (rc = psi_population_rules_new(&job->rules, err)) != 0)
		return rc;
	if (options->rules != NULL)
		rc = psi_owner_rules_read(job->rules, options->rules, err);
	if (job->asked == NULL) {
		config.scratch = options->scratch;
		config.memory = options->memory > SIZE_MAX
		    ? SIZE_MAX
		    : (size_t)options->memory;
	}
	config.mapping = psi_sheet_mapping(job->sheet);
	config.rules = job->rules;
	if (rc == 0)
		rc = psi_accounts_new(&job->accounts, &config, err);
	if (rc == 0 && job->asked != NULL)
		rc = open_trace(job, err);
	if (rc == 0 && options->overrides != NULL)
		rc = psi_owner_overrides_read(
		    job->accounts, options->overrides, err);
	if (rc == 0 && options->exclude != NULL)
		rc = psi_owner_exclude_read(
		    job->accounts, options->exclude, err);
	return rc;
}

static int
write_head(struct job *job, struct psi_error *err)
{
	struct psi_keys_head head = { .normalizer = job->normalizer,
		.directory = job->options->directory,
		.source_date = job->options->source_date,
		.options = job->options };

	if (job->num_exports > 1) {
		end_digest(job);
		head.list_digest =
		    (const uint8_t(*)[PSI_SHA256_BYTES])job->list_digest;
		head.num_lists = job->num_exports;
	}
	psi_sha256_final(&job->sha256, head.export_digest);
	return psi_keys_file_head(&job->keys, &head, err);
}

/* What of the user's own tables does nothing: it may be spelled otherwise. */
static void
count_idle(struct job *job)
{
	struct psi_idle *idle = job->report->idle;

	idle[PSI_IDLE_RULES].count =
	    psi_population_rules_idle(job->rules, idle[PSI_IDLE_RULES].lines);
	idle[PSI_IDLE_OVERRIDES].count = psi_accounts_idle_overrides(
	    job->accounts, idle[PSI_IDLE_OVERRIDES].lines);
	idle[PSI_IDLE_EXCLUDE].count = psi_accounts_idle_exclude(
	    job->accounts, idle[PSI_IDLE_EXCLUDE].lines);
}

static int
finish(struct job *job, struct psi_error *err)
{
	const struct psi_key_outlets outlets = { .report = job->report,
		.file = job->sink == NULL ? NULL : &job->keys,
		.events = job->events };
	int rc =
	    psi_key_blocks_make(job->accounts, num_threads(job), &outlets, err);

	job->report->count[PSI_COUNT_MANY_ACCOUNTS] =
	    psi_accounts_group_domains(job->accounts);
	if (rc == 0)
		count_idle(job);
	return rc;
}

/* From the first row to the last key. */
static int
run(struct job *job, const struct psi_source *source, struct psi_error *err)
{
	int rc;

	if (job->sink != NULL)
		psi_keys_file_init(&job->keys, job->sink);
	rc = prepare(job, source, err);
	if (rc == 0)
		rc = read_rows(job, err);
	if (rc == 0)
		rc =
		    psi_tell_encoding(job->events, job->list, job->reader, err);
	if (rc == 0)
		rc = read_more(job, source, err);
	if (rc == 0 && job->sink != NULL)
		rc = write_head(job, err);
	if (rc == 0)
		rc = finish(job, err);
	if (rc == 0 && job->sink != NULL)
		rc = psi_keys_file_tail(&job->keys, err);
	return rc;
}

static void
clear(struct job *job)
{
	psi_account_trace_free(job->trace);
	psi_accounts_free(job->accounts);
	psi_population_rules_free(job->rules);
	psi_keys_file_clear(&job->keys);
	for (size_t i = 0; i <= job->list; i++)
		psi_sheet_free(job->sheets[i]);
	psi_csv_reader_free(job->reader);
	psi_checked_rows_clear(&job->checked);
}

static int
read_export(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct job *job = cookie;
	int rc;

	rc =
	    job->export->read(job->export->cookie, out, out_size, out_len, err);
	if (rc != 0)
		return rc;
	psi_sha256_update(&job->sha256, out, *out_len);
	if (job->num_exports > 1)
		psi_sha256_update(&job->one, out, *out_len);
	return 0;
}

static void
begin(struct job *job, const struct psi_normalizer *normalizer,
    const struct psi_normalize_options *options,
    struct psi_normalize_report *report)
{
	memset(job, 0, sizeof *job);
	psi_sha256_init(&job->sha256);
	psi_sha256_init(&job->one);
	job->normalizer = normalizer;
	job->options = options;
	job->report = report;
}

/* The exports that are read as one. */
static int
take_sources(struct job *job, const struct psi_source *const *sources,
    size_t num_sources, struct psi_error *err)
{
	if (num_sources == 0 || num_sources > PSI_NORMALIZE_LISTS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "from 1 to %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	job->exports = sources;
	job->num_exports = num_sources;
	job->export = sources[0];
	return 0;
}

int
psi_normalize_lists(const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_sink *sink, const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_normalize_report own = { .count = { 0 } };
	struct job job;
	struct psi_source hashed = { read_export, &job };
	int rc;

	begin(&job, normalizer, options, report == NULL ? &own : report);
	job.events = events;
	job.sink = sink;
	if ((rc = take_sources(&job, sources, num_sources, err)) != 0)
		return rc;
	rc = run(&job, &hashed, err);
	clear(&job);
	return rc;
}

int
psi_normalize(const struct psi_normalizer *normalizer,
    const struct psi_source *source, const struct psi_sink *sink,
    const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err)
{
	return psi_normalize_lists(
	    normalizer, &source, 1, sink, options, events, report, err);
}

int
psi_normalize_rows(const struct psi_normalizer *normalizer,
    const struct psi_rows *rows, const struct psi_sink *sink,
    const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_normalize_report own = { .count = { 0 } };
	struct job job;
	int rc;

	begin(&job, normalizer, options, report == NULL ? &own : report);
	job.rows = rows;
	job.events = events;
	job.sink = sink;
	rc = run(&job, NULL, err);
	clear(&job);
	return rc;
}

int
psi_normalize_explain_lists(const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, const char *account,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	const struct asked asked = { account, step, cookie };
	struct psi_normalize_report report = { .count = { 0 } };
	struct job job;
	struct psi_source hashed = { read_export, &job };
	bool found = false;
	int rc;

	begin(&job, normalizer, options, &report);
	job.asked = &asked;
	if ((rc = take_sources(&job, sources, num_sources, err)) != 0)
		return rc;
	rc = run(&job, &hashed, err);
	if (rc == 0)
		rc = psi_account_trace_finish(job.trace, &found, err);
	clear(&job);
	if (rc != 0 || found)
		return rc;
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "give what stands in the column of the id; an account without one "
	    "is called after the line of its first row, such as line-7; for a "
	    "name there is psi-normalize --explain NAME",
	    num_sources == 1 ? "the list has no account of that id"
			     : "the lists have no account of that id");
}

int
psi_normalize_explain_account(const struct psi_normalizer *normalizer,
    const struct psi_source *source,
    const struct psi_normalize_options *options, const char *account,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	return psi_normalize_explain_lists(
	    normalizer, &source, 1, options, account, step, cookie, err);
}
