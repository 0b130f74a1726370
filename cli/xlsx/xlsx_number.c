#include "xlsx/xlsx_number.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Spreadsheet programs keep 15 digits; a file may have two more. */
#define DIGITS_SHOWN 15
#define DIGITS_MAX 32
#define SECONDS_A_DAY 86400
/* 1899-12-30 and 1904-01-01 counted from 0000-03-01. */
#define FIRST_1900 693899
#define FIRST_1904 695361
/* 9999-12-31, likewise. */
#define LAST_SERIAL 2958465

/* ---- formats ---- */

struct psi_xlsx_style
psi_xlsx_style_of_id(unsigned int id)
{
	struct psi_xlsx_style style = { PSI_XLSX_NUMBER, 0 };

	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
	    (id >= 50 && id <= 54) || id == 57 || id == 58)
		style.form = PSI_XLSX_DATE;
	else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 ||
	    id == 47 || id == 55 || id == 56)
		style.form = PSI_XLSX_TIME;
	else if (id == 22)
		style.form = PSI_XLSX_DATE_TIME;
	return style;
}

/* What stands between quotation marks, and behind a backslash, is shown as it
 * is; '_' and '*' take the next character too. */
static const char *
skip_literal(const char *code)
{
	if (*code == '"') {
		const char *end = strchr(code + 1, '"');

		return end == NULL ? code + strlen(code) : end + 1;
	}
	if (*code == '\\' || *code == '_' || *code == '*')
		return code[1] == '\0' ? code + 1 : code + 2;
	return code;
}

/* [Red], [$-409], [h]: the last is a time that may pass a day, and stays a
 * number. */
static const char *
skip_brackets(const char *code, bool *elapsed)
{
	const char *end = strchr(code, ']');

	if (end == NULL)
		return code + strlen(code);
	if (end > code + 1 &&
	    strspn(code + 1, "hHmMsS") == (size_t)(end - code - 1))
		*elapsed = true;
	return end + 1;
}

struct psi_xlsx_style
psi_xlsx_style_of_code(const char *code)
{
	struct psi_xlsx_style style = { PSI_XLSX_NUMBER, 0 };
	size_t zeros = strspn(code, "0");
	bool elapsed = false;
	bool has_date = false;
	bool has_time = false;

	if (zeros > 1 && zeros <= DIGITS_MAX && code[zeros] == '\0') {
		style.digits = (unsigned int)zeros;
		return style;
	}
	/* The first section tells: the others are for negative numbers and
	 * text. */
	while (*code != '\0' && *code != ';') {
		const char *next = *code == '[' ? skip_brackets(code, &elapsed)
						: skip_literal(code);

		if (next != code) {
			code = next;
			continue;
		}
		if (strncmp(code, "General", 7) == 0)
			return style;
		has_date = has_date || strchr("yYdDeEgGbB", *code) != NULL;
		has_time = has_time || strchr("hHsS", *code) != NULL;
		/* 0.00E+00 */
		if (strchr("0#?", *code) != NULL && !has_time)
			return style;
		if (strchr("mM", *code) != NULL && !has_time && !has_date)
			has_date = strpbrk(code, "hHsS") == NULL;
		code++;
	}
	if (!elapsed && (has_date || has_time))
		style.form = has_date && has_time ? PSI_XLSX_DATE_TIME
		    : has_date                    ? PSI_XLSX_DATE
						  : PSI_XLSX_TIME;
	return style;
}

/* ---- decimal ---- */

