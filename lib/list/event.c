#include "list/event.h"

#include <stdio.h>

struct psi_cell
psi_make_id(char out[PSI_MADE_ID_CHARS], unsigned int list, uint64_t line)
{
	unsigned long long number = line;
	struct psi_cell id = { out, 0 };
	int n;

	if (list == 0)
		n = snprintf(out, PSI_MADE_ID_CHARS, "line-%llu", number);
	else
		n = snprintf(out, PSI_MADE_ID_CHARS, "list-%u-line-%llu",
		    list + 1, number);
	id.len = (size_t)n;
	return id;
}
