/* psi-report: the questions of an alliance manager, from pairs. */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/infile.h"
#include "agree/agree.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "report/answer.h"
#include "report/crm.h"
#include "report/measures.h"
#include "report/no_currency.h"
#include "report/notes.h"
#include "report/own_list.h"
#include "report/page.h"
#include "report/pair_files.h"
#include "report/question_list.h"
#include "report/question_options.h"
#include "report/unsettled.h"
#include "report/which_question.h"
#include "report/workbook.h"
#include "table/tablefile.h"
#include "kit/tool.h"

#include "psi/mapping.h"

static const struct psi_opt options[] = {
	PSI_OPT_MAPPING_AGREEMENT,
	{ "list", 'l', false, NULL,
	    "Print the questions, as a person asks them.", NULL, NULL },
	{ "where", 'w', true, "CONDITIONS",
	    "Only pairs for which these hold, besides what the question asks "
	    "for. Can be repeated: all must hold.",
	    NULL, NULL },
	{ "by", 0, false, "COLUMNS",
	    "With 'ask': put pairs together by these columns.", NULL, NULL },
	{ "show", 0, false, "LIST",
	    "With 'ask': what to show, such as accounts, pairs, share, "
	    "sum:their_amount; or columns, for a list.",
	    NULL, NULL },
	{ "sort", 0, false, "LIST",
	    "In the order of these; '-' in front for the largest first.", NULL,
	    NULL },
	{ "limit", 0, false, "N", "At most N rows.", NULL, NULL },
	{ "matches", 0, false, NULL,
	    "Print the pairs behind the answer instead of the answer.", NULL,
	    NULL },
	{ "outside", 0, false, NULL,
	    "For passing on: no lists of accounts, and no group under the "
	    "agreement's suppress-below.",
	    NULL, NULL },
	{ "accounts", 0, true, "FILE",
	    "Your list: how many accounts there are in all, for shares. "
	    "Several exports are named one after the other, as psi-normalize "
	    "had them.",
	    NULL, NULL },
	{ "suffix-list", 0, false, "FILE",
	    "With several --accounts: the public-suffix list of the "
	    "agreement, if it is not that of the package publicsuffix.",
	    NULL, NULL },
	PSI_OPT_SHEET,
	PSI_OPT_MAPPING_HISTORY,
	{ "opportunities", 0, false, "FILE",
	    "With 'attribution': your deals, closed ones too.", NULL, NULL },
	{ "before", 0, false, "FILE", "With 'changes': the earlier pairs.csv.",
	    NULL, NULL },
	{ "questions", 0, false, "FILE",
	    "More questions, as --list --csv prints them.", NULL, NULL },
	{ "rules", 0, false, "FILE", "Motions, as psi-motions takes them.",
	    NULL, NULL },
	{ "role", 0, false, "ROLE", "As for psi-motions.", NULL,
	    "vendor partner reseller" },
	{ "for", 0, false, "CRM",
	    "With 'crm': salesforce, hubspot or dynamics.", NULL,
	    "salesforce hubspot dynamics" },
	{ "json", 0, false, NULL, "Print JSON.", NULL, NULL },
	{ "csv", 0, false, NULL, "Print CSV, also on a terminal.", NULL, NULL },
	{ "table", 't', false, NULL,
	    "Print an aligned table, also into a file or pipe.", NULL, NULL },
	PSI_OPT_MAPPING_TODAY,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_END,
};

enum form { FORM_TABLE, FORM_CSV, FORM_JSON };

struct job {
	const struct psi_cli *cli;
	struct psi_mapping_tool tool;
	struct psi_mapping_questions *questions;
	struct psi_outfile out;
	enum form form;
	enum psi_question_kind kind;
	const char *across;
	/* The columns of a list with the partner in front, or NULL. */
	char *show;
	struct psi_answer answer;
	struct psi_measures measures;
	/* Where a weighed question has several. */
	struct psi_answer partners;
	/* Which matches to check; those are chosen, and cut, when all are
	 * known. */
	bool is_check;
	struct psi_unsettled unsettled;
	uint64_t limit;
};

static int
choose_form(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	int rc;

	if ((rc = psi_cli_exclude(cli, "json", "csv", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "json", "table", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "csv", "table", err)) != 0)
		return rc;
	job->form = FORM_CSV;
	if (psi_cli_given(cli, "json"))
		job->form = FORM_JSON;
	else if (psi_cli_given(cli, "table") ||
	    (!psi_cli_given(cli, "csv") && !psi_cli_given(cli, "output") &&
		isatty(STDOUT_FILENO) == 1))
		job->form = FORM_TABLE;
	return 0;
}

