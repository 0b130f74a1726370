/*
 * Parts of files: what is cut is joined again to the byte, in any order and
 * however it is read; and every way of giving the wrong parts has its refusal,
 * which names the one that it is about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "psi/part.h"

#include "support/memory.h"

#define ROOM 8

/* A file, and the parts that it was cut into. */
struct cut {
	struct psi_buf whole;
	struct psi_buf part[ROOM];
	size_t num;
};

static struct psi_error err;

static void
put(struct psi_buf *buf, const char *text)
{
	assert_int_equal(psi_buf_append_text(buf, text, NULL), 0);
}

/* A file of so many element lines; `run` tells it from another. */
static void
make_whole(struct psi_buf *whole, const char *run, size_t lines)
{
	char line[80];

	put(whole, "record,value\nfile,blinded/2\nagreement,");
	for (size_t i = 0; i < 16; i++)
		put(whole, "00ff");
	put(whole, "\nfrom,b\nrun,");
	put(whole, run);
	put(whole, "\n");
	for (size_t i = 0; i < lines; i++) {
		(void)snprintf(
		    line, sizeof line, "element,%0*zu\n", (int)(i % 50) + 1, i);
		put(whole, line);
	}
	put(whole, "sha256,1\nsignature,2\n");
}

static void
make_cut(struct cut *cut, const char *run, size_t lines, uint64_t max_bytes)
{
	struct psi_split *split = NULL;
	struct psi_source source;
	struct memory memory;

	memset(cut, 0, sizeof *cut);
	make_whole(&cut->whole, run, lines);
	source = memory_source(&memory, cut->whole.data, cut->whole.len);
	memory.step = 1000;
	assert_int_equal(psi_split_new(&split, &source, max_bytes, &err), 0);
	cut->num = psi_split_num(split);
	assert_in_range(cut->num, 1, ROOM);
	source = memory_source(&memory, cut->whole.data, cut->whole.len);
	for (size_t i = 0; cut->num > 1 && i < cut->num; i++) {
		struct psi_sink sink = memory_sink(&cut->part[i]);

		assert_int_equal(
		    psi_split_write(split, &source, &sink, &err), 0);
		assert_true(cut->part[i].len <= max_bytes);
		assert_true(
		    psi_part_begins(cut->part[i].data, cut->part[i].len));
	}
	psi_split_free(split);
}

static void
clear(struct cut *cut)
{
	for (size_t i = 0; i < ROOM; i++)
		psi_buf_clear(&cut->part[i]);
	psi_buf_clear(&cut->whole);
}

/* Join these parts; what is read is compared with `whole`. */
static int
join(const struct psi_buf *const *part, size_t num, const struct psi_buf *whole,
    size_t step, size_t *which)
{
	struct psi_source source[ROOM];
	struct memory memory[ROOM];
	struct psi_parts *parts = NULL;
	bool is_same = true;
	size_t at = 0;
	size_t len = 1;
	uint8_t out[333];
	int rc;

	memset(&err, 0, sizeof err);
	for (size_t i = 0; i < num; i++) {
		source[i] =
		    memory_source(&memory[i], part[i]->data, part[i]->len);
		memory[i].step = step;
	}
	rc = psi_parts_new(&parts, source, num, which, &err);
	if (rc == 0)
		rc = psi_parts_check(parts, which, &err);
	while (rc == 0 && len > 0) {
		rc = psi_parts_read(
		    parts, out, step > 100 ? sizeof out : 7, &len, &err);
		if (rc != 0) {
			*which = psi_parts_current(parts);
			break;
		}
		is_same = is_same && at + len <= whole->len &&
		    memcmp(out, whole->data + at, len) == 0;
		at += len;
	}
	assert_true(rc != 0 || (is_same && at == whole->len));
	psi_parts_free(parts);
	return rc;
}

static void
test_road(void **state)
{
	struct cut cut;
	const struct psi_buf *order[ROOM];
	size_t which;

	(void)state;
	make_cut(&cut, "7", 1050, 10000);
	assert_in_range(cut.num, 3, ROOM);
	for (size_t turn = 0; turn < cut.num; turn++) {
		for (size_t i = 0; i < cut.num; i++)
			order[(i + turn) % cut.num] =
			    &cut.part[cut.num - 1 - i];
		for (size_t step = 1; step < 100000; step *= 13)
			assert_int_equal(
			    join(order, cut.num, &cut.whole, step, &which), 0);
	}
	clear(&cut);
	/* What is small enough stays one. */
	make_cut(&cut, "7", 20, 10000);
	assert_int_equal(cut.num, 1);
	clear(&cut);
}

