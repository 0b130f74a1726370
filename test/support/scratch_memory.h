/* A struct psi_scratch in memory, whose calls fail on demand. */
#ifndef TEST_SUPPORT_SCRATCH_MEMORY_H
#define TEST_SUPPORT_SCRATCH_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "psi/io.h"

#define SCRATCH_MEMORY_FILES 16

struct scratch_memory {
	struct psi_buf bytes[SCRATCH_MEMORY_FILES];
	bool is_used[SCRATCH_MEMORY_FILES];
	/* Files that were made, and all that was written, ever. */
	size_t num_made;
	size_t written;
	/* What the files hold now, and the most that they ever did. */
	size_t held;
	size_t most_held;
	/* Calls so far, drop aside, and the one that fails; 0 for none. */
	long counter;
	long fault_at;
};

void scratch_memory_init(struct scratch_memory *memory);

/* For the library; valid as long as `memory` stays where it is. */
struct psi_scratch scratch_memory_scratch(struct scratch_memory *memory);

/* True if every file was dropped. */
bool scratch_memory_is_quiet(const struct scratch_memory *memory);

/* Are these bytes in a file? */
bool scratch_memory_has(
    const struct scratch_memory *memory, const void *bytes, size_t len);

/* Change a bit of every file that there is. */
void scratch_memory_damage(struct scratch_memory *memory);

#endif
