/* psi-normalize: an export of a CRM system to keys that can be compared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "psi/agreement.h"
#include "psi/normalize.h"

#include "agree.h"
#include "infile.h"
#include "normalize.h"
#include "outfile.h"
#include "tool.h"

/* Where Debian's package publicsuffix has the list. */
static const char system_list[] =
    "/usr/share/publicsuffix/public_suffix_list.dat";

#define DATE_CHARS 11
#define SECONDS_A_DAY 86400
/* Types of an agreement, each with a comma. */
#define TYPES_CHARS 512

/* Everything that a run opens and makes. */
struct job {
	struct psi_cli *cli;
	struct psi_agree_list list;
	struct psi_agreement *agreement;
	struct psi_directory *directory;
	struct psi_normalize_report *report;
	struct psi_infile in[PSI_NORMALIZE_LISTS_MAX];
	size_t num_in;
	struct psi_infile rules;
	struct psi_infile overrides;
	struct psi_infile exclude;
	struct psi_outfile out;
	struct psi_outfile rejects_out;
	struct psi_rejects rejects;
	struct psi_normalize_options options;
	const char **maps;
	char date[DATE_CHARS];
	char types[TYPES_CHARS];
};

/* The list of --suffix-list, of the agreement, or of the system. */
static int
find_list(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, "suffix-list");
	const char *agreement = psi_cli_text(job->cli, "agreement");
	bool found = false;
	int rc;

	if (path == NULL && agreement != NULL) {
		rc = psi_agree_list_beside(&job->list, &found, agreement, err);
		if (rc != 0 || found)
			return rc;
	}
	if (path == NULL)
		path = system_list;
	rc = psi_agree_list_read(&job->list, path, err);
	if (rc == PSI_E_IO && path == system_list)
		psi_error_hint(err,
		    "install the package publicsuffix, or name "
		    "a public_suffix_list.dat with "
		    "--suffix-list");
	return rc;
}

/* Would these keys meet those of the partner? */
static int
check_fingerprint(const struct job *job, struct psi_error *err)
{
	const char *list =
	    psi_agreement_term(job->agreement, "public-suffix-list", 0);
	const char *fingerprint =
	    psi_agreement_term(job->agreement, "normalizer-fingerprint", 0);

	if (strcmp(list, job->list.digest) != 0) {
		psi_error_set(err, PSI_E_AGREEMENT,
		    "'%s' is not the public-suffix list that the agreement "
		    "names",
		    job->list.path);
		psi_error_hint(err,
		    "put the file that came with the agreement beside it, as "
		    "AGREEMENT.psl");
		return PSI_E_AGREEMENT;
	}
	if (strcmp(fingerprint, job->list.fingerprint) == 0)
		return 0;
	psi_error_set(err, PSI_E_AGREEMENT,
	    "this program makes keys otherwise than the agreement says");
	psi_error_hint(err,
	    "the agreement has fingerprint %.16s..., this program %.16s...: "
	    "whoever has the older version updates psi-normalize and its "
	    "libraries, or both sign a new agreement",
	    fingerprint, job->list.fingerprint);
	return PSI_E_AGREEMENT;
}

/* The types that the agreement lets us send: the first word of each `key`. */
static int
types_of_agreement(struct job *job, struct psi_error *err)
{
	const char *key;
	size_t len = 0;

	for (size_t i = 0;
	     (key = psi_agreement_term(job->agreement, "key", i)) != NULL;
	     i++) {
		int n = snprintf(job->types + len, sizeof job->types - len,
		    "%s%.*s", len == 0 ? "" : ",", (int)strcspn(key, " "), key);

		if (n < 0 || (size_t)n >= sizeof job->types - len)
			return psi_error_set(err, PSI_E_AGREEMENT,
			    "the agreement names too many types of keys");
		len += (size_t)n;
	}
	job->options.types = job->types;
	return 0;
}

/*
 * Keys may well be made before the partner has signed, or with a file of last
 * year for a look; but whoever waits for psi-blind to say so waits for long.
 */
