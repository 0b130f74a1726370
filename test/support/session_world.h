/*
 * Two companies for the tests of sessions: identities, an agreement that both
 * have signed, and for each a ledger and a session, all in memory.
 */
#ifndef TEST_SUPPORT_SESSION_WORLD_H
#define TEST_SUPPORT_SESSION_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "psi/matches.h"

#include "support/store_memory.h"

/* 2030-01-01. */
#define WORLD_TODAY 21915
#define WORLD_DATE "2030-01-01"
#define WORLD_FINGERPRINT                                                      \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct world_party {
	struct psi_identity *identity;
	struct store_memory folder;
	struct store_memory ledger;
	/* The scalar of the last blinded file: a cheat keeps it. */
	uint8_t scalar[32];
};

struct world {
	struct psi_agreement *agreement;
	/* [0] is a, [1] is b. */
	struct world_party party[2];
	int32_t today;
	unsigned int jobs;
	/* As in struct psi_session_options. */
	uint64_t memory;
	const struct psi_scratch *scratch;
	/* Ask a person whether to go on after an answer that never came. */
	bool asks;
	/* Of the last step that failed. */
	struct psi_error err;
};

/* What a party has, at a moment. */
struct world_kept {
	struct store_memory folder;
	struct store_memory ledger;
};

/*
 * Begin. `terms` are rows of a draft (each "term,value\n") that differ from
 * the default; both parties sign.
 */
void world_init(struct world *world, const char *terms);
void world_clear(struct world *world);

/* Another agreement of the same two parties, signed by both; to be freed. */
struct psi_agreement *world_agreement(struct world *world, const char *terms);

/* Another machine of a party: a ledger that knows of nothing. */
void world_new_ledger(struct world *world, size_t who);

/* Forget the session of a party, and keep its ledger: a new folder. */
void world_new_folder(struct world *world, size_t who);

/* Keep the folder and the ledger of a party; make them what they were; and fail
 * the test where they are not, by the name of what differs. */
void world_keep(struct world_kept *out, const struct world_party *party);
void world_put_back(struct world_party *party, const struct world_kept *kept);
void world_assert_kept(
    const struct world_party *party, const struct world_kept *kept);
void world_kept_clear(struct world_kept *kept);

/* A keys file from its key rows, each "account,population,type,value\n". */
void world_keys(struct psi_buf *out, const char *rows);
/* The same with `num` accounts, each "n<i>" with the domain "d<i>.example",
 * from number `first` on. */
void world_many_keys(struct psi_buf *out, size_t first, size_t num);

/* Open the session of a party; to be freed. */
int world_open(struct world *world, size_t who, struct psi_session **out);

/* One step of a party, in a session that is opened for it. The result is that
 * of the first call that fails. */
int world_blind(
    struct world *world, size_t who, const struct psi_buf *keys, uint32_t run);
int world_exchange(
    struct world *world, size_t who, const void *file, size_t file_len);
int world_reveal(
    struct world *world, size_t who, const void *file, size_t file_len);
int world_close(struct world *world, size_t who);

/* Replace `out` by a file of the session ("blinded", "answer"), or by the
 * result. */
int world_copy(
    struct world *world, size_t who, const char *what, struct psi_buf *out);
int world_matches(struct world *world, size_t who,
    const struct psi_matches_options *options, struct psi_buf *out);
void world_status(
    struct world *world, size_t who, struct psi_session_status *out);

/* Blind both keys files, as run 1. */
void world_blind_both(
    struct world *world, const char *rows_a, const char *rows_b);
/* Blind, and take one another's blinded files: the side that answers first has
 * answered then. */
void world_exchange_both(
    struct world *world, const char *rows_a, const char *rows_b);
/* The second half of it, after both have blinded. */
void world_exchange_blinded(struct world *world);
/* The side that answers first, by the agreement. */
size_t world_first(const struct world *world);

/* After world_exchange_both: one side after the other, from the partner's
 * answer; a side that does not learn, not. */
void world_reveal_rest(struct world *world);
/* The whole run, to both results. */
void world_reveal_both(
    struct world *world, const char *rows_a, const char *rows_b);

/* Let state.csv vouch for what is in "map.csv" and "matches.csv" now, so that what
 * is wrong with them is found behind their digest. */
void world_vouch(struct world *world, size_t who);

/* Fail the test with the error of the last step, unless rc is 0. */
void world_ok(const struct world *world, int rc);

#endif
