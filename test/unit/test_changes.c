/*
 * What changed between two results, and what partners have to do with one's own
 * deals: small files, and what comes of them, worked out by hand.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "psi/mapping.h"
#include "support/memory.h"
#include "support/table_text.h"

/* ---- changes ---- */

#define HEADER                                                                 \
	"partner,our_account,their_account,matched_on,score,our_population,"   \
	"their_population,our_name,our_owner,their_owner,our_stage,"           \
	"their_amount\n"

#define CHANGES "change|whose|partner|our_account|our_name|field|before|after\n"

static const char before[] =
    HEADER "G,A1,x1,domain,0.90,customer,customer,Alpha,Ann,Tom,,EUR 5\n"
	   "G,A2,x2,name,0.80,prospect,customer,Beta,Ann,,won,\n"
	   "G,A3,x3,name,0.70,customer,customer,Gamma,,,,\n"
	   "G,A4,x4,name,0.70,customer,customer,Delta,,,,\n"
	   "G,A5,x5,name,0.70,customer,customer,Epsilon,,,,\n"
	   "G,A9,,,,customer,,Lone,,,,\n";

static const char after[] =
    HEADER "G,A1,x1,domain,0.95,customer,prospect,Alpha,Bob,Tim,,EUR 6\n"
	   "G,A2,x2,name,0.80,customer,customer,Beta,Ann,,lost,\n"
	   "G,A6,x6,name,0.70,customer,customer,Zeta,,,,\n"
	   "G,A7,x7,name,0.70,customer,customer,Eta,,,,\n"
	   "G,A8,x8,name,0.70,customer,customer,Theta,,,,\n"
	   "G,A9,,,,customer,,Alone,,,,\n";

struct compared {
	struct psi_buf text;
	struct psi_mapping_changed changed;
	int which;
	int rc;
	struct psi_error err;
};

/* Lists may be NULL. */
static void
compare(struct compared *out, const char *old, const char *new,
    const char *old_list, const char *new_list)
{
	struct memory memory[4];
	struct psi_source sources[4];
	const char *const texts[4] = { old, new, old_list, new_list };
	/* The id is in the second column. */
	const struct psi_mapping_lists lists = { &sources[2], &sources[3], 2,
		2 };
	struct psi_mapping_rows rows = table_text(&out->text);

	memset(out, 0, sizeof *out);
	for (int i = 0; i < 4; i++)
		if (texts[i] != NULL)
			sources[i] = memory_source(
			    &memory[i], texts[i], strlen(texts[i]));
	out->rc = psi_mapping_changes(&sources[0], &sources[1],
	    old_list == NULL ? NULL : &lists, &rows, &out->changed, &out->which,
	    &out->err);
}

/* Fields tell by their side; what came and went is unknown without lists. */
static void
changes_are_told(void **state)
{
	struct compared compared;

	(void)state;
	compare(&compared, before, after, NULL, NULL);
	assert_int_equal(compared.rc, 0);
	assert_string_equal(table_text_get(&compared.text),
	    CHANGES "score|unknown|G|A1|Alpha|score|0.90|0.95\n"
		    "population|theirs|G|A1|Alpha|their_population|customer|"
		    "prospect\n"
		    "owner|ours|G|A1|Alpha|our_owner|Ann|Bob\n"
		    "owner|theirs|G|A1|Alpha|their_owner|Tom|Tim\n"
		    "field|theirs|G|A1|Alpha|their_amount|EUR 5|EUR 6\n"
		    "population|ours|G|A2|Beta|our_population|prospect|"
		    "customer\n"
		    "stage|ours|G|A2|Beta|our_stage|won|lost\n"
		    "new|unknown|G|A6|Zeta|||\n"
		    "new|unknown|G|A7|Eta|||\n"
		    "new|unknown|G|A8|Theta|||\n"
		    "lost|unknown|G|A3|Gamma|||\n"
		    "lost|unknown|G|A4|Delta|||\n"
		    "lost|unknown|G|A5|Epsilon|||\n");
	assert_int_equal(compared.changed.num_changes, 13);
	assert_int_equal(compared.changed.remarks, 0);
	psi_buf_clear(&compared.text);
}

