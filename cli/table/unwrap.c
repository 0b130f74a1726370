#include "table/unwrap.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "kit/diag.h"
#include "table/unwrap_bytes.h"
#include "table/unwrap_identity.h"

/* More than a line of ours has, in any form. */
#define LINE_BYTES PSI_UNWRAP_TAP_BYTES
/* "signature-a," and its 88 characters, and a line end before it. */
#define TAIL_BYTES 104

/* What was done to the lines. */
struct change {
	/* A file that is exchanged, in whose lines no blank stands and exactly
	 * one comma; else an agreement. */
	bool is_record;
	bool is_quoted;
	bool has_cells;
	bool is_wrapped;
	bool has_blanks;
	char separator;
	char line_end;
};

struct line {
	uint8_t text[LINE_BYTES];
	size_t len;
};

struct psi_unwrap {
	struct psi_coded coded;
	struct psi_source middle;
	struct psi_tap tap;
	struct change change;
	/* Lines are mended: the one that may go on, and what is ready. */
	bool mends;
	struct line held;
	struct line next;
	struct line ready;
	size_t ready_pos;
	/* What psi_unwrap_first shows. */
	uint8_t first[LINE_BYTES];
	size_t first_len;
	/* The last bytes that were given out, of a file as it is. */
	uint8_t tail[TAIL_BYTES];
	size_t tail_len;
	bool is_over;
	char what[160];
};

/* ---- lines, as they are ---- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Without what mail puts around a line. */
static void
trim(const struct change *change, const uint8_t **text, size_t *len)
{
	while (*len > 0 &&
	    (is_blank(**text) || (change->is_quoted && **text == '>'))) {
		(*text)++;
		(*len)--;
	}
	/* The text of a term may end in blanks that belong to it. */
	while (*len > 0 &&
	    ((*text)[*len - 1] == '\r' ||
		(change->is_record && is_blank((*text)[*len - 1]))))
		(*len)--;
}

/* The cell at *at up to the separator, unquoted, behind `to`; false where there
 * is no room. */
static bool
take_cell(
    struct line *to, const uint8_t **at, const uint8_t *end, char separator)
{
	const uint8_t *p = *at;
	bool quoted = p < end && *p == '"';

	if (quoted)
		p++;
	for (; p < end; p++) {
		if (!quoted && *p == (uint8_t)separator)
			break;
		if (quoted && *p == '"') {
			if (p + 1 == end || p[1] != '"') {
				quoted = false;
				continue;
			}
			p++;
		}
		if (to->len == sizeof to->text)
			return false;
		to->text[to->len++] = *p;
	}
	*at = p < end ? p + 1 : end;
	return true;
}

static bool
put(struct line *to, const void *text, size_t len)
{
	if (len > sizeof to->text - to->len)
		return false;
	memcpy(to->text + to->len, text, len);
	to->len += len;
	return true;
}

/* A cell is quoted where it holds a comma or a quote, as in RFC 4180. */
static bool
put_cell(struct line *to, const uint8_t *text, size_t len)
{
	bool quotes =
	    memchr(text, ',', len) != NULL || memchr(text, '"', len) != NULL;

	if (!quotes)
		return put(to, text, len);
	if (!put(to, "\"", 1))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((text[i] == '"' && !put(to, "\"", 1)) ||
		    !put(to, text + i, 1))
			return false;
	return put(to, "\"", 1);
}

/* Name and value out of cells; one cell is a whole line that was quoted. Empty
 * cells behind them are of a spreadsheet. */
static bool
join_cells(struct line *to, const uint8_t *text, size_t len, char separator)
{
	const uint8_t *end = text + len;
	struct line *cell = calloc(1, sizeof *cell);
	size_t num = 0;
	bool good = cell != NULL;

	to->len = 0;
	for (; good && text < end; num++) {
		cell->len = 0;
		good = take_cell(cell, &text, end, separator);
		if (!good || (num >= 2 && cell->len == 0))
			continue;
		if (num == 0)
			good = put(to, cell->text, cell->len);
		else
			good = put(to, ",", 1) &&
			    put_cell(to, cell->text, cell->len);
	}
	if (good && num == 1 && end[-1] == (uint8_t)separator)
		good = put(to, ",", 1);
	if (cell != NULL)
		sodium_memzero(cell, sizeof *cell);
	free(cell);
	return good;
}

/* The next line of the source into unwrap->next; false at the end. What has no
 * end for too long is given out as it is: the library refuses it. */
