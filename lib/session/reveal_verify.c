#include "session/reveal_verify.h"

#include <string.h>

#include "base/error.h"
#include "base/workers.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_file.h"

/* A block of the answer, while it is verified. */
struct slot {
	uint64_t block;
	size_t first;
	size_t num;
	uint8_t *C;
	/* 0, PSI_E_ELEMENT or PSI_E_PROOF. */
	int verdict;
};

struct verifying {
	const struct psi_reveal *reveal;
	const struct psi_first_answer *answer;
	/* Your blinded file, read along. */
	struct psi_stored_file file;
	size_t rows;
	size_t done;
	uint64_t blocks;
	struct slot *slot;
	size_t num_slot;
	bool has_bad_element;
	bool has_bad_proof;
};

static int
make_arrays(struct psi_first_answer *answer, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	uint32_t elements = reveal->header.elements;

	answer->num_block =
	    ((size_t)elements + PSI_BLOCK_ROWS - 1) / PSI_BLOCK_ROWS;
	answer->D = psi_array_new(elements, reveal->suite->element_bytes);
	answer->proof = psi_array_new(answer->num_block, PSI_PROOF_BYTES);
	if (answer->D == NULL || answer->proof == NULL)
		return psi_error_nomem(err);
	return 0;
}

static int
read_blocks(struct psi_first_answer *answer, const struct psi_reveal *reveal,
    struct psi_opener *opener, struct psi_error *err)
{
	size_t element_bytes = reveal->suite->element_bytes;
	size_t left = reveal->header.elements;
	uint8_t *D = answer->D;
	int rc = 0;

	for (size_t b = 0; rc == 0 && left > 0; b++) {
		size_t num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;

		rc = psi_opener_read(opener, D, num * element_bytes, err);
		if (rc == 0 && !reveal->is_counts)
			rc = psi_opener_read(opener,
			    answer->proof + b * PSI_PROOF_BYTES,
			    PSI_PROOF_BYTES, err);
		D += num * element_bytes;
		left -= num;
	}
	return rc;
}

