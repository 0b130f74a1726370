#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/object.h"
#include "base/random.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/blind_message.h"
#include "session/blind_plan.h"
#include "session/blind_secrets.h"
#include "session/blind_spill.h"
#include "session/key_read.h"
#include "session/map_file.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/session.h"
#include "trust/ledger_record.h"

/* Rows that one worker takes at a time. */
#define CHUNK_ROWS ((size_t)8192)

struct slot {
	size_t first;
	size_t num;
	struct psi_buf text;
	struct psi_message *message;
};

/* One psi-blind. */
struct blinding {
	struct psi_session *session;
	const struct psi_suite *suite;
	struct psi_key_table table;
	struct psi_blind_layout layout;
	/* Not NULL where the keys do not fit into memory. */
	struct psi_blind_spill *spill;
	struct psi_blind_secrets secrets;
	struct psi_wire_header header;
	/* By row of the layout. */
	uint8_t *element;
	/* The row that stands at each position of the file. */
	uint32_t *row_at;
	/* How far the pipeline has come. */
	size_t next;
	size_t done;
	struct slot *slot;
	size_t num_slot;
	uint8_t digest[PSI_DIGEST_BYTES];
};

/* psi-blind again: nothing to do if the keys file is the same. */
static int
repeat(struct psi_session *session, const struct psi_source *keys,
    struct psi_error *err)
{
	static const uint8_t none[PSI_DIGEST_BYTES];
	const struct psi_state *state = &session->state;
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	if (state->state == PSI_SESSION_CLOSED &&
	    psi_public_equal(state->partner_blinded, none, PSI_DIGEST_BYTES))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "this session is closed");
	if ((rc = psi_key_table_digest(digest, keys, err)) != 0)
		return rc;
	if (psi_public_equal(digest, state->keys_file, PSI_DIGEST_BYTES))
		return 0;
	if (state->state == PSI_SESSION_REVEALED ||
	    state->state == PSI_SESSION_CLOSED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "for another run, or another list, use a new folder: "
		    "'psi-blind -a AGREEMENT -i IDENTITY -s NEW-FOLDER KEYS'",
		    "this session is finished, and was made from another keys "
		    "file");
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run with psi-close, and begin another in another "
	    "folder; your partner has to begin another one too",
	    "this session has blinded another keys file");
}

static int
check_source_date(const struct psi_session *session,
    const struct psi_key_table *table, struct psi_error *err)
{
	int64_t age = (int64_t)session->options.today - table->source_date;

	if (age < 0)
		return psi_error_set(err, PSI_E_INPUT,
		    "the source date of the keys file is in the future");
	if (age <= session->agreement->maximum_source_age_days)
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "export your accounts again, and normalise that",
	    "the data is %lld days old, and the agreement allows %lu",
	    (long long)age,
	    (unsigned long)session->agreement->maximum_source_age_days);
}

/*
 * What must be in the store before the ledger may name this run: a session
 * number, so that a run that was reserved can be told to be ours if this
 * process ends here. Then the run is reserved.
 */
static int
reserve(struct psi_session *session, uint32_t wanted, struct psi_error *err)
{
	struct psi_state state = session->state;
	struct psi_ledger_run run;
	struct psi_sink sink;
	int rc;

	if (state.state == PSI_SESSION_EMPTY) {
		rc = psi_random(state.session, sizeof state.session, err);
		if (rc != 0)
			return rc;
		rc = session->store.create(
		    session->store.cookie, PSI_OBJECT_AGREEMENT, &sink, err);
		if (rc != 0)
			return rc;
		rc = psi_agreement_write(session->agreement, &sink, err);
		if (rc != 0) {
			session->store.abandon(session->store.cookie, &sink);
			return rc;
		}
		rc = session->store.commit(session->store.cookie, &sink, err);
		if (rc != 0)
			return rc;
		state.state = PSI_SESSION_PREPARING;
		rc = psi_state_write(&session->store, &state, err);
		if (rc != 0)
			return rc;
		session->state = state;
	}
	psi_session_run(session, &run);
	if (run.run == 0)
		run.run = wanted;
	rc = psi_ledger_reserve(&session->ledger, session->agreement,
	    session->options.today, &run, err);
	if (rc != 0)
		return rc;
	state.run = run.run;
	session->state = state;
	return 0;
}

/* The message of one row, behind what the slot holds already. */
static int
append_message(struct blinding *blinding, struct slot *slot, size_t row,
    struct psi_error *err)
{
	uint32_t key = blinding->layout.key[row];
	const char *text = NULL;
	size_t len = 0;

