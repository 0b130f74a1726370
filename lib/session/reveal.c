#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/matches.h"
#include "base/object.h"
#include "wire/seal.h"
#include "session/session_internal.h"

/* Elements of the partner that are looked up at a time. */
#define LOOKUP_ROWS ((size_t)16384)

static const char again[] = "ask your partner to send the file again, unopened";

struct slot {
	uint64_t block;
	size_t first;
	size_t num;
	uint8_t *C;
	/* 0, PSI_E_ELEMENT or PSI_E_PROOF. */
	int verdict;
};

struct revealing {
	struct psi_session *session;
	const struct psi_suite *suite;
	bool is_counts;
	/* The header of the own blinded file, and of the partner's. */
	struct psi_wire_header own;
	struct psi_wire_header theirs;
	/* The evaluated file: its header and digest. */
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	/* The evaluated elements, and the proofs of their blocks. */
	uint8_t *D;
	uint8_t *proof;
	size_t num_block;
	struct psi_element_set set;
	/* The own blinded file, read along with the blocks. */
	struct psi_stored_file file;
	size_t rows;
	size_t done;
	uint64_t blocks;
	struct slot *slot;
	size_t num_slot;
	bool has_bad_element;
	bool has_bad_proof;
	struct psi_found found;
	uint32_t matches;
};

static size_t
num_group(const struct psi_wire_header *header)
{
	return header->num_group == 0 ? 1 : header->num_group;
}

static uint32_t
group_elements(const struct psi_wire_header *header, size_t g)
{
	return header->num_group == 0 ? header->elements
				      : header->group_elements[g];
}

