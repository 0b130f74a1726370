#include "normal/name.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "normal/lexicon.h"
#include "normal/text.h"
#include "normal/tokens.h"

/* Four bytes a code point; more bytes are more code points, or no UTF-8. */
#define NAME_BYTES_MAX (4 * PSI_NAME_CODE_POINTS_MAX)
/* NFKD turns one code point into eighteen at the very most. */
#define FOLDED_BYTES 32768
#define VALUES_BYTES 524288
/* A loose key of fewer characters says too little; see lib/KEYS.md. */
#define LOOSE_CHARACTERS_MIN 4
#define LABEL_CHARACTERS_MIN 5

/* How rare a word is that the frequency table does not know, by its length:
 * two letters are few combinations, and a number is a year or a size. */
#define BITS_UNKNOWN 16
#define BITS_UNKNOWN_THREE 12
#define BITS_UNKNOWN_SHORT 7
#define BITS_NUMBER 6

/* A row of tokens that words are stripped from at both ends. */
struct run {
	size_t first;
	size_t end;
	/* The flags of all its words, now or before. */
	unsigned int flags;
	struct psi_token token[PSI_TOKENS_MAX];
};

/* A token of a loose key, in the lexicon or in the text of the tokens. */
struct view {
	const uint8_t *bytes;
	size_t len;
	const struct psi_lexicon_word *word;
};

struct psi_name_rules {
	struct psi_lexicon *lexicon;
	uint16_t the;
	uint16_t and;
};

struct psi_name_scratch {
	const struct psi_name_rules *rules;
	const struct psi_name_explain *explain;
	const char *country;
	/* Which reading of umlauts is being made. */
	bool variant;
	/* No room was left somewhere. */
	bool full;
	size_t folded_len;
	size_t num_views;
	size_t num_sorted;
	size_t values_len;
	struct run strict;
	struct run other;
	struct view view[PSI_TOKENS_MAX];
	struct view sorted[PSI_TOKENS_MAX];
	struct psi_tokens tokens;
	uint8_t folded[FOLDED_BYTES];
	uint8_t values[VALUES_BYTES];
};

int
psi_name_rules_new(struct psi_name_rules **rules, struct psi_error *err)
{
	struct psi_name_rules *made;
	int rc;

	made = calloc(1, sizeof(*made));
	if (made == NULL)
		return psi_error_nomem(err);
	rc = psi_lexicon_new(&made->lexicon, err);
	if (rc != 0) {
		free(made);
		return rc;
	}
	made->the = psi_lexicon_find(made->lexicon,
	    psi_lexicon_hash((const uint8_t *)"the", 3), (const uint8_t *)"the",
	    3);
	made->and = psi_lexicon_find(made->lexicon,
	    psi_lexicon_hash((const uint8_t *)"and", 3), (const uint8_t *)"and",
	    3);
	*rules = made;
	return 0;
}

void
psi_name_rules_free(struct psi_name_rules *rules)
{
	if (rules == NULL)
		return;
	psi_lexicon_free(rules->lexicon);
	free(rules);
}

int
psi_name_scratch_new(struct psi_name_scratch **scratch,
    const struct psi_name_rules *rules, struct psi_error *err)
{
	struct psi_name_scratch *made = psi_array_new(1, sizeof(*made));

	if (made == NULL)
		return psi_error_nomem(err);
	made->rules = rules;
	*scratch = made;
	return 0;
}

void
psi_name_scratch_free(struct psi_name_scratch *scratch)
{
	psi_array_free(scratch, 1, sizeof(*scratch));
}

/*
 * Decode a character of two or three bytes, the only ones with a known
 * reading. Returns its length, or 0 for anything else.
 */
