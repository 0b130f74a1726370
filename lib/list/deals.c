#include "list/deals.h"

#include <stdio.h>
#include <string.h>

#include "list/population_rules.h"

enum { STAGE, AMOUNT, CLOSE_DATE, CURRENCY, PARTS };

/* More currencies than this are not told apart: the amount is left out. */
#define CURRENCIES_MAX 8
/* "EUR " and a sum of amounts of 15 digits each. */
#define SUM_CHARS 48

/* ---- keeping ---- */

void
psi_deals_clear(struct psi_deals *deals)
{
	psi_kept_deals_clear(&deals->kept);
	psi_deal_chains_clear(&deals->chains);
	psi_index_clear(&deals->first);
	psi_buf_clear(&deals->arena);
}

static struct psi_cell
part_of(const struct psi_deals *deals, const struct psi_kept_deal *kept,
    unsigned int part)
{
	struct psi_cell cell = { NULL, kept->len[part] };
	uint64_t offset = kept->offset;

	for (unsigned int i = 0; i < part; i++)
		offset += kept->len[i];
	cell.text = (const char *)deals->arena.data + offset;
	return cell;
}

static bool
is_same(const struct psi_deals *deals, const struct psi_kept_deal *kept,
    uint32_t account, const struct psi_deal *deal)
{
	return kept->account == account &&
	    psi_cell_equal(part_of(deals, kept, STAGE), deal->stage) &&
	    psi_cell_equal(part_of(deals, kept, AMOUNT), deal->amount) &&
	    psi_cell_equal(
		part_of(deals, kept, CLOSE_DATE), deal->close_date) &&
	    psi_cell_equal(part_of(deals, kept, CURRENCY), deal->currency);
}

static uint32_t
hash_deal(const struct psi_index *index, uint32_t account,
    const struct psi_deal *deal)
{
	uint64_t hash = index->seed + account;

	hash = psi_hash_bytes(hash, deal->stage.text, deal->stage.len);
	hash = psi_hash_bytes(hash, deal->amount.text, deal->amount.len);
	hash =
	    psi_hash_bytes(hash, deal->close_date.text, deal->close_date.len);
	return (uint32_t)(hash >> 32);
}

/* Where the first deal of the account that says the same is, or its free slot. */
static struct psi_index_slot *
find_first(const struct psi_deals *deals, uint32_t account,
    const struct psi_deal *deal, uint32_t hash)
{
	struct psi_index_slot *slot = NULL;

	do
		slot = psi_index_next(&deals->first, slot, hash);
	while (slot->number != 0 &&
	    !is_same(deals, &deals->kept.at[slot->number - 1], account, deal));
	return slot;
}

static int
keep(struct psi_deals *deals, uint32_t account, const struct psi_deal *deal,
    struct psi_error *err)
{
	const struct psi_cell *const part[PARTS] = { &deal->stage,
		&deal->amount, &deal->close_date, &deal->currency };
	struct psi_kept_deal kept = { .offset = deals->arena.len,
		.list = deal->list,
		.account = account,
		.is_over = deal->is_over };
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < PARTS; i++) {
		kept.len[i] = (uint32_t)part[i]->len;
		rc = psi_buf_append(
		    &deals->arena, part[i]->text, part[i]->len, err);
	}
	return rc != 0 ? rc : psi_kept_deals_add(&deals->kept, &kept, err);
}

