/* The words of agreements, in sentences. */
#include <stdio.h>
#include <string.h>

#include "agree/agree.h"

const char *
psi_agree_population_words(const char *name)
{
	static const struct {
		const char *name;
		const char *words;
	} populations[] = {
		{ "customer", "customers" },
		{ "open_opportunity", "accounts with an open opportunity" },
		{ "prospect", "prospects" },
		{ "former_customer", "former customers" },
		{ "other", "other accounts" },
		{ "any", "accounts" },
	};

	for (size_t i = 0; i < sizeof populations / sizeof populations[0]; i++)
		if (strcmp(populations[i].name, name) == 0)
			return populations[i].words;
	return "accounts";
}

/* What a type of key is made of, in words. */
const char *
psi_agree_key_words(const char *type, size_t len)
{
	static const struct {
		const char *type;
		const char *words;
	} phrases[] = {
		{ "domain", "the company's web or mail domain" },
		{ "host", "a full host name" },
		{ "duns", "the D-U-N-S number" },
		{ "lei", "the Legal Entity Identifier" },
		{ "vat", "the VAT number" },
		{ "regno", "the number in a company register" },
		{ "name", "the name without its legal form" },
		{ "name+country",
		    "the name without its legal form, with the country" },
		{ "loose", "the words of the name in any order" },
		{ "loose+country",
		    "the words of the name in any order, with the country" },
		{ "agreed-id", "a number that the parties agreed on" },
		{ "core", "the rare words of the name" },
		{ "core+country",
		    "the rare words of the name, with the country" },
		{ "label+country",
		    "the domain's label or the joined name, with the "
		    "country" },
		{ "family", "the domain or number of the group's parent" },
	};

	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (strlen(phrases[i].type) == len &&
		    strncmp(phrases[i].type, type, len) == 0)
			return phrases[i].words;
	return "what its name says";
}

void
psi_agree_share_words(char *out, size_t out_size, const char *what)
{
	static const struct {
		const char *suffix;
		const char *words;
	} forms[] = {
		{ ":band", " (in bands)" },
		{ ":quarter", " (by quarter)" },
		{ ":alias", " (as an alias)" },
	};
	size_t len = 0;

	if (strcmp(what, "none") == 0 || strcmp(what, "match") == 0) {
		(void)snprintf(out, out_size, "%s",
		    what[0] == 'n' ? "no field" : "nothing but the match");
		return;
	}
	for (const char *p = what;; p++) {
		size_t n = strcspn(p, "+");
		size_t name = strcspn(p, "+:");
		const char *how = "";

		for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
			if (strlen(forms[i].suffix) == n - name &&
			    strncmp(p + name, forms[i].suffix, n - name) == 0)
				how = forms[i].words;
		len += (size_t)snprintf(out + len, out_size - len, "%s%.*s%s",
		    p == what ? "" : ", ", (int)name, p, how);
		p += n;
		if (*p == '\0' || len >= out_size)
			return;
	}
}
