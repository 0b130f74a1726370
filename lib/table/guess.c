#include "table/guess.h"

#include <string.h>

#include "base/buf.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Letters of one language that Windows-1250 and Windows-1252 have at different
 * places; U+0100 and above. The alphabets of the languages. */
static const char *const alphabets_1250[] = {
	"\xc4\x85\xc4\x87\xc4\x99\xc5\x82\xc5\x84\xc5\x9b\xc5\xba\xc5\xbc"
	"\xc4\x84\xc4\x86\xc4\x98\xc5\x81\xc5\x83\xc5\x9a\xc5\xb9\xc5\xbb",
	"\xc4\x8d\xc4\x8f\xc4\x9b\xc5\x88\xc5\x99\xc5\xa1\xc5\xa5\xc5\xaf\xc5"
	"\xbe"
	"\xc4\x8c\xc4\x8e\xc4\x9a\xc5\x87\xc5\x98\xc5\xa0\xc5\xa4\xc5\xae\xc5"
	"\xbd",
	"\xc4\x8d\xc4\x8f\xc4\xbe\xc5\x88\xc5\xa1\xc5\xa5\xc5\xbe"
	"\xc4\x8c\xc4\x8e\xc4\xbd\xc5\x87\xc5\xa0\xc5\xa4\xc5\xbd",
	"\xc5\x91\xc5\xb1\xc5\x90\xc5\xb0",
	"\xc4\x8d\xc4\x87\xc4\x91\xc5\xa1\xc5\xbe"
	"\xc4\x8c\xc4\x86\xc4\x90\xc5\xa0\xc5\xbd",
	"\xc4\x83\xc5\x9f\xc5\xa3\xc4\x82\xc5\x9e\xc5\xa2",
};

enum script {
	NO_LETTER,
	LATIN,
	CYRILLIC,
	GREEK,
	HEBREW,
	ARABIC,
	EASTERN,
	/* A sign that stands inside of words, or around them. */
	PUNCTUATION,
	/* One that stands in no name. */
	ODD,
};

struct range {
	uint32_t first;
	uint32_t last;
	enum script script;
};

/* Unicode's blocks, as far as code pages have characters of them. */
static const struct range ranges[] = {
	{ 'A', 'Z', LATIN },
	{ 'a', 'z', LATIN },
	{ 0x00, 0x7f, NO_LETTER },
	{ 0x80, 0x9f, ODD },
	{ 0xaa, 0xaa, PUNCTUATION },
	{ 0xba, 0xba, PUNCTUATION },
	{ 0xd7, 0xd7, ODD },
	{ 0xf7, 0xf7, ODD },
	{ 0xc0, 0x24f, LATIN },
	{ 0xa0, 0xbf, PUNCTUATION },
	{ 0x370, 0x3ff, GREEK },
	{ 0x400, 0x45f, CYRILLIC },
	{ 0x490, 0x491, CYRILLIC },
	{ 0x5d0, 0x5f4, HEBREW },
	{ 0x620, 0x6d5, ARABIC },
	{ 0x2010, 0x203a, PUNCTUATION },
	{ 0x20ac, 0x20ac, PUNCTUATION },
	{ 0x2116, 0x2122, PUNCTUATION },
	{ 0x3040, 0x30ff, EASTERN },
	{ 0x3400, 0x9fff, EASTERN },
	{ 0xac00, 0xd7a3, EASTERN },
	{ 0x3000, 0x303f, PUNCTUATION },
	{ 0xff01, 0xff60, PUNCTUATION },
};

static enum script
script_of(uint32_t c)
{
	for (size_t i = 0; i < COUNT(ranges); i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].script;
	}
	return ODD;
}

static bool
is_upper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	if (c < 0x100)
		return c >= 0xc0 && c <= 0xde && c != 0xd7;
	if (c >= 0x139 && c <= 0x148)
		return c % 2 == 1;
	if (c >= 0x179 && c <= 0x17e)
		return c % 2 == 1;
	if (c < 0x180)
		return c % 2 == 0 && c != 0x138;
	return (c >= 0x391 && c <= 0x3ab) || c == 0x386 ||
	    (c >= 0x388 && c <= 0x38f) || (c >= 0x400 && c < 0x430) ||
	    c == 0x490;
}

static bool
is_letter(enum script script)
{
	return script >= LATIN && script <= EASTERN;
}

