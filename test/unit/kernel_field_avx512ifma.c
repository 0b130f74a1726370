#undef NDEBUG
#include "kernel_field.h"

#include <string.h>

#include "group/simd/kernels.h"
#include "group/simd/lanes_avx512.h"
#include "group/simd/field_ifma.h"
#include "group/simd/field.h"

/* Limbs are unsigned integers. */
static uint64_t
limb_to_bits(int64_t limb)
{
	return (uint64_t)limb;
}

static int64_t
limb_from_bits(uint64_t bits)
{
	return (int64_t)bits;
}

#include "kernel_field_ops.h"

const struct field_ops field_ops_avx512ifma = {
	.name = "avx512ifma",
	.lanes = LANES,
	.limb_min = 0,
	.limb_max = (INT64_C(1) << 51) + (1 << 16) - 1,
	.supported = psi_kernel_avx512ifma_supported,
	.apply = apply,
	.canonical = canonical,
};
