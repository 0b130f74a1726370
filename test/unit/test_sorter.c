/*
 * Sorting on disk beside qsort: the same order whatever the buffer holds, and
 * nothing readable or left on the disk, whatever fails. And records that come again
 * in the order in which they were put.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/record_file.h"
#include "base/scratch_file.h"
#include "base/sorter.h"
#include "support/scratch_memory.h"

#define RECORD_BYTES 200

struct record {
	size_t len;
	uint8_t bytes[RECORD_BYTES];
};

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

/* Records of every kind: long and short and empty ones, some equal, and many
 * that begin alike or are a beginning of others. */
static struct record *
make_records(size_t num)
{
	struct record *records = calloc(num + 1, sizeof *records);

	assert_non_null(records);
	for (size_t i = 0; i < num; i++) {
		struct record *record = &records[i];
		uint32_t alphabet = draw(4) == 0 ? 256 : 2;

		record->len = draw(3) == 0 ? draw(12) : draw(RECORD_BYTES + 1);
		for (size_t k = 0; k < record->len; k++)
			record->bytes[k] = (uint8_t)draw(alphabet);
		if (i > 0 && draw(5) == 0)
			*record = records[draw((uint32_t)i)];
	}
	return records;
}

static int
compare(const void *a, const void *b)
{
	const struct record *x = a;
	const struct record *y = b;
	int order =
	    memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);

	if (order != 0)
		return order;
	return x->len < y->len ? -1 : x->len > y->len;
}

static int
add_all(struct psi_sorter *sorter, const struct record *records, size_t num)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_sorter_add(
		    sorter, records[i].bytes, records[i].len, NULL);
	return rc;
}

/* What comes out is `sorted`, to the end. */
static void
assert_sorted(
    struct psi_sorter *sorter, const struct record *sorted, size_t num)
{
	const uint8_t *bytes;
	size_t len;
	bool end = false;

	for (size_t i = 0; i < num; i++) {
		assert_int_equal(
		    psi_sorter_next(sorter, &bytes, &len, &end, NULL), 0);
		assert_false(end);
		assert_int_equal(len, sorted[i].len);
		assert_memory_equal(bytes, sorted[i].bytes, len);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    psi_sorter_next(sorter, &bytes, &len, &end, NULL), 0);
		assert_true(end);
	}
}

/* Sort `num` records in `memory` bytes; the number of runs that were made. */
static size_t
check(size_t num, size_t memory)
{
	struct record *records = make_records(num);
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct psi_sorter *sorter = NULL;
	size_t runs;

	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	assert_int_equal(
	    psi_sorter_new(&sorter, &scratch, memory, RECORD_BYTES, NULL), 0);
	assert_int_equal(add_all(sorter, records, num), 0);
	assert_int_equal(psi_sorter_num(sorter), num);
	runs = psi_sorter_num_runs(sorter);
	qsort(records, num, sizeof *records, compare);
	/* As often as one likes, and from the middle too. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(psi_sorter_sort(sorter, NULL), 0);
		assert_sorted(sorter, records, num);
	}
	assert_int_equal(psi_sorter_sort(sorter, NULL), 0);
	assert_sorted(sorter, records, num);
	psi_sorter_free(sorter);
	assert_true(scratch_memory_is_quiet(&disk));
	if (runs == 0)
		assert_int_equal(disk.num_made, 0);
	free(records);
	return runs;
}

static void
test_sizes(void **state)
{
	static const size_t nums[] = { 0, 1, 2, 3, 7, 64, 1000, 3000 };

	(void)state;
	seed = 1;
	for (size_t i = 0; i < sizeof nums / sizeof nums[0]; i++) {
		assert_int_equal(check(nums[i], 16 << 20), 0);
		/* In the smallest buffer there is, a run for each few records:
		 * with two open at a time that takes many passes. */
		(void)check(nums[i], 0);
		(void)check(nums[i], 10000);
	}
	assert_true(check(3000, 0) > 500);
	assert_true(check(3000, 100000) > 1);
	assert_true(check(3000, 100000) < 10);
}

