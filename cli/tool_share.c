/* psi-share: claims and then fields of the accounts that matched. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "step/session_options.h"
#include "step/share_options.h"
#include "step/step_share.h"
#include "table/table.h"
#include "kit/outparts.h"
#include "kit/tool.h"

#define SAMPLES 3

static const struct psi_opt options[] = {
	PSI_OPT_SESSION,
	{ "accounts", 0, true, "FILE",
	    "Your list: the export that was normalised, or a later one. Claims "
	    "need none. Several exports are named one after the other, as "
	    "psi-normalize had them.",
	    NULL, NULL },
	{ "dry-run", 'n', false, NULL,
	    "Write what would leave, as CSV: for each cell of the matrix and "
	    "each field how many values, and three of them. Nothing is made "
	    "or remembered.",
	    NULL, NULL },
	PSI_OPTS_LIST,
	PSI_OPT_IDENTITY,
	PSI_OPT_PASSPHRASE_FILE,
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_SPLIT,
	PSI_OPT_END,
};

/* Values of one field in one cell. */
struct line {
	char our_population[24];
	char their_population[24];
	char field[24];
	uint64_t num;
	char sample[SAMPLES][128];
};

struct preview {
	struct line *line;
	size_t num;
	size_t room;
	bool is_full;
};

static struct line *
find_line(struct preview *preview, const struct psi_share_value *value)
{
	struct line *line;
	void *array = preview->line;

	for (size_t i = 0; i < preview->num; i++) {
		line = &preview->line[i];
		if (strcmp(line->our_population, value->our_population) == 0 &&
		    strcmp(line->their_population, value->their_population) ==
			0 &&
		    strcmp(line->field, value->field) == 0)
			return line;
	}
	if (psi_grow(&array, &preview->room, preview->num, 1, sizeof *line,
		NULL) != 0)
		return NULL;
	preview->line = array;
	line = &preview->line[preview->num++];
	strncpy(line->our_population, value->our_population,
	    sizeof line->our_population - 1);
	strncpy(line->their_population, value->their_population,
	    sizeof line->their_population - 1);
	strncpy(line->field, value->field, sizeof line->field - 1);
	return line;
}

static int
tell(void *cookie, const struct psi_share_value *value)
{
	struct line *line = find_line(cookie, value);
	size_t len = value->value_len;

	if (line == NULL)
		return -1;
	if (line->num < SAMPLES) {
		char *sample = line->sample[line->num];

		if (len >= sizeof line->sample[0])
			len = sizeof line->sample[0] - 1;
		/* Not in the midst of a character. */
		while (len > 0 && len < value->value_len &&
		    ((unsigned char)value->value[len] & 0xc0) == 0x80)
			len--;
		memcpy(sample, value->value, len);
	}
	line->num++;
	return 0;
}

static int
write_preview(const struct preview *preview, struct psi_outfile *out,
    struct psi_error *err)
{
	static const char *const names[] = { "our_population",
		"their_population", "field", "values", "sample_1", "sample_2",
		"sample_3" };
	struct psi_table table = { .out = out };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof names / sizeof names[0]; i++)
		rc = psi_table_text(&table, names[i], err);
	if (rc == 0)
		rc = psi_table_end_row(&table, err);
	for (size_t i = 0; rc == 0 && i < preview->num; i++) {
		const struct line *line = &preview->line[i];
		char num[24];

		(void)snprintf(num, sizeof num, "%" PRIu64, line->num);
		if ((rc = psi_table_text(&table, line->our_population, err)) !=
			0 ||
		    (rc = psi_table_text(
			 &table, line->their_population, err)) != 0 ||
		    (rc = psi_table_text(&table, line->field, err)) != 0 ||
		    (rc = psi_table_text(&table, num, err)) != 0)
			return rc;
		for (size_t s = 0; rc == 0 && s < SAMPLES; s++)
			rc = psi_table_text(&table, line->sample[s], err);
		if (rc == 0)
			rc = psi_table_end_row(&table, err);
	}
	return rc != 0 ? rc : psi_outfile_commit(out, err);
}

/* What was made before is not made again by the list of today. */
static void
say_preview(struct psi_session_tool *tool,
    const struct psi_share_report *report, unsigned int due)
{
	const char *what = report->revision == 1 ? "claims" : "fields";

	if (due != 0)
		psi_note("would leave: %s of %" PRIu64
			 " accounts, to %s; nothing was made",
		    what, report->rows, psi_session_tool_partner(tool));
	else if (report->revision == 1)
		psi_note("the claims of %" PRIu64 " accounts for %s are made "
			 "already: these",
		    report->rows, psi_session_tool_partner(tool));
	else
		psi_warn("the fields for %s are made already, and psi-share "
			 "writes the same bytes again: shown is what this list "
			 "gives, which may be another than was in them",
		    psi_session_tool_partner(tool));
}

