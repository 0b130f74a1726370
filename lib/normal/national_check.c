#include "normal/national_check.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/checkdigit.h"
#include "normal/identifier_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned int
digit(char c)
{
	return (unsigned int)(c - '0');
}

bool
psi_national_any(const char *text, size_t len)
{
	(void)text;
	(void)len;
	return true;
}

/* The check digit is 11 less the remainder, `ten` where that is ten, and
 * zero where it is eleven. */
static bool
mod11(const char *text, size_t len, const unsigned char *weights,
    unsigned int ten)
{
	unsigned int c = 11 - psi_check_sum(text, weights, len - 1) % 11;

	if (c == 11)
		c = 0;
	else if (c == 10)
		c = ten;
	return digit(text[len - 1]) == c;
}

/* No number has this check digit: a remainder that is never given out. */
#define NEVER 99

static bool
mod11_falling(const char *text, size_t len, unsigned int ten)
{
	unsigned char weights[16];

	for (size_t i = 0; i + 1 < len; i++)
		weights[i] = (unsigned char)(len - i);
	return mod11(text, len, weights, ten);
}

bool
psi_national_at(const char *text, size_t len)
{
	unsigned int sum = 4;

	/* Behind the letter U. */
	if (text[0] != 'U' || !psi_identifier_is_digits(text + 1, len - 1))
		return false;
	for (size_t i = 1; i < 8; i++) {
		unsigned int d = digit(text[i]) * (i % 2 == 0 ? 2 : 1);

		sum += d > 9 ? d - 9 : d;
	}
	return (sum + digit(text[8])) % 10 == 0;
}

bool
psi_national_be(const char *text, size_t len)
{
	(void)len;
	return (text[0] == '0' || text[0] == '1') &&
	    97 - psi_check_number(text, 8, 97) ==
	    psi_check_number(text + 8, 2, 100);
}

bool
psi_national_bg(const char *text, size_t len)
{
	static const unsigned char first[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const unsigned char second[] = { 3, 4, 5, 6, 7, 8, 9, 10 };
	unsigned int c;

	/* Ten digits are a person's. */
	if (len != 9)
		return true;
	c = psi_check_sum(text, first, 8) % 11;
	if (c == 10)
		c = psi_check_sum(text, second, 8) % 11 % 10;
	return digit(text[8]) == c;
}

bool
psi_national_cy(const char *text, size_t len)
{
	static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19,
		21 };
	unsigned int sum = 0;

	if (!psi_identifier_is_digits(text, len - 1) ||
	    !psi_ascii_is_upper(text[8]))
		return false;
	for (size_t i = 0; i < 8; i++)
		sum += i % 2 == 0 ? odd[digit(text[i])] : digit(text[i]);
	return text[8] == (char)('A' + sum % 26);
}

bool
psi_national_cz(const char *text, size_t len)
{
	unsigned int c;

	/* Nine and ten digits are a person's. */
	if (len != 8)
		return true;
	c = 11;
	for (size_t i = 0, sum = 0; i < 7; i++) {
		sum += digit(text[i]) * (8 - i);
		c = 11 - (unsigned int)(sum % 11);
	}
	return digit(text[7]) == c % 10;
}

bool
psi_national_de(const char *text, size_t len)
{
	return text[0] != '0' && psi_check_mod11_10(text, len);
}

bool
psi_national_dk(const char *text, size_t len)
{
	static const unsigned char weights[] = { 2, 7, 6, 5, 4, 3, 2, 1 };

	return text[0] != '0' && psi_check_sum(text, weights, len) % 11 == 0;
}

bool
psi_national_ee(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 7, 1, 3, 7, 1, 3, 7, 1 };

	return psi_check_sum(text, weights, len) % 10 == 0;
}

bool
psi_national_gr(const char *text, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 0; i + 1 < len; i++)
		sum = (sum + digit(text[i])) * 2;
	return sum % 11 % 10 == digit(text[len - 1]);
}

/* The letter of a person's number: its digits modulo 23. */
static bool
check_es_person(const char *text)
{
	static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
	char digits[8];

	memcpy(digits, text, sizeof digits);
	if (text[0] >= 'X' && text[0] <= 'Z')
		digits[0] = (char)('0' + (text[0] - 'X'));
	return psi_identifier_is_digits(digits, sizeof digits) &&
	    text[8] == letters[psi_check_number(digits, 8, 23)];
}

