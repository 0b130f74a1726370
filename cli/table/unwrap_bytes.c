#include "table/unwrap_bytes.h"

#include <string.h>

#define NONE (-1)

int
psi_tap_fill(struct psi_tap *tap, size_t want, struct psi_error *err)
{
	if (want <= tap->len - tap->pos)
		return 0;
	memmove(tap->buf, tap->buf + tap->pos, tap->len - tap->pos);
	tap->len -= tap->pos;
	tap->pos = 0;
	while (!tap->at_end && tap->len < want) {
		size_t n = 0;
		int rc = tap->from->read(tap->from->cookie, tap->buf + tap->len,
		    sizeof tap->buf - tap->len, &n, err);

		if (rc != 0)
			return rc;
		tap->at_end = n == 0;
		tap->len += n;
	}
	return 0;
}

size_t
psi_tap_look(const struct psi_tap *tap)
{
	return tap->len < PSI_UNWRAP_LOOK_BYTES ? tap->len
						: PSI_UNWRAP_LOOK_BYTES;
}

/* The byte `ahead` places further on; NONE behind the end. */
static int
peek(struct psi_coded *coded, size_t ahead, int *out, struct psi_error *err)
{
	struct psi_tap *tap = &coded->tap;
	int rc = psi_tap_fill(tap, ahead + 1, err);

	*out = tap->len - tap->pos > ahead ? tap->buf[tap->pos + ahead] : NONE;
	return rc;
}

/* ---- what it is ---- */

static bool
begins(const uint8_t *in, size_t len, const char *first, size_t first_len)
{
	return len >= first_len && memcmp(in, first, first_len) == 0;
}

bool
psi_coded_is_ours(const uint8_t *text, size_t len, bool *is_record)
{
	size_t i = 0;

	while (i < len && memchr("> \t\r\n\"", text[i], 6) != NULL)
		i++;
	text += i;
	len -= i;
	*is_record = begins(text, len, "record", 6);
	return (*is_record || begins(text, len, "term", 4)) &&
	    memchr(text, '\0', len) == NULL;
}

/* base64 of "record,value", "term,value" and "psi1", also behind a byte order mark, in
 * mail that may be quoted. */
static bool
is_base64(const uint8_t *in, size_t len)
{
	static const char *const firsts[] = { "cmVjb3JkLHZhbHVl",
		"dGVybSx2YWx1Z", "cHNpM", "77u/cmVjb3JkLHZhbHVl",
		"77u/dGVybSx2YWx1Z", "77u/cHNpM" };
	size_t i = 0;

	while (i < len && memchr("> \t\r\n", in[i], 5) != NULL)
		i++;
	for (size_t k = 0; k < sizeof firsts / sizeof firsts[0]; k++)
		if (begins(in + i, len - i, firsts[k], strlen(firsts[k])))
			return true;
	return false;
}

/* Does a line end in "=" that no line of ours ends in so? Of those that are
 * exchanged none that ends so has 70 to 77 characters, as a line of
 * quoted-printable has that goes on; of an agreement only signatures do. */
static bool
is_soft(const uint8_t *line, size_t len, bool is_record)
{
	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (len == 0 || line[len - 1] != '=')
		return false;
	while (len > 0 && memchr("> \t\"", *line, 4) != NULL) {
		line++;
		len--;
	}
	return is_record ? len >= 70 && len <= 77
			 : !begins(line, len, "signature", 9);
}

static bool
is_quoted_printable(const uint8_t *in, size_t len)
{
	const uint8_t *end = in + len;
	const uint8_t *lf;
	bool is_record;

	if (!psi_coded_is_ours(in, len, &is_record))
		return false;
	/* "=" itself is spelled so; in base64 only another one follows it. */
	for (const uint8_t *at = in; at + 2 < end; at++)
		if (at[0] == '=' && at[1] == '3' &&
		    (at[2] == 'D' || at[2] == 'd') && is_record)
			return true;
	for (; (lf = memchr(in, '\n', (size_t)(end - in))) != NULL; in = lf + 1)
		if (is_soft(in, (size_t)(lf - in), is_record))
			return true;
	return false;
}

