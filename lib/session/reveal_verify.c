#include "session/reveal_verify.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "base/workers.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_file.h"

/* What looking up takes for each of your elements, besides its bytes, and for
 * each of the partner's. */
#define SET_BYTES 33
#define FOUND_BYTES 4

/* A block of the answer, while it is opened and verified. */
struct slot {
	uint64_t block;
	size_t first;
	size_t num;
	uint8_t *C;
	/* In `answer`, or a block of this slot's own. */
	uint8_t *D;
	uint8_t *room;
	uint8_t proof[PSI_PROOF_BYTES];
	/* 0, PSI_E_ELEMENT or PSI_E_PROOF. */
	int verdict;
};

struct verifying {
	const struct psi_reveal *reveal;
	struct psi_first_answer *answer;
	/* The sealed part, and your blinded file, read along. */
	struct psi_reveal_body body;
	struct psi_stored_file file;
	size_t rows;
	size_t done;
	uint64_t blocks;
	struct slot *slot;
	size_t num_slot;
	/* Counts mode: the element before, and the first row of the group
	 * after it. */
	uint8_t last[PSI_ELEMENT_MAX_BYTES];
	size_t group;
	size_t group_end;
	bool has_disorder;
	bool has_bad_element;
	bool has_bad_proof;
};

/* ---- rooms ---- */

/* What the elements of both take in memory. */
static uint64_t
most_bytes(const struct psi_reveal *reveal)
{
	uint64_t ours = reveal->header.elements;
	uint64_t theirs = reveal->theirs.elements;
	uint64_t element_bytes = reveal->suite->element_bytes;
	uint64_t most = ours < theirs ? ours : theirs;

	return ours * (element_bytes + SET_BYTES) + theirs * FOUND_BYTES +
	    most * element_bytes;
}

static int
make_answer(struct psi_first_answer *answer, struct psi_reveal *reveal,
    struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	size_t element_bytes = reveal->suite->element_bytes;

	reveal->held = most_bytes(reveal);
	if (!psi_session_fits(session, reveal->held)) {
		/* What the matches by row of the partner's file take. */
		reveal->held = psi_session_memory(session, 4);
		return psi_sorter_new(&answer->sorted, session->options.scratch,
		    psi_session_memory(session, 4),
		    element_bytes + PSI_POSITION_BYTES, err);
	}
	answer->D = psi_array_new(reveal->header.elements, element_bytes);
	return answer->D == NULL ? psi_error_nomem(err) : 0;
}

static int
make_slots(struct verifying *verifying, struct psi_error *err)
{
	const struct psi_reveal *reveal = verifying->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	bool has_room = verifying->answer->sorted != NULL;

	verifying->num_slot =
	    (size_t)psi_workers_jobs(reveal->session->workers) + 1;
	verifying->slot =
	    psi_array_new(verifying->num_slot, sizeof *verifying->slot);
	if (verifying->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < verifying->num_slot; i++) {
		struct slot *slot = &verifying->slot[i];

		slot->C = psi_array_new(PSI_BLOCK_ROWS, element_bytes);
		if (has_room)
			slot->room =
			    psi_array_new(PSI_BLOCK_ROWS, element_bytes);
		if (slot->C == NULL || (has_room && slot->room == NULL))
			return psi_error_nomem(err);
	}
	return 0;
}

static void
free_slots(struct verifying *verifying)
{
	size_t element_bytes = verifying->reveal->suite->element_bytes;

	for (size_t i = 0; verifying->slot != NULL && i < verifying->num_slot;
	     i++) {
		struct slot *slot = &verifying->slot[i];

		psi_array_free(slot->C, PSI_BLOCK_ROWS, element_bytes);
		psi_array_free(slot->room, PSI_BLOCK_ROWS, element_bytes);
	}
	psi_array_free(
	    verifying->slot, verifying->num_slot, sizeof *verifying->slot);
}

/* ---- blocks ---- */

