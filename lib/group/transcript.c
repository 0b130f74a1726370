#include "group/transcript.h"

#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "group/kernel.h"

/* Digests of weights that are made at a time, and the rows they are for. */
#define PIECE_DIGESTS 64
#define PIECE_ROWS (PIECE_DIGESTS * (size_t)PSI_WEIGHTS_PER_DIGEST)

/* The fields that both answers begin with. */
static void
hash_head(struct psi_sha512 *sha, const char *prefix,
    const struct psi_suite *suite, const struct psi_transcript *transcript)
{
	const size_t name_len = strlen(suite->name);
	const uint8_t name_byte = (uint8_t)name_len;
	const uint8_t role = (uint8_t)transcript->role;
	uint8_t run[8];

	psi_sha512_init(sha);
	psi_sha512_update(sha, prefix, strlen(prefix));
	psi_sha512_update(sha, &name_byte, 1);
	psi_sha512_update(sha, suite->name, name_len);
	psi_sha512_update(sha, transcript->agreement, 32);
	psi_sha512_update(sha, &role, 1);
	psi_u64be(run, transcript->run);
	psi_sha512_update(sha, run, sizeof run);
	psi_sha512_update(sha, transcript->answers, 32);
	psi_sha512_update(sha, transcript->beside, 32);
}

/* The public key, and which block of how many rows it is. */
static void
hash_block(struct psi_sha512 *sha, const struct psi_suite *suite,
    const struct psi_transcript *transcript, uint64_t block, size_t num)
{
	uint8_t number[8];

	psi_sha512_update(sha, transcript->public_key, suite->element_bytes);
	psi_u64be(number, block);
	psi_sha512_update(sha, number, 8);
	psi_u32be(number, (uint32_t)num);
	psi_sha512_update(sha, number, 4);
}

void
psi_transcript_digest(const struct psi_suite *suite,
    const struct psi_transcript *transcript, uint64_t block,
    uint8_t out[PSI_SHA512_BYTES], const uint8_t *C, const uint8_t *D,
    size_t num)
{
	struct psi_sha512 sha;

	hash_head(&sha, "psi-batch/1", suite, transcript);
	hash_block(&sha, suite, transcript, block, num);
	psi_sha512_update(&sha, C, num * suite->element_bytes);
	psi_sha512_update(&sha, D, num * suite->element_bytes);
	psi_sha512_final(&sha, out);
}

void
psi_transcript_matched_digest(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, uint8_t out[PSI_SHA512_BYTES])
{
	const size_t len = block->num_matched * suite->element_bytes;
	struct psi_sha512 sha;

	hash_head(&sha, "psi-second/1", suite, transcript);
	psi_sha512_update(&sha, block->first, 32);
	hash_block(&sha, suite, transcript, block->block, block->num);
	psi_sha512_update(
	    &sha, block->position, block->num * PSI_POSITION_BYTES);
	psi_sha512_update(&sha, block->C, len);
	psi_sha512_update(&sha, block->D, len);
	psi_sha512_final(&sha, out);
}

/* The digests first / 4 and on, as many as are asked for. */
static void
weight_digests(uint8_t *out, const uint8_t *head, size_t head_len,
    const struct psi_message *number, size_t num)
{
	struct psi_sha512 start;
	struct psi_sha512 sha;

	psi_sha512_init(&start);
	psi_sha512_update(&start, head, head_len);
	for (size_t i = 0; i < num; i++) {
		sha = start;
		psi_sha512_update(&sha, number[i].data, number[i].len);
		psi_sha512_final(&sha, out + i * PSI_SHA512_BYTES);
	}
}

void
psi_transcript_weights(uint8_t *out, const uint8_t digest[PSI_SHA512_BYTES],
    size_t first, size_t num)
{
	static const char prefix[] = "psi-weights/1";
	const struct psi_ristretto255_kernel *kernel =
	    psi_ristretto255_kernel_best();
	uint8_t head[sizeof prefix - 1 + PSI_SHA512_BYTES];
	uint8_t number[PIECE_DIGESTS][4];
	struct psi_message msg[PIECE_DIGESTS];
	uint8_t digests[PIECE_DIGESTS * PSI_SHA512_BYTES];

	memcpy(head, prefix, sizeof prefix - 1);
	memcpy(head + sizeof prefix - 1, digest, PSI_SHA512_BYTES);
	for (size_t i = 0; i < num; i += PIECE_ROWS) {
		const size_t rows = num - i < PIECE_ROWS ? num - i : PIECE_ROWS;
		const size_t n = (rows + PSI_WEIGHTS_PER_DIGEST - 1) /
		    PSI_WEIGHTS_PER_DIGEST;

		for (size_t j = 0; j < n; j++) {
			psi_u32be(number[j],
			    (uint32_t)((first + i) / PSI_WEIGHTS_PER_DIGEST +
				j));
			msg[j].data = number[j];
			msg[j].len = sizeof number[j];
		}
		/* In lanes, or where that cannot be, one by one. */
		if (kernel == NULL ||
		    kernel->sha512(
			digests, head, sizeof head, msg, n, NULL, 0) != 0)
			weight_digests(digests, head, sizeof head, msg, n);
		memcpy(out + i * PSI_WEIGHT_BYTES, digests,
		    rows * PSI_WEIGHT_BYTES);
	}
}

int
psi_transcript_nonce(const struct psi_suite *suite,
    uint8_t out[PSI_SCALAR_BYTES], const uint8_t k[PSI_SCALAR_BYTES],
    const uint8_t fresh[32], const uint8_t *M, const uint8_t *Z,
    struct psi_error *err)
{
	static const char prefix[] = "psi-nonce/1";
	uint8_t text[sizeof prefix - 1 + PSI_SCALAR_BYTES + 32 +
	    2 * (size_t)PSI_ELEMENT_MAX_BYTES];
	uint8_t dst[PSI_DST_MAX_BYTES];
	const size_t dst_len = psi_suite_dst(suite, "HashToScalar-", dst);
	const size_t size = suite->element_bytes;
	uint8_t *p = text;
	int rc;

	memcpy(p, prefix, sizeof prefix - 1);
	p += sizeof prefix - 1;
	memcpy(p, k, PSI_SCALAR_BYTES);
	p += PSI_SCALAR_BYTES;
	memcpy(p, fresh, 32);
	p += 32;
	memcpy(p, M, size);
	p += size;
	memcpy(p, Z, size);
	p += size;
	rc = suite->hash_to_scalar(
	    out, text, (size_t)(p - text), dst, dst_len, err);
	psi_wipe(text, sizeof text);
	return rc;
}
