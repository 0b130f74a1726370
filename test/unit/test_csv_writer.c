/* lib/table/csv_writer. */
#include "support/cm.h"

#include <string.h>

#include <stdio.h>

#include "support/memory.h"

#include "mapping/visible.h"
#include "table/csv_writer.h"

/* One row of one or two cells, as it is written. */
static void
expect(const char *first, const char *second, const char *want)
{
	struct psi_csv_writer writer;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);

	psi_csv_writer_init(&writer, &sink);
	assert_int_equal(psi_csv_writer_text(&writer, first, NULL), 0);
	if (second != NULL)
		assert_int_equal(psi_csv_writer_text(&writer, second, NULL), 0);
	assert_int_equal(psi_csv_writer_end_row(&writer, NULL), 0);
	assert_int_equal(psi_csv_writer_flush(&writer, NULL), 0);
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.data, want, out.len);
	psi_csv_writer_clear(&writer);
	psi_buf_clear(&out);
}

static void
quoting(void **state)
{
	(void)state;
	expect("a", "b", "a,b\n");
	expect("", "", ",\n");
	expect("a b", "c|d", "a b,c|d\n");
	expect("a,b", "c\"d", "\"a,b\",\"c\"\"d\"\n");
	expect("a\nb", "c\rd", "\"a\nb\",\"c\rd\"\n");
	/* A reader would drop these blanks. */
	expect(" a", "b ", "\" a\",\"b \"\n");
	expect("\"", NULL, "\"\"\"\"\n");
}

/* Data: the same formulas, but no numbers. */
static void
data(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
		{ "=1+1", "'=1+1\n" },
		{ "@x", "'@x\n" },
		{ "\tx", "\"'\tx\"\n" },
		{ "\rx", "\"'\rx\"\n" },
		{ "\t=1", "\"'\t=1\"\n" },
		{ "\r=1", "\"'\r=1\"\n" },
		{ "=\"x\",1", "\"'=\"\"x\"\",1\"\n" },
		{ "1-2", "1-2\n" },
		{ "-12.5", "-12.5\n" },
		{ "-1.234,50", "\"-1.234,50\"\n" },
		{ "+49 (30) 1234/5-6", "+49 (30) 1234/5-6\n" },
		{ "-", "-\n" },
		{ "--", "--\n" },
		{ "+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0\n" },
		{ "-2+3+A1", "'-2+3+A1\n" },
		{ "-n/a", "'-n/a\n" },
		{ "a=b", "a=b\n" },
		{ "", "\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_buf out = PSI_BUF_INIT;
		struct psi_sink sink = memory_sink(&out);
		struct psi_csv_writer writer;
		size_t len = strlen(cases[i].want);

		psi_csv_writer_init(&writer, &sink);
		assert_int_equal(psi_csv_writer_data(&writer, cases[i].text,
				     strlen(cases[i].text), NULL),
		    0);
		assert_int_equal(psi_csv_writer_end_row(&writer, NULL), 0);
		assert_int_equal(psi_csv_writer_flush(&writer, NULL), 0);
		assert_int_equal(out.len, len);
		assert_memory_equal(out.data, cases[i].want, len);
		psi_csv_writer_clear(&writer);
		psi_buf_clear(&out);
	}
}

/* A cell that is no data stays as it is. */
static void
formulas(void **state)
{
	(void)state;
	expect("=1+1", "+1", "=1+1,+1\n");
	expect("-1", "@x", "-1,@x\n");
}

static void
write_begun(struct psi_csv_writer *writer, const struct psi_buf *begin,
    const char *word, const char *text)
{
	assert_int_equal(
	    psi_csv_writer_row(writer, begin, word, text, strlen(text), NULL),
	    0);
}

/* Rows that begin alike. */
static void
kept_cells(void **state)
{
	struct psi_csv_writer writer;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf begin = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&out);
	static const char want[] = "x\n\"a,b\",c,w,1\n\"a,b\",c,w,\"2,3\"\n"
				   "\"a,b\",c,w,\nw,y\n";

	(void)state;
	psi_csv_writer_init(&writer, &sink);
	assert_int_equal(psi_csv_writer_text(&writer, "x", NULL), 0);
	assert_int_equal(psi_csv_writer_end_row(&writer, NULL), 0);
	assert_int_equal(psi_csv_writer_text(&writer, "a,b", NULL), 0);
	assert_int_equal(psi_csv_writer_text(&writer, "c", NULL), 0);
	assert_int_equal(psi_csv_writer_take(&writer, &begin, NULL), 0);
	write_begun(&writer, &begin, "w", "1");
	write_begun(&writer, &begin, "w", "2,3");
	write_begun(&writer, &begin, "w", "");
	/* Nothing kept: a row like any other. */
	assert_int_equal(psi_csv_writer_take(&writer, &begin, NULL), 0);
	write_begun(&writer, &begin, "w", "y");
	assert_int_equal(psi_csv_writer_flush(&writer, NULL), 0);
	assert_int_equal(out.len, sizeof want - 1);
	assert_memory_equal(out.data, want, out.len);
	psi_csv_writer_clear(&writer);
	psi_buf_clear(&out);
	psi_buf_clear(&begin);
}

