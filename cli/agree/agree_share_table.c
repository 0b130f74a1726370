/*
 * psi-agree show: what is shared of common accounts, as a table for each
 * direction: own population by the partner's.
 */
#include <stdio.h>
#include <string.h>

#include "agree/agree.h"
#include "agree/agree_page.h"

/* As psi_population_at has them. */
#define POPULATIONS_MAX 8
/* Each cell of a table could differ. */
#define KINDS_MAX (POPULATIONS_MAX * POPULATIONS_MAX)
#define WORDS_BYTES 640

/* The different contents of a table's cells, in the order of the letters. */
struct kinds {
	const char *what[KINDS_MAX];
	size_t num;
};

static const char *
term(const struct psi_agreement *agreement, const char *name)
{
	const char *value = psi_agreement_term(agreement, name, 0);

	return value != NULL ? value : "";
}

/* How a cell looks: "-" for none, "m" for the match alone, else the letter of
 * its fields. */
static char
mark(struct kinds *kinds, const char *what)
{
	size_t i = 0;

	if (strcmp(what, "none") == 0)
		return '-';
	if (strcmp(what, "match") == 0)
		return 'm';
	while (i < kinds->num && strcmp(kinds->what[i], what) != 0)
		i++;
	if (i == kinds->num)
		kinds->what[kinds->num++] = what;
	return (char)('A' + (int)i);
}

static bool
is_never_sent(const struct psi_agreement *agreement, char role, const char *own)
{
	const char *theirs;

	for (size_t i = 0; (theirs = psi_population_at(i)) != NULL; i++)
		if (strcmp(psi_agreement_shares(agreement, role, own, theirs),
			"none") != 0)
			return false;
	return true;
}

static void
put_legend(struct psi_agree_page *page, const struct kinds *kinds, bool match,
    bool none)
{
	char words[WORDS_BYTES];

	for (size_t i = 0; i < kinds->num; i++) {
		psi_agree_share_words(words, sizeof words, kinds->what[i]);
		psi_agree_page_item(page, "%c: %s", 'A' + (int)i, words);
	}
	if (match || none)
		psi_agree_page_item(page, "%s%s%s",
		    match ? "m: nothing but the match" : "",
		    match && none ? "; " : "",
		    none ? "-: not even a field, although the match is seen"
			 : "");
}

static void
put_table(struct psi_agree_page *page, const struct psi_agreement *agreement,
    char role)
{
	char other = role == 'a' ? 'b' : 'a';
	struct kinds kinds = { { NULL }, 0 };
	bool match = false;
	bool none = false;
	const char *own;
	const char *theirs;
	char line[160];
	size_t len;

	psi_agree_page_line(page, "%s", "");
	psi_agree_page_item(page,
	    "What %c shares of an account of its own (down) that is an "
	    "account of %c (across):",
	    role, other);
	psi_agree_page_line(page, "%s", "");
	len = (size_t)snprintf(line, sizeof line, "  %-16s", "");
	for (size_t i = 0; (theirs = psi_population_at(i)) != NULL; i++)
		len +=
		    (size_t)snprintf(line + len, sizeof line - len, " %11.11s",
			strcmp(theirs, "open_opportunity") == 0 ? "opportunity"
			    : strcmp(theirs, "former_customer") == 0 ? "former"
								     : theirs);
	psi_agree_page_line(page, "%s", line);
	for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++) {
		len = (size_t)snprintf(line, sizeof line, "  %-16s", own);
		for (size_t j = 0; (theirs = psi_population_at(j)) != NULL;
		     j++) {
			char c = mark(&kinds,
			    psi_agreement_shares(agreement, role, own, theirs));

			match = match || c == 'm';
			none = none || c == '-';
			len += (size_t)snprintf(
			    line + len, sizeof line - len, " %11c", c);
		}
		psi_agree_page_line(page, "%s", line);
	}
	psi_agree_page_line(page, "%s", "");
	put_legend(page, &kinds, match, none);
}

static void
describe_side(struct psi_agree_page *page,
    const struct psi_agreement *agreement, char role, bool counts)
{
	const char *name = role == 'a' ? "share-a" : "share-b";
	const char *own;

	for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++)
		if (is_never_sent(agreement, role, own))
			psi_agree_page_item(page,
			    "%c sends nothing at all about its %s.", role,
			    psi_agree_population_words(own));
	if (counts)
		return;
	if (psi_agreement_term(agreement, name, 0) == NULL)
		psi_agree_page_item(
		    page, "%c shares nothing but the match.", role);
	else
		put_table(page, agreement, role);
}

void
psi_agree_describe_shares(
    struct psi_agree_page *page, const struct psi_agreement *agreement)
{
	bool counts = strcmp(term(agreement, "mode"), "counts") == 0;
	const char *pairs = term(agreement, "group-pairs");

	psi_agree_page_heading(page, "WHAT IS SHARED OF COMMON ACCOUNTS");
	if (counts)
		psi_agree_page_item(page,
		    "Nothing: only numbers come out under this agreement.");
	else
		psi_agree_page_item(page,
		    "First each party says of its matched accounts in which "
		    "population they are (claims), also of those that get no "
		    "field. Then fields follow, of pairs whose keys in common "
		    "give a score of at least %s. That an account gets no "
		    "fields tells something too.",
		    term(agreement, "minimum-score"));
	describe_side(page, agreement, 'a', counts);
	describe_side(page, agreement, 'b', counts);
	if (counts)
		return;
	psi_agree_page_line(page, "%s", "");
	psi_agree_page_item(page,
	    "Pairs that only show that two companies belong to one group: %s.",
	    strcmp(pairs, "none") == 0         ? "nothing is shared"
		: strcmp(pairs, "fields") == 0 ? "the fields above, too"
					       : "population only");
	psi_agree_page_item(page,
	    "a shares at most %s accounts in a run and b at most %s. More than "
	    "that is refused, not cut.",
	    term(agreement, "maximum-shared-a"),
	    term(agreement, "maximum-shared-b"));
}
