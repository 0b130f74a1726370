#include "run/reading.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/diag.h"
#include "kit/outfile.h"

#define FILE_BYTES_MAX ((size_t)1 << 16)
#define COLUMNS PSI_RUN_READING_COLUMNS
#define LINE_BYTES 256

static const char *
file_path(struct psi_run_path *out, const struct psi_run *run, uint32_t number)
{
	return psi_run_path(
	    out, run, "work/%u/reading.csv", (unsigned int)number);
}

/* ---- keeping ---- */

static int
write_item(struct psi_outfile *out, const struct psi_normalize_item *item,
    struct psi_error *err)
{
	char line[LINE_BYTES] = "";
	char count[24];

	(void)snprintf(count, sizeof count, "%" PRIu64, item->count);
	psi_run_cell(line, sizeof line - 2, item->group);
	psi_run_cell(line, sizeof line - 2, item->name);
	psi_run_cell(line, sizeof line - 2, count);
	psi_run_line_end(line, sizeof line);
	return psi_outfile_text(out, err, "%s", line);
}

/* The group "others" has values of the list in it. */
static bool
is_kept(const struct psi_normalize_item *item)
{
	return strcmp(item->group, "list") == 0 ||
	    strcmp(item->group, "columns") == 0 ||
	    strcmp(item->group, "notes") == 0;
}

int
psi_run_reading_save(const struct psi_run *run, uint32_t number,
    const struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_normalize_item item;
	struct psi_run_path path;
	int rc = psi_outfile_open(&out, file_path(&path, run, number),
	    PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);

	if (rc == 0)
		rc = psi_outfile_text(&out, err, "group,item,count\n");
	for (size_t i = 0; rc == 0 && psi_normalize_report_at(report, i, &item);
	     i++)
		if (is_kept(&item))
			rc = write_item(&out, &item, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

bool
psi_run_reading_is_there(const struct psi_run *run, uint32_t number)
{
	struct psi_run_path path;

	return access(file_path(&path, run, number), F_OK) == 0;
}

int
psi_run_reading_remove(
    const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path path;

	if (unlink(file_path(&path, run, number)) == 0 || errno == ENOENT)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot remove '%s'", path.text);
}

/* ---- reading ---- */

int
psi_run_reading_load(struct psi_run_table *table, const struct psi_run *run,
    uint32_t number, bool *known, struct psi_error *err)
{
	struct psi_run_path path;
	int rc;

	*known = number != 0;
	if (!*known)
		return 0;
	rc = psi_run_table_read(
	    table, file_path(&path, run, number), FILE_BYTES_MAX, err);
	*known = rc == 0;
	if (rc == PSI_E_IO && err->sys_errno == ENOENT)
		return 0;
	return rc == 0 ? 0 : psi_diag_file(rc, path.text);
}

uint64_t
psi_run_reading_count(
    const struct psi_run_table *table, const char *group, const char *item)
{
	for (size_t i = 1; i < table->num_rows; i++)
		if (table->rows[i].num_cells == COLUMNS &&
		    strcmp(table->rows[i].cell[0], group) == 0 &&
		    strcmp(table->rows[i].cell[1], item) == 0)
			return strtoull(table->rows[i].cell[2], NULL, 10);
	return 0;
}