/* A3 left our list and A6 came into it: ours. A4 and A7 stand in both with the
 * same rows, in whatever order: theirs. A5 and A8 are written anew: nobody can
 * say. A row without an id is nobody's. */
static void
lists_tell_whose_change_it_is(void **state)
{
	static const char old_list[] =
	    "Name,Id\nGamma,A3\nx,A4\ny,A4\nEpsilon,A5\nEta,A7\nTheta,A8\n"
	    "none,\n";
	static const char new_list[] =
	    "Name,Id\ny,A4\nx,A4\nEPSILON,A5\nZeta,A6\nEta,A7\nTheta 2,A8\n"
	    "alone\n";
	struct compared compared;
	const char *text;

	(void)state;
	compare(&compared, before, after, old_list, new_list);
	assert_int_equal(compared.rc, 0);
	text = table_text_get(&compared.text);
	assert_non_null(strstr(text,
	    "new|ours|G|A6|Zeta|||\n"
	    "new|theirs|G|A7|Eta|||\n"
	    "new|unknown|G|A8|Theta|||\n"
	    "lost|ours|G|A3|Gamma|||\n"
	    "lost|theirs|G|A4|Delta|||\n"
	    "lost|unknown|G|A5|Epsilon|||\n"));
	psi_buf_clear(&compared.text);
}

/* Under a new agreement all labels are new: then the kinds of keys tell which
 * pair is which. Of two that cannot be told apart the first counts. */
static void
new_labels_are_no_new_pairs(void **state)
{
	static const char old[] =
	    HEADER "G,A1,x1,domain,0.90,customer,customer,Alpha,,,,\n"
		   "G,A1,x2,domain,0.80,customer,customer,Alpha,,,,\n"
		   "G,A1,x3,name,0.70,customer,customer,Alpha,,,,\n";
	static const char new[] =
	    HEADER "G,A1,z1,domain,0.91,customer,customer,Alpha,,,,\n"
		   "G,A1,z3,name,0.70,customer,customer,Alpha,,,,\n"
		   "G,A1,z4,vat,0.60,customer,customer,Alpha,,,,\n";
	struct compared compared;

	(void)state;
	compare(&compared, old, new, NULL, NULL);
	assert_int_equal(compared.rc, 0);
	assert_int_equal(compared.changed.remarks, 1);
	assert_string_equal(table_text_get(&compared.text),
	    CHANGES "score|unknown|G|A1|Alpha|score|0.90|0.91\n"
		    "new|unknown|G|A1|Alpha|their_account|x1|z4\n");
	psi_buf_clear(&compared.text);
}

/* Ten names are in both files, and one only in the newer one. Of the ten one keeps
 * its id, which is still nearly all; with two it is not. A name that has one more
 * account keeps its id, too. */
