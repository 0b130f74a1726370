#include "run/owner_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit/outfile.h"
#include "run/csv_text.h"
#include "run/earlier_runs.h"
#include "run/fingerprint.h"
#include "run/hook.h"

#define TABLE_BYTES_MAX ((size_t)1 << 30)
#define LINE_BYTES 16384

/* A pairs.csv has more columns than a small table may: only two are wanted. */
struct owned {
	char *account;
	char *owner;
	/* In which place it was read: of an account the first counts. */
	size_t place;
};

/* A row of changes.csv that is told to somebody. */
struct told {
	const char *owner;
	const struct psi_run_row *row;
};

struct owners {
	struct owned *of;
	size_t num;
	size_t room;
	/* Ordered by owner; those of each in the order of changes.csv. */
	struct told *told;
	size_t num_told;
	/* Columns of pairs.csv, from 0. */
	size_t account_column;
	size_t owner_column;
};

/* ---- whose account is it ---- */

/* The cell at `*at`, without its quotes; moves behind its comma. To be freed. */
static char *
next_cell(const char **at, bool *last)
{
	const char *from = *at;
	bool quoted = *from == '"';
	char *out = malloc(strlen(from) + 1);
	char *to = out;

	from += quoted;
	while (out != NULL && *from != '\0') {
		if (quoted && from[0] == '"' && from[1] == '"')
			from++;
		else if (quoted && from[0] == '"') {
			from++;
			break;
		} else if (!quoted && strchr(",\r\n", *from) != NULL)
			break;
		*to++ = *from++;
	}
	if (out != NULL)
		*to = '\0';
	*last = *from != ',';
	*at = *last ? from : from + 1;
	return out;
}

static void
take_header(struct owners *owners, const char *line)
{
	bool last = false;

	owners->account_column = owners->owner_column = SIZE_MAX;
	for (size_t i = 0; !last; i++) {
		char *cell = next_cell(&line, &last);

		if (cell != NULL && strcmp(cell, "our_account") == 0)
			owners->account_column = i;
		if (cell != NULL && strcmp(cell, "our_owner") == 0)
			owners->owner_column = i;
		free(cell);
	}
}

static int
add(struct owners *owners, char *account, char *owner, struct psi_error *err)
{
	if (account == NULL || owner == NULL || owner[0] == '\0') {
		free(account);
		free(owner);
		return 0;
	}
	if (owners->num == owners->room) {
		size_t room = owners->room == 0 ? 256 : 2 * owners->room;
		struct owned *of = realloc(owners->of, room * sizeof *of);

		if (of == NULL) {
			free(account);
			free(owner);
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
		}
		owners->of = of;
		owners->room = room;
	}
	owners->of[owners->num] = (struct owned){ account, owner, owners->num };
	owners->num++;
	return 0;
}

static int
take_line(struct owners *owners, const char *line, struct psi_error *err)
{
	char *account = NULL;
	char *owner = NULL;
	bool last = false;

	for (size_t i = 0; !last; i++) {
		char *cell = next_cell(&line, &last);

		if (i == owners->account_column)
			account = cell;
		else if (i == owners->owner_column)
			owner = cell;
		else
			free(cell);
	}
	return add(owners, account, owner, err);
}

static int
read_pairs(struct owners *owners, const char *path, struct psi_error *err)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	/* There may be no earlier pairs; what cannot be read is not none. */
	if (in == NULL)
		return errno == ENOENT ? 0
				       : psi_error_set_errno(err, PSI_E_IO,
					     errno, "cannot read '%s'", path);
	if (getline(&line, &size, in) > 0)
		take_header(owners, line);
	while (rc == 0 && owners->owner_column != SIZE_MAX &&
	    getline(&line, &size, in) > 0)
		rc = take_line(owners, line, err);
	if (rc == 0 && ferror(in))
		rc = psi_error_set(err, PSI_E_IO, "cannot read '%s'", path);
	free(line);
	(void)fclose(in);
	return rc;
}

static int
by_account(const void *a, const void *b)
{
	const struct owned *x = a;
	const struct owned *y = b;
	int order = strcmp(x->account, y->account);

	return order != 0 ? order
			  : (x->place > y->place) - (x->place < y->place);
}

/* `owners->of` is sorted. The first of that account; NULL for an account that
 * nobody owns. */
static const char *
owner_of(const struct owners *owners, const char *account)
{
	size_t from = 0;
	size_t to = owners->num;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (strcmp(owners->of[at].account, account) < 0)
			from = at + 1;
		else
			to = at;
	}
	return from < owners->num &&
		strcmp(owners->of[from].account, account) == 0
	    ? owners->of[from].owner
	    : NULL;
}

/* ---- what is told to whom ---- */

#define ACCOUNT_CELL 3

