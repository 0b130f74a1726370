/* psi-reveal: the matches, from the partner's answer. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "psi/part.h"

#include "agree/agree.h"
#include "step/session_options.h"
#include "step/step_session.h"
#include "table/tablefile.h"
#include "kit/memory_option.h"
#include "kit/shell_word.h"
#include "kit/tool.h"

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	{ "accounts", 0, true, "FILE",
	    "Put the columns of FILE, the export that was normalised, behind "
	    "those of the result. Several exports are named one after the "
	    "other, as psi-normalize had them.",
	    NULL, NULL },
	{ "id-column", 0, false, "HEADER",
	    "With --accounts: the column that holds the account's id, if it "
	    "is not the one that psi-normalize finds.",
	    NULL, NULL },
	{ "encoding", 0, false, "NAME",
	    "With --accounts: the encoding of the export, where it is not "
	    "UTF-8 or UTF-16 with a byte order mark.",
	    NULL, "utf-8 utf-16le utf-16be windows-1252" },
	{ "delimiter", 0, false, "CHAR",
	    "With --accounts: what separates the cells, where it is not found "
	    "out rightly; 'tab' for a tab.",
	    NULL, NULL },
	PSI_OPT_SHEET,
	{ "suffix-list", 0, false, "FILE",
	    "With several --accounts: the public-suffix list of the "
	    "agreement, if it is not that of the package publicsuffix.",
	    NULL, NULL },
	{ "ambiguous", 0, false, NULL,
	    "Add the column 'ambiguous': yes where another account of yours "
	    "holds one of the matched keys too.",
	    NULL, NULL },
	PSI_OPT_IDENTITY,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_JOBS,
	PSI_OPT_MEMORY,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_END,
};

/* Both sides count different accounts, since an account has several keys; the
 * number of keys is the same on both sides. */
static void
say_numbers(const struct psi_step_result *result)
{
	const struct psi_session_status *status = &result->status;

	if (status->withheld != 0) {
		psi_note("numbers under the agreement's suppress-below are not "
			 "shown, nor is their sum");
		return;
	}
	if (status->counts)
		psi_note("%" PRIu64 " matching keys, by the word of %s: counts "
			 "carry no proof",
		    status->matches, result->partner);
	else {
		psi_note("%" PRIu64 " of your %" PRIu64
			 " accounts matched; %" PRIu64 " matching keys, of "
			 "which an account may have several",
		    status->matched_accounts, status->accounts,
		    status->matches);
		psi_note("%" PRIu64 " are the same company (account), %" PRIu64
			 " of the same family (group), %" PRIu64
			 " to look at first (review)",
		    result->num_account, result->num_group, result->num_review);
	}
}

/* The side that answers second owes its answer now; then both may share. */
static void
say_next(const struct psi_step_result *result, const char *session)
{
	const struct psi_session_status *status = &result->status;

	if (!status->answers_first && status->partner_learns)
		psi_next("run 'psi-exchange -s %s -o answer.csv' to write your "
			 "answer, and send it to %s",
		    psi_shell_word(session), result->partner);
	if (result->shares) {
		psi_note("a score can still fall, and a match become one to "
			 "look at first: psi-join goes by what one account of "
			 "theirs has in common with yours, and by its country");
		psi_next("%srun 'psi-share -s %s --accounts YOUR-LIST -o "
			 "claims.csv' for what the agreement allows of these "
			 "accounts",
		    status->answers_first ? "" : "then ",
		    psi_shell_word(session));
	} else if (status->answers_first)
		psi_note("run %" PRIu32 " is finished; another one needs a "
			 "new folder",
		    status->run);
}

/* How the export is read and the result is written. What the library calls a
 * wrong argument is a wrong option here. */
