/* --help, --version and --dump-options, from a tool's description. */
#ifndef PSI_CLI_HELP_H
#define PSI_CLI_HELP_H

#include "psi/error.h"

#include "kit/tool_spec.h"

/* Each writes to standard output, and returns 0, PSI_E_IO or
 * PSI_CLI_PIPE. `common` are the options that every tool has. */
int psi_help_print(const struct psi_tool *tool, const struct psi_opt *common,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_help_version(const struct psi_tool *tool, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The tables in a form that is kept stable: a line each, fields separated by
 * TAB, '-' for an empty field.
 *
 *	tool     NAME SUMMARY
 *	command  NAME USAGE SUMMARY
 *	option   NAME LETTER METAVAR once|many COMMANDS CHOICES HELP
 *	status   NUMBER MEANING
 */
int psi_help_dump(const struct psi_tool *tool, const struct psi_opt *common,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
