/*
 * What a hostile partner, a copied folder or an old backup can try that is
 * not a forged record of a file: the scalar asked to serve twice, steps after
 * the run or the agreement has ended, weak keys, sealed parts that end
 * elsewhere, files that are slow to check, and what is left behind
 * (PROTOCOL.md sections 3 to 6).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "wire/wire.h"
#include "group/suite.h"
#include "group/element_set.h"
#include "wire/seal.h"
#include "support/forge.h"
#include "support/memory.h"
#include "session/state.h"
#include "support/session_world.h"

#define A 0
#define B 1

#define TERMS "padding-multiple,2\nmaximum-ratio,3\n"

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a2,customer,domain,two.example\n"
			     "a3,prospect,domain,three.example\n"
			     "a4,prospect,domain,four.example\n";
static const char rows_b[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,three.example\n"
			     "b3,prospect,domain,six.example\n"
			     "b4,prospect,domain,seven.example\n";

static void
assert_code(const struct world *world, int rc, int code, const char *what)
{
	if (rc != code)
		fail_msg("%s: %s instead of %s (%s)", what, psi_error_name(rc),
		    psi_error_name(code), world->err.text);
}

static enum psi_session_state
state_of(struct world *world, size_t who)
{
	struct psi_session_status status;

	world_status(world, who, &status);
	return status.state;
}

/* Put another folder in the place of a's. */
static void
use_folder(struct world *world, const struct store_memory *folder)
{
	store_memory_clear(&world->party[A].folder);
	store_memory_copy(&world->party[A].folder, folder);
}

/* The honest file of b again, with another nonce: as good as the first. */
static void
other_file(struct psi_buf *out, struct world *world)
{
	struct forged forged = { .body = PSI_BUF_INIT };
	struct psi_buf honest = PSI_BUF_INIT;

	world_ok(world, world_copy(world, B, "blinded", &honest));
	forge_read_blinded(&forged, &honest, NULL);
	forged.header.nonce[3] ^= 1;
	forge_own_key(&forged, forge_scalar(world, B));
	forge_write_blinded(out, &forged, world->party[B].identity);
	forged_clear(&forged);
	psi_buf_clear(&honest);
}

/* cp -r of a session makes two of one scalar: the ledger lets them evaluate
 * one file only, and none after the run is closed. */
static void
cloned_folder(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf other = PSI_BUF_INIT;
	struct store_memory clone;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	store_memory_copy(&clone, &world.party[A].folder);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	other_file(&other, &world);
	world_ok(&world, world_exchange(&world, A, honest.data, honest.len));

	use_folder(&world, &clone);
	assert_code(&world, world_exchange(&world, A, other.data, other.len),
	    PSI_E_STATE, "another file in a copy of the folder");
	assert_null(store_memory_get(&world.party[A].folder, "evaluated.csv"));
	assert_int_equal(state_of(&world, A), PSI_SESSION_BLINDED);
	world_ok(&world, world_exchange(&world, A, honest.data, honest.len));
	world_ok(&world, world_close(&world, A));

	use_folder(&world, &clone);
	assert_code(&world, world_exchange(&world, A, honest.data, honest.len),
	    PSI_E_STATE, "a copy of the folder after the run is closed");
	assert_null(store_memory_get(&world.party[A].folder, "evaluated.csv"));
	store_memory_clear(&clone);
	psi_buf_clear(&honest);
	psi_buf_clear(&other);
	world_clear(&world);
}

/* A session whose process ended between `bound` and `answered`. */
static void
go_back_to_bound(struct world *world)
{
	struct store_memory *folder = &world->party[A].folder;
	struct psi_store store = store_memory_store(folder);
	struct psi_state state;

	assert_int_equal(psi_state_read(&store, &state, NULL), 0);
	assert_int_equal(state.state, PSI_SESSION_ANSWERED);
	state.state = PSI_SESSION_BOUND;
	assert_int_equal(psi_state_write(&store, &state, NULL), 0);
	assert_int_equal(store.remove(store.cookie, "evaluated.csv", NULL), 0);
	assert_int_equal(
	    store.remove(store.cookie, "partner-evaluated.bin", NULL), 0);
	assert_int_equal(state_of(world, A), PSI_SESSION_BOUND);
}

static void
end_by_revoking(struct world *world)
{
	struct psi_store ledger = store_memory_store(&world->party[A].ledger);

	world_ok(world,
	    psi_agreement_revoke(
		world->agreement, world->today, &ledger, &world->err));
}

