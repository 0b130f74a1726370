#include "psi/memory.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"

struct psi_memory {
	struct psi_buf bytes;
	/* How far a source has read. */
	size_t pos;
};

/* Hand out what stands behind *pos. */
static void
read_on(const struct psi_buf *bytes, size_t *pos, uint8_t *out, size_t out_size,
    size_t *out_len)
{
	/* A new version of an object may be shorter. */
	size_t n = bytes->len > *pos ? bytes->len - *pos : 0;

	if (n > out_size)
		n = out_size;
	if (n > 0)
		memcpy(out, bytes->data + *pos, n);
	*pos += n;
	*out_len = n;
}

static int
memory_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_memory *memory = cookie;

	(void)err;
	read_on(&memory->bytes, &memory->pos, out, out_size, out_len);
	return 0;
}

static int
buf_write(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	return psi_buf_append(cookie, in, in_len, err);
}

int
psi_memory_new(struct psi_memory **out, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	struct psi_memory *memory = psi_array_new(1, sizeof *memory);
	int rc;

	if (memory == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_buf_append(&memory->bytes, in, in_len, err)) != 0) {
		psi_memory_free(memory);
		return rc;
	}
	*out = memory;
	return 0;
}

void
psi_memory_free(struct psi_memory *memory)
{
	if (memory == NULL)
		return;
	psi_buf_clear(&memory->bytes);
	psi_array_free(memory, 1, sizeof *memory);
}

const uint8_t *
psi_memory_bytes(const struct psi_memory *memory, size_t *len)
{
	*len = memory->bytes.len;
	return memory->bytes.data;
}

void
psi_memory_source(struct psi_memory *memory, struct psi_source *out)
{
	memory->pos = 0;
	out->read = memory_read;
	out->cookie = memory;
}

void
psi_memory_sink(struct psi_memory *memory, struct psi_sink *out)
{
	out->write = buf_write;
	out->cookie = &memory->bytes;
}

/* One object, one for each name that was ever asked for. */
struct object {
	char *name;
	bool exists;
	struct psi_buf bytes;
};

/* They stay where they are: open sources point to them. */
PSI_ARRAY(objects, struct object *)

struct psi_memory_store {
	struct objects objects;
	bool is_locked;
};

struct reader {
	const struct object *object;
	size_t pos;
};

struct writer {
	struct object *object;
	/* The next version, until it is committed. */
	struct psi_buf bytes;
};

static void
free_object(struct object *object)
{
	if (object == NULL)
		return;
	if (object->name != NULL)
		psi_array_free(object->name, strlen(object->name) + 1, 1);
	psi_buf_clear(&object->bytes);
	psi_array_free(object, 1, sizeof *object);
}

static struct object *
find(const struct psi_memory_store *memory, const char *name)
{
	for (size_t i = 0; i < memory->objects.num; i++)
		if (strcmp(memory->objects.at[i]->name, name) == 0)
			return memory->objects.at[i];
	return NULL;
}

static int
find_or_add(struct psi_memory_store *memory, struct object **out,
    const char *name, struct psi_error *err)
{
	size_t len = strlen(name) + 1;
	struct object *object = find(memory, name);
	int rc;

	*out = object;
	if (object != NULL)
		return 0;
	object = psi_array_new(1, sizeof *object);
	if (object == NULL || (object->name = psi_array_new(len, 1)) == NULL) {
		free_object(object);
		return psi_error_nomem(err);
	}
	memcpy(object->name, name, len);
	if ((rc = objects_add(&memory->objects, &object, err)) != 0)
		free_object(object);
	else
		*out = object;
	return rc;
}

static int
object_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct reader *reader = cookie;

	(void)err;
	read_on(&reader->object->bytes, &reader->pos, out, out_size, out_len);
	return 0;
}

static int
store_open(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	const struct object *object = find(cookie, name);
	struct reader *reader;

	if (object == NULL || !object->exists)
		return psi_error_set(err, PSI_E_ABSENT, "there is no %s", name);
	if ((reader = psi_array_new(1, sizeof *reader)) == NULL)
		return psi_error_nomem(err);
	reader->object = object;
	out->read = object_read;
	out->cookie = reader;
	return 0;
}

static void
store_close(void *cookie, struct psi_source *source)
{
	(void)cookie;
	psi_array_free(source->cookie, 1, sizeof(struct reader));
	source->cookie = NULL;
}

static int
writer_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct writer *writer = cookie;

	return psi_buf_append(&writer->bytes, in, in_len, err);
}

static int
store_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct writer *writer = psi_array_new(1, sizeof *writer);
	int rc;

	if (writer == NULL)
		return psi_error_nomem(err);
	if ((rc = find_or_add(cookie, &writer->object, name, err)) != 0) {
		psi_array_free(writer, 1, sizeof *writer);
		return rc;
	}
	out->write = writer_write;
	out->cookie = writer;
	return 0;
}

static void
store_abandon(void *cookie, struct psi_sink *sink)
{
	struct writer *writer = sink->cookie;

	(void)cookie;
	psi_buf_clear(&writer->bytes);
	psi_array_free(writer, 1, sizeof *writer);
	sink->cookie = NULL;
}

static int
store_commit(void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct writer *writer = sink->cookie;
	struct psi_buf old = writer->object->bytes;

	(void)err;
	writer->object->bytes = writer->bytes;
	writer->object->exists = true;
	writer->bytes = old;
	store_abandon(cookie, sink);
	return 0;
}

static int
store_remove(void *cookie, const char *name, struct psi_error *err)
{
	struct object *object = find(cookie, name);

	(void)err;
	if (object != NULL) {
		psi_buf_clear(&object->bytes);
		object->exists = false;
	}
	return 0;
}

static int
store_lock(void *cookie, struct psi_error *err)
{
	struct psi_memory_store *memory = cookie;

	if (memory->is_locked)
		return psi_error_set(
		    err, PSI_E_STATE, "the store is in use already");
	memory->is_locked = true;
	return 0;
}

static void
store_unlock(void *cookie)
{
	struct psi_memory_store *memory = cookie;

	memory->is_locked = false;
}

int
psi_memory_store_new(struct psi_memory_store **out, struct psi_error *err)
{
	struct psi_memory_store *memory = psi_array_new(1, sizeof *memory);

	if (memory == NULL)
		return psi_error_nomem(err);
	*out = memory;
	return 0;
}

void
psi_memory_store_free(struct psi_memory_store *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < memory->objects.num; i++)
		free_object(memory->objects.at[i]);
	objects_clear(&memory->objects);
	psi_array_free(memory, 1, sizeof *memory);
}

void
psi_memory_store(struct psi_memory_store *memory, struct psi_store *out)
{
	static const struct psi_store calls = { store_open, store_close,
		store_create, store_commit, store_abandon, store_remove,
		store_lock, store_unlock, NULL };

	*out = calls;
	out->cookie = memory;
}
