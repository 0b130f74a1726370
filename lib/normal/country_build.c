#include "normal/country_build.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "normal/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct psi_country_row table[] = {
#include "normal/countries.def"
};

static void
add_letter(struct psi_country_tables *countries, uint32_t c)
{
	struct psi_country_letter *letter =
	    &countries->letters[psi_country_letter(c)];
	uint8_t text[3], folded[PSI_TEXT_FOLD_BYTES(3)];
	size_t len = 0, folded_len = 0;

	if (c >= 0x800) {
		text[len++] = (uint8_t)(0xE0 | c >> 12);
		text[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	} else {
		text[len++] = (uint8_t)(0xC0 | c >> 6);
	}
	text[len++] = (uint8_t)(0x80 | (c & 0x3F));
	if (psi_text_fold(folded, sizeof folded, &folded_len, text, len) !=
		PSI_TEXT_OK ||
	    folded_len > sizeof letter->bytes)
		return;
	memcpy(letter->bytes, folded, folded_len);
	letter->len = (uint8_t)folded_len;
}

static void
add_letters(struct psi_country_tables *countries)
{
	for (uint32_t c = LATIN; c < LATIN_END; c++)
		add_letter(countries, c);
	for (uint32_t c = LATIN_MORE; c < LATIN_MORE_END; c++)
		add_letter(countries, c);
}

static bool
add(struct psi_country_tables *countries, size_t country, const char *text,
    size_t len)
{
	char folded[PSI_COUNTRY_NAME_BYTES];
	struct psi_cell name;
	struct psi_country_spelling *spelling;
	size_t slot;

	if (!psi_country_fold(&name, folded, countries->letters, text, len))
		return false;
	if (name.len == 0)
		return true;
	slot = psi_country_slot(&countries->made, name);
	/* No spelling in the table belongs to two countries, so this one is
	 * already there for the same country, written differently. */
	if (countries->slots[slot] != 0)
		return true;
	if (countries->num_spellings + 1 == PSI_SPELLINGS_MAX ||
	    name.len > PSI_SPELLINGS_BYTES - countries->text_len)
		return false;
	spelling = &countries->spellings[++countries->num_spellings];
	spelling->at = (uint32_t)countries->text_len;
	spelling->len = (uint8_t)name.len;
	spelling->country = (uint8_t)(country + 1);
	countries->slots[slot] = (uint16_t)countries->num_spellings;
	memcpy(countries->text + countries->text_len, name.text, name.len);
	countries->text_len += name.len;
	return true;
}

static bool
add_names(struct psi_country_tables *countries, size_t country)
{
	const char *names = table[country].names;
	bool ok = add(countries, country, table[country].alpha2, 2) &&
	    add(countries, country, table[country].alpha3, 3);

	while (ok) {
		const char *stop = strchr(names, '|');
		size_t len =
		    stop == NULL ? strlen(names) : (size_t)(stop - names);

		ok = add(countries, country, names, len);
		if (stop == NULL)
			break;
		names = stop + 1;
	}
	return ok;
}

struct psi_country_tables *
psi_countries_build(void)
{
	struct psi_country_tables *countries = calloc(1, sizeof *countries);
	bool ok = COUNT(table) <= UINT8_MAX;

	if (countries == NULL)
		return NULL;
	countries->made.slots = countries->slots;
	countries->made.spellings = countries->spellings;
	countries->made.text = countries->text;
	add_letters(countries);
	for (size_t i = 0; i < COUNT(table) && ok; i++) {
		int a = table[i].alpha2[0] - 'A';
		int b = table[i].alpha2[1] - 'A';

		countries->codes[a * 26 + b] = (uint8_t)(i + 1);
		ok = add_names(countries, i);
	}
	if (ok)
		return countries;
	free(countries);
	return NULL;
}
