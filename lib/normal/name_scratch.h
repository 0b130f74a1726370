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
	uint16_t of;
	uint16_t us;
	uint16_t state;
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
	/* What is being made is a key together with a country only. */
	bool country_only;
	/* Of the views: they may be a person's names. */
	bool person;
	/* Of the views: the first word is part of a company's own name,
	 * whatever it means. */
	bool named_so;
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

/* Make one token of neighbours of one letter each ("Initials"); whether there
 * were any. */
bool psi_name_merge_singles(
    struct psi_name_scratch *s, struct psi_name_run *run);

/* Whether a word by itself is a legal form wherever it stands. */
bool psi_name_is_form(
    const struct psi_name_scratch *s, const struct psi_token *token);

/* Whether the tokens of a run before `end` end in a legal form. */
bool psi_name_ends_form(const struct psi_name_scratch *s,
    const struct psi_name_run *run, size_t end);

/* Which bracketed tokens a run has. */
enum psi_brackets {
	PSI_BRACKETS_ALL,
	/* All but those that are known to say nothing ("Brackets"). */
	PSI_BRACKETS_UNKNOWN
};

/*
 * Copy the tokens of the name into a run, without what punctuation marks as no
 * part of it ("Punctuation"). The run has at least one token.
 */
void psi_name_start_run(const struct psi_name_scratch *s,
    struct psi_name_run *run, enum psi_brackets brackets);

/*
 * Put the state of a register's "/MI/" behind a run that says little: registers
 * write it where they have several of one name. Nothing where there is none.
 */
void psi_name_keep_state(
    const struct psi_name_scratch *s, struct psi_name_run *run);

/* The country that the legal form of a run is usual in, where the row tells
 * none ("Country by the legal form"); zeros for none. */
void psi_name_guess(const struct psi_name_scratch *s, char out[2],
    const struct psi_name_run *run);

/* Strip a run that is not empty until nothing changes ("Stripping"). */
void psi_name_strip(
    struct psi_name_scratch *s, struct psi_name_run *run, bool loose);

/*
 * Make `run` what follows "trading as" and its like. Returns false if there is
 * no second name.
 */
bool psi_name_second(struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` the short form that a name gives of itself, in brackets or behind
 * a dash, or the long form behind a short one. Returns false if it has none.
 */
bool psi_name_short(struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` what is before a remark behind a legal form: "Acme Inc., Berlin".
 * Returns false if there is no remark.
 */
bool psi_name_before_remark(
    struct psi_name_scratch *s, struct psi_name_run *run);

/* Tell the tokens of a run to the explain hook. */
void psi_name_explain_run(struct psi_name_scratch *s, const char *step,
    const struct psi_name_run *run);

/* Look what kind of name a run is; `institution` stays once it was one. */
void psi_name_survey(
    struct psi_name_scratch *s, const struct psi_name_run *run);

/* Whether all words of the run that was surveyed last are common ones, two at
 * least: several companies of one country have such a name. */
bool psi_name_is_common(const struct psi_name_scratch *s);

/* Add keys ("Keys of a name"). The core is that of the last loose run. */
void psi_name_emit_strict(
    struct psi_name_scratch *s, struct psi_name_keys *keys);
void psi_name_emit_loose(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run);
/* The loose keys of the run that was surveyed last. */
void psi_name_emit_surveyed(
    struct psi_name_scratch *s, struct psi_name_keys *keys);
void psi_name_emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys);
/* Another strict name, with a country only. */
void psi_name_emit_other(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run);

#endif
