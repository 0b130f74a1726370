/* Properties of the keys of names; their rules are tested by test_keys_md.c. */
#include "normal/name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include "support/cm.h"

#include "normal/text.h"

#define NAME_BYTES 4096

static struct psi_name_rules *rules;
static struct psi_name_scratch *scratch;
static struct psi_name_scratch *other_scratch;

/* Names as companies of many countries write them, and some that are none. */
static const char *const names[] = {
	"ACME, Inc.",
	"The Acme Company (UK) Limited",
	"Acme Holdings Ltd t/a Globex (Leeds)",
	"J. P. Acme & Sons, L.L.C.",
	"Müller & Söhne GmbH & Co. KG",
	"Société Générale d'Électricité S.A.S.",
	"Ørsted Vind A/S",
	"Smørrebrød og Øl ApS",
	"Åsa Företag AB (publ)",
	"Vaše Firma, spol. s r.o.",
	"Łódzka Spółka z ograniczoną odpowiedzialnością",
	"Şirket Sanayi ve Ticaret A.Ş.",
	"İstanbul Işık Ltd. Şti.",
	"Българска Фирма ЕООД",
	"ООО «Ромашка-Ёлка»",
	"Ελληνική Εταιρεία Α.Ε.",
	"ΟΔΥΣΣΕΥΣ Α.Ε.",
	"Straße ẞ Großhandel oHG",
	"ﬁrst ﬂight ﬃ Ltd",
	"株式会社アクメ",
	"アクメガ゛ 株式会社",
	"(株)日立製作所",
	"北京百度网讯科技有限公司",
	"주식회사 삼성전자",
	"삼성전자㈜",
	"บริษัท ปตท จำกัด (มหาชน)",
	"شركة أرامكو السعودية المحدودة",
	"חברה לדוגמה בע\"מ",
	"टाटा मोटर्स लिमिटेड",
	"ქართული კომპანია შპს",
	"Հայկական ընկերություն ՍՊԸ",
	"Nguyễn Văn Công ty TNHH",
	"ACME CORP /DE/",
	"ACME \\PA\\",
	"A-B-C (A) (B) C Ltd",
	"Acme.com.com",
	"the the the",
	"& Co.",
	"Inc. Inc. Inc.",
	"S.A.",
	"(((((",
	"Acme (",
	"ACME™ Ltd®",
	"Ⅷ Ⅸ Henry Ⅳ",
	"١٢٣ ltd",
};

/* Pieces that the rules know, to be put together in every order. */
static const char *const pieces[] = { "acme", "inc", "inc.", "Ltd", "Co.",
	"company", "the", "and", "&", "of", "(", ")", "[", "]", "/", "\\", ",",
	".", ".com", "com", "'", "-", "a", "b", "s", "x", "S.A.", "A/S", "N.V.",
	"d/b/a", "t/a", "dba", "formerly", "in liquidation", "class a", "/DE/",
	"(株)", "株式会社", "有限公司", "주식회사", "จำกัด", "ООО", "AO", "AD",
	"GmbH & Co. KG", "PT", "UAB", "Oy", "sa de cv", "müller", "ø",
	"A\u030A", "\u0301", "が", "か\u3099", "ﷺ", "12", "(NYSE: X)",
	"companies", "cos", "intl", "services", "y", "e", "und", "\u200B", "™",
	"№", "&amp;", "&#39;", "\x01", "holdings", "group", "ies", "ches",
	"s.r.o.", "Sp. z o.o.", "/", " " };

static uint32_t seed = 1;

