/*
 * SHA-512 (FIPS 180-4) of as many messages at once as there are lanes.
 */
#ifndef PSI_GROUP_SIMD_SHA512_LANES_H
#define PSI_GROUP_SIMD_SHA512_LANES_H

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/secret.h"
#include "group/suite.h"

#define SHA512_BLOCK 128

/* Section 5.3.5: fractions of the square roots of the first 8 primes. */
static const uint64_t sha512_start[8] = {
	0x6a09e667f3bcc908,
	0xbb67ae8584caa73b,
	0x3c6ef372fe94f82b,
	0xa54ff53a5f1d36f1,
	0x510e527fade682d1,
	0x9b05688c2b3e6c1f,
	0x1f83d9abfb41bd6b,
	0x5be0cd19137e2179,
};

/* Section 4.2.3: fractions of the cube roots of the first 80 primes. */
static const uint64_t sha512_round[80] = {
	0x428a2f98d728ae22,
	0x7137449123ef65cd,
	0xb5c0fbcfec4d3b2f,
	0xe9b5dba58189dbbc,
	0x3956c25bf348b538,
	0x59f111f1b605d019,
	0x923f82a4af194f9b,
	0xab1c5ed5da6d8118,
	0xd807aa98a3030242,
	0x12835b0145706fbe,
	0x243185be4ee4b28c,
	0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f,
	0x80deb1fe3b1696b1,
	0x9bdc06a725c71235,
	0xc19bf174cf692694,
	0xe49b69c19ef14ad2,
	0xefbe4786384f25e3,
	0x0fc19dc68b8cd5b5,
	0x240ca1cc77ac9c65,
	0x2de92c6f592b0275,
	0x4a7484aa6ea6e483,
	0x5cb0a9dcbd41fbd4,
	0x76f988da831153b5,
	0x983e5152ee66dfab,
	0xa831c66d2db43210,
	0xb00327c898fb213f,
	0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2,
	0xd5a79147930aa725,
	0x06ca6351e003826f,
	0x142929670a0e6e70,
	0x27b70a8546d22ffc,
	0x2e1b21385c26c926,
	0x4d2c6dfc5ac42aed,
	0x53380d139d95b3df,
	0x650a73548baf63de,
	0x766a0abb3c77b2a8,
	0x81c2c92e47edaee6,
	0x92722c851482353b,
	0xa2bfe8a14cf10364,
	0xa81a664bbc423001,
	0xc24b8b70d0f89791,
	0xc76c51a30654be30,
	0xd192e819d6ef5218,
	0xd69906245565a910,
	0xf40e35855771202a,
	0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8,
	0x1e376c085141ab53,
	0x2748774cdf8eeb99,
	0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63,
	0x4ed8aa4ae3418acb,
	0x5b9cca4f7763e373,
	0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc,
	0x78a5636f43172f60,
	0x84c87814a1f0ab72,
	0x8cc702081a6439ec,
	0x90befffa23631e28,
	0xa4506cebde82bde9,
	0xbef9a3f7b2c67915,
	0xc67178f2e372532b,
	0xca273eceea26619c,
	0xd186b8c721c0c207,
	0xeada7dd6cde0eb1e,
	0xf57d4f7fee6ed178,
	0x06f067aa72176fba,
	0x0a637dc5a2c898a6,
	0x113f9804bef90dae,
	0x1b710b35131c471b,
	0x28db77f523047d84,
	0x32caab7b40c72493,
	0x3c9ebe0a15c9bebc,
	0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6,
	0x597f299cfc657e2a,
	0x5fcb6fab3ad6faec,
	0x6c44198c4a475817,
};

/* The functions of section 4.1.3. */
LANE_INLINE vec
sha512_big_0(vec x)
{
	return v_xor3(v_ror(x, 28), v_ror(x, 34), v_ror(x, 39));
}

LANE_INLINE vec
sha512_big_1(vec x)
{
	return v_xor3(v_ror(x, 14), v_ror(x, 18), v_ror(x, 41));
}

LANE_INLINE vec
sha512_small_0(vec x)
{
	return v_xor3(v_ror(x, 1), v_ror(x, 8), v_shr(x, 7));
}

LANE_INLINE vec
sha512_small_1(vec x)
{
	return v_xor3(v_ror(x, 19), v_ror(x, 61), v_shr(x, 6));
}

/*
 * One block of each lane's message (section 6.4.2), the state of lanes that
 * are not `active` left alone.
 */
LANE_CALL void
sha512_block(vec state[8], const uint8_t *const block[LANES], vmask active)
{
	vec w[16], s[8], row[LANES], t1, t2;
	int t, i, j;

	for (i = 0; i < 16; i += LANES) {
		for (j = 0; j < LANES; j++)
			row[j] = v_swap_bytes(v_load(block[j] + 8 * i));
		v_transpose(row);
		for (j = 0; j < LANES; j++)
			w[i + j] = row[j];
	}
	for (i = 0; i < 8; i++)
		s[i] = state[i];
	for (t = 0; t < 80; t++) {
		t1 = v_add(v_add(s[7], sha512_big_1(s[4])),
		    v_add(v_bits(s[4], s[5], s[6]),
			v_add(v_set(sha512_round[t]), w[t % 16])));
		t2 = v_add(sha512_big_0(s[0]), v_majority(s[0], s[1], s[2]));
		for (i = 7; i > 0; i--)
			s[i] = s[i - 1];
		s[4] = v_add(s[4], t1);
		s[0] = v_add(t1, t2);
		/* w[t % 16] has been used, and is word t + 16 from here. */
		w[t % 16] = v_add(
		    v_add(w[t % 16], sha512_small_0(w[(t + 1) % 16])),
		    v_add(w[(t + 9) % 16], sha512_small_1(w[(t + 14) % 16])));
	}
	for (i = 0; i < 8; i++)
		state[i] = v_select(state[i], v_add(state[i], s[i]), active);
}

