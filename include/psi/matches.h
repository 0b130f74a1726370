/*
 * What a revealed session has found: your accounts that matched, one row for
 * each, or, in mode counts, how many of which population.
 *
 *	psi_match_list_new(&list, session, NULL, err)
 *	while (psi_match_list_next(list, &row, &more, err) == 0 && more)
 *		... row.our_account, row.score ...
 *	psi_match_list_free(list)
 *
 * psi_pair_list (psi/share.h) is the same for pairs with the partner's
 * accounts.
 */
#ifndef PSI_MATCHES_H
#define PSI_MATCHES_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"
#include "psi/normalize.h"
#include "psi/session.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PSI_MATCHES_OPTIONS_VERSION 4

struct psi_matches_options {
	/* PSI_MATCHES_OPTIONS_VERSION. */
	uint32_t version;
	/* Not 0: one more column in the CSV, `ambiguous`. */
	int ambiguous;
	/* Your export: CSV with a header, whose columns stand behind the
	 * others; NULL for none. */
	const struct psi_source *accounts;
	/* Its column that holds the account; NULL for the one that
	 * psi_normalize finds, and "line-N" where there is none. */
	const char *account_column;
	/* How to read `accounts`, as in struct psi_normalize_options; where
	 * nothing is said of it, as the keys of the session were made. */
	const char *encoding;
	char delimiter;
	/* If not NULL, set to the number of your accounts that matched and are
	 * not in `accounts`: their cells are empty. */
	uint64_t *missing_accounts;
	/*
	 * Of several exports that were normalised as one: those behind the
	 * first, in the same order, and the normalizer of the agreement, which
	 * finds their accounts. Their columns follow each other; behind them
	 * stand `open_deals`, `deal_stage`, `deal_amount` and
	 * `deal_close_date`, what the open deals of an account come to
	 * (lib/KEYS.md, "Deals").
	 */
	const struct psi_source *const *more;
	size_t num_more;
	const struct psi_normalizer *normalizer;
	/* If not NULL, set to the number of the export, from 0, that a
	 * PSI_E_INPUT is about. */
	size_t *which;
	/* If not NULL, set to 1 where `accounts`, with `more`, is not to the byte
	 * what the keys of the session were made from, else to 0: then a match
	 * stands beside the row that has its account's id now, and whether that
	 * is the same company nobody has looked at. */
	int *is_other;
};

#define PSI_MATCHES_OPTIONS_INIT                                               \
	{                                                                      \
		PSI_MATCHES_OPTIONS_VERSION, 0, NULL, NULL, NULL, 0, NULL,     \
		    NULL, 0, NULL, NULL, NULL                                  \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_matches_options_init(
    struct psi_matches_options *out, uint32_t version);

/*
 * Would psi_match_list_new take these options? For a caller that wants to
 * know before psi_session_reveal, which cannot be taken back.
 *
 * Returns 0 or PSI_E_ARG (another version, no such encoding).
 */
PSI_API int psi_matches_options_check(
    const struct psi_matches_options *options, struct psi_error *err) PSI_CHECK;

struct psi_match_list;

/* One of your accounts that matched. Texts belong to the list, until the next
 * row. */
struct psi_match_row {
	/* 32 hexadecimal digits: the token of its strongest matched key, the
	 * same on both sides. */
	const char *match;
	/* As your keys file names it; not neutralised for spreadsheets. */
	struct psi_cell our_account;
	/* Thousandths. */
	unsigned int score;
	/* "1" to "3" or "family"; "account", "group" or "review". */
	const char *tier;
	const char *level;
	/* Types of all its matched keys, joined by blanks. */
	const char *matched_on;
	/* 1 if another account of yours holds one of its matched keys, family
	 * keys aside. */
	int ambiguous;
	const char *our_population;
	/* Its row in the `accounts` of the options; empty cells where it has
	 * none, no cells where there are no such accounts. */
	const struct psi_cell *cells;
	size_t num_cells;
};

/* How many keys of two populations matched. */
struct psi_count_row {
	/* Names of populations; "all" where the agreement has no groups. */
	const char *our_population;
	const char *their_population;
	uint64_t matches;
	/* 1 if there are fewer than `matches`, which is the agreement's
	 * suppress-below: the number itself was not kept. */
	int below;
};

/*
 * The result of a revealed session. `options` may be NULL; what they point to
 * is not used after this call. The session must live as long as the list, and
 * keeps what was read of its map: a second list reads nothing again, unless the
 * result is on disk and the first list is still there.
 *
 * Memory: some 150 bytes for each match; where that is more than the session's
 * options.memory, they are sorted in its scratch, and so much is enough. With
 * `accounts` some 140 bytes for each account that matched besides, and what its
 * rows hold, whatever the options of the session say.
 *
 * Returns 0 with *out (to be freed by the caller); PSI_E_STATE (not revealed, or
 * damaged); PSI_E_AGREEMENT (fewer matches than agreed); PSI_E_INPUT (accounts,
 * with the line; or it is another file: none of the accounts is in it, or fewer
 * lines than the "line-N" of one); PSI_E_ARG (as psi_matches_options_check);
 * PSI_E_IO, PSI_E_NOMEM, PSI_E_RANDOM.
 */
PSI_API int psi_match_list_new(struct psi_match_list **out,
    struct psi_session *session, const struct psi_matches_options *options,
    struct psi_error *err) PSI_CHECK;

/* Wipe and free. NULL is fine. */
PSI_API void psi_match_list_free(struct psi_match_list *list);

/* The header of the `accounts` of the options: names of the cells of a row.
 * *num_columns is 0 where there are none. */
PSI_API const struct psi_cell *psi_match_list_columns(
    const struct psi_match_list *list, size_t *num_columns);

/* Mode accounts: the next row, in the order of the keys file. *more is 0 behind
 * the last. Returns 0, PSI_E_IO, PSI_E_NOMEM, or PSI_E_ARG in mode counts; after
 * one of the first two, the list is only good for being written or freed. */
PSI_API int psi_match_list_next(struct psi_match_list *list,
    struct psi_match_row *row, int *more, struct psi_error *err) PSI_CHECK;

/* Mode counts: the next number, in the order of the agreement's groups, ours
 * first. *more is 0 behind the last. Returns 0, or PSI_E_ARG in mode accounts. */
PSI_API int psi_match_list_next_count(struct psi_match_list *list,
    struct psi_count_row *row, int *more, struct psi_error *err) PSI_CHECK;

/*
 * Write the result as CSV, every row from the first.
 *
 * In mode accounts: `match,account,score,tier,level,matched_on`, then
 * `ambiguous` ("yes" or "no") if the options say so, then the cells of
 * `accounts`.
 *
 * An account, and a cell or column name of `accounts`, that a spreadsheet
 * would take for a formula has a single quote in front: one that begins with
 * = @ TAB or CR, or with + or - where the rest is not only digits, blanks and
 * - . , ( ) /.
 *
 * In mode counts: `our_population,their_population,matches`; without groups
 * one row `all,all,N`. A number under the agreement's suppress-below is
 * written `<LIMIT`.
 *
 * Returns 0, PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_match_list_write(struct psi_match_list *list,
    const struct psi_sink *sink, struct psi_error *err) PSI_CHECK;

/* psi_match_list_new, psi_match_list_write and psi_match_list_free in one call;
 * returns what these return. */
PSI_API int psi_session_matches(struct psi_session *session,
    const struct psi_sink *sink, const struct psi_matches_options *options,
    struct psi_error *err) PSI_CHECK;

#ifdef __cplusplus
}
#endif

#endif
