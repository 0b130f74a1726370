#include "unit/group_rows.h"

#include "group/batch.h"

/* Over two borders of ranges, with a short rest. */
#define NUM (2 * PSI_RANGE_ROWS + 5)

static struct psi_workers *
start(unsigned int jobs)
{
	struct psi_workers *workers = NULL;

	if (jobs > 1)
		assert_int_equal(psi_workers_new(&workers, jobs, NULL), 0);
	return workers;
}

static void
test_hash_mul(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	uint8_t *numbers = malloc(4 * NUM);
	struct psi_message *msg = malloc(NUM * sizeof *msg);
	uint8_t *expected = malloc(NUM * size);
	uint8_t *out = malloc(NUM * size);
	uint8_t dst[PSI_DST_MAX_BYTES];
	const size_t dst_len = psi_suite_dst(suite, "HashToGroup-", dst);
	uint8_t scalar[PSI_SCALAR_BYTES];

	group_scalar(suite, scalar, 1);
	for (uint32_t i = 0; i < NUM; i++) {
		psi_u32be(numbers + 4 * i, i);
		msg[i].data = numbers + 4 * i;
		msg[i].len = i % 5;
	}
	for (size_t i = 0; i < NUM; i++)
		assert_int_equal(suite->hash_mul_range(expected + i * size,
				     &msg[i], 1, dst, dst_len, scalar, NULL),
		    0);
	for (unsigned int jobs = 1; jobs <= 3; jobs += 2) {
		struct psi_workers *workers = start(jobs);

		memset(out, 0, NUM * size);
		assert_int_equal(psi_batch_hash_mul(suite, out, msg, NUM,
				     scalar, workers, NULL),
		    0);
		assert_memory_equal(out, expected, NUM * size);
		psi_workers_free(workers);
	}
	assert_int_equal(
	    psi_batch_hash_mul(suite, out, msg, 0, scalar, NULL, NULL), 0);
	free(out);
	free(expected);
	free(msg);
	free(numbers);
}

static void
test_long_message(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t *text = calloc(65536, 1);
	struct psi_message msg = { text, 65535 };
	uint8_t scalar[PSI_SCALAR_BYTES];
	uint8_t out[PSI_ELEMENT_MAX_BYTES];

	assert_non_null(text);
	group_scalar(suite, scalar, 1);
	assert_int_equal(
	    psi_batch_hash_mul(suite, out, &msg, 1, scalar, NULL, NULL), 0);
	msg.len++;
	assert_int_equal(
	    psi_batch_hash_mul(suite, out, &msg, 1, scalar, NULL, NULL),
	    PSI_E_ARG);
	free(text);
}

static void
test_mul(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	uint8_t *in = group_rows(suite, 10, NUM);
	uint8_t *expected = malloc(NUM * size);
	uint8_t *out = malloc(NUM * size);
	uint8_t scalar[PSI_SCALAR_BYTES];
	size_t bad = 0;

	group_scalar(suite, scalar, 2);
	for (size_t i = 0; i < NUM; i++)
		assert_int_equal(suite->mul(expected + i * size, in + i * size,
				     scalar, NULL),
		    0);
	for (unsigned int jobs = 1; jobs <= 3; jobs += 2) {
		struct psi_workers *workers = start(jobs);

		memset(out, 0, NUM * size);
		assert_int_equal(psi_batch_mul(suite, out, in, NUM, scalar,
				     &bad, workers, NULL),
		    0);
		assert_memory_equal(out, expected, NUM * size);
		psi_workers_free(workers);
	}
	free(out);
	free(expected);
	free(in);
}

/* The first bad row is reported, wherever it is, however many there are, by
 * check and mul alike, and whatever the number of workers. */
static void
test_bad_rows(void **state)
{
	static const size_t places[] = { 0, 1, PSI_RANGE_ROWS - 1,
		PSI_RANGE_ROWS, 2 * PSI_RANGE_ROWS, NUM - 1 };
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	uint8_t *good = group_rows(suite, 11, NUM);
	uint8_t *in = malloc(NUM * size);
	uint8_t *out = malloc(NUM * size);
	struct psi_workers *workers = start(3);
	uint8_t scalar[PSI_SCALAR_BYTES];
	size_t bad;

	assert_non_null(in);
	group_scalar(suite, scalar, 2);
	assert_int_equal(
	    psi_batch_check(suite, good, NUM, &bad, workers, NULL), 0);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct psi_error err = { 0 };

		memcpy(in, good, NUM * size);
		for (size_t j = i; j < sizeof places / sizeof places[0]; j++)
			memset(in + places[j] * size, j % 2 ? 0xff : 0, size);
		bad = NUM;
		assert_int_equal(
		    psi_batch_check(suite, in, NUM, &bad, workers, &err),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, places[i]);
		assert_int_equal(err.code, PSI_E_ELEMENT);
		bad = NUM;
		assert_int_equal(
		    psi_batch_check(suite, in, NUM, &bad, NULL, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, places[i]);
		bad = NUM;
		assert_int_equal(psi_batch_mul(suite, out, in, NUM, scalar,
				     &bad, workers, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, places[i]);
	}
	psi_workers_free(workers);
	free(out);
	free(in);
	free(good);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		GROUP_TEST(test_hash_mul),
		GROUP_TEST(test_long_message),
		GROUP_TEST(test_mul),
		GROUP_TEST(test_bad_rows),
	};

	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