bool
psi_national_es(const char *text, size_t len)
{
	static const char letters[] = "JABCDEFGHI";
	unsigned int sum = 0;
	unsigned int c;

	(void)len;
	if (!psi_ascii_is_upper(text[0]) || (text[0] >= 'X' && text[0] <= 'Z'))
		return check_es_person(text);
	if (strchr("ABCDEFGHJKLMNPQRSUVW", text[0]) == NULL ||
	    !psi_identifier_is_digits(text + 1, 7))
		return false;
	for (size_t i = 1; i < 8; i++) {
		unsigned int d = digit(text[i]) * (i % 2 == 1 ? 2 : 1);

		sum += d > 9 ? d - 9 : d;
	}
	c = (10 - sum % 10) % 10;
	return text[8] == (char)('0' + c) || text[8] == letters[c];
}

bool
psi_national_fi(const char *text, size_t len)
{
	static const unsigned char weights[] = { 7, 9, 10, 5, 8, 4, 2 };

	return mod11(text, len, weights, NEVER);
}

bool
psi_national_fr(const char *text, size_t len)
{
	const char *siren = text + 2;

	(void)len;
	if (!psi_identifier_is_digits(siren, 9))
		return false;
	/* Monaco's numbers begin with 000 and are not of the register. */
	if (memcmp(siren, "000", 3) != 0 && !psi_check_luhn(siren, 9))
		return false;
	if (!psi_identifier_is_digits(text, 2))
		return true;
	return (12 + 3 * psi_check_number(siren, 9, 97)) % 97 ==
	    psi_check_number(text, 2, 100);
}

bool
psi_national_gb(const char *text, size_t len)
{
	static const unsigned char weights[] = { 8, 7, 6, 5, 4, 3, 2 };
	unsigned int sum;

	if (len == 5)
		return (memcmp(text, "GD", 2) == 0 ||
			   memcmp(text, "HA", 2) == 0) &&
		    psi_identifier_is_digits(text + 2, 3);
	if (!psi_identifier_is_digits(text, len))
		return false;
	sum = psi_check_sum(text, weights, 7) +
	    psi_check_number(text + 7, 2, 100);
	/* The second form is that of numbers given out since 2010. */
	return sum % 97 == 0 || (sum + 55) % 97 == 0;
}

bool
psi_national_hu(const char *text, size_t len)
{
	static const unsigned char weights[] = { 9, 7, 3, 1, 9, 7, 3, 1 };

	(void)len;
	return psi_check_sum(text, weights, 8) % 10 == 0;
}

bool
psi_national_ie(const char *text, size_t len)
{
	static const char letters[] = "WABCDEFGHIJKLMNOPQRSTUV";
	static const unsigned char weights[] = { 8, 7, 6, 5, 4, 3, 2 };
	char digits[7];
	unsigned int sum;

	memcpy(digits, text, sizeof digits);
	/* Until 2013 a letter could stand second; it does not count. */
	if (psi_ascii_is_upper(text[1])) {
		digits[0] = '0';
		memcpy(digits + 1, text + 2, 5);
		digits[6] = text[0];
	}
	if (!psi_identifier_is_digits(digits, 7) ||
	    !psi_ascii_is_upper(text[7]))
		return false;
	sum = psi_check_sum(digits, weights, 7);
	if (len == 9) {
		if (text[8] < 'A' || text[8] > 'W')
			return false;
		sum +=
		    (text[8] == 'W' ? 0 : (unsigned int)(text[8] - 'A') + 1) *
		    9;
	}
	return text[7] == letters[sum % 23];
}

bool
psi_national_lt(const char *text, size_t len)
{
	unsigned int first = 0;
	unsigned int second = 0;

	if (len != 9 && len != 12)
		return false;
	for (size_t i = 0; i + 1 < len; i++) {
		first += digit(text[i]) * (unsigned int)(i % 9 + 1);
		second += digit(text[i]) * (unsigned int)((i + 2) % 9 + 1);
	}
	first %= 11;
	if (first == 10)
		first = second % 11 % 10;
	return digit(text[len - 1]) == first;
}

