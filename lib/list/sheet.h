/*
 * The rows of one export: where its header is, what its columns are, and what
 * of it is no account: the title above the header, a header that comes again,
 * totals, the footer of a report.
 */
#ifndef PSI_LIST_SHEET_H
#define PSI_LIST_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "list/header.h"

struct psi_sheet;

/* A report's footer has no more rows than this. */
#define PSI_FOOTER_ROWS_MAX 20
/* The header is among so many first rows. */
#define PSI_SHEET_HEADER_ROWS 40
/* Rows and bytes that are kept to look at before the first is handed out. */
#define PSI_SHEET_AHEAD_ROWS 200
#define PSI_SHEET_AHEAD_BYTES ((size_t)1 << 20)

struct psi_sheet_config {
	/* FIELD=HEADER each. */
	const char *const *maps;
	size_t num_maps;
	/* Lines above the header, which then is the first row behind them. */
	uint64_t skip_lines;
	/* The header is found out where this is false. */
	bool skip;
};

/*
 * Read the beginning of a table and find its header: of the first rows the one
 * whose cells name most fields, if the first names far fewer. `rows` is copied.
 *
 * Also where the columns give no key, so that their owner can see them:
 * psi_sheet_check tells. Returns 0; PSI_E_INPUT where there is no row;
 * PSI_E_ARG for a mapping that makes no sense; PSI_E_NOMEM; what `rows`
 * returned.
 */
int psi_sheet_new(struct psi_sheet **out, const struct psi_rows *rows,
    const struct psi_sheet_config *config, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_sheet_free(struct psi_sheet *sheet);

/* Whether the columns can give keys: 0, or why not, as psi_header_detect. */
int psi_sheet_check(const struct psi_sheet *sheet, struct psi_error *err)
    __attribute__((warn_unused_result));

/* All of these live as long as the sheet. */
const struct psi_mapping *psi_sheet_mapping(const struct psi_sheet *sheet);
const struct psi_cell *psi_sheet_header(
    const struct psi_sheet *sheet, size_t *num_cells);
const struct psi_column_look *psi_sheet_looks(const struct psi_sheet *sheet);
/* Do the ids of these columns begin with 0 and 1? Then the list is numbered from 0,
 * and 0 is an id. Notes it in the mapping; that of the sheet has it already. */
void psi_sheet_find_numbers(
    const struct psi_sheet *sheet, struct psi_mapping *mapping);
/* It tells of the accounts of another one: what is an id there is one here. */
void psi_sheet_follow(struct psi_sheet *sheet, const struct psi_sheet *earlier);
/* What its columns would be with other maps, below the same header. Returns as
 * psi_sheet_check. */
int psi_sheet_map_again(const struct psi_sheet *sheet, const char *const *maps,
    size_t num_maps, struct psi_mapping *out, struct psi_error *err)
    __attribute__((warn_unused_result));
/* The line of the header. */
uint64_t psi_sheet_header_line(const struct psi_sheet *sheet);

enum psi_sheet_row {
	PSI_SHEET_DATA,
	/* Fewer cells than the header; it is data all the same. */
	PSI_SHEET_SHORT,
	/* More cells than the header: most likely a comma stands in a cell
	 * without quotes, so that nothing is where it seems to be. */
	PSI_SHEET_RAGGED,
	/* The header once more. */
	PSI_SHEET_HEADER,
	/* Totals of the rows above. */
	PSI_SHEET_TOTAL,
};

/*
 * The next row behind the header, blank ones left out. In a list of one column
 * a row of several cells is one name that has commas in it.
 *
 * Returns 0; PSI_E_INPUT also where rows follow what looked like a footer.
 */
int psi_sheet_next(struct psi_sheet *sheet, struct psi_record *out,
    enum psi_sheet_row *kind, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The line on which a footer begins; 0 if none was met so far. */
uint64_t psi_sheet_footer_line(const struct psi_sheet *sheet);

#endif
