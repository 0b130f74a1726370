/* Where libzip and expat are missing. */
#include "xlsx/xlsx.h"

static int
refuse(struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_INPUT,
	    "this is a workbook, and this program was built without libzip "
	    "and expat, which it takes to read one");
	psi_error_hint(err, "save the sheet as CSV UTF-8");
	return PSI_E_INPUT;
}

int
psi_xlsx_open_file(
    struct psi_xlsx **out, int fd, const char *sheet, struct psi_error *err)
{
	(void)out;
	(void)fd;
	(void)sheet;
	return refuse(err);
}

int
psi_xlsx_open_bytes(struct psi_xlsx **out, const uint8_t *bytes, size_t len,
    const char *sheet, struct psi_error *err)
{
	(void)out;
	(void)bytes;
	(void)len;
	(void)sheet;
	return refuse(err);
}

int
psi_xlsx_read(void *xlsx, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	(void)xlsx;
	(void)out;
	(void)out_size;
	(void)out_len;
	return refuse(err);
}

int
psi_xlsx_rewind(void *xlsx, struct psi_error *err)
{
	(void)xlsx;
	return refuse(err);
}

void
psi_xlsx_close(void *xlsx)
{
	(void)xlsx;
}

void
psi_xlsx_lost(const struct psi_xlsx *xlsx, struct psi_xlsx_losses *out)
{
	(void)xlsx;
	out->uncalculated = 0;
	out->errors = 0;
}
