/* Arithmetic on sizes that says when it would wrap. */
#ifndef PSI_BASE_CHECKED_H
#define PSI_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each stores a result in *out and returns true, or returns false. */
static inline bool
psi_checked_mul(size_t a, size_t b, size_t *out)
{
	if (b != 0 && a > SIZE_MAX / b)
		return false;
	*out = a * b;
	return true;
}

static inline bool
psi_checked_add(size_t a, size_t b, size_t *out)
{
	if (a > SIZE_MAX - b)
		return false;
	*out = a + b;
	return true;
}

#endif
