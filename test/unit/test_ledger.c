/*
 * The ledger: what it refuses, that every step can be repeated, and that a
 * damaged one is noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "psi/ledger.h"
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "trust/ledger_record.h"

#include "support/memory.h"

/* 2030-01-01. */
#define TODAY 21915
#define OBJECT(memory) ((memory)->object[0].bytes)

#define AGREEMENT_1                                                            \
	"1111111111111111111111111111111111111111111111111111111111111111"
#define AGREEMENT_2                                                            \
	"2222222222222222222222222222222222222222222222222222222222222222"
#define SESSION_3 "33333333333333333333333333333333"
#define HEADER "agreement,run,session,event,value\n"

/* The two parties, and a stranger. */
static struct psi_identity *identity[3];
static char owner_text[PSI_IDENTITY_TEXT_CHARS + 1];

static int
setup_group(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(psi_identity_generate(&identity[i], NULL), 0);
	psi_public_identity_format(
	    owner_text, psi_identity_public(identity[0]));
	return 0;
}

static int
teardown_group(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++)
		psi_identity_free(identity[i]);
	return 0;
}

struct fixture {
	struct memory_store memory;
	struct psi_store store;
	struct psi_agreement agreement;
	struct psi_error err;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	assert_non_null(f);
	f->store = memory_store_init(&f->memory);
	memset(f->agreement.digest, 0x11, sizeof f->agreement.digest);
	for (size_t i = 0; i < 2; i++)
		f->agreement.party[i].identity =
		    *psi_identity_public(identity[i]);
	assert_int_equal(psi_ledger_create(&f->store,
			     psi_identity_public(identity[0]), &f->err),
	    0);
	f->agreement.runs = 12;
	f->agreement.period_days = 365;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	/* Every path gives the lock back. */
	assert_false(f->memory.locked);
	memory_store_clear(&f->memory);
	free(f);
	return 0;
}

static struct psi_ledger_run
wanted(uint8_t session, uint32_t number)
{
	struct psi_ledger_run run;

	memset(&run, 0, sizeof run);
	memset(run.session, session, sizeof run.session);
	run.run = number;
	return run;
}

static int
reserve(struct fixture *f, struct psi_ledger_run *run, int32_t today)
{
	return psi_ledger_reserve(
	    &f->store, &f->agreement, today, run, &f->err);
}

/* A whole ledger: the header, whose it is, and rows. */
static void
whole(char *out, size_t out_size, const char *rows)
{
	(void)snprintf(
	    out, out_size, HEADER ",,,identity,%s\n%s", owner_text, rows);
}

static void
assert_object(struct fixture *f, const char *rows)
{
	char text[2048];

	whole(text, sizeof text, rows);
	assert_int_equal(OBJECT(&f->memory).len, strlen(text));
	assert_memory_equal(OBJECT(&f->memory).data, text, strlen(text));
}

static void
test_file(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(0x33, 0);
	uint8_t digest[32];
	uint8_t key[33];
	struct psi_ledger *ledger;

	memset(digest, 0x44, sizeof digest);
	memset(key, 0, sizeof key);
	key[0] = 2;
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_int_equal(psi_ledger_next_run(ledger, f->agreement.digest), 1);
	psi_ledger_free(ledger);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(run.run, 1);
	assert_memory_equal(run.agreement, f->agreement.digest, 32);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &run, digest, key, 33, &f->err),
	    0);
	digest[31] = 0x45;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &run, digest, digest, 32, &f->err),
	    0);
	assert_int_equal(
	    psi_ledger_close(&f->store, &run, TODAY + 1, &f->err), 0);
	assert_int_equal(psi_ledger_revoke(&f->store, f->agreement.digest,
			     TODAY + 2, &f->err),
	    0);
	assert_object(f,
	    AGREEMENT_1 ",1," SESSION_3 ",open,2030-01-01\n" AGREEMENT_1
			",1," SESSION_3 ",public-key,"
			"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
			"\n" AGREEMENT_1 ",1," SESSION_3 ",sent,"
			"44444444444444444444444444444444"
			"44444444444444444444444444444444"
			"\n" AGREEMENT_1 ",1," SESSION_3 ",received,"
			"44444444444444444444444444444444"
			"44444444444444444444444444444445"
			"\n" AGREEMENT_1 ",1," SESSION_3
			",closed,2030-01-02\n" AGREEMENT_1
			",,,revoked,2030-01-03\n");
}

