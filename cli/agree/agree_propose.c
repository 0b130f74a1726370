/* psi-agree propose: from a draft, or from options, to an agreement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/near.h"

#include "agree/agree.h"
#include "kit/infile.h"
#include "kit/keyfile.h"
#include "kit/outfile.h"
#include "agree/pubfile.h"
#include "kit/tool.h"

/* What goes into the agreement besides the draft. */
struct proposal {
	struct psi_identity *identity;
	char identity_text[PSI_IDENTITY_TEXT_CHARS + 1];
	char partner_text[PSI_IDENTITY_TEXT_CHARS + 1];
	char share[2][96];
	struct psi_agree_list list;
	bool has_list;
	/* Of --directory, or "". */
	char directory[PSI_NORMALIZER_DIGEST_CHARS];
	struct psi_agreement_preset *presets;
	/* The option that each is from, for messages; NULL for our own. */
	const char **options;
	size_t num_presets;
	/* Of --set, whose values were cut off from their names. */
	char **copies;
	size_t num_copies;
};

static void
preset(
    struct proposal *p, const char *option, const char *term, const char *value)
{
	if (value == NULL)
		return;
	p->options[p->num_presets] = option;
	p->presets[p->num_presets].term = term;
	p->presets[p->num_presets].value = value;
	p->num_presets++;
}

static bool
is_set(const struct proposal *p, const char *term)
{
	for (size_t i = 0; i < p->num_presets; i++)
		if (strcmp(p->presets[i].term, term) == 0)
			return true;
	return false;
}

