#include "normal/repair.h"

#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How often a text may have been damaged in the same way. */
#define ROUNDS_MAX 3

/* ---- UTF-8 ---- */

/* Windows-1252 from 0x80 to 0x9f, as the WHATWG Encoding Standard has it: the
 * five free places are control characters. */
static const uint16_t windows1252_high[32] = {
	0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, /* 80 */
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,   /* 88 */
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, /* 90 */
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178, /* 98 */
};

/* Bytes of the character at `p`, which is UTF-8; its code point in `*c`. */
static size_t
take(uint32_t *c, const uint8_t *p, size_t len)
{
	static const uint8_t firsts[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

	if (n > len)
		n = len;
	*c = *p & firsts[n];
	for (size_t i = 1; i < n; i++)
		*c = *c << 6 | (p[i] & 0x3fU);
	return n;
}

/* Append a character; false where there is no room, which the caller made. */
static void
put(struct psi_buf *out, uint32_t c)
{
	uint8_t *p = out->data + out->len;

	if (c < 0x80) {
		*p++ = (uint8_t)c;
	} else if (c < 0x800) {
		*p++ = (uint8_t)(0xc0 | c >> 6);
		*p++ = (uint8_t)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*p++ = (uint8_t)(0xe0 | c >> 12);
		*p++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		*p++ = (uint8_t)(0x80 | (c & 0x3f));
	} else {
		*p++ = (uint8_t)(0xf0 | c >> 18);
		*p++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		*p++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		*p++ = (uint8_t)(0x80 | (c & 0x3f));
	}
	out->len = (size_t)(p - out->data);
}

/* Is this all one or more whole characters of several bytes, and ASCII? */
static bool
is_utf8(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = p[i] < 0x80            ? 1
		    : p[i] >= 0xc2 && p[i] < 0xe0 ? 2
		    : p[i] >= 0xe0 && p[i] < 0xf0 ? 3
		    : p[i] >= 0xf0 && p[i] < 0xf5 ? 4
						  : 0;

		if (n == 0 || n > len - i ||
		    (p[i] == 0xe0 && p[i + 1] < 0xa0) ||
		    (p[i] == 0xed && p[i + 1] > 0x9f) ||
		    (p[i] == 0xf0 && p[i + 1] < 0x90) ||
		    (p[i] == 0xf4 && p[i + 1] > 0x8f))
			return false;
		for (size_t k = 1; k < n; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
		}
		i += n;
	}
	return true;
}

/* ---- UTF-8 that was read as Windows-1252 ---- */

/* The byte of a character, or 0 if the code page has none. */
static uint8_t
byte_of(uint32_t c)
{
	for (size_t i = 0; i < COUNT(windows1252_high) && c >= 0x80; i++) {
		if (windows1252_high[i] == c)
			return (uint8_t)(0x80 + i);
	}
	return c < 0x80 || (c >= 0xa0 && c < 0x100) ? (uint8_t)c : 0;
}

/* The way back; false where it does not give UTF-8. No text of a language has
 * such pairs throughout, so nothing but damage goes this way. */
static bool
read_back(struct psi_buf *out, struct psi_cell text)
{
	const uint8_t *p = (const uint8_t *)text.text;
	bool high = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		uint32_t c;
		uint8_t byte;

		i += take(&c, p + i, text.len - i);
		byte = byte_of(c);
		if (byte == 0)
			return false;
		high |= byte >= 0x80;
		out->data[out->len++] = byte;
	}
	return high && is_utf8(out->data, out->len);
}

/* ---- references ---- */

/* The named references of HTML 4 that names have (W3C, HTML 4.01, section 24),
 * from U+00A0 on in the order of the code points, then others. */
static const char *const latin1[] = { "nbsp", "iexcl", "cent", "pound",
	"curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
	"not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute",
	"micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14",
	"frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde",
	"Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml",
	"Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
	"Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave",
	"Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave",
	"aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
	"egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
	"iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
	"divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute",
	"thorn", "yuml" };

