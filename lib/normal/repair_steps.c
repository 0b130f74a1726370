#include "normal/repair_steps.h"

#include <string.h>

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

/*
 * A capital with an accent, or a sharp s, and a sign are UTF-8 too: NESTLÉ®, and
 * CAFÉ’S. What they would be is a letter of phonetics, Greek, Cyrillic, Hebrew,
 * Arabic and such, U+0240 to U+07FF without the usual combining marks, or for a
 * sharp s one of N'Ko. A damaged name can have such a letter behind a Latin one,
 * Azərsun and TechnoБанк, but seldom at the end of a word in capitals; and the
 * letters of Oʻzbek and Hawaiʻi are apostrophes.
 */
static bool
mixes_alphabets(const uint8_t *p, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		char before = (char)p[i - 1];
		uint8_t next;

		if (p[i] == 0xdf && psi_ascii_is_letter(before))
			return true;
		if (p[i] < 0xc9 || p[i] > 0xde || p[i] == 0xcc ||
		    !psi_ascii_is_upper(before) ||
		    (p[i] == 0xca && (p[i + 1] == 0xbb || p[i + 1] == 0xbc)))
			continue;
		next = i + 2 < len ? p[i + 2] : ' ';
		/* 0x92 is the apostrophe of CAFÉ’s. */
		if (next < 0x80 &&
		    (p[i + 1] == 0x92 || !(next >= 'a' && next <= 'z')))
			return true;
	}
	return false;
}

bool
psi_repair_read_back(struct psi_buf *out, struct psi_cell text)
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
	return high && is_utf8(out->data, out->len) &&
	    !mixes_alphabets(out->data, out->len);
}

/* ---- references ---- */

/* The named references of HTML 4 (W3C, HTML 4.01, section 24), from U+00A0 on in
 * the order of the code points, then others, and the apostrophe of XML. */
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
	{ "OElig", 0x152 },
	{ "oelig", 0x153 },
	{ "Scaron", 0x160 },
	{ "scaron", 0x161 },
	{ "Yuml", 0x178 },
	{ "fnof", 0x192 },
	{ "circ", 0x2c6 },
	{ "tilde", 0x2dc },
	{ "Alpha", 0x391 },
	{ "Beta", 0x392 },
	{ "Gamma", 0x393 },
	{ "Delta", 0x394 },
	{ "Epsilon", 0x395 },
	{ "Zeta", 0x396 },
	{ "Eta", 0x397 },
	{ "Theta", 0x398 },
	{ "Iota", 0x399 },
	{ "Kappa", 0x39a },
	{ "Lambda", 0x39b },
	{ "Mu", 0x39c },
	{ "Nu", 0x39d },
	{ "Xi", 0x39e },
	{ "Omicron", 0x39f },
	{ "Pi", 0x3a0 },
	{ "Rho", 0x3a1 },
	{ "Sigma", 0x3a3 },
	{ "Tau", 0x3a4 },
	{ "Upsilon", 0x3a5 },
	{ "Phi", 0x3a6 },
	{ "Chi", 0x3a7 },
	{ "Psi", 0x3a8 },
	{ "Omega", 0x3a9 },
	{ "alpha", 0x3b1 },
	{ "beta", 0x3b2 },
	{ "gamma", 0x3b3 },
	{ "delta", 0x3b4 },
	{ "epsilon", 0x3b5 },
	{ "zeta", 0x3b6 },
	{ "eta", 0x3b7 },
	{ "theta", 0x3b8 },
	{ "iota", 0x3b9 },
	{ "kappa", 0x3ba },
	{ "lambda", 0x3bb },
	{ "mu", 0x3bc },
	{ "nu", 0x3bd },
	{ "xi", 0x3be },
	{ "omicron", 0x3bf },
	{ "pi", 0x3c0 },
	{ "rho", 0x3c1 },
	{ "sigmaf", 0x3c2 },
	{ "sigma", 0x3c3 },
	{ "tau", 0x3c4 },
	{ "upsilon", 0x3c5 },
	{ "phi", 0x3c6 },
	{ "chi", 0x3c7 },
	{ "psi", 0x3c8 },
	{ "omega", 0x3c9 },
	{ "thetasym", 0x3d1 },
	{ "upsih", 0x3d2 },
	{ "piv", 0x3d6 },
	{ "ensp", 0x2002 },
	{ "emsp", 0x2003 },
	{ "thinsp", 0x2009 },
	{ "zwnj", 0x200c },
	{ "zwj", 0x200d },
	{ "lrm", 0x200e },
	{ "rlm", 0x200f },
	{ "ndash", 0x2013 },
	{ "mdash", 0x2014 },
	{ "lsquo", 0x2018 },
	{ "rsquo", 0x2019 },
	{ "sbquo", 0x201a },
	{ "ldquo", 0x201c },
	{ "rdquo", 0x201d },
	{ "bdquo", 0x201e },
	{ "dagger", 0x2020 },
	{ "Dagger", 0x2021 },
	{ "bull", 0x2022 },
	{ "hellip", 0x2026 },
	{ "permil", 0x2030 },
	{ "prime", 0x2032 },
	{ "Prime", 0x2033 },
	{ "lsaquo", 0x2039 },
	{ "rsaquo", 0x203a },
	{ "oline", 0x203e },
	{ "frasl", 0x2044 },
	{ "euro", 0x20ac },
	{ "image", 0x2111 },
	{ "weierp", 0x2118 },
	{ "real", 0x211c },
	{ "trade", 0x2122 },
	{ "alefsym", 0x2135 },
	{ "larr", 0x2190 },
	{ "uarr", 0x2191 },
	{ "rarr", 0x2192 },
	{ "darr", 0x2193 },
	{ "harr", 0x2194 },
	{ "crarr", 0x21b5 },
	{ "lArr", 0x21d0 },
	{ "uArr", 0x21d1 },
	{ "rArr", 0x21d2 },
	{ "dArr", 0x21d3 },
	{ "hArr", 0x21d4 },
	{ "forall", 0x2200 },
	{ "part", 0x2202 },
	{ "exist", 0x2203 },
	{ "empty", 0x2205 },
	{ "nabla", 0x2207 },
	{ "isin", 0x2208 },
	{ "notin", 0x2209 },
	{ "ni", 0x220b },
	{ "prod", 0x220f },
	{ "sum", 0x2211 },
	{ "minus", 0x2212 },
	{ "lowast", 0x2217 },
	{ "radic", 0x221a },
	{ "prop", 0x221d },
	{ "infin", 0x221e },
	{ "ang", 0x2220 },
	{ "and", 0x2227 },
	{ "or", 0x2228 },
	{ "cap", 0x2229 },
	{ "cup", 0x222a },
	{ "int", 0x222b },
	{ "there4", 0x2234 },
	{ "sim", 0x223c },
	{ "cong", 0x2245 },
	{ "asymp", 0x2248 },
	{ "ne", 0x2260 },
	{ "equiv", 0x2261 },
	{ "le", 0x2264 },
	{ "ge", 0x2265 },
	{ "sub", 0x2282 },
	{ "sup", 0x2283 },
	{ "nsub", 0x2284 },
	{ "sube", 0x2286 },
	{ "supe", 0x2287 },
	{ "oplus", 0x2295 },
	{ "otimes", 0x2297 },
	{ "perp", 0x22a5 },
	{ "sdot", 0x22c5 },
	{ "lceil", 0x2308 },
	{ "rceil", 0x2309 },
	{ "lfloor", 0x230a },
	{ "rfloor", 0x230b },
	{ "lang", 0x2329 },
	{ "rang", 0x232a },
	{ "loz", 0x25ca },
	{ "spades", 0x2660 },
	{ "clubs", 0x2663 },
	{ "hearts", 0x2665 },
	{ "diams", 0x2666 },
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

