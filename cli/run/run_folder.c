/* For realpath, which POSIX.1-2008 has in its XSI part only. */
#define _XOPEN_SOURCE 700

#include "run/run_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/agreement.h"
#include "psi/identity.h"

#include "kit/clock.h"
#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "kit/secretfile.h"
#include "kit/shell_word.h"
#include "table/tablefile.h"

const char *const psi_run_folders[] = { "inbox", "outbox", "held", "sent",
	"done", "refused", "runs", "results", "work", NULL };

#define ROOT_BYTES_MAX 3000

/* A path in the folder that is called `folder`. */
static const char *
put_path(struct psi_run_path *out, const char *folder, const char *format,
    va_list args)
{
	size_t len;

	(void)snprintf(out->text, sizeof out->text, "%.3000s/", folder);
	len = strlen(out->text);
	/* A shell that completes names ends them so. */
	while (len > 1 && out->text[len - 2] == '/')
		out->text[--len] = '\0';
	(void)vsnprintf(out->text + len, sizeof out->text - len, format, args);
	return out->text;
}

const char *
psi_run_path(struct psi_run_path *out, const struct psi_run *run,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)put_path(out, run->root, format, args);
	va_end(args);
	return out->text;
}

const char *
psi_run_named(struct psi_run_path *out, const struct psi_run *run,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)put_path(out, run->name, format, args);
	va_end(args);
	return out->text;
}

int
psi_run_make_folder(const char *path, struct psi_error *err)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot make '%s'", path);
}

int
psi_run_note(struct psi_run *run, uint32_t number, const char *step,
    const char *file, const char *digest, const char *outcome,
    struct psi_error *err)
{
	struct psi_run_entry entry = { NULL, 0, number, step, file, digest,
		outcome };

	return psi_run_journal_add(&run->journal, &entry, err);
}

const char *
psi_run_partner_name(const struct psi_run *run)
{
	if (run->agreement == NULL)
		return NULL;
	return psi_agreement_term(run->agreement,
	    run->role == 'a' ? "party-b-name" : "party-a-name", 0);
}

const char *
psi_run_partner(const struct psi_run *run)
{
	return run->partner[0] != '\0' ? run->partner : "the partner";
}

/* ---- who may write here ---- */

static int
check_mine(const struct psi_run *run, const char *name, bool may_be_absent,
    struct psi_error *err)
{
	struct psi_run_path path;
	struct stat st;

	(void)psi_run_path(&path, run, "%s", name);
	if (fstatat(run->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT && may_be_absent)
			return 0;
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot find '%s'", path.text);
	}
	if (st.st_uid != geteuid()) {
		(void)psi_error_set(err, PSI_E_STATE,
		    "'%s' belongs to another user", path.text);
		psi_error_hint(err,
		    "psi-run acts on what it says: only you may own it; where "
		    "a user of its own runs it, do this as that user, such as "
		    "with 'sudo -u USER psi-run'");
		return PSI_E_STATE;
	}
	if (!S_ISLNK(st.st_mode) && (st.st_mode & 022) != 0) {
		(void)psi_error_set(
		    err, PSI_E_STATE, "others may write '%s'", path.text);
		psi_error_hint(err, "chmod go-w '%s'", path.text);
		return PSI_E_STATE;
	}
	return 0;
}

static int
check_all_mine(const struct psi_run *run, struct psi_error *err)
{
	static const char *const files[] = { "settings.csv", "log.csv",
		"agreement.csv", "agreement.csv.psl",
		"agreement.csv.directory" };
	int rc = check_mine(run, ".", false, err);

	for (size_t i = 0; rc == 0 && i < sizeof files / sizeof files[0]; i++)
		rc = check_mine(run, files[i], i > 0, err);
	/* The inbox is where a transport's user may write. */
	for (size_t i = 1; rc == 0 && psi_run_folders[i] != NULL; i++)
		rc = check_mine(run, psi_run_folders[i], true, err);
	return rc;
}

/* ---- opening ---- */

/* The command that makes the folder, for whoever has named another one. */
static const char how_to_make[] =
    "'psi-run init -i KEY -a AGREEMENT --accounts LIST DIR' makes such a "
    "folder for a partner, and psi-run takes that";

static int
refuse_root(const char *name, int why, struct psi_error *err)
{
	if (why == ENOENT || why == ENOTDIR) {
		(void)psi_refuse(err, PSI_E_IO, 0, how_to_make,
		    "there is no folder '%s'", name);
		/* A session of psi-blind beside it is none. */
		psi_infile_hint_near_folder(name, "settings.csv", err);
		return PSI_E_IO;
	}
	return psi_error_set_errno(
	    err, PSI_E_IO, why, "cannot open the folder '%s'", name);
}