static const struct {
	const char *name;
	uint32_t c;
} others[] = {
	{ "amp", '&' },
	{ "lt", '<' },
	{ "gt", '>' },
	{ "quot", '"' },
	{ "apos", '\'' },
	{ "lsquo", 0x2018 },
	{ "rsquo", 0x2019 },
	{ "ldquo", 0x201c },
	{ "rdquo", 0x201d },
	{ "ndash", 0x2013 },
	{ "mdash", 0x2014 },
	{ "hellip", 0x2026 },
	{ "bull", 0x2022 },
	{ "trade", 0x2122 },
	{ "euro", 0x20ac },
	{ "OElig", 0x152 },
	{ "oelig", 0x153 },
	{ "Scaron", 0x160 },
	{ "scaron", 0x161 },
	{ "Yuml", 0x178 },
	{ "ensp", 0x2002 },
	{ "emsp", 0x2003 },
	{ "zwnj", 0x200c },
	{ "zwj", 0x200d },
};

static bool
is_name(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

static uint32_t
named(const char *text, size_t len)
{
	for (size_t i = 0; i < COUNT(latin1); i++) {
		if (is_name(latin1[i], text, len))
			return (uint32_t)(0xa0 + i);
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		if (is_name(others[i].name, text, len))
			return others[i].c;
	}
	return 0;
}

/* A digit of base 10 or 16; 16 for another character. */
static uint32_t
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 16;
}

static uint32_t
numbered(const char *text, size_t len)
{
	uint32_t base = len > 1 && (text[0] | 0x20) == 'x' ? 16 : 10;
	uint32_t c = 0;

	for (size_t i = base == 16 ? 1 : 0; i < len; i++) {
		uint32_t d = digit(text[i]);

		if (d >= base || c > 0x10ffff)
			return 0;
		c = c * base + d;
	}
	/* References to Windows-1252 are usual, and wrong (WHATWG HTML). */
	if (c >= 0x80 && c < 0xa0)
		c = windows1252_high[c - 0x80];
	return c < ' ' || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : c;
}

/* The longest reference: "&thetasym;" and "&#x10FFFF;". */
#define REFERENCE_MAX 10

/* The character that begins with the ampersand at `text`, and the bytes of its
 * reference; 0 if it is none. */
static uint32_t
reference(const char *text, size_t len, size_t *used)
{
	const char *end;

	if (len > REFERENCE_MAX + 1)
		len = REFERENCE_MAX + 1;
	end = memchr(text, ';', len);
	if (end == NULL || end - text < 2)
		return 0;
	*used = (size_t)(end - text) + 1;
	if (text[1] == '#')
		return numbered(text + 2, (size_t)(end - text) - 2);
	return named(text + 1, (size_t)(end - text) - 1);
}

static bool
dereference(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		size_t used = 0;
		uint32_t c = text.text[i] != '&'
		    ? 0
		    : reference(text.text + i, text.len - i, &used);

		if (c == 0) {
			out->data[out->len++] = (uint8_t)text.text[i++];
			continue;
		}
		put(out, c);
		i += used;
		changed = true;
	}
	return changed;
}

/* ---- tags ---- */

/* The tag at `text`, a letter or a slash behind its bracket; 0 if none. */
static size_t
tag_len(const char *text, size_t len)
{
	const char *end;
	char c;

	if (len < 3 || text[0] != '<')
		return 0;
	c = (char)((text[1] == '/' ? text[2] : text[1]) | 0x20);
	if (c < 'a' || c > 'z')
		return 0;
	end = memchr(text, '>', len);
	return end == NULL ? 0 : (size_t)(end - text) + 1;
}

static bool
drop_tags(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		size_t n = tag_len(text.text + i, text.len - i);

		if (n == 0) {
			out->data[out->len++] = (uint8_t)text.text[i++];
			continue;
		}
		/* <br> separates words; <b> does not. */
		if (n > 3 && (text.text[i + 2] | 0x20) == 'r')
			out->data[out->len++] = ' ';
		i += n;
		changed = true;
	}
	return changed;
}

/* ---- escapes of addresses and programs ---- */

/* The value of `num` hexadecimal digits, or UINT32_MAX. */
static uint32_t
hexadecimal(const char *text, size_t len, size_t num)
{
	uint32_t c = 0;

	if (len < num)
		return UINT32_MAX;
	for (size_t i = 0; i < num; i++) {
		if (digit(text[i]) == 16)
			return UINT32_MAX;
		c = c << 4 | digit(text[i]);
	}
	return c;
}

/* The character of two or three bytes that is written as "%C3%BC" at `text`,
 * or a blank or a sign of ASCII; 0 for anything else. */
