/* Reading a keys file (FORMAT.md section 5) for one agreement. */
#ifndef PSI_SESSION_KEY_READ_H
#define PSI_SESSION_KEY_READ_H

#include <stdint.h>

#include "psi/io.h"
#include "session/key_table.h"
#include "session/key_waiting.h"
#include "trust/agreement.h"

/*
 * Read a keys file for the party `role` of an agreement. `table` need not be
 * initialised; after a failure it is empty. `room` is NULL where there is no
 * limit.
 *
 * Returns 0; PSI_E_INPUT (with the line: not a keys file, cut off, an account
 * in two populations); PSI_E_AGREEMENT (another normaliser); PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_key_table_read(struct psi_key_table *table,
    const struct psi_source *source, const struct psi_agreement *agreement,
    char role, const struct psi_key_room *room, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The same in steps, for a caller who does something with the keys while more
 * are read. psi_key_reader_new reads the header. psi_key_reader_read reads so
 * many rows more, or up to the *end; some rows wait before their keys are in the
 * table, but not at the end. psi_key_reader_finish, once, after the end, looks
 * whether the file is whole. `source`, `agreement` and `room` must live as long
 * as the reader; `table` is to be cleared in any case. Return as
 * psi_key_table_read.
 */
struct psi_key_reader;

int psi_key_reader_new(struct psi_key_reader **out, struct psi_key_table *table,
    const struct psi_source *source, const struct psi_agreement *agreement,
    char role, const struct psi_key_room *room, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_key_reader_read(struct psi_key_reader *reader, size_t rows, bool *end,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_key_reader_finish(struct psi_key_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_key_reader_free(struct psi_key_reader *reader);

/* Only the digest of the whole source. Returns 0 or PSI_E_IO. */
int psi_key_table_digest(uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
