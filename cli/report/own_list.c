#include "report/own_list.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "kit/diag.h"
#include "kit/grow.h"
#include "kit/infile.h"
#include "table/tablefile.h"

static int
discard(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie;
	(void)in;
	(void)in_len;
	(void)err;
	return 0;
}

/* Populations of the accounts of one list do not depend on domains: any list of
 * suffixes does. */
static int
make_normalizer(struct psi_normalizer **out, struct psi_error *err)
{
	static const char suffixes[] = "com\n";
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;

	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	return psi_normalizer_new(out, &config, err);
}

static int
normalize(const struct psi_tablefiles *files,
    const struct psi_normalizer *normalizer,
    struct psi_normalize_report *report, struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_sink sink = { discard, NULL };

	int rc;

	options.source_date = "2026-01-01";
	rc = psi_normalize_lists(normalizer, files->source, files->num, &sink,
	    &options, NULL, report, err);
	return psi_diag_file(
	    rc, psi_tablefiles_being_read(files->in, files->num));
}

int
psi_own_list_count(struct psi_mapping *mapping,
    const struct psi_tablefile_paths *paths,
    const struct psi_normalizer *normalizer, uint64_t *customers,
    struct psi_error *err)
{
	static const char *const populations[] = { "customer",
		"open_opportunity", "prospect", "former_customer", "other" };
	struct psi_normalize_report *report = NULL;
	struct psi_normalizer *own = NULL;
	struct psi_tablefiles files;
	int rc;

	if ((rc = psi_tablefiles_open(&files, paths, err)) != 0 ||
	    (normalizer == NULL && (rc = make_normalizer(&own, err)) != 0) ||
	    (rc = psi_normalize_report_new(&report, err)) != 0)
		goto out;
	rc = normalize(
	    &files, normalizer != NULL ? normalizer : own, report, err);
	for (size_t i = 0; rc == 0 && i < 5; i++)
		psi_mapping_own(mapping, populations[i],
		    psi_normalize_report_count(report, "list", populations[i]));
	if (rc == 0)
		*customers =
		    psi_normalize_report_count(report, "list", "customer");
out:
	psi_normalize_report_free(report);
	psi_normalizer_free(own);
	psi_tablefiles_close(&files);
	return rc;
}

/* ---- rows ---- */

static int
find_id(void *cookie, const struct psi_normalize_column *column)
{
	size_t *found = cookie;

	if (*found == 0 && strcmp(column->field, "id") == 0)
		*found = column->column;
	return 0;
}

/* One export is read as it is. */
static int
open_one(struct psi_own_list *list, const char *path, struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	if ((rc = psi_tablefile_open(&in, path, err)) == 0)
		rc = psi_diag_file(psi_normalize_columns(&in.source, &options,
				       find_id, &list->column, err),
		    path);
	psi_infile_close(&in);
	if (rc == 0 && (rc = psi_tablefile_open(&list->in, path, err)) == 0)
		list->source = &list->in.source;
	return rc;
}

static int
put(struct psi_own_list *list, const char *text, size_t len)
{
	void *array = list->text;

	list->is_short =
	    psi_grow(&array, &list->room, list->len, len, 1, NULL) != 0;
	if (list->is_short)
		return -1;
	list->text = array;
	if (len > 0)
		memcpy(list->text + list->len, text, len);
	list->len += len;
	return 0;
}

/* What stands in quotes. */
static int
put_quoted(struct psi_own_list *list, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] == '"' && put(list, "\"", 1) != 0) ||
		    put(list, text + i, 1) != 0)
			return -1;
	return 0;
}

/* The account, and everything that the row says, in two cells. */
static int
put_row(void *cookie, const struct psi_normalize_row *row)
{
	struct psi_own_list *list = cookie;
	char number[24];
	int n = snprintf(number, sizeof number, "\",\"%zu", row->list + 1);

	if (put(list, "\"", 1) != 0 ||
	    put_quoted(list, row->account, row->account_len) != 0 ||
	    put(list, number, (size_t)n) != 0)
		return -1;
	for (size_t i = 0; i < row->num_cells; i++)
		if (put(list, "|", 1) != 0 ||
		    put_quoted(list, row->cells[i].text, row->cells[i].len) !=
			0)
			return -1;
	return put(list, "\"\n", 2);
}

static int
read_rows(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_own_list *list = cookie;
	size_t len = list->len - list->pos;

	(void)err;
	if (len > out_size)
		len = out_size;
	memcpy(out, list->text + list->pos, len);
	list->pos += len;
	*out_len = len;
	return 0;
}

static int
open_several(struct psi_own_list *list, const struct psi_tablefile_paths *paths,
    const struct psi_normalizer *normalizer, struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_tablefiles files;
	size_t which = 0;
	int rc;

	if (put(list, "account,row\n", strlen("account,row\n")) != 0)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = psi_tablefiles_open(&files, paths, err)) == 0) {
		rc = psi_normalize_each_row(normalizer, files.source, files.num,
		    &options, put_row, list, &which, err);
		if (rc != 0 && list->is_short)
			rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
		rc = psi_diag_file(rc, psi_tablefiles_path(&files, which));
	}
	psi_tablefiles_close(&files);
	list->rows.read = read_rows;
	list->rows.cookie = list;
	list->source = &list->rows;
	list->column = 1;
	return rc;
}

int
psi_own_list_open(struct psi_own_list *list,
    const struct psi_tablefile_paths *paths,
    const struct psi_normalizer *normalizer, struct psi_error *err)
{
	return paths->num == 1 ? open_one(list, paths->path[0], err)
			       : open_several(list, paths, normalizer, err);
}

void
psi_own_list_close(struct psi_own_list *list)
{
	psi_infile_close(&list->in);
	psi_grow_free(list->text, list->room, 1);
	list->text = NULL;
	list->room = 0;
	list->len = 0;
}