/* The state as digests, of the first `count` lanes. */
LANE_INLINE void
sha512_store(uint8_t *out, const vec state[8], size_t count)
{
	uint8_t digest[LANES][PSI_SHA512_BYTES];
	vec row[LANES];
	size_t i, j;

	for (i = 0; i < 8; i += LANES) {
		for (j = 0; j < LANES; j++)
			row[j] = state[i + j];
		v_transpose(row);
		for (j = 0; j < LANES; j++)
			v_store(&digest[j][8 * i], v_swap_bytes(row[j]));
	}
	memcpy(out, digest, count * PSI_SHA512_BYTES);
}

/* Blocks of a message whose last `len` bytes are still to be hashed. */
LANE_INLINE size_t
sha512_blocks(size_t len)
{
	return (len + 17 + SHA512_BLOCK - 1) / SHA512_BLOCK;
}

/* What all messages of a call share. */
struct sha512_frame {
	/* what follows the head's whole blocks */
	const uint8_t *head;
	size_t head_len;
	const uint8_t *tail;
	size_t tail_len;
	/* bytes in the whole blocks */
	size_t hashed;
};

/* Lay out the padded rest of one message; returns the number of blocks. */
LANE_INLINE size_t
sha512_pad(uint8_t *out, const struct sha512_frame *frame,
    const struct psi_message *body)
{
	size_t len = frame->head_len + body->len + frame->tail_len;
	size_t num = sha512_blocks(len), end = num * SHA512_BLOCK;
	uint64_t bits =
	    __builtin_bswap64(8 * ((uint64_t)frame->hashed + (uint64_t)len));

	memcpy(out, frame->head, frame->head_len);
	if (body->len > 0)
		memcpy(out + frame->head_len, body->data, body->len);
	memcpy(out + frame->head_len + body->len, frame->tail, frame->tail_len);
	out[len] = 0x80;
	memset(out + len + 1, 0, end - len - 1);
	memcpy(out + end - sizeof bits, &bits, sizeof bits);
	return num;
}

/* One message in each lane, `count` of them; the rest repeat the last. */
LANE_INLINE void
sha512_lanes(uint8_t *out, const vec start[8], const struct sha512_frame *frame,
    const struct psi_message *body, size_t count, uint8_t *buffer,
    size_t stride)
{
	const uint8_t *block[LANES];
	size_t num[LANES], most = 0, b, i;
	unsigned int active;
	vec state[8];

	for (i = 0; i < LANES; i++) {
		if (i < count) {
			num[i] =
			    sha512_pad(buffer + i * stride, frame, &body[i]);
			block[i] = buffer + i * stride;
		} else {
			num[i] = 0;
			block[i] = buffer;
		}
		most = num[i] > most ? num[i] : most;
	}
	memcpy(state, start, sizeof state);
	for (b = 0; b < most; b++) {
		active = 0;
		for (i = 0; i < LANES; i++)
			active |= (b < num[i] ? 1U : 0U) << i;
		sha512_block(state, block, m_from_bits(active));
		/* A lane that has ended stays at its last block. */
		for (i = 0; i < LANES; i++)
			block[i] += b + 1 < num[i] ? SHA512_BLOCK : 0;
	}
	sha512_store(out, state, count);
}

/* The state after the whole blocks of the head, which all lanes share. */
LANE_INLINE void
sha512_head(vec state[8], const uint8_t *head, size_t num_blocks)
{
	const uint8_t *block[LANES];
	size_t b;
	int i;

	for (i = 0; i < 8; i++)
		state[i] = v_set(sha512_start[i]);
	for (b = 0; b < num_blocks; b++) {
		for (i = 0; i < LANES; i++)
			block[i] = head + b * SHA512_BLOCK;
		sha512_block(state, block, m_set(1));
	}
}

/* `sha512` of struct psi_ristretto255_kernel. */
static int
kernel_sha512(uint8_t *out, const uint8_t *head, size_t head_len,
    const struct psi_message *body, size_t num, const uint8_t *tail,
    size_t tail_len)
{
	const size_t whole = head_len / SHA512_BLOCK;
	struct sha512_frame frame;
	size_t i, count, size, longest = 0, stride;
	uint8_t *buffer;
	vec state[8];

	if (num == 0)
		return 0;
	frame.hashed = whole * SHA512_BLOCK;
	frame.head = head_len > 0 ? head + frame.hashed : (const uint8_t *)"";
	frame.head_len = head_len - frame.hashed;
	frame.tail = tail_len > 0 ? tail : (const uint8_t *)"";
	frame.tail_len = tail_len;
	for (i = 0; i < num; i++)
		longest = body[i].len > longest ? body[i].len : longest;
	/* 256: the rest of the head and the padding. */
	if (!psi_checked_add(longest, tail_len, &stride) ||
	    !psi_checked_add(stride, (size_t)2 * SHA512_BLOCK + 17, &stride) ||
	    !psi_checked_mul(stride, LANES, &size))
		return PSI_E_NOMEM;
	buffer = malloc(size);
	if (buffer == NULL)
		return PSI_E_NOMEM;
	sha512_head(state, head, whole);
	for (i = 0; i < num; i += count) {
		count = num - i < LANES ? num - i : LANES;
		sha512_lanes(out + i * PSI_SHA512_BYTES, state, &frame,
		    body + i, count, buffer, stride);
	}
	psi_wipe(buffer, size);
	free(buffer);
	v_leave();
	return 0;
}

#endif
