/*
 * psi_inspect and psi_inspect_versions on anything: the same facts however the
 * bytes are cut, and none with a control character.
 *
 * What stands before a NUL is the agreement of the file, if it is one. Where the
 * file begins with "~", its digest is made to fit what was changed in it.
 */
#include "fuzz.h"

#include "digest.h"
#include "psi/agreement.h"
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
inspect(uint8_t out[PSI_SHA256_BYTES], const struct psi_agreement *agreement,
    const uint8_t *data, size_t size, size_t step)
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
	rc = psi_inspect(&kind, &source, agreement, take_fact, &ctx, &err);
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

/* Of those with their agreement. */
unsigned long fuzz_num_taken;

/* The agreement before a NUL, or NULL. */
static struct psi_agreement *
read_agreement(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size == 0 ? NULL : memchr(*data, 0, *size);
	struct psi_agreement *agreement = NULL;
	struct psi_source source;
	struct memory memory;

	if (end == NULL)
		return NULL;
	source = memory_source(&memory, *data, (size_t)(end - *data));
	if (psi_agreement_read(&agreement, &source, NULL) != 0)
		return NULL;
	fuzz_num_taken++;
	*size -= (size_t)(end - *data) + 1;
	*data = end + 1;
	return agreement;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_agreement *agreement = read_agreement(&data, &size);
	struct psi_buf file = PSI_BUF_INIT;
	uint8_t whole[PSI_SHA256_BYTES];
	uint8_t cut[PSI_SHA256_BYTES];

	if (size > 0 && data[0] == '~')
		fuzz_redigest(&file, data + 1, size - 1);
	else
		fuzz_check(psi_buf_append(&file, data, size, NULL) == 0);
	inspect(whole, agreement, file.data, file.len, 0);
	inspect(cut, agreement, file.data, file.len, 5);
	fuzz_check(memcmp(whole, cut, sizeof whole) == 0);
	psi_buf_clear(&file);
	psi_agreement_free(agreement);
	return 0;
}
