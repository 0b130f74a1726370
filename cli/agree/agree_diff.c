/* psi-agree diff: what another agreement changes, in sentences. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree/agree.h"
#include "table/known.h"
#include "kit/outfile.h"
#include "agree/agree_page.h"
#include "kit/tool.h"

#define POPULATIONS_MAX 8
#define WORDS_BYTES 640

/* The page, and the two agreements: old and new. */
struct diff {
	struct psi_agree_page page;
	const struct psi_agreement *agreement[2];
	size_t num_changes;
};

static const char *
term(const struct diff *diff, size_t which, const char *name, size_t i)
{
	return psi_agreement_term(diff->agreement[which], name, i);
}

static bool
differs(const struct diff *diff, const char *name)
{
	return strcmp(term(diff, 0, name, 0), term(diff, 1, name, 0)) != 0;
}

/* Terms that are a date, a number or a word, and what they are in words. */
static void
diff_words(struct diff *diff)
{
	static const struct {
		const char *name;
		const char *words;
	} terms[] = {
		{ "created", "The first day" },
		{ "expires", "The last day" },
		{ "purpose", "The purpose" },
		{ "competitors", "Whether the parties are competitors" },
		{ "combine-partners",
		    "Whether results may be joined with other partners'" },
		{ "agents-may", "What software agents may do" },
		{ "retention-days",
		    "The days after which a result is deleted" },
		{ "suite", "The suite of the arithmetic" },
		{ "normalizer", "The version of the rules for keys" },
		{ "normalizer-fingerprint", "The fingerprint of these rules" },
		{ "public-suffix-list", "The SHA-256 of the suffix list" },
		{ "directory", "The directory" },
		{ "minimum-score",
		    "The score that a pair needs before fields are shared" },
		{ "group-pairs", "What is shared of pairs of one group only" },
		{ "mode", "The mode" },
		{ "learns", "Who learns" },
		{ "answers-first", "The party that answers first" },
		{ "maximum-elements-a", "The most points that a sends" },
		{ "maximum-elements-b", "The most points that b sends" },
		{ "maximum-shared-a",
		    "The most accounts that a shares in a run" },
		{ "maximum-shared-b",
		    "The most accounts that b shares in a run" },
		{ "maximum-ratio", "The largest ratio of the two files" },
		{ "padding-multiple",
		    "The multiple to which files are padded" },
		{ "minimum-overlap", "The least overlap that is shown" },
		{ "suppress-below", "The least count that is shown" },
		{ "runs", "The number of runs in the period" },
		{ "period-days", "The days of that period" },
		{ "maximum-source-age-days",
		    "The most days of age of the data" },
	};

	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		if (!differs(diff, terms[i].name))
			continue;
		psi_agree_page_item(&diff->page, "%s changes from %s to %s.",
		    terms[i].words, term(diff, 0, terms[i].name, 0),
		    term(diff, 1, terms[i].name, 0));
		diff->num_changes++;
	}
}

/* Texts of the parties, both quoted. */
static void
diff_texts(struct diff *diff)
{
	static const struct {
		const char *name;
		const char *words;
	} terms[] = {
		{ "party-a-name", "The name of party a" },
		{ "party-a-identity", "THE IDENTITY OF PARTY a" },
		{ "party-a-contact", "The contact at a" },
		{ "party-b-name", "The name of party b" },
		{ "party-b-identity", "THE IDENTITY OF PARTY b" },
		{ "party-b-contact", "The contact at b" },
		{ "description", "The description" },
		{ "onward-sharing", "What is said on passing results on" },
		{ "automated-agents", "What is said on software agents" },
	};

	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		if (!differs(diff, terms[i].name))
			continue;
		psi_agree_page_item(&diff->page, "%s was:", terms[i].words);
		psi_agree_page_quote(
		    &diff->page, term(diff, 0, terms[i].name, 0));
		psi_agree_page_item(&diff->page, "and is now:");
		psi_agree_page_quote(
		    &diff->page, term(diff, 1, terms[i].name, 0));
		diff->num_changes++;
	}
}

/* The row of the same key type or group in the other agreement, or NULL. */
static const char *
find_row(const struct diff *diff, size_t which, const char *name,
    const char *row, size_t len)
{
	const char *other;

	for (size_t i = 0; (other = term(diff, which, name, i)) != NULL; i++)
		if (strncmp(other, row, len) == 0 &&
		    (other[len] == ' ' || other[len] == '\0'))
			return other;
	return NULL;
}

