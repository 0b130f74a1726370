/*
 * The second answer, which names matches only: that every check on it can
 * fail, that a first side which hides, packs or marks its rows learns nothing
 * from it, and what a second side can still do (PROTOCOL.md sections 2 to 5).
 * The reader is a; the cheat is b, with its real identity and scalar.
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

#include "base/bytes.h"
#include "group/batch.h"
#include "group/suite.h"
#include "session/reveal_body.h"
#include "wire/wire.h"

#include "support/forge.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/session_world.h"

#define A 0
#define B 1

/* Whether what the steps cannot hold in memory is everything. */
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

#define TERMS "padding-multiple,2\nmaximum-ratio,3\n"
#define RISTRETTO TERMS "suite,ristretto255-SHA512\n"
#define P256 TERMS "suite,P256-SHA256\n"
#define B_FIRST "answers-first,b\n"
#define COUNTS TERMS "mode,counts\nminimum-overlap,0\n"

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a2,customer,domain,two.example\n"
			     "a3,prospect,domain,three.example\n"
			     "a4,prospect,domain,four.example\n"
			     "a5,prospect,domain,five.example\n";
/* Two in common, and one row of padding on each side. */
static const char rows_b[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,three.example\n"
			     "b3,prospect,domain,six.example\n"
			     "b4,prospect,domain,seven.example\n"
			     "b5,prospect,domain,eight.example\n";

/* A refused file changes nothing at all. */
static void
assert_refused(
    struct world *world, const struct psi_buf *file, int code, const char *what)
{
	struct psi_session_status before;
	struct psi_session_status after;
	int rc;

	world_status(world, A, &before);
	memset(&world->err, 0, sizeof world->err);
	rc = world_reveal(world, A, file->data, file->len);
	if (rc != code)
		fail_msg("%s: %s instead of %s (%s)", what, psi_error_name(rc),
		    psi_error_name(code), world->err.text);
	assert_true(world->err.text[0] != '\0');
	world_status(world, A, &after);
	assert_memory_equal(&before, &after, sizeof after);
	assert_null(store_memory_get(&world->party[A].folder, "incoming.csv"));
	assert_null(store_memory_get(&world->party[A].folder, "matches.csv"));
	assert_null(store_memory_get(&world->party[A].folder, "answer.csv"));
	assert_non_null(store_memory_get(&world->party[A].folder, "seal.bin"));
}

/* Where a row of the table matches, and where it does not, from `row` on. */
static size_t
find_row(struct forged *forged, size_t row, bool matched)
{
	static const uint8_t none[PSI_POSITION_BYTES];

	for (; row < forged->header.elements; row++)
		if (matched ==
		    (memcmp(forge_position(forged, row), none, sizeof none) !=
			0))
			return row;
	fail_msg("there is no such row");
	return 0;
}

static uint8_t *
proof(struct forged *forged)
{
	return forge_position(forged, forged->header.elements);
}

static void
prove_again(struct forged *forged, struct world *world)
{
	memset(proof(forged), 0, PSI_PROOF_BYTES);
	forge_second_proof(forged, world, B, forge_scalar(world, B));
}

static void
swap_matches(struct forged *forged)
{
	uint8_t *x = forge_position(forged, find_row(forged, 0, true));
	uint8_t *y = forge_position(
	    forged, find_row(forged, find_row(forged, 0, true) + 1, true));
	uint8_t tmp[PSI_POSITION_BYTES];

	memcpy(tmp, x, sizeof tmp);
	memcpy(x, y, sizeof tmp);
	memcpy(y, tmp, sizeof tmp);
}

/* A position of b's file that no row has been given yet. */
static void
add_match(struct forged *forged, size_t row)
{
	bool taken[16] = { false };
	uint32_t at = 0;

	for (size_t j = 0; j < forged->header.elements; j++)
		taken[forge_position(forged, j)[3]] = true;
	for (at = 1; taken[at]; at++)
		;
	psi_u32be(forge_position(forged, row), at);
}

static void
change_from(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.from = 'a';
}

static void
change_run(struct forged *forged, struct world *world)
{
	forged->header.run = 7;
	prove_again(forged, world);
}

static void
change_agreement(struct forged *forged, struct world *world)
{
	forged->header.agreement[9] ^= 1;
	prove_again(forged, world);
}

static void
change_answers(struct forged *forged, struct world *world)
{
	memcpy(forged->header.answers, forged->header.beside, 32);
	prove_again(forged, world);
}

static void
change_beside(struct forged *forged, struct world *world)
{
	memcpy(forged->header.beside, forged->header.answers, 32);
	prove_again(forged, world);
}

static void
change_first(struct forged *forged, struct world *world)
{
	forged->header.first[31] ^= 1;
	prove_again(forged, world);
}

static void
change_public_key(struct forged *forged, struct world *world)
{
	memcpy(forged->header.public_key, forged->header.suite->generator,
	    forged->header.suite->element_bytes);
	prove_again(forged, world);
}

/* One row fewer, in the file and in its number. */
static void
change_elements(struct forged *forged, struct world *world)
{
	size_t last = --forged->header.elements;

	(void)world;
	memmove(forge_position(forged, last), forge_position(forged, last + 1),
	    PSI_PROOF_BYTES);
	forged->body.len -= PSI_POSITION_BYTES;
}

static void
change_out_of_range(struct forged *forged, struct world *world)
{
	(void)world;
	psi_u32be(forge_position(forged, find_row(forged, 0, false)), 7);
}

static void
change_far_out_of_range(struct forged *forged, struct world *world)
{
	(void)world;
	psi_u32be(
	    forge_position(forged, find_row(forged, 0, false)), UINT32_MAX);
}

static void
change_twice(struct forged *forged, struct world *world)
{
	memcpy(forge_position(forged, find_row(forged, 0, false)),
	    forge_position(forged, find_row(forged, 0, true)),
	    PSI_POSITION_BYTES);
	prove_again(forged, world);
}

/* The row of a that no row of its map leads to. */
static void
change_padding_row(struct forged *forged, struct world *world)
{
	const struct psi_buf *map =
	    store_memory_get(&world->party[A].folder, "map.csv");
	struct psi_buf text = PSI_BUF_INIT;

	assert_int_equal(psi_buf_append(&text, map->data, map->len, NULL), 0);
	assert_int_equal(psi_buf_append(&text, "", 1, NULL), 0);
	for (size_t row = 0; row < forged->header.elements; row++) {
		char line[16];

		(void)snprintf(line, sizeof line, "\n%u,", (unsigned int)row);
		if (strstr((const char *)text.data, line) != NULL)
			continue;
		add_match(forged, row);
		prove_again(forged, world);
		psi_buf_clear(&text);
		return;
	}
	fail_msg("there is no padding");
}

static void
change_swapped(struct forged *forged, struct world *world)
{
	(void)world;
	swap_matches(forged);
}

static void
change_swapped_proved(struct forged *forged, struct world *world)
{
	swap_matches(forged);
	prove_again(forged, world);
}

/* A row of a's keys that does not match, and a row of b's. */
static void
change_match_added(struct forged *forged, struct world *world)
{
	const struct psi_buf *map =
	    store_memory_get(&world->party[A].folder, "map.csv");
	size_t row = find_row(forged, 0, false);
	struct psi_buf text = PSI_BUF_INIT;
	char line[16];

	assert_int_equal(psi_buf_append(&text, map->data, map->len, NULL), 0);
	assert_int_equal(psi_buf_append(&text, "", 1, NULL), 0);
	(void)snprintf(line, sizeof line, "\n%u,", (unsigned int)row);
	if (strstr((const char *)text.data, line) == NULL)
		row = find_row(forged, row + 1, false);
	add_match(forged, row);
	prove_again(forged, world);
	psi_buf_clear(&text);
}

/* What was proved for two matches does not prove one of them. */
static void
change_match_dropped(struct forged *forged, struct world *world)
{
	(void)world;
	memset(forge_position(forged, find_row(forged, 0, true)), 0,
	    PSI_POSITION_BYTES);
}

static void
change_all_dropped(struct forged *forged, struct world *world)
{
	(void)world;
	for (size_t row = 0; row < forged->header.elements; row++)
		memset(forge_position(forged, row), 0, PSI_POSITION_BYTES);
}

static void
change_proof_bit(struct forged *forged, struct world *world)
{
	(void)world;
	proof(forged)[40] ^= 1;
}

static void
change_proof_zero(struct forged *forged, struct world *world)
{
	(void)world;
	memset(proof(forged), 0, PSI_PROOF_BYTES);
}

static void
change_proof_not_canonical(struct forged *forged, struct world *world)
{
	(void)world;
	memset(proof(forged), 0xff, PSI_SCALAR_BYTES);
}

static void
change_other_key(struct forged *forged, struct world *world)
{
	uint8_t other[PSI_SCALAR_BYTES];

	assert_int_equal(forged->header.suite->scalar_random(other, NULL), 0);
	forge_second_proof(forged, world, B, other);
}

static void
change_seal_key(struct forged *forged, struct world *world)
{
	(void)world;
	forged->seal_key[0] ^= 1;
}

static void
change_filling(struct forged *forged, struct world *world)
{
	(void)world;
	assert_int_equal(psi_buf_append(&forged->body, "\0\1", 2, NULL), 0);
}

/* The first kind of answer, from a side that is to give the second. */
static void
change_kind(struct forged *forged, struct world *world)
{
	forge_answer(forged, world, B, true);
}

struct answer_case {
	const char *what;
	int code;
	void (*change)(struct forged *forged, struct world *world);
};

static const struct answer_case answer_cases[] = {
	{ "two first sides", PSI_E_GRAMMAR, change_kind },
	{ "from the own role", PSI_E_SIGNATURE, change_from },
	{ "another run", PSI_E_MISMATCH, change_run },
	{ "another agreement", PSI_E_MISMATCH, change_agreement },
	{ "another file answered", PSI_E_MISMATCH, change_answers },
	{ "beside another file", PSI_E_MISMATCH, change_beside },
	{ "after another first answer", PSI_E_MISMATCH, change_first },
	{ "another public key", PSI_E_MISMATCH, change_public_key },
	{ "a row fewer", PSI_E_MISMATCH, change_elements },
	{ "sealed to another key", PSI_E_SEAL, change_seal_key },
	{ "filling that is not zero", PSI_E_SEAL, change_filling },
	{ "a position after the last", PSI_E_LIMIT, change_out_of_range },
	{ "the highest position", PSI_E_LIMIT, change_far_out_of_range },
	{ "a position twice", PSI_E_ORDER, change_twice },
	{ "a padding row", PSI_E_MISMATCH, change_padding_row },
	{ "positions swapped", PSI_E_PROOF, change_swapped },
	{ "positions swapped and proved", PSI_E_PROOF, change_swapped_proved },
	{ "a match that is none", PSI_E_PROOF, change_match_added },
	{ "a match dropped", PSI_E_PROOF, change_match_dropped },
	{ "all dropped but the proof", PSI_E_PROOF, change_all_dropped },
	{ "proof with a bit changed", PSI_E_PROOF, change_proof_bit },
	{ "proof of zeros", PSI_E_PROOF, change_proof_zero },
	{ "proof not canonical", PSI_E_PROOF, change_proof_not_canonical },
	{ "proof of another key", PSI_E_PROOF, change_other_key },
};

/* b has taken a's answer in, but its own is still to be made up. */
static void
ready_for_b(struct world *world, const char *terms)
{
	begin_world(world, terms);
	world_exchange_both(world, rows_a, rows_b);
}

static void
check_answer_cases(const char *terms)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct psi_session_status status;
	struct world world;

	ready_for_b(&world, terms);
	for (size_t i = 0; i < sizeof answer_cases / sizeof answer_cases[0];
	     i++) {
		const struct answer_case *one = &answer_cases[i];

		forge_second(&forged, &world, B);
		one->change(&forged, &world);
		forge_write_evaluated(&file, &forged, &world, B);
		assert_refused(&world, &file, one->code, one->what);
	}
	/* The forger itself is right: nothing changed is accepted. */
	forge_second(&forged, &world, B);
	forge_write_evaluated(&file, &forged, &world, B);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	world_status(&world, A, &status);
	assert_int_equal(status.matches, 2);
	forged_clear(&forged);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
answer_ristretto(void **state)
{
	(void)state;
	check_answer_cases(RISTRETTO);
}

static void
answer_p256(void **state)
{
	(void)state;
	check_answer_cases(P256);
}

/* It is the header alone that says so, and nothing behind it is read. */
static void
more_elements_than_agreed(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	ready_for_b(&world, RISTRETTO "maximum-elements-a,6\n");
	forge_second(&forged, &world, B);
	assert_int_equal(forged.header.elements, 6);
	forged.header.elements = 7;
	forge_write_evaluated(&file, &forged, &world, B);
	assert_refused(&world, &file, PSI_E_LIMIT, "an element too many");
	assert_string_equal(world.err.text,
	    "the file has more elements than the agreement allows");
	assert_int_equal(
	    world.err.line, psi_wire_record_line(PSI_WIRE_ANSWER, "elements"));
	assert_string_equal(world.err.hint, psi_reveal_distrust);
	forged_clear(&forged);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Fewer matches than agreed are either none, or a lie. */
static void
below_minimum(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	ready_for_b(&world, RISTRETTO "minimum-overlap,2\n");
	forge_second(&forged, &world, B);
	memset(forge_position(&forged, find_row(&forged, 0, true)), 0,
	    PSI_POSITION_BYTES);
	prove_again(&forged, &world);
	forge_write_evaluated(&file, &forged, &world, B);
	assert_refused(&world, &file, PSI_E_LIMIT, "one match of two");
	forged_clear(&forged);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* A matrix in place of the honest one: a 2 x 2 of our groups by theirs. */
static void
write_counts(struct psi_buf *file, struct world *world, const uint64_t n[4])
{
	struct forged forged = { .body = PSI_BUF_INIT };

	forge_second(&forged, world, B);
	forged.body.len = 0;
	for (size_t i = 0; i < 4; i++) {
		uint8_t number[PSI_WIRE_COUNT_BYTES];

		psi_u64be(number, n[i]);
		assert_int_equal(
		    psi_buf_append(&forged.body, number, sizeof number, NULL),
		    0);
	}
	forge_write_evaluated(file, &forged, world, B);
	forged_clear(&forged);
}

struct counts_case {
	const char *what;
	uint64_t n[4];
};

static void
check_counts_cases(const char *terms, const struct counts_case *cases,
    size_t num, const uint64_t good[4])
{
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	ready_for_b(&world, terms);
	for (size_t i = 0; i < num; i++) {
		write_counts(&file, &world, cases[i].n);
		assert_refused(&world, &file, PSI_E_LIMIT, cases[i].what);
	}
	write_counts(&file, &world, good);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	psi_buf_clear(&file);
	world_clear(&world);
}

#define TWO_GROUPS "group,customer\ngroup,prospect\n"
#define HIDDEN PSI_WIRE_COUNT_HIDDEN

/* a has two customers and four prospects with padding, b two and four; where
 * the limit is two, b's one customer is not sent. */
static void
counts(void **state)
{
	static const struct counts_case plain[] = {
		{ "more than our group", { 3, 0, 0, 0 } },
		{ "more than their group", { 0, 0, 3, 0 } },
		{ "a row that is too long", { 1, 2, 0, 0 } },
		{ "a column that is too long", { 2, 0, 1, 0 } },
		{ "a number beyond 32 bits", { (uint64_t)1 << 32, 0, 0, 0 } },
		{ "hidden though nothing is", { HIDDEN, 0, 0, 1 } },
	};
	static const struct counts_case limited[] = {
		{ "a number under the limit", { HIDDEN, HIDDEN, HIDDEN, 1 } },
		{ "a zero under the limit", { HIDDEN, 0, HIDDEN, 2 } },
		{ "only zeros", { 0, 0, 0, 0 } },
	};
	static const struct counts_case minimum[] = {
		{ "fewer than agreed", { 2, 0, 0, 0 } },
	};
	static const uint64_t good[4] = { 1, 0, 0, 1 };
	static const uint64_t hidden[4] = { HIDDEN, HIDDEN, HIDDEN, 2 };
	static const uint64_t enough[4] = { 2, 0, 0, 1 };

	(void)state;
	check_counts_cases(COUNTS TWO_GROUPS "suppress-below,0\n", plain,
	    sizeof plain / sizeof plain[0], good);
	check_counts_cases(COUNTS TWO_GROUPS "suppress-below,2\n", limited,
	    sizeof limited / sizeof limited[0], hidden);
	check_counts_cases(TERMS "mode,counts\nsuppress-below,0\n" TWO_GROUPS
				 "minimum-overlap,3\n",
	    minimum, 1, enough);
}

/* A folder that was put back to a time before the run was closed: the ledger
 * remembers, whatever second answer is tried. */
static void
put_back(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct store_memory before;
	struct world world;
	static const uint64_t other[4] = { 2, 0, 0, 2 };
	static const uint64_t one[4] = { 1, 0, 0, 1 };
	static const uint64_t wrong[4] = { 99, 0, 0, 99 };

	(void)state;
	ready_for_b(&world, COUNTS TWO_GROUPS "suppress-below,0\n");
	store_memory_copy(&before, &world.party[A].folder);
	write_counts(&file, &world, one);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	store_memory_clear(&world.party[A].folder);
	store_memory_copy(&world.party[A].folder, &before);
	write_counts(&file, &world, other);
	assert_refused(&world, &file, PSI_E_STATE, "another second answer");
	write_counts(&file, &world, one);
	assert_refused(&world, &file, PSI_E_STATE, "the same one again");
	/* The ledger is asked before what is sealed is looked at; the result of a
	 * run, which it has one of, would be refused only after that. */
	write_counts(&file, &world, wrong);
	assert_refused(&world, &file, PSI_E_STATE, "one that is wrong, too");
	store_memory_clear(&before);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* What b, who answers first, does to its rows before it sends them. */
struct cheat {
	const char *what;
	const char *terms;
	void (*change)(struct forged *forged, struct world *world);
};

static uint8_t *
element(struct forged *forged, size_t i)
{
	return forged->body.data + i * forged->header.suite->element_bytes;
}

static size_t sort_bytes;

static int
compare_elements(const void *a, const void *b)
{
	return memcmp(a, b, sort_bytes);
}

static void
sort_elements(struct forged *forged)
{
	sort_bytes = forged->header.suite->element_bytes;
	qsort(forged->body.data, forged->header.elements, sort_bytes,
	    compare_elements);
}

/* Every row times one secret r, so that the other side finds no match among
 * its answers, and whoever knows r divides by it. */
static void
hide(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	uint8_t r[PSI_SCALAR_BYTES];
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	(void)world;
	assert_int_equal(suite->scalar_random(r, NULL), 0);
	for (size_t i = 0; i < forged->header.elements; i++) {
		assert_int_equal(
		    suite->mul(out, element(forged, i), r, NULL), 0);
		memcpy(element(forged, i), out, suite->element_bytes);
	}
	sort_elements(forged);
}

/* Two keys in one row: it is k * (H(y1) + H(y2)). */
static void
pack(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	(void)world;
	for (size_t i = 0; i + 1 < forged->header.elements; i++) {
		assert_int_equal(suite->add(out, element(forged, i),
				     element(forged, i + 1), NULL),
		    0);
		memcpy(element(forged, i), out, suite->element_bytes);
	}
	assert_int_equal(
	    suite->element_random(
		element(forged, forged->header.elements - 1), NULL),
	    0);
	sort_elements(forged);
}

/* Each row times a scalar of its own, so that a sorted answer can be put in
 * order again. */
static void
mark(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	(void)world;
	for (size_t i = 0; i < forged->header.elements; i++) {
		uint8_t r[PSI_SCALAR_BYTES] = { 0 };

		r[suite->element_bytes == 33 ? 31 : 0] = (uint8_t)(2 + i);
		assert_int_equal(
		    suite->mul(out, element(forged, i), r, NULL), 0);
		memcpy(element(forged, i), out, suite->element_bytes);
	}
	sort_elements(forged);
}

/* Nothing that a has sent holds one of b's rows under a's key: with that b
 * could undo what it did to the row. */
static void
assert_no_element(struct world *world, const struct psi_buf *sent,
    struct forged *blinded, const char *what)
{
	const struct psi_suite *suite = blinded->header.suite;
	size_t n = suite->element_bytes;

	for (size_t j = 0; j < blinded->header.elements; j++) {
		uint8_t both[PSI_ELEMENT_MAX_BYTES];

		assert_int_equal(suite->mul(both, element(blinded, j),
				     forge_scalar(world, A), NULL),
		    0);
		for (size_t at = 0; at + n <= sent->len; at++)
			if (memcmp(sent->data + at, both, n) == 0)
				fail_msg("%s: a row came back", what);
	}
}

/* b sends what it likes, answers first with valid proofs, and reads what a
 * says: nothing but zeros. */
static void
check_cheat(const struct cheat *cheat, bool is_counts)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf plain = PSI_BUF_INIT;
	struct forged blinded = { .body = PSI_BUF_INIT };
	struct forged answer = { .body = PSI_BUF_INIT };
	struct psi_session_status status;
	uint8_t digest[PSI_DIGEST_BYTES];
	struct world world;
	size_t len;

	begin_world(&world, cheat->terms);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	forge_read_blinded(&blinded, &honest, NULL);
	cheat->change(&blinded, &world);
	forge_write_blinded(&file, &blinded, world.party[B].identity);
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	forge_read_blinded(&blinded, &file, digest);
	forge_answer(&answer, &world, B, !is_counts);
	memcpy(answer.header.beside, digest, sizeof digest);
	if (is_counts) {
		sort_elements(&answer);
	} else {
		struct forged asked = { .body = PSI_BUF_INIT };

		world_ok(&world, world_copy(&world, A, "blinded", &honest));
		forge_read_blinded(&asked, &honest, NULL);
		forge_proofs(&answer, &asked.body, forge_scalar(&world, B));
		forged_clear(&asked);
	}
	forge_write_evaluated(&file, &answer, &world, B);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	world_status(&world, A, &status);
	assert_int_equal(status.matches, 0);
	world_ok(&world, world_copy(&world, A, "answer", &file));
	len = is_counts
	    ? 8
	    : (size_t)psi_wire_answer_bytes(blinded.header.elements);
	forge_open(&plain, &world, B, &file, PSI_WIRE_ANSWER, len);
	for (size_t i = 0; i < len; i++)
		if (plain.data[i] != 0)
			fail_msg("%s: the answer says something", cheat->what);
	assert_no_element(&world, &plain, &blinded, cheat->what);
	/* As long as any other answer to so many rows. */
	assert_true(file.len < 2048 * 2);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	psi_buf_clear(&plain);
	forged_clear(&blinded);
	forged_clear(&answer);
	world_clear(&world);
}

static void
first_side_learns_nothing(void **state)
{
	static const struct cheat accounts[] = {
		{ "hiding", RISTRETTO B_FIRST, hide },
		{ "hiding, P-256", P256 B_FIRST, hide },
		{ "packing", RISTRETTO B_FIRST, pack },
		{ "packing, P-256", P256 B_FIRST, pack },
		{ "marking", RISTRETTO B_FIRST, mark },
	};
	static const struct cheat counted[] = {
		{ "marking, counts",
		    COUNTS B_FIRST "suppress-below,0\ngroup,none\n", mark },
		{ "hiding, counts",
		    COUNTS B_FIRST "suppress-below,0\ngroup,none\n", hide },
	};

	(void)state;
	for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++)
		check_cheat(&accounts[i], false);
	for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
		check_cheat(&counted[i], true);
}

/*
 * What the second side can still do, and PROTOCOL.md section 4 says so: it
 * has its result, and leaves out what it likes. Nothing shows it.
 */
static void
second_side_withholds(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct psi_session_status status;
	struct world world;

	(void)state;
	ready_for_b(&world, RISTRETTO);
	forge_second(&forged, &world, B);
	memset(forge_position(&forged, find_row(&forged, 0, true)), 0,
	    PSI_POSITION_BYTES);
	prove_again(&forged, &world);
	forge_write_evaluated(&file, &forged, &world, B);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	world_status(&world, A, &status);
	assert_int_equal(status.matches, 1);
	forged_clear(&forged);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* The position of a key of b's, by the map of its session. */
static size_t
position_of(const struct world *world, const char *key)
{
	const struct psi_buf *map =
	    store_memory_get(&world->party[B].folder, "map.csv");
	struct psi_buf text = PSI_BUF_INIT;
	const char *line;
	size_t position = SIZE_MAX;

	assert_int_equal(psi_buf_append(&text, map->data, map->len, NULL), 0);
	assert_int_equal(psi_buf_append(&text, "", 1, NULL), 0);
	line = strstr((const char *)text.data, key);
	assert_non_null(line);
	while (line[-1] != '\n')
		line--;
	position = (size_t)strtoul(line, NULL, 10);
	psi_buf_clear(&text);
	return position;
}

/* One row in place of two: the sum of both. */
static void
pack_two_keys(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	size_t i = position_of(world, "one.example");
	size_t j = position_of(world, "three.example");
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	assert_int_equal(
	    suite->add(out, element(forged, i), element(forged, j), NULL), 0);
	memcpy(element(forged, i), out, suite->element_bytes);
	assert_int_equal(suite->element_random(element(forged, j), NULL), 0);
	sort_elements(forged);
}

/*
 * The second side gets an answer to every row, and a row can be the sum of two
 * guesses: here one row tells it that a has both one.example and
 * three.example, so that maximum-elements does not bound its guesses.
 */
static void
second_side_tests_sums(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf plain = PSI_BUF_INIT;
	struct forged theirs = { .body = PSI_BUF_INIT };
	struct forged asked = { .body = PSI_BUF_INIT };
	const struct psi_suite *suite;
	struct world world;
	bool found = false;
	size_t n;

	(void)state;
	begin_world(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	forge_read_blinded(&theirs, &file, NULL);
	pack_two_keys(&theirs, &world);
	forge_write_blinded(&file, &theirs, world.party[B].identity);
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	world_ok(&world, world_copy(&world, A, "answer", &file));
	world_ok(&world, world_copy(&world, A, "blinded", &plain));
	forge_read_blinded(&asked, &plain, NULL);
	suite = asked.header.suite;
	n = suite->element_bytes;
	forge_open(&plain, &world, B, &file, PSI_WIRE_EVALUATED,
	    (size_t)psi_wire_evaluated_bytes(
		suite, theirs.header.elements, true));
	/* k_b * (C_i + C_j) of all pairs of a's rows. */
	for (size_t i = 0; i < asked.header.elements; i++)
		for (size_t j = 0; j < i; j++) {
			uint8_t sum[PSI_ELEMENT_MAX_BYTES];
			uint8_t both[PSI_ELEMENT_MAX_BYTES];

			assert_int_equal(suite->add(sum, element(&asked, i),
					     element(&asked, j), NULL),
			    0);
			assert_int_equal(suite->mul(both, sum,
					     forge_scalar(&world, B), NULL),
			    0);
			for (size_t at = 0; at < theirs.header.elements; at++)
				found = found ||
				    memcmp(plain.data + at * n, both, n) == 0;
		}
	assert_true(found);
	forged_clear(&theirs);
	forged_clear(&asked);
	psi_buf_clear(&file);
	psi_buf_clear(&plain);
	world_clear(&world);
}

/* Steps in the wrong order: the second side has nothing to say before it has
 * verified the first answer. */
static void
second_before_first(void **state)
{
	struct psi_session_status status;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	begin_world(&world, RISTRETTO B_FIRST);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	assert_int_equal(
	    world_reveal(&world, A, file.data, file.len), PSI_E_STATE);
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	world_status(&world, A, &status);
	assert_int_equal(status.state, PSI_SESSION_BOUND);
	assert_int_equal(status.answers_first, 0);
	assert_int_equal(world_copy(&world, A, "answer", &file), PSI_E_STATE);
	assert_null(
	    store_memory_get(&world.party[A].folder, "partner-evaluated.bin"));
	assert_null(store_memory_get(&world.party[A].folder, "evaluated.csv"));
	/* A first answer of its own role, though b is to give it. */
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	world_ok(&world, world_exchange(&world, B, file.data, file.len));
	world_ok(&world, world_copy(&world, B, "answer", &file));
	assert_int_equal(
	    world_reveal(&world, B, file.data, file.len), PSI_E_GRAMMAR);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* After an answer that the partner never gave its own for, a person is asked
 * before the next run begins; not where all went well, and not the side that
 * answers second. */
static void
unanswered(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	ready_for_b(&world, RISTRETTO);
	world_ok(&world, world_close(&world, A));
	world_ok(&world, world_close(&world, B));
	world_new_folder(&world, A);
	world_new_folder(&world, B);
	world.asks = true;
	world_keys(&keys, rows_b);
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_keys(&keys, rows_a);
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "your partner's never came"));
	assert_non_null(strstr(world.err.hint, "--after-unanswered"));
	world.asks = false;
	world_ok(&world, world_blind(&world, A, &keys, 0));
	/* This run goes through, so that the next one is not asked for. */
	{
		struct psi_buf file = PSI_BUF_INIT;

		world_ok(&world, world_copy(&world, A, "blinded", &file));
		world_ok(
		    &world, world_exchange(&world, B, file.data, file.len));
		world_ok(&world, world_copy(&world, B, "blinded", &file));
		world_ok(
		    &world, world_exchange(&world, A, file.data, file.len));
		psi_buf_clear(&file);
	}
	world_reveal_rest(&world);
	world_new_folder(&world, A);
	world.asks = true;
	world_ok(&world, world_blind(&world, A, &keys, 0));
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* Tables with no match, with nothing but matches, and at the edges of
 * blocks. */
static void
check_overlap(const char *terms, size_t num_a, size_t first_b, size_t num_b,
    uint64_t expected)
{
	struct psi_session_status status;
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	begin_world(&world, terms);
	/* Of more rows, runs of more than one. */
	world.memory *= 1 + num_a * 16;
	world.jobs = 2;
	world_many_keys(&keys, 0, num_a);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_many_keys(&keys, first_b, num_b);
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	world_ok(&world, world_exchange(&world, B, file.data, file.len));
	world_reveal_rest(&world);
	for (size_t who = 0; who < 2; who++) {
		world_status(&world, who, &status);
		assert_int_equal(status.matches, expected);
		assert_int_equal(status.matched_accounts, expected);
	}
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
overlaps(void **state)
{
	static const char *const suites[] = { RISTRETTO, P256 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		check_overlap(suites[i], 10, 100, 20, 0);
		check_overlap(suites[i], 30, 0, 30, 30);
		check_overlap(suites[i], 10, 0, 30, 10);
	}
	/* One row behind a block, on the side that is answered second. */
	check_overlap("padding-multiple,1\nmaximum-ratio,100\n"
		      "suite,ristretto255-SHA512\n",
	    65537, 64000, 2000, 1537);
}

/* The same checks where the answers are sorted on disk. */
static void
on_disk(void **state)
{
	is_on_disk = true;
	answer_ristretto(state);
	answer_p256(state);
	below_minimum(state);
	counts(state);
	put_back(state);
	second_side_withholds(state);
	overlaps(state);
	assert_true(disk.num_made > 0);
	assert_true(scratch_memory_is_quiet(&disk));
	is_on_disk = false;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_ristretto),
		cmocka_unit_test(answer_p256),
		cmocka_unit_test(more_elements_than_agreed),
		cmocka_unit_test(below_minimum),
		cmocka_unit_test(counts),
		cmocka_unit_test(put_back),
		cmocka_unit_test(first_side_learns_nothing),
		cmocka_unit_test(second_side_withholds),
		cmocka_unit_test(second_side_tests_sums),
		cmocka_unit_test(second_before_first),
		cmocka_unit_test(unanswered),
		cmocka_unit_test(overlaps),
		cmocka_unit_test(on_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