static int
by_owner(const void *a, const void *b)
{
	const struct told *x = a;
	const struct told *y = b;
	int order = strcmp(x->owner, y->owner);

	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int
find_told(struct owners *owners, const struct psi_run_table *changes,
    struct psi_error *err)
{
	if (owners->num > 0)
		qsort(
		    owners->of, owners->num, sizeof owners->of[0], by_account);
	owners->told = calloc(changes->num_rows + 1, sizeof *owners->told);
	if (owners->told == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 1; i < changes->num_rows; i++) {
		const struct psi_run_row *row = &changes->rows[i];
		const char *owner = row->num_cells <= ACCOUNT_CELL
		    ? NULL
		    : owner_of(owners, row->cell[ACCOUNT_CELL]);

		if (owner != NULL)
			owners->told[owners->num_told++] =
			    (struct told){ owner, row };
	}
	if (owners->num_told > 0)
		qsort(owners->told, owners->num_told, sizeof owners->told[0],
		    by_owner);
	return 0;
}

/* Behind the rows of the owner whose first one is number `i`. */
static size_t
end_of(const struct owners *owners, size_t i)
{
	const char *owner = owners->told[i].owner;

	while (
	    i < owners->num_told && strcmp(owners->told[i].owner, owner) == 0)
		i++;
	return i;
}

static int
write_row(struct psi_outfile *out, const struct psi_run_row *row,
    struct psi_error *err)
{
	char line[LINE_BYTES] = "";

	/* An empty first cell would be no cell: there is none here. */
	for (size_t k = 0; k < row->num_cells; k++)
		psi_run_cell(line, sizeof line - 2, row->cell[k]);
	psi_run_line_end(line, sizeof line);
	return out->sink.write(
	    out->sink.cookie, (const uint8_t *)line, strlen(line), err);
}

/* The header, and rows `from` to before `to`. */
static int
write_rows(const struct owners *owners, const struct psi_run_row *header,
    size_t from, size_t to, const char *path, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc = psi_outfile_open(
	    &out, path, PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);

	if (rc == 0)
		rc = write_row(&out, header, err);
	for (size_t i = from; rc == 0 && i < to; i++)
		rc = write_row(&out, owners->told[i].row, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

/* Of this very file; whose it is does not stand in the log. */
static int
tell_one(struct psi_run *run, uint32_t number, const struct psi_run_hook *hook,
    struct psi_error *err)
{
	static const char step[] = "tell";
	static const char name[] = "owner-file";
	char digest[PSI_RUN_HEX_CHARS];
	int rc;

	if ((rc = psi_run_hex_file(digest, hook->file, err)) != 0 ||
	    psi_run_journal_find(&run->journal, number, step, name, digest) !=
		NULL)
		return rc;
	rc = psi_run_hook(run, hook, err);
	return rc != 0
	    ? rc
	    : psi_run_note(run, number, step, name, digest, NULL, err);
}

/* Seconds that never run backwards. */
static time_t
seconds(void)
{
	struct timespec now = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Where it fails for one the others are told all the same, and not once more
 * when it is tried again. */
static int
tell_each(struct psi_run *run, uint32_t number, const struct owners *owners,
    const struct psi_run_table *changes, struct psi_error *err)
{
	struct psi_error why;
	struct psi_run_path path;
	size_t num = 0;
	int failed = 0;
	int rc = psi_run_make_folder(
	    psi_run_path(&path, run, "results/%u/owners", (unsigned int)number),
	    err);

	for (size_t i = 0, to; rc == 0 && i < owners->num_told; i = to) {
		struct psi_run_hook hook = { "on-change-owner",
			&run->settings.on_change_owner, path.text, NULL,
			owners->told[i].owner, NULL };
		time_t begun;
		int told;

		to = end_of(owners, i);
		(void)psi_run_path(&path, run, "results/%u/owners/%04zu.csv",
		    (unsigned int)number, ++num);
		rc = write_rows(
		    owners, &changes->rows[0], i, to, path.text, err);
		if (rc != 0)
			break;
		begun = seconds();
		told = tell_one(run, number, &hook, &why);
		if (told != 0 && failed == 0) {
			failed = told;
			*err = why;
		}
		/* A command that hangs does not hang for each of them. */
		if (told != 0 &&
		    seconds() - begun >= (time_t)run->settings.command_timeout)
			break;
	}
	return rc != 0 ? rc : failed;
}

static void
clear(struct owners *owners)
{
	for (size_t i = 0; i < owners->num; i++) {
		free(owners->of[i].account);
		free(owners->of[i].owner);
	}
	free(owners->of);
	free(owners->told);
	free(owners);
}

int
psi_run_owner_files(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_table changes = PSI_RUN_TABLE_INIT;
	struct owners *owners = calloc(1, sizeof *owners);
	uint32_t earlier = psi_run_earlier(run, number);
	struct psi_run_path path;
	int rc;

	if (owners == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	/* Of what was lost only the earlier pairs tell the owner. */
	if ((rc = read_pairs(owners,
		 psi_run_path(
		     &path, run, "results/%u/pairs.csv", (unsigned int)number),
		 err)) == 0 &&
	    (rc = read_pairs(owners,
		 psi_run_path(
		     &path, run, "results/%u/pairs.csv", (unsigned int)earlier),
		 err)) == 0)
		rc = psi_run_table_read(&changes,
		    psi_run_path(&path, run, "results/%u/changes.csv",
			(unsigned int)number),
		    TABLE_BYTES_MAX, err);
	if (rc == 0)
		rc = find_told(owners, &changes, err);
	if (rc == 0)
		rc = tell_each(run, number, owners, &changes, err);
	psi_run_table_clear(&changes);
	clear(owners);
	return rc;
}
