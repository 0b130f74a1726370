/*
 * Which rows of a table of the user's rules did anything: one that was mistyped
 * does not, and leaves in what it was to leave out.
 */
#ifndef PSI_LIST_RULE_USES_H
#define PSI_LIST_RULE_USES_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* All zero is none. */
struct psi_rule_uses {
	uint64_t *line;
	/* Threads mark at once. */
	atomic_uchar *used;
	size_t num;
	size_t line_size;
	size_t used_size;
};

/* A row that is on `line`; it becomes number `num`. */
int psi_rule_uses_add(struct psi_rule_uses *uses, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

void psi_rule_uses_mark(const struct psi_rule_uses *uses, size_t number);

/* Room for the lines of the first few. */
#define PSI_RULE_LINES_CHARS 192

/* How many did nothing; `lines` says where they are: "2, 3 and 5". */
uint64_t psi_rule_uses_idle(
    const struct psi_rule_uses *uses, char lines[PSI_RULE_LINES_CHARS]);

void psi_rule_uses_clear(struct psi_rule_uses *uses);

#endif
