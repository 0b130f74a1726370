#include "table/encoding.h"

#include <string.h>

#include "base/buf.h"
#include "table/code_page.h"

/* No UTF-8 text holds this byte. */
#define BAD_BYTE 0xff

/*
 * Windows-1252 from 0x80 to 0x9f; 0 where the code page has no character.
 * Source: the code page table of the WHATWG Encoding Standard, less the
 * control characters that it puts into the five free places.
 */
static const uint16_t windows1252_high[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, /* 80 */
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,      /* 88 */
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, /* 90 */
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178, /* 98 */
};

/* The first name of each is printed; the others are usual, too. */
static const struct {
	const char *name;
	enum psi_encoding encoding;
	enum psi_script script;
} encoding_names[] = {
	{ "auto", PSI_ENCODING_AUTO, PSI_SCRIPT_UNKNOWN },
	{ "utf-8", PSI_ENCODING_UTF8, PSI_SCRIPT_UNKNOWN },
	{ "utf-16le", PSI_ENCODING_UTF16LE, PSI_SCRIPT_UNKNOWN },
	{ "utf-16be", PSI_ENCODING_UTF16BE, PSI_SCRIPT_UNKNOWN },
	{ "windows-1252", PSI_ENCODING_WINDOWS1252, PSI_SCRIPT_WESTERN },
	{ "windows-1250", PSI_ENCODING_WINDOWS1250, PSI_SCRIPT_CENTRAL },
	{ "windows-1251", PSI_ENCODING_WINDOWS1251, PSI_SCRIPT_CYRILLIC },
	{ "windows-1253", PSI_ENCODING_WINDOWS1253, PSI_SCRIPT_GREEK },
	{ "windows-1254", PSI_ENCODING_WINDOWS1254, PSI_SCRIPT_TURKISH },
	{ "windows-1255", PSI_ENCODING_WINDOWS1255, PSI_SCRIPT_HEBREW },
	{ "windows-1256", PSI_ENCODING_WINDOWS1256, PSI_SCRIPT_ARABIC },
	{ "windows-1257", PSI_ENCODING_WINDOWS1257, PSI_SCRIPT_UNKNOWN },
	{ "macintosh", PSI_ENCODING_MACINTOSH, PSI_SCRIPT_WESTERN },
	{ "ibm850", PSI_ENCODING_IBM850, PSI_SCRIPT_WESTERN },
	{ "ibm852", PSI_ENCODING_IBM852, PSI_SCRIPT_CENTRAL },
	{ "ibm866", PSI_ENCODING_IBM866, PSI_SCRIPT_CYRILLIC },
	{ "koi8-r", PSI_ENCODING_KOI8R, PSI_SCRIPT_CYRILLIC },
	{ "gb18030", PSI_ENCODING_GB18030, PSI_SCRIPT_CHINESE },
	{ "shift_jis", PSI_ENCODING_SHIFT_JIS, PSI_SCRIPT_JAPANESE },
	{ "big5", PSI_ENCODING_BIG5, PSI_SCRIPT_CHINESE },
	{ "euc-kr", PSI_ENCODING_EUC_KR, PSI_SCRIPT_KOREAN },
	{ "euc-jp", PSI_ENCODING_EUC_JP, PSI_SCRIPT_JAPANESE },
	{ "iso-8859-2", PSI_ENCODING_ISO8859_2, PSI_SCRIPT_CENTRAL },
	{ "iso-8859-5", PSI_ENCODING_ISO8859_5, PSI_SCRIPT_CYRILLIC },
	{ "iso-8859-7", PSI_ENCODING_ISO8859_7, PSI_SCRIPT_GREEK },
	{ "iso-8859-9", PSI_ENCODING_ISO8859_9, PSI_SCRIPT_TURKISH },
	{ "iso-8859-15", PSI_ENCODING_ISO8859_15, PSI_SCRIPT_WESTERN },
	{ "windows-874", PSI_ENCODING_WINDOWS874, PSI_SCRIPT_UNKNOWN },
	/* Other spellings, never printed. */
	{ "utf8", PSI_ENCODING_UTF8, PSI_SCRIPT_UNKNOWN },
	{ "utf-8-sig", PSI_ENCODING_UTF8, PSI_SCRIPT_UNKNOWN },
	{ "utf-8-bom", PSI_ENCODING_UTF8, PSI_SCRIPT_UNKNOWN },
	{ "us-ascii", PSI_ENCODING_UTF8, PSI_SCRIPT_UNKNOWN },
	/* By its byte order mark. */
	{ "utf-16", PSI_ENCODING_AUTO, PSI_SCRIPT_UNKNOWN },
	{ "utf16", PSI_ENCODING_AUTO, PSI_SCRIPT_UNKNOWN },
	{ "cp1252", PSI_ENCODING_WINDOWS1252, PSI_SCRIPT_UNKNOWN },
	{ "latin1", PSI_ENCODING_WINDOWS1252, PSI_SCRIPT_UNKNOWN },
	{ "iso-8859-1", PSI_ENCODING_WINDOWS1252, PSI_SCRIPT_UNKNOWN },
	{ "latin2", PSI_ENCODING_ISO8859_2, PSI_SCRIPT_UNKNOWN },
	{ "latin5", PSI_ENCODING_ISO8859_9, PSI_SCRIPT_UNKNOWN },
	{ "latin9", PSI_ENCODING_ISO8859_15, PSI_SCRIPT_UNKNOWN },
	{ "tis-620", PSI_ENCODING_WINDOWS874, PSI_SCRIPT_UNKNOWN },
	{ "cp874", PSI_ENCODING_WINDOWS874, PSI_SCRIPT_UNKNOWN },
	{ "cp1250", PSI_ENCODING_WINDOWS1250, PSI_SCRIPT_UNKNOWN },
	{ "cp1251", PSI_ENCODING_WINDOWS1251, PSI_SCRIPT_UNKNOWN },
	{ "cp1253", PSI_ENCODING_WINDOWS1253, PSI_SCRIPT_UNKNOWN },
	{ "cp1254", PSI_ENCODING_WINDOWS1254, PSI_SCRIPT_UNKNOWN },
	{ "cp1255", PSI_ENCODING_WINDOWS1255, PSI_SCRIPT_UNKNOWN },
	{ "cp1256", PSI_ENCODING_WINDOWS1256, PSI_SCRIPT_UNKNOWN },
	{ "cp1257", PSI_ENCODING_WINDOWS1257, PSI_SCRIPT_UNKNOWN },
	{ "macroman", PSI_ENCODING_MACINTOSH, PSI_SCRIPT_UNKNOWN },
	{ "mac-roman", PSI_ENCODING_MACINTOSH, PSI_SCRIPT_UNKNOWN },
	{ "cp850", PSI_ENCODING_IBM850, PSI_SCRIPT_UNKNOWN },
	{ "cp852", PSI_ENCODING_IBM852, PSI_SCRIPT_UNKNOWN },
	{ "cp866", PSI_ENCODING_IBM866, PSI_SCRIPT_UNKNOWN },
	{ "gbk", PSI_ENCODING_GB18030, PSI_SCRIPT_UNKNOWN },
	{ "gb2312", PSI_ENCODING_GB18030, PSI_SCRIPT_UNKNOWN },
	{ "cp936", PSI_ENCODING_GB18030, PSI_SCRIPT_UNKNOWN },
	{ "shift-jis", PSI_ENCODING_SHIFT_JIS, PSI_SCRIPT_UNKNOWN },
	{ "sjis", PSI_ENCODING_SHIFT_JIS, PSI_SCRIPT_UNKNOWN },
	{ "cp932", PSI_ENCODING_SHIFT_JIS, PSI_SCRIPT_UNKNOWN },
	{ "windows-31j", PSI_ENCODING_SHIFT_JIS, PSI_SCRIPT_UNKNOWN },
	{ "cp950", PSI_ENCODING_BIG5, PSI_SCRIPT_UNKNOWN },
	{ "cp949", PSI_ENCODING_EUC_KR, PSI_SCRIPT_UNKNOWN },
};

