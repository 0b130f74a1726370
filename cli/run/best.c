#include "run/best.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/mapping.h"

#include "kit/diag.h"
#include "kit/infile.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "run/earlier_runs.h"
#include "run/run_folder.h"
#include "run/tool_line.h"
#include "kit/tool.h"

struct all {
	struct psi_run_line *line;
	/* Files of pairs, behind the options. */
	char **pairs;
	size_t num_pairs;
	size_t num_apart;
	size_t num_empty;
};

/* ---- the partners ---- */

static bool
may_combine(const struct psi_agreement *agreement)
{
	const char *text = psi_agreement_term(agreement, "combine-partners", 0);

	return text != NULL && strcmp(text, "yes") == 0 &&
	    psi_agreement_may(agreement, "report") == 1;
}

/* The agreement under which the result was found, not that of today. */
static int
check_agreement(const char *path, bool *yes, struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = psi_diag_file(
		    psi_agreement_read(&agreement, &in.source, err), path);
	psi_infile_close(&in);
	*yes = rc == 0 && may_combine(agreement);
	psi_agreement_free(agreement);
	return rc;
}

static int
keep_pairs(struct all *all, const char *path, struct psi_error *err)
{
	size_t size = strlen(path) + 1;
	char *copy = malloc(size);

	if (copy == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	memcpy(copy, path, size);
	all->pairs[all->num_pairs++] = copy;
	return 0;
}

static int
add_result(struct all *all, const struct psi_run *run, struct psi_error *err)
{
	/* The last run may have ended without the partner's claims. */
	uint32_t number = psi_run_earlier(run, UINT32_MAX);
	struct psi_run_path agreement;
	struct psi_run_path pairs;
	bool yes = false;
	int rc;

	(void)psi_run_path(
	    &pairs, run, "results/%u/pairs.csv", (unsigned int)number);
	(void)psi_run_path(
	    &agreement, run, "runs/%u/agreement.csv", (unsigned int)number);
	if (number == 0) {
		all->num_empty++;
		return 0;
	}
	if ((rc = check_agreement(agreement.text, &yes, err)) != 0)
		return rc;
	if (!yes) {
		all->num_apart++;
		return 0;
	}
	rc =
	    psi_run_line_add_two(all->line, "--agreement", agreement.text, err);
	return rc != 0 ? rc : keep_pairs(all, pairs.text, err);
}

static int
add_folder(struct all *all, const char *name, struct psi_error *err)
{
	struct psi_run *run = calloc(1, sizeof *run);
	int rc;

	if (run == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_tool_next_step();
	if ((rc = psi_run_open(run, name, true, err)) == 0)
		rc = add_result(all, run, err);
	psi_run_close(run);
	free(run);
	return rc;
}

/* ---- the table ---- */

static int
ask(struct psi_mapping_tool *tool, struct psi_outfile *out,
    struct psi_error *err)
{
	struct psi_mapping_questions *questions = NULL;
	const struct psi_mapping_named *best = NULL;
	struct psi_mapping_csv *csv = NULL;
	struct psi_mapping_rows rows;
	int rc = psi_mapping_questions_new(&questions, NULL, err);

	if (rc == 0)
		best = psi_mapping_questions_find(questions, "best");
	if (rc == 0 && (rc = psi_mapping_csv_new(&csv, &out->sink, err)) == 0) {
		rows = psi_mapping_csv_rows(csv);
		if ((rc = psi_mapping_ask(
			 tool->mapping, &best->question, &rows, err)) == 0 &&
		    (rc = psi_mapping_tool_read(tool, err)) == 0 &&
		    (rc = psi_mapping_finish(tool->mapping, err)) == 0)
			rc = psi_mapping_csv_flush(csv, err);
	}
	psi_mapping_csv_free(csv);
	psi_mapping_questions_free(questions);
	return rc;
}

static int
write_table(
    struct all *all, const char *output, bool force, struct psi_error *err)
{
	struct psi_mapping_tool tool = PSI_MAPPING_TOOL_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags =
	    PSI_OUTFILE_PRIVATE | (force ? PSI_OUTFILE_FORCE : 0);
	int rc = 0;

	psi_tool_next_step();
	for (size_t i = 0; rc == 0 && i < all->num_pairs; i++)
		rc = psi_run_line_add(all->line, all->pairs[i], err);
	if (rc == 0 && (rc = psi_run_line_parse(all->line, err)) == 0 &&
	    (rc = psi_mapping_tool_open(
		 &tool, psi_run_line_cli(all->line), err)) == 0 &&
	    (rc = psi_outfile_open(&out, output, flags, err)) == 0 &&
	    (rc = ask(&tool, &out, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	psi_mapping_tool_close(&tool);
	return rc;
}

static int
none_left(const struct all *all, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_AGREEMENT,
	    "there is no result that may be combined with others");
	if (all->num_apart > 0)
		psi_error_hint(err,
		    "'combine-partners' of %zu agreements is no, or software "
		    "may not report",
		    all->num_apart);
	return PSI_E_AGREEMENT;
}

int
psi_run_best(const char *const *names, size_t num, const char *output,
    bool force, struct psi_error *err)
{
	struct all all = { .line = psi_run_line_new(),
		.pairs = calloc(num + 1, sizeof *all.pairs) };
	int rc = 0;

	if (all.line == NULL || all.pairs == NULL)
		rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = add_folder(&all, names[i], err);
	if (rc == 0)
		rc = all.num_pairs == 0 ? none_left(&all, err)
					: write_table(&all, output, force, err);
	if (rc == 0 && all.num_apart + all.num_empty > 0)
		psi_note("left out: %zu partners whose agreement keeps results "
			 "apart, %zu without a result",
		    all.num_apart, all.num_empty);
	for (size_t i = 0; i < all.num_pairs; i++)
		free(all.pairs[i]);
	free(all.pairs);
	psi_run_line_free(all.line);
	return rc;
}
