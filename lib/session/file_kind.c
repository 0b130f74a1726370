#include "session/file_kind.h"

#include <stdbool.h>
#include <string.h>

/* Do the bytes go on like this at their `line`-th line (from 0)? */
static bool
line_is(const uint8_t *in, size_t in_len, unsigned int line, const char *text)
{
	size_t text_len = strlen(text);
	const uint8_t *end = in + in_len;

	for (; line > 0; line--) {
		in = memchr(in, '\n', (size_t)(end - in));
		if (in == NULL)
			return false;
		in++;
	}
	/* Public: the first lines of a file. */
	return (size_t)(end - in) >= text_len &&
	    memcmp(in, text, text_len) == 0;
}

/* What a file says it is, before anything is checked. */
static const struct {
	enum psi_file_kind kind;
	const char *name;
	const char *first;
	/* NULL for none. */
	const char *second;
} kinds[] = {
	{ PSI_FILE_BLINDED, "blinded/2", "record,value", "file,blinded/" },
	{ PSI_FILE_EVALUATED, "evaluated/2", "record,value",
	    "file,evaluated/" },
	{ PSI_FILE_ANSWER, "answer/1", "record,value", "file,answer/" },
	{ PSI_FILE_SHARED, "shared/1", "record,value", "file,shared/" },
	{ PSI_FILE_PART, "part/1", "record,value", "file,part/" },
	{ PSI_FILE_AGREEMENT, "agreement/2", "term,value", "file,agreement/" },
	{ PSI_FILE_AGREEMENT_DRAFT, "draft of an agreement", "term,value",
	    NULL },
	{ PSI_FILE_KEYS, "keys", "account,population,type,value", NULL },
	{ PSI_FILE_PUBLIC_IDENTITY, "public identity", "psi1", NULL },
	{ PSI_FILE_SECRET_IDENTITY, "secret identity", "psi-secret-identity/1",
	    NULL },
	{ PSI_FILE_MATCHES, "matches", "match,account,score,tier,level,",
	    NULL },
	{ PSI_FILE_COUNTS, "counts", "our_population,their_population,matches",
	    NULL },
	{ PSI_FILE_PAIRS, "pairs",
	    "partner,agreement,our_party,run,date,match,", NULL },
	{ PSI_FILE_LEDGER, "ledger", "agreement,run,session,event,value",
	    NULL },
	{ PSI_FILE_UNKNOWN, "no file of libpsi", "", NULL },
};

enum psi_file_kind
psi_file_kind_of(const char **name, const uint8_t *in, size_t in_len)
{
	size_t i = 0;

	while (!line_is(in, in_len, 0, kinds[i].first) ||
	    (kinds[i].second != NULL &&
		!line_is(in, in_len, 1, kinds[i].second)))
		i++;
	*name = kinds[i].name;
	return kinds[i].kind;
}

/* Files of ours as mail programs, spreadsheets and archives change them, and other
 * things of the world, by how they begin. The base64 is that of "record,value" and "term,value". */
