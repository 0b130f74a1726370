#include "session/matched_join.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sorter.h"
#include "session/map_file.h"
#include "session/matched_record.h"
#include "session/session.h"

struct joining {
	struct psi_matched *matched;
	const struct psi_session *session;
	/* NULL where the matches are those of `matched`. */
	struct psi_matches_reader *file;
	/* The match that a row of the map may be of, and its number. */
	struct psi_match match;
	uint32_t number;
	bool is_end;
	/* Matches so far, and those that have a row. The one that the last row
	 * was of. */
	uint64_t num;
	uint64_t found;
	uint32_t last;
	/* The record of that row, where they are sorted: it may turn out to be
	 * shared with the next. */
	struct psi_buf record;
};

static int
next_match(struct joining *joining, struct psi_error *err)
{
	int rc = joining->file != NULL
	    ? psi_matches_reader_next(
		  joining->file, &joining->match, &joining->is_end, err)
	    : psi_match_queue_next(&joining->matched->matches, &joining->match,
		  &joining->is_end, err);

	if (rc == 0 && !joining->is_end)
		joining->number = (uint32_t)joining->num++;
	return rc;
}

/* ---- in memory ---- */

static int
keep(struct psi_buf *arena, struct psi_cell cell, uint64_t *at, uint32_t *len,
    struct psi_error *err)
{
	*at = arena->len;
	*len = (uint32_t)cell.len;
	return psi_buf_append(arena, cell.text, cell.len, err);
}

static int
add_key(struct joining *joining, const struct psi_map_row *row, uint32_t type,
    bool is_shared, struct psi_error *err)
{
	struct psi_matched *matched = joining->matched;
	struct psi_matched_key key;
	int rc;

	memset(&key, 0, sizeof key);
	key.order = row->order;
	key.type = type;
	key.match = joining->number;
	key.population = row->population;
	key.is_shared = is_shared;
	if (is_shared)
		matched->keys.at[matched->keys.num - 1].is_shared = true;
	if ((rc = keep(&matched->arena, row->account, &key.account,
		 &key.account_len, err)) != 0 ||
	    (rc = keep(&matched->arena, row->value, &key.value, &key.value_len,
		 err)) != 0)
		return rc;
	return psi_matched_keys_add(&matched->keys, &key, err);
}

/* ---- on disk ---- */

/* The last record, of which all is known now, goes to the sorter. */
static int
flush_record(struct joining *joining, struct psi_error *err)
{
	int rc = 0;

	if (joining->record.len > 0)
		rc = psi_sorter_add(joining->matched->sorted,
		    joining->record.data, joining->record.len, err);
	joining->record.len = 0;
	return rc;
}

static int
add_record(struct joining *joining, const struct psi_map_row *row,
    uint32_t type, bool is_shared, struct psi_error *err)
{
	struct psi_matched_entry entry = { row->order, type, row->position,
		row->population, is_shared, { 0 }, row->account };
	int rc;

	memcpy(entry.token, joining->match.token, sizeof entry.token);
	if (is_shared)
		psi_matched_record_share(&joining->record);
	if ((rc = flush_record(joining, err)) != 0)
		return rc;
	return psi_matched_record_make(&joining->record, &entry, err);
}

/* More keys than fit into memory: those that are there go to the sorter. The
 * matches are few enough to stay. */
static int
spill_keys(struct joining *joining, struct psi_error *err)
{
	struct psi_matched *matched = joining->matched;
	int rc = psi_matched_spill(matched, joining->session, err);

	for (size_t i = 0; rc == 0 && i < matched->keys.num; i++) {
		const struct psi_matched_key *key = &matched->keys.at[i];
		const struct psi_match *match =
		    &matched->matches.kept.at[key->match];
		struct psi_matched_entry entry = { key->order, key->type,
			match->position, key->population, key->is_shared, { 0 },
			psi_matched_account(matched, key) };

		memcpy(entry.token, match->token, sizeof entry.token);
		if ((rc = flush_record(joining, err)) == 0)
			rc = psi_matched_record_make(
			    &joining->record, &entry, err);
	}
	psi_matched_keys_clear(&matched->keys);
	psi_buf_clear(&matched->arena);
	return rc;
}

/* ---- both ---- */

/* A row of the match at which the matches stand. A key that the row before it
 * has too belongs to two accounts of yours. */
static int
add_row(struct joining *joining, const struct psi_map_row *row,
    struct psi_error *err)
{
	const struct psi_agreement *agreement = joining->session->agreement;
	const struct psi_agreement_key *type =
	    psi_agreement_find_key(agreement, row->type.text, row->type.len);
	struct psi_matched *matched = joining->matched;
	bool is_again = joining->found > 0 && joining->last == joining->number;
	bool is_shared;
	uint32_t place;
	int rc;

	if (type == NULL || row->order >= joining->session->state.listed ||
	    row->account.len > PSI_MATCHED_TEXT_MAX)
		return psi_matches_damaged(err);
	is_shared = is_again && type->tier != PSI_TIER_FAMILY;
	place = (uint32_t)(type - agreement->key);
	joining->found += !is_again;
	joining->last = joining->number;
	if (matched->sorted != NULL)
		return add_record(joining, row, place, is_shared, err);
	if ((rc = add_key(joining, row, place, is_shared, err)) != 0)
		return rc;
	return psi_matched_fits(matched, joining->session)
	    ? 0
	    : spill_keys(joining, err);
}

