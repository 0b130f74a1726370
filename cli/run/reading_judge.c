#include "run/reading_judge.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/share.h"

#include "kit/shell_word.h"
#include "run/need.h"
#include "run/own_accounts.h"
#include "run/reading.h"
#include "step/agreed_fields.h"

/* Shares of populations, of one in so many. */
#define PARTS 10000

/* The number of open deals is counted by their stages. */
static bool
has_column(const struct psi_run_table *table, const char *field)
{
	return psi_run_reading_count(table, "columns", field) > 0 ||
	    (strcmp(field, "open_deals") == 0 &&
		psi_run_reading_count(table, "columns", "stage") > 0);
}

static void add(char out[PSI_RUN_READING_BYTES], const char *between,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What has no room is cut. */
static void
add(char out[PSI_RUN_READING_BYTES], const char *between, const char *format,
    ...)
{
	size_t len = strlen(out);
	va_list args;

	if (len > 0)
		len += (size_t)snprintf(
		    out + len, PSI_RUN_READING_BYTES - len, "%s", between);
	if (len >= PSI_RUN_READING_BYTES)
		return;
	va_start(args, format);
	(void)vsnprintf(out + len, PSI_RUN_READING_BYTES - len, format, args);
	va_end(args);
}

/* ---- what changed ---- */

/* A setting map,FIELD= says that no column is to be taken for the field. */
static bool
is_meant(const struct psi_run *run, const char *field)
{
	const struct psi_run_words *map = &run->settings.map;
	size_t len = strlen(field);

	for (size_t i = 0; i < map->num; i++)
		if (strncmp(map->word[i], field, len) == 0 &&
		    strcmp(map->word[i] + len, "=") == 0)
			return true;
	return false;
}

/* *first is one of the fields, for an example. */
static void
find_lost(char out[PSI_RUN_READING_BYTES], const char **first,
    const struct psi_run *run, const struct psi_run_table *old,
    const struct psi_run_table *new)
{
	out[0] = '\0';
	*first = NULL;
	for (size_t i = 1; i < old->num_rows; i++) {
		const struct psi_run_row *row = &old->rows[i];

		if (row->num_cells != PSI_RUN_READING_COLUMNS ||
		    strcmp(row->cell[0], "columns") != 0 ||
		    has_column(new, row->cell[1]) ||
		    is_meant(run, row->cell[1]))
			continue;
		if (*first == NULL)
			*first = row->cell[1];
		add(out, ", ", "%s", row->cell[1]);
	}
}

/* How many of PARTS accounts are of this population. */
static uint64_t
share_of(const struct psi_run_table *table, const char *population)
{
	uint64_t all = psi_run_reading_count(table, "list", "accounts");

	return all == 0
	    ? 0
	    : psi_run_reading_count(table, "list", population) * PARTS / all;
}

/* Per cent of the accounts that would have to change population for the one list
 * to be as the other; rounded down, as shares are. */
static uint64_t
moved_percent(const struct psi_run_table *old, const struct psi_run_table *new)
{
	const char *population;
	uint64_t moved = 0;

	for (size_t i = 0; (population = psi_population_at(i)) != NULL; i++) {
		uint64_t before = share_of(old, population);
		uint64_t after = share_of(new, population);

		moved += after > before ? after - before : 0;
	}
	return moved * 100 / PARTS;
}

static void
add_populations(char out[PSI_RUN_READING_BYTES],
    const struct psi_run_table *old, const struct psi_run_table *new)
{
	char words[PSI_RUN_READING_BYTES] = "";
	const char *population;

	for (size_t i = 0; (population = psi_population_at(i)) != NULL; i++) {
		uint64_t before =
		    psi_run_reading_count(old, "list", population);
		uint64_t after = psi_run_reading_count(new, "list", population);

		if (before != after)
			add(words, ", ", "%s %" PRIu64 " (was %" PRIu64 ")",
			    population, after, before);
	}
	add(out, "; ",
	    "by the list, %" PRIu64 " per cent of the accounts are something "
	    "else to you than in the last run: %s",
	    moved_percent(old, new), words);
}

static void
compare(char out[PSI_RUN_READING_BYTES], const struct psi_run *run,
    const struct psi_run_table *old, const struct psi_run_table *new)
{
	char lost[PSI_RUN_READING_BYTES];
	const char *first;

	find_lost(lost, &first, run, old, new);
	if (first != NULL)
		add(out, "; ",
		    "the list had a column for %s in the last run, and has "
		    "none now; a line map,%s=HEADER in settings.csv names one",
		    lost, first);
	/* It is said why all are 'other'. */
	if (moved_percent(old, new) > run->settings.list_change &&
	    has_column(old, "population") == has_column(new, "population"))
		add_populations(out, old, new);
}

int
psi_run_reading_changes(const struct psi_run *run, uint32_t before,
    uint32_t after, char out[PSI_RUN_READING_BYTES], struct psi_error *err)
{
	struct psi_run_table old = PSI_RUN_TABLE_INIT;
	struct psi_run_table new = PSI_RUN_TABLE_INIT;
	bool knows_old = false;
	bool knows_new = false;
	int rc;

	out[0] = '\0';
	if ((rc = psi_run_reading_load(&old, run, before, &knows_old, err)) ==
		0 &&
	    (rc = psi_run_reading_load(&new, run, after, &knows_new, err)) ==
		0 &&
	    knows_old && knows_new)
		compare(out, run, &old, &new);
	psi_run_table_clear(&old);
	psi_run_table_clear(&new);
	return rc;
}

/* ---- what it does not say ---- */

static void
find_missing(char out[PSI_RUN_READING_BYTES], const struct psi_run *run,
    const struct psi_run_table *table)
{
	const char *field;

	out[0] = '\0';
	for (size_t i = 0; (field = psi_share_field_at(i)) != NULL; i++)
		if (psi_agreed_fields_has(run->agreement, run->role, field) &&
		    !has_column(table, field))
			add(out, ", ", "%s", field);
}

static void
describe(char out[PSI_RUN_READING_BYTES], const struct psi_run *run,
    const struct psi_run_table *table)
{
	uint64_t unknown = psi_run_reading_count(table, "notes", "population");
	uint64_t ragged = psi_run_reading_count(table, "notes", "ragged-row");
	char missing[PSI_RUN_READING_BYTES];

	find_missing(missing, run, table);
	if (run->settings.population == NULL &&
	    !has_column(table, "population"))
		add(out, "; ",
		    "no column says what an account is to you, so all are "
		    "'other'");
	if (missing[0] != '\0')
		add(out, "; ",
		    "no column has %s, which the agreement lets you share",
		    missing);
	if (unknown > 0)
		add(out, "; ",
		    "%" PRIu64 " %s what an account is to you in words that no "
		    "rule knows, and %s taken as 'other'",
		    unknown, unknown == 1 ? "row says" : "rows say",
		    unknown == 1 ? "is" : "are");
	if (ragged > 0)
		add(out, "; ",
		    "%" PRIu64 " %s more cells than the header, and %s left "
		    "out",
		    ragged, ragged == 1 ? "row has" : "rows have",
		    ragged == 1 ? "is" : "are");
}

static int
describe_run(char out[PSI_RUN_READING_BYTES], const struct psi_run *run,
    uint32_t number, struct psi_error *err)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	bool known = false;
	int rc = psi_run_reading_load(&table, run, number, &known, err);

	out[0] = '\0';
	if (rc == 0 && known)
		describe(out, run, &table);
	psi_run_table_clear(&table);
	return rc;
}

