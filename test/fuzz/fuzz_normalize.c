/*
 * Whole exports: whatever they are, they become a keys file that the CSV reader
 * reads, or an error with a text, and nothing is written after a failure; what
 * their columns are and what becomes of one account can be told of all of them.
 *
 * An input that begins with '#' is cut at lines that do, which are the options, as
 * `#map name=Firm`, or say what follows: `#list`, another export; `#rules`,
 * `#overrides`, `#exclude` and `#directory`.
 */
#include "code_pages.h"
#include "fuzz.h"

#include "table/csv_reader.h"
#include "psi/normalize.h"
#include "support/memory.h"

#define MAPS 4
#define LISTS 3

enum table { RULES, OVERRIDES, EXCLUDE, DIRECTORY, TABLES };

/* What an input says; its texts lie in `copy`. */
struct input {
	struct psi_normalize_options options;
	const char *maps[MAPS];
	const char *account;
	struct memory list[LISTS];
	size_t num_lists;
	struct memory table[TABLES];
	struct psi_source table_source[TABLES];
	char *copy;
};

static const char suffixes[] = "com\nco.uk\nuk\nde\n*.ck\n!www.ck\n";
static struct psi_normalizer *normalizer;

static void
start(void)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;

	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	fuzz_check(psi_normalizer_new(&normalizer, &config, NULL) == 0);
}

/* ---- what the input says ---- */

static void
set_option(struct input *in, const char *name, const char *value)
{
	struct psi_normalize_options *options = &in->options;

	if (strcmp(name, "map") == 0 && options->num_maps < MAPS)
		in->maps[options->num_maps++] = value;
	else if (strcmp(name, "types") == 0)
		options->types = value;
	else if (strcmp(name, "population") == 0)
		options->population = value;
	else if (strcmp(name, "country") == 0)
		options->country = value;
	else if (strcmp(name, "encoding") == 0)
		options->encoding = value;
	else if (strcmp(name, "date") == 0)
		options->source_date = value;
	else if (strcmp(name, "delimiter") == 0)
		options->delimiter = value[0];
	else if (strcmp(name, "skip") == 0)
		options->skip_lines = (uint64_t)(value[0] & 15);
	else if (strcmp(name, "jobs") == 0)
		options->jobs = value[0] & 3;
	else if (strcmp(name, "account") == 0)
		in->account = value;
}

/* The place for what follows a line; NULL for an option. */
static struct memory *
place(struct input *in, const char *name)
{
	static const char *const tables[TABLES] = { "rules", "overrides",
		"exclude", "directory" };
	const struct psi_source **const source[TABLES] = { &in->options.rules,
		&in->options.overrides, &in->options.exclude, NULL };

	if (strcmp(name, "list") == 0 && in->num_lists < LISTS)
		return &in->list[in->num_lists++];
	for (size_t i = 0; i < TABLES; i++) {
		if (strcmp(name, tables[i]) != 0)
			continue;
		if (source[i] != NULL)
			*source[i] = &in->table_source[i];
		return &in->table[i];
	}
	return NULL;
}

/* One line that begins with '#', and what follows up to the next. */
static void
take_piece(struct input *in, char *at, size_t size)
{
	char *end = memchr(at, '\n', size);
	size_t head = end == NULL ? size : (size_t)(end - at) + 1;
	struct memory *memory;
	char *value;

	at[end == NULL ? size : head - 1] = '\0';
	value = strchr(at, ' ');
	if (value != NULL)
		*value++ = '\0';
	memory = place(in, at + 1);
	if (memory != NULL)
		(void)memory_source(memory, at + head, size - head);
	else if (value != NULL)
		set_option(in, at + 1, value);
}

static void
take(struct input *in, const uint8_t *data, size_t size)
{
	memset(in, 0, sizeof *in);
	fuzz_check(psi_normalize_options_init(
		       &in->options, PSI_NORMALIZE_OPTIONS_VERSION) == 0);
	in->options.source_date = "2026-01-01";
	in->options.maps = in->maps;
	for (size_t i = 0; i < TABLES; i++)
		in->table_source[i] = memory_source(&in->table[i], "", 0);
	in->copy = malloc(size + 1);
	fuzz_check(in->copy != NULL);
	if (size > 0)
		memcpy(in->copy, data, size);
	if (size == 0 || data[0] != '#') {
		(void)memory_source(&in->list[0], in->copy, size);
		in->num_lists = 1;
		return;
	}
	for (size_t at = 0; at < size;) {
		size_t len = 1;

		while (at + len < size &&
		    (data[at + len] != '#' || data[at + len - 1] != '\n'))
			len++;
		/* A NUL behind an option falls on its line end, or the end. */
		take_piece(in, in->copy + at, len);
		at += len;
	}
}

/* ---- what is done with it ---- */

