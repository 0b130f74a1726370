/* The tables of the rules become a lexicon, when libpsi is built. */
#include "normal/lexicon_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "normal/romanize.h"
#include "normal/text.h"
#include "normal/tokens.h"

struct phrase_row {
	enum psi_phrase_tree tree;
	enum psi_phrase_when when;
	const char *countries;
	const char *text;
	/* What it is the same as, or NULL. */
	const char *target;
};

struct nation_row {
	const char *country;
	const char *word;
};

struct pair_row {
	const char *word;
	const char *target;
};

struct flag_row {
	enum psi_lexicon_flag flag;
	const char *word;
};

struct affix_row {
	enum psi_affix_place place;
	const char *text;
};

struct frequency_row {
	uint8_t bits;
	const char *word;
};

#define ALWAYS PSI_PHRASE_ALWAYS
#define LOCAL PSI_PHRASE_LOCAL

static const struct phrase_row phrase_rows[] = {
#define SUFFIX(when, countries, text)                                          \
	{ PSI_PHRASE_SUFFIX, when, countries, text, NULL },
#define PREFIX(when, countries, text)                                          \
	{ PSI_PHRASE_PREFIX, when, countries, text, NULL },
#include "normal/legal_forms.def"
#undef SUFFIX
#undef PREFIX
#define TAIL(text) { PSI_PHRASE_SUFFIX, ALWAYS, "", text, NULL },
#define HEAD(text) { PSI_PHRASE_PREFIX, ALWAYS, "", text, NULL },
#define SHARE(text) { PSI_PHRASE_SUFFIX, PSI_PHRASE_SHARE, "", text, NULL },
#define NOTE(text)                                                             \
	{ PSI_PHRASE_SUFFIX, PSI_PHRASE_APART, "", text, NULL },               \
	    { PSI_PHRASE_PREFIX, PSI_PHRASE_APART, "", text, NULL },
#define CUT(text) { PSI_PHRASE_CUT, ALWAYS, "", text, NULL },
#define CUT_APART(text) { PSI_PHRASE_CUT, PSI_PHRASE_APART, "", text, NULL },
#define CUT_SLASHED(text) { PSI_PHRASE_CUT_SLASHED, ALWAYS, "", text, NULL },
#define DROP(text) { PSI_PHRASE_CUT, PSI_PHRASE_DROP, "", text, NULL },
#define DROP_APART(text)                                                       \
	{ PSI_PHRASE_CUT, PSI_PHRASE_DROP_APART, "", text, NULL },
#define DROP_SLASHED(text)                                                     \
	{ PSI_PHRASE_CUT_SLASHED, PSI_PHRASE_DROP, "", text, NULL },
#define NO_NAME(text) { PSI_PHRASE_NO_NAME, ALWAYS, "", text, NULL },
#include "normal/annotations.def"
#define SAME(text, target) { PSI_PHRASE_SAME, ALWAYS, "", text, target },
#include "normal/abbreviations.def"
};

static const struct nation_row nation_rows[] = {
#define NATION(country, word) { country, word },
#include "normal/kinds.def"
};

static const struct pair_row place_rows[] = {
#define PLACE(word, name) { word, name },
#include "normal/kinds.def"
};

static const struct pair_row abbreviation_rows[] = {
#define ABBREVIATION(word, target) { word, target },
#include "normal/abbreviations.def"
};

static const struct flag_row flag_rows[] = {
#define CONJUNCTION(word) { PSI_WORD_AND, word },
#include "normal/abbreviations.def"
#define CODE(text) { PSI_WORD_TAIL_CODE, text },
#define EXCHANGE(text) { PSI_WORD_EXCHANGE, text },
#define PART(text) { PSI_WORD_PART, text },
#include "normal/annotations.def"
#define INSTITUTION(word) { PSI_WORD_INSTITUTION, word },
#define BODY(word) { PSI_WORD_BODY, word },
#define GIVEN(word) { PSI_WORD_GIVEN, word },
#define NUMERAL(word) { PSI_WORD_NUMERAL, word },
#define TITLE(word) { PSI_WORD_TITLE, word },
#define RANK(word) { PSI_WORD_RANK, word },
#define ADDRESS(word) { PSI_WORD_ADDRESS, word },
#include "normal/kinds.def"
#define GENERIC(word) { PSI_WORD_GENERIC, word },
#include "normal/generic_words.def"
#undef GENERIC
#define AFFIX(place, text)
#define BRACKETED(text) { PSI_WORD_BRACKET_FORM, text },
#include "normal/affixes.def"
#undef AFFIX
#undef BRACKETED
};

