#include "step/step_normalize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kit/clock.h"
#include "step/agreed_fields.h"
#include "step/check_page.h"
#include "step/step_directory.h"
#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/memory_option.h"
#include "table/tablefile.h"
#include "table/tablefiles.h"
#include "table/known.h"

void
psi_step_normalize_init(struct psi_step_normalize *step)
{
	*step = (struct psi_step_normalize){
		.options = PSI_NORMALIZE_OPTIONS_INIT,
		.list = PSI_AGREE_LIST_INIT,
		.rules = PSI_INFILE_INIT,
		.overrides = PSI_INFILE_INIT,
		.exclude = PSI_INFILE_INIT,
		.out = PSI_OUTFILE_INIT,
		.rejects_out = PSI_OUTFILE_INIT,
		.scratch_dir = PSI_SCRATCH_DIR_INIT,
	};
	for (size_t i = 0; i < PSI_NORMALIZE_LISTS_MAX; i++)
		step->in[i] = (struct psi_infile)PSI_INFILE_INIT;
}

void
psi_step_normalize_close(struct psi_step_normalize *step)
{
	psi_outfile_close(&step->out);
	psi_outfile_close(&step->rejects_out);
	for (size_t i = 0; i < PSI_NORMALIZE_LISTS_MAX; i++)
		psi_infile_close(&step->in[i]);
	psi_infile_close(&step->rules);
	psi_infile_close(&step->overrides);
	psi_infile_close(&step->exclude);
	psi_scratch_dir_close(&step->scratch_dir);
	psi_normalize_report_free(step->report);
	psi_directory_free(step->directory);
	psi_agreement_free(step->agreement);
	psi_agree_list_clear(&step->list);
}

/* ---- list, agreement, directory ---- */

/* The list of --suffix-list, of the agreement, or of the system. */
static int
find_list(struct psi_step_normalize *step, struct psi_error *err)
{
	const char *path = step->suffix_list;
	const char *agreement = step->agreement_path;
	bool found = false;
	int rc;

	if (path == NULL && agreement != NULL) {
		rc = psi_agree_list_beside(&step->list, &found, agreement,
		    psi_agreement_term(
			step->agreement, "public-suffix-list", 0),
		    err);
		if (rc != 0 || found)
			return rc;
	}
	if (path == NULL)
		path = psi_agree_system_list;
	rc = psi_agree_list_read(&step->list, path, err);
	if (rc == PSI_E_IO && path == psi_agree_system_list)
		psi_error_hint(err,
		    "install the package publicsuffix, or name "
		    "a public_suffix_list.dat with "
		    "--suffix-list");
	return rc;
}

/* Would these keys meet those of the partner? */
static int
check_fingerprint(const struct psi_step_normalize *step, struct psi_error *err)
{
	const char *list =
	    psi_agreement_term(step->agreement, "public-suffix-list", 0);
	const char *fingerprint =
	    psi_agreement_term(step->agreement, "normalizer-fingerprint", 0);

	if (strcmp(list, step->list.digest) != 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "put the file that came with the agreement beside it, as "
		    "AGREEMENT.psl; if that is it, mail has changed it: ask "
		    "your partner for it in a zip archive",
		    "'%s' is not the public-suffix list that the agreement "
		    "names",
		    step->list.path);
	if (strcmp(fingerprint, step->list.fingerprint) == 0)
		return 0;
	psi_error_set(err, PSI_E_AGREEMENT,
	    "this program makes keys otherwise than the agreement says");
	psi_error_hint(err,
	    "the agreement has fingerprint %.16s..., this program %.16s...: "
	    "whoever has the older version updates psi-normalize and its "
	    "libraries, or both sign a new agreement",
	    fingerprint, step->list.fingerprint);
	return PSI_E_AGREEMENT;
}

/* The types that the agreement lets us send: the first word of each `key`. */
static int
types_of_agreement(struct psi_step_normalize *step, struct psi_error *err)
{
	const char *key;
	size_t len = 0;

	for (size_t i = 0;
	     (key = psi_agreement_term(step->agreement, "key", i)) != NULL;
	     i++) {
		int n = snprintf(step->types + len, sizeof step->types - len,
		    "%s%.*s", len == 0 ? "" : ",", (int)strcspn(key, " "), key);

		if (n < 0 || (size_t)n >= sizeof step->types - len)
			return psi_error_set(err, PSI_E_AGREEMENT,
			    "the agreement names too many types of keys");
		len += (size_t)n;
	}
	if (step->options.types == NULL)
		step->options.types = step->types;
	return 0;
}

