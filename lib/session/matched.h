/*
 * Your accounts that matched, and the keys by which they did: what the
 * positions of matches.csv lead to in map.csv. In memory, or, where that does
 * not fit, sorted on disk.
 */
#ifndef PSI_SESSION_MATCHED_H
#define PSI_SESSION_MATCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "session/match_queue.h"
#include "terms/population.h"

struct psi_session;
struct psi_sorter;

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

/* All zero is an empty one, in memory. */
struct psi_matched {
	/* Where `sorted` is not NULL, only as long as a step needs them. */
	struct psi_match_queue matches;
	/* Ascending by order, type and match. */
	struct psi_matched_keys keys;
	struct psi_buf arena;
	uint64_t num_account;
	/* Not NULL where they do not fit: then the keys are here, records of
	 * matched_record.h in the same order, and without their values. */
	struct psi_sorter *sorted;
	/* Bytes that the step has in memory beside this. */
	uint64_t held;
	/* To stay in memory, whatever it takes. */
	bool is_whole;
};

/* Bytes for each match, of an account with one key, texts included. */
#define PSI_MATCHED_BYTES 150

/*
 * Into an empty one `num` matches are to come, while the step itself has `held`
 * bytes in memory: decide where to keep them. Returns 0 or PSI_E_NOMEM.
 */
int psi_matched_begin(struct psi_matched *matched,
    const struct psi_session *session, uint64_t held, uint64_t num,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Does what was read so far fit into memory? Arrays are copied when they grow
 * and when they are sorted, so it counts more than once. */
bool psi_matched_fits(
    const struct psi_matched *matched, const struct psi_session *session);

/* Keys are to come into `sorted` from now on. Returns 0 or PSI_E_NOMEM. */
int psi_matched_spill(struct psi_matched *matched,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

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
