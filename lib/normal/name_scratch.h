/*
 * What the source files about names share: the memory of one name, and the
 * steps of lib/KEYS.md as functions on it.
 */
#ifndef PSI_NORMAL_NAME_SCRATCH_H
#define PSI_NORMAL_NAME_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normal/lexicon.h"
#include "normal/name.h"
#include "normal/tokens.h"

/* NFKD turns one code point into eighteen at the very most. */
#define PSI_NAME_FOLDED_BYTES 32768
#define PSI_NAME_VALUES_BYTES 524288

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
	struct psi_name_run strict;
	struct psi_name_run other;
	struct psi_name_view view[PSI_TOKENS_MAX];
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

/*
 * Copy the tokens of the name into a run, without what punctuation marks as no
 * part of it ("Punctuation"), and without bracketed tokens if `brackets` is
 * false. With brackets the run has at least one token.
 */
void psi_name_start_run(
    const struct psi_name_scratch *s, struct psi_name_run *run, bool brackets);

/* Strip a run that is not empty until nothing changes ("Stripping"). */
void psi_name_strip(
    struct psi_name_scratch *s, struct psi_name_run *run, bool loose);

/*
 * Make `run` what follows "trading as" and its like. Returns false if there is
 * no second name.
 */
bool psi_name_second(struct psi_name_scratch *s, struct psi_name_run *run);

/* Tell the tokens of a run to the explain hook. */
void psi_name_explain_run(struct psi_name_scratch *s, const char *step,
    const struct psi_name_run *run);

/* Add keys ("Keys of a name"). The core is that of the last loose run. */
void psi_name_emit_strict(
    struct psi_name_scratch *s, struct psi_name_keys *keys);
void psi_name_emit_loose(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run);
void psi_name_emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys);

#endif
