/*
 * The side that answers second: it verifies the first answer whole, and only
 * then uses its scalar on the partner's elements, finds the matches, and says
 * which they are. It sends no element (PROTOCOL.md section 2).
 */
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/reveal_second.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/stored_file.h"

/* Elements of the partner that are multiplied and looked up at a time. */
#define FIND_ROWS ((size_t)8192)

/* A block of the first answer, while it is verified. */
struct block_slot {
	uint64_t block;
	size_t first;
	size_t num;
	uint8_t *C;
	/* 0, PSI_E_ELEMENT or PSI_E_PROOF. */
	int verdict;
};

/* Some of the partner's elements, on their way through the scalar and the
 * set. */
struct find_slot {
	uint8_t *in;
	uint8_t *out;
	size_t *at;
	uint32_t first;
	size_t num;
};

struct second {
	struct psi_reveal *reveal;
	/* The first answer: elements, and the proofs of their blocks. */
	uint8_t *D;
	uint8_t *proof;
	size_t num_block;
	struct psi_element_set set;
	/* A blinded file of the session, read along. */
	struct psi_stored_file file;
	size_t rows;
	size_t done;
	uint64_t blocks;
	struct block_slot *block_slot;
	struct find_slot *find_slot;
	size_t num_slot;
	bool has_bad_element;
	bool has_bad_proof;
	struct psi_secret scalar;
	/* For each row of the partner's file 0, or 1 + a position in your
	 * one; and the elements of those that are not 0. */
	uint32_t *position;
	struct psi_buf matched;
	struct psi_wire_writer *writer;
	struct psi_sealer *sealer;
};

static int
make_arrays(struct second *second, struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	uint32_t elements = reveal->header.elements;

	second->num_block =
	    ((size_t)elements + PSI_BLOCK_ROWS - 1) / PSI_BLOCK_ROWS;
	second->D = psi_array_new(elements, reveal->suite->element_bytes);
	second->proof = psi_array_new(second->num_block, PSI_PROOF_BYTES);
	second->position =
	    psi_array_new(reveal->theirs.elements, sizeof *second->position);
	if (second->D == NULL || second->proof == NULL ||
	    second->position == NULL)
		return psi_error_nomem(err);
	return 0;
}

static int
read_blocks(
    struct second *second, struct psi_opener *opener, struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t left = reveal->header.elements;
	uint8_t *D = second->D;
	int rc = 0;

	for (size_t b = 0; rc == 0 && left > 0; b++) {
		size_t num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;

		rc = psi_opener_read(opener, D, num * element_bytes, err);
		if (rc == 0 && !reveal->is_counts)
			rc = psi_opener_read(opener,
			    second->proof + b * PSI_PROOF_BYTES,
			    PSI_PROOF_BYTES, err);
		D += num * element_bytes;
		left -= num;
	}
	return rc;
}

