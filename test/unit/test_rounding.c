/*
 * The batch calls of ristretto255 give the same bytes in every floating-point
 * mode of the calling thread, by every kernel, and leave the mode as it was.
 */
#include "group/rounding.h"

#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

#include "base/random.h"
#include "group/batch.h"
#include "group/kernel.h"
#include "group/ristretto255_lanes.h"
#include "group/suite.h"
#include "support/cm.h"

#define ROWS ((size_t)64)
#define BYTES PSI_RISTRETTO255_BYTES

/* Bits of MXCSR (Intel 64 manual, volume 1, section 10.2.3). */
#define DAZ 0x0040U
#define FTZ 0x8000U
#define ROUND_DOWN 0x2000U
#define ROUND_UP 0x4000U
#define ROUND_TO_ZERO 0x6000U
#define TRAP_INEXACT 0x1000U

static const unsigned int modes[] = {
	PSI_ROUNDING_RESET | ROUND_DOWN,
	PSI_ROUNDING_RESET | ROUND_UP,
	PSI_ROUNDING_RESET | ROUND_TO_ZERO,
	PSI_ROUNDING_RESET | FTZ | DAZ,
	PSI_ROUNDING_RESET & ~TRAP_INEXACT,
	(PSI_ROUNDING_RESET | ROUND_UP | FTZ | DAZ) & ~TRAP_INEXACT,
};

struct results {
	uint8_t map_mul[ROWS * BYTES];
	uint8_t mul[ROWS * BYTES];
	uint8_t sum[BYTES];
};

static uint8_t uniform[ROWS * PSI_RISTRETTO255_UNIFORM_BYTES];
static uint8_t weights[ROWS * PSI_WEIGHT_BYTES];
static uint8_t scalar[PSI_SCALAR_BYTES];

static int
setup(void **state)
{
	(void)state;
	assert_int_equal(psi_random(uniform, sizeof uniform, NULL), 0);
	assert_int_equal(psi_random(weights, sizeof weights, NULL), 0);
	assert_int_equal(psi_suite_ristretto255.scalar_random(scalar, NULL), 0);
	return 0;
}

static void
run(struct results *out, const struct psi_ristretto255_kernel *kernel)
{
	struct psi_ristretto255_point points[ROWS];
	size_t bad;

	assert_int_equal(psi_lanes_map_mul(
			     kernel, out->map_mul, uniform, ROWS, scalar, NULL),
	    0);
	assert_int_equal(psi_lanes_mul(kernel, out->mul, points, out->map_mul,
			     ROWS, scalar, &bad, NULL),
	    0);
	assert_int_equal(
	    psi_lanes_decode(kernel, points, out->mul, ROWS, &bad, NULL), 0);
	assert_int_equal(
	    psi_lanes_sum(kernel, out->sum, points, weights, ROWS, NULL), 0);
}

static void
check_mode(const struct results *want,
    const struct psi_ristretto255_kernel *kernel, unsigned int mode)
{
	unsigned int before = _mm_getcsr();
	unsigned int after;
	struct results out;

	_mm_setcsr(mode);
	run(&out, kernel);
	after = _mm_getcsr();
	_mm_setcsr(before);
	assert_int_equal(after, mode);
	assert_memory_equal(&out, want, sizeof out);
}

static void
test_every_kernel(void **state)
{
	(void)state;
	for (size_t k = 0; psi_ristretto255_kernels[k] != NULL; k++) {
		const struct psi_ristretto255_kernel *kernel =
		    psi_ristretto255_kernels[k];
		struct results want;

		if (!kernel->supported())
			continue;
		run(&want, kernel);
		for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++)
			check_mode(&want, kernel, modes[m]);
	}
}

/* A kernel by itself needs the mode: else this test would prove nothing. With asserts
 * it would stop at the first carry that is out of its bounds. */
static void
test_the_mode_matters(void **state)
{
#ifndef NDEBUG
	skip();
#endif
	(void)state;
	for (size_t k = 0; psi_ristretto255_kernels[k] != NULL; k++) {
		const struct psi_ristretto255_kernel *kernel =
		    psi_ristretto255_kernels[k];
		struct results want;
		uint8_t out[ROWS * BYTES];
		uint8_t ok[ROWS];
		unsigned int before = _mm_getcsr();
		int rc;

		if (!kernel->supported() ||
		    strcmp(kernel->name, "avx512ifma") == 0)
			continue;
		run(&want, kernel);
		_mm_setcsr(PSI_ROUNDING_RESET | ROUND_UP);
		rc = kernel->map_mul(out, ok, uniform, ROWS, scalar);
		_mm_setcsr(before);
		assert_int_equal(rc, 0);
		assert_memory_not_equal(out, want.map_mul, sizeof out);
	}
}

/* By way of the suite, as sessions call it, with several threads: they take
 * the mode of the thread that starts them. */
static void
test_suite(void **state)
{
	const struct psi_suite *suite = &psi_suite_ristretto255;
	struct psi_message message[ROWS];
	uint8_t want[ROWS * BYTES];
	uint8_t out[ROWS * BYTES];
	unsigned int before = _mm_getcsr();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		message[i].data = uniform + i * PSI_RISTRETTO255_UNIFORM_BYTES;
		message[i].len = PSI_RISTRETTO255_UNIFORM_BYTES;
	}
	assert_int_equal(
	    psi_batch_hash_mul(suite, want, message, ROWS, scalar, NULL, NULL),
	    0);
	for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
		struct psi_workers *workers = NULL;
		int rc;

		_mm_setcsr(modes[m]);
		rc = psi_workers_new(&workers, 2, NULL);
		if (rc == 0)
			rc = psi_batch_hash_mul(
			    suite, out, message, ROWS, scalar, workers, NULL);
		psi_workers_free(workers);
		_mm_setcsr(before);
		assert_int_equal(rc, 0);
		assert_memory_equal(out, want, sizeof out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kernel),
		cmocka_unit_test(test_the_mode_matters),
		cmocka_unit_test(test_suite),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
