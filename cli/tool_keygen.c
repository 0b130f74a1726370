/* psi-keygen: make an identity, print its public half, change its
 * passphrase. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "psi/identity.h"
#include "psi/ledger.h"

#include "kit/keyfile.h"
#include "kit/outfile.h"
#include "kit/secretfile.h"
#include "kit/store_dir.h"
#include "kit/shell_word.h"
#include "kit/tool.h"

/* Of a new passphrase, in bytes: NIST SP 800-63B, section 5.1.1.2. */
#define PASSPHRASE_MIN 8
#define SECONDS_A_DAY 86400

/* What is written to a key file, and under which passphrase. */
struct job {
	const struct psi_identity *identity;
	/* Of length 0 for none. */
	struct psi_passphrase passphrase;
};

static int
write_identity(void *cookie, const struct psi_sink *sink, struct psi_error *err)
{
	const struct job *job = cookie;

	return psi_identity_write(job->identity, sink, job->passphrase.data,
	    job->passphrase.len, err);
}

/* The public identity on standard output, and its fingerprint beside it. */
static int
print_public(const struct psi_public_identity *identity, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	char text[PSI_IDENTITY_TEXT_CHARS + 1];
	char fingerprint[PSI_IDENTITY_FINGERPRINT_CHARS + 1];
	int rc;

	if ((rc = psi_outfile_open(&out, NULL, 0, err)) != 0)
		return rc;
	psi_public_identity_format(text, identity);
	rc = psi_outfile_text(&out, err, "%s\n", text);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	if (rc != 0)
		return rc;
	psi_public_identity_fingerprint(fingerprint, identity);
	psi_note("fingerprint %s", fingerprint);
	return 0;
}

/* A file that is copied is tried at home, as often as one likes. */
static int
check_length(struct psi_passphrase *passphrase, int rc, struct psi_error *err)
{
	if (rc != 0 || passphrase->len >= PASSPHRASE_MIN)
		return rc;
	psi_passphrase_clear(passphrase);
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "take several words that belong to nobody's life",
	    "a new passphrase has at least %d bytes", PASSPHRASE_MIN);
}

/* The passphrase for a new file: from the terminal or a file, or none. */
static int
new_passphrase(const struct psi_cli *cli, struct psi_passphrase *out,
    struct psi_error *err)
{
	const char *from = psi_cli_text(cli, "passphrase-file");

	if (from != NULL)
		return check_length(
		    out, psi_passphrase_read(out, from, err), err);
	if (psi_cli_given(cli, "passphrase"))
		return check_length(out,
		    psi_passphrase_ask(out, "new passphrase", 1, err), err);
	return 0;
}

/* A ledger beside the key; `recover` where the one that was there is lost. */
static int
make_ledger(const struct psi_public_identity *identity, const char *path,
    bool recover, struct psi_error *err)
{
	struct psi_store ledger;
	int rc;

	if ((rc = psi_store_ledger_open(&ledger, path, err)) != 0)
		return rc;
	rc = recover ? psi_ledger_recover(&ledger, identity,
			   (int32_t)(time(NULL) / SECONDS_A_DAY), err)
		     : psi_ledger_create(&ledger, identity, err);
	psi_store_dir_close(&ledger);
	return psi_store_ledger_blame(rc, path);
}

/* After a failure nothing stays: an identity whose public half nobody saw
 * would only be in the way of the next attempt. */
static void
take_back(const char *path)
{
	struct psi_store ledger;

	(void)unlink(path);
	if (psi_store_ledger_open(&ledger, path, NULL) == 0)
		psi_store_dir_discard(&ledger);
}

/* Both or none; only a kill between the two leaves a key without a ledger,
 * which is refused everywhere, and for which --new-ledger makes one. */
static int
write_pair(const char *path, struct job *job, struct psi_error *err)
{
	int rc;

	rc = psi_secretfile_create(path, write_identity, job, err);
	if (rc != 0)
		return rc;
	rc = make_ledger(psi_identity_public(job->identity), path, false, err);
	/* A ledger of an identity that is gone is not ours to remove. */
	if (rc == PSI_E_EXISTS)
		(void)unlink(path);
	else if (rc != 0)
		take_back(path);
	return rc;
}

