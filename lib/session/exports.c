#include "session/exports.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hashing.h"
#include "base/secret.h"
#include "session/state.h"
#include "table/csv_reader.h"
#include "table/csv_writer.h"

#define OBJECT "exports.csv"
/* More columns than any map names. */
#define MAPS_MAX 4096
#define SKIP_MAX UINT32_MAX

void
psi_exports_clear(struct psi_exports *exports)
{
	psi_buf_clear(&exports->text);
	psi_export_offsets_clear(&exports->map);
	memset(exports, 0, sizeof *exports);
}

/* ---- words ---- */

static int
bad_value(const char *word, struct psi_error *err)
{
	return psi_error_set(err, PSI_E_INPUT,
	    "the row '%s' has a value that is none, or stands twice", word);
}

/* Keep a text; *at is where, plus 1. */
static int
keep_text(struct psi_exports *exports, size_t *at, struct psi_cell value,
    struct psi_error *err)
{
	size_t offset = exports->text.len;
	int rc = psi_buf_append(&exports->text, value.text, value.len, err);

	if (rc == 0 && (rc = psi_buf_append(&exports->text, "", 1, err)) == 0)
		*at = offset + 1;
	return rc;
}

static bool
is_text(struct psi_cell value)
{
	return value.len > 0 && memchr(value.text, '\0', value.len) == NULL;
}

static int
take_list(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	if (exports->num_lists == PSI_NORMALIZE_LISTS_MAX ||
	    !psi_hex_decode(exports->list[exports->num_lists], PSI_SHA256_BYTES,
		value.text, value.len))
		return bad_value("list", err);
	exports->num_lists++;
	return 0;
}

static int
take_encoding(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	if (exports->encoding != 0 || !is_text(value))
		return bad_value("encoding", err);
	return keep_text(exports, &exports->encoding, value, err);
}

static int
take_country(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	if (exports->country != 0 || !is_text(value))
		return bad_value("country", err);
	return keep_text(exports, &exports->country, value, err);
}

static int
take_delimiter(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	if (exports->delimiter != 0 ||
	    (value.len != 1 && !psi_cell_is(value, "tab")))
		return bad_value("delimiter", err);
	exports->delimiter = value.len == 1 ? value.text[0] : '\t';
	return 0;
}

static int
take_skip(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	if (exports->skip_lines != 0 ||
	    !psi_decimal_decode(
		&exports->skip_lines, value.text, value.len, SKIP_MAX))
		return bad_value("skip-lines", err);
	return 0;
}

static int
take_map(
    struct psi_exports *exports, struct psi_cell value, struct psi_error *err)
{
	size_t at = 0;
	int rc;

	if (exports->map.num == MAPS_MAX || !is_text(value))
		return bad_value("map", err);
	rc = keep_text(exports, &at, value, err);
	return rc != 0 ? rc : psi_export_offsets_add(&exports->map, &at, err);
}

static const struct {
	const char *word;
	int (*take)(struct psi_exports *exports, struct psi_cell value,
	    struct psi_error *err);
} words[] = {
	{ "list", take_list },
	{ "encoding", take_encoding },
	{ "delimiter", take_delimiter },
	{ "skip-lines", take_skip },
	{ "country", take_country },
	{ "map", take_map },
};

bool
psi_exports_has_word(struct psi_cell word)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (psi_cell_is(word, words[i].word))
			return true;
	return false;
}

int
psi_exports_take(struct psi_exports *exports, struct psi_cell word,
    struct psi_cell value, struct psi_error *err)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (psi_cell_is(word, words[i].word))
			return words[i].take(exports, value, err);
	return bad_value("list", err);
}

static const char *
text_at(const struct psi_exports *exports, size_t at)
{
	return at == 0 ? NULL : (const char *)exports->text.data + at - 1;
}

const char *
psi_exports_encoding(const struct psi_exports *exports)
{
	return text_at(exports, exports->encoding);
}

const char *
psi_exports_country(const struct psi_exports *exports)
{
	return text_at(exports, exports->country);
}

const char *
psi_exports_map(const struct psi_exports *exports, size_t i)
{
	return text_at(exports, exports->map.at[i]);
}

/* ---- the object ---- */

/* A row; nothing where there is no value. */
static int
put(struct psi_csv_writer *writer, const char *word, const char *value,
    struct psi_error *err)
{
	int rc;

