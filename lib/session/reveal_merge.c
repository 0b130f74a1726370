#include "session/reveal_merge.h"

#include <string.h>

#include "base/bytes.h"
#include "base/sorter.h"
#include "session/session.h"

/* Rows after which the caller hears of it. */
#define PROGRESS_ROWS 65536

/* One of two sorted lists of elements, and where it stands. */
struct list {
	struct psi_sorter *sorter;
	const uint8_t *element;
	uint32_t row;
	bool is_end;
};

static int
next_element(struct list *list, size_t element_bytes, struct psi_error *err)
{
	size_t len;
	int rc;

	rc = psi_sorter_next(
	    list->sorter, &list->element, &len, &list->is_end, err);
	if (rc == 0 && !list->is_end)
		list->row = psi_load32be(list->element + element_bytes);
	return rc;
}

static int
open_list(struct list *list, struct psi_sorter *sorter, size_t element_bytes,
    struct psi_error *err)
{
	int rc;

	list->sorter = sorter;
	if ((rc = psi_sorter_sort(sorter, err)) != 0)
		return rc;
	return next_element(list, element_bytes, err);
}

static int
add_match(struct psi_found *found, struct psi_reveal *reveal,
    const struct list *ours, const struct list *theirs, struct psi_error *err)
{
	const struct psi_matched_row by_own = { ours->row, theirs->row + 1,
		ours->element };
	const struct psi_matched_row by_theirs = { theirs->row, ours->row + 1,
		ours->element };
	int rc = 0;

	psi_reveal_count(reveal, ours->row, theirs->row);
	if (found->ours != NULL)
		rc = psi_matched_rows_add(found->ours, &by_own, err);
	if (rc == 0 && found->theirs != NULL)
		rc = psi_matched_rows_add(found->theirs, &by_theirs, err);
	return rc;
}

/* Your list has no element twice, which was checked; if the partner's had one,
 * both would match, as where they are looked up. */
static int
merge(struct psi_found *found, struct psi_reveal *reveal, struct list *ours,
    struct list *theirs, struct psi_error *err)
{
	size_t element_bytes = reveal->suite->element_bytes;
	uint64_t done = 0;
	int rc = 0;

	while (rc == 0 && !ours->is_end && !theirs->is_end) {
		/* Both sides made these elements: public to this one. */
		int order =
		    memcmp(ours->element, theirs->element, element_bytes);

		if (order == 0)
			rc = add_match(found, reveal, ours, theirs, err);
		if (rc == 0)
			rc = next_element(
			    order < 0 ? ours : theirs, element_bytes, err);
		if (rc == 0 && ++done % PROGRESS_ROWS == 0)
			rc = psi_session_progress(
			    reveal->session, "sorting", done, 0, err);
	}
	return rc;
}

int
psi_reveal_merge(struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	size_t element_bytes = reveal->suite->element_bytes;
	struct list ours;
	struct list theirs;
	int rc;

	if (!reveal->is_counts &&
	    ((rc = psi_matched_rows_new(&found->ours, session, err)) != 0 ||
		(rc = psi_matched_rows_new(&found->theirs, session, err)) != 0))
		return rc;
	if ((rc = open_list(&ours, answer->sorted, element_bytes, err)) != 0 ||
	    (rc = open_list(&theirs, found->sorted, element_bytes, err)) != 0)
		return rc;
	return merge(found, reveal, &ours, &theirs, err);
}
