#include "session/matched_read.h"

#include <string.h>

#include "base/error.h"
#include "base/sorter.h"
#include "session/matched_join.h"
#include "session/matches_file.h"
#include "session/session.h"

/* ---- reading ---- */

static int
read_matches(struct psi_match_queue *out, struct psi_matches_reader *file,
    struct psi_error *err)
{
	struct psi_match match;
	bool end = false;
	int rc = 0;

	while (rc == 0) {
		rc = psi_matches_reader_next(file, &match, &end, err);
		if (rc != 0 || end)
			break;
		rc = psi_match_queue_add(out, &match, err);
	}
	return rc;
}

/* Read it for the session, which has none. Where it does not fit, the matches
 * need not be kept anywhere but in their object. */
static int
read_matched(struct psi_session *session, bool is_whole, struct psi_error *err)
{
	struct psi_matched matched = { .is_whole = is_whole };
	struct psi_matches_reader *file = NULL;
	bool fits = is_whole ||
	    psi_session_fits(
		session, session->state.matches * PSI_MATCHED_BYTES);
	int rc = psi_matches_reader_new(&file, session, err);

	if (rc == 0)
		rc = fits ? read_matches(&matched.matches, file, err)
			  : psi_matched_spill(&matched, session, err);
	if (rc == 0)
		rc = psi_matched_join(
		    &matched, session, fits ? NULL : file, err);
	psi_matches_reader_free(file);
	/* When it was revealed there was no padding among them. */
	if (rc == PSI_E_MISMATCH)
		rc = psi_matches_damaged(err);
	if (rc == 0)
		rc = psi_matched_keep(session, &matched, err);
	psi_matched_clear(&matched);
	return rc;
}

int
psi_matched_of(const struct psi_matched **out, struct psi_session *session,
    struct psi_error *err)
{
	int rc = 0;

	if (session->matched != NULL && session->matched->sorted != NULL) {
		psi_matched_free(session->matched);
		session->matched = NULL;
	}
	if (session->matched == NULL)
		rc = read_matched(session, true, err);
	if (rc == 0)
		*out = session->matched;
	return rc;
}

/* ---- key by key ---- */

int
psi_matched_open(struct psi_matched_cursor *cursor, struct psi_session *session,
    struct psi_error *err)
{
	int rc;

	if (session->matched == NULL &&
	    (rc = read_matched(session, false, err)) != 0)
		return rc;
	cursor->session = session;
	if (session->matched->sorted == NULL) {
		cursor->shared = session->matched;
	} else {
		cursor->own = session->matched;
		session->matched = NULL;
	}
	return psi_matched_rewind(cursor, err);
}

int
psi_matched_rewind(struct psi_matched_cursor *cursor, struct psi_error *err)
{
	cursor->next = 0;
	return cursor->own == NULL ? 0
				   : psi_sorter_sort(cursor->own->sorted, err);
}

/* How many keys ahead memory is asked for. */
#define PREFETCH_AHEAD 16

/* The keys were sorted by account, so each one's match and text lie
 * somewhere else in memory: ask for them before they are needed. */
static void
prefetch(const struct psi_matched *matched, size_t next)
{
	const struct psi_matched_key *key;

	if (matched->keys.num - next <= PREFETCH_AHEAD)
		return;
	key = &matched->keys.at[next + PREFETCH_AHEAD];
	__builtin_prefetch(&matched->matches.kept.at[key->match]);
	__builtin_prefetch(matched->arena.data + key->account);
}

static void
read_key(struct psi_matched_entry *out, const struct psi_matched *matched,
    const struct psi_matched_key *key)
{
	const struct psi_match *match = &matched->matches.kept.at[key->match];

	out->order = key->order;
	out->type = key->type;
	out->position = match->position;
	out->population = key->population;
	out->is_shared = key->is_shared;
	memcpy(out->token, match->token, sizeof out->token);
	out->account = psi_matched_account(matched, key);
}

int
psi_matched_next(struct psi_matched_cursor *cursor,
    struct psi_matched_entry *out, bool *end, struct psi_error *err)
{
	const struct psi_matched *shared = cursor->shared;
	const uint8_t *record;
	size_t len;
	int rc;

	if (shared != NULL) {
		*end = cursor->next == shared->keys.num;
		if (*end)
			return 0;
		prefetch(shared, cursor->next);
		read_key(out, shared, &shared->keys.at[cursor->next++]);
		return 0;
	}
	rc = psi_sorter_next(cursor->own->sorted, &record, &len, end, err);
	if (rc == 0 && !*end)
		psi_matched_record_read(out, record, len);
	return rc;
}

void
psi_matched_close(struct psi_matched_cursor *cursor)
{
	if (cursor->own != NULL && cursor->session->matched == NULL)
		cursor->session->matched = cursor->own;
	else
		psi_matched_free(cursor->own);
	memset(cursor, 0, sizeof *cursor);
}
