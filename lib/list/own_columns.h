/*
 * The columns of your export, for the accounts that matched: what
 * psi-reveal --accounts puts behind the result.
 *
 * Memory: the rows of those accounts, and no others.
 */
#ifndef PSI_LIST_OWN_COLUMNS_H
#define PSI_LIST_OWN_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "list/deals.h"
#include "table/csv_reader.h"
#include "psi/io.h"
#include "psi/normalize.h"
#include "terms/field.h"

struct psi_own_columns;

int psi_own_columns_new(struct psi_own_columns **out, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_own_columns_free(struct psi_own_columns *columns);

/* The row of this account will be asked for. */
int psi_own_columns_want(struct psi_own_columns *columns, const char *account,
    size_t account_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What psi_header_detect takes for its maps, in place of what it would find,
 * and the lines above the header, 0 to find it; for psi_own_columns_read
 * without a column. The array outlives the reading. */
void psi_own_columns_map(struct psi_own_columns *columns,
    const char *const *maps, size_t num_maps, uint64_t skip_lines);

/* The maps that the first export was normalised with, where it is read with other
 * ones: after reading, whether it then has other columns by which rows are found,
 * of one export the ids, of several all that rows are put together by. */
void psi_own_columns_compare(
    struct psi_own_columns *columns, const char *const *maps, size_t num_maps);
bool psi_own_columns_are_others(const struct psi_own_columns *columns);

/* The first cell of a field that is not empty, trimmed, of an account that was
 * wanted; empty where there is none. After reading. */
struct psi_cell psi_own_columns_cell(const struct psi_own_columns *columns,
    const char *account, size_t account_len, enum psi_field field);

/* What that cell of a field of money is in, by the column of its currency; empty where
 * it has none. */
struct psi_cell psi_own_columns_currency(const struct psi_own_columns *columns,
    const char *account, size_t account_len, enum psi_field field);

/*
 * Read the export, and keep the first row of each account that is wanted.
 * Accounts are named as psi-normalize names them: by the column that it would
 * take for the id (or by `id_column`, if that is not NULL), and by the line
 * where there is none.
 *
 * `options` may be NULL. `*missing` is set to the number of wanted accounts
 * without a row.
 *
 * Returns 0, PSI_E_INPUT (with the line; without one where it is another file
 * than was normalised: no wanted account is in it, or it ends before the line
 * that an account is named by), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_own_columns_read(struct psi_own_columns *columns,
    const struct psi_source *source, const char *id_column,
    const struct psi_csv_reader_options *options, uint64_t *missing,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The same for several exports that were normalised as one: rows belong to the
 * accounts that psi_normalize_lists gives them, and of each export the first
 * row of an account is kept. Accounts without an id are named by the line of
 * these very exports, which the caller has seen to.
 *
 * Of `options` encoding, delimiter, maps, skip_lines and country count. *list is
 * the number of the export in which something is wrong. Returns as above.
 */
int psi_own_columns_read_lists(struct psi_own_columns *columns,
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, uint64_t *missing,
    unsigned int *list, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * What the deals of an account that was wanted come to (list/deals.h); false
 * where it has none. After reading.
 */
bool psi_own_columns_deals(const struct psi_own_columns *columns,
    struct psi_deal_sum *out, const char *account, size_t account_len,
    const char *currency, enum psi_date_order order);

/* How dates with slashes are written, by the deals of these accounts. */
enum psi_date_order psi_own_columns_date_order(
    const struct psi_own_columns *columns);

/* After reading: the columns of the export, or of all exports one after the
 * other; their names, and the cells of an
 * account, into an array of that many. Cells are empty for an account that the
 * export does not have. */
size_t psi_own_columns_num(const struct psi_own_columns *columns);
void psi_own_columns_names(
    const struct psi_own_columns *columns, struct psi_cell *out);
void psi_own_columns_cells(const struct psi_own_columns *columns,
    const char *account, size_t account_len, struct psi_cell *out);

#endif
