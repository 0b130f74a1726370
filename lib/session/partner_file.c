#include "session/partner_file.h"

#include "base/bytes.h"
#include "base/error.h"
#include "session/session.h"
#include "trust/identity.h"

const char psi_partner_file_distrust[] =
    "do not use this file, and ask your partner how it was made";

int
psi_session_sign(const struct psi_session *session,
    struct psi_wire_writer *writer, enum psi_wire_kind kind,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t text_len;
	int rc;

	if ((rc = psi_wire_write_digest(writer, digest, err)) != 0)
		return rc;
	text_len = psi_wire_signed_text(text, psi_wire_kind_name(kind), digest);
	psi_identity_sign(session->identity, signature, text, text_len);
	return psi_wire_write_signature(writer, signature, err);
}

int
psi_partner_file_verify(const struct psi_session *session,
    enum psi_wire_kind kind, char from, const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES], uint64_t line,
    struct psi_error *err)
{
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	size_t text_len =
	    psi_wire_signed_text(text, psi_wire_kind_name(kind), digest);
	size_t party = from == 'a' ? 0 : 1;

	if (psi_public_identity_verify(
		&session->agreement->party[party].identity, signature, text,
		text_len, NULL) == 0)
		return 0;
	return psi_refuse(err, PSI_E_SIGNATURE, line,
	    "make sure that the file comes from the partner of this "
	    "agreement, and ask for it again",
	    "the signature is not that of the sender that the file names");
}

/* The blinded file of another run: who is behind begins the run of the other. */
static void
hint_run(
    const struct psi_state *state, unsigned long run, struct psi_error *err)
{
	bool is_over = state->state == PSI_SESSION_REVEALED ||
	    state->state == PSI_SESSION_CLOSED;

	if (run < state->run && is_over)
		psi_error_hint(err,
		    "it is of an earlier run, and this session is finished: "
		    "nothing is to be done with it");
	else if (run < state->run)
		psi_error_hint(err,
		    "take your partner's file of run %lu; where there is none, "
		    "your partner begins that run with 'psi-blind -a AGREEMENT "
		    "-i IDENTITY -s NEW-FOLDER --run %lu KEYS'",
		    (unsigned long)state->run, (unsigned long)state->run);
	else
		psi_error_hint(err,
		    "%s begin run %lu in a new folder: 'psi-blind -a AGREEMENT "
		    "-i IDENTITY -s NEW-FOLDER --run %lu KEYS', and then give "
		    "the file to psi-exchange there",
		    is_over ? "this session is finished:"
			    : "end this run with 'psi-close -s DIR', and",
		    run, run);
}

int
psi_partner_file_check_sender(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
{
	const struct psi_state *state = &session->state;

	if (header->from == state->role)
		return psi_refuse(err, PSI_E_MISMATCH,
		    psi_wire_record_line(header->kind, "from"),
		    "take the file that your partner sent",
		    "this is a file of your own, not your partner's");
	if (psi_public_equal(
		header->agreement, state->agreement, sizeof header->agreement))
		return 0;
	return psi_refuse(err, PSI_E_MISMATCH,
	    psi_wire_record_line(header->kind, "agreement"),
	    "compare the agreement's digest with your partner's",
	    "the file belongs to another agreement");
}

int
psi_partner_file_check_run(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err)
{
	const struct psi_state *state = &session->state;

	if (header->run == state->run)
		return 0;
	(void)psi_refuse(err, PSI_E_MISMATCH,
	    psi_wire_record_line(header->kind, "run"), remedy,
	    "the file belongs to run %lu, and this session is run %lu",
	    (unsigned long)header->run, (unsigned long)state->run);
	if (remedy != NULL && header->run < state->run)
		psi_error_hint(err,
		    "take your partner's file of run %lu; this one belongs to "
		    "the session of run %lu",
		    (unsigned long)state->run, (unsigned long)header->run);
	if (remedy == NULL)
		hint_run(state, (unsigned long)header->run, err);
	return PSI_E_MISMATCH;
}

int
psi_partner_file_check_header(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_session_check_agreement(session, err)) != 0 ||
	    (rc = psi_partner_file_check_sender(session, header, err)) != 0)
		return rc;
	return psi_partner_file_check_run(session, header, remedy, err);
}
