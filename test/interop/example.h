/*
 * What the worked examples of lib/FORMAT.md have in common: an agreement, secrets,
 * and the blinded file of each side. All checks fail the test.
 */
#ifndef PSI_TEST_EXAMPLE_H
#define PSI_TEST_EXAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "group/suite.h"
#include "trust/agreement.h"
#include "wire/wire.h"

/* The most rows of a blinded file of the examples. */
#define EXAMPLE_ROWS_MAX 6

/* Of the example that is open. */
extern struct psi_agreement *agreement;

/* Open the document at the example whose blocks' names begin with `prefix`, and
 * read its agreement. */
void example_open(const char *prefix);
void example_close(void);

/* A secret of a side, by its name. */
void role_secret(char role, const char *what, uint8_t out[32]);

/* One side's blinded file; elements one behind the other. */
struct blinded {
	struct psi_wire_header header;
	uint8_t elements[EXAMPLE_ROWS_MAX * PSI_ELEMENT_MAX_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
};

/* Read it, with its signature. */
void read_blinded(char role, struct blinded *out);

void verify_signature(char role, const char *kind,
    const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES]);

/* k * H("psi-key/1" || agreement || key), and the padding element for a key that
 * begins with "(". */
void blind_again(char role, const char *key, size_t key_len, uint8_t *out);

/* The key element and its proof, from the side's scalar. */
void check_own_key(char role);

#endif
