/*
 * The tables of names, as one set of words and one tree of phrases: legal
 * forms, annotations, abbreviations, generic words and how frequent words are.
 */
#ifndef PSI_NORMAL_LEXICON_H
#define PSI_NORMAL_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "normal/lexicon_store.h"
#include "normal/lexicon_words.h"

/* Most of what follows is asked for many times a name, and so in line. */

/* The number of a word, from 1; 0 if there is none. */
static inline uint16_t
psi_lexicon_find(const struct psi_lexicon *lexicon, uint32_t hash,
    const uint8_t *bytes, size_t len)
{
	return lexicon->slots[psi_lexicon_slot(lexicon, hash, bytes, len)];
}

/* The word of a number from psi_lexicon_find that is not 0. */
static inline const struct psi_lexicon_word *
psi_lexicon_word(const struct psi_lexicon *lexicon, uint16_t word)
{
	return &lexicon->words[word];
}

static inline const uint8_t *
psi_lexicon_text(
    const struct psi_lexicon *lexicon, const struct psi_lexicon_word *word)
{
	return lexicon->bytes + word->at;
}

/*
 * One step in a tree: the node below `node` (a psi_phrase_tree at the start)
 * for `word`, or 0.
 */
static inline uint16_t
psi_lexicon_step(
    const struct psi_lexicon *lexicon, uint16_t node, uint16_t word)
{
	return lexicon->edges[psi_lexicon_edge(lexicon, node, word)].child;
}

/* The phrase that ends at a node, or NULL; and the next of its spelling. */
static inline const struct psi_phrase *
psi_lexicon_phrase(const struct psi_lexicon *lexicon, uint16_t node)
{
	uint16_t phrase = lexicon->node_phrase[node];

	return phrase == 0 ? NULL : &lexicon->phrases[phrase];
}

static inline const struct psi_phrase *
psi_lexicon_next_phrase(
    const struct psi_lexicon *lexicon, const struct psi_phrase *phrase)
{
	return phrase->next == 0 ? NULL : &lexicon->phrases[phrase->next];
}

/* Alpha-2 codes, separated by one space; "" for everywhere. */
static inline const char *
psi_lexicon_countries(
    const struct psi_lexicon *lexicon, const struct psi_phrase *phrase)
{
	return lexicon->countries + phrase->countries;
}

/*
 * Length of the longest affix at that end of a text, which is shorter than
 * the text; or 0.
 */
size_t psi_lexicon_affix(const struct psi_lexicon *lexicon,
    enum psi_affix_place place, const uint8_t *text, size_t text_len);

/* Results of psi_lexicon_reading that are no length. */
#define PSI_READING_HAN 253
#define PSI_READING_ITSELF 254
#define PSI_READING_UNKNOWN 255

/*
 * What psi_text_fold makes of one code point from 0x80, for those where it
 * does not depend on the neighbours: the length of *reading, or ITSELF for one
 * that stays as it is, HAN for one of three bytes that psi_han_fold makes, or UNKNOWN for one that must go through psi_text_fold.
 * `had_umlaut` is set, and never cleared, for a letter with an ae/oe/ue form.
 */
unsigned int psi_lexicon_reading(const struct psi_lexicon *lexicon,
    const uint8_t **reading, bool *had_umlaut, uint32_t code_point,
    bool umlauts);

/* Singular of an English word: fewer bytes of it, and perhaps a "y". */
struct psi_singular {
	size_t keep;
	bool add_y;
};
struct psi_singular psi_lexicon_singular(const uint8_t *word, size_t len);

/* Every table, as written. */
void psi_lexicon_fingerprint(
    const struct psi_lexicon *lexicon, struct psi_sha256 *ctx);

#endif
