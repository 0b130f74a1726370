/*
 * What a public-suffix list that a partner brings does to one's own keys: it is
 * tried on the suffixes that companies have, and put beside the list that is
 * installed here.
 */
#include <stdio.h>
#include <string.h>

#include "psi/date.h"

#include "agree/agree.h"
#include "agree/agree_page.h"
#include "agree/suffix_diff.h"
#include "agree/suffix_probe.h"
#include "agree/suffix_published.h"
#include "kit/tool.h"

/* More rules than this of one section make a list one to look at. From 2025 to
 * 2026 a month changed 7 rules of registries and 40 of private owners. */
#define DIFFERENCES_MAX 20

/* Of a list that a system carries only so many rules are shown. */
#define SHOWN_OF_PUBLISHED 5

/* A clock may be a day behind. */
#define DAYS_AHEAD 1

/* What is known of a list. */
struct judgement {
	/* NULL for one that no system has. */
	const struct psi_suffix_published *published;
	struct psi_suffix_probe probe;
	/* Its day, "" where it says none; not one that has come yet. */
	char date[PSI_DATE_CHARS];
	bool ahead;
	/* Is one installed here? Then how they differ. */
	bool compared;
	struct psi_suffix_diff diff;
};

/* Lists of before 2024 have no date line; those of systems have a day. */
static void
find_date(char out[PSI_DATE_CHARS], const struct psi_agree_list *list)
{
	const struct psi_suffix_published *published =
	    psi_suffix_published(list->digest);

	psi_suffix_date(out, list->bytes, list->len);
	if (out[0] == '\0' && published != NULL)
		(void)snprintf(out, PSI_DATE_CHARS, "%s", published->date);
}

static int
compare_installed(struct judgement *out, const struct psi_agree_list *list,
    struct psi_error *err)
{
	const char *path = psi_agree_installed_list();
	struct psi_agree_list installed = PSI_AGREE_LIST_INIT;
	char date[PSI_DATE_CHARS];
	int rc;

	if (path == NULL)
		/* For its marks. */
		return psi_suffix_compare(&out->diff, list->bytes, list->len,
		    list->bytes, list->len, err);
	if ((rc = psi_agree_list_bytes(&installed, path, err)) == 0 &&
	    (rc = psi_suffix_compare(&out->diff, list->bytes, list->len,
		 installed.bytes, installed.len, err)) == 0) {
		find_date(date, &installed);
		if (out->diff.age == PSI_SUFFIX_OTHER)
			out->diff.age = psi_suffix_age(out->date, date);
		out->compared = true;
	}
	psi_agree_list_clear(&installed);
	return rc;
}

static int
judge(struct judgement *out, const struct psi_agree_list *list,
    struct psi_error *err)
{
	int32_t day;
	int rc;

	memset(out, 0, sizeof *out);
	out->published = psi_suffix_published(list->digest);
	find_date(out->date, list);
	out->ahead = psi_date_decode(&day, out->date, strlen(out->date)) &&
	    day > psi_agree_today() + DAYS_AHEAD;
	if ((rc = psi_suffix_try(&out->probe, list->normalizer, err)) != 0)
		return rc;
	return compare_installed(out, list, err);
}

static bool
is_installed(const struct judgement *j)
{
	return j->compared && j->diff.age == PSI_SUFFIX_SAME;
}

static const char *
age_words(const struct judgement *j)
{
	if (j->diff.age == PSI_SUFFIX_OLDER)
		return "older than";
	if (j->diff.age == PSI_SUFFIX_NEWER)
		return "newer than";
	return "another than";
}

static int
refuse_tried(const struct judgement *j, const char *path, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "no public-suffix list does that: ask your partner for the one of "
	    "publicsuffix.org; 'psi-agree show' says more, and --accept-list "
	    "signs all the same",
	    "'%s' makes no domain, or another one, of names under %zu of %zu "
	    "suffixes that companies mostly have, such as '%s'",
	    path, j->probe.num_failed, j->probe.num_tried, j->probe.failed);
}

/* What is wrong with the file itself; NULL for nothing. */
static const char *
odd_file(const struct judgement *j)
{
	if (j->ahead)
		return "its date has not come yet";
	if (j->diff.marks[0] == PSI_SUFFIX_CONFUSED)
		return "the marks of its sections are doubled, missing or out "
		       "of order";
	if (j->compared && j->diff.marks[0] == PSI_SUFFIX_UNMARKED &&
	    j->diff.marks[1] == PSI_SUFFIX_MARKED)
		return "it has no marks of its sections";
	return NULL;
}

static int
refuse_odd(const char *what, const char *path, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "ask your partner where the list is from, and for the one of "
	    "publicsuffix.org; --accept-list signs all the same",
	    "'%s' is no public-suffix list as one is published: %s", path,
	    what);
}

static bool
differs_much(const struct psi_suffix_diff *diff)
{
	return diff->num_wild + diff->num_exceptions > 0 ||
	    diff->num_added + diff->num_missing > DIFFERENCES_MAX ||
	    diff->num_private_added + diff->num_private_missing >
	    DIFFERENCES_MAX;
}

static int
refuse_differences(
    const struct judgement *j, const char *path, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "a list with other rules makes other domains of your accounts: "
	    "read 'psi-agree show', update the package publicsuffix, or, if "
	    "you know why, add --accept-list",
	    "'%s' is %s the public-suffix list that is installed here: %zu "
	    "rules of registries more and %zu fewer, %zu of private owners "
	    "more and %zu fewer, such as %s",
	    path, age_words(j), j->diff.num_added, j->diff.num_missing,
	    j->diff.num_private_added, j->diff.num_private_missing,
	    j->diff.shown[0]);
}

