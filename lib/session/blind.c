#include <string.h>

#include "psi/tasks.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "session/blind_allowed.h"
#include "session/blind_rows.h"
#include "session/objects.h"
#include "session/secrets.h"
#include "session/session.h"
#include "trust/ledger_record.h"

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

/* Everything is in the store: let the ledger know, and then say so. */
static int
conclude(struct psi_blinding *blinding, struct psi_state *state,
    struct psi_error *err)
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

/* The secrets, all of them or those that the parts did not need. */
static int
make_secrets(struct psi_blinding *blinding, struct psi_error *err)
{
	struct psi_blind_secrets *secrets = &blinding->secrets;
	int rc = 0;

	if (blinding->work.results != NULL) {
		rc = psi_secrets_read_scalar(blinding->session,
		    blinding->parts.public_key, &secrets->scalar, err);
		secrets->is_kept = true;
	}
	if (rc == 0)
		rc = psi_blind_secrets_make(
		    secrets, blinding->session, &blinding->header, err);
	if (rc == 0 && blinding->work.results == NULL)
		blinding->work.scalar = secrets->scalar.data;
	return rc;
}

/* From rows that have their places to `blinded`. */
static int
blind_rows(struct psi_blinding *blinding, struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_state state;
	int rc;

	if ((rc = make_secrets(blinding, err)) != 0)
		return rc;
	state = session->state;
	state.dropped_populations = blinding->table.dropped_populations;
	if ((rc = psi_exports_write(&blinding->table.exports,
		 state.exports_file, &session->store, err)) != 0 ||
	    (rc = psi_blinding_write(blinding, &state, err)) != 0)
		return rc;
	return conclude(blinding, &state, err);
}

static int
blind(struct psi_blinding *blinding, const struct psi_source *keys,
    uint32_t wanted, struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	int rc;

	if ((rc = psi_blinding_read(blinding, keys, err)) != 0 ||
	    (rc = psi_blinding_plan(blinding, err)) != 0 ||
	    (rc = reserve(session, wanted, err)) != 0 ||
	    (rc = psi_task_remove(session, err)) != 0)
		return rc;
	return blind_rows(blinding, err);
}

static int
cut_rows(struct psi_blinding *blinding, struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_task_plan *parts = &blinding->parts;
	int rc;

	parts->work = PSI_TASK_BLIND;
	psi_session_run(session, &parts->run);
	parts->element_bytes = blinding->suite->element_bytes;
	parts->is_spilled = blinding->spill != NULL;
	if (parts->is_spilled)
		parts->seed = psi_key_spill_seed(blinding->table.spill);
	blinding->work.inputs = &blinding->inputs;
	if ((rc = psi_blind_secrets_draw(&blinding->secrets, session, err)) !=
		0 ||
	    (rc = psi_blind_secrets_keep(&blinding->secrets, session, err)) !=
		0 ||
	    (rc = blinding->suite->mul_base(
		 parts->public_key, blinding->secrets.scalar.data, err)) != 0 ||
	    (rc = psi_task_inputs_begin(
		 &blinding->inputs, parts, session, err)) != 0 ||
	    (rc = psi_blinding_cut(blinding, err)) != 0 ||
	    (rc = psi_task_inputs_end(&blinding->inputs, err)) != 0)
		return rc;
	return psi_task_plan_write(parts, session, err);
}

static int
cut(struct psi_blinding *blinding, const struct psi_source *keys,
    uint32_t wanted, struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_task_plan *parts = &blinding->parts;
	bool is_planned;
	int rc;

	if ((rc = psi_blinding_read(blinding, keys, err)) != 0 ||
	    (rc = psi_blinding_plan(blinding, err)) != 0)
		return rc;
	memcpy(parts->source, blinding->table.digest, sizeof parts->source);
	parts->rows = blinding->layout.elements;
	parts->run.run = wanted;
	rc = psi_task_is_planned(parts, session, &is_planned, err);
	if (rc != 0 || is_planned)
		return rc;
	/* The ledger refuses another run before anything is removed. */
	if ((rc = reserve(session, wanted, err)) != 0 ||
	    (rc = psi_task_remove(session, err)) != 0)
		return rc;
	return cut_rows(blinding, err);
}

/* The keys must be those that were cut, and their rows as many. */
static int
check_parts(const struct psi_blinding *blinding, struct psi_error *err)
{
	const struct psi_task_plan *parts = &blinding->parts;

	if (psi_public_equal(
		parts->source, blinding->table.digest, sizeof parts->source) &&
	    parts->rows == blinding->layout.elements)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "give the keys file that was cut, or cut this one with --plan",
	    "the parts were made of another keys file");
}

