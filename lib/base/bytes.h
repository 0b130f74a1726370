/* Integers as bytes, hexadecimal and base64: pure functions. */
#ifndef PSI_BASE_BYTES_H
#define PSI_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline void
psi_u32be(uint8_t out[4], uint32_t x)
{
	out[0] = (uint8_t)(x >> 24);
	out[1] = (uint8_t)(x >> 16);
	out[2] = (uint8_t)(x >> 8);
	out[3] = (uint8_t)x;
}

static inline void
psi_u64be(uint8_t out[8], uint64_t x)
{
	psi_u32be(out, (uint32_t)(x >> 32));
	psi_u32be(out + 4, (uint32_t)x);
}

static inline uint32_t
psi_load32be(const uint8_t in[4])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
	    (uint32_t)in[2] << 8 | in[3];
}

static inline uint64_t
psi_load64be(const uint8_t in[8])
{
	uint64_t x = 0;

	for (int i = 0; i < 8; i++)
		x = x << 8 | in[i];
	return x;
}

/* Lower-case hexadecimal, with a NUL: 2 * in_len + 1 characters. */
void psi_hex_encode(char *out, const uint8_t *in, size_t in_len);

/*
 * Read exactly 2 * out_len lower-case digits of `in` (`in_len` characters).
 * Returns false for anything else.
 */
bool psi_hex_decode(
    uint8_t *out, size_t out_len, const char *in, size_t in_len);

/* Characters of the padded base64 of n bytes (RFC 4648, section 4). */
#define PSI_BASE64_CHARS(n) (((size_t)(n) + 2) / 3 * 4)

/*
 * Padded base64, PSI_BASE64_CHARS(in_len) characters and no NUL. By table:
 * for public bytes only, never for a secret.
 */
void psi_base64_encode(char *out, const uint8_t *in, size_t in_len);

/*
 * Decode padded base64 of exactly `out_len` bytes. Returns false if `in_len`
 * is not PSI_BASE64_CHARS(out_len), for a character outside the alphabet, for
 * wrong padding, and for trailing bits that are not zero, so every byte
 * string has one spelling. Writes to `out` only what is valid so far.
 */
bool psi_base64_decode(
    uint8_t *out, size_t out_len, const char *in, size_t in_len);

/*
 * Decimal without sign, blanks or leading zeros ("0" itself is fine).
 * Returns false for anything else and for numbers over `max`.
 */
bool psi_decimal_decode(
    uint64_t *out, const char *in, size_t in_len, uint64_t max);

/*
 * Are these bytes the same? For what is public only (digests, keys, texts of
 * files): it stops at the first difference. Secrets go to psi_secret_equal.
 */
bool psi_public_equal(const void *a, const void *b, size_t len);

/* The digits of the largest number. */
#define PSI_DECIMAL_CHARS 20

/* Write a number in decimal, without a NUL; returns how many digits. */
size_t psi_decimal_encode(char out[PSI_DECIMAL_CHARS], uint64_t n);

#endif
