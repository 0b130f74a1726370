/* For realpath, which POSIX.1-2008 has in its XSI part only. */
#define _XOPEN_SOURCE 700

#include "step/step_session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/ledger.h"
#include "psi/share.h"

#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "kit/outparts.h"
#include "table/partnerfile.h"
#include "kit/store_dir.h"
#include "table/known.h"
#include "kit/tool.h"

/* What one step has open. */
struct step {
	struct psi_session_tool tool;
	struct psi_infile in;
	struct psi_partnerfile partner;
	struct psi_tablefiles accounts;
	struct psi_outfile out;
	struct psi_step_result result;
};

#define STEP_INIT                                                              \
	{                                                                      \
		.tool = PSI_SESSION_TOOL_INIT, .in = PSI_INFILE_INIT,          \
		.partner = PSI_PARTNERFILE_INIT, .out = PSI_OUTFILE_INIT,      \
		.result = {                                                    \
			.status = PSI_SESSION_STATUS_INIT                      \
		}                                                              \
	}

/* How the session stands now. */
static int
look(struct step *step, struct psi_error *err)
{
	int rc =
	    psi_session_tool_status(&step->tool, &step->result.status, err);

	if (rc == 0)
		(void)snprintf(step->result.partner,
		    sizeof step->result.partner, "%s",
		    psi_session_tool_partner(&step->tool));
	return rc;
}

/* Give everything back; the result goes out where all went well. */
static int
end(struct step *step, int rc, struct psi_step_result *result)
{
	psi_session_tool_close(&step->tool, rc);
	psi_outfile_close(&step->out);
	psi_tablefiles_close(&step->accounts);
	psi_partnerfile_close(&step->partner);
	psi_infile_close(&step->in);
	if (rc == 0)
		*result = step->result;
	return rc;
}

static int
copy_out(struct step *step, enum psi_session_file file, struct psi_error *err)
{
	int rc =
	    psi_session_copy(step->tool.session, file, &step->out.sink, err);

	if (rc == 0)
		rc = psi_outfile_commit(&step->out, err);
	step->result.has_output = rc == 0;
	step->result.num_parts = step->out.num_parts;
	return rc;
}

static int
blind(
    struct step *step, const struct psi_step_blind *told, struct psi_error *err)
{
	struct psi_blind_options options = PSI_BLIND_OPTIONS_INIT;
	int rc;

	options.run = told->run;
	options.after_unanswered = told->after_unanswered;
	if (told->plan != 0)
		rc = psi_session_blind_plan(step->tool.session,
		    &step->in.source, &options, told->plan, err);
	else if (told->from_parts)
		rc = psi_session_blind_finish(
		    step->tool.session, &step->in.source, err);
	else
		rc = psi_session_blind(
		    step->tool.session, &step->in.source, &options, err);
	if (rc != 0)
		return psi_session_tool_blame(
		    &step->tool, rc, err, step->in.path);
	if ((rc = look(step, err)) != 0 || told->plan != 0)
		return rc;
	return copy_out(step, PSI_SESSION_FILE_BLINDED, err);
}

int
psi_step_blind(const struct psi_step_blind *told,
    struct psi_step_result *result, struct psi_error *err)
{
	unsigned int may_create =
	    told->from_parts ? 0 : PSI_SESSION_TOOL_CREATE;
	struct step step = STEP_INIT;
	int rc;

