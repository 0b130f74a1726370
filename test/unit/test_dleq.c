#include "unit/group_rows.h"

#include "group/dleq.h"

#define NUM 3

/* A proof over three rows, and everything that went into it. */
struct fixture {
	const struct psi_suite *suite;
	size_t size;
	uint8_t k[PSI_SCALAR_BYTES];
	uint8_t r[PSI_SCALAR_BYTES];
	uint8_t A[PSI_ELEMENT_MAX_BYTES];
	uint8_t B[PSI_ELEMENT_MAX_BYTES];
	uint8_t C[NUM * PSI_ELEMENT_MAX_BYTES];
	uint8_t D[NUM * PSI_ELEMENT_MAX_BYTES];
	uint8_t proof[PSI_PROOF_BYTES];
};

static int
prove(struct fixture *f, size_t num)
{
	return psi_dleq_prove(f->suite, f->proof, f->k, f->r,
	    &(struct psi_dleq){ f->A, f->B, f->C, f->D, num }, NULL);
}

static int
verify(const struct fixture *f, size_t num)
{
	return psi_dleq_verify(f->suite,
	    &(struct psi_dleq){ f->A, f->B, f->C, f->D, num }, f->proof, NULL);
}

static void
fixture_init(struct fixture *f, const struct psi_suite *suite)
{
	uint8_t *rows = group_rows(suite, 70, NUM);
	size_t bad;

	memset(f, 0, sizeof *f);
	f->suite = suite;
	f->size = suite->element_bytes;
	group_scalar(suite, f->k, 71);
	group_scalar(suite, f->r, 72);
	memcpy(f->A, suite->generator, f->size);
	memcpy(f->C, rows, NUM * f->size);
	free(rows);
	assert_int_equal(suite->mul(f->B, f->A, f->k, NULL), 0);
	assert_int_equal(
	    suite->mul_range(f->D, NULL, f->C, NUM, f->k, &bad, NULL), 0);
	assert_int_equal(prove(f, NUM), 0);
}

static void
test_holds(void **state)
{
	struct fixture f;

	fixture_init(&f, group_suite(state));
	assert_int_equal(verify(&f, NUM), 0);
	for (size_t num = 1; num < NUM; num++) {
		assert_int_equal(verify(&f, num), PSI_E_PROOF);
		assert_int_equal(prove(&f, num), 0);
		assert_int_equal(verify(&f, num), 0);
	}
}

/* A base that is not the generator serves as well. */
static void
test_other_base(void **state)
{
	struct fixture f;
	uint8_t scalar[PSI_SCALAR_BYTES];

	fixture_init(&f, group_suite(state));
	group_scalar(f.suite, scalar, 73);
	assert_int_equal(f.suite->mul_base(f.A, scalar, NULL), 0);
	assert_int_equal(f.suite->mul(f.B, f.A, f.k, NULL), 0);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
	assert_int_equal(prove(&f, NUM), 0);
	assert_int_equal(verify(&f, NUM), 0);
}

static void
test_other_key(void **state)
{
	struct fixture f;

	fixture_init(&f, group_suite(state));
	/* Honest rows, but the public key of another. */
	assert_int_equal(f.suite->mul_base(f.B, f.r, NULL), 0);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
	/* A prover that does not know the key cannot make one either. */
	assert_int_equal(prove(&f, NUM), 0);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
	/* All right but for the key that was used. */
	fixture_init(&f, group_suite(state));
	group_scalar(f.suite, f.k, 74);
	assert_int_equal(prove(&f, NUM), 0);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
}

