#include "list/account_finish.h"

#include "list/account_entity.h"
#include "list/account_keys.h"
#include "list/account_making.h"
#include "list/families.h"

static bool
shares_name(const struct psi_making *making)
{
	const struct psi_accounts *accounts = making->accounts;
	struct psi_fact fact;

	return accounts->config.judge &&
	    psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_NAME, &fact) &&
	    psi_tally_count(&accounts->names, fact.text, fact.len, NULL) > 1;
}

static int
tell_account(const struct psi_making *making, struct psi_error *err)
{
	const struct psi_key_maker *maker = making->maker;
	const struct psi_account_about about = { .country = making->country,
		.has_name = making->has_name,
		.has_domain = making->has_domain,
		.has_identifier = making->has_identifier,
		.has_key = maker->keys.num > 0,
		.shares_name = shares_name(making) };
	struct psi_event event = psi_making_event(making, PSI_EVENT_ACCOUNT);

	event.about = &about;
	return psi_tell(&maker->listener, &event, err);
}

static int
tell_keys(const struct psi_making *making, struct psi_error *err)
{
	const struct psi_key_maker *maker = making->maker;
	struct psi_event event = psi_making_event(making, PSI_EVENT_KEY);
	int rc = 0;

	for (size_t i = 0; i < maker->keys.num && rc == 0; i++) {
		event.first = i == 0;
		event.type = maker->keys.key[i].type;
		event.value = maker->keys.key[i].value;
		rc = psi_tell(&maker->listener, &event, err);
	}
	return rc;
}

/* All keys of the account as its rows, its family and the directory have it. */
static int
make_keys(struct psi_making *making, struct psi_error *err)
{
	struct psi_keylist *keys = &making->maker->keys;
	int rc;

	psi_keylist_reset(keys);
	if ((rc = psi_making_rows(making, err)) != 0 ||
	    (rc = psi_making_family(making, err)) != 0)
		return rc;
	psi_keylist_settle(keys);
	if ((rc = psi_making_entity(making, err)) != 0)
		return rc;
	psi_keylist_keep(keys, making->accounts->wanted_types);
	return 0;
}

int
psi_account_finish(
    struct psi_key_maker *maker, uint32_t index, struct psi_error *err)
{
	const struct psi_own_rules *rules = &maker->accounts->rules;
	const struct psi_cell none = { NULL, 0 };
	struct psi_making making;
	struct psi_event about;
	int rc;

	psi_making_begin(&making, maker, index);
	if ((rc = make_keys(&making, err)) != 0 ||
	    (rc = psi_own_rules_excludes(rules, &making.excluded, making.id,
		 &maker->keys.wanted, err)) != 0)
		return rc;
	if (making.excluded)
		return psi_making_note(&making, PSI_REJECT_EXCLUDED, none, err);
	about = psi_making_event(&making, PSI_EVENT_KEY);
	rc = psi_own_rules_apply(
	    rules, &maker->keys, &maker->listener, &about, err);
	if (rc == 0)
		rc = tell_account(&making, err);
	if (rc != 0)
		return rc;
	return maker->keys.num == 0
	    ? psi_making_note(&making, PSI_REJECT_NO_KEY, none, err)
	    : tell_keys(&making, err);
}
