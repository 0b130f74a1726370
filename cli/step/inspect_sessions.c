#include "step/inspect_sessions.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "psi/agreement.h"

#include "psi/share.h"

#include "kit/outfile.h"
#include "kit/shell_word.h"
#include "kit/store_dir.h"
#include "table/table.h"
#include "kit/tool.h"

#define PATH_CHARS 4096

const char *
psi_inspect_state(enum psi_session_state state)
{
	switch (state) {
	case PSI_SESSION_EMPTY:
		return "empty";
	case PSI_SESSION_PREPARING:
		return "preparing";
	case PSI_SESSION_BLINDED:
		return "blinded";
	case PSI_SESSION_BOUND:
		return "bound";
	case PSI_SESSION_ANSWERED:
		return "answered";
	case PSI_SESSION_REVEALED:
		return "revealed";
	case PSI_SESSION_CLOSED:
		return "closed";
	}
	return "unknown";
}

const char *
psi_inspect_sharing(
    const struct psi_session *session, const struct psi_session_status *status)
{
	unsigned int due;
	unsigned int sent;
	unsigned int received;

	if (status->state != PSI_SESSION_REVEALED || status->counts ||
	    !status->learns || !status->partner_learns ||
	    psi_session_share_due(session, &due, &sent, &received, NULL) != 0)
		return NULL;
	if (due != 0)
		return due == 1 ? "claims due" : "fields due";
	if (received == 0)
		return "claims made";
	return received == 1 ? "fields made" : "finished";
}

static const char finished[] = "nothing: this run is finished; another one "
			       "needs a new folder";

/* Sharing: what is due, what is awaited; NULL where nothing was shared yet, and
 * where nothing can be. */
static const char *
next_shared(const struct psi_session *session)
{
	unsigned int due;
	unsigned int sent;
	unsigned int received;

	if (psi_session_share_due(session, &due, &sent, &received, NULL) != 0 ||
	    (sent == 0 && received == 0))
		return NULL;
	if (due == 1)
		return "psi-share makes your claims, for your partner";
	if (due == 2)
		return "psi-share makes the fields, for your partner";
	if (received == 0)
		return "run psi-join on your partner's claims";
	return received == 1 ? "run psi-join on your partner's fields"
			     : finished;
}

/* A result is there: what may still leave, and what comes of it. */
static const char *
next_revealed(const struct psi_session_status *status)
{
	bool shares =
	    !status->counts && status->learns && status->partner_learns;

	if (!status->answers_first && status->partner_learns)
		return shares
		    ? "psi-exchange writes your answer, for your partner; then "
		      "psi-share shares what the agreement allows of the "
		      "matches, and psi-reveal prints them again"
		    : "psi-exchange writes your answer, for your partner; "
		      "psi-reveal prints the matches again";
	return shares ? "psi-share shares what the agreement allows of the "
			"matches; psi-reveal prints them again"
		      : "nothing: this run is finished; psi-reveal prints the "
			"matches again, and another run needs a new folder";
}

/* Is work cut into parts? The state has moved on when a step is done, and the plan
 * goes with it. */
static bool
has_parts(const struct psi_store *store)
{
	struct psi_source source;

	if (store->open(store->cookie, "tasks.csv", &source, NULL) != 0)
		return false;
	store->close(store->cookie, &source);
	return true;
}

const char *
psi_inspect_next(const struct psi_session *session,
    const struct psi_session_status *status, const struct psi_store *store)
{
	const char *shared = next_shared(session);

	if (status->state == PSI_SESSION_PREPARING && has_parts(store))
		return "do its parts, and run 'psi-blind -s DIR --finish KEYS'";
	if (status->state == PSI_SESSION_BOUND && status->answers_first &&
	    has_parts(store))
		return "do its parts, and run 'psi-exchange -s DIR --finish'";
	if (status->state == PSI_SESSION_REVEALED && shared != NULL)
		return shared;
	switch (status->state) {
	case PSI_SESSION_EMPTY:
	case PSI_SESSION_PREPARING:
		return "run psi-blind";
	case PSI_SESSION_BLINDED:
		return "send your blinded file, and run psi-exchange on your "
		       "partner's";
	case PSI_SESSION_BOUND:
		return status->answers_first
		    ? "run psi-exchange again, on the same file"
		    : "your partner answers first: run psi-reveal on that "
		      "answer";
	case PSI_SESSION_ANSWERED:
		return "send your answer if you have not (psi-exchange writes "
		       "it again), and run psi-reveal on your partner's";
	case PSI_SESSION_REVEALED:
		return next_revealed(status);
	case PSI_SESSION_CLOSED:
		break;
	}
	return "nothing: this run has ended; another one needs a new folder";
}

