#include "report/words.h"

#include <string.h>

#include "report/answer.h"

struct entry {
	const char *name;
	const char *words;
};

static const char *
find(const struct entry *entries, const char *name)
{
	for (; entries->name != NULL; entries++)
		if (strcmp(entries->name, name) == 0)
			return entries->words;
	return NULL;
}

/* ---- columns ---- */

static const struct entry headings[] = {
	{ "partner", "Partner" },
	{ "our_account", "Our CRM id" },
	{ "our_name", "Account" },
	{ "their_name", "Their name for it" },
	{ "our_population", "To us" },
	{ "their_population", "To the partner" },
	{ "our_owner", "Our owner" },
	{ "their_owner", "Their owner" },
	{ "our_industry", "Industry" },
	{ "our_segment", "Segment" },
	{ "our_country", "Country" },
	{ "our_region", "Our region" },
	{ "our_products", "Our products there" },
	{ "we_could_sell", "We could sell" },
	{ "they_could_sell", "They could sell" },
	{ "their_products", "Their products there" },
	{ "our_nps", "Our NPS" },
	{ "their_nps", "Their NPS" },
	{ "our_opt_out", "Asked us for no marketing" },
	{ "their_opt_out", "Asked them for no marketing" },
	{ "our_tier", "Our tier" },
	{ "our_stage", "Our stage" },
	{ "their_stage", "Their stage" },
	{ "our_amount", "Our deal size" },
	{ "their_amount", "Their deal size" },
	{ "our_close_date", "We close" },
	{ "their_close_date", "They close" },
	{ "our_revenue", "Revenue of these companies, by our CRM" },
	{ "their_propensity", "Likely to buy there" },
	{ "their_committed_spend", "Committed spend there" },
	{ "score", "Score of the match" },
	{ "sure", "Same company?" },
	{ "level", "" },
	{ "ambiguous", "" },
	{ "pairs", "" },
	{ "accounts", "Accounts" },
	{ "share", "Of our whole list, %" },
	{ "motion", "Motion" },
	{ "rank", "Priority" },
	{ "introducer", "Who opens the door" },
	{ "action", "First step" },
	{ "direction", "Who brings" },
	{ "partners", "Partners that have it" },
	{ "customer_partners", "Partners whose customer it is" },
	{ "best_partner", "Best partner" },
	{ "tied_with", "Equally good" },
	{ "best_owner", "Owner there" },
	{ "best_because", "Why" },
	{ "because", "Why" },
	{ "matched_on", "Matched by" },
	{ "counted", "Counted?" },
	{ "likeliest", "Likeliest?" },
	{ "change", "What changed" },
	{ "whose", "Whose change" },
	{ "field", "What" },
	{ "before", "Before" },
	{ "after", "Now" },
	{ "first_seen", "Known since" },
	{ "open_deals", "With an open deal of ours" },
	{ "both_open", "With open deals of both" },
	{ "measure", "What we look at" },
	{ "value", "Number" },
	{ "threshold", "Rule of thumb: at least" },
	{ "met", "Reached?" },
	{ "meaning", "What it means" },
	{ "group", "Deals" },
	{ "deals", "Closed deals" },
	{ "won", "Won" },
	{ "win_rate", "Won, %" },
	{ "deal_size", "Deal size (median)" },
	{ "days_to_close", "Days to close (median)" },
	{ NULL, NULL },
};

const char *
psi_words_heading(const char *column)
{
	return find(headings, column);
}

const char *
psi_words_heading_in(const struct psi_answer *answer, const char *column)
{
	if (strcmp(column, "share") == 0 &&
	    psi_answer_find(answer, "our_population") != SIZE_MAX)
		return "Of our accounts of that kind, %";
	return find(headings, column);
}

/* ---- values ---- */

static const struct entry populations[] = {
	{ "customer", "customer" },
	{ "open_opportunity", "open deal" },
	{ "prospect", "prospect" },
	{ "former_customer", "former customer" },
	{ "other", "other account" },
	{ NULL, NULL },
};
static const struct entry populations_one[] = {
	{ "customer", "a customer" },
	{ "open_opportunity", "an open deal" },
	{ "prospect", "a prospect" },
	{ "former_customer", "a former customer" },
	{ "other", "an account" },
	{ NULL, NULL },
};
static const struct entry directions[] = {
	{ "get", "they bring us" },
	{ "give", "we bring them" },
	{ NULL, NULL },
};
static const struct entry introducers[] = {
	{ "ours", "we do" },
	{ "theirs", "they do" },
	{ "none", "either side" },
	{ NULL, NULL },
};
static const struct entry changes[] = {
	{ "new", "new overlap" },
	{ "lost", "no longer shared" },
	{ "population", "what it is to us or them" },
	{ "owner", "owner" },
	{ "stage", "stage of a deal" },
	{ "score", "how sure the match is" },
	{ "field", "something that is shared" },
	{ NULL, NULL },
};
static const struct entry groups[] = {
	{ "sourced", "sourced: shared with the partner before the deal began" },
	{ "influenced", "influenced: found to be shared while it was open" },
	{ "accelerated", "accelerated: won faster than those without" },
	{ "with", "with a partner: sourced and influenced together" },
	{ "none", "without a partner" },
	{ NULL, NULL },
};

