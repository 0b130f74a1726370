#include "normal/name_part.h"

#include <string.h>

#include "normal/name_form.h"
#include "normal/name_singles.h"
#include "normal/name_view.h"

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
	    (token->flags & PSI_TOKEN_BEFORE_SLASH) ||
	    psi_name_is_form(s, before);
}

/* Whether two letters are a state of the US, of a place and not of the many
 * companies that are incorporated there, and no legal form. */
static bool
is_state_of_place(
    const struct psi_name_scratch *s, const struct psi_token *token)
{
	const uint8_t *text = s->tokens.text + token->at;

	return token->len == 2 && memcmp(text, "de", 2) != 0 &&
	    memcmp(text, "nv", 2) != 0 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_TAIL_CODE) != 0 &&
	    !psi_name_is_form(s, token) &&
	    (s->country == NULL || memcmp(s->country, "US", 2) == 0);
}

void
psi_name_keep_state(const struct psi_name_scratch *s, struct psi_name_run *r)
{
	const struct psi_tokens *t = &s->tokens;
	const struct psi_token *last = &t->token[t->num - 1];

	if (t->num < 2 || r->end == PSI_TOKENS_MAX ||
	    !is_tail(s, last, last - 1) || !is_state_of_place(s, last))
		return;
	r->token[r->end] = *last;
	r->token[r->end++].flags = 0;
}

/* The end of the pair of brackets whose first token is at `i`. */
static size_t
bracket_end(const struct psi_name_scratch *s, size_t i)
{
	const struct psi_tokens *t = &s->tokens;
	size_t end = i + 1;

	while (end < t->num && (t->token[end].flags & PSI_TOKEN_BRACKET) &&
	    !(t->token[end].flags & PSI_TOKEN_BRACKET_FIRST))
		end++;
	return end;
}

/* A pair of brackets with an exchange and a ticker, or with one sign that is
 * a legal form. Returns the end of the pair, or `i` to keep it. */
static size_t
skip_bracket(const struct psi_name_scratch *s, size_t i)
{
	size_t end = bracket_end(s, i);
	unsigned int flags = psi_name_word_flags(s, &s->tokens.token[i]);

	if ((flags & PSI_WORD_EXCHANGE) && end - i > 1)
		return end;
	if ((flags & PSI_WORD_BRACKET_FORM) && end - i == 1)
		return end;
	return i;
}

/* The country that the tokens at [i, end) name, or NULL. */
static const char *
nation_of(const struct psi_name_scratch *s, const struct psi_token *token,
    size_t i, size_t end)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	uint16_t word = token[i].word;
	uint16_t node = PSI_PHRASE_SAME;
	size_t at = i;

	while (at < end && node != 0 && end - i > 1)
		node = psi_lexicon_step(lexicon, node, token[at++].word);
	if (end - i > 1) {
		const struct psi_phrase *p =
		    node == 0 ? NULL : psi_lexicon_phrase(lexicon, node);

		word = p == NULL ? 0 : p->target;
	}
	if (word == 0)
		return NULL;
	if (psi_lexicon_word(lexicon, word)->target != 0)
		word = psi_lexicon_word(lexicon, word)->target;
	if ((psi_lexicon_word(lexicon, word)->flags & PSI_WORD_NATION) == 0)
		return NULL;
	return psi_lexicon_word(lexicon, word)->nation;
}

/*
 * Whether letters are made of the beginnings of words, in their order: two
 * words at least, the first among them, and half of all. "IBM", "Petrobras".
 */
static bool
is_made_of(const struct psi_name_scratch *s, const struct psi_token *word,
    size_t num_words, const uint8_t *text, size_t len, size_t used)
{
	const uint8_t *bytes;

	if (len == 0)
		return used >= 2 && used * 2 >= used + num_words;
	if (num_words == 0)
		return false;
	bytes = s->tokens.text + word->at;
	for (size_t k = 1; k <= word->len && k <= len; k++) {
		if (bytes[k - 1] != text[k - 1])
			break;
		if (is_made_of(s, word + 1, num_words - 1, text + k, len - k,
			used + 1))
			return true;
	}
	return used > 0 &&
	    is_made_of(s, word + 1, num_words - 1, text, len, used);
}

/* Words are few, so that the search for beginnings ends soon. */
#define SHORT_WORDS_MAX 10
#define SHORT_BYTES_MAX 12