static void
test_numbers(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	struct psi_ledger_run other = wanted(2, 0);
	struct psi_ledger *ledger;

	/* Our side can be ahead: numbers may be left out, never used twice. */
	run.run = 7;
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(run.run, 7);
	assert_int_equal(reserve(f, &other, TODAY), PSI_E_STATE);
	assert_non_null(strstr(f->err.text, "run 7 "));
	assert_non_null(strstr(f->err.hint, "psi-close"));
	assert_int_equal(other.run, 0);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	other.run = 7;
	assert_int_equal(reserve(f, &other, TODAY), PSI_E_STATE);
	assert_non_null(strstr(f->err.hint, "8"));
	other.run = 3;
	assert_int_equal(reserve(f, &other, TODAY), PSI_E_STATE);
	other.run = 0;
	assert_int_equal(reserve(f, &other, TODAY), 0);
	assert_int_equal(other.run, 8);
	assert_int_equal(psi_ledger_close(&f->store, &other, TODAY, NULL), 0);
	other = wanted(3, PSI_LEDGER_RUN_MAX);
	assert_int_equal(reserve(f, &other, TODAY), 0);
	assert_int_equal(psi_ledger_close(&f->store, &other, TODAY, NULL), 0);
	other = wanted(4, 0);
	assert_int_equal(reserve(f, &other, TODAY), PSI_E_STATE);
	/* Another agreement has numbers of its own. */
	f->agreement.digest[0] ^= 1;
	assert_int_equal(reserve(f, &other, TODAY), 0);
	assert_int_equal(other.run, 1);
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_true(psi_ledger_find_open(ledger, f->agreement.digest, &run));
	assert_memory_equal(&run, &other, sizeof run);
	assert_false(psi_ledger_is_closed(ledger, &run));
	f->agreement.digest[0] ^= 1;
	assert_false(psi_ledger_find_open(ledger, f->agreement.digest, &run));
	psi_ledger_free(ledger);
}

static void
test_again(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	struct psi_ledger_run again = wanted(1, 0);
	uint8_t digest[32];
	uint8_t key[32];
	int commits;

	memset(digest, 5, sizeof digest);
	memset(key, 6, sizeof key);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &run, digest, key, 32, NULL), 0);
	key[0]++;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &run, digest, key, 32, &f->err),
	    0);
	commits = f->memory.num_commits;
	key[0]--;
	/* A week later the killed step runs again, and nothing is written. */
	assert_int_equal(reserve(f, &again, TODAY + 7), 0);
	assert_memory_equal(&run, &again, sizeof run);
	again = wanted(1, 1);
	assert_int_equal(reserve(f, &again, TODAY + 7), 0);
	again = wanted(1, 2);
	assert_int_equal(reserve(f, &again, TODAY + 7), PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &run, digest, key, 32, NULL), 0);
	key[0]++;
	assert_int_equal(
	    psi_ledger_record_received(&f->store, &run, digest, key, 32, NULL),
	    0);
	assert_int_equal(f->memory.num_commits, commits);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY + 3, NULL), 0);
	assert_int_equal(f->memory.num_commits, commits + 1);
	/* What is closed stays closed. */
	again = wanted(1, 0);
	assert_int_equal(reserve(f, &again, TODAY), PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &run, digest, key, 32, NULL),
	    PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_record_received(&f->store, &run, digest, key, 32, NULL),
	    PSI_E_STATE);
}

static void
test_unknown_run(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	struct psi_ledger_run other;
	uint8_t digest[32] = { 0 };

	assert_int_equal(reserve(f, &run, TODAY), 0);
	other = run;
	other.session[0]++;
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &other, digest, digest, 32, NULL),
	    PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_close(&f->store, &other, TODAY, NULL), PSI_E_STATE);
	other = run;
	other.run++;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &other, digest, digest, 32, NULL),
	    PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &run, digest, digest, 31, NULL),
	    PSI_E_ARG);
	assert_int_equal(f->memory.num_commits, 2);
}

/* Answers that were given and results that were found: what is remembered, and
 * that one run has one result. */
