/*
 * Fields: names and forms; what exports write becomes the one spelling of
 * shared files, and that spelling and nothing else is taken from a partner.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terms/field.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
test_names(void **state)
{
	enum psi_field field;

	(void)state;
	for (int i = 0; i < PSI_NUM_FIELDS; i++) {
		const char *name = psi_field_name((enum psi_field)i);

		assert_true(psi_field_from_name(&field, name, strlen(name)));
		assert_int_equal(field, i);
		assert_false(psi_field_from_name(&field, name, 1));
	}
	assert_string_equal(psi_field_name(PSI_FIELD_OPT_OUT), "opt_out");
	assert_int_equal(PSI_FIELD_OPT_OUT, 24);
}

static bool
parse(struct psi_field_set *set, const char *text)
{
	return psi_field_set_parse(set, text, strlen(text));
}

static void
test_sets(void **state)
{
	static const char *const bad[] = { "", "+", "name+", "+name",
		"name+name", "amount+amount:band", "name:band",
		"amount:", "amount:quarter", "close_date:band", "owner:Alias",
		"id", "parent", "population", "name domain", "Name" };
	struct psi_field_set set;

	(void)state;
	assert_true(parse(&set, "opt_out+name+amount:band+close_date:quarter"));
	assert_true(psi_field_set_has(&set, PSI_FIELD_NAME));
	assert_true(psi_field_set_has(&set, PSI_FIELD_OPT_OUT));
	assert_false(psi_field_set_has(&set, PSI_FIELD_DOMAIN));
	assert_int_equal(
	    psi_field_set_form(&set, PSI_FIELD_NAME), PSI_FORM_EXACT);
	assert_int_equal(
	    psi_field_set_form(&set, PSI_FIELD_AMOUNT), PSI_FORM_BAND);
	assert_int_equal(
	    psi_field_set_form(&set, PSI_FIELD_CLOSE_DATE), PSI_FORM_QUARTER);
	assert_true(parse(&set, "owner:alias+amount"));
	assert_int_equal(
	    psi_field_set_form(&set, PSI_FIELD_OWNER), PSI_FORM_ALIAS);
	assert_int_equal(
	    psi_field_set_form(&set, PSI_FIELD_AMOUNT), PSI_FORM_EXACT);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(parse(&set, bad[i]));
}

#define MARKS_4 "\xcc\x81\xe2\x83\x9d\xd6\xb0\xcc\x81"
#define E PSI_FORM_EXACT
#define B PSI_FORM_BAND
#define Q PSI_FORM_QUARTER

/* What an export says, and what is shared of it; NULL for nothing. */
static const struct {
	enum psi_field field;
	enum psi_field_form form;
	const char *cell;
	const char *value;
} values[] = {
	{ PSI_FIELD_NAME, E, " Acme\tInc.\r\n", "Acme Inc." },
	{ PSI_FIELD_NAME, E, "M\xc3\xbcller", "M\xc3\xbcller" },
	{ PSI_FIELD_NAME, E,
	    "A\xe2\x80\xae"
	    "b\xe2\x80\x8b"
	    "c\x01",
	    "Abc" },
	{ PSI_FIELD_NAME, E, "\xef\xbb\xbf \n", NULL },
	/* Marks: none in front, four on a letter. */
	{ PSI_FIELD_NAME, E, "\xcc\x81 \xcc\x81Zoe\xcc\x81", "Zoe\xcc\x81" },
	{ PSI_FIELD_NAME, E, "e" MARKS_4 MARKS_4 "o" MARKS_4,
	    "e" MARKS_4 "o" MARKS_4 },
	{ PSI_FIELD_NAME, E, MARKS_4, NULL },
	{ PSI_FIELD_NAME, E, "", NULL },
	{ PSI_FIELD_NAME, E, "a\xff", NULL },
	{ PSI_FIELD_COUNTRY, E, "DE", "DE" },
	{ PSI_FIELD_COUNTRY, E, "Germany", NULL },
	{ PSI_FIELD_COUNTRY, E, "de", NULL },
	{ PSI_FIELD_DOMAIN, E, "acme.example", "acme.example" },
	{ PSI_FIELD_DOMAIN, E, "https://acme.example", NULL },
	{ PSI_FIELD_DOMAIN, E, "Acme.example", NULL },
	{ PSI_FIELD_DOMAIN, E, "acme", NULL },
	{ PSI_FIELD_DOMAIN, E, "acme.", NULL },
	{ PSI_FIELD_DOMAIN, E, "-a.b", NULL },
	{ PSI_FIELD_OWNER_EMAIL, E, "jane@acme.example", "jane@acme.example" },
	{ PSI_FIELD_OWNER_EMAIL, E, "jane", NULL },
	{ PSI_FIELD_OWNER_EMAIL, E, "a@b@c", NULL },
	{ PSI_FIELD_OWNER_EMAIL, E, "a@b;c@d", NULL },
	{ PSI_FIELD_TEAM, E, "AE:Jane Doe;SE:John", "AE:Jane Doe;SE:John" },
	{ PSI_FIELD_TEAM, E, "Jane Doe", NULL },
	{ PSI_FIELD_TEAM, E, "AE:;SE:John", NULL },
	{ PSI_FIELD_TEAM, E, ":Jane", NULL },
	{ PSI_FIELD_OPEN_DEALS, E, "3.0", "3" },
	{ PSI_FIELD_OPEN_DEALS, E, "0", "0" },
	{ PSI_FIELD_OPEN_DEALS, E, "some", NULL },
	{ PSI_FIELD_AMOUNT, E, "12500", "EUR 12500" },
	{ PSI_FIELD_AMOUNT, E, "12,500.50", "EUR 12500.50" },
	{ PSI_FIELD_AMOUNT, E, "12.500,5", "EUR 12500.50" },
	{ PSI_FIELD_AMOUNT, E, "12,500", "EUR 12500" },
	{ PSI_FIELD_AMOUNT, E, "12.500", "EUR 12500" },
	{ PSI_FIELD_AMOUNT, E, "0.500", "EUR 0.50" },
	{ PSI_FIELD_AMOUNT, E, "1250.750", "EUR 1250.75" },
	{ PSI_FIELD_AMOUNT, E, "1250,500", "EUR 1250.50" },
	{ PSI_FIELD_AMOUNT, E, "250.750", "EUR 250750" },
	{ PSI_FIELD_AMOUNT, E, "1 250.750", "EUR 1250.75" },
	/* The sign of another currency than the one that was told. */
	{ PSI_FIELD_AMOUNT, E, "100 \xc2\xa5", NULL },
	{ PSI_FIELD_AMOUNT, E, "1 234 567", "EUR 1234567" },
	{ PSI_FIELD_AMOUNT, E,
	    "1\xc2\xa0"
	    "234,00 \xe2\x82\xac",
	    "EUR 1234" },
	/* No-break, narrow, thin and figure blanks, also before the currency. */
	{ PSI_FIELD_AMOUNT, E,
	    "135\xc2\xa0"
	    "500,00\xc2\xa0\xe2\x82\xac",
	    "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E,
	    "135\xe2\x80\xaf"
	    "500\xe2\x80\xaf\xe2\x82\xac\xc2\xa0",
	    "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E,
	    "EUR\xc2\xa0"
	    "1\xe2\x80\x89"
	    "000\xe2\x80\x87k",
	    "EUR 1000000" },
	{ PSI_FIELD_AMOUNT, E, "135 k\xe2\x82\xac", "EUR 135000" },
	{ PSI_FIELD_AMOUNT, E, "1,5 M\xe2\x82\xac", "EUR 1500000" },
	{ PSI_FIELD_AMOUNT, E, "1,5 Mio.\xe2\x82\xac", "EUR 1500000" },
	{ PSI_FIELD_AMOUNT, E, "135 kUSD", "USD 135000" },
	{ PSI_FIELD_AMOUNT, E, "TEUR 135", "EUR 135000" },
	{ PSI_FIELD_AMOUNT, E, "135,5 T\xe2\x82\xac", "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E, "135 Tsd. EUR", "EUR 135000" },
	{ PSI_FIELD_AMOUNT, E, "MSEK 12", "SEK 12000000" },
	/* Whole codes that begin with such a letter, and what says it twice. */
	{ PSI_FIELD_AMOUNT, E, "MXN 500", "MXN 500" },
	{ PSI_FIELD_AMOUNT, E, "500 KES", "KES 500" },
	{ PSI_FIELD_AMOUNT, E, "500 TRY", "TRY 500" },
	{ PSI_FIELD_AMOUNT, E, "TEUR 135k", NULL },
	{ PSI_FIELD_AMOUNT, E, "USD 5 T", NULL },
	{ PSI_FIELD_AMOUNT, E, "5 T$", NULL },
	{ PSI_FIELD_AMOUNT, E, "k 5", NULL },
	{ PSI_FIELD_AMOUNT, E, "EUR 135.500,-", "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E, "135.500,-- \xe2\x82\xac", "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E, "135.500,\xe2\x80\x93", "EUR 135500" },
	{ PSI_FIELD_AMOUNT, E, "135.500,-5", NULL },
	/* Groups of digits are those of thousands, or of lakhs. */
	{ PSI_FIELD_AMOUNT, E, "1.2.3", NULL },
	{ PSI_FIELD_AMOUNT, E, "31.12.2026", NULL },
	{ PSI_FIELD_AMOUNT, E, "1.5 000", NULL },
	{ PSI_FIELD_AMOUNT, E, "12 34", NULL },
	{ PSI_FIELD_AMOUNT, E, "1,234,56.78", NULL },
	{ PSI_FIELD_AMOUNT, E, "12,34,567.89", "EUR 1234567.89" },
	{ PSI_FIELD_AMOUNT, E, "12,34,567", "EUR 1234567" },
	{ PSI_FIELD_AMOUNT, E, "12.34.567.890", NULL },
	{ PSI_FIELD_AMOUNT, E, "1.234.567,89", "EUR 1234567.89" },
	{ PSI_FIELD_EMPLOYEES, E, "5 10", NULL },
	{ PSI_FIELD_AMOUNT, E, "USD 1.5M", "USD 1500000" },
	/* Nothing behind the point is lost before it is multiplied. */
	{ PSI_FIELD_AMOUNT, E, "USD 0.125 M", "USD 125000" },
	{ PSI_FIELD_AMOUNT, E, "1.2345678M", "EUR 1234567.80" },
	{ PSI_FIELD_AMOUNT, E, "0.00129 k", "EUR 1.29" },
	{ PSI_FIELD_REVENUE, B, "0.005 bn", "EUR 1M-10M" },
	{ PSI_FIELD_EMPLOYEES, E, "1.2345k", NULL },
	{ PSI_FIELD_EMPLOYEES, E, "0.125k", "125" },
	{ PSI_FIELD_AMOUNT, E,
	    "\xc2\xa3"
	    "20k",
	    "GBP 20000" },
	{ PSI_FIELD_AMOUNT, E, "$20.00", NULL },
	/* A currency on both sides is one and the same. */
	{ PSI_FIELD_AMOUNT, E, "USD 5 EUR", NULL },
	{ PSI_FIELD_AMOUNT, E, "$ 5 EUR", NULL },
	{ PSI_FIELD_AMOUNT, E, "\xe2\x82\xac 5 EUR", "EUR 5" },
	{ PSI_FIELD_AMOUNT, E, "CHF 5 CHF", "CHF 5" },
	/* Dollars of Brunei and the Bahamas, and not a thousand million of some. */
	{ PSI_FIELD_AMOUNT, E, "B$ 5000", NULL },
	{ PSI_FIELD_AMOUNT, E, "M$ 5", NULL },
	{ PSI_FIELD_AMOUNT, E, "CHF 1'000.--", "CHF 1000" },
	{ PSI_FIELD_AMOUNT, E, "-5", NULL },
	{ PSI_FIELD_AMOUNT, E, "1e5", NULL },
	{ PSI_FIELD_AMOUNT, E, "0x10", NULL },
	{ PSI_FIELD_AMOUNT, E, "about 5", NULL },
	{ PSI_FIELD_AMOUNT, E, "99999999999999999999", NULL },
	{ PSI_FIELD_AMOUNT, B, "9999.99", "EUR <10k" },
	{ PSI_FIELD_AMOUNT, B, "10000", "EUR 10k-50k" },
	{ PSI_FIELD_AMOUNT, B, "USD 49,999", "USD 10k-50k" },
	{ PSI_FIELD_AMOUNT, B, "250000", "EUR 250k-1M" },
	{ PSI_FIELD_AMOUNT, B, "1000000", "EUR 1M+" },
	{ PSI_FIELD_REVENUE, B, "1000000", "EUR 1M-10M" },
	{ PSI_FIELD_REVENUE, B, "3 bn", "EUR 1B+" },
	{ PSI_FIELD_COMMITTED_SPEND, B, "60k", "EUR 50k-250k" },
	{ PSI_FIELD_EMPLOYEES, E, "1,234", "1234" },
	{ PSI_FIELD_EMPLOYEES, E, "51-200", NULL },
	{ PSI_FIELD_EMPLOYEES, B, "0", "<50" },
	{ PSI_FIELD_EMPLOYEES, B, "49", "<50" },
	{ PSI_FIELD_EMPLOYEES, B, "50", "50-249" },
	{ PSI_FIELD_EMPLOYEES, B, "51-200", "50-249" },
	{ PSI_FIELD_EMPLOYEES, B, "5,001 - 10,000", "5000+" },
	{ PSI_FIELD_EMPLOYEES, B, "10001+", "5000+" },
	{ PSI_FIELD_EMPLOYEES, B, "<50", "<50" },
	{ PSI_FIELD_EMPLOYEES, B, "many", NULL },
	{ PSI_FIELD_NPS, E, "9", "9" },
	{ PSI_FIELD_NPS, E, "8.75", "8.7" },
	{ PSI_FIELD_NPS, E, "8,0", "8" },
	{ PSI_FIELD_NPS, E, "11", NULL },
	{ PSI_FIELD_NPS, E, "10.1", NULL },
	{ PSI_FIELD_NPS, E, "promoter", NULL },
	{ PSI_FIELD_NPS, B, "Promoters", "promoter" },
	{ PSI_FIELD_NPS, B, "6.9", "detractor" },
	{ PSI_FIELD_NPS, B, "7", "passive" },
	{ PSI_FIELD_NPS, B, "10", "promoter" },
	{ PSI_FIELD_CLOSE_DATE, E, "2026-12-31", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "2026-12-31T10:00:00Z", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "31.12.2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "1.2.2026", "2026-02-01" },
	{ PSI_FIELD_CLOSE_DATE, E, "12/31/2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "31/12/2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "5/5/2026", "2026-05-05" },
	{ PSI_FIELD_CLOSE_DATE, E, "1/2/2026", NULL },
	{ PSI_FIELD_CLOSE_DATE, E, "Dec 31, 2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "31-Dec-2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "31. December 2026", "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, E, "2026-02-30", NULL },
	{ PSI_FIELD_CLOSE_DATE, E, "31/31/2026", NULL },
	{ PSI_FIELD_CLOSE_DATE, E, "12/31/26", NULL },
	{ PSI_FIELD_CLOSE_DATE, E, "soon", NULL },
	{ PSI_FIELD_CLOSE_DATE, Q, "2026-12-31", "2026-Q4" },
	{ PSI_FIELD_CLOSE_DATE, Q, "1/2/2026", "2026-Q1" },
	{ PSI_FIELD_CLOSE_DATE, Q, "1/12/2026", NULL },
	{ PSI_FIELD_CLOSE_DATE, Q, "Q3 2026", "2026-Q3" },
	{ PSI_FIELD_CLOSE_DATE, Q, "2026-Q3", "2026-Q3" },
	{ PSI_FIELD_CLOSE_DATE, Q, "Q5 2026", NULL },
	{ PSI_FIELD_REGISTERED, E, "TRUE", "yes" },
	{ PSI_FIELD_OPT_OUT, E, "0", "no" },
	{ PSI_FIELD_OPT_OUT, E, "perhaps", NULL },
	{ PSI_FIELD_PROPENSITY, E, "High", "high" },
	{ PSI_FIELD_PROPENSITY, E, "very high", NULL },
};

static void
test_values(void **state)
{
	char out[PSI_FIELD_VALUE_MAX + 1];
	char again[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		bool ok = psi_field_value(out, values[i].field, values[i].form,
		    values[i].cell, strlen(values[i].cell), "EUR",
		    PSI_DATE_UNKNOWN);

		if (ok != (values[i].value != NULL))
			fail_msg("%s: %s", values[i].cell, ok ? out : "none");
		if (!ok)
			continue;
		assert_string_equal(out, values[i].value);
		/* It is what a partner takes, and is read as itself where it
		 * is not a band of money. */
		if (!psi_field_value_valid(
			values[i].field, values[i].form, out, strlen(out)))
			fail_msg("not valid: %s", out);
		if (values[i].form == PSI_FORM_BAND &&
		    psi_field_kind(values[i].field) == PSI_KIND_MONEY)
			continue;
		assert_true(psi_field_value(again, values[i].field,
		    values[i].form, out, strlen(out), "", PSI_DATE_UNKNOWN));
		assert_string_equal(again, out);
	}
}

static void
test_orders(void **state)
{
	char out[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	assert_int_equal(psi_date_order_of("31/1/2026", 9), PSI_DATE_DAY_FIRST);
	assert_int_equal(
	    psi_date_order_of("1/31/2026", 9), PSI_DATE_MONTH_FIRST);
	assert_int_equal(psi_date_order_of("1/2/2026", 8), PSI_DATE_UNKNOWN);
	assert_int_equal(psi_date_order_of("31.1.2026", 9), PSI_DATE_UNKNOWN);
	assert_int_equal(psi_date_order_of("2026-01-31", 10), PSI_DATE_UNKNOWN);
	assert_int_equal(
	    psi_date_order_with(PSI_DATE_UNKNOWN, PSI_DATE_DAY_FIRST),
	    PSI_DATE_DAY_FIRST);
	assert_int_equal(
	    psi_date_order_with(PSI_DATE_MONTH_FIRST, PSI_DATE_UNKNOWN),
	    PSI_DATE_MONTH_FIRST);
	assert_int_equal(
	    psi_date_order_with(PSI_DATE_MONTH_FIRST, PSI_DATE_DAY_FIRST),
	    PSI_DATE_MIXED);
	assert_int_equal(
	    psi_date_order_with(PSI_DATE_MIXED, PSI_DATE_DAY_FIRST),
	    PSI_DATE_MIXED);
	assert_false(psi_field_value(
	    out, PSI_FIELD_CLOSE_DATE, E, "1/2/2026", 8, "", PSI_DATE_MIXED));
	assert_true(psi_field_value(out, PSI_FIELD_CLOSE_DATE, E, "1/2/2026", 8,
	    "", PSI_DATE_DAY_FIRST));
	assert_string_equal(out, "2026-02-01");
	assert_true(psi_field_value(out, PSI_FIELD_CLOSE_DATE, E, "1/2/2026", 8,
	    "", PSI_DATE_MONTH_FIRST));
	assert_string_equal(out, "2026-01-02");
	assert_true(psi_field_value(out, PSI_FIELD_RENEWAL_DATE, Q, "1/12/2026",
	    9, "", PSI_DATE_MONTH_FIRST));
	assert_string_equal(out, "2026-Q1");
	assert_true(psi_field_value(out, PSI_FIELD_RENEWAL_DATE, Q, "1/12/2026",
	    9, "", PSI_DATE_DAY_FIRST));
	assert_string_equal(out, "2026-Q4");
}

/* What a partner may not send. */
static const struct {
	enum psi_field field;
	enum psi_field_form form;
	const char *value;
} foreign[] = {
	{ PSI_FIELD_NAME, E, "" },
	{ PSI_FIELD_NAME, E, " Acme" },
	{ PSI_FIELD_NAME, E, "Acme " },
	{ PSI_FIELD_NAME, E, "Ac\nme" },
	{ PSI_FIELD_NAME, E, "Ac\xe2\x80\xaeme" },
	{ PSI_FIELD_NAME, E, "Ac\xc2\xadme" },
	{ PSI_FIELD_NAME, E, "Ac\xffme" },
	{ PSI_FIELD_NAME, B, "Acme" },
	{ PSI_FIELD_AMOUNT, E, "12,500" },
	{ PSI_FIELD_AMOUNT, E, "12500.5" },
	{ PSI_FIELD_AMOUNT, E, "12500.00" },
	{ PSI_FIELD_AMOUNT, E, "012" },
	{ PSI_FIELD_AMOUNT, E, "eur 5" },
	{ PSI_FIELD_AMOUNT, E, "EUR " },
	{ PSI_FIELD_AMOUNT, E, "=5" },
	{ PSI_FIELD_AMOUNT, B, "12500" },
	{ PSI_FIELD_AMOUNT, B, "EUR 20k-50k" },
	{ PSI_FIELD_AMOUNT, Q, "2026-Q4" },
	{ PSI_FIELD_EMPLOYEES, E, "12.5" },
	{ PSI_FIELD_EMPLOYEES, B, "EUR <50" },
	{ PSI_FIELD_CLOSE_DATE, E, "31.12.2026" },
	{ PSI_FIELD_CLOSE_DATE, E, "2026-Q4" },
	{ PSI_FIELD_CLOSE_DATE, Q, "2026-12-31" },
	{ PSI_FIELD_CLOSE_DATE, Q, "2026-Q0" },
	{ PSI_FIELD_CLOSE_DATE, Q, "1969-Q1" },
	{ PSI_FIELD_NPS, E, "7.0" },
	{ PSI_FIELD_NPS, E, "11" },
	{ PSI_FIELD_NPS, B, "9" },
	{ PSI_FIELD_OPT_OUT, E, "true" },
	{ PSI_FIELD_PROPENSITY, E, "High" },
	{ PSI_FIELD_COUNTRY, E, "DEU" },
	{ PSI_FIELD_NAME, E, "e" MARKS_4 "\xcc\x81" },
	{ PSI_FIELD_NAME, E, "\xcc\x81Zoe" },
	{ PSI_FIELD_OWNER, PSI_FORM_ALIAS, "Jane Doe" },
	{ PSI_FIELD_OWNER, PSI_FORM_ALIAS, "owner-0123456789a" },
	{ PSI_FIELD_OWNER, PSI_FORM_ALIAS, "owner-0123456789ag" },
	{ PSI_FIELD_OWNER, PSI_FORM_ALIAS, "owner-0123456789ab@a.example" },
	{ PSI_FIELD_OWNER_EMAIL, PSI_FORM_ALIAS, "owner-0123456789ab" },
	{ PSI_FIELD_OWNER_EMAIL, PSI_FORM_ALIAS, "owner-0123456789ab@a" },
};

static void
test_foreign(void **state)
{
	char longest[PSI_FIELD_VALUE_MAX + 2];
	char out[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(foreign); i++)
		if (psi_field_value_valid(foreign[i].field, foreign[i].form,
			foreign[i].value, strlen(foreign[i].value)))
			fail_msg("taken: %s", foreign[i].value);
	memset(longest, 'a', sizeof longest);
	assert_true(psi_field_value_valid(
	    PSI_FIELD_NAME, E, longest, PSI_FIELD_VALUE_MAX));
	assert_false(psi_field_value_valid(
	    PSI_FIELD_NAME, E, longest, PSI_FIELD_VALUE_MAX + 1));
	/* Cut between two characters: 500 bytes are 250 of these. */
	for (size_t i = 0; i + 1 < sizeof longest; i += 2)
		memcpy(longest + i, "\xc3\xbc", 2);
	longest[0] = 'a';
	longest[1] = 'b';
	assert_true(psi_field_value(out, PSI_FIELD_NAME, E, longest,
	    sizeof longest, "", PSI_DATE_UNKNOWN));
	assert_int_equal(strlen(out), PSI_FIELD_VALUE_MAX);
	longest[1] = 'u';
	memmove(longest + 1, longest + 2, sizeof longest - 2);
	assert_true(psi_field_value(out, PSI_FIELD_NAME, E, longest,
	    sizeof longest - 1, "", PSI_DATE_UNKNOWN));
	assert_int_equal(strlen(out), PSI_FIELD_VALUE_MAX - 1);
}

/* Of what is too long an item is sent whole or not at all: half of an address,
 * cut before its sign, would pass for a name. */
static void
test_cut(void **state)
{
	static const char address[] = "ann.ace@acme.example";
	char text[2 * PSI_FIELD_VALUE_MAX];
	char out[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	for (int at = 460; at <= 520; at++) {
		int whole = snprintf(text, sizeof text, "AE:%0*d", at, 0);
		size_t len = (size_t)snprintf(text + whole,
		    sizeof text - (size_t)whole, ";SE:%s", address);

		len += (size_t)whole;
		assert_int_equal(psi_field_value(out, PSI_FIELD_TEAM, E, text,
				     len, "", PSI_DATE_UNKNOWN),
		    whole < PSI_FIELD_VALUE_MAX);
		if (whole >= PSI_FIELD_VALUE_MAX)
			continue;
		if (len > PSI_FIELD_VALUE_MAX)
			text[whole] = '\0';
		assert_string_equal(out, text);
	}
	for (int at = 470; at <= 510; at++) {
		size_t len = (size_t)snprintf(
		    text, sizeof text, "%0*d %s", at, 0, address);

		assert_int_equal(psi_field_value(out, PSI_FIELD_OWNER, E, text,
				     len, "", PSI_DATE_UNKNOWN),
		    len <= PSI_FIELD_VALUE_MAX);
	}
	/* Blanks at the end are nothing that is cut; a list without a
	 * separator is a text. */
	memset(text, 'a', PSI_FIELD_VALUE_MAX);
	memset(text + PSI_FIELD_VALUE_MAX, ' ', PSI_FIELD_VALUE_MAX);
	assert_true(psi_field_value(
	    out, PSI_FIELD_OWNER, E, text, sizeof text, "", PSI_DATE_UNKNOWN));
	assert_int_equal(strlen(out), PSI_FIELD_VALUE_MAX);
	text[PSI_FIELD_VALUE_MAX] = 'b';
	assert_true(psi_field_value(out, PSI_FIELD_PRODUCTS, E, text,
	    sizeof text, "", PSI_DATE_UNKNOWN));
	assert_int_equal(strlen(out), PSI_FIELD_VALUE_MAX);
	memcpy(text + 100, "; ;", 3);
	assert_true(psi_field_value(out, PSI_FIELD_PRACTICE, E, text,
	    sizeof text, "", PSI_DATE_UNKNOWN));
	assert_int_equal(strlen(out), 100);
	/* What is left of a number is another one. */
	memset(text, ' ', sizeof text);
	memcpy(text, "10", 2);
	text[sizeof text - 1] = 'M';
	assert_false(psi_field_value(
	    out, PSI_FIELD_AMOUNT, E, text, sizeof text, "", PSI_DATE_UNKNOWN));
	assert_true(psi_field_value(out, PSI_FIELD_AMOUNT, E, text,
	    sizeof text - 1, "", PSI_DATE_UNKNOWN));
}

static void
test_bands(void **state)
{
	struct psi_band band;
	struct psi_band before;

	(void)state;
	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		enum psi_field field = (enum psi_field)f;
		size_t i = 0;

		if (psi_field_coarse(field) != PSI_FORM_BAND) {
			assert_false(psi_field_band(&band, field, 0));
			continue;
		}
		/* One after the other, from 0, without a gap. */
		before.below = 0;
		for (; psi_field_band(&band, field, i); i++) {
			assert_true(band.from == before.below);
			assert_true(band.below > band.from);
			assert_true(psi_field_value_valid(field, PSI_FORM_BAND,
			    band.name, strlen(band.name)));
			before = band;
		}
		assert_true(i >= 3);
	}
}

static void
test_alias(void **state)
{
	static const uint8_t key[2][PSI_FIELD_ALIAS_KEY_BYTES] = { { 1 },
		{ 2 } };
	char out[PSI_FIELD_VALUE_MAX + 1];
	char other[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	assert_true(
	    psi_field_alias(out, PSI_FIELD_OWNER, key[0], "Jane Doe", 8));
	assert_true(psi_field_value_valid(
	    PSI_FIELD_OWNER, PSI_FORM_ALIAS, out, strlen(out)));
	/* BLAKE2b-256("psi-alias/1" || 01 00 ... 00 || "jane doe"), by
	 * Python's hashlib. */
	assert_string_equal(out, "owner-c432ced8c191");
	assert_true(
	    psi_field_alias(other, PSI_FIELD_OWNER, key[0], " JANE DOE ", 10));
	assert_string_equal(out, other);
	assert_true(
	    psi_field_alias(other, PSI_FIELD_OWNER, key[1], "Jane Doe", 8));
	assert_string_not_equal(out, other);
	assert_true(psi_field_alias(
	    other, PSI_FIELD_OWNER_EMAIL, key[0], "Jane@Acme.Example", 17));
	assert_string_equal(other + 18, "@acme.example");
	assert_true(psi_field_value_valid(
	    PSI_FIELD_OWNER_EMAIL, PSI_FORM_ALIAS, other, strlen(other)));
	assert_false(psi_field_alias(other, PSI_FIELD_OWNER, key[0], " ", 1));
	assert_false(psi_field_alias(
	    other, PSI_FIELD_OWNER, key[0], "(Unassigned)", 12));
	assert_false(psi_field_alias(
	    other, PSI_FIELD_OWNER_EMAIL, key[0], "Jane Doe", 8));
	assert_false(psi_field_alias(
	    other, PSI_FIELD_OWNER_EMAIL, key[0], "jane@localhost", 14));
}

/* In any script in which an "@" is typed. */
static void
test_address(void **state)
{
	static const char *const held[] = { "jane@acme.example",
		"Jane <jane@acme.example>",
		"jane\xef\xbc\xa0"
		"acme.example",
		"jane\xef\xb9\xab"
		"acme.example",
		"Jane (jane\xef\xbc\xa0"
		"acme.example)" };
	static const char *const not_held[] = { "", "@", "Jane @ Acme", "@jane",
		"jane@", "Jane \xef\xbc\xa0 Acme", "jane\xef\xbc\xa0",
		"\xef\xbc\xa0jane", "\xef\xbc\xa1x" };

	(void)state;
	for (size_t i = 0; i < COUNT(held); i++)
		if (!psi_field_holds_address(held[i], strlen(held[i])))
			fail_msg("none: %s", held[i]);
	for (size_t i = 0; i < COUNT(not_held); i++)
		if (psi_field_holds_address(not_held[i], strlen(not_held[i])))
			fail_msg("held: %s", not_held[i]);
}

static void
test_nobody(void **state)
{
	static const char *const nobody[] = { "", " ", "-", "--None--", "0",
		"Unassigned", "UNASSIGNED", "(unassigned)", "<Unassigned>",
		"- Unassigned -", "No owner", "No Owner", "no_owner", "N/A",
		"Nicht zugewiesen", "Nicht  zugewiesen", "Kein Besitzer",
		"Non attribu\xc3\xa9", "NON ATTRIBU\xc3\x89", "Sin asignar",
		"N\xc3\xa3o atribu\xc3\xad"
		"do",
		"Non assegnato", "Niet toegewezen", "Brak",
		"\xd0\x9d\xd0\xb5 "
		"\xd0\xbd\xd0\xb0\xd0\xb7\xd0\xbd\xd0\xb0\xd1\x87\xd0\xb5"
		"\xd0\xbd",
		"\xe6\x9c\xaa\xe5\x88\x86\xe9\x85\x8d", "Inbound Queue",
		"Queue: EMEA", "Unassigned EMEA", "Warteschlange Nord",
		"Cola de ventas", "Automated Process", "Integration User",
		"noreply@acme.example", "unassigned@acme.example" };
	static const char *const people[] = { "Jane Doe", "Nadie Zugewiesen",
		"Nicola Queuerel", "Ann Noone-Smith", "Ohneberg", "Keiner, Jo",
		"Open Sales Team", "jane@acme.example", "12", "Niki None",
		"Anna Brak", "\xe6\x9d\x8e\xe6\x98\x8e",
		"somebody whose name is longer than any text of the tables has "
		"letters" };

	(void)state;
	for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
		assert_true(psi_field_names_nobody(
		    PSI_FIELD_OWNER, nobody[i], strlen(nobody[i])));
		assert_false(psi_field_names_nobody(
		    PSI_FIELD_TEAM, nobody[i], strlen(nobody[i])));
	}
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
		assert_false(psi_field_names_nobody(
		    PSI_FIELD_OWNER_EMAIL, people[i], strlen(people[i])));
}

/* What is a decimal sign elsewhere in the column may be one here. */
static void
test_signs(void **state)
{
	static const struct {
		const char *cell;
		unsigned int signs;
	} told[] = { { "12.50", PSI_MONEY_POINT }, { "12.500", 0 },
		{ "1,234.500", PSI_MONEY_POINT },
		{ "EUR 12,5", PSI_MONEY_COMMA }, { "1.234.567", 0 },
		{ "1250.500", PSI_MONEY_POINT }, { "0,500", PSI_MONEY_COMMA },
		{ "12", 0 }, { "", 0 }, { "n/a", 0 } };
	static const struct {
		const char *cell;
		unsigned int signs;
		const char *value;
	} read[] = { { "12.500", 0, "12500" },
		{ "12.500", PSI_MONEY_COMMA, "12500" },
		{ "12.500", PSI_MONEY_POINT, NULL },
		{ "12,500", PSI_MONEY_POINT, "12500" },
		{ "12,500", PSI_MONEY_COMMA | PSI_MONEY_POINT, NULL },
		{ "12.50", PSI_MONEY_COMMA | PSI_MONEY_POINT, "12.50" },
		{ "1.234M", 0, NULL }, { "1,234 Mio", 0, NULL },
		{ "1.23M", 0, "1230000" }, { "1,234.5M", 0, "1234500000" } };
	char out[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(told); i++)
		assert_int_equal(
		    psi_money_signs(told[i].cell, strlen(told[i].cell)),
		    told[i].signs);
	/* An account that has no such cell; a sanitizer looks at the pointer. */
	assert_int_equal(psi_money_signs(NULL, 0), 0);
	for (size_t i = 0; i < COUNT(read); i++) {
		const struct psi_field_ways ways = { "", PSI_DATE_UNKNOWN,
			read[i].signs };
		bool ok = psi_field_value_by(out, PSI_FIELD_AMOUNT, E,
		    read[i].cell, strlen(read[i].cell), &ways);

		assert_int_equal(ok, read[i].value != NULL);
		if (ok)
			assert_string_equal(out, read[i].value);
	}
}

/* What a column of currencies says. */
static void
test_currencies(void **state)
{
	static const char *const known[][2] = { { "EUR", "EUR" },
		{ "eur", "EUR" }, { "EUR - Euro", "EUR" }, { "Euro", "EUR" },
		{ "USD", "USD" }, { "US Dollar", "USD" }, { "US$", "USD" },
		{ "\xe2\x82\xac", "EUR" }, { "Pfund Sterling", "GBP" },
		{ "z\xc5\x82", "PLN" } };
	static const char *const unknown[] = { "", "$", "Shells", "EURO ZONE",
		"12", "E", "\xe2\x82\xac 5" };
	char out[4];
	char value[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		assert_true(
		    psi_field_currency(out, known[i][0], strlen(known[i][0])));
		assert_string_equal(out, known[i][1]);
	}
	for (size_t i = 0; i < COUNT(unknown); i++)
		assert_false(
		    psi_field_currency(out, unknown[i], strlen(unknown[i])));
	/* A dollar is of the dollars, and of no other money. */
	assert_true(psi_field_value(
	    value, PSI_FIELD_AMOUNT, E, "$5", 2, "CAD", PSI_DATE_UNKNOWN));
	assert_string_equal(value, "CAD 5");
	assert_true(psi_field_value(
	    value, PSI_FIELD_AMOUNT, E, "$5", 2, "", PSI_DATE_UNKNOWN));
	assert_string_equal(value, "5");
	assert_true(psi_field_value(value, PSI_FIELD_AMOUNT, E,
	    "\xc2\xa5"
	    "5",
	    3, "JPY", PSI_DATE_UNKNOWN));
	assert_false(psi_field_value(
	    value, PSI_FIELD_AMOUNT, E, "$5", 2, "CHF", PSI_DATE_UNKNOWN));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_currencies),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_alias),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_nobody),
	};

	return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
