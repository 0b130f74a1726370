/*
 * Agreements and drafts: an agreement that is read without failure is written
 * again with the same bytes; what a draft becomes can be read.
 *
 * The first byte of the input chooses: a draft where it is 'd'.
 */
#include "fuzz.h"

#include "psi/agreement.h"
#include "support/memory.h"

static void
check_same(const struct psi_buf *text, const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n')
			continue;
		fuzz_check(at < text->len && text->data[at] == data[i]);
		at++;
	}
	fuzz_check(at == text->len);
}

static void
check_read(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_agreement *agreement = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_agreement_read(&agreement, &source, &err);
	if (rc == 0) {
		fuzz_check(psi_agreement_write(agreement, &sink, NULL) == 0);
		check_same(&text, data, size);
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	}
	psi_agreement_free(agreement);
	psi_buf_clear(&text);
}

static void
check_draft(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_agreement *agreement = NULL;
	struct psi_agreement *again = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_agreement_draft(&agreement, &source, NULL, 0, 20000, &err);
	if (rc == 0) {
		fuzz_check(psi_agreement_write(agreement, &sink, NULL) == 0);
		source = memory_source(&memory, text.data, text.len);
		fuzz_check(psi_agreement_read(&again, &source, NULL) == 0);
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	}
	psi_agreement_free(again);
	psi_agreement_free(agreement);
	psi_buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 'd')
		check_draft(data + 1, size - 1);
	else
		check_read(data + 1, size - 1);
	return 0;
}
