/*
 * The sealed part of a file: a stream of bytes, encrypted to an X25519 key of
 * the partner's blinded file (FORMAT.md section 3).
 */
#ifndef PSI_WIRE_SEAL_H
#define PSI_WIRE_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "wire/wire.h"

/* Who a sealed part is between: the public identities of a and b, each its
 * Ed25519 and X25519 public key. */
#define PSI_SEAL_IDENTITY_BYTES 64

/* X25519 key pair for one run (RFC 7748): `secret` must be empty. */
int psi_seal_keypair(struct psi_secret *secret,
    uint8_t public_key[PSI_SEAL_KEY_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is this the public half of this secret? Neither half is known to be right:
 * both were read from the disk. */
bool psi_seal_is_pair(const struct psi_secret *secret,
    const uint8_t public_key[PSI_SEAL_KEY_BYTES])
    __attribute__((warn_unused_result));

/* Can something be sealed to this key? Not if it is of small order: the
 * shared secret would be zero, and the same for everybody (RFC 7748, section
 * 6.1). Public data. */
bool psi_seal_key_valid(const uint8_t seal_key[PSI_SEAL_KEY_BYTES])
    __attribute__((warn_unused_result));

/* The tag of the sealed part of an answer. */
#define PSI_SEAL_TAG_ANSWER "psi-seal/1"

/*
 * What the key of a sealed part is bound to, besides the shared secret: all
 * public, and owned by the caller.
 */
struct psi_seal_context {
	/* What kind of part it is: PSI_SEAL_TAG_ANSWER, or one of the
	 * caller's own, of at most 32 characters. */
	const char *tag;
	/* The file's own public key, from its record seal-ephemeral. */
	const uint8_t *ephemeral;
	/* The public key that it is sealed to. */
	const uint8_t *recipient;
	/* 2 * PSI_SEAL_IDENTITY_BYTES, a's first. */
	const uint8_t *identities;
	/* SHA-256 of the lines up to seal-ephemeral, PSI_DIGEST_BYTES. */
	const uint8_t *clear_digest;
};

struct psi_sealer;

/*
 * Begin the sealed part: the header has been written up to seal-ephemeral, and
 * `secret` is the secret half of that key. Writes the seal-header record.
 *
 * Returns 0 with *out (to be freed by the caller), PSI_E_SEAL (the recipient's
 * key is of low order), PSI_E_NOMEM, or what the writer's sink returned.
 */
int psi_sealer_new(struct psi_sealer **out, struct psi_wire_writer *writer,
    const struct psi_seal_context *context, const struct psi_secret *secret,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Append plaintext. The last chunk is written by psi_sealer_finish. */
int psi_sealer_write(struct psi_sealer *sealer, const uint8_t *in,
    size_t in_len, struct psi_error *err) __attribute__((warn_unused_result));

/* Pad the last chunk with zero bytes and write it as FINAL. */
int psi_sealer_finish(struct psi_sealer *sealer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free; NULL is fine. */
void psi_sealer_free(struct psi_sealer *sealer);

struct psi_opener;

/*
 * Begin to read the sealed part, of `total` bytes of plaintext: the records
 * before it have been read, `seal_header` among them, and `secret` is the
 * secret half of the recipient's key.
 *
 * Returns 0 with *out (to be freed by the caller), PSI_E_SEAL or PSI_E_NOMEM.
 */
int psi_opener_new(struct psi_opener **out, struct psi_wire_reader *reader,
    const struct psi_seal_context *context,
    const uint8_t seal_header[PSI_SEAL_HEADER_BYTES],
    const struct psi_secret *secret, uint64_t total, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The next `out_len` bytes of plaintext; together at most `total`. When the
 * last byte is asked for, FINAL on the last chunk, the zero padding and that no
 * sealed record follows are checked. Returns 0 or PSI_E_SEAL, or the reader's errors.
 */
int psi_opener_read(struct psi_opener *opener, uint8_t *out, size_t out_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * There are so many bytes more than `total` said: for a part that begins with
 * its own length. To be called before the last byte of what was known is
 * asked for.
 */
void psi_opener_extend(struct psi_opener *opener, uint64_t more);

void psi_opener_free(struct psi_opener *opener);

#endif
