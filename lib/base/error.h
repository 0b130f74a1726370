/* Filling a struct psi_error, beside what psi/error.h offers. */
#ifndef PSI_BASE_ERROR_H
#define PSI_BASE_ERROR_H

#include "psi/error.h"

/*
 * A refusal, whole: as psi_error_set_line (`line` is 0 where there is none),
 * with the remedy `hint`, which may be NULL:
 *
 *	return psi_refuse(err, PSI_E_INPUT, record->line,
 *	    "make it again with psi-normalize", "the row has no account");
 *
 * Returns `code`. For a remedy with numbers in it: psi_error_hint.
 */
int psi_refuse(struct psi_error *err, int code, uint64_t line, const char *hint,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* "out of memory", PSI_E_NOMEM. */
int psi_error_nomem(struct psi_error *err);

#endif
