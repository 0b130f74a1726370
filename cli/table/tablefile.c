#include "table/tablefile.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "kit/diag.h"
#include "table/known.h"
#include "xlsx/xlsx.h"

/* No workbook that comes through a pipe is larger. */
#define PIPE_BYTES_MAX ((size_t)256 << 20)

static const char *sheet_name;
static bool is_csv;

void
psi_tablefile_options(const char *sheet, bool describes_csv)
{
	sheet_name = sheet;
	is_csv = describes_csv;
}

/* ---- other files ---- */

/* How they begin, and what can be done. */
static const struct {
	const char *first;
	size_t len;
	const char *what;
	const char *hint;
} others[] = {
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8,
	    "an old workbook (.xls), or one that is protected by a password",
	    "save it as .xlsx without a password, or as CSV UTF-8" },
	{ "\x1f\x8b", 2, "a gzip archive",
	    "unpack it with gunzip, and name the file in it" },
	{ "\x89PNG", 4, "an image", "export the list as CSV or .xlsx" },
	{ "\xff\xd8\xff", 3, "an image", "export the list as CSV or .xlsx" },
	{ "GIF8", 4, "an image", "export the list as CSV or .xlsx" },
	{ "%PDF-", 5, "a PDF document", "export the list as CSV or .xlsx" },
	{ "<?xml", 5, "an XML document",
	    "save the list as CSV UTF-8, or as .xlsx" },
	{ "<html", 5, "a web page, perhaps the one to log in at",
	    "export the list as CSV or .xlsx" },
	{ "<HTML", 5, "a web page, as some systems call .xls",
	    "open it and save it as .xlsx, or as CSV UTF-8" },
	{ "<!doctype", 9, "a web page, perhaps the one to log in at",
	    "export the list as CSV or .xlsx" },
	{ "<!DOCTYPE", 9, "a web page, perhaps the one to log in at",
	    "export the list as CSV or .xlsx" },
	{ "<table", 6, "a web page, as some systems call .xls",
	    "open it and save it as .xlsx, or as CSV UTF-8" },
	{ "{\\rtf", 5, "a document", "export the list as CSV or .xlsx" },
	{ "7z\xbc\xaf\x27\x1c", 6, "a 7z archive",
	    "unpack it, and name the file in it" },
	{ "BZh", 3, "a bzip2 archive", "unpack it, and name the file in it" },
	{ "\xfd"
	  "7zXZ",
	    5, "an xz archive", "unpack it, and name the file in it" },
	{ "\x28\xb5\x2f\xfd", 4, "a zstd archive",
	    "unpack it, and name the file in it" },
	{ "Rar!", 4, "a rar archive", "unpack it, and name the file in it" },
};

/* A line as long as mail makes them, of letters and digits alone: no header. */
static bool
is_base64(const uint8_t *in, size_t len)
{
	size_t i = 0;

	/* A public identity, which is named as one. */
	if (len >= 4 && memcmp(in, "psi1", 4) == 0)
		return false;
	while (i < len && in[i] != '\n' && in[i] != '\r') {
		uint8_t c = in[i++];
		bool is_letter = (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (!is_letter && c != '+' && c != '/' && c != '=')
			return false;
	}
	return i >= 60 && i < len;
}

static int
refuse_mail(const struct psi_infile *in, struct psi_error *err)
{
	if (psi_known_is_mail(in->buf, in->len))
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "save the list that is attached to it, and give that",
		    "this is a whole mail");
	if (is_base64(in->buf, in->len))
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "save the attachment with the mail program; or decode it "
		    "with 'base64 -d'",
		    "this is base64, as mail carries an attachment");
	return 0;
}

/* So many in a row has a picture or a program, and no text in any encoding. */
static bool
has_zeros(const struct psi_infile *in)
{
	size_t num = 0;

	for (size_t i = 0; i < in->len && num < 4; i++)
		num = in->buf[i] == 0 ? num + 1 : 0;
	return num == 4;
}

/*
 * So many control characters of different kinds has no text of one byte each, of
 * several, or of UTF-16 in one script. Where the encoding is told, the reader says
 * what it cannot read.
 */
static bool
has_controls(const struct psi_infile *in)
{
	uint32_t seen = 0;
	size_t num = 0;

	/* UTF-16 with its mark has any byte. */
	if (is_csv ||
	    (in->len >= 2 && (in->buf[0] ^ in->buf[1]) == (0xff ^ 0xfe) &&
		in->buf[0] >= 0xfe))
		return false;
	for (size_t i = 0; i < in->len; i++) {
		uint8_t c = in->buf[i];

		/* Tabs and ends of lines, of pages, of files, and escapes. */
		if (c == 0 || c >= 0x20 || (c >= 0x09 && c <= 0x0d) ||
		    c == 0x1a || c == 0x1b)
			continue;
		num += (seen >> c & 1) == 0;
		seen |= (uint32_t)1 << c;
	}
	return num > 5;
}

