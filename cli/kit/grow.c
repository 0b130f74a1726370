#include "kit/grow.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What an array begins with. */
#define FIRST_BYTES 1024

int
psi_grow(void **array, size_t *room, size_t num, size_t more, size_t size,
    struct psi_error *err)
{
	size_t want = *room < FIRST_BYTES / size ? FIRST_BYTES / size : *room;
	void *fresh;

	if (more <= *room - num)
		return 0;
	if (want > SIZE_MAX / 2 || more > SIZE_MAX / 2 - num)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (*room > 0)
		want *= 2;
	if (want < num + more)
		want = num + more;
	if ((fresh = calloc(want, size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (num > 0)
		memcpy(fresh, *array, num * size);
	psi_grow_free(*array, *room, size);
	*array = fresh;
	*room = want;
	return 0;
}

void
psi_grow_free(void *array, size_t room, size_t size)
{
	if (array == NULL)
		return;
	sodium_memzero(array, room * size);
	free(array);
}
