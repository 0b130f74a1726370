#include "run/run_share.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/share.h"

#include "kit/exitcode.h"
#include "kit/outfile.h"
#include "run/agreed.h"
#include "run/held.h"
#include "run/need.h"
#include "run/outbox.h"
#include "run/refused.h"
#include "run/run_list.h"
#include "step/step_share.h"
#include "kit/tool.h"

static const char *
kind_of(unsigned int revision)
{
	return revision == 1 ? "claims" : "fields";
}

/* ---- what a person agreed to ---- */

/* What makes an account one that is shared, behind `len` bytes of the text: other
 * evidence, or less of it, and other accounts leave. Returns the new length. */
static size_t
add_evidence(
    char *text, size_t size, size_t len, const struct psi_agreement *agreement)
{
	const char *key;

	len += (size_t)snprintf(text + len, size - len, "minimum-score %s\n",
	    psi_agreement_term(agreement, "minimum-score", 0));
	for (size_t i = 0; len < size &&
	     (key = psi_agreement_term(agreement, "key", i)) != NULL;
	     i++)
		len += (size_t)snprintf(text + len, size - len, "%s\n", key);
	return len;
}

/* And which column is told as what, of accounts that are what to us. */
static size_t
add_settings(char *text, size_t size, size_t len,
    const struct psi_run_settings *settings)
{
	if (settings->population != NULL)
		len += (size_t)snprintf(text + len, size - len,
		    "population %s\n", settings->population);
	for (size_t i = 0; len < size && i < settings->map.num; i++)
		len += (size_t)snprintf(
		    text + len, size - len, "map %s\n", settings->map.word[i]);
	return len;
}

/* Everything that the agreement lets us tell, and of which accounts, as one text:
 * new fields, populations, evidence or settings give another digest, and so
 * another question. */
static int
digest_scope(const struct psi_run *run, const struct psi_agreement *agreement,
    char role, bool with_settings, char digest[PSI_RUN_HEX_CHARS],
    struct psi_error *err)
{
	const size_t size = 65536;
	char *text = calloc(1, size);
	const char *own;
	size_t len = 0;

	if (text == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++) {
		const char *theirs;

		for (size_t k = 0; (theirs = psi_population_at(k)) != NULL;
		     k++) {
			const char *what =
			    psi_agreement_shares(agreement, role, own, theirs);

			if (len < size)
				len += (size_t)snprintf(text + len, size - len,
				    "%s %s %s\n", own, theirs,
				    what == NULL ? "" : what);
		}
	}
	if (len < size)
		len = add_evidence(text, size, len, agreement);
	if (len < size)
		len += (size_t)snprintf(text + len, size - len,
		    "group-pairs %s\n%s\n",
		    psi_agreement_term(agreement, "group-pairs", 0),
		    psi_agreement_term(agreement,
			role == 'a' ? "party-b-identity" : "party-a-identity",
			0));
	if (len < size && with_settings)
		(void)add_settings(text, size, len, &run->settings);
	psi_run_hex(digest, text, strlen(text));
	free(text);
	return 0;
}

/* The session shares by the agreement that it was begun under, whichever is in
 * the folder now. */
