/* Conditions on pairs: three values, kinds, limits; and the pairs' reader. */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "psi/date.h"
#include "mapping/condition.h"
#include "mapping/pairs.h"
#include "mapping/sharing.h"
#include "mapping/view.h"
#include "support/memory.h"

static const char header[] =
    "our_account,their_account,our_population,their_population,our_amount,"
    "their_amount,their_close_date,our_products,their_products,our_nps,"
    "their_nps,our_owner,their_industry,our_industry,their_opt_out\n";

/* A file with one row, and its view. */
struct world {
	struct psi_pairs *pairs;
	struct psi_pair pair;
	struct psi_view view;
	struct psi_sharing sharing;
};

static struct world world;
static char text[2048];
static struct memory memory;

static void
begin(const char *row, const struct psi_sharing *sharing, bool is_shared)
{
	struct psi_source source;
	bool end = false;
	int32_t today;

	assert_true(strlen(header) + strlen(row) < sizeof text);
	memcpy(text, header, sizeof header - 1);
	memcpy(text + sizeof header - 1, row, strlen(row) + 1);
	source = memory_source(&memory, text, strlen(text));
	assert_int_equal(psi_pairs_new(&world.pairs, &source, NULL), 0);
	assert_int_equal(
	    psi_pairs_next(world.pairs, &world.pair, &end, NULL), 0);
	assert_false(end);
	assert_true(psi_date_decode(&today, "2026-11-28", 10));
	psi_view_begin(&world.view, &world.pair, sharing, is_shared, today);
}

static void
end(void)
{
	psi_pairs_free(world.pairs);
	world.pairs = NULL;
}

static enum psi_truth
judge(const char *conditions)
{
	struct psi_conditions parsed;
	struct psi_verdict verdict;
	struct psi_error err;

	memset(&err, 0, sizeof err);
	if (psi_conditions_parse(
		&parsed, conditions, strlen(conditions), &err) != 0)
		fail_msg("%s: %s", conditions, err.text);
	psi_conditions_judge(&verdict, &parsed, &world.view);
	psi_conditions_clear(&parsed);
	return verdict.truth;
}

static void
three_values(void **state)
{
	static const struct {
		const char *conditions;
		enum psi_truth truth;
	} all[] = {
		{ "", PSI_TRUE },
		{ "our_population = customer", PSI_TRUE },
		{ "our_population=prospect", PSI_FALSE },
		{ "our_population != prospect; their_population = prospect",
		    PSI_TRUE },
		{ "our_population in customer|prospect", PSI_TRUE },
		/* A band against a number. */
		{ "their_amount >= 50000", PSI_TRUE },
		{ "their_amount >= 50000 USD", PSI_UNKNOWN },
		{ "their_amount > 100k", PSI_UNKNOWN },
		{ "their_amount < 50000", PSI_FALSE },
		{ "their_amount = 50-250k", PSI_TRUE },
		{ "our_amount > their_amount", PSI_FALSE },
		{ "our_amount < their_amount", PSI_TRUE },
		/* Dates. */
		{ "their_close_date in this-quarter|next-quarter", PSI_TRUE },
		{ "their_close_date = next-quarter", PSI_FALSE },
		{ "their_close_date >= today", PSI_UNKNOWN },
		{ "their_close_date > today+90", PSI_FALSE },
		{ "their_close_date <= 2026-Q4", PSI_TRUE },
		/* Sets. */
		{ "our_products has CRM|HR", PSI_TRUE },
		{ "our_products has their_products", PSI_TRUE },
		{ "our_products = their_products", PSI_FALSE },
		{ "our_products has Billing", PSI_FALSE },
		/* What is missing is unknown, and its negation too. */
		{ "our_nps >= 9", PSI_UNKNOWN },
		{ "our_nps < 9", PSI_UNKNOWN },
		{ "our_nps != 9", PSI_UNKNOWN },
		{ "their_nps >= 9", PSI_TRUE },
		{ "our_nps >= 9; their_nps < 9", PSI_FALSE },
		{ "our_nps >= 9 or their_nps >= 9", PSI_TRUE },
		{ "our_nps >= 9 or their_nps < 9", PSI_UNKNOWN },
		/* With unless, only what is known to be so keeps out. */
		{ "unless our_nps >= 9", PSI_TRUE },
		{ "unless their_nps >= 9", PSI_FALSE },
		{ "unless their_nps < 9; our_population = customer", PSI_TRUE },
		{ "unless our_population in customer|prospect", PSI_FALSE },
		{ "unless their_opt_out = yes; our_nps >= 9", PSI_UNKNOWN },
		{ "our_nps >= 9 or  unless their_opt_out = yes", PSI_TRUE },
		/* A partner may have an owner and not tell. */
		{ "our_owner = empty", PSI_TRUE },
		{ "their_opt_out = empty", PSI_UNKNOWN },
		{ "their_industry = our_industry", PSI_TRUE },
		{ "our_industry = \"Food & Beverage\"", PSI_TRUE },
	};

	(void)state;
	begin("1,x,customer,prospect,20000 EUR,50-250k EUR,2026-Q4,CRM; ERP,"
	      "ERP,,9,,FOOD_AND_BEVERAGE,Food & Beverage,\n",
	    NULL, false);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (judge(all[i].conditions) != all[i].truth)
			fail_msg("%s: %d", all[i].conditions,
			    (int)judge(all[i].conditions));
	end();
}