static int
open_root(struct psi_run *run, const char *name, struct psi_error *err)
{
	run->root = realpath(name, NULL);
	if (run->root == NULL)
		return refuse_root(name, errno, err);
	if (strlen(run->root) > ROOT_BYTES_MAX)
		return psi_error_set(
		    err, PSI_E_IO, "the name of the folder is too long");
	run->dir_fd = open(run->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run->dir_fd < 0 && errno == ENOTDIR)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name the folder of the partner; a file that the partner "
		    "sent goes into its folder 'inbox', and 'psi-inspect FILE' "
		    "says what a file is",
		    "'%s' is a file, and psi-run takes folders", name);
	if (run->dir_fd < 0)
		return refuse_root(name, errno, err);
	if (faccessat(run->dir_fd, "settings.csv", F_OK, 0) == 0)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0, how_to_make,
	    "'%s' is not a folder of psi-run: it has no settings.csv", name);
}

/* Held for the whole call by the kernel, so a killed one leaves none. */
static int
take_lock(struct psi_run *run, struct psi_error *err)
{
	run->lock_fd = openat(run->dir_fd, ".lock",
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (run->lock_fd < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot lock '%s'", run->name);
	if (flock(run->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return psi_error_set(err, PSI_RUN_BUSY,
		    "another psi-run works with '%s'", run->name);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot lock '%s'", run->name);
}

/* The role: whose public identity it is. No passphrase is needed for it. */
static int
find_role(struct psi_run *run, struct psi_error *err)
{
	struct psi_public_identity identity;
	const char *path = run->settings.identity;
	int rc;

	if ((rc = psi_secretfile_public(&identity, path, err)) != 0)
		return rc;
	run->role = psi_agreement_role(run->agreement, &identity);
	if (run->role == '\0')
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "the setting identity must be the key file of your company "
		    "that belongs to the agreement",
		    "the agreement does not name the identity '%s'", path);
	psi_short_name(run->partner, psi_run_partner_name(run));
	return 0;
}

int
psi_run_read_agreement(struct psi_run *run, struct psi_error *err)
{
	const char *path = run->settings.agreement;
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	psi_agreement_free(run->agreement);
	run->agreement = NULL;
	rc = psi_infile_open(&in, path, err);
	/* A name that is nearly the same is that of its list. */
	if (rc == PSI_E_IO && err != NULL && err->sys_errno == ENOENT)
		psi_error_hint(err,
		    "put the agreement that both have signed there again, "
		    "with its lists '.psl' and '.directory' beside it; each "
		    "folder in runs/ and your partner have a copy");
	if (rc == 0)
		rc = psi_diag_file(
		    psi_agreement_read(&run->agreement, &in.source, err), path);
	psi_infile_close(&in);
	if (rc == 0) {
		uint8_t raw[PSI_AGREEMENT_DIGEST_BYTES];

		psi_agreement_digest(run->agreement, raw);
		for (size_t i = 0; i < sizeof raw; i++)
			(void)snprintf(run->digest + 2 * i, 3, "%02x", raw[i]);
		rc = find_role(run, err);
	}
	return rc;
}

static int
read_settings(struct psi_run *run, struct psi_error *err)
{
	struct psi_run_path path;
	const char *text = psi_run_path(&path, run, "settings.csv");

	int rc = psi_diag_file(
	    psi_run_settings_read(&run->settings, text, run->root, err), text);

	psi_tablefile_options(run->settings.sheet,
	    run->settings.encoding != NULL || run->settings.delimiter != NULL);
	return rc;
}

static int
read_log(struct psi_run *run, struct psi_error *err)
{
	const char *text = psi_run_path(&run->log_path, run, "log.csv");

	return psi_diag_file(
	    psi_run_journal_open(&run->journal, text, !run->looks_only, err),
	    text);
}

/* A folder that was run by the tests' clock stays with the tests. */
static int
check_clock(const struct psi_run *run, struct psi_error *err)
{
	bool is_marked = faccessat(run->dir_fd, "test-clock", F_OK,
			     AT_SYMLINK_NOFOLLOW) == 0;

#ifdef PSI_TEST_CLOCK
	if (is_marked == psi_clock_is_set())
		return 0;
#else
	if (!is_marked)
		return 0;
#endif
	return psi_error_set(err, PSI_E_STATE,
	    is_marked ? "'%s' was made with the clock of a test"
		      : "'%s' was not made with the clock of a test",
	    run->name);
}

int
psi_run_open(struct psi_run *run, const char *name, bool looks_only,
    struct psi_error *err)
{
	unsigned int jobs = run->jobs > 0 ? run->jobs : 1;
	int rc;

	*run = (struct psi_run){ .name = name,
		.dir_fd = -1,
		.lock_fd = -1,
		.looks_only = looks_only,
		.journal = PSI_RUN_JOURNAL_INIT,
		.today = psi_clock_today(),
		.jobs = jobs };
	if ((rc = open_root(run, name, err)) != 0 ||
	    (rc = check_clock(run, err)) != 0 ||
	    (rc = check_all_mine(run, err)) != 0 ||
	    (!looks_only && (rc = take_lock(run, err)) != 0) ||
	    (rc = read_settings(run, err)) != 0 ||
	    (rc = read_log(run, err)) != 0)
		return rc;
	return psi_run_read_agreement(run, err);
}

void
psi_run_close(struct psi_run *run)
{
	psi_tablefile_options(NULL, false);
	psi_agreement_free(run->agreement);
	psi_run_journal_close(&run->journal);
	psi_run_settings_clear(&run->settings);
	if (run->lock_fd >= 0)
		(void)close(run->lock_fd);
	if (run->dir_fd >= 0)
		(void)close(run->dir_fd);
	free(run->root);
	run->agreement = NULL;
	run->root = NULL;
	run->lock_fd = run->dir_fd = -1;
}

/* ---- the machine ---- */

/* Beside the identity, since two folders may use one. */
static void
host_path(struct psi_run_path *out, const struct psi_run *run)
{
	(void)snprintf(
	    out->text, sizeof out->text, "%s.host", run->settings.identity);
}

static int
other_host(const char *words, const struct psi_run *run, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_STATE, "%s", words);
	psi_error_hint(err,
	    "two machines with one identity would use one secret for two "
	    "files: where it was moved here for good, with its ledger, say so "
	    "with 'psi-run adopt %s'",
	    psi_shell_word(run->name));
	return PSI_E_STATE;
}

/* Does the file beside the identity say that it is of this host? *is_known is false
 * where there is none. */
static int
look_beside(const struct psi_run *run, const char host[PSI_RUN_HEX_CHARS],
    bool *is_same, bool *is_known, struct psi_error *err)
{
	struct psi_run_table table = PSI_RUN_TABLE_INIT;
	struct psi_run_path path;
	int rc;

	host_path(&path, run);
	rc = psi_run_table_read(&table, path.text, 4096, err);
	*is_known = rc != PSI_E_IO || err->sys_errno != ENOENT;
	*is_same = rc == 0 && table.num_rows > 0 &&
	    strcmp(table.rows[0].cell[0], host) == 0;
	psi_run_table_clear(&table);
	/* What is no table is not of this host. */
	return rc == PSI_E_NOMEM || (rc == PSI_E_IO && *is_known) ? rc : 0;
}

static const char used_elsewhere[] =
    "the identity was last used on another machine";

int
psi_run_check_host(const struct psi_run *run, struct psi_error *err)
{
	char host[PSI_RUN_HEX_CHARS];
	const struct psi_run_entry *entry =
	    psi_run_journal_find(&run->journal, 0, "host", NULL, NULL);
	bool is_known;
	bool is_same;
	int rc = psi_run_hex_host(host, err);

	if (rc != 0)
		return rc;
	if (entry == NULL || strcmp(entry->digest, host) != 0)
		return other_host(
		    "the folder was last used on another machine", run, err);
	rc = look_beside(run, host, &is_same, &is_known, err);
	return rc != 0 || is_same ? rc : other_host(used_elsewhere, run, err);
}

int
psi_run_check_other_host(const struct psi_run *run, struct psi_error *err)
{
	struct psi_run_path path;
	char host[PSI_RUN_HEX_CHARS];
	bool is_known;
	bool is_same;
	int rc = psi_run_hex_host(host, err);

	if (rc != 0 ||
	    (rc = look_beside(run, host, &is_same, &is_known, err)) != 0 ||
	    is_same || !is_known)
		return rc;
	(void)psi_error_set(err, PSI_E_STATE, "%s", used_elsewhere);
	host_path(&path, run);
	psi_error_hint(err,
	    "two machines with one identity would use one secret for two "
	    "files: where it was moved here for good, with its ledger, remove "
	    "%s",
	    psi_shell_word(path.text));
	return PSI_E_STATE;
}

int
psi_run_adopt_host(struct psi_run *run, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_path path;
	char host[PSI_RUN_HEX_CHARS];
	int rc;

	host_path(&path, run);
	if ((rc = psi_run_hex_host(host, err)) == 0 &&
	    (rc = psi_outfile_open(&out, path.text,
		 PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err)) == 0 &&
	    (rc = psi_outfile_text(&out, err, "%s\n", host)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc != 0
	    ? rc
	    : psi_run_note(run, 0, "host", NULL, host, "adopted", err);
}
