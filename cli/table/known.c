#include "table/known.h"

#include <stdbool.h>
#include <string.h>

#include "kit/diag.h"
#include "psi/agreement.h"
#include "psi/inspect.h"
#include "table/unwrap.h"

#define NO_USE PSI_FOR_INSPECT

/* Where the name of its first file stands in a zip archive. */
#define ZIP_NAME_AT ((size_t)30)

struct known {
	/* How it begins; the second line of an exchanged file says its kind. */
	const char *first;
	const char *what;
	const char *hint;
	/* What takes it; NO_USE for none of these. */
	enum psi_known_use use;
};

static const char mail[] = "a whole mail";
static const char unpack[] = "unpack it, and give the file in it";
static const char save[] = "save the attachment itself without opening it, or "
			   "ask your partner to send it in a zip archive";
static const char to_exchange[] =
    "your partner's goes to psi-exchange, your own "
    "to your partner";
static const char to_reveal[] =
    "your partner's goes to psi-reveal, your own to "
    "your partner";
static const char to_join[] =
    "your partner's goes to psi-join, your own to your "
    "partner";
static const char stays[] = "it stays in your company, and no step takes it";

static const struct known ours[] = {
	{ "record,value\nfile,blinded/", "a blinded file", to_exchange,
	    PSI_FOR_EXCHANGE },
	{ "record,value\nfile,evaluated/", "an answer, with every row",
	    to_reveal, PSI_FOR_REVEAL },
	{ "record,value\nfile,answer/", "an answer of the matches alone",
	    to_reveal, PSI_FOR_REVEAL },
	{ "record,value\nfile,shared/", "a file of what is shared of pairs",
	    to_join, PSI_FOR_JOIN },
	{ "account,population,type,value",
	    "a keys file, which no partner sends",
	    "psi-blind takes it, and nothing else", PSI_FOR_BLIND },
	{ "term,value", "an agreement",
	    "'psi-agree show' prints it; psi-blind takes it by --agreement",
	    PSI_FOR_AGREEMENT },
	{ "psi1", "a public identity", "'psi-agree propose --partner' takes it",
	    NO_USE },
	{ "psi-secret-identity/", "a secret identity, which nobody sends",
	    "keep it where it is; programs take it by --identity", NO_USE },
	{ "match,account,score,tier,level,", "a result of psi-reveal", stays,
	    NO_USE },
	{ "our_population,their_population,matches",
	    "a result of psi-reveal, in counts", stays, NO_USE },
	{ "partner,agreement,our_party,run,date,match,", "a result of psi-join",
	    "it stays in your company; psi-report and psi-motions take it",
	    PSI_FOR_PAIRS },
	{ "agreement,run,session,event,value", "a ledger",
	    "leave it beside its identity", NO_USE },
};

/* What others made, and what is in it may be ours. The library knows most of these
 * beginnings too, for what psi_inspect says (session/file_kind.c): that table is no
 * part of its API, looks at whole lines, and has words for a report and no hints. */
static const struct known foreign[] = {
	{ "\x1f\x8b", "a gzip archive",
	    "unpack it with gunzip, and give the file in it", NO_USE },
	{ "PK\x03\x04", "a zip archive, or a workbook",
	    "if it is your list as a workbook, psi-normalize takes it; unpack "
	    "an archive, and give the file in it",
	    NO_USE },
	{ "7z\xbc\xaf", "a 7z archive", unpack, NO_USE },
	{ "BZh", "a bzip2 archive", unpack, NO_USE },
	{ "\xfd"
	  "7zXZ",
	    "an xz archive", unpack, NO_USE },
	{ "\x28\xb5\x2f\xfd", "a zstd archive", unpack, NO_USE },
	{ "Rar!", "a rar archive", unpack, NO_USE },
	{ "%PDF-", "a PDF document", save, NO_USE },
	{ "{\\rtf", "a document of a word processor", save, NO_USE },
	{ "\xd0\xcf\x11\xe0", "a mail of Outlook (.msg), or an old workbook",
	    save, NO_USE },
	{ "<", "a web page or an HTML mail", save, NO_USE },
	{ "Content-Type:", mail, save, NO_USE },
	{ "MIME-Version:", mail, save, NO_USE },
	{ "Received:", mail, save, NO_USE },
	{ "Return-Path:", mail, save, NO_USE },
	{ "Delivered-To:", mail, save, NO_USE },
	{ "From:", mail, save, NO_USE },
	{ "From ", mail, save, NO_USE },
	{ "To:", mail, save, NO_USE },
	{ "Date:", mail, save, NO_USE },
	{ "Subject:", mail, save, NO_USE },
	{ "Message-I", mail, save, NO_USE },
	{ "Reply-To:", mail, save, NO_USE },
	{ "User-Agent:", mail, save, NO_USE },
	{ "DKIM-Signature:", mail, save, NO_USE },
	{ "ARC-", mail, save, NO_USE },
	{ "Authentication-Results:", mail, save, NO_USE },
	{ "Content-Transfer-Encoding:", mail, save, NO_USE },
	{ "Content-Disposition:", mail, save, NO_USE },
	{ "-----BEGIN PGP MESSAGE", "a file that was encrypted with OpenPGP",
	    "decrypt it with 'gpg -d', and give what comes out", NO_USE },
};

