#include "normal/national.h"

#include <string.h>

#include "normal/checkdigit.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Each check reads a number of a length that its table allows, made of digits
 * unless the table says otherwise. The formulas are those that the tax and
 * register offices publish; the European Commission lists the forms of the
 * EU's VAT numbers (VIES, "Frequently asked questions", number 11).
 */
typedef bool check_fn(const char *text, size_t len);

static unsigned int
digit(char c)
{
	return (unsigned int)(c - '0');
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
no_check(const char *text, size_t len)
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

static bool
check_at(const char *text, size_t len)
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

static bool
check_be(const char *text, size_t len)
{
	(void)len;
	return (text[0] == '0' || text[0] == '1') &&
	    97 - psi_check_number(text, 8, 97) ==
	    psi_check_number(text + 8, 2, 100);
}

static bool
check_bg(const char *text, size_t len)
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

static bool
check_cy(const char *text, size_t len)
{
	static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19,
		21 };
	unsigned int sum = 0;

	if (!psi_identifier_is_digits(text, len - 1) || !is_letter(text[8]))
		return false;
	for (size_t i = 0; i < 8; i++)
		sum += i % 2 == 0 ? odd[digit(text[i])] : digit(text[i]);
	return text[8] == (char)('A' + sum % 26);
}

static bool
check_cz(const char *text, size_t len)
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

static bool
check_de(const char *text, size_t len)
{
	return text[0] != '0' && psi_check_mod11_10(text, len);
}

static bool
check_dk(const char *text, size_t len)
{
	static const unsigned char weights[] = { 2, 7, 6, 5, 4, 3, 2, 1 };

	return text[0] != '0' && psi_check_sum(text, weights, len) % 11 == 0;
}

static bool
check_ee(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 7, 1, 3, 7, 1, 3, 7, 1 };

	return psi_check_sum(text, weights, len) % 10 == 0;
}

static bool
check_gr(const char *text, size_t len)
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

	memcpy(digits, text, sizeof(digits));
	if (text[0] >= 'X' && text[0] <= 'Z')
		digits[0] = (char)('0' + (text[0] - 'X'));
	return psi_identifier_is_digits(digits, sizeof(digits)) &&
	    text[8] == letters[psi_check_number(digits, 8, 23)];
}

static bool
check_es(const char *text, size_t len)
{
	static const char letters[] = "JABCDEFGHI";
	unsigned int sum = 0;
	unsigned int c;

	(void)len;
	if (!is_letter(text[0]) || (text[0] >= 'X' && text[0] <= 'Z'))
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

static bool
check_fi(const char *text, size_t len)
{
	static const unsigned char weights[] = { 7, 9, 10, 5, 8, 4, 2 };

	return mod11(text, len, weights, NEVER);
}

static bool
check_fr(const char *text, size_t len)
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

static bool
check_gb(const char *text, size_t len)
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

static bool
check_hu(const char *text, size_t len)
{
	static const unsigned char weights[] = { 9, 7, 3, 1, 9, 7, 3, 1 };

	(void)len;
	return psi_check_sum(text, weights, 8) % 10 == 0;
}

static bool
check_ie(const char *text, size_t len)
{
	static const char letters[] = "WABCDEFGHIJKLMNOPQRSTUV";
	static const unsigned char weights[] = { 8, 7, 6, 5, 4, 3, 2 };
	char digits[7];
	unsigned int sum;

	memcpy(digits, text, sizeof(digits));
	/* Until 2013 a letter could stand second; it does not count. */
	if (is_letter(text[1])) {
		digits[0] = '0';
		memcpy(digits + 1, text + 2, 5);
		digits[6] = text[0];
	}
	if (!psi_identifier_is_digits(digits, 7) || !is_letter(text[7]))
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

static bool
check_lt(const char *text, size_t len)
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

static bool
check_lu(const char *text, size_t len)
{
	(void)len;
	return psi_check_number(text, 6, 89) ==
	    psi_check_number(text + 6, 2, 100);
}

static bool
check_lv(const char *text, size_t len)
{
	static const unsigned char weights[] = { 9, 1, 4, 8, 3, 10, 2, 5, 7, 6,
		1 };

	/* Up to 3 in front it is a person's, made of a birthday. */
	return text[0] <= '3' || psi_check_sum(text, weights, len) % 11 == 3;
}

static bool
check_mt(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 4, 6, 7, 8, 9 };

	(void)len;
	return 37 - psi_check_sum(text, weights, 6) % 37 ==
	    psi_check_number(text + 6, 2, 100);
}

static bool
check_nl(const char *text, size_t len)
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
	return psi_check_mod97(full, sizeof(full)) == 1;
}

static bool
check_no(const char *text, size_t len)
{
	static const unsigned char weights[] = { 3, 2, 7, 6, 5, 4, 3, 2 };

	return mod11(text, len, weights, NEVER);
}

