/*
 * Identities: who a company is towards its partners.
 *
 * An identity is an Ed25519 key pair (RFC 8032), which signs agreements and
 * files, and an X25519 key pair (RFC 7748), which names the recipient where
 * a file is sealed. The two are drawn independently of one another. The
 * public half is one line of text, "psi1...", that survives e-mail; the
 * secret half is a file of a few lines, optionally under a passphrase.
 * FORMAT.md describes the one to the byte, psi-keygen(1) the other.
 */
#ifndef PSI_IDENTITY_H
#define PSI_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PSI_ED25519_PUBLIC_BYTES 32
#define PSI_ED25519_SIGNATURE_BYTES 64
#define PSI_X25519_PUBLIC_BYTES 32

/* Characters of "psi1...", without a NUL. */
#define PSI_IDENTITY_TEXT_CHARS 113
/* Characters of a fingerprint, "12345 67890 ...", without a NUL. */
#define PSI_IDENTITY_FINGERPRINT_CHARS 47

/* A secret identity. */
struct psi_identity;

struct psi_public_identity {
	uint8_t ed25519[PSI_ED25519_PUBLIC_BYTES];
	uint8_t x25519[PSI_X25519_PUBLIC_BYTES];
};

/*
 * Draw a new identity from the system's randomness.
 *
 * Out: `*out`, to be freed with psi_identity_free.
 * Returns 0, PSI_E_RANDOM or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_identity_generate(
    struct psi_identity **out, struct psi_error *err);

/* Wipe and free. NULL is fine. */
PSI_API void psi_identity_free(struct psi_identity *identity);

/*
 * The public half; lives as long as `identity`.
 */
PSI_API const struct psi_public_identity *psi_identity_public(
    const struct psi_identity *identity);

/*
 * Sign `in` with Ed25519 (RFC 8032, section 5.1.6). The caller separates the
 * domains: a message begins with what it is. Cost: two passes over `in`, and
 * about 30 microseconds. Constant time in the key.
 */
PSI_API void psi_identity_sign(const struct psi_identity *identity,
    uint8_t signature[PSI_ED25519_SIGNATURE_BYTES], const uint8_t *in,
    size_t in_len);

/*
 * Write the secret file. With a passphrase (not NULL, at least one byte) its
 * secrets are encrypted: XChaCha20-Poly1305 under a key from Argon2id (RFC
 * 9106) with libsodium's MODERATE limits, which takes 256 MiB and about a
 * second. Without, the sink's file must be kept from others.
 *
 * Returns 0, PSI_E_ARG (empty passphrase), PSI_E_RANDOM, PSI_E_NOMEM, or what
 * the sink returned. All that the sink is given at once, it is given from
 * guarded memory.
 */
PSI_API PSI_CHECK int psi_identity_write(const struct psi_identity *identity,
    const struct psi_sink *sink, const uint8_t *passphrase,
    size_t passphrase_len, struct psi_error *err);

/*
 * Read a secret file to its end. The source should hand out bytes without
 * copying them elsewhere first; it is read into guarded memory.
 *
 * In: `passphrase` is NULL where none is known; it is not used where the file
 * is not protected.
 * Out: `*out`, to be freed with psi_identity_free.
 * Returns 0; PSI_E_INPUT if this is no secret file, or a damaged one;
 * PSI_E_PASSPHRASE if it is protected and `passphrase` is NULL or wrong;
 * PSI_E_NOMEM, or what the source returned.
 */
PSI_API PSI_CHECK int psi_identity_read(struct psi_identity **out,
    const struct psi_source *source, const uint8_t *passphrase,
    size_t passphrase_len, struct psi_error *err);

/*
 * Read only the public half of a secret file; needs no passphrase. What a
 * protected file says of itself is then taken at its word. `*is_protected`
 * (may be NULL) becomes true where the secrets need a passphrase.
 *
 * Returns as psi_identity_read.
 */
PSI_API PSI_CHECK int psi_identity_read_public(struct psi_public_identity *out,
    bool *is_protected, const struct psi_source *source, struct psi_error *err);

/*
 * Read "psi1...": exactly PSI_IDENTITY_TEXT_CHARS characters, lower case,
 * without blanks around them (Bech32m of BIP 350, but longer than the 90
 * characters there). A slip in copying is found by the checksum. Both keys
 * must be canonical, and of the large prime order where that can be seen, so
 * that an identity has one spelling.
 *
 * Returns 0 or PSI_E_GRAMMAR, with an error that says what is the matter.
 */
PSI_API PSI_CHECK int psi_public_identity_parse(struct psi_public_identity *out,
    const char *text, size_t text_len, struct psi_error *err);

/* Write "psi1..." and a NUL. */
PSI_API void psi_public_identity_format(char out[PSI_IDENTITY_TEXT_CHARS + 1],
    const struct psi_public_identity *identity);

/*
 * A short number for comparing identities by voice: eight groups of five
 * digits, and a NUL; 132 bits of a hash over both keys.
 */
PSI_API void psi_public_identity_fingerprint(
    char out[PSI_IDENTITY_FINGERPRINT_CHARS + 1],
    const struct psi_public_identity *identity);

/* Are both keys the same? */
PSI_API bool psi_public_identity_equal(
    const struct psi_public_identity *a, const struct psi_public_identity *b);

/*
 * Verify an Ed25519 signature (RFC 8032, section 5.1.7; non-canonical and
 * small-order values are refused).
 *
 * Returns 0 or PSI_E_SIGNATURE.
 */
PSI_API PSI_CHECK int psi_public_identity_verify(
    const struct psi_public_identity *identity,
    const uint8_t signature[PSI_ED25519_SIGNATURE_BYTES], const uint8_t *in,
    size_t in_len, struct psi_error *err);

#ifdef __cplusplus
}
#endif

#endif
