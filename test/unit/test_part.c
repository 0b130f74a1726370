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
	bad.len -= 5;
	put(&bad, "record,value\n");
	refused(p, 4, PSI_E_GRAMMAR, 3, "joined into one file");
	p[3] = &cut.whole;
	refused(p, 4, PSI_E_GRAMMAR, 3, "no part");
	psi_buf_clear(&bad);
	clear(&cut);
	clear(&other);
}

/* A part of another file that is told by its header alone. */
static void
test_foreign(void **state)
{
	static const struct {
		const char *row;
		const char *other;
		const char *words;
	} cases[] = {
		{ "\nagreement,00ff", "\nagreement,00fe",
		    "a file of another agreement" },
		{ "\nfrom,b", "\nfrom,a",
		    "a file that party a made, and others of one of party b" },
		{ "\nholds,blinded/2", "\nholds,blinded/3",
		    "a file blinded/3, and others are of a file blinded/2" },
	};
	const struct psi_buf *p[ROOM];
	struct cut cut;

	(void)state;
	make_cut(&cut, "7", 1050, 10000);
	for (size_t i = 0; i < cut.num; i++)
		p[i] = &cut.part[i];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_buf bad = PSI_BUF_INIT;
		char *at;

		assert_int_equal(psi_buf_append(&bad, cut.part[1].data,
				     cut.part[1].len, NULL),
		    0);
		put(&bad, "\n");
		bad.data[bad.len - 1] = '\0';
		at = strstr((char *)bad.data, cases[i].row);
		assert_non_null(at);
		memcpy(at, cases[i].other, strlen(cases[i].other));
		bad.len--;
		p[1] = &bad;
		refused(p, cut.num, PSI_E_MISMATCH, 1, cases[i].words);
		psi_buf_clear(&bad);
	}
	clear(&cut);
}

/* Every record of the header has its line and its limits. */
static void
test_header(void **state)
{
	static const char hex[] = "00ff00ff00ff00ff00ff00ff00ff00ff"
				  "00ff00ff00ff00ff00ff00ff00ff00ff";
	/* %s is the digest. */
	static const char *const good[] = { "record,value", "file,part/1",
		"holds,blinded/2", "agreement,%s", "from,b", "run,7",
		"whole,%s", "parts,3", "part,2", "lines,4" };
	static const struct {
		size_t row;
		const char *text;
	} bad[] = { { 0, "record" }, { 0, "record,values" }, { 1, "file,part" },
		{ 1, "file,blinded/2" }, { 1, "file,part/2" },
		{ 1, "file,part/11" }, { 1, "fill,part/1" }, { 2, "holds," },
		{ 2, "holds,blinded" }, { 2, "holds,/2" },
		{ 2, "holds,blinded/" }, { 2, "holds,blinded/2x" },
		{ 2, "holds,Blinded/2" },
		{ 2, "holds,abcdefghijklmnopqrstuv/2" },
		{ 2, "keeps,blinded/2" }, { 3, "agreement,00ff" },
		{ 3, "agreement" }, { 4, "from,c" }, { 4, "from,ab" },
		{ 4, "from," }, { 5, "run,0" }, { 5, "run,x" }, { 5, "run," },
		{ 5, "run,99999999999" }, { 6, "whole,00FF" }, { 6, "hole,%s" },
		{ 7, "parts,1" }, { 7, "parts,257" }, { 7, "parts,03" },
		{ 8, "part,0" }, { 8, "part,4" }, { 8, "part" },
		{ 9, "lines,0" }, { 9, "lines,99999999999999999999" },
		{ 9, "line,4" } };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct psi_buf text = PSI_BUF_INIT;
		struct psi_parts *parts = NULL;
		struct psi_source source;
		struct memory memory;
		size_t which = SIZE_MAX;

		for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
			const char *row =
			    bad[i].row == k ? bad[i].text : good[k];
			const char *digest = strstr(row, "%s");
			char line[128];

			(void)snprintf(line, sizeof line, "%.*s%s\n",
			    digest == NULL ? (int)strlen(row)
					   : (int)(digest - row),
			    row, digest == NULL ? "" : hex);
			put(&text, line);
		}
		source = memory_source(&memory, text.data, text.len);
		memset(&err, 0, sizeof err);
		if (psi_parts_new(&parts, &source, 1, &which, &err) !=
			PSI_E_GRAMMAR ||
		    err.line != bad[i].row + 1)
			fail_msg("%s: line %llu: %s", bad[i].text,
			    (unsigned long long)err.line, err.text);
		assert_int_equal(which, 0);
		assert_true(err.hint[0] != '\0');
		psi_buf_clear(&text);
	}
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} cases[] = {
		{ "", "the part is cut off" },
		{ "record,value\n", "the part is cut off" },
		{ "record,value\nfile", "the file is cut off" },
	};
	struct psi_parts *parts = NULL;
	struct psi_source source;
	struct memory memory;
	char text[20000];
	size_t which;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		source = memory_source(
		    &memory, cases[i].text, strlen(cases[i].text));
		assert_int_equal(
		    psi_parts_new(&parts, &source, 1, &which, &err),
		    PSI_E_GRAMMAR);
		assert_non_null(strstr(err.text, cases[i].words));
	}
	memset(text, 'x', sizeof text);
	source = memory_source(&memory, text, sizeof text);
	assert_int_equal(
	    psi_parts_new(&parts, &source, 1, &which, &err), PSI_E_GRAMMAR);
	assert_non_null(strstr(err.text, "the line is too long"));
	/* Long, but with an end. */
	text[sizeof text / 2] = '\n';
	source = memory_source(&memory, text, sizeof text);
	assert_int_equal(
	    psi_parts_new(&parts, &source, 1, &which, &err), PSI_E_GRAMMAR);
	assert_int_equal(err.line, 1);
}

