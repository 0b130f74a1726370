#include "normal/name_cut.h"

#include "normal/name_part.h"
#include "normal/name_singles.h"

/* What a phrase of a cut tree says of what follows it. */
struct cut {
	/* Where it begins, and how many tokens it takes; 0 for none. */
	size_t at;
	size_t len;
	/* Another company's name, or a person's. */
	bool drop;
};

/* The longest phrase of a cut tree from `cut->at` on. */
static void
match_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    enum psi_phrase_tree tree, struct cut *cut)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	bool apart = (r->token[cut->at].flags & PSI_TOKEN_APART) != 0;
	uint16_t node = (uint16_t)tree;

	for (size_t k = cut->at; k < r->end && r->token[k].word != 0; k++) {
		const struct psi_phrase *p;

		node = psi_lexicon_step(lexicon, node, r->token[k].word);
		if (node == 0)
			break;
		p = psi_lexicon_phrase(lexicon, node);
		if (p == NULL ||
		    (!apart &&
			(p->when == PSI_PHRASE_APART ||
			    p->when == PSI_PHRASE_DROP_APART)))
			continue;
		cut->len = k + 1 - cut->at;
		cut->drop = p->when == PSI_PHRASE_DROP ||
		    p->when == PSI_PHRASE_DROP_APART;
	}
}

/* ", a Globex company": says whose the company is. */
static bool
is_apposition(
    const struct psi_name_scratch *s, const struct psi_name_run *r, size_t i)
{
	static const char *const kinds[] = { "company", "brand", "business",
		"subsidiary", "division", "unit", "firm", "corp", "corporation",
		"affiliate" };

	if ((r->token[i].flags & PSI_TOKEN_APART) == 0 || i + 2 >= r->end ||
	    (!psi_name_token_is(s, &r->token[i], "a") &&
		!psi_name_token_is(s, &r->token[i], "an")))
		return false;
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		if (psi_name_token_is(s, &r->token[r->end - 1], kinds[k]))
			return true;
	}
	return false;
}

/*
 * Where "trading as" and its like begin, after the first token. `cut->len` is
 * 0 if the run has none.
 */
static void
find_cut(const struct psi_name_scratch *s, const struct psi_name_run *r,
    struct cut *cut)
{
	cut->len = 0;
	cut->drop = false;
	for (size_t i = r->first + 1; i < r->end && cut->len == 0; i++) {
		cut->at = i;
		if (is_apposition(s, r, i)) {
			cut->len = 1;
			cut->drop = true;
		}
		if ((psi_name_word_flags(s, &r->token[i]) & PSI_WORD_CUT) == 0)
			continue;
		match_cut(s, r, PSI_PHRASE_CUT, cut);
		if (cut->len == 0 && (r->token[i].flags & PSI_TOKEN_SLASHED))
			match_cut(s, r, PSI_PHRASE_CUT_SLASHED, cut);
	}
}

/* The end of what a phrase at `at` introduces: its brackets, or the name. */
static size_t
cut_end(const struct psi_name_run *r, size_t at)
{
	size_t i = at + 1;

	if ((r->token[at].flags & PSI_TOKEN_BRACKET) == 0)
		return r->end;
	while (i < r->end && (r->token[i].flags & PSI_TOKEN_BRACKET) &&
	    !(r->token[i].flags & PSI_TOKEN_BRACKET_FIRST))
		i++;
	return i;
}

bool
psi_name_cut_aliases(struct psi_name_scratch *s, struct psi_name_run *r)
{
	struct cut cut;

	if ((r->flags & PSI_WORD_CUT) == 0)
		return false;
	find_cut(s, r, &cut);
	if (cut.len == 0)
		return false;
	psi_name_remove_tokens(r, cut.at, cut_end(r, cut.at));
	return true;
}

bool
psi_name_second(struct psi_name_scratch *s, struct psi_name_run *r)
{
	struct cut cut;

	psi_name_start_run(s, r, PSI_BRACKETS_ALL);
	(void)psi_name_merge_singles(s, r);
	find_cut(s, r, &cut);
	if (cut.len == 0 || cut.drop)
		return false;
	r->end = cut_end(r, cut.at);
	r->first = cut.at + cut.len;
	return r->first < r->end;
}
