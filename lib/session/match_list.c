#include "session/match_list.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "mapping/score.h"
#include "session/own_lists.h"
#include "session/session.h"
#include "terms/made_id.h"

int
psi_matches_options_check(
    const struct psi_matches_options *options, struct psi_error *err)
{
	enum psi_encoding encoding;

	if (options->version != PSI_MATCHES_OPTIONS_VERSION)
		return psi_error_set(err, PSI_E_ARG, "invalid options");
	if (options->encoding == NULL ||
	    psi_encoding_from_name(&encoding, options->encoding))
		return 0;
	return psi_refuse(err, PSI_E_ARG, 0,
	    "the encodings are utf-8, utf-16le, utf-16be and windows-1252",
	    "there is no such encoding: '%s'", options->encoding);
}

/* Columns behind those of several exports. */
static const char *const deal_columns[] = { "open_deals", "deal_stage",
	"deal_amount", "deal_close_date" };
#define DEAL_COLUMNS (sizeof deal_columns / sizeof deal_columns[0])

static int
make_cells(struct psi_match_list *list, struct psi_error *err)
{
	size_t num = psi_own_columns_num(list->columns);
	size_t more = list->with_deals ? DEAL_COLUMNS : 0;

	list->name = psi_array_new(num + more, sizeof *list->name);
	list->cell = psi_array_new(num + more, sizeof *list->cell);
	list->num_columns = num + more;
	if (list->name == NULL || list->cell == NULL)
		return psi_error_nomem(err);
	psi_own_columns_names(list->columns, list->name);
	for (size_t i = 0; i < more; i++) {
		list->name[num + i].text = deal_columns[i];
		list->name[num + i].len = strlen(deal_columns[i]);
	}
	return 0;
}

static int
want_accounts(
    struct psi_match_list *list, bool *has_made_ids, struct psi_error *err)
{
	struct psi_matched_entry key;
	bool end = false;
	int rc = psi_own_columns_new(&list->columns, err);

	*has_made_ids = false;
	while (rc == 0) {
		rc = psi_matched_next(&list->cursor, &key, &end, err);
		if (rc != 0 || end)
			break;
		*has_made_ids = *has_made_ids || psi_is_made_id(key.account);
		rc = psi_own_columns_want(
		    list->columns, key.account.text, key.account.len, err);
	}
	return rc;
}

/* Your columns of the accounts that matched. */
static int
read_columns(struct psi_match_list *list,
    const struct psi_matches_options *options, struct psi_error *err)
{
	struct psi_own_lists lists = { .first = options->accounts,
		.more = options->more,
		.num_more = options->num_more,
		.normalizer = options->normalizer,
		.encoding = options->encoding,
		.delimiter = options->delimiter,
		.id_column = options->account_column };
	uint64_t missing = 0;
	bool has_made_ids;
	int rc;

	list->with_deals = options->num_more > 0;
	if ((rc = want_accounts(list, &has_made_ids, err)) == 0 &&
	    (rc = psi_own_lists_open(&lists, list->session, err)) == 0)
		rc = psi_own_lists_columns(&lists, list->session, list->columns,
		    has_made_ids, &missing, err);
	if (options->which != NULL)
		*options->which = lists.which;
	psi_own_lists_clear(&lists);
	if (rc != 0)
		return rc;
	if (options->missing_accounts != NULL)
		*options->missing_accounts = missing;
	if (options->is_other != NULL)
		*options->is_other =
		    psi_state_has(list->session->state.export) &&
		    !lists.is_same;
	return make_cells(list, err);
}

static int
fill(struct psi_match_list *list, const struct psi_matches_options *options,
    struct psi_error *err)
{
	int rc;

	if (list->is_counts)
		return psi_matches_file_read_counts(
		    &list->counts, list->session, err);
	if ((rc = psi_matched_open(&list->cursor, list->session, err)) != 0)
		return rc;
	if (options->accounts != NULL &&
	    (rc = read_columns(list, options, err)) != 0)
		return rc;
	return psi_match_list_rewind(list, err);
}

