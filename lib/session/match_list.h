/* The inside of psi_match_list (psi/matches.h), for what writes it. */
#ifndef PSI_SESSION_MATCH_LIST_H
#define PSI_SESSION_MATCH_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "list/own_columns.h"
#include "psi/matches.h"
#include "session/matched.h"
#include "session/matches_file.h"

struct psi_match_list {
	struct psi_session *session;
	bool is_counts;
	bool with_ambiguous;
	/* Mode accounts: the session's. */
	const struct psi_matched *matched;
	/* NULL where no columns are wanted. */
	struct psi_own_columns *columns;
	size_t num_columns;
	struct psi_cell *name;
	/* Mode counts. */
	struct psi_count_rows counts;
	/* The key, or the count, that the next row begins with. */
	size_t next;
	/* The texts of the current row. */
	char match[PSI_MATCH_TOKEN_CHARS];
	struct psi_buf matched_on;
	struct psi_cell *cell;
	/* Of several exports: the sum of the account's deals comes behind
	 * their cells. */
	bool with_deals;
	struct psi_deal_sum sum;
};

#endif
