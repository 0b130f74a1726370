/*
 * Bytes and stores in memory: for programs that have no files, and to begin
 * with. Everything is wiped when it is freed.
 */
#ifndef PSI_MEMORY_H
#define PSI_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"
#include "psi/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that a sink appends to and a source reads. */
struct psi_memory;

/*
 * Make one that begins with a copy of `in_len` bytes of `in`, which may be
 * NULL where `in_len` is 0. Free with psi_memory_free.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_memory_new(struct psi_memory **out, const uint8_t *in,
    size_t in_len, struct psi_error *err);

/* Wipe and free. NULL is fine. */
PSI_API void psi_memory_free(struct psi_memory *memory);

/* The bytes so far, and how many; valid until more are written. NULL where
 * there are none. */
PSI_API const uint8_t *psi_memory_bytes(
    const struct psi_memory *memory, size_t *len);

/*
 * Make `*out` read the bytes from their beginning; a source that was made
 * before begins again too. It must not be read after psi_memory_free.
 */
PSI_API void psi_memory_source(
    struct psi_memory *memory, struct psi_source *out);

/* Make `*out` append to the bytes. It must not be written to after
 * psi_memory_free. */
PSI_API void psi_memory_sink(struct psi_memory *memory, struct psi_sink *out);

/* A store (psi/store.h) in memory: nothing outlives the process. */
struct psi_memory_store;

/*
 * Make an empty one. Free with psi_memory_store_free, after the sessions that
 * use it.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_memory_store_new(
    struct psi_memory_store **out, struct psi_error *err);

/* Wipe and free. NULL is fine. */
PSI_API void psi_memory_store_free(struct psi_memory_store *memory);

/* Make `*out` use it. */
PSI_API void psi_memory_store(
    struct psi_memory_store *memory, struct psi_store *out);

#ifdef __cplusplus
}
#endif

#endif
