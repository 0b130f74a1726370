#include "session/reveal_answer.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/workers.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/reveal_collect.h"
#include "session/session.h"

/* A block of the partner's rows, while its matches are proved. */
struct slot {
	struct psi_matched_block block;
	uint8_t fresh[32];
	uint8_t proof[PSI_PROOF_BYTES];
};

struct answering {
	struct psi_reveal *reveal;
	const struct psi_first_answer *first;
	struct psi_found *found;
	const uint8_t *scalar;
	struct psi_wire_header header;
	struct psi_wire_writer *writer;
	struct psi_sealer *sealer;
	struct slot *slot;
	size_t num_slot;
	/* The first row of the next block, and the positions of one. */
	size_t row;
	uint8_t *position;
};

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

/* Behind the last block the matches are joined with the map: here, while the
 * workers prove. */
static int
fill_block(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct answering *answering = cookie;
	struct psi_reveal *reveal = answering->reveal;
	struct slot *slot = &answering->slot[i];
	size_t left = answering->header.elements - answering->row;
	int rc;

	*end = left == 0;
	if (*end) {
		rc = psi_found_finish(answering->found, reveal, err);
		return rc != 0 ? rc
			       : psi_reveal_collect(answering->found, reveal,
				     answering->first, err);
	}
	slot->block = (struct psi_matched_block){ .block = answering->row /
		    PSI_BLOCK_ROWS,
		.num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS,
		.first = answering->header.first };
	answering->row += slot->block.num;
	rc = psi_found_block(answering->found, reveal, &slot->block, err);
	return rc != 0 ? rc : psi_random(slot->fresh, sizeof slot->fresh, err);
}

static int
prove(
    const struct answering *answering, struct slot *slot, struct psi_error *err)
{
	const struct psi_reveal *reveal = answering->reveal;
	const struct psi_wire_header *header = &answering->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };

	return psi_matched_block_prove(reveal->suite, &transcript, &slot->block,
	    slot->proof, &(struct psi_prover){ answering->scalar, slot->fresh },
	    reveal->session->workers, err);
}

