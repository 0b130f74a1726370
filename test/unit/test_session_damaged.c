/*
 * What a session refuses of its own files: each line of state.csv that is not as
 * it was written, and keys files that are none, or not those of the agreement.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "support/session_world.h"

#define A 0
#define B 1

static int
blind_text(struct world *world, const char *text, size_t len)
{
	struct psi_buf keys = PSI_BUF_INIT;
	int rc;

	assert_int_equal(psi_buf_append(&keys, text, len, NULL), 0);
	memset(&world->err, 0, sizeof world->err);
	rc = world_blind(world, A, &keys, 0);
	psi_buf_clear(&keys);
	return rc;
}

/* ---- state.csv ---- */

#define DIGEST_LINE (sizeof "sha256,\n" - 1 + 64)

/* Let the last line, where it is the digest, be that of what stands before it
 * now: what is wrong with that is to be found. */
static void
seal_state(struct psi_buf *state)
{
	size_t at = state->len < DIGEST_LINE ? 0 : state->len - DIGEST_LINE;
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];

	if (at == 0 || memcmp(state->data + at, "sha256,", 7) != 0 ||
	    state->data[state->len - 1] != '\n')
		return;
	psi_sha256(digest, state->data, at);
	psi_hex_encode(hex, digest, sizeof digest);
	memcpy(state->data + at + 7, hex, 64);
}

/* Open the session with this state. */
static void
refuse_state(
    struct world *world, const struct psi_buf *state, const char *words)
{
	struct psi_session *session = NULL;

	store_memory_put(
	    &world->party[A].folder, "state.csv", state->data, state->len);
	memset(&world->err, 0, sizeof world->err);
	if (world_open(world, A, &session) != PSI_E_STATE ||
	    strstr(world->err.text, words) == NULL)
		fail_msg("%s after\n%.*s", world->err.text, (int)state->len,
		    (const char *)state->data);
	assert_true(world->err.hint[0] != '\0');
	assert_null(session);
}

/* `good` with the bytes from `at` to `end` replaced. */
static void
refuse_with(struct world *world, const struct psi_buf *good, size_t at,
    size_t end, const char *text, const char *words)
{
	struct psi_buf bad = PSI_BUF_INIT;

	assert_int_equal(psi_buf_append(&bad, good->data, at, NULL), 0);
	assert_int_equal(psi_buf_append_text(&bad, text, NULL), 0);
	assert_int_equal(
	    psi_buf_append(&bad, good->data + end, good->len - end, NULL), 0);
	seal_state(&bad);
	refuse_state(world, &bad, words);
	psi_buf_clear(&bad);
}

/* Another digit, which only the digest tells from the one that was written. */
static void
refuse_digit(struct world *world, const struct psi_buf *good, size_t at)
{
	struct psi_buf bad = PSI_BUF_INIT;

	assert_int_equal(psi_buf_append(&bad, good->data, good->len, NULL), 0);
	bad.data[at] = bad.data[at] == '7' ? '3' : '7';
	refuse_state(world, &bad, "'state.csv' cannot be read");
	psi_buf_clear(&bad);
}

static size_t
find(const struct psi_buf *in, size_t from, char c)
{
	const uint8_t *at = memchr(in->data + from, c, in->len - from);

	assert_non_null(at);
	return (size_t)(at - in->data);
}

