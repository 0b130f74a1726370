#include "normal/accounts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "normal/domain.h"
#include "normal/keylist.h"
#include "normal/report.h"
#include "normal/sole.h"
#include "normal/spool.h"
#include "normal/tally.h"

/* A longer id is no id, but a text in the wrong column. */
#define ID_BYTES_MAX 1024
/* An account number's indices are 32 bits wide. */
#define NUM_ACCOUNTS_MAX UINT32_MAX
#define NO_ACCOUNT UINT32_MAX
/* Longer chains of parents are taken for loops. */
#define PARENTS_MAX 64
/* "line-" and twenty digits. */
#define MADE_ID_CHARS 28
/* Accounts between asking for memory and using it. */
#define PREFETCH_AHEAD 4

/* What stays of a row; its id and its facts follow it in the spool. */
struct record {
	/* The next row of the same account, or 0. */
	uint64_t next;
	uint64_t line;
	uint32_t facts_len;
	uint16_t id_len;
	uint8_t population;
	char country[PSI_COUNTRY_CHARS];
};

struct account {
	/* Its first and its last row in the spool. */
	uint64_t first;
	uint64_t last;
};

/* A row that is kept. */
struct row {
	/* Where its record is; 0 for none. */
	uint64_t at;
	uint32_t account;
};

struct force {
	struct psi_cell account;
	struct psi_cell value;
	enum psi_key_type type;
};

struct psi_accounts {
	struct psi_accounts_config config;
	struct psi_row_reader reader;
	struct psi_facts facts;
	struct psi_spool spool;
	struct account *accounts;
	size_t num_accounts;
	size_t accounts_size;
	/* Ids to accounts; domains, hosts and names by accounts. */
	struct psi_tally ids;
	struct psi_tally domains;
	struct psi_tally hosts;
	struct psi_tally names;
	/* Loose and core names. */
	struct psi_sole loose;
	/* The last row, which is not counted yet: what that needs is on its
	 * way from memory. */
	struct row uncounted;
	/* Parents, where the list tells any; NO_ACCOUNT for none. */
	uint32_t *parents;
	/* Sets of texts: rules of the user's own. */
	struct psi_tally excluded;
	struct psi_tally never;
	struct psi_spool force_texts;
	struct force *forces;
	size_t num_forces;
	struct psi_keylist keys;
};

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
	accounts->reader.types = config->types;
	accounts->reader.noter = config->noter;
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
	psi_spool_clear(&accounts->spool);
	psi_array_free(accounts->parents, accounts->num_accounts,
	    sizeof(*accounts->parents));
	psi_array_free(accounts->accounts, accounts->accounts_size,
	    sizeof(*accounts->accounts));
	psi_tally_clear(&accounts->ids);
	psi_tally_clear(&accounts->domains);
	psi_tally_clear(&accounts->hosts);
	psi_tally_clear(&accounts->names);
	psi_sole_clear(&accounts->loose);
	psi_tally_clear(&accounts->excluded);
	psi_tally_clear(&accounts->never);
	psi_spool_clear(&accounts->force_texts);
	psi_array_free(
	    accounts->forces, accounts->num_forces, sizeof(*accounts->forces));
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
	const struct psi_mapping *mapping = accounts->config.mapping;

	return wants(accounts, PSI_KEY_FAMILY) &&
	    (mapping->field[PSI_FIELD_PARENT].num_columns > 0 ||
		mapping->field[PSI_FIELD_PARENT_DOMAIN].num_columns > 0);
}

static struct record
load(const struct psi_accounts *accounts, uint64_t at)
{
	struct record record;

	memcpy(&record, psi_spool_at(&accounts->spool, at), sizeof(record));
	return record;
}

static struct psi_cell
record_id(const struct psi_accounts *accounts, uint64_t at,
    const struct record *record)
{
	struct psi_cell id;

	id.text =
	    (const char *)psi_spool_at(&accounts->spool, at) + sizeof(*record);
	id.len = record->id_len;
	return id;
}

static const uint8_t *
record_facts(const struct psi_accounts *accounts, uint64_t at,
    const struct record *record)
{
	return psi_spool_at(&accounts->spool, at) + sizeof(*record) +
	    record->id_len;
}