static int
read_own_headers(struct revealing *revealing, struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	rc = psi_stored_open(&file, revealing->session, PSI_OBJECT_BLINDED,
	    PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	revealing->own = file.header;
	psi_stored_close(&file);
	rc = psi_stored_open(&file, revealing->session,
	    PSI_OBJECT_PARTNER_BLINDED, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	revealing->theirs = file.header;
	psi_stored_close(&file);
	return 0;
}

static int
check_state(const struct revealing *revealing, struct psi_error *err)
{
	const struct psi_session *session = revealing->session;
	const struct psi_state *state = &session->state;
	const struct psi_wire_header *header = &revealing->header;
	int rc;

	if ((rc = psi_session_check_header(
		 session, header, "use the session of that run", err)) != 0)
		return rc;
	if (!psi_public_equal(
		header->answers, state->own_blinded, sizeof header->answers))
		return psi_session_refuse(err, PSI_E_MISMATCH, 0,
		    "the file does not answer the blinded file of this "
		    "session",
		    "send your blinded file again, and ask for its answer");
	if (!psi_public_equal(
		header->beside, state->partner_blinded, sizeof header->beside))
		return psi_session_refuse(err, PSI_E_MISMATCH, 0,
		    "the file was made beside another blinded file than the "
		    "one that you answered",
		    again);
	if (!psi_public_equal(header->public_key, revealing->theirs.public_key,
		revealing->suite->element_bytes))
		return psi_session_refuse(err, PSI_E_MISMATCH, 0,
		    "the public key is not that of the partner's blinded "
		    "file",
		    again);
	if (header->elements != state->elements)
		return psi_session_refuse(err, PSI_E_MISMATCH, 0,
		    "the file does not have as many elements as the blinded "
		    "file that it answers",
		    again);
	return 0;
}

/* Everything that can be seen while it is sealed. */
static int
read_sealed(struct revealing *revealing, struct psi_wire_reader *reader,
    struct psi_error *err)
{
	const struct psi_session *session = revealing->session;
	struct psi_wire_header *header = &revealing->header;
	size_t own = psi_session_own(session);
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint64_t num;
	int rc;

	rc = psi_wire_read_header(
	    reader, PSI_WIRE_EVALUATED, revealing->suite, header, err);
	if (rc != 0)
		return rc;
	if (header->elements > session->agreement->party[own].maximum_elements)
		return psi_session_refuse(err, PSI_E_LIMIT, 0,
		    "the file has more elements than the agreement allows",
		    again);
	num = psi_wire_num_sealed(
	    revealing->suite, header->elements, !revealing->is_counts);
	for (uint64_t i = 0; i < num; i++) {
		rc = psi_wire_read_sealed(reader, sealed, err);
		if (rc != 0)
			return rc;
	}
	if ((rc = psi_wire_read_end(
		 reader, revealing->digest, signature, err)) != 0 ||
	    (rc = psi_session_verify(session, PSI_WIRE_EVALUATED, header->from,
		 revealing->digest, signature, psi_wire_reader_line(reader),
		 err)) != 0)
		return rc;
	return check_state(revealing, err);
}

/* Keep the file while it is checked: it is read twice, and may come from a
 * pipe. */
static int
receive(struct revealing *revealing, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_store *store = &revealing->session->store;
	struct psi_sink sink;
	struct psi_copying copying = { source, &sink };
	struct psi_source copied = { psi_copying_read, &copying };
	struct psi_wire_reader *reader = NULL;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_INCOMING, &sink, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_wire_reader_new(&reader, &copied, err)) == 0)
		rc = read_sealed(revealing, reader, err);
	psi_wire_reader_free(reader);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

static int
read_plaintext(struct revealing *revealing, struct psi_opener *opener,
    struct psi_error *err)
{
	size_t element_bytes = revealing->suite->element_bytes;
	size_t left = revealing->header.elements;
	uint8_t *D = revealing->D;
	int rc = 0;

	for (size_t b = 0; rc == 0 && left > 0; b++) {
		size_t num = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;

		rc = psi_opener_read(opener, D, num * element_bytes, err);
		if (rc == 0 && !revealing->is_counts)
			rc = psi_opener_read(opener,
			    revealing->proof + b * PSI_PROOF_BYTES,
			    PSI_PROOF_BYTES, err);
		D += num * element_bytes;
		left -= num;
	}
	return rc;
}

static int
make_arrays(struct revealing *revealing, struct psi_error *err)
{
	uint32_t elements = revealing->header.elements;

	revealing->num_block =
	    ((size_t)elements + PSI_BLOCK_ROWS - 1) / PSI_BLOCK_ROWS;
	revealing->D = psi_array_new(elements, revealing->suite->element_bytes);
	revealing->proof = psi_array_new(revealing->num_block, PSI_PROOF_BYTES);
	revealing->found.is_matched = psi_array_new(elements, 1);
	revealing->found.element = revealing->D;
	revealing->found.num = elements;
	if (revealing->D == NULL || revealing->proof == NULL ||
	    revealing->found.is_matched == NULL)
		return psi_error_nomem(err);
	return 0;
}

static int
unseal(struct revealing *revealing, struct psi_error *err)
{
	struct psi_session *session = revealing->session;
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	struct psi_secret seal = PSI_SECRET_INIT;
	struct psi_opener *opener = NULL;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		file.header.seal_ephemeral, revealing->own.seal_key, identities,
		file.header.clear_digest };
	uint64_t total;
	int rc;

	if ((rc = make_arrays(revealing, err)) != 0 ||
	    (rc = psi_object_read_secret(&session->store, PSI_OBJECT_SEAL,
		 &seal, PSI_SEAL_KEY_BYTES, err)) != 0 ||
	    (rc = psi_stored_open(&file, session, PSI_OBJECT_INCOMING,
		 PSI_WIRE_EVALUATED, err)) != 0)
		goto out;
	psi_session_identities(session, identities);
	total = psi_wire_plaintext_bytes(revealing->suite,
	    revealing->header.elements, !revealing->is_counts);
	if ((rc = psi_opener_new(&opener, file.reader, &context,
		 file.header.seal_header, &seal, total, err)) != 0 ||
	    (rc = read_plaintext(revealing, opener, err)) != 0)
		goto out;
	rc = psi_stored_finish(&file, revealing->digest, err);
out:
	psi_opener_free(opener);
	psi_stored_close(&file);
	psi_secret_clear(&seal);
	return rc;
}

