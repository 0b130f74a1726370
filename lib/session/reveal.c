#include "psi/session.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/object.h"
#include "session/close.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/reveal_body.h"
#include "session/reveal_first.h"
#include "session/reveal_second.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/stored_file.h"
#include "trust/ledger_record.h"

/* The header of a blinded file that is stored, as the state knows it. */
static int
read_header(const struct psi_session *session, const char *name,
    uint32_t elements, struct psi_wire_header *out, struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	rc = psi_stored_open(&file, session, name, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	*out = file.header;
	psi_stored_close(&file);
	if (out->elements == elements)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: its state and its files differ");
}

static int
read_headers(struct psi_reveal *reveal, struct psi_error *err)
{
	const struct psi_state *state = &reveal->session->state;
	int rc;

	rc = read_header(reveal->session, PSI_OBJECT_BLINDED, state->elements,
	    &reveal->own, err);
	if (rc != 0)
		return rc;
	return read_header(reveal->session, PSI_OBJECT_PARTNER_BLINDED,
	    state->partner_elements, &reveal->theirs, err);
}

static enum psi_wire_kind
answer_kind(const struct psi_session *session)
{
	return psi_session_is_first(session) ? PSI_WIRE_ANSWER
					     : PSI_WIRE_EVALUATED;
}

/* Is the run still open in the ledger, and bound to the file that is stored?
 * A folder that was put back may say so when it is not. */
static int
check_bound(const struct psi_reveal *reveal, struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	struct psi_ledger_run run;

	psi_session_run(session, &run);
	return psi_ledger_record_received(&session->ledger, &run,
	    session->state.partner_blinded, reveal->theirs.public_key,
	    reveal->suite->element_bytes, err);
}

static int
check_state(const struct psi_reveal *reveal, struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	const struct psi_state *state = &session->state;
	const struct psi_wire_header *header = &reveal->header;
	enum psi_wire_kind kind = header->kind;
	int rc;

	if ((rc = psi_partner_file_check_header(
		 session, header, "use the session of that run", err)) != 0 ||
	    (rc = check_bound(reveal, err)) != 0)
		return rc;
	if (!psi_public_equal(
		header->answers, state->own_blinded, sizeof header->answers))
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(kind, "answers"),
		    "send your blinded file again, and ask for its answer",
		    "the file does not answer the blinded file of this "
		    "session");
	if (!psi_public_equal(
		header->beside, state->partner_blinded, sizeof header->beside))
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(kind, "beside"),
		    "ask your partner for the files of this run",
		    "the file was made beside another blinded file than the "
		    "one that you have");
	if (header->kind == PSI_WIRE_ANSWER &&
	    !psi_public_equal(
		header->first, state->own_answer, sizeof header->first))
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(kind, "first"),
		    "send your answer again with psi-exchange, and ask for "
		    "your partner's",
		    "the file was made from another answer than the one that "
		    "you gave");
	if (!psi_public_equal(header->public_key, reveal->theirs.public_key,
		reveal->suite->element_bytes))
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(kind, "public-key"),
		    psi_reveal_distrust,
		    "the public key is not that of the partner's blinded "
		    "file");
	if (header->elements != state->elements)
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(kind, "elements"), psi_reveal_distrust,
		    "the file does not have as many elements as the blinded "
		    "file that it answers");
	return 0;
}

static uint64_t
num_sealed(const struct psi_reveal *reveal)
{
	const struct psi_wire_header *header = &reveal->header;

	if (header->kind == PSI_WIRE_EVALUATED)
		return psi_wire_num_sealed(psi_wire_evaluated_bytes(
		    reveal->suite, header->elements, !reveal->is_counts));
	return psi_wire_num_sealed(reveal->is_counts
		? psi_wire_counts_bytes(reveal->own.num_group)
		: psi_wire_answer_bytes(header->elements));
}

/* Everything that can be seen while it is sealed. */
static int
read_sealed(struct psi_reveal *reveal, struct psi_wire_reader *reader,
    struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	struct psi_wire_header *header = &reveal->header;
	size_t own = psi_session_own(session);
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint64_t num;
	int rc;

	rc = psi_wire_read_header(
	    reader, answer_kind(session), reveal->suite, header, err);
	if (rc != 0)
		return rc;
	if (header->elements > session->agreement->party[own].maximum_elements)
		return psi_refuse(err, PSI_E_LIMIT,
		    psi_wire_record_line(header->kind, "elements"),
		    psi_reveal_distrust,
		    "the file has more elements than the agreement allows");
	num = num_sealed(reveal);
	for (uint64_t i = 0; i < num; i++)
		if ((rc = psi_wire_read_sealed(reader, sealed, err)) != 0)
			return rc;
	if ((rc = psi_wire_read_end(reader, reveal->digest, signature, err)) !=
		0 ||
	    (rc = psi_partner_file_verify(session, header->kind, header->from,
		 reveal->digest, signature, psi_wire_reader_line(reader),
		 err)) != 0)
		return rc;
	return check_state(reveal, err);
}