/* 0.d1 d2 d3... times ten to the power of `point`; no zeros on either side. */
struct decimal {
	bool negative;
	char digit[DIGITS_MAX];
	int num;
	int point;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits of a mantissa; false where there are too many or none. */
static bool
read_digits(struct decimal *out, const char **at, const char *end)
{
	bool has_point = false;
	bool has_digit = false;

	for (; *at < end && (is_digit(**at) || (**at == '.' && !has_point));
	     (*at)++) {
		if (**at == '.') {
			has_point = true;
			continue;
		}
		has_digit = true;
		if (!has_point && (out->num > 0 || **at != '0'))
			out->point++;
		if (out->num == 0 && **at == '0') {
			out->point -= has_point;
			continue;
		}
		if (out->num == DIGITS_MAX)
			return false;
		out->digit[out->num++] = **at;
	}
	return has_digit;
}

static bool
read_exponent(int *out, const char **at, const char *end)
{
	bool negative;
	int x = 0;

	*out = 0;
	if (*at == end || (**at != 'e' && **at != 'E'))
		return true;
	(*at)++;
	negative = *at < end && **at == '-';
	if (*at < end && (**at == '-' || **at == '+'))
		(*at)++;
	if (*at == end || end - *at > 3)
		return false;
	for (; *at < end && is_digit(**at); (*at)++)
		x = x * 10 + (**at - '0');
	*out = negative ? -x : x;
	return true;
}

static void
trim_zeros(struct decimal *number)
{
	while (number->num > 0 && number->digit[number->num - 1] == '0')
		number->num--;
	if (number->num == 0) {
		number->point = 0;
		number->negative = false;
	}
}

static bool
read_decimal(struct decimal *out, const char *in, size_t in_len)
{
	const char *end = in + in_len;
	int exponent;

	memset(out, 0, sizeof *out);
	while (in < end && (*in == ' ' || *in == '\n' || *in == '\t'))
		in++;
	while (end > in && (end[-1] == ' ' || end[-1] == '\n'))
		end--;
	if (in < end && (*in == '-' || *in == '+'))
		out->negative = *in++ == '-';
	if (!read_digits(out, &in, end) ||
	    !read_exponent(&exponent, &in, end) || in != end)
		return false;
	out->point += exponent;
	trim_zeros(out);
	return true;
}

/* Fractions have digits that only the binary form of the number brought. */
static void
round_fraction(struct decimal *number)
{
	int i = DIGITS_SHOWN - 1;

	if (number->num <= DIGITS_SHOWN || number->num <= number->point)
		return;
	number->num = DIGITS_SHOWN;
	if (number->digit[DIGITS_SHOWN] >= '5') {
		while (i >= 0 && number->digit[i] == '9')
			number->digit[i--] = '0';
		if (i >= 0)
			number->digit[i]++;
		else {
			number->digit[0] = '1';
			number->point++;
		}
	}
	trim_zeros(number);
}

/* The digit at 10^-(place + 1), place from -point on. */
static char
digit_at(const struct decimal *number, int index)
{
	return index >= 0 && index < number->num ? number->digit[index] : '0';
}

static bool
write_decimal(char out[PSI_XLSX_NUMBER_CHARS], const struct decimal *number,
    unsigned int digits)
{
	int whole = number->point > 0 ? number->point : 0;
	int fraction = number->num - number->point;
	size_t n = 0;

	if (fraction < 0)
		fraction = 0;
	if (whole > DIGITS_MAX || whole + fraction > PSI_XLSX_NUMBER_CHARS - 8)
		return false;
	if (number->negative)
		out[n++] = '-';
	for (int i = whole; fraction == 0 && i < (int)digits; i++)
		out[n++] = '0';
	if (whole == 0 && n == (number->negative ? 1U : 0U))
		out[n++] = '0';
	for (int i = 0; i < whole; i++)
		out[n++] = digit_at(number, i);
	if (fraction > 0)
		out[n++] = '.';
	for (int i = 0; i < fraction; i++)
		out[n++] = digit_at(number, number->point + i);
	out[n] = '\0';
	return true;
}

/* ---- dates ---- */

/* Days, and seconds of the day, rounded: a time is a fraction of the day. */
static bool
split_serial(int64_t *days, int64_t *seconds, const struct decimal *number)
{
	double fraction = 0;
	double unit = 0.1;
	int64_t x = 0;

	if (number->negative || number->point > 7)
		return false;
	for (int i = 0; i < number->point; i++)
		x = x * 10 + (digit_at(number, i) - '0');
	for (int i = number->point; i < 0; i++)
		unit /= 10;
	for (int i = number->point > 0 ? number->point : 0; i < number->num;
	     i++, unit /= 10)
		fraction += (digit_at(number, i) - '0') * unit;
	*seconds = (int64_t)(fraction * SECONDS_A_DAY + 0.5);
	*days = x;
	if (*seconds >= SECONDS_A_DAY) {
		*seconds -= SECONDS_A_DAY;
		++*days;
	}
	return x <= LAST_SERIAL;
}

/* Day, month and year; days count from 0000-03-01, so that a leap day is the
 * last of its year. 400 years have 146,097 days. */
static void
put_day(char out[PSI_XLSX_NUMBER_CHARS], int64_t days)
{
	int64_t era = days / 146097;
	int64_t day = days % 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t month;

	day -= 365 * year + year / 4 - year / 100;
	/* From March on, 153 days are five months. */
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	year += era * 400 + (month >= 10);
	(void)snprintf(out, PSI_XLSX_NUMBER_CHARS, "%04d-%02d-%02d", (int)year,
	    (int)(month < 10 ? month + 3 : month - 9), (int)day + 1);
}

static bool
write_date(char out[PSI_XLSX_NUMBER_CHARS], const struct decimal *number,
    enum psi_xlsx_form form, bool from_1904)
{
	char time[16];
	int64_t days;
	int64_t seconds;

	if (!split_serial(&days, &seconds, number))
		return false;
	/* Day 60 is 1900-02-29, which never was. */
	if (!from_1904 && days < 61 && days > 0)
		days++;
	(void)snprintf(time, sizeof time, "%02d:%02d:%02d",
	    (int)(seconds / 3600), (int)(seconds / 60 % 60),
	    (int)(seconds % 60));
	if (form == PSI_XLSX_TIME && days == 0) {
		memcpy(out, time, sizeof "HH:MM:SS");
		return true;
	}
	put_day(out, days + (from_1904 ? FIRST_1904 : FIRST_1900));
	if (seconds > 0) {
		size_t len = strlen(out);

		(void)snprintf(
		    out + len, PSI_XLSX_NUMBER_CHARS - len, " %s", time);
	}
	return true;
}

bool
psi_xlsx_number(char out[PSI_XLSX_NUMBER_CHARS], const char *in, size_t in_len,
    const struct psi_xlsx_style *style, bool from_1904)
{
	struct decimal number;

	if (!read_decimal(&number, in, in_len))
		return false;
	if (style->form != PSI_XLSX_NUMBER)
		return write_date(out, &number, style->form, from_1904);
	round_fraction(&number);
	return write_decimal(out, &number, style->digits);
}
