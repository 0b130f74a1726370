/* lib/table/csv_reader and lib/table/encoding. */
#include "support/cm.h"

#include <stdio.h>

#include "support/memory.h"

#include "table/csv_reader.h"

#define TEXT(literal) literal, sizeof(literal) - 1

/* A record as LINE:CELL|CELL; with "!" after a blank line, and line ends in
 * cells as "~". */
static int
dump_record(struct psi_buf *out, const struct psi_csv_record *record)
{
	char head[32];
	int rc;

	(void)snprintf(head, sizeof head, "%s%s%llu:", out->len > 0 ? " " : "",
	    record->after_blank ? "!" : "", (unsigned long long)record->line);
	rc = psi_buf_append_text(out, head, NULL);
	for (size_t i = 0; rc == 0 && i < record->num_cells; i++) {
		const struct psi_cell *cell = &record->cells[i];

		if (i > 0)
			rc = psi_buf_append_text(out, "|", NULL);
		for (size_t k = 0; rc == 0 && k < cell->len; k++) {
			char c = cell->text[k];

			if (c == '\n' || c == '\r')
				c = '~';
			rc = psi_buf_append(out, &c, 1, NULL);
		}
	}
	return rc;
}

static int
dump(struct psi_buf *out, const void *in, size_t in_len, size_t step,
    const struct psi_csv_reader_options *options, struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, in_len);
	bool end = false;
	int rc;

	memory.step = step;
	rc = psi_csv_reader_new(&reader, &source, options, err);
	while (rc == 0) {
		struct psi_csv_record record;

		rc = psi_csv_reader_next(reader, &record, &end, err);
		if (rc != 0 || end)
			break;
		rc = dump_record(out, &record);
	}
	psi_csv_reader_free(reader);
	return rc;
}

static const size_t steps[] = { 0, 1, 2, 3, 7 };

/* The same records, however the input comes in. */
static void
expect_with(const void *in, size_t in_len, const char *want,
    const struct psi_csv_reader_options *options)
{
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct psi_buf out = PSI_BUF_INIT;
		struct psi_error err;

		assert_int_equal(
		    dump(&out, in, in_len, steps[i], options, &err), 0);
		assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
		assert_string_equal((const char *)out.data, want);
		psi_buf_clear(&out);
	}
}

static void
expect(const void *in, size_t in_len, const char *want)
{
	expect_with(in, in_len, want, NULL);
}

static void
expect_refused(const void *in, size_t in_len, uint64_t line, const char *text)
{
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct psi_buf out = PSI_BUF_INIT;
		struct psi_error err = { 0 };

		assert_int_equal(
		    dump(&out, in, in_len, steps[i], NULL, &err), PSI_E_INPUT);
		assert_int_equal(err.code, PSI_E_INPUT);
		assert_int_equal(err.line, line);
		assert_non_null(strstr(err.text, text));
		assert_true(err.hint[0] != '\0');
		psi_buf_clear(&out);
	}
}

static void
plain(void **state)
{
	(void)state;
	expect(TEXT("a,b\n1,2\n3,4\n"), "1:a|b 2:1|2 3:3|4");
	/* The last line may lack its end. */
	expect(TEXT("a,b\n1,2"), "1:a|b 2:1|2");
	expect(TEXT("a,b\r\n1,2\r\n"), "1:a|b 2:1|2");
	expect(TEXT("a,b\r1,2\r3,4"), "1:a|b 2:1|2 3:3|4");
	expect(TEXT("a\n"), "1:a");
	expect(TEXT(""), "");
	expect(TEXT("a,b,\n,,\n"), "1:a|b| 2:||");
	/* Blanks around cells go, blanks inside stay. */
	expect(TEXT("a , b\n  1 x ,2\t\n"), "1:a|b 2:1 x|2");
}

