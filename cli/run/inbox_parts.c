#include "run/inbox_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/part.h"

#include "kit/grow.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "kit/tool.h"
#include "table/unwrap.h"

int
psi_run_parts_add(struct psi_run_parts *parts,
    const struct psi_run_incoming *incoming, struct psi_error *err)
{
	void *array = parts->part;
	struct psi_run_part *part;
	int rc =
	    psi_grow(&array, &parts->room, parts->num, 1, sizeof *part, err);

	if (rc != 0)
		return rc;
	parts->part = array;
	part = &parts->part[parts->num++];
	part->is_done = false;
	part->incoming = *incoming;
	(void)snprintf(part->name, sizeof part->name, "%s", incoming->name);
	return 0;
}

void
psi_run_parts_clear(struct psi_run_parts *parts)
{
	psi_grow_free(parts->part, parts->room, sizeof *parts->part);
	*parts = (struct psi_run_parts){ NULL, 0, 0 };
}

bool
psi_run_parts_match(
    const struct psi_run_incoming *a, const struct psi_run_incoming *b)
{
	return strcmp(a->whole, b->whole) == 0 && a->num_parts == b->num_parts;
}

/* The parts of one file, open; of two with the same number the first counts. */
struct set {
	struct psi_infile in[PSI_PARTS_MAX];
	struct psi_source source[PSI_PARTS_MAX];
	size_t num;
};

static void
close_set(struct set *set)
{
	for (size_t i = 0; i < set->num; i++)
		psi_infile_close(&set->in[i]);
	free(set);
}

/* An entry of the inbox may have become another file meanwhile: it is opened as
 * it was the first time, without following a link. */
static int
open_part(const struct psi_run *run, struct set *set, const char *name,
    struct psi_error *err)
{
	struct psi_infile *in = &set->in[set->num];
	struct psi_run_path path;
	struct stat st;
	int rc;

	*in = (struct psi_infile)PSI_INFILE_INIT;
	(void)psi_run_path(&path, run, "inbox/%s", name);
	if (lstat(path.text, &st) != 0 || !S_ISREG(st.st_mode))
		return psi_error_set(
		    err, PSI_E_GRAMMAR, "a part went while it was read");
	if ((rc = psi_unwrap_open(in, path.text, err)) != 0)
		return rc;
	/* The path is this function's own. */
	in->path = "a part in the inbox";
	set->source[set->num] = in->source;
	set->num++;
	return 0;
}

static int
open_set(const struct psi_run *run, const struct psi_run_parts *parts, size_t i,
    struct set *set, struct psi_error *err)
{
	const struct psi_run_incoming *first = &parts->part[i].incoming;
	bool seen[PSI_PARTS_MAX + 1] = { false };
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < parts->num; k++) {
		const struct psi_run_incoming *at = &parts->part[k].incoming;

		if (!psi_run_parts_match(first, at) || at->part == 0 ||
		    at->part > PSI_PARTS_MAX || seen[at->part])
			continue;
		seen[at->part] = true;
		rc = open_part(run, set, parts->part[k].name, err);
	}
	return rc;
}

static int
copy_all(struct psi_parts *parts, const char *path, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	uint8_t some[PSI_RUN_CHUNK];
	size_t len = 1;
	int rc = psi_outfile_open(
	    &out, path, PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);

	while (rc == 0 && len > 0) {
		rc = psi_parts_read(parts, some, sizeof some, &len, err);
		if (rc == 0)
			rc = out.sink.write(out.sink.cookie, some, len, err);
	}
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

int
psi_run_parts_join(const struct psi_run *run, const struct psi_run_parts *parts,
    size_t i, bool *is_whole, char missing[64], struct psi_error *err)
{
	struct set *set = calloc(1, sizeof *set);
	struct psi_parts *joined = NULL;
	struct psi_run_path path;
	size_t which;
	int rc;

	*is_whole = false;
	if (set == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_tool_next_step();
	if ((rc = open_set(run, parts, i, set, err)) == 0 &&
	    (rc = psi_parts_new(&joined, set->source, set->num, &which, err)) ==
		0) {
		*is_whole = psi_parts_missing(joined, missing, 64) == 0;
		if (*is_whole &&
		    (rc = psi_parts_check(joined, &which, err)) == 0)
			rc = copy_all(joined,
			    psi_run_path(&path, run, PSI_RUN_COPY), err);
	}
	psi_parts_free(joined);
	close_set(set);
	return rc;
}
