#include "session/share_values.h"

#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/text_table.h"
#include "list/own_columns.h"
#include "normal/country.h"
#include "normal/domain.h"
#include "normal/normalizer.h"
#include "session/own_lists.h"
#include "session/session.h"
#include "terms/keytype.h"
#include "trust/identity.h"

#define ALIAS_KEY_TAG "psi-alias-key/1"

static int
wrong_list(struct psi_error *err, const char *what, const char *remedy)
{
	return psi_refuse(err, PSI_E_INPUT, 0, remedy, "%s", what);
}

/* Does every row of the list give a matched key of its account? */
struct checking {
	const struct psi_share_side *side;
	struct psi_share_values *values;
	/* Names of the accounts, numbered as in the side. */
	struct psi_text_table names;
	const struct psi_agreement *agreement;
};

static int
check_key(void *cookie, const struct psi_normalize_key *key)
{
	struct checking *checking = cookie;
	const struct psi_share_side *side = checking->side;
	const struct psi_share_account *account;
	uint32_t number;

	if (!psi_text_table_find(
		&checking->names, key->account, key->account_len, &number) ||
	    checking->values->is_good[number])
		return 0;
	account = &side->accounts.at[number];
	for (size_t i = 0; i < account->num_key; i++) {
		const struct psi_share_key *own =
		    &side->keys.at[account->first_key + i];

		/* Both are this company's own keys, on its own machine. */
		if (own->value_len == key->value_len &&
		    strcmp(side->score_key[own->token].type, key->type) == 0 &&
		    psi_public_equal(side->matched->arena.data + own->value,
			key->value, key->value_len)) {
			checking->values->is_good[number] = true;
			break;
		}
	}
	return 0;
}

/* The agreement's types that the normaliser makes, as it takes them. */
static int
list_types(struct psi_buf *out, const struct psi_agreement *agreement,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < agreement->num_key; i++) {
		const char *type = agreement->key[i].type;
		enum psi_key_type known;

		if (!psi_key_type_from_name(&known, type, strlen(type)))
			continue;
		if (out->len > 0)
			rc = psi_buf_append(out, ",", 1, err);
		if (rc == 0)
			rc = psi_buf_append_text(out, type, err);
	}
	return rc != 0 ? rc : psi_buf_append(out, "", 1, err);
}

static int
name_accounts(struct checking *checking, struct psi_error *err)
{
	const struct psi_share_side *side = checking->side;
	int rc = 0;

	for (size_t a = 0; rc == 0 && a < side->accounts.num; a++) {
		struct psi_cell id =
		    psi_share_account_id(side, &side->accounts.at[a]);
		uint32_t number;
		bool is_new;

		rc = psi_text_table_add(
		    &checking->names, id.text, id.len, &number, &is_new, err);
	}
	return rc;
}

/* Several exports once more, hashed one after the other. */
struct again {
	const struct psi_source *source;
	struct psi_sha256 *sha256;
};

static int
read_again(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct again *again = cookie;
	int rc = again->source->read(
	    again->source->cookie, out, out_size, out_len, err);

	if (rc == 0)
		psi_sha256_update(again->sha256, out, *out_len);
	return rc;
}

/* Normalise the exports again; `digest` is that of what was read. */
static int
normalize_again(const struct psi_share_list *list,
    const struct psi_normalize_options *options,
    const struct psi_normalize_events *events, uint8_t digest[PSI_SHA256_BYTES],
    struct psi_error *err)
{
	struct again again[PSI_NORMALIZE_LISTS_MAX];
	struct psi_source source[PSI_NORMALIZE_LISTS_MAX];
	const struct psi_source *each[PSI_NORMALIZE_LISTS_MAX];
	struct psi_sha256 sha256;
	int rc;

	psi_sha256_init(&sha256);
	for (size_t i = 0; i <= list->num_more; i++) {
		again[i].source =
		    i == 0 ? list->again : list->more_again[i - 1];
		again[i].sha256 = &sha256;
		source[i].read = read_again;
		source[i].cookie = &again[i];
		each[i] = &source[i];
	}
	rc = psi_normalize_lists(list->normalizer, each, list->num_more + 1,
	    NULL, options, events, NULL, err);
	psi_sha256_final(&sha256, digest);
	return rc;
}

