#include "normal/national.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/checkdigit.h"
#include "normal/national_check.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct rule {
	char country[3];
	/* Lengths that a number has; 0 where there is no second one. */
	unsigned char length[3];
	/* Letters may stand in it. */
	bool letters;
	/* Shorter numbers get zeros in front, from this length on; 0: no. */
	unsigned char pad_from;
	psi_national_check *check;
};

static const struct rule vat_rules[] = {
	{ "AT", { 9 }, true, 0, psi_national_at },
	{ "BE", { 10 }, false, 9, psi_national_be },
	{ "BG", { 9, 10 }, false, 0, psi_national_bg },
	{ "CH", { 9 }, false, 0, psi_national_ch },
	{ "CY", { 9 }, true, 0, psi_national_cy },
	{ "CZ", { 8, 9, 10 }, false, 0, psi_national_cz },
	{ "DE", { 9 }, false, 0, psi_national_de },
	{ "DK", { 8 }, false, 0, psi_national_dk },
	{ "EE", { 9 }, false, 0, psi_national_ee },
	{ "ES", { 9 }, true, 0, psi_national_es },
	{ "FI", { 8 }, false, 7, psi_national_fi },
	{ "FR", { 11 }, true, 0, psi_national_fr },
	{ "GB", { 5, 9, 12 }, true, 0, psi_national_gb },
	{ "GR", { 9 }, false, 8, psi_national_gr },
	{ "HR", { 11 }, false, 0, psi_check_mod11_10 },
	{ "HU", { 8, 11 }, false, 0, psi_national_hu },
	{ "IE", { 8, 9 }, true, 0, psi_national_ie },
	{ "IT", { 11 }, false, 0, psi_check_luhn },
	{ "LT", { 9, 12 }, false, 0, psi_national_lt },
	{ "LU", { 8 }, false, 0, psi_national_lu },
	{ "LV", { 11 }, false, 0, psi_national_lv },
	{ "MT", { 8 }, false, 0, psi_national_mt },
	{ "NL", { 12 }, true, 0, psi_national_nl },
	{ "NO", { 9 }, false, 0, psi_national_no },
	{ "PL", { 10 }, false, 0, psi_national_pl },
	{ "PT", { 9 }, false, 0, psi_national_pt },
	{ "RO", { 10 }, false, 0, psi_national_ro },
	{ "SE", { 12 }, false, 0, psi_national_se_vat },
	{ "SI", { 8 }, false, 0, psi_national_si },
	{ "SK", { 10 }, false, 0, psi_national_sk },
};

