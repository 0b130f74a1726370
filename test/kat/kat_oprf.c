#include "kat/hex.h"
#include "kat/rfc9497_oprf.h"

#include "group/batch.h"

#define NUM_VECTORS (sizeof kat_oprf / sizeof kat_oprf[0])

/* One vector as bytes. */
struct run {
	const struct kat_oprf *kat;
	const struct psi_suite *suite;
	size_t size;
	size_t num;
	uint8_t key[PSI_SCALAR_BYTES];
	uint8_t dst[PSI_DST_MAX_BYTES];
	size_t dst_len;
	uint8_t blinded[KAT_OPRF_BATCH_MAX * PSI_ELEMENT_MAX_BYTES];
	uint8_t evaluated[KAT_OPRF_BATCH_MAX * PSI_ELEMENT_MAX_BYTES];
};

static void
run_init(struct run *run, const struct kat_oprf *kat)
{
	memset(run, 0, sizeof *run);
	run->kat = kat;
	run->suite = psi_suite_find(kat->suite);
	assert_non_null(run->suite);
	run->size = run->suite->element_bytes;
	run->num = (size_t)kat->batch;
	assert_int_equal(
	    kat_hex(run->key, sizeof run->key, kat->private_key), 32);
	run->dst_len = kat_hex(run->dst, sizeof run->dst, kat->group_dst);
	for (size_t i = 0; i < run->num; i++) {
		assert_int_equal(kat_hex(run->blinded + i * run->size,
				     run->size, kat->blinded[i]),
		    run->size);
		assert_int_equal(kat_hex(run->evaluated + i * run->size,
				     run->size, kat->evaluated[i]),
		    run->size);
	}
}

/* psi_suite_dst gives the tag of the vectors of our mode. */
static void
test_tag(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		uint8_t dst[PSI_DST_MAX_BYTES];
		struct run run;

		run_init(&run, &kat_oprf[i]);
		if (run.kat->mode != 1)
			continue;
		assert_int_equal(
		    psi_suite_dst(run.suite, "HashToGroup-", dst), run.dst_len);
		assert_memory_equal(dst, run.dst, run.dst_len);
	}
}

/* Rows that are enough for a kernel. */
#define NUM_COPIES 5

/* One input by hash_mul_range, alone and as each of several rows. */
static void
check_hash_mul(const struct run *run, const uint8_t *expected,
    const struct psi_message *input, const uint8_t blind[PSI_SCALAR_BYTES])
{
	struct psi_message msg[NUM_COPIES];
	uint8_t out[NUM_COPIES * PSI_ELEMENT_MAX_BYTES];

	for (size_t i = 0; i < NUM_COPIES; i++)
		msg[i] = *input;
	for (size_t num = 1; num <= NUM_COPIES; num += NUM_COPIES - 1) {
		memset(out, 0, sizeof out);
		assert_int_equal(run->suite->hash_mul_range(out, msg, num,
				     run->dst, run->dst_len, blind, NULL),
		    0);
		for (size_t i = 0; i < num; i++)
			assert_memory_equal(
			    out + i * run->size, expected, run->size);
		if (run->kat->mode != 1)
			continue;
		/* With the tag of our own mode. */
		memset(out, 0, sizeof out);
		assert_int_equal(psi_batch_hash_mul(run->suite, out, msg, num,
				     blind, NULL, NULL),
		    0);
		for (size_t i = 0; i < num; i++)
			assert_memory_equal(
			    out + i * run->size, expected, run->size);
	}
}

/* Blind: by parts, and by the function that hashes and multiplies. */
static void
test_blind(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		struct run run;

		run_init(&run, &kat_oprf[i]);
		for (size_t j = 0; j < run.num; j++) {
			const uint8_t *expected = run.blinded + j * run.size;
			uint8_t hashed[PSI_ELEMENT_MAX_BYTES];
			uint8_t out[PSI_ELEMENT_MAX_BYTES];
			uint8_t blind[PSI_SCALAR_BYTES];
			uint8_t input[64];
			struct psi_message msg = { input, 0 };

			msg.len =
			    kat_hex(input, sizeof input, run.kat->input[j]);
			(void)kat_hex(blind, sizeof blind, run.kat->blind[j]);
			assert_int_equal(
			    run.suite->hash_to_group(hashed, input, msg.len,
				run.dst, run.dst_len, NULL),
			    0);
			assert_int_equal(
			    run.suite->mul(out, hashed, blind, NULL), 0);
			assert_memory_equal(out, expected, run.size);
			check_hash_mul(&run, expected, &msg, blind);
		}
	}
}

