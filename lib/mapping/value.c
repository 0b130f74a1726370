#include "mapping/value.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "mapping/value_parts.h"
#include "psi/date.h"
#include "terms/field.h"
#include "terms/population.h"

struct band {
	int64_t low;
	int64_t high;
	const char *name;
};

/* The bands of a kind (terms/field.h), in hundredths; false behind the last
 * one. A band ends below the beginning of the next; people come whole. */
static bool
band_at(struct band *out, enum psi_value_kind kind, size_t i)
{
	enum psi_field field = kind == PSI_VALUE_AMOUNT ? PSI_FIELD_AMOUNT
	    : kind == PSI_VALUE_REVENUE                 ? PSI_FIELD_REVENUE
	    : kind == PSI_VALUE_EMPLOYEES               ? PSI_FIELD_EMPLOYEES
	    : kind == PSI_VALUE_NPS                     ? PSI_FIELD_NPS
							: PSI_NUM_FIELDS;
	struct psi_band band;

	if (field == PSI_NUM_FIELDS || !psi_field_band(&band, field, i))
		return false;
	out->name = band.name;
	out->low = (int64_t)band.from * 100;
	out->high = band.below == UINT64_MAX ? PSI_VALUE_TOP
	    : kind == PSI_VALUE_EMPLOYEES    ? (int64_t)band.below * 100 - 100
					     : (int64_t)band.below * 100 - 1;
	/* NPS ends at 10. */
	if (kind == PSI_VALUE_NPS && out->high > 1000)
		out->high = 1000;
	return true;
}

/* ---- words ---- */

/* Position in a text that is read as words: `gap` is a blank that has yet to
 * be told. */
struct words {
	struct psi_cell rest;
	bool begun;
	const char *pending;
};

static bool
is_gap(char c)
{
	return psi_value_is_blank(c) || c == '_' || c == '-';
}

/* The next character of the folded text, or '\0' at its end. */
static char
next_char(struct words *words)
{
	struct psi_cell *rest = &words->rest;
	bool gap = false;
	char c;

	if (*words->pending != '\0')
		return *words->pending++;
	while (rest->len > 0 && is_gap(rest->text[0])) {
		rest->text++;
		rest->len--;
		gap = true;
	}
	if (rest->len == 0)
		return '\0';
	if (gap && words->begun) {
		words->begun = false;
		return ' ';
	}
	c = psi_ascii_lower(*rest->text++);
	rest->len--;
	words->begun = true;
	if (c != '&')
		return c;
	words->pending = "nd";
	return 'a';
}

bool
psi_value_same_words(struct psi_cell a, struct psi_cell b)
{
	struct words x = { a, false, "" };
	struct words y = { b, false, "" };
	char c;

	/* Mostly they are spelled alike. */
	if (psi_cell_equal(a, b))
		return true;
	do {
		c = next_char(&x);
		if (c != next_char(&y))
			return false;
	} while (c != '\0');
	return true;
}

bool
psi_value_element(struct psi_cell *out, struct psi_cell set, size_t n)
{
	while (set.len > 0) {
		const char *end = memchr(set.text, ';', set.len);
		size_t len = end == NULL ? set.len : (size_t)(end - set.text);
		struct psi_cell element =
		    psi_value_trim((struct psi_cell){ set.text, len });
		size_t step = len + (end != NULL);

		if (element.len > 0 && n-- == 0) {
			*out = element;
			return true;
		}
		set.text += step;
		set.len -= step;
	}
	return false;
}

static bool
is_word(struct psi_cell cell, const char *word)
{
	return psi_value_same_words(
	    cell, (struct psi_cell){ word, strlen(word) });
}

/* ---- all kinds ---- */

static bool
read_nps(struct psi_value *out, struct psi_cell in)
{
	struct band band;

	for (size_t i = 0; band_at(&band, PSI_VALUE_NPS, i); i++) {
		if (!is_word(in, band.name))
			continue;
		out->low = band.low;
		out->high = band.high;
		return true;
	}
	return psi_value_read_number(out, in, false) && out->high <= 1000;
}

/* One of some words; its place in the list. */
static bool
read_word(struct psi_value *out, struct psi_cell in, const char *const *words,
    const int64_t *values, size_t num)
{
	for (size_t i = 0; i < num; i++)
		if (is_word(in, words[i])) {
			out->low = values[i];
			out->high = values[i];
			return true;
		}
	return false;
}

static bool
read_population(struct psi_value *out, struct psi_cell in)
{
	enum psi_population found;

	/* Mostly it is spelled as in pairs.csv. */
	if (psi_population_find(&found, in.text, in.len) &&
	    found < PSI_POPULATIONS) {
		out->low = found;
		out->high = found;
		return true;
	}
	for (int i = 0; i < PSI_POPULATIONS; i++)
		if (is_word(in, psi_population_name((enum psi_population)i))) {
			out->low = i;
			out->high = i;
			return true;
		}
	return false;
}

