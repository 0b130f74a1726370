/*
 * The side that answers first: it is told which of its rows matched, looks
 * their elements up in what it has evaluated itself, and verifies that the
 * partner's key makes the same of its own rows (PROTOCOL.md section 2).
 */
#include "session/reveal_first.h"

#include "base/bytes.h"
#include "base/error.h"
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

static int
check_block(const struct psi_reveal *reveal,
    const struct psi_matched_block *block, const uint8_t proof[PSI_PROOF_BYTES],
    struct psi_error *err)
{
	static const uint8_t none[PSI_PROOF_BYTES];
	const struct psi_wire_header *header = &reveal->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	int rc;

	if (block->num_matched == 0)
		return psi_public_equal(proof, none, sizeof none) ? 0
								  : PSI_E_PROOF;
	rc = psi_matched_block_verify(reveal->suite, &transcript, block, proof,
	    reveal->session->workers, err);
	return rc == PSI_E_ELEMENT ? PSI_E_PROOF : rc;
}

/* The partner is blamed only when all of your own file is known to be what it was:
 * a fault of the disk would make a proof look wrong, too. */
static int
verify(struct psi_told *told, struct psi_error *err)
{
	const struct psi_reveal *reveal = told->reveal;
	size_t total = reveal->own.elements;
	bool is_proved = true;
	int rc;

	if ((rc = psi_session_start_workers(reveal->session, err)) != 0 ||
	    (rc = psi_told_open(told, err)) != 0)
		return rc;
	for (size_t row = 0; row < total; row += PSI_BLOCK_ROWS) {
		size_t left = total - row;
		struct psi_matched_block block = { .block =
						       row / PSI_BLOCK_ROWS,
			.num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS,
			.first = reveal->header.first };

		if ((rc = psi_told_block(told, &block, err)) != 0)
			return rc;
		if (is_proved)
			rc = check_block(reveal, &block,
			    told->proof + block.block * PSI_PROOF_BYTES, err);
		is_proved = is_proved && rc != PSI_E_PROOF;
		if ((rc != 0 && is_proved) ||
		    (rc = psi_session_progress(reveal->session, "verifying",
			 row + block.num, total, err)) != 0)
			return rc;
	}
	if ((rc = psi_told_finish(told, err)) != 0)
		return rc;
	return is_proved ? 0 : refuse_proof(err);
}

static int
reveal_accounts(struct psi_told *told, struct psi_error *err)
{
	struct psi_reveal *reveal = told->reveal;
	int rc;

	if ((rc = psi_told_read(told, err)) != 0 ||
	    (rc = psi_told_collect(told, err)) != 0)
		return rc;
	/* That it is no padding. */
	reveal->matches = (uint32_t)told->num_matched;
	rc = psi_matched_join(&reveal->matched, reveal->session, NULL, err);
	if (rc != 0 || (rc = verify(told, err)) != 0)
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
