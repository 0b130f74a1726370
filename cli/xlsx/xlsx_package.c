#include "xlsx/xlsx_package.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>
#include <zip.h>

#define PARTS_MAX 20000
#define ARCHIVE_BYTES_MAX ((uint64_t)2 << 30)
#define BLOCK_BYTES ((size_t)64 << 10)
/* What a list of accounts hardly reaches; deflate itself ends at 1032. */
#define RATIO_MAX 300
#define RATIO_FREE ((uint64_t)64 << 20)

struct psi_xlsx_package {
	zip_t *zip;
	/* Where the archive came as bytes. */
	zip_source_t *source;
};

struct psi_xlsx_part {
	zip_file_t *file;
	uint64_t packed;
	uint64_t limit;
	uint64_t read;
};

static int
say_broken(struct psi_error *err)
{
	(void)psi_error_set(
	    err, PSI_E_INPUT, "the workbook is broken, or was cut off");
	psi_error_hint(err, "copy it again, or save it as CSV UTF-8");
	return PSI_E_INPUT;
}

static int
check(struct psi_xlsx_package *package, struct psi_error *err)
{
	zip_int64_t num = zip_get_num_entries(package->zip, 0);

	if (num > PARTS_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "the archive has more than %d parts", PARTS_MAX);
	return num < 0 ? say_broken(err) : 0;
}

static int
finish(struct psi_xlsx_package **out, struct psi_xlsx_package *package,
    struct psi_error *err)
{
	int rc = package->zip == NULL ? say_broken(err) : check(package, err);

	if (rc != 0) {
		psi_xlsx_package_free(package);
		return rc;
	}
	*out = package;
	return 0;
}

int
psi_xlsx_package_of_file(
    struct psi_xlsx_package **out, int fd, struct psi_error *err)
{
	struct psi_xlsx_package *package = calloc(1, sizeof *package);
	off_t len = lseek(fd, 0, SEEK_END);
	int copy;
	int code;

	if (package == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (len < 0 || (uint64_t)len > ARCHIVE_BYTES_MAX ||
	    lseek(fd, 0, SEEK_SET) != 0) {
		free(package);
		return psi_error_set(
		    err, PSI_E_INPUT, "the workbook is larger than 2 GiB");
	}
	if ((copy = dup(fd)) < 0) {
		free(package);
		return psi_error_set(
		    err, PSI_E_IO, "the workbook cannot be opened twice");
	}
	/* libzip takes the descriptor over where it succeeds. */
	package->zip = zip_fdopen(copy, 0, &code);
	if (package->zip == NULL)
		(void)close(copy);
	return finish(out, package, err);
}

int
psi_xlsx_package_of_bytes(struct psi_xlsx_package **out, const uint8_t *bytes,
    size_t len, struct psi_error *err)
{
	struct psi_xlsx_package *package = calloc(1, sizeof *package);
	zip_error_t why;

	if (package == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	zip_error_init(&why);
	package->source = zip_source_buffer_create(bytes, len, 0, &why);
	if (package->source != NULL)
		package->zip =
		    zip_open_from_source(package->source, ZIP_RDONLY, &why);
	if (package->zip == NULL)
		zip_source_free(package->source);
	zip_error_fini(&why);
	return finish(out, package, err);
}

void
psi_xlsx_package_free(struct psi_xlsx_package *package)
{
	if (package == NULL)
		return;
	if (package->zip != NULL)
		zip_discard(package->zip);
	free(package);
}

bool
psi_xlsx_package_has(const struct psi_xlsx_package *package, const char *name)
{
	return zip_name_locate(package->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* ---- parts ---- */

static int
say_locked(struct psi_error *err)
{
	(void)psi_error_set(
	    err, PSI_E_INPUT, "the workbook is protected by a password");
	psi_error_hint(err, "take the password off, or save it as CSV UTF-8");
	return PSI_E_INPUT;
}

static int
say_too_large(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_INPUT,
	    "a part of the workbook unpacks to far more than a list of "
	    "accounts needs: it may be made to do harm");
}

int
psi_xlsx_part_open(struct psi_xlsx_part **out,
    const struct psi_xlsx_package *package, const char *name, uint64_t limit,
    struct psi_error *err)
{
	zip_int64_t at = zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
	struct psi_xlsx_part *part;
	zip_stat_t stat;

	zip_stat_init(&stat);
	if (at < 0 ||
	    zip_stat_index(package->zip, (zip_uint64_t)at, 0, &stat) != 0 ||
	    (stat.valid & ZIP_STAT_SIZE) == 0 ||
	    (stat.valid & ZIP_STAT_COMP_SIZE) == 0)
		return say_broken(err);
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
	    stat.encryption_method != ZIP_EM_NONE)
		return say_locked(err);
	if (stat.size > limit)
		return say_too_large(err);
	if ((part = calloc(1, sizeof *part)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	part->packed = stat.comp_size;
	part->limit = limit;
	part->file = zip_fopen_index(package->zip, (zip_uint64_t)at, 0);
	if (part->file == NULL) {
		free(part);
		return say_broken(err);
	}
	*out = part;
	return 0;
}

int
psi_xlsx_part_read(struct psi_xlsx_part *part, void *out, size_t out_size,
    size_t *out_len, struct psi_error *err)
{
	zip_int64_t n = zip_fread(part->file, out, out_size);

	if (n < 0)
		return say_broken(err);
	part->read += (uint64_t)n;
	if (part->read > part->limit ||
	    (part->read > RATIO_FREE && part->read / RATIO_MAX > part->packed))
		return say_too_large(err);
	*out_len = (size_t)n;
	return 0;
}

void
psi_xlsx_part_close(struct psi_xlsx_part *part)
{
	if (part == NULL)
		return;
	(void)zip_fclose(part->file);
	free(part);
}

int
psi_xlsx_part_parse(const struct psi_xlsx_package *package, const char *name,
    uint64_t limit, const struct psi_xlsx_events *events, struct psi_error *err)
{
	struct psi_xlsx_part *part = NULL;
	struct psi_xlsx_xml *xml = NULL;
	uint8_t *block = malloc(BLOCK_BYTES);
	size_t n = 1;
	int rc;

	if (block == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	rc = psi_xlsx_part_open(&part, package, name, limit, err);
	if (rc == 0)
		rc = psi_xlsx_xml_new(&xml, events, err);
	while (rc == 0 && n > 0) {
		rc = psi_xlsx_part_read(part, block, BLOCK_BYTES, &n, err);
		if (rc == 0)
			rc = psi_xlsx_xml_feed(xml, block, n, n == 0, err);
	}
	psi_xlsx_xml_free(xml);
	psi_xlsx_part_close(part);
	sodium_memzero(block, BLOCK_BYTES);
	free(block);
	return rc;
}
