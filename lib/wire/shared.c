#include "wire/shared.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"

#define CONTENT_TAG "psi-content/1"
#define HEAD_BYTES (8 + (uint64_t)PSI_SHARED_RANDOM_BYTES)

uint64_t
psi_shared_plaintext_bytes(uint64_t length, uint64_t least)
{
	uint64_t total = PSI_SHARED_PLAINTEXT_MIN;

	while (total < HEAD_BYTES + length || total < least)
		total *= 2;
	return total;
}

static void
begin_content(
    struct psi_sha256 *sha256, const uint8_t random[PSI_SHARED_RANDOM_BYTES])
{
	psi_sha256_init(sha256);
	psi_sha256_update(sha256, CONTENT_TAG, sizeof CONTENT_TAG - 1);
	psi_sha256_update(sha256, random, PSI_SHARED_RANDOM_BYTES);
}

void
psi_shared_content(uint8_t out[PSI_DIGEST_BYTES],
    const uint8_t random[PSI_SHARED_RANDOM_BYTES], const uint8_t *table,
    size_t table_len)
{
	struct psi_sha256 sha256;

	begin_content(&sha256, random);
	psi_sha256_update(&sha256, table, table_len);
	psi_sha256_final(&sha256, out);
	psi_wipe(&sha256, sizeof sha256);
}

int
psi_shared_seal(struct psi_sealer *sealer,
    const uint8_t random[PSI_SHARED_RANDOM_BYTES], const uint8_t *table,
    size_t table_len, uint64_t total, struct psi_error *err)
{
	static const uint8_t zeros[4096];
	uint64_t left = total - HEAD_BYTES - table_len;
	uint8_t length[8];
	int rc;

	psi_u64be(length, table_len);
	if ((rc = psi_sealer_write(sealer, length, sizeof length, err)) != 0 ||
	    (rc = psi_sealer_write(
		 sealer, random, PSI_SHARED_RANDOM_BYTES, err)) != 0 ||
	    (rc = psi_sealer_write(sealer, table, table_len, err)) != 0)
		return rc;
	while (left > 0) {
		size_t part = left < sizeof zeros ? (size_t)left : sizeof zeros;

		if ((rc = psi_sealer_write(sealer, zeros, part, err)) != 0)
			return rc;
		left -= part;
	}
	return psi_sealer_finish(sealer, err);
}

static int
refuse(struct psi_error *err, int code, const char *what)
{
	return psi_refuse(err, code, 0,
	    "do not use this file, and ask your partner how it was made", "%s",
	    what);
}

int
psi_shared_open(struct psi_shared_opening *out, struct psi_opener *opener,
    uint64_t least, uint64_t max_length, struct psi_error *err)
{
	uint8_t length[8];
	uint64_t total;
	int rc;

	memset(out, 0, sizeof *out);
	out->opener = opener;
	if ((rc = psi_opener_read(opener, length, sizeof length, err)) != 0 ||
	    (rc = psi_opener_read(
		 opener, out->random, sizeof out->random, err)) != 0)
		return rc;
	out->length = psi_load64be(length);
	if (out->length > max_length)
		return refuse(err, PSI_E_LIMIT,
		    "the sealed part holds more than the agreement allows");
	total = psi_shared_plaintext_bytes(out->length, least);
	psi_opener_extend(opener, total - PSI_SHARED_PLAINTEXT_MIN);
	out->left = out->length;
	out->zeros = total - HEAD_BYTES - out->length;
	begin_content(&out->sha256, out->random);
	return 0;
}

static int
read_table(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_shared_opening *opening = cookie;
	size_t n = opening->left < out_size ? (size_t)opening->left : out_size;
	int rc;

	if ((rc = psi_opener_read(opening->opener, out, n, err)) != 0)
		return rc;
	psi_sha256_update(&opening->sha256, out, n);
	opening->left -= n;
	*out_len = n;
	return 0;
}

struct psi_source
psi_shared_open_table(struct psi_shared_opening *opening)
{
	struct psi_source source = { read_table, opening };

	return source;
}

int
psi_shared_open_end(struct psi_shared_opening *opening,
    const uint8_t content[PSI_DIGEST_BYTES], struct psi_error *err)
{
	uint8_t found[PSI_DIGEST_BYTES];
	uint8_t zeros[512];
	int rc;

	while (opening->zeros > 0) {
		size_t n = opening->zeros < sizeof zeros
		    ? (size_t)opening->zeros
		    : sizeof zeros;

		rc = psi_opener_read(opening->opener, zeros, n, err);
		if (rc != 0)
			return rc;
		for (size_t i = 0; i < n; i++)
			if (zeros[i] != 0)
				return refuse(err, PSI_E_SEAL,
				    "the sealed part is not padded with "
				    "zeros");
		opening->zeros -= n;
	}
	psi_sha256_final(&opening->sha256, found);
	if (psi_public_equal(found, content, sizeof found))
		return 0;
	return refuse(err, PSI_E_SEAL,
	    "the sealed part is not what the record 'content' commits to");
}
