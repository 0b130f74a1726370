#include "session/key_waiting.h"

#include "base/bytes.h"
#include "session/key_spill.h"

static int
set_population(struct psi_key_table *table, uint32_t account, bool is_new,
    const struct psi_waiting_row *row, struct psi_error *err)
{
	uint8_t item = (uint8_t)row->population;

	/* Accounts are numbered as they come. */
	if (is_new)
		return psi_key_populations_add(&table->populations, &item, err);
	if (table->populations.at[account] == item)
		return 0;
	return psi_key_spill_refuse(row->line, err);
}

static const char *
account_of(
    const struct psi_key_waiting *waiting, const struct psi_waiting_row *row)
{
	return (const char *)waiting->text.data + row->account;
}

static const char *
key_of(const struct psi_key_waiting *waiting, const struct psi_waiting_row *row)
{
	return account_of(waiting, row) + row->account_len;
}

static int
add_key(struct psi_key_waiting *waiting, const struct psi_waiting_row *from,
    struct psi_error *err)
{
	struct psi_key_row row = { .account = waiting->account };
	bool is_new;
	int rc;

	rc = psi_text_table_add_hashed(&waiting->table->keys,
	    key_of(waiting, from), from->key_len, from->key_hash, &row.key,
	    &is_new, err);
	return rc != 0 ? rc
		       : psi_key_rows_add(&waiting->table->rows, &row, err);
}

/* The number of the row's account. Its rows mostly follow each other. */
static int
find_account(struct psi_key_waiting *waiting, const struct psi_waiting_row *row,
    bool *is_new, struct psi_error *err)
{
	struct psi_text_table *accounts = &waiting->table->accounts;
	const char *account = account_of(waiting, row);

	if (psi_text_table_num(accounts) > 0) {
		size_t len;
		const char *last =
		    psi_text_table_get(accounts, waiting->account, &len);

		*is_new = false;
		if (len == row->account_len &&
		    psi_public_equal(last, account, len))
			return 0;
	}
	return psi_text_table_add_hashed(accounts, account, row->account_len,
	    row->account_hash, &waiting->account, is_new, err);
}

/* A row for the table. */
static int
table_row(struct psi_key_waiting *waiting, const struct psi_waiting_row *row,
    struct psi_error *err)
{
	bool is_new;
	int rc;

	if ((rc = find_account(waiting, row, &is_new, err)) != 0 ||
	    (rc = set_population(
		 waiting->table, waiting->account, is_new, row, err)) != 0)
		return rc;
	return row->key_len == 0 ? 0 : add_key(waiting, row, err);
}

/* A row where the table did not suffice. */
static int
spill_row(struct psi_key_waiting *waiting, const struct psi_waiting_row *from,
    struct psi_error *err)
{
	struct psi_spill_row row = { { account_of(waiting, from),
					 from->account_len },
		from->population, from->line, { NULL, 0 } };

	if (from->key_len > 0) {
		row.key.text = key_of(waiting, from);
		row.key.len = from->key_len;
	}
	return psi_key_spill_add(waiting->table->spill, &row, err);
}

/* The table would take too much: from here on the keys are sorted on disk. */
static int
begin_spill(struct psi_key_waiting *waiting, struct psi_error *err)
{
	struct psi_key_table *table = waiting->table;
	const struct psi_key_room *room = waiting->room;
	size_t memory =
	    room->memory > SIZE_MAX ? SIZE_MAX : (size_t)room->memory;
	int rc;

	rc = psi_key_spill_new(
	    &table->spill, room->scratch, memory, room->seed, err);
	if (rc == 0)
		rc = psi_key_table_move(table, err);
	psi_key_populations_clear(&table->populations);
	psi_key_rows_clear(&table->rows);
	psi_text_table_clear(&table->accounts);
	psi_text_table_clear(&table->keys);
	return rc;
}

/* The row may be anywhere in the tables: ask for the places of all rows that
 * wait before the first of them is looked at. */
static int
hash_rows(struct psi_key_waiting *waiting, struct psi_error *err)
{
	struct psi_key_table *table = waiting->table;
	int rc = 0;

	if (table->spill != NULL)
		return 0;
	for (size_t i = 0; rc == 0 && i < waiting->num; i++) {
		struct psi_waiting_row *row = &waiting->row[i];

		rc = psi_text_table_hash(&table->accounts,
		    account_of(waiting, row), row->account_len,
		    &row->account_hash, err);
		if (rc == 0 && row->key_len > 0)
			rc = psi_text_table_hash(&table->keys,
			    key_of(waiting, row), row->key_len, &row->key_hash,
			    err);
	}
	return rc;
}

int
psi_key_waiting_take(struct psi_key_waiting *waiting, struct psi_error *err)
{
	struct psi_key_table *table = waiting->table;
	const struct psi_key_room *room = waiting->room;
	int rc = hash_rows(waiting, err);

	for (size_t i = 0; rc == 0 && i < waiting->num; i++) {
		const struct psi_waiting_row *row = &waiting->row[i];

		if (table->spill != NULL) {
			rc = spill_row(waiting, row, err);
			continue;
		}
		rc = table_row(waiting, row, err);
		if (rc == 0 && room != NULL &&
		    (room->seed != NULL ||
			psi_key_table_bytes(table) > room->memory))
			rc = begin_spill(waiting, err);
	}
	waiting->num = 0;
	waiting->text.len = 0;
	return rc;
}

int
psi_key_waiting_add(struct psi_key_waiting *waiting,
    const struct psi_waiting_row *row, struct psi_cell account,
    struct psi_cell type, struct psi_cell value, struct psi_error *err)
{
	struct psi_waiting_row *last = &waiting->row[waiting->num];
	struct psi_buf *text = &waiting->text;
	int rc;

	*last = *row;
	last->account = text->len;
	last->account_len = account.len;
	last->key_len = type.len == 0 ? 0 : type.len + 1 + value.len;
	rc = psi_buf_append(text, account.text, account.len, err);
	if (rc == 0 && last->key_len > 0 &&
	    ((rc = psi_buf_append(text, type.text, type.len, err)) == 0) &&
	    ((rc = psi_buf_append(text, ":", 1, err)) == 0))
		rc = psi_buf_append(text, value.text, value.len, err);
	if (rc != 0)
		return rc;
	waiting->num++;
	return waiting->num < PSI_WAITING_ROWS
	    ? 0
	    : psi_key_waiting_take(waiting, err);
}

void
psi_key_waiting_clear(struct psi_key_waiting *waiting)
{
	psi_buf_clear(&waiting->text);
}
