/*
 * Files that came from a partner, as they are given to a step. One that mail, an
 * archive or another program changed on its way, and one that is for another
 * step, is named as what it is, with the way out, before the library reads it.
 */
#ifndef PSI_CLI_PARTNERFILE_H
#define PSI_CLI_PARTNERFILE_H

#include "psi/error.h"

#include "kit/infile.h"

/* Which program opens it. */
enum psi_partnerfile_use { PSI_FOR_EXCHANGE, PSI_FOR_REVEAL, PSI_FOR_JOIN };

/* As psi_infile_open. What the file is shows when it is first read: the source
 * then returns PSI_E_GRAMMAR for what this use cannot take. */
int psi_partnerfile_open(struct psi_infile *in, const char *path,
    enum psi_partnerfile_use use, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
