/* Numbers, money and bands as exports write them. */
#include "terms/field_value.h"

#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"

/* Over this nothing is a number of people or of money. */
#define WHOLE_MAX UINT64_C(999999999999999)

static const struct psi_band money_bands[] = {
	{ "<10k", 0, 10000 },
	{ "10k-50k", 10000, 50000 },
	{ "50k-250k", 50000, 250000 },
	{ "250k-1M", 250000, 1000000 },
	{ "1M+", 1000000, UINT64_MAX },
	{ NULL, 0, 0 },
};

static const struct psi_band revenue_bands[] = {
	{ "<1M", 0, 1000000 },
	{ "1M-10M", 1000000, 10000000 },
	{ "10M-50M", 10000000, 50000000 },
	{ "50M-250M", 50000000, 250000000 },
	{ "250M-1B", 250000000, 1000000000 },
	{ "1B+", 1000000000, UINT64_MAX },
	{ NULL, 0, 0 },
};

/* "<50" and not "1-49", which spreadsheets take for a month. */
static const struct psi_band employee_bands[] = {
	{ "<50", 0, 50 },
	{ "50-249", 50, 250 },
	{ "250-999", 250, 1000 },
	{ "1000-4999", 1000, 5000 },
	{ "5000+", 5000, UINT64_MAX },
	{ NULL, 0, 0 },
};

/* Of whole numbers; the Net Promoter System's three groups. */
static const struct psi_band nps_bands[] = {
	{ "detractor", 0, 7 },
	{ "passive", 7, 9 },
	{ "promoter", 9, 11 },
	{ NULL, 0, 0 },
};

/* The bands of a field that has some. */
static const struct psi_band *
bands_of(enum psi_field field)
{
	if (field == PSI_FIELD_EMPLOYEES)
		return employee_bands;
	if (field == PSI_FIELD_REVENUE)
		return revenue_bands;
	if (field == PSI_FIELD_NPS)
		return nps_bands;
	return money_bands;
}

bool
psi_field_band(struct psi_band *out, enum psi_field field, size_t i)
{
	if (psi_field_coarse(field) != PSI_FORM_BAND)
		return false;
	for (const struct psi_band *band = bands_of(field); band->name != NULL;
	     band++)
		if (i-- == 0) {
			*out = *band;
			return true;
		}
	return false;
}

static const char *
band_name(enum psi_field field, uint64_t whole)
{
	const struct psi_band *band = bands_of(field);

	while (band->name != NULL && whole >= band->below)
		band++;
	return band->name;
}

static void
write_band(char *out, enum psi_field field, uint64_t whole)
{
	const char *name = band_name(field, whole);

	memcpy(out, name, strlen(name) + 1);
}

static bool
is_band(enum psi_field field, const char *text, size_t len)
{
	for (const struct psi_band *band = bands_of(field); band->name != NULL;
	     band++)
		if (strlen(band->name) == len &&
		    memcmp(band->name, text, len) == 0)
			return true;
	return false;
}

/* Of what is behind the decimal sign: with these a thousand million times of it
 * has its hundredths still. */
#define FRACTION_DIGITS 11
#define FRACTION_ONE UINT64_C(100000000000)

/* A number that is not negative. */
struct decimal {
	uint64_t whole;
	uint64_t fraction;
};

/* What is below a hundredth is cut. */
static unsigned int
hundredths(const struct decimal *number)
{
	return (unsigned int)(number->fraction / (FRACTION_ONE / 100));
}

/* The bytes of the first of some texts that stands at `p`; 0 for none. */
static size_t
one_of_at(const char *p, const char *end, const char *const *texts, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		size_t n = strlen(texts[i]);

		/* A cell of your own list, on your machine. */
		if ((size_t)(end - p) >= n && memcmp(p, texts[i], n) == 0)
			return n;
	}
	return 0;
}

/* A blank at `p`, also a no-break (U+00A0, U+202F), thin or figure one: systems put
 * these between groups of digits and before a currency. */
