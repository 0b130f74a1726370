#include "kit/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sodium.h>

#include "psi/near.h"

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/help.h"
#include "kit/infile.h"
#include "kit/progress.h"

/* What every tool has. */
static const struct psi_opt common[] = {
	{ "quiet", 'q', false, NULL,
	    "Print errors and warnings only: no notes, no progress.", NULL,
	    NULL },
	{ "help", 'h', false, NULL, "Print this help.", NULL, NULL },
	{ "version", 'V', false, NULL,
	    "Print the version, and the rules and formats that it has.", NULL,
	    NULL },
	{ "dump-options", 0, false, NULL,
	    "Print the options as a table, for packagers and completion.", NULL,
	    NULL },
	PSI_OPT_END
};

/*
 * A file that we open must never become descriptor 0, 1 or 2 by chance. A
 * closed one is filled with a descriptor that fails when it is used: then
 * `<&-` is an error of reading and `>&-` one of writing, not a silent loss.
 */
static void
fill_descriptors(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", modes[fd] | O_NOCTTY);
}

/*
 * A crash must not leave keys and accounts in a core file, nor may another
 * process of the same user look into this one's memory. The limit alone would
 * not do: where cores are piped to a program, it is not asked. Where neither
 * can be had, there is nothing better to do.
 */
static void
forbid_cores(void)
{
	static const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* What the deepest of our functions need, twice. */
#define STACK_BYTES ((rlim_t)256 * 1024)

static void
say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

/*
 * Under a smaller limit a program would end with a signal wherever it is, and say
 * nothing. The limit counts when the stack grows, so it can still be raised. Says
 * so itself, on as little stack as it can.
 */
static bool
has_stack(const char *name)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) != 0 ||
	    limit.rlim_cur >= STACK_BYTES)
		return true;
	limit.rlim_cur = STACK_BYTES;
	if (limit.rlim_max < STACK_BYTES)
		limit.rlim_max = STACK_BYTES;
	if (setrlimit(RLIMIT_STACK, &limit) == 0)
		return true;
	say(name);
	say(": error: the limit of the stack is below 256 KiB\n");
	say(name);
	say(": hint: raise it, as with 'ulimit -s 8192'\n");
	return false;
}

static int
refuse_command(const struct psi_cli *cli, struct psi_error *err)
{
	const char *word = cli->operands[0];
	struct psi_near near;

	(void)psi_usage(err, "there is no command '%s'", word);
	psi_near_begin(&near, word, strlen(word));
	for (const struct psi_tool_command *c = cli->tool->commands;
	     c->name != NULL; c++)
		if (psi_near_offer(&near, c->name, strlen(c->name)))
			psi_error_hint(err, "did you mean '%s'?", c->name);
	return PSI_CLI_USAGE;
}

static int
find_command(struct psi_cli *cli, struct psi_error *err)
{
	const struct psi_tool_command *c = cli->tool->commands;

	cli->operands = cli->opts.operands;
	cli->num_operands = cli->opts.num_operands;
	if (c == NULL)
		return 0;
	if (cli->num_operands == 0)
		return psi_usage(err, "a command is missing");
	while (c->name != NULL && strcmp(c->name, cli->operands[0]) != 0)
		c++;
	if (c->name == NULL)
		return refuse_command(cli, err);
	cli->command = c;
	cli->operands++;
	cli->num_operands--;
	return 0;
}

/* Is the word in a list between blanks? */
static bool
listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = strstr(list, word); p != NULL;
	     p = strstr(p + 1, word))
		if (p > list && p[-1] == ' ' && p[len] == ' ')
			return true;
	return false;
}

