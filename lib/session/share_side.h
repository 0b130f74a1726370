/*
 * Your matched accounts as claims see them: labels, tokens, populations
 * (PROTOCOL.md section 7). Made from the session's own map and matches alone,
 * so the same at any time.
 */
#ifndef PSI_SESSION_SHARE_SIDE_H
#define PSI_SESSION_SHARE_SIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "mapping/pairing.h"
#include "session/matched_read.h"
#include "terms/population.h"
#include "wire/shared_table.h"

struct psi_session;

/* A matched key of one of your accounts. */
struct psi_share_key {
	/* Place of its token among the tokens, which ascend. */
	uint32_t token;
	/* Its value, in the arena of `matched`. */
	uint64_t value;
	uint32_t value_len;
};

PSI_ARRAY(psi_share_keys, struct psi_share_key)

struct psi_share_account {
	/* Its id, in the same arena, and whether that was made from the line of
	 * its first row because the list has none. */
	uint64_t id;
	uint32_t id_len;
	bool is_line;
	uint32_t order;
	enum psi_population population;
	/* All its matched keys, ascending by token. */
	size_t first_key;
	size_t num_key;
	/* The row of claims; UINT32_MAX where it has none. */
	uint32_t row;
};

PSI_ARRAY(psi_share_accounts, struct psi_share_account)

/* The token of a matched key, which both sides know. */
struct psi_share_token {
	uint8_t token[PSI_SHARED_TOKEN_BYTES];
	/* Its key type: place in the agreement. */
	uint32_t kind;
	/* Own accounts that hold it and may have a row. */
	uint32_t num_account;
};

struct psi_share_row {
	uint8_t label[PSI_SHARED_LABEL_BYTES];
	uint32_t account;
};

struct psi_share_side {
	/* The session's, which lives longer. */
	const struct psi_matched *matched;
	/* In the order of the keys file. */
	struct psi_share_accounts accounts;
	struct psi_share_keys keys;
	/* Ascending. */
	struct psi_share_token *token;
	size_t num_token;
	/* By token: the key as the score sees it. */
	struct psi_score_key *score_key;
	/* Claims, ascending by label, and as the pairing sees them. */
	struct psi_share_row *row;
	struct psi_pairing_row *pairing_row;
	size_t num_row;
	uint32_t *row_token;
	size_t row_token_size;
};

/*
 * Read the side. The session is revealed, and has identity and ledger.
 * `side` need not be initialised; after a failure it is empty.
 *
 * Memory: some 320 bytes for each match, whatever the session's options say of
 * it. Returns 0, PSI_E_STATE (damaged),
 * PSI_E_INPUT (the ledger), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_share_side_read(struct psi_share_side *side,
    struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free. */
void psi_share_side_clear(struct psi_share_side *side);

/* The side as the pairing takes it; lives as long. */
struct psi_pairing_side psi_share_side_pairing(
    const struct psi_share_side *side);

/* The number of a token, or -1: none that this side has verified. */
int64_t psi_share_side_find(const struct psi_share_side *side,
    const uint8_t token[PSI_SHARED_TOKEN_BYTES]);

/* The name of an account. */
struct psi_cell psi_share_account_id(
    const struct psi_share_side *side, const struct psi_share_account *account);

/* The table of claims, appended to `out`. */
int psi_share_side_claims(const struct psi_share_side *side,
    struct psi_buf *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The columns of claims behind label and tokens. */
extern const char *const psi_share_claims_columns[1];

#endif
