#include "session/key_table.h"

#include <string.h>

/* What psi_session_blind takes at its peak, besides texts and rows: for a key
 * the entry and the index of its text, the element, its place and what sorting
 * it takes; for an account the first two. */
#define KEY_BYTES 150
#define ACCOUNT_BYTES 60

uint64_t
psi_key_table_bytes(const struct psi_key_table *table)
{
	return (uint64_t)KEY_BYTES * psi_text_table_num(&table->keys) +
	    (uint64_t)ACCOUNT_BYTES * psi_text_table_num(&table->accounts) +
	    2 *
	    ((uint64_t)sizeof(struct psi_key_row) * table->rows.num +
		table->keys.arena.len + table->accounts.arena.len);
}

/* An account of the table, and all of its rows behind the last ones that were
 * moved. */
static int
move_account(struct psi_key_table *table, uint32_t account, size_t *next,
    struct psi_error *err)
{
	struct psi_spill_row row;
	int rc = 0;

	row.account.text =
	    psi_text_table_get(&table->accounts, account, &row.account.len);
	row.population = (enum psi_population)table->populations.at[account];
	row.line = 0;
	row.key.text = NULL;
	row.key.len = 0;
	if (*next == table->rows.num ||
	    table->rows.at[*next].account != account)
		return psi_key_spill_add(table->spill, &row, err);
	for (; rc == 0 && *next < table->rows.num &&
	     table->rows.at[*next].account == account;
	     ++*next) {
		row.key.text = psi_text_table_get(
		    &table->keys, table->rows.at[*next].key, &row.key.len);
		rc = psi_key_spill_add(table->spill, &row, err);
	}
	return rc;
}

int
psi_key_table_move(struct psi_key_table *table, struct psi_error *err)
{
	size_t next = 0;
	int rc = 0;

	for (uint32_t account = 0;
	     rc == 0 && account < psi_text_table_num(&table->accounts);
	     account++)
		rc = move_account(table, account, &next, err);
	while (rc == 0 && next < table->rows.num)
		rc = move_account(
		    table, table->rows.at[next].account, &next, err);
	return rc;
}

uint32_t
psi_key_table_num_account(const struct psi_key_table *table)
{
	return table->spill != NULL ? psi_key_spill_num_account(table->spill)
				    : psi_text_table_num(&table->accounts);
}

void
psi_key_table_clear(struct psi_key_table *table)
{
	psi_key_populations_clear(&table->populations);
	psi_array_free(
	    table->key_population, psi_text_table_num(&table->keys), 1);
	psi_key_rows_clear(&table->rows);
	psi_text_table_clear(&table->accounts);
	psi_text_table_clear(&table->keys);
	psi_key_spill_free(table->spill);
	psi_exports_clear(&table->exports);
	memset(table, 0, sizeof *table);
}
