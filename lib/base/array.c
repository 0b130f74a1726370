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
