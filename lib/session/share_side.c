#include "session/share_side.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "session/objects.h"
#include "session/session.h"
#include "terms/made_id.h"
#include "trust/identity.h"

#define LABEL_TAG "psi-label/1"
#define LABEL_KEY_TAG "psi-label-key/1"

const char *const psi_share_claims_columns[1] = { "population" };

struct reading {
	struct psi_session *session;
	struct psi_share_side *side;
	/* The place among the tokens of each match. */
	uint32_t *number;
};

static int
compare_matches(const void *a, const void *b)
{
	const struct psi_match *const *x = a;
	const struct psi_match *const *y = b;

	/* Tokens are public to both sides. */
	return memcmp((*x)->token, (*y)->token, sizeof(*x)->token);
}

/* Number the tokens in their order. */
static int
number_tokens(struct reading *reading, struct psi_error *err)
{
	struct psi_share_side *side = reading->side;
	const struct psi_matches *matches = &side->matched->matches.kept;
	size_t num = matches->num;
	const struct psi_match **sorted = psi_array_new(num, sizeof *sorted);

	reading->number = psi_array_new(num, sizeof *reading->number);
	side->token = psi_array_new(num, sizeof *side->token);
	side->score_key = psi_array_new(num, sizeof *side->score_key);
	side->num_token = num;
	if (sorted == NULL || reading->number == NULL || side->token == NULL ||
	    side->score_key == NULL) {
		psi_array_free(sorted, num, sizeof *sorted);
		return psi_error_nomem(err);
	}
	for (size_t i = 0; i < num; i++)
		sorted[i] = &matches->at[i];
	if (num > 0)
		qsort(sorted, num, sizeof *sorted, compare_matches);
	for (size_t i = 0; i < num; i++) {
		reading->number[sorted[i] - matches->at] = (uint32_t)i;
		memcpy(side->token[i].token, sorted[i]->token,
		    sizeof side->token[i].token);
	}
	psi_array_free(sorted, num, sizeof *sorted);
	return 0;
}

/* A matched key, behind those of its account before it. */
static int
add_key(struct reading *reading, const struct psi_matched_key *matched,
    struct psi_error *err)
{
	const struct psi_agreement_key *type =
	    &reading->session->agreement->key[matched->type];
	struct psi_share_side *side = reading->side;
	struct psi_share_key key = { reading->number[matched->match],
		matched->value, matched->value_len };
	struct psi_score_key *score = &side->score_key[key.token];

	side->token[key.token].kind = matched->type;
	score->type = type->type;
	score->tier = type->tier;
	score->weight = type->weight;
	return psi_share_keys_add(&side->keys, &key, err);
}

static int
add_account(struct psi_share_side *side, const struct psi_matched_key *key,
    struct psi_error *err)
{
	struct psi_share_account account = {
		.id = key->account,
		.id_len = key->account_len,
		.is_line =
		    psi_is_made_id(psi_matched_account(side->matched, key)),
		.order = key->order,
		.population = key->population,
		.first_key = side->keys.num,
		.row = UINT32_MAX,
	};

	return psi_share_accounts_add(&side->accounts, &account, err);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct psi_share_key *x = a;
	const struct psi_share_key *y = b;

	return x->token < y->token ? -1 : x->token > y->token;
}

/* Accounts come in the order of the keys file; the keys of each are put in that
 * of their tokens. */
static int
make_accounts(struct reading *reading, struct psi_error *err)
{
	struct psi_share_side *side = reading->side;
	const struct psi_matched_keys *keys = &side->matched->keys;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < keys->num; i++) {
		if (i == 0 || keys->at[i].order != keys->at[i - 1].order)
			rc = add_account(side, &keys->at[i], err);
		if (rc == 0)
			rc = add_key(reading, &keys->at[i], err);
		if (rc == 0)
			side->accounts.at[side->accounts.num - 1].num_key++;
	}
	for (size_t a = 0; rc == 0 && a < side->accounts.num; a++)
		qsort(&side->keys.at[side->accounts.at[a].first_key],
		    side->accounts.at[a].num_key, sizeof *side->keys.at,
		    compare_keys);
	return rc;
}

/* What makes a label: the secret, and what stands before the account. */
struct labels {
	uint8_t key[PSI_BLAKE2B256_BYTES];
	uint8_t first[PSI_AGREEMENT_DIGEST_BYTES];
	uint32_t run;
};

