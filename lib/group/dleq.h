/*
 * Proofs that two pairs of elements have the same discrete logarithm:
 * GenerateProof and VerifyProof of RFC 9497, section 2.2.
 */
#ifndef PSI_GROUP_DLEQ_H
#define PSI_GROUP_DLEQ_H

#include "group/suite.h"

/* c || s, two scalars. */
#define PSI_PROOF_BYTES 64

/* The statement: B = k * A, and D[i] = k * C[i] for lists of `num` elements
 * (1 to 65,535), row after row. */
struct psi_dleq {
	const uint8_t *A;
	const uint8_t *B;
	const uint8_t *C;
	const uint8_t *D;
	size_t num;
};

/*
 * GenerateProof(k, A, B, C, D), with the random scalar r given by the caller.
 * Secret: k and r, which must never be used twice. Costs two multiplications
 * for each row and five more. Returns 0; PSI_E_ELEMENT if an element is not
 * valid; PSI_E_ARG for `num` out of range, or a scalar that is not valid.
 */
int psi_dleq_prove(const struct psi_suite *suite,
    uint8_t proof[PSI_PROOF_BYTES], const uint8_t k[PSI_SCALAR_BYTES],
    const uint8_t r[PSI_SCALAR_BYTES], const struct psi_dleq *statement,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * VerifyProof(A, B, C, D, proof). Returns 0; PSI_E_PROOF if the proof does
 * not hold, or if one of its scalars is not canonical or is zero (which an
 * honest prover meets once in 2^252 proofs); PSI_E_ELEMENT if an element is
 * not valid; PSI_E_ARG for `num` out of range. All input is public.
 */
int psi_dleq_verify(const struct psi_suite *suite,
    const struct psi_dleq *statement, const uint8_t proof[PSI_PROOF_BYTES],
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
