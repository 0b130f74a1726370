/* psi-motions: who does what next, from pairs of accounts. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kit/grow.h"
#include "kit/infile.h"
#include "report/answer.h"
#include "report/mapping_tool.h"
#include "report/notes.h"
#include "kit/outfile.h"
#include "kit/tool.h"

#include "psi/mapping.h"

static const struct psi_opt options[] = {
	PSI_OPT_MAPPING_AGREEMENT,
	{ "rules", 0, false, "FILE",
	    "Take the motions from FILE instead of the built-in ones.", NULL,
	    NULL },
	{ "rules-template", 0, false, NULL,
	    "Print the built-in motions, as a file to begin with.", NULL,
	    NULL },
	{ "role", 0, false, "ROLE",
	    "What we are in this partnership: vendor, partner (the default) or "
	    "reseller.",
	    NULL, "vendor partner reseller" },
	PSI_OPT_MAPPING_HISTORY,
	{ "ready", 0, false, NULL,
	    "Leave out motions that something is missing for.", NULL, NULL },
	{ "by", 0, false, "WHAT",
	    "With 'owner': write one file for each owner of ours into the "
	    "folder that --output names, and a list of them.",
	    NULL, "owner" },
	PSI_OPT_MAPPING_TODAY,
	{ "table", 't', false, NULL,
	    "Print an aligned table of what a person reads first, instead of "
	    "CSV.",
	    NULL, NULL },
	PSI_OPT_OUTPUT,
	PSI_OPT_FORCE,
	PSI_OPT_END,
};

static int
print_template(const struct psi_cli *cli, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags =
	    psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0;
	int rc;

	if (cli->num_operands > 0)
		return psi_usage(
		    err, "--rules-template takes no pairs and no other option");
	if ((rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) == 0 &&
	    (rc = psi_mapping_rules_template(&out.sink, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

/* So many lines of rules are told. */
#define IDLE_MAX 8

/* ---- one file for each owner ---- */

#define OWNERS_MAX 200
#define OWNER_COLUMN 11

/* What is written to is in memory until all is known. */
struct part {
	char *owner;
	size_t owner_len;
	uint64_t num_actions;
	uint8_t *bytes;
	size_t len;
	size_t size;
	struct psi_mapping_csv *csv;
	char *path;
	struct psi_outfile out;
};

struct parts {
	const char *dir;
	/* The folder was not there before. */
	bool is_new;
	unsigned int flags;
	struct part *part[OWNERS_MAX];
	size_t num;
	/* The header, to be repeated. */
	char *header[32];
	size_t num_header;
};

static char *
join(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = malloc(size);

	if (path != NULL)
		(void)snprintf(path, size, "%s/%s", dir, name);
	return path;
}

static int
keep_header(struct parts *parts, const struct psi_mapping_cell *cells,
    size_t num, struct psi_error *err)
{
	for (size_t i = 0; i < num && i < 32; i++) {
		if ((parts->header[i] = malloc(cells[i].len + 1)) == NULL)
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
		memcpy(parts->header[i], cells[i].text, cells[i].len);
		parts->header[i][cells[i].len] = '\0';
		parts->num_header = i + 1;
	}
	return 0;
}

static int
keep_bytes(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct part *part = cookie;
	void *bytes = part->bytes;
	int rc = psi_grow(&bytes, &part->size, part->len, in_len, 1, err);

	if (rc != 0)
		return rc;
	part->bytes = bytes;
	memcpy(part->bytes + part->len, in, in_len);
	part->len += in_len;
	return 0;
}

/* Begin the file of an owner; the files are numbered, since a name may hold
 * anything. */
static int
open_part(struct parts *parts, struct part *part, struct psi_error *err)
{
	struct psi_mapping_cell header[32];
	struct psi_sink sink = { keep_bytes, part };
	struct psi_mapping_rows rows;
	char name[32];
	int rc;

	(void)snprintf(name, sizeof name, "owner-%04zu.csv", parts->num);
	if ((part->path = join(parts->dir, name)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = psi_mapping_csv_new(&part->csv, &sink, err)) != 0)
		return rc;
	for (size_t i = 0; i < parts->num_header; i++)
		header[i] = (struct psi_mapping_cell){ parts->header[i],
			strlen(parts->header[i]) };
	rows = psi_mapping_csv_rows(part->csv);
	return rows.row(rows.cookie, header, parts->num_header, err);
}

