/*
 * What happens while a list becomes keys, as it happens. The engine (row.h,
 * accounts.h) decides and tells; the report counts (report.h), the file of
 * rejects lists, and the trace of one account prints (account_trace.h). None of
 * them decides anything again.
 */
#ifndef PSI_LIST_EVENT_H
#define PSI_LIST_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/population_rules.h"
#include "normal/reject.h"
#include "terms/field.h"
#include "terms/keytype.h"

enum psi_event_kind {
	/* --- before the first row --- */
	/* A rule of --overrides was read: `step` is "force" or "never". */
	PSI_EVENT_OVERRIDE,
	/* --- while a row is read --- */
	/* A cell is looked at: `value`. */
	PSI_EVENT_CELL,
	/* One of several values in it: `value`. */
	PSI_EVENT_PART,
	/* What a rule, `step`, makes of it: `value`. */
	PSI_EVENT_STEP,
	/* A value was dropped, or deserves a look: `reject`. Also told of whole
	 * rows and accounts; `field` then is PSI_NUM_FIELDS. */
	PSI_EVENT_NOTE,
	/* What the row says makes its account 'other': `value` is known to mean
	 * that, or is "(empty)". */
	PSI_EVENT_OTHER,
	/* --- once it has been read --- */
	/* It belongs to the account number `index`, which it began if `first`. */
	PSI_EVENT_ROW,
	/* --- when the list has ended, for one account after the other --- */
	/* A key that it could have had: `type`, `value` and `drop`. */
	PSI_EVENT_DROPPED,
	/* A key that the user's overrides add, or that they take away. */
	PSI_EVENT_FORCED,
	PSI_EVENT_NEVER,
	/* It stands in the directory. */
	PSI_EVENT_IN_DIRECTORY,
	/* All that is known of it: `about`. */
	PSI_EVENT_ACCOUNT,
	/* A key that it has: `type` and `value`. */
	PSI_EVENT_KEY
};

/* The rule that kept a key from an account. */
enum psi_drop {
	/* For another reason, which `reject` tells. */
	PSI_DROP_REJECT,
	PSI_DROP_TYPE,
	PSI_DROP_COUNTRY,
	PSI_DROP_SEVERAL,
	PSI_DROP_PLAIN_LOOSE,
	PSI_DROP_COUNTRY_ONLY,
	PSI_DROP_WIDESPREAD,
	PSI_DROP_HAS_DOMAIN
};

/* What the rows of an account say together. */
struct psi_account_about {
	/* "" where it is not known. */
	const char *country;
	bool has_name;
	bool has_domain;
	bool has_identifier;
	bool has_key;
	/* Another account of the list has its name. Only known where the list
	 * is judged. */
	bool shares_name;
};

struct psi_event {
	enum psi_event_kind kind;
	/* The number of the export, from 0, and the line of its row, or of the
	 * account's first row. */
	unsigned int list;
	uint64_t line;
	/* Counted from 1; 0 for the row. */
	size_t column;
	/* PSI_NUM_FIELDS for the row. */
	enum psi_field field;
	enum psi_reject reject;
	enum psi_drop drop;
	const char *step;
	/* The account's id as it stands in the row; behind the last row, also
	 * the one that is made up for an account without one. */
	struct psi_cell account;
	uint32_t index;
	/* Of a key that was dropped: without its `country`, which is "" or
	 * NULL for none. */
	struct psi_cell value;
	const char *country;
	enum psi_key_type type;
	enum psi_population population;
	const struct psi_account_about *about;
	/* Of a row: it began its account. Of a key: it is the first. */
	bool first;
};

/* Who is told. All zero is nobody. */
struct psi_listener {
	/* Returns 0, or a code that stops everything. */
	int (*hear)(
	    void *cookie, const struct psi_event *event, struct psi_error *err);
	void *cookie;
	/* Every CELL, PART, STEP and DROPPED is told as well. */
	bool explains;
};

static inline int
psi_tell(const struct psi_listener *listener, const struct psi_event *event,
    struct psi_error *err)
{
	return listener->hear == NULL
	    ? 0
	    : listener->hear(listener->cookie, event, err);
}

#endif