/* Whether one token is short for the tokens at [from, to) of a row. */
static bool
is_short_for(const struct psi_name_scratch *s, const struct psi_token *token,
    const struct psi_token *row, size_t from, size_t to)
{
	return token->len >= 2 && token->len <= SHORT_BYTES_MAX &&
	    from + 2 <= to && to - from <= SHORT_WORDS_MAX &&
	    (token->flags & PSI_TOKEN_WIDE) == 0 &&
	    (psi_name_word_flags(s, token) &
		(PSI_WORD_NATION | PSI_WORD_SUFFIX)) == 0 &&
	    is_made_of(s, &row[from], to - from, s->tokens.text + token->at,
		token->len, 0);
}

/* Whether the tokens at [i, end) are single letters, and "and" between them, that
 * are short for those before them: "(P&G)", "(G N)". */
static bool
are_initials_for(const struct psi_name_scratch *s, const struct psi_token *row,
    size_t i, size_t end)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	uint8_t letters[SHORT_BYTES_MAX];
	bool joined = false;
	size_t from = i;
	size_t len = 0;
	uint16_t word;

	for (; i < end; i++) {
		if (row[i].word == s->rules->and) {
			joined = true;
			continue;
		}
		if (row[i].len != 1 || len == sizeof letters)
			return false;
		letters[len++] = s->tokens.text[row[i].at];
	}
	if (len < 2 || from > SHORT_WORDS_MAX)
		return false;
	word = psi_lexicon_find(
	    lexicon, psi_lexicon_hash(letters, len), letters, len);
	/* "(S A)" is a legal form and "(U S)" a country, but not "(A&G)". */
	if (!joined && word != 0 &&
	    (psi_lexicon_word(lexicon, word)->flags &
		(PSI_WORD_NATION | PSI_WORD_SUFFIX)) != 0)
		return false;
	return is_made_of(s, row, from, letters, len, 0);
}

/* Whether a bracket is known to say nothing about which company it is: the
 * row's own country, or the name once more, as initials or in words. */
static bool
is_known_bracket(const struct psi_name_scratch *s, size_t i)
{
	const struct psi_token *t = s->tokens.token;
	size_t end = bracket_end(s, i);
	const char *nation = nation_of(s, t, i, end);

	if (nation != NULL)
		return s->country != NULL && memcmp(nation, s->country, 2) == 0;
	if (end - i == 1 && is_short_for(s, &t[i], t, 0, i))
		return true;
	if (end - i > 1 && are_initials_for(s, t, i, end))
		return true;
	return i == 1 && is_short_for(s, &t[0], t, i, end);
}

bool
psi_name_short(struct psi_name_scratch *s, struct psi_name_run *r)
{
	const struct psi_tokens *t = &s->tokens;

	r->first = 0;
	r->end = 1;
	r->flags = 0;
	for (size_t i = 1; i < t->num; i++) {
		unsigned int flags = t->token[i].flags;
		size_t end = i + 1;

		if ((flags & PSI_TOKEN_APART) == 0)
			continue;
		if (flags & PSI_TOKEN_BRACKET)
			end = bracket_end(s, i);
		else if (i == 1)
			end = t->num;
		else if (end != t->num)
			continue;
		if (end - i == 1 &&
		    is_short_for(s, &t->token[i], t->token, 0, i)) {
			r->token[0] = t->token[i];
			return true;
		}
		if (i == 1 && is_short_for(s, &t->token[0], t->token, i, end)) {
			memcpy(r->token, &t->token[i],
			    (end - i) * sizeof r->token[0]);
			r->end = end - i;
			for (size_t k = 0; k < r->end; k++)
				r->flags |=
				    psi_name_word_flags(s, &r->token[k]);
			return true;
		}
	}
	return false;
}

/* The end of a pair of brackets that is left out, or `i`. */
static size_t
leave_out(
    const struct psi_name_scratch *s, size_t i, enum psi_brackets brackets)
{
	size_t end = skip_bracket(s, i);

	if (end == i && brackets == PSI_BRACKETS_UNKNOWN &&
	    is_known_bracket(s, i))
		end = bracket_end(s, i);
	return end;
}

/* Copy the tokens into a run, without what punctuation marks as no name. */
void
psi_name_start_run(const struct psi_name_scratch *s, struct psi_name_run *r,
    enum psi_brackets brackets)
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
		if (t->token[i].flags & PSI_TOKEN_BRACKET_FIRST) {
			size_t end = leave_out(s, i, brackets);

			if (end > i) {
				i = end - 1;
				continue;
			}
		}
		r->token[r->end++] = t->token[i];
	}
	if (r->end == 0) {
		memcpy(r->token, t->token, num * sizeof r->token[0]);
		r->end = num;
	}
}

