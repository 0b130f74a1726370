/* The inside of an identity, for its file. */
#ifndef PSI_TRUST_IDENTITY_SECRETS_H
#define PSI_TRUST_IDENTITY_SECRETS_H

#include <sodium.h>

#include "psi/identity.h"

#include "base/secret.h"

#define PSI_ED25519_SEED_BYTES crypto_sign_SEEDBYTES
#define PSI_X25519_SECRET_BYTES crypto_scalarmult_curve25519_SCALARBYTES
#define PSI_IDENTITY_SECRETS_BYTES                                             \
	(PSI_ED25519_SEED_BYTES + PSI_X25519_SECRET_BYTES)

struct psi_identity {
	struct psi_public_identity public;
	/* The seed of the Ed25519 key, then the X25519 key: what the file
	 * holds. */
	struct psi_secret secrets;
	/* Seed and public key, as libsodium signs with them. */
	struct psi_secret signing;
};

/* An identity with room for its secrets, all zero; NULL, with `err` set, when
 * there is no memory. libsodium is ready. */
struct psi_identity *psi_identity_new_empty(struct psi_error *err);

/* Fill the rest from the secrets. */
void psi_identity_fill(struct psi_identity *identity);

#endif
