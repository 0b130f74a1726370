#include "list/owner_tables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/cell.h"
#include "base/error.h"
#include "list/accounts.h"
#include "list/population_rules.h"
#include "table/csv_reader.h"

#define COLUMNS_MAX 4

struct table {
	/* In a message, with a colon behind it: which of the tables it is. */
	const char *name;
	const char *header[COLUMNS_MAX];
	size_t num_columns;
	int (*row)(void *cookie, const struct psi_cell *cells, uint64_t line,
	    struct psi_error *err);
	void *cookie;
};

/* Capitals in a header are of no meaning. */
static bool
is_word(struct psi_cell cell, const char *word)
{
	for (size_t i = 0; i < cell.len; i++) {
		char c = cell.text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '\0' || c != word[i])
			return false;
	}
	return word[cell.len] == '\0';
}

static bool
is_header(const struct table *table, const struct psi_cell *cells)
{
	for (size_t i = 0; i < table->num_columns; i++)
		if (!is_word(cells[i], table->header[i]))
			return false;
	return true;
}

static int
refuse_header(const struct table *table, uint64_t line, struct psi_error *err)
{
	char header[80] = "";

	for (size_t i = 0; i < table->num_columns; i++)
		(void)snprintf(header + strlen(header),
		    sizeof header - strlen(header), "%s%s", i == 0 ? "" : ",",
		    table->header[i]);
	(void)psi_error_set_line(err, PSI_E_INPUT, line,
	    "the first line of this table is not its header");
	psi_error_hint(err, "it must be %s", header);
	return PSI_E_INPUT;
}

static int
take_record(const struct table *table, const struct psi_csv_record *record,
    bool first, struct psi_error *err)
{
	if (first && record->num_cells != table->num_columns)
		return refuse_header(table, record->line, err);
	if (record->num_cells != table->num_columns)
		return psi_error_set_line(err, PSI_E_INPUT, record->line,
		    "a row of this table has %zu cells", table->num_columns);
	if (!first)
		return table->row(
		    table->cookie, record->cells, record->line, err);
	if (is_header(table, record->cells))
		return 0;
	return refuse_header(table, record->line, err);
}

/* The line of a message is one of this table, and not of the export. */
static void
name_table(const struct table *table, int rc, struct psi_error *err)
{
	struct psi_error why;

	if (rc != PSI_E_INPUT || err == NULL)
		return;
	why = *err;
	(void)psi_refuse(err, rc, why.line,
	    why.hint[0] == '\0' ? NULL : why.hint, "%s: %s", table->name,
	    why.text);
}

static int
read_table(const struct table *table, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	bool first = true;
	int rc;

	rc = psi_csv_reader_new(&reader, source, NULL, err);
	while (rc == 0) {
		struct psi_csv_record record;
		bool end;

		rc = psi_csv_reader_next(reader, &record, &end, err);
		if (rc != 0 || end)
			break;
		rc = take_record(table, &record, first, err);
		first = false;
	}
	psi_csv_reader_free(reader);
	name_table(table, rc, err);
	return rc;
}

static int
rule_row(void *cookie, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	return psi_population_rules_add(cookie, cells[0].text, cells[0].len,
	    cells[1].text, cells[1].len, line, err);
}

int
psi_owner_rules_read(struct psi_population_rules *rules,
    const struct psi_source *source, struct psi_error *err)
{
	const struct table table = { "rules", { "value", "population" }, 2,
		rule_row, rules };

	return read_table(&table, source, err);
}

static int
override_row(void *cookie, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	return psi_accounts_override(
	    cookie, cells[0], cells[1], cells[2], cells[3], line, err);
}

int
psi_owner_overrides_read(struct psi_accounts *accounts,
    const struct psi_source *source, struct psi_error *err)
{
	const struct table table = { "overrides",
		{ "action", "account", "type", "value" }, 4, override_row,
		accounts };

	return read_table(&table, source, err);
}

static int
exclude_row(void *cookie, const struct psi_cell *cells, uint64_t line,
    struct psi_error *err)
{
	return psi_accounts_exclude(cookie, cells[0], cells[1], line, err);
}

int
psi_owner_exclude_read(struct psi_accounts *accounts,
    const struct psi_source *source, struct psi_error *err)
{
	const struct table table = { "exclude", { "type", "value" }, 2,
		exclude_row, accounts };

	return read_table(&table, source, err);
}