int
psi_match_list_rewind(struct psi_match_list *list, struct psi_error *err)
{
	int rc;

	list->next = 0;
	if (list->is_counts)
		return 0;
	if ((rc = psi_matched_rewind(&list->cursor, err)) != 0)
		return rc;
	return psi_matched_next(&list->cursor, &list->key, &list->is_end, err);
}

int
psi_match_list_new(struct psi_match_list **out, struct psi_session *session,
    const struct psi_matches_options *options, struct psi_error *err)
{
	static const struct psi_matches_options defaults =
	    PSI_MATCHES_OPTIONS_INIT;
	struct psi_match_list *list;
	int rc;

	if (options == NULL)
		options = &defaults;
	if ((rc = psi_matches_options_check(options, err)) != 0)
		return rc;
	if (session->state.state != PSI_SESSION_REVEALED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-reveal on your partner's evaluated file",
		    "this session is not revealed");
	if (session->state.withheld == PSI_WITHHELD_OVERLAP)
		return psi_session_withheld(session, err);
	list = psi_array_new(1, sizeof *list);
	if (list == NULL)
		return psi_error_nomem(err);
	list->session = session;
	list->is_counts = session->agreement->mode == PSI_MODE_COUNTS;
	list->with_ambiguous = options->ambiguous != 0;
	rc = fill(list, options, err);
	if (rc == 0)
		*out = list;
	else
		psi_match_list_free(list);
	return rc;
}

void
psi_match_list_free(struct psi_match_list *list)
{
	if (list == NULL)
		return;
	psi_matched_close(&list->cursor);
	psi_own_columns_free(list->columns);
	psi_array_free(list->name, list->num_columns, sizeof *list->name);
	psi_array_free(list->cell, list->num_columns, sizeof *list->cell);
	psi_count_rows_clear(&list->counts);
	psi_buf_clear(&list->account);
	psi_buf_clear(&list->matched_on);
	psi_array_free(list, 1, sizeof *list);
}

const struct psi_cell *
psi_match_list_columns(const struct psi_match_list *list, size_t *num_columns)
{
	*num_columns = list->num_columns;
	return list->name;
}

/* What the keys of an account say, as they come: in the order of types. */
struct weighing {
	/* Each type once. */
	struct psi_score_key each[PSI_KEY_TYPES_MAX];
	size_t num;
	uint32_t last;
	/* The strongest key: by weight, then type, then token. */
	uint32_t best;
	uint8_t token[PSI_MATCH_TOKEN_BYTES];
	bool is_shared;
};

/* Is it stronger than those before it? */
static bool
is_stronger(const struct weighing *weighing,
    const struct psi_matched_entry *key, const struct psi_agreement_key *types)
{
	uint16_t weight = types[key->type].weight;
	uint16_t best = types[weighing->best].weight;

	if (weight != best)
		return weight > best;
	/* Tokens are public to both sides. */
	return key->type == weighing->best &&
	    memcmp(key->token, weighing->token, sizeof key->token) < 0;
}

/* One more key; the names of the types are joined by blanks. */
static int
weigh_key(struct psi_match_list *list, struct weighing *weighing,
    struct psi_error *err)
{
	const struct psi_agreement_key *types = list->session->agreement->key;
	const struct psi_matched_entry *key = &list->key;
	const struct psi_agreement_key *type = &types[key->type];
	struct psi_score_key *score;
	int rc;

	weighing->is_shared |= key->is_shared;
	if (weighing->num == 0 || is_stronger(weighing, key, types)) {
		weighing->best = key->type;
		memcpy(weighing->token, key->token, sizeof key->token);
	}
	if (weighing->num > 0 && weighing->last == key->type)
		return 0;
	if ((weighing->num > 0 &&
		(rc = psi_buf_append(&list->matched_on, " ", 1, err)) != 0) ||
	    (rc = psi_buf_append_text(&list->matched_on, type->type, err)) != 0)
		return rc;
	score = &weighing->each[weighing->num++];
	score->type = type->type;
	score->tier = type->tier;
	score->weight = type->weight;
	weighing->last = key->type;
	return 0;
}