/* A decoded text, read once from front to back. */
struct reading {
	unsigned int odd;
	unsigned int letters;
	unsigned int upper;
	/* Letters of Latin beyond ASCII that are of no Western language, by
	 * alphabet: how many each has. */
	unsigned int strange;
	unsigned int has[COUNT(alphabets_1250)];
	unsigned int icelandic;
	/* Letters of code pages at 0x80 to 0xbf, and of Eastern scripts. */
	unsigned int eastern;
	unsigned int kana;
	unsigned int hangul;
	/* The Arabic letters lam to ya, the most frequent ones but alif. */
	unsigned int lam_to_ya;
	unsigned int scripts;
	/* Letters beyond ASCII beside one of ASCII. */
	unsigned int beside;
};

static uint32_t
next_char(const uint8_t **p, const uint8_t *end)
{
	static const uint32_t firsts[] = { 0, 0, 0x1f, 0x0f, 0x07 };
	uint8_t lead = **p;
	size_t n = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? lead : lead & firsts[n];

	if (lead == 0xff || (size_t)(end - *p) < n) {
		*p = lead == 0xff ? *p + 1 : end;
		return UINT32_MAX;
	}
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((*p)[i] & 0x3fU);
	*p += n;
	return c;
}

static void
count_alphabets(struct reading *reading, uint32_t c)
{
	char text[3] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)),
		'\0' };

	reading->strange++;
	for (size_t i = 0; i < COUNT(alphabets_1250); i++)
		reading->has[i] += strstr(alphabets_1250[i], text) != NULL;
}

/* Does a sign stand amid the letters of a word? */
static bool
is_amid(uint32_t sign, enum script before, enum script after)
{
	return is_letter(before) && is_letter(after) && before != EASTERN &&
	    sign != 0x2019 && sign != 0x2018 && sign != 0xb4 && sign != 0xb7 &&
	    sign != 0xa0 && sign != 0x2010 && sign != 0x2013 &&
	    sign != 0x2014 && sign != 0xad && sign >= 0x80;
}

/* Signs that stand neither beside a letter nor beside another sign: they are
 * letters of another code page. Quotation marks and such may. */
static bool
is_misplaced(uint32_t before, uint32_t c)
{
	static const uint32_t alone[] = { 0xa3, 0xa4, 0xa5, 0xa6, 0xa8, 0xac,
		0xaf, 0xb1, 0xb3, 0xb5, 0xb6, 0xb8, 0xb9, 0xbc, 0xbd, 0xbe };

	for (size_t i = 0; i < COUNT(alone); i++) {
		if (before == alone[i])
			return is_letter(script_of(c)) ||
			    (c >= 0xa1 && c < 0xc0);
		if (c == alone[i] && before >= 0xa1)
			return true;
	}
	return false;
}

/* Letters of Greek that words have hardly ever, or not there. */
static bool
is_bad_greek(uint32_t before, uint32_t c)
{
	return c == 0x3b0 || c == 0x390 ||
	    (before == 0x3c2 && script_of(c) == GREEK);
}

/* A final form of Hebrew within a word. */
static bool
is_bad_hebrew(uint32_t before, uint32_t c)
{
	return (before == 0x5da || before == 0x5dd || before == 0x5df ||
		   before == 0x5e3 || before == 0x5e5) &&
	    script_of(c) == HEBREW;
}

static void
count_letter(struct reading *reading, uint32_t c, enum script script)
{
	reading->letters++;
	reading->upper += is_upper(c);
	reading->scripts |= 1U << script;
	reading->eastern += script == EASTERN;
	reading->kana += c >= 0x3040 && c <= 0x30ff;
	reading->hangul += c >= 0xac00 && c <= 0xd7a3;
	reading->lam_to_ya += c >= 0x644 && c <= 0x64a;
	reading->icelandic += c == 0xd0 || c == 0xdd || c == 0xde ||
	    c == 0xf0 || c == 0xfd || c == 0xfe;
	if (script == LATIN && c >= 0x100 && c < 0x180 && c != 0x152 &&
	    c != 0x153 && c != 0x178)
		count_alphabets(reading, c);
}