bool
psi_national_lu(const char *text, size_t len)
{
	(void)len;
	return psi_check_number(text, 6, 89) ==
	    psi_check_number(text + 6, 2, 100);
}

bool
psi_national_lv(const char *text, size_t len)
{
	static const unsigned char weights[] = { 9, 1, 4, 8, 3, 10, 2, 5, 7, 6,
		1 };

	/* Up to 3 in front it is a person's, made of a birthday. */
	return text[0] <= '3' || psi_check_sum(text, weights, len) % 11 == 3;
}

bool
psi_national_mt(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 4, 6, 7, 8, 9 };

	(void)len;
	return 37 - psi_check_sum(text, weights, 6) % 37 ==
	    psi_check_number(text + 6, 2, 100);
}

bool
psi_national_nl(const char *text, size_t len)
{
	static const unsigned char weights[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
	char full[14] = { 'N', 'L' };

	if (!psi_identifier_is_digits(text, 9) || text[9] != 'B' ||
	    !psi_identifier_is_digits(text + 10, 2))
		return false;
	if (psi_check_sum(text, weights, 8) % 11 == digit(text[8]))
		return true;
	/* Since 2020 sole traders have numbers with the other formula. */
	memcpy(full + 2, text, len);
	return psi_check_mod97(full, sizeof full) == 1;
}

bool
psi_national_no(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 2, 7, 6, 5, 4, 3, 2 };

	return mod11(text, len, weights, NEVER);
}

bool
psi_national_pl(const char *text, size_t len)
{
	static const unsigned char weights[] = { 6, 5, 7, 2, 3, 4, 5, 6, 7 };

	return psi_check_sum(text, weights, len - 1) % 11 ==
	    digit(text[len - 1]);
}

bool
psi_national_pt(const char *text, size_t len)
{
	return text[0] != '0' && mod11_falling(text, len, 0);
}

bool
psi_national_ro(const char *text, size_t len)
{
	static const unsigned char weights[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };

	return text[0] != '0' &&
	    psi_check_sum(text, weights + (10 - len), len - 1) * 10 % 11 % 10 ==
	    digit(text[len - 1]);
}

bool
psi_national_se_vat(const char *text, size_t len)
{
	(void)len;
	return psi_check_luhn(text, 10) && memcmp(text + 10, "00", 2) != 0;
}

bool
psi_national_si(const char *text, size_t len)
{
	unsigned int sum = 0;
	unsigned int c;

	for (size_t i = 0; i + 1 < len; i++)
		sum += digit(text[i]) * (unsigned int)(8 - i);
	c = 11 - sum % 11;
	return text[0] != '0' && c != 11 && digit(text[len - 1]) == c % 10;
}

bool
psi_national_sk(const char *text, size_t len)
{
	return text[0] != '0' && psi_check_number(text, len, 11) == 0;
}

bool
psi_national_ch(const char *text, size_t len)
{
	static const unsigned char weights[] = { 5, 4, 3, 2, 7, 6, 5, 4 };

	return mod11(text, len, weights, NEVER);
}

/* ---- register numbers only ---- */

/* SIREN. The post office's establishments have a sum of digits instead. */
bool
psi_national_siren(const char *text, size_t len)
{
	unsigned int sum = 0;

	if (!psi_check_luhn(text, 9))
		return false;
	if (len == 9 || psi_check_luhn(text, len))
		return true;
	for (size_t i = 0; i < len; i++)
		sum += digit(text[i]);
	return memcmp(text, "356000000", 9) == 0 && sum % 5 == 0;
}

bool
psi_national_au(const char *text, size_t len)
{
	static const unsigned char abn[] = { 10, 1, 3, 5, 7, 9, 11, 13, 15, 17,
		19 };
	static const unsigned char acn[] = { 8, 7, 6, 5, 4, 3, 2, 1 };

	if (len == 9)
		return (psi_check_sum(text, acn, 8) + digit(text[8])) % 10 == 0;
	/* One is taken from the first digit before weighting. */
	return len == 11 && text[0] != '0' &&
	    (psi_check_sum(text, abn, 11) - 10) % 89 == 0;
}

