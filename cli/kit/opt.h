/*
 * Options of a tool: one table, from which parsing, --help, the manual page's
 * test and completion all live.
 *
 * Long names are exact; `--name=value`, `--name value`, `-nvalue` and
 * `-n value` are the same; letters without a value can be joined (-qf); `--`
 * ends the options; `-` is an operand. Options and operands may be mixed.
 */
#ifndef PSI_CLI_OPT_H
#define PSI_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_opt {
	/* Without the dashes. NULL ends a table. */
	const char *name;
	/* 0 for none. */
	char letter;
	/* May be given more than once; otherwise a repetition is an error. */
	bool repeatable;
	/* What the value is called in the help, "FILE"; NULL for a flag. */
	const char *metavar;
	/* One or two sentences, without line breaks; wrapped when printed. */
	const char *help;
	/*
	 * For tools with commands: the commands it belongs to, between blanks
	 * (" sign propose "); NULL where it belongs to all.
	 */
	const char *commands;
	/* For completion: the words the value can be, between blanks; NULL if
	 * it is free ("FILE" and "DIR" as metavar complete to paths). */
	const char *choices;
};

/* Options that several tools share, so that they read the same everywhere. */
#define PSI_OPT_OUTPUT                                                         \
	{                                                                      \
		"output", 'o', false, "FILE",                                  \
		    "Write to FILE instead of standard output. FILE appears "  \
		    "only when it is complete.",                               \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_FORCE                                                          \
	{                                                                      \
		"force", 'f', false, NULL,                                     \
		    "Replace an output file that exists already.", NULL, NULL  \
	}
#define PSI_OPT_JOBS                                                           \
	{                                                                      \
		"jobs", 'j', false, "N",                                       \
		    "Use N threads (1 to 1024; by default as many as there "   \
		    "are "                                                     \
		    "processors).",                                            \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_PASSPHRASE_FILE                                                \
	{                                                                      \
		"passphrase-file", 0, false, "FILE",                           \
		    "Read the passphrase of the identity from the first line " \
		    "of "                                                      \
		    "FILE instead of the terminal.",                           \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_END                                                            \
	{                                                                      \
		NULL, 0, false, NULL, NULL, NULL, NULL                         \
	}

/* One option as it was given. */
struct psi_opt_value {
	const struct psi_opt *option;
	/* NULL for a flag. */
	const char *text;
};

/* A command line, taken apart. The texts belong to argv. */
struct psi_opts {
	/* The tables the names are looked up in. */
	const struct psi_opt *tables[2];
	/* In the order of the command line. */
	struct psi_opt_value *values;
	size_t num_values;
	const char **operands;
	size_t num_operands;
	/* The long name that no table has, where that was the mistake; else
	 * NULL. */
	const char *unknown;
	size_t unknown_len;
};

/*
 * Take a command line apart. `tool` and `common` are ended by PSI_OPT_END;
 * both outlive `opts`. Returns 0, PSI_CLI_USAGE or PSI_E_NOMEM. In all cases
 * psi_opts_clear frees what was allocated, and what came before the mistake
 * is in `opts`.
 */
int psi_opts_parse(struct psi_opts *opts, const struct psi_opt *tool,
    const struct psi_opt *common, int argc, char **argv, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_opts_clear(struct psi_opts *opts);

/*
 * How often an option was given, and its nth value (from 0). The name must be
 * one of the table: anything else is our own mistake, and aborts.
 */
size_t psi_opts_count(const struct psi_opts *opts, const char *name);
const char *psi_opts_nth(
    const struct psi_opts *opts, const char *name, size_t n);

/*
 * Read a whole number in decimal digits. Returns 0, or PSI_CLI_USAGE with the
 * range in the message ("--jobs takes a whole number from 1 to 1024, not
 * 'x'"); `*out` is written on success only.
 */
int psi_opt_parse_number(uint64_t *out, const char *name, const char *text,
    uint64_t min, uint64_t max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "500M" as a number of bytes; M is a million. False for what is no size. */
bool psi_opt_parse_size(uint64_t *out, const char *text);

#endif
