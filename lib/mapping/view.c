#include "mapping/view.h"

#include <string.h>

#include "terms/population.h"

static unsigned int
find_population(struct psi_cell cell)
{
	enum psi_population population;

	return psi_population_find(&population, cell.text, cell.len)
	    ? (unsigned int)population
	    : PSI_POPULATIONS;
}

static void
forget(struct psi_view *view)
{
	if (++view->number != 0)
		return;
	memset(view->read_for, 0, sizeof view->read_for);
	memset(view->set_for, 0, sizeof view->set_for);
	view->number = 1;
}

void
psi_view_begin(struct psi_view *view, const struct psi_pair *pair,
    const struct psi_sharing *sharing, bool is_shared, int64_t today)
{
	view->pair = pair;
	view->sharing = sharing;
	view->is_shared = is_shared;
	view->today = today;
	view->our_population =
	    find_population(pair->cell[PSI_COLUMN_OUR_POPULATION]);
	view->their_population =
	    find_population(pair->cell[PSI_COLUMN_THEIR_POPULATION]);
	view->cell_bit = 0;
	if (view->our_population < PSI_POPULATIONS &&
	    view->their_population < PSI_POPULATIONS)
		view->cell_bit = UINT32_C(1)
		    << (view->our_population * PSI_POPULATIONS +
			   view->their_population);
	forget(view);
}

void
psi_view_share(struct psi_view *shared, const struct psi_view *own)
{
	shared->pair = own->pair;
	shared->sharing = own->sharing;
	shared->is_shared = true;
	shared->today = own->today;
	shared->our_population = own->our_population;
	shared->their_population = own->their_population;
	shared->cell_bit = own->cell_bit;
	forget(shared);
}

void
psi_view_set(
    struct psi_view *view, unsigned int column, const char *text, size_t len)
{
	view->derived[column - PSI_COLUMN_FILE_END] =
	    (struct psi_cell){ text, len };
	view->set_for[column - PSI_COLUMN_FILE_END] = view->number;
	view->read_for[column] = 0;
}

struct psi_cell
psi_view_cell(const struct psi_view *view, unsigned int column)
{
	if (column < PSI_COLUMN_FILE_END)
		return view->pair->cell[column];
	return view->set_for[column - PSI_COLUMN_FILE_END] == view->number
	    ? view->derived[column - PSI_COLUMN_FILE_END]
	    : (struct psi_cell){ "", 0 };
}

/* Do fields go for this pair at all? Only for accounts that are sure, and
 * one of each side (lib/FORMAT.md); both sides see the same of that. */
static bool
has_fields(const struct psi_pair *pair)
{
	struct psi_cell level = pair->cell[PSI_COLUMN_LEVEL];

	return pair->cell[PSI_COLUMN_AMBIGUOUS].len == 0 &&
	    (level.len == 0 || psi_cell_is(level, "account"));
}

/* Is this field told in the pair's populations, by the side that has it; and
 * how? */
static void
look_up(
    const struct psi_view *view, unsigned int column, bool *told, bool *coarse)
{
	const struct psi_sharing_side *side;
	bool is_ours = psi_column_side(column) == PSI_SIDE_OUR;
	unsigned int a = view->our_population;
	unsigned int b = view->their_population;
	unsigned int field;

	*told = false;
	*coarse = false;
	if (!psi_column_field(&field, column) || view->cell_bit == 0)
		return;
	side = is_ours ? &view->sharing->ours : &view->sharing->theirs;
	*told =
	    (side->told[is_ours ? a : b][is_ours ? b : a] >> field & 1) != 0;
	*coarse =
	    (side->coarse[is_ours ? a : b][is_ours ? b : a] >> field & 1) != 0;
}

static void
count_unread(struct psi_view *view, unsigned int field)
{
	if (view->num_unread[field]++ == 0)
		view->unread_line[field] = view->pair->line;
}

const struct psi_value *
psi_view_read(struct psi_view *view, unsigned int column)
{
	struct psi_value *value = &view->value[column];
	struct psi_cell cell;
	unsigned int field;
	bool told;
	bool coarse;

	view->read_for[column] = view->number;
	cell = psi_view_cell(view, column);
	if (view->is_shared && psi_column_is_private(column))
		cell.len = 0;
	psi_value_read(value, psi_column_kind(column), cell.text, cell.len);
	if (!psi_column_field(&field, column))
		return value;
	if (!view->is_shared) {
		if (!value->known && value->text.len > 0 &&
		    psi_column_side(column) == PSI_SIDE_OUR)
			count_unread(view, field);
		return value;
	}
	if (view->sharing == NULL) {
		psi_value_widen(value, psi_column_kind(column));
		return value;
	}
	look_up(view, column, &told, &coarse);
	if (!has_fields(view->pair) ||
	    (!told && psi_column_side(column) == PSI_SIDE_OUR))
		memset(value, 0, sizeof *value);
	if (coarse)
		psi_value_widen(value, psi_column_kind(column));
	return value;
}

void
psi_view_quarter(struct psi_view *view, int64_t *first, int64_t *last, int by)
{
	struct psi_view_quarter *known = &view->quarter[by & 1];

	if (!known->is_known || known->today != view->today ||
	    known->by != by) {
		psi_value_quarter(&known->first, &known->last, view->today, by);
		known->today = view->today;
		known->by = by;
		known->is_known = true;
	}
	*first = known->first;
	*last = known->last;
}

int
psi_view_append(struct psi_buf *out, struct psi_view *view, unsigned int column,
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

bool
psi_view_would_see(const struct psi_view *view, unsigned int column)
{
	unsigned int field;
	bool told;
	bool coarse;

	if (!psi_column_field(&field, column))
		return !(view->is_shared && psi_column_is_private(column));
	/* What one side lacks, the other cannot tell from what was not sent:
	 * so it is never seen by both. */
	if (view->is_shared)
		return false;
	if (psi_column_side(column) == PSI_SIDE_OUR)
		return true;
	if (view->sharing == NULL || !has_fields(view->pair))
		return false;
	look_up(view, column, &told, &coarse);
	return told;
}