static const struct {
	const char *first;
	const char *looks_like;
} copies[] = {
	{ "record;value", "a file of libpsi with semicolons" },
	{ "term;value", "an agreement with semicolons" },
	{ "record\tvalue", "a file of libpsi with tabs" },
	{ "term\tvalue", "an agreement with tabs" },
	{ "\"record\",", "a file of libpsi with quotes" },
	{ "\"term\",", "an agreement with quotes" },
	{ "\xef\xbb\xbfrecord,value",
	    "a file of libpsi with a byte order mark" },
	{ "\xef\xbb\xbfterm,value", "an agreement with a byte order mark" },
	{ ">record,value", "a file of libpsi quoted in mail" },
	{ "> record,value", "a file of libpsi quoted in mail" },
	{ ">term,value", "an agreement quoted in mail" },
	{ "> term,value", "an agreement quoted in mail" },
	{ "cmVjb3JkLHZhbHVl", "a file of libpsi in base64" },
	{ "dGVybSx2YWx1Z", "an agreement in base64" },
	{ "\x1f\x8b", "a gzip archive" },
	{ "PK\x03\x04", "a zip archive or a workbook of Excel" },
	{ "7z\xbc\xaf", "a 7z archive" },
	{ "BZh", "a bzip2 archive" },
	{ "\xfd"
	  "7zXZ",
	    "an xz archive" },
	{ "\x28\xb5\x2f\xfd", "a zstd archive" },
	{ "Rar!", "a rar archive" },
	{ "%PDF-", "a PDF document" },
	{ "{\\rtf", "a document of a word processor" },
	{ "\xd0\xcf\x11\xe0", "a mail of Outlook or an old workbook" },
	{ "-----BEGIN PGP MESSAGE", "a file encrypted with OpenPGP" },
	{ "\xff\xfe", "UTF-16" },
	{ "\xfe\xff", "UTF-16" },
	{ "<html", "a web page or an HTML mail" },
	{ "<HTML", "a web page or an HTML mail" },
	{ "<!doctype", "a web page or an HTML mail" },
	{ "<!DOCTYPE", "a web page or an HTML mail" },
	{ "entity,type,value", "a directory of companies" },
	{ "value,population", "rules for psi-normalize" },
	{ "line,column,account,field,reason",
	    "what psi-normalize could not use" },
	{ "From:", "a whole mail" },
	{ "From ", "a whole mail" },
	{ "Received:", "a whole mail" },
	{ "Return-Path:", "a whole mail" },
	{ "Delivered-To:", "a whole mail" },
	{ "MIME-Version:", "a whole mail" },
	{ "Subject:", "a whole mail" },
	{ "Message-I", "a whole mail" },
	{ "DKIM-Signature:", "a whole mail" },
	{ "To:", "a whole mail" },
	{ "Date:", "a whole mail" },
	{ "Reply-To:", "a whole mail" },
	{ "User-Agent:", "a whole mail" },
	{ "ARC-", "a whole mail" },
	{ "Authentication-Results:", "a whole mail" },
	{ "Content-Type:", "a whole mail" },
	{ "Content-Transfer-Encoding:", "a whole mail" },
	{ "Content-Disposition:", "a whole mail" },
};

/* The marks of the sections of a public-suffix list, within its first lines. */
static bool
is_suffix_list(const uint8_t *in, size_t in_len)
{
	static const char mark[] = "// ===BEGIN ICANN DOMAINS===";
	const size_t mark_len = sizeof mark - 1;

	/* Public: a list that is published. */
	for (size_t i = 0; i + mark_len <= in_len; i++)
		if (memcmp(in + i, mark, mark_len) == 0)
			return true;
	return false;
}

bool
psi_inspect_begins_later(const uint8_t *in, size_t in_len)
{
	static const char *const headers[] = { "record,value", "term,value",
		"cmVjb3JkLHZhbHVl", "dGVybSx2YWx1Z" };
	const uint8_t *end = in + in_len;
	const uint8_t *line = in;

	while ((line = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		line++;
		while (line < end && memchr("> \t\"", *line, 4) != NULL)
			line++;
		/* Public: the lines of a file that was sent. */
		for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
			if ((size_t)(end - line) > strlen(headers[i]) &&
			    memcmp(line, headers[i], strlen(headers[i])) == 0)
				return true;
	}
	return false;
}

/* Have two lines of the first ten, or the only one, two separators of one kind?
 * Titles may stand above the header. */
static bool
is_table(const uint8_t *in, size_t in_len)
{
	static const char separators[] = ",;\t|";
	size_t num[sizeof separators] = { 0 };
	unsigned int lines = 0;
	unsigned int rows = 0;
	bool is_row = false;

	for (size_t i = 0; i < in_len && lines < 10; i++) {
		const char *at =
		    in[i] == '\0' ? NULL : strchr(separators, (char)in[i]);

		if (at != NULL && ++num[at - separators] == 2)
			is_row = true;
		if (in[i] != '\n' && in[i] != '\r' && i + 1 < in_len)
			continue;
		rows += is_row;
		is_row = false;
		lines++;
		memset(num, 0, sizeof num);
	}
	return rows >= 2 || (rows == 1 && lines == 1);
}

const char *
psi_file_looks_like(const uint8_t *in, size_t in_len)
{
	if (in_len == 0)
		return "an empty file";
	for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++)
		if (line_is(in, in_len, 0, copies[i].first))
			return copies[i].looks_like;
	if (is_suffix_list(in, in_len))
		return PSI_LOOKS_LIKE_SUFFIXES;
	if (psi_inspect_begins_later(in, in_len))
		return "the text of a mail with a file of libpsi in it";
	if (memchr(in, '\0', in_len) != NULL)
		return "data that is no text";
	return is_table(in, in_len) ? "a table, as CRM systems export lists"
				    : NULL;
}
