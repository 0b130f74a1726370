#include "normal/name_scratch.h"

#include <string.h>

#include "normal/text.h"

static bool
is_single(const struct psi_name_scratch *s, const struct psi_token *token)
{
	uint8_t c;

	if (token->len != 1)
		return false;
	c = s->tokens.text[token->at];
	return c >= 'a' && c <= 'z';
}

/* Make one token of the single letters at [from, to). */
static void
merge_letters(
    struct psi_name_scratch *s, struct psi_name_run *r, size_t from, size_t to)
{
	struct psi_token *token = &r->token[from];
	size_t at = token->at;

	for (size_t i = from + 1; i < to; i++)
		if (r->token[i].at != at + (i - from))
			at = SIZE_MAX;
	if (at == SIZE_MAX) {
		at = s->tokens.text_len;
		for (size_t i = from; i < to; i++) {
			size_t unused;

			if (!psi_tokens_append(&s->tokens, &unused,
				s->tokens.text + r->token[i].at, 1)) {
				s->full = true;
				return;
			}
		}
	}
	psi_tokens_set(&s->tokens, s->rules->lexicon, token, at, to - from);
	token->flags |= PSI_TOKEN_MERGED;
	r->flags |= psi_name_word_flags(s, token);
}

static bool
merge_singles(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;
	size_t out = r->first;

	for (size_t i = r->first; i < r->end;) {
		size_t to = i + 1;

		if (is_single(s, &r->token[i]))
			while (to < r->end && is_single(s, &r->token[to]))
				to++;
		if (to - i > 1) {
			merge_letters(s, r, i, to);
			changed = true;
		}
		r->token[out++] = r->token[i];
		i = to;
	}
	r->end = out;
	return changed;
}

/* How many tokens from `i` the longest phrase of a cut tree takes. */
static size_t
match_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t i, enum psi_phrase_tree tree)
{
	uint16_t node = (uint16_t)tree;
	size_t longest = 0;

	for (size_t k = i; k < r->end && r->token[k].word != 0; k++) {
		node =
		    psi_lexicon_step(s->rules->lexicon, node, r->token[k].word);
		if (node == 0)
			break;
		if (psi_lexicon_phrase(s->rules->lexicon, node) != NULL)
			longest = k + 1 - i;
	}
	return longest;
}

/*
 * Where "trading as" and its like begin, after the first token, and how long
 * the phrase is. Returns false if the run has none.
 */
static bool
find_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t *at, size_t *len)
{
	for (size_t i = r->first + 1; i < r->end; i++) {
		if ((psi_name_word_flags(s, &r->token[i]) & PSI_WORD_CUT) == 0)
			continue;
		*at = i;
		*len = match_cut(s, r, i, PSI_PHRASE_CUT);
		if (*len == 0 && (r->token[i].flags & PSI_TOKEN_SLASHED))
			*len = match_cut(s, r, i, PSI_PHRASE_CUT_SLASHED);
		if (*len > 0)
			return true;
	}
	return false;
}

/* The end of what a phrase at `at` introduces: its brackets, or the name. */
static size_t
cut_end(const struct psi_name_run *r, size_t at)
{
	size_t i = at + 1;

	if ((r->token[at].flags & PSI_TOKEN_BRACKET) == 0)
		return r->end;
	while (i < r->end && (r->token[i].flags & PSI_TOKEN_BRACKET) &&
	    !(r->token[i].flags & PSI_TOKEN_BRACKET_FIRST))
		i++;
	return i;
}

static void
remove_tokens(struct psi_name_run *r, size_t from, size_t to)
{
	memmove(&r->token[from], &r->token[to],
	    (r->end - to) * sizeof(r->token[0]));
	r->end -= to - from;
}

static bool
cut_aliases(struct psi_name_scratch *s, struct psi_name_run *r)
{
	size_t at, len;

	if ((r->flags & PSI_WORD_CUT) == 0 || !find_cut(s, r, &at, &len))
		return false;
	remove_tokens(r, at, cut_end(r, at));
	return true;
}

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
	    (token->flags & PSI_TOKEN_MERGED) == 0;
}