static size_t
blank_at(const char *p, const char *end)
{
	static const char *const blanks[] = { " ", "\xc2\xa0", "\xe2\x80\xaf",
		"\xe2\x80\x89", "\xe2\x80\x87" };

	return one_of_at(p, end, blanks, sizeof blanks / sizeof blanks[0]);
}

/*
 * The bytes of a sign between groups of digits at `p`: a blank, an apostrophe
 * (also U+2019), a comma or a point. 0 for anything else. *kind tells them
 * apart.
 */
static size_t
group_sign(const char *p, const char *end, char *kind)
{
	size_t left = (size_t)(end - p);
	size_t blank = blank_at(p, end);

	*kind = ' ';
	if (blank > 0)
		return blank;
	*kind = '\'';
	if (left >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0)
		return 3;
	*kind = left > 0 ? *p : '\0';
	return left > 0 && strchr("',.", *p) != NULL ? 1 : 0;
}

/* How often each of the signs "," and "." stands in a number, which is last,
 * and how many digits are behind that. */
struct signs {
	size_t commas;
	size_t points;
	char last;
	size_t behind;
	size_t before;
	bool leading_zero;
	/* The last sign of any kind, the digits behind it, those between it and
	 * the one before (0 where there is none), and whether all groups before
	 * these are of three digits, or of two. */
	char last_of_all;
	size_t group;
	size_t group_before;
	bool threes;
	bool twos;
};

static const char *
scan_number(struct signs *signs, const char *p, const char *end)
{
	char kind;
	size_t n;

	memset(signs, 0, sizeof *signs);
	signs->leading_zero = p < end && *p == '0';
	signs->threes = signs->twos = true;
	for (; p < end; p += n) {
		n = 1;
		if (psi_ascii_is_digit(*p)) {
			signs->behind++;
			signs->group++;
			continue;
		}
		n = group_sign(p, end, &kind);
		/* A sign of a number stands before a digit. */
		if (n == 0 || p + n >= end || !psi_ascii_is_digit(p[n]))
			break;
		if (kind == ',' || kind == '.') {
			signs->commas += kind == ',';
			signs->points += kind == '.';
			signs->last = kind;
			signs->before = signs->behind;
			signs->behind = 0;
		}
		if (signs->group_before > 0) {
			signs->threes &= signs->group_before == 3;
			signs->twos &= signs->group_before == 2;
		}
		/* What is before the first sign may be of any length. */
		signs->group_before =
		    signs->last_of_all == '\0' ? 0 : signs->group;
		signs->last_of_all = kind;
		signs->group = 0;
	}
	return p;
}

/* Are the digits in groups as thousands are, or as in 12,34,567? 1.2.3 and 31.12.2026
 * are no numbers. */
static bool
is_grouped(const struct signs *signs, char decimal)
{
	size_t last = signs->group;
	bool threes = signs->threes;
	bool twos = signs->twos;

	if (signs->last_of_all == '\0')
		return true;
	if (decimal != '\0' && signs->last_of_all != decimal)
		return false;
	if (decimal != '\0') {
		last = signs->group_before == 0 ? 3 : signs->group_before;
	} else if (signs->group_before > 0) {
		threes &= signs->group_before == 3;
		twos &= signs->group_before == 2;
	}
	return last == 3 && (threes || twos);
}

/* Which of "," and "." is the decimal sign, or NUL: where both stand, the
 * last; one that stands once is, unless three digits follow, as in 12,500 and
 * 12.500, which are thousands (but 0.500 and 1250.500 are none). */
static char
decimal_sign(const struct signs *signs)
{
	if (signs->commas > 0 && signs->points > 0)
		return (signs->last == ',' ? signs->commas : signs->points) == 1
		    ? signs->last
		    : '?';
	if (signs->commas + signs->points != 1)
		return '\0';
	if (signs->behind == 3 && signs->before <= 3 &&
	    !(signs->before == 1 && signs->leading_zero))
		return '\0';
	return signs->last;
}

