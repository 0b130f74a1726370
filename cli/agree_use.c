/*
 * Can this program carry an agreement out? The rules that make keys, the
 * suffix list beside it, and what that list says that ours does not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agree.h"
#include "agree_page.h"
#include "suffix_diff.h"
#include "tool.h"

/* Where Debian's package publicsuffix has it. */
static const char installed_path[] =
    "/usr/share/publicsuffix/public_suffix_list.dat";

/* More rules of registries than this change in no month; a list that differs
 * more is one to look at. */
#define DIFFERENCES_MAX 20

const char *
psi_agree_installed_list(void)
{
	return access(installed_path, R_OK) == 0 ? installed_path : NULL;
}

/* "pkn12" is 12; 0 for anything else. */
static unsigned long
rules_number(const char *text)
{
	return strncmp(text, "pkn", 3) == 0 ? strtoul(text + 3, NULL, 10) : 0;
}

/* The rules of names, and all that the fingerprint covers. */
static int
check_rules(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, struct psi_error *err)
{
	const char *theirs = psi_agreement_term(agreement, "normalizer", 0);
	const char *ours = psi_normalizer_version();
	unsigned long n = rules_number(theirs);
	unsigned long own = rules_number(ours);

	if (n != own)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    n > own
			? "install the version of these programs that your "
			  "partner has, or ask for an agreement made by yours"
			: "ask your partner to install the version of these "
			  "programs that you have, and to propose again; or "
			  "propose yourself",
		    "the agreement is for the rules %.20s, and this program "
		    "has the %s rules %s: it would make other keys",
		    theirs, n > own ? "older" : "newer", ours);
	if (strcmp(psi_agreement_term(agreement, "normalizer-fingerprint", 0),
		list->fingerprint) == 0)
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "compare 'psi-normalize --version' with your partner: whoever has "
	    "the older build installs the newer one, and proposes again",
	    "this program makes other keys than the agreement says, although "
	    "both call their rules %s: its fingerprint is %s",
	    ours, list->fingerprint);
}

int
psi_agree_check_use(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, const char *agreement_path,
    struct psi_error *err)
{
	if (list == NULL)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "ask your partner for that file, which 'psi-agree propose "
		    "-o' wrote, and keep both together",
		    "the public-suffix list of this agreement is not beside "
		    "it, in '%s.psl'",
		    agreement_path);
	if (strcmp(psi_agreement_term(agreement, "public-suffix-list", 0),
		list->digest) != 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "ask your partner for the file that 'psi-agree propose "
		    "-o' wrote beside the agreement",
		    "'%s' is another public-suffix list than the agreement "
		    "names",
		    list->path);
	return check_rules(agreement, list, err);
}

static int
compare_installed(struct psi_suffix_diff *out, bool *found,
    const struct psi_agree_list *list, struct psi_error *err)
{
	const char *path = psi_agree_installed_list();
	struct psi_agree_list installed = PSI_AGREE_LIST_INIT;
	int rc;

	*found = false;
	if (path == NULL)
		return 0;
	if ((rc = psi_agree_list_read(&installed, path, err)) == 0)
		rc = psi_suffix_compare(out, list->bytes, list->len,
		    installed.bytes, installed.len, err);
	*found = rc == 0;
	psi_agree_list_clear(&installed);
	return rc;
}

static const char *
age_words(const struct psi_suffix_diff *diff)
{
	if (diff->age == PSI_SUFFIX_OLDER)
		return "older than";
	if (diff->age == PSI_SUFFIX_NEWER)
		return "newer than";
	return "another than";
}

int
psi_agree_check_list(
    const struct psi_agree_list *list, bool accept, struct psi_error *err)
{
	struct psi_suffix_diff diff;
	bool found;
	int rc;

	if ((rc = compare_installed(&diff, &found, list, err)) != 0)
		return rc;
	if (!found) {
		psi_note("no public-suffix list is installed here to compare "
			 "'%s' with",
		    list->path);
		return 0;
	}
	if (diff.age == PSI_SUFFIX_SAME)
		return 0;
	if (!accept &&
	    (diff.num_wild > 0 ||
		diff.num_added + diff.num_missing > DIFFERENCES_MAX))
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "a list with other rules makes other domains of your "
		    "accounts: read 'psi-agree show', update the package "
		    "publicsuffix, or, if you know why, add --accept-list",
		    "'%s' is %s the public-suffix list that is installed "
		    "here: %zu rules of registries more and %zu fewer, such "
		    "as %s",
		    list->path, age_words(&diff), diff.num_added,
		    diff.num_missing, diff.shown[0]);
	psi_note("'%s' is %s the public-suffix list that is installed here: "
		 "%zu rules of registries more and %zu fewer",
	    list->path, age_words(&diff), diff.num_added, diff.num_missing);
	return 0;
}

int
psi_agree_describe_list(struct psi_agree_page *page,
    const struct psi_agreement *agreement, const struct psi_agree_list *list,
    const char *agreement_path, struct psi_error *err)
{
	struct psi_suffix_diff diff;
	struct psi_error why;
	bool found;
	int rc;

	psi_agree_page_heading(
	    page, "THIS PROGRAM AND THE LIST BESIDE THE AGREEMENT");
	memset(&why, 0, sizeof why);
	if (psi_agree_check_use(agreement, list, agreement_path, &why) != 0) {
		psi_agree_page_item(page, "IT CANNOT BE CARRIED OUT HERE:");
		psi_agree_page_quote(page, why.text);
	} else {
		psi_agree_page_item(page, "This program can carry it out.");
	}
	if (list == NULL)
		return 0;
	if ((rc = compare_installed(&diff, &found, list, err)) != 0)
		return rc;
	if (!found) {
		psi_agree_page_item(page,
		    "No public-suffix list is installed here to compare it "
		    "with.");
		return 0;
	}
	if (diff.age == PSI_SUFFIX_SAME) {
		psi_agree_page_item(page,
		    "The public-suffix list is the one that is installed "
		    "here.");
		return 0;
	}
	psi_agree_page_item(page,
	    "The public-suffix list is %s the one that is installed here. In "
	    "the section of registries it has %zu rules more and %zu fewer%s",
	    age_words(&diff), diff.num_added, diff.num_missing,
	    diff.num_shown > 0 ? ", such as:" : ".");
	for (size_t i = 0; i < diff.num_shown; i++)
		psi_agree_page_quote(page, diff.shown[i]);
	if (diff.num_wild > 0)
		psi_agree_page_item(page,
		    "%zu OF THEM MAKE A SUFFIX OF EVERY NAME UNDER IT ('*'): "
		    "what is a domain of yours may become none.",
		    diff.num_wild);
	return 0;
}
