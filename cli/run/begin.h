/* Beginning a run: is it due, is everything allowed, and then the list, the
 * keys and the blinded file. */
#ifndef PSI_CLI_RUN_BEGIN_H
#define PSI_CLI_RUN_BEGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"
#include "run/stand.h"

/*
 * Begin a run if it is time, or go on with one whose beginning was killed;
 * *moved is true where a blinded file was made. What stands against it is a
 * need of the run. Returns 0, or what a step returned.
 */
int psi_run_begin(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err) __attribute__((warn_unused_result));

/* The day on which our next run is due by `every` and the agreement's budget;
 * INT32_MAX for never. */
int32_t psi_run_due_day(
    const struct psi_run *run, const struct psi_run_ledger *ledger);

/* The day on which a run was begun; INT32_MIN where it was not. */
int32_t psi_run_begun_day(const struct psi_run *run, uint32_t number);

/* See that the log has the beginning of a run that is there. */
int psi_run_begin_noted(struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* How the agreement of the folder is replaced by another one. */
void psi_run_say_renewal(char *out, size_t size, const struct psi_run *run);

/* Need that the agreement's runs are used up, where that and not `every` is why the
 * next one does not begin. */
void psi_run_tell_budget(
    struct psi_run *run, const struct psi_run_ledger *ledger);

#endif
