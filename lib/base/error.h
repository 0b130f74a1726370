/* Filling a struct psi_error. */
#ifndef PSI_BASE_ERROR_H
#define PSI_BASE_ERROR_H

#include "psi/error.h"

/*
 * Set code and text of `err` (which may be NULL), clear its line, hint and
 * errno. The text is built as by printf; it must never contain account data,
 * keys or secrets. Returns `code`, so that a failing function can write
 * `return psi_error_set(err, PSI_E_INPUT, "...")`.
 */
int psi_error_set(struct psi_error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As psi_error_set, and keep errno of the failed system call. */
int psi_error_set_errno(struct psi_error *err, int code, int sys_errno,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* As psi_error_set, for a line of the input, counted from 1. */
int psi_error_set_line(struct psi_error *err, int code, uint64_t line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Add the remedy to an error that is set already. `err` may be NULL. */
void psi_error_hint(struct psi_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "out of memory", PSI_E_NOMEM. */
int psi_error_nomem(struct psi_error *err);

#endif
