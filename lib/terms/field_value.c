#include "terms/field_value.h"

#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/secret.h"
#include "terms/field_text.h"
#include "terms/no_person.h"

/* Separates this hash from all others (FORMAT.md, "Fields"). */
#define ALIAS_LABEL "psi-alias/1"
#define ALIAS_PREFIX "owner-"
#define ALIAS_BYTES 6
#define ALIAS_CHARS (sizeof ALIAS_PREFIX - 1 + 2 * ALIAS_BYTES)
/* RFC 5321, section 4.5.3.1.3: a path less its angle brackets. */
#define EMAIL_MAX 254
/* RFC 1035, section 2.3.4. */
#define DOMAIN_MAX 253

/* Words for yes, no and the three levels, and what each is. */
static const struct {
	const char *word;
	enum psi_field_kind kind;
	const char *value;
} words[] = {
	{ "yes", PSI_KIND_YES_NO, "yes" },
	{ "y", PSI_KIND_YES_NO, "yes" },
	{ "true", PSI_KIND_YES_NO, "yes" },
	{ "1", PSI_KIND_YES_NO, "yes" },
	{ "x", PSI_KIND_YES_NO, "yes" },
	{ "ja", PSI_KIND_YES_NO, "yes" },
	{ "oui", PSI_KIND_YES_NO, "yes" },
	{ "no", PSI_KIND_YES_NO, "no" },
	{ "n", PSI_KIND_YES_NO, "no" },
	{ "false", PSI_KIND_YES_NO, "no" },
	{ "0", PSI_KIND_YES_NO, "no" },
	{ "nein", PSI_KIND_YES_NO, "no" },
	{ "non", PSI_KIND_YES_NO, "no" },
	{ "low", PSI_KIND_LEVEL, "low" },
	{ "medium", PSI_KIND_LEVEL, "medium" },
	{ "med", PSI_KIND_LEVEL, "medium" },
	{ "high", PSI_KIND_LEVEL, "high" },
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What a word of that kind stands for, without regard to case; or NULL. */
static const char *
find_word(enum psi_field_kind kind, const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = 0;

		if (words[i].kind != kind || strlen(words[i].word) != len)
			continue;
		while (n < len && lower(text[n]) == words[i].word[n])
			n++;
		if (n == len)
			return words[i].value;
	}
	return NULL;
}

static bool
is_country(const char *text, size_t len)
{
	return len == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' &&
	    text[1] <= 'Z';
}

