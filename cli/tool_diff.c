/* psi-diff: what is new between two files of pairs. */
#include <inttypes.h>
#include <stddef.h>

#include "agree/agree.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "table/known.h"
#include "report/notes.h"
#include "report/own_list.h"
#include "report/pair_files.h"
#include "table/tablefile.h"
#include "kit/tool.h"

#include "psi/mapping.h"

static const struct psi_opt options[] = {
	{ "accounts-before", 0, true, "FILE",
	    "Your list at the time of BEFORE: with it, it can be told on "
	    "which side a pair came or went. Several exports are named one "
	    "after the other, as psi-normalize had them.",
	    NULL, NULL },
	{ "accounts-after", 0, true, "FILE",
	    "Your list at the time of AFTER, in the same way.", NULL, NULL },
	{ "suffix-list", 0, false, "FILE",
	    "With several exports: the public-suffix list of the agreement, "
	    "if it is not that of the package publicsuffix.",
	    NULL, NULL },
	{ "exit-code", 0, false, NULL,
	    "Exit with status 10 where anything changed.", NULL, NULL },
	PSI_OPT_SHEET,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_END,
};

struct job {
	const struct psi_cli *cli;
	/* Before, after, and the two lists. */
	const char *path[4];
	struct psi_infile in[2];
	struct psi_tablefile_paths lists_path[2];
	struct psi_own_list list[2];
	struct psi_agree_list suffixes;
	struct psi_mapping_lists lists;
	struct psi_outfile out;
	struct psi_mapping_csv *csv;
	struct psi_mapping_changed changed;
};

/* The public-suffix list, by which the rows of several exports are put
 * together. */
static int
read_suffixes(struct job *job, struct psi_error *err)
{
	const char *path = psi_cli_text(job->cli, "suffix-list");

	if (job->lists_path[0].num < 2 && job->lists_path[1].num < 2)
		return 0;
	return psi_agree_list_read(
	    &job->suffixes, path != NULL ? path : psi_agree_system_list, err);
}

static int
open_list(struct job *job, size_t i, struct psi_error *err)
{
	struct psi_own_list *list = &job->list[i];
	int rc;

	job->path[2 + i] = job->lists_path[i].path[0];
	rc = psi_own_list_open(
	    list, &job->lists_path[i], job->suffixes.normalizer, err);
	if (rc != 0 || list->column != 0)
		return rc;
	return psi_diag_file(
	    psi_error_set(err, PSI_E_INPUT,
		"there is no column with an id of the accounts"),
	    job->path[2 + i]);
}

static int
open_lists(struct job *job, struct psi_error *err)
{
	static const char *const names[] = { "accounts-before",
		"accounts-after" };
	int rc;

	if (!psi_cli_given(job->cli, names[0]) &&
	    !psi_cli_given(job->cli, names[1]))
		return psi_cli_given(job->cli, "suffix-list")
		    ? psi_cli_need(job->cli, names[0], err)
		    : 0;
	for (size_t i = 0; i < 2; i++)
		if ((rc = psi_cli_need(job->cli, names[i], err)) != 0 ||
		    (rc = psi_tablefile_paths_read(
			 &job->lists_path[i], job->cli, names[i], err)) != 0)
			return rc;
	if ((rc = read_suffixes(job, err)) != 0 ||
	    (rc = open_list(job, 0, err)) != 0 ||
	    (rc = open_list(job, 1, err)) != 0)
		return rc;
	job->lists.before = job->list[0].source;
	job->lists.after = job->list[1].source;
	job->lists.column_before = job->list[0].column;
	job->lists.column_after = job->list[1].column;
	return 0;
}

static int
compare(struct job *job, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_mapping_csv_rows(job->csv);
	int which = 0;
	int rc;

	rc = psi_mapping_changes(&job->in[0].source, &job->in[1].source,
	    job->lists.before == NULL ? NULL : &job->lists, &rows,
	    &job->changed, &which, err);
	if (rc != 0)
		return psi_diag_file(
		    psi_known_blame_pairs(job->path[which], rc, err),
		    job->path[which]);
	if ((rc = psi_mapping_csv_flush(job->csv, err)) != 0 ||
	    (rc = psi_outfile_commit(&job->out, err)) != 0)
		return rc;
	psi_note("%" PRIu64 " changes", job->changed.num_changes);
	psi_notes_changes(&job->changed);
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	static const struct psi_infile closed_in = PSI_INFILE_INIT;
	static const struct psi_outfile closed_out = PSI_OUTFILE_INIT;
	static const struct psi_own_list no_list = PSI_OWN_LIST_INIT;
	static const struct psi_agree_list no_suffixes = PSI_AGREE_LIST_INIT;
	struct job job = { .cli = cli };
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc = 0;

	job.out = closed_out;
	psi_tablefile_options(psi_cli_text(cli, "sheet"), false);
	for (int i = 0; i < 2; i++) {
		job.in[i] = closed_in;
		job.list[i] = no_list;
	}
	job.suffixes = no_suffixes;
	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	for (size_t i = 0; rc == 0 && i < 2; i++) {
		job.path[i] = cli->operands[i];
		rc = psi_pair_files_folder(job.path[i], "pairs.csv", err);
		if (rc == 0)
			rc = psi_infile_open(&job.in[i], job.path[i], err);
	}
	if (rc == 0 && (rc = open_lists(&job, err)) == 0 &&
	    (rc = psi_outfile_open(
		 &job.out, psi_cli_text(cli, "output"), flags, err)) == 0 &&
	    (rc = psi_mapping_csv_new(&job.csv, &job.out.sink, err)) == 0)
		rc = compare(&job, err);
	psi_mapping_csv_free(job.csv);
	psi_outfile_close(&job.out);
	for (int i = 0; i < 2; i++) {
		psi_infile_close(&job.in[i]);
		psi_own_list_close(&job.list[i]);
	}
	psi_agree_list_clear(&job.suffixes);
	if (rc == 0 && job.changed.num_changes > 0 &&
	    psi_cli_given(cli, "exit-code"))
		return psi_error_set(err, PSI_CLI_CHANGES, "there are changes");
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-diff",
	.summary = "say what changed between two files of pairs",
	.usage = "[--exit-code] [--accounts-before FILE... --accounts-after "
		 "FILE...] [-o FILE] BEFORE AFTER",
	.examples =
	    "psi-diff -o changes.csv october/pairs.csv november/pairs.csv\n",
	.options = options,
	.operands = "BEFORE and AFTER are files that psi-join wrote.",
	.min_operands = 2,
	.max_operands = 2,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
