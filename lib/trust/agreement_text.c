#include "trust/agreement_text.h"

#include <string.h>

#include "base/error.h"
#include "table/encoding.h"

#define HEADER "term,value"
#define BLOCK_BYTES ((size_t)16 << 10)

void
psi_agreement_rows_drop_last(struct psi_agreement_rows *rows)
{
	struct psi_agreement_row *row = &rows->row[--rows->num];

	psi_array_free(
	    row->term, strlen(row->term) + strlen(row->value) + 2, 1);
}

void
psi_agreement_rows_clear(struct psi_agreement_rows *rows)
{
	while (rows->num > 0)
		psi_agreement_rows_drop_last(rows);
	psi_array_free(rows->row, rows->size, sizeof *rows->row);
	memset(rows, 0, sizeof *rows);
}

size_t
psi_agreement_rows_find(const struct psi_agreement_rows *rows, const char *term)
{
	size_t i = 0;

	while (i < rows->num && strcmp(rows->row[i].term, term) != 0)
		i++;
	return i;
}

static int
make_room(struct psi_agreement_rows *rows, struct psi_error *err)
{
	void *row = rows->row;
	int rc = psi_array_grow(
	    &row, &rows->size, rows->num, 1, sizeof *rows->row, err);

	if (rc == 0)
		rows->row = row;
	return rc;
}

int
psi_agreement_rows_insert(struct psi_agreement_rows *rows, size_t at,
    const char *term, size_t term_len, const char *value, size_t value_len,
    uint64_t line, struct psi_error *err)
{
	char *text;
	int rc;

	if (rows->num == PSI_AGREEMENT_ROWS_MAX)
		return psi_error_set_line(err, PSI_E_AGREEMENT, line,
		    "more than %d rows", PSI_AGREEMENT_ROWS_MAX);
	if ((rc = make_room(rows, err)) != 0)
		return rc;
	if ((text = psi_array_new(term_len + value_len + 2, 1)) == NULL)
		return psi_error_nomem(err);
	memcpy(text, term, term_len);
	if (value_len != 0)
		memcpy(text + term_len + 1, value, value_len);
	memmove(rows->row + at + 1, rows->row + at,
	    (rows->num - at) * sizeof *rows->row);
	rows->row[at].term = text;
	rows->row[at].value = text + term_len + 1;
	rows->row[at].line = line;
	rows->num++;
	return 0;
}

bool
psi_agreement_value_valid(const char *value, size_t value_len)
{
	const uint8_t *in = (const uint8_t *)value;

	if (value_len > PSI_AGREEMENT_VALUE_MAX ||
	    psi_utf8_prefix(in, value_len) != value_len)
		return false;
	for (size_t i = 0; i < value_len; i++) {
		if (in[i] < 0x20 || in[i] == 0x7f)
			return false;
		/* U+0080 to U+009F, in valid UTF-8. */
		if (in[i] == 0xc2 && in[i + 1] < 0xa0)
			return false;
	}
	return true;
}

static bool
needs_quotes(const char *value, size_t value_len)
{
	return memchr(value, ',', value_len) != NULL ||
	    memchr(value, '"', value_len) != NULL;
}

static int
append_row(struct psi_buf *out, const struct psi_agreement_row *row,
    struct psi_error *err)
{
	size_t value_len = strlen(row->value);
	bool quotes = needs_quotes(row->value, value_len);
	uint8_t *p;
	int rc;

	if ((rc = psi_buf_append_text(out, row->term, err)) != 0)
		return rc;
	/* At worst every byte is a quote, which is doubled; then there are a
	 * comma, two quotes and a line end. */
	if ((rc = psi_buf_reserve(out, 2 * value_len + 4, err)) != 0)
		return rc;
	p = out->data + out->len;
	*p++ = ',';
	if (quotes)
		*p++ = '"';
	for (size_t i = 0; i < value_len; i++) {
		if (row->value[i] == '"')
			*p++ = '"';
		*p++ = (uint8_t)row->value[i];
	}
	if (quotes)
		*p++ = '"';
	*p++ = '\n';
	out->len = (size_t)(p - out->data);
	return 0;
}

int
psi_agreement_rows_text(struct psi_buf *out,
    const struct psi_agreement_rows *rows, size_t from, size_t to,
    struct psi_error *err)
{
	int rc;

	if (from == 0 && (rc = psi_buf_append_text(out, HEADER "\n", err)) != 0)
		return rc;
	for (size_t i = from; i < to; i++)
		if ((rc = append_row(out, &rows->row[i], err)) != 0)
			return rc;
	return 0;
}

static int
damaged(struct psi_error *err, uint64_t line, const char *what)
{
	return psi_error_set_line(err, PSI_E_AGREEMENT, line, "%s", what);
}