static void
quoted(void **state)
{
	(void)state;
	expect(TEXT("a,b\n\"1,\"\"x\"\"\",2\n"), "1:a|b 2:1,\"x\"|2");
	expect(TEXT("a,b\n\"\",\" 2 \"\n"), "1:a|b 2:| 2 ");
	expect(TEXT("\"a\",\"b\"\n"), "1:a|b");
	/* The line of a record is that of its first character. */
	expect(TEXT("a,b\n\"x\ny\",2\n3,4\n"), "1:a|b 2:x~y|2 4:3|4");
	expect(TEXT("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n"), "1:a|b 2:x~~y|2 4:3|4");
	expect(TEXT("a,b\r\"x\ry\",2\r3,4\r"), "1:a|b 2:x~y|2 4:3|4");
	expect(TEXT("a,b\n\"x\n\n\ny\",2\n3,4"), "1:a|b 2:x~~~y|2 6:3|4");
	expect(TEXT("a,b\n1,\"2\""), "1:a|b 2:1|2");
}

static void
blank_lines(void **state)
{
	(void)state;
	expect(TEXT("a,b\n\n1,2\n"), "1:a|b !3:1|2");
	expect(TEXT("\n\na,b\n1,2\n"), "!3:a|b 4:1|2");
	expect(TEXT("a,b\n1,2\n\n\nfooter\n"), "1:a|b 2:1|2 !5:footer");
	expect(TEXT("a,b\r\n1,2\r\n\r\nfooter\r\n"), "1:a|b 2:1|2 !4:footer");
	expect(TEXT("a,b\n1,2\n\n"), "1:a|b 2:1|2");
	expect(TEXT("a,b\n  \n1,2"), "1:a|b !3:1|2");
	/* A blank line inside of quotes is none. */
	expect(TEXT("a,b\n\"\n\",2\n3,4"), "1:a|b 2:~|2 4:3|4");
}

static void
delimiters(void **state)
{
	struct psi_csv_reader_options told = { PSI_ENCODING_AUTO, '|' };

	(void)state;
	expect(TEXT("a;b\n1,5;2\n"), "1:a|b 2:1,5|2");
	expect(TEXT("a\tb\n1,5\t2\n"), "1:a|b 2:1,5|2");
	expect(TEXT("a\tb\tc\n1\t\t3\n"), "1:a|b|c 2:1||3");
	/* What is quoted does not count. */
	expect(TEXT("\"a;b;c\",d\n1,2\n"), "1:a;b;c|d 2:1|2");
	/* More of one than of the others. */
	expect(TEXT("a,b;c;d\n"), "1:a,b|c|d");
	expect(TEXT("sep=;\na;b,c\n1;2\n"), "2:a|b,c 3:1|2");
	expect(TEXT("SEP=;\r\na;b\r\n"), "2:a|b");
	expect(TEXT("\"sep=;\"\na;b\n"), "2:a|b");
	expect(TEXT("sep =;;;;\na;b\n"), "2:a|b");
	expect(TEXT("sep=\t\na,\tb\n"), "2:a,|b");
	expect(TEXT("sep=\\t\na,\tb\n"), "2:a,|b");
	expect(TEXT("sep=a,b\n1,2\n"), "1:sep=a|b 2:1|2");
	/* The rows decide, and not the header alone. */
	expect(TEXT("Name, short;Site\nA;a.com\nB;b.com\n"),
	    "1:Name, short|Site 2:A|a.com 3:B|b.com");
	expect(
	    TEXT("Name;Sum\nA, B, C, D;5,5\n"), "1:Name|Sum 2:A, B, C, D|5,5");
	expect(TEXT("Name;Sum, EUR\nA;5,5\nB;6,5\n"),
	    "1:Name|Sum, EUR 2:A|5,5 3:B|6,5");
	expect(
	    TEXT("Name,Tags\nA,x;y\nB,x;y\n"), "1:Name|Tags 2:A|x;y 3:B|x;y");
	expect_with(TEXT("a|b,c\n1|2\n"), "1:a|b,c 2:1|2", &told);
}

