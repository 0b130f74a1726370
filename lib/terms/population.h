/*
 * Populations: what an account is to its owner (lib/FORMAT.md section 4).
 * Agreements, lists, sessions and reports all use these names.
 */
#ifndef PSI_TERMS_POPULATION_H
#define PSI_TERMS_POPULATION_H

#include <stdbool.h>
#include <stddef.h>

struct psi_error;

/*
 * In the order of FORMAT.md, which is also the order of precedence: of two,
 * an account has the lower one. ANY stands only in the share rows of an
 * agreement.
 */
enum psi_population {
	PSI_POPULATION_CUSTOMER,
	PSI_POPULATION_OPEN_OPPORTUNITY,
	PSI_POPULATION_PROSPECT,
	PSI_POPULATION_FORMER_CUSTOMER,
	PSI_POPULATION_OTHER,
	PSI_POPULATIONS,
	PSI_POPULATION_ANY = PSI_POPULATIONS
};

/* All names but "any", as a message lists them. */
#define PSI_POPULATION_NAMES                                                   \
	"customer, open_opportunity, prospect, former_customer or other"

/* The population of a name such as "open_opportunity"; false for others. */
bool psi_population_find(
    enum psi_population *out, const char *name, size_t name_len);

/* The hint of an error about a name that is none: the one that was meant, or all
 * of them. */
void psi_population_hint(
    struct psi_error *err, const char *name, size_t name_len);

/* Its name, "any" for PSI_POPULATION_ANY; static. */
const char *psi_population_name(enum psi_population population);

#endif
