#include "report/all_answers.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/mapping_tool.h"
#include "kit/tool.h"

static const char accounts_show[] =
    "our_account,our_name,partner,their_name,our_population,their_population,"
    "motion,rank,direction,action,our_owner,their_owner,sure,best_partner,"
    "tied_with,our_amount,their_amount,our_close_date,their_close_date,"
    "our_renewal_date,our_products,their_products,our_tier,partners,our_"
    "country,"
    "their_country";
static const char check_show[] =
    "partner,our_account,our_name,their_name,our_population,their_population,"
    "our_country,their_country,matched_on,ambiguous,sure,score,our_owner,"
    "their_owner,match,likeliest";
/* Of each account at a partner the surest pair, where that is not sure. */
static const char check_matches[] = "likeliest = yes; counted = no";

/* Does the question need files that were not given? */
static bool
can_ask(
    const struct psi_mapping_tool *tool, const struct psi_mapping_named *named)
{
	size_t files = tool->cli->num_operands - tool->first_operand;

	/* What is only possible has a section of its own. */
	if (strcmp(named->name, "check") == 0)
		return false;
	if (strcmp(named->needs, "partners") == 0)
		return files > 1 && tool->num_agreements > 0;
	return strcmp(named->needs, "history") != 0 ||
	    psi_cli_given(tool->cli, "history");
}

/* Is the column one of those between commas? */
static bool
has_column(const char *columns, const char *column)
{
	size_t len = strlen(column);

	for (const char *p = columns; *p != '\0'; p += p[0] == ',') {
		size_t n = strcspn(p, ",");

		if (n == len && strncmp(p, column, n) == 0)
			return true;
		p += n;
	}
	return false;
}

static size_t
count_columns(const char *columns)
{
	size_t n = columns[0] != '\0';

	for (; *columns != '\0'; columns++)
		n += *columns == ',';
	return n;
}

/* Columns with the partner in front, and behind a score how sure it is and what
 * this is said of, the other name and both countries; as they are where there is
 * no room for that. */
static const char *
with_partner(char *out, size_t size, const char *columns, size_t max)
{
	bool has_score = has_column(columns, "score") &&
	    !has_column(columns, "sure") && count_columns(columns) + 4 < max;
	bool has_name = has_column(columns, "their_name");
	bool has_partner = has_column(columns, "partner");

	if (count_columns(columns) + !has_partner > max ||
	    (size_t)snprintf(out, size, "%s%s%s%s",
		has_partner ? "" : "partner,", columns,
		has_score ? ",sure,our_country,their_country" : "",
		has_score && !has_name ? ",their_name" : "") >= size)
		return columns;
	return out;
}

static bool
is_several(const struct psi_mapping_tool *tool)
{
	return tool->cli->num_operands > tool->first_operand + 1;
}

static bool
is_grouped(const struct psi_mapping_named *named)
{
	return named->question.by != NULL && named->question.by[0] != '\0';
}

/* Does it rest on fields, which may be missing? Populations never are. */
static bool
rests_on_fields(const char *where)
{
	const char *at = where;

	while ((at = strstr(at, "r_")) != NULL) {
		at += strlen("r_");
		if (strncmp(at, "population", strlen("population")) != 0)
			return true;
	}
	return false;
}

/* With one's own conditions; of sure matches. */
static int
ask(struct psi_mapping_tool *tool, struct psi_mapping_question *question,
    struct psi_answer *answer, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_answer_rows(answer);

	question->extra = tool->where;
	question->which = PSI_MAPPING_SURE;
	return psi_mapping_ask(tool->mapping, question, &rows, err);
}

static int
ask_named(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_named *named, uint64_t list_max,
    struct psi_error *err)
{
	struct psi_mapping_question question = named->question;
	struct psi_all_answer *answer = &all->of[all->num++];
	char columns[4096];

	answer->name = named->name;
	answer->words = named->words;
	answer->needs = named->needs;
	question.limit = list_max;
	question.count_undecided = rests_on_fields(named->question.where);
	if (is_grouped(named)) {
		question.by =
		    with_partner(columns, sizeof columns, question.by, 6);
		question.limit = PSI_ALL_GROUPS_MAX;
	} else
		question.show = with_partner(columns, sizeof columns,
		    question.show, PSI_ALL_COLUMNS_MAX);
	return ask(tool, &question, &answer->answer, err);
}

