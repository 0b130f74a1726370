#include "normal/identifier_cell.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LABEL_CHARS 48

static const struct label {
	const char *letters;
	/* "" where the label tells none. */
	const char *country;
} labels[] = {
#define LABEL(letters, country) { letters, country },
#include "normal/identifier_labels.def"
};

/* What is left of a cell, as it shrinks from both ends. */
struct span {
	const char *text;
	size_t len;
};

static void
trim(struct span *span, const char *set)
{
	while (span->len > 0 && span->text[0] != '\0' &&
	    strchr(set, span->text[0]) != NULL) {
		span->text++;
		span->len--;
	}
	while (span->len > 0 && span->text[span->len - 1] != '\0' &&
	    strchr(set, span->text[span->len - 1]) != NULL)
		span->len--;
}

static bool
is_digit_at(const struct span *span, size_t i)
{
	return i < span->len && psi_ascii_is_digit(span->text[i]);
}

static size_t
count_digits(const struct span *span, size_t from)
{
	size_t n = 0;

	while (is_digit_at(span, from + n))
		n++;
	return n;
}

/* ---- labels ---- */

/* Words for a number, which may stand before or behind a label: the longer ones
 * first. */
static const char *const number_words[] = { "numerode", "numero", "number",
	"nummer", "node", "nde", "num", "nro", "no", "nr", "n" };

static const struct label *
find_exactly(const char *letters, size_t len)
{
	for (size_t i = 0; i < COUNT(labels); i++) {
		if (strlen(labels[i].letters) == len &&
		    memcmp(labels[i].letters, letters, len) == 0)
			return &labels[i];
	}
	return NULL;
}

/* The label of these letters, with or without a word for a number. */
static const struct label *
find_label(const char *letters, size_t len)
{
	const struct label *found = find_exactly(letters, len);

	for (size_t i = 0; i < COUNT(number_words) && found == NULL; i++) {
		size_t n = strlen(number_words[i]);

		if (len <= n)
			continue;
		if (memcmp(letters, number_words[i], n) == 0)
			found = find_exactly(letters + n, len - n);
		if (found == NULL &&
		    memcmp(letters + len - n, number_words[i], n) == 0)
			found = find_exactly(letters, len - n);
	}
	return found;
}

