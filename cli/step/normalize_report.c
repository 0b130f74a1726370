/* What psi-normalize says about a list, besides its keys. */
#include "step/normalize.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "psi/escape.h"

#include "step/check_page.h"
#include "kit/infile.h"
#include "kit/diag.h"
#include "kit/outfile.h"
#include "table/table.h"

/* Two numbers of 64 bits, a point and a sign. */
#define SHARE_CHARS 48
/* Of an item, escaped. */
#define NAME_CHARS 256

static int
print_heading(struct psi_outfile *out, const char *group, struct psi_error *err)
{
	const char *heading = "The list";

	if (strcmp(group, "columns") == 0)
		heading = "How many columns were taken for what (--dry-run "
			  "names them)";
	else if (strcmp(group, "others") == 0)
		heading = "Rows that became 'other', by what their column says "
			  "(--rules, --population)";
	else if (strcmp(group, "keys") == 0)
		heading = "Keys, by type";
	else if (strcmp(group, "idle") == 0)
		heading = "Rows of your tables that do nothing, and their "
			  "lines";
	else if (strcmp(group, "notes") == 0)
		heading = "Values to look at (--rejects FILE lists them)";
	return psi_outfile_text(out, err, "%s%s\n",
	    strcmp(group, "list") == 0 ? "" : "\n", heading);
}

/* Of a hundred accounts how many, where that says something. */
static void
share(char out[SHARE_CHARS], const struct psi_normalize_item *item,
    uint64_t accounts)
{
	static const char *const of_accounts[] = { "with-name", "with-domain",
		"with-country", "with-identifier", "without-key", "same-name",
		"customer", "open_opportunity", "prospect", "former_customer",
		"other" };

	out[0] = '\0';
	if (accounts == 0 || strcmp(item->group, "list") != 0)
		return;
	for (size_t i = 0; i < sizeof of_accounts / sizeof *of_accounts; i++) {
		uint64_t tenths;

		if (strcmp(item->name, of_accounts[i]) != 0)
			continue;
		tenths = item->count * 1000 / accounts;
		(void)snprintf(out, SHARE_CHARS, "%" PRIu64 ".%" PRIu64 " %%",
		    tenths / 10, tenths % 10);
	}
}

static int
print_csv_item(struct psi_table *table, const struct psi_normalize_item *item,
    struct psi_error *err)
{
	char count[24];
	int rc;

	(void)snprintf(count, sizeof count, "%" PRIu64, item->count);
	if ((rc = psi_table_text(table, item->group, err)) != 0 ||
	    (rc = psi_table_text(table, item->name, err)) != 0 ||
	    (rc = psi_table_text(table, count, err)) != 0 ||
	    (rc = psi_table_text(table, item->text, err)) != 0)
		return rc;
	return psi_table_end_row(table, err);
}

/*
 * Whoever has the directory too can list it, and so learn which of these
 * accounts are in it. Zero is said as well: it is good news.
 */
static int
print_exposure(struct psi_outfile *out,
    const struct psi_normalize_report *report,
    const struct psi_exposure *exposure, struct psi_error *err)
{
	uint64_t found =
	    psi_normalize_report_count(report, "list", "in-directory");
	uint64_t most = found;
	int rc;

	if (exposure->maximum > 0 && exposure->maximum < most)
		most = exposure->maximum;
	rc = psi_outfile_text(out, err,
	    "\nWhat a partner could find out\n"
	    "  %" PRIu64 " of your %" PRIu64 " accounts are in the directory, "
	    "which has %" PRIu64 " entities.\n",
	    found, psi_normalize_report_count(report, "list", "accounts"),
	    exposure->entities);
	if (rc == 0 && exposure->maximum > 0)
		return psi_outfile_text(out, err,
		    "  A partner who lists as much of it as the agreement "
		    "allows (%" PRIu64 " elements)\n"
		    "  could find out up to %" PRIu64 " of them.\n",
		    exposure->maximum, most);
	return rc != 0
	    ? rc
	    : psi_outfile_text(out, err,
		  "  A partner who lists all of it could find out up "
		  "to %" PRIu64 " of them, unless the\n"
		  "  maximum number of elements in your agreement is "
		  "smaller.\n",
		  most);
}