static bool
check_pl(const char *text, size_t len)
{
	static const unsigned char weights[] = { 6, 5, 7, 2, 3, 4, 5, 6, 7 };

	return psi_check_sum(text, weights, len - 1) % 11 ==
	    digit(text[len - 1]);
}

static bool
check_pt(const char *text, size_t len)
{
	return text[0] != '0' && mod11_falling(text, len, 0);
}

static bool
check_ro(const char *text, size_t len)
{
	static const unsigned char weights[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };

	return text[0] != '0' &&
	    psi_check_sum(text, weights + (10 - len), len - 1) * 10 % 11 % 10 ==
	    digit(text[len - 1]);
}

static bool
check_se_vat(const char *text, size_t len)
{
	(void)len;
	return psi_check_luhn(text, 10) && memcmp(text + 10, "00", 2) != 0;
}

static bool
check_si(const char *text, size_t len)
{
	unsigned int sum = 0;
	unsigned int c;

	for (size_t i = 0; i + 1 < len; i++)
		sum += digit(text[i]) * (unsigned int)(8 - i);
	c = 11 - sum % 11;
	return text[0] != '0' && c != 11 && digit(text[len - 1]) == c % 10;
}

static bool
check_sk(const char *text, size_t len)
{
	return text[0] != '0' && psi_check_number(text, len, 11) == 0;
}

static bool
check_ch(const char *text, size_t len)
{
	static const unsigned char weights[] = { 5, 4, 3, 2, 7, 6, 5, 4 };

	return mod11(text, len, weights, NEVER);
}

/* ---- register numbers only ---- */

/* SIREN. The post office's establishments have a sum of digits instead. */
static bool
check_siren(const char *text, size_t len)
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

static bool
check_au(const char *text, size_t len)
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
static bool
check_br(const char *text, size_t len)
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

static bool
check_ca(const char *text, size_t len)
{
	(void)len;
	return psi_check_luhn(text, 9);
}

/* GB 32100-2015: the unified social credit code. */
static bool
check_cn(const char *text, size_t len)
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
static bool
check_jp(const char *text, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 1; i < len; i++)
		sum += digit(text[len - i]) * (i % 2 == 0 ? 2 : 1);
	return digit(text[0]) == 9 - sum % 9;
}

static bool
check_kr(const char *text, size_t len)
{
	static const unsigned char weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
	unsigned int sum = psi_check_sum(text, weights, len - 1);

	sum += digit(text[8]) * 5 / 10;
	return (sum + digit(text[9])) % 10 == 0;
}

/* The NZBN is a global location number (GS1, modulo 10). */
static bool
check_nz(const char *text, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += digit(text[i]) * (i % 2 == 0 ? 1 : 3);
	return sum % 10 == 0;
}

/* KRS (ten digits, no check digit, begins with zeros), NIP or REGON. */
static bool
check_pl_regno(const char *text, size_t len)
{
	static const unsigned char regon[] = { 8, 9, 2, 3, 4, 5, 6, 7 };

	if (len == 9)
		return psi_check_sum(text, regon, 8) % 11 % 10 ==
		    digit(text[8]);
	return memcmp(text, "0000", 4) == 0 || check_pl(text, len);
}

/* INN of organisations. */
static bool
check_ru(const char *text, size_t len)
{
	static const unsigned char weights[] = { 2, 4, 10, 3, 5, 9, 4, 6, 8 };

	if (len == 13)
		return psi_check_number(text, 12, 11) % 10 == digit(text[12]);
	return psi_check_sum(text, weights, 9) % 11 % 10 == digit(text[9]);
}

/* Prefixes that the Internal Revenue Service has not given out. */
static bool
check_us(const char *text, size_t len)
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

struct rule {
	char country[3];
	/* Lengths that a number has; 0 where there is no second one. */
	unsigned char length[3];
	/* Letters may stand in it. */
	bool letters;
	/* Shorter numbers get zeros in front, from this length on; 0: no. */
	unsigned char pad_from;
	check_fn *check;
};