static int
check_usage(const struct psi_cli *cli, struct psi_error *err)
{
	const struct psi_tool *tool = cli->tool;
	const struct psi_tool_command *command = cli->command;
	size_t min = command ? command->min_operands : tool->min_operands;
	size_t max = command ? command->max_operands : tool->max_operands;

	for (size_t i = 0; command != NULL && i < cli->opts.num_values; i++) {
		const struct psi_opt *o = cli->opts.values[i].option;

		if (o->commands != NULL && !listed(o->commands, command->name))
			return psi_usage(err, "--%s does not go with '%s'",
			    o->name, command->name);
	}
	if (cli->num_operands > max && psi_cli_has(cli, "accounts"))
		return psi_refuse(err, PSI_CLI_USAGE, 0,
		    "if it is your list, name it with --accounts",
		    "'%s' is one operand too many", cli->operands[max]);
	if (cli->num_operands > max)
		return psi_usage(
		    err, "'%s' is one operand too many", cli->operands[max]);
	if (cli->num_operands < min) {
		const char *usage = command ? command->usage : tool->usage;

		/* Of several ways to call it the first. */
		return psi_usage(err, "an operand is missing: %.*s",
		    (int)strcspn(usage, "\n"), usage);
	}
	return 0;
}

static int
dispatch(struct psi_cli *cli, int argc, char **argv, struct psi_error *err)
{
	const struct psi_tool *tool = cli->tool;
	int parsed, rc;

	parsed =
	    psi_opts_parse(&cli->opts, tool->options, common, argc, argv, err);
	if (parsed == PSI_E_NOMEM)
		return parsed;
	/* Whoever asks for help gets it, whatever else is on the line. */
	if (psi_cli_given(cli, "help"))
		return psi_help_print(tool, common, err);
	if (parsed != 0 && cli->opts.unknown != NULL && tool->other_way != NULL)
		tool->other_way(cli->opts.unknown, cli->opts.unknown_len, err);
	if (parsed != 0)
		return parsed;
	if (psi_cli_given(cli, "version"))
		return psi_help_version(tool, err);
	if (psi_cli_given(cli, "dump-options"))
		return psi_help_dump(tool, common, err);
	psi_diag_quiet(psi_cli_given(cli, "quiet"));
	if ((rc = find_command(cli, err)) != 0)
		return rc;
	if ((rc = check_usage(cli, err)) != 0)
		return rc;
	return cli->command ? cli->command->run(cli, err) : tool->run(cli, err);
}

/* Whoever reads any CSV says that its encoding can be named; where the tool takes no
 * list, there is no such option, and a list is what it was given most often. */
static void
mend_hint(const struct psi_cli *cli, struct psi_error *err)
{
	if (strstr(err->hint, "--encoding") == NULL ||
	    psi_cli_has(cli, "encoding"))
		return;
	psi_error_hint(err,
	    "if it is an export of a CRM system, psi-normalize takes it, in "
	    "this encoding too; otherwise save the file as UTF-8");
}

/* Without quotes a name with blanks comes as several arguments: do some of them
 * together name a file? */
static void
find_split_name(int argc, char **argv, struct psi_error *err)
{
	for (int i = 1; i < argc; i++) {
		char name[PATH_MAX];
		size_t len = 0;

		for (int k = i; k < argc; k++) {
			int n = snprintf(name + len, sizeof name - len, "%s%s",
			    k == i ? "" : " ", argv[k]);

			if (n < 0 || (size_t)n >= sizeof name - len)
				break;
			len += (size_t)n;
			if (k == i || access(name, F_OK) != 0)
				continue;
			psi_error_hint(
			    err, "a name with blanks needs quotes: '%s'", name);
			return;
		}
	}
}

/* Not in psi_tool_main, which looks at the stack before it takes much of it. */
static __attribute__((noinline)) int
run_tool(const struct psi_tool *tool, int argc, char **argv)
{
	struct psi_cli cli;
	struct psi_error err;
	int rc;

	psi_diag_init(tool->name);
	psi_cleanup_init();
	memset(&cli, 0, sizeof cli);
	memset(&err, 0, sizeof err);
	cli.tool = tool;
	if (sodium_init() < 0)
		rc = psi_error_set(&err, PSI_E_RANDOM,
		    "the cryptographic library could not be started");
	else
		rc = dispatch(&cli, argc, argv, &err);
	psi_progress_hide();
	if (rc != 0) {
		/* The code that was returned decides, should they differ. */
		err.code = rc;
		mend_hint(&cli, &err);
		if (err.sys_errno == ENOENT || rc == PSI_CLI_USAGE)
			find_split_name(argc, argv, &err);
		psi_diag_error(&err);
	}
	psi_opts_clear(&cli.opts);
	return psi_exit_status(rc);
}

