#include "session/reveal_found.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "session/objects.h"
#include "session/session.h"

/* The next block of what was found in the set. */
static void
look_up_block(struct psi_found *found, const struct psi_first_answer *answer,
    struct psi_matched_block *block, size_t element_bytes)
{
	const uint32_t *from = found->position + found->next;

	block->position = found->block_position;
	block->D = found->block_D;
	block->C = found->matched.data;
	if (found->next_matched > 0)
		block->C += found->next_matched * element_bytes;
	block->num_matched = 0;
	for (size_t row = 0; row < block->num; row++) {
		psi_u32be(found->block_position + row * PSI_POSITION_BYTES,
		    from[row]);
		if (from[row] != 0)
			memcpy(found->block_D +
				block->num_matched++ * element_bytes,
			    answer->D + (from[row] - 1) * element_bytes,
			    element_bytes);
	}
	found->next += block->num;
	found->next_matched += block->num_matched;
}

int
psi_found_open(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	if (found->theirs != NULL)
		return psi_matched_rows_open(
		    found->theirs, PSI_OBJECT_PARTNER_BLINDED, err);
	found->block_position =
	    psi_array_new(PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	found->block_D =
	    psi_array_new(PSI_BLOCK_ROWS, reveal->suite->element_bytes);
	return found->block_position == NULL || found->block_D == NULL
	    ? psi_error_nomem(err)
	    : 0;
}

int
psi_found_block(struct psi_found *found, const struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_matched_block *block,
    struct psi_error *err)
{
	if (found->theirs != NULL)
		return psi_matched_rows_block(found->theirs, block, err);
	look_up_block(found, answer, block, reveal->suite->element_bytes);
	return 0;
}

int
psi_found_finish(const struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	return found->theirs == NULL
	    ? 0
	    : psi_matched_rows_finish(
		  found->theirs, reveal->session->state.partner_blinded, err);
}

void
psi_found_clear(struct psi_found *found, const struct psi_reveal *reveal)
{
	psi_array_free(
	    found->position, reveal->theirs.elements, sizeof *found->position);
	psi_buf_clear(&found->matched);
	psi_array_free(
	    found->block_position, PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	psi_array_free(
	    found->block_D, PSI_BLOCK_ROWS, reveal->suite->element_bytes);
	psi_sorter_free(found->sorted);
	psi_matched_rows_free(found->theirs);
	psi_matched_rows_free(found->ours);
}
