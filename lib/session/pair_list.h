/* The inside of psi_pair_list (psi/share.h), for what writes and explains it. */
#ifndef PSI_SESSION_PAIR_LIST_H
#define PSI_SESSION_PAIR_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mapping/pairing.h"
#include "mapping/score.h"
#include "psi/share.h"
#include "session/share_values.h"
#include "session/share_view.h"
#include "terms/field_value.h"
#include "wire/shared_table.h"

#define PSI_PAIR_TOKEN_CHARS (2 * PSI_SHARED_TOKEN_BYTES + 1)
#define PSI_PAIR_LABEL_CHARS (2 * PSI_SHARED_LABEL_BYTES + 1)

/* The place of a row: for a pair, or for an account of yours that is in no
 * pair. */
struct psi_pair_place {
	uint32_t order;
	uint32_t account;
	/* UINT32_MAX where there is none. */
	uint32_t pair;
	/* After what contradictions take from it. */
	uint16_t score;
};

struct psi_pair_list {
	struct psi_session *session;
	struct psi_share_view view;
	struct psi_share_values values;
	bool has_values;
	struct psi_pair_place *place;
	size_t num_place;
	size_t next;
	/* As in psi_pair_summary. */
	uint64_t num_review;
	uint64_t num_lowered;
	/* The texts of the current row. */
	char match[PSI_PAIR_TOKEN_CHARS];
	char label[PSI_PAIR_LABEL_CHARS];
	struct psi_buf matched_on;
	char ours[PSI_NUM_SHARED_FIELDS][PSI_FIELD_VALUE_MAX + 1];
	char theirs[PSI_NUM_SHARED_FIELDS][PSI_FIELD_VALUE_MAX + 1];
};

/* The keys of a pair, and how far they make it one. */
struct psi_pair_evidence {
	/* Numbers of tokens, ascending. */
	uint32_t token[PSI_PAIRING_TOKENS_MAX];
	struct psi_score_key key[PSI_PAIRING_TOKENS_MAX];
	size_t num;
	struct psi_score score;
	bool is_contradicted;
};

/* Find the keys that both accounts of a pair have, and score them. */
int psi_pair_evidence_of(struct psi_pair_evidence *out,
    const struct psi_pair_list *list, const struct psi_pairing_pair *pair,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
