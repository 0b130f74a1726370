/*
 * Making the lexicon of the tables as they are written. A part of make_tables,
 * not of libpsi.
 */
#ifndef PSI_NORMAL_LEXICON_BUILD_H
#define PSI_NORMAL_LEXICON_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "normal/lexicon_store.h"

/* Room for the tables; building fails if one is too small. */
#define WORDS_MAX 20000
#define WORD_BYTES 262144
#define NODES_MAX 20000
#define PHRASES_MAX 12000
#define AFFIXES_MAX 400
#define COUNTRIES_BYTES 16384

struct psi_lexicon_tables {
	/* What points at the arrays below, so that it can be looked into. */
	struct psi_lexicon made;
	size_t num_words;
	size_t num_bytes;
	size_t num_nodes;
	size_t num_phrases;
	size_t num_affixes;
	size_t num_countries;
	uint16_t slots[PSI_WORD_SLOTS];
	struct psi_lexicon_edge edges[PSI_EDGE_SLOTS];
	/* By node, word and phrase, which are numbered from 1. */
	uint16_t node_phrase[NODES_MAX];
	struct psi_lexicon_word words[WORDS_MAX];
	struct psi_phrase phrases[PHRASES_MAX];
	struct psi_affix affixes[AFFIXES_MAX];
	struct psi_reading readings[2][NUM_READINGS];
	uint8_t bytes[WORD_BYTES];
	char countries[COUNTRIES_BYTES];
};

/* To be freed. NULL if memory or the room of a table does not suffice, or a
 * row is not written as it has to be. */
struct psi_lexicon_tables *psi_lexicon_build(void);

/* Append the tables as they go into the fingerprint (KEYS.md, "Fingerprint of
 * the names"). Returns false if out of memory. */
bool psi_lexicon_written(struct psi_buf *out)
    __attribute__((warn_unused_result));

#endif
