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

/* "G. e R.": between two initials with their dots, a letter without one is
 * "and". */
static bool
is_letter_and(const struct psi_name_scratch *s, const struct psi_token *token)
{
	return is_single(s, token - 1) && is_single(s, token) &&
	    is_single(s, token + 1) &&
	    (token[-1].flags & PSI_TOKEN_DOT_END) != 0 &&
	    (token[0].flags & (PSI_TOKEN_DOT_END | PSI_TOKEN_APART)) == 0 &&
	    (token[1].flags & PSI_TOKEN_DOT_END) != 0 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_AND) != 0;
}

static bool
spell_out_and(struct psi_name_scratch *s, struct psi_name_run *r)
{
	static const uint8_t word[3] = { 'a', 'n', 'd' };
	bool changed = false;

	for (size_t i = r->first + 1; i + 1 < r->end; i++) {
		size_t at;

		if (r->token[i].len != 1 || !is_letter_and(s, &r->token[i]))
			continue;
		if (!psi_tokens_append(&s->tokens, &at, word, sizeof(word))) {
			s->full = true;
			return false;
		}
		psi_tokens_set(&s->tokens, s->rules->lexicon, &r->token[i], at,
		    sizeof(word));
		changed = true;
	}
	return changed;
}

bool
psi_name_merge_singles(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = spell_out_and(s, r);
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

/* What a phrase of a cut tree says of what follows it. */
struct cut {
	/* Where it begins, and how many tokens it takes; 0 for none. */
	size_t at;
	size_t len;
	/* Another company's name, or a person's. */
	bool drop;
};

/* The longest phrase of a cut tree from `cut->at` on. */
static void
match_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    enum psi_phrase_tree tree, struct cut *cut)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	bool apart = (r->token[cut->at].flags & PSI_TOKEN_APART) != 0;
	uint16_t node = (uint16_t)tree;

	for (size_t k = cut->at; k < r->end && r->token[k].word != 0; k++) {
		const struct psi_phrase *p;

		node = psi_lexicon_step(lexicon, node, r->token[k].word);
		if (node == 0)
			break;
		p = psi_lexicon_phrase(lexicon, node);
		if (p == NULL ||
		    (!apart &&
			(p->when == PSI_PHRASE_APART ||
			    p->when == PSI_PHRASE_DROP_APART)))
			continue;
		cut->len = k + 1 - cut->at;
		cut->drop = p->when == PSI_PHRASE_DROP ||
		    p->when == PSI_PHRASE_DROP_APART;
	}
}

static bool
token_is(const struct psi_name_scratch *s, const struct psi_token *token,
    const char *word)
{
	return token->len == strlen(word) &&
	    memcmp(s->tokens.text + token->at, word, token->len) == 0;
}

/* ", a Globex company": says whose the company is. */
static bool
is_apposition(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	static const char *const kinds[] = { "company", "brand", "business",
		"subsidiary", "division", "unit", "firm", "corp", "corporation",
		"affiliate" };

	if ((r->token[i].flags & PSI_TOKEN_APART) == 0 || i + 2 >= r->end ||
	    (!token_is(s, &r->token[i], "a") &&
		!token_is(s, &r->token[i], "an")))
		return false;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (token_is(s, &r->token[r->end - 1], kinds[k]))
			return true;
	}
	return false;
}

/*
 * Where "trading as" and its like begin, after the first token. `cut->len` is
 * 0 if the run has none.
 */
static void
find_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    struct cut *cut)
{
	cut->len = 0;
	cut->drop = false;
	for (size_t i = r->first + 1; i < r->end && cut->len == 0; i++) {
		cut->at = i;
		if (is_apposition(s, r, i)) {
			cut->len = 1;
			cut->drop = true;
		}
		if ((psi_name_word_flags(s, &r->token[i]) & PSI_WORD_CUT) == 0)
			continue;
		match_cut(s, r, PSI_PHRASE_CUT, cut);
		if (cut->len == 0 && (r->token[i].flags & PSI_TOKEN_SLASHED))
			match_cut(s, r, PSI_PHRASE_CUT_SLASHED, cut);
	}
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
	struct cut cut;

	if ((r->flags & PSI_WORD_CUT) == 0)
		return false;
	find_cut(s, r, &cut);
	if (cut.len == 0)
		return false;
	remove_tokens(r, cut.at, cut_end(r, cut.at));
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
	    (token->flags & PSI_TOKEN_MERGED) == 0 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_NUMERAL) == 0;
}

