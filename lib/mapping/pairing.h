/*
 * Which own account is which of the partner's: pairs of rows of the two
 * claims, by the tokens that both have (PROTOCOL.md section 7). Pure.
 *
 * Both sides see the same rows in the same order, that of the labels, so both
 * find the same pairs, and each can check what the other sends.
 */
#ifndef PSI_MAPPING_PAIRING_H
#define PSI_MAPPING_PAIRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mapping/score.h"
#include "psi/error.h"

/* A row of claims has at most so many tokens, and a token stands in at most
 * so many rows of a file: a key that more accounts share makes no pairs. */
#define PSI_PAIRING_TOKENS_MAX 64
#define PSI_PAIRING_ROWS_MAX 16

/* A row: its tokens are `num` numbers from `first` on in the side's array,
 * ascending, none twice. */
struct psi_pairing_row {
	size_t first;
	size_t num;
};

/* The rows of one side, ascending by label. */
struct psi_pairing_side {
	const struct psi_pairing_row *row;
	size_t num_row;
	const uint32_t *token;
};

enum psi_pairing_ambiguous {
	/* Our account is not the one account that fits theirs best. */
	PSI_PAIRING_OURS = 1,
	/* Their account is not the one that fits ours best. */
	PSI_PAIRING_THEIRS = 2
};

struct psi_pairing_pair {
	/* Rows of the two sides. */
	uint32_t ours;
	uint32_t theirs;
	/* From the keys that both rows have. */
	struct psi_score score;
	/* Bits of enum psi_pairing_ambiguous. */
	uint8_t ambiguous;
	/* By the score alone, may our account's fields go to theirs, and theirs
	 * to ours? What the cell of the matrix allows is another question. */
	bool sends;
	bool receives;
};

struct psi_pairing {
	/* Ascending by ours, then theirs. */
	struct psi_pairing_pair *pair;
	size_t num_pair;
	size_t size;
};

/*
 * Find the pairs. Tokens are numbers below `num_token`, and key[token] is the
 * kind of key that a token stands for, the same for both sides. A token that
 * stands in more than PSI_PAIRING_ROWS_MAX rows of a side is left out.
 * `minimum` is the agreement's minimum score. With `with_groups` fields go
 * also where nothing but keys of a group of companies is common.
 *
 * Fields go only for a pair that reaches the minimum, and for one account of
 * the sender for each of the receiver: the one with strictly the highest
 * score. Rows with the same tokens are one account with duplicates: the first
 * stands for them. Pairs of level group have no highest: a parent has many
 * subsidiaries.
 *
 * `*out` is freed by psi_pairing_clear. Cost: at most 1,024 candidates for
 * each row. Returns 0 or PSI_E_NOMEM.
 */
int psi_pairing_find(struct psi_pairing *out,
    const struct psi_pairing_side *ours, const struct psi_pairing_side *theirs,
    const struct psi_score_key *key, size_t num_token, uint16_t minimum,
    bool with_groups, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free. */
void psi_pairing_clear(struct psi_pairing *pairing);

/* The tokens that two rows have in common, ascending, and how many. */
size_t psi_pairing_common(uint32_t out[PSI_PAIRING_TOKENS_MAX],
    const struct psi_pairing_side *ours, size_t our_row,
    const struct psi_pairing_side *theirs, size_t their_row);

/* "ours", "theirs", "both" or "". */
const char *psi_pairing_ambiguous_name(uint8_t ambiguous);

#endif
