#include "list/own_rules.h"

#include <string.h>

#include "list/account_id.h"
#include "base/error.h"
#include "terms/keytype.h"

/* What stands for the type of an account's id in the set of exclusions. */
#define TYPE_ACCOUNT PSI_NUM_KEY_TYPES

struct psi_forced_key {
	struct psi_cell value;
	enum psi_key_type type;
	/* Its row among `override_uses`. */
	size_t use;
	/* Another one of the same account; itself at the end. */
	uint32_t next;
};

/*
 * A key as an element of a set: account, type and value, each with an end.
 */
static int
set_text(struct psi_buf *out, struct psi_cell account, enum psi_key_type type,
    struct psi_cell value, struct psi_error *err)
{
	uint8_t kind = (uint8_t)type;
	int rc;

	account = psi_account_id(account);
	if (type == TYPE_ACCOUNT)
		value = psi_account_id(value);
	out->len = 0;
	if ((rc = psi_buf_append(out, account.text, account.len, err)) != 0 ||
	    (rc = psi_buf_append(out, "\0", 1, err)) != 0 ||
	    (rc = psi_buf_append(out, &kind, 1, err)) != 0)
		return rc;
	return psi_buf_append(out, value.text, value.len, err);
}

/* Is the text in `buf` in the set? *in stays true; the row has done something. */
static void
look_up(const struct psi_tally *set, const struct psi_rule_uses *uses,
    const struct psi_buf *buf, bool *in)
{
	uint32_t number[2];

	if (psi_tally_count(set, (const char *)buf->data, buf->len, number) ==
	    0)
		return;
	psi_rule_uses_mark(uses, number[0]);
	*in = true;
}

static int
in_set(const struct psi_tally *set, const struct psi_rule_uses *uses,
    struct psi_buf *buf, bool *in, struct psi_cell account,
    enum psi_key_type type, struct psi_cell value, struct psi_error *err)
{
	int rc = set_text(buf, account, type, value, err);

	if (rc == 0)
		look_up(set, uses, buf, in);
	return rc;
}

/* A row that stands there twice is one. */
static int
add_to_set(struct psi_tally *set, struct psi_rule_uses *uses,
    struct psi_cell account, enum psi_key_type type, struct psi_cell value,
    uint64_t line, struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	uint32_t next = (uint32_t)uses->num;
	uint32_t number = 0;
	int rc;

	if (uses->num >= UINT32_MAX)
		return psi_error_set(err, PSI_E_INPUT, "too many rules");
	rc = set_text(&buf, account, type, value, err);
	if (rc == 0)
		rc = psi_tally_find_or_add(
		    set, &number, (const char *)buf.data, buf.len, next, err);
	psi_buf_clear(&buf);
	return rc != 0 || number != next ? rc
					 : psi_rule_uses_add(uses, line, err);
}

static int
find_type(enum psi_key_type *out, struct psi_cell type, uint64_t line,
    struct psi_error *err)
{
	if (psi_key_type_from_name(out, type.text, type.len))
		return 0;
	return psi_refuse(err, PSI_E_INPUT, line,
	    "the types are those that 'psi-normalize --check' counts under "
	    "Keys",
	    "there is no such type of key");
}

int
psi_own_rules_exclude(struct psi_own_rules *rules, struct psi_cell type,
    struct psi_cell value, uint64_t line, struct psi_error *err)
{
	static const char account[] = "account";
	const struct psi_cell any = { NULL, 0 };
	enum psi_key_type which = TYPE_ACCOUNT;
	int rc;

	if (type.len != sizeof account - 1 ||
	    memcmp(type.text, account, type.len) != 0) {
		if ((rc = find_type(&which, type, line, err)) != 0)
			return rc;
		rules->excluded_types |= PSI_KEY_BIT(which);
	}
	return add_to_set(&rules->excluded, &rules->exclude_uses, any, which,
	    value, line, err);
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

static int
force(struct psi_own_rules *rules, struct psi_cell account,
    enum psi_key_type type, struct psi_cell value, uint64_t line,
    struct psi_error *err)
{
	void *array = rules->forced;
	uint32_t number = rules->num_forced;
	uint32_t first;
	int rc;

