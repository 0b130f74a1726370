#include "mapping/value.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "terms/field.h"
#include "terms/population.h"

/* Numbers over a thousand million millions are no money of a company. */
#define NUMBER_MAX INT64_C(1000000000000000)
/* Of 9999-12-31. */
#define LAST_DAY INT64_C(2932896)

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

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct psi_cell
trim(struct psi_cell cell)
{
	while (cell.len > 0 && is_blank(cell.text[0])) {
		cell.text++;
		cell.len--;
	}
	while (cell.len > 0 && is_blank(cell.text[cell.len - 1]))
		cell.len--;
	return cell;
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
	return is_blank(c) || c == '_' || c == '-';
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
	c = lower(*rest->text++);
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
		    trim((struct psi_cell){ set.text, len });
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

/* ---- numbers ---- */

static bool
eat(struct psi_cell *in, const char *text)
{
	size_t len = strlen(text);

	if (in->len < len || memcmp(in->text, text, len) != 0)
		return false;
	in->text += len;
	in->len -= len;
	return true;
}

static void
eat_blanks(struct psi_cell *in)
{
	while (eat(in, " ") || eat(in, "\xc2\xa0") || eat(in, "\xe2\x80\xaf"))
		;
}

/* A mark inside a number: '.', ',', or ' ' for the apostrophe and all blanks.
 * '\0' where there is none that a digit follows. */
static char
eat_mark(struct psi_cell *in)
{
	static const char *const marks[] = { ".", ",", "'", "\xe2\x80\x99", " ",
		"\xc2\xa0", "\xe2\x80\xaf" };
	struct psi_cell before = *in;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (!eat(in, marks[i]))
			continue;
		if (in->len > 0 && is_digit(in->text[0]))
			return i < 2 ? marks[i][0] : ' ';
		*in = before;
		return '\0';
	}
	return '\0';
}

/* Digits with marks between them, taken apart. */
struct digits {
	/* All digits as one number. */
	int64_t all;
	/* The last mark, how often it stands there, how many digits follow
	 * it; whether another mark stands before it. */
	char mark;
	unsigned int num_marks;
	unsigned int behind;
	bool mixed;
	/* Each mark but the last has three digits behind. */
	bool grouped;
};

static bool
eat_digits(struct digits *out, struct psi_cell *in)
{
	memset(out, 0, sizeof *out);
	out->grouped = true;
	if (in->len == 0 || !is_digit(in->text[0]))
		return false;
	for (;;) {
		char mark;

		while (in->len > 0 && is_digit(in->text[0])) {
			out->all = out->all * 10 + (in->text[0] - '0');
			out->behind++;
			if (out->all > NUMBER_MAX)
				return false;
			in->text++;
			in->len--;
		}
		if ((mark = eat_mark(in)) == '\0')
			return true;
		if (out->num_marks > 0 && out->behind != 3)
			out->grouped = false;
		if (out->num_marks > 0 && mark != out->mark) {
			if (out->mixed)
				return false;
			out->mixed = true;
			out->num_marks = 0;
		}
		out->mark = mark;
		out->num_marks++;
		out->behind = 0;
	}
}

/* What k, M and bn behind a number mean; 1 where nothing stands there. */
static int64_t
eat_multiplier(struct psi_cell *in)
{
	struct psi_cell before = *in;
	int64_t times = 1;

	eat_blanks(in);
	if (eat(in, "k") || eat(in, "K"))
		times = 1000;
	else if (eat(in, "bn") || eat(in, "Bn") || eat(in, "B"))
		times = 1000000000;
	else if (eat(in, "M") || eat(in, "m"))
		times = 1000000;
	/* The first letter of a currency is no multiplier. */
	if (times == 1 ||
	    (in->len > 0 && lower(in->text[0]) >= 'a' &&
		lower(in->text[0]) <= 'z')) {
		*in = before;
		return 1;
	}
	return times;
}

/* How many of the digits stand behind the decimal mark; false where that
 * cannot be told. */
static bool
find_decimals(unsigned int *out, const struct digits *digits, bool multiplied)
{
	*out = 0;
	if (digits->num_marks == 0)
		return true;
	if (!digits->grouped)
		return false;
	if (digits->mark == ' ' || digits->num_marks > 1)
		return digits->behind == 3;
	if (digits->behind == 3 && !digits->mixed && !multiplied)
		return true;
	*out = digits->behind;
	return digits->behind <= 6;
}