static void
end_by_time(struct world *world)
{
	world->today += 400;
}

static void
end_by_closing(struct world *world)
{
	struct psi_store ledger = store_memory_store(&world->party[A].ledger);
	uint32_t run = 0;

	world_ok(world,
	    psi_session_close_lost(
		&ledger, world->agreement, world->today, &run, &world->err));
	assert_int_equal(run, 1);
}

static void
end_by_losing_the_ledger(struct world *world)
{
	store_memory_clear(&world->party[A].ledger);
	store_memory_init(&world->party[A].ledger);
}

/* What ends a run or its agreement keeps the scalar from being used, even in
 * a session that had got as far as to be bound to a file. */
static void
bound_and_ended(void **state)
{
	static const struct {
		void (*end)(struct world *world);
		int code;
		const char *what;
	} cases[] = {
		{ end_by_revoking, PSI_E_AGREEMENT, "revoked" },
		{ end_by_time, PSI_E_AGREEMENT, "expired" },
		{ end_by_closing, PSI_E_STATE, "closed" },
		{ end_by_losing_the_ledger, PSI_E_STATE, "another ledger" },
	};
	struct psi_buf honest = PSI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world world;

		world_init(&world, TERMS);
		world_blind_both(&world, rows_a, rows_b);
		world_ok(&world, world_copy(&world, B, "blinded", &honest));
		world_ok(
		    &world, world_exchange(&world, A, honest.data, honest.len));
		go_back_to_bound(&world);
		cases[i].end(&world);
		assert_code(&world,
		    world_exchange(&world, A, honest.data, honest.len),
		    cases[i].code, cases[i].what);
		assert_null(
		    store_memory_get(&world.party[A].folder, "evaluated.csv"));
		assert_null(store_memory_get(
		    &world.party[A].folder, "partner-evaluated.bin"));
		world_clear(&world);
	}
	psi_buf_clear(&honest);
}

/* What was made before an agreement was revoked is not given out again after
 * it, but the run can be closed; after it has only expired, it is. */
