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

/* Rows for which one proof stands; the last block may be shorter. */
#define PSI_BLOCK_ROWS 65536
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

/*
 * The proof of such a block. C and D are public to both sides; D itself is not
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
