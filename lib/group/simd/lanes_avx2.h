/*
 * Lanes: four rows in a 256-bit register. The twin of lanes_avx512.h; the two
 * offer the same names, and everything else is written on top of them.
 */
#ifndef PSI_GROUP_SIMD_LANES_H
#define PSI_GROUP_SIMD_LANES_H

#include <immintrin.h>
#include <stdint.h>

#define LANES 4
/* Small pieces vanish into their callers; large ones are called, because
 * unrolled everywhere they would not fit the instruction cache. */
#define LANE_INLINE static inline __attribute__((always_inline, unused))
#define LANE_CALL static __attribute__((noinline, unused))

/* 64-bit integers, doubles, and all bits of each lane set or clear. */
typedef __m256i vec;
typedef __m256d vecd;
typedef __m256i vmask;

LANE_INLINE vec
v_set(uint64_t x)
{
	return _mm256_set1_epi64x((long long)x);
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
	return _mm256_loadu_si256((const __m256i *)p);
}

LANE_INLINE void
v_store(void *p, vec a)
{
	_mm256_storeu_si256((__m256i *)p, a);
}

LANE_INLINE vec
v_add(vec a, vec b)
{
	return _mm256_add_epi64(a, b);
}

LANE_INLINE vec
v_sub(vec a, vec b)
{
	return _mm256_sub_epi64(a, b);
}

LANE_INLINE vec
v_and(vec a, vec b)
{
	return _mm256_and_si256(a, b);
}

LANE_INLINE vec
v_or(vec a, vec b)
{
	return _mm256_or_si256(a, b);
}

/* (a & b) | c */
LANE_INLINE vec
v_and_or(vec a, vec b, vec c)
{
	return v_or(v_and(a, b), c);
}

/* a ^ b ^ c */
LANE_INLINE vec
v_xor3(vec a, vec b, vec c)
{
	return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

/* a where the bits of m are set, else b. */
LANE_INLINE vec
v_bits(vec m, vec a, vec b)
{
	return v_or(v_and(m, a), _mm256_andnot_si256(m, b));
}

/* The majority of each bit. */
LANE_INLINE vec
v_majority(vec a, vec b, vec c)
{
	return v_or(v_and(a, b), v_and(c, v_or(a, b)));
}

#define v_shl(a, n) _mm256_slli_epi64(a, n)
#define v_shr(a, n) _mm256_srli_epi64(a, n)
#define v_ror(a, n) v_or(v_shr(a, n), v_shl(a, 64 - (n)))

/* a * b of the low 32 bits of each lane. */
LANE_INLINE vec
v_mul32(vec a, vec b)
{
	return _mm256_mul_epu32(a, b);
}

/* 19 * a mod 2^64 */
LANE_INLINE vec
v_mul19(vec a)
{
	return v_add(v_add(a, v_add(a, a)), v_shl(a, 4));
}

/* b where the lane's bits are set, else a. */
LANE_INLINE vec
v_select(vec a, vec b, vmask m)
{
	return _mm256_blendv_epi8(a, b, m);
}

LANE_INLINE vmask
v_is_zero(vec a)
{
	return _mm256_cmpeq_epi64(a, _mm256_setzero_si256());
}

LANE_INLINE vmask
v_is_odd(vec a)
{
	return v_sub(_mm256_setzero_si256(), v_and(a, v_set(1)));
}

/* bit: 0 or 1, perhaps secret; in all lanes. */
LANE_INLINE vmask
m_set(uint64_t bit)
{
	return v_set(0 - bit);
}

LANE_INLINE vmask
m_and(vmask a, vmask b)
{
	return v_and(a, b);
}

LANE_INLINE vmask
m_or(vmask a, vmask b)
{
	return v_or(a, b);
}

LANE_INLINE vmask
m_not(vmask a)
{
	return _mm256_xor_si256(a, v_set(UINT64_MAX));
}

/* One bit for each lane, the first lane in the lowest. */
LANE_INLINE unsigned int
m_to_bits(vmask a)
{
	return (unsigned int)_mm256_movemask_pd(_mm256_castsi256_pd(a));
}

LANE_INLINE vmask
m_from_bits(unsigned int bits)
{
	const vec lane = _mm256_set_epi64x(8, 4, 2, 1);

	return _mm256_cmpeq_epi64(v_and(v_set(bits), lane), lane);
}

LANE_INLINE vecd
d_set(double x)
{
	return _mm256_set1_pd(x);
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
	return _mm256_fmadd_pd(a, b, c);
}

LANE_INLINE vecd
d_add(vecd a, vecd b)
{
	return _mm256_add_pd(a, b);
}

LANE_INLINE vecd
d_sub(vecd a, vecd b)
{
	return _mm256_sub_pd(a, b);
}

LANE_INLINE vecd
d_select(vecd a, vecd b, vmask m)
{
	return _mm256_blendv_pd(a, b, _mm256_castsi256_pd(m));
}

/* The same 64 bits, seen the other way. */
LANE_INLINE vec
d_to_bits(vecd a)
{
	return _mm256_castpd_si256(a);
}

LANE_INLINE vecd
d_from_bits(vec a)
{
	return _mm256_castsi256_pd(a);
}

/* The bytes of each lane the other way round. */
LANE_INLINE vec
v_swap_bytes(vec a)
{
	const __m128i order =
	    _mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607);

	return _mm256_shuffle_epi8(a, _mm256_broadcastsi128_si256(order));
}

/* r[i], lane j becomes r[j], lane i. */
LANE_INLINE void
v_transpose(vec r[LANES])
{
	vec a[4];

	a[0] = _mm256_unpacklo_epi64(r[0], r[1]);
	a[1] = _mm256_unpackhi_epi64(r[0], r[1]);
	a[2] = _mm256_unpacklo_epi64(r[2], r[3]);
	a[3] = _mm256_unpackhi_epi64(r[2], r[3]);
	r[0] = _mm256_permute2x128_si256(a[0], a[2], 0x20);
	r[1] = _mm256_permute2x128_si256(a[1], a[3], 0x20);
	r[2] = _mm256_permute2x128_si256(a[0], a[2], 0x31);
	r[3] = _mm256_permute2x128_si256(a[1], a[3], 0x31);
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
