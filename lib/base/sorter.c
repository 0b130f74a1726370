#include "base/sorter.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/scratch_file.h"
#include "base/sort_room.h"

#define RECORD_MAX ((size_t)16 << 20)
/* A block of a run; of a small buffer, a part of it. */
#define BLOCK_BYTES ((size_t)256 << 10)
#define BLOCK_BYTES_MIN ((size_t)4096)
#define BLOCK_SHARE 64
/* As sort_room.h has it. */
#define ROOM_MAX ((size_t)UINT32_MAX)

/* Blocks of the scratch file. */
struct run {
	size_t first;
	size_t end;
};

PSI_ARRAY(runs, struct run)

/* A run that is being merged: the block it is in, and its first record that was
 * not taken yet. */
struct head {
	size_t next;
	size_t end;
	uint8_t *block;
	size_t block_size;
	uint32_t block_len;
	uint32_t pos;
	uint64_t prefix;
	const uint8_t *record;
	uint32_t len;
};

struct psi_sorter {
	const struct psi_scratch *scratch;
	size_t record_max;
	/* For the blocks of the runs that are merged at a time; and how long a
	 * block is, unless one record alone is longer. */
	size_t memory;
	size_t block_bytes;
	uint64_t num;
	struct psi_sort_room room;
	struct psi_scratch_file file;
	struct runs runs;
	/* Where the records of a run are collected: room for a block, or for
	 * the longest record. Every block fits in there. */
	uint8_t *block;
	size_t block_size;
	uint32_t block_len;
	/* A heap by record, the smallest on top. */
	struct head *head;
	size_t num_head;
	size_t num_heap;
	/* The top was handed out. */
	bool is_taken;
	bool is_sorted;
	/* Without runs: the next record of the room. */
	size_t next;
};

int
psi_sorter_new(struct psi_sorter **out, const struct psi_scratch *scratch,
    size_t memory, size_t record_max, struct psi_error *err)
{
	size_t least = record_max + sizeof(uint32_t);
	struct psi_sorter *sorter;

	if (record_max > RECORD_MAX)
		return psi_error_set(err, PSI_E_ARG, "a record is too long");
	sorter = psi_array_new(1, sizeof *sorter);
	if (sorter == NULL)
		return psi_error_nomem(err);
	sorter->scratch = scratch;
	sorter->record_max = record_max;
	sorter->memory = memory;
	sorter->block_bytes = memory / BLOCK_SHARE;
	if (sorter->block_bytes > BLOCK_BYTES)
		sorter->block_bytes = BLOCK_BYTES;
	if (sorter->block_bytes < BLOCK_BYTES_MIN)
		sorter->block_bytes = BLOCK_BYTES_MIN;
	if (memory < 2 * least + 4 * PSI_SORT_REF_BYTES)
		memory = 2 * least + 4 * PSI_SORT_REF_BYTES;
	if (memory > ROOM_MAX)
		memory = ROOM_MAX;
	sorter->room.size = memory / PSI_SORT_REF_BYTES * PSI_SORT_REF_BYTES;
	*out = sorter;
	return 0;
}

static void
free_heads(struct psi_sorter *sorter)
{
	for (size_t i = 0; i < sorter->num_head; i++)
		psi_array_free(
		    sorter->head[i].block, sorter->head[i].block_size, 1);
	psi_array_free(sorter->head, sorter->num_head, sizeof *sorter->head);
	sorter->head = NULL;
	sorter->num_head = sorter->num_heap = 0;
}

void
psi_sorter_free(struct psi_sorter *sorter)
{
	if (sorter == NULL)
		return;
	free_heads(sorter);
	psi_sort_room_clear(&sorter->room);
	psi_array_free(sorter->block, sorter->block_size, 1);
	psi_scratch_file_clear(&sorter->file);
	runs_clear(&sorter->runs);
	psi_array_free(sorter, 1, sizeof *sorter);
}

uint64_t
psi_sorter_num(const struct psi_sorter *sorter)
{
	return sorter->num;
}

size_t
psi_sorter_num_runs(const struct psi_sorter *sorter)
{
	return sorter->runs.num;
}

/* ---- runs ---- */

static int
flush_block(struct psi_sorter *sorter, struct psi_scratch_file *to,
    struct psi_error *err)
{
	int rc = 0;

	if (sorter->block_len > 0)
		rc = psi_scratch_file_put(
		    to, sorter->block, sorter->block_len, err);
	sorter->block_len = 0;
	return rc;
}

