/*
 * Proofs that two pairs of elements have the same discrete logarithm:
 * GenerateProof and VerifyProof of RFC 9497, section 2.2.
 */
#ifndef PSI_GROUP_DLEQ_H
#define PSI_GROUP_DLEQ_H

#include "group/suite.h"

/* c || s, two scalars. */
#define PSI_PROOF_BYTES 64

/*
 * GenerateProof(k, A, B, C, D) for lists of `num` elements (at most 65,535),
 * with the random scalar r given by the caller: B = k * A and each
 * D[i] = k * C[i]. Secret: k and r, which must never be used twice. Costs
 * two multiplications for each row and five more. Returns 0; PSI_E_ELEMENT
 * if an element is not valid; PSI_E_ARG for `num` outside 1 to 65,535, or a
 * scalar that is not valid.
 */
int psi_dleq_prove(const struct psi_suite *suite,
    uint8_t proof[PSI_PROOF_BYTES], const uint8_t k[PSI_SCALAR_BYTES],
    const uint8_t r[PSI_SCALAR_BYTES], const uint8_t *A, const uint8_t *B,
    const uint8_t *C, const uint8_t *D, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * VerifyProof(A, B, C, D, proof). Returns 0; PSI_E_PROOF if the proof does
 * not hold, or if one of its scalars is not canonical or is zero (which an
 * honest prover meets once in 2^252 proofs); PSI_E_ELEMENT if an element is
 * not valid; PSI_E_ARG for `num` outside 1 to 65,535. All input is public.
 */
int psi_dleq_verify(const struct psi_suite *suite, const uint8_t *A,
    const uint8_t *B, const uint8_t *C, const uint8_t *D, size_t num,
    const uint8_t proof[PSI_PROOF_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