static int
fill_block(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct psi_reveal *reveal = verifying->reveal;
	struct slot *slot = &verifying->slot[i];
	size_t left = reveal->header.elements - verifying->rows;
	size_t element_bytes = reveal->suite->element_bytes;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	rc = psi_stored_read(&verifying->file, slot->C,
	    left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS, &slot->num, err);
	if (rc != 0)
		return rc;
	if (slot->num == 0)
		return psi_stored_short(&verifying->file, err);
	slot->block = verifying->blocks++;
	slot->first = verifying->rows;
	verifying->rows += slot->num;
	slot->D = slot->room != NULL
	    ? slot->room
	    : verifying->answer->D + slot->first * element_bytes;
	rc = psi_opener_read(
	    verifying->body.opener, slot->D, slot->num * element_bytes, err);
	if (rc != 0 || reveal->is_counts)
		return rc;
	return psi_opener_read(
	    verifying->body.opener, slot->proof, sizeof slot->proof, err);
}

/* A block that fails does not end the work: an element that is not valid in a
 * later block is reported before a proof that does not hold in this one. */
static int
work_block(void *cookie, size_t i, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct psi_reveal *reveal = verifying->reveal;
	struct slot *slot = &verifying->slot[i];
	struct psi_workers *workers = reveal->session->workers;
	const struct psi_wire_header *header = &reveal->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	struct psi_error block_err;
	size_t bad;
	int rc;

	if (reveal->is_counts)
		rc = psi_batch_check(reveal->suite, slot->D, slot->num, &bad,
		    workers, &block_err);
	else
		rc = psi_block_verify(&(struct psi_block){ reveal->suite,
					  &transcript, slot->block, slot->num },
		    slot->C, slot->D, slot->proof, &bad, workers, &block_err);
	slot->verdict = rc;
	if (rc == 0 || rc == PSI_E_ELEMENT || rc == PSI_E_PROOF)
		return 0;
	if (err != NULL)
		*err = block_err;
	return rc;
}

/* In counts mode each group ascends (rule 5). */
static void
look_at_order(struct verifying *verifying, const struct slot *slot)
{
	const struct psi_wire_header *own = &verifying->reveal->own;
	size_t element_bytes = verifying->reveal->suite->element_bytes;
	const uint8_t *last = verifying->last;

	for (size_t n = 0; n < slot->num; n++) {
		const uint8_t *D = slot->D + n * element_bytes;
		bool is_first = slot->first + n == verifying->group_end;

		/* Here every element is public to both sides. */
		if (!is_first && memcmp(last, D, element_bytes) > 0)
			verifying->has_disorder = true;
		while (verifying->group_end <= slot->first + n)
			verifying->group_end +=
			    psi_reveal_group_elements(own, verifying->group++);
		last = D;
	}
	memmove(verifying->last, last, element_bytes);
}

/* The elements of a block go to the sorter. */
static int
sort_block(const struct verifying *verifying, const struct slot *slot,
    struct psi_error *err)
{
	size_t element_bytes = verifying->reveal->suite->element_bytes;
	uint8_t record[PSI_ELEMENT_MAX_BYTES + PSI_POSITION_BYTES];
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < slot->num; n++) {
		memcpy(record, slot->D + n * element_bytes, element_bytes);
		psi_u32be(record + element_bytes, (uint32_t)(slot->first + n));
		rc = psi_sorter_add(verifying->answer->sorted, record,
		    element_bytes + PSI_POSITION_BYTES, err);
	}
	return rc;
}

static int
drain_block(void *cookie, size_t i, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct slot *slot = &verifying->slot[i];
	int rc;

	verifying->has_bad_element |= slot->verdict == PSI_E_ELEMENT;
	verifying->has_bad_proof |= slot->verdict == PSI_E_PROOF;
	if (verifying->reveal->is_counts)
		look_at_order(verifying, slot);
	if (slot->room != NULL && (rc = sort_block(verifying, slot, err)) != 0)
		return rc;
	verifying->done += slot->num;
	return psi_session_progress(verifying->reveal->session, "verifying",
	    verifying->done, verifying->reveal->header.elements, err);
}

