#include "session/stored_file.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "session/objects.h"
#include "session/session.h"

/* Elements that are read past at a time. */
#define CHECK_ROWS ((size_t)4096)

int
psi_stored_damaged(const char *name, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: '%s' has changed", name);
}

int
psi_stored_short(const struct psi_stored_file *file, struct psi_error *err)
{
	return psi_stored_damaged(file->name, err);
}

static bool
blames_sender(int rc)
{
	return rc <= PSI_E_GRAMMAR && rc >= PSI_E_SEAL;
}

/* The reader blames the sender of a file. This file was good when it was
 * stored, so it is the session that is damaged. */
static int
own_fault(int rc, const char *name, struct psi_error *err)
{
	if (blames_sender(rc))
		return psi_stored_damaged(name, err);
	if (rc == PSI_E_ABSENT)
		return psi_stored_damaged(name, err);
	return rc;
}

int
psi_stored_open(struct psi_stored_file *file, const struct psi_session *session,
    const char *name, enum psi_wire_kind kind, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	int rc;

	file->store = store;
	file->name = name;
	rc = store->open(store->cookie, name, &file->source, err);
	if (rc != 0)
		return own_fault(rc, name, err);
	file->is_open = true;
	if ((rc = psi_wire_reader_new(&file->reader, &file->source, err)) == 0)
		rc = psi_wire_read_header(file->reader, kind,
		    session->agreement->suite, &file->header, err);
	if (rc != 0) {
		psi_stored_close(file);
		return own_fault(rc, name, err);
	}
	return 0;
}

int
psi_stored_read(struct psi_stored_file *file, uint8_t *out, size_t max,
    size_t *num, struct psi_error *err)
{
	return own_fault(
	    psi_wire_read_elements(file->reader, out, max, num, err),
	    file->name, err);
}

int
psi_stored_finish(struct psi_stored_file *file,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	uint8_t found[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	int rc;

	rc = psi_wire_read_end(file->reader, found, signature, err);
	if (rc != 0)
		return own_fault(rc, file->name, err);
	/* Digests of files are public. */
	if (memcmp(found, digest, sizeof found) != 0)
		return psi_stored_damaged(file->name, err);
	return 0;
}

int
psi_stored_check(struct psi_stored_file *file,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	size_t element_bytes = file->header.suite->element_bytes;
	uint8_t *rows = psi_array_new(CHECK_ROWS, element_bytes);
	size_t num;
	int rc;

	if (rows == NULL)
		return psi_error_nomem(err);
	do {
		num = 0;
		rc = psi_stored_read(file, rows, CHECK_ROWS, &num, err);
	} while (rc == 0 && num > 0);
	psi_array_free(rows, CHECK_ROWS, element_bytes);
	return rc != 0 ? rc : psi_stored_finish(file, digest, err);
}

void
psi_stored_close(struct psi_stored_file *file)
{
	psi_wire_reader_free(file->reader);
	file->reader = NULL;
	if (file->is_open)
		file->store->close(file->store->cookie, &file->source);
	file->is_open = false;
}

int
psi_stored_elements(const struct psi_session *session, const char *name,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_wire_header *header,
    uint8_t **elements, struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	size_t element_bytes = session->agreement->suite->element_bytes;
	uint8_t *array = NULL;
	size_t num = 0;
	int rc;

	rc = psi_stored_open(&file, session, name, PSI_WIRE_BLINDED, err);
	if (rc != 0)
		return rc;
	array = psi_array_new(file.header.elements, element_bytes);
	if (array == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	rc = psi_stored_read(&file, array, file.header.elements, &num, err);
	if (rc != 0 || (rc = psi_stored_finish(&file, digest, err)) != 0)
		goto out;
	*header = file.header;
	*elements = array;
	array = NULL;
out:
	psi_array_free(array, file.header.elements, element_bytes);
	psi_stored_close(&file);
	return rc;
}

/* Is the blinded file still the one that the state names? */
static int
check_blinded(const struct psi_session *session, const char *name,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	struct psi_stored_file file = PSI_STORED_FILE_INIT;
	int rc;

	if (!psi_state_has(digest))
		return 0;
	rc = psi_stored_open(&file, session, name, PSI_WIRE_BLINDED, err);
	if (rc == 0)
		rc = psi_stored_check(&file, digest, err);
	psi_stored_close(&file);
	return rc;
}

int
psi_stored_blame(
    const struct psi_session *session, int rc, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	struct psi_error own;

	if (!blames_sender(rc))
		return rc;
	if (check_blinded(session, PSI_OBJECT_BLINDED, state->own_blinded,
		&own) != PSI_E_STATE &&
	    check_blinded(session, PSI_OBJECT_PARTNER_BLINDED,
		state->partner_blinded, &own) != PSI_E_STATE)
		return rc;
	if (err != NULL)
		*err = own;
	return PSI_E_STATE;
}
