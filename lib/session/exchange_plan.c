/* The work of an exchange, cut into parts (psi/tasks.h). */
#include <string.h>

#include "psi/tasks.h"

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "group/batch.h"
#include "session/exchange.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_file.h"
#include "session/task_files.h"

/* The elements of the bound file, block after block. */
static int
cut_blocks(struct psi_task_inputs *inputs, struct psi_stored_file *theirs,
    const struct psi_session *session, struct psi_error *err)
{
	size_t element_bytes = session->agreement->suite->element_bytes;
	uint8_t *block = psi_array_new(PSI_BLOCK_ROWS, element_bytes);
	uint32_t left = theirs->header.elements;
	int rc = 0;

	if (block == NULL)
		return psi_error_nomem(err);
	while (rc == 0 && left > 0) {
		size_t want = left < PSI_BLOCK_ROWS ? left : PSI_BLOCK_ROWS;
		size_t num = 0;

		rc = psi_stored_read(theirs, block, want, &num, err);
		if (rc != 0)
			break;
		rc = psi_task_inputs_add(
		    inputs, block, num * element_bytes, (uint32_t)num, err);
		left -= (uint32_t)num;
		if (rc == 0)
			rc = psi_session_progress(session, "cutting",
			    theirs->header.elements - left,
			    theirs->header.elements, err);
	}
	psi_array_free(block, PSI_BLOCK_ROWS, element_bytes);
	/* They must have been those of the bound file. */
	if (rc == 0)
		rc = psi_stored_finish(
		    theirs, session->state.partner_blinded, err);
	return rc != 0 ? rc : psi_task_inputs_end(inputs, err);
}

/* What the plan says besides the parts. */
static int
fill_plan(struct psi_task_plan *plan, const struct psi_session *session,
    uint32_t elements, struct psi_error *err)
{
	struct psi_stored_file own = PSI_STORED_FILE_INIT;
	int rc;

	rc = psi_stored_open(
	    &own, session, PSI_OBJECT_BLINDED, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	plan->work = PSI_TASK_EVALUATE;
	psi_session_run(session, &plan->run);
	plan->element_bytes = session->agreement->suite->element_bytes;
	memcpy(
	    plan->public_key, own.header.public_key, sizeof plan->public_key);
	memcpy(
	    plan->source, session->state.partner_blinded, sizeof plan->source);
	plan->rows = elements;
	psi_stored_close(&own);
	return 0;
}

/* The ledger must already have the run bound to the file; then the plan is named
 * in it. */
static int
cut(const struct psi_session *session, uint32_t num, struct psi_error *err)
{
	struct psi_stored_file theirs = PSI_STORED_FILE_INIT;
	struct psi_task_inputs inputs;
	struct psi_task_plan plan;
	bool is_planned = false;
	int rc;

	memset(&plan, 0, sizeof plan);
	memset(&inputs, 0, sizeof inputs);
	plan.num = num;
	if ((rc = psi_stored_open(&theirs, session, PSI_OBJECT_PARTNER_BLINDED,
		 PSI_WIRE_BLINDED, err)) == 0 &&
	    (rc = psi_exchange_check_bound(
		 session, theirs.header.public_key, err)) == 0 &&
	    (rc = fill_plan(&plan, session, theirs.header.elements, err)) ==
		0 &&
	    (rc = psi_task_is_planned(&plan, session, &is_planned, err)) == 0 &&
	    !is_planned && (rc = psi_task_remove(session, err)) == 0 &&
	    (rc = psi_task_inputs_begin(&inputs, &plan, session, err)) == 0 &&
	    (rc = cut_blocks(&inputs, &theirs, session, err)) == 0)
		rc = psi_task_plan_write(&plan, session, err);
	psi_stored_close(&theirs);
	psi_task_inputs_clear(&inputs);
	psi_task_plan_clear(&plan);
	return rc;
}

int
psi_session_exchange_plan(struct psi_session *session,
    const struct psi_source *blinded, uint32_t parts, struct psi_error *err)
{
	int rc;

	if (parts < 1 || parts > PSI_TASKS_MAX)
		return psi_error_set(
		    err, PSI_E_ARG, "work has 1 to %d parts", PSI_TASKS_MAX);
	if ((rc = psi_exchange_check_ready(session, err)) != 0)
		return rc;
	if (!psi_session_is_first(session))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-exchange without --plan",
		    "by the agreement your partner answers first, so there is "
		    "no work here that could be cut");
	if (session->state.state > PSI_SESSION_BOUND)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "psi-exchange without --plan writes it",
		    "the answer of this run has been made already");
	rc = psi_exchange_receive(session, blinded, err);
	return rc != 0 ? rc : cut(session, parts, err);
}
