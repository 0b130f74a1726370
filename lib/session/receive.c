#include "session/receive.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/object.h"
#include "group/batch.h"
#include "group/element_set.h"
#include "session/blinded_checks.h"
#include "session/objects.h"
#include "session/partner_file.h"
#include "session/session.h"
#include "session/stored_file.h"
#include "trust/ledger_record.h"

/* Rows that one worker checks at a time, and that are read at a time from the
 * own file. */
#define CHUNK_ROWS ((size_t)8192)
#define OWN_ROWS ((size_t)1024)
#define FIND_ROWS ((size_t)256)

struct slot {
	uint8_t *element;
	size_t num;
	/* Line of its first element. */
	uint64_t line;
	/* The first row that is no valid element; num where all are. */
	size_t bad;
};

struct receiving {
	struct psi_session *session;
	const struct psi_suite *suite;
	const struct psi_source *source;
	/* The stored copy, while it is not committed. */
	struct psi_sink copy;
	bool has_copy;
	struct psi_wire_reader *reader;
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	/* Line of the last header record. */
	uint64_t header_line;
	uint64_t signature_line;

	/* The first line out of order, with the reason; the first that holds
	 * no valid element. 0 for none. They are reported in the order of
	 * PROTOCOL.md section 5. */
	uint64_t order_line;
	const char *order_what;
	uint64_t element_line;

	/* Order: the element before, and what is left of the group. */
	uint8_t last[PSI_ELEMENT_MAX_BYTES];
	bool has_last;
	size_t group;
	uint32_t group_left;

	/* Your file, read along with the partner's: without groups both
	 * ascend, so an element in both is found by merging. */
	struct psi_stored_file own;
	uint8_t own_chunk[1024 * PSI_ELEMENT_MAX_BYTES];
	size_t own_pos;
	size_t own_num;
	uint32_t own_left;

	/* With groups: all elements. It grows as they come, since a short file
	 * can declare many. */
	struct psi_buf all;
	uint32_t rows;
	struct slot *slot;
	size_t num_slot;
};

/* The line of a record of the header. */
static uint64_t
line_of(const char *name)
{
	return psi_wire_record_line(PSI_WIRE_BLINDED, name);
}

static void
note_order(struct receiving *receiving, uint64_t line, const char *what)
{
	if (receiving->order_line != 0)
		return;
	receiving->order_line = line;
	receiving->order_what = what;
}

/* Is there an own element equal to this one? Both files ascend. */
static int
merge_own(struct receiving *receiving, const uint8_t *element, uint64_t line,
    struct psi_error *err)
{
	size_t element_bytes = receiving->suite->element_bytes;

	for (;;) {
		int order;
		int rc;

		if (receiving->own_pos == receiving->own_num) {
			if (receiving->own_left == 0)
				return 0;
			rc = psi_stored_read(&receiving->own,
			    receiving->own_chunk,
			    receiving->own_left < OWN_ROWS ? receiving->own_left
							   : OWN_ROWS,
			    &receiving->own_num, err);
			if (rc != 0)
				return rc;
			receiving->own_left -= (uint32_t)receiving->own_num;
			receiving->own_pos = 0;
			continue;
		}
		/* Blinded elements are public data. */
		order = memcmp(
		    receiving->own_chunk + receiving->own_pos * element_bytes,
		    element, element_bytes);
		if (order == 0)
			note_order(receiving, line,
			    "the element is also in your own blinded file");
		if (order >= 0)
			return 0;
		receiving->own_pos++;
	}
}

/* Order within the group (rule 4), and your file. */
static int
look_at(struct receiving *receiving, const uint8_t *element, uint64_t line,
    struct psi_error *err)
{
	const struct psi_wire_header *header = &receiving->header;
	size_t element_bytes = receiving->suite->element_bytes;

	while (receiving->group_left == 0) {
		receiving->group_left = header->num_group == 0
		    ? header->elements
		    : header->group_elements[receiving->group++];
		receiving->has_last = false;
	}
	receiving->group_left--;
	if (receiving->has_last) {
		/* Blinded elements are public data. */
		int order = memcmp(receiving->last, element, element_bytes);

		if (order == 0)
			note_order(receiving, line,
			    "the element stands twice in the file");
		if (order > 0)
			note_order(
			    receiving, line, "the elements are not in order");
	}
	memcpy(receiving->last, element, element_bytes);
	receiving->has_last = true;
	/* k * k * G and k * G are nothing that a key of a list leads to. */
	if (psi_public_equal(
		element, receiving->suite->generator, element_bytes) ||
	    psi_public_equal(
		element, receiving->own.header.public_key, element_bytes))
		note_order(receiving, line,
		    "the element is the generator or your own public key");
	if (header->num_group > 0 || receiving->order_line != 0)
		return 0;
	return merge_own(receiving, element, line, err);
}

