/* Arrays of a program that grow, and may hold account data. */
#ifndef PSI_CLI_GROW_H
#define PSI_CLI_GROW_H

#include <stddef.h>

#include "psi/error.h"

/*
 * Room for `more` elements of `size` bytes behind the first `num` of *room:
 * where there is too little, at least twice as much, and the old array is wiped.
 * *array may be NULL; on failure nothing is changed.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_grow(void **array, size_t *room, size_t num, size_t more, size_t size,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free. NULL is fine. */
void psi_grow_free(void *array, size_t room, size_t size);

#endif