static void
warn_unusable(const struct job *job, const char *path)
{
	struct psi_error why;

	if (psi_agreement_check(job->agreement,
		(int32_t)(time(NULL) / SECONDS_A_DAY), &why) == 0)
		return;
	psi_warn("%s: %s; psi-blind will refuse it", path, why.text);
}

static int
read_agreement(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, "agreement");
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if (path == NULL)
		return 0;
	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = psi_agreement_read(&job->agreement, &in.source, err);
	psi_infile_close(&in);
	if (rc != 0)
		return psi_diag_file(rc, path);
	if ((rc = check_fingerprint(job, err)) != 0)
		return psi_diag_file(rc, path);
	warn_unusable(job, path);
	return types_of_agreement(job, err);
}

/* The directory that is looked into: that of --directory, or the one beside
 * the agreement, AGREEMENT.directory. NULL for none; to be freed. */
static char *
directory_path(const struct job *job, bool agreed)
{
	const char *given = psi_cli_text(job->cli, "directory");
	const char *agreement = psi_cli_text(job->cli, "agreement");
	const char *from = given != NULL ? given : agreement;
	size_t size;
	char *path;

	if (given == NULL && !agreed)
		return NULL;
	size = strlen(from) + sizeof ".directory";
	if ((path = malloc(size)) != NULL)
		(void)snprintf(path, size, "%s%s", from,
		    given != NULL ? "" : ".directory");
	return path;
}

/* Is it the directory that the agreement names? */
static int
check_directory(const struct job *job, const char *named, struct psi_error *err)
{
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
	int rc;

	psi_directory_digest(job->directory, digest);
	if (named == NULL || strcmp(named, digest) == 0)
		return 0;
	if (strcmp(named, "none") == 0) {
		rc = psi_error_set(
		    err, PSI_E_AGREEMENT, "the agreement names no directory");
		psi_error_hint(err,
		    "leave --directory out, or sign a new agreement made with "
		    "'psi-agree propose --directory FILE'");
		return rc;
	}
	rc = psi_error_set(err, PSI_E_AGREEMENT,
	    "this is not the directory that the agreement names");
	psi_error_hint(err,
	    "put the file that came with the agreement beside it, as "
	    "AGREEMENT.directory");
	return rc;
}

static int
read_directory(struct job *job, struct psi_error *err)
{
	const char *named = job->agreement == NULL
	    ? NULL
	    : psi_agreement_term(job->agreement, "directory", 0);
	bool agreed = named != NULL && strcmp(named, "none") != 0;
	struct psi_infile in = PSI_INFILE_INIT;
	char *path = directory_path(job, agreed);
	int rc;

	if (path == NULL)
		return agreed || psi_cli_given(job->cli, "directory")
		    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
		    : 0;
	if ((rc = psi_infile_open(&in, path, err)) != 0)
		psi_error_hint(err,
		    "it came with the agreement: name it with --directory");
	else
		rc = psi_directory_new(
		    &job->directory, job->list.normalizer, &in.source, err);
	psi_infile_close(&in);
	if (rc == 0)
		rc = check_directory(job, named, err);
	rc = psi_diag_file(rc, path);
	free(path);
	if (rc != 0)
		return rc;
	job->options.directory = job->directory;
	psi_note("the directory has %llu entities",
	    (unsigned long long)psi_directory_entities(job->directory));
	if (psi_directory_skipped(job->directory) > 0)
		psi_note("%llu of its rows have a value that cannot be read",
		    (unsigned long long)psi_directory_skipped(job->directory));
	return 0;
}

