/*
 * The result of a session where it does not fit into memory: beside the same in
 * memory, row by row and as a file; several readers at once; and a disk that
 * fails.
 */
#include "support/cm.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/sorter.h"
#include "session/matched_read.h"
#include "session/session.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/session_world.h"

/* Beyond the first calls of the disk each so-many-th fails. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 41
#else
#define STRIDE 5
#endif

#define ROW_CHARS 128
/* So that everything is on disk, in many runs. */
#define LITTLE 9000
#define TERMS                                                                  \
	"padding-multiple,4\nkey,domain 1 0.970\nkey,name 2 0.800\n"           \
	"key,host 2 0.800\nkey,family family 0.600\n"

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

/* ---- a run ---- */

/* `accounts` with keys of some types out of `keys`, so that many share one. */
static void
make_list(struct psi_buf *out, uint32_t accounts, uint32_t keys)
{
	static const char *const types[] = { "domain", "name", "host",
		"family" };
	static const char *const populations[] = { "customer", "prospect",
		"other" };
	struct psi_buf rows = PSI_BUF_INIT;

	for (uint32_t i = 0; i < accounts; i++) {
		uint32_t num = 1 + draw(5);

		for (uint32_t k = 0; k < num; k++) {
			char row[ROW_CHARS];
			int len = snprintf(row, sizeof row,
			    "\"account, %lu\",%s,%s,v%lu.example\n",
			    (unsigned long)i, populations[i % 3],
			    types[draw(4)], (unsigned long)draw(keys));

			assert_int_equal(
			    psi_buf_append(&rows, row, (size_t)len, NULL), 0);
		}
	}
	assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
	world_keys(out, (const char *)rows.data);
	psi_buf_clear(&rows);
}

/* A run up to the first answer. */
static void
begin_run(
    struct world *world, const char *terms, uint32_t accounts, uint32_t keys)
{
	struct psi_buf list = PSI_BUF_INIT;

	world_init(world, terms);
	for (size_t who = 0; who < 2; who++) {
		make_list(&list, accounts, keys);
		world_ok(world, world_blind(world, who, &list, 0));
	}
	world_exchange_blinded(world);
	psi_buf_clear(&list);
}

/* Reveal the second side, in memory, and take its answer: what the first side
 * reveals is `file` then. */
static size_t
begin_first(
    struct world *world, struct psi_buf *file, uint32_t accounts, uint32_t keys)
{
	size_t first;

	begin_run(world, TERMS, accounts, keys);
	first = world_first(world);
	world_ok(world, world_copy(world, first, "answer", file));
	world_ok(world, world_reveal(world, 1 - first, file->data, file->len));
	world_ok(world, world_copy(world, 1 - first, "answer", file));
	return first;
}

static void
write_list(
    struct world *world, struct psi_session *session, struct psi_buf *out)
{
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct psi_sink sink = memory_sink(out);

	options.ambiguous = 1;
	psi_buf_clear(out);
	world_ok(
	    world, psi_session_matches(session, &sink, &options, &world->err));
}

/* ---- the same result ---- */

static void
assert_same(const struct psi_buf *one, const struct psi_buf *other)
{
	assert_int_equal(one->len, other->len);
	assert_memory_equal(one->data, other->data, one->len);
}

/* One side reveals with so much memory; the result in the same session, twice,
 * and in another one. */
static void
reveal_with(struct world *world, size_t who, const struct psi_buf *answer,
    uint64_t memory, const struct psi_buf *expected, struct psi_buf *out)
{
	struct memory bytes;
	struct psi_source source =
	    memory_source(&bytes, answer->data, answer->len);
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct psi_session *session = NULL;

	scratch_memory_init(&disk);
	world->memory = memory;
	world->scratch = memory == 0 ? NULL : &scratch;
	world_ok(world, world_open(world, who, &session));
	world_ok(world, psi_session_reveal(session, &source, &world->err));
	for (size_t i = 0; i < 2; i++) {
		write_list(world, session, out);
		if (expected != NULL)
			assert_same(out, expected);
	}
	psi_session_free(session);
	assert_true(scratch_memory_is_quiet(&disk));
	session = NULL;
	world_ok(world, world_open(world, who, &session));
	write_list(world, session, out);
	if (expected != NULL)
		assert_same(out, expected);
	psi_session_free(session);
	assert_true(scratch_memory_is_quiet(&disk));
	world->memory = 0;
	world->scratch = NULL;
}

