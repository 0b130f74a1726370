/*
 * The second worked example of lib/FORMAT.md (P256-SHA256, counts, groups): every
 * value in it is computed again, or verified, by the code that ships.
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

#include "document.h"
#include "example.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "group/batch.h"
#include "trust/agreement.h"
#include "wire/seal.h"
#include "wire/wire.h"

#define NE 33
#define GROUPS 2

static int
setup(void **state)
{
	(void)state;
	example_open("counts-");
	assert_string_equal(agreement->suite->name, "P256-SHA256");
	assert_int_equal(agreement->suppress_below, 2);
	assert_int_equal(agreement->num_group, GROUPS);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	example_close();
	return 0;
}

/* The next field of a row, up to a comma or the end of the line. */
static struct text
field(const char **at)
{
	struct text out = { *at, strcspn(*at, ",\n") };

	*at += out.len + 1;
	return out;
}

/* Each row that was sent is at its place, in its group; what was not sent is
 * in a group that has none. */
static void
check_keys(char role)
{
	struct blinded b;
	char name[32];
	struct text keys;
	const char *at;
	size_t i = 0;
	uint32_t sent[GROUPS] = { 0, 0 };

	read_blinded(role, &b);
	assert_int_equal(b.header.elements, role == 'a' ? 6 : 4);
	assert_int_equal(b.header.num_group, GROUPS);
	(void)snprintf(name, sizeof name, "counts-%c-keys.csv", role);
	keys = block(name);
	at = strchr(keys.data, '\n') + 1;
	while (at < keys.data + keys.len) {
		size_t group = strncmp(at, "prospect,", 9) == 0;
		uint8_t element[NE];
		struct text key;

		(void)field(&at);
		key = field(&at);
		if (*field(&at).data == '(') {
			assert_int_equal(b.header.group_elements[group], 0);
			continue;
		}
		blind_again(role, key.data, key.len, element);
		assert_memory_equal(element, b.elements + NE * i++, NE);
		sent[group]++;
	}
	assert_int_equal(i, b.header.elements);
	for (size_t g = 0; g < GROUPS; g++)
		assert_int_equal(sent[g], b.header.group_elements[g]);
}

static void
test_blinded(void **state)
{
	(void)state;
	check_keys('a');
	check_keys('b');
}

static void
test_own_key(void **state)
{
	(void)state;
	check_own_key('a');
	check_own_key('b');
}

/* Open the answer of a side with the other one's seal key. */
static void
open_answer(char role, struct psi_wire_header *header,
    uint8_t digest[PSI_DIGEST_BYTES], uint8_t *plain, size_t plain_len)
{
	enum psi_wire_kind kind =
	    role == 'b' ? PSI_WIRE_EVALUATED : PSI_WIRE_ANSWER;
	struct blinded to;
	struct text text = block(
	    role == 'b' ? "counts-b-evaluated.csv" : "counts-a-answer.csv");
	struct psi_source source = { text_read, &text };
	struct psi_wire_reader *reader = NULL;
	struct psi_opener *opener = NULL;
	struct psi_secret seal = PSI_SECRET_INIT;
	uint8_t identities[128];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header->seal_ephemeral, to.header.seal_key, identities,
		header->clear_digest };

	read_blinded(role == 'b' ? 'a' : 'b', &to);
	for (size_t i = 0; i < 2; i++) {
		const struct psi_public_identity *party =
		    &agreement->party[i].identity;

		memcpy(identities + 64 * i, party->ed25519, 32);
		memcpy(identities + 64 * i + 32, party->x25519, 32);
	}
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(
	    psi_wire_read_header(reader, kind, agreement->suite, header, NULL),
	    0);
	assert_memory_equal(header->answers, to.digest, 32);
	assert_int_equal(psi_secret_new(&seal, 32, NULL), 0);
	role_secret(role == 'b' ? 'a' : 'b', "seal-key secret", seal.data);
	assert_int_equal(psi_opener_new(&opener, reader, &context,
			     header->seal_header, &seal, plain_len, NULL),
	    0);
	assert_int_equal(psi_opener_read(opener, plain, plain_len, NULL), 0);
	assert_int_equal(psi_wire_read_end(reader, digest, signature, NULL), 0);
	verify_signature(role, psi_wire_kind_name(kind), digest, signature);
	psi_opener_free(opener);
	psi_wire_reader_free(reader);
	psi_secret_clear(&seal);
}