/* The day on which the export was last written; today for a pipe. */
static int
find_date(struct job *job, struct psi_error *err)
{
	const char *given = psi_cli_text(job->cli, "source-date");
	time_t when = time(NULL);
	struct stat st;
	struct tm day;

	job->options.source_date = given != NULL ? given : job->date;
	if (given != NULL)
		return 0;
	/* Of several exports the oldest: no data are newer than it says. */
	for (size_t i = 0; i < job->num_in; i++) {
		if (fstat(job->in[i].fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_mtime < when)
			when = st.st_mtime;
	}
	if (gmtime_r(&when, &day) == NULL ||
	    strftime(job->date, sizeof job->date, "%Y-%m-%d", &day) == 0)
		return psi_error_set(err, PSI_E_IO, "the file has no date");
	return 0;
}

/* A file of rules, if it was given; it then is a source of the options. */
static int
open_rules(struct job *job, const char *name, struct psi_infile *in,
    const struct psi_source **source, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, name);
	int rc;

	if (path == NULL)
		return 0;
	if ((rc = psi_infile_open(in, path, err)) != 0)
		return rc;
	*source = &in->source;
	return 0;
}

static int
fill_options(struct job *job, struct psi_error *err)
{
	struct psi_cli *cli = job->cli;
	struct psi_normalize_options *options = &job->options;
	size_t num_maps = psi_cli_count(cli, "map");
	int rc;

	options->encoding = psi_cli_text(cli, "encoding");
	options->population = psi_cli_text(cli, "population");
	if (psi_cli_given(cli, "types"))
		options->types = psi_cli_text(cli, "types");
	if (num_maps > 0) {
		job->maps = calloc(num_maps, sizeof *job->maps);
		if (job->maps == NULL)
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < num_maps; i++)
		job->maps[i] = psi_cli_nth(cli, "map", i);
	options->maps = job->maps;
	options->num_maps = num_maps;
	if ((rc = psi_cli_delimiter(cli, &options->delimiter, err)) != 0 ||
	    (rc = psi_cli_number(cli, &options->skip_lines, "skip-lines", 1,
		 UINT32_MAX, err)) != 0 ||
	    (rc = open_rules(
		 job, "rules", &job->rules, &options->rules, err)) != 0 ||
	    (rc = open_rules(job, "overrides", &job->overrides,
		 &options->overrides, err)) != 0)
		return rc;
	return open_rules(
	    job, "exclude", &job->exclude, &options->exclude, err);
}

/* What the library calls a wrong argument is a wrong option here. */
static int
blame(int rc, const char *path, struct psi_error *err)
{
	if (rc == PSI_E_ARG) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	return psi_diag_file(rc, path);
}

static int
open_rejects(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, "rejects");
	int rc;

	if (path == NULL)
		return 0;
	rc = psi_outfile_open(&job->rejects_out, path,
	    PSI_OUTFILE_PRIVATE |
		(psi_cli_given(job->cli, "force") ? PSI_OUTFILE_FORCE : 0),
	    err);
	job->rejects.out = &job->rejects_out;
	return rc != 0 ? rc : psi_rejects_begin(&job->rejects, err);
}

static int
normalize(struct job *job, const char *path, struct psi_error *err)
{
	bool check = psi_cli_given(job->cli, "check");
	bool rejects = job->rejects.out != NULL;
	struct psi_normalize_events events = { rejects ? psi_rejects_note
						       : NULL,
		NULL, &job->rejects, psi_advice_note };
	const struct psi_source *sources[PSI_NORMALIZE_LISTS_MAX];
	/* Both, or none of them. */
	struct psi_outfile *const outs[2] = { &job->out,
		rejects ? &job->rejects_out : NULL };
	int rc;

	if ((rc = psi_normalize_report_new(&job->report, err)) != 0)
		return rc;
	for (size_t i = 0; i < job->num_in; i++)
		sources[i] = &job->in[i].source;
	rc = psi_normalize_lists(job->list.normalizer, sources, job->num_in,
	    check ? NULL : &job->out.sink, &job->options, &events, job->report,
	    err);
	if (job->rejects.rc != 0) {
		*err = job->rejects.error;
		return job->rejects.rc;
	}
	if (rc != 0)
		return blame(rc, path, err);
	if (check)
		rc = psi_normalize_print_check(&job->out, job->report,
		    psi_cli_given(job->cli, "csv"), err);
	if (rc == 0)
		rc = psi_outfile_commit_all(outs, 2, err);
	if (rc != 0)
		return rc;
	psi_advice_say(&job->rejects);
	if (check) {
		psi_next("see its columns with --dry-run, or make the keys "
			 "with -a AGREEMENT");
		return 0;
	}
	psi_normalize_summarise(job->report, rejects);
	if (psi_normalize_report_count(job->report, "list", "keys") == 0) {
		psi_normalize_warn_empty(job->report);
		psi_next("see what each column was taken for with --dry-run; "
			 "psi-blind takes no list without keys");
	} else {
		psi_next("give the keys to psi-blind; they must not leave "
			 "your company");
	}
	return 0;
}

