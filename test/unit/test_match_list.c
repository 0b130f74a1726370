/* The result of a session row by row (psi/matches.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cell.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/session_world.h"

#define A 0
#define B 1

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a1,customer,name,one\n"
			     "a2,customer,domain,only-a.example\n"
			     "a3,prospect,name,two\n"
			     "a3,prospect,name+country,two|DE\n"
			     "a4,other,domain,one.example\n";
static const char rows_b[] = "b9,prospect,domain,one.example\n"
			     "b8,prospect,name,two\n"
			     "b7,customer,name+country,two|DE\n";

/* Whether the result is to be on a disk. */
static bool is_on_disk;
static struct scratch_memory disk;
static struct psi_scratch scratch;

static void
begin_world(struct world *world, const char *terms)
{
	world_init(world, terms);
	if (!is_on_disk)
		return;
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	world->scratch = &scratch;
	world->memory = 1;
}

/* A session of A that has its result. */
static struct psi_session *
begin_with(struct world *world, const char *terms, const char *a, const char *b)
{
	struct psi_session *session = NULL;

	begin_world(world, terms);
	world_exchange_both(world, a, b);
	world_reveal_rest(world);
	world_ok(world, world_open(world, A, &session));
	return session;
}

static struct psi_session *
begin(struct world *world, const char *terms)
{
	return begin_with(world, terms, rows_a, rows_b);
}

static void
end(struct world *world, struct psi_session *session)
{
	psi_session_free(session);
	world_clear(world);
}

static void
next(struct world *world, struct psi_match_list *list,
    struct psi_match_row *row, const char *account)
{
	int more = 0;

	world_ok(world, psi_match_list_next(list, row, &more, &world->err));
	assert_int_equal(more, 1);
	assert_true(psi_cell_is(row->our_account, account));
	assert_int_equal(strlen(row->match), 32);
}

static void
assert_end(struct world *world, struct psi_match_list *list)
{
	struct psi_match_row row;
	int more = 1;

	for (int i = 0; i < 2; i++) {
		world_ok(
		    world, psi_match_list_next(list, &row, &more, &world->err));
		assert_int_equal(more, 0);
	}
}

static void
accounts(void **state)
{
	struct psi_match_list *list = NULL;
	struct psi_match_row row;
	struct psi_session *session;
	struct world world;
	char token[33];
	size_t num = 7;

	(void)state;
	session = begin(&world, "padding-multiple,4\n");
	world_ok(&world, psi_match_list_new(&list, session, NULL, &world.err));
	next(&world, list, &row, "a1");
	memcpy(token, row.match, sizeof token);
	assert_int_equal(row.score, 970);
	assert_string_equal(row.tier, "1");
	assert_string_equal(row.level, "account");
	assert_string_equal(row.matched_on, "domain");
	assert_string_equal(row.our_population, "customer");
	assert_int_equal(row.ambiguous, 1);
	assert_int_equal(row.num_cells, 0);
	next(&world, list, &row, "a3");
	assert_string_equal(row.matched_on, "name name+country");
	assert_string_equal(row.our_population, "prospect");
	assert_int_equal(row.score, 995);
	assert_int_equal(row.ambiguous, 0);
	assert_string_not_equal(row.match, token);
	next(&world, list, &row, "a4");
	assert_string_equal(row.match, token);
	assert_int_equal(row.ambiguous, 1);
	assert_end(&world, list);
	assert_ptr_equal(psi_match_list_columns(list, &num), NULL);
	assert_int_equal(num, 0);
	psi_match_list_free(list);
	psi_match_list_free(NULL);
	end(&world, session);
}

/* Writing begins at the first row, wherever the reading stands. */
static void
writes_all(void **state)
{
	struct psi_match_list *list = NULL;
	struct psi_match_row row;
	struct psi_session *session;
	struct psi_buf one = PSI_BUF_INIT;
	struct psi_buf two = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&one);
	struct world world;

	(void)state;
	session = begin(&world, "padding-multiple,4\n");
	world_ok(&world, psi_match_list_new(&list, session, NULL, &world.err));
	next(&world, list, &row, "a1");
	world_ok(&world, psi_match_list_write(list, &sink, &world.err));
	sink = memory_sink(&two);
	world_ok(&world, psi_session_matches(session, &sink, NULL, &world.err));
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.data, two.data, one.len);
	assert_end(&world, list);
	psi_buf_clear(&one);
	psi_buf_clear(&two);
	psi_match_list_free(list);
	end(&world, session);
}

