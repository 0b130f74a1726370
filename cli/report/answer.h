/* An answer in memory, for those who lay it out: pages, workbooks, tables. */
#ifndef PSI_CLI_REPORT_ANSWER_H
#define PSI_CLI_REPORT_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_outfile;

/* All zero is an empty one. */
struct psi_answer {
	/* Texts, each ended by NUL, and where each begins; the first row is
	 * the header. */
	char *bytes;
	size_t len;
	size_t size;
	size_t *cells;
	size_t num_cells;
	size_t size_cells;
	size_t num_columns;
};

/* Rows that fill an answer, which is not moved. */
struct psi_mapping_rows psi_answer_rows(struct psi_answer *answer);

/* Rows without the header. */
size_t psi_answer_num(const struct psi_answer *answer);

/* The name of a column; a cell of a row. Both from 0. */
const char *psi_answer_name(const struct psi_answer *answer, size_t column);
const char *psi_answer_cell(
    const struct psi_answer *answer, size_t row, size_t column);

/* The column of this name; SIZE_MAX where there is none. */
size_t psi_answer_find(const struct psi_answer *answer, const char *name);

/* A whole number, or the first number of a text such as "EUR 20000-50000"; 0
 * where there is none. */
uint64_t psi_answer_number(
    const struct psi_answer *answer, size_t row, size_t column);

/* Leave out the rows for which `keeps` is false, one for each row. */
void psi_answer_keep(struct psi_answer *answer, const bool *keeps);

void psi_answer_clear(struct psi_answer *answer);

/* As aligned columns; with `across` as a cross table of its values. */
int psi_answer_print(const struct psi_answer *answer, const char *across,
    struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As a JSON array of objects (RFC 8259); all values are strings. */
int psi_answer_print_json(const struct psi_answer *answer,
    struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

int psi_answer_print_csv(const struct psi_answer *answer,
    struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
