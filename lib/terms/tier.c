#include "terms/tier.h"

#include <string.h>

static const char *const tier_names[] = { "1", "2", "3", "family" };

const char *
psi_tier_name(uint8_t tier)
{
	return tier_names[tier - 1];
}

bool
psi_tier_find(uint8_t *out, const char *name, size_t name_len)
{
	for (uint8_t i = 0; i < PSI_TIER_FAMILY; i++)
		if (strlen(tier_names[i]) == name_len &&
		    memcmp(tier_names[i], name, name_len) == 0) {
			*out = (uint8_t)(i + 1);
			return true;
		}
	return false;
}

const char *
psi_level_name(enum psi_level level)
{
	static const char *const names[] = { "account", "group", "review" };

	return names[level];
}
