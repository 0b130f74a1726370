#include "base/sorter.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/scratch_file.h"
#include "base/secret.h"

#define RECORD_MAX ((size_t)16 << 20)
/* A block of a run; of a small buffer, a part of it. */
#define BLOCK_BYTES ((size_t)256 << 10)
#define BLOCK_BYTES_MIN ((size_t)4096)
#define BLOCK_SHARE 64
/* `at` of a reference has 32 bits. */
#define ROOM_MAX ((size_t)UINT32_MAX)

/* A record in the buffer: where, and its first eight octets as a number. */
struct ref {
	uint64_t prefix;
	uint32_t at;
	uint32_t len;
};

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
	uint32_t block_len;
	uint32_t pos;
	uint64_t prefix;
	const uint8_t *record;
	uint32_t len;
};

struct psi_sorter {
	const struct psi_scratch *scratch;
	size_t record_max;
	size_t block_bytes;
	size_t fan_in;
	uint64_t num;
	/* The buffer: records from its beginning, references from its end
	 * downwards, between them room for the references once more. */
	uint8_t *room;
	size_t room_bytes;
	size_t used;
	size_t num_ref;
	/* The most references there ever were, which are to be wiped. */
	size_t num_ref_max;
	struct psi_scratch_file file;
	struct runs runs;
	/* Where the records of a run are collected. */
	uint8_t *block;
	uint32_t block_len;
	/* A heap by record, the smallest on top. */
	struct head *head;
	size_t num_head;
	size_t num_heap;
	/* The top was handed out. */
	bool is_taken;
	bool is_sorted;
	size_t next_ref;
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
	sorter->block_bytes = memory / BLOCK_SHARE;
	if (sorter->block_bytes > BLOCK_BYTES)
		sorter->block_bytes = BLOCK_BYTES;
	if (sorter->block_bytes < BLOCK_BYTES_MIN)
		sorter->block_bytes = BLOCK_BYTES_MIN;
	if (sorter->block_bytes < least)
		sorter->block_bytes = least;
	sorter->fan_in = memory / sorter->block_bytes;
	if (sorter->fan_in < 2)
		sorter->fan_in = 2;
	if (memory < 2 * least + 4 * sizeof(struct ref))
		memory = 2 * least + 4 * sizeof(struct ref);
	if (memory > ROOM_MAX)
		memory = ROOM_MAX;
	sorter->room_bytes = memory / sizeof(struct ref) * sizeof(struct ref);
	*out = sorter;
	return 0;
}

/* The references, the last one first. */
static struct ref *
refs(const struct psi_sorter *sorter)
{
	return (struct ref *)(void *)(sorter->room + sorter->room_bytes) -
	    sorter->num_ref;
}

static void
free_room(struct psi_sorter *sorter)
{
	size_t high = 2 * sorter->num_ref_max * sizeof(struct ref);

	if (sorter->room == NULL)
		return;
	/* Memory that nobody touched need not be made to be wiped. */
	psi_wipe(sorter->room + sorter->room_bytes - high, high);
	psi_array_free(sorter->room, sorter->used, 1);
	sorter->room = NULL;
	sorter->num_ref = sorter->num_ref_max = sorter->used = 0;
}

