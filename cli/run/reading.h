/*
 * How the list of a run was read: what its columns were taken for, how many
 * accounts are of which population, and what could not be read. The counts of
 * psi-normalize, kept in work/N/reading.csv: no account data. The next run is
 * compared with them, since an export whose header was renamed has nearly the
 * same keys, and is another list all the same.
 */
#ifndef PSI_CLI_RUN_READING_H
#define PSI_CLI_RUN_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/normalize.h"

#include "run/csv_text.h"
#include "run/run.h"

/* Keep the counts of run `number`. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_reading_save(const struct psi_run *run, uint32_t number,
    const struct psi_normalize_report *report, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Are they kept? */
bool psi_run_reading_is_there(const struct psi_run *run, uint32_t number);

/* Forget them; they need not be there. Returns 0 or PSI_E_IO. */
int psi_run_reading_remove(const struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The kept counts: group, item, count. */
#define PSI_RUN_READING_COLUMNS 3

/* Read them; *known is false where none are kept, and for run 0. Returns 0,
 * PSI_E_INPUT, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_reading_load(struct psi_run_table *table, const struct psi_run *run,
    uint32_t number, bool *known, struct psi_error *err)
    __attribute__((warn_unused_result));

/* One of them; 0 where it is not there. */
uint64_t psi_run_reading_count(
    const struct psi_run_table *table, const char *group, const char *item);

#endif
