/* What separates the cells of a table: told by its first line, or found. */
#ifndef PSI_TABLE_DELIMITER_H
#define PSI_TABLE_DELIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether a line, without its end, tells the delimiter as a spreadsheet does:
 * `sep=;`, in capitals or small letters, with blanks, quoted, and with the
 * delimiters behind it that fill a row up. `tab`, `\t` and a tab are a tab.
 */
bool psi_delimiter_told(char *out, const uint8_t *line, size_t len);

/*
 * The delimiter of a text: of comma, semicolon and tab the one by which most
 * of its first 64 rows come to the same number of cells, which is more than
 * one. So neither a comma in one header nor commas in some names decide. Where
 * two fit equally many rows, it is the one that is found more often in the
 * first row, and not the comma where they are equal in this too: a number may
 * have a decimal comma in every row; and the end of "&amp;" is no semicolon. A comma for a table of one column.
 *
 * `whole` is false where the text goes on behind `len`: its last line does not
 * count then, unless it is the only one.
 */
char psi_delimiter_find(const uint8_t *text, size_t len, bool whole);

#endif
