#include "normal/name_singles.h"

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
		if (!psi_tokens_append(&s->tokens, &at, word, sizeof word)) {
			s->full = true;
			return false;
		}
		psi_tokens_set(&s->tokens, s->rules->lexicon, &r->token[i], at,
		    sizeof word);
		changed = true;
	}
	return changed;
}

static bool
has_single(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	for (size_t i = r->first; i < r->end; i++) {
		if (is_single(s, &r->token[i]))
			return true;
	}
	return false;
}

bool
psi_name_merge_singles(struct psi_name_scratch *s, struct psi_name_run *r)
{
	size_t out = r->first;
	bool changed;

	if (!has_single(s, r))
		return false;
	changed = spell_out_and(s, r);
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