/* ---- rules of the user's own ---- */

/*
 * A key as an element of a set: account, type and value, each with an end.
 */
static int
set_text(struct psi_buf *out, struct psi_cell account, enum psi_key_type type,
    struct psi_cell value, struct psi_error *err)
{
	uint8_t kind = (uint8_t)type;
	int rc;

	out->len = 0;
	if ((rc = psi_buf_append(out, account.text, account.len, err)) != 0 ||
	    (rc = psi_buf_append(out, "\0", 1, err)) != 0 ||
	    (rc = psi_buf_append(out, &kind, 1, err)) != 0)
		return rc;
	return psi_buf_append(out, value.text, value.len, err);
}

static int
in_set(const struct psi_tally *set, struct psi_buf *buf, bool *in,
    struct psi_cell account, enum psi_key_type type, struct psi_cell value,
    struct psi_error *err)
{
	int rc = set_text(buf, account, type, value, err);

	*in = rc == 0 &&
	    psi_tally_count(set, (const char *)buf->data, buf->len, NULL) > 0;
	return rc;
}

static int
add_to_set(struct psi_tally *set, struct psi_cell account,
    enum psi_key_type type, struct psi_cell value, struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	int rc = set_text(&buf, account, type, value, err);

	if (rc == 0)
		rc =
		    psi_tally_add(set, (const char *)buf.data, buf.len, 0, err);
	psi_buf_clear(&buf);
	return rc;
}

/* What stands for the type of an account's id in the set of exclusions. */
#define TYPE_ACCOUNT PSI_NUM_KEY_TYPES

static int
find_type(enum psi_key_type *out, struct psi_cell type, uint64_t line,
    struct psi_error *err)
{
	if (psi_key_type_from_name(out, type.text, type.len))
		return 0;
	return psi_error_set_line(
	    err, PSI_E_INPUT, line, "there is no such type of key");
}

int
psi_accounts_exclude(struct psi_accounts *accounts, struct psi_cell type,
    struct psi_cell value, uint64_t line, struct psi_error *err)
{
	static const char account[] = "account";
	const struct psi_cell any = { NULL, 0 };
	enum psi_key_type which = TYPE_ACCOUNT;
	int rc;

	if (type.len != sizeof(account) - 1 ||
	    memcmp(type.text, account, type.len) != 0) {
		if ((rc = find_type(&which, type, line, err)) != 0)
			return rc;
	}
	return add_to_set(&accounts->excluded, any, which, value, err);
}

static int
keep_cell(struct psi_spool *spool, struct psi_cell *cell, struct psi_error *err)
{
	uint8_t *bytes;
	uint64_t at;
	int rc;

	rc = psi_spool_take(spool, &at, &bytes, cell->len, err);
	if (rc != 0)
		return rc;
	if (cell->len > 0)
		memcpy(bytes, cell->text, cell->len);
	cell->text = (const char *)bytes;
	return 0;
}

int
psi_accounts_override(struct psi_accounts *accounts, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    uint64_t line, struct psi_error *err)
{
	void *array = accounts->forces;
	struct force force = { account, value, PSI_NUM_KEY_TYPES };
	int rc;

	if ((rc = find_type(&force.type, type, line, err)) != 0)
		return rc;
	if (action.len == 5 && memcmp(action.text, "never", 5) == 0)
		return add_to_set(
		    &accounts->never, account, force.type, value, err);
	if (action.len != 5 || memcmp(action.text, "force", 5) != 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override is neither \"force\" nor \"never\"");
	if (account.len == 0 || value.len == 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override that forces a key needs account and value");
	if ((rc = keep_cell(&accounts->force_texts, &force.account, err)) !=
		0 ||
	    (rc = keep_cell(&accounts->force_texts, &force.value, err)) != 0)
		return rc;
	rc = psi_array_resize(&array, accounts->num_forces,
	    accounts->num_forces + 1, sizeof(force), err);
	if (rc != 0)
		return rc;
	accounts->forces = array;
	accounts->forces[accounts->num_forces++] = force;
	return 0;
}

/* ---- rows in ---- */

/* A kind of its own for psi_sole_hash: whole rows. */
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
	hash[0] = psi_sole_hash(KIND_ROW, text, facts->bytes.len);
	hash[1] = psi_sole_hash(KIND_ROW + 1, text, facts->bytes.len);
	/* No id begins like this. */
	out[0] = '\n';
	memcpy(out + 1, hash, sizeof(hash));
	memcpy(out + 1 + sizeof(hash), facts->country, PSI_COUNTRY_CHARS);
	return IDENTITY_BYTES;
}