/* Read digits with their signs; *p moves behind them. */
static bool
take_number(struct decimal *out, const char **p, const char *end)
{
	struct signs signs;
	const char *stop = scan_number(&signs, *p, end);
	char decimal = decimal_sign(&signs);
	size_t num_fraction = 0;
	bool fraction = false;

	if (*p == stop || decimal == '?' || !is_grouped(&signs, decimal))
		return false;
	out->whole = 0;
	out->fraction = 0;
	for (const char *q = *p; q < stop; q++) {
		if (*q == decimal)
			fraction = true;
		if (!psi_ascii_is_digit(*q))
			continue;
		if (!fraction && out->whole > WHOLE_MAX / 10)
			return false;
		if (!fraction)
			out->whole = 10 * out->whole + (uint64_t)(*q - '0');
		else if (num_fraction < FRACTION_DIGITS) {
			out->fraction =
			    10 * out->fraction + (uint64_t)(*q - '0');
			num_fraction++;
		}
	}
	for (; num_fraction < FRACTION_DIGITS; num_fraction++)
		out->fraction *= 10;
	*p = stop;
	return true;
}

static void
skip_blanks(const char **p, const char *end)
{
	size_t n;

	while ((n = blank_at(*p, end)) > 0)
		*p += n;
}

/* ",-" or ".--" behind whole units. */
static void
skip_no_cents(const char **p, const char *end)
{
	static const char *const dashes[] = { "--", "-", "\xe2\x80\x93",
		"\xe2\x80\x94", "\xe2\x88\x92" };
	size_t n = *p < end && (**p == ',' || **p == '.')
	    ? one_of_at(*p + 1, end, dashes, sizeof dashes / sizeof dashes[0])
	    : 0;

	if (n > 0)
		*p += 1 + n;
}

/* The currencies whose sign is "$", and those whose sign is the yen's. */
static const char *const dollars[] = { "USD", "CAD", "AUD", "NZD", "SGD", "HKD",
	"TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CUP", "BRL", "JMD",
	"TTD", "BBD", "BSD", "BZD", "BMD", "BND", "FJD", "GYD", "KYD", "LRD",
	"NAD", "NIO", "SBD", "SRD", "XCD", NULL };
static const char *const yens[] = { "JPY", "CNY", NULL };

struct currency_sign {
	const char *sign;
	/* NULL for the sign of several. */
	const char *code;
	const char *const *codes;
};

static const struct currency_sign currency_signs[] = {
	{ "\xe2\x82\xac", "EUR", NULL },
	{ "\xc2\xa3", "GBP", NULL },
	{ "US$", "USD", NULL },
	{ "C$", "CAD", NULL },
	{ "CA$", "CAD", NULL },
	{ "A$", "AUD", NULL },
	{ "AU$", "AUD", NULL },
	{ "R$", "BRL", NULL },
	{ "\xe2\x82\xb9", "INR", NULL },
	{ "Fr.", "CHF", NULL },
	{ "$", NULL, dollars },
	{ "\xc2\xa5", NULL, yens },
};

/* Is it one of these currencies, or not known? */
static bool
is_one_of(const char *code, const char *const *codes)
{
	for (; code[0] != '\0' && *codes != NULL; codes++)
		if (strcmp(*codes, code) == 0)
			return true;
	return code[0] == '\0';
}

/* The sign at the beginning of a text; NULL where there is none. */
static const struct currency_sign *
find_sign(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof currency_signs / sizeof currency_signs[0];
	     i++) {
		size_t n = strlen(currency_signs[i].sign);

		if (n <= len && memcmp(text, currency_signs[i].sign, n) == 0)
			return &currency_signs[i];
	}
	return NULL;
}

/* Three capital letters, and no fourth one. */
static bool
is_code(const char *text, size_t len)
{
	for (size_t i = 0; i < 3; i++)
		if (len < 3 || text[i] < 'A' || text[i] > 'Z')
			return false;
	return len == 3 || text[3] < 'A' || text[3] > 'Z';
}

/* "k", "M", "Mio", "bn" and the like, behind a number or before its currency. */
struct multiple {
	const char *word;
	uint64_t factor;
};

