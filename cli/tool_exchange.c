/* psi-exchange: take the partner's blinded file; write what may leave. */
#include <inttypes.h>
#include <stddef.h>

#include "psi/part.h"

#include "step/session_options.h"
#include "step/step_session.h"
#include "step/tasks_options.h"
#include "kit/memory_option.h"
#include "kit/outparts.h"
#include "kit/shell_word.h"
#include "kit/tool.h"

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	PSI_OPT_IDENTITY,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_SPLIT,
	PSI_OPT_JOBS,
	PSI_OPT_MEMORY,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_TASKS,
	PSI_OPT_END,
};

/* The next step of one who has an answer to come; in mode counts there are no
 * accounts to show. */
static void
next_reveal(const struct psi_session_status *status, const char *session)
{
	if (status->counts)
		psi_next("then run 'psi-reveal -s %s -o matches.csv' on it",
		    psi_shell_word(session));
	else
		psi_next("then run 'psi-reveal -s %s --accounts YOUR-LIST -o "
			 "matches.csv' on it",
		    psi_shell_word(session));
}

/* The answer of the side that answers first, or the stored one of either. */
static void
say_answer(const struct psi_step_result *result, const char *session,
    const char *output)
{
	const struct psi_session_status *status = &result->status;
	const char *partner = result->partner;

	if (status->answers_first)
		psi_note("run %" PRIu32 ": evaluated %" PRIu64
			 " elements of %s",
		    status->run, status->partner_elements, partner);
	psi_next("send %s to %s", psi_outparts_words(output, result->num_parts),
	    partner);
	if (status->state == PSI_SESSION_REVEALED && status->answers_first)
		psi_note("run %" PRIu32 " is finished: this is the answer of "
			 "then, the same bytes; another run needs a new folder",
		    status->run);
	if (status->state == PSI_SESSION_REVEALED)
		return;
	if (status->learns) {
		psi_next("by the agreement you answer first: wait for the "
			 "answer of %s",
		    partner);
		next_reveal(status, session);
	} else {
		psi_note("by the agreement you do not learn the matches: your "
			 "part of this run is done, and its secrets are "
			 "destroyed");
	}
}

/* The side that answers second has nothing to send yet. */
static void
say_bound(const struct psi_step_result *result, const char *session)
{
	const struct psi_session_status *status = &result->status;
	const char *partner = result->partner;

	psi_note("run %" PRIu32 ": accepted the %" PRIu64
		 " elements of %s; there is no file to send yet",
	    status->run, status->partner_elements, partner);
	psi_next(
	    "by the agreement %s answers first: wait for that answer", partner);
	next_reveal(status, session);
}

static void
say(const struct psi_step_result *result, const char *session,
    const char *output)
{
	if (result->has_output)
		say_answer(result, session, output);
	else if (result->status.state == PSI_SESSION_REVEALED)
		psi_note("by the agreement %s does not learn the matches: "
			 "there is no file to send",
		    result->partner);
	else
		say_bound(result, session);
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_step_exchange step = PSI_STEP_EXCHANGE_INIT;
	struct psi_tasks_options tasks = { 0, 0, false };
	struct psi_step_result result;
	int rc;

	step.files = cli->operands;
	step.num_files = cli->num_operands;
	step.output = psi_cli_text(cli, "output");
	step.force = psi_cli_given(cli, "force");
	if ((rc = psi_session_options_read(&step.where, cli, err)) != 0 ||
	    (rc = psi_outparts_option(cli, &step.max_bytes, err)) != 0 ||
	    (rc = psi_tasks_options_read(&tasks, cli, err)) != 0)
		return rc;
	if (tasks.part != 0) {
		rc = psi_step_part(
		    &step.where, PSI_TASKS_EXCHANGE, tasks.part, err);
		if (rc == 0)
			psi_tasks_say_part(tasks.part);
		return rc;
	}
	if (tasks.finish && step.num_files > 0)
		return psi_usage(
		    err, "--finish takes no FILE: the session has it");
	step.plan = tasks.plan;
	step.from_parts = tasks.finish;
	if ((rc = psi_step_exchange(&step, &result, err)) != 0)
		return rc;
	if (tasks.plan != 0)
		psi_tasks_say_plan(
		    tasks.plan, "psi-exchange", step.where.session, "");
	else
		say(&result, step.where.session, step.output);
	return 0;
}

static const struct psi_tool tool = {
	.name = "psi-exchange",
	.summary = "take the partner's blinded file, and write your answer",
	.usage = "-s DIR [-o FILE] [FILE...]\n"
		 "-s DIR --plan N [FILE...]\n"
		 "-s DIR --part I\n"
		 "-s DIR --finish [-o FILE]",
	.examples =
	    "psi-exchange -s globex-1 -o acme-answer.csv globex-blinded.csv\n"
	    "psi-exchange -s acme-1 acme-blinded.csv      # you answer second\n"
	    "psi-reveal -s acme-1 --accounts accounts.csv -o matches.csv "
	    "acme-answer.csv\n"
	    "psi-exchange -s acme-1 -o globex-answer.csv\n",
	.options = options,
	.operands =
	    "FILE is the blinded file that the partner sent; standard input by "
	    "default. It is checked to its last byte, and from then on the "
	    "session takes no other one. The agreement says who answers first. "
	    "If you do, your answer is written: every element of your partner "
	    "under your key too, with proofs, sealed. If your partner does, "
	    "there is nothing to write yet: run psi-reveal on its answer, and "
	    "then psi-exchange without FILE, which writes yours.\n"
	    "Run again, psi-exchange writes the same answer again.\n"
	    "If you answer first, the work on a very long file can be done on "
	    "several machines that share the folder, in parts (--plan, --part, "
	    "--finish): see psi-exchange(1).",
	.max_operands = PSI_PARTS_MAX,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
