#include "run/commands.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/near.h"

#include "agree/agree.h"
#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/shell_word.h"
#include "run/agreed.h"
#include "run/need.h"
#include "run/needs_file.h"
#include "run/run_folder.h"

/* The words for all fields. */
#define SCOPE_BYTES 640
/* The words for all populations. */
#define WORDS_BYTES 256

static struct psi_run *
new_run(struct psi_error *err)
{
	struct psi_run *run = calloc(1, sizeof *run);

	if (run == NULL)
		(void)psi_error_set(err, PSI_E_NOMEM, "out of memory");
	else
		run->jobs = 1;
	return run;
}

static int
unknown_matter(const char *what, struct psi_error *err)
{
	struct psi_near near;

	(void)psi_usage(err, "there is nothing called '%s' to approve", what);
	psi_error_hint(err, "'psi-run approve DIR' says what waits for a yes");
	psi_near_begin(&near, what, strlen(what));
	for (const struct psi_run_matter *m = psi_run_matters; m->name != NULL;
	     m++)
		if (psi_near_offer(&near, m->name, strlen(m->name)))
			psi_error_hint(err,
			    "did you mean '%s'? 'psi-run approve DIR' says "
			    "what waits for a yes",
			    m->name);
	return PSI_CLI_USAGE;
}

static bool
is_matter(const char *what)
{
	for (const struct psi_run_matter *m = psi_run_matters; m->name != NULL;
	     m++)
		if (strcmp(m->name, what) == 0)
			return true;
	return false;
}

/* The last question of that kind, if it has no answer yet. */
static const struct psi_run_entry *
open_question(const struct psi_run *run, const char *what)
{
	const struct psi_run_entry *ask =
	    psi_run_journal_find(&run->journal, 0, "ask", what, NULL);

	return ask == NULL || psi_run_is_approved(run, what, ask->digest) ? NULL
									  : ask;
}

/* The agreement of the run that is asked about, and our role in it. */
struct scope {
	struct psi_agreement *agreement;
	char role;
};

/* What leaves of accounts that are this to us and that to the partner. */
static const char *
shared(const struct scope *scope, size_t own, size_t theirs)
{
	const char *what = psi_agreement_shares(scope->agreement, scope->role,
	    psi_population_at(own), psi_population_at(theirs));

	return what == NULL || strcmp(what, "none") == 0 ? "match" : what;
}

static size_t
count_populations(void)
{
	size_t num = 0;

	while (psi_population_at(num) != NULL)
		num++;
	return num;
}

static bool
is_same_row(const struct scope *scope, size_t own, size_t other)
{
	for (size_t k = 0; psi_population_at(k) != NULL; k++)
		if (strcmp(shared(scope, own, k), shared(scope, other, k)) != 0)
			return false;
	return true;
}

static bool
is_same_cell(const struct scope *scope, size_t own, size_t theirs, size_t other)
{
	return strcmp(shared(scope, own, theirs), shared(scope, own, other)) ==
	    0;
}

/* "customers or prospects"; "accounts" for all of them. */
static void
list_populations(char out[WORDS_BYTES], uint32_t set)
{
	size_t num = count_populations();
	size_t len = 0;

	out[0] = '\0';
	if (set == ((uint32_t)1 << num) - 1) {
		(void)snprintf(
		    out, WORDS_BYTES, "%s", psi_agree_population_words("any"));
		return;
	}
	for (size_t i = 0; i < num && len < WORDS_BYTES; i++)
		if ((set >> i & 1) != 0)
			len += (size_t)snprintf(out + len, WORDS_BYTES - len,
			    "%s%s", len == 0 ? "" : " or ",
			    psi_agree_population_words(psi_population_at(i)));
}

/* One line for all cells of a row that share the same. */
static void
say_row(const struct scope *scope, size_t own, const char *our_words)
{
	uint32_t done = 0;

	for (size_t k = 0; psi_population_at(k) != NULL; k++) {
		char their_words[WORDS_BYTES];
		char fields[SCOPE_BYTES];
		uint32_t set = 0;

		for (size_t i = k; psi_population_at(i) != NULL; i++)
			if (is_same_cell(scope, own, k, i))
				set |= (uint32_t)1 << i;
		if ((done >> k & 1) != 0 ||
		    strcmp(shared(scope, own, k), "match") == 0)
			continue;
		done |= set;
		list_populations(their_words, set);
		psi_agree_share_words(
		    fields, sizeof fields, shared(scope, own, k));
		psi_note("  your %s that are their %s: %s", our_words,
		    their_words, fields);
	}
}

/* What of an account of ours leaves, by the populations of both; those of which
 * the same leaves are told together. */
static void
say_scope(const struct scope *scope)
{
	uint32_t done = 0;

	for (size_t i = 0; psi_population_at(i) != NULL; i++) {
		char our_words[WORDS_BYTES];
		uint32_t set = 0;

		for (size_t k = i; psi_population_at(k) != NULL; k++)
			if (is_same_row(scope, i, k))
				set |= (uint32_t)1 << k;
		if ((done >> i & 1) != 0)
			continue;
		done |= set;
		list_populations(our_words, set);
		say_row(scope, i, our_words);
	}
}

