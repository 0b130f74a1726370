/* In place of workbook.c where libxlsxwriter is not installed. */
#include "report/workbook.h"

#include "kit/diag.h"

int
psi_workbook_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err)
{
	(void)tool;
	(void)questions;
	(void)out;
	return psi_refuse(err, PSI_CLI_USAGE, 0,
	    "install libxlsxwriter-dev and build again; 'page' "
	    "works without it, and every question as CSV",
	    "this psi-report was built without libxlsxwriter, "
	    "which writes workbooks");
}