static const struct multiple multiples[] = {
	{ "k", 1000 },
	{ "tsd", 1000 },
	{ "tsd.", 1000 },
	{ "m", 1000000 },
	{ "mn", 1000000 },
	{ "mio", 1000000 },
	{ "mio.", 1000000 },
	{ "b", 1000000000 },
	{ "bn", 1000000000 },
	{ "mrd", 1000000000 },
	{ "mrd.", 1000000000 },
};

/* Does a text begin with a word, in any case? */
static bool
begins_with(const char *text, size_t len, const char *word)
{
	size_t n = 0;

	while (
	    word[n] != '\0' && n < len && (text[n] | 0x20) == (word[n] | 0x20))
		n++;
	return word[n] == '\0';
}

/* The T of TEUR and T€, which is a thousand there only: elsewhere it can be a
 * million millions. */
static bool
is_thousands(const char *text, size_t len)
{
	static const char *const euro[] = { "\xe2\x82\xac" };

	return len > 1 && text[0] == 'T' &&
	    (is_code(text + 1, len - 1) ||
		one_of_at(text + 1, text + len, euro, 1) > 0);
}

/* The multiple at `p`, up to the end of the word or up to a currency, as in k€ and
 * MEUR. 1 where there is none; else *p moves behind it. */
static uint64_t
take_factor(const char **p, const char *end)
{
	const char *stop = *p;
	size_t len;

	while (stop < end && blank_at(stop, end) == 0 &&
	    !psi_ascii_is_digit(*stop))
		stop++;
	len = (size_t)(stop - *p);
	if (is_thousands(*p, len)) {
		(*p)++;
		return 1000;
	}
	for (size_t i = 0; i < sizeof multiples / sizeof multiples[0]; i++) {
		const struct multiple *multiple = &multiples[i];
		const char *rest;

		if (!begins_with(*p, len, multiple->word))
			continue;
		rest = *p + strlen(multiple->word);
		if (rest != stop &&
		    find_sign(rest, (size_t)(stop - rest)) == NULL &&
		    !is_code(rest, (size_t)(stop - rest)))
			continue;
		*p = rest;
		return multiple->factor;
	}
	return 1;
}

static bool
multiply(struct decimal *number, uint64_t factor)
{
	uint64_t unit = FRACTION_ONE / factor;

	if (number->whole > WHOLE_MAX / factor)
		return false;
	number->whole = number->whole * factor + number->fraction / unit;
	number->fraction = number->fraction % unit * factor;
	return true;
}

static bool
take_multiple(struct decimal *number, const char **p, const char *end)
{
	return multiply(number, take_factor(p, end));
}

/* The multiple of a currency in front of its number, as in TEUR 5. */
static uint64_t
take_factor_of_currency(const char **p, const char *end)
{
	const char *before = *p;
	uint64_t factor = take_factor(p, end);

	/* Here it stands before a currency only; and B$ is one itself, of Brunei and
	 * the Bahamas, as M$ was Malaysia's. */
	if (*p == end || blank_at(*p, end) > 0 || psi_ascii_is_digit(**p) ||
	    (**p == '$' && *p - before == 1 && factor > 1000)) {
		*p = before;
		return 1;
	}
	return factor;
}

/* "EUR", "€" or "$" at `p`; `code` keeps what it was where there is none, and
 * where the sign is one of several currencies. *fits is false then where it is none
 * of these. */
static bool
take_currency(char code[4], const char **p, const char *end, bool *fits)
{
	size_t left = (size_t)(end - *p);
	const struct currency_sign *sign = find_sign(*p, left);

	if (sign != NULL) {
		*p += strlen(sign->sign);
		if (sign->code != NULL)
			memcpy(code, sign->code, 4);
		else
			*fits = is_one_of(code, sign->codes);
		return true;
	}
	if (!is_code(*p, left))
		return false;
	memcpy(code, *p, 3);
	code[3] = '\0';
	*p += 3;
	return true;
}

