#include "run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/date.h"

#include "kit/clock.h"

#define LOG_BYTES_MAX ((size_t)64 << 20)
#define LOG_COLUMNS 6
#define LINE_BYTES 1024
#define DATE_LEN (PSI_DATE_CHARS - 1)

static const char header[] = "when,run,step,file,digest,outcome\n";

static struct psi_run_entry *
new_entry(struct psi_run_journal *journal)
{
	size_t room = journal->room == 0 ? 64 : 2 * journal->room;
	struct psi_run_entry *entries;

	if (journal->num == journal->room) {
		entries = realloc(journal->entries, room * sizeof *entries);
		if (entries == NULL)
			return NULL;
		journal->entries = entries;
		journal->room = room;
	}
	return &journal->entries[journal->num++];
}

static int
refuse_row(
    const struct psi_run_row *row, const char *what, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_INPUT, row->line,
	    "another program has changed log.csv: put it back from a backup",
	    "%s", what);
}

static int
take_row(struct psi_run_journal *journal, const struct psi_run_row *row,
    struct psi_error *err)
{
	struct psi_run_entry *entry;
	unsigned long run;
	char *end;

	if (row->num_cells != LOG_COLUMNS)
		return refuse_row(row,
		    "a line of the log has not as many cells as its header",
		    err);
	run = strtoul(row->cell[1], &end, 10);
	if (*end != '\0' || run > UINT32_MAX)
		return refuse_row(row, "the run is not a number", err);
	if ((entry = new_entry(journal)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	*entry = (struct psi_run_entry){ row->cell[0], 0, (uint32_t)run,
		row->cell[2], row->cell[3], row->cell[4], row->cell[5] };
	if (strlen(entry->when) < DATE_LEN ||
	    !psi_date_decode(&entry->day, entry->when, DATE_LEN))
		return refuse_row(row, "the entry does not say when", err);
	return 0;
}

static int
write_all(int fd, const char *text, size_t len, const char *path,
    struct psi_error *err)
{
	off_t before = lseek(fd, 0, SEEK_END);
	/* One write: the line is there whole, or its end is missing. */
	ssize_t n = write(fd, text, len);

	if (n == (ssize_t)len && fsync(fd) == 0)
		return 0;
	if (n >= 0 && n < (ssize_t)len) {
		/* The next call would cut it too. */
		if (n > 0 && before >= 0 && ftruncate(fd, before) != 0)
			return psi_error_set_errno(
			    err, PSI_E_IO, errno, "cannot mend '%s'", path);
		errno = ENOSPC;
	}
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot write '%s'", path);
}

/* Where the last whole line ends: at most a line's length is looked at. */
static int
cut_torn_line(int fd, off_t size, const char *path, struct psi_error *err)
{
	char tail[2 * LINE_BYTES];
	off_t from = size > (off_t)sizeof tail ? size - (off_t)sizeof tail : 0;
	ssize_t n = pread(fd, tail, sizeof tail, from);
	off_t whole;

	if (n < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", path);
	while (n > 0 && tail[n - 1] != '\n')
		n--;
	whole = from + n;
	if (n == 0 && from > 0)
		return psi_error_set(
		    err, PSI_E_INPUT, "the log has a line without an end");
	if (whole < size && ftruncate(fd, whole) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot mend '%s'", path);
	return whole > 0 ? 0 : write_all(fd, header, strlen(header), path, err);
}

static int
open_to_write(struct psi_run_journal *journal, struct psi_error *err)
{
	struct stat st;

	journal->fd = open(journal->path,
	    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
	    0600);
	if (journal->fd < 0 || fstat(journal->fd, &st) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot open '%s'", journal->path);
	if (!S_ISREG(st.st_mode))
		return psi_error_set(err, PSI_E_INPUT,
		    "'%s' is not a regular file", journal->path);
	return cut_torn_line(journal->fd, st.st_size, journal->path, err);
}

int
psi_run_journal_open(struct psi_run_journal *journal, const char *path,
    bool writes, struct psi_error *err)
{
	const struct psi_run_table *table = &journal->table;
	int rc = 0;

	journal->path = path;
	if (writes && (rc = open_to_write(journal, err)) != 0)
		return rc;
	rc = psi_run_table_read(&journal->table, path, LOG_BYTES_MAX, err);
	for (size_t i = 1; rc == 0 && i < table->num_rows; i++)
		/* Whoever only reads may meet a line that is being written. */
		if (i + 1 < table->num_rows || writes ||
		    table->rows[i].num_cells == LOG_COLUMNS)
			rc = take_row(journal, &table->rows[i], err);
	return rc;
}

void
psi_run_journal_close(struct psi_run_journal *journal)
{
	if (journal->fd >= 0)
		(void)close(journal->fd);
	for (size_t i = 0; i < journal->num_owned; i++)
		free(journal->owned[i]);
	free(journal->owned);
	free(journal->entries);
	psi_run_table_clear(&journal->table);
	*journal = (struct psi_run_journal)PSI_RUN_JOURNAL_INIT;
}

/* A copy that lives as long as the journal. */
static const char *
keep(struct psi_run_journal *journal, const char *text)
{
	char **owned =
	    realloc(journal->owned, (journal->num_owned + 1) * sizeof *owned);
	char *copy;

	if (owned == NULL)
		return NULL;
	journal->owned = owned;
	if ((copy = malloc(strlen(text) + 1)) == NULL)
		return NULL;
	memcpy(copy, text, strlen(text) + 1);
	owned[journal->num_owned++] = copy;
	return copy;
}

static int
remember(struct psi_run_journal *journal, const struct psi_run_entry *from,
    const char *when, struct psi_error *err)
{
	struct psi_run_entry kept = *from;
	struct psi_run_entry *entry;

	kept.when = keep(journal, when);
	kept.step = keep(journal, from->step);
	kept.file = keep(journal, from->file == NULL ? "" : from->file);
	kept.digest = keep(journal, from->digest == NULL ? "" : from->digest);
	kept.outcome =
	    keep(journal, from->outcome == NULL ? "" : from->outcome);
	kept.day = psi_clock_today();
	if (kept.when == NULL || kept.step == NULL || kept.file == NULL ||
	    kept.digest == NULL || kept.outcome == NULL ||
	    (entry = new_entry(journal)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	*entry = kept;
	return 0;
}

int
psi_run_journal_add(struct psi_run_journal *journal,
    const struct psi_run_entry *entry, struct psi_error *err)
{
	const char *texts[3] = { entry->file, entry->digest, entry->outcome };
	char line[LINE_BYTES] = "";
	char when[sizeof "YYYY-MM-DDTHH:MM:SSZ"];
	char run[16];
	time_t now = psi_clock_now();
	struct tm tm;
	int rc;

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return psi_error_set(err, PSI_E_IO, "the clock has no date");
	(void)snprintf(run, sizeof run, "%u", (unsigned int)entry->run);
	psi_run_cell(line, sizeof line - 1, when);
	psi_run_cell(line, sizeof line - 1, run);
	psi_run_cell(line, sizeof line - 1, entry->step);
	for (size_t i = 0; i < 3; i++)
		psi_run_cell(
		    line, sizeof line - 1, texts[i] == NULL ? "" : texts[i]);
	psi_run_line_end(line, sizeof line);
	if ((rc = write_all(
		 journal->fd, line, strlen(line), journal->path, err)) != 0)
		return rc;
	return remember(journal, entry, when, err);
}

static bool
is_or_any(const char *wanted, const char *text)
{
	return wanted == NULL || strcmp(wanted, text) == 0;
}

const struct psi_run_entry *
psi_run_journal_find(const struct psi_run_journal *journal, uint32_t run,
    const char *step, const char *file, const char *digest)
{
	for (size_t i = journal->num; i-- > 0;) {
		const struct psi_run_entry *entry = &journal->entries[i];

		if (strcmp(entry->step, step) == 0 &&
		    (run == 0 || entry->run == run) &&
		    is_or_any(file, entry->file) &&
		    is_or_any(digest, entry->digest))
			return entry;
	}
	return NULL;
}

bool
psi_run_has_result(const struct psi_run_entry *entry)
{
	return strcmp(entry->step, "end") == 0 &&
	    (strcmp(entry->outcome, "complete") == 0 ||
		strcmp(entry->outcome, "partial") == 0);
}

int32_t
psi_run_journal_last_day(const struct psi_run_journal *journal)
{
	int32_t last = INT32_MIN;

	for (size_t i = 0; i < journal->num; i++)
		if (journal->entries[i].day > last)
			last = journal->entries[i].day;
	return last;
}
