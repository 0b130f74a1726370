/* Bytes that grow, for what is read from a workbook; wiped when freed. */
#ifndef PSI_CLI_XLSX_BYTES_H
#define PSI_CLI_XLSX_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* All zero is empty. */
struct psi_xlsx_bytes {
	char *at;
	size_t len;
	size_t size;
};

/* Returns 0 or PSI_E_NOMEM. */
int psi_xlsx_bytes_add(struct psi_xlsx_bytes *bytes, const void *in,
    size_t in_len, struct psi_error *err) __attribute__((warn_unused_result));
int psi_xlsx_bytes_fill(struct psi_xlsx_bytes *bytes, char c, size_t num,
    struct psi_error *err) __attribute__((warn_unused_result));

void psi_xlsx_bytes_clear(struct psi_xlsx_bytes *bytes);

#endif
