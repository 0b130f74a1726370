#include "run/need.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/agreement.h"

#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/shell_word.h"
#include "run/own_accounts.h"
#include "run/settings.h"

const struct psi_run_matter psi_run_matters[] = {
	{ "agreement", "the agreement in the folder", PSI_RUN_LOOK_AGREEMENT },
	{ "first-run", "the first run with this partner",
	    PSI_RUN_LOOK_AGREEMENT },
	{ "list", "a list that is much changed, or has lost a column",
	    PSI_RUN_LOOK_LIST },
	{ "share",
	    "sharing these fields of these populations, on this evidence",
	    PSI_RUN_LOOK_SHARE },
	{ "cap", "a file with more rows than share-most", PSI_RUN_LOOK_SHARE },
	{ "unanswered", "another run though the last was not answered",
	    PSI_RUN_LOOK_ASK },
	{ "follow", "a run number far above ours", PSI_RUN_LOOK_ASK },
	{ "close", "closing a run in which we have answered",
	    PSI_RUN_LOOK_ASK },
	{ NULL, NULL, PSI_RUN_LOOK_ASK },
};

static struct psi_run_need *
find_need(struct psi_run *run, const char *key)
{
	for (size_t i = 0; i < run->num_needs; i++)
		if (strcmp(run->needs[i].key, key) == 0)
			return &run->needs[i];
	return NULL;
}

