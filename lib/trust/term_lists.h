/*
 * The terms of an agreement that stand in several rows: key, group, share-a
 * and share-b.
 */
#ifndef PSI_TRUST_TERM_LISTS_H
#define PSI_TRUST_TERM_LISTS_H

#include "trust/term_values.h"

psi_term_read psi_term_key;
psi_term_read psi_term_group;
psi_term_read psi_term_share;

/* Less than, equal to or greater than 0, as two rows of one of these terms
 * stand in a file; 0 too for rows that are wrong in themselves. */
int psi_term_compare_rows(
    const struct psi_agreement_row *a, const struct psi_agreement_row *b);

#endif