static void
every_line_of_the_state(void **state)
{
	static const char words[] = "'state.csv' cannot be read";
	struct psi_session *session = NULL;
	struct psi_buf good = PSI_BUF_INIT;
	const struct psi_buf *now;
	struct world world;
	size_t lines = 0;
	size_t at;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_blind_both(&world, "A1,customer,domain,one.example\n",
	    "G1,customer,domain,one.example\n");
	now = store_memory_get(&world.party[A].folder, "state.csv");
	assert_int_equal(psi_buf_append(&good, now->data, now->len, NULL), 0);
	for (at = 0; at < good.len; lines++) {
		size_t comma = find(&good, at, ',');
		size_t end = find(&good, at, '\n');

		refuse_with(&world, &good, at, end + 1, "", words);
		refuse_with(&world, &good, at, at + 1, "x", words);
		refuse_with(&world, &good, comma, comma + 1, ";", words);
		if (lines != 1) {
			refuse_with(&world, &good, comma + 1, end, "", words);
			refuse_with(&world, &good, end, end, "x", words);
		}
		refuse_with(&world, &good, at, end, "", words);
		at = end + 1;
	}
	assert_in_range(lines, 30, 60);
	/* Cut off, and with something behind. */
	refuse_with(&world, &good, good.len - 1, good.len, "", words);
	refuse_with(&world, &good, good.len, good.len, "x,1\n", words);
	at = good.len - DIGEST_LINE;
	refuse_with(&world, &good, at, at, "x,1\n", words);
	/* A digit that still is one, in a number and in the digest. */
	for (at = 0; memcmp(good.data + at, "\nkeys,1\n", 8) != 0; at++)
		;
	refuse_digit(&world, &good, at + 6);
	refuse_digit(&world, &good, good.len - 2);
	/* A state, a role, a number and a reason that there are not. */
	at = find(&good, 0, '\n');
	while (memcmp(good.data + at, "\nwithheld,", 10) != 0)
		at = find(&good, at + 1, '\n');
	refuse_with(
	    &world, &good, at + 10, find(&good, at + 1, '\n'), "99", words);
	refuse_with(&world, &good, at + 10, find(&good, at + 1, '\n'),
	    "99999999999", words);
	for (at = 0; memcmp(good.data + at, "\nrole,", 6) != 0; at++)
		;
	refuse_with(&world, &good, at + 6, at + 7, "c", words);
	for (at = 0; memcmp(good.data + at, "\nstate,", 7) != 0; at++)
		;
	refuse_with(
	    &world, &good, at + 7, find(&good, at + 1, '\n'), "empty", words);
	/* Another version is said to be one. */
	for (at = 0; memcmp(good.data + at, "session/", 8) != 0; at++)
		;
	refuse_with(&world, &good, at + 8, at + 9, "1", "another version");
	refuse_with(&world, &good, at + 8, at + 9, "4", "another version");
	/* The older one has fewer lines. */
	refuse_with(&world, &good, at + 8, at + 9, "2", words);
	store_memory_put(
	    &world.party[A].folder, "state.csv", good.data, good.len);
	world_ok(&world, world_open(&world, A, &session));
	psi_session_free(session);
	psi_buf_clear(&good);
	world_clear(&world);
}

/* What a session was before state.csv said what is in the other files. */
static void
make_older(struct world *world, size_t who)
{
	struct store_memory *folder = &world->party[who].folder;
	const struct psi_buf *now = store_memory_get(folder, "state.csv");
	struct psi_buf old = PSI_BUF_INIT;
	size_t at = find(now, 0, '\n');

	assert_int_equal(
	    psi_buf_append_text(&old, "term,value\nfile,session/2\n", NULL), 0);
	for (at = find(now, at + 1, '\n') + 1;
	     memcmp(now->data + at, "map-file,", 9) != 0;) {
		size_t end = find(now, at, '\n') + 1;

		assert_int_equal(
		    psi_buf_append(&old, now->data + at, end - at, NULL), 0);
		at = end;
	}
	store_memory_put(folder, "state.csv", old.data, old.len);
	psi_buf_clear(&old);
}

/* A session that an older version has begun goes on, and one that it has
 * finished is shown. */
static void
older_sessions(void **state)
{
	const char rows[] = "A1,customer,domain,one.example\n";
	struct psi_buf result = PSI_BUF_INIT;
	const struct psi_buf *now;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_exchange_both(&world, rows, rows);
	make_older(&world, A);
	make_older(&world, B);
	world_reveal_rest(&world);
	now = store_memory_get(&world.party[A].folder, "state.csv");
	assert_memory_equal(now->data, "term,value\nfile,session/3\n", 26);
	for (size_t i = 0; i < 2; i++) {
		make_older(&world, i);
		world_ok(&world, world_matches(&world, i, NULL, &result));
		assert_true(result.len > 0);
	}
	psi_buf_clear(&result);
	world_clear(&world);
}

/* ---- keys files ---- */

#define HEAD "account,population,type,value\n"
#define HEX "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"
#define NORMALIZER ",,normalizer,pkn2:" WORLD_FINGERPRINT "\n"
#define DATE ",,source-date," WORLD_DATE "\n"
#define BEGIN HEAD NORMALIZER DATE
#define ROW "A1,customer,domain,one.example\n"

