#include "base/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/error.h"
#include "support/cm.h"

#define MANY 5000

static void
nap(long microseconds)
{
	struct timespec time = { .tv_nsec = microseconds * 1000 };

	(void)nanosleep(&time, NULL);
}

/* The pools that every test of psi_workers_for runs on; 0 is none. */
static const unsigned int jobs_list[] = { 0, 1, 2, 5 };
#define NUM_JOBS (sizeof jobs_list / sizeof jobs_list[0])

static struct psi_workers *
pool(unsigned int jobs)
{
	struct psi_workers *workers = NULL;

	if (jobs > 0)
		assert_int_equal(psi_workers_new(&workers, jobs, NULL), 0);
	return workers;
}

struct calls {
	atomic_uint made[MANY];
	atomic_uint total;
	/* Calls at or above this index fail, slower the lower they are. */
	size_t fail_from;
	struct psi_workers *workers;
};

static int
count_call(void *cookie, size_t i, struct psi_error *err)
{
	struct calls *calls = cookie;

	atomic_fetch_add(&calls->made[i], 1);
	atomic_fetch_add(&calls->total, 1);
	if (i < calls->fail_from)
		return 0;
	if (i == calls->fail_from)
		nap(20000);
	return psi_error_set(err, PSI_E_INPUT, "call %d", (int)i);
}

static void
each_index_once(void **state)
{
	static struct calls calls;

	(void)state;
	for (size_t j = 0; j < NUM_JOBS; j++) {
		struct psi_workers *workers = pool(jobs_list[j]);

		for (size_t num = 0; num <= MANY; num = 3 * num + 1) {
			memset(&calls, 0, sizeof calls);
			calls.fail_from = MANY;
			assert_int_equal(psi_workers_for(workers, num,
					     count_call, &calls, NULL),
			    0);
			for (size_t i = 0; i < MANY; i++)
				assert_int_equal(calls.made[i], i < num);
		}
		psi_workers_free(workers);
	}
}

static void
first_failure_by_index(void **state)
{
	static struct calls calls;
	struct psi_error err;

	(void)state;
	for (size_t j = 0; j < NUM_JOBS; j++) {
		struct psi_workers *workers = pool(jobs_list[j]);

		memset(&calls, 0, sizeof calls);
		memset(&err, 0, sizeof err);
		calls.fail_from = 7;
		assert_int_equal(
		    psi_workers_for(workers, MANY, count_call, &calls, &err),
		    PSI_E_INPUT);
		assert_string_equal(err.text, "call 7");
		assert_int_equal(err.code, PSI_E_INPUT);
		/* What had not begun was left out; what is lower was made. */
		assert_true(calls.total < MANY / 2);
		for (size_t i = 0; i <= 7; i++)
			assert_int_equal(calls.made[i], 1);
		assert_int_equal(
		    psi_workers_for(workers, MANY, count_call, &calls, NULL),
		    PSI_E_INPUT);
		psi_workers_free(workers);
	}
}

static int
outer_call(void *cookie, size_t i, struct psi_error *err)
{
	struct calls *calls = cookie;

	(void)i;
	return psi_workers_for(calls->workers, 50, count_call, calls, err);
}

static void
calls_may_nest(void **state)
{
	static struct calls calls;

	(void)state;
	for (size_t j = 0; j < NUM_JOBS; j++) {
		memset(&calls, 0, sizeof calls);
		calls.fail_from = MANY;
		calls.workers = pool(jobs_list[j]);
		assert_int_equal(psi_workers_for(calls.workers, 40, outer_call,
				     &calls, NULL),
		    0);
		for (size_t i = 0; i < 50; i++)
			assert_int_equal(calls.made[i], 40);
		psi_workers_free(calls.workers);
	}
}

static void
nested_failures_come_out(void **state)
{
	static struct calls calls;
	struct psi_error err;

	(void)state;
	memset(&calls, 0, sizeof calls);
	calls.fail_from = 3;
	calls.workers = pool(3);
	assert_int_equal(
	    psi_workers_for(calls.workers, 4, outer_call, &calls, &err),
	    PSI_E_INPUT);
	assert_string_equal(err.text, "call 3");
	psi_workers_free(calls.workers);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* Without room for the stack of a thread. The first test of all: threads that have
 * ended leave their stacks to the next ones. A sanitizer needs room of its own for
 * each block on the heap, and would refuse the first one already. */
static void
no_thread_at_all(void **state)
{
	static struct calls calls;
	struct psi_workers *workers = NULL;
	struct rlimit limit;
	struct rlimit before;
	int rc;

	(void)state;
	memset(&calls, 0, sizeof calls);
	calls.fail_from = MANY;
	assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
	limit = before;
	/* Less than the process has already: what is there stays. */
	limit.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
	rc = psi_workers_new(&workers, 2, NULL);
	assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
	assert_int_equal(rc, 0);
	/* The caller does all of it. */
	assert_int_equal(psi_workers_jobs(workers), 1);
	assert_int_equal(
	    psi_workers_for(workers, MANY, count_call, &calls, NULL), 0);
	assert_int_equal(calls.total, MANY);
	psi_workers_free(workers);
}
#endif

static void
refuses_numbers_of_jobs(void **state)
{
	struct psi_workers *workers = NULL;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_workers_new(&workers, 0, &err), PSI_E_ARG);
	assert_int_equal(
	    psi_workers_new(&workers, PSI_JOBS_MAX + 1, &err), PSI_E_ARG);
	assert_null(workers);
	assert_int_equal(psi_workers_jobs(NULL), 1);
	workers = pool(3);
	assert_int_equal(psi_workers_jobs(workers), 3);
	psi_workers_free(workers);
	psi_workers_free(NULL);
}

