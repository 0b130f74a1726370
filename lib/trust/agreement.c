#include "trust/agreement.h"

#include <string.h>

#include "base/bytes.h"
#include "psi/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "terms/agent.h"
#include "trust/agreement_text.h"
#include "wire/wire.h"
#include "trust/agreement_terms.h"

struct psi_agreement *
psi_agreement_new(struct psi_error *err)
{
	struct psi_agreement *agreement = psi_array_new(1, sizeof *agreement);

	if (agreement != NULL) {
		agreement->rows = psi_array_new(1, sizeof *agreement->rows);
		if (agreement->rows != NULL)
			return agreement;
	}
	psi_array_free(agreement, 1, sizeof *agreement);
	(void)psi_error_nomem(err);
	return NULL;
}

void
psi_agreement_free(struct psi_agreement *agreement)
{
	if (agreement == NULL)
		return;
	psi_agreement_rows_clear(agreement->rows);
	psi_array_free(agreement->rows, 1, sizeof *agreement->rows);
	for (size_t i = 0; i < 2; i++)
		psi_array_free(agreement->share[i], agreement->num_share[i],
		    sizeof *agreement->share[i]);
	psi_array_free(agreement, 1, sizeof *agreement);
}

int
psi_agreement_digest_rows(uint8_t out[PSI_AGREEMENT_DIGEST_BYTES],
    const struct psi_agreement_rows *rows, size_t num, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	int rc;

	if ((rc = psi_agreement_rows_text(&text, rows, 0, num, err)) == 0)
		psi_sha256(out, text.data, text.len);
	psi_buf_clear(&text);
	return rc;
}

static int
check_digest(struct psi_agreement *agreement,
    const struct psi_agreement_row *row, size_t num_terms,
    struct psi_error *err)
{
	uint8_t stated[PSI_AGREEMENT_DIGEST_BYTES];
	int rc;

	if (!psi_hex_decode(
		stated, sizeof stated, row->value, strlen(row->value)))
		return psi_error_set_line(err, PSI_E_AGREEMENT, row->line,
		    "'%s' must be 64 lower-case hexadecimal digits", row->term);
	if ((rc = psi_agreement_digest_rows(
		 agreement->digest, agreement->rows, num_terms, err)) != 0)
		return rc;
	/* Public data. */
	if (memcmp(stated, agreement->digest, sizeof stated) != 0)
		return psi_error_set_line(err, PSI_E_AGREEMENT, row->line,
		    "the agreement was changed after it was made: its digest "
		    "is another");
	return 0;
}

static int
check_signature(struct psi_agreement *agreement, size_t party,
    const struct psi_agreement_row *row, struct psi_error *err)
{
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	size_t text_len;

	if (!psi_base64_decode(
		signature, sizeof signature, row->value, strlen(row->value)))
		return psi_error_set_line(err, PSI_E_AGREEMENT, row->line,
		    "'%s' must be the base64 of 64 bytes", row->term);
	text_len =
	    psi_wire_signed_text(text, PSI_AGREEMENT_KIND, agreement->digest);
	if (psi_public_identity_verify(&agreement->party[party].identity,
		signature, text, text_len, NULL) != 0)
		return psi_error_set_line(err, PSI_E_AGREEMENT, row->line,
		    "this is not the signature of party %c under this "
		    "agreement",
		    "ab"[party]);
	agreement->party[party].is_signed = true;
	return 0;
}

/* After the terms come the row sha256 and up to two signatures; check them. */
static int
check_end(
    struct psi_agreement *agreement, size_t num_terms, struct psi_error *err)
{
	static const char *const name[2] = { PSI_AGREEMENT_SIGNATURE_A,
		PSI_AGREEMENT_SIGNATURE_B };
	const struct psi_agreement_rows *rows = agreement->rows;
	size_t i = num_terms;
	int rc;

	if (i == rows->num)
		return psi_error_set(err, PSI_E_AGREEMENT,
		    "the agreement is cut off: '%s' is missing",
		    PSI_AGREEMENT_SHA256);
	if ((rc = check_digest(agreement, &rows->row[i], num_terms, err)) != 0)
		return rc;
	i++;
	for (size_t party = 0; party < 2; party++) {
		if (i == rows->num ||
		    strcmp(rows->row[i].term, name[party]) != 0)
			continue;
		if ((rc = check_signature(
			 agreement, party, &rows->row[i], err)) != 0)
			return rc;
		i++;
	}
	if (i < rows->num)
		return psi_error_set_line(err, PSI_E_AGREEMENT,
		    rows->row[i].line, "'%s' does not belong after '%s'",
		    rows->row[i].term, rows->row[i - 1].term);
	return 0;
}