/* Keys and groups that come, go, or change. */
static void
diff_rows(struct diff *diff, const char *name, const char *words)
{
	const char *row;

	for (size_t i = 0; (row = term(diff, 0, name, i)) != NULL; i++) {
		size_t len = strcspn(row, " ");
		const char *now = find_row(diff, 1, name, row, len);

		if (now == NULL)
			psi_agree_page_item(&diff->page,
			    "%s '%.*s' is no longer %s.", words, (int)len, row,
			    name[0] == 'k' ? "sent" : "counted");
		else if (strcmp(row, now) != 0)
			psi_agree_page_item(&diff->page,
			    "%s '%.*s' had tier and weight%s, and has now%s.",
			    words, (int)len, row, row + len, now + len);
		diff->num_changes += now == NULL || strcmp(row, now) != 0;
	}
	for (size_t i = 0; (row = term(diff, 1, name, i)) != NULL; i++) {
		size_t len = strcspn(row, " ");

		if (find_row(diff, 0, name, row, len) != NULL)
			continue;
		psi_agree_page_item(&diff->page,
		    "%s '%.*s' is %s, which is new.", words, (int)len, row,
		    name[0] == 'k' ? "sent" : "counted apart");
		diff->num_changes++;
	}
}

/* "b's customers or prospects": the cells of one change. */
static void
add_population(char *list, size_t size, const char *name)
{
	size_t len = strlen(list);

	(void)snprintf(list + len, size - len, "%s%s", len > 0 ? ", " : "",
	    psi_agree_population_words(name));
}

/* One row of the matrix: cells that change in the same way together. */
static void
diff_share_row(struct diff *diff, char role, const char *own)
{
	const char *what[2][POPULATIONS_MAX];
	bool done[POPULATIONS_MAX] = { false };
	size_t num = 0;
	const char *theirs;

	for (; (theirs = psi_population_at(num)) != NULL; num++)
		for (size_t w = 0; w < 2; w++)
			what[w][num] = psi_agreement_shares(
			    diff->agreement[w], role, own, theirs);
	for (size_t i = 0; i < num; i++) {
		char list[256] = "";
		char words[2][WORDS_BYTES];

		if (done[i] || strcmp(what[0][i], what[1][i]) == 0)
			continue;
		for (size_t j = i; j < num; j++) {
			if (strcmp(what[0][i], what[0][j]) != 0 ||
			    strcmp(what[1][i], what[1][j]) != 0)
				continue;
			done[j] = true;
			add_population(list, sizeof list, psi_population_at(j));
		}
		for (size_t w = 0; w < 2; w++)
			psi_agree_share_words(
			    words[w], sizeof words[w], what[w][i]);
		psi_agree_page_item(&diff->page,
		    "Of its %s that are among %c's %s, %c shared: %s. Now it "
		    "shares: %s.",
		    psi_agree_population_words(own), role == 'a' ? 'b' : 'a',
		    list, role, words[0], words[1]);
		diff->num_changes++;
	}
}

static void
diff_replaces(struct diff *diff)
{
	if (strcmp(term(diff, 1, "replaces", 0), term(diff, 0, "sha256", 0)) ==
	    0)
		psi_agree_page_item(&diff->page,
		    "The new agreement replaces the old one, which is refused "
		    "from the first run under the new one on.");
	else
		psi_agree_page_item(&diff->page,
		    "The new agreement does not replace the old one: both can "
		    "be in force.");
}

static void
write_diff(struct diff *diff)
{
	const char *own;

	psi_agree_page_line(&diff->page, "WHAT THE NEW AGREEMENT CHANGES");
	diff_replaces(diff);
	diff_texts(diff);
	diff_words(diff);
	diff_rows(diff, "key", "The key");
	diff_rows(diff, "group", "The population");
	for (size_t r = 0; r < 2; r++)
		for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++)
			diff_share_row(diff, "ab"[r], own);
	if (diff->num_changes == 0)
		psi_agree_page_item(&diff->page, "No term changes.");
}

int
psi_agree_diff(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_agreement *old = NULL;
	struct psi_agreement *new = NULL;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct diff diff;
	int rc;

	if ((rc = psi_known_read_agreement(
		 &old, psi_cli_operand(cli, 0), err)) != 0 ||
	    (rc = psi_known_read_agreement(
		 &new, psi_cli_operand(cli, 1), err)) != 0 ||
	    (rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) !=
		0)
		goto out;
	memset(&diff, 0, sizeof diff);
	diff.page.out = &out;
	diff.page.err = err;
	diff.agreement[0] = old;
	diff.agreement[1] = new;
	write_diff(&diff);
	if ((rc = diff.page.rc) == 0)
		rc = psi_outfile_commit(&out, err);
out:
	psi_outfile_close(&out);
	psi_agreement_free(old);
	psi_agreement_free(new);
	return rc;
}