/* The account of the row that was just read: an old one by its id, or a new
 * one. */
static int
find_account(
    struct psi_accounts *accounts, uint32_t *out, struct psi_error *err)
{
	char identity[IDENTITY_BYTES];
	struct psi_cell id = accounts->facts.id;
	void *array = accounts->accounts;
	size_t size = accounts->accounts_size;
	int rc;

	if (accounts->num_accounts == NUM_ACCOUNTS_MAX - 1)
		return psi_error_set(err, PSI_E_INPUT, "too many accounts");
	*out = (uint32_t)accounts->num_accounts;
	if (id.len == 0) {
		id.text = identity;
		id.len = make_identity(&accounts->facts, identity);
	}
	if (id.len > 0) {
		rc = psi_tally_find_or_add(
		    &accounts->ids, out, id.text, id.len, *out, err);
		if (rc != 0 || *out < accounts->num_accounts)
			return rc;
	}
	if (accounts->num_accounts == size) {
		rc = psi_array_resize(&array, size, size == 0 ? 1024 : size * 2,
		    sizeof(*accounts->accounts), err);
		if (rc != 0)
			return rc;
		accounts->accounts = array;
		accounts->accounts_size = size == 0 ? 1024 : size * 2;
	}
	accounts->accounts[accounts->num_accounts].first = 0;
	accounts->num_accounts++;
	return 0;
}

/* Where a host begins without "www.". */
static size_t
www_len(const char *host, size_t start)
{
	return start >= 4 && memcmp(host, "www.", 4) == 0 ? 4 : 0;
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
			psi_sole_prefetch(&accounts->loose, fact.hash);
		else if (fact.kind == PSI_FACT_HOST)
			psi_tally_prefetch(&accounts->domains,
			    fact.text + fact.extra, fact.len - fact.extra);
	}
}

/* Count the domains, hosts and names of a row for its account. */
static int
count_row(struct psi_accounts *accounts, struct row row, struct psi_error *err)
{
	struct record record = load(accounts, row.at);
	const uint8_t *facts = record_facts(accounts, row.at, &record);
	struct psi_fact fact;
	size_t pos = 0;
	int rc = 0;

	while (rc == 0 && psi_fact_next(&fact, facts, record.facts_len, &pos)) {
		size_t www;

		if (fact.kind == PSI_FACT_NAME && needs_names(accounts))
			rc = psi_tally_add(&accounts->names, fact.text,
			    fact.len, row.account, err);
		if (fact.hash != 0)
			rc = psi_sole_add(&accounts->loose, fact.hash,
			    record.country, row.account, err);
		if (fact.kind != PSI_FACT_HOST)
			continue;
		rc = psi_tally_add(&accounts->domains, fact.text + fact.extra,
		    fact.len - fact.extra, row.account, err);
		www = www_len(fact.text, fact.extra);
		if (rc == 0 && www < fact.extra)
			rc = psi_tally_add(&accounts->hosts, fact.text + www,
			    fact.len - www, row.account, err);
	}
	return rc;
}

/* Keep the row's facts at the end of its account's chain. */
static int
keep_row(struct psi_accounts *accounts, uint32_t index, uint64_t line,
    struct psi_error *err)
{
	const struct psi_facts *facts = &accounts->facts;
	struct account *account = &accounts->accounts[index];
	struct record record;
	uint64_t at;
	uint8_t *p;
	int rc;

