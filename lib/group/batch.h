/*
 * Group arithmetic on arrays of elements, on a pool of workers, and the
 * proofs over blocks of PROTOCOL.md section 2.
 *
 * An array of `num` elements is num * suite->element_bytes bytes, row after
 * row, caller-owned. Outputs may not overlap inputs. Every function splits
 * its array into ranges of PSI_RANGE_ROWS and hands them to `workers` (NULL:
 * this thread); the cost is linear in `num`.
 */
#ifndef PSI_GROUP_BATCH_H
#define PSI_GROUP_BATCH_H

#include "base/workers.h"
#include "group/dleq.h"
#include "group/suite.h"
#include "group/transcript.h"

#define PSI_RANGE_ROWS 2048

/*
 * out[i] = scalar * HashToGroup(msg[i]), under the tag "HashToGroup-" of the
 * suite, for messages of at most 65,535 bytes (PSI_E_ARG). Secret: scalar and
 * messages.
 */
int psi_batch_hash_mul(const struct psi_suite *suite, uint8_t *out,
    const struct psi_message *msg, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_workers *workers,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * out[i] = scalar * in[i]. Returns 0, or PSI_E_ELEMENT with *bad (the first
 * row, from 0, that is no canonical element or is the identity).
 */
int psi_batch_mul(const struct psi_suite *suite, uint8_t *out,
    const uint8_t *in, size_t num, const uint8_t scalar[PSI_SCALAR_BYTES],
    size_t *bad, struct psi_workers *workers, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Check that each row is a canonical element and not the identity. */
int psi_batch_check(const struct psi_suite *suite, const uint8_t *in,
    size_t num, size_t *bad, struct psi_workers *workers, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Rows that one proof stands for. */
struct psi_block {
	const struct psi_suite *suite;
	const struct psi_transcript *transcript;
	/* Its place in the file, from 0. */
	uint64_t number;
	/* 1 to PSI_BLOCK_ROWS. */
	size_t num;
};

/* Who proves: both are secret. */
struct psi_prover {
	/* The key, PSI_SCALAR_BYTES. */
	const uint8_t *k;
	/* 32 fresh random bytes for the nonce of this block. */
	const uint8_t *fresh;
};

/*
 * Evaluate one block and prove it: out[i] = k * in[i], and the proof over all
 * rows.
 *
 * Returns 0; PSI_E_ELEMENT with *bad; PSI_E_ARG for `num` out of range, a role
 * that is none or a public key that is no element. Takes memory for the
 * decoded rows, at most 128 bytes each.
 */
int psi_block_evaluate(const struct psi_block *block, uint8_t *out,
    uint8_t proof[PSI_PROOF_BYTES], const uint8_t *in,
    const struct psi_prover *prover, size_t *bad, struct psi_workers *workers,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Check the proof of one block: D[i] = k * C[i] for the k of the
 * transcript's public key.
 *
 * Returns 0; PSI_E_ELEMENT with *bad if a row of D is not valid, or else of C
 * (which was checked when it was stored); PSI_E_PROOF if the proof does not
 * hold; PSI_E_ARG as psi_block_evaluate. All input is public.
 */
int psi_block_verify(const struct psi_block *block, const uint8_t *C,
    const uint8_t *D, const uint8_t proof[PSI_PROOF_BYTES], size_t *bad,
    struct psi_workers *workers, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The proof of a block of the second answer. C and D are public to both sides; D itself is not
 * decoded.
 *
 * Returns 0; PSI_E_ELEMENT if an element of C is not valid; PSI_E_ARG as
 * psi_block_evaluate, and where num_matched is not the number of positions.
 * Cost: linear; a decoding and a weighted term for each matched row.
 */
int psi_matched_block_prove(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, uint8_t proof[PSI_PROOF_BYTES],
    const struct psi_prover *prover, struct psi_workers *workers,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Check it. Returns 0; PSI_E_PROOF; PSI_E_ELEMENT if an element is not valid;
 * PSI_E_ARG as above. All input is public. Cost: two decodings and two
 * weighted terms for each matched row.
 */
int psi_matched_block_verify(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, const uint8_t proof[PSI_PROOF_BYTES],
    struct psi_workers *workers, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