static const struct rule vat_rules[] = {
	{ "AT", { 9 }, true, 0, check_at },
	{ "BE", { 10 }, false, 9, check_be },
	{ "BG", { 9, 10 }, false, 0, check_bg },
	{ "CH", { 9 }, false, 0, check_ch },
	{ "CY", { 9 }, true, 0, check_cy },
	{ "CZ", { 8, 9, 10 }, false, 0, check_cz },
	{ "DE", { 9 }, false, 0, check_de },
	{ "DK", { 8 }, false, 0, check_dk },
	{ "EE", { 9 }, false, 0, check_ee },
	{ "ES", { 9 }, true, 0, check_es },
	{ "FI", { 8 }, false, 7, check_fi },
	{ "FR", { 11 }, true, 0, check_fr },
	{ "GB", { 5, 9, 12 }, true, 0, check_gb },
	{ "GR", { 9 }, false, 8, check_gr },
	{ "HR", { 11 }, false, 0, psi_check_mod11_10 },
	{ "HU", { 8, 11 }, false, 0, check_hu },
	{ "IE", { 8, 9 }, true, 0, check_ie },
	{ "IT", { 11 }, false, 0, psi_check_luhn },
	{ "LT", { 9, 12 }, false, 0, check_lt },
	{ "LU", { 8 }, false, 0, check_lu },
	{ "LV", { 11 }, false, 0, check_lv },
	{ "MT", { 8 }, false, 0, check_mt },
	{ "NL", { 12 }, true, 0, check_nl },
	{ "NO", { 9 }, false, 0, check_no },
	{ "PL", { 10 }, false, 0, check_pl },
	{ "PT", { 9 }, false, 0, check_pt },
	{ "RO", { 10 }, false, 0, check_ro },
	{ "SE", { 12 }, false, 0, check_se_vat },
	{ "SI", { 8 }, false, 0, check_si },
	{ "SK", { 10 }, false, 0, check_sk },
};

static const struct rule regno_rules[] = {
	{ "AU", { 9, 11 }, false, 0, check_au },
	{ "BE", { 10 }, false, 9, check_be },
	{ "BR", { 14 }, true, 0, check_br },
	{ "CA", { 9 }, false, 0, check_ca },
	{ "CH", { 9 }, false, 0, check_ch },
	{ "CN", { 18 }, true, 0, check_cn },
	{ "CZ", { 8 }, false, 6, check_cz },
	{ "DK", { 8 }, false, 0, check_dk },
	{ "ES", { 9 }, true, 0, check_es },
	{ "FI", { 8 }, false, 7, check_fi },
	{ "FR", { 9, 14 }, false, 0, check_siren },
	{ "GB", { 8 }, true, 0, no_check },
	{ "IT", { 11 }, false, 0, psi_check_luhn },
	{ "JP", { 13 }, false, 0, check_jp },
	{ "KR", { 10 }, false, 0, check_kr },
	{ "LV", { 11 }, false, 0, check_lv },
	{ "NL", { 8 }, false, 7, no_check },
	{ "NO", { 9 }, false, 0, check_no },
	{ "NZ", { 13 }, false, 0, check_nz },
	{ "PL", { 9, 10 }, false, 0, check_pl_regno },
	{ "PT", { 9 }, false, 0, check_pt },
	{ "RU", { 10, 13 }, false, 0, check_ru },
	{ "SE", { 10 }, false, 0, psi_check_luhn },
	{ "SK", { 8 }, false, 6, check_cz },
	{ "US", { 9 }, false, 8, check_us },
};

static const struct rule *
find_rule(const struct rule *rules, size_t num, const char *country)
{
	for (size_t i = 0; i < num; i++) {
		if (strcmp(rules[i].country, country) == 0)
			return &rules[i];
	}
	return NULL;
}

bool
psi_vat_is_known(const char *country)
{
	return find_rule(vat_rules, COUNT(vat_rules), country) != NULL;
}

bool
psi_regno_is_known(const char *country)
{
	return find_rule(regno_rules, COUNT(regno_rules), country) != NULL;
}

/* More zeros are not lost from the front of a number. */
#define LOST_ZEROS_MAX 3

/*
 * A number of digits that is too short, and whose check digits are right with
 * zeros in front, was a number to a spreadsheet.
 */
static bool
restore_zeros(struct psi_identifier *id, const struct rule *rule)
{
	if (rule->check == no_check || id->len == 0 ||
	    !psi_identifier_is_digits(id->text, id->len))
		return false;
	for (size_t i = 0; i < COUNT(rule->length); i++) {
		struct psi_identifier whole = *id;
		size_t len = rule->length[i];

		if (len <= id->len || len > id->len + LOST_ZEROS_MAX)
			continue;
		psi_identifier_pad(&whole, len);
		if (rule->check(whole.text, whole.len)) {
			*id = whole;
			return true;
		}
	}
	return false;
}

static enum psi_reject
apply(struct psi_identifier *id, const struct rule *rule)
{
	bool fits = false;

	if (rule->pad_from != 0 && id->len >= rule->pad_from &&
	    id->len < rule->length[0])
		psi_identifier_pad(id, rule->length[0]);
	for (size_t i = 0; i < COUNT(rule->length); i++)
		fits = fits || (id->len > 0 && rule->length[i] == id->len);
	if (!fits)
		return restore_zeros(id, rule) ? PSI_REJECT_NONE
					       : PSI_REJECT_ID_LENGTH;
	if (!rule->letters && !psi_identifier_is_digits(id->text, id->len))
		return PSI_REJECT_ID_CHARACTER;
	return rule->check(id->text, id->len) ? PSI_REJECT_NONE
					      : PSI_REJECT_ID_CHECKSUM;
}

