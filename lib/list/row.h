/*
 * One row of an export to facts: what it says that can become a key. Which
 * of them do, and as what, depends on the whole list (accounts.h).
 */
#ifndef PSI_LIST_ROW_H
#define PSI_LIST_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "list/event.h"
#include "list/fact.h"
#include "list/header.h"
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
	struct psi_seen_country seen[PSI_SEEN_COUNTRIES];
};

/* Make the reader's own part; the rest is filled by the caller before. */
int psi_row_reader_init(struct psi_row_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_row_reader_clear(struct psi_row_reader *reader);

/*
 * Read one row. `facts` is overwritten; its `bytes` are reused. Returns 0,
 * PSI_E_NOMEM, or what the listener returned.
 */
int psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
