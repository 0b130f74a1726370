/* The secrets of a run, which psi-blind draws. */
#ifndef PSI_SESSION_BLIND_SECRETS_H
#define PSI_SESSION_BLIND_SECRETS_H

#include <stdbool.h>

#include "base/secret.h"
#include "wire/wire.h"

struct psi_session;

/* All zero is none. */
struct psi_blind_secrets {
	struct psi_secret scalar;
	/* It is in the store. */
	bool is_kept;
	struct psi_secret seal;
	struct psi_secret share;
};

/* Draw a fresh scalar, which psi_blind_secrets_make takes then, and store it.
 * Return as it does. */
int psi_blind_secrets_draw(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_blind_secrets_keep(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Draw fresh ones, but for a scalar that is there, store them, and fill in what
 * the header says of them: the keys, and the proof that we know the scalar
 * (PROTOCOL.md section 2). To be cleared in any case. Returns 0, PSI_E_IO,
 * PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_blind_secrets_make(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_wire_header *header,
    struct psi_error *err) __attribute__((warn_unused_result));

void psi_blind_secrets_clear(struct psi_blind_secrets *secrets);

#endif
