#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "wire/wire.h"
#include "wire/wire_line.h"

/* Nothing of the file was verified so far: it may have been cut or changed. */
static const char again[] = "ask your partner to send the file again, unopened";

static int
read_from(struct psi_wire_reader *reader, char *out, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_expect(reader, "from", err)) != 0)
		return rc;
	if (!psi_wire_is_value(reader, "a") && !psi_wire_is_value(reader, "b"))
		return psi_wire_bad_value(reader, "from", "'a' or 'b'", err);
	*out = reader->value[0];
	return 0;
}

static int
read_suite(struct psi_wire_reader *reader, const struct psi_suite *wanted,
    const struct psi_suite **out, struct psi_error *err)
{
	char name[32];
	int rc;

	if ((rc = psi_wire_expect(reader, "suite", err)) != 0)
		return rc;
	if (reader->value_len >= sizeof name)
		return psi_wire_bad_value(
		    reader, "suite", "the name of a suite", err);
	memcpy(name, reader->value, reader->value_len);
	name[reader->value_len] = '\0';
	*out = psi_suite_find(name);
	if (*out == NULL)
		return psi_wire_bad_value(
		    reader, "suite", "the name of a suite", err);
	if (wanted != NULL && *out != wanted)
		return psi_refuse(err, PSI_E_MISMATCH, reader->line,
		    "compare the agreement's digest with your partner's",
		    "the file is made with another suite than the agreement "
		    "names");
	return 0;
}

/* Is this the kind that is wanted, but of another version? */
static bool
is_other_version(const struct psi_wire_reader *reader, const char *kind)
{
	size_t name_len = strcspn(kind, "/") + 1;

	/* Kinds of files are public. */
	return reader->value_len > name_len &&
	    memcmp(reader->value, kind, name_len) == 0;
}

/* The first two lines: "record,value" and the kind. */
static int
read_kind(struct psi_wire_reader *reader, enum psi_wire_kind kind,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_expect(reader, "record", err)) != 0)
		return rc;
	if ((rc = psi_wire_expect(reader, "file", err)) != 0)
		return rc;
	if (psi_wire_is_value(reader, psi_wire_kind_name(kind)))
		return 0;
	if (is_other_version(reader, psi_wire_kind_name(kind))) {
		return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
		    "both companies need the same version: 'psi-inspect "
		    "--versions FILE' says who has the older one; begin "
		    "another run then",
		    "the file was made by another version of these programs: "
		    "it is not of the kind %s",
		    psi_wire_kind_name(kind));
	}
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "'psi-inspect FILE' says what a file is",
	    "this is not the file that is needed here, which is of the "
	    "kind %s",
	    psi_wire_kind_name(kind));
}

static bool
is_population(const char *in, size_t in_len)
{
	for (size_t i = 0; i < in_len; i++)
		if ((in[i] < 'a' || in[i] > 'z') && in[i] != '_')
			return false;
	return in_len > 0;
}

/* Zero or more pairs of group and group-elements, up to the first element. */
static int
read_groups(struct psi_wire_reader *reader, struct psi_wire_header *header,
    struct psi_error *err)
{
	uint64_t sum = 0;
	int rc;

	for (;;) {
		size_t i = header->num_group;

		if ((rc = psi_wire_next(reader, err)) != 0)
			return rc;
		if (!psi_wire_is_named(reader, "group"))
			break;
		if (i == PSI_WIRE_GROUPS_MAX ||
		    reader->value_len >= PSI_WIRE_GROUP_CHARS ||
		    !is_population(reader->value, reader->value_len))
			return psi_wire_bad_value(
			    reader, "group", "a population", err);
		memcpy(header->group[i], reader->value, reader->value_len);
		header->group[i][reader->value_len] = '\0';
		rc = psi_wire_take_number(reader, "group-elements", UINT32_MAX,
		    &header->group_elements[i], err);
		if (rc != 0)
			return rc;
		sum += header->group_elements[i];
		header->num_group++;
	}
	if (header->num_group > 0 && sum != header->elements)
		return psi_refuse(err, PSI_E_LIMIT, reader->line, again,
		    "the groups do not add up to the declared number of "
		    "elements");
	return 0;
}

static int
read_elements_number(struct psi_wire_reader *reader,
    struct psi_wire_header *header, struct psi_error *err)
{
	int rc;

