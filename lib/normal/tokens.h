/* Folded text to tokens, with what punctuation told about each. */
#ifndef PSI_NORMAL_TOKENS_H
#define PSI_NORMAL_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normal/lexicon.h"

/* A name has at most this many tokens and bytes of tokens. */
#define PSI_TOKENS_MAX 1024
#define PSI_TOKENS_BYTES 65536

enum psi_token_flag {
	/* Dots inside: "S.A.", and so more than a word in capitals. */
	PSI_TOKEN_DOTTED = 1,
	/* Single letters joined by slashes: "A/S", "d/b/a". */
	PSI_TOKEN_SLASHED = 2,
	/* After a comma. */
	PSI_TOKEN_AFTER_COMMA = 4,
	/* After a slash or backslash. */
	PSI_TOKEN_AFTER_SLASH = 8,
	/* Before a slash or backslash. */
	PSI_TOKEN_BEFORE_SLASH = 16,
	/* After a slash that has a space, or nothing, on its left. */
	PSI_TOKEN_APART_SLASH = 32,
	/* Inside brackets. */
	PSI_TOKEN_BRACKET = 64,
	/* The first token of a pair of brackets. */
	PSI_TOKEN_BRACKET_FIRST = 128,
	/* Has bytes that are not ASCII. */
	PSI_TOKEN_WIDE = 256,
	/* Made of single letters, which may be initials. */
	PSI_TOKEN_MERGED = 512,
	/* Set apart from what is before it by a sign other than a dot, an
	 * apostrophe, "&", "#" or a hyphen without a blank beside it. */
	PSI_TOKEN_APART = 1024,
	/* A dot stands right behind it. */
	PSI_TOKEN_DOT_END = 2048
};

struct psi_token {
	/* Place in psi_tokens.text. */
	uint32_t at;
	uint32_t len;
	uint32_t hash;
	/* Number of the word in the lexicon, 0 if it is not there. */
	uint16_t word;
	uint16_t flags;
};

struct psi_tokens {
	size_t num;
	size_t text_len;
	/* Some token is inside brackets. */
	bool brackets;
	/* Some token is not ASCII. */
	bool wide;
	struct psi_token token[PSI_TOKENS_MAX];
	uint8_t text[PSI_TOKENS_BYTES];
};

/*
 * Split folded text (psi_text_fold). Dots and apostrophes are deleted, "&" and
 * "+" become the token "and", "www." before a word and ".com" (".co.uk", the domain
 * of `country` and the like) behind it are cut, a legal form behind a dot is a token,
 * and all else that is neither a letter nor a digit separates. Returns false if there
 * are too many tokens. Linear; allocates nothing. `lexicon` and `country` may be NULL.
 */
bool psi_tokens_split(struct psi_tokens *tokens,
    const struct psi_lexicon *lexicon, const char *country,
    const uint8_t *folded, size_t folded_len);

/*
 * Give `token` the bytes at [at, at + len) of the text, and look its word up.
 */
void psi_tokens_set(struct psi_tokens *tokens,
    const struct psi_lexicon *lexicon, struct psi_token *token, size_t at,
    size_t len);

/*
 * Append bytes to the text, for a token that is to be changed. Returns false
 * if there is no room.
 */
bool psi_tokens_append(
    struct psi_tokens *tokens, size_t *at, const uint8_t *bytes, size_t len);

#endif