/* Labels of lower-case letters, digits and hyphens, at least two. */
static bool
is_domain(const char *text, size_t len)
{
	size_t label = 0;
	size_t points = 0;

	if (len > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '.') {
			if (label == 0 || text[i - 1] == '-')
				return false;
			points++;
			label = 0;
			continue;
		}
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (c != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return points > 0 && label > 0 && text[len - 1] != '-';
}

/* One "@" with something before and behind it, no blank, and nothing that
 * ends an address in a list. */
static bool
is_email(const char *text, size_t len)
{
	const char *at = memchr(text, '@', len);

	if (at == NULL || at == text || at + 1 == text + len || len > EMAIL_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (strchr(" ;,<>\"", text[i]) != NULL)
			return false;
	return memchr(at + 1, '@', (size_t)(text + len - at) - 1) == NULL;
}

/* The bytes of an "@" at `p`, of its full-width form (U+FF20) or its small one
 * (U+FE6B); 0 for anything else. */
static size_t
at_sign(const char *p, size_t left)
{
	if (left >= 3 &&
	    (memcmp(p, "\xef\xbc\xa0", 3) == 0 ||
		memcmp(p, "\xef\xb9\xab", 3) == 0))
		return 3;
	return left > 0 && *p == '@' ? 1 : 0;
}

bool
psi_field_holds_address(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		size_t n = at_sign(text + i, len - i);

		if (n > 0 && i + n < len && text[i - 1] != ' ' &&
		    text[i + n] != ' ')
			return true;
	}
	return false;
}

/* "role:name;role:name", neither empty. */
static bool
is_team(const char *text, size_t len)
{
	for (;;) {
		const char *end = memchr(text, ';', len);
		size_t n = end != NULL ? (size_t)(end - text) : len;
		const char *colon = memchr(text, ':', n);

		if (colon == NULL || colon == text || colon + 1 == text + n)
			return false;
		if (end == NULL)
			return true;
		text += n + 1;
		len -= n + 1;
	}
}

static bool
is_alias(enum psi_field field, const char *text, size_t len)
{
	if (len < ALIAS_CHARS ||
	    memcmp(text, ALIAS_PREFIX, sizeof ALIAS_PREFIX - 1) != 0)
		return false;
	for (size_t i = sizeof ALIAS_PREFIX - 1; i < ALIAS_CHARS; i++)
		if (!(text[i] >= '0' && text[i] <= '9') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	if (field != PSI_FIELD_OWNER_EMAIL)
		return len == ALIAS_CHARS;
	return len > ALIAS_CHARS && text[ALIAS_CHARS] == '@' &&
	    is_domain(text + ALIAS_CHARS + 1, len - ALIAS_CHARS - 1);
}

bool
psi_field_names_nobody(enum psi_field field, const char *text, size_t len)
{
	return (field == PSI_FIELD_OWNER || field == PSI_FIELD_OWNER_EMAIL) &&
	    psi_is_no_person(text, len);
}

/* A text is what it should be as it is. */
static bool
is_kind(enum psi_field_kind kind, const char *text, size_t len)
{
	switch (kind) {
	case PSI_KIND_COUNTRY:
		return is_country(text, len);
	case PSI_KIND_DOMAIN:
		return is_domain(text, len);
	case PSI_KIND_EMAIL:
		return is_email(text, len);
	case PSI_KIND_TEAM:
		return is_team(text, len);
	case PSI_KIND_TEXT:
	case PSI_KIND_LIST:
	case PSI_KIND_NUMBER:
	case PSI_KIND_MONEY:
	case PSI_KIND_DATE:
	case PSI_KIND_NPS:
	case PSI_KIND_YES_NO:
	case PSI_KIND_LEVEL:
		break;
	}
	return true;
}

/* Of a value that was cut, what is whole: half of an item is none, and half of an
 * address would pass for a name. 0 for nothing. */
static size_t
keep_whole(enum psi_field field, char *text, size_t len)
{
	enum psi_field_kind kind = psi_field_kind(field);
	size_t whole = len;

	if (field == PSI_FIELD_OWNER)
		return 0;
	if (kind == PSI_KIND_TEXT)
		return len;
	/* What is left of a number is another one. */
	if (kind != PSI_KIND_TEAM && kind != PSI_KIND_LIST)
		return 0;
	while (whole > 0 && text[whole - 1] != ';')
		whole--;
	while (whole > 0 && (text[whole - 1] == ';' || text[whole - 1] == ' '))
		whole--;
	/* Without a separator a list is a text. */
	if (whole == 0 && kind == PSI_KIND_LIST)
		return len;
	text[whole] = '\0';
	return whole;
}

bool
psi_field_value(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    enum psi_field_form form, const char *text, size_t len,
    const char *currency, enum psi_date_order order)
{
	const struct psi_field_ways ways = { currency, order, 0 };

	return psi_field_value_by(out, field, form, text, len, &ways);
}

bool
psi_field_value_by(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    enum psi_field_form form, const char *text, size_t len,
    const struct psi_field_ways *ways)
{
	enum psi_field_kind kind = psi_field_kind(field);
	bool band = form == PSI_FORM_BAND;
	char clean[PSI_FIELD_VALUE_MAX + 1];
	const char *word;
	bool is_cut;
	bool ok;

	len = psi_field_text(clean, sizeof clean, &is_cut, text, len);
	if (is_cut)
		len = keep_whole(field, clean, len);
	if (len == 0 || form == PSI_FORM_ALIAS ||
	    psi_field_names_nobody(field, clean, len))
		return false;
	if (kind == PSI_KIND_MONEY) {
		ok = psi_field_money(out, field, band, clean, len, ways);
	} else if (kind == PSI_KIND_NUMBER) {
		ok = psi_field_number(out, field, band, clean, len);
	} else if (kind == PSI_KIND_NPS) {
		ok = psi_field_nps(out, band, clean, len);
	} else if (kind == PSI_KIND_DATE) {
		ok = form == PSI_FORM_QUARTER
		    ? psi_field_quarter(out, clean, len, ways->order)
		    : psi_field_date(out, clean, len, ways->order);
	} else if (kind == PSI_KIND_YES_NO || kind == PSI_KIND_LEVEL) {
		word = find_word(kind, clean, len);
		if ((ok = word != NULL))
			memcpy(out, word, strlen(word) + 1);
	} else {
		if ((ok = is_kind(kind, clean, len)))
			memcpy(out, clean, len + 1);
	}
	psi_wipe(clean, sizeof clean);
	return ok;
}

bool
psi_field_value_valid(enum psi_field field, enum psi_field_form form,
    const char *text, size_t len)
{
	enum psi_field_kind kind = psi_field_kind(field);
	bool band = form == PSI_FORM_BAND;
	const char *word;
	int32_t day;

	if (len > PSI_FIELD_VALUE_MAX || !psi_field_text_valid(text, len))
		return false;
	if (form != PSI_FORM_EXACT && form != psi_field_coarse(field))
		return false;
	if (form == PSI_FORM_ALIAS)
		return is_alias(field, text, len);
	if (kind == PSI_KIND_MONEY)
		return psi_field_money_valid(field, band, text, len);
	if (kind == PSI_KIND_NUMBER)
		return psi_field_number_valid(field, band, text, len);
	if (kind == PSI_KIND_NPS)
		return psi_field_nps_valid(band, text, len);
	if (kind == PSI_KIND_DATE)
		return form == PSI_FORM_QUARTER
		    ? psi_field_quarter_valid(text, len)
		    : psi_date_decode(&day, text, len);
	if (kind == PSI_KIND_YES_NO || kind == PSI_KIND_LEVEL) {
		/* The value itself, not another word for it. */
		word = find_word(kind, text, len);
		return word != NULL && strlen(word) == len &&
		    memcmp(word, text, len) == 0;
	}
	return is_kind(kind, text, len);
}

bool
psi_field_alias(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    const uint8_t key[PSI_FIELD_ALIAS_KEY_BYTES], const char *text, size_t len)
{
	/* The label, the key, the person. */
	uint8_t in[sizeof ALIAS_LABEL - 1 + PSI_FIELD_ALIAS_KEY_BYTES +
	    PSI_FIELD_VALUE_MAX + 1];
	size_t head = sizeof ALIAS_LABEL - 1 + PSI_FIELD_ALIAS_KEY_BYTES;
	char *person = (char *)in + head;
	uint8_t digest[PSI_BLAKE2B256_BYTES];
	const char *at;
	bool is_cut;
	bool ok;

	memcpy(in, ALIAS_LABEL, sizeof ALIAS_LABEL - 1);
	memcpy(in + sizeof ALIAS_LABEL - 1, key, PSI_FIELD_ALIAS_KEY_BYTES);
	len =
	    psi_field_text(person, PSI_FIELD_VALUE_MAX + 1, &is_cut, text, len);
	for (size_t i = 0; i < len; i++)
		person[i] = lower(person[i]);
	at = memchr(person, '@', len);
	ok = len > 0 && !is_cut &&
	    !psi_field_names_nobody(field, person, len) &&
	    (field != PSI_FIELD_OWNER_EMAIL ||
		(is_email(person, len) &&
		    is_domain(at + 1, (size_t)(person + len - at) - 1)));
	if (ok) {
		psi_blake2b256(digest, in, head + len);
		memcpy(out, ALIAS_PREFIX, sizeof ALIAS_PREFIX - 1);
		psi_hex_encode(
		    out + sizeof ALIAS_PREFIX - 1, digest, ALIAS_BYTES);
		if (field == PSI_FIELD_OWNER_EMAIL)
			memcpy(out + ALIAS_CHARS, at,
			    (size_t)(person + len - at) + 1);
	}
	psi_wipe(in, sizeof in);
	psi_wipe(digest, sizeof digest);
	return ok;
}