static int
fill(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct receiving *receiving = cookie;
	struct slot *slot = &receiving->slot[i];
	size_t element_bytes = receiving->suite->element_bytes;
	uint32_t left = receiving->header.elements - receiving->rows;
	int rc;

	if (left == 0) {
		*end = true;
		return 0;
	}
	rc = psi_wire_read_elements(receiving->reader, slot->element,
	    left < CHUNK_ROWS ? left : CHUNK_ROWS, &slot->num, err);
	if (rc != 0)
		return rc;
	slot->line = receiving->header_line + receiving->rows + 1;
	slot->bad = slot->num;
	for (size_t row = 0; row < slot->num; row++) {
		rc = look_at(receiving, slot->element + row * element_bytes,
		    slot->line + row, err);
		if (rc != 0)
			return rc;
	}
	receiving->rows += (uint32_t)slot->num;
	if (receiving->header.num_group == 0)
		return 0;
	return psi_buf_append(
	    &receiving->all, slot->element, slot->num * element_bytes, err);
}

static int
work(void *cookie, size_t i, struct psi_error *err)
{
	struct receiving *receiving = cookie;
	struct slot *slot = &receiving->slot[i];
	struct psi_error element_err;
	size_t bad = 0;
	int rc;

	rc = psi_batch_check(receiving->suite, slot->element, slot->num, &bad,
	    NULL, &element_err);
	if (rc == PSI_E_ELEMENT) {
		slot->bad = bad;
		return 0;
	}
	if (rc != 0 && err != NULL)
		*err = element_err;
	return rc;
}

static int
drain(void *cookie, size_t i, struct psi_error *err)
{
	struct receiving *receiving = cookie;
	const struct slot *slot = &receiving->slot[i];

	if (slot->bad < slot->num && receiving->element_line == 0)
		receiving->element_line = slot->line + slot->bad;
	return psi_session_progress(receiving->session, "checking",
	    slot->line + slot->num - receiving->header_line - 1,
	    receiving->header.elements, err);
}

static int
make_slots(struct receiving *receiving, struct psi_error *err)
{
	struct psi_session *session = receiving->session;
	size_t element_bytes = receiving->suite->element_bytes;
	int rc;

	if ((rc = psi_session_start_workers(session, err)) != 0)
		return rc;
	receiving->num_slot = (size_t)psi_workers_jobs(session->workers) * 2;
	receiving->slot =
	    psi_array_new(receiving->num_slot, sizeof *receiving->slot);
	if (receiving->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < receiving->num_slot; i++) {
		receiving->slot[i].element =
		    psi_array_new(CHUNK_ROWS, element_bytes);
		if (receiving->slot[i].element == NULL)
			return psi_error_nomem(err);
	}
	return 0;
}

/* Read the file to its end, with all that can be looked at on the way. */
static int
read_file(struct receiving *receiving, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work, drain, receiving, 0 };
	struct psi_copying copying = { receiving->source, &receiving->copy };
	struct psi_source source = { psi_copying_read, &copying };
	struct psi_session *session = receiving->session;
	int rc;

	if ((rc = psi_wire_reader_new(&receiving->reader, &source, err)) != 0 ||
	    (rc = psi_wire_read_header(receiving->reader, PSI_WIRE_BLINDED,
		 receiving->suite, &receiving->header, err)) != 0 ||
	    (rc = psi_blinded_check_limits(
		 receiving->session, &receiving->header, err)) != 0)
		return rc;
	receiving->header_line = psi_wire_reader_line(receiving->reader);
	if ((rc = psi_stored_open(&receiving->own, session, PSI_OBJECT_BLINDED,
		 PSI_WIRE_BLINDED, err)) != 0 ||
	    (rc = make_slots(receiving, err)) != 0)
		return rc;
	receiving->own_left = receiving->own.header.elements;
	pipeline.num_slots = receiving->num_slot;
	if ((rc = psi_pipeline_run(&pipeline, session->workers, err)) != 0)
		return rc;
	rc = psi_wire_read_end(
	    receiving->reader, receiving->digest, receiving->signature, err);
	receiving->signature_line = psi_wire_reader_line(receiving->reader);
	return rc;
}