int
psi_agreement_read(struct psi_agreement **out, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_agreement *agreement;
	size_t num_terms;
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	if ((agreement = psi_agreement_new(err)) == NULL)
		return PSI_E_NOMEM;
	if ((rc = psi_agreement_rows_read(agreement->rows, source, err)) != 0)
		goto out;
	num_terms =
	    psi_agreement_rows_find(agreement->rows, PSI_AGREEMENT_SHA256);
	if ((rc = psi_agreement_terms_read(
		 agreement, num_terms, PSI_E_AGREEMENT, err)) != 0)
		goto out;
	if ((rc = check_end(agreement, num_terms, err)) != 0)
		goto out;
	*out = agreement;
	agreement = NULL;
out:
	if (rc == PSI_E_AGREEMENT && err != NULL && err->hint[0] == '\0')
		psi_error_hint(err,
		    "an agreement must stay as psi-agree wrote it: use the "
		    "original file, or ask for it again, unopened by other "
		    "programs");
	psi_agreement_free(agreement);
	return rc;
}

int
psi_agreement_write(const struct psi_agreement *agreement,
    const struct psi_sink *sink, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	int rc;

	if ((rc = psi_agreement_rows_text(
		 &text, agreement->rows, 0, agreement->rows->num, err)) == 0)
		rc = sink->write(sink->cookie, text.data, text.len, err);
	psi_buf_clear(&text);
	return rc;
}

int
psi_agreement_sign(struct psi_agreement *agreement,
    const struct psi_identity *identity, struct psi_error *err)
{
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	char base64[PSI_BASE64_CHARS(PSI_SIGNATURE_BYTES)];
	struct psi_agreement_rows *rows = agreement->rows;
	char role =
	    psi_agreement_role(agreement, psi_identity_public(identity));
	size_t party = role == 'b' ? 1 : 0;
	const char *term =
	    party == 0 ? PSI_AGREEMENT_SIGNATURE_A : PSI_AGREEMENT_SIGNATURE_B;
	size_t at;
	int rc;

	if (role == '\0')
		return psi_error_set(err, PSI_E_AGREEMENT,
		    "this identity is neither party of the agreement");
	if (agreement->party[party].is_signed)
		return 0;
	psi_identity_sign(identity, signature, text,
	    psi_wire_signed_text(text, PSI_AGREEMENT_KIND, agreement->digest));
	psi_base64_encode(base64, signature, sizeof signature);
	at = psi_agreement_rows_find(rows, PSI_AGREEMENT_SHA256) + 1;
	if (party == 1)
		at = rows->num;
	if ((rc = psi_agreement_rows_insert(rows, at, term, strlen(term),
		 base64, sizeof base64, 0, err)) != 0)
		return rc;
	agreement->party[party].is_signed = true;
	return 0;
}

int
psi_agreement_check(
    const struct psi_agreement *agreement, int32_t today, struct psi_error *err)
{
	static const char hint[] =
	    "whoever has not signed runs 'psi-agree sign -i IDENTITY -o "
	    "agreement.csv FILE' and sends the result to the other; both use "
	    "that file";
	char date[PSI_DATE_CHARS];

	for (size_t i = 0; i < 2; i++) {
		if (agreement->party[i].is_signed)
			continue;
		return agreement->party[1 - i].is_signed
		    ? psi_refuse(err, PSI_E_AGREEMENT, 0, hint,
			  "party %c has not signed the agreement", "ab"[i])
		    : psi_refuse(err, PSI_E_AGREEMENT, 0, hint,
			  "nobody has signed the agreement");
	}
	if (today < agreement->created) {
		psi_date_encode(date, agreement->created);
		return psi_error_set(err, PSI_E_AGREEMENT,
		    "the agreement does not begin until %s", date);
	}
	return psi_agreement_check_expiry(agreement, today, err);
}

int
psi_agreement_check_expiry(
    const struct psi_agreement *agreement, int32_t today, struct psi_error *err)
{
	char date[PSI_DATE_CHARS];

	if (today <= agreement->expires)
		return 0;
	psi_date_encode(date, agreement->expires);
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "make a new one with 'psi-agree propose' and have both sign it",
	    "the agreement expired at the end of %s", date);
}

char
psi_agreement_role(const struct psi_agreement *agreement,
    const struct psi_public_identity *identity)
{
	for (size_t i = 0; i < 2; i++)
		if (psi_public_identity_equal(
			&agreement->party[i].identity, identity))
			return "ab"[i];
	return '\0';
}

void
psi_agreement_digest(const struct psi_agreement *agreement,
    uint8_t out[PSI_AGREEMENT_DIGEST_BYTES])
{
	memcpy(out, agreement->digest, PSI_AGREEMENT_DIGEST_BYTES);
}

