#include "normal/name.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "normal/han.h"
#include "normal/lexicon_store.h"
#include "normal/name_cut.h"
#include "normal/name_emit.h"
#include "normal/name_form.h"
#include "normal/name_kinds.h"
#include "normal/name_part.h"
#include "normal/name_scratch.h"
#include "normal/name_strip.h"
#include "normal/name_view.h"
#include "normal/private_form.h"
#include "normal/text.h"

/* Four bytes a code point; more bytes are more code points, or no UTF-8. */
#define NAME_BYTES_MAX ((size_t)4 * PSI_NAME_CODE_POINTS_MAX)

static uint16_t
find_word(const struct psi_lexicon *lexicon, const char *word)
{
	const uint8_t *bytes = (const uint8_t *)word;
	size_t len = strlen(word);

	return psi_lexicon_find(
	    lexicon, psi_lexicon_hash(bytes, len), bytes, len);
}

int
psi_name_rules_new(struct psi_name_rules **rules, struct psi_error *err)
{
	struct psi_name_rules *made = calloc(1, sizeof *made);

	if (made == NULL)
		return psi_error_nomem(err);
	made->lexicon = &psi_lexicon_made;
	made->the = find_word(made->lexicon, "the");
	made->and = find_word(made->lexicon, "and");
	made->of = find_word(made->lexicon, "of");
	made->us = find_word(made->lexicon, "us");
	made->state = find_word(made->lexicon, "state");
	psi_name_kinds_init(made);
	*rules = made;
	return 0;
}

void
psi_name_rules_free(struct psi_name_rules *rules)
{
	free(rules);
}

int
psi_name_scratch_new(struct psi_name_scratch **scratch,
    const struct psi_name_rules *rules, struct psi_error *err)
{
	struct psi_name_scratch *made = psi_array_new(1, sizeof *made);

	if (made == NULL)
		return psi_error_nomem(err);
	made->rules = rules;
	*scratch = made;
	return 0;
}

void
psi_name_scratch_free(struct psi_name_scratch *scratch)
{
	psi_array_free(scratch, 1, sizeof *scratch);
}

/*
 * Decode a character of two or three bytes, the only ones with a known
 * reading. Returns its length, or 0 for anything else.
 */
static size_t
decode(uint32_t *c, const uint8_t *in, size_t in_len)
{
	if (in_len >= 2 && in[0] >= 0xC2 && in[0] < 0xE0 &&
	    (in[1] & 0xC0) == 0x80) {
		*c = (uint32_t)(in[0] & 0x1F) << 6 | (in[1] & 0x3F);
		return 2;
	}
	if (in_len >= 3 && (in[0] & 0xF0) == 0xE0 && (in[1] & 0xC0) == 0x80 &&
	    (in[2] & 0xC0) == 0x80) {
		*c = (uint32_t)(in[0] & 0x0F) << 12 |
		    (uint32_t)(in[1] & 0x3F) << 6 | (in[2] & 0x3F);
		return *c >= 0x800 ? 3 : 0;
	}
	return 0;
}

/*
 * Fold a name that is all ASCII. Returns false, having written nothing that
 * matters, for any other.
 */
static bool
fold_ascii(struct psi_name_scratch *s, const uint8_t *name, size_t name_len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < name_len; i++) {
		uint8_t c = name[i];
		uint8_t upper = (uint8_t)((uint8_t)(c - 'A') < 26);

		all |= c;
		c = (uint8_t)(c | upper << 5);
		s->folded[i] = c < 0x20 ? ' ' : c;
	}
	s->folded_len = name_len;
	return all < 0x80;
}

/* A Han character, of three bytes. Returns what is behind it. */
static uint8_t *
put_han(uint8_t *out, uint32_t c)
{
	out[0] = (uint8_t)(0xE0 | c >> 12);
	out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	out[2] = (uint8_t)(0x80 | (c & 0x3F));
	return out + 3;
}