	memset(&record, 0, sizeof(record));
	record.line = line;
	record.facts_len = (uint32_t)facts->bytes.len;
	record.id_len = (uint16_t)facts->id.len;
	record.population = (uint8_t)facts->population;
	memcpy(record.country, facts->country, PSI_COUNTRY_CHARS);
	rc = psi_spool_take(&accounts->spool, &at, &p,
	    sizeof(record) + facts->id.len + facts->bytes.len, err);
	if (rc != 0)
		return rc;
	memcpy(p, &record, sizeof(record));
	p += sizeof(record);
	if (facts->id.len > 0)
		memcpy(p, facts->id.text, facts->id.len);
	if (facts->bytes.len > 0)
		memcpy(p + facts->id.len, facts->bytes.data, facts->bytes.len);
	if (account->first == 0) {
		account->first = at;
	} else {
		memcpy(&record, psi_spool_at(&accounts->spool, account->last),
		    sizeof(record));
		record.next = at;
		memcpy(psi_spool_at(&accounts->spool, account->last), &record,
		    sizeof(record));
		accounts->config.report->count[PSI_COUNT_MERGED]++;
	}
	account->last = at;
	accounts->uncounted.at = at;
	accounts->uncounted.account = index;
	return 0;
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
	struct psi_note note = { .line = line,
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
	uint32_t account = NO_ACCOUNT;
	int rc;

	rc =
	    psi_row_read(&accounts->reader, facts, cells, num_cells, line, err);
	if (rc != 0)
		return rc;
	report->count[PSI_COUNT_ROWS]++;
	if (facts->id.len > ID_BYTES_MAX) {
		facts->id.len = 0;
		rc = note_row(accounts, line, PSI_REJECT_TOO_LONG, facts->id,
		    facts->id, err);
		if (rc != 0)
			return rc;
	}
	psi_tally_prefetch(&accounts->ids, facts->id.text, facts->id.len);
	prefetch(accounts, facts->bytes.data, facts->bytes.len);
	if ((rc = count_last_row(accounts, err)) != 0 ||
	    (rc = find_account(accounts, &account, err)) != 0)
		return rc;
	return keep_row(accounts, account, line, err);
}

/* ---- keys out ---- */

/* An account whose keys are being made. */
struct making {
	struct psi_accounts *accounts;
	uint32_t index;
	struct psi_cell id;
	uint64_t line;
	char country[PSI_COUNTRY_CHARS];
	enum psi_standing population;
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

/* An address of an account, as seen from a domain or a host. */
struct address {
	const char *host;
	/* How much of the host stands before that name; 0 at itself. */
	size_t below_len;
	unsigned int steps;
};

static bool
is_nearer(const struct address *a, const struct address *b)
{
	if ((a->below_len == 0) != (b->below_len == 0))
		return a->below_len == 0;
	return a->steps < b->steps;
}

/* Is this the address of a host that is `name`, or below it? */
static bool
is_at(struct address *out, const struct psi_fact *fact, struct psi_cell name)
{
	size_t www = www_len(fact->text, fact->extra);

	if (fact->kind != PSI_FACT_HOST || fact->len - www < name.len ||
	    memcmp(fact->text + fact->len - name.len, name.text, name.len) != 0)
		return false;
	out->host = fact->text + www;
	out->below_len = fact->len - www - name.len;
	out->steps = fact->steps;
	return out->below_len == 0 || out->host[out->below_len - 1] == '.';
}

/* The nearest to a name of all addresses that an account has. */
static struct address
nearest_address(
    const struct psi_accounts *accounts, uint32_t index, struct psi_cell name)
{
	struct address best = { NULL, SIZE_MAX, UINT_MAX };
	uint64_t at = accounts->accounts[index].first;

	while (at != 0) {
		struct record record = load(accounts, at);
		const uint8_t *facts = record_facts(accounts, at, &record);
		struct psi_fact fact;
		size_t pos = 0;

		while (psi_fact_next(&fact, facts, record.facts_len, &pos)) {
			struct address one;

			if (is_at(&one, &fact, name) && is_nearer(&one, &best))
				best = one;
		}
		at = record.next;
	}
	return best;
}

/*
 * Of two accounts at one name it is that one's whose address is nearer to it:
 * the other is a part, or a guest. Where both are equally near, both have it,
 * unless they live at different hosts below it.
 */
static bool
is_nearest(const struct making *making, struct psi_cell name,
    const uint32_t account[2])
{
	uint32_t other = account[account[0] == making->index ? 1 : 0];
	struct address ours =
	    nearest_address(making->accounts, making->index, name);
	struct address theirs = nearest_address(making->accounts, other, name);

	if (ours.below_len > 0 && theirs.below_len > 0 &&
	    (ours.below_len != theirs.below_len ||
		memcmp(ours.host, theirs.host, ours.below_len) != 0))
		return false;
	return !is_nearer(&theirs, &ours);
}

/* Why a domain or a host is no key of the account by itself; or
 * PSI_REJECT_NONE. */
static enum psi_reject
judge_address(const struct making *making, const struct psi_tally *tally,
    struct psi_cell name)
{
	uint32_t account[2];
	unsigned int num = psi_tally_count(tally, name.text, name.len, account);