/* All keys of the account that the list stands at, whose name is kept: the
 * first one of the next account is read then. */
static int
weigh_account(struct psi_match_list *list, struct weighing *weighing,
    struct psi_error *err)
{
	uint32_t order = list->key.order;
	int rc;

	list->account.len = 0;
	list->matched_on.len = 0;
	if ((rc = psi_buf_append(&list->account, list->key.account.text,
		 list->key.account.len, err)) == 0)
		rc = psi_buf_append(&list->account, "", 1, err);
	while (rc == 0 && !list->is_end && list->key.order == order) {
		rc = weigh_key(list, weighing, err);
		if (rc == 0)
			rc = psi_matched_next(
			    &list->cursor, &list->key, &list->is_end, err);
	}
	return rc != 0 ? rc : psi_buf_append(&list->matched_on, "", 1, err);
}

static int
refuse_mode(const struct psi_match_list *list, struct psi_error *err)
{
	return psi_error_set(err, PSI_E_ARG,
	    list->is_counts ? "this result has numbers, and no accounts"
			    : "this result has accounts, and no numbers");
}

/* What the open deals of an account come to. */
static void
fill_deals(struct psi_match_list *list, struct psi_cell account)
{
	struct psi_cell *cell = &list->cell[list->num_columns - DEAL_COLUMNS];
	struct psi_deal_sum *sum = &list->sum;
	const char *text[DEAL_COLUMNS] = { sum->open_deals, "", sum->amount,
		sum->close_date };

	if (!psi_own_columns_deals(list->columns, sum, account.text,
		account.len, "", psi_own_columns_date_order(list->columns)) ||
	    sum->num_open == 0)
		*sum = (struct psi_deal_sum){ .open_deals = "0" };
	for (size_t i = 0; i < DEAL_COLUMNS; i++) {
		cell[i].text = text[i];
		cell[i].len = strlen(text[i]);
	}
	if (sum->num_open > 0)
		cell[1] = sum->stage;
}

/* Your columns of the row's account. */
static void
fill_cells(struct psi_match_list *list, struct psi_match_row *row)
{
	if (list->columns != NULL)
		psi_own_columns_cells(list->columns, row->our_account.text,
		    row->our_account.len, list->cell);
	if (list->with_deals)
		fill_deals(list, row->our_account);
	row->cells = list->cell;
	row->num_cells = list->num_columns;
}

int
psi_match_list_next(struct psi_match_list *list, struct psi_match_row *row,
    int *more, struct psi_error *err)
{
	struct weighing weighing = { .num = 0 };
	struct psi_score score;
	enum psi_population population;
	int rc;

	if (list->is_counts)
		return refuse_mode(list, err);
	*more = !list->is_end;
	if (*more == 0)
		return 0;
	population = list->key.population;
	if ((rc = weigh_account(list, &weighing, err)) != 0)
		return rc;
	psi_score(&score, weighing.each, weighing.num,
	    list->session->agreement->minimum_score);
	psi_hex_encode(list->match, weighing.token, sizeof weighing.token);
	row->match = list->match;
	row->our_account.text = (const char *)list->account.data;
	row->our_account.len = list->account.len - 1;
	row->score = score.score;
	row->tier = psi_tier_name(score.tier);
	row->level = psi_level_name(score.level);
	row->matched_on = (const char *)list->matched_on.data;
	row->our_population = psi_population_name(population);
	row->ambiguous = weighing.is_shared;
	fill_cells(list, row);
	return 0;
}

int
psi_match_list_next_count(struct psi_match_list *list,
    struct psi_count_row *row, int *more, struct psi_error *err)
{
	if (!list->is_counts)
		return refuse_mode(list, err);
	*more = list->next < list->counts.num;
	if (*more != 0)
		*row = list->counts.at[list->next++];
	return 0;
}