int
psi_normalize_print_check(struct psi_outfile *out,
    const struct psi_normalize_report *report, bool csv,
    const struct psi_exposure *exposure, struct psi_error *err)
{
	struct psi_table table = { .out = out };
	uint64_t accounts =
	    psi_normalize_report_count(report, "list", "accounts");
	struct psi_normalize_item item;
	const char *group = "";
	int rc = 0;

	if (csv)
		rc = psi_outfile_text(out, err, "group,item,count,meaning\n");
	for (size_t i = 0; rc == 0 && psi_normalize_report_at(report, i, &item);
	     i++) {
		char percent[SHARE_CHARS];
		char name[NAME_CHARS];

		if (csv) {
			rc = print_csv_item(&table, &item, err);
			continue;
		}
		if (strcmp(item.group, group) != 0)
			rc = print_heading(out, item.group, err);
		group = item.group;
		share(percent, &item, accounts);
		(void)psi_escape(
		    name, sizeof name, item.name, strlen(item.name));
		if (rc == 0)
			rc = psi_outfile_text(out, err,
			    "  %-20s %10" PRIu64 " %8s  %s\n", name, item.count,
			    percent,
			    strcmp(group, "keys") == 0 ||
				    strcmp(group, "others") == 0 ||
				    strcmp(group, "columns") == 0
				? ""
				: item.text);
	}
	return rc == 0 && !csv && exposure != NULL
	    ? print_exposure(out, report, exposure, err)
	    : rc;
}

/* Rows that are lost are told also to those who want no notes. */
#define RAGGED_HANDFUL 5

static void
warn_ragged(const struct psi_normalize_report *report)
{
	uint64_t ragged =
	    psi_normalize_report_count(report, "notes", "ragged-row");

	if (ragged > RAGGED_HANDFUL)
		psi_warn("%" PRIu64
			 " rows have more cells than the header, and were left "
			 "out: a comma without quotes; --rejects FILE lists "
			 "them",
		    ragged);
}

/* Reports and motions rest on what accounts are to both sides. */
static void
note_populations(const struct psi_normalize_report *report)
{
	uint64_t accounts =
	    psi_normalize_report_count(report, "list", "accounts");

	if (accounts == 0 ||
	    psi_normalize_report_count(report, "list", "other") != accounts ||
	    psi_normalize_report_count(report, "columns", "population") > 0)
		return;
	psi_note("no column says what an account is to you, so all are "
		 "'other', and there will be no motions: name it with --map "
		 "population=HEADER, or say --population customer where all "
		 "are customers");
}

void
psi_normalize_summarise(
    const struct psi_normalize_report *report, bool rejects_written)
{
	uint64_t footer =
	    psi_normalize_report_count(report, "list", "footer-line");
	struct psi_normalize_item item;
	uint64_t notes = 0;

	psi_note("%" PRIu64 " rows, %" PRIu64 " accounts, %" PRIu64 " keys",
	    psi_normalize_report_count(report, "list", "rows"),
	    psi_normalize_report_count(report, "list", "accounts"),
	    psi_normalize_report_count(report, "list", "keys"));
	if (footer > 0)
		psi_note("stopped at line %" PRIu64
			 ": the footer of a report begins there",
		    footer);
	for (size_t i = 0; psi_normalize_report_at(report, i, &item); i++) {
		if (strcmp(item.group, "notes") == 0) {
			psi_note("%" PRIu64 " %s: %s", item.count, item.name,
			    item.text);
			notes += item.count;
		}
		if (strcmp(item.group, "list") == 0 && item.count > 0 &&
		    (strcmp(item.name, "forced") == 0 ||
			strcmp(item.name, "never") == 0))
			psi_note("%" PRIu64 " %s", item.count, item.text);
	}
	if (psi_diag_is_quiet())
		warn_ragged(report);
	note_populations(report);
	if (notes > 0 && !rejects_written)
		psi_note("--rejects FILE lists them with line and value");
}

