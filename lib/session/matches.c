#include "session/matches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "list/own_columns.h"
#include "mapping/score.h"
#include "session/map_file.h"
#include "session/objects.h"
#include "session/session.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"

#define TOKEN_TAG "psi-match/1"
#define TOKEN_CHARS (2 * (size_t)PSI_MATCH_TOKEN_BYTES)

static const struct psi_csv_reader_options csv_options = { PSI_ENCODING_UTF8,
	',' };

static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: its matches or its map cannot be read");
}

int
psi_session_withheld(const struct psi_session *session, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_AGREEMENT,
	    "there are fewer than the %lu matches that the agreement asks "
	    "for, so nothing is shown",
	    (unsigned long)session->agreement->minimum_overlap);
	return PSI_E_AGREEMENT;
}

void
psi_matches_session_digest(
    const struct psi_session *session, uint8_t out[PSI_SHA256_BYTES])
{
	const struct psi_state *state = &session->state;
	bool is_a = state->role == 'a';
	uint8_t both[2 * PSI_DIGEST_BYTES];

	memcpy(both, is_a ? state->own_blinded : state->partner_blinded,
	    PSI_DIGEST_BYTES);
	memcpy(both + PSI_DIGEST_BYTES,
	    is_a ? state->partner_blinded : state->own_blinded,
	    PSI_DIGEST_BYTES);
	psi_sha256(out, both, sizeof both);
}

/* The token of a matched key, in hex. */
static void
match_token(char out[TOKEN_CHARS + 1], const uint8_t digest[PSI_SHA256_BYTES],
    const uint8_t *element, size_t element_bytes)
{
	uint8_t text[sizeof TOKEN_TAG - 1 + PSI_SHA256_BYTES +
	    PSI_ELEMENT_MAX_BYTES];
	uint8_t hash[PSI_SHA256_BYTES];
	size_t tag_len = sizeof TOKEN_TAG - 1;

	memcpy(text, TOKEN_TAG, tag_len);
	memcpy(text + tag_len, digest, PSI_SHA256_BYTES);
	memcpy(text + tag_len + PSI_SHA256_BYTES, element, element_bytes);
	psi_sha256(hash, text, tag_len + PSI_SHA256_BYTES + element_bytes);
	psi_hex_encode(out, hash, PSI_MATCH_TOKEN_BYTES);
}

static int
write_cells(struct psi_csv_writer *writer, const char *const *cells, size_t num,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_text(writer, cells[i], err);
	return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
}

static int
write_positions(const struct psi_session *session,
    const struct psi_found *found, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	static const char *const header[] = { "position", "match" };
	size_t element_bytes = session->agreement->suite->element_bytes;
	uint8_t digest[PSI_SHA256_BYTES];
	int rc;

	psi_matches_session_digest(session, digest);
	rc = write_cells(writer, header, 2, err);
	for (size_t i = 0; rc == 0 && i < found->num; i++) {
		char position[24];
		char token[TOKEN_CHARS + 1];
		const char *const cells[] = { position, token };

		(void)snprintf(position, sizeof position, "%lu",
		    (unsigned long)found->position[i]);
		match_token(token, digest, found->element + i * element_bytes,
		    element_bytes);
		rc = write_cells(writer, cells, 2, err);
	}
	return rc;
}

static const char *
group_name(const struct psi_agreement *agreement, size_t g)
{
	return agreement->num_group == 0
	    ? "all"
	    : psi_population_name(agreement->group[g]);
}

/* The agreed lower limit: a smaller number than L is "<L", and is not kept
 * anywhere. */
static int
write_matrix(const struct psi_agreement *agreement,
    uint32_t (*cell)[PSI_POPULATIONS], struct psi_csv_writer *writer,
    struct psi_error *err)
{
	static const char *const header[] = { "our_population",
		"their_population", "matches" };
	size_t num = agreement->num_group == 0 ? 1 : agreement->num_group;
	uint32_t limit = agreement->suppress_below;
	int rc;