/* The rows of the map whose position matched; both ascend by position. */
static int
read_map(struct joining *joining, struct psi_error *err)
{
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	bool end = false;
	int rc;

	if ((rc = psi_map_reader_new(&reader, &joining->session->store,
		 joining->session->state.map_file, err)) == 0)
		rc = next_match(joining, err);
	while (rc == 0) {
		rc = psi_map_reader_next(reader, &row, &end, err);
		if (rc != 0 || end)
			break;
		while (rc == 0 && !joining->is_end &&
		    joining->match.position < row.position)
			rc = next_match(joining, err);
		if (rc == 0 && !joining->is_end &&
		    joining->match.position == row.position)
			rc = add_row(joining, &row, err);
	}
	while (rc == 0 && !joining->is_end)
		rc = next_match(joining, err);
	if (rc == 0 && joining->matched->sorted != NULL)
		rc = flush_record(joining, err);
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

/* The accounts among which those of the keys are, or 0 where that is more than
 * the keys themselves are worth: then they are compared. */
static size_t
counted_accounts(const struct psi_matched_keys *keys)
{
	size_t most = 0;

	for (size_t i = 0; i < keys->num; i++)
		if (keys->at[i].order >= most)
			most = (size_t)keys->at[i].order + 1;
	return most / 8 <= keys->num && keys->num <= UINT32_MAX ? most : 0;
}

/* Which key is to stand where, those of one account in the order in which they
 * are: a counting sort. `next` is zero, with one element more than accounts. */
static void
count_places(uint32_t *place, uint32_t *next,
    const struct psi_matched_keys *keys, size_t accounts)
{
	for (size_t i = 0; i < keys->num; i++)
		next[keys->at[i].order + (size_t)1]++;
	for (size_t i = 0; i < accounts; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < keys->num; i++)
		place[next[keys->at[i].order]++] = (uint32_t)i;
}

/* NULL where memory is missing. */
static uint32_t *
find_places(const struct psi_matched_keys *keys, size_t accounts)
{
	uint32_t *next = psi_array_new(accounts + 1, sizeof *next);
	uint32_t *place =
	    next == NULL ? NULL : psi_array_new(keys->num, sizeof *place);

	if (place != NULL)
		count_places(place, next, keys, accounts);
	psi_array_free(next, accounts + 1, sizeof *next);
	return place;
}

/* Element i becomes what element from[i] was: along each circle of those that
 * take each other's place. */
static void
take_places(const struct psi_matched_keys *keys, uint32_t *from)
{
	for (size_t i = 0; i < keys->num; i++) {
		const struct psi_matched_key first = keys->at[i];
		uint32_t at = (uint32_t)i;

		while (from[at] != i) {
			uint32_t next = from[at];

			keys->at[at] = keys->at[next];
			from[at] = at;
			at = next;
		}
		keys->at[at] = first;
		from[at] = at;
	}
}

static int
sort_by_account(struct psi_matched_keys *keys, struct psi_error *err)
{
	size_t accounts = counted_accounts(keys);
	uint32_t *from;

	if (accounts == 0) {
		qsort(keys->at, keys->num, sizeof *keys->at, compare_keys);
		return 0;
	}
	if ((from = find_places(keys, accounts)) == NULL)
		return psi_error_nomem(err);
	take_places(keys, from);
	psi_array_free(from, keys->num, sizeof *from);
	return 0;
}

static int
sort_keys(struct psi_matched *matched, struct psi_error *err)
{
	struct psi_matched_keys *keys = &matched->keys;
	size_t end;
	int rc = keys->num > 0 ? sort_by_account(keys, err) : 0;

	matched->num_account = 0;
	for (size_t i = 0; rc == 0 && i < keys->num; i = end) {
		end = i + 1;
		while (
		    end < keys->num && keys->at[end].order == keys->at[i].order)
			end++;
		if (end - i > 1)
			qsort(&keys->at[i], end - i, sizeof *keys->at,
			    compare_keys);
		matched->num_account++;
	}
	return rc;
}

static int
sort_records(struct psi_matched *matched, struct psi_error *err)
{
	const uint8_t *record;
	uint32_t last = 0;
	bool end = false;
	size_t len;
	int rc = psi_sorter_sort(matched->sorted, err);

	matched->num_account = 0;
	while (rc == 0) {
		uint32_t order;

		rc = psi_sorter_next(matched->sorted, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		order = psi_matched_record_order(record);
		matched->num_account +=
		    matched->num_account == 0 || order != last;
		last = order;
	}
	return rc;
}

int
psi_matched_join(struct psi_matched *matched, const struct psi_session *session,
    struct psi_matches_reader *file, struct psi_error *err)
{
	struct joining joining = {
		.matched = matched, .session = session, .file = file
	};
	int rc =
	    file != NULL ? 0 : psi_match_queue_begin(&matched->matches, err);

	if (rc == 0)
		rc = read_map(&joining, err);
	psi_buf_clear(&joining.record);
	if (rc != 0)
		return rc;
	/* A padding element is made from a text that nobody knows, so nobody
	 * has it; and no row of the map leads to it. */
	if (joining.found != joining.num)
		return psi_refuse(err, PSI_E_MISMATCH, 0,
		    "do not use this file, and ask your partner how it was "
		    "made",
		    "a padding element of yours has matched, which no key can");
	if (matched->sorted != NULL)
		return sort_records(matched, err);
	return sort_keys(matched, err);
}
