#include "normal/name_view.h"

#include <string.h>

#include "normal/name_keys.h"
#include "normal/us_states.h"

/* A person's names and initials stand among the first words. */
#define INITIALS_WORDS 3

/* How rare a word is that the frequency table does not know, by its length:
 * two letters are few combinations, and a number is a year or a size. */
#define BITS_UNKNOWN 16
#define BITS_UNKNOWN_THREE 10
#define BITS_UNKNOWN_SHORT 7
#define BITS_NUMBER 6

/* What a view shows of a word of the lexicon. */
static void
view_word(struct psi_name_scratch *s, struct psi_name_view *view, uint16_t word)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;

	view->word = psi_lexicon_word(lexicon, word);
	view->bytes = psi_lexicon_text(lexicon, view->word);
	view->len = view->word->len;
}

/* Endings that are written short at the end of longer words. */
static const struct {
	const char *end;
	/* What a token with it has. */
	unsigned int flag;
	const char *instead;
} endings[] = {
	{ "hd", PSI_TOKEN_WIDE, "ホールデイングス" },
	{ "hds", PSI_TOKEN_WIDE, "ホールデイングス" },
	{ "ges", PSI_TOKEN_DOT_END, "gesellschaft" },
};

/* Shorter words end so by chance. */
#define ENDING_BYTES_BEFORE 4

/*
 * A view on a token whose short ending is written out: "パナソニックHD". Returns
 * false for any other.
 */
static bool
view_ending(struct psi_name_scratch *s, struct psi_name_view *view,
    const struct psi_token *token)
{
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t len = strlen(endings[i].end), more, at;

		if ((token->flags & endings[i].flag) == 0 ||
		    token->len < len + ENDING_BYTES_BEFORE ||
		    memcmp(s->tokens.text + token->at + token->len - len,
			endings[i].end, len) != 0)
			continue;
		more = strlen(endings[i].instead);
		len = token->len - len;
		if (!psi_tokens_append(
			&s->tokens, &at, s->tokens.text + token->at, len) ||
		    !psi_tokens_append(&s->tokens, &(size_t){ 0 },
			(const uint8_t *)endings[i].instead, more))
			s->full = true;
		view->word = NULL;
		view->bytes = s->tokens.text + at;
		view->len = s->full ? 0 : len + more;
		return true;
	}
	return false;
}

/* A view on the singular of a token, or on what it abbreviates. The first
 * word of a name is who it is, and keeps its number. */
static void
view_token(struct psi_name_scratch *s, struct psi_name_view *view,
    const struct psi_token *token, bool first)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	const uint8_t *bytes = s->tokens.text + token->at;
	struct psi_singular singular = { token->len, false };
	uint16_t word = token->word;
	size_t at = token->at;

	if ((token->flags & (PSI_TOKEN_WIDE | PSI_TOKEN_DOT_END)) != 0 &&
	    (word == 0 || psi_lexicon_word(lexicon, word)->target == 0) &&
	    view_ending(s, view, token))
		return;
	if (psi_name_is_state(s, token)) {
		word = 0;
	} else if (word != 0 && psi_lexicon_word(lexicon, word)->target != 0) {
		word = psi_lexicon_word(lexicon, word)->target;
	} else if (!first) {
		singular = psi_lexicon_singular(bytes, token->len);
		if (singular.add_y) {
			if (!psi_tokens_append(
				&s->tokens, &at, bytes, singular.keep) ||
			    !psi_tokens_append(&s->tokens, &(size_t){ 0 },
				(const uint8_t *)"y", 1)) {
				s->full = true;
				return;
			}
			singular.keep++;
		}
		bytes = s->tokens.text + at;
		if (singular.keep != token->len || singular.add_y)
			word = psi_lexicon_find(lexicon,
			    psi_lexicon_hash(bytes, singular.keep), bytes,
			    singular.keep);
		/* Roberts is a family, and Robert one of its sons. */
		if (word != token->word && word != 0 &&
		    (psi_lexicon_word(lexicon, word)->flags & PSI_WORD_GIVEN)) {
			word = token->word;
			singular.keep = token->len;
			bytes = s->tokens.text + token->at;
		}
		if (word != 0 && psi_lexicon_word(lexicon, word)->target != 0)
			word = psi_lexicon_word(lexicon, word)->target;
	}
	if (word != 0) {
		view_word(s, view, word);
		return;
	}
	view->word = NULL;
	view->bytes = bytes;
	view->len = singular.keep;
}

