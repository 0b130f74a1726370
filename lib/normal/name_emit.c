#include "normal/name_scratch.h"

#include <string.h>

#include "normal/text.h"

/* A loose key of fewer characters says too little; see lib/KEYS.md. */
#define LOOSE_CHARACTERS_MIN 4
#define LABEL_CHARACTERS_MIN 5

/* How rare a word is that the frequency table does not know, by its length:
 * two letters are few combinations, and a number is a year or a size. */
#define BITS_UNKNOWN 16
#define BITS_UNKNOWN_THREE 12
#define BITS_UNKNOWN_SHORT 7
#define BITS_NUMBER 6

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
	if (len > PSI_NAME_VALUES_BYTES - s->values_len) {
		s->full = true;
		return;
	}
	memcpy(s->values + s->values_len, bytes, len);
	s->values_len += len;
}

static void
append_run(
    struct psi_name_scratch *s, const struct psi_name_run *r, bool spaces)
{
	for (size_t i = r->first; i < r->end; i++) {
		if (spaces && i > r->first)
			append(s, (const uint8_t *)" ", 1);
		append(s, s->tokens.text + r->token[i].at, r->token[i].len);
	}
}

void
psi_name_explain_run(
    struct psi_name_scratch *s, const char *step, const struct psi_name_run *r)
{
	size_t start = s->values_len;

	if (s->explain == NULL)
		return;
	append_run(s, r, true);
	explain_bytes(s, step, s->values + start, s->values_len - start);
	s->values_len = start;
}

/* The bytes from `start` become a key, unless there is the same already. */
static void
add_key(struct psi_name_scratch *s, struct psi_name_keys *keys, size_t start,
    enum psi_name_kind kind, unsigned int bits)
{
	struct psi_name_key *key = &keys->key[keys->num_keys];
	size_t len = s->values_len - start;
	const char *type = psi_name_key_type(kind);

	/* Few keys of one name are of one length. */
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

void
psi_name_emit_strict(struct psi_name_scratch *s, struct psi_name_keys *keys)
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
	for (size_t i = start; s->tokens.wide && i < s->values_len; i++)
		ascii = ascii && s->values[i] < 0x80;
	if (ascii && s->values_len - start >= LABEL_CHARACTERS_MIN)
		add_key(s, keys, start, PSI_NAME_LABEL, 0);
	else
		s->values_len = start;
}

/* A view on the singular of a token, or on what it abbreviates. */
static void
view_token(struct psi_name_scratch *s, struct psi_name_view *view,
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
is_conjunction(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	if (r->token[i].word == s->rules->and)
		return true;
	return i > r->first && i + 1 < r->end &&
	    (psi_name_word_flags(s, &r->token[i]) & PSI_WORD_AND);
}

static void
make_views(struct psi_name_scratch *s, const struct psi_name_run *r)
{
	s->num_views = 0;
	for (size_t i = r->first; i < r->end && !s->full; i++)
		if (!is_conjunction(s, r, i))
			view_token(s, &s->view[s->num_views++], &r->token[i]);
	if (s->num_views == 0)
		view_token(s, &s->view[s->num_views++], &r->token[r->first]);
}

static int
compare_views(const struct psi_name_view *a, const struct psi_name_view *b)
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
		const struct psi_name_view *v = &s->view[i];
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
		const struct psi_name_view *v = &s->sorted[i];

		if (v->word == NULL || !(v->word->flags & PSI_WORD_GENERIC))
			s->sorted[num++] = *v;
	}
	s->num_sorted = num;
}

static unsigned int
bits_of(const struct psi_name_view *v)
{
	bool number = v->bytes[0] <= '9';

	if (v->word != NULL && v->word->bits != 0)
		return v->word->bits;
	for (size_t i = 0; i < v->len && number; i++)
		number = v->bytes[i] >= '0' && v->bytes[i] <= '9';
	if (number)
		return BITS_NUMBER;
	if (v->len <= 2)
		return BITS_UNKNOWN_SHORT;
	return v->len == 3 ? BITS_UNKNOWN_THREE : BITS_UNKNOWN;
}

static void
append_views(struct psi_name_scratch *s, const struct psi_name_view *views,
    size_t num, bool spaces)
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

void
psi_name_emit_loose(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *r)
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

void
psi_name_emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys)
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