/* What is on the disk says nothing of what was sorted. */
static void
test_unreadable(void **state)
{
	static const char text[] = "domain:a-customer-of-ours.example";
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct psi_sorter *sorter = NULL;

	(void)state;
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	assert_int_equal(
	    psi_sorter_new(&sorter, &scratch, 0, RECORD_BYTES, NULL), 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(psi_sorter_add(sorter, (const uint8_t *)text,
				     sizeof text - 1, NULL),
		    0);
	assert_true(disk.written > 10 * sizeof text);
	for (size_t i = 0; i + 8 < sizeof text; i++)
		assert_false(scratch_memory_has(&disk, text + i, 8));
	psi_sorter_free(sorter);
}

static void
test_damage(void **state)
{
	struct record *records;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct psi_sorter *sorter = NULL;
	struct psi_error err;
	const uint8_t *bytes;
	size_t len;
	bool end = false;
	int rc;

	(void)state;
	seed = 2;
	records = make_records(500);
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	assert_int_equal(
	    psi_sorter_new(&sorter, &scratch, 20000, RECORD_BYTES, NULL), 0);
	assert_int_equal(add_all(sorter, records, 500), 0);
	assert_true(psi_sorter_num_runs(sorter) > 1);
	scratch_memory_damage(&disk);
	memset(&err, 0, sizeof err);
	rc = psi_sorter_sort(sorter, &err);
	while (rc == 0 && !end)
		rc = psi_sorter_next(sorter, &bytes, &len, &end, &err);
	assert_int_equal(rc, PSI_E_IO);
	assert_non_null(strstr(err.text, "temporary file"));
	psi_sorter_free(sorter);
	assert_true(scratch_memory_is_quiet(&disk));
	free(records);
}

/* A block that could not be written may be there in part, so where the next one
 * would begin is not known: no other is taken, and the disk is not asked. */
static void
test_stays_failed(void **state)
{
	struct psi_scratch_file file = { .scratch = NULL };
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	uint8_t block[64] = "first";
	uint8_t found[64];
	struct psi_error err;
	long calls;

	(void)state;
	scratch_memory_init(&disk);
	assert_int_equal(psi_scratch_file_begin(&file, &scratch, NULL), 0);
	assert_int_equal(
	    psi_scratch_file_put(&file, block, sizeof block, NULL), 0);
	disk.fault_at = disk.counter + 1;
	assert_int_equal(
	    psi_scratch_file_put(&file, block, sizeof block, NULL), PSI_E_IO);
	disk.fault_at = 0;
	calls = disk.counter;
	memset(&err, 0, sizeof err);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    psi_scratch_file_put(&file, block, sizeof block, &err),
		    PSI_E_IO);
	assert_string_equal(err.hint, "run the step again");
	assert_int_equal(disk.counter, calls);
	/* What was written before is still that. */
	assert_int_equal(psi_scratch_file_get(&file, 0, found, NULL), 0);
	assert_string_equal((const char *)found, "first");
	psi_scratch_file_clear(&file);
	assert_true(scratch_memory_is_quiet(&disk));
}

/* Each call of the disk fails once: the error comes out, and nothing stays. */
static void
test_faults(void **state)
{
	struct record *records;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	long at = 0;
	int rc;

	(void)state;
	seed = 3;
	records = make_records(60);
	do {
		struct psi_sorter *sorter = NULL;
		const uint8_t *bytes;
		size_t len;
		bool end = false;

		scratch_memory_init(&disk);
		disk.fault_at = ++at;
		scratch = scratch_memory_scratch(&disk);
		assert_int_equal(
		    psi_sorter_new(&sorter, &scratch, 0, RECORD_BYTES, NULL),
		    0);
		rc = add_all(sorter, records, 60);
		if (rc == 0)
			rc = psi_sorter_sort(sorter, NULL);
		while (rc == 0 && !end)
			rc = psi_sorter_next(sorter, &bytes, &len, &end, NULL);
		if (disk.counter >= at)
			assert_int_equal(rc, PSI_E_IO);
		else
			assert_int_equal(rc, 0);
		psi_sorter_free(sorter);
		assert_true(scratch_memory_is_quiet(&disk));
	} while (rc != 0);
	assert_true(at > 20);
	free(records);
}

static void
test_refusals(void **state)
{
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct psi_sorter *sorter = NULL;
	uint8_t record[RECORD_BYTES + 1] = { 0 };

	(void)state;
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	assert_int_equal(
	    psi_sorter_new(&sorter, &scratch, 0, (size_t)1 << 30, NULL),
	    PSI_E_ARG);
	assert_int_equal(
	    psi_sorter_new(&sorter, &scratch, 0, RECORD_BYTES, NULL), 0);
	assert_int_equal(
	    psi_sorter_add(sorter, record, RECORD_BYTES + 1, NULL), PSI_E_ARG);
	assert_int_equal(psi_sorter_add(sorter, record, RECORD_BYTES, NULL), 0);
	assert_int_equal(psi_sorter_sort(sorter, NULL), 0);
	assert_int_equal(psi_sorter_add(sorter, record, 1, NULL), PSI_E_ARG);
	psi_sorter_free(sorter);
	psi_sorter_free(NULL);
}

