/*
 * The object "matches.csv": what reveal found, and what can be written from
 * it again without a secret.
 *
 * In mode accounts CSV with the header `position,match`: positions of your
 * blinded file, ascending, each with its token (PROTOCOL.md section 1). In
 * mode counts `our_population,their_population,matches`, with all cells and
 * their true numbers.
 */
#ifndef PSI_SESSION_MATCHES_H
#define PSI_SESSION_MATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trust/agreement.h"

struct psi_session;

#define PSI_MATCH_TOKEN_BYTES 16

/* What reveal found. To be filled with zeros but for element_bytes. */
struct psi_found {
	size_t element_bytes;
	/* Mode accounts: the positions in your blinded file that matched,
	 * ascending, and the element under both keys of each. */
	uint32_t *position;
	uint8_t *element;
	size_t num;
	size_t size;
	/* Mode counts: by own and by the partner's group; [0][0] where there
	 * are none. 0 for a number that was not told. */
	uint32_t cell[PSI_POPULATIONS][PSI_POPULATIONS];
};

/* SHA-256 over the digests of both blinded files, a's first (PROTOCOL.md
 * section 1). */
void psi_matches_session_digest(
    const struct psi_session *session, uint8_t out[32]);

/* Add a match, behind the ones before it. Returns 0 or PSI_E_NOMEM. */
int psi_found_add(struct psi_found *found, uint32_t position,
    const uint8_t *element, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free. */
void psi_found_clear(struct psi_found *found);

/* Replace matches.csv. */
int psi_matches_write(const struct psi_session *session,
    const struct psi_found *found, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Own accounts that hold a matched key, by map.csv.
 *
 * Returns 0; PSI_E_MISMATCH where a position is that of padding, which nobody
 * can have; PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM.
 */
int psi_matches_count_accounts(const struct psi_session *session,
    const struct psi_found *found, uint64_t *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
