#include "list/rule_uses.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"

/* Lines that are named. */
#define LINES_MAX 8

int
psi_rule_uses_add(
    struct psi_rule_uses *uses, uint64_t line, struct psi_error *err)
{
	void *lines = uses->line;
	void *used = uses->used;
	int rc;

	rc = psi_array_grow(
	    &lines, &uses->line_size, uses->num, 1, sizeof *uses->line, err);
	uses->line = lines;
	if (rc != 0)
		return rc;
	rc = psi_array_grow(
	    &used, &uses->used_size, uses->num, 1, sizeof *uses->used, err);
	uses->used = used;
	if (rc != 0)
		return rc;
	uses->line[uses->num] = line;
	atomic_init(&uses->used[uses->num], 0);
	uses->num++;
	return 0;
}

void
psi_rule_uses_mark(const struct psi_rule_uses *uses, size_t number)
{
	atomic_store_explicit(&uses->used[number], 1, memory_order_relaxed);
}

uint64_t
psi_rule_uses_idle(
    const struct psi_rule_uses *uses, char lines[PSI_RULE_LINES_CHARS])
{
	uint64_t idle = 0;
	uint64_t named = 0;
	size_t len = 0;

	lines[0] = '\0';
	for (size_t i = 0; i < uses->num; i++)
		idle += atomic_load_explicit(
			    &uses->used[i], memory_order_relaxed) == 0;
	for (size_t i = 0; named < LINES_MAX && i < uses->num; i++) {
		const char *before = ", ";

		if (atomic_load_explicit(
			&uses->used[i], memory_order_relaxed) != 0)
			continue;
		if (named == 0)
			before = "";
		else if (named + 1 == idle)
			before = " and ";
		len += (size_t)snprintf(lines + len, PSI_RULE_LINES_CHARS - len,
		    "%s%" PRIu64, before, uses->line[i]);
		named++;
	}
	if (idle > named)
		(void)snprintf(lines + len, PSI_RULE_LINES_CHARS - len,
		    " and %" PRIu64 " more", idle - named);
	return idle;
}

void
psi_rule_uses_clear(struct psi_rule_uses *uses)
{
	psi_array_free(uses->line, uses->line_size, sizeof *uses->line);
	psi_array_free(uses->used, uses->used_size, sizeof *uses->used);
	memset(uses, 0, sizeof *uses);
}
