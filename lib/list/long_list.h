/*
 * A list that does not fit into memory: its rows, on the disk, in the order of
 * their accounts. Rows get their account by sorting their ids; those that are
 * not the first of it are moved there.
 */
#ifndef PSI_LIST_LONG_LIST_H
#define PSI_LIST_LONG_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/cell.h"
#include "base/record_file.h"
#include "list/event.h"
#include "list/fact.h"

struct psi_long_list;

/* Takes at most `memory` bytes, a few rows of the longest, and 32 bytes for each
 * block on the disk: 256 KiB, or a sixteenth of `memory` where that is less.
 * `scratch` must live as long. Free with psi_long_list_free. */
int psi_long_list_new(struct psi_long_list **out,
    const struct psi_scratch *scratch, size_t memory, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe, and drop the files. NULL is fine. */
void psi_long_list_free(struct psi_long_list *list);

/*
 * Add a row, in the order of the export. Rows with the same `id`, which is not
 * the id that the row has but what is compared of it, are one account; with an
 * empty one a row is one for itself. Returns 0; PSI_E_INPUT where there are as
 * many as can be; PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_long_list_add(struct psi_long_list *list, struct psi_cell id,
    const struct psi_facts *facts, uint64_t line, struct psi_error *err)
    __attribute__((warn_unused_result));

uint32_t psi_long_list_num_rows(const struct psi_long_list *list);

/*
 * There are no more: bring the rows of each account together, accounts in the
 * order of their first rows. For each row from number `from` on, `listener` is
 * told that there is one and whether it is the first of its account, in no
 * order and without its texts. Returns as psi_long_list_add, or what the
 * listener returned.
 */
int psi_long_list_end(struct psi_long_list *list, uint32_t from,
    const struct psi_listener *listener, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After that: the rows, each as long_row.h has it. */
const struct psi_record_file *psi_long_list_rows(
    const struct psi_long_list *list);

#endif
