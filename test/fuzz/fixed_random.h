/* The same random bytes in every process, so that an input means the same. */
#ifndef PSI_FUZZ_FIXED_RANDOM_H
#define PSI_FUZZ_FIXED_RANDOM_H

#include <sodium.h>

#include "fuzz.h"

static uint64_t fuzz_random_counter;

static void
fuzz_random_bytes(void *const out, const size_t len)
{
	uint8_t seed[randombytes_SEEDBYTES] = { 0 };

	fuzz_random_counter++;
	memcpy(seed, &fuzz_random_counter, sizeof fuzz_random_counter);
	randombytes_buf_deterministic(out, len, seed);
}

static uint32_t
fuzz_random_word(void)
{
	uint32_t word;

	fuzz_random_bytes(&word, sizeof word);
	return word;
}

static const char *
fuzz_random_name(void)
{
	return "fuzz";
}

static struct randombytes_implementation fuzz_random = {
	.implementation_name = fuzz_random_name,
	.random = fuzz_random_word,
	.buf = fuzz_random_bytes,
};

static void
fuzz_fix_random(void)
{
	fuzz_check(randombytes_set_implementation(&fuzz_random) == 0);
}

#endif
