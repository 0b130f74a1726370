#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/clock.h"
#include "kit/diag.h"
#include "kit/exitcode.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "kit/shell_word.h"
#include "run/commands.h"
#include "run/csv_text.h"
#include "run/own_accounts.h"
#include "run/retention.h"
#include "run/run_folder.h"
#include "run/stand.h"

#define LINE_BYTES 8192

/* The folder while it is made, under a name of its own beside the other. */
struct making {
	const struct psi_run_init *init;
	struct psi_run_path temp;
	bool has_accounts;
};

/* ---- files ---- */

static int
copy_file(const char *from, const char *to, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	uint8_t chunk[PSI_RUN_CHUNK];
	size_t len = 1;
	int rc;

	if ((rc = psi_infile_open(&in, from, err)) == 0)
		rc = psi_outfile_open(&out, to, PSI_OUTFILE_PRIVATE, err);
	while (rc == 0 && len > 0)
		if ((rc = in.source.read(in.source.cookie, chunk, sizeof chunk,
			 &len, err)) == 0 &&
		    len > 0)
			rc = out.sink.write(out.sink.cookie, chunk, len, err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	psi_infile_close(&in);
	return rc;
}

/* The agreement, with its suffix list and directory if they are there. */
static int
copy_agreement(const struct making *making, struct psi_error *err)
{
	static const char *const ends[] = { "", ".psl", ".directory" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 3; i++) {
		char from[PSI_RUN_PATH_BYTES];
		char to[PSI_RUN_PATH_BYTES + 32];

		(void)snprintf(from, sizeof from, "%s%s",
		    making->init->agreement, ends[i]);
		(void)snprintf(to, sizeof to, "%s/agreement.csv%s",
		    making->temp.text, ends[i]);
		if (i == 0 || access(from, F_OK) == 0)
			rc = copy_file(from, to, err);
	}
	return rc;
}

/* ---- settings ---- */

static int
write_setting(struct psi_outfile *out, const char *name, const char *value,
    struct psi_error *err)
{
	char line[LINE_BYTES] = "";
	int rc = psi_run_settings_check(name, value, err);

	if (rc == PSI_E_NOMEM)
		return rc;
	if (rc != 0) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	psi_run_cell(line, sizeof line - 2, name);
	psi_run_cell(line, sizeof line - 2, value);
	return psi_outfile_text(out, err, "%s\n", line);
}

/* The path that is the same from everywhere. A link in it stays one: it may lead
 * to the export of another day tomorrow. */
static int
make_whole(struct psi_run_path *out, const char *given, struct psi_error *err)
{
	char here[PSI_RUN_PATH_BYTES] = "";
	int len;

	if (given[0] != '/' && getcwd(here, sizeof here) == NULL)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot find this folder");
	len = snprintf(out->text, sizeof out->text, "%s%s%s", here,
	    here[0] == '\0' ? "" : "/", given);
	if (len < 0 || (size_t)len >= sizeof out->text)
		return psi_usage(err, "the name of a file is too long");
	return 0;
}

static int
write_path(struct psi_outfile *out, const char *name, const char *given,
    struct psi_error *err)
{
	struct psi_run_path whole;
	int rc;

	if (given == NULL)
		return 0;
	if (access(given, F_OK) != 0) {
		(void)psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot find '%s'", given);
		if (err != NULL && err->sys_errno == ENOENT)
			psi_infile_hint_near(given, err);
		return PSI_E_IO;
	}
	rc = make_whole(&whole, given, err);
	return rc != 0 ? rc : write_setting(out, name, whole.text, err);
}

static int
write_accounts(struct psi_outfile *out, const struct psi_run_init *init,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < init->accounts.num; i++)
		rc = write_path(out, "accounts", init->accounts.path[i], err);
	return rc;
}

static int
write_given(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	const char *is = strchr(text, '=');
	char name[64];

	if (is == NULL || (size_t)(is - text) >= sizeof name)
		return psi_usage(err, "--set takes NAME=VALUE");
	memcpy(name, text, (size_t)(is - text));
	name[is - text] = '\0';
	return write_setting(out, name, is + 1, err);
}

