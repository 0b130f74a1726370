#include "normal/country.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/cell.h"
#include "base/error.h"
#include "normal/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* No spelling in the table is longer, so a longer text cannot be the name of a
 * country. */
#define NAME_BYTES_MAX 160

static const struct {
	const char alpha2[PSI_COUNTRY_CHARS];
	const char alpha3[4];
	const char *names;
} table[] = {
#include "normal/countries.def"
};

struct slot {
	uint32_t hash;
	/* Where the folded spelling begins in `spellings`. */
	uint32_t offset;
	uint8_t len;
	/* 1 + the index into `table`; 0 in a free slot. */
	uint16_t country;
};

/* A hash table for some 13,000 spellings, less than half full. Not a struct
 * psi_index: the spellings are compiled in, so it never grows, and nobody can
 * choose any that collide, so no seed has to be drawn. */
#define NUM_SLOTS 32768
#define SPELLINGS_BYTES ((size_t)256 << 10)

/* What a Latin letter beyond ASCII is folded to; so most names need no
 * libunistring. */
struct letter {
	uint8_t len;
	uint8_t bytes[6];
};

#define LATIN 0x00C0
#define LATIN_END 0x0250
#define LATIN_MORE 0x1E00
#define LATIN_MORE_END 0x1F00
#define NUM_LETTERS (LATIN_END - LATIN + LATIN_MORE_END - LATIN_MORE)

struct psi_countries {
	struct letter letters[NUM_LETTERS];
	struct psi_buf spellings;
	/* For each code of two letters 1 + the index into `table`; 0 where no
	 * country has that code. */
	uint16_t codes[26 * 26];
	struct slot slots[NUM_SLOTS];
};

static uint32_t
hash_text(const char *text, size_t len)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619U;
	return hash;
}

static struct slot *
find(struct psi_countries *countries, const char *text, size_t len)
{
	uint32_t hash = hash_text(text, len);
	size_t i = (hash ^ hash >> 15) % NUM_SLOTS;

	while (countries->slots[i].country != 0) {
		struct slot *slot = &countries->slots[i];

		if (slot->hash == hash && slot->len == len &&
		    memcmp(countries->spellings.data + slot->offset, text,
			len) == 0)
			break;
		i = (i + 1) % NUM_SLOTS;
	}
	countries->slots[i].hash = hash;
	return &countries->slots[i];
}

/* Place of a code point in the table of letters, or NUM_LETTERS. */
static size_t
letter_index(uint32_t c)
{
	if (c >= LATIN && c < LATIN_END)
		return c - LATIN;
	if (c >= LATIN_MORE && c < LATIN_MORE_END)
		return LATIN_END - LATIN + c - LATIN_MORE;
	return NUM_LETTERS;
}