static struct psi_run_need *
new_need(struct psi_run *run, int code, const char *key, const char *next)
{
	struct psi_run_need *need;

	if (find_need(run, key) != NULL || run->num_needs == PSI_RUN_NEEDS_MAX)
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
psi_run_need_anew(struct psi_run *run, int code, const char *key,
    const char *next, const char *format, ...)
{
	struct psi_run_need *need = find_need(run, key);
	va_list args;

	if (need == NULL)
		need = new_need(run, code, key, next);
	if (need == NULL)
		return;
	(void)snprintf(need->next, sizeof need->next, "%s", next);
	if (psi_exit_status(code) > psi_exit_status(need->code))
		need->code = code;
	va_start(args, format);
	(void)vsnprintf(need->text, sizeof need->text, format, args);
	va_end(args);
}

/* What a step says is for those who make it by hand: its options are settings
 * here. */
static void
say_remedy(char *out, size_t size, const struct psi_run *run,
    const struct psi_error *err)
{
	const char *name = psi_run_setting_named(err->hint);
	struct psi_run_path path;

	if (name == NULL)
		name = psi_run_setting_named(err->text);
	if (name == NULL)
		(void)snprintf(out, size, "%s", err->hint);
	else
		(void)snprintf(out, size,
		    "%s%sin %.2048s --%s X is the line %s,X", err->hint,
		    err->hint[0] == '\0' ? "" : "; ",
		    psi_run_named(&path, run, "settings.csv"), name, name);
}

void
psi_run_need_error(
    struct psi_run *run, const char *key, const struct psi_error *err, int rc)
{
	char where[PSI_RUN_PATH_BYTES + 32] = "";
	const char *file = psi_diag_blamed();
	const char *reason =
	    err->sys_errno == 0 ? "" : strerror(err->sys_errno);
	char next[PSI_RUN_NEXT_BYTES];

	say_remedy(next, sizeof next, run, err);
	/* Nothing was typed: what a step refuses so came from the settings. */
	if (rc == PSI_CLI_USAGE)
		rc = PSI_E_INPUT;
	if (file[0] != '\0' && err->line != 0)
		(void)snprintf(where, sizeof where, "%s:%llu: ", file,
		    (unsigned long long)err->line);
	else if (file[0] != '\0')
		(void)snprintf(where, sizeof where, "%s: ", file);
	psi_run_need(run, rc, key, next, "%s%s%s%s", where, err->text,
	    reason[0] == '\0' ? "" : ": ", reason);
}

void
psi_run_need_hook(
    struct psi_run *run, const char *key, const struct psi_error *err, int rc)
{
	const char *reason =
	    err->sys_errno == 0 ? "" : strerror(err->sys_errno);

	psi_run_need(run, rc, key,
	    err->hint[0] == '\0' ? "it is tried again next time" : err->hint,
	    "%s%s%s", err->text, reason[0] == '\0' ? "" : ": ", reason);
}

bool
psi_run_is_approved(
    const struct psi_run *run, const char *what, const char *object)
{
	return psi_run_journal_find(
		   &run->journal, 0, "approve", what, object) != NULL;
}

static enum psi_run_look
look_of(const char *what)
{
	const struct psi_run_matter *matter = psi_run_matters;

	while (matter->name != NULL && strcmp(matter->name, what) != 0)
		matter++;
	return matter->look;
}

/* psi-share on the session and on all lists that it was made of, read as we read
 * them: else it would show something else than what leaves. */
static void
say_preview(char *out, size_t size, const struct psi_run *run, uint32_t number)
{
	static const char *const names[] = { "map", "encoding", "delimiter",
		"sheet", "currency", NULL };
	struct psi_run_lists *lists = calloc(1, sizeof *lists);
	struct psi_run_path path;
	size_t len = 0;

	(void)snprintf(out, size, "see it with 'psi-share --dry-run -s %s",
	    psi_shell_word(
		psi_run_named(&path, run, "runs/%u", (unsigned int)number)));
	if (lists != NULL)
		psi_run_lists_find(lists, run, number);
	for (size_t i = 0; lists != NULL && i < lists->paths.num; i++) {
		const char *name = strrchr(lists->path[i].text, '/');

		len = strlen(out);
		(void)snprintf(out + len, size - len, " --accounts %s",
		    psi_shell_word(psi_run_named(
			&path, run, "work/%u%s", (unsigned int)number, name)));
	}
	free(lists);
	psi_run_settings_options(out, size, &run->settings, names);
	len = strlen(out);
	(void)snprintf(out + len, size - len, "'");
}

/* What a person looks at, and how they say yes. */
static void
say_next(char *out, size_t size, const struct psi_run *run, uint32_t number,
    const char *what)
{
	unsigned int n = (unsigned int)number;
	size_t len;

	switch (look_of(what)) {
	case PSI_RUN_LOOK_AGREEMENT:
		(void)snprintf(out, size, "read it with 'psi-agree show %s'",
		    psi_shell_word(run->settings.agreement));
		break;
	case PSI_RUN_LOOK_LIST:
		(void)snprintf(
		    out, size, "look at %s/work/%u/accounts.csv", run->name, n);
		break;
	case PSI_RUN_LOOK_SHARE:
		say_preview(out, size, run, number);
		break;
	case PSI_RUN_LOOK_ASK:
		(void)snprintf(
		    out, size, "ask %s about it", psi_run_partner(run));
		break;
	}
	len = strlen(out);
	(void)snprintf(out + len, size - len,
	    ", then run 'psi-run approve %s %s'", psi_shell_word(run->name),
	    what);
}

int
psi_run_asks(struct psi_run *run, bool *yes, uint32_t number, const char *what,
    const char *object, struct psi_error *err, const char *format, ...)
{
	const struct psi_run_entry *last;
	char next[PSI_RUN_NEXT_BYTES];
	char text[512];
	char key[32];
	va_list args;

	*yes = psi_run_is_approved(run, what, object);
	(void)snprintf(key, sizeof key, "approve-%s", what);
	/* One question of a kind at a time: a yes is for the one that was
	 * told. */
	if (*yes || find_need(run, key) != NULL)
		return 0;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	say_next(next, sizeof next, run, number, what);
	psi_run_need(run, PSI_E_STATE, key, next, "%s", text);
	/* The last of its kind in the log is the one that is open. */
	last = psi_run_journal_find(&run->journal, 0, "ask", what, NULL);
	if (last != NULL && strcmp(last->digest, object) == 0)
		return 0;
	return psi_run_note(run, number, "ask", what, object, NULL, err);
}
