/*
 * The CSV reader on anything: within its limits, UTF-8 in every cell, lines
 * that count upwards; and the same records however the bytes are cut.
 *
 * The first byte of the input chooses encoding and delimiter.
 */
#include "code_pages.h"
#include "fuzz.h"

#include "base/digest.h"
#include "table/csv_reader.h"

static const char delimiters[] = { 0, ',', ';', '\t' };

static void
check_record(const struct psi_csv_record *record, uint64_t *line)
{
	fuzz_check(record->num_cells > 0);
	fuzz_check(record->num_cells <= PSI_CSV_COLUMNS_MAX);
	fuzz_check(record->line > *line);
	*line = record->line;
	for (size_t i = 0; i < record->num_cells; i++) {
		const struct psi_cell *cell = &record->cells[i];

		fuzz_check(cell->len <= PSI_CSV_RECORD_BYTES_MAX);
		fuzz_check(psi_utf8_prefix((const uint8_t *)cell->text,
			       cell->len) == cell->len);
	}
}

/* A digest of all that the reader said. */
static void
read_all(uint8_t out[PSI_SHA256_BYTES], const uint8_t *data, size_t size,
    size_t step, unsigned int choice)
{
	struct fuzz_input input = { data, size, step };
	struct psi_source source = { fuzz_read, &input };
	struct psi_csv_reader_options options = {
		.encoding = (enum psi_encoding)(choice % PSI_NUM_ENCODINGS),
		.delimiter =
		    delimiters[choice / PSI_NUM_ENCODINGS % sizeof delimiters],
	};
	struct psi_csv_reader *reader = NULL;
	struct psi_csv_record record;
	struct psi_sha256 ctx;
	struct psi_error err;
	uint64_t line = 0;
	bool end = false;
	int rc;

	memset(&err, 0, sizeof err);
	psi_sha256_init(&ctx);
	rc = psi_csv_reader_new(&reader, &source, &options, &err);
	while (rc == 0 && !end) {
		rc = psi_csv_reader_next(reader, &record, &end, &err);
		if (rc != 0 || end)
			break;
		check_record(&record, &line);
		psi_sha256_update(&ctx, &record.line, sizeof record.line);
		for (size_t i = 0; i < record.num_cells; i++) {
			const struct psi_cell *cell = &record.cells[i];

			psi_sha256_update(&ctx, &cell->len, sizeof cell->len);
			psi_sha256_update(&ctx, cell->text, cell->len);
		}
	}
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_sha256_update(&ctx, &rc, sizeof rc);
	psi_sha256_update(&ctx, &err.line, sizeof err.line);
	psi_sha256_final(&ctx, out);
	psi_csv_reader_free(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[PSI_SHA256_BYTES];
	uint8_t cut[PSI_SHA256_BYTES];
	unsigned int choice;

	fuzz_hold_code_pages();
	if (size == 0)
		return 0;
	choice = data[0];
	data++;
	size--;
	read_all(whole, data, size, SIZE_MAX, choice);
	read_all(cut, data, size, 1, choice);
	fuzz_check(memcmp(whole, cut, sizeof whole) == 0);
	read_all(cut, data, size, 3, choice);
	fuzz_check(memcmp(whole, cut, sizeof whole) == 0);
	return 0;
}