/* The sealed part, opened to its end, beside your stored file. */
static int
run_blocks(struct verifying *verifying, struct psi_error *err)
{
	const struct psi_reveal *reveal = verifying->reveal;
	struct psi_session *session = reveal->session;
	struct psi_pipeline pipeline = { fill_block, work_block, drain_block,
		verifying, 0 };
	int rc;

	if ((rc = make_slots(verifying, err)) != 0 ||
	    (rc = psi_reveal_body_open(&verifying->body, reveal,
		 psi_wire_evaluated_bytes(reveal->suite,
		     reveal->header.elements, !reveal->is_counts),
		 err)) != 0 ||
	    (rc = psi_stored_open(&verifying->file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) != 0)
		return rc;
	pipeline.num_slots = verifying->num_slot;
	if ((rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0 ||
	    (rc = psi_reveal_body_finish(&verifying->body, reveal, err)) != 0)
		return rc;
	return psi_stored_finish(
	    &verifying->file, session->state.own_blinded, err);
}

/* ---- what they say ---- */

/* Are two neighbours of the sorted elements equal? */
static int
find_equal_sorted(
    const struct verifying *verifying, bool *is_equal, struct psi_error *err)
{
	struct psi_sorter *sorted = verifying->answer->sorted;
	size_t element_bytes = verifying->reveal->suite->element_bytes;
	uint8_t last[PSI_ELEMENT_MAX_BYTES];
	const uint8_t *record;
	bool is_first = true;
	bool end = false;
	size_t len;
	int rc = psi_sorter_sort(sorted, err);

	*is_equal = false;
	while (rc == 0 && !*is_equal) {
		rc = psi_sorter_next(sorted, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		*is_equal =
		    !is_first && psi_public_equal(last, record, element_bytes);
		memcpy(last, record, element_bytes);
		is_first = false;
	}
	return rc;
}

/* Looking elements up needs them in order too, so the order is made here. */
static int
find_equal(
    const struct verifying *verifying, bool *is_equal, struct psi_error *err)
{
	struct psi_first_answer *answer = verifying->answer;
	const struct psi_reveal *reveal = verifying->reveal;
	size_t row;
	int rc;

	if (answer->sorted != NULL)
		return find_equal_sorted(verifying, is_equal, err);
	rc = psi_element_set_init(&answer->set, answer->D,
	    reveal->header.elements, reveal->suite->element_bytes,
	    reveal->session->workers, err);
	if (rc == 0)
		*is_equal = psi_element_set_has_equal(&answer->set, &row);
	return rc;
}

/* The first fault by PROTOCOL.md section 5. */
static int
judge(const struct verifying *verifying, struct psi_error *err)
{
	bool is_equal = false;
	int rc;

	if ((rc = find_equal(verifying, &is_equal, err)) != 0)
		return rc;
	if (is_equal)
		return psi_refuse(err, PSI_E_ORDER, 0, psi_reveal_distrust,
		    "two elements of the answer are equal");
	if (verifying->has_disorder)
		return psi_refuse(err, PSI_E_ORDER, 0, psi_reveal_distrust,
		    "the elements of the answer are not in order");
	if (verifying->has_bad_element)
		return psi_refuse(err, PSI_E_ELEMENT, 0, psi_reveal_distrust,
		    "an element of the answer is not valid");
	if (verifying->has_bad_proof)
		return psi_refuse(err, PSI_E_PROOF, 0, psi_reveal_distrust,
		    "the partner does not prove that the answer is honest");
	return 0;
}

int
psi_first_answer_read(struct psi_first_answer *answer,
    struct psi_reveal *reveal, struct psi_error *err)
{
	struct verifying verifying = {
		.reveal = reveal, .answer = answer, .body = PSI_REVEAL_BODY_INIT
	};
	int rc;

	if ((rc = make_answer(answer, reveal, err)) != 0)
		return rc;
	rc = run_blocks(&verifying, err);
	psi_stored_close(&verifying.file);
	psi_reveal_body_close(&verifying.body);
	free_slots(&verifying);
	return rc != 0 ? rc : judge(&verifying, err);
}

void
psi_first_answer_clear(
    struct psi_first_answer *answer, const struct psi_reveal *reveal)
{
	psi_element_set_clear(&answer->set);
	psi_array_free(
	    answer->D, reveal->header.elements, reveal->suite->element_bytes);
	psi_sorter_free(answer->sorted);
}
