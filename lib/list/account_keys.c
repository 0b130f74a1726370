#include "list/account_keys.h"

#include <string.h>

#include "list/address.h"
#include "normal/domain.h"

/* A domain on more accounts than this is a group's. */
#define OWN_ACCOUNTS_MAX 2

/* ---- domains ---- */

/* Why a domain or a host is not the account's own; or PSI_REJECT_NONE. */
static enum psi_reject
judge_address(const struct psi_making *making, const struct psi_tally *tally,
    struct psi_cell name)
{
	struct psi_tally_claims two;
	unsigned int num = psi_tally_claims(tally, name.text, name.len, &two);
	int ours;

	if (num > OWN_ACCOUNTS_MAX)
		return PSI_REJECT_MANY_ACCOUNTS;
	if (num < 2)
		return PSI_REJECT_NONE;
	ours = two.account[0] == making->company ? 0 : 1;
	return psi_address_judge(&making->accounts->rows, making->index,
	    two.distance[ours], two.account[1 - ours], two.distance[1 - ours]);
}

/* The domain is somebody else's, or a group's. */
static int
drop_domain(struct psi_making *making, enum psi_reject reject,
    struct psi_cell domain, struct psi_error *err)
{
	const struct psi_listener *listener = &making->maker->listener;
	struct psi_event event;
	int rc = 0;

	/* All contacts of an account say the same. */
	if (reject != making->last_note ||
	    !psi_cell_equal(making->last_domain, domain))
		rc = psi_making_note(making, reject, domain, err);
	making->last_note = reject;
	making->last_domain = domain;
	/* That of a guest is the host's, and says nothing of the account. */
	if (rc == 0 && reject != PSI_REJECT_GUEST)
		rc = psi_making_look(making, PSI_KEY_DOMAIN, domain, NULL, err);
	if (rc != 0 || !listener->explains)
		return rc;
	if ((making->accounts->wanted_types & PSI_KEY_BIT(PSI_KEY_DOMAIN)) == 0)
		return psi_making_drop_now(
		    making, PSI_KEY_DOMAIN, domain, NULL, PSI_DROP_TYPE, err);
	event = psi_making_event(making, PSI_EVENT_DROPPED);
	event.type = PSI_KEY_DOMAIN;
	event.value = domain;
	event.drop = PSI_DROP_REJECT;
	event.reject = reject;
	return psi_tell(listener, &event, err);
}

/* The host below a domain that is a group's may be the account's own. */
static int
put_part(struct psi_making *making, const struct psi_fact *fact,
    struct psi_error *err)
{
	size_t www = psi_www_len(fact->text, fact->extra);
	struct psi_cell host = { fact->text + www, fact->len - www };
	enum psi_reject reject = PSI_REJECT_GUEST;

	if (www >= fact->extra)
		return 0;
	if ((fact->steps & PSI_DOMAIN_PAGE) == 0 ||
	    !psi_domain_is_guest(fact->steps))
		reject = judge_address(making, &making->accounts->hosts, host);
	return reject == PSI_REJECT_NONE
	    ? psi_making_put(making, PSI_KEY_HOST, host, NULL, err)
	    : psi_making_drop(
		  making, PSI_KEY_HOST, host, NULL, PSI_DROP_SEVERAL, err);
}

static int
put_host(struct psi_making *making, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_cell domain = { fact->text + fact->extra,
		fact->len - fact->extra };
	enum psi_reject reject = PSI_REJECT_GUEST;
	int rc;

	if (!psi_domain_is_guest(fact->steps))
		reject =
		    judge_address(making, &making->accounts->domains, domain);
	if (reject == PSI_REJECT_NONE)
		return psi_making_put(
		    making, PSI_KEY_DOMAIN, domain, NULL, err);
	rc = drop_domain(making, reject, domain, err);
	if (rc == 0)
		rc = psi_making_put(making, PSI_KEY_FAMILY, domain, NULL, err);
	return rc != 0 ? rc : put_part(making, fact, err);
}

/* The label of a domain, to be met by a name: letters and digits only. It is
 * dropped without a word where it is not asked for. */
static int
put_label_of_host(struct psi_making *making, const struct psi_fact *fact,
    struct psi_error *err)
{
	char label[PSI_LABEL_BYTES_MAX];
	struct psi_cell value = { label, 0 };

	for (size_t i = fact->extra; i < fact->len; i++) {
		if (fact->text[i] == '.')
			break;
		if (fact->text[i] != '-' && value.len < sizeof label)
			label[value.len++] = fact->text[i];
	}
	if (value.len < 5)
		return 0;
	if (!psi_accounts_wants(making->accounts, PSI_KEY_LABEL_COUNTRY))
		return psi_making_look(
		    making, PSI_KEY_LABEL_COUNTRY, value, making->country, err);
	return psi_making_put(
	    making, PSI_KEY_LABEL_COUNTRY, value, making->country, err);
}

