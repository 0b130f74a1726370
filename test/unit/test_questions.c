/*
 * Questions about pairs, with answers that were worked out by hand: groups,
 * sums, lists, their order, what is left out, and what makes no sense.
 */
#include "support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "psi/mapping.h"
#include "support/memory.h"
#include "support/table_text.h"

/* Day 20785: 2026-11-28. */
#define TODAY 20785

/* Alpha is one account with two of theirs, of which the customer counts; the last
 * row is an account that matched without one that we know of, and is no pair. */
static const char pairs[] =
    "partner,date,our_account,their_account,our_population,their_population,"
    "our_name,our_industry,our_products,our_amount,our_nps,their_nps,"
    "our_close_date,our_employees\n"
    "G,2026-11-28,A1,x1,customer,customer,Alpha,Retail,CRM;ERP,EUR 100,9,7,"
    "2026-12-01,50\n"
    "G,2026-11-28,A1,x2,customer,prospect,Alpha,Retail,CRM;ERP,EUR 100,9,,"
    "2026-12-01,50\n"
    "G,2026-11-28,A2,x3,customer,customer,Beta,Energy,ERP,EUR 250.50,3,,"
    "2027-01-15,5k+\n"
    "G,2026-11-28,A3,x4,prospect,customer,Gamma,Energy,,USD 40,,8,,\n"
    "G,2026-11-28,A4,x5,prospect,customer,Delta,,CRM,,,9,2026-12-31,7\n"
    "G,2026-11-28,A5,x6,open_opportunity,customer,Epsilon,Retail,,EUR 1000,,,"
    "2026-11-30,\n"
    "G,2026-11-28,A6,,customer,,Zeta,Retail,,,,,,\n";

static struct psi_mapping *
new_mapping(void)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;

	options.today = TODAY;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	psi_mapping_own(mapping, "customer", 10);
	psi_mapping_own(mapping, "prospect", 4);
	psi_mapping_own(mapping, "no such population", 1000);
	return mapping;
}

static void
read_pairs(struct psi_mapping *mapping, const char *csv)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, csv, strlen(csv));
	struct psi_error err;

	memset(&err, 0, sizeof err);
	if (psi_mapping_read(mapping, &source, &err) != 0 ||
	    psi_mapping_finish(mapping, &err) != 0)
		fail_msg("line %d: %s", (int)err.line, err.text);
}

struct asked {
	struct psi_mapping_question question;
	const char *answer;
};

static void
check(const struct asked *asked, const char *csv)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct psi_error err;

	memset(&err, 0, sizeof err);
	if (psi_mapping_ask(mapping, &asked->question, &rows, &err) != 0)
		fail_msg("%s", err.text);
	read_pairs(mapping, csv);
	assert_string_equal(table_text_get(&text), asked->answer);
	psi_buf_clear(&text);
	psi_mapping_free(mapping);
}

static void
check_all(const struct asked *asked, size_t num)
{
	for (size_t i = 0; i < num; i++)
		check(&asked[i], pairs);
}

#define CHECK_ALL(asked) check_all(asked, sizeof(asked) / sizeof((asked)[0]))

static void
groups_count_accounts_once(void **state)
{
	static const struct asked asked[] = {
		/* In the order of populations; a share only where it is known
		 * how many there are in all. */
		{ { .by = "our_population,their_population",
		      .show = "accounts,pairs,share" },
		    "our_population|their_population|accounts|pairs|share\n"
		    "customer|customer|2|2|20\n"
		    "open_opportunity|customer|1|1|\n"
		    "prospect|customer|2|2|50\n" },
		/* Each element of a set; an account with none. */
		{ { .by = "our_products", .show = "accounts,pairs" },
		    "our_products|accounts|pairs\n"
		    "(unknown)|2|2\nCRM|2|2\nERP|2|2\n" },
		/* All together. */
		{ { .show = "accounts,pairs,share" },
		    "accounts|pairs|share\n5|5|35.70\n" },
		{ { .where = "our_population = former_customer",
		      .by = "our_industry",
		      .show = "accounts" },
		    "our_industry|accounts\n" },
		{ { .by = "our_industry",
		      .show = "accounts,fans=count:our_nps >= 9,"
			      "open=count:our_population = open_opportunity or "
			      "our_population = prospect" },
		    "our_industry|accounts|fans|open\n"
		    "(unknown)|1|0|1\nEnergy|2|0|1\nRetail|2|1|1\n" },
	};

	(void)state;
	CHECK_ALL(asked);
}

