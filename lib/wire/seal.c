#include "wire/seal.h"

#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/ctcheck.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/random.h"

_Static_assert(PSI_SEALED_BYTES ==
	PSI_SEAL_CHUNK_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES,
    "a sealed record is a chunk and its tag");
_Static_assert(
    PSI_SEAL_HEADER_BYTES == crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    "the header of the stream");
_Static_assert(PSI_SEAL_KEY_BYTES == crypto_scalarmult_BYTES, "X25519");

int
psi_seal_keypair(struct psi_secret *secret,
    uint8_t public_key[PSI_SEAL_KEY_BYTES], struct psi_error *err)
{
	int rc;

	rc = psi_secret_new(secret, crypto_scalarmult_SCALARBYTES, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_random(secret->data, secret->len, err)) != 0)
		return rc;
	if (crypto_scalarmult_base(public_key, secret->data) != 0)
		return psi_error_set(
		    err, PSI_E_RANDOM, "no seal key could be made");
	return 0;
}

bool
psi_seal_is_pair(const struct psi_secret *secret,
    const uint8_t public_key[PSI_SEAL_KEY_BYTES])
{
	uint8_t own[crypto_scalarmult_BYTES];

	if (psi_ct_status(crypto_scalarmult_base(own, secret->data)) != 0)
		return false;
	/* Public keys are public. */
	psi_ct_public(own, sizeof own);
	return psi_public_equal(own, public_key, sizeof own);
}

bool
psi_seal_key_valid(const uint8_t seal_key[PSI_SEAL_KEY_BYTES])
{
	/* Any scalar tells: X25519 makes it a multiple of the cofactor. */
	static const uint8_t scalar[crypto_scalarmult_SCALARBYTES] = { 8 };
	uint8_t shared[crypto_scalarmult_BYTES];

	return crypto_scalarmult(shared, scalar, seal_key) == 0;
}

/*
 * The key of the stream, FORMAT.md section 3. The two sides differ in which
 * secret they hold: the sealer the ephemeral one, the opener that of the seal
 * key; `theirs` is the public key of the other.
 */
static int
derive(struct psi_secret *key, const struct psi_seal_context *context,
    const struct psi_secret *own, const uint8_t *theirs, struct psi_error *err)
{
	size_t tag_len = strlen(context->tag);
	struct psi_secret text = PSI_SECRET_INIT;
	uint8_t *p;
	int rc;

	rc = psi_secret_new(
	    key, crypto_secretstream_xchacha20poly1305_KEYBYTES, err);
	if (rc != 0)
		return rc;
	rc = psi_secret_new(&text,
	    tag_len + 3 * (size_t)PSI_SEAL_KEY_BYTES +
		2 * (size_t)PSI_SEAL_IDENTITY_BYTES + PSI_DIGEST_BYTES,
	    err);
	if (rc != 0)
		return rc;
	p = text.data;
	memcpy(p, context->tag, tag_len);
	p += tag_len;
	/* Refuses the all-zero result, as RFC 7748 section 6.1 advises. */
	if (psi_ct_status(crypto_scalarmult(p, own->data, theirs)) != 0) {
		rc = psi_error_set(
		    err, PSI_E_SEAL, "a seal key is of low order");
		goto out;
	}
	p += PSI_SEAL_KEY_BYTES;
	memcpy(p, context->ephemeral, PSI_SEAL_KEY_BYTES);
	p += PSI_SEAL_KEY_BYTES;
	memcpy(p, context->recipient, PSI_SEAL_KEY_BYTES);
	p += PSI_SEAL_KEY_BYTES;
	memcpy(p, context->identities, 2 * (size_t)PSI_SEAL_IDENTITY_BYTES);
	p += 2 * (size_t)PSI_SEAL_IDENTITY_BYTES;
	memcpy(p, context->clear_digest, PSI_DIGEST_BYTES);
	psi_blake2b256(key->data, text.data, text.len);
out:
	psi_secret_clear(&text);
	return rc;
}

