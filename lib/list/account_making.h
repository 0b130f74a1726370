/* An account whose keys are being made, and what can become of one key. */
#ifndef PSI_LIST_ACCOUNT_MAKING_H
#define PSI_LIST_ACCOUNT_MAKING_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/account_state.h"
#include "list/event.h"
#include "terms/made_id.h"

/* What makes the keys of accounts, one after the other, once all rows are in.
 * The list is only read, so each thread can have one. */
struct psi_key_maker {
	const struct psi_accounts *accounts;
	struct psi_listener listener;
	/* Of the account that is being made; begins as all zero. */
	struct psi_keylist keys;
};

struct psi_making {
	struct psi_key_maker *maker;
	const struct psi_accounts *accounts;
	uint32_t index;
	/* The first account of its company. */
	uint32_t company;
	/* Its first loose name, as psi_unique_hash has it; 0 for none. */
	uint64_t name;
	/* Its id, or what it is called without one. */
	struct psi_cell id;
	char made_id[PSI_MADE_ID_CHARS];
	/* The place of its first row. */
	unsigned int list;
	uint64_t line;
	char country[PSI_COUNTRY_CHARS];
	enum psi_population population;
	bool has_name;
	bool has_domain;
	bool has_identifier;
	/* The domain that was noted last, and why. */
	enum psi_reject last_note;
	struct psi_cell last_domain;
	/* A key that it has or could have had is on the list of exclusions. */
	bool excluded;
};

/* Begin an account by what all its rows say together. */
void psi_making_begin(
    struct psi_making *making, struct psi_key_maker *maker, uint32_t index);

/* Look for a key on the list of exclusions, be it made or not: whether it is depends
 * on what is asked for, and on the other accounts. */
__attribute__((warn_unused_result)) static inline int
psi_making_look(struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, struct psi_error *err)
{
	const struct psi_own_rules *rules = &making->accounts->rules;

	/* Most types are on no list: the text is not looked for. */
	return (rules->excluded_types & PSI_KEY_BIT(type)) != 0
	    ? psi_own_rules_excludes_key(rules, &making->excluded, type, value,
		  country, &making->maker->keys.wanted, err)
	    : 0;
}

/* Add a key of a type that is made, unless its country is "": that is not
 * known. With a country of NULL it has none. */
int psi_making_put(struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, struct psi_error *err)
    __attribute__((warn_unused_result));

/* An event about the account. */
static inline struct psi_event
psi_making_event(const struct psi_making *making, enum psi_event_kind kind)
{
	struct psi_event event = { .kind = kind,
		.list = making->list,
		.line = making->line,
		.field = PSI_NUM_FIELDS,
		.account = making->id,
		.index = making->index,
		.population = making->population };

	return event;
}

int psi_making_note(const struct psi_making *making, enum psi_reject reject,
    struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As psi_making_drop, where somebody wants an explanation. */
int psi_making_drop_now(const struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, enum psi_drop why,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The value is no key: whoever wants an explanation hears why. Most lists are
 * not explained, and drop many keys. */
__attribute__((warn_unused_result)) static inline int
psi_making_drop(struct psi_making *making, enum psi_key_type type,
    struct psi_cell value, const char *country, enum psi_drop why,
    struct psi_error *err)
{
	int rc = psi_making_look(making, type, value, country, err);

	return rc == 0 && making->maker->listener.explains
	    ? psi_making_drop_now(making, type, value, country, why, err)
	    : rc;
}

#endif