/* "and" is dropped wherever it stands; in other languages it is a single
 * letter or short word, and so only between two others. */
static bool
is_conjunction(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	if (r->token[i].word == s->rules->and)
		return true;
	return i > r->first && i + 1 < r->end &&
	    (psi_name_word_flags(s, &r->token[i]) & PSI_WORD_AND);
}

/* Whether a word is "of", also in another language, or "the". */
static bool
is_article(const struct psi_name_scratch *s, const struct psi_token *token)
{
	uint16_t word = token->word;

	if (word == 0)
		return false;
	return word == s->rules->the || word == s->rules->of ||
	    psi_lexicon_word(s->rules->lexicon, word)->target == s->rules->of;
}

/* The words of a state that its code stands for, "of" aside: "Springfield, IL".
 * False for any other token. */
static bool
view_state(struct psi_name_scratch *s, const struct psi_token *code)
{
	const char *name = psi_name_is_state(s, code)
	    ? psi_us_state(s->tokens.text + code->at)
	    : NULL;

	for (const char *at = name; at != NULL && at[0] != '\0';) {
		struct psi_token token = { .len = (uint32_t)strcspn(at, " ") };
		size_t place = 0;

		if (!psi_tokens_append(
			&s->tokens, &place, (const uint8_t *)at, token.len)) {
			s->full = true;
			return true;
		}
		token.at = (uint32_t)place;
		token.word = psi_lexicon_find(s->rules->lexicon,
		    psi_lexicon_hash((const uint8_t *)at, token.len),
		    (const uint8_t *)at, token.len);
		if (!is_article(s, &token))
			view_token(s, &s->view[s->num_views++], &token, false);
		at += token.len;
		at += strspn(at, " ");
	}
	return name != NULL;
}

/* How many tokens from `i` on are one word; 0 if they are not. */
static size_t
match_same(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t i, uint16_t *target)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	uint16_t node = PSI_PHRASE_SAME;
	size_t longest = 0;

	if ((psi_name_word_flags(s, &r->token[i]) & PSI_WORD_SAME) == 0)
		return 0;
	for (size_t k = i; k < r->end && r->token[k].word != 0; k++) {
		const struct psi_phrase *p;

		node = psi_lexicon_step(lexicon, node, r->token[k].word);
		if (node == 0)
			break;
		p = psi_lexicon_phrase(lexicon, node);
		if (p == NULL)
			continue;
		longest = k + 1 - i;
		*target = p->target;
	}
	return longest;
}

/* Whether a token may be initials. */
static bool
is_initials(const struct psi_name_scratch *s, const struct psi_token *token)
{
	const uint8_t *text = s->tokens.text + token->at;

	if (token->flags & PSI_TOKEN_MERGED)
		return true;
	if (token->len > 2 ||
	    (psi_name_word_flags(s, token) &
		(PSI_WORD_NATION | PSI_WORD_NUMERAL | PSI_WORD_AND)) != 0)
		return false;
	for (size_t i = 0; i < token->len; i++) {
		if (text[i] < 'a' || text[i] > 'z')
			return false;
	}
	return !is_article(s, token);
}

/* Whether "and" stands beside a token: the initials of a firm, and not those of one
 * person, "K & L Globex". */
static bool
is_beside_and(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	return (i > r->first && r->token[i - 1].word == s->rules->and) ||
	    (i + 1 < r->end && r->token[i + 1].word == s->rules->and);
}

/* Whether a token is a person's title, behind what is before it in the run;
 * `given` tells that the run has a given name. Initials are none. */
static bool
is_title(const struct psi_name_scratch *s, const struct psi_name_run *r,
    size_t i, bool given)
{
	const struct psi_token *token = &r->token[i];
	unsigned int flags = psi_name_word_flags(s, token);

	if ((token->flags & (PSI_TOKEN_MERGED | PSI_TOKEN_BRACKET)) != 0)
		return false;
	if ((flags & PSI_WORD_TITLE) != 0)
		return (token->flags & PSI_TOKEN_DOTTED) == 0 && i + 1 < r->end;
	if ((flags & PSI_WORD_RANK) != 0 && i > r->first &&
	    is_title(s, r, i - 1, given))
		return true;
	return (flags & PSI_WORD_ADDRESS) != 0 &&
	    (given ||
		(i + 1 < r->end &&
		    (psi_name_word_flags(s, token + 1) & PSI_WORD_TITLE) != 0));
}

