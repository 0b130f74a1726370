#include "mapping/motions.h"

#include <string.h>

#include "base/bytes.h"
#include "terms/population.h"

const char *
psi_motion_status_name(enum psi_motion_status status)
{
	static const char *const names[] = { "ready", "local", "needs" };

	return names[status];
}

static const int strengths[PSI_POPULATIONS] = {
	[PSI_POPULATION_CUSTOMER] = PSI_STRENGTH_CUSTOMER,
	[PSI_POPULATION_OPEN_OPPORTUNITY] = 4,
	[PSI_POPULATION_PROSPECT] = 3,
	[PSI_POPULATION_FORMER_CUSTOMER] = 2,
	[PSI_POPULATION_OTHER] = 1,
};

int
psi_population_strength(struct psi_cell population)
{
	struct psi_value value;

	psi_value_read(
	    &value, PSI_VALUE_POPULATION, population.text, population.len);
	return value.known ? strengths[value.low] : 0;
}

int
psi_view_strength(const struct psi_view *view, enum psi_column_side side)
{
	unsigned int population = side == PSI_SIDE_OUR ? view->our_population
						       : view->their_population;

	/* A foreign file may spell it in another way. */
	return population < PSI_POPULATIONS
	    ? strengths[population]
	    : psi_population_strength(psi_view_cell(view,
		  side == PSI_SIDE_OUR ? PSI_COLUMN_OUR_POPULATION
				       : PSI_COLUMN_THEIR_POPULATION));
}

const char *
psi_population_of_strength(int strength)
{
	for (int i = 0; i < PSI_POPULATIONS; i++)
		if (strengths[i] == strength)
			return psi_population_name((enum psi_population)i);
	return "not known";
}

/* The stronger population, then party a. Both stand in every file of pairs, so
 * it is the same at both sides, with an agreement and without: a tier, say, may
 * be told to one side only, and nobody knows without the agreement. */
static enum psi_introducer
find_stronger(const struct psi_view *shared)
{
	int ours = psi_view_strength(shared, PSI_SIDE_OUR);
	int theirs = psi_view_strength(shared, PSI_SIDE_THEIR);
	struct psi_cell party = psi_view_cell(shared, PSI_COLUMN_OUR_PARTY);

	if (ours != theirs)
		return ours > theirs ? PSI_INTRODUCER_OURS
				     : PSI_INTRODUCER_THEIRS;
	return party.len == 1 && party.text[0] == 'b' ? PSI_INTRODUCER_THEIRS
						      : PSI_INTRODUCER_OURS;
}

static bool
has_bonus(const struct psi_rule_side *side, struct psi_view *view)
{
	struct psi_verdict verdict;

	if (side->bonus_when.num == 0)
		return false;
	psi_conditions_judge(&verdict, &side->bonus_when, view);
	return verdict.truth == PSI_TRUE;
}

/* Is something of an undecided rule missing that somebody could tell? */
static bool
can_be_asked(const struct psi_rule_side *side,
    const struct psi_verdict *verdict, struct psi_view *view)
{
	uint32_t ours = 0;
	uint32_t theirs = 0;

	psi_conditions_missing(&ours, &theirs, &side->when, verdict, view);
	return (ours | theirs) != 0;
}

/* A motion that keeps others out may do so to the best one. */
static bool
has_blocking(const struct psi_motion_list *list)
{
	for (size_t i = 0; i < list->num; i++)
		if (list->motion[i].rule->blocks[0] != '\0')
			return true;
	return false;
}

/* Is there a motion to act on that this rule cannot better? Then nobody asks
 * whether something is missing for it. */
static bool
is_beaten(const struct psi_motion_list *list, int most)
{
	return list->primary_only && list->num > 0 &&
	    list->motion[0].status != PSI_MOTION_NEEDS &&
	    most < list->motion[0].local_rank && !has_blocking(list);
}

/* One way round of a rule. Returns false where it says no. */
static bool
judge_side(struct psi_motion *motion, const struct psi_motion_list *list,
    const struct psi_rule *rule, int s)
{
	const struct psi_rule_side *side = &rule->side[s];
	struct psi_verdict shared;
	struct psi_verdict own;

	psi_conditions_judge(&shared, &side->when, list->shared);
	if (shared.truth == PSI_FALSE ||
	    (shared.truth == PSI_UNKNOWN && rule->blocks[0] == '\0' &&
		is_beaten(list, rule->rank + rule->bonus)))
		return false;
	motion->status = PSI_MOTION_READY;
	if (shared.truth == PSI_UNKNOWN) {
		psi_conditions_judge(&own, &side->when, list->own);
		if (own.truth == PSI_FALSE ||
		    (own.truth == PSI_UNKNOWN &&
			!can_be_asked(side, &own, list->own)))
			return false;
		motion->status =
		    own.truth == PSI_TRUE ? PSI_MOTION_LOCAL : PSI_MOTION_NEEDS;
	}
	motion->rule = rule;
	motion->side = side;
	motion->rank = rule->rank;
	motion->local_rank = rule->rank;
	if (has_bonus(side, list->shared))
		motion->rank += rule->bonus;
	if (motion->rank > rule->rank || has_bonus(side, list->own))
		motion->local_rank += rule->bonus;
	motion->is_primary = false;
	motion->introducer = side->introducer;
	if (motion->introducer == PSI_INTRODUCER_STRONGER)
		motion->introducer = find_stronger(list->shared);
	return true;
}

