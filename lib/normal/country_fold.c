/* What makes two spellings of a country the same. */
#include "normal/country_store.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "normal/text.h"

static uint32_t
hash_text(const char *text, size_t len)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619U;
	return hash;
}

size_t
psi_country_slot(const struct psi_countries *countries, struct psi_cell name)
{
	uint32_t hash = hash_text(name.text, name.len);
	size_t i = (hash ^ hash >> 15) % PSI_COUNTRY_SLOTS;

	for (; countries->slots[i] != 0; i = (i + 1) % PSI_COUNTRY_SLOTS) {
		const struct psi_country_spelling *spelling =
		    &countries->spellings[countries->slots[i]];

		if (spelling->len == name.len &&
		    memcmp(countries->text + spelling->at, name.text,
			name.len) == 0)
			break;
	}
	return i;
}

size_t
psi_country_letter(uint32_t c)
{
	if (c >= LATIN && c < LATIN_END)
		return c - LATIN;
	if (c >= LATIN_MORE && c < LATIN_MORE_END)
		return LATIN_END - LATIN + c - LATIN_MORE;
	return NUM_LETTERS;
}

static bool
is_compared(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* The letter at the beginning of a text, in the table, and its bytes; NULL for
 * any other. */
static const struct psi_country_letter *
latin_letter(const struct psi_country_letter *letters, size_t *used,
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
	index = psi_country_letter(c);
	if (index == NUM_LETTERS || letters[index].len == 0)
		return NULL;
	for (size_t i = 1; i < *used; i++) {
		if ((text[i] & 0xC0) != 0x80)
			return NULL;
	}
	return &letters[index];
}

/* A text of ASCII and Latin letters. Returns false for any other. */
static bool
fold_latin(const struct psi_country_letter *letters,
    char out[PSI_COUNTRY_NAME_BYTES], size_t *out_len, const uint8_t *text,
    size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		struct psi_country_letter ascii = { 1, { 0 } };
		const struct psi_country_letter *letter = &ascii;
		size_t used = 1;

		if (text[i] < 0x80)
			ascii.bytes[0] =
			    (uint8_t)psi_ascii_lower((char)text[i]);
		else
			letter =
			    latin_letter(letters, &used, text + i, len - i);
		if (letter == NULL)
			return false;
		for (size_t k = 0;
		     k < letter->len && n < PSI_COUNTRY_NAME_BYTES; k++) {
			if (is_compared(letter->bytes[k]))
				out[n++] = (char)letter->bytes[k];
		}
		i += used;
	}
	*out_len = n;
	return true;
}

/* A text in any letters. Returns false without memory. */
static bool
fold_any(char out[PSI_COUNTRY_NAME_BYTES], size_t *out_len, const uint8_t *text,
    size_t len)
{
	uint8_t folded[PSI_TEXT_FOLD_BYTES(PSI_COUNTRY_NAME_BYTES)];
	size_t folded_len = 0;
	size_t n = 0;
	enum psi_text_status status =
	    psi_text_fold(folded, sizeof folded, &folded_len, text, len);

	if (status != PSI_TEXT_OK)
		folded_len = 0;
	for (size_t i = 0; i < folded_len && n < PSI_COUNTRY_NAME_BYTES; i++) {
		if (is_compared(folded[i]))
			out[n++] = (char)folded[i];
	}
	*out_len = n;
	return status != PSI_TEXT_NOMEM;
}

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

bool
psi_country_fold(struct psi_cell *name, char out[PSI_COUNTRY_NAME_BYTES],
    const struct psi_country_letter *letters, const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t n = 0;
	bool ok = true;

	if (len <= PSI_COUNTRY_NAME_BYTES &&
	    !fold_latin(letters, out, &n, bytes, len))
		ok = fold_any(out, &n, bytes, len);
	*name = without_the(out, n);
	return ok;
}
