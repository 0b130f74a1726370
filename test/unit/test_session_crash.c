/*
 * A session whose store fails, or whose process is killed, at every single
 * operation: afterwards there is the old state or the new one, the step can
 * be run again, and the result is the same. And whatever happens, the scalar
 * is used on one file of the partner only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1
#define TERMS "padding-multiple,4\n"

/* Whether a answers first or second: its steps do different things. */
static const char *const roles[] = { TERMS "answers-first,a\n",
	TERMS "answers-first,b\n" };
static const char *terms;

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a2,prospect,domain,two.example\n";
static const char rows_b[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,six.example\n";
/* Another list of b. */
static const char rows_c[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,two.example\n"
			     "b3,prospect,domain,ten.example\n";

/* What a step of a reads, and how it is run. */
struct run {
	struct world world;
	struct psi_buf keys;
	struct psi_buf blinded;
	struct psi_buf evaluated;
	/* Both parties and what b has answered, before the step. */
	struct world_kept before[2];
	struct psi_buf evaluated_before;
};

enum step { STEP_BLIND, STEP_EXCHANGE, STEP_REVEAL, STEP_CLOSE };

static int
do_step(struct run *run, enum step step)
{
	struct world *world = &run->world;

	switch (step) {
	case STEP_BLIND:
		return world_blind(world, A, &run->keys, 0);
	case STEP_EXCHANGE:
		return world_exchange(
		    world, A, run->blinded.data, run->blinded.len);
	case STEP_REVEAL:
		return world_reveal(
		    world, A, run->evaluated.data, run->evaluated.len);
	case STEP_CLOSE:
		return world_close(world, A);
	}
	abort();
}

static bool
a_is_first(void)
{
	return terms == roles[0];
}

/* The answer of b, which a's reveal reads. */
static void
answer_of_b(struct run *run)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct world *world = &run->world;

	world_ok(world, world_copy(world, A, "blinded", &file));
	world_ok(world, world_exchange(world, B, file.data, file.len));
	if (a_is_first()) {
		world_ok(world, world_copy(world, A, "answer", &file));
		world_ok(world, world_reveal(world, B, file.data, file.len));
	}
	world_ok(world, world_copy(world, B, "answer", &run->evaluated));
	psi_buf_clear(&file);
}

/* One process counts the operations of both its stores. */
static void
count_together(struct run *run)
{
	struct world_party *a = &run->world.party[A];

	a->ledger.counter = &a->folder.own_counter;
}

/* Everything that comes before the step, and what the step reads: made once for
 * all the faults of the step. */
static void
prepare(struct run *run, enum step step)
{
	struct psi_buf keys = PSI_BUF_INIT;

	memset(run, 0, sizeof *run);
	world_init(&run->world, terms);
	world_keys(&run->keys, rows_a);
	world_keys(&keys, rows_b);
	world_ok(&run->world, world_blind(&run->world, B, &keys, 0));
	world_ok(
	    &run->world, world_copy(&run->world, B, "blinded", &run->blinded));
	if (step > STEP_BLIND)
		world_ok(&run->world, do_step(run, STEP_BLIND));
	if (step > STEP_EXCHANGE) {
		world_ok(&run->world, do_step(run, STEP_EXCHANGE));
		answer_of_b(run);
	}
	for (size_t who = 0; who < 2; who++)
		world_keep(&run->before[who], &run->world.party[who]);
	assert_int_equal(psi_buf_append(&run->evaluated_before,
			     run->evaluated.data, run->evaluated.len, NULL),
	    0);
	count_together(run);
	psi_buf_clear(&keys);
}

/* As it was before the step. */
static void
put_back(struct run *run)
{
	const struct psi_buf *evaluated = &run->evaluated_before;

	for (size_t who = 0; who < 2; who++)
		world_put_back(&run->world.party[who], &run->before[who]);
	psi_buf_clear(&run->evaluated);
	assert_int_equal(psi_buf_append(&run->evaluated, evaluated->data,
			     evaluated->len, NULL),
	    0);
	count_together(run);
}

static void
clear(struct run *run)
{
	for (size_t who = 0; who < 2; who++)
		world_kept_clear(&run->before[who]);
	psi_buf_clear(&run->evaluated_before);
	psi_buf_clear(&run->keys);
	psi_buf_clear(&run->blinded);
	psi_buf_clear(&run->evaluated);
	world_clear(&run->world);
}

static enum psi_session_state
state_of(struct run *run)
{
	struct psi_session_status status;

	world_status(&run->world, A, &status);
	return status.state;
}

static bool
has(const struct run *run, const char *name)
{
	return store_memory_get(&run->world.party[A].folder, name) != NULL;
}

/* Whether the ledger of a names a file that it has received. */
static bool
is_named(const struct run *run)
{
	const struct psi_buf *ledger =
	    store_memory_get(&run->world.party[A].ledger, "ledger.csv");
	bool found = false;

	assert_non_null(ledger);
	for (size_t i = 0; i + 10 < ledger->len; i++)
		found =
		    found || memcmp(ledger->data + i, ",received,", 10) == 0;
	return found;
}

/* What must be true whenever a process may have ended. */
static void
assert_consistent(struct run *run)
{
	enum psi_session_state state = state_of(run);
	struct psi_session_status status;
	struct psi_buf file = PSI_BUF_INIT;

	world_status(&run->world, A, &status);
	if (state >= PSI_SESSION_BLINDED && state != PSI_SESSION_CLOSED)
		world_ok(
		    &run->world, world_copy(&run->world, A, "blinded", &file));
	else
		assert_int_equal(
		    world_copy(&run->world, A, "blinded", &file), PSI_E_STATE);
	if (state >= PSI_SESSION_BLINDED && state <= PSI_SESSION_BOUND)
		assert_true(has(run, "scalar.bin"));
	if (state >= PSI_SESSION_BLINDED && state <= PSI_SESSION_ANSWERED)
		assert_true(has(run, "seal.bin"));
	if (state >= PSI_SESSION_BOUND && state != PSI_SESSION_CLOSED)
		assert_true(has(run, "partner-blinded.csv"));
	if (state < PSI_SESSION_ANSWERED)
		assert_int_equal(
		    world_copy(&run->world, A, "answer", &file), PSI_E_STATE);
	/* An answer exists only behind a bound file that the ledger names. */
	if (has(run, "evaluated.csv") || has(run, "partner-evaluated.bin"))
		assert_true(state >= PSI_SESSION_BOUND);
	if (state >= PSI_SESSION_BOUND && state != PSI_SESSION_CLOSED)
		assert_true(is_named(run));
	psi_buf_clear(&file);
}

static void
set_fault(struct run *run, long at, enum store_memory_fault fault)
{
	struct world_party *a = &run->world.party[A];

	store_memory_set_fault(&a->folder, at, fault);
	a->ledger.fault_at = a->folder.fault_at;
	a->ledger.fault = fault;
}

static void
revive(struct run *run)
{
	store_memory_revive(&run->world.party[A].folder);
	store_memory_revive(&run->world.party[A].ledger);
}

/* The state in which a step ends. */
static enum psi_session_state
end_of(enum step step)
{
	const enum psi_session_state ends[] = { PSI_SESSION_BLINDED,
		a_is_first() ? PSI_SESSION_ANSWERED : PSI_SESSION_BOUND,
		PSI_SESSION_REVEALED, PSI_SESSION_CLOSED };

	return ends[step];
}

static enum psi_session_state
begin_of(enum step step)
{
	const enum psi_session_state ready =
	    a_is_first() ? PSI_SESSION_ANSWERED : PSI_SESSION_BOUND;
	const enum psi_session_state begins[] = { PSI_SESSION_EMPTY,
		PSI_SESSION_BLINDED, ready, ready };

	return begins[step];
}

/* The outputs that were there before the second time must be there after it,
 * byte by byte. */
static void
run_again(struct run *run, enum step step)
{
	struct psi_buf before = PSI_BUF_INIT;
	struct psi_buf after = PSI_BUF_INIT;
	const char *what =
	    step == STEP_EXCHANGE || step == STEP_REVEAL ? "answer" : "blinded";
	/* Of a run that is closed nothing is given out any more. */
	bool was_there = step != STEP_CLOSE &&
	    world_copy(&run->world, A, what, &before) == 0;

	world_ok(&run->world, do_step(run, step));
	assert_int_equal(state_of(run), end_of(step));
	if (was_there) {
		world_ok(&run->world, world_copy(&run->world, A, what, &after));
		assert_int_equal(before.len, after.len);
		assert_memory_equal(before.data, after.data, after.len);
	}
	psi_buf_clear(&before);
	psi_buf_clear(&after);
}

/* The rest of the session, to its end. */
static void
go_on(struct run *run, enum step step)
{
	struct psi_session_status status;

	if (step == STEP_CLOSE)
		return;
	if (step < STEP_EXCHANGE)
		world_ok(&run->world, do_step(run, STEP_EXCHANGE));
	if (step < STEP_REVEAL) {
		answer_of_b(run);
		world_ok(&run->world, do_step(run, STEP_REVEAL));
	}
	world_status(&run->world, A, &status);
	assert_int_equal(status.matches, 1);
	assert_int_equal(status.matched_accounts, 1);
	if (a_is_first())
		return;
	/* And b can read what a has answered. */
	world_ok(
	    &run->world, world_copy(&run->world, A, "answer", &run->evaluated));
	world_ok(&run->world,
	    world_reveal(
		&run->world, B, run->evaluated.data, run->evaluated.len));
	world_status(&run->world, B, &status);
	assert_int_equal(status.matches, 1);
}

static void
check_secrets_gone(const struct run *run, enum step step)
{
	if (step == STEP_EXCHANGE && a_is_first())
		assert_false(has(run, "scalar.bin"));
	if (step < STEP_REVEAL)
		return;
	assert_false(has(run, "scalar.bin"));
	assert_false(has(run, "seal.bin"));
	assert_false(has(run, "partner-evaluated.bin"));
	assert_false(has(run, "incoming.csv"));
}

/* One fault at operation `at`. False if the step has fewer operations. */
static bool
check_fault(
    struct run *run, enum step step, long at, enum store_memory_fault fault)
{
	enum psi_session_state state;
	int rc;

	put_back(run);
	set_fault(run, at, fault);
	rc = do_step(run, step);
	/* Nothing may be left open, whatever happened. */
	assert_true(store_memory_is_quiet(&run->world.party[A].folder));
	assert_true(store_memory_is_quiet(&run->world.party[A].ledger));
	revive(run);
	if (rc != 0)
		assert_int_equal(rc, PSI_E_IO);
	assert_consistent(run);
	state = state_of(run);
	if (step == STEP_BLIND || step == STEP_EXCHANGE)
		assert_true(state >= begin_of(step) && state <= end_of(step));
	else
		assert_true(state == begin_of(step) || state == end_of(step));
	if (rc == 0)
		assert_int_equal(state, end_of(step));
	run_again(run, step);
	check_secrets_gone(run, step);
	go_on(run, step);
	return rc != 0;
}

static void
check_step(enum step step)
{
	static const enum store_memory_fault faults[] = { STORE_MEMORY_FAIL,
		STORE_MEMORY_KILL_BEFORE, STORE_MEMORY_KILL_AFTER };
	const size_t num = sizeof faults / sizeof faults[0];
	struct run run;

	for (size_t i = 0; i < 2 * num; i++) {
		long at = 1;

		if (i % num == 0) {
			terms = roles[i / num];
			prepare(&run, step);
		}
		/* A failure may be of no consequence, such as that of a
		 * cleaning up; so look a little further. */
		for (int without = 0; without < 3; at++) {
			if (check_fault(&run, step, at, faults[i % num]))
				without = 0;
			else
				without++;
		}
		assert_true(at > 10);
		if (i % num == num - 1)
			clear(&run);
	}
}

static void
blind(void **state)
{
	(void)state;
	check_step(STEP_BLIND);
}

static void
exchange(void **state)
{
	(void)state;
	check_step(STEP_EXCHANGE);
}

static void
reveal(void **state)
{
	(void)state;
	check_step(STEP_REVEAL);
}

static void
close_session(void **state)
{
	(void)state;
	check_step(STEP_CLOSE);
}

/* Another file of b, from another folder and ledger: another machine. */
static void
another_of_b(struct run *run, struct psi_buf *out)
{
	struct psi_buf keys = PSI_BUF_INIT;

	world_new_folder(&run->world, B);
	world_new_ledger(&run->world, B);
	world_keys(&keys, rows_c);
	world_ok(&run->world, world_blind(&run->world, B, &keys, 1));
	world_ok(&run->world, world_copy(&run->world, B, "blinded", out));
	psi_buf_clear(&keys);
}

/* Killed in an exchange, and then given another file of the partner that is just
 * as good: it is taken only if the first one was not bound, and not even named in
 * the ledger. Returns whether it was taken. */
static bool
takes_another(struct run *run, const struct psi_buf *other, long at)
{
	bool named;

	put_back(run);
	set_fault(run, at, STORE_MEMORY_KILL_AFTER);
	(void)do_step(run, STEP_EXCHANGE);
	revive(run);
	named = is_named(run);
	if (state_of(run) >= PSI_SESSION_BOUND)
		assert_true(named);
	assert_int_equal(
	    world_exchange(&run->world, A, other->data, other->len),
	    named ? PSI_E_STATE : 0);
	/* The first file is still good exactly where it was named. */
	assert_int_equal(do_step(run, STEP_EXCHANGE), named ? 0 : PSI_E_STATE);
	return !named;
}

/* Everywhere in an exchange: on even places by the side that answers first. */
static void
another_file_after_a_crash(void **state)
{
	bool was_taken = false;
	bool was_refused = false;

	(void)state;
	for (long role = 0; role < 2; role++) {
		struct run run;
		struct psi_buf other = PSI_BUF_INIT;

		terms = roles[role];
		prepare(&run, STEP_EXCHANGE);
		another_of_b(&run, &other);
		for (long at = 2 - role; at < 60; at += 2) {
			bool taken = takes_another(&run, &other, at);

			was_taken = was_taken || taken;
			was_refused = was_refused || !taken;
		}
		psi_buf_clear(&other);
		clear(&run);
	}
	assert_true(was_taken && was_refused);
}

/* A run that was reserved and whose folder is lost can be closed by itself;
 * one that is open keeps another session out. */
static void
lost_folder(void **state)
{
	struct run run;
	struct psi_store ledger;
	uint32_t number = 99;

	(void)state;
	terms = roles[0];
	prepare(&run, STEP_EXCHANGE);
	ledger = store_memory_store(&run.world.party[A].ledger);
	world_new_folder(&run.world, A);
	run.world.party[A].ledger.counter =
	    &run.world.party[A].ledger.own_counter;
	assert_int_equal(do_step(&run, STEP_BLIND), PSI_E_STATE);
	world_ok(&run.world,
	    psi_session_close_lost(&ledger, run.world.agreement, WORLD_TODAY,
		&number, &run.world.err));
	assert_int_equal(number, 1);
	world_ok(&run.world,
	    psi_session_close_lost(&ledger, run.world.agreement, WORLD_TODAY,
		&number, &run.world.err));
	assert_int_equal(number, 0);
	world_ok(&run.world, do_step(&run, STEP_BLIND));
	clear(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blind),
		cmocka_unit_test(exchange),
		cmocka_unit_test(reveal),
		cmocka_unit_test(close_session),
		cmocka_unit_test(another_file_after_a_crash),
		cmocka_unit_test(lost_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
