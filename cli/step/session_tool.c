/* For realpath, which POSIX.1-2008 has in its XSI part only. */
#define _XOPEN_SOURCE 700

#include "step/session_tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/ledger.h"

#include "kit/clock.h"
#include "kit/diag.h"
#include "kit/shell_word.h"
#include "table/known.h"
#include "kit/keyfile.h"
#include "kit/memory_option.h"
#include "kit/progress.h"
#include "kit/store_dir.h"

/* The object of the folder that names the secret identity. It is ours: the
 * library does not know of it. */
#define IDENTITY_OBJECT "identity.path"
#define STATE_OBJECT "state.csv"
#define PATH_BYTES_MAX ((size_t)65536)

int32_t
psi_session_tool_today(void)
{
	return psi_clock_today();
}

const char *
psi_session_tool_partner(struct psi_session_tool *tool)
{
	const struct psi_agreement *agreement =
	    psi_session_agreement(tool->session);
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	bool is_a;

	is_a = psi_session_status(tool->session, &status, NULL) == 0 &&
	    status.role == 'a';
	psi_short_name(tool->partner,
	    psi_agreement_term(
		agreement, is_a ? "party-b-name" : "party-a-name", 0));
	return tool->partner;
}

int
psi_session_tool_blame(const struct psi_session_tool *tool, int rc,
    const struct psi_error *err, const char *path)
{
	int status = psi_exit_status(rc);

	/* A ledger that cannot be read says so by the same code. */
	if (rc == PSI_E_INPUT && tool->ledger.cookie != NULL &&
	    psi_agreement_check_ledger(psi_session_agreement(tool->session),
		&tool->ledger, NULL) == rc)
		return psi_store_ledger_blame(rc, tool->key_path);
	if (status == PSI_EXIT_INPUT || status == PSI_EXIT_PARTNER ||
	    (status == PSI_EXIT_AGREEMENT && err->line != 0))
		return psi_diag_file(rc, path);
	return rc;
}

/* Where the identity is, for the steps that come later; whole, since they
 * may be run from another folder. */
static int
write_key_path(struct psi_session_tool *tool, struct psi_error *err)
{
	struct psi_store *folder = &tool->folder;
	struct psi_sink sink;
	int rc;

	rc = folder->create(folder->cookie, IDENTITY_OBJECT, &sink, err);
	if (rc != 0)
		return rc;
	rc = sink.write(sink.cookie, (const uint8_t *)tool->key_path,
	    strlen(tool->key_path), err);
	if (rc == 0)
		return folder->commit(folder->cookie, &sink, err);
	folder->abandon(folder->cookie, &sink);
	return rc;
}

static int
read_all(const struct psi_source *source, char *out, size_t size,
    struct psi_error *err)
{
	size_t len = 0;

	for (;;) {
		size_t n = 0;
		int rc;

		rc = source->read(source->cookie, (uint8_t *)out + len,
		    size - 1 - len, &n, err);
		if (rc != 0)
			return rc;
		len += n;
		if (n == 0 || len == size - 1)
			break;
	}
	out[len] = '\0';
	return 0;
}

/* The folder does not say whose it is: is there a session at all? */
static int
no_key_path(struct psi_session_tool *tool, struct psi_error *err)
{
	struct psi_store *folder = &tool->folder;
	struct psi_source source;

	if (folder->open(folder->cookie, STATE_OBJECT, &source, err) != 0)
		return psi_refuse(err, PSI_E_STATE, 0, "psi-blind begins one",
		    "there is no session here yet");
	folder->close(folder->cookie, &source);
	return psi_refuse(err, PSI_E_STATE, 0, "name it with --identity",
	    "the session does not say which identity it belongs to");
}

static int
read_key_path(struct psi_session_tool *tool, struct psi_error *err)
{
	struct psi_store *folder = &tool->folder;
	struct psi_source source;
	int rc;

	rc = folder->open(folder->cookie, IDENTITY_OBJECT, &source, err);
	if (rc == PSI_E_ABSENT)
		return no_key_path(tool, err);
	if (rc != 0)
		return rc;
	tool->key_path = malloc(PATH_BYTES_MAX);
	rc = tool->key_path == NULL
	    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
	    : read_all(&source, tool->key_path, PATH_BYTES_MAX, err);
	folder->close(folder->cookie, &source);
	/* What else may stand there need not be shown to anybody. */
	if (rc == 0 && tool->key_path[0] != '/')
		rc = psi_refuse(err, PSI_E_STATE, 0, "name it with --identity",
		    "'%s' of the session does not say where its identity is",
		    IDENTITY_OBJECT);
	return rc;
}

