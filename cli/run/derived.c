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
#include "agree/agree.h"
#include "report/notes.h"
#include "report/own_list.h"
#include "run/own_accounts.h"
#include "report/page.h"
#include "report/workbook.h"
#include "run/earlier_runs.h"
#include "run/run_list.h"
#include "run/tool_line.h"
#include "table/tablefile.h"
#include "kit/tool.h"

#define HISTORY_MAX 500

/* ---- changes ---- */

struct comparing {
	struct psi_infile in[2];
	struct psi_run_path path[2];
	struct psi_run_lists lists_of[2];
	struct psi_own_list list[2];
	struct psi_agree_list suffixes;
	struct psi_mapping_lists lists;
	struct psi_outfile out;
	struct psi_mapping_csv *csv;
};

/* With both lists it is known on whose side a pair came or went. */
static void
use_lists(struct comparing *comparing, const struct psi_run *run)
{
	struct psi_mapping_lists *lists = &comparing->lists;
	struct psi_run_path suffixes;
	struct psi_error none;

	psi_run_suffixes_path(&suffixes, run);
	if (comparing->lists_of[0].paths.num > 1 ||
	    comparing->lists_of[1].paths.num > 1)
		if (psi_agree_list_read(&comparing->suffixes,
			access(suffixes.text, R_OK) == 0
			    ? suffixes.text
			    : psi_agree_system_list,
			&none) != 0)
			return;
	for (int i = 0; i < 2; i++)
		if (access(comparing->lists_of[i].path[0].text, R_OK) != 0 ||
		    psi_own_list_open(&comparing->list[i],
			&comparing->lists_of[i].paths,
			comparing->suffixes.normalizer, &none) != 0 ||
		    comparing->list[i].column == 0)
			return;
	lists->before = comparing->list[0].source;
	lists->after = comparing->list[1].source;
	lists->column_before = comparing->list[0].column;
	lists->column_after = comparing->list[1].column;
}

static int
compare(struct comparing *comparing, const struct psi_run *run, const char *to,
    struct psi_error *err)
{
	struct psi_mapping_rows rows;
	struct psi_mapping_changed changed;
	int which = 0;
	int rc = 0;

	for (int i = 0; rc == 0 && i < 2; i++)
		rc = psi_infile_open(
		    &comparing->in[i], comparing->path[i].text, err);
	if (rc == 0)
		use_lists(comparing, run);
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
	    &changed, &which, err);
	if (rc == 0 && (rc = psi_mapping_csv_flush(comparing->csv, err)) == 0)
		rc = psi_outfile_commit(&comparing->out, err);
	/* What psi-diff says of the same two. */
	if (rc == 0)
		psi_notes_changes(&changed);
	return rc;
}

static int
write_changes(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	static const struct psi_infile closed_in = PSI_INFILE_INIT;
	static const struct psi_own_list no_list = PSI_OWN_LIST_INIT;
	static const struct psi_agree_list no_suffixes = PSI_AGREE_LIST_INIT;
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
	comparing->suffixes = no_suffixes;
	for (int i = 0; i < 2; i++) {
		uint32_t of = i == 0 ? earlier : number;

		comparing->in[i] = closed_in;
		comparing->list[i] = no_list;
		(void)psi_run_path(&comparing->path[i], run,
		    "results/%u/pairs.csv", (unsigned int)of);
		psi_run_lists_find(&comparing->lists_of[i], run, of);
	}
	rc = compare(comparing, run,
	    psi_run_path(
		&to, run, "results/%u/changes.csv", (unsigned int)number),
	    err);
	psi_mapping_csv_free(comparing->csv);
	psi_outfile_close(&comparing->out);
	for (int i = 0; i < 2; i++) {
		psi_infile_close(&comparing->in[i]);
		psi_own_list_close(&comparing->list[i]);
	}
	psi_agree_list_clear(&comparing->suffixes);
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