static int
labels_init(
    struct labels *labels, struct psi_session *session, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	int rc;

	if ((rc = psi_session_need_identity(session, err)) != 0 ||
	    (rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_identity_derive(
		 session->identity, labels->key, LABEL_KEY_TAG, err)) != 0 ||
	    (rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	psi_ledger_first_agreement(ledger, session->agreement, labels->first);
	psi_ledger_free(ledger);
	labels->run = session->state.run;
	return 0;
}

/* BLAKE2b-128, keyed, over the tag, the first agreement and the account; the
 * run too where the account has no name of its own. */
static int
make_label(uint8_t out[PSI_SHARED_LABEL_BYTES], const struct labels *labels,
    const char *id, const struct psi_share_account *account,
    struct psi_buf *text, struct psi_error *err)
{
	uint8_t number[4] = { (uint8_t)(account->id_len >> 8),
		(uint8_t)account->id_len };
	int rc;

	text->len = 0;
	if ((rc = psi_buf_append_text(text, LABEL_TAG, err)) != 0 ||
	    (rc = psi_buf_append(
		 text, labels->first, sizeof labels->first, err)) != 0 ||
	    (rc = psi_buf_append(text, number, 2, err)) != 0 ||
	    (rc = psi_buf_append(text, id, account->id_len, err)) != 0)
		return rc;
	if (account->is_line) {
		psi_u32be(number, labels->run);
		rc = psi_buf_append(text, number, 4, err);
	}
	if (rc == 0)
		psi_blake2b128_keyed(out, labels->key, text->data, text->len);
	return rc;
}

/* May the token stand in claims? Keys of a group only where it is agreed. */
static bool
may_claim(const struct psi_agreement *agreement,
    const struct psi_share_side *side, uint32_t token)
{
	return agreement->group_pairs != PSI_GROUP_PAIRS_NONE ||
	    !psi_score_is_group_key(&side->score_key[token]);
}

static int
compare_strength(const void *a, const void *b)
{
	const struct psi_share_token *const *x = a;
	const struct psi_share_token *const *y = b;

	/* For this sort only, `num_account` holds 1000 - weight, so that
	 * heavier keys come first; kinds are numbered in the order of types. */
	if ((*x)->num_account != (*y)->num_account)
		return (*x)->num_account < (*y)->num_account ? -1 : 1;
	if ((*x)->kind != (*y)->kind)
		return (*x)->kind < (*y)->kind ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a;
	const uint32_t *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The strongest tokens of many: by weight, type and token. */
static int
keep_strongest(const struct psi_share_side *side, uint32_t *token, size_t num,
    struct psi_error *err)
{
	struct psi_share_token *copy = psi_array_new(num, sizeof *copy);
	struct psi_share_token **sorted = psi_array_new(num, sizeof *sorted);
	int rc = 0;

	if (copy == NULL || sorted == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < num; i++) {
		copy[i] = side->token[token[i]];
		copy[i].num_account = 1000U - side->score_key[token[i]].weight;
		sorted[i] = &copy[i];
	}
	qsort(sorted, num, sizeof *sorted, compare_strength);
	for (size_t i = 0; i < PSI_PAIRING_TOKENS_MAX; i++)
		sorted[i]->num_account = 0;
	for (size_t i = 0, kept = 0; i < num; i++)
		if (copy[i].num_account == 0)
			token[kept++] = token[i];
	qsort(token, PSI_PAIRING_TOKENS_MAX, sizeof *token, compare_numbers);
out:
	psi_array_free(copy, num, sizeof *copy);
	psi_array_free(sorted, num, sizeof *sorted);
	return rc;
}

/* The tokens that an account claims, written behind those before. */
static int
claim_tokens(struct reading *reading, const struct psi_share_account *account,
    size_t at, size_t *num, struct psi_error *err)
{
	const struct psi_share_side *side = reading->side;
	uint32_t *token = side->row_token + at;

	*num = 0;
	for (size_t i = 0; i < account->num_key; i++) {
		uint32_t t = side->keys.at[account->first_key + i].token;

		if (may_claim(reading->session->agreement, side, t) &&
		    side->token[t].num_account <= PSI_PAIRING_ROWS_MAX)
			token[(*num)++] = t;
	}
	if (*num <= PSI_PAIRING_TOKENS_MAX)
		return 0;
	if (keep_strongest(side, token, *num, err) != 0)
		return PSI_E_NOMEM;
	*num = PSI_PAIRING_TOKENS_MAX;
	return 0;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct psi_share_row *x = a;
	const struct psi_share_row *y = b;

	/* Labels are public: they are made to be sent. */
	return memcmp(x->label, y->label, sizeof x->label);
}

/* The rows: accounts of a population of which anything is shared, that have
 * a token. */
static int
find_rows(struct reading *reading, struct psi_error *err)
{
	const struct psi_session *session = reading->session;
	struct psi_share_side *side = reading->side;
	struct psi_buf text = PSI_BUF_INIT;
	struct labels labels;
	int rc;

	if ((rc = labels_init(&labels, reading->session, err)) != 0)
		return rc;
	for (size_t a = 0; rc == 0 && a < side->accounts.num; a++) {
		struct psi_share_account *account = &side->accounts.at[a];
		const char *id =
		    (const char *)side->matched->arena.data + account->id;

		if (!psi_agreement_sends(session->agreement,
			session->state.role, account->population))
			continue;
		side->row[side->num_row].account = (uint32_t)a;
		rc = make_label(side->row[side->num_row++].label, &labels, id,
		    account, &text, err);
		for (size_t i = 0; i < account->num_key; i++) {
			size_t k = account->first_key + i;

			side->token[side->keys.at[k].token].num_account++;
		}
	}
	psi_buf_clear(&text);
	psi_wipe(&labels, sizeof labels);
	if (rc == 0 && side->num_row > 0)
		qsort(
		    side->row, side->num_row, sizeof *side->row, compare_rows);
	return rc;
}

static int
make_rows(struct reading *reading, struct psi_error *err)
{
	struct psi_share_side *side = reading->side;
	size_t kept = 0;
	size_t at = 0;
	int rc;

	side->row = psi_array_new(side->accounts.num, sizeof *side->row);
	side->pairing_row =
	    psi_array_new(side->accounts.num, sizeof *side->pairing_row);
	side->row_token_size = side->keys.num;
	side->row_token =
	    psi_array_new(side->row_token_size, sizeof *side->row_token);
	if (side->row == NULL || side->pairing_row == NULL ||
	    side->row_token == NULL)
		return psi_error_nomem(err);
	if ((rc = find_rows(reading, err)) != 0)
		return rc;
	for (size_t r = 0; r < side->num_row; r++) {
		struct psi_share_account *account =
		    &side->accounts.at[side->row[r].account];
		size_t num = 0;

		rc = claim_tokens(reading, account, at, &num, err);
		if (rc != 0)
			return rc;
		if (num == 0)
			continue;
		account->row = (uint32_t)kept;
		side->pairing_row[kept].first = at;
		side->pairing_row[kept].num = num;
		side->row[kept++] = side->row[r];
		at += num;
	}
	side->num_row = kept;
	return 0;
}

int
psi_share_side_read(struct psi_share_side *side, struct psi_session *session,
    struct psi_error *err)
{
	struct reading reading = { .session = session, .side = side };
	int rc;

	memset(side, 0, sizeof *side);
	if ((rc = psi_matched_of(&side->matched, session, err)) == 0 &&
	    (rc = number_tokens(&reading, err)) == 0 &&
	    (rc = make_accounts(&reading, err)) == 0)
		rc = make_rows(&reading, err);
	psi_array_free(reading.number, side->num_token, sizeof *reading.number);
	if (rc != 0)
		psi_share_side_clear(side);
	return rc;
}

void
psi_share_side_clear(struct psi_share_side *side)
{
	psi_array_free(side->row, side->accounts.num, sizeof *side->row);
	psi_array_free(
	    side->pairing_row, side->accounts.num, sizeof *side->pairing_row);
	psi_array_free(
	    side->row_token, side->row_token_size, sizeof *side->row_token);
	psi_array_free(side->token, side->num_token, sizeof *side->token);
	psi_array_free(
	    side->score_key, side->num_token, sizeof *side->score_key);
	psi_share_accounts_clear(&side->accounts);
	psi_share_keys_clear(&side->keys);
	memset(side, 0, sizeof *side);
}

struct psi_pairing_side
psi_share_side_pairing(const struct psi_share_side *side)
{
	struct psi_pairing_side out = { side->pairing_row, side->num_row,
		side->row_token };

	return out;
}

int64_t
psi_share_side_find(const struct psi_share_side *side,
    const uint8_t token[PSI_SHARED_TOKEN_BYTES])
{
	size_t low = 0;
	size_t high = side->num_token;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		/* Tokens are public to both sides. */
		int order = memcmp(
		    side->token[mid].token, token, PSI_SHARED_TOKEN_BYTES);

		if (order == 0)
			return (int64_t)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

struct psi_cell
psi_share_account_id(
    const struct psi_share_side *side, const struct psi_share_account *account)
{
	struct psi_cell cell = { (const char *)side->matched->arena.data +
		    account->id,
		account->id_len };

	return cell;
}

int
psi_share_side_claims(const struct psi_share_side *side, struct psi_buf *out,
    struct psi_error *err)
{
	int rc = psi_shared_table_head(out, psi_share_claims_columns, 1, err);

	for (size_t r = 0; rc == 0 && r < side->num_row; r++) {
		const struct psi_pairing_row *tokens = &side->pairing_row[r];
		const char *population = psi_population_name(
		    side->accounts.at[side->row[r].account].population);
		struct psi_shared_row row;

		memcpy(row.label, side->row[r].label, sizeof row.label);
		row.num_token = tokens->num;
		for (size_t i = 0; i < tokens->num; i++)
			memcpy(row.token[i],
			    side->token[side->row_token[tokens->first + i]]
				.token,
			    PSI_SHARED_TOKEN_BYTES);
		row.cell[0].text = population;
		row.cell[0].len = strlen(population);
		rc = psi_shared_table_row(out, &row, 1, err);
	}
	if (rc == 0)
		rc = psi_shared_table_foot(out, side->num_row, 1, err);
	return rc;
}
