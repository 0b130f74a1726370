/* The groups of a question as a table: order, sums, and what is not shown. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "mapping/query.h"

static const char suppressed[] = "(suppressed)";

int
psi_query_add_key(struct psi_query *query, struct psi_error *err)
{
	int rc = psi_table_row_cell(&query->row,
	    (struct psi_cell){
		query->key.len == 0 ? "" : (const char *)query->key.data,
		query->key.len },
	    err);

	query->key.len = 0;
	return rc;
}

/* ---- what is not shown ---- */

/* A number of pairs of a group may be told if it is none of a few, and leaves no
 * few of the group. */
static bool
may_count(
    const struct psi_query *query, const struct psi_group *group, size_t show)
{
	uint64_t num = group->count[show];
	uint64_t rest = group->pairs - num;

	return query->suppress <= 1 ||
	    (num >= query->suppress && (rest == 0 || rest >= query->suppress));
}

/* Does a column say what stands in the lists: in a small group that is what a few
 * accounts are, and their number need not be told for it. */
static bool
hides_value(const struct psi_query *query, size_t by)
{
	return query->suppress > 0 && !query->by_banded[by] &&
	    psi_column_is_of_lists(query->by[by]);
}

static bool
hides_values(const struct psi_query *query)
{
	for (size_t i = 0; i < query->num_by; i++)
		if (hides_value(query, i))
			return true;
	return false;
}

/* ---- order ---- */

struct key_cells {
	struct psi_cell cell[PSI_QUERY_BY_MAX];
};

static void
split_key(struct key_cells *out, const struct psi_query *query,
    const struct psi_group *group)
{
	size_t len;
	const char *text =
	    psi_text_table_get(&query->keys, group->number, &len);

	for (size_t i = 0; i < query->num_by; i++) {
		size_t n = strnlen(text, len);

		out->cell[i] = (struct psi_cell){ text, n };
		text += n + (n < len);
		len -= n + (n < len);
	}
}

