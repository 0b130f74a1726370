#include "report/no_currency.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kit/diag.h"
#include "report/answer.h"

/* Amounts and revenues of groups are sums; a list has them as they stand. */
static bool
is_sum(const struct psi_answer *answer, size_t column)
{
	static const char *const ends[] = { "_amount", "_revenue" };
	const char *name = psi_answer_name(answer, column);
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (len >= strlen(ends[i]) &&
		    strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return psi_answer_find(answer, "accounts") != SIZE_MAX;
	return false;
}

size_t
psi_no_currency_find(const struct psi_answer *answer, size_t from)
{
	for (size_t j = from; j < answer->num_columns; j++)
		for (size_t i = 0;
		     is_sum(answer, j) && i < psi_answer_num(answer); i++) {
			const char *cell = psi_answer_cell(answer, i, j);

			/* "134900000", or among others "USD 5000; 3000". */
			do {
				if (*cell >= '0' && *cell <= '9')
					return j;
				cell = strchr(cell, ';');
				cell += cell == NULL ? 0 : strspn(cell, "; ");
			} while (cell != NULL);
		}
	return SIZE_MAX;
}

void
psi_no_currency_note(const struct psi_answer *answer)
{
	for (size_t at = 0; (at = psi_no_currency_find(answer, at)) != SIZE_MAX;
	     at++)
		psi_note("%s: numbers without a currency were added up as they "
			 "stand; compare the sums only where all are in one",
		    psi_answer_name(answer, at));
}
