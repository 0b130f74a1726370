#include "support/scratch_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* What stands behind a file: its place in `owner`. */
struct handle {
	struct scratch_memory *owner;
	size_t file;
};

void
scratch_memory_init(struct scratch_memory *memory)
{
	memset(memory, 0, sizeof *memory);
}

static int
count(struct scratch_memory *memory, struct psi_error *err)
{
	if (++memory->counter != memory->fault_at)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, ENOSPC, "the scratch was made to fail");
}

static int
make_file(void *cookie, void **file, struct psi_error *err)
{
	struct scratch_memory *memory = cookie;
	struct handle *handle;
	size_t i = 0;
	int rc;

	if ((rc = count(memory, err)) != 0)
		return rc;
	while (i < SCRATCH_MEMORY_FILES && memory->is_used[i])
		i++;
	if (i == SCRATCH_MEMORY_FILES)
		abort();
	handle = malloc(sizeof *handle);
	if (handle == NULL)
		return psi_error_nomem(err);
	memory->is_used[i] = true;
	memory->num_made++;
	handle->owner = memory;
	handle->file = i;
	*file = handle;
	return 0;
}

static int
append(void *file, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	const struct handle *handle = file;
	int rc = count(handle->owner, err);

	if (rc != 0)
		return rc;
	handle->owner->written += in_len;
	handle->owner->held += in_len;
	if (handle->owner->most_held < handle->owner->held)
		handle->owner->most_held = handle->owner->held;
	return psi_buf_append(
	    &handle->owner->bytes[handle->file], in, in_len, err);
}

static int
read_at(void *file, uint64_t offset, uint8_t *out, size_t out_len,
    struct psi_error *err)
{
	const struct handle *handle = file;
	const struct psi_buf *bytes = &handle->owner->bytes[handle->file];
	int rc = count(handle->owner, err);

	if (rc != 0)
		return rc;
	if (offset > bytes->len || out_len > bytes->len - offset)
		abort();
	memcpy(out, bytes->data + offset, out_len);
	return 0;
}

static void
drop(void *cookie, void *file)
{
	struct scratch_memory *memory = cookie;
	struct handle *handle = file;

	memory->held -= memory->bytes[handle->file].len;
	psi_buf_clear(&memory->bytes[handle->file]);
	memory->is_used[handle->file] = false;
	free(handle);
}

struct psi_scratch
scratch_memory_scratch(struct scratch_memory *memory)
{
	struct psi_scratch scratch = { make_file, append, read_at, drop,
		memory };

	return scratch;
}

bool
scratch_memory_is_quiet(const struct scratch_memory *memory)
{
	for (size_t i = 0; i < SCRATCH_MEMORY_FILES; i++)
		if (memory->is_used[i])
			return false;
	return true;
}

bool
scratch_memory_has(
    const struct scratch_memory *memory, const void *bytes, size_t len)
{
	for (size_t i = 0; i < SCRATCH_MEMORY_FILES; i++) {
		const struct psi_buf *file = &memory->bytes[i];

		for (size_t at = 0; at + len <= file->len; at++)
			if (memcmp(file->data + at, bytes, len) == 0)
				return true;
	}
	return false;
}

void
scratch_memory_damage(struct scratch_memory *memory)
{
	for (size_t i = 0; i < SCRATCH_MEMORY_FILES; i++)
		if (memory->bytes[i].len > 0)
			memory->bytes[i].data[memory->bytes[i].len / 2] ^= 4;
}
