#include "normal/country.h"

#include <string.h>

#include "normal/country_store.h"
#include "psi/near.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct psi_country_row table[] = {
#include "normal/countries.def"
};

struct lookup {
	const struct psi_countries *countries;
	/* A spelling was not compared for want of memory. */
	bool no_memory;
};

/* Look up a code of two letters, in upper or lower case. Returns the index into
 * `table` plus 1, or 0; so do all functions below. */
static uint16_t
find_code(const struct lookup *lookup, const char *text)
{
	unsigned int a = (unsigned int)((uint8_t)text[0] | 0x20) - 'a';
	unsigned int b = (unsigned int)((uint8_t)text[1] | 0x20) - 'a';

	return a < 26 && b < 26 ? lookup->countries->codes[a * 26 + b] : 0;
}

/* How two letters are written. */
enum written { BARE, DOTTED, MARKED };

static enum written
how_written(const char *text, size_t len)
{
	enum written written = BARE;

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		/* Letters of Latin with marks, and signs between; the wide letters of
		 * East Asia are no others. */
		if ((c >= 0xC3 && c <= 0xC9) || c == 0xE1 || c == '&' ||
		    c == '+' || c == '-')
			return MARKED;
		if (c == '.')
			written = DOTTED;
	}
	return written;
}

/*
 * Two letters that with points, marks or a sign abbreviate another country than the
 * one whose code they are: R.U. is Royaume-Uni, Regno Unito, Reino Unido; T.C. the
 * Republic of Turkey; ČR Česká republika; Mỹ America; B&H Bosnia. And EU is the
 * European Union, while É.-U. is États-Unis. Our own list.
 */
static const struct {
	char letters[3];
	enum written written;
	/* "" for no country. */
	char alpha2[3];
} abbreviated[] = {
	{ "ru", DOTTED, "GB" },
	{ "ru", MARKED, "GB" },
	{ "tc", DOTTED, "TR" },
	{ "cr", MARKED, "CZ" },
	{ "my", MARKED, "US" },
	{ "bh", MARKED, "BA" },
	{ "tt", MARKED, "TT" },
	{ "eu", BARE, "" },
	{ "eu", DOTTED, "" },
};

/* What two letters say that are no bare code; `number` is what the tables say. */
static uint16_t
find_abbreviated(const struct lookup *lookup, struct psi_cell name,
    const char *text, size_t len, uint16_t number)
{
	enum written written = how_written(text, len);

	for (size_t i = 0; i < COUNT(abbreviated); i++)
		if (abbreviated[i].written == written &&
		    memcmp(abbreviated[i].letters, name.text, 2) == 0)
			return find_code(lookup, abbreviated[i].alpha2);
	/* Any other with marks is no code either. */
	return written == MARKED && find_code(lookup, name.text) == number
	    ? 0
	    : number;
}

static uint16_t
find_name(struct lookup *lookup, const char *text, size_t len)
{
	const struct psi_countries *countries = lookup->countries;
	char folded[PSI_COUNTRY_NAME_BYTES];
	struct psi_cell name;
	uint16_t number;

	if (!psi_country_fold(&name, folded, countries->letters, text, len))
		lookup->no_memory = true;
	if (name.len < 2)
		return 0;
	number = countries->slots[psi_country_slot(countries, name)];
	number = number == 0 ? 0 : countries->spellings[number].country;
	return name.len == 2 ? find_abbreviated(lookup, name, text, len, number)
			     : number;
}

static uint16_t
find_plain(struct lookup *lookup, const char *text, size_t len)
{
	uint16_t country = 0;

	if (len == 2)
		country = find_code(lookup, text);
	if (country == 0)
		country = find_name(lookup, text, len);
	/* Names are tried before this: "Li-bi" is not a subdivision of
	 * Liechtenstein but Libya in Vietnamese. */
	if (country == 0 && len >= 4 && len <= 6 && text[2] == '-')
		country = find_code(lookup, text);
	return country;
}

/* Look up the part from `from` up to `to`, without the blanks and brackets
 * around it. */
static uint16_t
find_part(struct lookup *lookup, const char *text, size_t from, size_t to)
{
	while (from < to && strchr(" [(", text[from]) != NULL)
		from++;
	while (to > from && strchr(" ])", text[to - 1]) != NULL)
		to--;
	return to > from ? find_plain(lookup, text + from, to - from) : 0;
}

/*
 * Look up a country that is written twice, as in "Germany (DE)", "DE - Germany"
 * or "[DE] Germany". One part is enough, but the other must not name a different
 * country. Around a hyphen without blanks both parts must name the country.
 */
