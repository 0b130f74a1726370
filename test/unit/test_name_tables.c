/* Every row of the tables of names does what it says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "support/cm.h"

#include "normal/lexicon.h"
#include "normal/name.h"
#include "normal/text.h"

#define NAME_BYTES 512

struct form {
	enum psi_phrase_when when;
	const char *countries;
	const char *text;
};

#define ALWAYS PSI_PHRASE_ALWAYS
#define LOCAL PSI_PHRASE_LOCAL

static const struct form suffixes[] = {
#define SUFFIX(when, countries, text) { when, countries, text },
#define PREFIX(when, countries, text)
#include "normal/legal_forms.def"
#undef SUFFIX
#undef PREFIX
};

static const struct form prefixes[] = {
#define SUFFIX(when, countries, text)
#define PREFIX(when, countries, text) { when, countries, text },
#include "normal/legal_forms.def"
#undef SUFFIX
#undef PREFIX
};

static const char *const tails[] = {
#define TAIL(text) text,
#include "normal/annotations.def"
};

static const char *const cuts[] = {
#define CUT(text) text,
#define CUT_SLASHED(text) text,
#include "normal/annotations.def"
};

static const char *const codes[] = {
#define CODE(text) text,
#include "normal/annotations.def"
};

static const struct {
	unsigned int place;
	const char *text;
} affixes[] = {
#define START PSI_AFFIX_START
#define END PSI_AFFIX_END
#define BOTH PSI_AFFIX_BOTH
#define KIND_END PSI_AFFIX_KIND_END
#define KIND_START PSI_AFFIX_KIND_START
#define AFFIX(place, text) { place, text },
#define BRACKETED(text) { 0, text },
#include "normal/affixes.def"
#undef AFFIX
#undef BRACKETED
};

static const struct {
	ucs4_t letter;
	const char *reading;
} folds[] = {
#define FOLD(letter, reading) { letter, reading },
#define UMLAUT(letter, mark, reading)
#include "normal/fold.def"
#undef FOLD
#undef UMLAUT
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct psi_name_rules *rules;
static struct psi_name_scratch *scratch;
static unsigned int num_failures;

static void
strict_is(const char *name, const char *country, const char *want)
{
	static struct psi_name_keys keys;
	struct psi_error err;

	assert_int_equal(psi_name_keys(scratch, &keys, (const uint8_t *)name,
			     strlen(name), country, NULL, &err),
	    0);
	if (keys.num_keys > 0 && keys.key[0].value_len == strlen(want) &&
	    memcmp(keys.key[0].value, want, strlen(want)) == 0)
		return;
	num_failures++;
	print_error("%s (%s) is no %s\n", name,
	    country == NULL ? "no country" : country, want);
}

/* The first country of a form, or NULL. */
static const char *
first_country(const struct form *form, char out[3])
{
	if (form->countries[0] == '\0')
		return NULL;
	(void)snprintf(out, 3, "%s", form->countries);
	return out;
}

static void
legal_forms_are_stripped_at_the_end(void **state)
{
	char name[NAME_BYTES], country[3];

	(void)state;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const struct form *form = &suffixes[i];

		(void)snprintf(name, sizeof name, "Globex %s", form->text);
		strict_is(name, first_country(form, country), "globex");
		if (form->when == PSI_PHRASE_ALWAYS)
			strict_is(name, NULL, "globex");
	}
	assert_int_equal(num_failures, 0);
}

static void
legal_forms_are_stripped_at_the_start(void **state)
{
	char name[NAME_BYTES], country[3];

	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		const struct form *form = &prefixes[i];

		(void)snprintf(name, sizeof name, "%s Globex", form->text);
		strict_is(name, first_country(form, country), "globex");
		if (form->when == PSI_PHRASE_ALWAYS)
			strict_is(name, NULL, "globex");
	}
	assert_int_equal(num_failures, 0);
}

static void
countries_are_codes_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(suffixes) + COUNT(prefixes); i++) {
		const struct form *form = i < COUNT(suffixes)
		    ? &suffixes[i]
		    : &prefixes[i - COUNT(suffixes)];
		const char *c = form->countries;

		for (; *c != '\0'; c += c[2] == ' ' ? 3 : 2) {
			assert_in_range(c[0], 'A', 'Z');
			assert_in_range(c[1], 'A', 'Z');
			assert_true(c[2] == '\0' || c[2] == ' ');
			if (c[2] == ' ')
				assert_true(memcmp(c, c + 3, 2) < 0);
		}
		if (form->when == PSI_PHRASE_LOCAL)
			assert_true(form->countries[0] != '\0');
	}
}