	rc = write_cells(writer, header, 3, err);
	for (size_t i = 0; rc == 0 && i < num * num; i++) {
		size_t ours = i / num;
		size_t theirs = i % num;
		uint32_t n = cell[ours][theirs];
		char text[16];
		const char *const cells[] = { group_name(agreement, ours),
			group_name(agreement, theirs), text };

		(void)snprintf(text, sizeof text, "%s%lu", n < limit ? "<" : "",
		    (unsigned long)(n < limit ? limit : n));
		rc = write_cells(writer, cells, 3, err);
	}
	return rc;
}

int
psi_matches_write(const struct psi_session *session,
    const struct psi_found *found, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_csv_writer writer;
	struct psi_sink sink;
	uint32_t cell[PSI_POPULATIONS][PSI_POPULATIONS];
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_MATCHES, &sink, err);
	if (rc != 0)
		return rc;
	psi_csv_writer_init(&writer, &sink);
	memcpy(cell, found->cell, sizeof cell);
	rc = session->agreement->mode == PSI_MODE_COUNTS
	    ? write_matrix(session->agreement, cell, &writer, err)
	    : write_positions(session, found, &writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

int
psi_found_add(struct psi_found *found, uint32_t position,
    const uint8_t *element, struct psi_error *err)
{
	size_t size = found->size == 0 ? 256 : 2 * found->size;
	void *positions = found->position;
	void *elements = found->element;
	int rc;

	if (found->num == found->size) {
		if ((rc = psi_array_resize(&positions, found->size, size,
			 sizeof *found->position, err)) != 0)
			return rc;
		found->position = positions;
		rc = psi_array_resize(
		    &elements, found->size, size, found->element_bytes, err);
		if (rc != 0) {
			psi_array_free(
			    positions, size, sizeof *found->position);
			found->position = NULL;
			psi_array_free(
			    elements, found->size, found->element_bytes);
			found->element = NULL;
			found->num = found->size = 0;
			return rc;
		}
		found->element = elements;
		found->size = size;
	}
	found->position[found->num] = position;
	memcpy(found->element + found->num++ * found->element_bytes, element,
	    found->element_bytes);
	return 0;
}

void
psi_found_clear(struct psi_found *found)
{
	psi_array_free(found->position, found->size, sizeof *found->position);
	psi_array_free(found->element, found->size, found->element_bytes);
	found->position = NULL;
	found->element = NULL;
	found->num = found->size = 0;
}

/* A padding element is made from a text that nobody knows, so nobody has it;
 * and no row of the map leads to it. */
static int
refuse_padding(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_MISMATCH, 0,
	    "do not use this file, and ask your partner how it was made",
	    "a padding element of yours has matched, which no key can");
}

int
psi_matches_count_accounts(const struct psi_session *session,
    const struct psi_found *found, uint64_t *accounts, struct psi_error *err)
{
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	size_t size = (size_t)session->state.listed;
	uint8_t *seen = psi_array_new(size + 1, 1);
	size_t next = 0;
	size_t num_mapped = 0;
	uint32_t last = UINT32_MAX;
	bool end = false;
	int rc;

	if (seen == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_map_reader_new(&reader, &session->store, err)) != 0)
		goto out;
	while (
	    (rc = psi_map_reader_next(reader, &row, &end, err)) == 0 && !end) {
		while (
		    next < found->num && found->position[next] < row.position)
			next++;
		if (next == found->num || found->position[next] != row.position)
			continue;
		if (row.order >= size) {
			rc = damaged(err);
			break;
		}
		num_mapped += row.position != last;
		last = row.position;
		*accounts += seen[row.order] == 0;
		seen[row.order] = 1;
	}
	if (rc == 0 && num_mapped != found->num)
		rc = refuse_padding(err);
