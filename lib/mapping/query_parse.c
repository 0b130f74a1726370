/* Questions, taken apart. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "mapping/query.h"

/* The next part of a list with commas; false behind the last one. */
static bool
next_part(struct psi_cell *out, const char **list)
{
	size_t len;

	while (**list == ' ' || **list == ',')
		(*list)++;
	if (**list == '\0')
		return false;
	len = strcspn(*list, ",");
	*out = (struct psi_cell){ *list, len };
	*list += len;
	while (out->len > 0 && out->text[out->len - 1] == ' ')
		out->len--;
	return true;
}

/* A column, with :band or :quarter behind it. */
static bool
read_column(unsigned int *column, bool *banded, struct psi_cell text)
{
	const char *colon = memchr(text.text, ':', text.len);

	*banded = false;
	if (colon != NULL) {
		size_t len = (size_t)(colon - text.text);
		size_t rest = text.len - len - 1;

		*banded = (rest == 4 && memcmp(colon + 1, "band", 4) == 0) ||
		    (rest == 7 && memcmp(colon + 1, "quarter", 7) == 0);
		if (!*banded)
			return false;
		text.len = len;
	}
	return psi_column_find(column, text.text, text.len);
}

/* What stands in front of the colon may begin as a column does. */
static int
refuse_by(struct psi_cell part, struct psi_error *err)
{
	const char *colon = memchr(part.text, ':', part.len);
	size_t len = colon == NULL ? part.len : (size_t)(colon - part.text);
	unsigned int column = psi_column_like(part.text, len);
	char like[PSI_COLUMN_NAME_CHARS];

	(void)psi_error_set(err, PSI_E_INPUT, "by: '%.*s' is no column",
	    part.len < 60 ? (int)part.len : 60, part.text);
	if (column < PSI_COLUMNS)
		psi_column_name(like, column);
	if (column < PSI_COLUMNS && strlen(like) != len)
		psi_error_hint(err,
		    "did you mean %s? The columns are those of pairs.csv",
		    like);
	else
		psi_error_hint(err,
		    "columns are those of pairs.csv, with :band or :quarter "
		    "where wanted");
	return PSI_E_INPUT;
}

static int
parse_by(struct psi_query *query, const char *list, struct psi_error *err)
{
	struct psi_cell part;

	while (next_part(&part, &list)) {
		if (query->num_by == PSI_QUERY_BY_MAX)
			return psi_error_set(
			    err, PSI_E_INPUT, "by: more than 6 columns");
		if (!read_column(&query->by[query->num_by],
			&query->by_banded[query->num_by], part))
			return refuse_by(part, err);
		query->num_by++;
	}
	return 0;
}

static bool
eat_prefix(struct psi_cell *text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (text->len < len || memcmp(text->text, prefix, len) != 0)
		return false;
	text->text += len;
	text->len -= len;
	return true;
}

static char *
copy_name(struct psi_cell text)
{
	char *name = malloc(text.len + 1);

	if (name != NULL) {
		memcpy(name, text.text, text.len);
		name[text.len] = '\0';
	}
	return name;
}

static bool
is_money(unsigned int column)
{
	return psi_column_kind(column) == PSI_VALUE_AMOUNT ||
	    psi_column_kind(column) == PSI_VALUE_REVENUE;
}

/* Products of ours or theirs: what is worked out is no list of anybody. */
static bool
is_set(unsigned int column)
{
	return psi_column_kind(column) == PSI_VALUE_SET &&
	    psi_column_side(column) != PSI_SIDE_NONE;
}

/* What stands in front of '=' is the name: won=count:our_stage = won. */
static struct psi_cell
take_name(struct psi_cell *text)
{
	size_t len = 0;
	struct psi_cell name = *text;

	while (len < text->len &&
	    ((text->text[len] >= 'a' && text->text[len] <= 'z') ||
		text->text[len] == '_'))
		len++;
	if (len == 0 || len >= text->len || text->text[len] != '=')
		return (struct psi_cell){ NULL, 0 };
	name.len = len;
	text->text += len + 1;
	text->len -= len + 1;
	return name;
}

static int
read_show(struct psi_query *query, struct psi_show *show, struct psi_cell text,
    struct psi_error *err)
{
	static const struct {
		const char *word;
		enum psi_show_kind kind;
	} words[] = { { "accounts", PSI_SHOW_ACCOUNTS },
		{ "pairs", PSI_SHOW_PAIRS }, { "share", PSI_SHOW_SHARE } };
	struct psi_cell name = text;
	struct psi_cell own = take_name(&text);

