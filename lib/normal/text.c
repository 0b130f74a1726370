#include "normal/text.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "normal/codepoint.h"
#include "normal/han.h"
#include "normal/romanize.h"

/*
 * libunistring is asked for nothing but NFC, NFKC, NFKD and full case folding
 * of characters of the repertoire, which no version of Unicode changes
 * (https://www.unicode.org/policies/stability_policy.html, "Normalization
 * Stability" and "Case Folding Stability"). All that is said about a single
 * character comes from codepoint.c and the tables here.
 */

/* A letter and what is written instead of it; with an empty reading it is
 * left out. */
struct fold {
	ucs4_t letter;
	const char *reading;
};

struct umlaut {
	ucs4_t letter;
	ucs4_t mark;
	const char *reading;
};

static const struct fold folds[] = {
#define FOLD(letter, reading) { letter, reading },
#define UMLAUT(letter, mark, reading)
#include "normal/fold.def"
#undef FOLD
#undef UMLAUT
};

static const struct umlaut umlauts_of[] = {
#define FOLD(letter, reading)
#define UMLAUT(letter, mark, reading) { letter, mark, reading },
#include "normal/fold.def"
#undef FOLD
#undef UMLAUT
};

#define NUM_FOLDS (sizeof folds / sizeof folds[0])
#define NUM_UMLAUTS (sizeof umlauts_of / sizeof umlauts_of[0])

/*
 * The state between two code points. Marks follow the character that they
 * belong to, the base, so what becomes of a mark depends on the base.
 */
struct folding {
	uint8_t *out;
	size_t out_size;
	/* out_len <= out_size. */
	size_t out_len;
	/* Something did not fit into `out`. */
	bool overflow;
	/* Write umlauts as two letters. */
	bool umlauts;
	/* There was a letter with another reading as an umlaut. */
	bool had_umlaut;
	struct psi_roman roman;
	/* The last code point that is no mark. 0 if there is none, or if no
	 * mark makes an umlaut of it any more. */
	ucs4_t base;
	/* Where its reading starts in `out`. */
	size_t base_at;
	/* It is of a script whose marks are left out. */
	bool base_bare;
	/* It stands in `out` as it is, so its marks follow it there. */
	bool base_kept;
};

static bool
is_ascii(const uint8_t *text, size_t text_len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < text_len; i++)
		all |= text[i];
	return all < 0x80;
}

enum psi_text_status
psi_text_check(
    bool *ascii, const uint8_t *text, size_t text_len, size_t max_code_points)
{
	bool plain = is_ascii(text, text_len);
	size_t num = 0;

	if (ascii != NULL)
		*ascii = plain;
	if (plain) {
		if (max_code_points != 0 && text_len > max_code_points)
			return PSI_TEXT_TOO_LONG;
		return PSI_TEXT_OK;
	}
	for (size_t i = 0; i < text_len;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, text + i, text_len - i);

		if (n <= 0)
			return PSI_TEXT_NOT_UTF8;
		if (c >= 0x80 && psi_code_point_kind(c) == PSI_KIND_UNASSIGNED)
			return PSI_TEXT_UNASSIGNED;
		i += (size_t)n;
		num++;
		if (max_code_points != 0 && num > max_code_points)
			return PSI_TEXT_TOO_LONG;
	}
	return PSI_TEXT_OK;
}

static void
put(struct folding *f, const void *bytes, size_t len)
{
	if (len > f->out_size - f->out_len) {
		f->overflow = true;
		return;
	}
	memcpy(f->out + f->out_len, bytes, len);
	f->out_len += len;
}

static void
put_code_point(struct folding *f, ucs4_t c)
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof bytes);

	if (n > 0)
		put(f, bytes, (size_t)n);
}

/* Signs that stand in a name without being part of it, such as a trade mark.
 * They are removed before NFKD turns them into letters. */
static bool
is_sign(ucs4_t c)
{
	return c == 0x2122 || c == 0x2120 || c == 0x00AE || c == 0x00A9 ||
	    c == 0x2117;
}

