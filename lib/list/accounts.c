#include "list/accounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "list/account_rows.h"
#include "list/address.h"
#include "list/directory.h"
#include "normal/domain.h"
#include "list/keylist.h"
#include "list/own_rules.h"
#include "list/report.h"
#include "list/unique.h"
#include "list/tally.h"

/* A longer id is no id, but a text in the wrong column. */
#define ID_BYTES_MAX 1024
/* Longer chains of parents are taken for loops. */
#define PARENTS_MAX 64
/* "list-", "-line-" and twenty digits. */
#define MADE_ID_CHARS 48
/* Accounts between asking for memory and using it. */
#define PREFETCH_AHEAD 4

/* A row that is kept. */
struct row {
	/* Where its record is; 0 for none. */
	uint64_t at;
	uint32_t account;
};

struct psi_accounts {
	/* Its types are those that are made; `wanted_types` are written. */
	struct psi_accounts_config config;
	uint32_t wanted_types;
	struct psi_row_reader reader;
	struct psi_facts facts;
	struct psi_account_rows rows;
	/* Ids to accounts; domains, hosts and names by accounts. */
	struct psi_tally ids;
	struct psi_tally domains;
	struct psi_tally hosts;
	struct psi_tally names;
	/* Loose and core names. */
	struct psi_unique loose;
	/* Loose names with their countries to the first account of each: all
	 * accounts of one are one company, which is counted once. */
	struct psi_unique_table companies;
	/* The last row, which is not counted yet: what that needs is on its
	 * way from memory. */
	struct row uncounted;
	/* Parents, where the list tells any; PSI_NO_ACCOUNT for none. */
	uint32_t *parents;
	/* Some export tells parents. */
	bool tells_parents;
	/* Domains and names of the accounts of earlier exports. */
	struct psi_tally known_domains;
	struct psi_tally known_names;
	size_t num_known;
	/* The export whose rows are noted now. */
	unsigned int noted_list;
	struct psi_own_rules rules;
	struct psi_keylist keys;
};

static bool
tells_parents(const struct psi_mapping *mapping)
{
	return mapping->field[PSI_FIELD_PARENT].num_columns > 0 ||
	    mapping->field[PSI_FIELD_PARENT_DOMAIN].num_columns > 0;
}

int
psi_accounts_new(struct psi_accounts **out,
    const struct psi_accounts_config *config, struct psi_error *err)
{
	struct psi_accounts *accounts = calloc(1, sizeof(*accounts));
	int rc;

	if (accounts == NULL)
		return psi_error_nomem(err);
	accounts->config = *config;
	accounts->reader.normalizer = config->normalizer;
	accounts->reader.mapping = config->mapping;
	accounts->reader.rules = config->rules;
	accounts->reader.default_population = config->default_population;
	/* What the directory is asked by is made in any case. */
	if (config->directory != NULL)
		accounts->config.types |= PSI_DIRECTORY_STRONG;
	accounts->reader.types = accounts->config.types;
	accounts->wanted_types = config->types;
	accounts->reader.noter = config->noter;
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
	psi_buf_clear(&accounts->facts.bytes);
	psi_array_free(accounts->parents, accounts->rows.num_account,
	    sizeof(*accounts->parents));
	psi_account_rows_clear(&accounts->rows);
	psi_tally_clear(&accounts->ids);
	psi_tally_clear(&accounts->domains);
	psi_tally_clear(&accounts->hosts);
	psi_tally_clear(&accounts->names);
	psi_tally_clear(&accounts->known_domains);
	psi_tally_clear(&accounts->known_names);
	psi_unique_clear(&accounts->loose);
	psi_unique_table_clear(&accounts->companies);
	psi_own_rules_clear(&accounts->rules);
	psi_keylist_clear(&accounts->keys);
	psi_wipe(accounts, sizeof(*accounts));
	free(accounts);
}

