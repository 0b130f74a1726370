#include "normal/identifier.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/checkdigit.h"
#include "normal/identifier_cell.h"
#include "normal/national.h"

#define LEI_CHARS 20
#define DUNS_CHARS 9
/* The oldest numbers begin with two. */
#define DUNS_ZEROS_MAX 2

/* A VAT number with check digits that has so many zeros in front is none; what
 * is behind them may be a branch's. */
#define VAT_ZEROS 9

/* The number of a cell, without what stands around it. */
static enum psi_reject
squeeze_cell(
    struct psi_identifier *out, const char *text, size_t text_len, size_t max)
{
	struct psi_identifier_cell cell;
	enum psi_reject reject =
	    psi_identifier_cell_open(&cell, text, text_len);

	return reject != PSI_REJECT_NONE
	    ? reject
	    : psi_identifier_squeeze(out, cell.text, cell.len, max);
}

enum psi_reject
psi_lei_parse(struct psi_identifier *out, const char *text, size_t text_len)
{
	enum psi_reject reject = squeeze_cell(out, text, text_len, LEI_CHARS);

	if (reject != PSI_REJECT_NONE)
		return reject;
	if (out->len != LEI_CHARS)
		return PSI_REJECT_ID_LENGTH;
	if (!psi_identifier_is_digits(out->text + LEI_CHARS - 2, 2))
		return PSI_REJECT_ID_CHARACTER;
	if (psi_identifier_is_repeated(out->text, LEI_CHARS))
		return PSI_REJECT_ID_REPEATED;
	return psi_check_mod97(out->text, LEI_CHARS) == 1
	    ? PSI_REJECT_NONE
	    : PSI_REJECT_ID_CHECKSUM;
}

enum psi_reject
psi_duns_parse(struct psi_identifier *out, const char *text, size_t text_len)
{
	enum psi_reject reject = squeeze_cell(out, text, text_len, DUNS_CHARS);
	size_t zeros;

	if (reject != PSI_REJECT_NONE)
		return reject;
	if (!psi_identifier_is_digits(out->text, out->len))
		return PSI_REJECT_ID_CHARACTER;
	if (out->len > DUNS_CHARS || out->len < DUNS_CHARS - DUNS_ZEROS_MAX)
		return PSI_REJECT_ID_LENGTH;
	zeros = DUNS_CHARS - out->len;
	psi_identifier_pad(out, DUNS_CHARS);
	if (psi_identifier_is_repeated(out->text + zeros, DUNS_CHARS - zeros) ||
	    strcmp(out->text, "123456789") == 0 ||
	    strcmp(out->text, "012345678") == 0 ||
	    strcmp(out->text, "001234567") == 0)
		return PSI_REJECT_ID_REPEATED;
	return PSI_REJECT_NONE;
}

static void
drop_code(struct psi_identifier *id)
{
	memmove(id->text, id->text + 2, id->len - 1);
	id->len -= 2;
}

/* Is this, less its first two letters, a VAT number of that country? */
static bool
is_vat_of(const struct psi_identifier *id, const char *code)
{
	struct psi_identifier rest = *id;

	drop_code(&rest);
	return psi_vat_check(&rest, code) == PSI_REJECT_NONE;
}

/*
 * Take a country's code off the front of a VAT number: the account's own, or
 * one whose check digits are right, since a company has VAT numbers in other
 * countries too. Returns the code, or else the account's country, or NULL.
 */
static const char *
vat_country(char code[3], struct psi_identifier *id, const char *country)
{
	if (id->len <= 4 || !psi_ascii_is_upper(id->text[0]) ||
	    !psi_ascii_is_upper(id->text[1]))
		return country;
	code[0] = id->text[0];
	code[1] = id->text[1];
	code[2] = '\0';
	if (strcmp(code, "EL") == 0)
		memcpy(code, "GR", 3);
	else if (strcmp(code, "XI") == 0 || strcmp(code, "UK") == 0)
		memcpy(code, "GB", 3);
	if (country != NULL && strcmp(code, country) != 0 &&
	    psi_vat_is_known(country) &&
	    !(psi_vat_is_known(code) && is_vat_of(id, code)))
		return country;
	if (!psi_vat_is_known(code) &&
	    (country == NULL || strcmp(code, country) != 0))
		return country;
	drop_code(id);
	return code;
}

/* Is this, without its country's code, what people type to get past a form? */
static bool
is_no_vat(const struct psi_identifier *id, const char *country)
{
	size_t len = id->len;

	if (len > VAT_ZEROS && psi_vat_is_known(country))
		len = VAT_ZEROS;
	return psi_identifier_is_repeated(id->text, id->len) ||
	    psi_identifier_is_nought(id->text, len);
}

/* Put the country, and perhaps a hyphen, before a number. */
static enum psi_reject
prefix(struct psi_identifier *id, const char country[2], bool hyphen)
{
	size_t more = hyphen ? 3 : 2;

	if (id->len + more >= sizeof id->text)
		return PSI_REJECT_ID_LENGTH;
	memmove(id->text + more, id->text, id->len + 1);
	id->text[0] = country[0];
	id->text[1] = country[1];
	if (hyphen)
		id->text[2] = '-';
	id->len += more;
	return PSI_REJECT_NONE;
}

