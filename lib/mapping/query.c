/* Questions: counting pairs as they come. */
#include "mapping/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "mapping/visible.h"

/* A list that is cut is sorted and cut whenever so many rows more are there. */
#define LIST_SLACK 4096

static const struct psi_cell unknown = { "(unknown)", 9 };

/* ---- which pairs ---- */

static void
note_undecided(struct psi_query *query, const struct psi_conditions *conditions,
    const struct psi_verdict *verdict, struct psi_view *view)
{
	uint32_t ours = 0;
	uint32_t theirs = 0;

	psi_conditions_missing(&ours, &theirs, conditions, verdict, view);
	for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
		query->missing[i] += ours >> i & 1;
		query->missing[PSI_NUM_SHARED_FIELDS + i] += theirs >> i & 1;
	}
}

/* Note of an account that it is in the answer, or may be. */
static int
mark_account(struct psi_query *query, uint32_t account, uint8_t mark,
    struct psi_error *err)
{
	void *array = query->mark;
	int rc;

	if (!query->counts_undecided)
		return 0;
	rc = psi_array_grow(
	    &array, &query->num_mark, account, 1, sizeof *query->mark, err);
	query->mark = array;
	if (rc == 0)
		query->mark[account] |= mark;
	return rc;
}

static bool
is_left_out(const struct psi_query *query, enum psi_sure sure)
{
	return query->which != 0 &&
	    psi_sure_is(sure) != (query->which == PSI_MAPPING_SURE);
}

static bool
is_wanted(struct psi_query *query, struct psi_view *view)
{
	struct psi_verdict where;
	struct psi_verdict extra[PSI_QUERY_EXTRA_MAX];
	bool all = true;

	psi_conditions_judge(&where, &query->where, view);
	if (where.truth == PSI_FALSE)
		return false;
	for (size_t i = 0; i < query->num_extra; i++) {
		psi_conditions_judge(&extra[i], &query->extra[i], view);
		if (extra[i].truth == PSI_FALSE)
			return false;
		all = all && extra[i].truth == PSI_TRUE;
	}
	if (all && where.truth == PSI_TRUE)
		return true;
	query->undecided++;
	if (where.truth == PSI_UNKNOWN)
		note_undecided(query, &query->where, &where, view);
	for (size_t i = 0; i < query->num_extra; i++)
		if (extra[i].truth == PSI_UNKNOWN)
			note_undecided(
			    query, &query->extra[i], &extra[i], view);
	return false;
}

/* ---- cells ---- */

/* A cell as it is grouped and shown: as it stands, or its band. */
static int
append_shown(struct psi_buf *out, struct psi_view *view, unsigned int column,
    bool banded, struct psi_error *err)
{
	struct psi_cell cell = psi_view_cell(view, column);
	struct psi_value value;
	size_t begin = out->len;
	int rc;

	if (banded) {
		value = *psi_view_value(view, column);
		psi_value_widen(&value, psi_column_kind(column));
		rc = psi_value_write_band(
		    out, &value, psi_column_kind(column), err);
		if (rc != 0 || out->len > begin)
			return rc;
	}
	return psi_buf_append(out, cell.text, cell.len, err);
}

/* Its place in the natural order; unknown ones last. */
static int64_t
order_of(struct psi_view *view, unsigned int column)
{
	const struct psi_value *value = psi_view_value(view, column);

	return value->known ? value->low : INT64_MAX;
}

/* ---- groups ---- */

static int
add_money(struct psi_group *group, size_t slot, size_t num_slots,
    const struct psi_value *value, struct psi_error *err)
{
	struct psi_money *money;

	if (group->money == NULL) {
		group->money = calloc(
		    num_slots * PSI_QUERY_CURRENCIES, sizeof *group->money);
		if (group->money == NULL)
			return psi_error_nomem(err);
	}
	money = &group->money[slot * PSI_QUERY_CURRENCIES];
	if (!value->known)
		return 0;
	/* The last place takes all currencies that find none of their own,
	 * and stays without a name: no sum is shown for it. */
	for (size_t i = 0; i < PSI_QUERY_CURRENCIES - 1; i++, money++)
		if (money->num == 0 ||
		    strcmp(money->currency, value->currency) == 0)
			break;
	memcpy(money->currency, value->currency, sizeof money->currency);
	money->num++;
	money->low += value->low;
	if (value->high == PSI_VALUE_TOP)
		money->is_open = true;
	money->high += value->high == PSI_VALUE_TOP ? value->low : value->high;
	return 0;
}