static int
scope_of(const struct psi_run *run, uint32_t number, bool with_settings,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
{
	struct psi_agreement *agreement;
	char role = '\0';
	int rc = psi_run_agreed(run, number, &agreement, &role, err);

	if (rc == 0)
		rc = digest_scope(
		    run, agreement, role, with_settings, digest, err);
	psi_agreement_free(agreement);
	return rc;
}

/* What is new in it, as far as that can be known: the session of the run that the
 * last yes was for may be gone. */
static void
say_new(char *out, size_t size, const struct psi_run *run, uint32_t number)
{
	const struct psi_run_words *map = &run->settings.map;
	const struct psi_run_entry *last =
	    psi_run_journal_find(&run->journal, 0, "approve", "share", NULL);
	char then[PSI_RUN_HEX_CHARS];
	char now[PSI_RUN_HEX_CHARS];
	struct psi_error none;
	size_t len;

	if (last == NULL) {
		(void)snprintf(out, size, "for the first time");
		return;
	}
	if (scope_of(run, last->run, false, then, &none) != 0 ||
	    scope_of(run, number, false, now, &none) != 0) {
		(void)snprintf(out, size, "in a new extent");
		return;
	}
	if (strcmp(then, now) != 0) {
		(void)snprintf(out, size,
		    "in a new extent: the agreement has other fields, "
		    "populations, keys, group-pairs or minimum-score than at "
		    "your last yes, in run %u",
		    (unsigned int)last->run);
		return;
	}
	(void)snprintf(out, size,
	    "in a new extent: the agreement is as at your last yes, in run "
	    "%u, and the settings map or population are not; they are now "
	    "%s%s",
	    (unsigned int)last->run,
	    run->settings.population == NULL ? "" : "population ",
	    run->settings.population == NULL ? "" : run->settings.population);
	for (size_t i = 0; i < map->num; i++) {
		len = strlen(out);
		(void)snprintf(out + len, size - len, "%smap %s",
		    i == 0 && run->settings.population == NULL ? "" : ", ",
		    map->word[i]);
	}
	len = strlen(out);
	if (map->num == 0 && run->settings.population == NULL)
		(void)snprintf(out + len, size - len, "none");
}

static int
ask_scope(
    struct psi_run *run, uint32_t number, bool *yes, struct psi_error *err)
{
	char digest[PSI_RUN_HEX_CHARS];
	char what[400];
	int rc = scope_of(run, number, true, digest, err);

	if (rc != 0)
		return rc;
	say_new(what, sizeof what, run, number);
	return psi_run_asks(run, yes, number, "share", digest, err,
	    "claims and fields of matched accounts are ready to be shared with "
	    "%s %s",
	    psi_run_partner(run), what);
}

static int
count_value(void *cookie, const struct psi_share_value *value)
{
	(void)cookie;
	(void)value;
	return 0;
}

/* How many rows the file that is due would have. */
static int
count_rows(struct psi_run *run, const struct psi_run_stand *stand,
    uint64_t *rows, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_step_list list = PSI_STEP_LIST_INIT;
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_run_path session;
	struct psi_session_where where =
	    psi_run_where(run, stand->run, &session);
	int rc;

	psi_tool_next_step();
	if ((rc = psi_run_list_open(run, stand->run, &list, err)) == 0 &&
	    (rc = psi_session_tool_open(
		 &tool, &where, PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = psi_session_share_preview(
		    tool.session, &list.list, count_value, NULL, &report, err);
	psi_session_tool_close(&tool, rc);
	psi_step_list_close(&list);
	*rows = report.rows;
	return rc;
}

/* share-most: our own cap, below that of the agreement. */
static int
ask_cap(struct psi_run *run, const struct psi_run_stand *stand, bool *yes,
    struct psi_error *err)
{
	const char *kind = kind_of(stand->due);
	uint64_t most = run->settings.share_most;
	uint64_t rows = 0;
	char object[64];
	int rc = most == 0 ? 0 : count_rows(run, stand, &rows, err);

	if (rc != 0)
		return rc;
	*yes = most == 0 || rows <= most;
	if (*yes)
		return 0;
	(void)snprintf(object, sizeof object, "run-%u-%s-%" PRIu64,
	    (unsigned int)stand->run, kind, rows);
	return psi_run_asks(run, yes, stand->run, "cap", object, err,
	    "%s of %" PRIu64 " accounts would go to %s, and share-most is "
	    "%" PRIu64,
	    kind, rows, psi_run_partner(run), most);
}

/* ---- ours ---- */

/* It is too late for this run: a file is made once. */
static void
tell_unreadable(struct psi_run *run, const struct psi_share_report *report)
{
	char fields[PSI_STEP_FIELDS_BYTES];

	psi_step_list_fields(fields, report->unreadable);
	if (fields[0] != '\0')
		psi_run_need(run, 0, "not-sent",
		    "repair them in the export before the next run",
		    "values of the list that cannot be read as what they "
		    "should be are not sent to %s: %s",
		    psi_run_partner(run), fields);
}

static int
make_file(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_step_list list = PSI_STEP_LIST_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_run_path path;
	struct psi_run_path session;
	struct psi_session_where where =
	    psi_run_where(run, stand->run, &session);
	unsigned int which = 0;
	int rc;

	psi_tool_next_step();
	(void)psi_run_out_path(&path, run, stand->status.agreement,
	    stand->status.role, stand->run, kind_of(stand->due));
	if ((rc = psi_run_list_open(run, stand->run, &list, err)) == 0 &&
	    (rc = psi_outfile_open(&out, path.text, PSI_OUTFILE_FORCE, err)) ==
		0 &&
	    (rc = psi_session_tool_open(
		 &tool, &where, PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = psi_step_share(&tool, &list, &out, &report, &which, err);
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	psi_step_list_close(&list);
	if (rc != 0)
		return rc;
	tell_unreadable(run, &report);
	return psi_run_out_note(
	    run, path.text, stand->run, kind_of(stand->due), err);
}

/* Write the stored bytes of a revision. */
static int
copy_file(struct psi_run *run, const struct psi_run_stand *stand,
    unsigned int revision, const char *to, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_path session;
	struct psi_session_where where =
	    psi_run_where(run, stand->run, &session);
	int rc;

	psi_tool_next_step();
	if ((rc = psi_outfile_open(&out, to, PSI_OUTFILE_FORCE, err)) == 0 &&
	    (rc = psi_session_tool_open(
		 &tool, &where, PSI_SESSION_TOOL_SIGN, err)) == 0 &&
	    (rc = psi_session_share_copy(
		 tool.session, revision, &out.sink, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_session_tool_close(&tool, rc);
	psi_outfile_close(&out);
	return rc;
}

/* What the session has made and is not out: the call before was killed. */
static int
put_out(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err)
{
	int rc = 0;

	for (unsigned int i = 1; rc == 0 && i <= stand->sent; i++) {
		struct psi_run_path path;
		bool made = true;

		(void)psi_run_out_path(&path, run, stand->status.agreement,
		    stand->status.role, stand->run, kind_of(i));
		rc = psi_run_out_made(
		    run, path.text, stand->run, kind_of(i), &made, err);
		if (rc == 0 && !made &&
		    (rc = copy_file(run, stand, i, path.text, err)) == 0)
			rc = psi_run_out_note(
			    run, path.text, stand->run, kind_of(i), err);
	}
	return rc;
}

static int
share_due(struct psi_run *run, const struct psi_run_stand *stand, bool *moved,
    struct psi_error *err)
{
	bool yes = false;
	int rc;

	if (stand->due == 0)
		return 0;
	if ((rc = ask_scope(run, stand->run, &yes, err)) != 0 || !yes ||
	    (rc = ask_cap(run, stand, &yes, err)) != 0 || !yes)
		return rc;
	rc = make_file(run, stand, err);
	*moved = rc == 0;
	return rc;
}

/* ---- theirs ---- */

static int
join_file(const struct psi_run *run, uint32_t number, const char *file,
    struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_partnerfile in = PSI_PARTNERFILE_INIT;
	struct psi_run_path session;
	struct psi_session_where where = psi_run_where(run, number, &session);
	int rc;

	psi_tool_next_step();
	if ((rc = psi_partnerfile_open(&in, &file, 1, PSI_FOR_JOIN, err)) ==
		0 &&
	    (rc = psi_session_tool_open(
		 &tool, &where, PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = psi_step_join(&tool, &in, &report, err);
	psi_session_tool_close(&tool, rc);
	psi_partnerfile_close(&in);
	return rc;
}

static int
take_held(struct psi_run *run, const struct psi_run_stand *stand, bool *moved,
    struct psi_error *err)
{
	const char *kind = kind_of(stand->received + 1);
	struct psi_run_path held;
	struct psi_error why;
	bool is_held = false;
	int rc;

	/* What was joined, and not moved before the call was killed. */
	if (stand->received > 0 &&
	    ((rc = psi_run_held_find(run, stand->run, kind_of(stand->received),
		  &is_held, &held, err)) != 0 ||
		(is_held &&
		    (rc = psi_run_held_done(run, held.text, err)) != 0)))
		return rc;
	if (stand->received >= 2)
		return 0;
	if ((rc = psi_run_held_find(
		 run, stand->run, kind, &is_held, &held, err)) != 0 ||
	    !is_held)
		return rc;
	rc = join_file(run, stand->run, held.text, err);
	if (rc == 0) {
		*moved = true;
		return psi_run_held_done(run, held.text, err);
	}
	if (psi_exit_status(rc) != PSI_EXIT_PARTNER)
		return rc;
	why = *err;
	return psi_run_refuse_held(run, stand->run, kind, held.text, &why, err);
}

int
psi_run_share(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err)
{
	int rc;

	if ((rc = put_out(run, stand, err)) != 0 ||
	    (rc = share_due(run, stand, moved, err)) != 0 || *moved)
		return rc;
	return take_held(run, stand, moved, err);
}