static const struct known workbook = { "PK\x03\x04", "a workbook",
	"if it is an export of a CRM system, psi-normalize takes it; "
	"'psi-inspect "
	"FILE' says what a file is",
	NO_USE };

static const struct known suffix_list = { "//",
	"the public-suffix list of an agreement",
	"name the agreement itself: programs find its list beside it", NO_USE };

static const struct known no_text = { "", "data that is no text",
	"'psi-inspect FILE' says what it looks like; give the file that was "
	"meant",
	NO_USE };

bool
psi_known_is_suffix_list(const uint8_t *bytes, size_t len)
{
	static const char mark[] = "// ===BEGIN ICANN DOMAINS===";
	const size_t mark_len = sizeof mark - 1;

	/* Public: a list that is published. */
	if (len < mark_len || memcmp(bytes, suffix_list.first, 2) != 0)
		return false;
	for (size_t i = 0; i + mark_len <= len; i++)
		if (memcmp(bytes + i, mark, mark_len) == 0)
			return true;
	return false;
}

static void
keep_first(struct psi_known_first *first, const uint8_t *bytes, size_t len)
{
	/* The head of an archive is no text. */
	bool is_zip = len > 4 && memcmp(bytes, workbook.first, 4) == 0;

	first->len = 0;
	first->is_suffix_list = psi_known_is_suffix_list(bytes, len);
	first->is_data = memchr(bytes, '\0', len) != NULL;
	for (size_t i = 0; i < len && first->len < sizeof first->bytes; i++)
		if (bytes[i] != '\r' || is_zip)
			first->bytes[first->len++] = bytes[i];
}

void
psi_known_read(struct psi_known_first *first, const struct psi_unwrap *unwrap)
{
	size_t len;
	const uint8_t *bytes = psi_unwrap_first(unwrap, &len);

	first->is_inside = psi_inspect_begins_later(bytes, len);
	keep_first(first, bytes, len);
}

static bool
begins(const struct psi_known_first *first, const char *text)
{
	size_t len = strlen(text);

	return first->len >= len && memcmp(first->bytes, text, len) == 0;
}

static const struct known *
find(const struct psi_known_first *first, const struct known *list, size_t num)
{
	for (size_t i = 0; i < num; i++)
		if (begins(first, list[i].first))
			return &list[i];
	return NULL;
}

/* Is it a zip archive whose first file is one that workbooks begin with? The name is
 * in the clear; a document of Word may be taken for one as well. */
static bool
is_workbook(const struct psi_known_first *first)
{
	static const char *const parts[] = { "[Content_Types].xml",
		"_rels/.rels", "docProps/", "xl/" };

	if (!begins(first, workbook.first))
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		size_t len = strlen(parts[i]);

		if (first->len >= ZIP_NAME_AT + len &&
		    memcmp(first->bytes + ZIP_NAME_AT, parts[i], len) == 0)
			return true;
	}
	return false;
}

static const struct known *
find_foreign(const struct psi_known_first *first)
{
	if (is_workbook(first))
		return &workbook;
	return find(first, foreign, sizeof foreign / sizeof foreign[0]);
}

/* What it begins as; NULL for nothing that is known. */
static const struct known *
find_any(const struct psi_known_first *first)
{
	const struct known *known =
	    find(first, ours, sizeof ours / sizeof ours[0]);

	if (known == NULL)
		known = find_foreign(first);
	if (known == NULL && first->is_suffix_list)
		known = &suffix_list;
	/* What was damaged begins as a file of ours all the same. */
	if (known == NULL && first->is_data && !begins(first, "record") &&
	    !begins(first, "term"))
		known = &no_text;
	return known;
}

bool
psi_known_name(
    const uint8_t *bytes, size_t len, const char **what, const char **hint)
{
	struct psi_known_first first = { .len = 0 };
	const struct known *known;

	keep_first(&first, bytes, len);
	if (first.len == 0) {
		*what = "an empty file";
		*hint = "nothing is in it: ask for it again, or export it "
			"again";
		return true;
	}
	if ((known = find_any(&first)) == NULL)
		return false;
	*what = known->what;
	*hint = known->hint;
	return true;
}