/* The many spellings of an apostrophe, which are deleted as ' is. */
static bool
is_apostrophe(ucs4_t c)
{
	return c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2032 ||
	    (c >= 0x02B9 && c <= 0x02BF) || c == 0x02C8 || c == 0x05F3 ||
	    c == 0xA78B || c == 0xA78C;
}

static const char *
find_fold(ucs4_t c)
{
	size_t lo = 0, hi = NUM_FOLDS;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (folds[mid].letter == c)
			return folds[mid].reading;
		if (folds[mid].letter < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static const char *
find_umlaut(ucs4_t base, ucs4_t mark)
{
	for (size_t i = 0; i < NUM_UMLAUTS; i++)
		if (umlauts_of[i].letter == base && umlauts_of[i].mark == mark)
			return umlauts_of[i].reading;
	return NULL;
}

/* Scripts whose marks are dropped: accents do not survive in exports, and the
 * points of Arabic and Hebrew are optional in writing. */
static bool
is_bare_script(ucs4_t c)
{
	if (c < 0x0530 || (c >= 0x1E00 && c < 0x2000))
		return true;
	return (c >= 0x0590 && c < 0x0700) || (c >= 0x0750 && c < 0x0780) ||
	    (c >= 0x2C60 && c < 0x2C80) || (c >= 0xA640 && c < 0xA6A0) ||
	    (c >= 0xA720 && c < 0xA800);
}

static void
fold_mark(struct folding *f, ucs4_t mark)
{
	if (f->base_bare) {
		const char *reading = find_umlaut(f->base, mark);

		if (reading == NULL)
			return;
		f->had_umlaut = true;
		if (f->umlauts && f->base_at <= f->out_len) {
			f->out_len = f->base_at;
			put(f, reading, strlen(reading));
		}
		/* A second mark must not replace the reading again. */
		f->base = 0;
		return;
	}
	if (f->base_kept)
		put_code_point(f, mark);
}

static void
fold_letter(struct folding *f, ucs4_t c)
{
	const char *reading = find_umlaut(c, 0);
	int digit;

	if (reading != NULL)
		f->had_umlaut = true;
	if (reading == NULL || !f->umlauts)
		reading = find_fold(c);
	if (reading != NULL) {
		put(f, reading, strlen(reading));
		return;
	}
	digit = psi_code_point_digit(c);
	if (digit >= 0) {
		uint8_t ascii = (uint8_t)('0' + digit);

		put(f, &ascii, 1);
		return;
	}
	f->base_kept = true;
	put_code_point(f, psi_han_fold(c));
}

/* A code point that is no mark and not ignorable. */
static void
fold_base(struct folding *f, ucs4_t c, enum psi_code_point_kind kind)
{
	f->base = c;
	f->base_at = f->out_len;
	f->base_bare = is_bare_script(c);
	f->base_kept = false;
	if (c < 0x80) {
		uint8_t ascii = c < 0x20 || c == 0x7F ? ' ' : (uint8_t)c;

		put(f, &ascii, 1);
	} else if (is_apostrophe(c)) {
		put(f, "'", 1);
	} else if (c == 0x0640) {
		/* The Arabic tatweel only stretches the line. */
		f->base = 0;
	} else if (kind == PSI_KIND_SIGN && find_fold(c) == NULL) {
		put(f, " ", 1);
	} else {
		fold_letter(f, c);
	}
}

/* One code point of the text after case folding and NFKD. */
static void
fold_code_point(struct folding *f, ucs4_t c)
{
	enum psi_code_point_kind kind = psi_code_point_kind(c);

	switch (kind) {
	case PSI_KIND_UNASSIGNED:
	case PSI_KIND_IGNORABLE:
		break;
	case PSI_KIND_MARK:
	case PSI_KIND_ENCLOSING:
		fold_mark(f, c);
		break;
	case PSI_KIND_LETTER:
	case PSI_KIND_DIGIT:
	case PSI_KIND_NUMBER:
	case PSI_KIND_SIGN:
		fold_base(f, c, kind);
		break;
	}
}

/* Greek or Cyrillic letters by a rule of their readings. Returns how many bytes
 * of the text they take, or 0. */
static size_t
fold_roman(struct folding *f, const uint8_t *text, size_t text_len)
{
	const char *latin = NULL;
	size_t len = psi_roman_next(&f->roman, &latin, text, text_len);

	if (len == 0)
		return 0;
	put(f, latin, strlen(latin));
	f->base = 0;
	f->base_bare = true;
	f->base_kept = false;
	return len;
}

/* Remove trade mark signs, and write the acute accent that stands alone as the
 * apostrophe that it is meant to be: NFKD would make it a space and a mark.
 * Returns the new length. */
static size_t
drop_signs(uint8_t *out, const uint8_t *text, size_t text_len)
{
	size_t len = 0;

	for (size_t i = 0; i < text_len;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, text + i, text_len - i);

		if (n <= 0) {
			n = 1;
		} else if (c == 0x00B4) {
			out[len++] = '\'';
		} else if (!is_sign(c)) {
			memcpy(out + len, text + i, (size_t)n);
			len += (size_t)n;
		}
		i += (size_t)n;
	}
	return len;
}

static void
fold_ascii(uint8_t *out, const uint8_t *text, size_t text_len)
{
	for (size_t i = 0; i < text_len; i++) {
		uint8_t c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c | 0x20);
		out[i] = c < 0x20 || c == 0x7F ? ' ' : c;
	}
}

