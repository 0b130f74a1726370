#include "report/legal_form.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The last word in capitals, without dots and strokes. */
#define WORD_CHARS 24

static const char *const forms[][2] = { { "AB", "AB" }, { "AG", "AG" },
	{ "AS", "AS" }, { "ASA", "ASA" }, { "BV", "BV" }, { "CO", "CO" },
	{ "COMPANY", "CO" }, { "CORP", "CORP" }, { "CORPORATION", "CORP" },
	{ "GMBH", "GMBH" }, { "INC", "INC" }, { "INCORPORATED", "INC" },
	{ "KG", "KG" }, { "KK", "KK" }, { "LIMITADA", "SL" },
	{ "LIMITED", "LTD" }, { "LLC", "LLC" }, { "LLP", "LLP" },
	{ "LTD", "LTD" }, { "NV", "NV" }, { "OO", "SPZOO" }, { "OY", "OY" },
	{ "OYJ", "OYJ" }, { "PLC", "PLC" }, { "SA", "SA" }, { "SARL", "SARL" },
	{ "SAS", "SAS" }, { "SL", "SL" }, { "SPA", "SPA" }, { "SRL", "SRL" },
	{ "ULC", "ULC" } };

/* Of Chinese names the longer form ends in the shorter one. */
static const char joint_stock[] =
    "\xe8\x82\xa1\xe4\xbb\xbd\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8";
static const char limited[] = "\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f"
			      "\xb8";

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* The end of the name, without "(US)" and "/DE/", which say where it is. */
static size_t
end_of(const char *name)
{
	size_t len = strlen(name);
	size_t cut = len;

	if (len > 0 && (name[len - 1] == ')' || name[len - 1] == '/'))
		for (cut = len - 1; cut > 0 && name[cut] != ' '; cut--)
			;
	return cut > 0 ? cut : len;
}

/* The last word; empty where it is too long for a legal form. */
static void
last_word(char word[WORD_CHARS], const char *name)
{
	size_t end = end_of(name);
	size_t begin = end;
	size_t n = 0;

	while (begin > 0 && name[begin - 1] != ' ')
		begin--;
	for (; begin < end && n + 1 < WORD_CHARS; begin++) {
		char c = name[begin];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c >= 'A' && c <= 'Z')
			word[n++] = c;
		else if (strchr("./,", c) == NULL)
			break;
	}
	word[begin == end ? n : 0] = '\0';
}

static const char *
form_of(const char *name)
{
	char word[WORD_CHARS];

	if (ends_with(name, joint_stock))
		return joint_stock;
	if (ends_with(name, limited))
		return limited;
	last_word(word, name);
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strcmp(forms[i][0], word) == 0)
			return forms[i][1];
	return NULL;
}

static bool
forms_differ(const char *a, const char *b)
{
	const char *form_a = form_of(a);
	const char *form_b = form_of(b);

	return form_a != NULL && form_b != NULL && strcmp(form_a, form_b) != 0;
}

/* psi-join writes countries as two capital letters; others may be two spellings
 * of one. */
static bool
is_code(const char *country)
{
	return strlen(country) == 2 && country[0] >= 'A' && country[0] <= 'Z' &&
	    country[1] >= 'A' && country[1] <= 'Z';
}

const char *
psi_match_difference(const char *our_name, const char *their_name,
    const char *our_country, const char *their_country)
{
	bool is_form = forms_differ(our_name, their_name);
	bool is_country = is_code(our_country) && is_code(their_country) &&
	    strcmp(our_country, their_country) != 0;

	if (is_country)
		return is_form
		    ? ", though with another legal form and in another country"
		    : ", though in another country";
	return is_form ? ", though with another legal form" : "";
}
