/* The kernels of this folder, for group/kernel.c. */
#ifndef PSI_GROUP_SIMD_KERNELS_H
#define PSI_GROUP_SIMD_KERNELS_H

#include <stdbool.h>

struct psi_ristretto255_kernel;

extern const struct psi_ristretto255_kernel psi_kernel_avx2;
extern const struct psi_ristretto255_kernel psi_kernel_avx512;
extern const struct psi_ristretto255_kernel psi_kernel_avx512ifma;

/*
 * Has the processor the instructions, and does the operating system save the
 * registers? Asked of cpuid and xgetbv each time, some microseconds in a
 * virtual machine.
 */
bool psi_kernel_avx2_supported(void);
bool psi_kernel_avx512_supported(void);
bool psi_kernel_avx512ifma_supported(void);

#endif