#define START PSI_AFFIX_START
#define END PSI_AFFIX_END
#define BOTH PSI_AFFIX_BOTH
#define KIND_END PSI_AFFIX_KIND_END
#define KIND_START PSI_AFFIX_KIND_START

static const struct affix_row affix_rows[] = {
#define AFFIX(place, text) { place, text },
#define BRACKETED(text)
#include "normal/affixes.def"
#undef AFFIX
#undef BRACKETED
};

static const struct frequency_row frequency_rows[] = {
#define TOKEN(bits, word) { bits, word },
#include "normal/token_frequency.def"
#undef TOKEN
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What is needed while the tables are built. */
struct builder {
	struct psi_lexicon_tables *lexicon;
	struct psi_tokens *tokens;
	uint8_t folded[PSI_TEXT_FOLD_BYTES(256)];
	size_t folded_len;
};

/* The number of a word, which is added if it is new; 0 if there is no room. */
static uint16_t
add_word(struct psi_lexicon_tables *lexicon, const uint8_t *bytes, size_t len)
{
	uint32_t hash = psi_lexicon_hash(bytes, len);
	size_t slot = psi_lexicon_slot(&lexicon->made, hash, bytes, len);
	struct psi_lexicon_word *word;

	if (lexicon->slots[slot] != 0)
		return lexicon->slots[slot];
	if (lexicon->num_words + 1 == WORDS_MAX ||
	    len > WORD_BYTES - lexicon->num_bytes)
		return 0;
	word = &lexicon->words[++lexicon->num_words];
	word->hash = hash;
	word->at = (uint32_t)lexicon->num_bytes;
	word->len = (uint16_t)len;
	memcpy(lexicon->bytes + word->at, bytes, len);
	lexicon->num_bytes += len;
	lexicon->slots[slot] = (uint16_t)lexicon->num_words;
	return (uint16_t)lexicon->num_words;
}

static uint16_t
add_edge(struct psi_lexicon_tables *lexicon, uint16_t node, uint16_t word)
{
	struct psi_lexicon_edge *edge =
	    &lexicon->edges[psi_lexicon_edge(&lexicon->made, node, word)];

	if (edge->node != 0)
		return edge->child;
	if (lexicon->num_nodes + 1 >= NODES_MAX)
		return 0;
	edge->node = node;
	edge->word = word;
	edge->child = (uint16_t)++lexicon->num_nodes;
	return edge->child;
}

/* Flags of the words by which a phrase of each tree is found. */
static unsigned int
entry_flag(enum psi_phrase_tree tree)
{
	if (tree == PSI_PHRASE_SUFFIX)
		return PSI_WORD_SUFFIX;
	if (tree == PSI_PHRASE_PREFIX)
		return PSI_WORD_PREFIX;
	if (tree == PSI_PHRASE_SAME)
		return PSI_WORD_SAME;
	if (tree == PSI_PHRASE_NO_NAME)
		return PSI_WORD_NO_NAME;
	return PSI_WORD_CUT;
}

/* Whether a phrase stands at a node already: two readings may be one. */
static bool
has_phrase(const struct psi_lexicon_tables *lexicon, uint16_t node,
    const struct phrase_row *row, uint16_t target)
{
	const struct psi_lexicon *made = &lexicon->made;
	const struct psi_phrase *p = psi_lexicon_phrase(made, node);

	for (; p != NULL; p = psi_lexicon_next_phrase(made, p)) {
		if (p->when == row->when && p->target == target &&
		    strcmp(psi_lexicon_countries(made, p), row->countries) == 0)
			return true;
	}
	return false;
}

/* Where a list of countries stands, which is added if it is new. */
static bool
add_countries(
    struct psi_lexicon_tables *lexicon, uint16_t *at, const char *countries)
{
	size_t len = strlen(countries) + 1;
	size_t i = 0;

	while (i < lexicon->num_countries) {
		const char *known = lexicon->countries + i;

		if (strcmp(known, countries) == 0)
			break;
		i += strlen(known) + 1;
	}
	if (i == lexicon->num_countries) {
		if (len > COUNTRIES_BYTES - i)
			return false;
		memcpy(lexicon->countries + i, countries, len);
		lexicon->num_countries += len;
	}
	*at = (uint16_t)i;
	return true;
}

/* Add the phrase of `num` words to its tree. */
static bool
add_path(struct psi_lexicon_tables *lexicon, const struct phrase_row *row,
    const uint16_t *words, size_t num, uint16_t target)
{
	bool from_end = row->tree == PSI_PHRASE_SUFFIX;
	uint16_t node = (uint16_t)row->tree;
	struct psi_phrase *phrase;
	uint16_t countries;
	uint16_t entry = from_end ? words[num - 1] : words[0];

	for (size_t i = 0; i < num; i++) {
		node = add_edge(
		    lexicon, node, from_end ? words[num - 1 - i] : words[i]);
		if (node == 0)
			return false;
	}
	if (has_phrase(lexicon, node, row, target))
		return true;
	if (lexicon->num_phrases + 1 >= PHRASES_MAX ||
	    !add_countries(lexicon, &countries, row->countries))
		return false;
	phrase = &lexicon->phrases[++lexicon->num_phrases];
	phrase->when = (uint8_t)row->when;
	phrase->countries = countries;
	phrase->target = target;
	phrase->next = lexicon->node_phrase[node];
	lexicon->node_phrase[node] = (uint16_t)lexicon->num_phrases;
	lexicon->words[entry].flags |= entry_flag(row->tree);
	return true;
}

static const struct psi_text_reading plain = { 0, NULL };

/* Fold and split a text of the tables, as a name would be. */
static bool
split_text(struct builder *b, const char *text, unsigned int *num_readings,
    const struct psi_text_reading *reading)
{
	if (psi_text_read(b->folded, sizeof b->folded, &b->folded_len,
		num_readings, (const uint8_t *)text, strlen(text),
		reading) != PSI_TEXT_OK)
		return false;
	return psi_tokens_split(
		   b->tokens, NULL, NULL, b->folded, b->folded_len) &&
	    b->tokens->num > 0;
}

static bool
is_single(const struct psi_tokens *t, size_t i)
{
	return t->token[i].len == 1 && t->text[t->token[i].at] >= 'a' &&
	    t->text[t->token[i].at] <= 'z';
}

/*
 * The words that the tokens are in a name, where neighbouring single letters
 * are one word. Returns how many, or 0 if there is no room.
 */
static size_t
add_token_words(struct builder *b, uint16_t *words, size_t words_max)
{
	const struct psi_tokens *t = b->tokens;
	size_t num = 0;

	for (size_t i = 0; i < t->num;) {
		size_t end = i + 1;

		if (is_single(t, i))
			while (end < t->num && is_single(t, end))
				end++;
		if (num == words_max)
			return 0;
		/* The tokens' texts follow each other. */
		words[num] = add_word(b->lexicon, t->text + t->token[i].at,
		    t->token[end - 1].at + t->token[end - 1].len -
			t->token[i].at);
		if (words[num++] == 0)
			return 0;
		i = end;
	}
	return num;
}

/*
 * Add the phrase that the tokens hold, and the same without its spaces, since
 * exports lose them: "Pty.Ltd." is "ptyltd". Five letters and more only: a
 * shorter run could be a word.
 */
static bool
add_tokens(struct builder *b, const struct phrase_row *row, uint16_t target)
{
	struct psi_lexicon_tables *lexicon = b->lexicon;
	const struct psi_tokens *t = b->tokens;
	uint16_t words[16] = { 0 };
	size_t num = add_token_words(b, words, COUNT(words));

	if (num == 0 || !add_path(lexicon, row, words, num, target))
		return false;
	if (num == 1 || t->text_len < 5 || row->tree > PSI_PHRASE_PREFIX)
		return true;
	words[0] = add_word(lexicon, t->text, t->text_len);
	return words[0] != 0 && add_path(lexicon, row, words, 1, target);
}

/* The single word that a text of the tables must be; 0 if it is not. */
static uint16_t
add_text_word(struct builder *b, const char *text)
{
	if (!split_text(b, text, NULL, &plain) || b->tokens->num != 1)
		return 0;
	return add_word(b->lexicon, b->tokens->text, b->tokens->text_len);
}

/* A phrase in all its other readings: in Cyrillic, those of each language. */
static bool
add_readings_of(
    struct builder *b, const struct phrase_row *row, uint16_t target)
{
	static const char *const countries[] = { NULL, "UA", "BG", "RS" };
	unsigned int num = 1;

	for (size_t i = 0; i < COUNT(countries); i++) {
		struct psi_text_reading reading = { 0, countries[i] };

		do {
			if (!split_text(b, row->text, &num, &reading) ||
			    !add_tokens(b, row, target))
				return false;
		} while (++reading.number < num);
		if (num < PSI_ROMAN_READINGS)
			return true;
	}
	return true;
}

static bool
add_phrase(struct builder *b, const struct phrase_row *row)
{
	uint16_t target = 0;

	if (row->target != NULL) {
		target = add_text_word(b, row->target);
		if (target == 0)
			return false;
	}
	return add_readings_of(b, row, target);
}

/* The singular of a word of the tables. */
static uint16_t
add_singular(struct psi_lexicon_tables *lexicon, uint16_t word)
{
	uint8_t bytes[256];
	size_t len = lexicon->words[word].len;
	struct psi_singular s;

	if (len >= sizeof bytes)
		return word;
	memcpy(bytes, lexicon->bytes + lexicon->words[word].at, len);
	s = psi_lexicon_singular(bytes, len);
	len = s.keep;
	if (s.add_y)
		bytes[len++] = 'y';
	return add_word(lexicon, bytes, len);
}

/* What a name's word becomes in a loose key. */
static uint16_t
add_canonical(struct psi_lexicon_tables *lexicon, uint16_t word)
{
	if (lexicon->words[word].target != 0)
		return lexicon->words[word].target;
	word = add_singular(lexicon, word);
	if (lexicon->words[word].target != 0)
		return lexicon->words[word].target;
	return word;
}

static bool
add_abbreviations(struct builder *b)
{
	for (size_t i = 0; i < COUNT(abbreviation_rows); i++) {
		uint16_t word = add_text_word(b, abbreviation_rows[i].word);
		uint16_t target = add_text_word(b, abbreviation_rows[i].target);

		if (word == 0 || target == 0)
			return false;
		target = add_singular(b->lexicon, target);
		if (target == 0)
			return false;
		b->lexicon->words[word].target = target;
	}
	return true;
}

static bool
add_flags(struct builder *b)
{
	for (size_t i = 0; i < COUNT(flag_rows); i++) {
		uint16_t word = add_text_word(b, flag_rows[i].word);
		struct psi_lexicon_word *entry;

		if (word == 0)
			return false;
		if (flag_rows[i].flag == PSI_WORD_GENERIC ||
		    flag_rows[i].flag == PSI_WORD_INSTITUTION ||
		    flag_rows[i].flag == PSI_WORD_BODY)
			word = add_canonical(b->lexicon, word);
		if (word == 0)
			return false;
		entry = &b->lexicon->words[word];
		entry->flags |= (unsigned int)flag_rows[i].flag;
	}
	return true;
}

/* A country's word is found by what a loose key makes of it. */
static bool
add_nations(struct builder *b)
{
	for (size_t i = 0; i < COUNT(nation_rows); i++) {
		uint16_t word = add_text_word(b, nation_rows[i].word);
		struct psi_lexicon_word *entry;

		if (word != 0)
			word = add_canonical(b->lexicon, word);
		if (word == 0)
			return false;
		entry = &b->lexicon->words[word];
		entry->flags |= PSI_WORD_NATION;
		memcpy(entry->nation, nation_rows[i].country,
		    sizeof entry->nation);
	}
	return true;
}

/* A city's word is found as a first word, too, which keeps its number. */
static bool
add_places(struct builder *b)
{
	for (size_t i = 0; i < COUNT(place_rows); i++) {
		uint16_t first = add_text_word(b, place_rows[i].word);
		uint16_t name = add_text_word(b, place_rows[i].target);
		uint16_t word;

		if (first == 0 || name == 0)
			return false;
		word = add_canonical(b->lexicon, first);
		name = add_canonical(b->lexicon, name);
		if (word == 0 || name == 0)
			return false;
		b->lexicon->words[first].place = name;
		b->lexicon->words[word].place = name;
	}
	return true;
}

static bool
add_frequencies(struct builder *b)
{
	for (size_t i = 0; i < COUNT(frequency_rows); i++) {
		uint16_t word = add_text_word(b, frequency_rows[i].word);

		if (word == 0)
			return false;
		b->lexicon->words[word].bits = frequency_rows[i].bits;
	}
	return true;
}

/* Keep the text of an affix, which the tokens hold. */
static bool
add_affix_text(struct builder *b, enum psi_affix_place place)
{
	struct psi_lexicon_tables *lexicon = b->lexicon;
	size_t len = b->tokens->text_len;
	struct psi_affix *affix;

	if (lexicon->num_affixes == AFFIXES_MAX || len > UINT8_MAX ||
	    len > WORD_BYTES - lexicon->num_bytes)
		return false;
	affix = &lexicon->affixes[lexicon->num_affixes++];
	affix->place = (uint8_t)place;
	affix->at = (uint32_t)lexicon->num_bytes;
	affix->len = (uint8_t)len;
	memcpy(lexicon->bytes + lexicon->num_bytes, b->tokens->text, len);
	lexicon->num_bytes += len;
	return true;
}

/* An affix that stands apart is a phrase like any other. */
static bool
add_affixes(struct builder *b)
{
	for (size_t i = 0; i < COUNT(affix_rows); i++) {
		const struct affix_row *row = &affix_rows[i];
		struct phrase_row phrase = { PSI_PHRASE_PREFIX, ALWAYS, "",
			row->text, NULL };

		if ((row->place & PSI_AFFIX_START) && !add_phrase(b, &phrase))
			return false;
		phrase.tree = PSI_PHRASE_SUFFIX;
		if ((row->place & PSI_AFFIX_END) && !add_phrase(b, &phrase))
			return false;
		if (!split_text(b, row->text, NULL, &plain) ||
		    !add_affix_text(b, row->place))
			return false;
	}
	return true;
}

/* Marks belong to the letter before them. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x0300 && c < 0x0370) || (c >= 0x0483 && c < 0x048A) ||
	    (c >= 0x3099 && c < 0x309D);
}

static void
add_reading(struct builder *b, uint32_t c, size_t index)
{
	uint8_t utf8[4];
	size_t len = 0;

	if (c >= 0x800)
		utf8[len++] = (uint8_t)(0xE0 | c >> 12);
	if (c >= 0x800)
		utf8[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	else
		utf8[len++] = (uint8_t)(0xC0 | c >> 6);
	utf8[len++] = (uint8_t)(0x80 | (c & 0x3F));
	for (unsigned int i = 0; i < 2; i++) {
		struct psi_reading *r = &b->lexicon->readings[i][index];
		const struct psi_text_reading reading = { i, NULL };
		unsigned int num = 1;

		r->len = PSI_READING_UNKNOWN;
		if (is_mark(c) ||
		    psi_text_read(b->folded, sizeof b->folded, &b->folded_len,
			&num, utf8, len, &reading) != PSI_TEXT_OK ||
		    num == PSI_ROMAN_READINGS || b->folded_len > READING_BYTES)
			continue;
		memcpy(r->bytes, b->folded, b->folded_len);
		r->len = (uint8_t)b->folded_len;
		r->umlaut = num > 1;
	}
}

static void
add_readings(struct builder *b)
{
	for (uint32_t c = 0x80; c < READINGS_KANA_END; c++) {
		size_t index = psi_reading_index(c);

		if (index < NUM_READINGS)
			add_reading(b, c, index);
	}
}

static bool
build(struct builder *b)
{
	/* The roots of the trees are the first nodes. */
	b->lexicon->num_nodes = PSI_PHRASE_NO_NAME;
	for (size_t i = 0; i < COUNT(phrase_rows); i++)
		if (!add_phrase(b, &phrase_rows[i]))
			return false;
	add_readings(b);
	return add_abbreviations(b) && add_flags(b) && add_nations(b) &&
	    add_places(b) && add_frequencies(b) && add_affixes(b);
}

