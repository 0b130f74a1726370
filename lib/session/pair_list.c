/* Pairs as rows, as pairs.csv, and in words (include/psi/share.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/date.h"
#include "psi/share.h"

#include "base/bytes.h"
#include "base/error.h"
#include "mapping/column.h"
#include "mapping/visible.h"
#include "session/session.h"
#include "session/share_file.h"
#include "session/share_values.h"
#include "session/share_view.h"
#include "table/csv_writer.h"

#define TOKEN_CHARS (2 * PSI_SHARED_TOKEN_BYTES + 1)
#define LABEL_CHARS (2 * PSI_SHARED_LABEL_BYTES + 1)

_Static_assert((int)PSI_NUM_SHARED_FIELDS <= PSI_SHARE_FIELDS_MAX,
    "a row has room for each of them");

/* A row to come: a pair, or one of your accounts in none. */
struct place {
	uint32_t order;
	uint32_t account;
	/* UINT32_MAX where there is none. */
	uint32_t pair;
	/* After contradictions. */
	uint16_t score;
};

struct psi_pair_list {
	struct psi_session *session;
	struct psi_share_view view;
	struct psi_share_values values;
	bool has_values;
	struct place *place;
	size_t num_place;
	size_t next;
	/* The texts of the current row. */
	char match[TOKEN_CHARS];
	char label[LABEL_CHARS];
	struct psi_buf matched_on;
	char ours[PSI_NUM_SHARED_FIELDS][PSI_FIELD_VALUE_MAX + 1];
	char theirs[PSI_NUM_SHARED_FIELDS][PSI_FIELD_VALUE_MAX + 1];
};

/* What a row says of its keys. */
struct evidence {
	/* Numbers of tokens, ascending. */
	uint32_t token[PSI_PAIRING_TOKENS_MAX];
	struct psi_score_key key[PSI_PAIRING_TOKENS_MAX];
	size_t num;
	struct psi_score score;
	bool is_contradicted;
};

/* The country of either side of a pair, in its normal form. */
static bool
countries_differ(
    const struct psi_pair_list *list, const struct psi_pairing_pair *pair)
{
	const struct psi_share_view *view = &list->view;
	char ours[PSI_FIELD_VALUE_MAX + 1];
	char text[PSI_FIELD_VALUE_MAX + 1];
	struct psi_cell theirs = psi_share_view_theirs(
	    view, list->session, pair, PSI_FIELD_COUNTRY, text);

	if (theirs.len == 0 || !list->has_values ||
	    psi_share_values_get(&list->values, &view->side,
		view->side.row[pair->ours].account, PSI_FIELD_COUNTRY,
		PSI_FORM_EXACT, ours) != PSI_VALUE_THERE)
		return false;
	return !psi_text_is(theirs.text, theirs.len, ours);
}

/* The keys that both rows have, and what they say. */
static void
pair_evidence(struct evidence *out, const struct psi_pair_list *list,
    const struct psi_pairing_pair *pair)
{
	const struct psi_share_view *view = &list->view;
	struct psi_pairing_side ours = psi_share_side_pairing(&view->side);
	struct psi_pairing_side theirs =
	    psi_share_partner_pairing(&view->partner);

	out->num = psi_pairing_common(
	    out->token, &ours, pair->ours, &theirs, pair->theirs);
	for (size_t i = 0; i < out->num; i++)
		out->key[i] = view->side.score_key[out->token[i]];
	out->score = pair->score;
	out->is_contradicted = psi_score_is_name_only(out->key, out->num) &&
	    countries_differ(list, pair);
	if (out->is_contradicted)
		psi_score_contradict(
		    &out->score, list->session->agreement->minimum_score);
}