static int
print_answer(struct job *job, struct psi_error *err)
{
	switch (job->form) {
	case FORM_TABLE:
		return psi_answer_print(
		    &job->answer, job->across, &job->out, err);
	case FORM_JSON:
		return psi_answer_print_json(&job->answer, &job->out, err);
	case FORM_CSV:
		break;
	}
	return psi_answer_print_csv(&job->answer, &job->out, err);
}

/* ---- questions ---- */

static int
fill_question(const struct job *job, struct psi_mapping_question *question,
    struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	uint64_t limit = 0;
	int rc = psi_cli_number(cli, &limit, "limit", 1, 1000000000, err);

	if (rc != 0)
		return rc;
	question->extra = job->tool.where;
	question->which = PSI_MAPPING_SURE;
	question->limit = limit;
	question->matches = psi_cli_given(cli, "matches");
	if (psi_cli_given(cli, "sort"))
		question->sort = psi_cli_text(cli, "sort");
	if (!psi_cli_given(cli, "outside"))
		return 0;
	if ((rc = psi_cli_need(cli, "agreement", err)) != 0)
		return rc;
	question->suppress_below =
	    psi_mapping_suppress_below(job->tool.mapping);
	/* Lists stay inside whatever the limit is. */
	if (question->suppress_below == 0)
		question->suppress_below = 1;
	return 0;
}

static int
need_history(const struct psi_cli *cli, struct psi_error *err)
{
	int rc = psi_cli_need(cli, "history", err);

	if (rc != 0)
		psi_error_hint(err,
		    "name the pairs of an earlier run: --history "
		    "pairs-1.csv");
	return rc;
}

static int
check_needs(const struct job *job, const struct psi_mapping_named *named,
    struct psi_error *err)
{
	int rc;

	if (strcmp(named->needs, "history") == 0)
		return need_history(job->cli, err);
	if (strcmp(named->needs, "partners") != 0)
		return 0;
	if (job->cli->num_operands < 3)
		return psi_usage(err,
		    "'%s' compares partners: give the pairs of two or more",
		    named->name);
	rc = psi_cli_need(job->cli, "agreement", err);
	if (rc != 0)
		psi_error_hint(err,
		    "give the agreement with each partner: -a "
		    "FILE, once for each");
	return rc;
}

/* A list over several partners says whose each row is. */
static int
show_partner(struct job *job, const struct psi_mapping_named *named,
    struct psi_mapping_question *question, struct psi_error *err)
{
	static const char partner[] = "partner,";
	const char *show = question->show;
	size_t size;