/* Keep the first `len` characters. */
static void
cut(struct psi_identifier *id, size_t len)
{
	if (id->len > len) {
		id->text[len] = '\0';
		id->len = len;
	}
}

/* Drop a word from the end. */
static void
drop_end(struct psi_identifier *id, const char *word)
{
	size_t n = strlen(word);

	if (id->len > n && strcmp(id->text + id->len - n, word) == 0)
		cut(id, id->len - n);
}

/* Drop a word from the front. */
static void
drop_front(struct psi_identifier *id, const char *word)
{
	size_t n = strlen(word);

	if (id->len > n && memcmp(id->text, word, n) == 0) {
		memmove(id->text, id->text + n, id->len - n + 1);
		id->len -= n;
	}
}

/* What stands around the digits of some countries' numbers. */
static void
drop_words(struct psi_identifier *id, const char *country)
{
	if (strcmp(country, "CH") == 0) {
		drop_end(id, "MWST");
		drop_end(id, "TVA");
		drop_end(id, "IVA");
		drop_end(id, "HR");
		drop_front(id, "CHE");
		drop_front(id, "E");
	} else if (strcmp(country, "NO") == 0) {
		drop_end(id, "MVA");
		drop_front(id, "NO");
	}
}

enum psi_reject
psi_vat_check(struct psi_identifier *id, const char *country)
{
	const struct rule *rule =
	    find_rule(vat_rules, COUNT(vat_rules), country);
	enum psi_reject reject;

	if (rule == NULL)
		return id->len >= 5 && id->len <= 15 ? PSI_REJECT_NONE
						     : PSI_REJECT_ID_LENGTH;
	drop_words(id, country);
	if (strcmp(country, "RO") == 0 && id->len >= 2 && id->len < 10) {
		/* Any length up to ten; the weights count from the right. */
		if (!psi_identifier_is_digits(id->text, id->len))
			return PSI_REJECT_ID_CHARACTER;
		return check_ro(id->text, id->len) ? PSI_REJECT_NONE
						   : PSI_REJECT_ID_CHECKSUM;
	}
	reject = apply(id, rule);
	/* Branches of a British group and the region of a Hungarian tax
	 * number are not part of the VAT number. */
	if (reject == PSI_REJECT_NONE && strcmp(country, "GB") == 0)
		cut(id, 9);
	if (reject == PSI_REJECT_NONE && strcmp(country, "HU") == 0)
		cut(id, 8);
	return reject;
}

/* Companies House: eight characters, of which the first two may be letters
 * (SC, NI, OC, ...); spreadsheets drop the zeros. */
static enum psi_reject
check_companies_house(struct psi_identifier *id)
{
	size_t letters = 0;

	while (letters < id->len && is_letter(id->text[letters]))
		letters++;
	if (letters == 0 && id->len >= 4)
		psi_identifier_pad(id, 8);
	if (id->len != 8)
		return PSI_REJECT_ID_LENGTH;
	/* "R" numbers of Northern Ireland and old societies have letters
	 * further on. */
	if (letters > 2 || !psi_identifier_is_digits(id->text + 3, 4))
		return PSI_REJECT_ID_CHARACTER;
	return PSI_REJECT_NONE;
}

enum psi_reject
psi_regno_check(struct psi_identifier *id, const char *country)
{
	const struct rule *rule =
	    find_rule(regno_rules, COUNT(regno_rules), country);
	enum psi_reject reject;

	if (strcmp(country, "GB") == 0)
		return check_companies_house(id);
	if (rule == NULL) {
		/* A German number is one of a court's: without the court
		 * many companies have the same. */
		if (strcmp(country, "DE") == 0)
			return PSI_REJECT_ID_COUNTRY;
		return id->len >= 4 && id->len <= 24 ? PSI_REJECT_NONE
						     : PSI_REJECT_ID_LENGTH;
	}
	drop_words(id, country);
	/* A Swedish number may have the century in front. */
	if (strcmp(country, "SE") == 0 && id->len == 12)
		drop_front(id, "16");
	/* A Canadian number may have a programme account behind it. */
	if (strcmp(country, "CA") == 0 && id->len == 15)
		cut(id, 9);
	reject = apply(id, rule);
	/* SIRET is the SIREN with the number of an establishment. */
	if (reject == PSI_REJECT_NONE && strcmp(country, "FR") == 0)
		cut(id, 9);
	/* An ABN of a company is its ACN with two digits in front; they are
	 * told apart by their length, and stay as they are. */
	return reject;
}
