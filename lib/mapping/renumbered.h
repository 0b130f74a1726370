/*
 * Whether the ids of one's own list are others than in an earlier file of pairs:
 * names that have pairs in both, and no id in common.
 */
#ifndef PSI_MAPPING_RENUMBERED_H
#define PSI_MAPPING_RENUMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text_table.h"
#include "psi/error.h"
#include "table/csv_reader.h"

/* All zero before the first call. */
struct psi_renumbered {
	/* Of the older file. */
	struct psi_text_table ids;
	struct psi_text_table names;
	/* What the newer file has of each name. */
	struct psi_buf state;
};

/* An account of the older file; all of these come first. Returns 0 or
 * PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_renumbered_before(struct psi_renumbered *renumbered, struct psi_cell id,
    struct psi_cell name, struct psi_error *err)
    __attribute__((warn_unused_result));

/* One of the newer file. */
void psi_renumbered_after(struct psi_renumbered *renumbered, struct psi_cell id,
    struct psi_cell name);

/* The names that both files have, and those of them under new ids only. True
 * where these are nearly all: nine in ten, and three at least. */
bool psi_renumbered_count(const struct psi_renumbered *renumbered,
    uint64_t *num_named, uint64_t *num_moved);

void psi_renumbered_clear(struct psi_renumbered *renumbered);

#endif
