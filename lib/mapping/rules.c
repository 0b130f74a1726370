#include "mapping/rules.h"

#include <stdlib.h>
#include <limits.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/text_source.h"
#include "table/csv_reader.h"

#define NUM_RULE_COLUMNS 9

enum {
	COLUMN_MOTION,
	COLUMN_MIRROR,
	COLUMN_WHEN,
	COLUMN_RANK,
	COLUMN_BONUS,
	COLUMN_INTRODUCER,
	COLUMN_ACTION,
	COLUMN_MIRROR_ACTION,
	COLUMN_BLOCKS
};

static const char *const column_names[NUM_RULE_COLUMNS] = { "motion", "mirror",
	"when", "rank", "bonus", "introducer", "action", "mirror_action",
	"blocks" };

/* In the order of their numbers: of two motions of the same rank the first is
 * the primary one. */
const char psi_rules_default[] =
    "motion,mirror,when,rank,bonus,introducer,action,mirror_action,blocks\n"
    "accelerate,help-close,our_population = open_opportunity; "
    "their_population = customer,100,20: our_close_date in "
    "this-quarter|next-quarter,theirs,"
    "Their owner introduces our owner to the champion of the account.,"
    "Our owner introduces their owner to the champion of the account.,\n"
    "intro-in,intro-out,our_population = prospect; their_population = "
    "customer,80,10: our_tier in 1|tier 1; their_tier in 1|tier 1,theirs,"
    "Ask their owner for a warm introduction.,"
    "Offer their owner a warm introduction.,\n"
    "joint-pursuit,joint-pursuit,our_population = open_opportunity; "
    "their_population = open_opportunity,90,,stronger,"
    "The owners meet; at once where the close dates are at most a quarter "
    "apart.,,\n"
    "conflict-check,conflict-check,our_population = open_opportunity; "
    "their_population = open_opportunity; our_products has their_products or "
    "our_role = reseller; our_population = open_opportunity; our_registered = "
    "no,95,,none,"
    "The alliance managers talk first: both sides sell the same.,,"
    "joint-pursuit\n"
    "pull-in,lend-hand,our_population = open_opportunity; their_population = "
    "prospect,50,,stronger,"
    "Share what we know and offer something together.,"
    "Ask what they know and offer something together.,\n"
    "co-target,co-target,our_population = prospect; their_population = "
    "prospect; our_segment = their_segment; unless our_opt_out = yes; unless "
    "their_opt_out = yes or our_population = prospect; their_population = "
    "prospect; our_industry = their_industry; unless our_opt_out = yes; "
    "unless their_opt_out = yes,30,,none,"
    "Plan a campaign together.,,\n"
    "cross-sell,cross-sell,our_population = customer; their_population = "
    "customer; our_products != their_products,60,,stronger,"
    "The owners of the products look for what the customer lacks.,,\n"
    "reference,reference,our_population = customer; their_population = "
    "customer; our_nps >= 9; their_nps >= 9,40,,none,"
    "Write a case study together.,,\n"
    "co-market,co-market,our_population = customer; their_population = "
    "customer; our_nps >= 7; their_nps >= 7; unless our_opt_out = yes; unless "
    "their_opt_out = yes,35,,none,"
    "Invite them to a newsletter or webinar of both.,,\n"
    "renewal-protect,help-renew,our_population = customer; our_renewal_date "
    "in this-quarter|next-quarter; our_health in at risk|red|poor; "
    "their_population = customer,85,,theirs,"
    "Ask their owner for help before the renewal.,"
    "Help their owner before the renewal.,\n"
    "win-back,help-win-back,our_population = former_customer; "
    "their_population = customer,45,,theirs,"
    "Ask their owner for an introduction to come back.,"
    "Offer their owner an introduction to come back.,\n"
    "marketplace-route,marketplace-offer,our_population in "
    "customer|open_opportunity|prospect; their_population = customer; "
    "their_propensity = high or our_population in "
    "customer|open_opportunity|prospect; their_population = customer; "
    "their_committed_spend >= 0,75,,theirs,"
    "Make a private offer through their marketplace.,"
    "Carry their private offer through our marketplace.,\n"
    "resell-attach,resell-support,our_role = reseller; our_population = "
    "customer; their_population = customer; our_products != "
    "their_products,65,,ours,"
    "Quote what the customer does not have yet.,"
    "Help the reseller with its quote.,\n"
    "reseller-lead,reseller-follow,our_role = reseller; our_population = "
    "prospect; their_population = customer,70,,theirs,"
    "We lead the deal.,"
    "The reseller leads the deal.,\n"
    "team-align,team-align,our_population in customer|open_opportunity; "
    "their_population in customer|open_opportunity; our_region = "
    "their_region; our_practice has their_products,55,,none,"
    "Pair the two account teams.,,\n"
    "bundle,,our_population = customer; customer_partners >= "
    "3,20,,none,"
    "Build a solution with these partners together.,,\n"
    "changed,,change in new|population|owner|stage,15,,none,"
    "Tell both owners what changed.,,\n"
    "assign-owner,owner-missing,motions > 0; our_owner = empty,10,,none,"
    "The alliance manager names an owner of ours.,"
    "Ask their alliance manager for an owner.,\n";

