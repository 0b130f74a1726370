#include "list/accounts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "list/account_finish.h"
#include "list/account_id.h"
#include "list/account_state.h"
#include "list/accounts_long.h"
#include "list/address.h"
#include "list/directory.h"
#include "list/earlier_lists.h"
#include "list/families.h"
#include "list/row.h"
#include "list/row_counts.h"
#include "normal/domain.h"

/* A longer id is no id, but a text in the wrong column. */
#define ID_BYTES_MAX 1024
/* Accounts between asking for memory and using it. */
#define PREFETCH_AHEAD 4

static bool
tells_parents(const struct psi_mapping *mapping)
{
	return mapping->field[PSI_FIELD_PARENT].num_columns > 0 ||
	    mapping->field[PSI_FIELD_PARENT_DOMAIN].num_columns > 0;
}

/* The country of rows that name none: as it was told, or that of the export. */
static void
find_country(struct psi_accounts *accounts)
{
	const char *country = accounts->config.country[0] != '\0'
	    ? accounts->config.country
	    : accounts->config.mapping->country;

	memcpy(accounts->reader.default_country, country, PSI_COUNTRY_CHARS);
}

int
psi_accounts_new(struct psi_accounts **out,
    const struct psi_accounts_config *config, struct psi_error *err)
{
	struct psi_accounts *accounts = calloc(1, sizeof *accounts);
	int rc;

	if (accounts == NULL)
		return psi_error_nomem(err);
	accounts->config = *config;
	accounts->reader.normalizer = config->normalizer;
	accounts->reader.mapping = config->mapping;
	accounts->reader.rules = config->rules;
	accounts->reader.default_population = config->default_population;
	find_country(accounts);
	/* What the directory is asked by is made in any case. */
	if (config->directory != NULL)
		accounts->config.types |= PSI_DIRECTORY_STRONG;
	accounts->reader.types = accounts->config.types;
	accounts->wanted_types = config->types;
	accounts->reader.listener = config->listener;
	accounts->tells_parents = tells_parents(config->mapping);
	rc = psi_row_reader_init(&accounts->reader, err);
	if (rc != 0) {
		psi_accounts_free(accounts);
		return rc;
	}
	*out = accounts;
	return 0;
}

void
psi_accounts_free(struct psi_accounts *accounts)
{
	if (accounts == NULL)
		return;
	psi_row_reader_clear(&accounts->reader);
	psi_buf_clear(&accounts->read.bytes);
	psi_array_free(accounts->parents, accounts->rows.num_account,
	    sizeof *accounts->parents);
	psi_account_rows_clear(&accounts->rows);
	psi_tally_clear(&accounts->ids);
	psi_tally_clear(&accounts->domains);
	psi_tally_clear(&accounts->hosts);
	psi_tally_clear(&accounts->names);
	psi_earlier_lists_clear(&accounts->earlier);
	psi_unique_clear(&accounts->loose);
	psi_unique_table_clear(&accounts->companies);
	psi_own_rules_clear(&accounts->rules);
	psi_accounts_clear_long(accounts);
	psi_wipe(accounts, sizeof *accounts);
	free(accounts);
}

int
psi_accounts_exclude(struct psi_accounts *accounts, struct psi_cell type,
    struct psi_cell value, uint64_t line, struct psi_error *err)
{
	return psi_own_rules_exclude(&accounts->rules, type, value, line, err);
}

int
psi_accounts_override(struct psi_accounts *accounts, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    uint64_t line, struct psi_error *err)
{
	struct psi_event event = { .kind = PSI_EVENT_OVERRIDE,
		.line = line,
		.field = PSI_NUM_FIELDS,
		.account = account,
		.value = value,
		.step = psi_cell_is(action, "never") ? "never" : "force" };
	int rc = psi_own_rules_override(
	    &accounts->rules, action, account, type, value, line, err);

	if (rc != 0 ||
	    !psi_key_type_from_name(&event.type, type.text, type.len))
		return rc;
	return psi_tell(&accounts->config.listener, &event, err);
}