/* Many that are missing are not all named. */
static void
test_missing(void **state)
{
	static const char beginning[] =
	    "record,value\nfile,part/1\nholds,x/1\n";
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_parts *parts = NULL;
	struct psi_source source;
	struct memory memory;
	char missing[64];
	size_t which;

	(void)state;
	put(&text, beginning);
	put(&text, "agreement,");
	for (size_t i = 0; i < 16; i++)
		put(&text, "00ff");
	put(&text, "\nfrom,a\nrun,1\nwhole,");
	for (size_t i = 0; i < 16; i++)
		put(&text, "00ff");
	put(&text, "\nparts,256\npart,100\nlines,1\n");
	source = memory_source(&memory, text.data, text.len);
	assert_int_equal(psi_parts_new(&parts, &source, 1, &which, &err), 0);
	assert_int_equal(
	    psi_parts_missing(parts, missing, sizeof missing), 255);
	assert_non_null(strstr(missing, "1, 2, 3, 4, "));
	assert_non_null(strstr(missing, " and more"));
	assert_int_equal(psi_parts_verify(parts, 0, &err), PSI_E_GRAMMAR);
	psi_parts_free(parts);
	psi_parts_free(NULL);
	psi_buf_clear(&text);
}

/* ---- disks that fail ---- */

struct failing {
	struct memory memory;
	struct psi_buf *out;
	/* Reads or writes that succeed before one fails. */
	size_t left;
};

static int
failing_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *e)
{
	struct failing *failing = cookie;

	if (failing->left-- == 0)
		return psi_error_set(e, PSI_E_IO, "the disk is gone");
	return memory_read(&failing->memory, out, out_size, out_len, e);
}

static int
failing_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *e)
{
	struct failing *failing = cookie;

	if (failing->left-- == 0)
		return psi_error_set(e, PSI_E_IO, "the disk is full");
	return psi_buf_append(failing->out, in, in_len, e);
}

