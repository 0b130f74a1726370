#include "session/task_plan.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"
#include "group/batch.h"
#include "session/objects.h"
#include "session/session.h"
#include "trust/ledger.h"
#include "trust/ledger_record.h"

#define SIGNED_KIND "tasks/1"
#define FIRST_LINES "term,value\nfile,tasks/1\n"
/* The last line: "signature," and 128 digits. */
#define SIGNATURE_NAME "signature"
#define SIGNATURE_LINE                                                         \
	(sizeof SIGNATURE_NAME + 2 * (size_t)PSI_SIGNATURE_BYTES + 1)
/* The lines before the parts, each of which has less than 80 bytes. */
#define HEAD_BYTES_MAX 1024
#define PLAN_BYTES_MAX                                                         \
	(HEAD_BYTES_MAX + (size_t)80 * PSI_TASKS_MAX + SIGNATURE_LINE)
#define SEED_BYTES 8

static const char *const work_names[] = {
	[PSI_TASK_BLIND] = "blind",
	[PSI_TASK_EVALUATE] = "evaluate",
};

const char *
psi_task_tool(enum psi_task_work work)
{
	return work == PSI_TASK_BLIND ? "psi-blind" : "psi-exchange";
}

void
psi_task_plan_clear(struct psi_task_plan *plan)
{
	psi_array_free(plan->input, plan->num, sizeof *plan->input);
	plan->input = NULL;
}

uint32_t
psi_task_first(const struct psi_task_plan *plan, uint32_t i)
{
	uint64_t unit = plan->work == PSI_TASK_EVALUATE ? PSI_BLOCK_ROWS : 1;
	uint64_t units = (plan->rows + unit - 1) / unit;
	uint64_t first = units * i / plan->num * unit;

	return first < plan->rows ? (uint32_t)first : plan->rows;
}

void
psi_task_input_name(char out[PSI_TASK_NAME_CHARS], uint32_t i)
{
	(void)snprintf(
	    out, PSI_TASK_NAME_CHARS, "task-%lu.in", (unsigned long)i + 1);
}

void
psi_task_result_name(char out[PSI_TASK_NAME_CHARS], uint32_t i)
{
	(void)snprintf(
	    out, PSI_TASK_NAME_CHARS, "task-%lu.out", (unsigned long)i + 1);
}

int
psi_task_no_plan(enum psi_task_work work, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    work == PSI_TASK_BLIND
		? "run 'psi-blind -s DIR --plan N KEYS' first"
		: "run 'psi-exchange -s DIR --plan N FILE' first",
	    "the work of %s has not been cut into parts here",
	    psi_task_tool(work));
}

/* ---- writing ---- */

static int
put_text(struct psi_buf *out, const char *name, const char *value,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_buf_append_text(out, name, err)) != 0 ||
	    (rc = psi_buf_append(out, ",", 1, err)) != 0 ||
	    (rc = psi_buf_append_text(out, value, err)) != 0)
		return rc;
	return psi_buf_append(out, "\n", 1, err);
}

/* value_len is at most PSI_SIGNATURE_BYTES. */
static int
put_hex(struct psi_buf *out, const char *name, const uint8_t *value,
    size_t value_len, struct psi_error *err)
{
	char text[2 * PSI_SIGNATURE_BYTES + 1];

	psi_hex_encode(text, value, value_len);
	return put_text(out, name, text, err);
}

static int
put_number(struct psi_buf *out, const char *name, uint32_t value,
    struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS + 1];

	text[psi_decimal_encode(text, value)] = '\0';
	return put_text(out, name, text, err);
}

static int
put_lines(struct psi_buf *out, const struct psi_task_plan *plan,
    struct psi_error *err)
{
	const struct psi_ledger_run *run = &plan->run;
	uint8_t seed[SEED_BYTES];
	int rc;

	psi_u64be(seed, plan->seed);
	if ((rc = psi_buf_append_text(out, FIRST_LINES, err)) != 0 ||
	    (rc = put_text(out, "work", work_names[plan->work], err)) != 0 ||
	    (rc = put_hex(out, "agreement", run->agreement,
		 sizeof run->agreement, err)) != 0 ||
	    (rc = put_hex(out, "session", run->session, sizeof run->session,
		 err)) != 0 ||
	    (rc = put_number(out, "run", run->run, err)) != 0 ||
	    (rc = put_hex(out, "public-key", plan->public_key,
		 plan->element_bytes, err)) != 0 ||
	    (rc = put_hex(
		 out, "source", plan->source, sizeof plan->source, err)) != 0 ||
	    (rc = put_number(out, "sorted", plan->is_spilled, err)) != 0 ||
	    (rc = put_hex(out, "seed", seed, sizeof seed, err)) != 0 ||
	    (rc = put_number(out, "rows", plan->rows, err)) != 0 ||
	    (rc = put_number(out, "parts", plan->num, err)) != 0)
		return rc;
	for (uint32_t i = 0; rc == 0 && i < plan->num; i++)
		rc = put_hex(
		    out, "part", plan->input[i], sizeof plan->input[i], err);
	return rc;
}