/*
 * Fold without libunistring, as long as every code point has a reading of its
 * own. Returns false where psi_text_fold is needed. A code point becomes at
 * most eight bytes here, and there are at most NAME_BYTES_MAX.
 */
static bool
fold_fast(struct psi_name_scratch *s, const uint8_t *name, size_t name_len,
    unsigned int *num_readings, size_t *num_code_points)
{
	uint8_t *out = s->folded;
	bool had_umlaut = false;
	size_t num = 0;

	for (size_t i = 0; i < name_len; num++) {
		const uint8_t *reading;
		unsigned int len;
		uint32_t c;
		size_t n;

		if (name[i] < 0x80) {
			uint8_t a = name[i++];

			if (a >= 'A' && a <= 'Z')
				a = (uint8_t)(a | 0x20);
			*out++ = a < 0x20 ? ' ' : a;
			continue;
		}
		n = decode(&c, name + i, name_len - i);
		if (n == 0)
			return false;
		len = psi_lexicon_reading(s->rules->lexicon, &reading,
		    &had_umlaut, c, s->reading > 0);
		if (len == PSI_READING_UNKNOWN)
			return false;
		if (len == PSI_READING_HAN) {
			out = put_han(out, psi_han_fold(c));
			i += n;
			continue;
		}
		if (len == PSI_READING_ITSELF) {
			reading = name + i;
			len = (unsigned int)n;
		}
		memcpy(out, reading, len);
		out += len;
		i += n;
	}
	s->folded_len = (size_t)(out - s->folded);
	*num_code_points = num;
	*num_readings = had_umlaut ? 2 : 1;
	return true;
}

static enum psi_name_reason
reason_of(enum psi_text_status status)
{
	switch (status) {
	case PSI_TEXT_OK:
		return PSI_NAME_OK;
	case PSI_TEXT_NOT_UTF8:
		return PSI_NAME_NOT_UTF8;
	case PSI_TEXT_UNASSIGNED:
		return PSI_NAME_UNASSIGNED;
	case PSI_TEXT_TOO_LONG:
	case PSI_TEXT_NOMEM:
		break;
	}
	return PSI_NAME_TOO_LONG;
}

/* Fold the name into s->folded. */
static int
fold(struct psi_name_scratch *s, enum psi_name_reason *reason,
    unsigned int *num_readings, const uint8_t *name, size_t name_len,
    struct psi_error *err)
{
	const struct psi_text_reading reading = { s->reading, s->country };
	enum psi_text_status status;
	size_t num = 0;

	*reason = PSI_NAME_TOO_LONG;
	if (name_len > NAME_BYTES_MAX)
		return 0;
	*num_readings = 1;
	if (fold_ascii(s, name, name_len)) {
		if (name_len <= PSI_NAME_CODE_POINTS_MAX)
			*reason = PSI_NAME_OK;
		return 0;
	}
	if (fold_fast(s, name, name_len, num_readings, &num)) {
		if (num <= PSI_NAME_CODE_POINTS_MAX)
			*reason = PSI_NAME_OK;
		return 0;
	}
	status = psi_text_check(NULL, name, name_len, PSI_NAME_CODE_POINTS_MAX);
	if (status == PSI_TEXT_OK)
		status = psi_text_read(s->folded, sizeof s->folded,
		    &s->folded_len, num_readings, name, name_len, &reading);
	*reason = reason_of(status);
	return status == PSI_TEXT_NOMEM ? psi_error_nomem(err) : 0;
}

/* The name after "trading as" or "formerly" is a second name. Only for a name
 * with a word that can begin such a phrase. */
static void
emit_second(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	if ((s->strict.flags & PSI_WORD_CUT) == 0 ||
	    !psi_name_second(s, &s->other))
		return;
	psi_name_strip(s, &s->other, true);
	psi_name_explain_run(s, "second name", &s->other);
	psi_name_emit_loose(s, keys, &s->other);
}

