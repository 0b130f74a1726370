#include "session/pair_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "session/session.h"
#include "session/share_file.h"

_Static_assert((int)PSI_NUM_SHARED_FIELDS <= PSI_SHARE_FIELDS_MAX,
    "a row has room for each of them");

/* The country of either side of a pair, in its normal form. */
static int
countries_differ(bool *differ, const struct psi_pair_list *list,
    const struct psi_pairing_pair *pair, struct psi_error *err)
{
	enum psi_share_value_state state;
	const struct psi_share_view *view = &list->view;
	char ours[PSI_FIELD_VALUE_MAX + 1];
	char text[PSI_FIELD_VALUE_MAX + 1];
	struct psi_cell theirs = psi_share_view_theirs(
	    view, list->session, pair, PSI_FIELD_COUNTRY, text);

	*differ = false;
	if (theirs.len == 0 || !list->has_values)
		return 0;
	state = psi_share_values_get(&list->values, &view->side,
	    view->side.row[pair->ours].account, PSI_FIELD_COUNTRY,
	    PSI_FORM_EXACT, ours);
	if (state == PSI_VALUE_NO_MEMORY)
		return psi_error_nomem(err);
	*differ = state == PSI_VALUE_THERE &&
	    !psi_text_is(theirs.text, theirs.len, ours);
	return 0;
}

int
psi_pair_evidence_of(struct psi_pair_evidence *out,
    const struct psi_pair_list *list, const struct psi_pairing_pair *pair,
    struct psi_error *err)
{
	const struct psi_share_view *view = &list->view;
	struct psi_pairing_side ours = psi_share_side_pairing(&view->side);
	struct psi_pairing_side theirs =
	    psi_share_partner_pairing(&view->partner);
	int rc;

	out->num = psi_pairing_common(
	    out->token, &ours, pair->ours, &theirs, pair->theirs);
	for (size_t i = 0; i < out->num; i++)
		out->key[i] = view->side.score_key[out->token[i]];
	out->score = pair->score;
	out->is_contradicted = false;
	if (psi_score_is_name_only(out->key, out->num) &&
	    (rc = countries_differ(&out->is_contradicted, list, pair, err)) !=
		0)
		return rc;
	if (out->is_contradicted)
		psi_score_contradict(
		    &out->score, list->session->agreement->minimum_score);
	return 0;
}

/* Of an account in no pair: all its matched keys, as psi-reveal has them. */
static void
account_evidence(struct psi_pair_evidence *out,
    const struct psi_pair_list *list, const struct psi_share_account *account)
{
	const struct psi_share_side *side = &list->view.side;

	out->is_contradicted = false;
	out->num = 0;
	for (size_t i = 0;
	     i < account->num_key && out->num < PSI_PAIRING_TOKENS_MAX; i++) {
		uint32_t token = side->keys.at[account->first_key + i].token;

		out->token[out->num] = token;
		out->key[out->num++] = side->score_key[token];
	}
	psi_score(&out->score, out->key, out->num,
	    list->session->agreement->minimum_score);
}

/* By weight, then type, then token: the strongest of some keys. */
static uint32_t
strongest(
    const struct psi_pair_list *list, const struct psi_pair_evidence *evidence)
{
	const struct psi_share_token *token = list->view.side.token;
	size_t best = 0;

	for (size_t i = 1; i < evidence->num; i++) {
		uint16_t weight = evidence->key[i].weight;
		uint16_t best_weight = evidence->key[best].weight;

		if (weight > best_weight ||
		    (weight == best_weight &&
			token[evidence->token[i]].kind <
			    token[evidence->token[best]].kind))
			best = i;
	}
	return evidence->token[best];
}

/* Before the claims came, the account had the score of all keys that matched. */
static void
count_review(struct psi_pair_list *list,
    const struct psi_pair_evidence *evidence,
    const struct psi_share_account *account)
{
	struct psi_pair_evidence before;

	if (evidence->score.level != PSI_LEVEL_REVIEW)
		return;
	list->num_review++;
	account_evidence(&before, list, account);
	list->num_lowered += before.score.level == PSI_LEVEL_ACCOUNT;
}

