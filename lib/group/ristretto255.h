/*
 * The two expensive stages of ristretto255-SHA512, for ranges of rows, apart
 * from the suite: hash_mul_range is the one after the other. Tests reach the
 * map by itself here.
 */
#ifndef PSI_GROUP_RISTRETTO255_H
#define PSI_GROUP_RISTRETTO255_H

#include <stddef.h>
#include <stdint.h>

#include "group/suite.h"

#define PSI_RISTRETTO255_ELEMENT_BYTES 32
/* What hash_to_group and hash_to_scalar expand a message to. */
#define PSI_RISTRETTO255_WIDE_BYTES 64

/*
 * uniform[i] = expand_message_xmd(msg[i]) of PSI_RISTRETTO255_WIDE_BYTES,
 * with SHA-512. Secret: the messages' bytes.
 */
int psi_ristretto255_expand(uint8_t *uniform, const struct psi_message *msg,
    size_t num, const uint8_t *dst, size_t dst_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * out[i] = scalar * map(uniform[i]), the map of RFC 9496, section 4.3.4, for
 * `num` strings of PSI_RISTRETTO255_WIDE_BYTES. PSI_E_ARG if a string maps
 * to the identity. Secret: the scalar and the strings. Called by tests only: the
 * vectors of RFC 9496 begin behind the hash.
 */
int psi_ristretto255_map_mul(uint8_t *out, const uint8_t *uniform, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