	if (job->cli->num_operands < 3 ||
	    strcmp(named->needs, "partners") == 0 ||
	    strstr(show, "partner") != NULL ||
	    (question->by != NULL && question->by[0] != '\0'))
		return 0;
	size = sizeof partner + strlen(show);
	if ((job->show = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	memcpy(job->show, partner, sizeof partner - 1);
	memcpy(job->show + sizeof partner - 1, show, strlen(show) + 1);
	question->show = job->show;
	return 0;
}

static int
ask(struct job *job, const char *name, struct psi_error *err)
{
	const struct psi_mapping_named *named =
	    psi_mapping_questions_find(job->questions, name);
	struct psi_mapping_question question = { 0 };
	struct psi_mapping_rows rows = psi_answer_rows(&job->answer);
	int rc;

	if (named != NULL) {
		if ((rc = check_needs(job, named, err)) != 0)
			return rc;
		question = named->question;
		job->across = named->across;
		if ((rc = show_partner(job, named, &question, err)) != 0)
			return rc;
	} else {
		question.by = psi_cli_text(job->cli, "by");
		question.show = psi_cli_text(job->cli, "show");
		if (question.show == NULL)
			question.show = "accounts,pairs";
	}
	if ((rc = fill_question(job, &question, err)) != 0)
		return rc;
	job->is_check = named != NULL && question.where != NULL &&
	    strcmp(named->name, "check") == 0 &&
	    strcmp(question.where, psi_unsettled_where) == 0;
	job->limit = question.limit;
	if (job->is_check)
		question.limit = 0;
	rc = psi_mapping_ask(job->tool.mapping, &question, &rows, err);
	/* What a question says wrongly stands on the command line. */
	if (rc == PSI_E_INPUT)
		rc = err->code = PSI_CLI_USAGE;
	return rc != 0 || !job->is_check
	    ? rc
	    : psi_unsettled_ask(&job->unsettled, job->tool.mapping, err);
}

/* A question that weighs numbers; those of several partners are not one. */
static int
ask_measured(
    struct job *job, const char *name, int *is_measured, struct psi_error *err)
{
	struct psi_mapping_question partners = { .by = "partner",
		.show = "pairs" };
	struct psi_mapping_rows rows = psi_answer_rows(&job->partners);
	int rc;

	job->measures.by_partner = job->cli->num_operands > 2;
	rc = psi_measures_ask(&job->measures, job->tool.mapping, name,
	    job->tool.where, is_measured, err);
	if (rc != 0 || !*is_measured || !job->measures.by_partner)
		return rc;
	return psi_mapping_ask(job->tool.mapping, &partners, &rows, err);
}

static int
tell_measured(struct job *job, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_answer_rows(&job->answer);
	int rc = 0;

	job->measures.own_customers = job->tool.customers;
	if (!job->measures.by_partner) {
		rc = psi_measures_tell(&job->measures, &rows, err);
		if (rc == 0)
			psi_measures_note(&job->measures, NULL);
		return rc;
	}
	for (size_t i = 0; rc == 0 && i < psi_answer_num(&job->partners); i++) {
		const char *partner = psi_answer_cell(&job->partners, i, 0);

		rc = psi_measures_tell_partner(
		    &job->measures, partner, i == 0, &rows, err);
		if (rc == 0)
			psi_measures_note(&job->measures, partner);
	}
	return rc;
}

/* Of which whole a column of percentages is, and why it may be empty. */
static void
note_share(const struct job *job)
{
	size_t share = psi_answer_find(&job->answer, "share");

	if (share == SIZE_MAX || psi_answer_num(&job->answer) == 0)
		return;
	if (!psi_cli_given(job->cli, "accounts"))
		psi_note("share is empty: it is the percentage of all accounts "
			 "of your list; name that with --accounts");
	else
		psi_note("share: percent of the accounts of your list%s",
		    psi_answer_find(&job->answer, "our_population") != SIZE_MAX
			? " that are to you what the row says"
			: "");
}

static int
answer(struct job *job, const char *name, struct psi_error *err)
{
	int is_measured = 0;
	int rc;

	if ((rc = ask_measured(job, name, &is_measured, err)) != 0 ||
	    (!is_measured && (rc = ask(job, name, err)) != 0) ||
	    (rc = psi_mapping_tool_read(&job->tool, err)) != 0 ||
	    (rc = psi_mapping_finish(job->tool.mapping, err)) != 0)
		return rc;
	if (is_measured && (rc = tell_measured(job, err)) != 0)
		return rc;
	if (job->is_check &&
	    (rc = psi_unsettled_keep(
		 &job->unsettled, &job->answer, job->limit, err)) != 0)
		return rc;
	if ((rc = print_answer(job, err)) != 0)
		return rc;
	note_share(job);
	if (job->is_check || strcmp(name, "matrix") == 0)
		psi_notes_pairs(job->tool.mapping);
	psi_notes_questions(
	    job->tool.mapping, is_measured ? PSI_MEASURES_MAX : 1);
	psi_no_currency_note(&job->answer);
	return 0;
}

/* ---- changes ---- */

static int
changes(struct job *job, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_answer_rows(&job->answer);
	struct psi_infile before = PSI_INFILE_INIT;
	struct psi_infile after = PSI_INFILE_INIT;
	const char *path = psi_cli_text(job->cli, "before");
	struct psi_mapping_changed changed;
	int which = 0;
	int rc;

	if ((rc = psi_cli_need(job->cli, "before", err)) != 0)
		return rc;
	if (job->cli->num_operands != 2)
		return psi_usage(err, "changes takes one file of pairs");
	if ((rc = psi_pair_files_folder(path, "pairs.csv", err)) != 0 ||
	    (rc = psi_infile_open(&before, path, err)) != 0 ||
	    (rc = psi_infile_open(&after, job->cli->operands[1], err)) != 0)
		goto out;
	rc = psi_mapping_changes(
	    &before.source, &after.source, NULL, &rows, &changed, &which, err);
	rc = psi_diag_file(rc, which == 0 ? path : job->cli->operands[1]);
	if (rc == 0 && (rc = print_answer(job, err)) == 0)
		psi_notes_changes(&changed);
out:
	psi_infile_close(&before);
	psi_infile_close(&after);
	return rc;
}

/* ---- attribution ---- */

static void
warn_of_deals(const struct job *job, const char *path)
{
	uint64_t line;
	uint64_t num = psi_mapping_undated_deals(job->tool.mapping, &line);

	if (num > 0)
		psi_warn(
		    "%" PRIu64 " closed %s left out: the day it was created or "
		    "closed cannot be read, or it was closed before it was "
		    "created (the first in line %" PRIu64
		    " of '%s'); write days as 2026-11-30",
		    num, num == 1 ? "deal is" : "deals are", line, path);
}

static int
attribution(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	struct psi_mapping_rows rows = psi_answer_rows(&job->answer);
	const char *path = psi_cli_text(cli, "opportunities");
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if (cli->num_operands < 2)
		return psi_usage(err, "attribution takes files of pairs");
	rc = psi_cli_need(cli, "opportunities", err);
	/* The present pairs are history too: the latest. */
	for (size_t i = 1; rc == 0 && i < cli->num_operands; i++) {
		struct psi_infile pairs = PSI_INFILE_INIT;

		rc = psi_infile_open(&pairs, cli->operands[i], err);
		if (rc == 0)
			rc = psi_diag_file(
			    psi_mapping_overlaps(
				job->tool.mapping, &pairs.source, err),
			    cli->operands[i]);
		psi_infile_close(&pairs);
	}
	if (rc == 0 && (rc = psi_tablefile_open(&in, path, err)) == 0)
		rc = psi_diag_file(psi_mapping_attribution(job->tool.mapping,
				       &in.source, &rows, err),
		    path);
	psi_infile_close(&in);
	if (rc != 0 || (rc = print_answer(job, err)) != 0)
		return rc;
	warn_of_deals(job, path);
	if (!psi_cli_given(cli, "history"))
		psi_note("the overlaps are dated from the day of their run; "
			 "give --history with earlier pairs");
	return 0;
}

/* ---- all ---- */

static int
read_questions(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, "questions");
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if (path == NULL)
		return psi_mapping_questions_new(&job->questions, NULL, err);
	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = psi_diag_file(
		    psi_mapping_questions_new(&job->questions, &in.source, err),
		    path);
	psi_infile_close(&in);
	return rc;
}

/* What is asked; a name that is none is refused before any file is read. */
static int
find_kind(struct job *job, struct psi_error *err)
{
	static const struct {
		const char *name;
		enum psi_question_kind kind;
	} kinds[] = { { "ask", PSI_QUESTION_ASK },
		{ "changes", PSI_QUESTION_CHANGES },
		{ "attribution", PSI_QUESTION_ATTRIBUTION },
		{ "page", PSI_QUESTION_PAGE },
		{ "workbook", PSI_QUESTION_WORKBOOK },
		{ "crm", PSI_QUESTION_CRM } };
	const char *name = job->cli->operands[0];
	struct psi_measured_question measured;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			job->kind = kinds[i].kind;
			return 0;
		}
	for (size_t i = 0; psi_measures_at(&measured, i); i++)
		if (strcmp(measured.name, name) == 0) {
			job->kind = PSI_QUESTION_MEASURED;
			return 0;
		}
	job->kind = PSI_QUESTION_NAMED;
	return psi_mapping_questions_find(job->questions, name) != NULL
	    ? 0
	    : psi_which_question(job->questions, job->cli, err);
}