static void
encodings(void **state)
{
	struct psi_csv_reader_options windows = { PSI_ENCODING_WINDOWS1252, 0 };
	struct psi_csv_reader_options le = { PSI_ENCODING_UTF16LE, 0 };

	(void)state;
	expect(TEXT("\xef\xbb\xbf"
		    "a,b\nM\xc3\xbcller,2\n"),
	    "1:a|b 2:M\xc3\xbcller|2");
	expect(TEXT("\xff\xfe"
		    "a\0,\0b\0\n\0\xfc\0,\0\xac\x20\n\0"),
	    "1:a|b 2:\xc3\xbc|\xe2\x82\xac");
	expect(TEXT("\xfe\xff"
		    "\0a\0,\0b\0\n\0\xfc\0,\x20\xac\0\n"),
	    "1:a|b 2:\xc3\xbc|\xe2\x82\xac");
	/* A character of two units: U+1F600. */
	expect(TEXT("\xff\xfe"
		    "a\0\n\0\x3d\xd8\x00\xde\n\0"),
	    "1:a 2:\xf0\x9f\x98\x80");
	expect_with(TEXT("a\0\n\0b\0"), "1:a 2:b", &le);
	expect_with(TEXT("a,b\nM\xfcller,\x80\x9f\n"),
	    "1:a|b 2:M\xc3\xbcller|\xe2\x82\xac\xc5\xb8", &windows);
}

static void
bad_bytes(void **state)
{
	(void)state;
	/* UTF-8 that is damaged is not another encoding, nor is what fits
	 * several, or none. */
	expect_refused(
	    TEXT("a,b\n\xc3\xbc,2\nM\xfcller,2\n"), 3, "not valid utf-8");
	expect_refused(TEXT("a,b\n1,2\nHerm\xe8s,2\n"), 3, "not valid utf-8");
	expect_refused(TEXT("a,b\n1,\0002\n"), 2, "NUL");
	expect_refused(TEXT("a\0,\0b\0\n\0"), 1, "NUL");
	/* Overlong, surrogate, above U+10FFFF, cut off. */
	expect_refused(TEXT("a\n\xc0\xaf\n"), 2, "not valid");
	expect_refused(TEXT("a\n\xed\xa0\x80\n"), 2, "not valid");
	expect_refused(TEXT("a\n\xf4\x90\x80\x80\n"), 2, "not valid");
	expect_refused(TEXT("a\n\xe2\x82"), 2, "not valid");
	/* UTF-16: a lone surrogate of each kind, and half a unit. */
	expect_refused(TEXT("\xff\xfe"
			    "a\0\n\0\x3d\xd8x\0\n\0"),
	    2, "not valid utf-16le");
	expect_refused(TEXT("\xff\xfe"
			    "a\0\n\0\x00\xde\n\0"),
	    2, "not valid utf-16le");
	expect_refused(TEXT("\xff\xfe"
			    "a\0\n\0b"),
	    2, "not valid utf-16le");
	expect_refused(TEXT("PK\003\004xxxx"), 1, "not CSV");
}

/* What no mark tells, and the bytes do. */
static void
guessed(void **state)
{
	(void)state;
	/* Windows-1252, by itself and beside what Czech has not. */
	expect(TEXT("a,b\n1,2\nM\xfcller Stra\xdf"
		    "e,2\n"),
	    "1:a|b 2:1|2 3:M\xc3\xbcller Stra\xc3\x9f"
	    "e|2");
	expect(TEXT("a\nHerm\xe8s \xe0 Paris\n"),
	    "1:a 2:Herm\xc3\xa8s \xc3\xa0 Paris");
	/* Windows-1250: Lodz. */
	expect(TEXT("a\n\xa3\xf3"
		    "dzka\n"),
	    "1:a 2:\xc5\x81\xc3\xb3"
	    "dzka");
	/* Windows-1251, KOI8-R, Shift_JIS. */
	expect(TEXT("a\n\xd0\xee\xec\xe0\xf8\xea\xe0\n"),
	    "1:a 2:\xd0\xa0\xd0\xbe\xd0\xbc\xd0\xb0\xd1\x88\xd0\xba\xd0\xb0");
	expect(TEXT("a\n\xf2\xcf\xcd\xc1\xdb\xcb\xc1\n"),
	    "1:a 2:\xd0\xa0\xd0\xbe\xd0\xbc\xd0\xb0\xd1\x88\xd0\xba\xd0\xb0");
	expect(TEXT("a\n\x83\x41\x83\x4e\x83\x81\x8a\x94\x8e\xae\x89\xef"
		    "\x8e\xd0\n"),
	    "1:a 2:\xe3\x82\xa2\xe3\x82\xaf\xe3\x83\xa1\xe6\xa0\xaa"
	    "\xe5\xbc\x8f\xe4\xbc\x9a\xe7\xa4\xbe");
}