/* Without a mark: every second byte of the first word is zero. */
static enum psi_coding
find_wide(const uint8_t *in, size_t len)
{
	if (begins(in, len, "r\0e\0c\0", 6) ||
	    begins(in, len, "t\0e\0r\0", 6) || begins(in, len, "p\0s\0i\0", 6))
		return PSI_CODING_UTF16LE;
	if (begins(in, len, "\0r\0e\0c", 6) ||
	    begins(in, len, "\0t\0e\0r", 6) || begins(in, len, "\0p\0s\0i", 6))
		return PSI_CODING_UTF16BE;
	return PSI_CODING_NONE;
}

int
psi_coded_begin(struct psi_coded *coded, const struct psi_source *from,
    struct psi_error *err)
{
	struct psi_tap *tap = &coded->tap;
	size_t mark = 0;
	size_t len;
	int rc;

	tap->from = from;
	if ((rc = psi_tap_fill(tap, PSI_UNWRAP_LOOK_BYTES, err)) != 0)
		return rc;
	len = psi_tap_look(tap);
	if (begins(tap->buf, len, "\xff\xfe", 2)) {
		coded->coding = PSI_CODING_UTF16LE;
		mark = 2;
	} else if (begins(tap->buf, len, "\xfe\xff", 2)) {
		coded->coding = PSI_CODING_UTF16BE;
		mark = 2;
	} else {
		coded->coding = find_wide(tap->buf, len);
		if (begins(tap->buf, len, "\xef\xbb\xbf", 3))
			mark = 3;
	}
	tap->pos = mark;
	coded->had_mark = mark == 3;
	if (coded->coding != PSI_CODING_NONE)
		return 0;
	if (is_base64(tap->buf + mark, len - mark))
		coded->coding = PSI_CODING_BASE64;
	else if (is_quoted_printable(tap->buf + mark, len - mark))
		coded->coding = PSI_CODING_QUOTED_PRINTABLE;
	return 0;
}

/* ---- decoding: one character a call, into `pending` ---- */

/* A character, as UTF-8. */
static void
put_character(struct psi_coded *coded, uint32_t c)
{
	uint8_t *out = coded->pending;
	size_t num = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = num - 1; i > 0; i--) {
		out[i] = (uint8_t)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	out[0] = (uint8_t)(num == 1 ? c
		: num == 2          ? 0xc0 | c
		: num == 3          ? 0xe0 | c
				    : 0xf0 | c);
	coded->num_pending = num;
}

static int
read_unit(
    struct psi_coded *coded, uint32_t *out, bool *end, struct psi_error *err)
{
	struct psi_tap *tap = &coded->tap;
	int rc = psi_tap_fill(tap, 2, err);

	*end = tap->len - tap->pos < 2;
	if (rc != 0 || *end)
		return rc;
	*out = coded->coding == PSI_CODING_UTF16LE
	    ? tap->buf[tap->pos] | (uint32_t)tap->buf[tap->pos + 1] << 8
	    : tap->buf[tap->pos + 1] | (uint32_t)tap->buf[tap->pos] << 8;
	tap->pos += 2;
	return 0;
}

