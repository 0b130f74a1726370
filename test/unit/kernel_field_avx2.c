#undef NDEBUG
#include "kernel_field.h"

#include <string.h>

#include "group/simd/kernels.h"
#include "group/simd/lanes_avx2.h"
#include "group/simd/field_fma.h"
#include "group/simd/field.h"

/* Limbs are doubles that are integers. */
static uint64_t
limb_to_bits(int64_t limb)
{
	const double d = (double)limb;
	uint64_t bits;

	memcpy(&bits, &d, sizeof bits);
	return bits;
}

static int64_t
limb_from_bits(uint64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof d);
	return (int64_t)d;
}

#include "kernel_field_ops.h"

const struct field_ops field_ops_avx2 = {
	.name = "avx2",
	.lanes = LANES,
	.limb_min = -(INT64_C(1) << 50) - (1 << 14),
	.limb_max = (INT64_C(1) << 50) + (1 << 14),
	.supported = psi_kernel_avx2_supported,
	.apply = apply,
	.canonical = canonical,
};
