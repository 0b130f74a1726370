/* A cell of a table, as one floor hands it to another. */
#ifndef PSI_BASE_CELL_H
#define PSI_BASE_CELL_H

#include <stddef.h>

/*
 * Text that belongs to somebody else: UTF-8, no NUL at its end. `text` may be
 * NULL where `len` is 0.
 */
struct psi_cell {
	const char *text;
	size_t len;
};

#endif