static int
finish(struct psi_blinding *blinding, const struct psi_source *keys,
    struct psi_error *err)
{
	struct psi_session *session = blinding->session;
	struct psi_task_plan *parts = &blinding->parts;
	int rc;

	rc = psi_task_plan_read(parts, session, err);
	if (rc == PSI_E_ABSENT)
		return psi_task_no_plan(PSI_TASK_BLIND, err);
	if (rc != 0 || (rc = psi_task_plan_check(parts, session, err)) != 0 ||
	    (rc = psi_task_results_begin(
		 &blinding->results, parts, session, err)) != 0)
		return rc;
	blinding->work.results = &blinding->results;
	if ((rc = psi_blinding_read(blinding, keys, err)) != 0 ||
	    (rc = psi_blinding_plan(blinding, err)) != 0 ||
	    (rc = check_parts(blinding, err)) != 0 ||
	    (rc = reserve(session, parts->run.run, err)) != 0 ||
	    (rc = blind_rows(blinding, err)) != 0)
		return rc;
	return psi_task_remove(session, err);
}

/* What all three ask first. */
static int
check_session(const struct psi_session *session,
    const struct psi_blind_options *options, struct psi_error *err)
{
	int rc;

	if (options != NULL &&
	    (options->version != PSI_BLIND_OPTIONS_VERSION ||
		options->run > PSI_LEDGER_RUN_MAX))
		return psi_error_set(err, PSI_E_ARG, "invalid options");
	if ((rc = psi_session_need_ledger(session, err)) != 0)
		return rc;
	return psi_session_need_identity(session, err);
}

/* Of a session that is not blinded yet: may it be? */
static int
check_begin(const struct psi_session *session,
    const struct psi_blind_options *options, struct psi_error *err)
{
	bool is_wanted = options != NULL && options->after_unanswered != 0;
	int rc = psi_session_check_agreement(session, err);

	return rc != 0 ? rc : psi_blind_check_answered(session, is_wanted, err);
}

/* Of a session that is blinded: removes what a step left that was interrupted
 * after it had put the parts together. */
static int
repeat(struct psi_session *session, const struct psi_source *keys,
    struct psi_error *err)
{
	int rc = psi_blind_repeat(session, keys, err);

	if (rc != 0 || session->state.state > PSI_SESSION_BLINDED)
		return rc;
	return psi_task_remove(session, err);
}

int
psi_session_blind(struct psi_session *session, const struct psi_source *keys,
    const struct psi_blind_options *options, struct psi_error *err)
{
	struct psi_blinding blinding;
	uint32_t wanted;
	int rc;

	if ((rc = check_session(session, options, err)) != 0)
		return rc;
	wanted = options != NULL ? options->run : 0;
	if (session->state.state >= PSI_SESSION_BLINDED) {
		rc = psi_blind_check_run(session, wanted, err);
		return rc != 0 ? rc : repeat(session, keys, err);
	}
	if ((rc = check_begin(session, options, err)) != 0)
		return rc;
	psi_blinding_begin(&blinding, session);
	rc = blind(&blinding, keys, wanted, err);
	psi_blinding_clear(&blinding);
	return rc;
}

int
psi_session_blind_plan(struct psi_session *session,
    const struct psi_source *keys, const struct psi_blind_options *options,
    uint32_t parts, struct psi_error *err)
{
	struct psi_blinding blinding;
	int rc;

	if (parts < 1 || parts > PSI_TASKS_MAX)
		return psi_error_set(
		    err, PSI_E_ARG, "work has 1 to %d parts", PSI_TASKS_MAX);
	if ((rc = check_session(session, options, err)) != 0)
		return rc;
	if (session->state.state >= PSI_SESSION_BLINDED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "psi-blind without --plan writes the blinded file",
		    "this session has blinded its keys already");
	if ((rc = check_begin(session, options, err)) != 0)
		return rc;
	psi_blinding_begin(&blinding, session);
	blinding.parts.num = parts;
	rc = cut(&blinding, keys, options != NULL ? options->run : 0, err);
	psi_blinding_clear(&blinding);
	return rc;
}

int
psi_session_blind_finish(struct psi_session *session,
    const struct psi_source *keys, struct psi_error *err)
{
	struct psi_blinding blinding;
	int rc;

	if ((rc = check_session(session, NULL, err)) != 0)
		return rc;
	if (session->state.state >= PSI_SESSION_BLINDED)
		return repeat(session, keys, err);
	/* Whether to begin although the partner has not answered was said when
	 * the parts were planned. */
	if ((rc = psi_session_check_agreement(session, err)) != 0)
		return rc;
	psi_blinding_begin(&blinding, session);
	rc = finish(&blinding, keys, err);
	psi_blinding_clear(&blinding);
	return rc;
}
