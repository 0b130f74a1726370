#include "base/sort_room.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/secret.h"

/* A record in the buffer: where, and its first eight octets as a number. */
struct ref {
	uint64_t prefix;
	uint32_t at;
	uint32_t len;
};

_Static_assert(sizeof(struct ref) == PSI_SORT_REF_BYTES, "no padding");

/* The references, the last one first. */
static struct ref *
refs(const struct psi_sort_room *room)
{
	return (struct ref *)(void *)(room->bytes + room->size) - room->num;
}

/* ---- records ---- */

bool
psi_sort_room_has(const struct psi_sort_room *room, size_t len)
{
	size_t high = 2 * (room->num + 1) * sizeof(struct ref);

	return high <= room->size && room->used + len <= room->size - high;
}

int
psi_sort_room_add(struct psi_sort_room *room, const uint8_t *record, size_t len,
    struct psi_error *err)
{
	struct ref *ref;

	if (room->bytes == NULL &&
	    (room->bytes = psi_array_new(room->size, 1)) == NULL)
		return psi_error_nomem(err);
	room->num++;
	if (room->num_max < room->num)
		room->num_max = room->num;
	ref = refs(room);
	ref->prefix = psi_sort_prefix(record, len);
	ref->at = (uint32_t)room->used;
	ref->len = (uint32_t)len;
	if (len > 0)
		memcpy(room->bytes + room->used, record, len);
	room->used += len;
	return 0;
}

const uint8_t *
psi_sort_room_at(const struct psi_sort_room *room, size_t i, size_t *len)
{
	const struct ref *ref = &refs(room)[i];

	*len = ref->len;
	return room->bytes + ref->at;
}

void
psi_sort_room_empty(struct psi_sort_room *room)
{
	if (room->used > 0)
		psi_wipe(room->bytes, room->used);
	room->num = 0;
	room->used = 0;
}

void
psi_sort_room_clear(struct psi_sort_room *room)
{
	size_t high = 2 * room->num_max * sizeof(struct ref);

	if (room->bytes == NULL)
		return;
	/* Memory that nobody touched need not be made to be wiped. */
	psi_wipe(room->bytes + room->size - high, high);
	psi_array_free(room->bytes, room->used, 1);
	room->bytes = NULL;
	room->num = room->num_max = room->used = 0;
}

/* ---- the order ---- */

/* Public in the sense of STYLE.md: records are rows of lists and blinded
 * elements, never a key or a scalar. */
int
psi_sort_compare(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (order != 0)
		return order;
	return a_len < b_len ? -1 : a_len > b_len;
}

static bool
is_before(
    const struct psi_sort_room *room, const struct ref *a, const struct ref *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	return psi_sort_compare(room->bytes + a->at, a->len,
		   room->bytes + b->at, b->len) < 0;
}

/* Merge in[begin..middle) and in[middle..end) into `out`. */
static void
merge_refs(const struct psi_sort_room *room, struct ref *out,
    const struct ref *in, size_t begin, size_t middle, size_t end)
{
	size_t left = begin;
	size_t right = middle;

	for (size_t i = begin; i < end; i++)
		if (left < middle &&
		    (right == end || !is_before(room, &in[right], &in[left])))
			out[i] = in[left++];
		else
			out[i] = in[right++];
}

void
psi_sort_room_sort(struct psi_sort_room *room)
{
	size_t num = room->num;
	struct ref *from;
	struct ref *to;

	if (num == 0)
		return;
	from = refs(room);
	to = from - num;
	for (size_t width = 1; width < num; width *= 2) {
		struct ref *swap = from;

		for (size_t begin = 0; begin < num; begin += 2 * width) {
			size_t middle =
			    num - begin < width ? num : begin + width;
			size_t end =
			    num - middle < width ? num : middle + width;

			merge_refs(room, to, from, begin, middle, end);
		}
		from = to;
		to = swap;
	}
	if (from != refs(room))
		memcpy(refs(room), from, num * sizeof *from);
}
