/* Cells of pairs.csv as values: amounts, dates, bands, and what is none. */
#include "support/cm.h"

#include <string.h>

#include "base/buf.h"
#include "psi/date.h"
#include "mapping/value.h"
#include "mapping/visible.h"

struct expected {
	const char *text;
	int64_t low;
	int64_t high;
	const char *currency;
};

static struct psi_value
read_value(enum psi_value_kind kind, const char *text)
{
	struct psi_value value;

	psi_value_read(&value, kind, text, strlen(text));
	return value;
}

static void
check_all(enum psi_value_kind kind, const struct expected *all, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		struct psi_value value = read_value(kind, all[i].text);

		if (!value.known || value.low != all[i].low ||
		    value.high != all[i].high ||
		    strcmp(value.currency, all[i].currency) != 0)
			fail_msg("%s: %d %lld..%lld '%s'", all[i].text,
			    value.known, (long long)value.low,
			    (long long)value.high, value.currency);
	}
}

static void
amounts_and_their_bands(void **state)
{
	static const struct expected all[] = {
		{ "0", 0, 0, "" },
		{ "1200", 120000, 120000, "" },
		{ "1,200", 120000, 120000, "" },
		{ "1.200", 120000, 120000, "" },
		{ "1200.5", 120050, 120050, "" },
		{ "1.234.567,89 EUR", 123456789, 123456789, "EUR" },
		{ "$1,234,567.89", 123456789, 123456789, "USD" },
		{ "EUR 50k", 5000000, 5000000, "EUR" },
		{ "\xe2\x82\xac 1 250 000", 125000000, 125000000, "EUR" },
		{ "1'250'000.00 CHF", 125000000, 125000000, "CHF" },
		{ "1.5M", 150000000, 150000000, "" },
		{ "2 bn USD", 200000000000, 200000000000, "USD" },
		{ "500 MXN", 50000, 50000, "MXN" },
		{ "<10k", 0, 999999, "" },
		{ "<10k EUR", 0, 999999, "EUR" },
		{ "EUR <10k", 0, 999999, "EUR" },
		{ "10-50k USD", 1000000, 4999999, "USD" },
		{ "50\xe2\x80\x93"
		  "250k",
		    5000000, 24999999, "" },
		{ "250k-1M EUR", 25000000, 99999999, "EUR" },
		{ ">1M GBP", 100000000, PSI_VALUE_TOP, "GBP" },
		{ "1M+", 100000000, PSI_VALUE_TOP, "" },
		/* As what is shared of them. */
		{ "135\xc2\xa0"
		  "500,00\xc2\xa0\xe2\x82\xac",
		    13550000, 13550000, "EUR" },
		{ "TEUR 135", 13500000, 13500000, "EUR" },
		{ "135 k\xe2\x82\xac", 13500000, 13500000, "EUR" },
		{ "EUR 135.500,-", 13550000, 13550000, "EUR" },
		{ "1,5 Mio. EUR", 150000000, 150000000, "EUR" },
		{ "1,23,456", 12345600, 12345600, "" },
		{ "1250.750", 125075, 125075, "" },
		{ "1250.755 EUR", 125075, 125075, "EUR" },
	};

	(void)state;
	check_all(PSI_VALUE_AMOUNT, all, sizeof all / sizeof all[0]);
}

static void
people_and_nps(void **state)
{
	static const struct expected people[] = {
		{ "49", 4900, 4900, "" },
		{ "1-49", 100, 4900, "" },
		{ "250-999", 25000, 99900, "" },
		{ "1k-4,999", 100000, 499900, "" },
		{ "5k+", 500000, PSI_VALUE_TOP, "" },
		{ ">999", 100000, PSI_VALUE_TOP, "" },
		{ "<50", 0, 4900, "" },
	};
	static const struct expected nps[] = {
		{ "Promoter", 900, 1000, "" },
		{ "passive", 700, 899, "" },
		{ "detractor", 0, 699, "" },
		{ "9-10", 900, 1000, "" },
		{ "8", 800, 800, "" },
	};

	(void)state;
	check_all(
	    PSI_VALUE_EMPLOYEES, people, sizeof people / sizeof people[0]);
	check_all(PSI_VALUE_NPS, nps, sizeof nps / sizeof nps[0]);
}

