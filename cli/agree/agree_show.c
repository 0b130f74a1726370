/*
 * psi-agree show: an agreement in sentences. Texts of the file are quoted,
 * since the partner may have written them.
 */
#include <stdio.h>
#include <string.h>

#include "agree/agree.h"
#include "agree/agree_page.h"

/* The page, and what it is about. */
struct page {
	struct psi_agree_page page;
	const struct psi_agreement *agreement;
};

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

/* A text of the file, if there is one. */
static void
quote(struct page *page, const char *intro, const char *name)
{
	if (term(page, name)[0] == '\0')
		return;
	psi_agree_page_item(&page->page, "%s", intro);
	psi_agree_page_quote(&page->page, term(page, name));
}

static void
describe_party(struct page *page, char role)
{
	char name[] = "party-?-identity";
	char intro[32];
	char fingerprint[PSI_IDENTITY_FINGERPRINT_CHARS + 1];
	struct psi_public_identity identity;
	const char *text;

	name[6] = role;
	text = term(page, name);
	/* It was read before, so this cannot fail. */
	if (psi_public_identity_parse(
		&identity, text, strlen(text), page->page.err) != 0)
		return;
	psi_public_identity_fingerprint(fingerprint, &identity);
	memcpy(name + 8, "name", 5);
	(void)snprintf(intro, sizeof intro, "Party %c is:", role);
	quote(page, intro, name);
	memcpy(name + 8, "contact", 8);
	(void)snprintf(intro, sizeof intro, "Contact at %c:", role);
	quote(page, intro, name);
	psi_agree_page_item(&page->page, "Identity of %c: %s", role, text);
	psi_agree_page_item(&page->page,
	    "Fingerprint of that identity, which the parties compare by "
	    "voice before they sign: %s",
	    fingerprint);
	psi_agree_page_item(&page->page, "%c %s signed this agreement.", role,
	    psi_agreement_is_signed(page->agreement, role) ? "has" : "HAS NOT");
}

static void
describe_parties(struct page *page)
{
	psi_agree_page_heading(&page->page, "THE PARTIES");
	describe_party(page, 'a');
	describe_party(page, 'b');
	if (term_is(page, "competitors", "yes"))
		psi_agree_page_item(&page->page,
		    "The parties are competitors: they only count, or share "
		    "nothing of a common account but bands and quarters.");
	else
		psi_agree_page_item(
		    &page->page, "The parties are not competitors.");
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
	psi_agree_page_heading(&page->page, "PURPOSE");
	for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
		if (term_is(page, "purpose", purposes[i].name))
			psi_agree_page_item(&page->page, "The purpose is %s.",
			    purposes[i].words);
	quote(page, "In the parties' words:", "description");
}

static void
describe_keys(struct page *page)
{
	const char *key;

	psi_agree_page_item(&page->page,
	    "Each account becomes keys, by the rules %s (fingerprint %s) and "
	    "the public-suffix list with SHA-256 %s. Both parties must have "
	    "these very rules and this very list.",
	    term(page, "normalizer"), term(page, "normalizer-fingerprint"),
	    term(page, "public-suffix-list"));
	if (!term_is(page, "directory", "none"))
		psi_agree_page_item(&page->page,
		    "Both look accounts up in one directory of companies, "
		    "with SHA-256 %s.",
		    term(page, "directory"));
	for (size_t i = 0;
	     (key = psi_agreement_term(page->agreement, "key", i)) != NULL;
	     i++) {
		size_t type = strcspn(key, " ");
		const char *tier = key + type + 1;

		if (strncmp(tier, "family", 6) == 0)
			psi_agree_page_item(&page->page,
			    "Key '%.*s', from %s: it shows only that two "
			    "companies belong to one group (weight %s).",
			    (int)type, key, psi_agree_key_words(key, type),
			    tier + 7);
		else
			psi_agree_page_item(&page->page,
			    "Key '%.*s', from %s: %s (weight %s).", (int)type,
			    key, psi_agree_key_words(key, type),
			    tier[0] == '1'       ? "strong evidence, tier 1"
				: tier[0] == '2' ? "fair evidence, tier 2"
						 : "weak evidence, tier 3",
			    tier + 2);
	}
}