static size_t
decode(uint32_t *c, const uint8_t *in, size_t in_len)
{
	if (in_len >= 2 && in[0] >= 0xC2 && in[0] < 0xE0 &&
	    (in[1] & 0xC0) == 0x80) {
		*c = (uint32_t)(in[0] & 0x1F) << 6 | (in[1] & 0x3F);
		return 2;
	}
	if (in_len >= 3 && (in[0] & 0xF0) == 0xE0 && (in[1] & 0xC0) == 0x80 &&
	    (in[2] & 0xC0) == 0x80) {
		*c = (uint32_t)(in[0] & 0x0F) << 12 |
		    (uint32_t)(in[1] & 0x3F) << 6 | (in[2] & 0x3F);
		return *c >= 0x800 ? 3 : 0;
	}
	return 0;
}

/*
 * Fold without libunistring, as long as every code point has a reading of its
 * own. Returns false where psi_text_fold is needed. A code point becomes at
 * most eight bytes here, and there are at most NAME_BYTES_MAX.
 */
static bool
fold_fast(struct psi_name_scratch *s, const uint8_t *name, size_t name_len,
    bool *had_umlaut, size_t *num_code_points)
{
	uint8_t *out = s->folded;
	size_t num = 0;

	for (size_t i = 0; i < name_len; num++) {
		const uint8_t *reading;
		unsigned int len;
		uint32_t c;
		size_t n;

		if (name[i] < 0x80) {
			uint8_t a = name[i++];

			if (a >= 'A' && a <= 'Z')
				a = (uint8_t)(a | 0x20);
			*out++ = a < 0x20 ? ' ' : a;
			continue;
		}
		n = decode(&c, name + i, name_len - i);
		if (n == 0)
			return false;
		len = psi_lexicon_reading(
		    s->rules->lexicon, &reading, had_umlaut, c, s->variant);
		if (len == PSI_READING_UNKNOWN)
			return false;
		if (len == PSI_READING_ITSELF) {
			reading = name + i;
			len = (unsigned int)n;
		}
		memcpy(out, reading, len);
		out += len;
		i += n;
	}
	s->folded_len = (size_t)(out - s->folded);
	*num_code_points = num;
	return true;
}

static enum psi_name_reason
reason_of(enum psi_text_status status)
{
	switch (status) {
	case PSI_TEXT_OK:
		return PSI_NAME_OK;
	case PSI_TEXT_NOT_UTF8:
		return PSI_NAME_NOT_UTF8;
	case PSI_TEXT_UNASSIGNED:
		return PSI_NAME_UNASSIGNED;
	case PSI_TEXT_TOO_LONG:
	case PSI_TEXT_NOMEM:
		break;
	}
	return PSI_NAME_TOO_LONG;
}

/* Fold the name into s->folded. */
static int
fold(struct psi_name_scratch *s, enum psi_name_reason *reason, bool *had_umlaut,
    const uint8_t *name, size_t name_len, struct psi_error *err)
{
	enum psi_text_status status;
	size_t num = 0;

	*reason = PSI_NAME_TOO_LONG;
	if (name_len > NAME_BYTES_MAX)
		return 0;
	*had_umlaut = false;
	if (fold_fast(s, name, name_len, had_umlaut, &num)) {
		if (num <= PSI_NAME_CODE_POINTS_MAX)
			*reason = PSI_NAME_OK;
		return 0;
	}
	*had_umlaut = false;
	status = psi_text_check(NULL, name, name_len, PSI_NAME_CODE_POINTS_MAX);
	if (status == PSI_TEXT_OK)
		status = psi_text_fold(s->folded, sizeof(s->folded),
		    &s->folded_len, had_umlaut, name, name_len, s->variant);
	*reason = reason_of(status);
	return status == PSI_TEXT_NOMEM ? psi_error_nomem(err) : 0;
}

static void
explain_bytes(const struct psi_name_scratch *s, const char *step,
    const uint8_t *bytes, size_t len)
{
	if (s->explain != NULL)
		s->explain->step(s->explain->cookie, step, bytes, len);
}

/* Append to the value that is being written at the end of s->values. */
static void
append(struct psi_name_scratch *s, const uint8_t *bytes, size_t len)
{
	if (len > VALUES_BYTES - s->values_len) {
		s->full = true;
		return;
	}
	memcpy(s->values + s->values_len, bytes, len);
	s->values_len += len;
}