/* ---- one row each ---- */

struct rows {
	struct psi_outfile out;
	uint64_t num;
	/* Folders of somebody else, which may be sessions. */
	uint64_t num_closed;
	/* The first session that could not be read. */
	int rc;
	struct psi_error error;
};

/* The day and hour on which a session last moved. */
static void
since(char out[32], const char *folder)
{
	char path[PATH_CHARS + 16];
	struct stat st;
	struct tm when;

	out[0] = '\0';
	(void)snprintf(path, sizeof path, "%s/state.csv", folder);
	if (stat(path, &st) == 0 && gmtime_r(&st.st_mtime, &when) != NULL &&
	    strftime(out, 32, "%Y-%m-%d %H:%M", &when) == 0)
		out[0] = '\0';
}

static int
write_row(struct rows *rows, const char *const cells[6], struct psi_error *err)
{
	struct psi_table table = { &rows->out, false };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 6; i++)
		rc = psi_table_text(&table, cells[i], err);
	rows->num++;
	return rc != 0 ? rc : psi_table_end_row(&table, err);
}

static int
write_session(struct rows *rows, const char *folder,
    const struct psi_session *session, const struct psi_store *store,
    struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	const char *partner;
	char moved[32];
	char run[24];
	int rc = psi_session_status(session, &status, err);

	if (rc != 0)
		return rc;
	partner = psi_agreement_term(psi_session_agreement(session),
	    status.role == 'a' ? "party-b-name" : "party-a-name", 0);
	since(moved, folder);
	(void)snprintf(run, sizeof run, "%" PRIu64, (uint64_t)status.run);
	return write_row(rows,
	    (const char *const[6]){ folder, partner == NULL ? "" : partner, run,
		psi_inspect_state(status.state),
		psi_inspect_next(session, &status, store), moved },
	    err);
}

/* A session that cannot be read must not hide the others. */
static int
add_session(struct rows *rows, const char *folder, struct psi_error *err)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_session *session = NULL;
	struct psi_store store;
	struct psi_error why;
	int rc;

	memset(&store, 0, sizeof store);
	memset(&why, 0, sizeof why);
	if ((rc = psi_store_dir_open(&store, folder, false, &why)) == 0 &&
	    (rc = psi_session_open(
		 &session, &store, NULL, NULL, NULL, &options, &why)) == 0)
		rc = write_session(rows, folder, session, &store, &why);
	psi_session_free(session);
	psi_store_dir_close(&store);
	if (rc == 0)
		return 0;
	if (rows->rc == 0) {
		rows->rc = rc;
		rows->error = why;
	}
	return write_row(rows,
	    (const char *const[6]){
		folder, "", "", "unreadable", why.text, "" },
	    err);
}

/* May be one: `errno` says why it is none. */
static bool
is_session(const char *folder)
{
	char path[PATH_CHARS + 16];

	(void)snprintf(path, sizeof path, "%s/state.csv", folder);
	return access(path, F_OK) == 0;
}

