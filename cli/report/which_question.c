#include "report/which_question.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "psi/near.h"

#include "kit/diag.h"
#include "kit/tool.h"
#include "report/measures.h"

#define WORDS_MAX 24
#define BEST_MAX 3

static const struct psi_listed_question programs[] = {
	{ "changes", "What changed since last time?",
	    "--before with the earlier pairs", NULL },
	{ "attribution",
	    "Which opportunities were sourced, influenced or accelerated with "
	    "partners?",
	    "--opportunities with your deals", NULL },
};
#define NUM_PROGRAMS (sizeof programs / sizeof programs[0])

/* What is no question, but stands where one does. */
static const char *const others[] = { "ask", "page", "workbook", "crm" };
#define NUM_OTHERS (sizeof others / sizeof others[0])

static const char *
takes_of(const struct psi_mapping_named *named)
{
	if (strcmp(named->needs, "partners") == 0)
		return "the pairs and agreements of several partners";
	return strcmp(named->needs, "history") == 0
	    ? "--history with earlier pairs"
	    : "";
}

int
psi_listed_question_at(struct psi_listed_question *out,
    const struct psi_mapping_questions *questions, size_t i)
{
	struct psi_measured_question measured;
	const struct psi_mapping_named *named =
	    psi_mapping_questions_at(questions, i);
	size_t num = 0;

	if (named != NULL) {
		*out = (struct psi_listed_question){ named->name, named->words,
			takes_of(named), named };
		return 1;
	}
	while (psi_mapping_questions_at(questions, num) != NULL)
		num++;
	i -= num;
	if (psi_measures_at(&measured, i)) {
		*out = (struct psi_listed_question){ measured.name,
			measured.words, "", NULL };
		return 1;
	}
	for (num = 0; psi_measures_at(&measured, num);)
		num++;
	i -= num;
	if (i < NUM_PROGRAMS)
		*out = programs[i];
	return i < NUM_PROGRAMS;
}

/* ---- which one was meant ---- */

struct word {
	const char *text;
	size_t len;
};

/* Bytes over 127 belong to letters too. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (unsigned char)c > 127;
}

/* Words that stand in many questions and tell none from another. */
static bool
is_common(const struct word *word)
{
	static const char *const common[] = { "which", "what", "where", "with",
		"this", "that", "their", "them", "they", "there", "have",
		"from", "should", "would", "could", "accounts", "account",
		"partner", "partners", "partner's", "show", "list", "does" };

	if (word->len < 3)
		return true;
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		if (strlen(common[i]) == word->len &&
		    psi_near_distance(
			common[i], word->len, word->text, word->len) == 0)
			return true;
	return false;
}

/* Add the words of a text that say something. */
static size_t
split(struct word words[WORDS_MAX], size_t num, const char *text)
{
	while (*text != '\0' && num < WORDS_MAX) {
		struct word word;

		while (*text != '\0' && !is_letter(*text))
			text++;
		word.text = text;
		while (is_letter(*text) || *text == '-')
			text++;
		word.len = (size_t)(text - word.text);
		if (word.len > 0 && !is_common(&word))
			words[num++] = word;
	}
	return num;
}

/* How many of the words does the question have, in its own words or name? */
static size_t
count_words(const struct word *words, size_t num,
    const struct psi_listed_question *question)
{
	struct word own[WORDS_MAX];
	size_t num_own = split(own, 0, question->words);
	size_t found = 0;

	if (num_own < WORDS_MAX)
		own[num_own++] =
		    (struct word){ question->name, strlen(question->name) };
	for (size_t i = 0; i < num; i++)
		for (size_t j = 0; j < num_own; j++)
			if (psi_near_is(words[i].text, words[i].len,
				own[j].text, own[j].len)) {
				found++;
				break;
			}
	return found;
}

struct found {
	struct psi_listed_question question;
	size_t score;
};

/* Keep the best, of equals the first. */
static void
keep_best(struct found best[BEST_MAX], const struct found *found)
{
	size_t i = BEST_MAX;

	while (i > 0 && best[i - 1].score < found->score)
		i--;
	if (i == BEST_MAX || found->score == 0)
		return;
	memmove(&best[i + 1], &best[i], (BEST_MAX - 1 - i) * sizeof *best);
	best[i] = *found;
}

static bool
is_file(const char *path)
{
	return access(path, F_OK) == 0;
}

static void
weigh(const char **nearest, size_t *least, const char *name, const char *word)
{
	size_t len = strlen(name);
	size_t n = psi_near_distance(name, len, word, strlen(word));

	if (n < *least && n <= (len + 1) / 3) {
		*least = n;
		*nearest = name;
	}
}

/* The one name that one word is near to; NULL where there is none. */
static const char *
near_name(const struct psi_mapping_questions *questions, const char *word)
{
	struct psi_listed_question listed;
	const char *nearest = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; psi_listed_question_at(&listed, questions, i); i++)
		weigh(&nearest, &least, listed.name, word);
	for (size_t i = 0; i < NUM_OTHERS; i++)
		weigh(&nearest, &least, others[i], word);
	return nearest;
}

static void
hint_by_words(const struct psi_mapping_questions *questions,
    const struct word *words, size_t num, struct psi_error *err)
{
	struct found best[BEST_MAX];
	struct found found;
	char text[PSI_ERROR_TEXT_BYTES] = "";
	size_t len = 0;

	memset(best, 0, sizeof best);
	for (size_t i = 0;
	     psi_listed_question_at(&found.question, questions, i); i++) {
		found.score = count_words(words, num, &found.question);
		keep_best(best, &found);
	}
	for (size_t i = 0; i < BEST_MAX && best[i].score > 0 &&
	     best[i].score == best[0].score && len < sizeof text;
	     i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s'%s' (%s)", i == 0 ? "" : " or ", best[i].question.name,
		    best[i].question.words);
	if (len == 0)
		psi_error_hint(err, "psi-report --list prints all questions");
	else
		psi_error_hint(err,
		    "did you mean %.300s? psi-report --list prints all", text);
}

int
psi_which_question(const struct psi_mapping_questions *questions,
    const struct psi_cli *cli, struct psi_error *err)
{
	const char *first = cli->operands[0];
	const char *near = near_name(questions, first);
	struct word words[WORDS_MAX];
	size_t num = 0;
	size_t num_operands = 1;

	if (is_file(first))
		return psi_refuse(err, PSI_CLI_USAGE, 0,
		    "psi-report QUESTION FILE; psi-report --list prints the "
		    "questions",
		    "'%s' is a file, and stands where the question should",
		    first);
	/* A question in words may stand in several of them. */
	num = split(words, num, first);
	while (num_operands < cli->num_operands &&
	    !is_file(cli->operands[num_operands]))
		num = split(words, num, cli->operands[num_operands++]);
	(void)psi_usage(err, "there is no question '%s%s'", first,
	    num_operands > 1 ? " ..." : "");
	if (strcmp(first, "motions") == 0 || strcmp(first, "actions") == 0)
		psi_error_hint(err,
		    "psi-motions says who does what next; 'revenue' counts its "
		    "motions");
	else if (near != NULL && num_operands == 1)
		psi_error_hint(err,
		    "did you mean '%s'? psi-report --list prints all", near);
	else
		hint_by_words(questions, words, num, err);
	return PSI_CLI_USAGE;
}
