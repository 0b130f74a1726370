/*
 * A partner that cheats in every way the specification speaks of: each file
 * is refused with its own code, and refusing it changes nothing (PROTOCOL.md
 * sections 3 and 5). The cheat here is b, with its real identity and scalar.
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
#include "base/digest.h"
#include "wire/wire.h"
#include "group/suite.h"
#include "support/forge.h"
#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1

#define TERMS "padding-multiple,2\nmaximum-ratio,3\n"
#define RISTRETTO TERMS "suite,ristretto255-SHA512\n"
#define P256 TERMS "suite,P256-SHA256\n"
/* b, who cheats, answers first; else it answers second. */
#define B_FIRST "answers-first,b\n"
#define GROUPS                                                                 \
	TERMS "mode,counts\ngroup,customer\ngroup,prospect\n"                  \
	      "suppress-below,0\nminimum-overlap,0\n"

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a2,customer,domain,two.example\n"
			     "a3,prospect,domain,three.example\n"
			     "a4,prospect,domain,four.example\n"
			     "a5,prospect,domain,five.example\n";
static const char rows_b[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,three.example\n"
			     "b3,prospect,domain,six.example\n"
			     "b4,prospect,domain,seven.example\n";

/* Nothing but a lock may have come and gone. */
static void
assert_unchanged(
    const struct store_memory *before, const struct store_memory *after)
{
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		const struct store_memory_object *object = &after->object[i];
		const struct psi_buf *bytes =
		    store_memory_get(before, object->name);

		assert_int_equal(object->exists, bytes != NULL);
		if (bytes == NULL)
			continue;
		assert_int_equal(object->bytes.len, bytes->len);
		assert_memory_equal(
		    object->bytes.data, bytes->data, bytes->len);
	}
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		if (before->object[i].exists)
			assert_non_null(
			    store_memory_get(after, before->object[i].name));
	}
	assert_true(store_memory_is_quiet(after));
}

typedef int step(
    struct world *world, size_t who, const void *file, size_t file_len);

/* What is signed and wrong does not get right by being sent again; and what a
 * record of a blinded file says is told with its line. */
static void
assert_told(const struct psi_error *err, step *run, const char *what)
{
	bool is_signed = err->code == PSI_E_MISMATCH ||
	    err->code == PSI_E_ORDER || err->code == PSI_E_ELEMENT ||
	    err->code == PSI_E_PROOF || err->code == PSI_E_SEAL;
	bool is_whole = err->code == PSI_E_DIGEST || err->code == PSI_E_STATE ||
	    err->code == PSI_E_AGREEMENT ||
	    strstr(err->text, "in an earlier run") != NULL;

	if (err->hint[0] == '\0' && err->code != PSI_E_AGREEMENT)
		fail_msg("%s: no hint for: %s", what, err->text);
	if (is_signed && strstr(err->hint, "unopened") != NULL)
		fail_msg(
		    "%s: sending again does not mend: %s", what, err->text);
	if (run == world_exchange && !is_whole && err->line == 0)
		fail_msg("%s: no line for: %s", what, err->text);
}

static void
assert_refused(struct world *world, step *run, const struct psi_buf *file,
    int code, const char *what)
{
	struct store_memory folder;
	struct store_memory ledger;
	int rc;

	store_memory_copy(&folder, &world->party[A].folder);
	store_memory_copy(&ledger, &world->party[A].ledger);
	memset(&world->err, 0, sizeof world->err);
	rc = run(world, A, file->data, file->len);
	if (rc != code)
		fail_msg("%s: %s instead of %s (%s, line %d)", what,
		    psi_error_name(rc), psi_error_name(code), world->err.text,
		    (int)world->err.line);
	assert_int_equal(world->err.code, code);
	assert_true(world->err.text[0] != '\0');
	assert_told(&world->err, run, what);
	assert_unchanged(&folder, &world->party[A].folder);
	assert_unchanged(&ledger, &world->party[A].ledger);
	store_memory_clear(&folder);
	store_memory_clear(&ledger);
}

/* In the end the honest file is accepted, so that every refusal before was
 * for its own reason. */
static void
assert_accepted(struct world *world, step *run, const struct psi_buf *file)
{
	world_ok(world, run(world, A, file->data, file->len));
}

static void
edit(struct psi_buf *out, const struct psi_buf *file, const char *from,
    const char *to)
{
	size_t from_len = strlen(from);

	psi_buf_clear(out);
	for (size_t i = 0; i + from_len <= file->len; i++) {
		if (memcmp(file->data + i, from, from_len) != 0)
			continue;
		assert_int_equal(psi_buf_append(out, file->data, i, NULL), 0);
		assert_int_equal(psi_buf_append_text(out, to, NULL), 0);
		assert_int_equal(psi_buf_append(out, file->data + i + from_len,
				     file->len - i - from_len, NULL),
		    0);
		return;
	}
	fail_msg("'%s' is not in the file", from);
}

static uint8_t *
element(struct forged *forged, size_t i)
{
	return forged->body.data + i * forged->header.suite->element_bytes;
}

