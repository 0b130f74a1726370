#include "session/blind_spill.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "session/blind_message.h"
#include "session/map_spill.h"
#include "session/session.h"

/* Rows that one worker takes at a time, and after how many others the caller
 * hears of it. */
#define CHUNK_ROWS ((size_t)8192)
#define PROGRESS_ROWS 65536
#define WRITE_ROWS ((size_t)256)

/*
 * What is sorted, numbers with their high byte first:
 *
 *	elements	group element key
 *
 * A key is numbered in the order in which struct psi_key_spill gives it.
 */
#define NUMBER_BYTES 4

/* What an element was made of. */
struct origin {
	uint32_t key;
	uint8_t group;
};

struct slot {
	size_t num;
	struct psi_buf text;
	struct psi_message *message;
	struct origin *origin;
	uint8_t *element;
};

struct psi_blind_spill {
	struct psi_session *session;
	const struct psi_suite *suite;
	struct psi_key_spill *keys;
	const struct psi_blind_layout *layout;
	const struct psi_blind_work *work;
	bool is_counts;
	/* Reading the keys: the number of the one that was read last, counted
	 * from 1, its group, and whether that is sent. */
	uint32_t key;
	size_t group;
	bool is_sent;
	bool has_all_keys;
	/* A bit for each account that holds a key that is sent. */
	uint8_t *seen;
	uint64_t accounts;
	/* Rows whose key is not sent. */
	uint64_t dropped;
	/* The padding that is still to be made, of this group and then of the
	 * next ones. */
	size_t pad_group;
	uint32_t pad_left;
	struct slot *slot;
	size_t num_slot;
	uint64_t done;
	struct psi_sorter *elements;
	struct psi_sorter *positions;
};

static size_t
seen_bytes(const struct psi_blind_spill *spill)
{
	return (size_t)psi_key_spill_num_account(spill->keys) / 8 + 1;
}

/* ---- the plan ---- */

static int
too_many(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_INPUT, "there are more than 2^32 keys");
}

static int
count_keys(struct psi_key_spill *keys, const struct psi_agreement *agreement,
    struct psi_blind_layout *layout, struct psi_error *err)
{
	struct psi_spilled_key row;
	uint32_t num = 0;
	bool end = false;
	int rc = psi_key_spill_begin(keys, err);

	while (rc == 0) {
		rc = psi_key_spill_next(keys, &row, &end, err);
		if (rc != 0 || end)
			break;
		if (!row.is_new)
			continue;
		if (num == PSI_BLIND_NO_KEY - 1)
			return too_many(err);
		num++;
		layout->keys[psi_blind_group(agreement, row.population)]++;
	}
	return rc;
}

int
psi_blind_spill_new(struct psi_blind_spill **out, struct psi_session *session,
    struct psi_key_spill *keys, struct psi_blind_layout *layout,
    struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	struct psi_blind_spill *spill;
	int rc;

	if ((rc = count_keys(keys, agreement, layout, err)) != 0 ||
	    (rc = psi_blind_plan_groups(
		 layout, agreement, psi_session_own(session), err)) != 0)
		return rc;
	spill = psi_array_new(1, sizeof *spill);
	if (spill == NULL)
		return psi_error_nomem(err);
	spill->session = session;
	spill->suite = agreement->suite;
	spill->keys = keys;
	spill->layout = layout;
	spill->is_counts = agreement->mode == PSI_MODE_COUNTS;
	*out = spill;
	return 0;
}

static void
free_slots(struct psi_blind_spill *spill)
{
	for (size_t i = 0; spill->slot != NULL && i < spill->num_slot; i++) {
		struct slot *slot = &spill->slot[i];

		psi_buf_clear(&slot->text);
		psi_array_free(
		    slot->message, CHUNK_ROWS, sizeof *slot->message);
		psi_array_free(slot->origin, CHUNK_ROWS, sizeof *slot->origin);
		psi_array_free(
		    slot->element, CHUNK_ROWS, spill->suite->element_bytes);
	}
	psi_array_free(spill->slot, spill->num_slot, sizeof *spill->slot);
	spill->slot = NULL;
}

void
psi_blind_spill_free(struct psi_blind_spill *spill)
{
	if (spill == NULL)
		return;
	free_slots(spill);
	psi_array_free(spill->seen, seen_bytes(spill), 1);
	psi_sorter_free(spill->elements);
	psi_sorter_free(spill->positions);
	psi_array_free(spill, 1, sizeof *spill);
}

/* ---- elements ---- */