/* Has the group counted this account already? Else it does. */
static int
count_account(struct psi_query *query, struct psi_group *group,
    uint32_t account, struct psi_error *err)
{
	const uint32_t pair[2] = { group->number, account };
	void *array = query->first_group;
	uint32_t unused;
	bool is_new = false;
	int rc;

	/* Rows of one account mostly follow one another. */
	if (group->accounts > 0 && group->last_account == account)
		return 0;
	group->last_account = account;
	rc = psi_array_grow(&array, &query->num_first_group, account, 1,
	    sizeof *query->first_group, err);
	query->first_group = array;
	if (rc != 0)
		return rc;
	if (query->first_group[account] == 0) {
		query->first_group[account] = group->number + 1;
		group->accounts++;
		return 0;
	}
	if (query->first_group[account] == group->number + 1)
		return 0;
	rc = psi_text_table_add(&query->seen, (const char *)pair, sizeof pair,
	    &unused, &is_new, err);
	group->accounts += rc == 0 && is_new;
	return rc;
}

/* What our list says of an account, such as the size of our deal, is one thing
 * however many accounts of partners it matches. */
static bool
is_told_once(const struct psi_show *show)
{
	return show->kind == PSI_SHOW_SUM &&
	    psi_column_side(show->column) == PSI_SIDE_OUR;
}

static int
add_to_group(struct psi_query *query, struct psi_group *group,
    struct psi_view *view, struct psi_error *err)
{
	uint64_t accounts = group->accounts;
	size_t slot = 0;
	int rc = 0;

	group->pairs++;
	if (query->counts_accounts &&
	    (rc = count_account(query, group, query->account, err)) != 0)
		return rc;
	for (size_t i = 0; i < query->num_show && rc == 0; i++) {
		struct psi_show *show = &query->show[i];
		struct psi_verdict verdict;

		if (show->kind == PSI_SHOW_COUNT) {
			psi_conditions_judge(&verdict, &show->conditions, view);
			group->count[i] += verdict.truth == PSI_TRUE;
		} else if (is_told_once(show) && group->accounts == accounts)
			slot++;
		else if (show->kind == PSI_SHOW_SUM ||
		    show->kind == PSI_SHOW_MEAN)
			rc = add_money(group, slot++, query->num_money,
			    psi_view_value(view, show->column), err);
	}
	return rc;
}

static int
find_group(
    struct psi_query *query, struct psi_group **out, struct psi_error *err)
{
	void *array = query->group;
	uint32_t number;
	bool is_new = false;
	int rc;

	rc = psi_text_table_add(&query->keys,
	    query->key.len == 0 ? "" : (const char *)query->key.data,
	    query->key.len, &number, &is_new, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_array_grow(&array, &query->size_group, number, 1,
		 sizeof *query->group, err)) != 0)
		return rc;
	query->group = array;
	if (is_new)
		query->num_group = (size_t)number + 1;
	*out = &query->group[number];
	(*out)->number = number;
	return 0;
}

/* Go through the elements of the sets among the columns: each combination is
 * a group. */
static int
group_from(struct psi_query *query, struct psi_view *view, size_t at,
    int64_t order[PSI_QUERY_BY_MAX], struct psi_error *err)
{
	size_t begin = query->key.len;
	struct psi_group *group;
	struct psi_cell cell;
	int rc = 0;

	if (at == query->num_by) {
		if ((rc = find_group(query, &group, err)) != 0)
			return rc;
		memcpy(group->order, order, sizeof group->order);
		return add_to_group(query, group, view, err);
	}
	cell = psi_view_cell(view, query->by[at]);
	order[at] = order_of(view, query->by[at]);
	for (size_t n = 0; rc == 0; n++) {
		struct psi_cell element = unknown;
		bool is_set = cell.len > 0 &&
		    psi_column_kind(query->by[at]) == PSI_VALUE_SET;

		if (is_set && !psi_value_element(&element, cell, n) && n > 0)
			break;
		query->key.len = begin;
		if (cell.len > 0 && !is_set)
			rc = append_shown(&query->key, view, query->by[at],
			    query->by_banded[at], err);
		else
			rc = psi_buf_append(
			    &query->key, element.text, element.len, err);
		if (rc == 0)
			rc = psi_buf_append(&query->key, "", 1, err);
		if (rc == 0)
			rc = group_from(query, view, at + 1, order, err);
		if (!is_set)
			break;
	}
	query->key.len = begin;
	return rc;
}

/* ---- lists ---- */

static void
set_order(
    struct psi_query *query, struct psi_listed *listed, struct psi_view *view)
{
	for (size_t i = 0; i < query->num_sort; i++) {
		unsigned int column = query->sort[i].column;
		struct psi_cell cell = psi_view_cell(view, column);
		const struct psi_value *value = psi_view_value(view, column);
		uint64_t word = 0;

		/* Texts by their first eight bytes. */
		for (size_t j = 0; j < 8; j++)
			word = word << 8 |
			    (j < cell.len ? (uint8_t)cell.text[j] : 0U);
		listed->order[i] = psi_column_kind(column) <= PSI_VALUE_SET
		    ? (int64_t)(word >> 1)
		    : value->low;
		/* What is not known stands last either way. */
		if (!value->known)
			listed->order[i] =
			    query->sort[i].descending ? INT64_MIN : INT64_MAX;
	}
}