/* Each of these is given to `join` with all others right. */
static void
refused(const struct psi_buf *const *part, size_t num, int code,
    size_t expected, const char *words)
{
	size_t which = SIZE_MAX;
	struct cut cut;

	make_cut(&cut, "7", 1050, 10000);
	assert_int_equal(join(part, num, &cut.whole, 0, &which), code);
	if (strstr(err.text, words) == NULL)
		fail_msg("no '%s' in '%s'", words, err.text);
	assert_true(err.hint[0] != '\0');
	assert_int_equal(which, expected);
	clear(&cut);
}

static void
test_wrong(void **state)
{
	struct cut cut, other;
	const struct psi_buf *p[ROOM];
	struct psi_buf bad = PSI_BUF_INIT;

	(void)state;
	make_cut(&cut, "7", 1050, 10000);
	make_cut(&other, "8", 1050, 10000);
	assert_int_equal(cut.num, 4);
	for (size_t i = 0; i < cut.num; i++)
		p[i] = &cut.part[i];
	refused(p, 3, PSI_E_MISMATCH, 3, "part 4 of 4 is missing");
	refused(p + 2, 1, PSI_E_MISMATCH, 1, "parts 1, 2 and 4 of 4 are miss");
	p[3] = &cut.part[1];
	refused(p, 4, PSI_E_MISMATCH, 3, "part 2 of 4 is given twice");
	p[3] = &other.part[3];
	refused(p, 4, PSI_E_MISMATCH, 3, "of run 8, and others are of run 7");
	clear(&other);
	make_cut(&other, "7", 1051, 10000);
	p[3] = &other.part[3];
	refused(p, 4, PSI_E_MISMATCH, 3, "of another file than");
	clear(&other);
	make_cut(&other, "7", 1050, 11000);
	assert_int_equal(other.num, 4);
	p[3] = &other.part[3];
	/* The same file, cut elsewhere: each part is good, and the sum is not. */
	refused(p, 4, PSI_E_DIGEST, 3, "do not make the file");
	clear(&other);
	make_cut(&other, "7", 1050, 20000);
	p[3] = &other.part[1];
	refused(p, 4, PSI_E_MISMATCH, 3, "cut twice");
	/* Changed, cut off, and with something behind. */
	p[3] = &bad;
	assert_int_equal(
	    psi_buf_append(&bad, cut.part[3].data, cut.part[3].len, NULL), 0);
	bad.data[bad.len / 2] ^= 1;
	refused(p, 4, PSI_E_DIGEST, 3, "part 4 of 4 was changed");
	bad.data[bad.len / 2] ^= 1;
	bad.len -= 71;
	refused(p, 4, PSI_E_GRAMMAR, 3, "cut off");
	bad.len += 71;
	put(&bad, "more\n");
	refused(p, 4, PSI_E_GRAMMAR, 3, "something behind");
	p[3] = &cut.whole;
	refused(p, 4, PSI_E_GRAMMAR, 3, "no part");
	psi_buf_clear(&bad);
	clear(&cut);
	clear(&other);
}

static int
try_split(const void *data, size_t len, uint64_t max_bytes)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, len);
	struct psi_split *split = NULL;
	int rc = psi_split_new(&split, &source, max_bytes, &err);

	psi_split_free(split);
	return rc;
}

static void
test_limits(void **state)
{
	static const char other[] = "term,value\nfile,agreement/2\n";
	struct psi_buf whole = PSI_BUF_INIT;

	(void)state;
	make_whole(&whole, "7", 100);
	assert_int_equal(
	    try_split(whole.data, whole.len, PSI_PART_BYTES_MIN - 1),
	    PSI_E_ARG);
	assert_int_equal(try_split(other, sizeof other - 1, 10000), PSI_E_ARG);
	assert_int_equal(try_split(whole.data, 60, 10000), PSI_E_GRAMMAR);
	assert_int_equal(try_split("", 0, 10000), PSI_E_ARG);
	psi_buf_clear(&whole);
	make_whole(&whole, "7", 90000);
	assert_int_equal(try_split(whole.data, whole.len, 10000), PSI_E_ARG);
	assert_non_null(strstr(err.hint, "larger"));
	psi_buf_clear(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_road),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