static void
own_cells(void **state)
{
	static const char export[] = "Account ID,Account Name,Website\n"
				     "a3,=Two,two.example\n"
				     "a1,One,one.example\n";
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, export, sizeof export - 1);
	struct psi_match_list *list = NULL;
	const struct psi_cell *name;
	struct psi_match_row row;
	struct psi_session *session;
	struct world world;
	uint64_t missing = 0;
	size_t num;

	(void)state;
	session = begin(&world, "padding-multiple,4\n");
	options.accounts = &source;
	options.missing_accounts = &missing;
	world_ok(
	    &world, psi_match_list_new(&list, session, &options, &world.err));
	assert_int_equal(missing, 1);
	name = psi_match_list_columns(list, &num);
	assert_int_equal(num, 3);
	assert_true(psi_cell_is(name[1], "Account Name"));
	next(&world, list, &row, "a1");
	assert_int_equal(row.num_cells, 3);
	assert_true(psi_cell_is(row.cells[2], "one.example"));
	/* Rows are data; only the CSV is made safe for spreadsheets. */
	next(&world, list, &row, "a3");
	assert_true(psi_cell_is(row.cells[1], "=Two"));
	next(&world, list, &row, "a4");
	assert_true(psi_cell_is(row.cells[0], ""));
	psi_match_list_free(list);
	end(&world, session);
}

static void
counts(void **state)
{
	static const struct psi_count_row expected[] = {
		{ "customer", "customer", 2, 1 },
		{ "customer", "prospect", 2, 0 },
		{ "prospect", "customer", 2, 1 },
		{ "prospect", "prospect", 2, 1 },
	};
	struct psi_match_list *list = NULL;
	struct psi_count_row row;
	struct psi_match_row account;
	struct psi_session *session;
	struct world world;
	int more;

	(void)state;
	session = begin_with(&world,
	    "mode,counts\npadding-multiple,4\nminimum-overlap,0\n"
	    "suppress-below,2\ngroup,customer\ngroup,prospect\n",
	    "a1,customer,domain,one.example\n"
	    "a2,customer,domain,two.example\n"
	    "a3,prospect,domain,three.example\n"
	    "a4,prospect,domain,five.example\n",
	    "b1,prospect,domain,one.example\n"
	    "b2,prospect,domain,two.example\n"
	    "b3,customer,domain,three.example\n"
	    "b4,customer,domain,four.example\n");
	world_ok(&world, psi_match_list_new(&list, session, NULL, &world.err));
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		world_ok(&world,
		    psi_match_list_next_count(list, &row, &more, &world.err));
		assert_int_equal(more, 1);
		assert_string_equal(
		    row.our_population, expected[i].our_population);
		assert_string_equal(
		    row.their_population, expected[i].their_population);
		assert_int_equal(row.matches, expected[i].matches);
		assert_int_equal(row.below, expected[i].below);
	}
	world_ok(
	    &world, psi_match_list_next_count(list, &row, &more, &world.err));
	assert_int_equal(more, 0);
	assert_int_equal(
	    psi_match_list_next(list, &account, &more, &world.err), PSI_E_ARG);
	psi_match_list_free(list);
	end(&world, session);
}

/* Without groups there is one number. */
static void
one_count(void **state)
{
	struct psi_match_list *list = NULL;
	struct psi_count_row row;
	struct psi_session *session;
	struct world world;
	int more;

	(void)state;
	session = begin(&world,
	    "mode,counts\npadding-multiple,4\nminimum-overlap,0\n"
	    "suppress-below,0\ngroup,none\n");
	world_ok(&world, psi_match_list_new(&list, session, NULL, &world.err));
	world_ok(
	    &world, psi_match_list_next_count(list, &row, &more, &world.err));
	assert_string_equal(row.our_population, "all");
	assert_string_equal(row.their_population, "all");
	assert_int_equal(row.matches, 1);
	assert_int_equal(row.below, 0);
	world_ok(
	    &world, psi_match_list_next_count(list, &row, &more, &world.err));
	assert_int_equal(more, 0);
	psi_match_list_free(list);
	end(&world, session);
}

/* The map is read once: while the result is found, and not again for a list
 * from the same session. */