/* Room for a record of this length in an empty block. */
static int
grow_block(struct psi_sorter *sorter, size_t len, struct psi_error *err)
{
	size_t size = len < sorter->block_bytes ? sorter->block_bytes : len;

	if (sorter->block_size >= size)
		return 0;
	psi_array_free(sorter->block, sorter->block_size, 1);
	sorter->block = psi_array_new(size, 1);
	sorter->block_size = sorter->block == NULL ? 0 : size;
	return sorter->block == NULL ? psi_error_nomem(err) : 0;
}

static int
write_record(struct psi_sorter *sorter, struct psi_scratch_file *to,
    const uint8_t *record, uint32_t len, struct psi_error *err)
{
	size_t left = sorter->block_bytes - sorter->block_len;
	int rc;

	if (sorter->block_len >= sorter->block_bytes ||
	    left < sizeof len + len) {
		if ((rc = flush_block(sorter, to, err)) != 0 ||
		    (rc = grow_block(sorter, sizeof len + len, err)) != 0)
			return rc;
	}
	memcpy(sorter->block + sorter->block_len, &len, sizeof len);
	sorter->block_len += (uint32_t)sizeof len;
	if (len > 0)
		memcpy(sorter->block + sorter->block_len, record, len);
	sorter->block_len += len;
	return 0;
}

/* The buffer becomes a run. */
static int
write_run(struct psi_sorter *sorter, struct psi_error *err)
{
	struct psi_sort_room *room = &sorter->room;
	struct run run;
	int rc;

	if ((rc = grow_block(sorter, 0, err)) != 0 ||
	    (sorter->file.scratch == NULL &&
		(rc = psi_scratch_file_begin(
		     &sorter->file, sorter->scratch, err)) != 0))
		return rc;
	run.first = sorter->file.blocks.num;
	psi_sort_room_sort(room);
	for (size_t i = 0; rc == 0 && i < room->num; i++) {
		size_t len;
		const uint8_t *record = psi_sort_room_at(room, i, &len);

		rc = write_record(
		    sorter, &sorter->file, record, (uint32_t)len, err);
	}
	if (rc != 0 || (rc = flush_block(sorter, &sorter->file, err)) != 0)
		return rc;
	run.end = sorter->file.blocks.num;
	if ((rc = runs_add(&sorter->runs, &run, err)) != 0)
		return rc;
	psi_sort_room_empty(room);
	return 0;
}

int
psi_sorter_add(struct psi_sorter *sorter, const uint8_t *record, size_t len,
    struct psi_error *err)
{
	int rc;

	if (len > sorter->record_max || sorter->is_sorted)
		return psi_error_set(err, PSI_E_ARG,
		    "a record is too long, or comes after the last");
	if (!psi_sort_room_has(&sorter->room, len) &&
	    (rc = write_run(sorter, err)) != 0)
		return rc;
	if ((rc = psi_sort_room_add(&sorter->room, record, len, err)) != 0)
		return rc;
	sorter->num++;
	return 0;
}

/* ---- merging ---- */

/* The next record of a run; *end behind its last. */
static int
advance(const struct psi_sorter *sorter, struct head *head, bool *end,
    struct psi_error *err)
{
	int rc;

	*end = false;
	if (head->pos == head->block_len) {
		*end = head->next == head->end;
		if (*end)
			return 0;
		rc = psi_scratch_file_get(
		    &sorter->file, head->next, head->block, err);
		if (rc != 0)
			return rc;
		head->block_len = sorter->file.blocks.at[head->next].len;
		head->pos = 0;
		head->next++;
	}
	memcpy(&head->len, head->block + head->pos, sizeof head->len);
	head->record = head->block + head->pos + sizeof head->len;
	head->pos += (uint32_t)sizeof head->len + head->len;
	head->prefix = psi_sort_prefix(head->record, head->len);
	return 0;
}

static bool
head_is_before(const struct head *a, const struct head *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	return psi_sort_compare(a->record, a->len, b->record, b->len) < 0;
}

/* Let the head at `i` sink to its place in the heap. */
static void
sift_down(struct psi_sorter *sorter, size_t i)
{
	struct head *head = sorter->head;

	for (;;) {
		size_t least = i;
		struct head swap;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < sorter->num_heap &&
			    head_is_before(&head[child], &head[least]))
				least = child;
		if (least == i)
			return;
		swap = head[i];
		head[i] = head[least];
		head[least] = swap;
		i = least;
	}
}

/* Out of the heap, but still to be freed. */
static void
retire_top(struct psi_sorter *sorter)
{
	struct head swap = sorter->head[0];

	sorter->num_heap--;
	sorter->head[0] = sorter->head[sorter->num_heap];
	sorter->head[sorter->num_heap] = swap;
}

/* Begin to merge `num` runs; none of them is empty. */
static int
open_runs(struct psi_sorter *sorter, const struct run *run, size_t num,
    struct psi_error *err)
{
	bool end;
	int rc = 0;

