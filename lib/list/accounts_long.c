#include "list/accounts_long.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "list/account_finish.h"
#include "list/account_id.h"
#include "list/earlier_lists.h"
#include "list/long_batch.h"
#include "list/long_counts.h"
#include "list/long_list.h"

/* ---- when to begin ---- */

static uint64_t
bytes_taken(const struct psi_accounts *accounts)
{
	const struct psi_account_rows *rows = &accounts->rows;
	uint64_t chains = (uint64_t)rows->account_size * sizeof *rows->account;

	if (rows->num_account == rows->account_size)
		chains *= 3;
	return chains + psi_spool_bytes(&rows->spool) +
	    psi_tally_bytes(&accounts->ids) +
	    psi_tally_bytes(&accounts->domains) +
	    psi_tally_bytes(&accounts->hosts) +
	    psi_tally_bytes(&accounts->names) +
	    psi_tally_bytes(&accounts->earlier.domains) +
	    psi_tally_bytes(&accounts->earlier.names) +
	    psi_tally_bytes(&accounts->earlier.written) +
	    psi_unique_table_bytes(&accounts->loose.texts) +
	    psi_unique_table_bytes(&accounts->loose.by_country) +
	    psi_unique_table_bytes(&accounts->companies);
}

int
psi_accounts_refuse_next(
    const struct psi_accounts *accounts, struct psi_error *err)
{
	return accounts->long_list == NULL && accounts->reader.list == 0
	    ? 0
	    : psi_refuse(err, PSI_E_NOMEM, 0,
		  "allow more with --memory, or join them to one file",
		  "several exports are read as one in memory only, and these "
		  "need more than they may take");
}

static int
refuse_families(const struct psi_accounts *accounts, struct psi_error *err)
{
	return !psi_accounts_has_parents(accounts)
	    ? 0
	    : psi_refuse(err, PSI_E_NOMEM, 0,
		  "allow more with --memory, or leave 'family' out of --types",
		  "families are made by the parents of a list in memory only, "
		  "and it needs more than it may take");
}

/* ---- from memory to the disk ---- */

static int
move_row(struct psi_accounts *accounts, const struct psi_kept_row *kept,
    struct psi_error *err)
{
	char identity[PSI_ACCOUNT_IDENTITY_BYTES];
	struct psi_facts facts = { .id = kept->id,
		.population = (enum psi_population)kept->record.population,
		.by_end = kept->record.by_end != 0 };

	memcpy(facts.country, kept->record.country, sizeof facts.country);
	/* Nobody writes through it. */
	memcpy(&facts.bytes.data, &kept->facts, sizeof kept->facts);
	facts.bytes.len = kept->record.facts_len;
	return psi_long_list_add(accounts->long_list,
	    psi_account_row_id(&facts, identity), &facts, kept->record.line,
	    err);
}

/* All of a row is kept, so what was found out about it needs not be. */
static void
forget_counts(struct psi_accounts *accounts)
{
	psi_tally_clear(&accounts->ids);
	psi_tally_clear(&accounts->domains);
	psi_tally_clear(&accounts->hosts);
	psi_tally_clear(&accounts->names);
	psi_unique_clear(&accounts->loose);
	psi_unique_table_clear(&accounts->companies);
	accounts->uncounted.at = 0;
}

static int
begin_long(struct psi_accounts *accounts, struct psi_error *err)
{
	const struct psi_accounts_config *config = &accounts->config;
	struct psi_kept_row row;
	uint64_t at = 0;
	int rc = psi_long_list_new(
	    &accounts->long_list, config->scratch, config->memory, err);

	forget_counts(accounts);
	while (rc == 0 && psi_account_rows_next(&accounts->rows, &at, &row))
		rc = move_row(accounts, &row, err);
	psi_account_rows_clear(&accounts->rows);
	if (rc == 0)
		accounts->num_told =
		    psi_long_list_num_rows(accounts->long_list);
	return rc;
}

int
psi_accounts_watch(struct psi_accounts *accounts, struct psi_error *err)
{
	const struct psi_accounts_config *config = &accounts->config;
	int rc;

	if (config->scratch == NULL || config->memory == 0 ||
	    bytes_taken(accounts) <= config->memory)
		return 0;
	if ((rc = psi_accounts_refuse_next(accounts, err)) != 0 ||
	    (rc = refuse_families(accounts, err)) != 0)
		return rc;
	return begin_long(accounts, err);
}

int
psi_accounts_take_long(
    struct psi_accounts *accounts, uint64_t line, struct psi_error *err)
{
	char identity[PSI_ACCOUNT_IDENTITY_BYTES];
	const struct psi_facts *facts = &accounts->facts;

	return psi_long_list_add(accounts->long_list,
	    psi_account_row_id(facts, identity), facts, line, err);
}

/* ---- keys ---- */

int
psi_accounts_end_long(struct psi_accounts *accounts, struct psi_error *err)
{
	const struct psi_accounts_config *config = &accounts->config;
	const struct psi_long_counts_config counts = { .scratch =
							   config->scratch,
		.memory = config->memory,
		.rows = psi_long_list_rows(accounts->long_list),
		.names = psi_accounts_needs_names(accounts) };
	int rc = psi_long_list_end(
	    accounts->long_list, accounts->num_told, &config->listener, err);

	if (rc == 0)
		rc = psi_long_counts_new(&accounts->long_counts, &counts, err);
	if (rc == 0)
		accounts->domains.num_many =
		    psi_long_counts_group_domains(accounts->long_counts);
	return rc;
}

int
psi_accounts_make_long(struct psi_key_maker *maker, struct psi_error *err)
{
	const struct psi_accounts *accounts = maker->accounts;
	struct psi_long_walk walk = { .counts = NULL };
	struct psi_long_batch batch;
	bool end = false;
	int rc;

	psi_long_batch_init(&batch, accounts);
	rc = psi_long_walk_begin(&walk, accounts, accounts->long_counts, err);
	maker->accounts = &batch.accounts;
	while (rc == 0 && !end) {
		rc = psi_long_walk_next(&walk, &batch, &end, err);
		for (size_t i = 0; i < batch.num && rc == 0; i++)
			rc = psi_account_finish(maker, (uint32_t)i, err);
	}
	maker->accounts = accounts;
	psi_long_walk_clear(&walk);
	psi_long_batch_clear(&batch);
	return rc;
}

void
psi_accounts_clear_long(struct psi_accounts *accounts)
{
	psi_long_counts_free(accounts->long_counts);
	psi_long_list_free(accounts->long_list);
	accounts->long_counts = NULL;
	accounts->long_list = NULL;
}