static uint32_t
percent(const char *text, size_t len, size_t *used)
{
	uint32_t c = hexadecimal(text + 1, len - 1, 2);
	size_t more = c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : 0;

	*used = 3;
	if (c == ' ' || c == '&' || c == '\'' || c == '(' || c == ')' ||
	    c == ',' || c == '.')
		return c;
	if (c > 0xff || more == 0)
		return 0;
	c &= more == 1 ? 0x1f : 0x0f;
	for (; more > 0; more--, *used += 3) {
		uint32_t next;

		if (*used >= len || text[*used] != '%')
			return 0;
		next = hexadecimal(text + *used + 1, len - *used - 1, 2);
		if (next > 0xff || (next & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (next & 0x3f);
	}
	return c >= 0xa0 && (c < 0xd800 || c >= 0xe000) ? c : 0;
}

/* The character of "\u00fc" at `text`, or 0. */
static uint32_t
escaped(const char *text, size_t len, size_t *used)
{
	uint32_t c;

	*used = 6;
	if (len < 6 || text[1] != 'u')
		return 0;
	c = hexadecimal(text + 2, len - 2, 4);
	return c == '&' || c == '\'' || (c >= 0xa0 && c < 0xd800) ||
		(c >= 0xe000 && c < 0xfffe)
	    ? c
	    : 0;
}

static bool
unescape(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		const char *p = text.text + i;
		size_t used = 0;
		uint32_t c = 0;

		if (*p == '%')
			c = percent(p, text.len - i, &used);
		else if (*p == '\\')
			c = escaped(p, text.len - i, &used);
		if (c == 0) {
			out->data[out->len++] = (uint8_t)*p;
			i++;
			continue;
		}
		put(out, c);
		i += used;
		changed = true;
	}
	return changed;
}

/* "[Acme](https://acme.com)": the name. */
static bool
keep_label(struct psi_buf *out, struct psi_cell text)
{
	const char *end = text.len > 2 && text.text[0] == '['
	    ? memchr(text.text, ']', text.len - 1)
	    : NULL;
	size_t len = end == NULL ? 0 : (size_t)(end - text.text) - 1;

	if (len == 0 || end[1] != '(' || text.text[text.len - 1] != ')')
		return false;
	memcpy(out->data, text.text + 1, len);
	out->len = len;
	return true;
}

/* ---- together ---- */

/* Nearly every text is none of these. */
static bool
may_be_damaged(struct psi_cell text)
{
	static const bool suspect[256] = { ['%'] = true,
		['&'] = true,
		['<'] = true,
		['\\'] = true,
		[0xc3] = true };
	const uint8_t *bytes = (const uint8_t *)text.text;

	for (size_t i = 0; i < text.len; i++) {
		/* U+00C0 to U+00FF, and something beyond ASCII behind it. */
		if (suspect[bytes[i]] &&
		    (bytes[i] != 0xc3 ||
			(i + 2 < text.len && bytes[i + 2] >= 0x80)))
			return true;
	}
	return bytes[0] == '[' && bytes[text.len - 1] == ')';
}

typedef bool repair_step(struct psi_buf *out, struct psi_cell text);

/* One step, into the other half of the work: `buf` holds the text afterwards. */
static int
repair(struct psi_cell *text, struct psi_buf *buf, repair_step *step,
    bool *changed, struct psi_error *err)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc;

	/* No step writes more than it reads, but a reference of four bytes
	 * may be a character of three. */
	if ((rc = psi_buf_reserve(&out, text->len + 4, err)) != 0)
		return rc;
	if (!step(&out, *text)) {
		psi_buf_clear(&out);
		return 0;
	}
	psi_buf_clear(buf);
	*buf = out;
	text->text = (const char *)buf->data;
	text->len = buf->len;
	*changed = true;
	return 0;
}

static int
repair_all(struct psi_cell *text, struct psi_buf *buf,
    repair_step *const *steps, size_t num_steps, struct psi_error *err)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		bool changed = false;

		for (size_t i = 0; i < num_steps; i++) {
			int rc = repair(text, buf, steps[i], &changed, err);

			if (rc != 0)
				return rc;
		}
		if (!changed)
			break;
	}
	return 0;
}

int
psi_repair_text(
    struct psi_cell *text, struct psi_buf *buf, struct psi_error *err)
{
	static repair_step *const steps[] = { read_back, dereference, drop_tags,
		unescape, keep_label };

	if (text->len == 0 || !may_be_damaged(*text))
		return 0;
	return repair_all(text, buf, steps, COUNT(steps), err);
}

/* ---- addresses ---- */

