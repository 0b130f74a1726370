/*
 * A pair, looked at: its values by column, read when first asked for. Two
 * ways of looking matter: our own, with everything that we know, and the
 * shared one, with what both sides can see, as coarse as it was told. What
 * rests on the shared view comes out the same at the partner.
 */
#ifndef PSI_MAPPING_VIEW_H
#define PSI_MAPPING_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "mapping/column.h"
#include "mapping/pairs.h"
#include "mapping/sharing.h"
#include "mapping/value.h"

/* A calendar quarter, so many before or after that of a day. */
struct psi_view_quarter {
	int64_t today;
	int by;
	int64_t first;
	int64_t last;
	bool is_known;
};

struct psi_view {
	const struct psi_pair *pair;
	/* Worked-out columns, from PSI_COLUMN_FILE_END on. */
	struct psi_cell derived[PSI_COLUMNS - PSI_COLUMN_FILE_END];
	/* The day that `today` and the quarters are counted from. */
	int64_t today;
	/* NULL: nothing is known of the agreement. */
	const struct psi_sharing *sharing;
	/* The pair's populations, PSI_POPULATIONS where they are none, and one
	 * bit for both of them together; 0 where one is none. */
	unsigned int our_population;
	unsigned int their_population;
	uint32_t cell_bit;
	bool is_shared;
	/* The last one that was asked for, of even and of odd distance: rows
	 * are mostly of one day, and rules ask for this one and the next. */
	struct psi_view_quarter quarter[2];
	/* How many pairs were looked at. A value was read, and a worked-out
	 * column set, for this one if it has the same number: to forget all of
	 * them for each pair would cost more than to read the few. */
	uint32_t number;
	uint32_t read_for[PSI_COLUMNS];
	uint32_t set_for[PSI_COLUMNS - PSI_COLUMN_FILE_END];
	struct psi_value value[PSI_COLUMNS];
	/* Of our own view, by field: in how many pairs something stands in our
	 * column that cannot be read and was asked for, and the line of the
	 * first. */
	uint64_t num_unread[PSI_NUM_SHARED_FIELDS];
	uint64_t unread_line[PSI_NUM_SHARED_FIELDS];
};

/* Look at another pair. The derived columns become empty. */
void psi_view_begin(struct psi_view *view, const struct psi_pair *pair,
    const struct psi_sharing *sharing, bool is_shared, int64_t today);

/* Look at the pair that `own` looks at as both sides do. The derived columns
 * become empty. */
void psi_view_share(struct psi_view *shared, const struct psi_view *own);

/* Set a worked-out column; the text is borrowed. */
void psi_view_set(
    struct psi_view *view, unsigned int column, const char *text, size_t len);

/* The cell as it stands, whatever the view. */
struct psi_cell psi_view_cell(const struct psi_view *view, unsigned int column);

/* Its value, read from the cell. */
const struct psi_value *psi_view_read(
    struct psi_view *view, unsigned int column);

/* The value of a column, read when it is first asked for. */
static inline const struct psi_value *
psi_view_value(struct psi_view *view, unsigned int column)
{
	return view->read_for[column] == view->number
	    ? &view->value[column]
	    : psi_view_read(view, column);
}

/* Append a cell as it is grouped and shown: as it stands, or its band. */
int psi_view_append(struct psi_buf *out, struct psi_view *view,
    unsigned int column, bool banded, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As psi_value_quarter, of the view's day. */
void psi_view_quarter(
    struct psi_view *view, int64_t *first, int64_t *last, int by);

/*
 * Can an empty cell of this column be taken for "there is none"? Of our own
 * list always; of the partner's where the agreement shares the field; in the
 * shared view never.
 */
bool psi_view_would_see(const struct psi_view *view, unsigned int column);

#endif
