#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "wire/wire.h"

#define BUFFER_BYTES ((size_t)1 << 16)

struct psi_wire_writer {
	const struct psi_sink *sink;
	struct psi_sha256 sha256;
	/* 0 <= len <= BUFFER_BYTES: lines that wait to be hashed and
	 * written. */
	size_t len;
	char buffer[BUFFER_BYTES];
};

int
psi_wire_writer_new(struct psi_wire_writer **out, const struct psi_sink *sink,
    struct psi_error *err)
{
	struct psi_wire_writer *writer = psi_array_new(1, sizeof *writer);

	if (writer == NULL)
		return psi_error_nomem(err);
	writer->sink = sink;
	psi_sha256_init(&writer->sha256);
	*out = writer;
	return 0;
}

void
psi_wire_writer_free(struct psi_wire_writer *writer)
{
	psi_array_free(writer, 1, sizeof *writer);
}

static int
flush(struct psi_wire_writer *writer, struct psi_error *err)
{
	size_t len = writer->len;

	if (len == 0)
		return 0;
	writer->len = 0;
	psi_sha256_update(&writer->sha256, writer->buffer, len);
	return writer->sink->write(
	    writer->sink->cookie, (const uint8_t *)writer->buffer, len, err);
}

/* Room for one whole line. */
static int
reserve_line(struct psi_wire_writer *writer, struct psi_error *err)
{
	if (BUFFER_BYTES - writer->len > PSI_WIRE_LINE_MAX)
		return 0;
	return flush(writer, err);
}

static void
put(struct psi_wire_writer *writer, const char *text, size_t text_len)
{
	memcpy(writer->buffer + writer->len, text, text_len);
	writer->len += text_len;
}

static int
write_text(struct psi_wire_writer *writer, const char *name, const char *value,
    struct psi_error *err)
{
	int rc;

	if ((rc = reserve_line(writer, err)) != 0)
		return rc;
	put(writer, name, strlen(name));
	put(writer, ",", 1);
	put(writer, value, strlen(value));
	put(writer, "\n", 1);
	return 0;
}

static int
write_base64(struct psi_wire_writer *writer, const char *name,
    const uint8_t *value, size_t value_len, struct psi_error *err)
{
	int rc;

	if ((rc = reserve_line(writer, err)) != 0)
		return rc;
	put(writer, name, strlen(name));
	put(writer, ",", 1);
	psi_base64_encode(writer->buffer + writer->len, value, value_len);
	writer->len += PSI_BASE64_CHARS(value_len);
	put(writer, "\n", 1);
	return 0;
}

static int
write_hex(struct psi_wire_writer *writer, const char *name,
    const uint8_t *value, size_t value_len, struct psi_error *err)
{
	char hex[2 * PSI_SIGNATURE_BYTES + 1];

	assert(value_len <= PSI_SIGNATURE_BYTES);
	psi_hex_encode(hex, value, value_len);
	return write_text(writer, name, hex, err);
}

static int
write_number(struct psi_wire_writer *writer, const char *name, uint32_t value,
    struct psi_error *err)
{
	char text[16];

	(void)snprintf(text, sizeof text, "%lu", (unsigned long)value);
	return write_text(writer, name, text, err);
}

static int
write_date(struct psi_wire_writer *writer, const char *name, int32_t value,
    struct psi_error *err)
{
	char text[PSI_DATE_CHARS];

	psi_date_encode(text, value);
	return write_text(writer, name, text, err);
}