/*
 * Keys may well be made before the partner has signed, or with a file of last
 * year for a look; but whoever waits for psi-blind to say so waits for long.
 */
static void
warn_unusable(const struct psi_step_normalize *step, const char *path)
{
	struct psi_error why;

	if (psi_agreement_check(step->agreement, psi_clock_today(), &why) == 0)
		return;
	psi_warn("%s: %s; psi-blind will refuse it", path, why.text);
}

static int
read_agreement(struct psi_step_normalize *step, struct psi_error *err)
{
	return step->agreement_path == NULL
	    ? 0
	    : psi_known_read_agreement(
		  &step->agreement, step->agreement_path, err);
}

/* Do the rules, the list and the day go with the agreement? */
static int
check_agreement(struct psi_step_normalize *step, struct psi_error *err)
{
	const char *path = step->agreement_path;
	int rc;

	if (path == NULL)
		return 0;
	if ((rc = check_fingerprint(step, err)) != 0)
		return psi_diag_file(rc, path);
	warn_unusable(step, path);
	return types_of_agreement(step, err);
}

static int
read_directory(struct psi_step_normalize *step, struct psi_error *err)
{
	struct psi_step_directory read = { step->directory_path,
		step->agreement, step->agreement_path, step->list.normalizer,
		NULL };
	int rc = psi_step_directory_read(&read, err);

	step->directory = read.directory;
	if (rc == 0)
		step->options.directory = step->directory;
	return rc;
}