/* One reading of `cut->whole` for the first part, after `left` reads. */
static int
write_first(const struct cut *cut, size_t reads, size_t writes)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct failing from = { .left = reads };
	struct failing to = { .out = &out, .left = writes };
	const struct psi_source source = { failing_read, &from };
	const struct psi_sink sink = { failing_write, &to };
	struct psi_split *split = NULL;
	struct memory memory;
	struct psi_source plan =
	    memory_source(&memory, cut->whole.data, cut->whole.len);
	int rc;

	assert_int_equal(psi_split_new(&split, &plan, 10000, &err), 0);
	(void)memory_source(&from.memory, cut->whole.data, cut->whole.len);
	from.memory.step = 1000;
	rc = psi_split_write(split, &source, &sink, &err);
	psi_split_free(split);
	psi_buf_clear(&out);
	return rc;
}

static void
test_failing_disk(void **state)
{
	struct failing from = { .left = 0 };
	const struct psi_source source = { failing_read, &from };
	struct psi_split *split = NULL;
	struct psi_parts *parts = NULL;
	struct psi_source plan;
	struct memory memory;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);
	struct cut cut;
	size_t which;
	size_t num = 0;
	int rc = PSI_E_IO;

	(void)state;
	make_cut(&cut, "7", 1050, 10000);
	/* While it is planned, cut, and written. */
	for (; rc == PSI_E_IO; num++) {
		(void)memory_source(
		    &from.memory, cut.whole.data, cut.whole.len);
		from.memory.step = 10000;
		from.left = num;
		rc = psi_split_new(&split, &source, 10000, &err);
	}
	assert_int_equal(rc, 0);
	assert_in_range(num, 4, 20);
	psi_split_free(split);
	for (rc = PSI_E_IO, num = 0; rc == PSI_E_IO; num++)
		rc = write_first(&cut, num, SIZE_MAX);
	assert_int_equal(rc, 0);
	assert_in_range(num, 4, 30);
	for (rc = PSI_E_IO, num = 0; rc == PSI_E_IO; num++)
		rc = write_first(&cut, SIZE_MAX, num);
	assert_int_equal(rc, 0);
	assert_in_range(num, 4, 1000);
	/* The file is another one than was planned, and shorter. */
	plan = memory_source(&memory, cut.whole.data, cut.whole.len);
	assert_int_equal(psi_split_new(&split, &plan, 10000, &err), 0);
	plan = memory_source(&memory, cut.whole.data, 2000);
	while (cut.whole.data[memory.len - 1] != '\n')
		memory.len--;
	assert_int_equal(psi_split_write(split, &plan, &sink, &err), PSI_E_IO);
	assert_non_null(strstr(err.text, "shorter"));
	psi_split_free(split);
	/* While a part is read. */
	for (rc = PSI_E_IO, num = 0; rc == PSI_E_IO; num++) {
		(void)memory_source(
		    &from.memory, cut.part[0].data, cut.part[0].len);
		from.memory.step = 1000;
		from.left = num;
		if ((rc = psi_parts_new(&parts, &source, 1, &which, &err)) != 0)
			continue;
		rc = psi_parts_verify(parts, 0, &err);
		psi_parts_free(parts);
	}
	assert_int_equal(rc, 0);
	assert_in_range(num, 4, 30);
	psi_buf_clear(&out);
	clear(&cut);
}

/* All parts are written, and one more is asked for. */
static void
test_no_more(void **state)
{
	struct psi_split *split = NULL;
	struct psi_source source;
	struct memory memory;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);
	struct cut cut;

	(void)state;
	make_cut(&cut, "7", 20, 10000);
	source = memory_source(&memory, cut.whole.data, cut.whole.len);
	assert_int_equal(psi_split_new(&split, &source, 10000, &err), 0);
	source = memory_source(&memory, cut.whole.data, cut.whole.len);
	assert_int_equal(psi_split_write(split, &source, &sink, &err), 0);
	assert_int_equal(
	    psi_split_write(split, &source, &sink, &err), PSI_E_ARG);
	psi_split_free(split);
	psi_split_free(NULL);
	psi_buf_clear(&out);
	clear(&cut);
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
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_failing_disk),
		cmocka_unit_test(test_no_more),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
