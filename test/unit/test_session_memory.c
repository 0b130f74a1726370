/*
 * Steps that sort on disk beside the same steps in memory: with the same
 * randomness they leave the same bytes, in the session and in the ledger. And
 * whatever the disk does, they leave what a step that failed leaves.
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

#include "support/fixed_random.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/session_world.h"

/* Beyond the first calls of the disk each so-many-th fails: fewer where a sanitizer
 * makes each try ten times as long. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 67
#else
#define STRIDE 7
#endif

#define A 0
#define B 1
#define ROW_CHARS 128
/* So that all is sorted on disk, short records in runs of some dozens. */
#define LITTLE 16000
/* And so that it is in few calls. */
#define SOME 160000
#define COUNTS                                                                 \
	"mode,counts\nminimum-overlap,0\nsuppress-below,0\n"                   \
	"padding-multiple,4\n"

/* ---- lists ---- */

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

/* How the rows of a list lie. */
struct shape {
	/* Accounts are taken from so many, in any order; 0: one after the
	 * other, each with some keys. */
	uint32_t accounts;
	/* Keys are taken from so many. */
	uint32_t keys;
	bool has_populations;
};

static const char *
population_of(const struct shape *shape, uint32_t account)
{
	static const char *const names[] = { "customer", "open_opportunity",
		"prospect", "former_customer", "other" };

	return shape->has_populations ? names[account * 7 % 5] : "customer";
}

/* A keys file with rows of every kind: keys that many accounts hold, the same
 * row twice, keys that are not sent, and accounts without any that is. */
static void
make_list(struct psi_buf *out, const struct shape *shape, size_t num)
{
	struct psi_buf rows = PSI_BUF_INIT;
	uint32_t account = 0;

	for (size_t i = 0; i < num; i++) {
		char row[ROW_CHARS];
		const char *type = draw(9) == 0 ? "unknown" : "domain";
		int len;

		account = shape->accounts == 0 ? account + (draw(3) == 0)
					       : draw(shape->accounts);
		len = snprintf(row, sizeof row,
		    "\"account, %lu\",%s,%s,d%lu.example\n",
		    (unsigned long)account, population_of(shape, account), type,
		    (unsigned long)draw(shape->keys));
		for (int twice = draw(20) == 0; twice >= 0 && i < num; twice--)
			assert_int_equal(
			    psi_buf_append(&rows, row, (size_t)len, NULL), 0);
	}
	assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
	world_keys(out, (const char *)rows.data);
	psi_buf_clear(&rows);
}

/* Blind a list in memory and on disk. */
static void
check_blind(const char *terms, const struct shape *shape, size_t num)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct world_kept before;
	struct world_kept in_memory;
	struct world world;

	world_init(&world, terms);
	make_list(&keys, shape, num);
	world_keep(&before, &world.party[A]);
	fixed_random(true);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_keep(&in_memory, &world.party[A]);
	for (unsigned int jobs = 1; jobs <= 3; jobs += 2) {
		world_put_back(&world.party[A], &before);
		scratch_memory_init(&disk);
		scratch = scratch_memory_scratch(&disk);
		world.scratch = &scratch;
		world.memory = LITTLE;
		world.jobs = jobs;
		world_ok(&world, world_blind(&world, A, &keys, 0));
		world_assert_kept(&world.party[A], &in_memory);
		/* Something did not fit. */
		assert_true(disk.num_made > 0);
		assert_true(scratch_memory_is_quiet(&disk));
	}
	fixed_random(false);
	world_kept_clear(&before);
	world_kept_clear(&in_memory);
	psi_buf_clear(&keys);
	world_clear(&world);
}