	show->name = copy_name(own.text == NULL ? name : own);
	if (show->name == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i].word) == text.len &&
		    memcmp(words[i].word, text.text, text.len) == 0) {
			show->kind = words[i].kind;
			return 0;
		}
	if (eat_prefix(&text, "count:")) {
		show->kind = PSI_SHOW_COUNT;
		return psi_conditions_parse(
		    &show->conditions, text.text, text.len, err);
	}
	show->kind = eat_prefix(&text, "sum:") ? PSI_SHOW_SUM
	    : eat_prefix(&text, "mean:")       ? PSI_SHOW_MEAN
	    : eat_prefix(&text, "missing:")    ? PSI_SHOW_MISSING
					       : PSI_SHOW_COLUMN;
	if (!read_column(&show->column, &show->banded, text) ||
	    (show->kind == PSI_SHOW_SUM && !is_money(show->column)) ||
	    (show->kind == PSI_SHOW_MISSING && !is_set(show->column)) ||
	    (show->kind == PSI_SHOW_MEAN &&
		!psi_value_is_number(psi_column_kind(show->column))))
		return psi_error_set(err, PSI_E_INPUT,
		    "show: part %zu is no column, or of the wrong kind",
		    query->num_show);
	return 0;
}

/* What is ours counts once for each account. */
static bool
sums_ours(const struct psi_show *show)
{
	return (show->kind == PSI_SHOW_SUM || show->kind == PSI_SHOW_MEAN ||
		   show->kind == PSI_SHOW_MISSING) &&
	    psi_column_side(show->column) == PSI_SIDE_OUR;
}

static int
parse_show(struct psi_query *query, const char *list, struct psi_error *err)
{
	struct psi_cell part;
	bool has_column = false;
	int rc;

	while (next_part(&part, &list)) {
		struct psi_show *show = &query->show[query->num_show];

		if (query->num_show == PSI_QUERY_SHOW_MAX)
			return psi_error_set(
			    err, PSI_E_INPUT, "show: more than 32 parts");
		query->num_show++;
		if ((rc = read_show(query, show, part, err)) != 0)
			return rc;
		query->num_money +=
		    show->kind == PSI_SHOW_SUM || show->kind == PSI_SHOW_MEAN;
		has_column = has_column || show->kind == PSI_SHOW_COLUMN;
		query->weighs_products =
		    query->weighs_products || show->kind == PSI_SHOW_MISSING;
		query->counts_accounts = query->counts_accounts ||
		    show->kind == PSI_SHOW_ACCOUNTS ||
		    show->kind == PSI_SHOW_SHARE || sums_ours(show);
	}
	if (query->num_show == 0)
		return psi_error_set(err, PSI_E_INPUT, "show: nothing to show");
	query->is_list = has_column;
	for (size_t i = 0; has_column && i < query->num_show; i++)
		if ((query->show[i].kind != PSI_SHOW_COLUMN &&
			query->show[i].kind != PSI_SHOW_MISSING) ||
		    query->num_by > 0)
			return psi_error_set(err, PSI_E_INPUT,
			    "show: columns are shown in lists only, numbers "
			    "of groups only");
	return 0;
}

static bool
find_sort(struct psi_query *query, struct psi_sort *sort, struct psi_cell part)
{
	unsigned int column;
	bool banded;

	for (size_t i = 0; i < query->num_show; i++)
		if (strlen(query->show[i].name) == part.len &&
		    memcmp(query->show[i].name, part.text, part.len) == 0) {
			sort->is_show = true;
			sort->at = i;
			sort->column = query->show[i].column;
			return true;
		}
	if (!read_column(&column, &banded, part))
		return false;
	sort->column = column;
	if (query->is_list)
		return true;
	for (size_t i = 0; i < query->num_by; i++)
		if (query->by[i] == column) {
			sort->at = i;
			return true;
		}
	return false;
}

static int
parse_sort(struct psi_query *query, const char *list, struct psi_error *err)
{
	struct psi_cell part;

	while (next_part(&part, &list)) {
		struct psi_sort *sort = &query->sort[query->num_sort];

		if (query->num_sort == PSI_QUERY_SORT_MAX)
			return psi_error_set(
			    err, PSI_E_INPUT, "sort: more than 4 parts");
		sort->descending = eat_prefix(&part, "-");
		if (!find_sort(query, sort, part))
			return psi_error_set(err, PSI_E_INPUT,
			    "sort: part %zu is not among what is shown",
			    query->num_sort + 1);
		query->num_sort++;
	}
	return 0;
}

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Lines of conditions, each of which must hold. */
static int
parse_extra(struct psi_query *query, const char *text, struct psi_error *err)
{
	int rc = 0;

	while (rc == 0 && *text != '\0') {
		size_t len = strcspn(text, "\n");

		if (query->num_extra == PSI_QUERY_EXTRA_MAX)
			return psi_error_set(err, PSI_E_INPUT,
			    "there are more than %d lists of conditions",
			    PSI_QUERY_EXTRA_MAX);
		rc = psi_conditions_parse(
		    &query->extra[query->num_extra++], text, len, err);
		text += len + (text[len] == '\n');
	}
	return rc;
}

