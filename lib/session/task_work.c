/* One part of a step's work (psi/tasks.h). */
#include <string.h>

#include "psi/tasks.h"

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"
#include "base/random.h"
#include "group/batch.h"
#include "session/blind_message.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/task_files.h"

/* Keys that one worker takes at a time. */
#define CHUNK_ROWS ((size_t)8192)

struct slot {
	size_t num;
	/* The keys, as messages; or the block. */
	struct psi_buf text;
	struct psi_message *message;
	uint64_t block;
	uint8_t *in;
	uint8_t *out;
	uint8_t proof[PSI_PROOF_BYTES];
	/* For the nonce of the proof: drawn anew whenever a part is made, so
	 * that no two runs of it have one nonce (PROTOCOL.md section 2). */
	uint8_t fresh[32];
};

struct working {
	struct psi_session *session;
	const struct psi_suite *suite;
	struct psi_task_plan plan;
	uint32_t part;
	bool is_proved;
	struct psi_secret scalar;
	struct psi_transcript transcript;
	/* The input, and the rows that are left of it. */
	struct psi_source source;
	bool is_open;
	struct psi_sha256 in_sha256;
	uint32_t left;
	uint64_t block;
	/* The result. */
	struct psi_sink sink;
	bool has_sink;
	struct psi_sha256 out_sha256;
	uint32_t done;
	uint32_t total;
	struct slot *slot;
	size_t num_slot;
	size_t slot_rows;
};

/* ---- the input ---- */

static int
open_input(struct working *working, struct psi_error *err)
{
	const struct psi_store *store = &working->session->store;
	char name[PSI_TASK_NAME_CHARS];
	int rc;

	psi_task_input_name(name, working->part);
	rc = store->open(store->cookie, name, &working->source, err);
	if (rc != 0)
		return rc == PSI_E_ABSENT
		    ? psi_task_refuse_input(working->part, err)
		    : rc;
	working->is_open = true;
	psi_sha256_init(&working->in_sha256);
	return 0;
}

static void
close_input(struct working *working)
{
	const struct psi_store *store = &working->session->store;

	if (working->is_open)
		store->close(store->cookie, &working->source);
	working->is_open = false;
}

/* `len` bytes of the input, which must have them. */
static int
read_input(
    struct working *working, uint8_t *out, size_t len, struct psi_error *err)
{
	size_t got = 0;
	int rc = psi_source_read_full(&working->source, out, len, &got, err);

	if (rc != 0)
		return rc;
	if (got != len)
		return psi_task_refuse_input(working->part, err);
	psi_sha256_update(&working->in_sha256, out, len);
	return 0;
}

/* At the end of the input: is it that of the plan? */
static int
end_input(struct working *working, struct psi_error *err)
{
	uint8_t digest[PSI_DIGEST_BYTES];

	psi_sha256_final(&working->in_sha256, digest);
	close_input(working);
	if (psi_public_equal(
		digest, working->plan.input[working->part], sizeof digest))
		return 0;
	return psi_task_refuse_input(working->part, err);
}

/* ---- the rows ---- */

static int
read_key(struct working *working, struct psi_buf *key, struct slot *slot,
    struct psi_error *err)
{
	size_t before = slot->text.len;
	uint8_t length[PSI_BLIND_LENGTH_BYTES];
	size_t len;
	int rc;

	if ((rc = read_input(working, length, sizeof length, err)) != 0)
		return rc;
	len = (size_t)length[0] << 8 | length[1];
	key->len = len == 0 ? PSI_BLIND_PADDING_BYTES : len;
	if ((rc = read_input(working, key->data, key->len, err)) != 0 ||
	    (rc = len == 0
		    ? psi_blind_message_padding(&slot->text, key->data, err)
		    : psi_blind_message(&slot->text,
			  working->plan.run.agreement, (const char *)key->data,
			  len, err)) != 0)
		return rc;
	slot->message[slot->num++].len = slot->text.len - before;
	return 0;
}

static int
fill_keys(struct working *working, struct slot *slot, size_t num,
    struct psi_error *err)
{
	struct psi_buf key = PSI_BUF_INIT;
	int rc = psi_buf_reserve(&key, UINT16_MAX, err);

	slot->text.len = 0;
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = read_key(working, &key, slot, err);
	psi_blind_messages_point(&slot->text, slot->message, slot->num);
	psi_buf_clear(&key);
	return rc;
}