static void
test_answers(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	struct psi_ledger_run later;
	struct psi_ledger *ledger;
	uint8_t digest[32] = { 1 };

	assert_int_equal(
	    psi_ledger_record_answered(&f->store, &run, digest, NULL),
	    PSI_E_STATE);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(
	    psi_ledger_record_answered(&f->store, &run, digest, NULL), 0);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	assert_int_equal(
	    psi_ledger_record_answered(&f->store, &run, digest, NULL),
	    PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_record_revealed(&f->store, &run, digest, NULL),
	    PSI_E_STATE);
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_true(psi_ledger_has_unanswered(ledger, f->agreement.digest));
	psi_ledger_free(ledger);

	later = wanted(2, 0);
	assert_int_equal(reserve(f, &later, TODAY), 0);
	digest[0] = 2;
	assert_int_equal(
	    psi_ledger_record_answered(&f->store, &later, digest, NULL), 0);
	digest[0] = 3;
	assert_int_equal(
	    psi_ledger_record_revealed(&f->store, &later, digest, NULL), 0);
	assert_int_equal(
	    psi_ledger_record_revealed(&f->store, &later, digest, NULL), 0);
	digest[0] = 4;
	assert_int_equal(
	    psi_ledger_record_revealed(&f->store, &later, digest, &f->err),
	    PSI_E_STATE);
	assert_non_null(strstr(f->err.text, "another answer"));
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_false(psi_ledger_has_unanswered(ledger, f->agreement.digest));
	assert_true(psi_ledger_has_later_reveal(ledger, &run));
	assert_false(psi_ledger_has_later_reveal(ledger, &later));
	psi_ledger_free(ledger);
}

static void
test_period(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run;
	struct psi_ledger *ledger;

	f->agreement.runs = 3;
	f->agreement.period_days = 30;
	for (uint8_t i = 0; i < 3; i++) {
		run = wanted((uint8_t)(1 + i), 0);
		assert_int_equal(reserve(f, &run, TODAY + i), 0);
		assert_int_equal(
		    psi_ledger_close(&f->store, &run, TODAY + i, NULL), 0);
	}
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_int_equal(
	    psi_ledger_count_runs(ledger, f->agreement.digest, TODAY + 29, 30),
	    3);
	assert_int_equal(
	    psi_ledger_count_runs(ledger, f->agreement.digest, TODAY + 30, 30),
	    2);
	/* Setting the clock back frees nothing. */
	assert_int_equal(
	    psi_ledger_count_runs(ledger, f->agreement.digest, TODAY - 400, 30),
	    3);
	assert_int_equal(
	    psi_ledger_count_runs(ledger, f->agreement.digest, 0, UINT32_MAX),
	    3);
	/* The day on which there is room again, also for a clock that went
	 * back, and where the agreement allows more or fewer. */
	assert_int_equal(
	    psi_ledger_next_day(ledger, f->agreement.digest, TODAY + 5, 3, 30),
	    TODAY + 30);
	assert_int_equal(psi_ledger_next_day(
			     ledger, f->agreement.digest, TODAY - 400, 3, 30),
	    TODAY + 30);
	assert_int_equal(
	    psi_ledger_next_day(ledger, f->agreement.digest, TODAY + 5, 1, 30),
	    TODAY + 32);
	assert_int_equal(
	    psi_ledger_next_day(ledger, f->agreement.digest, TODAY + 5, 4, 30),
	    TODAY + 5);
	psi_ledger_free(ledger);
	run = wanted(9, 0);
	assert_int_equal(reserve(f, &run, TODAY + 29), PSI_E_AGREEMENT);
	assert_int_equal(reserve(f, &run, TODAY - 400), PSI_E_AGREEMENT);
	assert_int_equal(reserve(f, &run, TODAY + 30), 0);
	/* The session that has the run may go on when the runs are used up. */
	assert_int_equal(reserve(f, &run, TODAY + 30), 0);
}

static void
test_revoked(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	struct psi_ledger *ledger;

	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(
	    psi_ledger_revoke(&f->store, f->agreement.digest, TODAY, NULL), 0);
	assert_int_equal(
	    psi_ledger_revoke(&f->store, f->agreement.digest, TODAY + 1, NULL),
	    0);
	assert_int_equal(f->memory.num_commits, 3);
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_AGREEMENT);
	assert_non_null(strstr(f->err.text, "2030-01-01"));
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_int_equal(
	    psi_ledger_check_agreement(ledger, &f->agreement, &f->err),
	    PSI_E_AGREEMENT);
	f->agreement.digest[31]++;
	assert_int_equal(
	    psi_ledger_check_agreement(ledger, &f->agreement, &f->err), 0);
	psi_ledger_free(ledger);
}