static int
generate(const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "output");
	struct psi_identity *identity = NULL;
	struct job job = { NULL, PSI_PASSPHRASE_INIT };
	int rc;

	if (path == NULL)
		return psi_usage(err, "--output is missing");
	if (strcmp(path, "-") == 0)
		return psi_usage(
		    err, "a secret goes to a file, not to standard output");
	if ((rc = new_passphrase(cli, &job.passphrase, err)) != 0)
		goto out;
	if ((rc = psi_identity_generate(&identity, err)) != 0)
		goto out;
	job.identity = identity;
	if ((rc = write_pair(path, &job, err)) != 0)
		goto out;
	rc = print_public(psi_identity_public(identity), err);
	if (rc != 0) {
		take_back(path);
		goto out;
	}
	psi_note("wrote the secret identity '%s'%s, and its ledger beside it: "
		 "keep both together, give them to nobody",
	    path, job.passphrase.len > 0 ? " under its passphrase" : "");
	psi_next("send the line that begins with psi1 to your partner, and "
		 "compare the fingerprints by telephone");
	psi_next("when you have your partner's, run 'psi-agree propose -i %s "
		 "-n YOU -p PARTNER.pub --partner-name THEM --share sales -o "
		 "proposal.csv', or wait for their proposal",
	    psi_shell_word(path));
out:
	psi_identity_free(identity);
	psi_passphrase_clear(&job.passphrase);
	return rc;
}

/* No step takes a link for a ledger, and what it leads to may be good. */
static int
check_place(const char *path, struct psi_error *err)
{
	char ledger[4096];
	struct stat st;
	int len = snprintf(ledger, sizeof ledger, "%s.ledger", path);

	if (len < 0 || (size_t)len >= sizeof ledger ||
	    lstat(ledger, &st) != 0 || S_ISREG(st.st_mode))
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "put the ledger itself in its place, or take away what is there",
	    "'%s' is not a file of its own", ledger);
}

/* What is lost with a ledger cannot be brought back, only said. */
static int
new_ledger(const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "new-ledger");
	struct psi_public_identity identity;
	int rc;

	if ((rc = psi_secretfile_public(&identity, path, err)) != 0 ||
	    (rc = check_place(path, err)) != 0 ||
	    (rc = make_ledger(&identity, path, true, err)) != 0)
		return rc;
	psi_warn("the new ledger of '%s' does not know what the old one did: "
		 "which agreements were revoked or replaced, how many runs "
		 "were begun, which files came",
	    path);
	psi_next("revoke again what was revoked, with 'psi-agree revoke'");
	psi_next("close open sessions with psi-close, and begin the next run "
		 "under a new agreement, or with a number above all before");
	return 0;
}

static int
show_public(const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "public");
	struct psi_public_identity identity;
	int rc;

	if ((rc = psi_secretfile_public(&identity, path, err)) != 0)
		return rc;
	psi_note("the identity in '%s'", path);
	return print_public(&identity, err);
}

/* The new passphrase, or none with --no-passphrase. */
static int
changed_passphrase(const struct psi_cli *cli, struct psi_passphrase *out,
    struct psi_error *err)
{
	const char *from = psi_cli_text(cli, "new-passphrase-file");

	if (psi_cli_given(cli, "no-passphrase"))
		return 0;
	if (from != NULL)
		return check_length(
		    out, psi_passphrase_read(out, from, err), err);
	return check_length(
	    out, psi_passphrase_ask(out, "new passphrase", 1, err), err);
}

static int
change(const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "change-passphrase");
	struct psi_identity *identity = NULL;
	struct job job = { NULL, PSI_PASSPHRASE_INIT };
	int rc;

	if ((rc = psi_keyfile_read(&identity, path,
		 psi_cli_text(cli, "passphrase-file"), err)) != 0)
		return rc;
	job.identity = identity;
	if ((rc = changed_passphrase(cli, &job.passphrase, err)) == 0)
		rc = psi_secretfile_replace(path, write_identity, &job, err);
	if (rc == 0)
		psi_note("'%s' now has %s", path,
		    job.passphrase.len > 0 ? "the new passphrase"
					   : "no passphrase");
	psi_identity_free(identity);
	psi_passphrase_clear(&job.passphrase);
	return rc;
}