/* May it be signed? */
static int
check_judgement(
    const struct judgement *j, const char *path, struct psi_error *err)
{
	const char *odd;

	if (j->probe.num_failed > 0)
		return refuse_tried(j, path, err);
	/* Nobody chose its rules, however far they are from ours. */
	if (is_installed(j) || j->published != NULL)
		return 0;
	if ((odd = odd_file(j)) != NULL)
		return refuse_odd(odd, path, err);
	if (j->compared && differs_much(&j->diff))
		return refuse_differences(j, path, err);
	return 0;
}

static void
note_list(const struct judgement *j, const char *path)
{
	const struct psi_suffix_diff *diff = &j->diff;
	const char *system = "";

	if (is_installed(j))
		return;
	if (j->published != NULL)
		system = j->published->system;
	if (!j->compared) {
		psi_note("no public-suffix list is installed here to compare "
			 "'%s' with%s%s",
		    path, system[0] != '\0' ? ", which is that of " : "",
		    system);
		return;
	}
	psi_note("'%s'%s%s%s is %s the public-suffix list that is installed "
		 "here: %zu rules of registries more and %zu fewer, %zu of "
		 "private owners more and %zu fewer%s%s",
	    path, system[0] != '\0' ? ", that of " : "", system,
	    system[0] != '\0' ? "," : "", age_words(j), diff->num_added,
	    diff->num_missing, diff->num_private_added,
	    diff->num_private_missing, diff->num_shown > 0 ? ", such as " : "",
	    diff->num_shown > 0 ? diff->shown[0] : "");
}

int
psi_agree_check_list(
    const struct psi_agree_list *list, bool accept, struct psi_error *err)
{
	struct psi_error why;
	struct judgement j;
	int rc;

	memset(&why, 0, sizeof why);
	if ((rc = judge(&j, list, err)) != 0)
		return rc;
	if ((rc = check_judgement(&j, list->path, &why)) == 0) {
		note_list(&j, list->path);
	} else if (accept) {
		psi_note("accepted although %s", why.text);
		rc = 0;
	} else {
		*err = why;
	}
	return rc;
}

static void
describe_trial(
    struct psi_agree_page *page, const struct psi_suffix_probe *probe)
{
	if (probe->num_failed == 0) {
		psi_agree_page_item(page,
		    "The list was tried on names under %zu suffixes that "
		    "companies mostly have: each gives its own domain.",
		    probe->num_tried);
		return;
	}
	psi_agree_page_item(page,
	    "IT CHANGES WHAT A DOMAIN IS: names under %zu of %zu suffixes that "
	    "companies mostly have give none, or another one. The first is:",
	    probe->num_failed, probe->num_tried);
	psi_agree_page_quote(page, probe->failed);
}

static void
describe_differences(struct psi_agree_page *page, const struct judgement *j)
{
	const struct psi_suffix_diff *diff = &j->diff;

	psi_agree_page_item(page,
	    "The public-suffix list is %s the one that is installed here. In "
	    "the section of registries it has %zu rules more and %zu fewer, in "
	    "that of private owners %zu more and %zu fewer%s",
	    age_words(j), diff->num_added, diff->num_missing,
	    diff->num_private_added, diff->num_private_missing,
	    diff->num_shown > 0 ? ", such as:" : ".");
	for (size_t i = 0; i < diff->num_shown; i++)
		if (j->published == NULL || i < SHOWN_OF_PUBLISHED)
			psi_agree_page_quote(page, diff->shown[i]);
	if (diff->num_wild > 0)
		psi_agree_page_item(page,
		    "%zu OF THEM MAKE A SUFFIX OF EVERY NAME UNDER IT ('*'): "
		    "what is a domain of yours may become none.",
		    diff->num_wild);
	if (diff->num_exceptions > 0)
		psi_agree_page_item(page,
		    "%zu OF THEM MAKE A DOMAIN OF A SUFFIX ('!'): all names "
		    "under it may become one domain.",
		    diff->num_exceptions);
}

static void
describe_suffixes(struct psi_agree_page *page, const struct judgement *j)
{
	const char *odd = odd_file(j);

	if (j->published != NULL)
		psi_agree_page_item(page,
		    "The public-suffix list is that of %s, of %s.",
		    j->published->system, j->date);
	else if (j->date[0] != '\0')
		psi_agree_page_item(
		    page, "The public-suffix list says it is of %s.", j->date);
	describe_trial(page, &j->probe);
	if (odd != NULL)
		psi_agree_page_item(
		    page, "IT IS NO LIST AS ONE IS PUBLISHED: %s.", odd);
	if (!j->compared)
		psi_agree_page_item(page,
		    "No public-suffix list is installed here to compare it "
		    "with.");
	else if (is_installed(j))
		psi_agree_page_item(page,
		    "The public-suffix list is the one that is installed "
		    "here.");
	else
		describe_differences(page, j);
}

int
psi_agree_describe_list(struct psi_agree_page *page,
    const struct psi_agreement *agreement, const struct psi_agree_list *list,
    const char *agreement_path, struct psi_error *err)
{
	struct psi_error why;
	struct judgement j;
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
	if ((rc = judge(&j, list, err)) == 0)
		describe_suffixes(page, &j);
	return rc;
}
