#include "session/task_files.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/object.h"
#include "base/secret.h"
#include "group/batch.h"
#include "session/secrets.h"
#include "session/session.h"

#define HEAD_TAG "psi-task-out/1"
/* Of the parts that are missing so many are named. */
#define MISSING_CHARS 200
#define READ_BYTES ((size_t)1 << 16)

/* ---- inputs ---- */

static int
open_input(struct psi_task_inputs *inputs, struct psi_error *err)
{
	const struct psi_store *store = inputs->store;
	char name[PSI_TASK_NAME_CHARS];
	int rc;

	psi_task_input_name(name, inputs->part);
	rc = store->create(store->cookie, name, &inputs->sink, err);
	if (rc != 0)
		return rc;
	inputs->is_open = true;
	psi_sha256_init(&inputs->sha256);
	return 0;
}

/* Close those parts that are whole, some of which may have no row, and open the
 * next. */
static int
turn(struct psi_task_inputs *inputs, struct psi_error *err)
{
	struct psi_task_plan *plan = inputs->plan;
	const struct psi_store *store = inputs->store;
	int rc = 0;

	while (rc == 0 && inputs->part < plan->num) {
		if (!inputs->is_open && (rc = open_input(inputs, err)) != 0)
			return rc;
		if (inputs->rows < psi_task_first(plan, inputs->part + 1))
			return 0;
		psi_sha256_final(&inputs->sha256, plan->input[inputs->part]);
		inputs->is_open = false;
		rc = store->commit(store->cookie, &inputs->sink, err);
		inputs->part++;
	}
	return rc;
}

int
psi_task_inputs_begin(struct psi_task_inputs *inputs,
    struct psi_task_plan *plan, const struct psi_session *session,
    struct psi_error *err)
{
	memset(inputs, 0, sizeof *inputs);
	inputs->store = &session->store;
	inputs->plan = plan;
	plan->input = psi_array_new(plan->num, sizeof *plan->input);
	return plan->input == NULL ? psi_error_nomem(err) : turn(inputs, err);
}

int
psi_task_inputs_add(struct psi_task_inputs *inputs, const uint8_t *in,
    size_t in_len, uint32_t num_rows, struct psi_error *err)
{
	int rc;

	psi_sha256_update(&inputs->sha256, in, in_len);
	rc = inputs->sink.write(inputs->sink.cookie, in, in_len, err);
	if (rc != 0)
		return rc;
	inputs->rows += num_rows;
	return turn(inputs, err);
}

int
psi_task_inputs_end(struct psi_task_inputs *inputs, struct psi_error *err)
{
	if (!inputs->is_open && inputs->part == inputs->plan->num &&
	    inputs->rows == inputs->plan->rows)
		return 0;
	return psi_error_set(
	    err, PSI_E_IO, "the rows changed while they were cut into parts");
}

void
psi_task_inputs_clear(struct psi_task_inputs *inputs)
{
	if (inputs->is_open)
		inputs->store->abandon(inputs->store->cookie, &inputs->sink);
	inputs->is_open = false;
}

int
psi_task_refuse_input(uint32_t part, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0, "cut the work again with --plan",
	    "the input of part %lu is not what the plan has: it is missing or "
	    "was changed",
	    (unsigned long)part + 1);
}

/* The digest of all of a source. */
static int
digest_source(const struct psi_source *source, uint8_t out[PSI_DIGEST_BYTES],
    struct psi_error *err)
{
	uint8_t *chunk = psi_array_new(READ_BYTES, 1);
	struct psi_sha256 sha256;
	size_t len;
	int rc;

	if (chunk == NULL)
		return psi_error_nomem(err);
	psi_sha256_init(&sha256);
	do {
		len = 0;
		rc = source->read(source->cookie, chunk, READ_BYTES, &len, err);
		if (rc == 0)
			psi_sha256_update(&sha256, chunk, len);
	} while (rc == 0 && len > 0);
	psi_sha256_final(&sha256, out);
	psi_array_free(chunk, READ_BYTES, 1);
	return rc;
}