static void
new_ids_are_counted(void **state)
{
	static const char old[] = HEADER "G,A0,x0,name,0.70,,,Zero,,,,\n"
					 "G,A1,x1,name,0.70,,,One,,,,\n"
					 "G,A2,x2,name,0.70,,,Two,,,,\n"
					 "G,A3,x3,name,0.70,,,Three,,,,\n"
					 "G,A4,x4,name,0.70,,,Four,,,,\n"
					 "G,A5,x5,name,0.70,,,Five,,,,\n"
					 "G,A6,x6,name,0.70,,,Six,,,,\n"
					 "G,A7,x7,name,0.70,,,Seven,,,,\n"
					 "G,A8,x8,name,0.70,,,Eight,,,,\n"
					 "G,A9,x9,name,0.70,,,Nine,,,,\n";
	static const char rest[] = "G,B2,x2,name,0.70,,,Two,,,,\n"
				   "G,B3,x3,name,0.70,,,Three,,,,\n"
				   "G,B4,x4,name,0.70,,,Four,,,,\n"
				   "G,B5,x5,name,0.70,,,Five,,,,\n"
				   "G,B6,x6,name,0.70,,,Six,,,,\n"
				   "G,B7,x7,name,0.70,,,Seven,,,,\n"
				   "G,B8,x8,name,0.70,,,Eight,,,,\n"
				   "G,B9,x9,name,0.70,,,Nine,,,,\n"
				   "G,B10,x10,name,0.70,,,Ten,,,,\n";
	static const struct {
		const char *first;
		uint64_t num_renumbered;
		int remarks;
	} files[] = {
		{ "G,A0,x0,name,0.70,,,Zero,,,,\nG,B1,x1,name,0.70,,,One,,,,\n",
		    9, PSI_MAPPING_RENUMBERED },
		{ "G,A0,x0,name,0.70,,,Zero,,,,\nG,A1,x1,name,0.70,,,One,,,,\n",
		    8, 0 },
		{ "G,B0,x0,name,0.70,,,Zero,,,,\nG,A1,x0,name,0.70,,,Zero,,,,\n"
		  "G,B1,x1,name,0.70,,,One,,,,\n",
		    9, PSI_MAPPING_RENUMBERED },
	};
	struct compared compared;
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		(void)snprintf(
		    text, sizeof text, "%s%s%s", HEADER, files[i].first, rest);
		compare(&compared, old, text, NULL, NULL);
		assert_int_equal(compared.rc, 0);
		assert_int_equal(compared.changed.num_named, 10);
		assert_int_equal(
		    compared.changed.num_renumbered, files[i].num_renumbered);
		assert_int_equal(compared.changed.remarks, files[i].remarks);
		psi_buf_clear(&compared.text);
	}
}

/* Which file it was stands in `which`. */
static void
bad_files_are_refused(void **state)
{
	static const char other[] =
	    HEADER "H,A1,x1,domain,0.90,customer,customer,Alpha,,,,\n";
	static const char none[] = HEADER;
	static const char list[] = "Name,Id\nx,A1\n";
	static const struct {
		const char *files[4];
		int which;
		const char *text;
	} wrong[] = {
		{ { "name\n", after }, 0, "no column 'our_account'" },
		{ { before, "" }, 1, "the file is empty" },
		{ { before, after, "\"x", list }, 2, "quote" },
		{ { before, after, list, "\"x" }, 3, "quote" },
		{ { before, other }, 1, "of other partners than before" },
	};
	struct compared compared;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		compare(&compared, wrong[i].files[0], wrong[i].files[1],
		    wrong[i].files[2], wrong[i].files[3]);
		assert_int_equal(compared.rc, PSI_E_INPUT);
		assert_int_equal(compared.which, wrong[i].which);
		if (strstr(compared.err.text, wrong[i].text) == NULL)
			fail_msg("%s", compared.err.text);
		assert_int_equal(compared.text.len, 0);
	}
	/* A result without pairs has no partner that could be another. */
	compare(&compared, none, other, NULL, NULL);
	assert_int_equal(compared.rc, 0);
	assert_int_equal(compared.changed.num_changes, 1);
	psi_buf_clear(&compared.text);
}

/* ---- deals ---- */

/* The overlaps: A1 since 1 January, A2 since 1 March, of partner G. What H had
 * long ago counts for nobody, since H is no partner any more. */
static const char first[] =
    "partner,date,our_account,their_account\n"
    "G,2026-01-01,A1,x1\nH,2025-01-01,A3,y3\nH,2025-01-01,A2,y2\n";
static const char present[] = "partner,date,our_account,their_account\n"
			      "G,2026-03-01,A1,x1\nG,2026-03-01,A2,x2\n";

static int
attribute(const char *deals, struct psi_buf *text, struct psi_error *err)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_mapping_rows rows = table_text(text);
	struct memory memory;
	struct psi_source source = memory_source(&memory, first, strlen(first));
	int rc;

	memset(err, 0, sizeof *err);
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	assert_int_equal(psi_mapping_history(mapping, &source, NULL), 0);
	source = memory_source(&memory, present, strlen(present));
	assert_int_equal(psi_mapping_overlaps(mapping, &source, NULL), 0);
	source = memory_source(&memory, deals, strlen(deals));
	rc = psi_mapping_attribution(mapping, &source, &rows, err);
	psi_mapping_free(mapping);
	return rc;
}

