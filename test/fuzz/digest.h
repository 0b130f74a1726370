/* Making a file's digest fit again after it was changed: without that nearly
 * every change ends there, and what is behind it is not reached. */
#ifndef PSI_FUZZ_DIGEST_H
#define PSI_FUZZ_DIGEST_H

#include "fuzz.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"

/* The bytes before the last line `sha256,...` of a text, or all. */
static inline size_t
fuzz_before_digest(const uint8_t *data, size_t size)
{
	static const char mark[] = "\nsha256,";
	size_t mark_len = sizeof mark - 1;

	for (size_t at = size; at-- > 0;)
		if (size - at >= mark_len &&
		    memcmp(data + at, mark, mark_len) == 0)
			return at + 1;
	return size;
}

/* The text with the digest of what is before it, and what follows as it was. */
static inline void
fuzz_redigest(struct psi_buf *out, const uint8_t *data, size_t size)
{
	size_t before = fuzz_before_digest(data, size);
	const size_t line = sizeof "sha256," - 1 + 2 * PSI_SHA256_BYTES;
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];

	fuzz_check(psi_buf_append(out, data, size, NULL) == 0);
	if (size - before < line)
		return;
	psi_sha256(digest, data, before);
	psi_hex_encode(hex, digest, sizeof digest);
	memcpy(out->data + before + sizeof "sha256," - 1, hex,
	    2 * PSI_SHA256_BYTES);
}

#endif