static void
keys_that_are_none(void **state)
{
	static const struct {
		const char *text;
		int code;
		uint64_t line;
		const char *words;
	} cases[] = {
		{ "", PSI_E_INPUT, 1, "not a keys file" },
		{ "account,population,type\n", PSI_E_INPUT, 1,
		    "not a keys file" },
		{ "account,population,kind,value\n", PSI_E_INPUT, 1,
		    "not a keys file" },
		{ HEAD ",,normalizer,pkn1:" HEX "\n", PSI_E_INPUT, 2,
		    "'normalizer'" },
		{ HEAD ",,normalizer,pk\n", PSI_E_INPUT, 2, "'normalizer'" },
		{ HEAD ",,normalizer,pkn2:00ff\n", PSI_E_INPUT, 2,
		    "'normalizer'" },
		{ HEAD NORMALIZER NORMALIZER, PSI_E_INPUT, 3, "'normalizer'" },
		{ HEAD ",,normalizer,pkn2:" HEX "\n", PSI_E_AGREEMENT, 2,
		    "the agreement names 01234567..." },
		{ HEAD NORMALIZER ",,directory,x\n", PSI_E_INPUT, 3,
		    "'directory' is not a SHA-256" },
		{ HEAD NORMALIZER ",,directory," HEX "\n", PSI_E_AGREEMENT, 3,
		    "the agreement names none" },
		{ HEAD NORMALIZER ",,source-date,2030-13-01\n", PSI_E_INPUT, 3,
		    "not a date" },
		{ HEAD NORMALIZER DATE DATE, PSI_E_INPUT, 4, "not a date" },
		{ BEGIN ",,export,00ff\n", PSI_E_INPUT, 4, "not a digest" },
		{ BEGIN ",,export," HEX "\n,,export," HEX "\n", PSI_E_INPUT, 5,
		    "not a digest" },
		{ BEGIN ",customer,domain,x.example\n", PSI_E_INPUT, 4,
		    "the account is missing" },
		{ BEGIN ",,colour,red\n", PSI_E_INPUT, 4,
		    "the account is missing" },
		{ BEGIN ",,list,00ff\n", PSI_E_INPUT, 4, "'list'" },
		{ BEGIN ",,encoding,\n", PSI_E_INPUT, 4, "'encoding'" },
		{ BEGIN ",,skip-lines,-1\n", PSI_E_INPUT, 4, "'skip-lines'" },
		{ HEAD NORMALIZER ROW, PSI_E_INPUT, 3, "do not come first" },
		{ HEAD DATE ROW, PSI_E_INPUT, 3, "do not come first" },
		{ BEGIN "A1,customer,,one.example\n", PSI_E_INPUT, 4,
		    "is empty" },
		{ BEGIN "A1,customer,domain,\n", PSI_E_INPUT, 4, "is empty" },
		{ BEGIN "A1,customers,domain,one.example\n", PSI_E_INPUT, 4,
		    "the population is unknown" },
		{ BEGIN "A1,any,domain,one.example\n", PSI_E_INPUT, 4,
		    "the population is unknown" },
		{ BEGIN "A1,customer,domain\n", PSI_E_INPUT, 4, "4 columns" },
		{ BEGIN ROW "A1,prospect,domain,two.example\n", PSI_E_INPUT, 5,
		    "" },
		{ BEGIN ROW ",,rows,2\n", PSI_E_INPUT, 5, "number of rows" },
		{ BEGIN ROW ",,rows,one\n", PSI_E_INPUT, 5, "number of rows" },
		{ BEGIN ROW ",,rows,1\n" ROW, PSI_E_INPUT, 6,
		    "rows follow after" },
		{ BEGIN ROW, PSI_E_INPUT, 0, "is cut off" },
	};
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int rc =
		    blind_text(&world, cases[i].text, strlen(cases[i].text));

		if (rc != cases[i].code || world.err.line != cases[i].line ||
		    strstr(world.err.text, cases[i].words) == NULL)
			fail_msg("%s: line %d: %s\n%s", psi_error_name(rc),
			    (int)world.err.line, world.err.text, cases[i].text);
	}
	world_ok(&world,
	    blind_text(&world, BEGIN ROW ",,rows,1\n",
		strlen(BEGIN ROW ",,rows,1\n")));
	world_clear(&world);
}

