/*
 * The small tables that the owner of a list writes beside it: which value is
 * which population, keys that are added and taken away, accounts that are left
 * out. Each is a CSV whose first line is exactly its header.
 *
 * All return 0; PSI_E_INPUT, with the line and a text that begins with "rules: ",
 * "overrides: " or "exclude: ", for a table or a row that is not of this form; PSI_E_NOMEM; what the source returned.
 */
#ifndef PSI_LIST_OWNER_TABLES_H
#define PSI_LIST_OWNER_TABLES_H

#include "psi/error.h"
#include "psi/io.h"

struct psi_accounts;
struct psi_population_rules;

/* value,population */
int psi_owner_rules_read(struct psi_population_rules *rules,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

/* action,account,type,value */
int psi_owner_overrides_read(struct psi_accounts *accounts,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

/* type,value */
int psi_owner_exclude_read(struct psi_accounts *accounts,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