static int
read_options(struct psi_step_reveal *step, const struct psi_cli *cli,
    struct psi_error *err)
{
	static const char *const names[] = { "id-column", "encoding",
		"delimiter", "sheet", "suffix-list" };
	struct psi_matches_options *matches = &step->matches;
	int rc;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (psi_cli_given(cli, names[i]) &&
		    (rc = psi_cli_need(cli, "accounts", err)) != 0)
			return rc;
	if ((rc = psi_cli_delimiter(cli, &matches->delimiter, err)) != 0)
		return rc;
	if ((rc = psi_tablefile_paths_read(
		 &step->accounts, cli, "accounts", err)) != 0)
		return rc;
	if (step->accounts.num > 1 && psi_cli_given(cli, "id-column"))
		return psi_usage(err, "--id-column goes with one --accounts");
	matches->encoding = psi_cli_text(cli, "encoding");
	psi_tablefile_options(psi_cli_text(cli, "sheet"),
	    psi_cli_given(cli, "encoding") || psi_cli_given(cli, "delimiter"));
	matches->ambiguous = psi_cli_given(cli, "ambiguous");
	matches->account_column = psi_cli_text(cli, "id-column");
	rc = psi_matches_options_check(matches, err);
	if (rc == PSI_E_ARG) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	return rc;
}

/* Several exports are put together by the rules of the agreement. */
static int
read_suffixes(struct psi_agree_list *list, struct psi_step_reveal *step,
    const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "suffix-list");
	int rc;

	if (step->accounts.num < 2)
		return 0;
	rc = psi_agree_list_read(
	    list, path != NULL ? path : psi_agree_system_list, err);
	step->matches.normalizer = list->normalizer;
	return rc;
}

/* What the list is called in a message. */
static const char *
name_accounts(const struct psi_tablefile_paths *accounts, char out[256])
{
	if (accounts->num > 1)
		return "the exports";
	if (psi_tablefile_paths_have_stdin(accounts))
		return "'standard input'";
	(void)snprintf(out, 256, "'%s'", accounts->path[0]);
	return out;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_step_reveal step = PSI_STEP_REVEAL_INIT;
	struct psi_agree_list suffixes = PSI_AGREE_LIST_INIT;
	struct psi_step_result result;
	char name[256];
	int rc;

	step.files = cli->operands;
	step.num_files = cli->num_operands;
	step.output = psi_cli_text(cli, "output");
	step.force = psi_cli_given(cli, "force");
	if ((rc = psi_session_options_read(&step.where, cli, err)) != 0 ||
	    (rc = read_options(&step, cli, err)) != 0 ||
	    (rc = read_suffixes(&suffixes, &step, cli, err)) != 0)
		return rc;
	rc = psi_step_reveal(&step, &result, err);
	psi_agree_list_clear(&suffixes);
	if (rc != 0)
		return rc;
	if (result.is_unchecked)
		psi_note("the identity was not found: the stored result is "
			 "shown, and its ledger is not looked at");
	if (result.is_other_list)
		psi_warn("%s is not the export that was normalised: beside a "
			 "match stands what has the id of its account there "
			 "now, be it the same company or not",
		    name_accounts(&step.accounts, name));
	if (result.missing > 0)
		psi_warn("%" PRIu64 " of the accounts that matched %s not in "
			 "%s; %s columns are empty",
		    result.missing, result.missing == 1 ? "is" : "are",
		    name_accounts(&step.accounts, name),
		    result.missing == 1 ? "its" : "their");
	say_numbers(&result);
	say_next(&result, step.where.session);
	return 0;
}

static const struct psi_tool tool = {
	.name = "psi-reveal",
	.summary = "verify the partner's answer, and show the matches",
	.usage = "-s DIR [--accounts FILE]... [-o FILE] [FILE...]",
	.examples = "psi-reveal -s globex-1 --accounts accounts.csv \\\n"
		    "    -o matches.csv globex-answer.csv\n",
	.options = options,
	.operands =
	    "FILE is the answer that the partner sent; standard input by "
	    "default. Its proofs are verified, the matches are stored in "
	    "the session, the secrets of the session are destroyed, and the "
	    "run is closed. If your partner answers first by the agreement, "
	    "your own answer is made in this step too: psi-exchange writes "
	    "it.\n"
	    "Run again, psi-reveal writes the same result, and needs no FILE; "
	    "another one is refused.",
	.max_operands = PSI_PARTS_MAX,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
