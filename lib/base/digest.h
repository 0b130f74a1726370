/*
 * Hash functions. The one place that calls a library for them, but for the
 * batch kernels of lib/group, which hash many messages side by side.
 */
#ifndef PSI_BASE_DIGEST_H
#define PSI_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/sha.h>

#define PSI_SHA256_BYTES 32
#define PSI_SHA512_BYTES 64
#define PSI_BLAKE2B256_BYTES 32
#define PSI_BLAKE2B128_BYTES 16

/*
 * SHA-256 and SHA-512 (FIPS 180-4), by OpenSSL, which uses what the processor
 * offers: five times faster than libsodium's portable code where there are
 * SHA instructions, and the digest of a file is on the one thread that reads
 * it. Contexts are plain values: a copy is a saved midstate. Wipe them where
 * the input was secret.
 */
struct psi_sha256 {
	SHA256_CTX state;
};
struct psi_sha512 {
	SHA512_CTX state;
};

void psi_sha256_init(struct psi_sha256 *ctx);
void psi_sha256_update(struct psi_sha256 *ctx, const void *in, size_t in_len);
void psi_sha256_final(struct psi_sha256 *ctx, uint8_t out[PSI_SHA256_BYTES]);
void psi_sha256(uint8_t out[PSI_SHA256_BYTES], const void *in, size_t in_len);

void psi_sha512_init(struct psi_sha512 *ctx);
void psi_sha512_update(struct psi_sha512 *ctx, const void *in, size_t in_len);
void psi_sha512_final(struct psi_sha512 *ctx, uint8_t out[PSI_SHA512_BYTES]);
void psi_sha512(uint8_t out[PSI_SHA512_BYTES], const void *in, size_t in_len);

/* BLAKE2b (RFC 7693) with a 32-byte output and no key. */
void psi_blake2b256(
    uint8_t out[PSI_BLAKE2B256_BYTES], const void *in, size_t in_len);

/* BLAKE2b (RFC 7693) with a 16-byte output and a key of 32 bytes. */
void psi_blake2b128_keyed(uint8_t out[PSI_BLAKE2B128_BYTES],
    const uint8_t key[PSI_BLAKE2B256_BYTES], const void *in, size_t in_len);

#endif