static int
compare_places(const void *a, const void *b)
{
	const struct psi_pair_place *x = a;
	const struct psi_pair_place *y = b;
	bool x_is_pair = x->pair != UINT32_MAX;
	bool y_is_pair = y->pair != UINT32_MAX;

	if (x_is_pair != y_is_pair)
		return x_is_pair ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->pair < y->pair ? -1 : x->pair > y->pair;
}

static int
make_places(struct psi_pair_list *list, struct psi_error *err)
{
	const struct psi_share_side *side = &list->view.side;
	const struct psi_pairing *pairing = &list->view.pairing;
	uint8_t *in_pair = psi_array_new(side->accounts.num, 1);
	int rc = 0;

	list->place = psi_array_new(
	    pairing->num_pair + side->accounts.num, sizeof *list->place);
	if (list->place == NULL || in_pair == NULL) {
		psi_array_free(in_pair, side->accounts.num, 1);
		return psi_error_nomem(err);
	}
	for (size_t i = 0; rc == 0 && i < pairing->num_pair; i++) {
		const struct psi_pairing_pair *pair = &pairing->pair[i];
		uint32_t account = side->row[pair->ours].account;
		struct psi_pair_place *place = &list->place[list->num_place++];
		struct psi_pair_evidence evidence;

		rc = psi_pair_evidence_of(&evidence, list, pair, err);
		if (rc == 0)
			count_review(
			    list, &evidence, &side->accounts.at[account]);
		in_pair[account] = 1;
		place->order = side->accounts.at[account].order;
		place->account = account;
		place->pair = (uint32_t)i;
		place->score = evidence.score.score;
	}
	for (size_t a = 0; a < side->accounts.num; a++) {
		struct psi_pair_place *place = &list->place[list->num_place];

		if (in_pair[a] != 0)
			continue;
		list->num_place++;
		place->order = side->accounts.at[a].order;
		place->account = (uint32_t)a;
		place->pair = UINT32_MAX;
	}
	psi_array_free(in_pair, side->accounts.num, 1);
	if (list->num_place > 0)
		qsort(list->place, list->num_place, sizeof *list->place,
		    compare_places);
	return rc;
}

int
psi_pair_list_new(struct psi_pair_list **out, struct psi_session *session,
    const struct psi_share_list *list, struct psi_error *err)
{
	struct psi_pair_list *pairs;
	int rc;

	if ((rc = psi_share_allowed(session, err)) != 0 ||
	    (rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_need_identity(session, err)) != 0)
		return rc;
	pairs = psi_array_new(1, sizeof *pairs);
	if (pairs == NULL)
		return psi_error_nomem(err);
	pairs->session = session;
	if ((rc = psi_share_view_read(&pairs->view, session, err)) == 0 &&
	    list != NULL) {
		rc = psi_share_values_read(
		    &pairs->values, session, &pairs->view.side, list, err);
		pairs->has_values = rc == 0;
	}
	if (rc == 0)
		rc = make_places(pairs, err);
	if (rc == 0)
		*out = pairs;
	else
		psi_pair_list_free(pairs);
	return rc;
}

void
psi_pair_list_free(struct psi_pair_list *pairs)
{
	if (pairs == NULL)
		return;
	psi_array_free(pairs->place,
	    pairs->view.pairing.num_pair + pairs->view.side.accounts.num,
	    sizeof *pairs->place);
	if (pairs->has_values)
		psi_share_values_clear(&pairs->values);
	psi_share_view_clear(&pairs->view);
	psi_buf_clear(&pairs->matched_on);
	psi_array_free(pairs, 1, sizeof *pairs);
}

void
psi_pair_list_summary(
    const struct psi_pair_list *pairs, struct psi_pair_summary *out)
{
	const struct psi_share_view *view = &pairs->view;

	memset(out, 0, sizeof *out);
	out->ours = view->side.accounts.num;
	out->theirs = view->partner.rows.num;
	out->pairs = view->pairing.num_pair;
	out->review = pairs->num_review;
	out->lowered = pairs->num_lowered;
	if (pairs->has_values) {
		out->missing = pairs->values.missing;
		out->changed = pairs->values.changed > out->missing
		    ? pairs->values.changed - out->missing
		    : 0;
	}
	for (size_t i = 0; i < view->pairing.num_pair; i++) {
		const struct psi_pairing_pair *pair = &view->pairing.pair[i];
		size_t ours =
		    view->side.accounts.at[view->side.row[pair->ours].account]
			.population;

		out->matrix[ours]
			   [view->partner.rows.at[pair->theirs].population]++;
	}
}