/* Everything that becomes of one account. */
static int
explain_account(struct job *job, const char *path, struct psi_error *err)
{
	int rc = psi_normalize_print_account(&job->out, job->list.normalizer,
	    &job->in[0].source, &job->options,
	    psi_cli_text(job->cli, "account"), err);

	return rc != 0 ? blame(rc, path, err)
		       : psi_outfile_commit(&job->out, err);
}

static int
open_exports(struct job *job, struct psi_error *err)
{
	size_t num = job->cli->num_operands;
	int rc = 0;

	if (num > PSI_NORMALIZE_LISTS_MAX)
		return psi_usage(err, "at most %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	if (num > 1 &&
	    (psi_cli_given(job->cli, "dry-run") ||
		psi_cli_given(job->cli, "account")))
		return psi_usage(
		    err, "--dry-run and --account take one export");
	do {
		rc = psi_infile_open(&job->in[job->num_in],
		    psi_cli_operand(job->cli, job->num_in), err);
		if (rc == 0)
			job->num_in++;
	} while (rc == 0 && job->num_in < num);
	return rc;
}

static int
run_file(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_operand(job->cli, 0);
	bool dry = psi_cli_given(job->cli, "dry-run");
	int rc;

	if ((rc = fill_options(job, err)) != 0 ||
	    (rc = open_exports(job, err)) != 0 ||
	    (rc = find_date(job, err)) != 0 ||
	    (rc = psi_outfile_open(&job->out, psi_cli_text(job->cli, "output"),
		 PSI_OUTFILE_PRIVATE |
		     (psi_cli_given(job->cli, "force") ? PSI_OUTFILE_FORCE : 0),
		 err)) != 0)
		return rc;
	if (psi_cli_given(job->cli, "account"))
		return explain_account(job, path, err);
	if (!dry) {
		rc = open_rejects(job, err);
		return rc != 0 ? rc : normalize(job, path, err);
	}
	rc = psi_normalize_print_columns(
	    &job->out, &job->in[0].source, &job->options, err);
	/* The columns are worth seeing also where none can be used. */
	if (rc == 0 || rc == PSI_E_INPUT) {
		struct psi_error write_error;
		int written = psi_outfile_commit(&job->out, &write_error);

		if (written != 0) {
			*err = write_error;
			return written;
		}
	}
	return blame(rc, path, err);
}

static int
run_explain(struct job *job, struct psi_error *err)
{
	const char *field = psi_cli_text(job->cli, "field");
	int rc;

	if (job->cli->num_operands > 0)
		return psi_usage(err, "--explain takes no file");
	rc = psi_outfile_open(&job->out, psi_cli_text(job->cli, "output"),
	    psi_cli_given(job->cli, "force") ? PSI_OUTFILE_FORCE : 0, err);
	if (rc == 0)
		rc = psi_normalize_print_explain(&job->out,
		    job->list.normalizer, field == NULL ? "name" : field,
		    psi_cli_text(job->cli, "explain"),
		    psi_cli_text(job->cli, "country"), err);
	if (rc != 0)
		return blame(rc, NULL, err);
	return psi_outfile_commit(&job->out, err);
}

