#include "base/buf.h"

#include <string.h>

#include "base/checked.h"
#include "support/cm.h"

static void
appends_and_grows(void **state)
{
	struct psi_buf buf = PSI_BUF_INIT;
	uint8_t chunk[7];

	(void)state;
	for (unsigned int i = 0; i < 1000; i++) {
		memset(chunk, (int)(i & 255), sizeof chunk);
		assert_int_equal(
		    psi_buf_append(&buf, chunk, sizeof chunk, NULL), 0);
		assert_true(buf.len <= buf.size);
	}
	assert_int_equal(buf.len, 7000);
	for (size_t i = 0; i < buf.len; i++)
		assert_int_equal(buf.data[i], i / 7 & 255);
	psi_buf_clear(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.len, 0);
	assert_int_equal(buf.size, 0);
}

static void
appends_text_without_nul(void **state)
{
	struct psi_buf buf = PSI_BUF_INIT;

	(void)state;
	assert_int_equal(psi_buf_append_text(&buf, "ab", NULL), 0);
	assert_int_equal(psi_buf_append_text(&buf, "", NULL), 0);
	assert_int_equal(psi_buf_append(&buf, NULL, 0, NULL), 0);
	assert_int_equal(psi_buf_append_text(&buf, "c", NULL), 0);
	assert_int_equal(buf.len, 3);
	assert_memory_equal(buf.data, "abc", 3);
	psi_buf_clear(&buf);
	/* A cleared buffer can be used again, and cleared twice. */
	assert_int_equal(psi_buf_append_text(&buf, "d", NULL), 0);
	assert_int_equal(buf.len, 1);
	psi_buf_clear(&buf);
	psi_buf_clear(&buf);
}

static void
reserve_keeps_len(void **state)
{
	struct psi_buf buf = PSI_BUF_INIT;

	(void)state;
	assert_int_equal(psi_buf_append_text(&buf, "xyz", NULL), 0);
	assert_int_equal(psi_buf_reserve(&buf, 100000, NULL), 0);
	assert_int_equal(buf.len, 3);
	assert_true(buf.size >= 100003);
	assert_memory_equal(buf.data, "xyz", 3);
	psi_buf_clear(&buf);
}

static void
refuses_sizes_that_wrap(void **state)
{
	struct psi_buf buf = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_buf_append_text(&buf, "xyz", NULL), 0);
	assert_int_equal(
	    psi_buf_reserve(&buf, SIZE_MAX - 1, &err), PSI_E_NOMEM);
	assert_int_equal(err.code, PSI_E_NOMEM);
	/* No wrap, yet more than any machine has. */
	assert_int_equal(
	    psi_buf_reserve(&buf, SIZE_MAX / 2, &err), PSI_E_NOMEM);
	assert_int_equal(buf.len, 3);
	assert_memory_equal(buf.data, "xyz", 3);
	psi_buf_clear(&buf);
}

static void
arrays_are_zero_and_resize(void **state)
{
	uint32_t *array = psi_array_new(3, sizeof *array);
	void *p;

	(void)state;
	assert_non_null(array);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(array[i], 0);
		array[i] = i + 1;
	}
	p = array;
	assert_int_equal(psi_array_resize(&p, 3, 5, sizeof *array, NULL), 0);
	array = p;
	assert_int_equal(array[0], 1);
	assert_int_equal(array[2], 3);
	assert_int_equal(array[3], 0);
	assert_int_equal(array[4], 0);
	assert_int_equal(psi_array_resize(&p, 5, 2, sizeof *array, NULL), 0);
	array = p;
	assert_int_equal(array[1], 2);
	psi_array_free(array, 2, sizeof *array);
	psi_array_free(NULL, 2, sizeof *array);
}

static void
arrays_refuse_products_that_wrap(void **state)
{
	uint32_t *array = psi_array_new(1, sizeof *array);
	void *p = array;

	(void)state;
	assert_non_null(array);
	array[0] = 7;
	assert_null(psi_array_new(SIZE_MAX / 2, 4));
	assert_int_equal(
	    psi_array_resize(&p, 1, SIZE_MAX / 2, sizeof *array, NULL),
	    PSI_E_NOMEM);
	assert_ptr_equal(p, array);
	assert_int_equal(array[0], 7);
	psi_array_free(array, 1, sizeof *array);
	/* Nothing of no size is something: NULL means failure only. */
	p = psi_array_new(0, 0);
	assert_non_null(p);
	psi_array_free(p, 0, 0);
}

/* Small, as large as a huge page, and of a size that no page has. */
static void
tables_are_zero_at_both_ends(void **state)
{
	static const size_t nums[] = { 1, 3, ((size_t)2 << 20) / 16,
		((size_t)2 << 20) / 16 + 1, 1000003 };

	(void)state;
	for (size_t i = 0; i < sizeof nums / sizeof nums[0]; i++) {
		uint64_t *table = psi_table_new(nums[i], 16);
		uint64_t *last;

		assert_non_null(table);
		last = table + 2 * nums[i] - 1;
		assert_int_equal(*table, 0);
		assert_int_equal(*last, 0);
		*table = 1;
		*last = 2;
		assert_int_equal(*last, 2);
		/* Only the first element is wiped here. */
		psi_table_free(table, nums[i], 16, i % 2 == 0 ? nums[i] : 1);
	}
	psi_table_free(NULL, 5, 16, 5);
	assert_null(psi_table_new(SIZE_MAX / 2, 4));
	assert_null(psi_table_new(SIZE_MAX / 2, 1));
}

static void
checked_arithmetic(void **state)
{
	size_t out = 5;

	(void)state;
	assert_true(psi_checked_mul(SIZE_MAX, 1, &out));
	assert_true(out == SIZE_MAX);
	assert_false(psi_checked_mul(SIZE_MAX / 2 + 1, 2, &out));
	assert_true(psi_checked_mul(SIZE_MAX, 0, &out));
	assert_int_equal(out, 0);
	assert_true(psi_checked_add(SIZE_MAX, 0, &out));
	assert_true(out == SIZE_MAX);
	out = 5;
	assert_false(psi_checked_add(SIZE_MAX, 1, &out));
	assert_int_equal(out, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_and_grows),
		cmocka_unit_test(appends_text_without_nul),
		cmocka_unit_test(reserve_keeps_len),
		cmocka_unit_test(refuses_sizes_that_wrap),
		cmocka_unit_test(arrays_are_zero_and_resize),
		cmocka_unit_test(arrays_refuse_products_that_wrap),
		cmocka_unit_test(tables_are_zero_at_both_ends),
		cmocka_unit_test(checked_arithmetic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