static bool
wants(const struct psi_accounts *accounts, enum psi_key_type type)
{
	return (accounts->config.types & PSI_KEY_BIT(type)) != 0;
}

static bool
has_parents(const struct psi_accounts *accounts)
{
	return wants(accounts, PSI_KEY_FAMILY) && accounts->tells_parents;
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
	return psi_own_rules_override(
	    &accounts->rules, action, account, type, value, line, err);
}

/* ---- rows in ---- */

/* A kind of its own for psi_unique_hash: whole rows. */
#define KIND_ROW 0x100
#define IDENTITY_BYTES (1 + 2 * sizeof(uint64_t) + PSI_COUNTRY_CHARS)

/*
 * A list of opportunities may have no id of the account. What stands for a row
 * without an id is all that it says: 128 bits of hashes, and the country.
 * Returns its length, or 0 where the row has not both a name and a domain,
 * since then two accounts may well say the same.
 */
static size_t
make_identity(const struct psi_facts *facts, char out[IDENTITY_BYTES])
{
	const char *text = (const char *)facts->bytes.data;
	uint64_t hash[2];
	struct psi_fact fact;
	bool name = false;
	bool host = false;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		name = name || fact.kind == PSI_FACT_NAME;
		host = host || fact.kind == PSI_FACT_HOST;
	}
	if (!name || !host)
		return 0;
	hash[0] = psi_unique_hash(KIND_ROW, text, facts->bytes.len);
	hash[1] = psi_unique_hash(KIND_ROW + 1, text, facts->bytes.len);
	/* No id begins like this. */
	out[0] = '\n';
	memcpy(out + 1, hash, sizeof(hash));
	memcpy(out + 1 + sizeof(hash), facts->country, PSI_COUNTRY_CHARS);
	return IDENTITY_BYTES;
}

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

/* The one account that a tally has for a text, or PSI_NO_ACCOUNT. */
static uint32_t
only_account(const struct psi_tally *tally, const char *text, size_t len)
{
	uint32_t both[2];

	return psi_tally_count(tally, text, len, both) == 1 ? both[0]
							    : PSI_NO_ACCOUNT;
}

/*
 * The account of an earlier export that has the row's domain, or else its
 * name. A name does not join two that have domains, which then differ.
 */
static uint32_t
find_known(const struct psi_accounts *accounts)
{
	const struct psi_facts *facts = &accounts->facts;
	uint32_t by_name = PSI_NO_ACCOUNT;
	struct psi_fact fact;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		uint32_t account;

		if (fact.kind == PSI_FACT_NAME && by_name == PSI_NO_ACCOUNT)
			by_name = only_account(
			    &accounts->known_names, fact.text, fact.len);
		if (fact.kind != PSI_FACT_HOST)
			continue;
		account = only_account(&accounts->known_domains,
		    fact.text + fact.extra, fact.len - fact.extra);
		if (account != PSI_NO_ACCOUNT)
			return account;
	}
	if (by_name != PSI_NO_ACCOUNT && facts->has_host &&
	    psi_account_rows_first_fact(
		&accounts->rows, by_name, PSI_FACT_HOST, &fact))
		return PSI_NO_ACCOUNT;
	return by_name;
}

/* An account becomes one that later exports may meet. */
static int
make_known(
    struct psi_accounts *accounts, uint32_t account, struct psi_error *err)
{
	struct psi_fact_walk walk;
	struct psi_fact fact;
	int rc = 0;

	psi_fact_walk_begin(&walk, &accounts->rows, account);
	while (rc == 0 && psi_fact_walk_next(&walk, &fact)) {
		if (fact.kind == PSI_FACT_NAME)
			rc = psi_tally_add(&accounts->known_names, fact.text,
			    fact.len, account, err);
		else if (fact.kind == PSI_FACT_HOST)
			rc = psi_tally_add(&accounts->known_domains,
			    fact.text + fact.extra, fact.len - fact.extra,
			    account, err);
	}
	return rc;
}

