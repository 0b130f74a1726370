/*
 * Where secrets end. test/ctime runs the library under valgrind with its
 * secrets marked undefined, so that every branch and every index that depends
 * on one is reported; what was computed from a secret and is meant to be
 * public says so here. In any other build this is nothing.
 */
#ifndef PSI_BASE_CTCHECK_H
#define PSI_BASE_CTCHECK_H

#include <stddef.h>

#ifdef PSI_CTCHECK

#include <valgrind/memcheck.h>

static inline void
psi_ct_public(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}

#else

static inline void
psi_ct_public(const void *p, size_t len)
{
	(void)p;
	(void)len;
}

#endif

/* The same for a status or another number: `return psi_ct_status(f(k))`. */
static inline int
psi_ct_status(int status)
{
	psi_ct_public(&status, sizeof status);
	return status;
}

#endif