/* No two rows may be equal; in counts mode each group ascends (rule 5). */
static int
check_order(struct revealing *revealing, struct psi_error *err)
{
	size_t element_bytes = revealing->suite->element_bytes;
	size_t first = 0;
	size_t row;
	int rc;

	rc = psi_element_set_init(&revealing->set, revealing->D,
	    revealing->header.elements, element_bytes, err);
	if (rc != 0)
		return rc;
	if (psi_element_set_has_equal(&revealing->set, &row))
		return psi_session_refuse(err, PSI_E_ORDER, 0,
		    "two elements of the answer are equal",
		    "do not use this file, and ask your partner how it was "
		    "made");
	if (!revealing->is_counts)
		return 0;
	for (size_t g = 0; g < num_group(&revealing->own); g++) {
		size_t end = first + group_elements(&revealing->own, g);

		for (size_t i = first + 1; i < end; i++) {
			const uint8_t *D = revealing->D + i * element_bytes;

			/* Here every element is public to both sides. */
			if (memcmp(D - element_bytes, D, element_bytes) > 0)
				return psi_session_refuse(err, PSI_E_ORDER, 0,
				    "the elements of the answer are not in "
				    "order",
				    again);
		}
		first = end;
	}
	return 0;
}

static int
fill(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct revealing *revealing = cookie;
	struct slot *slot = &revealing->slot[i];
	size_t left = revealing->header.elements - revealing->rows;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	rc = psi_wire_read_elements(revealing->file.reader, slot->C,
	    left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS, &slot->num, err);
	if (rc != 0)
		return rc;
	slot->block = revealing->blocks++;
	slot->first = revealing->rows;
	revealing->rows += slot->num;
	return 0;
}

/* A block that fails does not end the work: an element that is not valid in a
 * later block is reported before a proof that does not hold in this one. */
static int
work(void *cookie, size_t i, struct psi_error *err)
{
	struct revealing *revealing = cookie;
	struct slot *slot = &revealing->slot[i];
	const struct psi_state *state = &revealing->session->state;
	struct psi_transcript transcript = {
		.agreement = state->agreement,
		.role = revealing->header.from,
		.run = state->run,
		.answers = revealing->header.answers,
		.beside = revealing->header.beside,
		.public_key = revealing->header.public_key,
	};
	const uint8_t *D =
	    revealing->D + slot->first * revealing->suite->element_bytes;
	struct psi_error block_err;
	size_t bad;
	int rc;

	if (revealing->is_counts)
		rc = psi_batch_check(revealing->suite, D, slot->num, &bad,
		    revealing->session->workers, &block_err);
	else
		rc = psi_block_verify(revealing->suite, &transcript,
		    slot->block, slot->C, D, slot->num,
		    revealing->proof + slot->block * PSI_PROOF_BYTES, &bad,
		    revealing->session->workers, &block_err);
	slot->verdict = rc;
	if (rc == 0 || rc == PSI_E_ELEMENT || rc == PSI_E_PROOF)
		return 0;
	if (err != NULL)
		*err = block_err;
	return rc;
}

static int
drain(void *cookie, size_t i, struct psi_error *err)
{
	struct revealing *revealing = cookie;
	const struct slot *slot = &revealing->slot[i];

	if (slot->verdict == PSI_E_ELEMENT)
		revealing->has_bad_element = true;
	if (slot->verdict == PSI_E_PROOF)
		revealing->has_bad_proof = true;
	revealing->done += slot->num;
	return psi_session_progress(revealing->session, "verifying",
	    revealing->done, revealing->header.elements, err);
}

static int
make_slots(struct revealing *revealing, struct psi_error *err)
{
	struct psi_session *session = revealing->session;
	int rc;

	if ((rc = psi_session_start_workers(session, err)) != 0)
		return rc;
	revealing->num_slot = (size_t)psi_workers_jobs(session->workers) + 1;
	revealing->slot =
	    psi_array_new(revealing->num_slot, sizeof *revealing->slot);
	if (revealing->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < revealing->num_slot; i++) {
		revealing->slot[i].C = psi_array_new(
		    PSI_BLOCK_ROWS, revealing->suite->element_bytes);
		if (revealing->slot[i].C == NULL)
			return psi_error_nomem(err);
	}
	return 0;
}

