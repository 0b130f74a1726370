/*
 * The deals of an account: the rows of its exports that have a stage, and an
 * amount or a date. They are summed to what the account as a whole says
 * (lib/KEYS.md, "Deals").
 */
#ifndef PSI_LIST_DEALS_H
#define PSI_LIST_DEALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/cell.h"
#include "base/index.h"
#include "terms/field.h"

/* A row, as it stands in its export. */
struct psi_deal {
	/* The number of its export, from 0. */
	unsigned int list;
	struct psi_cell stage;
	struct psi_cell amount;
	struct psi_cell close_date;
	/* What the column of the amount's currency says; may be empty. */
	struct psi_cell currency;
	/* Won, lost or closed, by its stage or another column. */
	bool is_over;
};

/* A deal that is kept. */
struct psi_kept_deal {
	/* Where stage, amount, date and currency begin in the arena, and how
	 * long they are. */
	uint64_t offset;
	uint32_t len[4];
	uint32_t list;
	uint32_t account;
	/* 1 + the next deal of the same account; 0 for none. */
	uint32_t next;
	bool is_over;
};

PSI_ARRAY(psi_kept_deals, struct psi_kept_deal)

/* The first and the last deal of an account, 1 + their number. */
struct psi_deal_chain {
	uint32_t first;
	uint32_t last;
};

PSI_ARRAY(psi_deal_chains, struct psi_deal_chain)

/* All zero is none. */
struct psi_deals {
	struct psi_kept_deals kept;
	/* By account. */
	struct psi_deal_chains chains;
	/* 1 + the first kept deal of each account and text: all of them are of one
	 * export, since another one's are told already. */
	struct psi_index first;
	struct psi_buf arena;
	/* The decimal signs of all amounts. */
	unsigned int signs;
};

/* Wipe and free. */
void psi_deals_clear(struct psi_deals *deals);

/*
 * One more deal of an account, by its number. A row without a stage is none;
 * neither is one that says what the account's deal in an earlier export says,
 * to the letter. Constant time, amortised. Returns 0, PSI_E_NOMEM or
 * PSI_E_RANDOM.
 */
int psi_deals_add(struct psi_deals *deals, uint32_t account,
    const struct psi_deal *deal, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is a deal of this stage, which is not empty, still open? */
bool psi_deal_is_open(struct psi_cell stage)
    __attribute__((warn_unused_result));

/* What the deals of an account come to. */
struct psi_deal_sum {
	uint64_t num;
	uint64_t num_open;
	/* The same in digits. */
	char open_deals[PSI_DECIMAL_CHARS + 1];
	/* The stage that is furthest on; the cell is the deals'. */
	struct psi_cell stage;
	/* One amount, or one for each currency with "; " between: that is no
	 * amount any more, for whoever reads it as one. "" where no deal has
	 * an amount; as it stands in the list where one cannot be read. */
	char amount[PSI_FIELD_VALUE_MAX + 1];
	/* The earliest date, ISO; "" where there is none, and as it stands in
	 * the list where none can be read. */
	char close_date[PSI_FIELD_VALUE_MAX + 1];
};

/*
 * Sum the open deals of an account; where none is open, the stage is that of
 * the first deal, and there is no amount or date. `currency` and `order` are as
 * for psi_field_value. False where it has no deal.
 */
bool psi_deals_sum(struct psi_deal_sum *out, const struct psi_deals *deals,
    uint32_t account, const char *currency, enum psi_date_order order);

/* How dates with slashes are written, by all deals. */
enum psi_date_order psi_deals_date_order(const struct psi_deals *deals);

#endif
