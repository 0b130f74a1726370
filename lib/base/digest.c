/*
 * The low-level functions, which OpenSSL would rather not show: EVP takes its
 * contexts from the heap and looks algorithms up by name, which costs more
 * than the hashing of a short message, and it has no plain value to copy.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/digest.h"

#include <sodium.h>

#include "base/secret.h"

void
psi_sha256_init(struct psi_sha256 *ctx)
{
	(void)SHA256_Init(&ctx->state);
}

void
psi_sha256_update(struct psi_sha256 *ctx, const void *in, size_t in_len)
{
	(void)SHA256_Update(&ctx->state, in, in_len);
}

void
psi_sha256_final(struct psi_sha256 *ctx, uint8_t out[PSI_SHA256_BYTES])
{
	(void)SHA256_Final(out, &ctx->state);
}

void
psi_sha256(uint8_t out[PSI_SHA256_BYTES], const void *in, size_t in_len)
{
	struct psi_sha256 ctx;

	psi_sha256_init(&ctx);
	psi_sha256_update(&ctx, in, in_len);
	psi_sha256_final(&ctx, out);
	psi_wipe(&ctx, sizeof ctx);
}

void
psi_sha512_init(struct psi_sha512 *ctx)
{
	(void)SHA512_Init(&ctx->state);
}

void
psi_sha512_update(struct psi_sha512 *ctx, const void *in, size_t in_len)
{
	(void)SHA512_Update(&ctx->state, in, in_len);
}

void
psi_sha512_final(struct psi_sha512 *ctx, uint8_t out[PSI_SHA512_BYTES])
{
	(void)SHA512_Final(out, &ctx->state);
}

void
psi_sha512(uint8_t out[PSI_SHA512_BYTES], const void *in, size_t in_len)
{
	struct psi_sha512 ctx;

	psi_sha512_init(&ctx);
	psi_sha512_update(&ctx, in, in_len);
	psi_sha512_final(&ctx, out);
	psi_wipe(&ctx, sizeof ctx);
}

void
psi_blake2b256(uint8_t out[PSI_BLAKE2B256_BYTES], const void *in, size_t in_len)
{
	(void)crypto_generichash_blake2b(
	    out, PSI_BLAKE2B256_BYTES, in, in_len, NULL, 0);
}

void
psi_blake2b128_keyed(uint8_t out[PSI_BLAKE2B128_BYTES],
    const uint8_t key[PSI_BLAKE2B256_BYTES], const void *in, size_t in_len)
{
	(void)crypto_generichash_blake2b(
	    out, PSI_BLAKE2B128_BYTES, in, in_len, key, PSI_BLAKE2B256_BYTES);
}