static void
point_at(struct psi_lexicon_tables *lexicon)
{
	lexicon->made.slots = lexicon->slots;
	lexicon->made.edges = lexicon->edges;
	lexicon->made.node_phrase = lexicon->node_phrase;
	lexicon->made.words = lexicon->words;
	lexicon->made.phrases = lexicon->phrases;
	lexicon->made.bytes = lexicon->bytes;
	lexicon->made.countries = lexicon->countries;
}

struct psi_lexicon_tables *
psi_lexicon_build(void)
{
	struct builder *b = calloc(1, sizeof *b);
	struct psi_lexicon_tables *made = NULL;

	if (b == NULL)
		return NULL;
	b->lexicon = calloc(1, sizeof *b->lexicon);
	b->tokens = malloc(sizeof *b->tokens);
	if (b->lexicon != NULL && b->tokens != NULL) {
		point_at(b->lexicon);
		if (build(b)) {
			made = b->lexicon;
			b->lexicon = NULL;
		}
	}
	free(b->lexicon);
	free(b->tokens);
	free(b);
	return made;
}

static bool
write_number(struct psi_buf *out, uint32_t number)
{
	uint8_t bytes[4];

	psi_u32be(bytes, number);
	return psi_buf_append(out, bytes, sizeof bytes, NULL) == 0;
}

