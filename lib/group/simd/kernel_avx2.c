/* The kernel "avx2". */
#include "group/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "group/simd/kernels.h"
#include "group/simd/lanes_avx2.h"
#include "group/simd/field_fma.h"
#include "group/simd/field.h"
#include "group/simd/ladder.h"
#include "group/simd/ristretto.h"
#include "group/simd/sum.h"
#include "group/simd/rows.h"
#include "group/simd/sha512_lanes.h"

const struct psi_ristretto255_kernel psi_kernel_avx2 = {
	.name = "avx2",
	.lanes = LANES,
	.supported = psi_kernel_avx2_supported,
	.mul = kernel_mul,
	.map_mul = kernel_map_mul,
	.decode = kernel_decode,
	.sum = kernel_sum,
	.sha512 = kernel_sha512,
};