static void
test_evaluate(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		uint8_t out[KAT_OPRF_BATCH_MAX * PSI_ELEMENT_MAX_BYTES];
		struct run run;
		size_t bad;

		run_init(&run, &kat_oprf[i]);
		assert_int_equal(psi_batch_mul(run.suite, out, run.blinded,
				     run.num, run.key, &bad, NULL, NULL),
		    0);
		assert_memory_equal(out, run.evaluated, run.num * run.size);
	}
}

/* Put a part with its length in front. */
static size_t
put_part(uint8_t *out, const uint8_t *in, size_t in_len)
{
	out[0] = (uint8_t)(in_len >> 8);
	out[1] = (uint8_t)in_len;
	memcpy(out + 2, in, in_len);
	return in_len + 2;
}

/*
 * Finalize (section 3.3.1): N = blind^-1 * evaluated is k * H(input), so it
 * comes out of the unblinded side too, and its digest is the output.
 */
static void
test_finalize(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		struct run run;

		run_init(&run, &kat_oprf[i]);
		for (size_t j = 0; j < run.num; j++) {
			uint8_t N[PSI_ELEMENT_MAX_BYTES];
			uint8_t again[PSI_ELEMENT_MAX_BYTES];
			uint8_t expected[PSI_HASH_MAX_BYTES];
			uint8_t output[PSI_HASH_MAX_BYTES];
			uint8_t blind[PSI_SCALAR_BYTES];
			uint8_t text[256];
			uint8_t input[64];
			struct psi_message msg = { input, 0 };
			size_t len;

			msg.len =
			    kat_hex(input, sizeof input, run.kat->input[j]);
			(void)kat_hex(blind, sizeof blind, run.kat->blind[j]);
			assert_int_equal(
			    run.suite->hash_mul_range(N, &msg, 1, run.dst,
				run.dst_len, run.key, NULL),
			    0);
			assert_int_equal(
			    run.suite->mul(again, N, blind, NULL), 0);
			assert_memory_equal(
			    again, run.evaluated + j * run.size, run.size);
			len = put_part(text, input, msg.len);
			len += put_part(text + len, N, run.size);
			memcpy(text + len, "Finalize", 8);
			run.suite->hash(output, text, len + 8);
			assert_int_equal(kat_hex(expected, sizeof expected,
					     run.kat->output[j]),
			    run.suite->hash_bytes);
			assert_memory_equal(
			    output, expected, run.suite->hash_bytes);
		}
	}
}

static void
test_proof(void **state)
{
	size_t num_proofs = 0;

	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
		uint8_t own_key[PSI_ELEMENT_MAX_BYTES];
		uint8_t r[PSI_SCALAR_BYTES];
		uint8_t expected[PSI_PROOF_BYTES];
		uint8_t proof[PSI_PROOF_BYTES];
		struct run run;

		run_init(&run, &kat_oprf[i]);
		if (run.kat->mode != 1)
			continue;
		num_proofs++;
		(void)kat_hex(public_key, run.size, run.kat->public_key);
		(void)kat_hex(r, sizeof r, run.kat->r);
		(void)kat_hex(expected, sizeof expected, run.kat->proof);
		assert_int_equal(
		    run.suite->mul_base(own_key, run.key, NULL), 0);
		assert_memory_equal(own_key, public_key, run.size);
		assert_int_equal(
		    psi_dleq_prove(run.suite, proof, run.key, r,
			&(struct psi_dleq){ run.suite->generator, public_key,
			    run.blinded, run.evaluated, run.num },
			NULL),
		    0);
		assert_memory_equal(proof, expected, PSI_PROOF_BYTES);
		assert_int_equal(
		    psi_dleq_verify(run.suite,
			&(struct psi_dleq){ run.suite->generator, public_key,
			    run.blinded, run.evaluated, run.num },
			proof, NULL),
		    0);
	}
	assert_int_equal(num_proofs, 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tag),
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_evaluate),
		cmocka_unit_test(test_finalize),
		cmocka_unit_test(test_proof),
	};

	return cmocka_run_group_tests_name("kat_oprf", tests, NULL, NULL);
}
