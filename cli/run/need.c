#include "run/need.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kit/diag.h"

const struct psi_run_matter psi_run_matters[] = {
	{ "agreement", "the agreement in the folder" },
	{ "first-run", "the first run with this partner" },
	{ "list", "a list that is empty or much changed" },
	{ "share", "sharing these fields of these populations" },
	{ "cap", "a file with more rows than share-most" },
	{ "unanswered", "another run though the last was not answered" },
	{ "follow", "a run number far above ours" },
	{ "close", "closing a run in which we have answered" },
	{ NULL, NULL },
};

static struct psi_run_need *
new_need(struct psi_run *run, int code, const char *key, const char *next)
{
	struct psi_run_need *need;

	for (size_t i = 0; i < run->num_needs; i++)
		if (strcmp(run->needs[i].key, key) == 0)
			return NULL;
	if (run->num_needs == PSI_RUN_NEEDS_MAX)
		return NULL;
	need = &run->needs[run->num_needs++];
	need->code = code;
	(void)snprintf(need->key, sizeof need->key, "%s", key);
	(void)snprintf(need->next, sizeof need->next, "%s", next);
	return need;
}

void
psi_run_need(struct psi_run *run, int code, const char *key, const char *next,
    const char *format, ...)
{
	struct psi_run_need *need = new_need(run, code, key, next);
	va_list args;

	if (need == NULL)
		return;
	va_start(args, format);
	(void)vsnprintf(need->text, sizeof need->text, format, args);
	va_end(args);
}

void
psi_run_need_error(
    struct psi_run *run, const char *key, const struct psi_error *err, int rc)
{
	char where[PSI_RUN_PATH_BYTES + 32] = "";
	const char *file = psi_diag_blamed();
	const char *reason =
	    err->sys_errno == 0 ? "" : strerror(err->sys_errno);

	if (file[0] != '\0' && err->line != 0)
		(void)snprintf(where, sizeof where, "%s:%llu: ", file,
		    (unsigned long long)err->line);
	else if (file[0] != '\0')
		(void)snprintf(where, sizeof where, "%s: ", file);
	psi_run_need(run, rc, key, err->hint, "%s%s%s%s", where, err->text,
	    reason[0] == '\0' ? "" : ": ", reason);
}

bool
psi_run_is_approved(
    const struct psi_run *run, const char *what, const char *object)
{
	return psi_run_journal_find(
		   &run->journal, 0, "approve", what, object) != NULL;
}

int
psi_run_asks(struct psi_run *run, bool *yes, uint32_t number, const char *what,
    const char *object, struct psi_error *err, const char *format, ...)
{
	char next[512];
	char text[512];
	char key[32];
	va_list args;

	*yes = psi_run_is_approved(run, what, object);
	if (*yes)
		return 0;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	(void)snprintf(next, sizeof next,
	    "look at it, then run 'psi-run "
	    "approve %s %s'",
	    run->name, what);
	(void)snprintf(key, sizeof key, "approve-%s", what);
	psi_run_need(run, PSI_E_STATE, key, next, "%s", text);
	if (psi_run_journal_find(&run->journal, 0, "ask", what, object) != NULL)
		return 0;
	return psi_run_note(run, number, "ask", what, object, NULL, err);
}
