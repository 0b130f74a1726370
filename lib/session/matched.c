#include "session/matched.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "session/map_file.h"
#include "session/session.h"

static int
keep(struct psi_buf *arena, struct psi_cell cell, uint64_t *at, uint32_t *len,
    struct psi_error *err)
{
	*at = arena->len;
	*len = (uint32_t)cell.len;
	return psi_buf_append(arena, cell.text, cell.len, err);
}

static int
add_key(struct psi_matched *matched, const struct psi_session *session,
    const struct psi_map_row *row, uint32_t match, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	const struct psi_agreement_key *type =
	    psi_agreement_find_key(agreement, row->type.text, row->type.len);
	struct psi_matched_key key;
	int rc;

	if (type == NULL || row->order >= session->state.listed)
		return psi_matches_damaged(err);
	memset(&key, 0, sizeof key);
	key.order = row->order;
	key.type = (uint32_t)(type - agreement->key);
	key.match = match;
	key.population = row->population;
	if ((rc = keep(&matched->arena, row->account, &key.account,
		 &key.account_len, err)) != 0 ||
	    (rc = keep(&matched->arena, row->value, &key.value, &key.value_len,
		 err)) != 0)
		return rc;
	return psi_matched_keys_add(&matched->keys, &key, err);
}

/* Have the last key and the one before it the same match? Then two accounts of
 * yours have that key. */
static bool
mark_shared(struct psi_matched *matched, const struct psi_session *session)
{
	struct psi_matched_key *last = &matched->keys.at[matched->keys.num - 1];

	if (matched->keys.num < 2 || last[-1].match != last->match)
		return false;
	if (session->agreement->key[last->type].tier != PSI_TIER_FAMILY) {
		last[-1].is_shared = true;
		last->is_shared = true;
	}
	return true;
}

/* The rows of the map whose position matched; both ascend by position. *found
 * is the number of matches that have a row. */
static int
read_map(struct psi_matched *matched, const struct psi_session *session,
    size_t *found, struct psi_error *err)
{
	const struct psi_matches *matches = &matched->matches;
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	size_t next = 0;
	bool end = false;
	int rc;

	*found = 0;
	rc = psi_map_reader_new(&reader, &session->store, err);
	while (rc == 0) {
		rc = psi_map_reader_next(reader, &row, &end, err);
		if (rc != 0 || end)
			break;
		while (next < matches->num &&
		    matches->at[next].position < row.position)
			next++;
		if (next == matches->num ||
		    matches->at[next].position != row.position)
			continue;
		rc = add_key(matched, session, &row, (uint32_t)next, err);
		if (rc == 0 && !mark_shared(matched, session))
			(*found)++;
	}
	psi_map_reader_free(reader);
	return rc;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct psi_matched_key *x = a;
	const struct psi_matched_key *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return x->match < y->match ? -1 : x->match > y->match;
}

int
psi_matched_join(struct psi_matched *matched, const struct psi_session *session,
    struct psi_error *err)
{
	const struct psi_matched_keys *keys = &matched->keys;
	size_t found;
	int rc;

	if ((rc = read_map(matched, session, &found, err)) != 0)
		return rc;
	/* A padding element is made from a text that nobody knows, so nobody
	 * has it; and no row of the map leads to it. */
	if (found != matched->matches.num)
		return psi_refuse(err, PSI_E_MISMATCH, 0,
		    "do not use this file, and ask your partner how it was "
		    "made",
		    "a padding element of yours has matched, which no key can");
	if (keys->num > 0)
		qsort(keys->at, keys->num, sizeof *keys->at, compare_keys);
	matched->num_account = 0;
	for (size_t i = 0; i < keys->num; i++)
		matched->num_account +=
		    i == 0 || keys->at[i].order != keys->at[i - 1].order;
	return 0;
}

int
psi_matched_keep(struct psi_session *session, struct psi_matched *matched,
    struct psi_error *err)
{
	struct psi_matched *kept = psi_array_new(1, sizeof *kept);

	if (kept == NULL)
		return psi_error_nomem(err);
	*kept = *matched;
	memset(matched, 0, sizeof *matched);
	session->matched = kept;
	return 0;
}

static int
read_matched(struct psi_session *session, struct psi_error *err)
{
	struct psi_matched matched;
	int rc;

	memset(&matched, 0, sizeof matched);
	rc = psi_matches_file_read(&matched.matches, session, err);
	if (rc == 0)
		rc = psi_matched_join(&matched, session, err);
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
	int rc = session->matched != NULL ? 0 : read_matched(session, err);

	if (rc == 0)
		*out = session->matched;
	return rc;
}

void
psi_matched_clear(struct psi_matched *matched)
{
	psi_matches_clear(&matched->matches);
	psi_matched_keys_clear(&matched->keys);
	psi_buf_clear(&matched->arena);
	matched->num_account = 0;
}

void
psi_matched_free(struct psi_matched *matched)
{
	if (matched == NULL)
		return;
	psi_matched_clear(matched);
	psi_array_free(matched, 1, sizeof *matched);
}
