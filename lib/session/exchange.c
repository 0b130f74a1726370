#include "session/exchange.h"

#include <string.h>

#include "psi/tasks.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"
#include "base/random.h"
#include "base/sorter.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/close.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/receive.h"
#include "session/reveal_body.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/stored_file.h"
#include "session/task_files.h"
#include "trust/ledger_record.h"
#include "wire/seal.h"

/* What sorting takes for each element, besides its bytes. */
#define SORT_BYTES (2 * sizeof(struct psi_element_ref))

struct slot {
	uint64_t block;
	size_t num;
	uint8_t *in;
	uint8_t *out;
	uint8_t proof[PSI_PROOF_BYTES];
	/* For the nonce of the proof. */
	uint8_t fresh[32];
};

/* The second half of an exchange: k on the elements of the bound file. */
struct evaluating {
	struct psi_session *session;
	const struct psi_suite *suite;
	bool is_counts;
	/* This side learns too, and will look matches up in what it made. */
	bool is_kept;
	struct psi_secret scalar;
	struct psi_transcript transcript;
	struct psi_wire_header own;
	struct psi_stored_file theirs;
	struct psi_wire_header header;
	/* Not NULL where the elements and proofs were made in parts. */
	struct psi_task_results *results;
	/* evaluated.csv */
	struct psi_sink file;
	bool has_file;
	struct psi_wire_writer *writer;
	struct psi_sealer *sealer;
	/* partner-evaluated.bin, and its digest. */
	struct psi_sink raw;
	bool has_raw;
	struct psi_sha256 sha256;
	uint8_t digest[PSI_DIGEST_BYTES];
	/* Counts mode, for the partner: all rows, to be sorted; in memory, or
	 * in `sorter`, each behind the number of its group. */
	uint8_t *all;
	struct psi_sorter *sorter;
	uint32_t rows;
	uint32_t done;
	uint64_t blocks;
	struct slot *slot;
	size_t num_slot;
};

/* The next block from the parts. */
static int
take(struct evaluating *evaluating, struct slot *slot, size_t num,
    struct psi_error *err)
{
	size_t len = num * evaluating->suite->element_bytes;
	int rc;

	rc = psi_task_results_read(evaluating->results, slot->out, len, err);
	slot->num = num;
	evaluating->rows += (uint32_t)num;
	if (rc != 0 || evaluating->is_counts)
		return rc;
	return psi_task_results_read(
	    evaluating->results, slot->proof, sizeof slot->proof, err);
}

static int
fill(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct evaluating *evaluating = cookie;
	struct slot *slot = &evaluating->slot[i];
	uint32_t left = evaluating->theirs.header.elements - evaluating->rows;
	size_t want = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	if (evaluating->results != NULL)
		return take(evaluating, slot, want, err);
	rc = psi_stored_read(
	    &evaluating->theirs, slot->in, want, &slot->num, err);
	if (rc != 0)
		return rc;
	slot->block = evaluating->blocks++;
	evaluating->rows += (uint32_t)slot->num;
	if (evaluating->is_counts)
		return 0;
	return psi_random(slot->fresh, sizeof slot->fresh, err);
}

static int
work(void *cookie, size_t i, struct psi_error *err)
{
	struct evaluating *evaluating = cookie;
	struct slot *slot = &evaluating->slot[i];
	struct psi_workers *workers = evaluating->session->workers;
	size_t bad;

	if (evaluating->results != NULL)
		return 0;
	if (!evaluating->is_counts)
		return psi_block_evaluate(
		    &(struct psi_block){ evaluating->suite,
			&evaluating->transcript, slot->block, slot->num },
		    slot->out, slot->proof, slot->in,
		    &(struct psi_prover){
			evaluating->scalar.data, slot->fresh },
		    &bad, workers, err);
	return psi_batch_mul(evaluating->suite, slot->out, slot->in, slot->num,
	    evaluating->scalar.data, &bad, workers, err);
}

