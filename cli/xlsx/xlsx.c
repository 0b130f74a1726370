#include "xlsx/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "xlsx/xlsx_package.h"
#include "xlsx/xlsx_parts.h"
#include "xlsx/xlsx_sheet.h"

#define BLOCK_BYTES ((size_t)64 << 10)
#define SMALL_PART_BYTES ((uint64_t)32 << 20)
#define STRINGS_PART_BYTES ((uint64_t)2 << 30)
#define SHEET_PART_BYTES ((uint64_t)4 << 30)
/* The longest name of a part. */
#define NAME_CHARS 512

struct psi_xlsx {
	struct psi_xlsx_package *package;
	struct psi_xlsx_strings strings;
	struct psi_xlsx_styles styles;
	struct psi_xlsx_sheet sheet;
	char sheet_part[NAME_CHARS];
	/* The sheet as it is being read; NULL before and after. */
	struct psi_xlsx_part *part;
	struct psi_xlsx_xml *xml;
	uint8_t *block;
	bool at_end;
	/* What of sheet.out was taken. */
	size_t taken;
};

/* ---- names of parts ---- */

/* "xl/worksheets/" becomes "xl/": the length of what is left of the name. */
static size_t
folder_above(const char *name, size_t dir)
{
	if (dir > 0)
		dir--;
	while (dir > 0 && name[dir - 1] != '/')
		dir--;
	return dir;
}

/* A target, as seen from a part: "/xl/x.xml", or beside the part, or "../". */
static bool
resolve(char out[NAME_CHARS], const char *part, const char *target)
{
	const char *slash = strrchr(part, '/');
	size_t dir = slash == NULL ? 0 : (size_t)(slash - part) + 1;

	if (target[0] == '/') {
		target++;
		dir = 0;
	}
	for (; strncmp(target, "./", 2) == 0; target += 2)
		;
	for (; strncmp(target, "../", 3) == 0; target += 3)
		dir = folder_above(part, dir);
	if (dir + strlen(target) >= NAME_CHARS)
		return false;
	memcpy(out, part, dir);
	memcpy(out + dir, target, strlen(target) + 1);
	return true;
}

/* "xl/workbook.xml" has its relationships in "xl/_rels/workbook.xml.rels". */
static bool
relations_of(char out[NAME_CHARS], const char *part)
{
	const char *slash = strrchr(part, '/');
	const char *base = slash == NULL ? part : slash + 1;
	size_t dir = (size_t)(base - part);

	if (strlen(part) + sizeof "_rels/.rels" > NAME_CHARS)
		return false;
	memcpy(out, part, dir);
	memcpy(out + dir, "_rels/", 6);
	memcpy(out + dir + 6, base, strlen(base));
	memcpy(out + dir + 6 + strlen(base), ".rels", sizeof ".rels");
	return true;
}

/* The part that a relationship of `part` leads to; false for none. */
static bool
follow(char out[NAME_CHARS], const struct psi_xlsx_relations *relations,
    const char *part, const char *id, const char *type)
{
	const char *target = psi_xlsx_relations_find(relations, id, type);

	return target != NULL && resolve(out, part, target);
}

static int
read_relations(struct psi_xlsx_relations *out,
    const struct psi_xlsx_package *package, const char *part,
    struct psi_error *err)
{
	struct psi_xlsx_events events = psi_xlsx_relations_events(out);
	char name[NAME_CHARS];

	if (!relations_of(name, part) || !psi_xlsx_package_has(package, name))
		return 0;
	return psi_xlsx_part_parse(
	    package, name, SMALL_PART_BYTES, &events, err);
}

/* ---- what it is ---- */

static int
refuse_kind(struct psi_error *err, const char *what, const char *hint)
{
	(void)psi_error_set(err, PSI_E_INPUT, "this is %s", what);
	psi_error_hint(err, "%s", hint);
	return PSI_E_INPUT;
}

/* An archive without a workbook: which is it? */
static int
refuse_archive(const struct psi_xlsx_package *package, struct psi_error *err)
{
	static const struct {
		const char *part;
		const char *what;
	} kinds[] = { { "Index/Document.iwa", "a document of Apple Numbers" },
		{ "Index.zip", "a document of Apple Numbers" },
		{ "content.xml", "an OpenDocument file (.ods)" },
		{ "xl/workbook.bin", "a binary workbook (.xlsb)" },
		{ "word/document.xml", "a document of Word" },
		{ "ppt/presentation.xml", "a presentation" } };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (psi_xlsx_package_has(package, kinds[i].part))
			return refuse_kind(err, kinds[i].what,
			    "save the list as CSV UTF-8, or as .xlsx");
	return refuse_kind(
	    err, "a zip archive", "unpack it, and name the file in it");
}

