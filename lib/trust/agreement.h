/*
 * The terms of an agreement, as the other files of the library use them.
 * include/psi/agreement.h is what programs see; FORMAT.md section 4 defines
 * every term.
 */
#ifndef PSI_TRUST_AGREEMENT_H
#define PSI_TRUST_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"

#include "terms/population.h"
#include "trust/agreement_fields.h"
#include "trust/agreement_text.h"

/* An agreement without rows; NULL, with the error, when out of memory. */
struct psi_agreement *psi_agreement_new(struct psi_error *err);

/* The digest of the first `num` rows, as FORMAT.md section 1 defines it. */
int psi_agreement_digest_rows(uint8_t out[PSI_AGREEMENT_DIGEST_BYTES],
    const struct psi_agreement_rows *rows, size_t num, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The terms of a key type, or NULL where the agreement does not allow it. */
const struct psi_agreement_key *psi_agreement_find_key(
    const struct psi_agreement *agreement, const char *type, size_t type_len);

/* The index in group[], or -1: a population that is no group. */
int psi_agreement_find_group(
    const struct psi_agreement *agreement, enum psi_population population);

/*
 * What `role` shares of an account of its population `own` where it is in the
 * partner's population `theirs`: the most specific row, or one that says
 * "match" where the agreement has none. It lives as long as the agreement.
 */
const struct psi_agreement_share *psi_agreement_cell(
    const struct psi_agreement *agreement, char role, enum psi_population own,
    enum psi_population theirs);

/* The fields that `role` shares in any cell: a PSI_FIELD_BIT for each. */
uint32_t psi_agreement_fields(const struct psi_agreement *agreement, char role);

/*
 * False where the whole row of the matrix is "none" for each population of
 * the partner: then keys of that population are not blinded (rule 10).
 */
bool psi_agreement_sends(
    const struct psi_agreement *agreement, char role, enum psi_population own);

#endif