int
psi_task_input_check(const struct psi_task_plan *plan,
    const struct psi_session *session, uint32_t part, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	uint8_t digest[PSI_DIGEST_BYTES];
	char name[PSI_TASK_NAME_CHARS];
	struct psi_source source;
	int rc;

	psi_task_input_name(name, part);
	rc = store->open(store->cookie, name, &source, err);
	if (rc != 0)
		return rc == PSI_E_ABSENT ? psi_task_refuse_input(part, err)
					  : rc;
	rc = digest_source(&source, digest, err);
	store->close(store->cookie, &source);
	if (rc != 0)
		return rc;
	return psi_public_equal(digest, plan->input[part], sizeof digest)
	    ? 0
	    : psi_task_refuse_input(part, err);
}

/* Has the plan all that its parts need? The scalar of an exchange is that of the
 * blinded file, and no plan can make it again. */
static int
check_whole(const struct psi_task_plan *plan, const struct psi_session *session,
    struct psi_error *err)
{
	struct psi_secret scalar = PSI_SECRET_INIT;
	int rc = psi_task_plan_check(plan, session, err);

	if (rc == 0 && plan->work == PSI_TASK_BLIND)
		rc = psi_secrets_read_scalar(
		    session, plan->public_key, &scalar, err);
	psi_secret_clear(&scalar);
	for (uint32_t i = 0; rc == 0 && i < plan->num; i++)
		rc = psi_task_input_check(plan, session, i, err);
	return rc;
}

int
psi_task_is_planned(const struct psi_task_plan *wanted,
    const struct psi_session *session, bool *yes, struct psi_error *err)
{
	struct psi_task_plan old;
	struct psi_error why;
	int rc;

	memset(&old, 0, sizeof old);
	rc = psi_task_plan_read(&old, session, &why);
	*yes = rc == 0 && old.num == wanted->num && old.rows == wanted->rows &&
	    (wanted->run.run == 0 || old.run.run == wanted->run.run) &&
	    psi_public_equal(old.source, wanted->source, sizeof old.source);
	if (*yes) {
		rc = check_whole(&old, session, &why);
		*yes = rc == 0;
	}
	psi_task_plan_clear(&old);
	if (rc == PSI_E_ABSENT || rc == PSI_E_STATE)
		rc = 0;
	if (rc != 0 && err != NULL)
		*err = why;
	return rc;
}

/* ---- results ---- */

void
psi_task_head(uint8_t out[PSI_TASK_HEAD_BYTES],
    const struct psi_task_plan *plan, uint32_t part)
{
	size_t len = sizeof HEAD_TAG - 1;

	memcpy(out, HEAD_TAG, len);
	memcpy(out + len, plan->digest, PSI_DIGEST_BYTES);
	psi_u32be(out + len + PSI_DIGEST_BYTES, part + 1);
}

/* `part` from 0. */
static int
refuse_part(const struct psi_task_results *results, uint32_t part,
    struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_STATE,
	    "part %lu is not what its task has made: it is cut off, was "
	    "changed, or is of another plan",
	    (unsigned long)part + 1);
	psi_error_hint(err, "make it again: '%s -s DIR --part %lu'",
	    psi_task_tool(results->plan->work), (unsigned long)part + 1);
	return PSI_E_STATE;
}

static int
find_missing(const struct psi_task_results *results, struct psi_error *err)
{
	const struct psi_store *store = results->store;
	char text[MISSING_CHARS] = "";
	char name[PSI_TASK_NAME_CHARS];
	size_t len = 0;
	uint32_t num = 0;

	for (uint32_t i = 0; i < results->plan->num; i++) {
		struct psi_source source;
		int rc;

		psi_task_result_name(name, i);
		rc = store->open(store->cookie, name, &source, err);
		if (rc == 0)
			store->close(store->cookie, &source);
		else if (rc != PSI_E_ABSENT)
			return rc;
		else if (len < sizeof text - 16)
			len += (size_t)snprintf(text + len, sizeof text - len,
			    "%s%lu", num == 0 ? "" : ",", (unsigned long)i + 1);
		else if (text[len - 1] != '.')
			len += (size_t)snprintf(
			    text + len, sizeof text - len, ", ...");
		num += rc == PSI_E_ABSENT;
	}
	if (num == 0)
		return 0;
	(void)psi_error_set(err, PSI_E_STATE,
	    "%lu of the %lu parts are not there yet: %s", (unsigned long)num,
	    (unsigned long)results->plan->num, text);
	psi_error_hint(err, "run '%s -s DIR --part I' for each of them",
	    psi_task_tool(results->plan->work));
	return PSI_E_STATE;
}