/* The rows of a slot go to the sorter. */
static int
sort_rows(struct evaluating *evaluating, const struct slot *slot,
    struct psi_error *err)
{
	const struct psi_wire_header *header = &evaluating->theirs.header;
	size_t element_bytes = evaluating->suite->element_bytes;
	uint8_t record[1 + PSI_ELEMENT_MAX_BYTES];
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < slot->num; n++) {
		record[0] = (uint8_t)psi_reveal_find_group(
		    header, evaluating->done + n);
		memcpy(
		    record + 1, slot->out + n * element_bytes, element_bytes);
		rc = psi_sorter_add(
		    evaluating->sorter, record, 1 + element_bytes, err);
	}
	return rc;
}

static int
drain(void *cookie, size_t i, struct psi_error *err)
{
	struct evaluating *evaluating = cookie;
	const struct slot *slot = &evaluating->slot[i];
	size_t element_bytes = evaluating->suite->element_bytes;
	size_t len = slot->num * element_bytes;
	int rc = 0;

	if (!evaluating->is_counts) {
		rc = psi_sealer_write(evaluating->sealer, slot->out, len, err);
		if (rc == 0)
			rc = psi_sealer_write(evaluating->sealer, slot->proof,
			    sizeof slot->proof, err);
	} else if (evaluating->sorter != NULL) {
		rc = sort_rows(evaluating, slot, err);
	} else {
		memcpy(evaluating->all + evaluating->done * element_bytes,
		    slot->out, len);
	}
	if (rc == 0 && evaluating->has_raw) {
		psi_sha256_update(&evaluating->sha256, slot->out, len);
		rc = evaluating->raw.write(
		    evaluating->raw.cookie, slot->out, len, err);
	}
	if (rc != 0)
		return rc;
	evaluating->done += (uint32_t)slot->num;
	return psi_session_progress(evaluating->session, "evaluating",
	    evaluating->done, evaluating->theirs.header.elements, err);
}

/* Counts mode: sorted within each group, so that no row tells where it stood
 * (rule 5). */
static int
seal_sorted(struct evaluating *evaluating, struct psi_error *err)
{
	const struct psi_wire_header *header = &evaluating->theirs.header;
	size_t element_bytes = evaluating->suite->element_bytes;
	size_t num_group = header->num_group == 0 ? 1 : header->num_group;
	struct psi_element_ref *refs;
	uint8_t *first = evaluating->all;
	int rc = 0;

	refs = psi_array_new(header->elements, sizeof *refs);
	if (refs == NULL)
		return psi_error_nomem(err);
	for (size_t g = 0; rc == 0 && g < num_group; g++) {
		size_t num = header->num_group == 0 ? header->elements
						    : header->group_elements[g];

		rc = psi_element_sort(refs, first, num, element_bytes, err);
		for (size_t i = 0; rc == 0 && i < num; i++)
			rc = psi_sealer_write(evaluating->sealer,
			    first + refs[i].row * element_bytes, element_bytes,
			    err);
		first += num * element_bytes;
	}
	psi_array_free(refs, header->elements, sizeof *refs);
	return rc;
}

