#include "list/families.h"

#include "base/buf.h"
#include "base/error.h"
#include "list/account_id.h"

/* Longer chains of parents are taken for loops. */
#define PARENTS_MAX 64

/* The account that a row names as its parent, by id and then by name. */
static uint32_t
find_parent(const struct psi_accounts *accounts, uint32_t index)
{
	struct psi_fact fact;
	uint32_t parent[2] = { PSI_NO_ACCOUNT, PSI_NO_ACCOUNT };

	if (psi_account_rows_first_fact(
		&accounts->rows, index, PSI_FACT_PARENT, &fact)) {
		struct psi_cell id = { fact.text, fact.len };

		id = psi_account_id(id);
		if (psi_tally_count(&accounts->ids, id.text, id.len, parent) >
		    0)
			return parent[0];
	}
	if (psi_account_rows_first_fact(
		&accounts->rows, index, PSI_FACT_PARENT_NAME, &fact))
		(void)psi_tally_count(
		    &accounts->names, fact.text, fact.len, parent);
	return parent[0];
}

int
psi_families_find(struct psi_accounts *accounts, struct psi_error *err)
{
	if (!psi_accounts_has_parents(accounts))
		return 0;
	accounts->parents = psi_array_new(
	    accounts->rows.num_account, sizeof *accounts->parents);
	if (accounts->parents == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < accounts->rows.num_account; i++)
		accounts->parents[i] = find_parent(accounts, (uint32_t)i);
	return 0;
}

/* Up the chain of parents; a loop ends somewhere in itself. */
static uint32_t
ultimate_parent(const struct psi_accounts *accounts, uint32_t index)
{
	for (int i = 0; i < PARENTS_MAX; i++) {
		uint32_t parent = accounts->parents[index];

		if (parent == PSI_NO_ACCOUNT || parent == index)
			break;
		index = parent;
	}
	return index;
}

/* The domain, or else the LEI, of the ultimate parent, which may be the account
 * itself. */
static int
put_family(struct psi_making *making, struct psi_error *err)
{
	const struct psi_account_rows *rows = &making->accounts->rows;
	uint32_t top = ultimate_parent(making->accounts, making->index);
	struct psi_cell value;
	struct psi_fact fact;

	if (!psi_account_rows_first_fact(
		rows, top, PSI_FACT_PARENT_HOST, &fact) &&
	    !psi_account_rows_first_fact(
		rows, making->index, PSI_FACT_PARENT_HOST, &fact) &&
	    !psi_account_rows_first_fact(rows, top, PSI_FACT_HOST, &fact) &&
	    !psi_account_rows_first_fact(rows, top, PSI_FACT_LEI, &fact))
		return 0;
	/* A LEI has no `extra`. */
	value.text = fact.text + fact.extra;
	value.len = fact.len - fact.extra;
	return psi_making_put(making, PSI_KEY_FAMILY, value, NULL, err);
}

/* A parent that is neither an id nor a name of the list is worth a word. */
static int
note_parent(struct psi_making *making, struct psi_error *err)
{
	const struct psi_accounts *accounts = making->accounts;
	struct psi_fact fact;
	struct psi_fact host;
	struct psi_cell value;

	if (accounts->parents[making->index] != PSI_NO_ACCOUNT ||
	    !psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_PARENT, &fact) ||
	    psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_PARENT_HOST, &host))
		return 0;
	value.text = fact.text;
	value.len = fact.len;
	return psi_making_note(making, PSI_REJECT_PARENT, value, err);
}

int
psi_making_family(struct psi_making *making, struct psi_error *err)
{
	int rc;

	if (making->accounts->parents == NULL)
		return 0;
	rc = put_family(making, err);
	return rc != 0 ? rc : note_parent(making, err);
}