static void
check_side(struct world *world, size_t who)
{
	/* Everything on disk, and less and less of it; at the end nothing. */
	static const uint64_t sizes[] = { 1, LITTLE, 100000, 400000, 800000,
		1500000, 100000000 };
	struct psi_buf answer = PSI_BUF_INIT;
	struct psi_buf expected = PSI_BUF_INIT;
	struct psi_buf matches = PSI_BUF_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_session_status in_memory;
	const struct psi_buf *kept;
	struct world_kept before;
	struct world_party *party = &world->party[who];

	world_ok(world, world_copy(world, 1 - who, "answer", &answer));
	world_keep(&before, party);
	reveal_with(world, who, &answer, 0, NULL, &expected);
	world_status(world, who, &in_memory);
	assert_true(in_memory.matched_accounts > 100);
	kept = store_memory_get(&party->folder, "matches.csv");
	assert_int_equal(
	    psi_buf_append(&matches, kept->data, kept->len, NULL), 0);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct psi_session_status status;

		world_put_back(party, &before);
		reveal_with(world, who, &answer, sizes[i], &expected, &out);
		world_status(world, who, &status);
		assert_int_equal(
		    status.matched_accounts, in_memory.matched_accounts);
		assert_int_equal(status.matches, in_memory.matches);
		assert_same(
		    store_memory_get(&party->folder, "matches.csv"), &matches);
	}
	world_kept_clear(&before);
	psi_buf_clear(&answer);
	psi_buf_clear(&expected);
	psi_buf_clear(&matches);
	psi_buf_clear(&out);
}

static void
check_both(const char *terms, uint32_t accounts, uint32_t keys)
{
	struct world world;
	size_t first;

	begin_run(&world, terms, accounts, keys);
	first = world_first(&world);
	check_side(&world, 1 - first);
	check_side(&world, first);
	world_clear(&world);
}

static void
same_result(void **state)
{
	(void)state;
	seed = 1;
	/* Several matches for each account; and many accounts for each match. */
	check_both(TERMS "answers-first,a\n", 3000, 3000);
	check_both(TERMS "answers-first,b\n", 2500, 15);
}

/* Few matches, whose keys do not fit: what was in memory goes to the disk. */
static void
spills_on_the_way(void **state)
{
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct psi_session *session = NULL;
	struct psi_matched_cursor cursor = { .session = NULL };
	struct psi_buf expected = PSI_BUF_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;
	size_t first;

	(void)state;
	seed = 3;
	first = begin_first(&world, &file, 2500, 3);
	reveal_with(&world, first, &file, 0, NULL, &expected);
	scratch_memory_init(&disk);
	world.scratch = &scratch;
	world.memory = 12 * PSI_MATCHED_BYTES;
	world_ok(&world, world_open(&world, first, &session));
	assert_true(session->state.matches <= 12);
	write_list(&world, session, &out);
	assert_same(&out, &expected);
	assert_non_null(session->matched->sorted);
	assert_true(psi_sorter_num_runs(session->matched->sorted) > 1);
	assert_int_equal(session->matched->matches.kept.num, 0);
	/* The same where it fits. */
	psi_session_free(session);
	session = NULL;
	world.memory = 10000000;
	world_ok(&world, world_open(&world, first, &session));
	world_ok(&world, psi_matched_open(&cursor, session, &world.err));
	assert_null(session->matched->sorted);
	assert_ptr_equal(cursor.shared, session->matched);
	psi_matched_close(&cursor);
	psi_session_free(session);
	assert_true(scratch_memory_is_quiet(&disk));
	psi_buf_clear(&file);
	psi_buf_clear(&expected);
	psi_buf_clear(&out);
	world_clear(&world);
}

/* ---- several readers ---- */

/* The next row of each list is the same, or both are at the end. */
static bool
next_same(struct world *world, struct psi_match_list *one,
    struct psi_match_list *other)
{
	struct psi_match_row rows[2];
	int more[2];

	world_ok(
	    world, psi_match_list_next(one, &rows[0], &more[0], &world->err));
	world_ok(
	    world, psi_match_list_next(other, &rows[1], &more[1], &world->err));
	assert_int_equal(more[0], more[1]);
	if (more[0] == 0)
		return false;
	assert_string_equal(rows[0].match, rows[1].match);
	assert_string_equal(rows[0].matched_on, rows[1].matched_on);
	assert_int_equal(rows[0].score, rows[1].score);
	assert_int_equal(rows[0].ambiguous, rows[1].ambiguous);
	assert_int_equal(rows[0].our_account.len, rows[1].our_account.len);
	assert_memory_equal(rows[0].our_account.text, rows[1].our_account.text,
	    rows[0].our_account.len);
	return true;
}

