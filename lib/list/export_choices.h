/*
 * What the options of a call say about all accounts of an export, checked: the
 * population, the country, the key types, the date.
 */
#ifndef PSI_LIST_EXPORT_CHOICES_H
#define PSI_LIST_EXPORT_CHOICES_H

#include <stdbool.h>

#include "psi/normalize.h"

#include "list/accounts_config.h"

/*
 * Put the country of all rows that name none, or "", into `out`. Returns 0, or
 * PSI_E_ARG for one that there is not.
 */
int psi_export_country(char out[PSI_COUNTRY_CHARS],
    const struct psi_normalize_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Put the default population, the key types and the directory into `out`. A
 * keys file (`is_written`) also needs the date of the data. Returns 0, or
 * PSI_E_ARG.
 */
int psi_export_choices(struct psi_accounts_config *out,
    const struct psi_normalize_options *options, bool is_written,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
