#include "terms/made_id.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"

static const char list_mark[] = "list-";
static const char line_mark[] = "line-";

struct psi_cell
psi_made_id(char out[PSI_MADE_ID_CHARS], unsigned int list, uint64_t line)
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

static struct psi_cell
behind(struct psi_cell text, size_t len)
{
	text.text += len;
	text.len -= len;
	return text;
}

static bool
is_number(const char *text, size_t len)
{
	uint64_t number;

	return psi_decimal_decode(&number, text, len, UINT64_MAX);
}

bool
psi_is_made_id(struct psi_cell id)
{
	if (psi_cell_begins(id, list_mark)) {
		const char *dash;

		id = behind(id, sizeof list_mark - 1);
		dash = id.len > 0 ? memchr(id.text, '-', id.len) : NULL;
		if (dash == NULL ||
		    !is_number(id.text, (size_t)(dash - id.text)))
			return false;
		id = behind(id, (size_t)(dash - id.text) + 1);
	}
	return psi_cell_begins(id, line_mark) &&
	    is_number(id.text + sizeof line_mark - 1,
		id.len - (sizeof line_mark - 1));
}