out:
	psi_array_free(seen, size + 1, 1);
	psi_map_reader_free(reader);
	return rc;
}

/* One line of matches.csv. */
struct token {
	uint32_t position;
	char text[TOKEN_CHARS + 1];
};

/* One matched key of one own account. */
struct entry {
	/* The account's place in the keys file. */
	uint32_t order;
	/* Its place among the agreement's keys, and among the tokens. */
	uint32_t key;
	uint32_t token;
	/* The account, in the arena. */
	uint64_t account;
	uint32_t account_len;
	/* Another own account holds the same key. Family keys aside: they are
	 * there to be shared. */
	bool is_shared;
};

/* Writing the result of a session. */
struct listing {
	struct psi_session *session;
	struct token *token;
	size_t num_token;
	size_t token_size;
	struct entry *entry;
	size_t num_entry;
	size_t entry_size;
	struct psi_buf arena;
	struct psi_csv_writer *writer;
	bool with_ambiguous;
	struct psi_own_columns *columns;
};

static int
add_token(struct listing *listing, const struct psi_csv_record *record,
    struct psi_error *err)
{
	const struct psi_cell *cells = record->cells;
	void *array = listing->token;
	size_t size = listing->token_size;
	struct token *token;
	uint64_t position;
	int rc;

	if (record->num_cells != 2 || cells[1].len != TOKEN_CHARS ||
	    !psi_decimal_decode(
		&position, cells[0].text, cells[0].len, UINT32_MAX))
		return damaged(err);
	if (listing->num_token == size) {
		size = size == 0 ? 256 : size * 2;
		rc = psi_array_resize(&array, listing->token_size, size,
		    sizeof *listing->token, err);
		if (rc != 0)
			return rc;
		listing->token = array;
		listing->token_size = size;
	}
	token = &listing->token[listing->num_token++];
	token->position = (uint32_t)position;
	memcpy(token->text, cells[1].text, TOKEN_CHARS);
	token->text[TOKEN_CHARS] = '\0';
	return 0;
}

/* Every row of matches.csv after its header, which has `columns` columns. */
static int
read_matches(struct listing *listing, size_t columns,
    int (*add)(
	struct listing *, const struct psi_csv_record *, struct psi_error *),
    struct psi_error *err)
{
	const struct psi_store *store = &listing->session->store;
	struct psi_csv_reader *reader = NULL;
	struct psi_csv_record record;
	struct psi_source source;
	bool end = false;
	int rc;

	rc = store->open(store->cookie, PSI_OBJECT_MATCHES, &source, err);
	if (rc == PSI_E_ABSENT)
		return damaged(err);
	if (rc != 0)
		return rc;
	rc = psi_csv_reader_new(&reader, &source, &csv_options, err);
	if (rc == 0)
		rc = psi_csv_reader_next(reader, &record, &end, err);
	if (rc == 0 && (end || record.num_cells != columns))
		rc = damaged(err);
	while (rc == 0) {
		rc = psi_csv_reader_next(reader, &record, &end, err);
		if (rc != 0 || end)
			break;
		rc = add(listing, &record, err);
	}
	psi_csv_reader_free(reader);
	store->close(store->cookie, &source);
	return rc == PSI_E_INPUT ? damaged(err) : rc;
}

static int
add_entry(struct listing *listing, const struct psi_map_row *row,
    uint32_t token, struct psi_error *err)
{
	const struct psi_agreement *agreement = listing->session->agreement;
	const struct psi_agreement_key *key;
	void *array = listing->entry;
	size_t size = listing->entry_size;
	struct entry *entry;
	int rc;

	key = psi_agreement_find_key(agreement, row->type.text, row->type.len);
	if (key == NULL)
		return damaged(err);
	if (listing->num_entry == size) {
		size = size == 0 ? 256 : size * 2;
		rc = psi_array_resize(&array, listing->entry_size, size,
		    sizeof *listing->entry, err);
		if (rc != 0)
			return rc;
		listing->entry = array;
		listing->entry_size = size;
	}
	entry = &listing->entry[listing->num_entry];
	entry->order = row->order;
	entry->key = (uint32_t)(key - agreement->key);
	entry->token = token;
	entry->account = listing->arena.len;
	entry->account_len = (uint32_t)row->account.len;
	entry->is_shared = false;
	rc = psi_buf_append(
	    &listing->arena, row->account.text, row->account.len, err);
	if (rc == 0)
		listing->num_entry++;
	return rc;
}