/* ---- names ---- */

/*
 * A loose or a core name leaves words out: where two accounts of one list
 * become equal by that, those words told them apart, and it is no key.
 */
static bool
is_unique_name(const struct psi_making *making, const struct psi_fact *fact,
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
goes_plain(const struct psi_making *making, const struct psi_fact *fact)
{
	if (fact->extra != 0 || !is_unique_name(making, fact, ""))
		return false;
	return fact->kind != PSI_FACT_NAME ||
	    !psi_unique_is_widespread(&making->accounts->loose, making->name);
}

/* The two types that a name can be a key of. */
struct name_types {
	enum psi_key_type plain;
	enum psi_key_type with_country;
};

static struct name_types
types_of(enum psi_fact_kind kind)
{
	struct name_types types = { PSI_KEY_NAME, PSI_KEY_NAME_COUNTRY };

	if (kind == PSI_FACT_LOOSE) {
		types.plain = PSI_KEY_LOOSE;
		types.with_country = PSI_KEY_LOOSE_COUNTRY;
	} else if (kind == PSI_FACT_CORE) {
		types.plain = PSI_KEY_CORE;
		types.with_country = PSI_KEY_CORE_COUNTRY;
	}
	return types;
}

static int
put_with_country(struct psi_making *making, const struct psi_fact *fact,
    const char *country, bool also_plain, struct psi_error *err)
{
	struct name_types types = types_of(fact->kind);
	struct psi_cell value = { fact->text, fact->len };
	enum psi_drop why = PSI_DROP_SEVERAL;

	/* What goes out by itself needs no country besides. */
	if (also_plain && types.plain == PSI_KEY_LOOSE && country[0] != '\0' &&
	    psi_accounts_wants(making->accounts, types.plain))
		why = PSI_DROP_PLAIN_LOOSE;
	else if (country[0] == '\0' || is_unique_name(making, fact, country))
		return psi_making_put(
		    making, types.with_country, value, country, err);
	return psi_making_drop(
	    making, types.with_country, value, country, why, err);
}

static int
put_name(struct psi_making *making, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	struct name_types types = types_of(fact->kind);
	struct psi_cell value = { fact->text, fact->len };
	bool also_plain = goes_plain(making, fact);
	enum psi_drop why = PSI_DROP_SEVERAL;
	int rc = put_with_country(making, fact, country, also_plain, err);

	if (rc != 0)
		return rc;
	if (also_plain)
		return psi_making_put(making, types.plain, value, NULL, err);
	if (fact->extra != 0)
		why = PSI_DROP_COUNTRY_ONLY;
	else if (fact->kind == PSI_FACT_NAME)
		why = PSI_DROP_WIDESPREAD;
	return psi_making_drop(making, types.plain, value, NULL, why, err);
}

/* A name as the label of a domain spells it, for accounts without a domain. */
static int
put_label(struct psi_making *making, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };

	if (!making->has_domain || country[0] == '\0')
		return psi_making_put(
		    making, PSI_KEY_LABEL_COUNTRY, value, country, err);
	return psi_making_drop(making, PSI_KEY_LABEL_COUNTRY, value, country,
	    PSI_DROP_HAS_DOMAIN, err);
}

/* ---- the rows of an account ---- */

static int
put_identifier(struct psi_making *making, enum psi_key_type type,
    const struct psi_fact *fact, struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };

	return psi_making_put(making, type, value, NULL, err);
}

static int
put_fact(struct psi_making *making, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	int rc;

	switch (fact->kind) {
	case PSI_FACT_LEI:
		return put_identifier(making, PSI_KEY_LEI, fact, err);
	case PSI_FACT_REGNO:
		return put_identifier(making, PSI_KEY_REGNO, fact, err);
	case PSI_FACT_VAT:
		return put_identifier(making, PSI_KEY_VAT, fact, err);
	case PSI_FACT_DUNS:
		return put_identifier(making, PSI_KEY_DUNS, fact, err);
	case PSI_FACT_AGREED_ID:
		return put_identifier(making, PSI_KEY_AGREED_ID, fact, err);
	case PSI_FACT_HOST:
		rc = put_host(making, fact, err);
		return rc != 0 || making->has_name
		    ? rc
		    : put_label_of_host(making, fact, err);
	case PSI_FACT_LABEL:
		return put_label(making, fact, country, err);
	case PSI_FACT_NAME:
	case PSI_FACT_LOOSE:
	case PSI_FACT_CORE:
		return put_name(making, fact, country, err);
	case PSI_FACT_GUESS:
	case PSI_FACT_PARENT:
	case PSI_FACT_PARENT_NAME:
	case PSI_FACT_PARENT_HOST:
		break;
	}
	return 0;
}

int
psi_making_rows(struct psi_making *making, struct psi_error *err)
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
		rc = put_fact(
		    making, &fact, psi_fact_country(&fact, country), err);
	}
	return rc;
}