static void
sums_are_by_currency(void **state)
{
	static const char many[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_amount,our_revenue\n"
	    "1,x,customer,customer,EUR 10.05,EUR 50k-250k\n"
	    "2,x,customer,customer,USD 20,EUR 50k-250k\n"
	    "3,x,customer,customer,GBP 30,\n"
	    "4,x,customer,customer,CHF 40,\n"
	    "5,x,customer,customer,JPY 50,\n"
	    "6,x,customer,customer,EUR 0.95,\n"
	    "7,x,customer,customer,12,\n";
	static const char open[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_amount\n"
	    "1,x,customer,customer,EUR 1M+\n"
	    "2,x,customer,customer,EUR 500k\n";
	static const struct asked asked[] = {
		{ { .by = "our_industry",
		      .show = "our_amount=sum:our_amount,nps=mean:our_nps" },
		    "our_industry|our_amount|nps\n"
		    "(unknown)||\n"
		    "Energy|EUR 250.50; USD 40|3\n"
		    "Retail|EUR 1100|9\n" },
		{ { .by = "our_population", .show = "mean:our_amount" },
		    "our_population|mean:our_amount\n"
		    "customer|EUR 175.25\n"
		    "open_opportunity|EUR 1000\n"
		    "prospect|USD 40\n" },
	};
	static const struct asked of_many = { { .show = "sum:our_amount,"
							"sum:our_revenue,"
							"mean:our_revenue" },
		"sum:our_amount|sum:our_revenue|mean:our_revenue\n"
		"12; CHF 40; EUR 11; GBP 30; JPY 50; USD 20|"
		"EUR 100000-500000|EUR 50000-250000\n" };
	static const struct asked of_open = { { .show = "sum:our_amount" },
		"sum:our_amount\nEUR 1500000+\n" };
	/* An exact value and a band: the cents are those of the one. */
	static const char mixed[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_amount\n"
	    "1,x,customer,customer,EUR 10k-50k\n"
	    "2,y,customer,customer,EUR 0.05\n";
	static const struct asked of_mixed = { { .show = "sum:our_amount" },
		"sum:our_amount\nEUR 10000.05-50000.05\n" };

	(void)state;
	CHECK_ALL(asked);
	check(&of_many, many);
	check(&of_open, open);
	check(&of_mixed, mixed);
}

static void
means_are_rounded(void **state)
{
	static const char csv[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_nps,our_amount\n"
	    "1,x,customer,customer,9,EUR 1\n"
	    "2,y,customer,customer,9,EUR 1\n"
	    "3,z,customer,customer,10,EUR 0.99\n"
	    "4,w,prospect,customer,6,EUR 1\n"
	    "5,v,prospect,customer,6,EUR 0.99\n"
	    "6,u,prospect,customer,8,\n";
	static const struct asked means = {
		{ .by = "our_population",
		    .show = "mean:our_nps,mean:our_amount" },
		"our_population|mean:our_nps|mean:our_amount\n"
		"customer|9.33|EUR 1\nprospect|6.67|EUR 1\n"
	};

	(void)state;
	check(&means, csv);
}

/* A score has three decimals or fewer, and is no number with a mark between
 * thousands. */
static void
scores_are_compared(void **state)
{
	static const char csv[] =
	    "our_account,their_account,our_population,their_population,score,"
	    "level\n"
	    "1,x,customer,customer,0.850,account\n"
	    "2,y,customer,customer,0.9,account\n"
	    "3,z,customer,customer,0.995,account\n"
	    "4,w,customer,customer,1,account\n"
	    "5,v,customer,customer,\"0,91\",account\n";
	static const struct asked asked[] = {
		{ { .show = "our_account,score", .sort = "-score" },
		    "our_account|score\n"
		    "4|1\n3|0.995\n5|0,91\n2|0.9\n1|0.850\n" },
		{ { .where = "score >= 0.9", .show = "our_account" },
		    "our_account\n2\n3\n4\n5\n" },
		{ { .where = "score < 0.900", .show = "our_account" },
		    "our_account\n1\n" },
		{ { .where = "score = 0.85", .show = "our_account" },
		    "our_account\n1\n" },
		{ { .by = "level", .show = "mean:score" },
		    "level|mean:score\naccount|0.931\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		check(&asked[i], csv);
}

/* What one row of an account does not tell, another may: the list is not given
 * with each partner's pairs, and a partner tells by the populations of a pair. */
static void
a_later_row_tells_the_value(void **state)
{
	static const char csv[] =
	    "partner,our_account,their_account,our_population,"
	    "their_population,our_amount,our_products,their_amount,"
	    "their_revenue\n"
	    "G,1,x,customer,customer,,,USD 5,\n"
	    "H,1,y,customer,customer,EUR 7,crm,,\n"
	    "H,2,y,customer,customer,EUR 3,erp,,USD 9\n"
	    "G,3,x,customer,customer,EUR 1,crm,USD 5,USD 8\n";
	static const struct asked sums = { { .show = "sum:our_amount,"
						     "sum:their_amount,"
						     "sum:their_revenue,"
						     "missing:our_products" },
		"sum:our_amount|sum:their_amount|sum:their_revenue|"
		"missing:our_products\n"
		"EUR 11|USD 5|USD 17|erp (2); crm (1)\n" };

	(void)state;
	check(&sums, csv);
}

/* What an account does not have, of all that others have; a product is one in
 * any spelling, and a partner sells its own only. */
static void
products_that_are_missing(void **state)
{
	static const char csv[] =
	    "partner,our_account,their_account,our_population,their_population,"
	    "our_name,our_industry,our_products,their_products\n"
	    "G,A1,x1,customer,customer,Alpha,Retail,CRM;ERP,Pay\n"
	    "G,A2,x2,customer,customer,Beta,Retail,crm,Ledger; Pay; Pay\n"
	    "H,A2,y2,customer,customer,Beta,Retail,crm,Cloud\n"
	    "G,A3,x3,customer,prospect,Gamma,Energy,\"Field-App; ERP\",\n"
	    "H,A4,y4,prospect,customer,Delta,Energy,,Edge\n";
	static const struct asked asked[] = {
		{ { .show = "our_name,we=missing:our_products,"
			    "they=missing:their_products" },
		    "our_name|we|they\n"
		    "Alpha|Field-App|Ledger\n"
		    "Beta|ERP; Field-App|\n"
		    "Beta|ERP; Field-App|Edge\n"
		    "Gamma|CRM|\n"
		    "Delta||Cloud\n" },
		{ { .by = "our_industry",
		      .show = "accounts,we=missing:our_products,"
			      "they=missing:their_products" },
		    "our_industry|accounts|we|they\n"
		    "Energy|2|CRM (1)|Cloud (1)\n"
		    "Retail|2|Field-App (2); ERP (1)|Ledger (1); Edge (1)\n" },
		/* What is not in the answer is of the products all the same. */
		{ { .where = "our_industry = Energy",
		      .show = "our_name,missing:our_products",
		      .sort = "-our_name",
		      .limit = 1 },
		    "our_name|missing:our_products\nGamma|CRM\n" },
		/* Its numbers are under what is suppressed. */
		{ { .by = "our_industry",
		      .show = "accounts,missing:our_products",
		      .suppress_below = 2 },
		    "our_industry|accounts|missing:our_products\n"
		    "Energy|2|\nRetail|2|\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		check(&asked[i], csv);
}

/* A cell has eight, and says how many more there are. */
static void
many_products_are_counted(void **state)
{
	static const char csv[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_industry,our_products\n"
	    "A1,x1,customer,customer,Retail,a;b;c;d;e;f;g;h;i;j;k\n"
	    "A2,x2,customer,customer,Retail,k\n";
	static const struct asked list = { { .where = "our_account = A2",
					       .show = "our_account,"
						       "missing:our_products" },
		"our_account|missing:our_products\n"
		"A2|a; b; c; d; e; f; g; h and 2 more\n" };
	static const struct asked groups = {
		{ .by = "our_industry", .show = "missing:our_products" },
		"our_industry|missing:our_products\n"
		"Retail|a (1); b (1); c (1); d (1); e (1); f (1); g (1); h (1) "
		"and 2 more\n"
	};

	(void)state;
	check(&list, csv);
	check(&groups, csv);
}

static void
groups_are_sorted(void **state)
{
	static const struct asked asked[] = {
		{ { .by = "our_industry",
		      .show = "accounts,pairs",
		      .sort = "-pairs,our_industry" },
		    "our_industry|accounts|pairs\n"
		    "Energy|2|2\nRetail|2|2\n(unknown)|1|1\n" },
		{ { .by = "our_industry",
		      .show = "accounts",
		      .sort = "-our_industry",
		      .limit = 2 },
		    "our_industry|accounts\nRetail|2\nEnergy|2\n" },
		{ { .by = "our_population",
		      .show = "amount=sum:our_amount,accounts",
		      .sort = "-amount" },
		    "our_population|amount|accounts\n"
		    "open_opportunity|EUR 1000|1\n"
		    "customer|EUR 350.50|2\n"
		    "prospect|USD 40|2\n" },
		/* A mean by what it is, not by the sum behind it. */
		{ { .by = "our_population",
		      .show = "nps=mean:their_nps",
		      .sort = "nps" },
		    "our_population|nps\n"
		    "open_opportunity|\ncustomer|7\nprospect|8.50\n" },
		{ { .by = "our_industry",
		      .show = "share,fans=count:our_nps >= 9",
		      .sort = "-fans,-share" },
		    "our_industry|share|fans\n"
		    "Retail|14.30|1\nEnergy|14.30|0\n(unknown)|7.10|0\n" },
		/* Bands and quarters in their order, not by their letters. */
		{ { .by = "our_employees:band", .show = "accounts" },
		    "our_employees|accounts\n"
		    "<50|1\n50-249|1\n5000+|1\n(unknown)|2\n" },
		{ { .by = "our_close_date:quarter", .show = "accounts" },
		    "our_close_date|accounts\n"
		    "2026-Q4|3\n2027-Q1|1\n(unknown)|1\n" },
	};

	(void)state;
	CHECK_ALL(asked);
}

static void
lists_show_rows(void **state)
{
	static const struct asked asked[] = {
		/* As they come. */
		{ { .where = "our_population = customer",
		      .show = "our_name,their_account" },
		    "our_name|their_account\nAlpha|x1\nBeta|x3\n" },
		{ { .show = "our_name", .limit = 2 },
		    "our_name\nAlpha\nBeta\n" },
		/* Every pair, where the question asks which count. */
		{ { .where = "our_population = customer",
		      .show = "their_account,counted" },
		    "their_account|counted\nx2|no\nx1|yes\nx3|yes\n" },
		/* What is not known stands last, whichever way. */
		{ { .show = "our_name,our_nps", .sort = "-our_nps,-our_name" },
		    "our_name|our_nps\nAlpha|9\nBeta|3\n"
		    "Gamma|\nEpsilon|\nDelta|\n" },
		{ { .show = "our_name,our_close_date",
		      .sort = "our_close_date",
		      .limit = 3 },
		    "our_name|our_close_date\nEpsilon|2026-11-30\n"
		    "Alpha|2026-12-01\nDelta|2026-12-31\n" },
		/* By a column that is not shown; with its band. */
		{ { .where = "our_amount >= 0",
		      .show = "our_name,our_amount:band",
		      .sort = "-our_amount" },
		    "our_name|our_amount:band\n"
		    "Epsilon|EUR <10k\nBeta|EUR <10k\nAlpha|EUR <10k\n"
		    "Gamma|USD <10k\n" },
		/* The pairs behind an answer, as they are in the file. */
		{ { .where = "our_population = prospect",
		      .by = "our_industry",
		      .show = "accounts",
		      .limit = 1,
		      .matches = 1 },
		    NULL },
	};
	struct asked one;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof asked / sizeof asked[0]; i++)
		check(&asked[i], pairs);
	one = asked[sizeof asked / sizeof asked[0] - 1];
	one.answer =
	    "partner|agreement|our_party|run|date|match|our_account|"
	    "their_account|score|tier|level|matched_on|ambiguous|"
	    "our_population|their_population|our_name|our_domain|our_country|"
	    "our_owner|our_owner_email|our_industry|our_segment|our_region|"
	    "our_employees|our_revenue|our_stage|our_amount|our_close_date|"
	    "our_open_deals|our_products|our_nps|our_health|"
	    "our_renewal_date|our_tier|our_team|our_practice|our_propensity|"
	    "our_committed_spend|"
	    "our_registered|our_opt_out|their_name|their_domain|"
	    "their_country|their_owner|their_owner_email|their_industry|"
	    "their_segment|their_region|their_employees|their_revenue|"
	    "their_stage|their_amount|their_close_date|"
	    "their_open_deals|their_products|their_nps|their_health|their_"
	    "renewal_date|their_tier|their_team|"
	    "their_practice|their_propensity|their_committed_spend|"
	    "their_registered|their_opt_out\n"
	    "G||||2026-11-28||A3|x4||||||prospect|customer|Gamma|||||Energy|"
	    "|||||USD 40|||||||||||||||||||||||||||||8|||||||||\n";
	check(&one, pairs);
}

/* A list that is cut keeps the first rows, however many came in between. */
static void
long_lists_are_cut(void **state)
{
	static const struct asked asked = {
		{ .show = "our_account,our_open_deals",
		    .sort = "-our_open_deals",
		    .limit = 3 },
		"our_account|our_open_deals\n19999|19999\n19998|19998\n19997|"
		"19997\n"
	};
	struct psi_buf csv = PSI_BUF_INIT;
	char line[64];

	(void)state;
	assert_int_equal(
	    psi_buf_append_text(
		&csv, "our_account,their_account,our_open_deals\n", NULL),
	    0);
	/* 7919 has no factor in common with 20000: each number once. */
	for (unsigned int i = 0; i < 20000; i++) {
		unsigned int deals = i * 7919 % 20000;

		(void)snprintf(line, sizeof line, "%u,x,%u\n", deals, deals);
		assert_int_equal(psi_buf_append_text(&csv, line, NULL), 0);
	}
	check(&asked, table_text_get(&csv));
	psi_buf_clear(&csv);
}

/* Lines of `extra` must hold besides; what is open is told, and by what. */
static void
what_cannot_be_decided_is_told(void **state)
{
	static const struct psi_mapping_question question = {
		.where = "our_nps >= 7",
		.extra = "their_nps >= 7\nour_industry = Mining\n",
		.show = "our_name"
	};
	struct psi_mapping *mapping = new_mapping();
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct psi_mapping_remark remark;
	char fields[64];

	(void)state;
	assert_int_equal(psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	read_pairs(mapping, pairs);
	assert_string_equal(table_text_get(&text), "our_name\n");
	assert_int_equal(psi_mapping_found(mapping, 0), 0);
	/* Delta has no industry and no NPS. */
	assert_int_equal(
	    psi_mapping_undecided(mapping, 0, fields, sizeof fields), 1);
	assert_string_equal(fields, "our_industry, our_nps");
	/* As much as there is room for. */
	assert_int_equal(psi_mapping_undecided(mapping, 0, fields, 14), 1);
	assert_string_equal(fields, "our_industry");
	assert_int_equal(psi_mapping_undecided(mapping, 1, fields, 14), 0);
	assert_string_equal(fields, "");
	/* Nobody is in Mining: these are there instead. */
	assert_true(psi_mapping_remark_at(mapping, 0, 0, &remark));
	assert_string_equal(remark.column, "our_industry");
	assert_int_equal(remark.value.len, 6);
	assert_memory_equal(remark.value.text, "Mining", 6);
	assert_int_equal(remark.num_have, 2);
	assert_memory_equal(remark.have[0].text, "Retail", 6);
	assert_memory_equal(remark.have[1].text, "Energy", 6);
	assert_false(remark.has_more);
	assert_false(psi_mapping_remark_at(mapping, 0, 1, &remark));
	assert_false(psi_mapping_remark_at(mapping, 1, 0, &remark));
	psi_buf_clear(&text);
	psi_mapping_free(mapping);
}

/* ---- small groups ---- */

/* Three by three: 1 and 1 are too few, so a second one of each row and column
 * must go, too. */
static void
small_groups_are_left_out(void **state)
{
	static const struct asked asked[] = {
		{ { .by = "our_industry,their_industry",
		      .show = "accounts,pairs",
		      .suppress_below = 3 },
		    "our_industry|their_industry|accounts|pairs\n"
		    "A|z|9|9\nB|z|7|7\n"
		    "(suppressed)|(suppressed)|(suppressed)|\n" },
		/* One small one hides behind the smallest of the others. */
		{ { .by = "our_industry",
		      .show = "accounts",
		      .suppress_below = 15 },
		    "our_industry|accounts\n"
		    "(suppressed)|(suppressed)\n" },
		{ { .by = "our_industry",
		      .show = "accounts",
		      .suppress_below = 14 },
		    "our_industry|accounts\nA|14\nB|15\n" },
	};
	static const struct {
		const char *ours;
		const char *theirs;
		unsigned int num;
	} cells[] = { { "A", "x", 1 }, { "A", "y", 4 }, { "A", "z", 9 },
		{ "B", "x", 5 }, { "B", "y", 3 }, { "B", "z", 7 } };
	struct psi_buf csv = PSI_BUF_INIT;
	unsigned int account = 0;
	char line[64];

	(void)state;
	assert_int_equal(psi_buf_append_text(&csv,
			     "our_account,their_account,our_industry,"
			     "their_industry\n",
			     NULL),
	    0);
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
		for (unsigned int n = 0; n < cells[i].num; n++) {
			(void)snprintf(line, sizeof line, "%u,x,%s,%s\n",
			    account++, cells[i].ours, cells[i].theirs);
			assert_int_equal(
			    psi_buf_append_text(&csv, line, NULL), 0);
		}
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		check(&asked[i], table_text_get(&csv));
	psi_buf_clear(&csv);
}

/* In a group that is large enough few may have a value, or fit a condition; and in
 * a small one what it is called is what a few accounts are. */
static void
small_numbers_in_large_groups_are_left_out(void **state)
{
	static const char csv[] =
	    "our_account,their_account,our_population,their_population,"
	    "our_owner,our_amount,their_amount,our_nps\n"
	    "1,a,customer,customer,Ann,EUR 100,EUR 1,10\n"
	    "2,b,customer,customer,Ann,,EUR 2,9\n"
	    "3,c,customer,customer,Ann,,USD 3,\n"
	    "4,d,customer,customer,Ann,,EUR 4,\n"
	    "5,e,customer,prospect,Bob,,,1\n"
	    "6,f,customer,prospect,Cid,,,2\n"
	    "7,g,customer,prospect,Dan,,,3\n";
	static const struct asked asked[] = {
		/* One alone is told by what the others are, too. */
		{ { .by = "our_population",
		      .show = "accounts,one=count:our_nps = 10,"
			      "rest=count:our_nps != 10,"
			      "none=count:our_nps = 0,all=count:our_account "
			      "!= empty",
		      .suppress_below = 2 },
		    "our_population|accounts|one|rest|none|all\n"
		    "customer|7|(suppressed)|4|(suppressed)|7\n" },
		{ { .by = "our_population",
		      .show = "accounts,most=count:our_amount = empty",
		      .suppress_below = 2 },
		    "our_population|accounts|most\n"
		    "customer|7|(suppressed)\n" },
		{ { .by = "our_population",
		      .show = "sum:our_amount,sum:their_amount,mean:our_nps,"
			      "mean:our_amount",
		      .suppress_below = 3 },
		    "our_population|sum:our_amount|sum:their_amount|"
		    "mean:our_nps|mean:our_amount\n"
		    "customer|(suppressed)|(suppressed)|5|(suppressed)\n" },
		{ { .by = "our_population",
		      .show = "sum:their_amount,mean:our_nps",
		      .suppress_below = 1 },
		    "our_population|sum:their_amount|mean:our_nps\n"
		    "customer|EUR 7; USD 3|5\n" },
		{ { .by = "our_owner,their_population",
		      .show = "accounts",
		      .sort = "accounts",
		      .suppress_below = 2 },
		    "our_owner|their_population|accounts\n"
		    "Ann|customer|4\n"
		    "(suppressed)|prospect|(suppressed)\n" },
		/* Neither by where they stand. */
		{ { .by = "their_population",
		      .show = "accounts",
		      .sort = "accounts",
		      .suppress_below = 4 },
		    "their_population|accounts\n"
		    "customer|(suppressed)\nprospect|(suppressed)\n" },
		{ { .by = "our_nps:band",
		      .show = "accounts",
		      .suppress_below = 3 },
		    "our_nps|accounts\n"
		    "detractor|3\npromoter|(suppressed)\n"
		    "(unknown)|(suppressed)\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		check(&asked[i], csv);
}

/* ---- questions that make no sense ---- */

static void
nonsense_is_refused(void **state)
{
	static const struct {
		struct psi_mapping_question question;
		int code;
		const char *text;
	} wrong[] = {
		{ { .show = "" }, PSI_E_INPUT, "show: nothing to show" },
		{ { 0 }, PSI_E_INPUT, "show: nothing to show" },
		{ { .show = "accounts,colour" }, PSI_E_INPUT,
		    "show: part 2 is no column" },
		{ { .show = "sum:our_nps" }, PSI_E_INPUT,
		    "show: part 1 is no column, or of the wrong kind" },
		{ { .show = "mean:our_name" }, PSI_E_INPUT, "wrong kind" },
		{ { .show = "mean:our_close_date" }, PSI_E_INPUT,
		    "wrong kind" },
		{ { .show = "mean:their_propensity" }, PSI_E_INPUT,
		    "wrong kind" },
		{ { .where = "score >= 90", .show = "our_account" },
		    PSI_E_INPUT, "not of the column's kind" },
		{ { .show = "missing:our_name" }, PSI_E_INPUT, "wrong kind" },
		{ { .show = "missing:tied_with" }, PSI_E_INPUT, "wrong kind" },
		{ { .show = "our_amount:bands" }, PSI_E_INPUT,
		    "show: part 1 is no column" },
		{ { .show = "accounts,our_name" }, PSI_E_INPUT,
		    "columns are shown in lists only" },
		{ { .by = "our_industry", .show = "our_name" }, PSI_E_INPUT,
		    "columns are shown in lists only" },
		{ { .by = "our_industry,colour", .show = "accounts" },
		    PSI_E_INPUT, "by: 'colour' is no column" },
		{ { .by = "our_name,our_industry,our_region,our_tier,our_stage,"
			  "our_nps,our_owner",
		      .show = "accounts" },
		    PSI_E_INPUT, "by: more than 6 columns" },
		{ { .by = "our_industry",
		      .show = "accounts",
		      .sort = "our_region" },
		    PSI_E_INPUT, "sort: part 1 is not among what is shown" },
		{ { .show = "our_name", .sort = "our_name,colour" },
		    PSI_E_INPUT, "sort: part 2 is not among" },
		{ { .show = "our_name",
		      .sort =
			  "our_name,our_nps,our_tier,our_stage,our_region" },
		    PSI_E_INPUT, "sort: more than 4 parts" },
		{ { .show = "pairs,pairs,pairs,pairs,pairs,pairs,pairs,pairs,"
			    "pairs,pairs,pairs,pairs,pairs,pairs,pairs,pairs,"
			    "pairs,pairs,pairs,pairs,pairs,pairs,pairs,pairs,"
			    "pairs,pairs,pairs,pairs,pairs,pairs,pairs,pairs,"
			    "pairs,pairs,pairs,pairs,pairs,pairs,pairs,pairs,"
			    "pairs" },
		    PSI_E_INPUT, "show: more than 32 parts" },
		{ { .where = "colour = red", .show = "pairs" }, PSI_E_INPUT,
		    "there is no such column" },
		{ { .extra = "our_nps > 1\n\n\n\n\n\n\n\n\nour_nps > 1",
		      .show = "pairs" },
		    PSI_E_INPUT, "more than 8 lists of conditions" },
		{ { .show = "red=count:colour = red" }, PSI_E_INPUT,
		    "there is no such column" },
		{ { .show = "our_name", .suppress_below = 5 }, PSI_E_AGREEMENT,
		    "not for passing on" },
		{ { .show = "pairs", .matches = 1, .suppress_below = 5 },
		    PSI_E_AGREEMENT, "not for passing on" },
		{ { .by = "our_population,our_name",
		      .show = "accounts",
		      .suppress_below = 5 },
		    PSI_E_AGREEMENT, "not for passing on" },
		{ { .by = "their_domain",
		      .show = "accounts",
		      .suppress_below = 1 },
		    PSI_E_AGREEMENT, "not for passing on" },
		{ { .by = "match", .show = "pairs", .suppress_below = 5 },
		    PSI_E_AGREEMENT, "not for passing on" },
		{ { .by = "their_account",
		      .show = "pairs",
		      .suppress_below = 5 },
		    PSI_E_AGREEMENT, "not for passing on" },
		{ { .by = "overlap_key", .show = "pairs", .suppress_below = 5 },
		    PSI_E_AGREEMENT, "not for passing on" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct psi_mapping *mapping = new_mapping();
		struct psi_mapping_rows rows = { NULL, NULL };
		struct psi_error err;

		memset(&err, 0, sizeof err);
		assert_int_equal(
		    psi_mapping_ask(mapping, &wrong[i].question, &rows, &err),
		    wrong[i].code);
		if (strstr(err.text, wrong[i].text) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(psi_mapping_found(mapping, 0), 0);
		psi_mapping_free(mapping);
	}
}

/* What is asked beside it is answered, and numbered as if it had not been. */
static void
one_that_is_refused_takes_no_place(void **state)
{
	static const struct psi_mapping_question wrong = { .show = "colour" };
	static const struct psi_mapping_question good[2] = {
		{ .by = "our_population", .show = "accounts" },
		{ .show = "accounts,pairs" },
	};
	static const char *const answers[2] = {
		"our_population|accounts\ncustomer|2\nopen_opportunity|1\n"
		"prospect|2\n",
		"accounts|pairs\n5|5\n",
	};
	struct psi_mapping *mapping = new_mapping();
	struct psi_buf text[2] = { PSI_BUF_INIT, PSI_BUF_INIT };
	struct psi_mapping_rows nowhere = { NULL, NULL };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct psi_mapping_rows rows = table_text(&text[i]);

		assert_int_equal(
		    psi_mapping_ask(mapping, &wrong, &nowhere, NULL),
		    PSI_E_INPUT);
		assert_int_equal(
		    psi_mapping_ask(mapping, &good[i], &rows, NULL), 0);
	}
	read_pairs(mapping, pairs);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(table_text_get(&text[i]), answers[i]);
		psi_buf_clear(&text[i]);
	}
	assert_int_equal(psi_mapping_found(mapping, 0), 3);
	assert_int_equal(psi_mapping_found(mapping, 2), 0);
	psi_mapping_free(mapping);
}

/* ---- questions with names ---- */

static int
read_named(
    struct psi_mapping_questions **out, const char *rows, struct psi_error *err)
{
	static const char header[] =
	    "name,question,needs,where,by,show,sort,across\n";
	struct memory memory;
	struct psi_source source;
	char csv[8192];

	(void)snprintf(csv, sizeof csv, "%s%s", header, rows);
	source = memory_source(&memory, csv, strlen(csv));
	return psi_mapping_questions_new(out, &source, err);
}

/* One's own come first, and stand in for a built-in one of the same name. */
static void
named_questions_are_found(void **state)
{
	struct psi_mapping_questions *questions = NULL;
	const struct psi_mapping_named *named;

	(void)state;
	assert_int_equal(
	    read_named(&questions,
		"energy,\"Who, in energy?\",,our_industry = Energy,,our_name,"
		"-our_name,\n"
		",,,,,,,\n"
		"overlap,What do we share?,program,,,,,\n"
		"nps,Mine,partners,,our_population,accounts,,our_population\n",
		NULL),
	    0);
	named = psi_mapping_questions_at(questions, 0);
	assert_string_equal(named->name, "energy");
	assert_string_equal(named->words, "Who, in energy?");
	assert_string_equal(named->needs, "");
	assert_string_equal(named->question.where, "our_industry = Energy");
	assert_string_equal(named->question.by, "");
	assert_string_equal(named->question.show, "our_name");
	assert_string_equal(named->question.sort, "-our_name");
	assert_string_equal(
	    psi_mapping_questions_at(questions, 1)->name, "nps");
	named = psi_mapping_questions_find(questions, "nps");
	assert_string_equal(named->words, "Mine");
	assert_string_equal(named->needs, "partners");
	assert_string_equal(named->across, "our_population");
	assert_string_equal(
	    psi_mapping_questions_at(questions, 2)->name, "matrix");
	assert_non_null(psi_mapping_questions_find(questions, "best"));
	assert_null(psi_mapping_questions_find(questions, "overlap"));
	assert_null(psi_mapping_questions_at(questions, 200));
	/* The one that it stands in for is not there too. */
	for (size_t i = 2;
	     (named = psi_mapping_questions_at(questions, i)) != NULL; i++)
		assert_string_not_equal(named->name, "nps");
	psi_mapping_questions_free(questions);
	psi_mapping_questions_free(NULL);
}

static void
bad_named_questions_are_refused(void **state)
{
	static const struct {
		const char *rows;
		uint64_t line;
		const char *text;
	} wrong[] = {
		{ "a,,,,,our_name,,\nb,,,,,colour,,\n", 3, "show: part 1" },
		{ "a,,,,,our_name,,\na,,,,,our_name,,\n", 3, "the same name" },
		{ "A,,,,,our_name,,\n", 2, "a name of a-z" },
		{ ",Who?,,,,our_name,,\n", 2, "a name of a-z" },
		{ "abcdefghijklmnopqrstuvwxyz,,,,,our_name,,\n", 2,
		    "24 characters" },
		{ "a,,,,,our_name\n", 2, "a question has 8 cells" },
		/* A program's row has nothing behind that word. */
		{ "a,,program,,,colour,,\n", 2, "show: part 1" },
	};
	static const char header[] = "name,question,where\nx,y,z\n";
	struct psi_mapping_questions *questions = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, header, strlen(header));
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		memset(&err, 0, sizeof err);
		assert_int_equal(
		    read_named(&questions, wrong[i].rows, &err), PSI_E_INPUT);
		assert_int_equal(err.line, wrong[i].line);
		if (strstr(err.text, wrong[i].text) == NULL)
			fail_msg("%s", err.text);
	}
	assert_int_equal(
	    psi_mapping_questions_new(&questions, &source, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 1);
	assert_non_null(strstr(err.text, "the header of questions is"));
	assert_null(questions);
}

/* As many as there may be, and one more: the line is that of one's own file. */
static void
named_questions_are_counted(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	struct psi_mapping_questions *questions = NULL;
	struct psi_error err;
	char rows[151 * 32];
	size_t len = 0;

	(void)state;
	for (size_t i = 0; i < 151; i++) {
		len += (size_t)snprintf(rows + len, sizeof rows - len,
		    "own-%c%c,,,,,our_name,,\n", letters[i / 26],
		    letters[i % 26]);
		if (i != 149)
			continue;
		assert_int_equal(read_named(&questions, rows, NULL), 0);
		assert_non_null(psi_mapping_questions_at(questions, 160));
		assert_non_null(psi_mapping_questions_find(questions, "best"));
		psi_mapping_questions_free(questions);
		questions = NULL;
	}
	assert_int_equal(read_named(&questions, rows, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 152);
	assert_non_null(strstr(err.text, "at most 150"));
	assert_null(questions);
}

/* ---- the files ---- */

static void
bad_pairs_are_refused(void **state)
{
	static const struct {
		const char *csv;
		uint64_t line;
		const char *text;
	} wrong[] = {
		{ "", 0, "the file is empty" },
		{ "name\nx\n", 1, "no column 'our_account'" },
		{ "our_account,Our Account\nx,y\n", 1,
		    "'our_account' twice (columns 1 and 2)" },
		{ "our_account,their_account\nx\n", 2,
		    "the row has 1 cells and the header 2" },
		{ "our_account,their_account\na,x\n,y\n", 3,
		    "nothing in the column 'our_account'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct psi_mapping *mapping = new_mapping();
		struct memory memory;
		struct psi_source source =
		    memory_source(&memory, wrong[i].csv, strlen(wrong[i].csv));
		struct psi_error err;

		memset(&err, 0, sizeof err);
		assert_int_equal(
		    psi_mapping_read(mapping, &source, &err), PSI_E_INPUT);
		assert_int_equal(err.line, wrong[i].line);
		if (strstr(err.text, wrong[i].text) == NULL)
			fail_msg("%s", err.text);
		psi_mapping_free(mapping);
	}
}

/* A match that is only possible does not say that a partner has the account,
 * where another is sure. */
static void
partners_by_sure_matches(void **state)
{
	static const char csv[] =
	    "partner,our_account,their_account,our_population,"
	    "their_population,score,level\n"
	    "G,A1,x1,customer,customer,0.995,account\n"
	    "H,A1,y1,customer,customer,0.800,review\n"
	    "G,A2,x2,customer,customer,0.800,review\n"
	    "H,A2,y2,customer,prospect,0.800,review\n"
	    "G,A3,x3,customer,customer,0.995,account\n"
	    "H,A3,y3,customer,prospect,0.995,account\n";
	static const struct psi_mapping_question question = {
		.show = "our_account,partner,partners,customer_partners",
		.where = "best = yes",
	};
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct memory memory;
	struct psi_source source = memory_source(&memory, csv, strlen(csv));

	(void)state;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	assert_int_equal(psi_mapping_survey(mapping, &source, NULL), 0);
	assert_int_equal(psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	read_pairs(mapping, csv);
	assert_string_equal(table_text_get(&text),
	    "our_account|partner|partners|customer_partners\n"
	    "A1|G|1|1\nA2|H|2|1\nA3|H|2|1\n");
	psi_buf_clear(&text);
	psi_mapping_free(mapping);
}

/* The line is said, and what to do. */
static void
too_much_is_refused_with_its_line(void **state)
{
	static const char header[] =
	    "partner,our_account,their_account,our_population,"
	    "their_population,their_products\n";
	static const struct psi_mapping_question question = {
		.by = "our_owner",
		.show = "missing:their_products",
	};
	struct psi_mapping *mapping = new_mapping();
	struct psi_buf csv = PSI_BUF_INIT;
	struct psi_buf answer = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&answer);
	struct memory memory;
	struct psi_source source;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_buf_append_text(&csv, header, NULL), 0);
	for (int i = 0; i < 66; i++) {
		char row[64];

		(void)snprintf(
		    row, sizeof row, "Partner %d,A,x,customer,prospect,\n", i);
		assert_int_equal(psi_buf_append_text(&csv, row, NULL), 0);
	}
	source = memory_source(&memory, (const char *)csv.data, csv.len);
	assert_int_equal(
	    psi_mapping_survey(mapping, &source, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 66);
	assert_string_equal(err.text, "there are more than 64 partners");
	assert_string_not_equal(err.hint, "");
	/* In the midst of a file. */
	csv.len = 0;
	assert_int_equal(psi_buf_append_text(&csv, header, NULL), 0);
	assert_int_equal(psi_buf_append_text(&csv,
			     "G,A,x,customer,prospect,CRM\n"
			     "G,B,y,customer,prospect,",
			     NULL),
	    0);
	for (int i = 0; i < 33000; i++)
		assert_int_equal(psi_buf_append_text(&csv, "p;", NULL), 0);
	assert_int_equal(
	    psi_buf_append_text(&csv, "\nG,C,z,customer,prospect,CRM\n", NULL),
	    0);
	assert_int_equal(psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	source = memory_source(&memory, (const char *)csv.data, csv.len);
	assert_int_equal(psi_mapping_read(mapping, &source, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 3);
	assert_non_null(strstr(err.text, "longer than 65,000 bytes"));
	assert_string_not_equal(err.hint, "");
	psi_buf_clear(&answer);
	psi_buf_clear(&csv);
	psi_mapping_free(mapping);
}

/* Two partners for one account: the better, the tied one, and how many. */
static void
partners_are_compared(void **state)
{
	static const char csv[] =
	    "partner,our_account,their_account,our_population,"
	    "their_population,their_nps\n"
	    "G,A1,x1,customer,customer,9\n"
	    "H,A1,y1,customer,customer,3\n"
	    "G,A2,x2,customer,customer,\n"
	    "H,A2,y2,customer,customer,\n"
	    "H,A3,y3,customer,open_opportunity,\n";
	static const struct psi_mapping_question question = {
		.show = "our_account,partner,partners,customer_partners,"
			"best_partner,tied_with,direction"
	};
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_mapping_counts counts;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct memory memory;
	struct psi_source source = memory_source(&memory, csv, strlen(csv));

	(void)state;
	options.count_theirs = 1;
	options.role = "vendor";
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	assert_int_equal(psi_mapping_survey(mapping, &source, NULL), 0);
	assert_int_equal(psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	read_pairs(mapping, csv);
	assert_string_equal(table_text_get(&text),
	    "our_account|partner|partners|customer_partners|best_partner|"
	    "tied_with|direction\n"
	    "A1|G|2|2|G||\nA1|H|2|2|G||\n"
	    "A2|G|2|2|(tie)|G; H|\nA2|H|2|2|(tie)|G; H|\n"
	    "A3|H|1|0|H||give\n");
	psi_mapping_count(mapping, &counts);
	assert_int_equal(counts.rows, 5);
	assert_int_equal(counts.our_accounts, 3);
	assert_int_equal(counts.their_accounts, 5);
	assert_int_equal(counts.pairs, 5);
	assert_int_equal(counts.partners, 2);
	assert_int_equal(counts.repeated, 0);
	assert_int_equal(psi_mapping_suppress_below(mapping), 0);
	psi_buf_clear(&text);
	psi_mapping_free(mapping);
}

static void
options_are_checked(void **state)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_error err;

	(void)state;
	options.role = "friend";
	assert_int_equal(psi_mapping_new(&mapping, &options, &err), PSI_E_ARG);
	assert_non_null(strstr(err.text, "vendor, partner or reseller"));
	options.version++;
	assert_int_equal(psi_mapping_new(&mapping, &options, &err), PSI_E_ARG);
	assert_non_null(strstr(err.text, "version"));
	assert_null(mapping);
}

/* What a question asks for that no pair has is told: an empty column, or a value
 * beside those that stand there. */
static void
what_no_pair_has_is_remarked(void **state)
{
	static const struct {
		const char *extra;
		/* "column value: have,have[+];" each. */
		const char *remarks;
	} cases[] = {
		{ "our_industry = Retail", "" },
		{ "our_industry = Energi",
		    "our_industry Energi: Retail,Energy;" },
		{ "our_industry in Retail|Telecom",
		    "our_industry Telecom: Retail,Energy;" },
		{ "our_products has BI", "our_products BI: CRM,ERP;" },
		{ "their_nps >= 0", "" },
		{ "our_country = DE", "our_country : ;" },
		{ "our_region = empty", "our_region : ;" },
		{ "our_name = Omega", "our_name Omega: ;" },
		{ "our_nps = 9", "" },
		{ "our_nps = 10", "our_nps 10: ;" },
		{ "our_account = A9", "our_account A9: ;" },
		{ "our_population = former_customer",
		    "our_population former_customer: ;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_mapping *mapping = new_mapping();
		struct psi_buf text = PSI_BUF_INIT;
		struct psi_buf told = PSI_BUF_INIT;
		struct psi_mapping_rows rows = table_text(&text);
		struct psi_mapping_question question;
		struct psi_mapping_remark remark;

		memset(&question, 0, sizeof question);
		question.extra = cases[i].extra;
		question.show = "accounts";
		assert_int_equal(
		    psi_mapping_ask(mapping, &question, &rows, NULL), 0);
		assert_false(psi_mapping_remark_at(mapping, 0, 0, &remark));
		read_pairs(mapping, pairs);
		for (size_t n = 0;
		     psi_mapping_remark_at(mapping, 0, n, &remark); n++) {
			char line[512];
			size_t len;

			(void)snprintf(line, sizeof line,
			    "%s %.*s: ", remark.column, (int)remark.value.len,
			    remark.value.text == NULL ? "" : remark.value.text);
			for (size_t k = 0; k < remark.num_have; k++) {
				len = strlen(line);
				(void)snprintf(line + len, sizeof line - len,
				    "%s%.*s", k == 0 ? "" : ",",
				    (int)remark.have[k].len,
				    remark.have[k].text);
			}
			len = strlen(line);
			(void)snprintf(line + len, sizeof line - len, "%s;",
			    remark.has_more ? "+" : "");
			assert_int_equal(
			    psi_buf_append_text(&told, line, NULL), 0);
		}
		if (strcmp(table_text_get(&told), cases[i].remarks) != 0)
			fail_msg(
			    "%s: %s", cases[i].extra, table_text_get(&told));
		assert_false(psi_mapping_remark_at(mapping, 1, 0, &remark));
		psi_buf_clear(&told);
		psi_buf_clear(&text);
		psi_mapping_free(mapping);
	}
}

/* Of very many values not all are told. */
static void
many_values_are_not_all_told(void **state)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_buf csv = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct psi_mapping_question question;
	struct psi_mapping_remark remark;

	(void)state;
	memset(&question, 0, sizeof question);
	question.extra = "our_segment = Small";
	question.show = "accounts";
	assert_int_equal(psi_mapping_ask(mapping, &question, &rows, NULL), 0);
	assert_int_equal(
	    psi_buf_append_text(
		&csv, "partner,our_account,their_account,our_segment\n", NULL),
	    0);
	for (int i = 0; i < 40; i++) {
		char line[64];

		(void)snprintf(
		    line, sizeof line, "G,A%d,x%d,Segment %d\n", i, i, i);
		assert_int_equal(psi_buf_append_text(&csv, line, NULL), 0);
	}
	assert_int_equal(psi_buf_append(&csv, "", 1, NULL), 0);
	read_pairs(mapping, (const char *)csv.data);
	assert_true(psi_mapping_remark_at(mapping, 0, 0, &remark));
	assert_int_equal(remark.num_have, PSI_MAPPING_REMARK_VALUES);
	assert_true(remark.has_more);
	assert_false(psi_mapping_remark_at(mapping, 0, 1, &remark));
	psi_buf_clear(&csv);
	psi_buf_clear(&text);
	psi_mapping_free(mapping);
}

/* Questions that were never asked have no answer. */
static void
no_such_question(void **state)
{
	struct psi_mapping *mapping = new_mapping();
	char fields[16] = "x";

	(void)state;
	assert_int_equal(
	    psi_mapping_undecided(mapping, 0, fields, sizeof fields), 0);
	assert_int_equal(psi_mapping_undecided_accounts(mapping, 0), 0);
	assert_int_equal(psi_mapping_left_out(mapping, 0), 0);
	assert_int_equal(psi_mapping_found(mapping, 0), 0);
	psi_mapping_free(mapping);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_count_accounts_once),
		cmocka_unit_test(sums_are_by_currency),
		cmocka_unit_test(means_are_rounded),
		cmocka_unit_test(scores_are_compared),
		cmocka_unit_test(a_later_row_tells_the_value),
		cmocka_unit_test(products_that_are_missing),
		cmocka_unit_test(many_products_are_counted),
		cmocka_unit_test(groups_are_sorted),
		cmocka_unit_test(lists_show_rows),
		cmocka_unit_test(long_lists_are_cut),
		cmocka_unit_test(what_cannot_be_decided_is_told),
		cmocka_unit_test(small_groups_are_left_out),
		cmocka_unit_test(small_numbers_in_large_groups_are_left_out),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(one_that_is_refused_takes_no_place),
		cmocka_unit_test(named_questions_are_found),
		cmocka_unit_test(bad_named_questions_are_refused),
		cmocka_unit_test(named_questions_are_counted),
		cmocka_unit_test(too_much_is_refused_with_its_line),
		cmocka_unit_test(bad_pairs_are_refused),
		cmocka_unit_test(partners_are_compared),
		cmocka_unit_test(partners_by_sure_matches),
		cmocka_unit_test(options_are_checked),
		cmocka_unit_test(what_no_pair_has_is_remarked),
		cmocka_unit_test(many_values_are_not_all_told),
		cmocka_unit_test(no_such_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
