/* psi-normalize: an export of a CRM system to keys that can be compared. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/normalize.h"

#include "agree/agree.h"
#include "step/earlier_options.h"
#include "step/normalize.h"
#include "step/step_normalize.h"
#include "table/tablefile.h"
#include "kit/memory_option.h"
#include "kit/tool.h"

/* A run of the program. */
struct job {
	struct psi_cli *cli;
	struct psi_step_normalize step;
	const char **maps;
};

static int
fill_options(struct job *job, struct psi_error *err)
{
	struct psi_cli *cli = job->cli;
	struct psi_normalize_options *options = &job->step.options;
	size_t num_maps = psi_cli_count(cli, "map");
	int rc;

	options->encoding = psi_cli_text(cli, "encoding");
	psi_tablefile_options(psi_cli_text(cli, "sheet"),
	    psi_cli_given(cli, "encoding") || psi_cli_given(cli, "delimiter"));
	options->population = psi_cli_text(cli, "population");
	options->country = psi_cli_text(cli, "country");
	options->source_date = psi_cli_text(cli, "source-date");
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
	job->step.temp = psi_cli_text(cli, "temp");
	if (psi_cli_given(cli, "memory") &&
	    (rc = psi_memory_option(cli, &job->step.memory, err)) != 0)
		return rc;
	if ((rc = psi_cli_delimiter(cli, &options->delimiter, err)) != 0 ||
	    (rc = psi_cli_jobs(cli, &options->jobs, err)) != 0)
		return rc;
	return psi_cli_number(
	    cli, &options->skip_lines, "skip-lines", 1, UINT32_MAX, err);
}

static void
fill_paths(struct psi_step_normalize *step, const struct psi_cli *cli)
{
	step->agreement_path = psi_cli_text(cli, "agreement");
	step->suffix_list = psi_cli_text(cli, "suffix-list");
	step->directory_path = psi_cli_text(cli, "directory");
	step->rules_path = psi_cli_text(cli, "rules");
	step->overrides_path = psi_cli_text(cli, "overrides");
	step->exclude_path = psi_cli_text(cli, "exclude");
	step->rejects_path = psi_cli_text(cli, "rejects");
	step->output = psi_cli_text(cli, "output");
	step->force = psi_cli_given(cli, "force");
}

/* Everything that becomes of one account. */
static int
explain_account(
    struct psi_step_normalize *step, const char *account, struct psi_error *err)
{
	const struct psi_source *sources[PSI_NORMALIZE_LISTS_MAX];
	int rc;

	for (size_t i = 0; i < step->num_in; i++)
		sources[i] = &step->in[i].source;
	rc = psi_normalize_print_account(&step->out, step->list.normalizer,
	    sources, step->num_in, &step->options, account, err);

	return rc != 0 ? psi_step_normalize_blame(step, rc, err)
		       : psi_outfile_commit(&step->out, err);
}

static int
show_columns(struct psi_step_normalize *step, struct psi_error *err)
{
	struct psi_normalize_options options = step->options;
	size_t i = 0;
	int rc;

	rc = psi_normalize_print_columns_begin(
	    &step->out, step->num_in > 1, err);
	for (; rc == 0 && i < step->num_in; i++) {
		rc =
		    psi_normalize_print_columns(&step->out, &step->in[i].source,
			step->num_in > 1 ? i + 1 : 0, &options, err);
		if (rc == PSI_E_INPUT && step->num_in > 1)
			(void)psi_diag_file(rc, step->in[i].path);
		/* Maps are for the first, as in every step. */
		options.maps = NULL;
		options.num_maps = 0;
		options.skip_lines = 0;
	}
	/* The columns are worth seeing also where none can be used. */
	if (rc == 0 || rc == PSI_E_INPUT) {
		struct psi_error write_error;
		int written = psi_outfile_commit(&step->out, &write_error);

		if (written != 0) {
			*err = write_error;
			return written;
		}
	}
	return rc != 0 ? psi_step_normalize_blame(step, rc, err) : 0;
}

static int
open_exports(struct job *job, struct psi_error *err)
{
	const char *exports[PSI_NORMALIZE_LISTS_MAX];
	/* Standard input if none is named. */
	size_t num = job->cli->num_operands > 0 ? job->cli->num_operands : 1;

	for (size_t i = 0; i < num && i < PSI_NORMALIZE_LISTS_MAX; i++)
		exports[i] = psi_cli_operand(job->cli, i);
	return psi_step_normalize_open(&job->step, exports, num, err);
}

/* The keys are made: what the next run needs, and this one may have forgotten. */
static void
say_options(const struct job *job)
{
	static const char *const names[] = { "map", "rules", "population",
		"country", "encoding", "delimiter", "skip-lines", "sheet",
		"overrides", "exclude" };
	const struct psi_step_normalize *step = &job->step;
	char words[256] = "";

	if (step->agreement == NULL)
		return;
	psi_earlier_options_warn(
	    step->agreement_path, step->agreement, &step->options);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t len = strlen(words);

		if (psi_cli_given(job->cli, names[i]))
			(void)snprintf(words + len, sizeof words - len,
			    "%s--%s", len == 0 ? "" : ", ", names[i]);
	}
	if (words[0] != '\0')
		psi_note("give the same %s in the next run too: only the later "
			 "steps of this one remember how the list was read",
		    words);
}