static void
swap_parties(struct psi_agreement *agreement)
{
	struct psi_agreement_party party = agreement->party[0];

	agreement->party[0] = agreement->party[1];
	agreement->party[1] = party;
}

static void
test_replaced(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	uint8_t old[32];

	memcpy(old, f->agreement.digest, sizeof old);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	memset(f->agreement.digest, 0x22, 32);
	f->agreement.has_replaces = true;
	memcpy(f->agreement.replaces, old, sizeof old);
	for (uint8_t i = 2; i < 4; i++) {
		run = wanted(i, 0);
		assert_int_equal(reserve(f, &run, TODAY), 0);
		assert_int_equal(
		    psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	}
	memcpy(f->agreement.digest, old, sizeof old);
	f->agreement.has_replaces = false;
	run = wanted(4, 0);
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_AGREEMENT);
	assert_non_null(strstr(f->err.text, AGREEMENT_2));
	/* The parties are the same, whoever is a. */
	swap_parties(&f->agreement);
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_AGREEMENT);
}

/* Somebody else's agreement says that it replaces this one. */
static void
test_replaced_by_others(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);
	uint8_t ours[32];

	memcpy(ours, f->agreement.digest, sizeof ours);
	memset(f->agreement.digest, 0x22, 32);
	f->agreement.has_replaces = true;
	memcpy(f->agreement.replaces, ours, sizeof ours);
	f->agreement.party[1].identity.ed25519[0] ^= 1;
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(psi_ledger_close(&f->store, &run, TODAY, NULL), 0);
	memcpy(f->agreement.digest, ours, sizeof ours);
	f->agreement.has_replaces = false;
	f->agreement.party[1].identity.ed25519[0] ^= 1;
	run = wanted(2, 0);
	assert_int_equal(reserve(f, &run, TODAY), 0);
}

static void
test_received(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run first = wanted(1, 0);
	struct psi_ledger_run second = wanted(2, 0);
	uint8_t file[32];
	uint8_t own_key[32];
	uint8_t key[32];
	struct psi_ledger *ledger;

	memset(file, 1, sizeof file);
	memset(own_key, 2, sizeof own_key);
	memset(key, 3, sizeof key);
	assert_int_equal(reserve(f, &first, TODAY), 0);
	assert_int_equal(
	    psi_ledger_record_sent(&f->store, &first, file, own_key, 32, NULL),
	    0);
	/* Our own file, or one with our own key. */
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &first, file, own_key, 32, NULL),
	    PSI_E_MISMATCH);
	file[0] = 4;
	assert_int_equal(
	    psi_ledger_record_received(&f->store, &first, file, key, 32, NULL),
	    0);
	/* k serves one file. */
	file[0] = 5;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &first, file, key, 32, &f->err),
	    PSI_E_STATE);
	assert_int_equal(psi_ledger_close(&f->store, &first, TODAY, NULL), 0);
	assert_int_equal(reserve(f, &second, TODAY), 0);
	file[0] = 4;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &second, file, key, 32, &f->err),
	    PSI_E_MISMATCH);
	/* The key of an earlier run of our own is as bad. */
	file[0] = 6;
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &second, file, own_key, 32, &f->err),
	    PSI_E_MISMATCH);
	assert_int_equal(psi_ledger_record_received(
			     &f->store, &second, file, key, 32, &f->err),
	    0);
	assert_int_equal(psi_ledger_read(&ledger, &f->store, NULL), 0);
	assert_true(psi_ledger_has_public_key(ledger, own_key, 32));
	assert_false(psi_ledger_has_public_key(ledger, key, 32));
	assert_true(psi_ledger_has_received(ledger, file, NULL));
	assert_true(psi_ledger_has_received(ledger, file, &first));
	assert_false(psi_ledger_has_received(ledger, file, &second));
	psi_ledger_free(ledger);
}

static void
test_failures(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(1, 0);

	f->memory.busy = true;
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_revoke(&f->store, f->agreement.digest, TODAY, NULL),
	    PSI_E_STATE);
	f->memory.busy = false;
	f->memory.commits_left = 0;
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_IO);
	assert_int_equal(run.run, 0);
	f->memory.commits_left = -1;
	assert_int_equal(reserve(f, &run, -1), PSI_E_ARG);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	f->memory.commits_left = 0;
	assert_int_equal(
	    psi_ledger_close(&f->store, &run, TODAY, NULL), PSI_E_IO);
	/* Still open. */
	f->memory.commits_left = -1;
	assert_int_equal(reserve(f, &run, TODAY), 0);
}

