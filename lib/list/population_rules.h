/*
 * Populations: what an account is to its owner, by rules over the value of a
 * column (lib/KEYS.md, "Populations").
 */
#ifndef PSI_LIST_POPULATION_RULES_H
#define PSI_LIST_POPULATION_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/digest.h"
#include "list/rule_uses.h"
#include "terms/population.h"

/* Rules of the user's own; the defaults come behind them. */
struct psi_population_rules;

int psi_population_rules_new(struct psi_population_rules **out,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_population_rules_free(struct psi_population_rules *rules);

/*
 * Add a rule: a value, compared without regard to case and to blanks, "_" and
 * "-" between its words, with an optional "*" at its end that stands for
 * anything. A later rule of the same value takes the place of the earlier.
 * `line` is for the error. Returns 0, PSI_E_INPUT for a population that does
 * not exist or a value that is empty or too long, or PSI_E_NOMEM.
 */
int psi_population_rules_add(struct psi_population_rules *rules,
    const char *value, size_t value_len, const char *population,
    size_t population_len, unsigned long long line, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The rule that a value was found by. */
struct psi_population_rule {
	/* As it is compared; it lives as long as the rules. */
	const char *value;
	size_t len;
	/* The user's, and not a default. */
	bool own;
};

/*
 * The population of a value. Returns false where no rule knows it, and then
 * stores PSI_POPULATION_OTHER. `rules` may be NULL: the defaults. `rule` may be
 * NULL, and is stored only with true.
 */
bool psi_population_rules_find(enum psi_population *out,
    struct psi_population_rule *rule, const struct psi_population_rules *rules,
    const char *value, size_t value_len);

/* psi_population_words_are_over of a value in any form. */
bool psi_population_rules_are_over(
    const char *value, size_t value_len, bool of_account);

/* How many of the user's rules have found no value, and their lines. */
uint64_t psi_population_rules_idle(
    const struct psi_population_rules *rules, char lines[PSI_RULE_LINES_CHARS]);

#endif