uint32_t
psi_hexadecimal_digit(char c)
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
		uint32_t d = psi_hexadecimal_digit(text[i]);

		if (d >= base || c > 0x10ffff)
			return 0;
		c = c * base + d;
	}
	/* References to Windows-1252 are usual, and wrong (WHATWG HTML). */
	if (c >= 0x80 && c < 0xa0)
		c = windows1252_high[c - 0x80];
	/* Ends of lines, as XML writes them in an attribute. */
	if (c == '\t' || c == '\n' || c == '\r')
		return ' ';
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

bool
psi_repair_dereference(struct psi_buf *out, struct psi_cell text)
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

/* What may stand behind the name of a tag. An address in angle brackets has
 * something else there: "<joe@acme.com>", "<https://acme.com>". */
static bool
ends_tag_name(char c)
{
	return c == '>' || c == '/' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* The tag at `text`, a letter or a slash behind its bracket; 0 if none. */
static size_t
tag_len(const char *text, size_t len)
{
	size_t i = len > 1 && text[1] == '/' ? 2 : 1;
	const char *end;

	if (len < 3 || text[0] != '<' || !psi_ascii_is_letter(text[i]))
		return 0;
	while (i < len &&
	    (psi_ascii_is_letter(text[i]) || psi_ascii_is_digit(text[i])))
		i++;
	/* Word processors write <o:p>. */
	if (i + 1 < len && text[i] == ':' && psi_ascii_is_letter(text[i + 1])) {
		i++;
		while (i < len && psi_ascii_is_letter(text[i]))
			i++;
	}
	if (i == len || !ends_tag_name(text[i]))
		return 0;
	end = memchr(text, '>', len);
	return end == NULL ? 0 : (size_t)(end - text) + 1;
}

bool
psi_repair_drop_tags(struct psi_buf *out, struct psi_cell text)
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
		if (psi_hexadecimal_digit(text[i]) == 16)
			return UINT32_MAX;
		c = c << 4 | psi_hexadecimal_digit(text[i]);
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

bool
psi_repair_unescape(struct psi_buf *out, struct psi_cell text)
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

bool
psi_repair_keep_label(struct psi_buf *out, struct psi_cell text)
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

bool
psi_may_be_damaged(struct psi_cell text)
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
