/* What is counted while an export becomes keys. */
#ifndef PSI_LIST_REPORT_H
#define PSI_LIST_REPORT_H

#include <stdint.h>

#include "psi/normalize.h"

#include "list/event.h"
#include "list/header.h"
#include "terms/keytype.h"
#include "list/population_rules.h"
#include "list/rule_uses.h"
#include "normal/reject.h"

enum psi_count {
	PSI_COUNT_ROWS,
	PSI_COUNT_ACCOUNTS,
	/* Rows that joined an account of an earlier row. */
	PSI_COUNT_MERGED,
	PSI_COUNT_FOOTER_LINE,
	PSI_COUNT_WITH_NAME,
	PSI_COUNT_WITH_DOMAIN,
	PSI_COUNT_WITH_COUNTRY,
	PSI_COUNT_WITH_IDENTIFIER,
	PSI_COUNT_WITHOUT_KEY,
	PSI_COUNT_EXCLUDED,
	PSI_COUNT_FORCED,
	PSI_COUNT_NEVER,
	/* Domains on more than two accounts. */
	PSI_COUNT_MANY_ACCOUNTS,
	/* Strict names that several accounts have. */
	PSI_COUNT_SAME_NAME,
	/* Accounts that the directory knows. */
	PSI_COUNT_IN_DIRECTORY,
	PSI_COUNT_KEYS,
	PSI_COUNT_CUSTOMER,
	PSI_COUNT_OPEN_OPPORTUNITY,
	PSI_COUNT_PROSPECT,
	PSI_COUNT_FORMER_CUSTOMER,
	PSI_COUNT_OTHER,
	PSI_NUM_COUNTS
};

/* Rows whose value, or empty cell, makes the account 'other'. */
#define PSI_OTHERS_MAX 8
#define PSI_OTHER_BYTES 64
struct psi_others {
	/* NUL-terminated, and cut; "(empty)" for none. */
	char value[PSI_OTHER_BYTES];
	uint64_t count;
};

/* Rows of a table of the user's that did nothing. */
enum psi_idle_table {
	PSI_IDLE_RULES,
	PSI_IDLE_OVERRIDES,
	PSI_IDLE_EXCLUDE,
	PSI_NUM_IDLE
};
struct psi_idle {
	uint64_t count;
	char lines[PSI_RULE_LINES_CHARS];
};

struct psi_normalize_report {
	/* Those that came first. */
	struct psi_others others[PSI_OTHERS_MAX];
	uint64_t count[PSI_NUM_COUNTS];
	/* Columns of the export that were taken for each field. */
	uint64_t columns[PSI_NUM_FIELDS];
	uint64_t keys[PSI_NUM_KEY_TYPES];
	uint64_t notes[PSI_NUM_REJECTS];
	struct psi_idle idle[PSI_NUM_IDLE];
};

/* Count what an event tells. */
void psi_normalize_report_hear(
    struct psi_normalize_report *report, const struct psi_event *event);

/* Add what was counted elsewhere. */
void psi_normalize_report_add(struct psi_normalize_report *report,
    const struct psi_normalize_report *more);

#endif