int
psi_task_plan_write(struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
{
	struct psi_buf lines = PSI_BUF_INIT;
	uint8_t signed_text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t len;
	int rc;

	if ((rc = put_lines(&lines, plan, err)) != 0)
		goto out;
	psi_sha256(plan->digest, lines.data, lines.len);
	rc = psi_ledger_record_planned(
	    &session->ledger, &plan->run, plan->digest, err);
	if (rc != 0)
		goto out;
	len = psi_wire_signed_text(signed_text, SIGNED_KIND, plan->digest);
	psi_identity_sign(session->identity, signature, signed_text, len);
	rc = put_hex(&lines, SIGNATURE_NAME, signature, sizeof signature, err);
	if (rc == 0)
		rc = psi_object_write(&session->store, PSI_OBJECT_TASKS,
		    lines.data, lines.len, err);
out:
	psi_buf_clear(&lines);
	return rc;
}

/* ---- reading ---- */

static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0, "cut the work again with --plan",
	    "the plan of the parts, '%s' of the session, is damaged",
	    PSI_OBJECT_TASKS);
}

struct lines {
	const char *at;
	const char *end;
};

/* The value of the next line, which has this name. */
static bool
take(struct lines *lines, const char *name, const char **value, size_t *len)
{
	size_t name_len = strlen(name);
	const char *end =
	    memchr(lines->at, '\n', (size_t)(lines->end - lines->at));

	/* The words of the plan are public. */
	if (end == NULL || (size_t)(end - lines->at) <= name_len ||
	    memcmp(lines->at, name, name_len) != 0 ||
	    lines->at[name_len] != ',')
		return false;
	*value = lines->at + name_len + 1;
	*len = (size_t)(end - *value);
	lines->at = end + 1;
	return true;
}

static bool
take_hex(struct lines *lines, const char *name, uint8_t *out, size_t out_len)
{
	const char *value;
	size_t len;

	return take(lines, name, &value, &len) &&
	    psi_hex_decode(out, out_len, value, len);
}

static bool
take_number(struct lines *lines, const char *name, uint32_t *out, uint32_t max)
{
	const char *value;
	uint64_t number;
	size_t len;

	if (!take(lines, name, &value, &len) ||
	    !psi_decimal_decode(&number, value, len, max))
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool
take_work(struct lines *lines, enum psi_task_work *out)
{
	const char *value;
	size_t len;

	if (!take(lines, "work", &value, &len))
		return false;
	for (int i = PSI_TASK_BLIND; i <= PSI_TASK_EVALUATE; i++)
		if (strlen(work_names[i]) == len &&
		    strncmp(work_names[i], value, len) == 0) {
			*out = (enum psi_task_work)i;
			return true;
		}
	return false;
}

static bool
parse_head(struct psi_task_plan *plan, struct lines *lines)
{
	struct psi_ledger_run *run = &plan->run;
	uint8_t seed[SEED_BYTES];
	uint32_t is_spilled;

	if (!take_work(lines, &plan->work) ||
	    !take_hex(
		lines, "agreement", run->agreement, sizeof run->agreement) ||
	    !take_hex(lines, "session", run->session, sizeof run->session) ||
	    !take_number(lines, "run", &run->run, PSI_LEDGER_RUN_MAX) ||
	    !take_hex(
		lines, "public-key", plan->public_key, plan->element_bytes) ||
	    !take_hex(lines, "source", plan->source, sizeof plan->source) ||
	    !take_number(lines, "sorted", &is_spilled, 1) ||
	    !take_hex(lines, "seed", seed, sizeof seed) ||
	    !take_number(lines, "rows", &plan->rows, UINT32_MAX) ||
	    !take_number(lines, "parts", &plan->num, PSI_TASKS_MAX))
		return false;
	plan->is_spilled = is_spilled == 1;
	plan->seed = psi_load64be(seed);
	return plan->rows > 0 && plan->num > 0;
}

/* The lines before the signature, which was verified. */
static int
parse(struct psi_task_plan *plan, const char *text, size_t len,
    struct psi_error *err)
{
	size_t first_len = sizeof FIRST_LINES - 1;
	struct lines lines = { text + first_len, text + len };

	/* Public. */
	if (len < first_len || memcmp(text, FIRST_LINES, first_len) != 0)
		return damaged(err);
	if (!parse_head(plan, &lines)) {
		plan->num = 0;
		return damaged(err);
	}
	plan->input = psi_array_new(plan->num, sizeof *plan->input);
	if (plan->input == NULL)
		return psi_error_nomem(err);
	for (uint32_t i = 0; i < plan->num; i++)
		if (!take_hex(
			&lines, "part", plan->input[i], sizeof plan->input[i]))
			return damaged(err);
	return lines.at == lines.end ? 0 : damaged(err);
}

static int
check_signature(struct psi_task_plan *plan, const struct psi_session *session,
    const uint8_t *text, size_t len, struct psi_error *err)
{
	size_t own = psi_session_own(session);
	struct lines lines = { (const char *)text + len,
		(const char *)text + len + SIGNATURE_LINE };
	uint8_t signed_text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t signed_len;

	if (!take_hex(&lines, SIGNATURE_NAME, signature, sizeof signature) ||
	    lines.at != lines.end)
		return damaged(err);
	psi_sha256(plan->digest, text, len);
	signed_len =
	    psi_wire_signed_text(signed_text, SIGNED_KIND, plan->digest);
	if (psi_public_identity_verify(&session->agreement->party[own].identity,
		signature, signed_text, signed_len, NULL) != 0)
		return damaged(err);
	return 0;
}

/* Of this very session, and of the step that it is at? */
static int
check_session(const struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
{
	const struct psi_state *state = &session->state;

	if (!psi_public_equal(
		plan->run.session, state->session, sizeof state->session) ||
	    !psi_public_equal(plan->run.agreement, state->agreement,
		sizeof state->agreement) ||
	    (state->run != 0 && state->run != plan->run.run))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "cut the work again with --plan",
		    "the plan of the parts is that of another session");
	if (state->state ==
		(plan->work == PSI_TASK_BLIND ? PSI_SESSION_PREPARING
					      : PSI_SESSION_BOUND) &&
	    (plan->work == PSI_TASK_BLIND ||
		psi_public_equal(
		    plan->source, state->partner_blinded, sizeof plan->source)))
		return 0;
	return psi_error_set(
	    err, PSI_E_ABSENT, "there are no parts for this step");
}

int
psi_task_plan_read(struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	size_t len;
	int rc;

	plan->element_bytes = session->agreement->suite->element_bytes;
	rc = psi_object_read(
	    &session->store, PSI_OBJECT_TASKS, &text, PLAN_BYTES_MAX, err);
	if (rc != 0)
		goto out;
	if (text.len < SIGNATURE_LINE) {
		rc = damaged(err);
		goto out;
	}
	len = text.len - SIGNATURE_LINE;
	if ((rc = check_signature(plan, session, text.data, len, err)) == 0 &&
	    (rc = parse(plan, (const char *)text.data, len, err)) == 0)
		rc = check_session(plan, session, err);
out:
	psi_buf_clear(&text);
	return rc;
}

int
psi_task_plan_check(const struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	bool is_last;
	int rc;

	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	is_last = psi_ledger_is_planned(ledger, &plan->run, plan->digest);
	psi_ledger_free(ledger);
	if (is_last)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "cut the work again with --plan, if the run is still open",
	    "the ledger does not name these parts as the last ones of run %lu: "
	    "the folder was put back, or the run is closed",
	    (unsigned long)plan->run.run);
}

