/* psi-run: account mapping that goes on by itself, on one folder a partner. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/date.h"
#include "psi/near.h"

#include "kit/clock.h"
#include "kit/shell_word.h"
#include "run/best.h"
#include "run/commands.h"
#include "run/need.h"
#include "run/needs_file.h"
#include "run/pass.h"
#include "run/run_folder.h"
#include "run/settings.h"
#include "run/status_report.h"
#include "kit/tool.h"

static const struct psi_opt options[] = {
	{ "status", 0, false, NULL,
	    "Say how each partner stands, and do nothing.", NULL, NULL },
	{ "json", 0, false, NULL, "With --status: as JSON, for monitoring.",
	    NULL, NULL },
	{ "best", 0, false, NULL,
	    "Print the best partner for each account, over the last results of "
	    "all partners whose agreements let them be combined.",
	    NULL, NULL },
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	{ "identity", 'i', false, "FILE",
	    "With init: the secret identity that runs are made under.", NULL,
	    NULL },
	{ "agreement", 'a', false, "FILE",
	    "With init: the agreement, signed by both; it is copied, with the "
	    "lists beside it.",
	    NULL, NULL },
	{ "accounts", 0, true, "FILE",
	    "With init: your list, which is read anew for each run. Several "
	    "exports are named one after the other.",
	    NULL, NULL },
	{ "set", 0, true, "NAME=VALUE",
	    "With init: a line of settings.csv; a path in it is whole, or from "
	    "DIR on. Can be repeated.",
	    NULL, NULL },
#ifdef PSI_TEST_CLOCK
	{ "today", 0, false, "DATE",
	    "Of a build for the tests: act as on this day.", NULL, NULL },
#endif
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_JOBS,
	PSI_OPT_END,
};

#ifdef PSI_TEST_CLOCK
static int
set_clock(const struct psi_cli *cli, struct psi_error *err)
{
	const char *text = psi_cli_text(cli, "today");
	int32_t day;

	if (text == NULL)
		return 0;
	if (!psi_date_decode(&day, text, strlen(text)))
		return psi_usage(err, "--today takes a date, YYYY-MM-DD");
	psi_clock_set(day);
	return 0;
}
#else
static int
set_clock(const struct psi_cli *cli, struct psi_error *err)
{
	(void)cli;
	(void)err;
	return 0;
}
#endif

/* ---- commands ---- */

static int
init(const struct psi_cli *cli, struct psi_error *err)
{
	struct psi_run_init init = { .dir = cli->operands[1] };
	size_t num = psi_cli_count(cli, "set");
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = psi_cli_need(cli, "agreement", err)) != 0)
		return rc;
	init.identity = psi_cli_text(cli, "identity");
	init.agreement = psi_cli_text(cli, "agreement");
	if ((rc = psi_tablefile_paths_read(
		 &init.accounts, cli, "accounts", err)) != 0)
		return rc;
	init.passphrase_file = psi_cli_text(cli, "passphrase-file");
	init.settings = calloc(num + 1, sizeof *init.settings);
	if (init.settings == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	init.num_settings = num;
	for (size_t i = 0; i < num; i++)
		init.settings[i] = psi_cli_nth(cli, "set", i);
	rc = psi_run_init(&init, err);
	free(init.settings);
	return rc;
}

/* A word that is no folder, and nearly a command, with a folder behind it. */
static int
check_word(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const commands[] = { "init", "approve", "adopt" };
	const char *word = cli->operands[0];
	struct psi_near near;
	int rc = 0;

	if (cli->num_operands < 2 || access(word, F_OK) == 0)
		return 0;
	psi_near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (psi_near_offer(&near, commands[i], strlen(commands[i]))) {
			rc = psi_usage(
			    err, "there is no command or folder '%s'", word);
			psi_error_hint(err, "did you mean '%s'?", commands[i]);
		}
	return rc;
}

/* init, approve, adopt; a folder of such a name is given as ./init. *is one is
 * set where it was one. */