static void
test_blind(void **state)
{
	static const struct shape in_order = { 0, 4000, false };
	static const struct shape mixed = { 900, 700, true };
	static const struct shape few_keys = { 2500, 5, true };

	(void)state;
	seed = 1;
	check_blind("padding-multiple,4\n", &in_order, 12000);
	check_blind("padding-multiple,256\nsuite,P256-SHA256\n", &mixed, 5000);
	check_blind("padding-multiple,64\n", &few_keys, 6000);
	check_blind(COUNTS
	    "group,customer\ngroup,open_opportunity\ngroup,prospect\n",
	    &mixed, 8000);
	check_blind(COUNTS "group,none\n", &in_order, 8000);
	/* Groups that are too small are empty: their keys have no position. */
	check_blind("mode,counts\nminimum-overlap,0\nsuppress-below,2\n"
		    "padding-multiple,4\ngroup,customer\ngroup,prospect\n",
	    &few_keys, 6000);
}

/* A list that begins in memory and does not end there, and one that fits. */
static void
test_switch(void **state)
{
	static const struct shape shape = { 700, 3000, true };
	static const uint64_t sizes[] = { 20000, 300000, 100000000 };
	static const size_t num_size = sizeof sizes / sizeof sizes[0];
	struct psi_buf keys = PSI_BUF_INIT;
	struct world_kept in_memory;
	struct world_kept before;
	struct world world;

	(void)state;
	seed = 4;
	world_init(&world, "padding-multiple,4\n");
	make_list(&keys, &shape, 8000);
	world_keep(&before, &world.party[A]);
	fixed_random(true);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_keep(&in_memory, &world.party[A]);
	/* With several threads elements are computed before it is known that
	 * the keys do not fit. */
	for (size_t i = 0; i < 2 * num_size; i++) {
		uint64_t size = sizes[i % num_size];
		struct scratch_memory disk;
		struct psi_scratch scratch;

		world_put_back(&world.party[A], &before);
		scratch_memory_init(&disk);
		scratch = scratch_memory_scratch(&disk);
		world.scratch = &scratch;
		world.memory = size;
		world.jobs = i < num_size ? 1 : 3;
		world_ok(&world, world_blind(&world, A, &keys, 0));
		world_assert_kept(&world.party[A], &in_memory);
		assert_int_equal(disk.num_made == 0, size == 100000000);
	}
	fixed_random(false);
	world_kept_clear(&before);
	world_kept_clear(&in_memory);
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* Elements that are computed while keys are still being read are those of one
 * thread, which reads first: of chunks that are full and not, with padding and
 * without, and of as many keys as there may be. One more is refused. */
static void
check_ahead(const char *terms, size_t num, int rc)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world_kept before;
	struct world_kept read_first;
	struct world world;

	world_init(&world, terms);
	world_many_keys(&keys, 0, num);
	world_keep(&before, &world.party[A]);
	fixed_random(true);
	assert_int_equal(world_blind(&world, A, &keys, 0), rc);
	world_keep(&read_first, &world.party[A]);
	world_put_back(&world.party[A], &before);
	world.jobs = 3;
	assert_int_equal(world_blind(&world, A, &keys, 0), rc);
	world_assert_kept(&world.party[A], &read_first);
	fixed_random(false);
	world_kept_clear(&before);
	world_kept_clear(&read_first);
	psi_buf_clear(&keys);
	world_clear(&world);
}

static void
test_ahead(void **state)
{
	(void)state;
	check_ahead("padding-multiple,1\n", 1, 0);
	check_ahead("padding-multiple,1\n", 8192, 0);
	check_ahead("padding-multiple,64\n", 16385, 0);
	check_ahead(
	    "padding-multiple,30000\nmaximum-elements-a,30000\n", 9000, 0);
	check_ahead("padding-multiple,1\nmaximum-elements-a,9000\n", 9000, 0);
	check_ahead("padding-multiple,1\nmaximum-elements-a,9000\n", 9001,
	    PSI_E_AGREEMENT);
}