/* Of which pairs: fewer or weaker keys in common, and more accounts leave. */
static void
say_evidence(const struct scope *scope, const char *path)
{
	psi_note("  fields where the keys in common give a score of %s or "
		 "more, claims of all matches; 'psi-agree show %s' lists the "
		 "keys and what they weigh",
	    psi_agreement_term(scope->agreement, "minimum-score", 0),
	    psi_shell_word(path));
}

/* By the agreement that the run shares by; one that is removed has none. */
static int
say_scope_of(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path path;
	struct scope scope;
	int rc =
	    psi_run_agreed(run, number, &scope.agreement, &scope.role, err);

	if (rc == 0) {
		say_scope(&scope);
		say_evidence(&scope,
		    psi_run_named(&path, run, "runs/%u/agreement.csv",
			(unsigned int)number));
	}
	psi_agreement_free(scope.agreement);
	return rc == PSI_E_IO && err->sys_errno == ENOENT ? 0 : rc;
}

/* Did the last call ask it too? Else it has settled itself: the list is another
 * one again, or what a run waited for has come. */
static bool
is_asked_now(const struct psi_run *run, const char *what)
{
	char key[sizeof run->needs[0].key];

	(void)snprintf(key, sizeof key, "approve-%s", what);
	for (size_t i = 0; i < run->num_needs; i++)
		if (strcmp(run->needs[i].key, key) == 0)
			return true;
	return false;
}

static int
say_questions(struct psi_run *run, struct psi_error *err)
{
	const char *first = NULL;
	int rc = psi_run_needs_load(run, err);

	for (const struct psi_run_matter *m = psi_run_matters;
	     rc == 0 && m->name != NULL; m++) {
		const struct psi_run_entry *ask = open_question(run, m->name);

		if (ask == NULL || !is_asked_now(run, m->name))
			continue;
		psi_note("%s waits for: %s (%s)", run->name, m->name, m->words);
		if (strcmp(m->name, "share") == 0)
			rc = say_scope_of(run, ask->run, err);
		first = first == NULL ? m->name : first;
	}
	if (rc != 0)
		return rc;
	if (first == NULL)
		psi_note("%s waits for nothing", run->name);
	else
		psi_next("nothing is approved yet: 'psi-run approve %s %s' "
			 "says yes",
		    psi_shell_word(run->name), first);
	return 0;
}

static int
approve(struct psi_run *run, const char *what, struct psi_error *err)
{
	const struct psi_run_entry *ask = open_question(run, what);
	struct psi_run_entry copy;
	struct psi_error none;
	int rc;

	/* What was asked of another agreement is no question any more. */
	if (ask == NULL ||
	    (strcmp(what, "agreement") == 0 &&
		strcmp(ask->digest, run->digest) != 0)) {
		(void)psi_error_set(err, PSI_E_STATE,
		    "'%s' has no open question of that kind", run->name);
		psi_error_hint(err, "'psi-run %s' asks where it needs a yes",
		    psi_shell_word(run->name));
		return PSI_E_STATE;
	}
	copy = *ask;
	if ((rc = psi_run_note(
		 run, copy.run, "approve", what, copy.digest, NULL, err)) != 0)
		return rc;
	psi_note("%s: approved: %s", run->name, what);
	/* The yes is in the log; without the file the others are not listed. */
	if (psi_run_needs_load(run, &none) != 0)
		run->num_needs = 0;
	for (const struct psi_run_matter *m = psi_run_matters; m->name != NULL;
	     m++)
		if (open_question(run, m->name) != NULL &&
		    is_asked_now(run, m->name))
			psi_note("%s waits for: %s (%s) too", run->name,
			    m->name, m->words);
	psi_next("psi-run %s goes on", psi_shell_word(run->name));
	return 0;
}

/* What a person says is not lost where a call is on its way: they are told. */
static int
open_to_say(struct psi_run *run, const char *dir, bool looks_only,
    struct psi_error *err)
{
	int rc = psi_run_open(run, dir, looks_only, err);

	if (rc != PSI_RUN_BUSY)
		return rc;
	(void)psi_error_set(
	    err, PSI_E_STATE, "another psi-run works with '%s'", dir);
	psi_error_hint(err, "wait a moment, then say it again");
	return PSI_E_STATE;
}

int
psi_run_approve(const char *dir, const char *what, struct psi_error *err)
{
	struct psi_run *run = new_run(err);
	int rc;

	if (run == NULL)
		return PSI_E_NOMEM;
	if (what != NULL && !is_matter(what)) {
		free(run);
		return unknown_matter(what, err);
	}
	if ((rc = open_to_say(run, dir, what == NULL, err)) == 0) {
		rc = what == NULL ? say_questions(run, err)
				  : approve(run, what, err);
	}
	psi_run_close(run);
	free(run);
	return rc;
}

int
psi_run_adopt(const char *dir, struct psi_error *err)
{
	struct psi_run *run = new_run(err);
	struct psi_error why;
	int rc;

	if (run == NULL)
		return PSI_E_NOMEM;
	if ((rc = open_to_say(run, dir, false, err)) == 0) {
		if (psi_run_check_host(run, &why) == 0)
			psi_note("%s is of this machine already", dir);
		else
			rc = psi_run_adopt_host(run, err);
	}
	psi_run_close(run);
	free(run);
	return rc;
}
