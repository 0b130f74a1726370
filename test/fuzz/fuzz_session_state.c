/*
 * The objects of a session: a state that can be read is written and read
 * again without a change; a map ends, with rows that ascend, or is refused.
 *
 * The first byte of the input chooses: a map where it is 'm'.
 */
#include "fuzz.h"

#include "protocol/map_file.h"
#include "protocol/state.h"
#include "support/memory.h"

static void
put(struct memory_store *memory, const char *name, const uint8_t *data,
    size_t size)
{
	size_t i = memory_store_find(memory, name);

	memory->object[i].exists = true;
	fuzz_check(
	    psi_buf_append(&memory->object[i].bytes, data, size, NULL) == 0);
}

static void
check_state(const struct psi_store *store)
{
	struct psi_state first;
	struct psi_state second;
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	memset(&first, 0, sizeof first);
	memset(&second, 0, sizeof second);
	rc = psi_state_read(store, &first, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
		return;
	}
	fuzz_check(psi_state_write(store, &first, NULL) == 0);
	fuzz_check(psi_state_read(store, &second, NULL) == 0);
	fuzz_check(first.state == second.state && first.run == second.run &&
	    first.role == second.role && first.keys == second.keys &&
	    first.matches == second.matches);
}

static void
check_map(const struct psi_store *store)
{
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	struct psi_error err;
	bool end = false;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_map_reader_new(&reader, store, &err);
	while (rc == 0 && !end)
		rc = psi_map_reader_next(reader, &row, &end, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_map_reader_free(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);

	if (size == 0)
		return 0;
	if (data[0] == 'm') {
		put(&memory, "map.csv", data + 1, size - 1);
		check_map(&store);
	} else {
		put(&memory, "state.csv", data + 1, size - 1);
		check_state(&store);
	}
	memory_store_clear(&memory);
	return 0;
}
