#include "report/own_list.h"

#include <stdint.h>
#include <string.h>

#include "psi/normalize.h"

#include "kit/diag.h"
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

int
psi_own_list_count(struct psi_mapping *mapping, const char *path,
    uint64_t *customers, struct psi_error *err)
{
	static const char *const populations[] = { "customer",
		"open_opportunity", "prospect", "former_customer", "other" };
	/* Populations do not depend on domains: any list of suffixes does. */
	static const char suffixes[] = "com\n";
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_normalize_report *report = NULL;
	struct psi_normalizer *normalizer = NULL;
	struct psi_sink sink = { discard, NULL };
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	options.source_date = "2026-01-01";
	if ((rc = psi_tablefile_open(&in, path, err)) != 0 ||
	    (rc = psi_normalizer_new(&normalizer, &config, err)) != 0 ||
	    (rc = psi_normalize_report_new(&report, err)) != 0)
		goto out;
	rc = psi_diag_file(psi_normalize(normalizer, &in.source, &sink,
			       &options, NULL, report, err),
	    path);
	for (size_t i = 0; rc == 0 && i < 5; i++)
		psi_mapping_own(mapping, populations[i],
		    psi_normalize_report_count(report, "list", populations[i]));
	if (rc == 0)
		*customers =
		    psi_normalize_report_count(report, "list", "customer");
out:
	psi_normalize_report_free(report);
	psi_normalizer_free(normalizer);
	psi_infile_close(&in);
	return rc;
}

static int
find_id(void *cookie, const struct psi_normalize_column *column)
{
	size_t *found = cookie;

	if (*found == 0 && strcmp(column->field, "id") == 0)
		*found = column->column;
	return 0;
}

int
psi_own_list_id(const char *path, size_t *column, struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	*column = 0;
	if ((rc = psi_tablefile_open(&in, path, err)) == 0)
		rc = psi_diag_file(psi_normalize_columns(&in.source, &options,
				       find_id, column, err),
		    path);
	psi_infile_close(&in);
	return rc;
}
