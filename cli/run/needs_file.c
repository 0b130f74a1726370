#include "run/needs_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/date.h"

#include "kit/exitcode.h"
#include "kit/outfile.h"
#include "run/csv_text.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define COLUMNS 5
#define LINE_BYTES 8192

static const char header[] = "day,key,code,text,next\n";

static const char *
file_path(struct psi_run_path *out, const struct psi_run *run)
{
	return psi_run_path(out, run, "work/needs.csv");
}

static int
write_need(const struct psi_run *run, const struct psi_run_need *need,
    struct psi_outfile *out, struct psi_error *err)
{
	char line[LINE_BYTES] = "";
	char day[PSI_DATE_CHARS];
	char code[16];

	psi_date_encode(day, run->today);
	(void)snprintf(code, sizeof code, "%d", need->code);
	psi_run_cell(line, sizeof line - 2, day);
	psi_run_cell(line, sizeof line - 2, need->key);
	psi_run_cell(line, sizeof line - 2, code);
	psi_run_cell(line, sizeof line - 2, need->text);
	psi_run_cell(line, sizeof line - 2, need->next);
	psi_run_line_end(line, sizeof line);
	return out->sink.write(
	    out->sink.cookie, (const uint8_t *)line, strlen(line), err);
}

int
psi_run_needs_save(const struct psi_run *run, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_path path;
	int rc;

	(void)file_path(&path, run);
	if (run->num_needs == 0)
		return unlink(path.text) == 0 || errno == ENOENT
		    ? 0
		    : psi_error_set_errno(err, PSI_E_IO, errno,
			  "cannot remove '%s'", path.text);
	rc = psi_outfile_open(
	    &out, path.text, PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);
	if (rc == 0)
		rc = psi_outfile_text(&out, err, "%s", header);
	for (size_t i = 0; rc == 0 && i < run->num_needs; i++)
		rc = write_need(run, &run->needs[i], &out, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

static void
take_need(struct psi_run *run, const struct psi_run_row *row)
{
	struct psi_run_need *need;

	if (row->num_cells != COLUMNS || run->num_needs == PSI_RUN_NEEDS_MAX)
		return;
	need = &run->needs[run->num_needs++];
	(void)snprintf(need->key, sizeof need->key, "%s", row->cell[1]);
	need->code = (int)strtol(row->cell[2], NULL, 10);
	(void)snprintf(need->text, sizeof need->text, "%s", row->cell[3]);
	(void)snprintf(need->next, sizeof need->next, "%s", row->cell[4]);
}

int
psi_run_needs_load(struct psi_run *run, struct psi_error *err)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	struct psi_run_path path;
	int rc;

	run->num_needs = 0;
	rc = psi_run_table_read(
	    &table, file_path(&path, run), FILE_BYTES_MAX, err);
	if (rc == PSI_E_IO && err->sys_errno == ENOENT)
		rc = 0;
	for (size_t i = 1; rc == 0 && i < table.num_rows; i++)
		take_need(run, &table.rows[i]);
	psi_run_table_clear(&table);
	return rc;
}

bool
psi_run_need_is_told(const struct psi_run *run, const struct psi_run_need *need)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	struct psi_run_path path;
	struct psi_error none;
	char day[PSI_DATE_CHARS];
	bool told = false;

	psi_date_encode(day, run->today);
	if (psi_run_table_read(
		&table, file_path(&path, run), FILE_BYTES_MAX, &none) == 0)
		for (size_t i = 1; !told && i < table.num_rows; i++)
			told = table.rows[i].num_cells == COLUMNS &&
			    strcmp(table.rows[i].cell[0], day) == 0 &&
			    strcmp(table.rows[i].cell[1], need->key) == 0 &&
			    strcmp(table.rows[i].cell[3], need->text) == 0;
	psi_run_table_clear(&table);
	return told;
}
