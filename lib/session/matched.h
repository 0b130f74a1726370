/*
 * Your accounts that matched, and the keys by which they did: what the
 * positions of matches.csv lead to in map.csv. Read once for a session, after
 * it was revealed; the result, claims and pairs are all made from it.
 */
#ifndef PSI_SESSION_MATCHED_H
#define PSI_SESSION_MATCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "session/matches_file.h"
#include "terms/population.h"

struct psi_session;

/* One matched key of one of your accounts. */
struct psi_matched_key {
	/* The account's place in the keys file. */
	uint32_t order;
	/* The type: its place among the agreement's keys. */
	uint32_t type;
	/* Its place among the matches. */
	uint32_t match;
	enum psi_population population;
	/* The account and the value of the key, in the arena. */
	uint64_t account;
	uint64_t value;
	uint32_t account_len;
	uint32_t value_len;
	/* Another of your accounts holds the same key. Family keys aside: they
	 * are there to be shared. */
	bool is_shared;
};

PSI_ARRAY(psi_matched_keys, struct psi_matched_key)

/* All zero is an empty one. */
struct psi_matched {
	/* Ascending by position. */
	struct psi_matches matches;
	/* Ascending by order, type and match. */
	struct psi_matched_keys keys;
	struct psi_buf arena;
	uint64_t num_account;
};

/*
 * Find the accounts of `matched->matches` in the map.
 *
 * Returns 0; PSI_E_MISMATCH where a position is that of padding, which nobody
 * can have; PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM. Time is linear in the
 * map, memory in the matches.
 */
int psi_matched_join(struct psi_matched *matched,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The accounts of a revealed session of mode accounts: *out belongs to the
 * session, and is read when it is asked for first.
 *
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_matched_of(const struct psi_matched **out, struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

static inline struct psi_cell
psi_matched_account(
    const struct psi_matched *matched, const struct psi_matched_key *key)
{
	struct psi_cell cell = { (const char *)matched->arena.data +
		    key->account,
		key->account_len };

	return cell;
}

/* Hand *matched over to the session, which must not have one yet; it is empty
 * afterwards. Returns 0 or PSI_E_NOMEM. */
int psi_matched_keep(struct psi_session *session, struct psi_matched *matched,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free what is in it; free also frees the structure, which may be
 * NULL. */
void psi_matched_clear(struct psi_matched *matched);
void psi_matched_free(struct psi_matched *matched);

#endif
