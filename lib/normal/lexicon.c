#include "normal/lexicon.h"

#include <string.h>

#include "normal/lexicon_store.h"

struct psi_singular
psi_lexicon_singular(const uint8_t *word, size_t len)
{
	struct psi_singular s = { len, false };
	uint8_t before;

	if (len < 4 || word[len - 1] != 's')
		return s;
	before = word[len - 2];
	if (before == 's' || before == 'u' || before == 'i')
		return s;
	if (before == 'e' && word[len - 3] == 'i' && len >= 5) {
		s.keep = len - 3;
		s.add_y = true;
		return s;
	}
	s.keep = len - 1;
	if (before != 'e')
		return s;
	if (word[len - 3] == 'x' ||
	    (len >= 6 && word[len - 3] == 'h' &&
		(word[len - 4] == 'c' || word[len - 4] == 's')) ||
	    (len >= 6 && word[len - 3] == 's' && word[len - 4] == 's'))
		s.keep = len - 2;
	return s;
}

static bool
affix_matches(const struct psi_lexicon *lexicon, const struct psi_affix *affix,
    enum psi_affix_place place, const uint8_t *text, size_t text_len)
{
	const uint8_t *at = text;

	if ((affix->place & place) == 0 || affix->len >= text_len)
		return false;
	if (place == PSI_AFFIX_END)
		at = text + text_len - affix->len;
	return memcmp(at, lexicon->bytes + affix->at, affix->len) == 0;
}

size_t
psi_lexicon_affix(const struct psi_lexicon *lexicon, enum psi_affix_place place,
    const uint8_t *text, size_t text_len)
{
	size_t longest = 0;

	for (size_t i = 0; i < lexicon->num_affixes; i++) {
		const struct psi_affix *affix = &lexicon->affixes[i];

		if (affix->len > longest &&
		    affix_matches(lexicon, affix, place, text, text_len))
			longest = affix->len;
	}
	return longest;
}

unsigned int
psi_lexicon_reading(const struct psi_lexicon *lexicon, const uint8_t **reading,
    bool *had_umlaut, uint32_t code_point, bool umlauts)
{
	size_t index = psi_reading_index(code_point);
	const struct psi_reading *r;

	/* Han and Hangul syllables are their own NFKC and have no case. */
	if (index == NUM_READINGS) {
		if (code_point >= 0x4E00 && code_point < 0x9FF0)
			return PSI_READING_HAN;
		if (code_point >= 0xAC00 && code_point < 0xD7A4)
			return PSI_READING_ITSELF;
		return PSI_READING_UNKNOWN;
	}
	r = &lexicon->readings[umlauts ? 1 : 0][index];
	*reading = r->bytes;
	if (r->umlaut)
		*had_umlaut = true;
	return r->len;
}

void
psi_lexicon_fingerprint(
    const struct psi_lexicon *lexicon, struct psi_sha256 *ctx)
{
	psi_sha256_update(ctx, lexicon->written, lexicon->written_len);
}