static bool
write_text(struct psi_buf *out, const char *text)
{
	return write_number(out, (uint32_t)strlen(text)) &&
	    psi_buf_append_text(out, text, NULL) == 0;
}

static bool
write_phrases(struct psi_buf *out)
{
	bool ok = write_number(out, COUNT(phrase_rows));

	for (size_t i = 0; i < COUNT(phrase_rows) && ok; i++) {
		const struct phrase_row *row = &phrase_rows[i];

		ok = write_number(out, (uint32_t)row->tree) &&
		    write_number(out, (uint32_t)row->when) &&
		    write_text(out, row->countries) &&
		    write_text(out, row->text) &&
		    write_text(out, row->target == NULL ? "" : row->target);
	}
	return ok;
}

bool
psi_lexicon_written(struct psi_buf *out)
{
	bool ok =
	    write_phrases(out) && write_number(out, COUNT(abbreviation_rows));

	for (size_t i = 0; i < COUNT(abbreviation_rows) && ok; i++)
		ok = write_text(out, abbreviation_rows[i].word) &&
		    write_text(out, abbreviation_rows[i].target);
	ok = ok && write_number(out, COUNT(flag_rows));
	for (size_t i = 0; i < COUNT(flag_rows) && ok; i++)
		ok = write_number(out, (uint32_t)flag_rows[i].flag) &&
		    write_text(out, flag_rows[i].word);
	ok = ok && write_number(out, COUNT(nation_rows));
	for (size_t i = 0; i < COUNT(nation_rows) && ok; i++)
		ok = write_text(out, nation_rows[i].country) &&
		    write_text(out, nation_rows[i].word);
	ok = ok && write_number(out, COUNT(place_rows));
	for (size_t i = 0; i < COUNT(place_rows) && ok; i++)
		ok = write_text(out, place_rows[i].word) &&
		    write_text(out, place_rows[i].target);
	ok = ok && write_number(out, COUNT(affix_rows));
	for (size_t i = 0; i < COUNT(affix_rows) && ok; i++)
		ok = write_number(out, (uint32_t)affix_rows[i].place) &&
		    write_text(out, affix_rows[i].text);
	ok = ok && write_number(out, COUNT(frequency_rows));
	for (size_t i = 0; i < COUNT(frequency_rows) && ok; i++)
		ok = write_number(out, frequency_rows[i].bits) &&
		    write_text(out, frequency_rows[i].word);
	return ok;
}
