/* Randomness: the system's generator, by libsodium. */
#ifndef PSI_BASE_RANDOM_H
#define PSI_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* Fill `out` with `out_len` bytes from the system's generator. */
int psi_random(uint8_t *out, size_t out_len, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