/* Whether a loose key leaves titles out: two words are left at least. */
static bool
leaves_titles(
    const struct psi_name_scratch *s, const struct psi_name_run *r, bool given)
{
	size_t num = 0;

	for (size_t i = r->first; i < r->end; i++) {
		if (!is_conjunction(s, r, i) && !is_article(s, &r->token[i]) &&
		    !is_title(s, r, i, given))
			num++;
	}
	return num >= 2;
}

static bool
has_given(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	for (size_t i = r->first; i < r->end; i++) {
		if (psi_name_word_flags(s, &r->token[i]) & PSI_WORD_GIVEN)
			return true;
	}
	return false;
}

static unsigned int
view_flags(const struct psi_name_view *view)
{
	return view->word == NULL ? 0 : view->word->flags;
}

static unsigned int
bits_of(const struct psi_name_view *v)
{
	bool number = v->bytes[0] <= '9';

	if (v->word != NULL && v->word->bits != 0)
		return v->word->bits;
	for (size_t i = 0; i < v->len && number; i++)
		number = v->bytes[i] >= '0' && v->bytes[i] <= '9';
	if (number)
		return BITS_NUMBER;
	if (v->len <= 2)
		return BITS_UNKNOWN_SHORT;
	return v->len == 3 ? BITS_UNKNOWN_THREE : BITS_UNKNOWN;
}

/*
 * "Freedom Holdings, Inc." is not "Freedom Holding Corp.": of a common word and
 * a generic one, with a legal form, the number tells apart.
 */
static void
keep_number(struct psi_name_scratch *s, const struct psi_name_run *r)
{
	const struct psi_token *token = &r->token[r->end - 1];
	const uint8_t *text = s->tokens.text + token->at;
	struct psi_name_view *view = &s->view[1];

	if (!s->formed || s->num_views != 2 || r->end - r->first != 2 ||
	    (view_flags(view) & PSI_WORD_GENERIC) == 0 ||
	    bits_of(&s->view[0]) >= PSI_NAME_CORE_WORD_BITS_MIN ||
	    token->len != view->len + 1 ||
	    memcmp(view->bytes, text, view->len) != 0)
		return;
	view->bytes = text;
	view->len = token->len;
}

static void
make_views(struct psi_name_scratch *s, const struct psi_name_run *r)
{
	const unsigned int titles =
	    PSI_WORD_TITLE | PSI_WORD_RANK | PSI_WORD_ADDRESS;
	bool given = (r->flags & titles) != 0 && has_given(s, r);
	bool without = (r->flags & titles) != 0 && leaves_titles(s, r, given);

	s->num_views = 0;
	s->person = false;
	s->named_so = r->end - r->first > 1 &&
	    (r->token[r->first + 1].word == s->rules->and ||
		(s->formed && !is_article(s, &r->token[r->first + 1])));
	for (size_t i = r->first; i < r->end && !s->full; i++) {
		uint16_t target = 0;
		size_t same = match_same(s, r, i, &target);
		struct psi_name_view *view = &s->view[s->num_views];

		if (same > 0) {
			view_word(s, view, target);
			if (s->num_views++ == 0)
				s->behind_first = i + same;
			i += same - 1;
			continue;
		}
		if (is_conjunction(s, r, i) || is_article(s, &r->token[i]) ||
		    (without && is_title(s, r, i, given)))
			continue;
		if (s->num_views > 0 && view_state(s, &r->token[i]))
			continue;
		view_token(s, view, &r->token[i], s->num_views == 0);
		if (s->num_views++ == 0)
			s->behind_first = i + 1;
		if ((psi_name_word_flags(s, &r->token[i]) & PSI_WORD_GIVEN) ||
		    (s->num_views <= INITIALS_WORDS &&
			is_initials(s, &r->token[i]) &&
			!is_beside_and(s, r, i)))
			s->person = true;
	}
	if (s->num_views == 0)
		view_token(
		    s, &s->view[s->num_views++], &r->token[r->first], true);
	keep_number(s, r);
}

