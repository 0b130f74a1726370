/*
 * From pairs to action: motions, questions, changes.
 *
 * Everything here is a pure function of CSV: pairs.csv, which psi-join writes,
 * and files of one's own. There is no session and no secret. An agreement only
 * says what may be done, and what each side tells the other.
 *
 *	psi_mapping_new(&mapping, &options)
 *	psi_mapping_agreement(mapping, agreement)
 *	psi_mapping_actions(mapping, &rows)		what is wanted
 *	psi_mapping_ask(mapping, &question, &rows)	of it, any number
 *	psi_mapping_read(mapping, pairs)		each file
 *	psi_mapping_finish(mapping)			writes the answers
 *
 * Rows of pairs.csv are read one after the other and never all kept.
 */
#ifndef PSI_MAPPING_H
#define PSI_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

struct psi_mapping;

/*
 * A cell of a table that this library made: UTF-8 without a NUL at its end.
 * Invisible characters, line breaks and marks that change the direction are
 * spelled out as \u{202E}; what a spreadsheet would take for a formula has a
 * single quote in front. Valid during the call.
 */
struct psi_mapping_cell {
	const char *text;
	size_t len;
};

/* A table, a row at a time; the header is the first row. Return 0, or the
 * code that the step is to end with, with `err` set. */
struct psi_mapping_rows {
	int (*row)(void *cookie, const struct psi_mapping_cell *cells,
	    size_t num_cells, struct psi_error *err);
	void *cookie;
};

#define PSI_MAPPING_OPTIONS_VERSION 2

struct psi_mapping_options {
	/* PSI_MAPPING_OPTIONS_VERSION. */
	uint32_t version;
	/* Days since 1970-01-01, in UTC. */
	int32_t today;
	/* 0: "today" and the quarters of a pair are those of its column
	 * `date`, so that both sides come to the same; 1: of `today`. */
	int use_today;
	/* "vendor", "partner" or "reseller"; NULL: partner. */
	const char *role;
	/* Not 0: also count the distinct accounts of partners. */
	int count_theirs;
};

