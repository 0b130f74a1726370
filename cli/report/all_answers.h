/* Every question, answered in one reading of the pairs. */
#ifndef PSI_CLI_REPORT_ALL_ANSWERS_H
#define PSI_CLI_REPORT_ALL_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"

#include "report/answer.h"
#include "report/measures.h"
#include "report/unsettled.h"

struct psi_mapping_tool;

/* What a question can show at most. */
#define PSI_ALL_COLUMNS_MAX 32
#define PSI_ALL_MAX 204
/* Rows of groups, which are few. */
#define PSI_ALL_GROUPS_MAX 10000

struct psi_all_answer {
	const char *name;
	const char *words;
	/* "partners" or "history", where it needs more than one result; "". */
	const char *needs;
	/* With the partner in front: lists have a row for each match, groups
	 * one for each partner. */
	struct psi_answer answer;
	/* Rows that there are in all, of which the answer has the first. */
	uint64_t found;
	/* Groups of all partners together, without the partner; each account
	 * counts once. Empty where there is one partner. */
	struct psi_answer together;
	/* Accounts of ours behind it, each once, and matches: by partner, in
	 * all. Empty where one partner's list says as much. */
	struct psi_answer by_partner;
	struct psi_answer in_all;
	/* Accounts that are in no row and could not be decided, and what is
	 * missing. */
	uint64_t undecided;
	char missing[256];
	/* Matches in the answer of which something is not known that might keep
	 * them out, and what. */
	uint64_t to_ask;
	char asked[256];
};

/* All zero before. */
struct psi_all_answers {
	struct psi_all_answer of[PSI_ALL_MAX];
	size_t num;
	size_t num_named;
	/* Matches by rank; and how many there are in all. */
	struct psi_answer accounts;
	uint64_t accounts_found;
	/* Those to check first: the pairs of accounts that no sure match at the
	 * partner settles; is it the first ones only? How many accounts and
	 * matches that is in all. */
	struct psi_answer check;
	struct psi_unsettled unsettled;
	struct psi_answer check_in_all;
	/* By partner: its name, accounts, matches; accounts and matches in
	 * all; by partner and direction of an introduction: accounts. */
	struct psi_answer partners;
	struct psi_answer in_all;
	struct psi_answer directions;
	/* By partner, agreement, our_party and date of the run. */
	struct psi_answer runs;
	struct psi_measures measures[3];
	struct psi_mapping_counts counts;
};

/*
 * Ask what can be asked with these files, of sure matches; those to check first
 * are told in `check` and in `runs` only. Each list is cut after `list_max`
 * rows, and the accounts after `accounts_max`. Answers begin with the partner.
 */
int psi_all_answers_read(struct psi_all_answers *all,
    struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    uint64_t accounts_max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The answer of a name; NULL where it was not asked. */
const struct psi_answer *psi_all_answers_find(
    const struct psi_all_answers *all, const char *name);

/* Accounts of ours, each once, or matches, behind the answer to a question: of
 * a partner, or (NULL) in all. */
uint64_t psi_all_answer_accounts(
    const struct psi_all_answer *of, const char *partner);
uint64_t psi_all_answer_matches(
    const struct psi_all_answer *of, const char *partner);
/* Matches to check first: accounts of ours at a partner. */
uint64_t psi_all_answers_to_check(const struct psi_all_answers *all);

void psi_all_answers_clear(struct psi_all_answers *all);

#endif