struct signals {
	pthread_t caller;
	atomic_uint open;
	atomic_uint elsewhere;
};

/* Long enough that each thread has some of them. */
static int
look_at_signals(void *cookie, size_t i, struct psi_error *err)
{
	struct signals *signals = cookie;
	sigset_t mask;

	(void)i;
	(void)err;
	nap(2000);
	if (pthread_equal(pthread_self(), signals->caller))
		return 0;
	atomic_fetch_add(&signals->elsewhere, 1);
	if (pthread_sigmask(SIG_SETMASK, NULL, &mask) != 0 ||
	    sigismember(&mask, SIGINT) != 1 || sigismember(&mask, SIGTERM) != 1)
		atomic_fetch_add(&signals->open, 1);
	return 0;
}

static void
signals_reach_the_caller_only(void **state)
{
	struct signals signals = { .caller = pthread_self() };
	struct psi_workers *workers = pool(3);
	sigset_t mask;

	(void)state;
	assert_int_equal(
	    psi_workers_for(workers, 50, look_at_signals, &signals, NULL), 0);
	assert_int_equal(signals.open, 0);
	assert_true(signals.elsewhere > 0);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &mask), 0);
	assert_int_equal(sigismember(&mask, SIGINT), 0);
	psi_workers_free(workers);
}

/* A pipeline whose blocks are numbers: fill writes the number, work squares
 * it, drain checks it. */
#define MAX_SLOTS 9
struct line {
	unsigned int slots[MAX_SLOTS];
	/* 0 empty, 1 filled, 2 worked on. */
	unsigned int state[MAX_SLOTS];
	unsigned int num_blocks;
	unsigned int filled;
	unsigned int drained;
	unsigned int fail_fill;
	unsigned int fail_work;
	unsigned int fail_drain;
	/* Broken promises, seen from any thread. */
	atomic_uint faults;
	struct psi_workers *workers;
	pthread_t caller;
	bool nested;
};

#define NEVER 1000000U

static int
line_fill(void *cookie, size_t slot, bool *end, struct psi_error *err)
{
	struct line *line = cookie;

	if (!pthread_equal(pthread_self(), line->caller) ||
	    line->state[slot] != 0)
		atomic_fetch_add(&line->faults, 1);
	if (line->filled == line->fail_fill)
		return psi_error_set(err, PSI_E_IO, "fill %u", line->filled);
	if (line->filled == line->num_blocks) {
		*end = true;
		return 0;
	}
	line->slots[slot] = line->filled++;
	line->state[slot] = 1;
	return 0;
}

static int
line_part(void *cookie, size_t i, struct psi_error *err)
{
	(void)i;
	(void)err;
	atomic_fetch_add((atomic_uint *)cookie, 1);
	return 0;
}

static int
line_work(void *cookie, size_t slot, struct psi_error *err)
{
	struct line *line = cookie;
	unsigned int block = line->slots[slot];

	if (line->state[slot] != 1)
		atomic_fetch_add(&line->faults, 1);
	/* Later blocks overtake earlier ones. */
	if (block % 4 == 0)
		nap(300);
	if (line->nested) {
		atomic_uint parts = 0;
		int rc =
		    psi_workers_for(line->workers, 5, line_part, &parts, err);

		if (rc != 0 || parts != 5)
			atomic_fetch_add(&line->faults, 1);
	}
	if (block >= line->fail_work)
		return psi_error_set(err, PSI_E_ELEMENT, "work %u", block);
	line->slots[slot] = block * block;
	line->state[slot] = 2;
	return 0;
}

static int
line_drain(void *cookie, size_t slot, struct psi_error *err)
{
	struct line *line = cookie;

	if (!pthread_equal(pthread_self(), line->caller) ||
	    line->state[slot] != 2 ||
	    line->slots[slot] != line->drained * line->drained)
		atomic_fetch_add(&line->faults, 1);
	if (line->drained == line->fail_drain)
		return psi_error_set(err, PSI_E_IO, "drain %u", line->drained);
	line->drained++;
	line->state[slot] = 0;
	return 0;
}