static void
swap_elements(struct forged *forged, size_t i, size_t j)
{
	uint8_t tmp[PSI_ELEMENT_MAX_BYTES];
	size_t n = forged->header.suite->element_bytes;

	memcpy(tmp, element(forged, i), n);
	memcpy(element(forged, i), element(forged, j), n);
	memcpy(element(forged, j), tmp, n);
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

/* A forged blinded file, from the honest one of b. */
struct blinded_case {
	const char *what;
	int code;
	void (*change)(struct forged *forged, struct world *world);
	/* Signed by a and not by b. */
	bool by_a;
};

static void
change_nothing(struct forged *forged, struct world *world)
{
	(void)forged;
	(void)world;
}

static void
change_from(struct forged *forged, struct world *world)
{
	forged->header.from = 'a';
	forge_own_key(forged, forge_scalar(world, B));
}

static void
change_run(struct forged *forged, struct world *world)
{
	forged->header.run = 2;
	forge_own_key(forged, forge_scalar(world, B));
}

static void
change_agreement(struct forged *forged, struct world *world)
{
	forged->header.agreement[0] ^= 1;
	forge_own_key(forged, forge_scalar(world, B));
}

static void
change_created_early(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.created = WORLD_TODAY - 1;
	forged->header.source_date = WORLD_TODAY - 1;
}

static void
change_created_late(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.created = WORLD_TODAY + 2;
}

static void
change_source_old(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.source_date = 0;
}

static void
change_source_young(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.source_date = WORLD_TODAY + 2;
}

/* The file of a, signed by b: an echo. */
static void
change_echo(struct forged *forged, struct world *world)
{
	struct psi_buf file = PSI_BUF_INIT;

	world_ok(world, world_copy(world, A, "blinded", &file));
	forge_read_blinded(forged, &file, NULL);
	forged->header.from = 'b';
	psi_buf_clear(&file);
}

/* The list of a under a key of b: it would be told that everything matches. */
static void
change_echo_own_key(struct forged *forged, struct world *world)
{
	change_echo(forged, world);
	forge_own_key(forged, forge_scalar(world, B));
}

/* One element of a among those of b. */
static void
change_own_element(struct forged *forged, struct world *world)
{
	struct forged own = { .body = PSI_BUF_INIT };

	change_echo(&own, world);
	memcpy(element(forged, 1), element(&own, 2),
	    forged->header.suite->element_bytes);
	sort_elements(forged);
	forged_clear(&own);
}

static void
change_generator(struct forged *forged, struct world *world)
{
	(void)world;
	memcpy(element(forged, 2), forged->header.suite->generator,
	    forged->header.suite->element_bytes);
	sort_elements(forged);
}

/* k * G of a, so that it would make k * k * G. */
static void
change_own_key(struct forged *forged, struct world *world)
{
	struct forged own = { .body = PSI_BUF_INIT };

	change_echo(&own, world);
	memcpy(element(forged, 0), own.header.public_key,
	    forged->header.suite->element_bytes);
	sort_elements(forged);
	forged_clear(&own);
}

/* The file of somebody else, whose scalar b does not know. */
static void
change_relay(struct forged *forged, struct world *world)
{
	struct world other;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged relayed = { .body = PSI_BUF_INIT };

	(void)world;
	world_init(&other,
	    strcmp(forged->header.suite->name, "P256-SHA256") == 0 ? P256
								   : RISTRETTO);
	world_blind_both(&other, rows_a, rows_b);
	world_ok(&other, world_copy(&other, B, "blinded", &file));
	forge_read_blinded(&relayed, &file, NULL);
	memcpy(forged->header.public_key, relayed.header.public_key,
	    sizeof forged->header.public_key);
	memcpy(forged->header.key_element, relayed.header.key_element,
	    sizeof forged->header.key_element);
	memcpy(forged->header.key_proof, relayed.header.key_proof,
	    sizeof forged->header.key_proof);
	memcpy(forged->header.nonce, relayed.header.nonce,
	    sizeof forged->header.nonce);
	memcpy(forged->body.data, relayed.body.data, forged->body.len);
	forged_clear(&relayed);
	psi_buf_clear(&file);
	world_clear(&other);
}

static void
change_order(struct forged *forged, struct world *world)
{
	(void)world;
	swap_elements(forged, 0, 1);
}

static void
change_twice(struct forged *forged, struct world *world)
{
	(void)world;
	memcpy(element(forged, 1), element(forged, 0),
	    forged->header.suite->element_bytes);
}

static void
change_not_canonical(struct forged *forged, struct world *world)
{
	size_t n = forged->header.suite->element_bytes;
	size_t last = forged->header.elements - 1;

	(void)world;
	/* Above the field's prime, and last in the order. */
	memset(element(forged, last), 0xff, n);
	if (n == 33)
		element(forged, last)[0] = 3;
	else
		element(forged, last)[31] = 0x7f;
	element(forged, last)[n == 33 ? 32 : 0] = 0xfe;
}

static void
change_identity(struct forged *forged, struct world *world)
{
	(void)world;
	/* ristretto255: the encoding of the identity; P-256 has none, and 33
	 * zero bytes stand for it elsewhere. */
	memset(element(forged, 0), 0, forged->header.suite->element_bytes);
}

static void
change_key_identity(struct forged *forged, struct world *world)
{
	(void)world;
	memset(
	    forged->header.public_key, 0, forged->header.suite->element_bytes);
}

static void
change_key_element_identity(struct forged *forged, struct world *world)
{
	(void)world;
	memset(
	    forged->header.key_element, 0, forged->header.suite->element_bytes);
}

static void
change_proof_bit(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.key_proof[5] ^= 1;
}

static void
change_proof_zero(struct forged *forged, struct world *world)
{
	(void)world;
	memset(forged->header.key_proof, 0, sizeof forged->header.key_proof);
}

static void
change_proof_not_canonical(struct forged *forged, struct world *world)
{
	(void)world;
	memset(forged->header.key_proof + 32, 0xff, 32);
}

static void
change_other_key(struct forged *forged, struct world *world)
{
	uint8_t other[PSI_SCALAR_BYTES];
	const struct psi_suite *suite = forged->header.suite;

	(void)world;
	assert_int_equal(suite->scalar_random(other, NULL), 0);
	assert_int_equal(
	    suite->mul_base(forged->header.public_key, other, NULL), 0);
}

static void
change_nonce(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.nonce[0] ^= 1;
}

/* More elements than the ratio of sizes allows. */
static void
change_ratio(struct forged *forged, struct world *world)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct store_memory folder = world->party[B].folder;
	struct store_memory ledger = world->party[B].ledger;

	store_memory_init(&world->party[B].folder);
	memset(&world->party[B].ledger, 0, sizeof world->party[B].ledger);
	world_new_ledger(world, B);
	world_many_keys(&keys, 0, 30);
	world_ok(world, world_blind(world, B, &keys, 1));
	world_ok(world, world_copy(world, B, "blinded", &file));
	forge_read_blinded(forged, &file, NULL);
	store_memory_clear(&world->party[B].folder);
	store_memory_clear(&world->party[B].ledger);
	world->party[B].folder = folder;
	world->party[B].ledger = ledger;
	world->party[B].folder.counter = &world->party[B].folder.own_counter;
	world->party[B].ledger.counter = &world->party[B].ledger.own_counter;
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
}