static void
read_text(struct reading *out, const uint8_t *text, size_t len)
{
	const uint8_t *p = text;
	const uint8_t *end = text + len;
	uint32_t last[2] = { ' ', ' ' };
	unsigned int run = 0;

	memset(out, 0, sizeof *out);
	while (p < end) {
		uint32_t c = next_char(&p, end);
		enum script now = c == UINT32_MAX ? ODD : script_of(c);
		enum script before = script_of(last[1]);
		enum script first = script_of(last[0]);

		if (c == UINT32_MAX) {
			out->odd += p < end ? 100 : 0;
			continue;
		}
		out->odd += now == ODD;
		if (c >= 0x80 && is_letter(now))
			count_letter(out, c, now);
		if (is_letter(now) && is_letter(before)) {
			bool both = now != EASTERN && before != EASTERN;

			out->odd += both && now != before;
			out->beside += (c < 0x80) != (last[1] < 0x80);
			/* A capital behind a small letter. */
			out->odd += both && (c >= 0x80 || last[1] >= 0x80) &&
			    is_upper(c) && !is_upper(last[1]);
			/* An Eastern character within a Latin word. */
			out->odd +=
			    before == EASTERN && now == LATIN && first == LATIN;
		}
		/* Words of a language of Latin letters have few accents. */
		run = c >= 0x80 && now == LATIN ? run + 1 : 0;
		out->odd += run >= 3;
		out->odd += is_misplaced(last[1], c);
		out->odd += is_bad_greek(last[1], c);
		out->odd += is_bad_hebrew(last[1], c);
		out->odd +=
		    before >= PUNCTUATION && is_amid(last[1], first, now);
		last[0] = last[1];
		last[1] = c;
	}
}

/* Are the accents of one language? */
static bool
is_of_one_language(const struct reading *reading)
{
	for (size_t i = 0; i < COUNT(alphabets_1250); i++) {
		if (reading->has[i] == reading->strange)
			return true;
	}
	return false;
}

/* How much may be odd: one of so many letters. */
#define ODD_SHARE 20
/* Fewer letters of another script than Latin are no word. */
#define LETTERS_MIN 5
#define EASTERN_LETTERS_MIN 2

static bool
reads_well(enum psi_encoding encoding, const struct reading *reading)
{
	unsigned int others = reading->scripts & ~(1U << LATIN);

	/* One letter alone is no word, but an accent within one is. */
	if (others == 0 ? reading->beside * 2 < reading->letters
			: reading->letters <
		    (reading->eastern > 0 ? EASTERN_LETTERS_MIN : LETTERS_MIN))
		return false;
	if (reading->letters == 0 ||
	    reading->odd * ODD_SHARE > reading->letters)
		return false;
	switch (psi_encoding_script(encoding)) {
	case PSI_SCRIPT_WESTERN:
		return others == 0 && reading->icelandic == 0;
	case PSI_SCRIPT_CENTRAL:
		return others == 0 && is_of_one_language(reading);
	case PSI_SCRIPT_CYRILLIC:
		/* Names begin with capitals. */
		return others == 1U << CYRILLIC && reading->upper > 0;
	case PSI_SCRIPT_GREEK:
		return others == 1U << GREEK && reading->upper > 0;
	case PSI_SCRIPT_TURKISH:
		return others == 0 && reading->icelandic == 0;
	case PSI_SCRIPT_HEBREW:
		return others == 1U << HEBREW;
	case PSI_SCRIPT_ARABIC:
		/* Where small letters of KOI8-R are, other letters are. */
		return others == 1U << ARABIC &&
		    reading->lam_to_ya * 4 >= reading->letters;
	case PSI_SCRIPT_JAPANESE:
		return others == 1U << EASTERN && reading->hangul == 0;
	case PSI_SCRIPT_CHINESE:
		return others == 1U << EASTERN && reading->hangul == 0 &&
		    reading->kana * 10 < reading->eastern;
	case PSI_SCRIPT_KOREAN:
		return others == 1U << EASTERN &&
		    reading->hangul * 10 > reading->eastern * 9;
	case PSI_SCRIPT_UNKNOWN:
		break;
	}
	return false;
}

/* Of an Eastern encoding nearly all characters are in the rows of the common
 * ones: its first level. */
static bool
is_common(enum psi_encoding encoding, const uint8_t *in, size_t in_len)
{
	static const struct {
		enum psi_encoding encoding;
		uint8_t first;
		uint8_t last;
	} levels[] = {
		{ PSI_ENCODING_GB18030, 0xb0, 0xd7 },
		{ PSI_ENCODING_BIG5, 0xa4, 0xc6 },
		{ PSI_ENCODING_SHIFT_JIS, 0x81, 0x97 },
		{ PSI_ENCODING_EUC_JP, 0xa4, 0xcf },
		{ PSI_ENCODING_EUC_KR, 0xb0, 0xc8 },
	};
	size_t common = 0;
	size_t all = 0;

	for (size_t k = 0; k < COUNT(levels); k++) {
		if (levels[k].encoding != encoding)
			continue;
		for (size_t i = 0; i + 1 < in_len; i++) {
			if (in[i] < 0x80)
				continue;
			all++;
			common +=
			    in[i] >= levels[k].first && in[i] <= levels[k].last;
			i++;
		}
	}
	return all == 0 || common * 20 >= all * 17;
}

