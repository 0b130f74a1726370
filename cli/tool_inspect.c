/* psi-inspect: what a file or a session is, and what to do with it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/agreement.h"
#include "psi/inspect.h"
#include "psi/session.h"

#include "kit/infile.h"
#include "table/partnerfile.h"
#include "table/unwrap.h"
#include "step/inspect_sessions.h"
#include "kit/outfile.h"
#include "kit/store_dir.h"
#include "table/table.h"
#include "kit/tool.h"

/* Where facts go, and the role that the file is from once it is known. */
struct report {
	struct psi_outfile out;
	char from;
	/* Of an agreement: who has signed. */
	unsigned int num_signed;
	/* What a file of ours became on its way, or "". */
	char looks_like[64];
};

/* A fact's value as one CSV cell: escaped for terminals, neutralised for
 * spreadsheets, quoted where RFC 4180 asks for it. */
static int
write_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	struct report *report = cookie;
	struct psi_table table = { &report->out, false };
	int rc;

	if (strcmp(item, "from") == 0)
		report->from = value[0];
	if (strncmp(item, "signature-", 10) == 0 && strcmp(value, "valid") == 0)
		report->num_signed++;
	if (strcmp(item, "looks-like") == 0)
		(void)snprintf(
		    report->looks_like, sizeof report->looks_like, "%s", value);
	if ((rc = psi_table_text(&table, item, err)) != 0 ||
	    (rc = psi_table_text(&table, value, err)) != 0)
		return rc;
	return psi_table_end_row(&table, err);
}

static int
write_number(struct report *report, const char *item, uint64_t value,
    struct psi_error *err)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, value);
	return write_fact(report, item, text, err);
}

/* `role` is your role in the session, and '\0' where none was named. */
static const char *
next_for(enum psi_file_kind kind, char from, char role)
{
	bool is_sent = kind == PSI_FILE_BLINDED || kind == PSI_FILE_EVALUATED ||
	    kind == PSI_FILE_ANSWER || kind == PSI_FILE_SHARED;

	if (is_sent && role != '\0' && from == role)
		return "this file is your own: send it to your partner";
	switch (kind) {
	case PSI_FILE_BLINDED:
		return role != '\0'
		    ? "this file is your partner's: give it to psi-exchange"
		    : "if your partner sent it, give it to psi-exchange; if "
		      "it is yours, send it";
	case PSI_FILE_EVALUATED:
	case PSI_FILE_ANSWER:
		return role != '\0'
		    ? "this file is your partner's: give it to psi-reveal"
		    : "if your partner sent it, give it to psi-reveal; if "
		      "it is yours, send it";
	case PSI_FILE_SHARED:
		return role != '\0'
		    ? "this file is your partner's: give it to psi-join"
		    : "if your partner sent it, give it to psi-join; if it is "
		      "yours, send it";
	case PSI_FILE_PART:
		return "give it together with the other parts, in any order, "
		       "to psi-inspect or to the step that they are for";
	case PSI_FILE_AGREEMENT:
		return "read it with 'psi-agree show', and 'psi-agree sign' "
		       "it if your signature is missing";
	case PSI_FILE_AGREEMENT_DRAFT:
		return "fill it in, and give it to 'psi-agree propose'";
	case PSI_FILE_KEYS:
		return "give it to psi-blind; it must not leave your company";
	case PSI_FILE_PUBLIC_IDENTITY:
		return "before you name it in an agreement, compare the "
		       "fingerprint with its owner by telephone; your own "
		       "goes to your partner";
	case PSI_FILE_SECRET_IDENTITY:
		return "keep it where it is; never send it to anybody";
	case PSI_FILE_MATCHES:
	case PSI_FILE_COUNTS:
	case PSI_FILE_PAIRS:
		return "this is a result; it must not leave your company";
	case PSI_FILE_LEDGER:
		return "this is what your identity remembers of its runs: "
		       "keep it beside the identity";
	case PSI_FILE_UNKNOWN:
		break;
	}
	return "none of these programs made it, or it was changed so far that "
	       "nothing is known of it: if it is a list of accounts, give it "
	       "to "
	       "psi-normalize; if your partner sent it, save the attachment "
	       "itself without opening it, or ask for it again in a zip "
	       "archive";
}

