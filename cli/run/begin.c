#include "run/begin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "psi/date.h"

#include "run/held.h"
#include "run/need.h"
#include "run/outbox.h"
#include "run/own_accounts.h"
#include "run/reading_judge.h"
#include "step/step_session.h"

#define EXPIRES_SOON 30

struct beginning {
	struct psi_run *run;
	uint32_t number;
	/* The partner has begun: then ours follows whatever `every` says. */
	bool is_answer;
	/* The ledger has it already: nothing is asked again. */
	bool is_reserved;
	bool after_unanswered;
	struct psi_run_ledger ledger;
	char digest[PSI_RUN_HEX_CHARS];
};

/* ---- when ---- */

static const struct psi_run_entry *
last_begin(const struct psi_run *run)
{
	return psi_run_journal_find(&run->journal, 0, "begin", NULL, NULL);
}

int32_t
psi_run_begun_day(const struct psi_run *run, uint32_t number)
{
	const struct psi_run_entry *entry =
	    psi_run_journal_find(&run->journal, number, "begin", NULL, NULL);

	return entry == NULL ? INT32_MIN : entry->day;
}

/* The day on which `every` lets the next run begin. */
static int32_t
day_by_every(const struct psi_run *run)
{
	const struct psi_run_entry *last = last_begin(run);

	if (run->settings.every == 0)
		return INT32_MAX;
	/* A day to come was noted by a clock that was wrong: it is not waited
	 * for. */
	return last == NULL || last->day > run->today
	    ? INT32_MIN
	    : last->day + (int32_t)run->settings.every;
}

int32_t
psi_run_due_day(const struct psi_run *run, const struct psi_run_ledger *ledger)
{
	int32_t day = day_by_every(run);

	return ledger->allowed_from > day ? ledger->allowed_from : day;
}

/* ---- what stands against it ---- */

void
psi_run_say_renewal(char *out, size_t size, const struct psi_run *run)
{
	(void)snprintf(out, size,
	    "sign a new one with %s, which begins with 'psi-agree propose "
	    "--set replaces=%s', and put it in the place of agreement.csv",
	    psi_run_partner(run), run->digest);
}

static int
check_dates(struct psi_run *run, bool *yes, struct psi_error *err)
{
	struct psi_error why;
	char next[PSI_RUN_NEXT_BYTES] = "";
	struct psi_error no_expiry;

	(void)err;
	*yes = psi_agreement_check(run->agreement, run->today, &why) == 0;
	if (*yes)
		return 0;
	if (!psi_agreement_is_signed(run->agreement, 'a') ||
	    !psi_agreement_is_signed(run->agreement, 'b'))
		(void)snprintf(next, sizeof next,
		    "put the file that both have signed in the place of "
		    "agreement.csv; %s",
		    why.hint);
	else if (psi_agreement_check_expiry(
		     run->agreement, run->today, &no_expiry) != 0)
		psi_run_say_renewal(next, sizeof next, run);
	psi_run_need(run, PSI_E_AGREEMENT, "agreement", next,
	    "no run is begun: %s", why.text);
	return 0;
}

static void
need_budget(struct psi_run *run, int32_t from, const char *why)
{
	const unsigned long runs = psi_run_term_number(run, "runs");
	const unsigned long days = psi_run_term_number(run, "period-days");
	char next[PSI_RUN_NEXT_BYTES];
	char day[PSI_DATE_CHARS];

	psi_date_encode(day, from);
	(void)snprintf(next, sizeof next,
	    "wait for that day, or sign an agreement with %s that replaces "
	    "this one and allows more, which begins with 'psi-agree propose "
	    "--set replaces=%s --set runs=N'",
	    psi_run_partner(run), run->digest);
	psi_run_need(run, 0, "budget", next,
	    "%sthe agreement allows %lu run%s in %lu day%s, and %s been used: "
	    "another is allowed from %s on",
	    why, runs, runs == 1 ? "" : "s", days, days == 1 ? "" : "s",
	    runs == 1 ? "it has" : "they have", day);
}

