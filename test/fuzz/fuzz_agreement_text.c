/*
 * The lines of an agreement: what is read is written again with the same
 * bytes, but for CR before LF.
 */
#include "fuzz.h"

#include "trust/agreement_text.h"

static size_t
without_cr(uint8_t *out, const uint8_t *in, size_t in_len)
{
	size_t len = 0;

	for (size_t i = 0; i < in_len; i++)
		if (in[i] != '\r' || i + 1 == in_len || in[i + 1] != '\n')
			out[len++] = in[i];
	return len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = { data, size, 1 + size / 3 };
	struct psi_source source = { fuzz_read, &input };
	struct psi_agreement_rows rows;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;
	int rc;

	memset(&rows, 0, sizeof rows);
	memset(&err, 0, sizeof err);
	rc = psi_agreement_rows_read(&rows, &source, &err);
	if (rc == 0) {
		uint8_t *lf = fuzz_copy(data, size);
		size_t lf_len = without_cr(lf, data, size);

		fuzz_check(rows.num <= PSI_AGREEMENT_ROWS_MAX);
		fuzz_check(psi_agreement_rows_text(
			       &text, &rows, 0, rows.num, NULL) == 0);
		fuzz_check(text.len == lf_len);
		fuzz_check(memcmp(text.data, lf, lf_len) == 0);
		free(lf);
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	}
	psi_buf_clear(&text);
	psi_agreement_rows_clear(&rows);
	return 0;
}
