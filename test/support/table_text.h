/*
 * A table as text: a row a line, cells divided by bars, so that a test can say
 * what it expects in a string.
 */
#ifndef TEST_SUPPORT_TABLE_TEXT_H
#define TEST_SUPPORT_TABLE_TEXT_H

#include "support/cm.h"

#include <stddef.h>

#include "base/buf.h"
#include "psi/mapping.h"

static inline int
table_text_row(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct psi_buf *out = cookie;

	for (size_t i = 0; i < num; i++) {
		assert_int_equal(
		    psi_buf_append(out, cells[i].text, cells[i].len, err), 0);
		assert_int_equal(
		    psi_buf_append_text(out, i + 1 < num ? "|" : "\n", err), 0);
	}
	return 0;
}

static inline struct psi_mapping_rows
table_text(struct psi_buf *out)
{
	return (struct psi_mapping_rows){ table_text_row, out };
}

/* All that was written; valid until more is. */
static inline const char *
table_text_get(struct psi_buf *out)
{
	assert_int_equal(psi_buf_append(out, "", 1, NULL), 0);
	out->len--;
	return (const char *)out->data;
}

#endif