static int
unseal(struct psi_first_answer *answer, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	int rc;

	if ((rc = make_arrays(answer, reveal, err)) == 0 &&
	    (rc = psi_reveal_body_open(&body, reveal,
		 psi_wire_evaluated_bytes(reveal->suite,
		     reveal->header.elements, !reveal->is_counts),
		 err)) == 0 &&
	    (rc = read_blocks(answer, reveal, body.opener, err)) == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	return rc;
}

/* No two rows may be equal; in counts mode each group ascends (rule 5). */
static int
check_order(struct psi_first_answer *answer, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	size_t element_bytes = reveal->suite->element_bytes;
	size_t first = 0;
	size_t row;
	int rc;

	rc = psi_element_set_init(&answer->set, answer->D,
	    reveal->header.elements, element_bytes, err);
	if (rc != 0)
		return rc;
	if (psi_element_set_has_equal(&answer->set, &row))
		return psi_refuse(err, PSI_E_ORDER, 0, psi_reveal_distrust,
		    "two elements of the answer are equal");
	if (!reveal->is_counts)
		return 0;
	for (size_t g = 0; g < psi_reveal_num_group(&reveal->own); g++) {
		size_t end = first + psi_reveal_group_elements(&reveal->own, g);

		for (size_t i = first + 1; i < end; i++) {
			const uint8_t *D = answer->D + i * element_bytes;

			/* Here every element is public to both sides. */
			if (memcmp(D - element_bytes, D, element_bytes) > 0)
				return psi_refuse(err, PSI_E_ORDER, 0,
				    psi_reveal_distrust,
				    "the elements of the answer are not in "
				    "order");
		}
		first = end;
	}
	return 0;
}

static int
fill_block(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	struct slot *slot = &verifying->slot[i];
	size_t left = verifying->reveal->header.elements - verifying->rows;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	rc = psi_wire_read_elements(verifying->file.reader, slot->C,
	    left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS, &slot->num, err);
	if (rc != 0)
		return rc;
	slot->block = verifying->blocks++;
	slot->first = verifying->rows;
	verifying->rows += slot->num;
	return 0;
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
	const uint8_t *D =
	    verifying->answer->D + slot->first * reveal->suite->element_bytes;
	struct psi_error block_err;
	size_t bad;
	int rc;

	if (reveal->is_counts)
		rc = psi_batch_check(
		    reveal->suite, D, slot->num, &bad, workers, &block_err);
	else
		rc = psi_block_verify(&(struct psi_block){ reveal->suite,
					  &transcript, slot->block, slot->num },
		    slot->C, D,
		    verifying->answer->proof + slot->block * PSI_PROOF_BYTES,
		    &bad, workers, &block_err);
	slot->verdict = rc;
	if (rc == 0 || rc == PSI_E_ELEMENT || rc == PSI_E_PROOF)
		return 0;
	if (err != NULL)
		*err = block_err;
	return rc;
}

static int
drain_block(void *cookie, size_t i, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct slot *slot = &verifying->slot[i];

	verifying->has_bad_element |= slot->verdict == PSI_E_ELEMENT;
	verifying->has_bad_proof |= slot->verdict == PSI_E_PROOF;
	verifying->done += slot->num;
	return psi_session_progress(verifying->reveal->session, "verifying",
	    verifying->done, verifying->reveal->header.elements, err);
}

static int
run_blocks(struct verifying *verifying, struct psi_error *err)
{
	struct psi_session *session = verifying->reveal->session;
	struct psi_pipeline pipeline = { fill_block, work_block, drain_block,
		verifying, verifying->num_slot };
	int rc;

	for (size_t i = 0; i < verifying->num_slot; i++) {
		verifying->slot[i].C = psi_array_new(
		    PSI_BLOCK_ROWS, verifying->reveal->suite->element_bytes);
		if (verifying->slot[i].C == NULL)
			return psi_error_nomem(err);
	}
	if ((rc = psi_stored_open(&verifying->file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	return psi_stored_finish(
	    &verifying->file, session->state.own_blinded, err);
}

/* Decoding and proofs, against your stored file. */
static int
verify(const struct psi_first_answer *answer, const struct psi_reveal *reveal,
    struct psi_error *err)
{
	struct verifying verifying = { .reveal = reveal, .answer = answer };
	size_t num_slot =
	    (size_t)psi_workers_jobs(reveal->session->workers) + 1;
	int rc;

	verifying.slot = psi_array_new(num_slot, sizeof *verifying.slot);
	if (verifying.slot == NULL)
		return psi_error_nomem(err);
	verifying.num_slot = num_slot;
	rc = run_blocks(&verifying, err);
	psi_stored_close(&verifying.file);
	for (size_t i = 0; i < num_slot; i++)
		psi_array_free(verifying.slot[i].C, PSI_BLOCK_ROWS,
		    reveal->suite->element_bytes);
	psi_array_free(verifying.slot, num_slot, sizeof *verifying.slot);
	if (rc != 0)
		return rc;
	if (verifying.has_bad_element)
		return psi_refuse(err, PSI_E_ELEMENT, 0, psi_reveal_distrust,
		    "an element of the answer is not valid");
	if (verifying.has_bad_proof)
		return psi_refuse(err, PSI_E_PROOF, 0, psi_reveal_distrust,
		    "the partner does not prove that the answer is honest");
	return 0;
}

int
psi_first_answer_read(struct psi_first_answer *answer,
    const struct psi_reveal *reveal, struct psi_error *err)
{
	int rc;

	if ((rc = unseal(answer, reveal, err)) != 0 ||
	    (rc = check_order(answer, reveal, err)) != 0)
		return rc;
	return verify(answer, reveal, err);
}

void
psi_first_answer_clear(
    struct psi_first_answer *answer, const struct psi_reveal *reveal)
{
	psi_element_set_clear(&answer->set);
	psi_array_free(
	    answer->D, reveal->header.elements, reveal->suite->element_bytes);
	psi_array_free(answer->proof, answer->num_block, PSI_PROOF_BYTES);
}