int
psi_deals_add(struct psi_deals *deals, uint32_t account,
    const struct psi_deal *deal, struct psi_error *err)
{
	const struct psi_deal_chain none = { 0, 0 };
	struct psi_index_slot *slot;
	struct psi_deal_chain *chain;
	uint32_t number, hash;
	int rc;

	if (deal->stage.len == 0)
		return 0;
	rc = psi_index_reserve(&deals->first, err);
	while (rc == 0 && deals->chains.num <= account)
		rc = psi_deal_chains_add(&deals->chains, &none, err);
	if (rc != 0)
		return rc;
	chain = &deals->chains.at[account];
	hash = hash_deal(&deals->first, account, deal);
	slot = find_first(deals, account, deal, hash);
	/* Does an earlier export say it? */
	if (slot->number != 0 &&
	    deals->kept.at[slot->number - 1].list != deal->list)
		return 0;
	if ((rc = keep(deals, account, deal, err)) != 0)
		return rc;
	deals->signs |= psi_money_signs(deal->amount.text, deal->amount.len);
	number = (uint32_t)deals->kept.num;
	if (slot->number == 0)
		psi_index_take(&deals->first, slot, hash, number);
	if (chain->first == 0)
		chain->first = number;
	else
		deals->kept.at[chain->last - 1].next = number;
	chain->last = number;
	return 0;
}

enum psi_date_order
psi_deals_date_order(const struct psi_deals *deals)
{
	enum psi_date_order order = PSI_DATE_UNKNOWN;

	for (size_t i = 0; i < deals->kept.num; i++) {
		struct psi_cell date =
		    part_of(deals, &deals->kept.at[i], CLOSE_DATE);

		order = psi_date_order_with(
		    order, psi_date_order_of(date.text, date.len));
	}
	return order;
}

/* ---- stages ---- */

/* ASCII in lower case; the words of a stage are compared so. */
static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does a word of the text begin with this? */
static bool
has_word(struct psi_cell text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++) {
		size_t n = 0;

		if (i > 0 && lower(text.text[i - 1]) >= 'a' &&
		    lower(text.text[i - 1]) <= 'z')
			continue;
		while (n < len && lower(text.text[i + n]) == word[n])
			n++;
		if (n == len)
			return true;
	}
	return false;
}

bool
psi_deal_is_open(struct psi_cell stage)
{
	enum psi_population population;

	if (psi_population_rules_are_over(stage.text, stage.len, false))
		return false;
	if (!psi_population_rules_find(
		&population, NULL, NULL, stage.text, stage.len))
		return true;
	return population == PSI_POPULATION_OPEN_OPPORTUNITY ||
	    population == PSI_POPULATION_PROSPECT;
}

/*
 * The stages that CRM systems offer from the start, and their usual
 * translations, by how far on a deal is (Salesforce, HubSpot, Dynamics 365,
 * Pipedrive and Zoho).
 */
static const struct {
	const char *word;
	unsigned int rank;
} stages[] = {
	{ "prospect", 1 },
	{ "lead", 1 },
	{ "new", 1 },
	{ "contact", 2 },
	{ "appointment", 2 },
	{ "qualif", 3 },
	{ "discover", 4 },
	{ "need", 4 },
	{ "bedarf", 4 },
	{ "develop", 4 },
	{ "value", 5 },
	{ "demo", 5 },
	{ "presentation", 5 },
	{ "id. decision", 6 },
	{ "identify decision", 6 },
	{ "decision", 6 },
	{ "perception", 7 },
	{ "evaluat", 7 },
	{ "trial", 7 },
	{ "proof", 7 },
	{ "pilot", 7 },
	{ "propos", 8 },
	{ "quot", 8 },
	{ "angebot", 8 },
	{ "offer", 8 },
	{ "offre", 8 },
	{ "propuesta", 8 },
	{ "negotiat", 9 },
	{ "verhandlung", 9 },
	{ "n\xc3\xa9gociation", 9 },
	{ "negocia", 9 },
	{ "trattativa", 9 },
	{ "contract", 10 },
	{ "vertrag", 10 },
	{ "verbal", 10 },
	{ "commit", 10 },
	{ "close", 10 },
};

/* How far on a deal is: the number in front of its stage ("3 - Proposal",
 * "Stage 3"), or what its words say; 0 where neither tells. */
