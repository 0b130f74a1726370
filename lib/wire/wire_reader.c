#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "wire/wire.h"

/* Much more than a line, so that a line is nearly always whole in it. */
#define BUFFER_BYTES ((size_t)1 << 18)

struct psi_wire_reader {
	const struct psi_source *source;
	struct psi_sha256 sha256;
	/* The line that was read last, from 1. */
	uint64_t line;
	/* Element records still to come. */
	uint64_t elements_left;
	size_t element_bytes;
	/* 0 <= pos <= len <= BUFFER_BYTES */
	size_t pos;
	size_t len;
	bool at_end;
	/* The record "record,value" of the current line, in the buffer. */
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
	/*
	 * Lines wait in the buffer to be hashed in long runs: the bytes from
	 * digest_from to line_from are whole lines, each ending in LF. The
	 * current line, from line_from to pos, is added when the next one is
	 * taken, so that the digest at the record sha256 is that of the lines
	 * before it. digest_from <= line_from <= pos.
	 */
	size_t digest_from;
	size_t line_from;
	bool line_has_cr;
	uint8_t buffer[BUFFER_BYTES];
};

int
psi_wire_reader_new(struct psi_wire_reader **out,
    const struct psi_source *source, struct psi_error *err)
{
	struct psi_wire_reader *reader = psi_array_new(1, sizeof *reader);

	if (reader == NULL)
		return psi_error_nomem(err);
	reader->source = source;
	psi_sha256_init(&reader->sha256);
	*out = reader;
	return 0;
}

void
psi_wire_reader_free(struct psi_wire_reader *reader)
{
	psi_array_free(reader, 1, sizeof *reader);
}

uint64_t
psi_wire_reader_line(const struct psi_wire_reader *reader)
{
	return reader->line;
}

static int
grammar(const struct psi_wire_reader *reader, const char *what,
    struct psi_error *err)
{
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "ask your partner to send the file again, and keep it as it "
	    "comes: do not open and save it in another program",
	    "%s", what);
}

static int
cut_off(struct psi_wire_reader *reader, struct psi_error *err)
{
	bool is_empty = reader->line == 0 && reader->len == 0;

	reader->line++;
	return grammar(reader,
	    is_empty ? "the file is empty" : "the file is cut off", err);
}

/* Hash the lines that wait for it. */
static void
hash_lines(struct psi_wire_reader *reader)
{
	psi_sha256_update(&reader->sha256, reader->buffer + reader->digest_from,
	    reader->line_from - reader->digest_from);
	reader->digest_from = reader->line_from;
}

/* Add the current line to those that wait. */
static void
pass_line(struct psi_wire_reader *reader)
{
	size_t line_len = reader->pos - reader->line_from;

	if (reader->line_has_cr) {
		/* Hashed as if the line ended in LF. */
		hash_lines(reader);
		psi_sha256_update(&reader->sha256,
		    reader->buffer + reader->line_from, line_len - 2);
		psi_sha256_update(&reader->sha256, "\n", 1);
		reader->digest_from = reader->pos;
		reader->line_has_cr = false;
	}
	reader->line_from = reader->pos;
}

/* Move what is left to the front and read more. No line is current. */
static int
fill(struct psi_wire_reader *reader, struct psi_error *err)
{
	size_t got = 0;
	int rc;

	hash_lines(reader);
	memmove(reader->buffer, reader->buffer + reader->pos,
	    reader->len - reader->pos);
	reader->len -= reader->pos;
	reader->pos = 0;
	reader->line_from = 0;
	reader->digest_from = 0;
	rc = reader->source->read(reader->source->cookie,
	    reader->buffer + reader->len, BUFFER_BYTES - reader->len, &got,
	    err);
	if (rc != 0)
		return rc;
	reader->len += got;
	reader->at_end = got == 0;
	return 0;
}

/* Find the LF of the line at pos, reading as far as a line may be long. */
static int
find_line(
    struct psi_wire_reader *reader, const uint8_t **lf, struct psi_error *err)
{
	int rc;

	for (;;) {
		size_t left = reader->len - reader->pos;

		*lf = left == 0
		    ? NULL
		    : memchr(reader->buffer + reader->pos, '\n', left);
		if (*lf != NULL)
			return 0;
		/* A CR may stand before the LF. */
		if (left > PSI_WIRE_LINE_MAX + 1) {
			reader->line++;
			return grammar(reader, "the line is too long", err);
		}
		if (reader->at_end)
			return cut_off(reader, err);
		if ((rc = fill(reader, err)) != 0)
			return rc;
	}
}

/* The byte order mark of UTF-8, and what the first bytes of common wrappings
 * look like, deserve a message of their own. */