	if (key != PSI_BLIND_NO_KEY)
		text = psi_text_table_get(&blinding->table.keys, key, &len);
	return psi_blind_message(
	    &slot->text, blinding->session->state.agreement, text, len, err);
}

static int
fill_chunk(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct blinding *blinding = cookie;
	struct slot *slot = &blinding->slot[i];
	size_t left = blinding->layout.elements - blinding->next;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	slot->first = blinding->next;
	slot->num = left < CHUNK_ROWS ? left : CHUNK_ROWS;
	slot->text.len = 0;
	for (size_t row = 0; row < slot->num; row++) {
		size_t before = slot->text.len;

		rc = append_message(blinding, slot, slot->first + row, err);
		if (rc != 0)
			return rc;
		slot->message[row].len = slot->text.len - before;
	}
	psi_blind_messages_point(&slot->text, slot->message, slot->num);
	blinding->next += slot->num;
	return 0;
}

static int
work_chunk(void *cookie, size_t i, struct psi_error *err)
{
	struct blinding *blinding = cookie;
	struct slot *slot = &blinding->slot[i];

	return psi_batch_hash_mul(blinding->suite,
	    blinding->element + slot->first * blinding->suite->element_bytes,
	    slot->message, slot->num, blinding->secrets.scalar.data, NULL, err);
}

static int
drain_chunk(void *cookie, size_t i, struct psi_error *err)
{
	struct blinding *blinding = cookie;

	blinding->done += blinding->slot[i].num;
	return psi_session_progress(blinding->session, "blinding",
	    blinding->done, blinding->layout.elements, err);
}

static int
compute(struct blinding *blinding, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill_chunk, work_chunk, drain_chunk,
		blinding, 0 };
	int rc;

	rc = psi_session_start_workers(blinding->session, err);
	if (rc != 0)
		return rc;
	blinding->num_slot =
	    (size_t)psi_workers_jobs(blinding->session->workers) * 2;
	blinding->element = psi_array_new(
	    blinding->layout.elements, blinding->suite->element_bytes);
	blinding->slot =
	    psi_array_new(blinding->num_slot, sizeof *blinding->slot);
	if (blinding->element == NULL || blinding->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < blinding->num_slot; i++) {
		blinding->slot[i].message = psi_array_new(
		    CHUNK_ROWS, sizeof *blinding->slot[i].message);
		if (blinding->slot[i].message == NULL)
			return psi_error_nomem(err);
	}
	pipeline.num_slots = blinding->num_slot;
	return psi_pipeline_run(&pipeline, blinding->session->workers, err);
}

/* Sort each group by octets (rule 4): row_at says which row stands where. */
static int
order_rows(struct blinding *blinding, struct psi_error *err)
{
	const struct psi_blind_layout *layout = &blinding->layout;
	size_t element_bytes = blinding->suite->element_bytes;
	struct psi_element_ref *refs;
	size_t first = 0;
	int rc = 0;

	refs = psi_array_new(layout->elements, sizeof *refs);
	blinding->row_at =
	    psi_array_new(layout->elements, sizeof *blinding->row_at);
	if (refs == NULL || blinding->row_at == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	for (size_t g = 0; g < layout->num_group; g++) {
		rc = psi_element_sort(refs,
		    blinding->element + first * element_bytes, layout->total[g],
		    element_bytes, err);
		if (rc != 0)
			goto out;
		for (size_t i = 0; i < layout->total[g]; i++)
			blinding->row_at[first + i] =
			    (uint32_t)first + refs[i].row;
		first += layout->total[g];
	}
out:
	psi_array_free(refs, layout->elements, sizeof *refs);
	return rc;
}

static void
fill_header(struct blinding *blinding)
{
	const struct psi_session *session = blinding->session;
	const struct psi_agreement *agreement = session->agreement;
	struct psi_wire_header *header = &blinding->header;

	header->kind = PSI_WIRE_BLINDED;
	header->suite = blinding->suite;
	memcpy(header->agreement, session->state.agreement,
	    sizeof header->agreement);
	header->from = session->state.role;
	header->run = session->state.run;
	header->created = session->options.today;
	header->source_date = blinding->table.source_date;
	header->elements = blinding->layout.elements;
	header->num_group = agreement->num_group;
	for (size_t g = 0; g < agreement->num_group; g++) {
		const char *name = psi_population_name(agreement->group[g]);

		memcpy(header->group[g], name, strlen(name) + 1);
		header->group_elements[g] = blinding->layout.total[g];
	}
}

static int
write_elements(struct blinding *blinding, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	size_t element_bytes = blinding->suite->element_bytes;
	uint8_t block[256 * PSI_ELEMENT_MAX_BYTES];
	size_t num = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < blinding->layout.elements; i++) {
		memcpy(block + num * element_bytes,
		    blinding->element + blinding->row_at[i] * element_bytes,
		    element_bytes);
		if (++num < 256 && i + 1 < blinding->layout.elements)
			continue;
		rc = psi_wire_write_elements(
		    writer, element_bytes, block, num, err);
		num = 0;
	}
	return rc;
}

