#include "run/status_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/date.h"
#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/outfile.h"
#include "run/begin.h"
#include "run/need.h"
#include "run/needs_file.h"
#include "run/outbox.h"
#include "run/reading_judge.h"
#include "run/run_folder.h"
#include "run/stand.h"
#include "run/steps.h"

#define TEXT_BYTES PSI_RUN_NEXT_BYTES

/* How one partner stands, as it is told. */
struct line {
	const char *folder;
	char partner[256];
	uint32_t run;
	const char *step;
	/* "partner", "person", "us" or "nobody". */
	const char *waits_for;
	char since[PSI_DATE_CHARS];
	char next_due[PSI_DATE_CHARS];
	char expires[PSI_DATE_CHARS];
	uint32_t last_result;
	char last_day[PSI_DATE_CHARS];
	size_t outbox;
	int code;
	const struct psi_run_need *needs;
	size_t num_needs;
};

/* ---- looking ---- */

static void
encode_day(char out[PSI_DATE_CHARS], int32_t day)
{
	out[0] = '\0';
	if (day > INT32_MIN && day < INT32_MAX)
		psi_date_encode(out, day);
}

static int
gravest(const struct psi_run *run)
{
	int code = 0;

	for (size_t i = 0; i < run->num_needs; i++)
		if (psi_exit_status(run->needs[i].code) > psi_exit_status(code))
			code = run->needs[i].code;
	return code;
}

static const char *
waits_for(const struct psi_run *run, const struct psi_run_stand *stand,
    bool theirs, size_t outbox)
{
	/* What failed by itself is tried again; these words need a person. */
	for (size_t i = 0; i < run->num_needs; i++)
		if (psi_exit_status(run->needs[i].code) >= PSI_EXIT_INPUT)
			return "person";
	if (outbox > 0)
		return "us";
	if (theirs)
		return "partner";
	return stand->run == 0 || stand->is_ended ? "nobody" : "us";
}

static void
fill_days(struct line *line, const struct psi_run *run,
    const struct psi_run_stand *stand)
{
	const struct psi_run_journal *journal = &run->journal;
	const struct psi_run_entry *end = NULL;
	const char *expires = psi_agreement_term(run->agreement, "expires", 0);
	int32_t since = INT32_MIN;

	for (size_t i = 0; i < journal->num && stand->run != 0; i++)
		if (journal->entries[i].run == stand->run)
			since = journal->entries[i].day;
	for (size_t i = 0; i < journal->num; i++)
		if (psi_run_has_result(&journal->entries[i]))
			end = &journal->entries[i];
	encode_day(line->since, since);
	if (end != NULL) {
		line->last_result = end->run;
		encode_day(line->last_day, end->day);
	}
	(void)snprintf(line->expires, sizeof line->expires, "%.10s",
	    expires == NULL ? "" : expires);
}

/* Where the last call did not tell it: what the list of the last run does not say
 * is so until the next one. */
static int
tell_reading(struct psi_run *run, struct psi_error *err)
{
	const struct psi_run_entry *begin =
	    psi_run_journal_find(&run->journal, 0, "begin", NULL, NULL);

	return begin == NULL ? 0
			     : psi_run_reading_tell(run, 0, begin->run, err);
}

static int
fill(struct line *line, struct psi_run *run, struct psi_error *err)
{
	struct psi_run_stand stand;
	struct psi_run_ledger ledger;
	bool theirs = false;
	int rc;

	if ((rc = psi_run_stand(run, &stand, err)) != 0 ||
	    (rc = psi_run_ledger(run, &ledger, err)) != 0 ||
	    (rc = psi_run_out_count(run, &line->outbox, err)) != 0 ||
	    (rc = psi_run_needs_load(run, err)) != 0 ||
	    (rc = tell_reading(run, err)) != 0)
		return rc;
	line->run = stand.run;
	line->step = psi_run_step_word(&stand, &theirs);
	line->waits_for = waits_for(run, &stand, theirs, line->outbox);
	(void)snprintf(line->partner, sizeof line->partner, "%s",
	    psi_run_partner_name(run));
	encode_day(line->next_due,
	    psi_run_due_day(run, &ledger) == INT32_MIN
		? run->today
		: psi_run_due_day(run, &ledger));
	fill_days(line, run, &stand);
	if (stand.run == 0 || stand.is_ended)
		psi_run_tell_budget(run, &ledger);
	line->needs = run->needs;
	line->num_needs = run->num_needs;
	line->code = gravest(run);
	return 0;
}

/* ---- text ---- */

static int
print_head(struct psi_outfile *out, struct psi_error *err)
{
	return psi_outfile_text(out, err,
	    "%-20s %6s %-10s %-8s %-10s %-10s %s\n", "folder", "run", "step",
	    "waits", "since", "next due", "result");
}

static int
print_line(
    const struct line *line, struct psi_outfile *out, struct psi_error *err)
{
	char folder[TEXT_BYTES];
	char text[TEXT_BYTES];
	char result[32] = "-";
	int rc;

	(void)psi_escape(
	    folder, sizeof folder, line->folder, strlen(line->folder));
	if (line->last_result != 0)
		(void)snprintf(result, sizeof result, "%u (%s)",
		    (unsigned int)line->last_result, line->last_day);
	rc = psi_outfile_text(out, err, "%-20s %6u %-10s %-8s %-10s %-10s %s\n",
	    folder, (unsigned int)line->run, line->step, line->waits_for,
	    line->since[0] == '\0' ? "-" : line->since,
	    line->next_due[0] == '\0' ? "-" : line->next_due, result);
	for (size_t i = 0; rc == 0 && i < line->num_needs; i++) {
		const struct psi_run_need *need = &line->needs[i];

		(void)psi_escape(
		    text, sizeof text, need->text, strlen(need->text));
		rc = psi_outfile_text(out, err, "    %s\n", text);
		(void)psi_escape(
		    text, sizeof text, need->next, strlen(need->next));
		if (rc == 0 && text[0] != '\0')
			rc = psi_outfile_text(out, err, "    -> %s\n", text);
	}
	return rc;
}