int
psi_accounts_next_list(struct psi_accounts *accounts,
    const struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_row_reader *reader = &accounts->reader;
	int rc = 0;

	for (; accounts->num_known < accounts->rows.num_account && rc == 0;
	     accounts->num_known++)
		rc = make_known(accounts, (uint32_t)accounts->num_known, err);
	accounts->config.mapping = mapping;
	accounts->tells_parents |= tells_parents(mapping);
	reader->mapping = mapping;
	reader->list++;
	/* A row of a list of leads makes its account a prospect where no column
	 * and no --population says more. */
	reader->default_population = accounts->config.default_population;
	if (mapping->is_of_leads &&
	    reader->default_population == PSI_POPULATION_OTHER)
		reader->default_population = PSI_POPULATION_PROSPECT;
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
	char identity[IDENTITY_BYTES];
	struct psi_cell id = accounts->facts.id;
	uint32_t next = (uint32_t)accounts->rows.num_account;
	uint32_t known = PSI_NO_ACCOUNT;
	int rc;

	if (may_join(accounts, id))
		known = find_known(accounts);
	*out = known == PSI_NO_ACCOUNT ? next : known;
	if (id.len == 0 && known == PSI_NO_ACCOUNT) {
		id.text = identity;
		id.len = make_identity(&accounts->facts, identity);
	}
	if (id.len > 0) {
		rc = psi_tally_find_or_add(
		    &accounts->ids, out, id.text, id.len, *out, err);
		if (rc != 0)
			return rc;
	}
	if (*out == next) {
		rc = psi_account_rows_begin(&accounts->rows, err);
		return rc != 0 ? rc : find_company(accounts, next, err);
	}
	accounts->config.report->count[PSI_COUNT_MERGED]++;
	return 0;
}

/* Names are counted where a parent may be told by its name, and where the
 * list is only to be judged. */
