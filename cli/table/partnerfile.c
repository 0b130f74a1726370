#include "table/partnerfile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kit/diag.h"
#include "kit/exitcode.h"

struct seen {
	const char *first;
	const char *what;
	const char *hint;
};

static const char unpack[] = "unpack it, and give the file in it";
static const char again[] = "save the attachment itself without opening it, or "
			    "ask your partner to send it in a zip archive";

/* By how they begin; base64 is that of "record,value". */
static const struct seen changed[] = {
	{ "\x1f\x8b", "a gzip archive", unpack },
	{ "PK\x03\x04", "a zip archive, or a workbook", unpack },
	{ "7z\xbc\xaf", "a 7z archive", unpack },
	{ "\xff\xfe", "a file that another program saved as UTF-16", again },
	{ "\xfe\xff", "a file that another program saved as UTF-16", again },
	{ "record;value", "a file that another program saved with semicolons",
	    again },
	{ "record\tvalue", "a file that another program saved with tabs",
	    again },
	{ ">", "a file that was quoted in a mail", again },
	{ "cmVjb3JkLHZhbHVl", "a file in base64, as mail carries it",
	    "decode it with 'base64 -d', or save the attachment itself" },
	{ "<", "a web page or an HTML mail", again },
	{ "Content-Type:", "a whole mail", again },
	{ "MIME-Version:", "a whole mail", again },
	{ "Received:", "a whole mail", again },
	{ "account,population,type,value",
	    "a keys file, which no partner sends",
	    "psi-blind takes it; give the file of your partner" },
	{ "term,value", "an agreement",
	    "'psi-agree show' prints it; give the file of your partner" },
	{ "psi1", "a public identity",
	    "'psi-agree propose --partner' takes it" },
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

static bool
begins(const struct psi_infile *in, const struct seen *seen)
{
	size_t len = strlen(seen->first);

	return in->len >= len && memcmp(in->buf, seen->first, len) == 0;
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
look_at(const struct psi_infile *in, enum psi_partnerfile_use use,
    struct psi_error *err)
{
	if (use == PSI_FOR_INSPECT)
		return 0;
	for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
		if (begins(in, &changed[i]))
			return refuse(&changed[i], err);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].use != use && begins(in, &kinds[i].seen))
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

		file->blamed = i;
		if ((rc = psi_infile_look(in, err)) != 0 ||
		    (rc = look_at(in, file->use, err)) != 0)
			return rc;
		if (psi_part_begins(in->buf, in->len))
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

/* The bytes are as they are; only that they are there first. */
static int
accept(struct psi_infile *in, struct psi_error *err)
{
	(void)in;
	(void)err;
	return 0;
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
		rc = psi_infile_open(
		    &file->in[file->num], paths[file->num], err);
		file->in[file->num].look = accept;
	}
	file->source.read = read_file;
	file->source.cookie = file;
	return rc;
}

int
psi_partnerfile_judge(
    struct psi_partnerfile *file, int rc, struct psi_error *err)
{
	struct psi_error why;

	if (psi_exit_status(rc) != PSI_EXIT_PARTNER || file->parts == NULL ||
	    file->is_bad)
		return rc;
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
