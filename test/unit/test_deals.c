/* What several deals of an account come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "list/deals.h"

/* Deals of one account: export, stage, amount, close date. */
struct row {
	unsigned int list;
	const char *stage;
	const char *amount;
	const char *close_date;
	/* By its column; NULL for none. */
	const char *currency;
};

static struct psi_cell
cell(const char *text)
{
	return (struct psi_cell){ text, strlen(text) };
}

static void
expect(const struct row *rows, size_t num, uint64_t num_open, const char *stage,
    const char *amount, const char *close_date)
{
	struct psi_deals deals = { .arena = PSI_BUF_INIT };
	struct psi_deal_sum sum;

	for (size_t i = 0; i < num; i++) {
		const struct psi_deal deal = { .list = rows[i].list,
			.stage = cell(rows[i].stage),
			.amount = cell(rows[i].amount),
			.close_date = cell(rows[i].close_date),
			.currency = cell(
			    rows[i].currency == NULL ? "" : rows[i].currency),
			.is_over = !psi_deal_is_open(cell(rows[i].stage)) };

		assert_int_equal(psi_deals_add(&deals, 3, &deal, NULL), 0);
	}
	assert_false(psi_deals_sum(&sum, &deals, 2, "", PSI_DATE_UNKNOWN));
	assert_false(psi_deals_sum(&sum, &deals, 4, "", PSI_DATE_UNKNOWN));
	assert_int_equal(
	    psi_deals_sum(&sum, &deals, 3, "EUR", psi_deals_date_order(&deals)),
	    stage != NULL);
	if (stage != NULL) {
		char digits[24];

		(void)snprintf(
		    digits, sizeof digits, "%u", (unsigned int)num_open);
		assert_int_equal(sum.num_open, num_open);
		assert_string_equal(sum.open_deals, digits);
		assert_int_equal(sum.stage.len, strlen(stage));
		assert_memory_equal(sum.stage.text, stage, sum.stage.len);
		assert_string_equal(sum.amount, amount);
		assert_string_equal(sum.close_date, close_date);
	}
	psi_deals_clear(&deals);
}

#define EXPECT(rows, ...)                                                      \
	expect(rows, sizeof rows / sizeof rows[0], __VA_ARGS__)

/* Of closed deals only the stage counts, and only where there are no others. */
static void
open_deals(void **state)
{
	static const struct row rows[] = {
		{ 0, "Prospecting", "1,000.50", "2026-12-24", NULL },
		{ 0, "Closed Won", "7000", "2026-01-01", NULL },
		{ 0, "Negotiation/Review", "EUR 200", "2027-02-01", NULL },
		{ 0, "Closed Lost", "9000", "2025-01-01", NULL },
		{ 0, "Something of our own", "", "", NULL },
	};
	static const struct row closed[] = {
		{ 0, "Closed Won", "7000", "2026-01-01", NULL },
		{ 0, "Verloren", "1", "2025-01-01", NULL },
	};
	static const struct row none[] = { { 0, "", "5", "2026-01-01", NULL } };

	(void)state;
	EXPECT(rows, 3, "Negotiation/Review", "EUR 1200.50", "2026-12-24");
	EXPECT(closed, 0, "Closed Won", "", "");
	EXPECT(none, 0, NULL, NULL, NULL);
}

/* The column of currencies says what an amount is in that does not say it. */
static void
currencies(void **state)
{
	static const struct row one[] = {
		{ 0, "Open", "100", "", "USD" },
		{ 0, "Open", "$20", "", "US Dollar" },
		{ 0, "Open", "3 USD", "", "" },
		{ 0, "Closed Lost", "1000", "", "GBP" },
	};
	static const struct row two[] = {
		{ 0, "Open", "100", "", "EUR - Euro" },
		{ 0, "Open", "20", "", "usd" },
		{ 0, "Open", "3", "", "" },
	};
	static const struct row unknown[] = {
		{ 0, "Open", "100", "", "EUR" },
		{ 0, "Open", "20", "", "Shells" },
	};
	static const struct row other_sign[] = {
		{ 0, "Open", "$100", "", "EUR" },
	};
	/* Thousands, or as the next one says decimals? */
	static const struct row three[] = {
		{ 0, "Open", "12.500", "", NULL },
		{ 0, "Open", "1250.750", "", NULL },
	};
	static const struct row alike[] = {
		{ 0, "Open", "100", "", "EUR" },
		{ 1, "Open", "100", "", "EUR" },
		{ 1, "Open", "100", "", "USD" },
	};

	(void)state;
	EXPECT(three, 2, "Open", "12.500", "");
	EXPECT(one, 3, "Open", "USD 123", "");
	EXPECT(two, 3, "Open", "EUR 103; USD 20", "");
	EXPECT(unknown, 2, "Open", "20 (Shells)", "");
	EXPECT(other_sign, 1, "Open", "$100", "");
	EXPECT(alike, 2, "Open", "EUR 100; USD 100", "");
}