/* Look your elements up among the partner's: many at a time, since each may be
 * anywhere in memory. */
static void
find_own(struct receiving *receiving, const struct psi_element_set *set,
    const uint8_t *own, size_t num)
{
	size_t row[FIND_ROWS];

	for (size_t first = 0; first < num; first += FIND_ROWS) {
		size_t n = num - first < FIND_ROWS ? num - first : FIND_ROWS;

		psi_element_set_find_many(
		    set, own + first * set->element_bytes, n, row);
		for (size_t i = 0; i < n; i++)
			if (row[i] != SIZE_MAX)
				note_order(receiving,
				    receiving->header_line + row[i] + 1,
				    "the element is also in your own blinded "
				    "file");
	}
}

/* With groups, elements ascend within each group only, so the two files
 * cannot be merged: look each element up in a set. */
static int
check_groups(struct receiving *receiving, struct psi_error *err)
{
	struct psi_element_set set = PSI_ELEMENT_SET_INIT;
	const struct psi_session *session = receiving->session;
	size_t element_bytes = receiving->suite->element_bytes;
	uint8_t *own = NULL;
	struct psi_wire_header header;
	size_t row;
	int rc;

	header.elements = 0;
	if ((rc = psi_element_set_init(&set, receiving->all.data,
		 receiving->rows, element_bytes, session->workers, err)) != 0 ||
	    (rc = psi_stored_elements(session, PSI_OBJECT_BLINDED,
		 session->state.own_blinded, &header, &own, err)) != 0)
		goto out;
	if (psi_element_set_has_equal(&set, &row))
		note_order(receiving, receiving->header_line + row + 1,
		    "the element stands in two groups");
	find_own(receiving, &set, own, header.elements);
out:
	psi_element_set_clear(&set);
	psi_array_free(own, header.elements, element_bytes);
	return rc;
}

static int
check_elements(const struct receiving *receiving, struct psi_error *err)
{
	const struct psi_suite *suite = receiving->suite;

	if (!suite->element_valid(receiving->header.public_key))
		return psi_refuse(err, PSI_E_ELEMENT, line_of("public-key"),
		    psi_partner_file_distrust,
		    "the public key is no valid element");
	if (!suite->element_valid(receiving->header.key_element))
		return psi_refuse(err, PSI_E_ELEMENT, line_of("key-element"),
		    psi_partner_file_distrust,
		    "the key element is no valid element");
	if (receiving->element_line == 0)
		return 0;
	return psi_refuse(err, PSI_E_ELEMENT, receiving->element_line,
	    psi_partner_file_distrust, "this is no valid element");
}

static int
check_seal_key(const char *name, const uint8_t *key, struct psi_error *err)
{
	return psi_seal_key_valid(key)
	    ? 0
	    : psi_refuse(err, PSI_E_SEAL, line_of(name),
		  psi_partner_file_distrust,
		  "the key '%s' is of low order, so that anybody could read "
		  "what is sealed to it",
		  name);
}

/* In the order of PROTOCOL.md section 5; grammar, limits and digest were
 * checked while the file was read. */
static int
check(struct receiving *receiving, struct psi_error *err)
{
	int rc;

	rc = psi_partner_file_verify(receiving->session, PSI_WIRE_BLINDED,
	    receiving->header.from, receiving->digest, receiving->signature,
	    receiving->signature_line, err);
	if (rc != 0 ||
	    (rc = psi_blinded_check_header(receiving->session,
		 &receiving->header, receiving->digest, err)) != 0)
		return rc;
	if (receiving->header.num_group > 0 &&
	    (rc = check_groups(receiving, err)) != 0)
		return rc;
	if (receiving->order_line != 0)
		return psi_refuse(err, PSI_E_ORDER, receiving->order_line,
		    psi_partner_file_distrust, "%s", receiving->order_what);
	if ((rc = check_elements(receiving, err)) != 0 ||
	    (rc = psi_blinded_check_key(
		 receiving->suite, &receiving->header, err)) != 0)
		return rc;
	/* Checked now and not when the answer is sealed: by then the run
	 * would be bound to this file for good. */
	rc = check_seal_key("seal-key", receiving->header.seal_key, err);
	return rc != 0
	    ? rc
	    : check_seal_key("share-key", receiving->header.share_key, err);
}