/* What is shown, and what conditions of one's own say, may be nowhere. */
static void
watch(struct psi_query *query)
{
	for (size_t i = 0; i < query->num_by; i++)
		psi_remarks_column(&query->remarks, query->by[i]);
	for (size_t i = 0; i < query->num_show; i++)
		if (query->show[i].kind == PSI_SHOW_COLUMN ||
		    query->show[i].kind == PSI_SHOW_SUM ||
		    query->show[i].kind == PSI_SHOW_MEAN ||
		    query->show[i].kind == PSI_SHOW_MISSING)
			psi_remarks_column(
			    &query->remarks, query->show[i].column);
	for (size_t i = 0; i < query->num_extra; i++)
		psi_remarks_conditions(&query->remarks, &query->extra[i]);
}

/* The reason is put into words for pairs that are in the answer, unless a
 * condition or what is counted needs it of all. */
static bool
asks_reason(const struct psi_query *query)
{
	bool asks = psi_conditions_use(&query->where, PSI_COLUMN_BECAUSE);

	for (size_t i = 0; i < query->num_extra; i++)
		asks = asks ||
		    psi_conditions_use(&query->extra[i], PSI_COLUMN_BECAUSE);
	return asks;
}

static int
parse_all(struct psi_query *query, const struct psi_mapping_question *question,
    struct psi_error *err)
{
	const char *where = or_empty(question->where);
	int rc;

	if ((rc = psi_conditions_parse(
		 &query->where, where, strlen(where), err)) != 0 ||
	    (rc = parse_extra(query, or_empty(question->extra), err)) != 0 ||
	    (rc = parse_by(query, or_empty(question->by), err)) != 0 ||
	    (rc = parse_show(query, or_empty(question->show), err)) != 0)
		return rc;
	if ((rc = parse_sort(query, or_empty(question->sort), err)) != 0)
		return rc;
	watch(query);
	if (psi_query_says_sure(query))
		query->which = 0;
	query->shows_reason =
	    psi_query_uses(query, PSI_COLUMN_BECAUSE, PSI_COLUMN_BECAUSE);
	query->asks_reason = asks_reason(query);
	query->takes_all =
	    psi_query_uses(query, PSI_COLUMN_COUNTED, PSI_COLUMN_LIKELIEST);
	return 0;
}

/* Is a group one account, or those of one name? */
static bool
names_accounts(const struct psi_query *query)
{
	for (size_t i = 0; i < query->num_by; i++)
		if (psi_column_names_account(query->by[i]))
			return true;
	return false;
}

int
psi_query_new(struct psi_query **out,
    const struct psi_mapping_question *question,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	struct psi_query *query = calloc(1, sizeof *query);
	int rc;

	if (query == NULL)
		return psi_error_nomem(err);
	query->rows = *rows;
	query->limit = question->limit;
	query->suppress = question->suppress_below;
	query->is_matches = question->matches != 0;
	query->which = question->which;
	query->counts_undecided = question->count_undecided != 0;
	if ((rc = parse_all(query, question, err)) != 0) {
		psi_query_free(query);
		return rc;
	}
	if (query->suppress > 0 &&
	    (query->is_list || query->is_matches || names_accounts(query))) {
		psi_query_free(query);
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "ask a question that counts, such as "
		    "segments or matrix",
		    "a list of accounts is not for passing on");
	}
	query->counts_accounts = query->counts_accounts || query->suppress > 0;
	*out = query;
	return 0;
}

static void
free_money(const struct psi_query *query, struct psi_group *group)
{
	for (size_t i = 0; group->money != NULL && i < query->num_money; i++)
		psi_array_free(group->money[i].money, group->money[i].room,
		    sizeof *group->money[i].money);
	free(group->money);
}

void
psi_query_free(struct psi_query *query)
{
	if (query == NULL)
		return;
	for (size_t i = 0; i < query->num_show; i++) {
		free(query->show[i].name);
		psi_conditions_clear(&query->show[i].conditions);
	}
	for (size_t i = 0; i < query->num_group; i++)
		free_money(query, &query->group[i]);
	psi_array_free(query->group, query->size_group, sizeof *query->group);
	psi_array_free(
	    query->listed, query->size_listed, sizeof *query->listed);
	psi_conditions_clear(&query->where);
	for (size_t i = 0; i < query->num_extra; i++)
		psi_conditions_clear(&query->extra[i]);
	psi_remarks_clear(&query->remarks);
	psi_text_table_clear(&query->keys);
	psi_text_table_clear(&query->seen);
	psi_text_table_clear(&query->taken);
	psi_text_table_clear(&query->untold);
	psi_buf_clear(&query->taken_key);
	psi_lacking_clear(&query->lacking[0]);
	psi_lacking_clear(&query->lacking[1]);
	psi_array_free(query->first_group, query->num_first_group,
	    sizeof *query->first_group);
	psi_array_free(query->mark, query->num_mark, sizeof *query->mark);
	psi_buf_clear(&query->arena);
	psi_buf_clear(&query->key);
	psi_table_row_clear(&query->row);
	free(query);
}
