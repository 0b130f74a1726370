#include "psi/inspect.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"
#include "psi/date.h"
#include "psi/identity.h"
#include "psi/part.h"
#include "session/file_kind.h"
#include "trust/agreement.h"
#include "wire/shared.h"
#include "wire/wire.h"

/* Enough to hold every record before the elements. */
#define PREFIX_BYTES ((size_t)8192)
/* A public identity with blanks behind it, and no more. */
#define IDENTITY_FILE_BYTES ((size_t)4096)
/* Elements decoded at once; they are only counted. */
#define ROWS 512

/* A source that gives its first bytes again. */
struct replay {
	const struct psi_source *source;
	/* 0 <= pos <= len <= PREFIX_BYTES */
	size_t pos;
	size_t len;
	uint8_t prefix[PREFIX_BYTES];
};

static int
replay_fill(struct replay *replay, struct psi_error *err)
{
	while (replay->len < PREFIX_BYTES) {
		size_t got = 0;
		int rc;

		rc = replay->source->read(replay->source->cookie,
		    replay->prefix + replay->len, PREFIX_BYTES - replay->len,
		    &got, err);
		if (rc != 0)
			return rc;
		if (got == 0)
			break;
		replay->len += got;
	}
	return 0;
}

static int
replay_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct replay *replay = cookie;
	size_t n = replay->len - replay->pos;

	if (n == 0)
		return replay->source->read(
		    replay->source->cookie, out, out_size, out_len, err);
	if (n > out_size)
		n = out_size;
	memcpy(out, replay->prefix + replay->pos, n);
	replay->pos += n;
	*out_len = n;
	return 0;
}

/* What one inspection knows. */
struct inspection {
	struct replay replay;
	struct psi_source source;
	const struct psi_agreement *agreement;
	psi_inspect_fact *fact;
	void *cookie;
};

static int
report(const struct inspection *in, const char *item, const char *value,
    struct psi_error *err)
{
	return in->fact(in->cookie, item, value, err);
}

static int
report_number(const struct inspection *in, const char *item, uint64_t value,
    struct psi_error *err)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	return report(in, item, text, err);
}

static int
report_date(const struct inspection *in, const char *item, int32_t value,
    struct psi_error *err)
{
	char text[PSI_DATE_CHARS];

	psi_date_encode(text, value);
	return report(in, item, text, err);
}

