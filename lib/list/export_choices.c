#include "list/export_choices.h"

#include <string.h>

#include "psi/date.h"

#include "base/error.h"
#include "base/workers.h"
#include "normal/country.h"
#include "terms/keytype.h"
#include "terms/population.h"

static bool
is_date(const char *text)
{
	int32_t day;

	return psi_date_decode(&day, text, strlen(text));
}

int
psi_export_country(char out[PSI_COUNTRY_CHARS],
    const struct psi_normalize_options *options, struct psi_error *err)
{
	const char *country = options->country;
	enum psi_reject reject = PSI_REJECT_NONE;
	char code[PSI_COUNTRY_CHARS];
	struct psi_cell name;

	if (country != NULL)
		reject = psi_country_find(out, country, strlen(country));
	if (reject == PSI_REJECT_NONE)
		return 0;
	if (reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	(void)psi_refuse(err, PSI_E_ARG, 0,
	    "say its code or its name, such as US or Germany",
	    "there is no such country");
	if (psi_country_near(&name, code, country, strlen(country)))
		psi_error_hint(err, "did you mean '%.*s' (%s)?", (int)name.len,
		    name.text, code);
	return PSI_E_ARG;
}

static int
choose_population(
    enum psi_population *out, const char *name, struct psi_error *err)
{
	*out = PSI_POPULATION_OTHER;
	if (name == NULL || psi_population_find(out, name, strlen(name)))
		return 0;
	(void)psi_error_set(
	    err, PSI_E_ARG, "there is no such population: '%s'", name);
	psi_population_hint(err, name, strlen(name));
	return PSI_E_ARG;
}

int
psi_export_choices(struct psi_accounts_config *out,
    const struct psi_normalize_options *options, bool is_written,
    struct psi_error *err)
{
	int rc;

	if (is_written &&
	    (options->source_date == NULL || !is_date(options->source_date)))
		return psi_error_set(err, PSI_E_ARG,
		    "the date of the data is not a date (YYYY-MM-DD)");
	if (options->jobs > PSI_JOBS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "the number of jobs must be 1 to %d", PSI_JOBS_MAX);
	rc = choose_population(
	    &out->default_population, options->population, err);
	if (rc != 0)
		return rc;
	out->directory = options->directory;
	out->types = psi_key_types_default();
	if (options->directory != NULL)
		out->types |=
		    PSI_KEY_BIT(PSI_KEY_ENTITY) | PSI_KEY_BIT(PSI_KEY_FAMILY);
	return options->types == NULL
	    ? 0
	    : psi_key_types_parse(&out->types, options->types, err);
}
