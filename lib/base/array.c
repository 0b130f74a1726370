/* madvise and mremap are not of POSIX. */
#define _GNU_SOURCE

#include "base/array.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/checked.h"
#include "base/error.h"
#include "base/secret.h"

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

/* The least that an array which grows asks for. */
#define FIRST_BYTES 256

/*
 * Tables of many megabytes are filled all over and in no order: with pages of
 * 2 MiB the processor has far fewer of them to be given and to remember. A
 * hint only, for the huge pages that lie wholly inside the array; what it
 * returns does not matter.
 */
static void
ask_for_huge_pages(void *array, size_t len)
{
#ifdef MADV_HUGEPAGE
	size_t over = (uintptr_t)array % HUGE_PAGE_BYTES;
	size_t skip = over == 0 ? 0 : HUGE_PAGE_BYTES - over;

	if (len >= skip + HUGE_PAGE_BYTES)
		(void)madvise((uint8_t *)array + skip,
		    (len - skip) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES,
		    MADV_HUGEPAGE);
#else
	(void)array;
	(void)len;
#endif
}

/* ---- mappings ---- */

/* AddressSanitizer sees to what calloc gave. clang says otherwise that it is
 * there. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define ADDRESSES_ARE_CHECKED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define ADDRESSES_ARE_CHECKED 1
#endif

#if defined(MAP_ANONYMOUS) && !defined(ADDRESSES_ARE_CHECKED)
#define HAVE_MAPPING 1
#else
#define HAVE_MAPPING 0
#endif

#if HAVE_MAPPING
static size_t
mapping_bytes(size_t len)
{
	return (len + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
}

static void *
map(size_t len)
{
	void *at = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* Zeroed memory that begins where a huge page can. Linux gives it so since 6.7;
 * before, of a longer piece both ends are given back. */
static void *
map_aligned(size_t len)
{
	uint8_t *at = map(len);
	size_t over = (uintptr_t)at % HUGE_PAGE_BYTES;

	if (over == 0)
		return at;
	(void)munmap(at, len);
	at = map(len + HUGE_PAGE_BYTES);
	if (at == NULL)
		return NULL;
	over = (uintptr_t)at % HUGE_PAGE_BYTES;
	if (over != 0)
		(void)munmap(at, HUGE_PAGE_BYTES - over);
	at += over == 0 ? 0 : HUGE_PAGE_BYTES - over;
	(void)munmap(at + len, over == 0 ? HUGE_PAGE_BYTES : over);
	return at;
}
#endif

/*
 * An array that has grown to HUGE_PAGE_BYTES or more is a mapping of its own,
 * and begins where a huge page can. No other array does, by new_piece: so its
 * address says how it is given back.
 */
static bool
is_mapping(const void *array)
{
	return HAVE_MAPPING && array != NULL &&
	    (uintptr_t)array % HUGE_PAGE_BYTES == 0;
}

/* What would look like a mapping is asked for once more, beside it. */
static void *
new_piece(size_t num, size_t size)
{
	/* calloc checks the product; one byte keeps NULL for failure only. */
	void *piece = calloc(num == 0 ? 1 : num, size == 0 ? 1 : size);
	void *other;

	if (!is_mapping(piece))
		return piece;
	other = new_piece(num, size);
	free(piece);
	return other;
}

void *
psi_array_new(size_t num, size_t size)
{
	void *array = new_piece(num, size);

	if (array != NULL)
		ask_for_huge_pages(array, num * size);
	return array;
}

void
psi_array_free(void *array, size_t num, size_t size)
{
	if (array == NULL)
		return;
	psi_wipe(array, num * size);
#if HAVE_MAPPING
	if (is_mapping(array)) {
		(void)munmap(array, mapping_bytes(num * size));
		return;
	}
#endif
	free(array);
}

/* ---- large tables ---- */

void *
psi_table_new(size_t num, size_t size)
{
#if HAVE_MAPPING
	size_t len;
	void *table;

	if (psi_checked_mul(num, size, &len) && len >= HUGE_PAGE_BYTES &&
	    len <= SIZE_MAX / 4) {
		table = map_aligned(mapping_bytes(len));
		if (table != NULL)
			ask_for_huge_pages(table, mapping_bytes(len));
		return table;
	}
#endif
	return psi_array_new(num, size);
}

void
psi_table_free(void *table, size_t num, size_t size, size_t written)
{
	if (table == NULL)
		return;
	psi_wipe(table, written * size);
#if HAVE_MAPPING
	if (num * size >= HUGE_PAGE_BYTES) {
		(void)munmap(table, mapping_bytes(num * size));
		return;
	}
#else
	(void)num;
#endif
	free(table);
}

/* ---- arrays that grow ---- */

int
psi_array_resize(void **array, size_t num, size_t new_num, size_t size,
    struct psi_error *err)
{
	void *fresh = psi_array_new(new_num, size);

	if (fresh == NULL)
		return psi_error_nomem(err);
	if (*array != NULL)
		memcpy(fresh, *array, (num < new_num ? num : new_num) * size);
	psi_array_free(*array, num, size);
	*array = fresh;
	return 0;
}

#if HAVE_MAPPING
/*
 * Move the pages of a mapping to a larger one: nothing is copied, and nothing
 * left behind to be wiped. Where the system refuses, it may have taken the new
 * one away.
 */
static bool
move_pages(void *to, size_t to_len, void *from, size_t from_len)
{
#ifdef MREMAP_FIXED
	return mremap(from, mapping_bytes(from_len), mapping_bytes(to_len),
		   MREMAP_MAYMOVE | MREMAP_FIXED, to) == to;
#else
	(void)to;
	(void)to_len;
	(void)from;
	(void)from_len;
	return false;
#endif
}

/* psi_array_resize to more elements, which are large together. All of the last
 * page is asked for as the others are: it is one mapping then, and such can be
 * moved. */
static int
resize_large(void **array, size_t num, size_t new_num, size_t size,
    struct psi_error *err)
{
	size_t len;
	void *fresh;

	if (!psi_checked_mul(new_num, size, &len) || len > SIZE_MAX / 4)
		return psi_error_nomem(err);
	if (len < HUGE_PAGE_BYTES)
		return psi_array_resize(array, num, new_num, size, err);
	fresh = map_aligned(mapping_bytes(len));
	if (fresh != NULL && is_mapping(*array)) {
		if (move_pages(fresh, len, *array, num * size)) {
			ask_for_huge_pages(fresh, mapping_bytes(len));
			*array = fresh;
			return 0;
		}
		/* Never written, so it costs nothing if it is still there. */
		fresh = map_aligned(mapping_bytes(len));
	}
	if (fresh == NULL)
		return psi_error_nomem(err);
	ask_for_huge_pages(fresh, mapping_bytes(len));
	if (*array != NULL)
		memcpy(fresh, *array, num * size);
	psi_array_free(*array, num, size);
	*array = fresh;
	return 0;
}
#else
#define resize_large psi_array_resize
#endif

int
psi_array_grow(void **array, size_t *room, size_t num, size_t more, size_t size,
    struct psi_error *err)
{
	size_t want = *room;
	size_t need;
	int rc;

	if (!psi_checked_add(num, more, &need))
		return psi_error_nomem(err);
	if (need <= *room)
		return 0;
	if (want < FIRST_BYTES / size)
		want = FIRST_BYTES / size;
	if (want == 0)
		want = 1;
	while (want < need)
		want = want > SIZE_MAX / 2 ? need : want * 2;
	if ((rc = resize_large(array, *room, want, size, err)) != 0)
		return rc;
	*room = want;
	return 0;
}
