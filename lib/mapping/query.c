/* Questions: counting pairs as they come. */
#include "mapping/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "mapping/visible.h"

static const struct psi_cell unknown = { "(unknown)", 9 };

/* ---- which pairs ---- */

/* Count the fields that leave conditions open; is there any? */
static bool
count_missing(uint64_t counts[2 * PSI_NUM_SHARED_FIELDS],
    const struct psi_conditions *conditions, const struct psi_verdict *verdict,
    struct psi_view *view)
{
	uint32_t ours = 0;
	uint32_t theirs = 0;

	psi_conditions_missing(&ours, &theirs, conditions, verdict, view);
	for (unsigned int i = 0; i < PSI_NUM_SHARED_FIELDS; i++) {
		counts[i] += ours >> i & 1;
		counts[PSI_NUM_SHARED_FIELDS + i] += theirs >> i & 1;
	}
	return (ours | theirs) != 0;
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

	/* Most questions are for other populations: those cost nothing. */
	if (psi_conditions_never(&query->where, view))
		return false;
	psi_conditions_judge(&where, &query->where, view);
	if (where.truth == PSI_FALSE)
		return false;
	for (size_t i = 0; i < query->num_extra; i++) {
		psi_conditions_judge(&extra[i], &query->extra[i], view);
		if (extra[i].truth == PSI_FALSE)
			return false;
		all = all && extra[i].truth == PSI_TRUE;
	}
	if (all && where.truth == PSI_TRUE) {
		if (query->where.has_unless)
			query->to_ask += count_missing(
			    query->asked, &query->where, &where, view);
		return true;
	}
	query->undecided++;
	if (where.truth == PSI_UNKNOWN)
		(void)count_missing(
		    query->missing, &query->where, &where, view);
	for (size_t i = 0; i < query->num_extra; i++)
		if (extra[i].truth == PSI_UNKNOWN)
			(void)count_missing(
			    query->missing, &query->extra[i], &extra[i], view);
	return false;
}

/* Do all conditions hold? */
static bool
holds(const struct psi_query *query, struct psi_view *view)
{
	struct psi_verdict verdict;

	psi_conditions_judge(&verdict, &query->where, view);
	for (size_t i = 0; verdict.truth == PSI_TRUE && i < query->num_extra;
	     i++)
		psi_conditions_judge(&verdict, &query->extra[i], view);
	return verdict.truth == PSI_TRUE;
}

/* ---- products ---- */

/* The sets of products of the pair, of ours and of theirs. */
static int
note_products(
    struct psi_query *query, const struct psi_pair *pair, struct psi_error *err)
{
	const struct psi_cell owners[2] = { { "", 0 },
		pair->cell[PSI_COLUMN_PARTNER] };
	int rc = 0;

	query->set[0] = UINT32_MAX;
	query->set[1] = UINT32_MAX;
	for (size_t i = 0; rc == 0 && query->weighs_products && i < 2; i++) {
		struct psi_cell products = pair->cell[PSI_COLUMN_OF(
		    i == 0 ? PSI_SIDE_OUR : PSI_SIDE_THEIR,
		    PSI_FIELD_PRODUCTS)];

		if (products.len > 0)
			rc = psi_lacking_add(&query->lacking[i], &query->set[i],
			    owners[i], products, err);
	}
	return rc;
}

/* ---- groups ---- */

/* Its place in the natural order; unknown ones last. */
static int64_t
order_of(struct psi_view *view, unsigned int column)
{
	const struct psi_value *value = psi_view_value(view, column);

	return value->known ? value->low : INT64_MAX;
}

/* The sum of a currency, in its place among the others. */
static int
find_money(struct psi_money **out, struct psi_money_list *list,
    const char *currency, struct psi_error *err)
{
	void *array = list->money;
	size_t at = list->num;
	int rc;

	while (at > 0 && strcmp(list->money[at - 1].currency, currency) > 0)
		at--;
	if (at > 0 && strcmp(list->money[at - 1].currency, currency) == 0) {
		*out = &list->money[at - 1];
		return 0;
	}
	rc = psi_array_grow(
	    &array, &list->room, list->num, 1, sizeof *list->money, err);
	list->money = array;
	if (rc != 0)
		return rc;
	memmove(list->money + at + 1, list->money + at,
	    (list->num - at) * sizeof *list->money);
	list->num++;
	*out = &list->money[at];
	memset(*out, 0, sizeof **out);
	memcpy((*out)->currency, currency, sizeof(*out)->currency);
	return 0;
}

