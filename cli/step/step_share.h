/*
 * The steps of psi-share and psi-join as functions, for programs that run
 * several of them: they know sessions and files, and no command line.
 */
#ifndef PSI_CLI_STEP_SHARE_H
#define PSI_CLI_STEP_SHARE_H

#include <stdbool.h>

#include "psi/share.h"

#include "agree/agree.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "step/session_tool.h"
#include "table/partnerfile.h"
#include "table/tablefiles.h"

/* Your list, opened for a step: one export, or several as one. It is not
 * moved. */
struct psi_step_list {
	struct psi_share_list list;
	struct psi_tablefiles accounts;
	struct psi_tablefiles again;
	struct psi_agree_list suffixes;
	/* The export that an error is about. */
	size_t which;
	/* Where the paths are, if they are this structure's; else NULL. */
	void *paths;
};

#define PSI_STEP_LIST_INIT                                                     \
	{                                                                      \
		.list = PSI_SHARE_LIST_INIT, .suffixes = PSI_AGREE_LIST_INIT   \
	}

/*
 * Open the exports, which are read twice where they are files. `suffixes`
 * is the public-suffix list, NULL for the system's; where none is found only
 * the very export that was normalised is taken. What `list->list` has of
 * encoding, delimiter, maps and currency is the caller's. Closed by
 * psi_step_list_close in any case.
 */
int psi_step_list_open(struct psi_step_list *list,
    const struct psi_tablefile_paths *paths, const char *suffixes,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_step_list_close(struct psi_step_list *list);

/* Blame the export that is wrong for what a call with `list` returned. */
int psi_step_list_blame(const struct psi_session_tool *tool,
    const struct psi_step_list *list, int rc, const struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Make the file that is due and write it to `out`, or what was sent last where
 * nothing is due. `list` may be NULL for claims. *revision says which it was;
 * the report's is 0 for a repetition.
 */
int psi_step_share(struct psi_session_tool *tool, struct psi_step_list *list,
    struct psi_outfile *out, struct psi_share_report *report,
    unsigned int *revision, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Take the partner's file; blames it. */
int psi_step_join(struct psi_session_tool *tool, struct psi_partnerfile *in,
    struct psi_share_report *report, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write pairs.csv; `list` may be NULL. */
int psi_step_pairs(struct psi_session_tool *tool, struct psi_step_list *list,
    struct psi_outfile *out, struct psi_pair_summary *summary,
    struct psi_error *err) __attribute__((warn_unused_result));

#define PSI_STEP_FIELDS_BYTES 512

/* "name (30), owner (28)", of the counts of a report; cut where it is too long for
 * a line. */
void psi_step_list_fields(
    char out[PSI_STEP_FIELDS_BYTES], const uint64_t num[PSI_SHARE_FIELDS_MAX]);

/* What of the list is not sent: what cannot be read, accounts that are not in it,
 * and rows that are another company by now. */
void psi_step_warn_shared(const struct psi_share_report *report);

/* What left the company, in a line; and what to do now, in the folder `session` and
 * with `list`: `made` are the words for the file that was made (kit/outparts.h), NULL
 * after one was taken. */
void psi_step_say_shared(
    struct psi_session_tool *tool, const struct psi_share_report *report);
void psi_step_say_next(struct psi_session_tool *tool, const char *session,
    const struct psi_step_list *list, const char *made);

/* The three numbers, and the matrix of populations as a table. */
void psi_step_say_pairs(
    struct psi_session_tool *tool, const struct psi_pair_summary *summary);

#endif
