/* A file to be imported into one's own CRM. */
#ifndef PSI_CLI_REPORT_CRM_H
#define PSI_CLI_REPORT_CRM_H

#include "psi/error.h"

struct psi_mapping_tool;
struct psi_outfile;

/* Keyed on your id, with the headers that the importer of `crm` takes. */
int psi_crm_write(struct psi_mapping_tool *tool, const char *crm,
    struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