static int
refuse_first_line(const struct psi_wire_reader *reader, const char *line,
    size_t line_len, struct psi_error *err)
{
	static const char bom[] = "\xef\xbb\xbf";

	/* What the partner sent is public to both sides. */
	if (line_len >= 3 && memcmp(line, bom, 3) == 0)
		return grammar(reader,
		    "the file begins with a byte order mark: it was saved "
		    "by another program",
		    err);
	if (line_len > 0 && line[0] == '"')
		return grammar(reader,
		    "the file has quotes: it was saved by another program",
		    err);
	return psi_refuse(err, PSI_E_GRAMMAR, 1,
	    "'psi-inspect FILE' says what a file is",
	    "this is neither a blinded file nor an answer: it does not "
	    "begin with 'record,value'");
}

/* Split the line and check its characters. */
static int
split(struct psi_wire_reader *reader, const char *line, size_t line_len,
    struct psi_error *err)
{
	const char *comma;

	if (line_len == 0)
		return grammar(reader, "the line is blank", err);
	if (line_len > PSI_WIRE_LINE_MAX)
		return grammar(reader, "the line is too long", err);
	if (memchr(line, '"', line_len) != NULL)
		return grammar(reader,
		    "the line has quotes: the file was saved by another "
		    "program",
		    err);
	comma = memchr(line, ',', line_len);
	if (comma == NULL)
		return grammar(
		    reader, "the line is not of the form record,value", err);
	reader->name = line;
	reader->name_len = (size_t)(comma - line);
	reader->value = comma + 1;
	reader->value_len = line_len - reader->name_len - 1;
	return 0;
}

/* Take the next line as a record. Its bytes stay valid until the next call. */
static int
next(struct psi_wire_reader *reader, struct psi_error *err)
{
	const uint8_t *lf = NULL;
	const char *line;
	size_t line_len;
	int rc;

	pass_line(reader);
	if ((rc = find_line(reader, &lf, err)) != 0)
		return rc;
	reader->line++;
	line = (const char *)reader->buffer + reader->pos;
	line_len = (size_t)(lf - (reader->buffer + reader->pos));
	reader->pos += line_len + 1;
	if (line_len > 0 && line[line_len - 1] == '\r') {
		line_len--;
		reader->line_has_cr = true;
	}
	/* The first line is a public constant. */
	if (reader->line == 1) {
		if (line_len != 12 || memcmp(line, "record,value", 12) != 0)
			return refuse_first_line(reader, line, line_len, err);
	}
	return split(reader, line, line_len, err);
}

static bool
is_named(const struct psi_wire_reader *reader, const char *name)
{
	/* Words of a format are public. */
	return reader->name_len == strlen(name) &&
	    memcmp(reader->name, name, reader->name_len) == 0;
}

static bool
is_value(const struct psi_wire_reader *reader, const char *value)
{
	/* Values of a file that is exchanged are public. */
	return reader->value_len == strlen(value) &&
	    memcmp(reader->value, value, reader->value_len) == 0;
}

/* The next record, which must have this name. */
static int
expect(struct psi_wire_reader *reader, const char *name, struct psi_error *err)
{
	int rc;

	if ((rc = next(reader, err)) != 0)
		return rc;
	if (is_named(reader, name))
		return 0;
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "ask your partner to send the file again, "
	    "unopened",
	    "the record '%s' is missing here", name);
}

static int
bad_value(const struct psi_wire_reader *reader, const char *name,
    const char *form, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "ask your partner to send the file again, "
	    "unopened",
	    "the value of '%s' is not %s", name, form);
}

static int
read_hex(struct psi_wire_reader *reader, const char *name, uint8_t *out,
    size_t out_len, struct psi_error *err)
{
	int rc;

	if ((rc = expect(reader, name, err)) != 0)
		return rc;
	if (!psi_hex_decode(out, out_len, reader->value, reader->value_len))
		return bad_value(reader, name,
		    "lower-case hexadecimal of the right length", err);
	return 0;
}

static int
read_base64(struct psi_wire_reader *reader, const char *name, uint8_t *out,
    size_t out_len, struct psi_error *err)
{
	int rc;

	if ((rc = expect(reader, name, err)) != 0)
		return rc;
	if (!psi_base64_decode(out, out_len, reader->value, reader->value_len))
		return bad_value(
		    reader, name, "canonical base64 of the right length", err);
	return 0;
}

static int
read_date(struct psi_wire_reader *reader, const char *name, int32_t *out,
    struct psi_error *err)
{
	int rc;

	if ((rc = expect(reader, name, err)) != 0)
		return rc;
	if (!psi_date_decode(out, reader->value, reader->value_len))
		return bad_value(reader, name, "a date YYYY-MM-DD", err);
	return 0;
}

