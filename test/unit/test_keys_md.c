/* Runs the examples of lib/KEYS.md, whose form is described there. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cm.h"

#include "normal/country.h"
#include "normal/private_form.h"
#include "normal/domain.h"
#include "normal/suffixes.h"
#include "normal/identifier.h"
#include "normal/name.h"

#define MADE_MAX 64
#define LINE_BYTES 4096
/* The document has more examples; fewer mean that they were not found. */
#define EXAMPLES_MIN 100

/* As much of the public suffix list as the examples need. */
static const char suffixes_text[] = "// ===BEGIN ICANN DOMAINS===\n"
				    "com\norg\nnet\nde\nexample\nfr\njp\n"
				    "co.jp\nuk\nco.uk\norg.uk\nio\nau\n"
				    "com.au\ngr\ncat\n*.ck\n!www.ck\n"
				    "// ===END ICANN DOMAINS===\n"
				    "// ===BEGIN PRIVATE DOMAINS===\n"
				    "github.io\nblogspot.com\n"
				    "// ===END PRIVATE DOMAINS===\n";

struct made {
	size_t num;
	char key[MADE_MAX][LINE_BYTES];
};

struct fixture {
	struct psi_name_rules *rules;
	struct psi_name_scratch *scratch;
	struct psi_suffixes *suffixes;
	struct psi_name_keys keys;
	struct made made;
	unsigned long line;
	unsigned long num_examples;
	unsigned long num_failures;
};

static struct fixture fixture;

static void
make(struct made *made, const char *type, const void *value, size_t len)
{
	assert_true(made->num < MADE_MAX);
	(void)snprintf(made->key[made->num++], LINE_BYTES, "%s:%.*s", type,
	    (int)len, (const char *)value);
}

static void
make_none(struct made *made, const char *reason)
{
	make(made, "none", reason, strlen(reason));
}

/* A key with a country only is written with it, and is none without. */
static void
make_name(
    struct fixture *f, const struct psi_name_key *key, const char *country)
{
	char type[32], value[LINE_BYTES];

	if (!key->country_only) {
		make(&f->made, psi_name_key_type(key->kind), key->value,
		    key->value_len);
		return;
	}
	if (country[0] == '\0')
		return;
	(void)snprintf(
	    type, sizeof type, "%s+country", psi_name_key_type(key->kind));
	(void)snprintf(value, sizeof value, "%.*s|%s", (int)key->value_len,
	    (const char *)key->value, country);
	make(&f->made, type, value, strlen(value));
}

static const char *
reason_text(enum psi_name_reason reason)
{
	switch (reason) {
	case PSI_NAME_OK:
		return "ok";
	case PSI_NAME_EMPTY:
		return "no letter or digit";
	case PSI_NAME_NOT_UTF8:
		return "not UTF-8";
	case PSI_NAME_UNASSIGNED:
		return "a code point that Unicode does not assign";
	case PSI_NAME_NO_NAME:
		return "no name of a company";
	case PSI_NAME_TOO_LONG:
		break;
	}
	return "over 1000 characters";
}

static void
run_name(struct fixture *f, const char *input, const char *country)
{
	struct psi_error err;

	assert_int_equal(
	    psi_name_keys(f->scratch, &f->keys, (const uint8_t *)input,
		strlen(input), country[0] == '\0' ? NULL : country, NULL, &err),
	    0);
	if (f->keys.reason != PSI_NAME_OK)
		make_none(&f->made, reason_text(f->keys.reason));
	for (size_t i = 0; i < f->keys.num_keys; i++)
		make_name(f, &f->keys.key[i],
		    !psi_private_form_decides(f->keys.private_form)
			? country
			: psi_private_form_country(f->keys.private_form));
}

static void
run_domain(struct fixture *f, const char *input)
{
	size_t pos = 0, part_len;
	const char *part;

	while (psi_domain_next(&pos, &part, &part_len, input, strlen(input))) {
		struct psi_domain d;
		enum psi_reject reject;

		reject = psi_domain_parse(&d, f->suffixes, part, part_len);
		if (reject == PSI_REJECT_NONE)
			make(&f->made, "domain", d.host + d.start,
			    d.host_len - d.start);
		else
			make_none(&f->made, psi_reject_name(reject));
	}
}

static void
run_country(struct fixture *f, const char *input)
{
	char code[PSI_COUNTRY_CHARS];

	if (psi_country_find(code, input, strlen(input)) == PSI_REJECT_NONE)
		make(&f->made, "country", code, 2);
	else
		make_none(&f->made, "country");
}

static void
run_identifier(
    struct fixture *f, const char *type, const char *input, const char *country)
{
	const char *known = country[0] == '\0' ? NULL : country;
	size_t len = strlen(input);
	struct psi_identifier id;
	enum psi_reject reject;

	if (strcmp(type, "lei") == 0)
		reject = psi_lei_parse(&id, input, len);
	else if (strcmp(type, "duns") == 0)
		reject = psi_duns_parse(&id, input, len);
	else if (strcmp(type, "vat") == 0)
		reject = psi_vat_parse(&id, input, len, known);
	else
		reject = psi_regno_parse(&id, input, len, known);
	if (reject == PSI_REJECT_NONE)
		make(&f->made, type, id.text, id.len);
	else
		make_none(&f->made, psi_reject_name(reject));
}