void
psi_run_tell_budget(struct psi_run *run, const struct psi_run_ledger *ledger)
{
	int32_t by_every = day_by_every(run);

	if (by_every < ledger->allowed_from &&
	    run->today < ledger->allowed_from)
		need_budget(run, ledger->allowed_from, "");
}

static int
check_budget(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	int32_t from = beginning->ledger.allowed_from;
	char why[PSI_SHORT_NAME_BYTES + 64];

	(void)err;
	*yes = from <= beginning->run->today;
	if (*yes || !beginning->is_answer)
		return 0;
	(void)snprintf(why, sizeof why, "%s has begun run %u; ",
	    psi_run_partner(beginning->run), (unsigned int)beginning->number);
	need_budget(beginning->run, from, why);
	return 0;
}

static int
check_space(struct psi_run *run, bool *yes)
{
	uint64_t wanted = run->settings.free_space << 20;
	struct statvfs fs;

	*yes = fstatvfs(run->dir_fd, &fs) != 0 ||
	    (uint64_t)fs.f_bavail * (uint64_t)fs.f_frsize >= wanted;
	if (!*yes)
		psi_run_need(run, PSI_E_IO, "space", "make room on the disk",
		    "there are less than %" PRIu64 " MiB free: nothing is "
		    "begun",
		    run->settings.free_space);
	return 0;
}

/* Whom a yes is for: the partner's identity, not their name. */
static void
partner_object(const struct psi_run *run, char digest[PSI_RUN_HEX_CHARS])
{
	const char *identity = psi_agreement_term(run->agreement,
	    run->role == 'a' ? "party-b-identity" : "party-a-identity", 0);

	psi_run_hex(digest, identity, strlen(identity));
}

static int
check_first(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	struct psi_run *run = beginning->run;
	char partner[PSI_RUN_HEX_CHARS];
	int rc;

	partner_object(run, partner);
	rc = psi_run_asks(run, yes, beginning->number, "first-run", partner,
	    err, "the first run with %s is ready to begin under the agreement",
	    psi_run_partner(run));
	if (rc != 0 || !*yes)
		return rc;
	if (beginning->ledger.unanswered != 0) {
		char object[32];

		(void)snprintf(object, sizeof object, "run-%u",
		    (unsigned int)beginning->ledger.unanswered);
		beginning->after_unanswered = true;
		return psi_run_asks(run, yes, beginning->number, "unanswered",
		    object, err,
		    "%s has our answer of run %u and never gave theirs: "
		    "another run would be another free look",
		    psi_run_partner(run),
		    (unsigned int)beginning->ledger.unanswered);
	}
	return 0;
}

/* Everything that can be known without the list. */
static int
may_begin(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	int rc;

	if ((rc = check_dates(beginning->run, yes, err)) != 0 || !*yes ||
	    (rc = check_budget(beginning, yes, err)) != 0 || !*yes ||
	    (rc = check_space(beginning->run, yes)) != 0 || !*yes)
		return rc;
	return check_first(beginning, yes, err);
}

/* ---- the list ---- */

/* The list of the last run that came to a result. */
static const char *
last_digest(const struct psi_run *run)
{
	const struct psi_run_journal *journal = &run->journal;
	const struct psi_run_entry *begin = NULL;

	for (size_t i = journal->num; begin == NULL && i-- > 0;) {
		const struct psi_run_entry *end = &journal->entries[i];

		if (psi_run_has_result(end))
			begin = psi_run_journal_find(
			    journal, end->run, "begin", NULL, NULL);
	}
	return begin == NULL ? "" : begin->digest;
}