static void
add(struct psi_buf *out, const char *text)
{
	assert_int_equal(psi_buf_append_text(out, text, NULL), 0);
}

#define GROUPS "group|deals|won|win_rate|deal_size|days_to_close\n"

/*
 * A1: ten deals of 1 February, which the overlap came before, closed after 10
 * days each, won but for one; sizes EUR 1 to 9: the median is 5.
 * A2: ten deals from 1 February to 1 April, the overlap on 1 March in between:
 * 59 days, all lost.
 * A3: eleven deals without an overlap, won after 20 to 30 days: median 25; in
 * dollars, so that none has a size beside those in euro.
 * So of the nine won ones with an overlap all were faster than usual.
 */
static void
deals_are_attributed(void **state)
{
	struct psi_buf deals = PSI_BUF_INIT;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;
	char line[96];

	(void)state;
	add(&deals, "Account ID,Created Date,Close Date,Amount,Stage\n");
	for (int i = 0; i < 10; i++) {
		(void)snprintf(line, sizeof line,
		    "A1,2026-02-01,2026-02-11,EUR %d,%s\n", i == 0 ? 99 : i,
		    i == 0 ? "Closed Lost" : "Closed Won");
		add(&deals, line);
		add(&deals, "A2,2026-02-01,2026-04-01,EUR 7,lost\n");
	}
	for (int i = 20; i <= 30; i++) {
		(void)snprintf(line, sizeof line,
		    "A3,2026-05-01,2026-05-%02d,USD 1000,won\n", i + 1);
		add(&deals, line);
	}
	/* Of twenty with an overlap, ten took 10 days and ten 59: half of them
	 * 34.5 or less. Open, or with days that make no sense: not counted. */
	add(&deals,
	    "A1,2026-02-01,2026-02-11,EUR 5,Negotiation\n"
	    "A1,2026-02-11,2026-02-01,EUR 5,won\n"
	    "A1,,2026-02-01,EUR 5,won\nA1,2026-02-01,soon,EUR 5,won\n"
	    "A1,2026-02,2026-03-01,EUR 5,won\n");
	assert_int_equal(attribute(table_text_get(&deals), &text, &err), 0);
	assert_string_equal(table_text_get(&text),
	    GROUPS "sourced|10|9|90|too few|10\n"
		   "influenced|10|0|0|too few|59\n"
		   "accelerated|9|9||too few|too few\n"
		   "with|20|9|45|too few|35\n"
		   "none|11|11|100|too few|25\n");
	/* One more won deal of EUR 5, the same day: ten sizes now. */
	add(&deals, "A1,2026-02-01,2026-02-11,EUR 5,won\n");
	text.len = 0;
	assert_int_equal(attribute(table_text_get(&deals), &text, &err), 0);
	assert_string_equal(table_text_get(&text),
	    GROUPS "sourced|11|10|91|EUR 5|10\n"
		   "influenced|10|0|0|too few|59\n"
		   "accelerated|10|10||EUR 5|10\n"
		   "with|21|10|48|EUR 5|10\n"
		   "none|11|11|100|too few|25\n");
	psi_buf_clear(&deals);
	psi_buf_clear(&text);
}

/* Headers and words of other systems; a flag instead of a stage. */
static void
deals_of_other_systems_are_read(void **state)
{
	static const char *const same[] = {
		"Organization ID,Created on,Closed date,Value,Won\n"
		"A1,2026-02-01,2026-02-11,EUR 1,yes\n"
		"A1,2026-02-01,2026-02-11,EUR 1,no\n"
		"A1,2026-02-01,2026-02-11,EUR 1,\n",
		"Deal Stage,Associated Company IDs,Create Date,Close Date,"
		"Deal Amount,Is Won\n"
		"closedwon,A1,2026-02-01,2026-02-11,1,\n"
		"Disqualified,A1,2026-02-01,2026-02-11,1,yes\n"
		"Demo,A1,2026-02-01,2026-02-11,1,no\n",
	};
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		text.len = 0;
		if (attribute(same[i], &text, &err) != 0)
			fail_msg("%s", err.text);
		assert_string_equal(table_text_get(&text),
		    GROUPS "sourced|2|1|too few|too few|too few\n"
			   "influenced|0|0|too few|too few|too few\n"
			   "accelerated|too few|too few||too few|too few\n"
			   "with|2|1|too few|too few|too few\n"
			   "none|0|0|too few|too few|too few\n");
	}
	psi_buf_clear(&text);
}

