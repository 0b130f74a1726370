/* psi-run --best: the best partner for each account, over the last results of
 * all partners whose agreements let results be combined. */
#ifndef PSI_CLI_RUN_BEST_H
#define PSI_CLI_RUN_BEST_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

/*
 * Write the table to `output` (NULL is standard output). Partners without a
 * result, and those whose agreement has `combine-partners` no, or does not let
 * software report, are left out, and counted in a note. Nothing is written in
 * the folders.
 *
 * Returns 0; PSI_E_AGREEMENT where none is left; PSI_E_INPUT, PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_run_best(const char *const *names, size_t num, const char *output,
    bool force, struct psi_error *err) __attribute__((warn_unused_result));

#endif
