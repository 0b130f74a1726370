#include "run/steps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/exitcode.h"
#include "run/begin.h"
#include "run/held.h"
#include "run/incoming.h"
#include "run/need.h"
#include "run/outbox.h"
#include "run/refused.h"
#include "run/results.h"
#include "run/run_share.h"
#include "step/step_session.h"

/* A step on an open run. */
struct turn {
	struct psi_run *run;
	const struct psi_run_stand *stand;
	bool *moved;
};

/* ---- what the partner sent ---- */

static bool
is_partners_fault(int rc)
{
	return psi_exit_status(rc) == PSI_EXIT_PARTNER;
}

/* After a step on a held file: where the file was at fault it goes, and the
 * run waits for another. */
static int
after_held(const struct turn *turn, int rc, const char *kind, const char *path,
    struct psi_error *err)
{
	struct psi_error why;

	if (rc == 0) {
		*turn->moved = true;
		return psi_run_held_done(turn->run, path, err);
	}
	if (!is_partners_fault(rc))
		return rc;
	why = *err;
	return psi_run_refuse_held(
	    turn->run, turn->stand->run, kind, path, &why, err);
}

/* ---- our own files ---- */

/* Our answer: copied out of the session where it is not out yet. */
static int
put_answer(const struct turn *turn, struct psi_error *err)
{
	const struct psi_run_stand *stand = turn->stand;
	struct psi_step_exchange step = PSI_STEP_EXCHANGE_INIT;
	struct psi_step_result result;
	struct psi_run_path session;
	struct psi_run_path out;
	bool made = true;
	int rc;

	if (!stand->status.partner_learns)
		return 0;
	step.where = psi_run_where(turn->run, stand->run, &session);
	step.output = psi_run_out_path(&out, turn->run, stand->status.agreement,
	    stand->status.role, stand->run, "answer");
	step.force = true;
	if ((rc = psi_run_out_made(
		 turn->run, out.text, stand->run, "answer", &made, err)) != 0 ||
	    made || (rc = psi_step_exchange(&step, &result, err)) != 0)
		return rc;
	return psi_run_out_note(turn->run, out.text, stand->run, "answer", err);
}

/* ---- one state after the other ---- */

static int
exchange(const struct turn *turn, struct psi_error *err)
{
	const struct psi_run_stand *stand = turn->stand;
	struct psi_step_exchange step = PSI_STEP_EXCHANGE_INIT;
	struct psi_step_result result;
	struct psi_run_path session;
	struct psi_run_path held;
	struct psi_run_path out;
	const char *file = held.text;
	bool is_held = false;
	int rc = psi_run_held_find(
	    turn->run, stand->run, "blinded", &is_held, &held, err);

	if (rc != 0 || !is_held)
		return rc;
	step.where = psi_run_where(turn->run, stand->run, &session);
	step.files = &file;
	step.num_files = 1;
	step.output = psi_run_out_path(&out, turn->run, stand->status.agreement,
	    stand->status.role, stand->run, "answer");
	step.force = true;
	return after_held(turn, psi_step_exchange(&step, &result, err),
	    "blinded", held.text, err);
}

/* A result with fewer matches than agreed is one: there is nothing to show. */
static int
reveal(const struct turn *turn, const char *kind, struct psi_error *err)
{
	const struct psi_run_stand *stand = turn->stand;
	struct psi_step_reveal step = PSI_STEP_REVEAL_INIT;
	struct psi_step_result result;
	struct psi_run_stand now;
	struct psi_run_path session;
	struct psi_run_path held;
	struct psi_run_path out;
	const char *file = held.text;
	bool is_held = false;
	int rc = psi_run_held_find(
	    turn->run, stand->run, kind, &is_held, &held, err);

	if (rc != 0 || !is_held)
		return rc;
	if ((rc = psi_run_make_folder(
		 psi_run_path(
		     &out, turn->run, "results/%u", (unsigned int)stand->run),
		 err)) != 0)
		return rc;
	step.where = psi_run_where(turn->run, stand->run, &session);
	step.files = &file;
	step.num_files = 1;
	step.output = psi_run_path(&out, turn->run, "results/%u/matches.csv",
	    (unsigned int)stand->run);
	step.force = true;
	rc = psi_step_reveal(&step, &result, err);
	if (rc == PSI_E_AGREEMENT && psi_run_stand(turn->run, &now, err) == 0 &&
	    now.status.state == PSI_SESSION_REVEALED)
		rc = 0;
	return after_held(turn, rc, kind, held.text, err);
}

