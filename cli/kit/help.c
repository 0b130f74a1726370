#include "kit/help.h"

#include <stdio.h>
#include <string.h>

#include "psi/inspect.h"
#include "psi/normalize.h"

#include "kit/exitcode.h"
#include "kit/opt.h"
#include "kit/outfile.h"

#define COLUMNS 80
#define OPTION_INDENT 28

/* Words of a text, broken between `indent` and the last column; the cursor is
 * at column `at`. '\n' in the text begins a new line. */
static int
wrap(struct psi_outfile *out, const char *text, int at, int indent,
    struct psi_error *err)
{
	bool first = true;
	int rc;

	while (*text != '\0') {
		int len = (int)strcspn(text, " \n");

		if (!first && at + 1 + len >= COLUMNS) {
			rc = psi_outfile_text(out, err, "\n");
			if (rc != 0)
				return rc;
			at = 0;
			first = true;
		}
		if (first)
			rc = psi_outfile_text(out, err, "%*s%.*s",
			    at < indent ? indent - at : 0, "", len, text);
		else
			rc = psi_outfile_text(out, err, " %.*s", len, text);
		if (rc != 0)
			return rc;
		at = (first && at < indent ? indent : at + !first) + len;
		first = false;
		text += len;
		if (*text == '\n') {
			rc = psi_outfile_text(out, err, "\n");
			if (rc != 0)
				return rc;
			at = 0;
			first = true;
		}
		if (*text != '\0')
			text++;
	}
	return psi_outfile_text(out, err, "\n");
}

static int
print_options(struct psi_outfile *out, const struct psi_opt *options,
    struct psi_error *err)
{
	int rc = 0;

	for (const struct psi_opt *o = options; o->name != NULL && rc == 0;
	     o++) {
		char head[80];
		char letter[8] = "    ";
		int len;

		if (o->letter != 0)
			(void)snprintf(
			    letter, sizeof letter, "-%c, ", o->letter);
		len = snprintf(head, sizeof head, "  %s--%s%s%s", letter,
		    o->name, o->metavar != NULL ? " " : "",
		    o->metavar != NULL ? o->metavar : "");
		rc = psi_outfile_text(out, err, "%s", head);
		if (rc == 0 && len >= OPTION_INDENT) {
			rc = psi_outfile_text(out, err, "\n");
			len = 0;
		}
		if (rc == 0)
			rc = wrap(out, o->help, len, OPTION_INDENT, err);
	}
	return rc;
}

static int
print_commands(
    struct psi_outfile *out, const struct psi_tool *tool, struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, "\nCommands:\n");

	for (const struct psi_tool_command *c = tool->commands;
	     c->name != NULL && rc == 0; c++) {
		int len = (int)strlen(c->name) + 2;

		rc = psi_outfile_text(out, err, "  %s", c->name);
		if (rc == 0)
			rc = wrap(out, c->summary, len, 16, err);
	}
	return rc;
}

/* "Usage: psi-x COMMAND REST", wrapped behind the name. */
static int
print_usage_line(struct psi_outfile *out, const char *label, const char *tool,
    const char *command, const char *rest, size_t rest_len,
    struct psi_error *err)
{
	char head[80], text[256];
	int len, rc;

	len = snprintf(head, sizeof head, "%s %s ", label, tool);
	rc = psi_outfile_text(out, err, "%s", head);
	if (rc != 0)
		return rc;
	(void)snprintf(text, sizeof text, "%s%s%.*s", command,
	    command[0] != '\0' && rest_len > 0 ? " " : "", (int)rest_len, rest);
	return wrap(out, text, len, len, err);
}

static int
print_usage(
    struct psi_outfile *out, const struct psi_tool *tool, struct psi_error *err)
{
	const char *label = "Usage:";
	const char *p = tool->usage;
	int rc = 0;

	for (const struct psi_tool_command *c = tool->commands;
	     c != NULL && c->name != NULL && rc == 0; c++) {
		rc = print_usage_line(out, label, tool->name, c->name, c->usage,
		    strlen(c->usage), err);
		label = "      ";
	}
	if (tool->commands != NULL)
		return rc;
	for (;;) {
		size_t len = strcspn(p, "\n");

		rc = print_usage_line(out, label, tool->name, "", p, len, err);
		if (rc != 0 || p[len] == '\0')
			return rc;
		p += len + 1;
		label = "      ";
	}
}