/* One number with its multiplier, in hundredths. */
static bool
eat_number(int64_t *out, int64_t *times, struct psi_cell *in)
{
	struct digits digits;
	unsigned int decimals;
	int64_t x;

	eat_blanks(in);
	if (!eat_digits(&digits, in))
		return false;
	*times = eat_multiplier(in);
	if (!find_decimals(&decimals, &digits, *times > 1))
		return false;
	x = digits.all;
	if (x > PSI_VALUE_TOP / 100 / *times)
		return false;
	x = x * 100 * *times;
	while (decimals-- > 0)
		x /= 10;
	*out = x;
	return x <= NUMBER_MAX * 100;
}

static bool
eat_currency(char out[4], struct psi_cell *in)
{
	static const struct {
		const char *sign;
		const char *code;
	} signs[] = { { "\xe2\x82\xac", "EUR" }, { "$", "USD" },
		{ "\xc2\xa3", "GBP" }, { "\xc2\xa5", "JPY" } };

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (eat(in, signs[i].sign)) {
			memcpy(out, signs[i].code, 4);
			return true;
		}
	if (in->len < 3 ||
	    (in->len > 3 && lower(in->text[3]) >= 'a' &&
		lower(in->text[3]) <= 'z'))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (in->text[i] < 'A' || in->text[i] > 'Z')
			return false;
	memcpy(out, in->text, 3);
	out[3] = '\0';
	in->text += 3;
	in->len -= 3;
	return true;
}

/* What stands behind the first number: nothing, '+', or the other end. */
static bool
read_other_end(struct psi_value *out, struct psi_cell *in, int64_t times,
    int64_t exclusive)
{
	int64_t other_times;

	out->high = out->low;
	eat_blanks(in);
	if (eat(in, "+")) {
		out->high = PSI_VALUE_TOP;
		return true;
	}
	if (!eat(in, "-") && !eat(in, "\xe2\x80\x93"))
		return true;
	if (!eat_number(&out->high, &other_times, in))
		return false;
	/* 10-50k is 10k-50k. */
	if (times == 1 && other_times > 1) {
		if (out->low > PSI_VALUE_TOP / other_times)
			return false;
		out->low *= other_times;
	}
	out->high -= exclusive;
	return out->low <= out->high;
}

static bool
read_number(struct psi_value *out, struct psi_cell in, bool money)
{
	int64_t times;
	int64_t exclusive = money ? 1 : 0;
	bool below = false;
	bool above = false;
	bool equal;

	in = trim(in);
	if (money)
		(void)eat_currency(out->currency, &in);
	eat_blanks(&in);
	below = eat(&in, "<");
	above = !below && eat(&in, ">");
	equal = (below || above) && eat(&in, "=");
	if (money && out->currency[0] == '\0')
		(void)eat_currency(out->currency, &in);
	if (!eat_number(&out->low, &times, &in))
		return false;
	if (below) {
		out->high = out->low - (equal ? 0 : money ? 1 : 100);
		out->low = 0;
	} else if (above) {
		/* The band above 1M begins where the one below it ends. */
		if (!equal && !money)
			out->low += 100;
		out->high = PSI_VALUE_TOP;
	} else if (!read_other_end(out, &in, times, exclusive))
		return false;
	eat_blanks(&in);
	if (money && out->currency[0] == '\0')
		(void)eat_currency(out->currency, &in);
	return in.len == 0 && out->low <= out->high;
}

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
	return read_number(out, in, false) && out->high <= 1000;
}

/* ---- dates ---- */

/* `len` digits at the beginning, or -1. */
static int64_t
eat_fixed(struct psi_cell *in, size_t min, size_t max)
{
	int64_t x = 0;
	size_t n = 0;

	while (n < max && n < in->len && is_digit(in->text[n]))
		x = x * 10 + (in->text[n++] - '0');
	if (n < min)
		return -1;
	in->text += n;
	in->len -= n;
	return x;
}

static bool
day_of(int64_t *out, int64_t year, int64_t month, int64_t day)
{
	char text[PSI_DATE_CHARS];
	int32_t days;

	if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > 31)
		return false;
	for (int i = 3; i >= 0; i--, year /= 10)
		text[i] = (char)('0' + year % 10);
	text[4] = '-';
	text[5] = (char)('0' + month / 10);
	text[6] = (char)('0' + month % 10);
	text[7] = '-';
	text[8] = (char)('0' + day / 10);
	text[9] = (char)('0' + day % 10);
	if (!psi_date_decode(&days, text, PSI_DATE_CHARS - 1))
		return false;
	*out = days;
	return true;
}