static int
write_records(struct blinding *blinding, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	int rc = psi_wire_write_header(writer, &blinding->header, err);

	if (rc == 0)
		rc = blinding->spill != NULL
		    ? psi_blind_spill_write(blinding->spill, writer, err)
		    : write_elements(blinding, writer, err);
	if (rc != 0)
		return rc;
	return psi_session_sign(
	    blinding->session, writer, PSI_WIRE_BLINDED, blinding->digest, err);
}

static int
write_blinded(struct blinding *blinding, struct psi_error *err)
{
	struct psi_store *store = &blinding->session->store;
	struct psi_wire_writer *writer = NULL;
	struct psi_sink sink;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_BLINDED, &sink, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_wire_writer_new(&writer, &sink, err)) == 0)
		rc = write_records(blinding, writer, err);
	psi_wire_writer_free(writer);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* The position of each key, and then the rows that lead back from it. In
 * counts mode nothing ever leads back, so there is no map. */
static int
write_map(
    struct blinding *blinding, struct psi_state *state, struct psi_error *err)
{
	struct psi_key_table *table = &blinding->table;
	bool is_counts = blinding->session->agreement->mode == PSI_MODE_COUNTS;
	uint32_t *key_at;
	int rc;

	key_at = psi_array_new(blinding->layout.elements, sizeof *key_at);
	if (key_at == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < blinding->layout.elements; i++)
		key_at[i] = blinding->layout.key[blinding->row_at[i]];
	rc = psi_map_write(is_counts ? NULL : &blinding->session->store,
	    blinding->session->workers, table, key_at,
	    blinding->layout.elements, &state->accounts,
	    &state->dropped_populations, err);
	psi_array_free(key_at, blinding->layout.elements, sizeof *key_at);
	return rc;
}

/* Everything is in the store: let the ledger know, and then say so. */
static int
conclude(
    struct blinding *blinding, struct psi_state *state, struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_ledger_run run;
	int rc;

	psi_session_run(session, &run);
	rc = psi_ledger_record_sent(&session->ledger, &run, blinding->digest,
	    blinding->header.public_key, blinding->suite->element_bytes, err);
	if (rc != 0)
		return rc;
	state->state = PSI_SESSION_BLINDED;
	memcpy(
	    state->keys_file, blinding->table.digest, sizeof state->keys_file);
	memcpy(state->export, blinding->table.export, sizeof state->export);
	memcpy(state->own_blinded, blinding->digest, sizeof state->own_blinded);
	state->created = (uint32_t)blinding->header.created;
	state->listed = psi_key_table_num_account(&blinding->table);
	state->elements = blinding->layout.elements;
	state->dropped_types = blinding->table.dropped_types;
	for (size_t g = 0; g < blinding->layout.num_group; g++)
		state->keys += blinding->layout.keys[g];
	rc = psi_state_write(&session->store, state, err);
	if (rc == 0)
		session->state = *state;
	return rc;
}

static int
read_keys(struct blinding *blinding, const struct psi_source *keys,
    struct psi_error *err)
{
	const struct psi_session *session = blinding->session;
	const struct psi_key_room room = { session->options.memory,
		session->options.scratch };
	bool has_limit = room.memory > 0 && room.scratch != NULL;
	int rc;

	rc = psi_key_table_read(&blinding->table, keys, session->agreement,
	    session->state.role, has_limit ? &room : NULL, err);
	return rc != 0 ? rc : check_source_date(session, &blinding->table, err);
}

static int
plan(struct blinding *blinding, struct psi_error *err)
{
	struct psi_session *session = blinding->session;

	if (blinding->table.spill != NULL)
		return psi_blind_spill_new(&blinding->spill, session,
		    blinding->table.spill, &blinding->layout, err);
	return psi_blind_plan(&blinding->layout, session->agreement,
	    psi_session_own(session), &blinding->table, err);
}

/* Elements, the blinded file and the map, of keys in memory; or of keys on
 * disk, which have their positions only once the file is written. */
static int
make_files(
    struct blinding *blinding, struct psi_state *state, struct psi_error *err)
{
	int rc;