	if (number == UINT32_MAX)
		return psi_error_set(err, PSI_E_INPUT, "too many overrides");
	account = psi_account_id(account);
	if ((rc = keep_cell(&rules->texts, &value, err)) != 0)
		return rc;
	rc = psi_array_grow(
	    &array, &rules->forced_size, number, 1, sizeof *rules->forced, err);
	if (rc != 0)
		return rc;
	rules->forced = array;
	rc = psi_tally_find_or_add(&rules->forced_accounts, &first,
	    account.text, account.len, number, err);
	if (rc != 0)
		return rc;
	rules->forced[number].value = value;
	rules->forced[number].type = type;
	rules->forced[number].use = rules->override_uses.num;
	rules->forced[number].next = number;
	if (first != number) {
		if (rules->forced[first].next != first)
			rules->forced[number].next = rules->forced[first].next;
		rules->forced[first].next = number;
	}
	rules->num_forced++;
	return psi_rule_uses_add(&rules->override_uses, line, err);
}

int
psi_own_rules_override(struct psi_own_rules *rules, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    uint64_t line, struct psi_error *err)
{
	enum psi_key_type which;
	int rc;

	if ((rc = find_type(&which, type, line, err)) != 0)
		return rc;
	if (action.len == 5 && memcmp(action.text, "never", 5) == 0)
		return add_to_set(&rules->never, &rules->override_uses, account,
		    which, value, line, err);
	if (action.len != 5 || memcmp(action.text, "force", 5) != 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override is neither \"force\" nor \"never\"");
	if (account.len == 0 || value.len == 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override that forces a key needs account and value");
	return force(rules, account, which, value, line, err);
}

void
psi_own_rules_clear(struct psi_own_rules *rules)
{
	psi_tally_clear(&rules->excluded);
	psi_tally_clear(&rules->never);
	psi_rule_uses_clear(&rules->exclude_uses);
	psi_rule_uses_clear(&rules->override_uses);
	psi_spool_clear(&rules->texts);
	psi_tally_clear(&rules->forced_accounts);
	psi_array_free(
	    rules->forced, rules->forced_size, sizeof *rules->forced);
	memset(rules, 0, sizeof *rules);
}

int
psi_own_rules_excludes_key(const struct psi_own_rules *rules, bool *out,
    enum psi_key_type type, struct psi_cell value, const char *country,
    struct psi_buf *buf, struct psi_error *err)
{
	const struct psi_cell any = { NULL, 0 };
	int rc = set_text(buf, any, type, value, err);

	if (rc == 0 && country != NULL)
		rc = psi_buf_append(buf, "|", 1, err);
	if (rc == 0 && country != NULL)
		rc = psi_buf_append_text(buf, country, err);
	if (rc == 0)
		look_up(&rules->excluded, &rules->exclude_uses, buf, out);
	return rc;
}

int
psi_own_rules_excludes(const struct psi_own_rules *rules, bool *out,
    struct psi_cell account, struct psi_buf *buf, struct psi_error *err)
{
	const struct psi_cell any = { NULL, 0 };
	struct psi_cell id = psi_account_id(account);
	uint32_t number[2];
	int rc;

	if (rules->excluded.index.num == 0)
		return 0;
	rc = in_set(&rules->excluded, &rules->exclude_uses, buf, out, any,
	    TYPE_ACCOUNT, account, err);
	if (rc != 0 ||
	    psi_tally_count(&rules->forced_accounts, id.text, id.len, number) ==
		0)
		return rc;
	for (uint32_t i = number[0];; i = rules->forced[i].next) {
		const struct psi_forced_key *forced = &rules->forced[i];

		rc = psi_own_rules_excludes_key(
		    rules, out, forced->type, forced->value, NULL, buf, err);
		if (rc != 0 || forced->next == i)
			return rc;
	}
}

/* Does an override forbid this account, or all, the key? */
static int
is_never(const struct psi_own_rules *rules, struct psi_buf *wanted, bool *out,
    struct psi_cell account, const struct psi_keylist_key *key,
    struct psi_error *err)
{
	const struct psi_cell any = { NULL, 0 };
	int rc;

	*out = false;
	rc = in_set(&rules->never, &rules->override_uses, wanted, out, account,
	    key->type, key->value, err);
	return rc != 0 ? rc
		       : in_set(&rules->never, &rules->override_uses, wanted,
			     out, any, key->type, key->value, err);
}

static int
tell_key(const struct psi_listener *listener, const struct psi_event *about,
    enum psi_event_kind kind, enum psi_key_type type, struct psi_cell value,
    struct psi_error *err)
{
	struct psi_event event = *about;

	event.kind = kind;
	event.type = type;
	event.value = value;
	return psi_tell(listener, &event, err);
}

static int
apply_never(const struct psi_own_rules *rules, struct psi_keylist *keys,
    const struct psi_listener *listener, const struct psi_event *about,
    struct psi_error *err)
{
	size_t kept = 0;

	if (rules->never.index.num == 0)
		return 0;
	for (size_t i = 0; i < keys->num; i++) {
		const struct psi_keylist_key *key = &keys->key[i];
		bool never;
		int rc = is_never(
		    rules, &keys->wanted, &never, about->account, key, err);

		if (rc == 0 && never)
			rc = tell_key(listener, about, PSI_EVENT_NEVER,
			    key->type, key->value, err);
		if (rc != 0)
			return rc;
		if (!never)
			keys->key[kept++] = *key;
	}
	keys->num = kept;
	return 0;
}

static int
apply_forced(const struct psi_own_rules *rules, struct psi_keylist *keys,
    const struct psi_listener *listener, const struct psi_event *about,
    uint32_t first, struct psi_error *err)
{
	for (uint32_t i = first;; i = rules->forced[i].next) {
		const struct psi_forced_key *forced = &rules->forced[i];
		int rc = psi_keylist_add(keys, forced->type, forced->value.text,
		    forced->value.len, NULL, err);

		psi_rule_uses_mark(&rules->override_uses, forced->use);
		if (rc == 0)
			rc = tell_key(listener, about, PSI_EVENT_FORCED,
			    forced->type, forced->value, err);
		if (rc != 0)
			return rc;
		if (forced->next == i)
			return 0;
	}
}

int
psi_own_rules_apply(const struct psi_own_rules *rules, struct psi_keylist *keys,
    const struct psi_listener *listener, const struct psi_event *about,
    struct psi_error *err)
{
	struct psi_cell id = psi_account_id(about->account);
	uint32_t number[2];
	int rc = apply_never(rules, keys, listener, about, err);

	if (rc != 0 ||
	    psi_tally_count(&rules->forced_accounts, id.text, id.len, number) ==
		0)
		return rc;
	rc = apply_forced(rules, keys, listener, about, number[0], err);
	if (rc == 0)
		psi_keylist_settle(keys);
	return rc;
}