#define NUM_ENCODING_NAMES (sizeof encoding_names / sizeof encoding_names[0])

static bool
same_name(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		char c = *b;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (*a != c)
			return false;
	}
	return *a == *b;
}

bool
psi_encoding_from_name(enum psi_encoding *out, const char *name)
{
	for (size_t i = 0; i < NUM_ENCODING_NAMES; i++) {
		if (same_name(encoding_names[i].name, name)) {
			*out = encoding_names[i].encoding;
			return true;
		}
	}
	return false;
}

const char *
psi_encoding_name(enum psi_encoding encoding)
{
	for (size_t i = 0; i < NUM_ENCODING_NAMES; i++) {
		if (encoding_names[i].encoding == encoding)
			return encoding_names[i].name;
	}
	return "?";
}

enum psi_script
psi_encoding_script(enum psi_encoding encoding)
{
	for (size_t i = 0; i < NUM_ENCODING_NAMES; i++) {
		if (encoding_names[i].encoding == encoding)
			return encoding_names[i].script;
	}
	return PSI_SCRIPT_UNKNOWN;
}

size_t
psi_encoding_detect(
    enum psi_encoding *encoding, const uint8_t *in, size_t in_len)
{
	static const struct {
		enum psi_encoding encoding;
		uint8_t mark[3];
		size_t len;
	} marks[] = {
		{ PSI_ENCODING_UTF8, { 0xef, 0xbb, 0xbf }, 3 },
		{ PSI_ENCODING_UTF16LE, { 0xff, 0xfe, 0 }, 2 },
		{ PSI_ENCODING_UTF16BE, { 0xfe, 0xff, 0 }, 2 },
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (in_len < marks[i].len ||
		    memcmp(in, marks[i].mark, marks[i].len) != 0)
			continue;
		if (*encoding == PSI_ENCODING_AUTO)
			*encoding = marks[i].encoding;
		return *encoding == marks[i].encoding ? marks[i].len : 0;
	}
	if (*encoding == PSI_ENCODING_AUTO)
		*encoding = PSI_ENCODING_UTF8;
	return 0;
}