static void
free_heads(struct psi_sorter *sorter)
{
	for (size_t i = 0; i < sorter->num_head; i++)
		psi_array_free(sorter->head[i].block, sorter->block_bytes, 1);
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
	free_room(sorter);
	psi_array_free(sorter->block, sorter->block_bytes, 1);
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

/* ---- the order ---- */

/* Shorter records end in zeros; where that makes two equal, their octets
 * decide. */
static uint64_t
first_octets(const uint8_t *record, size_t len)
{
	uint64_t prefix = 0;

	for (size_t i = 0; i < 8; i++)
		prefix = prefix << 8 | (i < len ? record[i] : 0U);
	return prefix;
}

/* Public in the sense of STYLE.md: records are rows of lists and blinded
 * elements, never a key or a scalar. */
static int
compare_octets(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (order != 0)
		return order;
	return a_len < b_len ? -1 : a_len > b_len;
}

static bool
is_before(
    const struct psi_sorter *sorter, const struct ref *a, const struct ref *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	return compare_octets(sorter->room + a->at, a->len,
		   sorter->room + b->at, b->len) < 0;
}

/* Merge in[begin..middle) and in[middle..end) into `out`. */
static void
merge_refs(const struct psi_sorter *sorter, struct ref *out,
    const struct ref *in, size_t begin, size_t middle, size_t end)
{
	size_t left = begin;
	size_t right = middle;

	for (size_t i = begin; i < end; i++)
		if (left < middle &&
		    (right == end || !is_before(sorter, &in[right], &in[left])))
			out[i] = in[left++];
		else
			out[i] = in[right++];
}

static void
sort_room(const struct psi_sorter *sorter)
{
	size_t num = sorter->num_ref;
	struct ref *from;
	struct ref *to;

	if (num == 0)
		return;
	from = refs(sorter);
	to = from - num;
	for (size_t width = 1; width < num; width *= 2) {
		struct ref *swap = from;

		for (size_t begin = 0; begin < num; begin += 2 * width) {
			size_t middle =
			    num - begin < width ? num : begin + width;
			size_t end =
			    num - middle < width ? num : middle + width;

			merge_refs(sorter, to, from, begin, middle, end);
		}
		from = to;
		to = swap;
	}
	if (from != refs(sorter))
		memcpy(refs(sorter), from, num * sizeof *from);
}

/* ---- runs ---- */

static int
flush_block(struct psi_sorter *sorter, struct psi_error *err)
{
	int rc = 0;

	if (sorter->block_len > 0)
		rc = psi_scratch_file_put(
		    &sorter->file, sorter->block, sorter->block_len, err);
	sorter->block_len = 0;
	return rc;
}

static int
write_record(struct psi_sorter *sorter, const uint8_t *record, uint32_t len,
    struct psi_error *err)
{
	int rc;

	if (sorter->block_bytes - sorter->block_len < sizeof len + len &&
	    (rc = flush_block(sorter, err)) != 0)
		return rc;
	memcpy(sorter->block + sorter->block_len, &len, sizeof len);
	sorter->block_len += (uint32_t)sizeof len;
	if (len > 0)
		memcpy(sorter->block + sorter->block_len, record, len);
	sorter->block_len += len;
	return 0;
}

static int
begin_file(struct psi_sorter *sorter, struct psi_error *err)
{
	if (sorter->file.scratch != NULL)
		return 0;
	sorter->block = psi_array_new(sorter->block_bytes, 1);
	if (sorter->block == NULL)
		return psi_error_nomem(err);
	return psi_scratch_file_begin(&sorter->file, sorter->scratch, err);
}

/* The buffer becomes a run. */
static int
write_run(struct psi_sorter *sorter, struct psi_error *err)
{
	const struct ref *ref;
	struct run run;
	int rc;

	if ((rc = begin_file(sorter, err)) != 0)
		return rc;
	run.first = sorter->file.blocks.num;
	sort_room(sorter);
	ref = refs(sorter);
	for (size_t i = 0; rc == 0 && i < sorter->num_ref; i++)
		rc = write_record(
		    sorter, sorter->room + ref[i].at, ref[i].len, err);
	if (rc != 0 || (rc = flush_block(sorter, err)) != 0)
		return rc;
	run.end = sorter->file.blocks.num;
	if ((rc = runs_add(&sorter->runs, &run, err)) != 0)
		return rc;
	psi_wipe(sorter->room, sorter->used);
	sorter->num_ref = 0;
	sorter->used = 0;
	return 0;
}

/* Room for one more record and its two references. */
static bool
has_room(const struct psi_sorter *sorter, size_t len)
{
	size_t high = 2 * (sorter->num_ref + 1) * sizeof(struct ref);

	return high <= sorter->room_bytes &&
	    sorter->used + len <= sorter->room_bytes - high;
}

int
psi_sorter_add(struct psi_sorter *sorter, const uint8_t *record, size_t len,
    struct psi_error *err)
{
	struct ref *ref;
	int rc;

	if (len > sorter->record_max || sorter->is_sorted)
		return psi_error_set(err, PSI_E_ARG,
		    "a record is too long, or comes after the last");
	if (sorter->room == NULL &&
	    (sorter->room = psi_array_new(sorter->room_bytes, 1)) == NULL)
		return psi_error_nomem(err);
	if (!has_room(sorter, len) && (rc = write_run(sorter, err)) != 0)
		return rc;
	sorter->num_ref++;
	if (sorter->num_ref_max < sorter->num_ref)
		sorter->num_ref_max = sorter->num_ref;
	ref = refs(sorter);
	ref->prefix = first_octets(record, len);
	ref->at = (uint32_t)sorter->used;
	ref->len = (uint32_t)len;
	if (len > 0)
		memcpy(sorter->room + sorter->used, record, len);
	sorter->used += len;
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
	head->prefix = first_octets(head->record, head->len);
	return 0;
}

static bool
head_is_before(const struct head *a, const struct head *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	return compare_octets(a->record, a->len, b->record, b->len) < 0;
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
		head->block = psi_array_new(sorter->block_bytes, 1);
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

/* Merge some runs into one, behind what the file has. */
static int
merge_runs(struct psi_sorter *sorter, const struct run *run, size_t num,
    struct run *out, struct psi_error *err)
{
	const struct head *head;
	int rc;

	out->first = sorter->file.blocks.num;
	if ((rc = open_runs(sorter, run, num, err)) != 0)
		return rc;
	while ((rc = take(sorter, &head, err)) == 0 && head != NULL) {
		rc = write_record(sorter, head->record, head->len, err);
		if (rc != 0)
			return rc;
	}
	if (rc == 0)
		rc = flush_block(sorter, err);
	out->end = sorter->file.blocks.num;
	return rc;
}

/* So many runs that not all can be open at once: one pass makes of each
 * `fan_in` one. */
static int
reduce_runs(struct psi_sorter *sorter, struct psi_error *err)
{
	struct runs *runs = &sorter->runs;
	size_t num = 0;
	int rc;

	for (size_t i = 0; i < runs->num; i += sorter->fan_in) {
		size_t left = runs->num - i;
		struct run run;

		rc = merge_runs(sorter, &runs->at[i],
		    left < sorter->fan_in ? left : sorter->fan_in, &run, err);
		if (rc != 0)
			return rc;
		runs->at[num++] = run;
	}
	runs->num = num;
	return 0;
}

int
psi_sorter_sort(struct psi_sorter *sorter, struct psi_error *err)
{
	int rc;

	sorter->next_ref = 0;
	if (!sorter->is_sorted && sorter->runs.num == 0)
		sort_room(sorter);
	if (!sorter->is_sorted && sorter->runs.num > 0) {
		if ((rc = write_run(sorter, err)) != 0)
			return rc;
		free_room(sorter);
	}
	sorter->is_sorted = true;
	while (sorter->runs.num > sorter->fan_in)
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
		const struct ref *ref;

		*end = sorter->next_ref == sorter->num_ref;
		if (*end)
			return 0;
		ref = &refs(sorter)[sorter->next_ref++];
		*record = sorter->room + ref->at;
		*len = ref->len;
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
