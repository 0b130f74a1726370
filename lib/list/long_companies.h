/*
 * The accounts of a long list that are one company: those that are called the
 * same in the same country (psi_unique_company), by sorting their names.
 */
#ifndef PSI_LIST_LONG_COMPANIES_H
#define PSI_LIST_LONG_COMPANIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/record_file.h"
#include "base/sorter.h"

/* Begins as all zero. */
struct psi_long_companies {
	/* Accounts that are not the first of their company, with that. */
	struct psi_sorter *sorted;
	bool end;
	uint32_t account;
	uint32_t company;
};

/*
 * Find the companies of all accounts, by the first rows of each, and stand
 * before the first account. Takes at most `memory` bytes, an eighth of it
 * afterwards. Returns 0, PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_long_companies_find(struct psi_long_companies *companies,
    const struct psi_record_file *rows, const struct psi_scratch *scratch,
    size_t memory, struct psi_error *err) __attribute__((warn_unused_result));

/* The company of an account, which is asked for in the order of the accounts,
 * any number of times. Returns 0 or PSI_E_IO. */
int psi_long_companies_of(struct psi_long_companies *companies, uint32_t *out,
    uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_long_companies_clear(struct psi_long_companies *companies);

#endif
