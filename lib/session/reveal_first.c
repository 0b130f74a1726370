/*
 * The side that answers first: it is told which of its rows matched, looks
 * their elements up in what it has evaluated itself, and verifies that the
 * partner's key makes the same of its own rows (PROTOCOL.md section 2).
 */
#include "session/reveal_first.h"

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/workers.h"
#include "group/batch.h"
#include "session/matched_join.h"
#include "session/reveal_told.h"
#include "session/session.h"

static int
refuse_proof(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_PROOF, 0, psi_reveal_distrust,
	    "the partner does not prove that the matches are real");
}

/* A block of your rows, while it is verified. */
struct slot {
	struct psi_matched_block block;
	/* 0 or PSI_E_PROOF. */
	int verdict;
};

struct verifying {
	struct psi_told *told;
	struct slot *slot;
	size_t num_slot;
	/* The first row of the next block, and the rows that are done. */
	size_t row;
	size_t done;
	bool is_proved;
};

static int
join(const struct verifying *verifying, struct psi_error *err)
{
	struct psi_reveal *reveal = verifying->told->reveal;
	int rc = psi_told_collect(verifying->told, err);

	return rc != 0
	    ? rc
	    : psi_matched_join(&reveal->matched, reveal->session, NULL, err);
}

/* Behind the last block the matches are collected and joined with the map:
 * here, while the workers verify. */
static int
fill(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct psi_reveal *reveal = verifying->told->reveal;
	struct psi_matched_block *block = &verifying->slot[i].block;
	size_t left = reveal->own.elements - verifying->row;

	*end = left == 0;
	if (*end)
		return join(verifying, err);
	*block = (struct psi_matched_block){ .block = verifying->row /
		    PSI_BLOCK_ROWS,
		.num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS,
		.first = reveal->header.first };
	verifying->row += block->num;
	return psi_told_block(verifying->told, block, err);
}

static int
work(void *cookie, size_t i, struct psi_error *err)
{
	static const uint8_t none[PSI_PROOF_BYTES];
	const struct verifying *verifying = cookie;
	const struct psi_reveal *reveal = verifying->told->reveal;
	struct slot *slot = &verifying->slot[i];
	const struct psi_matched_block *block = &slot->block;
	const uint8_t *proof =
	    verifying->told->proof + block->block * PSI_PROOF_BYTES;
	const struct psi_wire_header *header = &reveal->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	int rc;

	if (block->num_matched > 0)
		rc = psi_matched_block_verify(reveal->suite, &transcript, block,
		    proof, reveal->session->workers, err);
	else
		rc = psi_public_equal(proof, none, sizeof none) ? 0
								: PSI_E_PROOF;
	slot->verdict = rc == PSI_E_ELEMENT ? PSI_E_PROOF : rc;
	return slot->verdict == PSI_E_PROOF ? 0 : rc;
}

static int
drain(void *cookie, size_t i, struct psi_error *err)
{
	struct verifying *verifying = cookie;
	const struct psi_reveal *reveal = verifying->told->reveal;
	const struct slot *slot = &verifying->slot[i];

	verifying->is_proved = verifying->is_proved && slot->verdict == 0;
	verifying->done += slot->block.num;
	return psi_session_progress(reveal->session, "verifying",
	    verifying->done, reveal->own.elements, err);
}

/* All blocks at once, where they are in memory: they take nothing but their
 * places. On disk there is one at a time. */
static int
run_blocks(struct verifying *verifying, struct psi_error *err)
{
	struct psi_told *told = verifying->told;
	const struct psi_session *session = told->reveal->session;
	struct psi_pipeline pipeline = { fill, work, drain, verifying, 0 };
	int rc;

	verifying->num_slot = told->rows == NULL ? told->num_block + 1 : 1;
	verifying->slot =
	    psi_array_new(verifying->num_slot, sizeof *verifying->slot);
	if (verifying->slot == NULL)
		return psi_error_nomem(err);
	pipeline.num_slots = verifying->num_slot;
	rc = psi_pipeline_run(&pipeline, session->workers, err);
	psi_array_free(
	    verifying->slot, verifying->num_slot, sizeof *verifying->slot);
	return rc;
}

/* The partner is blamed only when all of your own file is known to be what it was:
 * a fault of the disk would make a proof look wrong, too. */
static int
verify_and_join(struct psi_told *told, struct psi_error *err)
{
	struct verifying verifying = { .told = told, .is_proved = true };
	int rc;

	if ((rc = psi_session_start_workers(told->reveal->session, err)) != 0 ||
	    (rc = psi_told_open(told, err)) != 0 ||
	    (rc = run_blocks(&verifying, err)) != 0 ||
	    (rc = psi_told_finish(told, err)) != 0)
		return rc;
	return verifying.is_proved ? 0 : refuse_proof(err);
}

static int
reveal_accounts(struct psi_told *told, struct psi_error *err)
{
	struct psi_reveal *reveal = told->reveal;
	int rc;

	if ((rc = psi_told_read(told, err)) != 0)
		return rc;
	reveal->matches = (uint32_t)told->num_matched;
	/* That it is no padding, and that the matches are real. */
	if ((rc = verify_and_join(told, err)) != 0)
		return rc;
	return psi_reveal_check_total(reveal, told->num_matched, err);
}

int
psi_reveal_as_first(struct psi_reveal *reveal, struct psi_error *err)
{
	struct psi_told told = { .reveal = reveal };
	int rc;

	if (reveal->is_counts)
		return psi_reveal_first_counts(reveal, err);
	rc = reveal_accounts(&told, err);
	psi_told_clear(&told);
	return rc;
}