/* Was it the same then? Then it is looked at once a day. */
static int
check_unchanged(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	struct psi_run *run = beginning->run;

	*yes = beginning->is_answer || run->settings.every_always ||
	    strcmp(last_digest(run), beginning->digest) != 0;
	return *yes ? 0
		    : psi_run_note(run, beginning->number, "unchanged", "list",
			  beginning->digest, NULL, err);
}

static bool
was_unchanged_today(const struct psi_run *run)
{
	const struct psi_run_entry *entry =
	    psi_run_journal_find(&run->journal, 0, "unchanged", NULL, NULL);

	return entry != NULL && entry->day == run->today;
}

static void
tell_empty(const struct beginning *beginning)
{
	char next[PSI_RUN_NEXT_BYTES] = "see why with '";
	struct psi_run *run = beginning->run;
	size_t len = strlen(next);

	psi_run_reading_command(
	    next + len, sizeof next - len - 1, run, beginning->number);
	len = strlen(next);
	(void)snprintf(next + len, sizeof next - len, "'");
	psi_run_need(run, PSI_E_INPUT, "list-empty", next,
	    "the list has no account that can be compared: nothing is sent");
}

/* What is different enough from the last run that a person looks at it; "" for
 * nothing. */
static int
find_changes(const struct beginning *beginning, char out[PSI_RUN_READING_BYTES],
    struct psi_error *err)
{
	const struct psi_run *run = beginning->run;
	const struct psi_run_entry *last = last_begin(run);
	uint64_t percent = 0;
	bool known = false;
	size_t len;
	int rc;

	out[0] = '\0';
	if (last == NULL)
		return 0;
	if ((rc = psi_run_reading_changes(
		 run, last->run, beginning->number, out, err)) != 0 ||
	    (rc = psi_run_accounts_change(run, last->run, beginning->number,
		 &percent, &known, err)) != 0 ||
	    (known && percent <= run->settings.list_change))
		return rc;
	len = strlen(out);
	(void)snprintf(out + len, PSI_RUN_READING_BYTES - len,
	    known ? "%sthe list changed by %" PRIu64 " per cent since the last "
		    "run, which is more than %" PRIu64
		  : "%sthe keys of the last run are not kept any more, so it "
		    "is not known how much the list changed",
	    len == 0 ? "" : "; ", percent, run->settings.list_change);
	return 0;
}

static int
check_list(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	struct psi_run *run = beginning->run;
	const struct psi_run_entry *last = last_begin(run);
	char changes[PSI_RUN_READING_BYTES];
	uint64_t keys = 0;
	int rc;

	*yes = false;
	if ((rc = psi_run_accounts_keys(run, beginning->number, &keys, err)) !=
	    0)
		return rc;
	if (keys == 0) {
		tell_empty(beginning);
		return 0;
	}
	if ((rc = psi_run_accounts_are_of_use(run, beginning->number, err)) !=
		0 ||
	    (rc = find_changes(beginning, changes, err)) != 0)
		return rc;
	*yes = changes[0] == '\0';
	if (!*yes)
		rc = psi_run_asks(run, yes, beginning->number, "list",
		    beginning->digest, err, "%s", changes);
	return rc != 0 ? rc
		       : psi_run_reading_tell(run, last == NULL ? 0 : last->run,
			     beginning->number, err);
}

/* ---- the step ---- */

int
psi_run_begin_noted(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	char digest[PSI_RUN_HEX_CHARS];
	int rc;

	if (psi_run_begun_day(run, number) != INT32_MIN)
		return 0;
	rc = psi_run_accounts_digest(run, number, digest, err);
	return rc != 0
	    ? rc
	    : psi_run_note(run, number, "begin", "list", digest, NULL, err);
}

