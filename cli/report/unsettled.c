#include "report/unsettled.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char psi_unsettled_where[] = "counted = no";

int
psi_unsettled_ask(struct psi_unsettled *unsettled, struct psi_mapping *mapping,
    struct psi_error *err)
{
	/* Of each account at a partner the likeliest pair may count. */
	static const struct psi_mapping_question question = {
		.where = "likeliest = yes; counted = no",
		.show = "our_account,partner",
	};
	struct psi_mapping_rows rows = psi_answer_rows(&unsettled->accounts);

	return psi_mapping_ask(mapping, &question, &rows, err);
}

struct key {
	const char *account;
	const char *partner;
};

/* Names of partners and ids of one's own are no secrets. A list without
 * partners is of one, or of whichever has the account. */
static int
compare_keys(const void *a, const void *b)
{
	const struct key *x = a;
	const struct key *y = b;
	int order = strcmp(x->account, y->account);

	return order != 0 || x->partner == NULL || y->partner == NULL
	    ? order
	    : strcmp(x->partner, y->partner);
}

/* Returns how many there are, kept or not. */
static uint64_t
mark_rows(bool *keeps, const struct psi_answer *list, const struct key *keys,
    size_t num_keys, uint64_t limit)
{
	size_t account = psi_answer_find(list, "our_account");
	size_t partner = psi_answer_find(list, "partner");
	uint64_t found = 0;

	for (size_t i = 0; i < psi_answer_num(list); i++) {
		struct key key = { psi_answer_cell(list, i, account), NULL };

		if (partner != SIZE_MAX)
			key.partner = psi_answer_cell(list, i, partner);
		if (num_keys == 0 ||
		    bsearch(&key, keys, num_keys, sizeof *keys, compare_keys) ==
			NULL)
			continue;
		keeps[i] = limit == 0 || found < limit;
		found++;
	}
	return found;
}

int
psi_unsettled_keep(struct psi_unsettled *unsettled, struct psi_answer *list,
    uint64_t limit, struct psi_error *err)
{
	const struct psi_answer *accounts = &unsettled->accounts;
	size_t num = psi_answer_num(list);
	size_t num_keys = psi_answer_num(accounts);
	struct key *keys;
	uint64_t found;
	bool *keeps;

	unsettled->is_cut = false;
	if (num == 0 || psi_answer_find(list, "our_account") == SIZE_MAX)
		return 0;
	keys = calloc(num_keys + 1, sizeof *keys);
	keeps = calloc(num, sizeof *keeps);
	if (keys == NULL || keeps == NULL) {
		free(keys);
		free(keeps);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < num_keys; i++)
		keys[i] = (struct key){ psi_answer_cell(accounts, i, 0),
			psi_answer_cell(accounts, i, 1) };
	qsort(keys, num_keys, sizeof *keys, compare_keys);
	found = mark_rows(keeps, list, keys, num_keys, limit);
	unsettled->is_cut = limit > 0 && found > limit;
	psi_answer_keep(list, keeps);
	free(keys);
	free(keeps);
	return 0;
}

void
psi_unsettled_clear(struct psi_unsettled *unsettled)
{
	psi_answer_clear(&unsettled->accounts);
}
