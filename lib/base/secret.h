/*
 * Memory for secrets: scalars, seeds, private keys.
 *
 * A psi_secret lives in libsodium's guarded pages: locked against swapping
 * where the system lets us, between two guard pages, wiped when freed. It
 * costs three pages, so it is for a few objects and never for rows.
 */
#ifndef PSI_BASE_SECRET_H
#define PSI_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_secret {
	uint8_t *data;
	size_t len;
};

#define PSI_SECRET_INIT                                                        \
	{                                                                      \
		NULL, 0                                                        \
	}

/*
 * Make libsodium ready; safe to call from any thread, any number of times.
 * Every public entry point that touches libsodium calls it first.
 */
int psi_sodium_ready(struct psi_error *err) __attribute__((warn_unused_result));

/* `len` zero bytes in guarded memory. The secret must be empty. */
int psi_secret_new(struct psi_secret *secret, size_t len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free; an empty secret is fine. */
void psi_secret_clear(struct psi_secret *secret);

/* Overwrite memory in a way that the compiler keeps. */
void psi_wipe(void *p, size_t len);

/* Wipe and give back what another library's malloc gave. NULL is fine. */
void psi_wipe_free(void *p, size_t len);

/* Constant-time comparison of `len` bytes. */
bool psi_secret_equal(const uint8_t *a, const uint8_t *b, size_t len);

#endif
