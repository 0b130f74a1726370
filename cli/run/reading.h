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

#include "run/run.h"

#define PSI_RUN_READING_BYTES 512

/* Keep the counts of run `number`. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_reading_save(const struct psi_run *run, uint32_t number,
    const struct psi_normalize_report *report, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Are they kept? */
bool psi_run_reading_is_there(const struct psi_run *run, uint32_t number);

/* Forget them; they need not be there. Returns 0 or PSI_E_IO. */
int psi_run_reading_remove(const struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * What a person must look at before run `after` gives away what run `before` did
 * not: a field that had a column and has none now, and accounts of other
 * populations by more than the setting list-change. `out` is "" where there is
 * nothing, or where `before` kept no counts. Returns 0, PSI_E_INPUT, PSI_E_IO
 * or PSI_E_NOMEM.
 */
int psi_run_reading_changes(const struct psi_run *run, uint32_t before,
    uint32_t after, char out[PSI_RUN_READING_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Need what the list of run `number` does not say, unless that of run `before`
 * (0 for none) said as little. Returns as above. */
int psi_run_reading_tell(struct psi_run *run, uint32_t before, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The command that shows how the list of run `number` is read, into `out`. */
void psi_run_reading_command(
    char *out, size_t size, const struct psi_run *run, uint32_t number);

#endif
