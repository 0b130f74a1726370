/* Dates and quarters as exports write them. */
#include "terms/field_value.h"

#include <stdio.h>
#include <string.h>

#include "psi/date.h"

#include "base/ascii.h"

/* A date taken apart: three numbers with what stands between them. */
struct parts {
	uint32_t number[3];
	/* Digits of each; 0 for a month in letters. */
	size_t digits[3];
	char between;
};

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "Jan", "january", ...: 1 to 12, or 0. */
static uint32_t
month_of(const char *text, size_t len)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december" };

	for (uint32_t m = 0; m < 12 && len >= 3; m++) {
		size_t i = 0;

		while (i < len && names[m][i] != '\0' &&
		    (text[i] | 0x20) == names[m][i])
			i++;
		if (i == len)
			return m + 1;
	}
	return 0;
}

/* One number, or one month in letters. */
static bool
take_part(struct parts *parts, size_t i, const char **p, const char *end)
{
	const char *begin = *p;

	parts->number[i] = 0;
	parts->digits[i] = 0;
	if (*p < end && is_letter(**p)) {
		while (*p < end && is_letter(**p))
			(*p)++;
		parts->number[i] = month_of(begin, (size_t)(*p - begin));
		return parts->number[i] != 0;
	}
	while (*p < end && psi_ascii_is_digit(**p) && *p - begin < 4)
		parts->number[i] =
		    10 * parts->number[i] + (uint32_t)(*(*p)++ - '0');
	parts->digits[i] = (size_t)(*p - begin);
	return parts->digits[i] != 0 && (*p == end || !psi_ascii_is_digit(**p));
}

/* "2026-12-31", "31.12.2026", "Dec 31, 2026"; a time may follow. */
static bool
take_apart(struct parts *parts, const char *text, size_t len)
{
	const char *p = text;
	/* An empty cell may have no text at all, to which nothing is added. */
	const char *end = len == 0 ? text : text + len;

	parts->between = '\0';
	for (size_t i = 0; i < 3; i++) {
		if (i > 0) {
			if (p == end || strchr("-/. ", *p) == NULL)
				return false;
			if (i == 1)
				parts->between = *p;
			else if (*p != parts->between)
				return false;
			p++;
		}
		if (!take_part(parts, i, &p, end))
			return false;
		/* "Dec 31, 2026", "31. December 2026". */
		if (i < 2 && p + 1 < end && (*p == ',' || *p == '.') &&
		    p[1] == ' ')
			p++;
	}
	return p == end || *p == 'T' || *p == ' ';
}

static bool
make_day(int32_t *out, uint32_t year, uint32_t month, uint32_t day)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%04u-%02u-%02u", (unsigned int)year,
	    (unsigned int)month, (unsigned int)day);
	return psi_date_decode(out, text, strlen(text));
}

enum psi_date_order
psi_date_order_of(const char *text, size_t len)
{
	struct parts parts;

	if (!take_apart(&parts, text, len) || parts.digits[0] == 0 ||
	    parts.digits[1] == 0 || parts.digits[0] > 2 ||
	    (parts.between != '/' && parts.between != '-'))
		return PSI_DATE_UNKNOWN;
	if (parts.number[0] > 12)
		return PSI_DATE_DAY_FIRST;
	return parts.number[1] > 12 ? PSI_DATE_MONTH_FIRST : PSI_DATE_UNKNOWN;
}

enum psi_date_order
psi_date_order_with(enum psi_date_order before, enum psi_date_order one)
{
	if (before == PSI_DATE_UNKNOWN || before == one)
		return one;
	return one == PSI_DATE_UNKNOWN ? before : PSI_DATE_MIXED;
}

/*
 * The one or two days that a date can be; how many, 0 for none. Two where day
 * and month cannot be told apart: the first has the day first.
 */
static size_t
read_days(int32_t out[2], const char *text, size_t len)
{
	struct parts p;
	size_t n = 0;

	if (!take_apart(&p, text, len))
		return 0;
	if (p.digits[0] == 4)
		return make_day(out, p.number[0], p.number[1], p.number[2]) ? 1
									    : 0;
	if (p.digits[2] != 4)
		return 0;
	if (p.digits[0] == 0)
		return make_day(out, p.number[2], p.number[0], p.number[1]) ? 1
									    : 0;
	if (make_day(&out[n], p.number[2], p.number[1], p.number[0]))
		n++;
	if (p.digits[1] != 0 && p.between != '.' &&
	    p.number[0] != p.number[1] &&
	    make_day(&out[n], p.number[2], p.number[0], p.number[1]))
		n++;
	return n;
}

static void
write_quarter(char out[PSI_QUARTER_CHARS + 1], int32_t day)
{
	char date[PSI_DATE_CHARS];
	unsigned int month;

	psi_date_encode(date, day);
	month =
	    10U * (unsigned int)(date[5] - '0') + (unsigned int)(date[6] - '0');
	(void)snprintf(out, PSI_QUARTER_CHARS + 1, "%.4s-Q%u", date,
	    ((month - 1) / 3 + 1) % 10);
}

bool
psi_field_date(char out[PSI_DATE_CHARS], const char *text, size_t len,
    enum psi_date_order order)
{
	int32_t days[2];
	size_t n = read_days(days, text, len);

	if (n == 0 ||
	    (n == 2 && order != PSI_DATE_DAY_FIRST &&
		order != PSI_DATE_MONTH_FIRST))
		return false;
	psi_date_encode(
	    out, n == 2 && order == PSI_DATE_MONTH_FIRST ? days[1] : days[0]);
	return true;
}

bool
psi_field_quarter_valid(const char *text, size_t len)
{
	return len == PSI_QUARTER_CHARS && psi_ascii_is_digit(text[0]) &&
	    psi_ascii_is_digit(text[1]) && psi_ascii_is_digit(text[2]) &&
	    psi_ascii_is_digit(text[3]) && memcmp(text, "1970", 4) >= 0 &&
	    text[4] == '-' && text[5] == 'Q' && text[6] >= '1' &&
	    text[6] <= '4';
}

bool
psi_field_quarter(char out[PSI_QUARTER_CHARS + 1], const char *text, size_t len,
    enum psi_date_order order)
{
	char other[PSI_QUARTER_CHARS + 1];
	int32_t days[2];
	size_t n;

	/* "2026-Q4" itself, and "Q4 2026". */
	if (psi_field_quarter_valid(text, len)) {
		memcpy(out, text, len);
		out[len] = '\0';
		return true;
	}
	if (len == PSI_QUARTER_CHARS && text[0] == 'Q' && text[2] == ' ') {
		memcpy(out, text + 3, 4);
		out[4] = '-';
		memcpy(out + 5, text, 2);
		out[len] = '\0';
		return psi_field_quarter_valid(out, len);
	}
	if ((n = read_days(days, text, len)) == 0)
		return false;
	write_quarter(out, days[0]);
	if (n == 1 || order == PSI_DATE_DAY_FIRST)
		return true;
	write_quarter(other, days[1]);
	if (order == PSI_DATE_MONTH_FIRST)
		memcpy(out, other, sizeof other);
	return order == PSI_DATE_MONTH_FIRST || strcmp(out, other) == 0;
}