	if (blinding->spill == NULL) {
		if ((rc = compute(blinding, err)) != 0 ||
		    (rc = order_rows(blinding, err)) != 0 ||
		    (rc = write_map(blinding, state, err)) != 0)
			return rc;
		return write_blinded(blinding, err);
	}
	if ((rc = psi_blind_spill_compute(
		 blinding->spill, blinding->secrets.scalar.data, err)) != 0 ||
	    (rc = write_blinded(blinding, err)) != 0)
		return rc;
	return psi_blind_spill_map(blinding->spill, state, err);
}

static int
blind(struct blinding *blinding, const struct psi_source *keys, uint32_t wanted,
    struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_state state;
	int rc;

	if ((rc = read_keys(blinding, keys, err)) != 0 ||
	    (rc = plan(blinding, err)) != 0 ||
	    (rc = reserve(session, wanted, err)) != 0 ||
	    (rc = psi_blind_secrets_make(
		 &blinding->secrets, session, &blinding->header, err)) != 0)
		return rc;
	state = session->state;
	state.dropped_populations = blinding->table.dropped_populations;
	fill_header(blinding);
	if ((rc = psi_exports_write(
		 &blinding->table.exports, &session->store, err)) != 0 ||
	    (rc = make_files(blinding, &state, err)) != 0)
		return rc;
	return conclude(blinding, &state, err);
}

static void
clear(struct blinding *blinding)
{
	const struct psi_blind_layout *layout = &blinding->layout;

	for (size_t i = 0; blinding->slot != NULL && i < blinding->num_slot;
	     i++) {
		psi_buf_clear(&blinding->slot[i].text);
		psi_array_free(blinding->slot[i].message, CHUNK_ROWS,
		    sizeof *blinding->slot[i].message);
	}
	psi_array_free(
	    blinding->slot, blinding->num_slot, sizeof *blinding->slot);
	psi_array_free(blinding->element, layout->elements,
	    blinding->suite->element_bytes);
	psi_array_free(
	    blinding->row_at, layout->elements, sizeof *blinding->row_at);
	psi_blind_spill_free(blinding->spill);
	psi_blind_layout_clear(&blinding->layout);
	psi_key_table_clear(&blinding->table);
	psi_blind_secrets_clear(&blinding->secrets);
}

/* A session has one run; 0 asks for whichever that is. */
static int
check_run(
    const struct psi_session *session, uint32_t wanted, struct psi_error *err)
{
	if (wanted == 0 || wanted == session->state.run)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "leave out --run, or begin the other run in a session of its own",
	    "this session is of run %lu, not of run %lu",
	    (unsigned long)session->state.run, (unsigned long)wanted);
}

/*
 * A side that answers first has given something, and gets its own result from
 * the partner's answer. Where that never came, whether to go on with this
 * partner is for a person to say, and not for a script that runs every month.
 */
static int
check_answered(
    const struct psi_session *session, bool is_wanted, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	bool is_unanswered;
	int rc;

	if (is_wanted || !psi_session_is_first(session) ||
	    !session->agreement->learns[psi_session_own(session)])
		return 0;
	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	is_unanswered =
	    psi_ledger_has_unanswered(ledger, session->state.agreement);
	psi_ledger_free(ledger);
	if (!is_unanswered)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "ask your partner why, unless you gave that run up yourself; "
	    "psi-blind --after-unanswered begins another run all the same",
	    "in the last run your answer was made and your partner's never "
	    "came: it may have its matches, if you sent your answer, and you "
	    "have none");
}

int
psi_session_blind(struct psi_session *session, const struct psi_source *keys,
    const struct psi_blind_options *options, struct psi_error *err)
{
	struct blinding blinding;
	uint32_t wanted = 0;
	bool is_wanted = false;
	int rc;

	if (options != NULL) {
		if (options->version != PSI_BLIND_OPTIONS_VERSION ||
		    options->run > PSI_LEDGER_RUN_MAX)
			return psi_error_set(err, PSI_E_ARG, "invalid options");
		wanted = options->run;
		is_wanted = options->after_unanswered != 0;
	}
	if ((rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_need_identity(session, err)) != 0)
		return rc;
	if (session->state.state >= PSI_SESSION_BLINDED) {
		rc = check_run(session, wanted, err);
		return rc != 0 ? rc : repeat(session, keys, err);
	}
	if ((rc = psi_session_check_agreement(session, err)) != 0 ||
	    (rc = check_answered(session, is_wanted, err)) != 0)
		return rc;
	memset(&blinding, 0, sizeof blinding);
	blinding.session = session;
	blinding.suite = session->agreement->suite;
	rc = blind(&blinding, keys, wanted, err);
	clear(&blinding);
	return rc;
}
