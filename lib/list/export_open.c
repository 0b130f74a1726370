#include "list/export_open.h"

#include "base/error.h"
#include "list/sheet.h"
#include "table/csv_reader.h"

static int
reader_options(struct psi_csv_reader_options *out,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	if (options->version != PSI_NORMALIZE_OPTIONS_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "the options are of another version");
	out->encoding = PSI_ENCODING_AUTO;
	out->delimiter = options->delimiter;
	if (options->encoding == NULL ||
	    psi_encoding_from_name(&out->encoding, options->encoding))
		return 0;
	return psi_refuse(err, PSI_E_ARG, 0,
	    "the encodings are " PSI_ENCODING_NAMES,
	    "there is no such encoding: '%s'", options->encoding);
}

static int
new_sheet(struct psi_sheet **out, const struct psi_rows *rows,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	const struct psi_sheet_config config = { .maps = options->maps,
		.num_maps = options->num_maps,
		.skip = options->skip_lines > 0,
		.skip_lines = options->skip_lines };

	return psi_sheet_new(out, rows, &config, err);
}

int
psi_export_open(struct psi_csv_reader **reader, struct psi_sheet **sheet,
    const struct psi_source *source,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	struct psi_csv_reader_options csv;
	struct psi_rows rows;
	int rc;

	if ((rc = reader_options(&csv, options, err)) != 0 ||
	    (rc = psi_csv_reader_new(reader, source, &csv, err)) != 0)
		return rc;
	psi_csv_reader_unwrap(*reader);
	rows = psi_csv_reader_rows(*reader);
	return new_sheet(sheet, &rows, options, err);
}

int
psi_export_open_rows(struct psi_sheet **sheet, const struct psi_rows *rows,
    const struct psi_normalize_options *options, struct psi_error *err)
{
	struct psi_csv_reader_options csv;
	int rc;

	/* Their version, and an encoding even where nothing is decoded. */
	if ((rc = reader_options(&csv, options, err)) != 0)
		return rc;
	return new_sheet(sheet, rows, options, err);
}