#define PSI_MAPPING_OPTIONS_INIT                                               \
	{                                                                      \
		PSI_MAPPING_OPTIONS_VERSION, 0, 0, NULL, 0                     \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_mapping_options_init(
    struct psi_mapping_options *out, uint32_t version);

/*
 * Returns 0 with *out (to be freed by the caller), PSI_E_ARG (version, role)
 * or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_mapping_new(struct psi_mapping **out,
    const struct psi_mapping_options *options, struct psi_error *err);

/* Wipe and free. NULL is fine. */
PSI_API void psi_mapping_free(struct psi_mapping *mapping);

/* Write the rules that hold where no others are given: CSV. */
PSI_API PSI_CHECK int psi_mapping_rules_template(
    const struct psi_sink *sink, struct psi_error *err);

/*
 * Take other rules for motions (psi-motions(1) describes them). Returns 0,
 * PSI_E_INPUT with the line, PSI_E_NOMEM, or what the source returned.
 */
PSI_API PSI_CHECK int psi_mapping_rules(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

/*
 * An agreement under which pairs were found; at most 64. From then on a pair
 * of an agreement that was not given is refused. The agreement is not kept.
 * Returns 0, PSI_E_INPUT or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_mapping_agreement(struct psi_mapping *mapping,
    const struct psi_agreement *agreement, struct psi_error *err);

/*
 * An earlier pairs.csv, older files first: when an overlap was first seen,
 * and what is new or changed since the last of them. Memory: some 100 bytes
 * for each pair. Returns as psi_mapping_read.
 */
PSI_API PSI_CHECK int psi_mapping_history(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

/*
 * Where the pairs of several partners are compared: each file is given here
 * once before it is read, so that the best partner of each account is known.
 * Partners whose agreement does not allow it are left apart
 * (`combine-partners`). Memory: some 100 bytes for each account. Returns as
 * psi_mapping_read.
 */
PSI_API PSI_CHECK int psi_mapping_survey(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

/*
 * The motions of each pair, one row each, primary first; without those that
 * are only undecided where `ready_only` is not 0. `rows` is copied. Returns
 * what its header row returned.
 */
PSI_API PSI_CHECK int psi_mapping_actions(struct psi_mapping *mapping,
    const struct psi_mapping_rows *rows, int ready_only, struct psi_error *err);

/*
 * The line of the nth rule, from 0, whose motion none of the pairs that were read
 * is fit for; 0 behind the last one, and where psi_mapping_actions was not asked
 * for. A motion that another keeps out, or that a field is missing for, is one.
 */
PSI_API uint64_t psi_mapping_idle_rule(
    const struct psi_mapping *mapping, size_t n);

/*
 * Read pairs: their motions are told, and questions count them. Returns 0;
 * PSI_E_INPUT, with the line, also for a value that no file of pairs has
 * (lib/FORMAT.md section 5d); PSI_E_AGREEMENT for a pair under an agreement
 * that was not given; PSI_E_NOMEM; or what a source or table returned.
 */
PSI_API PSI_CHECK int psi_mapping_read(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

/* ---- questions ---- */

#define PSI_MAPPING_SURE 1
#define PSI_MAPPING_CHECK 2

/*
 * A question about pairs. Texts may be NULL; psi-report(1) describes them.
 */
struct psi_mapping_question {
	/* Which pairs: conditions; each line of `extra`, of at most 8, must hold
	 * besides. */
	const char *where;
	const char *extra;
	/* Columns by which they are put together, separated by commas; none:
	 * all together, or a list. */
	const char *by;
	/* What is shown: accounts, pairs, share, sum:COLUMN, mean:COLUMN,
	 * NAME=count:CONDITIONS; or columns, for a list. */
	const char *show;
	/* Parts of what is shown; '-' in front for the largest first. */
	const char *sort;
	/* At most so many rows; 0 for all. */
	uint64_t limit;
	/* Groups of fewer accounts are not shown, nor any from which they
	 * could be worked out, nor what the lists say of them; of the others no
	 * number of fewer pairs, or that leaves fewer, and no sum or mean of fewer
	 * values. Lists, and groups by what names an account, are refused. 0: all
	 * is shown. */
	uint64_t suppress_below;
	/* Not 0: not the answer but the pairs behind it. */
	int matches;
	/* PSI_MAPPING_SURE: only pairs that are certain or likely, or of which
	 * the file does not say how sure they are; PSI_MAPPING_CHECK: only the
	 * others, which somebody should look at first. 0: all; so too where
	 * a condition speaks of sure, score, level, ambiguous or counted. */
	int which;
	/* Not 0: count accounts that could not be decided, for
	 * psi_mapping_undecided_accounts. */
	int count_undecided;
};

/* A question with a name. */
struct psi_mapping_named {
	const char *name;
	/* As a person asks it. */
	const char *words;
	/* "partners", "history" or "". */
	const char *needs;
	/* The column of `by` whose values go across where a person reads it as
	 * a cross table; "" for none. */
	const char *across;
	struct psi_mapping_question question;
};

struct psi_mapping_questions;

/*
 * The questions that have names: those of `source` (CSV, or NULL), then the
 * built-in ones of other names; each is tried. Returns 0 with *out (to be freed by the
 * caller), PSI_E_INPUT with the line, PSI_E_NOMEM, or what the source
 * returned.
 */
PSI_API PSI_CHECK int psi_mapping_questions_new(
    struct psi_mapping_questions **out, const struct psi_source *source,
    struct psi_error *err);
PSI_API void psi_mapping_questions_free(
    struct psi_mapping_questions *questions);

/* The ith question, from 0, or that of a name; NULL where there is none. */
PSI_API const struct psi_mapping_named *psi_mapping_questions_at(
    const struct psi_mapping_questions *questions, size_t i);
PSI_API const struct psi_mapping_named *psi_mapping_questions_find(
    const struct psi_mapping_questions *questions, const char *name);

/*
 * Ask: the answer goes to `rows`, which is copied, by psi_mapping_finish at
 * the latest. Questions are numbered from 0; one that is refused has no number.
 * Memory in proportion to the rows of the answer. Returns 0, PSI_E_INPUT (the
 * question makes no sense), PSI_E_AGREEMENT (a list where small groups are to be
 * suppressed) or PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_mapping_ask(struct psi_mapping *mapping,
    const struct psi_mapping_question *question,
    const struct psi_mapping_rows *rows, struct psi_error *err);

/* How many own accounts of a population there are in all, for `share`; other
 * names count for nothing. */
PSI_API void psi_mapping_own(
    struct psi_mapping *mapping, const char *population, uint64_t accounts);

/* After the last file: the answers. Returns 0, PSI_E_NOMEM, or what a table
 * returned. */
PSI_API PSI_CHECK int psi_mapping_finish(
    struct psi_mapping *mapping, struct psi_error *err);

/*
 * How many pairs the ith question could not decide, and in `fields`, a text
 * of at most `size` bytes with its NUL, which columns were missing for that.
 */
PSI_API uint64_t psi_mapping_undecided(
    const struct psi_mapping *mapping, size_t i, char *fields, size_t size);

/*
 * How many pairs of the answer to the ith question have something unknown that
 * might keep them out of it ("unless their_opt_out = yes"), and in `fields`, as
 * above, what it is: to be asked before anything is done.
 */
PSI_API uint64_t psi_mapping_to_ask(
    const struct psi_mapping *mapping, size_t i, char *fields, size_t size);

/*
 * How many own accounts the ith question left undecided in some pair, and has
 * in no pair: those that may yet belong to the answer. 0 where the question did
 * not ask for it. Memory for that: a byte for each account.
 */
PSI_API uint64_t psi_mapping_undecided_accounts(
    const struct psi_mapping *mapping, size_t i);

/* How many pairs the ith question would have, were it not for its `which`. */
PSI_API uint64_t psi_mapping_left_out(
    const struct psi_mapping *mapping, size_t i);

/*
 * What the ith question asks for that no pair has: a column in which nothing
 * stands (`value` is empty), or a value that `extra` names and no pair has. Then
 * `have` are values that stand there instead, as they are in the file: they
 * must be escaped before they are printed. It is empty for columns that name
 * people or accounts.
 */
#define PSI_MAPPING_REMARK_VALUES 32

struct psi_mapping_remark {
	char column[32];
	struct psi_mapping_cell value;
	struct psi_mapping_cell have[PSI_MAPPING_REMARK_VALUES];
	size_t num_have;
	/* There are others besides. */
	bool has_more;
};

/* The nth of them, from 0; false behind the last one. What `out` points to is
 * valid until the mapping is freed. */
PSI_API bool psi_mapping_remark_at(const struct psi_mapping *mapping, size_t i,
    size_t n, struct psi_mapping_remark *out);

/*
 * The nth column of yours, from 0, in which something stands that is no number,
 * day or word of its kind and so counts as unknown; false behind the last one.
 * Only values that were asked for are told of: in how many rows of the files that
 * psi_mapping_read read, and the line of the first. Lists of one's own may say
 * what they like; a partner's value that is none is refused.
 */
struct psi_mapping_unread {
	char column[32];
	uint64_t num;
	uint64_t line;
};

PSI_API bool psi_mapping_unread_at(const struct psi_mapping *mapping, size_t n,
    struct psi_mapping_unread *out);

/* How many rows the answer to the ith question has, whatever its limit; before
 * small groups are left out. */
PSI_API uint64_t psi_mapping_found(const struct psi_mapping *mapping, size_t i);

/* The largest suppress-below of the agreements; 0 where none has one. */
PSI_API uint64_t psi_mapping_suppress_below(const struct psi_mapping *mapping);

/* ---- changes ---- */

/*
 * What is new, lost or changed between two files of pairs: keyed by partner,
 * own account and the partner's label; where no label of the one file is in
 * the other (a new agreement), by partner, your account and kinds of keys.
 * Of the pairs that are left over, the only one in each file with a record of
 * the partner's, and then with an account of yours, is the same one. Rows:
 * change, whose, partner, our_account, our_name, field, before, after. `change`
 * is new, lost, account (another id of yours, or another record of theirs),
 * population, owner, stage, score or field. A new or lost pair beside one that
 * has the same record or account has in `field` what is another, our_account or
 * their_account, with both values: it was split or merged.
 *
 * `whose`: ours, theirs or unknown. Fields tell by their side; new and lost
 * pairs only where both own lists are given (CSV with `column_before` and
 * `column_after` as the column of the id, from 1): an account that entered or
 * left your list is ours, one whose row is the same in both is theirs.
 * `accounts` may be NULL.
 *
 * Memory: the cells of both files. Returns 0 with *changed filled,
 * PSI_E_INPUT with the line, PSI_E_NOMEM, or what a source or the table
 * returned; *which says what was read: 0 before, 1 after, 2 and 3 the lists.
 */
struct psi_mapping_lists {
	const struct psi_source *before;
	const struct psi_source *after;
	size_t column_before;
	size_t column_after;
};

/* Pairs were compared by kinds of keys. */
#define PSI_MAPPING_BY_KINDS 1
/* By days and runs, `before` is the later one. */
#define PSI_MAPPING_EXCHANGED 2
/* Both are of one run of one agreement. */
#define PSI_MAPPING_SAME_RUN 4
/* The ids of your list seem to be others: nearly all accounts that both files
 * have by their names have new ids. */
#define PSI_MAPPING_RENUMBERED 8

struct psi_mapping_changed {
	uint64_t num_changes;
	/* Those of the bits above that are true. */
	int remarks;
	/* Names of your accounts with pairs in both files, and those of them
	 * that have none of their ids in the older one. */
	uint64_t num_named;
	uint64_t num_renumbered;
};

PSI_API PSI_CHECK int psi_mapping_changes(const struct psi_source *before,
    const struct psi_source *after, const struct psi_mapping_lists *accounts,
    const struct psi_mapping_rows *rows, struct psi_mapping_changed *changed,
    int *which, struct psi_error *err);

/* ---- attribution ---- */

/*
 * The present pairs.csv, for psi_mapping_attribution: its rows are history too,
 * and its partners are those whose overlaps count. Once for each file, after
 * psi_mapping_history. Memory and errors as for psi_mapping_history.
 */
PSI_API PSI_CHECK int psi_mapping_overlaps(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err);

/*
 * What partners have to do with our own deals: closed deals by whether the
 * account was an overlap, and since when. `deals` is CSV of our own
 * opportunities, with columns found by their headers: the account's id, when
 * the deal was created and closed, its amount, and its stage (or Won, yes or
 * no). Overlaps are those of psi_mapping_overlaps, and those of
 * psi_mapping_history with the same partners, from the day on which they were
 * first seen; only sure matches are. History of other partners counts for nobody.
 *
 * Rows: group, deals, won, win_rate, deal_size, days_to_close. `group` is
 * sourced (the overlap was there before the deal), influenced (it came while
 * the deal was open), `with` (both of these) or `none`; and accelerated, those
 * of `with` that were won in fewer days than the median of `none`. Rates
 * (percent, rounded), sizes (the median of won deals in the currency of the first)
 * and days (their median) are "too few" under ten deals; so is what is accelerated where there
 * are under ten to compare with.
 *
 * Returns 0, PSI_E_INPUT with the line (also where a column is missing),
 * PSI_E_NOMEM, or what the source or the table returned.
 */
PSI_API PSI_CHECK int psi_mapping_attribution(struct psi_mapping *mapping,
    const struct psi_source *deals, const struct psi_mapping_rows *rows,
    struct psi_error *err);

/*
 * How many closed deals psi_mapping_attribution left out, since the day on which
 * they were created or closed cannot be read (07/08/2026 can be read in two ways) or
 * they were closed before they were created; and in *line the line of the first.
 */
PSI_API uint64_t psi_mapping_undated_deals(
    const struct psi_mapping *mapping, uint64_t *line);

/* What was read so far. */
struct psi_mapping_counts {
	/* Rows; own accounts (0 where neither count_theirs nor a question was
	 * there to be answered), accounts of partners (0 without
	 * count_theirs), and pairs of the two. */
	uint64_t rows;
	uint64_t our_accounts;
	uint64_t their_accounts;
	uint64_t pairs;
	/* Rows of motions, by status. */
	uint64_t ready;
	uint64_t local;
	uint64_t needs;
	/* Partners that may not be combined with others. */
	uint64_t apart;
	/* Partners, by name; those whose pairs stand in more than one file. */
	uint64_t partners;
	uint64_t repeated;
	/* Rows that are older than the term retention-days of their agreement
	 * allows, on the day of the options. */
	uint64_t overdue;
	/* Of each account of yours one pair with each partner, the likeliest;
	 * `counted` of them are sure, and in answers. Accounts that were counted in
	 * more than one place, since their rows do not stand together. */
	uint64_t likeliest;
	uint64_t counted;
	uint64_t scattered;
	/* Accounts of your list, as psi_mapping_own was told; 0 where it was
	 * not. */
	uint64_t own;
};

PSI_API void psi_mapping_count(
    const struct psi_mapping *mapping, struct psi_mapping_counts *out);

/* A table as CSV on a sink: rows to be given to the functions above. The
 * adapter must be flushed, and freed; NULL is fine for free. */
struct psi_mapping_csv;

PSI_API PSI_CHECK int psi_mapping_csv_new(struct psi_mapping_csv **out,
    const struct psi_sink *sink, struct psi_error *err);
PSI_API struct psi_mapping_rows psi_mapping_csv_rows(
    struct psi_mapping_csv *csv);
PSI_API PSI_CHECK int psi_mapping_csv_flush(
    struct psi_mapping_csv *csv, struct psi_error *err);
PSI_API void psi_mapping_csv_free(struct psi_mapping_csv *csv);

#ifdef __cplusplus
}
#endif

#endif