/* Does the currency at `p` say the same as the code? Both are public. */
static bool
is_currency_at(const char *p, const char *end, const char code[4])
{
	char other[4];
	bool fits = true;

	memcpy(other, code, sizeof other);
	return take_currency(other, &p, end, &fits) && fits &&
	    memcmp(other, code, sizeof other) == 0;
}

/* What systems call currencies that they do not write as a code. In small letters;
 * the words of a name that tell which it is. */
static const struct {
	const char *name;
	const char *code;
} currency_names[] = {
	{ "euro", "EUR" },
	{ "euros", "EUR" },
	{ "us dollar", "USD" },
	{ "us dollars", "USD" },
	{ "u.s. dollar", "USD" },
	{ "usa dollar", "USD" },
	{ "united states dollar", "USD" },
	{ "us-dollar", "USD" },
	{ "dollar am\xc3\xa9ricain", "USD" },
	{ "dollar us", "USD" },
	{ "d\xc3\xb3lar estadounidense", "USD" },
	{ "d\xc3\xb3lar americano", "USD" },
	{ "british pound", "GBP" },
	{ "british pounds", "GBP" },
	{ "british pound sterling", "GBP" },
	{ "pound sterling", "GBP" },
	{ "uk pound", "GBP" },
	{ "uk pound sterling", "GBP" },
	{ "livre sterling", "GBP" },
	{ "libra esterlina", "GBP" },
	{ "britisches pfund", "GBP" },
	{ "pfund sterling", "GBP" },
	{ "swiss franc", "CHF" },
	{ "swiss francs", "CHF" },
	{ "schweizer franken", "CHF" },
	{ "franc suisse", "CHF" },
	{ "japanese yen", "JPY" },
	{ "yen", "JPY" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe5\x86\x86", "JPY" },
	{ "\xe5\x86\x86", "JPY" },
	{ "\xe4\xba\xba\xe6\xb0\x91\xe5\xb8\x81", "CNY" },
	{ "chinese yuan", "CNY" },
	{ "yuan renminbi", "CNY" },
	{ "canadian dollar", "CAD" },
	{ "canadian dollars", "CAD" },
	{ "australian dollar", "AUD" },
	{ "australian dollars", "AUD" },
	{ "new zealand dollar", "NZD" },
	{ "singapore dollar", "SGD" },
	{ "hong kong dollar", "HKD" },
	{ "indian rupee", "INR" },
	{ "indian rupees", "INR" },
	{ "polish zloty", "PLN" },
	{ "polish z\xc5\x82oty", "PLN" },
	{ "z\xc5\x82oty", "PLN" },
	{ "z\xc5\x82oty polski", "PLN" },
	{ "z\xc5\x82", "PLN" },
	{ "brazilian real", "BRL" },
	{ "real brasileiro", "BRL" },
	{ "mexican peso", "MXN" },
	{ "peso mexicano", "MXN" },
	{ "swedish krona", "SEK" },
	{ "norwegian krone", "NOK" },
	{ "danish krone", "DKK" },
	{ "czech koruna", "CZK" },
	{ "k\xc4\x8d", "CZK" },
	{ "south african rand", "ZAR" },
	{ "russian ruble", "RUB" },
	{ "turkish lira", "TRY" },
};

static bool
is_name(const char *name, const char *text, size_t len)
{
	if (strlen(name) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != name[i])
			return false;
	}
	return true;
}

bool
psi_field_currency(char out[4], const char *text, size_t len)
{
	const struct currency_sign *sign = find_sign(text, len);
	bool small = len == 3;

	for (size_t i = 0; i < sizeof currency_names / sizeof currency_names[0];
	     i++) {
		if (!is_name(currency_names[i].name, text, len))
			continue;
		memcpy(out, currency_names[i].code, 4);
		return true;
	}
	if (sign != NULL && sign->code != NULL && strlen(sign->sign) == len) {
		memcpy(out, sign->code, 4);
		return true;
	}
	for (size_t i = 0; i < 3 && small; i++)
		small = (text[i] >= 'a' && text[i] <= 'z') ||
		    (text[i] >= 'A' && text[i] <= 'Z');
	if (!small && (!is_code(text, len) || psi_ascii_is_letter(text[3])))
		return false;
	for (size_t i = 0; i < 3; i++)
		out[i] = text[i] >= 'a' ? (char)(text[i] - 'a' + 'A') : text[i];
	out[3] = '\0';
	return true;
}