static void
change_padding(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.elements--;
	forged->body.len -= forged->header.suite->element_bytes;
}

static void
change_declares_more(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.elements += 2;
}

static void
change_declares_fewer(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.elements -= 2;
}

static void
change_declares_too_many(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.elements = 4000000000U;
}

static void
change_groups_added(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.num_group = 1;
	memcpy(forged->header.group[0], "customer", sizeof "customer");
	forged->header.group_elements[0] = forged->header.elements;
}

static const struct blinded_case blinded_cases[] = {
	{ "from the own role", PSI_E_SIGNATURE, change_from, false },
	{ "from the own role, own signature", PSI_E_MISMATCH, change_from,
	    true },
	{ "signed by somebody else", PSI_E_SIGNATURE, change_nothing, true },
	{ "the generator", PSI_E_ORDER, change_generator, false },
	{ "a public key of the reader", PSI_E_ORDER, change_own_key, false },
	{ "another run", PSI_E_MISMATCH, change_run, false },
	{ "another agreement", PSI_E_MISMATCH, change_agreement, false },
	{ "before the agreement", PSI_E_MISMATCH, change_created_early, false },
	{ "in the future", PSI_E_MISMATCH, change_created_late, false },
	{ "old data", PSI_E_MISMATCH, change_source_old, false },
	{ "data of the future", PSI_E_MISMATCH, change_source_young, false },
	{ "echo", PSI_E_MISMATCH, change_echo, false },
	{ "echo with a key of its own", PSI_E_ORDER, change_echo_own_key,
	    false },
	{ "an own element", PSI_E_ORDER, change_own_element, false },
	{ "relay", PSI_E_PROOF, change_relay, false },
	{ "not in order", PSI_E_ORDER, change_order, false },
	{ "an element twice", PSI_E_ORDER, change_twice, false },
	{ "not canonical", PSI_E_ELEMENT, change_not_canonical, false },
	{ "the identity", PSI_E_ELEMENT, change_identity, false },
	{ "public key the identity", PSI_E_ELEMENT, change_key_identity,
	    false },
	{ "key element the identity", PSI_E_ELEMENT,
	    change_key_element_identity, false },
	{ "key proof with a bit changed", PSI_E_PROOF, change_proof_bit,
	    false },
	{ "key proof of zeros", PSI_E_PROOF, change_proof_zero, false },
	{ "key proof not canonical", PSI_E_PROOF, change_proof_not_canonical,
	    false },
	{ "another public key", PSI_E_PROOF, change_other_key, false },
	{ "another nonce", PSI_E_PROOF, change_nonce, false },
	{ "sizes beyond the ratio", PSI_E_LIMIT, change_ratio, false },
	{ "no multiple of the padding", PSI_E_LIMIT, change_padding, false },
	{ "more declared", PSI_E_LIMIT, change_declares_more, false },
	{ "fewer declared", PSI_E_LIMIT, change_declares_fewer, false },
	{ "far too many declared", PSI_E_LIMIT, change_declares_too_many,
	    false },
	{ "groups not agreed", PSI_E_MISMATCH, change_groups_added, false },
};

static void
check_blinded_cases(const char *terms)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	world_init(&world, terms);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	for (size_t i = 0; i < sizeof blinded_cases / sizeof blinded_cases[0];
	     i++) {
		const struct blinded_case *one = &blinded_cases[i];
		struct forged forged = { .body = PSI_BUF_INIT };

		forge_read_blinded(&forged, &honest, NULL);
		one->change(&forged, &world);
		forge_write_blinded(
		    &file, &forged, world.party[one->by_a ? A : B].identity);
		assert_refused(
		    &world, world_exchange, &file, one->code, one->what);
		forged_clear(&forged);
	}
	assert_accepted(&world, world_exchange, &honest);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
blinded_ristretto(void **state)
{
	(void)state;
	check_blinded_cases(RISTRETTO);
}

static void
blinded_p256(void **state)
{
	(void)state;
	check_blinded_cases(P256);
}

/* What mail programs and spreadsheets do to a file. The digest is over the
 * records and not over their line ends, so CRLF is fine; all else is not. */
static void
to_crlf(struct psi_buf *out, const struct psi_buf *file)
{
	psi_buf_clear(out);
	for (size_t i = 0; i < file->len; i++) {
		if (file->data[i] == '\n')
			assert_int_equal(psi_buf_append(out, "\r", 1, NULL), 0);
		assert_int_equal(
		    psi_buf_append(out, file->data + i, 1, NULL), 0);
	}
}