/* What is refused in memory is refused on disk, with the same words. */
static void
check_refusal(const char *terms, const char *rows, int code)
{
	struct psi_error in_memory;
	struct psi_buf keys = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct world world;

	world_init(&world, terms);
	world_keys(&keys, rows);
	memset(&world.err, 0, sizeof world.err);
	assert_int_equal(world_blind(&world, A, &keys, 0), code);
	in_memory = world.err;
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	world.scratch = &scratch;
	/* From the first row on. */
	world.memory = 1;
	memset(&world.err, 0, sizeof world.err);
	assert_int_equal(world_blind(&world, A, &keys, 0), code);
	assert_string_equal(world.err.text, in_memory.text);
	assert_string_equal(world.err.hint, in_memory.hint);
	assert_int_equal(world.err.line, in_memory.line);
	assert_true(scratch_memory_is_quiet(&disk));
	psi_buf_clear(&keys);
	world_clear(&world);
}

static void
test_refusals(void **state)
{
	(void)state;
	/* In two populations: with the next row, and far from it. */
	check_refusal("padding-multiple,1\n",
	    "a1,customer,domain,one.example\na2,customer,domain,two.example\n"
	    "a2,prospect,domain,six.example\n",
	    PSI_E_INPUT);
	check_refusal("padding-multiple,1\n",
	    "a1,customer,domain,one.example\na2,customer,domain,two.example\n"
	    "a3,customer,domain,ten.example\na1,prospect,domain,six.example\n"
	    "a2,prospect,domain,six.example\n",
	    PSI_E_INPUT);
	check_refusal("padding-multiple,1\n",
	    "a1,customer,domain,one.example\na2,nobody,domain,two.example\n",
	    PSI_E_INPUT);
	check_refusal("padding-multiple,1\nmaximum-elements-a,2\n",
	    "a1,customer,domain,one.example\na2,customer,domain,two.example\n"
	    "a2,customer,domain,six.example\n",
	    PSI_E_AGREEMENT);
	check_refusal("padding-multiple,1\n",
	    "a1,customer,unknown,one.example\na2,customer,unknown,two\n",
	    PSI_E_INPUT);
}

/* Each call of the disk fails: the step says so and leaves nothing on it, and
 * when there is room again it goes on. */
static void
test_faults(void **state)
{
	static const struct shape shape = { 400, 3000, true };
	struct psi_buf keys = PSI_BUF_INIT;
	long at = 0;
	int rc;

	(void)state;
	seed = 9;
	make_list(&keys, &shape, 5000);
	/* Every one of the first, and then some. */
	do {
		struct psi_session_status status;
		struct scratch_memory disk;
		struct psi_scratch scratch;
		struct world world;

		world_init(&world, "padding-multiple,4\n");
		scratch_memory_init(&disk);
		at += at < 20 ? 1 : STRIDE;
		disk.fault_at = at;
		scratch = scratch_memory_scratch(&disk);
		world.scratch = &scratch;
		world.memory = SOME;
		rc = world_blind(&world, A, &keys, 0);
		assert_true(scratch_memory_is_quiet(&disk));
		world_status(&world, A, &status);
		if (rc != 0) {
			assert_int_equal(rc, PSI_E_IO);
			assert_true(status.state <= PSI_SESSION_PREPARING);
			world_ok(&world, world_blind(&world, A, &keys, 0));
			world_status(&world, A, &status);
		}
		assert_int_equal(status.state, PSI_SESSION_BLINDED);
		world_clear(&world);
	} while (rc != 0);
	assert_true(at > 20);
	psi_buf_clear(&keys);
}

/* ---- the answer in mode counts ---- */

