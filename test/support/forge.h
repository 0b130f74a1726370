/*
 * Making element files that no honest program would write: read one, change
 * it, and sign it again. The cheat holds a real identity, the real scalar of
 * its session, and everything that its partner sent.
 */
#ifndef TEST_SUPPORT_FORGE_H
#define TEST_SUPPORT_FORGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/wire.h"
#include "psi/identity.h"

#include "support/session_world.h"

struct forged {
	struct psi_wire_header header;
	/* Of a blinded file its elements; of an evaluated one the plaintext
	 * of its sealed part. */
	struct psi_buf body;
	/* The seal key that an evaluated file is for. */
	uint8_t seal_key[PSI_SEAL_KEY_BYTES];
};

void forged_clear(struct forged *forged);

/* Take apart a blinded file. Its digest goes to `digest`, unless NULL. */
void forge_read_blinded(struct forged *out, const struct psi_buf *file,
    uint8_t digest[PSI_DIGEST_BYTES]);

/* Write and sign it, with the number of elements of its header. */
void forge_write_blinded(struct psi_buf *out, const struct forged *forged,
    const struct psi_identity *identity);

/* Make public key, key element and key proof from a scalar. */
void forge_own_key(
    struct forged *forged, const uint8_t scalar[PSI_SCALAR_BYTES]);

/* The scalar of the last run of a party. */
const uint8_t *forge_scalar(const struct world *world, size_t who);

/*
 * The honest answer of `who` to the other party's blinded file, by its real
 * scalar, not written yet: plaintext with proofs where `with_proofs`.
 */
void forge_answer(
    struct forged *out, struct world *world, size_t who, bool with_proofs);

/* Make the proofs of an answer again, over whatever is in its body. C are the
 * elements that it answers. */
void forge_proofs(struct forged *forged, const struct psi_buf *C,
    const uint8_t scalar[PSI_SCALAR_BYTES]);

/*
 * The honest second answer of `who`, mode accounts, of one block, not written
 * yet: the positions and the proof. Both scalars are known here.
 */
void forge_second(struct forged *out, struct world *world, size_t who);

/* The place of a position in it; and make its proof again, over whatever
 * stands there, with this scalar. */
uint8_t *forge_position(struct forged *forged, size_t row);
void forge_second_proof(struct forged *forged, struct world *world, size_t who,
    const uint8_t scalar[PSI_SCALAR_BYTES]);

/* The plaintext of an answer to `who`, whose session is still open. */
void forge_open(struct psi_buf *plain, struct world *world, size_t who,
    const struct psi_buf *file, enum psi_wire_kind kind, size_t plain_len);

/* Seal, write and sign it. */
void forge_write_evaluated(struct psi_buf *out, struct forged *forged,
    struct world *world, size_t who);

/* Sign a whole text again after a change by hand: the lines before its
 * sha256 record are kept. */
void forge_resign(struct psi_buf *file, enum psi_wire_kind kind,
    const struct psi_identity *identity);

#endif
