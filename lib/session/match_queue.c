#include "session/match_queue.h"

#include <string.h>

#include "base/bytes.h"
#include "base/sorter.h"

/* A record: position and token. */
#define POSITION_BYTES 4
#define RECORD_BYTES (POSITION_BYTES + PSI_MATCH_TOKEN_BYTES)

int
psi_match_queue_spill(struct psi_match_queue *queue,
    const struct psi_scratch *scratch, size_t memory, struct psi_error *err)
{
	return psi_sorter_new(
	    &queue->spilled, scratch, memory, RECORD_BYTES, err);
}

int
psi_match_queue_add(struct psi_match_queue *queue,
    const struct psi_match *match, struct psi_error *err)
{
	uint8_t record[RECORD_BYTES];

	if (queue->spilled == NULL)
		return psi_matches_add(&queue->kept, match, err);
	psi_u32be(record, match->position);
	memcpy(record + POSITION_BYTES, match->token, sizeof match->token);
	return psi_sorter_add(queue->spilled, record, sizeof record, err);
}

int
psi_match_queue_begin(struct psi_match_queue *queue, struct psi_error *err)
{
	queue->next = 0;
	return queue->spilled == NULL ? 0
				      : psi_sorter_sort(queue->spilled, err);
}

int
psi_match_queue_next(struct psi_match_queue *queue, struct psi_match *out,
    bool *end, struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	int rc;

	if (queue->spilled == NULL) {
		*end = queue->next == queue->kept.num;
		if (!*end)
			*out = queue->kept.at[queue->next++];
		return 0;
	}
	rc = psi_sorter_next(queue->spilled, &record, &len, end, err);
	if (rc != 0 || *end)
		return rc;
	out->position = psi_load32be(record);
	memcpy(out->token, record + POSITION_BYTES, sizeof out->token);
	return 0;
}

void
psi_match_queue_clear(struct psi_match_queue *queue)
{
	psi_matches_clear(&queue->kept);
	psi_sorter_free(queue->spilled);
	queue->spilled = NULL;
	queue->next = 0;
}