static int64_t
day(const char *text)
{
	int32_t out;

	assert_true(psi_date_decode(&out, text, strlen(text)));
	return out;
}

static void
dates_and_quarters(void **state)
{
	const int64_t first = day("2026-10-01");
	const int64_t last = day("2026-12-31");
	const struct expected all[] = {
		{ "2026-11-30", day("2026-11-30"), day("2026-11-30"), "" },
		{ "2026-11-30T10:00:00Z", day("2026-11-30"), day("2026-11-30"),
		    "" },
		{ "30.11.2026", day("2026-11-30"), day("2026-11-30"), "" },
		{ "3.4.2026", day("2026-04-03"), day("2026-04-03"), "" },
		{ "11/30/2026", day("2026-11-30"), day("2026-11-30"), "" },
		{ "30/11/2026", day("2026-11-30"), day("2026-11-30"), "" },
		{ "2026-11", day("2026-11-01"), day("2026-11-30"), "" },
		{ "2026-Q4", first, last, "" },
		{ "Q4 2026", first, last, "" },
		{ "2026Q4", first, last, "" },
		{ "2026-02", day("2026-02-01"), day("2026-02-28"), "" },
	};
	int64_t from;
	int64_t to;

	(void)state;
	check_all(PSI_VALUE_DATE, all, sizeof all / sizeof all[0]);
	psi_value_quarter(&from, &to, first, 1);
	assert_int_equal(from, day("2027-01-01"));
	assert_int_equal(to, day("2027-03-31"));
	psi_value_quarter(&from, &to, last, -1);
	assert_int_equal(from, day("2026-07-01"));
	psi_value_quarter(&from, &to, 0, -9);
	assert_int_equal(from, 0);
}

static void
what_is_no_value(void **state)
{
	static const char *const amounts[] = { "", "-5", "1e5", "0x10", "NaN",
		"inf", "5 apples", "1.2.3", "EUR", "50-10k",
		"99999999999999999999", "1--2", "+5", "10 - -5", "EURO 5",
		"1k5" };
	static const char *const dates[] = { "", "2026", "2026-13-01",
		"2026-02-30", "2026-Q5", "Q0 2026", "04/03/2026", "31/31/2026",
		"1.1.26", "tomorrow", "2026-11-30x", "0000-01-01" };

	(void)state;
	for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
		if (read_value(PSI_VALUE_AMOUNT, amounts[i]).known)
			fail_msg("%s is an amount", amounts[i]);
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
		if (read_value(PSI_VALUE_DATE, dates[i]).known)
			fail_msg("%s is a date", dates[i]);
	assert_false(read_value(PSI_VALUE_NPS, "11").known);
	assert_false(read_value(PSI_VALUE_POPULATION, "any").known);
	assert_false(read_value(PSI_VALUE_FLAG, "maybe").known);
}

/* What a side makes of its exact value is what the other reads in the band
 * that it is told. */
