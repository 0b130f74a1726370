/* psi-join: the partner's claims and fields beside one's own. */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "table/partnerfile.h"
#include "step/session_options.h"
#include "step/share_options.h"
#include "step/step_share.h"
#include "table/table.h"
#include "kit/tool.h"

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	{ "accounts", 0, true, "FILE",
	    "Your list as it is today, for the columns of your side; without "
	    "it they are empty. Several exports are named one after the "
	    "other, as psi-normalize had them.",
	    NULL, NULL },
	{ "explain", 0, false, "ACCOUNT",
	    "Write why this account of yours is in its pairs, instead of all "
	    "pairs: the keys in common, and what the score comes from.",
	    NULL, NULL },
	{ "label", 0, false, "LABEL",
	    "With --explain: only the pair with this account of theirs.", NULL,
	    NULL },
	PSI_OPTS_LIST,
	PSI_OPT_IDENTITY,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_END,
};

struct explaining {
	struct psi_table table;
	struct psi_error *err;
	int rc;
};

static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	struct explaining *explaining = cookie;
	struct psi_table *table = &explaining->table;

	if (explaining->rc != 0 ||
	    (explaining->rc = psi_table_text(table, step, explaining->err)) !=
		0 ||
	    (explaining->rc = psi_table_cell(
		 table, result, result_len, explaining->err)) != 0)
		return;
	explaining->rc = psi_table_end_row(table, explaining->err);
}

static int
explain(struct psi_session_tool *tool, const struct psi_cli *cli,
    struct psi_step_list *list, struct psi_outfile *out, struct psi_error *err)
{
	struct explaining explaining = { { .out = out }, err, 0 };
	struct psi_pair_list *pairs = NULL;
	int rc;

	rc = psi_pair_list_new(&pairs, tool->session,
	    list->list.accounts == NULL ? NULL : &list->list, err);
	rc = psi_step_list_blame(tool, list, rc, err);
	if (rc == 0)
		on_step(&explaining, "step", "result", strlen("result"));
	if (rc == 0)
		rc = psi_pair_list_explain(pairs, psi_cli_text(cli, "explain"),
		    psi_cli_text(cli, "label"), on_step, &explaining, err);
	psi_pair_list_free(pairs);
	if (rc == 0)
		rc = explaining.rc;
	return rc != 0 ? rc : psi_outfile_commit(out, err);
}

static int
join(struct psi_session_tool *tool, const struct psi_cli *cli,
    struct psi_partnerfile *in, struct psi_error *err)
{
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	unsigned int due;
	unsigned int sent;
	unsigned int received;
	int rc;

	if (cli->num_operands == 0)
		return 0;
	if ((rc = psi_session_share_due(
		 tool->session, &due, &sent, &received, err)) != 0 ||
	    (rc = psi_step_join(tool, in, &report, err)) != 0)
		return rc;
	psi_note("%s of %" PRIu64 " accounts from %s are good",
	    report.revision == 1 ? "claims" : "fields", report.rows,
	    psi_session_tool_partner(tool));
	if (report.revision == 1 && received == 1 && due == 0)
		psi_warn("these claims were here already; what is missing are "
			 "the fields of %s, which psi-share makes there after "
			 "psi-join on your claims",
		    psi_session_tool_partner(tool));
	if (report.dropped > 0)
		psi_warn("%" PRIu64 " values that the agreement does not let "
			 "%s share were dropped",
		    report.dropped, psi_session_tool_partner(tool));
	return 0;
}

static int
write_pairs(struct psi_session_tool *tool, const char *session,
    struct psi_step_list *list, struct psi_outfile *out, struct psi_error *err)
{
	struct psi_pair_summary summary;
	int rc = psi_step_pairs(tool, list, out, &summary, err);

	if (rc != 0)
		return rc;
	psi_step_say_pairs(tool, &summary);
	psi_step_say_next(tool, session, list, NULL);
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_step_list list = PSI_STEP_LIST_INIT;
	struct psi_partnerfile in = PSI_PARTNERFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	const char **maps = NULL;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	if ((rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (psi_cli_given(cli, "label") &&
		(rc = psi_cli_need(cli, "explain", err)) != 0) ||
	    (cli->num_operands > 0 &&
		(rc = psi_partnerfile_open(&in, cli->operands,
		     cli->num_operands, PSI_FOR_JOIN, err)) != 0) ||
	    (rc = psi_share_options_open(&list, &maps, cli, err)) != 0 ||
	    (rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) != 0 ||
	    (rc = psi_session_options_open(
		 &tool, cli, PSI_SESSION_TOOL_SIGN, err)) != 0 ||
	    (rc = join(&tool, cli, &in, err)) != 0)
		goto out;
	rc = psi_cli_given(cli, "explain")
	    ? explain(&tool, cli, &list, &out, err)
	    : write_pairs(
		  &tool, psi_cli_text(cli, "session"), &list, &out, err);
out:
	rc = psi_partnerfile_blame(&in, rc, err);
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_step_list_close(&list);
	psi_partnerfile_close(&in);
	free(maps);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-join",
	.summary = "join the partner's claims and fields with your list",
	.usage = "-s DIR [--accounts FILE]... [-o FILE] [FILE...]\n"
		 "-s DIR --explain ACCOUNT [--label LABEL] [-o FILE]",
	.examples = "psi-join -s globex-1 --accounts accounts.csv "
		    "globex-claims.csv -o pairs.csv\n"
		    "psi-join -s globex-1 --accounts accounts.csv "
		    "--explain A-1\n",
	.options = options,
	.operands =
	    "FILE is what the partner made with psi-share, claims or fields; "
	    "it is checked whole before anything is kept. The pairs that both "
	    "sides know so far are written. Without FILE, they are written "
	    "again with your list as it is now.",
	.max_operands = PSI_PARTS_MAX,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
