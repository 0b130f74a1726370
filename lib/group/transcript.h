/*
 * What the weights of a block are drawn from (PROTOCOL.md, section 2), and
 * the nonce of its proof. Every byte layout stands here and nowhere else.
 */
#ifndef PSI_GROUP_TRANSCRIPT_H
#define PSI_GROUP_TRANSCRIPT_H

#include "base/digest.h"
#include "group/batch.h"

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
