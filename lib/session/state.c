#include "session/state.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/cell.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/object.h"

#define STATE_BYTES_MAX 4096

enum kind { KIND_STATE, KIND_ROLE, KIND_HEX, KIND_U32, KIND_U64 };

struct term {
	const char *name;
	enum kind kind;
	size_t offset;
	/* Bytes of KIND_HEX. */
	size_t len;
};

#define TERM(name, kind, member)                                               \
	{                                                                      \
		name, kind, offsetof(struct psi_state, member),                \
		    sizeof((struct psi_state *)0)->member                      \
	}

static const struct term terms[] = {
	TERM("session", KIND_HEX, session),
	TERM("state", KIND_STATE, state),
	TERM("agreement", KIND_HEX, agreement),
	TERM("role", KIND_ROLE, role),
	TERM("run", KIND_U32, run),
	TERM("keys-file", KIND_HEX, keys_file),
	TERM("export", KIND_HEX, export),
	TERM("own-blinded", KIND_HEX, own_blinded),
	TERM("partner-blinded", KIND_HEX, partner_blinded),
	TERM("own-answer", KIND_HEX, own_answer),
	TERM("partner-answer", KIND_HEX, partner_answer),
	TERM("evaluated-elements", KIND_HEX, evaluated_elements),
	TERM("listed", KIND_U64, listed),
	TERM("accounts", KIND_U64, accounts),
	TERM("keys", KIND_U64, keys),
	TERM("dropped-types", KIND_U64, dropped_types),
	TERM("dropped-populations", KIND_U64, dropped_populations),
	TERM("created", KIND_U32, created),
	TERM("elements", KIND_U32, elements),
	TERM("partner-elements", KIND_U32, partner_elements),
	TERM("matches", KIND_U32, matches),
	TERM("matched-accounts", KIND_U64, matched_accounts),
	TERM("withheld", KIND_U32, withheld),
	TERM("own-claims", KIND_HEX, own_claims),
	TERM("own-claims-rows", KIND_U64, own_claims_rows),
	TERM("own-claims-bytes", KIND_U64, own_claims_bytes),
	TERM("own-fields", KIND_HEX, own_fields),
	TERM("own-fields-rows", KIND_U64, own_fields_rows),
	TERM("partner-claims", KIND_HEX, partner_claims),
	TERM("partner-claims-rows", KIND_U64, partner_claims_rows),
	TERM("partner-claims-bytes", KIND_U64, partner_claims_bytes),
	TERM("partner-fields", KIND_HEX, partner_fields),
	TERM("partner-fields-rows", KIND_U64, partner_fields_rows),
	TERM("map-file", KIND_HEX, map_file),
	TERM("exports-file", KIND_HEX, exports_file),
	TERM("matches-file", KIND_HEX, matches_file),
	TERM("partner-claims-table", KIND_HEX, partner_claims_table),
	TERM("partner-fields-table", KIND_HEX, partner_fields_table),
};

#define NUM_TERMS (sizeof terms / sizeof terms[0])
/* What the version before this one ended without, and the digest. */
#define NUM_NEW_TERMS ((size_t)5)

static const char first_lines[] = "term,value\nfile,session/3\n";
static const char older_first_lines[] = "term,value\nfile,session/2\n";
/* The last line: of all that stands before it. */
static const char digest_name[] = "sha256,";
#define DIGEST_LINE                                                            \
	(sizeof digest_name - 1 + 2 * (size_t)PSI_DIGEST_BYTES + sizeof "\n" - \
	    1)

static const char *const state_names[] = {
	[PSI_SESSION_EMPTY] = "empty",
	[PSI_SESSION_PREPARING] = "preparing",
	[PSI_SESSION_BLINDED] = "blinded",
	[PSI_SESSION_BOUND] = "bound",
	[PSI_SESSION_ANSWERED] = "answered",
	[PSI_SESSION_REVEALED] = "revealed",
	[PSI_SESSION_CLOSED] = "closed",
};