static bool
is_label_char(char c)
{
	return psi_ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

/* May a label of `n` letters end before this character? Other scripts need
 * nothing between it and the number. */
static bool
may_end(const char *letters, size_t n, char c)
{
	return n > 0 &&
	    ((c != '\0' && strchr(" .:#-/_\t", c) != NULL) ||
		(psi_ascii_is_digit(c) &&
		    (unsigned char)letters[n - 1] >= 0x80));
}

/* The end of the longest label that the text begins with, and which it is; 0
 * for none. A label ends before a colon, "#", a dot, or a blank. */
static size_t
label_end(const struct span *span, const struct label **label)
{
	char letters[LABEL_CHARS];
	size_t end = 0;
	size_t n = 0;

	for (size_t i = 0; i < span->len && n < sizeof letters; i++) {
		char c = span->text[i];
		const struct label *found;

		if (is_label_char(c)) {
			letters[n++] =
			    psi_ascii_is_letter(c) ? (char)(c | 0x20) : c;
			continue;
		}
		if (!may_end(letters, n, c))
			break;
		found = find_label(letters, n);
		/* A hyphen may also join what belongs together: SC-016876. */
		if (found != NULL && c != '-' && c != '/' && c != '_') {
			*label = found;
			end = i + !psi_ascii_is_digit(c);
		}
		if (psi_ascii_is_digit(c))
			break;
	}
	return end;
}

/* The end of letters, blanks and signs before a colon. */
static size_t
colon_end(const struct span *span)
{
	for (size_t i = 0; i < span->len; i++) {
		char c = span->text[i];

		if (c == ':')
			return i + 1;
		if (psi_ascii_is_digit(c))
			break;
	}
	return 0;
}

static void
drop_label(struct psi_identifier_cell *out, struct span *span)
{
	const struct label *label = NULL;
	size_t end = label_end(span, &label);
	size_t colon = colon_end(span);

	if (label != NULL && out->country == NULL && label->country[0] != '\0')
		out->country = label->country;
	if (colon > end)
		end = colon;
	span->text += end;
	span->len -= end;
	trim(span, " \t.:#\"'");
}

/* "RCS Paris 732 829 320" and "732 829 320 RCS Paris": the court is not part of
 * the number. */
static void
drop_court(struct psi_identifier_cell *out, struct span *span)
{
	size_t at = 0;

	while (at + 3 <= span->len &&
	    !((span->text[at] | 0x20) == 'r' &&
		(span->text[at + 1] | 0x20) == 'c' &&
		(span->text[at + 2] | 0x20) == 's' &&
		(at == 0 || span->text[at - 1] == ' ') &&
		(at + 3 == span->len || span->text[at + 3] == ' ')))
		at++;
	if (at + 3 > span->len)
		return;
	out->country = "FR";
	if (count_digits(span, 0) > 0) {
		span->len = at;
		trim(span, " ");
		return;
	}
	while (at < span->len && !is_digit_at(span, at))
		at++;
	span->text += at;
	span->len -= at;
}

/* "(VAT)" behind the number. */
static void
drop_bracket(struct span *span)
{
	size_t at = span->len;

	if (span->len == 0 || span->text[span->len - 1] != ')')
		return;
	while (at > 0 && span->text[at - 1] != '(') {
		if (psi_ascii_is_digit(span->text[at - 1]))
			return;
		at--;
	}
	if (at > 1) {
		span->len = at - 1;
		trim(span, " \t");
	}
}

/* ---- what spreadsheets make of numbers ---- */

/* "4.4579E+10": the last digits are gone. Letters may stand in a number, so
 * that it takes a point before the E or a sign behind it. */
static bool
is_scientific(const struct span *span)
{
	size_t i = count_digits(span, 0);
	bool point = i > 0 && i < span->len && strchr(".,", span->text[i]) &&
	    is_digit_at(span, i + 1);
	size_t exponent;
	bool sign;

	if (i == 0)
		return false;
	if (point)
		i += 1 + count_digits(span, i + 1);
	if (i + 1 >= span->len || (span->text[i] | 0x20) != 'e')
		return false;
	i++;
	sign = span->text[i] == '+';
	if (sign)
		i++;
	exponent = count_digits(span, i);
	return (point || sign) && exponent > 0 && exponent <= 3 &&
	    i + exponent == span->len;
}

/* The end of the digits in front, with the blanks, points, commas or apostrophes
 * that stand before each three of them; `sep` is that sign, or NUL. */
static size_t
groups_end(const struct span *span, char *sep)
{
	size_t n = count_digits(span, 0);

	*sep = '\0';
	if (n == 0 || n > 3 || n >= span->len ||
	    strchr(" .,'", span->text[n]) == NULL)
		return n;
	*sep = span->text[n];
	while (n < span->len && span->text[n] == *sep &&
	    count_digits(span, n + 1) == 3)
		n += 4;
	return n;
}

/* "445790.0", "445790,00" and "445 790,00" are whole numbers. */
static void
drop_decimals(struct span *span)
{
	char sep;
	size_t n = groups_end(span, &sep);
	size_t zeros = 0;

	/* One that has no group behind it is no separator: 79.00 */
	if (n == count_digits(span, 0))
		sep = '\0';
	if (n == 0 || n + 1 >= span->len || span->text[n] == sep ||
	    (span->text[n] != '.' && span->text[n] != ','))
		return;
	while (n + 1 + zeros < span->len && span->text[n + 1 + zeros] == '0')
		zeros++;
	if (zeros <= 2 && n + 1 + zeros == span->len)
		span->len = n;
}

/* Whether there are three digits behind each comma: 5,835,678. */
static bool
has_thousands(const struct span *span)
{
	size_t n = count_digits(span, 0);
	size_t i = n;

	if (n == 0 || n > 3 || i == span->len)
		return false;
	for (; i < span->len; i += 4) {
		if (span->text[i] != ',' || count_digits(span, i + 1) != 3)
			return false;
	}
	return true;
}

bool
psi_identifier_is_rounded(const char *text, size_t text_len)
{
	struct span span = { text, text_len };

	trim(&span, " \t\r\n\"'");
	return is_scientific(&span);
}

static enum psi_reject
open_span(struct psi_identifier_cell *out, struct span *span)
{
	bool thousands;

	trim(span, " \t\r\n\"'");
	drop_court(out, span);
	drop_label(out, span);
	drop_bracket(span);
	if (is_scientific(span))
		return PSI_REJECT_ID_ROUNDED;
	drop_decimals(span);
	if (span->len >= sizeof out->text)
		return PSI_REJECT_ID_LENGTH;
	thousands = has_thousands(span);
	for (size_t i = 0; i < span->len; i++) {
		if (!thousands || span->text[i] != ',')
			out->text[out->len++] = span->text[i];
	}
	out->text[out->len] = '\0';
	return PSI_REJECT_NONE;
}

static bool
is_ascii(const char *text, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

enum psi_reject
psi_identifier_cell_open(
    struct psi_identifier_cell *out, const char *text, size_t text_len)
{
	uint8_t folded[PSI_TEXT_FOLD_BYTES(PSI_IDENTIFIER_CELL_BYTES_MAX)];
	struct span span = { text, text_len };
	size_t len;

	out->country = NULL;
	out->len = 0;
	/* Wide digits, all kinds of dashes and blanks, letters that nobody
	 * sees, labels in other scripts. */
	if (text_len <= PSI_IDENTIFIER_CELL_BYTES_MAX &&
	    !is_ascii(text, text_len) &&
	    psi_text_fold(folded, sizeof folded, &len, (const uint8_t *)text,
		text_len) == PSI_TEXT_OK) {
		span.text = (const char *)folded;
		span.len = len;
	}
	return open_span(out, &span);
}

void
psi_identifier_labels_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < COUNT(labels); i++) {
		/* With their NUL, so that the entries cannot run together. */
		psi_sha256_update(
		    ctx, labels[i].letters, strlen(labels[i].letters) + 1);
		psi_sha256_update(
		    ctx, labels[i].country, strlen(labels[i].country) + 1);
	}
}