static int
read_line(struct psi_unwrap *unwrap, bool *end, struct psi_error *err)
{
	const struct change *change = &unwrap->change;
	struct psi_tap *tap = &unwrap->tap;
	const uint8_t *text;
	const uint8_t *stop;
	size_t len;
	int rc;

	if ((rc = psi_tap_fill(tap, sizeof tap->buf, err)) != 0)
		return rc;
	text = tap->buf + tap->pos;
	len = tap->len - tap->pos;
	*end = len == 0;
	stop = len == 0 ? NULL : memchr(text, change->line_end, len);
	if (stop != NULL)
		len = (size_t)(stop - text);
	tap->pos += stop == NULL ? len : len + 1;
	trim(change, &text, &len);
	if (!change->has_cells ||
	    !join_cells(&unwrap->next, text, len, change->separator)) {
		unwrap->next.len = 0;
		(void)put(&unwrap->next, text, len);
	}
	return 0;
}

static void
copy_line(struct line *to, const struct line *from)
{
	memcpy(to->text, from->text, from->len);
	to->len = from->len;
}

/* A line that has no comma goes on with the one before it. */
static bool
goes_on(const struct psi_unwrap *unwrap)
{
	return unwrap->change.is_record && unwrap->held.len > 0 &&
	    memchr(unwrap->next.text, ',', unwrap->next.len) == NULL &&
	    unwrap->held.len + unwrap->next.len < LINE_BYTES;
}

/* Have the next line ready, with its end. */
static int
mend_line(struct psi_unwrap *unwrap, struct psi_error *err)
{
	bool end = false;
	int rc = 0;

	unwrap->ready.len = 0;
	unwrap->ready_pos = 0;
	while (unwrap->ready.len == 0 && !unwrap->is_over) {
		if ((rc = read_line(unwrap, &end, err)) != 0)
			return rc;
		if (!end && unwrap->next.len == 0)
			continue;
		if (!end && goes_on(unwrap)) {
			(void)put(
			    &unwrap->held, unwrap->next.text, unwrap->next.len);
			continue;
		}
		if (unwrap->held.len > 0) {
			copy_line(&unwrap->ready, &unwrap->held);
			if (unwrap->ready.len == LINE_BYTES)
				unwrap->ready.len--;
			(void)put(&unwrap->ready, "\n", 1);
		}
		copy_line(&unwrap->held, &unwrap->next);
		unwrap->is_over = end;
	}
	return 0;
}

/* ---- what was done ---- */

/* The line at *at that has its end; false behind the last. */
static bool
look_line(const struct change *change, const uint8_t **at, const uint8_t *end,
    const uint8_t **text, size_t *len)
{
	const uint8_t *stop = *at == end
	    ? NULL
	    : memchr(*at, change->line_end, (size_t)(end - *at));

	if (stop == NULL)
		return false;
	*text = *at;
	*len = (size_t)(stop - *at);
	*at = stop + 1;
	return true;
}

/* "record;value" and its like: what separates the cells, and whether they are
 * quoted. False for what is no first line of ours. */
static bool
look_header(struct change *change, const uint8_t *text, size_t len)
{
	static const char separators[] = ",;\t";
	char bare[32];
	size_t num = 0;

	trim(change, &text, &len);
	for (size_t i = 0; i < len && num < sizeof bare - 1; i++) {
		if (text[i] != '"')
			bare[num++] = (char)text[i];
		else
			change->has_cells = true;
	}
	bare[num] = '\0';
	for (const char *s = separators; *s != '\0'; s++) {
		static const char *const names[] = { "record", "term" };

		for (size_t i = 0; i < 2; i++) {
			char wanted[16];
			int n = snprintf(
			    wanted, sizeof wanted, "%s%cvalue", names[i], *s);
			const char *rest = bare + n;

			if (strncmp(bare, wanted, (size_t)n) != 0 ||
			    rest[strspn(rest, ",;\t ")] != '\0')
				continue;
			change->is_record = i == 0;
			change->separator = *s;
			change->has_cells =
			    change->has_cells || *s != ',' || rest[0] != '\0';
			return true;
		}
	}
	return false;
}

/* How the lines of a file of ours differ from those that are written. */
static bool
look_lines(struct change *change, const uint8_t *in, size_t in_len)
{
	const uint8_t *end = in + in_len;
	bool has_header = false;
	const uint8_t *text;
	size_t len;

	while (look_line(change, &in, end, &text, &len)) {
		size_t bare = len;

		if (!has_header && len > 0 && text[0] == '>')
			change->is_quoted = true;
		trim(change, &text, &bare);
		if (bare == 0) {
			change->has_blanks = true;
			continue;
		}
		if (!has_header && !look_header(change, text, bare))
			return false;
		has_header = true;
		if (change->is_record &&
		    memchr(text, change->separator, bare) == NULL)
			change->is_wrapped = true;
		/* One CR may stand before LF. */
		if (bare + 1 < len || (bare < len && text[bare] != '\r'))
			change->has_blanks = true;
	}
	return has_header &&
	    (change->is_quoted || change->has_cells || change->is_wrapped ||
		change->has_blanks || change->line_end != '\n');
}

