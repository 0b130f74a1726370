#include "report/all_answers.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "report/mapping_tool.h"
#include "kit/tool.h"
#include "report/question_words.h"

/* What a question can show at most: 24 columns. */
static const char accounts_show[] =
    "our_account,our_name,partner,their_name,our_population,their_population,"
    "motion,rank,introducer,action,our_owner,their_owner,score,level,ambiguous,"
    "best_partner,our_amount,their_amount,our_close_date,their_close_date,"
    "our_renewal_date,our_products,their_products,our_tier";

/* Does the question need files that were not given? */
static bool
can_ask(
    const struct psi_mapping_tool *tool, const struct psi_mapping_named *named)
{
	size_t files = tool->cli->num_operands - tool->first_operand;

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

/* Columns with the partner in front, and behind a score what else says how
 * sure it is; as they are where there is no room for that. */
static const char *
with_partner(char *out, size_t size, const char *columns, size_t max)
{
	bool has_score = has_column(columns, "score") &&
	    !has_column(columns, "level") && count_columns(columns) + 2 < max;
	bool has_mark = has_column(columns, "ambiguous");
	bool has_partner = has_column(columns, "partner");

	if (count_columns(columns) + !has_partner > max ||
	    (size_t)snprintf(out, size, "%s%s%s%s",
		has_partner ? "" : "partner,", columns,
		has_score ? ",level" : "",
		has_score && !has_mark ? ",ambiguous" : "") >= size)
		return columns;
	return out;
}

static int
ask_named(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_named *named, uint64_t list_max,
    struct psi_error *err)
{
	struct psi_mapping_question question = named->question;
	struct psi_all_answer *answer = &all->of[all->num++];
	struct psi_mapping_rows rows = psi_answer_rows(&answer->answer);
	char columns[4096];

	answer->name = named->name;
	answer->words = named->words;
	answer->needs = named->needs;
	if (question.by != NULL && question.by[0] != '\0')
		question.by =
		    with_partner(columns, sizeof columns, question.by, 6);
	else
		question.show =
		    with_partner(columns, sizeof columns, question.show, 24);
	question.extra = tool->where;
	question.limit = list_max;
	return psi_mapping_ask(tool->mapping, &question, &rows, err);
}

/* How many accounts there are behind the groups of an answer: they may be in
 * several. */
static int
ask_accounts(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_error *err)
{
	bool several = tool->cli->num_operands > tool->first_operand + 1;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->num_named; i++) {
		struct psi_all_answer *answer = &all->of[i];
		const struct psi_mapping_named *named =
		    psi_mapping_questions_find(questions, answer->name);
		struct psi_mapping_question question = { .show = "accounts" };
		struct psi_mapping_rows by_partner =
		    psi_answer_rows(&answer->by_partner);
		struct psi_mapping_rows in_all =
		    psi_answer_rows(&answer->in_all);

		if (named == NULL ||
		    psi_question_words(answer->name)->count !=
			PSI_QUESTION_ACCOUNTS)
			continue;
		question.where = named->question.where;
		question.extra = tool->where;
		rc = psi_mapping_ask(tool->mapping, &question, &in_all, err);
		/* One file is that of one partner. */
		question.by = "partner";
		if (rc == 0 && several)
			rc = psi_mapping_ask(
			    tool->mapping, &question, &by_partner, err);
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
		{ .by = "partner,agreement,our_party,date",
		    .show = "accounts" },
	};
	struct psi_answer *answers[] = { &all->accounts, &all->partners,
		&all->in_all, &all->directions, &all->runs };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		struct psi_mapping_rows rows = psi_answer_rows(answers[i]);

		parts[i].extra = tool->where;
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
	    (rc = ask_parts(all, tool, accounts_max, err)) != 0 ||
	    (rc = ask_accounts(all, tool, questions, err)) != 0 ||
	    (rc = ask_measures(all, tool, err)) != 0 ||
	    (rc = psi_mapping_tool_read(tool, err)) != 0 ||
	    (rc = psi_mapping_finish(tool->mapping, err)) != 0 ||
	    (rc = tell_measures(all, err)) != 0)
		return rc;
	psi_mapping_count(tool->mapping, &all->counts);
	/* The first questions asked are those with names, then the accounts. */
	all->accounts_found = psi_mapping_found(tool->mapping, all->num_named);
	for (size_t i = 0; i < all->num_named; i++) {
		struct psi_all_answer *answer = &all->of[i];

		answer->found = psi_mapping_found(tool->mapping, i);
		answer->undecided = psi_mapping_undecided(
		    tool->mapping, i, answer->missing, sizeof answer->missing);
	}
	return 0;
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
		psi_answer_clear(&all->of[i].by_partner);
		psi_answer_clear(&all->of[i].in_all);
	}
	for (size_t i = 0; i < 3; i++)
		psi_measures_clear(&all->measures[i]);
	psi_answer_clear(&all->accounts);
	psi_answer_clear(&all->partners);
	psi_answer_clear(&all->in_all);
	psi_answer_clear(&all->directions);
	psi_answer_clear(&all->runs);
}