static int
compare_cells(struct psi_cell a, struct psi_cell b)
{
	int order = memcmp(a.text, b.text, a.len < b.len ? a.len : b.len);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

/* What a group has for a show of money; NULL for nothing. */
static const struct psi_money_list *
money_of(
    const struct psi_query *query, const struct psi_group *group, size_t show)
{
	size_t slot = 0;

	for (size_t i = 0; i < show; i++)
		slot += query->show[i].kind == PSI_SHOW_SUM ||
		    query->show[i].kind == PSI_SHOW_MEAN;
	return group->money == NULL || group->money[slot].num == 0
	    ? NULL
	    : &group->money[slot];
}

/* Rounded half up. */
static int64_t
mean_of(int64_t sum, uint64_t num)
{
	return (sum + (int64_t)(num / 2)) / (int64_t)num;
}

/* Money of the first currency, since two cannot be compared. */
static int64_t
money_order(
    const struct psi_query *query, const struct psi_group *group, size_t show)
{
	const struct psi_money_list *list = money_of(query, group, show);

	if (list == NULL)
		return -1;
	return query->show[show].kind == PSI_SHOW_SUM
	    ? list->money[0].low
	    : mean_of(list->money[0].low, list->money[0].num);
}

static int64_t
shown_order(
    const struct psi_query *query, const struct psi_group *group, size_t show)
{
	switch (query->show[show].kind) {
	case PSI_SHOW_ACCOUNTS:
	case PSI_SHOW_SHARE:
		return (int64_t)group->accounts;
	case PSI_SHOW_PAIRS:
		return (int64_t)group->pairs;
	case PSI_SHOW_COUNT:
		return (int64_t)group->count[show];
	case PSI_SHOW_SUM:
	case PSI_SHOW_MEAN:
		return money_order(query, group, show);
	case PSI_SHOW_COLUMN:
	case PSI_SHOW_MISSING:
		break;
	}
	return 0;
}

static int
compare_by(const struct psi_query *query, const struct psi_group *a,
    const struct psi_group *b, size_t by)
{
	struct key_cells x;
	struct key_cells y;

	if (a->is_suppressed && b->is_suppressed && hides_value(query, by))
		return 0;
	if (psi_column_kind(query->by[by]) > PSI_VALUE_SET &&
	    a->order[by] != b->order[by])
		return a->order[by] < b->order[by] ? -1 : 1;
	split_key(&x, query, a);
	split_key(&y, query, b);
	return compare_cells(x.cell[by], y.cell[by]);
}

static bool
is_before(const struct psi_query *query, const struct psi_group *a,
    const struct psi_group *b)
{
	/* The place of a group that is not shown would tell its value or its
	 * number. */
	if (a->is_suppressed != b->is_suppressed && hides_values(query))
		return b->is_suppressed;
	for (size_t i = 0; i < query->num_sort; i++) {
		const struct psi_sort *sort = &query->sort[i];
		int order;

		if (sort->is_show && a->is_suppressed != b->is_suppressed)
			return b->is_suppressed;
		if (sort->is_show && a->is_suppressed)
			continue;
		if (sort->is_show) {
			int64_t x = shown_order(query, a, sort->at);
			int64_t y = shown_order(query, b, sort->at);

			order = (x > y) - (x < y);
		} else
			order = compare_by(query, a, b, sort->at);
		if (order != 0)
			return sort->descending ? order > 0 : order < 0;
	}
	for (size_t i = 0; i < query->num_by; i++) {
		int order = compare_by(query, a, b, i);

		if (order != 0)
			return order < 0;
	}
	return a->number < b->number;
}

/* Heap sort of pointers: no more memory, and the question at hand. */
static void
sink(const struct psi_query *query, struct psi_group **heap, size_t at,
    size_t num)
{
	for (;;) {
		size_t child = 2 * at + 1;
		struct psi_group *swap = heap[at];

		if (child >= num)
			return;
		if (child + 1 < num &&
		    is_before(query, heap[child], heap[child + 1]))
			child++;
		if (!is_before(query, heap[at], heap[child]))
			return;
		heap[at] = heap[child];
		heap[child] = swap;
		at = child;
	}
}

static void
sort_groups(
    const struct psi_query *query, struct psi_group **sorted, size_t num)
{
	for (size_t i = num / 2; i-- > 0;)
		sink(query, sorted, i, num);
	for (size_t end = num; end-- > 1;) {
		struct psi_group *swap = sorted[0];

		sorted[0] = sorted[end];
		sorted[end] = swap;
		sink(query, sorted, 0, end);
	}
}

/* ---- small groups ---- */

/* Do two groups stand in one line: all columns but one the same? */
static bool
in_line(const struct psi_query *query, const struct psi_group *a,
    const struct psi_group *b, size_t along)
{
	struct key_cells x;
	struct key_cells y;

	split_key(&x, query, a);
	split_key(&y, query, b);
	for (size_t i = 0; i < query->num_by; i++)
		if (i != along && compare_cells(x.cell[i], y.cell[i]) != 0)
			return false;
	return true;
}

/* In the line of a suppressed group: is what is suppressed enough that the
 * line's total does not show it? Else suppress the smallest other one. */
static bool
protect_line(
    struct psi_query *query, const struct psi_group *first, size_t along)
{
	struct psi_group *smallest = NULL;
	uint64_t hidden = 0;
	size_t num_hidden = 0;

	for (size_t i = 0; i < query->num_group; i++) {
		struct psi_group *group = &query->group[i];

		if (!in_line(query, first, group, along))
			continue;
		if (group->is_suppressed) {
			hidden += group->accounts;
			num_hidden++;
		} else if (smallest == NULL ||
		    group->accounts < smallest->accounts)
			smallest = group;
	}
	if (smallest == NULL || (num_hidden > 1 && hidden >= query->suppress))
		return false;
	smallest->is_suppressed = true;
	return true;
}

void
psi_query_suppress(struct psi_query *query)
{
	bool changed = true;

	for (size_t i = 0; i < query->num_group; i++)
		query->group[i].is_suppressed =
		    query->group[i].accounts < query->suppress;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < query->num_group; i++)
			for (size_t along = 0; query->group[i].is_suppressed &&
			     along < query->num_by;
			     along++)
				changed = protect_line(
					      query, &query->group[i], along) ||
				    changed;
	}
}