/* "[Acme](https://acme.com)", once or several times: the addresses. */
static bool
follow_markdown(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		const char *p = text.text + i;
		size_t left = text.len - i;
		const char *mid = *p == '[' ? memchr(p, ']', left) : NULL;
		const char *end =
		    mid != NULL && (size_t)(mid - p) + 1 < left && mid[1] == '('
		    ? memchr(mid, ')', left - (size_t)(mid - p))
		    : NULL;

		if (end == NULL) {
			out->data[out->len++] = (uint8_t)*p;
			i++;
			continue;
		}
		memcpy(out->data + out->len, mid + 2, (size_t)(end - mid) - 2);
		out->len += (size_t)(end - mid) - 2;
		out->data[out->len++] = ' ';
		i += (size_t)(end - p) + 1;
		changed = true;
	}
	return changed;
}

/* <a href="https://acme.com">Acme</a>: the address. */
static bool
follow_href(struct psi_buf *out, struct psi_cell text)
{
	static const char href[] = "href=";
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i + sizeof(href) < text.len; i++) {
		const char *p = text.text + i;
		const char *end;
		char quote = p[sizeof(href) - 1];

		if (memcmp(p, href, sizeof(href) - 1) != 0 ||
		    (quote != '"' && quote != '\''))
			continue;
		p += sizeof(href);
		end = memchr(p, quote, (size_t)(text.text + text.len - p));
		if (end == NULL)
			continue;
		memcpy(out->data + out->len, p, (size_t)(end - p));
		out->len += (size_t)(end - p);
		out->data[out->len++] = ' ';
		changed = true;
	}
	return changed;
}

/* ["a.com", 'b.com'] and {"url":"a.com"}: what is quoted, apart. */
static bool
open_list(struct psi_buf *out, struct psi_cell text)
{
	char first;
	char last;

	if (text.len < 4)
		return false;
	first = text.text[0];
	last = text.text[text.len - 1];
	if (!((first == '[' && last == ']') || (first == '{' && last == '}')))
		return false;
	out->len = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.text[i];

		/* JSON may escape a slash. */
		if (c == '\\')
			continue;
		if (c != '\0' && strchr("[]{}\"',", c) != NULL)
			c = ' ';
		out->data[out->len++] = (uint8_t)c;
	}
	return true;
}

/* https%3A%2F%2Facme.com, and blanks around it: %20. */
static bool
decode_percent(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint32_t c = 0;

		if (text.text[i] == '%' && i + 2 < text.len &&
		    digit(text.text[i + 1]) < 16 &&
		    digit(text.text[i + 2]) < 16)
			c = digit(text.text[i + 1]) * 16 +
			    digit(text.text[i + 2]);
		/* Only what stands between host and scheme, and blanks. */
		if (c != ' ' && c != ':' && c != '/' && c != '.') {
			out->data[out->len++] = (uint8_t)text.text[i];
			continue;
		}
		out->data[out->len++] = (uint8_t)c;
		i += 2;
		changed = true;
	}
	return changed;
}

int
psi_repair_addresses(
    struct psi_cell *text, struct psi_buf *buf, struct psi_error *err)
{
	static repair_step *const steps[] = { dereference, follow_href,
		drop_tags, follow_markdown, open_list };
	static repair_step *const percent[] = { decode_percent };
	const char *mark;
	int rc;

	if (text->len == 0)
		return 0;
	if (memchr(text->text, '&', text->len) != NULL ||
	    memchr(text->text, '<', text->len) != NULL ||
	    text->text[0] == '[' || text->text[0] == '{') {
		rc = repair_all(text, buf, steps, COUNT(steps), err);
		if (rc != 0 || text->len == 0)
			return rc;
	}
	/* In a path %2F is somebody's name; before it, it is damage. */
	mark = memchr(text->text, '%', text->len);
	if (mark == NULL ||
	    memchr(text->text, '/', (size_t)(mark - text->text)) != NULL)
		return 0;
	return repair_all(text, buf, percent, 1, err);
}

bool
psi_is_beyond_repair(struct psi_cell text)
{
	const char *p = text.text;
	size_t left = text.len;

	while (left > 2 && (p = memchr(p, 0xef, left - 2)) != NULL) {
		if ((uint8_t)p[1] == 0xbf && (uint8_t)p[2] == 0xbd)
			return true;
		p++;
		left = (size_t)(text.text + text.len - p);
	}
	return false;
}