/* Where the tag of an intermediate and of the last chunk is chosen. */
static unsigned char
chunk_tag(bool is_last)
{
	return is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
		       : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
}

struct psi_sealer {
	struct psi_wire_writer *writer;
	uint8_t clear_digest[PSI_DIGEST_BYTES];
	crypto_secretstream_xchacha20poly1305_state state;
	/* 0 <= len <= PSI_SEAL_CHUNK_BYTES: a whole chunk waits until it is
	 * known whether it is the last. */
	size_t len;
	uint8_t chunk[PSI_SEAL_CHUNK_BYTES];
	uint8_t sealed[PSI_SEALED_BYTES];
};

int
psi_sealer_new(struct psi_sealer **out, struct psi_wire_writer *writer,
    const struct psi_seal_context *context, const struct psi_secret *secret,
    struct psi_error *err)
{
	struct psi_secret key = PSI_SECRET_INIT;
	struct psi_sealer *sealer = NULL;
	uint8_t stream_header[PSI_SEAL_HEADER_BYTES];
	int rc;

	rc = derive(&key, context, secret, context->recipient, err);
	if (rc != 0)
		goto out;
	sealer = psi_array_new(1, sizeof *sealer);
	if (sealer == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	sealer->writer = writer;
	memcpy(sealer->clear_digest, context->clear_digest, PSI_DIGEST_BYTES);
	(void)crypto_secretstream_xchacha20poly1305_init_push(
	    &sealer->state, stream_header, key.data);
	psi_ct_public(stream_header, sizeof stream_header);
	rc = psi_wire_write_seal_header(writer, stream_header, err);
	if (rc != 0)
		goto out;
	*out = sealer;
	sealer = NULL;
out:
	psi_sealer_free(sealer);
	psi_secret_clear(&key);
	return rc;
}

static int
push(struct psi_sealer *sealer, bool is_last, struct psi_error *err)
{
	(void)crypto_secretstream_xchacha20poly1305_push(&sealer->state,
	    sealer->sealed, NULL, sealer->chunk, sizeof sealer->chunk,
	    sealer->clear_digest, sizeof sealer->clear_digest,
	    chunk_tag(is_last));
	sealer->len = 0;
	psi_ct_public(sealer->sealed, sizeof sealer->sealed);
	return psi_wire_write_sealed(sealer->writer, sealer->sealed, err);
}

int
psi_sealer_write(struct psi_sealer *sealer, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	int rc;

	while (in_len > 0) {
		size_t part = sizeof sealer->chunk - sealer->len;

		if (part == 0) {
			if ((rc = push(sealer, false, err)) != 0)
				return rc;
			continue;
		}
		if (part > in_len)
			part = in_len;
		memcpy(sealer->chunk + sealer->len, in, part);
		sealer->len += part;
		in += part;
		in_len -= part;
	}
	return 0;
}

int
psi_sealer_finish(struct psi_sealer *sealer, struct psi_error *err)
{
	memset(
	    sealer->chunk + sealer->len, 0, sizeof sealer->chunk - sealer->len);
	return push(sealer, true, err);
}

void
psi_sealer_free(struct psi_sealer *sealer)
{
	psi_array_free(sealer, 1, sizeof *sealer);
}

struct psi_opener {
	struct psi_wire_reader *reader;
	uint8_t clear_digest[PSI_DIGEST_BYTES];
	crypto_secretstream_xchacha20poly1305_state state;
	/* Plaintext bytes that no chunk has brought yet. */
	uint64_t left;
	/* The opened chunk: 0 <= pos <= len <= PSI_SEAL_CHUNK_BYTES. */
	size_t pos;
	size_t len;
	uint8_t chunk[PSI_SEAL_CHUNK_BYTES];
	uint8_t sealed[PSI_SEALED_BYTES];
};

/* What opened was made by the sender as it stands. */
static int
made_wrong(uint64_t line, const char *what, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_SEAL, line,
	    "do not use this file, and ask your partner how it was made", "%s",
	    what);
}