static void
run(struct fixture *f, const char *kind, const char *input, const char *country)
{
	f->made.num = 0;
	if (strcmp(kind, "name") == 0)
		run_name(f, input, country);
	else if (strcmp(kind, "domain") == 0)
		run_domain(f, input);
	else if (strcmp(kind, "country") == 0)
		run_country(f, input);
	else if (strcmp(kind, "lei") == 0 || strcmp(kind, "duns") == 0 ||
	    strcmp(kind, "vat") == 0 || strcmp(kind, "regno") == 0)
		run_identifier(f, kind, input, country);
	else
		fail_msg(
		    "KEYS.md:%lu: no such kind of example: %s", f->line, kind);
}

static void
complain(struct fixture *f, const char *what, const char *key)
{
	print_error("KEYS.md:%lu: %s %s\n", f->line, what, key);
	f->num_failures++;
}

static bool
is_type_of(const char *type, size_t type_len, const char *key)
{
	return strncmp(type, key, type_len) == 0 && key[type_len] == ':';
}

/*
 * Compare what was made with a list of `type:value; type:value`: each must be
 * there, and of each type that is named no other.
 */
static void
compare(struct fixture *f, char *wanted)
{
	bool expected[MADE_MAX] = { false };
	bool named[MADE_MAX] = { false };
	char *next = wanted;

	while (next != NULL) {
		char *key = next;
		size_t type_len = strcspn(key, ":");
		bool found = false;

		next = strstr(key, "; ");
		if (next != NULL) {
			*next = '\0';
			next += 2;
		}
		for (size_t i = 0; i < f->made.num; i++) {
			if (strcmp(f->made.key[i], key) == 0)
				found = expected[i] = true;
			if (is_type_of(key, type_len, f->made.key[i]))
				named[i] = true;
		}
		if (!found)
			complain(f, "not made:", key);
	}
	for (size_t i = 0; i < f->made.num; i++)
		if (named[i] && !expected[i])
			complain(f, "made, but not listed:", f->made.key[i]);
}

/* Append a code point in UTF-8. */
static size_t
put_utf8(char *out, unsigned long c)
{
	size_t n = 0;

	if (c < 0x80) {
		out[n++] = (char)c;
	} else if (c < 0x800) {
		out[n++] = (char)(0xC0 | c >> 6);
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		out[n++] = (char)(0xE0 | c >> 12);
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		out[n++] = (char)(0xF0 | c >> 18);
		out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	}
	return n;
}

/* Undo \u{...}, \| and \\ in place. */
static void
unescape(char *text)
{
	char *out = text;

	while (*text != '\0') {
		if (text[0] == '\\' && text[1] == 'u' && text[2] == '{') {
			char *end;

			out += put_utf8(out, strtoul(text + 3, &end, 16));
			assert_int_equal(*end, '}');
			text = end + 1;
		} else if (text[0] == '\\' && text[1] != '\0') {
			*out++ = text[1];
			text += 2;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}

/* Split "| a | b | c | d |" into its four cells, in place. */
static bool
split_cells(char *line, char *cell[4])
{
	char *p = line;

	if (*p++ != '|')
		return false;
	for (size_t i = 0; i < 4; i++) {
		char *end;

		while (*p == ' ')
			p++;
		cell[i] = p;
		while (*p != '\0' && *p != '|')
			p += p[0] == '\\' && p[1] != '\0' ? 2 : 1;
		if (*p != '|')
			return false;
		end = p++;
		while (end > cell[i] && end[-1] == ' ')
			end--;
		*end = '\0';
	}
	return *p == '\0';
}

static void
run_line(struct fixture *f, char *line)
{
	char *cell[4];

	if (!split_cells(line, cell))
		fail_msg("KEYS.md:%lu: not four cells", f->line);
	unescape(cell[1]);
	unescape(cell[3]);
	run(f, cell[0], cell[1], cell[2]);
	compare(f, cell[3]);
	f->num_examples++;
}

static void
examples(void **state)
{
	struct fixture *f = &fixture;
	char line[LINE_BYTES];
	bool in_table = false;
	FILE *file = fopen(KEYS_MD, "r");

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		f->line++;
		assert_true(strchr(line, '\n') != NULL);
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "| example | input | country | keys |") == 0)
			in_table = true;
		else if (line[0] != '|')
			in_table = false;
		else if (in_table && strncmp(line, "| --- ", 6) != 0)
			run_line(f, line);
	}
	assert_int_equal(fclose(file), 0);
	assert_true(f->num_examples >= EXAMPLES_MIN);
	assert_int_equal(f->num_failures, 0);
}

static int
set_up(void **state)
{
	struct fixture *f = &fixture;
	struct psi_error err;

	(void)state;
	return psi_name_rules_new(&f->rules, &err) != 0 ||
	    psi_name_scratch_new(&f->scratch, f->rules, &err) != 0 ||
	    psi_suffixes_new(&f->suffixes, (const uint8_t *)suffixes_text,
		sizeof suffixes_text - 1, &err) != 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	psi_name_scratch_free(f->scratch);
	psi_name_rules_free(f->rules);
	psi_suffixes_free(f->suffixes);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