	psi_tool_next_step();
	psi_outparts_cut(&step.out, told->max_bytes);
	if ((rc = psi_known_open_keys(&step.in, told->keys, err)) == 0 &&
	    (rc = psi_outfile_open(&step.out, told->output,
		 told->force ? PSI_OUTFILE_FORCE : 0, err)) == 0 &&
	    (rc = psi_session_tool_open(&step.tool, &told->where,
		 may_create | PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = blind(&step, told, err);
	rc = psi_infile_blame(&step.in, rc, err);
	return end(&step, rc, result);
}

/* Is an answer stored? Then it is written again, whatever is read. */
static bool
has_answer(const struct psi_session_status *status)
{
	if (!status->partner_learns)
		return false;
	return status->state >= PSI_SESSION_REVEALED ||
	    (status->answers_first && status->state == PSI_SESSION_ANSWERED);
}

static const char *const standard_input = "-";

/* Nobody gave a file, and nothing was on standard input. */
static int
refuse_nothing(const struct psi_session_status *status, const char *partner,
    struct psi_error *err)
{
	if (status->state == PSI_SESSION_BLINDED ||
	    (status->state == PSI_SESSION_BOUND && status->answers_first))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "give the blinded file that your partner sent, as FILE",
		    "there is no answer yet, since the blinded file of %s is "
		    "not here",
		    partner);
	if (status->answers_first)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "give the answer that your partner sent, as FILE",
		    "the answer of %s is not here yet", partner);
	return psi_refuse(err, PSI_E_STATE, 0,
	    "run psi-reveal on the partner's answer first, as FILE; after that "
	    "psi-exchange writes yours",
	    "by the agreement %s answers first, and that answer is not here "
	    "yet",
	    partner);
}

/* What is wrong with the file that the partner sent. */
static int
blame_partner(
    struct step *step, int rc, size_t num_files, struct psi_error *err)
{
	const struct psi_partnerfile *partner = &step->partner;
	const struct psi_session_status *status = &step->result.status;

	rc = psi_partnerfile_judge(&step->partner, rc, err);
	if (rc == PSI_E_GRAMMAR && num_files == 0 && partner->is_empty)
		return refuse_nothing(status, step->result.partner, err);
	if (psi_exit_status(rc) == PSI_EXIT_PARTNER && partner->from != '\0' &&
	    partner->from == status->role)
		rc = psi_refuse(err, PSI_E_MISMATCH, partner->from_line,
		    "take the file that your partner sent",
		    "this is a file of your own, not your partner's");
	return psi_session_tool_blame(
	    &step->tool, rc, err, psi_partnerfile_path(&step->partner));
}

/* A side that answers second has nothing to read before it reveals: at a terminal
 * it would wait for ever. */
static bool
waits_in_vain(const struct psi_session_status *status)
{
	return status->state == PSI_SESSION_BOUND && !status->answers_first &&
	    isatty(STDIN_FILENO) == 1;
}

/* The partner's file, which is evaluated or cut; or the parts, of which the
 * file is in the session. */
static int
take_partner(struct step *step, const struct psi_step_exchange *told,
    struct psi_error *err)
{
	struct psi_session *session = step->tool.session;
	int rc;

	if (told->from_parts)
		return psi_session_exchange_finish(session, err);
	if (told->num_files == 0 &&
	    (rc = psi_partnerfile_open(&step->partner, &standard_input, 1,
		 PSI_FOR_EXCHANGE, err)) != 0)
		return rc;
	rc = told->plan != 0
	    ? psi_session_exchange_plan(
		  session, &step->partner.source, told->plan, err)
	    : psi_session_exchange(session, &step->partner.source, err);
	return rc != 0 ? blame_partner(step, rc, told->num_files, err) : 0;
}

/* A file that is named is looked at in any case; without one a stored answer
 * is written, and only where there is none the file is on standard input. */
static int
exchange(struct step *step, const struct psi_step_exchange *told,
    struct psi_error *err)
{
	const struct psi_session_status *status = &step->result.status;
	int rc;

	if ((rc = look(step, err)) != 0)
		return rc;
	if (told->num_files > 0 || told->plan != 0 || told->from_parts ||
	    (!has_answer(status) && status->state < PSI_SESSION_REVEALED)) {
		if (told->num_files == 0 && !told->from_parts &&
		    waits_in_vain(status))
			return refuse_nothing(
			    status, step->result.partner, err);
		if ((rc = take_partner(step, told, err)) != 0 ||
		    (rc = look(step, err)) != 0 || told->plan != 0)
			return rc;
	}
	/* A closed session says why it has none. */
	if (!has_answer(status) && status->state != PSI_SESSION_CLOSED)
		return 0;
	return copy_out(step, PSI_SESSION_FILE_ANSWER, err);
}

int
psi_step_exchange(const struct psi_step_exchange *told,
    struct psi_step_result *result, struct psi_error *err)
{
	struct step step = STEP_INIT;
	int rc = 0;

