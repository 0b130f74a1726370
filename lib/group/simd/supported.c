#include "group/simd/kernels.h"

#include <cpuid.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Intel's Software Developer's Manual, volume 1, sections 13.3, 14.3 and
 * 15.2-15.4: a feature may be used when its bit is set and the system has
 * enabled its registers in XCR0.
 */

/* XCR0: SSE and AVX registers; and mask and upper AVX-512 registers. */
#define XCR0_AVX UINT64_C(0x06)
#define XCR0_AVX512 UINT64_C(0xe6)

struct features {
	uint64_t xcr0;
	/* leaf 1, ecx; leaf 7, ebx */
	unsigned int ecx1;
	unsigned int ebx7;
};

static uint64_t
read_xcr0(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

/* As few questions as can be: in a virtual machine the host answers them. */
static struct features
read_features(void)
{
	struct features f = { 0, 0, 0 };
	unsigned int a, b, c, d;

	if (__get_cpuid_max(0, NULL) < 7)
		return f;
	__cpuid(1, a, b, c, d);
	f.ecx1 = c;
	__cpuid_count(7, 0, a, b, c, d);
	f.ebx7 = b;
	if ((f.ecx1 & bit_OSXSAVE) != 0)
		f.xcr0 = read_xcr0();
	return f;
}

static bool
has_avx2(const struct features *f)
{
	return (f->xcr0 & XCR0_AVX) == XCR0_AVX && (f->ecx1 & bit_FMA) != 0 &&
	    (f->ecx1 & bit_AVX) != 0 && (f->ebx7 & bit_AVX2) != 0;
}

static bool
has_avx512(const struct features *f)
{
	const unsigned int needed =
	    bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;

	return has_avx2(f) && (f->xcr0 & XCR0_AVX512) == XCR0_AVX512 &&
	    (f->ebx7 & needed) == needed;
}

bool
psi_kernel_avx2_supported(void)
{
	const struct features f = read_features();

	return has_avx2(&f);
}

bool
psi_kernel_avx512_supported(void)
{
	const struct features f = read_features();

	return has_avx512(&f);
}

bool
psi_kernel_avx512ifma_supported(void)
{
	const struct features f = read_features();

	return has_avx512(&f) && (f.ebx7 & bit_AVX512IFMA) != 0;
}
