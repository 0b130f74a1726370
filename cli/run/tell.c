#include "run/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/csv_text.h"
#include "run/hook.h"
#include "run/need.h"
#include "run/owner_files.h"

static bool
is_told(const struct psi_run *run, uint32_t number, const char *name)
{
	return psi_run_journal_find(
		   &run->journal, number, "tell", name, NULL) != NULL;
}

/* A header and at least one row. */
static bool
has_rows(const char *path)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	struct psi_error none;
	bool has =
	    psi_run_table_read(&table, path, (size_t)1 << 30, &none) == 0 &&
	    table.num_rows > 1;

	psi_run_table_clear(&table);
	return has;
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
	psi_run_need_hook(run, "on-change", &why, rc);
	return 0;
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
	psi_run_need_hook(run, name, &why, rc);
	return 0;
}

int
psi_run_tell(struct psi_run *run, struct psi_error *err)
{
	const struct psi_run_entry *end =
	    psi_run_journal_find(&run->journal, 0, "end", NULL, NULL);
	struct psi_run_path path;
	int rc;

	if (end == NULL ||
	    (run->settings.on_change.num == 0 &&
		run->settings.on_change_owner.num == 0) ||
	    psi_agreement_may(run->agreement, "notify") != 1)
		return 0;
	if (is_told(run, end->run, "nothing") ||
	    access(psi_run_path(&path, run, "results/%u/changes.csv",
		       (unsigned int)end->run),
		R_OK) != 0)
		return 0;
	if (!has_rows(path.text))
		return psi_run_note(
		    run, end->run, "tell", "nothing", NULL, NULL, err);
	if ((rc = tell_all(run, end->run, path.text, err)) != 0)
		return rc;
	return tell_owners(run, end->run, err);
}
