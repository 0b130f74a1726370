/* Numbers of a workbook as the text that a CSV export would have. */
#ifndef PSI_CLI_XLSX_NUMBER_H
#define PSI_CLI_XLSX_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* How the number format of a cell wants its number. */
enum psi_xlsx_form {
	PSI_XLSX_NUMBER,
	PSI_XLSX_DATE,
	PSI_XLSX_TIME,
	PSI_XLSX_DATE_TIME
};

struct psi_xlsx_style {
	enum psi_xlsx_form form;
	/* Of a format of nothing but zeros, "00000": that many digits. */
	unsigned int digits;
};

/* A format of workbooks, by its number (ISO/IEC 29500-1, 18.8.30) or by its
 * code, "yyyy\-mm\-dd". */
struct psi_xlsx_style psi_xlsx_style_of_id(unsigned int id);
struct psi_xlsx_style psi_xlsx_style_of_code(const char *code);

/* Room for the longest text, and a NUL. */
#define PSI_XLSX_NUMBER_CHARS 48

/*
 * A number as it stands in a cell, "4.2E1", as plain decimal text: whole
 * numbers without a point, fractions of more than 15 digits rounded to the 15
 * that spreadsheet programs show. Dates become YYYY-MM-DD, times HH:MM:SS.
 * Returns false where it is no number, or too large or small to be written
 * out; the cell's text then stays as it is.
 */
bool psi_xlsx_number(char out[PSI_XLSX_NUMBER_CHARS], const char *in,
    size_t in_len, const struct psi_xlsx_style *style, bool from_1904);

#endif
