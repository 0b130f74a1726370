/*
 * The two long steps of a session in parts, which several processes or machines
 * do over one store: psi_session_blind computes an element for each own key,
 * and psi_session_exchange one for each of the partner's.
 *
 *	psi_session_blind_plan(session, keys, NULL, 64, ...)
 *	psi_session_part(session, PSI_TASKS_BLIND, 1, ...)	any machine
 *	...
 *	psi_session_part(session, PSI_TASKS_BLIND, 64, ...)
 *	psi_session_blind_finish(session, keys, ...)
 *
 * The same file comes out as of the step in one piece, but for what is random in
 * it. Planning and finishing need the ledger, the identity and the store alone, as
 * every step. A part needs
 * neither ledger nor identity, only the store; parts may be made in any order,
 * at once, and again: the store's lock must then let them in together, and keep
 * all other steps out (as psi_store_dir_open_shared of the commands does). A part
 * that is lost or damaged is found when the parts are put together.
 *
 * Every process that makes a part reads the secret scalar of the run from the
 * store. PROTOCOL.md section 6 says what that means.
 */
#ifndef PSI_TASKS_H
#define PSI_TASKS_H

#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"
#include "psi/session.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Work is cut into so many parts at most. */
#define PSI_TASKS_MAX 9999

enum psi_tasks_step { PSI_TASKS_BLIND = 1, PSI_TASKS_EXCHANGE = 2 };

/*
 * Begin psi_session_blind, and cut its work into `parts` parts, some of which
 * are empty where there are more parts than rows, keys and padding together. Again
 * with the same keys and number it does nothing; with others it cuts anew, and what parts have made is
 * gone.
 *
 * Returns as psi_session_blind; PSI_E_STATE where the keys are blinded already;
 * PSI_E_ARG for a number that is not 1 to PSI_TASKS_MAX.
 */
PSI_API int psi_session_blind_plan(struct psi_session *session,
    const struct psi_source *keys, const struct psi_blind_options *options,
    uint32_t parts, struct psi_error *err) PSI_CHECK;

/*
 * Put the parts together, of the same keys: your blinded file is there then, and
 * the parts are gone. Again it does what psi_session_blind does again. Keys that
 * were sorted on disk when they were cut are sorted there again.
 *
 * Returns as psi_session_blind; PSI_E_STATE where there is no plan, parts are
 * missing, cut off, changed or of another plan, or the ledger does not name the
 * plan.
 */
PSI_API int psi_session_blind_finish(struct psi_session *session,
    const struct psi_source *keys, struct psi_error *err) PSI_CHECK;

/*
 * Check the partner's blinded file as psi_session_exchange does, and cut the work
 * on it into `parts` parts, each of which has whole blocks of 65,536 elements;
 * some are empty where there are more parts than blocks. Only the side that
 * answers first has such work. Again with the same number it does nothing.
 *
 * Returns as psi_session_exchange; PSI_E_STATE where the answer is there already
 * or the partner answers first; PSI_E_ARG as psi_session_blind_plan.
 */
PSI_API int psi_session_exchange_plan(struct psi_session *session,
    const struct psi_source *blinded, uint32_t parts,
    struct psi_error *err) PSI_CHECK;

/*
 * Put the parts together: your answer is there then, and the parts are gone.
 * Again it does nothing. Whether the elements and the proofs in a part are right
 * is not looked at: the partner does.
 *
 * Returns as psi_session_exchange; PSI_E_STATE as psi_session_blind_finish.
 */
PSI_API int psi_session_exchange_finish(
    struct psi_session *session, struct psi_error *err) PSI_CHECK;

/*
 * Make part `part`, from 1, of the step that was planned, with options.jobs
 * threads. One that is there is made anew and replaced.
 *
 * Returns 0; PSI_E_STATE (no such plan or part; its input is not what the plan
 * has); PSI_E_AGREEMENT (not in force); PSI_E_ARG, PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_session_part(struct psi_session *session,
    enum psi_tasks_step step, uint32_t part, struct psi_error *err) PSI_CHECK;

#ifdef __cplusplus
}
#endif

#endif
