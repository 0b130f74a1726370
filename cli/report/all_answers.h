/* Every question, answered in one reading of the pairs; each partner apart. */
#ifndef PSI_CLI_REPORT_ALL_ANSWERS_H
#define PSI_CLI_REPORT_ALL_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"

#include "report/answer.h"
#include "report/measures.h"

struct psi_mapping_tool;

#define PSI_ALL_MAX 204

struct psi_all_answer {
	const char *name;
	const char *words;
	/* "partners" or "history", where it needs more than one result; "". */
	const char *needs;
	struct psi_answer answer;
	/* Rows that there are in all, of which the answer has the first. */
	uint64_t found;
	/* Accounts of ours behind it, each once: by partner, and in all; of
	 * the questions whose sentence tells them. */
	struct psi_answer by_partner;
	struct psi_answer in_all;
	/* Pairs that could not be decided, and what is missing. */
	uint64_t undecided;
	char missing[256];
};

/* All zero before. */
struct psi_all_answers {
	struct psi_all_answer of[PSI_ALL_MAX];
	size_t num;
	size_t num_named;
	/* By rank; and how many there are in all. */
	struct psi_answer accounts;
	uint64_t accounts_found;
	/* By partner: its name, accounts, pairs; accounts and pairs in all; by
	 * partner and direction of an introduction: accounts. */
	struct psi_answer partners;
	struct psi_answer in_all;
	struct psi_answer directions;
	/* By partner, agreement, our_party and date of the run. */
	struct psi_answer runs;
	struct psi_measures measures[3];
	struct psi_mapping_counts counts;
};

/*
 * Ask what can be asked with these files, each list cut after `list_max` rows
 * and the accounts after `accounts_max`. Answers begin with the partner.
 */
int psi_all_answers_read(struct psi_all_answers *all,
    struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, uint64_t list_max,
    uint64_t accounts_max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The answer of a name; NULL where it was not asked. */
const struct psi_answer *psi_all_answers_find(
    const struct psi_all_answers *all, const char *name);

void psi_all_answers_clear(struct psi_all_answers *all);

#endif
