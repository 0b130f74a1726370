/* What the lexicon is made of: words, phrases of them, affixes. */
#ifndef PSI_NORMAL_LEXICON_WORDS_H
#define PSI_NORMAL_LEXICON_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, which a tokeniser can compute as it reads; psi_hash_bytes wants the
 * whole word. So the lexicon has tables of its own and no struct psi_index.
 * Its words are compiled in: nobody can choose any that collide. */
#define PSI_LEXICON_HASH_INIT 2166136261U

static inline uint32_t
psi_lexicon_hash_byte(uint32_t hash, uint8_t c)
{
	return (hash ^ c) * 16777619U;
}

static inline uint32_t
psi_lexicon_hash(const uint8_t *bytes, size_t len)
{
	uint32_t hash = PSI_LEXICON_HASH_INIT;

	for (size_t i = 0; i < len; i++)
		hash = psi_lexicon_hash_byte(hash, bytes[i]);
	return hash;
}

/* What a word is, besides being a part of phrases. */
enum psi_lexicon_flag {
	/* Says nothing about which company it is: "group". */
	PSI_WORD_GENERIC = 1,
	/* "and" in some language. */
	PSI_WORD_AND = 2,
	/* What registers write between slashes after a name: "DE", "NEW". */
	PSI_WORD_TAIL_CODE = 4,
	/* A stock exchange, before a ticker. */
	PSI_WORD_EXCHANGE = 8,
	/* The last word of a phrase of the suffix tree. */
	PSI_WORD_SUFFIX = 16,
	/* The first word of a phrase of the prefix tree. */
	PSI_WORD_PREFIX = 32,
	/* The first word of a phrase of the two cut trees. */
	PSI_WORD_CUT = 64,
	/* In brackets, a legal form by itself. */
	PSI_WORD_BRACKET_FORM = 128,
	/* A kind of institution, of which every country has some of one name:
	 * "university". */
	PSI_WORD_INSTITUTION = 256,
	/* A government body is called by it and a name: "county". */
	PSI_WORD_BODY = 512,
	/* A given name, or an abbreviated one: who has it may be a person,
	 * whose names are written in either order. */
	PSI_WORD_GIVEN = 1024,
	/* Behind a legal form, a part of the company or another one:
	 * "branch", "trust". */
	PSI_WORD_PART = 2048,
	/* The first word of a phrase that stands for another word. */
	PSI_WORD_SAME = 4096,
	/* The first word of a phrase that is no name at all. */
	PSI_WORD_NO_NAME = 8192,
	/* A number in letters: "ii", "iv". */
	PSI_WORD_NUMERAL = 16384,
	/* A country; psi_lexicon_word.nation says which. */
	PSI_WORD_NATION = 32768,
	/* A person's title: "dr". */
	PSI_WORD_TITLE = 65536,
	/* What follows a title: "med". */
	PSI_WORD_RANK = 131072,
	/* Before or behind a person's names, and elsewhere a word: "mr", "md". */
	PSI_WORD_ADDRESS = 262144
};

struct psi_lexicon_word {
	uint32_t hash;
	uint32_t at;
	uint32_t flags;
	uint16_t len;
	/* What the abbreviation stands for, or 0. */
	uint16_t target;
	/* The English name of the city, or 0. */
	uint16_t place;
	/* log2 of how rare it is among names; 0 if it was not counted. */
	uint8_t bits;
	/* The country that it names, alpha-2; zeros for none. */
	char nation[2];
};

/* Which tree of phrases: read from the end, or from the start. */
enum psi_phrase_tree {
	PSI_PHRASE_SUFFIX = 1,
	PSI_PHRASE_PREFIX,
	/* Cut it and everything after it. */
	PSI_PHRASE_CUT,
	/* The same, where it was written with slashes: t/a. */
	PSI_PHRASE_CUT_SLASHED,
	/* A phrase that is the same as one word. */
	PSI_PHRASE_SAME,
	/* A phrase that is no name of a company. */
	PSI_PHRASE_NO_NAME
};

/* When a phrase may be stripped. */
enum psi_phrase_when {
	/* Wherever it stands. */
	PSI_PHRASE_ALWAYS = 1,
	/* In one of its countries, or where it was punctuated. */
	PSI_PHRASE_LOCAL,
	/* Where a sign, and not only a blank, sets it apart. */
	PSI_PHRASE_APART,
	/* Of a share: behind the whole name, and before no legal form. */
	PSI_PHRASE_SHARE,
	/* Of the trees that cut: what follows is another company's name. */
	PSI_PHRASE_DROP,
	/* Both of the last two: set apart, and another company's. */
	PSI_PHRASE_DROP_APART
};

/* One meaning of a phrase; several phrases may be spelled the same. */
struct psi_phrase {
	/* An enum psi_phrase_when. */
	uint8_t when;
	/* psi_lexicon_countries knows which. */
	uint16_t countries;
	/* The next phrase of the same spelling, or 0. */
	uint16_t next;
	/* Of PSI_PHRASE_SAME: the word that it stands for. */
	uint16_t target;
};

/* Legal affixes of scripts without spaces. */
enum psi_affix_place {
	PSI_AFFIX_START = 1,
	PSI_AFFIX_END = 2,
	PSI_AFFIX_BOTH = 3,
	/* No legal form: what institutions of a kind are called, at the end or
	 * the beginning of a word. */
	PSI_AFFIX_KIND_END = 4,
	PSI_AFFIX_KIND_START = 8
};

struct psi_affix {
	/* An enum psi_affix_place. */
	uint8_t place;
	uint8_t len;
	uint32_t at;
};

#endif
