#include "normal/name_scratch.h"

#include <string.h>

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

bool
psi_name_token_is(const struct psi_name_scratch *s,
    const struct psi_token *token, const char *word)
{
	return token->len == strlen(word) &&
	    memcmp(s->tokens.text + token->at, word, token->len) == 0;
}

void
psi_name_remove_tokens(struct psi_name_run *r, size_t from, size_t to)
{
	memmove(
	    &r->token[from], &r->token[to], (r->end - to) * sizeof r->token[0]);
	r->end -= to - from;
}
