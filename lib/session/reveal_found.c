#include "session/reveal_found.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "session/objects.h"
#include "session/session.h"

int
psi_found_open(struct psi_found *found, struct psi_error *err)
{
	return found->theirs == NULL ? 0
				     : psi_matched_rows_open(found->theirs,
					   PSI_OBJECT_PARTNER_BLINDED, err);
}

/* What was found in the rows of a block. */
static const uint32_t *
block_rows(const struct psi_found *found, const struct psi_matched_block *block)
{
	return found->position + (size_t)block->block * PSI_BLOCK_ROWS;
}

int
psi_found_block(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_matched_block *block, struct psi_error *err)
{
	const uint32_t *row;

	if (found->theirs != NULL)
		return psi_matched_rows_block(found->theirs, block, err);
	row = block_rows(found, block);
	block->C = found->matched.data;
	if (found->blocked > 0)
		block->C += found->blocked * reveal->suite->element_bytes;
	block->num_matched = 0;
	for (size_t i = 0; i < block->num; i++)
		block->num_matched += row[i] != 0;
	found->blocked += block->num_matched;
	return 0;
}

void
psi_found_elements(uint8_t *D, const struct psi_found *found,
    const struct psi_reveal *reveal, const struct psi_first_answer *answer,
    const struct psi_matched_block *block)
{
	const uint32_t *row = block_rows(found, block);
	size_t element_bytes = reveal->suite->element_bytes;

	for (size_t i = 0; i < block->num; i++) {
		if (row[i] == 0)
			continue;
		memcpy(
		    D, answer->D + (row[i] - 1) * element_bytes, element_bytes);
		D += element_bytes;
	}
}

void
psi_found_positions(uint8_t *position, const struct psi_found *found,
    const struct psi_matched_block *block)
{
	const uint32_t *row = block_rows(found, block);

	for (size_t i = 0; i < block->num; i++)
		psi_u32be(position + i * PSI_POSITION_BYTES, row[i]);
}

int
psi_found_finish(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	int rc;

	if (found->theirs == NULL)
		return 0;
	rc = psi_matched_rows_finish(
	    found->theirs, reveal->session->state.partner_blinded, err);
	/* What comes next needs the room. */
	psi_matched_rows_free(found->theirs);
	found->theirs = NULL;
	return rc;
}

void
psi_found_clear(struct psi_found *found, const struct psi_reveal *reveal)
{
	psi_array_free(
	    found->position, reveal->theirs.elements, sizeof *found->position);
	psi_buf_clear(&found->matched);
	psi_sorter_free(found->sorted);
	psi_matched_rows_free(found->theirs);
	psi_matched_rows_free(found->ours);
}
