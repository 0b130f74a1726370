/* Arrays of a program that grow (cli/kit/grow.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/grow.h"

static void
keeps_and_doubles(void **state)
{
	uint32_t *at = NULL;
	void *array = NULL;
	size_t room = 0;
	size_t num_grown = 0;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		size_t before = room;

		assert_int_equal(
		    psi_grow(&array, &room, i, 1, sizeof *at, NULL), 0);
		assert_true(room > i);
		assert_true(room == before || room >= 2 * before);
		num_grown += room != before;
		at = array;
		at[i] = i * 7;
	}
	assert_true(num_grown < 12);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(at[i], i * 7);
	/* More than double at once; what is new is zero. */
	assert_int_equal(
	    psi_grow(&array, &room, 100000, 1000000, sizeof *at, NULL), 0);
	assert_true(room >= 1100000);
	at = array;
	assert_int_equal(at[99999], 99999 * 7);
	assert_int_equal(at[1099999], 0);
	psi_grow_free(array, room, sizeof *at);
	psi_grow_free(NULL, 0, 1);
}

static void
refuses_what_cannot_be(void **state)
{
	struct psi_error err;
	void *array = NULL;
	size_t room = 0;
	void *before;
	size_t room_before;

	(void)state;
	assert_int_equal(psi_grow(&array, &room, 0, 8, 8, &err), 0);
	before = array;
	room_before = room;
	memset(&err, 0, sizeof err);
	assert_int_equal(
	    psi_grow(&array, &room, 8, SIZE_MAX - 4, 8, &err), PSI_E_NOMEM);
	assert_int_equal(err.code, PSI_E_NOMEM);
	assert_int_equal(
	    psi_grow(&array, &room, 8, SIZE_MAX / 4, 8, NULL), PSI_E_NOMEM);
	assert_ptr_equal(array, before);
	assert_int_equal(room, room_before);
	psi_grow_free(array, room, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_and_doubles),
		cmocka_unit_test(refuses_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
