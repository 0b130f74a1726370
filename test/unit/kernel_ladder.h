/* The scalar of lib/group/simd/ladder.h, alone: halved, and forgotten. */
#ifndef TEST_KERNEL_LADDER_H
#define TEST_KERNEL_LADDER_H

#include <stdint.h>

void kernel_ladder_set(const uint8_t scalar[32]);

#endif