/* The side that answers first evaluates in memory and on disk. */
static void
check_exchange(const char *terms, const struct shape *shape, size_t num)
{
	struct psi_buf keys[2] = { PSI_BUF_INIT, PSI_BUF_INIT };
	struct psi_buf blinded = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct world_kept before;
	struct world_kept in_memory;
	struct world world;

	world_init(&world, terms);
	for (size_t who = 0; who < 2; who++) {
		make_list(&keys[who], shape, num);
		world_ok(&world, world_blind(&world, who, &keys[who], 0));
	}
	world_ok(&world, world_copy(&world, B, "blinded", &blinded));
	world_keep(&before, &world.party[A]);
	fixed_random(true);
	world_ok(&world, world_exchange(&world, A, blinded.data, blinded.len));
	world_keep(&in_memory, &world.party[A]);
	world_put_back(&world.party[A], &before);
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	world.scratch = &scratch;
	world.memory = LITTLE;
	world_ok(&world, world_exchange(&world, A, blinded.data, blinded.len));
	fixed_random(false);
	world_assert_kept(&world.party[A], &in_memory);
	assert_true(disk.num_made > 0);
	assert_true(scratch_memory_is_quiet(&disk));
	world_kept_clear(&before);
	world_kept_clear(&in_memory);
	psi_buf_clear(&keys[0]);
	psi_buf_clear(&keys[1]);
	psi_buf_clear(&blinded);
	world_clear(&world);
}

static void
test_exchange(void **state)
{
	static const struct shape shape = { 2000, 9000, true };

	(void)state;
	seed = 5;
	check_exchange(COUNTS "group,none\nanswers-first,a\n", &shape, 9000);
	check_exchange(COUNTS "group,customer\ngroup,prospect\n"
			      "answers-first,a\nsuite,P256-SHA256\n",
	    &shape, 6000);
}

/* ---- the result ---- */

/* A run up to the first answer: both sides have blinded and exchanged. */
static void
begin_run(struct world *world, const char *terms, const struct shape *shape,
    size_t num)
{
	struct psi_buf keys = PSI_BUF_INIT;

	world_init(world, terms);
	for (size_t who = 0; who < 2; who++) {
		make_list(&keys, shape, num);
		world_ok(world, world_blind(world, who, &keys, 0));
	}
	world_exchange_blinded(world);
	psi_buf_clear(&keys);
}

/* One side reveals in memory and on disk; returns how many matched. */
static uint64_t
check_reveal_of(struct world *world, size_t who, uint64_t memory)
{
	struct world_party *party = &world->party[who];
	struct psi_session_status status;
	struct psi_buf answer = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct world_kept before;
	struct world_kept in_memory;
	int rc;

	world_ok(world, world_copy(world, 1 - who, "answer", &answer));
	world_keep(&before, party);
	fixed_random(true);
	rc = world_reveal(world, who, answer.data, answer.len);
	world_keep(&in_memory, party);
	world_put_back(party, &before);
	for (unsigned int jobs = 1; jobs <= 3; jobs += 2) {
		world_put_back(party, &before);
		scratch_memory_init(&disk);
		world->scratch = &scratch;
		world->memory = memory;
		world->jobs = jobs;
		assert_int_equal(
		    world_reveal(world, who, answer.data, answer.len), rc);
		world_assert_kept(party, &in_memory);
		assert_true(scratch_memory_is_quiet(&disk));
		world->scratch = NULL;
		world->memory = 0;
	}
	fixed_random(false);
	/* Something did not fit, unless the answer names no row. */
	world_status(world, who, &status);
	assert_int_equal(disk.num_made == 0,
	    status.answers_first && (status.counts || status.matches == 0));
	world_kept_clear(&before);
	world_kept_clear(&in_memory);
	psi_buf_clear(&answer);
	return status.matches;
}

/* The side that answers second first, and then the other one. */
static void
check_reveal(const char *terms, const struct shape *shape, size_t num,
    uint64_t memory, bool is_withheld)
{
	struct world world;
	size_t first;
	uint64_t matches;

	begin_run(&world, terms, shape, num);
	first = world_first(&world);
	matches = check_reveal_of(&world, 1 - first, memory);
	assert_int_equal(matches == 0, is_withheld);
	assert_int_equal(check_reveal_of(&world, first, memory), matches);
	world_clear(&world);
}