static int
by_octets(const void *a, const void *b)
{
	return memcmp(a, b, NE); /* elements that were sent: public */
}

/* a's elements under b's key, group by group, sorted. */
static void
first_answer(uint8_t out[EXAMPLE_ROWS_MAX * NE])
{
	struct blinded a;
	uint8_t k[32];
	size_t bad;
	size_t from = 0;

	read_blinded('a', &a);
	role_secret('b', "k", k);
	assert_int_equal(psi_batch_mul(agreement->suite, out, a.elements,
			     a.header.elements, k, &bad, NULL, NULL),
	    0);
	for (size_t g = 0; g < GROUPS; g++) {
		qsort(
		    out + NE * from, a.header.group_elements[g], NE, by_octets);
		from += a.header.group_elements[g];
	}
}

static void
test_evaluated(void **state)
{
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t plain[EXAMPLE_ROWS_MAX * NE];
	uint8_t expected[EXAMPLE_ROWS_MAX * NE];

	(void)state;
	open_answer('b', &header, digest, plain, sizeof plain);
	first_answer(expected);
	assert_memory_equal(plain, expected, sizeof plain);
}

static size_t
group_of(const struct psi_wire_header *header, size_t row)
{
	return row < header->group_elements[0] ? 0 : 1;
}

/* Matches by b's group and then a's, of all elements under both keys. */
static void
count(uint64_t cells[GROUPS][GROUPS])
{
	struct blinded a;
	struct blinded b;
	uint8_t evaluated[EXAMPLE_ROWS_MAX * NE];
	uint8_t other[EXAMPLE_ROWS_MAX * NE];
	uint8_t k[32];
	size_t bad;

	read_blinded('a', &a);
	read_blinded('b', &b);
	first_answer(evaluated);
	role_secret('a', "k", k);
	assert_int_equal(psi_batch_mul(agreement->suite, other, b.elements,
			     b.header.elements, k, &bad, NULL, NULL),
	    0);
	for (size_t i = 0; i < a.header.elements; i++)
		for (size_t j = 0; j < b.header.elements; j++)
			cells[group_of(&b.header, j)][group_of(&a.header, i)] +=
			    by_octets(evaluated + NE * i, other + NE * j) == 0;
}

static void
test_second(void **state)
{
	struct psi_wire_header first;
	struct psi_wire_header header;
	uint8_t first_digest[PSI_DIGEST_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t evaluated[EXAMPLE_ROWS_MAX * NE];
	uint8_t plain[8 * GROUPS * GROUPS];
	uint64_t cells[GROUPS][GROUPS] = { { 0, 0 }, { 0, 0 } };
	size_t suppressed = 0;

	(void)state;
	open_answer('b', &first, first_digest, evaluated, sizeof evaluated);
	open_answer('a', &header, digest, plain, sizeof plain);
	assert_memory_equal(header.first, first_digest, 32);
	count(cells);
	for (size_t i = 0; i < GROUPS * GROUPS; i++) {
		uint64_t n = cells[i / GROUPS][i % GROUPS];
		uint8_t expected[8];

		if (n < agreement->suppress_below) {
			n = UINT64_MAX;
			suppressed++;
		}
		psi_u64be(expected, n);
		assert_memory_equal(plain + 8 * i, expected, 8);
	}
	assert_int_equal(suppressed, 3);
}

/* What the second side sees, by a's group and then b's. */
static void
test_counts(void **state)
{
	static const char *const name[] = { "customer", "prospect" };
	uint64_t cells[GROUPS][GROUPS] = { { 0, 0 }, { 0, 0 } };
	char expected[512] = "a,b,matches\n";
	struct text printed = block("counts.csv");

	(void)state;
	count(cells);
	for (size_t a = 0; a < GROUPS; a++) {
		for (size_t b = 0; b < GROUPS; b++) {
			size_t at = strlen(expected);
			uint64_t n = cells[b][a];

			if (n < agreement->suppress_below)
				(void)snprintf(expected + at,
				    sizeof expected - at, "%s,%s,suppressed\n",
				    name[a], name[b]);
			else
				(void)snprintf(expected + at,
				    sizeof expected - at, "%s,%s,%u\n", name[a],
				    name[b], (unsigned)n);
		}
	}
	assert_int_equal(printed.len, strlen(expected));
	assert_memory_equal(printed.data, expected, printed.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blinded),
		cmocka_unit_test(test_own_key),
		cmocka_unit_test(test_evaluated),
		cmocka_unit_test(test_second),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