	free_heads(sorter);
	sorter->head = psi_array_new(num, sizeof *sorter->head);
	if (sorter->head == NULL)
		return psi_error_nomem(err);
	sorter->num_head = num;
	for (size_t i = 0; rc == 0 && i < num; i++) {
		struct head *head = &sorter->head[i];

		head->next = run[i].first;
		head->end = run[i].end;
		head->block_size = sorter->block_size;
		head->block = psi_array_new(head->block_size, 1);
		rc = head->block == NULL ? psi_error_nomem(err)
					 : advance(sorter, head, &end, err);
	}
	if (rc != 0)
		return rc;
	sorter->num_heap = num;
	sorter->is_taken = false;
	for (size_t i = num / 2; i-- > 0;)
		sift_down(sorter, i);
	return 0;
}

/* The smallest record of all heads; the one handed out before goes first. */
static int
take(struct psi_sorter *sorter, const struct head **out, struct psi_error *err)
{
	bool end;
	int rc;

	if (sorter->is_taken) {
		if ((rc = advance(sorter, &sorter->head[0], &end, err)) != 0)
			return rc;
		if (end)
			retire_top(sorter);
		if (sorter->num_heap > 0)
			sift_down(sorter, 0);
	}
	sorter->is_taken = sorter->num_heap > 0;
	*out = sorter->is_taken ? &sorter->head[0] : NULL;
	return 0;
}

/* Merge some runs into one, at the end of `to`. */
static int
merge_runs(struct psi_sorter *sorter, struct psi_scratch_file *to,
    const struct run *run, size_t num, struct run *out, struct psi_error *err)
{
	const struct head *head;
	int rc;

	out->first = to->blocks.num;
	if ((rc = open_runs(sorter, run, num, err)) != 0)
		return rc;
	while ((rc = take(sorter, &head, err)) == 0 && head != NULL) {
		rc = write_record(sorter, to, head->record, head->len, err);
		if (rc != 0)
			return rc;
	}
	if (rc == 0)
		rc = flush_block(sorter, to, err);
	out->end = to->blocks.num;
	return rc;
}

/* Runs that can be open at a time. */
static size_t
fan_in(const struct psi_sorter *sorter)
{
	size_t num = sorter->memory / sorter->block_size;

	return num < 2 ? 2 : num;
}

/* So many runs that not all can be open at once: one pass makes of each
 * `fan_in` one, in another file. */
static int
reduce_runs(struct psi_sorter *sorter, struct psi_error *err)
{
	struct psi_scratch_file to = { .scratch = NULL };
	struct runs *runs = &sorter->runs;
	size_t most = fan_in(sorter);
	size_t num = 0;
	int rc = psi_scratch_file_begin(&to, sorter->scratch, err);

	for (size_t i = 0; rc == 0 && i < runs->num; i += most) {
		size_t left = runs->num - i;
		struct run run;

		rc = merge_runs(sorter, &to, &runs->at[i],
		    left < most ? left : most, &run, err);
		runs->at[num++] = run;
	}
	free_heads(sorter);
	if (rc != 0) {
		psi_scratch_file_clear(&to);
		return rc;
	}
	psi_scratch_file_clear(&sorter->file);
	sorter->file = to;
	runs->num = num;
	return 0;
}

int
psi_sorter_sort(struct psi_sorter *sorter, struct psi_error *err)
{
	int rc;

	sorter->next = 0;
	if (!sorter->is_sorted && sorter->runs.num == 0)
		psi_sort_room_sort(&sorter->room);
	if (!sorter->is_sorted && sorter->runs.num > 0) {
		if ((rc = write_run(sorter, err)) != 0)
			return rc;
		psi_sort_room_clear(&sorter->room);
	}
	sorter->is_sorted = true;
	while (sorter->runs.num > 0 && sorter->runs.num > fan_in(sorter))
		if ((rc = reduce_runs(sorter, err)) != 0)
			return rc;
	if (sorter->runs.num == 0)
		return 0;
	return open_runs(sorter, sorter->runs.at, sorter->runs.num, err);
}

int
psi_sorter_next(struct psi_sorter *sorter, const uint8_t **record, size_t *len,
    bool *end, struct psi_error *err)
{
	const struct head *head;
	int rc;

	if (sorter->runs.num == 0) {
		*end = sorter->next == sorter->room.num;
		if (!*end)
			*record = psi_sort_room_at(
			    &sorter->room, sorter->next++, len);
		return 0;
	}
	if ((rc = take(sorter, &head, err)) != 0)
		return rc;
	*end = head == NULL;
	if (!*end) {
		*record = head->record;
		*len = head->len;
	}
	return 0;
}