/* A small generator of its own, so that every run is the same. */
static uint32_t
next_random(uint32_t below)
{
	seed = seed * 1664525U + 1013904223U;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static void
keys_of(struct psi_name_scratch *memory, struct psi_name_keys *keys,
    const void *name, size_t len)
{
	struct psi_error err;

	assert_int_equal(
	    psi_name_keys(memory, keys, name, len, NULL, NULL, &err), 0);
}

static void
assert_same_keys(const struct psi_name_keys *a, const struct psi_name_keys *b,
    const char *name)
{
	if (a->num_keys != b->num_keys || a->reason != b->reason)
		fail_msg("%s: other keys", name);
	for (size_t i = 0; i < a->num_keys; i++)
		if (a->key[i].kind != b->key[i].kind ||
		    a->key[i].value_len != b->key[i].value_len ||
		    memcmp(a->key[i].value, b->key[i].value,
			a->key[i].value_len) != 0)
			fail_msg("%s: key %zu is another", name, i);
}

static void
assert_same_names(const char *a, const uint8_t *b, size_t b_len)
{
	static struct psi_name_keys keys, other;

	keys_of(scratch, &keys, a, strlen(a));
	keys_of(other_scratch, &other, b, b_len);
	assert_same_keys(&keys, &other, a);
}

static void
same_for_nfc_and_nfd(void **state)
{
	const uninorm_t forms[] = { UNINORM_NFC, UNINORM_NFD, UNINORM_NFKC,
		UNINORM_NFKD };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		/* The trade mark sign is deleted only while it is one. */
		size_t num_forms = strstr(names[i], "™") != NULL ? 2 : 4;

		for (size_t j = 0; j < num_forms; j++) {
			size_t len = 0;
			uint8_t *text =
			    u8_normalize(forms[j], (const uint8_t *)names[i],
				strlen(names[i]), NULL, &len);

			assert_non_null(text);
			assert_same_names(names[i], text, len);
			free(text);
		}
	}
}

static void
same_for_upper_and_lower_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const uint8_t *name = (const uint8_t *)names[i];
		size_t upper_len = 0, lower_len = 0;
		uint8_t *upper, *lower;

		upper = u8_toupper(
		    name, strlen(names[i]), NULL, NULL, NULL, &upper_len);
		lower = u8_tolower(
		    name, strlen(names[i]), NULL, NULL, NULL, &lower_len);
		assert_non_null(upper);
		assert_non_null(lower);
		assert_same_names(names[i], lower, lower_len);
		/* The capital of dotless i is I, the capital of i. */
		assert_same_names(names[i], upper, upper_len);
		free(upper);
		free(lower);
	}
}

/* What must hold for every input whatever. */
static void
assert_sound(const uint8_t *name, size_t len)
{
	static struct psi_name_keys keys, again;

	keys_of(scratch, &keys, name, len);
	assert_int_equal(keys.num_keys == 0, keys.reason != PSI_NAME_OK);
	for (size_t i = 0; i < keys.num_keys; i++) {
		const struct psi_name_key *key = &keys.key[i];

		assert_true(key->value_len > 0);
		assert_int_equal(
		    psi_text_check(NULL, key->value, key->value_len, 0),
		    PSI_TEXT_OK);
		if (key->kind != PSI_NAME_STRICT)
			continue;
		keys_of(other_scratch, &again, key->value, key->value_len);
		/* "Test Ltd" is a company, and "test" is none. */
		if (again.reason == PSI_NAME_NO_NAME)
			continue;
		if (again.num_keys == 0 ||
		    again.key[0].value_len != key->value_len ||
		    memcmp(again.key[0].value, key->value, key->value_len) != 0)
			fail_msg("not idempotent: [%.*s] -> [%.*s] -> [%.*s]",
			    (int)len, (const char *)name, (int)key->value_len,
			    (const char *)key->value,
			    (int)again.key[0].value_len,
			    (const char *)again.key[0].value);
	}
}

static void
names_are_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_sound((const uint8_t *)names[i], strlen(names[i]));
}

static void
pieces_in_every_order_are_sound(void **state)
{
	static uint8_t name[NAME_BYTES];

	(void)state;
	for (int round = 0; round < 60000; round++) {
		uint32_t num = 1 + next_random(9);
		size_t len = 0;

		for (uint32_t i = 0; i < num; i++) {
			const char *piece = pieces[next_random(
			    sizeof pieces / sizeof pieces[0])];

			memcpy(name + len, piece, strlen(piece));
			len += strlen(piece);
			if (next_random(3) != 0)
				name[len++] = ' ';
		}
		assert_sound(name, len);
	}
}

