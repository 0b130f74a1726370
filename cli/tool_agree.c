/* psi-agree: what two companies have agreed on, made, signed and checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree/agree.h"
#include "table/known.h"
#include "kit/infile.h"
#include "kit/keyfile.h"
#include "kit/outfile.h"
#include "kit/secretfile.h"
#include "kit/store_dir.h"
#include "kit/tool.h"

static int
run_template(struct psi_cli *cli, struct psi_error *err)
{
	const char *mode = NULL;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_agree_mode(&mode, cli, err)) != 0)
		return rc;
	if (mode == NULL)
		mode = "accounts";
	if ((rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) ==
		0 &&
	    (rc = psi_agreement_template(
		 &out.sink, mode, psi_agree_today(), err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	if (rc == 0)
		psi_next("fill in what says FILL IN, change what you like, "
			 "and give it to 'psi-agree propose'");
	return rc;
}

/* The words of an agreement that a signer should have seen. */
static void
summarise(const struct psi_agreement *agreement)
{
	char name[2][PSI_SHORT_NAME_BYTES];

	psi_short_name(
	    name[0], psi_agreement_term(agreement, "party-a-name", 0));
	psi_short_name(
	    name[1], psi_agreement_term(agreement, "party-b-name", 0));
	psi_note("a is %s; b is %s", name[0], name[1]);
	psi_note("from %s to %s; mode %s; learns: %s; at most %s runs in %s "
		 "days",
	    psi_agreement_term(agreement, "created", 0),
	    psi_agreement_term(agreement, "expires", 0),
	    psi_agreement_term(agreement, "mode", 0),
	    psi_agreement_term(agreement, "learns", 0),
	    psi_agreement_term(agreement, "runs", 0),
	    psi_agreement_term(agreement, "period-days", 0));
	if (psi_agree_shares_only_matches(agreement))
		psi_note("of common accounts nothing is shared except that "
			 "they match");
	psi_note("digest %s", psi_agreement_term(agreement, "sha256", 0));
}

/* The signed agreement, and with -o its list beside it. */
static int
write_signed(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, const struct psi_cli *cli,
    struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "output");
	unsigned int flags =
	    psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_outfile copy = PSI_OUTFILE_INIT;
	struct psi_outfile *outs[2] = { NULL, &out };
	char *copy_path = NULL;
	bool needed = false;
	int rc;

	if (path != NULL && strcmp(path, "-") == 0)
		path = NULL;
	if ((rc = psi_outfile_open(&out, path, flags, err)) != 0 ||
	    (rc = psi_agreement_write(agreement, &out.sink, err)) != 0)
		goto out;
	if (path != NULL && list != NULL) {
		if ((rc = psi_agree_list_write(list, &copy, &needed, &copy_path,
			 path, flags, err)) != 0)
			goto out;
		if (needed)
			outs[0] = &copy;
	}
	rc = psi_outfile_commit_all(outs, 2, err);
out:
	psi_outfile_close(&out);
	psi_outfile_close(&copy);
	free(copy_path);
	return rc;
}

/* The list beside an agreement, or the one that --suffix-list names. */
static int
load_list(struct psi_agree_list *list, bool *found,
    const struct psi_agreement *agreement, const struct psi_cli *cli,
    struct psi_error *err)
{
	const char *wanted =
	    psi_agreement_term(agreement, "public-suffix-list", 0);
	const char *path = psi_cli_text(cli, "suffix-list");
	int rc;

	if (path == NULL)
		return psi_agree_list_beside(
		    list, found, psi_cli_operand(cli, 0), wanted, err);
	rc = psi_agree_list_wanted(list, path, wanted, err);
	*found = rc == 0;
	return rc;
}