/* The day on which the export was last written; today for a pipe. */
static int
find_date(struct psi_step_normalize *step, struct psi_error *err)
{
	time_t when = psi_clock_now();
	struct stat st;
	struct tm day;

	if (step->options.source_date != NULL)
		return 0;
	step->options.source_date = step->date;
	/* Of several exports the oldest: no data are newer than it says. */
	for (size_t i = 0; i < step->num_in; i++) {
		if (fstat(step->in[i].fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_mtime < when)
			when = st.st_mtime;
	}
	if (gmtime_r(&when, &day) == NULL ||
	    strftime(step->date, sizeof step->date, "%Y-%m-%d", &day) == 0)
		return psi_error_set(err, PSI_E_IO, "the file has no date");
	return 0;
}

/* A table of rules, if it was named; it then is a source of the options. */
static int
open_rules(const char *path, struct psi_infile *in,
    const struct psi_source **source, struct psi_error *err)
{
	int rc;

	if (path == NULL)
		return 0;
	if ((rc = psi_infile_open(in, path, err)) != 0)
		return rc;
	*source = &in->source;
	return 0;
}

static int
open_all_rules(struct psi_step_normalize *step, struct psi_error *err)
{
	struct psi_normalize_options *options = &step->options;
	int rc =
	    open_rules(step->rules_path, &step->rules, &options->rules, err);

	if (rc == 0)
		rc = open_rules(step->overrides_path, &step->overrides,
		    &options->overrides, err);
	return rc != 0 ? rc
		       : open_rules(step->exclude_path, &step->exclude,
			     &options->exclude, err);
}

/* What is made in memory only is refused where it needs more than was allowed,
 * but not where nobody said a word. */
static bool
needs_memory(const struct psi_step_normalize *step)
{
	const char *types = step->options.types;

	return step->num_in > 1 ||
	    (types == NULL ? step->directory != NULL
			   : strstr(types, "family") != NULL);
}

static void
limit_memory(struct psi_step_normalize *step)
{
	struct psi_normalize_options *options = &step->options;

	options->memory = step->memory;
	if (options->memory == 0 && !needs_memory(step))
		options->memory = psi_memory_default();
	psi_scratch_dir_init_temp(
	    &step->scratch_dir, &step->scratch, step->temp);
	options->scratch = &step->scratch;
}

static int
open_out(const struct psi_step_normalize *step, struct psi_outfile *out,
    const char *path, struct psi_error *err)
{
	return psi_outfile_open(out, path,
	    PSI_OUTFILE_PRIVATE | (step->force ? PSI_OUTFILE_FORCE : 0), err);
}

int
psi_step_normalize_terms(struct psi_step_normalize *step, struct psi_error *err)
{
	int rc;

	if ((rc = read_agreement(step, err)) != 0 ||
	    (rc = find_list(step, err)) != 0 ||
	    (rc = check_agreement(step, err)) != 0)
		return rc;
	return read_directory(step, err);
}

int
psi_step_normalize_open(struct psi_step_normalize *step,
    const char *const *exports, size_t num_exports, struct psi_error *err)
{
	int rc;

	if (num_exports > PSI_NORMALIZE_LISTS_MAX)
		return psi_usage(err, "at most %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	if ((rc = open_all_rules(step, err)) != 0)
		return rc;
	for (; step->num_in < num_exports; step->num_in++) {
		rc = psi_tablefile_open(
		    &step->in[step->num_in], exports[step->num_in], err);
		if (rc != 0)
			return rc;
	}
	if ((rc = find_date(step, err)) != 0)
		return rc;
	limit_memory(step);
	rc = open_out(step, &step->out, step->output, err);
	for (size_t i = 0; i < step->num_in; i++)
		rc = psi_infile_blame(&step->in[i], rc, err);
	return rc;
}

/* ---- the run ---- */

/* The file that is wrong, NULL where none was read: the library says by the first word
 * of the text where it is one of the tables, and the name of the file says it
 * better. */
static const char *
find_guilty(const struct psi_step_normalize *step, struct psi_error *err)
{
	const struct {
		const char *first;
		const char *path;
	} tables[] = { { "rules: ", step->rules_path },
		{ "overrides: ", step->overrides_path },
		{ "exclude: ", step->exclude_path } };

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		size_t len = strlen(tables[i].first);

		if (tables[i].path == NULL || err->code != PSI_E_INPUT ||
		    strncmp(err->text, tables[i].first, len) != 0)
			continue;
		memmove(
		    err->text, err->text + len, strlen(err->text + len) + 1);
		return tables[i].path;
	}
	return step->num_in == 0
	    ? NULL
	    : psi_tablefiles_being_read(step->in, step->num_in);
}

int
psi_step_normalize_blame(
    const struct psi_step_normalize *step, int rc, struct psi_error *err)
{
	const char *path;

	if (rc == PSI_E_ARG) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	if (step->scratch_dir.has_failed ||
	    (path = find_guilty(step, err)) == NULL)
		return rc;
	return psi_diag_file(rc, path);
}

static int
open_rejects(struct psi_step_normalize *step, struct psi_error *err)
{
	int rc;

	if (step->rejects_path == NULL)
		return 0;
	rc = open_out(step, &step->rejects_out, step->rejects_path, err);
	step->rejects.out = &step->rejects_out;
	return rc != 0 ? rc : psi_rejects_begin(&step->rejects, err);
}

/* Read the exports, and write their keys to `sink` if it is not NULL. */
static int
normalize(struct psi_step_normalize *step, const struct psi_sink *sink,
    struct psi_error *err)
{
	const struct psi_normalize_events events = {
		.note = step->rejects.out != NULL || step->rejects.page != NULL
		    ? psi_rejects_note
		    : NULL,
		.advice = psi_advice_note,
		.cookie = &step->rejects
	};
	const struct psi_source *sources[PSI_NORMALIZE_LISTS_MAX];
	int rc;

	if ((rc = psi_normalize_report_new(&step->report, err)) != 0)
		return rc;
	for (size_t i = 0; i < step->num_in; i++)
		sources[i] = &step->in[i].source;
	step->rejects.in = step->in;
	step->rejects.num_in = step->num_in;
	rc = psi_normalize_lists(step->list.normalizer, sources, step->num_in,
	    sink, &step->options, &events, step->report, err);
	if (step->rejects.rc != 0) {
		*err = step->rejects.error;
		return step->rejects.rc;
	}
	return rc != 0 ? psi_step_normalize_blame(step, rc, err) : 0;
}

/* Whoever mistypes what is to be left out sends it. */
static void
warn_idle(const struct psi_step_normalize *step)
{
	const struct {
		const char *name;
		const char *path;
		const char *one;
		const char *several;
	} tables[] = {
		{ "exclude", step->exclude_path, "row leaves out no account",
		    "rows leave out no account" },
		{ "overrides", step->overrides_path, "row changes no key",
		    "rows change no key" },
		{ "rules", step->rules_path, "row decides no value",
		    "rows decide no value" },
	};
	struct psi_normalize_item item;

	for (size_t i = 0; psi_normalize_report_at(step->report, i, &item);
	     i++) {
		size_t t = 0;

		if (strcmp(item.group, "idle") != 0)
			continue;
		while (strcmp(tables[t].name, item.name) != 0)
			t++;
		psi_warn("%s: %llu %s of this list, on line%s %s%s",
		    tables[t].path, (unsigned long long)item.count,
		    item.count == 1 ? tables[t].one : tables[t].several,
		    item.count == 1 ? "" : "s", item.text,
		    strcmp(item.name, "rules") == 0
			? ""
			: "; an id must be written as in the list, and a key "
			  "as in the keys file, as 'psi-normalize --explain "
			  "VALUE --field domain' shows it");
	}
}

/* Both files, or none of them. */
static int
commit(struct psi_step_normalize *step, struct psi_error *err)
{
	struct psi_outfile *const outs[2] = { &step->out, step->rejects.out };

	return psi_outfile_commit_all(outs, 2, err);
}

int
psi_step_normalize_keys(struct psi_step_normalize *step, struct psi_error *err)
{
	int rc;

	if ((rc = open_rejects(step, err)) != 0 ||
	    (rc = normalize(step, &step->out.sink, err)) != 0 ||
	    (rc = commit(step, err)) != 0)
		return rc;
	warn_idle(step);
	return 0;
}

/* Which side the partner is, nobody said: the larger maximum of both. */
static void
measure_exposure(
    struct psi_exposure *out, const struct psi_step_normalize *step)
{
	static const char *const names[] = { "maximum-elements-a",
		"maximum-elements-b" };

	out->entities = psi_directory_entities(step->directory);
	out->maximum = 0;
	for (size_t i = 0; i < 2 && step->agreement != NULL; i++) {
		const char *term =
		    psi_agreement_term(step->agreement, names[i], 0);
		uint64_t maximum = term == NULL ? 0 : strtoull(term, NULL, 10);

		if (maximum > out->maximum)
			out->maximum = maximum;
	}
}

/* The page in the form that is asked for. */
static int
write_check(struct psi_step_normalize *step, enum psi_check_form form,
    struct psi_error *err)
{
	const bool has_directory = step->directory != NULL;
	const struct psi_check_page *page = step->rejects.page;
	struct psi_exposure exposure;
	int rc;

	if (form == PSI_CHECK_HTML)
		return psi_check_page_html(&step->out, page, step->report, err);
	if (has_directory)
		measure_exposure(&exposure, step);
	rc = psi_normalize_print_check(&step->out, step->report,
	    form == PSI_CHECK_CSV, has_directory ? &exposure : NULL, err);
	return rc != 0 || form == PSI_CHECK_CSV
	    ? rc
	    : psi_check_page_text(&step->out, page, step->report, err);
}

/* The columns of the first export that nothing was taken from. It is opened once
 * more, so not where it came by a pipe; that it cannot be is no fault of the list. */
static void
find_unused(struct psi_step_normalize *step, struct psi_check_page *page)
{
	struct psi_normalize_options options = step->options;
	struct psi_infile in = PSI_INFILE_INIT;
	struct stat st;

	if (fstat(step->in[0].fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    step->in[0].fd == STDIN_FILENO)
		return;
	options.rules = options.overrides = options.exclude = NULL;
	if (psi_tablefile_open(&in, step->in[0].path, NULL) == 0 &&
	    psi_normalize_columns(
		&in.source, &options, psi_check_page_column, page, NULL) != 0)
		page->num_unused = 0;
	psi_infile_close(&in);
}

int
psi_step_normalize_check(struct psi_step_normalize *step,
    enum psi_check_form form, struct psi_error *err)
{
	struct psi_check_page *page = calloc(1, sizeof *page);
	int rc;

	if (page == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	step->rejects.page = page;
	if ((rc = open_rejects(step, err)) == 0 &&
	    (rc = normalize(step, NULL, err)) == 0) {
		find_unused(step, page);
		rc = write_check(step, form, err);
	}
	if (rc == 0 && (rc = commit(step, err)) == 0)
		warn_idle(step);
	step->rejects.page = NULL;
	psi_check_page_free(page);
	return rc;
}

void
psi_step_normalize_say_check(const struct psi_step_normalize *step)
{
	psi_advice_say(&step->rejects);
	if (step->agreement != NULL)
		psi_agreed_fields_say(step->agreement, step->report);
	psi_next("see its columns with --dry-run, or make the keys with -a "
		 "AGREEMENT");
}

void
psi_step_normalize_say_keys(const struct psi_step_normalize *step)
{
	psi_advice_say(&step->rejects);
	psi_normalize_summarise(step->report, step->rejects.out != NULL);
	if (step->agreement != NULL)
		psi_agreed_fields_say(step->agreement, step->report);
	if (psi_normalize_report_count(step->report, "list", "keys") == 0) {
		psi_normalize_warn_empty(step->report);
		psi_next("see what each column was taken for with --dry-run; "
			 "psi-blind takes no list without keys");
	} else {
		psi_next("give the keys to psi-blind; they must not leave "
			 "your company");
	}
}