/* What the files take: each record once, also where none is as long as it may
 * be; and at most twice, however many passes there are. */
static void
test_disk(void **state)
{
	enum { NUM = 4000, RECORD = 60, LONGEST = 60000 };
	static const struct {
		size_t memory;
		size_t record_max;
		bool has_long;
		unsigned int times;
	} cases[] = { { 64000, LONGEST, false, 1 }, { 64000, LONGEST, true, 2 },
		{ 1000, RECORD, false, 2 } };
	static uint8_t bytes[LONGEST];

	(void)state;
	seed = 8;
	for (size_t i = 0; i < 3; i++) {
		size_t payload = 0;
		struct psi_sorter *sorter = NULL;
		struct scratch_memory disk;
		struct psi_scratch scratch;

		scratch_memory_init(&disk);
		scratch = scratch_memory_scratch(&disk);
		assert_int_equal(
		    psi_sorter_new(&sorter, &scratch, cases[i].memory,
			cases[i].record_max, NULL),
		    0);
		for (size_t n = 0; n < NUM; n++) {
			size_t len = cases[i].has_long && n == NUM / 2 ? LONGEST
								       : RECORD;

			for (size_t k = 0; k < RECORD; k++)
				bytes[k] = (uint8_t)draw(256);
			assert_int_equal(
			    psi_sorter_add(sorter, bytes, len, NULL), 0);
			payload += len + sizeof(uint32_t);
		}
		assert_int_equal(psi_sorter_sort(sorter, NULL), 0);
		assert_true(disk.most_held >= payload);
		assert_true(disk.most_held <= cases[i].times * payload);
		/* More than two passes where there is little memory. */
		assert_int_equal(disk.written > 3 * payload, i == 2);
		psi_sorter_free(sorter);
		assert_true(scratch_memory_is_quiet(&disk));
	}
}

/* ---- records in their own order ---- */

static void
put_all(struct psi_record_file *file, const struct record *records, size_t num)
{
	for (size_t i = 0; i < num; i++)
		assert_int_equal(psi_record_file_put(file, records[i].bytes,
				     records[i].len, NULL),
		    0);
	assert_int_equal(file->num, num);
}

static void
expect_all(struct psi_record_reader *reader, const struct psi_record_file *file,
    const struct record *records, size_t num)
{
	psi_record_reader_begin(reader, file);
	for (size_t i = 0; i <= num; i++) {
		const uint8_t *record;
		size_t len;
		bool end;

		assert_int_equal(
		    psi_record_reader_next(reader, &record, &len, &end, NULL),
		    0);
		assert_int_equal(end, i == num);
		if (end)
			break;
		assert_int_equal(len, records[i].len);
		assert_memory_equal(record, records[i].bytes, len);
	}
}

static void
test_record_file(void **state)
{
	/* One block, in which all is, and blocks shorter than a record. */
	static const size_t block_bytes[] = { 1 << 20, 1000, 100, 1 };
	const size_t num = 500;
	struct record *records = make_records(num);

	(void)state;
	for (size_t i = 0; i < sizeof block_bytes / sizeof *block_bytes; i++) {
		struct scratch_memory disk;
		struct psi_scratch scratch = scratch_memory_scratch(&disk);
		struct psi_record_file file = { .scratch = &scratch,
			.block_bytes = block_bytes[i] };
		struct psi_record_reader reader = { .file = NULL };

		scratch_memory_init(&disk);
		expect_all(&reader, &file, records, 0);
		put_all(&file, records, num);
		expect_all(&reader, &file, records, num);
		expect_all(&reader, &file, records, num);
		assert_int_equal(disk.num_made, i == 0 ? 0 : 1);
		for (size_t k = 0; k < num; k++)
			assert_false(records[k].len > 16 &&
			    scratch_memory_has(
				&disk, records[k].bytes, records[k].len));
		psi_record_file_empty(&file);
		assert_true(scratch_memory_is_quiet(&disk));
		expect_all(&reader, &file, records, 0);
		put_all(&file, records + 1, num / 2);
		expect_all(&reader, &file, records + 1, num / 2);
		psi_record_reader_clear(&reader);
		psi_record_file_clear(&file);
		assert_true(scratch_memory_is_quiet(&disk));
	}
	free(records);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_stays_failed),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_disk),
		cmocka_unit_test(test_record_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