struct text_case {
	const char *what;
	int code;
	const char *from;
	const char *to;
	/* Digest and signature are made anew. */
	bool resign;
};

static const struct text_case text_cases[] = {
	{ "byte order mark", PSI_E_GRAMMAR, "record,value",
	    "\xef\xbb\xbfrecord,value", true },
	{ "quotes", PSI_E_GRAMMAR, "from,b", "\"from\",\"b\"", true },
	{ "blank line", PSI_E_GRAMMAR, "\nfrom,b", "\n\nfrom,b", true },
	{ "a record twice", PSI_E_GRAMMAR, "\nfrom,b", "\nfrom,b\nfrom,b",
	    true },
	{ "a record missing", PSI_E_GRAMMAR, "\nfrom,b", "", true },
	{ "an unknown record", PSI_E_GRAMMAR, "\nfrom,b", "\nform,b", true },
	{ "another kind", PSI_E_GRAMMAR, "file,blinded/2", "file,blinded/1",
	    true },
	{ "no elements", PSI_E_LIMIT, "elements,4", "elements,0", true },
	{ "a number with a zero in front", PSI_E_GRAMMAR, "elements,4",
	    "elements,04", true },
	{ "a date with slashes", PSI_E_GRAMMAR, "created,2030-01-01",
	    "created,2030/01/01", true },
	{ "another suite", PSI_E_MISMATCH, "suite,ristretto255-SHA512",
	    "suite,P256-SHA256", true },
	{ "a word changed", PSI_E_DIGEST, "run,1\n", "run,2\n", false },
	{ "more after the end", PSI_E_GRAMMAR, "\nsignature,",
	    "\nsignature,A\nsignature,", false },
	{ "a blank at the end of a line", PSI_E_GRAMMAR, "from,b\n",
	    "from,b \n", true },
};

static void
blinded_text(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	for (size_t i = 0; i < sizeof text_cases / sizeof text_cases[0]; i++) {
		const struct text_case *one = &text_cases[i];

		edit(&file, &honest, one->from, one->to);
		if (one->resign)
			forge_resign(
			    &file, PSI_WIRE_BLINDED, world.party[B].identity);
		assert_refused(
		    &world, world_exchange, &file, one->code, one->what);
	}
	to_crlf(&file, &honest);
	assert_accepted(&world, world_exchange, &file);
	/* The same records with LF are the same file. */
	assert_accepted(&world, world_exchange, &honest);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Cut off behind every line, and in its midst. */
static void
check_truncated(struct world *world, step *run, const struct psi_buf *honest)
{
	struct psi_buf file = PSI_BUF_INIT;

	assert_int_equal(
	    psi_buf_append(&file, honest->data, honest->len, NULL), 0);
	for (size_t i = 0; i < honest->len; i++) {
		if (i > 0 && honest->data[i - 1] != '\n' && i % 97 != 0)
			continue;
		file.len = i;
		assert_refused(world, run, &file, PSI_E_GRAMMAR, "cut off");
	}
	psi_buf_clear(&file);
}

static void
blinded_truncated(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	check_truncated(&world, world_exchange, &honest);
	assert_accepted(&world, world_exchange, &honest);
	psi_buf_clear(&honest);
	world_clear(&world);
}

/* Rule 11: a group that would tell of single accounts is refused, and in counts
 * mode a whole list. */
static void
assert_small_refused(
    const char *terms, const char *rows, uint32_t elements, uint32_t first)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	world_init(&world, terms);
	world_blind_both(&world, rows, rows);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	forge_read_blinded(&forged, &honest, NULL);
	forged.header.elements = elements;
	if (forged.header.num_group > 0) {
		forged.header.group_elements[0] = first;
		forged.header.group_elements[1] = elements - first;
	}
	forge_write_blinded(&file, &forged, world.party[B].identity);
	assert_refused(
	    &world, world_exchange, &file, PSI_E_LIMIT, "a small group");
	assert_non_null(strstr(world.err.text, "suppress-below"));
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	forged_clear(&forged);
	world_clear(&world);
}

