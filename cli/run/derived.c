#include "run/derived.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/mapping.h"

#include "kit/infile.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "report/crm.h"
#include "report/own_list.h"
#include "report/page.h"
#include "report/workbook.h"
#include "run/results.h"
#include "run/tool_line.h"
#include "table/tablefile.h"
#include "kit/tool.h"

#define HISTORY_MAX 500

/* ---- the list ---- */

int
psi_run_list_open(const struct psi_run *run, uint32_t number,
    struct psi_step_list *list, struct psi_error *err)
{
	const struct psi_run_settings *settings = &run->settings;
	struct psi_run_path path;
	struct psi_run_path suffixes;
	int rc;

	(void)snprintf(suffixes.text, sizeof suffixes.text, "%.*s.psl",
	    (int)(sizeof suffixes.text - 8), settings->agreement);
	rc = psi_step_list_open(list,
	    psi_run_path(
		&path, run, "work/%u/accounts.csv", (unsigned int)number),
	    access(suffixes.text, R_OK) == 0 ? suffixes.text : NULL, err);
	list->list.encoding = settings->encoding;
	list->list.maps = settings->map.word;
	list->list.num_maps = settings->map.num;
	list->list.currency =
	    settings->currency == NULL ? "" : settings->currency;
	if (settings->delimiter != NULL)
		list->list.delimiter = strcmp(settings->delimiter, "tab") == 0
		    ? '\t'
		    : settings->delimiter[0];
	return rc;
}

/* ---- changes ---- */

struct comparing {
	struct psi_infile in[4];
	struct psi_run_path path[4];
	struct psi_mapping_lists lists;
	struct psi_outfile out;
	struct psi_mapping_csv *csv;
};

/* With both lists it is known on whose side a pair came or went. */
static void
use_lists(struct comparing *comparing)
{
	struct psi_mapping_lists *lists = &comparing->lists;
	struct psi_error none;

	if (access(comparing->path[2].text, R_OK) != 0 ||
	    psi_own_list_id(
		comparing->path[2].text, &lists->column_before, &none) != 0 ||
	    psi_own_list_id(
		comparing->path[3].text, &lists->column_after, &none) != 0 ||
	    lists->column_before == 0 || lists->column_after == 0)
		return;
	for (int i = 2; i < 4; i++)
		if (psi_tablefile_open(
			&comparing->in[i], comparing->path[i].text, &none) != 0)
			return;
	lists->before = &comparing->in[2].source;
	lists->after = &comparing->in[3].source;
}

static int
compare(struct comparing *comparing, const char *to, struct psi_error *err)
{
	struct psi_mapping_rows rows;
	uint64_t changes = 0;
	int by_kinds = 0;
	int which = 0;
	int rc = 0;

	for (int i = 0; rc == 0 && i < 2; i++)
		rc = psi_infile_open(
		    &comparing->in[i], comparing->path[i].text, err);
	if (rc == 0)
		use_lists(comparing);
	if (rc != 0 ||
	    (rc = psi_outfile_open(&comparing->out, to,
		 PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err)) != 0 ||
	    (rc = psi_mapping_csv_new(
		 &comparing->csv, &comparing->out.sink, err)) != 0)
		return rc;
	rows = psi_mapping_csv_rows(comparing->csv);
	rc = psi_mapping_changes(&comparing->in[0].source,
	    &comparing->in[1].source,
	    comparing->lists.after == NULL ? NULL : &comparing->lists, &rows,
	    &changes, &by_kinds, &which, err);
	if (rc == 0 && (rc = psi_mapping_csv_flush(comparing->csv, err)) == 0)
		rc = psi_outfile_commit(&comparing->out, err);
	return rc;
}