static void
bad_quotes(void **state)
{
	(void)state;
	expect_refused(TEXT("a,b\n1,2\n\"x\"y,2\n"), 3, "quotation mark");
	expect_refused(TEXT("a,b\nx\"y,2\n"), 2, "quotation mark");
	/* The row is named where the quote was opened. */
	expect_refused(TEXT("a,b\n1,\"2\n3,4\n5,6\n"), 2, "never closed");
}

/* One cell of `len` bytes, quoted or not, in the second row. */
static int
read_long(size_t len, bool quotes, struct psi_error *err)
{
	struct psi_buf in = PSI_BUF_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	uint8_t *p;
	int rc;

	assert_int_equal(psi_buf_append_text(&in, "a\n", NULL), 0);
	assert_int_equal(psi_buf_reserve(&in, len + 4, NULL), 0);
	p = in.data + in.len;
	memset(p, 'x', len);
	if (quotes) {
		p[0] = '"';
		p[1] = '\n';
		p[len - 1] = '"';
	}
	in.len += len;
	rc = dump(&out, in.data, in.len, 0, NULL, err);
	if (rc == 0)
		assert_int_equal(
		    out.len, strlen("1:a 2:") + len - (quotes ? 2 : 0));
	psi_buf_clear(&in);
	psi_buf_clear(&out);
	return rc;
}

static void
long_cells(void **state)
{
	const size_t ten = (size_t)10 << 20;
	struct psi_error err = { 0 };

	(void)state;
	assert_int_equal(read_long(ten, false, &err), 0);
	assert_int_equal(read_long(ten, true, &err), 0);
	assert_int_equal(
	    read_long(PSI_CSV_RECORD_BYTES_MAX + 100, true, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 2);
	assert_int_equal(
	    read_long(PSI_CSV_RECORD_BYTES_MAX + 100000, false, &err),
	    PSI_E_INPUT);
	assert_int_equal(err.line, 2);
}

/* Blank lines that are too long to be looked at whole are blank all the same,
 * wherever the source cuts, and at the end of the input, too. */
static void
long_blank_lines(void **state)
{
	static char text[100000];
	const size_t len = sizeof text;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		memset(text, i == 0 ? ' ' : '\t', len);
		memcpy(text, "a,b\n", 4);
		expect(text, len, "1:a|b");
		memcpy(text + len - 5, "\nc,d\n", 5);
		expect(text, len, "1:a|b !3:c|d");
		memcpy(text + len - 7, "\n\n\r\nc,d", 7);
		expect(text, len, "1:a|b !5:c|d");
		memcpy(text + len - 7, "   \"\n\"\n", 7);
		expect(text, len, "1:a|b 2:~");
	}
}