static void
small_groups(void **state)
{
	static const char rows[] = "a1,customer,domain,one.example\n"
				   "a2,customer,domain,two.example\n"
				   "a3,customer,domain,three.example\n"
				   "a4,prospect,domain,four.example\n"
				   "a5,prospect,domain,five.example\n"
				   "a6,prospect,domain,six.example\n";
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	assert_small_refused(TERMS
	    "mode,counts\ngroup,customer\ngroup,prospect\n"
	    "suppress-below,3\nminimum-overlap,0\n",
	    rows, 8, 2);
	assert_small_refused(TERMS "mode,counts\ngroup,none\n"
				   "suppress-below,3\nminimum-overlap,0\n",
	    rows, 2, 0);

	/* Nor is it sent. */
	world_init(
	    &world, TERMS "mode,counts\nsuppress-below,7\nminimum-overlap,0\n");
	world_keys(&keys, rows);
	assert_int_equal(world_blind(&world, A, &keys, 1), PSI_E_INPUT);
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* Groups: what they are, how many elements each has, none in two. */
static void
groups(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;
	const struct psi_identity *b;

	(void)state;
	world_init(&world, GROUPS);
	b = world.party[B].identity;
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));

	forge_read_blinded(&forged, &honest, NULL);
	assert_int_equal(forged.header.num_group, 2);
	assert_int_equal(forged.header.group_elements[0], 2);
	assert_int_equal(forged.header.group_elements[1], 4);
	forged.header.num_group = 0;
	forge_write_blinded(&file, &forged, b);
	assert_refused(
	    &world, world_exchange, &file, PSI_E_MISMATCH, "groups absent");

	forge_read_blinded(&forged, &honest, NULL);
	memcpy(forged.header.group[0], "prospect", sizeof "prospect");
	memcpy(forged.header.group[1], "customer", sizeof "customer");
	forge_write_blinded(&file, &forged, b);
	assert_refused(&world, world_exchange, &file, PSI_E_MISMATCH,
	    "groups in another order");

	forge_read_blinded(&forged, &honest, NULL);
	forged.header.group_elements[1] -= 2;
	forged.header.num_group = 3;
	memcpy(forged.header.group[2], "other", sizeof "other");
	forged.header.group_elements[2] = 2;
	forge_write_blinded(&file, &forged, b);
	assert_refused(
	    &world, world_exchange, &file, PSI_E_MISMATCH, "a group more");

	forge_read_blinded(&forged, &honest, NULL);
	forged.header.group_elements[0] += 2;
	forge_write_blinded(&file, &forged, b);
	assert_refused(&world, world_exchange, &file, PSI_E_LIMIT,
	    "groups that do not add up");

	forge_read_blinded(&forged, &honest, NULL);
	forged.header.group_elements[0]++;
	forged.header.group_elements[1]--;
	forge_write_blinded(&file, &forged, b);
	assert_refused(&world, world_exchange, &file, PSI_E_LIMIT,
	    "a group that is not padded");

	/* The first of the second group is also the last of the first. */
	forge_read_blinded(&forged, &honest, NULL);
	memcpy(element(&forged, 0), element(&forged, 2),
	    forged.header.suite->element_bytes);
	if (memcmp(element(&forged, 0), element(&forged, 1),
		forged.header.suite->element_bytes) > 0)
		swap_elements(&forged, 0, 1);
	forge_write_blinded(&file, &forged, b);
	assert_refused(&world, world_exchange, &file, PSI_E_ORDER,
	    "an element in two groups");

	forge_read_blinded(&forged, &honest, NULL);
	swap_elements(&forged, 2, 3);
	forge_write_blinded(&file, &forged, b);
	assert_refused(&world, world_exchange, &file, PSI_E_ORDER,
	    "not in order within a group");

	assert_accepted(&world, world_exchange, &honest);
	forged_clear(&forged);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* An own element in another group of the partner's file. */
static void
groups_own_element(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct forged own = { .body = PSI_BUF_INIT };
	struct world world;
	size_t n;

	(void)state;
	world_init(&world, GROUPS);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	forge_read_blinded(&forged, &honest, NULL);
	forge_read_blinded(&own, &file, NULL);
	n = forged.header.suite->element_bytes;
	memcpy(element(&forged, 0), element(&own, 3), n);
	if (memcmp(element(&forged, 0), element(&forged, 1), n) > 0)
		swap_elements(&forged, 0, 1);
	forge_write_blinded(&file, &forged, world.party[B].identity);
	assert_refused(&world, world_exchange, &file, PSI_E_ORDER,
	    "an own element in another group");
	forged_clear(&forged);
	forged_clear(&own);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* The scalar serves one file: a second one is refused however good it is,
 * before and after there is an answer; nor is the same key taken again in a
 * later run. */
static void
one_file_only(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf first = PSI_BUF_INIT;
	struct psi_buf second = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));
	/* The same list, with another nonce. */
	forge_read_blinded(&forged, &honest, NULL);
	forged.header.nonce[3] ^= 1;
	forge_own_key(&forged, forge_scalar(&world, B));
	forge_write_blinded(&file, &forged, world.party[B].identity);

	assert_accepted(&world, world_exchange, &honest);
	world_ok(&world, world_copy(&world, A, "answer", &first));
	assert_refused(
	    &world, world_exchange, &file, PSI_E_STATE, "a second file");
	assert_accepted(&world, world_exchange, &honest);
	world_ok(&world, world_copy(&world, A, "answer", &second));
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.data, second.data, first.len);
	forged_clear(&forged);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	psi_buf_clear(&first);
	psi_buf_clear(&second);
	world_clear(&world);
}

/* Another signature under the same records: one character of it. */
static void
spoil_signature(struct psi_buf *file)
{
	/* It is the last of the file. */
	uint8_t *at =
	    file->data + file->len - PSI_BASE64_CHARS(PSI_SIGNATURE_BYTES) - 1;

	assert_int_equal(at[-1], ',');
	*at = *at == 'A' ? 'B' : 'A';
}

/* The same file again, to a step that was done: what is not in its digest, the
 * signature, is checked like the first time. */
static void
repeated_steps_check_signatures(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	spoil_signature(&file);
	assert_int_equal(
	    world_exchange(&world, A, file.data, file.len), PSI_E_SIGNATURE);
	world_ok(&world, world_copy(&world, A, "answer", &file));
	world_ok(&world, world_reveal(&world, B, file.data, file.len));
	world_ok(&world, world_reveal(&world, B, file.data, file.len));
	spoil_signature(&file);
	assert_int_equal(
	    world_reveal(&world, B, file.data, file.len), PSI_E_SIGNATURE);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* The answer of an old run, and its blinded file, are of no use in the next;
 * nor is one agreement's file in another. */
static void
replay(void **state)
{
	struct psi_buf blinded = PSI_BUF_INIT;
	struct psi_buf evaluated = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO B_FIRST);
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &blinded));
	world_ok(&world, world_copy(&world, B, "answer", &evaluated));
	assert_accepted(&world, world_reveal, &evaluated);
	world_ok(&world, world_close(&world, B));

	world_new_folder(&world, A);
	world_new_folder(&world, B);
	world_blind_both(&world, rows_a, rows_b);
	assert_refused(&world, world_exchange, &blinded, PSI_E_MISMATCH,
	    "blinded file of an old run");
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	assert_accepted(&world, world_exchange, &file);
	assert_refused(&world, world_reveal, &evaluated, PSI_E_MISMATCH,
	    "evaluated file of an old run");
	/* A number that has been used is not used again. */
	world_ok(&world, world_close(&world, A));
	world_new_folder(&world, A);
	world_keys(&keys, rows_a);
	assert_int_equal(world_blind(&world, A, &keys, 2), PSI_E_STATE);
	world_clear(&world);
	psi_buf_clear(&blinded);
	psi_buf_clear(&evaluated);
	psi_buf_clear(&file);
	psi_buf_clear(&keys);
}