	psi_tool_next_step();
	psi_outparts_cut(&step.out, told->max_bytes);
	if (told->num_files > 0)
		rc = psi_partnerfile_open(&step.partner, told->files,
		    told->num_files, PSI_FOR_EXCHANGE, err);
	if (rc == 0 &&
	    (rc = psi_outfile_open(&step.out, told->output,
		 told->force ? PSI_OUTFILE_FORCE : 0, err)) == 0 &&
	    (rc = psi_session_tool_open(
		 &step.tool, &told->where, PSI_SESSION_TOOL_SIGN, err)) == 0)
		rc = exchange(&step, told, err);
	rc = psi_partnerfile_blame(&step.partner, rc, err);
	return end(&step, rc, result);
}

int
psi_step_part(const struct psi_session_where *where, enum psi_tasks_step step,
    uint32_t part, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	int rc;

	psi_tool_next_step();
	if ((rc = psi_session_tool_open_part(&tool, where, err)) == 0)
		rc = psi_session_part(tool.session, step, part, err);
	psi_session_tool_close(&tool, rc);
	return rc;
}

/* Options that only an agreement of mode accounts gives a meaning. */
static int
check_mode(const struct step *step, const struct psi_step_reveal *told,
    struct psi_error *err)
{
	if (!step->result.status.counts ||
	    (told->accounts.num == 0 && !told->matches.ambiguous))
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0, "leave --accounts out",
	    "by the agreement this run counts only: there are no accounts to "
	    "show");
}

/* One standard input cannot be both files. */
static int
check_inputs(const struct step *step, const struct psi_step_reveal *told,
    struct psi_error *err)
{
	bool reads_both = told->num_files == 0 &&
	    step->result.status.state != PSI_SESSION_REVEALED;

	if (!psi_tablefile_paths_have_stdin(&told->accounts))
		return 0;
	for (size_t i = 0; i < told->num_files; i++)
		reads_both = reads_both || strcmp(told->files[i], "-") == 0;
	if (!reads_both)
		return 0;
	return psi_usage(
	    err, "both FILE and --accounts would be read from standard input");
}

/* Find the matches, or see that they are there. A stored result is shown
 * without a file; a file that is named is looked at. */
static int
find_matches(struct step *step, const struct psi_step_reveal *told,
    struct psi_error *err)
{
	bool is_shown_again =
	    step->result.status.state == PSI_SESSION_REVEALED &&
	    told->num_files == 0;
	int rc;

	step->result.is_unchecked = step->tool.ledger.cookie == NULL;
	if (step->result.is_unchecked)
		return 0;
	rc = psi_session_reveal(step->tool.session,
	    is_shown_again ? NULL : &step->partner.source, err);
	return rc == 0 ? 0 : blame_partner(step, rc, told->num_files, err);
}

/* How many accounts matched at each level. */
static int
count_levels(struct step *step, struct psi_error *err)
{
	struct psi_match_list *list = NULL;
	struct psi_match_row row;
	int more = 1;
	int rc;

	if (step->result.status.counts)
		return 0;
	rc = psi_match_list_new(&list, step->tool.session, NULL, err);
	while (rc == 0) {
		rc = psi_match_list_next(list, &row, &more, err);
		if (rc != 0 || !more)
			break;
		if (strcmp(row.level, "account") == 0)
			step->result.num_account++;
		else if (strcmp(row.level, "group") == 0)
			step->result.num_group++;
		else
			step->result.num_review++;
	}
	psi_match_list_free(list);
	return rc;
}