/* Where a range of money ends. Bands end a hundredth below the next one: whole
 * numbers read better. */
static int64_t
end_of(const struct psi_value *value, enum psi_value_kind kind)
{
	if (value->high == PSI_VALUE_TOP)
		return value->low;
	return value->high != value->low &&
		(kind == PSI_VALUE_AMOUNT || kind == PSI_VALUE_REVENUE)
	    ? (value->high + 99) / 100 * 100
	    : value->high;
}

static int
add_money(struct psi_group *group, size_t slot, size_t num_slots,
    const struct psi_value *value, enum psi_value_kind kind,
    struct psi_error *err)
{
	struct psi_money *money;
	int rc;

	if (group->money == NULL) {
		group->money = calloc(num_slots, sizeof *group->money);
		if (group->money == NULL)
			return psi_error_nomem(err);
	}
	if ((rc = find_money(
		 &money, &group->money[slot], value->currency, err)) != 0)
		return rc;
	money->num++;
	money->low += value->low;
	money->high += end_of(value, kind);
	money->is_open = money->is_open || value->high == PSI_VALUE_TOP;
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

/* Was a value of this account taken for this show before? Several of theirs may
 * match one of ours, or the other way round, and one row may tell what another of
 * the same account does not. */
static int
is_repeated(struct psi_query *query, const struct psi_group *group, size_t slot,
    unsigned int column, bool *repeated, struct psi_error *err)
{
	enum psi_column_side side = psi_column_side(column);
	const uint32_t place[3] = { group->number, (uint32_t)slot,
		query->account };
	struct psi_cell partner = query->pair->cell[PSI_COLUMN_PARTNER];
	struct psi_cell label = query->pair->cell[PSI_COLUMN_THEIR_ACCOUNT];
	struct psi_buf *key = &query->taken_key;
	bool is_new = true;
	uint32_t unused;
	int rc;

	*repeated = false;
	/* A file may lack their ids. */
	if ((side != PSI_SIDE_OUR && side != PSI_SIDE_THEIR) ||
	    (side == PSI_SIDE_THEIR && label.len == 0))
		return 0;
	key->len = 0;
	if ((rc = psi_buf_append(key, place,
		 side == PSI_SIDE_OUR ? sizeof place : 2 * sizeof place[0],
		 err)) != 0)
		return rc;
	if (side == PSI_SIDE_THEIR &&
	    ((rc = psi_buf_append(key, partner.text, partner.len, err)) != 0 ||
		(rc = psi_buf_append(key, "", 1, err)) != 0 ||
		(rc = psi_buf_append(key, label.text, label.len, err)) != 0))
		return rc;
	rc = psi_text_table_add(&query->taken, (const char *)key->data,
	    key->len, &unused, &is_new, err);
	*repeated = !is_new;
	return rc;
}

static int
add_value(struct psi_query *query, struct psi_group *group, size_t slot,
    struct psi_view *view, unsigned int column, struct psi_error *err)
{
	const struct psi_value *value = psi_view_value(view, column);
	bool repeated = false;
	int rc;

	if (!value->known)
		return 0;
	rc = is_repeated(query, group, slot, column, &repeated, err);
	return rc != 0 || repeated ? rc
				   : add_money(group, slot, query->num_money,
					 value, psi_column_kind(column), err);
}

/* An account of ours counts once, and theirs with each of ours. */
static int
add_set(struct psi_query *query, const struct psi_group *group, size_t show,
    struct psi_error *err)
{
	unsigned int column = query->show[show].column;
	bool is_theirs = psi_column_side(column) == PSI_SIDE_THEIR;
	uint32_t set = query->set[is_theirs];
	bool repeated = false;
	int rc;