int
psi_run_close_run(struct psi_run *run, uint32_t number, const char *outcome,
    struct psi_error *err)
{
	struct psi_step_result result;
	struct psi_run_path path;
	struct psi_session_where where = psi_run_where(run, number, &path);
	int rc = psi_step_close(&where, &result, err);

	if (rc != 0 || (rc = psi_run_held_done_to(run, number, err)) != 0)
		return rc;
	return psi_run_note(run, number, "end", NULL, NULL, outcome, err);
}

/* How long the run has been open. One that was begun on a day to come was so by a
 * clock that was wrong, and does not stay open until that day; if it is not today's
 * that is wrong, since before its agreement there was no run. */
static bool
is_late(const struct turn *turn)
{
	const struct psi_run *run = turn->run;
	int32_t begun = psi_run_begun_day(run, turn->stand->run);
	int32_t days = begun == INT32_MIN ? 0 : run->today - begun;

	if (days < 0 &&
	    psi_agreement_check(run->agreement, run->today, NULL) != 0)
		return false;
	return (days < 0 ? -days : days) >=
	    (int32_t)run->settings.give_up_after;
}

/*
 * Before anything of ours went out that the partner can learn from, a run may
 * be given up: the partner has gone on to a later one, or is silent.
 */
static int
follow_or_give_up(const struct turn *turn, struct psi_error *err)
{
	struct psi_run *run = turn->run;
	uint32_t number = turn->stand->run;
	uint32_t highest;
	int rc = psi_run_held_highest(run, &highest, err);

	if (rc != 0)
		return rc;
	if (turn->stand->is_of_older) {
		/* Nobody answers in it any more. */
		rc = psi_run_close_run(run, number, "replaced", err);
		*turn->moved = rc == 0;
	} else if (highest > number) {
		rc = psi_run_close_run(run, number, "followed", err);
		*turn->moved = rc == 0;
	} else if (is_late(turn)) {
		rc = psi_run_close_run(run, number, "gave-up", err);
		*turn->moved = rc == 0;
		if (rc == 0)
			psi_run_need(run, 0, "gave-up",
			    "ask whether your files arrive",
			    "%s sent nothing for run %u in %u days: it was "
			    "closed, and another begins when it is due",
			    psi_run_partner(run), (unsigned int)number,
			    (unsigned int)run->settings.give_up_after);
	}
	return rc;
}

/* Our answer is out: only a person closes this run. */
static int
wait_for_answer(const struct turn *turn, struct psi_error *err)
{
	struct psi_run *run = turn->run;
	uint32_t number = turn->stand->run;
	char object[32];
	bool yes = false;
	int rc;

	if (!is_late(turn))
		return 0;
	(void)snprintf(object, sizeof object, "run-%u", (unsigned int)number);
	rc = psi_run_asks(run, &yes, number, "close", object, err,
	    "%s has our answer of run %u and has sent none in %u days",
	    psi_run_partner(run), (unsigned int)number,
	    (unsigned int)run->settings.give_up_after);
	if (rc == 0 && yes) {
		rc = psi_run_close_run(run, number, "closed", err);
		*turn->moved = rc == 0;
	}
	return rc;
}

static int
step_blinded(const struct turn *turn, struct psi_error *err)
{
	struct psi_run_path session;
	struct psi_run_path keys;
	struct psi_run_path out;
	const struct psi_run_stand *stand = turn->stand;
	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
	struct psi_step_result result;
	bool made = true;
	int rc;

	if (stand->is_of_older)
		return follow_or_give_up(turn, err);
	step.where = psi_run_where(turn->run, stand->run, &session);
	step.keys = psi_run_path(
	    &keys, turn->run, "work/%u/keys.csv", (unsigned int)stand->run);
	step.output = psi_run_out_path(&out, turn->run, stand->status.agreement,
	    stand->status.role, stand->run, "blinded");
	step.force = true;
	if ((rc = psi_run_out_made(
		 turn->run, out.text, stand->run, "blinded", &made, err)) != 0)
		return rc;
	if (!made &&
	    ((rc = psi_step_blind(&step, &result, err)) != 0 ||
		(rc = psi_run_out_note(
		     turn->run, out.text, stand->run, "blinded", err)) != 0))
		return rc;
	if ((rc = psi_run_begin_noted(turn->run, stand->run, err)) != 0)
		return rc;
	if (stand->status.state == PSI_SESSION_BLINDED &&
	    ((rc = exchange(turn, err)) != 0 || *turn->moved))
		return rc;
	return follow_or_give_up(turn, err);
}

