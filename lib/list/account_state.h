/*
 * All that is known of a list while its rows come in. accounts.c takes rows
 * in, earlier_lists.c finds the account of a row of a later export, families.c
 * each account's parent; account_finish.c gives the keys out.
 */
#ifndef PSI_LIST_ACCOUNT_STATE_H
#define PSI_LIST_ACCOUNT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "list/account_rows.h"
#include "list/accounts_config.h"
#include "list/own_rules.h"
#include "list/row_reader.h"
#include "list/tally.h"
#include "list/unique.h"
#include "terms/keytype.h"

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
	/* Names as they are written, of the export that is being read, too: its
	 * accounts have numbers from `num` on. */
	struct psi_tally written;
	/* Accounts that are in them. */
	size_t num;
};

struct psi_long_counts;
struct psi_long_list;

struct psi_accounts {
	/* Its types are those that are made; `wanted_types` are written. */
	struct psi_accounts_config config;
	uint32_t wanted_types;
	struct psi_row_reader reader;
	/* What psi_accounts_add reads, and the row that is being taken: its
	 * bytes are somebody else's. */
	struct psi_facts read;
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
	/* The rows, once they do not fit into memory any more: then all of the
	 * above that grows with the list is empty. NULL as long as they do. */
	struct psi_long_list *long_list;
	/* How many of them were told as they came. */
	uint32_t num_told;
	/* Of a long list that has ended. */
	struct psi_long_counts *long_counts;
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

/* Strict names are counted where a parent may be told by its name, and where the
 * list is only to be judged. */
static inline bool
psi_accounts_needs_names(const struct psi_accounts *accounts)
{
	return accounts->config.judge || psi_accounts_has_parents(accounts);
}

#endif