	if (set == UINT32_MAX)
		return 0;
	if (!is_theirs &&
	    ((rc = is_repeated(query, group, query->num_money + show, column,
		  &repeated, err)) != 0 ||
		repeated))
		return rc;
	return psi_lacking_count(&query->lacking[is_theirs], group->number,
	    (uint32_t)show, set, err);
}

static int
add_to_group(struct psi_query *query, struct psi_group *group,
    struct psi_view *view, struct psi_error *err)
{
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
		} else if (show->kind == PSI_SHOW_SUM ||
		    show->kind == PSI_SHOW_MEAN)
			rc = add_value(
			    query, group, slot++, view, show->column, err);
		else if (show->kind == PSI_SHOW_MISSING)
			rc = add_set(query, group, i, err);
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
			rc = psi_view_append(&query->key, view, query->by[at],
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

/* ---- rows ---- */

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
	    (!mapping->current.is_likeliest && !query->takes_all))
		return 0;
	if ((rc = note_products(query, &mapping->current.pair, err)) != 0)
		return rc;
	if (query->asks_reason &&
	    (rc = psi_mapping_set_reason(mapping, err)) != 0)
		return rc;
	if (is_left_out(query, mapping->current.sure)) {
		query->left_out += holds(query, view);
		return 0;
	}
	if ((rc = psi_remarks_look(&query->remarks, view, err)) != 0)
		return rc;
	wanted = is_wanted(query, view);
	if (wanted || query->undecided > undecided)
		rc = mark_account(query, mapping->current.account,
		    wanted ? PSI_QUERY_FOUND : PSI_QUERY_UNDECIDED, err);
	if (rc != 0 || !wanted)
		return rc;
	if (query->shows_reason &&
	    (rc = psi_mapping_set_reason(mapping, err)) != 0)
		return rc;
	if (query->is_matches)
		return feed_matches(query, mapping, err);
	if (!query->has_header && (rc = send_header(query, err)) != 0)
		return rc;
	if (query->is_list)
		return psi_query_feed_list(query, view, err);
	query->key.len = 0;
	query->account = mapping->current.account;
	query->pair = &mapping->current.pair;
	return group_from(query, view, 0, order, err);
}

/* ---- the end ---- */

int
psi_query_finish(
    struct psi_query *query, const uint64_t *own, struct psi_error *err)
{
	int rc = 0;

	if (query->is_matches)
		return 0;
	if (!query->has_header)
		rc = send_header(query, err);
	for (size_t i = 0; rc == 0 && query->weighs_products && i < 2; i++)
		rc = psi_lacking_close(&query->lacking[i], err);
	if (rc != 0)
		return rc;
	return query->is_list ? psi_query_send_list(query, err)
			      : psi_query_send_groups(query, own, err);
}

/* Does it speak of a column from `first` to `last`? */
static bool
uses(const struct psi_conditions *conditions, unsigned int first,
    unsigned int last)
{
	for (unsigned int i = first; i <= last; i++)
		if (psi_conditions_use(conditions, i))
			return true;
	return false;
}

static bool
shows(const struct psi_show *show, unsigned int first, unsigned int last)
{
	return show->kind == PSI_SHOW_COUNT
	    ? uses(&show->conditions, first, last)
	    : show->column >= first && show->column <= last;
}

bool
psi_query_uses(
    const struct psi_query *query, unsigned int first, unsigned int last)
{
	if (uses(&query->where, first, last))
		return true;
	for (size_t i = 0; i < query->num_extra; i++)
		if (uses(&query->extra[i], first, last))
			return true;
	for (size_t i = 0; i < query->num_by; i++)
		if (query->by[i] >= first && query->by[i] <= last)
			return true;
	for (size_t i = 0; i < query->num_sort; i++)
		if (query->sort[i].column >= first &&
		    query->sort[i].column <= last)
			return true;
	for (size_t i = 0; i < query->num_show; i++)
		if (shows(&query->show[i], first, last))
			return true;
	return false;
}

/* Does a condition say itself how sure a pair must be? */
bool
psi_query_says_sure(const struct psi_query *query)
{
	static const unsigned int columns[] = { PSI_COLUMN_SCORE,
		PSI_COLUMN_LEVEL, PSI_COLUMN_AMBIGUOUS, PSI_COLUMN_SURE,
		PSI_COLUMN_COUNTED, PSI_COLUMN_LIKELIEST };

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		if (psi_conditions_use(&query->where, columns[i]))
			return true;
		for (size_t j = 0; j < query->num_extra; j++)
			if (psi_conditions_use(&query->extra[j], columns[i]))
				return true;
		for (size_t j = 0; j < query->num_by; j++)
			if (query->by[j] == columns[i])
				return true;
	}
	return false;
}

bool
psi_query_wants_motions(const struct psi_query *query)
{
	return psi_query_uses(query, PSI_COLUMN_MOTION, PSI_COLUMN_BECAUSE);
}

bool
psi_query_wants_because(const struct psi_query *query)
{
	return psi_query_uses(query, PSI_COLUMN_BECAUSE, PSI_COLUMN_BECAUSE) ||
	    psi_query_uses(
		query, PSI_COLUMN_BEST_BECAUSE, PSI_COLUMN_BEST_BECAUSE);
}
