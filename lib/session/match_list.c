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
	const struct psi_matched_keys *keys = &list->matched->keys;
	int rc = psi_own_columns_new(&list->columns, err);

	*has_made_ids = false;
	for (size_t i = 0; rc == 0 && i < keys->num; i++) {
		struct psi_cell account =
		    psi_matched_account(list->matched, &keys->at[i]);

		*has_made_ids = *has_made_ids || psi_is_made_id(account);
		rc = psi_own_columns_want(
		    list->columns, account.text, account.len, err);
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
	if ((rc = psi_matched_of(&list->matched, list->session, err)) != 0)
		return rc;
	return options->accounts == NULL ? 0 : read_columns(list, options, err);
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
	psi_own_columns_free(list->columns);
	psi_array_free(list->name, list->num_columns, sizeof *list->name);
	psi_array_free(list->cell, list->num_columns, sizeof *list->cell);
	psi_count_rows_clear(&list->counts);
	psi_buf_clear(&list->matched_on);
	psi_array_free(list, 1, sizeof *list);
}

const struct psi_cell *
psi_match_list_columns(const struct psi_match_list *list, size_t *num_columns)
{
	*num_columns = list->num_columns;
	return list->name;
}

/* The match of the strongest key: by weight, then type, then token. Keys of an
 * account are in the order of types already. */
static const struct psi_match *
strongest(const struct psi_match_list *list, size_t first, size_t end)
{
	const struct psi_agreement_key *types = list->session->agreement->key;
	const struct psi_matched *matched = list->matched;
	const struct psi_matched_key *best = &matched->keys.at[first];
	const struct psi_match *best_match = &matched->matches.at[best->match];

	for (size_t i = first + 1; i < end; i++) {
		const struct psi_matched_key *key = &matched->keys.at[i];
		const struct psi_match *match =
		    &matched->matches.at[key->match];
		uint16_t weight = types[key->type].weight;
		uint16_t best_weight = types[best->type].weight;

		/* Tokens are public to both sides. */
		if (weight < best_weight ||
		    (weight == best_weight &&
			(key->type != best->type ||
			    memcmp(match->token, best_match->token,
				sizeof match->token) > 0)))
			continue;
		best = key;
		best_match = match;
	}
	return best_match;
}

/* What the account's keys say, each type once; its types, joined by blanks. */
static int
weigh(struct psi_match_list *list, struct psi_score *score, size_t first,
    size_t end, struct psi_error *err)
{
	const struct psi_agreement *agreement = list->session->agreement;
	const struct psi_matched_key *keys = list->matched->keys.at;
	struct psi_score_key each[PSI_KEY_TYPES_MAX];
	size_t num = 0;
	int rc = 0;

	list->matched_on.len = 0;
	for (size_t i = first; rc == 0 && i < end; i++) {
		const struct psi_agreement_key *type =
		    &agreement->key[keys[i].type];

		if (i > first && keys[i].type == keys[i - 1].type)
			continue;
		if (num > 0)
			rc = psi_buf_append(&list->matched_on, " ", 1, err);
		if (rc == 0)
			rc = psi_buf_append_text(
			    &list->matched_on, type->type, err);
		each[num].type = type->type;
		each[num].tier = type->tier;
		each[num++].weight = type->weight;
	}
	if (rc == 0)
		rc = psi_buf_append(&list->matched_on, "", 1, err);
	if (rc == 0)
		psi_score(score, each, num, agreement->minimum_score);
	return rc;
}

/* How many keys ahead memory is asked for. */
#define PREFETCH_AHEAD 16

/* The keys were sorted by account, so each one's match and text lie
 * somewhere else in memory: ask for them before they are needed. */
static void
prefetch(const struct psi_matched *matched, size_t first, size_t end)
{
	for (size_t i = first + PREFETCH_AHEAD;
	     i < end + PREFETCH_AHEAD && i < matched->keys.num; i++) {
		const struct psi_matched_key *key = &matched->keys.at[i];

		__builtin_prefetch(&matched->matches.at[key->match]);
		__builtin_prefetch(matched->arena.data + key->account);
	}
}

/* The end of the keys of the account that begins at `first`. */
static size_t
account_end(const struct psi_matched_keys *keys, size_t first)
{
	size_t end = first + 1;

	while (end < keys->num && keys->at[end].order == keys->at[first].order)
		end++;
	return end;
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

int
psi_match_list_next(struct psi_match_list *list, struct psi_match_row *row,
    int *more, struct psi_error *err)
{
	const struct psi_matched *matched = list->matched;
	const struct psi_matched_key *key;
	struct psi_score score;
	size_t first = list->next;
	size_t end;
	int rc;

	if (list->is_counts)
		return refuse_mode(list, err);
	*more = first < matched->keys.num;
	if (*more == 0)
		return 0;
	key = &matched->keys.at[first];
	end = account_end(&matched->keys, first);
	prefetch(matched, first, end);
	if ((rc = weigh(list, &score, first, end, err)) != 0)
		return rc;
	psi_hex_encode(list->match, strongest(list, first, end)->token,
	    PSI_MATCH_TOKEN_BYTES);
	row->match = list->match;
	row->our_account = psi_matched_account(matched, key);
	row->score = score.score;
	row->tier = psi_tier_name(score.tier);
	row->level = psi_level_name(score.level);
	row->matched_on = (const char *)list->matched_on.data;
	row->our_population = psi_population_name(key->population);
	row->ambiguous = 0;
	for (size_t i = first; i < end; i++)
		row->ambiguous |= matched->keys.at[i].is_shared;
	if (list->columns != NULL)
		psi_own_columns_cells(list->columns, row->our_account.text,
		    row->our_account.len, list->cell);
	if (list->with_deals)
		fill_deals(list, row->our_account);
	row->cells = list->cell;
	row->num_cells = list->num_columns;
	list->next = end;
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
