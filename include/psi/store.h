/*
 * Where a session keeps its state.
 *
 * A store holds named objects. libpsi gives it names of its own, such as
 * "state.csv": lower-case letters, digits, '-' and '.', at most 64 bytes.
 * The commands implement it over a private folder, psi/memory.h in memory; a
 * program that links libpsi can put the objects into a database. What holds
 * for all callbacks stands at the top of psi.h; several objects may be open
 * at once, and different ones may be read and written in turn.
 *
 * What the library relies on:
 * - commit is atomic and durable: after a crash an object holds the bytes of
 *   some commit that was begun, whole, or is absent if none succeeded;
 * - a commit that has returned 0 is never lost;
 * - nobody but the owner can read an object: some hold secrets.
 */
#ifndef PSI_STORE_H
#define PSI_STORE_H

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

struct psi_store {
	/*
	 * Open an object for reading, from its beginning. Returns 0,
	 * PSI_E_ABSENT if there is none, or PSI_E_IO. `*out` must be given to
	 * `close` in the end.
	 */
	int (*open)(void *cookie, const char *name, struct psi_source *out,
	    struct psi_error *err);
	void (*close)(void *cookie, struct psi_source *source);
	/*
	 * Begin a new version of an object. Nothing is seen under `name`
	 * before `commit`; `*out` ends with either `commit` or `abandon`.
	 */
	int (*create)(void *cookie, const char *name, struct psi_sink *out,
	    struct psi_error *err);
	/* Returns 0 or PSI_E_IO; `*sink` is released in both cases. */
	int (*commit)(
	    void *cookie, struct psi_sink *sink, struct psi_error *err);
	void (*abandon)(void *cookie, struct psi_sink *sink);
	/* Remove an object and wipe its bytes where the medium allows it.
	 * Removing what is not there succeeds. */
	int (*remove)(void *cookie, const char *name, struct psi_error *err);
	/*
	 * Keep every other process out of this store until `unlock`. Returns
	 * 0, or PSI_E_STATE if somebody else holds it.
	 */
	int (*lock)(void *cookie, struct psi_error *err);
	void (*unlock)(void *cookie);
	void *cookie;
};

#ifdef __cplusplus
}
#endif

#endif