/* Keep the file while it is checked: it is read twice, and may come from a
 * pipe. */
static int
receive(struct psi_reveal *reveal, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_store *store = &reveal->session->store;
	struct psi_sink sink;
	struct psi_copying copying = { source, &sink };
	struct psi_source copied = { psi_copying_read, &copying };
	struct psi_wire_reader *reader = NULL;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_INCOMING, &sink, err);
	if (rc != 0)
		return rc;
	if ((rc = psi_wire_reader_new(&reader, &copied, err)) == 0)
		rc = read_sealed(reveal, reader, err);
	psi_wire_reader_free(reader);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* Is there a number that must not be shown? */
static bool
has_small_cell(const struct psi_reveal *reveal)
{
	uint32_t limit = reveal->session->agreement->suppress_below;
	size_t num = psi_reveal_num_group(&reveal->own);

	if (!reveal->is_counts)
		return false;
	for (size_t i = 0; i < num * num; i++)
		if (reveal->counts.cell[i / num][i % num] < limit)
			return true;
	return false;
}

/* The ledger first: one run has one result, and the digest of an answer is
 * known before the answer is kept. */
static int
record(struct psi_reveal *reveal, struct psi_error *err)
{
	struct psi_session *session = reveal->session;
	struct psi_ledger_run run;
	int rc;

	psi_session_run(session, &run);
	rc = psi_ledger_record_revealed(
	    &session->ledger, &run, reveal->digest, err);
	if (rc != 0 || !reveal->has_answer)
		return rc;
	rc = psi_ledger_record_answered(
	    &session->ledger, &run, reveal->answer_digest, err);
	if (rc != 0)
		return rc;
	reveal->has_answer = false;
	return session->store.commit(
	    session->store.cookie, &reveal->answer, err);
}

/* The matches may be on a disk that fails, so they are written before anything
 * is recorded that cannot be taken back. */
static int
write_result(struct psi_reveal *reveal, uint8_t digest[PSI_DIGEST_BYTES],
    struct psi_error *err)
{
	int rc;

	if (reveal->is_withheld)
		return 0;
	rc = psi_matches_file_write(&reveal->result, digest, reveal->session,
	    &reveal->matched.matches, &reveal->counts, err);
	reveal->has_result = rc == 0;
	return rc;
}

/* Store what was found; from then on the secrets are not needed. */
static int
conclude(struct psi_reveal *reveal, struct psi_error *err)
{
	struct psi_session *session = reveal->session;
	struct psi_state state = session->state;
	int rc;

	if (reveal->has_answer)
		memcpy(state.own_answer, reveal->answer_digest,
		    sizeof state.own_answer);
	if ((rc = write_result(reveal, state.matches_file, err)) != 0 ||
	    (rc = record(reveal, err)) != 0)
		return rc;
	state.state = PSI_SESSION_REVEALED;
	memcpy(
	    state.partner_answer, reveal->digest, sizeof state.partner_answer);
	if (reveal->is_withheld) {
		/* Nothing is kept that could be shown. */
		state.withheld = PSI_WITHHELD_OVERLAP;
	} else {
		if (has_small_cell(reveal))
			state.withheld = PSI_WITHHELD_CELL;
		else
			state.matches = reveal->matches;
		state.matched_accounts = reveal->matched.num_account;
		reveal->has_result = false;
		rc = session->store.commit(
		    session->store.cookie, &reveal->result, err);
		if (rc != 0)
			return rc;
	}
	if ((rc = psi_state_write(&session->store, &state, err)) != 0)
		return rc;
	session->state = state;
	/* The result is stored: what cannot be kept for it is read again. */
	if (!reveal->is_counts && !reveal->is_withheld &&
	    psi_matched_keep(session, &reveal->matched, NULL) != 0)
		psi_matched_clear(&reveal->matched);
	return 0;
}

static void
clear(struct psi_reveal *reveal)
{
	struct psi_store *store = &reveal->session->store;

	if (reveal->has_answer)
		store->abandon(store->cookie, &reveal->answer);
	if (reveal->has_result)
		store->abandon(store->cookie, &reveal->result);
	psi_matched_clear(&reveal->matched);
}