static int
dispatch(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;

	switch (job->kind) {
	case PSI_QUESTION_CHANGES:
		return changes(job, err);
	case PSI_QUESTION_ATTRIBUTION:
		return attribution(job, err);
	case PSI_QUESTION_PAGE:
		return psi_page_write(
		    &job->tool, job->questions, &job->out, err);
	case PSI_QUESTION_WORKBOOK:
		return psi_workbook_write(
		    &job->tool, job->questions, &job->out, err);
	case PSI_QUESTION_CRM:
		return psi_crm_write(
		    &job->tool, psi_cli_text(cli, "for"), &job->out, err);
	case PSI_QUESTION_NAMED:
	case PSI_QUESTION_ASK:
	case PSI_QUESTION_MEASURED:
		break;
	}
	return answer(job, cli->operands[0], err);
}

static int
list_questions(struct job *job, struct psi_error *err)
{
	int rc;

	if (job->form == FORM_TABLE)
		return psi_question_list_print(job->questions, &job->out, err);
	rc = psi_question_list_fill(&job->answer, job->questions, err);
	return rc != 0 ? rc : print_answer(job, err);
}

/* Which question, and what was given with it. */
static int
prepare_question(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	int rc;

	if (psi_cli_given(cli, "list"))
		return 0;
	if (cli->num_operands == 0)
		return psi_usage(err, "which question? --list prints all");
	if ((rc = find_kind(job, err)) != 0 ||
	    (rc = psi_question_options_check(cli, job->kind, err)) != 0)
		return rc;
	if (job->kind == PSI_QUESTION_WORKBOOK &&
	    !psi_cli_given(cli, "output") && isatty(STDOUT_FILENO) == 1)
		return psi_usage(err,
		    "a workbook is nothing to read at a terminal: name a file "
		    "for it with --output FILE.xlsx");
	return 0;
}

