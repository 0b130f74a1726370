#include "session/reveal_find.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/sorter.h"
#include "base/workers.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/objects.h"
#include "session/reveal_merge.h"
#include "session/session.h"
#include "session/stored_file.h"

/* Elements of the partner that are multiplied and looked up at a time. */
#define FIND_ROWS ((size_t)8192)

/* Some of the partner's elements, on their way through the scalar and the
 * set. */
struct slot {
	uint8_t *in;
	uint8_t *out;
	size_t *at;
	uint32_t first;
	size_t num;
};

struct finding {
	struct psi_reveal *reveal;
	const struct psi_first_answer *answer;
	const uint8_t *scalar;
	struct psi_found *found;
	/* The partner's blinded file. */
	struct psi_stored_file file;
	size_t rows;
	struct slot *slot;
	size_t num_slot;
};

static int
fill_find(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct finding *finding = cookie;
	struct slot *slot = &finding->slot[i];
	size_t left = finding->reveal->theirs.elements - finding->rows;

	*end = left == 0;
	if (*end)
		return 0;
	slot->first = (uint32_t)finding->rows;
	finding->rows += left < FIND_ROWS ? left : FIND_ROWS;
	return psi_stored_read(&finding->file, slot->in,
	    left < FIND_ROWS ? left : FIND_ROWS, &slot->num, err);
}

static int
work_find(void *cookie, size_t i, struct psi_error *err)
{
	struct finding *finding = cookie;
	struct slot *slot = &finding->slot[i];
	const struct psi_suite *suite = finding->reveal->suite;
	size_t bad;
	int rc;

	rc = psi_batch_mul(suite, slot->out, slot->in, slot->num,
	    finding->scalar, &bad, finding->reveal->session->workers, err);
	/* What is sorted is wiped when it was handed to the sorter. */
	if (rc == 0 && finding->found->sorted != NULL)
		return 0;
	if (rc == 0)
		psi_element_set_find_many(
		    &finding->answer->set, slot->out, slot->num, slot->at);
	/* Of a row that does not match, nobody is to know it. */
	psi_wipe(slot->out, slot->num * suite->element_bytes);
	return rc;
}

/* The rows of a slot go to the sorter. */
static int
sort_rows(
    const struct finding *finding, struct slot *slot, struct psi_error *err)
{
	size_t element_bytes = finding->reveal->suite->element_bytes;
	uint8_t record[PSI_ELEMENT_MAX_BYTES + PSI_POSITION_BYTES];
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < slot->num; n++) {
		memcpy(record, slot->out + n * element_bytes, element_bytes);
		psi_u32be(record + element_bytes, slot->first + (uint32_t)n);
		rc = psi_sorter_add(finding->found->sorted, record,
		    element_bytes + PSI_POSITION_BYTES, err);
	}
	psi_wipe(record, sizeof record);
	psi_wipe(slot->out, slot->num * element_bytes);
	return rc;
}

/* Note those that were found in the set. */
static int
note_rows(const struct finding *finding, const struct slot *slot,
    struct psi_error *err)
{
	struct psi_reveal *reveal = finding->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < slot->num; n++) {
		size_t at = slot->at[n];
		size_t row = slot->first + n;

		if (at == SIZE_MAX)
			continue;
		psi_reveal_count(reveal, at, row);
		finding->found->position[row] = (uint32_t)at + 1;
		rc = psi_buf_append(&finding->found->matched,
		    slot->in + n * element_bytes, element_bytes, err);
	}
	return rc;
}

static int
drain_find(void *cookie, size_t i, struct psi_error *err)
{
	struct finding *finding = cookie;
	const struct psi_reveal *reveal = finding->reveal;
	struct slot *slot = &finding->slot[i];
	int rc = finding->found->sorted != NULL ? sort_rows(finding, slot, err)
						: note_rows(finding, slot, err);

	if (rc != 0)
		return rc;
	return psi_session_progress(reveal->session, "matching",
	    slot->first + slot->num, reveal->theirs.elements, err);
}

static int
run_find(struct finding *finding, struct psi_error *err)
{
	struct psi_session *session = finding->reveal->session;
	size_t element_bytes = finding->reveal->suite->element_bytes;
	struct psi_pipeline pipeline = { fill_find, work_find, drain_find,
		finding, finding->num_slot };
	int rc;

	for (size_t i = 0; i < finding->num_slot; i++) {
		struct slot *slot = &finding->slot[i];

		slot->in = psi_array_new(FIND_ROWS, element_bytes);
		slot->out = psi_array_new(FIND_ROWS, element_bytes);
		slot->at = psi_array_new(FIND_ROWS, sizeof *slot->at);
		if (slot->in == NULL || slot->out == NULL || slot->at == NULL)
			return psi_error_nomem(err);
	}
	finding->rows = 0;
	if ((rc = psi_stored_open(&finding->file, session,
		 PSI_OBJECT_PARTNER_BLINDED, PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	/* The elements must have been those of the bound file. */
	return psi_stored_finish(
	    &finding->file, session->state.partner_blinded, err);
}

/* The scalar on the partner's elements, each looked up among the answers to
 * yours. */
static int
find(struct finding *finding, struct psi_error *err)
{
	const struct psi_reveal *reveal = finding->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t num_slot =
	    (size_t)psi_workers_jobs(reveal->session->workers) + 1;
	int rc;

	finding->slot = psi_array_new(num_slot, sizeof *finding->slot);
	if (finding->slot == NULL)
		return psi_error_nomem(err);
	finding->num_slot = num_slot;
	rc = run_find(finding, err);
	psi_stored_close(&finding->file);
	for (size_t i = 0; i < num_slot; i++) {
		struct slot *slot = &finding->slot[i];

		psi_array_free(slot->in, FIND_ROWS, element_bytes);
		psi_array_free(slot->out, FIND_ROWS, element_bytes);
		psi_array_free(slot->at, FIND_ROWS, sizeof *slot->at);
	}
	psi_array_free(finding->slot, num_slot, sizeof *finding->slot);
	return rc;
}

/* Where what is found is kept: as the first answer is. */
static int
make_found(const struct finding *finding, struct psi_error *err)
{
	const struct psi_reveal *reveal = finding->reveal;
	const struct psi_session *session = reveal->session;
	struct psi_found *found = finding->found;

	if (finding->answer->sorted != NULL)
		return psi_sorter_new(&found->sorted, session->options.scratch,
		    psi_session_memory(session, 4),
		    reveal->suite->element_bytes + PSI_POSITION_BYTES, err);
	found->position =
	    psi_array_new(reveal->theirs.elements, sizeof *found->position);
	return found->position == NULL ? psi_error_nomem(err) : 0;
}

int
psi_reveal_find(struct psi_found *found, struct psi_reveal *reveal,
    struct psi_first_answer *answer, const uint8_t *scalar,
    struct psi_error *err)
{
	struct finding finding = { .reveal = reveal,
		.answer = answer,
		.scalar = scalar,
		.found = found };
	int rc;

	if ((rc = make_found(&finding, err)) != 0 ||
	    (rc = find(&finding, err)) != 0)
		return rc;
	if (found->sorted != NULL) {
		rc = psi_reveal_merge(found, reveal, answer, err);
		/* They are not needed any more, and others need the room. */
		psi_sorter_free(found->sorted);
		psi_sorter_free(answer->sorted);
		found->sorted = answer->sorted = NULL;
		if (rc != 0)
			return rc;
	}
	reveal->is_withheld =
	    reveal->matches < reveal->session->agreement->minimum_overlap;
	return 0;
}