/* Two open runs of a, under two agreements with b: what a sent in the one
 * comes back in the other, as if it were b's. If it were evaluated, the
 * answers of a, signed again, would make every row match. */
static void
relay_between_runs(void **state)
{
	struct psi_buf first = PSI_BUF_INIT;
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged relayed = { .body = PSI_BUF_INIT };
	struct forged forged = { .body = PSI_BUF_INIT };
	struct psi_agreement *agreement;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, A, "blinded", &first));
	agreement = world.agreement;
	world.agreement = world_agreement(&world, RISTRETTO);
	world_new_folder(&world, A);
	world_new_folder(&world, B);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &honest));

	/* As it is: another agreement. */
	assert_refused(&world, world_exchange, &first, PSI_E_MISMATCH,
	    "a file of another run");
	/* Its list and key under the name of b: a key of a's own. */
	forge_read_blinded(&relayed, &first, NULL);
	forge_read_blinded(&forged, &honest, NULL);
	relayed.header.from = 'b';
	memcpy(relayed.header.agreement, forged.header.agreement,
	    sizeof relayed.header.agreement);
	forge_write_blinded(&file, &relayed, world.party[B].identity);
	assert_refused(&world, world_exchange, &file, PSI_E_MISMATCH,
	    "a relay with its key");
	/* On a machine that does not know of the other run, it is the proof
	 * of the key that cannot be made. */
	world_new_ledger(&world, A);
	world_new_folder(&world, A);
	{
		struct psi_buf keys = PSI_BUF_INIT;

		world_keys(&keys, rows_a);
		world_ok(&world, world_blind(&world, A, &keys, 0));
		psi_buf_clear(&keys);
	}
	assert_refused(&world, world_exchange, &file, PSI_E_PROOF,
	    "a relay that the ledger does not know");
	assert_accepted(&world, world_exchange, &honest);
	forged_clear(&relayed);
	forged_clear(&forged);
	psi_buf_clear(&first);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	psi_agreement_free(agreement);
	world_clear(&world);
}

/* A forged answer, from the honest one of b. */
struct answer_case {
	const char *what;
	int code;
	void (*change)(struct forged *forged, struct world *world);
};

/* The elements of a, which the answer is about. */
static void
read_asked(struct forged *out, struct world *world)
{
	struct psi_buf file = PSI_BUF_INIT;

	world_ok(world, world_copy(world, A, "blinded", &file));
	forge_read_blinded(out, &file, NULL);
	psi_buf_clear(&file);
}

static void
prove_again(struct forged *forged, struct world *world)
{
	struct forged asked = { .body = PSI_BUF_INIT };

	read_asked(&asked, world);
	forge_proofs(forged, &asked.body, forge_scalar(world, B));
	forged_clear(&asked);
}

static void
answer_from(struct forged *forged, struct world *world)
{
	(void)world;
	forged->header.from = 'a';
}

static void
answer_run(struct forged *forged, struct world *world)
{
	forged->header.run = 7;
	prove_again(forged, world);
}

static void
answer_answers(struct forged *forged, struct world *world)
{
	memcpy(forged->header.answers, forged->header.beside, 32);
	prove_again(forged, world);
}

static void
answer_beside(struct forged *forged, struct world *world)
{
	memcpy(forged->header.beside, forged->header.answers, 32);
	prove_again(forged, world);
}

static void
answer_agreement(struct forged *forged, struct world *world)
{
	forged->header.agreement[9] ^= 1;
	prove_again(forged, world);
}

static void
answer_swapped(struct forged *forged, struct world *world)
{
	(void)world;
	swap_elements(forged, 1, 2);
}

static void
answer_swapped_proved(struct forged *forged, struct world *world)
{
	answer_swapped(forged, world);
	prove_again(forged, world);
}

static void
answer_duplicated(struct forged *forged, struct world *world)
{
	(void)world;
	memcpy(element(forged, 3), element(forged, 2),
	    forged->header.suite->element_bytes);
}

/* One row fewer, in the file and in its number. */
static void
answer_dropped(struct forged *forged, struct world *world)
{
	size_t n = forged->header.suite->element_bytes;
	size_t last = --forged->header.elements;

	(void)world;
	memmove(
	    element(forged, last), element(forged, last + 1), PSI_PROOF_BYTES);
	forged->body.len -= n;
}

static void
answer_replaced(struct forged *forged, struct world *world)
{
	(void)world;
	assert_int_equal(
	    forged->header.suite->element_random(element(forged, 0), NULL), 0);
}