static int
read_text(struct fixture *f, const char *text, size_t len)
{
	struct psi_ledger *ledger = NULL;
	int rc;

	f->memory.object[0].exists = true;
	memcpy(f->memory.object[0].name, PSI_LEDGER_OBJECT,
	    sizeof PSI_LEDGER_OBJECT);
	psi_buf_clear(&OBJECT(&f->memory));
	assert_int_equal(
	    psi_buf_append(&OBJECT(&f->memory), text, len, NULL), 0);
	rc = psi_ledger_read(&ledger, &f->store, &f->err);
	if (rc != 0)
		assert_null(ledger);
	psi_ledger_free(ledger);
	return rc;
}

static void
test_damaged(void **state)
{
	struct fixture *f = *state;
	static const char rows[] =
	    AGREEMENT_1 ",1," SESSION_3 ",open,2030-01-01\n" AGREEMENT_1
			",," SESSION_3 ",replaced," AGREEMENT_2 "\n";
	char good[1024];
	static const char *const bad[] = {
		AGREEMENT_1 ",1," SESSION_3 ",open,2030-01-01,\n",
		AGREEMENT_1 ",1," SESSION_3 ",open\n",
		AGREEMENT_1 ",0," SESSION_3 ",open,2030-01-01\n",
		AGREEMENT_1 ",01," SESSION_3 ",open,2030-01-01\n",
		AGREEMENT_1 ",1000000000," SESSION_3 ",open,2030-01-01\n",
		AGREEMENT_1 ",," SESSION_3 ",open,2030-01-01\n",
		AGREEMENT_1 ",1,,open,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 "3,open,2030-01-01\n",
		AGREEMENT_1 "1,1," SESSION_3 ",open,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",opened,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",open,2030-02-30\n",
		AGREEMENT_1 ",1," SESSION_3 ",open,2030-01-01\r\n",
		AGREEMENT_1 ",1," SESSION_3 ",sent,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",public-key," AGREEMENT_1 "\n",
		AGREEMENT_1 ",1," SESSION_3 ",public-key,AgAA\n",
		AGREEMENT_1 ",1," SESSION_3 ",revoked,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",replaced," AGREEMENT_2 "\n",
		AGREEMENT_1 ",,,replaced," AGREEMENT_2 "\n",
		AGREEMENT_1 ",," SESSION_3 ",revoked,2030-01-01\n",
		"\n",
		",,,,\n",
		AGREEMENT_1 ",1," SESSION_3 ",claims-sent,2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",claims-sent," AGREEMENT_2 "\n",
		AGREEMENT_1 ",1," SESSION_3 ",claims-sent," AGREEMENT_2
			    " 2030-01-01\n",
		AGREEMENT_1 ",1," SESSION_3 ",fields-sent," AGREEMENT_2
			    " 2030-01-01 01\n",
		AGREEMENT_1 ",,,recovered,2030-01-01\n",
		",1,,recovered,2030-01-01\n",
		",,,identity,psi1\n",
		AGREEMENT_1 ",1," SESSION_3 ",open,2030-01-01",
	};
	int commits = f->memory.num_commits;

	whole(good, sizeof good, rows);
	assert_int_equal(read_text(f, good, strlen(good)), 0);
	/* It says whose it is. */
	assert_int_equal(read_text(f, HEADER, strlen(HEADER)), PSI_E_INPUT);
	assert_int_equal(
	    read_text(f, HEADER ",,,identity,psi1\n", strlen(HEADER) + 17),
	    PSI_E_INPUT);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char text[1024];
		size_t len = strlen(good) + strlen(bad[i]);

		memcpy(text, good, strlen(good));
		memcpy(text + strlen(good), bad[i], strlen(bad[i]));
		assert_int_equal(read_text(f, text, len), PSI_E_INPUT);
		assert_int_equal(f->err.line, 5);
		assert_true(f->err.hint[0] != '\0');
	}
	/* Cut off anywhere but at the end of a line. */
	for (size_t len = 0; len < strlen(good); len++)
		if (len <= strlen(HEADER) || good[len - 1] != '\n')
			assert_int_equal(read_text(f, good, len), PSI_E_INPUT);
	/* A damaged ledger stops everything. */
	assert_int_equal(
	    psi_ledger_revoke(&f->store, f->agreement.digest, TODAY, &f->err),
	    PSI_E_INPUT);
	assert_int_equal(f->memory.num_commits, commits);
}