static int
decode_wide(struct psi_coded *coded, struct psi_error *err)
{
	uint32_t low = 0;
	uint32_t c = 0;
	bool end;
	int rc = read_unit(coded, &c, &end, err);

	if (rc == 0 && !end && c >= 0xd800 && c < 0xdc00) {
		rc = read_unit(coded, &low, &end, err);
		c = 0x10000 + ((c - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
	}
	if (rc != 0 || end) {
		coded->is_over = true;
		return rc;
	}
	put_character(coded, c);
	return 0;
}

static int
value_of(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : NONE;
}

/* Line ends and marks of quoting between the characters mean nothing, nor does
 * what follows the padding. */
static int
decode_base64(struct psi_coded *coded, struct psi_error *err)
{
	int value;
	int c;
	int rc = peek(coded, 0, &c, err);

	if (rc != 0 || c == NONE || c == '=') {
		coded->is_over = true;
		return rc;
	}
	coded->tap.pos++;
	if (c == '>' || psi_coded_is_blank(c))
		return 0;
	if ((value = value_of(c)) == NONE)
		return psi_refuse(err, PSI_E_GRAMMAR, 0,
		    "save the attachment itself, or ask your partner to send "
		    "it again",
		    "the file is in base64, and damaged");
	coded->bits = (coded->bits << 6 | (uint32_t)value) & 0xffffff;
	coded->num_bits += 6;
	if (coded->num_bits >= 8) {
		coded->num_bits -= 8;
		coded->pending[0] = (uint8_t)(coded->bits >> coded->num_bits);
		coded->num_pending = 1;
	}
	return 0;
}

static int
hex_of(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : NONE;
}

/* Behind "=": nothing but the end of the line, so many bytes; 0 for no end. */
static int
soft_break(struct psi_coded *coded, size_t *len, struct psi_error *err)
{
	size_t i = 1;
	int c;
	int rc;

	do
		rc = peek(coded, i++, &c, err);
	while (rc == 0 && (c == ' ' || c == '\t' || c == '\r') && i < 1000);
	*len = c == '\n' ? i : 0;
	return rc;
}

static int
decode_quoted(struct psi_coded *coded, struct psi_error *err)
{
	size_t len;
	int high;
	int low;
	int c;
	int rc;

	if ((rc = peek(coded, 0, &c, err)) != 0 ||
	    (rc = peek(coded, 1, &high, err)) != 0 ||
	    (rc = peek(coded, 2, &low, err)) != 0)
		return rc;
	coded->is_over = c == NONE;
	if (c == '=' && hex_of(high) != NONE && hex_of(low) != NONE) {
		c = hex_of(high) << 4 | hex_of(low);
		coded->tap.pos += 2;
	} else if (c == '=') {
		if ((rc = soft_break(coded, &len, err)) != 0)
			return rc;
		coded->tap.pos += len;
		if (len > 0)
			return 0;
	}
	if (!coded->is_over) {
		coded->tap.pos++;
		coded->pending[0] = (uint8_t)c;
		coded->num_pending = 1;
	}
	return 0;
}

static int
decode(struct psi_coded *coded, struct psi_error *err)
{
	if (coded->coding == PSI_CODING_BASE64)
		return decode_base64(coded, err);
	if (coded->coding == PSI_CODING_QUOTED_PRINTABLE)
		return decode_quoted(coded, err);
	return decode_wide(coded, err);
}

static int
read_plain(struct psi_tap *tap, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	size_t n = tap->len - tap->pos;

	if (n == 0 && tap->at_end) {
		*out_len = 0;
		return 0;
	}
	if (n == 0)
		return tap->from->read(
		    tap->from->cookie, out, out_size, out_len, err);
	if (n > out_size)
		n = out_size;
	memcpy(out, tap->buf + tap->pos, n);
	tap->pos += n;
	*out_len = n;
	return 0;
}

int
psi_coded_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_coded *coded = cookie;
	size_t len = 0;
	int rc;

	if (coded->coding == PSI_CODING_NONE)
		return read_plain(&coded->tap, out, out_size, out_len, err);
	for (;;) {
		size_t n = out_size - len < coded->num_pending
		    ? out_size - len
		    : coded->num_pending;

		memcpy(out + len, coded->pending, n);
		memmove(
		    coded->pending, coded->pending + n, coded->num_pending - n);
		coded->num_pending -= n;
		len += n;
		if (len == out_size || coded->is_over)
			break;
		if ((rc = decode(coded, err)) != 0)
			return rc;
	}
	*out_len = len;
	return 0;
}