/* A match that is none: some k_a * B'_j that no row has, in place of one. */
static void
answer_forged_match(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	struct forged theirs = { .body = PSI_BUF_INIT };
	struct psi_buf file = PSI_BUF_INIT;

	world_ok(world, world_copy(world, B, "blinded", &file));
	forge_read_blinded(&theirs, &file, NULL);
	for (size_t j = 0; j < theirs.header.elements; j++) {
		uint8_t both[PSI_ELEMENT_MAX_BYTES];
		bool is_there = false;

		assert_int_equal(suite->mul(both, element(&theirs, j),
				     forge_scalar(world, A), NULL),
		    0);
		for (size_t i = 0; i < forged->header.elements; i++)
			is_there = is_there ||
			    memcmp(element(forged, i), both,
				suite->element_bytes) == 0;
		if (is_there)
			continue;
		memcpy(element(forged, 4), both, suite->element_bytes);
		break;
	}
	forged_clear(&theirs);
	psi_buf_clear(&file);
}

/* Errors that cancel in any sum whose weights depend on the rows alone and
 * are equal: one more in one row, one less in another. */
static void
answer_cancelling(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	uint8_t one[PSI_SCALAR_BYTES] = { 0 };
	uint8_t minus[PSI_SCALAR_BYTES];
	uint8_t zero[PSI_SCALAR_BYTES] = { 0 };
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	(void)world;
	one[suite->element_bytes == 33 ? 31 : 0] = 1;
	assert_int_equal(suite->scalar_sub(minus, zero, one, NULL), 0);
	assert_int_equal(suite->mul_add(out, one, element(forged, 0), one,
			     suite->generator, NULL),
	    0);
	memcpy(element(forged, 0), out, suite->element_bytes);
	assert_int_equal(suite->mul_add(out, one, element(forged, 1), minus,
			     suite->generator, NULL),
	    0);
	memcpy(element(forged, 1), out, suite->element_bytes);
	prove_again(forged, world);
}

/* All rows under another key, with the proof of that key. */
static void
answer_other_key(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	struct forged asked = { .body = PSI_BUF_INIT };
	uint8_t other[PSI_SCALAR_BYTES];

	read_asked(&asked, world);
	assert_int_equal(suite->scalar_random(other, NULL), 0);
	for (size_t i = 0; i < forged->header.elements; i++)
		assert_int_equal(suite->mul(element(forged, i),
				     element(&asked, i), other, NULL),
		    0);
	forge_proofs(forged, &asked.body, other);
	forged_clear(&asked);
}

static void
answer_other_public_key(struct forged *forged, struct world *world)
{
	const struct psi_suite *suite = forged->header.suite;
	struct forged asked = { .body = PSI_BUF_INIT };
	uint8_t other[PSI_SCALAR_BYTES];

	read_asked(&asked, world);
	assert_int_equal(suite->scalar_random(other, NULL), 0);
	assert_int_equal(
	    suite->mul_base(forged->header.public_key, other, NULL), 0);
	for (size_t i = 0; i < forged->header.elements; i++)
		assert_int_equal(suite->mul(element(forged, i),
				     element(&asked, i), other, NULL),
		    0);
	forge_proofs(forged, &asked.body, other);
	forged_clear(&asked);
}

static uint8_t *
proof(struct forged *forged)
{
	return element(forged, forged->header.elements);
}

static void
answer_proof_bit(struct forged *forged, struct world *world)
{
	(void)world;
	proof(forged)[40] ^= 1;
}

static void
answer_proof_zero(struct forged *forged, struct world *world)
{
	(void)world;
	memset(proof(forged), 0, PSI_PROOF_BYTES);
}

static void
answer_proof_not_canonical(struct forged *forged, struct world *world)
{
	(void)world;
	memset(proof(forged), 0xff, PSI_SCALAR_BYTES);
}

static void
answer_identity(struct forged *forged, struct world *world)
{
	(void)world;
	memset(element(forged, 1), 0, forged->header.suite->element_bytes);
}

static void
answer_not_canonical(struct forged *forged, struct world *world)
{
	(void)world;
	memset(element(forged, 1), 0xff, forged->header.suite->element_bytes);
}

static void
answer_seal_key(struct forged *forged, struct world *world)
{
	(void)world;
	forged->seal_key[0] ^= 1;
}

/* Bytes behind the plaintext that are not zero, within the last chunk. */
static void
answer_padding(struct forged *forged, struct world *world)
{
	(void)world;
	assert_int_equal(psi_buf_append(&forged->body, "\0\1", 2, NULL), 0);
}

static const struct answer_case answer_cases[] = {
	{ "from the own role", PSI_E_SIGNATURE, answer_from },
	{ "another run", PSI_E_MISMATCH, answer_run },
	{ "another file answered", PSI_E_MISMATCH, answer_answers },
	{ "beside another file", PSI_E_MISMATCH, answer_beside },
	{ "another agreement", PSI_E_MISMATCH, answer_agreement },
	{ "rows swapped", PSI_E_PROOF, answer_swapped },
	{ "rows swapped, proof made again", PSI_E_PROOF,
	    answer_swapped_proved },
	{ "a row twice", PSI_E_ORDER, answer_duplicated },
	{ "a row dropped", PSI_E_MISMATCH, answer_dropped },
	{ "a row replaced", PSI_E_PROOF, answer_replaced },
	{ "a match forged", PSI_E_PROOF, answer_forged_match },
	{ "errors that cancel", PSI_E_PROOF, answer_cancelling },
	{ "another key", PSI_E_PROOF, answer_other_key },
	{ "another public key", PSI_E_MISMATCH, answer_other_public_key },
	{ "proof with a bit changed", PSI_E_PROOF, answer_proof_bit },
	{ "proof of zeros", PSI_E_PROOF, answer_proof_zero },
	{ "proof not canonical", PSI_E_PROOF, answer_proof_not_canonical },
	{ "the identity", PSI_E_ELEMENT, answer_identity },
	{ "not canonical", PSI_E_ELEMENT, answer_not_canonical },
	{ "sealed to another key", PSI_E_SEAL, answer_seal_key },
	{ "padding that is not zero", PSI_E_SEAL, answer_padding },
};

