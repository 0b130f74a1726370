/* Code pages that are not ours, to UTF-8, by the system's iconv. */
#ifndef PSI_TABLE_CODE_PAGE_H
#define PSI_TABLE_CODE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_buf;

/*
 * `*out` is released by psi_code_page_close. Returns 0, PSI_E_INPUT for an
 * encoding that this system does not have, or PSI_E_NOMEM.
 */
int psi_code_page_open(void **out, const char *name, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Append `in` as UTF-8; a byte that is no character becomes FF. The caller has
 * reserved four bytes for each and 32 more. Returns how many bytes at the end
 * are the beginning of a character, at most three.
 */
size_t psi_code_page_convert(
    void *code_page, struct psi_buf *out, const uint8_t *in, size_t in_len);

/* NULL is fine. */
void psi_code_page_close(void *code_page);

#endif
