#include "session/matches_file.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hashing.h"
#include "session/objects.h"
#include "session/session.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"

#define TOKEN_TAG "psi-match/1"
/* The population of a list without groups. */
#define NO_GROUP "all"

static const char *const position_header[] = { "position", "match" };
static const char *const count_header[] = { "our_population",
	"their_population", "matches" };

int
psi_matches_damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: its matches or its map cannot be read");
}

void
psi_match_token(uint8_t out[PSI_MATCH_TOKEN_BYTES],
    const uint8_t session_digest[PSI_SHA256_BYTES], const uint8_t *element,
    size_t element_bytes)
{
	uint8_t text[sizeof TOKEN_TAG - 1 + PSI_SHA256_BYTES +
	    PSI_ELEMENT_MAX_BYTES];
	uint8_t hash[PSI_SHA256_BYTES];
	size_t tag_len = sizeof TOKEN_TAG - 1;

	memcpy(text, TOKEN_TAG, tag_len);
	memcpy(text + tag_len, session_digest, PSI_SHA256_BYTES);
	memcpy(text + tag_len + PSI_SHA256_BYTES, element, element_bytes);
	psi_sha256(hash, text, tag_len + PSI_SHA256_BYTES + element_bytes);
	memcpy(out, hash, PSI_MATCH_TOKEN_BYTES);
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
write_positions(struct psi_match_queue *matches, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	struct psi_match match;
	bool end = false;
	int rc = write_cells(writer, position_header, 2, err);

	if (rc == 0)
		rc = psi_match_queue_begin(matches, err);
	while (rc == 0) {
		char position[PSI_DECIMAL_CHARS + 1];
		char token[PSI_MATCH_TOKEN_CHARS];
		const char *const cells[] = { position, token };

		rc = psi_match_queue_next(matches, &match, &end, err);
		if (rc != 0 || end)
			break;
		position[psi_decimal_encode(position, match.position)] = '\0';
		psi_hex_encode(token, match.token, sizeof match.token);
		rc = write_cells(writer, cells, 2, err);
	}
	return rc;
}

static const char *
group_name(const struct psi_agreement *agreement, size_t g)
{
	return agreement->num_group == 0
	    ? NO_GROUP
	    : psi_population_name(agreement->group[g]);
}

static int
write_matrix(const struct psi_agreement *agreement,
    const struct psi_match_counts *counts, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	size_t num = agreement->num_group == 0 ? 1 : agreement->num_group;
	uint32_t limit = agreement->suppress_below;
	int rc = write_cells(writer, count_header, 3, err);

	for (size_t i = 0; rc == 0 && i < num * num; i++) {
		size_t ours = i / num;
		size_t theirs = i % num;
		uint32_t n = counts->cell[ours][theirs];
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
psi_matches_file_write(struct psi_sink *out, uint8_t digest[PSI_SHA256_BYTES],
    const struct psi_session *session, struct psi_match_queue *matches,
    const struct psi_match_counts *counts, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_hashing_sink hashing;
	struct psi_csv_writer writer;
	struct psi_sink hashed;
	struct psi_sink sink;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_MATCHES, &sink, err);
	if (rc != 0)
		return rc;
	hashed = psi_hashing_to(&hashing, &sink);
	psi_csv_writer_init(&writer, &hashed);
	rc = session->agreement->mode == PSI_MODE_COUNTS
	    ? write_matrix(session->agreement, counts, &writer, err)
	    : write_positions(matches, &writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	psi_sha256_final(&hashing.sha256, digest);
	if (rc == 0)
		*out = sink;
	else
		store->abandon(store->cookie, &sink);
	return rc;
}

/* ---- reading ---- */

struct psi_matches_reader {
	const struct psi_store *store;
	struct psi_source source;
	bool is_open;
	/* What state.csv says. */
	const uint8_t *digest;
	struct psi_hashing_source hashing;
	struct psi_source hashed;
	struct psi_csv_reader *csv;
	/* Cells of every row, the header's too. */
	size_t columns;
};

/* The next row, valid until the one after it is read. At the end it is known
 * whether they are those that were written. */
static int
next_row(struct psi_matches_reader *reader, struct psi_csv_record *row,
    bool *end, struct psi_error *err)
{
	int rc = psi_csv_reader_next(reader->csv, row, end, err);

	if (rc == PSI_E_INPUT ||
	    (rc == 0 && !*end && row->num_cells != reader->columns) ||
	    (rc == 0 && *end &&
		!psi_state_vouches(reader->digest, &reader->hashing.sha256)))
		return psi_matches_damaged(err);
	return rc;
}

/* Open the object, and stand behind its header. */
static int
open_rows(struct psi_matches_reader **out, const struct psi_session *session,
    size_t columns, struct psi_error *err)
{
	static const struct psi_csv_reader_options options = {
		PSI_ENCODING_UTF8, ','
	};
	const struct psi_store *store = &session->store;
	struct psi_matches_reader *reader = psi_array_new(1, sizeof *reader);
	struct psi_csv_record row;
	bool end = false;
	int rc;

	if (reader == NULL)
		return psi_error_nomem(err);
	reader->store = store;
	reader->columns = columns;
	reader->digest = session->state.matches_file;
	rc = store->open(
	    store->cookie, PSI_OBJECT_MATCHES, &reader->source, err);
	reader->is_open = rc == 0;
	reader->hashed = psi_hashing_from(&reader->hashing, &reader->source);
	if (rc == 0)
		rc = psi_csv_reader_new(
		    &reader->csv, &reader->hashed, &options, err);
	if (rc == PSI_E_ABSENT || rc == PSI_E_INPUT)
		rc = psi_matches_damaged(err);
	if (rc == 0)
		rc = next_row(reader, &row, &end, err);
	if (rc == 0 && end)
		rc = psi_matches_damaged(err);
	if (rc == 0)
		*out = reader;
	else
		psi_matches_reader_free(reader);
	return rc;
}

void
psi_matches_reader_free(struct psi_matches_reader *reader)
{
	if (reader == NULL)
		return;
	psi_csv_reader_free(reader->csv);
	if (reader->is_open)
		reader->store->close(reader->store->cookie, &reader->source);
	psi_array_free(reader, 1, sizeof *reader);
}

int
psi_matches_reader_new(struct psi_matches_reader **out,
    const struct psi_session *session, struct psi_error *err)
{
	return open_rows(out, session, 2, err);
}

int
psi_matches_reader_next(struct psi_matches_reader *reader,
    struct psi_match *out, bool *end, struct psi_error *err)
{
	struct psi_csv_record row;
	uint64_t position;
	int rc = next_row(reader, &row, end, err);

	if (rc != 0 || *end)
		return rc;
	if (!psi_decimal_decode(
		&position, row.cells[0].text, row.cells[0].len, UINT32_MAX) ||
	    !psi_hex_decode(out->token, sizeof out->token, row.cells[1].text,
		row.cells[1].len))
		return psi_matches_damaged(err);
	out->position = (uint32_t)position;
	return 0;
}

/* The name of a group, which lives longer than the file. */
static bool
find_group(const char **out, struct psi_cell cell)
{
	enum psi_population population;

	if (psi_cell_is(cell, NO_GROUP)) {
		*out = NO_GROUP;
		return true;
	}
	if (!psi_population_find(&population, cell.text, cell.len))
		return false;
	*out = psi_population_name(population);
	return true;
}

static int
add_count(struct psi_count_rows *rows, const struct psi_cell *cells,
    struct psi_error *err)
{
	struct psi_count_row row;
	size_t mark = psi_cell_begins(cells[2], "<") ? 1 : 0;

	row.below = mark == 1;
	if (!find_group(&row.our_population, cells[0]) ||
	    !find_group(&row.their_population, cells[1]) ||
	    !psi_decimal_decode(&row.matches, cells[2].text + mark,
		cells[2].len - mark, UINT32_MAX))
		return psi_matches_damaged(err);
	return psi_count_rows_add(rows, &row, err);
}

int
psi_matches_file_read_counts(struct psi_count_rows *out,
    const struct psi_session *session, struct psi_error *err)
{
	struct psi_matches_reader *reader = NULL;
	struct psi_csv_record row;
	bool end = false;
	int rc = open_rows(&reader, session, 3, err);

	while (rc == 0) {
		rc = next_row(reader, &row, &end, err);
		if (rc != 0 || end)
			break;
		rc = add_count(out, row.cells, err);
	}
	psi_matches_reader_free(reader);
	return rc;
}