/* The list of --accounts; several exports are put together by the rules. */
static int
count_accounts(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	struct psi_agree_list suffixes = PSI_AGREE_LIST_INIT;
	const char *path = psi_cli_text(cli, "suffix-list");
	struct psi_tablefile_paths paths;
	int rc;

	if (path != NULL && (rc = psi_cli_need(cli, "accounts", err)) != 0)
		return rc;
	if ((rc = psi_tablefile_paths_read(&paths, cli, "accounts", err)) !=
		0 ||
	    paths.num == 0)
		return rc;
	if (paths.num > 1)
		rc = psi_agree_list_read(&suffixes,
		    path != NULL ? path : psi_agree_system_list, err);
	if (rc == 0)
		rc = psi_own_list_count(job->tool.mapping, &paths,
		    suffixes.normalizer, &job->tool.customers, err);
	psi_agree_list_clear(&suffixes);
	return rc;
}

static int
prepare(struct job *job, struct psi_error *err)
{
	const struct psi_cli *cli = job->cli;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	if ((rc = choose_form(job, err)) != 0 ||
	    (rc = read_questions(job, err)) != 0 ||
	    (rc = prepare_question(job, err)) != 0)
		return rc;
	psi_tablefile_options(psi_cli_text(cli, "sheet"), false);
	job->tool.first_operand = 1;
	if ((rc = psi_mapping_tool_open(&job->tool, cli, err)) != 0 ||
	    (rc = count_accounts(job, err)) != 0)
		return rc;
	return psi_outfile_open(
	    &job->out, psi_cli_text(cli, "output"), flags, err);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	static const struct psi_outfile closed = PSI_OUTFILE_INIT;
	struct job job = { .cli = cli };
	int rc;

	job.out = closed;
	if ((rc = prepare(&job, err)) != 0)
		goto out;
	rc = psi_cli_given(cli, "list") ? list_questions(&job, err)
					: dispatch(&job, err);
	if (rc == 0)
		rc = psi_outfile_commit(&job.out, err);
	if (rc == 0 && psi_cli_given(cli, "outside"))
		psi_mapping_tool_remind(&job.tool);
out:
	psi_outfile_close(&job.out);
	psi_answer_clear(&job.answer);
	free(job.show);
	psi_measures_clear(&job.measures);
	psi_answer_clear(&job.partners);
	psi_unsettled_clear(&job.unsettled);
	psi_mapping_questions_free(job.questions);
	psi_mapping_tool_close(&job.tool);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-report",
	.summary = "answer the questions of an alliance manager",
	.usage = "QUESTION [--where CONDITIONS] [-o FILE] PAIRS...\n"
		 "ask [--by COLUMNS] [--show LIST] [--where CONDITIONS] "
		 "PAIRS...\n"
		 "page -o FILE.html PAIRS...\n"
		 "workbook -o FILE.xlsx PAIRS...\n"
		 "crm --for CRM [-o FILE] PAIRS...\n"
		 "--list",
	.examples =
	    "psi-report --list --table\n"
	    "psi-report matrix pairs.csv\n"
	    "psi-report targets --where 'our_tier = 1' pairs.csv\n"
	    "psi-report ask --by our_industry --show accounts pairs.csv\n"
	    "psi-report page -o report.html pairs.csv\n",
	.options = options,
	.operands =
	    "QUESTION is one of those that --list prints, or 'ask', 'page', "
	    "'workbook' or 'crm'. PAIRS are files that psi-join wrote, or "
	    "others with columns of the same names.",
	.max_operands = SIZE_MAX,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
