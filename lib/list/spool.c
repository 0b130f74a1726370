#include "list/spool.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

/* What a chunk of a small spool begins with, at least. */
#define SMALL_BYTES ((size_t)16 << 10)

static uint8_t *
new_chunk(const struct psi_spool *spool, size_t size)
{
	return spool->is_small ? psi_array_new(size, 1)
			       : psi_table_new(size, 1);
}

/* Memory that nobody touched need not be made to be wiped. */
static void
free_chunk(const struct psi_spool *spool, uint8_t *chunk, size_t used)
{
	if (spool->is_small)
		psi_array_free(chunk, used, 1);
	else
		psi_table_free(chunk, PSI_SPOOL_CHUNK_BYTES, 1, used);
}

/* A small spool's last chunk gets room for `len` more bytes, as far as a chunk
 * can. */
static int
grow_chunk(struct psi_spool *spool, size_t len, struct psi_error *err)
{
	uint8_t **last = &spool->chunks[spool->num_chunks - 1];
	void *chunk = *last;
	size_t size = 2 * spool->size;
	int rc;

	if (size < spool->used + len)
		size = spool->used + len;
	if (size > PSI_SPOOL_CHUNK_BYTES)
		size = PSI_SPOOL_CHUNK_BYTES;
	rc = psi_array_resize(&chunk, spool->used, size, 1, err);
	if (rc != 0)
		return rc;
	*last = chunk;
	spool->size = size;
	return 0;
}

/* Another chunk, for `len` bytes. */
static int
add_chunk(struct psi_spool *spool, size_t len, struct psi_error *err)
{
	void *chunks = spool->chunks;
	size_t num = spool->num_chunks;
	size_t used = num == 0 ? PSI_SPOOL_FIRST_AT : 0;
	size_t size = PSI_SPOOL_CHUNK_BYTES;
	int rc;

	if (spool->is_small)
		size = used + len < SMALL_BYTES ? SMALL_BYTES : used + len;
	/* The array of pointers grows by doubling: at 0 and powers of two. */
	if ((num & (num - 1)) == 0) {
		rc = psi_array_resize(&chunks, num, num == 0 ? 1 : num * 2,
		    sizeof *spool->chunks, err);
		if (rc != 0)
			return rc;
		spool->chunks = chunks;
	}
	spool->chunks[num] = new_chunk(spool, size);
	if (spool->chunks[num] == NULL)
		return psi_error_nomem(err);
	spool->used = used;
	spool->size = size;
	spool->num_chunks++;
	return 0;
}

int
psi_spool_take(struct psi_spool *spool, uint64_t *at, uint8_t **bytes,
    size_t len, struct psi_error *err)
{
	int rc;

	if (len > PSI_SPOOL_CHUNK_BYTES - 8)
		return psi_error_set(err, PSI_E_ARG, "a record is too long");
	if (spool->num_chunks > 0 && spool->size < PSI_SPOOL_CHUNK_BYTES &&
	    spool->size - spool->used < len) {
		if ((rc = grow_chunk(spool, len, err)) != 0)
			return rc;
	}
	if (spool->num_chunks == 0 || spool->size - spool->used < len) {
		if ((rc = add_chunk(spool, len, err)) != 0)
			return rc;
	}
	*at = (uint64_t)(spool->num_chunks - 1) * PSI_SPOOL_CHUNK_BYTES +
	    spool->used;
	*bytes = spool->chunks[spool->num_chunks - 1] + spool->used;
	spool->used += len;
	return 0;
}

void
psi_spool_empty(struct psi_spool *spool)
{
	if (spool->num_chunks != 1) {
		psi_spool_clear(spool);
		return;
	}
	psi_wipe(spool->chunks[0], spool->used);
	spool->used = PSI_SPOOL_FIRST_AT;
}

void
psi_spool_clear(struct psi_spool *spool)
{
	size_t size = 1;

	while (size < spool->num_chunks)
		size *= 2;
	for (size_t i = 0; i < spool->num_chunks; i++) {
		bool last = i + 1 == spool->num_chunks;

		free_chunk(spool, spool->chunks[i],
		    last ? spool->used : PSI_SPOOL_CHUNK_BYTES);
	}
	if (spool->chunks != NULL)
		psi_array_free(spool->chunks, size, sizeof *spool->chunks);
	spool->chunks = NULL;
	spool->num_chunks = 0;
	spool->used = 0;
	spool->size = 0;
}
