/* All tables of the normaliser together, and their fingerprint. */
#ifndef PSI_NORMAL_NORMALIZER_H
#define PSI_NORMAL_NORMALIZER_H

#include <stdint.h>

#include "psi/normalize.h"

#include "base/digest.h"

struct psi_suffixes;
struct psi_name_rules;

struct psi_normalizer {
	struct psi_suffixes *suffixes;
	struct psi_name_rules *names;
	uint8_t fingerprint[PSI_SHA256_BYTES];
	uint8_t suffixes_digest[PSI_SHA256_BYTES];
};

#endif