static bool
is_family_key(const struct listing *listing, size_t entry)
{
	const struct psi_agreement *agreement = listing->session->agreement;

	return agreement->key[listing->entry[entry].key].tier ==
	    PSI_TIER_FAMILY;
}

/* The rows of the map whose position matched; both ascend by position. */
static int
collect(struct listing *listing, struct psi_error *err)
{
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	size_t token = 0;
	bool end = false;
	int rc;

	rc = psi_map_reader_new(&reader, &listing->session->store, err);
	if (rc != 0)
		return rc;
	while (
	    (rc = psi_map_reader_next(reader, &row, &end, err)) == 0 && !end) {
		size_t n;

		while (token < listing->num_token &&
		    listing->token[token].position < row.position)
			token++;
		if (token == listing->num_token)
			break;
		if (listing->token[token].position != row.position)
			continue;
		rc = add_entry(listing, &row, (uint32_t)token, err);
		if (rc != 0)
			break;
		n = listing->num_entry;
		if (n < 2 || listing->entry[n - 2].token != token ||
		    is_family_key(listing, n - 1))
			continue;
		listing->entry[n - 2].is_shared = true;
		listing->entry[n - 1].is_shared = true;
	}
	psi_map_reader_free(reader);
	return rc;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->token < y->token ? -1 : x->token > y->token;
}

/* The token of the strongest key: by weight, then type, then token. Entries
 * of an account are in the order of types already. */
static const char *
strongest_token(const struct listing *listing, size_t first, size_t end)
{
	const struct psi_agreement_key *keys = listing->session->agreement->key;
	const struct entry *best = &listing->entry[first];
	const char *best_text = listing->token[best->token].text;

	for (size_t i = first + 1; i < end; i++) {
		const struct entry *entry = &listing->entry[i];
		const char *text = listing->token[entry->token].text;
		uint16_t weight = keys[entry->key].weight;
		uint16_t best_weight = keys[best->key].weight;

		if (weight < best_weight)
			continue;
		if (weight == best_weight &&
		    (entry->key != best->key || strcmp(text, best_text) > 0))
			continue;
		best = entry;
		best_text = text;
	}
	return best_text;
}

/* The types of an account's keys, each once, joined by blanks. */
static int
write_types(struct listing *listing, const struct psi_score_key *keys,
    size_t num, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++) {
		if (i > 0)
			rc = psi_buf_append_text(&text, " ", err);
		if (rc == 0)
			rc = psi_buf_append_text(&text, keys[i].type, err);
	}
	if (rc == 0)
		rc = psi_csv_writer_cell(
		    listing->writer, (const char *)text.data, text.len, err);
	psi_buf_clear(&text);
	return rc;
}

/* The row of the account whose entries are first..end-1. */
static int
write_account(
    struct listing *listing, size_t first, size_t end, struct psi_error *err)
{
	const struct psi_agreement *agreement = listing->session->agreement;
	const struct entry *entry = &listing->entry[first];
	const char *account =
	    (const char *)listing->arena.data + entry->account;
	struct psi_score_key keys[PSI_KEY_TYPES_MAX];
	struct psi_score score;
	char number[8];
	bool is_shared = false;
	size_t num = 0;
	int rc;