uint64_t
psi_accounts_idle_exclude(
    const struct psi_accounts *accounts, char lines[PSI_RULE_LINES_CHARS])
{
	return psi_rule_uses_idle(&accounts->rules.exclude_uses, lines);
}

uint64_t
psi_accounts_idle_overrides(
    const struct psi_accounts *accounts, char lines[PSI_RULE_LINES_CHARS])
{
	return psi_rule_uses_idle(&accounts->rules.override_uses, lines);
}

/* ---- rows in ---- */

/*
 * The company of a new account, by its first row: two contacts, or two
 * spellings, of one company must not make each other's domain a group's.
 */
static int
find_company(
    struct psi_accounts *accounts, uint32_t account, struct psi_error *err)
{
	const struct psi_facts *facts = &accounts->facts;
	struct psi_fact fact;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		if (fact.kind == PSI_FACT_LOOSE)
			return psi_unique_company(&accounts->companies,
			    &accounts->rows.account[account].company, fact.hash,
			    facts->country, account, err);
	}
	return 0;
}

/* ---- several exports ---- */

int
psi_accounts_next_list(struct psi_accounts *accounts,
    const struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_row_reader *reader = &accounts->reader;
	int rc = 0;

	if (accounts->long_list != NULL)
		rc = psi_accounts_refuse_next(accounts, err);
	if (rc == 0)
		rc = psi_earlier_lists_add(accounts, err);
	accounts->config.mapping = mapping;
	find_country(accounts);
	accounts->tells_parents |= tells_parents(mapping);
	reader->mapping = mapping;
	reader->list++;
	/* A row of a list of leads makes its account a prospect where no column
	 * says otherwise: --population, which says what the accounts are, would
	 * make customers of them, and share them as such. */
	reader->default_population = mapping->is_of_leads
	    ? PSI_POPULATION_PROSPECT
	    : accounts->config.default_population;
	return rc;
}

/* ---- the account of a row ---- */

/* Whether the row of a later export may join an account by what it says: an id
 * of an account, which no other one has, tells that it is another. */
static bool
may_join(const struct psi_accounts *accounts, struct psi_cell id)
{
	return accounts->reader.list > 0 &&
	    (id.len == 0 ||
		(!accounts->config.mapping->has_account_id &&
		    psi_tally_count(&accounts->ids, id.text, id.len, NULL) ==
			0));
}

/* The account of the row that was just read: an old one by its id or, in a
 * later export, by what it says; or a new one. */
static int
find_account(
    struct psi_accounts *accounts, uint32_t *out, struct psi_error *err)
{
	char identity[PSI_ACCOUNT_IDENTITY_BYTES];
	struct psi_cell id = psi_account_id(accounts->facts.id);
	uint32_t next = (uint32_t)accounts->rows.num_account;
	uint32_t known = PSI_NO_ACCOUNT;
	int rc;

	if (may_join(accounts, id))
		known = psi_earlier_lists_find(accounts);
	*out = known == PSI_NO_ACCOUNT ? next : known;
	if (known == PSI_NO_ACCOUNT)
		id = psi_account_row_id(&accounts->facts, identity);
	if (id.len > 0) {
		rc = psi_tally_find_or_add(
		    &accounts->ids, out, id.text, id.len, *out, err);
		if (rc != 0)
			return rc;
	}
	if (*out != next)
		return 0;
	rc = psi_account_rows_begin(&accounts->rows, err);
	return rc != 0 ? rc : find_company(accounts, next, err);
}

/*
 * The tables of a long list are larger than the processor's caches: have what
 * will be asked for on its way while something else is done.
 */
static void
prefetch(const struct psi_accounts *accounts, const uint8_t *facts, size_t len)
{
	struct psi_fact fact;
	size_t pos = 0;

	while (psi_fact_next(&fact, facts, len, &pos)) {
		if (fact.hash != 0)
			psi_unique_prefetch(&accounts->loose, fact.hash);
		else if (fact.kind == PSI_FACT_HOST)
			psi_tally_prefetch(&accounts->domains,
			    fact.text + fact.extra, fact.len - fact.extra);
	}
}

