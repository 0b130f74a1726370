#include "run/tell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/agreed.h"
#include "run/csv_text.h"
#include "run/hook.h"
#include "run/need.h"
#include "run/owner_files.h"

static const char failed[] = "failed";

static bool
is_told(const struct psi_run *run, uint32_t number, const char *name)
{
	const struct psi_run_entry *entry =
	    psi_run_journal_find(&run->journal, number, "tell", name, NULL);

	return entry != NULL && strcmp(entry->outcome, failed) != 0;
}

/* It was begun, and failed. */
static bool
is_owed(const struct psi_run *run, uint32_t number, const char *name)
{
	const struct psi_run_entry *entry =
	    psi_run_journal_find(&run->journal, number, "tell", name, NULL);

	return entry != NULL && strcmp(entry->outcome, failed) == 0;
}

/* A later run does not make it forgotten, so it is in the log; once. */
static int
owe(struct psi_run *run, uint32_t number, const char *name,
    const struct psi_error *why, int code, struct psi_error *err)
{
	psi_run_need_hook(run, name, why, code);
	return is_owed(run, number, name)
	    ? 0
	    : psi_run_note(run, number, "tell", name, NULL, failed, err);
}

/* A header and at least one row? A file that cannot be read is not one without
 * rows. */
static int
count_rows(const char *path, bool *has, struct psi_error *err)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	int rc = psi_run_table_read(&table, path, (size_t)1 << 30, err);

	*has = rc == 0 && table.num_rows > 1;
	psi_run_table_clear(&table);
	return rc;
}

static int
tell_all(struct psi_run *run, uint32_t number, const char *path,
    struct psi_error *err)
{
	struct psi_run_hook hook = { "on-change", &run->settings.on_change,
		path, NULL, NULL, NULL };
	struct psi_error why;
	int rc;

	if (hook.command->num == 0 || is_told(run, number, hook.name))
		return 0;
	if ((rc = psi_run_hook(run, &hook, &why)) == 0)
		return psi_run_note(
		    run, number, "tell", hook.name, NULL, NULL, err);
	return owe(run, number, hook.name, &why, rc, err);
}

static int
tell_owners(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	static const char name[] = "on-change-owner";
	struct psi_error why;
	int rc;

	if (run->settings.on_change_owner.num == 0 ||
	    is_told(run, number, name))
		return 0;
	rc = psi_run_owner_files(run, number, &why);
	if (rc == 0)
		return psi_run_note(run, number, "tell", name, NULL, NULL, err);
	return owe(run, number, name, &why, rc, err);
}

/* By the agreement in the folder, and by that which the pairs are of. */
static int
may_tell(const struct psi_run *run, uint32_t number, bool *yes,
    struct psi_error *err)
{
	struct psi_agreement *agreement;
	char role;
	int rc;

	*yes = psi_agreement_may(run->agreement, "notify") == 1;
	if (!*yes)
		return 0;
	if ((rc = psi_run_agreed(run, number, &agreement, &role, err)) == 0)
		*yes = psi_agreement_may(agreement, "notify") == 1;
	psi_agreement_free(agreement);
	/* Who removed the folder of a run wants nothing more of it. */
	if (rc == PSI_E_IO && err->sys_errno == ENOENT) {
		*yes = false;
		rc = 0;
	}
	return rc;
}

static int
tell_run(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path path;
	bool yes = false;
	int rc;

	if (is_told(run, number, "nothing") ||
	    access(psi_run_path(&path, run, "results/%u/changes.csv",
		       (unsigned int)number),
		F_OK) != 0)
		return 0;
	if ((rc = may_tell(run, number, &yes, err)) != 0 || !yes)
		return rc;
	if ((rc = count_rows(path.text, &yes, err)) != 0)
		return rc;
	if (!yes)
		return psi_run_note(
		    run, number, "tell", "nothing", NULL, NULL, err);
	if ((rc = tell_all(run, number, path.text, err)) != 0)
		return rc;
	return tell_owners(run, number, err);
}

/* The last run that came to a result, and before it those that are owed. */
int
psi_run_tell(struct psi_run *run, struct psi_error *err)
{
	const size_t num = run->journal.num;
	size_t last = num;
	int rc = 0;

	if (run->settings.on_change.num == 0 &&
	    run->settings.on_change_owner.num == 0)
		return 0;
	for (size_t i = 0; i < num; i++)
		if (psi_run_has_result(&run->journal.entries[i]))
			last = i;
	for (size_t i = 0; rc == 0 && i < num; i++) {
		const struct psi_run_entry entry = run->journal.entries[i];

		if (i == last ||
		    (psi_run_has_result(&entry) &&
			(is_owed(run, entry.run, "on-change") ||
			    is_owed(run, entry.run, "on-change-owner"))))
			rc = tell_run(run, entry.run, err);
	}
	return rc;
}