struct reader {
	struct psi_rules *rules;
	/* Where each column stands; SIZE_MAX where it does not. */
	size_t at[NUM_RULE_COLUMNS];
	size_t num_header;
	const struct psi_csv_record *record;
	struct psi_error *err;
};

static int
fail(struct reader *reader, const char *what)
{
	return psi_error_set_line(
	    reader->err, PSI_E_INPUT, reader->record->line, "%s", what);
}

static const char header_hint[] =
    "the header is: motion,mirror,when,rank,bonus,introducer,action,"
    "mirror_action,blocks; psi-motions --rules-template prints rules to begin "
    "with";

/* As people write it: "Mirror Action" is mirror_action. */
static bool
is_header(struct psi_cell cell, const char *name)
{
	if (cell.len != strlen(name))
		return false;
	for (size_t i = 0; i < cell.len; i++) {
		char c = cell.text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c == ' ' || c == '-' ? '_' : c) != name[i])
			return false;
	}
	return true;
}

static int
read_header(struct reader *reader)
{
	uint64_t line = reader->record->line;

	for (size_t i = 0; i < NUM_RULE_COLUMNS; i++)
		reader->at[i] = SIZE_MAX;
	for (size_t i = 0; i < reader->record->num_cells; i++) {
		struct psi_cell cell = reader->record->cells[i];
		size_t column = 0;

		/* Spreadsheets leave columns without a name behind. */
		if (cell.len == 0)
			continue;
		while (column < NUM_RULE_COLUMNS &&
		    !is_header(cell, column_names[column]))
			column++;
		if (column == NUM_RULE_COLUMNS)
			return psi_refuse(reader->err, PSI_E_INPUT, line,
			    header_hint,
			    "column %zu of the header is none of the rules",
			    i + 1);
		if (reader->at[column] != SIZE_MAX)
			return psi_refuse(reader->err, PSI_E_INPUT, line,
			    header_hint,
			    "the header has '%s' twice (columns %zu and %zu)",
			    column_names[column], reader->at[column] + 1,
			    i + 1);
		reader->at[column] = i;
	}
	reader->num_header = reader->record->num_cells;
	if (reader->at[COLUMN_MOTION] != SIZE_MAX &&
	    reader->at[COLUMN_WHEN] != SIZE_MAX &&
	    reader->at[COLUMN_RANK] != SIZE_MAX)
		return 0;
	return psi_refuse(reader->err, PSI_E_INPUT, line, header_hint,
	    "the header of the rules needs motion, when and rank");
}

static struct psi_cell
cell_of(const struct reader *reader, size_t column)
{
	struct psi_cell cell = { "", 0 };

	if (reader->at[column] < reader->record->num_cells)
		cell = reader->record->cells[reader->at[column]];
	return cell;
}

static int
copy_text(struct reader *reader, char **out, struct psi_cell cell)
{
	if ((*out = malloc(cell.len + 1)) == NULL)
		return psi_error_nomem(reader->err);
	if (cell.len > 0)
		memcpy(*out, cell.text, cell.len);
	(*out)[cell.len] = '\0';
	return 0;
}

