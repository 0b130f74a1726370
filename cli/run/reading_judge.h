/* What a person is told, and asked, about how the list of a run was read. */
#ifndef PSI_CLI_RUN_READING_JUDGE_H
#define PSI_CLI_RUN_READING_JUDGE_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"

#define PSI_RUN_READING_BYTES 512

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
