#include "unit/group_rows.h"

#include "group/batch.h"
#include "group/transcript.h"

/* Over a border of ranges, with a rest that is no whole digest of weights. */
#define NUM (PSI_RANGE_ROWS + 7)

/* One block, evaluated and proved, and all that it is bound to. */
struct fixture {
	const struct psi_suite *suite;
	size_t size;
	struct psi_transcript transcript;
	uint8_t agreement[32];
	uint8_t answers[32];
	uint8_t beside[32];
	uint8_t k[PSI_SCALAR_BYTES];
	uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
	uint8_t fresh[32];
	uint64_t block;
	size_t num;
	uint8_t *C;
	uint8_t *D;
	uint8_t proof[PSI_PROOF_BYTES];
};

static int
evaluate(struct fixture *f, struct psi_workers *workers)
{
	size_t bad = SIZE_MAX;

	return psi_block_evaluate(
	    &(struct psi_block){ f->suite, &f->transcript, f->block, f->num },
	    f->D, f->proof, f->C, &(struct psi_prover){ f->k, f->fresh }, &bad,
	    workers, NULL);
}

static int
verify(const struct fixture *f, struct psi_workers *workers)
{
	size_t bad = SIZE_MAX;

	return psi_block_verify(
	    &(struct psi_block){ f->suite, &f->transcript, f->block, f->num },
	    f->C, f->D, f->proof, &bad, workers, NULL);
}

static void
fixture_init(struct fixture *f, const struct psi_suite *suite, size_t num)
{
	memset(f, 0, sizeof *f);
	f->suite = suite;
	f->size = suite->element_bytes;
	memset(f->agreement, 1, 32);
	memset(f->answers, 2, 32);
	memset(f->beside, 3, 32);
	memset(f->fresh, 4, 32);
	group_scalar(suite, f->k, 20);
	assert_int_equal(suite->mul_base(f->public_key, f->k, NULL), 0);
	f->transcript = (struct psi_transcript){ .agreement = f->agreement,
		.role = 'a',
		.run = 5,
		.answers = f->answers,
		.beside = f->beside,
		.public_key = f->public_key };
	f->block = 6;
	f->num = num;
	f->C = group_rows(suite, 21, num);
	f->D = calloc(num + 1, f->size);
	assert_non_null(f->D);
	assert_int_equal(evaluate(f, NULL), 0);
}

static void
fixture_clear(struct fixture *f)
{
	free(f->C);
	free(f->D);
}

static uint8_t *
row(uint8_t *rows, const struct fixture *f, size_t i)
{
	return rows + i * f->size;
}

static void
swap(uint8_t *a, uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const uint8_t t = a[i];

		a[i] = b[i];
		b[i] = t;
	}
}

/* Any number of rows and workers gives the same bytes, they are k * C, and
 * the proof holds. */
static void
test_holds(void **state)
{
	static const size_t nums[] = { 1, 2, 4, 5, NUM };
	const struct psi_suite *suite = group_suite(state);

	for (size_t i = 0; i < sizeof nums / sizeof nums[0]; i++) {
		uint8_t proof[PSI_PROOF_BYTES];
		struct psi_workers *workers;
		struct fixture f;

		fixture_init(&f, suite, nums[i]);
		for (size_t j = 0; j < f.num; j++) {
			uint8_t expected[PSI_ELEMENT_MAX_BYTES];

			assert_int_equal(
			    suite->mul(expected, row(f.C, &f, j), f.k, NULL),
			    0);
			assert_memory_equal(row(f.D, &f, j), expected, f.size);
		}
		memcpy(proof, f.proof, sizeof proof);
		assert_int_equal(verify(&f, NULL), 0);
		assert_int_equal(psi_workers_new(&workers, 3, NULL), 0);
		assert_int_equal(evaluate(&f, workers), 0);
		assert_memory_equal(f.proof, proof, sizeof proof);
		assert_int_equal(verify(&f, workers), 0);
		/* Fresh bytes give another proof, which holds too. */
		f.fresh[31] ^= 1;
		assert_int_equal(evaluate(&f, workers), 0);
		assert_memory_not_equal(f.proof, proof, sizeof proof);
		assert_int_equal(verify(&f, workers), 0);
		psi_workers_free(workers);
		fixture_clear(&f);
	}
}

