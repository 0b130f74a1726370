/*
 * What the source files about names share: the memory of one name. The steps of
 * lib/KEYS.md are functions on it, each in a file of its own.
 */
#ifndef PSI_NORMAL_NAME_SCRATCH_H
#define PSI_NORMAL_NAME_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normal/lexicon.h"
#include "normal/tokens.h"

/* NFKD turns one code point into eighteen at the very most. */
#define PSI_NAME_FOLDED_BYTES 32768
#define PSI_NAME_VALUES_BYTES 524288
/* For what words of institutions end and begin with. */
#define PSI_KIND_BUCKETS 512
#define PSI_KINDS_MAX 400

/* A row of tokens that words are stripped from at both ends. */
struct psi_name_run {
	size_t first;
	size_t end;
	/* The flags of all its words, now or before. */
	unsigned int flags;
	struct psi_token token[PSI_TOKENS_MAX];
};

/* A token of a loose key, in the lexicon or in the text of the tokens. */
struct psi_name_view {
	const uint8_t *bytes;
	size_t len;
	const struct psi_lexicon_word *word;
};

struct psi_name_explain;

struct psi_name_rules {
	const struct psi_lexicon *lexicon;
	uint16_t the;
	uint16_t and;
	uint16_t of;
	uint16_t us;
	uint16_t state;
	/* What words of institutions end and begin with: the first of those with
	 * these two last or first bytes, and the next of each; 0 for none, else
	 * 1 + the number of an affix (normal/name_kinds.h). */
	uint16_t kind_ends[PSI_KIND_BUCKETS];
	uint16_t kind_starts[PSI_KIND_BUCKETS];
	uint16_t kind_next[PSI_KINDS_MAX];
};

struct psi_name_scratch {
	const struct psi_name_rules *rules;
	const struct psi_name_explain *explain;
	const char *country;
	/* Which reading is being made (normal/text.h). */
	unsigned int reading;
	/* No room was left somewhere. */
	bool full;
	/* The name is one of an institution: no key without a country. */
	bool institution;
	/* The name has a legal form, which institutions have not. */
	bool formed;
	/* It is the form of another country than the row's. */
	bool foreign;
	/* psi_private_form of the name. */
	unsigned int private_form;
	/* What is being made is a key together with a country only. */
	bool country_only;
	/* Of the views: they may be a person's names. */
	bool person;
	/* Of the views: the first word is part of a company's own name,
	 * whatever it means. */
	bool named_so;
	/* What of the run stands behind the first view begins here. */
	size_t behind_first;
	size_t folded_len;
	size_t num_views;
	size_t values_len;
	struct psi_name_run strict;
	struct psi_name_run other;
	struct psi_name_view view[PSI_TOKENS_MAX];
	/* The same in another order. */
	struct psi_name_view sorted[PSI_TOKENS_MAX];
	struct psi_tokens tokens;
	uint8_t folded[PSI_NAME_FOLDED_BYTES];
	uint8_t values[PSI_NAME_VALUES_BYTES];
};

/* Flags of a token's word; 0 for a word that no table has. */
static inline unsigned int
psi_name_word_flags(
    const struct psi_name_scratch *s, const struct psi_token *token)
{
	if (token->word == 0)
		return 0;
	return psi_lexicon_word(s->rules->lexicon, token->word)->flags;
}

/* "Boulder, CO" in the United States: the state, and not "Co." */
bool psi_name_is_state(
    const struct psi_name_scratch *s, const struct psi_token *token);

/* Whether a token is nothing but digits. */
bool psi_name_is_number(
    const struct psi_name_scratch *s, const struct psi_token *token);

/* Whether a token is this word, in ASCII. */
bool psi_name_token_is(const struct psi_name_scratch *s,
    const struct psi_token *token, const char *word);

/* Take the tokens at [from, to) out of a run. */
void psi_name_remove_tokens(struct psi_name_run *run, size_t from, size_t to);

#endif