static int
run_command(const struct psi_cli *cli, bool *is_one, struct psi_error *err)
{
	const char *word = cli->operands[0];
	size_t num = cli->num_operands;

	*is_one = true;
	if (strcmp(word, "init") == 0 && num == 2)
		return init(cli, err);
	if (strcmp(word, "approve") == 0 && (num == 2 || num == 3))
		return psi_run_approve(
		    cli->operands[1], num == 3 ? cli->operands[2] : NULL, err);
	if (strcmp(word, "adopt") == 0 && num == 2)
		return psi_run_adopt(cli->operands[1], err);
	if (strcmp(word, "init") == 0 || strcmp(word, "approve") == 0 ||
	    strcmp(word, "adopt") == 0)
		return psi_usage(err, "'%s' takes a folder%s", word,
		    word[1] == 'p' ? ", and what is approved" : "");
	*is_one = false;
	return check_word(cli, err);
}

/* ---- the pass ---- */

static void
say_entry(const struct psi_run *run, const struct psi_run_entry *entry)
{
	/* The log has the name of the error; a person is told in words. */
	bool is_told = strcmp(entry->step, "refuse") == 0;
	char of[32] = "";

	if (entry->run != 0)
		(void)snprintf(
		    of, sizeof of, "run %u: ", (unsigned int)entry->run);
	psi_note("%s: %s%s%s%s%s%s", run->name, of, entry->step,
	    entry->file[0] == '\0' ? "" : " ", entry->file,
	    is_told || entry->outcome[0] == '\0' ? "" : ": ",
	    is_told ? "" : entry->outcome);
}

/* Where the results of a run are that has ended. */
static void
say_results(const struct psi_run *run, uint32_t number)
{
	struct psi_run_path path;
	struct psi_run_path named;
	const unsigned int n = number;

	(void)psi_run_named(&named, run, "results/%u", n);
	if (access(psi_run_path(&path, run, "results/%u/report.html", n),
		F_OK) == 0)
		psi_next("open '%s/report.html' in a browser; the pairs are "
			 "beside it",
		    named.text);
	else if (access(psi_run_path(&path, run, "results/%u", n), F_OK) == 0)
		psi_next("the results are in '%s'", named.text);
}

/* What was done, from the log. */
static void
say_done(const struct psi_run *run, size_t from)
{
	for (size_t i = from; i < run->journal.num; i++) {
		const struct psi_run_entry *entry = &run->journal.entries[i];

		if (strcmp(entry->step, "ask") != 0)
			say_entry(run, entry);
		if (strcmp(entry->step, "end") == 0)
			say_results(run, entry->run);
	}
}

/* With --quiet each need is told once a day. */
static void
say_needs(const struct psi_run *run)
{
	for (size_t i = 0; i < run->num_needs; i++) {
		const struct psi_run_need *need = &run->needs[i];

		if (psi_diag_is_quiet() && psi_run_need_is_told(run, need))
			continue;
		psi_warn("%s: %s", run->name, need->text);
		if (need->next[0] != '\0')
			psi_warn("%s: to do: %s", run->name, need->next);
	}
}

/* --status would say what was so before. The graver code of the two. */
static int
save_needs(struct psi_run *run, int code)
{
	struct psi_error err = { 0 };
	int rc;

	psi_diag_forget();
	if ((rc = psi_run_needs_save(run, &err)) == 0)
		return code;
	/* What was said is said; of 16 needs one more has no room. */
	run->num_needs = 0;
	psi_run_need_error(run, "needs", &err, rc);
	say_needs(run);
	return psi_exit_status(rc) > psi_exit_status(code) ? rc : code;
}

static int
pass(struct psi_run *run)
{
	const bool quiet = psi_diag_is_quiet();
	size_t before = run->journal.num;
	int code;

	/* The steps' own words are for those who make them by hand. */
	psi_diag_quiet(true);
	code = psi_run_pass(run);
	psi_diag_quiet(quiet);
	say_done(run, before);
	say_needs(run);
	if (code == 0 && run->journal.num == before && run->num_needs == 0)
		psi_note("%s: nothing to do now; 'psi-run --status %s' says "
			 "what comes next",
		    run->name, psi_shell_word(run->name));
	return save_needs(run, code);
}

/* What the command line says of a pass. */
struct pass_options {
	unsigned int jobs;
	/* NULL: what the settings say. */
	const char *passphrase_file;
};

/* *code becomes the gravest of all. */
static int
run_one(const char *name, const struct pass_options *line, int *code,
    struct psi_error *err)
{
	struct psi_run *run = calloc(1, sizeof *run);
	struct psi_error why = { 0 };
	int rc;

