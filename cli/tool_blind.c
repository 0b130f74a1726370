/* psi-blind: your keys, blinded, for the partner. */
#include <inttypes.h>
#include <stddef.h>

#include "infile.h"
#include "outfile.h"
#include "session_tool.h"
#include "tool.h"

#define RUN_MAX 999999999

static const struct psi_opt options[] = {
	{ "agreement", 'a', false, "FILE",
	    "The agreement, signed by both parties. Needed when the session "
	    "is begun.",
	    NULL, NULL },
	{ "identity", 'i', false, "FILE",
	    "The secret identity to sign with. Needed when the session is "
	    "begun.",
	    NULL, NULL },
	PSI_OPT_SESSION,
	{ "run", 0, false, "N",
	    "The number of the run, which both parties must use; by default "
	    "one above the last.",
	    NULL, NULL },
	{ "after-unanswered", 0, false, NULL,
	    "Begin a run although your partner has not answered in the last "
	    "one, in which you did.",
	    NULL, NULL },
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_JOBS,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_END,
};

static void
say(const struct psi_session_tool *tool,
    const struct psi_session_status *status, const char *session)
{
	psi_note("run %" PRIu32 ": %" PRIu64 " keys of %" PRIu64
		 " accounts, %" PRIu64 " elements with padding",
	    status->run, status->keys, status->accounts, status->elements);
	if (status->dropped_types > 0)
		psi_note("left out %" PRIu64
			 " keys whose type is not in the agreement",
		    status->dropped_types);
	if (status->dropped_populations > 0)
		psi_note("left out %" PRIu64
			 " keys of accounts whose population is not sent",
		    status->dropped_populations);
	psi_next("send this file to %s; when theirs is here, run "
		 "'psi-exchange -s %s' on it",
	    psi_session_tool_partner(tool), session);
}

static int
blind(struct psi_session_tool *tool, const struct psi_cli *cli, uint64_t number,
    struct psi_infile *in, struct psi_outfile *out, struct psi_error *err)
{
	struct psi_blind_options blind_options = PSI_BLIND_OPTIONS_INIT;
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	blind_options.run = (uint32_t)number;
	blind_options.after_unanswered = psi_cli_given(cli, "after-unanswered");
	rc = psi_session_blind(tool->session, &in->source, &blind_options, err);
	if (rc != 0)
		return psi_session_tool_blame(tool, rc, err, in->path);
	if ((rc = psi_session_copy(tool->session, PSI_SESSION_FILE_BLINDED,
		 &out->sink, err)) != 0 ||
	    (rc = psi_session_tool_status(tool, &status, err)) != 0 ||
	    (rc = psi_outfile_commit(out, err)) != 0)
		return rc;
	say(tool, &status, psi_cli_text(cli, "session"));
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	uint64_t number = 0;
	int rc;

	if ((rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (rc = psi_cli_number(cli, &number, "run", 1, RUN_MAX, err)) != 0 ||
	    (rc = psi_infile_open(&in, psi_cli_operand(cli, 0), err)) != 0 ||
	    (rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) !=
		0 ||
	    (rc = psi_session_tool_open(&tool, cli,
		 PSI_SESSION_TOOL_CREATE | PSI_SESSION_TOOL_SIGN |
		     PSI_SESSION_TOOL_JOBS,
		 err)) != 0)
		goto out;
	rc = blind(&tool, cli, number, &in, &out, err);
out:
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_infile_close(&in);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-blind",
	.summary = "blind your keys for your partner",
	.usage = "-a FILE -i FILE -s DIR [--run N] [-o FILE] [KEYS]\n"
		 "-s DIR [-o FILE] [KEYS]",
	.examples = "psi-normalize -a agreement.csv accounts.csv |\n"
		    "    psi-blind -a agreement.csv -i acme.key -s globex-1 "
		    "> acme-blinded.csv\n",
	.options = options,
	.operands =
	    "KEYS is what psi-normalize wrote; standard input by default. The "
	    "folder of the session is made, and must be kept until the matches "
	    "are there. The file that is written goes to the partner: nothing "
	    "readable is in it.\n"
	    "Run again on the same keys, psi-blind writes the same file again.",
	.max_operands = 1,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