static int
run_file(struct job *job, struct psi_error *err)
{
	struct psi_step_normalize *step = &job->step;
	const struct psi_cli *cli = job->cli;
	int rc;

	if ((rc = open_exports(job, err)) != 0)
		return rc;
	if (psi_cli_given(cli, "account"))
		return explain_account(step, psi_cli_text(cli, "account"), err);
	if (psi_cli_given(cli, "dry-run"))
		return show_columns(step, err);
	if (psi_cli_given(cli, "check")) {
		enum psi_check_form form = PSI_CHECK_TEXT;

		if (psi_cli_given(cli, "csv"))
			form = PSI_CHECK_CSV;
		else if (psi_cli_given(cli, "html"))
			form = PSI_CHECK_HTML;
		rc = psi_step_normalize_check(step, form, err);
		if (rc == 0)
			psi_step_normalize_say_check(step);
		return rc;
	}
	if ((rc = psi_step_normalize_keys(step, err)) == 0) {
		say_options(job);
		psi_step_normalize_say_keys(step);
	}
	return rc;
}

static int
run_explain(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	const char *field = psi_cli_text(cli, "field");
	struct psi_step_normalize *step = &job->step;
	int rc;

	if (cli->num_operands > 0)
		return psi_usage(err,
		    "--explain takes a name alone and no file; --account ID "
		    "explains an account of a list");
	rc = psi_outfile_open(
	    &step->out, step->output, step->force ? PSI_OUTFILE_FORCE : 0, err);
	if (rc == 0)
		rc = psi_normalize_print_explain(&step->out,
		    step->list.normalizer, field == NULL ? "name" : field,
		    psi_cli_text(cli, "explain"), psi_cli_text(cli, "country"),
		    err);
	if (rc == 0 && access(psi_cli_text(cli, "explain"), F_OK) == 0)
		psi_note("'%s' was explained as a value, and is the name of a "
			 "file too: --account ID FILE explains an account of a "
			 "list",
		    psi_cli_text(cli, "explain"));
	return rc != 0 ? psi_step_normalize_blame(step, rc, err)
		       : psi_outfile_commit(&step->out, err);
}

static int
check_usage(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const modes[] = { "check", "dry-run", "explain",
		"account" };
	const size_t num_modes = sizeof modes / sizeof *modes;
	int rc;

	for (size_t i = 0; i < num_modes; i++) {
		for (size_t k = i + 1; k < num_modes; k++) {
			rc = psi_cli_exclude(cli, modes[i], modes[k], err);
			if (rc != 0)
				return rc;
		}
	}
	if (psi_cli_given(cli, "field") && !psi_cli_given(cli, "explain"))
		return psi_usage(err, "--field goes with --explain");
	if (psi_cli_given(cli, "csv") && !psi_cli_given(cli, "check"))
		return psi_usage(err, "--csv goes with --check");
	if (psi_cli_given(cli, "html") && !psi_cli_given(cli, "check"))
		return psi_usage(err, "--html goes with --check");
	if ((rc = psi_cli_exclude(cli, "csv", "html", err)) != 0)
		return rc;
	return psi_cli_exclude(cli, "agreement", "suffix-list", err);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct job job = { .cli = cli };
	int rc;

	psi_step_normalize_init(&job.step);
	if ((rc = check_usage(cli, err)) != 0)
		return rc;
	fill_paths(&job.step, cli);
	if ((rc = fill_options(&job, err)) == 0 &&
	    (rc = psi_step_normalize_terms(&job.step, err)) == 0)
		rc = psi_cli_given(cli, "explain") ? run_explain(&job, err)
						   : run_file(&job, err);
	psi_step_normalize_close(&job.step);
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
	    "The population of accounts of which no column says it, as where "
	    "the cell is empty.",
	    NULL, "customer open_opportunity prospect former_customer other" },
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
	PSI_OPT_SHEET,
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
	    "Say how fit the list is and what to repair first, with example "
	    "rows, and make no keys.",
	    NULL, NULL },
	{ "csv", 0, false, NULL, "With --check: the counts, as CSV.", NULL,
	    NULL },
	{ "html", 0, false, NULL, "With --check: as a page for the browser.",
	    NULL, NULL },
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
	    "The country of accounts of which no column says it, or of the "
	    "value of --explain.",
	    NULL, NULL },
	PSI_OPT_OUTPUT, PSI_OPT_FORCE, PSI_OPT_JOBS,
	{ "memory", 0, false, "SIZE",
	    "Take at most SIZE bytes for the list, such as 500M or 2G; by "
	    "default a quarter of the machine's memory. What does not fit is "
	    "sorted in the folder of --temp.",
	    NULL, NULL },
	{ "temp", 0, false, "DIR",
	    "The folder for what does not fit into memory; by default that of "
	    "the variable TMPDIR, or /tmp.",
	    NULL, NULL },
	PSI_OPT_END
};

/* What makes two copies of this program make the same keys. */
static int
version(struct psi_outfile *out, struct psi_error *err)
{
	struct psi_agree_list list = PSI_AGREE_LIST_INIT;
	struct psi_error no_list;
	int rc = 0;

	if (psi_agree_list_read(&list, psi_agree_system_list, &no_list) == 0)
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
		 "--check [--csv | --html] [FILE...]\n"
		 "--dry-run [FILE]\n"
		 "--account ID [FILE]\n"
		 "--explain VALUE [--field FIELD] [--country COUNTRY]",
	.examples =
	    "psi-normalize --dry-run accounts.csv\n"
	    "psi-normalize --check accounts.csv\n"
	    "psi-normalize -a agreement.csv -o keys.csv accounts.csv\n"
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
