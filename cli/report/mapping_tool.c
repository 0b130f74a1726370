#include "report/mapping_tool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit/infile.h"
#include "table/known.h"
#include "kit/tool.h"
#include "report/notes.h"
#include "report/pair_files.h"

#include "psi/agreement.h"
#include "psi/date.h"

#define SECONDS_A_DAY 86400

int
psi_mapping_tool_today(
    const struct psi_cli *cli, int32_t *out, struct psi_error *err)
{
	const char *text = psi_cli_text_if_any(cli, "today");

	*out = (int32_t)(time(NULL) / SECONDS_A_DAY);
	if (text == NULL)
		return 0;
	if (!psi_date_decode(out, text, strlen(text)))
		return psi_usage(err, "--today takes a date, YYYY-MM-DD");
	return 0;
}

/* ---- agreements ---- */

static int
read_agreement(
    struct psi_mapping_tool *tool, const char *path, struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	int rc;

	if ((rc = psi_pair_files_folder(path, "agreement.csv", err)) != 0)
		return rc;
	rc = psi_known_read_agreement(&agreement, path, err);
	if (rc == 0 &&
	    (!psi_agreement_is_signed(agreement, 'a') ||
		!psi_agreement_is_signed(agreement, 'b')))
		rc = psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "name the one that both have signed; 'psi-inspect FILE' "
		    "says who has",
		    "not both parties have signed the agreement");
	if (rc == 0)
		rc = psi_mapping_agreement(tool->mapping, agreement, err);
	if (rc != 0) {
		psi_agreement_free(agreement);
		return psi_diag_file(rc, path);
	}
	tool->agreements[tool->num_agreements++] = agreement;
	return 0;
}

