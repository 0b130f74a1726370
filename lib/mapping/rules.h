/*
 * Motions as rules: a CSV file that people read and change, one motion a
 * line.
 */
#ifndef PSI_MAPPING_RULES_H
#define PSI_MAPPING_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mapping/condition.h"
#include "psi/error.h"
#include "psi/io.h"

#define PSI_RULES_MAX 200
#define PSI_RANK_MAX 1000

enum psi_introducer {
	/* The side with the stronger population, then party a. */
	PSI_INTRODUCER_STRONGER,
	PSI_INTRODUCER_OURS,
	PSI_INTRODUCER_THEIRS,
	PSI_INTRODUCER_NONE
};

struct psi_rule_side {
	/* NUL-terminated; "" where this side has no such motion. */
	char *motion;
	char *action;
	struct psi_conditions when;
	struct psi_conditions bonus_when;
	enum psi_introducer introducer;
};

struct psi_rule {
	/* As written, and with our_ and their_ exchanged. */
	struct psi_rule_side side[2];
	/* Of the file. */
	uint64_t line;
	/* The cells (cell_bit of a view) in which neither side can hold. */
	uint32_t never;
	/* The mirror is the motion itself: either way is the same. */
	bool is_symmetric;
	int rank;
	int bonus;
	/* Names of motions, between semicolons; NUL-terminated. */
	char *blocks;
};

/* When a rule has its turn, and what may tell without a look at it. */
struct psi_rule_turn {
	/* As psi_rule.never. */
	uint32_t never;
	/* Its rank with the bonus. */
	int most;
	uint32_t rule;
	/* It asks how many motions there are so far; it keeps others out. */
	bool counts;
	bool blocks;
};

struct psi_rules {
	struct psi_rule *rule;
	size_t num;
	/* In the order of the file; but where that comes to the same, first
	 * those that keep others out, then by their highest rank, and last
	 * those that count. */
	struct psi_rule_turn turn[PSI_RULES_MAX];
	bool is_ranked;
	/* A motion that keeps others out may itself be kept out, so that in the
	 * end none is left of those that are ready. */
	bool has_chain;
};

/* The rules that hold where no others are given: CSV, static. */
extern const char psi_rules_default[];

/*
 * Read rules. `rules` is empty, and must be cleared whatever is returned.
 * Returns 0, PSI_E_INPUT with the line, what the source returned, or
 * PSI_E_NOMEM.
 */
int psi_rules_read(struct psi_rules *rules, const struct psi_source *source,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Does a list of names, between semicolons, have this one? */
bool psi_rules_is_named(const char *names, const char *name);

/* The default rules. */
int psi_rules_read_default(struct psi_rules *rules, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_rules_clear(struct psi_rules *rules);

#endif
