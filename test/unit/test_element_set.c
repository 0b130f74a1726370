/* Many elements and many texts: order, equal ones, finding one again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "group/element_set.h"
#include "base/text_table.h"

#define NUM 5000

/* Elements that look as the suites' do: P-256 begins with 2 or 3. */
static uint8_t *
make_elements(size_t element_bytes)
{
	uint8_t *elements = malloc(NUM * element_bytes);

	assert_non_null(elements);
	assert_int_equal(psi_random(elements, NUM * element_bytes, NULL), 0);
	for (size_t i = 0; element_bytes == 33 && i < NUM; i++)
		elements[i * 33] = 2 | (elements[i * 33] & 1);
	return elements;
}

static void
assert_sorted(const uint8_t *elements, size_t num, size_t element_bytes)
{
	struct psi_element_ref *refs = calloc(NUM, sizeof *refs);
	uint8_t *seen = calloc(NUM, 1);

	assert_non_null(refs);
	assert_non_null(seen);
	assert_int_equal(
	    psi_element_sort(refs, elements, num, element_bytes, NULL), 0);
	for (size_t i = 0; i < num; i++) {
		assert_true(refs[i].row < num);
		assert_int_equal(seen[refs[i].row]++, 0);
		if (i > 0)
			assert_true(
			    memcmp(elements + refs[i - 1].row * element_bytes,
				elements + refs[i].row * element_bytes,
				element_bytes) <= 0);
	}
	free(refs);
	free(seen);
}

static void
sorting(void **state)
{
	static const size_t widths[] = { 32, 33 };

	(void)state;
	for (size_t w = 0; w < 2; w++) {
		uint8_t *elements = make_elements(widths[w]);

		for (size_t num = 0; num < 40; num++)
			assert_sorted(elements, num, widths[w]);
		assert_sorted(elements, NUM, widths[w]);
		/* Equal prefixes, so that the last bytes decide. */
		for (size_t i = 0; i < 300; i++)
			memcpy(elements + i * widths[w], elements, 20);
		assert_sorted(elements, NUM, widths[w]);
		free(elements);
	}
}

static void
finding(void **state)
{
	static const size_t widths[] = { 32, 33 };
	static const size_t nums[] = { 1, 2, 3, 100, NUM };

	(void)state;
	for (size_t t = 0; t < 10; t++) {
		size_t width = widths[t % 2];
		size_t num = nums[t / 2];
		struct psi_element_set set = PSI_ELEMENT_SET_INIT;
		uint8_t *elements = make_elements(width);
		uint8_t *others = make_elements(width);
		size_t *rows = calloc(num, sizeof *rows);
		size_t row;

		assert_int_equal(psi_element_set_init(
				     &set, elements, num, width, NULL, NULL),
		    0);
		assert_false(psi_element_set_has_equal(&set, &row));
		for (size_t i = 0; i < num; i++) {
			row = NUM;
			assert_true(psi_element_set_find(
			    &set, elements + i * width, &row));
			assert_int_equal(row, i);
			assert_false(psi_element_set_find(
			    &set, others + i * width, &row));
			/* All but the last byte is in the set. */
			memcpy(others + i * width, elements + i * width, width);
			others[i * width + width - 1] ^= 1;
			assert_false(psi_element_set_find(
			    &set, others + i * width, &row));
			/* Every third one is in the set. */
			if (i % 3 == 0)
				others[i * width + width - 1] ^= 1;
		}
		psi_element_set_find_many(&set, others, num, rows);
		for (size_t i = 0; i < num; i++)
			assert_true(rows[i] == (i % 3 == 0 ? i : SIZE_MAX));
		psi_element_set_clear(&set);
		free(elements);
		free(others);
		free(rows);
	}
}

static void
nothing_to_find(void **state)
{
	struct psi_element_set set = PSI_ELEMENT_SET_INIT;
	uint8_t element[33] = { 2 };
	size_t row;

	(void)state;
	assert_false(psi_element_set_find(&set, element, &row));
	assert_int_equal(
	    psi_element_set_init(&set, element, 0, 33, NULL, NULL), 0);
	assert_false(psi_element_set_find(&set, element, &row));
	assert_false(psi_element_set_has_equal(&set, &row));
	psi_element_set_clear(&set);
	psi_element_set_clear(&set);
}