/* Both sides see the same in the shared view: what is not told is unknown
 * even to whoever has it, what is told as a band is a band. */
static void
the_shared_view(void **state)
{
	struct psi_sharing sharing;
	struct psi_sharing_order order;
	struct psi_error err;

	(void)state;
	memset(&sharing, 0, sizeof sharing);
	memset(&order, 0, sizeof order);
	assert_int_equal(
	    psi_sharing_add(&sharing.ours, &order, "any any owner", &err), 0);
	assert_int_equal(psi_sharing_add(&sharing.ours, &order,
			     "customer any owner+amount:band+nps", &err),
	    0);
	assert_int_equal(
	    psi_sharing_add(&sharing.ours, &order, "any prospect name", &err),
	    0);
	assert_int_equal(
	    psi_sharing_add(&sharing.ours, &order, "nobody any owner", &err),
	    PSI_E_INPUT);
	begin("1,x,customer,prospect,20000 EUR,,,CRM,,9,,,,Retail,\n", &sharing,
	    true);
	assert_int_equal(judge("our_amount > 5000"), PSI_TRUE);
	assert_int_equal(judge("our_amount > 15000"), PSI_UNKNOWN);
	assert_int_equal(judge("our_nps = 9"), PSI_TRUE);
	assert_int_equal(judge("our_industry = Retail"), PSI_UNKNOWN);
	assert_int_equal(judge("our_owner = empty"), PSI_UNKNOWN);
	assert_int_equal(judge("our_industry = empty"), PSI_UNKNOWN);
	assert_int_equal(judge("our_account = 1"), PSI_UNKNOWN);
	end();
	begin("1,x,customer,prospect,20000 EUR,,,CRM,,9,,,,Retail,\n", &sharing,
	    false);
	assert_int_equal(judge("our_amount > 15000"), PSI_TRUE);
	assert_int_equal(judge("our_industry = Retail"), PSI_TRUE);
	end();
}

static void
refuse(const char *conditions, const char *words)
{
	struct psi_conditions parsed;
	struct psi_error err;

	memset(&err, 0, sizeof err);
	assert_int_equal(
	    psi_conditions_parse(&parsed, conditions, strlen(conditions), &err),
	    PSI_E_INPUT);
	psi_conditions_clear(&parsed);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: %s", conditions, err.text);
}

static void
types_are_checked_when_read(void **state)
{
	char many[PSI_CONDITIONS_CHARS + 100];
	size_t len = 0;

	(void)state;
	refuse("stage = x", "no such column");
	refuse("= x", "no column");
	refuse("our_stage", "no operator");
	refuse("our_stage =", "no value");
	refuse("our_stage < x", "no order");
	refuse("our_nps > NaN", "kind");
	refuse("our_amount > 0x10", "kind");
	refuse("our_amount > 1e3", "kind");
	refuse("our_close_date > 5", "kind");
	refuse("our_population = nobody", "kind");
	refuse("our_amount = their_nps", "different kinds");
	refuse("our_stage has x", "has goes with");
	refuse("our_nps > 3|4", "several values");
	refuse("our_nps > empty", "empty goes with");
	refuse("our_stage = \"x", "not closed");
	refuse("our_stage = \"x\" y", "stands behind");
	refuse("our_nps > 3; our_stage = system(x) ; 1 = 1", "condition 3");
	for (int i = 0; i < 17; i++, len += 12)
		memcpy(many + len, "our_nps > 3;", 12);
	many[len] = '\0';
	refuse(many, "more than 16");
	memset(many, ' ', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	refuse(many, "characters");
}

static void
a_swap_is_the_mirror(void **state)
{
	struct psi_conditions parsed;
	struct psi_conditions swapped;
	static const char conditions[] =
	    "our_population = customer; their_amount > our_amount; rank > 3";

	(void)state;
	assert_int_equal(
	    psi_conditions_parse(&parsed, conditions, strlen(conditions), NULL),
	    0);
	assert_int_equal(psi_conditions_swap(&swapped, &parsed, NULL), 0);
	assert_int_equal(
	    swapped.condition[0].column, PSI_COLUMN_THEIR_POPULATION);
	assert_true(psi_conditions_use(&swapped, PSI_COLUMN_RANK));
	assert_int_equal(swapped.condition[1].column,
	    PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_AMOUNT));
	assert_int_equal(swapped.operand[1].column,
	    PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_AMOUNT));
	psi_conditions_clear(&parsed);
	psi_conditions_clear(&swapped);
}

