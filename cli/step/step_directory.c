#include "step/step_directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/diag.h"
#include "kit/infile.h"
#include "table/restore.h"

/* The directory that is looked into: that of --directory, or the one beside
 * the agreement, AGREEMENT.directory. NULL for none; to be freed. */
static char *
directory_path(const struct psi_step_directory *step, bool agreed)
{
	const char *given = step->path;
	const char *agreement = step->agreement_path;
	const char *from = given != NULL ? given : agreement;
	size_t size;
	char *path;

	if (given == NULL && !agreed)
		return NULL;
	size = strlen(from) + sizeof ".directory";
	if ((path = malloc(size)) != NULL)
		(void)snprintf(path, size, "%s%s", from,
		    given != NULL ? "" : ".directory");
	return path;
}

/* Is it the directory that the agreement names? */
static int
check_directory(const struct psi_step_directory *step, const char *named,
    struct psi_error *err)
{
	char digest[PSI_NORMALIZER_DIGEST_CHARS];

	psi_directory_digest(step->directory, digest);
	if (named == NULL || strcmp(named, digest) == 0)
		return 0;
	if (strcmp(named, "none") == 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "leave --directory out, or sign a new agreement made with "
		    "'psi-agree propose --directory FILE'",
		    "the agreement names no directory");
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "put the file that came with the agreement beside it, as "
	    "AGREEMENT.directory; if that is it, mail has changed it: ask "
	    "your partner for it in a zip archive",
	    "this is not the directory that the agreement names");
}

/* What mail did to the directory that the agreement names; `rc` and `err`, why it is
 * refused, stay where that is not found. */
static int
undo_changes(struct psi_step_directory *step, const char *path,
    const char *named, int rc, struct psi_error *err)
{
	struct psi_restored restored;
	const struct psi_source source = { psi_restored_read, &restored };
	struct psi_error why;
	int found = psi_restore_file(&restored, path, named, &why);

	if (found != 0 || restored.bytes == NULL) {
		if (rc == PSI_E_INPUT && strcmp(named, "none") != 0)
			psi_error_hint(err,
			    "it is not the directory that the agreement names, "
			    "and mail may have changed it: save the attachment "
			    "itself without opening it, or ask your partner "
			    "for it in a zip archive");
		return rc;
	}
	psi_note(
	    "'%s' came %s, and is read as it was sent", path, restored.what);
	memset(err, 0, sizeof *err);
	psi_directory_free(step->directory);
	step->directory = NULL;
	rc =
	    psi_directory_new(&step->directory, step->normalizer, &source, err);
	free(restored.bytes);
	return rc;
}

static int
load_directory(struct psi_step_directory *step, const char *path,
    const char *named, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if (step->path == NULL && access(path, F_OK) != 0)
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "put the file that came with the agreement there",
		    "the agreement names a directory, and '%s' is missing",
		    path);
	if ((rc = psi_infile_open(&in, path, err)) == 0)
		rc = psi_directory_new(
		    &step->directory, step->normalizer, &in.source, err);
	psi_infile_close(&in);
	if (rc == 0)
		rc = check_directory(step, named, err);
	if ((rc == PSI_E_INPUT || rc == PSI_E_AGREEMENT) && named != NULL)
		rc = undo_changes(step, path, named, rc, err);
	return psi_diag_file(rc, path);
}

int
psi_step_directory_read(struct psi_step_directory *step, struct psi_error *err)
{
	const char *named = step->agreement == NULL
	    ? NULL
	    : psi_agreement_term(step->agreement, "directory", 0);
	bool agreed = named != NULL && strcmp(named, "none") != 0;
	char *path = directory_path(step, agreed);
	int rc;

	if (path == NULL)
		return agreed || step->path != NULL
		    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
		    : 0;
	rc = load_directory(step, path, named, err);
	free(path);
	if (rc != 0)
		return rc;
	psi_note("the directory has %llu entities",
	    (unsigned long long)psi_directory_entities(step->directory));
	if (psi_directory_skipped(step->directory) > 0)
		psi_note("%llu of its rows have a value that cannot be read",
		    (unsigned long long)psi_directory_skipped(step->directory));
	return 0;
}
