#include "group/kernel.h"

#include <string.h>

#include "group/simd/kernels.h"

/*
 * In the order of preference. The 52-bit multiplier needs fewer instructions
 * for a product than the floating-point one.
 */
const struct psi_ristretto255_kernel *const psi_ristretto255_kernels[] = {
#ifdef PSI_X86_KERNELS
	&psi_kernel_avx512ifma,
	&psi_kernel_avx512,
	&psi_kernel_avx2,
#endif
	NULL,
};

const struct psi_ristretto255_kernel *
psi_ristretto255_kernel_best(void)
{
	/* Asking the processor takes some 30 microseconds where a host answers
	 * for it, and the answer stays the same: each thread asks once. */
	static _Thread_local const struct psi_ristretto255_kernel *const *best;
	const struct psi_ristretto255_kernel *const *k = best;

	if (k == NULL) {
		k = psi_ristretto255_kernels;
		while (*k != NULL && !(*k)->supported())
			k++;
		best = k;
	}
	return *k;
}

const struct psi_ristretto255_kernel *
psi_ristretto255_kernel_find(const char *name)
{
	const struct psi_ristretto255_kernel *const *k;

	for (k = psi_ristretto255_kernels; *k != NULL; k++) {
		if (strcmp((*k)->name, name) == 0)
			break;
	}
	return *k;
}