static int
report_digest(const struct inspection *in, const char *item,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
{
	char text[2 * PSI_DIGEST_BYTES + 1];

	psi_hex_encode(text, digest, PSI_DIGEST_BYTES);
	return report(in, item, text, err);
}

/* "a", or "a (NAME)" where the agreement tells the name. */
static int
report_from(const struct inspection *in, char from, struct psi_error *err)
{
	const char *name = NULL;
	char text[256];

	if (in->agreement != NULL)
		name = psi_agreement_term(in->agreement,
		    from == 'a' ? "party-a-name" : "party-b-name", 0);
	if (name == NULL)
		(void)snprintf(text, sizeof text, "%c", from);
	else
		(void)snprintf(text, sizeof text, "%c (%.200s)", from, name);
	return report(in, "from", text, err);
}

/*
 * An answer does not name its suite; its agreement does. Without the
 * agreement, the length of the public key tells: ristretto255 has 32 bytes,
 * P-256 has 33, and base64 pads them differently.
 */
static const struct psi_suite *
guess_suite(const struct inspection *in)
{
	static const char name[] = "\npublic-key,";
	const uint8_t *at = in->replay.prefix;
	const uint8_t *end = in->replay.prefix + in->replay.len;

	if (in->agreement != NULL)
		return in->agreement->suite;
	/* Public: the lines of a file that was sent. */
	for (; (size_t)(end - at) > sizeof name + 44; at++)
		if (memcmp(at, name, sizeof name - 1) == 0 &&
		    at[sizeof name - 1 + 43] != '=')
			return psi_suite_find("P256-SHA256");
	return psi_suite_find("ristretto255-SHA512");
}

static int
report_answer(const struct inspection *in, const struct psi_wire_header *header,
    struct psi_error *err)
{
	int rc;

	if ((rc = report_digest(in, "answers", header->answers, err)) != 0 ||
	    (rc = report_digest(in, "beside", header->beside, err)) != 0 ||
	    header->kind == PSI_WIRE_EVALUATED)
		return rc;
	return report_digest(in, "first", header->first, err);
}

static int
report_shared(const struct inspection *in, const struct psi_wire_header *header,
    struct psi_error *err)
{
	int rc;

	if ((rc = report_number(in, "revision", header->revision, err)) != 0 ||
	    (rc = report(in, "holds",
		 header->revision == 1 ? "claims" : "fields", err)) != 0 ||
	    (rc = report_digest(in, "session", header->session, err)) != 0)
		return rc;
	return report_date(in, "created", header->created, err);
}

static int
report_header(const struct inspection *in, const struct psi_wire_header *header,
    struct psi_error *err)
{
	int rc;

	if ((rc = report_from(in, header->from, err)) != 0)
		return rc;
	if ((rc = report_digest(in, "agreement", header->agreement, err)) != 0)
		return rc;
	if ((rc = report_number(in, "run", header->run, err)) != 0)
		return rc;
	if (header->kind == PSI_WIRE_SHARED)
		return report_shared(in, header, err);
	rc = report_number(in, "elements", header->elements, err);
	if (rc != 0)
		return rc;
	if (header->kind != PSI_WIRE_BLINDED)
		return report_answer(in, header, err);
	if ((rc = report(in, "suite", header->suite->name, err)) != 0)
		return rc;
	for (size_t i = 0; i < header->num_group; i++) {
		rc = report(in, "group", header->group[i], err);
		if (rc != 0)
			return rc;
		rc = report_number(
		    in, "group-elements", header->group_elements[i], err);
		if (rc != 0)
			return rc;
	}
	if ((rc = report_date(in, "created", header->created, err)) != 0)
		return rc;
	return report_date(in, "source-date", header->source_date, err);
}

/* How many sealed records an answer may have: in mode counts fewer, and which
 * mode it is only the agreement says. */
static void
sealed_range(
    const struct psi_wire_header *header, uint64_t *least, uint64_t *most)
{
	uint64_t elements = header->elements;

	if (header->kind == PSI_WIRE_ANSWER) {
		*least = psi_wire_num_sealed(psi_wire_counts_bytes(0));
		*most = psi_wire_num_sealed(psi_wire_answer_bytes(elements));
		return;
	}
	*least = psi_wire_num_sealed(
	    psi_wire_evaluated_bytes(header->suite, elements, false));
	*most = psi_wire_num_sealed(
	    psi_wire_evaluated_bytes(header->suite, elements, true));
}

/* A shared file is padded to a power of two, so the number of its sealed
 * records says only about how much is in it. */
static int
read_shared_body(struct psi_wire_reader *reader, struct psi_error *err)
{
	uint8_t sealed[PSI_SEALED_BYTES];
	uint64_t num = 0;
	int rc;

	for (; psi_wire_in_body(reader); num++)
		if ((rc = psi_wire_read_sealed(reader, sealed, err)) != 0)
			return rc;
	if (num >= psi_wire_num_sealed(PSI_SHARED_PLAINTEXT_MIN) &&
	    (num & (num - 1)) == 0)
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, psi_wire_reader_line(reader), NULL,
	    "a shared file has 32 sealed records, or 64, 128 and so on, and "
	    "this one has %llu",
	    (unsigned long long)num);
}

static int
read_body(struct psi_wire_reader *reader, const struct psi_wire_header *header,
    struct psi_error *err)
{
	static const size_t max = ROWS;
	uint8_t rows[ROWS * PSI_ELEMENT_MAX_BYTES];
	uint8_t sealed[PSI_SEALED_BYTES];
	uint64_t left = header->elements;
	uint64_t most;
	int rc;

	if (header->kind == PSI_WIRE_BLINDED) {
		while (left > 0) {
			size_t num = 0;

			rc = psi_wire_read_elements(
			    reader, rows, max, &num, err);
			if (rc != 0)
				return rc;
			left -= num;
		}
		return 0;
	}
	if (header->kind == PSI_WIRE_SHARED)
		return read_shared_body(reader, err);
	sealed_range(header, &left, &most);
	for (most -= left; left > 0; left--)
		if ((rc = psi_wire_read_sealed(reader, sealed, err)) != 0)
			return rc;
	for (; most > 0 && psi_wire_in_body(reader); most--)
		if ((rc = psi_wire_read_sealed(reader, sealed, err)) != 0)
			return rc;
	return 0;
}

