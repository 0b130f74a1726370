/*
 * What the files that read one field of a row each stand on (row.h): the
 * reader, a cursor in the row that is being read, and what can be done at it:
 * go to a cell, note or explain what became of it, keep a fact.
 */
#ifndef PSI_LIST_ROW_READER_H
#define PSI_LIST_ROW_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "list/event.h"
#include "list/fact.h"
#include "list/header.h"
#include "list/name_note.h"
#include "list/population_rules.h"
#include "normal/country.h"
#include "normal/name.h"

struct psi_normalizer;

/* A list has few countries: the spellings that were met last. */
#define PSI_SEEN_COUNTRIES 64

struct psi_seen_country {
	char text[28];
	uint8_t len;
	char country[PSI_COUNTRY_CHARS];
};

struct psi_row_reader {
	/* What the rows are read by; all of them outlive the reader. */
	const struct psi_normalizer *normalizer;
	const struct psi_mapping *mapping;
	const struct psi_population_rules *rules;
	enum psi_population default_population;
	/* The country of a row that names none; "" for none. */
	char default_country[PSI_COUNTRY_CHARS];
	/* Types that are asked for. */
	uint32_t types;
	struct psi_listener listener;
	/* The number of the export, from 0. */
	unsigned int list;

	/* Its own: memory for one name, and for what was looked up before. */
	struct psi_name_scratch *scratch;
	struct psi_name_keys *keys;
	struct psi_buf repaired;
	struct psi_buf series;
	struct psi_name_notes notes;
	struct psi_seen_country seen[PSI_SEEN_COUNTRIES];
};

/* What another reader reads rows by, without its own part, for another
 * listener. */
void psi_row_reader_copy(struct psi_row_reader *reader,
    const struct psi_row_reader *from, const struct psi_listener *listener);

/* Make the reader's own part; the rest is filled by the caller before. */
int psi_row_reader_init(struct psi_row_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_row_reader_clear(struct psi_row_reader *reader);

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

static inline size_t
psi_row_num_columns(const struct psi_row *row, enum psi_field field)
{
	return row->reader->mapping->field[field].num_columns;
}

/* What follows returns 0, PSI_E_NOMEM, or what the listener returned. */

/* Go to the cell of the field's column number `i`. A cell that is not empty is
 * told to whoever wants an explanation. */
int psi_row_go(struct psi_row *row, enum psi_field field, size_t i,
    struct psi_cell *cell, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The value of the cell makes the account 'other'. */
int psi_row_other(const struct psi_row *row, struct psi_cell value,
    struct psi_error *err) __attribute__((warn_unused_result));

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
