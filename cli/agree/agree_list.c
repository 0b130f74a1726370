/* The public-suffix list that goes with an agreement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "agree/agree.h"
#include "kit/diag.h"
#include "kit/grow.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "table/known.h"
#include "table/restore.h"

/* The list has 320 KiB; more than this is another file. */
#define LIST_BYTES_MAX ((size_t)16 << 20)
#define BLOCK_BYTES ((size_t)64 << 10)

const char psi_agree_system_list[] =
    "/usr/share/publicsuffix/public_suffix_list.dat";

const char *
psi_agree_installed_list(void)
{
	return access(psi_agree_system_list, R_OK) == 0 ? psi_agree_system_list
							: NULL;
}

void
psi_agree_list_clear(struct psi_agree_list *list)
{
	free(list->path);
	psi_normalizer_free(list->normalizer);
	free(list->bytes);
	memset(list, 0, sizeof *list);
}

static int
read_bytes(struct psi_agree_list *list, const struct psi_source *source,
    struct psi_error *err)
{
	size_t size = 0;
	size_t n;
	int rc;

	do {
		if (size - list->len < BLOCK_BYTES) {
			void *bytes = list->bytes;

			if (list->len > LIST_BYTES_MAX)
				return psi_refuse(err, PSI_E_INPUT, 0,
				    "take the list of the package "
				    "publicsuffix, or that of publicsuffix.org",
				    "this is no public-suffix list: it is "
				    "over 16 MiB");
			if ((rc = psi_grow(&bytes, &size, list->len,
				 16 * BLOCK_BYTES, 1, err)) != 0)
				return rc;
			list->bytes = bytes;
		}
		if ((rc = source->read(source->cookie, list->bytes + list->len,
			 BLOCK_BYTES, &n, err)) != 0)
			return rc;
		list->len += n;
	} while (n > 0);
	return 0;
}

/* The rules that make keys, with this list. */
static int
make_rules(struct psi_agree_list *list, struct psi_error *err)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	int rc;

	config.suffixes = list->bytes;
	config.suffixes_len = list->len;
	if ((rc = psi_normalizer_new(&list->normalizer, &config, err)) != 0)
		return rc;
	psi_normalizer_fingerprint(list->normalizer, list->fingerprint);
	/* Hashed once: as part of the rules. */
	psi_normalizer_suffixes_digest(list->normalizer, list->digest);
	return 0;
}

