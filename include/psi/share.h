/*
 * After the matches: which account of ours is which of the partner's, and the
 * fields that the agreement shares of it.
 *
 *	psi_session_share(session, list, ...)		claims
 *		psi_session_share_copy(session, 1, ...) goes to the partner
 *	psi_session_join(session, from_partner, ...)	the partner's claims
 *	psi_session_share(session, list, ...)		fields
 *		psi_session_share_copy(session, 2, ...) goes there too
 *	psi_session_join(session, from_partner, ...)	the partner's fields
 *	psi_pair_list_new(&pairs, session, list, ...)	what both have
 *
 * PROTOCOL.md section 7 says what is sent and what is refused. All functions
 * need a session that was opened with identity and ledger.
 */
#ifndef PSI_SHARE_H
#define PSI_SHARE_H

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

#define PSI_SHARE_LIST_VERSION 2

/* Your list, as it is today. Fields of an account that has several deals are
 * those of its open deals together (lib/KEYS.md, "Deals"). */
struct psi_share_list {
	/* PSI_SHARE_LIST_VERSION. */
	uint32_t version;
	/* The export: the very one that was normalised, or a later one. */
	const struct psi_source *accounts;
	/*
	 * The same bytes from their beginning, and the normalizer of the
	 * agreement: needed for a later export, whose rows must still give a
	 * key that matched. NULL where they are not there.
	 */
	const struct psi_source *again;
	const struct psi_normalizer *normalizer;
	/* How to read it, as in struct psi_normalize_options; where nothing is
	 * said of it, as the keys of the session were made. */
	const char *encoding;
	char delimiter;
	const char *const *maps;
	size_t num_maps;
	/* Of amounts that do not say it themselves: "EUR", in capitals, or the step
	 * is PSI_E_ARG; "" for none. */
	const char *currency;
	/* Of several exports that were normalised as one: those behind the
	 * first, in the same order, and each once more from its beginning.
	 * They need the normalizer. */
	const struct psi_source *const *more;
	const struct psi_source *const *more_again;
	size_t num_more;
	/* If not NULL, set to the number of the export, from 0, that a
	 * PSI_E_INPUT is about. */
	size_t *which;
};