static void
stored_and_ended(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	world_ok(&world, world_exchange(&world, A, honest.data, honest.len));
	end_by_time(&world);
	world_ok(&world, world_copy(&world, A, "answer", &file));
	end_by_revoking(&world);
	assert_code(&world, world_copy(&world, A, "answer", &file),
	    PSI_E_AGREEMENT, "the answer, again");
	assert_int_equal(file.len, 0);
	assert_code(&world, world_copy(&world, A, "blinded", &file),
	    PSI_E_AGREEMENT, "the blinded file, again");
	assert_int_equal(file.len, 0);
	world_ok(&world, world_close(&world, A));
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* A scalar that is not the one of the blinded file: of another run, put back
 * from a backup, or damaged. */
static void
other_scalar(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	uint8_t scalars[3][PSI_SCALAR_BYTES] = { { 0 }, { 0 }, { 0 } };

	(void)state;
	scalars[0][0] = 7;
	memset(scalars[2], 0xff, sizeof scalars[2]);
	for (size_t i = 0; i < 3; i++) {
		struct world world;

		world_init(&world, TERMS);
		world_blind_both(&world, rows_a, rows_b);
		world_ok(&world, world_copy(&world, B, "blinded", &honest));
		store_memory_put(&world.party[A].folder, "scalar.bin",
		    scalars[i], PSI_SCALAR_BYTES);
		assert_code(&world,
		    world_exchange(&world, A, honest.data, honest.len),
		    PSI_E_STATE, "another scalar");
		assert_null(
		    store_memory_get(&world.party[A].folder, "evaluated.csv"));
		world_clear(&world);
	}
	psi_buf_clear(&honest);
}

/* The first side before it reveals: its folder, its ledger, the answer. */
struct waiting {
	struct world world;
	struct store_memory folder;
	struct store_memory ledger;
	struct psi_buf answer;
};

static void
wait_for_result(struct waiting *waiting)
{
	struct world *world = &waiting->world;

	memset(waiting, 0, sizeof *waiting);
	world_init(world, TERMS);
	world_exchange_both(world, rows_a, rows_b);
	world_ok(world, world_copy(world, A, "answer", &waiting->answer));
	world_ok(world,
	    world_reveal(world, B, waiting->answer.data, waiting->answer.len));
	world_ok(world, world_copy(world, B, "answer", &waiting->answer));
	store_memory_copy(&waiting->folder, &world->party[A].folder);
	store_memory_copy(&waiting->ledger, &world->party[A].ledger);
}

/* Reveal after the bit of an object was changed. */
static int
reveal_changed(struct waiting *waiting, const char *object, size_t bit)
{
	struct world_party *party = &waiting->world.party[A];
	const struct psi_buf *old = store_memory_get(&waiting->folder, object);
	struct psi_buf bytes = PSI_BUF_INIT;

	store_memory_clear(&party->folder);
	store_memory_clear(&party->ledger);
	store_memory_copy(&party->folder, &waiting->folder);
	store_memory_copy(&party->ledger, &waiting->ledger);
	assert_int_equal(psi_buf_append(&bytes, old->data, old->len, NULL), 0);
	bytes.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
	store_memory_put(&party->folder, object, bytes.data, bytes.len);
	psi_buf_clear(&bytes);
	return world_reveal(
	    &waiting->world, A, waiting->answer.data, waiting->answer.len);
}

/* One bit of what is kept between the answer and the result changes: the step
 * says so, or the result is the same. A bit of the partner's elements under both
 * keys would lose a match. */
static void
damaged_folder(void **state)
{
	static const struct {
		const char *object;
		/* Whether a change of any bit is refused. */
		bool always;
		size_t step;
	} cases[] = {
		{ "partner-evaluated.bin", true, 1 },
		{ "partner-blinded.csv", false, 41 },
		{ "blinded.csv", false, 41 },
		{ "seal.bin", false, 5 },
	};
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf result = PSI_BUF_INIT;
	struct waiting waiting;
	struct world *world = &waiting.world;

	(void)state;
	wait_for_result(&waiting);
	world_ok(world,
	    world_reveal(world, A, waiting.answer.data, waiting.answer.len));
	world_ok(world, world_matches(world, A, NULL, &honest));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *object = cases[i].object;
		size_t bits =
		    8 * store_memory_get(&waiting.folder, object)->len;

		for (size_t bit = 0; bit < bits; bit += cases[i].step) {
			int rc = reveal_changed(&waiting, object, bit);

			if (cases[i].always)
				assert_int_not_equal(rc, 0);
			if (rc != 0)
				continue;
			world_ok(world, world_matches(world, A, NULL, &result));
			assert_int_equal(result.len, honest.len);
			assert_memory_equal(
			    result.data, honest.data, honest.len);
		}
	}
	store_memory_clear(&waiting.folder);
	store_memory_clear(&waiting.ledger);
	psi_buf_clear(&waiting.answer);
	psi_buf_clear(&honest);
	psi_buf_clear(&result);
	world_clear(world);
}

/* The map with another order, the number of an account, in each row. */
static void
spoil_orders(struct store_memory *folder)
{
	const struct psi_buf *old = store_memory_get(folder, "map.csv");
	struct psi_buf map = PSI_BUF_INIT;
	unsigned int cell = 0;
	bool is_header = true;

	for (size_t i = 0; i < old->len; i++) {
		uint8_t c = old->data[i];

		if (c == '\n') {
			cell = 0;
			is_header = false;
		} else if (c == ',' && ++cell == 1 && !is_header) {
			assert_int_equal(
			    psi_buf_append_text(&map, ",9999999", NULL), 0);
			continue;
		}
		if (is_header || cell != 1 || c == ',')
			assert_int_equal(psi_buf_append(&map, &c, 1, NULL), 0);
	}
	store_memory_put(folder, "map.csv", map.data, map.len);
	psi_buf_clear(&map);
}

/* A number beyond the accounts of the list would index beyond what there is. */
static void
map_beyond_accounts(void **state)
{
	struct waiting waiting;
	struct world *world = &waiting.world;

	(void)state;
	wait_for_result(&waiting);
	spoil_orders(&world->party[A].folder);
	world_vouch(world, A);
	assert_code(world,
	    world_reveal(world, A, waiting.answer.data, waiting.answer.len),
	    PSI_E_STATE, "an account that is not of the list");
	store_memory_clear(&waiting.folder);
	store_memory_clear(&waiting.ledger);
	psi_buf_clear(&waiting.answer);
	world_clear(world);
}