/* What spreadsheets write, the most likely first. */
static const enum psi_encoding candidates[] = { PSI_ENCODING_WINDOWS1252,
	PSI_ENCODING_WINDOWS1250, PSI_ENCODING_WINDOWS1251,
	PSI_ENCODING_WINDOWS1253, PSI_ENCODING_WINDOWS1254,
	PSI_ENCODING_WINDOWS1255, PSI_ENCODING_WINDOWS1256,
	PSI_ENCODING_MACINTOSH, PSI_ENCODING_IBM850, PSI_ENCODING_KOI8R,
	PSI_ENCODING_IBM866, PSI_ENCODING_GB18030, PSI_ENCODING_SHIFT_JIS,
	PSI_ENCODING_BIG5, PSI_ENCODING_EUC_KR, PSI_ENCODING_EUC_JP };

static int
try_one(struct psi_buf *text, bool *well, struct reading *reading,
    enum psi_encoding encoding, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	struct psi_decoder decoder;
	int rc;

	text->len = 0;
	*well = false;
	psi_decoder_init(&decoder, encoding);
	rc = psi_decoder_push(&decoder, text, in, in_len, err);
	psi_decoder_clear(&decoder);
	memset(reading, 0, sizeof *reading);
	if (rc == PSI_E_INPUT)
		return 0;
	if (rc != 0)
		return rc;
	read_text(reading, text->data, text->len);
	*well =
	    reads_well(encoding, reading) && is_common(encoding, in, in_len);
	return 0;
}

/* With many accents and none that only Central Europe has, it is the West's:
 * Polish, Czech and Croatian have some in every few words. */
#define ACCENTS_MANY 24

static bool
is_western(const uint8_t *in, size_t in_len)
{
	size_t accents = 0;

	for (size_t i = 0; i < in_len; i++) {
		accents += in[i] >= 0xc0;
		if ((in[i] >= 0x8a && in[i] <= 0x9f && (in[i] & 0xf) >= 0xa) ||
		    (in[i] >= 0xa0 && in[i] < 0xc0 &&
			strchr("\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc\xbe\xbf",
			    in[i]) != NULL))
			return false;
	}
	return accents >= ACCENTS_MANY;
}

/* What the bytes show before they are decoded. */
struct look {
	/* Bytes beyond ASCII. */
	size_t high;
	/* One of them stands beside a letter of ASCII. */
	bool beside;
	/* One of those that are other letters in Windows-1254 than in
	 * Windows-1252: the code page tables of the WHATWG Encoding Standard. */
	bool turkish;
};