static void
annotations_are_cut(void **state)
{
	char name[NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(tails); i++) {
		(void)snprintf(name, sizeof name, "Globex Ltd %s", tails[i]);
		strict_is(name, NULL, "globex");
		(void)snprintf(name, sizeof name, "Globex (%s) Ltd", tails[i]);
		strict_is(name, NULL, "globex");
	}
	for (size_t i = 0; i < COUNT(cuts); i++) {
		(void)snprintf(name, sizeof name, "Globex %s Acme", cuts[i]);
		strict_is(name, NULL, "globex");
		(void)snprintf(
		    name, sizeof name, "Globex (%s Acme) Oil", cuts[i]);
		strict_is(name, NULL, "globex oil");
	}
	for (size_t i = 0; i < COUNT(codes); i++) {
		(void)snprintf(name, sizeof name, "GLOBEX INC /%s/", codes[i]);
		strict_is(name, NULL, "globex");
		(void)snprintf(name, sizeof name, "GLOBEX INC/%s", codes[i]);
		strict_is(name, NULL, "globex");
	}
	assert_int_equal(num_failures, 0);
}

static void
affixes_are_cut(void **state)
{
	char name[NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(affixes); i++) {
		const char *text = affixes[i].text;

		if (affixes[i].place & PSI_AFFIX_START) {
			(void)snprintf(name, sizeof name, "%s日立", text);
			strict_is(name, NULL, "日立");
			(void)snprintf(name, sizeof name, "%s 日立", text);
			strict_is(name, NULL, "日立");
		}
		if (affixes[i].place & PSI_AFFIX_END) {
			(void)snprintf(name, sizeof name, "日立%s", text);
			strict_is(name, NULL, "日立");
			(void)snprintf(name, sizeof name, "日立 %s", text);
			strict_is(name, NULL, "日立");
		}
		if (affixes[i].place == 0) {
			(void)snprintf(name, sizeof name, "日立(%s)", text);
			strict_is(name, NULL, "日立");
		}
	}
	assert_int_equal(num_failures, 0);
}

static void
letters_are_folded(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(folds); i++) {
		uint8_t letter[6], out[64];
		size_t len = 0;
		int n = u8_uctomb(letter, folds[i].letter, sizeof letter);

		/* The table is searched by halves. */
		if (i > 0)
			assert_true(folds[i - 1].letter < folds[i].letter);
		assert_true(n > 0);
		assert_int_equal(
		    psi_text_fold(out, sizeof out, &len, letter, (size_t)n),
		    PSI_TEXT_OK);
		assert_int_equal(len, strlen(folds[i].reading));
		assert_memory_equal(out, folds[i].reading, len);
	}
}

/* What tells companies apart stays. */
static void
kinds_of_business_stay(void **state)
{
	static const char *const words[] = { "bank", "fund", "trust",
		"foundation", "association", "society", "group", "holding",
		"holdings", "partners", "sons", "brothers", "technology",
		"university", "insurance", "hotel" };
	char name[NAME_BYTES], want[NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		(void)snprintf(name, sizeof name, "Globex %s Ltd", words[i]);
		(void)snprintf(want, sizeof want, "globex %s", words[i]);
		strict_is(name, NULL, want);
		(void)snprintf(name, sizeof name, "%s Globex AG", words[i]);
		(void)snprintf(want, sizeof want, "%s globex", words[i]);
		strict_is(name, NULL, want);
	}
	assert_int_equal(num_failures, 0);
}

static int
set_up(void **state)
{
	struct psi_error err;

	(void)state;
	return psi_name_rules_new(&rules, &err) != 0 ||
	    psi_name_scratch_new(&scratch, rules, &err) != 0;
}

static int
tear_down(void **state)
{
	(void)state;
	psi_name_scratch_free(scratch);
	psi_name_rules_free(rules);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legal_forms_are_stripped_at_the_end),
		cmocka_unit_test(legal_forms_are_stripped_at_the_start),
		cmocka_unit_test(countries_are_codes_in_order),
		cmocka_unit_test(annotations_are_cut),
		cmocka_unit_test(affixes_are_cut),
		cmocka_unit_test(letters_are_folded),
		cmocka_unit_test(kinds_of_business_stay),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
