#include "list/address.h"

#include <string.h>

#include "normal/domain.h"

/* Above the names of a path. */
#define BELOW (PSI_DOMAIN_STEPS_MAX + 1)
/* Above these: the domain is like the name only, or not at all. */
#define LIKE_NAME (2 * BELOW)
#define NOT_OWN (4 * BELOW)

uint8_t
psi_address_distance(uint8_t steps, bool below)
{
	unsigned int distance = steps & PSI_DOMAIN_STEPS_MAX;

	if (below)
		distance += BELOW;
	if ((steps & PSI_DOMAIN_OWN) == 0)
		distance += NOT_OWN;
	else if ((steps & PSI_DOMAIN_NAMESAKE) == 0)
		distance += LIKE_NAME;
	return (uint8_t)distance;
}

/* Do both accounts have a name, and are these different? */
static bool
are_told_apart(
    const struct psi_account_rows *rows, uint32_t ours, uint32_t theirs)
{
	struct psi_fact a, b;

	return psi_account_rows_first_fact(rows, ours, PSI_FACT_NAME, &a) &&
	    psi_account_rows_first_fact(rows, theirs, PSI_FACT_NAME, &b) &&
	    (a.len != b.len || memcmp(a.text, b.text, a.len) != 0);
}

enum psi_reject
psi_address_judge(const struct psi_account_rows *rows, uint32_t ours,
    uint8_t our_distance, uint32_t theirs, uint8_t their_distance)
{
	if (our_distance < their_distance)
		return PSI_REJECT_NONE;
	if (our_distance > their_distance)
		return PSI_REJECT_OTHERS_DOMAIN;
	return are_told_apart(rows, ours, theirs) ? PSI_REJECT_EQUAL_CLAIM
						  : PSI_REJECT_NONE;
}
