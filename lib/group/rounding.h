/*
 * The processor's floating-point mode around a kernel: those that multiply in
 * double precision (simd/field_fma.h) are right only when results are rounded
 * to nearest, and a program may have set another mode, have subnormal numbers
 * flushed, or have inexact results trapped, for a thread and for all threads
 * that it starts.
 *
 * The kernel is called through a pointer from another object, so that no
 * compiler moves its arithmetic across these two.
 */
#ifndef PSI_GROUP_ROUNDING_H
#define PSI_GROUP_ROUNDING_H

#if defined(__x86_64__)
#include <xmmintrin.h>

/* Intel 64 manual, volume 1, section 10.2.3: the state after reset, that is
 * to nearest, nothing flushed, all exceptions masked. */
#define PSI_ROUNDING_RESET 0x1f80U

/* Set the mode; returns the caller's. About ten nanoseconds. */
static inline unsigned int
psi_rounding_begin(void)
{
	unsigned int mode = _mm_getcsr();

	_mm_setcsr(PSI_ROUNDING_RESET);
	return mode;
}

/* Give the caller's mode back, and the flags of exceptions as they were. */
static inline void
psi_rounding_end(unsigned int mode)
{
	_mm_setcsr(mode);
}

#else

/* There are no kernels. */
static inline unsigned int
psi_rounding_begin(void)
{
	return 0;
}

static inline void
psi_rounding_end(unsigned int mode)
{
	(void)mode;
}

#endif

#endif
