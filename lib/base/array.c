/* madvise is not of POSIX. */
#define _DEFAULT_SOURCE

#include "base/array.h"

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

void *
psi_array_new(size_t num, size_t size)
{
	/* calloc checks the product; one byte keeps NULL for failure only. */
	void *array = calloc(num == 0 ? 1 : num, size == 0 ? 1 : size);

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
	free(array);
}

/* ---- large tables ---- */

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
	if ((rc = psi_array_resize(array, *room, want, size, err)) != 0)
		return rc;
	*room = want;
	return 0;
}
