#include "table/partnerfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/diag.h"
#include "kit/exitcode.h"
#include "table/unwrap.h"

static const char again[] = "save the attachment itself without opening it, or "
			    "ask your partner to send it in a zip archive";

/* The parts of a file that belongs to another step. */
static int
check_kind(const struct psi_partnerfile *file, struct psi_error *err)
{
	return psi_known_check_kind(
	    psi_parts_at(file->parts, 0)->holds, file->use, err);
}

/* Parts that seem to be missing may stand behind another one, in one file. */
static int
find_joined(const struct psi_partnerfile *file, size_t *which, int rc,
    struct psi_error *err)
{
	struct psi_error why;
	char missing[64];

	if (psi_parts_missing(file->parts, missing, sizeof missing) == 0)
		return rc;
	for (size_t i = 0; i < file->num; i++) {
		memset(&why, 0, sizeof why);
		if (psi_parts_verify(file->parts, i, &why) != PSI_E_GRAMMAR ||
		    strstr(why.text, "joined") == NULL)
			continue;
		*which = i;
		*err = why;
		return PSI_E_GRAMMAR;
	}
	return rc;
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
	if (rc == 0 && (rc = check_kind(file, err)) == 0 &&
	    (rc = psi_parts_check(file->parts, &which, err)) != 0)
		rc = find_joined(file, &which, rc, err);
	file->blamed = which < file->num ? which : 0;
	file->is_bad = rc != 0;
	return rc;
}

/* The sender that the first lines of a file name, and the number of that line. */
static char
find_sender(const struct psi_unwrap *unwrap, uint64_t *line)
{
	static const char record[] = "\nfrom,";
	const size_t record_len = sizeof record - 1;
	size_t len;
	const uint8_t *bytes = psi_unwrap_first(unwrap, &len);

	*line = 1;
	for (size_t i = 0; i + record_len < len; i++) {
		uint8_t from = bytes[i + record_len];

		*line += bytes[i] == '\n';
		/* Public: the first lines of a file that was sent. */
		if ((from == 'a' || from == 'b') &&
		    memcmp(bytes + i, record, record_len) == 0)
			return (char)from;
	}
	return '\0';
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
		struct psi_known_first first;
		char from;

		file->blamed = i;
		if ((rc = psi_infile_look(in, err)) != 0)
			return rc;
		psi_known_read(&first, in->decoder.cookie);
		file->is_empty = file->num == 1 && first.len == 0;
		if ((rc = psi_known_check(
			 &first, file->use, PSI_E_GRAMMAR, err)) != 0) {
			file->from = '\0';
			return rc;
		}
		from = find_sender(in->decoder.cookie, &file->from_line);
		file->from = i == 0 || file->from == from ? from : '\0';
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
	file->from = '\0';
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
    size_t num, enum psi_known_use use, struct psi_error *err)
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

int
psi_partnerfile_blame(
    struct psi_partnerfile *file, int rc, struct psi_error *err)
{
	struct psi_error why;
	int bad;

	if (rc != PSI_E_EXISTS || file->num == 0 || file->has_begun)
		return rc;
	for (size_t i = 0; i < file->num; i++)
		if (file->in[i].fd == STDIN_FILENO)
			return rc;
	memset(&why, 0, sizeof why);
	if ((bad = begin(file, &why)) == 0)
		return rc;
	*err = why;
	return psi_diag_file(bad, psi_partnerfile_path(file));
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
