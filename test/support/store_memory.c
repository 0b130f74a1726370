#include "support/store_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void
store_memory_init(struct store_memory *memory)
{
	memset(memory, 0, sizeof *memory);
	memory->counter = &memory->own_counter;
}

void
store_memory_clear(struct store_memory *memory)
{
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++)
		psi_buf_clear(&memory->object[i].bytes);
	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++)
		psi_buf_clear(&memory->sink[i].bytes);
	memset(memory, 0, sizeof *memory);
}

void
store_memory_copy(struct store_memory *out, const struct store_memory *memory)
{
	store_memory_init(out);
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		const struct store_memory_object *object = &memory->object[i];

		if (object->exists)
			store_memory_put(out, object->name, object->bytes.data,
			    object->bytes.len);
	}
}

void
store_memory_set_fault(
    struct store_memory *memory, long at, enum store_memory_fault fault)
{
	memory->fault_at = at == 0 ? 0 : *memory->counter + at;
	memory->fault = fault;
}

void
store_memory_revive(struct store_memory *memory)
{
	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++) {
		psi_buf_clear(&memory->sink[i].bytes);
		memory->sink[i].is_used = false;
		memory->source[i].is_used = false;
	}
	memory->is_locked = false;
	memory->fault_at = 0;
}

/* One more operation: 0 if it may happen. */
static int
count(struct store_memory *memory, struct psi_error *err)
{
	long now = ++*memory->counter;
	bool fails = false;

	if (memory->fault_at != 0) {
		switch (memory->fault) {
		case STORE_MEMORY_FAIL:
			fails = now == memory->fault_at;
			break;
		case STORE_MEMORY_KILL_BEFORE:
			fails = now >= memory->fault_at;
			break;
		case STORE_MEMORY_KILL_AFTER:
			fails = now > memory->fault_at;
			break;
		}
	}
	if (!fails)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, ENOSPC, "the store was made to fail");
}

static size_t
find(struct store_memory *memory, const char *name)
{
	size_t i = 0;

	while (i < STORE_MEMORY_OBJECTS && memory->object[i].name[0] != '\0' &&
	    strcmp(memory->object[i].name, name) != 0)
		i++;
	if (i == STORE_MEMORY_OBJECTS || strlen(name) > 64)
		abort();
	memcpy(memory->object[i].name, name, strlen(name) + 1);
	return i;
}

/* An object that was never there takes no room. */
static bool
is_known(const struct store_memory *memory, const char *name)
{
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++)
		if (strcmp(memory->object[i].name, name) == 0)
			return true;
	return false;
}

static int
read_object(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	const struct psi_buf *bytes;
	struct store_memory_source *source = cookie;
	size_t left;

	(void)err;
	if (!source->is_used)
		abort();
	bytes = &source->store->object[source->object].bytes;
	left = bytes->len - source->pos;
	*out_len = left < out_size ? left : out_size;
	if (*out_len > 0)
		memcpy(out, bytes->data + source->pos, *out_len);
	source->pos += *out_len;
	return 0;
}

static int
open_object(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct store_memory *memory = cookie;
	size_t object;
	int rc;

	if ((rc = count(memory, err)) != 0)
		return rc;
	if (!is_known(memory, name))
		return psi_error_set(err, PSI_E_ABSENT, "absent");
	object = find(memory, name);
	if (!memory->object[object].exists)
		return psi_error_set(err, PSI_E_ABSENT, "absent");
	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++) {
		if (memory->source[i].is_used)
			continue;
		memory->source[i].store = memory;
		memory->source[i].object = object;
		memory->source[i].pos = 0;
		memory->source[i].is_used = true;
		out->read = read_object;
		out->cookie = &memory->source[i];
		return 0;
	}
	abort();
}

static void
close_object(void *cookie, struct psi_source *source)
{
	struct store_memory *memory = cookie;

	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++) {
		if (source->cookie == &memory->source[i])
			memory->source[i].is_used = false;
	}
	source->read = NULL;
}

static size_t
find_sink(const struct store_memory *memory, const void *cookie)
{
	size_t i = 0;

	while (i < STORE_MEMORY_OPEN && cookie != &memory->sink[i])
		i++;
	if (i == STORE_MEMORY_OPEN || !memory->sink[i].is_used)
		abort();
	return i;
}

