/* How sure a match is, and questions about sure pairs or the others only. */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "mapping/sure.h"
#include "mapping/text_source.h"
#include "psi/mapping.h"

static void
check(const char *score, const char *level, const char *ambiguous,
    const char *expected)
{
	struct psi_pair pair;
	enum psi_sure sure;

	memset(&pair, 0, sizeof pair);
	pair.cell[PSI_COLUMN_SCORE] = (struct psi_cell){ score, strlen(score) };
	pair.cell[PSI_COLUMN_LEVEL] = (struct psi_cell){ level, strlen(level) };
	pair.cell[PSI_COLUMN_AMBIGUOUS] =
	    (struct psi_cell){ ambiguous, strlen(ambiguous) };
	assert_int_equal(psi_sure_find(&sure, &pair, NULL), 0);
	assert_string_equal(psi_sure_name(sure), expected);
}

static void
words(void **state)
{
	(void)state;
	check("0.999", "account", "", "certain");
	check("0.990", "account", "", "certain");
	check("0.989", "account", "", "likely");
	check("0.900", "account", "", "likely");
	check("0.800", "account", "", "likely");
	check("0.899", "", "", "possible");
	check("0.999", "review", "", "possible");
	check("0.999", "review", "ours", "possible");
	check("0.999", "account", "both", "several");
	check("0.999", "group", "", "group");
	check("0.95", "", "", "likely");
	check("1", "account", "", "certain");
	check("", "account", "", "unknown");
	check("high", "account", "", "unknown");
}

static void
check_abroad(const char *ours, const char *theirs, const char *matched_on,
    const char *expected)
{
	const unsigned int columns[] = { PSI_COLUMN_OF(
					     PSI_SIDE_OUR, PSI_FIELD_COUNTRY),
		PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_COUNTRY),
		PSI_COLUMN_MATCHED_ON, PSI_COLUMN_SCORE, PSI_COLUMN_LEVEL };
	const char *const cells[] = { ours, theirs, matched_on, "0.999",
		"account" };
	struct psi_pair pair;
	enum psi_sure sure;

	memset(&pair, 0, sizeof pair);
	for (size_t i = 0; i < 5; i++)
		pair.cell[columns[i]] =
		    (struct psi_cell){ cells[i], strlen(cells[i]) };
	assert_int_equal(psi_sure_find(&sure, &pair, NULL), 0);
	assert_string_equal(psi_sure_name(sure), expected);
}

/* A Canadian and an American company of one web domain may be two. */
static void
two_countries(void **state)
{
	(void)state;
	check_abroad("CA", "US", "domain", "group");
	check_abroad("CA", "US", "domain host", "group");
	check_abroad("CA", "US", "core+country name loose", "possible");
	check_abroad("CA", "US", "domain name", "likely");
	check_abroad("CA", "US", "", "likely");
	check_abroad("CA", "US", "domain lei", "certain");
	check_abroad("CA", "US", "entity domain family", "group");
	/* One country in two spellings, or none that is known. */
	check_abroad("USA", "us", "domain", "certain");
	check_abroad("Deutschland", "DE", "domain", "certain");
	check_abroad("", "US", "domain", "certain");
	check_abroad("CA", "the moon", "domain", "certain");
}

/* A score says how seldom a name means two companies; but it does. */
static void
name_alone(void **state)
{
	(void)state;
	check_abroad("DE", "DE", "loose name name+country", "likely");
	check_abroad("DE", "DE", "core+country label+country name", "likely");
	check_abroad("", "", "name", "likely");
	check_abroad("DE", "DE", "domain name name+country", "certain");
	check_abroad("DE", "DE", "name+country vat", "certain");
	check_abroad("DE", "DE", "regno", "certain");
	check_abroad("DE", "DE", "", "certain");
}

static const char pairs[] =
    "partner,our_account,their_account,score,level,ambiguous,"
    "our_population,their_population,their_nps\n"
    "G,A1,x1,0.995,account,,customer,customer,9\n"
    "G,A2,x2,0.995,account,,customer,customer,\n"
    "G,A3,x3,0.995,account,theirs,customer,customer,9\n"
    "G,A4,x4,0.800,review,,customer,customer,\n"
    "H,A1,y1,0.995,account,,customer,customer,\n"
    "H,A5,y5,0.995,account,,customer,customer,3\n"
    "H,A6,y6,,,,customer,customer,10\n";

struct got {
	char text[256];
	size_t len;
};

static int
keep(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct got *got = cookie;

	(void)err;
	for (size_t i = 0; i < num; i++) {
		got->len += (size_t)snprintf(got->text + got->len,
		    sizeof got->text - got->len, "%.*s%s", (int)cells[i].len,
		    cells[i].text, i + 1 < num ? "," : "|");
		assert_true(got->len < sizeof got->text);
	}
	return 0;
}

/* The answer as "a,b|c,d|", and how many accounts were undecided. */
static uint64_t
ask(struct got *got, const struct psi_mapping_question *question)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping_rows rows = { keep, got };
	struct psi_text_source state;
	struct psi_source source = psi_text_source(&state, pairs);
	struct psi_mapping *mapping = NULL;
	uint64_t undecided;

	got->len = 0;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	assert_int_equal(psi_mapping_ask(mapping, question, &rows, NULL), 0);
	assert_int_equal(psi_mapping_read(mapping, &source, NULL), 0);
	assert_int_equal(psi_mapping_finish(mapping, NULL), 0);
	undecided = psi_mapping_undecided_accounts(mapping, 0);
	assert_int_equal(psi_mapping_undecided_accounts(mapping, 1), 0);
	psi_mapping_free(mapping);
	return undecided;
}

static void
sure_ones_or_the_others(void **state)
{
	struct psi_mapping_question question = { .show = "accounts,pairs" };
	struct got got;

	(void)state;
	(void)ask(&got, &question);
	assert_string_equal(got.text, "accounts,pairs|6,7|");
	question.which = PSI_MAPPING_SURE;
	(void)ask(&got, &question);
	assert_string_equal(got.text, "accounts,pairs|4,5|");
	question.which = PSI_MAPPING_CHECK;
	question.show = "our_account,sure";
	(void)ask(&got, &question);
	assert_string_equal(
	    got.text, "our_account,sure|A3,several|A4,possible|");
	/* What needs no accounts does not count them, and comes to the same. */
	question.which = PSI_MAPPING_SURE;
	question.by = "partner";
	question.show = "pairs,high=count:their_nps >= 9";
	(void)ask(&got, &question);
	assert_string_equal(got.text, "partner,pairs,high|G,2,1|H,3,1|");
}

static void
accounts_that_may_belong_there(void **state)
{
	struct psi_mapping_question question = { .where = "their_nps >= 9",
		.show = "our_account",
		.which = PSI_MAPPING_SURE,
		.count_undecided = 1 };
	struct got got;

	(void)state;
	/* A1 is undecided at H and there by G; A2 is open. */
	assert_int_equal(ask(&got, &question), 1);
	assert_string_equal(got.text, "our_account|A1|A6|");
	question.which = 0;
	assert_int_equal(ask(&got, &question), 2);
	question.count_undecided = 0;
	assert_int_equal(ask(&got, &question), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(name_alone),
		cmocka_unit_test(two_countries),
		cmocka_unit_test(sure_ones_or_the_others),
		cmocka_unit_test(accounts_that_may_belong_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