int
psi_agreement_is_signed(const struct psi_agreement *agreement, char role)
{
	if (role != 'a' && role != 'b')
		return 0;
	return agreement->party[role == 'b'].is_signed ? 1 : 0;
}

const char *
psi_agreement_term(
    const struct psi_agreement *agreement, const char *term, size_t i)
{
	const struct psi_agreement_rows *rows = agreement->rows;

	for (size_t r = 0; r < rows->num; r++)
		if (strcmp(rows->row[r].term, term) == 0 && i-- == 0)
			return rows->row[r].value;
	return NULL;
}

const struct psi_agreement_key *
psi_agreement_find_key(
    const struct psi_agreement *agreement, const char *type, size_t type_len)
{
	for (size_t i = 0; i < agreement->num_key; i++)
		if (strlen(agreement->key[i].type) == type_len &&
		    strncmp(agreement->key[i].type, type, type_len) == 0)
			return &agreement->key[i];
	return NULL;
}

int
psi_agreement_find_group(
    const struct psi_agreement *agreement, enum psi_population population)
{
	for (size_t i = 0; i < agreement->num_group; i++)
		if (agreement->group[i] == population)
			return (int)i;
	return -1;
}

const struct psi_agreement_share *
psi_agreement_cell(const struct psi_agreement *agreement, char role,
    enum psi_population own, enum psi_population theirs)
{
	static const struct psi_agreement_share match = { PSI_POPULATION_ANY,
		PSI_POPULATION_ANY, "match", false, { 0, 0 } };
	size_t party = role == 'b' ? 1 : 0;
	const struct psi_agreement_share *found = &match;
	int best = -1;

	/* Several rows may fit; the most specific one counts. A row that names
	 * the sender's population is more specific than one that names only
	 * the receiver's. */
	for (size_t i = 0; i < agreement->num_share[party]; i++) {
		const struct psi_agreement_share *share =
		    &agreement->share[party][i];
		int rank = (share->own != PSI_POPULATION_ANY ? 2 : 0) +
		    (share->theirs != PSI_POPULATION_ANY ? 1 : 0);

		if (share->own != own && share->own != PSI_POPULATION_ANY)
			continue;
		if (share->theirs != theirs &&
		    share->theirs != PSI_POPULATION_ANY)
			continue;
		if (rank > best) {
			best = rank;
			found = share;
		}
	}
	return found;
}

bool
psi_agreement_sends(
    const struct psi_agreement *agreement, char role, enum psi_population own)
{
	for (int theirs = 0; theirs < PSI_POPULATIONS; theirs++)
		if (!psi_agreement_cell(
			agreement, role, own, (enum psi_population)theirs)
			 ->is_none)
			return true;
	return false;
}

uint32_t
psi_agreement_fields(const struct psi_agreement *agreement, char role)
{
	uint32_t fields = 0;

	for (int own = 0; own < PSI_POPULATIONS; own++)
		for (int theirs = 0; theirs < PSI_POPULATIONS; theirs++)
			fields |= psi_agreement_cell(agreement, role,
			    (enum psi_population)own,
			    (enum psi_population)theirs)
				      ->fields.fields;
	return fields;
}

const char *
psi_agreement_shares(const struct psi_agreement *agreement, char role,
    const char *own, const char *theirs)
{
	enum psi_population mine;
	enum psi_population other;

	if ((role != 'a' && role != 'b') ||
	    !psi_population_find(&mine, own, strlen(own)) ||
	    !psi_population_find(&other, theirs, strlen(theirs)))
		return NULL;
	return psi_agreement_cell(agreement, role, mine, other)->what;
}

int
psi_agreement_may(const struct psi_agreement *agreement, const char *action)
{
	enum psi_agent_action found;

	if (!psi_agent_action_find(&found, action, strlen(action)))
		return -1;
	return (agreement->agents_may & PSI_AGENT_BIT(found)) != 0 ? 1 : 0;
}

const char *
psi_agreement_action_at(size_t i)
{
	return i < PSI_AGENT_ACTIONS
	    ? psi_agent_action_name((enum psi_agent_action)i)
	    : NULL;
}

const char *
psi_population_at(size_t i)
{
	return i < PSI_POPULATIONS ? psi_population_name((enum psi_population)i)
				   : NULL;
}

const char *
psi_agreement_share_preset(const char *name)
{
	static const struct {
		const char *name;
		const char *what;
	} presets[] = {
		{ "match", "match" },
		{ "basic", "name+country+owner" },
		{ "sales",
		    "name+country+owner+owner_email:alias+stage+amount:band+"
		    "close_date:quarter+products" },
		{ "marketing",
		    "name+country+owner+industry+segment+region+"
		    "employees:band+nps:band" },
	};

	for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
		if (strcmp(presets[i].name, name) == 0)
			return presets[i].what;
	return NULL;
}
