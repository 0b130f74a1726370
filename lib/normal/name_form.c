#include "normal/name_form.h"

#include <string.h>

static bool
has_country(const char *countries, const char *country)
{
	if (country == NULL)
		return false;
	for (const char *c = countries; *c != '\0'; c += 2) {
		if (*c == ' ')
			c++;
		if (c[0] == country[0] && c[1] == country[1])
			return true;
	}
	return false;
}

#define PUNCTUATED                                                             \
	(PSI_TOKEN_DOTTED | PSI_TOKEN_SLASHED | PSI_TOKEN_AFTER_COMMA)

/*
 * Whether a local form may be stripped at `token`, where it does not belong to
 * the row's country: if it was punctuated, and in a loose key where nothing
 * speaks against it, neither another country nor that it may be initials.
 */
static bool
may_strip_local(
    const struct psi_name_scratch *s, const struct psi_token *token, bool loose)
{
	unsigned int evidence = token->flags & PUNCTUATED;

	/* Behind a comma, a state's code is one: "City of Acme, KY". */
	if (psi_name_word_flags(s, token) & PSI_WORD_TAIL_CODE)
		evidence &= ~(unsigned int)PSI_TOKEN_AFTER_COMMA;
	if (evidence != 0)
		return true;
	return loose && s->country == NULL &&
	    (token->flags & PSI_TOKEN_MERGED) == 0 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_NUMERAL) == 0;
}

/* Where a phrase of one or more tokens stands in its name. */
struct place {
	/* Its first token; before, the one before it or NULL. */
	const struct psi_token *token;
	const struct psi_token *before;
	/* A sign sets it apart from the name. */
	bool apart;
	bool loose;
};

/* Whether one phrase may be stripped where it stands. */
static bool
may_strip_phrase(const struct psi_name_scratch *s, const struct psi_phrase *p,
    const struct place *at)
{
	switch ((enum psi_phrase_when)p->when) {
	case PSI_PHRASE_ALWAYS:
		return !psi_name_is_state(s, at->token);
	case PSI_PHRASE_LOCAL:
		return has_country(psi_lexicon_countries(s->rules->lexicon, p),
			   s->country) ||
		    may_strip_local(s, at->token, at->loose);
	case PSI_PHRASE_APART:
		return at->apart;
	case PSI_PHRASE_SHARE:
		return at->apart ||
		    (at->before != NULL && psi_name_is_form(s, at->before));
	case PSI_PHRASE_DROP:
	case PSI_PHRASE_DROP_APART:
		break;
	}
	return false;
}

/* Whether some phrase that ends at `node` may be stripped here; of legal forms
 * only, if `forms`. */
static bool
may_strip(const struct psi_name_scratch *s, uint16_t node,
    const struct place *at, bool forms)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	const struct psi_phrase *p = psi_lexicon_phrase(lexicon, node);

	for (; p != NULL; p = psi_lexicon_next_phrase(lexicon, p)) {
		if (forms && *psi_lexicon_countries(lexicon, p) == '\0')
			continue;
		if (may_strip_phrase(s, p, at))
			return true;
	}
	return false;
}

/* How many tokens before `end` the longest phrase takes that may be stripped
 * and leaves something; of legal forms only, if `forms`. */
static size_t
match_phrase(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t end, bool loose, bool forms)
{
	uint16_t node = PSI_PHRASE_SUFFIX;
	size_t longest = 0;

	if (end == r->first ||
	    (psi_name_word_flags(s, &r->token[end - 1]) & PSI_WORD_SUFFIX) == 0)
		return 0;
	for (size_t i = end; i > r->first + 1 && r->token[i - 1].word != 0;
	     i--) {
		const struct psi_token *token = &r->token[i - 1];
		const struct place at = { .token = token,
			.before = token - 1,
			.apart = (token->flags & PSI_TOKEN_APART) != 0,
			.loose = loose };

		node = psi_lexicon_step(s->rules->lexicon, node, token->word);
		if (node == 0)
			break;
		if (may_strip(s, node, &at, forms))
			longest = end - (i - 1);
	}
	return longest;
}