/* Room for the names of all fields. */
#define FIELDS_CHARS 320

/* The fields that have a column, with commas. */
static void
list_fields(char out[FIELDS_CHARS], const struct psi_normalize_report *report)
{
	struct psi_normalize_item item;
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; psi_normalize_report_at(report, i, &item); i++) {
		int n;

		if (strcmp(item.group, "columns") != 0)
			continue;
		n = snprintf(out + len, FIELDS_CHARS - len, "%s%s",
		    len == 0 ? "" : ", ", item.name);
		if (n < 0 || (size_t)n >= FIELDS_CHARS - len)
			break;
		len += (size_t)n;
	}
}

void
psi_normalize_warn_empty(const struct psi_normalize_report *report)
{
	uint64_t rows = psi_normalize_report_count(report, "list", "rows");
	char fields[FIELDS_CHARS];

	list_fields(fields, report);
	if (rows == 0)
		psi_warn("no keys: nothing but a header (columns found: %s)",
		    fields);
	else
		psi_warn("no keys: none of %" PRIu64
			 " rows gives one (columns found: %s)",
		    rows, fields);
}

/* ---- columns ---- */

struct columns {
	struct psi_table table;
	/* Of several exports: which one, from 1; 0 for the only one. */
	size_t number;
	bool has_id;
	struct psi_error *err;
	int rc;
};

static int
on_column(void *cookie, const struct psi_normalize_column *column)
{
	struct columns *columns = cookie;
	struct psi_table *table = &columns->table;
	struct psi_error *err = columns->err;
	char number[24];
	char list[24];
	int rc;

	columns->has_id |= strcmp(column->field, "id") == 0;
	(void)snprintf(list, sizeof list, "%zu", columns->number);
	(void)snprintf(number, sizeof number, "%zu", column->column);
	if ((columns->number > 0 &&
		(rc = psi_table_text(table, list, err)) != 0) ||
	    (rc = psi_table_text(table, number, err)) != 0 ||
	    (rc = psi_table_cell(
		 table, column->header, column->header_len, err)) != 0 ||
	    (rc = psi_table_text(table,
		 column->field[0] == '\0' ? "(not used)" : column->field,
		 err)) != 0)
		goto out;
	for (size_t i = 0; i < 3 && rc == 0; i++) {
		if (i < column->num_samples)
			rc = psi_table_cell(table, column->sample[i].text,
			    column->sample[i].len, err);
		else
			rc = psi_table_text(table, "", err);
	}
	if (rc == 0)
		rc = psi_table_end_row(table, err);
out:
	columns->rc = rc;
	return rc;
}

int
psi_normalize_print_columns_begin(
    struct psi_outfile *out, bool several, struct psi_error *err)
{
	return psi_outfile_text(out, err,
	    "%scolumn,header,field,sample 1,sample 2,sample 3\n",
	    several ? "export," : "");
}

int
psi_normalize_print_columns(struct psi_outfile *out,
    const struct psi_source *source, size_t number,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	struct psi_error write_error;
	struct columns columns = {
		.table = { .out = out }, .number = number, .err = &write_error
	};
	int rc;

	rc = psi_normalize_columns(source, options, on_column, &columns, err);
	/* With the ids of accounts that are known, a later export needs no
	 * other column. */
	if (rc == PSI_E_INPUT && number > 1 && columns.has_id) {
		memset(err, 0, sizeof *err);
		rc = 0;
	}
	if (columns.rc != 0) {
		rc = columns.rc;
		*err = write_error;
	}
	return rc;
}

