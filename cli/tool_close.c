/* psi-close: end a session that is not wanted any more, or was lost. */

/* For realpath, which POSIX.1-2008 has in its XSI part only. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

#include "diag.h"
#include "infile.h"
#include "session_tool.h"
#include "store_dir.h"
#include "tool.h"

static const struct psi_opt options[] = {
	{ "session", 's', false, "DIR", "The folder of the session to close.",
	    NULL, NULL },
	{ "agreement", 'a', false, "FILE",
	    "Close the open run of this agreement, whose folder is lost. "
	    "Needs --identity.",
	    NULL, NULL },
	{ "identity", 'i', false, "FILE",
	    "The secret identity, whose ledger says which run is open. With "
	    "--session needed only if it was moved.",
	    NULL, NULL },
	PSI_OPT_END,
};

/* After a failure: what was done, and that the rest is done by closing again.
 * Remedies that are said already are better. */
static void
say_rest(const struct psi_session_tool *tool, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;

	if (err->hint[0] != '\0' ||
	    psi_session_tool_status(tool, &status, NULL) != 0)
		return;
	if (status.state == PSI_SESSION_CLOSED ||
	    status.state == PSI_SESSION_REVEALED)
		psi_error_hint(err,
		    "the session is closed, but secrets of it may be left, or "
		    "the ledger may have its run open still: mend this, then "
		    "run psi-close again");
	else
		psi_error_hint(err,
		    "nothing was destroyed: mend this, then run psi-close "
		    "again");
}

static int
close_session(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	if ((rc = psi_session_tool_open(&tool, cli, 0, err)) != 0)
		goto out;
	/* Until the end, so that nobody takes the ledger between the secrets
	 * and the run. */
	if ((rc = tool.ledger.lock(tool.ledger.cookie, err)) == 0)
		rc = psi_store_ledger_blame(
		    psi_session_close(tool.session, err), tool.key_path);
	if (rc != 0) {
		say_rest(&tool, err);
		goto out;
	}
	if ((rc = psi_session_tool_status(&tool, &status, err)) != 0)
		goto out;
	if (status.run == 0)
		psi_note("closed: nothing had been blinded");
	else
		psi_note("closed run %" PRIu32 "; its secrets are destroyed",
		    status.run);
	if (status.state != PSI_SESSION_REVEALED)
		psi_next("tell %s that this run will not be finished; the next "
			 "one needs a new folder on both sides",
		    psi_session_tool_partner(&tool));
out:
	psi_session_tool_close(&tool, rc);
	return rc;
}

/* The ledger lies beside the identity itself, not beside a link to it; and
 * where there is no identity, nobody should be told that no run is open. */
static int
find_identity(char **out, const char *path, struct psi_error *err)
{
	*out = realpath(path, NULL);
	if (*out != NULL)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot find the identity '%s'", path);
}

static int
close_lost(struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "agreement");
	struct psi_agreement *agreement = NULL;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_store ledger = { .cookie = NULL };
	char *key_path = NULL;
	uint32_t number = 0;
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = find_identity(
		 &key_path, psi_cli_text(cli, "identity"), err)) != 0 ||
	    (rc = psi_infile_open(&in, path, err)) != 0 ||
	    (rc = psi_diag_file(
		 psi_agreement_read(&agreement, &in.source, err), path)) != 0 ||
	    (rc = psi_store_ledger_open(&ledger, key_path, err)) != 0 ||
	    (rc = psi_store_ledger_blame(
		 psi_session_close_lost(&ledger, agreement,
		     psi_session_tool_today(), &number, err),
		 key_path)) != 0)
		goto out;
	if (number == 0)
		psi_note("no run of this agreement is open");
	else
		psi_note("closed run %" PRIu32
			 "; if its folder turns up again, destroy it",
		    number);
out:
	psi_store_dir_close(&ledger);
	psi_agreement_free(agreement);
	psi_infile_close(&in);
	free(key_path);
	return rc;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	int rc;

	if ((rc = psi_cli_exclude(cli, "session", "agreement", err)) != 0)
		return rc;
	if (psi_cli_given(cli, "agreement"))
		return close_lost(cli, err);
	if ((rc = psi_cli_need(cli, "session", err)) != 0)
		return rc;
	return close_session(cli, err);
}

static const struct psi_tool tool = {
	.name = "psi-close",
	.summary = "end a session and destroy its secrets",
	.usage = "-s DIR\n-a FILE -i FILE",
	.examples = "psi-close -s globex-1\n"
		    "psi-close -a agreement.csv -i acme.key\n",
	.options = options,
	.operands =
	    "A session that was revealed is closed already. Closing one before "
	    "gives up its run: the partner's files for it are of no use any "
	    "more, and both parties begin another run. A result that was "
	    "revealed stays.",
	.max_operands = 0,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