static void
random_bytes_are_sound(void **state)
{
	static uint8_t name[64];

	(void)state;
	for (int round = 0; round < 30000; round++) {
		size_t len = next_random(sizeof name);

		for (size_t i = 0; i < len; i++)
			name[i] = (uint8_t)next_random(256);
		assert_sound(name, len);
	}
}

static void
random_code_points_are_sound(void **state)
{
	static uint8_t name[128];

	(void)state;
	for (int round = 0; round < 30000; round++) {
		size_t num = next_random(12), len = 0;

		for (size_t i = 0; i < num; i++) {
			ucs4_t c = next_random(i % 2 == 0 ? 0x600 : 0x30000);
			int n = u8_uctomb(
			    name + len, c, (ptrdiff_t)(sizeof name - len));

			if (n > 0)
				len += (size_t)n;
		}
		assert_sound(name, len);
	}
}

static void
reason_is(const void *name, size_t len, enum psi_name_reason want)
{
	static struct psi_name_keys keys;

	keys_of(scratch, &keys, name, len);
	assert_int_equal(keys.reason, want);
	assert_int_equal(keys.num_keys == 0, want != PSI_NAME_OK);
}

static void
says_why_there_is_no_key(void **state)
{
	static char text[4 * PSI_NAME_CODE_POINTS_MAX + 8];
	const size_t max = PSI_NAME_CODE_POINTS_MAX;

	(void)state;
	reason_is("", 0, PSI_NAME_EMPTY);
	reason_is("\0\0", 2, PSI_NAME_EMPTY);
	reason_is("...", 3, PSI_NAME_EMPTY);
	reason_is("Acme\xFF", 5, PSI_NAME_NOT_UTF8);
	reason_is("Acme\xCD\xB8", 6, PSI_NAME_UNASSIGNED);
	memset(text, 'a', sizeof text);
	reason_is(text, max, PSI_NAME_OK);
	reason_is(text, max + 1, PSI_NAME_TOO_LONG);
	reason_is(text, sizeof text, PSI_NAME_TOO_LONG);
	/* As many tokens as a name can have. */
	memset(text, '&', max);
	reason_is(text, max, PSI_NAME_OK);
	for (size_t i = 0; i < max; i += 2)
		text[i] = ' ';
	reason_is(text, max, PSI_NAME_OK);
}

static void
ten_megabytes_are_refused(void **state)
{
	const size_t len = 10000000;
	uint8_t *text = malloc(len);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', len);
	reason_is(text, len, PSI_NAME_TOO_LONG);
	memset(text, 0xFF, len);
	reason_is(text, len, PSI_NAME_TOO_LONG);
	free(text);
}

static void
long_names_are_sound(void **state)
{
	static uint8_t name[NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		size_t piece_len = strlen(pieces[i]), len = 0;

		while (len + piece_len + 1 <= 900) {
			memcpy(name + len, pieces[i], piece_len);
			len += piece_len;
			name[len++] = ' ';
		}
		assert_sound(name, len);
	}
}

struct folded {
	uint8_t text[16384];
	size_t len;
};

static void
keep_folded(
    void *cookie, const char *step, const uint8_t *result, size_t result_len)
{
	struct folded *f = cookie;

	if (strcmp(step, "folded") != 0 || f->len != 0)
		return;
	memcpy(f->text, result, result_len);
	f->len = result_len;
}

/* Names have a table for common letters; it must agree with psi_text_fold. */
static void
short_way_agrees_with_the_long_one(void **state)
{
	static struct psi_name_keys keys;
	static struct folded quick;
	const struct psi_name_explain explain = { keep_folded, &quick };

	(void)state;
	for (ucs4_t c = 0x80; c < 0x30000; c++) {
		uint8_t name[8], slow[256];
		int n = u8_uctomb(name + 1, c, 6);
		size_t len, slow_len = 0;
		struct psi_error err;

		if (n <= 0)
			continue;
		name[0] = 'a';
		name[1 + n] = 'b';
		len = (size_t)n + 2;
		quick.len = 0;
		assert_int_equal(psi_name_keys(scratch, &keys, name, len, NULL,
				     &explain, &err),
		    0);
		if (keys.reason != PSI_NAME_OK)
			continue;
		assert_int_equal(
		    psi_text_fold(slow, sizeof slow, &slow_len, name, len),
		    PSI_TEXT_OK);
		if (quick.len != slow_len ||
		    memcmp(quick.text, slow, slow_len) != 0)
			fail_msg("U+%04X is folded in two ways", (unsigned)c);
	}
}