/* A list, another one begun when the first is somewhere in the middle, and
 * claims that need all in memory meanwhile. */
static void
several_readers(void **state)
{
	const struct psi_matched *whole = NULL;
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct psi_session *session = NULL;
	struct psi_session *in_memory = NULL;
	struct psi_match_list *list[4] = { NULL };
	struct psi_match_row row;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;
	size_t first;
	size_t made;
	size_t num = 0;
	int more = 1;

	(void)state;
	seed = 5;
	first = begin_first(&world, &file, 2500, 3000);
	world_ok(&world, world_reveal(&world, first, file.data, file.len));
	world_ok(&world, world_open(&world, first, &in_memory));
	for (size_t i = 0; i < 2; i++)
		world_ok(&world,
		    psi_match_list_new(&list[i], in_memory, NULL, &world.err));
	scratch_memory_init(&disk);
	world.scratch = &scratch;
	world.memory = LITTLE;
	/* A lock belongs to one of them. */
	store_memory_revive(&world.party[first].folder);
	world_ok(&world, world_open(&world, first, &session));
	for (size_t i = 2; i < 4; i++) {
		world_ok(&world,
		    psi_match_list_new(&list[i], session, NULL, &world.err));
		for (int k = 0; i == 2 && k < 200; k++)
			assert_true(next_same(&world, list[0], list[2]));
	}
	world_ok(&world, psi_matched_of(&whole, session, &world.err));
	assert_null(whole->sorted);
	assert_int_equal(whole->matches.kept.num, session->state.matches);
	while (next_same(&world, list[0], list[2]))
		;
	while (next_same(&world, list[1], list[3]))
		num++;
	assert_true(num > 100);
	for (size_t i = 0; i < 4; i++)
		psi_match_list_free(list[i]);
	/* What was read for claims serves lists, too. */
	made = disk.num_made;
	world_ok(
	    &world, psi_match_list_new(&list[0], session, NULL, &world.err));
	for (num = 0; more != 0; num++)
		world_ok(&world,
		    psi_match_list_next(list[0], &row, &more, &world.err));
	assert_true(num > 100);
	assert_int_equal(disk.num_made, made);
	psi_match_list_free(list[0]);
	psi_session_free(session);
	psi_session_free(in_memory);
	assert_true(scratch_memory_is_quiet(&disk));
	psi_buf_clear(&file);
	world_clear(&world);
}

/* ---- a disk that fails ---- */

/* Show a revealed session while the call number `at` of the disk fails. */
static int
show_with_fault(
    struct world *world, size_t who, long at, const struct psi_buf *expected)
{
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct psi_session *session = NULL;
	int rc;

	scratch_memory_init(&disk);
	disk.fault_at = at;
	world->scratch = &scratch;
	world->memory = LITTLE;
	world_ok(world, world_open(world, who, &session));
	options.ambiguous = 1;
	rc = psi_session_matches(session, &sink, &options, &world->err);
	/* Asked again, it is there. */
	if (rc != 0) {
		assert_int_equal(rc, PSI_E_IO);
		psi_buf_clear(&out);
		world_ok(world,
		    psi_session_matches(session, &sink, &options, &world->err));
	}
	assert_same(&out, expected);
	psi_session_free(session);
	assert_true(scratch_memory_is_quiet(&disk));
	world->scratch = NULL;
	world->memory = 0;
	psi_buf_clear(&out);
	return rc;
}

static void
failing_disk(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf expected = PSI_BUF_INIT;
	struct world world;
	size_t first;
	long at = 0;

	(void)state;
	seed = 7;
	first = begin_first(&world, &file, 2500, 3000);
	reveal_with(&world, first, &file, 0, NULL, &expected);
	do
		at += at < 20 ? 1 : STRIDE;
	while (show_with_fault(&world, first, at, &expected) != 0);
	assert_true(at > 60);
	psi_buf_clear(&file);
	psi_buf_clear(&expected);
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_result),
		cmocka_unit_test(spills_on_the_way),
		cmocka_unit_test(several_readers),
		cmocka_unit_test(failing_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
