/*
 * The side that answers first: it is told which of its rows matched, looks
 * their elements up in what it has evaluated itself, and verifies that the
 * partner's key makes the same of its own rows (PROTOCOL.md section 2).
 */
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/reveal_first.h"
#include "session/session.h"
#include "session/stored_file.h"

/* Elements that are read at a time. */
#define READ_ROWS ((size_t)8192)

struct first {
	struct psi_reveal *reveal;
	/* The table as it was sealed, and the proofs of its blocks. */
	uint8_t *position;
	uint8_t *proof;
	size_t num_block;
	/* For each row of the partner's file 0, or 1 + the rank of your row
	 * that it matches, among those that do. */
	uint32_t *rank;
	/* Of your rows that matched, in their order: the elements. */
	uint8_t *C;
	uint8_t *D;
	size_t num_matched;
};

static uint32_t
read_u32(const uint8_t in[PSI_POSITION_BYTES])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
	    (uint32_t)in[2] << 8 | in[3];
}

static int
make_arrays(struct first *first, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;

	first->num_block = ((size_t)reveal->own.elements + PSI_BLOCK_ROWS - 1) /
	    PSI_BLOCK_ROWS;
	first->position =
	    psi_array_new(reveal->own.elements, PSI_POSITION_BYTES);
	first->proof = psi_array_new(first->num_block, PSI_PROOF_BYTES);
	first->rank =
	    psi_array_new(reveal->theirs.elements, sizeof *first->rank);
	if (first->position == NULL || first->proof == NULL ||
	    first->rank == NULL)
		return psi_error_nomem(err);
	return 0;
}

static int
read_table(
    struct first *first, struct psi_opener *opener, struct psi_error *err)
{
	size_t left = first->reveal->own.elements;
	uint8_t *position = first->position;
	int rc = 0;

	for (size_t b = 0; rc == 0 && left > 0; b++) {
		size_t num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;

		rc = psi_opener_read(
		    opener, position, num * PSI_POSITION_BYTES, err);
		if (rc == 0)
			rc = psi_opener_read(opener,
			    first->proof + b * PSI_PROOF_BYTES, PSI_PROOF_BYTES,
			    err);
		position += num * PSI_POSITION_BYTES;
		left -= num;
	}
	return rc;
}

static int
unseal(struct first *first, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	int rc;

	if ((rc = make_arrays(first, err)) == 0 &&
	    (rc = psi_reveal_body_open(&body, reveal,
		 psi_wire_answer_bytes(reveal->own.elements), err)) == 0 &&
	    (rc = read_table(first, body.opener, err)) == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	return rc;
}

/* Every position is one of the partner's rows, and none stands twice. */
static int
check_positions(struct first *first, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;

	for (size_t j = 0; j < reveal->own.elements; j++) {
		uint32_t at =
		    read_u32(first->position + j * PSI_POSITION_BYTES);

		if (at == 0)
			continue;
		if (at > reveal->theirs.elements)
			return psi_refuse(err, PSI_E_LIMIT, 0,
			    psi_reveal_distrust,
			    "the answer names a row that the partner's blinded "
			    "file does not have");
		if (first->rank[at - 1] != 0)
			return psi_refuse(err, PSI_E_ORDER, 0,
			    psi_reveal_distrust,
			    "the answer names a row of the partner's blinded "
			    "file twice");
		first->rank[at - 1] = (uint32_t)++first->num_matched;
	}
	return 0;
}

/* The elements under both keys, from your answer: D. */
static int
look_up(
    struct first *first, const struct psi_source *source, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t *chunk = psi_array_new(READ_ROWS, element_bytes);
	struct psi_sha256 sha256;
	int rc = chunk == NULL ? psi_error_nomem(err) : 0;

	psi_sha256_init(&sha256);
	for (size_t row = 0; rc == 0 && row < reveal->theirs.elements;) {
		size_t left = reveal->theirs.elements - row;
		size_t num = left < READ_ROWS ? left : READ_ROWS;
		size_t got = 0;

		rc = psi_source_read_full(
		    source, chunk, num * element_bytes, &got, err);
		if (rc == 0)
			psi_sha256_update(&sha256, chunk, got);
		for (size_t i = 0; rc == 0 && i < num; i++)
			if (first->rank[row + i] != 0)
				memcpy(first->D +
					(first->rank[row + i] - 1) *
					    element_bytes,
				    chunk + i * element_bytes, element_bytes);
		row += num;
	}
	psi_sha256_final(&sha256, digest);
	psi_array_free(chunk, READ_ROWS, element_bytes);
	if (rc != 0 ||
	    psi_public_equal(digest, reveal->session->state.evaluated_elements,
		sizeof digest))
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: what it made of the partner's elements "
	    "has changed");
}