/* A later export: normalise it again, and look at the keys. */
static int
check_rows(struct psi_share_values *values, const struct psi_session *session,
    const struct psi_share_side *side, const struct psi_own_lists *lists,
    struct psi_error *err)
{
	const struct psi_share_list *list = values->list;
	struct psi_normalize_options options = lists->options;
	struct checking checking = { .side = side, .values = values };
	struct psi_normalize_events events = { .key = check_key,
		.cookie = &checking };
	struct psi_buf types = PSI_BUF_INIT;
	uint8_t found[PSI_SHA256_BYTES];
	int rc;

	if ((rc = name_accounts(&checking, err)) != 0 ||
	    (rc = list_types(&types, session->agreement, err)) != 0)
		goto out;
	options.types = (const char *)types.data;
	options.source_date = "1970-01-01";
	rc = normalize_again(list, &options, &events, found, err);
	if (rc == 0 && !psi_public_equal(found, lists->digest, sizeof found))
		rc = wrong_list(err, "the list changed while it was read",
		    "run this step again");
out:
	psi_text_table_clear(&checking.names);
	psi_buf_clear(&types);
	return rc;
}

static bool
has_line_accounts(const struct psi_share_side *side)
{
	for (size_t a = 0; a < side->accounts.num; a++)
		if (side->accounts.at[a].is_line)
			return true;
	return false;
}

/* Is it the list of this session, and which of its rows can be trusted? */
static int
check_list(struct psi_share_values *values, const struct psi_session *session,
    const struct psi_share_side *side, const struct psi_own_lists *lists,
    struct psi_error *err)
{
	const struct psi_share_list *list = values->list;
	int rc;

	if (lists->is_same && !lists->has_other_id) {
		memset(values->is_good, 1, side->accounts.num);
		return 0;
	}
	if (has_line_accounts(side))
		return wrong_list(err,
		    "accounts without an id are named by their line, and this "
		    "is not the export that was normalised",
		    "give the very file that was normalised; for later "
		    "exports the list needs a column of ids");
	if (list->again == NULL || list->normalizer == NULL ||
	    (list->num_more > 0 && list->more_again == NULL))
		return wrong_list(err,
		    "this is not the export that was normalised, so its rows "
		    "must be normalised again",
		    "give the export as a file, and the public-suffix list of "
		    "the agreement");
	if ((rc = psi_own_lists_check_normalizer(lists, session, err)) != 0)
		return rc;
	rc = check_rows(values, session, side, lists, err);
	for (size_t a = 0; rc == 0 && a < side->accounts.num; a++)
		values->changed += !values->is_good[a];
	return rc;
}

/* Which decimal signs the columns of money have; those of deals are their own. */
static void
find_signs(struct psi_share_values *values, const struct psi_share_side *side)
{
	static const enum psi_field money[] = { PSI_FIELD_AMOUNT,
		PSI_FIELD_REVENUE, PSI_FIELD_COMMITTED_SPEND };

	for (size_t a = 0; a < side->accounts.num; a++)
		for (size_t f = 0; f < sizeof money / sizeof money[0]; f++) {
			struct psi_cell id =
			    psi_share_account_id(side, &side->accounts.at[a]);
			struct psi_cell cell = psi_own_columns_cell(
			    values->columns, id.text, id.len, money[f]);

			values->signs[money[f]] |=
			    psi_money_signs(cell.text, cell.len);
		}
}

/* How dates with slashes are written: what all of them together allow. */
static void
find_date_order(
    struct psi_share_values *values, const struct psi_share_side *side)
{
	static const enum psi_field dates[] = { PSI_FIELD_CLOSE_DATE,
		PSI_FIELD_RENEWAL_DATE };

