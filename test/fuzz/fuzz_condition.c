/*
 * Conditions (the first line) on a file of pairs (the rest): read or refused
 * with a text; judged the same twice; swapped twice they are themselves; and what
 * holds, is lacking or missing can be put into words that are safe to show.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "mapping/column.h"
#include "mapping/condition.h"
#include "mapping/pairs.h"
#include "mapping/visible.h"

static struct psi_view view;

static void
check_words(struct psi_buf *words)
{
	struct psi_buf shown = PSI_BUF_INIT;
	struct psi_buf again = PSI_BUF_INIT;

	fuzz_check(psi_visible_append(&shown, (const char *)words->data,
		       words->len, NULL) == 0);
	fuzz_check(psi_visible_append(
		       &again, (const char *)shown.data, shown.len, NULL) == 0);
	fuzz_check(again.len == shown.len);
	psi_buf_clear(&shown);
	psi_buf_clear(&again);
}

static void
judge_pair(const struct psi_conditions *conditions,
    const struct psi_conditions *twice, const struct psi_pair *pair)
{
	struct psi_verdict verdict;
	struct psi_verdict other;
	struct psi_buf words = PSI_BUF_INIT;
	uint32_t ours = 0;
	uint32_t theirs = 0;

	for (int shared = 0; shared < 2; shared++) {
		psi_view_begin(&view, pair, NULL, shared != 0, 20000);
		psi_conditions_judge(&verdict, conditions, &view);
		psi_conditions_judge(&other, twice, &view);
		fuzz_check(verdict.truth == other.truth);
		fuzz_check(psi_conditions_because(
			       &words, conditions, &verdict, &view, NULL) == 0);
		psi_conditions_missing(
		    &ours, &theirs, conditions, &verdict, &view);
	}
	check_words(&words);
	words.len = 0;
	fuzz_check(
	    psi_conditions_lacking(&words, conditions, &view, NULL) == 0);
	check_words(&words);
	psi_buf_clear(&words);
}

/* Each column that they speak of is used, and of those that they do not speak of
 * swapped conditions speak as little. */
static void
check_columns(const struct psi_conditions *conditions,
    const struct psi_conditions *swapped)
{
	for (size_t i = 0; i < conditions->num; i++)
		fuzz_check(psi_conditions_use(
		    conditions, conditions->condition[i].column));
	for (unsigned int i = 0; i < PSI_COLUMNS; i++)
		fuzz_check(psi_conditions_use(conditions, i) ==
		    psi_conditions_use(swapped, psi_column_swap(i)));
	fuzz_check(psi_conditions_same(conditions, swapped));
}

static void
judge_file(
    const struct psi_conditions *conditions, const uint8_t *data, size_t size)
{
	struct psi_conditions swapped;
	struct psi_conditions twice;
	struct fuzz_input input = { data, size, SIZE_MAX };
	struct psi_source source = { fuzz_read, &input };
	struct psi_pairs *pairs = NULL;
	struct psi_pair pair;
	struct psi_error err;
	bool end = false;
	int rc;

	memset(&err, 0, sizeof err);
	fuzz_check(psi_conditions_swap(&swapped, conditions, NULL) == 0);
	fuzz_check(psi_conditions_swap(&twice, conditions, NULL) == 0);
	check_columns(conditions, &swapped);
	for (size_t i = 0; i < twice.num; i++)
		twice.condition[i].column =
		    psi_column_swap(swapped.condition[i].column);
	for (size_t i = 0; i < twice.num_operands; i++)
		twice.operand[i].column =
		    psi_column_swap(swapped.operand[i].column);
	/* What is settled by the populations alone is so for other columns. */
	psi_conditions_settle(&twice);
	rc = psi_pairs_new(&pairs, &source, &err);
	while (rc == 0 && !end) {
		rc = psi_pairs_next(pairs, &pair, &end, &err);
		if (rc == 0 && !end)
			judge_pair(conditions, &twice, &pair);
	}
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_pairs_free(pairs);
	psi_conditions_clear(&swapped);
	psi_conditions_clear(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = size == 0 ? NULL : memchr(data, '\n', size);
	size_t len = line == NULL ? size : (size_t)(line - data);
	struct psi_conditions conditions;
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_conditions_parse(
	    &conditions, size == 0 ? "" : (const char *)data, len, &err);
	if (rc != 0)
		fuzz_check(rc == err.code && err.text[0] != '\0');
	else if (line != NULL)
		judge_file(&conditions, line + 1, size - len - 1);
	psi_conditions_clear(&conditions);
	return 0;
}
