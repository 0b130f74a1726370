#include "table/partnerfile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kit/diag.h"
#include "kit/exitcode.h"
#include "table/unwrap.h"

struct seen {
	const char *first;
	const char *what;
	const char *hint;
};

static const char unpack[] = "unpack it, and give the file in it";
static const char again[] = "save the attachment itself without opening it, or "
			    "ask your partner to send it in a zip archive";

/* By how they begin, where the bytes that were sent cannot be found again. */
static const struct seen changed[] = {
	{ "\x1f\x8b", "a gzip archive",
	    "unpack it with gunzip, and give the file in it" },
	{ "PK\x03\x04", "a zip archive, or a workbook", unpack },
	{ "7z\xbc\xaf", "a 7z archive", unpack },
	{ "BZh", "a bzip2 archive", unpack },
	{ "\xfd"
	  "7zXZ",
	    "an xz archive", unpack },
	{ "\x28\xb5\x2f\xfd", "a zstd archive", unpack },
	{ "Rar!", "a rar archive", unpack },
	{ "%PDF-", "a PDF document", again },
	{ "{\\rtf", "a document of a word processor", again },
	{ "\xd0\xcf\x11\xe0", "a mail of Outlook (.msg), or an old workbook",
	    again },
	{ "<", "a web page or an HTML mail", again },
	{ "Content-Type:", "a whole mail", again },
	{ "MIME-Version:", "a whole mail", again },
	{ "Received:", "a whole mail", again },
	{ "Return-Path:", "a whole mail", again },
	{ "Delivered-To:", "a whole mail", again },
	{ "From:", "a whole mail", again },
	{ "From ", "a whole mail", again },
	{ "Date:", "a whole mail", again },
	{ "Subject:", "a whole mail", again },
	{ "-----BEGIN PGP MESSAGE", "a file that was encrypted with OpenPGP",
	    "decrypt it with 'gpg -d', and give what comes out" },
	{ "account,population,type,value",
	    "a keys file, which no partner sends",
	    "psi-blind takes it; give the file of your partner" },
	{ "term,value", "an agreement",
	    "'psi-agree show' prints it; give the file of your partner" },
	{ "psi1", "a public identity",
	    "'psi-agree propose --partner' takes it" },
	{ "psi-secret-identity/", "a secret identity, which nobody sends",
	    "keep it where it is; give the file of your partner" },
	{ "match,account,score,tier,level,", "a result of psi-reveal",
	    "it stays in your company; give the file of your partner" },
	{ "partner,agreement,our_party,run,date,match,", "a result of psi-join",
	    "it stays in your company; psi-report and psi-motions take it" },
	{ "agreement,run,session,event,value", "a ledger",
	    "keep it beside its identity; give the file of your partner" },
};

/* The second line of an exchanged file says its kind. */
static const struct {
	struct seen seen;
	enum psi_partnerfile_use use;
} kinds[] = {
	{ { "record,value\nfile,blinded/", "a blinded file",
	      "your partner's goes to psi-exchange, your own to your partner" },
	    PSI_FOR_EXCHANGE },
	{ { "record,value\nfile,evaluated/", "an answer, with every row",
	      "your partner's goes to psi-reveal, your own to your partner" },
	    PSI_FOR_REVEAL },
	{ { "record,value\nfile,answer/", "an answer of the matches alone",
	      "your partner's goes to psi-reveal, your own to your partner" },
	    PSI_FOR_REVEAL },
	{ { "record,value\nfile,shared/", "a file of what is shared of pairs",
	      "your partner's goes to psi-join, your own to your partner" },
	    PSI_FOR_JOIN },
};

/* The first bytes, as they were sent: read in LF, whatever a line ends in. */
struct first {
	uint8_t bytes[64];
	size_t len;
};

static void
read_first(struct first *first, const struct psi_infile *in)
{
	size_t len;
	const uint8_t *bytes = psi_unwrap_first(in->decoder.cookie, &len);

	first->len = 0;
	for (size_t i = 0; i < len && first->len < sizeof first->bytes; i++)
		if (bytes[i] != '\r')
			first->bytes[first->len++] = bytes[i];
}

static bool
begins(const struct first *first, const struct seen *seen)
{
	size_t len = strlen(seen->first);

	return first->len >= len && memcmp(first->bytes, seen->first, len) == 0;
}

static int
refuse(const struct seen *seen, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_GRAMMAR, "this is %s", seen->what);
	psi_error_hint(err, "%s", seen->hint);
	return PSI_E_GRAMMAR;
}

/* The first bytes of a file are there: what it is. */
static int
look_at(const struct first *first, enum psi_partnerfile_use use,
    struct psi_error *err)
{
	if (use == PSI_FOR_INSPECT)
		return 0;
	for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
		if (begins(first, &changed[i]))
			return refuse(&changed[i], err);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].use != use && begins(first, &kinds[i].seen))
			return refuse(&kinds[i].seen, err);
	return 0;
}

/* The parts of a file that belongs to another step. */
static int
check_kind(const struct psi_partnerfile *file, struct psi_error *err)
{
	const char *holds = psi_parts_at(file->parts, 0)->holds;
	size_t len = strcspn(holds, "/") + 1;

	if (file->use == PSI_FOR_INSPECT)
		return 0;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct seen *seen = &kinds[i].seen;

		if (kinds[i].use == file->use ||
		    strncmp(strchr(seen->first, '\n') + 6, holds, len) != 0)
			continue;
		(void)psi_error_set(
		    err, PSI_E_GRAMMAR, "this is a part of %s", seen->what);
		psi_error_hint(err, "%s", seen->hint);
		return PSI_E_GRAMMAR;
	}
	return 0;
}

