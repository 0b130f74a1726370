#include "session/reveal_collect.h"

#include "base/array.h"
#include "base/error.h"
#include "session/matched_join.h"

/* Your positions that matched, ascending, with their elements. */
static int
add_found(const struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_error *err)
{
	uint8_t *seen;
	int rc = 0;

	seen = psi_array_new(reveal->own.elements, 1);
	if (seen == NULL)
		return psi_error_nomem(err);
	for (size_t j = 0; j < reveal->theirs.elements; j++)
		if (found->position[j] != 0)
			seen[found->position[j] - 1] = 1;
	for (size_t i = 0; rc == 0 && i < reveal->own.elements; i++)
		if (seen[i] != 0)
			rc = psi_reveal_add(reveal, (uint32_t)i,
			    answer->D + i * reveal->suite->element_bytes, err);
	psi_array_free(seen, reveal->own.elements, 1);
	return rc;
}

/* The same from the sorted rows. */
static int
add_sorted(struct psi_matched_rows *ours, struct psi_reveal *reveal,
    struct psi_error *err)
{
	struct psi_matched_row row;
	uint32_t next = 0;
	bool end = false;
	int rc = psi_matched_rows_begin(ours, err);

	while (rc == 0) {
		rc = psi_matched_rows_next(ours, &row, &end, err);
		if (rc != 0 || end)
			break;
		if (row.row < next)
			continue;
		next = row.row + 1;
		rc = psi_reveal_add(reveal, row.row, row.D, err);
	}
	return rc;
}

int
psi_reveal_collect(struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_error *err)
{
	int rc;

	if (reveal->is_withheld || reveal->is_counts)
		return 0;
	rc = psi_matched_begin(&reveal->matched, reveal->session, reveal->held,
	    reveal->matches, err);
	if (rc == 0)
		rc = found->ours != NULL
		    ? add_sorted(found->ours, reveal, err)
		    : add_found(found, reveal, answer, err);
	if (rc != 0)
		return rc;
	/* The join needs the room. */
	psi_matched_rows_free(found->ours);
	found->ours = NULL;
	return psi_matched_join(&reveal->matched, reveal->session, NULL, err);
}
