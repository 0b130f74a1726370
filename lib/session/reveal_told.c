#include "session/reveal_told.h"

#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"
#include "base/sorter.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_file.h"

/* Elements that are read at a time. */
#define READ_ROWS ((size_t)8192)

/* A record of psi_told.named. */
#define NAMED_BYTES (2 * PSI_POSITION_BYTES)

/* ---- the table ---- */

static int
refuse_row(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
	    "the answer names a row that the partner's blinded file does not "
	    "have");
}

static int
refuse_twice(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_ORDER, 0, psi_reveal_distrust,
	    "the answer names a row of the partner's blinded file twice");
}

/* What it takes in memory, however many match. */
static uint64_t
most_bytes(const struct psi_reveal *reveal)
{
	uint64_t ours = reveal->own.elements;
	uint64_t theirs = reveal->theirs.elements;
	uint64_t most = ours < theirs ? ours : theirs;

	return (ours + theirs) * PSI_POSITION_BYTES +
	    most * 2 * reveal->suite->element_bytes;
}

static int
make_room(struct psi_told *told, struct psi_error *err)
{
	struct psi_reveal *reveal = told->reveal;
	const struct psi_session *session = reveal->session;

	told->num_block = ((size_t)reveal->own.elements + PSI_BLOCK_ROWS - 1) /
	    PSI_BLOCK_ROWS;
	told->proof = psi_array_new(told->num_block, PSI_PROOF_BYTES);
	if (told->proof == NULL)
		return psi_error_nomem(err);
	reveal->held = most_bytes(reveal);
	if (!psi_session_fits(session, reveal->held)) {
		/* What told->rows takes. */
		reveal->held = psi_session_memory(session, 4);
		return psi_sorter_new(&told->named, session->options.scratch,
		    psi_session_memory(session, 4), NAMED_BYTES, err);
	}
	told->position =
	    psi_array_new(reveal->own.elements, PSI_POSITION_BYTES);
	told->rank = psi_array_new(reveal->theirs.elements, sizeof *told->rank);
	return told->position == NULL || told->rank == NULL
	    ? psi_error_nomem(err)
	    : 0;
}

/* The rows that a block names go to the sorter. What comes behind a row that
 * the partner does not have is not looked at. */
static int
sort_block(struct psi_told *told, const uint8_t *position, size_t first,
    size_t num, struct psi_error *err)
{
	uint8_t record[NAMED_BYTES];
	int rc = 0;

	for (size_t i = 0; rc == 0 && !told->has_wrong_row && i < num; i++) {
		const uint8_t *at = position + i * PSI_POSITION_BYTES;

		if (psi_load32be(at) == 0)
			continue;
		told->has_wrong_row =
		    psi_load32be(at) > told->reveal->theirs.elements;
		if (told->has_wrong_row)
			break;
		told->num_matched++;
		memcpy(record, at, PSI_POSITION_BYTES);
		psi_u32be(record + PSI_POSITION_BYTES, (uint32_t)(first + i));
		rc = psi_sorter_add(told->named, record, sizeof record, err);
	}
	return rc;
}

static int
read_table(struct psi_told *told, struct psi_opener *opener, uint8_t *block,
    struct psi_error *err)
{
	size_t total = told->reveal->own.elements;
	int rc = 0;

	for (size_t b = 0; rc == 0 && b < told->num_block; b++) {
		size_t row = b * PSI_BLOCK_ROWS;
		size_t num =
		    total - row < PSI_BLOCK_ROWS ? total - row : PSI_BLOCK_ROWS;
		uint8_t *position = block != NULL
		    ? block
		    : told->position + row * PSI_POSITION_BYTES;

		rc = psi_opener_read(
		    opener, position, num * PSI_POSITION_BYTES, err);
		if (rc == 0)
			rc = psi_opener_read(opener,
			    told->proof + b * PSI_PROOF_BYTES, PSI_PROOF_BYTES,
			    err);
		if (rc == 0 && told->named != NULL)
			rc = sort_block(told, position, row, num, err);
	}
	return rc;
}