/* ---- one value, one account ---- */

static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	struct columns *columns = cookie;
	struct psi_table *table = &columns->table;

	if (columns->rc == 0)
		columns->rc = psi_table_text(table, step, columns->err);
	if (columns->rc == 0)
		columns->rc =
		    psi_table_cell(table, result, result_len, columns->err);
	if (columns->rc == 0)
		columns->rc = psi_table_end_row(table, columns->err);
}

int
psi_normalize_print_explain(struct psi_outfile *out,
    const struct psi_normalizer *normalizer, const char *field,
    const char *value, const char *country, struct psi_error *err)
{
	struct psi_error write_error;
	struct columns columns = { .table = { .out = out },
		.err = &write_error };
	int rc;

	if ((rc = psi_outfile_text(out, err, "step,result\n")) != 0)
		return rc;
	rc = psi_normalize_explain(
	    normalizer, field, value, country, on_step, &columns, err);
	if (rc == 0 && columns.rc != 0) {
		rc = columns.rc;
		*err = write_error;
	}
	return rc;
}

int
psi_normalize_print_account(struct psi_outfile *out,
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, const char *account,
    struct psi_error *err)
{
	struct psi_error write_error;
	struct columns columns = { .table = { .out = out },
		.err = &write_error };
	int rc;

	if ((rc = psi_outfile_text(out, err, "step,result\n")) != 0)
		return rc;
	rc = psi_normalize_explain_lists(normalizer, sources, num_sources,
	    options, account, on_step, &columns, err);
	if (columns.rc != 0) {
		rc = columns.rc;
		*err = write_error;
	}
	return rc;
}

/* ---- rejects ---- */

int
psi_rejects_begin(struct psi_rejects *rejects, struct psi_error *err)
{
	rejects->rc = 0;
	return psi_outfile_text(rejects->out, err,
	    "line,column,account,field,reason,explanation,value\n");
}

/* ---- advice ---- */

static void
add_column(
    char out[PSI_ADVICE_CHARS], const struct psi_normalize_advice *advice)
{
	size_t len = strlen(out);
	int n = snprintf(out + len, PSI_ADVICE_CHARS - len, "%s%zu '%.*s'",
	    len == 0 ? "" : ", ", advice->column, (int)advice->header_len,
	    advice->header);

	/* What is cut is left out. */
	if (n < 0 || (size_t)n >= PSI_ADVICE_CHARS - len)
		out[len] = '\0';
}

int
psi_advice_note(void *cookie, const struct psi_normalize_advice *advice)
{
	struct psi_rejects *rejects = cookie;
	struct psi_list_advice *list = &rejects->advice[advice->list];
	bool name = strcmp(advice->field, "name") == 0;

	if (advice->kind == PSI_ADVICE_ENCODING) {
		psi_note("'%s' is not UTF-8; it was read as %s, which "
			 "alone fits; say --encoding NAME if that is wrong",
		    rejects->in[advice->list].path, advice->field);
		return 0;
	}
	if (advice->kind == PSI_ADVICE_COUNTRY) {
		psi_note("no column has the country, but the numbers are of "
			 "%s; so are the accounts without one; say --country "
			 "NAME if that is wrong",
		    advice->field);
		return 0;
	}
	if (advice->kind == PSI_ADVICE_OTHER_IDS) {
		psi_note("the rows are deals, and no column has the id of "
			 "their account, so each is taken for an account of "
			 "its own: export that id, too, or give this list "
			 "behind one of the accounts");
		return 0;
	}
	if (advice->kind == PSI_ADVICE_REPEATED) {
		psi_warn(
		    "%scolumn %zu has the header '%.*s' of an earlier one, "
		    "and both were taken for %s: %s; where it is "
		    "something else, rename it in the list",
		    advice->list == 0 ? "" : "in a later export, ",
		    advice->column, (int)advice->header_len, advice->header,
		    advice->field,
		    name ? "both are names of the account"
			 : "it counts where the earlier one is empty");
		return 0;
	}
	if (advice->kind == PSI_ADVICE_MISSING)
		*(name ? &list->no_name : &list->no_domain) = true;
	else
		add_column(name ? list->names : list->domains, advice);
	return 0;
}