/* The types of some keys, each once, in the agreement's order. */
static int
list_types(struct psi_pair_list *list, const struct psi_pair_evidence *evidence,
    struct psi_error *err)
{
	const struct psi_agreement *agreement = list->session->agreement;
	bool is_there[PSI_KEY_TYPES_MAX] = { false };
	int rc = 0;

	list->matched_on.len = 0;
	for (size_t i = 0; i < evidence->num; i++)
		is_there[list->view.side.token[evidence->token[i]].kind] = true;
	for (size_t k = 0; rc == 0 && k < agreement->num_key; k++) {
		if (!is_there[k])
			continue;
		if (list->matched_on.len > 0)
			rc = psi_buf_append(&list->matched_on, " ", 1, err);
		if (rc == 0)
			rc = psi_buf_append_text(
			    &list->matched_on, agreement->key[k].type, err);
	}
	return rc != 0 ? rc : psi_buf_append(&list->matched_on, "", 1, err);
}

static int
fill_ours(struct psi_pair_list *list, size_t account, struct psi_pair_row *row,
    struct psi_error *err)
{
	int rc = 0;

	for (int f = 0; rc == 0 && f < PSI_NUM_SHARED_FIELDS; f++) {
		struct psi_cell cell = { NULL, 0 };

		if (list->has_values)
			rc = psi_share_values_raw(&cell, &list->values,
			    &list->view.side, account, (enum psi_field)f,
			    list->ours[f], err);
		row->ours[f].text = cell.text;
		row->ours[f].len = cell.len;
	}
	return rc;
}

static void
fill_theirs(struct psi_pair_list *list, const struct psi_pairing_pair *pair,
    struct psi_pair_row *row)
{
	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		struct psi_cell cell = { NULL, 0 };

		if (pair != NULL)
			cell = psi_share_view_theirs(&list->view, list->session,
			    pair, (enum psi_field)f, list->theirs[f]);
		row->theirs[f].text = cell.text;
		row->theirs[f].len = cell.len;
	}
}

int
psi_pair_list_next(struct psi_pair_list *pairs, struct psi_pair_row *row,
    int *more, struct psi_error *err)
{
	const struct psi_share_side *side = &pairs->view.side;
	const struct psi_share_account *account;
	const struct psi_pairing_pair *pair = NULL;
	const struct psi_pair_place *place;
	struct psi_pair_evidence evidence;
	struct psi_cell id;
	int rc = 0;

	*more = pairs->next < pairs->num_place;
	if (*more == 0)
		return 0;
	place = &pairs->place[pairs->next++];
	account = &side->accounts.at[place->account];
	id = psi_share_account_id(side, account);
	pairs->label[0] = '\0';
	if (place->pair != UINT32_MAX) {
		pair = &pairs->view.pairing.pair[place->pair];
		rc = psi_pair_evidence_of(&evidence, pairs, pair, err);
		psi_hex_encode(pairs->label,
		    pairs->view.partner.rows.at[pair->theirs].label,
		    PSI_SHARED_LABEL_BYTES);
	} else {
		account_evidence(&evidence, pairs, account);
	}
	if (rc != 0 || (rc = list_types(pairs, &evidence, err)) != 0)
		return rc;
	psi_hex_encode(pairs->match,
	    side->token[strongest(pairs, &evidence)].token,
	    PSI_SHARED_TOKEN_BYTES);
	row->match = pairs->match;
	row->our_account.text = id.text;
	row->our_account.len = id.len;
	row->their_account = pairs->label;
	row->score = evidence.score.score;
	row->tier = psi_tier_name(evidence.score.tier);
	row->level = psi_level_name(evidence.score.level);
	row->matched_on = (const char *)pairs->matched_on.data;
	row->ambiguous =
	    pair == NULL ? "" : psi_pairing_ambiguous_name(pair->ambiguous);
	row->our_population = psi_population_name(account->population);
	row->their_population = pair == NULL
	    ? ""
	    : psi_population_name(
		  pairs->view.partner.rows.at[pair->theirs].population);
	fill_theirs(pairs, pair, row);
	return fill_ours(pairs, place->account, row, err);
}