static void
words_say_why_and_what_is_missing(void **state)
{
	static const char conditions[] =
	    "our_population = customer; their_nps >= 9; our_nps >= 9; "
	    "their_opt_out = no";
	struct psi_conditions parsed;
	struct psi_verdict verdict;
	struct psi_buf words = PSI_BUF_INIT;
	uint32_t ours = 0;
	uint32_t theirs = 0;

	(void)state;
	begin("1,x,customer,prospect,,,,,,,promoter,,,,\n", NULL, false);
	assert_int_equal(
	    psi_conditions_parse(&parsed, conditions, strlen(conditions), NULL),
	    0);
	psi_conditions_judge(&verdict, &parsed, &world.view);
	assert_int_equal(verdict.truth, PSI_UNKNOWN);
	assert_int_equal(psi_conditions_because(
			     &words, &parsed, &verdict, &world.view, NULL),
	    0);
	assert_int_equal(psi_buf_append(&words, "", 1, NULL), 0);
	assert_string_equal((const char *)words.data,
	    "our population is customer; they say: nps is at least 9 "
	    "(promoter)");
	psi_conditions_missing(&ours, &theirs, &parsed, &verdict, &world.view);
	assert_int_equal(ours, 1U << PSI_FIELD_NPS);
	assert_int_equal(theirs, 1U << PSI_FIELD_OPT_OUT);
	psi_buf_clear(&words);
	psi_conditions_clear(&parsed);
	end();
}

static void
refuse_file(const char *file, uint64_t line, const char *words)
{
	struct psi_source source = memory_source(&memory, file, strlen(file));
	struct psi_pairs *pairs = NULL;
	struct psi_pair pair;
	struct psi_error err;
	bool at_end = false;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_pairs_new(&pairs, &source, &err);
	while (rc == 0 && !at_end)
		rc = psi_pairs_next(pairs, &pair, &at_end, &err);
	psi_pairs_free(pairs);
	assert_int_equal(rc, PSI_E_INPUT);
	assert_int_equal(err.line, line);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
}