static bool
is_party_b(const struct psi_motion_list *list)
{
	struct psi_cell party =
	    psi_view_cell(list->shared, PSI_COLUMN_OUR_PARTY);

	return party.len == 1 && party.text[0] == 'b';
}

/* Best first, by all that we know: whether both sides can see why a motion is
 * fit does not tell which one we should take. A motion and its mirror may both be
 * found, with one rank: then that comes first which is the rule as written at
 * party a. */
static bool
is_better(const struct psi_motion_list *list, const struct psi_motion *a,
    const struct psi_motion *b)
{
	bool a_needs = a->status == PSI_MOTION_NEEDS;
	bool b_needs = b->status == PSI_MOTION_NEEDS;

	if (a_needs != b_needs)
		return b_needs;
	if (a->local_rank != b->local_rank)
		return a->local_rank > b->local_rank;
	if (a->rule != b->rule)
		return a->rule < b->rule;
	return is_party_b(list) ? a->side > b->side : a->side < b->side;
}

/* Of the two ways round of a rule that is its own mirror. Which one it is must
 * rest on what both sides share where either way does, or the partner's motion
 * finds no mirror here. */
static bool
is_better_way(const struct psi_motion_list *list, const struct psi_motion *a,
    const struct psi_motion *b)
{
	if (a->status != b->status)
		return a->status < b->status;
	if (a->status != PSI_MOTION_READY)
		return is_better(list, a, b);
	if (a->rank != b->rank)
		return a->rank > b->rank;
	return is_party_b(list) ? a->side > b->side : a->side < b->side;
}

static void
add(struct psi_motion_list *list, const struct psi_motion *motion)
{
	size_t i = list->num++;

	while (i > 0 && is_better(list, motion, &list->motion[i - 1])) {
		list->motion[i] = list->motion[i - 1];
		i--;
	}
	list->motion[i] = *motion;
}

static bool
may_hold(const struct psi_motion_list *list, const struct psi_rule *rule, int s)
{
	return !psi_conditions_never(&rule->side[s].when, list->shared);
}

static void
judge_rule(struct psi_motion_list *list, const struct psi_rule *rule)
{
	struct psi_motion straight;
	struct psi_motion swapped;
	bool has_straight =
	    may_hold(list, rule, 0) && judge_side(&straight, list, rule, 0);
	bool has_swapped = rule->side[1].motion[0] != '\0' &&
	    may_hold(list, rule, 1) && judge_side(&swapped, list, rule, 1);

	/* The same motion either way: the better of the two. */
	if (rule->is_symmetric && has_straight && has_swapped) {
		add(list,
		    is_better_way(list, &swapped, &straight) ? &swapped
							     : &straight);
		return;
	}
	if (has_straight)
		add(list, &straight);
	if (has_swapped)
		add(list, &swapped);
}

static bool
is_blocked(const struct psi_motion_list *list, const struct psi_motion *motion,
    enum psi_motion_status by)
{
	for (size_t i = 0; i < list->num; i++)
		if (list->motion[i].status <= by &&
		    list->motion[i].rule->blocks[0] != '\0' &&
		    psi_rules_is_named(
			list->motion[i].rule->blocks, motion->side->motion))
			return true;
	return false;
}

/* A motion that is ready keeps others out. */
static void
drop_blocked(struct psi_motion_list *list)
{
	bool drop[2 * PSI_RULES_MAX];
	bool any = false;
	size_t kept = 0;

	for (size_t i = 0; i < list->num; i++)
		any = any || list->motion[i].rule->blocks[0] != '\0';
	if (!any)
		return;
	for (size_t i = 0; i < list->num; i++)
		drop[i] = is_blocked(list, &list->motion[i], PSI_MOTION_READY);
	for (size_t i = 0; i < list->num; i++)
		if (!drop[i])
			list->motion[kept++] = list->motion[i];
	list->num = kept;
}

static size_t
count_ready(const struct psi_motion_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->num; i++)
		n += list->motion[i].status == PSI_MOTION_READY;
	return n;
}

static void
tell_count(struct psi_motion_list *list, char *number, size_t ready)
{
	size_t len = psi_decimal_encode(number, ready);

	psi_view_set(list->own, PSI_COLUMN_MOTIONS, number, len);
	psi_view_set(list->shared, PSI_COLUMN_MOTIONS, number, len);
}