/* All that stands in the way of a signature but the passphrase. */
static int
check_before(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, const struct psi_cli *cli,
    struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	char role;
	int rc;

	if ((rc = psi_diag_file(
		 psi_agreement_check_expiry(agreement, psi_agree_today(), err),
		 path)) != 0)
		return rc;
	rc = psi_agree_check_own(
	    agreement, psi_cli_text(cli, "identity"), &role, err);
	if (rc == 0)
		rc = psi_agree_check_use(agreement, list, path, err);
	if (rc == PSI_E_AGREEMENT)
		rc = psi_diag_file(rc, path);
	if (rc != 0)
		return rc;
	return psi_agree_check_list(
	    list, psi_cli_given(cli, "accept-list"), err);
}

static void
say_signed(const struct psi_agreement *agreement, char role, bool again)
{
	char other = role == 'a' ? 'b' : 'a';

	if (again && !psi_agreement_is_signed(agreement, other))
		psi_warn("party %c had signed this before, and party %c has "
			 "not: it is not in force",
		    role, other);
	else if (again)
		psi_note("party %c has signed this before", role);
	else
		psi_note("signed as party %c", role);
	if (psi_agreement_is_signed(agreement, 'a') &&
	    psi_agreement_is_signed(agreement, 'b'))
		psi_next("both have signed: send the agreement and its list "
			 "to your partner, then run psi-normalize");
	else
		psi_next("send the agreement and its list to party %c, who "
			 "signs it as well; then use the file that comes back",
		    other);
}

static int
run_sign(struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	struct psi_agreement *agreement = NULL;
	struct psi_identity *identity = NULL;
	struct psi_agree_list list = PSI_AGREE_LIST_INIT;
	bool found = false;
	bool again;
	char role;
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = psi_keyfile_claim(
		 psi_cli_text(cli, "passphrase-file"), err)) != 0 ||
	    (rc = psi_known_read_agreement(&agreement, path, err)) != 0 ||
	    (rc = load_list(&list, &found, agreement, cli, err)) != 0 ||
	    (rc = check_before(agreement, found ? &list : NULL, cli, err)) !=
		0 ||
	    (rc = psi_keyfile_read(&identity, psi_cli_text(cli, "identity"),
		 psi_cli_text(cli, "passphrase-file"), err)) != 0)
		goto out;
	role = psi_agreement_role(agreement, psi_identity_public(identity));
	again = psi_agreement_is_signed(agreement, role);
	if ((rc = psi_diag_file(
		 psi_agreement_sign(agreement, identity, err), path)) != 0)
		goto out;
	summarise(agreement);
	if ((rc = write_signed(agreement, &list, cli, err)) != 0)
		goto out;
	if (psi_cli_text(cli, "output") == NULL)
		psi_note(
		    "with -o the list '%s' is copied beside it", list.path);
	say_signed(agreement, role, again);
out:
	psi_agree_list_clear(&list);
	psi_identity_free(identity);
	psi_agreement_free(agreement);
	return rc;
}

static int
run_check(struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	const char *key = psi_cli_text(cli, "identity");
	struct psi_agreement *agreement = NULL;
	struct psi_agree_list list = PSI_AGREE_LIST_INIT;
	bool found = false;
	char role = '\0';
	int rc;

	if ((rc = psi_known_read_agreement(&agreement, path, err)) != 0)
		goto out;
	if (key != NULL &&
	    (rc = psi_agree_check_own(agreement, key, &role, err)) != 0) {
		if (rc == PSI_E_AGREEMENT)
			rc = psi_diag_file(rc, path);
		goto out;
	}
	if ((rc = psi_diag_file(
		 psi_agreement_check(agreement, psi_agree_today(), err),
		 path)) != 0 ||
	    (rc = load_list(&list, &found, agreement, cli, err)) != 0 ||
	    (rc = psi_diag_file(psi_agree_check_use(
				    agreement, found ? &list : NULL, path, err),
		 path)) != 0)
		goto out;
	summarise(agreement);
	/* It was signed, so what is odd about its list is told only. */
	if ((rc = psi_agree_check_list(&list, true, err)) != 0)
		goto out;
	if (role != '\0')
		psi_note("in force; the identity is party %c", role);
	else
		psi_note("in force");
out:
	psi_agree_list_clear(&list);
	psi_agreement_free(agreement);
	return rc;
}