/* Whether some phrase that ends at `node` may be stripped here. */
static bool
may_strip(const struct psi_name_scratch *s, uint16_t node, bool local)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	const struct psi_phrase *p = psi_lexicon_phrase(lexicon, node);

	for (; p != NULL; p = psi_lexicon_next_phrase(lexicon, p))
		if (p->when == PSI_PHRASE_ALWAYS || local ||
		    has_country(p->countries, s->country))
			return true;
	return false;
}

/* How many tokens before `end` the longest phrase takes that may be stripped
 * and leaves something. */
static size_t
match_suffix(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t end, bool loose)
{
	uint16_t node = PSI_PHRASE_SUFFIX;
	size_t longest = 0;

	if (end == r->first ||
	    (psi_name_word_flags(s, &r->token[end - 1]) & PSI_WORD_SUFFIX) == 0)
		return 0;
	for (size_t i = end; i > r->first + 1 && r->token[i - 1].word != 0;
	     i--) {
		const struct psi_token *token = &r->token[i - 1];

		node = psi_lexicon_step(s->rules->lexicon, node, token->word);
		if (node == 0)
			break;
		if (may_strip(s, node, may_strip_local(s, token, loose)))
			longest = end - (i - 1);
	}
	return longest;
}

/* Cut an affix off a token of a script without spaces. */
static bool
cut_affix(struct psi_name_scratch *s, struct psi_name_run *r,
    enum psi_affix_place place)
{
	struct psi_token *token =
	    &r->token[place == PSI_AFFIX_START ? r->first : r->end - 1];
	size_t len, at = token->at;

	if ((token->flags & PSI_TOKEN_WIDE) == 0)
		return false;
	len = psi_lexicon_affix(
	    s->rules->lexicon, place, s->tokens.text + token->at, token->len);
	if (len == 0)
		return false;
	if (place == PSI_AFFIX_START) {
		at += len;
		/* A mark belongs to the last letter of the affix, which then
		 * is none. */
		if (psi_text_starts_with_mark(
			s->tokens.text + at, token->len - len))
			return false;
	}
	psi_tokens_set(
	    &s->tokens, s->rules->lexicon, token, at, token->len - len);
	r->flags |= psi_name_word_flags(s, token);
	return true;
}

static bool
strip_suffixes(struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	bool changed = false;

	for (;;) {
		size_t n = match_suffix(s, r, r->end, loose);

		r->end -= n;
		if (n == 0 && !cut_affix(s, r, PSI_AFFIX_END))
			return changed;
		changed = true;
	}
}

/* How many tokens the longest phrase at the start takes. */
static size_t
match_prefix(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	uint16_t node = PSI_PHRASE_PREFIX;
	size_t longest = 0;

	if ((psi_name_word_flags(s, &r->token[r->first]) & PSI_WORD_PREFIX) ==
	    0)
		return 0;
	for (size_t i = r->first; i + 1 < r->end && r->token[i].word != 0;
	     i++) {
		node =
		    psi_lexicon_step(s->rules->lexicon, node, r->token[i].word);
		if (node == 0)
			break;
		if (may_strip(s, node, false))
			longest = i + 1 - r->first;
	}
	return longest;
}

static bool
strip_prefixes(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;

	for (;;) {
		size_t n = match_prefix(s, r);

		r->first += n;
		if (n == 0 && !cut_affix(s, r, PSI_AFFIX_START))
			return changed;
		changed = true;
	}
}

static bool
strip_the(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;

	while (
	    r->end - r->first > 1 && r->token[r->first].word == s->rules->the) {
		r->first++;
		changed = true;
	}
	return changed;
}

/* "Acme Ltd (Leeds)": the legal form before brackets at the end. */
static bool
strip_before_bracket(
    struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	size_t bracket = r->end;
	size_t n;

	while (bracket > r->first &&
	    (r->token[bracket - 1].flags & PSI_TOKEN_BRACKET))
		bracket--;
	if (bracket == r->end)
		return false;
	n = match_suffix(s, r, bracket, loose);
	if (n == 0)
		return false;
	remove_tokens(r, bracket - n, bracket);
	return true;
}

