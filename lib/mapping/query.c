/* Questions: filled in below. */
#include "mapping/mapping_internal.h"

int
psi_query_feed(
    struct psi_query *query, struct psi_mapping *mapping, struct psi_error *err)
{
	(void)query;
	(void)mapping;
	(void)err;
	return 0;
}

void
psi_query_free(struct psi_query *query)
{
	(void)query;
}
