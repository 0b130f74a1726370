#include "normal/private_form.h"

#include <string.h>

/* "Pty Ltd", "GmbH & Co. KG": so many words behind the name are looked at. */
#define WORDS_MAX 2

static const struct {
	const char *word;
	/* The first of `countries`. */
	char country[3];
	const char *countries;
} forms[] = {
#define PRIVATE_FORM(word, countries)                                          \
	{ word, { countries[0], countries[1], '\0' }, countries },
#include "normal/private_forms.def"
#undef PRIVATE_FORM
};

#define NUM_FORMS (sizeof forms / sizeof forms[0])
_Static_assert(NUM_FORMS < PSI_PRIVATE_FORM_GUESS, "a number is seven bits");

static bool
has_country(const char *countries, const char *country)
{
	for (const char *c = countries; *c != '\0'; c += c[2] == ' ' ? 3 : 2) {
		if (memcmp(c, country, 2) == 0)
			return true;
	}
	return false;
}

/* The first token behind the strict name; NULL where that is the end. */
static const struct psi_token *
behind(const struct psi_name_scratch *s)
{
	const struct psi_token *last = &s->strict.token[s->strict.end - 1];

	for (size_t i = 0; i < s->tokens.num; i++) {
		if (s->tokens.token[i].at > last->at)
			return &s->tokens.token[i];
	}
	return NULL;
}

/* What form `i` says of the name in a row of its country. */
static unsigned int
number_of(const struct psi_name_scratch *s, size_t i)
{
	unsigned int number = (unsigned int)i + 1;

	if (s->country == NULL)
		return number | PSI_PRIVATE_FORM_GUESS;
	return has_country(forms[i].countries, s->country) ? 0 : number;
}

unsigned int
psi_private_form(const struct psi_name_scratch *s)
{
	const struct psi_token *end = s->tokens.token + s->tokens.num;
	const struct psi_token *token = behind(s);

	for (size_t n = 0; token != NULL && token < end && n < WORDS_MAX;
	     n++, token++) {
		if ((psi_name_word_flags(s, token) & PSI_WORD_SUFFIX) == 0)
			break;
		for (size_t i = 0; i < NUM_FORMS; i++) {
			if (psi_name_token_is(s, token, forms[i].word))
				return number_of(s, i);
		}
	}
	return 0;
}

const char *
psi_private_form_country(unsigned int form)
{
	return forms[(form & ~PSI_PRIVATE_FORM_GUESS) - 1].country;
}

void
psi_private_form_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < NUM_FORMS; i++) {
		psi_sha256_update(ctx, (const uint8_t *)forms[i].word,
		    strlen(forms[i].word) + 1);
		psi_sha256_update(ctx, (const uint8_t *)forms[i].countries,
		    strlen(forms[i].countries) + 1);
	}
}
