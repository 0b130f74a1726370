/*
 * The text of an agreement: `term,value` lines, as FORMAT.md section 4 has
 * them. What a term may say is decided by lib/trust/agreement.c; here are
 * only lines, quotes and characters.
 */
#ifndef PSI_TRUST_AGREEMENT_TEXT_H
#define PSI_TRUST_AGREEMENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "psi/io.h"

/* The value of the record `file`, which is signed too. */
#define PSI_AGREEMENT_KIND "agreement/2"

/* An agreement of the longest legal values is far below both. */
#define PSI_AGREEMENT_BYTES_MAX ((size_t)1 << 20)
#define PSI_AGREEMENT_ROWS_MAX 512
#define PSI_AGREEMENT_LINE_MAX 4096
#define PSI_AGREEMENT_TERM_MAX 64
#define PSI_AGREEMENT_VALUE_MAX 2000

struct psi_agreement_row {
	/* NUL-terminated; in one piece of memory, which begins with `term`. */
	char *term;
	char *value;
	/* The line it was read from, or 0. */
	uint64_t line;
};

/* The rows in their order, without the line `term,value`. */
struct psi_agreement_rows {
	struct psi_agreement_row *row;
	size_t num;
	size_t size;
};

void psi_agreement_rows_clear(struct psi_agreement_rows *rows);

/*
 * Put a row before the row `at` (0 to rows->num). Lengths without NUL. At
 * most PSI_AGREEMENT_ROWS_MAX rows, else PSI_E_AGREEMENT.
 */
int psi_agreement_rows_insert(struct psi_agreement_rows *rows, size_t at,
    const char *term, size_t term_len, const char *value, size_t value_len,
    uint64_t line, struct psi_error *err) __attribute__((warn_unused_result));

/* Take the last row away; there must be one. */
void psi_agreement_rows_drop_last(struct psi_agreement_rows *rows);

/* The index of the first row of a term; rows->num where there is none. */
size_t psi_agreement_rows_find(
    const struct psi_agreement_rows *rows, const char *term);

/* Is this a value: UTF-8 of at most PSI_AGREEMENT_VALUE_MAX bytes without
 * control characters (Unicode's class Cc)? */
bool psi_agreement_value_valid(const char *value, size_t value_len);

/*
 * Append the rows from..to-1 in their canonical form, before them the line
 * `term,value` where `from` is 0.
 */
int psi_agreement_rows_text(struct psi_buf *out,
    const struct psi_agreement_rows *rows, size_t from, size_t to,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Read the whole source. Every line must be what psi_agreement_rows_text
 * would write, but that it may end in CR LF; order and meaning are not looked
 * at. `rows` must be empty, and is left for psi_agreement_rows_clear in any
 * case.
 *
 * Returns 0, PSI_E_AGREEMENT with the line, PSI_E_NOMEM, or what the source
 * returned.
 */
int psi_agreement_rows_read(struct psi_agreement_rows *rows,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