/*
 * Strip until nothing changes. One step can make room for another, and the
 * strict name of a strict name must be itself.
 */
void
psi_name_strip(struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	bool changed = true;

	while (changed && !s->full) {
		changed = merge_singles(s, r);
		changed |= cut_aliases(s, r);
		changed |= strip_the(s, r);
		changed |= strip_suffixes(s, r, loose);
		changed |= strip_prefixes(s, r);
		if (s->tokens.brackets)
			changed |= strip_before_bracket(s, r, loose);
	}
}

/* Whether a word by itself is a legal form wherever it stands. */
static bool
is_form(const struct psi_name_scratch *s, const struct psi_token *token)
{
	uint16_t node;

	if ((psi_name_word_flags(s, token) & PSI_WORD_SUFFIX) == 0)
		return false;
	node =
	    psi_lexicon_step(s->rules->lexicon, PSI_PHRASE_SUFFIX, token->word);
	return node != 0 && may_strip(s, node, false);
}

/* The code of a register between or behind slashes: "/DE/", "CORP /NEW". */
static bool
is_tail(const struct psi_name_scratch *s, const struct psi_token *token,
    const struct psi_token *before)
{
	if ((token->flags & PSI_TOKEN_AFTER_SLASH) == 0 || token->len > 4)
		return false;
	if ((psi_name_word_flags(s, token) & PSI_WORD_TAIL_CODE) == 0)
		return (token->flags & PSI_TOKEN_APART_SLASH) &&
		    (token->flags & PSI_TOKEN_BEFORE_SLASH);
	return (token->flags & PSI_TOKEN_APART_SLASH) ||
	    (token->flags & PSI_TOKEN_BEFORE_SLASH) || is_form(s, before);
}

/* A pair of brackets with an exchange and a ticker, or with one sign that is
 * a legal form. Returns the end of the pair, or `i` to keep it. */
static size_t
skip_bracket(const struct psi_name_scratch *s, size_t i)
{
	const struct psi_tokens *t = &s->tokens;
	size_t end = i + 1;
	unsigned int flags = psi_name_word_flags(s, &t->token[i]);

	while (end < t->num && (t->token[end].flags & PSI_TOKEN_BRACKET) &&
	    !(t->token[end].flags & PSI_TOKEN_BRACKET_FIRST))
		end++;
	if ((flags & PSI_WORD_EXCHANGE) && end - i > 1)
		return end;
	if ((flags & PSI_WORD_BRACKET_FORM) && end - i == 1)
		return end;
	return i;
}

/* Copy the tokens into a run, without what punctuation marks as no name. */
void
psi_name_start_run(
    const struct psi_name_scratch *s, struct psi_name_run *r, bool brackets)
{
	const struct psi_tokens *t = &s->tokens;
	size_t num = t->num;

	while (num > 1 && is_tail(s, &t->token[num - 1], &t->token[num - 2]))
		num--;
	r->first = 0;
	r->end = 0;
	r->flags = 0;
	for (size_t i = 0; i < num; i++)
		r->flags |= psi_name_word_flags(s, &t->token[i]);
	for (size_t i = 0; i < num; i++) {
		if (t->token[i].flags & PSI_TOKEN_BRACKET) {
			size_t end = i;

			if (!brackets)
				continue;
			if (t->token[i].flags & PSI_TOKEN_BRACKET_FIRST)
				end = skip_bracket(s, i);
			if (end > i) {
				i = end - 1;
				continue;
			}
		}
		r->token[r->end++] = t->token[i];
	}
	if (r->end == 0 && brackets) {
		memcpy(r->token, t->token, num * sizeof(r->token[0]));
		r->end = num;
	}
}

bool
psi_name_second(struct psi_name_scratch *s, struct psi_name_run *r)
{
	size_t at, len, end;

	psi_name_start_run(s, r, true);
	(void)merge_singles(s, r);
	if (!find_cut(s, r, &at, &len))
		return false;
	end = cut_end(r, at);
	r->first = at + len;
	r->end = end;
	return r->first < r->end;
}