bool
psi_name_is_state(
    const struct psi_name_scratch *s, const struct psi_token *token)
{
	const unsigned int how = token->flags &
	    (PSI_TOKEN_AFTER_COMMA | PSI_TOKEN_DOTTED | PSI_TOKEN_DOT_END);

	return how == PSI_TOKEN_AFTER_COMMA && token->len == 2 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_TAIL_CODE) != 0 &&
	    s->country != NULL && memcmp(s->country, "US", 2) == 0;
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
	switch (p->when) {
	case PSI_PHRASE_ALWAYS:
		return !psi_name_is_state(s, at->token);
	case PSI_PHRASE_LOCAL:
		return has_country(p->countries, s->country) ||
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
		if (forms && p->countries[0] == '\0')
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

static size_t
match_suffix(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t end, bool loose)
{
	return match_phrase(s, r, end, loose, false);
}

bool
psi_name_is_number(
    const struct psi_name_scratch *s, const struct psi_token *token)
{
	for (size_t i = 0; i < token->len; i++) {
		uint8_t c = s->tokens.text[token->at + i];

		if (c < '0' || c > '9')
			return false;
	}
	return token->len > 0;
}

/* Whether a number is one that a customer has in the CRM, or counts copies of
 * one account: neither a year nor the number of a store or a fund. */
static bool
is_account_number(const struct psi_name_scratch *s,
    const struct psi_token *token, bool bracketed)
{
	if (!psi_name_is_number(s, token))
		return false;
	return token->len >= 5 || (bracketed && token->len <= 2) ||
	    (token->len == 4 && s->tokens.text[token->at] == '0');
}

/* A number of an account, set apart at the end. */
static bool
strip_number(const struct psi_name_scratch *s, struct psi_name_run *r)
{
	const struct psi_token *last = &r->token[r->end - 1];

	if (r->end - r->first < 2 || (last->flags & PSI_TOKEN_APART) == 0 ||
	    !is_account_number(
		s, last, (last->flags & PSI_TOKEN_BRACKET_FIRST) != 0))
		return false;
	r->end--;
	return true;
}

void
psi_name_guess(
    const struct psi_name_scratch *s, char out[2], const struct psi_name_run *r)
{
	/* Forms of many countries, and where most who write them are. */
	static const struct {
		const char *form;
		char country[2];
	} usual[] = {
		{ "inc", { 'U', 'S' } },
		{ "incorporated", { 'U', 'S' } },
		{ "corp", { 'U', 'S' } },
		{ "corporation", { 'U', 'S' } },
		{ "co", { 'U', 'S' } },
		{ "company", { 'U', 'S' } },
		{ "llc", { 'U', 'S' } },
		{ "lp", { 'U', 'S' } },
		{ "ltd", { 'G', 'B' } },
		{ "limited", { 'G', 'B' } },
		{ "plc", { 'G', 'B' } },
		{ "llp", { 'G', 'B' } },
		{ "gmbh", { 'D', 'E' } },
		{ "ag", { 'D', 'E' } },
		{ "sarl", { 'F', 'R' } },
		{ "sas", { 'F', 'R' } },
		{ "spa", { 'I', 'T' } },
		{ "srl", { 'I', 'T' } },
		{ "sl", { 'E', 'S' } },
		{ "bv", { 'N', 'L' } },
		{ "ab", { 'S', 'E' } },
		{ "oy", { 'F', 'I' } },
		{ "aps", { 'D', 'K' } },
		{ "ltda", { 'B', 'R' } },
	};

	if (s->country != NULL)
		return;
	for (size_t i = r->end; i > r->first + 1; i--) {
		/* All of them end a name, by the tables. */
		if ((psi_name_word_flags(s, &r->token[i - 1]) &
			PSI_WORD_SUFFIX) == 0)
			continue;
		for (size_t k = 0; k < sizeof(usual) / sizeof(usual[0]); k++) {
			if (!token_is(s, &r->token[i - 1], usual[k].form))
				continue;
			memcpy(out, usual[k].country, sizeof(usual[k].country));
			return;
		}
	}
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

/* "closed 2019": a year behind a note. Or the number of an account with a word
 * that says so: "Cust# 48213". Returns how many tokens. */
static size_t
match_numbered(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	static const char *const words[] = { "cust", "customer", "acct",
		"account", "acc", "id", "no", "nr", "num", "number", "ref",
		"kd", "kdnr", "kunde", "kundennr", "kundennummer", "debitor",
		"client", "cliente", "vendor", "supplier", "crm", "sfdc" };
	const struct psi_token *word;
	const struct psi_token *number;
	size_t n;

	if (r->end - r->first < 3)
		return 0;
	word = &r->token[r->end - 2];
	number = &r->token[r->end - 1];
	if (!psi_name_is_number(s, number))
		return 0;
	n = match_phrase(s, r, r->end - 1, false, false);
	if (n > 0 && number->len == 4 &&
	    match_phrase(s, r, r->end - 1, false, true) == 0 &&
	    (r->token[r->end - 1 - n].flags & PSI_TOKEN_APART) != 0)
		return n + 1;
	if (number->len < 3 || (word->flags & PSI_TOKEN_APART) == 0)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (token_is(s, word, words[i]))
			return 2;
	}
	return 0;
}

static bool
strip_suffixes(struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	bool changed = false;

	for (;;) {
		size_t n = match_suffix(s, r, r->end, loose);

		if (n == 0)
			n = match_numbered(s, r);
		r->end -= n;
		if (n == 0 && !strip_number(s, r) &&
		    !cut_affix(s, r, PSI_AFFIX_END))
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

static bool
strip_prefixes(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;

	for (;;) {
		size_t n = match_prefix(s, r);

		if (n == 0 && r->end - r->first > 1 &&
		    (r->token[r->first + 1].flags & PSI_TOKEN_APART) != 0 &&
		    is_account_number(s, &r->token[r->first], false))
			n = 1;
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
		changed = psi_name_merge_singles(s, r);
		changed |= cut_aliases(s, r);
		changed |= strip_the(s, r);
		changed |= strip_suffixes(s, r, loose);
		changed |= strip_prefixes(s, r);
		if (s->tokens.brackets)
			changed |= strip_before_bracket(s, r, loose);
	}
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

bool
psi_name_second(struct psi_name_scratch *s, struct psi_name_run *r)
{
	struct cut cut;

	psi_name_start_run(s, r, PSI_BRACKETS_ALL);
	(void)psi_name_merge_singles(s, r);
	find_cut(s, r, &cut);
	if (cut.len == 0 || cut.drop)
		return false;
	r->end = cut_end(r, cut.at);
	r->first = cut.at + cut.len;
	return r->first < r->end;
}