/* Behind a legal form, two letters of a state without any sign. */
static bool
is_state_behind(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	const struct psi_token *token = &r->token[i];

	return i + 1 == r->end && token->len == 2 &&
	    (psi_name_word_flags(s, token) & PSI_WORD_TAIL_CODE) != 0 &&
	    (s->country == NULL || memcmp(s->country, "US", 2) == 0);
}

/* "Acme GmbH Hamburg": one word behind a form that ends every name. */
static bool
is_place_behind(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	static const char *const forms[] = { "gmbh", "mbh", "bv", "sarl", "srl",
		"spa", "kft", "ltda", "oy", "llc", "inc", "doo", "dooel" };
	const struct psi_token *form = &r->token[i - 1];

	if (i + 1 != r->end || i < r->first + 2 || r->token[i].len < 4)
		return false;
	for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
		if (form->len == strlen(forms[k]) &&
		    memcmp(s->tokens.text + form->at, forms[k], form->len) == 0)
			return true;
	}
	return false;
}

/* Whether the tokens from `i` on may be left out behind a legal form: a place
 * or a remark, but no part of the company and no number. */
static bool
is_remark(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	if ((r->token[i].flags & PSI_TOKEN_APART) == 0 &&
	    !is_state_behind(s, r, i) && !is_place_behind(s, r, i))
		return false;
	if ((r->token[i].flags & PSI_TOKEN_BRACKET) != 0 || r->end - i > 5)
		return false;
	for (size_t k = i; k < r->end; k++) {
		unsigned int flags = psi_name_word_flags(s, &r->token[k]);

		if ((flags & (PSI_WORD_PART | PSI_WORD_NUMERAL)) != 0 ||
		    (r->token[k].flags & PSI_TOKEN_BRACKET) != 0 ||
		    psi_name_is_form(s, &r->token[k]) ||
		    psi_name_is_number(s, &r->token[k]))
			return false;
	}
	return true;
}

static bool
is_branch(const struct psi_name_scratch *s, const struct psi_token *token)
{
	static const char *const words[] = { "branch", "filiale", "filial",
		"niederlassung", "zweigniederlassung", "zweigstelle",
		"succursale", "sucursal", "bijkantoor", "oddzial", "pobocka",
		"fioktelepe" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (psi_name_token_is(s, token, words[i]))
			return true;
	}
	return false;
}

/* Whether the tokens from `i` on say no more than that this is the branch in the
 * row's own country: "Sucursal en España", "UK Branch". A branch in a town is a
 * part. */
static bool
is_own_branch(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	const size_t little = sizeof "der" - 1;
	bool branch = false;
	const char *nation = NULL;

	for (; i < r->end; i++) {
		const struct psi_token *token = &r->token[i];
		const char *rest = nation_of(s, r->token, i, r->end);
		const char *word = nation_of(s, r->token, i, i + 1);

		if ((token->flags & PSI_TOKEN_BRACKET) != 0)
			return false;
		if (rest != NULL || word != NULL)
			nation = rest != NULL ? rest : word;
		else if (is_branch(s, token))
			branch = true;
		else if (token->len > little)
			return false;
		if (rest != NULL)
			break;
	}
	return branch && nation != NULL && memcmp(nation, s->country, 2) == 0;
}

bool
psi_name_before_branch(struct psi_name_scratch *s, struct psi_name_run *r)
{
	/* The strict name had all words of this one, and few have such. */
	if (s->country == NULL || (s->strict.flags & PSI_WORD_PART) == 0)
		return false;
	psi_name_start_run(s, r, PSI_BRACKETS_UNKNOWN);
	if ((r->flags & PSI_WORD_PART) == 0)
		return false;
	(void)psi_name_merge_singles(s, r);
	for (size_t i = r->first + 1; i < r->end; i++) {
		if (!psi_name_ends_form(s, r, i) || !is_own_branch(s, r, i))
			continue;
		r->end = i;
		return true;
	}
	return false;
}

static bool
is_one_of(const struct psi_name_scratch *s, const struct psi_token *token,
    const char *a, const char *b)
{
	return psi_name_token_is(s, token, a) || psi_name_token_is(s, token, b);
}

/* Where the partners of an Italian partnership end, "& C. s.a.s."; 0 where it is
 * none. */
static size_t
partners_end(const struct psi_name_scratch *s)
{
	const struct psi_token *t = s->tokens.token;
	size_t end = s->tokens.num;

	return end >= 6 && is_one_of(s, &t[end - 1], "sas", "snc") &&
		psi_name_token_is(s, &t[end - 2], "c") &&
		is_one_of(s, &t[end - 3], "and", "e")
	    ? end - 3
	    : 0;
}

