/* The options by which psi-share and psi-join read your list. */
#ifndef PSI_CLI_SHARE_OPTIONS_H
#define PSI_CLI_SHARE_OPTIONS_H

#include "psi/error.h"

#include "step/step_share.h"
#include "table/tablefile.h"

struct psi_cli;

#define PSI_OPTS_LIST                                                          \
	{ "map", 'm', true, "FIELD=HEADER",                                    \
		"With --accounts: take the column HEADER for FIELD, as in "    \
		"psi-normalize. What is not told of the lists is as it was "   \
		"when the keys were made.",                                    \
		NULL, NULL },                                                  \
	    { "encoding", 0, false, "NAME",                                    \
		    "With --accounts: the encoding of the list, where it is "  \
		    "not UTF-8 "                                               \
		    "or UTF-16 with a byte order mark.",                       \
		    NULL, "utf-8 utf-16le utf-16be windows-1252" },            \
	    { "delimiter", 0, false, "CHAR",                                   \
		    "With --accounts: what separates the cells, where it is "  \
		    "not found "                                               \
		    "out rightly; 'tab' for a tab.",                           \
		    NULL, NULL },                                              \
	    { "currency", 0, false, "CODE",                                    \
		    "With --accounts: the currency of amounts that do not "    \
		    "say it, such "                                            \
		    "as EUR.",                                                 \
		    NULL, NULL },                                              \
	    PSI_OPT_SHEET,                                                     \
	{                                                                      \
		"suffix-list", 0, false, "FILE",                               \
		    "With --accounts: the public-suffix list of the "          \
		    "agreement, if it "                                        \
		    "is not that of the package publicsuffix. A later export " \
		    "is "                                                      \
		    "normalised again with it.",                               \
		    NULL, NULL                                                 \
	}

/*
 * Open the list of --accounts by these options, if it was given. `*maps` is to
 * be freed by the caller, after the list was closed, whatever the result.
 */
int psi_share_options_open(struct psi_step_list *list, const char ***maps,
    const struct psi_cli *cli, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
