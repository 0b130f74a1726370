/*
 * How a session's exports were read (exports.csv): read or refused as damaged,
 * and what was read is written so that it is read as the same again.
 */
#include "fuzz.h"

#include "session/exports.h"
#include "support/memory.h"

static void
put(struct memory_store *memory, const uint8_t *data, size_t size)
{
	size_t i = memory_store_find(memory, "exports.csv");

	fuzz_check(
	    psi_buf_append(&memory->object[i].bytes, data, size, NULL) == 0);
	memory->object[i].exists = true;
}

static void
check_text(const char *a, const char *b)
{
	fuzz_check((a == NULL) == (b == NULL));
	fuzz_check(a == NULL || strcmp(a, b) == 0);
}

static void
check_same(const struct psi_exports *a, const struct psi_exports *b)
{
	fuzz_check(a->num_lists == b->num_lists &&
	    a->num_lists <= PSI_NORMALIZE_LISTS_MAX);
	fuzz_check(
	    memcmp(a->list, b->list, a->num_lists * sizeof a->list[0]) == 0);
	fuzz_check(a->delimiter == b->delimiter);
	fuzz_check(a->skip_lines == b->skip_lines);
	check_text(psi_exports_encoding(a), psi_exports_encoding(b));
	check_text(psi_exports_country(a), psi_exports_country(b));
	fuzz_check(a->map.num == b->map.num);
	for (size_t i = 0; i < a->map.num; i++)
		check_text(psi_exports_map(a, i), psi_exports_map(b, i));
}

static void
write_again(const struct psi_exports *exports)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_exports again;
	uint8_t digest[PSI_SHA256_BYTES];

	fuzz_check(psi_exports_write(exports, digest, &store, NULL) == 0);
	fuzz_check(psi_exports_read(&again, digest, &store, NULL) == 0);
	check_same(exports, &again);
	psi_exports_clear(&again);
	memory_store_clear(&memory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_exports exports;
	struct psi_error err;
	uint8_t digest[PSI_SHA256_BYTES];
	int rc;

	memset(&err, 0, sizeof err);
	put(&memory, data, size);
	/* What the digest covers is to be read. */
	psi_sha256(digest, data, size);
	rc = psi_exports_read(&exports, digest, &store, &err);
	if (rc == 0)
		write_again(&exports);
	else
		fuzz_check(
		    rc == PSI_E_STATE && err.code == rc && err.text[0] != '\0');
	psi_exports_clear(&exports);
	memory_store_clear(&memory);
	return 0;
}
