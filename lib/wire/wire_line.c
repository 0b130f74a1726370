#include "wire/wire_line.h"

#include <string.h>

#include "psi/date.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"

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

int
psi_wire_grammar(const struct psi_wire_reader *reader, const char *what,
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
	return psi_wire_grammar(reader,
	    is_empty ? "the file is empty" : "the file is cut off", err);
}

void
psi_wire_hash_lines(struct psi_wire_reader *reader)
{
	psi_sha256_update(&reader->sha256, reader->buffer + reader->digest_from,
	    reader->line_from - reader->digest_from);
	reader->digest_from = reader->line_from;
}

void
psi_wire_pass_line(struct psi_wire_reader *reader)
{
	size_t line_len = reader->pos - reader->line_from;

	if (reader->line_has_cr) {
		/* Hashed as if the line ended in LF. */
		psi_wire_hash_lines(reader);
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

	psi_wire_hash_lines(reader);
	memmove(reader->buffer, reader->buffer + reader->pos,
	    reader->len - reader->pos);
	reader->len -= reader->pos;
	reader->pos = 0;
	reader->line_from = 0;
	reader->digest_from = 0;
	rc = reader->source->read(reader->source->cookie,
	    reader->buffer + reader->len, PSI_WIRE_BUFFER_BYTES - reader->len,
	    &got, err);
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
			return psi_wire_grammar(
			    reader, "the line is too long", err);
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
		return psi_wire_grammar(reader,
		    "the file begins with a byte order mark: it was saved "
		    "by another program",
		    err);
	if (line_len > 0 && line[0] == '"')
		return psi_wire_grammar(reader,
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
		return psi_wire_grammar(reader, "the line is blank", err);
	if (line_len > PSI_WIRE_LINE_MAX)
		return psi_wire_grammar(reader, "the line is too long", err);
	if (memchr(line, '"', line_len) != NULL)
		return psi_wire_grammar(reader,
		    "the line has quotes: the file was saved by another "
		    "program",
		    err);
	comma = memchr(line, ',', line_len);
	if (comma == NULL)
		return psi_wire_grammar(
		    reader, "the line is not of the form record,value", err);
	reader->name = line;
	reader->name_len = (size_t)(comma - line);
	reader->value = comma + 1;
	reader->value_len = line_len - reader->name_len - 1;
	return 0;
}

int
psi_wire_next(struct psi_wire_reader *reader, struct psi_error *err)
{
	const uint8_t *lf = NULL;
	const char *line;
	size_t line_len;
	int rc;

	psi_wire_pass_line(reader);
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

/* Another file, by whoever put both into one, or what mail added. */
static int
refuse_rest(const struct psi_wire_reader *reader, struct psi_error *err)
{
	static const char first[] = "record,value";

	/* What is exchanged is public to both sides. */
	if (reader->len - reader->pos >= sizeof first - 1 &&
	    memcmp(reader->buffer + reader->pos, first, sizeof first - 1) == 0)
		return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
		    "give each as the file that it came as",
		    "another file begins here: two were joined into one");
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "save the attachment itself without opening it, since mail may "
	    "have put a text behind it; else ask your partner to send the file "
	    "again",
	    "there is something after the last record");
}

int
psi_wire_no_more(struct psi_wire_reader *reader, struct psi_error *err)
{
	int rc;

	psi_wire_pass_line(reader);
	/* Enough to see whether another file begins. */
	while (reader->len - reader->pos < 16 && !reader->at_end)
		if ((rc = fill(reader, err)) != 0)
			return rc;
	if (reader->pos == reader->len)
		return 0;
	reader->line++;
	return refuse_rest(reader, err);
}

bool
psi_wire_is_named(const struct psi_wire_reader *reader, const char *name)
{
	/* Words of a format are public. */
	return reader->name_len == strlen(name) &&
	    memcmp(reader->name, name, reader->name_len) == 0;
}

bool
psi_wire_is_value(const struct psi_wire_reader *reader, const char *value)
{
	/* Values of a file that is exchanged are public. */
	return reader->value_len == strlen(value) &&
	    memcmp(reader->value, value, reader->value_len) == 0;
}

int
psi_wire_expect(
    struct psi_wire_reader *reader, const char *name, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_next(reader, err)) != 0)
		return rc;
	if (psi_wire_is_named(reader, name))
		return 0;
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "ask your partner to send the file again, "
	    "unopened",
	    "the record '%s' is missing here", name);
}

int
psi_wire_bad_value(const struct psi_wire_reader *reader, const char *name,
    const char *form, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_GRAMMAR, reader->line,
	    "ask your partner to send the file again, "
	    "unopened",
	    "the value of '%s' is not %s", name, form);
}

int
psi_wire_take_hex(struct psi_wire_reader *reader, const char *name,
    uint8_t *out, size_t out_len, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_expect(reader, name, err)) != 0)
		return rc;
	if (!psi_hex_decode(out, out_len, reader->value, reader->value_len))
		return psi_wire_bad_value(reader, name,
		    "lower-case hexadecimal of the right length", err);
	return 0;
}

int
psi_wire_take_base64(struct psi_wire_reader *reader, const char *name,
    uint8_t *out, size_t out_len, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_expect(reader, name, err)) != 0)
		return rc;
	if (!psi_base64_decode(out, out_len, reader->value, reader->value_len))
		return psi_wire_bad_value(
		    reader, name, "canonical base64 of the right length", err);
	return 0;
}

int
psi_wire_take_date(struct psi_wire_reader *reader, const char *name,
    int32_t *out, struct psi_error *err)
{
	int rc;

	if ((rc = psi_wire_expect(reader, name, err)) != 0)
		return rc;
	if (!psi_date_decode(out, reader->value, reader->value_len))
		return psi_wire_bad_value(
		    reader, name, "a date YYYY-MM-DD", err);
	return 0;
}

int
psi_wire_take_number(struct psi_wire_reader *reader, const char *name,
    uint64_t max, uint32_t *out, struct psi_error *err)
{
	uint64_t x;
	int rc;

	if ((rc = psi_wire_expect(reader, name, err)) != 0)
		return rc;
	if (!psi_decimal_decode(&x, reader->value, reader->value_len, max))
		return psi_wire_bad_value(
		    reader, name, "a decimal number within its range", err);
	*out = (uint32_t)x;
	return 0;
}
