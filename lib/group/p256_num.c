#include "group/p256_num.h"

#include "base/bytes.h"
#include "base/secret.h"

typedef struct psi_p256_num number;
__extension__ typedef unsigned __int128 wide;

const struct psi_p256_modulus psi_p256_p = {
	.m = { { 0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000,
	    0xffffffff00000001 } },
	.m_inv = 1,
	.square = { { 0x0000000000000003, 0xfffffffbffffffff,
	    0xfffffffffffffffe, 0x00000004fffffffd } },
	.one = { { 0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff,
	    0x00000000fffffffe } },
};

const struct psi_p256_modulus psi_p256_q = {
	.m = { { 0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff,
	    0xffffffff00000000 } },
	.m_inv = 0xccd1c8aaee00bc4f,
	.square = { { 0x83244c95be79eea2, 0x4699799c49bd6fa6,
	    0x2845b2392b6bec59, 0x66e12d94f3d95620 } },
	.one = { { 0x0c46353d039cdaaf, 0x4319055258e8617b, 0x0000000000000000,
	    0x00000000ffffffff } },
};

/*
 * out = (top, t) - m if that is not negative, else t; (top, t) < 2m. Returns
 * all ones if m was subtracted.
 */
static inline uint64_t
subtract_once(const number *m, number *out, const uint64_t t[4], uint64_t top)
{
	uint64_t less[4];
	uint64_t borrow = 0;
	uint64_t mask;

	for (int i = 0; i < 4; i++) {
		const wide x = (wide)t[i] - m->v[i] - borrow;

		less[i] = (uint64_t)x;
		borrow = (uint64_t)(x >> 64) & 1;
	}
	/* A borrow that the top word does not pay: keep t. */
	mask = 0 - (uint64_t)(top < borrow);
	for (int i = 0; i < 4; i++)
		out->v[i] = (less[i] & ~mask) | (t[i] & mask);
	return ~mask;
}

/*
 * Montgomery 1985, with the reduction of each word right after its products.
 * Before round i the five words of t are below 2m (a[i] * b + u * m + t
 * < 2^64 * 2m, and then a word is shifted out), so nothing overflows and one
 * subtraction ends it.
 */
static inline void
mont_mul(const struct psi_p256_modulus *mod, number *out, const number *a,
    const number *b)
{
	uint64_t t[5] = { 0 };

	for (int i = 0; i < 4; i++) {
		uint64_t u;
		wide x = 0;
		uint64_t top;

		for (int j = 0; j < 4; j++) {
			x = (wide)a->v[i] * b->v[j] + t[j] +
			    (uint64_t)(x >> 64);
			t[j] = (uint64_t)x;
		}
		x = (wide)t[4] + (uint64_t)(x >> 64);
		t[4] = (uint64_t)x;
		top = (uint64_t)(x >> 64);
		u = t[0] * mod->m_inv;
		x = (wide)u * mod->m.v[0] + t[0];
		for (int j = 1; j < 4; j++) {
			x = (wide)u * mod->m.v[j] + t[j] + (uint64_t)(x >> 64);
			t[j - 1] = (uint64_t)x;
		}
		x = (wide)t[4] + (uint64_t)(x >> 64);
		t[3] = (uint64_t)x;
		t[4] = top + (uint64_t)(x >> 64);
	}
	(void)subtract_once(&mod->m, out, t, t[4]);
}

/*
 * The same modulo p, where the words of p save most products: u is t[0], and
 * with p = 2^256 - 2^224 + 2^192 + 2^96 - 1
 *   (t + u p) / 2^64 = t / 2^64 + u 2^32 + u (2^64 - 2^32 + 1) 2^128,
 * the dropped word t[0] being u itself. A call of its own: inlined into a loop
 * of squarings it runs out of registers, and takes 40 ns instead of 24.
 */
static __attribute__((noinline)) void
mont_mul_p(number *out, const number *a, const number *b)
{
	uint64_t t0 = 0;
	uint64_t t1 = 0;
	uint64_t t2 = 0;
	uint64_t t3 = 0;
	uint64_t t4 = 0;
	uint64_t t[4];

	for (int i = 0; i < 4; i++) {
		const uint64_t ai = a->v[i];
		uint64_t u;
		uint64_t top;
		wide last;
		wide x;

		x = (wide)ai * b->v[0] + t0;
		u = (uint64_t)x;
		x = (wide)ai * b->v[1] + t1 + (uint64_t)(x >> 64);
		t1 = (uint64_t)x;
		x = (wide)ai * b->v[2] + t2 + (uint64_t)(x >> 64);
		t2 = (uint64_t)x;
		x = (wide)ai * b->v[3] + t3 + (uint64_t)(x >> 64);
		t3 = (uint64_t)x;
		x = (wide)t4 + (uint64_t)(x >> 64);
		t4 = (uint64_t)x;
		top = (uint64_t)(x >> 64);
		last = (wide)u * 0xffffffff00000001;
		x = (wide)t1 + (u << 32);
		t0 = (uint64_t)x;
		x = (wide)t2 + (u >> 32) + (uint64_t)(x >> 64);
		t1 = (uint64_t)x;
		x = (wide)t3 + (uint64_t)last + (uint64_t)(x >> 64);
		t2 = (uint64_t)x;
		x = (wide)t4 + (uint64_t)(last >> 64) + (uint64_t)(x >> 64);
		t3 = (uint64_t)x;
		t4 = top + (uint64_t)(x >> 64);
	}
	t[0] = t0;
	t[1] = t1;
	t[2] = t2;
	t[3] = t3;
	(void)subtract_once(&psi_p256_p.m, out, t, t4);
}