static void
copy_run(struct psi_name_run *to, const struct psi_name_run *from)
{
	to->first = 0;
	to->end = from->end - from->first;
	to->flags = from->flags;
	memcpy(to->token, &from->token[from->first],
	    to->end * sizeof to->token[0]);
}

/* Whether all that the name says is that there is none. Numbers do not matter:
 * "Total (12 records)". Two letters may be a company's. */
static bool
is_no_name(const struct psi_name_scratch *s)
{
	const struct psi_lexicon *lexicon = s->rules->lexicon;
	const struct psi_tokens *t = &s->tokens;
	uint16_t node = PSI_PHRASE_NO_NAME;
	const struct psi_phrase *phrase;
	size_t i = 0;

	if ((psi_name_word_flags(s, &t->token[0]) & PSI_WORD_NO_NAME) == 0 ||
	    (t->text_len <= 2 && !t->wide))
		return false;
	for (; i < t->num && node != 0; i++) {
		if (i > 0 && psi_name_is_number(s, &t->token[i]))
			continue;
		node = psi_lexicon_step(lexicon, node, t->token[i].word);
	}
	phrase = node == 0 ? NULL : psi_lexicon_phrase(lexicon, node);
	return phrase != NULL;
}

static bool
is_same_run(const struct psi_name_run *a, const struct psi_name_run *b)
{
	if (a->end - a->first != b->end - b->first)
		return false;
	for (size_t i = 0; i < a->end - a->first; i++) {
		if (a->token[a->first + i].at != b->token[b->first + i].at ||
		    a->token[a->first + i].len != b->token[b->first + i].len)
			return false;
	}
	return true;
}

/* The loose keys. The last run is the one whose core is made; the strict one
 * was surveyed before. */
static void
emit_loose_names(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	copy_run(&s->other, &s->strict);
	psi_name_strip(s, &s->other, true);
	psi_name_explain_run(s, "without local forms", &s->other);
	if (is_same_run(&s->other, &s->strict))
		psi_name_emit_surveyed(s, keys);
	else
		psi_name_emit_loose(s, keys, &s->other);
	if (s->tokens.brackets) {
		psi_name_start_run(s, &s->other, PSI_BRACKETS_UNKNOWN);
		psi_name_strip(s, &s->other, true);
		psi_name_explain_run(s, "without brackets", &s->other);
		s->country_only = true;
		psi_name_emit_loose(s, keys, &s->other);
		s->country_only = false;
	}
}

/* Whose branch in its country this is, with the country only. */
static void
emit_before_branch(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	if (!psi_name_before_branch(s, &s->other))
		return;
	psi_name_strip(s, &s->other, true);
	psi_name_explain_run(s, "without branch", &s->other);
	s->country_only = true;
	psi_name_emit_loose(s, keys, &s->other);
	s->country_only = false;
}

/* "Globex, Zoe" as "Zoe Globex", with the country only. */
static void
emit_turned(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	if (!psi_name_turned(s, &s->other))
		return;
	psi_name_strip(s, &s->other, false);
	/* A strict name is itself when it is stripped again. */
	if (s->other.end - s->other.first != 2)
		return;
	psi_name_explain_run(s, "turned", &s->other);
	psi_name_emit_other(s, keys, &s->other);
	s->country_only = true;
	psi_name_emit_loose(s, keys, &s->other);
	s->country_only = false;
}

/* Whether a word behind the first is a legal form wherever it stands. */
static bool
has_form(const struct psi_name_scratch *s)
{
	for (size_t i = 1; i < s->tokens.num; i++) {
		if (psi_name_is_form(s, &s->tokens.token[i]))
			return true;
	}
	return false;
}