/* Groups of all partners together, and how many accounts there are behind the
 * rows of an answer: they may be in several. One file is that of one partner,
 * and the rows of its lists are its matches. */
static int
ask_together(struct psi_all_answer *answer, struct psi_mapping_tool *tool,
    const struct psi_mapping_named *named, struct psi_error *err)
{
	struct psi_mapping_question question = named->question;
	struct psi_mapping_question count = { .where = named->question.where,
		.show = "accounts,pairs" };
	bool several = is_several(tool);
	int rc = 0;

	question.limit = PSI_ALL_GROUPS_MAX;
	if (several && is_grouped(named))
		rc = ask(tool, &question, &answer->together, err);
	if (rc == 0 && (several || is_grouped(named)))
		rc = ask(tool, &count, &answer->in_all, err);
	count.by = "partner";
	if (rc == 0 && several)
		rc = ask(tool, &count, &answer->by_partner, err);
	return rc;
}

static int
ask_together_all(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->num_named; i++) {
		const struct psi_mapping_named *named =
		    psi_mapping_questions_find(questions, all->of[i].name);

		if (named != NULL)
			rc = ask_together(&all->of[i], tool, named, err);
	}
	return rc;
}

static int
ask_measures(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    struct psi_error *err)
{
	struct psi_measured_question measured;
	int rc = 0;
	int asked;

	for (size_t i = 0;
	     rc == 0 && i < 3 && psi_measures_at(&measured, i) != 0; i++) {
		all->measures[i].by_partner = true;
		all->measures[i].own_customers = tool->customers;
		rc = psi_measures_ask(&all->measures[i], tool->mapping,
		    measured.name, tool->where, &asked, err);
	}
	return rc;
}

static int
ask_named_all(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    struct psi_error *err)
{
	const struct psi_mapping_named *named;
	int rc = 0;

	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++)
		if (can_ask(tool, named))
			rc = ask_named(all, tool, named, list_max, err);
	all->num_named = all->num;
	return rc;
}

/* Accounts, and what is said of partners. */
static int
ask_parts(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    uint64_t accounts_max, struct psi_error *err)
{
	struct psi_mapping_question parts[] = {
		{ .show = accounts_show,
		    .sort = "-rank,-our_amount,our_name",
		    .limit = accounts_max },
		{ .by = "partner", .show = "accounts,pairs" },
		{ .show = "accounts,pairs" },
		{ .where = "direction != empty",
		    .by = "partner,direction",
		    .show = "accounts" },
	};
	struct psi_answer *answers[] = { &all->accounts, &all->partners,
		&all->in_all, &all->directions };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++)
		rc = ask(tool, &parts[i], answers[i], err);
	return rc;
}

/* Matches to check first, and the runs of both kinds. */
static int
ask_others(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    struct psi_error *err)
{
	/* The first is cut when it is known which accounts are settled. */
	const struct psi_mapping_question parts[] = {
		{ .where = psi_unsettled_where,
		    .show = check_show,
		    .sort = "-score,our_name",
		    .extra = tool->where },
		{ .where = check_matches,
		    .show = "accounts,pairs",
		    .extra = tool->where },
		{ .by = "partner,agreement,our_party,date",
		    .show = "pairs",
		    .extra = tool->where },
	};
	struct psi_answer *answers[] = { &all->check, &all->check_in_all,
		&all->runs };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		struct psi_mapping_rows rows = psi_answer_rows(answers[i]);

		rc = psi_mapping_ask(tool->mapping, &parts[i], &rows, err);
	}
	return rc;
}

static int
tell_measures(struct psi_all_answers *all, struct psi_error *err)
{
	struct psi_measured_question measured;
	int rc = 0;

	for (size_t i = 0;
	     rc == 0 && i < 3 && psi_measures_at(&measured, i) != 0; i++) {
		struct psi_mapping_rows rows =
		    psi_answer_rows(&all->of[all->num].answer);

		all->of[all->num].name = measured.name;
		all->of[all->num].words = measured.words;
		all->of[all->num].needs = "";
		for (size_t j = 0;
		     rc == 0 && j < psi_answer_num(&all->partners); j++)
			rc = psi_measures_tell_partner(&all->measures[i],
			    psi_answer_cell(&all->partners, j, 0), j == 0,
			    &rows, err);
		all->of[all->num].found =
		    psi_answer_num(&all->of[all->num].answer);
		all->num++;
	}
	return rc;
}

