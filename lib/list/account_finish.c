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

/* What a row says of who it is: the first strict name and the first domain. */
struct company {
	struct psi_cell name;
	struct psi_cell domain;
};

static struct company
company_of(const struct psi_kept_row *row)
{
	struct company company = { { NULL, 0 }, { NULL, 0 } };
	struct psi_fact fact;
	size_t pos = 0;

	while (psi_fact_next(&fact, row->facts, row->record.facts_len, &pos)) {
		if (fact.kind == PSI_FACT_NAME && company.name.len == 0) {
			company.name.text = fact.text;
			company.name.len = fact.len;
		}
		if (fact.kind == PSI_FACT_HOST && company.domain.len == 0) {
			company.domain.text = fact.text + fact.extra;
			company.domain.len = fact.len - fact.extra;
		}
	}
	return company;
}

static bool
has_both(const struct company *company)
{
	return company->name.len > 0 && company->domain.len > 0;
}

/* Rows of one id are one account. Where they have another name and another domain than
 * its first one, that may be a slip of whoever made the list: it is told. */
static int
note_others(const struct psi_making *making, struct psi_error *err)
{
	const struct psi_account_rows *rows = &making->accounts->rows;
	uint64_t at = rows->account[making->index].first;
	struct company first = { { NULL, 0 }, { NULL, 0 } };
	int rc = 0;

	while (rc == 0 && at != 0) {
		const struct psi_kept_row row = psi_account_rows_at(rows, at);
		const struct company company = company_of(&row);
		struct psi_event event =
		    psi_making_event(making, PSI_EVENT_NOTE);

		at = row.record.next;
		if (!has_both(&company))
			continue;
		if (!has_both(&first)) {
			first = company;
			continue;
		}
		if (psi_cell_equal(company.name, first.name) ||
		    psi_cell_equal(company.domain, first.domain))
			continue;
		event.list = row.record.list;
		event.line = row.record.line;
		event.reject = PSI_REJECT_SEVERAL;
		event.value = company.domain;
		rc = psi_tell(&making->maker->listener, &event, err);
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
	if ((rc = note_others(&making, err)) != 0)
		return rc;
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