static int
run_show(struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	struct psi_agreement *agreement = NULL;
	struct psi_agree_list list = PSI_AGREE_LIST_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	bool found = false;
	int rc;

	if ((rc = psi_known_read_agreement(&agreement, path, err)) == 0 &&
	    (rc = psi_agree_list_beside(&list, &found, path,
		 psi_agreement_term(agreement, "public-suffix-list", 0),
		 err)) == 0 &&
	    (rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) ==
		0 &&
	    (rc = psi_agree_describe(
		 &out, agreement, found ? &list : NULL, path, err)) == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	psi_agree_list_clear(&list);
	psi_agreement_free(agreement);
	return rc;
}

static int
run_revoke(struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_operand(cli, 0);
	const char *key = psi_cli_text(cli, "identity");
	struct psi_agreement *agreement = NULL;
	struct psi_public_identity identity;
	struct psi_store ledger;
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = psi_known_read_agreement(&agreement, path, err)) != 0 ||
	    (rc = psi_secretfile_public(&identity, key, err)) != 0)
		goto out;
	if (psi_agreement_role(agreement, &identity) == '\0') {
		rc = psi_diag_file(
		    psi_error_set(err, PSI_E_AGREEMENT,
			"the identity '%s' is neither party of the "
			"agreement",
			key),
		    path);
		goto out;
	}
	if ((rc = psi_agree_ledger(&ledger, key, &identity, err)) == 0)
		rc =
		    psi_store_ledger_blame(psi_agreement_revoke(agreement,
					       psi_agree_today(), &ledger, err),
			key);
	psi_store_dir_close(&ledger);
	if (rc != 0)
		goto out;
	psi_note("revoked: every tool refuses this agreement with this "
		 "identity from now on");
	psi_next("tell your partner, whose tools do not know it; close open "
		 "sessions with psi-close");
out:
	psi_agreement_free(agreement);
	return rc;
}

static const struct psi_opt options[] = {
	{ "identity", 'i', false, "FILE",
	    "The secret identity of your company, as psi-keygen made it.",
	    " propose sign check revoke audit may ", NULL },
	{ "mode", 'm', false, "MODE",
	    "accounts: learn which accounts are common (the default). counts: "
	    "learn only how many.",
	    " template propose ", "accounts counts" },
	{ "name", 'n', false, "TEXT", "The name of your company.", " propose ",
	    NULL },
	{ "contact", 0, false, "TEXT", "Whom to ask in your company.",
	    " propose ", NULL },
	{ "partner", 'p', false, "FILE|PSI1",
	    "The partner's public identity: the file that holds it, or its "
	    "text, psi1...",
	    " propose ", NULL },
	{ "partner-name", 0, false, "TEXT", "The name of the partner.",
	    " propose ", NULL },
	{ "partner-contact", 0, false, "TEXT", "Whom to ask there.",
	    " propose ", NULL },
	{ "role", 'r', false, "ROLE",
	    "Be party a (the default) or party b of the agreement.",
	    " propose ", "a b" },
	{ "set", 's', true, "TERM=VALUE",
	    "Set any term, such as --set runs=4; once for each row of terms "
	    "with several, such as key.",
	    " propose ", NULL },
	{ "share", 0, false, "PRESET",
	    "What both share of common accounts: match (only that there is "
	    "one; the default), basic (name, country, owner), sales (basic, "
	    "and the owner's mail alias, stage, amount in bands, closing "
	    "quarter, products) or marketing (basic, and industry, segment, "
	    "region, bands of employees and NPS).",
	    " propose ", "match basic sales marketing" },
	{ "share-ours", 0, false, "PRESET",
	    "The same of what your company shares.", " propose ",
	    "match basic sales marketing" },
	{ "share-theirs", 0, false, "PRESET",
	    "The same of what the partner shares.", " propose ",
	    "match basic sales marketing" },
	{ "directory", 0, false, "FILE",
	    "A directory of companies that both sides will use: its SHA-256 "
	    "goes into the agreement, and the keys entity and family are made "
	    "with it. The file itself goes to the partner too.",
	    " propose ", NULL },
	{ "accept-list", 0, false, NULL,
	    "Sign although the suffix list beside the agreement makes other "
	    "domains than lists do, or differs much from the installed one.",
	    " sign ", NULL },
	{ "suffix-list", 0, false, "FILE",
	    "The public-suffix list that both sides will use (by default that "
	    "of the package publicsuffix). With -o it is copied beside the "
	    "agreement, as AGREEMENT.psl. With sign and check: that list, "
	    "where it is not beside the agreement.",
	    " propose sign check ", NULL },
	{ "output", 'o', false, "FILE",
	    "Write to FILE instead of standard output. FILE appears only when "
	    "it is complete.",
	    " template propose sign show diff audit ", NULL },
	{ "force", 'f', false, NULL,
	    "Replace an output file that exists already.",
	    " template propose sign show diff audit ", NULL },
	{ "passphrase-file", 0, false, "FILE",
	    "Read the passphrase of the identity from the first line of FILE "
	    "instead of the terminal.",
	    " propose sign ", NULL },
	PSI_OPT_END
};