static int
write_blinded(struct psi_wire_writer *writer,
    const struct psi_wire_header *header, struct psi_error *err)
{
	size_t element_bytes = header->suite->element_bytes;
	int rc;

	if ((rc = write_hex(
		 writer, "nonce", header->nonce, PSI_NONCE_BYTES, err)) != 0)
		return rc;
	if ((rc = write_date(writer, "created", header->created, err)) != 0)
		return rc;
	rc = write_date(writer, "source-date", header->source_date, err);
	if (rc != 0)
		return rc;
	if ((rc = write_text(writer, "suite", header->suite->name, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "public-key", header->public_key,
		 element_bytes, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "key-element", header->key_element,
		 element_bytes, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "key-proof", header->key_proof,
		 PSI_PROOF_BYTES, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "seal-key", header->seal_key,
		 PSI_SEAL_KEY_BYTES, err)) != 0 ||
	    (rc = write_base64(writer, "share-key", header->share_key,
		 PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	if ((rc = write_number(writer, "elements", header->elements, err)) != 0)
		return rc;
	for (size_t i = 0; i < header->num_group; i++) {
		rc = write_text(writer, "group", header->group[i], err);
		if (rc != 0)
			return rc;
		rc = write_number(
		    writer, "group-elements", header->group_elements[i], err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int
write_answer(struct psi_wire_writer *writer, struct psi_wire_header *header,
    struct psi_error *err)
{
	struct psi_sha256 clear;
	int rc;

	if ((rc = write_hex(writer, "answers", header->answers,
		 PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = write_hex(
		 writer, "beside", header->beside, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if (header->kind == PSI_WIRE_ANSWER &&
	    (rc = write_hex(
		 writer, "first", header->first, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "public-key", header->public_key,
		 header->suite->element_bytes, err)) != 0)
		return rc;
	if ((rc = write_number(writer, "elements", header->elements, err)) != 0)
		return rc;
	if ((rc = write_base64(writer, "seal-ephemeral", header->seal_ephemeral,
		 PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	if ((rc = flush(writer, err)) != 0)
		return rc;
	clear = writer->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	return 0;
}

static int
write_shared(struct psi_wire_writer *writer, struct psi_wire_header *header,
    struct psi_error *err)
{
	struct psi_sha256 clear;
	int rc;

	if ((rc = write_number(writer, "revision", header->revision, err)) !=
		0 ||
	    (rc = write_hex(writer, "session", header->session,
		 PSI_DIGEST_BYTES, err)) != 0 ||
	    (rc = write_date(writer, "created", header->created, err)) != 0 ||
	    (rc = write_hex(writer, "content", header->content,
		 PSI_DIGEST_BYTES, err)) != 0 ||
	    (rc = write_base64(writer, "seal-ephemeral", header->seal_ephemeral,
		 PSI_SEAL_KEY_BYTES, err)) != 0 ||
	    (rc = flush(writer, err)) != 0)
		return rc;
	clear = writer->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	return 0;
}

int
psi_wire_write_header(struct psi_wire_writer *writer,
    struct psi_wire_header *header, struct psi_error *err)
{
	char from[2] = { header->from, '\0' };
	int rc;

	if ((rc = write_text(writer, "record", "value", err)) != 0)
		return rc;
	if ((rc = write_text(
		 writer, "file", psi_wire_kind_name(header->kind), err)) != 0)
		return rc;
	if ((rc = write_hex(writer, "agreement", header->agreement,
		 PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = write_text(writer, "from", from, err)) != 0)
		return rc;
	if ((rc = write_number(writer, "run", header->run, err)) != 0)
		return rc;
	if (header->kind == PSI_WIRE_BLINDED)
		return write_blinded(writer, header, err);
	if (header->kind == PSI_WIRE_SHARED)
		return write_shared(writer, header, err);
	return write_answer(writer, header, err);
}

int
psi_wire_write_seal_header(struct psi_wire_writer *writer,
    const uint8_t seal_header[PSI_SEAL_HEADER_BYTES], struct psi_error *err)
{
	return write_base64(
	    writer, "seal-header", seal_header, PSI_SEAL_HEADER_BYTES, err);
}

int
psi_wire_write_elements(struct psi_wire_writer *writer, size_t element_bytes,
    const uint8_t *in, size_t num, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = write_base64(writer, "element", in + i * element_bytes,
		    element_bytes, err);
	return rc;
}

int
psi_wire_write_sealed(struct psi_wire_writer *writer,
    const uint8_t in[PSI_SEALED_BYTES], struct psi_error *err)
{
	return write_base64(writer, "sealed", in, PSI_SEALED_BYTES, err);
}

int
psi_wire_write_digest(struct psi_wire_writer *writer,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	struct psi_sha256 sha256;
	int rc;

	if ((rc = flush(writer, err)) != 0)
		return rc;
	sha256 = writer->sha256;
	psi_sha256_final(&sha256, digest);
	return write_hex(writer, "sha256", digest, PSI_DIGEST_BYTES, err);
}

int
psi_wire_write_signature(struct psi_wire_writer *writer,
    const uint8_t signature[PSI_SIGNATURE_BYTES], struct psi_error *err)
{
	int rc;

	if ((rc = write_base64(writer, "signature", signature,
		 PSI_SIGNATURE_BYTES, err)) != 0)
		return rc;
	return flush(writer, err);
}
