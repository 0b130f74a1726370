#include "list/column_kind.h"

/* Fewer values say nothing. */
#define VALUES_MIN 2

bool
psi_column_looks_like_hosts(const struct psi_column_look *look)
{
	return look->num_filled >= VALUES_MIN &&
	    look->num_hosts * 2 > look->num_filled;
}

bool
psi_column_looks_like_colleagues(const struct psi_column_look *look)
{
	return look->num_colleagues >= VALUES_MIN &&
	    look->num_colleagues * 5 >= look->num_filled * 4;
}

bool
psi_column_looks_like_companies(const struct psi_column_look *look)
{
	return look->num_filled >= VALUES_MIN &&
	    look->num_companies * 3 > look->num_filled;
}

bool
psi_column_looks_like_states(const struct psi_column_look *look)
{
	return look->num_filled > 0 && look->num_states * 2 >= look->num_filled;
}

/* Of the values that were looked up, at least `part` of `whole`. */
static bool
has_countries(
    const struct psi_column_look *look, unsigned int part, unsigned int whole)
{
	unsigned int num = look->num_filled < PSI_COLUMN_COUNTRIES_MAX
	    ? look->num_filled
	    : PSI_COLUMN_COUNTRIES_MAX;

	return look->num_countries * whole >= num * part;
}

bool
psi_column_looks_like_countries(const struct psi_column_look *look)
{
	return look->num_filled >= VALUES_MIN && has_countries(look, 1, 2);
}

bool
psi_column_has_no_countries(const struct psi_column_look *look)
{
	return look->num_filled >= VALUES_MIN && !has_countries(look, 1, 5);
}
