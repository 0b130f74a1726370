/*
 * psi_inspect and psi_inspect_versions on anything: the same facts however the
 * bytes are cut, and none with a control character.
 */
#include "fuzz.h"

#include "base/digest.h"
#include "psi/inspect.h"
#include "support/memory.h"

static int
take_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	(void)err;
	fuzz_check(item[0] != '\0');
	for (const char *p = value; *p != '\0'; p++)
		fuzz_check((unsigned char)*p >= ' ' && *p != 0x7f);
	psi_sha256_update(cookie, item, strlen(item) + 1);
	psi_sha256_update(cookie, value, strlen(value) + 1);
	return 0;
}

static void
inspect(uint8_t out[PSI_SHA256_BYTES], const uint8_t *data, size_t size,
    size_t step)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	enum psi_file_kind kind = PSI_FILE_UNKNOWN;
	struct psi_sha256 ctx;
	struct psi_error err;
	int rc;

	memory.step = step;
	memset(&err, 0, sizeof err);
	psi_sha256_init(&ctx);
	rc = psi_inspect(&kind, &source, NULL, take_fact, &ctx, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_sha256_update(&ctx, &rc, sizeof rc);
	psi_sha256_update(&ctx, &kind, sizeof kind);
	source = memory_source(&memory, data, size);
	memory.step = step;
	memset(&err, 0, sizeof err);
	rc = psi_inspect_versions(&source, take_fact, &ctx, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_sha256_update(&ctx, &rc, sizeof rc);
	psi_sha256_final(&ctx, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[PSI_SHA256_BYTES];
	uint8_t cut[PSI_SHA256_BYTES];

	inspect(whole, data, size, 0);
	inspect(cut, data, size, 5);
	fuzz_check(memcmp(whole, cut, sizeof whole) == 0);
	return 0;
}
