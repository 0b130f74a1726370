/* Rows that add up those above them. */
#ifndef PSI_LIST_TOTAL_ROW_H
#define PSI_LIST_TOTAL_ROW_H

#include <stdbool.h>

#include "psi/io.h"

#include "list/header.h"

/*
 * Whether the row is a total: its first text is "Total", "Subtotal", "Grand
 * Total", "Summe" and such, alone or with numbers, in brackets or not, and it
 * has no id, no website and no identifier. "Total Energies" is a company.
 */
bool psi_is_total_row(
    const struct psi_mapping *mapping, const struct psi_record *record);

#endif
