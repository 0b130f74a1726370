/* A workbook: the archive; or its sheet, its texts and its styles as XML, with
 * NUL bytes between them. */
#include "fuzz.h"

#include "xlsx/xlsx.h"
#include "xlsx/xlsx_parts.h"
#include "xlsx/xlsx_sheet.h"
#include "xlsx/xlsx_xml.h"

struct piece {
	const uint8_t *at;
	size_t len;
};

static struct piece
cut(const uint8_t **at, size_t *left)
{
	const uint8_t *stop = *left > 0 ? memchr(*at, 0, *left) : NULL;
	size_t len = stop != NULL ? (size_t)(stop - *at) : *left;
	struct piece piece = { *at, len };

	*at += len + (stop != NULL);
	*left -= len + (stop != NULL);
	return piece;
}

static int
parse(const struct psi_xlsx_events *events, struct piece piece, size_t step)
{
	struct psi_xlsx_xml *xml = NULL;
	int rc = psi_xlsx_xml_new(&xml, events, NULL);

	for (size_t i = 0; rc == 0 && i <= piece.len; i += step) {
		size_t n = piece.len - i < step ? piece.len - i : step;

		rc = psi_xlsx_xml_feed(
		    xml, piece.at + i, n, i + step > piece.len, NULL);
	}
	psi_xlsx_xml_free(xml);
	return rc;
}

/* The CSV of a sheet that is read in pieces of `step` bytes. */
static int
read_sheet(struct psi_xlsx_sheet *sheet, struct piece pieces[3], size_t step)
{
	struct psi_xlsx_strings strings = { .num = 0 };
	struct psi_xlsx_styles styles = { .in_cells = false };
	struct psi_xlsx_events events = psi_xlsx_strings_events(&strings);
	int rc;

	(void)parse(&events, pieces[1], step);
	events = psi_xlsx_styles_events(&styles);
	(void)parse(&events, pieces[2], step);
	sheet->strings = &strings;
	sheet->styles = &styles;
	events = psi_xlsx_sheet_events(sheet);
	rc = parse(&events, pieces[0], step);
	psi_xlsx_strings_clear(&strings);
	psi_xlsx_styles_clear(&styles);
	return rc;
}

/* Every row is a line, and no cell breaks one. */
static void
check_lines(const struct psi_xlsx_sheet *sheet)
{
	size_t lines = 0;

	for (size_t i = 0; i < sheet->out.len; i++)
		lines += sheet->out.at[i] == '\n';
	fuzz_check(lines == sheet->row);
}

static void
try_parts(const uint8_t *data, size_t size)
{
	struct psi_xlsx_sheet whole = { .row = 0 };
	struct psi_xlsx_sheet torn = { .row = 0 };
	struct piece pieces[3];
	int rc;

	for (size_t i = 0; i < 3; i++)
		pieces[i] = cut(&data, &size);
	rc = read_sheet(&whole, pieces, 65536);
	fuzz_check(read_sheet(&torn, pieces, 7) == rc);
	if (rc == 0) {
		check_lines(&whole);
		fuzz_check(whole.out.len == torn.out.len &&
		    (whole.out.len == 0 ||
			memcmp(whole.out.at, torn.out.at, whole.out.len) == 0));
	}
	psi_xlsx_sheet_clear(&whole);
	psi_xlsx_sheet_clear(&torn);
}

static void
try_archive(const uint8_t *data, size_t size)
{
	void *copy = fuzz_copy(data, size);
	struct psi_xlsx *xlsx = NULL;
	uint8_t block[4096];
	size_t total = 0;
	size_t n = 1;

	if (psi_xlsx_open_bytes(&xlsx, copy, size, NULL, NULL) == 0)
		while (n > 0 && total < (size_t)64 << 20 &&
		    psi_xlsx_read(xlsx, block, sizeof block, &n, NULL) == 0)
			total += n;
	psi_xlsx_close(xlsx);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 && memcmp(data, "PK", 2) == 0)
		try_archive(data, size);
	else
		try_parts(data, size);
	return 0;
}
