/*
 * A row of a list that does not fit into memory, as it stands on the disk: so
 * that rows of one account, and the accounts, have an order as octets.
 */
#ifndef PSI_LIST_LONG_ROW_H
#define PSI_LIST_LONG_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "list/fact.h"

/* Account and row, each four bytes; then what stays of it. */
#define PSI_LONG_ROW_KEY_BYTES 8
#define PSI_LONG_ROW_HEAD_BYTES (PSI_LONG_ROW_KEY_BYTES + 13)
#define PSI_LONG_ROW_ID_MAX 65535
#define PSI_LONG_ROW_MAX                                                       \
	(PSI_LONG_ROW_HEAD_BYTES + PSI_LONG_ROW_ID_MAX + PSI_FACTS_BYTES_MAX)

struct psi_long_row {
	/* The number of the first row of its account, which is that of the
	 * account, and its own. */
	uint32_t account;
	uint32_t number;
	uint64_t line;
	/* What a reader made of it; the bytes are somebody else's. */
	struct psi_facts facts;
};

/* Append it. Returns 0 or PSI_E_NOMEM. */
int psi_long_row_append(struct psi_buf *out, const struct psi_long_row *row,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What was appended; it points into `bytes`, which is only read. */
void psi_long_row_read(
    struct psi_long_row *out, const uint8_t *bytes, size_t len);

#endif