/* --set TERM=VALUE, as often as there are. */
static int
read_sets(struct proposal *p, const struct psi_cli *cli, struct psi_error *err)
{
	size_t num = psi_cli_count(cli, "set");

	if (num == 0)
		return 0;
	if ((p->copies = calloc(num, sizeof *p->copies)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; i < num; i++) {
		const char *text = psi_cli_nth(cli, "set", i);
		const char *equals = strchr(text, '=');
		char *copy;

		if (equals == NULL || equals == text)
			return psi_usage(
			    err, "--set takes TERM=VALUE, not '%s'", text);
		if ((copy = malloc(strlen(text) + 1)) == NULL)
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
		p->copies[p->num_copies++] = copy;
		memcpy(copy, text, strlen(text) + 1);
		copy[equals - text] = '\0';
		if (psi_agreement_term_rows(copy) == 0) {
			(void)psi_usage(
			    err, "--set: no term is called '%s'", copy);
			psi_agreement_hint_term(err, copy);
			return PSI_CLI_USAGE;
		}
		if (is_set(p, copy) && psi_agreement_term_rows(copy) == 1)
			return psi_usage(err, "--set: '%s' is set twice", copy);
		preset(p, "set", copy, copy + (equals - text) + 1);
	}
	return 0;
}

/* --partner: the identity itself, or a file that holds it. */
static int
read_partner(struct proposal *p, const char *partner, struct psi_error *err)
{
	struct psi_public_identity identity;
	int rc;

	if (partner == NULL)
		return 0;
	if ((rc = psi_pubfile_read(&identity, "--partner", partner, err)) != 0)
		return rc;
	psi_public_identity_format(p->partner_text, &identity);
	if (p->identity != NULL &&
	    strcmp(p->partner_text, p->identity_text) == 0)
		return psi_usage(err,
		    "--partner is your own identity, and not your partner's");
	return 0;
}

static int
refuse_share(const char *option, const char *word, struct psi_error *err)
{
	static const char *const all[] = { "match", "basic", "sales",
		"marketing" };
	struct psi_near near;

	(void)psi_usage(err,
	    "--%s is match, basic, sales or marketing, not '%s'", option, word);
	psi_near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (psi_near_offer(&near, all[i], strlen(all[i])))
			psi_error_hint(err, "did you mean '%s'?", all[i]);
	return PSI_CLI_USAGE;
}

/* --share, --share-ours and --share-theirs: a row for each side. */
static int
read_shares(struct proposal *p, const struct psi_cli *cli, bool is_b,
    struct psi_error *err)
{
	static const char *const options[2] = { "share-ours", "share-theirs" };

	for (size_t i = 0; i < 2; i++) {
		/* [0] is ours. */
		bool of_b = (i == 1) != is_b;
		const char *option = options[i];
		const char *word = psi_cli_text(cli, option);
		const char *what;

		if (word == NULL) {
			option = "share";
			word = psi_cli_text(cli, option);
		}
		if (word == NULL)
			continue;
		if ((what = psi_agreement_share_preset(word)) == NULL)
			return refuse_share(option, word, err);
		(void)snprintf(
		    p->share[i], sizeof p->share[i], "any any %s", what);
		preset(p, option, of_b ? "share-b" : "share-a", p->share[i]);
	}
	return 0;
}

/* The two parties as the options name them. */
static int
read_parties(
    struct proposal *p, const struct psi_cli *cli, struct psi_error *err)
{
	const char *role = psi_cli_text(cli, "role");
	const char *partner = psi_cli_text(cli, "partner");
	const char *mode = NULL;
	bool is_b;
	int rc;

	if (role != NULL && strcmp(role, "a") != 0 && strcmp(role, "b") != 0)
		return psi_usage(err, "--role is a or b, not '%s'", role);
	is_b = role != NULL && role[0] == 'b';
	if (p->identity != NULL)
		preset(p, NULL, is_b ? "party-b-identity" : "party-a-identity",
		    p->identity_text);
	if ((rc = read_partner(p, partner, err)) != 0 ||
	    (rc = psi_agree_mode(&mode, cli, err)) != 0)
		return rc;
	preset(p, "partner", is_b ? "party-a-identity" : "party-b-identity",
	    partner != NULL ? p->partner_text : NULL);
	preset(p, "name", is_b ? "party-b-name" : "party-a-name",
	    psi_cli_text(cli, "name"));
	preset(p, "contact", is_b ? "party-b-contact" : "party-a-contact",
	    psi_cli_text(cli, "contact"));
	preset(p, "partner-name", is_b ? "party-a-name" : "party-b-name",
	    psi_cli_text(cli, "partner-name"));
	preset(p, "partner-contact",
	    is_b ? "party-a-contact" : "party-b-contact",
	    psi_cli_text(cli, "partner-contact"));
	preset(p, "mode", "mode", mode);
	return read_shares(p, cli, is_b, err);
}

/* The fingerprint and the list, unless --set says both. */
static int
read_list(struct proposal *p, const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "suffix-list");
	int rc;

	if (path == NULL && !psi_cli_given(cli, "directory") &&
	    is_set(p, "normalizer-fingerprint") &&
	    is_set(p, "public-suffix-list"))
		return 0;
	if (path == NULL) {
		path = psi_agree_installed_list();
		if (path == NULL)
			return psi_refuse(err, PSI_CLI_USAGE, 0,
			    "install the package publicsuffix, or name a "
			    "public_suffix_list.dat of publicsuffix.org",
			    "--suffix-list is missing");
	}
	if ((rc = psi_agree_list_read(&p->list, path, err)) != 0)
		return rc;
	p->has_list = true;
	if (!is_set(p, "normalizer-fingerprint"))
		preset(p, NULL, "normalizer-fingerprint", p->list.fingerprint);
	if (!is_set(p, "public-suffix-list"))
		preset(p, NULL, "public-suffix-list", p->list.digest);
	return 0;
}

/* --directory: its digest, once it is known to be a directory. */
static int
read_directory(
    struct proposal *p, const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "directory");
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_directory *directory = NULL;
	int rc;

	if (path == NULL)
		return 0;
	if (is_set(p, "directory"))
		return psi_usage(err, "--directory says what --set says");
	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = psi_directory_new(
		    &directory, p->list.normalizer, &in.source, err);
	psi_infile_close(&in);
	if (rc != 0)
		return psi_diag_file(rc, path);
	psi_directory_digest(directory, p->directory);
	psi_note("the directory has %llu entities",
	    (unsigned long long)psi_directory_entities(directory));
	psi_directory_free(directory);
	preset(p, "directory", "directory", p->directory);
	return 0;
}

