/* psi-diff: what is new between two files of pairs. */
#include <inttypes.h>
#include <stddef.h>

#include "kit/infile.h"
#include "kit/outfile.h"
#include "report/own_list.h"
#include "report/pair_files.h"
#include "table/tablefile.h"
#include "kit/tool.h"

#include "psi/mapping.h"

static const struct psi_opt options[] = {
	{ "accounts-before", 0, false, "FILE",
	    "Your list at the time of BEFORE: with it, it can be told on "
	    "which side a pair came or went.",
	    NULL, NULL },
	{ "accounts-after", 0, false, "FILE", "Your list at the time of AFTER.",
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
	struct psi_infile in[4];
	struct psi_mapping_lists lists;
	struct psi_outfile out;
	struct psi_mapping_csv *csv;
	uint64_t num_changes;
};

static int
open_lists(struct job *job, struct psi_error *err)
{
	int rc;

	job->path[2] = psi_cli_text(job->cli, "accounts-before");
	job->path[3] = psi_cli_text(job->cli, "accounts-after");
	if (job->path[2] == NULL && job->path[3] == NULL)
		return 0;
	if ((rc = psi_cli_need(job->cli, "accounts-before", err)) != 0 ||
	    (rc = psi_cli_need(job->cli, "accounts-after", err)) != 0 ||
	    (rc = psi_own_list_id(
		 job->path[2], &job->lists.column_before, err)) != 0 ||
	    (rc = psi_own_list_id(
		 job->path[3], &job->lists.column_after, err)) != 0)
		return rc;
	if (job->lists.column_before == 0 || job->lists.column_after == 0)
		return psi_diag_file(
		    psi_error_set(err, PSI_E_INPUT,
			"there is no column with an id of the accounts"),
		    job->path[job->lists.column_before == 0 ? 2 : 3]);
	for (int i = 2; i < 4; i++)
		if ((rc = psi_tablefile_open(&job->in[i], job->path[i], err)) !=
		    0)
			return rc;
	job->lists.before = &job->in[2].source;
	job->lists.after = &job->in[3].source;
	return 0;
}

static int
compare(struct job *job, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_mapping_csv_rows(job->csv);
	int by_kinds = 0;
	int which = 0;
	int rc;

	rc = psi_mapping_changes(&job->in[0].source, &job->in[1].source,
	    job->lists.before == NULL ? NULL : &job->lists, &rows,
	    &job->num_changes, &by_kinds, &which, err);
	if (rc != 0)
		return psi_diag_file(rc, job->path[which]);
	if ((rc = psi_mapping_csv_flush(job->csv, err)) != 0 ||
	    (rc = psi_outfile_commit(&job->out, err)) != 0)
		return rc;
	psi_note("%" PRIu64 " changes", job->num_changes);
	if (by_kinds)
		psi_note("the partner's labels are others (a new agreement): "
			 "pairs were compared by your account and kinds of "
			 "keys");
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	static const struct psi_infile closed_in = PSI_INFILE_INIT;
	static const struct psi_outfile closed_out = PSI_OUTFILE_INIT;
	struct job job = { .cli = cli };
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc = 0;

	job.out = closed_out;
	psi_tablefile_options(psi_cli_text(cli, "sheet"), false);
	for (int i = 0; i < 4; i++)
		job.in[i] = closed_in;
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
	for (int i = 0; i < 4; i++)
		psi_infile_close(&job.in[i]);
	if (rc == 0 && job.num_changes > 0 && psi_cli_given(cli, "exit-code"))
		return psi_error_set(err, PSI_CLI_CHANGES, "there are changes");
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-diff",
	.summary = "say what changed between two files of pairs",
	.usage = "[--exit-code] [--accounts-before FILE --accounts-after "
		 "FILE] [-o FILE] BEFORE AFTER",
	.examples =
	    "psi-diff october/pairs.csv november/pairs.csv > changes.csv\n",
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
