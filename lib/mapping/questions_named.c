/* Named questions: read from a table, ours or one's own; and questions that
 * are an arithmetic of several numbers. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "mapping/query.h"
#include "mapping/questions.h"
#include "mapping/text_source.h"
#include "table/csv_reader.h"

#define NUM_QUESTION_COLUMNS 8
#define QUESTIONS_MAX 200
/* So that there is room for the built-in ones besides. */
#define OWN_QUESTIONS_MAX 150

struct psi_mapping_questions {
	struct psi_mapping_named *named;
	/* The texts of each, one allocation. */
	size_t num;
};

static const char *const names[NUM_QUESTION_COLUMNS] = { "name", "question",
	"needs", "where", "by", "show", "sort", "across" };

static int
check_header(const struct psi_csv_record *record, struct psi_error *err)
{
	for (size_t i = 0; i < NUM_QUESTION_COLUMNS; i++)
		if (record->num_cells != NUM_QUESTION_COLUMNS ||
		    !psi_cell_is(record->cells[i], names[i]))
			return psi_error_set_line(err, PSI_E_INPUT,
			    record->line,
			    "the header of questions is name,question,needs,"
			    "where,by,show,sort,across");
	return 0;
}

static bool
is_name(struct psi_cell cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if ((cell.text[i] < 'a' || cell.text[i] > 'z') &&
		    cell.text[i] != '-')
			return false;
	return cell.len > 0 && cell.len <= 24;
}

/* The cells of a question, each ended by NUL, in one block. */
static int
keep_question(struct psi_mapping_questions *questions,
    const struct psi_csv_record *record, struct psi_error *err)
{
	struct psi_mapping_named *named;
	void *array = questions->named;
	const char **fields[NUM_QUESTION_COLUMNS];
	size_t size = 0;
	char *text;
	int rc;

	for (size_t i = 0; i < NUM_QUESTION_COLUMNS; i++)
		size += record->cells[i].len + 1;
	if ((rc = psi_array_resize(&array, questions->num, questions->num + 1,
		 sizeof *questions->named, err)) != 0)
		return rc;
	questions->named = array;
	if ((text = calloc(1, size)) == NULL)
		return psi_error_nomem(err);
	named = &questions->named[questions->num++];
	fields[0] = &named->name;
	fields[1] = &named->words;
	fields[2] = &named->needs;
	fields[3] = &named->question.where;
	fields[4] = &named->question.by;
	fields[5] = &named->question.show;
	fields[6] = &named->question.sort;
	fields[7] = &named->across;
	for (size_t i = 0; i < NUM_QUESTION_COLUMNS; i++) {
		size_t len = record->cells[i].len;

		*fields[i] = text;
		if (len > 0)
			memcpy(text, record->cells[i].text, len);
		text += len + 1;
	}
	return 0;
}

/* A question that cannot be asked is refused when it is read. */
static int
check_question(
    const struct psi_mapping_named *named, uint64_t line, struct psi_error *err)
{
	struct psi_mapping_rows nowhere = { NULL, NULL };
	struct psi_query *query = NULL;
	int rc = psi_query_new(&query, &named->question, &nowhere, err);

	psi_query_free(query);
	if (rc == PSI_E_INPUT && err != NULL)
		err->line = line;
	return rc;
}

/* A question that a program answers, and no row of a table: `--list` prints
 * them too, and what it prints can be read. */
