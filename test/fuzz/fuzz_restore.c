/*
 * Files whose digest is known: what has that digest is found again in the ways that
 * mail has, and nothing else is ever given out. The public identities in a text are
 * looked for too.
 */
#include "fuzz.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "table/restore.h"
#include "table/unwrap_identity.h"

#define HEX_CHARS (2 * crypto_hash_sha256_BYTES + 1)

static void
digest_of(char hex[HEX_CHARS], const uint8_t *data, size_t size)
{
	uint8_t digest[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(digest, data, size);
	(void)sodium_bin2hex(hex, HEX_CHARS, digest, sizeof digest);
}

/* Undo it; what is found has the digest. */
static bool
finds(const struct psi_buf *changed, const char *digest)
{
	struct psi_restored restored;
	char hex[HEX_CHARS];
	bool found;

	fuzz_check(psi_restore(&restored, changed->data, changed->len, digest,
		       NULL) == 0);
	found = restored.bytes != NULL;
	if (found) {
		digest_of(hex, restored.bytes, restored.len);
		fuzz_check(strcmp(hex, digest) == 0);
	}
	free(restored.bytes);
	return found;
}

static void
append(struct psi_buf *to, const void *data, size_t size)
{
	fuzz_check(psi_buf_append(to, data, size, NULL) == 0);
}

/* Quoted, and in base64: whatever the bytes are. */
static void
wrap(const uint8_t *data, size_t size)
{
	struct psi_buf changed = PSI_BUF_INIT;
	char digest[HEX_CHARS];

	digest_of(digest, data, size);
	fuzz_check(psi_buf_reserve(&changed, 3 * size + 8, NULL) == 0);
	psi_base64_encode((char *)changed.data, data, size);
	changed.len = PSI_BASE64_CHARS(size);
	fuzz_check(finds(&changed, digest));
	changed.len = 0;
	append(&changed, "> ", 2);
	for (size_t i = 0; i < size; i++) {
		append(&changed, data + i, 1);
		if (data[i] == '\n' && i + 1 < size)
			append(&changed, "> ", 2);
	}
	/* Its own quoting would be taken with it. */
	if (memchr(data, '>', size) == NULL)
		fuzz_check(finds(&changed, digest));
	psi_buf_clear(&changed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char identity[PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_public_identity parsed;
	struct psi_buf in = PSI_BUF_INIT;
	char digest[HEX_CHARS];

	append(&in, data, size);
	/* Of something else: nothing has it. */
	digest_of(digest, (const uint8_t *)"other", 5);
	(void)finds(&in, digest);
	if (psi_unwrap_identities(identity, in.data, size) > 0)
		fuzz_check(psi_public_identity_parse(
			       &parsed, identity, strlen(identity), NULL) == 0);
	(void)psi_unwrap_is_identity(in.data, size);
	(void)psi_unwrap_is_identity_alone(in.data, size);
	psi_buf_clear(&in);
	if (size > 0)
		wrap(data, size);
	return 0;
}