static int
check_usage(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const modes[] = { "check", "dry-run", "explain",
		"account" };
	const size_t num_modes = sizeof modes / sizeof *modes;
	static const char *const explains[] = { "field", "country" };
	int rc;

	for (size_t i = 0; i < num_modes; i++) {
		for (size_t k = i + 1; k < num_modes; k++) {
			rc = psi_cli_exclude(cli, modes[i], modes[k], err);
			if (rc != 0)
				return rc;
		}
	}
	for (size_t i = 0; i < 2; i++) {
		if (psi_cli_given(cli, explains[i]) &&
		    !psi_cli_given(cli, "explain"))
			return psi_usage(
			    err, "--%s goes with --explain", explains[i]);
	}
	if (psi_cli_given(cli, "csv") && !psi_cli_given(cli, "check"))
		return psi_usage(err, "--csv goes with --check");
	return psi_cli_exclude(cli, "agreement", "suffix-list", err);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct job job = { .cli = cli,
		.list = PSI_AGREE_LIST_INIT,
		.in = { PSI_INFILE_INIT },
		.rules = PSI_INFILE_INIT,
		.overrides = PSI_INFILE_INIT,
		.exclude = PSI_INFILE_INIT,
		.out = PSI_OUTFILE_INIT,
		.rejects_out = PSI_OUTFILE_INIT,
		.options = PSI_NORMALIZE_OPTIONS_INIT };
	int rc;

	if ((rc = check_usage(cli, err)) == 0 &&
	    (rc = find_list(&job, err)) == 0 &&
	    (rc = read_agreement(&job, err)) == 0 &&
	    (rc = read_directory(&job, err)) == 0)
		rc = psi_cli_given(cli, "explain") ? run_explain(&job, err)
						   : run_file(&job, err);
	psi_outfile_close(&job.out);
	psi_outfile_close(&job.rejects_out);
	for (size_t i = 0; i < job.num_in; i++)
		psi_infile_close(&job.in[i]);
	psi_infile_close(&job.rules);
	psi_infile_close(&job.overrides);
	psi_infile_close(&job.exclude);
	psi_normalize_report_free(job.report);
	psi_directory_free(job.directory);
	psi_agreement_free(job.agreement);
	psi_agree_list_clear(&job.list);
	free(job.maps);
	return rc;
}

static const struct psi_opt options[] = {
	{ "agreement", 'a', false, "FILE",
	    "Make the keys that this agreement allows, with the "
	    "public-suffix list beside it (FILE.psl), and refuse where the "
	    "rules are not those that it names.",
	    NULL, NULL },
	{ "map", 'm', true, "FIELD=HEADER",
	    "Take FIELD from the column with this header; FIELD= alone "
	    "leaves it out. Can be repeated.",
	    NULL, NULL },
	{ "types", 't', false, "LIST",
	    "Make only keys of these types, separated by commas.", NULL, NULL },
	{ "population", 'p', false, "NAME",
	    "The population of accounts of which no column says it.", NULL,
	    "customer open_opportunity prospect former_customer other" },
	{ "rules", 0, false, "FILE",
	    "CSV value,population: what the values of the population column "
	    "mean.",
	    NULL, NULL },
	{ "overrides", 0, false, "FILE",
	    "CSV action,account,type,value: keys that an account has "
	    "(force) or has not (never).",
	    NULL, NULL },
	{ "exclude", 0, false, "FILE",
	    "CSV type,value: accounts to leave out, by their id (type "
	    "account) or by a key.",
	    NULL, NULL },
	{ "encoding", 0, false, "NAME",
	    "The encoding of the export, where it is not UTF-8 or UTF-16 "
	    "with a byte order mark, and is not found out rightly.",
	    NULL,
	    "utf-8 utf-16le utf-16be windows-1250 windows-1251 windows-1252 "
	    "windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 "
	    "macintosh ibm850 ibm852 ibm866 koi8-r gb18030 big5 shift_jis "
	    "euc-jp euc-kr" },
	{ "delimiter", 0, false, "CHAR",
	    "What separates the cells, where it is not found out rightly; "
	    "'tab' for a tab.",
	    NULL, NULL },
	{ "skip-lines", 0, false, "NUMBER",
	    "Lines above the header, where it is not found rightly.", NULL,
	    NULL },
	{ "source-date", 0, false, "DATE",
	    "The day of the data, YYYY-MM-DD; by default the day on which "
	    "the file was last changed.",
	    NULL, NULL },
	{ "suffix-list", 0, false, "FILE",
	    "The public-suffix list, where there is no agreement; by default "
	    "that of the package publicsuffix.",
	    NULL, NULL },
	{ "directory", 0, false, "FILE",
	    "A directory of companies that both sides use; with an agreement "
	    "that names one, AGREEMENT.directory by default.",
	    NULL, NULL },
	{ "rejects", 'r', false, "FILE",
	    "Write every value that was dropped, with its line and reason, "
	    "to FILE as CSV.",
	    NULL, NULL },
	{ "check", 'c', false, NULL,
	    "Say how fit the list is, and make no keys.", NULL, NULL },
	{ "csv", 0, false, NULL, "With --check: as CSV.", NULL, NULL },
	{ "dry-run", 'n', false, NULL,
	    "Print what each column was taken for, with samples.", NULL, NULL },
	{ "explain", 'e', false, "VALUE",
	    "Print what becomes of one name, step by step.", NULL, NULL },
	{ "account", 0, false, "ID",
	    "Print what becomes of one account of the list, step by step, and "
	    "its keys.",
	    NULL, NULL },
	{ "field", 0, false, "FIELD",
	    "With --explain: what VALUE is, if not a name.", NULL,
	    "name domain country population lei duns vat regno agreed-id" },
	{ "country", 0, false, "COUNTRY",
	    "With --explain: the country of the value.", NULL, NULL },
	PSI_OPT_OUTPUT, PSI_OPT_FORCE, PSI_OPT_END
};