static bool
needs_names(const struct psi_accounts *accounts)
{
	return accounts->config.judge || has_parents(accounts);
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

/* Count the domains, hosts and names of a row for its account. */
static int
count_row(struct psi_accounts *accounts, struct row row, struct psi_error *err)
{
	struct psi_kept_row kept = psi_account_rows_at(&accounts->rows, row.at);
	uint32_t company = accounts->rows.account[row.account].company;
	struct psi_fact fact;
	size_t pos = 0;
	int rc = 0;

	while (rc == 0 &&
	    psi_fact_next(&fact, kept.facts, kept.record.facts_len, &pos)) {
		size_t www;

		if (fact.kind == PSI_FACT_NAME && needs_names(accounts))
			rc = psi_tally_add(&accounts->names, fact.text,
			    fact.len, row.account, err);
		if (fact.hash != 0)
			rc = psi_unique_add(&accounts->loose, fact.hash,
			    kept.record.country, company, err);
		if (rc != 0 || fact.kind != PSI_FACT_HOST)
			continue;
		if (!psi_domain_is_guest(fact.steps))
			rc = psi_tally_add(&accounts->domains,
			    fact.text + fact.extra, fact.len - fact.extra,
			    company, err);
		www = psi_www_len(fact.text, fact.extra);
		if (rc == 0 && www < fact.extra)
			rc = psi_tally_add(&accounts->hosts, fact.text + www,
			    fact.len - www, company, err);
	}
	return rc;
}

static int
count_last_row(struct psi_accounts *accounts, struct psi_error *err)
{
	struct row row = accounts->uncounted;

	accounts->uncounted.at = 0;
	return row.at == 0 ? 0 : count_row(accounts, row, err);
}

static int
note_row(struct psi_accounts *accounts, uint64_t line, enum psi_reject reject,
    struct psi_cell account, struct psi_cell value, struct psi_error *err)
{
	const struct psi_noter *noter = &accounts->config.noter;
	struct psi_note note = { .list = accounts->noted_list,
		.line = line,
		.field = PSI_NUM_FIELDS,
		.reject = reject,
		.account = account,
		.value = value };

	return noter->note(noter->cookie, &note, err);
}

int
psi_accounts_add(struct psi_accounts *accounts, const struct psi_cell *cells,
    size_t num_cells, uint64_t line, struct psi_error *err)
{
	struct psi_normalize_report *report = accounts->config.report;
	struct psi_facts *facts = &accounts->facts;
	uint32_t account = PSI_NO_ACCOUNT;
	struct psi_cell id = psi_mapping_first(
	    accounts->config.mapping, PSI_FIELD_ID, cells, num_cells);
	int rc;

	/* What is known first is wanted last. */
	if (id.len <= ID_BYTES_MAX)
		psi_tally_prefetch(&accounts->ids, id.text, id.len);
	accounts->noted_list = accounts->reader.list;
	rc =
	    psi_row_read(&accounts->reader, facts, cells, num_cells, line, err);
	if (rc != 0)
		return rc;
	report->count[PSI_COUNT_ROWS]++;
	if (facts->id.len > ID_BYTES_MAX) {
		facts->id.len = 0;
		rc = note_row(
		    accounts, line, PSI_REJECT_TOO_LONG, facts->id, id, err);
		if (rc != 0)
			return rc;
	}
	prefetch(accounts, facts->bytes.data, facts->bytes.len);
	if ((rc = count_last_row(accounts, err)) != 0 ||
	    (rc = find_account(accounts, &account, err)) != 0)
		return rc;
	accounts->uncounted.account = account;
	return psi_account_rows_keep(&accounts->rows, &accounts->uncounted.at,
	    account, facts, accounts->reader.list, line, err);
}

/* ---- keys out ---- */

/* An account whose keys are being made. */
struct making {
	struct psi_accounts *accounts;
	uint32_t index;
	/* The first account of its company. */
	uint32_t company;
	/* Its first loose name, as psi_unique_hash has it; 0 for none. */
	uint64_t name;
	struct psi_cell id;
	unsigned int list;
	uint64_t line;
	char country[PSI_COUNTRY_CHARS];
	enum psi_population population;
	bool has_name;
	bool has_domain;
	bool has_country;
	bool has_identifier;
};

static int
put(struct making *making, enum psi_key_type type, const char *text, size_t len,
    const char *country, struct psi_error *err)
{
	if (!wants(making->accounts, type))
		return 0;
	if (country != NULL && country[0] == '\0')
		return 0;
	return psi_keylist_add(
	    &making->accounts->keys, type, text, len, country, err);
}

/* Why a domain or a host is no key of the account by itself; or
 * PSI_REJECT_NONE. */
static enum psi_reject
judge_address(const struct making *making, const struct psi_tally *tally,
    struct psi_cell name)
{
	uint32_t both[2];
	unsigned int num = psi_tally_count(tally, name.text, name.len, both);
	uint32_t other;

	if (num > PSI_OWN_ACCOUNTS_MAX)
		return PSI_REJECT_MANY_ACCOUNTS;
	if (num < 2)
		return PSI_REJECT_NONE;
	other = both[both[0] == making->company ? 1 : 0];
	return psi_address_is_ours(
		   &making->accounts->rows, name, making->index, other)
	    ? PSI_REJECT_NONE
	    : PSI_REJECT_OTHERS_DOMAIN;
}

/* A domain is the account's own, or a group's. */
static int
put_host(
    struct making *making, const struct psi_fact *fact, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	struct psi_cell domain = { fact->text + fact->extra,
		fact->len - fact->extra };
	size_t www = psi_www_len(fact->text, fact->extra);
	struct psi_cell host = { fact->text + www, fact->len - www };
	enum psi_reject reject = PSI_REJECT_GUEST;
	int rc;

	if (!psi_domain_is_guest(fact->steps))
		reject = judge_address(making, &accounts->domains, domain);
	if (reject == PSI_REJECT_NONE)
		return put(
		    making, PSI_KEY_DOMAIN, domain.text, domain.len, NULL, err);
	rc = note_row(accounts, making->line, reject, making->id, domain, err);
	if (rc == 0)
		rc = put(
		    making, PSI_KEY_FAMILY, domain.text, domain.len, NULL, err);
	if (rc != 0 || www >= fact->extra ||
	    ((fact->steps & PSI_DOMAIN_PAGE) != 0 &&
		psi_domain_is_guest(fact->steps)))
		return rc;
	if (judge_address(making, &accounts->hosts, host) != PSI_REJECT_NONE)
		return 0;
	return put(making, PSI_KEY_HOST, host.text, host.len, NULL, err);
}

/* The label of a domain, to be met by a name: letters and digits only. */
static int
put_label_of_host(
    struct making *making, const struct psi_fact *fact, struct psi_error *err)
{
	char label[PSI_LABEL_BYTES_MAX];
	size_t n = 0;

	for (size_t i = fact->extra; i < fact->len; i++) {
		if (fact->text[i] == '.')
			break;
		if (fact->text[i] != '-' && n < sizeof(label))
			label[n++] = fact->text[i];
	}
	if (n < 5)
		return 0;
	return put(
	    making, PSI_KEY_LABEL_COUNTRY, label, n, making->country, err);
}

/*
 * A loose or a core name leaves words out: where two accounts of one list
 * become equal by that, those words told them apart, and it is no key.
 */
static bool
is_unique_name(const struct making *making, const struct psi_fact *fact,
    const char *country)
{
	return fact->hash == 0 ||
	    psi_unique_has(&making->accounts->loose, fact->hash, country);
}

/*
 * Whether a name is a key without a country: not that of an institution, nor
 * one that one's own companies of three countries have.
 */
static bool
goes_plain(const struct making *making, const struct psi_fact *fact)
{
	if (fact->extra != 0 || !is_unique_name(making, fact, ""))
		return false;
	return fact->kind != PSI_FACT_NAME ||
	    !psi_unique_is_widespread(&making->accounts->loose, making->name);
}

static int
put_fact(struct making *making, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	enum psi_key_type plain = PSI_NUM_KEY_TYPES;
	enum psi_key_type with_country = PSI_NUM_KEY_TYPES;
	bool also_plain;
	int rc;

	switch (fact->kind) {
	case PSI_FACT_LEI:
		return put(
		    making, PSI_KEY_LEI, fact->text, fact->len, NULL, err);
	case PSI_FACT_REGNO:
		return put(
		    making, PSI_KEY_REGNO, fact->text, fact->len, NULL, err);
	case PSI_FACT_VAT:
		return put(
		    making, PSI_KEY_VAT, fact->text, fact->len, NULL, err);
	case PSI_FACT_DUNS:
		return put(
		    making, PSI_KEY_DUNS, fact->text, fact->len, NULL, err);
	case PSI_FACT_AGREED_ID:
		return put(making, PSI_KEY_AGREED_ID, fact->text, fact->len,
		    NULL, err);
	case PSI_FACT_HOST:
		rc = put_host(making, fact, err);
		if (rc == 0 && !making->has_name)
			rc = put_label_of_host(making, fact, err);
		return rc;
	case PSI_FACT_LABEL:
		return making->has_domain
		    ? 0
		    : put(making, PSI_KEY_LABEL_COUNTRY, fact->text, fact->len,
			  country, err);
	case PSI_FACT_NAME:
		plain = PSI_KEY_NAME;
		with_country = PSI_KEY_NAME_COUNTRY;
		break;
	case PSI_FACT_LOOSE:
		plain = PSI_KEY_LOOSE;
		with_country = PSI_KEY_LOOSE_COUNTRY;
		break;
	case PSI_FACT_CORE:
		plain = PSI_KEY_CORE;
		with_country = PSI_KEY_CORE_COUNTRY;
		break;
	case PSI_FACT_GUESS:
	case PSI_FACT_PARENT:
	case PSI_FACT_PARENT_NAME:
	case PSI_FACT_PARENT_HOST:
		return 0;
	}
	also_plain = goes_plain(making, fact);
	/* What goes out by itself needs no country besides. */
	if (is_unique_name(making, fact, country) &&
	    !(also_plain && plain == PSI_KEY_LOOSE &&
		wants(making->accounts, plain))) {
		rc = put(
		    making, with_country, fact->text, fact->len, country, err);
		if (rc != 0)
			return rc;
	}
	if (!also_plain)
		return 0;
	return put(making, plain, fact->text, fact->len, NULL, err);
}

/* What all rows of the account together say. */
static void
survey(struct making *making)
{
	const struct psi_account_rows *rows = &making->accounts->rows;
	uint64_t at = rows->account[making->index].first;
	struct psi_kept_row row = psi_account_rows_at(rows, at);
	struct psi_fact_walk walk;
	struct psi_fact fact;

	making->id = row.id;
	making->line = row.record.line;
	making->list = row.record.list;
	making->accounts->noted_list = making->list;
	making->population = PSI_POPULATION_OTHER;
	for (; at != 0; at = row.record.next) {
		enum psi_population population;

		row = psi_account_rows_at(rows, at);
		population = (enum psi_population)row.record.population;
		if (population < making->population)
			making->population = population;
		if (making->country[0] == '\0')
			memcpy(making->country, row.record.country,
			    PSI_COUNTRY_CHARS);
	}
	psi_fact_walk_begin(&walk, rows, making->index);
	while (psi_fact_walk_next(&walk, &fact)) {
		making->has_name |= fact.kind == PSI_FACT_NAME;
		if (fact.kind == PSI_FACT_LOOSE && making->name == 0)
			making->name = fact.hash;
		making->has_domain |= fact.kind == PSI_FACT_HOST &&
		    !psi_domain_is_guest(fact.steps);
		making->has_identifier |= fact.kind <= PSI_FACT_AGREED_ID;
	}
	making->has_country = making->country[0] != '\0';
}

static int
put_rows(struct making *making, struct psi_error *err)
{
	char guess[PSI_COUNTRY_CHARS] = "";
	struct psi_fact_walk walk;
	struct psi_fact fact;
	int rc = 0;

	psi_fact_walk_begin(&walk, &making->accounts->rows, making->index);
	while (rc == 0 && psi_fact_walk_next(&walk, &fact)) {
		const char *country = walk.row.record.country;

		if (country[0] == '\0')
			country = making->country;
		if (fact.kind == PSI_FACT_GUESS)
			memcpy(guess, fact.text, fact.len);
		/* A core is none without a country: with one that is only
		 * likely, it meets those who tell theirs. */
		if (fact.kind == PSI_FACT_CORE && country[0] == '\0' &&
		    is_unique_name(making, &fact, ""))
			country = guess;
		rc = put_fact(making, &fact, country, err);
	}
	return rc;
}

/* ---- families ---- */

/* The account that a row names as its parent, by id and then by name. */
static uint32_t
find_parent(const struct psi_accounts *accounts, uint32_t index)
{
	struct psi_fact fact;
	uint32_t parent[2] = { PSI_NO_ACCOUNT, PSI_NO_ACCOUNT };

	if (psi_account_rows_first_fact(
		&accounts->rows, index, PSI_FACT_PARENT, &fact) &&
	    psi_tally_count(&accounts->ids, fact.text, fact.len, parent) > 0)
		return parent[0];
	if (psi_account_rows_first_fact(
		&accounts->rows, index, PSI_FACT_PARENT_NAME, &fact))
		(void)psi_tally_count(
		    &accounts->names, fact.text, fact.len, parent);
	return parent[0];
}

static int
find_parents(struct psi_accounts *accounts, struct psi_error *err)
{
	if (!has_parents(accounts))
		return 0;
	accounts->parents = psi_array_new(
	    accounts->rows.num_account, sizeof(*accounts->parents));
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

/* The family of an account: the domain or the LEI of its ultimate parent,
 * which may be itself. */
static int
put_family(struct making *making, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	uint32_t top;
	struct psi_fact fact;

	if (accounts->parents == NULL)
		return 0;
	top = ultimate_parent(accounts, making->index);
	if (psi_account_rows_first_fact(
		&accounts->rows, top, PSI_FACT_PARENT_HOST, &fact) ||
	    psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_PARENT_HOST, &fact) ||
	    psi_account_rows_first_fact(
		&accounts->rows, top, PSI_FACT_HOST, &fact))
		return put(making, PSI_KEY_FAMILY, fact.text + fact.extra,
		    fact.len - fact.extra, NULL, err);
	if (psi_account_rows_first_fact(
		&accounts->rows, top, PSI_FACT_LEI, &fact))
		return put(
		    making, PSI_KEY_FAMILY, fact.text, fact.len, NULL, err);
	return 0;
}

/* A parent that is neither an id nor a name of the list is worth a word. */
static int
note_parent(struct making *making, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	struct psi_fact fact;
	struct psi_fact host;
	struct psi_cell value;

	if (accounts->parents == NULL ||
	    accounts->parents[making->index] != PSI_NO_ACCOUNT ||
	    !psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_PARENT, &fact) ||
	    psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_PARENT_HOST, &host))
		return 0;
	value.text = fact.text;
	value.len = fact.len;
	return note_row(
	    accounts, making->line, PSI_REJECT_PARENT, making->id, value, err);
}

