#include "terms/population.h"

#include <string.h>

#include "psi/error.h"
#include "psi/near.h"

#include "base/cell.h"

static const char *const names[PSI_POPULATIONS + 1] = {
	[PSI_POPULATION_CUSTOMER] = "customer",
	[PSI_POPULATION_OPEN_OPPORTUNITY] = "open_opportunity",
	[PSI_POPULATION_PROSPECT] = "prospect",
	[PSI_POPULATION_FORMER_CUSTOMER] = "former_customer",
	[PSI_POPULATION_OTHER] = "other",
	[PSI_POPULATION_ANY] = "any",
};

const char *
psi_population_name(enum psi_population population)
{
	return names[population];
}

bool
psi_population_find(enum psi_population *out, const char *name, size_t name_len)
{
	for (size_t i = 0; i < PSI_POPULATIONS; i++) {
		if (psi_text_is(name, name_len, names[i])) {
			*out = (enum psi_population)i;
			return true;
		}
	}
	return false;
}

void
psi_population_hint(struct psi_error *err, const char *name, size_t name_len)
{
	struct psi_near near;

	psi_error_hint(err, "%s", PSI_POPULATION_NAMES);
	psi_near_begin(&near, name, name_len);
	for (size_t i = 0; i < PSI_POPULATIONS; i++)
		if (psi_near_offer(&near, names[i], strlen(names[i])))
			psi_error_hint(err, "did you mean '%s'?", names[i]);
}
