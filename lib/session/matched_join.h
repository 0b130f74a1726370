/* From matches to accounts: positions are looked up in the map. */
#ifndef PSI_SESSION_MATCHED_JOIN_H
#define PSI_SESSION_MATCHED_JOIN_H

#include "session/matched.h"
#include "session/matches_file.h"

/*
 * Find the accounts of `matched->matches` in the map; or, where `file` is not
 * NULL, those of the matches that it reads. What does not fit into memory is
 * sorted on disk.
 *
 * Returns 0; PSI_E_MISMATCH where a position is that of padding, which nobody
 * can have; PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM, PSI_E_RANDOM. Time is
 * linear in the map, and n log n in the matches.
 */
int psi_matched_join(struct psi_matched *matched,
    const struct psi_session *session, struct psi_matches_reader *file,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
