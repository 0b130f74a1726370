/* psi-exchange: answer the partner's blinded file. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "infile.h"
#include "outfile.h"
#include "session_tool.h"
#include "tool.h"

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	PSI_OPT_IDENTITY,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_JOBS,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_END,
};

/* Does the agreement let the partner answer before this side does? */
static bool
partner_answers_first(const struct psi_session_tool *tool,
    const struct psi_session_status *status)
{
	const char *first = psi_agreement_term(
	    psi_session_agreement(tool->session), "answers-first", 0);

	return first != NULL && first[0] != status->role;
}

static void
say(const struct psi_session_tool *tool,
    const struct psi_session_status *status, const char *session)
{
	const char *partner = psi_session_tool_partner(tool);

	psi_note("run %" PRIu32 ": evaluated %" PRIu64 " elements of %s",
	    status->run, status->partner_elements, partner);
	if (status->partner_learns && status->learns &&
	    partner_answers_first(tool, status))
		psi_next("by the agreement %s answers first: send this file "
			 "when theirs is here",
		    partner);
	else if (status->partner_learns)
		psi_next("send this file to %s", partner);
	else
		psi_note("by the agreement %s does not learn the matches: "
			 "there is no file to send",
		    partner);
	if (status->state == PSI_SESSION_REVEALED)
		return;
	if (status->learns)
		psi_next("when the evaluated file of %s is here, run "
			 "'psi-reveal -s %s' on it",
		    partner, session);
	else
		psi_note("by the agreement you do not learn the matches: your "
			 "part of this run is done, and its secrets are "
			 "destroyed");
}

static int
exchange(struct psi_session_tool *tool, const struct psi_cli *cli,
    struct psi_infile *in, struct psi_outfile *out, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	rc = psi_session_exchange(tool->session, &in->source, err);
	if (rc != 0)
		return psi_session_tool_blame(tool, rc, err, in->path);
	if ((rc = psi_session_tool_status(tool, &status, err)) != 0)
		return rc;
	if (status.partner_learns) {
		if ((rc = psi_session_copy(
			 tool->session, "evaluated", &out->sink, err)) != 0 ||
		    (rc = psi_outfile_commit(out, err)) != 0)
			return rc;
	}
	say(tool, &status, psi_cli_text(cli, "session"));
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (rc = psi_infile_open(&in, psi_cli_operand(cli, 0), err)) != 0 ||
	    (rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) !=
		0 ||
	    (rc = psi_session_tool_open(&tool, cli,
		 PSI_SESSION_TOOL_SIGN | PSI_SESSION_TOOL_JOBS, err)) != 0)
		goto out;
	rc = exchange(&tool, cli, &in, &out, err);
out:
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_infile_close(&in);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-exchange",
	.summary = "answer the partner's blinded file",
	.usage = "-s DIR [-o FILE] [FILE]",
	.examples =
	    "psi-exchange -s globex-1 from-globex.csv > to-globex.csv\n",
	.options = options,
	.operands =
	    "FILE is the blinded file that the partner sent; standard input by "
	    "default. It is checked to its last byte before the session's "
	    "secret is used on it, and from then on the session takes no other "
	    "one. What is written is for the partner alone, and sealed.\n"
	    "Run again on the same file, psi-exchange writes the same answer "
	    "again.",
	.max_operands = 1,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