static bool
is_text(const char *text, const char *in, size_t in_len)
{
	/* The words of state.csv are public. */
	return strlen(text) == in_len && memcmp(text, in, in_len) == 0;
}

static bool
read_state_name(enum psi_session_state *out, const char *in, size_t in_len)
{
	for (unsigned int i = PSI_SESSION_PREPARING; i <= PSI_SESSION_CLOSED;
	     i++) {
		if (is_text(state_names[i], in, in_len)) {
			*out = (enum psi_session_state)i;
			return true;
		}
	}
	return false;
}

static bool
read_value(struct psi_state *out, const struct term *term, const char *in,
    size_t in_len)
{
	void *member = (char *)out + term->offset;
	uint64_t n;

	switch (term->kind) {
	case KIND_STATE:
		return read_state_name(&out->state, in, in_len);
	case KIND_ROLE:
		if (in_len != 1 || (in[0] != 'a' && in[0] != 'b'))
			return false;
		out->role = in[0];
		return true;
	case KIND_HEX:
		return psi_hex_decode(member, term->len, in, in_len);
	case KIND_U32:
		if (!psi_decimal_decode(&n, in, in_len, UINT32_MAX))
			return false;
		*(uint32_t *)member = (uint32_t)n;
		return true;
	case KIND_U64:
		if (!psi_decimal_decode(&n, in, in_len, UINT64_MAX))
			return false;
		*(uint64_t *)member = n;
		return true;
	}
	return false;
}

/* Is the last line the digest of the others? Then they are left. */
static bool
take_digest(const char *in, size_t *in_len)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t found[PSI_DIGEST_BYTES];
	const char *line;

	if (*in_len < DIGEST_LINE)
		return false;
	*in_len -= DIGEST_LINE;
	line = in + *in_len;
	psi_sha256(found, in, *in_len);
	return psi_text_begins(
		   line, DIGEST_LINE, digest_name, sizeof digest_name - 1) &&
	    line[DIGEST_LINE - 1] == '\n' &&
	    psi_hex_decode(digest, sizeof digest, line + sizeof digest_name - 1,
		2 * sizeof digest) &&
	    psi_public_equal(digest, found, sizeof found);
}

/* Every line, each exactly as it is written. What state.csv holds is public
 * between the two parties. */
static bool
parse(struct psi_state *out, const char *in, size_t in_len)
{
	size_t pos = sizeof first_lines - 1;
	size_t num = NUM_TERMS;

	if (psi_text_begins(
		in, in_len, older_first_lines, sizeof older_first_lines - 1))
		num -= NUM_NEW_TERMS;
	else if (!psi_text_begins(
		     in, in_len, first_lines, sizeof first_lines - 1) ||
	    !take_digest(in, &in_len))
		return false;
	for (size_t i = 0; i < num; i++) {
		size_t name_len = strlen(terms[i].name);
		const char *line = in + pos;
		const char *end = memchr(line, '\n', in_len - pos);

		if (end == NULL || (size_t)(end - line) <= name_len)
			return false;
		if (!is_text(terms[i].name, line, name_len) ||
		    line[name_len] != ',')
			return false;
		line += name_len + 1;
		if (!read_value(out, &terms[i], line, (size_t)(end - line)))
			return false;
		pos = (size_t)(end - in) + 1;
	}
	return pos == in_len && out->withheld <= PSI_WITHHELD_CELL;
}

/* Is it the state of a session, but of another version? */
static bool
is_other_version(const char *in, size_t in_len)
{
	size_t name_len = sizeof first_lines - sizeof "3\n";

	/* Public, as above. */
	return in_len > sizeof first_lines - 1 &&
	    memcmp(in, first_lines, name_len) == 0 &&
	    !psi_text_begins(in, in_len, first_lines, sizeof first_lines - 1) &&
	    !psi_text_begins(
		in, in_len, older_first_lines, sizeof older_first_lines - 1);
}

