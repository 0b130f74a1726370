/*
 * psi_inspect and psi_inspect_versions on anything: the same facts however the
 * bytes are cut, and none with a control character.
 *
 * What stands before a NUL is the agreement of the file, if it is one. Where the
 * file begins with "~", its digest is made to fit what was changed in it; where it
 * begins with "+", it also names that agreement, and its sender signs it.
 */
#include "fuzz.h"

#include "digest.h"
#include "fixed_random.h"
#include "psi/agreement.h"
#include "psi/identity.h"
#include "psi/inspect.h"
#include "support/memory.h"
#include "wire/wire.h"

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

/* The parties of the agreements among the seeds. */
static struct psi_identity *party[2];

static void
start(void)
{
	fuzz_fix_random();
	for (size_t i = 0; i < 2; i++)
		fuzz_check(psi_identity_generate(&party[i], NULL) == 0);
}

/* What stands behind a text, of which `len` bytes are wanted; or NULL. */
static uint8_t *
behind(const struct psi_buf *file, const char *text, size_t len)
{
	size_t text_len = strlen(text);
	uint8_t *at = file->len == 0
	    ? NULL
	    : memmem(file->data, file->len, text, text_len);

	if (at == NULL ||
	    file->len - (size_t)(at - file->data) < text_len + len)
		return NULL;
	return at + text_len;
}

static void
name_agreement(struct psi_buf *file, const struct psi_agreement *agreement)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	char hex[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	uint8_t *at = behind(file, "\nagreement,", sizeof hex - 1);

	psi_agreement_digest(agreement, digest);
	psi_hex_encode(hex, digest, sizeof digest);
	if (at != NULL)
		memcpy(at, hex, sizeof hex - 1);
}

/* Of the kind that the second line says. */
static const char *
kind_of(const struct psi_buf *file)
{
	static const enum psi_wire_kind kinds[] = { PSI_WIRE_BLINDED,
		PSI_WIRE_EVALUATED, PSI_WIRE_ANSWER, PSI_WIRE_SHARED };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const char *name = psi_wire_kind_name(kinds[i]);
		const uint8_t *at = behind(file, "\nfile,", strlen(name));

		if (at != NULL && memcmp(at, name, strlen(name)) == 0)
			return name;
	}
	return NULL;
}

/* Whose digest fits. */
static void
sign(struct psi_buf *file)
{
	const uint8_t *from = behind(file, "\nfrom,", 1);
	const char *kind = kind_of(file);
	uint8_t *at =
	    behind(file, "\nsignature,", PSI_BASE64_CHARS(PSI_SIGNATURE_BYTES));
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t digest[PSI_SHA256_BYTES];

	if (from == NULL || kind == NULL || at == NULL)
		return;
	psi_sha256(
	    digest, file->data, fuzz_before_digest(file->data, file->len));
	psi_identity_sign(party[*from == 'b'], signature, text,
	    psi_wire_signed_text(text, kind, digest));
	psi_base64_encode((char *)at, signature, sizeof signature);
}

static void
make_file(struct psi_buf *out, const struct psi_agreement *agreement,
    const uint8_t *data, size_t size)
{
	struct psi_buf named = PSI_BUF_INIT;

	if (size == 0 || (data[0] != '~' && data[0] != '+')) {
		fuzz_check(psi_buf_append(out, data, size, NULL) == 0);
		return;
	}
	fuzz_check(psi_buf_append(&named, data + 1, size - 1, NULL) == 0);
	if (data[0] == '+' && agreement != NULL)
		name_agreement(&named, agreement);
	fuzz_redigest(out, named.data, named.len);
	if (data[0] == '+')
		sign(out);
	psi_buf_clear(&named);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_agreement *agreement;
	struct psi_buf file = PSI_BUF_INIT;
	uint8_t whole[PSI_SHA256_BYTES];
	uint8_t cut[PSI_SHA256_BYTES];

	if (party[0] == NULL)
		start();
	agreement = read_agreement(&data, &size);
	make_file(&file, agreement, data, size);
	inspect(whole, agreement, file.data, file.len, 0);
	inspect(cut, agreement, file.data, file.len, 5);
	fuzz_check(memcmp(whole, cut, sizeof whole) == 0);
	psi_buf_clear(&file);
	psi_agreement_free(agreement);
	return 0;
}
