/* What psi-blind, psi-exchange, psi-reveal and psi-close have in common: the
 * session folder, and everything that belongs to it. */
#ifndef PSI_CLI_SESSION_TOOL_H
#define PSI_CLI_SESSION_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/session.h"
#include "psi/store.h"

#include "kit/diag.h"
#include "kit/scratch_dir.h"

/* Where a session is, and what opening it may need: paths, as long as the
 * session is open. NULL is the same as an option that was not given. */
struct psi_session_where {
	const char *session;
	/* To begin a session; NULL for the one it was begun with. */
	const char *agreement;
	/* NULL for the identity that the session names. */
	const char *identity;
	/* Of the passphrase; NULL to ask at the terminal. */
	const char *passphrase_file;
	/* Threads, at least 1. */
	unsigned int jobs;
	/* Bytes for what grows with the list; 0 for a quarter of the machine's
	 * memory. */
	uint64_t memory;
};

#define PSI_SESSION_WHERE_INIT                                                 \
	{                                                                      \
		NULL, NULL, NULL, NULL, 1, 0                                   \
	}

struct psi_session_tool {
	struct psi_store folder;
	struct psi_store ledger;
	/* In the folder, for what does not fit into memory. */
	struct psi_scratch scratch;
	struct psi_scratch_dir scratch_dir;
	struct psi_session *session;
	struct psi_agreement *agreement;
	struct psi_identity *identity;
	/* Of the secret identity; to be freed. */
	char *key_path;
	/* The folder was made by this process. */
	bool is_new;
	char partner[PSI_SHORT_NAME_BYTES];
};

#define PSI_SESSION_TOOL_INIT                                                  \
	{                                                                      \
		.scratch_dir = PSI_SCRATCH_DIR_INIT, .session = NULL           \
	}

/* Begin a session if the folder does not exist, by --agreement and
 * --identity. */
#define PSI_SESSION_TOOL_CREATE 1U
/* The step signs, so the secret identity is read. */
#define PSI_SESSION_TOOL_SIGN 2U
/* The step shows a result that is there: where the identity is gone, a session
 * that was revealed is opened without its ledger, whose cookie is NULL then. */
#define PSI_SESSION_TOOL_SHOW 8U
/* The step signs in a session that answers second and is not revealed yet:
 * the secret identity is read then. */
#define PSI_SESSION_TOOL_SIGN_SECOND 16U

/*
 * Open the session. All outputs must have been checked
 * by now, since a folder may be made. Returns 0 or a code of exitcode.h; in
 * both cases psi_session_tool_close gives everything back.
 */
int psi_session_tool_open(struct psi_session_tool *tool,
    const struct psi_session_where *where, unsigned int flags,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Open the session for a part of its work: with the folder alone, and beside
 * others that do. Ends as psi_session_tool_open does. */
int psi_session_tool_open_part(struct psi_session_tool *tool,
    const struct psi_session_where *where, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A folder that was made by this process goes again if nothing was reserved
 * for it in the ledger: then `rc`, the result so far, is not 0. */
void psi_session_tool_close(struct psi_session_tool *tool, int rc);

/* What is known of the session; it is open. */
int psi_session_tool_status(const struct psi_session_tool *tool,
    struct psi_session_status *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Today's date in UTC, in days since 1970-01-01. */
int32_t psi_session_tool_today(void);

/* The partner's name in the agreement, as messages have it. */
const char *psi_session_tool_partner(struct psi_session_tool *tool);

/* Blame `path` for what is wrong with a file, or the ledger if it is that, and
 * nothing else. Returns `rc`. */
int psi_session_tool_blame(const struct psi_session_tool *tool, int rc,
    const struct psi_error *err, const char *path);

#endif