/* Whether claims are due, or were sent. */
static bool
can_share(const struct step *step)
{
	unsigned int due;
	unsigned int sent;
	unsigned int received;

	return psi_session_share_due(
		   step->tool.session, &due, &sent, &received, NULL) == 0;
}

static int
write_matches(struct step *step, const struct psi_step_reveal *told,
    struct psi_error *err)
{
	struct psi_matches_options matches = told->matches;
	size_t which = 0;
	int rc;

	matches.missing_accounts = &step->result.missing;
	matches.is_other = &step->result.is_other_list;
	matches.which = &which;
	if (told->accounts.num > 0) {
		matches.accounts = step->accounts.source[0];
		matches.more = step->accounts.source + 1;
		matches.num_more = told->accounts.num - 1;
	}
	rc = psi_session_matches(
	    step->tool.session, &step->out.sink, &matches, err);
	if (rc == PSI_E_INPUT && told->accounts.num > 0)
		return psi_diag_file(
		    rc, psi_tablefiles_path(&step->accounts, which));
	/* Nothing that can fail comes behind the output. */
	if (rc != 0 || (rc = count_levels(step, err)) != 0 ||
	    (rc = psi_outfile_commit(&step->out, err)) != 0)
		return rc;
	step->result.has_output = true;
	step->result.shares = can_share(step);
	return 0;
}

static int
open_reveal(struct step *step, const struct psi_step_reveal *told,
    struct psi_error *err)
{
	unsigned int how = PSI_SESSION_TOOL_SIGN_SECOND;
	unsigned int flags = PSI_OUTFILE_PRIVATE;
	int rc;

	if (told->force)
		flags |= PSI_OUTFILE_FORCE;
	/* An identity that is named must be there. */
	if (told->num_files == 0 && told->where.identity == NULL)
		how |= PSI_SESSION_TOOL_SHOW;
	/* What can be wrong with them is found before the run is closed. */
	if ((rc = psi_matches_options_check(&told->matches, err)) != 0)
		return rc;
	rc = told->num_files == 0
	    ? psi_partnerfile_open(
		  &step->partner, &standard_input, 1, PSI_FOR_REVEAL, err)
	    : psi_partnerfile_open(&step->partner, told->files, told->num_files,
		  PSI_FOR_REVEAL, err);
	if (rc != 0 ||
	    (rc = psi_tablefiles_open(&step->accounts, &told->accounts, err)) !=
		0 ||
	    (rc = psi_outfile_open(&step->out, told->output, flags, err)) !=
		0 ||
	    (rc = psi_session_tool_open(&step->tool, &told->where, how, err)) !=
		0 ||
	    (rc = look(step, err)) != 0 ||
	    (rc = check_inputs(step, told, err)) != 0)
		return rc;
	return check_mode(step, told, err);
}

int
psi_step_reveal(const struct psi_step_reveal *told,
    struct psi_step_result *result, struct psi_error *err)
{
	struct step step = STEP_INIT;
	int rc;

	psi_tool_next_step();
	if ((rc = open_reveal(&step, told, err)) == 0 &&
	    (rc = find_matches(&step, told, err)) == 0 &&
	    (rc = write_matches(&step, told, err)) == 0)
		rc = look(&step, err);
	rc = psi_partnerfile_blame(&step.partner, rc, err);
	for (size_t i = 0; i < step.accounts.num; i++)
		rc = psi_infile_blame(&step.accounts.in[i], rc, err);
	return end(&step, rc, result);
}

/* What the ledger says of the last run of an agreement that was answered. */
struct answered {
	const uint8_t *agreement;
	uint32_t run;
	bool is_revealed;
};