static int
fill_block(struct working *working, struct slot *slot, size_t num,
    struct psi_error *err)
{
	int rc = read_input(
	    working, slot->in, num * working->suite->element_bytes, err);

	slot->num = num;
	slot->block = working->block++;
	if (rc != 0 || !working->is_proved)
		return rc;
	return psi_random(slot->fresh, sizeof slot->fresh, err);
}

static int
fill(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct working *working = cookie;
	struct slot *slot = &working->slot[i];
	size_t num = working->left < working->slot_rows ? working->left
							: working->slot_rows;

	*end = num == 0;
	slot->num = 0;
	if (*end)
		return 0;
	working->left -= (uint32_t)num;
	return working->plan.work == PSI_TASK_BLIND
	    ? fill_keys(working, slot, num, err)
	    : fill_block(working, slot, num, err);
}

static int
work(void *cookie, size_t i, struct psi_error *err)
{
	struct working *working = cookie;
	struct slot *slot = &working->slot[i];
	struct psi_workers *workers = working->session->workers;
	const uint8_t *k = working->scalar.data;
	size_t bad;

	if (working->plan.work == PSI_TASK_BLIND)
		return psi_batch_hash_mul(working->suite, slot->out,
		    slot->message, slot->num, k, NULL, err);
	if (!working->is_proved)
		return psi_batch_mul(working->suite, slot->out, slot->in,
		    slot->num, k, &bad, workers, err);
	return psi_block_evaluate(
	    &(struct psi_block){
		working->suite, &working->transcript, slot->block, slot->num },
	    slot->out, slot->proof, slot->in,
	    &(struct psi_prover){ k, slot->fresh }, &bad, workers, err);
}

static int
write_result(struct working *working, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	psi_sha256_update(&working->out_sha256, in, in_len);
	return working->sink.write(working->sink.cookie, in, in_len, err);
}

static int
drain(void *cookie, size_t i, struct psi_error *err)
{
	struct working *working = cookie;
	const struct slot *slot = &working->slot[i];
	int rc = write_result(
	    working, slot->out, slot->num * working->suite->element_bytes, err);

	if (rc == 0 && working->is_proved)
		rc =
		    write_result(working, slot->proof, sizeof slot->proof, err);
	if (rc != 0)
		return rc;
	working->done += (uint32_t)slot->num;
	return psi_session_progress(working->session,
	    working->plan.work == PSI_TASK_BLIND ? "blinding" : "evaluating",
	    working->done, working->total, err);
}

/* ---- the part ---- */

static int
make_slots(struct working *working, struct psi_error *err)
{
	struct psi_session *session = working->session;
	size_t element_bytes = working->suite->element_bytes;
	size_t rows = working->slot_rows;
	bool is_blind = working->plan.work == PSI_TASK_BLIND;
	int rc = psi_session_start_workers(session, err);

	if (rc != 0)
		return rc;
	working->num_slot = (size_t)psi_workers_jobs(session->workers) + 1;
	working->slot = psi_array_new(working->num_slot, sizeof *working->slot);
	if (working->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < working->num_slot; i++) {
		struct slot *slot = &working->slot[i];

		slot->out = psi_array_new(rows, element_bytes);
		if (is_blind)
			slot->message =
			    psi_array_new(rows, sizeof *slot->message);
		else
			slot->in = psi_array_new(rows, element_bytes);
		if (slot->out == NULL ||
		    (is_blind ? slot->message == NULL : slot->in == NULL))
			return psi_error_nomem(err);
	}
	return 0;
}

static void
clear(struct working *working)
{
	const struct psi_store *store = &working->session->store;
	size_t element_bytes = working->suite->element_bytes;
	size_t rows = working->slot_rows;

	for (size_t i = 0; working->slot != NULL && i < working->num_slot;
	     i++) {
		struct slot *slot = &working->slot[i];

		psi_buf_clear(&slot->text);
		psi_array_free(slot->message, rows, sizeof *slot->message);
		psi_array_free(slot->in, rows, element_bytes);
		psi_array_free(slot->out, rows, element_bytes);
	}
	psi_array_free(working->slot, working->num_slot, sizeof *working->slot);
	if (working->has_sink)
		store->abandon(store->cookie, &working->sink);
	close_input(working);
	psi_secret_clear(&working->scalar);
	psi_task_plan_clear(&working->plan);
}