static bool
is_program(const struct psi_csv_record *record)
{
	if (record->num_cells != NUM_QUESTION_COLUMNS ||
	    !psi_cell_is(record->cells[2], "program"))
		return false;
	for (size_t i = 3; i < NUM_QUESTION_COLUMNS; i++)
		if (record->cells[i].len > 0)
			return false;
	return true;
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

static bool
is_named_already(
    const struct psi_mapping_questions *questions, struct psi_cell name)
{
	for (size_t i = 0; i < questions->num; i++)
		if (psi_cell_is(name, questions->named[i].name))
			return true;
	return false;
}

/* A built-in question for which one's own stands in is left out. */
static int
read_questions(struct psi_mapping_questions *questions,
    const struct psi_source *source, bool is_own, struct psi_error *err)
{
	struct psi_csv_reader *csv = NULL;
	struct psi_csv_record record;
	size_t max = is_own ? OWN_QUESTIONS_MAX : QUESTIONS_MAX;
	bool is_header = true;
	bool end = false;
	int rc;

	rc = psi_csv_reader_new(&csv, source, NULL, err);
	while (rc == 0) {
		rc = psi_csv_reader_next(csv, &record, &end, err);
		if (rc != 0 || end)
			break;
		if (is_header)
			rc = check_header(&record, err);
		else if (is_program(&record) || is_empty_row(&record))
			continue;
		else if (record.num_cells > 0 &&
		    is_named_already(questions, record.cells[0])) {
			if (!is_own)
				continue;
			rc = psi_refuse(err, PSI_E_INPUT, record.line,
			    "give one of them another name",
			    "two questions of the file have the same name");
		} else if (record.num_cells != NUM_QUESTION_COLUMNS ||
		    !is_name(record.cells[0]) || questions->num == max)
			rc = psi_error_set_line(err, PSI_E_INPUT, record.line,
			    "a question has 8 cells, and a name of a-z and "
			    "'-', 24 characters at most; there are at most "
			    "150");
		else if ((rc = keep_question(questions, &record, err)) == 0)
			rc = check_question(
			    &questions->named[questions->num - 1], record.line,
			    err);
		is_header = false;
	}
	psi_csv_reader_free(csv);
	return rc;
}

static int
read_built_in(struct psi_mapping_questions *questions, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_text_source state;
	struct psi_source source;
	int rc = 0;

	for (const char *const *row = psi_questions_default;
	     rc == 0 && *row != NULL; row++)
		rc = psi_buf_append_text(&text, *row, err);
	if (rc == 0)
		rc = psi_buf_append(&text, "", 1, err);
	if (rc == 0) {
		source = psi_text_source(&state, (const char *)text.data);
		rc = read_questions(questions, &source, false, err);
	}
	psi_buf_clear(&text);
	return rc;
}

int
psi_mapping_questions_new(struct psi_mapping_questions **out,
    const struct psi_source *source, struct psi_error *err)
{
	struct psi_mapping_questions *questions = calloc(1, sizeof *questions);
	int rc = 0;

	if (questions == NULL)
		return psi_error_nomem(err);
	if (source != NULL)
		rc = read_questions(questions, source, true, err);
	if (rc == 0)
		rc = read_built_in(questions, err);
	if (rc != 0) {
		psi_mapping_questions_free(questions);
		return rc;
	}
	*out = questions;
	return 0;
}

void
psi_mapping_questions_free(struct psi_mapping_questions *questions)
{
	if (questions == NULL)
		return;
	for (size_t i = 0; i < questions->num; i++) {
		/* Its name is the beginning of all its texts. */
		union {
			const char *name;
			void *block;
		} first = { questions->named[i].name };

		free(first.block);
	}
	psi_array_free(
	    questions->named, questions->num, sizeof *questions->named);
	free(questions);
}

const struct psi_mapping_named *
psi_mapping_questions_at(
    const struct psi_mapping_questions *questions, size_t i)
{
	return i < questions->num ? &questions->named[i] : NULL;
}

const struct psi_mapping_named *
psi_mapping_questions_find(
    const struct psi_mapping_questions *questions, const char *name)
{
	for (size_t i = 0; i < questions->num; i++)
		if (strcmp(questions->named[i].name, name) == 0)
			return &questions->named[i];
	return NULL;
}

/* ---- asking ---- */

int
psi_mapping_ask(struct psi_mapping *mapping,
    const struct psi_mapping_question *question,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	struct psi_query *query = NULL;
	void *array = mapping->query;
	int rc;

	/* One that is refused takes no place. */
	if ((rc = psi_query_new(&query, question, rows, err)) != 0)
		return rc;
	if ((rc = psi_array_resize(&array, mapping->num_query,
		 mapping->num_query + 1, sizeof *mapping->query, err)) != 0) {
		psi_query_free(query);
		return rc;
	}
	mapping->query = array;
	mapping->query[mapping->num_query++] = query;
	return 0;
}

void
psi_mapping_own(
    struct psi_mapping *mapping, const char *population, uint64_t accounts)
{
	enum psi_population found;

	if (psi_population_find(&found, population, strlen(population)) &&
	    found < PSI_POPULATIONS) {
		mapping->own[found] = accounts;
		mapping->own[PSI_POPULATIONS] += accounts;
	}
}

int
psi_mapping_finish(struct psi_mapping *mapping, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < mapping->num_query; i++)
		rc = psi_query_finish(mapping->query[i], mapping->own, err);
	return rc;
}

