#include "group/xmd.h"

#include <string.h>

#include "base/secret.h"

/* Both hash functions, one of them in use. */
union hasher {
	struct psi_sha256 sha256;
	struct psi_sha512 sha512;
};

static void
hasher_init(const struct psi_xmd *xmd, union hasher *hasher)
{
	if (xmd->hash == PSI_XMD_SHA256)
		psi_sha256_init(&hasher->sha256);
	else
		psi_sha512_init(&hasher->sha512);
}

static void
hasher_update(const struct psi_xmd *xmd, union hasher *hasher, const void *in,
    size_t in_len)
{
	if (xmd->hash == PSI_XMD_SHA256)
		psi_sha256_update(&hasher->sha256, in, in_len);
	else
		psi_sha512_update(&hasher->sha512, in, in_len);
}

static void
hasher_final(const struct psi_xmd *xmd, union hasher *hasher, uint8_t *out)
{
	if (xmd->hash == PSI_XMD_SHA256)
		psi_sha256_final(&hasher->sha256, out);
	else
		psi_sha512_final(&hasher->sha512, out);
}

/* Section 5.3.3: H("H2C-OVERSIZE-DST-" || dst) stands for a long tag. */
static void
shorten_tag(struct psi_xmd *xmd, const uint8_t *dst, size_t dst_len)
{
	static const char prefix[] = "H2C-OVERSIZE-DST-";
	union hasher hasher;

	hasher_init(xmd, &hasher);
	hasher_update(xmd, &hasher, prefix, sizeof prefix - 1);
	hasher_update(xmd, &hasher, dst, dst_len);
	hasher_final(xmd, &hasher, xmd->tag);
	xmd->tag_len = xmd->digest_bytes;
}

void
psi_xmd_init(struct psi_xmd *xmd, enum psi_xmd_hash hash, const uint8_t *dst,
    size_t dst_len)
{
	static const uint8_t zeros[128];
	union hasher hasher;

	memset(xmd, 0, sizeof *xmd);
	xmd->hash = hash;
	xmd->digest_bytes =
	    hash == PSI_XMD_SHA256 ? PSI_SHA256_BYTES : PSI_SHA512_BYTES;
	if (dst_len >= PSI_XMD_TAG_MAX_BYTES) {
		shorten_tag(xmd, dst, dst_len);
	} else {
		if (dst_len > 0)
			memcpy(xmd->tag, dst, dst_len);
		xmd->tag_len = dst_len;
	}
	xmd->tag[xmd->tag_len] = (uint8_t)xmd->tag_len;
	xmd->tag_len++;
	/* A block of the hash is twice its digest: 64 and 128 bytes. */
	hasher_init(xmd, &hasher);
	hasher_update(xmd, &hasher, zeros, 2 * xmd->digest_bytes);
	if (hash == PSI_XMD_SHA256)
		xmd->pad.sha256 = hasher.sha256;
	else
		xmd->pad.sha512 = hasher.sha512;
}

/* b_0 = H(Z_pad || msg || I2OSP(len_in_bytes, 2) || 0 || DST_prime). */
static void
first_digest(const struct psi_xmd *xmd, uint8_t *b0, size_t out_len,
    const struct psi_message *msg)
{
	const uint8_t length[3] = { (uint8_t)(out_len >> 8), (uint8_t)out_len,
		0 };
	union hasher hasher;

	if (xmd->hash == PSI_XMD_SHA256)
		hasher.sha256 = xmd->pad.sha256;
	else
		hasher.sha512 = xmd->pad.sha512;
	if (msg->len > 0)
		hasher_update(xmd, &hasher, msg->data, msg->len);
	hasher_update(xmd, &hasher, length, sizeof length);
	hasher_update(xmd, &hasher, xmd->tag, xmd->tag_len);
	hasher_final(xmd, &hasher, b0);
	psi_wipe(&hasher, sizeof hasher);
}

/* b_i = H((b_0 xor b_(i-1)) || i || DST_prime), where b_(-1) is zero for
 * i = 1, so that one formula serves all. */
static void
expand_one(const struct psi_xmd *xmd, uint8_t *out, size_t out_len,
    const struct psi_message *msg)
{
	uint8_t b0[PSI_SHA512_BYTES];
	uint8_t b[PSI_SHA512_BYTES + 1] = { 0 };
	const size_t size = xmd->digest_bytes;
	union hasher hasher;
	size_t pos = 0;

	first_digest(xmd, b0, out_len, msg);
	for (unsigned int i = 1; pos < out_len; i++) {
		const size_t left = out_len - pos;

		for (size_t j = 0; j < size; j++)
			b[j] ^= b0[j];
		b[size] = (uint8_t)i;
		hasher_init(xmd, &hasher);
		hasher_update(xmd, &hasher, b, size + 1);
		hasher_update(xmd, &hasher, xmd->tag, xmd->tag_len);
		hasher_final(xmd, &hasher, b);
		memcpy(out + pos, b, left < size ? left : size);
		pos += left < size ? left : size;
	}
	psi_wipe(&hasher, sizeof hasher);
	psi_wipe(b0, sizeof b0);
	psi_wipe(b, sizeof b);
}

bool
psi_xmd_expand(const struct psi_xmd *xmd, uint8_t *out, size_t out_len,
    const struct psi_message *msg, size_t num)
{
	if (out_len > UINT16_MAX ||
	    out_len > PSI_XMD_DIGESTS_MAX * xmd->digest_bytes)
		return false;
	for (size_t i = 0; i < num; i++)
		expand_one(xmd, out + i * out_len, out_len, &msg[i]);
	return true;
}
