#include "base/digest.h"

void
psi_sha256_init(struct psi_sha256 *ctx)
{
	(void)crypto_hash_sha256_init(&ctx->state);
}

void
psi_sha256_update(struct psi_sha256 *ctx, const void *in, size_t in_len)
{
	(void)crypto_hash_sha256_update(&ctx->state, in, in_len);
}

void
psi_sha256_final(struct psi_sha256 *ctx, uint8_t out[PSI_SHA256_BYTES])
{
	(void)crypto_hash_sha256_final(&ctx->state, out);
}

void
psi_sha256(uint8_t out[PSI_SHA256_BYTES], const void *in, size_t in_len)
{
	(void)crypto_hash_sha256(out, in, in_len);
}

void
psi_sha512_init(struct psi_sha512 *ctx)
{
	(void)crypto_hash_sha512_init(&ctx->state);
}

void
psi_sha512_update(struct psi_sha512 *ctx, const void *in, size_t in_len)
{
	(void)crypto_hash_sha512_update(&ctx->state, in, in_len);
}

void
psi_sha512_final(struct psi_sha512 *ctx, uint8_t out[PSI_SHA512_BYTES])
{
	(void)crypto_hash_sha512_final(&ctx->state, out);
}

void
psi_sha512(uint8_t out[PSI_SHA512_BYTES], const void *in, size_t in_len)
{
	(void)crypto_hash_sha512(out, in, in_len);
}

void
psi_blake2b256(uint8_t out[PSI_BLAKE2B256_BYTES], const void *in, size_t in_len)
{
	(void)crypto_generichash_blake2b(
	    out, PSI_BLAKE2B256_BYTES, in, in_len, NULL, 0);
}