/* Whether the file belongs to the agreement, and who signed it. */
static int
check_agreement(const struct inspection *in,
    const struct psi_wire_header *header,
    const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES], struct psi_error *err)
{
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	const struct psi_agreement_party *party;
	size_t text_len;
	int rc;

	if (in->agreement == NULL)
		return report(
		    in, "signature", "not checked: say which agreement", err);
	/* Digests are public. */
	if (memcmp(header->agreement, in->agreement->digest,
		PSI_DIGEST_BYTES) != 0) {
		rc = report(in, "signature", "not checked", err);
		if (rc != 0)
			return rc;
		return psi_refuse(err, PSI_E_MISMATCH, 0,
		    "name the agreement of that run; 'psi-inspect FILE' shows "
		    "its digest",
		    "the file was made under another agreement");
	}
	party = &in->agreement->party[header->from == 'b'];
	text_len = psi_wire_signed_text(
	    text, psi_wire_kind_name(header->kind), digest);
	rc = psi_public_identity_verify(
	    &party->identity, signature, text, text_len, err);
	if (rc != 0) {
		int told = report(in, "signature", "not valid", NULL);

		return told != 0 ? told : rc;
	}
	return report(in, "signature", "valid", err);
}

static int
inspect_element_file(
    const struct inspection *in, enum psi_wire_kind kind, struct psi_error *err)
{
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	int rc;

	if ((rc = psi_wire_reader_new(&reader, &in->source, err)) != 0)
		return rc;
	rc = psi_wire_read_header(reader, kind,
	    kind == PSI_WIRE_EVALUATED || kind == PSI_WIRE_ANSWER
		? guess_suite(in)
		: NULL,
	    &header, err);
	if (rc != 0)
		goto out;
	if ((rc = report_header(in, &header, err)) != 0)
		goto out;
	if ((rc = read_body(reader, &header, err)) != 0)
		goto out;
	rc = psi_wire_read_end(reader, digest, signature, err);
	if (rc == PSI_E_DIGEST) {
		int told = report(in, "digest", "does not match", NULL);

		rc = told != 0 ? told : rc;
	}
	if (rc != 0)
		goto out;
	if ((rc = report_digest(in, "digest", digest, err)) != 0)
		goto out;
	rc = check_agreement(in, &header, digest, signature, err);
out:
	psi_wire_reader_free(reader);
	return rc;
}

static int
report_part(const struct inspection *in, const struct psi_parts *parts,
    struct psi_error *err)
{
	const struct psi_part *part = psi_parts_at(parts, 0);
	char missing[64];
	int rc;

	(void)psi_parts_missing(parts, missing, sizeof missing);
	if ((rc = report(in, "holds", part->holds, err)) != 0 ||
	    (rc = report_from(in, part->from, err)) != 0 ||
	    (rc = report_digest(in, "agreement", part->agreement, err)) != 0 ||
	    (rc = report_number(in, "run", part->run, err)) != 0 ||
	    (rc = report_number(in, "part", part->number, err)) != 0 ||
	    (rc = report_number(in, "parts", part->num_parts, err)) != 0 ||
	    (rc = report(in, "other-parts", missing, err)) != 0)
		return rc;
	return report_digest(in, "whole", part->whole, err);
}

/* One of the parts that a file was cut into. */
static int
inspect_part(const struct inspection *in, struct psi_error *err)
{
	struct psi_parts *parts = NULL;
	size_t which;
	int rc;

	if ((rc = psi_parts_new(&parts, &in->source, 1, &which, err)) != 0)
		return rc;
	if ((rc = report_part(in, parts, err)) != 0)
		goto out;
	rc = psi_parts_verify(parts, 0, err);
	if (rc == PSI_E_DIGEST) {
		int told = report(in, "digest", "does not match", NULL);

		rc = told != 0 ? told : rc;
	}
out:
	psi_parts_free(parts);
	return rc;
}

