/*
 * One program. A tool_*.c describes itself in a struct psi_tool, and its main
 * is one line:
 *
 *	static const struct psi_opt options[] = {
 *		{ "session", 's', false, "DIR", "The session.", NULL, NULL },
 *		PSI_OPT_OUTPUT,
 *		PSI_OPT_FORCE,
 *		PSI_OPT_END
 *	};
 *
 *	static const struct psi_tool tool = {
 *		.name = "psi-exchange",
 *		.summary = "answer the partner's blinded file",
 *		.usage = "-s DIR [-o FILE] [FILE]",
 *		.examples = "psi-exchange -s globex-1 from-globex.csv "
 *			    "> to-globex.csv\n",
 *		.options = options,
 *		.operands = "FILE is the partner's blinded file ...",
 *		.max_operands = 1,
 *		.run = run,
 *	};
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		return psi_tool_main(&tool, argc, argv);
 *	}
 *
 * run() returns 0 or a code of exitcode.h with `err` set; it prints no error
 * and never exits. Every tool has --help, --version, --quiet and, for
 * packagers, --dump-options besides its own options.
 */
#ifndef PSI_CLI_TOOL_H
#define PSI_CLI_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "kit/diag.h"
#include "kit/opt.h"
#include "kit/tool_spec.h"

/* What run() is given. */
struct psi_cli {
	const struct psi_tool *tool;
	/* NULL for a tool without commands. */
	const struct psi_tool_command *command;
	struct psi_opts opts;
	/* Without the command. They belong to argv and live to the end. */
	const char *const *operands;
	size_t num_operands;
};

/* Run a tool; returns its exit status. */
int psi_tool_main(const struct psi_tool *tool, int argc, char **argv);

/* Was the option given? */
bool psi_cli_given(const struct psi_cli *cli, const char *name);

/* Its value; NULL if it was not given. */
const char *psi_cli_text(const struct psi_cli *cli, const char *name);

/* Has the tool this option at all? And its value; NULL too where it has not. */
bool psi_cli_has(const struct psi_cli *cli, const char *name);
const char *psi_cli_text_if_any(const struct psi_cli *cli, const char *name);

/* For repeatable options: how many, and the nth value, from 0. */
size_t psi_cli_count(const struct psi_cli *cli, const char *name);
const char *psi_cli_nth(const struct psi_cli *cli, const char *name, size_t n);

/*
 * Its value as a whole number within a range; `*out` is left alone where the
 * option was not given, so it can hold the default before. Returns 0 or
 * PSI_CLI_USAGE.
 */
int psi_cli_number(const struct psi_cli *cli, uint64_t *out, const char *name,
    uint64_t min, uint64_t max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As many threads as the library starts at most. */
#define PSI_CLI_JOBS_MAX 1024

/* --jobs, or the number of processors that are online. */
int psi_cli_jobs(const struct psi_cli *cli, unsigned int *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* "tab" or one character that separates cells, in `*out`; false for others. */
bool psi_cli_delimiter_is(const char *text, char *out);

/* --delimiter: one character, or 'tab'; `*out` is left alone where it was not
 * given. Returns 0 or PSI_CLI_USAGE. */
int psi_cli_delimiter(const struct psi_cli *cli, char *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The nth operand, or "-" (standard input) where it was left out. */
const char *psi_cli_operand(const struct psi_cli *cli, size_t n);

/*
 * For options that need or exclude one another: PSI_CLI_USAGE if `name` was
 * not given ("--name is missing"), or if both were given.
 */
int psi_cli_need(const struct psi_cli *cli, const char *name,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_cli_exclude(const struct psi_cli *cli, const char *one,
    const char *other, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before each step of a program that makes several in one process. What cli/
 * keeps for the process, and what becomes of it:
 * - the name and --quiet (diag), handlers, umask and descriptors (cleanup):
 *   set once, the same for all steps;
 * - outputs and temporary files (outfile, cleanup), the progress line: each
 *   step closes its own, whether it fails or not;
 * - the file to blame (diag), the inputs (infile): forgotten here.
 */
void psi_tool_next_step(void);

#endif
