#include "table/unwrap.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "kit/diag.h"
#include "table/unwrap_bytes.h"
#include "table/unwrap_identity.h"
#include "table/unwrap_lines.h"

/* "signature-a," and its 88 characters, and a line end before it. */
#define TAIL_BYTES 104

struct psi_unwrap {
	struct psi_coded coded;
	struct psi_source middle;
	struct psi_tap tap;
	struct psi_unwrap_change change;
	/* Lines are mended: the one that may go on, and what is ready. */
	bool mends;
	struct psi_unwrap_line held;
	struct psi_unwrap_line next;
	struct psi_unwrap_line ready;
	size_t ready_pos;
	/* What psi_unwrap_first shows. */
	uint8_t first[PSI_UNWRAP_LINE_BYTES];
	size_t first_len;
	/* The last bytes that were given out, of a file as it is. */
	uint8_t tail[TAIL_BYTES];
	size_t tail_len;
	bool is_over;
	char what[160];
};

/* ---- lines ---- */

/* The next line of the source into unwrap->next; false at the end. What has no
 * end for too long is given out as it is: the library refuses it. */
static int
read_line(struct psi_unwrap *unwrap, bool *end, struct psi_error *err)
{
	const struct psi_unwrap_change *change = &unwrap->change;
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
	psi_unwrap_take_line(&unwrap->next, change, text, len);
	return 0;
}

static void
copy_line(struct psi_unwrap_line *to, const struct psi_unwrap_line *from)
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
	    unwrap->held.len + unwrap->next.len < PSI_UNWRAP_LINE_BYTES;
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
			(void)psi_unwrap_put(
			    &unwrap->held, unwrap->next.text, unwrap->next.len);
			continue;
		}
		if (unwrap->held.len > 0) {
			copy_line(&unwrap->ready, &unwrap->held);
			if (unwrap->ready.len == PSI_UNWRAP_LINE_BYTES)
				unwrap->ready.len--;
			(void)psi_unwrap_put(&unwrap->ready, "\n", 1);
		}
		copy_line(&unwrap->held, &unwrap->next);
		unwrap->is_over = end;
	}
	return 0;
}

/* ---- what was done ---- */

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
	const struct psi_unwrap_change *change = &unwrap->change;

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

/* How files of ours begin, but for those that psi_coded_is_ours knows. */
static bool
begins_as_ours(const uint8_t *text, size_t len)
{
	static const char *const firsts[] = { "psi1", "psi-secret-identity/",
		"account,population,type,value", "match,account,score,",
		"our_population,their_population,", "partner,agreement,",
		"agreement,run,session," };
	bool is_record;

	if (psi_coded_is_ours(text, len, &is_record))
		return true;
	while (len > 0 && (*text == '>' || psi_coded_is_blank(*text))) {
		text++;
		len--;
	}
	for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++)
		if (len >= strlen(firsts[i]) &&
		    memcmp(text, firsts[i], strlen(firsts[i])) == 0)
			return true;
	return false;
}

/* Codings that are looked for in files of ours alone. A byte order mark and UTF-16
 * are those of anybody's file. */
static bool
is_in_mail(const struct psi_coded *coded)
{
	return coded->coding == PSI_CODING_BASE64 ||
	    coded->coding == PSI_CODING_QUOTED_PRINTABLE;
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
		if (unwrap->ready.len >
		    PSI_UNWRAP_LINE_BYTES - unwrap->first_len)
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
	size_t len;
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
	/* Not at more, however much came at once. */
	len = psi_tap_look(tap);
	unwrap->change.line_end = memchr(tap->buf, '\n', len) == NULL &&
		memchr(tap->buf, '\r', len) != NULL
	    ? '\r'
	    : '\n';
	unwrap->mends = psi_unwrap_look_lines(&unwrap->change, tap->buf, len);
	if (unwrap->mends || is_in_mail(&unwrap->coded) ||
	    begins_as_ours(tap->buf, len))
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
	struct psi_unwrap_line *ready = &unwrap->ready;
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