/* Sums in several parts, one for each worker. */
static void
test_parts(void **state)
{
	struct psi_workers *workers;
	struct fixture f;

	fixture_init(&f, group_suite(state), 8192 * 2 + 3);
	assert_int_equal(psi_workers_new(&workers, 4, NULL), 0);
	assert_int_equal(verify(&f, workers), 0);
	assert_int_equal(verify(&f, NULL), 0);
	swap(row(f.D, &f, 8191), row(f.D, &f, 8192), f.size);
	assert_int_equal(verify(&f, workers), PSI_E_PROOF);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	psi_workers_free(workers);
	fixture_clear(&f);
}

/* S, after the text of PROTOCOL.md. */
static void
digest_by_hand(const struct fixture *f, uint8_t out[PSI_SHA512_BYTES])
{
	struct psi_sha512 sha;
	uint8_t number[8] = { 0 };

	psi_sha512_init(&sha);
	psi_sha512_update(&sha, "psi-batch/1", 11);
	number[0] = (uint8_t)strlen(f->suite->name);
	psi_sha512_update(&sha, number, 1);
	psi_sha512_update(&sha, f->suite->name, strlen(f->suite->name));
	psi_sha512_update(&sha, f->agreement, 32);
	psi_sha512_update(&sha, "a", 1);
	psi_sha512_update(&sha, "\0\0\0\0\0\0\0\x05", 8);
	psi_sha512_update(&sha, f->answers, 32);
	psi_sha512_update(&sha, f->beside, 32);
	psi_sha512_update(&sha, f->public_key, f->size);
	psi_sha512_update(&sha, "\0\0\0\0\0\0\0\x06", 8);
	psi_u32be(number, (uint32_t)f->num);
	psi_sha512_update(&sha, number, 4);
	psi_sha512_update(&sha, f->C, f->num * f->size);
	psi_sha512_update(&sha, f->D, f->num * f->size);
	psi_sha512_final(&sha, out);
}

/* w_i as a scalar in the suite's byte order. */
static void
weight_by_hand(const struct fixture *f, uint8_t out[PSI_SCALAR_BYTES],
    const uint8_t digest[PSI_SHA512_BYTES], uint32_t i)
{
	struct psi_sha512 sha;
	uint8_t weights[PSI_SHA512_BYTES];
	uint8_t number[4];

	psi_sha512_init(&sha);
	psi_sha512_update(&sha, "psi-weights/1", 13);
	psi_sha512_update(&sha, digest, PSI_SHA512_BYTES);
	psi_u32be(number, i / 4);
	psi_sha512_update(&sha, number, 4);
	psi_sha512_final(&sha, weights);
	memset(out, 0, PSI_SCALAR_BYTES);
	for (size_t j = 0; j < 16; j++)
		out[f->suite == &psi_suite_p256 ? 31 - j : j] =
		    weights[16 * (i % 4) + j];
}

/* The sum of the weighted rows, by single multiplications. */
static void
sum_by_hand(const struct fixture *f, uint8_t *out, const uint8_t *rows,
    const uint8_t digest[PSI_SHA512_BYTES])
{
	const uint8_t zero[PSI_SCALAR_BYTES] = { 0 };

	memset(out, 0, f->size);
	for (size_t i = 0; i < f->num; i++) {
		uint8_t product[PSI_ELEMENT_MAX_BYTES];
		uint8_t next[PSI_ELEMENT_MAX_BYTES];
		uint8_t weight[PSI_SCALAR_BYTES];

		weight_by_hand(f, weight, digest, (uint32_t)i);
		assert_int_equal(
		    f->suite->mul_add(product, weight, rows + i * f->size, zero,
			f->suite->generator, NULL),
		    0);
		assert_int_equal(f->suite->add(next, out, product, NULL), 0);
		memcpy(out, next, f->size);
	}
}

/* The proof is the one of RFC 9497 for [M] and [Z], with the nonce as
 * written: byte for byte, apart from the code that made it. */
