#include "normal/romanize.h"

#include <string.h>

#include "base/bytes.h"

/* A set, since all Cyrillic languages share the rules of none. */
enum language {
	RUSSIAN = 1,
	UKRAINIAN = 2,
	BULGARIAN = 4,
	SERBIAN = 8,
	GREEK = 16
};

enum where { ANY = 1, START, END, VOICED };

struct rule {
	enum language language;
	const char *readings;
	const char *letters;
	const char *latin;
	enum where where;
};

static const struct rule rules[] = {
#define ROMAN(language, readings, letters, latin, where)                       \
	{ language, readings, letters, latin, where },
#include "normal/romanize.def"
#undef ROMAN
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define BREVE 0x0306
#define DIAERESIS 0x0308
#define ACUTE 0x0301

/* One letter with its marks. */
struct letter {
	/* The letter as one code point, where a mark makes another one of it. */
	uint32_t code;
	/* Bytes of the text up to the next letter. */
	size_t len;
	/* Another mark is on it, a diaeresis among them: it and its neighbours
	 * are read apart. */
	bool marked;
	bool diaeresis;
};

/* Letters and marks of these scripts have two bytes. Returns 0 for others. */
static uint32_t
decode(const uint8_t *text, size_t text_len)
{
	if (text_len < 2 || text[0] < 0xCC || text[0] > 0xD4)
		return 0;
	return (uint32_t)(text[0] & 0x1F) << 6 | (text[1] & 0x3F);
}

static bool
is_mark(uint32_t c)
{
	return (c >= 0x0300 && c < 0x0370) || (c >= 0x0483 && c < 0x048A);
}

static bool
is_letter(uint32_t c)
{
	return (c >= 0x0386 && c < 0x0483) || (c >= 0x048A && c < 0x0530);
}

/* What a letter and a mark are together, or 0. */
static uint32_t
compose(uint32_t letter, uint32_t mark)
{
	static const struct {
		uint32_t letter;
		uint32_t mark;
		uint32_t both;
	} pairs[] = {
		{ 0x0438, BREVE, 0x0439 },
		{ 0x0443, BREVE, 0x045E },
		{ 0x0435, DIAERESIS, 0x0451 },
		{ 0x0456, DIAERESIS, 0x0457 },
		{ 0x0433, ACUTE, 0x0453 },
		{ 0x043A, ACUTE, 0x045C },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		if (pairs[i].letter == letter && pairs[i].mark == mark)
			return pairs[i].both;
	}
	return 0;
}

/* Read a letter of these scripts. Returns false for anything else. */
static bool
read_letter(struct letter *out, const uint8_t *text, size_t text_len)
{
	uint32_t c = decode(text, text_len);

	if (!is_letter(c))
		return false;
	memset(out, 0, sizeof *out);
	out->code = c;
	for (out->len = 2;; out->len += 2) {
		uint32_t both;

		c = decode(text + out->len, text_len - out->len);
		if (!is_mark(c))
			return true;
		both = compose(out->code, c);
		if (both != 0) {
			out->code = both;
			continue;
		}
		out->marked = true;
		out->diaeresis = out->diaeresis || c == DIAERESIS;
	}
}

/* The languages that a letter is of, or that it speaks against. */
static void
note_letter(unsigned int *of, unsigned int *against, uint32_t letter)
{
	static const struct {
		uint32_t letter;
		enum language of;
		enum language against;
	} telling[] = {
		{ 0x044B, 0, UKRAINIAN },
		{ 0x044D, 0, UKRAINIAN },
		{ 0x0451, 0, UKRAINIAN },
		{ 0x045E, 0, UKRAINIAN },
		{ 0x0452, SERBIAN, 0 },
		{ 0x0453, SERBIAN, 0 },
		{ 0x0455, SERBIAN, 0 },
		{ 0x0458, SERBIAN, 0 },
		{ 0x0459, SERBIAN, 0 },
		{ 0x045A, SERBIAN, 0 },
		{ 0x045B, SERBIAN, 0 },
		{ 0x045C, SERBIAN, 0 },
		{ 0x045F, SERBIAN, 0 },
		{ 0x0454, UKRAINIAN, 0 },
		{ 0x0456, UKRAINIAN, 0 },
		{ 0x0457, UKRAINIAN, 0 },
		{ 0x0491, UKRAINIAN, 0 },
	};

	for (size_t i = 0; i < COUNT(telling); i++) {
		if (telling[i].letter != letter)
			continue;
		*of |= telling[i].of;
		*against |= telling[i].against;
	}
}

/* Whether a hard sign stands where only Bulgarian has one. */
static bool
is_vowel_sign(uint32_t letter, uint32_t next)
{
	static const uint32_t soft[] = { 0x0435, 0x0451, 0x044E, 0x044F };

	if (letter != 0x044A)
		return false;
	for (size_t i = 0; i < COUNT(soft); i++) {
		if (soft[i] == next)
			return false;
	}
	return next != 0;
}

static unsigned int
language_of_country(const char *country)
{
	static const struct {
		char country[3];
		enum language language;
	} countries[] = {
		{ "UA", UKRAINIAN },
		{ "BG", BULGARIAN },
		{ "RS", SERBIAN },
		{ "ME", SERBIAN },
		{ "BA", SERBIAN },
		{ "MK", SERBIAN },
	};

	for (size_t i = 0; country != NULL && i < COUNT(countries); i++) {
		if (memcmp(countries[i].country, country, 2) == 0)
			return countries[i].language;
	}
	return RUSSIAN;
}

/* The rules of one language, which stand together. */
static struct psi_roman_rules
rules_of(unsigned int language)
{
	struct psi_roman_rules found = { 0, 0 };

	while (found.first < COUNT(rules) &&
	    (unsigned int)rules[found.first].language != language)
		found.first++;
	found.end = found.first;
	while (found.end < COUNT(rules) &&
	    (unsigned int)rules[found.end].language == language)
		found.end++;
	return found;
}

void
psi_roman_begin(struct psi_roman *roman, unsigned int reading,
    const char *country, const uint8_t *text, size_t text_len)
{
	unsigned int of = 0, against = 0;
	struct letter letter, next;
	bool any = false;

	memset(roman, 0, sizeof *roman);
	roman->reading = reading;
	for (size_t i = 0; i < text_len; i++) {
		if (!read_letter(&letter, text + i, text_len - i))
			continue;
		any = true;
		i += letter.len - 1;
		note_letter(&of, &against, letter.code);
		if (!read_letter(&next, text + i + 1, text_len - i - 1))
			next.code = 0;
		if (is_vowel_sign(letter.code, next.code))
			of |= BULGARIAN;
	}
	if (!any)
		return;
	of &= ~against;
	/* The first bit: the languages in their order. */
	of &= ~of + 1;
	roman->cyrillic = rules_of(of != 0 ? of : language_of_country(country));
	roman->greek = rules_of(GREEK);
}

static bool
is_voiced(uint32_t letter)
{
	static const char voiced[] = "αεηιουωβγδζλμνρ";

	for (size_t i = 0; i + 1 < sizeof voiced; i += 2) {
		if (decode((const uint8_t *)voiced + i, 2) == letter)
			return true;
	}
	return false;
}

/* How many bytes of the text a rule takes where it fits, or 0. */
static size_t
fit(const struct psi_roman *roman, const struct rule *rule, const uint8_t *text,
    size_t text_len)
{
	const uint8_t *want = (const uint8_t *)rule->letters;
	size_t len = 0, want_len = strlen(rule->letters);
	struct letter letter = { 0 };

	if (rule->where == START && roman->in_word)
		return 0;
	for (size_t i = 0; i < want_len; i += 2) {
		if (letter.marked ||
		    !read_letter(&letter, text + len, text_len - len) ||
		    letter.code != decode(want + i, want_len - i) ||
		    (letter.diaeresis && i > 0))
			return 0;
		len += letter.len;
	}
	if (rule->where != END && rule->where != VOICED)
		return len;
	if (!read_letter(&letter, text + len, text_len - len))
		return rule->where == END ? len : 0;
	return rule->where == VOICED && is_voiced(letter.code) ? len : 0;
}

static bool
is_greek(uint32_t letter)
{
	return letter < 0x0400;
}

size_t
psi_roman_next(struct psi_roman *roman, const char **latin, const uint8_t *text,
    size_t text_len)
{
	struct letter first;
	size_t longest = 0;
	struct psi_roman_rules of;

	if (!read_letter(&first, text, text_len)) {
		/* Marks and apostrophes do not end a word. */
		if (text[0] != '\'' && !is_mark(decode(text, text_len)))
			roman->in_word = false;
		return 0;
	}
	of = is_greek(first.code) ? roman->greek : roman->cyrillic;
	for (size_t i = of.first; i < of.end; i++) {
		size_t len;

		if (decode((const uint8_t *)rules[i].letters, 2) !=
			first.code ||
		    strchr(rules[i].readings, (int)('0' + roman->reading)) ==
			NULL)
			continue;
		len = fit(roman, &rules[i], text, text_len);
		if (len <= longest)
			continue;
		longest = len;
		*latin = rules[i].latin;
	}
	roman->in_word = true;
	roman->found = true;
	return longest;
}

static void
add_text(struct psi_sha256 *ctx, const char *text)
{
	psi_sha256_update(ctx, text, strlen(text) + 1);
}

void
psi_roman_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < COUNT(rules); i++) {
		uint8_t head[2] = { (uint8_t)rules[i].language,
			(uint8_t)rules[i].where };

		psi_sha256_update(ctx, head, sizeof head);
		add_text(ctx, rules[i].readings);
		add_text(ctx, rules[i].letters);
		add_text(ctx, rules[i].latin);
	}
}
