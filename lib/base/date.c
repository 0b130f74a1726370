#include "psi/date.h"

#include <assert.h>

/* 9999-12-31. */
#define LAST_DAY 2932896

static bool
is_leap(int32_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t
days_in_month(int32_t year, int32_t month)
{
	static const int32_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 1970-01-01 to the first day of a year. */
static int32_t
days_before_year(int32_t year)
{
	int32_t y = year - 1;

	return 365 * (year - 1970) + (y / 4 - 1969 / 4) -
	    (y / 100 - 1969 / 100) + (y / 400 - 1969 / 400);
}

/* Digits of `in`, or -1. */
static int32_t
number(const char *in, size_t in_len)
{
	int32_t x = 0;

	for (size_t i = 0; i < in_len; i++) {
		if (in[i] < '0' || in[i] > '9')
			return -1;
		x = 10 * x + (in[i] - '0');
	}
	return x;
}

bool
psi_date_decode(int32_t *out, const char *in, size_t in_len)
{
	int32_t year;
	int32_t month;
	int32_t day;
	int32_t days;

	if (in_len != PSI_DATE_CHARS - 1 || in[4] != '-' || in[7] != '-')
		return false;
	year = number(in, 4);
	month = number(in + 5, 2);
	day = number(in + 8, 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return false;
	days = days_before_year(year);
	for (int32_t m = 1; m < month; m++)
		days += days_in_month(year, m);
	*out = days + day - 1;
	return true;
}

void
psi_date_encode(char out[PSI_DATE_CHARS], int32_t day)
{
	int32_t year;
	int32_t month = 1;

	assert(day >= 0 && day <= LAST_DAY);
	/* 146,097 days make 400 years, so the first guess is at most one
	 * year too late. */
	year = 1970 + (int32_t)((int64_t)day * 400 / 146097);
	if (days_before_year(year) > day)
		year--;
	if (days_before_year(year + 1) <= day)
		year++;
	day -= days_before_year(year);
	while (day >= days_in_month(year, month))
		day -= days_in_month(year, month++);
	day++;
	for (int i = 3; i >= 0; i--, year /= 10)
		out[i] = (char)('0' + year % 10);
	out[4] = '-';
	out[5] = (char)('0' + month / 10);
	out[6] = (char)('0' + month % 10);
	out[7] = '-';
	out[8] = (char)('0' + day / 10);
	out[9] = (char)('0' + day % 10);
	out[10] = '\0';
}
