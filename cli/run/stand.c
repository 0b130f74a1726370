/* For realpath, which POSIX.1-2008 has in its XSI part only. */
#define _XOPEN_SOURCE 700

#include "run/stand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/ledger.h"
#include "psi/share.h"

#include "kit/store_dir.h"
#include "run/names.h"
#include "kit/tool.h"

#define RUN_MAX 999999999UL
/* Days of runs that are remembered to find when the next is allowed. */
#define OPEN_DAYS_MAX 4096

static int
on_run(void *cookie, const char *name, struct psi_error *err)
{
	uint32_t *highest = cookie;
	unsigned long number;

	(void)err;
	if (name[0] < '1' || name[0] > '9' || strlen(name) > 9 ||
	    name[strspn(name, "0123456789")] != '\0')
		return 0;
	number = strtoul(name, NULL, 10);
	if (number <= RUN_MAX && number > *highest)
		*highest = (uint32_t)number;
	return 0;
}

static int
highest_folder(
    const struct psi_run *run, uint32_t *highest, struct psi_error *err)
{
	*highest = 0;
	return psi_run_names(run, "runs", on_run, highest, err);
}

struct psi_session_where
psi_run_where(
    const struct psi_run *run, uint32_t number, struct psi_run_path *path)
{
	struct psi_session_where where = PSI_SESSION_WHERE_INIT;

	where.session =
	    psi_run_path(path, run, "runs/%u", (unsigned int)number);
	where.identity = run->settings.identity;
	where.passphrase_file = run->settings.passphrase_file;
	where.jobs = run->jobs;
	return where;
}

/* Was it begun under the agreement that is in the folder now? */
static bool
is_of_older(const struct psi_run *run, const struct psi_session_status *status)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];

	psi_agreement_digest(run->agreement, digest);
	/* Digests are public. */
	return status->state != PSI_SESSION_EMPTY &&
	    memcmp(digest, status->agreement, sizeof digest) != 0;
}

static int
look(const struct psi_run *run, struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_run_path path;
	struct psi_session_where where = psi_run_where(run, stand->run, &path);
	struct psi_error no_share;
	int rc;

	psi_tool_next_step();
	rc = psi_session_tool_open(&tool, &where, 0, err);
	if (rc == 0)
		rc = psi_session_tool_status(&tool, &stand->status, err);
	if (rc == 0) {
		stand->has_session = true;
		stand->is_of_older = is_of_older(run, &stand->status);
		stand->shares =
		    psi_session_share_due(tool.session, &stand->due,
			&stand->sent, &stand->received, &no_share) == 0;
	}
	psi_session_tool_close(&tool, rc);
	return rc;
}

int
psi_run_stand(const struct psi_run *run, struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct psi_run_path path;
	int rc;

	*stand = (struct psi_run_stand){ .status = PSI_SESSION_STATUS_INIT };
	if ((rc = highest_folder(run, &stand->run, err)) != 0 ||
	    stand->run == 0)
		return rc;
	stand->is_ended = psi_run_journal_find(&run->journal, stand->run, "end",
			      NULL, NULL) != NULL;
	/* A call that was killed at once leaves a folder with nothing in it. */
	(void)psi_run_path(
	    &path, run, "runs/%u/state.csv", (unsigned int)stand->run);
	if (stand->is_ended)
		return 0;
	if (access(path.text, F_OK) != 0)
		return errno == ENOENT
		    ? 0
		    : psi_error_set_errno(
			  err, PSI_E_IO, errno, "cannot find '%s'", path.text);
	return look(run, stand, err);
}

/* ---- the ledger ---- */

struct audit {
	uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES];
	struct psi_run_ledger *out;
	int32_t days[OPEN_DAYS_MAX];
	size_t num_days;
	/* The last runs of which the ledger says it. */
	uint32_t answered;
	uint32_t revealed;
};

static int
on_entry(
    void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	struct audit *audit = cookie;
	struct psi_run_ledger *out = audit->out;

	(void)err;
	if (entry->agreement == NULL ||
	    memcmp(entry->agreement, audit->agreement,
		sizeof audit->agreement) != 0)
		return 0;
	if (entry->run > out->highest)
		out->highest = entry->run;
	if (strcmp(entry->event, "open") == 0)
		audit->days[audit->num_days++ % OPEN_DAYS_MAX] = entry->day;
	/* Who answers second is revealed first. */
	if (strcmp(entry->event, "answered") == 0)
		audit->answered = entry->run;
	if (strcmp(entry->event, "revealed") == 0)
		audit->revealed = entry->run;
	return 0;
}

unsigned long
psi_run_term_number(const struct psi_run *run, const char *term)
{
	const char *text = psi_agreement_term(run->agreement, term, 0);

	return text == NULL ? 0 : strtoul(text, NULL, 10);
}

/* The budget counts the runs of the last `period-days`, today's among them. */
static void
find_allowed(const struct psi_run *run, struct audit *audit)
{
	size_t runs = psi_run_term_number(run, "runs");
	unsigned long period = psi_run_term_number(run, "period-days");

	audit->out->allowed_from = INT32_MIN;
	if (audit->num_days < runs || runs == 0 || runs > OPEN_DAYS_MAX)
		return;
	audit->out->allowed_from =
	    audit->days[(audit->num_days - runs) % OPEN_DAYS_MAX] +
	    (int32_t)period;
}

static bool
learns(const struct psi_run *run)
{
	const char *who = psi_agreement_term(run->agreement, "learns", 0);

	return who == NULL || strcmp(who, "both") == 0 || who[0] == run->role;
}

int
psi_run_ledger(const struct psi_run *run, struct psi_run_ledger *out,
    struct psi_error *err)
{
	struct psi_store ledger = { .cookie = NULL };
	struct audit *audit = calloc(1, sizeof *audit);
	char *key_path = NULL;
	int rc;

	*out = (struct psi_run_ledger){ .allowed_from = INT32_MIN };
	if (audit == NULL) {
		rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
		goto out;
	}
	if ((key_path = realpath(run->settings.identity, NULL)) == NULL) {
		rc = psi_error_set_errno(err, PSI_E_IO, errno,
		    "cannot find the identity '%s'", run->settings.identity);
		goto out;
	}
	audit->out = out;
	psi_agreement_digest(run->agreement, audit->agreement);
	if ((rc = psi_store_ledger_open(&ledger, key_path, err)) == 0)
		rc = psi_store_ledger_blame(
		    psi_ledger_audit(&ledger, on_entry, audit, err), key_path);
	if (rc == 0)
		find_allowed(run, audit);
	/* A side that does not learn waits for no answer. */
	if (rc == 0 && audit->answered != audit->revealed && learns(run))
		out->unanswered = audit->answered;
out:
	psi_store_dir_close(&ledger);
	free(audit);
	free(key_path);
	return rc;
}

int
psi_run_next_number(const struct psi_run *run,
    const struct psi_run_ledger *ledger, uint32_t *out, struct psi_error *err)
{
	uint32_t highest;
	int rc = highest_folder(run, &highest, err);

	if (rc != 0)
		return rc;
	if (ledger->highest > highest)
		highest = ledger->highest;
	for (size_t i = 0; i < run->journal.num; i++)
		if (run->journal.entries[i].run > highest &&
		    strcmp(run->journal.entries[i].step, "begin") == 0)
			highest = run->journal.entries[i].run;
	*out = highest + 1;
	return 0;
}