static bool
is_ascii_letter(uint8_t byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static struct look
look_at(const uint8_t *in, size_t in_len)
{
	struct look look = { 0, false, false };

	for (size_t i = 0; i < in_len; i++) {
		if (in[i] < 0x80)
			continue;
		look.high++;
		look.beside = look.beside ||
		    (i > 0 && is_ascii_letter(in[i - 1])) ||
		    (i + 1 < in_len && is_ascii_letter(in[i + 1]));
		look.turkish = look.turkish || in[i] == 0xd0 || in[i] == 0xdd ||
		    in[i] == 0xde || in[i] == 0xf0 || in[i] == 0xfd ||
		    in[i] == 0xfe;
	}
	return look;
}

/*
 * Whether reads_well can be true at all. Opening an iconv loads a module, which
 * takes longer than reading a small file; so encodings whose text would be
 * refused anyway are not opened. Each rule follows from one of reads_well.
 */
static bool
is_worth_trying(enum psi_encoding encoding, const struct look *look)
{
	switch (psi_encoding_script(encoding)) {
	case PSI_SCRIPT_CYRILLIC:
	case PSI_SCRIPT_GREEK:
	case PSI_SCRIPT_HEBREW:
	case PSI_SCRIPT_ARABIC:
		return look->high >= LETTERS_MIN;
	case PSI_SCRIPT_JAPANESE:
	case PSI_SCRIPT_CHINESE:
	case PSI_SCRIPT_KOREAN:
		return look->high >= EASTERN_LETTERS_MIN;
	case PSI_SCRIPT_TURKISH:
		/* Else it is the text of Windows-1252, tried before. */
		return look->beside && look->turkish;
	case PSI_SCRIPT_WESTERN:
	case PSI_SCRIPT_CENTRAL:
		return look->beside;
	case PSI_SCRIPT_UNKNOWN:
		break;
	}
	return true;
}

/* With so many bytes beyond ASCII chance is ruled out. */
#define HIGH_MANY 32

static bool
fits_one(const struct psi_guess *guess, enum psi_encoding encoding)
{
	for (size_t i = 0; i < guess->num; i++) {
		if (guess->fits[i] == encoding)
			return true;
	}
	return false;
}

static void
drop_fit(struct psi_guess *guess, enum psi_encoding encoding)
{
	size_t n = 0;

	for (size_t i = 0; i < guess->num; i++) {
		if (guess->fits[i] != encoding)
			guess->fits[n++] = guess->fits[i];
	}
	guess->num = n;
}

/*
 * Of encodings that fit a text of some length, the one whose rules are
 * narrower. EUC needs every second byte above 0xa0, where Big5 has four tenths
 * below; and in the rows that Hangul has in EUC-KR, 0xb0 to 0xc8, Chinese has half
 * of its common characters, ordered by their sound. Capitals of KOI8-R are where
 * Hebrew is, but have the places of its final letters within words.
 */
static void
narrow(struct psi_guess *guess, size_t num_high)
{
	if (num_high < HIGH_MANY)
		return;
	if (fits_one(guess, PSI_ENCODING_WINDOWS1255))
		drop_fit(guess, PSI_ENCODING_KOI8R);
	if (fits_one(guess, PSI_ENCODING_EUC_KR)) {
		drop_fit(guess, PSI_ENCODING_GB18030);
		drop_fit(guess, PSI_ENCODING_EUC_JP);
	}
	if (fits_one(guess, PSI_ENCODING_EUC_KR) ||
	    fits_one(guess, PSI_ENCODING_EUC_JP))
		drop_fit(guess, PSI_ENCODING_BIG5);
}

int
psi_guess_encoding(struct psi_guess *out, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_buf best = PSI_BUF_INIT;
	const bool western = is_western(in, in_len);
	const struct look look = look_at(in, in_len);
	int rc = 0;

	out->num = 0;
	for (size_t i = 0;
	     rc == 0 && i < COUNT(candidates) && out->num < PSI_GUESS_MAX;
	     i++) {
		struct reading reading;
		bool well;

		if ((western && candidates[i] == PSI_ENCODING_WINDOWS1250) ||
		    !is_worth_trying(candidates[i], &look))
			continue;
		rc = try_one(
		    &text, &well, &reading, candidates[i], in, in_len, err);
		if (rc != 0 || !well)
			continue;
		/* The same text, by whatever name. */
		if (out->num > 0 && best.len == text.len &&
		    memcmp(best.data, text.data, text.len) == 0)
			continue;
		if (out->num == 0)
			rc = psi_buf_append(&best, text.data, text.len, err);
		out->fits[out->num++] = candidates[i];
	}
	narrow(out, look.high);
	psi_buf_clear(&text);
	psi_buf_clear(&best);
	return rc;
}

static bool
is_latin(enum psi_encoding encoding)
{
	enum psi_script script = psi_encoding_script(encoding);

	return script == PSI_SCRIPT_WESTERN || script == PSI_SCRIPT_CENTRAL ||
	    script == PSI_SCRIPT_TURKISH || script == PSI_SCRIPT_UNKNOWN;
}

int
psi_guess_contradicts(struct psi_guess *guess, bool *contradicts,
    enum psi_encoding told, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct reading reading;
	bool well;
	int rc = try_one(&text, &well, &reading, told, in, in_len, err);

	psi_buf_clear(&text);
	*contradicts = false;
	if (rc != 0 || well)
		return rc;
	if ((rc = psi_guess_encoding(guess, in, in_len, err)) != 0)
		return rc;
	/* Rare letters alone are no proof against what somebody said. */
	if (guess->num == 0 ||
	    psi_encoding_script(guess->fits[0]) == psi_encoding_script(told) ||
	    (is_latin(guess->fits[0]) && (guess->num > 1 || reading.odd == 0)))
		return 0;
	*contradicts = true;
	return 0;
}
