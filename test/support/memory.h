/*
 * Sources, sinks and a store in memory, for unit tests. Included by one
 * source file of a test program.
 */
#ifndef TEST_SUPPORT_MEMORY_H
#define TEST_SUPPORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "psi/io.h"
#include "psi/store.h"

/* What a source gives out: some bytes, a few at a time. */
struct memory {
	const uint8_t *data;
	size_t len;
	size_t pos;
	/* Bytes given at once; 0 for all there is room for. */
	size_t step;
};

static inline int
memory_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct memory *memory = cookie;
	size_t n = memory->len - memory->pos;

	(void)err;
	if (n > out_size)
		n = out_size;
	if (memory->step != 0 && n > memory->step)
		n = memory->step;
	if (n > 0)
		memcpy(out, memory->data + memory->pos, n);
	memory->pos += n;
	*out_len = n;
	return 0;
}

static inline struct psi_source
memory_source(struct memory *memory, const void *data, size_t len)
{
	struct psi_source source = { memory_read, memory };

	memory->data = data;
	memory->len = len;
	memory->pos = 0;
	memory->step = 0;
	return source;
}

static inline int
memory_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

static inline struct psi_sink
memory_sink(struct psi_buf *buf)
{
	struct psi_sink sink = { memory_write, buf };

	return sink;
}

#define MEMORY_OBJECTS 8

/* A store of a few objects. */
struct memory_store {
	struct {
		char name[65];
		bool exists;
		struct psi_buf bytes;
	} object[MEMORY_OBJECTS];
	struct memory reading;
	struct psi_buf writing;
	size_t target;
	bool locked;
	/* Somebody else holds the lock. */
	bool busy;
	/* The number of commits that succeed before one fails; -1: all. */
	int commits_left;
	int num_commits;
};

static inline size_t
memory_store_find(struct memory_store *store, const char *name)
{
	size_t i = 0;

	while (i < MEMORY_OBJECTS && store->object[i].name[0] != '\0' &&
	    strcmp(store->object[i].name, name) != 0)
		i++;
	if (i == MEMORY_OBJECTS || strlen(name) > 64)
		abort();
	memcpy(store->object[i].name, name, strlen(name) + 1);
	return i;
}

static inline int
memory_store_open(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct memory_store *store = cookie;
	size_t i = memory_store_find(store, name);

	if (!store->object[i].exists)
		return psi_error_set(err, PSI_E_ABSENT, "absent");
	*out = memory_source(&store->reading, store->object[i].bytes.data,
	    store->object[i].bytes.len);
	return 0;
}

static inline void
memory_store_close(void *cookie, struct psi_source *source)
{
	(void)cookie;
	source->read = NULL;
}

static inline int
memory_store_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct memory_store *store = cookie;

	(void)err;
	store->target = memory_store_find(store, name);
	psi_buf_clear(&store->writing);
	*out = memory_sink(&store->writing);
	return 0;
}

static inline int
memory_store_commit(void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct memory_store *store = cookie;

	sink->write = NULL;
	if (store->commits_left == 0) {
		psi_buf_clear(&store->writing);
		return psi_error_set(err, PSI_E_IO, "the disk is full");
	}
	if (store->commits_left > 0)
		store->commits_left--;
	store->num_commits++;
	psi_buf_clear(&store->object[store->target].bytes);
	store->object[store->target].bytes = store->writing;
	store->object[store->target].exists = true;
	memset(&store->writing, 0, sizeof store->writing);
	return 0;
}

static inline void
memory_store_abandon(void *cookie, struct psi_sink *sink)
{
	struct memory_store *store = cookie;

	sink->write = NULL;
	psi_buf_clear(&store->writing);
}

static inline int
memory_store_remove(void *cookie, const char *name, struct psi_error *err)
{
	struct memory_store *store = cookie;
	size_t i = memory_store_find(store, name);

	(void)err;
	store->object[i].exists = false;
	psi_buf_clear(&store->object[i].bytes);
	return 0;
}

static inline int
memory_store_lock(void *cookie, struct psi_error *err)
{
	struct memory_store *store = cookie;

	if (store->busy || store->locked)
		return psi_error_set(err, PSI_E_STATE, "held by another");
	store->locked = true;
	return 0;
}

static inline void
memory_store_unlock(void *cookie)
{
	struct memory_store *store = cookie;

	store->locked = false;
}

static inline struct psi_store
memory_store_init(struct memory_store *store)
{
	struct psi_store out = { memory_store_open, memory_store_close,
		memory_store_create, memory_store_commit, memory_store_abandon,
		memory_store_remove, memory_store_lock, memory_store_unlock,
		store };

	memset(store, 0, sizeof *store);
	store->commits_left = -1;
	return out;
}

static inline void
memory_store_clear(struct memory_store *store)
{
	for (size_t i = 0; i < MEMORY_OBJECTS; i++)
		psi_buf_clear(&store->object[i].bytes);
	psi_buf_clear(&store->writing);
}

#endif