static void
note_account(struct psi_blind_spill *spill, uint32_t account)
{
	uint8_t *byte = &spill->seen[account / 8];
	uint8_t bit = (uint8_t)(1U << account % 8);

	spill->accounts += (*byte & bit) == 0;
	*byte |= bit;
}

/* The next key that is sent; its text is NULL behind the last. Every row of the
 * keys passes here once. */
static int
next_key(
    struct psi_blind_spill *spill, struct psi_cell *key, struct psi_error *err)
{
	const struct psi_agreement *agreement = spill->session->agreement;
	struct psi_spilled_key row;
	int rc;

	key->text = NULL;
	key->len = 0;
	while (!spill->has_all_keys) {
		rc = psi_key_spill_next(
		    spill->keys, &row, &spill->has_all_keys, err);
		if (rc != 0 || spill->has_all_keys)
			return rc;
		if (row.is_new) {
			spill->key++;
			spill->group =
			    psi_blind_group(agreement, row.population);
			spill->is_sent = spill->layout->keys[spill->group] > 0;
		}
		if (spill->is_sent)
			note_account(spill, row.account);
		else
			spill->dropped++;
		if (row.is_new && spill->is_sent) {
			*key = row.key;
			return 0;
		}
	}
	return 0;
}

/* The group of the next padding; false where there is no more. */
static bool
next_padding(struct psi_blind_spill *spill)
{
	const struct psi_blind_layout *layout = spill->layout;

	while (spill->pad_left == 0) {
		size_t g = spill->pad_group;

		if (g == layout->num_group)
			return false;
		spill->pad_left = layout->total[g] - layout->keys[g];
		spill->pad_group++;
	}
	spill->pad_left--;
	return true;
}

/* The next row of a slot; *end where keys and padding are done. */
static int
fill_row(struct psi_blind_spill *spill, struct slot *slot, bool *end,
    struct psi_error *err)
{
	struct origin *origin = &slot->origin[slot->num];
	size_t before = slot->text.len;
	struct psi_cell key;
	int rc;

	if ((rc = next_key(spill, &key, err)) != 0)
		return rc;
	if (key.text != NULL) {
		origin->key = spill->key;
		origin->group = (uint8_t)spill->group;
	} else {
		*end = !next_padding(spill);
		if (*end)
			return 0;
		origin->key = PSI_BLIND_NO_KEY;
		origin->group = (uint8_t)(spill->pad_group - 1);
	}
	rc = psi_blind_work_message(
	    spill->work, &slot->text, key.text, key.len, err);
	if (rc != 0)
		return rc;
	slot->message[slot->num++].len = slot->text.len - before;
	return 0;
}

static int
fill_chunk(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct psi_blind_spill *spill = cookie;
	struct slot *slot = &spill->slot[i];
	bool is_last = false;
	int rc = 0;

	slot->num = 0;
	slot->text.len = 0;
	while (rc == 0 && !is_last && slot->num < CHUNK_ROWS)
		rc = fill_row(spill, slot, &is_last, err);
	psi_blind_messages_point(&slot->text, slot->message, slot->num);
	*end = slot->num == 0;
	return rc;
}

static int
work_chunk(void *cookie, size_t i, struct psi_error *err)
{
	struct psi_blind_spill *spill = cookie;
	struct slot *slot = &spill->slot[i];

	return psi_blind_work_elements(
	    spill->work, slot->element, slot->message, slot->num, err);
}

static int
drain_chunk(void *cookie, size_t i, struct psi_error *err)
{
	struct psi_blind_spill *spill = cookie;
	const struct slot *slot = &spill->slot[i];
	size_t element_bytes = spill->suite->element_bytes;
	uint8_t record[1 + PSI_ELEMENT_MAX_BYTES + NUMBER_BYTES];
	bool is_cut = spill->work->inputs != NULL;
	int rc = psi_blind_work_pass(
	    spill->work, slot->element, slot->message, slot->num, err);

	for (size_t n = 0; rc == 0 && !is_cut && n < slot->num; n++) {
		record[0] = slot->origin[n].group;
		memcpy(record + 1, slot->element + n * element_bytes,
		    element_bytes);
		psi_u32be(record + 1 + element_bytes, slot->origin[n].key);
		rc = psi_sorter_add(spill->elements, record,
		    1 + element_bytes + NUMBER_BYTES, err);
	}
	if (rc != 0)
		return rc;
	spill->done += slot->num;
	return psi_session_progress(spill->session, "blinding", spill->done,
	    spill->layout->elements, err);
}

