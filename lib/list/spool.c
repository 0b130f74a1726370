#include "list/spool.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

static uint8_t *
new_chunk(const struct psi_spool *spool)
{
	return spool->is_small ? psi_array_new(PSI_SPOOL_CHUNK_BYTES, 1)
			       : psi_table_new(PSI_SPOOL_CHUNK_BYTES, 1);
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

static int
add_chunk(struct psi_spool *spool, struct psi_error *err)
{
	void *chunks = spool->chunks;
	size_t size = spool->num_chunks;
	int rc;

	/* The array of pointers grows by doubling: at 0 and powers of two. */
	if ((size & (size - 1)) == 0) {
		rc = psi_array_resize(&chunks, size, size == 0 ? 1 : size * 2,
		    sizeof *spool->chunks, err);
		if (rc != 0)
			return rc;
		spool->chunks = chunks;
	}
	spool->chunks[size] = new_chunk(spool);
	if (spool->chunks[size] == NULL)
		return psi_error_nomem(err);
	spool->used = size == 0 ? PSI_SPOOL_FIRST_AT : 0;
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
	if (spool->num_chunks == 0 ||
	    PSI_SPOOL_CHUNK_BYTES - spool->used < len) {
		if ((rc = add_chunk(spool, err)) != 0)
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
}
