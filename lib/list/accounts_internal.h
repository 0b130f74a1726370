/*
 * The inside of accounts.h, for the files that it is made of: accounts.c takes
 * rows in, earlier_lists.c finds the account of a row of a later export,
 * account_keys.c makes the keys of one account, families.c knows its parents,
 * account_entity.c asks the directory.
 */
#ifndef PSI_LIST_ACCOUNTS_INTERNAL_H
#define PSI_LIST_ACCOUNTS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "list/account_rows.h"
#include "list/accounts.h"
#include "list/keylist.h"
#include "list/own_rules.h"
#include "list/tally.h"
#include "list/unique.h"
#include "terms/made_id.h"

/* A row that is kept. */
struct psi_row_place {
	/* Where its record is; 0 for none. */
	uint64_t at;
	uint32_t account;
};

/* Which account has a domain or a name: those of the earlier exports. */
struct psi_earlier_lists {
	struct psi_tally domains;
	struct psi_tally names;
	/* Accounts that are in them. */
	size_t num;
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
	struct psi_row_place uncounted;
	/* Parents, where the list tells any; PSI_NO_ACCOUNT for none. */
	uint32_t *parents;
	/* Some export tells parents. */
	bool tells_parents;
	struct psi_earlier_lists earlier;
	struct psi_own_rules rules;
	struct psi_keylist keys;
};

static inline bool
psi_accounts_wants(const struct psi_accounts *accounts, enum psi_key_type type)
{
	return (accounts->config.types & PSI_KEY_BIT(type)) != 0;
}

/* Families are asked for, and some export tells parents. */
static inline bool
psi_accounts_has_parents(const struct psi_accounts *accounts)
{
	return psi_accounts_wants(accounts, PSI_KEY_FAMILY) &&
	    accounts->tells_parents;
}

/* ---- several exports (earlier_lists.c) ---- */

/*
 * The account of an earlier export that has the domain of the row that was just
 * read, or else its name; PSI_NO_ACCOUNT where none or several have it. A name
 * does not join two that have domains, since these then differ.
 */
uint32_t psi_earlier_lists_find(const struct psi_accounts *accounts);

/* All accounts so far are of an earlier export from now on. Returns 0 or
 * PSI_E_NOMEM. */
int psi_earlier_lists_add(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_earlier_lists_clear(struct psi_earlier_lists *earlier);

/* ---- the keys of one account ---- */

/* An account whose keys are being made. */
struct psi_making {
	struct psi_accounts *accounts;
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
};

/* Begin an account by what all its rows say together. */
void psi_making_begin(
    struct psi_making *making, struct psi_accounts *accounts, uint32_t index);

/* The keys that its rows give (account_keys.c), that of its family
 * (families.c), and those of the directory (account_entity.c), which needs the
 * others settled, and leaves them so. */
int psi_making_rows(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_making_family(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_making_entity(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Before the first account: the account that each one names as its parent. */
int psi_families_find(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

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

#endif