static int
told_key_path(
    struct psi_session_tool *tool, const char *path, struct psi_error *err)
{
	tool->key_path = realpath(path, NULL);
	if (tool->key_path == NULL)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot find '%s'", path);
	return 0;
}

/* A run is opened once and closed once. */
static int
count_open(
    void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	int64_t *num = cookie;

	(void)err;
	*num += strcmp(entry->event, "open") == 0;
	*num -= strcmp(entry->event, "closed") == 0;
	return 0;
}

/* Who has just begun must not be sent to end a run: that a folder is lost can only
 * be where the ledger has an open one. */
static void
say_if_lost(const char *key_path, struct psi_error *err)
{
	struct psi_store ledger = { 0 };
	int64_t num = 0;

	if (psi_store_ledger_open(&ledger, key_path, NULL) != 0)
		return;
	if (psi_ledger_audit(&ledger, count_open, &num, NULL) == 0 && num > 0)
		psi_error_hint(err,
		    "psi-blind makes it, and comes first; where the folder of "
		    "the open run is lost, 'psi-close -a AGREEMENT -i %s' ends "
		    "the run",
		    psi_shell_word(key_path));
	psi_store_dir_close(&ledger);
}

/* The folder, an old one or a new one. */
static int
open_folder(struct psi_session_tool *tool,
    const struct psi_session_where *where, bool may_create,
    struct psi_error *err)
{
	const char *path = where->session;
	int rc;

	rc = psi_store_dir_open(&tool->folder, path, false, err);
	if (rc == PSI_E_ABSENT && !may_create && where->identity != NULL)
		say_if_lost(where->identity, err);
	if (rc != PSI_E_ABSENT || !may_create)
		return rc;
	if (where->agreement == NULL || where->identity == NULL)
		return psi_usage(err, "--%s is missing",
		    where->agreement == NULL ? "agreement" : "identity");
	tool->is_new = true;
	return 0;
}

/* Everything that can fail comes before the folder is made. */
static int
make_folder(struct psi_session_tool *tool,
    const struct psi_session_where *where, struct psi_error *err)
{
	int rc;

	rc = psi_store_dir_open(&tool->folder, where->session, true, err);
	if (rc != 0) {
		tool->is_new = false;
		return rc;
	}
	return write_key_path(tool, err);
}

/* The identity: its secret half where the step signs, and in any case the
 * ledger that lies beside it. */
static int
open_identity(struct psi_session_tool *tool,
    const struct psi_session_where *where, bool signs, struct psi_error *err)
{
	const char *told = where->identity;
	int rc;

	rc = told != NULL ? told_key_path(tool, told, err)
			  : read_key_path(tool, err);
	if (rc != 0)
		return rc;
	if (access(tool->key_path, F_OK) != 0) {
		rc = psi_error_set_errno(err, PSI_E_IO, errno,
		    "cannot find the identity '%s'", tool->key_path);
		psi_error_hint(err,
		    "if it was moved, with its ledger, name it "
		    "with --identity");
		return rc;
	}
	if (signs &&
	    (rc = psi_keyfile_read(&tool->identity, tool->key_path,
		 where->passphrase_file, err)) != 0)
		return rc;
	return psi_store_ledger_open(&tool->ledger, tool->key_path, err);
}

/* A run that was killed between making the folder and writing into it where
 * the identity is: write it now, if it has been told again. */
static int
mend_key_path(struct psi_session_tool *tool,
    const struct psi_session_where *where, struct psi_error *err)
{
	struct psi_store *folder = &tool->folder;
	struct psi_source source;
	int rc;

	if (tool->is_new || where->identity == NULL)
		return 0;
	rc = folder->open(folder->cookie, IDENTITY_OBJECT, &source, err);
	if (rc == PSI_E_ABSENT)
		return write_key_path(tool, err);
	if (rc == 0)
		folder->close(folder->cookie, &source);
	return rc;
}

/* The result of a session that was revealed is shown without the identity:
 * `rc` and `err`, why there is none, are what any other session gets. */
static int
open_for_show(struct psi_session_tool *tool,
    const struct psi_session_options *options, int rc, struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct psi_error other;

	if ((rc != PSI_E_IO && rc != PSI_E_STATE) ||
	    tool->ledger.cookie != NULL)
		return rc;
	if (psi_session_open(&tool->session, &tool->folder, NULL, NULL, NULL,
		options, &other) != 0 ||
	    psi_session_status(tool->session, &status, &other) != 0 ||
	    status.state != PSI_SESSION_REVEALED)
		return rc;
	memset(err, 0, sizeof *err);
	return 0;
}