static int
refuse_others(const struct psi_infile *in, struct psi_error *err)
{
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (in->len < others[i].len ||
		    memcmp(in->buf, others[i].first, others[i].len) != 0)
			continue;
		(void)psi_error_set(
		    err, PSI_E_INPUT, "this is %s", others[i].what);
		psi_error_hint(err, "%s", others[i].hint);
		return PSI_E_INPUT;
	}
	if (in->len == 0)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "nothing is in it: export the list again",
		    "the file is empty");
	if (psi_known_is_suffix_list(in->buf, in->len))
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "name the agreement itself by --agreement, and give the "
		    "export of your accounts as the list",
		    "this is the public-suffix list of an agreement");
	if (has_zeros(in) || has_controls(in))
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "export the list as CSV or .xlsx; 'psi-inspect FILE' says "
		    "what a file looks like",
		    "this is data that is no text");
	return refuse_mail(in, err);
}

/* ---- workbooks ---- */

/* A workbook that is read; out of a pipe, it is held as a whole. */
struct opened {
	struct psi_xlsx *xlsx;
	const char *path;
	uint8_t *bytes;
	size_t size;
	bool warned;
};

/* What could not be read, once for each file. */
static void
warn_lost(struct opened *opened)
{
	struct psi_xlsx_losses lost;

	opened->warned = true;
	psi_xlsx_lost(opened->xlsx, &lost);
	if (lost.uncalculated > 0)
		psi_warn("%s: %" PRIu64
			 " cells have a formula without a value, and were read "
			 "as empty; open the workbook in a spreadsheet program "
			 "and save it",
		    opened->path, lost.uncalculated);
	if (lost.errors > 0)
		psi_warn("%s: %" PRIu64
			 " cells have an error, such as #N/A, for their value, "
			 "and were read as empty",
		    opened->path, lost.errors);
}

static int
opened_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct opened *opened = cookie;
	int rc = psi_xlsx_read(opened->xlsx, out, out_size, out_len, err);

	if (rc == 0 && *out_len == 0 && !opened->warned)
		warn_lost(opened);
	return rc;
}

static void
opened_close(void *cookie)
{
	struct opened *opened = cookie;

	psi_xlsx_close(opened->xlsx);
	if (opened->bytes != NULL)
		sodium_memzero(opened->bytes, opened->size);
	free(opened->bytes);
	free(opened);
}

static int
grow(struct opened *opened, size_t len, struct psi_error *err)
{
	size_t size = opened->size == 0 ? (size_t)1 << 20 : opened->size * 2;
	uint8_t *bigger;

	if (size > PIPE_BYTES_MAX) {
		(void)psi_error_set(err, PSI_E_INPUT,
		    "a workbook of more than 256 MiB cannot be read from a "
		    "pipe");
		psi_error_hint(err, "save it in a file, and give its name");
		return PSI_E_INPUT;
	}
	if ((bigger = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (len > 0)
		memcpy(bigger, opened->bytes, len);
	if (opened->bytes != NULL)
		sodium_memzero(opened->bytes, opened->size);
	free(opened->bytes);
	opened->bytes = bigger;
	opened->size = size;
	return 0;
}

static int
read_pipe(struct opened *opened, struct psi_infile *in, size_t *len,
    struct psi_error *err)
{
	size_t n = 1;
	int rc = 0;

	*len = 0;
	while (rc == 0 && n > 0) {
		if (*len == opened->size && (rc = grow(opened, *len, err)) != 0)
			break;
		rc = psi_infile_raw(
		    in, opened->bytes + *len, opened->size - *len, &n, err);
		*len += rc == 0 ? n : 0;
	}
	return rc;
}

static int
open_workbook(
    struct opened *opened, struct psi_infile *in, struct psi_error *err)
{
	struct stat st;
	size_t len;
	int rc;

	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode))
		return psi_xlsx_open_file(
		    &opened->xlsx, in->fd, sheet_name, err);
	rc = read_pipe(opened, in, &len, err);
	return rc != 0 ? rc
		       : psi_xlsx_open_bytes(&opened->xlsx, opened->bytes, len,
			     sheet_name, err);
}

static int
look(struct psi_infile *in, struct psi_error *err)
{
	struct opened *opened;
	int rc;

	if (in->len < 4 || memcmp(in->buf, "PK\x03\x04", 4) != 0)
		return refuse_others(in, err);
	if (is_csv)
		return psi_usage(err,
		    "--encoding and --delimiter are for CSV, and '%s' is a "
		    "workbook: leave them out",
		    in->path);
	if ((opened = calloc(1, sizeof *opened)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	opened->path = in->path;
	if ((rc = open_workbook(opened, in, err)) != 0) {
		opened_close(opened);
		return rc;
	}
	in->decoder =
	    (struct psi_infile_decoder){ opened_read, opened_close, opened };
	return 0;
}

int
psi_tablefile_open(
    struct psi_infile *in, const char *path, struct psi_error *err)
{
	int rc = psi_infile_open(in, path, err);

	if (rc == 0)
		in->look = look;
	return rc;
}
