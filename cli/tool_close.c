/* psi-close: end a session that is not wanted any more, or was lost. */

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>

#include "psi/session.h"

#include "step/step_session.h"
#include "kit/tool.h"

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

/* What psi-blind will ask for next time. */
static void
say_unanswered(void)
{
	psi_note(
	    "your answer was made, and your partner's never came: the next "
	    "psi-blind needs --after-unanswered, which says that you go "
	    "on all the same; if you sent your answer, your partner may "
	    "have its matches");
}

/* Nothing was left to do, but for what a step that was cut short had left. */
static bool
say_over(enum psi_session_state before, uint32_t run)
{
	if (before == PSI_SESSION_REVEALED)
		psi_note("run %" PRIu32 " was finished already, and its "
			 "secrets are destroyed: there was nothing to close",
		    run);
	else if (before == PSI_SESSION_CLOSED && run == 0)
		psi_note("this session was closed already");
	else if (before == PSI_SESSION_CLOSED)
		psi_note("run %" PRIu32 " was closed already, and its secrets "
			 "are destroyed",
		    run);
	return before == PSI_SESSION_REVEALED || before == PSI_SESSION_CLOSED;
}

static int
close_session(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_where where = PSI_SESSION_WHERE_INIT;
	struct psi_step_result result;
	int rc;

	where.session = psi_cli_text(cli, "session");
	where.identity = psi_cli_text(cli, "identity");
	if ((rc = psi_step_close(&where, &result, err)) != 0)
		return rc;
	if (say_over(result.before, result.status.run))
		return 0;
	if (result.status.run == 0)
		psi_note("closed: nothing had been blinded");
	else
		psi_note("closed run %" PRIu32 "; its secrets are destroyed",
		    result.status.run);
	if (result.status.state != PSI_SESSION_REVEALED)
		psi_next("tell %s that this run will not be finished, and to "
			 "run psi-close too; the next one needs a new folder "
			 "on both sides",
		    result.partner);
	if (result.is_unanswered && result.status.state != PSI_SESSION_REVEALED)
		say_unanswered();
	return 0;
}

static int
close_lost(struct psi_cli *cli, struct psi_error *err)
{
	uint32_t number = 0;
	bool is_unanswered = false;
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = psi_step_close_lost(psi_cli_text(cli, "agreement"),
		 psi_cli_text(cli, "identity"), &number, &is_unanswered,
		 err)) != 0)
		return rc;
	if (number == 0)
		psi_note("no run of this agreement is open");
	else
		psi_note("closed run %" PRIu32
			 "; if its folder turns up again, destroy it",
		    number);
	if (is_unanswered)
		say_unanswered();
	return 0;
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
	    "more; both parties close it and begin another run. A run that was "
	    "given up counts among the runs that the agreement allows. A "
	    "result that was revealed stays.",
	.max_operands = 0,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