static void
many_columns(void **state)
{
	struct psi_buf in = PSI_BUF_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_error err = { 0 };

	(void)state;
	for (int i = 0; i + 1 < PSI_CSV_COLUMNS_MAX; i++)
		assert_int_equal(psi_buf_append_text(&in, ",", NULL), 0);
	assert_int_equal(dump(&out, in.data, in.len, 0, NULL, &err), 0);
	assert_int_equal(psi_buf_append_text(&in, ",\n", NULL), 0);
	assert_int_equal(
	    dump(&out, in.data, in.len, 0, NULL, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 1);
	/* Also where libcsv splits the line. */
	assert_int_equal(psi_buf_append_text(&in, "\"\"", NULL), 0);
	in.data[in.len - 3] = ',';
	assert_int_equal(
	    dump(&out, in.data, in.len, 0, NULL, &err), PSI_E_INPUT);
	psi_buf_clear(&in);
	psi_buf_clear(&out);
}

/* A line without quotes is split here, one with quotes by libcsv: both give
 * the same cells. */
static void
two_ways_agree(void **state)
{
	static const char *const lines[] = { "1,2", " 1 ,\t2\t", ",", "x y,",
		" , ", "1,  2  3 " };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char in[64];
		struct psi_buf fast = PSI_BUF_INIT;
		struct psi_buf slow = PSI_BUF_INIT;
		struct psi_error err;
		int n;

		n = snprintf(in, sizeof in, "a,b,c\n%s,q\n", lines[i]);
		assert_int_equal(dump(&fast, in, (size_t)n, 0, NULL, &err), 0);
		n = snprintf(in, sizeof in, "a,b,c\n%s,\"q\"\n", lines[i]);
		assert_int_equal(dump(&slow, in, (size_t)n, 0, NULL, &err), 0);
		assert_int_equal(fast.len, slow.len);
		assert_memory_equal(fast.data, slow.data, fast.len);
		psi_buf_clear(&fast);
		psi_buf_clear(&slow);
	}
}

/* Cells of every length, so that each delimiter stands in every place of what
 * is looked at in one go; with bytes that differ from it by one or a bit. */
static void
cells_of_every_length(void **state)
{
	static const char fill[] = "-+l\xc2\xac*x.";

	(void)state;
	for (size_t first = 0; first < 40; first++)
		for (size_t second = 0; second < 20; second++) {
			char in[128];
			struct psi_buf fast = PSI_BUF_INIT;
			struct psi_buf slow = PSI_BUF_INIT;
			struct psi_error err;
			size_t n = 0;

			for (size_t i = 0; i < first; i++)
				in[n++] = fill[i % 3];
			in[n++] = ',';
			memcpy(in + n, "\xc2\xac", 2);
			n += 2;
			for (size_t i = 0; i < second; i++)
				in[n++] = fill[5 + i % 3];
			memcpy(in + n, ",q\n", 3);
			assert_int_equal(
			    dump(&fast, in, n + 3, 0, NULL, &err), 0);
			memcpy(in + n, ",\"q\"\n", 5);
			assert_int_equal(
			    dump(&slow, in, n + 5, 0, NULL, &err), 0);
			assert_int_equal(fast.len, slow.len);
			assert_memory_equal(fast.data, slow.data, fast.len);
			psi_buf_clear(&fast);
			psi_buf_clear(&slow);
		}
}

static void
names_of_encodings(void **state)
{
	enum psi_encoding encoding = PSI_ENCODING_AUTO;

	(void)state;
	assert_true(psi_encoding_from_name(&encoding, "Windows-1252"));
	assert_int_equal(encoding, PSI_ENCODING_WINDOWS1252);
	assert_string_equal(psi_encoding_name(encoding), "windows-1252");
	assert_true(psi_encoding_from_name(&encoding, "UTF8"));
	assert_int_equal(encoding, PSI_ENCODING_UTF8);
	assert_true(psi_encoding_from_name(&encoding, "GBK"));
	assert_string_equal(psi_encoding_name(encoding), "gb18030");
	assert_false(psi_encoding_from_name(&encoding, "ebcdic"));
	/* Its byte order mark tells which. */
	assert_true(psi_encoding_from_name(&encoding, "UTF-16"));
	assert_int_equal(encoding, PSI_ENCODING_AUTO);
	assert_true(psi_encoding_from_name(&encoding, "ISO-8859-7"));
	assert_int_equal(encoding, PSI_ENCODING_ISO8859_7);
	assert_false(psi_encoding_from_name(&encoding, "utf-7"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(quoted),
		cmocka_unit_test(blank_lines),
		cmocka_unit_test(delimiters),
		cmocka_unit_test(encodings),
		cmocka_unit_test(bad_bytes),
		cmocka_unit_test(guessed),
		cmocka_unit_test(bad_quotes),
		cmocka_unit_test(long_cells),
		cmocka_unit_test(long_blank_lines),
		cmocka_unit_test(many_columns),
		cmocka_unit_test(two_ways_agree),
		cmocka_unit_test(cells_of_every_length),
		cmocka_unit_test(names_of_encodings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
