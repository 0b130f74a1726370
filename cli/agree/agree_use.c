/*
 * Can this program carry an agreement out? The rules that make keys, and the
 * suffix list beside it.
 */
#include <string.h>

#include "agree/agree.h"

/* All that the fingerprint covers: reading the agreement has compared the
 * version of the rules. */
static int
check_rules(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, struct psi_error *err)
{
	if (strcmp(psi_agreement_term(agreement, "normalizer-fingerprint", 0),
		list->fingerprint) == 0)
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "compare 'psi-normalize --version' with your partner: whoever has "
	    "the older build installs the newer one, and proposes again",
	    "this program makes other keys than the agreement says, although "
	    "both call their rules %s: its fingerprint is %s",
	    psi_normalizer_version(), list->fingerprint);
}

int
psi_agree_check_use(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, const char *agreement_path,
    struct psi_error *err)
{
	if (list == NULL && strcmp(agreement_path, "-") == 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "give the agreement by the name of its file, with its list "
		    "beside it as NAME.psl; or name the list with "
		    "--suffix-list",
		    "an agreement that comes through standard input has no "
		    "public-suffix list beside it, and the one that is "
		    "installed here is another");
	if (list == NULL)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "ask your partner for that file, which 'psi-agree propose "
		    "-o' wrote, and keep both together; or name your own list "
		    "with --suffix-list, if it is the same",
		    "the public-suffix list of this agreement is not beside "
		    "it, in '%s.psl'",
		    agreement_path);
	if (strcmp(psi_agreement_term(agreement, "public-suffix-list", 0),
		list->digest) != 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "ask your partner for the file that 'psi-agree propose "
		    "-o' wrote beside the agreement, in a zip archive, since "
		    "mail may have changed it",
		    "'%s' is another public-suffix list than the agreement "
		    "names",
		    list->path);
	return check_rules(agreement, list, err);
}

bool
psi_agree_shares_only_matches(const struct psi_agreement *agreement)
{
	static const char *const names[] = { "share-a", "share-b" };
	const char *bare = psi_agreement_share_preset("match");
	const char *term;

	if (strcmp(psi_agreement_term(agreement, "mode", 0), "accounts") != 0)
		return false;
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; (term = psi_agreement_term(
					agreement, names[side], i)) != NULL;
		     i++) {
			const char *what = strrchr(term, ' ');

			if (what == NULL || strcmp(what + 1, bare) != 0)
				return false;
		}
	return true;
}
