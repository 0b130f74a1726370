/* psi-blind: your keys, blinded, for the partner. */
#include <inttypes.h>
#include <stddef.h>

#include "step/session_options.h"
#include "step/step_session.h"
#include "step/tasks_options.h"
#include "kit/memory_option.h"
#include "kit/outparts.h"
#include "kit/shell_word.h"
#include "kit/tool.h"

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
	PSI_OPT_SPLIT,
	PSI_OPT_JOBS,
	PSI_OPT_MEMORY,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_TASKS,
	PSI_OPT_END,
};

static void
say(const struct psi_step_result *result, const char *session,
    const char *output)
{
	const struct psi_session_status *status = &result->status;

	psi_note("run %" PRIu32 ": %" PRIu64 " different keys of %" PRIu64
		 " accounts, %" PRIu64 " elements with padding: a key that "
		 "several of your accounts have is one element",
	    status->run, status->keys, status->accounts, status->elements);
	if (status->dropped_types > 0)
		psi_note("left out %" PRIu64
			 " keys whose type is not in the agreement",
		    status->dropped_types);
	if (status->dropped_populations > 0)
		psi_note("left out %" PRIu64
			 " keys of accounts whose population is not sent",
		    status->dropped_populations);
	if (status->state == PSI_SESSION_REVEALED) {
		psi_note("run %" PRIu32 " is finished: this is the file of "
			 "then, the same bytes",
		    status->run);
		psi_next("use a new folder for another run: 'psi-blind -a "
			 "AGREEMENT -i IDENTITY -s NEW-FOLDER KEYS'");
		return;
	}
	psi_next("send %s to %s; when theirs is here, run "
		 "'psi-exchange -s %s' on it",
	    psi_outparts_words(output, result->num_parts), result->partner,
	    psi_shell_word(session));
}

static int
read_options(struct psi_step_blind *step, struct psi_tasks_options *tasks,
    const struct psi_cli *cli, struct psi_error *err)
{
	uint64_t number = 0;
	int rc;

	step->keys = psi_cli_operand(cli, 0);
	step->output = psi_cli_text(cli, "output");
	step->force = psi_cli_given(cli, "force");
	step->after_unanswered = psi_cli_given(cli, "after-unanswered");
	if ((rc = psi_session_options_read(&step->where, cli, err)) != 0 ||
	    (rc = psi_outparts_option(cli, &step->max_bytes, err)) != 0 ||
	    (rc = psi_cli_number(cli, &number, "run", 1, RUN_MAX, err)) != 0)
		return rc;
	step->run = (uint32_t)number;
	if ((rc = psi_tasks_options_read(tasks, cli, err)) != 0)
		return rc;
	step->plan = tasks->plan;
	step->from_parts = tasks->finish;
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
	struct psi_tasks_options tasks = { 0, 0, false };
	struct psi_step_result result;
	int rc;

	if ((rc = read_options(&step, &tasks, cli, err)) != 0)
		return rc;
	if (tasks.part != 0) {
		rc = psi_step_part(
		    &step.where, PSI_TASKS_BLIND, tasks.part, err);
		if (rc == 0)
			psi_tasks_say_part(tasks.part);
		return rc;
	}
	if ((rc = psi_step_blind(&step, &result, err)) != 0)
		return rc;
	if (tasks.plan != 0)
		psi_tasks_say_plan(
		    tasks.plan, "psi-blind", step.where.session, " KEYS");
	else
		say(&result, step.where.session, step.output);
	return 0;
}

static const struct psi_tool tool = {
	.name = "psi-blind",
	.summary = "blind your keys for your partner",
	.usage = "-a FILE -i FILE -s DIR [--run N] [-o FILE] [KEYS]\n"
		 "-s DIR [-o FILE] [KEYS]\n"
		 "-a FILE -i FILE -s DIR --plan N [KEYS]\n"
		 "-s DIR --part I\n"
		 "-s DIR --finish [-o FILE] [KEYS]",
	.examples = "psi-normalize -a agreement.csv -o keys.csv accounts.csv\n"
		    "psi-blind -a agreement.csv -i acme.key -s globex-1 \\\n"
		    "    -o acme-blinded.csv keys.csv\n",
	.options = options,
	.operands =
	    "KEYS is what psi-normalize wrote; standard input by default. The "
	    "folder of the session is made, and must be kept until the matches "
	    "are there. The file that is written goes to the partner: nothing "
	    "readable is in it.\n"
	    "Run again on the same keys, psi-blind writes the same file "
	    "again.\n"
	    "Of a very long list the work can be done on several machines that "
	    "share the folder, in parts (--plan, --part, --finish): see "
	    "psi-blind(1).",
	.max_operands = 1,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