	if (value == NULL || value[0] == '\0')
		return 0;
	if ((rc = psi_csv_writer_text(writer, word, err)) != 0 ||
	    (rc = psi_csv_writer_text(writer, value, err)) != 0)
		return rc;
	return psi_csv_writer_end_row(writer, err);
}

static int
put_all(const struct psi_exports *exports, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	const char delimiter[2] = { exports->delimiter, '\0' };
	char hex[2 * PSI_SHA256_BYTES + 1];
	char skip[24] = "";
	int rc = put(writer, "term", "value", err);

	for (size_t i = 0; rc == 0 && i < exports->num_lists; i++) {
		psi_hex_encode(hex, exports->list[i], PSI_SHA256_BYTES);
		rc = put(writer, "list", hex, err);
	}
	if (exports->skip_lines > 0)
		(void)snprintf(skip, sizeof skip, "%llu",
		    (unsigned long long)exports->skip_lines);
	if (rc == 0 &&
	    (rc = put(writer, "encoding", psi_exports_encoding(exports),
		 err)) == 0 &&
	    (rc = put(writer, "delimiter",
		 exports->delimiter == '\t' ? "tab" : delimiter, err)) == 0 &&
	    (rc = put(writer, "skip-lines", skip, err)) == 0)
		rc = put(writer, "country", psi_exports_country(exports), err);
	for (size_t i = 0; rc == 0 && i < exports->map.num; i++)
		rc = put(writer, "map", psi_exports_map(exports, i), err);
	return rc != 0 ? rc : psi_csv_writer_flush(writer, err);
}

int
psi_exports_write(const struct psi_exports *exports,
    uint8_t digest[PSI_SHA256_BYTES], const struct psi_store *store,
    struct psi_error *err)
{
	struct psi_hashing_sink hashing;
	struct psi_csv_writer writer;
	struct psi_sink hashed;
	struct psi_sink sink;
	int rc;

	if (exports->num_lists == 0 && exports->text.len == 0 &&
	    exports->delimiter == 0 && exports->skip_lines == 0) {
		memset(digest, 0, PSI_SHA256_BYTES);
		return store->remove(store->cookie, OBJECT, err);
	}
	if ((rc = store->create(store->cookie, OBJECT, &sink, err)) != 0)
		return rc;
	hashed = psi_hashing_to(&hashing, &sink);
	psi_csv_writer_init(&writer, &hashed);
	rc = put_all(exports, &writer, err);
	psi_csv_writer_clear(&writer);
	psi_sha256_final(&hashing.sha256, digest);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

static int
read_rows(struct psi_exports *exports, struct psi_csv_reader *reader,
    struct psi_error *err)
{
	bool is_header = true;

	for (;;) {
		struct psi_csv_record record;
		bool end = false;
		int rc = psi_csv_reader_next(reader, &record, &end, err);

		if (rc != 0 || end)
			return rc;
		if (record.num_cells != 2)
			return bad_value("list", err);
		if (!is_header &&
		    (rc = psi_exports_take(
			 exports, record.cells[0], record.cells[1], err)) != 0)
			return rc;
		is_header = false;
	}
}

static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "begin another run in another folder",
	    "the session is damaged: how its exports were read is lost");
}

int
psi_exports_read(struct psi_exports *exports,
    const uint8_t digest[PSI_SHA256_BYTES], const struct psi_store *store,
    struct psi_error *err)
{
	static const struct psi_csv_reader_options options = {
		PSI_ENCODING_UTF8, ','
	};
	struct psi_csv_reader *reader = NULL;
	struct psi_hashing_source hashing;
	struct psi_source hashed;
	struct psi_source source;
	int rc;

	memset(exports, 0, sizeof *exports);
	rc = store->open(store->cookie, OBJECT, &source, err);
	if (rc == PSI_E_ABSENT)
		return psi_state_has(digest) ? damaged(err) : 0;
	if (rc != 0)
		return rc;
	hashed = psi_hashing_from(&hashing, &source);
	if ((rc = psi_csv_reader_new(&reader, &hashed, &options, err)) == 0)
		rc = read_rows(exports, reader, err);
	psi_csv_reader_free(reader);
	store->close(store->cookie, &source);
	if (rc == PSI_E_INPUT ||
	    (rc == 0 && !psi_state_vouches(digest, &hashing.sha256)))
		rc = damaged(err);
	psi_wipe(&hashing, sizeof hashing);
	if (rc != 0)
		psi_exports_clear(exports);
	return rc;
}
