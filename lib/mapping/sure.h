/* How sure it is that both sides of a pair mean the same company. */
#ifndef PSI_MAPPING_SURE_H
#define PSI_MAPPING_SURE_H

#include <stdbool.h>

#include "mapping/pairs.h"

enum psi_sure {
	/* A score of 0.990 or more; of 0.900 or more, or of the agreement's
	 * minimum, or the same name and web domain in two countries. */
	PSI_SURE_CERTAIN,
	PSI_SURE_LIKELY,
	/* One group of companies, but perhaps two of them: by its level, or by
	 * a web domain in two countries and nothing else. */
	PSI_SURE_GROUP,
	/* Another account fits as well or better. */
	PSI_SURE_SEVERAL,
	/* For review by the agreement, a lower score, or a name in two
	 * countries and nothing else. */
	PSI_SURE_POSSIBLE,
	/* The file has no score. */
	PSI_SURE_UNKNOWN
};

/* Returns 0 or PSI_E_NOMEM. */
int psi_sure_find(enum psi_sure *out, const struct psi_pair *pair,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Is there nothing to check before one acts on it? Whoever made a file without
 * scores is taken at their word. */
bool psi_sure_is(enum psi_sure sure);

/* "certain", "likely", "group", "several", "possible" or "unknown". */
const char *psi_sure_name(enum psi_sure sure);

#endif