/* ---- the end ---- */

static int
has_object(const struct psi_store *store, const char *name, bool *yes,
    struct psi_error *err)
{
	struct psi_source source;
	int rc = store->open(store->cookie, name, &source, err);

	*yes = rc == 0;
	if (rc == 0)
		store->close(store->cookie, &source);
	return rc == PSI_E_ABSENT ? 0 : rc;
}

/* How many parts there are to remove: those of the plan, and of what was cut
 * without one. Inputs are made in order and removed backwards. */
static int
count_parts(
    const struct psi_session *session, uint32_t *num, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	char name[PSI_TASK_NAME_CHARS];
	struct psi_task_plan plan;
	struct psi_error absent;
	bool yes = true;
	int rc;

	/* A plan of another session, or of a step that is over, has a number,
	 * too. One that is damaged has none: then all are looked for. */
	memset(&plan, 0, sizeof plan);
	rc = psi_task_plan_read(&plan, session, &absent);
	*num = plan.num;
	psi_task_plan_clear(&plan);
	if (rc == PSI_E_STATE && *num == 0)
		*num = PSI_TASKS_MAX;
	if (rc == PSI_E_ABSENT || rc == PSI_E_STATE)
		rc = 0;
	while (rc == 0 && *num < PSI_TASKS_MAX) {
		psi_task_input_name(name, *num);
		rc = has_object(store, name, &yes, &absent);
		if (rc != 0 || !yes)
			break;
		*num += 1;
	}
	if (rc != 0 && err != NULL)
		*err = absent;
	return rc;
}

/* The folder is on the disk after each removal, which takes a while. */
static int
remove_if_there(
    const struct psi_store *store, const char *name, struct psi_error *err)
{
	struct psi_error absent;
	bool yes;
	int rc = has_object(store, name, &yes, &absent);

	if (rc != 0 && err != NULL)
		*err = absent;
	return rc != 0 || !yes ? rc : store->remove(store->cookie, name, err);
}

int
psi_task_remove(const struct psi_session *session, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	char name[PSI_TASK_NAME_CHARS];
	uint32_t num = 0;
	int rc = count_parts(session, &num, err);

	while (rc == 0 && num > 0) {
		psi_task_result_name(name, --num);
		if ((rc = remove_if_there(store, name, err)) != 0)
			break;
		psi_task_input_name(name, num);
		rc = remove_if_there(store, name, err);
	}
	/* The plan last: it says how many there are, if this is interrupted. A
	 * part whose input is gone already is refused. */
	return rc != 0 ? rc
		       : store->remove(store->cookie, PSI_OBJECT_TASKS, err);
}
