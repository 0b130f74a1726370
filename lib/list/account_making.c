#include "list/account_making.h"

#include <string.h>

#include "normal/domain.h"

/* ---- what all rows together say ---- */

/*
 * The most advanced population of all rows. But who is called a former customer was
 * one once: the deals of that time make no customer of them, and no prospect.
 */
static enum psi_population
weigh(enum psi_population said, enum psi_population by_end)
{
	return by_end < said && said != PSI_POPULATION_FORMER_CUSTOMER ? by_end
								       : said;
}

static void
survey_rows(struct psi_making *making)
{
	const struct psi_account_rows *rows = &making->accounts->rows;
	uint64_t at = rows->account[making->index].first;
	enum psi_population said = PSI_POPULATION_OTHER;
	enum psi_population by_end = PSI_POPULATION_OTHER;
	struct psi_kept_row row = psi_account_rows_at(rows, at);

	making->id = row.id;
	making->line = row.record.line;
	making->list = row.record.list;
	for (; at != 0; at = row.record.next) {
		enum psi_population population;
		enum psi_population *best;

		row = psi_account_rows_at(rows, at);
		population = (enum psi_population)row.record.population;
		best = row.record.by_end != 0 ? &by_end : &said;
		if (population < *best)
			*best = population;
		if (making->country[0] == '\0')
			memcpy(making->country, row.record.country,
			    PSI_COUNTRY_CHARS);
	}
	making->population = weigh(said, by_end);
	if (making->id.len == 0)
		making->id =
		    psi_made_id(making->made_id, making->list, making->line);
}

static void
survey_facts(struct psi_making *making)
{
	struct psi_fact_walk walk;
	struct psi_fact fact;

	psi_fact_walk_begin(&walk, &making->accounts->rows, making->index);
	while (psi_fact_walk_next(&walk, &fact)) {
		making->has_name |= fact.kind == PSI_FACT_NAME;
		if (fact.kind == PSI_FACT_LOOSE && making->name == 0)
			making->name = fact.hash;
		making->has_domain |= fact.kind == PSI_FACT_HOST &&
		    !psi_domain_is_guest(fact.steps);
		making->has_identifier |= fact.kind <= PSI_FACT_AGREED_ID;
	}
}

void
psi_making_begin(
    struct psi_making *making, struct psi_key_maker *maker, uint32_t index)
{
	memset(making, 0, sizeof *making);
	making->maker = maker;
	making->accounts = maker->accounts;
	making->index = index;
	making->company = maker->accounts->rows.account[index].company;
	survey_rows(making);
	survey_facts(making);
}

/* ---- one key, made or dropped ---- */

int
psi_making_drop_now(const struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, enum psi_drop why,
    struct psi_error *err)
{
	const struct psi_accounts *accounts = making->accounts;
	struct psi_event event = psi_making_event(making, PSI_EVENT_DROPPED);

	event.type = type;
	event.value = value;
	event.country = country;
	event.drop = (accounts->wanted_types & PSI_KEY_BIT(type)) == 0
	    ? PSI_DROP_TYPE
	    : why;
	return psi_tell(&making->maker->listener, &event, err);
}

/* A key of a type that is not asked for; the directory may ask for it. */
static int
put_unwanted(struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, struct psi_error *err)
{
	int rc =
	    psi_making_drop(making, type, value, country, PSI_DROP_TYPE, err);

	if (rc != 0 || !psi_accounts_wants(making->accounts, type) ||
	    (country != NULL && country[0] == '\0'))
		return rc;
	return psi_keylist_add(
	    &making->maker->keys, type, value.text, value.len, country, err);
}

int
psi_making_put(struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, struct psi_error *err)
{
	int rc;

	if ((making->accounts->wanted_types & PSI_KEY_BIT(type)) == 0)
		return put_unwanted(making, type, value, country, err);
	if ((rc = psi_making_look(making, type, value, country, err)) != 0)
		return rc;
	if (country != NULL && country[0] == '\0')
		return psi_making_drop(
		    making, type, value, country, PSI_DROP_COUNTRY, err);
	return psi_keylist_add(
	    &making->maker->keys, type, value.text, value.len, country, err);
}

int
psi_making_note(const struct psi_making *making, enum psi_reject reject,
    struct psi_cell value, struct psi_error *err)
{
	struct psi_event event = psi_making_event(making, PSI_EVENT_NOTE);

	event.reject = reject;
	event.value = value;
	return psi_tell(&making->maker->listener, &event, err);
}