/* A missing ledger is an error; one is made once, and made anew in words. */
static void
test_made(void **state)
{
	struct fixture *f = *state;
	const struct psi_public_identity *owner =
	    psi_identity_public(identity[0]);
	struct psi_ledger_run run = wanted(0x33, 0);
	struct psi_ledger *ledger;

	/* Empty ones are replaced: what a killed attempt left. */
	assert_int_equal(psi_ledger_create(&f->store,
			     psi_identity_public(identity[2]), &f->err),
	    0);
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_STATE);
	assert_non_null(strstr(f->err.text, "no party"));
	assert_int_equal(psi_ledger_create(&f->store, owner, &f->err), 0);
	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(
	    psi_ledger_create(&f->store, owner, &f->err), PSI_E_EXISTS);
	/* A whole one of one's own is not made anew; a stranger's is. */
	assert_int_equal(
	    psi_ledger_recover(&f->store, owner, TODAY, &f->err), PSI_E_EXISTS);
	assert_int_equal(
	    f->store.remove(f->store.cookie, PSI_LEDGER_OBJECT, NULL), 0);
	assert_int_equal(
	    psi_ledger_read(&ledger, &f->store, &f->err), PSI_E_STATE);
	assert_non_null(strstr(f->err.text, "missing"));
	assert_non_null(strstr(f->err.hint, "--new-ledger"));
	assert_int_equal(reserve(f, &run, TODAY), PSI_E_STATE);
	assert_int_equal(
	    psi_ledger_recover(&f->store, owner, TODAY, &f->err), 0);
	assert_object(f, ",,,recovered,2030-01-01\n");
	/* A damaged one too. */
	psi_buf_clear(&OBJECT(&f->memory));
	assert_int_equal(psi_buf_append(&OBJECT(&f->memory), "x", 1, NULL), 0);
	assert_int_equal(
	    psi_ledger_create(&f->store, owner, &f->err), PSI_E_INPUT);
	assert_int_equal(
	    psi_ledger_recover(&f->store, owner, TODAY, &f->err), 0);
	assert_object(f, ",,,recovered,2030-01-01\n");
}

struct seen {
	size_t num;
	struct psi_ledger_entry last;
};

static int
see(void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	struct seen *seen = cookie;

	(void)err;
	seen->num++;
	seen->last = *entry;
	return strcmp(entry->event, "revoked") == 0 ? PSI_E_IO : 0;
}

/* All but the public keys, with a day; `each` can end it. */
static void
test_audit(void **state)
{
	struct fixture *f = *state;
	struct psi_ledger_run run = wanted(0x33, 0);
	uint8_t digest[33] = { 1 };
	struct seen seen = { 0 };

	assert_int_equal(reserve(f, &run, TODAY), 0);
	assert_int_equal(psi_ledger_record_sent(
			     &f->store, &run, digest, digest, 32, &f->err),
	    0);
	assert_int_equal(psi_ledger_audit(&f->store, see, &seen, &f->err), 0);
	assert_int_equal(seen.num, 2);
	assert_string_equal(seen.last.event, "sent");
	assert_int_equal(seen.last.day, TODAY);
	assert_int_equal(seen.last.run, 1);
	assert_int_equal(psi_ledger_record_shared(&f->store, &run, true, 1,
			     digest, 7, TODAY + 3, &f->err),
	    0);
	assert_int_equal(psi_ledger_audit(&f->store, see, &seen, &f->err), 0);
	assert_string_equal(seen.last.event, "claims-sent");
	assert_int_equal(seen.last.day, TODAY + 3);
	assert_int_equal(seen.last.rows, 7);
	assert_int_equal(
	    psi_ledger_revoke(&f->store, f->agreement.digest, TODAY, &f->err),
	    0);
	assert_int_equal(
	    psi_ledger_audit(&f->store, see, &seen, &f->err), PSI_E_IO);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_file),
		TEST(test_numbers),
		TEST(test_again),
		TEST(test_unknown_run),
		TEST(test_answers),
		TEST(test_period),
		TEST(test_revoked),
		TEST(test_replaced),
		TEST(test_replaced_by_others),
		TEST(test_received),
		TEST(test_failures),
		TEST(test_damaged),
		TEST(test_made),
		TEST(test_audit),
	};

	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
