#include "session/blinded_checks.h"

#include <string.h>

#include "base/error.h"
#include "group/suite.h"
#include "session/key_element.h"
#include "session/partner_file.h"
#include "session/session.h"
#include "trust/ledger_record.h"

/* The line of a record of the header. */
static uint64_t
line_of(const char *name)
{
	return psi_wire_record_line(PSI_WIRE_BLINDED, name);
}

/*
 * Rule 11, as blind_plan.c keeps it: a group of fewer than suppress-below
 * elements is sent empty, since its number would tell of single accounts;
 * and in counts mode without groups the whole list is such a group.
 */
static int
check_small(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	/* Other groups than were agreed are refused as such (has_groups). */
	bool is_agreed = header->num_group == agreement->num_group;
	bool is_small = is_agreed && header->num_group == 0 &&
	    agreement->mode == PSI_MODE_COUNTS &&
	    header->elements < agreement->suppress_below;

	for (size_t g = 0; is_agreed && g < header->num_group; g++)
		is_small = is_small ||
		    (header->group_elements[g] > 0 &&
			header->group_elements[g] < agreement->suppress_below);
	if (!is_small)
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, line_of("elements"),
	    "do not use this file: it would tell of single accounts; ask your "
	    "partner how it was made",
	    "%s",
	    header->num_group > 0
		? "a group of the file has fewer elements than the agreement's "
		  "suppress-below"
		: "the file has fewer elements than the agreement's "
		  "suppress-below");
}

/* Header and limits, before any memory is taken for the elements. */
int
psi_blinded_check_limits(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	size_t from = header->from == 'a' ? 0 : 1;
	uint64_t multiple = agreement->padding_multiple;
	uint64_t large = session->state.elements;
	uint64_t small = header->elements;
	bool is_padded = header->num_group > 0 || small % multiple == 0;

	for (size_t g = 0; g < header->num_group; g++)
		is_padded =
		    is_padded && header->group_elements[g] % multiple == 0;
	if (header->elements > agreement->party[from].maximum_elements)
		return psi_refuse(err, PSI_E_LIMIT, line_of("elements"),
		    "ask your partner to send fewer accounts or key types",
		    "the file has more elements than the agreement allows");
	if (!is_padded)
		return psi_refuse(err, PSI_E_LIMIT, line_of("elements"),
		    psi_partner_file_distrust,
		    "the number of elements is no multiple of the agreed "
		    "padding");
	if (small > large) {
		small = large;
		large = header->elements;
	}
	/* Both numbers are below 2^32: no product wraps. */
	if (large > small * agreement->maximum_ratio)
		return psi_refuse(err, PSI_E_LIMIT, line_of("elements"),
		    "agree with your partner on lists of like size, or on "
		    "another ratio",
		    "the two lists differ more in size than the agreement "
		    "allows");
	return check_small(session, header, err);
}

/* The agreement's groups, all and in its order. */
static bool
has_groups(
    const struct psi_session *session, const struct psi_wire_header *header)
{
	const struct psi_agreement *agreement = session->agreement;

	if (header->num_group != agreement->num_group)
		return false;
	for (size_t g = 0; g < header->num_group; g++) {
		if (strcmp(header->group[g],
			psi_population_name(agreement->group[g])) != 0)
			return false;
	}
	return true;
}

static int
check_dates(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	int64_t age = (int64_t)header->created - header->source_date;

	if (header->created < agreement->created)
		return psi_refuse(err, PSI_E_MISMATCH, line_of("created"),
		    "compare the clocks of both machines",
		    "the file was made before the agreement");
	if (header->created > session->options.today + 1)
		return psi_refuse(err, PSI_E_MISMATCH, line_of("created"),
		    "compare the clocks of both machines",
		    "the file was made in the future");
	if (age < -1)
		return psi_refuse(err, PSI_E_MISMATCH, line_of("source-date"),
		    "ask your partner of which day its list is, and for a new "
		    "run with that day",
		    "the partner's data is younger than the file");
	if (age > agreement->maximum_source_age_days)
		return psi_refuse(err, PSI_E_MISMATCH, line_of("source-date"),
		    "ask your partner for a new run on new data",
		    "the partner's data is older than agreed");
	return 0;
}

static int
check_ledger(const struct psi_session *session,
    const struct psi_wire_header *header,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	int rc;

	psi_session_run(session, &run);
	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	if (psi_ledger_has_received(ledger, digest, &run))
		rc = psi_refuse(err, PSI_E_MISMATCH, 0,
		    "ask your partner for the file of this run",
		    "this file was received in an earlier run already");
	else if (psi_ledger_has_public_key(ledger, header->public_key,
		     session->agreement->suite->element_bytes))
		rc = psi_refuse(err, PSI_E_MISMATCH, line_of("public-key"),
		    "this is a file of yours that was altered: tell your "
		    "partner",
		    "the file carries a public key of your own");
	psi_ledger_free(ledger);
	return rc;
}

int
psi_blinded_check_header(const struct psi_session *session,
    const struct psi_wire_header *header,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	int rc;

	if ((rc = psi_partner_file_check_header(session, header, NULL, err)) !=
	    0)
		return rc;
	if (!has_groups(session, header))
		return psi_refuse(err, PSI_E_MISMATCH, line_of("group"),
		    psi_partner_file_distrust,
		    "the groups are not those of the agreement");
	if ((rc = check_dates(session, header, err)) != 0)
		return rc;
	return check_ledger(session, header, digest, err);
}

/* Without this proof a partner could relay a file of ours, and have our own
 * answers match everything (PROTOCOL.md section 2). */
int
psi_blinded_check_key(const struct psi_suite *suite,
    const struct psi_wire_header *header, struct psi_error *err)
{
	uint8_t T[PSI_ELEMENT_MAX_BYTES];
	int rc;

	rc = psi_key_element(T, suite, header->agreement, header->from,
	    header->run, header->nonce, err);
	if (rc != 0)
		return rc;
	rc = psi_dleq_verify(suite,
	    &(struct psi_dleq){ suite->generator, header->public_key, T,
		header->key_element, 1 },
	    header->key_proof, err);
	if (rc != PSI_E_PROOF && rc != PSI_E_ELEMENT)
		return rc;
	return psi_refuse(err, PSI_E_PROOF, line_of("key-proof"),
	    psi_partner_file_distrust,
	    "the sender does not prove that the key is its own");
}