static void
test_layout(void **state)
{
	struct fixture f;
	uint8_t digest[PSI_SHA512_BYTES];
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	uint8_t text[11 + 32 + 32 + 2 * PSI_ELEMENT_MAX_BYTES];
	uint8_t dst[64] = "HashToScalar-OPRFV1-\x01-";
	uint8_t r[PSI_SCALAR_BYTES];
	uint8_t proof[PSI_PROOF_BYTES];

	fixture_init(&f, group_suite(state), 70);
	digest_by_hand(&f, digest);
	sum_by_hand(&f, M, f.C, digest);
	sum_by_hand(&f, Z, f.D, digest);
	assert_int_equal(
	    psi_dleq_verify(f.suite,
		&(struct psi_dleq){ f.suite->generator, f.public_key, M, Z, 1 },
		f.proof, NULL),
	    0);
	memcpy(text, "psi-nonce/1", 11);
	memcpy(text + 11, f.k, 32);
	memcpy(text + 43, f.fresh, 32);
	memcpy(text + 75, M, f.size);
	memcpy(text + 75 + f.size, Z, f.size);
	memcpy(dst + 22, f.suite->name, strlen(f.suite->name));
	assert_int_equal(f.suite->hash_to_scalar(r, text, 75 + 2 * f.size, dst,
			     22 + strlen(f.suite->name), NULL),
	    0);
	assert_int_equal(
	    psi_dleq_prove(f.suite, proof, f.k, r,
		&(struct psi_dleq){ f.suite->generator, f.public_key, M, Z, 1 },
		NULL),
	    0);
	assert_memory_equal(proof, f.proof, sizeof proof);
	fixture_clear(&f);
}

/* Rows changed, swapped, repeated and dropped at each of the places. */
static void
tamper(const struct psi_suite *suite, size_t num, const size_t *places,
    size_t num_places)
{
	struct fixture f;
	uint8_t before[2 * PSI_ELEMENT_MAX_BYTES];

	fixture_init(&f, suite, num);
	for (size_t i = 0; i < num_places; i++) {
		const size_t at = places[i];
		const size_t next = (at + 1) % num;
		uint8_t *here = row(f.D, &f, at);
		uint8_t *there = row(f.D, &f, next);

		/* Changed. */
		memcpy(before, here, f.size);
		assert_int_equal(
		    f.suite->add(here, here, f.suite->generator, NULL), 0);
		assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
		memcpy(here, before, f.size);
		/* Swapped with the next; the last with the first. */
		swap(here, there, f.size);
		assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
		swap(here, there, f.size);
		/* Repeated over the next. */
		memcpy(before, there, f.size);
		memcpy(there, here, f.size);
		assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
		memcpy(there, before, f.size);
		/* The verifier's own row is another. */
		swap(row(f.C, &f, at), row(f.C, &f, next), f.size);
		assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
		swap(row(f.C, &f, at), row(f.C, &f, next), f.size);
	}
	/* The last row dropped; and the first. */
	f.num = num - 1;
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	memmove(f.D, row(f.D, &f, 1), f.num * f.size);
	memmove(f.C, row(f.C, &f, 1), f.num * f.size);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	fixture_clear(&f);
}

/* At the first and last row, and on both sides of the borders of digests,
 * ranges and halves. */
static void
test_tampered_rows(void **state)
{
	static const size_t places[] = { 0, 1, 3, 4, NUM / 2,
		PSI_RANGE_ROWS - 1, PSI_RANGE_ROWS, NUM - 2, NUM - 1 };

	tamper(group_suite(state), NUM, places, 9);
}

static void
test_tampered_rows_of_p256(void **state)
{
	static const size_t places[] = { 0, 3, 4, 21 };

	tamper(group_suite(state), 22, places, 4);
}

/* Every field of the transcript counts. */
static void
test_other_transcript(void **state)
{
	struct fixture f;
	uint8_t other[PSI_ELEMENT_MAX_BYTES];
	uint8_t *const digests[] = { f.agreement, f.answers, f.beside };

	fixture_init(&f, group_suite(state), 9);
	for (size_t i = 0; i < 3; i++) {
		digests[i][31] ^= 1;
		assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
		digests[i][31] ^= 1;
	}
	f.transcript.role = 'b';
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	f.transcript.role = 'a';
	f.transcript.run++;
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	f.transcript.run--;
	f.block++;
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	f.block--;
	group_scalar(f.suite, other, 30);
	assert_int_equal(f.suite->mul_base(other, other, NULL), 0);
	f.transcript.public_key = other;
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	f.transcript.public_key = f.public_key;
	assert_int_equal(verify(&f, NULL), 0);
	fixture_clear(&f);
}

/* Evaluated, in part or as a whole, with a key that is not the public one. */
static void
test_other_key(void **state)
{
	struct fixture f;
	uint8_t public_k[PSI_SCALAR_BYTES];

	fixture_init(&f, group_suite(state), 9);
	memcpy(public_k, f.k, sizeof public_k);
	group_scalar(f.suite, f.k, 31);
	assert_int_equal(evaluate(&f, NULL), 0);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	memcpy(f.k, public_k, sizeof public_k);
	assert_int_equal(evaluate(&f, NULL), 0);
	assert_int_equal(verify(&f, NULL), 0);
	group_scalar(f.suite, f.k, 31);
	assert_int_equal(
	    f.suite->mul(row(f.D, &f, 4), row(f.C, &f, 4), f.k, NULL), 0);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	fixture_clear(&f);
}