static void
describe_sent(struct page *page)
{
	psi_agree_page_heading(&page->page, "WHAT IS SENT");
	psi_agree_page_item(&page->page,
	    "Each party sends one point of a group (%s) for each distinct "
	    "key. Nobody but the two parties together can compare points, and "
	    "nothing in a file can be read: no name, no domain, no number of "
	    "an account.",
	    term(page, "suite"));
	if (term_is(page, "suite", "P256-SHA256"))
		psi_agree_page_item(&page->page,
		    "NIST has approved the group P-256 and SHA-256. Signatures "
		    "(Ed25519) it has approved too, but sealing (X25519, "
		    "BLAKE2b, XChaCha20-Poly1305) it has not, and this program "
		    "is no validated module: this is no FIPS mode.");
	describe_keys(page);
	psi_agree_page_item(&page->page,
	    "The number of points in a file is rounded up to a multiple of "
	    "%s by random ones, so it tells an upper bound of the number of "
	    "keys.",
	    term(page, "padding-multiple"));
	psi_agree_page_item(&page->page,
	    "a sends at most %s points and b at most %s, in one file each for "
	    "a run. A list over the limit is refused, not cut.",
	    term(page, "maximum-elements-a"), term(page, "maximum-elements-b"));
	psi_agree_page_item(&page->page,
	    "A run is refused where one file has more than %s times as many "
	    "points as the other.",
	    term(page, "maximum-ratio"));
	psi_agree_page_item(&page->page,
	    "The data must be no older than %s days when they are sent.",
	    term(page, "maximum-source-age-days"));
}

static void
describe_counts(struct page *page, const char *who)
{
	const char *group;
	size_t i = 0;

	psi_agree_page_item(&page->page,
	    "%s how many of its own keys the other party has too: numbers "
	    "only, and not which.",
	    who);
	psi_agree_page_item(&page->page,
	    "The numbers are of keys. They are near numbers of accounts only "
	    "where each account has one key, so where one type of key is "
	    "named above.");
	for (;
	     (group = psi_agreement_term(page->agreement, "group", i)) != NULL;
	     i++)
		psi_agree_page_item(&page->page,
		    "Counted apart on both sides: %s.",
		    psi_agree_population_words(group));
	if (i > 0)
		psi_agree_page_item(&page->page,
		    "Accounts of populations that are not counted are not "
		    "sent.");
	psi_agree_page_item(&page->page,
	    "The program of the party that learns shows no count under %s, "
	    "and a group with fewer keys is sent as empty.",
	    term(page, "suppress-below"));
}

static void
describe_learned(struct page *page)
{
	const char *who = "Each party learns";
	bool counts = term_is(page, "mode", "counts");

	psi_agree_page_heading(&page->page, "WHAT EACH PARTY LEARNS");
	if (term_is(page, "learns", "a"))
		who = "a learns";
	else if (term_is(page, "learns", "b"))
		who = "b learns";
	if (counts)
		describe_counts(page, who);
	else
		psi_agree_page_item(&page->page,
		    "%s which of its own accounts the other party has too, "
		    "and by which of its keys. Of all other accounts of the "
		    "other party it learns nothing.",
		    who);
	if (term_is(page, "learns", "both"))
		psi_agree_page_item(&page->page,
		    "Party %s answers first. The other sees the result before "
		    "it answers, so let the party that is trusted less answer "
		    "first.",
		    term(page, "answers-first"));
	else
		psi_agree_page_item(&page->page,
		    "Party %s answers, and learns nothing from the points.",
		    term(page, "answers-first"));
	if (!term_is(page, "minimum-overlap", "0"))
		psi_agree_page_item(&page->page,
		    "With fewer than %s matched keys the program shows "
		    "nothing.",
		    term(page, "minimum-overlap"));
}