static void
reads_the_map_once(void **state)
{
	static const char *const sides[] = { "answers-first,a\n",
		"answers-first,b\n" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct psi_match_list *list = NULL;
		struct psi_match_row row;
		struct psi_session *session = NULL;
		struct psi_buf answer = PSI_BUF_INIT;
		struct memory memory;
		struct psi_source source;
		struct world world;

		begin_world(&world, sides[i]);
		world_exchange_both(&world, rows_a, rows_b);
		if (world_first(&world) == A) {
			world_ok(
			    &world, world_copy(&world, A, "answer", &answer));
			world_ok(&world,
			    world_reveal(&world, B, answer.data, answer.len));
		}
		world_ok(&world, world_copy(&world, B, "answer", &answer));
		source = memory_source(&memory, answer.data, answer.len);
		world_ok(&world, world_open(&world, A, &session));
		world_ok(
		    &world, psi_session_reveal(session, &source, &world.err));
		store_memory_put(&world.party[A].folder, "map.csv", "x\n", 2);
		for (int k = 0; k < 2; k++) {
			world_ok(&world,
			    psi_match_list_new(
				&list, session, NULL, &world.err));
			next(&world, list, &row, "a1");
			psi_match_list_free(list);
		}
		psi_session_free(session);
		world_ok(&world, world_open(&world, A, &session));
		assert_int_equal(
		    psi_match_list_new(&list, session, NULL, &world.err),
		    PSI_E_STATE);
		psi_buf_clear(&answer);
		end(&world, session);
	}
}

/* In memory and on disk, with the same words. */
static void
refuses(struct world *world, const char *name, const char *text)
{
	struct store_memory *folder = &world->party[A].folder;
	const struct psi_buf *now = store_memory_get(folder, name);
	struct psi_error in_memory;
	struct psi_buf kept = PSI_BUF_INIT;

	assert_int_equal(psi_buf_append(&kept, now->data, now->len, NULL), 0);
	store_memory_put(folder, name, text, strlen(text));
	world_vouch(world, A);
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	world->scratch = &scratch;
	for (world->memory = 0; world->memory < 2; world->memory++) {
		struct psi_session *session = NULL;
		struct psi_match_list *list = NULL;

		world_ok(world, world_open(world, A, &session));
		memset(&world->err, 0, sizeof world->err);
		assert_int_equal(
		    psi_match_list_new(&list, session, NULL, &world->err),
		    PSI_E_STATE);
		assert_non_null(strstr(world->err.text, "damaged"));
		assert_null(list);
		psi_session_free(session);
		if (world->memory == 0)
			in_memory = world->err;
		assert_string_equal(world->err.text, in_memory.text);
		assert_string_equal(world->err.hint, in_memory.hint);
	}
	assert_true(scratch_memory_is_quiet(&disk));
	world->memory = 0;
	world->scratch = NULL;
	store_memory_put(folder, name, kept.data, kept.len);
	world_vouch(world, A);
	psi_buf_clear(&kept);
}

#define TOKEN "00112233445566778899aabbccddeeff"
#define MAP "position,order,account,population,type,value\n"

/* A map in which each position is of an account with so long a name. */
static void
refuses_long_account(struct world *world)
{
	size_t len = 65536;
	size_t room = sizeof MAP + 8 * (len + 64);
	char *text = malloc(room);
	size_t at = strlen(MAP);

	assert_non_null(text);
	memcpy(text, MAP, at);
	for (int i = 0; i < 8; i++) {
		at += (size_t)snprintf(text + at, room - at, "%d,0,", i);
		memset(text + at, 'a', len);
		at += len;
		at += (size_t)snprintf(
		    text + at, room - at, ",customer,domain,one.example\n");
	}
	refuses(world, "map.csv", text);
	free(text);
}

/* Something behind the match of the map's last row. */
static void
refuses_what_follows(struct world *world)
{
	const struct psi_buf *map =
	    store_memory_get(&world->party[A].folder, "map.csv");
	size_t at = map->len - 1;
	char text[128];

	while (map->data[at - 1] != '\n')
		at--;
	(void)snprintf(text, sizeof text, "position,match\n%ld," TOKEN "\nx\n",
	    strtol((const char *)map->data + at, NULL, 10));
	refuses(world, "matches.csv", text);
}