static int
read_number(struct psi_wire_reader *reader, const char *name, uint64_t max,
    uint32_t *out, struct psi_error *err)
{
	uint64_t x;
	int rc;

	if ((rc = expect(reader, name, err)) != 0)
		return rc;
	if (!psi_decimal_decode(&x, reader->value, reader->value_len, max))
		return bad_value(
		    reader, name, "a decimal number within its range", err);
	*out = (uint32_t)x;
	return 0;
}

static int
read_from(struct psi_wire_reader *reader, char *out, struct psi_error *err)
{
	int rc;

	if ((rc = expect(reader, "from", err)) != 0)
		return rc;
	if (!is_value(reader, "a") && !is_value(reader, "b"))
		return bad_value(reader, "from", "'a' or 'b'", err);
	*out = reader->value[0];
	return 0;
}

static int
read_suite(struct psi_wire_reader *reader, const struct psi_suite *wanted,
    const struct psi_suite **out, struct psi_error *err)
{
	char name[32];
	int rc;

	if ((rc = expect(reader, "suite", err)) != 0)
		return rc;
	if (reader->value_len >= sizeof name)
		return bad_value(reader, "suite", "the name of a suite", err);
	memcpy(name, reader->value, reader->value_len);
	name[reader->value_len] = '\0';
	*out = psi_suite_find(name);
	if (*out == NULL)
		return bad_value(reader, "suite", "the name of a suite", err);
	if (wanted != NULL && *out != wanted)
		return psi_error_set_line(err, PSI_E_MISMATCH, reader->line,
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

	if ((rc = expect(reader, "record", err)) != 0)
		return rc;
	if ((rc = expect(reader, "file", err)) != 0)
		return rc;
	if (is_value(reader, psi_wire_kind_name(kind)))
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

		if ((rc = next(reader, err)) != 0)
			return rc;
		if (!is_named(reader, "group"))
			break;
		if (i == PSI_WIRE_GROUPS_MAX ||
		    reader->value_len >= PSI_WIRE_GROUP_CHARS ||
		    !is_population(reader->value, reader->value_len))
			return bad_value(reader, "group", "a population", err);
		memcpy(header->group[i], reader->value, reader->value_len);
		header->group[i][reader->value_len] = '\0';
		rc = read_number(reader, "group-elements", UINT32_MAX,
		    &header->group_elements[i], err);
		if (rc != 0)
			return rc;
		sum += header->group_elements[i];
		header->num_group++;
	}
	if (header->num_group > 0 && sum != header->elements)
		return psi_error_set_line(err, PSI_E_LIMIT, reader->line,
		    "the groups do not add up to the declared number of "
		    "elements");
	return 0;
}

static int
read_elements_number(struct psi_wire_reader *reader,
    struct psi_wire_header *header, struct psi_error *err)
{
	int rc;

	rc =
	    read_number(reader, "elements", UINT32_MAX, &header->elements, err);
	if (rc != 0)
		return rc;
	if (header->elements == 0)
		return psi_error_set_line(
		    err, PSI_E_LIMIT, reader->line, "the file has no elements");
	reader->elements_left = header->elements;
	return 0;
}

static int
read_blinded(struct psi_wire_reader *reader, const struct psi_suite *suite,
    struct psi_wire_header *header, struct psi_error *err)
{
	int rc;

