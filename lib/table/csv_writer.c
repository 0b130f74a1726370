#include "table/csv_writer.h"

#include <string.h>

#include "base/formula.h"
#include "base/short_text.h"
#include "psi/io.h"

#define BLOCK_BYTES ((size_t)64 << 10)

void
psi_csv_writer_init(struct psi_csv_writer *writer, const struct psi_sink *sink)
{
	memset(writer, 0, sizeof *writer);
	writer->sink = *sink;
}

void
psi_csv_writer_clear(struct psi_csv_writer *writer)
{
	psi_buf_clear(&writer->buf);
}

/* In each byte of a word: not zero, in its highest bit, if the byte is below
 * `limit`, which is at most 128. Exact as to whether any byte is. */
static uint64_t
below(uint64_t word, uint8_t limit)
{
	const uint64_t ones = UINT64_MAX / 255;

	return (word - ones * limit) & ~word & ones * 128;
}

/* Might one of eight bytes be a comma, a quote or a line end? */
static bool
word_may_need_quotes(uint64_t word)
{
	const uint64_t ones = UINT64_MAX / 255;

	return (below(word ^ ones * ',', 1) | below(word ^ ones * '"', 1) |
		   below(word, '\r' + 1)) != 0;
}

static bool
may_need_quotes(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return word_may_need_quotes(word);
}

static bool
has_special(const char *text, size_t len)
{
	static const bool special[UINT8_MAX + 1] = {
		[','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true
	};
	bool any = false;

	for (size_t i = 0; i < len; i++)
		any |= special[(uint8_t)text[i]];
	return any;
}

static bool
needs_quotes(const char *text, size_t len)
{
	const size_t step = sizeof(uint64_t);

	if (len == 0)
		return false;
	if (text[0] == ' ' || text[0] == '\t' || text[len - 1] == ' ' ||
	    text[len - 1] == '\t')
		return true;
	if (len < step)
		return word_may_need_quotes(psi_short_text(text, len)) &&
		    has_special(text, len);
	for (size_t i = 0; i + step <= len; i += step) {
		if (may_need_quotes(text + i))
			return has_special(text + i, len - i);
	}
	/* The rest, and some of what was seen. */
	return may_need_quotes(text + len - step) && has_special(text, len);
}

/* Where the text of the next cell goes. */
static uint8_t *
begin_cell(struct psi_csv_writer *writer)
{
	struct psi_buf *buf = &writer->buf;

	if (writer->in_row)
		buf->data[buf->len++] = ',';
	else
		writer->row = buf->len;
	writer->in_row = true;
	return buf->data + buf->len;
}

/* Copy a cell, its quotes doubled where it stands in quotes. Behind a semicolon
 * a spreadsheet of another country would begin a cell. */
static uint8_t *
copy_text(
    uint8_t *p, const char *text, size_t len, bool quotes, bool neutralise)
{
	bool at_beginning = neutralise;

	if (!quotes && !neutralise) {
		if (len > 0)
			memcpy(p, text, len);
		return p + len;
	}
	for (size_t i = 0; i < len; i++) {
		if (at_beginning && psi_is_formula(text + i, len - i))
			*p++ = '\'';
		if (quotes && text[i] == '"')
			*p++ = '"';
		*p++ = (uint8_t)text[i];
		at_beginning = neutralise && text[i] == ';';
	}
	return p;
}

static int
put_cell(struct psi_csv_writer *writer, const char *text, size_t len,
    bool neutralise, struct psi_error *err)
{
	struct psi_buf *buf = &writer->buf;
	bool quotes = needs_quotes(text, len);
	uint8_t *p;
	int rc;

	if (len > SIZE_MAX / 4)
		return PSI_E_ARG;
	/* Every byte may double, by a quote or a neutraliser behind it; a comma,
	 * two quotes, a neutraliser in front. */
	if ((rc = psi_buf_reserve(buf, len * 2 + 4, err)) != 0)
		return rc;
	p = begin_cell(writer);
	if (quotes)
		*p++ = '"';
	p = copy_text(p, text, len, quotes, neutralise);
	if (quotes)
		*p++ = '"';
	buf->len = (size_t)(p - buf->data);
	return 0;
}

int
psi_csv_writer_cell(struct psi_csv_writer *writer, const char *text, size_t len,
    struct psi_error *err)
{
	return put_cell(writer, text, len, false, err);
}

int
psi_csv_writer_data(struct psi_csv_writer *writer, const char *text, size_t len,
    struct psi_error *err)
{
	return put_cell(
	    writer, text, len, !psi_is_signed_number(text, len), err);
}

int
psi_csv_writer_text(
    struct psi_csv_writer *writer, const char *text, struct psi_error *err)
{
	return psi_csv_writer_cell(writer, text, strlen(text), err);
}

int
psi_csv_writer_word(
    struct psi_csv_writer *writer, const char *word, struct psi_error *err)
{
	struct psi_buf *buf = &writer->buf;
	size_t len = strlen(word);
	int rc;

	if ((rc = psi_buf_reserve(buf, len + 1, err)) != 0)
		return rc;
	memcpy(begin_cell(writer), word, len);
	buf->len += len;
	return 0;
}

int
psi_csv_writer_take(
    struct psi_csv_writer *writer, struct psi_buf *out, struct psi_error *err)
{
	int rc;

	out->len = 0;
	if (!writer->in_row)
		return 0;
	rc = psi_buf_append(out, writer->buf.data + writer->row,
	    writer->buf.len - writer->row, err);
	if (rc != 0)
		return rc;
	writer->buf.len = writer->row;
	writer->in_row = false;
	return 0;
}

int
psi_csv_writer_row(struct psi_csv_writer *writer, const struct psi_buf *cells,
    const char *word, const char *text, size_t len, struct psi_error *err)
{
	struct psi_buf *buf = &writer->buf;
	uint8_t *p;
	int rc;

	if ((rc = psi_buf_reserve(
		 buf, cells->len + strlen(word) + len + 3, err)) != 0)
		return rc;
	writer->row = buf->len;
	writer->in_row = true;
	p = buf->data + buf->len;
	if (cells->len > 0) {
		memcpy(p, cells->data, cells->len);
		p += cells->len;
		*p++ = ',';
	}
	while (*word != '\0')
		*p++ = (uint8_t)*word++;
	buf->len = (size_t)(p - buf->data);
	/* Hardly any cell needs more than to be copied. */
	if (len == 0 || needs_quotes(text, len)) {
		rc = psi_csv_writer_cell(writer, text, len, err);
		return rc != 0 ? rc : psi_csv_writer_end_row(writer, err);
	}
	*p++ = ',';
	memcpy(p, text, len);
	p += len;
	*p++ = '\n';
	buf->len = (size_t)(p - buf->data);
	writer->in_row = false;
	return buf->len < BLOCK_BYTES ? 0 : psi_csv_writer_flush(writer, err);
}

int
psi_csv_writer_flush(struct psi_csv_writer *writer, struct psi_error *err)
{
	int rc = 0;

	if (writer->buf.len > 0)
		rc = writer->sink.write(writer->sink.cookie, writer->buf.data,
		    writer->buf.len, err);
	writer->buf.len = 0;
	return rc;
}

int
psi_csv_writer_end_row(struct psi_csv_writer *writer, struct psi_error *err)
{
	int rc;

	if ((rc = psi_buf_append(&writer->buf, "\n", 1, err)) != 0)
		return rc;
	writer->in_row = false;
	if (writer->buf.len < BLOCK_BYTES)
		return 0;
	return psi_csv_writer_flush(writer, err);
}