	values->order = psi_own_columns_date_order(values->columns);
	for (size_t a = 0; a < side->accounts.num; a++)
		for (size_t f = 0; f < sizeof dates / sizeof dates[0]; f++) {
			struct psi_cell id =
			    psi_share_account_id(side, &side->accounts.at[a]);
			struct psi_cell cell = psi_own_columns_cell(
			    values->columns, id.text, id.len, dates[f]);

			values->order = psi_date_order_with(values->order,
			    psi_date_order_of(cell.text, cell.len));
		}
}

static int
read_columns(struct psi_share_values *values, const struct psi_session *session,
    const struct psi_share_side *side, struct psi_own_lists *lists,
    struct psi_error *err)
{
	int rc = psi_own_columns_new(&values->columns, err);

	for (size_t a = 0; rc == 0 && a < side->accounts.num; a++) {
		struct psi_cell id =
		    psi_share_account_id(side, &side->accounts.at[a]);

		rc =
		    psi_own_columns_want(values->columns, id.text, id.len, err);
	}
	return rc != 0 ? rc
		       : psi_own_lists_columns(lists, session, values->columns,
			     has_line_accounts(side), &values->missing, err);
}

static int
read_list(struct psi_share_values *values, const struct psi_session *session,
    const struct psi_share_side *side, struct psi_error *err)
{
	const struct psi_share_list *list = values->list;
	struct psi_own_lists lists = { .first = list->accounts,
		.more = list->more,
		.num_more = list->num_more,
		.normalizer = list->normalizer,
		.encoding = list->encoding,
		.delimiter = list->delimiter,
		.maps = list->maps,
		.num_maps = list->num_maps };
	int rc;

	if ((rc = psi_own_lists_open(&lists, session, err)) == 0 &&
	    (rc = read_columns(values, session, side, &lists, err)) == 0)
		rc = check_list(values, session, side, &lists, err);
	if (list->which != NULL)
		*list->which = lists.which;
	psi_own_lists_clear(&lists);
	return rc;
}

/* The code goes into the values that are sent: any other would be none, and the
 * partner would refuse the file. */
static bool
is_currency(const char *code)
{
	for (size_t i = 0; i < 3; i++)
		if (code[i] < 'A' || code[i] > 'Z')
			return false;
	return code[3] == '\0';
}

int
psi_share_values_read(struct psi_share_values *values,
    struct psi_session *session, const struct psi_share_side *side,
    const struct psi_share_list *list, struct psi_error *err)
{
	int rc;

	memset(values, 0, sizeof *values);
	if (list == NULL || list->version != PSI_SHARE_LIST_VERSION ||
	    list->accounts == NULL)
		return psi_refuse(err, PSI_E_ARG, 0, "name it with --accounts",
		    "this step needs the list of accounts");
	if (list->currency[0] != '\0' && !is_currency(list->currency))
		return psi_refuse(err, PSI_E_ARG, 0,
		    "say its code in three capital letters, such as EUR",
		    "there is no such currency");
	values->list = list;
	values->num_account = side->accounts.num;
	values->is_good =
	    psi_array_new(values->num_account, sizeof *values->is_good);
	if (values->is_good == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_identity_derive(session->identity, values->alias_key,
		 ALIAS_KEY_TAG, err)) == 0 &&
	    (rc = read_list(values, session, side, err)) == 0) {
		find_date_order(values, side);
		find_signs(values, side);
	}
	if (rc != 0)
		psi_share_values_clear(values);
	return rc;
}

void
psi_share_values_clear(struct psi_share_values *values)
{
	psi_own_columns_free(values->columns);
	psi_array_free(
	    values->is_good, values->num_account, sizeof *values->is_good);
	psi_wipe(values, sizeof *values);
}

/* Countries and domains in their normal form, where there is a normaliser;
 * empty where they have none. False where there is no memory. */