uint64_t
psi_mapping_found(const struct psi_mapping *mapping, size_t i)
{
	const struct psi_query *query;

	if (i >= mapping->num_query)
		return 0;
	query = mapping->query[i];
	return query->is_list || query->is_matches ? query->num_rows
						   : query->num_group;
}

/* "their_nps, our_opt_out": the fields of which there are any. */
static void
write_fields(char *fields, size_t size, const uint64_t *counts)
{
	size_t len = 0;

	fields[0] = '\0';
	for (unsigned int f = 0; f < 2 * PSI_NUM_SHARED_FIELDS; f++) {
		bool is_ours = f < PSI_NUM_SHARED_FIELDS;
		const char *prefix = is_ours ? "our_" : "their_";
		const char *name =
		    psi_field_name((enum psi_field)(f % PSI_NUM_SHARED_FIELDS));
		const char *joint = len == 0 ? "" : ", ";

		if (counts[f] == 0 ||
		    len + strlen(joint) + strlen(prefix) + strlen(name) + 1 >
			size)
			continue;
		memcpy(fields + len, joint, strlen(joint));
		len += strlen(joint);
		memcpy(fields + len, prefix, strlen(prefix));
		len += strlen(prefix);
		memcpy(fields + len, name, strlen(name) + 1);
		len += strlen(name);
	}
}

uint64_t
psi_mapping_undecided(
    const struct psi_mapping *mapping, size_t i, char *fields, size_t size)
{
	const struct psi_query *query;

	fields[0] = '\0';
	if (i >= mapping->num_query)
		return 0;
	query = mapping->query[i];
	write_fields(fields, size, query->missing);
	return query->undecided;
}

uint64_t
psi_mapping_to_ask(
    const struct psi_mapping *mapping, size_t i, char *fields, size_t size)
{
	const struct psi_query *query;

	fields[0] = '\0';
	if (i >= mapping->num_query)
		return 0;
	query = mapping->query[i];
	write_fields(fields, size, query->asked);
	return query->to_ask;
}

uint64_t
psi_mapping_left_out(const struct psi_mapping *mapping, size_t i)
{
	return i < mapping->num_query ? mapping->query[i]->left_out : 0;
}

uint64_t
psi_mapping_undecided_accounts(const struct psi_mapping *mapping, size_t i)
{
	const struct psi_query *query;
	uint64_t n = 0;

	if (i >= mapping->num_query)
		return 0;
	query = mapping->query[i];
	for (size_t j = 0; j < query->num_mark; j++)
		n += query->mark[j] == PSI_QUERY_UNDECIDED;
	return n;
}

bool
psi_mapping_remark_at(const struct psi_mapping *mapping, size_t i, size_t n,
    struct psi_mapping_remark *out)
{
	return i < mapping->num_query &&
	    psi_remarks_get(&mapping->query[i]->remarks, n, out);
}
