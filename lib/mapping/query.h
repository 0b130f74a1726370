/*
 * Questions about pairs: which pairs (where), put together how (by), and what
 * to tell of each group (show).
 */
#ifndef PSI_MAPPING_QUERY_H
#define PSI_MAPPING_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text_table.h"
#include "mapping/condition.h"
#include "mapping/lacking.h"
#include "mapping/remarks.h"
#include "mapping/table_row.h"
#include "mapping/value.h"
#include "psi/mapping.h"

#define PSI_QUERY_BY_MAX 6
#define PSI_QUERY_SHOW_MAX 32
#define PSI_QUERY_SORT_MAX 4
#define PSI_QUERY_EXTRA_MAX 8
#define PSI_QUERY_FOUND 1
#define PSI_QUERY_UNDECIDED 2

enum psi_show_kind {
	/* A column of the pair, where there is no `by`. */
	PSI_SHOW_COLUMN,
	/* Own accounts, each once; pairs; pairs for which conditions hold. */
	PSI_SHOW_ACCOUNTS,
	PSI_SHOW_PAIRS,
	PSI_SHOW_COUNT,
	/* Money by currency; the mean of numbers. */
	PSI_SHOW_SUM,
	PSI_SHOW_MEAN,
	/* Percent of your list. */
	PSI_SHOW_SHARE,
	/* Products that are not there, of a set's column. */
	PSI_SHOW_MISSING
};

struct psi_show {
	enum psi_show_kind kind;
	unsigned int column;
	bool banded;
	/* What it is called in the header; NUL-terminated. */
	char *name;
	struct psi_conditions conditions;
};

/* Money of one currency, or a mean: the sum of the lower and of the upper
 * ends, and how many there are. */
struct psi_money {
	char currency[4];
	bool is_open;
	int64_t low;
	int64_t high;
	uint64_t num;
};

/* By currency, in the order of their letters: which rows came first must not
 * show. */
struct psi_money_list {
	struct psi_money *money;
	size_t num;
	size_t room;
};

struct psi_group {
	uint64_t pairs;
	uint64_t accounts;
	/* By show. */
	uint64_t count[PSI_QUERY_SHOW_MAX];
	/* For sums and means, in the order of the shows that have one. */
	struct psi_money_list *money;
	/* For the natural order: of each `by`. */
	int64_t order[PSI_QUERY_BY_MAX];
	uint32_t number;
	/* Counted last. */
	uint32_t last_account;
	bool is_suppressed;
};

/* A row of a list that is sorted in the end. */
struct psi_listed {
	uint64_t offset;
	uint32_t len;
	uint32_t num_cells;
	int64_t order[PSI_QUERY_SORT_MAX];
	uint64_t number;
};

struct psi_sort {
	bool descending;
	/* Of a show, or of a `by`; or a column of a list. */
	bool is_show;
	size_t at;
	unsigned int column;
};

struct psi_query {
	struct psi_conditions where;
	/* Each must hold besides. */
	struct psi_conditions extra[PSI_QUERY_EXTRA_MAX];
	size_t num_extra;
	/* What no pair has of what is asked for. */
	struct psi_remarks remarks;
	unsigned int by[PSI_QUERY_BY_MAX];
	bool by_banded[PSI_QUERY_BY_MAX];
	size_t num_by;
	struct psi_show show[PSI_QUERY_SHOW_MAX];
	size_t num_show;
	size_t num_money;
	struct psi_sort sort[PSI_QUERY_SORT_MAX];
	size_t num_sort;
	bool is_list;
	bool is_matches;
	/* PSI_MAPPING_SURE, PSI_MAPPING_CHECK, or 0 for all pairs. */
	int which;
	/* Does anything that is shown need the number of accounts; the products
	 * of other pairs? */
	bool counts_accounts;
	bool weighs_products;
	/* Does it show why a pair has its motion; do its conditions speak of
	 * that? */
	bool shows_reason;
	bool asks_reason;
	/* It speaks of the columns `counted` and `likeliest`: every pair is looked at. */
	bool takes_all;
	bool has_header;
	uint64_t limit;
	uint64_t suppress;
	struct psi_mapping_rows rows;
	/* Groups by their key, and pairs of group and account. */
	struct psi_text_table keys;
	struct psi_group *group;
	size_t num_group;
	size_t size_group;
	struct psi_text_table seen;
	/* By account: the number of the first group that counted it, and one;
	 * 0 for none. Most are in no other, and not in `seen`. */
	uint32_t *first_group;
	size_t num_first_group;
	/* What small groups say in place of their columns. */
	struct psi_text_table untold;
	/* Accounts of either side by group and show, of which a value was taken
	 * for a sum or a mean. */
	struct psi_text_table taken;
	struct psi_buf taken_key;
	/* Products of ours and of theirs, and the sets of the current pair;
	 * UINT32_MAX where they are not known. */
	struct psi_lacking lacking[2];
	uint32_t set[2];
	/* Of the current row. */
	uint32_t account;
	const struct psi_pair *pair;
	/* A list. */
	struct psi_buf arena;
	struct psi_listed *listed;
	size_t num_listed;
	size_t size_listed;
	/* The last row that was kept when the list was cut: what comes behind
	 * it is not shown, however many there are. */
	struct psi_listed last_kept;
	bool has_last_kept;
	uint64_t num_rows;
	/* Pairs that are not of `which`, though all conditions hold. */
	uint64_t left_out;
	/* Pairs that could not be decided, and by which fields. */
	uint64_t undecided;
	uint64_t missing[2 * PSI_NUM_SHARED_FIELDS];
	/* Pairs in the answer of which something is not known that might keep
	 * them out (unless), and which fields. */
	uint64_t to_ask;
	uint64_t asked[2 * PSI_NUM_SHARED_FIELDS];
	/* By account, where they are counted: PSI_QUERY_FOUND and
	 * PSI_QUERY_UNDECIDED. */
	bool counts_undecided;
	uint8_t *mark;
	size_t num_mark;
	struct psi_buf key;
	struct psi_table_row row;
};

/* Take the texts of a question apart. `out` is freed by psi_query_free
 * whatever is returned. */
int psi_query_new(struct psi_query **out,
    const struct psi_mapping_question *question,
    const struct psi_mapping_rows *rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What stands in `key` becomes a cell of the row; `key` is empty then. */
int psi_query_add_key(struct psi_query *query, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A row of a list; and the end of psi_query_finish for lists. */
int psi_query_feed_list(struct psi_query *query, struct psi_view *view,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_query_send_list(struct psi_query *query, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Does it speak of a column from `first` to `last`? */
bool psi_query_uses(
    const struct psi_query *query, unsigned int first, unsigned int last);

/* Does a condition say itself how sure a pair must be? */
bool psi_query_says_sure(const struct psi_query *query);

/* Write the answer. `own` has the number of own accounts by population, and
 * of all; 0 where it is not known. */
int psi_query_finish(struct psi_query *query, const uint64_t *own,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The end of psi_query_finish for groups. */
int psi_query_send_groups(struct psi_query *query, const uint64_t *own,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Suppress small groups, and as many others as it takes that no difference
 * shows them. */
void psi_query_suppress(struct psi_query *query);

#endif
