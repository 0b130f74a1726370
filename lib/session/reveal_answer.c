#include "session/reveal_answer.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/session.h"

struct answering {
	struct psi_reveal *reveal;
	const struct psi_first_answer *first;
	struct psi_found *found;
	const uint8_t *scalar;
	struct psi_wire_writer *writer;
	struct psi_sealer *sealer;
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

/* The proof of a block, or zeros where nothing in it matched. `C` is its first
 * matched element. */
static int
prove(struct answering *answering, const struct psi_matched_block *block,
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
	rc = psi_matched_block_prove(answering->reveal->suite, &transcript,
	    block, proof, &(struct psi_prover){ answering->scalar, fresh },
	    answering->reveal->session->workers, err);
	psi_wipe(fresh, sizeof fresh);
	return rc;
}

static int
seal_block(struct answering *answering, struct psi_matched_block *block,
    const struct psi_wire_header *header, struct psi_error *err)
{
	uint8_t proof[PSI_PROOF_BYTES];
	int rc;

	if ((rc = prove(answering, block, proof, header, err)) != 0 ||
	    (rc = psi_sealer_write(answering->sealer, block->position,
		 block->num * PSI_POSITION_BYTES, err)) != 0)
		return rc;
	return psi_sealer_write(answering->sealer, proof, sizeof proof, err);
}

/* Mode accounts: for each row of the partner's file which own row it is. */
static int
seal_matches(struct answering *answering, const struct psi_wire_header *header,
    struct psi_error *err)
{
	const struct psi_reveal *reveal = answering->reveal;
	size_t total = header->elements;
	int rc = psi_found_open(answering->found, reveal, err);

	for (size_t row = 0; rc == 0 && row < total; row += PSI_BLOCK_ROWS) {
		size_t left = total - row;
		struct psi_matched_block block = { .block =
						       row / PSI_BLOCK_ROWS,
			.num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS,
			.first = header->first };

		rc = psi_found_block(
		    answering->found, reveal, answering->first, &block, err);
		if (rc == 0)
			rc = seal_block(answering, &block, header, err);
	}
	return rc != 0 ? rc : psi_found_finish(answering->found, reveal, err);
}

/* The same where there is too little to tell: zeros. */
static int
seal_none(struct answering *answering, const struct psi_wire_header *header,
    struct psi_error *err)
{
	static const uint8_t zeros[PSI_PROOF_BYTES];
	uint64_t left = psi_wire_answer_bytes(header->elements);
	int rc = 0;

	while (rc == 0 && left > 0) {
		size_t num = left < sizeof zeros ? left : sizeof zeros;

		rc = psi_sealer_write(answering->sealer, zeros, num, err);
		left -= num;
	}
	return rc;
}

static int
seal_table(struct answering *answering, const struct psi_wire_header *header,
    struct psi_error *err)
{
	return answering->reveal->is_withheld
	    ? seal_none(answering, header, err)
	    : seal_matches(answering, header, err);
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
	struct psi_wire_header header;
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, reveal->theirs.seal_key, identities,
		header.clear_digest };
	int rc;

	fill_header(reveal, &header);
	psi_session_identities(session, identities);
	if ((rc = psi_seal_keypair(&ephemeral, header.seal_ephemeral, err)) !=
		0 ||
	    (rc = psi_wire_writer_new(
		 &answering->writer, &reveal->answer, err)) != 0 ||
	    (rc = psi_wire_write_header(answering->writer, &header, err)) !=
		0 ||
	    (rc = psi_sealer_new(&answering->sealer, answering->writer,
		 &context, &ephemeral, err)) != 0 ||
	    (rc = reveal->is_counts
		    ? seal_counts(answering, err)
		    : seal_table(answering, &header, err)) != 0 ||
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
