#include "session/stored_send.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "session/session.h"
#include "session/stored_file.h"
#include "trust/identity.h"

#define CHUNK_BYTES ((size_t)65536)
/* The last lines: "sha256," and 64 digits, "signature," and 88 of base64. */
#define DIGEST_NAME "sha256,"
#define SIGNATURE_NAME "signature,"
#define DIGEST_CHARS (2 * (size_t)PSI_DIGEST_BYTES)
#define SIGNATURE_CHARS ((size_t)88)
#define SIGNATURE_AT (sizeof DIGEST_NAME - 1 + DIGEST_CHARS + sizeof "\n" - 1)
#define END_BYTES                                                              \
	(SIGNATURE_AT + sizeof SIGNATURE_NAME - 1 + SIGNATURE_CHARS +          \
	    sizeof "\n" - 1)

struct sending {
	const struct psi_source *source;
	/* NULL: the file is only looked at. */
	const struct psi_sink *sink;
	/* Of all but the last END_BYTES that came. */
	struct psi_sha256 sha256;
	/* Those, and behind them what is read. */
	uint8_t *bytes;
	size_t held;
};

static int
pass(struct sending *sending, struct psi_error *err)
{
	const struct psi_source *source = sending->source;
	const struct psi_sink *sink = sending->sink;

	for (;;) {
		uint8_t *chunk = sending->bytes + sending->held;
		size_t n = 0;
		size_t total;
		int rc;

		rc = source->read(source->cookie, chunk, CHUNK_BYTES, &n, err);
		if (rc != 0 || n == 0)
			return rc;
		if (sink != NULL &&
		    (rc = sink->write(sink->cookie, chunk, n, err)) != 0)
			return rc;
		total = sending->held + n;
		sending->held = total < END_BYTES ? total : END_BYTES;
		psi_sha256_update(
		    &sending->sha256, sending->bytes, total - sending->held);
		memmove(sending->bytes,
		    sending->bytes + (total - sending->held), sending->held);
	}
}

/* The last two lines, as psi_wire_write_digest and psi_wire_write_signature
 * make them. All of it is public. */
static bool
ends_well(const struct sending *sending, const struct psi_session *session,
    enum psi_wire_kind kind, const uint8_t digest[PSI_DIGEST_BYTES])
{
	const char *end = (const char *)sending->bytes;
	const char *second = end + SIGNATURE_AT;
	size_t own = psi_session_own(session);
	char hex[2 * PSI_DIGEST_BYTES + 1];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	char line[SIGNATURE_AT + 1];
	size_t text_len;

	psi_hex_encode(hex, digest, PSI_DIGEST_BYTES);
	(void)snprintf(line, sizeof line, DIGEST_NAME "%s\n", hex);
	if (sending->held != END_BYTES ||
	    !psi_public_equal(end, line, SIGNATURE_AT) ||
	    !psi_public_equal(
		second, SIGNATURE_NAME, sizeof SIGNATURE_NAME - 1) ||
	    end[END_BYTES - 1] != '\n' ||
	    !psi_base64_decode(signature, sizeof signature,
		second + sizeof SIGNATURE_NAME - 1, SIGNATURE_CHARS))
		return false;
	text_len = psi_wire_signed_text(text, psi_wire_kind_name(kind), digest);
	return psi_public_identity_verify(
		   &session->agreement->party[own].identity, signature, text,
		   text_len, NULL) == 0;
}

/* Read the file from its beginning to its end into `bytes`, END_BYTES and a
 * chunk of them at a time; what comes goes to the sink. */
static int
read_through(const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, const uint8_t digest[PSI_DIGEST_BYTES],
    uint8_t *bytes, const struct psi_sink *sink, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_source source;
	struct sending sending = {
		.source = &source, .sink = sink, .bytes = bytes
	};
	uint8_t found[PSI_DIGEST_BYTES];
	int rc;

	if ((rc = store->open(store->cookie, name, &source, err)) != 0)
		return rc;
	psi_sha256_init(&sending.sha256);
	rc = pass(&sending, err);
	store->close(store->cookie, &source);
	if (rc != 0)
		return rc;
	psi_sha256_final(&sending.sha256, found);
	if (!psi_public_equal(found, digest, sizeof found) ||
	    !ends_well(&sending, session, kind, digest))
		return psi_stored_damaged(name, err);
	return 0;
}

int
psi_stored_send(const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, const uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_sink *sink, struct psi_error *err)
{
	uint8_t *bytes = psi_array_new(END_BYTES + CHUNK_BYTES, 1);
	int rc;

	if (bytes == NULL)
		return psi_error_nomem(err);
	/* A sink may be a pipe: it gets no byte of what has changed. */
	rc = read_through(session, name, kind, digest, bytes, NULL, err);
	if (rc == 0)
		rc =
		    read_through(session, name, kind, digest, bytes, sink, err);
	psi_array_free(bytes, END_BYTES + CHUNK_BYTES, 1);
	return rc;
}