static int
read_evaluated(struct first *first, struct psi_error *err)
{
	struct psi_store *store = &first->reveal->session->store;
	struct psi_source source;
	int rc;

	rc = store->open(
	    store->cookie, PSI_OBJECT_PARTNER_EVALUATED, &source, err);
	if (rc == PSI_E_ABSENT)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "close this run and begin another",
		    "the session is damaged: the partner's elements are "
		    "missing");
	if (rc != 0)
		return rc;
	rc = look_up(first, &source, err);
	store->close(store->cookie, &source);
	return rc;
}

/* Your elements that matched: C. */
static int
pick_own(
    struct first *first, struct psi_stored_file *file, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	uint8_t *chunk = psi_array_new(READ_ROWS, element_bytes);
	const uint8_t *position = first->position;
	uint8_t *C = first->C;
	size_t num;
	int rc = chunk == NULL ? psi_error_nomem(err) : 0;

	for (size_t left = reveal->own.elements; rc == 0 && left > 0;) {
		rc = psi_wire_read_elements(file->reader, chunk,
		    left < READ_ROWS ? left : READ_ROWS, &num, err);
		if (rc != 0)
			break;
		for (size_t i = 0; i < num; i++) {
			if (read_u32(position) != 0) {
				memcpy(C, chunk + i * element_bytes,
				    element_bytes);
				C += element_bytes;
			}
			position += PSI_POSITION_BYTES;
		}
		left -= num;
	}
	psi_array_free(chunk, READ_ROWS, element_bytes);
	return rc;
}

static int
read_own(struct first *first, struct psi_error *err)
{
	const struct psi_session *session = first->reveal->session;
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	if ((rc = psi_stored_open(&file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) == 0 &&
	    (rc = pick_own(first, &file, err)) == 0)
		rc = psi_stored_finish(&file, session->state.own_blinded, err);
	psi_stored_close(&file);
	return rc;
}

/* What is found, if the proofs hold; and that it is no padding. */
static int
collect(struct first *first, struct psi_error *err)
{
	struct psi_reveal *reveal = first->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t n = 0;
	int rc = 0;

	for (size_t j = 0; rc == 0 && j < reveal->own.elements; j++)
		if (read_u32(first->position + j * PSI_POSITION_BYTES) != 0)
			rc = psi_reveal_add(reveal, (uint32_t)j,
			    first->D + n++ * element_bytes, err);
	if (rc != 0)
		return rc;
	reveal->matches = (uint32_t)first->num_matched;
	return psi_matched_join(&reveal->matched, reveal->session, err);
}

static int
refuse_proof(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_PROOF, 0, psi_reveal_distrust,
	    "the partner does not prove that the matches are real");
}

static int
check_block(const struct first *first, const struct psi_matched_block *block,
    const uint8_t proof[PSI_PROOF_BYTES], struct psi_error *err)
{
	static const uint8_t none[PSI_PROOF_BYTES];
	const struct psi_reveal *reveal = first->reveal;
	const struct psi_wire_header *header = &reveal->header;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	int rc;

	if (block->num_matched == 0)
		return psi_public_equal(proof, none, sizeof none)
		    ? 0
		    : refuse_proof(err);
	rc = psi_matched_block_verify(reveal->suite, &transcript, block, proof,
	    reveal->session->workers, err);
	return rc == PSI_E_PROOF || rc == PSI_E_ELEMENT ? refuse_proof(err)
							: rc;
}

static int
verify(struct first *first, struct psi_error *err)
{
	const struct psi_reveal *reveal = first->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t total = reveal->own.elements;
	size_t done = 0;
	int rc = psi_session_start_workers(reveal->session, err);

	for (size_t row = 0; rc == 0 && row < total; row += PSI_BLOCK_ROWS) {
		size_t left = total - row;
		struct psi_matched_block block = { row / PSI_BLOCK_ROWS,
			first->position + row * PSI_POSITION_BYTES,
			left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS,
			reveal->header.first, first->C + done * element_bytes,
			first->D + done * element_bytes, 0 };

		for (size_t i = 0; i < block.num; i++)
			block.num_matched += read_u32(block.position +
						 i * PSI_POSITION_BYTES) != 0;
		done += block.num_matched;
		rc = check_block(first, &block,
		    first->proof + block.block * PSI_PROOF_BYTES, err);
		if (rc == 0)
			rc = psi_session_progress(reveal->session, "verifying",
			    row + block.num, total, err);
	}
	return rc;
}

/* With fewer matches than the agreement asks for, an honest partner sends
 * zeros. */
static int
check_total(struct psi_reveal *reveal, uint64_t most, struct psi_error *err)
{
	uint32_t minimum = reveal->session->agreement->minimum_overlap;

	reveal->is_withheld = most == 0 && minimum > 0;
	if (most == 0 || most >= minimum)
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
	    "the answer tells of fewer matches than the agreement asks for");
}