static void
check_answer_cases(const char *terms)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	world_init(&world, terms);
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "answer", &honest));
	for (size_t i = 0; i < sizeof answer_cases / sizeof answer_cases[0];
	     i++) {
		const struct answer_case *one = &answer_cases[i];
		struct forged forged = { .body = PSI_BUF_INIT };

		forge_answer(&forged, &world, B, true);
		one->change(&forged, &world);
		forge_write_evaluated(&file, &forged, &world, B);
		assert_refused(
		    &world, world_reveal, &file, one->code, one->what);
		forged_clear(&forged);
	}
	assert_accepted(&world, world_reveal, &honest);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
answer_ristretto(void **state)
{
	(void)state;
	check_answer_cases(RISTRETTO B_FIRST);
}

static void
answer_p256(void **state)
{
	(void)state;
	check_answer_cases(P256 B_FIRST);
}

/* A cheat who forges nothing is not refused: the forger itself is right. */
static void
forged_honest_answer(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;

	(void)state;
	world_init(&world, P256 B_FIRST);
	world_exchange_both(&world, rows_a, rows_b);
	forge_answer(&forged, &world, B, true);
	forge_write_evaluated(&file, &forged, &world, B);
	assert_accepted(&world, world_reveal, &file);
	forged_clear(&forged);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Files in the wrong place, cut off, changed where they are sealed. */
static void
answer_text(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	const uint8_t *sealed;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO B_FIRST);
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	assert_refused(&world, world_reveal, &file, PSI_E_GRAMMAR,
	    "a blinded file to reveal");
	world_ok(&world, world_copy(&world, B, "answer", &honest));
	assert_refused(&world, world_exchange, &honest, PSI_E_GRAMMAR,
	    "an answer to exchange");
	check_truncated(&world, world_reveal, &honest);
	/* One character of the sealed part, signed again. */
	edit(&file, &honest, "\nsealed,", "\nsealed,");
	sealed = NULL;
	for (size_t i = 0; i + 8 < file.len && sealed == NULL; i++) {
		if (memcmp(file.data + i, "\nsealed,", 8) == 0)
			sealed = file.data + i + 8;
	}
	assert_non_null(sealed);
	file.data[sealed - file.data + 100] =
	    file.data[sealed - file.data + 100] == 'A' ? 'B' : 'A';
	assert_refused(
	    &world, world_reveal, &file, PSI_E_DIGEST, "a bit changed");
	forge_resign(&file, PSI_WIRE_EVALUATED, world.party[B].identity);
	assert_refused(&world, world_reveal, &file, PSI_E_SEAL,
	    "a bit changed and signed");
	to_crlf(&file, &honest);
	assert_accepted(&world, world_reveal, &file);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* In counts mode the answer ascends within each group. */
static void
answer_counts(void **state)
{
	struct psi_buf honest = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged forged = { .body = PSI_BUF_INIT };
	struct world world;
	size_t n;

	(void)state;
	world_init(&world, GROUPS B_FIRST);
	world_exchange_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "answer", &honest));
	forge_answer(&forged, &world, B, false);
	n = forged.header.suite->element_bytes;
	/* As they stand, the rows of one group are not in order; make sure. */
	if (memcmp(element(&forged, 0), element(&forged, 1), n) < 0)
		swap_elements(&forged, 0, 1);
	forge_write_evaluated(&file, &forged, &world, B);
	assert_refused(
	    &world, world_reveal, &file, PSI_E_ORDER, "rows not in order");
	memcpy(element(&forged, 1), element(&forged, 0), n);
	forge_write_evaluated(&file, &forged, &world, B);
	assert_refused(&world, world_reveal, &file, PSI_E_ORDER, "a row twice");
	assert_accepted(&world, world_reveal, &honest);
	forged_clear(&forged);
	psi_buf_clear(&honest);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* A side that does not learn takes no answer, whoever made it. */
static void
not_for_a(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO "learns,b\n");
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	assert_refused(&world, world_reveal, &file, PSI_E_STATE,
	    "reveal by a side that does not learn");
	psi_buf_clear(&file);
	world_clear(&world);
}

/* An agreement that has ended stops both steps. */
static void
expired(void **state)
{
	struct psi_session_status status;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, RISTRETTO);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world.today = WORLD_TODAY + 400;
	/* What is too old to be kept goes when the session is opened. */
	world_status(&world, A, &status);
	assert_refused(&world, world_exchange, &file, PSI_E_AGREEMENT,
	    "exchange under an agreement that has ended");
	psi_buf_clear(&file);
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blinded_ristretto),
		cmocka_unit_test(blinded_p256),
		cmocka_unit_test(blinded_text),
		cmocka_unit_test(blinded_truncated),
		cmocka_unit_test(groups),
		cmocka_unit_test(small_groups),
		cmocka_unit_test(groups_own_element),
		cmocka_unit_test(one_file_only),
		cmocka_unit_test(repeated_steps_check_signatures),
		cmocka_unit_test(replay),
		cmocka_unit_test(relay_between_runs),
		cmocka_unit_test(answer_ristretto),
		cmocka_unit_test(answer_p256),
		cmocka_unit_test(forged_honest_answer),
		cmocka_unit_test(answer_text),
		cmocka_unit_test(answer_counts),
		cmocka_unit_test(not_for_a),
		cmocka_unit_test(expired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