static const struct rule regno_rules[] = {
	{ "AR", { 11 }, false, 0, psi_national_ar },
	{ "AU", { 9, 11 }, false, 0, psi_national_au },
	{ "BE", { 10 }, false, 9, psi_national_be },
	{ "BR", { 14 }, true, 0, psi_national_br },
	{ "CA", { 9 }, false, 0, psi_national_ca },
	{ "CH", { 9 }, false, 0, psi_national_ch },
	{ "CN", { 18 }, true, 0, psi_national_cn },
	{ "CZ", { 8 }, false, 6, psi_national_cz },
	{ "DK", { 8 }, false, 0, psi_national_dk },
	{ "ES", { 9 }, true, 0, psi_national_es },
	{ "FI", { 8 }, false, 7, psi_national_fi },
	{ "FR", { 9, 14 }, false, 0, psi_national_siren },
	{ "GB", { 8 }, true, 0, psi_national_any },
	{ "IT", { 11 }, false, 0, psi_check_luhn },
	{ "JP", { 13 }, false, 0, psi_national_jp },
	{ "KR", { 10 }, false, 0, psi_national_kr },
	{ "LV", { 11 }, false, 0, psi_national_lv },
	{ "NL", { 8 }, false, 7, psi_national_any },
	{ "NO", { 9 }, false, 0, psi_national_no },
	{ "NZ", { 13 }, false, 0, psi_national_nz },
	{ "PE", { 11 }, false, 0, psi_national_pe },
	{ "PL", { 9, 10 }, false, 0, psi_national_pl_regno },
	{ "PT", { 9 }, false, 0, psi_national_pt },
	{ "RU", { 10, 13 }, false, 0, psi_national_ru },
	{ "SE", { 10 }, false, 0, psi_check_luhn },
	{ "SK", { 8 }, false, 6, psi_national_cz },
	{ "US", { 9 }, false, 8, psi_national_us },
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
	if (rule->check == psi_national_any || id->len == 0 ||
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

/* Of a country whose numbers are not known here: letters alone are a word, such as
 * "applied for". */
static enum psi_reject
check_form(const struct psi_identifier *id, size_t min, size_t max)
{
	if (id->len < min || id->len > max)
		return PSI_REJECT_ID_LENGTH;
	for (size_t i = 0; i < id->len; i++) {
		if (psi_ascii_is_digit(id->text[i]))
			return PSI_REJECT_NONE;
	}
	return PSI_REJECT_ID_CHARACTER;
}

enum psi_reject
psi_vat_check(struct psi_identifier *id, const char *country)
{
	const struct rule *rule =
	    find_rule(vat_rules, COUNT(vat_rules), country);
	enum psi_reject reject;

	if (rule == NULL)
		return check_form(id, 5, 15);
	drop_words(id, country);
	/* The German business id is the VAT number, or one of the same form,
	 * with the number of a business of its owner behind it. */
	if (strcmp(country, "DE") == 0 && id->len == 14 &&
	    psi_identifier_is_digits(id->text, id->len))
		cut(id, 9);
	if (strcmp(country, "RO") == 0 && id->len >= 2 && id->len < 10) {
		/* Any length up to ten; the weights count from the right. */
		if (!psi_identifier_is_digits(id->text, id->len))
			return PSI_REJECT_ID_CHARACTER;
		return psi_national_ro(id->text, id->len)
		    ? PSI_REJECT_NONE
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

/* What numbers of Companies House begin with, where zeros can be lost behind
 * it: companies and partnerships of Scotland and Northern Ireland, overseas and
 * unregistered ones ... */
static bool
has_register_letters(const struct psi_identifier *id)
{
	static const char letters[][3] = { "AC", "CE", "CS", "EN", "ES", "FC",
		"FE", "GE", "GN", "GS", "LP", "NA", "NC", "NF", "NI", "NL",
		"NZ", "OC", "OE", "SA", "SC", "SE", "SF", "SG", "SL", "SO",
		"SZ", "ZC" };

	for (size_t i = 0; i < COUNT(letters); i++) {
		if (memcmp(letters[i], id->text, 2) == 0)
			return true;
	}
	return false;
}

/* "SC16876" is SC016876. */
static void
pad_behind_letters(struct psi_identifier *id)
{
	char letters[2];

	if (id->len < 6 || id->len >= 8 || !has_register_letters(id) ||
	    !psi_identifier_is_digits(id->text + 2, id->len - 2))
		return;
	memcpy(letters, id->text, sizeof letters);
	memset(id->text, '0', sizeof letters);
	psi_identifier_pad(id, 8);
	memcpy(id->text, letters, sizeof letters);
}

/* Mutual societies have up to three letters at the end, of what they are:
 * "SP1234RS", "RS012CUS". */
static bool
is_society(const struct psi_identifier *id)
{
	static const char letters[][3] = { "IP", "NO", "NP", "OC", "RS", "SO",
		"SP" };
	size_t end = id->len;
	bool found = false;

	for (size_t i = 0; i < COUNT(letters); i++)
		found = found || memcmp(letters[i], id->text, 2) == 0;
	while (end > 5 && psi_ascii_is_upper(id->text[end - 1]))
		end--;
	return found && psi_identifier_is_digits(id->text + 2, end - 2);
}

/* Companies House: eight characters, of which the first two may be letters
 * (SC, NI, OC, ...); spreadsheets drop the zeros. */
static enum psi_reject
check_companies_house(struct psi_identifier *id)
{
	size_t letters = 0;

	while (letters < id->len && psi_ascii_is_upper(id->text[letters]))
		letters++;
	if (letters == 0 && id->len >= 4)
		psi_identifier_pad(id, 8);
	else if (letters == 2)
		pad_behind_letters(id);
	if (id->len != 8)
		return PSI_REJECT_ID_LENGTH;
	/* "R" numbers of Northern Ireland have a letter further on. */
	if (letters > 2 ||
	    (!psi_identifier_is_digits(id->text + 3, 4) && !is_society(id)))
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
		return check_form(id, 4, 24);
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
