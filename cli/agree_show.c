/*
 * psi-agree show: an agreement in sentences. All text of the file passes
 * through psi_escape, since the partner may have written it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agree.h"
#include "diag.h"
#include "outfile.h"

#define COLUMNS 78
/* A value has at most 2,000 bytes, of which psi_escape makes no more than
 * four times as many; a sentence has one long value at most. */
#define TEXT_BYTES 12288
#define VALUE_BYTES 8192

/* Words on their way to the output. The first failure stays, and ends all. */
struct page {
	struct psi_outfile *out;
	const struct psi_agreement *agreement;
	struct psi_error *err;
	int rc;
};

/* A populations' row of the sharing matrix; a share row of the file taken
 * apart. */
struct share {
	char own[24];
	char theirs[24];
	const char *what;
};

static const char *const populations[] = { "customer", "open_opportunity",
	"prospect", "former_customer", "other" };
/* The same in words, as "a's ... accounts". */
static const char *const population_words[] = { "customers",
	"accounts with an open opportunity", "prospects", "former customers",
	"other accounts" };

#define NUM_POPULATIONS (sizeof populations / sizeof populations[0])

static const char *
term(const struct page *page, const char *name)
{
	const char *value = psi_agreement_term(page->agreement, name, 0);

	return value != NULL ? value : "";
}

static bool
term_is(const struct page *page, const char *name, const char *value)
{
	return strcmp(term(page, name), value) == 0;
}

/* Columns of `len` bytes of UTF-8, roughly: one for each character. */
static size_t
width(const char *text, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

static void
put(struct page *page, const char *text, size_t len)
{
	if (page->rc == 0)
		page->rc = page->out->sink.write(page->out->sink.cookie,
		    (const uint8_t *)text, len, page->err);
}

/* A text in lines of COLUMNS, the later ones indented. */
static void
put_wrapped(struct page *page, const char *text, size_t indent)
{
	static const char blanks[] = "                ";
	size_t at = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		size_t columns = width(text, len);

		if (at > indent && at + 1 + columns > COLUMNS) {
			put(page, "\n", 1);
			put(page, blanks, indent);
			at = indent;
		} else if (at > 0) {
			put(page, " ", 1);
			at++;
		}
		put(page, text, len);
		at += columns;
		text += len;
		while (*text == ' ')
			text++;
	}
	put(page, "\n", 1);
}

/* A point of a list: "- ...". */
static void item(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
item(struct page *page, const char *format, ...)
{
	char text[TEXT_BYTES] = "- ";
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text + 2, sizeof text - 2, format, args);
	va_end(args);
	put_wrapped(page, text, 2);
}

static void
heading(struct page *page, const char *text)
{
	put(page, "\n", 1);
	put(page, text, strlen(text));
	put(page, "\n", 1);
}

/* A value of the file, safe for a terminal. Returns `out`. */
static const char *
safe(char out[VALUE_BYTES], const char *value)
{
	(void)psi_escape(out, VALUE_BYTES, value, strlen(value));
	return out;
}

static void
describe_party(struct page *page, char role)
{
	char name[] = "party-?-identity";
	char fingerprint[PSI_IDENTITY_FINGERPRINT_CHARS + 1];
	char value[VALUE_BYTES];
	struct psi_public_identity identity;
	const char *text;

	name[6] = role;
	text = term(page, name);
	/* It was read before, so this cannot fail. */
	if (psi_public_identity_parse(
		&identity, text, strlen(text), page->err) != 0)
		return;
	psi_public_identity_fingerprint(fingerprint, &identity);
	memcpy(name + 8, "name", 5);
	item(page, "Party %c is: %s", role, safe(value, term(page, name)));
	memcpy(name + 8, "contact", 8);
	if (term(page, name)[0] != '\0')
		item(page, "Contact at %c: %s", role,
		    safe(value, term(page, name)));
	item(page, "Identity of %c: %s", role, text);
	item(page,
	    "Fingerprint of that identity, which the parties compare by "
	    "voice before they sign: %s",
	    fingerprint);
	item(page, "%c %s signed this agreement.", role,
	    psi_agreement_is_signed(page->agreement, role) ? "has" : "HAS NOT");
}

static void
describe_parties(struct page *page)
{
	heading(page, "THE PARTIES");
	describe_party(page, 'a');
	describe_party(page, 'b');
	item(page, "The parties are %scompetitors.",
	    term_is(page, "competitors", "yes") ? "" : "not ");
}