/* The line of a file that begins with a name. */
static uint64_t
line_of(const struct psi_buf *file, const char *name)
{
	uint64_t line = 1;
	const uint8_t *at = file->data;

	while (memcmp(at, name, strlen(name)) != 0) {
		at = memchr(at, '\n', (size_t)(file->data + file->len - at));
		assert_non_null(at++);
		line++;
	}
	return line;
}

/* The points of small order of Curve25519, as RFC 7748 section 6.1 warns of
 * them, in every spelling below 2^255, and with bit 255 set. */
static void
seal_key_of_low_order(void **state)
{
	static const uint8_t orders[][32] = {
		{ 0 },
		{ 1 },
		{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56,
		    0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb,
		    0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
		    0xb8, 0x00 },
		{ 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0,
		    0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4,
		    0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
		    0x11, 0x57 },
		{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0x7f },
		{ 0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0x7f },
		{ 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0x7f },
	};
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	for (size_t i = 0; i < 4 * (sizeof orders / sizeof orders[0]); i++) {
		uint8_t *key;

		forge_read_blinded(&forged, &honest, NULL);
		key = i % 4 < 2 ? forged.header.seal_key
				: forged.header.share_key;
		memcpy(key, orders[i / 4], 32);
		key[31] |= (uint8_t)(i % 2 << 7);
		forge_write_blinded(&file, &forged, world.party[B].identity);
		assert_code(&world,
		    world_exchange(&world, A, file.data, file.len), PSI_E_SEAL,
		    "a seal key of low order");
		assert_int_equal(world.err.line,
		    line_of(&file, i % 4 < 2 ? "seal-key," : "share-key,"));
		/* The run is not used up by it. */
		assert_int_equal(state_of(&world, A), PSI_SESSION_BLINDED);
	}
	world_ok(&world, world_exchange(&world, A, honest.data, honest.len));
	forged_clear(&forged);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Whose encodings begin with the same bytes is the partner's choice, before
 * anything is known of them: that must not take more than linear time. */
static void
equal_prefixes(void **state)
{
	static const size_t num = 300000;
	static const size_t sizes[] = { 32, 33 };

	(void)state;
	for (size_t s = 0; s < 2; s++) {
		struct psi_element_set set = PSI_ELEMENT_SET_INIT;
		size_t n = sizes[s];
		uint8_t *elements = calloc(num, n);
		clock_t begin = clock();
		size_t row = 0;

		assert_non_null(elements);
		for (size_t i = 0; i < num; i++) {
			elements[i * n] = 2;
			for (size_t b = 0; b < 4; b++)
				elements[i * n + n - 1 - b] =
				    (uint8_t)(i >> 8 * b);
		}
		assert_int_equal(
		    psi_element_set_init(&set, elements, num, n, NULL, NULL),
		    0);
		assert_false(psi_element_set_has_equal(&set, &row));
		for (size_t i = 0; i < num; i++) {
			assert_true(
			    psi_element_set_find(&set, elements + i * n, &row));
			assert_int_equal(row, i);
		}
		psi_element_set_clear(&set);

		/* Of several that are equal, the first to stand twice. */
		memcpy(elements + 70 * n, elements + 7 * n, n);
		memcpy(elements + 60 * n, elements + 8 * n, n);
		memcpy(elements + 90 * n, elements + 7 * n, n);
		assert_int_equal(
		    psi_element_set_init(&set, elements, num, n, NULL, NULL),
		    0);
		assert_true(psi_element_set_has_equal(&set, &row));
		assert_int_equal(row, 60);
		psi_element_set_clear(&set);
		for (size_t i = 0; i < num; i++)
			memset(elements + i * n, 5, n);
		assert_int_equal(
		    psi_element_set_init(&set, elements, num, n, NULL, NULL),
		    0);
		assert_true(psi_element_set_has_equal(&set, &row));
		assert_int_equal(row, 1);
		psi_element_set_clear(&set);
		/* A square of it would take minutes. */
		assert_true(clock() - begin < 20 * CLOCKS_PER_SEC);
		free(elements);
	}
}

/* Is this secret in any object, as bytes, hex or base64? */
static void
assert_nowhere(const struct store_memory *store, const uint8_t secret[32])
{
	char hex[65];
	char base64[PSI_BASE64_CHARS(32) + 1];

	psi_hex_encode(hex, secret, 32);
	psi_base64_encode(base64, secret, 32);
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		const struct store_memory_object *object = &store->object[i];

		if (!object->exists)
			continue;
		/* The last characters of base64 depend on what follows. */
		for (size_t at = 0; at + 32 <= object->bytes.len; at++) {
			const uint8_t *p = object->bytes.data + at;
			size_t left = object->bytes.len - at;

			if (memcmp(p, secret, 32) == 0 ||
			    (left >= 64 && memcmp(p, hex, 64) == 0) ||
			    (left >= 42 && memcmp(p, base64, 42) == 0))
				fail_msg("a secret is in %s", object->name);
		}
	}
}