static const struct psi_tool_command commands[] = {
	{ "template", "[-m MODE] [-o FILE]",
	    "print a draft with all terms, to be filled in", 0, 0,
	    run_template },
	{ "propose",
	    "[-i KEY] [-o FILE] DRAFT | -i KEY -n NAME -p FILE "
	    "--partner-name NAME [-s TERM=VALUE] [-o FILE]",
	    "make an agreement, from a draft or from options, and sign it", 0,
	    1, psi_agree_propose },
	{ "sign", "-i KEY [-o FILE] [AGREEMENT]",
	    "sign an agreement that the partner proposed", 0, 1, run_sign },
	{ "check", "[-i KEY] [AGREEMENT]",
	    "say whether an agreement is in force", 0, 1, run_check },
	{ "show", "[-o FILE] [AGREEMENT]", "print an agreement in sentences", 0,
	    1, run_show },
	{ "diff", "[-o FILE] OLD NEW", "say what a new agreement changes", 2, 2,
	    psi_agree_diff },
	{ "may", "[-i KEY] ACTION [AGREEMENT]",
	    "ask whether software agents may do something", 1, 2,
	    psi_agree_may },
	{ "audit", "-i KEY [-o FILE] [AGREEMENT]",
	    "list what left this company and what came", 0, 1,
	    psi_agree_audit },
	{ "revoke", "-i KEY [AGREEMENT]", "refuse an agreement from now on", 0,
	    1, run_revoke },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

static const struct psi_tool tool = {
	.name = "psi-agree",
	.summary = "make, sign and check the agreement of two companies",
	.examples =
	    "psi-agree propose -i acme.key -n Acme -p globex.pub \\\n"
	    "    --partner-name Globex --share sales -o proposal.csv  # Acme\n"
	    "psi-agree show proposal.csv                 # Globex reads it\n"
	    "psi-agree sign -i globex.key -o agreement.csv proposal.csv\n"
	    "psi-agree check agreement.csv               # both\n",
	.options = options,
	.operands =
	    "AGREEMENT is a file that 'propose' or 'sign' wrote; without one, "
	    "or where it is '-', standard input is read. It is CSV, to be "
	    "read by everybody and changed by nobody: a changed agreement is "
	    "refused.",
	.commands = commands,
};

int
main(int argc, char **argv)
{
	return psi_tool_main(&tool, argc, argv);
}
