#include "step/tasks_options.h"

#include <stddef.h>

#include "psi/tasks.h"

#include "kit/shell_word.h"
#include "kit/tool.h"

/* Options that have no meaning beside --part, and beside --plan. */
static const char *const not_with_part[] = { "agreement", "identity", "run",
	"after-unanswered", "output", "force", "split", "memory",
	"passphrase-file", NULL };
static const char *const not_with_plan[] = { "output", "force", "split", NULL };

static int
exclude(const struct psi_cli *cli, const char *one, const char *const *others,
    struct psi_error *err)
{
	for (; *others != NULL; others++) {
		int rc = 0;

		if (psi_cli_has(cli, *others))
			rc = psi_cli_exclude(cli, one, *others, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
psi_tasks_options_read(struct psi_tasks_options *out, const struct psi_cli *cli,
    struct psi_error *err)
{
	uint64_t plan = 0;
	uint64_t part = 0;
	int rc;

	if ((rc = psi_cli_exclude(cli, "plan", "part", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "plan", "finish", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "part", "finish", err)) != 0 ||
	    (rc = exclude(cli, "part", not_with_part, err)) != 0 ||
	    (rc = exclude(cli, "plan", not_with_plan, err)) != 0 ||
	    (rc = psi_cli_number(cli, &plan, "plan", 1, PSI_TASKS_MAX, err)) !=
		0 ||
	    (rc = psi_cli_number(cli, &part, "part", 1, PSI_TASKS_MAX, err)) !=
		0)
		return rc;
	if (part != 0 && cli->num_operands > 0)
		return psi_usage(
		    err, "--part takes no file: the session has its input");
	out->plan = (uint32_t)plan;
	out->part = (uint32_t)part;
	out->finish = psi_cli_given(cli, "finish");
	return 0;
}

void
psi_tasks_say_plan(
    uint32_t plan, const char *tool, const char *session, const char *file)
{
	psi_note("the work is cut into %lu parts; whatever does them reads the "
		 "secret of this run in '%s'",
	    (unsigned long)plan, session);
	psi_next("run '%s -s %s --part I' for I from 1 to %lu, on any machine "
		 "that sees the folder; then '%s -s %s --finish -o FILE%s' "
		 "here",
	    tool, psi_shell_word(session), (unsigned long)plan, tool,
	    psi_shell_word(session), file);
}

void
psi_tasks_say_part(uint32_t part)
{
	psi_note("part %lu is done", (unsigned long)part);
}