static int
blind(struct beginning *beginning, struct psi_error *err)
{
	struct psi_run *run = beginning->run;
	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
	struct psi_step_result result;
	struct psi_run_path session;
	struct psi_run_path keys;
	struct psi_run_path out;
	uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES];
	int rc;

	psi_agreement_digest(run->agreement, agreement);
	step.where = psi_run_where(run, beginning->number, &session);
	step.where.agreement = run->settings.agreement;
	step.keys = psi_run_path(
	    &keys, run, "work/%u/keys.csv", (unsigned int)beginning->number);
	step.output = psi_run_out_path(
	    &out, run, agreement, run->role, beginning->number, "blinded");
	step.force = true;
	step.run = beginning->number;
	step.after_unanswered = beginning->after_unanswered;
	if ((rc = psi_step_blind(&step, &result, err)) != 0 ||
	    (rc = psi_run_begin_noted(run, beginning->number, err)) != 0)
		return rc;
	return psi_run_out_note(
	    run, out.text, beginning->number, "blinded", err);
}

/* What was reserved is made from the list that it was reserved for. */
static int
blind_reserved(struct beginning *beginning, struct psi_error *err)
{
	uint64_t keys;
	int rc = psi_run_accounts_keys(
	    beginning->run, beginning->number, &keys, err);

	return rc != 0 ? rc : blind(beginning, err);
}

/* Today's list, where nothing stands against it; *yes is whether it was. */
static int
blind_anew(struct beginning *beginning, bool *yes, struct psi_error *err)
{
	int rc = psi_run_accounts_copy(
	    beginning->run, beginning->number, beginning->digest, err);

	if (rc != 0 ||
	    (!beginning->is_reserved &&
		((rc = check_unchanged(beginning, yes, err)) != 0 || !*yes)) ||
	    (rc = check_list(beginning, yes, err)) != 0 || !*yes)
		return rc;
	return blind(beginning, err);
}

/* Has the list of a run that was reserved become of no use, such as too old?
 * Nothing of it has left, so the run takes another one. */
static bool
is_lists_fault(int rc)
{
	return rc == PSI_E_INPUT || rc == PSI_E_AGREEMENT;
}

static int
copy_and_blind(struct beginning *beginning, bool *moved, struct psi_error *err)
{
	bool yes = true;
	int rc = 0;

	if (beginning->is_reserved)
		rc = blind_reserved(beginning, err);
	if (!beginning->is_reserved || is_lists_fault(rc))
		rc = blind_anew(beginning, &yes, err);
	*moved = rc == 0 && yes;
	return rc;
}

/* Which run, and whether it is time for it. */
static int
is_time(struct beginning *beginning, const struct psi_run_stand *stand,
    bool *yes, struct psi_error *err)
{
	struct psi_run *run = beginning->run;
	const bool is_open = stand->run != 0 && !stand->is_ended;
	uint32_t theirs;
	int rc;

	beginning->number = stand->run;
	if ((rc = psi_run_held_highest(run, &theirs, err)) != 0 ||
	    (!is_open &&
		(rc = psi_run_next_number(
		     run, &beginning->ledger, &beginning->number, err)) != 0))
		return rc;
	beginning->is_reserved =
	    stand->has_session && stand->status.state == PSI_SESSION_PREPARING;
	if (!beginning->is_reserved) {
		if (theirs > beginning->number && !is_open)
			beginning->number = theirs;
		beginning->is_answer = theirs >= beginning->number;
	}
	*yes = beginning->is_reserved || beginning->is_answer ||
	    (psi_run_due_day(run, &beginning->ledger) <= run->today &&
		!was_unchanged_today(run));
	return 0;
}

int
psi_run_begin(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err)
{
	struct beginning beginning = { .run = run };
	bool yes = true;
	int rc;

	if ((rc = psi_run_ledger(run, &beginning.ledger, err)) != 0 ||
	    (rc = is_time(&beginning, stand, &yes, err)) != 0)
		return rc;
	if (!yes) {
		psi_run_tell_budget(run, &beginning.ledger);
		return 0;
	}
	if (!beginning.is_reserved &&
	    ((rc = may_begin(&beginning, &yes, err)) != 0 || !yes))
		return rc;
	return copy_and_blind(&beginning, moved, err);
}