static int
find_part(struct parts *parts, const struct psi_mapping_cell *owner,
    struct part **out, struct psi_error *err)
{
	struct part *part;

	for (size_t i = 0; i < parts->num; i++)
		if (parts->part[i]->owner_len == owner->len &&
		    memcmp(parts->part[i]->owner, owner->text, owner->len) ==
			0) {
			*out = parts->part[i];
			return 0;
		}
	if (parts->num == OWNERS_MAX)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "is the right column taken for the owner?",
		    "there are more than %d owners", OWNERS_MAX);
	part = calloc(1, sizeof *part);
	if (part == NULL || (part->owner = malloc(owner->len + 1)) == NULL) {
		free(part);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	memcpy(part->owner, owner->text, owner->len);
	part->owner_len = owner->len;
	part->out = (struct psi_outfile)PSI_OUTFILE_INIT;
	parts->part[parts->num++] = part;
	*out = part;
	return open_part(parts, part, err);
}

static int
write_part(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct parts *parts = cookie;
	struct psi_mapping_rows rows;
	struct part *part = NULL;
	int rc;

	if (parts->num_header == 0)
		return keep_header(parts, cells, num, err);
	if ((rc = find_part(parts, &cells[OWNER_COLUMN], &part, err)) != 0)
		return rc;
	part->num_actions++;
	rows = psi_mapping_csv_rows(part->csv);
	return rows.row(rows.cookie, cells, num, err);
}

static int
write_list(struct parts *parts, struct psi_outfile *list, struct psi_error *err)
{
	struct psi_mapping_csv *csv = NULL;
	struct psi_mapping_rows rows;
	struct psi_mapping_cell cells[3] = { { "file", 4 }, { "owner", 5 },
		{ "actions", 7 } };
	int rc;

	if ((rc = psi_mapping_csv_new(&csv, &list->sink, err)) != 0)
		return rc;
	rows = psi_mapping_csv_rows(csv);
	rc = rows.row(rows.cookie, cells, 3, err);
	for (size_t i = 0; rc == 0 && i < parts->num; i++) {
		struct part *part = parts->part[i];
		const char *name = strrchr(part->path, '/') + 1;
		char number[24];

		(void)snprintf(
		    number, sizeof number, "%" PRIu64, part->num_actions);
		cells[0] = (struct psi_mapping_cell){ name, strlen(name) };
		cells[1] =
		    (struct psi_mapping_cell){ part->owner, part->owner_len };
		cells[2] = (struct psi_mapping_cell){ number, strlen(number) };
		rc = rows.row(rows.cookie, cells, 3, err);
	}
	if (rc == 0)
		rc = psi_mapping_csv_flush(csv, err);
	psi_mapping_csv_free(csv);
	return rc;
}

/* Begin the file of a part, with all its bytes. */
static int
fill_part(const struct parts *parts, struct part *part, struct psi_error *err)
{
	int rc;

	if ((rc = psi_mapping_csv_flush(part->csv, err)) != 0 ||
	    (rc = psi_outfile_open(
		 &part->out, part->path, parts->flags, err)) != 0)
		return rc;
	return part->out.sink.write(
	    part->out.sink.cookie, part->bytes, part->len, err);
}