static int
unseal(struct psi_told *told, struct psi_error *err)
{
	const struct psi_reveal *reveal = told->reveal;
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	bool has_block = told->named != NULL;
	uint8_t *block = has_block
	    ? psi_array_new(PSI_BLOCK_ROWS, PSI_POSITION_BYTES)
	    : NULL;
	int rc = has_block && block == NULL ? psi_error_nomem(err) : 0;

	if (rc == 0 &&
	    (rc = psi_reveal_body_open(&body, reveal,
		 psi_wire_answer_bytes(reveal->own.elements), err)) == 0 &&
	    (rc = read_table(told, body.opener, block, err)) == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	psi_array_free(block, PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	return rc;
}

/* Every position is one of the partner's rows, and none stands twice. */
static int
check_positions(struct psi_told *told, struct psi_error *err)
{
	const struct psi_reveal *reveal = told->reveal;

	for (size_t j = 0; j < reveal->own.elements; j++) {
		uint32_t at =
		    psi_load32be(told->position + j * PSI_POSITION_BYTES);

		if (at == 0)
			continue;
		if (at > reveal->theirs.elements)
			return refuse_row(err);
		if (told->rank[at - 1] != 0)
			return refuse_twice(err);
		told->rank[at - 1] = (uint32_t)++told->num_matched;
	}
	return 0;
}

/* The same where they are sorted: equal ones are neighbours. */
static int
check_sorted(struct psi_told *told, struct psi_error *err)
{
	const uint8_t *record;
	uint32_t last = 0;
	bool end = false;
	size_t len;
	int rc = psi_sorter_sort(told->named, err);

	while (rc == 0) {
		rc = psi_sorter_next(told->named, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		if (psi_load32be(record) == last)
			return refuse_twice(err);
		last = psi_load32be(record);
	}
	return rc == 0 && told->has_wrong_row ? refuse_row(err) : rc;
}

/* ---- the elements under both keys, from your answer ---- */

/* Where looking up stands: the partner's row that is named next, from 1, or 0
 * where there is none; and yours. */
struct looking {
	struct psi_told *told;
	uint32_t wanted;
	uint32_t own;
};

static int
next_named(struct looking *looking, struct psi_error *err)
{
	const uint8_t *record;
	bool end;
	size_t len;
	int rc =
	    psi_sorter_next(looking->told->named, &record, &len, &end, err);

	looking->wanted = 0;
	if (rc != 0 || end)
		return rc;
	looking->wanted = psi_load32be(record);
	looking->own = psi_load32be(record + PSI_POSITION_BYTES);
	return 0;
}

/* The element of the partner's row `row`, if it is named. */
static int
take_element(struct looking *looking, size_t row, const uint8_t *D,
    struct psi_error *err)
{
	struct psi_told *told = looking->told;
	size_t element_bytes = told->reveal->suite->element_bytes;
	int rc;

	if (told->named != NULL) {
		const struct psi_matched_row matched = { looking->own,
			looking->wanted, D };

		if (looking->wanted != row + 1)
			return 0;
		rc = psi_matched_rows_add(told->rows, &matched, err);
		return rc != 0 ? rc : next_named(looking, err);
	}
	if (told->rank[row] != 0)
		memcpy(told->D + (told->rank[row] - 1) * element_bytes, D,
		    element_bytes);
	return 0;
}

static int
read_elements(struct looking *looking, const struct psi_source *source,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	const struct psi_reveal *reveal = looking->told->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
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
			rc = take_element(
			    looking, row + i, chunk + i * element_bytes, err);
		row += num;
	}
	psi_sha256_final(&sha256, digest);
	psi_array_free(chunk, READ_ROWS, element_bytes);
	return rc;
}

static int
look_up(struct psi_told *told, const struct psi_source *source,
    struct psi_error *err)
{
	const struct psi_session *session = told->reveal->session;
	struct looking looking = { .told = told };
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	if (told->named != NULL &&
	    ((rc = psi_matched_rows_new(&told->rows, session, err)) != 0 ||
		(rc = psi_sorter_sort(told->named, err)) != 0 ||
		(rc = next_named(&looking, err)) != 0))
		return rc;
	rc = read_elements(&looking, source, digest, err);
	if (rc != 0 ||
	    psi_public_equal(
		digest, session->state.evaluated_elements, sizeof digest))
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: what it made of the partner's elements "
	    "has changed");
}

static int
read_evaluated(struct psi_told *told, struct psi_error *err)
{
	struct psi_store *store = &told->reveal->session->store;
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
	rc = look_up(told, &source, err);
	store->close(store->cookie, &source);
	return rc;
}

int
psi_told_read(struct psi_told *told, struct psi_error *err)
{
	const struct psi_reveal *reveal = told->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	int rc;

	if ((rc = make_room(told, err)) != 0 || (rc = unseal(told, err)) != 0)
		return rc;
	if (told->named != NULL) {
		if ((rc = check_sorted(told, err)) != 0 ||
		    (rc = read_evaluated(told, err)) != 0)
			return rc;
		psi_sorter_free(told->named);
		told->named = NULL;
		return 0;
	}
	if ((rc = check_positions(told, err)) != 0)
		return rc;
	/* At least one row, so that there is an array. */
	told->C = psi_array_new(told->num_matched + 1, element_bytes);
	told->D = psi_array_new(told->num_matched + 1, element_bytes);
	if (told->C == NULL || told->D == NULL)
		return psi_error_nomem(err);
	if ((rc = read_evaluated(told, err)) != 0)
		return rc;
	psi_array_free(told->rank, reveal->theirs.elements, sizeof *told->rank);
	told->rank = NULL;
	return 0;
}

void
psi_told_clear(struct psi_told *told)
{
	const struct psi_reveal *reveal = told->reveal;
	size_t element_bytes = reveal->suite->element_bytes;

	psi_array_free(told->proof, told->num_block, PSI_PROOF_BYTES);
	psi_array_free(
	    told->position, reveal->own.elements, PSI_POSITION_BYTES);
	psi_array_free(told->rank, reveal->theirs.elements, sizeof *told->rank);
	psi_array_free(told->C, told->num_matched + 1, element_bytes);
	psi_array_free(told->D, told->num_matched + 1, element_bytes);
	psi_sorter_free(told->named);
	psi_matched_rows_free(told->rows);
}

/* ---- what they tell ---- */

static int
collect_sorted(struct psi_told *told, struct psi_error *err)
{
	struct psi_matched_row row;
	bool end = false;
	int rc = psi_matched_rows_begin(told->rows, err);

	while (rc == 0) {
		rc = psi_matched_rows_next(told->rows, &row, &end, err);
		if (rc != 0 || end)
			break;
		rc = psi_reveal_add(told->reveal, row.row, row.D, err);
	}
	return rc;
}

int
psi_told_collect(struct psi_told *told, struct psi_error *err)
{
	struct psi_reveal *reveal = told->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	size_t n = 0;
	int rc = psi_matched_begin(&reveal->matched, reveal->session,
	    reveal->held, told->num_matched, err);

	if (rc == 0 && told->rows != NULL)
		return collect_sorted(told, err);
	for (size_t j = 0; rc == 0 && j < reveal->own.elements; j++)
		if (psi_load32be(told->position + j * PSI_POSITION_BYTES) != 0)
			rc = psi_reveal_add(reveal, (uint32_t)j,
			    told->D + n++ * element_bytes, err);
	return rc;
}

/* Your elements that matched: C. */
static int
pick_own(
    struct psi_told *told, struct psi_stored_file *file, struct psi_error *err)
{
	const struct psi_reveal *reveal = told->reveal;
	size_t element_bytes = reveal->suite->element_bytes;
	uint8_t *chunk = psi_array_new(READ_ROWS, element_bytes);
	const uint8_t *position = told->position;
	uint8_t *C = told->C;
	size_t num;
	int rc = chunk == NULL ? psi_error_nomem(err) : 0;

	for (size_t left = reveal->own.elements; rc == 0 && left > 0;) {
		rc = psi_stored_read(file, chunk,
		    left < READ_ROWS ? left : READ_ROWS, &num, err);
		if (rc == 0 && num == 0)
			rc = psi_stored_short(file, err);
		if (rc != 0)
			break;
		for (size_t i = 0; i < num; i++) {
			if (psi_load32be(position) != 0) {
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

int
psi_told_open(struct psi_told *told, struct psi_error *err)
{
	const struct psi_session *session = told->reveal->session;
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	if (told->rows != NULL)
		return psi_matched_rows_open(
		    told->rows, PSI_OBJECT_BLINDED, err);
	if ((rc = psi_stored_open(&file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) == 0 &&
	    (rc = pick_own(told, &file, err)) == 0)
		rc = psi_stored_finish(&file, session->state.own_blinded, err);
	psi_stored_close(&file);
	return rc;
}

int
psi_told_block(struct psi_told *told, struct psi_matched_block *block,
    struct psi_error *err)
{
	size_t element_bytes = told->reveal->suite->element_bytes;

	if (told->rows != NULL)
		return psi_matched_rows_block(told->rows, block, err);
	block->position = told->position + told->next * PSI_POSITION_BYTES;
	block->C = told->C + told->next_matched * element_bytes;
	block->D = told->D + told->next_matched * element_bytes;
	block->num_matched = 0;
	for (size_t i = 0; i < block->num; i++)
		block->num_matched +=
		    psi_load32be(block->position + i * PSI_POSITION_BYTES) != 0;
	told->next += block->num;
	told->next_matched += block->num_matched;
	return 0;
}

int
psi_told_finish(struct psi_told *told, struct psi_error *err)
{
	return told->rows == NULL
	    ? 0
	    : psi_matched_rows_finish(
		  told->rows, told->reveal->session->state.own_blinded, err);
}
