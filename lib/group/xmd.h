/*
 * expand_message_xmd of RFC 9380, section 5.3.1: a message and a domain
 * separation tag to uniform bytes.
 */
#ifndef PSI_GROUP_XMD_H
#define PSI_GROUP_XMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/* One input of hash to group. */
struct psi_message {
	const uint8_t *data;
	size_t len;
};

enum psi_xmd_hash { PSI_XMD_SHA256, PSI_XMD_SHA512 };

/* DST_prime: a tag of at most 255 bytes and its length. */
#define PSI_XMD_TAG_MAX_BYTES 256
/* ell, the number of digests in one output, is at most 255. */
#define PSI_XMD_DIGESTS_MAX 255

/*
 * A hash and a tag. Z_pad, the block of zeros in front of every message, is
 * hashed once: `pad` is the state after it. A const psi_xmd may be used by
 * several threads at once. It holds nothing secret.
 */
struct psi_xmd {
	enum psi_xmd_hash hash;
	size_t digest_bytes;
	union {
		struct psi_sha256 sha256;
		struct psi_sha512 sha512;
	} pad;
	uint8_t tag[PSI_XMD_TAG_MAX_BYTES];
	size_t tag_len;
};

/*
 * Take a tag of any length; one over 255 bytes is replaced by its digest
 * (section 5.3.3). `xmd` needs no clearing.
 */
void psi_xmd_init(struct psi_xmd *xmd, enum psi_xmd_hash hash,
    const uint8_t *dst, size_t dst_len);

/*
 * out[i] = expand_message_xmd(msg[i]) of `out_len` bytes each, one after the
 * other. Returns false, and writes nothing, if out_len is over 65,535 or
 * over PSI_XMD_DIGESTS_MAX digests. Secret: the messages' bytes; their
 * lengths show in the time.
 */
bool psi_xmd_expand(const struct psi_xmd *xmd, uint8_t *out, size_t out_len,
    const struct psi_message *msg, size_t num)
    __attribute__((warn_unused_result));

#endif