	if (num > PSI_OWN_ACCOUNTS_MAX)
		return PSI_REJECT_MANY_ACCOUNTS;
	if (num == 2 && !is_nearest(making, name, account))
		return PSI_REJECT_OTHERS_DOMAIN;
	return PSI_REJECT_NONE;
}

/* A domain is the account's own, or a group's. */
static int
put_host(
    struct making *making, const struct psi_fact *fact, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	struct psi_cell domain = { fact->text + fact->extra,
		fact->len - fact->extra };
	size_t www = www_len(fact->text, fact->extra);
	struct psi_cell host = { fact->text + www, fact->len - www };
	enum psi_reject reject =
	    judge_address(making, &accounts->domains, domain);
	int rc;

	if (reject == PSI_REJECT_NONE)
		return put(
		    making, PSI_KEY_DOMAIN, domain.text, domain.len, NULL, err);
	rc = note_row(accounts, making->line, reject, making->id, domain, err);
	if (rc == 0)
		rc = put(
		    making, PSI_KEY_FAMILY, domain.text, domain.len, NULL, err);
	if (rc != 0 || www >= fact->extra)
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
is_own_name(const struct making *making, const struct psi_fact *fact,
    const char *country)
{
	return fact->hash == 0 ||
	    psi_sole_is_own(&making->accounts->loose, fact->hash, country);
}

static int
put_fact(struct making *making, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	enum psi_key_type plain = PSI_NUM_KEY_TYPES;
	enum psi_key_type with_country = PSI_NUM_KEY_TYPES;
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
	case PSI_FACT_PARENT:
	case PSI_FACT_PARENT_NAME:
	case PSI_FACT_PARENT_HOST:
		return 0;
	}
	if (is_own_name(making, fact, country)) {
		rc = put(
		    making, with_country, fact->text, fact->len, country, err);
		if (rc != 0)
			return rc;
	}
	if (!is_own_name(making, fact, ""))
		return 0;
	return put(making, plain, fact->text, fact->len, NULL, err);
}

/* What all rows of the account together say. */
static void
survey(struct making *making)
{
	struct psi_accounts *accounts = making->accounts;
	uint64_t at = accounts->accounts[making->index].first;
	bool first = true;

	making->population = PSI_STANDING_OTHER;
	while (at != 0) {
		struct record record = load(accounts, at);
		const uint8_t *facts = record_facts(accounts, at, &record);
		struct psi_fact fact;
		size_t pos = 0;

		if (first) {
			making->id = record_id(accounts, at, &record);
			making->line = record.line;
		}
		first = false;
		if (record.population < making->population)
			making->population =
			    (enum psi_standing)record.population;
		if (making->country[0] == '\0')
			memcpy(
			    making->country, record.country, PSI_COUNTRY_CHARS);
		while (psi_fact_next(&fact, facts, record.facts_len, &pos)) {
			making->has_name |= fact.kind == PSI_FACT_NAME;
			making->has_domain |= fact.kind == PSI_FACT_HOST;
			making->has_identifier |=
			    fact.kind <= PSI_FACT_AGREED_ID;
		}
		at = record.next;
	}
	making->has_country = making->country[0] != '\0';
}

static int
put_rows(struct making *making, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	uint64_t at = accounts->accounts[making->index].first;

	while (at != 0) {
		struct record record = load(accounts, at);
		const uint8_t *facts = record_facts(accounts, at, &record);
		const char *country = record.country[0] != '\0'
		    ? record.country
		    : making->country;
		struct psi_fact fact;
		size_t pos = 0;

		while (psi_fact_next(&fact, facts, record.facts_len, &pos)) {
			int rc = put_fact(making, &fact, country, err);

			if (rc != 0)
				return rc;
		}
		at = record.next;
	}
	return 0;
}

/* ---- families ---- */

/* The first fact of a kind that an account has; `*out` is overwritten also
 * where there is none. */
static bool
first_fact(const struct psi_accounts *accounts, uint32_t index,
    enum psi_fact_kind kind, struct psi_fact *out)
{
	uint64_t at = accounts->accounts[index].first;