static bool
is_motion_name(struct psi_cell cell)
{
	for (size_t i = 0; i < cell.len; i++) {
		char c = cell.text[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return false;
	}
	return cell.len <= 40;
}

static int
read_names(struct reader *reader, struct psi_rule *rule)
{
	struct psi_cell motion = cell_of(reader, COLUMN_MOTION);
	struct psi_cell mirror = cell_of(reader, COLUMN_MIRROR);
	struct psi_cell action = cell_of(reader, COLUMN_ACTION);
	struct psi_cell mirror_action = cell_of(reader, COLUMN_MIRROR_ACTION);
	int rc;

	if (motion.len == 0 || !is_motion_name(motion) ||
	    !is_motion_name(mirror))
		return fail(reader,
		    "a motion is named by a-z, 0-9 and '-', 40 "
		    "characters at most");
	rule->is_symmetric = motion.len == mirror.len &&
	    memcmp(motion.text, mirror.text, motion.len) == 0;
	if (mirror_action.len == 0)
		mirror_action = action;
	if ((rc = copy_text(reader, &rule->side[0].motion, motion)) != 0 ||
	    (rc = copy_text(reader, &rule->side[1].motion, mirror)) != 0 ||
	    (rc = copy_text(reader, &rule->side[0].action, action)) != 0 ||
	    (rc = copy_text(reader, &rule->side[1].action, mirror_action)) !=
		0 ||
	    (rc = copy_text(
		 reader, &rule->blocks, cell_of(reader, COLUMN_BLOCKS))) != 0)
		return rc;
	return 0;
}

static int
read_rank(struct reader *reader, int *out, const char *text, size_t len)
{
	uint64_t number;

	if (!psi_decimal_decode(&number, text, len, PSI_RANK_MAX))
		return fail(reader, "a rank is a whole number from 0 to 1000");
	*out = (int)number;
	return 0;
}

/* A name that is used for two things would have no one mirror. */
static int
check_names(struct reader *reader, const struct psi_rule *rule)
{
	const struct psi_rules *rules = reader->rules;
	const char *motion = rule->side[0].motion;
	const char *mirror = rule->side[1].motion;

	for (size_t i = 0; i + 1 < rules->num; i++) {
		const struct psi_rule *other = &rules->rule[i];
		bool is_same = strcmp(other->side[0].motion, motion) == 0;
		bool is_swapped = strcmp(other->side[1].motion, motion) == 0;

		if ((is_same && strcmp(other->side[1].motion, mirror) != 0) ||
		    (is_swapped && strcmp(other->side[0].motion, mirror) != 0))
			return psi_refuse(reader->err, PSI_E_INPUT,
			    reader->record->line,
			    "give the motion another name, or the same mirror",
			    "'%s' has another mirror in line %llu", motion,
			    (unsigned long long)other->line);
		if (mirror[0] != '\0' && !is_same &&
		    (strcmp(other->side[1].motion, mirror) == 0 ||
			(!is_swapped &&
			    strcmp(other->side[0].motion, mirror) == 0)))
			return psi_refuse(reader->err, PSI_E_INPUT,
			    reader->record->line,
			    "give the mirror another name",
			    "'%s' is the mirror of another motion in line %llu",
			    mirror, (unsigned long long)other->line);
		if (is_same &&
		    psi_conditions_same(
			&other->side[0].when, &rule->side[0].when))
			return psi_refuse(reader->err, PSI_E_INPUT,
			    reader->record->line, "leave one of them out",
			    "the rule stands in line %llu already",
			    (unsigned long long)other->line);
	}
	return 0;
}

static int
read_conditions(struct reader *reader, struct psi_conditions *straight,
    struct psi_conditions *swapped, struct psi_cell text)
{
	int rc;

	rc = psi_conditions_parse(straight, text.text, text.len, reader->err);
	if (rc == PSI_E_INPUT && reader->err != NULL)
		reader->err->line = reader->record->line;
	return rc != 0 ? rc
		       : psi_conditions_swap(swapped, straight, reader->err);
}

/* 20: our_close_date in this-quarter. */
static int
read_bonus(struct reader *reader, struct psi_rule *rule)
{
	struct psi_cell text = cell_of(reader, COLUMN_BONUS);
	const char *colon;
	size_t len;
	int rc;

	if (text.len == 0)
		return 0;
	if ((colon = memchr(text.text, ':', text.len)) == NULL)
		return fail(reader,
		    "a bonus is a number, a colon and "
		    "conditions");
	len = (size_t)(colon - text.text);
	if ((rc = read_rank(reader, &rule->bonus, text.text, len)) != 0)
		return rc;
	return read_conditions(reader, &rule->side[0].bonus_when,
	    &rule->side[1].bonus_when,
	    (struct psi_cell){ colon + 1, text.len - len - 1 });
}

static int
read_introducer(struct reader *reader, struct psi_rule *rule)
{
	static const struct {
		const char *word;
		enum psi_introducer straight;
		enum psi_introducer swapped;
	} words[] = {
		{ "", PSI_INTRODUCER_STRONGER, PSI_INTRODUCER_STRONGER },
		{ "stronger", PSI_INTRODUCER_STRONGER,
		    PSI_INTRODUCER_STRONGER },
		{ "ours", PSI_INTRODUCER_OURS, PSI_INTRODUCER_THEIRS },
		{ "theirs", PSI_INTRODUCER_THEIRS, PSI_INTRODUCER_OURS },
		{ "none", PSI_INTRODUCER_NONE, PSI_INTRODUCER_NONE },
	};
	struct psi_cell cell = cell_of(reader, COLUMN_INTRODUCER);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i].word) == cell.len &&
		    memcmp(words[i].word, cell.text, cell.len) == 0) {
			rule->side[0].introducer = words[i].straight;
			rule->side[1].introducer = words[i].swapped;
			/* Either way must come to the same. */
			if (rule->is_symmetric && i > 1 && i < 4)
				break;
			return 0;
		}
	return fail(reader,
	    "the introducer is stronger, ours, theirs or none; "
	    "not ours or theirs where the mirror is the motion "
	    "itself");
}