/* Bad proof scalars reach the caller as a bad proof. */
static void
test_bad_proofs(void **state)
{
	struct fixture f;
	uint8_t proof[PSI_PROOF_BYTES];

	fixture_init(&f, group_suite(state), 9);
	memcpy(proof, f.proof, sizeof proof);
	memset(f.proof, 0, sizeof f.proof);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	memset(f.proof, 0xff, sizeof f.proof);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	memcpy(f.proof, proof + 32, 32);
	memcpy(f.proof + 32, proof, 32);
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	/* A proof of another block of the same file. */
	memcpy(f.proof, proof, sizeof proof);
	f.block = 7;
	assert_int_equal(evaluate(&f, NULL), 0);
	f.block = 6;
	assert_int_equal(verify(&f, NULL), PSI_E_PROOF);
	fixture_clear(&f);
}

static void
test_bad_rows(void **state)
{
	static const size_t places[] = { 0, PSI_RANGE_ROWS - 1, PSI_RANGE_ROWS,
		NUM - 1 };
	struct fixture f;
	uint8_t before[PSI_ELEMENT_MAX_BYTES];
	size_t bad;

	fixture_init(&f, group_suite(state), NUM);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		for (int list = 0; list < 2; list++) {
			uint8_t *here =
			    row(list == 0 ? f.C : f.D, &f, places[i]);

			memcpy(before, here, f.size);
			/* The identity, and no element at all. */
			for (int fill = 0; fill <= 0xff; fill += 0xff) {
				memset(here, fill, f.size);
				bad = NUM;
				assert_int_equal(
				    psi_block_verify(
					&(struct psi_block){ f.suite,
					    &f.transcript, f.block, f.num },
					f.C, f.D, f.proof, &bad, NULL, NULL),
				    PSI_E_ELEMENT);
				assert_int_equal(bad, places[i]);
			}
			memcpy(here, before, f.size);
		}
	}
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		memcpy(before, row(f.C, &f, places[i]), f.size);
		memset(row(f.C, &f, places[i]), 0xff, f.size);
		bad = NUM;
		assert_int_equal(
		    psi_block_evaluate(&(struct psi_block){ f.suite,
					   &f.transcript, f.block, f.num },
			f.D, f.proof, f.C, &(struct psi_prover){ f.k, f.fresh },
			&bad, NULL, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, places[i]);
		memcpy(row(f.C, &f, places[i]), before, f.size);
	}
	fixture_clear(&f);
}

static void
test_arguments(void **state)
{
	struct fixture f;
	const uint8_t zeros[PSI_ELEMENT_MAX_BYTES] = { 0 };

	fixture_init(&f, group_suite(state), 4);
	f.num = 0;
	assert_int_equal(evaluate(&f, NULL), PSI_E_ARG);
	assert_int_equal(verify(&f, NULL), PSI_E_ARG);
	f.num = PSI_BLOCK_ROWS + 1;
	assert_int_equal(evaluate(&f, NULL), PSI_E_ARG);
	assert_int_equal(verify(&f, NULL), PSI_E_ARG);
	f.num = 4;
	f.transcript.role = 'c';
	assert_int_equal(evaluate(&f, NULL), PSI_E_ARG);
	assert_int_equal(verify(&f, NULL), PSI_E_ARG);
	f.transcript.role = 'a';
	f.transcript.public_key = zeros;
	assert_int_equal(evaluate(&f, NULL), PSI_E_ARG);
	assert_int_equal(verify(&f, NULL), PSI_E_ARG);
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		GROUP_TEST(test_holds),
		GROUP_TEST_FAST(test_parts),
		GROUP_TEST(test_layout),
		GROUP_TEST_FAST(test_tampered_rows),
		cmocka_unit_test_prestate(
		    test_tampered_rows_of_p256, &group_states[2]),
		GROUP_TEST(test_other_transcript),
		GROUP_TEST(test_other_key),
		GROUP_TEST(test_bad_proofs),
		GROUP_TEST(test_bad_rows),
		GROUP_TEST(test_arguments),
	};

	return cmocka_run_group_tests_name("batch_block", tests, NULL, NULL);
}
