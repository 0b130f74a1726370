/* Names that stand in several columns, as NAME1 and NAME2. */
#ifndef PSI_LIST_NAME_SERIES_H
#define PSI_LIST_NAME_SERIES_H

#include <stddef.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"

/* Most columns of a series, and most names that come of one. */
#define PSI_NAME_SERIES_COLUMNS_MAX 9
#define PSI_NAME_SERIES_NAMES_MAX 3

/*
 * What the cells of a series say, as one to three names. `cells` are those that
 * are not empty, at least one, in their order. Names that are put together are
 * in `buf`, which is overwritten. Returns 0 or PSI_E_NOMEM.
 *
 * A name that is complete, with its legal form, stays, and what is behind it is
 * a name only if it has one, too; what is "c/o" somebody, or a department, is
 * left out. A name that was torn, because the first cell is full or ends in a
 * word that needs another, is put together; if the cell is just full, also
 * without a blank. Of anything else, both the first cell and the whole count.
 */
int psi_name_series(struct psi_cell names[PSI_NAME_SERIES_NAMES_MAX],
    size_t *num_names, struct psi_buf *buf, const struct psi_cell *cells,
    size_t num_cells, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
