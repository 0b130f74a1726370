#include "normal/name_emit.h"

#include <string.h>

#include "normal/name_view.h"
#include "normal/private_form.h"
#include "normal/text.h"

/* A loose key of fewer characters says too little; see lib/KEYS.md. */
#define LOOSE_CHARACTERS_MIN 4
/* With a country, fewer do. */
#define LOOSE_COUNTRY_CHARACTERS_MIN 2
#define LABEL_CHARACTERS_MIN 5
/* A name of so many words, with a legal form and without a generic word, has no
 * core: it is the whole name of a company. */
#define WHOLE_WORDS_MAX 2

static void
explain_bytes(const struct psi_name_scratch *s, const char *step,
    const uint8_t *bytes, size_t len)
{
	if (s->explain != NULL)
		s->explain->step(s->explain->cookie, step, bytes, len);
}

/* Append to the value that is being written at the end of s->values. */
static void
append(struct psi_name_scratch *s, const uint8_t *bytes, size_t len)
{
	if (len > PSI_NAME_VALUES_BYTES - s->values_len) {
		s->full = true;
		return;
	}
	memcpy(s->values + s->values_len, bytes, len);
	s->values_len += len;
}

static void
append_run(
    struct psi_name_scratch *s, const struct psi_name_run *r, bool spaces)
{
	for (size_t i = r->first; i < r->end; i++) {
		if (spaces && i > r->first)
			append(s, (const uint8_t *)" ", 1);
		append(s, s->tokens.text + r->token[i].at, r->token[i].len);
	}
}

void
psi_name_explain_run(
    struct psi_name_scratch *s, const char *step, const struct psi_name_run *r)
{
	size_t start = s->values_len;

	if (s->explain == NULL)
		return;
	append_run(s, r, true);
	explain_bytes(s, step, s->values + start, s->values_len - start);
	s->values_len = start;
}

/* The bytes from `start` become a key, unless there is the same already. */
static void
add_key(struct psi_name_scratch *s, struct psi_name_keys *keys, size_t start,
    enum psi_name_kind kind, unsigned int bits, bool country_only)
{
	struct psi_name_key *key = &keys->key[keys->num_keys];
	size_t len = s->values_len - start;
	const char *type = psi_name_key_type(kind);

	/* Few keys of one name are of one length. */
	for (size_t i = 0; i < keys->num_keys; i++) {
		const struct psi_name_key *k = &keys->key[i];

		if (k->value_len == len && psi_name_key_type(k->kind) == type &&
		    memcmp(k->value, s->values + start, len) == 0) {
			s->values_len = start;
			return;
		}
	}
	if (keys->num_keys == PSI_NAME_KEYS_MAX) {
		s->values_len = start;
		return;
	}
	key->kind = kind;
	key->variant = s->reading > 0;
	key->country_only = country_only || s->country_only || s->institution ||
	    psi_private_form_decides(s->private_form);
	key->bits = bits;
	key->value = s->values + start;
	key->value_len = len;
	keys->num_keys++;
	explain_bytes(s, type, key->value, len);
}

/* How many characters a value has, up to those that a loose key needs; one of
 * a script that writes words or syllables with one character counts as two. */
static size_t
count_characters(const uint8_t *value, size_t len)
{
	size_t num = 0;

	for (size_t i = 0; i < len && num < LOOSE_CHARACTERS_MIN; i++) {
		if (value[i] == ' ' || (value[i] & 0xC0) == 0x80)
			continue;
		num += value[i] >= 0xE3 ? 2 : 1;
	}
	return num;
}

