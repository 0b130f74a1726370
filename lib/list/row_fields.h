/*
 * The fields of one row, each read by a file of its own: row.c calls them one
 * after the other, since what comes later needs what came before.
 */
#ifndef PSI_LIST_ROW_FIELDS_H
#define PSI_LIST_ROW_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/row.h"

/* The row that is being read. */
struct psi_row {
	struct psi_row_reader *reader;
	struct psi_facts *facts;
	const struct psi_cell *cells;
	size_t num_cells;
	uint64_t line;
	/* Where its cursor is: a field, and the number of one of its columns, or
	 * behind the last for none. Notes and steps are about that cell. */
	enum psi_field field;
	size_t i;
};

/* Each of these returns 0, PSI_E_NOMEM, or what the listener returned. */

/* The country by the first column that names one; it says how the numbers and
 * the names of the row are read. */
int psi_row_country(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The population by the first column that says something a rule knows;
 * failing that, by the stage of the opportunity. A number of open deals above
 * zero makes at least an open opportunity. */
int psi_row_population(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Its identifiers. A good number of a national register also tells the country
 * of a row that names none. */
int psi_row_identifiers(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The hosts of all columns of a field, as facts of a kind. */
int psi_row_domains(struct psi_row *row, enum psi_field field,
    enum psi_fact_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

/* All its names. */
int psi_row_names(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The parent, by its id and by its name: which of them the list knows is seen
 * at the end. */
int psi_row_parent(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* ---- what they share ---- */

static inline size_t
psi_row_num_columns(const struct psi_row *row, enum psi_field field)
{
	return row->reader->mapping->field[field].num_columns;
}

/* Go to the cell of the field's column number `i`. A cell that is not empty is
 * told to whoever wants an explanation. */
int psi_row_go(struct psi_row *row, enum psi_field field, size_t i,
    struct psi_cell *cell, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The value of the cell was dropped, or deserves a look. */
int psi_row_note(const struct psi_row *row, enum psi_reject reject,
    struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

static inline bool
psi_row_is_explained(const struct psi_row *row)
{
	return row->reader->listener.explains;
}

/* As psi_row_explain, where somebody wants an explanation. */
int psi_row_explain_now(const struct psi_row *row, enum psi_event_kind kind,
    const char *step, struct psi_cell value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Whoever wants an explanation hears what a rule made of the cell, or (PART)
 * which value of it is looked at. */
__attribute__((warn_unused_result)) static inline int
psi_row_explain(const struct psi_row *row, enum psi_event_kind kind,
    const char *step, struct psi_cell value, struct psi_error *err)
{
	return psi_row_is_explained(row)
	    ? psi_row_explain_now(row, kind, step, value, err)
	    : 0;
}

/* The same for a value that says nothing and is not noted either: an empty
 * country. */
int psi_row_explain_reject(const struct psi_row *row, enum psi_reject reject,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Keep a fact; one that is too long is noted instead. */
int psi_row_add(const struct psi_row *row, const struct psi_fact *fact,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_row_add_text(const struct psi_row *row, enum psi_fact_kind kind,
    const char *text, size_t len, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
