/* Why an account is in its pairs, in words (psi/share.h). */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "session/pair_list.h"

struct explaining {
	const struct psi_pair_list *list;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

static void
say(const struct explaining *explaining, const char *step, const char *result)
{
	explaining->step(explaining->cookie, step, result, strlen(result));
}

/* Your key that a token stands for. */
static void
say_key(const struct explaining *explaining,
    const struct psi_share_account *account, uint32_t token)
{
	const struct psi_share_side *side = &explaining->list->view.side;

	for (size_t i = 0; i < account->num_key; i++) {
		const struct psi_share_key *key =
		    &side->keys.at[account->first_key + i];
		char step[64];

		if (key->token != token)
			continue;
		(void)snprintf(step, sizeof step, "key in common, %s",
		    side->score_key[token].type);
		explaining->step(explaining->cookie, step,
		    (const char *)side->matched->arena.data + key->value,
		    key->value_len);
	}
}

static void
say_ambiguous(const struct explaining *explaining, uint8_t ambiguous)
{
	if ((ambiguous & PSI_PAIRING_OURS) != 0)
		say(explaining, "ambiguous",
		    "another account of yours fits theirs as well or better");
	if ((ambiguous & PSI_PAIRING_THEIRS) != 0)
		say(explaining, "ambiguous",
		    "another account of theirs fits yours as well or better");
}

static int
say_pair(const struct explaining *explaining,
    const struct psi_share_account *account,
    const struct psi_pairing_pair *pair, struct psi_error *err)
{
	const struct psi_pair_list *list = explaining->list;
	struct psi_pair_evidence evidence;
	char text[64];
	int rc = psi_pair_evidence_of(&evidence, list, pair, err);

	if (rc != 0)
		return rc;
	psi_hex_encode(text, list->view.partner.rows.at[pair->theirs].label,
	    PSI_SHARED_LABEL_BYTES);
	say(explaining, "their account", text);
	for (size_t i = 0; i < evidence.num; i++) {
		say_key(explaining, account, evidence.token[i]);
		(void)snprintf(text, sizeof text, "0.%03u, tier %s",
		    evidence.key[i].weight,
		    psi_tier_name(evidence.key[i].tier));
		say(explaining, "its weight", text);
	}
	(void)snprintf(
	    text, sizeof text, "0.%03u", (unsigned int)pair->score.score);
	say(explaining, "score of these keys", text);
	if (evidence.is_contradicted) {
		say(explaining, "contradiction",
		    "nothing but the name is in common, and the two "
		    "countries differ: the score is lowered by a fifth");
		(void)snprintf(text, sizeof text, "0.%03u",
		    (unsigned int)evidence.score.score);
		say(explaining, "score", text);
	}
	say(explaining, "level", psi_level_name(evidence.score.level));
	say_ambiguous(explaining, pair->ambiguous);
	say(explaining, "our fields go to it", pair->sends ? "yes" : "no");
	say(explaining, "its fields come to us", pair->receives ? "yes" : "no");
	return 0;
}

static bool
is_label(const struct psi_pair_list *list, const struct psi_pairing_pair *pair,
    const char *label)
{
	char hex[PSI_PAIR_LABEL_CHARS];

	psi_hex_encode(hex, list->view.partner.rows.at[pair->theirs].label,
	    PSI_SHARED_LABEL_BYTES);
	return label == NULL || strcmp(hex, label) == 0;
}

int
psi_pair_list_explain(struct psi_pair_list *pairs, const char *account,
    const char *label,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	const struct explaining explaining = { pairs, step, cookie };
	const struct psi_share_side *side = &pairs->view.side;
	bool is_found = false;
	bool is_known = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < pairs->num_place; i++) {
		const struct psi_pair_place *place = &pairs->place[i];
		const struct psi_share_account *own =
		    &side->accounts.at[place->account];
		const struct psi_pairing_pair *pair;

		if (!psi_cell_is(psi_share_account_id(side, own), account))
			continue;
		is_known = true;
		if (place->pair == UINT32_MAX)
			break;
		pair = &pairs->view.pairing.pair[place->pair];
		if (!is_label(pairs, pair, label))
			continue;
		is_found = true;
		rc = say_pair(&explaining, own, pair, err);
	}
	if (is_found)
		return rc;
	if (is_known && label == NULL) {
		say(&explaining, "pairs",
		    "none: the account matched, and no account that the "
		    "partner claims has a key in common with it");
		return 0;
	}
	return psi_refuse(err, PSI_E_INPUT, 0,
	    is_known ? "pairs.csv has the labels of its pairs"
		     : "an account is named by its id in your list, as "
		       "matches.csv and pairs.csv have it, and not by its "
		       "name; the keys of one that did not match are shown by "
		       "psi-normalize --account ID",
	    "%s",
	    is_known ? "the account has no pair of that label"
		     : "no account of that id matched in this run");
}