int
psi_task_results_begin(struct psi_task_results *results,
    const struct psi_task_plan *plan, const struct psi_session *session,
    struct psi_error *err)
{
	bool has_proofs = plan->work == PSI_TASK_EVALUATE &&
	    session->agreement->mode == PSI_MODE_ACCOUNTS;
	struct psi_error absent;
	int rc;

	memset(results, 0, sizeof *results);
	results->store = &session->store;
	results->plan = plan;
	results->proof_bytes = has_proofs ? PSI_PROOF_BYTES : 0;
	rc = find_missing(results, &absent);
	if (rc != 0 && err != NULL)
		*err = absent;
	return rc;
}

static int
open_result(struct psi_task_results *results, struct psi_error *err)
{
	const struct psi_task_plan *plan = results->plan;
	const struct psi_store *store = results->store;
	uint8_t wanted[PSI_TASK_HEAD_BYTES];
	uint8_t head[PSI_TASK_HEAD_BYTES];
	char name[PSI_TASK_NAME_CHARS];
	uint32_t i = results->part;
	uint64_t rows = psi_task_first(plan, i + 1) - psi_task_first(plan, i);
	size_t got = 0;
	int rc;

	psi_task_result_name(name, i);
	rc = store->open(store->cookie, name, &results->source, err);
	if (rc != 0)
		return rc == PSI_E_ABSENT ? refuse_part(results, i, err) : rc;
	results->is_open = true;
	results->part++;
	results->left = rows * plan->element_bytes +
	    (rows + PSI_BLOCK_ROWS - 1) / PSI_BLOCK_ROWS * results->proof_bytes;
	psi_sha256_init(&results->sha256);
	rc = psi_source_read_full(
	    &results->source, head, sizeof head, &got, err);
	if (rc != 0)
		return rc;
	psi_task_head(wanted, plan, i);
	if (got != sizeof head || !psi_public_equal(head, wanted, sizeof head))
		return refuse_part(results, i, err);
	psi_sha256_update(&results->sha256, head, sizeof head);
	return 0;
}

/* Its digest is the last of it. */
static int
end_result(struct psi_task_results *results, struct psi_error *err)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t found[PSI_DIGEST_BYTES + 1];
	size_t got = 0;
	int rc;

	rc = psi_source_read_full(
	    &results->source, found, sizeof found, &got, err);
	if (rc != 0)
		return rc;
	psi_sha256_final(&results->sha256, digest);
	results->store->close(results->store->cookie, &results->source);
	results->is_open = false;
	if (got != sizeof digest ||
	    !psi_public_equal(found, digest, sizeof digest))
		return refuse_part(results, results->part - 1, err);
	return 0;
}

int
psi_task_results_read(struct psi_task_results *results, uint8_t *out,
    size_t out_len, struct psi_error *err)
{
	while (out_len > 0) {
		size_t want;
		size_t got = 0;
		int rc;

		if (!results->is_open) {
			if ((rc = open_result(results, err)) != 0)
				return rc;
		}
		want =
		    results->left < out_len ? (size_t)results->left : out_len;
		if ((rc = psi_source_read_full(
			 &results->source, out, want, &got, err)) != 0)
			return rc;
		if (got != want)
			return refuse_part(results, results->part - 1, err);
		psi_sha256_update(&results->sha256, out, want);
		out += want;
		out_len -= want;
		results->left -= want;
		if (results->left == 0 && (rc = end_result(results, err)) != 0)
			return rc;
	}
	return 0;
}

void
psi_task_results_clear(struct psi_task_results *results)
{
	if (results->is_open)
		results->store->close(results->store->cookie, &results->source);
	results->is_open = false;
}