void
psi_name_emit_strict(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	size_t start = s->values_len;
	bool ascii = true;

	append_run(s, &s->strict, true);
	if (s->values_len - start > PSI_NAME_CODE_POINTS_MAX &&
	    psi_text_check(NULL, s->values + start, s->values_len - start,
		PSI_NAME_CODE_POINTS_MAX) != PSI_TEXT_OK)
		s->full = true;
	add_key(s, keys, start, PSI_NAME_STRICT, 0, false);
	start = s->values_len;
	append_run(s, &s->strict, false);
	for (size_t i = start; s->tokens.wide && i < s->values_len; i++)
		ascii = ascii && s->values[i] < 0x80;
	if (ascii && s->values_len - start >= LABEL_CHARACTERS_MIN)
		add_key(s, keys, start, PSI_NAME_LABEL, 0, false);
	else
		s->values_len = start;
}

void
psi_name_emit_other(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *run)
{
	size_t start = s->values_len;

	append_run(s, run, true);
	add_key(s, keys, start, PSI_NAME_STRICT, 0, true);
}

static void
append_views(struct psi_name_scratch *s, const struct psi_name_view *views,
    size_t num, bool spaces)
{
	for (size_t i = 0; i < num; i++) {
		if (spaces && i > 0)
			append(s, (const uint8_t *)" ", 1);
		append(s, views[i].bytes, views[i].len);
	}
}

/* Add what was written since `start` if it has enough characters. */
static void
add_loose(struct psi_name_scratch *s, struct psi_name_keys *keys, size_t start,
    enum psi_name_kind kind, unsigned int bits)
{
	size_t num = count_characters(s->values + start, s->values_len - start);

	if (num >= LOOSE_CHARACTERS_MIN)
		add_key(s, keys, start, kind, bits, false);
	else if (num >= LOOSE_COUNTRY_CHARACTERS_MIN && kind == PSI_NAME_LOOSE)
		add_key(s, keys, start, kind, bits, true);
	else
		s->values_len = start;
}

void
psi_name_emit_surveyed(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	size_t start = s->values_len;

	memcpy(s->sorted, s->view, s->num_views * sizeof s->view[0]);
	if (s->person)
		psi_name_sort_views(s);
	append_views(s, s->sorted, s->num_views, true);
	add_loose(s, keys, start, PSI_NAME_LOOSE, 0);
	start = s->values_len;
	append_views(s, s->view, s->num_views, false);
	add_loose(s, keys, start, PSI_NAME_JOINED, 0);
	memcpy(s->view, s->sorted, s->num_views * sizeof s->view[0]);
}

void
psi_name_emit_loose(struct psi_name_scratch *s, struct psi_name_keys *keys,
    const struct psi_name_run *r)
{
	psi_name_survey(s, r);
	psi_name_emit_surveyed(s, keys);
}

/* "X Holdings Ltd" in the US is the parent that X got under another law: both
 * are on the registers. */
static bool
is_foreign_holding(const struct psi_name_scratch *s)
{
	for (size_t i = 0; i < s->num_views && s->foreign; i++) {
		if (s->view[i].len == strlen("holding") &&
		    memcmp(s->view[i].bytes, "holding", s->view[i].len) == 0)
			return true;
	}
	return false;
}

void
psi_name_emit_core(struct psi_name_scratch *s, struct psi_name_keys *keys)
{
	size_t start = s->values_len, num = s->num_views;
	bool foreign_holding = is_foreign_holding(s);
	unsigned int bits;

	if (s->institution)
		return;
	psi_name_drop_generic(s);
	/* Whole, with its form, it is a sister of what has more words. */
	if (s->formed && num <= WHOLE_WORDS_MAX && s->num_views == num)
		return;
	if (foreign_holding && num == 2 && s->num_views == 1)
		return;
	bits = psi_name_sum_bits(s);
	if (bits < PSI_NAME_CORE_BITS_MIN)
		return;
	/* One word of two says who it is only where it is rare. */
	if (s->num_views == 1 && num > 1 && bits < PSI_NAME_CORE_WORD_BITS_MIN)
		return;
	append_views(s, s->view, s->num_views, true);
	add_loose(s, keys, start, PSI_NAME_CORE, bits);
}