/* However a run ends, its secrets are gone, and only they were where the
 * scalar lay; closing ends a run in any state. */
static void
nothing_left_behind(void **state)
{
	static const char *const gone[] = { "scalar.bin", "seal.bin",
		"partner-evaluated.bin", "incoming.csv" };
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	for (int how = 0; how < 5; how++) {
		struct world world;
		struct store_memory *folder = &world.party[A].folder;
		uint8_t secret[2][32];

		world_init(&world,
		    how == 3       ? TERMS "learns,b\n"
			: how == 4 ? TERMS "answers-first,b\n"
				   : TERMS);
		world_blind_both(&world, rows_a, rows_b);
		memcpy(secret[0], store_memory_get(folder, gone[0])->data, 32);
		memcpy(secret[1], store_memory_get(folder, gone[1])->data, 32);
		world_ok(&world, world_copy(&world, B, "blinded", &file));
		if (how > 0)
			world_ok(&world,
			    world_exchange(&world, A, file.data, file.len));
		if (how == 2 || how == 4) {
			world_ok(
			    &world, world_copy(&world, A, "blinded", &file));
			world_ok(&world,
			    world_exchange(&world, B, file.data, file.len));
			world_reveal_rest(&world);
		} else if (how < 2) {
			world_ok(&world, world_close(&world, A));
		}
		for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
			assert_null(store_memory_get(folder, gone[i]));
		for (size_t i = 0; i < 2; i++) {
			assert_nowhere(folder, secret[i]);
			assert_nowhere(&world.party[A].ledger, secret[i]);
		}
		world_clear(&world);
	}
	psi_buf_clear(&file);
}

/* The scalar 1 blinds nothing, so that what is asked comes back as answer:
 * the partner harms its own list alone, and no row matches by it. */
static void
key_of_one(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf asked = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct forged theirs = { .body = PSI_BUF_INIT };
	struct psi_session_status status;
	uint8_t one[PSI_SCALAR_BYTES] = { 1 };
	struct world world;

	(void)state;
	world_init(&world, TERMS "answers-first,b\n");
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	forge_read_blinded(&forged, &file, NULL);
	forge_own_key(&forged, one);
	forge_write_blinded(&file, &forged, world.party[B].identity);
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	forge_read_blinded(&theirs, &file, forged.header.answers);

	forge_answer(&forged, &world, B, true);
	memcpy(forged.header.public_key, theirs.header.public_key,
	    sizeof forged.header.public_key);
	psi_buf_clear(&theirs.body);
	forge_read_blinded(&theirs, &file, forged.header.beside);
	world_ok(&world, world_copy(&world, A, "blinded", &asked));
	forge_read_blinded(&theirs, &asked, NULL);
	memcpy(forged.body.data, theirs.body.data, theirs.body.len);
	forge_proofs(&forged, &theirs.body, one);
	forge_write_evaluated(&file, &forged, &world, B);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	world_status(&world, A, &status);
	assert_int_equal(status.matches, 0);
	forged_clear(&forged);
	forged_clear(&theirs);
	psi_buf_clear(&file);
	psi_buf_clear(&asked);
	world_clear(&world);
}

/* How a sealed part that is encrypted with the right key goes wrong. */
struct sealing {
	const char *what;
	int code;
	/* Which record carries FINAL, from the last; -1 for none. */
	int final;
	/* Records more or less than the file must have. */
	int more;
	/* Two of them change places. */
	bool swap;
	/* The additional data is not the clear digest. */
	bool other_data;
	/* REKEY in place of MESSAGE. */
	bool rekey;
};