/* "0.970", and what a spreadsheet makes of it: "0.97", "0,97" or "1". */
static bool
read_score(struct psi_value *out, struct psi_cell in)
{
	int64_t score;

	if ((in.text[0] != '0' && in.text[0] != '1') || in.len == 2 ||
	    in.len > 5 ||
	    (in.len > 1 && in.text[1] != '.' && in.text[1] != ','))
		return false;
	score = in.text[0] - '0';
	for (size_t i = 2; i < 5; i++) {
		char c = i < in.len ? in.text[i] : '0';

		if (!psi_ascii_is_digit(c))
			return false;
		score = score * 10 + (c - '0');
	}
	out->low = score;
	out->high = score;
	return score <= 1000;
}

static bool
read_kind(struct psi_value *out, enum psi_value_kind kind, struct psi_cell in)
{
	static const char *const flags[] = { "yes", "no", "true", "false", "1",
		"0" };
	static const int64_t flag_values[] = { 1, 0, 1, 0, 1, 0 };
	static const char *const levels[] = { "low", "medium", "high" };
	static const int64_t level_values[] = { 1, 2, 3 };

	switch (kind) {
	case PSI_VALUE_TEXT:
	case PSI_VALUE_SET:
		return true;
	case PSI_VALUE_POPULATION:
		return read_population(out, in);
	case PSI_VALUE_FLAG:
		return read_word(out, in, flags, flag_values, 6);
	case PSI_VALUE_LEVEL:
		return read_word(out, in, levels, level_values, 3);
	case PSI_VALUE_NUMBER:
	case PSI_VALUE_EMPLOYEES:
		return psi_value_read_number(out, in, false);
	case PSI_VALUE_SCORE:
		return read_score(out, in);
	case PSI_VALUE_NPS:
		return read_nps(out, in);
	case PSI_VALUE_AMOUNT:
	case PSI_VALUE_REVENUE:
		return psi_value_read_number(out, in, true);
	case PSI_VALUE_DATE:
		return psi_value_read_date(out, in);
	}
	return false;
}

void
psi_value_read(struct psi_value *out, enum psi_value_kind kind,
    const char *text, size_t len)
{
	struct psi_cell in = { text, len };

	memset(out, 0, sizeof *out);
	out->text = psi_value_trim(in);
	out->known = out->text.len > 0 && read_kind(out, kind, out->text);
	if (!out->known)
		out->low = out->high = 0;
}

bool
psi_value_is_number(enum psi_value_kind kind)
{
	return kind == PSI_VALUE_NUMBER || kind == PSI_VALUE_SCORE ||
	    kind == PSI_VALUE_EMPLOYEES || kind == PSI_VALUE_NPS ||
	    kind == PSI_VALUE_AMOUNT || kind == PSI_VALUE_REVENUE;
}

bool
psi_value_is_ordered(enum psi_value_kind kind)
{
	return kind != PSI_VALUE_TEXT && kind != PSI_VALUE_SET &&
	    kind != PSI_VALUE_POPULATION && kind != PSI_VALUE_FLAG;
}

void
psi_value_widen(struct psi_value *value, enum psi_value_kind kind)
{
	struct band band;
	int64_t low = value->low;
	int64_t high = value->high;
	int64_t unused;

	if (!value->known)
		return;
	if (kind == PSI_VALUE_DATE) {
		psi_value_quarter(&value->low, &unused, low, 0);
		psi_value_quarter(&unused, &value->high, high, 0);
	}
	for (size_t i = 0; band_at(&band, kind, i); i++) {
		if (low >= band.low && low <= band.high)
			value->low = band.low;
		if (high >= band.low && high <= band.high)
			value->high = band.high;
	}
}

static int
write_quarter(
    struct psi_buf *out, const struct psi_value *value, struct psi_error *err)
{
	char text[PSI_DATE_CHARS];
	int64_t first;
	int64_t last;

	psi_value_quarter(&first, &last, value->low, 0);
	if (value->high > last)
		return 0;
	/* The last month of a quarter is 03, 06, 09 or 12. */
	psi_date_encode(text, (int32_t)last);
	text[6] = (char)('0' + ((text[5] - '0') * 10 + text[6] - '0') / 3);
	text[5] = 'Q';
	return psi_buf_append(out, text, 7, err);
}

int
psi_value_write_band(struct psi_buf *out, const struct psi_value *value,
    enum psi_value_kind kind, struct psi_error *err)
{
	struct band band;
	int rc;

	if (!value->known)
		return 0;
	if (kind == PSI_VALUE_DATE)
		return write_quarter(out, value, err);
	for (size_t i = 0; band_at(&band, kind, i); i++) {
		if (value->low < band.low || value->high > band.high)
			continue;
		if (value->currency[0] != '\0' &&
		    ((rc = psi_buf_append_text(out, value->currency, err)) !=
			    0 ||
			(rc = psi_buf_append_text(out, " ", err)) != 0))
			return rc;
		return psi_buf_append_text(out, band.name, err);
	}
	return 0;
}
