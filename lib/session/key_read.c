#include "session/key_read.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "psi/date.h"
#include "session/key_waiting.h"
#include "table/csv_reader.h"

/* "psi-key/1", the agreement's digest and the key are hashed to the group
 * together, and may have 65,535 bytes. */
#define KEY_BYTES_MAX (65535 - 9 - PSI_AGREEMENT_DIGEST_BYTES)
#define NORMALIZER "pkn2:"

enum { COLUMN_ACCOUNT, COLUMN_POPULATION, COLUMN_TYPE, COLUMN_VALUE, COLUMNS };

/* The last row, ",,sha256," and 64 digits, with its line end and the one before
 * it, fits into this. */
#define TAIL_BYTES 80

/* A source that hashes what passes through it, all but the end: where the last row
 * begins is seen when it was read. */
struct hashing {
	const struct psi_source *source;
	struct psi_sha256 sha256;
	uint8_t tail[TAIL_BYTES];
	size_t tail_len;
};

struct psi_key_reader {
	struct psi_key_table *table;
	const struct psi_agreement *agreement;
	char role;
	struct hashing hashing;
	struct psi_source hashed;
	struct psi_csv_reader *csv;
	struct psi_key_waiting waiting;
	/* Rows with an account. */
	uint64_t rows;
	bool has_normalizer;
	bool has_export;
	bool has_directory;
	bool has_source_date;
	bool has_end;
	/* The row that says what the digest of all before it is, 0 for none. */
	uint64_t digest_line;
	uint8_t digest[PSI_SHA256_BYTES];
};

/* Hash what leaves the tail. */
static void
hash_bytes(struct hashing *hashing, const uint8_t *in, size_t in_len)
{
	size_t leaving = hashing->tail_len + in_len <= TAIL_BYTES
	    ? 0
	    : hashing->tail_len + in_len - TAIL_BYTES;
	size_t from_tail =
	    leaving < hashing->tail_len ? leaving : hashing->tail_len;

	psi_sha256_update(&hashing->sha256, hashing->tail, from_tail);
	psi_sha256_update(&hashing->sha256, in, leaving - from_tail);
	memmove(hashing->tail, hashing->tail + from_tail,
	    hashing->tail_len - from_tail);
	hashing->tail_len -= from_tail;
	in += leaving - from_tail;
	in_len -= leaving - from_tail;
	if (in_len > 0)
		memcpy(hashing->tail + hashing->tail_len, in, in_len);
	hashing->tail_len += in_len;
}

/* The digest of all. */
static void
finish_hash(const struct hashing *hashing, uint8_t digest[PSI_SHA256_BYTES])
{
	struct psi_sha256 sha256 = hashing->sha256;

	psi_sha256_update(&sha256, hashing->tail, hashing->tail_len);
	psi_sha256_final(&sha256, digest);
}

/* The digest of all that stands before the last line; false where that is too long
 * to be the row of the digest. */
static bool
hash_before_last(
    const struct hashing *hashing, uint8_t digest[PSI_SHA256_BYTES])
{
	struct psi_sha256 sha256 = hashing->sha256;
	size_t at = hashing->tail_len;

	/* Its own line end is not the one before it. */
	if (at > 0 && hashing->tail[at - 1] == '\n')
		at--;
	while (at > 0 && hashing->tail[at - 1] != '\n')
		at--;
	psi_sha256_update(&sha256, hashing->tail, at);
	psi_sha256_final(&sha256, digest);
	return at > 0;
}

static int
read_hashing(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct hashing *hashing = cookie;
	int rc;

	rc = hashing->source->read(
	    hashing->source->cookie, out, out_size, out_len, err);
	if (rc == 0)
		hash_bytes(hashing, out, *out_len);
	return rc;
}

int
psi_key_table_digest(uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_source *source, struct psi_error *err)
{
	uint8_t chunk[8192];
	struct hashing hashing;
	size_t len;
	int rc;

	hashing.source = source;
	hashing.tail_len = 0;
	psi_sha256_init(&hashing.sha256);
	do {
		len = 0;
		rc = read_hashing(&hashing, chunk, sizeof chunk, &len, err);
	} while (rc == 0 && len > 0);
	psi_wipe(chunk, sizeof chunk);
	if (rc == 0)
		finish_hash(&hashing, digest);
	return rc;
}

static bool
cell_is(const struct psi_cell *cell, const char *text)
{
	/* The words compared with are public. */
	return cell->len == strlen(text) &&
	    (cell->len == 0 || memcmp(cell->text, text, cell->len) == 0);
}

static int
bad_row(const struct psi_csv_record *record, const char *what,
    struct psi_error *err)
{
	return psi_refuse(err, PSI_E_INPUT, record->line,
	    "make the keys file again with psi-normalize, and give it to "
	    "psi-blind as it was written",
	    "%s", what);
}

