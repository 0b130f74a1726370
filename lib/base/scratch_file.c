#include "base/scratch_file.h"

#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"

#define KEY_BYTES crypto_aead_chacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_chacha20poly1305_ietf_NPUBBYTES

_Static_assert(
    PSI_SCRATCH_TAG_BYTES == crypto_aead_chacha20poly1305_ietf_ABYTES,
    "Poly1305");

/* The number of the block: the key is the file's own, and no block is written
 * twice. */
static void
fill_nonce(uint8_t nonce[NONCE_BYTES], size_t number)
{
	memset(nonce, 0, NONCE_BYTES);
	psi_u64be(nonce + NONCE_BYTES - 8, number);
}

int
psi_scratch_file_begin(struct psi_scratch_file *file,
    const struct psi_scratch *scratch, struct psi_error *err)
{
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = psi_secret_new(&file->key, KEY_BYTES, err)) != 0)
		return rc;
	rc = psi_random(file->key.data, file->key.len, err);
	if (rc == 0)
		rc = scratch->make(scratch->cookie, &file->file, err);
	if (rc == 0)
		file->scratch = scratch;
	else
		psi_secret_clear(&file->key);
	return rc;
}

int
psi_scratch_file_put(struct psi_scratch_file *file, uint8_t *block,
    uint32_t len, struct psi_error *err)
{
	struct psi_scratch_block entry = { file->len, len, { 0 } };
	uint8_t nonce[NONCE_BYTES];
	int rc;

	if (file->has_failed)
		return psi_refuse(err, PSI_E_IO, 0, "run the step again",
		    "a temporary file of this step could not be written");
	fill_nonce(nonce, file->blocks.num);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt_detached(block,
	    entry.tag, NULL, block, len, NULL, 0, NULL, nonce, file->key.data);
	/* Counted first: a block of which only some was written has used its
	 * number, too. */
	rc = psi_scratch_blocks_add(&file->blocks, &entry, err);
	if (rc == 0)
		rc = file->scratch->append(file->file, block, len, err);
	file->has_failed = rc != 0;
	if (rc == 0)
		file->len += len;
	return rc;
}

int
psi_scratch_file_get(const struct psi_scratch_file *file, size_t number,
    uint8_t *out, struct psi_error *err)
{
	const struct psi_scratch_block *block = &file->blocks.at[number];
	uint8_t nonce[NONCE_BYTES];
	int rc;

	rc = file->scratch->read(
	    file->file, block->offset, out, block->len, err);
	if (rc != 0)
		return rc;
	fill_nonce(nonce, number);
	if (crypto_aead_chacha20poly1305_ietf_decrypt_detached(out, NULL, out,
		block->len, block->tag, NULL, 0, nonce, file->key.data) == 0)
		return 0;
	return psi_refuse(err, PSI_E_IO, 0, "run the step again",
	    "a temporary file of this step is not what was written to it");
}

void
psi_scratch_file_clear(struct psi_scratch_file *file)
{
	if (file->scratch != NULL)
		file->scratch->drop(file->scratch->cookie, file->file);
	psi_secret_clear(&file->key);
	psi_scratch_blocks_clear(&file->blocks);
	memset(file, 0, sizeof *file);
}
