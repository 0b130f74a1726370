/* Objects of a store, whole. */
#ifndef PSI_BASE_OBJECT_H
#define PSI_BASE_OBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"
#include "psi/store.h"

/*
 * Append an object of at most `max` bytes to `out`. Returns 0, PSI_E_ABSENT,
 * PSI_E_STATE if it is longer, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_object_read(const struct psi_store *store, const char *name,
    struct psi_buf *out, size_t max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Replace an object. */
int psi_object_write(const struct psi_store *store, const char *name,
    const uint8_t *in, size_t in_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read an object of exactly `len` bytes into guarded memory; `secret` must be
 * empty, and is empty again after a failure. PSI_E_STATE for another length.
 */
int psi_object_read_secret(const struct psi_store *store, const char *name,
    struct psi_secret *secret, size_t len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Copy an object to a sink. Returns 0, PSI_E_ABSENT or PSI_E_IO. */
int psi_object_copy(const struct psi_store *store, const char *name,
    const struct psi_sink *sink, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A source that writes what passes through it to a sink: give
 * psi_copying_read and a struct psi_copying to a struct psi_source. */
struct psi_copying {
	const struct psi_source *source;
	const struct psi_sink *sink;
};

int psi_copying_read(void *cookie, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err) __attribute__((warn_unused_result));

/* Read until `len` bytes are there or the source ends; *got says how many. */
int psi_source_read_full(const struct psi_source *source, uint8_t *out,
    size_t len, size_t *got, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