static void
deals_without_their_columns_are_refused(void **state)
{
	static const struct {
		const char *csv;
		uint64_t line;
		const char *text;
	} wrong[] = {
		{ "", 0, "the file is empty" },
		{ "Name\n", 1, "no column 'Account ID'" },
		{ "Account ID,Created Date,Amount\n", 1,
		    "no column 'Close Date'" },
		{ "Account ID,Created Date,Close Date,Amount\n", 1,
		    "no column 'Stage' or 'Won'" },
		{ "Account ID,Created Date,Close Date,Amount,Won\n\"x", 2,
		    "quote" },
	};
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(
		    attribute(wrong[i].csv, &text, &err), PSI_E_INPUT);
		assert_int_equal(err.line, wrong[i].line);
		if (strstr(err.text, wrong[i].text) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(text.len, 0);
	}
}

/* All but two digits of the digest of an agreement. */
#define REST "00112233445566778899aabbccddeeff00112233445566778899aabbccddee"

/* Which of two files is the later one: by their days, and of one day by the runs of
 * one agreement. */
static void
files_are_told_by_their_runs(void **state)
{
	static const struct {
		const char *before;
		const char *after;
		int remarks;
	} cases[] = {
		/* The first digits of the agreement, run, date. */
		{ "aa,1,2026-10-01", "aa,2,2026-11-01", 0 },
		{ "aa,2,2026-11-01", "aa,1,2026-10-01", PSI_MAPPING_EXCHANGED },
		{ "aa,1,2026-10-01", "aa,2,2026-10-01", 0 },
		{ "aa,2,2026-10-01", "aa,1,2026-10-01", PSI_MAPPING_EXCHANGED },
		{ "aa,2,2026-10-01", "aa,2,2026-10-01", PSI_MAPPING_SAME_RUN },
		{ "aa,2,", "aa,2,2026-10-01", PSI_MAPPING_SAME_RUN },
		{ "aa,2,2026-10-01", "bb,2,2026-10-01", 0 },
		{ "aa,2,2026-10-01", ",2,2026-10-01", 0 },
		{ "aa,2,2026-10-01", "aa,,2026-10-01", 0 },
		{ ",,", ",,", 0 },
	};
	struct compared compared;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const runs[2] = { cases[i].before, cases[i].after };
		char text[2][512];

		for (int k = 0; k < 2; k++)
			(void)snprintf(text[k], sizeof text[k],
			    "partner,agreement,run,date,our_account,"
			    "their_account,matched_on\n"
			    "G,%s%s,A1,x1,domain\nG,%s%s,A2,x2,domain\n",
			    runs[k][0] == ',' ? "" : REST, runs[k],
			    runs[k][0] == ',' ? "" : REST, runs[k]);
		compare(&compared, text[0], text[1], NULL, NULL);
		assert_int_equal(compared.rc, 0);
		if (compared.changed.remarks != cases[i].remarks)
			fail_msg("%s to %s: %d", runs[0], runs[1],
			    compared.changed.remarks);
		psi_buf_clear(&compared.text);
	}
	/* Rows of two runs in one file say of none. */
	compare(&compared,
	    "partner,agreement,run,date,our_account,their_account,matched_on\n"
	    "G," REST "aa,1,2026-10-01,A1,x1,domain\nG," REST
	    "aa,2,2026-10-02,A2,x2,domain\n",
	    "partner,agreement,run,date,our_account,their_account,matched_on\n"
	    "G," REST "aa,1,2026-10-02,A1,x1,domain\nG," REST
	    "aa,1,2026-10-01,A2,x2,domain\n",
	    NULL, NULL);
	assert_int_equal(compared.rc, 0);
	assert_int_equal(compared.changed.remarks, 0);
	psi_buf_clear(&compared.text);
}

