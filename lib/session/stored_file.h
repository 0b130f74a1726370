/*
 * Files of both partners, read again from the session's own store.
 */
#ifndef PSI_SESSION_STORED_FILE_H
#define PSI_SESSION_STORED_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/session.h"
#include "wire/wire.h"

/*
 * A blinded file of the session's own store, opened again: its header, and a
 * reader that stands before its first element. PSI_E_STATE where it is not
 * the one that the state names.
 */
struct psi_stored_file {
	const struct psi_store *store;
	const char *name;
	struct psi_source source;
	bool is_open;
	struct psi_wire_reader *reader;
	struct psi_wire_header header;
};

#define PSI_STORED_FILE_INIT                                                   \
	{                                                                      \
		.is_open = false, .reader = NULL                               \
	}

int psi_stored_open(struct psi_stored_file *file,
    const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next elements, as psi_wire_read_elements reads them; what is wrong with
 * them is PSI_E_STATE here, as for all functions of this header. */
int psi_stored_read(struct psi_stored_file *file, uint8_t *out, size_t max,
    size_t *num, struct psi_error *err) __attribute__((warn_unused_result));

/* The end of the file: its digest must be the one that the state knows. */
int psi_stored_finish(struct psi_stored_file *file,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Read past all elements, and then that: for who needs the header alone. Stand
 * before the first element. */
int psi_stored_check(struct psi_stored_file *file,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* PSI_E_STATE: the file has fewer elements than the state says. */
int psi_stored_short(const struct psi_stored_file *file, struct psi_error *err);

/* PSI_E_STATE: this object is not as it was stored. */
int psi_stored_damaged(const char *name, struct psi_error *err);

/*
 * What a step returns that failed with `rc` on a file of the partner's. Checks
 * compare it with the two blinded files of the session: where one of these has
 * changed on the disk, it may be that alone that was found, and the result is
 * PSI_E_STATE, which says so. Reads both files, only after a failure.
 */
int psi_stored_blame(const struct psi_session *session, int rc,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Closing what is not open is fine. */
void psi_stored_close(struct psi_stored_file *file);

/* Read a whole stored blinded file: its header, and its elements into a new
 * array, which the caller frees with psi_array_free. */
int psi_stored_elements(const struct psi_session *session, const char *name,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_wire_header *header,
    uint8_t **elements, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
