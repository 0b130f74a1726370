/* In place of workbook.c where libxlsxwriter is not installed. */
#include "report/workbook.h"

#include "diag.h"

int
psi_workbook_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err)
{
	(void)tool;
	(void)questions;
	(void)out;
	(void)psi_usage(err,
	    "this psi-report was built without libxlsxwriter, "
	    "which writes workbooks");
	psi_fail_hint(err,
	    "install libxlsxwriter-dev and build again; 'page' "
	    "works without it, and every question as CSV");
	return PSI_CLI_USAGE;
}