static void
remove_first_view(struct psi_name_scratch *s)
{
	s->num_views--;
	memmove(&s->view[0], &s->view[1], s->num_views * sizeof s->view[0]);
}

static bool
has_institution(const struct psi_name_scratch *s)
{
	/* "School Specialty, Inc." and "Church & Dwight" are called so, and
	 * are none. */
	size_t i = s->num_views > 1 && s->named_so ? 1 : 0;

	for (; i < s->num_views; i++) {
		if (view_flags(&s->view[i]) & PSI_WORD_INSTITUTION)
			return true;
	}
	return false;
}

/* Cities by their English names. */
static void
name_places(struct psi_name_scratch *s)
{
	for (size_t i = 0; i < s->num_views; i++) {
		const struct psi_lexicon_word *word = s->view[i].word;

		if (word != NULL && word->place != 0)
			view_word(s, &s->view[i], word->place);
	}
}

/* Whether the run says "City of X". */
static bool
begins_with_body(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	return s->num_views > 1 && s->behind_first + 1 < r->end &&
	    (view_flags(&s->view[0]) & PSI_WORD_BODY) != 0 &&
	    is_article(s, &r->token[s->behind_first]);
}

/*
 * One spelling of the names of government bodies: "City of X" is "X City", as
 * "State of X" is "X State"; the state or the country before the name of a
 * department is left out as that one's own.
 */
static void
settle_body(struct psi_name_scratch *s, const struct psi_name_run *r)
{
	const struct psi_lexicon_word *us =
	    psi_lexicon_word(s->rules->lexicon, s->rules->us);
	const struct psi_lexicon_word *state =
	    psi_lexicon_word(s->rules->lexicon, s->rules->state);
	bool institution = has_institution(s) ||
	    (s->num_views > 1 &&
		(view_flags(&s->view[s->num_views - 1]) & PSI_WORD_BODY) != 0);

	if (institution || begins_with_body(s, r))
		name_places(s);
	if (begins_with_body(s, r)) {
		struct psi_name_view first = s->view[0];

		s->institution = true;
		remove_first_view(s);
		if (first.word != state || !has_institution(s))
			s->view[s->num_views++] = first;
	}
	if (!institution)
		return;
	s->institution = true;
	if (s->num_views > 2 && s->view[0].word == us && s->country != NULL &&
	    memcmp(s->country, "US", 2) == 0)
		remove_first_view(s);
}

void
psi_name_survey(struct psi_name_scratch *s, const struct psi_name_run *run)
{
	make_views(s, run);
	settle_body(s, run);
}

static int
compare_views(const struct psi_name_view *a, const struct psi_name_view *b)
{
	size_t shorter = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, shorter);

	if (order != 0 || a->len == b->len)
		return order;
	return a->len < b->len ? -1 : 1;
}

void
psi_name_sort_views(struct psi_name_scratch *s)
{
	for (size_t i = 1; i < s->num_views; i++) {
		struct psi_name_view v = s->sorted[i];
		size_t at = i;

		while (at > 0 && compare_views(&s->sorted[at - 1], &v) > 0) {
			s->sorted[at] = s->sorted[at - 1];
			at--;
		}
		s->sorted[at] = v;
	}
}

void
psi_name_drop_generic(struct psi_name_scratch *s)
{
	size_t num = 0;

	for (size_t i = 0; i < s->num_views; i++) {
		const struct psi_name_view *v = &s->view[i];

		if (!(view_flags(v) & PSI_WORD_GENERIC))
			s->view[num++] = *v;
	}
	s->num_views = num;
}

bool
psi_name_is_common(const struct psi_name_scratch *s)
{
	for (size_t i = 0; i < s->num_views; i++) {
		if (bits_of(&s->view[i]) >= PSI_NAME_CORE_BITS_MIN)
			return false;
	}
	return s->num_views > 1;
}

unsigned int
psi_name_sum_bits(const struct psi_name_scratch *s)
{
	unsigned int bits = 0;

	for (size_t i = 0; i < s->num_views; i++) {
		bool again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = s->view[k].len == s->view[i].len &&
			    compare_views(&s->view[k], &s->view[i]) == 0;
		if (!again)
			bits += bits_of(&s->view[i]);
	}
	return bits;
}
