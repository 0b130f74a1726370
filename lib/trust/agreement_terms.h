/*
 * What the terms of an agreement may say: one table, in the order in which
 * they stand in the file (FORMAT.md section 4). Used by agreement.c and
 * agreement_draft.c only.
 */
#ifndef PSI_TRUST_AGREEMENT_TERMS_H
#define PSI_TRUST_AGREEMENT_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "trust/agreement_fields.h"
#include "trust/agreement_text.h"
#include "trust/term_info.h"

/* The last rows of a file, after the terms. */
#define PSI_AGREEMENT_SHA256 "sha256"
#define PSI_AGREEMENT_SIGNATURE_A "signature-a"
#define PSI_AGREEMENT_SIGNATURE_B "signature-b"

/* What a draft that names no end gets, and the last day there is:
 * 9999-12-31. */
#define PSI_AGREEMENT_DEFAULT_DAYS 365
#define PSI_AGREEMENT_LAST_DAY 2932896
/* A value of a draft that begins so is a blank to be filled in. */
#define PSI_AGREEMENT_BLANK "FILL IN"

/* The i-th term, or NULL past the last. */
const struct psi_agreement_term_info *psi_agreement_term_info(size_t i);

/* The term of that name; NULL where there is none. */
const struct psi_agreement_term_info *psi_agreement_term_find(const char *name);

/* Write a tenth of a number of elements, at least 1: the default of the rows
 * that a party may share in a run. */
void psi_agreement_default_shared(
    char out[PSI_DECIMAL_CHARS + 1], const char *maximum_elements);

/* The default rows of a term with several rows; the j-th, or NULL. */
const char *psi_agreement_term_standard(
    const char *term, enum psi_mode mode, size_t j);

/*
 * Put rows of one term with several rows (`num` of them from `first`) into
 * their order. Rows that are wrong in themselves go anywhere.
 */
void psi_agreement_terms_sort(
    struct psi_agreement_rows *rows, size_t first, size_t num);

/*
 * Read the first `num` rows of agreement->rows into the fields: every term of
 * the table, in its order, each value in its range, and what holds between
 * them. Failures have `code`, and the row's line.
 */
int psi_agreement_terms_read(struct psi_agreement *agreement, size_t num,
    int code, struct psi_error *err) __attribute__((warn_unused_result));

#endif
