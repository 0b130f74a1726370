/*
 * The work of a step in parts, which several processes or machines do over one
 * session folder: psi-blind's elements of your keys, or psi-exchange's elements
 * of your partner's, multiplied by your secret too, with their proofs.
 *
 * tasks.csv says what the parts are, and is signed; task-I.in is what part I
 * works on, and task-I.out what it made (task_files.h). FORMAT.md section 5b.
 */
#ifndef PSI_SESSION_TASK_PLAN_H
#define PSI_SESSION_TASK_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/tasks.h"

#include "group/suite.h"
#include "trust/ledger_rows.h"
#include "wire/wire.h"

struct psi_session;

enum psi_task_work { PSI_TASK_BLIND, PSI_TASK_EVALUATE };

struct psi_task_plan {
	enum psi_task_work work;
	struct psi_ledger_run run;
	/* Of the scalar. */
	uint8_t public_key[PSI_ELEMENT_MAX_BYTES];
	size_t element_bytes;
	/* The digest of the keys file, or of the partner's blinded file. */
	uint8_t source[PSI_DIGEST_BYTES];
	/* The keys were sorted on disk, by hashes with this seed, so that their
	 * order is found again. */
	bool is_spilled;
	uint64_t seed;
	uint32_t rows;
	uint32_t num;
	/* The digest of each input; NULL if there are none yet. */
	uint8_t (*input)[PSI_DIGEST_BYTES];
	/* Of the lines of the object before its signature. */
	uint8_t digest[PSI_DIGEST_BYTES];
};

/* Free; an all-zero plan is fine. */
void psi_task_plan_clear(struct psi_task_plan *plan);

/* The rows that come before part `i`, from 0; of part plan->num, all of them.
 * What is evaluated is cut between blocks, each of which has one proof. */
uint32_t psi_task_first(const struct psi_task_plan *plan, uint32_t i);

/* The names of the objects of part `i`, from 0. */
#define PSI_TASK_NAME_CHARS 24
void psi_task_input_name(char out[PSI_TASK_NAME_CHARS], uint32_t i);
void psi_task_result_name(char out[PSI_TASK_NAME_CHARS], uint32_t i);

/*
 * Name the plan in the ledger, sign it and keep it. Fills in plan->digest.
 * Returns 0, PSI_E_STATE (the run is not open), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_task_plan_write(struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read the plan of this work, which must be signed by this side and of this
 * session. `plan` must be all zero; it is to be cleared in any case. Returns 0;
 * PSI_E_ABSENT where there is none, or that of the other work; PSI_E_STATE;
 * PSI_E_IO or PSI_E_NOMEM.
 */
int psi_task_plan_read(struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is it the one that the ledger named last for this run, which is still open?
 * PSI_E_STATE if not. */
int psi_task_plan_check(const struct psi_task_plan *plan,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Remove the plan and what belongs to its parts. Returns 0 or PSI_E_IO. */
int psi_task_remove(const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The refusal of a step that needs a plan. */
int psi_task_no_plan(enum psi_task_work work, struct psi_error *err);

/* "psi-blind" or "psi-exchange". */
const char *psi_task_tool(enum psi_task_work work);

#endif
