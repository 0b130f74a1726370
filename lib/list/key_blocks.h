/*
 * The keys of all accounts, made on several threads: once the last row is in, an
 * account's keys depend on no other account's, so blocks of accounts are worked
 * on at once, and told and written in their order.
 */
#ifndef PSI_LIST_KEY_BLOCKS_H
#define PSI_LIST_KEY_BLOCKS_H

#include "psi/error.h"
#include "psi/normalize.h"

#include "list/accounts.h"
#include "list/event.h"
#include "list/keys_file.h"
#include "list/report.h"

/* Where all goes that becomes of the accounts. */
struct psi_key_outlets {
	/* Counts all that is told. */
	struct psi_normalize_report *report;
	/* NULL: no keys are written. */
	struct psi_keys_file *file;
	/* The caller hears of notes and keys on the calling thread, in the order
	 * of the accounts; may be NULL. */
	const struct psi_normalize_events *events;
};

/*
 * As psi_accounts_finish, but on so many threads; nobody may want explanations.
 * The accounts' own listener does with an event what these outlets do: it is told
 * where `jobs` is 1, or the list is short. Each thread holds some 512 accounts
 * with their keys, 200 KiB.
 * Returns 0; PSI_E_NOMEM; what the file's sink returned; PSI_E_IO if the caller
 * stopped it, or no thread can be started.
 */
int psi_key_blocks_make(struct psi_accounts *accounts, unsigned int jobs,
    const struct psi_key_outlets *outlets, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
