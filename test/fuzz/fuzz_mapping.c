/*
 * Everything that reads CSV besides pairs alone: rules, questions, deals,
 * changes, and pairs with all questions asked. The first byte chooses; tables
 * that come out are as wide as their header, and safe to open.
 *
 * Behind a NUL come the pairs that rules, questions and deals are for, or newer
 * ones.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "mapping/visible.h"
#include "psi/mapping.h"

#define TABLES 64

struct table {
	size_t num_columns;
	size_t num_rows;
};

static int
check_row(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	struct table *table = cookie;

	(void)err;
	if (table->num_columns == 0)
		table->num_columns = num;
	fuzz_check(num == table->num_columns && num > 0);
	for (size_t i = 0; i < num; i++) {
		struct psi_buf again = PSI_BUF_INIT;

		fuzz_check(psi_visible_append(
			       &again, cells[i].text, cells[i].len, NULL) == 0);
		fuzz_check(again.len == cells[i].len);
		psi_buf_clear(&again);
	}
	table->num_rows++;
	return 0;
}

static struct psi_mapping *
new_mapping(void)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;

	options.today = 20785;
	fuzz_check(psi_mapping_new(&mapping, &options, NULL) == 0);
	return mapping;
}

static struct psi_source
source_of(struct fuzz_input *input, const uint8_t *data, size_t size)
{
	*input = (struct fuzz_input){ data, size, SIZE_MAX };
	return (struct psi_source){ fuzz_read, input };
}

/* An input, cut at its NUL. */
struct files {
	const uint8_t *data[2];
	size_t size[2];
	struct fuzz_input input[2];
};

static struct psi_source
open_file(struct files *files, size_t i)
{
	return source_of(&files->input[i], files->data[i], files->size[i]);
}

static void
check_error(int rc, const struct psi_error *err)
{
	fuzz_check(rc == 0 || (rc == err->code && err->text[0] != '\0'));
}

static struct table tables[TABLES];

/* A question as it is named, and with what goes besides one: what it needs stands for
 * conditions of one's own where it is such. */
static struct psi_mapping_question
vary(const struct psi_mapping_named *named, size_t i)
{
	struct psi_mapping_question question = named->question;

	if (strpbrk(named->needs, "=<>!\n") != NULL)
		question.extra = named->needs;
	question.count_undecided = i % 2 == 0;
	question.limit = i % 4 == 3;
	question.suppress_below = i % 5 == 4 ? 2 : 0;
	question.matches = i % 7 == 6;
	question.which = (int)(i % 3);
	return question;
}

/* What can be told of each question when all is read. */
static void
check_told(const struct psi_mapping *mapping)
{
	for (size_t i = 0; i <= TABLES; i++) {
		struct psi_mapping_remark remark;
		char fields[60];

		fuzz_check(i < TABLES || psi_mapping_found(mapping, i) == 0);
		if (psi_mapping_undecided(mapping, i, fields, sizeof fields) ==
		    0)
			fuzz_check(fields[0] == '\0');
		fuzz_check(memchr(fields, '\0', sizeof fields) != NULL);
		(void)psi_mapping_to_ask(mapping, i, fields, sizeof fields);
		fuzz_check(memchr(fields, '\0', sizeof fields) != NULL);
		(void)psi_mapping_undecided_accounts(mapping, i);
		(void)psi_mapping_left_out(mapping, i);
		for (size_t n = 0;
		     psi_mapping_remark_at(mapping, i, n, &remark); n++)
			fuzz_check(remark.column[0] != '\0' &&
			    remark.num_have <= PSI_MAPPING_REMARK_VALUES);
	}
}

/* At most TABLES, of which each has a table of its own. */
static void
ask_all(
    struct psi_mapping *mapping, const struct psi_mapping_questions *questions)
{
	const struct psi_mapping_named *named;
	struct psi_mapping_rows rows = { check_row, NULL };

	for (size_t i = 0; i < TABLES &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++) {
		struct psi_mapping_question question = vary(named, i);
		struct psi_error err;
		int rc;

		memset(&err, 0, sizeof err);
		rows.cookie = &tables[i];
		fuzz_check(
		    psi_mapping_questions_find(questions, named->name) != NULL);
		rc = psi_mapping_ask(mapping, &question, &rows, &err);
		check_error(rc, &err);
	}
}

static void
read_pairs(struct psi_mapping *mapping, struct files *files, size_t i)
{
	struct psi_source source = open_file(files, i);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_mapping_read(mapping, &source, &err);
	check_error(rc, &err);
	psi_mapping_own(mapping, "customer", 3);
	psi_mapping_own(mapping, "none of them", 3);
	if (rc == 0)
		fuzz_check(psi_mapping_finish(mapping, NULL) == 0);
	check_told(mapping);
}