	rc = psi_wire_take_number(
	    reader, "elements", UINT32_MAX, &header->elements, err);
	if (rc != 0)
		return rc;
	if (header->elements == 0)
		return psi_refuse(err, PSI_E_LIMIT, reader->line, again,
		    "the file has no elements");
	reader->elements_left = header->elements;
	return 0;
}

static int
read_blinded(struct psi_wire_reader *reader, const struct psi_suite *suite,
    struct psi_wire_header *header, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_take_hex(
		 reader, "nonce", header->nonce, PSI_NONCE_BYTES, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_date(
		 reader, "created", &header->created, err)) != 0)
		return rc;
	rc = psi_wire_take_date(
	    reader, "source-date", &header->source_date, err);
	if (rc != 0)
		return rc;
	if ((rc = read_suite(reader, suite, &header->suite, err)) != 0)
		return rc;
	reader->element_bytes = header->suite->element_bytes;
	if ((rc = psi_wire_take_base64(reader, "public-key", header->public_key,
		 reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_base64(reader, "key-element",
		 header->key_element, reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_base64(reader, "key-proof", header->key_proof,
		 PSI_PROOF_BYTES, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_base64(reader, "seal-key", header->seal_key,
		 PSI_SEAL_KEY_BYTES, err)) != 0 ||
	    (rc = psi_wire_take_base64(reader, "share-key", header->share_key,
		 PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	if ((rc = read_elements_number(reader, header, err)) != 0)
		return rc;
	return read_groups(reader, header, err);
}

static int
read_answer(struct psi_wire_reader *reader, const struct psi_suite *suite,
    struct psi_wire_header *header, struct psi_error *err)
{
	struct psi_sha256 clear;
	int rc;

	header->suite = suite;
	reader->element_bytes = suite->element_bytes;
	if ((rc = psi_wire_take_hex(reader, "answers", header->answers,
		 PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_hex(
		 reader, "beside", header->beside, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if (header->kind == PSI_WIRE_ANSWER &&
	    (rc = psi_wire_take_hex(
		 reader, "first", header->first, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_base64(reader, "public-key", header->public_key,
		 reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = read_elements_number(reader, header, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_base64(reader, "seal-ephemeral",
		 header->seal_ephemeral, PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	psi_wire_pass_line(reader);
	psi_wire_hash_lines(reader);
	clear = reader->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	if ((rc = psi_wire_take_base64(reader, "seal-header",
		 header->seal_header, PSI_SEAL_HEADER_BYTES, err)) != 0)
		return rc;
	return psi_wire_next(reader, err);
}

/* Claims or fields: the sealed part says by itself how long it is. */
static int
read_shared(struct psi_wire_reader *reader, struct psi_wire_header *header,
    struct psi_error *err)
{
	struct psi_sha256 clear;
	int rc;

	rc =
	    psi_wire_take_number(reader, "revision", 2, &header->revision, err);
	if (rc != 0)
		return rc;
	if (header->revision == 0)
		return psi_wire_bad_value(reader, "revision", "1 or 2", err);
	if ((rc = psi_wire_take_hex(reader, "session", header->session,
		 PSI_DIGEST_BYTES, err)) != 0 ||
	    (rc = psi_wire_take_date(
		 reader, "created", &header->created, err)) != 0 ||
	    (rc = psi_wire_take_hex(reader, "content", header->content,
		 PSI_DIGEST_BYTES, err)) != 0 ||
	    (rc = psi_wire_take_base64(reader, "seal-ephemeral",
		 header->seal_ephemeral, PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	psi_wire_pass_line(reader);
	psi_wire_hash_lines(reader);
	clear = reader->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	if ((rc = psi_wire_take_base64(reader, "seal-header",
		 header->seal_header, PSI_SEAL_HEADER_BYTES, err)) != 0)
		return rc;
	return psi_wire_next(reader, err);
}

int
psi_wire_read_header(struct psi_wire_reader *reader, enum psi_wire_kind kind,
    const struct psi_suite *suite, struct psi_wire_header *out,
    struct psi_error *err)
{
	struct psi_wire_header header;
	int rc;

	memset(&header, 0, sizeof header);
	header.kind = kind;
	if ((rc = read_kind(reader, kind, err)) != 0)
		return rc;
	if ((rc = psi_wire_take_hex(reader, "agreement", header.agreement,
		 PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = read_from(reader, &header.from, err)) != 0)
		return rc;
	rc = psi_wire_take_number(
	    reader, "run", PSI_WIRE_RUN_MAX, &header.run, err);
	if (rc != 0)
		return rc;
	if (header.run == 0)
		return psi_wire_bad_value(
		    reader, "run", "a number from 1", err);
	if (kind == PSI_WIRE_BLINDED)
		rc = read_blinded(reader, suite, &header, err);
	else if (kind == PSI_WIRE_SHARED)
		rc = read_shared(reader, &header, err);
	else
		rc = read_answer(reader, suite, &header, err);
	if (rc != 0)
		return rc;
	*out = header;
	return 0;
}

/* The record is not of the body, though more of it was declared. */
static int
too_few(const struct psi_wire_reader *reader, struct psi_error *err)
{
	if (!psi_wire_is_named(reader, "sha256"))
		return psi_wire_grammar(
		    reader, "a record stands here that does not belong", err);
	return psi_refuse(err, PSI_E_LIMIT, reader->line, again,
	    "there is less in the file than it declares");
}

/*
 * After the header and after each body record the next record has been read
 * already: it is the first of the body, one more of it, or sha256.
 */
int
psi_wire_read_elements(struct psi_wire_reader *reader, uint8_t *out, size_t max,
    size_t *num, struct psi_error *err)
{
	size_t want =
	    reader->elements_left < max ? (size_t)reader->elements_left : max;
	int rc;

	for (size_t i = 0; i < want; i++) {
		if (!psi_wire_is_named(reader, "element"))
			return too_few(reader, err);
		if (!psi_base64_decode(out, reader->element_bytes,
			reader->value, reader->value_len))
			return psi_wire_bad_value(reader, "element",
			    "canonical base64 of the right length", err);
		out += reader->element_bytes;
		reader->elements_left--;
		if ((rc = psi_wire_next(reader, err)) != 0)
			return rc;
	}
	*num = want;
	return 0;
}

int
psi_wire_read_sealed(struct psi_wire_reader *reader,
    uint8_t out[PSI_SEALED_BYTES], struct psi_error *err)
{
	if (!psi_wire_is_named(reader, "sealed"))
		return too_few(reader, err);
	if (!psi_base64_decode(
		out, PSI_SEALED_BYTES, reader->value, reader->value_len))
		return psi_wire_bad_value(reader, "sealed",
		    "canonical base64 of the right length", err);
	return psi_wire_next(reader, err);
}

bool
psi_wire_in_body(const struct psi_wire_reader *reader)
{
	return psi_wire_is_named(reader, "element") ||
	    psi_wire_is_named(reader, "sealed");
}

int
psi_wire_read_end(struct psi_wire_reader *reader,
    uint8_t digest[PSI_DIGEST_BYTES], uint8_t signature[PSI_SIGNATURE_BYTES],
    struct psi_error *err)
{
	struct psi_sha256 sha256;
	uint8_t stated[PSI_DIGEST_BYTES];
	int rc;

	if (psi_wire_in_body(reader))
		return psi_refuse(err, PSI_E_LIMIT, reader->line, again,
		    "there is more in the file than it declares");
	if (!psi_wire_is_named(reader, "sha256"))
		return psi_wire_grammar(
		    reader, "the record 'sha256' is missing here", err);
	if (!psi_hex_decode(
		stated, PSI_DIGEST_BYTES, reader->value, reader->value_len))
		return psi_wire_bad_value(reader, "sha256",
		    "lower-case hexadecimal of the right length", err);
	psi_wire_hash_lines(reader);
	sha256 = reader->sha256;
	psi_sha256_final(&sha256, digest);
	if ((rc = psi_wire_take_base64(reader, "signature", signature,
		 PSI_SIGNATURE_BYTES, err)) != 0)
		return rc;
	if ((rc = psi_wire_no_more(reader, err)) != 0)
		return rc;
	/* Public data: a plain comparison is enough. */
	if (memcmp(stated, digest, PSI_DIGEST_BYTES) == 0)
		return 0;
	return psi_refuse(err, PSI_E_DIGEST, 0, again,
	    "the file is damaged: its contents do not match its digest");
}