static unsigned int
rank_of(struct psi_cell stage)
{
	unsigned int rank = 0;
	size_t at = has_word(stage, "stage") ? strlen("stage") : 0;

	while (at < stage.len && stage.text[at] == ' ')
		at++;
	for (size_t i = at; i < stage.len && i < at + 3 &&
	     stage.text[i] >= '0' && stage.text[i] <= '9';
	     i++)
		rank = 10 * rank + (unsigned int)(stage.text[i] - '0');
	if (rank > 0)
		return 100 + rank;
	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
		if (stages[i].rank > rank && has_word(stage, stages[i].word))
			rank = stages[i].rank;
	return rank;
}

/* ---- sums ---- */

/* One currency, "" for amounts that say none. */
struct currency_sum {
	char code[4];
	/* Hundredths. */
	uint64_t sum;
};

struct summing {
	struct psi_deal_sum *out;
	const char *currency;
	enum psi_date_order order;
	unsigned int signs;
	struct currency_sum sum[CURRENCIES_MAX];
	size_t num_sums;
	unsigned int rank;
	/* Hundredths of the deal whose stage is taken. */
	uint64_t stage_amount;
	/* An amount that cannot be read, or does not fit. */
	bool is_lost;
	bool has_date;
};

static void
copy_cell(char out[PSI_FIELD_VALUE_MAX + 1], struct psi_cell cell)
{
	size_t len =
	    cell.len > PSI_FIELD_VALUE_MAX ? PSI_FIELD_VALUE_MAX : cell.len;

	if (len > 0)
		memcpy(out, cell.text, len);
	out[len] = '\0';
}

/* "EUR 12500.50", as psi_field_value writes it, in hundredths. */
static uint64_t
hundredths(char code[4], const char *text)
{
	uint64_t number = 0;
	const char *point;

	code[0] = '\0';
	if (strlen(text) > 4 && text[3] == ' ') {
		memcpy(code, text, 3);
		code[3] = '\0';
		text += 4;
	}
	point = strchr(text, '.');
	(void)psi_decimal_decode(&number, text,
	    point == NULL ? strlen(text) : (size_t)(point - text), UINT64_MAX);
	number *= 100;
	if (point != NULL)
		number += 10 * (uint64_t)(point[1] - '0') +
		    (uint64_t)(point[2] - '0');
	return number;
}

/* What an amount is in that does not say it. False where the column of currencies
 * says something that is not known. */
static bool
find_currency(char out[4], const struct summing *summing, struct psi_cell cell)
{
	if (cell.len > 0)
		return psi_field_currency(out, cell.text, cell.len);
	out[0] = '\0';
	if (strlen(summing->currency) == 3)
		memcpy(out, summing->currency, 4);
	return true;
}

/* An amount of a currency that is not known, as it stands in the list: "100 (Shell)" is
 * no amount, for whoever reads it as one. */
static void
write_unknown(char out[PSI_FIELD_VALUE_MAX + 1], struct psi_cell amount,
    struct psi_cell currency)
{
	if (amount.len + currency.len + 3 > PSI_FIELD_VALUE_MAX)
		currency.len = 0;
	(void)snprintf(out, PSI_FIELD_VALUE_MAX + 1, "%.*s (%.*s)",
	    (int)amount.len, amount.text, (int)currency.len, currency.text);
}

/* Add what a deal is worth; 0 for one that does not say it. */
static uint64_t
add_amount(
    struct summing *summing, struct psi_cell cell, struct psi_cell currency)
{
	char unsaid[4];
	struct psi_field_ways ways = { unsaid, summing->order, summing->signs };
	char text[PSI_FIELD_VALUE_MAX + 1];
	char code[4];
	uint64_t amount;
	size_t i = 0;

	if (cell.len == 0)
		return 0;
	if (!find_currency(unsaid, summing, currency)) {
		if (!summing->is_lost)
			write_unknown(summing->out->amount, cell, currency);
		summing->is_lost = true;
		return 0;
	}
	if (!psi_field_value_by(text, PSI_FIELD_AMOUNT, PSI_FORM_EXACT,
		cell.text, cell.len, &ways)) {
		if (!summing->is_lost)
			copy_cell(summing->out->amount, cell);
		summing->is_lost = true;
		return 0;
	}
	amount = hundredths(code, text);
	while (i < summing->num_sums && strcmp(summing->sum[i].code, code) != 0)
		i++;
	if (i == CURRENCIES_MAX || summing->sum[i].sum > UINT64_MAX - amount) {
		summing->is_lost = true;
		return amount;
	}
	if (i == summing->num_sums) {
		memcpy(summing->sum[i].code, code, sizeof code);
		summing->num_sums++;
	}
	summing->sum[i].sum += amount;
	return amount;
}