/* The same for a row that comes in, and may begin an account. */
static void
prefetch_row(const struct psi_accounts *accounts, const struct psi_facts *facts)
{
	const uint8_t *bytes = facts->bytes.data;
	struct psi_fact fact;
	size_t pos = 0;

	prefetch(accounts, bytes, facts->bytes.len);
	while (psi_fact_next(&fact, bytes, facts->bytes.len, &pos)) {
		if (fact.kind != PSI_FACT_LOOSE)
			continue;
		psi_unique_company_prefetch(
		    &accounts->companies, fact.hash, facts->country);
		break;
	}
}

/* Count the domains, hosts and names of a row for its account. */
static int
count_row(struct psi_accounts *accounts, struct psi_row_place row,
    struct psi_error *err)
{
	struct psi_kept_row kept = psi_account_rows_at(&accounts->rows, row.at);
	uint32_t company = accounts->rows.account[row.account].company;
	struct psi_row_counts walk = { .facts = kept.facts,
		.facts_len = kept.record.facts_len,
		.country = kept.record.country,
		.names = psi_accounts_needs_names(accounts) };
	struct psi_row_count count;
	int rc = 0;

	while (rc == 0 && psi_row_counts_next(&walk, &count)) {
		const struct psi_cell text = count.text;

		switch (count.kind) {
		case PSI_COUNTED_HASH:
			rc = psi_unique_add(&accounts->loose, count.hash,
			    count.country, company, err);
			break;
		case PSI_COUNTED_NAME:
			rc = psi_tally_add(&accounts->names, text.text,
			    text.len, row.account, err);
			break;
		case PSI_COUNTED_DOMAIN:
			rc = psi_tally_claim(&accounts->domains, text.text,
			    text.len, company, count.distance, err);
			break;
		case PSI_COUNTED_HOST:
			rc = psi_tally_claim(&accounts->hosts, text.text,
			    text.len, company, count.distance, err);
			break;
		}
	}
	return rc;
}

static int
count_last_row(struct psi_accounts *accounts, struct psi_error *err)
{
	struct psi_row_place row = accounts->uncounted;

	accounts->uncounted.at = 0;
	return row.at == 0 ? 0 : count_row(accounts, row, err);
}

/* An id that is too long is none. */
static int
refuse_id(struct psi_accounts *accounts, uint64_t line, struct psi_error *err)
{
	struct psi_event event = { .kind = PSI_EVENT_NOTE,
		.list = accounts->reader.list,
		.line = line,
		.field = PSI_NUM_FIELDS,
		.reject = PSI_REJECT_TOO_LONG,
		.value = accounts->facts.id };

	accounts->facts.id.len = 0;
	event.account = accounts->facts.id;
	return psi_tell(&accounts->config.listener, &event, err);
}

/* The row of a later export met no account of the earlier ones, and is none itself: a
 * deal, or a person. Accounts of another system, and leads, are accounts of their own. */
static int
note_alone(
    const struct psi_accounts *accounts, uint64_t line, struct psi_error *err)
{
	const struct psi_mapping *mapping = accounts->config.mapping;
	const struct psi_event event = { .kind = PSI_EVENT_NOTE,
		.list = accounts->reader.list,
		.line = line,
		.field = PSI_NUM_FIELDS,
		.reject = PSI_REJECT_ALONE,
		.account = accounts->facts.id,
		.value = accounts->facts.written };

	return accounts->reader.list == 0 || mapping->is_of_leads ||
		!(mapping->is_of_deals || mapping->ids_are_others)
	    ? 0
	    : psi_tell(&accounts->config.listener, &event, err);
}

/* The row that was just read is of this account. */
static int
tell_row(const struct psi_accounts *accounts, uint32_t account, bool first,
    uint64_t line, struct psi_error *err)
{
	const struct psi_event event = { .kind = PSI_EVENT_ROW,
		.list = accounts->reader.list,
		.line = line,
		.field = PSI_NUM_FIELDS,
		.account = accounts->facts.id,
		.index = account,
		.population = accounts->facts.population,
		.first = first };

	return psi_tell(&accounts->config.listener, &event, err);
}

static void
expect_id(const struct psi_accounts *accounts, struct psi_cell id)
{
	id = psi_account_id(id);
	if (id.len <= ID_BYTES_MAX)
		psi_tally_prefetch(&accounts->ids, id.text, id.len);
}

