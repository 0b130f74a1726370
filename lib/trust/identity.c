#include "trust/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "trust/bech32m.h"
#include "trust/identity_secrets.h"

/* FORMAT.md, "Identities". */
#define HRP "psi"
#define FINGERPRINT_DOMAIN "psi-fingerprint/1"

_Static_assert(sizeof(struct psi_public_identity) ==
	PSI_ED25519_PUBLIC_BYTES + PSI_X25519_PUBLIC_BYTES,
    "the two public keys lie side by side");
_Static_assert(PSI_ED25519_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES,
    "size of an Ed25519 public key");
_Static_assert(PSI_ED25519_SIGNATURE_BYTES == crypto_sign_BYTES,
    "size of an Ed25519 signature");
_Static_assert(PSI_X25519_PUBLIC_BYTES == crypto_scalarmult_curve25519_BYTES,
    "size of an X25519 public key");

void
psi_public_identity_format(char out[PSI_IDENTITY_TEXT_CHARS + 1],
    const struct psi_public_identity *identity)
{
	psi_bech32m_encode(
	    out, HRP, (const uint8_t *)identity, sizeof *identity);
}

/*
 * X25519 accepts any 32 bytes (RFC 7748, section 5). We accept only the encoding
 * below 2^255 - 19, so that a point has one spelling, and no point of small
 * order, with which the shared secret would be the same for everybody (section
 * 6.1).
 */
static bool
x25519_is_good(const uint8_t point[PSI_X25519_PUBLIC_BYTES])
{
	static const uint8_t scalar[PSI_X25519_SECRET_BYTES] = { 8 };
	uint8_t shared[PSI_X25519_PUBLIC_BYTES];
	bool canonical = point[31] < 0x7f || point[0] < 0xed;

	for (size_t i = 1; i < 31; i++)
		canonical = canonical || point[i] != 0xff;
	return canonical && point[31] <= 0x7f &&
	    crypto_scalarmult_curve25519(shared, scalar, point) == 0;
}

int
psi_public_identity_parse(struct psi_public_identity *out, const char *text,
    size_t text_len, struct psi_error *err)
{
	struct psi_public_identity identity = { { 0 }, { 0 } };
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	rc = psi_bech32m_decode(
	    (uint8_t *)&identity, sizeof identity, HRP, text, text_len, err);
	if (rc != 0)
		return rc;
	if (crypto_core_ed25519_is_valid_point(identity.ed25519) != 1)
		return psi_refuse(err, PSI_E_GRAMMAR, 0,
		    "copy the whole line that begins with psi1 again",
		    "this is no public identity: its Ed25519 key is not valid");
	if (!x25519_is_good(identity.x25519))
		return psi_refuse(err, PSI_E_GRAMMAR, 0,
		    "copy the whole line that begins with psi1 again",
		    "this is no public identity: its X25519 key is not valid");
	*out = identity;
	return 0;
}

void
psi_public_identity_fingerprint(char out[PSI_IDENTITY_FINGERPRINT_CHARS + 1],
    const struct psi_public_identity *identity)
{
	struct psi_sha256 ctx;
	uint8_t digest[PSI_SHA256_BYTES];

	psi_sha256_init(&ctx);
	psi_sha256_update(
	    &ctx, FINGERPRINT_DOMAIN, sizeof FINGERPRINT_DOMAIN - 1);
	psi_sha256_update(&ctx, identity, sizeof *identity);
	psi_sha256_final(&ctx, digest);
	for (size_t group = 0; group < PSI_SHA256_BYTES / 4; group++) {
		const uint8_t *d = digest + 4 * group;
		uint32_t number = (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 |
		    (uint32_t)d[2] << 8 | d[3];

		(void)snprintf(out + 6 * group, 6, "%05u",
		    (unsigned int)(number % 100000));
		out[6 * group + 5] = ' ';
	}
	out[PSI_IDENTITY_FINGERPRINT_CHARS] = '\0';
}

bool
psi_public_identity_equal(
    const struct psi_public_identity *a, const struct psi_public_identity *b)
{
	/* Public data. */
	return memcmp(a, b, sizeof *a) == 0;
}

int
psi_public_identity_verify(const struct psi_public_identity *identity,
    const uint8_t signature[PSI_ED25519_SIGNATURE_BYTES], const uint8_t *in,
    size_t in_len, struct psi_error *err)
{
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	if (crypto_sign_verify_detached(
		signature, in, in_len, identity->ed25519) != 0)
		return psi_error_set(
		    err, PSI_E_SIGNATURE, "the signature is not valid");
	return 0;
}

struct psi_identity *
psi_identity_new_empty(struct psi_error *err)
{
	struct psi_identity *identity = calloc(1, sizeof *identity);

	if (identity == NULL) {
		(void)psi_error_nomem(err);
		return NULL;
	}
	if (psi_secret_new(
		&identity->secrets, PSI_IDENTITY_SECRETS_BYTES, err) == 0 &&
	    psi_secret_new(
		&identity->signing, crypto_sign_SECRETKEYBYTES, err) == 0)
		return identity;
	psi_identity_free(identity);
	return NULL;
}

void
psi_identity_fill(struct psi_identity *identity)
{
	(void)crypto_sign_seed_keypair(identity->public.ed25519,
	    identity->signing.data, identity->secrets.data);
	(void)crypto_scalarmult_curve25519_base(identity->public.x25519,
	    identity->secrets.data + PSI_ED25519_SEED_BYTES);
}

int
psi_identity_generate(struct psi_identity **out, struct psi_error *err)
{
	struct psi_identity *identity;
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	if ((identity = psi_identity_new_empty(err)) == NULL)
		return PSI_E_NOMEM;
	rc =
	    psi_random(identity->secrets.data, PSI_IDENTITY_SECRETS_BYTES, err);
	if (rc != 0) {
		psi_identity_free(identity);
		return rc;
	}
	psi_identity_fill(identity);
	*out = identity;
	return 0;
}

void
psi_identity_free(struct psi_identity *identity)
{
	if (identity == NULL)
		return;
	psi_secret_clear(&identity->secrets);
	psi_secret_clear(&identity->signing);
	free(identity);
}

const struct psi_public_identity *
psi_identity_public(const struct psi_identity *identity)
{
	return &identity->public;
}

int
psi_identity_derive(const struct psi_identity *identity, uint8_t out[32],
    const char *purpose, struct psi_error *err)
{
	struct psi_secret text = PSI_SECRET_INIT;
	size_t len = strlen(purpose) + 1;
	int rc;

	rc = psi_secret_new(&text, len + PSI_ED25519_SEED_BYTES, err);
	if (rc != 0)
		return rc;
	memcpy(text.data, purpose, len);
	memcpy(text.data + len, identity->secrets.data, PSI_ED25519_SEED_BYTES);
	psi_blake2b256(out, text.data, text.len);
	psi_secret_clear(&text);
	return 0;
}

void
psi_identity_sign(const struct psi_identity *identity,
    uint8_t signature[PSI_ED25519_SIGNATURE_BYTES], const uint8_t *in,
    size_t in_len)
{
	(void)crypto_sign_detached(
	    signature, NULL, in, in_len, identity->signing.data);
}
