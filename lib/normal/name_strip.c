#include "normal/name_strip.h"

#include "normal/name_cut.h"
#include "normal/name_form.h"
#include "normal/name_singles.h"
#include "normal/text.h"

/* "Customer ID 48213": words before a number, the first of them apart. */
#define NUMBER_WORDS_MAX 3

/* Whether a number is one that a customer has in the CRM, or counts copies of
 * one account: neither a year nor the number of a store or a fund. */
static bool
is_account_number(const struct psi_name_scratch *s,
    const struct psi_token *token, bool bracketed)
{
	if (!psi_name_is_number(s, token))
		return false;
	return token->len >= 5 || (bracketed && token->len <= 2) ||
	    (token->len == 4 && s->tokens.text[token->at] == '0');
}

/* A number of an account, set apart at the end. */
static bool
strip_number(const struct psi_name_scratch *s, struct psi_name_run *r)
{
	const struct psi_token *last = &r->token[r->end - 1];

	if (r->end - r->first < 2 || (last->flags & PSI_TOKEN_APART) == 0 ||
	    !is_account_number(
		s, last, (last->flags & PSI_TOKEN_BRACKET_FIRST) != 0))
		return false;
	r->end--;
	return true;
}

/* Cut an affix off a token of a script without spaces. */
static bool
cut_affix(struct psi_name_scratch *s, struct psi_name_run *r,
    enum psi_affix_place place)
{
	struct psi_token *token =
	    &r->token[place == PSI_AFFIX_START ? r->first : r->end - 1];
	size_t len, at = token->at;

	if ((token->flags & PSI_TOKEN_WIDE) == 0)
		return false;
	len = psi_lexicon_affix(
	    s->rules->lexicon, place, s->tokens.text + token->at, token->len);
	if (len == 0)
		return false;
	if (place == PSI_AFFIX_START) {
		at += len;
		/* A mark belongs to the last letter of the affix, which then
		 * is none. */
		if (psi_text_starts_with_mark(
			s->tokens.text + at, token->len - len))
			return false;
	}
	psi_tokens_set(
	    &s->tokens, s->rules->lexicon, token, at, token->len - len);
	r->flags |= psi_name_word_flags(s, token);
	return true;
}

static bool
is_number_word(const struct psi_name_scratch *s, const struct psi_token *token)
{
	static const char *const words[] = { "cust", "customer", "acct",
		"account", "acc", "id", "no", "nr", "num", "number", "ref",
		"kd", "kdnr", "kunde", "kunden", "kundennr", "kundennummer",
		"debitor", "client", "cliente", "vendor", "supplier", "crm",
		"sfdc", "klant", "klantnr", "klantnummer", "debiteur",
		"debiteurnr", "relatienr", "kundnr", "kundnummer", "kundenr",
		"debitornr", "debitorennr", "konto", "kontonr", "mandant",
		"mandantnr", "compte", "cuenta", "conta", "codice", "cod",
		"code", "codigo", "numero", "nummer", "klient", "klienta",
		"zakaznik", "ugyfel", "asiakas", "asiakasnro", "musteri" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (psi_name_token_is(s, token, words[i]))
			return true;
	}
	return false;
}

/* "closed 2019": a year behind a note. Or the number of an account with a word
 * that says so: "Cust# 48213". Returns how many tokens. */
static size_t
match_numbered(const struct psi_name_scratch *s, const struct psi_name_run *r)
{
	const struct psi_token *word;
	const struct psi_token *number;
	size_t n;

	if (r->end - r->first < 3)
		return 0;
	word = &r->token[r->end - 2];
	number = &r->token[r->end - 1];
	if (!psi_name_is_number(s, number))
		return 0;
	n = psi_name_match_suffix(s, r, r->end - 1, false);
	if (n > 0 && number->len == 4 &&
	    !psi_name_ends_form(s, r, r->end - 1) &&
	    (r->token[r->end - 1 - n].flags & PSI_TOKEN_APART) != 0)
		return n + 1;
	if (number->len < 3)
		return 0;
	for (n = 1; n <= NUMBER_WORDS_MAX && r->end - r->first > n + 1;
	     n++, word--) {
		if (!is_number_word(s, word))
			return 0;
		if ((word->flags & PSI_TOKEN_APART) != 0)
			return n + 1;
	}
	return 0;
}

static bool
strip_suffixes(struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	bool changed = false;

	for (;;) {
		size_t n = psi_name_match_suffix(s, r, r->end, loose);

		if (n == 0)
			n = match_numbered(s, r);
		r->end -= n;
		if (n == 0 && !strip_number(s, r) &&
		    !cut_affix(s, r, PSI_AFFIX_END))
			return changed;
		changed = true;
	}
}

static bool
strip_prefixes(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;

	for (;;) {
		size_t n = psi_name_match_prefix(s, r);

		if (n == 0 && r->end - r->first > 1 &&
		    (r->token[r->first + 1].flags & PSI_TOKEN_APART) != 0 &&
		    is_account_number(s, &r->token[r->first], false))
			n = 1;
		r->first += n;
		if (n == 0 && !cut_affix(s, r, PSI_AFFIX_START))
			return changed;
		changed = true;
	}
}

static bool
strip_the(struct psi_name_scratch *s, struct psi_name_run *r)
{
	bool changed = false;

	while (
	    r->end - r->first > 1 && r->token[r->first].word == s->rules->the) {
		r->first++;
		changed = true;
	}
	return changed;
}

/* "Acme Ltd (Leeds)": the legal form before brackets at the end. */
static bool
strip_before_bracket(
    struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	size_t bracket = r->end;
	size_t n;

	while (bracket > r->first &&
	    (r->token[bracket - 1].flags & PSI_TOKEN_BRACKET))
		bracket--;
	if (bracket == r->end)
		return false;
	n = psi_name_match_suffix(s, r, bracket, loose);
	if (n == 0)
		return false;
	psi_name_remove_tokens(r, bracket - n, bracket);
	return true;
}

/*
 * Strip until nothing changes. One step can make room for another, and the
 * strict name of a strict name must be itself.
 */
void
psi_name_strip(struct psi_name_scratch *s, struct psi_name_run *r, bool loose)
{
	bool changed = true;

	while (changed && !s->full) {
		changed = psi_name_merge_singles(s, r);
		changed |= psi_name_cut_aliases(s, r);
		changed |= strip_the(s, r);
		changed |= strip_suffixes(s, r, loose);
		changed |= strip_prefixes(s, r);
		if (s->tokens.brackets)
			changed |= strip_before_bracket(s, r, loose);
	}
}
