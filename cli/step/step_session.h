/*
 * The steps of a session as functions on paths and structs: what psi-blind,
 * psi-exchange, psi-reveal and psi-close do between their options and their
 * messages. They read no command line and print nothing but warnings and the
 * progress of long work, so that a program may run many of them, one after the
 * other.
 *
 *	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
 *	struct psi_step_result result;
 *
 *	step.where.session = "globex-1";
 *	step.keys = "keys.csv";
 *	step.output = "to-globex.csv";
 *	rc = psi_step_blind(&step, &result, &err);
 *
 * Every step opens what it needs and has closed it when it returns. It begins
 * with psi_tool_next_step. What a process has only once stays so: standard input can be read
 * by one step, and standard output is closed by the first that wrote to it, so
 * a program of several steps gives each of them paths. One thread at a time.
 *
 * All return 0 or a code of exitcode.h with `err`; *result is written on
 * success.
 */
#ifndef PSI_CLI_STEP_SESSION_H
#define PSI_CLI_STEP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/matches.h"
#include "psi/tasks.h"

#include "kit/diag.h"
#include "step/session_tool.h"
#include "table/tablefiles.h"

/* How a session stands after a step. */
struct psi_step_result {
	struct psi_session_status status;
	/* As messages have it. */
	char partner[PSI_SHORT_NAME_BYTES];
	/* The step wrote its output, in so many parts. */
	bool has_output;
	uint32_t num_parts;
	/* psi_step_reveal: accounts that matched and are not in `accounts`. */
	uint64_t missing;
	/* Not 0: the export is another one than the keys were made from. */
	int is_other_list;
	/* psi_step_reveal, in mode accounts: accounts that matched, by level;
	 * and whether something of them can be shared. */
	uint64_t num_account;
	uint64_t num_group;
	uint64_t num_review;
	bool shares;
	/* psi_step_reveal: the stored result, without a look at the ledger,
	 * since the identity was not found. */
	bool is_unchecked;
	/* psi_step_close: how the session stood before. */
	enum psi_session_state before;
	/* psi_step_close: in the last run that was answered the partner's answer
	 * never came, so psi_step_blind wants `after_unanswered`. */
	bool is_unanswered;
};

struct psi_step_blind {
	struct psi_session_where where;
	/* "-" is standard input, as in all of these. */
	const char *keys;
	/* NULL or "-" is standard output. */
	const char *output;
	/* Replace the output where it exists. */
	bool force;
	/* Of parts of the output; 0 for no parts. */
	uint64_t max_bytes;
	/* 0 for the next one. */
	uint32_t run;
	bool after_unanswered;
	/* Not 0: cut the work into so many parts, and write nothing. */
	uint32_t plan;
	/* Put together what the parts made. */
	bool from_parts;
};

#define PSI_STEP_BLIND_INIT                                                    \
	{                                                                      \
		PSI_SESSION_WHERE_INIT, "-", NULL, false, 0, 0, false, 0,      \
		    false                                                      \
	}

/* Blind the keys; write the file for the partner. */
int psi_step_blind(const struct psi_step_blind *step,
    struct psi_step_result *result, struct psi_error *err)
    __attribute__((warn_unused_result));

struct psi_step_exchange {
	struct psi_session_where where;
	/* The partner's blinded file, or its parts. None: the answer that is
	 * stored is written again, and standard input is read if there is none. */
	const char *const *files;
	size_t num_files;
	const char *output;
	bool force;
	/* Of parts of the output; 0 for no parts. */
	uint64_t max_bytes;
	/* As in struct psi_step_blind; with `from_parts` no file is read. */
	uint32_t plan;
	bool from_parts;
};

#define PSI_STEP_EXCHANGE_INIT                                                 \
	{                                                                      \
		PSI_SESSION_WHERE_INIT, NULL, 0, NULL, false, 0, 0, false      \
	}

/* Take the partner's blinded file; write the answer, if there is one now. */
int psi_step_exchange(const struct psi_step_exchange *step,
    struct psi_step_result *result, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Make a part of the work that was cut, from 1. Of `where` the folder and the
 * threads count. */
int psi_step_part(const struct psi_session_where *where,
    enum psi_tasks_step step, uint32_t part, struct psi_error *err)
    __attribute__((warn_unused_result));

struct psi_step_reveal {
	struct psi_session_where where;
	/* The partner's answer, or its parts. None: the result that is stored
	 * is written again, and standard input is read if there is none. */
	const char *const *files;
	size_t num_files;
	const char *output;
	bool force;
	/* The exports whose columns are added. */
	struct psi_tablefile_paths accounts;
	/* How they are read, and what is written; the sources,
	 * `missing_accounts`, `which` and `is_other` of it are the step's. */
	struct psi_matches_options matches;
};

#define PSI_STEP_REVEAL_INIT                                                   \
	{                                                                      \
		.where = PSI_SESSION_WHERE_INIT,                               \
		.matches = PSI_MATCHES_OPTIONS_INIT                            \
	}

/* Verify the partner's answer; write the matches, private to the user. */
int psi_step_reveal(const struct psi_step_reveal *step,
    struct psi_step_result *result, struct psi_error *err)
    __attribute__((warn_unused_result));

/* End the session, and destroy its secrets. */
int psi_step_close(const struct psi_session_where *where,
    struct psi_step_result *result, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Close the open run of an agreement whose session folder is lost. *run is its
 * number, 0 if none was open; *is_unanswered as in the result. */
int psi_step_close_lost(const char *agreement, const char *identity,
    uint32_t *run, bool *is_unanswered, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