/* ---- the directory ---- */

/* The entity of the directory that the account is, and its family there. The
 * keys are settled before and after. */
static int
put_entity(struct making *making, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	const struct psi_directory *directory = accounts->config.directory;
	const struct psi_cell none = { NULL, 0 };
	struct psi_directory_hit hit;
	int rc = 0;

	if (directory == NULL)
		return 0;
	psi_directory_find(directory, &hit, &accounts->keys, making->country);
	if (hit.ambiguous)
		rc = note_row(accounts, making->line, PSI_REJECT_DIRECTORY,
		    making->id, none, err);
	if (rc == 0 && hit.entity.len > 0) {
		accounts->config.report->count[PSI_COUNT_IN_DIRECTORY]++;
		rc = put(making, PSI_KEY_ENTITY, hit.entity.text,
		    hit.entity.len, NULL, err);
	}
	/* No domain and no LEI, which a family is too, is written like this. */
	if (rc == 0 && hit.top.len > 0)
		rc = put(making, PSI_KEY_FAMILY, hit.top.text, hit.top.len,
		    "directory", err);
	if (rc == 0)
		psi_keylist_settle(&accounts->keys);
	return rc;
}

/* ---- the end of an account ---- */

static void
count_account(const struct making *making)
{
	struct psi_accounts *accounts = making->accounts;
	uint64_t *count = accounts->config.report->count;
	struct psi_fact fact;

	count[PSI_COUNT_WITH_NAME] += making->has_name;
	count[PSI_COUNT_WITH_DOMAIN] += making->has_domain;
	count[PSI_COUNT_WITH_COUNTRY] += making->has_country;
	count[PSI_COUNT_WITH_IDENTIFIER] += making->has_identifier;
	count[PSI_COUNT_WITHOUT_KEY] += accounts->keys.num == 0;
	count[PSI_COUNT_CUSTOMER + making->population]++;
	if (accounts->config.judge &&
	    psi_account_rows_first_fact(
		&accounts->rows, making->index, PSI_FACT_NAME, &fact) &&
	    psi_tally_count(&accounts->names, fact.text, fact.len, NULL) > 1)
		count[PSI_COUNT_SAME_NAME]++;
}