static int
write_fails(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie;
	(void)in;
	(void)in_len;
	return psi_error_set(err, PSI_E_IO, "no space");
}

static void
failing_sink(void **state)
{
	struct psi_sink sink = { write_fails, NULL };
	struct psi_csv_writer writer;
	struct psi_error err;

	(void)state;
	psi_csv_writer_init(&writer, &sink);
	assert_int_equal(psi_csv_writer_text(&writer, "a", &err), 0);
	assert_int_equal(psi_csv_writer_end_row(&writer, &err), 0);
	assert_int_equal(psi_csv_writer_flush(&writer, &err), PSI_E_IO);
	psi_csv_writer_clear(&writer);
}

/* One rule for all writers. */
static void
formula_rule(void **state)
{
	static const char *const yes[] = { "=1", "+1", "-1", "@a", "\t1", "\r1",
		"\n=1", " =1", "\xc2\xa0=1", "\xef\xbb\xbf=1", "\xe2\x80\x8b@a",
		"\xef\xbc\x9d"
		"1",
		"\xef\xbc\x8b"
		"1",
		"\xef\xbc\x8d"
		"1",
		"\xef\xbc\xa0"
		"a",
		/* Vertical tab, U+1680, 202F, 205F, 2009, 115F, E0020, 00AD */
		"\v=1", "\xe1\x9a\x80=1", "\xe2\x80\xaf=1", "\xe2\x81\x9f=1",
		"\xe2\x80\x89=1", "\xe1\x85\x9f=1", "\xf3\xa0\x80\xa0=1",
		"\xc2\xad+1", " \t1" };
	static const char *const no[] = { "", " ", "a=1", "'=1", "\xef\xbb\xbf",
		"\xef\xbc\x9e"
		"1",
		"\xc2\xa0"
		"a",
		"\xc2=1", "\xff=1", "\xe2\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(psi_is_formula(yes[i], strlen(yes[i])));
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(psi_is_formula(no[i], strlen(no[i])));
}

/* Behind every blank that is seen as one, every writer puts the quote: the
 * tables of keys and matches, and those of pairs and reports. */
static void
formula_behind_blanks(void **state)
{
	static const char *const blanks[] = { "", " ", "\xc2\xa0",
		"\xe1\x9a\x80", "\xe2\x80\x83", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80", "\xe3\x80\x80 \xc2\xa0" };
	static const char *const signs[] = { "=", "+", "-", "@", "\xef\xbc\x9d",
		"\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0" };

	(void)state;
	for (size_t b = 0; b < sizeof blanks / sizeof blanks[0]; b++)
		for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
			struct psi_buf out = PSI_BUF_INIT;
			char text[32];
			char want[32];
			int n = snprintf(text, sizeof text, "%s%scmd|'x'!A1",
			    blanks[b], signs[i]);

			(void)snprintf(want, sizeof want, "%s'%scmd|'x'!A1",
			    blanks[b], signs[i]);
			assert_true(psi_is_formula(text, (size_t)n));
			assert_int_equal(
			    psi_visible_append(&out, text, (size_t)n, NULL), 0);
			assert_int_equal(out.len, strlen(want));
			assert_memory_equal(out.data, want, out.len);
			psi_buf_clear(&out);
		}
}

/* Where a spreadsheet of another country would begin a cell. */
static void
formula_behind_a_semicolon(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
		{ "one;=x;two", "one;'=x;two\n" },
		{ "=1;+2x", "'=1;'+2x\n" },
		{ "a, b; =x", "\"a, b;' =x\"\n" },
		{ ";\"=x", "\";\"\"=x\"\n" },
		{ "one;two", "one;two\n" },
		{ ";;;=x", ";;;'=x\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_csv_writer writer;
		struct psi_buf out = PSI_BUF_INIT;
		struct psi_sink sink = memory_sink(&out);

		psi_csv_writer_init(&writer, &sink);
		assert_int_equal(psi_csv_writer_data(&writer, cases[i].text,
				     strlen(cases[i].text), NULL),
		    0);
		assert_int_equal(psi_csv_writer_end_row(&writer, NULL), 0);
		assert_int_equal(psi_csv_writer_flush(&writer, NULL), 0);
		assert_int_equal(out.len, strlen(cases[i].want));
		assert_memory_equal(out.data, cases[i].want, out.len);
		psi_csv_writer_clear(&writer);
		psi_buf_clear(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quoting),
		cmocka_unit_test(data),
		cmocka_unit_test(formulas),
		cmocka_unit_test(kept_cells),
		cmocka_unit_test(failing_sink),
		cmocka_unit_test(formula_rule),
		cmocka_unit_test(formula_behind_blanks),
		cmocka_unit_test(formula_behind_a_semicolon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