static void
add_words(struct psi_unwrap *unwrap, const char *words)
{
	size_t len = strlen(unwrap->what);

	(void)snprintf(unwrap->what + len, sizeof unwrap->what - len, "%s%s",
	    len == 0 ? "" : ", ", words);
}

static void
describe(struct psi_unwrap *unwrap)
{
	const struct change *change = &unwrap->change;

	if (unwrap->coded.coding == PSI_CODING_BASE64)
		add_words(unwrap, "in base64, as mail carries it");
	else if (unwrap->coded.coding == PSI_CODING_QUOTED_PRINTABLE)
		add_words(unwrap, "in quoted-printable, as mail carries it");
	else if (unwrap->coded.coding != PSI_CODING_NONE)
		add_words(unwrap, "in UTF-16");
	if (unwrap->coded.had_mark)
		add_words(unwrap, "with a byte order mark");
	if (!unwrap->mends)
		return;
	if (change->is_quoted)
		add_words(unwrap, "quoted as in an answer to a mail");
	if (change->separator == ';')
		add_words(unwrap, "with semicolons");
	else if (change->separator == '\t')
		add_words(unwrap, "with tabs");
	else if (change->has_cells)
		add_words(unwrap, "with cells as a spreadsheet writes them");
	if (change->is_wrapped)
		add_words(unwrap, "with wrapped lines");
	if (change->has_blanks && !change->is_quoted)
		add_words(unwrap, "with blanks added");
	if (change->line_end != '\n')
		add_words(unwrap, "with old line ends");
}

/* A public identity that stands in a text: that is all that is read of it. */
static void
take_identity(struct psi_unwrap *unwrap)
{
	const struct psi_tap *tap = &unwrap->tap;
	const uint8_t *text = tap->buf + tap->pos;
	size_t len = tap->len - tap->pos;
	char identity[PSI_IDENTITY_TEXT_CHARS + 1];
	bool is_record;

	if (!tap->at_end || len > PSI_UNWRAP_IDENTITY_BYTES ||
	    psi_coded_is_ours(text, len, &is_record) ||
	    psi_unwrap_is_identity(text, len) ||
	    psi_unwrap_identities(identity, text, len) != 1)
		return;
	add_words(unwrap,
	    psi_unwrap_is_identity_alone(text, len)
		? "quoted or broken as in an answer to a mail"
		: "in the text of a mail");
	unwrap->first_len = PSI_IDENTITY_TEXT_CHARS + 1;
	memcpy(unwrap->first, identity, PSI_IDENTITY_TEXT_CHARS);
	unwrap->first[PSI_IDENTITY_TEXT_CHARS] = '\n';
	unwrap->mends = true;
	unwrap->is_over = true;
}

/* Mend as many lines as are shown. */
static int
read_first(struct psi_unwrap *unwrap, struct psi_error *err)
{
	int rc;

	while (!unwrap->is_over && unwrap->first_len < PSI_UNWRAP_LOOK_BYTES) {
		if ((rc = mend_line(unwrap, err)) != 0)
			return rc;
		if (unwrap->ready.len > LINE_BYTES - unwrap->first_len)
			return 0;
		memcpy(unwrap->first + unwrap->first_len, unwrap->ready.text,
		    unwrap->ready.len);
		unwrap->first_len += unwrap->ready.len;
		unwrap->ready_pos = unwrap->ready.len;
	}
	return 0;
}

int
psi_unwrap_new(struct psi_unwrap **out, const struct psi_source *from,
    struct psi_error *err)
{
	struct psi_unwrap *unwrap = calloc(1, sizeof *unwrap);
	struct psi_tap *tap;
	int rc;

