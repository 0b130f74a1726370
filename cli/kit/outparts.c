#include "kit/outparts.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/part.h"

#include "kit/diag.h"
#include "kit/outfile.h"
#include "kit/tool.h"

#define NAME_CHARS 4096

bool
psi_outparts_size(const char *text, uint64_t *out)
{
	return psi_opt_parse_size(out, text) && *out >= PSI_PART_BYTES_MIN;
}

int
psi_outparts_option(
    const struct psi_cli *cli, uint64_t *max_bytes, struct psi_error *err)
{
	const char *text = psi_cli_text(cli, "split");
	const char *output = psi_cli_text(cli, "output");

	*max_bytes = 0;
	if (text == NULL)
		return 0;
	if (output == NULL || strcmp(output, "-") == 0)
		return psi_usage(err,
		    "--split writes several files: name them with --output "
		    "FILE");
	if (!psi_outparts_size(text, max_bytes))
		return psi_usage(err,
		    "--split takes a size from 10K, such as 20M or 500K, not "
		    "'%s'",
		    text);
	return 0;
}

/* The number of a part stands before the ending of the name, with as many digits
 * as the last one has, so that they sort. */
static int
part_name(char out[NAME_CHARS], const char *path, uint32_t i, uint32_t num)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(base, '.');
	int stem;
	int len;

	if (dot == NULL || dot == base)
		dot = base + strlen(base);
	stem = (int)(dot - path);
	len = snprintf(out, NAME_CHARS, "%.*s.part-%0*u-of-%u%s", stem, path,
	    num < 10        ? 1
		: num < 100 ? 2
			    : 3,
	    (unsigned int)i, (unsigned int)num, dot);
	return len > 0 && len < NAME_CHARS ? 0 : -1;
}

/* One part that is open. */
struct part {
	struct psi_outfile out;
	char name[NAME_CHARS];
};

static int
write_part(struct part *part, const struct psi_outfile *whole,
    struct psi_split *split, const struct psi_source *source, uint32_t i,
    struct psi_error *err)
{
	int rc;

	if (part_name(part->name, whole->path, i, psi_split_num(split)) != 0)
		return psi_error_set(
		    err, PSI_E_IO, "the name of a part is too long");
	if ((rc = psi_outfile_open(
		 &part->out, part->name, whole->flags, err)) != 0)
		return rc;
	return psi_split_write(split, source, &part->out.sink, err);
}

static int
write_parts(const struct psi_outfile *whole, struct psi_split *split,
    const struct psi_source *source, struct psi_error *err)
{
	uint32_t num = psi_split_num(split);
	struct part *part = calloc(num, sizeof *part);
	struct psi_outfile **outs = calloc(num, sizeof *outs);
	uint32_t opened = 0;
	int rc = 0;

	if (part == NULL || outs == NULL)
		rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (; rc == 0 && opened < num; opened++) {
		part[opened].out = (struct psi_outfile)PSI_OUTFILE_INIT;
		outs[opened] = &part[opened].out;
		rc = write_part(
		    &part[opened], whole, split, source, opened + 1, err);
	}
	if (rc == 0)
		rc = psi_outfile_commit_all(outs, num, err);
	for (uint32_t i = 0; i < opened; i++)
		psi_outfile_close(&part[i].out);
	free(outs);
	free(part);
	return rc;
}

static int
commit_parts(const struct psi_outfile *whole,
    const struct psi_outfile_again *in, uint32_t *num, struct psi_error *err)
{
	struct psi_split *split = NULL;
	int rc;

	if ((rc = in->rewind(in->source.cookie, err)) != 0)
		return rc;
	rc = psi_split_new(&split, &in->source, whole->max_bytes, err);
	if (rc == PSI_E_ARG) {
		err->code = PSI_CLI_USAGE;
		return PSI_CLI_USAGE;
	}
	if (rc != 0)
		return rc;
	*num = psi_split_num(split);
	if (*num > 1 && (rc = in->rewind(in->source.cookie, err)) == 0)
		rc = write_parts(whole, split, &in->source, err);
	psi_split_free(split);
	return rc;
}

void
psi_outparts_cut(struct psi_outfile *out, uint64_t max_bytes)
{
	out->max_bytes = max_bytes;
	out->cut = commit_parts;
}

const char *
psi_outparts_words(const char *path, uint32_t num)
{
	static char words[2 * NAME_CHARS + 64];
	char first[NAME_CHARS];
	char last[NAME_CHARS];

	if (num <= 1 && path != NULL && strcmp(path, "-") != 0) {
		(void)snprintf(words, sizeof words, "'%s'", path);
		return words;
	}
	if (num <= 1 || part_name(first, path, 1, num) != 0 ||
	    part_name(last, path, num, num) != 0)
		return "this file";
	(void)snprintf(words, sizeof words,
	    "the %u parts '%s' to '%s', one in each mail,", (unsigned int)num,
	    first, last);
	return words;
}