/* All sources from their beginnings. */
static void
rewind_all(struct input *in, struct psi_source list[LISTS],
    const struct psi_source *sources[LISTS])
{
	for (size_t i = 0; i < LISTS; i++) {
		list[i] = memory_source(
		    &in->list[i], in->list[i].data, in->list[i].len);
		sources[i] = &list[i];
	}
	for (size_t i = 0; i < TABLES; i++)
		in->table[i].pos = 0;
}

static void
check_keys(const struct psi_buf *text)
{
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, text->data, text->len);
	struct psi_csv_reader *reader = NULL;
	struct psi_csv_record record;
	size_t num_cells = 0;
	bool end = false;

	fuzz_check(psi_csv_reader_new(&reader, &source, NULL, NULL) == 0);
	for (;;) {
		fuzz_check(
		    psi_csv_reader_next(reader, &record, &end, NULL) == 0);
		if (end)
			break;
		fuzz_check(num_cells == 0 || record.num_cells == num_cells);
		num_cells = record.num_cells;
	}
	fuzz_check(num_cells >= 4);
	psi_csv_reader_free(reader);
}

static int
on_note(void *cookie, const struct psi_normalize_note *note)
{
	(void)cookie;
	fuzz_check(note->list < LISTS && note->line > 0);
	fuzz_check(note->reason[0] != '\0' && note->text[0] != '\0');
	return 0;
}

static int
on_advice(void *cookie, const struct psi_normalize_advice *advice)
{
	(void)cookie;
	fuzz_check(advice->list < LISTS && advice->field[0] != '\0');
	return 0;
}

static void
make_keys(struct input *in)
{
	static const struct psi_normalize_events events = { on_note, NULL, NULL,
		on_advice };
	struct psi_source list[LISTS];
	const struct psi_source *sources[LISTS];
	struct psi_normalize_report *report = NULL;
	struct psi_normalize_item item;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rewind_all(in, list, sources);
	fuzz_check(psi_normalize_report_new(&report, NULL) == 0);
	rc = in->num_lists == 1
	    ? psi_normalize(normalizer, sources[0], &sink, &in->options,
		  &events, report, &err)
	    : psi_normalize_lists(normalizer, sources, in->num_lists, &sink,
		  &in->options, &events, report, &err);
	if (rc == 0)
		check_keys(&text);
	else
		fuzz_check(
		    rc == err.code && err.text[0] != '\0' && text.len == 0);
	for (size_t i = 0; psi_normalize_report_at(report, i, &item); i++)
		fuzz_check(item.name[0] != '\0' && item.text[0] != '\0');
	psi_normalize_report_free(report);
	psi_buf_clear(&text);
}

static int
on_column(void *cookie, const struct psi_normalize_column *column)
{
	size_t *num = cookie;

	fuzz_check(column->column == ++*num);
	fuzz_check(column->num_samples <= 3);
	return 0;
}

static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	(void)cookie;
	fuzz_check(step[0] != '\0' && (result != NULL || result_len == 0));
}

static int
on_row(void *cookie, const struct psi_normalize_row *row)
{
	(void)cookie;
	fuzz_check(row->account_len > 0 && row->line > 0);
	return 0;
}

/* What else can be asked of exports. */
static void
ask(struct input *in)
{
	struct psi_source list[LISTS];
	const struct psi_source *sources[LISTS];
	struct psi_error err;
	size_t num = 0;
	size_t which = 0;
	int rc;

	memset(&err, 0, sizeof err);
	rewind_all(in, list, sources);
	rc = psi_normalize_columns(
	    sources[0], &in->options, on_column, &num, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	if (in->account == NULL)
		return;
	rewind_all(in, list, sources);
	memset(&err, 0, sizeof err);
	rc = psi_normalize_each_row(normalizer, sources, in->num_lists,
	    &in->options, on_row, NULL, &which, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	rewind_all(in, list, sources);
	memset(&err, 0, sizeof err);
	rc = psi_normalize_explain_lists(normalizer, sources, in->num_lists,
	    &in->options, in->account, on_step, NULL, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
}

/* The directory, where there is one that can be read. */
static struct psi_directory *
read_directory(struct input *in)
{
	struct psi_directory *directory = NULL;
	struct psi_error err;
	int rc;

	if (in->table[DIRECTORY].len == 0)
		return NULL;
	memset(&err, 0, sizeof err);
	rc = psi_directory_new(
	    &directory, normalizer, &in->table_source[DIRECTORY], &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	return directory;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_directory *directory;
	struct input in;

	fuzz_hold_code_pages();
	if (normalizer == NULL)
		start();
	take(&in, data, size);
	directory = read_directory(&in);
	in.options.directory = directory;
	if (in.num_lists > 0) {
		make_keys(&in);
		ask(&in);
	}
	psi_directory_free(directory);
	free(in.copy);
	return 0;
}