/* Append a decimal without zeros that say nothing. */
static size_t
write_decimal(char *out, const struct decimal *number)
{
	size_t n = psi_decimal_encode(out, number->whole);
	unsigned int part = hundredths(number);

	if (part != 0) {
		out[n++] = '.';
		out[n++] = (char)('0' + part / 10);
		out[n++] = (char)('0' + part % 10);
	}
	out[n] = '\0';
	return n;
}

/* A number as 12.500 is: its sign, which may be of thousands or of decimals; NUL for
 * any other. */
static char
unsure_sign(const char *p, const char *end)
{
	struct signs signs;

	(void)scan_number(&signs, p, end);
	return signs.commas + signs.points == 1 && decimal_sign(&signs) == '\0'
	    ? signs.last
	    : '\0';
}

unsigned int
psi_money_signs(const char *text, size_t len)
{
	const char *p = text;
	const char *end = len == 0 ? text : text + len;
	char code[4] = "";
	struct signs signs;
	bool fits;
	char sign;

	skip_blanks(&p, end);
	(void)take_factor_of_currency(&p, end);
	if (take_currency(code, &p, end, &fits))
		skip_blanks(&p, end);
	(void)scan_number(&signs, p, end);
	sign = decimal_sign(&signs);
	return sign == '.' ? PSI_MONEY_POINT
	    : sign == ','  ? PSI_MONEY_COMMA
			   : 0U;
}

bool
psi_field_money(char *out, enum psi_field field, bool band, const char *text,
    size_t len, const struct psi_field_ways *ways)
{
	const char *p = text;
	const char *end = text + len;
	char code[4] = "";
	struct decimal number;
	uint64_t factor;
	bool fits = true;
	const char *front;
	const char *behind;
	bool is_front;
	char unsure;
	size_t n = 0;

	if (strlen(ways->currency) == 3)
		memcpy(code, ways->currency, 4);
	skip_blanks(&p, end);
	factor = take_factor_of_currency(&p, end);
	front = p;
	is_front = take_currency(code, &p, end, &fits);
	skip_blanks(&p, end);
	unsure = unsure_sign(p, end);
	if ((unsure == '.' && (ways->signs & PSI_MONEY_POINT) != 0) ||
	    (unsure == ',' && (ways->signs & PSI_MONEY_COMMA) != 0) ||
	    !take_number(&number, &p, end))
		return false;
	skip_no_cents(&p, end);
	skip_blanks(&p, end);
	behind = p;
	/* A multiple stands on one side only. */
	if (!multiply(&number, factor > 1 ? factor : take_factor(&p, end)))
		return false;
	/* 1.234M is a million or a thousand of them. */
	if (unsure != '\0' && (p != behind || factor > 1))
		return false;
	skip_blanks(&p, end);
	if (p < end &&
	    (!take_currency(code, &p, end, &fits) ||
		(is_front && !is_currency_at(front, end, code))))
		return false;
	skip_blanks(&p, end);
	if (p != end || number.whole > WHOLE_MAX || !fits)
		return false;
	if (code[0] != '\0') {
		memcpy(out, code, 3);
		out[3] = ' ';
		n = 4;
	}
	if (band)
		write_band(out + n, field, number.whole);
	else
		(void)write_decimal(out + n, &number);
	return true;
}

bool
psi_field_money_valid(
    enum psi_field field, bool band, const char *text, size_t len)
{
	uint64_t whole;
	const char *point;
	size_t n;

