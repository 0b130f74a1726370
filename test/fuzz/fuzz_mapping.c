/*
 * Everything that reads CSV besides pairs alone: rules, questions, deals,
 * changes, and pairs with all questions asked. The first byte chooses; tables
 * that come out are as wide as their header, and safe to open.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "mapping/visible.h"
#include "psi/mapping.h"

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

static void
ask_everything(const struct psi_source *source)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_mapping_questions *questions = NULL;
	const struct psi_mapping_named *named;
	static struct table tables[64];
	struct table actions = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &actions };
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	memset(tables, 0, sizeof tables);
	fuzz_check(psi_mapping_questions_new(&questions, NULL, NULL) == 0);
	fuzz_check(psi_mapping_actions(mapping, &rows, 0, NULL) == 0);
	for (size_t i = 0;
	     (named = psi_mapping_questions_at(questions, i)) != NULL; i++) {
		fuzz_check(i < 64);
		rows.cookie = &tables[i];
		fuzz_check(psi_mapping_ask(
			       mapping, &named->question, &rows, NULL) == 0);
	}
	rc = psi_mapping_read(mapping, source, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	if (rc == 0)
		fuzz_check(psi_mapping_finish(mapping, NULL) == 0);
	psi_mapping_questions_free(questions);
	psi_mapping_free(mapping);
}

static int
read_one(uint8_t choice, const struct psi_source *source,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	struct psi_mapping *mapping = new_mapping();
	struct psi_mapping_questions *questions = NULL;
	int rc = 0;

	if (choice % 4 == 1)
		rc = psi_mapping_rules(mapping, source, err);
	else if (choice % 4 == 2)
		rc = psi_mapping_questions_new(&questions, source, err);
	else
		rc = psi_mapping_attribution(mapping, source, rows, err);
	psi_mapping_questions_free(questions);
	psi_mapping_free(mapping);
	return rc;
}

/* The same file twice has no changes but what stands twice in it. */
static void
compare_with_itself(const uint8_t *data, size_t size)
{
	struct fuzz_input inputs[2];
	struct psi_source before = source_of(&inputs[0], data, size);
	struct psi_source after = source_of(&inputs[1], data, size);
	struct table table = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &table };
	struct psi_mapping_changed changed;
	int which = 0;

	if (psi_mapping_changes(
		&before, &after, NULL, &rows, &changed, &which, NULL) == 0)
		fuzz_check(changed.num_changes == 0 &&
		    (changed.remarks &
			(PSI_MAPPING_BY_KINDS | PSI_MAPPING_RENUMBERED)) == 0 &&
		    table.num_rows == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input;
	struct psi_source source;
	struct table table = { 0, 0 };
	struct psi_mapping_rows rows = { check_row, &table };
	struct psi_error err;
	uint8_t choice;
	int rc;

	if (size == 0)
		return 0;
	memset(&err, 0, sizeof err);
	choice = data[0];
	source = source_of(&input, data + 1, size - 1);
	if (choice % 4 == 0) {
		ask_everything(&source);
		compare_with_itself(data + 1, size - 1);
		return 0;
	}
	rc = read_one(choice, &source, &rows, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	return 0;
}