bool
psi_state_has(const uint8_t digest[PSI_DIGEST_BYTES])
{
	static const uint8_t none[PSI_DIGEST_BYTES];

	/* Digests of files are public. */
	return memcmp(digest, none, sizeof none) != 0;
}

bool
psi_state_vouches(
    const uint8_t digest[PSI_DIGEST_BYTES], const struct psi_sha256 *sha256)
{
	struct psi_sha256 whole = *sha256;
	uint8_t found[PSI_DIGEST_BYTES];

	psi_sha256_final(&whole, found);
	return !psi_state_has(digest) ||
	    psi_public_equal(found, digest, sizeof found);
}

/* No step opens such a session, psi-close -s neither. */
static int
damaged(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0, PSI_SESSION_LOST_HINT,
	    "the session is damaged: '%s' cannot be read", PSI_STATE_OBJECT);
}

int
psi_state_read(
    const struct psi_store *store, struct psi_state *out, struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	struct psi_state state;
	int rc;

	memset(&state, 0, sizeof state);
	rc = psi_object_read(
	    store, PSI_STATE_OBJECT, &buf, STATE_BYTES_MAX, err);
	if (rc != 0)
		goto out;
	if (is_other_version((const char *)buf.data, buf.len)) {
		rc = psi_refuse(err, PSI_E_STATE, 0,
		    "close its run with psi-close --agreement, delete the "
		    "folder, and begin another run in another one",
		    "the session was begun with another version of these "
		    "programs, and cannot go on");
		goto out;
	}
	if (!parse(&state, (const char *)buf.data, buf.len)) {
		rc = damaged(err);
		goto out;
	}
	*out = state;
out:
	psi_buf_clear(&buf);
	return rc;
}

static void
value_text(char out[2 * PSI_DIGEST_BYTES + 1], const struct term *term,
    const struct psi_state *state)
{
	const void *member = (const char *)state + term->offset;
	size_t out_size = 2 * PSI_DIGEST_BYTES + 1;

	switch (term->kind) {
	case KIND_STATE:
		(void)snprintf(out, out_size, "%s", state_names[state->state]);
		break;
	case KIND_ROLE:
		(void)snprintf(out, out_size, "%c", state->role);
		break;
	case KIND_HEX:
		psi_hex_encode(out, member, term->len);
		break;
	case KIND_U32:
		(void)snprintf(out, out_size, "%lu",
		    (unsigned long)*(const uint32_t *)member);
		break;
	case KIND_U64:
		(void)snprintf(out, out_size, "%llu",
		    (unsigned long long)*(const uint64_t *)member);
		break;
	}
}

static int
append_digest(struct psi_buf *buf, struct psi_error *err)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	char hex[2 * PSI_DIGEST_BYTES + 1];
	int rc;

	psi_sha256(digest, buf->data, buf->len);
	psi_hex_encode(hex, digest, sizeof digest);
	if ((rc = psi_buf_append_text(buf, digest_name, err)) != 0 ||
	    (rc = psi_buf_append_text(buf, hex, err)) != 0)
		return rc;
	return psi_buf_append_text(buf, "\n", err);
}

int
psi_state_write(const struct psi_store *store, const struct psi_state *state,
    struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	int rc;

	rc = psi_buf_append_text(&buf, first_lines, err);
	for (size_t i = 0; rc == 0 && i < NUM_TERMS; i++) {
		char value[2 * PSI_DIGEST_BYTES + 1];
		char line[128];

		value_text(value, &terms[i], state);
		(void)snprintf(
		    line, sizeof line, "%s,%s\n", terms[i].name, value);
		rc = psi_buf_append_text(&buf, line, err);
	}
	if (rc == 0)
		rc = append_digest(&buf, err);
	if (rc == 0)
		rc = psi_object_write(
		    store, PSI_STATE_OBJECT, buf.data, buf.len, err);
	psi_buf_clear(&buf);
	return rc;
}