static int
unseal(struct second *second, struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	int rc;

	if ((rc = make_arrays(second, err)) == 0 &&
	    (rc = psi_reveal_body_open(&body, reveal,
		 psi_wire_evaluated_bytes(reveal->suite,
		     reveal->header.elements, !reveal->is_counts),
		 err)) == 0 &&
	    (rc = read_blocks(second, body.opener, err)) == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	return rc;
}

/* No two rows may be equal; in counts mode each group ascends (rule 5). */
static int
check_order(struct second *second, struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t first = 0;
	size_t row;
	int rc;

	rc = psi_element_set_init(&second->set, second->D,
	    reveal->header.elements, element_bytes, err);
	if (rc != 0)
		return rc;
	if (psi_element_set_has_equal(&second->set, &row))
		return psi_refuse(err, PSI_E_ORDER, 0, psi_reveal_distrust,
		    "two elements of the answer are equal");
	if (!reveal->is_counts)
		return 0;
	for (size_t g = 0; g < psi_reveal_num_group(&reveal->own); g++) {
		size_t end = first + psi_reveal_group_elements(&reveal->own, g);

		for (size_t i = first + 1; i < end; i++) {
			const uint8_t *D = second->D + i * element_bytes;

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
	struct second *second = cookie;
	struct block_slot *slot = &second->block_slot[i];
	size_t left = second->reveal->header.elements - second->rows;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	rc = psi_wire_read_elements(second->file.reader, slot->C,
	    left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS, &slot->num, err);
	if (rc != 0)
		return rc;
	slot->block = second->blocks++;
	slot->first = second->rows;
	second->rows += slot->num;
	return 0;
}

/* A block that fails does not end the work: an element that is not valid in a
 * later block is reported before a proof that does not hold in this one. */
static int
work_block(void *cookie, size_t i, struct psi_error *err)
{
	struct second *second = cookie;
	const struct psi_reveal *reveal = second->reveal;
	struct block_slot *slot = &second->block_slot[i];
	struct psi_workers *workers = reveal->session->workers;
	const struct psi_wire_header *header = &reveal->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	const uint8_t *D =
	    second->D + slot->first * reveal->suite->element_bytes;
	struct psi_error block_err;
	size_t bad;
	int rc;

	if (reveal->is_counts)
		rc = psi_batch_check(
		    reveal->suite, D, slot->num, &bad, workers, &block_err);
	else
		rc = psi_block_verify(&(struct psi_block){ reveal->suite,
					  &transcript, slot->block, slot->num },
		    slot->C, D, second->proof + slot->block * PSI_PROOF_BYTES,
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
	struct second *second = cookie;
	const struct block_slot *slot = &second->block_slot[i];

	second->has_bad_element |= slot->verdict == PSI_E_ELEMENT;
	second->has_bad_proof |= slot->verdict == PSI_E_PROOF;
	second->done += slot->num;
	return psi_session_progress(second->reveal->session, "verifying",
	    second->done, second->reveal->header.elements, err);
}

static int
run_blocks(struct second *second, struct psi_error *err)
{
	struct psi_session *session = second->reveal->session;
	struct psi_pipeline pipeline = { fill_block, work_block, drain_block,
		second, second->num_slot };
	int rc;

	for (size_t i = 0; i < second->num_slot; i++) {
		second->block_slot[i].C = psi_array_new(
		    PSI_BLOCK_ROWS, second->reveal->suite->element_bytes);
		if (second->block_slot[i].C == NULL)
			return psi_error_nomem(err);
	}
	if ((rc = psi_stored_open(&second->file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	return psi_stored_finish(
	    &second->file, session->state.own_blinded, err);
}

/* Decoding and proofs, against your stored file. */
static int
verify(struct second *second, struct psi_error *err)
{
	int rc;

	second->block_slot =
	    psi_array_new(second->num_slot, sizeof *second->block_slot);
	if (second->block_slot == NULL)
		return psi_error_nomem(err);
	rc = run_blocks(second, err);
	psi_stored_close(&second->file);
	for (size_t i = 0; i < second->num_slot; i++)
		psi_array_free(second->block_slot[i].C, PSI_BLOCK_ROWS,
		    second->reveal->suite->element_bytes);
	psi_array_free(
	    second->block_slot, second->num_slot, sizeof *second->block_slot);
	if (rc != 0)
		return rc;
	if (second->has_bad_element)
		return psi_refuse(err, PSI_E_ELEMENT, 0, psi_reveal_distrust,
		    "an element of the answer is not valid");
	if (second->has_bad_proof)
		return psi_refuse(err, PSI_E_PROOF, 0, psi_reveal_distrust,
		    "the partner does not prove that the answer is honest");
	return 0;
}

static int
fill_find(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct second *second = cookie;
	struct find_slot *slot = &second->find_slot[i];
	size_t left = second->reveal->theirs.elements - second->rows;

	*end = left == 0;
	if (*end)
		return 0;
	slot->first = (uint32_t)second->rows;
	second->rows += left < FIND_ROWS ? left : FIND_ROWS;
	return psi_wire_read_elements(second->file.reader, slot->in,
	    left < FIND_ROWS ? left : FIND_ROWS, &slot->num, err);
}

static int
work_find(void *cookie, size_t i, struct psi_error *err)
{
	struct second *second = cookie;
	struct find_slot *slot = &second->find_slot[i];
	const struct psi_suite *suite = second->reveal->suite;
	size_t bad;
	int rc;

	rc = psi_batch_mul(suite, slot->out, slot->in, slot->num,
	    second->scalar.data, &bad, second->reveal->session->workers, err);
	if (rc == 0)
		psi_element_set_find_many(
		    &second->set, slot->out, slot->num, slot->at);
	/* Of a row that does not match, nobody is to know it. */
	psi_wipe(slot->out, slot->num * suite->element_bytes);
	return rc;
}

static int
drain_find(void *cookie, size_t i, struct psi_error *err)
{
	struct second *second = cookie;
	struct psi_reveal *reveal = second->reveal;
	const struct find_slot *slot = &second->find_slot[i];
	size_t element_bytes = reveal->suite->element_bytes;
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < slot->num; n++) {
		size_t at = slot->at[n];
		size_t row = slot->first + n;

		if (at == SIZE_MAX)
			continue;
		reveal->matches++;
		second->position[row] = (uint32_t)at + 1;
		reveal->counts.cell[psi_reveal_find_group(&reveal->own,
		    at)][psi_reveal_find_group(&reveal->theirs, row)]++;
		rc = psi_buf_append(&second->matched,
		    slot->in + n * element_bytes, element_bytes, err);
	}
	if (rc != 0)
		return rc;
	return psi_session_progress(reveal->session, "matching",
	    slot->first + slot->num, reveal->theirs.elements, err);
}

static int
run_find(struct second *second, struct psi_error *err)
{
	struct psi_session *session = second->reveal->session;
	size_t element_bytes = second->reveal->suite->element_bytes;
	struct psi_pipeline pipeline = { fill_find, work_find, drain_find,
		second, second->num_slot };
	int rc;

	for (size_t i = 0; i < second->num_slot; i++) {
		struct find_slot *slot = &second->find_slot[i];

		slot->in = psi_array_new(FIND_ROWS, element_bytes);
		slot->out = psi_array_new(FIND_ROWS, element_bytes);
		slot->at = psi_array_new(FIND_ROWS, sizeof *slot->at);
		if (slot->in == NULL || slot->out == NULL || slot->at == NULL)
			return psi_error_nomem(err);
	}
	second->rows = 0;
	if ((rc = psi_stored_open(&second->file, session,
		 PSI_OBJECT_PARTNER_BLINDED, PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	/* The elements must have been those of the bound file. */
	return psi_stored_finish(
	    &second->file, session->state.partner_blinded, err);
}

/* The scalar on the partner's elements, each looked up among the answers to
 * yours. */
static int
find(struct second *second, struct psi_error *err)
{
	struct psi_reveal *reveal = second->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	int rc;

	rc = psi_secrets_read_scalar(
	    reveal->session, reveal->own.public_key, &second->scalar, err);
	if (rc != 0)
		return rc;
	second->find_slot =
	    psi_array_new(second->num_slot, sizeof *second->find_slot);
	if (second->find_slot == NULL)
		return psi_error_nomem(err);
	rc = run_find(second, err);
	psi_stored_close(&second->file);
	for (size_t i = 0; i < second->num_slot; i++) {
		struct find_slot *slot = &second->find_slot[i];

		psi_array_free(slot->in, FIND_ROWS, element_bytes);
		psi_array_free(slot->out, FIND_ROWS, element_bytes);
		psi_array_free(slot->at, FIND_ROWS, sizeof *slot->at);
	}
	psi_array_free(
	    second->find_slot, second->num_slot, sizeof *second->find_slot);
	return rc;
}

/* Your positions that matched, ascending, with their elements. */
static int
collect(struct second *second, struct psi_error *err)
{
	struct psi_reveal *reveal = second->reveal;
	uint8_t *seen;
	int rc = 0;

	reveal->is_withheld =
	    reveal->matches < reveal->session->agreement->minimum_overlap;
	if (reveal->is_withheld || reveal->is_counts)
		return 0;
	seen = psi_array_new(reveal->own.elements, 1);
	if (seen == NULL)
		return psi_error_nomem(err);
	for (size_t j = 0; j < reveal->theirs.elements; j++)
		if (second->position[j] != 0)
			seen[second->position[j] - 1] = 1;
	for (size_t i = 0; rc == 0 && i < reveal->own.elements; i++)
		if (seen[i] != 0)
			rc = psi_reveal_add(reveal, (uint32_t)i,
			    second->D + i * reveal->suite->element_bytes, err);
	psi_array_free(seen, reveal->own.elements, 1);
	return rc != 0
	    ? rc
	    : psi_matched_join(&reveal->matched, reveal->session, err);
}

static void
fill_header(const struct psi_reveal *reveal, struct psi_wire_header *header)
{
	const struct psi_state *state = &reveal->session->state;

	memset(header, 0, sizeof *header);
	header->kind = PSI_WIRE_ANSWER;
	header->suite = reveal->suite;
	memcpy(header->agreement, state->agreement, sizeof header->agreement);
	header->from = state->role;
	header->run = state->run;
	memcpy(header->answers, state->partner_blinded, sizeof header->answers);
	memcpy(header->beside, state->own_blinded, sizeof header->beside);
	memcpy(header->first, reveal->digest, sizeof header->first);
	memcpy(header->public_key, reveal->own.public_key,
	    sizeof header->public_key);
	header->elements = reveal->theirs.elements;
}

/* The proof of a block, or zeros where nothing in it matched. `C` is its first
 * matched element. */
static int
prove(struct second *second, const struct psi_matched_block *block,
    uint8_t proof[PSI_PROOF_BYTES], const struct psi_wire_header *header,
    struct psi_error *err)
{
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	uint8_t fresh[32];
	int rc;

	memset(proof, 0, PSI_PROOF_BYTES);
	if (block->num_matched == 0)
		return 0;
	if ((rc = psi_random(fresh, sizeof fresh, err)) != 0)
		return rc;
	rc = psi_matched_block_prove(second->reveal->suite, &transcript, block,
	    proof, &(struct psi_prover){ second->scalar.data, fresh },
	    second->reveal->session->workers, err);
	psi_wipe(fresh, sizeof fresh);
	return rc;
}

/* One block of the table: its positions, and the elements under both keys of
 * those that matched. Returns how many did. */
static size_t
lay_out(const struct second *second, size_t first, size_t num,
    uint8_t *position, uint8_t *D)
{
	const struct psi_reveal *reveal = second->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t num_matched = 0;

	for (size_t row = 0; row < num; row++) {
		uint32_t at =
		    reveal->is_withheld ? 0 : second->position[first + row];

		psi_u32be(position + row * PSI_POSITION_BYTES, at);
		if (at != 0)
			memcpy(D + num_matched++ * element_bytes,
			    second->D + (at - 1) * element_bytes,
			    element_bytes);
	}
	return num_matched;
}

/* Mode accounts: for each row of the partner's file which own row it is. */
static int
seal_table(struct second *second, const struct psi_wire_header *header,
    struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	uint8_t *position = psi_array_new(PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	uint8_t *D = psi_array_new(PSI_BLOCK_ROWS, element_bytes);
	const uint8_t *C = second->matched.data;
	uint8_t proof[PSI_PROOF_BYTES];
	size_t total = header->elements;
	int rc = position == NULL || D == NULL ? psi_error_nomem(err) : 0;

	for (size_t first = 0; rc == 0 && first < total;
	     first += PSI_BLOCK_ROWS) {
		size_t left = total - first;
		size_t num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;
		size_t num_matched = lay_out(second, first, num, position, D);
		const struct psi_matched_block block = { first / PSI_BLOCK_ROWS,
			position, num, header->first, C, D, num_matched };

		if ((rc = prove(second, &block, proof, header, err)) == 0 &&
		    (rc = psi_sealer_write(second->sealer, position,
			 num * PSI_POSITION_BYTES, err)) == 0)
			rc = psi_sealer_write(
			    second->sealer, proof, sizeof proof, err);
		if (num_matched > 0)
			C += num_matched * element_bytes;
	}
	psi_array_free(position, PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	psi_array_free(D, PSI_BLOCK_ROWS, element_bytes);
	return rc;
}

/* Mode counts: a number for each pair of groups, the partner's first, and
 * none that is under the agreed limit. */
static int
seal_counts(struct second *second, struct psi_error *err)
{
	const struct psi_reveal *reveal = second->reveal;
	uint32_t limit = reveal->session->agreement->suppress_below;
	size_t num = psi_reveal_num_group(&reveal->own);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num * num; i++) {
		uint32_t n = reveal->counts.cell[i % num][i / num];
		uint8_t number[PSI_WIRE_COUNT_BYTES];

		psi_u64be(number,
		    reveal->is_withheld ? 0
			: n < limit     ? PSI_WIRE_COUNT_HIDDEN
					: n);
		rc = psi_sealer_write(
		    second->sealer, number, sizeof number, err);
	}
	return rc;
}

static int
write_answer(struct second *second, struct psi_error *err)
{
	struct psi_reveal *reveal = second->reveal;
	struct psi_session *session = reveal->session;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	struct psi_wire_header header;
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, reveal->theirs.seal_key, identities,
		header.clear_digest };
	int rc;

	fill_header(reveal, &header);
	psi_session_identities(session, identities);
	if ((rc = psi_seal_keypair(&ephemeral, header.seal_ephemeral, err)) !=
		0 ||
	    (rc = psi_wire_writer_new(&second->writer, &reveal->answer, err)) !=
		0 ||
	    (rc = psi_wire_write_header(second->writer, &header, err)) != 0 ||
	    (rc = psi_sealer_new(&second->sealer, second->writer, &context,
		 &ephemeral, err)) != 0 ||
	    (rc = reveal->is_counts ? seal_counts(second, err)
				    : seal_table(second, &header, err)) != 0 ||
	    (rc = psi_sealer_finish(second->sealer, err)) != 0)
		goto out;
	rc = psi_session_sign(session, second->writer, PSI_WIRE_ANSWER,
	    reveal->answer_digest, err);
out:
	psi_secret_clear(&ephemeral);
	return rc;
}

/* The answer, where the partner learns too. */
static int
answer(struct second *second, struct psi_error *err)
{
	struct psi_reveal *reveal = second->reveal;
	struct psi_session *session = reveal->session;
	int rc;

	if (!session->agreement->learns[psi_session_partner(session)])
		return 0;
	rc = session->store.create(
	    session->store.cookie, PSI_OBJECT_ANSWER, &reveal->answer, err);
	if (rc != 0)
		return rc;
	reveal->has_answer = true;
	return write_answer(second, err);
}

static void
clear(struct second *second)
{
	const struct psi_reveal *reveal = second->reveal;

	psi_sealer_free(second->sealer);
	psi_wire_writer_free(second->writer);
	psi_element_set_clear(&second->set);
	psi_array_free(
	    second->D, reveal->header.elements, reveal->suite->element_bytes);
	psi_array_free(second->proof, second->num_block, PSI_PROOF_BYTES);
	psi_array_free(second->position, reveal->theirs.elements,
	    sizeof *second->position);
	psi_buf_clear(&second->matched);
	psi_secret_clear(&second->scalar);
}

int
psi_reveal_as_second(struct psi_reveal *reveal, struct psi_error *err)
{
	struct psi_session *session = reveal->session;
	struct second second;
	int rc;

	memset(&second, 0, sizeof second);
	second.reveal = reveal;
	if ((rc = psi_session_start_workers(session, err)) != 0)
		return rc;
	second.num_slot = (size_t)psi_workers_jobs(session->workers) + 1;
	if ((rc = unseal(&second, err)) == 0 &&
	    (rc = check_order(&second, err)) == 0 &&
	    (rc = verify(&second, err)) == 0 &&
	    (rc = find(&second, err)) == 0 && (rc = collect(&second, err)) == 0)
		rc = answer(&second, err);
	clear(&second);
	return rc;
}
