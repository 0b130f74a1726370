/*
 * One row of an export to facts: what it says that can become a key. Which
 * of them do, and as what, depends on the whole list (accounts.h). Each field
 * is read by a file of its own (row_names.h ...), one after the other, since
 * what comes later needs what came before.
 */
#ifndef PSI_LIST_ROW_H
#define PSI_LIST_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/fact.h"
#include "list/row_reader.h"

/*
 * Read one row. `facts` is overwritten; its `bytes` are reused. Returns 0,
 * PSI_E_INPUT where the id was rounded by a spreadsheet, PSI_E_NOMEM, or what the
 * listener returned.
 */
int psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