	if (run == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_tool_next_step();
	run->jobs = line->jobs;
	rc = psi_run_open(run, name, false, &why);
	if (line->passphrase_file != NULL)
		run->settings.passphrase_file = line->passphrase_file;
	if (rc == PSI_RUN_BUSY) {
		psi_note("%s: another psi-run works with it", name);
		rc = 0;
	} else if (rc != 0) {
		psi_run_need_error(run, "folder", &why, rc);
		say_needs(run);
	} else {
		rc = pass(run);
	}
	psi_run_close(run);
	free(run);
	if (psi_exit_status(rc) > psi_exit_status(*code))
		*code = rc;
	return 0;
}

static int
run_all(const struct psi_cli *cli, struct psi_error *err)
{
	struct pass_options line = { 1, psi_cli_text(cli, "passphrase-file") };
	int code = 0;
	int rc = psi_cli_jobs(cli, &line.jobs, err);

	for (size_t i = 0; rc == 0 && i < cli->num_operands; i++)
		rc = run_one(cli->operands[i], &line, &code, err);
	if (rc != 0 || code == 0)
		return rc;
	return psi_error_set(
	    err, PSI_CLI_TOLD(psi_exit_status(code)), "it was told");
}

/* Nobody shall think that they have changed a folder. */
static int
check_init_only(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const names[] = { "identity", "agreement",
		"accounts", "set" };

	if (strcmp(cli->operands[0], "init") == 0)
		return 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (psi_cli_given(cli, names[i]))
			return psi_refuse(err, PSI_CLI_USAGE, 0,
			    "change the line in the folder's settings.csv",
			    "--%s goes with 'init' only", names[i]);
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	bool is_command = false;
	int rc;

	if ((rc = set_clock(cli, err)) != 0 ||
	    (rc = check_init_only(cli, err)) != 0 ||
	    (psi_cli_given(cli, "json") &&
		(rc = psi_cli_need(cli, "status", err)) != 0) ||
	    (psi_cli_given(cli, "output") &&
		(rc = psi_cli_need(cli, "best", err)) != 0) ||
	    (rc = psi_cli_exclude(cli, "status", "best", err)) != 0)
		return rc;
	if (psi_cli_given(cli, "best"))
		return psi_run_best(cli->operands, cli->num_operands,
		    psi_cli_text(cli, "output"), psi_cli_given(cli, "force"),
		    err);
	if (psi_cli_given(cli, "status"))
		return psi_run_status(cli->operands, cli->num_operands,
		    psi_cli_given(cli, "json"), err);
	rc = run_command(cli, &is_command, err);
	return rc != 0 || is_command ? rc : run_all(cli, err);
}

/* What other tools take as options. */
static void
hint_at_setting(const char *name, size_t name_len, struct psi_error *err)
{
	const int len = (int)name_len;

	if (psi_run_setting_is(name, name_len))
		psi_error_hint(err,
		    "'%.*s' is a setting: 'psi-run init' takes it as --set "
		    "%.*s=VALUE, and a folder that is there has the line "
		    "%.*s,VALUE in its settings.csv",
		    len, name, len, name, len, name);
}

static const struct psi_tool tool = {
	.name = "psi-run",
	.summary = "keep account mapping going, on one folder for each partner",
	.usage = "[-j N] DIR...\n"
		 "--status [--json] DIR...\n"
		 "--best [-o FILE] DIR...\n"
		 "init -i FILE -a FILE [--accounts FILE]... "
		 "[--set NAME=VALUE]... DIR\n"
		 "approve DIR [WHAT]\n"
		 "adopt DIR",
	.examples = "psi-run init globex -i acme.key -a agreement.csv "
		    "--accounts accounts.csv\n"
		    "psi-run approve globex first-run\n"
		    "psi-run globex\n"
		    "psi-run --status partners/*\n",
	.options = options,
	.operands =
	    "DIR is the folder of a partner, which 'psi-run init' makes. All "
	    "that can be done now is done: files are fetched, the inbox is "
	    "sorted, the run is moved on, files are sent, changes are told. "
	    "Call it from cron or a timer. What it does not do by itself it "
	    "asks, and 'psi-run approve' says yes, once.",
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.other_way = hint_at_setting,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
