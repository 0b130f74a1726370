/*
 * The ranges of ristretto255-SHA512 (group/suite.h) by way of a kernel
 * (group/kernel.h). Each function does what its namesake of the suite does,
 * with the same errors, in whatever floating-point mode the calling thread is
 * (rounding.h).
 */
#ifndef PSI_GROUP_RISTRETTO255_LANES_H
#define PSI_GROUP_RISTRETTO255_LANES_H

#include "group/kernel.h"
#include "group/suite.h"
#include "group/xmd.h"

/* expand_message_xmd with SHA-512 to 64 bytes a row. Secret: the messages. */
int psi_lanes_expand(const struct psi_ristretto255_kernel *kernel,
    const struct psi_xmd *xmd, uint8_t *uniform, const struct psi_message *msg,
    size_t num, struct psi_error *err) __attribute__((warn_unused_result));

/* Secret: the scalar and the uniform bytes. */
int psi_lanes_map_mul(const struct psi_ristretto255_kernel *kernel,
    uint8_t *out, const uint8_t *uniform, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* `points` may be NULL. Secret: the scalar. */
int psi_lanes_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    struct psi_ristretto255_point *points, const uint8_t *in, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad, struct psi_error *err)
    __attribute__((warn_unused_result));

/* `points` may be NULL: then only the check. */
int psi_lanes_decode(const struct psi_ristretto255_kernel *kernel,
    struct psi_ristretto255_point *points, const uint8_t *in, size_t num,
    size_t *bad, struct psi_error *err) __attribute__((warn_unused_result));

int psi_lanes_sum(const struct psi_ristretto255_kernel *kernel,
    uint8_t out[PSI_RISTRETTO255_BYTES],
    const struct psi_ristretto255_point *points, const uint8_t *weights,
    size_t num, struct psi_error *err) __attribute__((warn_unused_result));

#endif
