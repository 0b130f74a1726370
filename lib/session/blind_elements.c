#include "session/blind_elements.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/workers.h"
#include "session/blind_message.h"
#include "session/session.h"

/* Rows that one worker takes at a time. */
#define CHUNK_ROWS ((size_t)8192)
/* Keys whose elements are computed while others are read, at most. */
#define AHEAD_KEYS ((size_t)1 << 20)
/* Rows that are read before it is asked whether there are keys enough. */
#define READ_ROWS ((size_t)1024)

struct psi_blind_slot {
	size_t first;
	size_t num;
	struct psi_buf text;
	struct psi_message *message;
};

/* ---- rooms ---- */

/* Room for `num` rows; those that are done stay. */
static int
make_room(
    struct psi_blind_elements *elements, size_t num, struct psi_error *err)
{
	size_t element_bytes = elements->work->suite->element_bytes;
	uint8_t *at;

	if (num <= elements->room)
		return 0;
	at = psi_table_new(num, element_bytes);
	if (at == NULL)
		return psi_error_nomem(err);
	if (elements->done > 0)
		memcpy(at, elements->at, elements->done * element_bytes);
	psi_table_free(
	    elements->at, elements->room, element_bytes, elements->done);
	elements->at = at;
	elements->room = num;
	return 0;
}

static void
free_elements(struct psi_blind_elements *elements)
{
	psi_table_free(elements->at, elements->room,
	    elements->work->suite->element_bytes, elements->next);
	elements->at = NULL;
	elements->room = elements->next = elements->done = 0;
}

static int
make_slots(struct psi_blind_elements *elements, struct psi_error *err)
{
	if (elements->slot != NULL)
		return 0;
	elements->num_slot =
	    (size_t)psi_workers_jobs(elements->session->workers) * 2;
	elements->slot =
	    psi_array_new(elements->num_slot, sizeof *elements->slot);
	if (elements->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < elements->num_slot; i++) {
		elements->slot[i].message = psi_array_new(
		    CHUNK_ROWS, sizeof *elements->slot[i].message);
		if (elements->slot[i].message == NULL)
			return psi_error_nomem(err);
	}
	return 0;
}

static void
free_slots(struct psi_blind_elements *elements)
{
	for (size_t i = 0; elements->slot != NULL && i < elements->num_slot;
	     i++) {
		psi_buf_clear(&elements->slot[i].text);
		psi_array_free(elements->slot[i].message, CHUNK_ROWS,
		    sizeof *elements->slot[i].message);
	}
	psi_array_free(
	    elements->slot, elements->num_slot, sizeof *elements->slot);
	elements->slot = NULL;
}

/* ---- a chunk ---- */

/* The message of one row, behind what the slot holds already. */
static int
append_message(const struct psi_blind_elements *elements,
    struct psi_blind_slot *slot, size_t row, struct psi_error *err)
{
	uint32_t key = elements->layout != NULL ? elements->layout->key[row]
						: (uint32_t)row;
	const char *text = NULL;
	size_t len = 0;

	if (key != PSI_BLIND_NO_KEY)
		text = psi_text_table_get(&elements->table->keys, key, &len);
	return psi_blind_work_message(
	    elements->work, &slot->text, text, len, err);
}

/* The next `num` rows. */
static int
fill_rows(struct psi_blind_elements *elements, struct psi_blind_slot *slot,
    size_t num, struct psi_error *err)
{
	slot->first = elements->next;
	slot->num = num < CHUNK_ROWS ? num : CHUNK_ROWS;
	slot->text.len = 0;
	for (size_t row = 0; row < slot->num; row++) {
		size_t before = slot->text.len;
		int rc = append_message(elements, slot, slot->first + row, err);

		if (rc != 0)
			return rc;
		slot->message[row].len = slot->text.len - before;
	}
	psi_blind_messages_point(&slot->text, slot->message, slot->num);
	elements->next += slot->num;
	return 0;
}

/* Where the elements of a slot go; nowhere, where there are none. */
static uint8_t *
elements_of(const struct psi_blind_elements *elements,
    const struct psi_blind_slot *slot)
{
	if (elements->at == NULL)
		return NULL;
	return elements->at +
	    slot->first * elements->work->suite->element_bytes;
}

static int
work_chunk(void *cookie, size_t i, struct psi_error *err)
{
	const struct psi_blind_elements *elements = cookie;
	const struct psi_blind_slot *slot = &elements->slot[i];

	return psi_blind_work_elements(elements->work,
	    elements_of(elements, slot), slot->message, slot->num, err);
}