	if (len > 4 && text[3] == ' ') {
		for (size_t i = 0; i < 3; i++)
			if (text[i] < 'A' || text[i] > 'Z')
				return false;
		text += 4;
		len -= 4;
	}
	if (band)
		return is_band(field, text, len);
	point = memchr(text, '.', len);
	n = point != NULL ? (size_t)(point - text) : len;
	if (!psi_decimal_decode(&whole, text, n, WHOLE_MAX))
		return false;
	return point == NULL ||
	    (len - n == 3 && psi_ascii_is_digit(point[1]) &&
		psi_ascii_is_digit(point[2]) && memcmp(point, ".00", 3) != 0);
}

/* A number, or two with "-" or "to" between; then *out is their middle. False
 * as well for a range where it must be exact. */
static bool
take_range(uint64_t *out, bool exact, const char *p, const char *end)
{
	struct decimal low;
	struct decimal high;

	if (!take_number(&low, &p, end) || !take_multiple(&low, &p, end))
		return false;
	*out = low.whole;
	if (p == end)
		return hundredths(&low) == 0 || !exact;
	if (exact)
		return false;
	skip_blanks(&p, end);
	if (end - p == 1 && *p == '+')
		return true;
	if (end - p > 1 && *p == '-')
		p++;
	else if (end - p > 3 && memcmp(p, "to ", 3) == 0)
		p += 3;
	else if (end - p > 3 && memcmp(p, "\xe2\x80\x93", 3) == 0)
		p += 3;
	else
		return false;
	skip_blanks(&p, end);
	if (!take_number(&high, &p, end) || !take_multiple(&high, &p, end) ||
	    p != end || high.whole < low.whole)
		return false;
	*out = (low.whole + high.whole) / 2;
	return true;
}

bool
psi_field_number(
    char *out, enum psi_field field, bool band, const char *text, size_t len)
{
	uint64_t whole;
	bool is_less = band && len > 1 && text[0] == '<';

	/* A band of this program's own is read again as itself. */
	if (band && is_band(field, text, len)) {
		memcpy(out, text, len);
		out[len] = '\0';
		return true;
	}
	if (is_less || !take_range(&whole, !band, text, text + len) ||
	    whole > WHOLE_MAX)
		return false;
	if (band)
		write_band(out, field, whole);
	else
		out[psi_decimal_encode(out, whole)] = '\0';
	return true;
}

bool
psi_field_number_valid(
    enum psi_field field, bool band, const char *text, size_t len)
{
	uint64_t whole;

	return band ? is_band(field, text, len)
		    : psi_decimal_decode(&whole, text, len, WHOLE_MAX);
}

/* One of the three groups, in any case. */
static const char *
nps_word(const char *text, size_t len)
{
	for (const struct psi_band *band = nps_bands; band->name != NULL;
	     band++) {
		size_t n = strlen(band->name);
		size_t i = 0;

		while (i < n && i < len && (text[i] | 0x20) == band->name[i])
			i++;
		if (i == n && (len == n || (len == n + 1 && text[n] == 's')))
			return band->name;
	}
	return NULL;
}

bool
psi_field_nps(char *out, bool band, const char *text, size_t len)
{
	const char *p = text;
	const char *word = nps_word(text, len);
	struct decimal number;

	if (word != NULL && band) {
		memcpy(out, word, strlen(word) + 1);
		return true;
	}
	if (word != NULL || !take_number(&number, &p, text + len) ||
	    p != text + len || number.whole > 10 ||
	    (number.whole == 10 && hundredths(&number) != 0))
		return false;
	if (band) {
		write_band(out, PSI_FIELD_NPS, number.whole);
		return true;
	}
	/* One decimal. */
	number.fraction -= number.fraction % (FRACTION_ONE / 10);
	out[write_decimal(out, &number) - (number.fraction != 0 ? 1 : 0)] =
	    '\0';
	return true;
}

bool
psi_field_nps_valid(bool band, const char *text, size_t len)
{
	if (band)
		return is_band(PSI_FIELD_NPS, text, len);
	if (len == 2 && memcmp(text, "10", 2) == 0)
		return true;
	return (len == 1 && psi_ascii_is_digit(text[0])) ||
	    (len == 3 && psi_ascii_is_digit(text[0]) && text[1] == '.' &&
		text[2] >= '1' && text[2] <= '9');
}