	for (size_t i = first; i < end; i++) {
		const struct psi_agreement_key *key =
		    &agreement->key[listing->entry[i].key];

		is_shared = is_shared || listing->entry[i].is_shared;
		if (i > first &&
		    listing->entry[i].key == entry[i - first - 1].key)
			continue;
		keys[num].type = key->type;
		keys[num].tier = key->tier;
		keys[num++].weight = key->weight;
	}
	psi_score(&score, keys, num, agreement->minimum_score);
	(void)snprintf(number, sizeof number, "0.%03u", score.score);
	if ((rc = psi_csv_writer_text(listing->writer,
		 strongest_token(listing, first, end), err)) != 0 ||
	    (rc = psi_csv_writer_data(
		 listing->writer, account, entry->account_len, err)) != 0 ||
	    (rc = psi_csv_writer_text(listing->writer, number, err)) != 0 ||
	    (rc = psi_csv_writer_text(
		 listing->writer, psi_tier_name(score.tier), err)) != 0 ||
	    (rc = psi_csv_writer_text(
		 listing->writer, psi_level_name(score.level), err)) != 0 ||
	    (rc = write_types(listing, keys, num, err)) != 0)
		return rc;
	if (listing->with_ambiguous &&
	    (rc = psi_csv_writer_text(
		 listing->writer, is_shared ? "yes" : "no", err)) != 0)
		return rc;
	if (listing->columns != NULL &&
	    (rc = psi_own_columns_write_row(listing->columns, listing->writer,
		 account, entry->account_len, err)) != 0)
		return rc;
	return psi_csv_writer_end_row(listing->writer, err);
}

