/* What goes to a sink or comes from a source, hashed on its way. */
#ifndef PSI_BASE_HASHING_H
#define PSI_BASE_HASHING_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "psi/io.h"

struct psi_hashing_sink {
	const struct psi_sink *sink;
	struct psi_sha256 sha256;
};

struct psi_hashing_source {
	const struct psi_source *source;
	struct psi_sha256 sha256;
};

/* Begin, before the first byte. The other end stays the caller's. */
struct psi_sink psi_hashing_to(
    struct psi_hashing_sink *hashing, const struct psi_sink *sink);
struct psi_source psi_hashing_from(
    struct psi_hashing_source *hashing, const struct psi_source *source);

#endif