/* What is over is so in every language, and what is under way is not. */
static void
ends(void **state)
{
	static const char *const over[] = { "Closed Won", "closedlost",
		"Closed-Lost to Competition", "Verloren", "abgelehnt",
		"Storniert",
		"Gagn\xc3\xa9"
		"e",
		"Conclue", "Perdue", "Cerrada perdida", "Descartada",
		"Fechado e ganho", "Chiusa vinta", "Chiuso perso", "Gewonnen",
		"Przegrana", "Wygrana", "Anulowane", "Dead - no budget",
		"Withdrawn", "Rejected by customer", "\xe5\xa4\xb1\xe6\xb3\xa8",
		"\xe5\x8f\x97\xe6\xb3\xa8",
		"\xd0\x9f\xd1\x80\xd0\xbe\xd0\xb8"
		"\xd0\xb3\xd1\x80\xd0\xb0\xd0\xbd"
		"\xd0\xb0" };
	static const char *const open[] = { "Prospecting", "4-Close", "Closing",
		"Negotiation/Review", "Contract Sent", "Anticipated", "On hold",
		"Prioridad baja", "Verhandlung", "Deadline set", "Past due",
		"\xe6\x8f\x90\xe6\xa1\x88" };

	(void)state;
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
		if (psi_deal_is_open(cell(over[i])))
			fail_msg("open: %s", over[i]);
	}
	for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
		if (!psi_deal_is_open(cell(open[i])))
			fail_msg("over: %s", open[i]);
	}
}

/* Stages by number, by word, by the larger deal. */
static void
stages(void **state)
{
	static const struct row numbers[] = {
		{ 0, "4. Verhandlung", "", "", NULL },
		{ 0, "Stage 6", "", "", NULL },
		{ 0, "5 - Proposal", "", "", NULL },
	};
	static const struct row words[] = {
		{ 0, "Angebot erstellt", "1", "", NULL },
		{ 0, "appointmentscheduled", "90", "", NULL },
		{ 0, "Demo", "80", "", NULL },
	};
	static const struct row equal[] = {
		{ 0, "Alpha", "1", "", NULL },
		{ 0, "Beta", "3", "", NULL },
		{ 0, "Gamma", "2", "", NULL },
	};

	(void)state;
	EXPECT(numbers, 3, "Stage 6", "", "");
	EXPECT(words, 3, "Angebot erstellt", "EUR 171", "");
	EXPECT(equal, 3, "Beta", "EUR 6", "");
}

/* Money of several currencies is no amount; nor is a sum of which a part cannot
 * be read. */
static void
amounts(void **state)
{
	static const struct row currencies[] = {
		{ 0, "Open", "USD 5.25", "", NULL },
		{ 0, "Open", "7", "", NULL },
		{ 0, "Open", "USD 0.75", "", NULL },
	};
	static const struct row lost[] = {
		{ 0, "Open", "5", "", NULL },
		{ 0, "Open", "about ten", "", NULL },
	};
	char out[PSI_FIELD_VALUE_MAX + 1];

	(void)state;
	EXPECT(currencies, 3, "Open", "USD 6; EUR 7", "");
	EXPECT(lost, 2, "Open", "about ten", "");
	assert_false(psi_field_value(out, PSI_FIELD_AMOUNT, PSI_FORM_EXACT,
	    "USD 6; EUR 7", strlen("USD 6; EUR 7"), "", PSI_DATE_UNKNOWN));
	assert_false(psi_field_value(out, PSI_FIELD_AMOUNT, PSI_FORM_BAND,
	    "USD 6; EUR 7", strlen("USD 6; EUR 7"), "", PSI_DATE_UNKNOWN));
}

/* Dates are read in the order that all of them allow; what stands in two exports
 * is one deal, and what stands twice in one is two. */
static void
dates_and_exports(void **state)
{
	static const struct row dates[] = {
		{ 0, "Open", "", "02/03/2027", NULL },
		{ 0, "Open", "", "31/12/2026", NULL },
		{ 0, "Open", "", "soon", NULL },
	};
	/* Of two exports, say: so the first can be either day. */
	static const struct row mixed[] = {
		{ 0, "Open", "", "02/03/2025", NULL },
		{ 0, "Open", "", "31/12/2026", NULL },
		{ 0, "Open", "", "12/31/2026", NULL },
	};
	static const struct row unread[] = { { 0, "Open", "", "soon", NULL } };
	static const struct row twice[] = {
		{ 0, "Open", "5", "2026-12-31", NULL },
		{ 0, "Open", "5", "2026-12-31", NULL },
		{ 1, "Open", "5", "2026-12-31", NULL },
		{ 1, "Open", "6", "2026-12-31", NULL },
	};

	(void)state;
	EXPECT(dates, 3, "Open", "", "2026-12-31");
	EXPECT(mixed, 3, "Open", "", "2026-12-31");
	EXPECT(unread, 1, "Open", "", "soon");
	EXPECT(twice, 3, "Open", "EUR 16", "2026-12-31");
}

/* Processor time for so many deals of one account, which two exports have. */
static double
time_of(unsigned int num)
{
	struct psi_deals deals = { .arena = PSI_BUF_INIT };
	struct psi_deal_sum sum;
	clock_t begin = clock();
	char amount[16];

	for (unsigned int i = 0; i < 2 * num; i++) {
		struct psi_deal deal = { .list = i / num,
			.stage = cell("Open"),
			.close_date = cell("2026-12-31") };

		(void)snprintf(amount, sizeof amount, "%u", i % num);
		deal.amount = cell(amount);
		assert_int_equal(psi_deals_add(&deals, 7, &deal, NULL), 0);
	}
	assert_true(psi_deals_sum(&sum, &deals, 7, "", PSI_DATE_UNKNOWN));
	assert_int_equal(sum.num, num);
	psi_deals_clear(&deals);
	return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

/* Ten times the deals take about ten times as long; in pairs it would be a hundred. */
static void
many_deals(void **state)
{
	double few = time_of(4000);

	(void)state;
	assert_true(time_of(40000) < 30 * few + 0.1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_deals),
		cmocka_unit_test(ends),
		cmocka_unit_test(currencies),
		cmocka_unit_test(stages),
		cmocka_unit_test(amounts),
		cmocka_unit_test(dates_and_exports),
		cmocka_unit_test(many_deals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