static void
test_reveal(void **state)
{
	static const struct shape shape = { 2000, 9000, true };
	static const struct shape others = { 3000, 1000000, false };

	(void)state;
	seed = 6;
	check_reveal("padding-multiple,4\n", &shape, 4000, LITTLE, false);
	check_reveal("answers-first,b\nsuite,P256-SHA256\n", &shape, 3000,
	    LITTLE, false);
	/* Runs of one record. */
	check_reveal("padding-multiple,4\n", &shape, 300, 1, false);
	/* Too few matches to be told. */
	check_reveal("padding-multiple,4\nminimum-overlap,500\n", &others, 2000,
	    LITTLE, true);
	check_reveal(COUNTS "group,none\n", &shape, 3000, LITTLE, false);
	check_reveal(COUNTS "group,customer\ngroup,prospect\n", &shape, 3000,
	    LITTLE, false);
}

/* An element of the own file that has changed on the disk is no fault of the
 * partner's, whether its row matched or not. */
static void
test_reveal_own_fault(void **state)
{
	static const struct shape shape = { 100, 300, false };
	static const char name[] = "\nelement,";
	struct psi_buf answer = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	const struct psi_buf *own;
	struct world world;
	size_t first;
	size_t num = 0;

	(void)state;
	seed = 8;
	begin_run(&world, "padding-multiple,1\n", &shape, 200);
	first = world_first(&world);
	world_ok(&world, world_copy(&world, first, "answer", &answer));
	world_ok(
	    &world, world_reveal(&world, 1 - first, answer.data, answer.len));
	world_ok(&world, world_copy(&world, 1 - first, "answer", &answer));
	world.scratch = &scratch;
	world.memory = 1;
	own = store_memory_get(&world.party[first].folder, "blinded.csv");
	for (size_t at = 0; at + sizeof name + 8 < own->len; at++) {
		uint8_t *digit = &own->data[at + sizeof name + 4];
		uint8_t was = *digit;

		if (memcmp(own->data + at, name, sizeof name - 1) != 0)
			continue;
		*digit = was == 'A' ? 'B' : 'A';
		scratch_memory_init(&disk);
		assert_int_equal(
		    world_reveal(&world, first, answer.data, answer.len),
		    PSI_E_STATE);
		*digit = was;
		num++;
	}
	assert_true(num > 100);
	scratch_memory_init(&disk);
	world_ok(&world, world_reveal(&world, first, answer.data, answer.len));
	psi_buf_clear(&answer);
	world_clear(&world);
}

/* Each call of the disk fails in turn: the session stays what it was. */
static void
check_reveal_faults(struct world *world, size_t who)
{
	struct world_party *party = &world->party[who];
	struct psi_buf answer = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct world_kept before;
	long at = 0;
	int rc;

	world_ok(world, world_copy(world, 1 - who, "answer", &answer));
	world_keep(&before, party);
	world->scratch = &scratch;
	do {
		scratch_memory_init(&disk);
		at += at < 20 ? 1 : STRIDE;
		disk.fault_at = at;
		world->memory = LITTLE;
		rc = world_reveal(world, who, answer.data, answer.len);
		assert_true(scratch_memory_is_quiet(&disk));
		if (rc != 0) {
			assert_int_equal(rc, PSI_E_IO);
			world_assert_kept(party, &before);
		}
	} while (rc != 0);
	assert_true(at > 20);
	world->scratch = NULL;
	world->memory = 0;
	world_kept_clear(&before);
	psi_buf_clear(&answer);
}

static void
test_reveal_faults(void **state)
{
	static const struct shape shape = { 500, 2000, true };
	struct world world;

	(void)state;
	seed = 7;
	begin_run(&world, "padding-multiple,4\n", &shape, 1500);
	check_reveal_faults(&world, 1 - world_first(&world));
	check_reveal_faults(&world, world_first(&world));
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_ahead),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_exchange),
		cmocka_unit_test(test_reveal),
		cmocka_unit_test(test_reveal_own_fault),
		cmocka_unit_test(test_reveal_faults),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
