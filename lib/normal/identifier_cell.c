#include "normal/identifier_cell.h"

#include <string.h>

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LABEL_CHARS 40

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

static const struct label *
find_label(const char *letters)
{
	for (size_t i = 0; i < COUNT(labels); i++) {
		if (strcmp(labels[i].letters, letters) == 0)
			return &labels[i];
	}
	return NULL;
}

/* The end of the longest label that the text begins with, and which it is; 0
 * for none. A label ends before a colon, "#", a dot, or a blank. */
static size_t
label_end(const struct span *span, const struct label **label)
{
	char letters[LABEL_CHARS];
	size_t end = 0;
	size_t n = 0;

	for (size_t i = 0; i < span->len && n + 1 < sizeof letters; i++) {
		char c = span->text[i];
		const struct label *found;

		if (psi_ascii_is_letter(c)) {
			letters[n++] = (char)(c | 0x20);
			continue;
		}
		if (c == '\0' || strchr(" .:#-/_\t", c) == NULL)
			break;
		letters[n] = '\0';
		found = find_label(letters);
		/* A hyphen may also join what belongs together: SC-016876. */
		if (found != NULL && c != '-' && c != '/' && c != '_') {
			*label = found;
			end = i + 1;
		}
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

/* "445790.0" and "445790,00" are whole numbers. */
static void
drop_decimals(struct span *span)
{
	size_t n = count_digits(span, 0);
	size_t zeros = 0;

	if (n == 0 || n + 1 >= span->len ||
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

enum psi_reject
psi_identifier_cell_open(
    struct psi_identifier_cell *out, const char *text, size_t text_len)
{
	struct span span = { text, text_len };
	bool thousands;

	out->country = NULL;
	out->len = 0;
	trim(&span, " \t\r\n\"'");
	drop_court(out, &span);
	drop_label(out, &span);
	drop_bracket(&span);
	if (is_scientific(&span))
		return PSI_REJECT_ID_ROUNDED;
	drop_decimals(&span);
	if (span.len >= sizeof out->text)
		return PSI_REJECT_ID_LENGTH;
	thousands = has_thousands(&span);
	for (size_t i = 0; i < span.len; i++) {
		if (!thousands || span.text[i] != ',')
			out->text[out->len++] = span.text[i];
	}
	out->text[out->len] = '\0';
	return PSI_REJECT_NONE;
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