/* Sorting needs the question, and a comparison is given none. Recursive
 * merge sort, bottom up: stable, and quick enough. */
static bool
is_before(const struct psi_query *query, const struct psi_listed *a,
    const struct psi_listed *b)
{
	for (size_t i = 0; i < query->num_sort; i++)
		if (a->order[i] != b->order[i])
			return query->sort[i].descending
			    ? a->order[i] > b->order[i]
			    : a->order[i] < b->order[i];
	return a->number <= b->number;
}

static int
sort_listed(struct psi_query *query, struct psi_error *err)
{
	size_t num = query->num_listed;
	struct psi_listed *from = query->listed;
	struct psi_listed *other =
	    psi_array_new(query->size_listed, sizeof *other);
	struct psi_listed *to = other;

	if (other == NULL)
		return psi_error_nomem(err);
	for (size_t width = 1; width < num; width *= 2) {
		struct psi_listed *swap = from;

		for (size_t i = 0; i < num; i += 2 * width) {
			size_t mid = i + width < num ? i + width : num;
			size_t end = i + 2 * width < num ? i + 2 * width : num;
			size_t a = i;
			size_t b = mid;

			for (size_t k = i; k < end; k++)
				to[k] = b == end ||
					(a < mid &&
					    is_before(
						query, &from[a], &from[b]))
				    ? from[a++]
				    : from[b++];
		}
		from = to;
		to = swap;
	}
	query->listed = from;
	psi_array_free(to, query->size_listed, sizeof *to);
	return 0;
}

/* Keep the first rows, and their bytes only. */
static int
cut_list(struct psi_query *query, struct psi_error *err)
{
	struct psi_buf kept = PSI_BUF_INIT;
	int rc;

	if ((rc = sort_listed(query, err)) != 0)
		return rc;
	if (query->num_listed > query->limit)
		query->num_listed = (size_t)query->limit;
	for (size_t i = 0; rc == 0 && i < query->num_listed; i++) {
		struct psi_listed *listed = &query->listed[i];
		uint64_t offset = kept.len;

		rc = psi_buf_append(&kept, query->arena.data + listed->offset,
		    listed->len, err);
		listed->offset = offset;
	}
	psi_buf_clear(&query->arena);
	query->arena = kept;
	if (query->num_listed == query->limit) {
		query->last_kept = query->listed[query->num_listed - 1];
		query->has_last_kept = true;
	}
	return rc;
}

static int
make_list_row(
    struct psi_query *query, struct psi_view *view, struct psi_error *err)
{
	int rc = 0;

	psi_table_row_begin(&query->row);
	for (size_t i = 0; rc == 0 && i < query->num_show; i++) {
		query->key.len = 0;
		rc = append_shown(&query->key, view, query->show[i].column,
		    query->show[i].banded, err);
		if (rc == 0)
			rc = psi_table_row_cell(&query->row,
			    (struct psi_cell){
				(const char *)query->key.data, query->key.len },
			    err);
	}
	query->key.len = 0;
	return rc;
}

/* The cells' ends and bytes, one behind the other. */
static int
keep_row(struct psi_query *query, struct psi_view *view, struct psi_error *err)
{
	void *array = query->listed;
	struct psi_listed *listed;
	size_t ends = query->row.num * sizeof query->row.end[0];
	int rc;

	if ((rc = psi_array_grow(&array, &query->size_listed, query->num_listed,
		 1, sizeof *query->listed, err)) != 0)
		return rc;
	query->listed = array;
	listed = &query->listed[query->num_listed++];
	listed->offset = query->arena.len;
	listed->len = (uint32_t)(ends + query->row.buf.len);
	listed->num_cells = (uint32_t)query->row.num;
	listed->number = query->num_rows;
	set_order(query, listed, view);
	if ((rc = psi_buf_append(&query->arena, query->row.end, ends, err)) !=
		0 ||
	    (rc = psi_buf_append(&query->arena, query->row.buf.data,
		 query->row.buf.len, err)) != 0)
		return rc;
	if (query->limit > 0 &&
	    query->num_listed >= 2 * query->limit + LIST_SLACK)
		return cut_list(query, err);
	return 0;
}

