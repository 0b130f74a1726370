#include "mapping/value_parts.h"

#include "mapping/value.h"

#include "psi/date.h"

/* Of 9999-12-31. */
#define LAST_DAY INT64_C(2932896)

/* `len` digits at the beginning, or -1. */
static int64_t
eat_fixed(struct psi_cell *in, size_t min, size_t max)
{
	int64_t x = 0;
	size_t n = 0;

	while (n < max && n < in->len && psi_ascii_is_digit(in->text[n]))
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

	if (!psi_value_eat(&in, " ") && !psi_value_eat(&in, "/") &&
	    !psi_value_eat(&in, "-"))
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
	bool dots = psi_value_eat(&in, ".");
	int64_t b;
	int64_t year;

	if (!dots && !psi_value_eat(&in, "/"))
		return false;
	b = eat_fixed(&in, 1, 2);
	if (!psi_value_eat(&in, dots ? "." : "/"))
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

bool
psi_value_read_date(struct psi_value *out, struct psi_cell in)
{
	struct psi_cell all = in = psi_value_trim(in);
	int64_t year;
	int64_t month;
	int64_t day;

	if (psi_value_eat(&in, "Q") || psi_value_eat(&in, "q"))
		return read_quarter(out, in);
	if ((year = eat_fixed(&in, 4, 4)) < 0)
		return read_day_first(out, all);
	if (psi_value_eat(&in, "-Q") || psi_value_eat(&in, "Q") ||
	    psi_value_eat(&in, " Q")) {
		int64_t quarter = eat_fixed(&in, 1, 1);

		return in.len == 0 && quarter >= 1 && quarter <= 4 &&
		    set_months(out, year, quarter * 3 - 2, 3);
	}
	if (!psi_value_eat(&in, "-") || (month = eat_fixed(&in, 2, 2)) < 0)
		return false;
	if (in.len == 0)
		return set_months(out, year, month, 1);
	if (!psi_value_eat(&in, "-") || (day = eat_fixed(&in, 2, 2)) < 0 ||
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
