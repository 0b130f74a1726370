#include "step/step_share.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/diag.h"
#include "kit/shell_word.h"
#include "table/tablefile.h"

/* Of a command with its paths; a longer one is shown without them. */
#define COMMAND_BYTES 1024

/* The rules with which a row is found again that has another key by now. A
 * system need not have the list; but one that is there and cannot be read is
 * an error: with fewer rows the result would be another one, unnoticed. */
static int
open_suffixes(
    struct psi_step_list *list, const char *path, struct psi_error *err)
{
	int rc;

	if (path == NULL && access(psi_agree_system_list, R_OK) != 0)
		return 0;
	rc = psi_agree_list_read(
	    &list->suffixes, path != NULL ? path : psi_agree_system_list, err);
	list->list.normalizer = list->suffixes.normalizer;
	return rc;
}

int
psi_step_list_open(struct psi_step_list *list,
    const struct psi_tablefile_paths *paths, const char *suffixes,
    struct psi_error *err)
{
	bool is_stdin = psi_tablefile_paths_have_stdin(paths);
	int rc;

	if ((rc = psi_tablefiles_open(&list->accounts, paths, err)) != 0)
		return rc;
	list->list.accounts = list->accounts.source[0];
	list->list.more = list->accounts.source + 1;
	list->list.num_more = paths->num - 1;
	list->list.which = &list->which;
	if (!is_stdin) {
		rc = psi_tablefiles_open(&list->again, paths, err);
		if (rc != 0)
			return rc;
		list->list.again = list->again.source[0];
		list->list.more_again = list->again.source + 1;
	}
	return is_stdin && paths->num == 1 ? 0
					   : open_suffixes(list, suffixes, err);
}

void
psi_step_list_close(struct psi_step_list *list)
{
	psi_tablefiles_close(&list->accounts);
	psi_tablefiles_close(&list->again);
	psi_agree_list_clear(&list->suffixes);
	free(list->paths);
	list->paths = NULL;
}

static const struct psi_share_list *
opened(const struct psi_step_list *list)
{
	return list == NULL || list->list.accounts == NULL ? NULL : &list->list;
}

int
psi_step_list_blame(const struct psi_session_tool *tool,
    const struct psi_step_list *list, int rc, const struct psi_error *err)
{
	if (rc != PSI_E_INPUT || opened(list) == NULL)
		return rc;
	return psi_session_tool_blame(
	    tool, rc, err, psi_tablefiles_path(&list->accounts, list->which));
}

int
psi_step_share(struct psi_session_tool *tool, struct psi_step_list *list,
    struct psi_outfile *out, struct psi_share_report *report,
    unsigned int *revision, struct psi_error *err)
{
	unsigned int due;
	unsigned int received;
	int rc;

	rc = psi_session_share(tool->session, opened(list), report, err);
	if (rc == PSI_E_ARG) {
		(void)psi_usage(err,
		    "the fields come from your list: name it with --accounts");
		return PSI_CLI_USAGE;
	}
	if ((rc = psi_step_list_blame(tool, list, rc, err)) != 0 ||
	    (rc = psi_session_share_due(
		 tool->session, &due, revision, &received, err)) != 0 ||
	    (rc = psi_session_share_copy(
		 tool->session, *revision, &out->sink, err)) != 0)
		return rc;
	return psi_outfile_commit(out, err);
}

int
psi_step_join(struct psi_session_tool *tool, struct psi_partnerfile *in,
    struct psi_share_report *report, struct psi_error *err)
{
	int rc = psi_session_join(tool->session, &in->source, report, err);

	rc = psi_partnerfile_judge(in, rc, err);
	return psi_session_tool_blame(tool, rc, err, psi_partnerfile_path(in));
}

int
psi_step_pairs(struct psi_session_tool *tool, struct psi_step_list *list,
    struct psi_outfile *out, struct psi_pair_summary *summary,
    struct psi_error *err)
{
	struct psi_pair_list *pairs = NULL;
	int rc;

	rc = psi_pair_list_new(&pairs, tool->session, opened(list), err);
	if (rc == 0) {
		psi_pair_list_summary(pairs, summary);
		rc = psi_pair_list_write(pairs, &out->sink, err);
	}
	psi_pair_list_free(pairs);
	if ((rc = psi_step_list_blame(tool, list, rc, err)) != 0)
		return rc;
	return psi_outfile_commit(out, err);
}

void
psi_step_list_fields(
    char out[PSI_STEP_FIELDS_BYTES], const uint64_t num[PSI_SHARE_FIELDS_MAX])
{
	const char *field;
	size_t len = 0;

	out[0] = '\0';
	for (size_t f = 0; (field = psi_share_field_at(f)) != NULL; f++) {
		int n;

		if (num[f] == 0)
			continue;
		n = snprintf(out + len, PSI_STEP_FIELDS_BYTES - len,
		    "%s%s (%" PRIu64 ")", len > 0 ? ", " : "", field, num[f]);
		if (n < 0 || (size_t)n >= PSI_STEP_FIELDS_BYTES - len)
			return;
		len += (size_t)n;
	}
}

void
psi_step_warn_shared(const struct psi_share_report *report)
{
	char fields[PSI_STEP_FIELDS_BYTES];

	psi_step_list_fields(fields, report->unreadable);
	if (fields[0] != '\0')
		psi_warn("not sent, since they cannot be read as what they "
			 "should be: %s",
		    fields);
	if (report->addresses > 0)
		psi_warn("%" PRIu64 " %s an e-mail address: each is sent as "
			 "the agreement shares owner_email, as an alias or not "
			 "at all",
		    report->addresses,
		    report->addresses == 1 ? "value of owner or team holds"
					   : "values of owner or team hold");
	if (report->missing > 0)
		psi_warn("%" PRIu64 " of the accounts that matched are not in "
			 "the list: no field of them is sent",
		    report->missing);
	if (report->changed > report->missing)
		psi_warn("%" PRIu64 " rows of the list give none of the keys "
			 "that matched any more: no field of them is sent",
		    report->changed - report->missing);
}

