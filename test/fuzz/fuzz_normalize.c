/*
 * A whole export: whatever it is, it becomes a keys file that the CSV reader
 * reads, or an error with a text; nothing is written after a failure.
 */
#include "code_pages.h"
#include "fuzz.h"

#include "table/csv_reader.h"
#include "psi/normalize.h"
#include "support/memory.h"

static const char list[] = "com\nco.uk\nuk\nde\n*.ck\n!www.ck\n";
static struct psi_normalizer *normalizer;

static void
start(void)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;

	config.suffixes = (const uint8_t *)list;
	config.suffixes_len = sizeof list - 1;
	fuzz_check(psi_normalizer_new(&normalizer, &config, NULL) == 0);
}

static void
check_keys(const struct psi_buf *text)
{
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, text->data, text->len);
	struct psi_csv_reader *reader = NULL;
	struct psi_csv_record record;
	size_t num_cells = 0;
	bool end = false;

	fuzz_check(psi_csv_reader_new(&reader, &source, NULL, NULL) == 0);
	for (;;) {
		fuzz_check(
		    psi_csv_reader_next(reader, &record, &end, NULL) == 0);
		if (end)
			break;
		fuzz_check(num_cells == 0 || record.num_cells == num_cells);
		num_cells = record.num_cells;
	}
	fuzz_check(num_cells >= 4);
	psi_csv_reader_free(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	fuzz_hold_code_pages();
	if (normalizer == NULL)
		start();
	memset(&err, 0, sizeof err);
	options.source_date = "2026-01-01";
	rc = psi_normalize(
	    normalizer, &source, &sink, &options, NULL, NULL, &err);
	if (rc == 0)
		check_keys(&text);
	else
		fuzz_check(
		    rc == err.code && err.text[0] != '\0' && text.len == 0);
	psi_buf_clear(&text);
	return 0;
}