static int
write_header(struct listing *listing, struct psi_error *err)
{
	static const char *const names[] = { "match", "account", "score",
		"tier", "level", "matched_on" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof names / sizeof names[0]; i++)
		rc = psi_csv_writer_text(listing->writer, names[i], err);
	if (rc == 0 && listing->with_ambiguous)
		rc = psi_csv_writer_text(listing->writer, "ambiguous", err);
	if (rc == 0 && listing->columns != NULL)
		rc = psi_own_columns_write_header(
		    listing->columns, listing->writer, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(listing->writer, err);
}

/* Your columns of the accounts that matched. */
static int
read_columns(struct listing *listing, const struct psi_matches_options *options,
    struct psi_error *err)
{
	struct psi_csv_reader_options reading = { PSI_ENCODING_AUTO,
		options->delimiter };
	uint64_t missing = 0;
	int rc;

	/* The name was checked with the other options. */
	if (options->encoding != NULL)
		(void)psi_encoding_from_name(
		    &reading.encoding, options->encoding);
	rc = psi_own_columns_new(&listing->columns, err);
	for (size_t i = 0; rc == 0 && i < listing->num_entry; i++) {
		const struct entry *entry = &listing->entry[i];

		rc = psi_own_columns_want(listing->columns,
		    (const char *)listing->arena.data + entry->account,
		    entry->account_len, err);
	}
	if (rc == 0)
		rc = psi_own_columns_read(listing->columns, options->accounts,
		    options->account_column, &reading, &missing, err);
	if (rc == 0 && options->missing_accounts != NULL)
		*options->missing_accounts = missing;
	return rc;
}

/* Entries between asking for memory and using it. */
#define PREFETCH_AHEAD 16

/* The accounts are in another order than the map that they come from: have
 * what a later entry needs on its way. */
static void
prefetch_entry(const struct listing *listing, size_t i)
{
	const struct entry *entry;

	if (i >= listing->num_entry)
		return;
	entry = &listing->entry[i];
	__builtin_prefetch(&listing->token[entry->token]);
	__builtin_prefetch(listing->arena.data + entry->account);
}

static int
write_accounts(struct listing *listing,
    const struct psi_matches_options *options, struct psi_error *err)
{
	size_t first = 0;
	int rc;

	if ((rc = read_matches(listing, 2, add_token, err)) != 0 ||
	    (rc = collect(listing, err)) != 0)
		return rc;
	if (listing->num_entry > 0)
		qsort(listing->entry, listing->num_entry,
		    sizeof *listing->entry, compare_entries);
	if (options->accounts != NULL &&
	    (rc = read_columns(listing, options, err)) != 0)
		return rc;
	rc = write_header(listing, err);
	while (rc == 0 && first < listing->num_entry) {
		size_t end = first + 1;

		while (end < listing->num_entry &&
		    listing->entry[end].order == listing->entry[first].order)
			end++;
		for (size_t i = first; i < end; i++)
			prefetch_entry(listing, i + PREFETCH_AHEAD);
		rc = write_account(listing, first, end, err);
		first = end;
	}
	return rc;
}

/* A line of the matrix: small numbers were not kept. */
static int
add_cell(struct listing *listing, const struct psi_csv_record *record,
    struct psi_error *err)
{
	const struct psi_cell *cells = record->cells;
	size_t mark;
	uint64_t n;
	int rc;

	if (record->num_cells != 3)
		return damaged(err);
	mark = cells[2].len > 0 && cells[2].text[0] == '<' ? 1 : 0;
	if (!psi_decimal_decode(
		&n, cells[2].text + mark, cells[2].len - mark, UINT32_MAX))
		return damaged(err);
	for (size_t i = 0; i < 3; i++) {
		rc = psi_csv_writer_cell(
		    listing->writer, cells[i].text, cells[i].len, err);
		if (rc != 0)
			return rc;
	}
	return psi_csv_writer_end_row(listing->writer, err);
}

static int
write_counts(struct listing *listing, struct psi_error *err)
{
	static const char *const header[] = { "our_population",
		"their_population", "matches" };
	int rc;

	rc = write_cells(listing->writer, header, 3, err);
	return rc != 0 ? rc : read_matches(listing, 3, add_cell, err);
}

int
psi_matches_options_check(
    const struct psi_matches_options *options, struct psi_error *err)
{
	enum psi_encoding encoding;

	if (options->version != PSI_MATCHES_OPTIONS_VERSION)
		return psi_error_set(err, PSI_E_ARG, "invalid options");
	if (options->encoding == NULL ||
	    psi_encoding_from_name(&encoding, options->encoding))
		return 0;
	return psi_refuse(err, PSI_E_ARG, 0,
	    "the encodings are utf-8, utf-16le, utf-16be and windows-1252",
	    "there is no such encoding: '%s'", options->encoding);
}

int
psi_session_matches(struct psi_session *session, const struct psi_sink *sink,
    const struct psi_matches_options *options, struct psi_error *err)
{
	static const struct psi_matches_options defaults =
	    PSI_MATCHES_OPTIONS_INIT;
	struct listing listing;
	struct psi_csv_writer writer;
	bool is_counts = session->agreement->mode == PSI_MODE_COUNTS;
	int rc;

	if (options == NULL)
		options = &defaults;
	if ((rc = psi_matches_options_check(options, err)) != 0)
		return rc;
	if (session->state.state != PSI_SESSION_REVEALED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-reveal on your partner's evaluated file",
		    "this session is not revealed");
	if (session->state.withheld == PSI_WITHHELD_OVERLAP)
		return psi_session_withheld(session, err);
	memset(&listing, 0, sizeof listing);
	psi_csv_writer_init(&writer, sink);
	listing.session = session;
	listing.writer = &writer;
	listing.with_ambiguous = options->ambiguous != 0;
	rc = is_counts ? write_counts(&listing, err)
		       : write_accounts(&listing, options, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	psi_own_columns_free(listing.columns);
	psi_array_free(
	    listing.token, listing.token_size, sizeof *listing.token);
	psi_array_free(
	    listing.entry, listing.entry_size, sizeof *listing.entry);
	psi_buf_clear(&listing.arena);
	return rc;
}
