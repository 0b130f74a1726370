#include "list/keys_file.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "list/population_rules.h"
#include "terms/keytype.h"

void
psi_keys_file_init(struct psi_keys_file *file, const struct psi_sink *sink)
{
	memset(file, 0, sizeof *file);
	psi_csv_writer_init(&file->writer, sink);
	file->sink = *sink;
}

void
psi_keys_file_clear(struct psi_keys_file *file)
{
	psi_csv_writer_clear(&file->writer);
	psi_buf_clear(&file->account);
}

/* A row about the file: without account and population. */
static int
write_row(struct psi_keys_file *file, const char *type, const char *value,
    struct psi_error *err)
{
	int rc = 0;

	for (int i = 0; i < 2 && rc == 0; i++)
		rc = psi_csv_writer_text(&file->writer, "", err);
	if (rc == 0)
		rc = psi_csv_writer_text(&file->writer, type, err);
	if (rc == 0)
		rc = psi_csv_writer_text(&file->writer, value, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(&file->writer, err);
}

/* Each of several exports, and what a later step must know to read them so
 * again. */
static int
write_reading(struct psi_keys_file *file, const struct psi_keys_head *head,
    struct psi_error *err)
{
	const struct psi_normalize_options *options = head->options;
	const char delimiter[2] = { options->delimiter, '\0' };
	char text[PSI_NORMALIZER_DIGEST_CHARS];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < head->num_lists; i++) {
		psi_hex_encode(text, head->list_digest[i], PSI_SHA256_BYTES);
		rc = write_row(file, "list", text, err);
	}
	if (rc == 0 && options->encoding != NULL)
		rc = write_row(file, "encoding", options->encoding, err);
	if (rc == 0 && options->delimiter != '\0')
		rc = write_row(file, "delimiter",
		    options->delimiter == '\t' ? "tab" : delimiter, err);
	(void)snprintf(
	    text, sizeof text, "%llu", (unsigned long long)options->skip_lines);
	if (rc == 0 && options->skip_lines > 0)
		rc = write_row(file, "skip-lines", text, err);
	if (rc == 0 && options->country != NULL)
		rc = write_row(file, "country", options->country, err);
	for (size_t i = 0; rc == 0 && i < options->num_maps; i++)
		rc = write_row(file, "map", options->maps[i], err);
	return rc;
}

int
psi_keys_file_head(struct psi_keys_file *file, const struct psi_keys_head *head,
    struct psi_error *err)
{
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
	char fingerprint[sizeof digest + 16];
	int rc;

	file->writer.sink = psi_hashing_to(&file->hashing, &file->sink);
	psi_normalizer_fingerprint(head->normalizer, digest);
	(void)snprintf(fingerprint, sizeof fingerprint, "%s:%s",
	    psi_normalizer_version(), digest);
	rc = psi_buf_append_text(&file->writer.buf, PSI_KEYS_HEADER "\n", err);
	if (rc == 0)
		rc = write_row(file, "normalizer", fingerprint, err);
	if (rc == 0 && head->directory != NULL) {
		psi_directory_digest(head->directory, digest);
		rc = write_row(file, "directory", digest, err);
	}
	if (rc == 0)
		rc = write_row(file, "source-date", head->source_date, err);
	psi_hex_encode(digest, head->export_digest, PSI_SHA256_BYTES);
	if (rc == 0)
		rc = write_row(file, "export", digest, err);
	return rc != 0 ? rc : write_reading(file, head, err);
}

/* The cells that all rows of an account begin with. */
static int
begin_account(struct psi_keys_file *file, const struct psi_event *key,
    struct psi_error *err)
{
	struct psi_csv_writer *writer = &file->writer;
	int rc;

	rc = psi_csv_writer_cell(
	    writer, key->account.text, key->account.len, err);
	if (rc == 0)
		rc = psi_csv_writer_text(
		    writer, psi_population_name(key->population), err);
	return rc != 0 ? rc : psi_csv_writer_take(writer, &file->account, err);
}

int
psi_keys_file_key(struct psi_keys_file *file, const struct psi_event *key,
    struct psi_error *err)
{
	int rc = key->first ? begin_account(file, key, err) : 0;

	file->num_keys++;
	return rc != 0 ? rc
		       : psi_csv_writer_row(&file->writer, &file->account,
			     psi_key_type_name(key->type), key->value.text,
			     key->value.len, err);
}

int
psi_keys_file_flush(struct psi_keys_file *file, struct psi_error *err)
{
	return psi_csv_writer_flush(&file->writer, err);
}

int
psi_keys_file_rows(struct psi_keys_file *file, const struct psi_buf *text,
    uint64_t num_keys, struct psi_error *err)
{
	const struct psi_sink *sink = &file->writer.sink;
	int rc = psi_keys_file_flush(file, err);

	file->num_keys += num_keys;
	return rc != 0 || text->len == 0
	    ? rc
	    : sink->write(sink->cookie, text->data, text->len, err);
}

/* The number of keys, and the digest of all that was written before it. */
int
psi_keys_file_tail(struct psi_keys_file *file, struct psi_error *err)
{
	uint8_t digest[PSI_SHA256_BYTES];
	char text[2 * PSI_SHA256_BYTES + 1];
	int rc;

	(void)snprintf(
	    text, sizeof text, "%llu", (unsigned long long)file->num_keys);
	if ((rc = write_row(file, "rows", text, err)) != 0 ||
	    (rc = psi_keys_file_flush(file, err)) != 0)
		return rc;
	psi_sha256_final(&file->hashing.sha256, digest);
	file->writer.sink = file->sink;
	psi_hex_encode(text, digest, sizeof digest);
	rc = write_row(file, "sha256", text, err);
	return rc != 0 ? rc : psi_keys_file_flush(file, err);
}
