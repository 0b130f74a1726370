#include "run/suffix_came.h"

#include <stdio.h>
#include <string.h>

#include "kit/infile.h"
#include "run/move.h"
#include "run/need.h"

#define SHORT_HEX 16

static bool
is_named(const struct psi_agreement *agreement, const char *digest)
{
	const char *named =
	    psi_agreement_term(agreement, "public-suffix-list", 0);

	return named != NULL && strcmp(named, digest) == 0;
}

/* Does an agreement that came, and is kept in done/, name the list? */
static bool
names_it(const struct psi_run *run, const struct psi_run_entry *came,
    const char *digest)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_agreement *agreement = NULL;
	struct psi_run_path path;
	bool yes = false;

	(void)psi_run_path(
	    &path, run, "done/agreement-%.*s.csv", SHORT_HEX, came->digest);
	if (psi_infile_open(&in, path.text, NULL) == 0 &&
	    psi_agreement_read(&agreement, &in.source, NULL) == 0)
		yes = is_named(agreement, digest);
	psi_infile_close(&in);
	psi_agreement_free(agreement);
	return yes;
}

/* The last agreement that came with this list; NULL for none. */
static const struct psi_run_entry *
find_agreement(const struct psi_run *run, const char *digest)
{
	for (size_t i = run->journal.num; i-- > 0;) {
		const struct psi_run_entry *entry = &run->journal.entries[i];

		if (strcmp(entry->step, "came") == 0 &&
		    strcmp(entry->file, "agreement") == 0 &&
		    names_it(run, entry, digest))
			return entry;
	}
	return NULL;
}

bool
psi_run_suffix_is(
    const struct psi_run *run, const struct psi_run_incoming *incoming)
{
	return strcmp(incoming->looks_like, PSI_LOOKS_LIKE_SUFFIXES) == 0 ||
	    is_named(run->agreement, incoming->raw) ||
	    find_agreement(run, incoming->raw) != NULL;
}

static void
tell(struct psi_run *run, const char *name)
{
	struct psi_run_path came;
	char next[PSI_RUN_NEXT_BYTES];

	(void)snprintf(next, sizeof next,
	    "put it beside the agreement that it belongs to, under the name of "
	    "that and .psl; ask %s for the agreement, if there is none",
	    psi_run_partner(run));
	psi_run_need(run, 0, "suffixes-came", next,
	    "a public-suffix list came that no agreement here names: '%.400s'",
	    psi_run_named(&came, run, "done/%s", name));
}

int
psi_run_suffix_came(struct psi_run *run,
    const struct psi_run_incoming *incoming, struct psi_error *err)
{
	const struct psi_run_entry *agreement;
	struct psi_run_path from;
	struct psi_run_path to;
	char name[64];
	int rc;

	agreement = find_agreement(run, incoming->raw);
	/* It is told once, however often it comes. */
	if (agreement == NULL &&
	    (is_named(run->agreement, incoming->raw) ||
		psi_run_journal_find(&run->journal, 0, "came", "suffixes",
		    incoming->raw) != NULL))
		return 0;
	if (agreement != NULL)
		(void)snprintf(name, sizeof name, "agreement-%.*s.csv.psl",
		    SHORT_HEX, agreement->digest);
	else
		(void)snprintf(name, sizeof name, "suffixes-%.*s.psl",
		    SHORT_HEX, incoming->raw);
	(void)psi_run_path(&from, run, PSI_RUN_COPY);
	(void)psi_run_path(&to, run, "done/%s", name);
	if ((rc = psi_run_move(run, from.text, "done", to.text, err)) != 0 ||
	    (rc = psi_run_note(
		 run, 0, "came", "suffixes", incoming->raw, NULL, err)) != 0)
		return rc;
	if (agreement == NULL)
		tell(run, name);
	return 0;
}