/* What to do with what is none of ours. The words are those of psi_inspect. */
static const char *
next_for_other(const char *looks_like)
{
	static const struct {
		const char *begins;
		const char *next;
	} others[] = {
		{ PSI_LOOKS_LIKE_SUFFIXES,
		    "keep it beside the agreement, under its name and .psl" },
		{ "a directory of companies",
		    "keep it beside the agreement, under its name and "
		    ".directory" },
		{ "a table",
		    "if it is the list of your accounts, 'psi-normalize "
		    "--check' looks at it; no other program takes it" },
		{ "rules for", "psi-normalize takes it by --rules" },
		{ "what psi-normalize",
		    "mend these values in the CRM system; no program takes the "
		    "file" },
		{ "an empty file",
		    "nothing is in it: ask for it again, or make it again" },
		{ "data that",
		    "none of these programs takes it: ask whoever it came from "
		    "what it is" },
		{ "a file encrypted",
		    "decrypt it with 'gpg -d', and give what comes out" },
	};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strncmp(looks_like, others[i].begins,
			strlen(others[i].begins)) == 0)
			return others[i].next;
	return "if it is a CRM export, give it to psi-normalize; if it came "
	       "from your partner, unpack the archive, or save the attachment "
	       "itself without opening it; where that does not help, ask for "
	       "it again as an attachment in a zip archive";
}

static void
say_next(const struct report *report, enum psi_file_kind kind, char role)
{
	if (kind == PSI_FILE_AGREEMENT && report->num_signed == 2) {
		psi_next("both have signed: psi-normalize and psi-blind take "
			 "it by --agreement; 'psi-agree show' prints it");
		return;
	}
	if (report->looks_like[0] == '\0') {
		psi_next("%s", next_for(kind, report->from, role));
		return;
	}
	psi_note("it looks like %s", report->looks_like);
	psi_next("%s", next_for_other(report->looks_like));
}

static int
write_status(struct report *report, const struct psi_session_status *status,
    const char *sharing, struct psi_error *err)
{
	char role[2] = { status->role, '\0' };
	int rc;

	if ((rc = write_fact(report, "kind", "session", err)) != 0 ||
	    (rc = write_fact(report, "state", psi_inspect_state(status->state),
		 err)) != 0 ||
	    (rc = write_fact(report, "role", role, err)) != 0 ||
	    (rc = write_number(report, "run", status->run, err)) != 0 ||
	    (rc = write_fact(report, "mode",
		 status->counts ? "counts" : "accounts", err)) != 0 ||
	    (rc = write_fact(report, "answers-first",
		 status->answers_first ? "you" : "your partner", err)) != 0 ||
	    (rc = write_number(report, "accounts", status->accounts, err)) !=
		0 ||
	    (rc = write_number(report, "keys", status->keys, err)) != 0 ||
	    (rc = write_number(report, "elements", status->elements, err)) != 0)
		return rc;
	if ((rc = write_number(report, "partner-elements",
		 status->partner_elements, err)) != 0)
		return rc;
	return sharing == NULL ? 0
			       : write_fact(report, "sharing", sharing, err);
}

static int
open_report(struct report *report, struct psi_error *err)
{
	int rc;

	if ((rc = psi_outfile_open(&report->out, NULL, 0, err)) != 0)
		return rc;
	return psi_outfile_text(&report->out, err, "item,value\n");
}

static int
inspect_session(const struct psi_session *session,
    const struct psi_store *store, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct report report = { PSI_OUTFILE_INIT, '\0', 0, "" };
	int rc;

	if ((rc = psi_session_status(session, &status, err)) != 0)
		return rc;
	rc = open_report(&report, err);
	if (rc == 0)
		rc = write_status(&report, &status,
		    psi_inspect_sharing(session, &status), err);
	if (rc == 0)
		rc = psi_outfile_commit(&report.out, err);
	psi_outfile_close(&report.out);
	if (rc == 0)
		psi_next("%s", psi_inspect_next(session, &status, store));
	return rc;
}

