#include "kernel_ladder.h"

#include "base/secret.h"
#include "group/simd/kernels.h"
#include "group/simd/lanes_avx2.h"
#include "group/simd/field_fma.h"
#include "group/simd/field.h"
#include "group/simd/ladder.h"

void
kernel_ladder_set(const uint8_t scalar[32])
{
	struct ladder_scalar m;

	ladder_scalar_set(&m, scalar);
	psi_wipe(&m, sizeof m);
}
