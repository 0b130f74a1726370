#include "terms/population.h"

#include <string.h>

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