/* Your role in a session. */
static int
own_role(const struct psi_session *session, char *role, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	int rc;

	if ((rc = psi_session_status(session, &status, err)) == 0)
		*role = status.role;
	return rc;
}

/* The report is worth having for a damaged file too: it is written in both
 * cases, and the failure follows as the exit status. */
static int
inspect_file(const char *const *paths, size_t num,
    const struct psi_agreement *agreement, char role, struct psi_error *err)
{
	struct psi_partnerfile in = PSI_PARTNERFILE_INIT;
	struct report report = { PSI_OUTFILE_INIT, '\0', 0, "" };
	enum psi_file_kind kind = PSI_FILE_UNKNOWN;
	struct psi_error unwritten;
	int found;
	int rc;

	if ((rc = psi_partnerfile_open(
		 &in, paths, num, PSI_FOR_INSPECT, err)) != 0) {
		if (err->sys_errno == EISDIR)
			psi_error_hint(
			    err, "a session folder is named with --session");
		goto out;
	}
	if ((rc = open_report(&report, err)) != 0)
		goto out;
	found = psi_partnerfile_judge(&in,
	    psi_inspect(&kind, &in.source, agreement, write_fact, &report, err),
	    err);
	found = psi_diag_file(found, psi_partnerfile_path(&in));
	if (found == PSI_E_IO || found == PSI_E_NOMEM ||
	    found == PSI_CLI_USAGE) {
		rc = found;
		goto out;
	}
	rc = psi_outfile_commit(&report.out, found == 0 ? err : &unwritten);
	if (rc != 0 && found != 0)
		*err = unwritten;
	if (rc == 0 && found == 0)
		say_next(&report, kind, role);
	if (rc == 0)
		rc = found;
out:
	psi_outfile_close(&report.out);
	psi_partnerfile_close(&in);
	return rc;
}

/* The versions of a file, and those of this program. */
struct versions {
	struct report report;
	char format[2][64];
	char rules[2][64];
};

static int
write_version(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	struct versions *v = cookie;
	const struct {
		const char *item;
		char *to;
	} kept[] = {
		{ "format", v->format[0] },
		{ "format-here", v->format[1] },
		{ "rules", v->rules[0] },
		{ "rules-here", v->rules[1] },
	};

	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (strcmp(kept[i].item, item) == 0)
			(void)snprintf(
			    kept[i].to, sizeof v->rules[0], "%s", value);
	return write_fact(&v->report, item, value, err);
}

/* The number that a version ends in; 0 for none. */
static unsigned long
version_number(const char *text)
{
	size_t at = strlen(text);

	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
		at--;
	return strtoul(text + at, NULL, 10);
}

static void
say_versions(const struct versions *v)
{
	bool format = strcmp(v->format[0], v->format[1]) != 0;
	bool rules = strcmp(v->rules[0], v->rules[1]) != 0;
	const char *theirs = format ? v->format[0] : v->rules[0];
	const char *ours = format ? v->format[1] : v->rules[1];

	if (!format && !rules) {
		psi_note("this program has the same");
		return;
	}
	if (version_number(theirs) == 0 || version_number(ours) == 0)
		psi_note("this program does not know '%s'; it has: %s", theirs,
		    ours);
	else if (version_number(theirs) > version_number(ours))
		psi_next("this program is the older one (%s): install the "
			 "version that the maker of the file has",
		    ours);
	else
		psi_next("this program is the newer one (%s): the maker of the "
			 "file should install the version that you have",
		    ours);
}

