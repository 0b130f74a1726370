/*
 * The map of a list that does not fit into memory: its keys, which come by their
 * numbers, joined with the positions of their elements, and sorted by these.
 */
#ifndef PSI_SESSION_MAP_SPILL_H
#define PSI_SESSION_MAP_SPILL_H

#include <stdint.h>

#include "base/digest.h"
#include "psi/error.h"

struct psi_key_spill;
struct psi_session;
struct psi_sorter;

/* Make the sorter that takes positions: a quarter of the session's memory.
 * Returns as psi_sorter_new. */
int psi_map_spill_new(struct psi_sorter **out,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The element of key number `key`, counted from 1 in the order of struct
 * psi_key_spill, stands at this position. Returns as psi_sorter_add. */
int psi_map_spill_add(struct psi_sorter *positions, uint32_t key,
    uint32_t position, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write the map, as psi_map_write does; `digest` is what state.csv is to have of
 * it. Keys without a position are left out.
 * Returns 0, PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_map_spill_write(const struct psi_session *session,
    struct psi_key_spill *keys, struct psi_sorter *positions,
    uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