int
psi_opener_new(struct psi_opener **out, struct psi_wire_reader *reader,
    const struct psi_seal_context *context,
    const uint8_t seal_header[PSI_SEAL_HEADER_BYTES],
    const struct psi_secret *secret, uint64_t total, struct psi_error *err)
{
	struct psi_secret key = PSI_SECRET_INIT;
	struct psi_opener *opener = NULL;
	int rc;

	rc = derive(&key, context, secret, context->ephemeral, err);
	/* The record before the seal header, and the reader is at the first
	 * record behind that. */
	if (rc == PSI_E_SEAL)
		rc = made_wrong(psi_wire_reader_line(reader) - 2,
		    "the key 'seal-ephemeral' is of low order", err);
	if (rc != 0)
		goto out;
	opener = psi_array_new(1, sizeof *opener);
	if (opener == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	opener->reader = reader;
	opener->left = total;
	memcpy(opener->clear_digest, context->clear_digest, PSI_DIGEST_BYTES);
	if (crypto_secretstream_xchacha20poly1305_init_pull(
		&opener->state, seal_header, key.data) != 0) {
		rc = psi_error_set(err, PSI_E_SEAL,
		    "the header of the sealed part is not valid");
		goto out;
	}
	*out = opener;
	opener = NULL;
out:
	psi_opener_free(opener);
	psi_secret_clear(&key);
	return rc;
}

/* Open the next chunk; the last one must be FINAL, padded with zeros, and the last
 * record. */
static int
pull(struct psi_opener *opener, struct psi_error *err)
{
	bool is_last = opener->left <= PSI_SEAL_CHUNK_BYTES;
	uint64_t line = psi_wire_reader_line(opener->reader);
	unsigned char tag;
	int rc;

	rc = psi_wire_read_sealed(opener->reader, opener->sealed, err);
	if (rc != 0)
		return rc;
	if (crypto_secretstream_xchacha20poly1305_pull(&opener->state,
		opener->chunk, NULL, &tag, opener->sealed,
		sizeof opener->sealed, opener->clear_digest,
		sizeof opener->clear_digest) != 0)
		return psi_refuse(err, PSI_E_SEAL, line,
		    "it is sealed to a key of one run: make sure that your "
		    "partner made it for this run",
		    "the sealed part does not open");
	if (tag != chunk_tag(is_last))
		return made_wrong(
		    line, "the sealed part does not end where it should", err);
	/* A header without a number of records does not bound them. */
	if (is_last && psi_wire_in_body(opener->reader))
		return made_wrong(psi_wire_reader_line(opener->reader),
		    "there is more behind the end of the sealed part", err);
	opener->pos = 0;
	opener->len = is_last ? (size_t)opener->left : sizeof opener->chunk;
	opener->left -= opener->len;
	for (size_t i = opener->len; i < sizeof opener->chunk; i++)
		if (opener->chunk[i] != 0)
			return made_wrong(line,
			    "the sealed part is not padded with zeros", err);
	return 0;
}

int
psi_opener_read(struct psi_opener *opener, uint8_t *out, size_t out_len,
    struct psi_error *err)
{
	int rc;

	while (out_len > 0) {
		size_t part = opener->len - opener->pos;

		if (part == 0) {
			if (opener->left == 0)
				return psi_error_set(err, PSI_E_ARG,
				    "more was asked of the sealed part than "
				    "it holds");
			if ((rc = pull(opener, err)) != 0)
				return rc;
			continue;
		}
		if (part > out_len)
			part = out_len;
		memcpy(out, opener->chunk + opener->pos, part);
		opener->pos += part;
		out += part;
		out_len -= part;
	}
	return 0;
}

void
psi_opener_extend(struct psi_opener *opener, uint64_t more)
{
	opener->left += more;
}

void
psi_opener_free(struct psi_opener *opener)
{
	psi_array_free(opener, 1, sizeof *opener);
}