	while (at != 0) {
		struct record record = load(accounts, at);
		const uint8_t *facts = record_facts(accounts, at, &record);
		size_t pos = 0;

		while (psi_fact_next(out, facts, record.facts_len, &pos)) {
			if (out->kind == kind)
				return true;
		}
		at = record.next;
	}
	return false;
}

/* The account that a row names as its parent, by id and then by name. */
static uint32_t
find_parent(const struct psi_accounts *accounts, uint32_t index)
{
	struct psi_fact fact;
	uint32_t parent[2] = { NO_ACCOUNT, NO_ACCOUNT };

	if (first_fact(accounts, index, PSI_FACT_PARENT, &fact) &&
	    psi_tally_count(&accounts->ids, fact.text, fact.len, parent) > 0)
		return parent[0];
	if (first_fact(accounts, index, PSI_FACT_PARENT_NAME, &fact))
		(void)psi_tally_count(
		    &accounts->names, fact.text, fact.len, parent);
	return parent[0];
}

static int
find_parents(struct psi_accounts *accounts, struct psi_error *err)
{
	if (!has_parents(accounts))
		return 0;
	accounts->parents =
	    psi_array_new(accounts->num_accounts, sizeof(*accounts->parents));
	if (accounts->parents == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < accounts->num_accounts; i++)
		accounts->parents[i] = find_parent(accounts, (uint32_t)i);
	return 0;
}

/* Up the chain of parents; a loop ends somewhere in itself. */
static uint32_t
ultimate_parent(const struct psi_accounts *accounts, uint32_t index)
{
	for (int i = 0; i < PARENTS_MAX; i++) {
		uint32_t parent = accounts->parents[index];

		if (parent == NO_ACCOUNT || parent == index)
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
	if (first_fact(accounts, top, PSI_FACT_PARENT_HOST, &fact) ||
	    first_fact(accounts, making->index, PSI_FACT_PARENT_HOST, &fact) ||
	    first_fact(accounts, top, PSI_FACT_HOST, &fact))
		return put(making, PSI_KEY_FAMILY, fact.text + fact.extra,
		    fact.len - fact.extra, NULL, err);
	if (first_fact(accounts, top, PSI_FACT_LEI, &fact))
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
	    accounts->parents[making->index] != NO_ACCOUNT ||
	    !first_fact(accounts, making->index, PSI_FACT_PARENT, &fact) ||
	    first_fact(accounts, making->index, PSI_FACT_PARENT_HOST, &host))
		return 0;
	value.text = fact.text;
	value.len = fact.len;
	return note_row(
	    accounts, making->line, PSI_REJECT_PARENT, making->id, value, err);
}

/* ---- the end of an account ---- */

static int
apply_forces(struct making *making, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;

	for (size_t i = 0; i < accounts->num_forces; i++) {
		const struct force *force = &accounts->forces[i];
		int rc;

		if (force->account.len != making->id.len ||
		    memcmp(force->account.text, making->id.text,
			making->id.len) != 0)
			continue;
		rc = psi_keylist_add(&accounts->keys, force->type,
		    force->value.text, force->value.len, NULL, err);
		if (rc != 0)
			return rc;
		accounts->config.report->count[PSI_COUNT_FORCED]++;
	}
	return 0;
}

/* Drop the keys that an override forbids. */
static int
apply_never(struct making *making, struct psi_buf *buf, struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	const struct psi_cell any = { NULL, 0 };
	struct psi_keylist *keys = &accounts->keys;
	size_t kept = 0;

	if (accounts->never.num_used == 0)
		return 0;
	for (size_t i = 0; i < keys->num; i++) {
		struct psi_cell value = keys->key[i].value;
		bool here;
		bool everywhere;
		int rc;

		rc = in_set(&accounts->never, buf, &here, making->id,
		    keys->key[i].type, value, err);
		if (rc == 0)
			rc = in_set(&accounts->never, buf, &everywhere, any,
			    keys->key[i].type, value, err);
		if (rc != 0)
			return rc;
		if (here || everywhere)
			accounts->config.report->count[PSI_COUNT_NEVER]++;
		else
			keys->key[kept++] = keys->key[i];
	}
	keys->num = kept;
	return 0;
}

static int
is_excluded(struct making *making, bool *out, struct psi_buf *buf,
    struct psi_error *err)
{
	struct psi_accounts *accounts = making->accounts;
	const struct psi_cell any = { NULL, 0 };
	int rc = 0;