/*
 * Put the marks that were kept back on their letters, so that the result is
 * NFC whatever the input was. ASCII results are NFC already.
 */
static enum psi_text_status
compose(struct folding *f)
{
	size_t len = 0;
	uint8_t *composed;

	if (is_ascii(f->out, f->out_len))
		return PSI_TEXT_OK;
	composed = u8_normalize(UNINORM_NFC, f->out, f->out_len, NULL, &len);
	if (composed == NULL)
		return PSI_TEXT_NOMEM;
	if (len <= f->out_size) {
		memcpy(f->out, composed, len);
		f->out_len = len;
	}
	psi_wipe_free(composed, len);
	return len <= f->out_size ? PSI_TEXT_OK : PSI_TEXT_TOO_LONG;
}

/*
 * NFKD of the case folding of NFKC: in this order both steps are of the kind
 * that the stability policies speak of. Returns NULL if out of memory.
 */
static uint8_t *
decompose(const uint8_t *text, size_t text_len, size_t *len)
{
	uint8_t *composed = NULL, *folded = NULL, *result = NULL;
	size_t composed_len = 0, folded_len = 0;

	composed =
	    u8_normalize(UNINORM_NFKC, text, text_len, NULL, &composed_len);
	if (composed == NULL)
		goto out;
	folded =
	    u8_casefold(composed, composed_len, NULL, NULL, NULL, &folded_len);
	if (folded == NULL)
		goto out;
	result = u8_normalize(UNINORM_NFKD, folded, folded_len, NULL, len);
out:
	psi_wipe_free(composed, composed_len);
	psi_wipe_free(folded, folded_len);
	return result;
}

static enum psi_text_status
fold_unicode(struct folding *f, const uint8_t *text, size_t text_len,
    const struct psi_text_reading *reading)
{
	enum psi_text_status status = PSI_TEXT_NOMEM;
	uint8_t *clean = NULL, *folded = NULL;
	size_t clean_len, folded_len = 0;

	clean = malloc(text_len);
	if (clean == NULL)
		goto out;
	clean_len = drop_signs(clean, text, text_len);
	if (clean_len == 0) {
		status = PSI_TEXT_OK;
		goto out;
	}
	folded = decompose(clean, clean_len, &folded_len);
	if (folded == NULL)
		goto out;
	psi_roman_begin(
	    &f->roman, reading->number, reading->country, folded, folded_len);
	for (size_t i = 0; i < folded_len;) {
		size_t taken = fold_roman(f, folded + i, folded_len - i);
		ucs4_t c;
		int n;

		i += taken;
		if (taken > 0)
			continue;
		n = u8_mbtoucr(&c, folded + i, folded_len - i);
		if (n <= 0)
			break;
		fold_code_point(f, c);
		i += (size_t)n;
	}
	status = f->overflow ? PSI_TEXT_TOO_LONG : compose(f);
out:
	psi_wipe_free(clean, text_len);
	psi_wipe_free(folded, folded_len);
	return status;
}