/* The plan, and where in it the part lies. */
static int
prepare(struct working *working, enum psi_tasks_step step, uint32_t part,
    struct psi_error *err)
{
	struct psi_session *session = working->session;
	const struct psi_state *state = &session->state;
	struct psi_task_plan *plan = &working->plan;
	enum psi_task_work wanted =
	    step == PSI_TASKS_BLIND ? PSI_TASK_BLIND : PSI_TASK_EVALUATE;
	uint32_t first;
	int rc;

	rc = psi_task_plan_read(plan, session, err);
	if (rc == PSI_E_ABSENT || (rc == 0 && plan->work != wanted))
		return psi_task_no_plan(wanted, err);
	if (rc != 0)
		return rc;
	if (part < 1 || part > plan->num)
		return psi_error_set(err, PSI_E_STATE,
		    "there is no part %lu: the work was cut into %lu parts",
		    (unsigned long)part, (unsigned long)plan->num);
	/* The ledger is not here: an agreement that was revoked or replaced is
	 * noticed when parts are planned, and when they are put together. */
	rc = psi_agreement_check(
	    session->agreement, session->options.today, err);
	if (rc != 0)
		return rc;
	working->part = part - 1;
	first = psi_task_first(plan, part - 1);
	working->total = psi_task_first(plan, part) - first;
	working->left = working->total;
	working->block = first / PSI_BLOCK_ROWS;
	working->slot_rows =
	    plan->work == PSI_TASK_BLIND ? CHUNK_ROWS : PSI_BLOCK_ROWS;
	working->is_proved = plan->work == PSI_TASK_EVALUATE &&
	    session->agreement->mode == PSI_MODE_ACCOUNTS;
	working->transcript.agreement = state->agreement;
	working->transcript.role = state->role;
	working->transcript.run = plan->run.run;
	working->transcript.answers = state->partner_blinded;
	working->transcript.beside = state->own_blinded;
	working->transcript.public_key = plan->public_key;
	return 0;
}

static int
make_result(struct working *working, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work, drain, working, 0 };
	const struct psi_store *store = &working->session->store;
	uint8_t head[PSI_TASK_HEAD_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	char name[PSI_TASK_NAME_CHARS];
	int rc;

	psi_task_result_name(name, working->part);
	rc = store->create(store->cookie, name, &working->sink, err);
	if (rc != 0)
		return rc;
	working->has_sink = true;
	psi_sha256_init(&working->out_sha256);
	psi_task_head(head, &working->plan, working->part);
	pipeline.num_slots = working->num_slot;
	if ((rc = write_result(working, head, sizeof head, err)) != 0 ||
	    (rc = psi_pipeline_run(
		 &pipeline, working->session->workers, err)) != 0 ||
	    (rc = end_input(working, err)) != 0)
		return rc;
	psi_sha256_final(&working->out_sha256, digest);
	rc = working->sink.write(
	    working->sink.cookie, digest, sizeof digest, err);
	if (rc != 0)
		return rc;
	working->has_sink = false;
	return store->commit(store->cookie, &working->sink, err);
}

/* Keys that are not blinded yet can be cut again, with another scalar. */
static int
read_scalar(struct working *working, struct psi_error *err)
{
	int rc = psi_secrets_read_scalar(
	    working->session, working->plan.public_key, &working->scalar, err);

	if (rc != PSI_E_STATE || working->plan.work != PSI_TASK_BLIND)
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0, "cut the work again with --plan",
	    "the secret of the parts is missing or is that of another plan");
}

int
psi_session_part(struct psi_session *session, enum psi_tasks_step step,
    uint32_t part, struct psi_error *err)
{
	struct working working;
	int rc;

	if (step != PSI_TASKS_BLIND && step != PSI_TASKS_EXCHANGE)
		return psi_error_set(err, PSI_E_ARG, "there is no such step");
	memset(&working, 0, sizeof working);
	working.session = session;
	working.suite = session->agreement->suite;
	/* An input that is not that of the plan is refused before the scalar is
	 * read. It is read again to be worked on, and could change meanwhile:
	 * so the result is kept only if it was the same then. */
	if ((rc = prepare(&working, step, part, err)) == 0 &&
	    (rc = psi_task_input_check(
		 &working.plan, session, part - 1, err)) == 0 &&
	    (rc = open_input(&working, err)) == 0 &&
	    (rc = read_scalar(&working, err)) == 0 &&
	    (rc = make_slots(&working, err)) == 0)
		rc = make_result(&working, err);
	clear(&working);
	return rc;
}