	if (unwrap == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	tap = &unwrap->tap;
	unwrap->middle.read = psi_coded_read;
	unwrap->middle.cookie = &unwrap->coded;
	tap->from = &unwrap->middle;
	if ((rc = psi_coded_begin(&unwrap->coded, from, err)) != 0 ||
	    (rc = psi_tap_fill(tap, PSI_UNWRAP_LOOK_BYTES, err)) != 0) {
		psi_unwrap_free(unwrap);
		return rc;
	}
	unwrap->change.line_end = memchr(tap->buf, '\n', tap->len) == NULL &&
		memchr(tap->buf, '\r', tap->len) != NULL
	    ? '\r'
	    : '\n';
	unwrap->mends = look_lines(&unwrap->change, tap->buf, tap->len);
	describe(unwrap);
	if (!unwrap->mends)
		take_identity(unwrap);
	if (unwrap->mends && (rc = read_first(unwrap, err)) != 0)
		psi_unwrap_free(unwrap);
	else
		*out = unwrap;
	return rc;
}

void
psi_unwrap_free(void *unwrap)
{
	if (unwrap != NULL)
		sodium_memzero(unwrap, sizeof(struct psi_unwrap));
	free(unwrap);
}

/* ---- reading ---- */

/* Keep the last bytes of what is given out. */
static void
keep_tail(struct psi_unwrap *unwrap, const uint8_t *in, size_t len)
{
	size_t kept;

	if (len >= TAIL_BYTES) {
		memcpy(unwrap->tail, in + len - TAIL_BYTES, TAIL_BYTES);
		unwrap->tail_len = TAIL_BYTES;
		return;
	}
	kept = unwrap->tail_len < TAIL_BYTES - len ? unwrap->tail_len
						   : TAIL_BYTES - len;
	memmove(unwrap->tail, unwrap->tail + unwrap->tail_len - kept, kept);
	memcpy(unwrap->tail + kept, in, len);
	unwrap->tail_len = kept + len;
}

/* Is the last line whole, and has lost its line end? */
static bool
lacks_end(const struct psi_unwrap *unwrap)
{
	/* The last records of all files, and the length of their values. */
	static const struct {
		const char *name;
		size_t value_len;
	} last[] = {
		{ "\nsignature,", 88 },
		{ "\nsignature-a,", 88 },
		{ "\nsignature-b,", 88 },
		{ "\nsha256,", 64 },
	};

	for (size_t i = 0; i < sizeof last / sizeof last[0]; i++) {
		size_t name_len = strlen(last[i].name);
		size_t len = name_len + last[i].value_len;

		if (unwrap->tail_len >= len &&
		    memcmp(unwrap->tail + unwrap->tail_len - len, last[i].name,
			name_len) == 0 &&
		    unwrap->tail[unwrap->tail_len - 1] != '\n')
			return true;
	}
	return false;
}

static int
read_as_it_is(struct psi_unwrap *unwrap, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err)
{
	struct psi_tap *tap = &unwrap->tap;
	int rc = 0;

	if (unwrap->is_over) {
		*out_len = 0;
		return 0;
	}
	*out_len =
	    tap->len - tap->pos < out_size ? tap->len - tap->pos : out_size;
	memcpy(out, tap->buf + tap->pos, *out_len);
	tap->pos += *out_len;
	if (*out_len == 0 && !tap->at_end)
		rc =
		    psi_coded_read(&unwrap->coded, out, out_size, out_len, err);
	if (rc != 0)
		return rc;
	if (*out_len > 0) {
		keep_tail(unwrap, out, *out_len);
		return 0;
	}
	unwrap->is_over = true;
	if (lacks_end(unwrap)) {
		out[0] = '\n';
		*out_len = 1;
	}
	return 0;
}

int
psi_unwrap_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_unwrap *unwrap = cookie;
	struct line *ready = &unwrap->ready;
	size_t n = unwrap->first_len;
	int rc;

	if (!unwrap->mends)
		return read_as_it_is(unwrap, out, out_size, out_len, err);
	if (n > 0) {
		n = n < out_size ? n : out_size;
		memcpy(out, unwrap->first, n);
		memmove(
		    unwrap->first, unwrap->first + n, unwrap->first_len - n);
		unwrap->first_len -= n;
		*out_len = n;
		return 0;
	}
	if (unwrap->ready_pos == ready->len &&
	    (rc = mend_line(unwrap, err)) != 0)
		return rc;
	n = ready->len - unwrap->ready_pos;
	n = n < out_size ? n : out_size;
	memcpy(out, ready->text + unwrap->ready_pos, n);
	unwrap->ready_pos += n;
	*out_len = n;
	return 0;
}

const uint8_t *
psi_unwrap_first(const struct psi_unwrap *unwrap, size_t *len)
{
	*len = unwrap->mends ? unwrap->first_len
			     : unwrap->tap.len - unwrap->tap.pos;
	return unwrap->mends ? unwrap->first
			     : unwrap->tap.buf + unwrap->tap.pos;
}

const char *
psi_unwrap_what(const struct psi_unwrap *unwrap)
{
	return unwrap->what;
}

/* ---- inputs ---- */

int
psi_unwrap_look(struct psi_infile *in, struct psi_error *err)
{
	struct psi_unwrap *unwrap = NULL;
	int rc;

	if ((rc = psi_unwrap_new(&unwrap, &in->raw, err)) != 0)
		return rc;
	if (unwrap->what[0] != '\0')
		psi_note("'%s' came %s, and is read as it was sent", in->path,
		    unwrap->what);
	in->decoder = (struct psi_infile_decoder){ psi_unwrap_read,
		psi_unwrap_free, unwrap };
	return 0;
}

int
psi_unwrap_open(struct psi_infile *in, const char *path, struct psi_error *err)
{
	int rc = psi_infile_open(in, path, err);

	if (rc == 0)
		in->look = psi_unwrap_look;
	return rc;
}
