/*
 * The rows of a list, kept by account until the whole list has been read: what
 * depends on the list as a whole needs them again.
 */
#ifndef PSI_LIST_ACCOUNT_ROWS_H
#define PSI_LIST_ACCOUNT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/row.h"
#include "list/spool.h"

#define PSI_NO_ACCOUNT UINT32_MAX

/* What stays of a row; its id and its facts follow it in the spool. */
struct psi_row_record {
	/* The next row of the same account, or 0. */
	uint64_t next;
	uint64_t line;
	uint32_t facts_len;
	uint16_t id_len;
	uint8_t population;
	/* The number of its export, from 0. */
	uint8_t list;
	char country[PSI_COUNTRY_CHARS];
	/* As psi_facts.by_end. */
	uint8_t by_end;
};

/* Where the first and the last row of an account are in the spool. */
struct psi_account_chain {
	uint64_t first;
	uint64_t last;
	/* The first account of the same company, which may be itself. */
	uint32_t company;
};

/* Some 40 bytes a row, 24 an account, ids and facts; all zero is empty. */
struct psi_account_rows {
	struct psi_spool spool;
	struct psi_account_chain *account;
	size_t num_account;
	size_t account_size;
};

/* One more account, without a row yet; its number is num_account - 1. Returns
 * 0, PSI_E_NOMEM, or PSI_E_INPUT where there are as many as can be. */
int psi_account_rows_begin(struct psi_account_rows *rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Keep a row at the end of its account's chain; `*at` is where. Its id has at
 * most 65,535 bytes. */
int psi_account_rows_keep(struct psi_account_rows *rows, uint64_t *at,
    uint32_t account, const struct psi_facts *facts, unsigned int list,
    uint64_t line, struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe, and keep some memory for what comes. */
void psi_account_rows_empty(struct psi_account_rows *rows);

void psi_account_rows_clear(struct psi_account_rows *rows);

/* A row that is kept, as long as nothing is cleared. */
struct psi_kept_row {
	struct psi_row_record record;
	struct psi_cell id;
	const uint8_t *facts;
};

static inline struct psi_kept_row
psi_account_rows_at(const struct psi_account_rows *rows, uint64_t at)
{
	const uint8_t *p = psi_spool_at(&rows->spool, at);
	struct psi_kept_row row;

	memcpy(&row.record, p, sizeof row.record);
	row.id.text = (const char *)p + sizeof row.record;
	row.id.len = row.record.id_len;
	row.facts = p + sizeof row.record + row.id.len;
	return row;
}

/* The row that was kept behind that at `*at`, which is 0 before the first; false
 * where there is none. No row has line 0. */
bool psi_account_rows_next(const struct psi_account_rows *rows, uint64_t *at,
    struct psi_kept_row *out);

/* A walk over all facts of an account, row by row. */
struct psi_fact_walk {
	const struct psi_account_rows *rows;
	/* The row of the last fact. */
	struct psi_kept_row row;
	size_t pos;
};

static inline void
psi_fact_walk_begin(struct psi_fact_walk *walk,
    const struct psi_account_rows *rows, uint32_t account)
{
	walk->rows = rows;
	walk->row = psi_account_rows_at(rows, rows->account[account].first);
	walk->pos = 0;
}

/* The next fact; false at the end. */
static inline bool
psi_fact_walk_next(struct psi_fact_walk *walk, struct psi_fact *out)
{
	while (!psi_fact_next(
	    out, walk->row.facts, walk->row.record.facts_len, &walk->pos)) {
		if (walk->row.record.next == 0)
			return false;
		walk->row =
		    psi_account_rows_at(walk->rows, walk->row.record.next);
		walk->pos = 0;
	}
	return true;
}

/* The first fact of a kind that an account has; `*out` is overwritten also
 * where there is none. */
bool psi_account_rows_first_fact(const struct psi_account_rows *rows,
    uint32_t account, enum psi_fact_kind kind, struct psi_fact *out);

#endif
