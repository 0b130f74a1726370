/*
 * The one rule for what a spreadsheet might take for a formula, which all
 * writers of tables that people open and the agreement follow. The whole of it
 * is psi_is_formula (psi/io.h); these are its parts, for writers that go
 * through a text character by character.
 */
#ifndef PSI_BASE_FORMULA_H
#define PSI_BASE_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What spreadsheets drop or do not show before a formula: blanks of any width
 * (White_Space of Unicode, and the braille blank), controls but tab and CR, and what nobody sees
 * (psi_is_invisible).
 */
bool psi_is_formula_blank(uint32_t code_point);

/* = + - @, also in full width. */
bool psi_is_formula_sign(uint32_t code_point);

/*
 * A sign, and nothing behind it but what numbers and telephone numbers are made
 * of: without a letter a formula cannot call a function or refer to another
 * cell, so that writers leave these as they are.
 */
bool psi_is_signed_number(const char *text, size_t len);

#endif