void
psi_step_say_shared(
    struct psi_session_tool *tool, const struct psi_share_report *report)
{
	const char *partner = psi_session_tool_partner(tool);
	char fields[PSI_STEP_FIELDS_BYTES];

	if (report->revision == 1) {
		psi_note("leaves your company: for %" PRIu64
			 " matched accounts a label and the population, to %s",
		    report->rows, partner);
		return;
	}
	if (report->revision != 2)
		return;
	psi_step_list_fields(fields, report->values);
	psi_note("leaves your company: of %" PRIu64 " accounts %s, to %s",
	    report->rows, fields[0] == '\0' ? "no field" : fields, partner);
	psi_step_warn_shared(report);
}

/* The psi-share that comes next, with the list of this step. */
static void
share_command(char out[COMMAND_BYTES], const char *session,
    const struct psi_step_list *list)
{
	/* Standard input cannot be named again. */
	size_t num = list->list.again == NULL ? 0 : list->accounts.num;
	size_t len = (size_t)snprintf(
	    out, COMMAND_BYTES, "psi-share -s %s", psi_shell_word(session));

	for (size_t i = 0; i < num && len < COMMAND_BYTES; i++)
		len += (size_t)snprintf(out + len, COMMAND_BYTES - len,
		    " --accounts %s",
		    psi_shell_word(psi_tablefiles_path(&list->accounts, i)));
	if (len < COMMAND_BYTES)
		len += (size_t)snprintf(out + len, COMMAND_BYTES - len,
		    "%s -o FILE", num == 0 ? " --accounts LIST" : "");
	if (len >= COMMAND_BYTES)
		(void)snprintf(out, COMMAND_BYTES,
		    "psi-share -s DIR --accounts LIST -o FILE");
}

void
psi_step_say_next(struct psi_session_tool *tool, const char *session,
    const struct psi_step_list *list, const char *made)
{
	const char *partner = psi_session_tool_partner(tool);
	char command[COMMAND_BYTES];
	unsigned int due;
	unsigned int sent;
	unsigned int received;

	if (psi_session_share_due(
		tool->session, &due, &sent, &received, NULL) != 0)
		return;
	share_command(command, session, list);
	if (due == 1)
		psi_next("'%s' makes your claims for %s", command, partner);
	else if (due == 2 && made != NULL)
		/* The partner's claims came before one's own were made. */
		psi_next("send %s, which holds your claims, to %s; then '%s' "
			 "makes the fields",
		    made, partner, command);
	else if (due == 2)
		psi_next("'%s' makes the fields for %s", command, partner);
	else if (received == 0)
		psi_next("send %s%s to %s, and run psi-join on their "
			 "claims",
		    made != NULL ? made : "the claims that psi-share made",
		    made != NULL ? ", which holds your claims," : "", partner);
	else if (received == 1)
		psi_next("send %s to %s, and run psi-join on their "
			 "fields",
		    made != NULL ? made : "the fields that psi-share made",
		    partner);
	else if (made != NULL)
		psi_next(
		    "send %s to %s; that is all of this run", made, partner);
	else
		psi_next("this run is done: 'psi-report --list' has the "
			 "questions that the pairs answer, 'psi-report page' "
			 "makes one page of them, and psi-motions says who "
			 "does what");
}

/* psi-reveal had only the keys. */
static void
say_review(const struct psi_pair_summary *summary)
{
	if (summary->review == 0)
		return;
	psi_note("%" PRIu64
		 " of the pairs %s to be looked at first (review), %" PRIu64
		 " of them by what the partner told since psi-reveal: "
		 "'--explain ACCOUNT' says why, and psi-report check lists "
		 "them",
	    summary->review, summary->review == 1 ? "is" : "are",
	    summary->lowered);
}

void
psi_step_say_pairs(
    struct psi_session_tool *tool, const struct psi_pair_summary *summary)
{
	static const char *const names[] = { "customer", "open opportunity",
		"prospect" };
	uint64_t shown = 0;

	psi_note("my accounts that matched: %" PRIu64
		 "; accounts that %s claims: %" PRIu64 "; pairs: %" PRIu64,
	    summary->ours, psi_session_tool_partner(tool), summary->theirs,
	    summary->pairs);
	psi_note("%-18s %16s %16s %16s", "mine \\ theirs", names[0], names[1],
	    names[2]);
	for (size_t i = 0; i < 3; i++) {
		const uint64_t *row = summary->matrix[i];

		shown += row[0] + row[1] + row[2];
		psi_note("%-18s %16" PRIu64 " %16" PRIu64 " %16" PRIu64,
		    names[i], row[0], row[1], row[2]);
	}
	if (shown < summary->pairs)
		psi_note("and %" PRIu64 " pairs of other populations",
		    summary->pairs - shown);
	say_review(summary);
	psi_note("the pairs have what your list says, also what is not shared: "
		 "they must not leave your company");
	if (summary->missing > 0)
		psi_warn("%" PRIu64 " of your accounts that matched %s not in "
			 "the list: %s columns are empty",
		    summary->missing, summary->missing == 1 ? "is" : "are",
		    summary->missing == 1 ? "its" : "their");
	if (summary->changed > 0)
		psi_warn("%" PRIu64 " %s of the list %s none of the keys that "
			 "matched any more, and may be of another company than "
			 "the partner's",
		    summary->changed, summary->changed == 1 ? "row" : "rows",
		    summary->changed == 1 ? "gives" : "give");
}