/* Decoding and proofs, against our own stored file. */
static int
verify(struct revealing *revealing, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work, drain, revealing, 0 };
	struct psi_session *session = revealing->session;
	int rc;

	if ((rc = make_slots(revealing, err)) != 0 ||
	    (rc = psi_stored_open(&revealing->file, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) != 0)
		return rc;
	pipeline.num_slots = revealing->num_slot;
	if ((rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0 ||
	    (rc = psi_stored_finish(
		 &revealing->file, session->state.own_blinded, err)) != 0)
		return rc;
	if (revealing->has_bad_element)
		return psi_session_refuse(err, PSI_E_ELEMENT, 0,
		    "an element of the answer is not valid", again);
	if (revealing->has_bad_proof)
		return psi_session_refuse(err, PSI_E_PROOF, 0,
		    "the partner does not prove that the answer is honest",
		    "do not use this file, and ask your partner how it was "
		    "made");
	return 0;
}

/* The group that a row belongs to, for rows that only rise. */
static size_t
advance_group(const struct psi_wire_header *header, size_t *g, uint64_t *end,
    uint64_t row)
{
	while (row >= *end)
		*end += group_elements(header, ++*g);
	return *g;
}

/* The group of any row. */
static size_t
find_group(const struct psi_wire_header *header, size_t row)
{
	size_t g = 0;
	uint64_t end = group_elements(header, 0);

	return advance_group(header, &g, &end, row);
}

/* The partner's elements under both keys, on their way through the set. */
struct lookup_slot {
	uint8_t *element;
	size_t *at;
	uint32_t first;
	size_t num;
};

struct lookup {
	struct revealing *revealing;
	struct psi_source source;
	struct lookup_slot *slot;
	size_t num_slot;
	/* Rows that were read. */
	uint32_t rows;
	/* The group of the partner's row that was looked at last, and where
	 * that group ends. */
	size_t group;
	uint64_t group_end;
};

static int
fill_lookup(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct lookup *lookup = cookie;
	struct lookup_slot *slot = &lookup->slot[i];
	size_t element_bytes = lookup->revealing->suite->element_bytes;
	uint32_t left =
	    lookup->revealing->session->state.partner_elements - lookup->rows;
	size_t got;
	int rc;

	*end = left == 0;
	if (*end)
		return 0;
	slot->first = lookup->rows;
	slot->num = left < LOOKUP_ROWS ? left : LOOKUP_ROWS;
	rc = psi_source_read_full(&lookup->source, slot->element,
	    slot->num * element_bytes, &got, err);
	if (rc != 0)
		return rc;
	if (got != slot->num * element_bytes)
		return psi_session_refuse(err, PSI_E_STATE, 0,
		    "the session is damaged: the partner's elements are cut "
		    "off",
		    "close this run and begin another");
	lookup->rows += (uint32_t)slot->num;
	return 0;
}

static int
work_lookup(void *cookie, size_t i, struct psi_error *err)
{
	struct lookup *lookup = cookie;
	struct lookup_slot *slot = &lookup->slot[i];

	(void)err;
	psi_element_set_find_many(
	    &lookup->revealing->set, slot->element, slot->num, slot->at);
	return 0;
}

static int
drain_lookup(void *cookie, size_t i, struct psi_error *err)
{
	struct lookup *lookup = cookie;
	struct revealing *revealing = lookup->revealing;
	const struct lookup_slot *slot = &lookup->slot[i];

	(void)err;
	for (size_t n = 0; n < slot->num; n++) {
		size_t theirs = advance_group(&revealing->theirs,
		    &lookup->group, &lookup->group_end, slot->first + n);
		size_t at = slot->at[n];

		if (at == SIZE_MAX)
			continue;
		revealing->matches++;
		revealing->found.is_matched[at] = 1;
		revealing->found
		    .cell[find_group(&revealing->own, at)][theirs]++;
	}
	return 0;
}

static int
look_up(struct lookup *lookup, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill_lookup, work_lookup, drain_lookup,
		lookup, lookup->num_slot };
	size_t element_bytes = lookup->revealing->suite->element_bytes;
	int rc = 0;

	for (size_t i = 0; i < lookup->num_slot; i++) {
		struct lookup_slot *slot = &lookup->slot[i];

		slot->element = psi_array_new(LOOKUP_ROWS, element_bytes);
		slot->at = psi_array_new(LOOKUP_ROWS, sizeof *slot->at);
		if (slot->element == NULL || slot->at == NULL)
			rc = psi_error_nomem(err);
	}
	if (rc == 0)
		rc = psi_pipeline_run(
		    &pipeline, lookup->revealing->session->workers, err);
	for (size_t i = 0; i < lookup->num_slot; i++) {
		struct lookup_slot *slot = &lookup->slot[i];

		psi_array_free(slot->element, LOOKUP_ROWS, element_bytes);
		psi_array_free(slot->at, LOOKUP_ROWS, sizeof *slot->at);
	}
	return rc;
}