/* The same of a block in memory, which is put together for it. */
static int
prove_kept(
    const struct answering *answering, struct slot *slot, struct psi_error *err)
{
	const struct psi_reveal *reveal = answering->reveal;
	struct psi_matched_block *block = &slot->block;
	size_t element_bytes = reveal->suite->element_bytes;
	uint8_t *position = psi_array_new(block->num, PSI_POSITION_BYTES);
	uint8_t *D = psi_array_new(block->num_matched, element_bytes);
	int rc;

	if (position == NULL || D == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	psi_found_positions(position, answering->found, block);
	psi_found_elements(
	    D, answering->found, reveal, answering->first, block);
	block->position = position;
	block->D = D;
	rc = prove(answering, slot, err);
	block->position = block->D = NULL;
out:
	psi_array_free(position, block->num, PSI_POSITION_BYTES);
	psi_array_free(D, block->num_matched, element_bytes);
	return rc;
}

/* The proof of a block, or zeros where nothing in it matched. */
static int
prove_block(void *cookie, size_t i, struct psi_error *err)
{
	const struct answering *answering = cookie;
	struct slot *slot = &answering->slot[i];
	int rc = 0;

	memset(slot->proof, 0, sizeof slot->proof);
	if (slot->block.num_matched > 0)
		rc = psi_found_is_kept(answering->found)
		    ? prove_kept(answering, slot, err)
		    : prove(answering, slot, err);
	psi_wipe(slot->fresh, sizeof slot->fresh);
	return rc;
}

static int
seal_block(void *cookie, size_t i, struct psi_error *err)
{
	struct answering *answering = cookie;
	const struct slot *slot = &answering->slot[i];
	const uint8_t *position = slot->block.position;
	int rc;

	if (answering->position != NULL) {
		psi_found_positions(
		    answering->position, answering->found, &slot->block);
		position = answering->position;
	}
	rc = psi_sealer_write(answering->sealer, position,
	    slot->block.num * PSI_POSITION_BYTES, err);
	return rc != 0 ? rc
		       : psi_sealer_write(answering->sealer, slot->proof,
			     sizeof slot->proof, err);
}

/* All blocks at once, where they are in memory; on disk one at a time. */
static int
prove_and_seal(struct answering *answering, struct psi_error *err)
{
	const struct psi_session *session = answering->reveal->session;
	struct psi_pipeline pipeline = { fill_block, prove_block, seal_block,
		answering, answering->num_slot };
	int rc;

	answering->slot =
	    psi_array_new(answering->num_slot, sizeof *answering->slot);
	if (psi_found_is_kept(answering->found))
		answering->position =
		    psi_array_new(PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	if (answering->slot == NULL ||
	    (psi_found_is_kept(answering->found) &&
		answering->position == NULL))
		return psi_error_nomem(err);
	rc = psi_found_open(answering->found, err);
	return rc != 0 ? rc
		       : psi_pipeline_run(&pipeline, session->workers, err);
}

/* Mode accounts: for each row of the partner's file which own row it is. */
static int
seal_matches(struct answering *answering, struct psi_error *err)
{
	int rc;

	answering->num_slot = 1;
	if (psi_found_is_kept(answering->found))
		answering->num_slot +=
		    (answering->header.elements + PSI_BLOCK_ROWS - 1) /
		    PSI_BLOCK_ROWS;
	rc = prove_and_seal(answering, err);
	psi_array_free(
	    answering->slot, answering->num_slot, sizeof *answering->slot);
	psi_array_free(answering->position, PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	return rc;
}

/* The same where there is too little to tell: zeros. */
static int
seal_none(struct answering *answering, struct psi_error *err)
{
	static const uint8_t zeros[PSI_PROOF_BYTES];
	uint64_t left = psi_wire_answer_bytes(answering->header.elements);
	int rc = 0;

	while (rc == 0 && left > 0) {
		size_t num = left < sizeof zeros ? left : sizeof zeros;

		rc = psi_sealer_write(answering->sealer, zeros, num, err);
		left -= num;
	}
	return rc;
}

/* Mode counts: a number for each pair of groups, the partner's first, and
 * none that is under the agreed limit. */
static int
seal_counts(struct answering *answering, struct psi_error *err)
{
	const struct psi_reveal *reveal = answering->reveal;
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
		    answering->sealer, number, sizeof number, err);
	}
	return rc;
}

static int
write_answer(struct answering *answering, struct psi_error *err)
{
	struct psi_reveal *reveal = answering->reveal;
	struct psi_session *session = reveal->session;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	struct psi_wire_header *header = &answering->header;
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header->seal_ephemeral, reveal->theirs.seal_key, identities,
		header->clear_digest };
	int rc;

	fill_header(reveal, header);
	psi_session_identities(session, identities);
	if ((rc = psi_seal_keypair(&ephemeral, header->seal_ephemeral, err)) !=
		0 ||
	    (rc = psi_wire_writer_new(
		 &answering->writer, &reveal->answer, err)) != 0 ||
	    (rc = psi_wire_write_header(answering->writer, header, err)) != 0 ||
	    (rc = psi_sealer_new(&answering->sealer, answering->writer,
		 &context, &ephemeral, err)) != 0 ||
	    (rc = reveal->is_counts ? seal_counts(answering, err)
		    : reveal->is_withheld
		    ? seal_none(answering, err)
		    : seal_matches(answering, err)) != 0 ||
	    (rc = psi_sealer_finish(answering->sealer, err)) != 0)
		goto out;
	rc = psi_session_sign(session, answering->writer, PSI_WIRE_ANSWER,
	    reveal->answer_digest, err);
out:
	psi_secret_clear(&ephemeral);
	return rc;
}

int
psi_reveal_answer(struct psi_reveal *reveal,
    const struct psi_first_answer *first, struct psi_found *found,
    const uint8_t *scalar, struct psi_error *err)
{
	struct psi_session *session = reveal->session;
	struct answering answering = { .reveal = reveal,
		.first = first,
		.found = found,
		.scalar = scalar };
	int rc;

	rc = session->store.create(
	    session->store.cookie, PSI_OBJECT_ANSWER, &reveal->answer, err);
	if (rc != 0)
		return rc;
	reveal->has_answer = true;
	rc = write_answer(&answering, err);
	psi_sealer_free(answering.sealer);
	psi_wire_writer_free(answering.writer);
	return rc;
}
