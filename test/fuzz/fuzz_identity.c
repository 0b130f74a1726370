/*
 * Identities: what is read without failure is written again with the same
 * bytes. No passphrase is given, so that nothing is derived.
 */
#include "fuzz.h"

#include "psi/identity.h"
#include "support/memory.h"

static void
check_public(const char *text, size_t len)
{
	struct psi_public_identity identity;
	char again[PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_public_identity_parse(&identity, text, len, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
		return;
	}
	psi_public_identity_format(again, &identity);
	fuzz_check(len == PSI_IDENTITY_TEXT_CHARS);
	fuzz_check(memcmp(again, text, len) == 0);
}

static void
check_secret(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_identity *identity = NULL;
	struct psi_public_identity public;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_identity_read(&identity, &source, NULL, 0, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	} else {
		fuzz_check(
		    psi_identity_write(identity, &sink, NULL, 0, NULL) == 0);
		fuzz_check(text.len <= size);
		source = memory_source(&memory, data, size);
		fuzz_check(psi_identity_read_public(
			       &public, NULL, &source, NULL) == 0);
		fuzz_check(psi_public_identity_equal(
		    &public, psi_identity_public(identity)));
	}
	psi_identity_free(identity);
	psi_buf_clear(&text);
	source = memory_source(&memory, data, size);
	memory.step = 3;
	(void)!psi_identity_read_public(&public, NULL, &source, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_copy(data, size);

	check_public(text, size);
	free(text);
	check_secret(data, size);
	return 0;
}