/* Is the primary motion known, and none that this rule could give better? */
static bool
is_settled(const struct psi_motion_list *list, const struct psi_rule_turn *turn)
{
	return !turn->blocks && is_beaten(list, turn->most);
}

/* The first that can be acted on. What only we know keeps no motion out, since
 * the partner has its mirror; but it is not the one to begin with. */
static void
choose_primary(struct psi_motion_list *list)
{
	struct psi_motion primary;
	size_t i = 0;

	while (i < list->num && list->motion[i].status != PSI_MOTION_NEEDS &&
	    is_blocked(list, &list->motion[i], PSI_MOTION_LOCAL))
		i++;
	if (i == list->num || list->motion[i].status == PSI_MOTION_NEEDS)
		return;
	primary = list->motion[i];
	primary.is_primary = true;
	memmove(list->motion + 1, list->motion, i * sizeof primary);
	list->motion[0] = primary;
}

void
psi_motions_find(struct psi_motion_list *list, const struct psi_rules *rules)
{
	char number[PSI_DECIMAL_CHARS];

	list->num = 0;
	for (size_t i = 0; i < rules->num; i++) {
		const struct psi_rule_turn *turn = &rules->turn[i];

		/* Most rules are for other populations: those cost nothing. */
		if ((turn->never & list->shared->cell_bit) != 0 ||
		    is_settled(list, turn))
			continue;
		if (turn->counts)
			tell_count(list, number, count_ready(list));
		judge_rule(list, &rules->rule[turn->rule]);
	}
	psi_view_set(list->own, PSI_COLUMN_MOTIONS, "", 0);
	psi_view_set(list->shared, PSI_COLUMN_MOTIONS, "", 0);
	for (size_t i = 0; i < list->num; i++)
		list->is_met[list->motion[i].rule - rules->rule] = true;
	drop_blocked(list);
	choose_primary(list);
}

const struct psi_motion *
psi_motions_primary(const struct psi_motion_list *list)
{
	return list->num > 0 && list->motion[0].is_primary ? &list->motion[0]
							   : NULL;
}

/* ---- words ---- */

int
psi_motion_because(struct psi_buf *out, const struct psi_motion *motion,
    const struct psi_motion_list *list, struct psi_error *err)
{
	struct psi_view *view =
	    motion->status == PSI_MOTION_READY ? list->shared : list->own;
	struct psi_verdict verdict;
	int rc;

	psi_conditions_judge(&verdict, &motion->side->when, view);
	if ((rc = psi_conditions_because(
		 out, &motion->side->when, &verdict, view, err)) != 0)
		return rc;
	if (motion->local_rank == motion->rule->rank)
		return 0;
	view = motion->rank > motion->rule->rank ? list->shared : list->own;
	psi_conditions_judge(&verdict, &motion->side->bonus_when, view);
	if (out->len > 0 && (rc = psi_buf_append_text(out, "; ", err)) != 0)
		return rc;
	return psi_conditions_because(
	    out, &motion->side->bonus_when, &verdict, view, err);
}

static int
append_fields(struct psi_buf *out, const char *words, uint32_t fields,
    struct psi_error *err)
{
	const char *joint = "";
	int rc;

	if (fields == 0)
		return 0;
	if ((out->len > 0 && (rc = psi_buf_append_text(out, "; ", err)) != 0) ||
	    (rc = psi_buf_append_text(out, words, err)) != 0)
		return rc;
	for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
		if ((fields >> i & 1) == 0)
			continue;
		if ((rc = psi_buf_append_text(out, joint, err)) != 0 ||
		    (rc = psi_buf_append_text(
			 out, psi_field_name((enum psi_field)i), err)) != 0)
			return rc;
		joint = ", ";
	}
	return 0;
}

int
psi_motion_ask(struct psi_buf *out, const struct psi_motion *motion,
    const struct psi_motion_list *list, struct psi_error *err)
{
	const struct psi_conditions *when = &motion->side->when;
	struct psi_verdict verdict;
	uint32_t ours = 0;
	uint32_t theirs = 0;
	uint32_t unseen = 0;
	uint32_t unseen_theirs = 0;
	unsigned int holds;
	int rc;

	if (motion->status == PSI_MOTION_READY)
		return 0;
	psi_conditions_judge(&verdict, when, list->own);
	psi_conditions_missing(&ours, &theirs, when, &verdict, list->own);
	if ((rc = append_fields(out, "ask the partner for ", theirs, err)) !=
		0 ||
	    (rc = append_fields(out, "fill in our own ", ours, err)) != 0 ||
	    motion->status == PSI_MOTION_NEEDS)
		return rc;
	/* Of the list that holds by what we know. */
	holds = verdict.list;
	psi_conditions_judge(&verdict, when, list->shared);
	verdict.list = holds;
	psi_conditions_missing(
	    &unseen, &unseen_theirs, when, &verdict, list->shared);
	return append_fields(out, "they do not see our ", unseen & ~ours, err);
}