/* The ledger first, then the copy, then the state. */
static int
bind(struct receiving *receiving, struct psi_error *err)
{
	struct psi_session *session = receiving->session;
	struct psi_state state = session->state;
	struct psi_ledger_run run;
	int rc;

	psi_session_run(session, &run);
	rc = psi_ledger_record_received(&session->ledger, &run,
	    receiving->digest, receiving->header.public_key,
	    receiving->suite->element_bytes, err);
	if (rc != 0)
		return rc;
	receiving->has_copy = false;
	rc =
	    session->store.commit(session->store.cookie, &receiving->copy, err);
	if (rc != 0)
		return rc;
	state.state = PSI_SESSION_BOUND;
	state.partner_elements = receiving->header.elements;
	memcpy(state.partner_blinded, receiving->digest,
	    sizeof state.partner_blinded);
	rc = psi_state_write(&session->store, &state, err);
	if (rc == 0)
		session->state = state;
	return rc;
}

static void
clear(struct receiving *receiving)
{
	struct psi_store *store = &receiving->session->store;
	size_t element_bytes = receiving->suite->element_bytes;

	if (receiving->has_copy)
		store->abandon(store->cookie, &receiving->copy);
	psi_stored_close(&receiving->own);
	psi_wire_reader_free(receiving->reader);
	for (size_t i = 0; receiving->slot != NULL && i < receiving->num_slot;
	     i++)
		psi_array_free(
		    receiving->slot[i].element, CHUNK_ROWS, element_bytes);
	psi_array_free(
	    receiving->slot, receiving->num_slot, sizeof *receiving->slot);
	psi_buf_clear(&receiving->all);
	psi_array_free(receiving, 1, sizeof *receiving);
}

int
psi_receive_blinded(struct psi_session *session,
    const struct psi_source *source, struct psi_error *err)
{
	struct receiving *receiving = psi_array_new(1, sizeof *receiving);
	int rc;

	if (receiving == NULL)
		return psi_error_nomem(err);
	receiving->session = session;
	receiving->suite = session->agreement->suite;
	receiving->source = source;
	rc = session->store.create(session->store.cookie,
	    PSI_OBJECT_PARTNER_BLINDED, &receiving->copy, err);
	receiving->has_copy = rc == 0;
	if (rc == 0 && (rc = read_file(receiving, err)) == 0 &&
	    (rc = check(receiving, err)) == 0)
		rc = bind(receiving, err);
	clear(receiving);
	return rc;
}

/* A whole file of the partner for this run, and not the one that was taken. A
 * result that is there must not be given up for it. */
static int
refuse_other(const struct psi_session *session, struct psi_error *err)
{
	bool is_over = session->state.state == PSI_SESSION_REVEALED ||
	    session->state.state == PSI_SESSION_CLOSED;

	return psi_refuse(err, PSI_E_STATE, 0,
	    is_over ? "this run is finished, and takes no further file; for "
		      "another run both of you begin one in a new folder"
		    : "a run takes one file of the partner: go on with the "
		      "first one; if your partner cannot, both of you close "
		      "this run with psi-close, and begin another one",
	    "this session has accepted another file of the partner");
}

int
psi_receive_again(const struct psi_session *session,
    const struct psi_source *source, struct psi_error *err)
{
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t block[64 * PSI_ELEMENT_MAX_BYTES];
	size_t num;
	int rc;

	if ((rc = psi_wire_reader_new(&reader, source, err)) != 0 ||
	    (rc = psi_wire_read_header(reader, PSI_WIRE_BLINDED,
		 session->agreement->suite, &header, err)) != 0 ||
	    (rc = psi_partner_file_check_sender(session, &header, err)) != 0 ||
	    (rc = psi_partner_file_check_run(session, &header, NULL, err)) != 0)
		goto out;
	for (uint32_t left = header.elements; left > 0; left -= (uint32_t)num) {
		rc = psi_wire_read_elements(
		    reader, block, left < 64 ? left : 64, &num, err);
		if (rc != 0)
			goto out;
	}
	if ((rc = psi_wire_read_end(reader, digest, signature, err)) != 0)
		goto out;
	if (!psi_public_equal(
		digest, session->state.partner_blinded, sizeof digest)) {
		rc = refuse_other(session, err);
		goto out;
	}
	/* The records are those of the stored file; the signature is not among
	 * them. */
	rc = psi_partner_file_verify(session, PSI_WIRE_BLINDED, header.from,
	    digest, signature, psi_wire_reader_line(reader), err);
out:
	psi_wire_reader_free(reader);
	return rc;
}
