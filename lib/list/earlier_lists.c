#include "list/earlier_lists.h"

#include <string.h>

/* The one account that a tally has for a text, or PSI_NO_ACCOUNT. */
static uint32_t
only_account(const struct psi_tally *tally, const char *text, size_t len)
{
	uint32_t both[2];

	return psi_tally_count(tally, text, len, both) == 1 ? both[0]
							    : PSI_NO_ACCOUNT;
}

/* Do the account's rows name countries, and none of them this one? Two companies of
 * one name are not put together for it. */
static bool
is_elsewhere(
    const struct psi_accounts *accounts, uint32_t account, const char *country)
{
	const struct psi_account_rows *rows = &accounts->rows;
	uint64_t at = rows->account[account].first;
	bool is_known = false;

	while (country[0] != '\0' && at != 0) {
		const struct psi_kept_row row = psi_account_rows_at(rows, at);

		/* Codes of countries, of your own list. */
		if (memcmp(row.record.country, country, PSI_COUNTRY_CHARS) == 0)
			return false;
		is_known = is_known || row.record.country[0] != '\0';
		at = row.record.next;
	}
	return is_known;
}

static bool
has_name(const struct psi_facts *facts)
{
	struct psi_fact fact;
	size_t pos = 0;

	while (psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos))
		if (fact.kind == PSI_FACT_NAME)
			return true;
	return false;
}

/* The one account that is called just so, to the letter. The strict name depends on
 * the country, which one of the two may not tell: "Anjou SNC" is "anjou" in France. */
static uint32_t
find_written(const struct psi_accounts *accounts)
{
	const struct psi_earlier_lists *earlier = &accounts->earlier;
	const struct psi_cell written = accounts->facts.written;
	uint32_t account;

	if (written.len == 0 || !has_name(&accounts->facts))
		return PSI_NO_ACCOUNT;
	account = only_account(&earlier->written, written.text, written.len);
	return account < earlier->num ? account : PSI_NO_ACCOUNT;
}

int
psi_earlier_lists_write(
    struct psi_accounts *accounts, uint32_t account, struct psi_error *err)
{
	struct psi_earlier_lists *earlier = &accounts->earlier;
	const struct psi_cell written = accounts->facts.written;

	/* What another export calls an account is not its name. */
	if (!accounts->config.several || written.len == 0 ||
	    account < earlier->num || !has_name(&accounts->facts))
		return 0;
	return psi_tally_add(
	    &earlier->written, written.text, written.len, account, err);
}

uint32_t
psi_earlier_lists_find(const struct psi_accounts *accounts)
{
	const struct psi_facts *facts = &accounts->facts;
	uint32_t by_name = find_written(accounts);
	struct psi_fact fact;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		uint32_t account;

		if (fact.kind == PSI_FACT_NAME && by_name == PSI_NO_ACCOUNT)
			by_name = only_account(
			    &accounts->earlier.names, fact.text, fact.len);
		if (fact.kind != PSI_FACT_HOST)
			continue;
		account = only_account(&accounts->earlier.domains,
		    fact.text + fact.extra, fact.len - fact.extra);
		if (account != PSI_NO_ACCOUNT)
			return account;
	}
	if (by_name == PSI_NO_ACCOUNT ||
	    is_elsewhere(accounts, by_name, facts->country) ||
	    (facts->has_host &&
		psi_account_rows_first_fact(
		    &accounts->rows, by_name, PSI_FACT_HOST, &fact)))
		return PSI_NO_ACCOUNT;
	return by_name;
}

static int
add_account(
    struct psi_accounts *accounts, uint32_t account, struct psi_error *err)
{
	struct psi_earlier_lists *earlier = &accounts->earlier;
	struct psi_fact_walk walk;
	struct psi_fact fact;
	int rc = 0;

	psi_fact_walk_begin(&walk, &accounts->rows, account);
	while (rc == 0 && psi_fact_walk_next(&walk, &fact)) {
		if (fact.kind == PSI_FACT_NAME)
			rc = psi_tally_add(
			    &earlier->names, fact.text, fact.len, account, err);
		else if (fact.kind == PSI_FACT_HOST)
			rc = psi_tally_add(&earlier->domains,
			    fact.text + fact.extra, fact.len - fact.extra,
			    account, err);
	}
	return rc;
}

int
psi_earlier_lists_add(struct psi_accounts *accounts, struct psi_error *err)
{
	struct psi_earlier_lists *earlier = &accounts->earlier;
	int rc = 0;

	for (; earlier->num < accounts->rows.num_account && rc == 0;
	     earlier->num++)
		rc = add_account(accounts, (uint32_t)earlier->num, err);
	return rc;
}

void
psi_earlier_lists_clear(struct psi_earlier_lists *earlier)
{
	psi_tally_clear(&earlier->domains);
	psi_tally_clear(&earlier->names);
	psi_tally_clear(&earlier->written);
	memset(earlier, 0, sizeof *earlier);
}