static int
emit_keys(const struct making *making,
    int (*emit)(
	void *cookie, const struct psi_account_key *key, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	struct psi_normalize_report *report = accounts->config.report;
	struct psi_account_key key = { .account = making->id,
		.population = making->population };

	for (size_t i = 0; i < accounts->keys.num; i++) {
		int rc;

		key.first = i == 0;
		key.type = accounts->keys.key[i].type;
		key.value = accounts->keys.key[i].value;
		report->keys[key.type]++;
		report->count[PSI_COUNT_KEYS]++;
		if ((rc = emit(cookie, &key, err)) != 0)
			return rc;
	}
	return 0;
}

/* An account without an id is called after its line. */
static struct psi_cell
make_id(const struct making *making, char out[MADE_ID_CHARS])
{
	unsigned long long line = making->line;
	struct psi_cell id = { out, 0 };
	int n;

	if (making->list == 0)
		n = snprintf(out, MADE_ID_CHARS, "line-%llu", line);
	else
		n = snprintf(out, MADE_ID_CHARS, "list-%u-line-%llu",
		    making->list + 1, line);
	id.len = (size_t)n;
	return id;
}

static int
finish_account(struct psi_accounts *accounts, uint32_t index,
    int (*emit)(
	void *cookie, const struct psi_account_key *key, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct making making = { .accounts = accounts,
		.index = index,
		.company = accounts->rows.account[index].company };
	const struct psi_cell none = { NULL, 0 };
	uint64_t *count = accounts->config.report->count;
	char made_id[MADE_ID_CHARS];
	uint64_t forced = 0;
	bool excluded;
	int rc;

	survey(&making);
	if (making.id.len == 0)
		making.id = make_id(&making, made_id);
	psi_keylist_reset(&accounts->keys);
	if ((rc = put_rows(&making, err)) != 0 ||
	    (rc = put_family(&making, err)) != 0 ||
	    (rc = note_parent(&making, err)) != 0)
		return rc;
	psi_keylist_settle(&accounts->keys);
	if ((rc = put_entity(&making, err)) != 0)
		return rc;
	psi_keylist_keep(&accounts->keys, accounts->wanted_types);
	rc = psi_own_rules_excludes(
	    &accounts->rules, &excluded, making.id, &accounts->keys, err);
	if (rc != 0)
		return rc;
	if (excluded) {
		count[PSI_COUNT_EXCLUDED]++;
		return note_row(accounts, making.line, PSI_REJECT_EXCLUDED,
		    making.id, none, err);
	}
	rc = psi_own_rules_apply(&accounts->rules, making.id, &accounts->keys,
	    &count[PSI_COUNT_NEVER], &forced, err);
	if (rc != 0)
		return rc;
	count[PSI_COUNT_FORCED] += forced;
	if (forced > 0)
		psi_keylist_settle(&accounts->keys);
	count_account(&making);
	if (accounts->keys.num == 0)
		return note_row(accounts, making.line, PSI_REJECT_NO_KEY,
		    making.id, none, err);
	return emit_keys(&making, emit, cookie, err);
}

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
psi_accounts_finish(struct psi_accounts *accounts,
    int (*emit)(
	void *cookie, const struct psi_account_key *key, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct psi_normalize_report *report = accounts->config.report;
	int rc;

	rc = count_last_row(accounts, err);
	report->count[PSI_COUNT_ACCOUNTS] = accounts->rows.num_account;
	report->count[PSI_COUNT_MANY_ACCOUNTS] = accounts->domains.num_many;
	if (rc == 0)
		rc = find_parents(accounts, err);
	for (size_t i = 0; i < accounts->rows.num_account && rc == 0; i++) {
		prefetch_account(accounts, i + PREFETCH_AHEAD);
		rc = finish_account(accounts, (uint32_t)i, emit, cookie, err);
	}
	return rc;
}
