/*
 * A whole list: rows to accounts, and the keys of each account. What depends
 * on the list as a whole is decided here: whether a domain is an account's
 * own, what an account's family is, which population an account is in.
 */
#ifndef PSI_LIST_ACCOUNTS_H
#define PSI_LIST_ACCOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/accounts_config.h"
#include "list/rule_uses.h"

struct psi_accounts;
struct psi_facts;
struct psi_key_maker;

/* What `config` points to must outlive the accounts. */
int psi_accounts_new(struct psi_accounts **out,
    const struct psi_accounts_config *config, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_accounts_free(struct psi_accounts *accounts);

/*
 * The rows that follow are of another export, whose columns `mapping` has, and
 * belong to the accounts so far where they meet one (psi_normalize_lists).
 */
int psi_accounts_next_list(struct psi_accounts *accounts,
    const struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Leave out every account with this id (type "account") or with this key.
 * Returns 0, PSI_E_INPUT for a type that does not exist, or PSI_E_NOMEM.
 */
int psi_accounts_exclude(struct psi_accounts *accounts, struct psi_cell type,
    struct psi_cell value, uint64_t line, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * `action` is "force" (the account has this key) or "never" (it has not;
 * with an empty account: no account has). Returns as above.
 */
int psi_accounts_override(struct psi_accounts *accounts, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    uint64_t line, struct psi_error *err) __attribute__((warn_unused_result));

/* Once the keys are made: how many rows of either table do nothing, and their
 * lines. */
uint64_t psi_accounts_idle_exclude(
    const struct psi_accounts *accounts, char lines[PSI_RULE_LINES_CHARS]);
uint64_t psi_accounts_idle_overrides(
    const struct psi_accounts *accounts, char lines[PSI_RULE_LINES_CHARS]);

/*
 * Take a row that was read already (row.h), by a reader as this has it
 * (account_state.h): `facts` are valid during the call, and those of a row that
 * comes soon may be announced, so that they are met by what they need.
 */
int psi_accounts_take(struct psi_accounts *accounts,
    const struct psi_facts *facts, uint64_t line, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_accounts_expect(
    const struct psi_accounts *accounts, const struct psi_facts *facts);

/* Read and take one row. Some 400 bytes stay in memory for each account, up to
 * the `memory` of the config. */
int psi_accounts_add(struct psi_accounts *accounts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * All rows are in: tell the listener what becomes of each account (event.h),
 * accounts in the order in which they first came, keys by type and then by
 * value, each once. Returns 0, PSI_E_NOMEM, or what the listener returned.
 */
int psi_accounts_finish(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The same in two steps, for several threads (key_blocks.h): after the last row
 * the accounts are only read, so each thread can have a maker
 * (account_making.h), which makes the keys of the accounts from `from` to
 * before `to` and tells its own listener.
 */
int psi_accounts_end_rows(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_accounts_make_keys(struct psi_key_maker *maker, size_t from, size_t to,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The domains that more than two companies have; known after the last row. */
uint64_t psi_accounts_group_domains(const struct psi_accounts *accounts);

#endif