/* The sessions in a folder, by name. */
static int
add_folder(struct rows *rows, const char *folder, struct psi_error *err)
{
	struct dirent **names = NULL;
	int num = scandir(folder, &names, NULL, alphasort);
	int rc = 0;

	if (num < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", folder);
	for (int i = 0; i < num; i++) {
		char path[PATH_CHARS];
		const char *name = names[i]->d_name;
		bool is_here = strcmp(folder, ".") == 0;
		int n = snprintf(path, sizeof path, "%s%s%s",
		    is_here ? "" : folder, is_here ? "" : "/", name);

		if (rc == 0 && name[0] != '.' && n > 0 &&
		    (size_t)n < sizeof path) {
			if (is_session(path))
				rc = add_session(rows, path, err);
			else if (errno == EACCES)
				rows->num_closed++;
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool
psi_inspect_wants_sessions(const struct psi_cli *cli)
{
	if (psi_cli_given(cli, "session") || psi_cli_given(cli, "agreement"))
		return false;
	return cli->num_operands == 0 ? isatty(STDIN_FILENO) == 1
				      : is_folder(cli->operands[0]);
}

static int
add_all(struct rows *rows, const struct psi_cli *cli, struct psi_error *err)
{
	int rc = 0;

	if (cli->num_operands == 0)
		return add_folder(rows, ".", err);
	for (size_t i = 0; rc == 0 && i < cli->num_operands; i++)
		rc = is_session(cli->operands[i])
		    ? add_session(rows, cli->operands[i], err)
		    : add_folder(rows, cli->operands[i], err);
	return rc;
}

static bool
has_file(const struct psi_cli *cli, const char *name)
{
	char path[PATH_CHARS];
	int n = snprintf(path, sizeof path, "%s/%s",
	    cli->num_operands == 0 ? "." : cli->operands[0], name);

	return n > 0 && (size_t)n < sizeof path && access(path, R_OK) == 0;
}

/* A folder of psi-run has its sessions one below; and before the first psi-blind
 * there is an agreement, and no session. */
static void
hint_at_folder(const struct psi_cli *cli, struct psi_error *err)
{
	const char *folder = cli->num_operands == 0 ? "." : cli->operands[0];

	if (has_file(cli, "settings.csv") && has_file(cli, "runs"))
		psi_error_hint(err,
		    "this is a folder of psi-run: 'psi-run --status %s' says "
		    "how it stands; its sessions are in %.300s/runs",
		    psi_shell_word(folder), folder);
	else if (has_file(cli, "agreement.csv"))
		psi_error_hint(err,
		    "an agreement is there: 'psi-inspect agreement.csv' says "
		    "what it is; the first psi-blind under it begins a "
		    "session");
	else
		psi_error_hint(
		    err, "name the folder that holds your sessions, or a file");
}

/* Folders that are not to be read: an error where there is nothing else. */
static int
say_closed(const struct rows *rows, struct psi_error *err)
{
	const char *words = rows->num_closed == 1 ? "folder" : "folders";

	if (rows->num > 0) {
		psi_warn("%" PRIu64 " other %s here cannot be read by you: "
			 "only their owner sees whether they are sessions",
		    rows->num_closed, words);
		return 0;
	}
	return psi_refuse(err, PSI_E_IO, 0,
	    "run psi-inspect as the user who made them",
	    "%" PRIu64 " %s here cannot be read by you: permission denied",
	    rows->num_closed, words);
}

int
psi_inspect_sessions(const struct psi_cli *cli, struct psi_error *err)
{
	struct rows rows = { .out = PSI_OUTFILE_INIT };
	int rc;

	if ((rc = psi_outfile_open(&rows.out, NULL, 0, err)) == 0 &&
	    (rc = psi_outfile_text(&rows.out, err,
		 "session,partner,run,state,next,since\n")) == 0 &&
	    (rc = add_all(&rows, cli, err)) == 0 && rows.num > 0)
		rc = psi_outfile_commit(&rows.out, err);
	psi_outfile_close(&rows.out);
	if (rc == 0 && rows.num_closed > 0)
		rc = say_closed(&rows, err);
	else if (rc == 0 && rows.num == 0) {
		rc = psi_error_set(
		    err, PSI_E_ABSENT, "there is no session in this folder");
		hint_at_folder(cli, err);
	}
	if (rc == 0 && rows.rc != 0) {
		*err = rows.error;
		rc = rows.rc;
	}
	return rc;
}
