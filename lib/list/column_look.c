#include "list/column_look.h"

#include <string.h>

#include "list/inactive.h"
#include "normal/country.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A longer one is a sentence. */
#define COUNTRY_BYTES_MAX 64

static const char *const endings[] = {
#define ENDING(word) word,
#include "list/company_endings.def"
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80;
}

/* Digits, and what stands around them in numbers, amounts and dates. */
static bool
is_number(struct psi_cell value)
{
	size_t digits = 0;
	size_t letters = 0;

	for (size_t i = 0; i < value.len; i++) {
		digits += value.text[i] >= '0' && value.text[i] <= '9';
		letters += is_letter(value.text[i]);
	}
	/* A currency, an exponent, a month. */
	return digits > 0 && letters <= 3;
}

/* Something with a dot and letters behind it, and no blank: an address of a
 * site or of a person. */
static bool
is_host(struct psi_cell value)
{
	size_t end = value.len;
	size_t dot = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (value.text[i] == ' ' || value.text[i] == ',')
			return false;
	}
	if (value.len > 8 && memcmp(value.text, "http", 4) == 0)
		return true;
	for (size_t i = 0; i < end; i++) {
		if (value.text[i] == '/' || value.text[i] == '?')
			end = i;
		else if (value.text[i] == '.')
			dot = i;
	}
	if (dot == 0 || end - dot < 3)
		return false;
	for (size_t i = dot + 1; i < end; i++) {
		if (!is_letter(value.text[i]))
			return false;
	}
	return true;
}

/* A hash of what is behind the "@" of an address, without regard to case; 0 where
 * there is none. */
static uint32_t
hash_mail_domain(struct psi_cell value)
{
	const char *at = memchr(value.text, '@', value.len);
	uint32_t hash = 2166136261U;

	if (at == NULL || at == value.text || !is_host(value))
		return 0;
	while (++at < value.text + value.len)
		hash = (hash ^ ((unsigned char)*at | 0x20U)) * 16777619U;
	return hash | 1;
}

static void
count_colleague(struct psi_column_look *look, uint32_t mail_domain)
{
	if (mail_domain == 0)
		return;
	if (look->mail_domain == 0)
		look->mail_domain = mail_domain;
	look->num_colleagues += look->mail_domain == mail_domain;
}

bool
psi_column_is_company(struct psi_cell value)
{
	char last[16];
	size_t n = 0;
	size_t i = value.len;

	while (i > 0 && value.text[i - 1] != ' ')
		i--;
	if (i == 0)
		return false;
	for (; i < value.len; i++) {
		char c = value.text[i];

		if (c == '.' || c == ',' || c == '/')
			continue;
		if (n + 1 >= sizeof last)
			return false;
		last[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	last[n] = '\0';
	for (size_t k = 0; k < COUNT(endings); k++) {
		if (strcmp(endings[k], last) == 0)
			return true;
	}
	return false;
}

static bool
is_country(struct psi_cell value)
{
	char code[PSI_COUNTRY_CHARS];

	return value.len <= COUNTRY_BYTES_MAX &&
	    psi_country_find(code, value.text, value.len) == PSI_REJECT_NONE;
}

void
psi_column_look_add(struct psi_column_look *look, struct psi_cell value)
{
	if (value.len == 0)
		return;
	look->num_filled++;
	look->num_numbers += is_number(value);
	look->num_hosts += is_host(value);
	count_colleague(look, hash_mail_domain(value));
	look->num_states += psi_inactive_is_state(value);
	look->num_companies += psi_column_is_company(value);
	if (look->num_filled <= PSI_COLUMN_COUNTRIES_MAX)
		look->num_countries += is_country(value);
}

bool
psi_column_best(const struct psi_mapping *mapping,
    const struct psi_column_look *looks, size_t *column, enum psi_field *field)
{
	for (size_t i = 0; i < mapping->num_columns; i++) {
		*column = i;
		*field = PSI_FIELD_NAME;
		if (!psi_mapping_uses(mapping, i) &&
		    psi_column_looks_like_companies(&looks[i]))
			return true;
	}
	for (size_t i = 0; i < mapping->num_columns; i++) {
		*column = i;
		*field = PSI_FIELD_DOMAIN;
		if (!psi_mapping_uses(mapping, i) &&
		    psi_column_looks_like_hosts(&looks[i]) &&
		    !psi_column_looks_like_colleagues(&looks[i]))
			return true;
	}
	return false;
}