static int
print_examples(
    struct psi_outfile *out, const struct psi_tool *tool, struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, "Examples:\n");

	for (const char *p = tool->examples; *p != '\0' && rc == 0;) {
		int len = (int)strcspn(p, "\n");

		rc = psi_outfile_text(out, err, "  %.*s\n", len, p);
		p += len + (p[len] == '\n');
	}
	return rc != 0 ? rc : psi_outfile_text(out, err, "\n");
}

static int
print_body(struct psi_outfile *out, const struct psi_tool *tool,
    const struct psi_opt *common, struct psi_error *err)
{
	int rc;

	rc = psi_outfile_text(
	    out, err, "%s - %s\n\n", tool->name, tool->summary);
	if (rc == 0)
		rc = print_examples(out, tool, err);
	if (rc == 0)
		rc = print_usage(out, tool, err);
	if (rc == 0 && tool->commands != NULL)
		rc = print_commands(out, tool, err);
	if (rc == 0 && tool->operands != NULL)
		rc = psi_outfile_text(out, err, "\n");
	if (rc == 0 && tool->operands != NULL)
		rc = wrap(out, tool->operands, 0, 0, err);
	if (rc == 0)
		rc = psi_outfile_text(out, err, "\nOptions:\n");
	if (rc == 0)
		rc = print_options(out, tool->options, err);
	if (rc == 0)
		rc = print_options(out, common, err);
	if (rc == 0)
		rc = psi_outfile_text(
		    out, err, "\nMore in the manual: man %s\n", tool->name);
	return rc;
}

int
psi_help_print(const struct psi_tool *tool, const struct psi_opt *common,
    struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_outfile_open(&out, NULL, 0, err)) != 0)
		return rc;
	rc = print_body(&out, tool, common, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

/* What has to be the same, or known, on both sides. */
static int
print_formats(struct psi_outfile *out, struct psi_error *err)
{
	const char *format;
	int rc;

	rc = psi_outfile_text(out, err, "rules %s\nunicode %s\nformats",
	    psi_normalizer_version(), psi_normalizer_unicode());
	for (size_t i = 0; rc == 0 && (format = psi_format_at(i)) != NULL; i++)
		rc = psi_outfile_text(out, err, " %s", format);
	return rc != 0 ? rc : psi_outfile_text(out, err, "\n");
}

int
psi_help_version(const struct psi_tool *tool, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_outfile_open(&out, NULL, 0, err)) != 0)
		return rc;
	rc = psi_outfile_text(
	    &out, err, "%s (libpsi) %s\n", tool->name, PSI_TOOL_VERSION);
	if (rc == 0)
		rc = print_formats(&out, err);
	if (rc == 0 && tool->version != NULL)
		rc = tool->version(&out, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

static int
dump_options(struct psi_outfile *out, const struct psi_opt *options,
    struct psi_error *err)
{
	int rc = 0;

	for (const struct psi_opt *o = options; o->name != NULL && rc == 0; o++)
		rc = psi_outfile_text(out, err,
		    "option\t%s\t%c\t%s\t%s\t%s\t%s\t%s\n", o->name,
		    o->letter != 0 ? o->letter : '-',
		    o->metavar != NULL ? o->metavar : "-",
		    o->repeatable ? "many" : "once",
		    o->commands != NULL ? o->commands : "-",
		    o->choices != NULL ? o->choices : "-", o->help);
	return rc;
}

static int
dump_body(struct psi_outfile *out, const struct psi_tool *tool,
    const struct psi_opt *common, struct psi_error *err)
{
	const struct psi_tool_command *c = tool->commands;
	const struct psi_exit_line *lines;
	size_t num_lines;
	int rc;

	rc = psi_outfile_text(
	    out, err, "tool\t%s\t%s\n", tool->name, tool->summary);
	for (; c != NULL && c->name != NULL && rc == 0; c++)
		rc = psi_outfile_text(out, err, "command\t%s\t%s\t%s\n",
		    c->name, c->usage, c->summary);
	if (rc == 0)
		rc = dump_options(out, tool->options, err);
	if (rc == 0)
		rc = dump_options(out, common, err);
	lines = psi_exit_table(&num_lines);
	for (size_t i = 0; i < num_lines && rc == 0; i++)
		rc = psi_outfile_text(out, err, "status\t%d\t%s\n",
		    lines[i].status, lines[i].meaning);
	return rc;
}

int
psi_help_dump(const struct psi_tool *tool, const struct psi_opt *common,
    struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_outfile_open(&out, NULL, 0, err)) != 0)
		return rc;
	rc = dump_body(&out, tool, common, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}