static uint16_t
find_decorated(struct lookup *lookup, const char *text, size_t len)
{
	for (size_t i = 1; i + 1 < len; i++) {
		uint16_t before, behind;
		bool hyphen;

		if (text[i] == '\0' || strchr("([])-:/|;,", text[i]) == NULL)
			continue;
		hyphen =
		    text[i] == '-' && text[i - 1] != ' ' && text[i + 1] != ' ';
		before = find_part(lookup, text, 0, i);
		behind = find_part(lookup, text, i + 1, len);
		if (before != 0 && behind != 0 && before != behind)
			return 0;
		if (hyphen && (before == 0 || behind == 0))
			continue;
		if (before != 0 || behind != 0)
			return before != 0 ? before : behind;
	}
	return 0;
}

/* The length of a numeric code without the ".0" that a spreadsheet puts behind
 * it, as in "276.0". */
static size_t
without_fraction(const char *text, size_t len)
{
	if (len == 5 && memcmp(text + 3, ".0", 2) == 0 && text[0] >= '0' &&
	    text[0] <= '9')
		return 3;
	return len;
}

#define FLAG_BYTES 8

/* The country of the flag that begins here. A flag is two regional indicator
 * symbols, U+1F1E6 to U+1F1FF, one for each letter of the code. */
static uint16_t
find_flag(struct lookup *lookup, const char *text, size_t len)
{
	char code[2];

	if (len < FLAG_BYTES)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		const uint8_t *symbol = (const uint8_t *)text + 4 * i;

		if (symbol[0] != 0xF0 || symbol[1] != 0x9F ||
		    symbol[2] != 0x87 || symbol[3] < 0xA6 || symbol[3] > 0xBF)
			return 0;
		code[i] = (char)('a' + symbol[3] - 0xA6);
	}
	return find_code(lookup, code);
}

static uint16_t
find_text(struct lookup *lookup, const char *text, size_t len)
{
	uint16_t country;

	len = without_fraction(text, len);
	country = find_plain(lookup, text, len);
	if (country == 0 && len <= PSI_COUNTRY_NAME_BYTES)
		country = find_decorated(lookup, text, len);
	return country;
}

/* Look up a text that may have a flag before or behind it. What is left must not
 * name a different country. */
static uint16_t
find_country(struct lookup *lookup, const char *text, size_t len)
{
	uint16_t flag = find_flag(lookup, text, len);
	uint16_t country;

	if (flag != 0) {
		text += FLAG_BYTES;
		len -= FLAG_BYTES;
	} else if (len > FLAG_BYTES) {
		flag = find_flag(lookup, text + len - FLAG_BYTES, FLAG_BYTES);
		len -= flag != 0 ? FLAG_BYTES : 0;
	}
	if (flag == 0)
		return find_text(lookup, text, len);
	while (len > 0 && text[0] == ' ') {
		text++;
		len--;
	}
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (len == 0)
		return flag;
	country = find_text(lookup, text, len);
	return country == 0 || country == flag ? flag : 0;
}

enum psi_reject
psi_country_find(char out[PSI_COUNTRY_CHARS], const char *text, size_t len)
{
	struct lookup lookup = { .countries = &psi_countries_made };
	uint16_t country = find_country(&lookup, text, len);

	if (lookup.no_memory)
		return PSI_REJECT_NO_MEMORY;
	if (country == 0)
		return PSI_REJECT_COUNTRY;
	memcpy(out, table[country - 1].alpha2, PSI_COUNTRY_CHARS);
	return PSI_REJECT_NONE;
}

void
psi_country_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < COUNT(table); i++) {
		/* Each text with its NUL, so that "ab", "c" and "a", "bc" hash
		 * differently. */
		psi_sha256_update(ctx, table[i].alpha2, 3);
		psi_sha256_update(ctx, table[i].alpha3, 4);
		psi_sha256_update(
		    ctx, table[i].names, strlen(table[i].names) + 1);
	}
}

/* Shorter texts come near to too much. */
#define NEAR_CHARS_MIN 4

bool
psi_country_near(struct psi_cell *name, char code[PSI_COUNTRY_CHARS],
    const char *text, size_t text_len)
{
	struct psi_near near;
	bool found = false;

	if (text_len < NEAR_CHARS_MIN)
		return false;
	psi_near_begin(&near, text, text_len);
	for (size_t i = 0; i < COUNT(table); i++)
		for (const char *at = table[i].names; *at != '\0';) {
			size_t len = strcspn(at, "|");

			if (psi_near_offer(&near, at, len)) {
				*name = (struct psi_cell){ at, len };
				memcpy(
				    code, table[i].alpha2, PSI_COUNTRY_CHARS);
				found = true;
			}
			at += len + (at[len] == '|');
		}
	return found;
}