/* ---- cells ---- */

/* A number with two or three decimals, or without where there are none. */
static int
append_decimal(struct psi_buf *out, int64_t x, unsigned int decimals,
    struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS + 4];
	uint64_t unit = decimals == 3 ? 1000 : 100;
	uint64_t part = (uint64_t)x % unit;
	size_t len = psi_decimal_encode(text, (uint64_t)x / unit);

	if (part != 0) {
		text[len++] = '.';
		while (unit > 1) {
			unit /= 10;
			text[len++] = (char)('0' + part / unit % 10);
		}
	}
	return psi_buf_append(out, text, len, err);
}

/* "EUR 20000", "EUR 50000-250000", "EUR 1000000+". */
static int
append_money(struct psi_buf *out, const struct psi_money *money,
    const struct psi_show *show, struct psi_error *err)
{
	unsigned int decimals =
	    psi_column_kind(show->column) == PSI_VALUE_SCORE ? 3 : 2;
	uint64_t num = show->kind == PSI_SHOW_MEAN ? money->num : 1;
	int rc = 0;

	if (money->currency[0] != '\0' &&
	    ((rc = psi_buf_append_text(out, money->currency, err)) != 0 ||
		(rc = psi_buf_append_text(out, " ", err)) != 0))
		return rc;
	if ((rc = append_decimal(
		 out, mean_of(money->low, num), decimals, err)) != 0)
		return rc;
	if (money->is_open)
		return psi_buf_append_text(out, "+", err);
	if (money->high == money->low)
		return 0;
	if ((rc = psi_buf_append_text(out, "-", err)) != 0)
		return rc;
	return append_decimal(out, mean_of(money->high, num), decimals, err);
}

static int
add_money_cell(struct psi_query *query, const struct psi_group *group,
    size_t show, struct psi_error *err)
{
	const struct psi_money_list *list = money_of(query, group, show);
	int rc = 0;

	query->key.len = 0;
	for (size_t i = 0; list != NULL && rc == 0 && i < list->num; i++) {
		/* Of a large group few may have a value. */
		if (list->money[i].num < query->suppress) {
			query->key.len = 0;
			return psi_table_row_text(&query->row, suppressed, err);
		}
		if (query->key.len > 0)
			rc = psi_buf_append_text(&query->key, "; ", err);
		if (rc == 0)
			rc = append_money(&query->key, &list->money[i],
			    &query->show[show], err);
	}
	return rc != 0 ? rc : psi_query_add_key(query, err);
}

/* Of a hundred own accounts: those of the group's population where it is
 * grouped by that, else all. */
static int
add_share(struct psi_query *query, const struct psi_group *group,
    const uint64_t *own, struct psi_error *err)
{
	uint64_t all = own[PSI_POPULATIONS];
	uint64_t tenths;
	int rc;

	for (size_t i = 0; i < query->num_by; i++)
		if (query->by[i] == PSI_COLUMN_OUR_POPULATION &&
		    group->order[i] >= 0 && group->order[i] < PSI_POPULATIONS)
			all = own[group->order[i]];
	if (all == 0)
		return psi_table_row_text(&query->row, "", err);
	/* Rounded half up. */
	tenths = (group->accounts * 1000 + all / 2) / all;
	query->key.len = 0;
	rc = append_decimal(&query->key, (int64_t)tenths * 10, 2, err);
	return rc != 0 ? rc : psi_query_add_key(query, err);
}

/* Nothing where small groups are suppressed: it has numbers under that. */
static int
add_missing(struct psi_query *query, const struct psi_group *group, size_t show,
    struct psi_error *err)
{
	enum psi_column_side side = psi_column_side(query->show[show].column);
	int rc = 0;

	query->key.len = 0;
	if (query->suppress == 0)
		rc = psi_lacking_of_group(&query->key,
		    &query->lacking[side == PSI_SIDE_THEIR], group->number,
		    (uint32_t)show, err);
	return rc != 0 ? rc : psi_query_add_key(query, err);
}

