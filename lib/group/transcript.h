/*
 * What the weights of a block are drawn from (PROTOCOL.md, section 2), and
 * the nonce of its proof. Every byte layout stands here and nowhere else.
 */
#ifndef PSI_GROUP_TRANSCRIPT_H
#define PSI_GROUP_TRANSCRIPT_H

#include "base/digest.h"
#include "group/suite.h"

/* Rows for which one proof stands; the last block may be shorter. */
#define PSI_BLOCK_ROWS 65536

/*
 * What the weights of a block are bound to, besides its elements
 * (PROTOCOL.md section 2, "honest answers").
 */
struct psi_transcript {
	const uint8_t *agreement; /* 32 bytes */
	/* The prover's role, 'a' or 'b'. */
	char role;
	uint64_t run;
	/* Digest of the file that is answered, 32 bytes. */
	const uint8_t *answers;
	/* Digest of the prover's own blinded file, 32 bytes. */
	const uint8_t *beside;
	/* The prover's public key, suite->element_bytes. */
	const uint8_t *public_key;
};

/* Bytes of a position in the second answer: u32, big-endian. */
#define PSI_POSITION_BYTES 4

/*
 * One block of the second answer (PROTOCOL.md section 2, "matches only"): of
 * the `num` rows of the answered file (1 to PSI_BLOCK_ROWS) those that
 * matched, at least one, with D[i] = k * C[i]. All caller-owned.
 */
struct psi_matched_block {
	/* From 0. */
	uint64_t block;
	/* For each row 0, or 1 + a position in the prover's own file: num *
	 * PSI_POSITION_BYTES. */
	const uint8_t *position;
	size_t num;
	/* Digest of the first answer, 32 bytes. */
	const uint8_t *first;
	/* The rows whose position is not 0, in their order: arrays of
	 * num_matched elements. */
	const uint8_t *C;
	const uint8_t *D;
	size_t num_matched;
};

/* Weights that one digest gives. */
#define PSI_WEIGHTS_PER_DIGEST 4

/*
 * S = SHA-512("psi-batch/1" || u8 length of the suite's name || name ||
 * agreement || role || u64be run || answers || beside || public key ||
 * u64be block || u32be num || all C || all D).
 */
void psi_transcript_digest(const struct psi_suite *suite,
    const struct psi_transcript *transcript, uint64_t block,
    uint8_t out[PSI_SHA512_BYTES], const uint8_t *C, const uint8_t *D,
    size_t num);

/*
 * S of a block of the second answer: SHA-512("psi-second/1" || the same fields
 * up to beside || first || public key || u64be block || u32be rows || the
 * position of every row || C || D of the matched rows).
 */
void psi_transcript_matched_digest(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, uint8_t out[PSI_SHA512_BYTES]);

/*
 * Weights `first` to first + num - 1 (first divisible by four), each
 * PSI_WEIGHT_BYTES: weight i is bytes 16 (i mod 4) and on of
 * SHA-512("psi-weights/1" || S || u32be(i div 4)).
 */
void psi_transcript_weights(uint8_t *out,
    const uint8_t digest[PSI_SHA512_BYTES], size_t first, size_t num);

/*
 * The nonce of a block's proof, HashToScalar("psi-nonce/1" || k || fresh ||
 * M || Z): two proofs with one key differ in M or in the fresh bytes, so
 * neither a broken generator nor a repeated block repeats a nonce for
 * another challenge. Secret: k, fresh and the result.
 */
int psi_transcript_nonce(const struct psi_suite *suite,
    uint8_t out[PSI_SCALAR_BYTES], const uint8_t k[PSI_SCALAR_BYTES],
    const uint8_t fresh[32], const uint8_t *M, const uint8_t *Z,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