static int
read_header(struct psi_csv_reader *reader, struct psi_error *err)
{
	static const char *const names[COLUMNS] = { "account", "population",
		"type", "value" };
	struct psi_csv_record record;
	bool end = false;
	bool fits;
	int rc;

	if ((rc = psi_csv_reader_next(reader, &record, &end, err)) != 0)
		return rc;
	fits = !end && record.num_cells == COLUMNS;
	for (size_t i = 0; fits && i < COLUMNS; i++)
		fits = cell_is(&record.cells[i], names[i]);
	if (fits)
		return 0;
	return psi_refuse(err, PSI_E_INPUT, 1,
	    "make it from your accounts with psi-normalize",
	    "this is not a keys file: it does not begin with "
	    "'account,population,type,value'");
}

/* The normaliser must be the one that both sides agreed on: with another one
 * matches would be lost without a sign of it. */
static int
check_normalizer(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	const struct psi_cell *value = &record->cells[COLUMN_VALUE];
	size_t prefix_len = strlen(NORMALIZER);
	uint8_t fingerprint[sizeof reading->agreement->fingerprint];
	char ours[9];
	char agreed[9];

	/* Fingerprints are public. */
	if (reading->has_normalizer || value->len < prefix_len ||
	    memcmp(value->text, NORMALIZER, prefix_len) != 0 ||
	    !psi_hex_decode(fingerprint, sizeof fingerprint,
		value->text + prefix_len, value->len - prefix_len))
		return bad_row(record,
		    "the row 'normalizer' is not pkn2 and a fingerprint", err);
	reading->has_normalizer = true;
	/* Public, as said. */
	if (memcmp(fingerprint, reading->agreement->fingerprint,
		sizeof fingerprint) == 0)
		return 0;
	psi_hex_encode(ours, fingerprint, 4);
	psi_hex_encode(agreed, reading->agreement->fingerprint, 4);
	return psi_refuse(err, PSI_E_AGREEMENT, record->line,
	    "make the keys again with the psi-normalize and the public-suffix "
	    "list that the agreement names; if yours are newer, agree on them "
	    "in a new agreement",
	    "the keys were made by normaliser %s..., but the agreement names "
	    "%s...",
	    ours, agreed);
}

/* The directory of companies, if any, must be the agreed one too. */
static int
check_directory(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	const struct psi_agreement *agreement = reading->agreement;
	const struct psi_cell *value = &record->cells[COLUMN_VALUE];
	uint8_t digest[sizeof agreement->directory];

	if (reading->has_directory ||
	    !psi_hex_decode(digest, sizeof digest, value->text, value->len))
		return bad_row(
		    record, "the row 'directory' is not a SHA-256", err);
	reading->has_directory = true;
	if (!agreement->has_directory)
		return psi_refuse(err, PSI_E_AGREEMENT, record->line,
		    "make the keys again without --directory",
		    "the keys were made with a directory, but the agreement "
		    "names none");
	/* Public. */
	if (memcmp(digest, agreement->directory, sizeof digest) != 0)
		return psi_refuse(err, PSI_E_AGREEMENT, record->line,
		    "make the keys again with the directory that came with the "
		    "agreement",
		    "the keys were made with another directory than the "
		    "agreement names");
	return 0;
}

/* Without the directory that the partner uses, matches would be lost. */
static int
check_head(const struct psi_key_reader *reading, struct psi_error *err)
{
	if (!reading->agreement->has_directory || reading->has_directory)
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "make the keys again with psi-normalize --agreement, and the "
	    "directory that came with the agreement beside it",
	    "the keys were made without the directory that the agreement "
	    "names");
}

/* How the exports were read. */
static int
read_export_row(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	int rc = psi_exports_take(&reading->table->exports,
	    record->cells[COLUMN_TYPE], record->cells[COLUMN_VALUE], err);

	if (rc == PSI_E_INPUT && err != NULL)
		err->line = record->line;
	return rc;
}