/* Killed between the step on the partner's blinded file and moving it. */
static int
put_blinded_away(const struct turn *turn, struct psi_error *err)
{
	struct psi_run_path held;
	bool is_held = false;
	int rc = psi_run_held_find(
	    turn->run, turn->stand->run, "blinded", &is_held, &held, err);

	return rc != 0 || !is_held
	    ? rc
	    : psi_run_held_done(turn->run, held.text, err);
}

/* The partner's file is bound. Who answers first was killed: again. */
static int
step_bound(const struct turn *turn, struct psi_error *err)
{
	int rc;

	if (turn->stand->status.answers_first)
		return exchange(turn, err);
	if ((rc = put_blinded_away(turn, err)) != 0)
		return rc;
	rc = reveal(turn, "evaluated", err);
	return rc != 0 || *turn->moved ? rc : step_blinded(turn, err);
}

static int
step_answered(const struct turn *turn, struct psi_error *err)
{
	int rc;

	if ((rc = put_answer(turn, err)) != 0 ||
	    (rc = put_blinded_away(turn, err)) != 0)
		return rc;
	rc = reveal(turn, "answer", err);
	return rc != 0 || *turn->moved ? rc : wait_for_answer(turn, err);
}

/* Sharing ends when all is there, or when the partner has gone on. */
static int
step_revealed(const struct turn *turn, struct psi_error *err)
{
	const struct psi_run_stand *stand = turn->stand;
	uint32_t highest;
	bool all;
	int rc;

	if ((rc = put_answer(turn, err)) != 0 ||
	    (rc = psi_run_matches(turn->run, stand, err)) != 0 ||
	    (rc = psi_run_held_highest(turn->run, &highest, err)) != 0)
		return rc;
	if (stand->shares && turn->run->settings.share &&
	    ((rc = psi_run_share(turn->run, stand, turn->moved, err)) != 0 ||
		*turn->moved))
		return rc;
	all = !stand->shares || (stand->sent == 2 && stand->received == 2);
	if (!all && turn->run->settings.share && !is_late(turn) &&
	    highest <= stand->run)
		return 0;
	rc =
	    psi_run_finish(turn->run, stand, all ? "complete" : "partial", err);
	*turn->moved = rc == 0;
	return rc;
}

/* Closed by hand, or a side that does not learn has answered. */
static int
step_closed(const struct turn *turn, struct psi_error *err)
{
	const struct psi_session_status *status = &turn->stand->status;
	const char *outcome = "closed";
	int rc = 0;

	if (!status->learns) {
		outcome = "complete";
		rc = put_answer(turn, err);
	}
	if (rc != 0 ||
	    (rc = psi_run_held_done_to(turn->run, turn->stand->run, err)) != 0)
		return rc;
	*turn->moved = true;
	return psi_run_note(
	    turn->run, turn->stand->run, "end", NULL, NULL, outcome, err);
}

int
psi_run_step(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err)
{
	const struct turn turn = { run, stand, moved };

	switch (stand->status.state) {
	case PSI_SESSION_EMPTY:
		break;
	case PSI_SESSION_PREPARING:
		return stand->is_of_older ? follow_or_give_up(&turn, err) : 0;
	case PSI_SESSION_BLINDED:
		return step_blinded(&turn, err);
	case PSI_SESSION_BOUND:
		return step_bound(&turn, err);
	case PSI_SESSION_ANSWERED:
		return step_answered(&turn, err);
	case PSI_SESSION_REVEALED:
		return step_revealed(&turn, err);
	case PSI_SESSION_CLOSED:
		return step_closed(&turn, err);
	}
	return 0;
}

const char *
psi_run_step_word(const struct psi_run_stand *stand, bool *theirs)
{
	*theirs = false;
	if (stand->run == 0 || stand->is_ended)
		return "idle";
	*theirs = true;
	switch (stand->status.state) {
	case PSI_SESSION_BLINDED:
		return "blinded";
	case PSI_SESSION_BOUND:
		return "bound";
	case PSI_SESSION_ANSWERED:
		return "answered";
	case PSI_SESSION_REVEALED:
		*theirs = stand->due == 0;
		return stand->received == 0 ? "claims" : "fields";
	case PSI_SESSION_EMPTY:
	case PSI_SESSION_PREPARING:
	case PSI_SESSION_CLOSED:
		break;
	}
	*theirs = false;
	return "preparing";
}