	if ((rc = read_hex(
		 reader, "nonce", header->nonce, PSI_NONCE_BYTES, err)) != 0)
		return rc;
	if ((rc = read_date(reader, "created", &header->created, err)) != 0)
		return rc;
	rc = read_date(reader, "source-date", &header->source_date, err);
	if (rc != 0)
		return rc;
	if ((rc = read_suite(reader, suite, &header->suite, err)) != 0)
		return rc;
	reader->element_bytes = header->suite->element_bytes;
	if ((rc = read_base64(reader, "public-key", header->public_key,
		 reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = read_base64(reader, "key-element", header->key_element,
		 reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = read_base64(reader, "key-proof", header->key_proof,
		 PSI_PROOF_BYTES, err)) != 0)
		return rc;
	if ((rc = read_base64(reader, "seal-key", header->seal_key,
		 PSI_SEAL_KEY_BYTES, err)) != 0 ||
	    (rc = read_base64(reader, "share-key", header->share_key,
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
	if ((rc = read_hex(reader, "answers", header->answers, PSI_DIGEST_BYTES,
		 err)) != 0)
		return rc;
	if ((rc = read_hex(
		 reader, "beside", header->beside, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if (header->kind == PSI_WIRE_ANSWER &&
	    (rc = read_hex(
		 reader, "first", header->first, PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = read_base64(reader, "public-key", header->public_key,
		 reader->element_bytes, err)) != 0)
		return rc;
	if ((rc = read_elements_number(reader, header, err)) != 0)
		return rc;
	if ((rc = read_base64(reader, "seal-ephemeral", header->seal_ephemeral,
		 PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	pass_line(reader);
	hash_lines(reader);
	clear = reader->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	if ((rc = read_base64(reader, "seal-header", header->seal_header,
		 PSI_SEAL_HEADER_BYTES, err)) != 0)
		return rc;
	return next(reader, err);
}

/* Claims or fields: the sealed part says by itself how long it is. */
static int
read_shared(struct psi_wire_reader *reader, struct psi_wire_header *header,
    struct psi_error *err)
{
	struct psi_sha256 clear;
	int rc;

	rc = read_number(reader, "revision", 2, &header->revision, err);
	if (rc != 0)
		return rc;
	if (header->revision == 0)
		return bad_value(reader, "revision", "1 or 2", err);
	if ((rc = read_hex(reader, "session", header->session, PSI_DIGEST_BYTES,
		 err)) != 0 ||
	    (rc = read_date(reader, "created", &header->created, err)) != 0 ||
	    (rc = read_hex(reader, "content", header->content, PSI_DIGEST_BYTES,
		 err)) != 0 ||
	    (rc = read_base64(reader, "seal-ephemeral", header->seal_ephemeral,
		 PSI_SEAL_KEY_BYTES, err)) != 0)
		return rc;
	pass_line(reader);
	hash_lines(reader);
	clear = reader->sha256;
	psi_sha256_final(&clear, header->clear_digest);
	if ((rc = read_base64(reader, "seal-header", header->seal_header,
		 PSI_SEAL_HEADER_BYTES, err)) != 0)
		return rc;
	return next(reader, err);
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
	if ((rc = read_hex(reader, "agreement", header.agreement,
		 PSI_DIGEST_BYTES, err)) != 0)
		return rc;
	if ((rc = read_from(reader, &header.from, err)) != 0)
		return rc;
	rc = read_number(reader, "run", PSI_WIRE_RUN_MAX, &header.run, err);
	if (rc != 0)
		return rc;
	if (header.run == 0)
		return bad_value(reader, "run", "a number from 1", err);
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
	if (!is_named(reader, "sha256"))
		return grammar(
		    reader, "a record stands here that does not belong", err);
	return psi_error_set_line(err, PSI_E_LIMIT, reader->line,
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
		if (!is_named(reader, "element"))
			return too_few(reader, err);
		if (!psi_base64_decode(out, reader->element_bytes,
			reader->value, reader->value_len))
			return bad_value(reader, "element",
			    "canonical base64 of the right length", err);
		out += reader->element_bytes;
		reader->elements_left--;
		if ((rc = next(reader, err)) != 0)
			return rc;
	}
	*num = want;
	return 0;
}

int
psi_wire_read_sealed(struct psi_wire_reader *reader,
    uint8_t out[PSI_SEALED_BYTES], struct psi_error *err)
{
	if (!is_named(reader, "sealed"))
		return too_few(reader, err);
	if (!psi_base64_decode(
		out, PSI_SEALED_BYTES, reader->value, reader->value_len))
		return bad_value(reader, "sealed",
		    "canonical base64 of the right length", err);
	return next(reader, err);
}

bool
psi_wire_in_body(const struct psi_wire_reader *reader)
{
	return is_named(reader, "element") || is_named(reader, "sealed");
}

/* The end of the file, after the signature record. */
static int
read_nothing_more(struct psi_wire_reader *reader, struct psi_error *err)
{
	int rc;

	pass_line(reader);
	if (reader->pos == reader->len && !reader->at_end)
		if ((rc = fill(reader, err)) != 0)
			return rc;
	if (reader->pos == reader->len)
		return 0;
	reader->line++;
	return grammar(reader, "there is something after the last record", err);
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
		return psi_error_set_line(err, PSI_E_LIMIT, reader->line,
		    "there is more in the file than it declares");
	if (!is_named(reader, "sha256"))
		return grammar(
		    reader, "the record 'sha256' is missing here", err);
	if (!psi_hex_decode(
		stated, PSI_DIGEST_BYTES, reader->value, reader->value_len))
		return bad_value(reader, "sha256",
		    "lower-case hexadecimal of the right length", err);
	hash_lines(reader);
	sha256 = reader->sha256;
	psi_sha256_final(&sha256, digest);
	if ((rc = read_base64(reader, "signature", signature,
		 PSI_SIGNATURE_BYTES, err)) != 0)
		return rc;
	if ((rc = read_nothing_more(reader, err)) != 0)
		return rc;
	/* Public data: a plain comparison is enough. */
	if (memcmp(stated, digest, PSI_DIGEST_BYTES) == 0)
		return 0;
	return psi_refuse(err, PSI_E_DIGEST, 0,
	    "ask your partner to send the file again, "
	    "unopened",
	    "the file is damaged: its contents do not match its digest");
}
