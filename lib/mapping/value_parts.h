/*
 * Reading a cell of pairs.csv from its beginning on: what the readers of numbers
 * and of dates have in common, and the two themselves.
 */
#ifndef PSI_MAPPING_VALUE_PARTS_H
#define PSI_MAPPING_VALUE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/cell.h"

struct psi_value;

/*
 * Read a number or a band of numbers into low, high and currency; `money` may have
 * a currency, and its bands end below the beginning of the next. False for what
 * cannot be read.
 */
bool psi_value_read_number(
    struct psi_value *out, struct psi_cell in, bool money);

/* Read a day, a month or a quarter into low and high; false as above. */
bool psi_value_read_date(struct psi_value *out, struct psi_cell in);

static inline bool
psi_value_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline struct psi_cell
psi_value_trim(struct psi_cell cell)
{
	while (cell.len > 0 && psi_value_is_blank(cell.text[0])) {
		cell.text++;
		cell.len--;
	}
	while (cell.len > 0 && psi_value_is_blank(cell.text[cell.len - 1]))
		cell.len--;
	return cell;
}

/* Take this text off the beginning; false where it does not stand there. */
static inline bool
psi_value_eat(struct psi_cell *in, const char *text)
{
	size_t len = strlen(text);

	if (in->len < len || memcmp(in->text, text, len) != 0)
		return false;
	in->text += len;
	in->len -= len;
	return true;
}

#endif