static int
send_header(struct psi_query *query, struct psi_error *err)
{
	int rc = 0;

	query->has_header = true;
	psi_table_row_begin(&query->row);
	for (size_t i = 0; rc == 0 && i < query->num_by; i++) {
		char name[PSI_COLUMN_NAME_CHARS];

		psi_column_name(name, query->by[i]);
		rc = psi_table_row_text(&query->row, name, err);
	}
	for (size_t i = 0; rc == 0 && i < query->num_show; i++)
		rc = psi_table_row_text(&query->row, query->show[i].name, err);
	return rc != 0 ? rc
		       : psi_table_row_send(&query->row, &query->rows, err);
}

/* Does the row come behind all that a list that is cut shows? */
static bool
is_behind(struct psi_query *query, struct psi_view *view)
{
	struct psi_listed listed = { .number = query->num_rows };

	if (!query->has_last_kept)
		return false;
	set_order(query, &listed, view);
	return is_before(query, &query->last_kept, &listed);
}

static int
feed_list(struct psi_query *query, struct psi_view *view, struct psi_error *err)
{
	int rc;

	query->num_rows++;
	if (is_behind(query, view))
		return 0;
	if ((rc = make_list_row(query, view, err)) != 0)
		return rc;
	if (query->num_sort > 0)
		return keep_row(query, view, err);
	if (query->limit > 0 && query->num_rows > query->limit)
		return 0;
	return psi_table_row_send(&query->row, &query->rows, err);
}

/* The row as it stands in the file, made safe anew. */
static int
feed_matches(
    struct psi_query *query, struct psi_mapping *mapping, struct psi_error *err)
{
	char name[PSI_COLUMN_NAME_CHARS];
	int rc = 0;

	psi_table_row_begin(&query->row);
	for (unsigned int i = 0; !query->has_header && i < PSI_COLUMN_FILE_END;
	     i++) {
		psi_column_name(name, i);
		if ((rc = psi_table_row_text(&query->row, name, err)) != 0)
			return rc;
	}
	if (!query->has_header &&
	    (rc = psi_table_row_send(&query->row, &query->rows, err)) != 0)
		return rc;
	query->has_header = true;
	if (query->limit > 0 && query->num_rows >= query->limit)
		return 0;
	query->num_rows++;
	psi_table_row_begin(&query->row);
	for (unsigned int i = 0; rc == 0 && i < PSI_COLUMN_FILE_END; i++)
		rc = psi_table_row_cell(
		    &query->row, mapping->current.pair.cell[i], err);
	return rc != 0 ? rc
		       : psi_table_row_send(&query->row, &query->rows, err);
}

int
psi_query_feed(
    struct psi_query *query, struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_view *view = &mapping->current.own;
	int64_t order[PSI_QUERY_BY_MAX] = { 0 };
	uint64_t undecided = query->undecided;
	bool wanted;
	int rc;

	if (!psi_pair_is_pair(&mapping->current.pair) ||
	    is_left_out(query, mapping->current.sure))
		return 0;
	if ((rc = psi_remarks_look(&query->remarks, view, err)) != 0)
		return rc;
	wanted = is_wanted(query, view);
	if (wanted || query->undecided > undecided)
		rc = mark_account(query, mapping->current.account,
		    wanted ? PSI_QUERY_FOUND : PSI_QUERY_UNDECIDED, err);
	if (rc != 0 || !wanted)
		return rc;
	if (query->is_matches)
		return feed_matches(query, mapping, err);
	if (!query->has_header && (rc = send_header(query, err)) != 0)
		return rc;
	if (query->is_list)
		return feed_list(query, view, err);
	query->key.len = 0;
	query->account = mapping->current.account;
	return group_from(query, view, 0, order, err);
}

/* ---- the end ---- */

static int
send_listed(struct psi_query *query, struct psi_error *err)
{
	int rc = sort_listed(query, err);

	for (size_t i = 0; rc == 0 && i < query->num_listed; i++) {
		const struct psi_listed *listed = &query->listed[i];
		const uint8_t *bytes = query->arena.data + listed->offset;
		size_t ends = listed->num_cells * sizeof query->row.end[0];

		if (query->limit > 0 && i >= query->limit)
			break;
		psi_table_row_begin(&query->row);
		query->row.num = listed->num_cells;
		memcpy(query->row.end, bytes, ends);
		rc = psi_buf_append(
		    &query->row.buf, bytes + ends, listed->len - ends, err);
		if (rc == 0)
			rc = psi_table_row_send(&query->row, &query->rows, err);
	}
	return rc;
}

int
psi_query_finish(
    struct psi_query *query, const uint64_t *own, struct psi_error *err)
{
	int rc = 0;

	if (query->is_matches)
		return 0;
	if (!query->has_header)
		rc = send_header(query, err);
	if (rc != 0)
		return rc;
	return query->is_list ? send_listed(query, err)
			      : psi_query_send_groups(query, own, err);
}
