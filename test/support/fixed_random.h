/* Randomness that is none, so that two ways to one result can be compared byte
 * for byte. Needs sodium. */
#ifndef TEST_SUPPORT_FIXED_RANDOM_H
#define TEST_SUPPORT_FIXED_RANDOM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

static const char *
fixed_random_name(void)
{
	return "fixed";
}

static uint32_t
fixed_random_word(void)
{
	return 0x05050505;
}

/* As a number it is smaller than the order of either group. */
static void
fixed_random_bytes(void *const out, const size_t len)
{
	memset(out, 5, len);
}

static struct randombytes_implementation fixed_random_generator = {
	.implementation_name = fixed_random_name,
	.random = fixed_random_word,
	.buf = fixed_random_bytes,
};

/* From here on, or from here on not any more. */
static inline void
fixed_random(bool is_fixed)
{
	assert_int_equal(randombytes_set_implementation(is_fixed
				 ? &fixed_random_generator
				 : &randombytes_sysrandom_implementation),
	    0);
}

#endif