static int
write_settings(const struct making *making, struct psi_error *err)
{
	const struct psi_run_init *init = making->init;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	char path[PSI_RUN_PATH_BYTES + 32];
	int rc;

	(void)snprintf(path, sizeof path, "%s/settings.csv", making->temp.text);
	if ((rc = psi_outfile_open(&out, path, PSI_OUTFILE_PRIVATE, err)) ==
		0 &&
	    (rc = psi_outfile_text(&out, err, "setting,value\n")) == 0 &&
	    (rc = write_path(&out, "identity", init->identity, err)) == 0 &&
	    (rc = write_accounts(&out, init, err)) == 0)
		rc = write_path(
		    &out, "passphrase-file", init->passphrase_file, err);
	for (size_t i = 0; rc == 0 && i < init->num_settings; i++)
		rc = write_given(&out, init->settings[i], err);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

/* By --accounts, or --set accounts=... or accounts-command=... */
static int
check_accounts(const struct psi_run_init *init, struct psi_error *err)
{
	static const char accounts[] = "accounts";

	if (init->accounts.num > 0)
		return 0;
	for (size_t i = 0; i < init->num_settings; i++)
		if (strncmp(init->settings[i], accounts, sizeof accounts - 1) ==
		    0)
			return 0;
	return psi_refuse(err, PSI_CLI_USAGE, 0,
	    "name your list, or say --set accounts-command=PROGRAM where a "
	    "program writes it",
	    "--accounts is missing");
}

/* ---- the folder ---- */

static int
make_folders(const struct making *making, struct psi_error *err)
{
	char path[PSI_RUN_PATH_BYTES + 32];
	int rc = psi_run_make_folder(making->temp.text, err);

	for (size_t i = 0; rc == 0 && psi_run_folders[i] != NULL; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", making->temp.text,
		    psi_run_folders[i]);
		rc = psi_run_make_folder(path, err);
	}
#ifdef PSI_TEST_CLOCK
	if (rc == 0 && psi_clock_is_set()) {
		(void)snprintf(
		    path, sizeof path, "%s/test-clock", making->temp.text);
		rc = psi_run_make_folder(path, err);
	}
#endif
	return rc;
}

/* A path that was given by --set as if it were from here on. */
static int
check_files(const struct psi_run *run, struct psi_error *err)
{
	struct psi_run_path whole;
	const char *name;
	const char *word;

	if (!psi_run_settings_missing(&run->settings, &name, &word))
		return 0;
	(void)psi_error_set_errno(err, PSI_E_IO, errno,
	    "the setting '%s' names '%s', which cannot be read", name, word);
	if (access(word, R_OK) == 0 && make_whole(&whole, word, NULL) == 0)
		psi_error_hint(err,
		    "paths of settings are from the partner's folder on: say "
		    "--set %s=%s",
		    name, psi_shell_word(whole.text));
	return PSI_E_IO;
}

/* Whose files are named is the person's, and not the folder's that is made. */
static void
blame_given(const struct making *making, struct psi_error *err)
{
	static const char temp[] = ".psi.tmp/";
	const char *blamed = strstr(psi_diag_blamed(), temp);

	if (blamed == NULL || err == NULL)
		return;
	blamed += sizeof temp - 1;
	if (strcmp(blamed, "settings.csv") == 0) {
		psi_diag_forget();
		err->line = 0;
	} else if (strcmp(blamed, "agreement.csv") == 0) {
		psi_diag_forget();
		(void)psi_diag_file(err->code, making->init->agreement);
	}
}

/* The list is looked at as psi-normalize does, and its hints name the options of
 * that. */
static int
hint_settings(int rc, struct psi_error *err)
{
	const char *name =
	    rc == 0 || err == NULL ? NULL : psi_run_setting_named(err->hint);
	char hint[sizeof err->hint];

	if (name == NULL)
		return rc;
	(void)snprintf(hint, sizeof hint, "%s", err->hint);
	psi_error_hint(err, "%s; 'psi-run init' takes --%s X as --set %s=X",
	    hint, name, name);
	return rc;
}

/* With `every` as it is, will the agreement's runs be used up before its period
 * ends? */