static bool
normal_form(const struct psi_share_values *values, enum psi_field field,
    struct psi_cell *cell, struct psi_domain *domain,
    char country[PSI_COUNTRY_CHARS])
{
	const struct psi_normalizer *normalizer = values->list->normalizer;
	enum psi_reject reject = PSI_REJECT_PLACEHOLDER;
	size_t pos = 0;
	const char *part;
	size_t part_len;

	if (normalizer == NULL ||
	    (field != PSI_FIELD_COUNTRY && field != PSI_FIELD_DOMAIN))
		return true;
	if (field == PSI_FIELD_COUNTRY)
		reject = psi_country_find(country, cell->text, cell->len);
	else if (psi_domain_next(&pos, &part, &part_len, cell->text, cell->len))
		reject = psi_domain_parse(
		    domain, normalizer->suffixes, part, part_len);
	*cell = (struct psi_cell){ NULL, 0 };
	if (reject == PSI_REJECT_NONE && field == PSI_FIELD_COUNTRY)
		*cell = (struct psi_cell){ country, strlen(country) };
	else if (reject == PSI_REJECT_NONE)
		*cell = (struct psi_cell){ domain->host, domain->host_len };
	return reject != PSI_REJECT_NO_MEMORY;
}

/* What the list says of an account; of its deals, all together. */
static struct psi_cell
own_cell(const struct psi_share_values *values,
    const struct psi_share_side *side, size_t account, enum psi_field field,
    struct psi_deal_sum *sum)
{
	struct psi_cell id =
	    psi_share_account_id(side, &side->accounts.at[account]);
	struct psi_cell cell = { NULL, 0 };

	if (field == PSI_FIELD_OWNER || field == PSI_FIELD_OWNER_EMAIL) {
		cell = psi_own_columns_cell(
		    values->columns, id.text, id.len, field);
		return psi_field_names_nobody(field, cell.text, cell.len)
		    ? (struct psi_cell){ NULL, 0 }
		    : cell;
	}
	if ((field != PSI_FIELD_STAGE && field != PSI_FIELD_AMOUNT &&
		field != PSI_FIELD_CLOSE_DATE &&
		field != PSI_FIELD_OPEN_DEALS) ||
	    !psi_own_columns_deals(values->columns, sum, id.text, id.len,
		values->list->currency, values->order))
		return psi_own_columns_cell(
		    values->columns, id.text, id.len, field);
	if (field == PSI_FIELD_STAGE)
		return sum->stage;
	cell.text = field == PSI_FIELD_AMOUNT ? sum->amount
	    : field == PSI_FIELD_CLOSE_DATE   ? sum->close_date
					      : sum->open_deals;
	cell.len = strlen(cell.text);
	return cell;
}

/* What money of the list is in that does not say it: what its column of currencies
 * says, else what was told. NULL for a currency that is not known. */
static const char *
find_currency(char code[4], const struct psi_share_values *values,
    const struct psi_share_side *side, size_t account, enum psi_field field)
{
	struct psi_cell id =
	    psi_share_account_id(side, &side->accounts.at[account]);
	struct psi_cell cell = { NULL, 0 };

	if (psi_field_kind(field) == PSI_KIND_MONEY)
		cell = psi_own_columns_currency(
		    values->columns, id.text, id.len, field);
	if (cell.len == 0)
		return values->list->currency;
	return psi_field_currency(code, cell.text, cell.len) ? code : NULL;
}

enum psi_share_value_state
psi_share_values_get(const struct psi_share_values *values,
    const struct psi_share_side *side, size_t account, enum psi_field field,
    enum psi_field_form form, char out[PSI_FIELD_VALUE_MAX + 1])
{
	struct psi_deal_sum sum;
	struct psi_cell cell = own_cell(values, side, account, field, &sum);
	/* A sum of deals says what it is in, as far as that is known. */
	bool is_sum = cell.text == sum.amount;
	char country[PSI_COUNTRY_CHARS];
	char code[4];
	const char *currency;
	struct psi_field_ways ways;
	struct psi_domain domain;
	bool is_there;

	if (cell.len == 0 || !values->is_good[account])
		return PSI_VALUE_ABSENT;
	if (!normal_form(values, field, &cell, &domain, country))
		return PSI_VALUE_NO_MEMORY;
	currency = is_sum ? values->list->currency
			  : find_currency(code, values, side, account, field);
	if (currency == NULL)
		return PSI_VALUE_UNREADABLE;
	/* A sum has hundredths or none: what looks otherwise is an amount that could
	 * not be summed. */
	ways = (struct psi_field_ways){ currency, values->order,
		is_sum ? PSI_MONEY_POINT | PSI_MONEY_COMMA
		       : values->signs[field] };
	if (form == PSI_FORM_ALIAS)
		is_there = psi_field_alias(
		    out, field, values->alias_key, cell.text, cell.len);
	else
		is_there = psi_field_value_by(
		    out, field, form, cell.text, cell.len, &ways);
	return is_there ? PSI_VALUE_THERE : PSI_VALUE_UNREADABLE;
}