static int
look_answered(
    void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	struct answered *answered = cookie;

	(void)err;
	if (entry->agreement == NULL ||
	    memcmp(entry->agreement, answered->agreement,
		PSI_AGREEMENT_DIGEST_BYTES) != 0)
		return 0;
	if (strcmp(entry->event, "answered") == 0) {
		answered->run = entry->run;
		answered->is_revealed = false;
	} else if (strcmp(entry->event, "revealed") == 0 &&
	    entry->run == answered->run) {
		answered->is_revealed = true;
	}
	return 0;
}

/* Will psi-blind ask for --after-unanswered? A side that does not learn is never
 * answered. */
static int
find_unanswered(bool *out, const struct psi_store *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	struct answered answered = { NULL, 0, false };
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	const char *learns = psi_agreement_term(agreement, "learns", 0);
	int rc;

	*out = false;
	if (learns == NULL || strcmp(learns, "both") != 0)
		return 0;
	psi_agreement_digest(agreement, digest);
	answered.agreement = digest;
	rc = psi_ledger_audit(ledger, look_answered, &answered, err);
	*out = rc == 0 && answered.run != 0 && !answered.is_revealed;
	return rc;
}

/* After a failure: what was done, and that the rest is done by closing again.
 * Remedies that are said already are better. */
static void
say_rest(const struct psi_session_tool *tool, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;

	if (err->hint[0] != '\0' ||
	    psi_session_tool_status(tool, &status, NULL) != 0)
		return;
	if (status.state == PSI_SESSION_CLOSED ||
	    status.state == PSI_SESSION_REVEALED)
		psi_error_hint(err,
		    "the session is closed, but secrets of it may be left, or "
		    "the ledger may have its run open still: mend this, then "
		    "run psi-close again");
	else
		psi_error_hint(err,
		    "nothing was destroyed: mend this, then run psi-close "
		    "again");
}

int
psi_step_close(const struct psi_session_where *where,
    struct psi_step_result *result, struct psi_error *err)
{
	struct step step = STEP_INIT;
	struct psi_store *ledger = &step.tool.ledger;
	int rc;

	psi_tool_next_step();
	if ((rc = psi_session_tool_open(&step.tool, where, 0, err)) != 0 ||
	    (rc = psi_session_tool_status(
		 &step.tool, &step.result.status, err)) != 0)
		return end(&step, rc, result);
	step.result.before = step.result.status.state;
	/* Until the end, so that nobody takes the ledger between the secrets
	 * and the run. */
	if ((rc = ledger->lock(ledger->cookie, err)) == 0)
		rc = psi_store_ledger_blame(
		    psi_session_close(step.tool.session, err),
		    step.tool.key_path);
	if (rc != 0)
		say_rest(&step.tool, err);
	else if ((rc = look(&step, err)) == 0)
		rc = find_unanswered(&step.result.is_unanswered, ledger,
		    psi_session_agreement(step.tool.session), err);
	return end(&step, rc, result);
}

/* The ledger lies beside the identity itself, not beside a link to it; and
 * where there is no identity, nobody should be told that no run is open. */
static int
find_identity(char **out, const char *path, struct psi_error *err)
{
	*out = realpath(path, NULL);
	if (*out != NULL)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot find the identity '%s'", path);
}

int
psi_step_close_lost(const char *agreement, const char *identity, uint32_t *run,
    bool *is_unanswered, struct psi_error *err)
{
	struct psi_agreement *text = NULL;
	struct psi_store ledger = { .cookie = NULL };
	char *key_path = NULL;
	int rc;

	psi_tool_next_step();
	if ((rc = find_identity(&key_path, identity, err)) == 0 &&
	    (rc = psi_known_read_agreement(&text, agreement, err)) == 0 &&
	    (rc = psi_store_ledger_open(&ledger, key_path, err)) == 0) {
		rc = psi_store_ledger_blame(
		    psi_session_close_lost(
			&ledger, text, psi_session_tool_today(), run, err),
		    key_path);
		if (rc == 0)
			rc = find_unanswered(is_unanswered, &ledger, text, err);
	}
	psi_store_dir_close(&ledger);
	psi_agreement_free(text);
	free(key_path);
	return rc;
}