/* Of an account in no pair: all its matched keys, as psi-reveal has them. */
static void
account_evidence(struct evidence *out, const struct psi_pair_list *list,
    const struct psi_share_account *account)
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
strongest(const struct psi_pair_list *list, const struct evidence *evidence)
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

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
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

	list->place = psi_array_new(
	    pairing->num_pair + side->accounts.num, sizeof *list->place);
	if (list->place == NULL || in_pair == NULL) {
		psi_array_free(in_pair, side->accounts.num, 1);
		return psi_error_nomem(err);
	}
	for (size_t i = 0; i < pairing->num_pair; i++) {
		const struct psi_pairing_pair *pair = &pairing->pair[i];
		uint32_t account = side->row[pair->ours].account;
		struct place *place = &list->place[list->num_place++];
		struct evidence evidence;

		pair_evidence(&evidence, list, pair);
		in_pair[account] = 1;
		place->order = side->accounts.at[account].order;
		place->account = account;
		place->pair = (uint32_t)i;
		place->score = evidence.score.score;
	}
	for (size_t a = 0; a < side->accounts.num; a++) {
		struct place *place = &list->place[list->num_place];

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
	return 0;
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
list_types(struct psi_pair_list *list, const struct evidence *evidence,
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

static void
fill_ours(struct psi_pair_list *list, size_t account, struct psi_pair_row *row)
{
	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		struct psi_cell cell = { NULL, 0 };

		if (list->has_values)
			cell = psi_share_values_raw(&list->values,
			    &list->view.side, account, (enum psi_field)f,
			    list->ours[f]);
		row->ours[f].text = cell.text;
		row->ours[f].len = cell.len;
	}
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
	const struct place *place;
	struct evidence evidence;
	struct psi_cell id;
	int rc;

	*more = pairs->next < pairs->num_place;
	if (*more == 0)
		return 0;
	place = &pairs->place[pairs->next++];
	account = &side->accounts.at[place->account];
	id = psi_share_account_id(side, account);
	pairs->label[0] = '\0';
	if (place->pair != UINT32_MAX) {
		pair = &pairs->view.pairing.pair[place->pair];
		pair_evidence(&evidence, pairs, pair);
		psi_hex_encode(pairs->label,
		    pairs->view.partner.rows.at[pair->theirs].label,
		    PSI_SHARED_LABEL_BYTES);
	} else {
		account_evidence(&evidence, pairs, account);
	}
	if ((rc = list_types(pairs, &evidence, err)) != 0)
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
	fill_ours(pairs, place->account, row);
	fill_theirs(pairs, pair, row);
	return 0;
}

/* Somebody's text in a table that people open: nothing hidden, no formula. */
static int
write_data(struct psi_csv_writer *writer, struct psi_buf *scratch,
    const char *text, size_t len, struct psi_error *err)
{
	int rc;

	scratch->len = 0;
	if (len > 0 &&
	    (rc = psi_visible_append(scratch, text, len, true, err)) != 0)
		return rc;
	return psi_csv_writer_cell(
	    writer, (const char *)scratch->data, scratch->len, err);
}

static int
write_words(struct psi_csv_writer *writer, const char *const *words, size_t num,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_csv_writer_text(writer, words[i], err);
	return rc;
}

/* What all rows begin with. */
struct run_cells {
	const char *partner;
	char agreement[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	char party[2];
	char run[PSI_DECIMAL_CHARS + 1];
	char date[PSI_DATE_CHARS];
};

static void
fill_run(struct run_cells *cells, const struct psi_session *session)
{
	const struct psi_state *state = &session->state;

	cells->partner = psi_agreement_term(session->agreement,
	    state->role == 'a' ? "party-b-name" : "party-a-name", 0);
	psi_hex_encode(
	    cells->agreement, state->agreement, sizeof state->agreement);
	cells->party[0] = state->role;
	cells->party[1] = '\0';
	cells->run[psi_decimal_encode(cells->run, state->run)] = '\0';
	psi_date_encode(cells->date, (int32_t)state->created);
}

static int
write_row(struct psi_csv_writer *writer, struct psi_buf *scratch,
    const struct run_cells *run, const struct psi_pair_row *row,
    struct psi_error *err)
{
	char score[8];
	const char *const first[] = { run->agreement, run->party, run->run,
		run->date, row->match };
	const char *const second[] = { row->their_account, score, row->tier,
		row->level, row->matched_on, row->ambiguous,
		row->our_population, row->their_population };
	int rc;

	(void)snprintf(score, sizeof score, "0.%03u", row->score);
	if ((rc = write_data(writer, scratch, run->partner,
		 strlen(run->partner), err)) != 0 ||
	    (rc = write_words(
		 writer, first, sizeof first / sizeof first[0], err)) != 0 ||
	    (rc = write_data(writer, scratch, row->our_account.text,
		 row->our_account.len, err)) != 0 ||
	    (rc = write_words(
		 writer, second, sizeof second / sizeof second[0], err)) != 0)
		return rc;
	for (int f = 0; rc == 0 && f < PSI_NUM_SHARED_FIELDS; f++)
		rc = write_data(
		    writer, scratch, row->ours[f].text, row->ours[f].len, err);
	for (int f = 0; rc == 0 && f < PSI_NUM_SHARED_FIELDS; f++)
		rc = write_data(writer, scratch, row->theirs[f].text,
		    row->theirs[f].len, err);
	return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
}

static int
write_rows(struct psi_pair_list *pairs, struct psi_csv_writer *writer,
    struct psi_error *err)
{
	struct psi_buf scratch = PSI_BUF_INIT;
	struct run_cells run;
	struct psi_pair_row row;
	int more = 1;
	int rc = 0;

	fill_run(&run, pairs->session);
	for (unsigned int c = 0; rc == 0 && c < PSI_COLUMN_FILE_END; c++) {
		char name[PSI_COLUMN_NAME_CHARS];

		psi_column_name(name, c);
		rc = psi_csv_writer_text(writer, name, err);
	}
	if (rc == 0)
		rc = psi_csv_writer_end_row(writer, err);
	pairs->next = 0;
	while (rc == 0) {
		rc = psi_pair_list_next(pairs, &row, &more, err);
		if (rc != 0 || more == 0)
			break;
		rc = write_row(writer, &scratch, &run, &row, err);
	}
	psi_buf_clear(&scratch);
	return rc;
}

int
psi_pair_list_write(struct psi_pair_list *pairs, const struct psi_sink *sink,
    struct psi_error *err)
{
	struct psi_csv_writer writer;
	int rc;

	psi_csv_writer_init(&writer, sink);
	rc = write_rows(pairs, &writer, err);
	if (rc == 0)
		rc = psi_csv_writer_flush(&writer, err);
	psi_csv_writer_clear(&writer);
	return rc;
}

/* Telling why. */
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

static void
say_pair(const struct explaining *explaining,
    const struct psi_share_account *account,
    const struct psi_pairing_pair *pair)
{
	const struct psi_pair_list *list = explaining->list;
	struct evidence evidence;
	char text[64];

	pair_evidence(&evidence, list, pair);
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
}

static bool
is_label(const struct psi_pair_list *list, const struct psi_pairing_pair *pair,
    const char *label)
{
	char hex[LABEL_CHARS];

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

	for (size_t i = 0; i < pairs->num_place; i++) {
		const struct place *place = &pairs->place[i];
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
		say_pair(&explaining, own, pair);
	}
	if (is_found)
		return 0;
	if (is_known && label == NULL) {
		say(&explaining, "pairs",
		    "none: the account matched, and no account that the "
		    "partner claims has a key in common with it");
		return 0;
	}
	return psi_error_set(err, PSI_E_INPUT,
	    is_known ? "the account has no pair of that label"
		     : "no account of that id matched in this run");
}
