#include "mapping/value_parts.h"

#include "mapping/value.h"
#include "terms/field_value.h"

/* Numbers over a thousand million millions are no money of a company. */
#define NUMBER_MAX INT64_C(1000000000000000)

static void
eat_blanks(struct psi_cell *in)
{
	while (psi_value_eat(in, " ") || psi_value_eat(in, "\xc2\xa0") ||
	    psi_value_eat(in, "\xe2\x80\xaf"))
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
		if (!psi_value_eat(in, marks[i]))
			continue;
		if (in->len > 0 && psi_ascii_is_digit(in->text[0]))
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
	if (in->len == 0 || !psi_ascii_is_digit(in->text[0]))
		return false;
	for (;;) {
		char mark;

		while (in->len > 0 && psi_ascii_is_digit(in->text[0])) {
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
	if (psi_value_eat(in, "k") || psi_value_eat(in, "K"))
		times = 1000;
	else if (psi_value_eat(in, "bn") || psi_value_eat(in, "Bn") ||
	    psi_value_eat(in, "B"))
		times = 1000000000;
	else if (psi_value_eat(in, "M") || psi_value_eat(in, "m"))
		times = 1000000;
	/* The first letter of a currency is no multiplier. */
	if (times == 1 ||
	    (in->len > 0 && psi_ascii_lower(in->text[0]) >= 'a' &&
		psi_ascii_lower(in->text[0]) <= 'z')) {
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
		if (psi_value_eat(in, signs[i].sign)) {
			memcpy(out, signs[i].code, 4);
			return true;
		}
	if (in->len < 3 ||
	    (in->len > 3 && psi_ascii_lower(in->text[3]) >= 'a' &&
		psi_ascii_lower(in->text[3]) <= 'z'))
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
	if (psi_value_eat(in, "+")) {
		out->high = PSI_VALUE_TOP;
		return true;
	}
	if (!psi_value_eat(in, "-") && !psi_value_eat(in, "\xe2\x80\x93"))
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

/* The number of "EUR 12500.50", as psi_field_value writes it, in hundredths. */
static int64_t
hundredths_of(const char *text)
{
	const char *space = strchr(text, ' ');
	const char *p = space != NULL ? space + 1 : text;
	unsigned int behind = 0;
	bool fraction = false;
	int64_t x = 0;

	for (; *p != '\0'; p++) {
		if (*p == '.') {
			fraction = true;
			continue;
		}
		x = x * 10 + (*p - '0');
		behind += fraction;
	}
	for (; behind < 2; behind++)
		x *= 10;
	return x;
}

/* One amount, as what is shared of it is read: both must come to the same. */
static bool
read_one_amount(struct psi_value *out, struct psi_cell in)
{
	char value[PSI_FIELD_VALUE_MAX + 1];

	if (!psi_field_value(value, PSI_FIELD_AMOUNT, PSI_FORM_EXACT, in.text,
		in.len, "", PSI_DATE_UNKNOWN))
		return false;
	out->low = out->high = hundredths_of(value);
	if (strchr(value, ' ') != NULL) {
		memcpy(out->currency, value, 3);
		out->currency[3] = '\0';
	}
	return true;
}

static bool
read_band(struct psi_value *out, struct psi_cell in, bool money)
{
	int64_t times;
	int64_t exclusive = money ? 1 : 0;
	bool below = false;
	bool above = false;
	bool equal;

	in = psi_value_trim(in);
	if (money)
		(void)eat_currency(out->currency, &in);
	eat_blanks(&in);
	below = psi_value_eat(&in, "<");
	above = !below && psi_value_eat(&in, ">");
	equal = (below || above) && psi_value_eat(&in, "=");
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

bool
psi_value_read_number(struct psi_value *out, struct psi_cell in, bool money)
{
	struct psi_value one = { .known = false };
	bool is_one = money && read_one_amount(&one, in);

	if (!read_band(out, in, money))
		out->currency[0] = '\0';
	else if (!money || (!is_one && out->low < out->high))
		return true;
	if (!is_one)
		return false;
	out->low = one.low;
	out->high = one.high;
	/* Of a sign that several currencies have, here it is the first one's. */
	if (one.currency[0] != '\0')
		memcpy(out->currency, one.currency, sizeof one.currency);
	return true;
}