/* The same by the sorter. */
static int
seal_merged(struct evaluating *evaluating, struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	bool end = false;
	int rc = psi_sorter_sort(evaluating->sorter, err);

	while (rc == 0) {
		rc = psi_sorter_next(
		    evaluating->sorter, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		rc = psi_sealer_write(
		    evaluating->sealer, record + 1, len - 1, err);
	}
	return rc;
}

static int
seal_counts(struct evaluating *evaluating, struct psi_error *err)
{
	return evaluating->sorter != NULL ? seal_merged(evaluating, err)
					  : seal_sorted(evaluating, err);
}

int
psi_exchange_check_bound(const struct psi_session *session,
    const uint8_t *public_key, struct psi_error *err)
{
	struct psi_ledger_run run;
	int rc;

	if ((rc = psi_session_check_agreement(session, err)) != 0)
		return rc;
	psi_session_run(session, &run);
	return psi_ledger_record_received(&session->ledger, &run,
	    session->state.partner_blinded, public_key,
	    session->agreement->suite->element_bytes, err);
}

/* What both the transcript and the header of the answer say. */
static int
prepare(struct evaluating *evaluating, struct psi_error *err)
{
	struct psi_session *session = evaluating->session;
	const struct psi_state *state = &session->state;
	struct psi_stored_file own = PSI_STORED_FILE_INIT;
	struct psi_wire_header *header = &evaluating->header;
	int rc;

	rc = psi_stored_open(
	    &own, session, PSI_OBJECT_BLINDED, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	evaluating->own = own.header;
	psi_stored_close(&own);
	if ((rc = psi_stored_open(&evaluating->theirs, session,
		 PSI_OBJECT_PARTNER_BLINDED, PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = psi_exchange_check_bound(
		 session, evaluating->theirs.header.public_key, err)) != 0 ||
	    (rc = psi_secrets_read_scalar(session, evaluating->own.public_key,
		 &evaluating->scalar, err)) != 0)
		return rc;
	evaluating->transcript.agreement = state->agreement;
	evaluating->transcript.role = state->role;
	evaluating->transcript.run = state->run;
	evaluating->transcript.answers = state->partner_blinded;
	evaluating->transcript.beside = state->own_blinded;
	evaluating->transcript.public_key = evaluating->own.public_key;
	header->kind = PSI_WIRE_EVALUATED;
	header->suite = evaluating->suite;
	memcpy(header->agreement, state->agreement, sizeof header->agreement);
	header->from = state->role;
	header->run = state->run;
	memcpy(header->answers, state->partner_blinded, sizeof header->answers);
	memcpy(header->beside, state->own_blinded, sizeof header->beside);
	memcpy(header->public_key, evaluating->own.public_key,
	    sizeof header->public_key);
	header->elements = evaluating->theirs.header.elements;
	return 0;
}

/* Counts mode: where all rows are kept until they can be sorted. */
static int
make_room(struct evaluating *evaluating, struct psi_error *err)
{
	const struct psi_session *session = evaluating->session;
	size_t element_bytes = evaluating->suite->element_bytes;
	uint32_t elements = evaluating->theirs.header.elements;

	if (!psi_session_fits(
		session, (uint64_t)elements * (element_bytes + SORT_BYTES)))
		return psi_sorter_new(&evaluating->sorter,
		    session->options.scratch, psi_session_memory(session, 1),
		    1 + element_bytes, err);
	evaluating->all = psi_array_new(elements, element_bytes);
	return evaluating->all == NULL ? psi_error_nomem(err) : 0;
}

static int
make_slots(struct evaluating *evaluating, struct psi_error *err)
{
	struct psi_session *session = evaluating->session;
	size_t element_bytes = evaluating->suite->element_bytes;
	uint32_t elements = evaluating->theirs.header.elements;
	size_t rows = elements < PSI_BLOCK_ROWS ? elements : PSI_BLOCK_ROWS;
	int rc;

	if ((rc = psi_session_start_workers(session, err)) != 0)
		return rc;
	evaluating->num_slot = (size_t)psi_workers_jobs(session->workers) + 1;
	evaluating->slot =
	    psi_array_new(evaluating->num_slot, sizeof *evaluating->slot);
	if (evaluating->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < evaluating->num_slot; i++) {
		struct slot *slot = &evaluating->slot[i];

		slot->in = psi_array_new(rows, element_bytes);
		slot->out = psi_array_new(rows, element_bytes);
		if (slot->in == NULL || slot->out == NULL)
			return psi_error_nomem(err);
	}
	return evaluating->is_counts ? make_room(evaluating, err) : 0;
}

/* Begin the outputs, the sealed part too. */
static int
open_outputs(struct evaluating *evaluating, struct psi_error *err)
{
	struct psi_session *session = evaluating->session;
	struct psi_store *store = &session->store;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		evaluating->header.seal_ephemeral,
		evaluating->theirs.header.seal_key, identities,
		evaluating->header.clear_digest };
	int rc;

	if (evaluating->is_kept) {
		psi_sha256_init(&evaluating->sha256);
		rc = store->create(store->cookie, PSI_OBJECT_PARTNER_EVALUATED,
		    &evaluating->raw, err);
		if (rc != 0)
			return rc;
		evaluating->has_raw = true;
	}
	rc = store->create(
	    store->cookie, PSI_OBJECT_EVALUATED, &evaluating->file, err);
	if (rc != 0)
		return rc;
	evaluating->has_file = true;
	psi_session_identities(session, identities);
	if ((rc = psi_seal_keypair(
		 &ephemeral, evaluating->header.seal_ephemeral, err)) != 0 ||
	    (rc = psi_wire_writer_new(
		 &evaluating->writer, &evaluating->file, err)) != 0 ||
	    (rc = psi_wire_write_header(
		 evaluating->writer, &evaluating->header, err)) != 0)
		goto out;
	rc = psi_sealer_new(
	    &evaluating->sealer, evaluating->writer, &context, &ephemeral, err);
out:
	psi_secret_clear(&ephemeral);
	return rc;
}

/* The ledger knows the answer before it is kept. */
static int
finish_outputs(struct evaluating *evaluating, struct psi_error *err)
{
	struct psi_session *session = evaluating->session;
	struct psi_store *store = &session->store;
	struct psi_ledger_run run;
	int rc;

	if ((evaluating->is_counts &&
		(rc = seal_counts(evaluating, err)) != 0) ||
	    (rc = psi_sealer_finish(evaluating->sealer, err)) != 0 ||
	    (rc = psi_session_sign(session, evaluating->writer,
		 PSI_WIRE_EVALUATED, evaluating->digest, err)) != 0)
		return rc;
	psi_session_run(session, &run);
	rc = psi_ledger_record_answered(
	    &session->ledger, &run, evaluating->digest, err);
	if (rc != 0)
		return rc;
	evaluating->has_file = false;
	rc = store->commit(store->cookie, &evaluating->file, err);
	if (rc != 0 || !evaluating->has_raw)
		return rc;
	evaluating->has_raw = false;
	return store->commit(store->cookie, &evaluating->raw, err);
}

static int
evaluate(struct evaluating *evaluating, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work, drain, evaluating, 0 };
	struct psi_session *session = evaluating->session;
	int rc;

	if ((rc = prepare(evaluating, err)) != 0)
		return rc;
	/* Of parts the plan has seen to the elements; the header, which says to
	 * whom the answer is sealed, is read again. */
	if (evaluating->results != NULL &&
	    (rc = psi_stored_check(&evaluating->theirs,
		 session->state.partner_blinded, err)) != 0)
		return rc;
	if ((rc = make_slots(evaluating, err)) != 0 ||
	    (rc = open_outputs(evaluating, err)) != 0)
		return rc;
	pipeline.num_slots = evaluating->num_slot;
	if ((rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	/* The elements must have been those of the bound file. */
	if (evaluating->results == NULL)
		rc = psi_stored_finish(
		    &evaluating->theirs, session->state.partner_blinded, err);
	if (rc != 0)
		return rc;
	return finish_outputs(evaluating, err);
}

static void
clear(struct evaluating *evaluating)
{
	struct psi_store *store = &evaluating->session->store;
	size_t element_bytes = evaluating->suite->element_bytes;
	uint32_t elements = evaluating->theirs.header.elements;
	size_t rows = elements < PSI_BLOCK_ROWS ? elements : PSI_BLOCK_ROWS;

	psi_sealer_free(evaluating->sealer);
	psi_wire_writer_free(evaluating->writer);
	if (evaluating->has_file)
		store->abandon(store->cookie, &evaluating->file);
	if (evaluating->has_raw)
		store->abandon(store->cookie, &evaluating->raw);
	psi_stored_close(&evaluating->theirs);
	for (size_t i = 0; evaluating->slot != NULL && i < evaluating->num_slot;
	     i++) {
		psi_array_free(evaluating->slot[i].in, rows, element_bytes);
		psi_array_free(evaluating->slot[i].out, rows, element_bytes);
	}
	psi_array_free(
	    evaluating->slot, evaluating->num_slot, sizeof *evaluating->slot);
	psi_array_free(evaluating->all, elements, element_bytes);
	psi_sorter_free(evaluating->sorter);
	psi_secret_clear(&evaluating->scalar);
}

/* From `bound` to `answered`, or to the end for a side that does not learn. */
static int
answer(struct psi_session *session, struct psi_task_results *results,
    struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	bool learns = agreement->learns[psi_session_own(session)];
	struct evaluating evaluating;
	struct psi_state state = session->state;
	int rc;

	memset(&evaluating, 0, sizeof evaluating);
	evaluating.session = session;
	evaluating.results = results;
	evaluating.suite = agreement->suite;
	evaluating.is_counts = agreement->mode == PSI_MODE_COUNTS;
	evaluating.is_kept = learns && !evaluating.is_counts;
	rc = evaluate(&evaluating, err);
	clear(&evaluating);
	if (rc != 0)
		return rc;
	state.state = learns ? PSI_SESSION_ANSWERED : PSI_SESSION_CLOSED;
	memcpy(state.own_answer, evaluating.digest, sizeof state.own_answer);
	if (evaluating.is_kept)
		psi_sha256_final(&evaluating.sha256, state.evaluated_elements);
	rc = psi_state_write(&session->store, &state, err);
	if (rc == 0)
		session->state = state;
	return rc;
}

int
psi_exchange_check_ready(
    const struct psi_session *session, struct psi_error *err)
{
	static const uint8_t none[PSI_DIGEST_BYTES];
	const struct psi_state *state = &session->state;
	int rc;

	if ((rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_need_identity(session, err)) != 0)
		return rc;
	if (state->state < PSI_SESSION_BLINDED)
		return psi_refuse(err, PSI_E_STATE, 0, "run psi-blind first",
		    "nothing has been blinded here yet");
	if (state->state == PSI_SESSION_CLOSED &&
	    psi_public_equal(state->partner_blinded, none, sizeof none))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "this session is closed");
	return 0;
}

/* What follows an answer, and is done again if it was interrupted. */
static int
end(struct psi_session *session, struct psi_error *err)
{
	if (session->state.state == PSI_SESSION_ANSWERED)
		return psi_secrets_destroy(session, err);
	if (session->state.state >= PSI_SESSION_REVEALED)
		return psi_session_end(session, err);
	return 0;
}

int
psi_exchange_receive(struct psi_session *session,
    const struct psi_source *blinded, struct psi_error *err)
{
	int rc = session->state.state == PSI_SESSION_BLINDED
	    ? psi_receive_blinded(session, blinded, err)
	    : psi_receive_again(session, blinded, err);

	return psi_stored_blame(session, rc, err);
}

/* The side that answers first evaluates what it has accepted; the other one
 * does not use its scalar before it has verified the first answer
 * (reveal_second.c). */
int
psi_session_exchange(struct psi_session *session,
    const struct psi_source *blinded, struct psi_error *err)
{
	int rc;

	if ((rc = psi_exchange_check_ready(session, err)) != 0 ||
	    (rc = psi_exchange_receive(session, blinded, err)) != 0)
		return rc;
	if (session->state.state == PSI_SESSION_BOUND &&
	    psi_session_is_first(session))
		rc = answer(session, NULL, err);
	return rc != 0 ? rc : end(session, err);
}

/* The same, of elements that were evaluated in parts. */
static int
answer_parts(struct psi_session *session, struct psi_error *err)
{
	struct psi_task_results results;
	struct psi_task_plan parts;
	int rc;

	memset(&results, 0, sizeof results);
	memset(&parts, 0, sizeof parts);
	rc = psi_task_plan_read(&parts, session, err);
	if (rc == PSI_E_ABSENT)
		rc = psi_task_no_plan(PSI_TASK_EVALUATE, err);
	if (rc == 0 && (rc = psi_task_plan_check(&parts, session, err)) == 0 &&
	    (rc = psi_task_results_begin(&results, &parts, session, err)) == 0)
		rc = answer(session, &results, err);
	psi_task_results_clear(&results);
	psi_task_plan_clear(&parts);
	return rc;
}

int
psi_session_exchange_finish(struct psi_session *session, struct psi_error *err)
{
	int rc = psi_exchange_check_ready(session, err);

	if (rc == 0 && session->state.state <= PSI_SESSION_BOUND)
		rc = answer_parts(session, err);
	return rc != 0 ? rc : end(session, err);
}
