/* Whose pairs stand in which file: those of one partner in two files count
 * twice, which is hardly ever meant. */
#ifndef PSI_MAPPING_PARTNER_FILES_H
#define PSI_MAPPING_PARTNER_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/cell.h"
#include "base/text_table.h"
#include "psi/error.h"

/* The file that a partner was seen in last, from 1. */
struct psi_partner_file {
	uint32_t file;
	bool is_repeated;
};

PSI_ARRAY(psi_partner_file_array, struct psi_partner_file)

/* All zero is an empty one. */
struct psi_partner_files {
	struct psi_text_table names;
	struct psi_partner_file_array of;
	uint32_t file;
	/* Of the last row: mostly that of the next. */
	uint32_t last;
	uint64_t num_repeated;
};

/* Another file begins. */
void psi_partner_files_begin(struct psi_partner_files *files);

/* A row of this partner. Returns 0 or PSI_E_NOMEM. */
int psi_partner_files_add(struct psi_partner_files *files,
    struct psi_cell partner, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_partner_files_clear(struct psi_partner_files *files);

#endif
