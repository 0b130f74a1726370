#include "report/all_answers.h"

#include <stdbool.h>
#include <string.h>

#include "report/mapping_tool.h"
#include "kit/tool.h"

static const char accounts_show[] =
    "our_account,our_name,their_name,partner,our_population,their_population,"
    "motion,rank,introducer,our_owner,their_owner,score,action";

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

static int
ask_named(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_named *named, uint64_t list_max,
    struct psi_error *err)
{
	struct psi_mapping_question question = named->question;
	struct psi_mapping_rows rows =
	    psi_answer_rows(&all->of[all->num].answer);

	all->of[all->num].name = named->name;
	all->of[all->num].words = named->words;
	all->num++;
	question.extra = tool->where;
	question.limit = list_max;
	return psi_mapping_ask(tool->mapping, &question, &rows, err);
}

static int
ask_all(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    struct psi_error *err)
{
	const struct psi_mapping_named *named;
	struct psi_measured_question measured;
	int rc = 0;
	int asked;

	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++)
		if (can_ask(tool, named))
			rc = ask_named(all, tool, named, list_max, err);
	all->num_named = all->num;
	for (size_t i = 0;
	     rc == 0 && i < 3 && psi_measures_at(&measured, i) != 0; i++)
		rc = psi_measures_ask(&all->measures[i], tool->mapping,
		    measured.name, tool->where, &asked, err);
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
		all->num++;
		rc = psi_measures_tell(&all->measures[i], &rows, err);
	}
	return rc;
}

int
psi_all_answers_read(struct psi_all_answers *all, struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    uint64_t accounts_max, struct psi_error *err)
{
	struct psi_mapping_question question = { .show = accounts_show };
	struct psi_mapping_rows rows = psi_answer_rows(&all->accounts);
	int rc;

	question.sort = "-rank,our_name";
	question.limit = accounts_max;
	question.extra = tool->where;
	if ((rc = ask_all(all, tool, questions, list_max, err)) != 0 ||
	    (rc = psi_mapping_ask(tool->mapping, &question, &rows, err)) != 0 ||
	    (rc = psi_mapping_tool_read(tool, err)) != 0 ||
	    (rc = psi_mapping_finish(tool->mapping, err)) != 0 ||
	    (rc = tell_measures(all, err)) != 0)
		return rc;
	psi_mapping_count(tool->mapping, &all->counts);
	/* The first questions asked are those with names. */
	for (size_t i = 0; i < all->num_named; i++)
		all->of[i].undecided = psi_mapping_undecided(tool->mapping, i,
		    all->of[i].missing, sizeof all->of[i].missing);
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
	for (size_t i = 0; i < PSI_ALL_MAX; i++)
		psi_answer_clear(&all->of[i].answer);
	for (size_t i = 0; i < 3; i++)
		psi_measures_clear(&all->measures[i]);
	psi_answer_clear(&all->accounts);
}