static void
add_letter(struct psi_countries *countries, uint32_t c)
{
	struct letter *letter = &countries->letters[letter_index(c)];
	uint8_t text[3], folded[PSI_TEXT_FOLD_BYTES(3)];
	size_t len = 0, folded_len = 0;

	if (c >= 0x800) {
		text[len++] = (uint8_t)(0xE0 | c >> 12);
		text[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	} else {
		text[len++] = (uint8_t)(0xC0 | c >> 6);
	}
	text[len++] = (uint8_t)(0x80 | (c & 0x3F));
	if (psi_text_fold(folded, sizeof(folded), &folded_len, text, len) !=
		PSI_TEXT_OK ||
	    folded_len > sizeof(letter->bytes))
		return;
	memcpy(letter->bytes, folded, folded_len);
	letter->len = (uint8_t)folded_len;
}

static void
add_letters(struct psi_countries *countries)
{
	for (uint32_t c = LATIN; c < LATIN_END; c++)
		add_letter(countries, c);
	for (uint32_t c = LATIN_MORE; c < LATIN_MORE_END; c++)
		add_letter(countries, c);
}

static bool
is_compared(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* The letter at the beginning of a text, in the table, and its bytes; NULL for
 * any other. */
static const struct letter *
latin_letter(const struct psi_countries *countries, size_t *used,
    const uint8_t *text, size_t len)
{
	uint32_t c = 0;
	size_t index;

	if (len >= 2 && text[0] >= 0xC3 && text[0] < 0xCA) {
		c = (uint32_t)(text[0] & 0x1F) << 6 | (text[1] & 0x3F);
		*used = 2;
	} else if (len >= 3 && text[0] == 0xE1) {
		c = 0x1000U | (uint32_t)(text[1] & 0x3F) << 6 |
		    (text[2] & 0x3F);
		*used = 3;
	}
	index = letter_index(c);
	if (index == NUM_LETTERS || countries->letters[index].len == 0)
		return NULL;
	for (size_t i = 1; i < *used; i++) {
		if ((text[i] & 0xC0) != 0x80)
			return NULL;
	}
	return &countries->letters[index];
}

/* A text of ASCII and Latin letters. Returns false for any other. */
static bool
fold_latin(const struct psi_countries *countries, char out[NAME_BYTES_MAX],
    size_t *out_len, const uint8_t *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		struct letter ascii = { 1, { 0 } };
		const struct letter *letter = &ascii;
		size_t used = 1;

		if (text[i] < 0x80)
			ascii.bytes[0] =
			    (uint8_t)psi_ascii_lower((char)text[i]);
		else
			letter =
			    latin_letter(countries, &used, text + i, len - i);
		if (letter == NULL)
			return false;
		for (size_t k = 0; k < letter->len && n < NAME_BYTES_MAX; k++) {
			if (is_compared(letter->bytes[k]))
				out[n++] = (char)letter->bytes[k];
		}
		i += used;
	}
	*out_len = n;
	return true;
}

/* Reduce a spelling to what is compared: folded letters and digits, without
 * blanks and punctuation. Returns the length; 0 if nothing is left or the text
 * is too long. */
static size_t
fold(const struct psi_countries *countries, char out[NAME_BYTES_MAX],
    const char *text, size_t len)
{
	uint8_t folded[PSI_TEXT_FOLD_BYTES(NAME_BYTES_MAX)];
	size_t folded_len;
	size_t n = 0;

	if (len > NAME_BYTES_MAX)
		return 0;
	if (fold_latin(countries, out, &n, (const uint8_t *)text, len))
		return n;
	n = 0;
	if (psi_text_fold(folded, sizeof(folded), &folded_len,
		(const uint8_t *)text, len) != PSI_TEXT_OK)
		return 0;
	for (size_t i = 0; i < folded_len && n < NAME_BYTES_MAX; i++) {
		if (is_compared(folded[i]))
			out[n++] = (char)folded[i];
	}
	return n;
}

/* Without "the" at either end, so that "The Gambia", "Gambia (The)" and
 * "Gambia" are the same. */
static struct psi_cell
without_the(const char *folded, size_t n)
{
	struct psi_cell name = { folded, n };

	if (n > 6 && memcmp(folded, "the", 3) == 0) {
		name.text += 3;
		name.len -= 3;
	} else if (n > 6 && memcmp(folded + n - 3, "the", 3) == 0) {
		name.len -= 3;
	}
	return name;
}

static int
add(struct psi_countries *countries, size_t country, const char *text,
    size_t len, struct psi_error *err)
{
	char folded[NAME_BYTES_MAX];
	struct psi_cell name =
	    without_the(folded, fold(countries, folded, text, len));
	struct slot *slot;

	if (name.len == 0 || name.len > UINT8_MAX)
		return 0;
	slot = find(countries, name.text, name.len);
	/* No spelling in the table belongs to two countries, so this one is
	 * already there for the same country, written differently. */
	if (slot->country != 0)
		return 0;
	slot->offset = (uint32_t)countries->spellings.len;
	slot->len = (uint8_t)name.len;
	slot->country = (uint16_t)(country + 1);
	return psi_buf_append(&countries->spellings, name.text, name.len, err);
}

static int
add_names(
    struct psi_countries *countries, size_t country, struct psi_error *err)
{
	const char *names = table[country].names;
	int rc = add(countries, country, table[country].alpha2, 2, err);

	if (rc == 0)
		rc = add(countries, country, table[country].alpha3, 3, err);
	while (rc == 0) {
		const char *stop = strchr(names, '|');
		size_t len =
		    stop == NULL ? strlen(names) : (size_t)(stop - names);

		rc = add(countries, country, names, len, err);
		if (stop == NULL)
			break;
		names = stop + 1;
	}
	return rc;
}

int
psi_countries_new(struct psi_countries **out, struct psi_error *err)
{
	struct psi_countries *countries = calloc(1, sizeof(*countries));
	int rc;

	if (countries == NULL)
		return psi_error_nomem(err);
	add_letters(countries);
	rc = psi_buf_reserve(&countries->spellings, SPELLINGS_BYTES, err);
	for (size_t i = 0; i < COUNT(table) && rc == 0; i++) {
		int a = table[i].alpha2[0] - 'A';
		int b = table[i].alpha2[1] - 'A';

		countries->codes[a * 26 + b] = (uint16_t)(i + 1);
		rc = add_names(countries, i, err);
	}
	if (rc != 0) {
		psi_countries_free(countries);
		return rc;
	}
	*out = countries;
	return 0;
}

void
psi_countries_free(struct psi_countries *countries)
{
	if (countries == NULL)
		return;
	psi_buf_clear(&countries->spellings);
	free(countries);
}

/* Look up a code of two letters in any case: 1 + the index into `table`, or
 * 0. */
static uint16_t
find_code(const struct psi_countries *countries, const char *text)
{
	unsigned int a = (unsigned int)((uint8_t)text[0] | 0x20) - 'a';
	unsigned int b = (unsigned int)((uint8_t)text[1] | 0x20) - 'a';

	return a < 26 && b < 26 ? countries->codes[a * 26 + b] : 0;
}

static uint16_t
find_name(const struct psi_countries *countries, const char *text, size_t len)
{
	char folded[NAME_BYTES_MAX];
	struct psi_cell name =
	    without_the(folded, fold(countries, folded, text, len));
	uint32_t hash;
	size_t i;

	if (name.len < 2)
		return 0;
	hash = hash_text(name.text, name.len);
	i = (hash ^ hash >> 15) % NUM_SLOTS;
	while (countries->slots[i].country != 0) {
		const struct slot *slot = &countries->slots[i];

		if (slot->hash == hash && slot->len == name.len &&
		    memcmp(countries->spellings.data + slot->offset, name.text,
			name.len) == 0)
			return slot->country;
		i = (i + 1) % NUM_SLOTS;
	}
	return 0;
}

static uint16_t
find_plain(const struct psi_countries *countries, const char *text, size_t len)
{
	uint16_t country = 0;

	if (len == 2)
		country = find_code(countries, text);
	if (country == 0)
		country = find_name(countries, text, len);
	/* Behind the names: "Li-bi" is Libya in Vietnamese. */
	if (country == 0 && len >= 4 && len <= 6 && text[2] == '-')
		country = find_code(countries, text);
	return country;
}

/* The text at [from, to) without the blanks and brackets at its ends. */
static uint16_t
find_part(const struct psi_countries *countries, const char *text, size_t from,
    size_t to)
{
	while (from < to && strchr(" [(", text[from]) != NULL)
		from++;
	while (to > from && strchr(" ])", text[to - 1]) != NULL)
		to--;
	return to > from ? find_plain(countries, text + from, to - from) : 0;
}

/*
 * A country with its code or another name beside it: "Germany (DE)",
 * "DE - Germany", "[DE] Germany". Not found where the parts name two different
 * countries, nor, around a hyphen without a blank, where they do not both name
 * one.
 */
static uint16_t
find_decorated(
    const struct psi_countries *countries, const char *text, size_t len)
{
	for (size_t i = 1; i + 1 < len; i++) {
		uint16_t before, behind;
		bool hyphen;

		if (text[i] == '\0' || strchr("([])-:/|;,", text[i]) == NULL)
			continue;
		hyphen =
		    text[i] == '-' && text[i - 1] != ' ' && text[i + 1] != ' ';
		before = find_part(countries, text, 0, i);
		behind = find_part(countries, text, i + 1, len);
		if (before != 0 && behind != 0 && before != behind)
			return 0;
		if (hyphen && (before == 0 || behind == 0))
			continue;
		if (before != 0 || behind != 0)
			return before != 0 ? before : behind;
	}
	return 0;
}

/* "276.0": a number that a spreadsheet took for one. */
static size_t
without_fraction(const char *text, size_t len)
{
	if (len == 5 && memcmp(text + 3, ".0", 2) == 0 && text[0] >= '0' &&
	    text[0] <= '9')
		return 3;
	return len;
}

bool
psi_country_find(const struct psi_countries *countries,
    char out[PSI_COUNTRY_CHARS], const char *text, size_t len)
{
	uint16_t country;

	len = without_fraction(text, len);
	country = find_plain(countries, text, len);
	if (country == 0 && len <= NAME_BYTES_MAX)
		country = find_decorated(countries, text, len);
	if (country == 0)
		return false;
	memcpy(out, table[country - 1].alpha2, PSI_COUNTRY_CHARS);
	return true;
}

void
psi_country_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < COUNT(table); i++) {
		/* With their NUL, so that the entries cannot run together. */
		psi_sha256_update(ctx, table[i].alpha2, 3);
		psi_sha256_update(ctx, table[i].alpha3, 4);
		psi_sha256_update(
		    ctx, table[i].names, strlen(table[i].names) + 1);
	}
}