/* Which own elements are among the partner's, both under both keys. */
static int
match(struct revealing *revealing, struct psi_error *err)
{
	struct psi_store *store = &revealing->session->store;
	struct lookup lookup = { .revealing = revealing,
		.group_end = group_elements(&revealing->theirs, 0) };
	int rc;

	rc = store->open(
	    store->cookie, PSI_OBJECT_PARTNER_EVALUATED, &lookup.source, err);
	if (rc == PSI_E_ABSENT)
		return psi_session_refuse(err, PSI_E_STATE, 0,
		    "the session is damaged: the partner's elements are "
		    "missing",
		    "close this run and begin another");
	if (rc != 0)
		return rc;
	lookup.num_slot =
	    (size_t)psi_workers_jobs(revealing->session->workers) + 1;
	lookup.slot = psi_array_new(lookup.num_slot, sizeof *lookup.slot);
	rc = lookup.slot == NULL ? psi_error_nomem(err) : look_up(&lookup, err);
	psi_array_free(lookup.slot, lookup.num_slot, sizeof *lookup.slot);
	store->close(store->cookie, &lookup.source);
	return rc;
}

/* Is there a number that must not be shown? */
static bool
has_small_cell(const struct revealing *revealing)
{
	uint32_t limit = revealing->session->agreement->suppress_below;

	if (!revealing->is_counts)
		return false;
	for (size_t i = 0; i < num_group(&revealing->own); i++) {
		for (size_t j = 0; j < num_group(&revealing->theirs); j++) {
			if (revealing->found.cell[i][j] < limit)
				return true;
		}
	}
	return false;
}

/* Store what was found; from then on the secrets are not needed. */
static int
conclude(struct revealing *revealing, struct psi_error *err)
{
	struct psi_session *session = revealing->session;
	struct psi_state state = session->state;
	struct psi_ledger_run run;
	int rc;

	psi_session_run(session, &run);
	rc = psi_ledger_record_revealed(
	    &session->ledger, &run, revealing->digest, err);
	if (rc != 0)
		return rc;
	state.state = PSI_SESSION_REVEALED;
	memcpy(state.partner_evaluated, revealing->digest,
	    sizeof state.partner_evaluated);
	if (revealing->matches < session->agreement->minimum_overlap) {
		/* Nothing is kept that could be shown. */
		state.withheld = PSI_WITHHELD_OVERLAP;
	} else {
		if (has_small_cell(revealing))
			state.withheld = PSI_WITHHELD_CELL;
		else
			state.matches = revealing->matches;
		if (!revealing->is_counts &&
		    (rc = psi_matches_count_accounts(session, &revealing->found,
			 &state.matched_accounts, err)) != 0)
			return rc;
		rc = psi_matches_write(session, &revealing->found, err);
		if (rc != 0)
			return rc;
	}
	rc = psi_state_write(&session->store, &state, err);
	if (rc == 0)
		session->state = state;
	return rc;
}

static void
clear(struct revealing *revealing)
{
	size_t element_bytes = revealing->suite->element_bytes;
	uint32_t elements = revealing->header.elements;

	psi_stored_close(&revealing->file);
	psi_element_set_clear(&revealing->set);
	for (size_t i = 0; revealing->slot != NULL && i < revealing->num_slot;
	     i++)
		psi_array_free(
		    revealing->slot[i].C, PSI_BLOCK_ROWS, element_bytes);
	psi_array_free(
	    revealing->slot, revealing->num_slot, sizeof *revealing->slot);
	psi_array_free(revealing->D, elements, element_bytes);
	psi_array_free(revealing->proof, revealing->num_block, PSI_PROOF_BYTES);
	psi_array_free(revealing->found.is_matched, elements, 1);
}