enum psi_reject
psi_vat_parse(struct psi_identifier *out, const char *text, size_t text_len,
    const char *country)
{
	struct psi_identifier_cell cell;
	enum psi_reject reject =
	    psi_identifier_cell_open(&cell, text, text_len);
	char code[3];

	if (reject == PSI_REJECT_NONE)
		reject = psi_identifier_squeeze(out, cell.text, cell.len, 20);
	if (reject != PSI_REJECT_NONE)
		return reject;
	if (country == NULL)
		country = cell.country;
	if (out->len > 1 && psi_identifier_is_repeated(out->text, out->len))
		return PSI_REJECT_ID_REPEATED;
	country = vat_country(code, out, country);
	if (country == NULL)
		return PSI_REJECT_ID_COUNTRY;
	if (is_no_vat(out, country))
		return PSI_REJECT_ID_REPEATED;
	reject = psi_vat_check(out, country);
	if (reject != PSI_REJECT_NONE)
		return reject;
	/* The check cuts what is not the company's, such as HU's last three. */
	if (psi_identifier_is_nought(out->text, out->len))
		return PSI_REJECT_ID_REPEATED;
	return prefix(out, country, false);
}

/* Whether it is a number of that country, of digits only; `known` is whether the
 * country is: else no zero may be missing. */
static bool
is_number_of(const char *code, bool known, const char *text, size_t text_len)
{
	struct psi_identifier id;

	return psi_identifier_squeeze(&id, text, text_len, 24) ==
	    PSI_REJECT_NONE &&
	    psi_identifier_is_digits(id.text, id.len) &&
	    psi_regno_check(&id, code) == PSI_REJECT_NONE &&
	    (known || !id.padded);
}

/* "CHE-107.787.577": the Swiss UID, which names its country by three letters. */
static bool
is_swiss(bool known, const char *text, size_t text_len)
{
	return (text[0] | 0x20) == 'c' && (text[1] | 0x20) == 'h' &&
	    (text[2] | 0x20) == 'e' &&
	    is_number_of("CH", known, text + 3, text_len - 3);
}

/* A country before a hyphen or a blank: "GB-00445790"; or directly before its
 * number: "GB00445790". Returns where the number begins, or 0. */
static size_t
explicit_country(char code[3], bool known, const char *text, size_t text_len)
{
	bool apart;

	if (text_len < 4)
		return 0;
	if (is_swiss(known, text, text_len)) {
		memcpy(code, "CH", 3);
		return 3;
	}
	apart = text[2] == '-' || text[2] == ' ';
	for (size_t i = 0; i < 2; i++) {
		char c = text[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!psi_ascii_is_upper(c))
			return 0;
		code[i] = c;
	}
	code[2] = '\0';
	if (strcmp(code, "UK") == 0)
		memcpy(code, "GB", 3);
	if (!psi_regno_is_known(code))
		return 0;
	if (apart)
		return 3;
	return is_number_of(code, known, text + 2, text_len - 2) ? 2 : 0;
}

enum psi_reject
psi_regno_parse(struct psi_identifier *out, const char *text, size_t text_len,
    const char *country)
{
	struct psi_identifier_cell cell;
	enum psi_reject reject =
	    psi_identifier_cell_open(&cell, text, text_len);
	char code[3];
	size_t skip;

	if (reject != PSI_REJECT_NONE)
		return reject;
	if (country == NULL)
		country = cell.country;
	skip = explicit_country(code, country != NULL, cell.text, cell.len);
	if (skip > 0 && (country == NULL || strcmp(code, country) == 0))
		country = code;
	else
		skip = 0;
	reject =
	    psi_identifier_squeeze(out, cell.text + skip, cell.len - skip, 24);
	if (reject != PSI_REJECT_NONE)
		return reject;
	if (out->len > 1 &&
	    (psi_identifier_is_repeated(out->text, out->len) ||
		psi_identifier_is_nought(out->text, out->len)))
		return PSI_REJECT_ID_REPEATED;
	if (country == NULL)
		return PSI_REJECT_ID_COUNTRY;
	reject = psi_regno_check(out, country);
	if (reject != PSI_REJECT_NONE)
		return reject;
	/* The check cuts what is not the company's: a SIRET's establishment. */
	if (psi_identifier_is_nought(out->text, out->len))
		return PSI_REJECT_ID_REPEATED;
	return prefix(out, country, true);
}

enum psi_reject
psi_agreed_id_parse(
    struct psi_identifier *out, const char *text, size_t text_len)
{
	if (text_len < 2 || text_len >= PSI_IDENTIFIER_CHARS)
		return PSI_REJECT_ID_LENGTH;
	for (size_t i = 0; i < text_len; i++) {
		char c = text[i];

		if (c <= ' ' || c > '~')
			return PSI_REJECT_ID_CHARACTER;
		out->text[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	out->text[text_len] = '\0';
	out->len = text_len;
	out->padded = false;
	return PSI_REJECT_NONE;
}
