/* psi-exchange: take the partner's blinded file; write what may leave. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>

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

/* The answer of the side that answers first, or the stored one of either. */
static void
say_answer(const struct psi_session_tool *tool,
    const struct psi_session_status *status, const char *session)
{
	const char *partner = psi_session_tool_partner(tool);

	if (status->answers_first)
		psi_note("run %" PRIu32 ": evaluated %" PRIu64
			 " elements of %s",
		    status->run, status->partner_elements, partner);
	psi_next("send this file to %s", partner);
	if (status->state == PSI_SESSION_REVEALED)
		return;
	if (status->learns)
		psi_next("by the agreement you answer first: when the answer "
			 "of %s is here, run 'psi-reveal -s %s' on it",
		    partner, session);
	else
		psi_note("by the agreement you do not learn the matches: your "
			 "part of this run is done, and its secrets are "
			 "destroyed");
}

/* The side that answers second has nothing to send yet. */
static void
say_bound(const struct psi_session_tool *tool,
    const struct psi_session_status *status, const char *session)
{
	const char *partner = psi_session_tool_partner(tool);

	psi_note("run %" PRIu32 ": accepted the %" PRIu64
		 " elements of %s; there is no file to send yet",
	    status->run, status->partner_elements, partner);
	psi_next("by the agreement %s answers first: when that answer is here, "
		 "run 'psi-reveal -s %s' on it",
	    partner, session);
}

/* Is an answer stored? Then it is written again, whatever is read. */
static bool
has_answer(const struct psi_session_status *status)
{
	if (!status->partner_learns)
		return false;
	return status->state >= PSI_SESSION_REVEALED ||
	    (status->answers_first && status->state == PSI_SESSION_ANSWERED);
}

static int
write_answer(struct psi_session_tool *tool, const char *session,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	if ((rc = psi_session_tool_status(tool, &status, err)) != 0)
		return rc;
	if (!has_answer(&status)) {
		if (status.state == PSI_SESSION_REVEALED)
			psi_note("by the agreement %s does not learn the "
				 "matches: there is no file to send",
			    psi_session_tool_partner(tool));
		else
			say_bound(tool, &status, session);
		return 0;
	}
	if ((rc = psi_session_copy(tool->session, PSI_SESSION_FILE_ANSWER,
		 &out->sink, err)) != 0 ||
	    (rc = psi_outfile_commit(out, err)) != 0)
		return rc;
	say_answer(tool, &status, session);
	return 0;
}

/* A file that is named is looked at in any case; without one a stored answer
 * is written, and only where there is none the file is on standard input. */
static int
exchange(struct psi_session_tool *tool, const struct psi_cli *cli,
    struct psi_infile *in, struct psi_outfile *out, struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	if ((rc = psi_session_tool_status(tool, &status, err)) != 0)
		return rc;
	if (cli->num_operands > 0 ||
	    (!has_answer(&status) && status.state < PSI_SESSION_REVEALED)) {
		if (cli->num_operands == 0 &&
		    (rc = psi_infile_open(in, path, err)) != 0)
			return rc;
		rc = psi_session_exchange(tool->session, &in->source, err);
		if (rc != 0)
			return psi_session_tool_blame(tool, rc, err, in->path);
	}
	return write_answer(tool, psi_cli_text(cli, "session"), out, err);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (cli->num_operands > 0 &&
		(rc = psi_infile_open(&in, psi_cli_operand(cli, 0), err)) !=
		    0) ||
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
	.summary = "take the partner's blinded file, and write your answer",
	.usage = "-s DIR [-o FILE] [FILE]",
	.examples =
	    "psi-exchange -s globex-1 from-globex.csv > to-globex.csv\n"
	    "psi-exchange -s acme-1 from-acme.csv     # you answer second\n"
	    "psi-reveal -s acme-1 acme-answer.csv > matches.csv\n"
	    "psi-exchange -s acme-1 > to-acme.csv\n",
	.options = options,
	.operands =
	    "FILE is the blinded file that the partner sent; standard input by "
	    "default. It is checked to its last byte, and from then on the "
	    "session takes no other one. The agreement says who answers first. "
	    "If you do, your answer is written: every element of your partner "
	    "under your key too, with proofs, sealed. If your partner does, "
	    "there is nothing to write yet: run psi-reveal on its answer, and "
	    "then psi-exchange without FILE, which writes yours.\n"
	    "Run again, psi-exchange writes the same answer again.",
	.max_operands = 1,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