static int
reveal(struct psi_session *session, const struct psi_source *evaluated,
    struct psi_error *err)
{
	struct revealing revealing;
	struct psi_store *store = &session->store;
	struct psi_error ignored;
	int rc;

	memset(&revealing, 0, sizeof revealing);
	revealing.session = session;
	revealing.suite = session->agreement->suite;
	revealing.is_counts = session->agreement->mode == PSI_MODE_COUNTS;
	if ((rc = read_own_headers(&revealing, err)) != 0)
		return rc;
	rc = receive(&revealing, evaluated, err);
	if (rc == 0 && (rc = unseal(&revealing, err)) == 0 &&
	    (rc = check_order(&revealing, err)) == 0 &&
	    (rc = verify(&revealing, err)) == 0 &&
	    (rc = match(&revealing, err)) == 0)
		rc = conclude(&revealing, err);
	clear(&revealing);
	/* A file that was refused is not kept. */
	if (rc != 0)
		(void)store->remove(
		    store->cookie, PSI_OBJECT_INCOMING, &ignored);
	return rc;
}

/* Can this session be revealed now? */
static int
check_ready(const struct psi_session *session, struct psi_error *err)
{
	if (!session->agreement->learns[psi_session_own(session)])
		return psi_session_refuse(err, PSI_E_STATE, 0,
		    "by the agreement this side does not learn the matches",
		    "there is nothing more to do after psi-exchange");
	if (session->state.state == PSI_SESSION_CLOSED)
		return psi_session_refuse(err, PSI_E_STATE, 0,
		    "this session was closed before it was revealed",
		    "begin another run in another folder");
	if (session->state.state == PSI_SESSION_REVEALED ||
	    session->state.state == PSI_SESSION_ANSWERED)
		return 0;
	return psi_session_refuse(err, PSI_E_STATE, 0,
	    "the partner's blinded file has not been answered yet",
	    "run psi-exchange on your partner's blinded file first");
}

/* A revealed session is shown again; but not for another file, whose sender
 * would think that it was looked at. */
static int
check_same_file(const struct psi_session *session,
    const struct psi_source *evaluated, struct psi_error *err)
{
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_header header;
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	int rc;

	if ((rc = psi_wire_reader_new(&reader, evaluated, err)) != 0 ||
	    (rc = psi_wire_read_header(reader, PSI_WIRE_EVALUATED,
		 session->agreement->suite, &header, err)) != 0)
		goto out;
	while (rc == 0 && psi_wire_in_body(reader))
		rc = psi_wire_read_sealed(reader, sealed, err);
	if (rc != 0 ||
	    (rc = psi_wire_read_end(reader, digest, signature, err)) != 0)
		goto out;
	/* Digests of files are public. */
	if (memcmp(digest, session->state.partner_evaluated, sizeof digest) !=
	    0)
		rc = psi_session_refuse(err, PSI_E_STATE, 0,
		    "this session was revealed from another file",
		    "its result is shown again without a file; for a new file "
		    "of the partner, name the session of its run");
out:
	psi_wire_reader_free(reader);
	return rc;
}

int
psi_session_reveal(struct psi_session *session,
    const struct psi_source *evaluated, struct psi_error *err)
{
	int rc;

	if ((rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = check_ready(session, err)) != 0)
		return rc;
	if (session->state.state == PSI_SESSION_ANSWERED) {
		if (evaluated == NULL)
			return psi_error_set(err, PSI_E_ARG,
			    "the partner's evaluated file is needed");
		if ((rc = psi_session_check_run(session, err)) == 0)
			rc = reveal(session, evaluated, err);
	} else if (evaluated != NULL) {
		rc = check_same_file(session, evaluated, err);
	}
	if (rc != 0)
		return rc;
	if ((rc = psi_session_finish(session, err)) != 0)
		return rc;
	return session->state.withheld == PSI_WITHHELD_OVERLAP
	    ? psi_session_withheld(session, err)
	    : 0;
}
