#include "step/check_page.h"

#include <inttypes.h>
#include <stdbool.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/outfile.h"
#include "kit/html_text.h"

/* Of a cell, and of a header, as they are; a byte becomes four when it is escaped. */
#define VALUE_BYTES (PSI_CHECK_VALUE_CHARS / 4 - 2)
#define HEADER_BYTES ((size_t)40)

static const char dots[] = "\xe2\x80\xa6";
static const char take[] =
    "--map FIELD=HEADER takes one of them, as --map owner=HEADER; --dry-run "
    "shows what every column was taken for";

/* One account of so many that is 'other' deserves a look. */
#define OTHERS_MANY 4

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * What to do about each reason, and how much one such value costs: 4 where an
 * account or its strongest key is lost, 1 where little is. What needs no
 * repair is not here.
 */
static const struct remedy {
	const char *reason;
	unsigned int weight;
	const char *what;
	const char *remedy;
} remedies[] = {
	{ "no-key", 4, "accounts that give no key, and cannot be found",
	    "give them a website or the registered name of the company" },
	{ "no-account", 3,
	    "deals or people of a later list that meet no account of those "
	    "before, and become accounts",
	    "give them the account's id, or its name to the letter" },
	{ "ragged-row", 4,
	    "rows with more cells than the header, which are lost",
	    "export with quotes around texts that have commas" },
	{ "lost-character", 4, "values that have lost a character",
	    "export again as UTF-8: the letter is gone where the replacement "
	    "sign stands" },
	{ "question-mark", 3,
	    "names with a question mark inside a word, where a letter may be "
	    "lost",
	    "export again as UTF-8: other encodings lack the letter" },
	{ "id-rounded", 4, "numbers that a spreadsheet has rounded",
	    "set the column to text before you fill it, or export it from the "
	    "CRM system again" },
	{ "not-utf-8", 4, "values that are no text in the file's encoding",
	    "export as UTF-8, or say --encoding" },
	{ "id-checksum", 3, "numbers with wrong check digits",
	    "look for typing errors; the number of the register or the tax "
	    "office is wanted" },
	{ "id-length", 3, "numbers that are too short or too long",
	    "look for lost zeros, and for numbers in the wrong column" },
	{ "id-character", 3, "numbers with characters that they cannot have",
	    "leave the number alone in its cell" },
	{ "id-country", 3, "numbers of an unknown country",
	    "fill the country of these accounts, or say --country" },
	{ "shared-host", 3, "websites that are pages of a site that many share",
	    "put the company's own address there: a profile is none" },
	{ "free-mail", 2, "e-mail addresses at a free provider",
	    "put the company's website there" },
	{ "unknown-suffix", 3,
	    "websites that end in something that is no domain",
	    "look for typing errors, such as .con" },
	{ "host-character", 3, "websites with characters that no address has",
	    "keep one address in each cell" },
	{ "single-label", 2, "websites without an ending such as .com",
	    "complete them" },
	{ "empty-label", 2, "websites with two dots in a row", "mend them" },
	{ "idna", 2, "websites with letters that no address may have",
	    "look for typing errors" },
	{ "ip-address", 2, "websites that are numbers of machines",
	    "put the name there that customers know" },
	{ "public-suffix", 2, "websites that are only an ending such as co.uk",
	    "complete those that lack something; some schools and offices have "
	    "no other" },
	{ "country", 3, "countries that are not known by this name",
	    "use the code of two letters or the English name" },
	{ "others-domain", 2, "websites that are another account's",
	    "merge duplicates, and give subsidiaries their own website" },
	{ "equal-claim", 2,
	    "websites of two accounts with different names, where neither is "
	    "nearer",
	    "merge duplicates, and give subsidiaries their own website" },
	{ "many-accounts", 2, "websites of three accounts or more",
	    "give each its own, or keep one account of the group" },
	{ "guest", 1, "websites that are pages or hosts of another company",
	    "put the company's own address there, if it has one" },
	{ "population", 1, "values that do not say what an account is to you",
	    "name them in a file for --rules: value,population, with one of "
	    "customer, open_opportunity, prospect, former_customer and other" },
	{ "amount", 1, "amounts that cannot be read, and are not shared",
	    "write the number and its currency alone, as in EUR 12500.50" },
	{ "date", 1, "dates that cannot be read, and are not shared",
	    "write them as in 2026-12-31" },
	{ "parent", 1, "parents that are no account of the list",
	    "export the parents, too, or use their id" },
	{ "short-row", 1, "rows with fewer cells than the header",
	    "look at the lines: a line end within a text breaks a row" },
	{ "name-note", 2,
	    "names with a note in them, or of tests, which a partner may see",
	    "move notes to a column of their own, and take tests out of the "
	    "list" },
	{ "several-companies", 3,
	    "rows of one id that are of different companies",
	    "give each company its own id: a lookup may have repeated one" },
	{ "inactive", 3,
	    "customers and prospects that a column calls inactive or deleted",
	    "leave them out of the export, or name them in a file for "
	    "--exclude" },
	{ "no-letter", 2, "names without a letter or digit",
	    "put the company's name there" },
	{ "directory-ambiguous", 1,
	    "accounts that meet several entities of the directory",
	    "look at their numbers and websites" },
};

