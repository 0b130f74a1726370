#include "run/csv_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/error.h"

static int
read_fd(int fd, char *out, size_t len, size_t *got, const char *path,
    struct psi_error *err)
{
	*got = 0;
	while (*got < len) {
		ssize_t n = read(fd, out + *got, len - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return psi_error_set_errno(
			    err, PSI_E_IO, errno, "cannot read '%s'", path);
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

static int
slurp(struct psi_run_table *table, const char *path, size_t max, size_t *len,
    struct psi_error *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int rc = 0;

	if (fd < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot open '%s'", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		rc = psi_error_set(
		    err, PSI_E_INPUT, "'%s' is not a regular file", path);
	else if (st.st_size < 0 || (uintmax_t)st.st_size > max)
		rc = psi_error_set(err, PSI_E_INPUT, "'%s' is too large", path);
	else if ((table->text = malloc((size_t)st.st_size + 1)) == NULL)
		rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
	else
		rc = read_fd(
		    fd, table->text, (size_t)st.st_size, len, path, err);
	if (rc == 0)
		table->text[*len] = '\0';
	(void)close(fd);
	return rc;
}

static struct psi_run_row *
add_row(struct psi_run_table *table)
{
	size_t room = table->room == 0 ? 16 : 2 * table->room;
	struct psi_run_row *rows;

	if (table->num_rows == table->room) {
		rows = realloc(table->rows, room * sizeof *rows);
		if (rows == NULL)
			return NULL;
		table->rows = rows;
		table->room = room;
	}
	memset(&table->rows[table->num_rows], 0, sizeof *table->rows);
	return &table->rows[table->num_rows++];
}

/* A text that is being taken apart, in its own place. */
struct scan {
	char *at;
	uint64_t line;
	struct psi_error *err;
};

static int
bad(const struct scan *scan, const char *words)
{
	return psi_error_set_line(
	    scan->err, PSI_E_INPUT, scan->line, "%s", words);
}

/* Cells lose their quotes where they stand. */
static int
quoted_cell(struct scan *scan, const char **out)
{
	char *to = ++scan->at;

	*out = to;
	for (;;) {
		if (scan->at[0] == '"' && scan->at[1] == '"')
			scan->at++;
		else if (scan->at[0] == '"')
			break;
		if (scan->at[0] == '\0' || scan->at[0] == '\n')
			return bad(scan, "a quote is not closed in its line");
		*to++ = *scan->at++;
	}
	scan->at++;
	if (scan->at[0] != '\0' && strchr(",\r\n", scan->at[0]) == NULL)
		return bad(scan, "there is text behind a closing quote");
	*to = '\0';
	return 0;
}

static int
plain_cell(struct scan *scan, const char **out)
{
	size_t len = strcspn(scan->at, ",\"\r\n");

	*out = scan->at;
	scan->at += len;
	if (scan->at[0] == '"')
		return bad(scan, "a quote stands within a cell");
	return 0;
}

/* Behind a cell: *more where another follows in this line. */
static int
end_cell(struct scan *scan, bool *more)
{
	char *end = scan->at;

	*more = scan->at[0] == ',';
	if (scan->at[0] == '\r' && scan->at[1] == '\n')
		scan->at++;
	if (scan->at[0] == '\r')
		return bad(scan, "a carriage return stands within a line");
	if (scan->at[0] != '\0')
		scan->at++;
	/* Where the quotes went, the NUL is there already. */
	*end = '\0';
	return 0;
}

static int
scan_row(struct scan *scan, struct psi_run_row *row)
{
	bool more = true;
	int rc = 0;

	row->line = scan->line;
	while (rc == 0 && more) {
		const char **cell = &row->cell[row->num_cells];

		if (row->num_cells++ == PSI_RUN_CELLS_MAX)
			return bad(scan, "there are too many cells");
		rc = scan->at[0] == '"' ? quoted_cell(scan, cell)
					: plain_cell(scan, cell);
		if (rc == 0)
			rc = end_cell(scan, &more);
	}
	scan->line++;
	return rc;
}

static int
check_text(const char *text, size_t len, struct psi_error *err)
{
	uint64_t line = 1;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == 0x7f || (c < 0x20 && strchr("\t\r\n", c) == NULL) ||
		    c == 0)
			return psi_error_set_line(err, PSI_E_INPUT, line,
			    "there is a control character");
		line += c == '\n';
	}
	return 0;
}

int
psi_run_table_read(struct psi_run_table *table, const char *path, size_t max,
    struct psi_error *err)
{
	struct scan scan = { NULL, 1, err };
	size_t len = 0;
	int rc;

	if ((rc = slurp(table, path, max, &len, err)) != 0 ||
	    (rc = check_text(table->text, len, err)) != 0)
		return rc;
	scan.at = table->text;
	if (strncmp(scan.at, "\xef\xbb\xbf", 3) == 0)
		scan.at += 3;
	while (rc == 0 && scan.at[0] != '\0') {
		struct psi_run_row *row = add_row(table);

		rc = row == NULL
		    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
		    : scan_row(&scan, row);
	}
	return rc;
}

void
psi_run_table_clear(struct psi_run_table *table)
{
	free(table->rows);
	free(table->text);
	*table = (struct psi_run_table)PSI_RUN_TABLE_INIT;
}

static void
put(char *line, size_t size, char c)
{
	size_t len = strlen(line);

	if (len + 2 > size)
		return;
	line[len] = c;
	line[len + 1] = '\0';
}

void
psi_run_cell(char *line, size_t size, const char *text)
{
	bool quote = strpbrk(text, ",\"\r\n") != NULL;

	if (line[0] != '\0')
		put(line, size, ',');
	if (quote)
		put(line, size, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			put(line, size, '"');
		put(line, size, *text);
	}
	if (quote)
		put(line, size, '"');
}

void
psi_run_line_end(char *line, size_t size)
{
	put(line, size, '\n');
}
