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
	}
	return add_to_set(&rules->excluded, any, which, value, err);
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
    enum psi_key_type type, struct psi_cell value, struct psi_error *err)
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
	rules->forced[number].next = number;
	if (first != number) {
		if (rules->forced[first].next != first)
			rules->forced[number].next = rules->forced[first].next;
		rules->forced[first].next = number;
	}
	rules->num_forced++;
	return 0;
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
		return add_to_set(&rules->never, account, which, value, err);
	if (action.len != 5 || memcmp(action.text, "force", 5) != 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override is neither \"force\" nor \"never\"");
	if (account.len == 0 || value.len == 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "an override that forces a key needs account and value");
	return force(rules, account, which, value, err);
}

void
psi_own_rules_clear(struct psi_own_rules *rules)
{
	psi_tally_clear(&rules->excluded);
	psi_tally_clear(&rules->never);
	psi_spool_clear(&rules->texts);
	psi_tally_clear(&rules->forced_accounts);
	psi_array_free(
	    rules->forced, rules->forced_size, sizeof *rules->forced);
	memset(rules, 0, sizeof *rules);
}

int
psi_own_rules_excludes(const struct psi_own_rules *rules, bool *out,
    struct psi_cell account, struct psi_keylist *keys, struct psi_error *err)
{
	const struct psi_cell any = { NULL, 0 };
	int rc = 0;

	*out = false;
	if (rules->excluded.index.num == 0)
		return 0;
	rc = in_set(&rules->excluded, &keys->wanted, out, any, TYPE_ACCOUNT,
	    account, err);
	for (size_t i = 0; i < keys->num && rc == 0 && !*out; i++)
		rc = in_set(&rules->excluded, &keys->wanted, out, any,
		    keys->key[i].type, keys->key[i].value, err);
	return rc;
}

/* Does an override forbid this account, or all, the key? */
static int
is_never(const struct psi_own_rules *rules, struct psi_buf *wanted, bool *out,
    struct psi_cell account, const struct psi_keylist_key *key,
    struct psi_error *err)
{
	const struct psi_cell any = { NULL, 0 };
	int rc = in_set(
	    &rules->never, wanted, out, account, key->type, key->value, err);

	return rc != 0 || *out ? rc
			       : in_set(&rules->never, wanted, out, any,
				     key->type, key->value, err);
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
