/* The secret file of an identity. */
#include "trust/identity.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "trust/identity_secrets.h"

/* psi-keygen(1), "The secret file". */
#define FILE_KIND "psi-secret-identity/1\n"
#define PUBLIC_LABEL "public "
#define ED25519_LABEL "ed25519 "
#define X25519_LABEL "x25519 "
#define ARGON2ID_LABEL "argon2id "
#define SEALED_LABEL "sealed "

#define SALT_BYTES crypto_pwhash_argon2id_SALTBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define SEALED_BYTES (NONCE_BYTES + PSI_IDENTITY_SECRETS_BYTES + TAG_BYTES)

/*
 * The most work and memory that a file may ask of Argon2id. We never write more,
 * and a forged file must not exhaust the machine.
 */
#define OPS_MAX 16
#define MEM_KIB_MIN 8192
#define MEM_KIB_MAX 1048576

/* The longest secret file we write has under 512 bytes. */
#define FILE_MAX_BYTES 1024

/* A text that is being written, in guarded memory. */
struct text {
	struct psi_secret room;
	size_t len;
};

static void
put(struct text *text, const char *in)
{
	size_t in_len = strlen(in);

	memcpy(text->room.data + text->len, in, in_len);
	text->len += in_len;
}

/* libsodium's base64 does not look secrets up in tables. */
static void
put_base64_line(
    struct text *text, const char *label, const uint8_t *in, size_t in_len)
{
	size_t chars =
	    sodium_base64_encoded_len(in_len, sodium_base64_VARIANT_ORIGINAL);

	put(text, label);
	(void)sodium_bin2base64((char *)text->room.data + text->len, chars, in,
	    in_len, sodium_base64_VARIANT_ORIGINAL);
	/* `chars` includes the NUL; the line end takes its place. */
	text->len += chars;
	text->room.data[text->len - 1] = '\n';
}

/*
 * Derive the key that protects the secrets from a passphrase. Returns
 * PSI_E_NOMEM if the machine cannot provide mem_kib.
 */
