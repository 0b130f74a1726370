/* The options by which the tools of a session find it. */
#ifndef PSI_CLI_SESSION_OPTIONS_H
#define PSI_CLI_SESSION_OPTIONS_H

#include "psi/error.h"

#include "step/session_tool.h"

struct psi_cli;

#define PSI_OPT_SESSION                                                        \
	{                                                                      \
		"session", 's', false, "DIR",                                  \
		    "The folder of the session. It remembers the agreement, "  \
		    "the "                                                     \
		    "identity and how far the run has come.",                  \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_IDENTITY                                                       \
	{                                                                      \
		"identity", 'i', false, "FILE",                                \
		    "The secret identity, if it is not where it was when the " \
		    "session was begun.",                                      \
		    NULL, NULL                                                 \
	}

/*
 * What was given of --session, which is needed, --agreement, --identity,
 * --passphrase-file, --jobs and --memory; without --jobs as many as there are
 * processors, and one in a tool that has no such option. Returns 0 or
 * PSI_CLI_USAGE.
 */
int psi_session_options_read(struct psi_session_where *where,
    const struct psi_cli *cli, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same, and then psi_session_tool_open. */
int psi_session_options_open(struct psi_session_tool *tool,
    const struct psi_cli *cli, unsigned int flags, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