size_t
psi_name_match_suffix(const struct psi_name_scratch *s,
    const struct psi_name_run *r, size_t end, bool loose)
{
	return match_phrase(s, r, end, loose, false);
}

size_t
psi_name_match_prefix(
    const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	uint16_t node = PSI_PHRASE_PREFIX;
	size_t longest = 0;

	if ((psi_name_word_flags(s, &r->token[r->first]) & PSI_WORD_PREFIX) ==
	    0)
		return 0;
	for (size_t i = r->first; i + 1 < r->end && r->token[i].word != 0;
	     i++) {
		const struct psi_token *next = &r->token[i + 1];
		/* Neither punctuation nor a loose key makes a local form one
		 * at the beginning. */
		const struct psi_token plain = { .word = r->token[i].word };
		const struct place at = { .token = &plain,
			.apart = (next->flags & PSI_TOKEN_APART) != 0 };

		node =
		    psi_lexicon_step(s->rules->lexicon, node, r->token[i].word);
		if (node == 0)
			break;
		if (may_strip(s, node, &at, false))
			longest = i + 1 - r->first;
	}
	return longest;
}

bool
psi_name_is_form(
    const struct psi_name_scratch *s, const struct psi_token *token)
{
	const struct psi_token plain = { .word = token->word };
	const struct place at = { .token = &plain };
	uint16_t node;

	if ((psi_name_word_flags(s, token) & PSI_WORD_SUFFIX) == 0)
		return false;
	node =
	    psi_lexicon_step(s->rules->lexicon, PSI_PHRASE_SUFFIX, token->word);
	return node != 0 && may_strip(s, node, &at, true);
}

bool
psi_name_ends_form(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t end)
{
	return match_phrase(s, r, end, false, true) > 0;
}

/* Forms of many countries, and where most who write them are. */
#define USUAL(form, a, b)                                                      \
	{                                                                      \
		form, sizeof form - 1,                                         \
		{                                                              \
			a, b                                                   \
		}                                                              \
	}

static const struct {
	const char *form;
	size_t len;
	char country[2];
} usual[] = {
	USUAL("inc", 'U', 'S'),
	USUAL("incorporated", 'U', 'S'),
	USUAL("corp", 'U', 'S'),
	USUAL("corporation", 'U', 'S'),
	USUAL("co", 'U', 'S'),
	USUAL("company", 'U', 'S'),
	USUAL("llc", 'U', 'S'),
	USUAL("lp", 'U', 'S'),
	USUAL("ltd", 'G', 'B'),
	USUAL("limited", 'G', 'B'),
	USUAL("plc", 'G', 'B'),
	USUAL("llp", 'G', 'B'),
	USUAL("gmbh", 'D', 'E'),
	USUAL("ag", 'D', 'E'),
	USUAL("sarl", 'F', 'R'),
	USUAL("sas", 'F', 'R'),
	USUAL("spa", 'I', 'T'),
	USUAL("srl", 'I', 'T'),
	USUAL("sl", 'E', 'S'),
	USUAL("bv", 'N', 'L'),
	USUAL("ab", 'S', 'E'),
	USUAL("oy", 'F', 'I'),
	USUAL("aps", 'D', 'K'),
	USUAL("ltda", 'B', 'R'),
};

void
psi_name_guess(
    const struct psi_name_scratch *s, char out[2], const struct psi_name_run *r)
{
	for (size_t i = r->end; i > r->first + 1; i--) {
		const struct psi_token *token = &r->token[i - 1];
		const char *text = (const char *)s->tokens.text + token->at;

		/* All of them end a name, by the tables. */
		if ((psi_name_word_flags(s, token) & PSI_WORD_SUFFIX) == 0)
			continue;
		for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++) {
			if (text[0] != usual[k].form[0] ||
			    token->len != usual[k].len ||
			    memcmp(text, usual[k].form, token->len) != 0)
				continue;
			memcpy(out, usual[k].country, sizeof usual[k].country);
			return;
		}
	}
}

bool
psi_name_is_foreign(const char *country, const char guess[2])
{
	if (guess[0] == '\0' || memcmp(guess, country, 2) == 0)
		return false;
	for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++) {
		if (memcmp(usual[k].country, country, 2) == 0)
			return true;
	}
	return false;
}
