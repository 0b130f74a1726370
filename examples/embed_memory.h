/*
 * Bytes in memory for libpsi: a source, a sink and a store. A program of
 * yours would put its files, sockets or database behind the same functions.
 */
#ifndef EMBED_MEMORY_H
#define EMBED_MEMORY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <psi.h>

/* Every example ends at the first failure, with what libpsi says of it. */
static inline void
must(int rc, const struct psi_error *err, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s (%s)\n", what, err->text, psi_error_name(rc));
	if (err->hint[0] != '\0')
		fprintf(stderr, "hint: %s\n", err->hint);
	exit(1);
}

struct bytes {
	uint8_t *data;
	size_t len;
	/* How far a source has read. */
	size_t pos;
};

static inline int
bytes_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct bytes *bytes = cookie;
	size_t n = bytes->len - bytes->pos;

	(void)err;
	if (n > out_size)
		n = out_size;
	if (n > 0)
		memcpy(out, bytes->data + bytes->pos, n);
	bytes->pos += n;
	*out_len = n;
	return 0;
}

static inline int
bytes_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct bytes *bytes = cookie;
	uint8_t *data = realloc(bytes->data, bytes->len + in_len + 1);

	if (data == NULL) {
		/* A callback that fails fills the error itself. */
		memset(err, 0, sizeof *err);
		err->code = PSI_E_IO;
		(void)snprintf(err->text, sizeof err->text, "out of memory");
		return PSI_E_IO;
	}
	bytes->data = data;
	memcpy(data + bytes->len, in, in_len);
	bytes->len += in_len;
	return 0;
}

/* Read from the beginning. */
static inline struct psi_source
bytes_source(struct bytes *bytes)
{
	struct psi_source source = { bytes_read, bytes };

	bytes->pos = 0;
	return source;
}

static inline struct psi_sink
bytes_sink(struct bytes *bytes)
{
	struct psi_sink sink = { bytes_write, bytes };

	return sink;
}

static inline void
bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	memset(bytes, 0, sizeof *bytes);
}

#define STORE_OBJECTS 16

/* One object under construction or being read at a time would do for
 * ledgers; a session has several. */
struct store {
	struct object {
		char name[65];
		int exists;
		struct bytes bytes;
		/* The next version, until it is committed. */
		struct bytes next;
	} object[STORE_OBJECTS];
	int locked;
};

/* A source of the store: its own place in the object's bytes. */
struct store_reader {
	const struct bytes *bytes;
	size_t pos;
};

static inline struct object *
store_object(struct store *store, const char *name)
{
	for (size_t i = 0; i < STORE_OBJECTS; i++) {
		struct object *object = &store->object[i];

		if (object->name[0] == '\0')
			(void)snprintf(
			    object->name, sizeof object->name, "%s", name);
		if (strcmp(object->name, name) == 0)
			return object;
	}
	fprintf(stderr, "more objects than this example has room for\n");
	exit(1);
}

static inline int
store_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct store_reader *reader = cookie;
	size_t n = reader->bytes->len - reader->pos;

	(void)err;
	if (n > out_size)
		n = out_size;
	if (n > 0)
		memcpy(out, reader->bytes->data + reader->pos, n);
	reader->pos += n;
	*out_len = n;
	return 0;
}

static inline int
store_open(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct object *object = store_object(cookie, name);
	struct store_reader *reader;

	if (!object->exists) {
		memset(err, 0, sizeof *err);
		err->code = PSI_E_ABSENT;
		return PSI_E_ABSENT;
	}
	reader = malloc(sizeof *reader);
	if (reader == NULL)
		exit(1);
	reader->bytes = &object->bytes;
	reader->pos = 0;
	out->read = store_read;
	out->cookie = reader;
	return 0;
}

static inline void
store_close(void *cookie, struct psi_source *source)
{
	(void)cookie;
	free(source->cookie);
	source->cookie = NULL;
}

static inline int
store_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct object *object = store_object(cookie, name);

	(void)err;
	bytes_free(&object->next);
	*out = bytes_sink(&object->next);
	return 0;
}

static inline struct object *
store_writing(struct store *store, const struct psi_sink *sink)
{
	for (size_t i = 0; i < STORE_OBJECTS; i++)
		if (sink->cookie == &store->object[i].next)
			return &store->object[i];
	/* libpsi gives back only what store_create gave it. */
	abort();
}

static inline int
store_commit(void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct object *object = store_writing(cookie, sink);

	(void)err;
	bytes_free(&object->bytes);
	object->bytes = object->next;
	object->exists = 1;
	memset(&object->next, 0, sizeof object->next);
	return 0;
}

static inline void
store_abandon(void *cookie, struct psi_sink *sink)
{
	bytes_free(&store_writing(cookie, sink)->next);
}

static inline int
store_remove(void *cookie, const char *name, struct psi_error *err)
{
	struct object *object = store_object(cookie, name);

	(void)err;
	/* Some objects are secrets: a real store wipes them. */
	if (object->bytes.data != NULL)
		memset(object->bytes.data, 0, object->bytes.len);
	bytes_free(&object->bytes);
	object->exists = 0;
	return 0;
}

static inline int
store_lock(void *cookie, struct psi_error *err)
{
	struct store *store = cookie;

	if (store->locked) {
		memset(err, 0, sizeof *err);
		err->code = PSI_E_STATE;
		(void)snprintf(err->text, sizeof err->text, "in use");
		return PSI_E_STATE;
	}
	store->locked = 1;
	return 0;
}

static inline void
store_unlock(void *cookie)
{
	struct store *store = cookie;

	store->locked = 0;
}

static inline struct psi_store
store_for_psi(struct store *store)
{
	struct psi_store out = { store_open, store_close, store_create,
		store_commit, store_abandon, store_remove, store_lock,
		store_unlock, store };

	return out;
}

static inline void
store_free(struct store *store)
{
	for (size_t i = 0; i < STORE_OBJECTS; i++) {
		bytes_free(&store->object[i].bytes);
		bytes_free(&store->object[i].next);
	}
}

#endif