/* CNPJ; since 2026 its first twelve places may be letters, which count as
 * their ASCII code less that of "0", as digits do. */
bool
psi_national_br(const char *text, size_t len)
{
	if (!psi_identifier_is_digits(text + 12, 2))
		return false;
	for (size_t n = 12; n < len; n++) {
		unsigned int sum = 0;
		unsigned int weight = 2;
		unsigned int r;

		for (size_t i = n; i > 0; i--) {
			sum += (unsigned int)(text[i - 1] - '0') * weight;
			weight = weight == 9 ? 2 : weight + 1;
		}
		r = sum % 11;
		if (digit(text[n]) != (r < 2 ? 0 : 11 - r))
			return false;
	}
	return true;
}

bool
psi_national_ca(const char *text, size_t len)
{
	(void)len;
	return psi_check_luhn(text, 9);
}

/* GB 32100-2015: the unified social credit code. */
bool
psi_national_cn(const char *text, size_t len)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned int weight = 1;
	unsigned int sum = 0;

	for (size_t i = 0; i < len; i++) {
		const char *p = strchr(alphabet, text[i]);

		if (p == NULL)
			return false;
		if (i + 1 == len)
			return (31 - sum % 31) % 31 ==
			    (unsigned int)(p - alphabet);
		sum += (unsigned int)(p - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return false;
}

/* The corporate number: the check digit stands in front. */
bool
psi_national_jp(const char *text, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 1; i < len; i++)
		sum += digit(text[len - i]) * (i % 2 == 0 ? 2 : 1);
	return digit(text[0]) == 9 - sum % 9;
}

bool
psi_national_kr(const char *text, size_t len)
{
	static const unsigned char weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
	unsigned int sum = psi_check_sum(text, weights, len - 1);

	sum += digit(text[8]) * 5 / 10;
	return (sum + digit(text[9])) % 10 == 0;
}

/* What the CUIT and the RUC are checked by: 1 to 11. */
static unsigned int
sum_of_11(const char *text)
{
	static const unsigned char weights[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };

	return 11 - psi_check_sum(text, weights, 10) % 11;
}

/* CUIT. */
bool
psi_national_ar(const char *text, size_t len)
{
	unsigned int check = sum_of_11(text);

	if (check == 11)
		check = 0;
	return (check == 10 ? 9 : check) == digit(text[len - 1]);
}

/* RUC. */
bool
psi_national_pe(const char *text, size_t len)
{
	return sum_of_11(text) % 10 == digit(text[len - 1]);
}

/* The NZBN is a global location number (GS1, modulo 10). */
bool
psi_national_nz(const char *text, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += digit(text[i]) * (i % 2 == 0 ? 1 : 3);
	return sum % 10 == 0;
}

/* KRS (ten digits, no check digit, begins with zeros), NIP or REGON. */
bool
psi_national_pl_regno(const char *text, size_t len)
{
	static const unsigned char regon[] = { 8, 9, 2, 3, 4, 5, 6, 7 };

	if (len == 9)
		return psi_check_sum(text, regon, 8) % 11 % 10 ==
		    digit(text[8]);
	return memcmp(text, "0000", 4) == 0 || psi_national_pl(text, len);
}

/* INN of organisations. */
bool
psi_national_ru(const char *text, size_t len)
{
	static const unsigned char weights[] = { 2, 4, 10, 3, 5, 9, 4, 6, 8 };

	if (len == 13)
		return psi_check_number(text, 12, 11) % 10 == digit(text[12]);
	return psi_check_sum(text, weights, 9) % 11 % 10 == digit(text[9]);
}

/* Prefixes that the Internal Revenue Service has not given out. */
bool
psi_national_us(const char *text, size_t len)
{
	static const unsigned char unused[] = { 0, 7, 8, 9, 17, 18, 19, 28, 29,
		49, 69, 70, 78, 79, 89, 96, 97 };
	unsigned int start = psi_check_number(text, 2, 100);

	(void)len;
	for (size_t i = 0; i < COUNT(unused); i++) {
		if (unused[i] == start)
			return false;
	}
	return true;
}