/* One repair: of a reason, or of the list as a whole. */
struct repair {
	uint64_t weight;
	uint64_t count;
	const char *what;
	const char *remedy;
	/* NULL where there are no examples. */
	const struct psi_check_reason *reason;
};

struct repairs {
	struct repair at[PSI_CHECK_REPAIRS_MAX];
	size_t num;
	/* What is to be done about each gap. */
	char fill[PSI_CHECK_GAPS][320];
};

/* ---- what is noted ---- */

void
psi_check_page_free(struct psi_check_page *page)
{
	if (page != NULL)
		sodium_memzero(page, sizeof *page);
	free(page);
}

static struct psi_check_reason *
find_reason(struct psi_check_page *page, const char *name)
{
	struct psi_check_reason *reason;

	for (size_t i = 0; i < page->num_reasons; i++) {
		if (strcmp(page->reason[i].reason, name) == 0)
			return &page->reason[i];
	}
	if (page->num_reasons == COUNT(page->reason))
		return NULL;
	reason = &page->reason[page->num_reasons++];
	(void)snprintf(reason->reason, sizeof reason->reason, "%s", name);
	return reason;
}

/* So many bytes of a text, at most, that end with a whole character. */
static size_t
whole_characters(const char *text, size_t text_len, size_t max)
{
	size_t len = text_len < max ? text_len : max;

	while (len < text_len && len > 0 &&
	    ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* In the order of struct psi_check_page. */
static const char *const gap_fields[PSI_CHECK_GAPS] = { "domain", "country",
	"name" };

/* A placeholder is a gap of its field. */
static struct psi_check_reason *
reason_of(struct psi_check_page *page, const struct psi_normalize_note *note)
{
	for (size_t i = 0; i < PSI_CHECK_GAPS; i++)
		if (strcmp(note->reason, "placeholder") == 0 &&
		    note->field != NULL &&
		    strcmp(note->field, gap_fields[i]) == 0)
			return &page->placeholder[i];
	return find_reason(page, note->reason);
}

void
psi_check_page_note(
    struct psi_check_page *page, const struct psi_normalize_note *note)
{
	struct psi_check_reason *reason = reason_of(page, note);
	size_t len;
	size_t at;
	size_t i;

	if (reason == NULL)
		return;
	reason->count++;
	if (reason->num_examples == PSI_CHECK_EXAMPLES_MAX)
		return;
	i = reason->num_examples++;
	reason->example[i].list = note->list;
	reason->example[i].line = note->line;
	len = whole_characters(note->value, note->value_len, VALUE_BYTES);
	(void)psi_escape(reason->example[i].value,
	    sizeof reason->example[i].value, note->value, len);
	at = strlen(reason->example[i].value);
	if (len < note->value_len)
		(void)snprintf(reason->example[i].value + at,
		    sizeof reason->example[i].value - at, "%s", dots);
}

int
psi_check_page_column(void *cookie, const struct psi_normalize_column *column)
{
	struct psi_check_page *page = cookie;
	char header[4 * HEADER_BYTES + 1];
	size_t at = strlen(page->unused);
	size_t len =
	    whole_characters(column->header, column->header_len, HEADER_BYTES);

	for (size_t i = 0; i < PSI_CHECK_GAPS; i++)
		if (strcmp(column->field, gap_fields[i]) == 0 &&
		    page->column[i][0] == '\0')
			(void)psi_escape(page->column[i],
			    sizeof page->column[i], column->header, len);
	if (column->field[0] != '\0' || column->header_len == 0)
		return 0;
	page->num_unused++;
	(void)psi_escape(header, sizeof header, column->header, len);
	if (at + strlen(header) + 8 < sizeof page->unused)
		(void)snprintf(page->unused + at, sizeof page->unused - at,
		    "%s%s%s", at == 0 ? "" : ", ", header,
		    len < column->header_len ? dots : "");
	else if (strcmp(page->unused + at - strlen(dots), dots) != 0)
		(void)snprintf(
		    page->unused + at, sizeof page->unused - at, " %s", dots);
	return 0;
}

/* ---- what helps most ---- */

/* Insert by weight; what comes behind the tenth is left out. */
static void
add_repair(struct repairs *repairs, struct repair repair)
{
	size_t at = repairs->num;

	if (repair.count == 0)
		return;
	while (at > 0 && repairs->at[at - 1].weight < repair.weight)
		at--;
	if (at == PSI_CHECK_REPAIRS_MAX)
		return;
	if (repairs->num < PSI_CHECK_REPAIRS_MAX)
		repairs->num++;
	memmove(&repairs->at[at + 1], &repairs->at[at],
	    (repairs->num - at - 1) * sizeof repair);
	repairs->at[at] = repair;
}

static uint64_t
count_of(const struct psi_normalize_report *report, const char *name)
{
	return psi_normalize_report_count(report, "list", name);
}

/* What is missing in the list as a whole. */
static void
add_gaps(struct repairs *repairs, const struct psi_check_page *page,
    const struct psi_normalize_report *report)
{
	uint64_t accounts = count_of(report, "accounts");
	const struct {
		const char *have;
		unsigned int weight;
		const char *what;
		const char *remedy;
		const char *more;
	} gaps[PSI_CHECK_GAPS] = {
		{ "with-domain", 3, "accounts without a website of their own",
		    "add the column of the website, or of a business e-mail "
		    "address, to the export",
		    "" },
		{ "with-country", 2, "accounts without a country",
		    "add its column to the export",
		    ", or say --country where all accounts are of one "
		    "country" },
		{ "with-name", 3, "accounts without a name",
		    "add the column of the registered name to the export", "" },
	};
	struct repair unknown = { accounts * 3, accounts,
		"accounts of which no column says what they are to you",
		"add the column of their status or type (--map "
		"population=HEADER names it), or say --population customer "
		"where all are customers: who is whose customer is what "
		"reports and motions tell",
		NULL };
	struct repair others = { count_of(report, "other"),
		count_of(report, "other"),
		"accounts that became 'other', as partners, suppliers and "
		"empty cells do",
		"say what a value means in a file for --rules "
		"(value,population), and what an empty cell means by "
		"--population",
		NULL };
	/* Values that say nothing are a repair of their own, with rows: these are
	 * the rest. */
	uint64_t said =
	    psi_normalize_report_count(report, "notes", "population");
	uint64_t rest = others.count > said ? others.count - said : 0;
	struct repair same = { count_of(report, "same-name"),
		count_of(report, "same-name"),
		"accounts with the name of another account",
		"merge duplicates in the CRM system", NULL };

	for (size_t i = 0; i < COUNT(gaps); i++) {
		struct repair repair = { 0, 0, gaps[i].what, repairs->fill[i],
			page->placeholder[i].count > 0 ? &page->placeholder[i]
						       : NULL };

		if (page->column[i][0] == '\0')
			(void)snprintf(repairs->fill[i],
			    sizeof repairs->fill[i], "%s%s", gaps[i].remedy,
			    gaps[i].more);
		else
			(void)snprintf(repairs->fill[i],
			    sizeof repairs->fill[i],
			    page->placeholder[i].count == 0
				? "fill in the empty cells of the column '%s'%s"
				: "fill in the column '%s' where it is empty, "
				  "or says that there is none as these rows "
				  "do%s",
			    page->column[i], gaps[i].more);

		repair.count = accounts - count_of(report, gaps[i].have);
		repair.weight = repair.count * gaps[i].weight;
		add_repair(repairs, repair);
	}
	if (psi_normalize_report_count(report, "columns", "population") == 0 &&
	    count_of(report, "other") == accounts)
		add_repair(repairs, unknown);
	else if (rest * OTHERS_MANY >= accounts)
		add_repair(repairs, others);
	add_repair(repairs, same);
}

static void
find_repairs(struct repairs *repairs, const struct psi_check_page *page,
    const struct psi_normalize_report *report)
{
	memset(repairs, 0, sizeof *repairs);
	add_gaps(repairs, page, report);
	for (size_t i = 0; i < page->num_reasons; i++) {
		const struct psi_check_reason *reason = &page->reason[i];

		for (size_t k = 0; k < COUNT(remedies); k++) {
			struct repair repair = { reason->count *
				    remedies[k].weight,
				reason->count, remedies[k].what,
				remedies[k].remedy, reason };

			if (strcmp(remedies[k].reason, reason->reason) == 0)
				add_repair(repairs, repair);
		}
	}
}

/* "line 4" or "list 2 line 4". */
static void
write_place(char out[48], const struct psi_check_reason *reason, size_t i)
{
	if (reason->example[i].list == 0)
		(void)snprintf(
		    out, 48, "line %" PRIu64, reason->example[i].line);
	else
		(void)snprintf(out, 48, "list %zu line %" PRIu64,
		    reason->example[i].list + 1, reason->example[i].line);
}

/* ---- as text ---- */

static int
text_of_repair(struct psi_outfile *out, const struct repair *repair,
    size_t number, struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, "%2zu. %s: %" PRIu64 "\n    %s\n",
	    number, repair->what, repair->count, repair->remedy);

	if (repair->reason == NULL)
		return rc;
	for (size_t i = 0; i < repair->reason->num_examples && rc == 0; i++) {
		char place[48];

		write_place(place, repair->reason, i);
		rc = psi_outfile_text(out, err, "      %s%s%s\n", place,
		    repair->reason->example[i].value[0] == '\0' ? "" : ": ",
		    repair->reason->example[i].value);
	}
	return rc;
}

int
psi_check_page_text(struct psi_outfile *out, const struct psi_check_page *page,
    const struct psi_normalize_report *report, struct psi_error *err)
{
	struct repairs repairs;
	int rc;

	find_repairs(&repairs, page, report);
	rc = psi_outfile_text(out, err,
	    repairs.num == 0 ? "\nNothing in the list needs repair.\n"
			     : "\nWhat to repair first, with example rows "
			       "where lines are known\n");
	for (size_t i = 0; i < repairs.num && rc == 0; i++)
		rc = text_of_repair(out, &repairs.at[i], i + 1, err);
	if (rc != 0 || page->num_unused == 0)
		return rc;
	return psi_outfile_text(out, err,
	    "\nColumns that are not used: %zu\n    %s\n    %s\n",
	    page->num_unused, page->unused, take);
}

/* ---- as HTML ---- */

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>How fit the list is</title>\n<style>body{font:16px/1.5 "
    "sans-serif;max-width:50em;margin:2em auto;padding:0 1em}table{"
    "border-collapse:collapse}td,th{padding:.1em 1em .1em 0;text-align:left}"
    "td.n{text-align:right}li{margin-bottom:.8em}code{background:#eee;"
    "padding:0 .3em}</style>\n</head>\n<body>\n<h1>How fit the list is</h1>\n"
    "<p>This page has data of your accounts: keep it in your company.</p>\n";

static int
html_of_item(struct psi_outfile *out, const struct psi_normalize_item *item,
    struct psi_error *err)
{
	char number[64];
	int rc;

	(void)snprintf(number, sizeof number,
	    "<tr><td class=n>%" PRIu64 "</td><td>", item->count);
	if ((rc = psi_html_raw(out, number, err)) != 0 ||
	    (rc = psi_html_text(out,
		 strcmp(item->group, "list") != 0 &&
			 strcmp(item->group, "notes") != 0
		     ? item->name
		     : item->text,
		 err)) != 0)
		return rc;
	return psi_html_raw(out, "</td></tr>\n", err);
}

/* The counts of a group as a table. */
static int
html_of_group(struct psi_outfile *out, const char *title, const char *group,
    const struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_normalize_item item;
	int rc;

	if ((rc = psi_html_raw(out, "<h2>", err)) != 0 ||
	    (rc = psi_html_raw(out, title, err)) != 0 ||
	    (rc = psi_html_raw(out, "</h2>\n<table>\n", err)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && psi_normalize_report_at(report, i, &item);
	     i++) {
		if (strcmp(item.group, group) == 0)
			rc = html_of_item(out, &item, err);
	}
	return rc != 0 ? rc : psi_html_raw(out, "</table>\n", err);
}

static int
html_of_examples(struct psi_outfile *out, const struct psi_check_reason *reason,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < reason->num_examples && rc == 0; i++) {
		char place[48];

		write_place(place, reason, i);
		if ((rc = psi_html_raw(out, "<br>", err)) != 0 ||
		    (rc = psi_html_text(out, place, err)) != 0 ||
		    (rc = psi_html_raw(out, " <code>", err)) != 0 ||
		    (rc = psi_html_text(out, reason->example[i].value, err)) !=
			0)
			break;
		rc = psi_html_raw(out, "</code>", err);
	}
	return rc;
}

static int
html_of_repair(
    struct psi_outfile *out, const struct repair *repair, struct psi_error *err)
{
	char number[48];
	int rc;

	(void)snprintf(
	    number, sizeof number, ": %" PRIu64 "</b>. ", repair->count);
	if ((rc = psi_html_raw(out, "<li><b>", err)) != 0 ||
	    (rc = psi_html_text(out, repair->what, err)) != 0 ||
	    (rc = psi_html_raw(out, number, err)) != 0 ||
	    (rc = psi_html_text(out, repair->remedy, err)) != 0)
		return rc;
	if (repair->reason != NULL)
		rc = html_of_examples(out, repair->reason, err);
	return rc != 0 ? rc : psi_html_raw(out, "</li>\n", err);
}

static int
html_of_repairs(struct psi_outfile *out, const struct psi_check_page *page,
    const struct psi_normalize_report *report, struct psi_error *err)
{
	struct repairs repairs;
	int rc;

	find_repairs(&repairs, page, report);
	if (repairs.num == 0)
		return psi_html_raw(
		    out, "<p>Nothing in the list needs repair.</p>\n", err);
	rc = psi_html_raw(out, "<h2>What to repair first</h2>\n<ol>\n", err);
	for (size_t i = 0; i < repairs.num && rc == 0; i++)
		rc = html_of_repair(out, &repairs.at[i], err);
	return rc != 0 ? rc : psi_html_raw(out, "</ol>\n", err);
}

static int
html_of_unused(struct psi_outfile *out, const struct psi_check_page *page,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(
		 out, "<h2>Columns that are not used</h2>\n<p>", err)) != 0 ||
	    (rc = psi_html_text(out, page->unused, err)) != 0 ||
	    (rc = psi_html_raw(out, "</p>\n<p>", err)) != 0 ||
	    (rc = psi_html_text(out, take, err)) != 0)
		return rc;
	return psi_html_raw(out, "</p>\n", err);
}

int
psi_check_page_html(struct psi_outfile *out, const struct psi_check_page *page,
    const struct psi_normalize_report *report, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, head, err)) != 0 ||
	    (rc = html_of_repairs(out, page, report, err)) != 0 ||
	    (rc = html_of_group(out, "The list", "list", report, err)) != 0 ||
	    (rc = html_of_group(out,
		 "Rows that became \"other\", by what their column says",
		 "others", report, err)) != 0 ||
	    (rc = html_of_group(out, "Keys, by type", "keys", report, err)) !=
		0 ||
	    (rc = html_of_group(
		 out, "Values to look at", "notes", report, err)) != 0)
		return rc;
	if (page->num_unused > 0 && (rc = html_of_unused(out, page, err)) != 0)
		return rc;
	return psi_html_raw(out, "</body>\n</html>\n", err);
}
