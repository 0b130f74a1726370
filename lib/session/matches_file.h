/*
 * The object "matches.csv": what reveal found, kept so that the result can be
 * written again without a secret.
 *
 * In mode accounts CSV with the header `position,match`: positions of your
 * blinded file, ascending, each with its token (PROTOCOL.md section 1). In
 * mode counts `our_population,their_population,matches`, with all cells; a
 * number under the agreement's suppress-below is written "<LIMIT" and is not
 * kept anywhere.
 */
#ifndef PSI_SESSION_MATCHES_FILE_H
#define PSI_SESSION_MATCHES_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/digest.h"
#include "psi/matches.h"
#include "session/match_queue.h"
#include "terms/population.h"

struct psi_session;

#define PSI_MATCH_TOKEN_CHARS (2 * PSI_MATCH_TOKEN_BYTES + 1)

/* By own and by the partner's group; [0][0] where there are none. */
struct psi_match_counts {
	uint32_t cell[PSI_POPULATIONS][PSI_POPULATIONS];
};

PSI_ARRAY(psi_count_rows, struct psi_count_row)

/* The token of a matched key, from its element under both keys;
 * `session_digest` is psi_session_digest. */
void psi_match_token(uint8_t out[PSI_MATCH_TOKEN_BYTES],
    const uint8_t session_digest[PSI_SHA256_BYTES], const uint8_t *element,
    size_t element_bytes);

/*
 * Write the object, by the agreement's mode: all matches, from the first on.
 * *out is begun and written, and the caller commits or abandons it; `digest` is
 * what state.csv is to have of it. Returns 0, PSI_E_IO, PSI_E_NOMEM or
 * PSI_E_RANDOM; then there is none.
 */
int psi_matches_file_write(struct psi_sink *out,
    uint8_t digest[PSI_SHA256_BYTES], const struct psi_session *session,
    struct psi_match_queue *matches, const struct psi_match_counts *counts,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The object of mode accounts, read match by match. */
struct psi_matches_reader;

/* Returns 0, PSI_E_STATE (damaged or missing), PSI_E_IO or PSI_E_NOMEM. Free
 * with psi_matches_reader_free. */
int psi_matches_reader_new(struct psi_matches_reader **out,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next match, or *end behind the last. Returns as psi_matches_reader_new. */
int psi_matches_reader_next(struct psi_matches_reader *reader,
    struct psi_match *out, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_matches_reader_free(struct psi_matches_reader *reader);

/*
 * The object of mode counts, read into an empty array, which the caller clears
 * whatever happens. Names of populations are static. Returns as
 * psi_matches_reader_new.
 */
int psi_matches_file_read_counts(struct psi_count_rows *out,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* PSI_E_STATE: what the session kept of its result cannot be read. */
int psi_matches_damaged(struct psi_error *err);

#endif