struct steps {
	size_t num;
	char text[32][128];
};

static void
keep_step(
    void *cookie, const char *step, const uint8_t *result, size_t result_len)
{
	struct steps *s = cookie;

	assert_true(s->num < 32);
	(void)snprintf(s->text[s->num++], sizeof s->text[0], "%s=%.*s", step,
	    (int)result_len, (const char *)result);
}

static void
explains_every_step(void **state)
{
	static const char name[] = "The Acme (UK) Services Ltd";
	static const char *const want[] = {
		"folded=the acme (uk) services ltd",
		"tokens=the acme uk services ltd",
		"name=acme uk services",
		"label=acmeukservices",
		"without local forms=acme uk services",
		"loose=acme uk service",
		"loose=acmeukservice",
		"without brackets=acme services",
		"loose=acme service",
		"loose=acmeservice",
	};
	static struct psi_name_keys keys;
	static struct steps steps;
	const struct psi_name_explain explain = { keep_step, &steps };
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_name_keys(scratch, &keys, (const uint8_t *)name,
			     strlen(name), "GB", &explain, &err),
	    0);
	assert_int_equal(steps.num, sizeof want / sizeof want[0]);
	for (size_t i = 0; i < steps.num; i++)
		assert_string_equal(steps.text[i], want[i]);
}

static void
core_has_bits(void **state)
{
	static struct psi_name_keys keys;
	bool core = false;

	(void)state;
	keys_of(scratch, &keys, "Globexia Group", 14);
	for (size_t i = 0; i < keys.num_keys; i++) {
		if (keys.key[i].kind != PSI_NAME_CORE)
			continue;
		core = true;
		assert_true(keys.key[i].bits >= PSI_NAME_CORE_BITS_MIN);
		assert_memory_equal(keys.key[i].value, "globexia", 8);
	}
	assert_true(core);
}

static void
fingerprint_is_always_the_same(void **state)
{
	uint8_t a[PSI_SHA256_BYTES], b[PSI_SHA256_BYTES];
	uint8_t empty[PSI_SHA256_BYTES];
	struct psi_sha256 ctx;

	(void)state;
	psi_sha256_init(&ctx);
	psi_name_fingerprint(&ctx);
	psi_sha256_final(&ctx, a);
	psi_sha256_init(&ctx);
	psi_name_fingerprint(&ctx);
	psi_sha256_final(&ctx, b);
	assert_memory_equal(a, b, sizeof a);
	psi_sha256(empty, "", 0);
	assert_memory_not_equal(a, empty, sizeof a);
}

static int
set_up(void **state)
{
	struct psi_error err;

	(void)state;
	return psi_name_rules_new(&rules, &err) != 0 ||
	    psi_name_scratch_new(&scratch, rules, &err) != 0 ||
	    psi_name_scratch_new(&other_scratch, rules, &err) != 0;
}

static int
tear_down(void **state)
{
	(void)state;
	psi_name_scratch_free(other_scratch);
	psi_name_scratch_free(scratch);
	psi_name_rules_free(rules);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_for_nfc_and_nfd),
		cmocka_unit_test(same_for_upper_and_lower_case),
		cmocka_unit_test(names_are_sound),
		cmocka_unit_test(pieces_in_every_order_are_sound),
		cmocka_unit_test(random_bytes_are_sound),
		cmocka_unit_test(random_code_points_are_sound),
		cmocka_unit_test(says_why_there_is_no_key),
		cmocka_unit_test(ten_megabytes_are_refused),
		cmocka_unit_test(long_names_are_sound),
		cmocka_unit_test(short_way_agrees_with_the_long_one),
		cmocka_unit_test(explains_every_step),
		cmocka_unit_test(core_has_bits),
		cmocka_unit_test(fingerprint_is_always_the_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