static int
check_options(const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const direct[] = { "name", "contact", "partner",
		"partner-name", "partner-contact", "set", "mode", "share",
		"share-ours", "share-theirs" };
	static const char *const needed[] = { "identity", "name", "partner",
		"partner-name" };
	int rc = 0;

	if (cli->num_operands == 0) {
		for (size_t i = 0;
		     rc == 0 && i < sizeof needed / sizeof needed[0]; i++)
			rc = psi_cli_need(cli, needed[i], err);
		if (rc != 0)
			psi_error_hint(err,
			    "name a draft, or both parties: --identity KEY "
			    "--name US --partner globex.pub --partner-name "
			    "THEM");
		return rc;
	}
	for (size_t i = 0; i < sizeof direct / sizeof direct[0]; i++)
		if (psi_cli_given(cli, direct[i]))
			return psi_usage(err,
			    "--%s and a draft exclude one another: write it "
			    "into the draft",
			    direct[i]);
	return 0;
}

static int
prepare(struct proposal *p, const struct psi_cli *cli, struct psi_error *err)
{
	const char *key = psi_cli_text(cli, "identity");
	int rc;

	/* Fewer than sixteen of our own. */
	p->presets = calloc(psi_cli_count(cli, "set") + 16, sizeof *p->presets);
	p->options = calloc(psi_cli_count(cli, "set") + 16, sizeof *p->options);
	if (p->presets == NULL || p->options == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (key != NULL &&
	    (rc = psi_keyfile_read(&p->identity, key,
		 psi_cli_text(cli, "passphrase-file"), err)) != 0)
		return rc;
	if (p->identity != NULL)
		psi_public_identity_format(
		    p->identity_text, psi_identity_public(p->identity));
	if ((rc = read_parties(p, cli, err)) != 0)
		return rc;
	if ((rc = read_sets(p, cli, err)) != 0)
		return rc;
	if ((rc = read_list(p, cli, err)) != 0)
		return rc;
	return read_directory(p, cli, err);
}

/* Is this preset wrong even if it is the only row of its term? */
static bool
is_wrong_alone(const struct proposal *p, size_t wrong)
{
	const char *term = p->presets[wrong].term;
	struct psi_agreement_preset *some;
	struct psi_agreement *agreement = NULL;
	size_t num = 0;
	int rc;

	if ((some = calloc(p->num_presets, sizeof *some)) == NULL)
		return false;
	for (size_t i = 0; i < p->num_presets; i++)
		if (i == wrong || strcmp(p->presets[i].term, term) != 0)
			some[num++] = p->presets[i];
	rc = psi_agreement_draft(
	    &agreement, NULL, some, num, psi_agree_today(), NULL);
	psi_agreement_free(agreement);
	free(some);
	return rc == PSI_E_INPUT;
}

/* The preset that a message is about, by its term in quotes; of several rows
 * the one that is wrong, or the first. num_presets where it is about none. */
static size_t
find_wrong(const struct proposal *p, const char *text)
{
	size_t found = p->num_presets;

	for (size_t i = 0; i < p->num_presets; i++) {
		const char *term = p->presets[i].term;
		size_t len = strlen(term);
		const char *at = strstr(text, term);

		if (p->options[i] == NULL || at == NULL || at == text ||
		    at[-1] != '\'' || at[len] != '\'')
			continue;
		if (is_wrong_alone(p, i))
			return i;
		if (found == p->num_presets)
			found = i;
	}
	return found;
}

/* Without a draft every value is from an option: a bad one is a mistake on the
 * command line, and the message names the option, and the word if that is what
 * is wrong. */
static int
blame_option(const struct proposal *p, int rc, struct psi_error *err)
{
	char rule[sizeof err->text];
	char hint[sizeof err->hint];
	size_t i;

	if (rc != PSI_E_INPUT)
		return rc;
	memcpy(rule, err->text, sizeof rule);
	memcpy(hint, err->hint, sizeof hint);
	if ((i = find_wrong(p, rule)) == p->num_presets)
		(void)psi_usage(
		    err, "%s%s", p->num_copies > 0 ? "--set: " : "", rule);
	else if (strstr(rule, "' must be ") != NULL &&
	    strcmp(p->options[i], "set") == 0)
		(void)psi_usage(
		    err, "--set: %s, not '%s'", rule, p->presets[i].value);
	else
		(void)psi_usage(err, "--%s: %s", p->options[i], rule);
	if (hint[0] != '\0')
		psi_error_hint(err, "%s", hint);
	return PSI_CLI_USAGE;
}

/* A draft, or none, and the presets become an agreement. */
static int
make(struct psi_agreement **out, const struct proposal *p,
    const struct psi_cli *cli, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if (cli->num_operands == 0)
		return blame_option(p,
		    psi_agreement_draft(out, NULL, p->presets, p->num_presets,
			psi_agree_today(), err),
		    err);
	if ((rc = psi_infile_open(&in, cli->operands[0], err)) != 0)
		return rc;
	rc = psi_diag_file(psi_agreement_draft(out, &in.source, p->presets,
			       p->num_presets, psi_agree_today(), err),
	    cli->operands[0]);
	psi_infile_close(&in);
	/* The reader of CSV hints at an option that is not of this tool. */
	if (rc != 0 && strstr(err->hint, "--encoding") != NULL)
		psi_error_hint(err, "save the draft as UTF-8");
	return rc;
}

/* What a draft or --set says must be what this program does. */
static int
check_list(const struct psi_agreement *agreement, const struct proposal *p,
    struct psi_error *err)
{
	if (!p->has_list)
		return 0;
	if (strcmp(psi_agreement_term(agreement, "public-suffix-list", 0),
		p->list.digest) != 0)
		return psi_error_set(err, PSI_E_INPUT,
		    "'public-suffix-list' names another list than '%s'",
		    p->list.path);
	if (strcmp(psi_agreement_term(agreement, "normalizer-fingerprint", 0),
		p->list.fingerprint) != 0)
		return psi_error_set(err, PSI_E_INPUT,
		    "'normalizer-fingerprint' is not that of this program's "
		    "normaliser");
	return 0;
}

/* Does the agreement name the directory, and a key that is made with it? */
static int
check_directory(const struct psi_agreement *agreement, const struct proposal *p,
    struct psi_error *err)
{
	const char *key;

	if (p->directory[0] == '\0')
		return 0;
	if (strcmp(psi_agreement_term(agreement, "directory", 0),
		p->directory) != 0)
		return psi_error_set(err, PSI_E_INPUT,
		    "'directory' names another directory than --directory");
	for (size_t i = 0;
	     (key = psi_agreement_term(agreement, "key", i)) != NULL; i++)
		if (strncmp(key, "entity ", 7) == 0 ||
		    strncmp(key, "family ", 7) == 0)
			return 0;
	return psi_error_set(err, PSI_E_INPUT,
	    "no row of 'key' is made with the directory: it needs 'entity 1 "
	    "0.970' or 'family family 0.900', in the mode counts instead of "
	    "the other keys");
}

/* Nothing is proposed that could never be used. */
static int
check_use(const struct psi_agreement *agreement, const struct proposal *p,
    const struct psi_cli *cli, struct psi_error *err)
{
	int rc = check_list(agreement, p, err);

	if (rc == 0)
		rc = check_directory(agreement, p, err);
	if (rc == 0 &&
	    psi_agreement_check_expiry(agreement, psi_agree_today(), NULL) != 0)
		rc = psi_error_set(err, PSI_E_INPUT,
		    "'expires' is in the past: the agreement could never be "
		    "used");
	return cli->num_operands == 0 ? blame_option(p, rc, err)
				      : psi_diag_file(rc, cli->operands[0]);
}

static int
sign(struct psi_agreement *agreement, const struct proposal *p,
    struct psi_error *err)
{
	if (p->identity == NULL) {
		psi_note("not signed: there is no --identity");
		return 0;
	}
	if (psi_agreement_role(agreement, psi_identity_public(p->identity)) ==
	    '\0') {
		psi_warn("not signed: the identity is neither party's");
		return 0;
	}
	return psi_agreement_sign(agreement, p->identity, err);
}

static void
say_next(const struct psi_agreement *agreement, const struct proposal *p,
    const char *path, const char *list_path)
{
	char role = '\0';

	if (p->identity != NULL)
		role = psi_agreement_role(
		    agreement, psi_identity_public(p->identity));
	if (path != NULL && list_path != NULL)
		psi_note("wrote '%s' and the list '%s'", path, list_path);
	else if (path != NULL)
		psi_note("wrote '%s'", path);
	else if (p->has_list)
		psi_note(
		    "with -o the list '%s' is copied beside it", p->list.path);
	if (p->directory[0] != '\0')
		psi_note("both sides need the directory: send that file too, "
			 "and keep it beside the agreement as %s.directory",
		    path != NULL ? path : "AGREEMENT");
	if (psi_agree_shares_only_matches(agreement))
		psi_note("of common accounts nothing is shared except that "
			 "they match; propose again with --share sales "
			 "(or basic, marketing) for names, owners and more");
	if (role != '\0')
		psi_next("read it with 'psi-agree show', send both files to "
			 "party %c, who runs 'psi-agree sign'",
		    role == 'a' ? 'b' : 'a');
	else
		psi_next("read it with 'psi-agree show', and let both parties "
			 "sign it with 'psi-agree sign'");
}

/* The agreement, and with -o its list beside it: both or none. */
static int
write_both(const struct psi_agreement *agreement, const struct proposal *p,
    const struct psi_cli *cli, struct psi_error *err)
{
	const char *path = psi_cli_text(cli, "output");
	unsigned int flags =
	    psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_outfile list = PSI_OUTFILE_INIT;
	struct psi_outfile *outs[2] = { NULL, &out };
	char *list_path = NULL;
	bool needed = false;
	int rc;

	if (path != NULL && strcmp(path, "-") == 0)
		path = NULL;
	if ((rc = psi_outfile_open(&out, path, flags, err)) != 0)
		goto out;
	if ((rc = psi_agreement_write(agreement, &out.sink, err)) != 0)
		goto out;
	if (path != NULL && p->has_list) {
		if ((rc = psi_agree_list_write(&p->list, &list, &needed,
			 &list_path, path, flags, err)) != 0)
			goto out;
		if (needed)
			outs[0] = &list;
	}
	if ((rc = psi_outfile_commit_all(outs, 2, err)) == 0)
		say_next(agreement, p, path, list_path);
out:
	psi_outfile_close(&out);
	psi_outfile_close(&list);
	free(list_path);
	return rc;
}

int
psi_agree_propose(struct psi_cli *cli, struct psi_error *err)
{
	struct proposal p = { .list = PSI_AGREE_LIST_INIT };
	struct psi_agreement *agreement = NULL;
	int rc;

	if ((rc = check_options(cli, err)) != 0 ||
	    (rc = prepare(&p, cli, err)) != 0 ||
	    (rc = make(&agreement, &p, cli, err)) != 0 ||
	    (rc = check_use(agreement, &p, cli, err)) != 0 ||
	    (rc = sign(agreement, &p, err)) != 0)
		goto out;
	rc = write_both(agreement, &p, cli, err);
out:
	psi_agreement_free(agreement);
	psi_identity_free(p.identity);
	psi_agree_list_clear(&p.list);
	for (size_t i = 0; i < p.num_copies; i++)
		free(p.copies[i]);
	free(p.copies);
	free(p.presets);
	free(p.options);
	return rc;
}