static void
line_init(
    struct line *line, struct psi_workers *workers, unsigned int num_blocks)
{
	memset(line, 0, sizeof *line);
	line->num_blocks = num_blocks;
	line->fail_fill = NEVER;
	line->fail_work = NEVER;
	line->fail_drain = NEVER;
	line->workers = workers;
	line->caller = pthread_self();
}

static int
line_run(struct line *line, size_t num_slots, struct psi_error *err)
{
	const struct psi_pipeline pipeline = { .fill = line_fill,
		.work = line_work,
		.drain = line_drain,
		.cookie = line,
		.num_slots = num_slots };

	return psi_pipeline_run(&pipeline, line->workers, err);
}

static void
blocks_keep_their_order(void **state)
{
	struct line line;

	(void)state;
	for (size_t j = 0; j < NUM_JOBS; j++) {
		struct psi_workers *workers = pool(jobs_list[j]);

		for (size_t slots = 1; slots <= MAX_SLOTS; slots++) {
			line_init(&line, workers, 37);
			line.nested = slots % 2 == 0;
			assert_int_equal(line_run(&line, slots, NULL), 0);
			assert_int_equal(line.faults, 0);
			assert_int_equal(line.drained, 37);
		}
		line_init(&line, workers, 0);
		assert_int_equal(line_run(&line, 3, NULL), 0);
		assert_int_equal(line.drained, 0);
		psi_workers_free(workers);
	}
}

/* One failing stage, and what must have happened by then. */
static void
check_failure(struct line *line, size_t slots, int code, const char *text,
    unsigned int drained)
{
	struct psi_error err;

	memset(&err, 0, sizeof err);
	assert_int_equal(line_run(line, slots, &err), code);
	assert_int_equal(err.code, code);
	assert_string_equal(err.text, text);
	assert_int_equal(line->drained, drained);
	assert_int_equal(line->faults, 0);
}

static void
earliest_failure_is_told(void **state)
{
	struct line line;

	(void)state;
	for (size_t j = 0; j < NUM_JOBS; j++) {
		struct psi_workers *workers = pool(jobs_list[j]);

		for (size_t slots = 1; slots <= MAX_SLOTS; slots += 2) {
			line_init(&line, workers, 37);
			line.fail_fill = 20;
			check_failure(&line, slots, PSI_E_IO, "fill 20", 20);
			line_init(&line, workers, 37);
			line.fail_fill = 0;
			check_failure(&line, slots, PSI_E_IO, "fill 0", 0);
			line_init(&line, workers, 37);
			line.fail_work = 12;
			check_failure(
			    &line, slots, PSI_E_ELEMENT, "work 12", 12);
			line_init(&line, workers, 37);
			line.fail_drain = 5;
			check_failure(&line, slots, PSI_E_IO, "drain 5", 5);
			/* Work on block 11 ends after fill of block 13. */
			line_init(&line, workers, 37);
			line.fail_fill = 13;
			line.fail_work = 11;
			check_failure(
			    &line, slots, PSI_E_ELEMENT, "work 11", 11);
			line_init(&line, workers, 37);
			line.fail_work = 12;
			assert_int_equal(
			    line_run(&line, slots, NULL), PSI_E_ELEMENT);
		}
		psi_workers_free(workers);
	}
}

struct inside {
	struct line line[3];
	struct psi_workers *workers;
};

static int
run_inside(void *cookie, size_t i, struct psi_error *err)
{
	struct inside *inside = cookie;
	struct line *line = &inside->line[i];

	line_init(line, inside->workers, 10);
	return line_run(line, 4, err);
}

static void
a_job_may_run_a_pipeline(void **state)
{
	struct inside inside;

	(void)state;
	memset(&inside, 0, sizeof inside);
	inside.workers = pool(2);
	assert_int_equal(
	    psi_workers_for(inside.workers, 3, run_inside, &inside, NULL), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(inside.line[i].faults, 0);
		assert_int_equal(inside.line[i].drained, 10);
	}
	psi_workers_free(inside.workers);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		cmocka_unit_test(no_thread_at_all),
#endif
		cmocka_unit_test(each_index_once),
		cmocka_unit_test(first_failure_by_index),
		cmocka_unit_test(calls_may_nest),
		cmocka_unit_test(nested_failures_come_out),
		cmocka_unit_test(refuses_numbers_of_jobs),
		cmocka_unit_test(signals_reach_the_caller_only),
		cmocka_unit_test(blocks_keep_their_order),
		cmocka_unit_test(earliest_failure_is_told),
		cmocka_unit_test(a_job_may_run_a_pipeline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
