#include "base/array.h"

#include <stdio.h>
#include <string.h>

#include "base/cell.h"
#include "base/index.h"
#include "base/text_table.h"
#include "support/cm.h"

struct point {
	uint32_t x;
	uint8_t y;
};

PSI_ARRAY(points, struct point)

static void
an_array_grows_and_keeps(void **state)
{
	struct points points = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		struct point point = { i, (uint8_t)(i * 7) };

		assert_int_equal(points_add(&points, &point, NULL), 0);
		assert_int_equal(points.num, i + 1);
		assert_true(points.num <= points.room);
	}
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(points.at[i].x, i);
		assert_int_equal(points.at[i].y, (uint8_t)(i * 7));
	}
	points_clear(&points);
	assert_null(points.at);
	assert_int_equal(points.num + points.room, 0);
	points_clear(&points);
	/* And once more, from empty. */
	assert_int_equal(points_reserve(&points, 5000, NULL), 0);
	assert_true(points.room >= 5000);
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(points.at[i].x | points.at[i].y, 0);
	points_clear(&points);
}

/* The room at least doubles, so that n elements are copied less than twice
 * each; nothing more is asked for where there is room. */
static void
growing_doubles(void **state)
{
	struct points points = { 0 };
	struct point point = { 0 };
	size_t grown = 0;
	size_t room = 0;

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		assert_int_equal(points_add(&points, &point, NULL), 0);
		if (points.room == room)
			continue;
		assert_true(points.room >= 2 * room);
		room = points.room;
		grown++;
	}
	assert_in_range(grown, 1, 17);
	points_clear(&points);
}

/* Of any size: what was there stays, what is new is zero, up to the end of the
 * room. */
static void
a_large_array_grows(void **state)
{
	static const size_t sizes[] = { 1, 3, 24, 4096 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		size_t size = sizes[i];
		void *array = NULL;
		size_t room = 0;
		size_t len = 0;

		for (int value = 1; len < (size_t)40 << 20; value++) {
			uint8_t *at;

			assert_int_equal(
			    psi_array_grow(&array, &room, len / size,
				1 + room / 8, size, NULL),
			    0);
			at = array;
			if (len > 0)
				assert_int_equal(at[len - 1], value - 1);
			while (len < room * size)
				assert_int_equal(at[len++], 0);
			memset(at, value, len);
		}
		psi_array_free(array, room, size);
	}
}

static void
too_much_is_no_memory(void **state)
{
	struct psi_error err = { 0 };
	struct point point = { 1, 2 };
	struct points points = { 0 };

	(void)state;
	assert_int_equal(points_add(&points, &point, NULL), 0);
	assert_int_equal(points_reserve(&points, SIZE_MAX, &err), PSI_E_NOMEM);
	assert_int_equal(points_reserve(&points, SIZE_MAX / sizeof point, &err),
	    PSI_E_NOMEM);
	assert_int_equal(err.code, PSI_E_NOMEM);
	assert_int_equal(points.num, 1);
	assert_int_equal(points.at[0].y, 2);
	points_clear(&points);
}

static void
cells_are_compared(void **state)
{
	static const struct psi_cell empty = { NULL, 0 };
	static const struct psi_cell name = PSI_CELL("name");
	struct psi_cell part = { "names", 4 };

	(void)state;
	assert_true(psi_cell_is(name, "name"));
	assert_false(psi_cell_is(name, "nam"));
	assert_false(psi_cell_is(name, "names"));
	assert_false(psi_cell_is(name, "game"));
	assert_false(psi_cell_is(name, "namE"));
	assert_false(psi_cell_is(name, ""));
	assert_true(psi_cell_is(empty, ""));
	assert_false(psi_cell_is(empty, "x"));
	assert_true(psi_cell_equal(name, part));
	assert_true(psi_cell_equal(empty, empty));
	assert_false(psi_cell_equal(empty, name));
	assert_false(psi_cell_equal(name, empty));
	part.len = 5;
	assert_false(psi_cell_equal(name, part));
	assert_true(psi_cell_begins(part, "name"));
	assert_true(psi_cell_begins(part, ""));
	assert_true(psi_cell_begins(empty, ""));
	assert_false(psi_cell_begins(name, "names"));
	/* A NUL within a text is a character like others. */
	assert_false(psi_text_is("a\0b", 3, "a"));
}

/* Two texts under one hash are told apart; a free slot ends the search. */
static void
an_index_finds_all_of_a_hash(void **state)
{
	struct psi_index index = { 0 };
	uint8_t seen[5001] = { 0 };

	(void)state;
	for (uint32_t n = 1; n <= 5000; n++) {
		struct psi_index_slot *slot = NULL;

		assert_int_equal(psi_index_reserve(&index, NULL), 0);
		do
			slot = psi_index_next(&index, slot, n % 2500 << 16);
		while (slot->number != 0);
		psi_index_take(&index, slot, n % 2500 << 16, n);
	}
	assert_int_equal(index.num, 5000);
	for (uint32_t hash = 0; hash < 2500; hash++) {
		const struct psi_index_slot *slot = NULL;
		size_t num = 0;

		while (
		    (slot = psi_index_next(&index, slot, hash << 16))->number !=
		    0) {
			assert_int_equal(slot->number % 2500, hash);
			assert_false(seen[slot->number]);
			seen[slot->number] = 1;
			num++;
		}
		assert_int_equal(num, 2);
	}
	psi_index_clear(&index);
	psi_index_clear(&index);
	assert_null(index.slot);
}

static void
each_index_has_its_seed(void **state)
{
	struct psi_index a = { 0 };
	struct psi_index b = { 0 };

	(void)state;
	assert_int_equal(psi_index_reserve(&a, NULL), 0);
	assert_int_equal(psi_index_reserve(&b, NULL), 0);
	assert_true(a.seed != b.seed);
	assert_true(psi_hash_bytes(a.seed, "text", 4) !=
	    psi_hash_bytes(b.seed, "text", 4));
	assert_true(psi_hash_bytes(a.seed, "text", 4) ==
	    psi_hash_bytes(a.seed, "text", 4));
	/* Zero bytes count. */
	assert_true(
	    psi_hash_bytes(a.seed, "a\0", 2) != psi_hash_bytes(a.seed, "a", 1));
	psi_index_clear(&a);
	psi_index_clear(&b);
}

/* As good as chance: of 65,536 texts in as many places about 1/e stay free. */
static void
hashes_spread(void **state)
{
	static uint8_t taken[65536];
	size_t num_free = 0;

	(void)state;
	for (uint32_t i = 0; i < 65536; i++) {
		char text[32];
		int n = snprintf(text, sizeof text, "company-%u.example", i);

		taken[psi_hash_bytes(1, text, (size_t)n) >> 48] = 1;
	}
	for (size_t i = 0; i < 65536; i++)
		num_free += taken[i] == 0;
	assert_in_range(num_free, 23000, 25300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_array_grows_and_keeps),
		cmocka_unit_test(growing_doubles),
		cmocka_unit_test(a_large_array_grows),
		cmocka_unit_test(too_much_is_no_memory),
		cmocka_unit_test(cells_are_compared),
		cmocka_unit_test(an_index_finds_all_of_a_hash),
		cmocka_unit_test(each_index_has_its_seed),
		cmocka_unit_test(hashes_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