/* The pairs, and with newer ones what was known before. */
static void
ask_everything(struct files *files)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_mapping_questions *questions = NULL;
	struct table actions = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &actions };
	size_t last = files->data[1] != NULL;
	struct psi_source source;
	struct psi_error err;
	int rc = 0;

	memset(&err, 0, sizeof err);
	fuzz_check(psi_mapping_questions_new(&questions, NULL, NULL) == 0);
	fuzz_check(psi_mapping_questions_at(questions, TABLES) == NULL);
	fuzz_check(psi_mapping_actions(mapping, &rows, 0, NULL) == 0);
	ask_all(mapping, questions);
	if (last == 1) {
		source = open_file(files, 0);
		rc = psi_mapping_history(mapping, &source, &err);
		if (rc == 0) {
			source = open_file(files, 1);
			rc = psi_mapping_survey(mapping, &source, &err);
		}
		check_error(rc, &err);
	}
	if (rc == 0)
		read_pairs(mapping, files, last);
	psi_mapping_questions_free(questions);
	psi_mapping_free(mapping);
}

/* Rules, and what is to be done by them. */
static void
follow_rules(struct files *files)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_source source = open_file(files, 0);
	struct table actions = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &actions };
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_mapping_rules(mapping, &source, &err);
	check_error(rc, &err);
	if (rc == 0 && files->data[1] != NULL) {
		fuzz_check(psi_mapping_actions(mapping, &rows, 1, NULL) == 0);
		read_pairs(mapping, files, 1);
	}
	psi_mapping_free(mapping);
}

static void
ask_questions(struct files *files)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_source source = open_file(files, 0);
	struct psi_mapping_questions *questions = NULL;
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_mapping_questions_new(&questions, &source, &err);
	check_error(rc, &err);
	if (rc == 0 && files->data[1] != NULL) {
		ask_all(mapping, questions);
		read_pairs(mapping, files, 1);
	}
	psi_mapping_questions_free(questions);
	psi_mapping_free(mapping);
}

/* Deals, and the pairs that they may be due to. */
static void
attribute(struct files *files)
{
	struct psi_mapping *mapping = new_mapping();
	struct table table = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &table };
	struct psi_source source;
	struct psi_error err;
	int rc = 0;

	memset(&err, 0, sizeof err);
	if (files->data[1] != NULL) {
		source = open_file(files, 1);
		rc = psi_mapping_overlaps(mapping, &source, &err);
	}
	if (rc == 0) {
		source = open_file(files, 0);
		rc = psi_mapping_attribution(mapping, &source, &rows, &err);
	}
	check_error(rc, &err);
	psi_mapping_free(mapping);
}

/* The same file twice has no changes but what stands twice in it. */
static void
compare(struct files *files)
{
	size_t newer = files->data[1] != NULL;
	struct files again = *files;
	struct psi_source before = open_file(files, 0);
	struct psi_source after = open_file(&again, newer);
	struct table table = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &table };
	struct psi_mapping_changed changed;
	struct psi_error err;
	int which = 0;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_mapping_changes(
	    &before, &after, NULL, &rows, &changed, &which, &err);
	check_error(rc, &err);
	if (rc == 0)
		fuzz_check(table.num_rows == changed.num_changes + 1);
	if (rc == 0 && newer == 0)
		fuzz_check(changed.num_changes == 0 &&
		    (changed.remarks &
			(PSI_MAPPING_BY_KINDS | PSI_MAPPING_RENUMBERED)) == 0);
}

static void
cut(struct files *files, const uint8_t *data, size_t size)
{
	const uint8_t *nul = size == 0 ? NULL : memchr(data, 0, size);

	memset(files, 0, sizeof *files);
	files->data[0] = data;
	files->size[0] = size;
	if (nul == NULL)
		return;
	files->size[0] = (size_t)(nul - data);
	files->data[1] = nul + 1;
	files->size[1] = size - files->size[0] - 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct files files;

	if (size == 0)
		return 0;
	memset(tables, 0, sizeof tables);
	cut(&files, data + 1, size - 1);
	switch (data[0] % 4) {
	case 0:
		ask_everything(&files);
		compare(&files);
		break;
	case 1:
		follow_rules(&files);
		break;
	case 2:
		ask_questions(&files);
		break;
	default:
		attribute(&files);
	}
	return 0;
}
