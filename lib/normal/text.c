#include "normal/text.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/bytes.h"

/* The empty string is a fold of its own: the letter is dropped. */
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

#define NUM_FOLDS (sizeof(folds) / sizeof(folds[0]))
#define NUM_UMLAUTS (sizeof(umlauts_of) / sizeof(umlauts_of[0]))

/* What is being written, and what was last read. */
struct folding {
	uint8_t *out;
	size_t out_size;
	size_t out_len;
	bool overflow;
	bool umlauts;
	bool had_umlaut;
	/* The last code point that is no mark; 0 at the start. */
	ucs4_t base;
	/* Where its reading starts in `out`. */
	size_t base_at;
	/* Its marks are dropped: Latin, Greek, Cyrillic, Arabic, Hebrew. */
	bool base_bare;
	/* It was kept as a letter or digit, so its marks are kept too. */
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
		if (c >= 0x80 &&
		    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cn))
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
	int n = u8_uctomb(bytes, c, sizeof(bytes));

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
	digit = uc_decimal_value(c);
	if (digit >= 0) {
		uint8_t ascii = (uint8_t)('0' + digit);

		put(f, &ascii, 1);
		return;
	}
	f->base_kept = true;
	put_code_point(f, c);
}

/* One code point of the text after case folding and NFKD. */
static void
fold_code_point(struct folding *f, ucs4_t c)
{
	if (c >= 0x80 && uc_is_property_default_ignorable_code_point(c))
		return;
	if (c >= 0x80 &&
	    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M)) {
		fold_mark(f, c);
		return;
	}
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
	} else if (uc_is_general_category_withtable(
		       c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N)) {
		fold_letter(f, c);
	} else {
		put(f, " ", 1);
	}
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
	if (len > f->out_size) {
		free(composed);
		return PSI_TEXT_TOO_LONG;
	}
	memcpy(f->out, composed, len);
	f->out_len = len;
	free(composed);
	return PSI_TEXT_OK;
}

static enum psi_text_status
fold_unicode(struct folding *f, const uint8_t *text, size_t text_len)
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
	folded = u8_casefold(
	    clean, clean_len, NULL, UNINORM_NFKD, NULL, &folded_len);
	if (folded == NULL)
		goto out;
	for (size_t i = 0; i < folded_len;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, folded + i, folded_len - i);

		if (n <= 0)
			break;
		fold_code_point(f, c);
		i += (size_t)n;
	}
	status = f->overflow ? PSI_TEXT_TOO_LONG : compose(f);
out:
	free(clean);
	free(folded);
	return status;
}

enum psi_text_status
psi_text_fold(uint8_t *out, size_t out_size, size_t *out_len, bool *had_umlaut,
    const uint8_t *text, size_t text_len, bool umlauts)
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
	f.umlauts = umlauts;
	if (ascii) {
		fold_ascii(out, text, text_len);
		f.out_len = text_len;
	} else {
		status = fold_unicode(&f, text, text_len);
	}
	if (status != PSI_TEXT_OK)
		return status;
	*out_len = f.out_len;
	if (had_umlaut != NULL)
		*had_umlaut = f.had_umlaut;
	return PSI_TEXT_OK;
}

bool
psi_text_starts_with_mark(const uint8_t *text, size_t text_len)
{
	ucs4_t c;

	return text_len > 0 && u8_mbtoucr(&c, text, text_len) > 0 &&
	    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
}

const char *
psi_text_unicode_version(void)
{
	/* One code point that each version was the first to assign. */
	static const struct {
		ucs4_t first;
		const char *version;
	} ages[] = {
		{ 0x11DB0, "17.0" },
		{ 0x105C0, "16.0" },
		{ 0x2EBF0, "15.1" },
		{ 0x1E4D0, "15.0" },
		{ 0x0870, "14.0" },
		{ 0x08BE, "13.0" },
		{ 0x0E86, "12.0" },
	};

	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++)
		if (!uc_is_general_category_withtable(
			ages[i].first, UC_CATEGORY_MASK_Cn))
			return ages[i].version;
	return "11.0 or older";
}

void
psi_text_fingerprint(struct psi_sha256 *ctx)
{
	uint8_t number[4];

	for (size_t i = 0; i < NUM_FOLDS; i++) {
		psi_u32be(number, folds[i].letter);
		psi_sha256_update(ctx, number, sizeof(number));
		psi_sha256_update(
		    ctx, folds[i].reading, strlen(folds[i].reading) + 1);
	}
	for (size_t i = 0; i < NUM_UMLAUTS; i++) {
		psi_u32be(number, umlauts_of[i].letter);
		psi_sha256_update(ctx, number, sizeof(number));
		psi_u32be(number, umlauts_of[i].mark);
		psi_sha256_update(ctx, number, sizeof(number));
		psi_sha256_update(ctx, umlauts_of[i].reading,
		    strlen(umlauts_of[i].reading) + 1);
	}
}