void
psi_decoder_init(struct psi_decoder *decoder, enum psi_encoding encoding)
{
	memset(decoder, 0, sizeof *decoder);
	decoder->encoding = encoding;
}

void
psi_decoder_clear(struct psi_decoder *decoder)
{
	psi_code_page_close(decoder->code_page);
	decoder->code_page = NULL;
}

/* Write one character; the caller has reserved four bytes. */
static void
put_utf8(struct psi_buf *out, uint32_t c)
{
	uint8_t *p = out->data + out->len;

	if (c < 0x80) {
		p[0] = (uint8_t)c;
		out->len += 1;
	} else if (c < 0x800) {
		p[0] = (uint8_t)(0xc0 | c >> 6);
		p[1] = (uint8_t)(0x80 | (c & 0x3f));
		out->len += 2;
	} else if (c < 0x10000) {
		p[0] = (uint8_t)(0xe0 | c >> 12);
		p[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		p[2] = (uint8_t)(0x80 | (c & 0x3f));
		out->len += 3;
	} else {
		p[0] = (uint8_t)(0xf0 | c >> 18);
		p[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		p[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		p[3] = (uint8_t)(0x80 | (c & 0x3f));
		out->len += 4;
	}
}

static void
put_bad(struct psi_buf *out)
{
	out->data[out->len++] = BAD_BYTE;
}

static void
push_windows1252(struct psi_buf *out, const uint8_t *in, size_t in_len)
{
	for (size_t i = 0; i < in_len; i++) {
		uint32_t c = in[i];

		if (c >= 0x80 && c < 0xa0) {
			c = windows1252_high[c - 0x80];
			if (c == 0) {
				put_bad(out);
				continue;
			}
		}
		put_utf8(out, c);
	}
}

static uint32_t
utf16_unit(const struct psi_decoder *decoder, const uint8_t in[2])
{
	if (decoder->encoding == PSI_ENCODING_UTF16LE)
		return (uint32_t)in[1] << 8 | in[0];
	return (uint32_t)in[0] << 8 | in[1];
}

static bool
is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool
is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/*
 * Take one more byte of UTF-16. A high surrogate waits in `held` for its
 * partner (RFC 2781, section 2.2).
 */
static void
push_utf16_byte(struct psi_decoder *decoder, struct psi_buf *out, uint8_t byte)
{
	uint8_t *held = decoder->held;
	uint32_t unit;

	held[decoder->num_held++] = byte;
	if (decoder->num_held % 2 != 0)
		return;
	unit = utf16_unit(decoder, held + decoder->num_held - 2);
	if (decoder->num_held == 4) {
		uint32_t high = utf16_unit(decoder, held);

		if (is_low(unit)) {
			put_utf8(out,
			    0x10000 + ((high - 0xd800) << 10) +
				(unit - 0xdc00));
			decoder->num_held = 0;
			return;
		}
		put_bad(out);
		held[0] = held[2];
		held[1] = held[3];
		decoder->num_held = 2;
	}
	if (is_high(unit))
		return;
	decoder->num_held = 0;
	if (is_low(unit))
		put_bad(out);
	else
		put_utf8(out, unit);
}

/* By iconv: what is held goes first. */
static int
push_code_page(struct psi_decoder *decoder, struct psi_buf *out,
    const uint8_t *in, size_t in_len, struct psi_error *err)
{
	int rc;

	if (decoder->code_page == NULL) {
		rc = psi_code_page_open(&decoder->code_page,
		    psi_encoding_name(decoder->encoding), err);
		if (rc != 0)
			return rc;
	}
	while (decoder->num_held > 0 && in_len > 0) {
		size_t left;

		/* Byte by byte, until the character that was cut is whole. */
		decoder->held[decoder->num_held++] = *in++;
		in_len--;
		if ((rc = psi_buf_reserve(out, 32, err)) != 0)
			return rc;
		left = psi_code_page_convert(
		    decoder->code_page, out, decoder->held, decoder->num_held);
		if (left > 0 && decoder->num_held == sizeof decoder->held) {
			put_bad(out);
			left = 0;
		}
		memmove(decoder->held, decoder->held + decoder->num_held - left,
		    left);
		decoder->num_held = left;
	}
	/* Three bytes of UTF-8 at most for one, and some to spare. */
	if ((rc = psi_buf_reserve(out, in_len * 4 + 32, err)) != 0)
		return rc;
	if (in_len > 0) {
		size_t left =
		    psi_code_page_convert(decoder->code_page, out, in, in_len);

		memcpy(decoder->held, in + in_len - left, left);
		decoder->num_held = left;
	}
	return 0;
}

int
psi_decoder_push(struct psi_decoder *decoder, struct psi_buf *out,
    const uint8_t *in, size_t in_len, struct psi_error *err)
{
	int rc;

	if (decoder->encoding == PSI_ENCODING_UTF8)
		return psi_buf_append(out, in, in_len, err);
	/* Three bytes of UTF-8 at most for a byte of either encoding, and
	 * one more for what was held. */
	if (in_len > SIZE_MAX / 4)
		return PSI_E_NOMEM;
	if ((rc = psi_buf_reserve(out, in_len * 3 + 4, err)) != 0)
		return rc;
	if (decoder->encoding > PSI_ENCODING_WINDOWS1252)
		return push_code_page(decoder, out, in, in_len, err);
	if (decoder->encoding == PSI_ENCODING_WINDOWS1252) {
		push_windows1252(out, in, in_len);
		return 0;
	}
	for (size_t i = 0; i < in_len; i++)
		push_utf16_byte(decoder, out, in[i]);
	return 0;
}

int
psi_decoder_end(
    struct psi_decoder *decoder, struct psi_buf *out, struct psi_error *err)
{
	int rc;

	if (decoder->num_held == 0)
		return 0;
	if ((rc = psi_buf_reserve(out, 1, err)) != 0)
		return rc;
	put_bad(out);
	decoder->num_held = 0;
	return 0;
}