/* The same for one owner, who is told by a given name: "di Mario Globex". */
static size_t
owner_end(const struct psi_name_scratch *s)
{
	const struct psi_token *t = s->tokens.token;
	size_t end = s->tokens.num;

	if (end < 5 || s->country == NULL || memcmp(s->country, "IT", 2) != 0 ||
	    !psi_name_token_is(s, &t[end - 3], "di"))
		return 0;
	return ((psi_name_word_flags(s, &t[end - 2]) |
		    psi_name_word_flags(s, &t[end - 1])) &
		   PSI_WORD_GIVEN) != 0
	    ? end
	    : 0;
}

bool
psi_name_before_partners(struct psi_name_scratch *s, struct psi_name_run *r)
{
	size_t end = partners_end(s);
	size_t i;

	if (end == 0)
		end = owner_end(s);
	if (end == 0)
		return false;
	i = end - 1;
	while (i > 0 && !psi_name_token_is(s, &s->tokens.token[i], "di"))
		i--;
	/* "di Di Napoli": the second is the person's. */
	while (i > 0 && psi_name_token_is(s, &s->tokens.token[i - 1], "di"))
		i--;
	if (i < 2)
		return false;
	psi_name_start_run(s, r, PSI_BRACKETS_ALL);
	if (r->end < i)
		return false;
	r->end = i;
	return true;
}

/* Whether a word, and what it is in a loose name, may be one of a person's names. */
static bool
may_be_persons(const struct psi_name_scratch *s, const struct psi_token *token,
    const struct psi_name_view *view)
{
	unsigned int flags = psi_name_word_flags(s, token) |
	    (view->word == NULL ? 0 : view->word->flags);

	return (token->flags &
		   (PSI_TOKEN_BRACKET | PSI_TOKEN_MERGED | PSI_TOKEN_WIDE |
		       PSI_TOKEN_SLASHED)) == 0 &&
	    token->len > 2 && !psi_name_is_number(s, token) &&
	    (flags &
		(PSI_WORD_SUFFIX | PSI_WORD_INSTITUTION | PSI_WORD_BODY |
		    PSI_WORD_NATION | PSI_WORD_NUMERAL | PSI_WORD_GENERIC |
		    PSI_WORD_PART | PSI_WORD_AND)) == 0;
}

bool
psi_name_turned(struct psi_name_scratch *s, struct psi_name_run *r)
{
	const struct psi_name_run *strict = &s->strict;
	const struct psi_token *token = &strict->token[strict->first];

	if (strict->end - strict->first != 2 || s->formed ||
	    (token[1].flags & PSI_TOKEN_AFTER_COMMA) == 0)
		return false;
	psi_name_survey(s, strict);
	if (s->num_views != 2 || !may_be_persons(s, &token[0], &s->view[0]) ||
	    !may_be_persons(s, &token[1], &s->view[1]))
		return false;
	r->first = 0;
	r->end = 2;
	r->flags = strict->flags;
	r->token[0] = token[1];
	r->token[1] = token[0];
	return true;
}

/* Whether some token may begin a remark; few names have one. */
static bool
may_have_remark(const struct psi_name_scratch *s)
{
	const struct psi_tokens *t = &s->tokens;
	size_t num = t->num;

	for (size_t i = 1; i < num; i++) {
		if (t->token[i].flags & PSI_TOKEN_APART)
			return true;
	}
	/* A state, or a place, without any sign. */
	return num > 2 &&
	    (psi_name_word_flags(s, &t->token[num - 2]) & PSI_WORD_SUFFIX) != 0;
}

bool
psi_name_before_remark(struct psi_name_scratch *s, struct psi_name_run *r)
{
	if (!may_have_remark(s))
		return false;
	psi_name_start_run(s, r, PSI_BRACKETS_UNKNOWN);
	(void)psi_name_merge_singles(s, r);
	for (size_t i = r->first + 1; i < r->end; i++) {
		bool behind = psi_name_ends_form(s, r, i) ||
		    ((r->token[i].flags & PSI_TOKEN_APART_SLASH) != 0 &&
			(r->token[i].flags & PSI_TOKEN_BRACKET) == 0) ||
		    (i + 1 == r->end &&
			is_short_for(s, &r->token[i], r->token, r->first, i));

		if (!behind || !is_remark(s, r, i))
			continue;
		r->end = i;
		return true;
	}
	return false;
}