static void
append_run(struct psi_name_scratch *s, const struct run *r, bool spaces)
{
	for (size_t i = r->first; i < r->end; i++) {
		if (spaces && i > r->first)
			append(s, (const uint8_t *)" ", 1);
		append(s, s->tokens.text + r->token[i].at, r->token[i].len);
	}
}

static void
explain_run(struct psi_name_scratch *s, const char *step, const struct run *r)
{
	size_t start = s->values_len;

	if (s->explain == NULL)
		return;
	append_run(s, r, true);
	explain_bytes(s, step, s->values + start, s->values_len - start);
	s->values_len = start;
}

static unsigned int
word_flags(const struct psi_name_scratch *s, const struct psi_token *token)
{
	if (token->word == 0)
		return 0;
	return psi_lexicon_word(s->rules->lexicon, token->word)->flags;
}

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
merge_letters(struct psi_name_scratch *s, struct run *r, size_t from, size_t to)
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
	r->flags |= word_flags(s, token);
}

static bool
merge_singles(struct psi_name_scratch *s, struct run *r)
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
match_cut(const struct psi_name_scratch *s, const struct run *r, size_t i,
    enum psi_phrase_tree tree)
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
find_cut(const struct psi_name_scratch *s, const struct run *r, size_t *at,
    size_t *len)
{
	for (size_t i = r->first + 1; i < r->end; i++) {
		if ((word_flags(s, &r->token[i]) & PSI_WORD_CUT) == 0)
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
cut_end(const struct run *r, size_t at)
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
remove_tokens(struct run *r, size_t from, size_t to)
{
	memmove(&r->token[from], &r->token[to],
	    (r->end - to) * sizeof(r->token[0]));
	r->end -= to - from;
}

static bool
cut_aliases(struct psi_name_scratch *s, struct run *r)
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
	if (word_flags(s, token) & PSI_WORD_TAIL_CODE)
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
match_suffix(const struct psi_name_scratch *s, const struct run *r, size_t end,
    bool loose)
{
	uint16_t node = PSI_PHRASE_SUFFIX;
	size_t longest = 0;

	if (end == r->first ||
	    (word_flags(s, &r->token[end - 1]) & PSI_WORD_SUFFIX) == 0)
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
cut_affix(struct psi_name_scratch *s, struct run *r, enum psi_affix_place place)
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
	r->flags |= word_flags(s, token);
	return true;
}

static bool
strip_suffixes(struct psi_name_scratch *s, struct run *r, bool loose)
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
match_prefix(const struct psi_name_scratch *s, const struct run *r)
{
	uint16_t node = PSI_PHRASE_PREFIX;
	size_t longest = 0;

	if ((word_flags(s, &r->token[r->first]) & PSI_WORD_PREFIX) == 0)
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
strip_prefixes(struct psi_name_scratch *s, struct run *r)
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
strip_the(struct psi_name_scratch *s, struct run *r)
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
strip_before_bracket(struct psi_name_scratch *s, struct run *r, bool loose)
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
static void
strip(struct psi_name_scratch *s, struct run *r, bool loose)
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

	if ((word_flags(s, token) & PSI_WORD_SUFFIX) == 0)
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
	if ((word_flags(s, token) & PSI_WORD_TAIL_CODE) == 0)
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
	unsigned int flags = word_flags(s, &t->token[i]);

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
static void
start_run(const struct psi_name_scratch *s, struct run *r, bool brackets)
{
	const struct psi_tokens *t = &s->tokens;
	size_t num = t->num;

	while (num > 1 && is_tail(s, &t->token[num - 1], &t->token[num - 2]))
		num--;
	r->first = 0;
	r->end = 0;
	r->flags = 0;
	for (size_t i = 0; i < num; i++)
		r->flags |= word_flags(s, &t->token[i]);
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

const char *
psi_name_key_type(enum psi_name_kind kind)
{
	switch (kind) {
	case PSI_NAME_STRICT:
		return "name";
	case PSI_NAME_LOOSE:
	case PSI_NAME_JOINED:
		return "loose";
	case PSI_NAME_CORE:
		return "core";
	case PSI_NAME_LABEL:
		break;
	}
	return "label";
}

const char *
psi_name_reason_text(enum psi_name_reason reason)
{
	switch (reason) {
	case PSI_NAME_OK:
		return "ok";
	case PSI_NAME_EMPTY:
		return "no letter or digit";
	case PSI_NAME_NOT_UTF8:
		return "not UTF-8";
	case PSI_NAME_UNASSIGNED:
		return "a code point that Unicode does not assign";
	case PSI_NAME_TOO_LONG:
		break;
	}
	return "over 1000 characters";
}

/* The bytes from `start` become a key, unless there is the same already. */
static void
add_key(struct psi_name_scratch *s, struct psi_name_keys *keys, size_t start,
    enum psi_name_kind kind, unsigned int bits)
{
	struct psi_name_key *key = &keys->key[keys->num_keys];
	size_t len = s->values_len - start;
	const char *type = psi_name_key_type(kind);

	for (size_t i = 0; i < keys->num_keys; i++) {
		const struct psi_name_key *k = &keys->key[i];

		if (k->value_len == len && psi_name_key_type(k->kind) == type &&
		    memcmp(k->value, s->values + start, len) == 0) {
			s->values_len = start;
			return;
		}
	}
	if (keys->num_keys == PSI_NAME_KEYS_MAX) {
		s->values_len = start;
		return;
	}
	key->kind = kind;
	key->variant = s->variant;
	key->bits = bits;
	key->value = s->values + start;
	key->value_len = len;
	keys->num_keys++;
	explain_bytes(s, type, key->value, len);
}

/* Whether a value has characters enough for a loose key; one of a script that
 * writes words or syllables with one character counts as two. */
static bool
says_enough(const uint8_t *value, size_t len)
{
	size_t num = 0;

	for (size_t i = 0; i < len && num < LOOSE_CHARACTERS_MIN; i++) {
		if (value[i] == ' ' || (value[i] & 0xC0) == 0x80)
			continue;
		num += value[i] >= 0xE3 ? 2 : 1;
	}
	return num >= LOOSE_CHARACTERS_MIN;
}

static void
emit_strict(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	size_t start = s->values_len;
	bool ascii = true;

	append_run(s, &s->strict, true);
	if (s->values_len - start > PSI_NAME_CODE_POINTS_MAX &&
	    psi_text_check(NULL, s->values + start, s->values_len - start,
		PSI_NAME_CODE_POINTS_MAX) != PSI_TEXT_OK)
		s->full = true;
	add_key(s, keys, start, PSI_NAME_STRICT, 0);
	start = s->values_len;
	append_run(s, &s->strict, false);
	for (size_t i = start; i < s->values_len; i++)
		ascii = ascii && s->values[i] < 0x80;
	if (ascii && s->values_len - start >= LABEL_CHARACTERS_MIN)
		add_key(s, keys, start, PSI_NAME_LABEL, 0);
	else
		s->values_len = start;
}

/* A view on the singular of a token, or on what it abbreviates. */
static void
view_token(struct psi_name_scratch *s, struct view *view,
    const struct psi_token *token)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	const uint8_t *bytes = s->tokens.text + token->at;
	struct psi_singular singular = { token->len, false };
	uint16_t word = token->word;
	size_t at = token->at;

	if (word != 0 && psi_lexicon_word(lexicon, word)->target != 0) {
		word = psi_lexicon_word(lexicon, word)->target;
	} else {
		singular = psi_lexicon_singular(bytes, token->len);
		if (singular.add_y) {
			if (!psi_tokens_append(
				&s->tokens, &at, bytes, singular.keep) ||
			    !psi_tokens_append(&s->tokens, &(size_t){ 0 },
				(const uint8_t *)"y", 1)) {
				s->full = true;
				return;
			}
			singular.keep++;
		}
		bytes = s->tokens.text + at;
		if (singular.keep != token->len || singular.add_y)
			word = psi_lexicon_find(lexicon,
			    psi_lexicon_hash(bytes, singular.keep), bytes,
			    singular.keep);
		if (word != 0 && psi_lexicon_word(lexicon, word)->target != 0)
			word = psi_lexicon_word(lexicon, word)->target;
	}
	view->word = word == 0 ? NULL : psi_lexicon_word(lexicon, word);
	view->bytes = word == 0 ? bytes : psi_lexicon_text(lexicon, view->word);
	view->len = word == 0 ? singular.keep : view->word->len;
}

/* "and" is dropped wherever it stands; in other languages it is a single
 * letter or short word, and so only between two others. */
static bool
is_conjunction(const struct psi_name_scratch *s, const struct run *r, size_t i)
{
	if (r->token[i].word == s->rules->and)
		return true;
	return i > r->first && i + 1 < r->end &&
	    (word_flags(s, &r->token[i]) & PSI_WORD_AND);
}

static void
make_views(struct psi_name_scratch *s, const struct run *r)
{
	s->num_views = 0;
	for (size_t i = r->first; i < r->end && !s->full; i++)
		if (!is_conjunction(s, r, i))
			view_token(s, &s->view[s->num_views++], &r->token[i]);
	if (s->num_views == 0)
		view_token(s, &s->view[s->num_views++], &r->token[r->first]);
}

static int
compare_views(const struct view *a, const struct view *b)
{
	size_t shorter = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, shorter);

	if (order != 0 || a->len == b->len)
		return order;
	return a->len < b->len ? -1 : 1;
}

/* Sort the views, and drop the repeated ones. */
static void
sort_views(struct psi_name_scratch *s)
{
	size_t num = 0;

	for (size_t i = 0; i < s->num_views; i++) {
		const struct view *v = &s->view[i];
		size_t at = num;
		int order = 1;

		while (at > 0 &&
		    (order = compare_views(&s->sorted[at - 1], v)) > 0)
			at--;
		if (at > 0 && order == 0)
			continue;
		memmove(&s->sorted[at + 1], &s->sorted[at],
		    (num - at) * sizeof(s->sorted[0]));
		s->sorted[at] = *v;
		num++;
	}
	s->num_sorted = num;
}

/* Drop the generic words of the sorted views. */
static void
drop_generic(struct psi_name_scratch *s)
{
	size_t num = 0;

	for (size_t i = 0; i < s->num_sorted; i++) {
		const struct view *v = &s->sorted[i];

		if (v->word == NULL || !(v->word->flags & PSI_WORD_GENERIC))
			s->sorted[num++] = *v;
	}
	s->num_sorted = num;
}

static unsigned int
bits_of(const struct view *v)
{
	bool number = true;

	if (v->word != NULL && v->word->bits != 0)
		return v->word->bits;
	for (size_t i = 0; i < v->len; i++)
		number = number && v->bytes[i] >= '0' && v->bytes[i] <= '9';
	if (number)
		return BITS_NUMBER;
	if (v->len <= 2)
		return BITS_UNKNOWN_SHORT;
	return v->len == 3 ? BITS_UNKNOWN_THREE : BITS_UNKNOWN;
}

static void
append_views(struct psi_name_scratch *s, const struct view *views, size_t num,
    bool spaces)
{
	for (size_t i = 0; i < num; i++) {
		if (spaces && i > 0)
			append(s, (const uint8_t *)" ", 1);
		append(s, views[i].bytes, views[i].len);
	}
}

/* Add what was written since `start` if it has enough characters. */
static void
add_loose(struct psi_name_scratch *s, struct psi_name_keys *keys, size_t start,
    enum psi_name_kind kind, unsigned int bits)
{
	if (says_enough(s->values + start, s->values_len - start))
		add_key(s, keys, start, kind, bits);
	else
		s->values_len = start;
}

static void
emit_loose(
    struct psi_name_scratch *s, struct psi_name_keys *keys, const struct run *r)
{
	size_t start = s->values_len;

	make_views(s, r);
	sort_views(s);
	append_views(s, s->sorted, s->num_sorted, true);
	add_loose(s, keys, start, PSI_NAME_LOOSE, 0);
	start = s->values_len;
	append_views(s, s->view, s->num_views, false);
	add_loose(s, keys, start, PSI_NAME_JOINED, 0);
}

static void
emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	size_t start = s->values_len;
	unsigned int bits = 0;

	drop_generic(s);
	for (size_t i = 0; i < s->num_sorted; i++)
		bits += bits_of(&s->sorted[i]);
	if (bits < PSI_NAME_CORE_BITS_MIN)
		return;
	append_views(s, s->sorted, s->num_sorted, true);
	add_loose(s, keys, start, PSI_NAME_CORE, bits);
}

/* The name after "trading as" or "formerly" is a second name. Only for a name
 * with a word that can begin such a phrase. */
static void
emit_alias(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	struct run *r = &s->other;
	size_t at, len, end;

	start_run(s, r, true);
	(void)merge_singles(s, r);
	if (r->end == 0 || !find_cut(s, r, &at, &len))
		return;
	end = cut_end(r, at);
	r->first = at + len;
	r->end = end;
	if (r->first >= r->end)
		return;
	strip(s, r, true);
	explain_run(s, "second name", r);
	emit_loose(s, keys, r);
}

static void
copy_run(struct run *to, const struct run *from)
{
	to->first = 0;
	to->end = from->end - from->first;
	to->flags = from->flags;
	memcpy(to->token, &from->token[from->first],
	    to->end * sizeof(to->token[0]));
}

/* All keys of one reading of the umlauts, from s->folded. */
static enum psi_name_reason
make_keys(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	explain_bytes(s, "folded", s->folded, s->folded_len);
	if (!psi_tokens_split(
		&s->tokens, s->rules->lexicon, s->folded, s->folded_len))
		return PSI_NAME_TOO_LONG;
	if (s->tokens.num == 0)
		return PSI_NAME_EMPTY;
	start_run(s, &s->strict, true);
	explain_run(s, "tokens", &s->strict);
	strip(s, &s->strict, false);
	emit_strict(s, keys);
	copy_run(&s->other, &s->strict);
	strip(s, &s->other, true);
	explain_run(s, "without local forms", &s->other);
	emit_loose(s, keys, &s->other);
	if (s->tokens.brackets) {
		start_run(s, &s->other, false);
		if (s->other.end == 0)
			copy_run(&s->other, &s->strict);
		strip(s, &s->other, true);
		explain_run(s, "without brackets", &s->other);
		emit_loose(s, keys, &s->other);
	}
	emit_core(s, keys);
	if (s->strict.flags & PSI_WORD_CUT)
		emit_alias(s, keys);
	return s->full ? PSI_NAME_TOO_LONG : PSI_NAME_OK;
}

int
psi_name_keys(struct psi_name_scratch *scratch, struct psi_name_keys *keys,
    const uint8_t *name, size_t name_len, const char *country,
    const struct psi_name_explain *explain, struct psi_error *err)
{
	bool had_umlaut = false;
	int rc;

	scratch->explain = explain;
	scratch->country = country;
	scratch->variant = false;
	scratch->full = false;
	scratch->values_len = 0;
	keys->num_keys = 0;
	rc = fold(scratch, &keys->reason, &had_umlaut, name, name_len, err);
	if (rc == 0 && keys->reason == PSI_NAME_OK)
		keys->reason = make_keys(scratch, keys);
	if (rc == 0 && keys->reason == PSI_NAME_OK && had_umlaut) {
		scratch->variant = true;
		rc = fold(
		    scratch, &keys->reason, &had_umlaut, name, name_len, err);
		if (rc == 0 && keys->reason == PSI_NAME_OK)
			keys->reason = make_keys(scratch, keys);
	}
	if (rc != 0 || keys->reason != PSI_NAME_OK)
		keys->num_keys = 0;
	return rc;
}

void
psi_name_fingerprint(struct psi_sha256 *ctx)
{
	const char *unicode = psi_text_unicode_version();

	psi_sha256_update(ctx, PSI_NAME_RULES, sizeof(PSI_NAME_RULES));
	psi_sha256_update(ctx, unicode, strlen(unicode) + 1);
	psi_text_fingerprint(ctx);
	psi_lexicon_fingerprint(ctx);
}