/* Will this step sign? That may depend on the session, which is looked at
 * before the identity is opened. A session that cannot be opened says so
 * later, but not for want of memory: there may be some by then, and the identity
 * would not be open. */
static int
find_signing(bool *signs, const struct psi_session_tool *tool,
    const struct psi_session_options *options, unsigned int flags,
    struct psi_error *err)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct psi_session *session = NULL;
	int rc;

	*signs = (flags & PSI_SESSION_TOOL_SIGN) != 0;
	if ((flags & PSI_SESSION_TOOL_SIGN_SECOND) == 0)
		return 0;
	if ((rc = psi_session_open(&session, &tool->folder, NULL, NULL, NULL,
		 options, NULL)) == 0)
		rc = psi_session_status(session, &status, NULL);
	*signs = rc == 0 && !status.answers_first && status.partner_learns &&
	    status.state == PSI_SESSION_BOUND;
	psi_session_free(session);
	return rc == PSI_E_NOMEM
	    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
	    : 0;
}

int
psi_session_tool_open(struct psi_session_tool *tool,
    const struct psi_session_where *where, unsigned int flags,
    struct psi_error *err)
{
	const unsigned int signing =
	    PSI_SESSION_TOOL_SIGN | PSI_SESSION_TOOL_SIGN_SECOND;
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	bool may_create = (flags & PSI_SESSION_TOOL_CREATE) != 0;
	bool signs;
	int rc;

	options.today = psi_session_tool_today();
	options.progress = psi_progress_line();
	options.jobs = where->jobs;
	psi_scratch_dir_init(
	    &tool->scratch_dir, &tool->scratch, where->session);
	options.scratch = &tool->scratch;
	options.memory =
	    where->memory != 0 ? where->memory : psi_memory_default();
	if (((flags & signing) != 0 &&
		(rc = psi_keyfile_claim(where->passphrase_file, err)) != 0) ||
	    (rc = open_folder(tool, where, may_create, err)) != 0)
		return rc;
	if (may_create && where->agreement != NULL &&
	    (rc = psi_known_read_agreement(
		 &tool->agreement, where->agreement, err)) != 0)
		return rc;
	if ((rc = find_signing(&signs, tool, &options, flags, err)) != 0)
		return rc;
	rc = open_identity(tool, where, signs, err);
	if (rc != 0 && (flags & PSI_SESSION_TOOL_SHOW) != 0)
		return open_for_show(tool, &options, rc, err);
	if (rc != 0)
		return rc;
	if (tool->is_new && (rc = make_folder(tool, where, err)) != 0)
		return rc;
	rc = psi_session_open(&tool->session, &tool->folder, &tool->ledger,
	    tool->agreement, tool->identity, &options, err);
	return rc == 0 && may_create ? mend_key_path(tool, where, err) : rc;
}

int
psi_session_tool_open_part(struct psi_session_tool *tool,
    const struct psi_session_where *where, struct psi_error *err)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	int rc;

	options.today = psi_session_tool_today();
	options.progress = psi_progress_line();
	options.jobs = where->jobs;
	rc = psi_store_dir_open_shared(&tool->folder, where->session, err);
	if (rc != 0)
		return rc;
	return psi_session_open(
	    &tool->session, &tool->folder, NULL, NULL, NULL, &options, err);
}

int
psi_session_tool_status(const struct psi_session_tool *tool,
    struct psi_session_status *out, struct psi_error *err)
{
	out->version = PSI_SESSION_STATUS_VERSION;
	return psi_session_status(tool->session, out, err);
}

void
psi_session_tool_close(struct psi_session_tool *tool, int rc)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;

	/* A run that the ledger knows must keep its folder: only so can it be
	 * gone on with, or closed. After a failure of the system nobody can
	 * say whether the ledger has been written. */
	if (tool->session != NULL &&
	    psi_session_status(tool->session, &status, NULL) != 0)
		status.run = 1;
	psi_session_free(tool->session);
	psi_scratch_dir_close(&tool->scratch_dir);
	if (psi_exit_status(rc) == PSI_EXIT_SYSTEM &&
	    status.state != PSI_SESSION_EMPTY)
		status.run = 1;
	if (tool->is_new && rc != 0 && status.run == 0)
		psi_store_dir_discard(&tool->folder);
	else
		psi_store_dir_close(&tool->folder);
	psi_store_dir_close(&tool->ledger);
	psi_agreement_free(tool->agreement);
	psi_identity_free(tool->identity);
	free(tool->key_path);
}