void
psi_run_reading_command(
    char *out, size_t size, const struct psi_run *run, uint32_t number)
{
	static const char *const names[] = { "map", "encoding", "delimiter",
		"sheet", "skip-lines", "population", "rules", "overrides",
		"exclude", NULL };
	struct psi_run_lists *lists = calloc(1, sizeof *lists);
	struct psi_run_path path;
	size_t len;

	(void)snprintf(out, size, "psi-normalize --check");
	if (lists != NULL)
		psi_run_lists_find(lists, run, number);
	for (size_t i = 0; lists != NULL && i < lists->paths.num; i++) {
		const char *name = strrchr(lists->path[i].text, '/');

		len = strlen(out);
		(void)snprintf(out + len, size - len, " %s",
		    psi_shell_word(psi_run_named(
			&path, run, "work/%u%s", (unsigned int)number, name)));
	}
	free(lists);
	len = strlen(out);
	(void)snprintf(out + len, size - len, " -a %s",
	    psi_shell_word(run->settings.agreement));
	psi_run_settings_options(out, size, &run->settings, names);
}

int
psi_run_reading_tell(struct psi_run *run, uint32_t before, uint32_t number,
    struct psi_error *err)
{
	char next[PSI_RUN_NEXT_BYTES] = "see it with '";
	char then[PSI_RUN_READING_BYTES];
	char now[PSI_RUN_READING_BYTES];
	size_t len = strlen(next);
	int rc;

	if ((rc = describe_run(then, run, before, err)) != 0 ||
	    (rc = describe_run(now, run, number, err)) != 0 || now[0] == '\0' ||
	    strcmp(now, then) == 0)
		return rc;
	psi_run_reading_command(next + len, sizeof next - len - 1, run, number);
	len = strlen(next);
	(void)snprintf(next + len, sizeof next - len, "'");
	psi_run_need(run, 0, "list-read", next, "the list of run %u: %s",
	    (unsigned int)number, now);
	return 0;
}
