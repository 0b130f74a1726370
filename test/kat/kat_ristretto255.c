#include "kat/hex.h"
#include "kat/rfc9496_ristretto255.h"

#include "group/batch.h"
#include "group/edwards.h"
#include "group/ristretto255.h"
#include "group/suite.h"

#define BYTES PSI_RISTRETTO255_ELEMENT_BYTES
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* With the kernel of this machine, and without. */
static const struct psi_suite *const suites[] = { &psi_suite_ristretto255,
	&psi_suite_ristretto255_portable };

/* Enough rows to go through a kernel; the last is the one of interest. */
#define NUM_ROWS 11
#define LAST (NUM_ROWS - 1)

/* A.1: multiple i of the generator, by mul_base, mul, mul_add, add (from
 * the multiple before, `sum`) and as a weighted sum. */
static void
check_multiple(const struct psi_suite *suite, size_t i, uint8_t sum[BYTES])
{
	const uint8_t one[32] = { 1 };
	const uint8_t scalar[32] = { (uint8_t)i };
	const uint8_t rest[32] = { (uint8_t)(i - 1) };
	struct psi_edwards_point point;
	uint8_t expected[BYTES];
	uint8_t out[BYTES];
	size_t bad;

	(void)kat_hex(expected, BYTES, kat_ristretto255_multiples[i]);
	assert_true(suite->element_valid(expected));
	assert_int_equal(suite->mul_base(out, scalar, NULL), 0);
	assert_memory_equal(out, expected, BYTES);
	assert_int_equal(suite->mul(out, suite->generator, scalar, NULL), 0);
	assert_memory_equal(out, expected, BYTES);
	assert_int_equal(suite->mul_add(out, one, suite->generator, rest,
			     suite->generator, NULL),
	    0);
	assert_memory_equal(out, expected, BYTES);
	assert_int_equal(suite->add(out, sum, suite->generator, NULL), 0);
	memcpy(sum, out, BYTES);
	assert_memory_equal(sum, expected, BYTES);
	assert_int_equal(
	    suite->decode_range(&point, suite->generator, 1, &bad, NULL), 0);
	assert_int_equal(suite->weighted_sum(out, &point, scalar, 1, NULL), 0);
	assert_memory_equal(out, expected, BYTES);
}

static void
test_multiples(void **state)
{
	(void)state;
	assert_int_equal(COUNT(kat_ristretto255_multiples), 16);
	for (size_t s = 0; s < COUNT(suites); s++) {
		uint8_t sum[BYTES] = { 0 };

		for (size_t i = 1; i < COUNT(kat_ristretto255_multiples); i++)
			check_multiple(suites[s], i, sum);
	}
}

/* All multiples again, as rows of one range. */
static void
test_multiples_as_rows(void **state)
{
	enum { NUM = COUNT(kat_ristretto255_multiples) - 1 };
	uint8_t in[NUM * BYTES];
	uint8_t out[NUM * BYTES];
	size_t bad;

	(void)state;
	for (size_t i = 0; i < NUM; i++)
		(void)kat_hex(
		    in + i * BYTES, BYTES, kat_ristretto255_multiples[i + 1]);
	for (size_t s = 0; s < COUNT(suites); s++) {
		const uint8_t two[32] = { 2 };

		assert_int_equal(
		    suites[s]->check_range(in, NUM, &bad, NULL), 0);
		assert_int_equal(
		    suites[s]->mul_range(out, NULL, in, NUM, two, &bad, NULL),
		    0);
		for (size_t i = 0; 2 * i + 1 < NUM; i++)
			assert_memory_equal(
			    out + i * BYTES, in + (2 * i + 1) * BYTES, BYTES);
	}
}