static void
describe_purpose(struct page *page)
{
	static const struct {
		const char *name;
		const char *words;
	} purposes[] = {
		{ "technology", "a technology partnership" },
		{ "gsi", "a partnership with a systems integrator" },
		{ "marketplace", "selling through a marketplace" },
		{ "referral", "referring customers to one another" },
		{ "cosell", "selling together" },
		{ "resell", "one party reselling what the other makes" },
		{ "presign",
		    "finding out whether a partnership is worth it, "
		    "before it is signed" },
	};
	char value[VALUE_BYTES];

	heading(page, "PURPOSE");
	for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
		if (term_is(page, "purpose", purposes[i].name))
			item(page, "The purpose is %s.", purposes[i].words);
	if (term(page, "description")[0] != '\0')
		item(page, "In the parties' words: %s",
		    safe(value, term(page, "description")));
}

/* What a type of key is made of, in words. */
static const char *
key_phrase(const char *type, size_t len)
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

static void
describe_keys(struct page *page)
{
	const char *key;

	item(page,
	    "Each account becomes keys, by the rules %s (fingerprint %s) and "
	    "the public-suffix list with SHA-256 %s. Both parties must have "
	    "these very rules and this very list.",
	    term(page, "normalizer"), term(page, "normalizer-fingerprint"),
	    term(page, "public-suffix-list"));
	for (size_t i = 0;
	     (key = psi_agreement_term(page->agreement, "key", i)) != NULL;
	     i++) {
		size_t type = strcspn(key, " ");
		const char *tier = key + type + 1;

		if (strncmp(tier, "family", 6) == 0)
			item(page,
			    "Key '%.*s', from %s: it shows only that two "
			    "companies belong to one group (weight %s).",
			    (int)type, key, key_phrase(key, type), tier + 7);
		else
			item(page, "Key '%.*s', from %s: %s (weight %s).",
			    (int)type, key, key_phrase(key, type),
			    tier[0] == '1'       ? "strong evidence, tier 1"
				: tier[0] == '2' ? "fair evidence, tier 2"
						 : "weak evidence, tier 3",
			    tier + 2);
	}
}

static void
describe_sent(struct page *page)
{
	heading(page, "WHAT IS SENT");
	item(page,
	    "Each party sends one point of a group (%s) for each distinct "
	    "key. Nobody but the two parties together can compare points, and "
	    "nothing in a file can be read: no name, no domain, no number of "
	    "an account.",
	    term(page, "suite"));
	describe_keys(page);
	item(page,
	    "The number of points in a file is rounded up to a multiple of "
	    "%s by random ones, so it tells an upper bound of the number of "
	    "keys.",
	    term(page, "padding-multiple"));
	item(page,
	    "a sends at most %s points and b at most %s, in one file each for "
	    "a run. A list over the limit is refused, not cut.",
	    term(page, "maximum-elements-a"), term(page, "maximum-elements-b"));
	item(page,
	    "A run is refused where one file has more than %s times as many "
	    "points as the other.",
	    term(page, "maximum-ratio"));
	item(page, "The data must be no older than %s days when they are sent.",
	    term(page, "maximum-source-age-days"));
}

static const char *
population_phrase(const char *name)
{
	for (size_t i = 0; i < NUM_POPULATIONS; i++)
		if (strcmp(populations[i], name) == 0)
			return population_words[i];
	return "accounts";
}

static void
describe_counts(struct page *page, const char *who)
{
	const char *group;
	size_t i = 0;

	item(page,
	    "%s how many of its own keys the other party has too: numbers "
	    "only, and not which.",
	    who);
	item(page,
	    "The numbers are of keys. They are near numbers of accounts only "
	    "where each account has one key, so where one type of key is "
	    "named above.");
	for (;
	     (group = psi_agreement_term(page->agreement, "group", i)) != NULL;
	     i++)
		item(page, "Counted apart on both sides: %s.",
		    population_phrase(group));
	if (i > 0)
		item(page,
		    "Accounts of populations that are not counted are not "
		    "sent.");
	item(page,
	    "The program of the party that learns shows no count under %s, "
	    "and a group with fewer keys is sent as empty.",
	    term(page, "suppress-below"));
}

