/* Filling a struct psi_error, beside what psi/error.h offers. */
#ifndef PSI_BASE_ERROR_H
#define PSI_BASE_ERROR_H

#include "psi/error.h"

/* "out of memory", PSI_E_NOMEM. */
int psi_error_nomem(struct psi_error *err);

#endif
