/* The inside of psi_match_list (psi/matches.h), for what writes it. */
#ifndef PSI_SESSION_MATCH_LIST_H
#define PSI_SESSION_MATCH_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "list/own_columns.h"
#include "psi/matches.h"
#include "session/matched_read.h"
#include "session/matches_file.h"

struct psi_match_list {
	struct psi_session *session;
	bool is_counts;
	bool with_ambiguous;
	/* Mode accounts: the keys, and the one that the next row begins with,
	 * if there is one. */
	struct psi_matched_cursor cursor;
	struct psi_matched_entry key;
	bool is_end;
	/* NULL where no columns are wanted. */
	struct psi_own_columns *columns;
	size_t num_columns;
	struct psi_cell *name;
	/* Mode counts. */
	struct psi_count_rows counts;
	/* The next count. */
	size_t next;
	/* The texts of the current row. */
	char match[PSI_MATCH_TOKEN_CHARS];
	/* The name of the account, with a NUL behind it. */
	struct psi_buf account;
	struct psi_buf matched_on;
	struct psi_cell *cell;
	/* Of several exports: the sum of the account's deals comes behind
	 * their cells. */
	bool with_deals;
	struct psi_deal_sum sum;
};

/* Stand before the first row. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_match_list_rewind(struct psi_match_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