static void
describe_limits(struct page *page)
{
	psi_agree_page_heading(&page->page, "WHAT NO PROGRAM CAN STOP");
	if (term_is(page, "mode", "counts"))
		psi_agree_page_item(&page->page,
		    "A party that changes its program can learn which "
		    "accounts are common, and not only how many; and the "
		    "number that a party is given is the other one's word, "
		    "without proof. Counts protect against curiosity, not "
		    "against fraud.");
	else
		psi_agree_page_item(&page->page,
		    "That the other party's answer is right is proved. That "
		    "its list is its own, or of use to you, is not.");
	psi_agree_page_item(&page->page,
	    "A party can put names into its list that are guesses, not "
	    "accounts of its own, and learn which of them the other party "
	    "has. The limits hold that down; no program stops it.");
	if (term_is(page, "learns", "both"))
		psi_agree_page_item(&page->page,
		    "Party %s answers second and sees the result first: it may "
		    "keep its answer back, or leave matches out of it, and it "
		    "can test sums of keys, so that the limit on elements does "
		    "not bound its guesses. So the less trusted party answers "
		    "first.",
		    term_is(page, "answers-first", "a") ? "b" : "a");
	psi_agree_page_item(&page->page,
	    "Two runs after one another show what entered or left a list "
	    "between them.");
	psi_agree_page_item(&page->page,
	    "What a party does with its result is for this agreement and the "
	    "law, not for a program.");
}

/* What programs may do on their own: the words of agents-may. */
static void
describe_agents(struct page *page)
{
	static const struct {
		const char *action;
		const char *words;
	} actions[] = {
		{ "read", "read a result" },
		{ "report", "make reports of it" },
		{ "notify", "tell colleagues of what is new" },
		{ "draft", "draft texts, which a person sends" },
		{ "contact", "WRITE TO PEOPLE OUTSIDE on their own" },
		{ "write-crm", "change records of the company's own CRM" },
	};
	char list[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (psi_agreement_may(page->agreement, actions[i].action) == 1)
			len += (size_t)snprintf(list + len, sizeof list - len,
			    "%s%s", len > 0 ? "; " : "", actions[i].words);
	if (len == 0)
		psi_agree_page_item(&page->page,
		    "Software agents may do nothing with the result.");
	else
		psi_agree_page_item(
		    &page->page, "Software agents may: %s.", list);
	quote(page,
	    "On software agents, in the parties' words:", "automated-agents");
}

static void
describe_use(struct page *page)
{
	psi_agree_page_heading(&page->page, "USE OF THE RESULT");
	psi_agree_page_item(&page->page, "At most %s runs in %s days.",
	    term(page, "runs"), term(page, "period-days"));
	psi_agree_page_item(&page->page, "The result is deleted after %s days.",
	    term(page, "retention-days"));
	quote(
	    page, "On passing it on, in the parties' words:", "onward-sharing");
	psi_agree_page_item(&page->page,
	    "It may %sbe joined with results of other partners.",
	    term_is(page, "combine-partners", "yes") ? "" : "NOT ");
	describe_agents(page);
}

int
psi_agree_describe(struct psi_outfile *out,
    const struct psi_agreement *agreement, const struct psi_agree_list *list,
    const char *agreement_path, struct psi_error *err)
{
	struct page page = { { out, err, 0 }, agreement };
	int rc;

	psi_agree_page_line(&page.page, "AGREEMENT ON COMPARING ACCOUNTS");
	psi_agree_page_item(&page.page,
	    "In force from %s to the end of %s, once both parties have "
	    "signed.",
	    term(&page, "created"), term(&page, "expires"));
	psi_agree_page_item(&page.page, "Its number is %s, its digest %s.",
	    term(&page, "id"), term(&page, "sha256"));
	if (!term_is(&page, "replaces", "none"))
		psi_agree_page_item(&page.page,
		    "It replaces the agreement with the digest %s.",
		    term(&page, "replaces"));
	describe_parties(&page);
	describe_purpose(&page);
	describe_sent(&page);
	describe_learned(&page);
	describe_limits(&page);
	psi_agree_describe_shares(&page.page, agreement);
	describe_use(&page);
	if (page.page.rc != 0)
		return page.page.rc;
	rc = psi_agree_describe_list(
	    &page.page, agreement, list, agreement_path, err);
	return page.page.rc != 0 ? page.page.rc : rc;
}