void
psi_accounts_expect(
    const struct psi_accounts *accounts, const struct psi_facts *facts)
{
	expect_id(accounts, facts->id);
	prefetch_row(accounts, facts);
}

int
psi_accounts_add(struct psi_accounts *accounts, const struct psi_cell *cells,
    size_t num_cells, uint64_t line, struct psi_error *err)
{
	struct psi_facts *facts = &accounts->read;
	int rc;

	/* What is known first is wanted last. */
	expect_id(accounts,
	    psi_mapping_id(accounts->config.mapping, cells, num_cells));
	rc =
	    psi_row_read(&accounts->reader, facts, cells, num_cells, line, err);
	if (rc != 0)
		return rc;
	prefetch_row(accounts, facts);
	return psi_accounts_take(accounts, facts, line, err);
}

int
psi_accounts_take(struct psi_accounts *accounts, const struct psi_facts *row,
    uint64_t line, struct psi_error *err)
{
	struct psi_facts *facts = &accounts->facts;
	size_t before = accounts->rows.num_account;
	uint32_t account = PSI_NO_ACCOUNT;
	int rc = 0;

	*facts = *row;
	/* The number of a deal, or of a person, may be that of an account, too. */
	if (accounts->reader.list > 0 &&
	    accounts->config.mapping->ids_are_others)
		facts->id.len = 0;
	if (facts->id.len > ID_BYTES_MAX)
		rc = refuse_id(accounts, line, err);
	if (rc == 0 && accounts->long_list != NULL)
		return psi_accounts_take_long(accounts, line, err);
	if (rc != 0 || (rc = count_last_row(accounts, err)) != 0 ||
	    (rc = find_account(accounts, &account, err)) != 0 ||
	    (rc = tell_row(accounts, account,
		 accounts->rows.num_account > before, line, err)) != 0 ||
	    (accounts->rows.num_account > before &&
		(rc = note_alone(accounts, line, err)) != 0) ||
	    (rc = psi_earlier_lists_write(accounts, account, err)) != 0)
		return rc;
	accounts->uncounted.account = account;
	rc = psi_account_rows_keep(&accounts->rows, &accounts->uncounted.at,
	    account, facts, accounts->reader.list, line, err);
	return rc != 0 ? rc : psi_accounts_watch(accounts, err);
}

/* ---- keys out ---- */

/* As prefetch, for an account that comes soon. */
static void
prefetch_account(const struct psi_accounts *accounts, size_t index)
{
	struct psi_kept_row row;

	if (index >= accounts->rows.num_account)
		return;
	row = psi_account_rows_at(
	    &accounts->rows, accounts->rows.account[index].first);
	prefetch(accounts, row.facts, row.record.facts_len);
}

int
psi_accounts_end_rows(struct psi_accounts *accounts, struct psi_error *err)
{
	int rc;

	if (accounts->long_list != NULL)
		return psi_accounts_end_long(accounts, err);
	rc = count_last_row(accounts, err);
	return rc != 0 ? rc : psi_families_find(accounts, err);
}

int
psi_accounts_make_keys(
    struct psi_key_maker *maker, size_t from, size_t to, struct psi_error *err)
{
	int rc = 0;

	for (; from < to && rc == 0; from++) {
		prefetch_account(maker->accounts, from + PREFETCH_AHEAD);
		rc = psi_account_finish(maker, (uint32_t)from, err);
	}
	return rc;
}

int
psi_accounts_finish(struct psi_accounts *accounts, struct psi_error *err)
{
	struct psi_key_maker maker = { .accounts = accounts,
		.listener = accounts->config.listener };
	int rc = psi_accounts_end_rows(accounts, err);

	if (rc == 0)
		rc = accounts->long_list != NULL
		    ? psi_accounts_make_long(&maker, err)
		    : psi_accounts_make_keys(
			  &maker, 0, accounts->rows.num_account, err);
	psi_keylist_clear(&maker.keys);
	return rc;
}

uint64_t
psi_accounts_group_domains(const struct psi_accounts *accounts)
{
	return accounts->domains.num_many;
}