static int
reveal_accounts(struct first *first, struct psi_error *err)
{
	size_t element_bytes = first->reveal->suite->element_bytes;
	int rc;

	if ((rc = unseal(first, err)) != 0 ||
	    (rc = check_positions(first, err)) != 0)
		return rc;
	/* At least one row, so that there is an array. */
	first->C = psi_array_new(first->num_matched + 1, element_bytes);
	first->D = psi_array_new(first->num_matched + 1, element_bytes);
	if (first->C == NULL || first->D == NULL)
		return psi_error_nomem(err);
	if ((rc = read_evaluated(first, err)) != 0 ||
	    (rc = read_own(first, err)) != 0 ||
	    (rc = collect(first, err)) != 0 || (rc = verify(first, err)) != 0)
		return rc;
	return check_total(first->reveal, first->num_matched, err);
}

/* Does the number fit into both groups, and is it one that may be told? */
static int
check_count(const struct psi_reveal *reveal, uint64_t n, size_t ours,
    size_t theirs, struct psi_error *err)
{
	uint32_t limit = reveal->session->agreement->suppress_below;

	if (n < limit || (n == PSI_WIRE_COUNT_HIDDEN && limit == 0))
		return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
		    "the answer tells a number that the agreement hides, or "
		    "hides one that it does not");
	if (n == PSI_WIRE_COUNT_HIDDEN ||
	    (n <= psi_reveal_group_elements(&reveal->own, ours) &&
		n <= psi_reveal_group_elements(&reveal->theirs, theirs)))
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
	    "the answer counts more matches than a group has elements");
}

/* Rows and columns may not add up to more than their group. */
static int
check_sums(const struct psi_reveal *reveal, struct psi_error *err)
{
	size_t num = psi_reveal_num_group(&reveal->own);

	for (size_t i = 0; i < num; i++) {
		uint64_t row = 0;
		uint64_t column = 0;

		for (size_t j = 0; j < num; j++) {
			row += reveal->counts.cell[i][j];
			column += reveal->counts.cell[j][i];
		}
		if (row > psi_reveal_group_elements(&reveal->own, i) ||
		    column > psi_reveal_group_elements(&reveal->theirs, i))
			return psi_refuse(err, PSI_E_LIMIT, 0,
			    psi_reveal_distrust,
			    "the answer counts more matches than a group has "
			    "elements");
	}
	return 0;
}

/* The matrix, own groups first. Zeros alone mean that there was too little to
 * tell, where the agreement has a minimum. */
static int
take_counts(
    struct psi_reveal *reveal, const uint64_t *number, struct psi_error *err)
{
	const struct psi_agreement *agreement = reveal->session->agreement;
	size_t num = psi_reveal_num_group(&reveal->own);
	uint64_t most = 0;
	bool is_empty = true;
	int rc;

	for (size_t i = 0; i < num * num; i++)
		is_empty = is_empty && number[i] == 0;
	if (is_empty && agreement->minimum_overlap > 0)
		return check_total(reveal, 0, err);
	for (size_t i = 0; i < num * num; i++) {
		rc = check_count(reveal, number[i], i / num, i % num, err);
		if (rc != 0)
			return rc;
		if (number[i] == PSI_WIRE_COUNT_HIDDEN) {
			most += agreement->suppress_below - 1;
			continue;
		}
		most += number[i];
		reveal->counts.cell[i / num][i % num] = (uint32_t)number[i];
		reveal->matches += (uint32_t)number[i];
	}
	if ((rc = check_sums(reveal, err)) != 0)
		return rc;
	return check_total(reveal, most, err);
}

static int
reveal_counts(struct psi_reveal *reveal, struct psi_error *err)
{
	size_t num = psi_reveal_num_group(&reveal->own);
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	uint64_t number[PSI_POPULATIONS * PSI_POPULATIONS];
	uint8_t bytes[PSI_WIRE_COUNT_BYTES];
	int rc;

	rc = psi_reveal_body_open(
	    &body, reveal, psi_wire_counts_bytes(reveal->own.num_group), err);
	for (size_t i = 0; rc == 0 && i < num * num; i++) {
		rc = psi_opener_read(body.opener, bytes, sizeof bytes, err);
		number[i] = (uint64_t)read_u32(bytes) << 32 |
		    read_u32(bytes + PSI_POSITION_BYTES);
	}
	if (rc == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	return rc != 0 ? rc : take_counts(reveal, number, err);
}

int
psi_reveal_as_first(struct psi_reveal *reveal, struct psi_error *err)
{
	size_t element_bytes = reveal->suite->element_bytes;
	struct first first;
	int rc;

	if (reveal->is_counts)
		return reveal_counts(reveal, err);
	memset(&first, 0, sizeof first);
	first.reveal = reveal;
	rc = reveal_accounts(&first, err);
	psi_array_free(
	    first.position, reveal->own.elements, PSI_POSITION_BYTES);
	psi_array_free(first.proof, first.num_block, PSI_PROOF_BYTES);
	psi_array_free(first.rank, reveal->theirs.elements, sizeof *first.rank);
	psi_array_free(first.C, first.num_matched + 1, element_bytes);
	psi_array_free(first.D, first.num_matched + 1, element_bytes);
	return rc;
}
