/*
 * Why the weights of a block depend on all of its rows (PROTOCOL.md,
 * section 2), and not each on its own row, as in the batches of RFC 9497.
 *
 * The setting is a toy: coefficients of 12 bits, so that the search that
 * takes about 2^31 steps over 65,536 rows and full coefficients takes a
 * moment over two rows. The prover knows its key and adds e G to the answer
 * of one row and takes f G from another's. With coefficients d(row) that
 * depend on the row alone it can list d e for many e, and d' f for many f,
 * apart from each other, and look for equal products: the errors then cancel.
 */
#include "unit/group_rows.h"

#include "group/batch.h"

#define NUM_ROWS 2
#define NUM_ERRORS 4096
#define TOY_BITS 12
#define PAIRS_MAX 64

struct cheat {
	const struct psi_suite *suite;
	size_t size;
	uint8_t k[PSI_SCALAR_BYTES];
	uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
	uint8_t *C;
	/* Row 0 with e = 1.. added, row 1 with f = 1.. taken away. */
	uint8_t *candidates[NUM_ROWS];
	uint32_t coefficients[NUM_ROWS][NUM_ERRORS];
	/* Pairs (e, f) whose errors cancel. */
	uint32_t pairs[PAIRS_MAX][2];
	size_t num_pairs;
};

/* 12 bits of a digest, not zero. */
static uint32_t
toy_bits(const uint8_t digest[PSI_SHA512_BYTES])
{
	return ((uint32_t)digest[0] << 8 | digest[1]) >> (16 - TOY_BITS) | 1;
}

/* A coefficient after RFC 9497: of the key, the index, and the one row. */
static uint32_t
row_coefficient(
    const struct cheat *cheat, uint8_t i, const uint8_t *C, const uint8_t *D)
{
	struct psi_sha512 sha;
	uint8_t digest[PSI_SHA512_BYTES];

	psi_sha512_init(&sha);
	psi_sha512_update(&sha, cheat->public_key, cheat->size);
	psi_sha512_update(&sha, &i, 1);
	psi_sha512_update(&sha, C, cheat->size);
	psi_sha512_update(&sha, D, cheat->size);
	psi_sha512_final(&sha, digest);
	return toy_bits(digest);
}

/* A coefficient of all rows, cut to the same 12 bits. */
static uint32_t
bound_coefficient(const struct cheat *cheat, uint8_t i, const uint8_t *D)
{
	struct psi_sha512 sha;
	uint8_t digest[PSI_SHA512_BYTES];

	psi_sha512_init(&sha);
	psi_sha512_update(&sha, cheat->public_key, cheat->size);
	psi_sha512_update(&sha, cheat->C, NUM_ROWS * cheat->size);
	psi_sha512_update(&sha, D, NUM_ROWS * cheat->size);
	psi_sha512_update(&sha, &i, 1);
	psi_sha512_final(&sha, digest);
	return toy_bits(digest);
}

/* candidates[i][e - 1] = k C[i] + e * step. */
static void
list_candidates(struct cheat *cheat, uint8_t i, const uint8_t *step)
{
	const size_t size = cheat->size;
	const uint8_t *C = cheat->C + i * size;
	uint8_t *list = malloc(NUM_ERRORS * size);
	uint8_t before[PSI_ELEMENT_MAX_BYTES];

	assert_non_null(list);
	assert_int_equal(cheat->suite->mul(before, C, cheat->k, NULL), 0);
	for (size_t e = 0; e < NUM_ERRORS; e++) {
		uint8_t *out = list + e * size;

		assert_int_equal(cheat->suite->add(out, before, step, NULL), 0);
		memcpy(before, out, size);
		cheat->coefficients[i][e] = row_coefficient(cheat, i, C, out);
	}
	cheat->candidates[i] = list;
}

static void
find_pairs(struct cheat *cheat)
{
	/* By product, one more than the e that gives it. */
	uint16_t *seen = calloc(NUM_ERRORS << TOY_BITS, sizeof *seen);

	assert_non_null(seen);
	for (uint32_t e = 1; e < NUM_ERRORS; e++)
		seen[cheat->coefficients[0][e - 1] * e] = (uint16_t)e;
	for (uint32_t f = 1; f < NUM_ERRORS; f++) {
		const uint32_t e = seen[cheat->coefficients[1][f - 1] * f];

		if (e == 0 || cheat->num_pairs == PAIRS_MAX)
			continue;
		cheat->pairs[cheat->num_pairs][0] = e;
		cheat->pairs[cheat->num_pairs][1] = f;
		cheat->num_pairs++;
	}
	free(seen);
}

static void
cheat_init(struct cheat *cheat, const struct psi_suite *suite)
{
	uint8_t minus[PSI_ELEMENT_MAX_BYTES];
	uint8_t zero[PSI_SCALAR_BYTES] = { 0 };
	uint8_t one[PSI_SCALAR_BYTES];

	memset(cheat, 0, sizeof *cheat);
	cheat->suite = suite;
	cheat->size = suite->element_bytes;
	cheat->C = group_rows(suite, 40, NUM_ROWS);
	group_scalar(suite, cheat->k, 41);
	assert_int_equal(suite->mul_base(cheat->public_key, cheat->k, NULL), 0);
	group_small(suite, one, 1);
	assert_int_equal(suite->scalar_sub(one, zero, one, NULL), 0);
	assert_int_equal(suite->mul_base(minus, one, NULL), 0);
	list_candidates(cheat, 0, suite->generator);
	list_candidates(cheat, 1, minus);
	find_pairs(cheat);
}