#define HISTORY                                                                \
	"partner,date,our_account,their_account,our_population,"               \
	"their_population,our_owner,their_stage\n"

/* With earlier files a pair is new or knows what changed since the last of them,
 * and when it was first seen; of a partner without one nothing is known. */
static void
history_tells_what_is_new(void **state)
{
	static const char *const history[] = {
		/* The older file comes first, and its days may be later. */
		HISTORY "G,2026-09-01,A1,x1,customer,customer,Ann,\n"
			"G,2026-09-01,A2,x2,customer,customer,Ann,\n"
			"G,2026-09-01,A8,,customer,,Ann,\n",
		HISTORY "G,2026-10-01,A1,x1,customer,customer,Ann,\n"
			"G,2026-10-01,A2,x2,customer,prospect,Ann,\n"
			"G,2026-10-01,A3,x3,customer,prospect,Ann,won\n"
			"G,2026-10-01,A4,x4,customer,prospect,Ann,won\n"
			"G,2026-12-24,A5,x5,customer,prospect,Ann,won\n",
	};
	static const char pairs[] =
	    HISTORY "G,2026-11-01,A1,x1,customer,customer,Ann,\n"
		    "G,2026-11-01,A2,x2,customer,customer,Ann,\n"
		    "G,2026-11-01,A3,x3,customer,prospect,Bob,won\n"
		    "G,2026-11-01,A4,x4,customer,prospect,Ann,lost\n"
		    "G,2026-11-01,A5,x5,customer,prospect,Ann,won\n"
		    "G,2026-11-01,A6,x6,customer,prospect,Ann,won\n"
		    "H,2026-11-01,A1,x1,customer,customer,Ann,\n";
	static const char *const answers[] = {
		"our_account|change|first_seen\n"
		"A1||2026-11-01\nA2||2026-11-01\nA3||2026-11-01\n"
		"A4||2026-11-01\nA5||2026-11-01\nA6||2026-11-01\n"
		"A1||2026-11-01\n",
		"our_account|change|first_seen\n"
		"A1|none|2026-09-01\nA2|population|2026-09-01\n"
		"A3|owner|2026-10-01\nA4|stage|2026-10-01\n"
		"A5|none|2026-11-01\nA6|new|2026-11-01\n"
		"A1||2026-11-01\n",
	};

	(void)state;
	for (size_t with = 0; with < 2; with++) {
		struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
		struct psi_mapping_question question;
		struct psi_mapping *mapping = NULL;
		struct psi_buf text = PSI_BUF_INIT;
		struct psi_mapping_rows rows = table_text(&text);
		struct psi_source source;
		struct memory memory;

		memset(&question, 0, sizeof question);
		question.show = "our_account,change,first_seen";
		assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
		for (size_t i = 0; i < 2 * with; i++) {
			source = memory_source(
			    &memory, history[i], strlen(history[i]));
			assert_int_equal(
			    psi_mapping_history(mapping, &source, NULL), 0);
		}
		assert_int_equal(
		    psi_mapping_ask(mapping, &question, &rows, NULL), 0);
		source = memory_source(&memory, pairs, sizeof pairs - 1);
		assert_int_equal(psi_mapping_read(mapping, &source, NULL), 0);
		assert_int_equal(psi_mapping_finish(mapping, NULL), 0);
		assert_string_equal(table_text_get(&text), answers[with]);
		psi_buf_clear(&text);
		psi_mapping_free(mapping);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_told),
		cmocka_unit_test(files_are_told_by_their_runs),
		cmocka_unit_test(history_tells_what_is_new),
		cmocka_unit_test(lists_tell_whose_change_it_is),
		cmocka_unit_test(new_labels_are_no_new_pairs),
		cmocka_unit_test(new_ids_are_counted),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(deals_are_attributed),
		cmocka_unit_test(deals_of_other_systems_are_read),
		cmocka_unit_test(deals_without_their_columns_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