static void
describe_learned(struct page *page)
{
	const char *who = "Each party learns";
	bool counts = term_is(page, "mode", "counts");

	heading(page, "WHAT EACH PARTY LEARNS");
	if (term_is(page, "learns", "a"))
		who = "a learns";
	else if (term_is(page, "learns", "b"))
		who = "b learns";
	if (counts)
		describe_counts(page, who);
	else
		item(page,
		    "%s which of its own accounts the other party has too, "
		    "and by which of its keys. Of all other accounts of the "
		    "other party it learns nothing.",
		    who);
	if (term_is(page, "learns", "both"))
		item(page, "Party %s sends its answer first.",
		    term(page, "answers-first"));
	else
		item(page, "The other party learns nothing from the points.");
	if (!term_is(page, "minimum-overlap", "0"))
		item(page,
		    "With fewer than %s matched keys the program shows "
		    "nothing.",
		    term(page, "minimum-overlap"));
	if (!counts)
		item(page,
		    "Fields are shared only of matches with a score of at "
		    "least %s.",
		    term(page, "minimum-score"));
}

static void
describe_limits(struct page *page)
{
	heading(page, "WHAT NO PROGRAM CAN STOP");
	if (term_is(page, "mode", "counts"))
		item(page,
		    "A party that changes its program can learn which "
		    "accounts are common, and not only how many; and the "
		    "number that a party is given is the other one's word, "
		    "without proof. Counts protect against curiosity, not "
		    "against fraud.");
	else
		item(page,
		    "That the other party's answer is right is proved. That "
		    "its list is its own, or of use to you, is not.");
	item(page,
	    "A party can put names into its list that are guesses, not "
	    "accounts of its own, and learn which of them the other party "
	    "has. The limits hold that down; no program stops it.");
	if (term_is(page, "learns", "both"))
		item(page,
		    "Party %s answers second and sees the result first: it may "
		    "keep its answer back, or leave matches out of it, and it "
		    "can test sums of keys, so that the limit on elements does "
		    "not bound its guesses. So the less trusted party answers "
		    "first.",
		    term_is(page, "answers-first", "a") ? "b" : "a");
	item(page,
	    "Two runs after one another show what entered or left a list "
	    "between them.");
	item(page,
	    "What a party does with its result is for this agreement and the "
	    "law, not for a program.");
}

static bool
split_share(struct share *share, const char *row)
{
	size_t own = strcspn(row, " ");
	size_t theirs;

	if (row[own] == '\0')
		return false;
	theirs = strcspn(row + own + 1, " ");
	if (own >= sizeof share->own || theirs >= sizeof share->theirs ||
	    row[own + 1 + theirs] == '\0')
		return false;
	memset(share, 0, sizeof *share);
	memcpy(share->own, row, own);
	memcpy(share->theirs, row + own + 1, theirs);
	share->what = row + own + theirs + 2;
	return true;
}

/* What is shared of a pair of populations: the most specific row. */
static const char *
find_share(const struct page *page, const char *name, const char *own,
    const char *theirs)
{
	const char *found = "match";
	const char *row;
	int best = -1;

	for (size_t i = 0;
	     (row = psi_agreement_term(page->agreement, name, i)) != NULL;
	     i++) {
		struct share share;
		bool any_own;
		bool any_theirs;
		int rank;

		if (!split_share(&share, row))
			continue;
		any_own = strcmp(share.own, "any") == 0;
		any_theirs = strcmp(share.theirs, "any") == 0;
		rank = (any_own ? 0 : 2) + (any_theirs ? 0 : 1);
		if ((any_own || strcmp(share.own, own) == 0) &&
		    (any_theirs || strcmp(share.theirs, theirs) == 0) &&
		    rank > best) {
			best = rank;
			found = share.what;
		}
	}
	return found;
}

/* "name+amount:band" as "name, amount (in bands)". */
static void
spell_fields(char *out, size_t out_size, const char *what)
{
	size_t len = 0;

	for (const char *p = what;;) {
		size_t n = strcspn(p, "+");
		size_t name = strcspn(p, "+:");
		const char *how = "";

		if (name < n && p[name + 1] == 'b')
			how = " (in bands)";
		else if (name < n && p[name + 1] == 'q')
			how = " (by quarter)";
		else if (name < n)
			how = " (as an alias)";
		len += (size_t)snprintf(out + len, out_size - len, "%s%.*s%s",
		    p == what ? "" : ", ", (int)name, p, how);
		if (p[n] == '\0' || len >= out_size)
			return;
		p += n + 1;
	}
}

