/* The object "map.csv" (map_file.h), of keys that are in memory. */
#ifndef PSI_SESSION_MAP_WRITE_H
#define PSI_SESSION_MAP_WRITE_H

#include "base/workers.h"
#include "psi/store.h"
#include "session/key_table.h"
#include "session/state.h"

/*
 * Write the map of a blinded file: key_at[i] is the key at position i, or
 * UINT32_MAX for padding. `store` may be NULL: then only the numbers are
 * found. Adds to state->accounts the accounts that hold a key which has a
 * position, to state->dropped_populations the rows of keys that have none, and
 * sets state->map_file. The rows are made on the workers, which may be NULL.
 *
 * Returns 0, PSI_E_IO or PSI_E_NOMEM. Cost: linear.
 */
int psi_map_write(const struct psi_store *store, struct psi_workers *workers,
    struct psi_key_table *table, const uint32_t *key_at, size_t num,
    struct psi_state *state, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