/* An agreement that names a directory takes no keys without it, or with another. */
static void
keys_and_the_directory(void **state)
{
	static const char other[] =
	    BEGIN ",,directory," WORLD_FINGERPRINT "\n" ROW ",,rows,1\n";
	static const char twice[] =
	    BEGIN ",,directory," HEX "\n,,directory," HEX "\n";
	static const char without[] = BEGIN ROW ",,rows,1\n";
	static const char good[] =
	    BEGIN ",,directory," HEX "\n" ROW ",,rows,1\n";
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\ndirectory," HEX "\n");
	assert_int_equal(
	    blind_text(&world, other, sizeof other - 1), PSI_E_AGREEMENT);
	assert_int_equal(world.err.line, 4);
	assert_non_null(strstr(world.err.text, "with another directory"));
	assert_int_equal(
	    blind_text(&world, twice, sizeof twice - 1), PSI_E_INPUT);
	assert_int_equal(world.err.line, 5);
	assert_int_equal(
	    blind_text(&world, without, sizeof without - 1), PSI_E_AGREEMENT);
	assert_non_null(strstr(world.err.text, "without the directory"));
	world_ok(&world, blind_text(&world, good, sizeof good - 1));
	world_clear(&world);
}

/* A key that is too long for any is refused by its line. */
static void
long_keys(void **state)
{
	static const char head[] = BEGIN "A1,customer,name,";
	char text[sizeof head + 70000];
	size_t len = sizeof head - 1;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	memcpy(text, head, len);
	memset(text + len, 'x', 69000);
	len += 69000;
	memcpy(text + len, "\n,,rows,1\n", 10);
	assert_int_equal(blind_text(&world, text, len + 10), PSI_E_INPUT);
	assert_int_equal(world.err.line, 4);
	assert_non_null(strstr(world.err.text, "too long"));
	world_clear(&world);
}

/* ---- closing ---- */

/* A run is closed with the ledger that has it, and a folder without a session not
 * at all. */
static void
runs_and_their_ledgers(void **state)
{
	struct store_memory ledger;
	struct psi_session *session = NULL;
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_store folder;
	struct psi_store lost;
	uint32_t run = 9;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	assert_int_equal(world_close(&world, A), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "no session here to close"));
	world_blind_both(&world, "A1,customer,domain,one.example\n",
	    "G1,customer,domain,one.example\n");
	/* Another ledger knows of no run, and nothing is destroyed. */
	ledger = world.party[A].ledger;
	store_memory_init(&world.party[A].ledger);
	world_new_ledger(&world, A);
	assert_int_equal(world_close(&world, A), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "run 1 is not in the ledger"));
	assert_non_null(strstr(world.err.hint, "bring it back"));
	lost = store_memory_store(&world.party[A].ledger);
	assert_int_equal(psi_session_close_lost(&lost, world.agreement,
			     WORLD_TODAY, &run, &world.err),
	    0);
	assert_int_equal(run, 0);
	store_memory_clear(&world.party[A].ledger);
	world.party[A].ledger = ledger;
	/* Without any ledger. */
	folder = store_memory_store(&world.party[A].folder);
	options.today = WORLD_TODAY;
	world_ok(&world,
	    psi_session_open(
		&session, &folder, NULL, NULL, NULL, &options, &world.err));
	assert_int_equal(psi_session_close(session, &world.err), PSI_E_ARG);
	psi_session_free(session);
	/* With its own; once more does no harm. */
	world_ok(&world, world_close(&world, A));
	world_ok(&world, world_close(&world, A));
	lost = store_memory_store(&world.party[A].ledger);
	assert_int_equal(psi_session_close_lost(&lost, world.agreement,
			     WORLD_TODAY, &run, &world.err),
	    0);
	assert_int_equal(run, 0);
	/* A ledger that cannot be read closes nothing. */
	store_memory_put(&world.party[B].ledger, "ledger.csv", "x\n", 2);
	lost = store_memory_store(&world.party[B].ledger);
	assert_int_equal(psi_session_close_lost(&lost, world.agreement,
			     WORLD_TODAY, &run, &world.err),
	    PSI_E_INPUT);
	assert_int_equal(world_close(&world, B), PSI_E_INPUT);
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_of_the_state),
		cmocka_unit_test(older_sessions),
		cmocka_unit_test(keys_that_are_none),
		cmocka_unit_test(keys_and_the_directory),
		cmocka_unit_test(long_keys),
		cmocka_unit_test(runs_and_their_ledgers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
