/*
 * Repairing names and addresses: UTF-8 comes out of UTF-8, and never more of it
 * than went in, but for a blank behind each address of a link.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "normal/repair.h"
#include "table/encoding.h"

static void
check(const struct psi_cell *in, const struct psi_cell *out)
{
	fuzz_check(
	    psi_utf8_prefix((const uint8_t *)out->text, out->len) == out->len);
	fuzz_check(out->len <= in->len + 4);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_buf name = PSI_BUF_INIT;
	struct psi_buf addresses = PSI_BUF_INIT;
	struct psi_cell in = { (const char *)data,
		psi_utf8_prefix(data, size) };
	struct psi_cell out = in;

	fuzz_check(psi_repair_text(&out, &name, NULL) == 0);
	check(&in, &out);
	(void)psi_is_beyond_repair(out);
	out = in;
	fuzz_check(psi_repair_addresses(&out, &addresses, NULL) == 0);
	check(&in, &out);
	psi_buf_clear(&name);
	psi_buf_clear(&addresses);
	return 0;
}