static int
make_slots(struct psi_blind_spill *spill, struct psi_error *err)
{
	int rc = psi_session_start_workers(spill->session, err);

	if (rc != 0)
		return rc;
	spill->num_slot = (size_t)psi_workers_jobs(spill->session->workers) * 2;
	spill->slot = psi_array_new(spill->num_slot, sizeof *spill->slot);
	if (spill->slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < spill->num_slot; i++) {
		struct slot *slot = &spill->slot[i];

		slot->message =
		    psi_array_new(CHUNK_ROWS, sizeof *slot->message);
		slot->origin = psi_array_new(CHUNK_ROWS, sizeof *slot->origin);
		slot->element =
		    psi_array_new(CHUNK_ROWS, spill->suite->element_bytes);
		if (slot->message == NULL || slot->origin == NULL ||
		    slot->element == NULL)
			return psi_error_nomem(err);
	}
	return 0;
}

int
psi_blind_spill_compute(struct psi_blind_spill *spill,
    const struct psi_blind_work *work, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill_chunk, work_chunk, drain_chunk,
		spill, 0 };
	const struct psi_session *session = spill->session;
	int rc;

	spill->work = work;
	spill->seen = psi_array_new(seen_bytes(spill), 1);
	if (spill->seen == NULL)
		return psi_error_nomem(err);
	if ((rc = make_slots(spill, err)) != 0 ||
	    (rc = psi_sorter_new(&spill->elements, session->options.scratch,
		 psi_session_memory(session, 4),
		 1 + spill->suite->element_bytes + NUMBER_BYTES, err)) != 0 ||
	    (rc = psi_key_spill_begin(spill->keys, err)) != 0)
		return rc;
	pipeline.num_slots = spill->num_slot;
	rc = psi_pipeline_run(&pipeline, session->workers, err);
	free_slots(spill);
	return rc;
}

/* ---- the file ---- */

/* A key's position, for the map. */
static int
note_position(struct psi_blind_spill *spill, const uint8_t key[NUMBER_BYTES],
    uint32_t position, struct psi_error *err)
{
	uint32_t number = psi_load32be(key);

	return spill->is_counts || number == PSI_BLIND_NO_KEY
	    ? 0
	    : psi_map_spill_add(spill->positions, number, position, err);
}

/* Long work that is not arithmetic; says so now and then. */
static int
say_done(const struct psi_blind_spill *spill, uint64_t done, uint64_t total,
    struct psi_error *err)
{
	if (done % PROGRESS_ROWS != 0)
		return 0;
	return psi_session_progress(
	    spill->session, "sorting", done, total, err);
}

static int
write_elements(struct psi_blind_spill *spill, struct psi_wire_writer *writer,
    struct psi_error *err)
{
	size_t element_bytes = spill->suite->element_bytes;
	uint8_t block[WRITE_ROWS * PSI_ELEMENT_MAX_BYTES];
	uint32_t position = 0;
	size_t num = 0;
	bool end = false;
	int rc;

	while (!end) {
		const uint8_t *record;
		size_t len;

		rc = psi_sorter_next(spill->elements, &record, &len, &end, err);
		if (rc != 0)
			return rc;
		if (!end) {
			memcpy(block + num++ * element_bytes, record + 1,
			    element_bytes);
			rc = note_position(
			    spill, record + 1 + element_bytes, position++, err);
		}
		if (rc == 0 && num > 0 && (end || num == WRITE_ROWS)) {
			rc = psi_wire_write_elements(
			    writer, element_bytes, block, num, err);
			num = 0;
		}
		if (rc == 0)
			rc = say_done(
			    spill, position, spill->layout->elements, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
psi_blind_spill_write(struct psi_blind_spill *spill,
    struct psi_wire_writer *writer, struct psi_error *err)
{
	const struct psi_session *session = spill->session;
	int rc;

	if ((rc = psi_map_spill_new(&spill->positions, session, err)) != 0 ||
	    (rc = psi_sorter_sort(spill->elements, err)) != 0)
		return rc;
	rc = write_elements(spill, writer, err);
	psi_sorter_free(spill->elements);
	spill->elements = NULL;
	return rc;
}

/* ---- the map ---- */

int
psi_blind_spill_map(struct psi_blind_spill *spill, struct psi_state *state,
    struct psi_error *err)
{
	state->accounts += spill->accounts;
	state->dropped_populations += spill->dropped;
	return spill->is_counts
	    ? 0
	    : psi_map_spill_write(spill->session, spill->keys, spill->positions,
		  state->map_file, err);
}