static int
inspect_agreement(const struct inspection *in, struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	static const char *const terms[] = { "party-a-name", "party-b-name",
		"created", "expires", "mode", "learns" };
	int rc;

	if ((rc = psi_agreement_read(&agreement, &in->source, err)) != 0)
		return rc;
	rc = report_digest(in, "digest", agreement->digest, err);
	for (size_t i = 0; rc == 0 && i < sizeof terms / sizeof terms[0]; i++)
		rc = report(in, terms[i],
		    psi_agreement_term(agreement, terms[i], 0), err);
	if (rc == 0)
		rc = report(in, "signature-a",
		    agreement->party[0].is_signed ? "valid" : "missing", err);
	if (rc == 0)
		rc = report(in, "signature-b",
		    agreement->party[1].is_signed ? "valid" : "missing", err);
	psi_agreement_free(agreement);
	return rc;
}

/* No file of ours: what it may be of one. */
static int
inspect_copy(const struct inspection *in, struct psi_error *err)
{
	const char *looks_like =
	    psi_file_looks_like(in->replay.prefix, in->replay.len);

	return looks_like == NULL ? 0
				  : report(in, "looks-like", looks_like, err);
}

/* The one line of a public identity, with the blanks and line ends that mail
 * leaves behind it. */
static int
inspect_identity(const struct inspection *in, struct psi_error *err)
{
	char text[IDENTITY_FILE_BYTES + 1];
	char fingerprint[PSI_IDENTITY_FINGERPRINT_CHARS + 1];
	struct psi_public_identity identity;
	size_t len = 0;
	size_t n;
	int rc;

	do {
		if ((rc = in->source.read(in->source.cookie,
			 (uint8_t *)text + len, sizeof text - len, &n, err)) !=
		    0)
			return rc;
		len += n;
	} while (n > 0 && len < sizeof text);
	if (len == sizeof text)
		return psi_error_set(err, PSI_E_GRAMMAR,
		    "this is no public identity: it is too long");
	while (len > 0 && memchr(" \t\r\n", text[len - 1], 4) != NULL)
		len--;
	if ((rc = psi_public_identity_parse(&identity, text, len, err)) != 0)
		return rc;
	text[len] = '\0';
	psi_public_identity_fingerprint(fingerprint, &identity);
	if ((rc = report(in, "identity", text, err)) != 0)
		return rc;
	return report(in, "fingerprint", fingerprint, err);
}

int
psi_inspect(enum psi_file_kind *kind, const struct psi_source *source,
    const struct psi_agreement *agreement, psi_inspect_fact *fact, void *cookie,
    struct psi_error *err)
{
	struct inspection in;
	const char *name;
	int rc;

	memset(&in, 0, sizeof in);
	in.replay.source = source;
	in.source.read = replay_read;
	in.source.cookie = &in.replay;
	in.agreement = agreement;
	in.fact = fact;
	in.cookie = cookie;
	*kind = PSI_FILE_UNKNOWN;
	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	if ((rc = replay_fill(&in.replay, err)) != 0)
		return rc;
	*kind = psi_file_kind_of(&name, in.replay.prefix, in.replay.len);
	if ((rc = report(&in, "kind", name, err)) != 0)
		goto out;
	if (*kind == PSI_FILE_BLINDED)
		rc = inspect_element_file(&in, PSI_WIRE_BLINDED, err);
	else if (*kind == PSI_FILE_EVALUATED)
		rc = inspect_element_file(&in, PSI_WIRE_EVALUATED, err);
	else if (*kind == PSI_FILE_ANSWER)
		rc = inspect_element_file(&in, PSI_WIRE_ANSWER, err);
	else if (*kind == PSI_FILE_SHARED)
		rc = inspect_element_file(&in, PSI_WIRE_SHARED, err);
	else if (*kind == PSI_FILE_PART)
		rc = inspect_part(&in, err);
	else if (*kind == PSI_FILE_AGREEMENT)
		rc = inspect_agreement(&in, err);
	else if (*kind == PSI_FILE_PUBLIC_IDENTITY)
		rc = inspect_identity(&in, err);
	else if (*kind == PSI_FILE_UNKNOWN)
		rc = inspect_copy(&in, err);
out:
	psi_wipe(in.replay.prefix, sizeof in.replay.prefix);
	return rc;
}
