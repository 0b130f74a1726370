/* A struct psi_store (psi/store.h) over private files. */
#ifndef PSI_CLI_STORE_DIR_H
#define PSI_CLI_STORE_DIR_H

#include <stdbool.h>

#include "psi/error.h"
#include "psi/store.h"

/*
 * A session folder. With `create`, it is made (mode 0700) and must not exist:
 * PSI_E_EXISTS. Without, it must exist: PSI_E_ABSENT. A folder that is not
 * the user's own, that others can enter, or that is a symbolic link is
 * refused: PSI_E_STATE, with a hint; one that is no session at all is said to
 * be none.
 *
 * `path` lives until the store is closed. Objects are files of mode 0600 with
 * the object's name; ".lock" and ".tmp-..." are the store's own. lock()
 * removes what a killed process left half-written.
 */
int psi_store_dir_open(struct psi_store *out, const char *path, bool create,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * A session folder that is there, for a part of its work: lock() lets in others
 * that have opened it like this, on this machine or, where the file system
 * passes locks on, on another; and it keeps out, and is kept out by, who has not.
 */
int psi_store_dir_open_shared(struct psi_store *out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The ledger of an identity: the one object "ledger.csv" of this store is the
 * file `key_path` + ".ledger", its lock `key_path` + ".lock".
 */
int psi_store_ledger_open(struct psi_store *out, const char *key_path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Blame the ledger of that identity for PSI_E_INPUT, which a damaged one is.
 * Returns `rc`. */
int psi_store_ledger_blame(int rc, const char *key_path);

/* Release, the lock too; sources and sinks must have been given back. A
 * store that was never opened (all zero) is fine. */
void psi_store_dir_close(struct psi_store *store);

/* Remove a folder that was created by psi_store_dir_open and whose first step
 * failed: its objects, its lock, itself; or the ledger of an identity that
 * could not be made, and its lock. Closes the store. */
void psi_store_dir_discard(struct psi_store *store);

#endif