/* "customers, prospects or other accounts": those of the same cell. */
static void
list_populations(char *out, size_t out_size,
    const char *const what[NUM_POPULATIONS], const char *same)
{
	size_t left = 0;
	size_t len = 0;

	for (size_t i = 0; i < NUM_POPULATIONS; i++)
		left += strcmp(what[i], same) == 0;
	for (size_t i = 0; i < NUM_POPULATIONS && len < out_size; i++) {
		if (strcmp(what[i], same) != 0)
			continue;
		left--;
		len += (size_t)snprintf(out + len, out_size - len, "%s%s",
		    population_words[i],
		    left > 1        ? ", "
			: left == 1 ? " or "
				    : "");
	}
}

/* The row of the matrix for one own population, cells of the same content
 * together in one sentence. */
static void
describe_row(struct page *page, char role, const char *name, size_t own)
{
	char other = role == 'a' ? 'b' : 'a';
	const char *what[NUM_POPULATIONS];
	bool done[NUM_POPULATIONS] = { false };
	bool whole = true;
	char list[256];
	char fields[512];

	for (size_t i = 0; i < NUM_POPULATIONS; i++) {
		what[i] =
		    find_share(page, name, populations[own], populations[i]);
		whole = whole && strcmp(what[i], what[0]) == 0;
	}
	if (whole && strcmp(what[0], "none") == 0) {
		item(page, "%c sends nothing at all about its %s.", role,
		    population_words[own]);
		return;
	}
	/* In the mode counts there are no matches to share anything of. */
	for (size_t i = 0;
	     i < NUM_POPULATIONS && term_is(page, "mode", "accounts"); i++) {
		if (done[i])
			continue;
		for (size_t j = i; j < NUM_POPULATIONS; j++)
			done[j] = done[j] || strcmp(what[j], what[i]) == 0;
		if (whole)
			(void)snprintf(list, sizeof list, "accounts");
		else
			list_populations(list, sizeof list, what, what[i]);
		if (strcmp(what[i], "none") == 0)
			(void)snprintf(fields, sizeof fields,
			    "no field, although the match itself is seen");
		else if (strcmp(what[i], "match") == 0)
			(void)snprintf(
			    fields, sizeof fields, "nothing but the match");
		else
			spell_fields(fields, sizeof fields, what[i]);
		item(page, "Of its %s that are among %c's %s, %c shares: %s.",
		    population_words[own], other, list, role, fields);
	}
}

static void
describe_shares(struct page *page)
{
	static const char *const names[2] = { "share-a", "share-b" };

	heading(page, "WHAT IS SHARED OF COMMON ACCOUNTS");
	if (term_is(page, "mode", "counts"))
		item(page,
		    "Nothing: only numbers come out under this agreement.");
	for (size_t i = 0; i < 2; i++) {
		if (psi_agreement_term(page->agreement, names[i], 0) != NULL) {
			for (size_t p = 0; p < NUM_POPULATIONS; p++)
				describe_row(page, "ab"[i], names[i], p);
		} else if (!term_is(page, "mode", "counts")) {
			item(page, "%c shares nothing but the match.", "ab"[i]);
		}
	}
}

static void
describe_use(struct page *page)
{
	char value[VALUE_BYTES];

	heading(page, "USE OF THE RESULT");
	item(page, "At most %s runs in %s days.", term(page, "runs"),
	    term(page, "period-days"));
	item(page, "The result is deleted after %s days.",
	    term(page, "retention-days"));
	if (term(page, "onward-sharing")[0] != '\0')
		item(page, "Passing on: %s",
		    safe(value, term(page, "onward-sharing")));
	if (term(page, "automated-agents")[0] != '\0')
		item(page, "Software agents: %s",
		    safe(value, term(page, "automated-agents")));
}

int
psi_agree_describe(struct psi_outfile *out,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	struct page page = { out, agreement, err, 0 };

	put_wrapped(&page, "AGREEMENT ON COMPARING ACCOUNTS", 0);
	item(&page,
	    "In force from %s to the end of %s, once both parties have "
	    "signed.",
	    term(&page, "created"), term(&page, "expires"));
	item(&page, "Its number is %s, its digest %s.", term(&page, "id"),
	    term(&page, "sha256"));
	if (!term_is(&page, "replaces", "none"))
		item(&page, "It replaces the agreement with the digest %s.",
		    term(&page, "replaces"));
	describe_parties(&page);
	describe_purpose(&page);
	describe_sent(&page);
	describe_learned(&page);
	describe_limits(&page);
	describe_shares(&page);
	describe_use(&page);
	return page.rc;
}
