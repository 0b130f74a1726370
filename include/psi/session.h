/*
 * A session: one run of one agreement, from your keys to the matches.
 *
 *	psi_session_open(&session, ...)
 *	psi_session_blind(session, keys, ...)
 *		PSI_SESSION_FILE_BLINDED goes to the partner
 *	psi_session_exchange(session, from_partner)
 *		the side that answers first has its answer now
 *	psi_session_reveal(session, from_partner)
 *		the other side has its answer now
 *	psi_match_list_new(&list, session, ...)
 *		the matches, row by row or as CSV (psi/matches.h)
 *
 * The agreement says who answers first (struct psi_session_status,
 * answers_first): its PSI_SESSION_FILE_ANSWER goes out after the exchange, the
 * other side's after that one was revealed. Where one side learns, the other
 * answers first, and there is no second answer.
 *
 * Between the steps the session lives in a store (psi/store.h), so each step
 * may run in another process, on another day. A step that was interrupted at
 * any moment is run again; a step that is repeated with the same input does
 * nothing and succeeds, so psi_session_copy gives the same bytes again.
 * PROTOCOL.md section 6 has the states and their order, section 5 the checks.
 *
 * The library never looks at a clock: the day comes from the caller.
 */
#ifndef PSI_SESSION_H
#define PSI_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/export.h"
#include "psi/identity.h"
#include "psi/io.h"
#include "psi/store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct psi_session;

#define PSI_SESSION_OPTIONS_VERSION 2

struct psi_session_options {
	/* PSI_SESSION_OPTIONS_VERSION. */
	uint32_t version;
	/* Days since 1970-01-01, in UTC. */
	int32_t today;
	/* Threads to compute with, 1 to 1,024. */
	unsigned int jobs;
	/* NULL for none; must live as long as the session. */
	const struct psi_progress *progress;
	/* Bytes for what grows with the lists; 0 for no limit. Where it would be
	 * more, psi_session_blind, psi_session_reveal, psi_match_list_new, and
	 * in counts mode psi_session_exchange, sort in `scratch`, if there is
	 * one. What they make is the same. Some 20 MiB for each job come on top.
	 * Other steps do not look at it. */
	uint64_t memory;
	/* NULL for none; must live as long as the session. */
	const struct psi_scratch *scratch;
};

#define PSI_SESSION_OPTIONS_INIT                                               \
	{                                                                      \
		PSI_SESSION_OPTIONS_VERSION, 0, 1, NULL, 0, NULL               \
	}

/*
 * The same for languages without macros, and for programs that may meet a
 * newer library: `version` is PSI_SESSION_OPTIONS_VERSION of the
 * headers that the caller knows.
 *
 * Returns 0, or PSI_E_ARG for a version that this library does not know.
 */
PSI_API PSI_CHECK int psi_session_options_init(
    struct psi_session_options *out, uint32_t version);

enum psi_session_state {
	/* The store is empty: psi_session_blind begins. */
	PSI_SESSION_EMPTY = 0,
	/* A blind step was interrupted: run it again. */
	PSI_SESSION_PREPARING = 1,
	/* Your blinded file is there. */
	PSI_SESSION_BLINDED = 2,
	/* The partner's blinded file is accepted. The side that answers first
	 * was interrupted: run the exchange again, on the same file. The other
	 * one awaits the partner's answer. */
	PSI_SESSION_BOUND = 3,
	/* Of the side that answers first: its answer is there, and the
	 * partner's is awaited. */
	PSI_SESSION_ANSWERED = 4,
	/* The matches are there, and the secrets are destroyed. */
	PSI_SESSION_REVEALED = 5,
	/* Closed, or the part of a side that does not learn is done. */
	PSI_SESSION_CLOSED = 6
};

/*
 * Open the session in `store`, and keep every other process out of it until
 * psi_session_free. Both stores are copied: what their cookies point to must
 * live as long as the session.
 *
 * `ledger` is the ledger of the identity; NULL if the session is only to be
 * looked at (status, copy, matches). `agreement` is needed for an empty
 * store, which then becomes a session of that agreement when it is blinded;
 * for any other store NULL means the one it was begun with, and another is
 * refused. `identity` is needed to blind and to exchange, and may be NULL
 * for all else. It must live as long as the session.
 *
 * Returns 0 with *out (to be freed by the caller); PSI_E_STATE (somebody else
 * holds the store; another agreement or identity; a damaged session);
 * PSI_E_AGREEMENT (the identity is neither party's); PSI_E_ARG, PSI_E_IO,
 * PSI_E_NOMEM.
 */
