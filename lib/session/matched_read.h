/*
 * The matched accounts of a revealed session of mode accounts: whole, for claims
 * and pairs; or key by key, for the result, which need not fit into memory.
 */
#ifndef PSI_SESSION_MATCHED_READ_H
#define PSI_SESSION_MATCHED_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "session/matched.h"
#include "session/matched_record.h"

/*
 * All of them in memory, whatever that takes: *out belongs to the session, and
 * is read when it is asked for first.
 *
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_matched_of(const struct psi_matched **out, struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Keys of accounts one after the other. All zero is one that is closed. */
struct psi_matched_cursor {
	struct psi_session *session;
	/* In memory, the session's; or on disk, where there is one place to
	 * read at, so that it is the cursor's alone until it is closed. */
	const struct psi_matched *shared;
	struct psi_matched *own;
	size_t next;
};

/*
 * Stand before the first key: of what the session has, or, where it has none or
 * another cursor has it, of what is read now. To be closed before the session
 * is freed.
 *
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_matched_open(struct psi_matched_cursor *cursor,
    struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Stand there again. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_matched_rewind(struct psi_matched_cursor *cursor, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next key, ascending by account, type and position, or *end. Returns 0 or
 * PSI_E_IO. */
int psi_matched_next(struct psi_matched_cursor *cursor,
    struct psi_matched_entry *out, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Give what is on disk back to the session. */
void psi_matched_close(struct psi_matched_cursor *cursor);

#endif
