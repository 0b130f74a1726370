/*
 * One row of an export to facts: what it says that can become a key. Which
 * of them do, and as what, depends on the whole list (accounts.h).
 */
#ifndef PSI_LIST_ROW_H
#define PSI_LIST_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "normal/country.h"
#include "list/header.h"
#include "normal/identifier.h"
#include "terms/keytype.h"
#include "normal/name.h"
#include "list/population_rules.h"
#include "normal/reject.h"

struct psi_normalizer;

enum psi_fact_kind {
	PSI_FACT_LEI,
	PSI_FACT_REGNO,
	PSI_FACT_VAT,
	PSI_FACT_DUNS,
	PSI_FACT_AGREED_ID,
	/* A host; `extra` is where its registrable domain begins. */
	PSI_FACT_HOST,
	PSI_FACT_NAME,
	PSI_FACT_LOOSE,
	PSI_FACT_CORE,
	/* The name as a domain's label would spell it; not beside a host. */
	PSI_FACT_LABEL,
	/* The country that the legal form of the next name is usual in, for a
	 * row without a country. */
	PSI_FACT_GUESS,
	/* A parent: its id or name as it stands there, its strict name, its
	 * host (with `extra` as above). */
	PSI_FACT_PARENT,
	PSI_FACT_PARENT_NAME,
	PSI_FACT_PARENT_HOST,
};

/*
 * Facts one after the other: kind, extra, steps, length (two bytes), text.
 * Behind the head of a loose or a core name stands its hash, since it is asked
 * for often.
 */
#define PSI_FACT_HEAD_BYTES 5
/* A row with more is refused: that is no row of an account. */
#define PSI_FACTS_BYTES_MAX ((size_t)512 << 10)

struct psi_facts {
	struct psi_buf bytes;
	/* The id as it stands in the row; may be empty. */
	struct psi_cell id;
	/* "" where it is not known. */
	char country[PSI_COUNTRY_CHARS];
	enum psi_population population;
	/* There is a PSI_FACT_HOST. */
	bool has_host;
	/* One of these is not only a guest's. */
	bool has_domain;
};

struct psi_fact {
	enum psi_fact_kind kind;
	/* Of a name: 1 if it is a key together with a country only. */
	uint8_t extra;
	/* Of a host: the names in the path behind it, with the flags of
	 * psi_domain.steps. */
	uint8_t steps;
	const char *text;
	size_t len;
	/* Of a loose or a core name, as psi_unique_hash has it; else 0. */
	uint64_t hash;
};

static inline bool
psi_fact_has_hash(enum psi_fact_kind kind)
{
	return kind == PSI_FACT_LOOSE || kind == PSI_FACT_CORE;
}

/* Take the fact at `*pos` and step over it; false at the end. Every fact is
 * read several times, so this is worth having in line. */
static inline bool
psi_fact_next(
    struct psi_fact *out, const uint8_t *bytes, size_t len, size_t *pos)
{
	const uint8_t *p = bytes + *pos;

	if (*pos + PSI_FACT_HEAD_BYTES > len)
		return false;
	out->kind = (enum psi_fact_kind)p[0];
	out->extra = p[1];
	out->steps = p[2];
	out->len = (size_t)p[3] << 8 | p[4];
	out->hash = 0;
	p += PSI_FACT_HEAD_BYTES;
	if (psi_fact_has_hash(out->kind)) {
		memcpy(&out->hash, p, sizeof(out->hash));
		p += sizeof(out->hash);
	}
	out->text = (const char *)p;
	*pos = (size_t)(p + out->len - bytes);
	return true;
}

/* A value that was dropped, or that deserves a look. */
struct psi_note {
	/* The number of the export, from 0. */
	unsigned int list;
	uint64_t line;
	/* Counted from 1; 0 for the row. */
	size_t column;
	/* PSI_NUM_FIELDS for the row. */
	enum psi_field field;
	enum psi_reject reject;
	struct psi_cell account;
	struct psi_cell value;
};

/* Told of every note. Returns 0, or a code that stops everything. */
struct psi_noter {
	int (*note)(
	    void *cookie, const struct psi_note *note, struct psi_error *err);
	void *cookie;
};

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
	/* Types that are asked for. */
	uint32_t types;
	struct psi_noter noter;
	/* The number of the export, from 0. */
	unsigned int list;

	/* Its own: memory for one name, and for what was looked up before. */
	struct psi_name_scratch *scratch;
	struct psi_name_keys *keys;
	struct psi_buf repaired;
	struct psi_seen_country seen[PSI_SEEN_COUNTRIES];
};

/* What a row says of the population, and by which rule. */
struct psi_row_population {
	enum psi_population population;
	/* What decided, and its column's number in the field's list; where
	 * nothing did, PSI_NUM_FIELDS, and the population is the default. */
	enum psi_field field;
	size_t i;
	/* Not of PSI_FIELD_OPEN_DEAL. */
	struct psi_population_rule rule;
	/* The first value that no rule knows, where nothing else decided. */
	struct psi_cell unknown;
	size_t unknown_i;
};

/*
 * The first population column that says something a rule knows; failing that,
 * the stage of the opportunity. A number of open deals above zero makes at
 * least an open opportunity.
 */
void psi_row_find_population(struct psi_row_population *out,
    const struct psi_row_reader *reader, const struct psi_cell *cells,
    size_t num_cells);

/*
 * Take the next name of a cell from `*pos`, which begins with 0. In all but
 * the first column of names a cell may hold `several`. False at the end.
 */
bool psi_row_next_name(
    struct psi_cell *out, struct psi_cell cell, size_t *pos, bool several);

/* "X", "Na" and "No" are names of companies; two characters and fewer are
 * taken as they are, although elsewhere they say that there is no value. */
bool psi_is_placeholder_name(struct psi_cell cell);

/* Read an identifier by the parser of its field; `country` is alpha-2 or "". */
enum psi_reject psi_row_parse_identifier(struct psi_identifier *out,
    enum psi_field field, struct psi_cell cell, const char *country);

/* Why a name has no keys, as a reject. */
enum psi_reject psi_row_name_reject(enum psi_name_reason reason);

/* Make the reader's own part; the rest is filled by the caller before. */
int psi_row_reader_init(struct psi_row_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_row_reader_clear(struct psi_row_reader *reader);

/*
 * Read one row. `facts` is overwritten; its `bytes` are reused. Returns 0,
 * PSI_E_NOMEM, or what the noter returned.
 */
int psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
