#include "table/unwrap_identity.h"

#include <string.h>

#include "table/unwrap_bytes.h"

static const char prefix[] = "psi1";

/* What may stand between the characters. */
static bool
is_between(uint8_t c)
{
	return psi_coded_is_blank(c) || c == '>' || c == '=';
}

/* The characters from here on without what mail puts between them; false where
 * there are too few. */
static bool
collect(char out[PSI_IDENTITY_TEXT_CHARS + 1], const uint8_t *text, size_t len)
{
	size_t num = 0;

	for (size_t i = 0; i < len && num < PSI_IDENTITY_TEXT_CHARS; i++)
		if (!is_between(text[i]))
			out[num++] = (char)text[i];
	out[num] = '\0';
	return num == PSI_IDENTITY_TEXT_CHARS;
}

/* Files of ours that hold an identity and are something else. */
static bool
is_other(const uint8_t *text, size_t len)
{
	static const char *const firsts[] = { "psi-secret-identity/",
		"agreement,run," };

	for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++)
		if (len > strlen(firsts[i]) &&
		    memcmp(text, firsts[i], strlen(firsts[i])) == 0)
			return true;
	return false;
}

size_t
psi_unwrap_identities(
    char out[PSI_IDENTITY_TEXT_CHARS + 1], const uint8_t *text, size_t len)
{
	char found[PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_public_identity identity;
	size_t num = 0;

	if (is_other(text, len))
		return 0;
	for (size_t i = 0; i + sizeof prefix - 1 < len && num < 2; i++) {
		/* Public: an identity is there to be shown. */
		if (memcmp(text + i, prefix, sizeof prefix - 1) != 0 ||
		    !collect(found, text + i, len - i) ||
		    psi_public_identity_parse(
			&identity, found, strlen(found), NULL) != 0 ||
		    (num == 1 && strcmp(found, out) == 0))
			continue;
		if (num++ == 0)
			memcpy(out, found, sizeof found);
	}
	return num;
}

bool
psi_unwrap_is_identity(const uint8_t *text, size_t len)
{
	struct psi_public_identity identity;

	while (len > 0 && psi_coded_is_blank(*text)) {
		text++;
		len--;
	}
	while (len > 0 && psi_coded_is_blank(text[len - 1]))
		len--;
	return psi_public_identity_parse(
		   &identity, (const char *)text, len, NULL) == 0;
}

bool
psi_unwrap_is_identity_alone(const uint8_t *text, size_t len)
{
	size_t num = 0;

	for (size_t i = 0; i < len; i++)
		num += !is_between(text[i]);
	return num == PSI_IDENTITY_TEXT_CHARS;
}