/* One person, of a team behind a role, as it may leave: appended to out, unless
 * nothing of it may. */
static void
put_person(char out[PSI_FIELD_VALUE_MAX + 1],
    const struct psi_share_values *values, enum psi_share_address address,
    const char *text, size_t role_len, size_t len)
{
	char alias[PSI_FIELD_VALUE_MAX + 1];
	size_t at = strlen(out);
	const char *name = text + role_len;
	size_t name_len = len - role_len;

	if (psi_field_holds_address(text, len)) {
		if (address == PSI_ADDRESS_NOT ||
		    psi_field_holds_address(text, role_len) ||
		    !psi_field_alias(alias, PSI_FIELD_OWNER_EMAIL,
			values->alias_key, name, name_len))
			return;
		name = alias;
		name_len = strlen(alias);
	}
	/* An alias may be longer than what it stands for. */
	if (at + 1 + role_len + name_len > PSI_FIELD_VALUE_MAX)
		return;
	if (at > 0)
		out[at++] = ';';
	memcpy(out + at, text, role_len);
	memcpy(out + at + role_len, name, name_len);
	out[at + role_len + name_len] = '\0';
}

/* "role:name;role:name". */
static void
put_team(char out[PSI_FIELD_VALUE_MAX + 1],
    const struct psi_share_values *values, enum psi_share_address address,
    const char *text)
{
	for (;;) {
		size_t n = strcspn(text, ";");
		size_t role_len = strcspn(text, ":;");

		role_len += strspn(text + role_len, ": ");
		put_person(out, values, address, text, role_len, n);
		if (text[n] == '\0')
			return;
		text += n + 1;
	}
}

enum psi_share_value_state
psi_share_values_people(const struct psi_share_values *values,
    const struct psi_share_side *side, size_t account, enum psi_field field,
    enum psi_share_address address, bool *held,
    char out[PSI_FIELD_VALUE_MAX + 1])
{
	char text[PSI_FIELD_VALUE_MAX + 1];
	enum psi_share_value_state state = psi_share_values_get(
	    values, side, account, field, PSI_FORM_EXACT, text);
	size_t len = state == PSI_VALUE_THERE ? strlen(text) : 0;

	out[0] = '\0';
	*held =
	    address != PSI_ADDRESS_FULL && psi_field_holds_address(text, len);
	if (!*held) {
		memcpy(out, text, len);
		out[len] = '\0';
	} else if (field == PSI_FIELD_TEAM)
		put_team(out, values, address, text);
	else
		put_person(out, values, address, text, 0, len);
	if (*held && out[0] == '\0')
		state = PSI_VALUE_ABSENT;
	psi_wipe(text, sizeof text);
	return state;
}

int
psi_share_values_raw(struct psi_cell *cell,
    const struct psi_share_values *values, const struct psi_share_side *side,
    size_t account, enum psi_field field, char out[PSI_FIELD_VALUE_MAX + 1],
    struct psi_error *err)
{
	enum psi_share_value_state state = psi_share_values_get(
	    values, side, account, field, PSI_FORM_EXACT, out);
	struct psi_deal_sum sum;

	if (state == PSI_VALUE_NO_MEMORY)
		return psi_error_nomem(err);
	if (state != PSI_VALUE_THERE) {
		*cell = own_cell(values, side, account, field, &sum);
		/* The sum's own text does not outlive this call. */
		if (cell->text != sum.amount && cell->text != sum.close_date &&
		    cell->text != sum.open_deals)
			return 0;
		memcpy(out, cell->text, cell->len + 1);
	}
	*cell = (struct psi_cell){ out, strlen(out) };
	return 0;
}
