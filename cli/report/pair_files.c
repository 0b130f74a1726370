#include "report/pair_files.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/diag.h"
#include "kit/infile.h"

#define CHUNK ((size_t)1 << 16)

/* ---- folders ---- */

/* psi-run keeps results by the number of the run: the newest one. */
static unsigned long
newest_run(const char *folder)
{
	char path[PATH_MAX];
	unsigned long newest = 0;
	struct dirent *entry;
	DIR *dir;
	int n = snprintf(path, sizeof path, "%s/results", folder);

	if (n < 0 || (size_t)n >= sizeof path || (dir = opendir(path)) == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		char *end;
		unsigned long run = strtoul(entry->d_name, &end, 10);

		if (*end == '\0' && run > newest)
			newest = run;
	}
	(void)closedir(dir);
	return newest;
}

static bool
is_there(char path[PATH_MAX], const char *folder, const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", folder, name);

	return n > 0 && n < PATH_MAX && access(path, R_OK) == 0;
}

int
psi_pair_files_folder(
    const char *path, const char *usual, struct psi_error *err)
{
	char inside[PATH_MAX];
	char newest[64];
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return 0;
	(void)psi_usage(err, "'%s' is a folder", path);
	(void)snprintf(
	    newest, sizeof newest, "results/%lu/%s", newest_run(path), usual);
	if (is_there(inside, path, usual) || is_there(inside, path, newest))
		psi_error_hint(err, "give the file in it: %.300s", inside);
	else
		psi_error_hint(err,
		    "give the file in it that you mean, such as %s", usual);
	return PSI_CLI_USAGE;
}

/* ---- the same file ---- */

static bool
is_regular(const char *path, struct stat *st)
{
	return strcmp(path, "-") != 0 && stat(path, st) == 0 &&
	    S_ISREG(st->st_mode);
}

/* Read as much as there is, up to a chunk. */
static int
fill(
    struct psi_infile *in, uint8_t *out, size_t *out_len, struct psi_error *err)
{
	size_t n = 1;
	int rc = 0;

	*out_len = 0;
	while (rc == 0 && n > 0 && *out_len < CHUNK) {
		rc = in->source.read(in->source.cookie, out + *out_len,
		    CHUNK - *out_len, &n, err);
		*out_len += rc == 0 ? n : 0;
	}
	return rc;
}

static int
compare(const char *a, const char *b, uint8_t *bytes, bool *same,
    struct psi_error *err)
{
	struct psi_infile one = PSI_INFILE_INIT;
	struct psi_infile other = PSI_INFILE_INIT;
	size_t len = 1;
	size_t other_len;
	int rc;

	*same = true;
	if ((rc = psi_infile_open(&one, a, err)) == 0)
		rc = psi_infile_open(&other, b, err);
	while (rc == 0 && *same && len > 0) {
		if ((rc = fill(&one, bytes, &len, err)) != 0 ||
		    (rc = fill(&other, bytes + CHUNK, &other_len, err)) != 0)
			break;
		/* Whether two files of one's own are equal is no secret. */
		*same =
		    len == other_len && memcmp(bytes, bytes + CHUNK, len) == 0;
	}
	psi_infile_close(&one);
	psi_infile_close(&other);
	return rc;
}

/* By their numbers on the disk; by their bytes only where the sizes say that
 * they may be copies. */
static int
is_same(const char *a, const char *b, bool *same, struct psi_error *err)
{
	struct stat one;
	struct stat other;
	uint8_t *bytes;
	int rc;

	*same = strcmp(a, b) == 0;
	if (*same || !is_regular(a, &one) || !is_regular(b, &other))
		return 0;
	*same = one.st_dev == other.st_dev && one.st_ino == other.st_ino;
	if (*same || one.st_size != other.st_size || one.st_size == 0)
		return 0;
	if ((bytes = calloc(2, CHUNK)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	rc = compare(a, b, bytes, same, err);
	sodium_memzero(bytes, 2 * CHUNK);
	free(bytes);
	return rc;
}

int
psi_pair_files_check(
    const char *const *paths, size_t num, struct psi_error *err)
{
	bool same = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_pair_files_folder(paths[i], "pairs.csv", err);
	for (size_t i = 0; i < num; i++)
		for (size_t j = i + 1; j < num; j++) {
			if (rc != 0 ||
			    (rc = is_same(paths[i], paths[j], &same, err)) != 0)
				return rc;
			if (!same)
				continue;
			if (strcmp(paths[i], paths[j]) == 0)
				return psi_usage(err,
				    "the same file of pairs is given twice: "
				    "'%s'",
				    paths[i]);
			return psi_usage(err,
			    "the same file of pairs is given twice: '%s' and "
			    "'%s'",
			    paths[i], paths[j]);
		}
	return rc;
}