static int
inspect_versions(const char *path, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct versions v;
	int rc;

	memset(&v, 0, sizeof v);
	v.report = (struct report){ PSI_OUTFILE_INIT, '\0', 0, "" };
	if ((rc = psi_unwrap_open(&in, path, err)) != 0)
		return rc;
	if ((rc = open_report(&v.report, err)) == 0 &&
	    (rc = psi_diag_file(
		 psi_inspect_versions(&in.source, write_version, &v, err),
		 path)) == 0)
		rc = psi_outfile_commit(&v.report.out, err);
	if (rc == 0)
		say_versions(&v);
	psi_outfile_close(&v.report.out);
	psi_infile_close(&in);
	return rc;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	static const char *const standard_input = "-";
	const char *agreement_path = psi_cli_text(cli, "agreement");
	const char *folder = psi_cli_text(cli, "session");
	struct psi_agreement *agreement = NULL;
	struct psi_session *session = NULL;
	struct psi_store store;
	char role = '\0';
	int rc;

	memset(&store, 0, sizeof store);
	if ((rc = psi_cli_exclude(cli, "agreement", "session", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "versions", "agreement", err)) != 0 ||
	    (rc = psi_cli_exclude(cli, "versions", "session", err)) != 0)
		return rc;
	if (psi_cli_given(cli, "versions") && cli->num_operands > 1)
		return psi_usage(err, "--versions takes one file at a time");
	if (psi_cli_given(cli, "versions"))
		return inspect_versions(psi_cli_operand(cli, 0), err);
	if (psi_inspect_wants_sessions(cli))
		return psi_inspect_sessions(cli, err);
	if (agreement_path != NULL) {
		rc = psi_known_read_agreement(&agreement, agreement_path, err);
		if (rc != 0)
			goto out;
	}
	if (folder != NULL) {
		rc = psi_store_dir_open(&store, folder, false, err);
		if (rc != 0)
			goto out;
		rc = psi_session_open(
		    &session, &store, NULL, NULL, NULL, &options, err);
		if (rc != 0)
			goto out;
	}
	if (session != NULL && (rc = own_role(session, &role, err)) != 0)
		goto out;
	if (session != NULL && cli->num_operands == 0)
		rc = inspect_session(session, &store, err);
	else
		rc = inspect_file(
		    cli->num_operands == 0 ? &standard_input : cli->operands,
		    cli->num_operands == 0 ? 1 : cli->num_operands,
		    session != NULL ? psi_session_agreement(session)
				    : agreement,
		    role, err);
out:
	psi_session_free(session);
	psi_store_dir_close(&store);
	psi_agreement_free(agreement);
	return rc;
}

static const struct psi_opt options[] = {
	{ "agreement", 'a', false, "FILE",
	    "Check that the file belongs to this agreement, and its "
	    "signature.",
	    NULL, NULL },
	{ "session", 's', false, "DIR",
	    "Check against the agreement of this session; without FILE, say "
	    "how far the session has come.",
	    NULL, NULL },
	{ "versions", 0, false, NULL,
	    "Say only of which format and rules the file is, and of which this "
	    "program is; also of a file that it cannot read for that reason.",
	    NULL, NULL },
	PSI_OPT_END
};

static const struct psi_tool tool = {
	.name = "psi-inspect",
	.summary = "say what a file or a session is",
	.usage = "[-a AGREEMENT | -s DIR] [FILE...]\n"
		 "DIR...\n"
		 "--versions [FILE]",
	.examples = "psi-inspect from-globex.csv\n"
		    "psi-inspect -a agreement.csv from-globex.csv\n"
		    "psi-inspect -s globex-1\n"
		    "psi-inspect .\n"
		    "psi-inspect --versions agreement.csv\n",
	.options = options,
	.operands = "FILE is any file of these programs; standard input if "
		    "there is none, and several are the parts of one. Prints "
		    "item,value rows: its kind, who "
		    "made it, for which agreement and run, how many elements "
		    "it has, and whether digest and signature are right. "
		    "What to do next is said on standard error.\n"
		    "DIR is a folder of a session, or one that holds such "
		    "folders: prints one row for each, session,partner,run,"
		    "state,next,since. At a terminal, without FILE, the "
		    "folder that one is in.",
	.max_operands = 1000,
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
