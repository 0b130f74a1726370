/* psi-reveal: the matches, from the partner's answer. */
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "infile.h"
#include "outfile.h"
#include "session_tool.h"
#include "store_dir.h"
#include "tool.h"

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	{ "accounts", 0, false, "FILE",
	    "Put the columns of FILE, the export that was normalised, behind "
	    "those of the result.",
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
	{ "ambiguous", 0, false, NULL,
	    "Add the column 'ambiguous': yes where another account of yours "
	    "holds one of the matched keys too.",
	    NULL, NULL },
	PSI_OPT_IDENTITY,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_JOBS,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_END,
};

/* Both sides count different accounts, since an account has several keys; the
 * number of keys is the same on both sides. */
static void
say_numbers(const struct psi_session_tool *tool,
    const struct psi_session_status *status)
{
	if (status->withheld != 0) {
		psi_note("numbers under the agreement's suppress-below are not "
			 "shown, nor is their sum");
		return;
	}
	if (status->counts)
		psi_note("%" PRIu64 " matching keys, by the word of %s: counts "
			 "carry no proof",
		    status->matches, psi_session_tool_partner(tool));
	else
		psi_note("%" PRIu64 " of your %" PRIu64
			 " accounts matched; %" PRIu64 " matching keys",
		    status->matched_accounts, status->accounts,
		    status->matches);
}

/* The side that answers second owes its answer now. */
static void
say_next(const struct psi_session_tool *tool,
    const struct psi_session_status *status, const char *session)
{
	if (status->answers_first || !status->partner_learns)
		return;
	psi_next("run 'psi-exchange -s %s' to write your answer, and send it "
		 "to %s",
	    session, psi_session_tool_partner(tool));
}

static int
write_result(struct psi_session_tool *tool, struct psi_matches_options *matches,
    struct psi_infile *accounts, struct psi_outfile *out, struct psi_error *err)
{
	uint64_t missing = 0;
	int rc;

	matches->missing_accounts = &missing;
	rc = psi_session_matches(tool->session, &out->sink, matches, err);
	matches->missing_accounts = NULL;
	if (rc == PSI_E_INPUT)
		return psi_diag_file(rc, accounts->path);
	if (rc != 0 || (rc = psi_outfile_commit(out, err)) != 0)
		return rc;
	if (missing > 0)
		psi_warn("%" PRIu64 " of the accounts that matched are not in "
			 "'%s'; their columns are empty",
		    missing, accounts->path);
	return 0;
}

static bool
is_stdin(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

static int
refuse_two_inputs(struct psi_error *err)
{
	return psi_usage(
	    err, "both FILE and --accounts would be read from standard input");
}

/* How the result is written, from the options: all that can be wrong with them
 * is found before the run is closed. */
static int
read_options(struct psi_matches_options *matches, const struct psi_cli *cli,
    const struct psi_infile *accounts, struct psi_error *err)
{
	static const char *const names[] = { "id-column", "encoding",
		"delimiter" };
	int rc;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (psi_cli_given(cli, names[i]) &&
		    (rc = psi_cli_need(cli, "accounts", err)) != 0)
			return rc;
	if (cli->num_operands > 0 && is_stdin(cli->operands[0]) &&
	    is_stdin(psi_cli_text(cli, "accounts")))
		return refuse_two_inputs(err);
	if ((rc = psi_cli_delimiter(cli, &matches->delimiter, err)) != 0)
		return rc;
	matches->encoding = psi_cli_text(cli, "encoding");
	matches->ambiguous = psi_cli_given(cli, "ambiguous");
	matches->account_column = psi_cli_text(cli, "id-column");
	if (psi_cli_given(cli, "accounts"))
		matches->accounts = &accounts->source;
	/* What the library calls a wrong argument is a wrong option here. */
	rc = psi_matches_options_check(matches, err);
	if (rc == PSI_E_ARG) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	return rc;
}

/* Options that only an agreement of mode accounts gives a meaning. */
static int
check_options(const struct psi_session_status *status,
    const struct psi_cli *cli, struct psi_error *err)
{
	/* Without FILE that is standard input, unless it is not needed. */
	if (status->state != PSI_SESSION_REVEALED && cli->num_operands == 0 &&
	    is_stdin(psi_cli_text(cli, "accounts")))
		return refuse_two_inputs(err);
	if (!status->counts)
		return 0;
	if (psi_cli_given(cli, "accounts") || psi_cli_given(cli, "ambiguous"))
		return psi_error_set(err, PSI_E_AGREEMENT,
		    "by the agreement this run counts only: there are no "
		    "accounts to show");
	return 0;
}

/* Find the matches, or see that they are there. A stored result is shown
 * without a file; a file that is named is looked at. */
static int
reveal(struct psi_session_tool *tool, const struct psi_session_status *status,
    const struct psi_cli *cli, const struct psi_infile *in,
    struct psi_error *err)
{
	bool is_shown_again =
	    status->state == PSI_SESSION_REVEALED && cli->num_operands == 0;
	int rc;

	if (tool->ledger.cookie == NULL) {
		psi_note("the identity was not found: the stored result is "
			 "shown, and its ledger is not looked at");
		return 0;
	}
	rc = psi_session_reveal(
	    tool->session, is_shown_again ? NULL : &in->source, err);
	return psi_session_tool_blame(tool, rc, err, in->path);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct psi_matches_options matches = PSI_MATCHES_OPTIONS_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_infile accounts = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	unsigned int how = PSI_SESSION_TOOL_JOBS | PSI_SESSION_TOOL_SIGN_SECOND;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	/* An identity that is named must be there. */
	if (cli->num_operands == 0 && !psi_cli_given(cli, "identity"))
		how |= PSI_SESSION_TOOL_SHOW;
	if ((rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (rc = read_options(&matches, cli, &accounts, err)) != 0 ||
	    (rc = psi_infile_open(&in, psi_cli_operand(cli, 0), err)) != 0 ||
	    (psi_cli_given(cli, "accounts") &&
		(rc = psi_infile_open(
		     &accounts, psi_cli_text(cli, "accounts"), err)) != 0) ||
	    (rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) != 0 ||
	    (rc = psi_session_tool_open(&tool, cli, how, err)) != 0 ||
	    (rc = psi_session_tool_status(&tool, &status, err)) != 0 ||
	    (rc = check_options(&status, cli, err)) != 0 ||
	    (rc = reveal(&tool, &status, cli, &in, err)) != 0 ||
	    (rc = write_result(&tool, &matches, &accounts, &out, err)) != 0 ||
	    (rc = psi_session_tool_status(&tool, &status, err)) != 0)
		goto out;
	say_numbers(&tool, &status);
	say_next(&tool, &status, psi_cli_text(cli, "session"));
out:
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_infile_close(&accounts);
	psi_infile_close(&in);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-reveal",
	.summary = "verify the partner's answer, and show the matches",
	.usage = "-s DIR [--accounts FILE] [-o FILE] [FILE]",
	.examples =
	    "psi-reveal -s globex-1 from-globex-answer.csv > matches.csv\n",
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
	.max_operands = 1,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
