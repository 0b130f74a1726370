/* Sums of money where a list names no currency. */
#ifndef PSI_CLI_REPORT_NO_CURRENCY_H
#define PSI_CLI_REPORT_NO_CURRENCY_H

#include <stddef.h>

struct psi_answer;

/* The column, from `from` on, that has a sum without a currency; SIZE_MAX behind
 * the last one. */
size_t psi_no_currency_find(const struct psi_answer *answer, size_t from);

/* Say which columns of an answer have. */
void psi_no_currency_note(const struct psi_answer *answer);

#endif
