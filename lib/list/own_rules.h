/*
 * Rules of the user's own: accounts and keys to leave out, and keys that an
 * account has or has not whatever its rows say.
 */
#ifndef PSI_LIST_OWN_RULES_H
#define PSI_LIST_OWN_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "list/event.h"
#include "list/keylist.h"
#include "list/rule_uses.h"
#include "list/spool.h"
#include "list/tally.h"

struct psi_forced_key;

/* All zero is no rule. */
struct psi_own_rules {
	/* Texts to the numbers of their rows in what follows. */
	struct psi_tally excluded;
	struct psi_tally never;
	/* Types of keys of which any is excluded, as PSI_KEY_BIT. */
	uint32_t excluded_types;
	struct psi_rule_uses exclude_uses;
	struct psi_rule_uses override_uses;
	struct psi_spool texts;
	/* Accounts to the first key that is forced on them. */
	struct psi_tally forced_accounts;
	struct psi_forced_key *forced;
	uint32_t num_forced;
	size_t forced_size;
};

/* As psi_accounts_exclude and psi_accounts_override. */
int psi_own_rules_exclude(struct psi_own_rules *rules, struct psi_cell type,
    struct psi_cell value, uint64_t line, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_own_rules_override(struct psi_own_rules *rules, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    uint64_t line, struct psi_error *err) __attribute__((warn_unused_result));

void psi_own_rules_clear(struct psi_own_rules *rules);

/* Is the account left out for its id, or a key that is forced on it? `buf` is for
 * the texts; *out stays true. */
int psi_own_rules_excludes(const struct psi_own_rules *rules, bool *out,
    struct psi_cell account, struct psi_buf *buf, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is it for this key, that it has or could have had? `country` as for
 * psi_keylist_add. */
int psi_own_rules_excludes_key(const struct psi_own_rules *rules, bool *out,
    enum psi_key_type type, struct psi_cell value, const char *country,
    struct psi_buf *buf, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Take from an account's keys, which are settled before and after, those that
 * it may not have, and add those that it has. The listener hears of each by
 * `about`, an event about the account, as PSI_EVENT_NEVER or PSI_EVENT_FORCED.
 */
int psi_own_rules_apply(const struct psi_own_rules *rules,
    struct psi_keylist *keys, const struct psi_listener *listener,
    const struct psi_event *about, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