static int
write_object(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct store_memory_sink *sink = cookie;
	int rc;

	if ((rc = count(sink->store, err)) != 0)
		return rc;
	return psi_buf_append(&sink->bytes, in, in_len, err);
}

static int
create_object(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct store_memory *memory = cookie;
	size_t object = find(memory, name);
	int rc;

	if ((rc = count(memory, err)) != 0)
		return rc;
	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++) {
		if (memory->sink[i].is_used)
			continue;
		memory->sink[i].store = memory;
		memory->sink[i].object = object;
		memory->sink[i].is_used = true;
		out->write = write_object;
		out->cookie = &memory->sink[i];
		return 0;
	}
	abort();
}

static int
commit_object(void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct store_memory *memory = cookie;
	size_t i = find_sink(memory, sink->cookie);
	struct store_memory_object *object =
	    &memory->object[memory->sink[i].object];
	int rc;

	memory->sink[i].is_used = false;
	sink->write = NULL;
	if ((rc = count(memory, err)) != 0) {
		psi_buf_clear(&memory->sink[i].bytes);
		return rc;
	}
	psi_buf_clear(&object->bytes);
	object->bytes = memory->sink[i].bytes;
	object->exists = true;
	object->changes++;
	memset(&memory->sink[i].bytes, 0, sizeof memory->sink[i].bytes);
	return 0;
}

static void
abandon_object(void *cookie, struct psi_sink *sink)
{
	struct store_memory *memory = cookie;
	size_t i = find_sink(memory, sink->cookie);

	psi_buf_clear(&memory->sink[i].bytes);
	memory->sink[i].is_used = false;
	sink->write = NULL;
}

static int
remove_object(void *cookie, const char *name, struct psi_error *err)
{
	struct store_memory *memory = cookie;
	size_t object;
	int rc;

	if ((rc = count(memory, err)) != 0)
		return rc;
	if (!is_known(memory, name))
		return 0;
	object = find(memory, name);
	if (memory->object[object].exists)
		memory->object[object].changes++;
	memory->object[object].exists = false;
	psi_buf_clear(&memory->object[object].bytes);
	return 0;
}

static int
lock_store(void *cookie, struct psi_error *err)
{
	struct store_memory *memory = cookie;

	if (memory->is_locked)
		return psi_error_set(err, PSI_E_STATE, "held by another");
	memory->is_locked = true;
	return 0;
}

static void
unlock_store(void *cookie)
{
	struct store_memory *memory = cookie;

	memory->is_locked = false;
}

struct psi_store
store_memory_store(struct store_memory *memory)
{
	struct psi_store store = { open_object, close_object, create_object,
		commit_object, abandon_object, remove_object, lock_store,
		unlock_store, memory };

	return store;
}

const struct psi_buf *
store_memory_get(const struct store_memory *memory, const char *name)
{
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		if (memory->object[i].exists &&
		    strcmp(memory->object[i].name, name) == 0)
			return &memory->object[i].bytes;
	}
	return NULL;
}

void
store_memory_put(struct store_memory *memory, const char *name,
    const void *bytes, size_t len)
{
	struct store_memory_object *object =
	    &memory->object[find(memory, name)];

	object->bytes.len = 0;
	if (psi_buf_append(&object->bytes, bytes, len, NULL) != 0)
		abort();
	object->exists = true;
	object->changes++;
}

/* What `one` has and `other` has not, or not so. */
static const char *
find_missing(const struct store_memory *one, const struct store_memory *other)
{
	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++) {
		const struct store_memory_object *object = &one->object[i];
		const struct psi_buf *bytes;

		if (!object->exists)
			continue;
		bytes = store_memory_get(other, object->name);
		if (bytes == NULL || bytes->len != object->bytes.len ||
		    memcmp(bytes->data, object->bytes.data, bytes->len) != 0)
			return object->name;
	}
	return NULL;
}

const char *
store_memory_difference(
    const struct store_memory *one, const struct store_memory *other)
{
	const char *name = find_missing(one, other);

	return name != NULL ? name : find_missing(other, one);
}

bool
store_memory_is_quiet(const struct store_memory *memory)
{
	for (size_t i = 0; i < STORE_MEMORY_OPEN; i++) {
		if (memory->source[i].is_used || memory->sink[i].is_used)
			return false;
	}
	return !memory->is_locked;
}