/* FORMAT.md section 3, from the specification and not by seal.c. */
static void
seal_key_of(uint8_t key[32], const struct world *world,
    const struct psi_wire_header *header, const uint8_t secret[32],
    const uint8_t seal_key[32])
{
	uint8_t shared[32];
	crypto_generichash_state state;

	assert_int_equal(crypto_scalarmult(shared, secret, seal_key), 0);
	(void)crypto_generichash_init(&state, NULL, 0, 32);
	(void)crypto_generichash_update(
	    &state, (const uint8_t *)"psi-seal/1", 10);
	(void)crypto_generichash_update(&state, shared, 32);
	(void)crypto_generichash_update(&state, header->seal_ephemeral, 32);
	(void)crypto_generichash_update(&state, seal_key, 32);
	for (size_t i = 0; i < 2; i++) {
		const struct psi_public_identity *identity =
		    psi_identity_public(world->party[i].identity);

		(void)crypto_generichash_update(&state, identity->ed25519, 32);
		(void)crypto_generichash_update(&state, identity->x25519, 32);
	}
	(void)crypto_generichash_update(&state, header->clear_digest, 32);
	(void)crypto_generichash_final(&state, key, 32);
}

static void
write_sealed(struct psi_wire_writer *writer, const struct forged *forged,
    const struct psi_wire_header *header, const uint8_t key[32],
    const struct sealing *how)
{
	crypto_secretstream_xchacha20poly1305_state stream;
	uint8_t stream_header[24];
	uint8_t data[32];
	int num = (int)((forged->body.len + 2047) / 2048) + how->more;
	uint8_t *records = malloc((size_t)num * PSI_SEALED_BYTES);

	assert_non_null(records);
	memcpy(data, header->clear_digest, 32);
	if (how->other_data)
		data[31] ^= 1;
	(void)crypto_secretstream_xchacha20poly1305_init_push(
	    &stream, stream_header, key);
	assert_int_equal(
	    psi_wire_write_seal_header(writer, stream_header, NULL), 0);
	for (int i = 0; i < num; i++) {
		uint8_t chunk[2048] = { 0 };
		size_t at = (size_t)i * 2048;
		size_t left = at < forged->body.len ? forged->body.len - at : 0;
		uint8_t tag = how->rekey
		    ? crypto_secretstream_xchacha20poly1305_TAG_REKEY
		    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;

		if (i == num - 1 - how->final)
			tag = crypto_secretstream_xchacha20poly1305_TAG_FINAL;
		if (left > 0)
			memcpy(chunk, forged->body.data + at,
			    left < 2048 ? left : 2048);
		(void)crypto_secretstream_xchacha20poly1305_push(&stream,
		    records + (size_t)i * PSI_SEALED_BYTES, NULL, chunk, 2048,
		    data, 32, tag);
	}
	for (int i = 0; i < num; i++) {
		int from = how->swap && i < 2 ? 1 - i : i;

		assert_int_equal(
		    psi_wire_write_sealed(writer,
			records + (size_t)from * PSI_SEALED_BYTES, NULL),
		    0);
	}
	free(records);
}

static void
write_answer(struct psi_buf *out, struct forged *forged, struct world *world,
    const struct sealing *how)
{
	struct psi_sink sink = memory_sink(out);
	struct psi_wire_header header = forged->header;
	struct psi_wire_writer *writer = NULL;
	uint8_t secret[32];
	uint8_t key[32];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];

	psi_buf_clear(out);
	randombytes_buf(secret, sizeof secret);
	assert_int_equal(
	    crypto_scalarmult_base(header.seal_ephemeral, secret), 0);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	seal_key_of(key, world, &header, secret, forged->seal_key);
	write_sealed(writer, forged, &header, key, how);
	assert_int_equal(psi_wire_write_digest(writer, digest, NULL), 0);
	psi_identity_sign(world->party[B].identity, signature, text,
	    psi_wire_signed_text(text, "evaluated/2", digest));
	assert_int_equal(psi_wire_write_signature(writer, signature, NULL), 0);
	psi_wire_writer_free(writer);
}