static int
read_rule(struct reader *reader)
{
	struct psi_rules *rules = reader->rules;
	struct psi_rule *rule;
	struct psi_cell rank = cell_of(reader, COLUMN_RANK);
	void *array = rules->rule;
	int rc;

	if (rules->num == PSI_RULES_MAX)
		return fail(reader, "there are more than 200 rules");
	if ((rc = psi_array_resize(&array, rules->num, rules->num + 1,
		 sizeof *rules->rule, reader->err)) != 0)
		return rc;
	rules->rule = array;
	rule = &rules->rule[rules->num++];
	rule->line = reader->record->line;
	if (cell_of(reader, COLUMN_WHEN).len == 0)
		return psi_refuse(reader->err, PSI_E_INPUT, rule->line,
		    "for every pair write: score >= 0",
		    "the rule has no conditions in 'when'");
	if ((rc = read_names(reader, rule)) != 0 ||
	    (rc = read_rank(reader, &rule->rank, rank.text, rank.len)) != 0 ||
	    (rc = read_introducer(reader, rule)) != 0 ||
	    (rc = read_conditions(reader, &rule->side[0].when,
		 &rule->side[1].when, cell_of(reader, COLUMN_WHEN))) != 0 ||
	    (rc = check_names(reader, rule)) != 0)
		return rc;
	rule->never = rule->side[0].when.never_any;
	if (rule->side[1].motion[0] != '\0')
		rule->never &= rule->side[1].when.never_any;
	return read_bonus(reader, rule);
}

bool
psi_rules_is_named(const char *names, const char *name)
{
	struct psi_cell element;
	struct psi_cell set = { names, strlen(names) };

	for (size_t i = 0; psi_value_element(&element, set, i); i++)
		if (psi_cell_is(element, name))
			return true;
	return false;
}

/* Every name in a list of motions that are blocked must be that of a motion. */
static int
check_blocks(const struct psi_rules *rules, struct psi_error *err)
{
	for (size_t i = 0; i < rules->num; i++) {
		struct psi_cell set = { rules->rule[i].blocks,
			strlen(rules->rule[i].blocks) };
		struct psi_cell name;

		for (size_t n = 0; psi_value_element(&name, set, n); n++) {
			size_t j = 0;

			while (j < rules->num &&
			    !psi_cell_is(name, rules->rule[j].side[0].motion) &&
			    !psi_cell_is(name, rules->rule[j].side[1].motion))
				j++;
			if (j == rules->num)
				return psi_refuse(err, PSI_E_INPUT,
				    rules->rule[i].line,
				    "names in 'blocks' stand between "
				    "semicolons",
				    "no motion is called '%.*s', which "
				    "'blocks' "
				    "has",
				    (int)(name.len < 60 ? name.len : 60),
				    name.text);
		}
	}
	return 0;
}

/* As a spreadsheet leaves empty rows behind. */
static bool
is_empty_row(const struct psi_csv_record *record)
{
	for (size_t i = 0; i < record->num_cells; i++)
		if (record->cells[i].len > 0)
			return false;
	return true;
}

static int
read_row(struct reader *reader)
{
	const struct psi_csv_record *record = reader->record;

	if (is_empty_row(record))
		return 0;
	if (record->num_cells == reader->num_header)
		return read_rule(reader);
	return psi_refuse(reader->err, PSI_E_INPUT, record->line,
	    "a cell with the delimiter in it stands in quotes",
	    "the rule has %zu cells and the header %zu", record->num_cells,
	    reader->num_header);
}

