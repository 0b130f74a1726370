/*
 * The list of a run: a private copy in work/N/accounts.csv, of the file or of
 * what the command wrote (of several exports accounts-2.csv and so on beside it),
 * and the keys that were made from it. So the list can
 * change while a run is on its way, and two runs can be compared.
 */
#ifndef PSI_CLI_RUN_OWN_ACCOUNTS_H
#define PSI_CLI_RUN_OWN_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"
#include "table/tablefiles.h"

/* Read what lists are read by, as a run does: the agreement, here under the name
 * that is to be blamed, and the public-suffix list and directory beside it. Returns
 * 0, or why no run would begin. */
int psi_run_terms_look(const struct psi_run *run, const char *agreement,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Read the beginning of each list that the settings name, to refuse what is
 * none. Returns 0, PSI_E_INPUT, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_accounts_look(const struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The copies of a run, in their order. */
struct psi_run_lists {
	struct psi_run_path path[PSI_NORMALIZE_LISTS_MAX];
	struct psi_tablefile_paths paths;
};

/* Those that are there. */
void psi_run_lists_find(
    struct psi_run_lists *lists, const struct psi_run *run, uint32_t number);

/* The digest of all of them, and of what they are read by: the settings, the
 * files that those name, and the agreement in the folder. Returns 0, PSI_E_IO or
 * PSI_E_NOMEM. */
int psi_run_accounts_digest(const struct psi_run *run, uint32_t number,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Copy the list for run N, or see that the copy is of today's list; `digest` is
 * that of psi_run_accounts_digest. Keys that were made of it before are made
 * anew. Returns 0, PSI_E_IO, PSI_E_INPUT, PSI_E_NOMEM. */
int psi_run_accounts_copy(struct psi_run *run, uint32_t number,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
    __attribute__((warn_unused_result));

/* The list was read and has keys: a command is not asked for another today. */
int psi_run_accounts_are_of_use(struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Make the keys of run N from its copy, where they are not made; *keys is their
 * number. */
int psi_run_accounts_keys(struct psi_run *run, uint32_t number, uint64_t *keys,
    struct psi_error *err) __attribute__((warn_unused_result));

/* How many per cent of the keys of run `before` came or went until `after`;
 * *known is false where there are none to compare with. */
int psi_run_accounts_change(const struct psi_run *run, uint32_t before,
    uint32_t after, uint64_t *percent, bool *known, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
