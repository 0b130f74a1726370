/*
 * The objects of a store over private files (kit/store_dir.h): each is one file,
 * which is replaced as a whole, and wiped when it is.
 */
#ifndef PSI_CLI_STORE_OBJECT_H
#define PSI_CLI_STORE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"
#include "psi/io.h"

struct psi_store_folder {
	/* For messages. */
	const char *path;
	int dir_fd;
	/* Others that are let in like this one may hold the lock, too. */
	bool is_shared;
	/* -1 while it is not held; lock() may be called again while it is. */
	int lock_fd;
	unsigned int lock_depth;
	/* Sources that were not given back yet. */
	size_t num_sources;
	/* Names in dir_fd: the lock, and what temporary files begin with. */
	char *lock_name;
	char *temp_prefix;
	/* The one file of a ledger's store; NULL for a folder. */
	char *ledger_file;
};

/* The operations of struct psi_store (psi/store.h); the cookie is a struct
 * psi_store_folder. */
int psi_store_object_open(void *cookie, const char *name,
    struct psi_source *out, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_store_object_close(void *cookie, struct psi_source *source);
int psi_store_object_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_store_object_commit(void *cookie, struct psi_sink *sink,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_store_object_abandon(void *cookie, struct psi_sink *sink);
int psi_store_object_remove(void *cookie, const char *name,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and remove every file whose name begins with a prefix. */
void psi_store_remove_prefixed(
    const struct psi_store_folder *store, const char *prefix);

/* PSI_E_IO by errno: what cannot be done with an object. */
int psi_store_fail(const struct psi_store_folder *store, const char *verb,
    const char *name, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