/* ---- opening ---- */

/* The relationship of the wanted sheet, or of the first that is shown and is a
 * sheet of cells. */
static int
find_sheet(char out[NAME_CHARS], const struct psi_xlsx_book *book,
    const struct psi_xlsx_relations *relations, const char *part,
    const char *wanted, struct psi_error *err)
{
	const char *relation;
	const char *name;
	bool hidden;

	for (size_t i = 0;
	     psi_xlsx_book_sheet(book, i, &name, &relation, &hidden); i++) {
		if (wanted != NULL ? strcmp(name, wanted) != 0 : hidden)
			continue;
		if (follow(out, relations, part, relation, "/worksheet"))
			return 0;
	}
	if (wanted == NULL)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "open it in a spreadsheet program, show the sheet and save "
		    "it, or save that sheet as CSV UTF-8",
		    "the workbook has no sheet of cells that is shown");
	(void)psi_error_set(
	    err, PSI_E_INPUT, "the workbook has no sheet '%s'", wanted);
	if (psi_xlsx_book_sheet(book, 0, &name, &relation, &hidden))
		psi_error_hint(err,
		    "it has %zu sheets; the first is called '%s'", book->num,
		    name);
	return PSI_E_INPUT;
}

/* The parts beside the sheet, where there are any. */
static int
read_beside(struct psi_xlsx *xlsx, const struct psi_xlsx_relations *relations,
    const char *part, struct psi_error *err)
{
	struct psi_xlsx_events strings =
	    psi_xlsx_strings_events(&xlsx->strings);
	struct psi_xlsx_events styles = psi_xlsx_styles_events(&xlsx->styles);
	char name[NAME_CHARS];
	int rc = 0;

	if (follow(name, relations, part, NULL, "/sharedStrings"))
		rc = psi_xlsx_part_parse(
		    xlsx->package, name, STRINGS_PART_BYTES, &strings, err);
	if (rc == 0 && follow(name, relations, part, NULL, "/styles"))
		rc = psi_xlsx_part_parse(
		    xlsx->package, name, SMALL_PART_BYTES, &styles, err);
	return rc;
}

static int
read_book(struct psi_xlsx *xlsx, const char *part, const char *sheet,
    struct psi_error *err)
{
	struct psi_xlsx_relations relations = { { NULL, 0, 0 }, 0 };
	struct psi_xlsx_book book = { { NULL, 0, 0 }, 0, false };
	struct psi_xlsx_events events = psi_xlsx_book_events(&book);
	int rc;

	if ((rc = psi_xlsx_part_parse(
		 xlsx->package, part, SMALL_PART_BYTES, &events, err)) == 0 &&
	    (rc = read_relations(&relations, xlsx->package, part, err)) == 0 &&
	    (rc = find_sheet(
		 xlsx->sheet_part, &book, &relations, part, sheet, err)) == 0)
		rc = read_beside(xlsx, &relations, part, err);
	xlsx->sheet.from_1904 = book.from_1904;
	psi_xlsx_book_clear(&book);
	psi_xlsx_relations_clear(&relations);
	return rc;
}

static int
find_book(struct psi_xlsx *xlsx, const char *sheet, struct psi_error *err)
{
	struct psi_xlsx_relations relations = { { NULL, 0, 0 }, 0 };
	char part[NAME_CHARS];
	int rc = read_relations(&relations, xlsx->package, "", err);
	bool found = rc == 0 &&
	    follow(part, &relations, "", NULL, "/officeDocument") &&
	    psi_xlsx_package_has(xlsx->package, part);
	size_t len = found ? strlen(part) : 0;

	psi_xlsx_relations_clear(&relations);
	if (rc != 0)
		return rc;
	/* The same relationship leads to what Word writes. */
	if (!found || len < 4 || strcmp(part + len - 4, ".xml") != 0 ||
	    psi_xlsx_package_has(xlsx->package, "word/document.xml") ||
	    psi_xlsx_package_has(xlsx->package, "ppt/presentation.xml"))
		return refuse_archive(xlsx->package, err);
	return read_book(xlsx, part, sheet, err);
}