/* A block with a bad row is neither evaluated nor verified. */
static void
check_block(const struct psi_suite *suite, const uint8_t *in)
{
	const uint8_t digest[32] = { 1 };
	const uint8_t k[32] = { 2 };
	const struct psi_transcript transcript = { .agreement = digest,
		.role = 'a',
		.run = 1,
		.answers = digest,
		.beside = digest,
		.public_key = suite->generator };
	uint8_t out[NUM_ROWS * BYTES];
	uint8_t proof[PSI_PROOF_BYTES] = { 1 };
	size_t bad = 77;

	assert_int_equal(
	    psi_block_evaluate(
		&(struct psi_block){ suite, &transcript, 0, NUM_ROWS }, out,
		proof, in, &(struct psi_prover){ k, digest }, &bad, NULL, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
	bad = 77;
	assert_int_equal(psi_block_verify(&(struct psi_block){ suite,
					      &transcript, 0, NUM_ROWS },
			     in, in, proof, &bad, NULL, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
}

/* Refused wherever an element comes in. */
static void
check_invalid(const struct psi_suite *suite, const char *hex)
{
	struct psi_edwards_point points[NUM_ROWS];
	const uint8_t scalar[32] = { 2 };
	uint8_t in[NUM_ROWS * BYTES];
	uint8_t out[NUM_ROWS * BYTES];
	uint8_t *last = in + LAST * BYTES;
	size_t bad = 77;

	for (size_t i = 0; i < LAST; i++)
		memcpy(in + i * BYTES, suite->generator, BYTES);
	assert_int_equal(kat_hex(last, BYTES, hex), BYTES);
	assert_false(suite->element_valid(last));
	assert_int_equal(suite->mul(out, last, scalar, NULL), PSI_E_ELEMENT);
	assert_int_equal(
	    suite->mul_add(out, scalar, in, scalar, last, NULL), PSI_E_ELEMENT);
	assert_int_equal(
	    suite->check_range(in, NUM_ROWS, &bad, NULL), PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
	bad = 77;
	assert_int_equal(
	    suite->mul_range(out, NULL, in, NUM_ROWS, scalar, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
	bad = 77;
	assert_int_equal(
	    suite->mul_range(out, points, in, NUM_ROWS, scalar, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
	bad = 77;
	assert_int_equal(suite->decode_range(points, in, NUM_ROWS, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, LAST);
	check_block(suite, in);
	/* A range too short for a kernel. */
	bad = 77;
	assert_int_equal(
	    suite->mul_range(out, NULL, last, 1, scalar, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, 0);
}

/* A.2, and the identity (A.1's first), which is no element here either. */
static void
test_invalid(void **state)
{
	const size_t num = COUNT(kat_ristretto255_invalid);

	(void)state;
	assert_int_equal(num, 29);
	for (size_t s = 0; s < COUNT(suites); s++) {
		for (size_t i = 0; i < num; i++) {
			uint8_t in[BYTES];
			uint8_t out[BYTES];

			check_invalid(suites[s], kat_ristretto255_invalid[i]);
			(void)kat_hex(in, BYTES, kat_ristretto255_invalid[i]);
			assert_int_equal(
			    suites[s]->add(out, in, suites[s]->generator, NULL),
			    PSI_E_ELEMENT);
		}
		check_invalid(suites[s], kat_ristretto255_multiples[0]);
	}
}

/* A.3: the map, with 1 as the scalar; row by row, and all rows at once. */
static void
test_map(void **state)
{
	enum { NUM = COUNT(kat_ristretto255_map) };
	const uint8_t one[32] = { 1 };
	uint8_t uniform[NUM * PSI_RISTRETTO255_WIDE_BYTES];
	uint8_t expected[NUM * BYTES];
	uint8_t out[NUM * BYTES];

	(void)state;
	assert_int_equal(NUM, 11);
	for (size_t i = 0; i < NUM; i++) {
		uint8_t *row = uniform + i * PSI_RISTRETTO255_WIDE_BYTES;

		assert_int_equal(kat_hex(row, PSI_RISTRETTO255_WIDE_BYTES,
				     kat_ristretto255_map[i].in),
		    PSI_RISTRETTO255_WIDE_BYTES);
		assert_int_equal(kat_hex(expected + i * BYTES, BYTES,
				     kat_ristretto255_map[i].out),
		    BYTES);
		assert_int_equal(
		    psi_ristretto255_map_mul(out, row, 1, one, NULL), 0);
		assert_memory_equal(out, expected + i * BYTES, BYTES);
	}
	assert_int_equal(
	    psi_ristretto255_map_mul(out, uniform, NUM, one, NULL), 0);
	assert_memory_equal(out, expected, NUM * BYTES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_multiples),
		cmocka_unit_test(test_multiples_as_rows),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests_name(
	    "kat_ristretto255", tests, NULL, NULL);
}