/* All files or none; the list gets its name last: where it is, all are. */
static int
commit_parts(struct parts *parts, struct psi_error *err)
{
	struct psi_outfile list = PSI_OUTFILE_INIT;
	struct psi_outfile *outs[OWNERS_MAX + 1];
	char *path = join(parts->dir, "owners.csv");
	int rc = 0;

	if (path == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	rc = psi_outfile_open(&list, path, parts->flags, err);
	for (size_t i = 0; rc == 0 && i < parts->num; i++) {
		outs[i] = &parts->part[i]->out;
		rc = fill_part(parts, parts->part[i], err);
	}
	outs[parts->num] = &list;
	if (rc == 0 && (rc = write_list(parts, &list, err)) == 0)
		rc = psi_outfile_commit_all(outs, parts->num + 1, err);
	psi_outfile_close(&list);
	free(path);
	return rc;
}

static void
close_parts(struct parts *parts)
{
	for (size_t i = 0; i < parts->num; i++) {
		struct part *part = parts->part[i];

		psi_outfile_close(&part->out);
		psi_mapping_csv_free(part->csv);
		psi_grow_free(part->bytes, part->size, 1);
		free(part->path);
		free(part->owner);
		free(part);
	}
	for (size_t i = 0; i < parts->num_header; i++)
		free(parts->header[i]);
}

static int
run_by_owner(const struct psi_cli *cli, struct psi_mapping_tool *tool,
    struct psi_error *err)
{
	static struct parts parts;
	struct psi_mapping_rows rows = { write_part, &parts };
	int rc;

	if (strcmp(psi_cli_text(cli, "by"), "owner") != 0)
		return psi_usage(err, "--by takes 'owner'");
	if ((rc = psi_cli_need(cli, "output", err)) != 0)
		return rc;
	parts.dir = psi_cli_text(cli, "output");
	parts.flags = PSI_OUTFILE_PRIVATE |
	    (psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0);
	parts.is_new = mkdir(parts.dir, 0700) == 0;
	if (!parts.is_new && errno != EEXIST)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot make '%s'", parts.dir);
	if ((rc = psi_mapping_actions(tool->mapping, &rows,
		 psi_cli_given(cli, "ready"), err)) == 0 &&
	    (rc = psi_mapping_tool_read(tool, err)) == 0)
		rc = commit_parts(&parts, err);
	close_parts(&parts);
	if (rc != 0 && parts.is_new)
		(void)rmdir(parts.dir);
	return rc;
}

/* ---- one file ---- */

/* What a person reads first, in the columns of the output; the partner only
 * where there are several. */
static const size_t table_columns[] = { 0, 3, 5, 7, 8, 9, 11, 12, 13 };
#define NUM_TABLE_COLUMNS (sizeof table_columns / sizeof table_columns[0])

struct table {
	struct psi_answer answer;
	bool has_partner;
};

static int
add_table_row(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct table *table = cookie;
	struct psi_mapping_rows rows = psi_answer_rows(&table->answer);
	struct psi_mapping_cell chosen[NUM_TABLE_COLUMNS];
	size_t n = 0;

	for (size_t i = table->has_partner ? 0 : 1; i < NUM_TABLE_COLUMNS; i++)
		if (table_columns[i] < num)
			chosen[n++] = cells[table_columns[i]];
	return rows.row(rows.cookie, chosen, n, err);
}

static int
run_table(const struct psi_cli *cli, struct psi_mapping_tool *tool,
    struct psi_error *err)
{
	struct table table = { .has_partner = cli->num_operands > 1 };
	struct psi_mapping_rows rows = { add_table_row, &table };
	struct psi_outfile out = PSI_OUTFILE_INIT;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	if ((rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) == 0 &&
	    (rc = psi_mapping_actions(tool->mapping, &rows,
		 psi_cli_given(cli, "ready"), err)) == 0 &&
	    (rc = psi_mapping_tool_read(tool, err)) == 0 &&
	    (rc = psi_answer_print(&table.answer, NULL, &out, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_answer_clear(&table.answer);
	psi_outfile_close(&out);
	return rc;
}

static int
run_whole(const struct psi_cli *cli, struct psi_mapping_tool *tool,
    struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_mapping_csv *csv = NULL;
	struct psi_mapping_rows rows;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc;

	if (psi_cli_given(cli, "force"))
		flags |= PSI_OUTFILE_FORCE;
	if ((rc = psi_outfile_open(
		 &out, psi_cli_text(cli, "output"), flags, err)) != 0 ||
	    (rc = psi_mapping_csv_new(&csv, &out.sink, err)) != 0)
		goto out;
	rows = psi_mapping_csv_rows(csv);
	if ((rc = psi_mapping_actions(tool->mapping, &rows,
		 psi_cli_given(cli, "ready"), err)) == 0 &&
	    (rc = psi_mapping_tool_read(tool, err)) == 0 &&
	    (rc = psi_mapping_csv_flush(csv, err)) == 0)
		rc = psi_outfile_commit(&out, err);
out:
	psi_mapping_csv_free(csv);
	psi_outfile_close(&out);
	return rc;
}

/* Rules of one's own that no pair is fit for may have a slip in them. */
static void
note_idle_rules(const struct psi_cli *cli, const struct psi_mapping *mapping)
{
	const char *path = psi_cli_text(cli, "rules");
	char lines[IDLE_MAX * 8 + 16] = "";
	size_t len = 0;
	uint64_t line;

	for (size_t n = 0; (line = psi_mapping_idle_rule(mapping, n)) != 0; n++)
		if (n < IDLE_MAX)
			len += (size_t)snprintf(lines + len, sizeof lines - len,
			    "%s%" PRIu64, n == 0 ? "" : ", ", line);
		else if (n == IDLE_MAX)
			(void)snprintf(
			    lines + len, sizeof lines - len, ", ...");
	if (path != NULL && lines[0] != '\0')
		psi_note("no pair is fit for the rules of '%s' in line %s",
		    path, lines);
}

static int
need_agreement(const struct psi_cli *cli, struct psi_error *err)
{
	int rc = psi_cli_need(cli, "agreement", err);

	if (rc != 0)
		psi_error_hint(err,
		    "name the agreement of each partner, which says what may "
		    "be done with the result; psi-report answers its questions "
		    "without one");
	return rc;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_mapping_tool tool = PSI_MAPPING_TOOL_INIT;
	struct psi_mapping_counts counts;
	int rc;

	if (psi_cli_given(cli, "rules-template"))
		return print_template(cli, err);
	if ((rc = psi_cli_exclude(cli, "by", "table", err)) != 0 ||
	    (rc = need_agreement(cli, err)) != 0 ||
	    (rc = psi_mapping_tool_open(&tool, cli, err)) != 0)
		goto out;
	rc = psi_cli_given(cli, "by")     ? run_by_owner(cli, &tool, err)
	    : psi_cli_given(cli, "table") ? run_table(cli, &tool, err)
					  : run_whole(cli, &tool, err);
	if (rc != 0)
		goto out;
	psi_mapping_count(tool.mapping, &counts);
	psi_note("%" PRIu64 " pairs: %" PRIu64 " motions ready, %" PRIu64
		 " by what only we know, %" PRIu64 " that need more",
	    counts.pairs, counts.ready, counts.local, counts.needs);
	psi_notes_pairs(tool.mapping);
	if (counts.pairs > 0)
		note_idle_rules(cli, tool.mapping);
	psi_mapping_tool_remind(&tool);
	psi_note("the columns our_owner, because and ask tell what your list "
		 "says, also what is not shared: they are for your own people");
out:
	psi_mapping_tool_close(&tool);
	return rc;
}

static const struct psi_tool tool = {
	.name = "psi-motions",
	.summary = "say who does what next, from pairs of accounts",
	.usage =
	    "-a FILE [--rules FILE] [--role ROLE] [-t] [-o FILE] PAIRS...\n"
	    "-a FILE --by owner -o DIR PAIRS...\n"
	    "--rules-template",
	.examples =
	    "psi-motions -a agreement.csv pairs.csv > actions.csv\n"
	    "psi-motions --rules-template > motions.csv\n"
	    "psi-motions -a agreement.csv --rules motions.csv pairs.csv\n"
	    "psi-motions -a globex.csv -a initech.csv globex/pairs.csv "
	    "initech/pairs.csv\n",
	.options = options,
	.operands =
	    "PAIRS are files that psi-join wrote, or others with columns of "
	    "the same names. Where there are several partners, the best one "
	    "for each account is told, as far as their agreements allow it.",
	.max_operands = SIZE_MAX,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