static int
add_shown(struct psi_query *query, const struct psi_group *group, size_t show,
    const uint64_t *own, struct psi_error *err)
{
	switch (query->show[show].kind) {
	case PSI_SHOW_ACCOUNTS:
		return psi_table_row_number(&query->row, group->accounts, err);
	case PSI_SHOW_PAIRS:
		return psi_table_row_number(&query->row, group->pairs, err);
	case PSI_SHOW_COUNT:
		return may_count(query, group, show)
		    ? psi_table_row_number(&query->row, group->count[show], err)
		    : psi_table_row_text(&query->row, suppressed, err);
	case PSI_SHOW_SUM:
	case PSI_SHOW_MEAN:
		return add_money_cell(query, group, show, err);
	case PSI_SHOW_SHARE:
		return add_share(query, group, own, err);
	case PSI_SHOW_MISSING:
		return add_missing(query, group, show, err);
	case PSI_SHOW_COLUMN:
		break;
	}
	return psi_table_row_text(&query->row, "", err);
}

static int
add_suppressed(struct psi_query *query, size_t show, struct psi_error *err)
{
	/* Only the count says that there is something. */
	return psi_table_row_text(&query->row,
	    query->show[show].kind == PSI_SHOW_ACCOUNTS ? suppressed : "", err);
}

/* All groups that are not shown and say the same are one row. */
static int
take_suppressed(struct psi_query *query, const struct key_cells *cells,
    bool *is_new, struct psi_error *err)
{
	uint32_t unused;
	int rc = 0;

	query->key.len = 0;
	for (size_t i = 0; rc == 0 && i < query->num_by; i++) {
		rc = psi_buf_append(
		    &query->key, cells->cell[i].text, cells->cell[i].len, err);
		if (rc == 0)
			rc = psi_buf_append(&query->key, "", 1, err);
	}
	if (rc == 0)
		rc = psi_text_table_add(&query->untold,
		    query->key.len == 0 ? "" : (const char *)query->key.data,
		    query->key.len, &unused, is_new, err);
	query->key.len = 0;
	return rc;
}

static int
send_group(struct psi_query *query, const struct psi_group *group,
    const uint64_t *own, struct psi_error *err)
{
	const struct psi_cell untold = { suppressed, strlen(suppressed) };
	struct key_cells cells;
	bool is_new = true;
	int rc = 0;

	split_key(&cells, query, group);
	for (size_t i = 0; group->is_suppressed && i < query->num_by; i++)
		if (hides_value(query, i))
			cells.cell[i] = untold;
	if (group->is_suppressed)
		rc = take_suppressed(query, &cells, &is_new, err);
	if (rc != 0 || !is_new)
		return rc;
	psi_table_row_begin(&query->row);
	for (size_t i = 0; rc == 0 && i < query->num_by; i++)
		rc = psi_table_row_cell(&query->row, cells.cell[i], err);
	for (size_t i = 0; rc == 0 && i < query->num_show; i++)
		rc = group->is_suppressed
		    ? add_suppressed(query, i, err)
		    : add_shown(query, group, i, own, err);
	return rc != 0 ? rc
		       : psi_table_row_send(&query->row, &query->rows, err);
}

int
psi_query_send_groups(
    struct psi_query *query, const uint64_t *own, struct psi_error *err)
{
	size_t num = query->num_group;
	struct psi_group **sorted;
	int rc = 0;

	if (query->suppress > 0)
		psi_query_suppress(query);
	if ((sorted = psi_array_new(num + 1, sizeof *sorted)) == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < num; i++)
		sorted[i] = &query->group[i];
	sort_groups(query, sorted, num);
	for (size_t i = 0; rc == 0 && i < num; i++) {
		if (query->limit > 0 && i >= query->limit)
			break;
		rc = send_group(query, sorted[i], own, err);
	}
	psi_array_free(sorted, num + 1, sizeof *sorted);
	return rc;
}