static int
run(struct psi_blind_elements *elements,
    int (*fill)(void *cookie, size_t slot, bool *end, struct psi_error *err),
    int (*drain)(void *cookie, size_t slot, struct psi_error *err),
    struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill, work_chunk, drain, elements, 0 };
	int rc = make_slots(elements, err);

	if (rc != 0)
		return rc;
	pipeline.num_slots = elements->num_slot;
	return psi_pipeline_run(&pipeline, elements->session->workers, err);
}

/* ---- while keys are read ---- */

/* Keys that are there and may be handed out. */
static size_t
keys_left(const struct psi_blind_elements *elements)
{
	size_t num = psi_text_table_num(&elements->table->keys);

	if (num > elements->room)
		num = elements->room;
	return num > elements->next ? num - elements->next : 0;
}

/* Are there keys that go to the workers, now or later? */
static bool
is_ahead(const struct psi_blind_elements *elements)
{
	return elements->table->spill == NULL &&
	    elements->next < elements->room;
}

static int
fill_read(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct psi_blind_elements *elements = cookie;
	size_t rows;
	int rc = 0;

	do {
		rows = is_ahead(elements) ? READ_ROWS : SIZE_MAX;
		if (rows == READ_ROWS && keys_left(elements) >= CHUNK_ROWS)
			break;
		if (!elements->is_read)
			rc = psi_key_reader_read(
			    elements->reader, rows, &elements->is_read, err);
	} while (rc == 0 && !elements->is_read);
	*end = !is_ahead(elements) || keys_left(elements) == 0;
	return rc != 0 || *end
	    ? rc
	    : fill_rows(elements, &elements->slot[i], keys_left(elements), err);
}

static int
drain_read(void *cookie, size_t i, struct psi_error *err)
{
	struct psi_blind_elements *elements = cookie;

	(void)err;
	elements->done += elements->slot[i].num;
	return 0;
}

bool
psi_blind_elements_may_read(const struct psi_blind_elements *elements)
{
	const struct psi_session *session = elements->session;

	return session->options.jobs != 1 && session->agreement->num_group == 0;
}

int
psi_blind_elements_read(struct psi_blind_elements *elements,
    struct psi_key_reader *reader, struct psi_error *err)
{
	const struct psi_session *session = elements->session;
	size_t most = session->agreement->party[psi_session_own(session)]
			  .maximum_elements;
	int rc;

	elements->reader = reader;
	if ((rc = psi_session_start_workers(elements->session, err)) == 0 &&
	    (rc = make_room(
		 elements, most < AHEAD_KEYS ? most : AHEAD_KEYS, err)) == 0)
		rc = run(elements, fill_read, drain_read, err);
	elements->reader = NULL;
	if (rc == 0 && elements->table->spill != NULL) {
		free_slots(elements);
		free_elements(elements);
	}
	return rc;
}

/* ---- all of them ---- */

static int
fill_chunk(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct psi_blind_elements *elements = cookie;
	size_t left = elements->layout->elements - elements->next;

	*end = left == 0;
	return *end ? 0 : fill_rows(elements, &elements->slot[i], left, err);
}

static int
drain_chunk(void *cookie, size_t i, struct psi_error *err)
{
	struct psi_blind_elements *elements = cookie;
	const struct psi_blind_slot *slot = &elements->slot[i];
	int rc;

	rc = psi_blind_work_pass(elements->work, elements_of(elements, slot),
	    slot->message, slot->num, err);
	if (rc != 0)
		return rc;
	elements->done += slot->num;
	return psi_session_progress(elements->session, "blinding",
	    elements->done, elements->layout->elements, err);
}

int
psi_blind_elements_make(struct psi_blind_elements *elements,
    const struct psi_blind_layout *layout, struct psi_error *err)
{
	int rc;

	elements->layout = layout;
	if ((rc = psi_session_start_workers(elements->session, err)) != 0)
		return rc;
	if (elements->work->inputs == NULL &&
	    (rc = make_room(elements, layout->elements, err)) != 0)
		return rc;
	return run(elements, fill_chunk, drain_chunk, err);
}

void
psi_blind_elements_begin(struct psi_blind_elements *elements,
    struct psi_session *session, const struct psi_blind_work *work,
    const struct psi_key_table *table)
{
	memset(elements, 0, sizeof *elements);
	elements->session = session;
	elements->work = work;
	elements->table = table;
}

void
psi_blind_elements_clear(struct psi_blind_elements *elements)
{
	free_slots(elements);
	free_elements(elements);
}
