/*
 * What a workbook has beside its sheets, each read from one part: texts that
 * cells share, the number formats of cells, the list of sheets, and which part
 * is meant by which relationship. Bytes come in pieces; nothing here opens a
 * file.
 */
#ifndef PSI_CLI_XLSX_PARTS_H
#define PSI_CLI_XLSX_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "xlsx/xlsx_bytes.h"
#include "xlsx/xlsx_number.h"
#include "xlsx/xlsx_xml.h"

/* More of any of these no spreadsheet program writes. */
#define PSI_XLSX_STRINGS_MAX ((size_t)1 << 24)
#define PSI_XLSX_STRING_BYTES_MAX ((size_t)1 << 29)
#define PSI_XLSX_TEXT_MAX ((size_t)1 << 18)
#define PSI_XLSX_STYLES_MAX ((size_t)65536)
#define PSI_XLSX_SHEETS_MAX ((size_t)4096)
#define PSI_XLSX_RELATIONS_MAX ((size_t)16384)

/* ---- texts ---- */

/*
 * Text of a cell or a shared one: runs of rich text are joined, and what is
 * read aloud (rPh) is left out. Line ends become blanks, so that a row is a
 * line; _x0041_ is decoded (ISO/IEC 29500-1, 22.9.2.19).
 */
struct psi_xlsx_text {
	struct psi_xlsx_bytes bytes;
	/* Inside of rPh, and of t. */
	unsigned int aside;
	bool is_text;
};

void psi_xlsx_text_begin(struct psi_xlsx_text *text);
void psi_xlsx_text_element(
    struct psi_xlsx_text *text, const char *name, bool begins);
int psi_xlsx_text_add(struct psi_xlsx_text *text, const char *in, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));
/* Decode what was added; the length may shrink. */
void psi_xlsx_text_finish(struct psi_xlsx_text *text);

struct psi_xlsx_strings {
	struct psi_xlsx_text text;
	struct psi_xlsx_bytes arena;
	/* Where each begins in the arena: size_t one after the other. */
	struct psi_xlsx_bytes begins;
	size_t num;
	unsigned int inside;
};

struct psi_xlsx_events psi_xlsx_strings_events(
    struct psi_xlsx_strings *strings);
/* Text number `i`; false where there is none. */
bool psi_xlsx_strings_get(const struct psi_xlsx_strings *strings, size_t i,
    const char **text, size_t *len);
void psi_xlsx_strings_clear(struct psi_xlsx_strings *strings);

/* ---- styles ---- */

struct psi_xlsx_styles {
	/* struct psi_xlsx_style by the number of a cell's format. */
	struct psi_xlsx_bytes cells;
	/* Formats of the workbook's own: struct format of xlsx_parts.c. */
	struct psi_xlsx_bytes formats;
	bool in_cells;
};

struct psi_xlsx_events psi_xlsx_styles_events(struct psi_xlsx_styles *styles);
struct psi_xlsx_style psi_xlsx_styles_get(
    const struct psi_xlsx_styles *styles, size_t i);
void psi_xlsx_styles_clear(struct psi_xlsx_styles *styles);

/* ---- the list of sheets ---- */

/* Sheets as name, id of the relationship, "hidden" or "", each ended by NUL. */
struct psi_xlsx_book {
	struct psi_xlsx_bytes sheets;
	size_t num;
	bool from_1904;
};

struct psi_xlsx_events psi_xlsx_book_events(struct psi_xlsx_book *book);
/* Sheet number `i`, from 0. */
bool psi_xlsx_book_sheet(const struct psi_xlsx_book *book, size_t i,
    const char **name, const char **relation, bool *hidden);
void psi_xlsx_book_clear(struct psi_xlsx_book *book);

/* ---- relationships ---- */

/* Of one part: id, type, target, each ended by NUL. */
struct psi_xlsx_relations {
	struct psi_xlsx_bytes texts;
	size_t num;
};

struct psi_xlsx_events psi_xlsx_relations_events(
    struct psi_xlsx_relations *relations);
/* The target of the relationship with this id (where it is not NULL) and a type
 * that ends like `type`; NULL where there is none. */
const char *psi_xlsx_relations_find(const struct psi_xlsx_relations *relations,
    const char *id, const char *type);
void psi_xlsx_relations_clear(struct psi_xlsx_relations *relations);

#endif