static void
warn_every(const struct psi_run *run)
{
	const uint64_t runs = psi_run_term_number(run, "runs");
	const uint64_t days = psi_run_term_number(run, "period-days");
	const uint64_t every = run->settings.every;

	if (every == 0 || runs == 0 || runs * every >= days)
		return;
	psi_warn("the agreement allows %" PRIu64 " run%s in %" PRIu64
		 " days, and every is %" PRIu64 ": when %s used up, no "
		 "other begins until %" PRIu64 " days after the first; the "
		 "line every,%" PRIu64 " in settings.csv spreads them",
	    runs, runs == 1 ? "" : "s", days, every,
	    runs == 1 ? "it is" : "they are", days, (days + runs - 1) / runs);
}

/* Open it as every call does: what would be refused then is refused now. */
static int
try_folder(const struct making *making, struct psi_error *err)
{
	struct psi_run *run = calloc(1, sizeof *run);
	int rc;

	if (run == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = psi_run_open(run, making->temp.text, false, err)) == 0 &&
	    (rc = psi_diag_file(
		 psi_agreement_check(run->agreement, run->today, err),
		 making->init->agreement)) == 0 &&
	    (rc = check_files(run, err)) == 0 &&
	    (rc = psi_run_terms_look(run, making->init->agreement, err)) == 0 &&
	    (rc = hint_settings(psi_run_accounts_look(run, err), err)) == 0 &&
	    (rc = psi_run_check_other_host(run, err)) == 0 &&
	    (rc = psi_run_adopt_host(run, err)) == 0)
		/* Whoever names an agreement has read it. */
		rc = psi_run_note(
		    run, 0, "approve", "agreement", run->digest, "init", err);
	if (rc == 0)
		warn_every(run);
	psi_run_close(run);
	free(run);
	return rc;
}

static int
check_dir(const struct making *making, struct psi_error *err)
{
	const char *dir = making->init->dir;

	if (strlen(dir) > PSI_RUN_PATH_BYTES / 2)
		return psi_usage(err, "the name of the folder is too long");
	if (access(dir, F_OK) != 0)
		return 0;
	(void)psi_error_set(err, PSI_E_EXISTS, "'%s' exists already", dir);
	psi_error_hint(err,
	    "a partner's folder is made once; change its "
	    "settings.csv by hand");
	return PSI_E_EXISTS;
}

static int
check_parent(const struct making *making, struct psi_error *err)
{
	const char *slash = strrchr(making->temp.text, '/');
	struct psi_run_path parent;

	if (slash == NULL || slash == making->temp.text)
		return 0;
	(void)snprintf(parent.text, sizeof parent.text, "%.*s",
	    (int)(slash - making->temp.text), making->temp.text);
	if (access(parent.text, F_OK) == 0)
		return 0;
	(void)psi_error_set(
	    err, PSI_E_IO, "there is no folder '%s'", parent.text);
	psi_error_hint(err, "mkdir -p %s", psi_shell_word(parent.text));
	return PSI_E_IO;
}

int
psi_run_init(const struct psi_run_init *init, struct psi_error *err)
{
	struct making making = { .init = init };
	struct psi_error none;
	size_t len = strlen(init->dir);
	int rc = check_dir(&making, err);

	if (rc != 0)
		return rc;
	while (len > 1 && init->dir[len - 1] == '/')
		len--;
	(void)snprintf(making.temp.text, sizeof making.temp.text,
	    "%.*s.psi.tmp", (int)len, init->dir);
	if ((rc = check_parent(&making, err)) != 0)
		return rc;
	/* What a killed one left. */
	if ((rc = psi_run_remove_tree(making.temp.text, err)) != 0)
		return rc;
	if ((rc = make_folders(&making, err)) == 0 &&
	    (rc = copy_agreement(&making, err)) == 0 &&
	    (rc = write_settings(&making, err)) == 0 &&
	    (rc = check_accounts(init, err)) == 0 &&
	    (rc = try_folder(&making, err)) == 0 &&
	    rename(making.temp.text, init->dir) != 0)
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot make '%s'", init->dir);
	if (rc != 0)
		blame_given(&making, err);
	if (rc != 0 && psi_run_remove_tree(making.temp.text, &none) != 0)
		psi_warn("'%s' was left behind", making.temp.text);
	if (rc == 0)
		psi_next("psi-run %s; it asks before the first run begins",
		    psi_shell_word(init->dir));
	return rc;
}
