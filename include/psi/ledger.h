/*
 * The ledger of an identity: which agreements it has revoked or replaced, and
 * what was sent and received under which. It belongs to the secret identity
 * as its memory: whoever takes an older one, or none, can be led to send
 * what it must not. The commands keep it beside the secret file.
 *
 * A ledger is a store (psi/store.h) with the one object "ledger.csv".
 */
#ifndef PSI_LEDGER_H
#define PSI_LEDGER_H

#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/export.h"
#include "psi/identity.h"
#include "psi/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Make the empty ledger of a new identity. Nothing else makes one: all other
 * functions refuse a ledger that is missing. One that is there, of the same
 * or of another identity, but without any event, is replaced.
 *
 * Returns 0, PSI_E_EXISTS (there is one with events), PSI_E_STATE (another
 * process holds it), PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_ledger_create(const struct psi_store *ledger,
    const struct psi_public_identity *identity,
    struct psi_error *err) PSI_CHECK;

/*
 * Make a ledger anew for an identity whose ledger is lost or damaged; what is
 * there is replaced. It does not know any more which agreements were revoked
 * or replaced, which runs were begun and which files received: the caller
 * tells the person so. psi_ledger_audit says for ever that it was made anew.
 *
 * Returns 0, PSI_E_EXISTS (there is a whole ledger of this identity),
 * PSI_E_STATE, PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_ledger_recover(const struct psi_store *ledger,
    const struct psi_public_identity *identity, int32_t today,
    struct psi_error *err) PSI_CHECK;

/*
 * Is it the ledger of this identity? One of somebody else's says nothing about
 * what this identity has revoked, and must not be written to in its name.
 *
 * Returns 0, PSI_E_STATE (missing, or of another identity, with a hint),
 * PSI_E_INPUT (damaged), PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_ledger_check_identity(const struct psi_store *ledger,
    const struct psi_public_identity *identity,
    struct psi_error *err) PSI_CHECK;

/* One line of what a ledger remembers. */
struct psi_ledger_entry {
	/* "open", "planned", "sent", "received", "answered", "revealed", "claims-sent",
	 * "fields-sent", "claims-received", "fields-received", "closed",
	 * "revoked", "replaced" or "recovered". */
	const char *event;
	/* Days since 1970-01-01; of what has no day of its own that on which
	 * its run was begun. -1 where none is known. */
	int32_t day;
	/* NULL for recovered. PSI_AGREEMENT_DIGEST_BYTES. */
	const uint8_t *agreement;
	/* 0 for what is about an agreement, or about the ledger. */
	uint32_t run;
	/* Of the file, or of the agreement that replaces; NULL for none. 32
	 * bytes. */
	const uint8_t *digest;
	/* Of claims and fields; else 0. */
	uint64_t rows;
};

/*
 * Hand out all that a ledger remembers, but for public keys, in its order.
 * `each` returns 0, or a code that ends it and is returned; entries live as
 * long as the call.
 *
 * Returns 0, PSI_E_STATE (missing), PSI_E_INPUT (damaged), PSI_E_IO,
 * PSI_E_NOMEM, or what `each` returned.
 */
PSI_API int psi_ledger_audit(const struct psi_store *ledger,
    int (*each)(void *cookie, const struct psi_ledger_entry *entry,
	struct psi_error *err),
    void *cookie, struct psi_error *err) PSI_CHECK;

#ifdef __cplusplus
}
#endif

#endif