/* What a column may have, and what a hand or a spreadsheet may put there. */
static const struct {
	const char *column;
	const char *fine[9];
	const char *wrong[12];
	/* A word of the hint for the first wrong one. */
	const char *hint;
} values[] = {
	{ "agreement",
	    { "00112233445566778899aabbccddeeff00112233445566778899aabbccdd"
	      "eeff" },
	    { "00ff",
		"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccdd"
		"eeff" },
	    "psi-join" },
	{ "our_party", { "a", "b" }, { "A", "c", "ab" }, "'a'" },
	{ "run", { "1", "12", "999999999" },
	    { "-1", "0", "1000000000", "1.5", "1e3", "01", "two", "NaN" },
	    "psi-join" },
	{ "date", { "1970-01-01", "2026-11-30", "9999-12-31" },
	    { "9999-99-99", "2026-02-29", "0000-00-00", "30.11.2026",
		"11/30/2026", "2027-11", "2026-12-30 ", "45000", "today" },
	    "spreadsheet" },
	{ "score", { "0", "1", "0.970", "0.97", "0,97", "0.9", "1.000" },
	    { "NaN", "nan", "inf", "-0.1", "1.001", "2", "0.9701", "0.", ".97",
		"97%", "1e-1", "0x1" },
	    "psi-join" },
	{ "tier", { "1", "2", "3", "family" }, { "famly", "4", "0", "-1" },
	    "'family'" },
	{ "level", { "account", "review", "group" },
	    { "acount", "Account", "none" }, "'account'" },
	{ "matched_on", { "domain", "domain name+country", "x-y_2" },
	    { "Domain", " vat", "vat ", "vat  lei", "domain;name", "123456",
		"abcdefghijklmnopqrstuvwx" },
	    "psi-join" },
	{ "ambiguous", { "ours", "theirs", "both" }, { "their", "yes", "no" },
	    "'theirs'" },
	{ "our_population", { "customer", "Open Opportunity", "other" },
	    { "custmer", "Kunde", "any" }, "'customer'" },
	{ "their_population", { "former_customer", "prospect" },
	    { "prospects", "1" }, "'prospect'" },
	{ "their_employees", { "5000", "50-249", "<50", "5000+" },
	    { "NaN", "-1", "many" }, "psi-join" },
	{ "their_revenue", { "EUR 12500.50", "1B+", "USD <1M" },
	    { "-5", "EUR", "nan" }, "psi-join" },
	/* More than answers can add up, and a value all the same. */
	{ "their_amount",
	    { "EUR 999999999999999.99", "7000", "50k-250k EUR", "1M+" },
	    { "EUR -5", "1e9", "inf", "?" }, "psi-join" },
	{ "their_close_date", { "2026-12-10", "2026-Q4", "10.12.2026" },
	    { "9999-99-99", "2026-13-01", "2026-Q5", "soon" }, "spreadsheet" },
	{ "their_open_deals", { "0", "12" }, { "-1", "NaN", "some" },
	    "psi-join" },
	{ "their_nps", { "0", "7.5", "10", "promoter" },
	    { "11", "-1", "NaN", "07. Mai" }, "psi-join" },
	{ "their_propensity", { "low", "high" }, { "huge" }, "psi-join" },
	{ "their_opt_out", { "yes", "no", "TRUE" }, { "maybe" }, "psi-join" },
	/* A list of one's own says what it likes; texts are texts. */
	{ "our_nps", { "NaN", "11", "tbd", "-1" }, { NULL }, NULL },
	{ "our_close_date", { "9999-99-99", "soon" }, { NULL }, NULL },
	{ "our_amount", { "EUR -5", "n/a" }, { NULL }, NULL },
	{ "their_stage", { "NaN", "9999-99-99" }, { NULL }, NULL },
	{ "match", { "m1" }, { NULL }, NULL },
};

static int
read_value(const char *column, const char *value, struct psi_error *err)
{
	struct psi_source source;
	struct psi_pairs *pairs = NULL;
	struct psi_pair pair;
	bool at_end = false;
	char file[256];
	int rc;

	(void)snprintf(file, sizeof file,
	    "our_account,%s,their_stage2\nA1,,x\nA2,\"%s\",x\n", column, value);
	source = memory_source(&memory, file, strlen(file));
	memset(err, 0, sizeof *err);
	rc = psi_pairs_new(&pairs, &source, err);
	while (rc == 0 && !at_end)
		rc = psi_pairs_next(pairs, &pair, &at_end, err);
	psi_pairs_free(pairs);
	return rc;
}

/* What psi-join writes, and what people write who make pairs by hand, is read;
 * anything else is refused, with its line and column. */
static void
values_are_those_of_pairs(void **state)
{
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		char quoted[40];

		(void)snprintf(quoted, sizeof quoted, "'%s'", values[i].column);
		for (size_t j = 0; j < 9 && values[i].fine[j] != NULL; j++)
			if (read_value(
				values[i].column, values[i].fine[j], &err) != 0)
				fail_msg("%s: %s", values[i].fine[j], err.text);
		for (size_t j = 0; j < 12 && values[i].wrong[j] != NULL; j++) {
			const char *wrong = values[i].wrong[j];

			if (read_value(values[i].column, wrong, &err) !=
				PSI_E_INPUT ||
			    err.line != 3 || strstr(err.text, quoted) == NULL ||
			    err.hint[0] == '\0' ||
			    (j == 0 &&
				strstr(err.hint, values[i].hint) == NULL))
				fail_msg("%s: %s: line %d: %s (%s)",
				    values[i].column, wrong, (int)err.line,
				    err.text, err.hint);
			/* No value in a message. */
			if (strlen(wrong) > 5 &&
			    strstr(err.text, wrong) != NULL)
				fail_msg("%s", err.text);
		}
	}
}