static int
begin(struct psi_xlsx **out, struct psi_xlsx_package *package,
    const char *sheet, struct psi_error *err)
{
	struct psi_xlsx *xlsx = calloc(1, sizeof *xlsx);
	int rc;

	if (xlsx == NULL || (xlsx->block = malloc(BLOCK_BYTES)) == NULL) {
		free(xlsx);
		psi_xlsx_package_free(package);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	xlsx->package = package;
	xlsx->sheet.strings = &xlsx->strings;
	xlsx->sheet.styles = &xlsx->styles;
	if ((rc = find_book(xlsx, sheet, err)) != 0 ||
	    (rc = psi_xlsx_rewind(xlsx, err)) != 0) {
		psi_xlsx_close(xlsx);
		return rc;
	}
	*out = xlsx;
	return 0;
}

int
psi_xlsx_open_file(
    struct psi_xlsx **out, int fd, const char *sheet, struct psi_error *err)
{
	struct psi_xlsx_package *package = NULL;
	int rc = psi_xlsx_package_of_file(&package, fd, err);

	return rc != 0 ? rc : begin(out, package, sheet, err);
}

int
psi_xlsx_open_bytes(struct psi_xlsx **out, const uint8_t *bytes, size_t len,
    const char *sheet, struct psi_error *err)
{
	struct psi_xlsx_package *package = NULL;
	int rc = psi_xlsx_package_of_bytes(&package, bytes, len, err);

	return rc != 0 ? rc : begin(out, package, sheet, err);
}

/* ---- reading ---- */

static void
end_sheet(struct psi_xlsx *xlsx)
{
	psi_xlsx_xml_free(xlsx->xml);
	psi_xlsx_part_close(xlsx->part);
	xlsx->xml = NULL;
	xlsx->part = NULL;
}

int
psi_xlsx_rewind(void *cookie, struct psi_error *err)
{
	struct psi_xlsx *xlsx = cookie;
	struct psi_xlsx_events events = psi_xlsx_sheet_events(&xlsx->sheet);
	int rc;

	end_sheet(xlsx);
	psi_xlsx_sheet_restart(&xlsx->sheet);
	xlsx->taken = 0;
	xlsx->at_end = false;
	rc = psi_xlsx_part_open(&xlsx->part, xlsx->package, xlsx->sheet_part,
	    SHEET_PART_BYTES, err);
	return rc != 0 ? rc : psi_xlsx_xml_new(&xlsx->xml, &events, err);
}

/* Read on until there are rows, or no more. */
static int
fill(struct psi_xlsx *xlsx, struct psi_error *err)
{
	size_t n = 0;
	int rc = 0;

	xlsx->sheet.out.len = 0;
	xlsx->taken = 0;
	while (rc == 0 && xlsx->sheet.out.len == 0 && !xlsx->at_end) {
		rc = psi_xlsx_part_read(
		    xlsx->part, xlsx->block, BLOCK_BYTES, &n, err);
		if (rc == 0)
			rc = psi_xlsx_xml_feed(
			    xlsx->xml, xlsx->block, n, n == 0, err);
		xlsx->at_end = n == 0;
	}
	return rc;
}

int
psi_xlsx_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_xlsx *xlsx = cookie;
	size_t n;
	int rc;

	if (xlsx->taken == xlsx->sheet.out.len && (rc = fill(xlsx, err)) != 0)
		return rc;
	n = xlsx->sheet.out.len - xlsx->taken;
	if (n > out_size)
		n = out_size;
	if (n > 0)
		memcpy(out, xlsx->sheet.out.at + xlsx->taken, n);
	xlsx->taken += n;
	*out_len = n;
	return 0;
}

void
psi_xlsx_close(void *cookie)
{
	struct psi_xlsx *xlsx = cookie;

	if (xlsx == NULL)
		return;
	end_sheet(xlsx);
	psi_xlsx_sheet_clear(&xlsx->sheet);
	psi_xlsx_strings_clear(&xlsx->strings);
	psi_xlsx_styles_clear(&xlsx->styles);
	psi_xlsx_package_free(xlsx->package);
	sodium_memzero(xlsx->block, BLOCK_BYTES);
	free(xlsx->block);
	free(xlsx);
}

void
psi_xlsx_lost(const struct psi_xlsx *xlsx, struct psi_xlsx_losses *out)
{
	out->uncalculated = xlsx->sheet.num_uncalculated;
	out->errors = xlsx->sheet.num_errors;
}