static int
reveal_file(struct psi_session *session, const struct psi_source *answer,
    struct psi_error *err)
{
	struct psi_store *store = &session->store;
	struct psi_reveal reveal;
	struct psi_error ignored;
	int rc;

	memset(&reveal, 0, sizeof reveal);
	reveal.session = session;
	reveal.suite = session->agreement->suite;
	reveal.is_counts = session->agreement->mode == PSI_MODE_COUNTS;
	psi_session_digest(session, reveal.session_digest);
	if ((rc = read_headers(&reveal, err)) != 0)
		return rc;
	rc = receive(&reveal, answer, err);
	if (rc == 0)
		rc = psi_session_is_first(session)
		    ? psi_reveal_as_first(&reveal, err)
		    : psi_reveal_as_second(&reveal, err);
	if (rc == 0)
		rc = conclude(&reveal, err);
	clear(&reveal);
	/* A file that was refused is not kept. */
	if (rc != 0)
		(void)store->remove(
		    store->cookie, PSI_OBJECT_INCOMING, &ignored);
	return psi_stored_blame(session, rc, err);
}

/* Can this session be revealed now? */
static int
check_ready(const struct psi_session *session, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	bool is_first = psi_session_is_first(session);

	if (!session->agreement->learns[psi_session_own(session)])
		return psi_refuse(err, PSI_E_STATE, 0,
		    "there is nothing more to do after psi-exchange",
		    "by the agreement this side does not learn the matches");
	if (state->state == PSI_SESSION_CLOSED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "this session was closed before it was revealed");
	if (state->state == PSI_SESSION_REVEALED ||
	    state->state ==
		(is_first ? PSI_SESSION_ANSWERED : PSI_SESSION_BOUND))
		return 0;
	if (is_first)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-exchange on your partner's blinded file first",
		    "by the agreement you answer first, and the partner's "
		    "blinded file has not been answered yet");
	return psi_refuse(err, PSI_E_STATE, 0,
	    "run psi-exchange on your partner's blinded file first",
	    "the partner's blinded file is not here yet");
}

/* A revealed session is shown again; but not for another file, whose sender
 * would think that it was looked at. The digest is that of the file that was
 * revealed, so its records are the same; the signature is checked again. */
static int
check_same_file(const struct psi_session *session,
    const struct psi_source *answer, struct psi_error *err)
{
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_header header;
	uint8_t sealed[PSI_SEALED_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	int rc;

	if ((rc = psi_wire_reader_new(&reader, answer, err)) != 0 ||
	    (rc = psi_wire_read_header(reader, answer_kind(session),
		 session->agreement->suite, &header, err)) != 0)
		goto out;
	while (rc == 0 && psi_wire_in_body(reader))
		rc = psi_wire_read_sealed(reader, sealed, err);
	if (rc != 0 ||
	    (rc = psi_wire_read_end(reader, digest, signature, err)) != 0)
		goto out;
	if (!psi_public_equal(
		digest, session->state.partner_answer, sizeof digest))
		rc = psi_refuse(err, PSI_E_STATE, 0,
		    "its result is shown again without a file; for a new file "
		    "of the partner, name the session of its run",
		    "this session was revealed from another file");
	else
		rc = psi_partner_file_verify(session, header.kind, header.from,
		    digest, signature, psi_wire_reader_line(reader), err);
out:
	psi_wire_reader_free(reader);
	return rc;
}

int
psi_session_reveal(struct psi_session *session, const struct psi_source *answer,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = check_ready(session, err)) != 0)
		return rc;
	if (session->state.state != PSI_SESSION_REVEALED) {
		if (answer == NULL)
			return psi_refuse(err, PSI_E_ARG, 0,
			    "give the file that your partner's psi-exchange "
			    "wrote",
			    "the partner's answer is needed");
		if (!psi_session_is_first(session) &&
		    session->agreement->learns[psi_session_partner(session)] &&
		    (rc = psi_session_need_identity(session, err)) != 0)
			return rc;
		if ((rc = psi_session_check_run(session, err)) == 0)
			rc = reveal_file(session, answer, err);
	} else if (answer != NULL) {
		rc = check_same_file(session, answer, err);
	}
	if (rc != 0)
		return rc;
	if ((rc = psi_session_end(session, err)) != 0)
		return rc;
	return session->state.withheld == PSI_WITHHELD_OVERLAP
	    ? psi_session_withheld(session, err)
	    : 0;
}