static void
damaged(void **state)
{
	struct psi_session *session;
	struct world world;

	(void)state;
	session = begin(&world, "padding-multiple,4\n");
	psi_session_free(session);
	refuses(&world, "matches.csv", "");
	refuses(&world, "matches.csv", "position\n");
	refuses(&world, "matches.csv", "position,match\n1\n");
	refuses(&world, "matches.csv", "position,match\nx," TOKEN "\n");
	refuses(&world, "matches.csv", "position,match\n1,0011\n");
	/* Of no account, as a padding element is. */
	refuses(&world, "matches.csv", "position,match\n99," TOKEN "\n");
	/* In no order. */
	refuses(&world, "matches.csv",
	    "position,match\n1," TOKEN "\n0," TOKEN "\n");
	/* Behind all that the map leads to. */
	refuses(&world, "matches.csv",
	    "position,match\n0," TOKEN "\n1," TOKEN "\n99," TOKEN "\nx\n");
	refuses_what_follows(&world);
	refuses(&world, "map.csv", MAP);
	refuses(&world, "map.csv", MAP "0,99,a1,customer,domain,one.example\n");
	refuses(&world, "map.csv", MAP "0,0,a1,customer,planet,one.example\n");
	refuses(&world, "map.csv", "");
	refuses(&world, "map.csv", "position,order\n");
	refuses(
	    &world, "map.csv", "position,order,account,population,type,key\n");
	refuses(&world, "map.csv", MAP "0,0,a1,customer,domain\n");
	refuses(&world, "map.csv", MAP "x,0,a1,customer,domain,one.example\n");
	refuses(&world, "map.csv", MAP "0,x,a1,customer,domain,one.example\n");
	refuses(&world, "map.csv", MAP "0,0,a1,nobody,domain,one.example\n");
	refuses(&world, "map.csv",
	    MAP "1,0,a1,customer,domain,one.example\n"
		"0,0,a1,customer,domain,two.example\n");
	refuses(&world, "map.csv", MAP "0,0,\"a1");
	refuses_long_account(&world);
	world_ok(&world, world_open(&world, A, &session));
	end(&world, session);
}

static void
damaged_counts(void **state)
{
	static const char head[] = "our_population,their_population,matches\n";
	struct psi_session *session;
	struct world world;
	char text[128];

	(void)state;
	session = begin(&world,
	    "mode,counts\npadding-multiple,4\nsuppress-below,0\ngroup,none\n"
	    "minimum-overlap,0\n");
	psi_session_free(session);
	for (size_t i = 0; i < 4; i++) {
		static const char *const rows[] = { "all,all\n", "all,ally,3\n",
			"nobody,all,3\n", "all,all,<\n" };

		(void)snprintf(text, sizeof text, "%s%s", head, rows[i]);
		refuses(&world, "matches.csv", text);
	}
	world_ok(&world, world_open(&world, A, &session));
	end(&world, session);
}

static void
wrong_calls(void **state)
{
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct psi_match_list *list = NULL;
	struct psi_count_row row;
	struct psi_session *session = NULL;
	struct world world;
	int more;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_open(&world, A, &session));
	assert_int_equal(
	    psi_match_list_new(&list, session, NULL, &world.err), PSI_E_STATE);
	psi_session_free(session);
	world_reveal_rest(&world);
	world_ok(&world, world_open(&world, A, &session));
	options.encoding = "ebcdic";
	assert_int_equal(
	    psi_match_list_new(&list, session, &options, &world.err),
	    PSI_E_ARG);
	options.encoding = NULL;
	options.version++;
	assert_int_equal(
	    psi_match_list_new(&list, session, &options, &world.err),
	    PSI_E_ARG);
	assert_null(list);
	world_ok(&world, psi_match_list_new(&list, session, NULL, &world.err));
	assert_int_equal(
	    psi_match_list_next_count(list, &row, &more, &world.err),
	    PSI_E_ARG);
	psi_match_list_free(list);
	end(&world, session);
}

/* The same where the result is sorted on disk. */
static void
on_disk(void **state)
{
	is_on_disk = true;
	accounts(state);
	writes_all(state);
	own_cells(state);
	reads_the_map_once(state);
	assert_true(disk.num_made > 0);
	assert_true(scratch_memory_is_quiet(&disk));
	is_on_disk = false;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accounts),
		cmocka_unit_test(writes_all),
		cmocka_unit_test(own_cells),
		cmocka_unit_test(counts),
		cmocka_unit_test(one_count),
		cmocka_unit_test(reads_the_map_once),
		cmocka_unit_test(damaged),
		cmocka_unit_test(damaged_counts),
		cmocka_unit_test(wrong_calls),
		cmocka_unit_test(on_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