/* A row without account: about the file. */
static int
read_file_row(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	const struct psi_cell *type = &record->cells[COLUMN_TYPE];
	const struct psi_cell *value = &record->cells[COLUMN_VALUE];
	uint64_t rows = 0;

	if (record->cells[COLUMN_POPULATION].len != 0)
		return bad_row(record, "the account is missing", err);
	if (cell_is(type, "normalizer"))
		return check_normalizer(reading, record, err);
	if (cell_is(type, "directory"))
		return check_directory(reading, record, err);
	if (cell_is(type, "source-date")) {
		if (reading->has_source_date ||
		    !psi_date_decode(
			&reading->table->source_date, value->text, value->len))
			return bad_row(
			    record, "the row 'source-date' is not a date", err);
		reading->has_source_date = true;
		return 0;
	}
	if (cell_is(type, "export")) {
		if (reading->has_export ||
		    !psi_hex_decode(reading->table->export, PSI_DIGEST_BYTES,
			value->text, value->len))
			return bad_row(
			    record, "the row 'export' is not a digest", err);
		reading->has_export = true;
		return 0;
	}
	if (psi_exports_has_word(*type))
		return read_export_row(reading, record, err);
	if (!cell_is(type, "rows"))
		return bad_row(record, "the account is missing", err);
	if (!psi_decimal_decode(&rows, value->text, value->len, UINT64_MAX) ||
	    rows != reading->rows) {
		(void)bad_row(record,
		    "the keys file does not have the number of rows that it "
		    "says",
		    err);
		psi_error_hint(err, "make it again with psi-normalize");
		return PSI_E_INPUT;
	}
	reading->has_end = true;
	return 0;
}

/* What stands behind the row 'rows': the digest of the file before it, in files of
 * psi-normalize. */
static int
read_digest_row(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	const struct psi_cell *value = &record->cells[COLUMN_VALUE];

	if (reading->digest_line != 0)
		return bad_row(
		    record, "rows follow after the row 'sha256'", err);
	if (record->num_cells != COLUMNS ||
	    record->cells[COLUMN_ACCOUNT].len != 0 ||
	    record->cells[COLUMN_POPULATION].len != 0 ||
	    !cell_is(&record->cells[COLUMN_TYPE], "sha256"))
		return bad_row(record, "rows follow after the row 'rows'", err);
	if (!psi_hex_decode(reading->digest, sizeof reading->digest,
		value->text, value->len))
		return bad_row(record, "the row 'sha256' is not a digest", err);
	reading->digest_line = record->line;
	return 0;
}

/* Is the population sent at all (rule 10), and in counts mode with groups one
 * of them? */
static bool
is_sent(const struct psi_key_reader *reading, enum psi_population population)
{
	const struct psi_agreement *agreement = reading->agreement;

	if (!psi_agreement_sends(agreement, reading->role, population))
		return false;
	return agreement->num_group == 0 ||
	    psi_agreement_find_group(agreement, population) >= 0;
}

/* Is the key of this row sent? If not, it is counted. */
static bool
takes_key(struct psi_key_reader *reading, const struct psi_csv_record *record,
    enum psi_population population)
{
	const struct psi_cell *type = &record->cells[COLUMN_TYPE];

	if (psi_agreement_find_key(reading->agreement, type->text, type->len) ==
	    NULL) {
		reading->table->dropped_types++;
		return false;
	}
	if (is_sent(reading, population))
		return true;
	reading->table->dropped_populations++;
	return false;
}

static int
read_key_row(struct psi_key_reader *reading,
    const struct psi_csv_record *record, struct psi_error *err)
{
	const struct psi_cell *cells = record->cells;
	struct psi_waiting_row row = { .line = record->line };
	struct psi_cell none = { NULL, 0 };

	if (!reading->has_normalizer || !reading->has_source_date)
		return bad_row(record,
		    "the rows 'normalizer' and 'source-date' do not come "
		    "first",
		    err);
	if (cells[COLUMN_TYPE].len == 0 || cells[COLUMN_VALUE].len == 0)
		return bad_row(record, "the type or the value is empty", err);
	if (!psi_population_find(&row.population, cells[COLUMN_POPULATION].text,
		cells[COLUMN_POPULATION].len) ||
	    row.population == PSI_POPULATION_ANY)
		return bad_row(record, "the population is unknown", err);
	reading->rows++;
	if (!takes_key(reading, record, row.population))
		return psi_key_waiting_add(&reading->waiting, &row,
		    cells[COLUMN_ACCOUNT], none, none, err);
	if (cells[COLUMN_TYPE].len + 1 + cells[COLUMN_VALUE].len >
	    KEY_BYTES_MAX)
		return bad_row(record, "the value is too long", err);
	return psi_key_waiting_add(&reading->waiting, &row,
	    cells[COLUMN_ACCOUNT], cells[COLUMN_TYPE], cells[COLUMN_VALUE],
	    err);
}

/* The next row, or *end. */
static int
read_row(struct psi_key_reader *reading, bool *end, struct psi_error *err)
{
	struct psi_csv_record record;
	int rc = psi_csv_reader_next(reading->csv, &record, end, err);

	if (rc != 0 || *end)
		return rc;
	if (reading->has_end)
		return read_digest_row(reading, &record, err);
	if (record.num_cells != COLUMNS)
		return bad_row(&record, "the row does not have 4 columns", err);
	return record.cells[COLUMN_ACCOUNT].len == 0
	    ? read_file_row(reading, &record, err)
	    : read_key_row(reading, &record, err);
}