static int
write_changes(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	static const struct psi_infile closed_in = PSI_INFILE_INIT;
	static const struct psi_outfile closed_out = PSI_OUTFILE_INIT;
	uint32_t earlier = psi_run_earlier(run, number);
	struct comparing *comparing;
	struct psi_run_path to;
	int rc;

	if (earlier == 0)
		return 0;
	if ((comparing = calloc(1, sizeof *comparing)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_tool_next_step();
	comparing->out = closed_out;
	for (int i = 0; i < 4; i++) {
		comparing->in[i] = closed_in;
		(void)psi_run_path(&comparing->path[i], run,
		    i < 2 ? "results/%u/pairs.csv" : "work/%u/accounts.csv",
		    (unsigned int)(i % 2 == 0 ? earlier : number));
	}
	rc = compare(comparing,
	    psi_run_path(
		&to, run, "results/%u/changes.csv", (unsigned int)number),
	    err);
	psi_mapping_csv_free(comparing->csv);
	psi_outfile_close(&comparing->out);
	for (int i = 0; i < 4; i++)
		psi_infile_close(&comparing->in[i]);
	free(comparing);
	return rc;
}

/* ---- what psi-motions and psi-report make ---- */

/* The agreement that a run was begun under. */
static void
agreement_path(
    struct psi_run_path *out, const struct psi_run *run, uint32_t number)
{
	(void)psi_run_path(
	    out, run, "runs/%u/agreement.csv", (unsigned int)number);
}

/* All earlier pairs, the oldest first, so that it is known since when. */
static int
add_history(struct psi_run_line *line, const struct psi_run *run,
    uint32_t number, struct psi_error *err)
{
	uint32_t runs[HISTORY_MAX];
	size_t num = 0;
	int rc = 0;

	for (uint32_t at = psi_run_earlier(run, number);
	     at != 0 && num < HISTORY_MAX; at = psi_run_earlier(run, at))
		runs[num++] = at;
	while (rc == 0 && num-- > 0) {
		struct psi_run_path path;

		rc = psi_run_line_add_two(line, "--history",
		    psi_run_path(&path, run, "results/%u/pairs.csv",
			(unsigned int)runs[num]),
		    err);
	}
	return rc;
}

static int
parse(struct psi_run_line *line, const struct psi_run *run, uint32_t number,
    struct psi_error *err)
{
	const struct psi_run_settings *settings = &run->settings;
	struct psi_run_path agreement;
	struct psi_run_path pairs;
	int rc;

	agreement_path(&agreement, run, number);
	(void)psi_run_path(
	    &pairs, run, "results/%u/pairs.csv", (unsigned int)number);
	if ((rc = psi_run_line_add_two(
		 line, "--agreement", agreement.text, err)) != 0 ||
	    (rc = psi_run_line_add_two(
		 line, "--rules", settings->motions, err)) != 0 ||
	    (rc = psi_run_line_add_two(line, "--role", settings->role, err)) !=
		0 ||
	    (rc = add_history(line, run, number, err)) != 0 ||
	    (rc = psi_run_line_add(line, pairs.text, err)) != 0)
		return rc;
	return psi_run_line_parse(line, err);
}

typedef int write_one(const struct psi_run *run, struct psi_mapping_tool *tool,
    struct psi_outfile *out, struct psi_error *err);

static int
write_actions(const struct psi_run *run, struct psi_mapping_tool *tool,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_mapping_csv *csv = NULL;
	struct psi_mapping_rows rows;
	int rc = psi_mapping_csv_new(&csv, &out->sink, err);

	(void)run;
	if (rc == 0) {
		rows = psi_mapping_csv_rows(csv);
		if ((rc = psi_mapping_actions(tool->mapping, &rows, 0, err)) ==
			0 &&
		    (rc = psi_mapping_tool_read(tool, err)) == 0)
			rc = psi_mapping_csv_flush(csv, err);
	}
	psi_mapping_csv_free(csv);
	return rc;
}

static int
write_page(const struct psi_run *run, struct psi_mapping_tool *tool,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_mapping_questions *questions = NULL;
	int rc = psi_mapping_questions_new(&questions, NULL, err);

	(void)run;
	if (rc == 0)
		rc = psi_page_write(tool, questions, out, err);
	psi_mapping_questions_free(questions);
	return rc;
}

static int
write_workbook(const struct psi_run *run, struct psi_mapping_tool *tool,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_mapping_questions *questions = NULL;
	int rc = psi_mapping_questions_new(&questions, NULL, err);

	(void)run;
	if (rc == 0)
		rc = psi_workbook_write(tool, questions, out, err);
	psi_mapping_questions_free(questions);
	return rc;
}

static int
write_crm(const struct psi_run *run, struct psi_mapping_tool *tool,
    struct psi_outfile *out, struct psi_error *err)
{
	return psi_crm_write(tool, run->settings.crm, out, err);
}

static int
make(const struct psi_run *run, uint32_t number, const char *name,
    write_one *how, struct psi_error *err)
{
	struct psi_mapping_tool tool = PSI_MAPPING_TOOL_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_line *line = psi_run_line_new();
	struct psi_run_path path;
	int rc;

	if (line == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_tool_next_step();
	tool.count_theirs = how == write_page || how == write_workbook;
	if ((rc = parse(line, run, number, err)) == 0 &&
	    (rc = psi_mapping_tool_open(&tool, psi_run_line_cli(line), err)) ==
		0 &&
	    (rc = psi_outfile_open(&out,
		 psi_run_path(
		     &path, run, "results/%u/%s", (unsigned int)number, name),
		 PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err)) == 0 &&
	    (rc = how(run, &tool, &out, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	psi_mapping_tool_close(&tool);
	psi_run_line_free(line);
	return rc;
}

static int
make_all(struct psi_run *run, uint32_t number,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	const struct psi_run_settings *settings = &run->settings;
	bool may_report = psi_agreement_may(agreement, "report") == 1;
	int rc = 0;

	if (psi_agreement_may(agreement, "read") == 1)
		rc = write_changes(run, number, err);
	if (rc == 0 && may_report)
		rc = make(run, number, "actions.csv", write_actions, err);
	if (rc == 0 && may_report && settings->report)
		rc = make(run, number, "report.html", write_page, err);
	if (rc == 0 && may_report && settings->workbook)
		rc = make(run, number, "report.xlsx", write_workbook, err);
	if (rc == 0 && settings->crm != NULL &&
	    psi_agreement_may(agreement, "write-crm") == 1)
		rc = make(run, number, "crm.csv", write_crm, err);
	return rc;
}

int
psi_run_derive(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_run_path path;
	int rc;

	psi_tool_next_step();
	agreement_path(&path, run, number);
	if ((rc = psi_infile_open(&in, path.text, err)) == 0)
		rc = psi_agreement_read(&agreement, &in.source, err);
	psi_infile_close(&in);
	if (rc == 0)
		rc = make_all(run, number, agreement, err);
	psi_agreement_free(agreement);
	return rc;
}