void
psi_p256_mul(const struct psi_p256_modulus *mod, number *out, const number *a,
    const number *b)
{
	if (mod == &psi_p256_p)
		mont_mul_p(out, a, b);
	else
		mont_mul(mod, out, a, b);
}

void
psi_p256_add(const struct psi_p256_modulus *mod, number *out, const number *a,
    const number *b)
{
	uint64_t t[4];
	wide x = 0;

	for (int i = 0; i < 4; i++) {
		x = (wide)a->v[i] + b->v[i] + (uint64_t)(x >> 64);
		t[i] = (uint64_t)x;
	}
	(void)subtract_once(&mod->m, out, t, (uint64_t)(x >> 64));
}

void
psi_p256_sub(const struct psi_p256_modulus *mod, number *out, const number *a,
    const number *b)
{
	uint64_t borrow = 0;
	uint64_t mask;
	wide x = 0;

	for (int i = 0; i < 4; i++) {
		x = (wide)a->v[i] - b->v[i] - borrow;
		out->v[i] = (uint64_t)x;
		borrow = (uint64_t)(x >> 64) & 1;
	}
	mask = 0 - borrow;
	x = 0;
	for (int i = 0; i < 4; i++) {
		x = (wide)out->v[i] + (mod->m.v[i] & mask) +
		    (uint64_t)(x >> 64);
		out->v[i] = (uint64_t)x;
	}
}

/* a^(2^n) * b modulo p. */
static void
shift_mul(number *out, const number *a, int n, const number *b)
{
	number t = *a;

	for (int i = 0; i < n; i++)
		mont_mul_p(&t, &t, &t);
	mont_mul_p(out, &t, b);
	psi_wipe(&t, sizeof t);
}

/*
 * (p-3)/4 = 2^254 - 2^222 + 2^190 + 2^94 - 1 is in binary: 32 ones, 31 zeros,
 * a one, 96 zeros, 94 ones. xN stands for a^(2^N - 1).
 */
void
psi_p256_power(number *out, const number *a)
{
	struct {
		number x2, x3, x6, x12, x15, x30, x32, t;
	} p;

	shift_mul(&p.x2, a, 1, a);
	shift_mul(&p.x3, &p.x2, 1, a);
	shift_mul(&p.x6, &p.x3, 3, &p.x3);
	shift_mul(&p.x12, &p.x6, 6, &p.x6);
	shift_mul(&p.x15, &p.x12, 3, &p.x3);
	shift_mul(&p.x30, &p.x15, 15, &p.x15);
	shift_mul(&p.x32, &p.x30, 2, &p.x2);
	shift_mul(&p.t, &p.x32, 32, a);
	shift_mul(&p.t, &p.t, 96 + 32, &p.x32);
	shift_mul(&p.t, &p.t, 32, &p.x32);
	shift_mul(out, &p.t, 30, &p.x30);
	psi_wipe(&p, sizeof p);
}

/* a^(p-2) = (a^((p-3)/4))^4 * a. */
void
psi_p256_invert(number *out, const number *a)
{
	number t;

	psi_p256_power(&t, a);
	shift_mul(out, &t, 2, a);
}

uint64_t
psi_p256_is_zero(const number *a)
{
	const uint64_t any = a->v[0] | a->v[1] | a->v[2] | a->v[3];

	/* The top bit of any | -any is set unless any is zero. */
	return ((any | (0 - any)) >> 63) - 1;
}

uint64_t
psi_p256_equal(const number *a, const number *b)
{
	number differ;

	for (int i = 0; i < 4; i++)
		differ.v[i] = a->v[i] ^ b->v[i];
	return psi_p256_is_zero(&differ);
}

void
psi_p256_select(number *out, const number *a, uint64_t mask)
{
	for (int i = 0; i < 4; i++)
		out->v[i] ^= (out->v[i] ^ a->v[i]) & mask;
}

void
psi_p256_store(const struct psi_p256_modulus *mod,
    uint8_t out[PSI_P256_NUM_BYTES], const number *a)
{
	static const number plain_one = { { 1, 0, 0, 0 } };
	number t;

	/* A product with the plain 1 divides by 2^256. */
	psi_p256_mul(mod, &t, a, &plain_one);
	for (size_t i = 0; i < 4; i++)
		psi_u64be(out + 8 * i, t.v[3 - i]);
	psi_wipe(&t, sizeof t);
}

bool
psi_p256_load(const struct psi_p256_modulus *mod, number *out,
    const uint8_t in[PSI_P256_NUM_BYTES])
{
	uint64_t t[4];
	uint64_t reduced;

	for (size_t i = 0; i < 4; i++)
		t[i] = psi_load64be(in + 8 * (3 - i));
	/* Both moduli are over 2^255: once is enough. */
	reduced = subtract_once(&mod->m, out, t, 0);
	psi_p256_mul(mod, out, out, &mod->square);
	return reduced == 0;
}

void
psi_p256_reduce(const struct psi_p256_modulus *mod, number *out,
    const uint8_t in[PSI_P256_WIDE_BYTES])
{
	number high = { { psi_load64be(in + 8), psi_load64be(in), 0, 0 } };

	/* high * 2^256 + low: high * 2^512 / 2^256 is high in Montgomery
	 * form, and once more gives high * 2^256 in it. */
	psi_p256_mul(mod, &high, &high, &mod->square);
	psi_p256_mul(mod, &high, &high, &mod->square);
	(void)psi_p256_load(mod, out, in + 16);
	psi_p256_add(mod, out, out, &high);
	psi_wipe(&high, sizeof high);
}