static int
begin_parts(struct psi_partnerfile *file, struct psi_error *err)
{
	size_t which = 0;
	int rc;

	for (size_t i = 0; i < file->num; i++)
		file->sources[i] = file->in[i].source;
	file->is_bad = true;
	rc = psi_parts_new(&file->parts, file->sources, file->num, &which, err);
	if (rc == 0 && (rc = check_kind(file, err)) == 0)
		rc = psi_parts_check(file->parts, &which, err);
	file->blamed = which < file->num ? which : 0;
	file->is_bad = rc != 0;
	return rc;
}

/* Several files are parts of one; a part alone says what is missing. */
static int
begin(struct psi_partnerfile *file, struct psi_error *err)
{
	size_t num_parts = 0;
	size_t other = 0;
	int rc;

	file->has_begun = true;
	for (size_t i = 0; i < file->num; i++) {
		struct psi_infile *in = &file->in[i];
		struct first first;

		file->blamed = i;
		if ((rc = psi_infile_look(in, err)) != 0)
			return rc;
		read_first(&first, in);
		if ((rc = look_at(&first, file->use, err)) != 0)
			return rc;
		if (psi_part_begins(first.bytes, first.len))
			num_parts++;
		else
			other = i;
	}
	file->blamed = other;
	if (file->num == 1 && file->use == PSI_FOR_INSPECT)
		return 0;
	if (num_parts == file->num)
		return begin_parts(file, err);
	if (file->num == 1)
		return 0;
	if (file->use == PSI_FOR_INSPECT)
		return psi_usage(err,
		    "one file at a time, or folders, or the parts of one file");
	return psi_refuse(err, PSI_E_GRAMMAR, 0,
	    "give one whole file, or all parts of one",
	    "several files are given, and this one is no part of a file");
}

static int
read_file(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_partnerfile *file = cookie;
	const struct psi_source *first = &file->in[0].source;
	int rc;

	if (!file->has_begun && (rc = begin(file, err)) != 0)
		return rc;
	if (file->parts == NULL)
		return first->read(first->cookie, out, out_size, out_len, err);
	rc = psi_parts_read(file->parts, out, out_size, out_len, err);
	file->blamed = psi_parts_current(file->parts);
	file->is_bad = rc != 0;
	return rc;
}

int
psi_partnerfile_open(struct psi_partnerfile *file, const char *const *paths,
    size_t num, enum psi_partnerfile_use use, struct psi_error *err)
{
	int rc = 0;

	if (num > PSI_PARTS_MAX)
		return psi_usage(
		    err, "a file has at most %d parts", PSI_PARTS_MAX);
	file->use = use;
	file->in = calloc(num, sizeof *file->in);
	file->sources = calloc(num, sizeof *file->sources);
	if (file->in == NULL || file->sources == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (; rc == 0 && file->num < num; file->num++) {
		file->in[file->num] = (struct psi_infile)PSI_INFILE_INIT;
		rc = psi_unwrap_open(
		    &file->in[file->num], paths[file->num], err);
	}
	file->source.read = read_file;
	file->source.cookie = file;
	return rc;
}

/* A part that was changed on its way. */
static int
find_bad_part(struct psi_partnerfile *file, int rc, struct psi_error *err)
{
	struct psi_error why;

	for (size_t i = 0; i < file->num; i++) {
		int bad = psi_parts_verify(file->parts, i, &why);

		if (bad != PSI_E_DIGEST && bad != PSI_E_GRAMMAR)
			continue;
		file->blamed = i;
		*err = why;
		return bad;
	}
	/* It was counted in the whole. */
	err->line = 0;
	return rc;
}

int
psi_partnerfile_judge(
    struct psi_partnerfile *file, int rc, struct psi_error *err)
{
	const struct psi_infile *in;

	if (psi_exit_status(rc) != PSI_EXIT_PARTNER || !file->has_begun)
		return rc;
	if (file->parts != NULL && !file->is_bad)
		rc = find_bad_part(file, rc, err);
	in = &file->in[file->blamed];
	if ((rc == PSI_E_GRAMMAR || rc == PSI_E_DIGEST || rc == PSI_E_LIMIT) &&
	    in->decoder.cookie != NULL &&
	    psi_unwrap_what(in->decoder.cookie)[0] != '\0') {
		err->line = 0;
		psi_error_hint(err,
		    "it came %s, and more than that was changed on the way: %s",
		    psi_unwrap_what(in->decoder.cookie), again);
	}
	return rc;
}

const char *
psi_partnerfile_path(const struct psi_partnerfile *file)
{
	return file->num == 0 ? "" : file->in[file->blamed].path;
}

void
psi_partnerfile_close(struct psi_partnerfile *file)
{
	psi_parts_free(file->parts);
	file->parts = NULL;
	for (size_t i = 0; i < file->num; i++)
		psi_infile_close(&file->in[i]);
	free(file->in);
	free(file->sources);
	file->in = NULL;
	file->sources = NULL;
	file->num = 0;
}
