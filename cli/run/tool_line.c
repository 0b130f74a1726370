#include "run/tool_line.h"

#include <stdlib.h>
#include <string.h>

#include "report/mapping_tool.h"
#include "kit/tool.h"

/* Five hundred earlier runs, or partners, with an option each. */
#define WORDS_MAX 1024

struct psi_run_line {
	char *argv[WORDS_MAX];
	size_t num;
	struct psi_cli cli;
	bool is_parsed;
};

static const struct psi_opt options[] = {
	PSI_OPT_MAPPING_AGREEMENT,
	PSI_OPT_MAPPING_HISTORY,
	{ "rules", 0, false, "FILE", "Motions.", NULL, NULL },
	{ "role", 0, false, "ROLE", "Role.", NULL, NULL },
	/* Never given, but asked for. */
	{ "where", 0, false, "CONDITIONS", "Pairs.", NULL, NULL },
	PSI_OPT_END,
};

static const struct psi_opt no_options[] = { PSI_OPT_END };

static const struct psi_tool line_tool = {
	.name = "psi-run",
	.options = options,
};

struct psi_run_line *
psi_run_line_new(void)
{
	struct psi_run_line *line = calloc(1, sizeof *line);

	if (line != NULL &&
	    (line->argv[0] = calloc(1, sizeof "psi-run")) != NULL) {
		memcpy(line->argv[0], "psi-run", sizeof "psi-run");
		line->num = 1;
		return line;
	}
	free(line);
	return NULL;
}

void
psi_run_line_free(struct psi_run_line *line)
{
	if (line == NULL)
		return;
	if (line->is_parsed)
		psi_opts_clear(&line->cli.opts);
	for (size_t i = 0; i < line->num; i++)
		free(line->argv[i]);
	free(line);
}

int
psi_run_line_add(
    struct psi_run_line *line, const char *word, struct psi_error *err)
{
	size_t size = strlen(word) + 1;
	char *copy = line->num == WORDS_MAX ? NULL : malloc(size);

	if (copy == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	memcpy(copy, word, size);
	line->argv[line->num++] = copy;
	return 0;
}

int
psi_run_line_add_two(struct psi_run_line *line, const char *option,
    const char *value, struct psi_error *err)
{
	int rc = value == NULL ? 0 : psi_run_line_add(line, option, err);

	return rc != 0 || value == NULL ? rc
					: psi_run_line_add(line, value, err);
}

int
psi_run_line_parse(struct psi_run_line *line, struct psi_error *err)
{
	int rc;

	line->cli.tool = &line_tool;
	line->is_parsed = true;
	rc = psi_opts_parse(&line->cli.opts, options, no_options,
	    (int)line->num, line->argv, err);
	line->cli.operands = line->cli.opts.operands;
	line->cli.num_operands = line->cli.opts.num_operands;
	return rc;
}

const struct psi_cli *
psi_run_line_cli(const struct psi_run_line *line)
{
	return &line->cli;
}