static void
sealed_part(void **state)
{
	static const struct sealing cases[] = {
		{ "no FINAL", PSI_E_SEAL, -1, 0, false, false, false },
		{ "FINAL one record early", PSI_E_SEAL, 1, 0, false, false,
		    false },
		{ "FINAL on the first record", PSI_E_SEAL, 3, 0, false, false,
		    false },
		{ "a record more, after FINAL", PSI_E_LIMIT, 1, 1, false, false,
		    false },
		{ "a record more, with FINAL", PSI_E_LIMIT, 0, 1, false, false,
		    false },
		{ "a record fewer", PSI_E_LIMIT, 0, -1, false, false, false },
		{ "two records swapped", PSI_E_SEAL, 0, 0, true, false, false },
		{ "other additional data", PSI_E_SEAL, 0, 0, false, true,
		    false },
		{ "REKEY on the way", PSI_E_SEAL, 0, 0, false, false, true },
	};
	static const struct sealing honest = { "as specified", 0, 0, 0, false,
		false, false };
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	world_init(&world, TERMS "answers-first,b\n");
	world_many_keys(&keys, 0, 200);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_many_keys(&keys, 100, 200);
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	forge_answer(&forged, &world, B, true);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		write_answer(&file, &forged, &world, &cases[i]);
		assert_code(&world,
		    world_reveal(&world, A, file.data, file.len), cases[i].code,
		    cases[i].what);
		assert_int_equal(state_of(&world, A), PSI_SESSION_BOUND);
		assert_null(
		    store_memory_get(&world.party[A].folder, "incoming.csv"));
	}
	write_answer(&file, &forged, &world, &honest);
	world_ok(&world, world_reveal(&world, A, file.data, file.len));
	forged_clear(&forged);
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Numbers under the agreed limit are not kept either. */
static void
small_numbers_not_kept(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	const struct psi_buf *kept;
	struct world world;

	(void)state;
	world_init(&world,
	    TERMS "mode,counts\ngroup,customer\nsuppress-below,4\n"
		  "minimum-overlap,0\n");
	world_exchange_both(&world,
	    "a1,customer,domain,one.example\n"
	    "a2,customer,domain,two.example\n"
	    "a3,customer,domain,three.example\n"
	    "a4,customer,domain,four.example\n",
	    "b1,customer,domain,one.example\n"
	    "b2,customer,domain,two.example\n"
	    "b3,customer,domain,six.example\n"
	    "b4,customer,domain,seven.example\n");
	world_reveal_rest(&world);
	kept = store_memory_get(&world.party[A].folder, "matches.csv");
	assert_non_null(kept);
	assert_int_equal(psi_buf_append(&file, "", 1, NULL), 0);
	world_ok(&world, world_matches(&world, A, NULL, &file));
	assert_non_null(strstr((const char *)file.data, "<4"));
	assert_int_equal(file.len - 1, kept->len);
	assert_memory_equal(kept->data, file.data, kept->len);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* One signing key for both parties would let one of them sign for both. */
static void
one_signing_key(void **state)
{
	struct psi_identity *identity = NULL;
	struct psi_identity *other = NULL;
	struct psi_public_identity mixed;
	struct psi_agreement *agreement = NULL;
	char text[2][PSI_IDENTITY_TEXT_CHARS + 1];
	const struct psi_agreement_preset presets[] = {
		{ "party-a-name", "Acme" },
		{ "party-a-identity", text[0] },
		{ "party-b-name", "Globex" },
		{ "party-b-identity", text[1] },
		{ "normalizer-fingerprint", WORLD_FINGERPRINT },
		{ "public-suffix-list", WORLD_FINGERPRINT },
	};
	static const char draft[] = "term,value\n";
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, draft, sizeof draft - 1);
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_identity_generate(&identity, NULL), 0);
	assert_int_equal(psi_identity_generate(&other, NULL), 0);
	mixed = *psi_identity_public(other);
	psi_public_identity_format(text[0], psi_identity_public(identity));
	memcpy(mixed.ed25519, psi_identity_public(identity)->ed25519,
	    sizeof mixed.ed25519);
	psi_public_identity_format(text[1], &mixed);
	assert_int_not_equal(
	    psi_agreement_draft(&agreement, &source, presets,
		sizeof presets / sizeof presets[0], WORLD_TODAY, &err),
	    0);
	assert_non_null(strstr(err.text, "identity"));
	psi_agreement_free(agreement);
	psi_identity_free(identity);
	psi_identity_free(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cloned_folder),
		cmocka_unit_test(bound_and_ended),
		cmocka_unit_test(stored_and_ended),
		cmocka_unit_test(other_scalar),
		cmocka_unit_test(damaged_folder),
		cmocka_unit_test(map_beyond_accounts),
		cmocka_unit_test(seal_key_of_low_order),
		cmocka_unit_test(equal_prefixes),
		cmocka_unit_test(nothing_left_behind),
		cmocka_unit_test(key_of_one),
		cmocka_unit_test(sealed_part),
		cmocka_unit_test(small_numbers_not_kept),
		cmocka_unit_test(one_signing_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