/* With what the populations settle beforehand, and without it. */
static void
judge_both_ways(const struct psi_conditions *conditions, unsigned int *never)
{
	struct psi_conditions unsettled = *conditions;
	struct psi_verdict verdict;
	struct psi_verdict plain;

	memset(unsettled.never, 0, sizeof unsettled.never);
	unsettled.never_any = 0;
	psi_conditions_judge(&plain, &unsettled, &world.view);
	psi_conditions_judge(&verdict, conditions, &world.view);
	assert_int_equal(verdict.truth, plain.truth);
	assert_int_equal(verdict.list, plain.list);
	if (!psi_conditions_never(conditions, &world.view))
		return;
	assert_int_equal(plain.truth, PSI_FALSE);
	++*never;
}

static void
in_all_populations(const struct psi_conditions *conditions, unsigned int *never)
{
	static const char *const names[] = { "customer", "open_opportunity",
		"prospect", "former_customer", "other", "", "Customer",
		"Open Opportunity" };
	char row[200];

	for (size_t i = 0; i < 64; i++) {
		snprintf(row, sizeof row, "A1,x1,%s,%s,,,,CRM,ERP,9,,Ann,,,\n",
		    names[i / 8], names[i % 8]);
		begin(row, NULL, i % 2 == 1);
		judge_both_ways(conditions, never);
		end();
	}
}

static void
populations_settle_what_they_can(void **state)
{
	static const struct {
		const char *text;
		unsigned int never;
	} all[] = {
		{ "", 0 },
		{ "our_nps >= 9", 0 },
		/* 20 of 25 cells are others, and where ours is unknown nothing
		 * is settled. */
		{ "our_population = customer; our_nps >= 9", 20 },
		{ "our_population != customer; our_nps >= 9", 5 },
		{ "our_population in customer|prospect; "
		  "their_population = customer",
		    23 },
		{ "our_population = customer; our_nps >= 9 or "
		  "their_population = customer; their_nps >= 9",
		    16 },
		{ "our_population = customer or our_nps >= 9", 0 },
		{ "our_population = their_population; our_nps < 3", 20 },
		{ "our_population = empty", 25 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct psi_conditions straight;
		struct psi_conditions swapped;
		unsigned int never = 0;

		assert_int_equal(psi_conditions_parse(&straight, all[i].text,
				     strlen(all[i].text), NULL),
		    0);
		assert_int_equal(
		    psi_conditions_swap(&swapped, &straight, NULL), 0);
		in_all_populations(&straight, &never);
		assert_int_equal(never, all[i].never);
		never = 0;
		in_all_populations(&swapped, &never);
		assert_int_equal(never, all[i].never);
		psi_conditions_clear(&straight);
		psi_conditions_clear(&swapped);
	}
}

static void
files_that_are_none(void **state)
{
	struct psi_source source;
	struct psi_pairs *pairs;
	struct psi_pair pair;
	bool at_end;

	(void)state;
	refuse_file("", 0, "empty");
	refuse_file("a,b\n1,2\n", 1, "our_account");
	refuse_file("our_account,our_nps,our_nps\n", 1, "twice");
	refuse_file("our_account,our_nps\n1\n", 2, "1 cells");
	refuse_file("our_account,our_nps\n1,2\n,3\n", 3, "nothing");
	refuse_file("our_account\n\"x\n", 2, "quote");
	/* Another order, other columns, a semicolon: all fine. */
	source = memory_source(&memory,
	    "Colour;Their Population;Our Account\nred;customer;7\n", 51);
	assert_int_equal(psi_pairs_new(&pairs, &source, NULL), 0);
	assert_int_equal(psi_pairs_next(pairs, &pair, &at_end, NULL), 0);
	assert_int_equal(pair.cell[PSI_COLUMN_PARTNER].len, 0);
	assert_memory_equal(pair.cell[PSI_COLUMN_OUR_ACCOUNT].text, "7", 1);
	assert_true(psi_pair_is_pair(&pair));
	assert_int_equal(pair.line, 2);
	psi_pairs_free(pairs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_values),
		cmocka_unit_test(the_shared_view),
		cmocka_unit_test(types_are_checked_when_read),
		cmocka_unit_test(a_swap_is_the_mirror),
		cmocka_unit_test(words_say_why_and_what_is_missing),
		cmocka_unit_test(populations_settle_what_they_can),
		cmocka_unit_test(files_that_are_none),
		cmocka_unit_test(values_are_those_of_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
