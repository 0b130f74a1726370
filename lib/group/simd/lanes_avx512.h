/*
 * Lanes: eight rows in a 512-bit register. The twin of lanes_avx2.h; the two
 * offer the same names, and everything else is written on top of them.
 */
#ifndef PSI_GROUP_SIMD_LANES_H
#define PSI_GROUP_SIMD_LANES_H

#include <immintrin.h>
#include <stdint.h>

#define LANES 8
/* Small pieces vanish into their callers; large ones are called, because
 * unrolled everywhere they would not fit the instruction cache. */
#define LANE_INLINE static inline __attribute__((always_inline, unused))
#define LANE_CALL static __attribute__((noinline, unused))

/* 64-bit integers, doubles, and a bit for each lane. */
typedef __m512i vec;
typedef __m512d vecd;
typedef __mmask8 vmask;

LANE_INLINE vec
v_set(uint64_t x)
{
	return _mm512_set1_epi64((long long)x);
}

/* The same, from memory whenever it is asked for: see d_load_set. */
LANE_INLINE vec
v_load_set(const uint64_t *x)
{
	vec out;

	__asm__("vpbroadcastq %1, %0" : "=v"(out) : "m"(*x));
	return out;
}

LANE_INLINE vec
v_load(const void *p)
{
	return _mm512_loadu_si512(p);
}

LANE_INLINE void
v_store(void *p, vec a)
{
	_mm512_storeu_si512(p, a);
}

LANE_INLINE vec
v_add(vec a, vec b)
{
	return _mm512_add_epi64(a, b);
}

LANE_INLINE vec
v_sub(vec a, vec b)
{
	return _mm512_sub_epi64(a, b);
}

LANE_INLINE vec
v_and(vec a, vec b)
{
	return _mm512_and_si512(a, b);
}

LANE_INLINE vec
v_or(vec a, vec b)
{
	return _mm512_or_si512(a, b);
}

/* (a & b) | c */
LANE_INLINE vec
v_and_or(vec a, vec b, vec c)
{
	return _mm512_ternarylogic_epi64(a, b, c, 0xea);
}

/* a ^ b ^ c */
LANE_INLINE vec
v_xor3(vec a, vec b, vec c)
{
	return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/* a where the bits of m are set, else b. */
LANE_INLINE vec
v_bits(vec m, vec a, vec b)
{
	return _mm512_ternarylogic_epi64(m, a, b, 0xca);
}

/* The majority of each bit. */
LANE_INLINE vec
v_majority(vec a, vec b, vec c)
{
	return _mm512_ternarylogic_epi64(a, b, c, 0xe8);
}

#define v_shl(a, n) _mm512_slli_epi64(a, n)
#define v_shr(a, n) _mm512_srli_epi64(a, n)
#define v_ror(a, n) _mm512_ror_epi64(a, n)

/* a * b of the low 32 bits of each lane. */
LANE_INLINE vec
v_mul32(vec a, vec b)
{
	return _mm512_mul_epu32(a, b);
}

/*
 * 19 * a mod 2^64. The compiler must not know that it is 19: it would take
 * the multiplication apart into shifts and additions, which is slower here.
 */
LANE_INLINE vec
v_mul19(vec a)
{
	vec nineteen = v_set(19);

	__asm__("" : "+v"(nineteen));
	return _mm512_mullo_epi64(a, nineteen);
}

/* b where the lane's bit is set, else a. */
LANE_INLINE vec
v_select(vec a, vec b, vmask m)
{
	return _mm512_mask_blend_epi64(m, a, b);
}

LANE_INLINE vmask
v_is_zero(vec a)
{
	return _mm512_cmpeq_epi64_mask(a, _mm512_setzero_si512());
}

LANE_INLINE vmask
v_is_odd(vec a)
{
	return _mm512_test_epi64_mask(a, v_set(1));
}

/* bit: 0 or 1, perhaps secret; in all lanes. */
LANE_INLINE vmask
m_set(uint64_t bit)
{
	return (vmask)(0 - bit);
}

LANE_INLINE vmask
m_and(vmask a, vmask b)
{
	return (vmask)(a & b);
}

LANE_INLINE vmask
m_or(vmask a, vmask b)
{
	return (vmask)(a | b);
}

LANE_INLINE vmask
m_not(vmask a)
{
	return (vmask)~a;
}

/* One bit for each lane, the first lane in the lowest. */
LANE_INLINE unsigned int
m_to_bits(vmask a)
{
	return a;
}

LANE_INLINE vmask
m_from_bits(unsigned int bits)
{
	return (vmask)bits;
}

LANE_INLINE vecd
d_set(double x)
{
	return _mm512_set1_pd(x);
}

/*
 * The same, from memory whenever it is asked for. Of a constant that the next
 * instruction overwrites, the compiler would keep a copy in a register, and
 * copying registers can cost an arithmetic port, which loads never do.
 */
LANE_INLINE vecd
d_load_set(const double *x)
{
	vecd out;

	__asm__("vbroadcastsd %1, %0" : "=v"(out) : "m"(*x));
	return out;
}

/* a * b + c, rounded once. */
LANE_INLINE vecd
d_fma(vecd a, vecd b, vecd c)
{
	return _mm512_fmadd_pd(a, b, c);
}

LANE_INLINE vecd
d_add(vecd a, vecd b)
{
	return _mm512_add_pd(a, b);
}

LANE_INLINE vecd
d_sub(vecd a, vecd b)
{
	return _mm512_sub_pd(a, b);
}

LANE_INLINE vecd
d_select(vecd a, vecd b, vmask m)
{
	return _mm512_mask_blend_pd(m, a, b);
}

/* The same 64 bits, seen the other way. */
LANE_INLINE vec
d_to_bits(vecd a)
{
	return _mm512_castpd_si512(a);
}

LANE_INLINE vecd
d_from_bits(vec a)
{
	return _mm512_castsi512_pd(a);
}

/* The bytes of each lane the other way round. */
LANE_INLINE vec
v_swap_bytes(vec a)
{
	const __m128i order =
	    _mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607);

	return _mm512_shuffle_epi8(a, _mm512_broadcast_i32x4(order));
}

/* r[i], lane j becomes r[j], lane i. */
LANE_INLINE void
v_transpose(vec r[LANES])
{
	vec a[8], b[8];
	int i;

	for (i = 0; i < 8; i += 2) {
		a[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
		a[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
	}
	for (i = 0; i < 8; i += 4) {
		b[i] = _mm512_shuffle_i64x2(a[i], a[i + 2], 0x88);
		b[i + 1] = _mm512_shuffle_i64x2(a[i + 1], a[i + 3], 0x88);
		b[i + 2] = _mm512_shuffle_i64x2(a[i], a[i + 2], 0xdd);
		b[i + 3] = _mm512_shuffle_i64x2(a[i + 1], a[i + 3], 0xdd);
	}
	for (i = 0; i < 4; i++) {
		r[i] = _mm512_shuffle_i64x2(b[i], b[i + 4], 0x88);
		r[i + 4] = _mm512_shuffle_i64x2(b[i], b[i + 4], 0xdd);
	}
}

/*
 * After the last vector instruction of an exported function: code that
 * follows in old SSE encodings would be slow otherwise. Not done inside,
 * where it would throw away constants. The compiler's own intrinsic does not
 * say that it destroys the registers; this does.
 */
LANE_INLINE void
v_leave(void)
{
	__asm__ volatile("vzeroupper"
			 :
			 :
			 : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
			 "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
			 "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

#endif
