/*
 * Numbers modulo the prime p of P-256 and modulo its order q (SEC 2,
 * section 2.4.2), in Montgomery form: x is held as x * 2^256 modulo the
 * modulus, below it. Everything is constant-time in the numbers; the moduli
 * and exponents are public.
 */
#ifndef PSI_GROUP_P256_NUM_H
#define PSI_GROUP_P256_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PSI_P256_NUM_BYTES 32
/* Bytes that one number is hashed to (RFC 9380, section 8.2; RFC 9497,
 * section 4.3): L = 48. */
#define PSI_P256_WIDE_BYTES 48

/* Four words, least first. */
struct psi_p256_num {
	uint64_t v[4];
};

struct psi_p256_modulus {
	struct psi_p256_num m;
	/* -1/m modulo 2^64. */
	uint64_t m_inv;
	/* 2^512 modulo m. */
	struct psi_p256_num square;
	/* 1 in Montgomery form. */
	struct psi_p256_num one;
};

extern const struct psi_p256_modulus psi_p256_p;
extern const struct psi_p256_modulus psi_p256_q;

/* a * b, a + b and a - b; outputs may be inputs. */
void psi_p256_mul(const struct psi_p256_modulus *mod, struct psi_p256_num *out,
    const struct psi_p256_num *a, const struct psi_p256_num *b);
void psi_p256_add(const struct psi_p256_modulus *mod, struct psi_p256_num *out,
    const struct psi_p256_num *a, const struct psi_p256_num *b);
void psi_p256_sub(const struct psi_p256_modulus *mod, struct psi_p256_num *out,
    const struct psi_p256_num *a, const struct psi_p256_num *b);

/* a^((p-3)/4) modulo p, of which roots and inverses are made. */
void psi_p256_power(struct psi_p256_num *out, const struct psi_p256_num *a);

/* 1/a modulo p; 0 for 0. */
void psi_p256_invert(struct psi_p256_num *out, const struct psi_p256_num *a);

/* All ones for true, 0 for false. */
uint64_t psi_p256_is_zero(const struct psi_p256_num *a);
uint64_t psi_p256_equal(
    const struct psi_p256_num *a, const struct psi_p256_num *b);

/* *out = mask ? a : *out; the mask is all ones or 0. */
void psi_p256_select(
    struct psi_p256_num *out, const struct psi_p256_num *a, uint64_t mask);

/* Big-endian bytes of a number in Montgomery form. */
void psi_p256_store(const struct psi_p256_modulus *mod,
    uint8_t out[PSI_P256_NUM_BYTES], const struct psi_p256_num *a);

/* The other way. Returns false (in constant time, `out` then holds the number
 * reduced) if the bytes are not below the modulus. */
bool psi_p256_load(const struct psi_p256_modulus *mod, struct psi_p256_num *out,
    const uint8_t in[PSI_P256_NUM_BYTES]);

/* OS2IP of 48 bytes, reduced: hash_to_field's step (RFC 9380, 5.2). */
void psi_p256_reduce(const struct psi_p256_modulus *mod,
    struct psi_p256_num *out, const uint8_t in[PSI_P256_WIDE_BYTES]);

#endif
