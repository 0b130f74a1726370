/* Questions whose answer is a list of pairs: sorting and cutting it. */
#include "mapping/query.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"

/* A list that is cut is sorted and cut whenever so many rows more are there. */
#define LIST_SLACK 4096

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
		const struct psi_show *show = &query->show[i];

		/* What is missing shows when all products are known. */
		if (show->kind == PSI_SHOW_MISSING) {
			rc = psi_table_row_number(&query->row,
			    query->set[psi_column_side(show->column) ==
				PSI_SIDE_THEIR],
			    err);
			continue;
		}
		query->key.len = 0;
		rc = psi_view_append(
		    &query->key, view, show->column, show->banded, err);
		if (rc == 0)
			rc = psi_query_add_key(query, err);
	}
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

int
psi_query_feed_list(
    struct psi_query *query, struct psi_view *view, struct psi_error *err)
{
	int rc;

	query->num_rows++;
	if (is_behind(query, view))
		return 0;
	if ((rc = make_list_row(query, view, err)) != 0)
		return rc;
	if (query->num_sort > 0 || query->weighs_products)
		return keep_row(query, view, err);
	if (query->limit > 0 && query->num_rows > query->limit)
		return 0;
	return psi_table_row_send(&query->row, &query->rows, err);
}

/* The row that was kept. */
static int
take_row(struct psi_query *query, const struct psi_listed *listed,
    struct psi_error *err)
{
	const uint8_t *bytes = query->arena.data + listed->offset;
	size_t ends = listed->num_cells * sizeof query->row.end[0];

	psi_table_row_begin(&query->row);
	query->row.num = listed->num_cells;
	memcpy(query->row.end, bytes, ends);
	return psi_buf_append(
	    &query->row.buf, bytes + ends, listed->len - ends, err);
}

/* Sets of products become what is missing of them. */
static int
fill_in_missing(struct psi_query *query, struct psi_error *err)
{
	struct psi_table_row kept = query->row;
	size_t begin = 0;
	int rc = 0;

	memset(&query->row, 0, sizeof query->row);
	for (size_t i = 0; rc == 0 && i < kept.num; i++) {
		const struct psi_show *show = &query->show[i];
		struct psi_cell cell = { (const char *)kept.buf.data + begin,
			kept.end[i] - begin };
		uint64_t set;

		begin = kept.end[i];
		if (show->kind != PSI_SHOW_MISSING) {
			rc = psi_table_row_raw(&query->row, cell, err);
			continue;
		}
		if (psi_decimal_decode(
			&set, cell.text, cell.len, UINT32_MAX - 1))
			rc = psi_lacking_of_set(&query->key,
			    &query->lacking[psi_column_side(show->column) ==
				PSI_SIDE_THEIR],
			    (uint32_t)set, err);
		if (rc == 0)
			rc = psi_query_add_key(query, err);
	}
	psi_table_row_clear(&kept);
	return rc;
}

int
psi_query_send_list(struct psi_query *query, struct psi_error *err)
{
	int rc = sort_listed(query, err);

	for (size_t i = 0; rc == 0 && i < query->num_listed; i++) {
		if (query->limit > 0 && i >= query->limit)
			break;
		rc = take_row(query, &query->listed[i], err);
		if (rc == 0 && query->weighs_products)
			rc = fill_in_missing(query, err);
		if (rc == 0)
			rc = psi_table_row_send(&query->row, &query->rows, err);
	}
	return rc;
}