/* ---- JSON ---- */

/* A string of RFC 8259, of text that is escaped for terminals first. */
static int
json_text(const char *text, struct psi_outfile *out, struct psi_error *err)
{
	char safe[TEXT_BYTES];
	char quoted[2 * TEXT_BYTES + 3];
	size_t len = 0;

	(void)psi_escape(safe, sizeof safe, text, strlen(text));
	quoted[len++] = '"';
	for (const char *at = safe; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			quoted[len++] = '\\';
		quoted[len++] = *at;
	}
	quoted[len++] = '"';
	return out->sink.write(
	    out->sink.cookie, (const uint8_t *)quoted, len, err);
}

/* A string, or null for "". */
static int
json_member(const char *name, const char *text, struct psi_outfile *out,
    struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, ", \"%s\": ", name);

	if (rc != 0)
		return rc;
	return text[0] == '\0' ? psi_outfile_text(out, err, "null")
			       : json_text(text, out, err);
}

static int
json_needs(
    const struct line *line, struct psi_outfile *out, struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, ", \"needs\": [");

	for (size_t i = 0; rc == 0 && i < line->num_needs; i++) {
		const struct psi_run_need *need = &line->needs[i];

		rc = psi_outfile_text(out, err, "%s{\"status\": %d",
		    i == 0 ? "" : ", ", psi_exit_status(need->code));
		if (rc == 0 &&
		    (rc = json_member("key", need->key, out, err)) == 0 &&
		    (rc = json_member("text", need->text, out, err)) == 0 &&
		    (rc = json_member("next", need->next, out, err)) == 0)
			rc = psi_outfile_text(out, err, "}");
	}
	return rc != 0 ? rc : psi_outfile_text(out, err, "]}");
}

static int
json_line(
    const struct line *line, struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if ((rc = psi_outfile_text(out, err, "{\"folder\": ")) != 0 ||
	    (rc = json_text(line->folder, out, err)) != 0 ||
	    (rc = json_member("partner", line->partner, out, err)) != 0 ||
	    (rc = psi_outfile_text(
		 out, err, ", \"run\": %u", (unsigned int)line->run)) != 0 ||
	    (rc = json_member("step", line->step, out, err)) != 0 ||
	    (rc = json_member("waits_for", line->waits_for, out, err)) != 0 ||
	    (rc = json_member("since", line->since, out, err)) != 0 ||
	    (rc = json_member("next_due", line->next_due, out, err)) != 0 ||
	    (rc = json_member("agreement_expires", line->expires, out, err)) !=
		0 ||
	    (rc = psi_outfile_text(out, err, ", \"last_result\": %u",
		 (unsigned int)line->last_result)) != 0 ||
	    (rc = json_member("last_result_day", line->last_day, out, err)) !=
		0 ||
	    (rc = psi_outfile_text(out, err,
		 ", \"outbox\": %zu, \"status\": %d", line->outbox,
		 psi_exit_status(line->code))) != 0)
		return rc;
	return json_needs(line, out, err);
}

/* ---- all ---- */

/* A folder that cannot be looked at is a line too. */
static void
fill_failed(
    struct line *line, struct psi_run *run, const struct psi_error *err, int rc)
{
	line->step = "unknown";
	line->waits_for = "person";
	line->code = rc;
	run->num_needs = 0;
	psi_run_need_error(run, "folder", err, rc);
	line->needs = run->needs;
	line->num_needs = run->num_needs;
}

static int
print_one(const char *name, bool json, bool first, int *code,
    struct psi_outfile *out, struct psi_error *failed)
{
	struct psi_run *run = calloc(1, sizeof *run);
	struct line line = { .folder = name };
	struct psi_error err = { 0 };
	int rc;

	if (run == NULL)
		return psi_error_set(failed, PSI_E_NOMEM, "out of memory");
	psi_diag_forget();
	if ((rc = psi_run_open(run, name, true, &err)) == 0)
		rc = fill(&line, run, &err);
	if (rc != 0)
		fill_failed(&line, run, &err, rc);
	if (psi_exit_status(line.code) > psi_exit_status(*code))
		*code = line.code;
	rc = json && !first ? psi_outfile_text(out, failed, ",\n  ") : 0;
	if (rc == 0)
		rc = json ? json_line(&line, out, failed)
			  : print_line(&line, out, failed);
	psi_run_close(run);
	free(run);
	return rc;
}

int
psi_run_status(
    const char *const *names, size_t num, bool json, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int code = 0;
	int rc = psi_outfile_open(&out, NULL, 0, err);

	if (rc == 0)
		rc = json ? psi_outfile_text(&out, err,
				"{\"version\": 1, \"partners\": [\n  ")
			  : print_head(&out, err);
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = print_one(names[i], json, i == 0, &code, &out, err);
	if (rc == 0 && json)
		rc = psi_outfile_text(&out, err, "\n]}\n");
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	psi_diag_forget();
	return rc != 0 || code == 0
	    ? rc
	    : psi_error_set(err, PSI_CLI_TOLD(psi_exit_status(code)), "told");
}