bool
psi_known_is_mail(const uint8_t *bytes, size_t len)
{
	struct psi_known_first first = { .len = 0 };
	const struct known *known;

	keep_first(&first, bytes, len);
	known = find_foreign(&first);
	/* "From Date,To Date" may be the header of a table. */
	return known != NULL && known->what == mail &&
	    (!begins(&first, "From ") ||
		memchr(first.bytes, '@', first.len) != NULL);
}

/* A table that is none of ours is most often the list itself. */
static int
check_list(const struct psi_known_first *first, enum psi_known_use use,
    int code, struct psi_error *err)
{
	bool is_partners = use == PSI_FOR_EXCHANGE || use == PSI_FOR_REVEAL ||
	    use == PSI_FOR_JOIN;

	if (use == PSI_FOR_AGREEMENT && first->len > 0 &&
	    !begins(first, "term") && !begins(first, "record"))
		return psi_refuse(err, code, 0,
		    "if it is an export of a CRM system, psi-normalize takes "
		    "it; 'psi-inspect FILE' says what a file is",
		    "this is no agreement");
	if (!is_partners || first->len == 0 || begins(first, "record"))
		return 0;
	return psi_refuse(err, code, 0,
	    "if it is an export of a CRM system, psi-normalize takes it; "
	    "'psi-inspect FILE' says what a file is",
	    "this is none of the files that a partner sends");
}

int
psi_known_check(const struct psi_known_first *first, enum psi_known_use use,
    int code, struct psi_error *err)
{
	const struct known *known = find_any(first);

	if (use == PSI_FOR_INSPECT || (known != NULL && known->use == use))
		return 0;
	if (known != NULL)
		return psi_refuse(
		    err, code, 0, known->hint, "this is %s", known->what);
	if (first->is_inside && !begins(first, "record,value") &&
	    !begins(first, "term,value"))
		return psi_refuse(err, code, 0, save,
		    "this looks like the text of a mail, with the file in it");
	return check_list(first, use, code, err);
}

int
psi_known_check_kind(
    const char *holds, enum psi_known_use use, struct psi_error *err)
{
	static const char before[] = "record,value\nfile,";
	size_t len = strcspn(holds, "/") + 1;

	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		const char *first = ours[i].first;

		if (use == PSI_FOR_INSPECT || ours[i].use == use ||
		    strncmp(first, before, sizeof before - 1) != 0 ||
		    strncmp(first + sizeof before - 1, holds, len) != 0)
			continue;
		return psi_refuse(err, PSI_E_GRAMMAR, 0, ours[i].hint,
		    "this is a part of %s", ours[i].what);
	}
	return 0;
}

/* ---- inputs ---- */

static int
look(struct psi_infile *in, enum psi_known_use use, int code,
    struct psi_error *err)
{
	struct psi_known_first first;
	int rc;

	if ((rc = psi_unwrap_look(in, err)) != 0)
		return rc;
	psi_known_read(&first, in->decoder.cookie);
	return psi_known_check(&first, use, code, err);
}

static int
look_for_agreement(struct psi_infile *in, struct psi_error *err)
{
	return look(in, PSI_FOR_AGREEMENT, PSI_E_AGREEMENT, err);
}

static int
look_for_keys(struct psi_infile *in, struct psi_error *err)
{
	return look(in, PSI_FOR_BLIND, PSI_E_INPUT, err);
}

int
psi_known_read_agreement(
    struct psi_agreement **out, const char *path, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if ((rc = psi_infile_open(&in, path, err)) != 0)
		return rc;
	in.look = look_for_agreement;
	rc = psi_diag_file(psi_agreement_read(out, &in.source, err), path);
	psi_infile_close(&in);
	return rc;
}

int
psi_known_open_keys(
    struct psi_infile *in, const char *path, struct psi_error *err)
{
	int rc = psi_infile_open(in, path, err);

	if (rc == 0)
		in->look = look_for_keys;
	return rc;
}

int
psi_known_blame_pairs(const char *path, int rc, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_known_first first;
	struct psi_error why;

	memset(&why, 0, sizeof why);
	if (rc != PSI_E_INPUT || strcmp(path, "-") == 0 ||
	    psi_infile_open(&in, path, NULL) != 0)
		return rc;
	if (psi_unwrap_look(&in, NULL) == 0) {
		psi_known_read(&first, in.decoder.cookie);
		if (first.len == 0)
			rc = psi_refuse(err, rc, 0,
			    "what is read here are pairs, which psi-join wrote",
			    "the file is empty");
		else if (!begins(&first, "partner,agreement,our_party,") &&
		    psi_known_check(&first, PSI_FOR_PAIRS, rc, &why) != 0) {
			/* What is packed may be pairs. */
			if (find_foreign(&first) == NULL)
				psi_error_hint(&why,
				    "what is read here are pairs, which "
				    "psi-join wrote");
			*err = why;
		}
	}
	psi_infile_close(&in);
	return rc;
}