/* What the legal form says; of a country only where the row says none. */
static void
look_at_form(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	char guess[2] = { '\0', '\0' };

	s->formed = has_form(s);
	psi_name_guess(s, guess, &s->strict);
	s->foreign =
	    s->country != NULL && psi_name_is_foreign(s->country, guess);
	if (s->country == NULL && guess[0] != '\0')
		memcpy(keys->guess, guess, sizeof guess);
}

/* All keys of one reading, from s->folded. */
static enum psi_name_reason
make_keys(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	if (s->explain != NULL)
		s->explain->step(
		    s->explain->cookie, "folded", s->folded, s->folded_len);
	if (!psi_tokens_split(&s->tokens, s->rules->lexicon, s->country,
		s->folded, s->folded_len))
		return PSI_NAME_TOO_LONG;
	if (s->tokens.num == 0)
		return PSI_NAME_EMPTY;
	if (is_no_name(s))
		return PSI_NAME_NO_NAME;
	psi_name_start_run(s, &s->strict, PSI_BRACKETS_ALL);
	psi_name_explain_run(s, "tokens", &s->strict);
	look_at_form(s, keys);
	psi_name_strip(s, &s->strict, false);
	s->private_form = psi_private_form(s);
	keys->private_form = s->private_form;
	psi_name_survey(s, &s->strict);
	psi_name_look_for_kinds(s);
	if (psi_name_is_common(s)) {
		psi_name_keep_state(s, &s->strict);
		psi_name_survey(s, &s->strict);
	}
	psi_name_emit_strict(s, keys);
	emit_loose_names(s, keys);
	psi_name_emit_core(s, keys);
	if (psi_name_short(s, &s->other)) {
		psi_name_strip(s, &s->other, true);
		psi_name_explain_run(s, "short name", &s->other);
		psi_name_emit_other(s, keys, &s->other);
		psi_name_emit_loose(s, keys, &s->other);
	}
	emit_second(s, keys);
	if (psi_name_before_remark(s, &s->other)) {
		psi_name_strip(s, &s->other, true);
		psi_name_explain_run(s, "without remark", &s->other);
		psi_name_emit_loose(s, keys, &s->other);
	}
	if (psi_name_before_partners(s, &s->other)) {
		psi_name_strip(s, &s->other, true);
		psi_name_explain_run(s, "without partners", &s->other);
		psi_name_emit_loose(s, keys, &s->other);
	}
	emit_before_branch(s, keys);
	emit_turned(s, keys);
	return s->full ? PSI_NAME_TOO_LONG : PSI_NAME_OK;
}

int
psi_name_keys(struct psi_name_scratch *scratch, struct psi_name_keys *keys,
    const uint8_t *name, size_t name_len, const char *country,
    const struct psi_name_explain *explain, struct psi_error *err)
{
	unsigned int num_readings = 1;
	int rc = 0;

	scratch->explain = explain;
	scratch->country = country;
	scratch->reading = 0;
	scratch->full = false;
	scratch->institution = false;
	scratch->country_only = false;
	memset(keys->guess, 0, sizeof keys->guess);
	keys->private_form = 0;
	scratch->values_len = 0;
	keys->num_keys = 0;
	keys->reason = PSI_NAME_OK;
	for (; scratch->reading < num_readings && rc == 0 &&
	     keys->reason == PSI_NAME_OK;
	     scratch->reading++) {
		rc = fold(
		    scratch, &keys->reason, &num_readings, name, name_len, err);
		if (rc == 0 && keys->reason == PSI_NAME_OK)
			keys->reason = make_keys(scratch, keys);
	}
	if (rc != 0 || keys->reason != PSI_NAME_OK)
		keys->num_keys = 0;
	return rc;
}

void
psi_name_fingerprint(struct psi_sha256 *ctx)
{
	psi_sha256_update(ctx, PSI_NAME_RULES, sizeof PSI_NAME_RULES);
	psi_text_fingerprint(ctx);
	psi_lexicon_fingerprint(&psi_lexicon_made, ctx);
	psi_private_form_fingerprint(ctx);
}