/* An option that says something only beside another one. */
static int
only_with(const struct psi_cli *cli, const char *name, const char *with,
    struct psi_error *err)
{
	if (!psi_cli_given(cli, name) || psi_cli_given(cli, with))
		return 0;
	return psi_usage(err, "--%s goes with --%s only", name, with);
}

static int
check(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const exclusive[][2] = {
		{ "output", "public" },
		{ "output", "change-passphrase" },
		{ "public", "change-passphrase" },
		{ "new-ledger", "output" },
		{ "new-ledger", "public" },
		{ "new-ledger", "change-passphrase" },
		{ "new-ledger", "passphrase-file" },
		{ "public", "passphrase-file" },
		{ "passphrase", "passphrase-file" },
		{ "no-passphrase", "new-passphrase-file" },
	};
	int rc = 0;

	for (size_t i = 0;
	     i < sizeof exclusive / sizeof exclusive[0] && rc == 0; i++)
		rc =
		    psi_cli_exclude(cli, exclusive[i][0], exclusive[i][1], err);
	if (rc == 0)
		rc = only_with(cli, "passphrase", "output", err);
	if (rc == 0)
		rc = only_with(cli, "no-passphrase", "change-passphrase", err);
	if (rc == 0)
		rc = only_with(
		    cli, "new-passphrase-file", "change-passphrase", err);
	return rc;
}

static int
run(struct psi_cli *cli, struct psi_error *err)
{
	int rc;

	if ((rc = check(cli, err)) != 0)
		return rc;
	if (psi_cli_given(cli, "public"))
		return show_public(cli, err);
	if (psi_cli_given(cli, "change-passphrase"))
		return change(cli, err);
	if (psi_cli_given(cli, "new-ledger"))
		return new_ledger(cli, err);
	return generate(cli, err);
}

static const struct psi_opt options[] = {
	{ "output", 'o', false, "FILE",
	    "Make an identity and write its secret half to FILE, which must "
	    "not exist. Its public half is printed.",
	    NULL, NULL },
	{ "passphrase", 'p', false, NULL,
	    "Protect the new file with a passphrase, asked for twice at the "
	    "terminal.",
	    NULL, NULL },
	{ "passphrase-file", 0, false, "FILE",
	    "Read the passphrase from the first line of FILE instead: of the "
	    "new file, or the present one with --change-passphrase.",
	    NULL, NULL },
	{ "public", 0, false, "FILE",
	    "Print the public half of the identity in FILE again.", NULL,
	    NULL },
	{ "change-passphrase", 0, false, "FILE",
	    "Write the identity in FILE again under a new passphrase, asked "
	    "for at the terminal.",
	    NULL, NULL },
	{ "new-passphrase-file", 0, false, "FILE",
	    "With --change-passphrase: read the new one from the first line "
	    "of FILE.",
	    NULL, NULL },
	{ "no-passphrase", 0, false, NULL,
	    "With --change-passphrase: leave the file without a passphrase.",
	    NULL, NULL },
	{ "new-ledger", 0, false, "FILE",
	    "Make a new ledger for the identity in FILE, whose own is lost or "
	    "damaged. It says what is lost with it.",
	    NULL, NULL },
	PSI_OPT_END
};

static const struct psi_tool tool = {
	.name = "psi-keygen",
	.summary = "make the identity that signs a company's files",
	.usage = "-o FILE [--passphrase | --passphrase-file FILE]\n"
		 "--public FILE\n"
		 "--change-passphrase FILE\n"
		 "--new-ledger FILE",
	.examples = "psi-keygen -o acme.key\n"
		    "psi-keygen -o acme.key --passphrase\n"
		    "psi-keygen --public acme.key > acme.pub\n"
		    "psi-keygen --change-passphrase acme.key\n",
	.options = options,
	.operands = "The secret file is made with mode 0600 and never "
		    "replaced. Its ledger, FILE.ledger, is the memory of its "
		    "runs and belongs to it. The line that begins with psi1 is "
		    "public: the "
		    "partner needs it for the agreement.",
	.run = run,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
