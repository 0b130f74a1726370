/*
 * The ledger: one that can be read can be added to, and is then read again
 * with the row that was added.
 */
#include "fuzz.h"

#include "psi/ledger.h"
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "trust/ledger_record.h"
#include "support/memory.h"

/* All that an entry points to is there. */
static int
count(void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	size_t *num = cookie;

	(void)err;
	fuzz_check(entry->event != NULL && entry->day >= -1);
	(*num)++;
	return 0;
}

unsigned long fuzz_num_taken;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct psi_agreement agreement = { .digest = { 0xa5 } };
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_ledger *ledger = NULL;
	struct psi_error err;
	size_t num = 0;
	size_t i;
	int rc;

	memset(&err, 0, sizeof err);
	i = memory_store_find(&memory, "ledger.csv");
	memory.object[i].exists = true;
	fuzz_check(
	    psi_buf_append(&memory.object[i].bytes, data, size, NULL) == 0);
	rc = psi_ledger_read(&ledger, &store, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	psi_ledger_free(ledger);
	if (rc == 0) {
		fuzz_num_taken++;
		ledger = NULL;
		fuzz_check(psi_ledger_revoke(
			       &store, agreement.digest, 20000, NULL) == 0);
		fuzz_check(psi_ledger_read(&ledger, &store, NULL) == 0);
		/* Of neither party, whoever the ledger is of. */
		fuzz_check(psi_ledger_check_agreement(
			       ledger, &agreement, NULL) == PSI_E_STATE);
		fuzz_check(psi_ledger_audit(&store, count, &num, NULL) == 0);
		fuzz_check(num > 0);
		psi_ledger_free(ledger);
	}
	memory_store_clear(&memory);
	return 0;
}