static void
cheat_clear(struct cheat *cheat)
{
	free(cheat->C);
	free(cheat->candidates[0]);
	free(cheat->candidates[1]);
}

/* The false answers of one pair. */
static void
false_answers(const struct cheat *cheat, uint8_t *D, size_t pair)
{
	for (size_t i = 0; i < NUM_ROWS; i++)
		memcpy(D + i * cheat->size,
		    cheat->candidates[i] +
			(cheat->pairs[pair][i] - 1) * cheat->size,
		    cheat->size);
}

/* out = d0 rows[0] + d1 rows[1]. */
static void
combine(const struct cheat *cheat, uint8_t *out, const uint8_t *rows,
    uint32_t d0, uint32_t d1)
{
	uint8_t a[PSI_SCALAR_BYTES];
	uint8_t b[PSI_SCALAR_BYTES];

	group_small(cheat->suite, a, d0);
	group_small(cheat->suite, b, d1);
	assert_int_equal(
	    cheat->suite->mul_add(out, a, rows, b, rows + cheat->size, NULL),
	    0);
}

/* Prove as well as one can that Z = k M, and check the proof. */
static int
prove_and_verify(const struct cheat *cheat, const uint8_t *M, const uint8_t *Z)
{
	const struct psi_suite *suite = cheat->suite;
	uint8_t proof[PSI_PROOF_BYTES];
	uint8_t r[PSI_SCALAR_BYTES];

	group_scalar(suite, r, 42);
	assert_int_equal(psi_dleq_prove(suite, proof, cheat->k, r,
			     &(struct psi_dleq){
				 suite->generator, cheat->public_key, M, Z, 1 },
			     NULL),
	    0);
	return psi_dleq_verify(suite,
	    &(struct psi_dleq){ suite->generator, cheat->public_key, M, Z, 1 },
	    proof, NULL);
}

/* Row by row, the forgery passes; bound to all rows, none of those found
 * does. */
static void
test_toy(void **state)
{
	struct cheat cheat;

	cheat_init(&cheat, group_suite(state));
	assert_true(cheat.num_pairs > 0);
	for (size_t pair = 0; pair < cheat.num_pairs; pair++) {
		uint8_t D[NUM_ROWS * PSI_ELEMENT_MAX_BYTES];
		uint8_t truth[PSI_ELEMENT_MAX_BYTES];
		uint8_t M[PSI_ELEMENT_MAX_BYTES];
		uint8_t Z[PSI_ELEMENT_MAX_BYTES];
		uint32_t d[NUM_ROWS];

		false_answers(&cheat, D, pair);
		for (uint8_t i = 0; i < NUM_ROWS; i++) {
			assert_int_equal(
			    cheat.suite->mul(
				truth, cheat.C + i * cheat.size, cheat.k, NULL),
			    0);
			assert_memory_not_equal(
			    D + i * cheat.size, truth, cheat.size);
			d[i] = row_coefficient(&cheat, i,
			    cheat.C + i * cheat.size, D + i * cheat.size);
		}
		combine(&cheat, M, cheat.C, d[0], d[1]);
		combine(&cheat, Z, D, d[0], d[1]);
		assert_int_equal(prove_and_verify(&cheat, M, Z), 0);
		for (uint8_t i = 0; i < NUM_ROWS; i++)
			d[i] = bound_coefficient(&cheat, i, D);
		combine(&cheat, M, cheat.C, d[0], d[1]);
		combine(&cheat, Z, D, d[0], d[1]);
		assert_int_equal(prove_and_verify(&cheat, M, Z), PSI_E_PROOF);
	}
	cheat_clear(&cheat);
}

/* The same answers, with the best proof there is, before the real check. */
static void
test_block_refuses(void **state)
{
	static const uint8_t digest[32] = { 1 };
	struct cheat cheat;
	struct psi_transcript transcript = { .agreement = digest,
		.role = 'b',
		.run = 1,
		.answers = digest,
		.beside = digest };

	cheat_init(&cheat, group_suite(state));
	assert_true(cheat.num_pairs > 0);
	transcript.public_key = cheat.public_key;
	for (size_t pair = 0; pair < cheat.num_pairs; pair++) {
		const struct psi_suite *suite = cheat.suite;
		uint8_t honest[NUM_ROWS * PSI_ELEMENT_MAX_BYTES];
		uint8_t D[NUM_ROWS * PSI_ELEMENT_MAX_BYTES];
		uint8_t proof[PSI_PROOF_BYTES];
		size_t bad = 0;

		false_answers(&cheat, D, pair);
		assert_int_equal(
		    psi_block_evaluate(
			&(struct psi_block){ suite, &transcript, 0, NUM_ROWS },
			honest, proof, cheat.C,
			&(struct psi_prover){ cheat.k, digest }, &bad, NULL,
			NULL),
		    0);
		assert_int_equal(
		    psi_block_verify(
			&(struct psi_block){ suite, &transcript, 0, NUM_ROWS },
			cheat.C, honest, proof, &bad, NULL, NULL),
		    0);
		assert_int_equal(
		    psi_block_verify(
			&(struct psi_block){ suite, &transcript, 0, NUM_ROWS },
			cheat.C, D, proof, &bad, NULL, NULL),
		    PSI_E_PROOF);
	}
	cheat_clear(&cheat);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		GROUP_TEST(test_toy),
		GROUP_TEST(test_block_refuses),
	};

	return cmocka_run_group_tests_name("dleq_forgery", tests, NULL, NULL);
}