static int
derive_key(struct psi_secret *key, const uint8_t *passphrase,
    size_t passphrase_len, const uint8_t salt[SALT_BYTES], uint64_t ops,
    uint64_t mem_kib, struct psi_error *err)
{
	int rc;

	if ((rc = psi_secret_new(key, KEY_BYTES, err)) != 0)
		return rc;
	if (crypto_pwhash(key->data, KEY_BYTES, (const char *)passphrase,
		passphrase_len, salt, ops, (size_t)mem_kib * 1024,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return psi_error_set(err, PSI_E_NOMEM,
		    "out of memory: the passphrase needs %llu MiB",
		    (unsigned long long)mem_kib / 1024);
	return 0;
}

/*
 * The lines before `sealed` are authenticated with the secrets: nobody can
 * put another public identity, or other limits, before them.
 */
static int
put_sealed(struct text *text, const struct psi_identity *identity,
    const uint8_t *passphrase, size_t passphrase_len, struct psi_error *err)
{
	const uint64_t ops = crypto_pwhash_OPSLIMIT_MODERATE;
	const uint64_t mem_kib = crypto_pwhash_MEMLIMIT_MODERATE / 1024;
	struct psi_secret key = PSI_SECRET_INIT;
	uint8_t salt[SALT_BYTES], sealed[SEALED_BYTES];
	char limits[64];
	int rc;

	if ((rc = psi_random(salt, sizeof salt, err)) != 0)
		return rc;
	if ((rc = psi_random(sealed, NONCE_BYTES, err)) != 0)
		return rc;
	rc = derive_key(
	    &key, passphrase, passphrase_len, salt, ops, mem_kib, err);
	if (rc != 0)
		goto out;
	(void)snprintf(limits, sizeof limits, ARGON2ID_LABEL "%llu %llu ",
	    (unsigned long long)ops, (unsigned long long)mem_kib);
	put_base64_line(text, limits, salt, sizeof salt);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES,
	    NULL, identity->secrets.data, PSI_IDENTITY_SECRETS_BYTES,
	    text->room.data, text->len, NULL, sealed, key.data);
	put_base64_line(text, SEALED_LABEL, sealed, sizeof sealed);
out:
	psi_secret_clear(&key);
	return rc;
}

int
psi_identity_write(const struct psi_identity *identity,
    const struct psi_sink *sink, const uint8_t *passphrase,
    size_t passphrase_len, struct psi_error *err)
{
	struct text text = { PSI_SECRET_INIT, 0 };
	char public_text[PSI_IDENTITY_TEXT_CHARS + 1];
	int rc;

	if (passphrase != NULL && passphrase_len == 0)
		return psi_error_set(err, PSI_E_ARG, "the passphrase is empty");
	if ((rc = psi_secret_new(&text.room, FILE_MAX_BYTES, err)) != 0)
		return rc;
	psi_public_identity_format(public_text, &identity->public);
	put(&text, FILE_KIND PUBLIC_LABEL);
	put(&text, public_text);
	put(&text, "\n");
	if (passphrase != NULL) {
		rc = put_sealed(
		    &text, identity, passphrase, passphrase_len, err);
	} else {
		put_base64_line(&text, ED25519_LABEL, identity->secrets.data,
		    PSI_ED25519_SEED_BYTES);
		put_base64_line(&text, X25519_LABEL,
		    identity->secrets.data + PSI_ED25519_SEED_BYTES,
		    PSI_X25519_SECRET_BYTES);
	}
	if (rc == 0)
		rc = sink->write(sink->cookie, text.room.data, text.len, err);
	psi_secret_clear(&text.room);
	return rc;
}

/* A secret file as it is read: lines are taken from `pos`. */
struct reader {
	struct psi_secret room;
	size_t len;
	size_t pos;
	uint64_t line;
};

static const char kind_hint[] =
    "name the file that 'psi-keygen -o' wrote, and not the public one";
/* Without a copy of it nobody can go on as this identity. */
static const char copy_hint[] =
    "put back a copy of the file; without one, revoke its agreements with your "
    "partners, and make a new identity with psi-keygen";

static int
damaged(const struct reader *reader, struct psi_error *err)
{
	(void)psi_refuse(err, PSI_E_INPUT, reader->line, copy_hint,
	    "the secret identity is damaged here");
	return PSI_E_INPUT;
}

/* Read the source to its end. */
static int
slurp(struct reader *reader, const struct psi_source *source,
    struct psi_error *err)
{
	size_t n = 1;
	int rc;

	rc = psi_secret_new(&reader->room, FILE_MAX_BYTES + 1, err);
	while (rc == 0 && n > 0) {
		if (reader->len > FILE_MAX_BYTES)
			return psi_refuse(err, PSI_E_INPUT, 0, kind_hint,
			    "this is no secret identity: it is too long");
		rc = source->read(source->cookie,
		    reader->room.data + reader->len,
		    FILE_MAX_BYTES + 1 - reader->len, &n, err);
		if (rc == 0)
			reader->len += n;
	}
	return rc;
}

/* Take the next line, which must begin with `label`; what follows the label,
 * without the line end, goes to *text and *text_len. */
static int
take_line(struct reader *reader, const char *label, const char **text,
    size_t *text_len, struct psi_error *err)
{
	const uint8_t *begin = reader->room.data + reader->pos;
	size_t left = reader->len - reader->pos;
	const uint8_t *end = memchr(begin, '\n', left);
	size_t label_len = strlen(label);

	reader->line++;
	/* The label is public, and what it is compared with should be it. */
	if (end == NULL || (size_t)(end - begin) < label_len ||
	    memcmp(begin, label, label_len) != 0)
		return damaged(reader, err);
	*text = (const char *)begin + label_len;
	*text_len = (size_t)(end - begin) - label_len;
	reader->pos += (size_t)(end - begin) + 1;
	return 0;
}

static int
take_base64(const struct reader *reader, uint8_t *out, size_t out_len,
    const char *text, size_t text_len, struct psi_error *err)
{
	size_t got = 0;

	if (text_len != PSI_BASE64_CHARS(out_len) ||
	    sodium_base642bin(out, out_len, text, text_len, NULL, &got, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    got != out_len)
		return damaged(reader, err);
	return 0;
}

/* Read the kind of the file and the public identity. Whether the next line
 * begins the limits of a passphrase tells if the file is protected. */
static int
take_head(struct reader *reader, struct psi_public_identity *public,
    bool *is_protected, struct psi_error *err)
{
	const size_t kind_len = sizeof FILE_KIND - 1;
	const char *text = NULL;
	size_t text_len = 0;
	int rc;

	/* What kind of file it is is public. */
	if (reader->len < kind_len ||
	    memcmp(reader->room.data, FILE_KIND, kind_len) != 0)
		return psi_refuse(err, PSI_E_INPUT, 0, kind_hint,
		    "this is no secret identity (psi-secret-identity/1)");
	reader->pos = kind_len;
	reader->line = 1;
	rc = take_line(reader, PUBLIC_LABEL, &text, &text_len, err);
	if (rc != 0)
		return rc;
	if (psi_public_identity_parse(public, text, text_len, NULL) != 0)
		return damaged(reader, err);
	*is_protected = reader->len - reader->pos >= 1 &&
	    reader->room.data[reader->pos] == 'a';
	return 0;
}

static int
take_plain(
    struct reader *reader, struct psi_identity *identity, struct psi_error *err)
{
	uint8_t *secrets = identity->secrets.data;
	const char *text = NULL;
	size_t text_len = 0;
	int rc;

	rc = take_line(reader, ED25519_LABEL, &text, &text_len, err);
	if (rc == 0)
		rc = take_base64(reader, secrets, PSI_ED25519_SEED_BYTES, text,
		    text_len, err);
	if (rc == 0)
		rc = take_line(reader, X25519_LABEL, &text, &text_len, err);
	if (rc == 0)
		rc = take_base64(reader, secrets + PSI_ED25519_SEED_BYTES,
		    PSI_X25519_SECRET_BYTES, text, text_len, err);
	return rc;
}

/* Read the rest of a line such as "argon2id 3 262144 SALT". */
static int
take_limits(struct reader *reader, uint64_t *ops, uint64_t *mem_kib,
    uint8_t salt[SALT_BYTES], struct psi_error *err)
{
	const char *text = NULL, *one, *two;
	size_t len = 0;
	int rc;

	rc = take_line(reader, ARGON2ID_LABEL, &text, &len, err);
	if (rc != 0)
		return rc;
	one = memchr(text, ' ', len);
	two = one == NULL
	    ? NULL
	    : memchr(one + 1, ' ', len - (size_t)(one + 1 - text));
	if (two == NULL ||
	    !psi_decimal_decode(ops, text, (size_t)(one - text), OPS_MAX) ||
	    !psi_decimal_decode(
		mem_kib, one + 1, (size_t)(two - one - 1), MEM_KIB_MAX) ||
	    *ops < crypto_pwhash_OPSLIMIT_MIN || *mem_kib < MEM_KIB_MIN)
		return damaged(reader, err);
	return take_base64(reader, salt, SALT_BYTES, two + 1,
	    len - (size_t)(two + 1 - text), err);
}

static int
take_sealed(struct reader *reader, struct psi_identity *identity,
    const uint8_t *passphrase, size_t passphrase_len, struct psi_error *err)
{
	struct psi_secret key = PSI_SECRET_INIT;
	uint8_t salt[SALT_BYTES], sealed[SEALED_BYTES];
	uint64_t ops = 0, mem_kib = 0;
	const char *text = NULL;
	size_t text_len = 0, head_len;
	int rc;

	if ((rc = take_limits(reader, &ops, &mem_kib, salt, err)) != 0)
		return rc;
	head_len = reader->pos;
	rc = take_line(reader, SEALED_LABEL, &text, &text_len, err);
	if (rc == 0)
		rc = take_base64(
		    reader, sealed, sizeof sealed, text, text_len, err);
	if (rc != 0)
		return rc;
	if (passphrase == NULL)
		return psi_error_set(err, PSI_E_PASSPHRASE,
		    "this identity is protected by a passphrase");
	rc = derive_key(
	    &key, passphrase, passphrase_len, salt, ops, mem_kib, err);
	if (rc == 0 &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(identity->secrets.data,
		NULL, NULL, sealed + NONCE_BYTES, sizeof sealed - NONCE_BYTES,
		reader->room.data, head_len, sealed, key.data) != 0)
		rc = psi_error_set(
		    err, PSI_E_PASSPHRASE, "the passphrase is wrong");
	psi_secret_clear(&key);
	return rc;
}

int
psi_identity_read(struct psi_identity **out, const struct psi_source *source,
    const uint8_t *passphrase, size_t passphrase_len, struct psi_error *err)
{
	struct reader reader = { PSI_SECRET_INIT, 0, 0, 0 };
	struct psi_identity *identity = NULL;
	struct psi_public_identity public;
	bool is_protected = false;
	int rc;

	if ((rc = slurp(&reader, source, err)) != 0)
		goto out;
	if ((rc = take_head(&reader, &public, &is_protected, err)) != 0)
		goto out;
	if ((identity = psi_identity_new_empty(err)) == NULL) {
		rc = PSI_E_NOMEM;
		goto out;
	}
	if (is_protected)
		rc = take_sealed(
		    &reader, identity, passphrase, passphrase_len, err);
	else
		rc = take_plain(&reader, identity, err);
	if (rc != 0)
		goto out;
	psi_identity_fill(identity);
	/* The public identity must be that of the secrets. In a file without a
	 * passphrase no other check finds a damaged secret. */
	if (reader.pos != reader.len ||
	    !psi_public_identity_equal(&public, &identity->public)) {
		rc = psi_refuse(err, PSI_E_INPUT, 0, copy_hint,
		    "the secret identity is damaged");
		goto out;
	}
	*out = identity;
	identity = NULL;
out:
	psi_identity_free(identity);
	psi_secret_clear(&reader.room);
	return rc;
}

int
psi_identity_read_public(struct psi_public_identity *out, bool *is_protected,
    const struct psi_source *source, struct psi_error *err)
{
	struct reader reader = { PSI_SECRET_INIT, 0, 0, 0 };
	struct psi_public_identity public;
	bool protected_too = false;
	int rc;

	if ((rc = slurp(&reader, source, err)) == 0)
		rc = take_head(&reader, &public, &protected_too, err);
	psi_secret_clear(&reader.room);
	if (rc != 0)
		return rc;
	*out = public;
	if (is_protected != NULL)
		*is_protected = protected_too;
	return 0;
}