static void
add_date(struct summing *summing, struct psi_cell cell)
{
	char text[PSI_FIELD_VALUE_MAX + 1];
	struct psi_deal_sum *out = summing->out;

	if (cell.len == 0)
		return;
	if (!psi_field_value(text, PSI_FIELD_CLOSE_DATE, PSI_FORM_EXACT,
		cell.text, cell.len, "", summing->order)) {
		if (out->close_date[0] == '\0')
			copy_cell(out->close_date, cell);
		return;
	}
	if (!summing->has_date || strcmp(text, out->close_date) < 0)
		memcpy(out->close_date, text, sizeof text);
	summing->has_date = true;
}

/* The stage that is furthest on; of equal ones that of the larger deal. */
static void
add_stage(struct summing *summing, struct psi_cell stage, uint64_t amount)
{
	unsigned int rank = rank_of(stage);

	if (summing->out->stage.len > 0 &&
	    (rank < summing->rank ||
		(rank == summing->rank && amount <= summing->stage_amount)))
		return;
	summing->out->stage = stage;
	summing->rank = rank;
	summing->stage_amount = amount;
}

static void
add_deal(struct summing *summing, const struct psi_deals *deals,
    const struct psi_kept_deal *kept)
{
	uint64_t amount = add_amount(summing, part_of(deals, kept, AMOUNT),
	    part_of(deals, kept, CURRENCY));

	add_date(summing, part_of(deals, kept, CLOSE_DATE));
	add_stage(summing, part_of(deals, kept, STAGE), amount);
}

/* "EUR 12.50", or one for each currency. */
static void
write_amount(struct summing *summing)
{
	char *out = summing->out->amount;
	size_t len = 0;

	for (size_t i = 0; !summing->is_lost && i < summing->num_sums; i++) {
		const struct currency_sum *sum = &summing->sum[i];
		char text[SUM_CHARS];
		int n = snprintf(text, sizeof text, "%s%s%s%llu",
		    i == 0 ? "" : "; ", sum->code,
		    sum->code[0] == '\0' ? "" : " ",
		    (unsigned long long)(sum->sum / 100));

		if (sum->sum % 100 != 0)
			n += snprintf(text + n, sizeof text - (size_t)n,
			    ".%02llu", (unsigned long long)(sum->sum % 100));
		memcpy(out + len, text, (size_t)n + 1);
		len += (size_t)n;
	}
}

bool
psi_deals_sum(struct psi_deal_sum *out, const struct psi_deals *deals,
    uint32_t account, const char *currency, enum psi_date_order order)
{
	struct summing summing = { .out = out,
		.currency = currency,
		.order = order,
		.signs = deals->signs };
	uint32_t first =
	    account < deals->chains.num ? deals->chains.at[account].first : 0;

	memset(out, 0, sizeof *out);
	for (uint32_t at = first; at != 0; at = deals->kept.at[at - 1].next) {
		const struct psi_kept_deal *kept = &deals->kept.at[at - 1];

		out->num++;
		if (kept->is_over)
			continue;
		out->num_open++;
		add_deal(&summing, deals, kept);
	}
	/* What came to nothing, or is earned already, is no money to be had. */
	if (first != 0 && out->num_open == 0)
		add_stage(&summing,
		    part_of(deals, &deals->kept.at[first - 1], STAGE), 0);
	out->open_deals[psi_decimal_encode(out->open_deals, out->num_open)] =
	    '\0';
	write_amount(&summing);
	return first != 0;
}