PSI_API int psi_session_open(struct psi_session **out,
    const struct psi_store *store, const struct psi_store *ledger,
    const struct psi_agreement *agreement, const struct psi_identity *identity,
    const struct psi_session_options *options, struct psi_error *err) PSI_CHECK;

/* Wipe, release the store's lock, and free; the session in the store stays
 * as it is. NULL is fine. */
PSI_API void psi_session_free(struct psi_session *session);

#define PSI_BLIND_OPTIONS_VERSION 2

struct psi_blind_options {
	/* PSI_BLIND_OPTIONS_VERSION. */
	uint32_t version;
	/* The number of the run, which is the same on both sides; 0 for the
	 * next one that the ledger allows. */
	uint32_t run;
	/* Not 0: a person wants this run although the partner has a first
	 * answer from an earlier one, and never gave its own. */
	int after_unanswered;
};

#define PSI_BLIND_OPTIONS_INIT                                                 \
	{                                                                      \
		PSI_BLIND_OPTIONS_VERSION, 0, 0                                \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_blind_options_init(
    struct psi_blind_options *out, uint32_t version);

/*
 * Make your blinded file from a keys file (FORMAT.md section 5). Keys of
 * types that the agreement does not name, and keys of accounts whose
 * population is not sent, are left out and counted (psi_session_status).
 *
 * `options` may be NULL. Run again on the same keys file when the session is
 * blinded or further, it does nothing; with another one it is refused.
 *
 * Memory: some 150 bytes for each key and 60 for each account, besides their
 * text; where options.memory is less than that, so much, and a bit for each
 * account. Time is linear; sorting on disk adds n log n comparisons.
 *
 * Returns 0; PSI_E_INPUT (the keys file, with the line); PSI_E_AGREEMENT
 * (not in force, another normaliser, data too old, more elements than agreed,
 * too many runs); PSI_E_STATE (another
 * run is open, another keys file, a closed session, or the partner never
 * answered in the last run and `after_unanswered` is 0); PSI_E_IO, PSI_E_NOMEM,
 * PSI_E_ARG.
 */
PSI_API int psi_session_blind(struct psi_session *session,
    const struct psi_source *keys, const struct psi_blind_options *options,
    struct psi_error *err) PSI_CHECK;

/*
 * Check the partner's blinded file, and, where this side answers first,
 * evaluate it: its answer can then be copied out. From the moment that it
 * is accepted no other file of the partner is taken in this session, since
 * the secret scalar may serve one file only. A file that is refused changes
 * nothing.
 *
 * Memory: a few MiB for each job, whatever the size of the file; in counts
 * mode besides that some 70 bytes for each of the partner's elements, and no
 * more than options.memory.
 *
 * Returns 0; PSI_E_GRAMMAR to PSI_E_PROOF by the table of PROTOCOL.md section
 * 5; PSI_E_AGREEMENT; PSI_E_STATE (nothing blinded yet, or another file was
 * accepted before); PSI_E_IO, PSI_E_NOMEM, PSI_E_ARG.
 */
PSI_API int psi_session_exchange(struct psi_session *session,
    const struct psi_source *blinded, struct psi_error *err) PSI_CHECK;

/*
 * Check the partner's answer, its proofs too, and find the matches; then the
 * secrets of the session are destroyed and the run is closed. The side that
 * answers second makes its own answer in this step, and needs its identity for
 * it where the partner learns. A file that is refused changes nothing.
 *
 * In a session that is revealed already `answer` may be NULL; if it is not, it
 * must be the file that was revealed.
 *
 * Memory: where this side answers second, some 65 bytes for each own element, 4
 * for each of the partner's and 32 for each of the shorter list; else 4 for
 * each element of both and 64 for each of the shorter list. The result takes some
 * 150 for each match besides. All together no more than options.memory, but for
 * a few KiB for each million elements, and where the elements just fit and the
 * result does not, a tenth of it more.
 *
 * Returns 0; PSI_E_GRAMMAR to PSI_E_SEAL by the table of PROTOCOL.md section
 * 5; PSI_E_STATE (a step is missing, this side does not learn, another file
 * was revealed, or the ledger is in use or does not know the run); PSI_E_INPUT
 * (the ledger is damaged);
 * PSI_E_AGREEMENT (fewer matches than agreed: the session is revealed, and
 * there is nothing to show); PSI_E_IO, PSI_E_NOMEM, PSI_E_ARG.
 */
PSI_API int psi_session_reveal(struct psi_session *session,
    const struct psi_source *answer, struct psi_error *err) PSI_CHECK;

/*
 * End the session: its secrets are destroyed and the run is closed in the
 * ledger. Matches that were revealed stay. Closing twice changes nothing.
 *
 * Nothing is destroyed before the ledger was found to be free, whole, and to
 * know the run. A failure after that (the state is closed then) is mended by
 * closing again.
 *
 * Returns 0; PSI_E_STATE (the store is empty; the ledger does not know the
 * run, or is in use); PSI_E_INPUT (it is damaged); PSI_E_ARG (opened without
 * a ledger); PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_session_close(
    struct psi_session *session, struct psi_error *err) PSI_CHECK;

/*
 * Close the open run of an agreement whose session is lost: without it, the
 * ledger would refuse every further run. *run is its number, 0 if none was
 * open.
 *
 * Returns 0, PSI_E_STATE (the ledger is in use), PSI_E_INPUT (it is damaged),
 * PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_session_close_lost(const struct psi_store *ledger,
    const struct psi_agreement *agreement, int32_t today, uint32_t *run,
    struct psi_error *err) PSI_CHECK;

/* The files that the partner is to get. */
enum psi_session_file {
	PSI_SESSION_FILE_BLINDED = 1,
	/* evaluated/2 of the side that answers first, answer/1 of the other. */
	PSI_SESSION_FILE_ANSWER = 2
};

/*
 * Write one of them. The same bytes every time: its digest and signature are
 * checked before the sink gets a byte, and once more while it is written, in
 * case the store changes meanwhile, so that what was written is to be dropped
 * unless this returns 0.
 *
 * Returns 0, PSI_E_STATE (it is not there yet, the partner does not learn, the
 * run was given up, or it has changed in the store), PSI_E_AGREEMENT (it was
 * revoked or replaced here), PSI_E_ARG for another file, PSI_E_INPUT (the ledger
 * is damaged), PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_session_copy(struct psi_session *session,
    enum psi_session_file file, const struct psi_sink *sink,
    struct psi_error *err) PSI_CHECK;

#define PSI_SESSION_STATUS_VERSION 2

struct psi_session_status {
	/* PSI_SESSION_STATUS_VERSION, set by the caller. */
	uint32_t version;
	enum psi_session_state state;
	/* Your role, 'a' or 'b'. */
	char role;
	/* 1 or 0: counts mode; which sides learn. */
	int counts;
	int learns;
	int partner_learns;
	/* 1 if this side answers first, by the agreement. */
	int answers_first;
	/* 0 as long as none is reserved. */
	uint32_t run;
	uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES];
	/* From here on 0 until the step has been made. Own accounts with at
	 * least one key that was sent, and distinct keys that were sent. */
	uint64_t accounts;
	uint64_t keys;
	/* Rows of the keys file that were left out: their type is not agreed;
	 * their population is not sent, or its group is too small. */
	uint64_t dropped_types;
	uint64_t dropped_populations;
	/* Elements of the blinded files, padding included. */
	uint64_t elements;
	uint64_t partner_elements;
	/*
	 * After reveal: matched keys, the one number that is the same on both
	 * sides, and your accounts that matched (mode accounts). Both are 0
	 * where `withheld` is not: 1 if there are fewer matches than the
	 * agreement's minimum overlap, so that nothing is shown; 2 if (counts)
	 * a number is under its suppress-below, which the sum would tell.
	 */
	uint64_t matches;
	uint64_t matched_accounts;
	int withheld;
};

#define PSI_SESSION_STATUS_INIT                                                \
	{                                                                      \
		PSI_SESSION_STATUS_VERSION, PSI_SESSION_EMPTY, '\0', 0, 0, 0,  \
		    0, 0, { 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0                     \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_session_status_init(
    struct psi_session_status *out, uint32_t version);

/* What is known of a session. Returns 0, or PSI_E_ARG for another version. */
PSI_API int psi_session_status(const struct psi_session *session,
    struct psi_session_status *out, struct psi_error *err) PSI_CHECK;

/* The agreement of the session, owned by it. */
PSI_API const struct psi_agreement *psi_session_agreement(
    const struct psi_session *session);

#ifdef __cplusplus
}
#endif

#endif