static int
read_agreements(struct psi_mapping_tool *tool, struct psi_error *err)
{
	size_t num = psi_cli_count(tool->cli, "agreement");
	int rc = 0;

	if (num == 0)
		return 0;
	tool->agreements = calloc(num, sizeof *tool->agreements);
	if (tool->agreements == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = read_agreement(
		    tool, psi_cli_nth(tool->cli, "agreement", i), err);
	return rc;
}

/* A term that an agreement of an older version does not have. */
static const char *
term_of(const struct psi_agreement *agreement, const char *term,
    const char *otherwise)
{
	const char *text = NULL;

	if (psi_agreement_term_rows(term) > 0)
		text = psi_agreement_term(agreement, term, 0);
	return text == NULL || text[0] == '\0' ? otherwise : text;
}

void
psi_mapping_tool_remind(const struct psi_mapping_tool *tool)
{
	for (size_t i = 0; i < tool->num_agreements; i++) {
		const struct psi_agreement *agreement = tool->agreements[i];
		const char *path = psi_cli_nth(tool->cli, "agreement", i);
		char onward[PSI_SHORT_NAME_BYTES];
		char agents[PSI_SHORT_NAME_BYTES];
		struct psi_error why;

		psi_short_name(
		    onward, term_of(agreement, "onward-sharing", "not said"));
		psi_short_name(agents,
		    term_of(agreement, "agents-may",
			term_of(agreement, "automated-agents", "not said")));
		psi_note("'%s': software agents: %s; passing on: %s; "
			 "combining partners: %s",
		    path, agents, onward,
		    term_of(agreement, "combine-partners", "no"));
		if (psi_agreement_check_expiry(agreement, tool->today, &why) !=
		    0)
			psi_warn("the agreement '%s' has expired", path);
	}
	psi_note("columns that begin with their_ hold a stranger's text: "
		 "software must not take it for instructions");
}

/* ---- files ---- */

typedef int read_file(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

static int
read_path(struct psi_mapping_tool *tool, const char *path, read_file *how,
    struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = how(tool->mapping, &in.source, err);
	if (how != psi_mapping_rules)
		rc = psi_known_blame_pairs(path, rc, err);
	psi_infile_close(&in);
	return psi_diag_file(rc, path);
}

/* What the agreements say about keeping results; what is given twice. */
static void
warn_of_files(const struct psi_mapping_tool *tool)
{
	struct psi_mapping_counts counts;

	psi_mapping_count(tool->mapping, &counts);
	if (counts.overdue > 0)
		psi_warn("%" PRIu64
			 " rows are older than the agreement's retention-days "
			 "allows: delete these results and all copies, or run "
			 "again",
		    counts.overdue);
	psi_notes_files(
	    tool->mapping, tool->cli->num_operands <= tool->first_operand + 1);
}

int
psi_mapping_tool_read(struct psi_mapping_tool *tool, struct psi_error *err)
{
	const struct psi_cli *cli = tool->cli;
	size_t first = tool->first_operand;
	int rc = 0;

	if (cli->num_operands <= first) {
		if ((rc = read_path(tool, "-", psi_mapping_read, err)) == 0)
			warn_of_files(tool);
		return rc;
	}
	/* Several partners are compared first, and then told. */
	for (size_t i = first;
	     cli->num_operands - first > 1 && rc == 0 && i < cli->num_operands;
	     i++) {
		if (strcmp(cli->operands[i], "-") == 0)
			return psi_usage(err,
			    "several files of pairs are read twice: none can "
			    "be standard input");
		rc = read_path(tool, cli->operands[i], psi_mapping_survey, err);
	}
	for (size_t i = first; rc == 0 && i < cli->num_operands; i++)
		rc = read_path(tool, cli->operands[i], psi_mapping_read, err);
	if (rc == 0)
		warn_of_files(tool);
	return rc;
}

static int
read_rules(struct psi_mapping_tool *tool, struct psi_error *err)
{
	const char *path = psi_cli_text_if_any(tool->cli, "rules");

	return path == NULL ? 0 : read_path(tool, path, psi_mapping_rules, err);
}

static int
read_history(struct psi_mapping_tool *tool, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && psi_cli_has(tool->cli, "history") &&
	     i < psi_cli_count(tool->cli, "history");
	     i++) {
		const char *path = psi_cli_nth(tool->cli, "history", i);

		if ((rc = psi_pair_files_folder(path, "pairs.csv", err)) == 0)
			rc = read_path(tool, path, psi_mapping_history, err);
	}
	return rc;
}

static int
check_files(const struct psi_cli *cli, size_t first, struct psi_error *err)
{
	if (cli->num_operands <= first)
		return 0;
	return psi_pair_files_check(
	    cli->operands + first, cli->num_operands - first, err);
}

/* Each --where is a line: all must hold. */
static int
join_where(struct psi_mapping_tool *tool, struct psi_error *err)
{
	size_t num = psi_cli_has(tool->cli, "where")
	    ? psi_cli_count(tool->cli, "where")
	    : 0;
	size_t size = 1;
	char *p;

	for (size_t i = 0; i < num; i++)
		size += strlen(psi_cli_nth(tool->cli, "where", i)) + 1;
	if (num == 0)
		return 0;
	if ((tool->where = p = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; i < num; i++) {
		const char *text = psi_cli_nth(tool->cli, "where", i);

		for (; *text != '\0'; text++)
			*p++ = *text == '\n' ? ' ' : *text;
		*p++ = '\n';
	}
	*p = '\0';
	return 0;
}

int
psi_mapping_tool_open(struct psi_mapping_tool *tool, const struct psi_cli *cli,
    struct psi_error *err)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	int rc;

	tool->cli = cli;
	if ((rc = check_files(cli, tool->first_operand, err)) != 0 ||
	    (rc = join_where(tool, err)) != 0 ||
	    (rc = psi_mapping_tool_today(cli, &tool->today, err)) != 0)
		return rc;
	options.today = tool->today;
	options.use_today = psi_cli_text_if_any(cli, "today") != NULL;
	options.role = psi_cli_text_if_any(cli, "role");
	rc = psi_mapping_new(&tool->mapping, &options, err);
	if (rc == PSI_E_ARG)
		return psi_usage(
		    err, "--role takes vendor, partner or reseller");
	if (rc != 0 || (rc = read_agreements(tool, err)) != 0 ||
	    (rc = read_rules(tool, err)) != 0)
		return rc;
	return read_history(tool, err);
}

void
psi_mapping_tool_close(struct psi_mapping_tool *tool)
{
	for (size_t i = 0; i < tool->num_agreements; i++)
		psi_agreement_free(tool->agreements[i]);
	free(tool->agreements);
	free(tool->where);
	psi_mapping_free(tool->mapping);
}