int
psi_all_answers_read(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    uint64_t accounts_max, struct psi_error *err)
{
	int rc;

	if ((rc = ask_named_all(all, tool, questions, list_max, err)) != 0 ||
	    (rc = ask_others(all, tool, err)) != 0 ||
	    (rc = ask_parts(all, tool, accounts_max, err)) != 0 ||
	    (rc = ask_together_all(all, tool, questions, err)) != 0 ||
	    (rc = ask_measures(all, tool, err)) != 0 ||
	    (rc = psi_unsettled_ask(&all->unsettled, tool->mapping, err)) !=
		0 ||
	    (rc = psi_mapping_tool_read(tool, err)) != 0 ||
	    (rc = psi_mapping_finish(tool->mapping, err)) != 0 ||
	    (rc = tell_measures(all, err)) != 0)
		return rc;
	psi_mapping_count(tool->mapping, &all->counts);
	rc = psi_unsettled_keep(&all->unsettled, &all->check, list_max, err);
	if (rc != 0)
		return rc;
	/* In the order in which they were asked. */
	all->accounts_found =
	    psi_mapping_found(tool->mapping, all->num_named + 3);
	for (size_t i = 0; i < all->num_named; i++) {
		struct psi_all_answer *answer = &all->of[i];

		answer->found = psi_mapping_found(tool->mapping, i);
		answer->undecided =
		    psi_mapping_undecided_accounts(tool->mapping, i);
		(void)psi_mapping_undecided(
		    tool->mapping, i, answer->missing, sizeof answer->missing);
		answer->to_ask = psi_mapping_to_ask(
		    tool->mapping, i, answer->asked, sizeof answer->asked);
	}
	return 0;
}

/* ---- counting ---- */

static uint64_t
number_of(const struct psi_all_answer *of, const char *partner, size_t column)
{
	const struct psi_answer *by = &of->by_partner;

	if (partner == NULL || by->num_columns == 0)
		return psi_answer_num(&of->in_all) == 0
		    ? of->in_all.num_columns == 0 ? of->found : 0
		    : psi_answer_number(&of->in_all, 0, column);
	for (size_t i = 0; i < psi_answer_num(by); i++)
		if (strcmp(psi_answer_cell(by, i, 0), partner) == 0)
			return psi_answer_number(by, i, column + 1);
	return 0;
}

uint64_t
psi_all_answer_accounts(const struct psi_all_answer *of, const char *partner)
{
	return number_of(of, partner, 0);
}

uint64_t
psi_all_answer_matches(const struct psi_all_answer *of, const char *partner)
{
	return number_of(of, partner, 1);
}

uint64_t
psi_all_answers_to_check(const struct psi_all_answers *all)
{
	return psi_answer_num(&all->check_in_all) == 0
	    ? 0
	    : psi_answer_number(&all->check_in_all, 0, 1);
}

const struct psi_answer *
psi_all_answers_find(const struct psi_all_answers *all, const char *name)
{
	for (size_t i = 0; i < all->num; i++)
		if (strcmp(all->of[i].name, name) == 0)
			return &all->of[i].answer;
	return NULL;
}

void
psi_all_answers_clear(struct psi_all_answers *all)
{
	for (size_t i = 0; i < PSI_ALL_MAX; i++) {
		psi_answer_clear(&all->of[i].answer);
		psi_answer_clear(&all->of[i].together);
		psi_answer_clear(&all->of[i].by_partner);
		psi_answer_clear(&all->of[i].in_all);
	}
	for (size_t i = 0; i < 3; i++)
		psi_measures_clear(&all->measures[i]);
	psi_answer_clear(&all->accounts);
	psi_answer_clear(&all->check);
	psi_unsettled_clear(&all->unsettled);
	psi_answer_clear(&all->check_in_all);
	psi_answer_clear(&all->partners);
	psi_answer_clear(&all->in_all);
	psi_answer_clear(&all->directions);
	psi_answer_clear(&all->runs);
}