/* Another element in any place. */
static void
test_changed_elements(void **state)
{
	struct fixture f;

	for (size_t place = 0; place < 2 + 2 * NUM; place++) {
		uint8_t *element;

		fixture_init(&f, group_suite(state));
		if (place < 2)
			element = place == 0 ? f.A : f.B;
		else if (place < 2 + NUM)
			element = f.C + (place - 2) * f.size;
		else
			element = f.D + (place - 2 - NUM) * f.size;
		assert_int_equal(
		    f.suite->add(element, element, f.suite->generator, NULL),
		    0);
		assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
		/* And bytes that are no element at all. */
		memset(element, 0xff, f.size);
		assert_int_equal(verify(&f, NUM), PSI_E_ELEMENT);
		memset(element, 0, f.size);
		assert_int_equal(verify(&f, NUM), PSI_E_ELEMENT);
	}
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

static void
test_swapped_rows(void **state)
{
	struct fixture f;

	fixture_init(&f, group_suite(state));
	swap(f.D, f.D + f.size, f.size);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
	/* Even where each pair still belongs together. */
	swap(f.C, f.C + f.size, f.size);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
	swap(f.C, f.C + f.size, f.size);
	swap(f.D, f.D + f.size, f.size);
	assert_int_equal(verify(&f, NUM), 0);
}

static void
test_changed_scalars(void **state)
{
	struct fixture f;

	fixture_init(&f, group_suite(state));
	for (size_t i = 0; i < PSI_PROOF_BYTES; i++) {
		for (int bit = 0; bit < 8; bit++) {
			f.proof[i] ^= (uint8_t)(1 << bit);
			assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
			f.proof[i] ^= (uint8_t)(1 << bit);
		}
	}
	swap(f.proof, f.proof + 32, 32);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
}

/* Zero, and numbers that are not below q though congruent to the right one:
 * a proof has one spelling. */
static void
test_scalars_out_of_range(void **state)
{
	struct fixture f;
	const uint8_t zero[PSI_SCALAR_BYTES] = { 0 };
	uint8_t order[PSI_SCALAR_BYTES];
	uint8_t one[PSI_SCALAR_BYTES];

	fixture_init(&f, group_suite(state));
	/* q = (0 - 1) + 1, and q's last byte does not carry. */
	group_small(f.suite, one, 1);
	assert_int_equal(f.suite->scalar_sub(order, zero, one, NULL), 0);
	order[f.suite == &psi_suite_p256 ? 31 : 0]++;
	for (size_t place = 0; place < PSI_PROOF_BYTES;
	     place += PSI_SCALAR_BYTES) {
		uint8_t before[PSI_SCALAR_BYTES];
		unsigned int carry = 0;

		memcpy(before, f.proof + place, sizeof before);
		memset(f.proof + place, 0, sizeof before);
		assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
		memcpy(f.proof + place, order, sizeof before);
		assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
		memset(f.proof + place, 0xff, sizeof before);
		assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
		/* The scalar plus q; on P-256 it may not fit 256 bits. */
		for (size_t i = 0; i < 32; i++) {
			const size_t at =
			    f.suite == &psi_suite_p256 ? 31 - i : i;

			carry += (unsigned int)before[at] + order[at];
			f.proof[place + at] = (uint8_t)carry;
			carry >>= 8;
		}
		assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
		memcpy(f.proof + place, before, sizeof before);
		assert_int_equal(verify(&f, NUM), 0);
	}
	memset(f.proof, 0, sizeof f.proof);
	assert_int_equal(verify(&f, NUM), PSI_E_PROOF);
}

static void
test_arguments(void **state)
{
	struct fixture f;

	fixture_init(&f, group_suite(state));
	assert_int_equal(verify(&f, 0), PSI_E_ARG);
	assert_int_equal(verify(&f, 65536), PSI_E_ARG);
	assert_int_equal(prove(&f, 0), PSI_E_ARG);
	assert_int_equal(prove(&f, 65536), PSI_E_ARG);
	memset(f.r, 0, sizeof f.r);
	assert_int_equal(prove(&f, NUM), PSI_E_ARG);
	group_scalar(f.suite, f.r, 72);
	memset(f.k, 0xff, sizeof f.k);
	assert_int_equal(prove(&f, NUM), PSI_E_ARG);
	/* The proof of before is still there. */
	assert_int_equal(verify(&f, NUM), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		GROUP_TEST(test_holds),
		GROUP_TEST(test_other_base),
		GROUP_TEST(test_other_key),
		GROUP_TEST(test_changed_elements),
		GROUP_TEST(test_swapped_rows),
		GROUP_TEST(test_changed_scalars),
		GROUP_TEST(test_scalars_out_of_range),
		GROUP_TEST(test_arguments),
	};

	return cmocka_run_group_tests_name("dleq", tests, NULL, NULL);
}
