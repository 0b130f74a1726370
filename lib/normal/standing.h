/*
 * Populations: what an account is to its owner, by rules over the value of a
 * column (lib/KEYS.md, "Populations").
 */
#ifndef PSI_NORMAL_STANDING_H
#define PSI_NORMAL_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "base/digest.h"

/* In the order of precedence: of two, an account has the lower one. */
enum psi_standing {
	PSI_STANDING_CUSTOMER,
	PSI_STANDING_OPEN_OPPORTUNITY,
	PSI_STANDING_PROSPECT,
	PSI_STANDING_FORMER_CUSTOMER,
	PSI_STANDING_OTHER,
	PSI_NUM_STANDINGS
};

/* "customer", "open_opportunity", ...: static. */
const char *psi_standing_name(enum psi_standing population);
bool psi_standing_from_name(
    enum psi_standing *out, const char *name, size_t len);

/* Rules of the user's own; the defaults come behind them. */
struct psi_standing_rules;

int psi_standing_rules_new(struct psi_standing_rules **out,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_standing_rules_free(struct psi_standing_rules *rules);

/*
 * Add a rule: a value, compared without regard to case and to blanks, "_" and
 * "-" between its words, with an optional "*" at its end that stands for
 * anything. A later rule of the same value takes the place of the earlier.
 * `line` is for the error. Returns 0, PSI_E_INPUT for a population that does
 * not exist or a value that is empty or too long, or PSI_E_NOMEM.
 */
int psi_standing_rules_add(struct psi_standing_rules *rules, const char *value,
    size_t value_len, const char *population, size_t population_len,
    unsigned long long line, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The rule that a value was found by. */
struct psi_standing_rule {
	/* As it is compared; it lives as long as the rules. */
	const char *value;
	size_t len;
	/* The user's, and not a default. */
	bool own;
};

/*
 * The population of a value. Returns false where no rule knows it, and then
 * stores PSI_STANDING_OTHER. `rules` may be NULL: the defaults. `rule` may be
 * NULL, and is stored only with true.
 */
bool psi_standing_find(enum psi_standing *out, struct psi_standing_rule *rule,
    const struct psi_standing_rules *rules, const char *value,
    size_t value_len);

#endif