/* Is a motion that blocks others blocked itself, by any? */
static bool
has_chain(const struct psi_rules *rules)
{
	for (size_t i = 0; i < rules->num; i++)
		for (size_t j = 0;
		     rules->rule[i].blocks[0] != '\0' && j < rules->num; j++)
			for (size_t s = 0; s < 2; s++)
				if (psi_rules_is_named(rules->rule[j].blocks,
					rules->rule[i].side[s].motion))
					return true;
	return false;
}

/* ---- turns ---- */

static bool
counts_motions(const struct psi_rule *rule)
{
	for (size_t s = 0; s < 2; s++)
		if (psi_conditions_use(
			&rule->side[s].when, PSI_COLUMN_MOTIONS) ||
		    psi_conditions_use(
			&rule->side[s].bonus_when, PSI_COLUMN_MOTIONS))
			return true;
	return false;
}

/* What counts the motions so far counts the same in another order if it comes
 * last either way, and need not be counted for where a better motion is known
 * if no other rule ranks lower. */
static bool
can_be_ranked(const struct psi_rules *rules)
{
	const struct psi_rule_turn *turn = rules->turn;
	bool counted = false;
	int least = INT_MAX;
	int most = 0;

	for (size_t i = 0; i < rules->num; i++) {
		if (counted && !turn[i].counts)
			return false;
		counted = turn[i].counts;
		if (counted && turn[i].most > most)
			most = turn[i].most;
		if (!counted && turn[i].most < least)
			least = turn[i].most;
	}
	return most <= least;
}

static int
compare_turns(const void *a, const void *b)
{
	const struct psi_rule_turn *x = a;
	const struct psi_rule_turn *y = b;

	if (x->counts != y->counts)
		return x->counts ? 1 : -1;
	if (x->blocks != y->blocks)
		return x->blocks ? -1 : 1;
	if (x->most != y->most && !x->counts)
		return x->most > y->most ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static void
set_turns(struct psi_rules *rules)
{
	for (size_t i = 0; i < rules->num; i++) {
		const struct psi_rule *rule = &rules->rule[i];

		rules->turn[i] = (struct psi_rule_turn){ rule->never,
			rule->rank + rule->bonus, (uint32_t)i,
			counts_motions(rule), rule->blocks[0] != '\0' };
	}
	rules->is_ranked = can_be_ranked(rules);
	if (rules->is_ranked)
		qsort(rules->turn, rules->num, sizeof rules->turn[0],
		    compare_turns);
}

int
psi_rules_read(struct psi_rules *rules, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_csv_record record;
	struct reader reader = { rules, { 0 }, 0, &record, err };
	struct psi_csv_reader *csv = NULL;
	bool end = false;
	bool is_first = true;
	int rc;

	rc = psi_csv_reader_new(&csv, source, NULL, err);
	while (rc == 0) {
		rc = psi_csv_reader_next(csv, &record, &end, err);
		if (rc != 0 || end)
			break;
		rc = is_first ? read_header(&reader) : read_row(&reader);
		is_first = false;
	}
	if (rc == 0 && rules->num == 0)
		rc = psi_refuse(err, PSI_E_INPUT, 0,
		    "psi-motions --rules-template prints rules to begin with",
		    "there are no rules");
	psi_csv_reader_free(csv);
	if (rc == 0 && (rc = check_blocks(rules, err)) == 0)
		rules->has_chain = has_chain(rules);
	if (rc == 0)
		set_turns(rules);
	return rc;
}

int
psi_rules_read_default(struct psi_rules *rules, struct psi_error *err)
{
	struct psi_text_source text;
	struct psi_source source = psi_text_source(&text, psi_rules_default);

	return psi_rules_read(rules, &source, err);
}

void
psi_rules_clear(struct psi_rules *rules)
{
	for (size_t i = 0; i < rules->num; i++) {
		struct psi_rule *rule = &rules->rule[i];

		for (int s = 0; s < 2; s++) {
			free(rule->side[s].motion);
			free(rule->side[s].action);
			psi_conditions_clear(&rule->side[s].when);
			psi_conditions_clear(&rule->side[s].bonus_when);
		}
		free(rule->blocks);
	}
	psi_array_free(rules->rule, rules->num, sizeof *rules->rule);
	memset(rules, 0, sizeof *rules);
}