/*
 * Remove the quotes of a value, in place. Quoting is accepted only as we write
 * it ourselves, so that an agreement has one spelling. Returns NULL, or what is
 * wrong.
 */
static const char *
unquote(char *value, size_t *value_len)
{
	size_t len = *value_len;
	size_t out = 0;

	if (len == 0 || value[0] != '"') {
		if (needs_quotes(value, len))
			return "a comma or a quote outside quotes";
		return NULL;
	}
	if (len < 2 || value[len - 1] != '"')
		return "a quote that is not closed in its line";
	for (size_t i = 1; i < len - 1; i++) {
		if (value[i] == '"') {
			if (i + 1 == len - 1 || value[i + 1] != '"')
				return "a quote inside a value that is not "
				       "doubled";
			i++;
		}
		value[out++] = value[i];
	}
	if (!needs_quotes(value, out))
		return "quotes around a value that needs none";
	*value_len = out;
	return NULL;
}

static bool
is_term(const char *term, size_t term_len)
{
	if (term_len == 0 || term_len > PSI_AGREEMENT_TERM_MAX)
		return false;
	for (size_t i = 0; i < term_len; i++) {
		char c = term[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return true;
}

/* Read a line, given without its line end. `text` is overwritten. */
static int
read_row(struct psi_agreement_rows *rows, char *text, size_t len, uint64_t line,
    struct psi_error *err)
{
	const char *wrong;
	const char *comma;
	char *value;
	size_t term_len;
	size_t value_len;

	/* The agreement is public to both parties. */
	if (len == strlen(HEADER) && memcmp(text, HEADER, len) == 0)
		return damaged(err, line,
		    "another agreement begins here: two were joined into one "
		    "file");
	if (rows->num > 0 && memchr(text, ',', len) == NULL &&
	    strncmp(rows->row[rows->num - 1].term, "signature-", 10) == 0)
		return damaged(err, line,
		    "a text stands behind the signatures, as mail adds one");
	if (len == 0)
		return damaged(err, line, "a blank line");
	if ((comma = memchr(text, ',', len)) == NULL)
		return damaged(err, line, "no comma after the term");
	term_len = (size_t)(comma - text);
	if (!is_term(text, term_len))
		return damaged(err, line,
		    "a term is lower-case letters, digits and hyphens");
	value = text + term_len + 1;
	value_len = len - term_len - 1;
	if ((wrong = unquote(value, &value_len)) != NULL)
		return damaged(err, line, wrong);
	if (!psi_agreement_value_valid(value, value_len))
		return damaged(err, line,
		    "a value is UTF-8 of at most 2,000 bytes without control "
		    "characters");
	return psi_agreement_rows_insert(
	    rows, rows->num, text, term_len, value, value_len, line, err);
}

static int
read_all(struct psi_buf *text, const struct psi_source *source,
    struct psi_error *err)
{
	size_t n;
	int rc;

	do {
		if ((rc = psi_buf_reserve(text, BLOCK_BYTES, err)) != 0)
			return rc;
		if ((rc = source->read(source->cookie, text->data + text->len,
			 BLOCK_BYTES, &n, err)) != 0)
			return rc;
		text->len += n;
		if (text->len > PSI_AGREEMENT_BYTES_MAX)
			return damaged(
			    err, 0, "over 1 MiB, which no agreement is");
	} while (n != 0);
	return 0;
}

static int
check_header(const char *text, size_t len, struct psi_error *err)
{
	/* The agreement is public to both parties. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return damaged(err, 1, "a byte order mark before the text");
	if (len != strlen(HEADER) || memcmp(text, HEADER, len) != 0)
		return damaged(err, 1,
		    "not an agreement: the first line is not "
		    "'term,value'");
	return 0;
}

int
psi_agreement_rows_read(struct psi_agreement_rows *rows,
    const struct psi_source *source, struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	uint64_t line = 0;
	size_t pos = 0;
	int rc;

	if ((rc = read_all(&text, source, err)) != 0)
		goto out;
	if (text.len == 0)
		rc = damaged(err, 0, "an empty file, not an agreement");
	while (rc == 0 && pos < text.len) {
		char *start = (char *)text.data + pos;
		const char *end = memchr(start, '\n', text.len - pos);
		size_t len;

		line++;
		if (end == NULL) {
			rc = damaged(err, line,
			    "the file is cut off: its last line has no end");
			break;
		}
		len = (size_t)(end - start);
		pos += len + 1;
		if (len > 0 && start[len - 1] == '\r')
			len--;
		if (len > PSI_AGREEMENT_LINE_MAX)
			rc = damaged(
			    err, line, "a line of more than 4,096 bytes");
		else if (line == 1)
			rc = check_header(start, len, err);
		else
			rc = read_row(rows, start, len, line, err);
	}
out:
	psi_buf_clear(&text);
	return rc;
}