/* What to do about a column that was not found: --map is for the first export. */
struct mend {
	const char *name;
	const char *domain;
};

static const struct mend of_first = { "say --map name=HEADER, see --dry-run",
	"say --map domain=HEADER" };
static const struct mend of_later = { "call it Company Name in that list",
	"call it Website in that list" };

/* `of` is " of 'deals.csv'" where there are several exports. */
static void
say_advice(
    const struct psi_list_advice *list, const struct mend *mend, const char *of)
{
	if (list->no_name)
		psi_warn("no column%s was taken for the company's name%s%s; %s",
		    of, list->names[0] == '\0' ? "" : "; it may be column ",
		    list->names, mend->name);
	else if (list->names[0] != '\0')
		psi_note("column %s%s is not used, but looks like names of "
			 "companies; if it is, %s",
		    list->names, of, mend->name);
	if (list->no_domain && list->domains[0] != '\0')
		psi_warn("no column%s was taken for the website; it may be "
			 "column %s; %s",
		    of, list->domains, mend->domain);
	else if (list->no_domain)
		psi_warn("no column%s was taken for a website or an e-mail "
			 "address; names alone find less",
		    of);
	else if (list->domains[0] != '\0')
		psi_note("column %s%s is not used, but looks like websites; "
			 "if it is, %s",
		    list->domains, of, mend->domain);
	if (strstr(list->domains, "://") != NULL)
		psi_warn("the first line%s looks like an account, and not like "
			 "a header: put one on top, such as Name,Website",
		    of);
}

void
psi_advice_say(const struct psi_rejects *rejects)
{
	for (size_t i = 0; i < PSI_NORMALIZE_LISTS_MAX; i++) {
		char of[NAME_CHARS] = "";

		if (rejects->num_in > 1 && i < rejects->num_in)
			(void)snprintf(
			    of, sizeof of, " of '%.200s'", rejects->in[i].path);
		say_advice(
		    &rejects->advice[i], i == 0 ? &of_first : &of_later, of);
	}
}

static int
write_note(struct psi_rejects *rejects, const struct psi_normalize_note *note)
{
	struct psi_table table = { .out = rejects->out };
	struct psi_error *err = &rejects->error;
	char line[48];
	char column[24] = "";
	int rc;

	/* Of the second export and on with its number: 2:7. */
	if (note->list == 0)
		(void)snprintf(line, sizeof line, "%" PRIu64, note->line);
	else
		(void)snprintf(line, sizeof line, "%zu:%" PRIu64,
		    note->list + 1, note->line);
	if (note->column > 0)
		(void)snprintf(column, sizeof column, "%zu", note->column);
	if ((rc = psi_table_text(&table, line, err)) != 0 ||
	    (rc = psi_table_text(&table, column, err)) != 0 ||
	    (rc = psi_table_cell(
		 &table, note->account, note->account_len, err)) != 0 ||
	    (rc = psi_table_text(&table, note->field, err)) != 0 ||
	    (rc = psi_table_text(&table, note->reason, err)) != 0 ||
	    (rc = psi_table_text(&table, note->text, err)) != 0 ||
	    (rc = psi_table_cell(&table, note->value, note->value_len, err)) !=
		0)
		goto out;
	rc = psi_table_end_row(&table, err);
out:
	rejects->rc = rc;
	return rc;
}

int
psi_rejects_note(void *cookie, const struct psi_normalize_note *note)
{
	struct psi_rejects *rejects = cookie;

	if (rejects->page != NULL)
		psi_check_page_note(rejects->page, note);
	return rejects->out == NULL ? 0 : write_note(rejects, note);
}
