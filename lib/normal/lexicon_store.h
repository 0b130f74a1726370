/*
 * The lexicon as it is compiled in: make_tables.c writes it when libpsi is built
 * and lexicon.c looks things up in it.
 */
#ifndef PSI_NORMAL_LEXICON_STORE_H
#define PSI_NORMAL_LEXICON_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "normal/lexicon_words.h"

/* Powers of two, at least twice as many as there are words and edges. */
#define PSI_WORD_SLOTS 32768
#define PSI_EDGE_SLOTS 32768
/* The longest reading of one code point. */
#define READING_BYTES 6

struct psi_lexicon_edge {
	uint16_t node;
	uint16_t word;
	uint16_t child;
};

struct psi_reading {
	uint8_t len;
	uint8_t bytes[READING_BYTES];
	bool umlaut;
};

/* Code points with a table of readings: Latin, Greek, Cyrillic and their
 * extensions, the punctuation of books, and kana. */
#define READINGS_LOW_END 0x0530
#define READINGS_EXTENDED 0x1E00
#define READINGS_EXTENDED_END 0x1F00
#define READINGS_SIGNS 0x2000
#define READINGS_SIGNS_END 0x2040
#define READINGS_KANA 0x3040
#define READINGS_KANA_END 0x3100
#define NUM_READINGS (READINGS_LOW_END + 0x100 + 0x40 + 0xC0)

struct psi_lexicon {
	/* PSI_WORD_SLOTS numbers of words, by their hashes; 0 is free. */
	const uint16_t *slots;
	/* PSI_EDGE_SLOTS; one without a node is free. */
	const struct psi_lexicon_edge *edges;
	/* Of each node, its first phrase from 1; 0 for none. */
	const uint16_t *node_phrase;
	/* Numbered from 1, as the phrases. */
	const struct psi_lexicon_word *words;
	const struct psi_phrase *phrases;
	const struct psi_affix *affixes;
	size_t num_affixes;
	/* Plain, and with umlauts written out; NUM_READINGS of each. */
	const struct psi_reading *readings[2];
	/* What words and affixes are written with. */
	const uint8_t *bytes;
	/* Lists of alpha-2 codes, each with a NUL behind it. */
	const char *countries;
	/* The tables as they go into the fingerprint. */
	const uint8_t *written;
	size_t written_len;
};

/* In lexicon_made.c, which make_tables.c writes. */
extern const struct psi_lexicon psi_lexicon_made;

/* The slot of a word, or the free one where it would go. */
static inline size_t
psi_lexicon_slot(const struct psi_lexicon *lexicon, uint32_t hash,
    const uint8_t *bytes, size_t len)
{
	size_t slot = hash & (PSI_WORD_SLOTS - 1);

	for (;; slot = (slot + 1) & (PSI_WORD_SLOTS - 1)) {
		const struct psi_lexicon_word *word;

		if (lexicon->slots[slot] == 0)
			return slot;
		word = &lexicon->words[lexicon->slots[slot]];
		/* memcmp: names and tables are not compared with secrets. */
		if (word->hash == hash && word->len == len &&
		    memcmp(lexicon->bytes + word->at, bytes, len) == 0)
			return slot;
	}
}

/* The slot of the edge that a word takes from a node, or the free one. */
static inline size_t
psi_lexicon_edge(
    const struct psi_lexicon *lexicon, uint16_t node, uint16_t word)
{
	uint32_t mix = ((uint32_t)node << 16 | word) * 2654435761U;
	size_t slot = (mix >> 16) & (PSI_EDGE_SLOTS - 1);

	while (lexicon->edges[slot].node != 0 &&
	    (lexicon->edges[slot].node != node ||
		lexicon->edges[slot].word != word))
		slot = (slot + 1) & (PSI_EDGE_SLOTS - 1);
	return slot;
}

/* Place of a code point in the table of readings, or NUM_READINGS. */
static inline size_t
psi_reading_index(uint32_t c)
{
	if (c < READINGS_LOW_END)
		return c;
	if (c >= READINGS_EXTENDED && c < READINGS_EXTENDED_END)
		return READINGS_LOW_END + (c - READINGS_EXTENDED);
	if (c >= READINGS_SIGNS && c < READINGS_SIGNS_END)
		return READINGS_LOW_END + 0x100 + (c - READINGS_SIGNS);
	if (c >= READINGS_KANA && c < READINGS_KANA_END)
		return READINGS_LOW_END + 0x140 + (c - READINGS_KANA);
	return NUM_READINGS;
}

#endif
