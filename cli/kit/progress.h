/*
 * How far a long step has come: one line on standard error, rewritten in
 * place. Shown only when standard error is a terminal, without --quiet, and
 * after one second of work.
 */
#ifndef PSI_CLI_PROGRESS_H
#define PSI_CLI_PROGRESS_H

#include "psi/io.h"

/* For the library's functions that take a struct psi_progress; never NULL,
 * and it lives as long as the program. */
const struct psi_progress *psi_progress_line(void);

/* Take the line off the screen, as cli/diag does before it prints. */
void psi_progress_hide(void);

#endif