/* What makes two copies of this program make the same keys. */
static int
version(struct psi_outfile *out, struct psi_error *err)
{
	struct psi_agree_list list = PSI_AGREE_LIST_INIT;
	struct psi_error no_list;
	int rc;

	rc = psi_outfile_text(out, err, "rules %s\n", psi_normalizer_version());
	if (rc == 0 && psi_agree_list_read(&list, system_list, &no_list) == 0)
		rc = psi_outfile_text(out, err,
		    "fingerprint %s\nwith the public-suffix list %s\n",
		    list.fingerprint, list.digest);
	psi_agree_list_clear(&list);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-normalize",
	.summary = "turn a CRM export into comparable keys",
	.usage = "[-a AGREEMENT] [-r REJECTS] [-o FILE] [FILE...]\n"
		 "--check [--csv] [FILE...]\n"
		 "--dry-run [FILE]\n"
		 "--account ID [FILE]\n"
		 "--explain VALUE [--field FIELD] [--country COUNTRY]",
	.examples =
	    "psi-normalize --dry-run accounts.csv\n"
	    "psi-normalize --check accounts.csv\n"
	    "psi-normalize -a agreement.csv accounts.csv > keys.csv\n"
	    "psi-normalize accounts.csv opportunities.csv leads.csv -o "
	    "keys.csv\n"
	    "psi-normalize -m name=Firm -m domain=Homepage accounts.csv\n"
	    "psi-normalize --explain 'The Acme Company, Inc.'\n",
	.options = options,
	.operands =
	    "FILE is a CSV export of accounts with a header, as a CRM system "
	    "or a spreadsheet writes it; standard input if there is none. "
	    "The columns are found by their headers. Fields: id, name, "
	    "domain, country, population, parent, parent_domain, lei, duns, "
	    "vat, regno, agreed_id; the others only go into reports.\n"
	    "Several FILEs are lists of the same accounts: customers, "
	    "opportunities, leads. A row of a later one belongs to the account "
	    "with its id, or else with its domain or its name; the most "
	    "advanced population counts.",
	.max_operands = PSI_NORMALIZE_LISTS_MAX,
	.run = run,
	.version = version,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