/* From the first day of a month on so many months. */
static bool
set_months(struct psi_value *out, int64_t year, int64_t month, int64_t months)
{
	int64_t next = year * 12 + month - 1 + months;

	if (!day_of(&out->low, year, month, 1))
		return false;
	if (next / 12 > 9999) {
		out->high = LAST_DAY;
		return true;
	}
	if (!day_of(&out->high, next / 12, next % 12 + 1, 1))
		return false;
	out->high--;
	return true;
}

/* Q4 2026, Q4/2026, Q4-2026. */
static bool
read_quarter(struct psi_value *out, struct psi_cell in)
{
	int64_t quarter = eat_fixed(&in, 1, 1);
	int64_t year;

	if (!eat(&in, " ") && !eat(&in, "/") && !eat(&in, "-"))
		return false;
	year = eat_fixed(&in, 4, 4);
	return in.len == 0 && quarter >= 1 && quarter <= 4 &&
	    set_months(out, year, quarter * 3 - 2, 3);
}

/* Day, month, year with the mark between them; or month, day where only that
 * is possible. */
static bool
read_day_first(struct psi_value *out, struct psi_cell in)
{
	int64_t a = eat_fixed(&in, 1, 2);
	bool dots = eat(&in, ".");
	int64_t b;
	int64_t year;

	if (!dots && !eat(&in, "/"))
		return false;
	b = eat_fixed(&in, 1, 2);
	if (!eat(&in, dots ? "." : "/"))
		return false;
	year = eat_fixed(&in, 4, 4);
	if (in.len != 0)
		return false;
	out->low = 0;
	if (dots || a > 12 || a == b) {
		if (!day_of(&out->low, year, b, a))
			return false;
	} else if (b <= 12 || !day_of(&out->low, year, a, b))
		return false;
	out->high = out->low;
	return true;
}

static bool
read_date(struct psi_value *out, struct psi_cell in)
{
	struct psi_cell all = in = trim(in);
	int64_t year;
	int64_t month;
	int64_t day;

	if (eat(&in, "Q") || eat(&in, "q"))
		return read_quarter(out, in);
	if ((year = eat_fixed(&in, 4, 4)) < 0)
		return read_day_first(out, all);
	if (eat(&in, "-Q") || eat(&in, "Q") || eat(&in, " Q")) {
		int64_t quarter = eat_fixed(&in, 1, 1);

		return in.len == 0 && quarter >= 1 && quarter <= 4 &&
		    set_months(out, year, quarter * 3 - 2, 3);
	}
	if (!eat(&in, "-") || (month = eat_fixed(&in, 2, 2)) < 0)
		return false;
	if (in.len == 0)
		return set_months(out, year, month, 1);
	if (!eat(&in, "-") || (day = eat_fixed(&in, 2, 2)) < 0 ||
	    !day_of(&out->low, year, month, day))
		return false;
	out->high = out->low;
	return in.len == 0 || in.text[0] == 'T' || in.text[0] == ' ';
}

void
psi_value_quarter(int64_t *first, int64_t *last, int64_t day, int by)
{
	char text[PSI_DATE_CHARS];
	struct psi_value value = { .known = true };
	int64_t year = 0;
	int64_t quarter;

	if (day < 0)
		day = 0;
	if (day > LAST_DAY)
		day = LAST_DAY;
	psi_date_encode(text, (int32_t)day);
	for (int i = 0; i < 4; i++)
		year = year * 10 + (text[i] - '0');
	quarter =
	    year * 4 + ((text[5] - '0') * 10 + text[6] - '0' - 1) / 3 + by;
	if (quarter < 1970 * 4)
		quarter = 1970 * 4;
	if (quarter > 9999 * 4 + 3)
		quarter = 9999 * 4 + 3;
	(void)set_months(&value, quarter / 4, quarter % 4 * 3 + 1, 3);
	*first = value.low;
	*last = value.high;
}

/* ---- all kinds ---- */

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
		return read_number(out, in, false);
	case PSI_VALUE_NPS:
		return read_nps(out, in);
	case PSI_VALUE_AMOUNT:
	case PSI_VALUE_REVENUE:
		return read_number(out, in, true);
	case PSI_VALUE_DATE:
		return read_date(out, in);
	}
	return false;
}

void
psi_value_read(struct psi_value *out, enum psi_value_kind kind,
    const char *text, size_t len)
{
	struct psi_cell in = { text, len };

	memset(out, 0, sizeof *out);
	out->text = trim(in);
	out->known = out->text.len > 0 && read_kind(out, kind, out->text);
	if (!out->known)
		out->low = out->high = 0;
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
