#include "run/pass.h"

#include <string.h>

#include "psi/date.h"

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/exitcode.h"
#include "run/begin.h"
#include "run/hook.h"
#include "run/inbox.h"
#include "run/need.h"
#include "run/outbox.h"
#include "run/retention.h"
#include "run/run_folder.h"
#include "run/stand.h"
#include "run/steps.h"
#include "run/tell.h"

/* More steps than a run has: a call ends. */
#define STEPS_MAX 64
#define EXPIRES_SOON 30

static void
warn_expiry(struct psi_run *run)
{
	const char *text = psi_agreement_term(run->agreement, "expires", 0);
	char next[PSI_RUN_NEXT_BYTES];
	int32_t day;

	if (text == NULL || !psi_date_decode(&day, text, strlen(text)) ||
	    day < run->today || day - run->today > EXPIRES_SOON)
		return;
	psi_run_say_renewal(next, sizeof next, run);
	psi_run_need(run, 0, "expires", next,
	    "the agreement with %s expires on %s", psi_run_partner(run), text);
}

static void
fetch(struct psi_run *run)
{
	struct psi_run_path inbox;
	struct psi_run_hook hook = { "fetch", &run->settings.fetch, NULL,
		psi_run_path(&inbox, run, "inbox"), NULL, NULL };
	struct psi_error why;
	int rc;

	if (hook.command->num == 0)
		return;
	if ((rc = psi_run_hook(run, &hook, &why)) != 0)
		psi_run_need_hook(run, "fetch", &why, rc);
}

/* Move on as far as it goes. */
static int
advance(struct psi_run *run, struct psi_error *err)
{
	struct psi_run_stand stand;
	bool moved = true;
	int rc = 0;

	for (int i = 0; rc == 0 && moved && i < STEPS_MAX; i++) {
		moved = false;
		if ((rc = psi_run_stand(run, &stand, err)) != 0)
			break;
		/* What was reserved under an agreement that another one has
		 * replaced is not begun any more. */
		rc = stand.run == 0 || stand.is_ended || !stand.has_session ||
			(stand.status.state <= PSI_SESSION_PREPARING &&
			    !stand.is_of_older)
		    ? psi_run_begin(run, &stand, &moved, err)
		    : psi_run_step(run, &stand, &moved, err);
	}
	return rc;
}

static int
sort_and_advance(struct psi_run *run, struct psi_error *err)
{
	struct psi_run_stand stand;
	struct psi_error none;
	int told;
	int rc;

	if ((rc = psi_run_stand(run, &stand, err)) != 0 ||
	    (rc = psi_run_inbox(run, &stand, err)) != 0)
		return rc;
	rc = advance(run, err);
	/* Now it is known whether another run has begun. */
	told = psi_run_tell_late(run, rc == 0 ? err : &none);
	return rc != 0 ? rc : told;
}

/* What a killed pass has left in a folder that this one may not write into: the
 * partner's own, and those in it. The inbox is the transport's. */
static void
clear_left_over(const struct psi_run *run)
{
	psi_cleanup_left_over(run->dir_fd, ".");
	for (size_t i = 1; psi_run_folders[i] != NULL; i++)
		psi_cleanup_left_over(run->dir_fd, psi_run_folders[i]);
}

/* What fails is told, and what comes after it is done all the same. */
static void
try_all(struct psi_run *run, int32_t last_day)
{
	struct psi_error err = { 0 };
	int rc;

	clear_left_over(run);
	warn_expiry(run);
	fetch(run);
	psi_diag_forget();
	if ((rc = sort_and_advance(run, &err)) != 0)
		psi_run_need_error(run, "step", &err, rc);
	psi_diag_forget();
	if ((rc = psi_run_send(run, &err)) != 0)
		psi_run_need_error(run, "outbox", &err, rc);
	if ((rc = psi_run_tell(run, &err)) != 0)
		psi_run_need_error(run, "tell", &err, rc);
	if ((rc = psi_run_retain(run, last_day, &err)) != 0)
		psi_run_need_error(run, "retention", &err, rc);
}

static int
gravest(const struct psi_run *run)
{
	int code = 0;

	for (size_t i = 0; i < run->num_needs; i++)
		if (psi_exit_status(run->needs[i].code) > psi_exit_status(code))
			code = run->needs[i].code;
	return code;
}

int
psi_run_pass(struct psi_run *run)
{
	const int32_t last_day = psi_run_journal_last_day(&run->journal);
	struct psi_error err = { 0 };
	bool yes = false;
	int rc;

	if ((rc = psi_run_check_host(run, &err)) != 0 ||
	    (rc = psi_run_asks(run, &yes, 0, "agreement", run->digest, &err,
		 "the agreement in the folder is another one than before")) !=
		0)
		psi_run_need_error(run, "machine", &err, rc);
	else if (yes)
		try_all(run, last_day);
	return gravest(run);
}
