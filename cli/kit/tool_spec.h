/* What a program says of itself (tool.h has an example). */
#ifndef PSI_CLI_TOOL_SPEC_H
#define PSI_CLI_TOOL_SPEC_H

#include <stddef.h>

#include "psi/error.h"

struct psi_opt;
struct psi_cli;
struct psi_outfile;

typedef int psi_tool_run(struct psi_cli *cli, struct psi_error *err);

/* A command of a tool, as `sign` in `psi-agree sign`. */
struct psi_tool_command {
	/* NULL ends the list. */
	const char *name;
	/* What follows the command: "[-o FILE] AGREEMENT". */
	const char *usage;
	/* One line, lower case, without full stop. */
	const char *summary;
	/* Operands after the command itself. */
	size_t min_operands;
	size_t max_operands;
	psi_tool_run *run;
};

struct psi_tool {
	/* "psi-blind". */
	const char *name;
	/* One line, lower case, without full stop: as in the man page's Nd. */
	const char *summary;
	/* What follows the name; alternatives separated by '\n'. Not used by
	 * tools with commands. */
	const char *usage;
	/* Lines, each ended by '\n'; printed first, so they must be good. */
	const char *examples;
	/* Ended by PSI_OPT_END. */
	const struct psi_opt *options;
	/* A paragraph or more on operands and anything else worth saying in
	 * --help; NULL for none. Wrapped; '\n' begins a new paragraph. */
	const char *operands;
	size_t min_operands;
	/* SIZE_MAX for any number. */
	size_t max_operands;
	/* Either this, or commands. */
	psi_tool_run *run;
	const struct psi_tool_command *commands;
	/* For an option that the tool does not have: put a hint into `err` where
	 * it takes the same in another way. NULL for none. */
	void (*other_way)(
	    const char *name, size_t name_len, struct psi_error *err);
	/*
	 * More lines for --version, such as the fingerprint of the normaliser:
	 * write them, '\n' and all, with psi_outfile_text. NULL for none.
	 */
	int (*version)(struct psi_outfile *out, struct psi_error *err);
};

#endif