static const struct entry measures[] = {
	{ "owner pairs", "pairs of owners at our customers and open deals" },
	{ "our open pipeline", "size of our open deals" },
	{ "share of our customers", "share of our customers, %" },
	{ "smaller side", "share of the side that gets less, %" },
	{ "thresholds met", "rules of thumb reached" },
	{ NULL, NULL },
};
static const struct entry meanings[] = {
	{ "of --accounts, or unknown", "in our whole list" },
	{ "percent", "mutual customers out of them" },
	{ "our open deals at shared accounts that are no customers, by their "
	  "lower ends; the largest sum of one currency counts",
	    "our open deals at shared accounts that are no customers, each "
	    "named under all accounts; "
	    "ranges by their lower end; the largest currency" },
	{ "more, not counted above, by the likeliest match of each; psi-report "
	  "check lists them",
	    "more, not counted above: those to check first, by the likeliest "
	    "match of each account" },
	{ "what it would have to join; psi-report products lists them",
	    "what it would have to join; see the product sets above" },
	{ "three of five: a manager of one's own pays",
	    "three of five: a manager for this partner alone pays" },
	{ "percent of both; under a third is not fair",
	    "of all introductions; under a third is not fair" },
	{ NULL, NULL },
};

const char *
psi_words_population(const char *name)
{
	return find(populations, name);
}

const char *
psi_words_population_cell(const char *name)
{
	const char *words = find(populations, name);

	return words == NULL ? "not known" : words;
}

const char *
psi_words_population_one(const char *name)
{
	const char *words = find(populations_one, name);

	return words == NULL ? "an account" : words;
}

const char *
psi_words_value(const char *column, const char *value)
{
	if (strcmp(value, "(unknown)") == 0)
		return "not known";
	if (strcmp(column, "our_population") == 0 ||
	    strcmp(column, "their_population") == 0)
		return find(populations, value);
	if (strcmp(column, "direction") == 0)
		return find(directions, value);
	if (strcmp(column, "introducer") == 0)
		return find(introducers, value);
	if (strcmp(column, "sure") == 0)
		return psi_words_sure(value).words;
	if (strcmp(column, "change") == 0)
		return find(changes, value);
	if (strcmp(column, "measure") == 0)
		return find(measures, value);
	if (strcmp(column, "meaning") == 0)
		return find(meanings, value);
	if (strcmp(column, "value") == 0 || strcmp(column, "met") == 0)
		return strcmp(value, "unknown") == 0 ? "not known" : NULL;
	if (strcmp(column, "group") == 0)
		return find(groups, value);
	return NULL;
}

static const struct entry fields[] = {
	{ "name", "name" },
	{ "domain", "web domain" },
	{ "country", "country" },
	{ "owner", "owner" },
	{ "owner_email", "owner's e-mail" },
	{ "industry", "industry" },
	{ "segment", "segment" },
	{ "region", "region" },
	{ "employees", "number of employees" },
	{ "revenue", "revenue" },
	{ "stage", "stage of the deal" },
	{ "amount", "deal size" },
	{ "close_date", "expected close" },
	{ "open_deals", "number of open deals" },
	{ "products", "products in use" },
	{ "nps", "NPS" },
	{ "health", "health" },
	{ "renewal_date", "renewal date" },
	{ "tier", "tier" },
	{ "team", "team" },
	{ "practice", "practice" },
	{ "propensity", "likelihood to buy on the marketplace" },
	{ "committed_spend", "committed marketplace spend" },
	{ "registered", "deal registration" },
	{ "opt_out", "marketing opt-out" },
	{ NULL, NULL },
};

const char *
psi_words_field(const char *field, size_t len)
{
	for (size_t i = 0; fields[i].name != NULL; i++)
		if (strlen(fields[i].name) == len &&
		    memcmp(fields[i].name, field, len) == 0)
			return fields[i].words;
	return NULL;
}

/* ---- how sure ---- */

struct psi_words_sure
psi_words_sure(const char *sure)
{
	static const struct {
		const char *name;
		struct psi_words_sure words;
	} all[] = {
		{ "certain", { "certain", 1 } },
		{ "likely", { "very likely", 2 } },
		{ "unknown", { "not known", 3 } },
		{ "several", { "several fit", 4 } },
		{ "possible", { "possible", 5 } },
		{ "group", { "same group", 6 } },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(all[i].name, sure) == 0)
			return all[i].words;
	return all[2].words;
}