/* How many readings a text has after it was folded. */
static unsigned int
count_readings(const struct folding *f)
{
	if (f->roman.found)
		return PSI_ROMAN_READINGS;
	return f->had_umlaut ? 2 : 1;
}

enum psi_text_status
psi_text_read(uint8_t *out, size_t out_size, size_t *out_len,
    unsigned int *num_readings, const uint8_t *text, size_t text_len,
    const struct psi_text_reading *reading)
{
	struct folding f = { 0 };
	enum psi_text_status status;
	bool ascii = false;

	status = psi_text_check(&ascii, text, text_len, 0);
	if (status != PSI_TEXT_OK)
		return status;
	if (ascii && text_len > out_size)
		return PSI_TEXT_TOO_LONG;
	f.out = out;
	f.out_size = out_size;
	f.umlauts = reading->number > 0;
	if (ascii) {
		fold_ascii(out, text, text_len);
		f.out_len = text_len;
	} else {
		status = fold_unicode(&f, text, text_len, reading);
	}
	if (status != PSI_TEXT_OK)
		return status;
	*out_len = f.out_len;
	if (num_readings != NULL)
		*num_readings = count_readings(&f);
	return PSI_TEXT_OK;
}

enum psi_text_status
psi_text_fold(uint8_t *out, size_t out_size, size_t *out_len,
    const uint8_t *text, size_t text_len)
{
	static const struct psi_text_reading plain = { 0, NULL };

	return psi_text_read(
	    out, out_size, out_len, NULL, text, text_len, &plain);
}

enum psi_text_status
psi_text_decode(uint32_t *out, size_t out_size, size_t *out_len,
    const uint8_t *text, size_t text_len)
{
	size_t num = 0;

	for (size_t i = 0; i < text_len; num++) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, text + i, text_len - i);

		if (n <= 0)
			return PSI_TEXT_NOT_UTF8;
		if (num == out_size)
			return PSI_TEXT_TOO_LONG;
		out[num] = c;
		i += (size_t)n;
	}
	*out_len = num;
	return PSI_TEXT_OK;
}

bool
psi_text_starts_with_mark(const uint8_t *text, size_t text_len)
{
	enum psi_code_point_kind kind;
	ucs4_t c;

	if (text_len == 0 || u8_mbtoucr(&c, text, text_len) <= 0)
		return false;
	kind = psi_code_point_kind(c);
	return kind == PSI_KIND_MARK || kind == PSI_KIND_ENCLOSING;
}

void
psi_text_fingerprint(struct psi_sha256 *ctx)
{
	uint8_t number[4];

	psi_sha256_update(ctx, PSI_UNICODE_VERSION, sizeof PSI_UNICODE_VERSION);
	psi_code_point_fingerprint(ctx);
	for (size_t i = 0; i < NUM_FOLDS; i++) {
		psi_u32be(number, folds[i].letter);
		psi_sha256_update(ctx, number, sizeof number);
		psi_sha256_update(
		    ctx, folds[i].reading, strlen(folds[i].reading) + 1);
	}
	for (size_t i = 0; i < NUM_UMLAUTS; i++) {
		psi_u32be(number, umlauts_of[i].letter);
		psi_sha256_update(ctx, number, sizeof number);
		psi_u32be(number, umlauts_of[i].mark);
		psi_sha256_update(ctx, number, sizeof number);
		psi_sha256_update(ctx, umlauts_of[i].reading,
		    strlen(umlauts_of[i].reading) + 1);
	}
	psi_han_fingerprint(ctx);
	psi_roman_fingerprint(ctx);
}