/* The bytes, without their digest. */
static int
read_list(struct psi_agree_list *list, const char *path, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	size_t len = strlen(path) + 1;
	int rc;

	if ((list->path = malloc(len)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	memcpy(list->path, path, len);
	if ((rc = psi_infile_open(&in, list->path, err)) == 0)
		rc = read_bytes(list, &in.source, err);
	psi_infile_close(&in);
	return psi_diag_file(rc, path);
}

static void
take_digest(struct psi_agree_list *list)
{
	uint8_t digest[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(digest, list->bytes, list->len);
	(void)sodium_bin2hex(
	    list->digest, sizeof list->digest, digest, sizeof digest);
}

int
psi_agree_list_bytes(
    struct psi_agree_list *list, const char *path, struct psi_error *err)
{
	int rc = read_list(list, path, err);

	if (rc == 0)
		take_digest(list);
	return rc;
}

int
psi_agree_list_read(
    struct psi_agree_list *list, const char *path, struct psi_error *err)
{
	int rc;

	if ((rc = read_list(list, path, err)) != 0)
		return rc;
	return psi_diag_file(make_rules(list, err), path);
}

static bool
is_wanted(const struct psi_agree_list *list, const char *wanted)
{
	return wanted == NULL || strcmp(list->digest, wanted) == 0;
}

/* Undo what mail did to the list that an agreement names. */
static int
undo_changes(struct psi_agree_list *list, bool *found, const char *wanted,
    struct psi_error *err)
{
	struct psi_restored restored;
	int rc = psi_restore(&restored, list->bytes, list->len, wanted, err);

	if (rc != 0 || restored.bytes == NULL)
		return rc;
	psi_note("'%s' came %s, and is read as it was sent", list->path,
	    restored.what);
	free(list->bytes);
	list->bytes = restored.bytes;
	list->len = restored.len;
	psi_normalizer_free(list->normalizer);
	list->normalizer = NULL;
	*found = true;
	return 0;
}

/* The list of the system, where it is the very one. `missing` is the file that
 * should have been it; NULL beside an agreement that has no file. */
static int
take_installed(struct psi_agree_list *list, bool *found, const char *wanted,
    const char *missing, struct psi_error *err)
{
	struct psi_agree_list installed = PSI_AGREE_LIST_INIT;
	const char *path = psi_agree_installed_list();
	int rc;

	if (path == NULL || wanted == NULL)
		return 0;
	if ((rc = psi_agree_list_bytes(&installed, path, err)) != 0 ||
	    !is_wanted(&installed, wanted)) {
		psi_agree_list_clear(&installed);
		return rc;
	}
	if (missing == NULL)
		psi_note("the list that is installed here is the one that the "
			 "agreement names, and is taken");
	else
		psi_note("'%s' %s: the list that is installed here is the one "
			 "that the agreement names, and is taken",
		    missing,
		    list->path == NULL ? "is not there" : "was changed");
	psi_agree_list_clear(list);
	*list = installed;
	*found = true;
	return 0;
}

/* Why the list beside an agreement is none. */
static void
explain(const struct psi_agree_list *list, struct psi_error *why)
{
	const char *what;
	const char *hint;

	if (psi_known_name(list->bytes, list->len, &what, &hint)) {
		(void)psi_refuse(why, PSI_E_INPUT, 0, hint,
		    "this is no public-suffix list, but %s", what);
		return;
	}
	psi_error_hint(why,
	    "it is not the list that the agreement names, and mail may have "
	    "changed it: save the attachment itself without opening it, or ask "
	    "your partner to send it in a zip archive");
}

int
psi_agree_list_wanted(struct psi_agree_list *list, const char *path,
    const char *wanted, struct psi_error *err)
{
	struct psi_error why;
	bool found = false;
	int other;
	int rc;

	memset(&why, 0, sizeof why);
	if ((rc = read_list(list, path, err)) != 0)
		return rc;
	rc = make_rules(list, &why);
	if (wanted == NULL || (rc != 0 && rc != PSI_E_INPUT) ||
	    (rc == 0 && is_wanted(list, wanted)))
		goto out;
	if ((other = undo_changes(list, &found, wanted, err)) != 0 ||
	    (!found &&
		(other = take_installed(list, &found, wanted, path, err)) != 0))
		return other;
	if (found)
		return psi_diag_file(make_rules(list, err), path);
	if (rc == PSI_E_INPUT)
		explain(list, &why);
out:
	if (rc != 0)
		*err = why;
	return psi_diag_file(rc, path);
}

/* AGREEMENT.psl, to be freed; NULL when out of memory. */
static char *
name_beside(const char *agreement_path)
{
	size_t size = strlen(agreement_path) + sizeof ".psl";
	char *path = malloc(size);

	if (path != NULL)
		(void)snprintf(path, size, "%s.psl", agreement_path);
	return path;
}

int
psi_agree_list_beside(struct psi_agree_list *list, bool *found,
    const char *agreement_path, const char *wanted, struct psi_error *err)
{
	char *path;
	int rc;

	*found = false;
	if (strcmp(agreement_path, "-") == 0) {
		rc = take_installed(list, found, wanted, NULL, err);
		return rc != 0 || !*found
		    ? rc
		    : psi_diag_file(make_rules(list, err), list->path);
	}
	if ((path = name_beside(agreement_path)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (access(path, F_OK) == 0) {
		rc = psi_agree_list_wanted(list, path, wanted, err);
		*found = rc == 0;
	} else {
		rc = take_installed(list, found, wanted, path, err);
		if (rc == 0 && *found)
			rc = psi_diag_file(make_rules(list, err), list->path);
	}
	free(path);
	return rc;
}

/* Not by cli/infile, which would take the file for an input that must not be
 * written to. */
static bool
same_as(const struct psi_agree_list *list, const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t block[4096];
	size_t pos = 0;
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(block, 1, sizeof block, file)) > 0 &&
	    n <= list->len - pos && memcmp(block, list->bytes + pos, n) == 0)
		pos += n;
	n = (size_t)(feof(file) != 0 && pos == list->len);
	(void)fclose(file);
	return n == 1;
}

int
psi_agree_list_write(const struct psi_agree_list *list, struct psi_outfile *out,
    bool *needed, char **path, const char *agreement_path, unsigned int flags,
    struct psi_error *err)
{
	int rc;

	*needed = false;
	if ((*path = name_beside(agreement_path)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (same_as(list, *path))
		return 0;
	if ((rc = psi_outfile_open(out, *path, flags, err)) != 0)
		return rc;
	*needed = true;
	return out->sink.write(out->sink.cookie, list->bytes, list->len, err);
}