static void
a_band_reads_as_the_widened_value(void **state)
{
	static const struct {
		enum psi_value_kind kind;
		const char *exact;
		const char *band;
	} all[] = {
		{ PSI_VALUE_AMOUNT, "9999.99 EUR", "EUR <10k" },
		{ PSI_VALUE_AMOUNT, "10000 EUR", "EUR 10k-50k" },
		{ PSI_VALUE_AMOUNT, "49999", "10k-50k" },
		{ PSI_VALUE_AMOUNT, "999,999 USD", "USD 250k-1M" },
		{ PSI_VALUE_AMOUNT, "1000000 USD", "USD 1M+" },
		{ PSI_VALUE_EMPLOYEES, "250", "250-999" },
		{ PSI_VALUE_EMPLOYEES, "4999", "1000-4999" },
		{ PSI_VALUE_EMPLOYEES, "70000", "5000+" },
		{ PSI_VALUE_REVENUE, "12M", "10M-50M" },
		{ PSI_VALUE_REVENUE, "2B EUR", "EUR 1B+" },
		{ PSI_VALUE_NPS, "6", "detractor" },
		{ PSI_VALUE_NPS, "7", "passive" },
		{ PSI_VALUE_NPS, "10", "promoter" },
		{ PSI_VALUE_DATE, "2026-12-31", "2026-Q4" },
		{ PSI_VALUE_DATE, "2027-01-01", "2027-Q1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct psi_value mine = read_value(all[i].kind, all[i].exact);
		struct psi_value told = read_value(all[i].kind, all[i].band);
		struct psi_buf name = PSI_BUF_INIT;

		psi_value_widen(&mine, all[i].kind);
		assert_true(mine.known && told.known);
		assert_int_equal(mine.low, told.low);
		assert_int_equal(mine.high, told.high);
		psi_value_widen(&told, all[i].kind);
		assert_int_equal(mine.low, told.low);
		assert_int_equal(mine.high, told.high);
		assert_int_equal(
		    psi_value_write_band(&name, &mine, all[i].kind, NULL), 0);
		assert_int_equal(name.len, strlen(all[i].band));
		assert_memory_equal(name.data, all[i].band, name.len);
		psi_buf_clear(&name);
	}
}

static struct psi_cell
cell(const char *text)
{
	return (struct psi_cell){ text, strlen(text) };
}

static void
words_and_sets(void **state)
{
	struct psi_cell element;

	(void)state;
	assert_true(psi_value_same_words(
	    cell("FOOD_AND_BEVERAGE"), cell("Food & Beverage")));
	assert_true(psi_value_same_words(cell("at-risk"), cell(" At Risk ")));
	assert_false(psi_value_same_words(cell("atrisk"), cell("at risk")));
	assert_false(psi_value_same_words(cell("retail"), cell("retailer")));
	assert_true(psi_value_element(&element, cell(" CRM ;; ERP;"), 1));
	assert_memory_equal(element.text, "ERP", 3);
	assert_false(psi_value_element(&element, cell(" CRM ;; ERP;"), 2));
	assert_false(psi_value_element(&element, cell(""), 0));
}

static void
check_visible(const char *text, size_t len, const char *want)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf again = PSI_BUF_INIT;

	assert_int_equal(psi_visible_append(&out, text, len, NULL), 0);
	if (out.len != strlen(want) || memcmp(out.data, want, out.len) != 0)
		fail_msg("%.*s instead of %s", (int)out.len,
		    (const char *)out.data, want);
	/* What is safe already stays as it is. */
	assert_int_equal(
	    psi_visible_append(&again, (const char *)out.data, out.len, NULL),
	    0);
	assert_int_equal(again.len, out.len);
	assert_memory_equal(again.data, out.data, out.len);
	psi_buf_clear(&out);
	psi_buf_clear(&again);
}

static void
hostile_text_is_shown(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} all[] = {
		{ "Acme, Inc.", "Acme, Inc." },
		{ "M\xc3\xbcller", "M\xc3\xbcller" },
		{ "=1+1", "'=1+1" },
		{ "-2+3", "'-2+3" },
		{ "+49 (89) 123", "+49 (89) 123" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ " =1", " '=1" },
		{ "CRM; =cmd|x", "CRM; '=cmd|x" },
		{ "a\t=1", "a\\u{09}=1" },
		{ "a\n=1", "a\\u{0A}=1" },
		{ "\xef\xbc\x9d"
		  "1",
		    "'\xef\xbc\x9d"
		    "1" },
		{ "abc\xe2\x80\xae"
		  "fdp",
		    "abc\\u{202E}fdp" },
		{ "a\xe2\x80\x8b"
		  "b",
		    "a\\u{200B}b" },
		{ "\x1b[31m", "\\u{1B}[31m" },
		{ "\xf3\xa0\x80\x81", "\\u{E0001}" },
		{ "\xff", "\\u{FFFD}" },
		{ "\xc0\xaf", "\\u{FFFD}\\u{FFFD}" },
		{ "\xed\xa0\x80", "\\u{FFFD}\\u{FFFD}\\u{FFFD}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		check_visible(all[i].text, strlen(all[i].text), all[i].want);
	check_visible("a\0b", 3, "a\\u{00}b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_and_their_bands),
		cmocka_unit_test(people_and_nps),
		cmocka_unit_test(dates_and_quarters),
		cmocka_unit_test(what_is_no_value),
		cmocka_unit_test(a_band_reads_as_the_widened_value),
		cmocka_unit_test(words_and_sets),
		cmocka_unit_test(hostile_text_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