	*out = false;
	if (accounts->excluded.num_used == 0)
		return 0;
	rc = in_set(
	    &accounts->excluded, buf, out, any, TYPE_ACCOUNT, making->id, err);
	for (size_t i = 0; i < accounts->keys.num && rc == 0 && !*out; i++)
		rc = in_set(&accounts->excluded, buf, out, any,
		    accounts->keys.key[i].type, accounts->keys.key[i].value,
		    err);
	return rc;
}

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
	    first_fact(accounts, making->index, PSI_FACT_NAME, &fact) &&
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

static int
finish_account(struct psi_accounts *accounts, uint32_t index,
    struct psi_buf *buf,
    int (*emit)(
	void *cookie, const struct psi_account_key *key, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct making making = { .accounts = accounts, .index = index };
	const struct psi_cell none = { NULL, 0 };
	char made_id[MADE_ID_CHARS];
	bool excluded;
	int rc;

	survey(&making);
	if (making.id.len == 0) {
		making.id.text = made_id;
		making.id.len = (size_t)snprintf(made_id, sizeof(made_id),
		    "line-%llu", (unsigned long long)making.line);
	}
	psi_keylist_reset(&accounts->keys);
	if ((rc = put_rows(&making, err)) != 0 ||
	    (rc = put_family(&making, err)) != 0 ||
	    (rc = note_parent(&making, err)) != 0)
		return rc;
	psi_keylist_settle(&accounts->keys);
	if ((rc = is_excluded(&making, &excluded, buf, err)) != 0)
		return rc;
	if (excluded) {
		accounts->config.report->count[PSI_COUNT_EXCLUDED]++;
		return note_row(accounts, making.line, PSI_REJECT_EXCLUDED,
		    making.id, none, err);
	}
	if ((rc = apply_never(&making, buf, err)) != 0 ||
	    (rc = apply_forces(&making, err)) != 0)
		return rc;
	if (accounts->num_forces > 0)
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
	struct record record;
	uint64_t at;

	if (index >= accounts->num_accounts)
		return;
	at = accounts->accounts[index].first;
	record = load(accounts, at);
	prefetch(
	    accounts, record_facts(accounts, at, &record), record.facts_len);
}

int
psi_accounts_finish(struct psi_accounts *accounts,
    int (*emit)(
	void *cookie, const struct psi_account_key *key, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct psi_normalize_report *report = accounts->config.report;
	struct psi_buf buf = PSI_BUF_INIT;
	int rc;

	rc = count_last_row(accounts, err);
	report->count[PSI_COUNT_ACCOUNTS] = accounts->num_accounts;
	report->count[PSI_COUNT_MANY_ACCOUNTS] = accounts->domains.num_many;
	if (rc == 0)
		rc = find_parents(accounts, err);
	for (size_t i = 0; i < accounts->num_accounts && rc == 0; i++) {
		prefetch_account(accounts, i + PREFETCH_AHEAD);
		rc = finish_account(
		    accounts, (uint32_t)i, &buf, emit, cookie, err);
	}
	psi_buf_clear(&buf);
	return rc;
}