int
psi_tool_main(const struct psi_tool *tool, int argc, char **argv)
{
	fill_descriptors();
	forbid_cores();
	if (!has_stack(tool->name))
		return psi_exit_status(PSI_E_IO);
	return run_tool(tool, argc, argv);
}

bool
psi_cli_given(const struct psi_cli *cli, const char *name)
{
	return psi_opts_count(&cli->opts, name) > 0;
}

const char *
psi_cli_text(const struct psi_cli *cli, const char *name)
{
	return psi_opts_nth(&cli->opts, name, 0);
}

bool
psi_cli_has(const struct psi_cli *cli, const char *name)
{
	for (const struct psi_opt *o = cli->tool->options; o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

const char *
psi_cli_text_if_any(const struct psi_cli *cli, const char *name)
{
	return psi_cli_has(cli, name) ? psi_cli_text(cli, name) : NULL;
}

size_t
psi_cli_count(const struct psi_cli *cli, const char *name)
{
	return psi_opts_count(&cli->opts, name);
}

const char *
psi_cli_nth(const struct psi_cli *cli, const char *name, size_t n)
{
	return psi_opts_nth(&cli->opts, name, n);
}

int
psi_cli_number(const struct psi_cli *cli, uint64_t *out, const char *name,
    uint64_t min, uint64_t max, struct psi_error *err)
{
	const char *text = psi_cli_text(cli, name);

	if (text == NULL)
		return 0;
	return psi_opt_parse_number(out, name, text, min, max, err);
}

int
psi_cli_jobs(
    const struct psi_cli *cli, unsigned int *out, struct psi_error *err)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t jobs = 1;
	int rc;

	if (online > 1)
		jobs = online < PSI_CLI_JOBS_MAX ? (uint64_t)online
						 : PSI_CLI_JOBS_MAX;
	rc = psi_cli_number(cli, &jobs, "jobs", 1, PSI_CLI_JOBS_MAX, err);
	if (rc != 0)
		return rc;
	*out = (unsigned int)jobs;
	return 0;
}

bool
psi_cli_delimiter_is(const char *text, char *out)
{
	bool is_tab = strcmp(text, "tab") == 0;

	if (!is_tab &&
	    (strlen(text) != 1 || text[0] <= ' ' || text[0] > '~' ||
		text[0] == '"'))
		return false;
	*out = is_tab ? '\t' : text[0];
	return true;
}

int
psi_cli_delimiter(const struct psi_cli *cli, char *out, struct psi_error *err)
{
	const char *text = psi_cli_text(cli, "delimiter");

	return text == NULL || psi_cli_delimiter_is(text, out)
	    ? 0
	    : psi_usage(err,
		  "--delimiter takes one character, or 'tab', not '%s'", text);
}

const char *
psi_cli_operand(const struct psi_cli *cli, size_t n)
{
	return n < cli->num_operands ? cli->operands[n] : "-";
}

int
psi_cli_need(const struct psi_cli *cli, const char *name, struct psi_error *err)
{
	if (psi_cli_given(cli, name))
		return 0;
	return psi_usage(err, "--%s is missing", name);
}

int
psi_cli_exclude(const struct psi_cli *cli, const char *one, const char *other,
    struct psi_error *err)
{
	if (!psi_cli_given(cli, one) || !psi_cli_given(cli, other))
		return 0;
	return psi_usage(err, "--%s and --%s exclude one another", one, other);
}

void
psi_tool_next_step(void)
{
	psi_diag_forget();
	psi_infile_forget();
}