int
psi_key_reader_read(struct psi_key_reader *reading, size_t rows, bool *end,
    struct psi_error *err)
{
	int rc_waiting;
	int rc = 0;

	*end = false;
	while (rc == 0 && !*end && rows-- > 0)
		rc = read_row(reading, end, err);
	if (rc == 0 && !*end)
		return 0;
	/* A fault in a row that waits came earlier in the file. */
	rc_waiting = psi_key_waiting_take(&reading->waiting, err);
	return rc_waiting != 0 ? rc_waiting : rc;
}

/* Are the bytes those that were written? A file without a digest was made by
 * another program. */
static int
check_digest(const struct psi_key_reader *reading, struct psi_error *err)
{
	uint8_t digest[PSI_SHA256_BYTES];

	if (reading->digest_line == 0)
		return 0;
	if (hash_before_last(&reading->hashing, digest) &&
	    psi_public_equal(digest, reading->digest, sizeof digest))
		return 0;
	return psi_refuse(err, PSI_E_INPUT, reading->digest_line,
	    "make it again with psi-normalize, and give it to psi-blind as it "
	    "was written",
	    "the keys file was changed or damaged since it was written: its "
	    "digest is another");
}

/* Is that all of it? */
static int
check_end(const struct psi_key_reader *reading, struct psi_error *err)
{
	int rc;

	if (reading->has_end)
		return (rc = check_digest(reading, err)) != 0
		    ? rc
		    : check_head(reading, err);
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "make it again with psi-normalize, and see whether that failed",
	    "the keys file is cut off: its last row 'rows' is missing");
}

static int
rank_keys(struct psi_key_table *table, struct psi_error *err)
{
	table->key_population =
	    psi_array_new(psi_text_table_num(&table->keys), 1);
	if (table->key_population == NULL)
		return psi_error_nomem(err);
	memset(table->key_population, PSI_POPULATIONS,
	    psi_text_table_num(&table->keys));
	for (size_t i = 0; i < table->rows.num; i++) {
		const struct psi_key_row *row = &table->rows.at[i];
		uint8_t population = table->populations.at[row->account];

		if (population < table->key_population[row->key])
			table->key_population[row->key] = population;
	}
	return 0;
}

int
psi_key_reader_new(struct psi_key_reader **out, struct psi_key_table *table,
    const struct psi_source *source, const struct psi_agreement *agreement,
    char role, const struct psi_key_room *room, struct psi_error *err)
{
	static const struct psi_csv_reader_options options = {
		PSI_ENCODING_UTF8, ','
	};
	struct psi_key_reader *reader = psi_array_new(1, sizeof *reader);
	int rc;

	memset(table, 0, sizeof *table);
	if (reader == NULL)
		return psi_error_nomem(err);
	reader->table = table;
	reader->agreement = agreement;
	reader->role = role;
	reader->waiting.table = table;
	reader->waiting.room = room;
	reader->hashing.source = source;
	psi_sha256_init(&reader->hashing.sha256);
	reader->hashed = (struct psi_source){ read_hashing, &reader->hashing };
	if ((rc = psi_csv_reader_new(
		 &reader->csv, &reader->hashed, &options, err)) == 0)
		rc = read_header(reader->csv, err);
	if (rc == 0)
		*out = reader;
	else
		psi_key_reader_free(reader);
	return rc;
}

int
psi_key_reader_finish(struct psi_key_reader *reader, struct psi_error *err)
{
	struct psi_key_table *table = reader->table;
	int rc = check_end(reader, err);

	if (rc == 0)
		rc = table->spill != NULL ? psi_key_spill_end(table->spill, err)
					  : rank_keys(table, err);
	if (rc != 0)
		return rc;
	finish_hash(&reader->hashing, table->digest);
	psi_text_table_settle(&table->accounts);
	psi_text_table_settle(&table->keys);
	return 0;
}

void
psi_key_reader_free(struct psi_key_reader *reader)
{
	if (reader == NULL)
		return;
	psi_csv_reader_free(reader->csv);
	psi_key_waiting_clear(&reader->waiting);
	psi_array_free(reader, 1, sizeof *reader);
}

int
psi_key_table_read(struct psi_key_table *table, const struct psi_source *source,
    const struct psi_agreement *agreement, char role,
    const struct psi_key_room *room, struct psi_error *err)
{
	struct psi_key_reader *reader = NULL;
	bool end;
	int rc;

	rc = psi_key_reader_new(
	    &reader, table, source, agreement, role, room, err);
	if (reader != NULL &&
	    (rc = psi_key_reader_read(reader, SIZE_MAX, &end, err)) == 0)
		rc = psi_key_reader_finish(reader, err);
	psi_key_reader_free(reader);
	if (rc != 0)
		psi_key_table_clear(table);
	return rc;
}