static int
dry_run(struct psi_session_tool *tool, struct psi_step_list *list,
    struct psi_outfile *out, struct psi_error *err)
{
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct preview preview = { NULL, 0, 0, false };
	unsigned int received;
	unsigned int sent;
	unsigned int due;
	int rc;

	if ((rc = psi_session_share_due(
		 tool->session, &due, &sent, &received, err)) != 0)
		return rc;
	rc = psi_session_share_preview(tool->session,
	    list->list.accounts == NULL ? NULL : &list->list, tell, &preview,
	    &report, err);
	if (rc == PSI_E_ARG)
		rc = psi_usage(err,
		    "the fields come from your list: name it with --accounts");
	rc = psi_step_list_blame(tool, list, rc, err);
	if (rc == 0)
		rc = write_preview(&preview, out, err);
	if (rc == 0) {
		say_preview(tool, &report, due);
		psi_step_warn_shared(&report);
	}
	psi_grow_free(preview.line, preview.room, sizeof *preview.line);
	return rc;
}

/* Who calls it too soon for the fields must not send the claims as them: only
 * --force writes these again. */
static int
check_claims(struct psi_session_tool *tool, bool force, struct psi_error *err)
{
	unsigned int due;
	unsigned int sent;
	unsigned int received;
	int rc;

	if ((rc = psi_session_share_due(
		 tool->session, &due, &sent, &received, err)) != 0)
		return rc;
	if (force || sent != 1 || received != 0)
		return 0;
	(void)psi_error_set(err, PSI_E_STATE,
	    "your claims are made already, and the fields wait for those of %s",
	    psi_session_tool_partner(tool));
	psi_error_hint(err,
	    "run psi-join on their claims first; --force writes yours again, "
	    "where the file is lost");
	return PSI_E_STATE;
}

static void
say_again(unsigned int revision)
{
	psi_note("this is what was made before, the same bytes: %s",
	    revision == 1 ? "claims" : "fields");
}

static int
share(struct psi_session_tool *tool, const struct psi_cli *cli,
    struct psi_step_list *list, struct psi_outfile *out, struct psi_error *err)
{
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	unsigned int revision = 0;
	int rc;

	if ((rc = check_claims(tool, psi_cli_given(cli, "force"), err)) != 0)
		return rc;
	rc = psi_step_share(tool, list, out, &report, &revision, err);
	if (rc != 0)
		return rc;
	if (report.revision == 0)
		say_again(revision);
	psi_step_say_shared(tool, &report);
	psi_step_say_next(tool, psi_cli_text(cli, "session"), list,
	    psi_outparts_words(out->path, out->num_parts));
	return 0;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_step_list list = PSI_STEP_LIST_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	const char **maps = NULL;
	uint64_t max_bytes;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	if ((rc = psi_cli_exclude(cli, "split", "dry-run", err)) != 0 ||
	    (rc = psi_cli_need(cli, "session", err)) != 0 ||
	    (rc = psi_outparts_option(cli, &max_bytes, err)) != 0 ||
	    (rc = psi_share_options_open(&list, &maps, cli, err)) != 0)
		goto out;
	psi_outparts_cut(&out, max_bytes);
	if ((rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) != 0 ||
	    (rc = psi_session_options_open(
		 &tool, cli, PSI_SESSION_TOOL_SIGN, err)) != 0)
		goto out;
	rc = psi_cli_given(cli, "dry-run")
	    ? dry_run(&tool, &list, &out, err)
	    : share(&tool, cli, &list, &out, err);
out:
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_step_list_close(&list);
	free(maps);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-share",
	.summary = "share what the agreement allows of the accounts that "
		   "matched",
	.usage = "-s DIR [--accounts FILE]... [-n] [-o FILE]",
	.examples =
	    "psi-share -s globex-1 --accounts accounts.csv -o acme-claims.csv\n"
	    "psi-share -s globex-1 --accounts accounts.csv -o acme-fields.csv\n"
	    "psi-share -s globex-1 --accounts accounts.csv --dry-run\n",
	.options = options,
	.operands =
	    "First come claims: for each account that matched a label and its "
	    "population. When the partner's claims were given to psi-join, "
	    "fields follow, for pairs only, and only what the agreement allows "
	    "for their two populations. The tool knows which is due. Run "
	    "again, it writes the same bytes; claims only with --force, lest "
	    "they be taken for the fields.",
	.max_operands = 0,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