static void
equal_elements(void **state)
{
	(void)state;
	for (size_t width = 32; width <= 33; width++) {
		uint8_t *elements = make_elements(width);
		struct psi_element_set set = PSI_ELEMENT_SET_INIT;
		size_t row = 0;

		memcpy(elements + 4321 * width, elements + 17 * width, width);
		assert_int_equal(psi_element_set_init(
				     &set, elements, NUM, width, NULL, NULL),
		    0);
		assert_true(psi_element_set_has_equal(&set, &row));
		assert_int_equal(row, 4321);
		psi_element_set_clear(&set);
		free(elements);
	}
}

static void
texts(void **state)
{
	struct psi_text_table table = { 0 };
	char text[64];
	uint32_t number;
	size_t len;
	bool is_new;

	(void)state;
	assert_false(psi_text_table_find(&table, "x", 1, &number));
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 20000; i++) {
			(void)snprintf(
			    text, sizeof text, "text-%lu", (unsigned long)i);
			assert_int_equal(
			    psi_text_table_add(&table, text, strlen(text),
				&number, &is_new, NULL),
			    0);
			assert_int_equal(number, i);
			assert_int_equal(is_new, round == 0);
		}
	}
	assert_int_equal(psi_text_table_num(&table), 20000);
	assert_string_equal(text, "text-19999");
	assert_memory_equal(psi_text_table_get(&table, 7, &len), "text-7", 6);
	assert_int_equal(len, 6);
	assert_true(psi_text_table_find(&table, "text-123", 8, &number));
	assert_int_equal(number, 123);
	/* A beginning of one, the empty text, one with a NUL. */
	assert_false(psi_text_table_find(&table, "text-", 5, &number));
	assert_int_equal(
	    psi_text_table_add(&table, "", 0, &number, &is_new, NULL), 0);
	assert_true(is_new);
	assert_int_equal(
	    psi_text_table_add(&table, "text-7\0", 7, &number, &is_new, NULL),
	    0);
	assert_true(is_new);
	psi_text_table_clear(&table);
	psi_text_table_clear(&table);
}

/* Hashed together and added afterwards, although the table grows and the same
 * text comes twice; and what is left when nothing more is asked. */
static void
texts_hashed_before(void **state)
{
	enum { ROUND = 5000, ROUNDS = 4 };
	struct psi_text_table table = { 0 };
	static char text[ROUND][16];
	static uint32_t hash[ROUND];
	uint32_t number;
	size_t len;
	bool is_new;

	(void)state;
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < ROUND; i++) {
			(void)snprintf(text[i], sizeof text[i], "%zu",
			    round * ROUND + i / 2);
			assert_int_equal(psi_text_table_hash(&table, text[i],
					     strlen(text[i]), &hash[i], NULL),
			    0);
		}
		for (size_t i = 0; i < ROUND; i++) {
			assert_int_equal(psi_text_table_add_hashed(&table,
					     text[i], strlen(text[i]), hash[i],
					     &number, &is_new, NULL),
			    0);
			assert_int_equal(is_new, i % 2 == 0);
			assert_int_equal(number, (round * ROUND + i) / 2);
		}
	}
	assert_true(psi_text_table_find(&table, "2499", 4, &number));
	psi_text_table_settle(&table);
	assert_int_equal(psi_text_table_num(&table), ROUND * ROUNDS / 2);
	assert_memory_equal(psi_text_table_get(&table, 7, &len), "7", 1);
	assert_int_equal(len, 1);
	assert_false(psi_text_table_find(&table, "7", 1, &number));
	psi_text_table_clear(&table);
}

static void
text_too_long(void **state)
{
	struct psi_text_table table = { 0 };
	char *text = calloc(65536, 1);
	uint32_t number;
	bool is_new;

	(void)state;
	assert_non_null(text);
	assert_int_equal(
	    psi_text_table_add(&table, text, 65536, &number, &is_new, NULL),
	    PSI_E_INPUT);
	assert_int_equal(
	    psi_text_table_add(&table, text, 65535, &number, &is_new, NULL), 0);
	psi_text_table_clear(&table);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorting),
		cmocka_unit_test(finding),
		cmocka_unit_test(nothing_to_find),
		cmocka_unit_test(equal_elements),
		cmocka_unit_test(texts),
		cmocka_unit_test(texts_hashed_before),
		cmocka_unit_test(text_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
