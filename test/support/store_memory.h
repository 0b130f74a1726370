/*
 * A struct psi_store in memory, for whole sessions: any number of objects,
 * several of them open at once, and operations that fail on demand.
 */
#ifndef TEST_SUPPORT_STORE_MEMORY_H
#define TEST_SUPPORT_STORE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "psi/store.h"

#define STORE_MEMORY_OBJECTS 32
#define STORE_MEMORY_OPEN 8

/* How the operation whose number has come goes wrong. */
enum store_memory_fault {
	/* It fails, and the next one works again: a full disk. */
	STORE_MEMORY_FAIL,
	/* It does not happen, and nothing after it: the process is killed. */
	STORE_MEMORY_KILL_BEFORE,
	/* It happens, and nothing after it. */
	STORE_MEMORY_KILL_AFTER
};

struct store_memory;

struct store_memory_object {
	char name[65];
	bool exists;
	struct psi_buf bytes;
	/* How often it was replaced or removed. */
	int changes;
};

struct store_memory_source {
	struct store_memory *store;
	size_t object;
	size_t pos;
	bool is_used;
};

struct store_memory_sink {
	struct store_memory *store;
	size_t object;
	struct psi_buf bytes;
	bool is_used;
};

struct store_memory {
	struct store_memory_object object[STORE_MEMORY_OBJECTS];
	/* Open sources, and begun versions. */
	struct store_memory_source source[STORE_MEMORY_OPEN];
	struct store_memory_sink sink[STORE_MEMORY_OPEN];
	bool is_locked;
	/* Operations so far: create, write, commit, remove and open. Shared
	 * by the stores of one process if `counter` points elsewhere. */
	long *counter;
	long own_counter;
	/* The number of the operation that goes wrong, from 1; 0 for none. */
	long fault_at;
	enum store_memory_fault fault;
};

void store_memory_init(struct store_memory *memory);
void store_memory_clear(struct store_memory *memory);

/* Another store with the same objects, without faults. */
void store_memory_copy(
    struct store_memory *out, const struct store_memory *memory);

/* Make the operation number `at` from now go wrong; 0: none. */
void store_memory_set_fault(
    struct store_memory *memory, long at, enum store_memory_fault fault);

/* After a kill: nothing is open or locked any more, and all works again. */
void store_memory_revive(struct store_memory *memory);

/* For the library; valid as long as `memory` stays where it is. */
struct psi_store store_memory_store(struct store_memory *memory);

/* The bytes of an object, or NULL. */
const struct psi_buf *store_memory_get(
    const struct store_memory *memory, const char *name);

/* Replace an object by hand. */
void store_memory_put(struct store_memory *memory, const char *name,
    const void *bytes, size_t len);

/* The name of an object that only one of them has, or that differs; or NULL. */
const char *store_memory_difference(
    const struct store_memory *one, const struct store_memory *other);

/* True if nothing is open, begun or locked. */
bool store_memory_is_quiet(const struct store_memory *memory);

#endif