#define PSI_SHARE_LIST_INIT                                                    \
	{                                                                      \
		PSI_SHARE_LIST_VERSION, NULL, NULL, NULL, NULL, 0, NULL, 0,    \
		    "", NULL, NULL, 0, NULL                                    \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_share_list_init(
    struct psi_share_list *out, uint32_t version);

/* Fields that can be shared, of a row. */
#define PSI_SHARE_FIELDS_MAX 32

#define PSI_SHARE_REPORT_VERSION 2

/* What was, or would be, sent or taken. */
struct psi_share_report {
	/* PSI_SHARE_REPORT_VERSION, set by the caller. */
	uint32_t version;
	/* 1 for claims, 2 for fields. */
	unsigned int revision;
	/* Rows of the file; pairs that are known now. */
	uint64_t rows;
	uint64_t pairs;
	/* Values that are in the file, and cells of your list that could
	 * not be read as what they should be, by field; psi_share_field_at
	 * names them. */
	uint64_t values[PSI_SHARE_FIELDS_MAX];
	uint64_t unreadable[PSI_SHARE_FIELDS_MAX];
	/* Own accounts that matched and are not in the list, or whose row gives
	 * none of their matched keys any more: no field of them is sent. */
	uint64_t missing;
	uint64_t changed;
	/* psi_session_join: values that the agreement does not allow; they are
	 * dropped. */
	uint64_t dropped;
	/* Values of `owner` and `team` that hold an e-mail address which the
	 * agreement does not share in full: they are sent as the alias of
	 * owner_email where it shares that, and not at all elsewhere; of a
	 * team the others are sent. */
	uint64_t addresses;
};

#define PSI_SHARE_REPORT_INIT                                                  \
	{                                                                      \
		PSI_SHARE_REPORT_VERSION, 0, 0, 0, { 0 }, { 0 }, 0, 0, 0, 0    \
	}

/* As psi_session_options_init. */
PSI_API PSI_CHECK int psi_share_report_init(
    struct psi_share_report *out, uint32_t version);

/* The name of field number `i`, "name" first, in the order of pairs.csv; NULL
 * behind the last. Static. */
PSI_API const char *psi_share_field_at(size_t i);

/*
 * Which file is due from this side: *revision is 1 (claims), 2 (fields), or 0
 * where the partner's claims are awaited first or all has been sent; *sent is
 * the highest revision that exists, *received that of the partner's.
 *
 * Returns 0; PSI_E_AGREEMENT (counts mode, a side does not learn, fewer
 * matches than agreed); PSI_E_STATE (not revealed, closed).
 */
PSI_API int psi_session_share_due(const struct psi_session *session,
    unsigned int *revision, unsigned int *sent, unsigned int *received,
    struct psi_error *err) PSI_CHECK;

/*
 * Make the file that is due, store it, and write it into the ledger. Claims
 * need no list (`list` may be NULL). Where nothing is due nothing is done,
 * and report->revision is 0.
 *
 * Returns 0; PSI_E_AGREEMENT (as above; expired, revoked or replaced; more
 * rows than agreed); PSI_E_STATE; PSI_E_INPUT (the list, with the line; it is
 * not that of this session); PSI_E_ARG; PSI_E_IO, PSI_E_NOMEM, PSI_E_RANDOM.
 */
PSI_API int psi_session_share(struct psi_session *session,
    const struct psi_share_list *list, struct psi_share_report *report,
    struct psi_error *err) PSI_CHECK;

/* Write the stored file of a revision: the same bytes every time, checked as by
 * psi_session_copy. The ledger, which is needed, names it before. Returns 0,
 * PSI_E_STATE (not made yet, changed in the store, or of a run or a file that the
 * ledger does not have), PSI_E_AGREEMENT (revoked or replaced), PSI_E_ARG, PSI_E_IO,
 * PSI_E_NOMEM, or what the sink returned. */
PSI_API int psi_session_share_copy(struct psi_session *session,
    unsigned int revision, const struct psi_sink *sink,
    struct psi_error *err) PSI_CHECK;

/* A value that would leave. Texts are not NUL-terminated. */
struct psi_share_value {
	const char *our_account;
	size_t our_account_len;
	/* Populations of the cell; theirs is "" in claims. */
	const char *our_population;
	const char *their_population;
	/* "population" in claims. */
	const char *field;
	const char *value;
	size_t value_len;
};

/*
 * What psi_session_share would send, value by value; nothing is stored. Once
 * everything is sent, what was sent last is told again by the list of today.
 * Returns as psi_session_share; anything but 0 from `tell` stops with
 * PSI_E_IO.
 */
PSI_API int psi_session_share_preview(struct psi_session *session,
    const struct psi_share_list *list,
    int (*tell)(void *cookie, const struct psi_share_value *value),
    void *cookie, struct psi_share_report *report,
    struct psi_error *err) PSI_CHECK;

/*
 * Check a file of the partner, claims or fields, and keep it. The same file
 * again changes nothing; another one of the same revision is refused and kept
 * aside. A file that is refused changes nothing else.
 *
 * Returns 0; PSI_E_GRAMMAR to PSI_E_SEAL by the table of PROTOCOL.md section
 * 7; PSI_E_AGREEMENT, PSI_E_STATE as above; PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_session_join(struct psi_session *session,
    const struct psi_source *source, struct psi_share_report *report,
    struct psi_error *err) PSI_CHECK;

struct psi_pair_list;

/* A pair; or one of your accounts that matched and is in none. Texts belong to
 * the list, until the next row. */
struct psi_pair_row {
	/* 32 hexadecimal digits: the token of the strongest key in common. */
	const char *match;
	struct psi_cell our_account;
	/* The partner's label, 32 digits; "" where there is no pair. */
	const char *their_account;
	/* Thousandths. */
	unsigned int score;
	/* "1" to "3" or "family"; "account", "group" or "review". */
	const char *tier;
	const char *level;
	/* Types of the keys in common, joined by blanks. */
	const char *matched_on;
	/* "ours", "theirs", "both" or "". */
	const char *ambiguous;
	const char *our_population;
	/* "" where there is no pair. */
	const char *their_population;
	/* By psi_share_field_at. `theirs` is a partner's text: not neutralised
	 * for spreadsheets, not escaped. */
	struct psi_cell ours[PSI_SHARE_FIELDS_MAX];
	struct psi_cell theirs[PSI_SHARE_FIELDS_MAX];
};

struct psi_pair_summary {
	/* Own accounts that matched; accounts that the partner claims. */
	uint64_t ours;
	uint64_t theirs;
	uint64_t pairs;
	/* Pairs of two populations: customer, open opportunity, prospect,
	 * former customer, other; ours first. */
	uint64_t matrix[5][5];
	/* Of `ours` those that the list has not; and those whose row gives none
	 * of their matched keys any more, which may be another company. */
	uint64_t missing;
	uint64_t changed;
	/* Of `pairs` those of level review; and of these, those of accounts that
	 * are of level account by all keys that matched, as psi_matches has
	 * them: what the partner told since made the pair less sure. */
	uint64_t review;
	uint64_t lowered;
};

/*
 * Everything that both sides know now. `list` may be NULL: then the fields of
 * our side are empty. Memory: in proportion to the matches, whatever the
 * session's options.memory is.
 *
 * Returns 0 with *out (to be freed by the caller); PSI_E_AGREEMENT,
 * PSI_E_STATE, PSI_E_INPUT, PSI_E_IO, PSI_E_NOMEM as above.
 */
PSI_API int psi_pair_list_new(struct psi_pair_list **out,
    struct psi_session *session, const struct psi_share_list *list,
    struct psi_error *err) PSI_CHECK;

/* Wipe and free. NULL is fine. */
PSI_API void psi_pair_list_free(struct psi_pair_list *pairs);

PSI_API void psi_pair_list_summary(
    const struct psi_pair_list *pairs, struct psi_pair_summary *out);

/* The next row, in the order of the keys file: pairs first, then own accounts
 * in no pair. *more is 0 behind the last. Returns 0 or PSI_E_NOMEM. */
PSI_API int psi_pair_list_next(struct psi_pair_list *pairs,
    struct psi_pair_row *row, int *more, struct psi_error *err) PSI_CHECK;

/*
 * Write pairs.csv, every row from the first. Text of both sides is neutralised
 * for spreadsheets, and what cannot be seen in it is spelled out.
 */
PSI_API int psi_pair_list_write(struct psi_pair_list *pairs,
    const struct psi_sink *sink, struct psi_error *err) PSI_CHECK;

/*
 * Why one of your accounts is in its pairs, or in that with `label` only (NULL for
 * all): `step` is called with a step and its result for each key in common,
 * for each reason why the score is what it is, and for what makes the pair
 * ambiguous. Own keys are personal data.
 *
 * Returns 0; PSI_E_INPUT where no such account matched, or has no such pair.
 */
PSI_API int psi_pair_list_explain(struct psi_pair_list *pairs,
    const char *account, const char *label,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err) PSI_CHECK;

#ifdef __cplusplus
}
#endif

#endif
