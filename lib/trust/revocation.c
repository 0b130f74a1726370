/* Checks in the ledger whether an agreement may still be used, and revokes one
 * (psi/agreement.h). */
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "trust/ledger_record.h"

int
psi_agreement_check_ledger(const struct psi_agreement *agreement,
    const struct psi_store *ledger, struct psi_error *err)
{
	struct psi_ledger *rows = NULL;
	int rc;

	if ((rc = psi_ledger_read(&rows, ledger, err)) == 0)
		rc = psi_ledger_check_agreement(rows, agreement, err);
	psi_ledger_free(rows);
	return rc;
}

int
psi_agreement_revoke(const struct psi_agreement *agreement, int32_t today,
    const struct psi_store *ledger, struct psi_error *err)
{
	struct psi_ledger *rows = NULL;
	int rc;

	/* Only the parties are checked: to revoke twice does no harm. */
	if ((rc = psi_ledger_read(&rows, ledger, err)) == 0)
		rc = psi_ledger_check_party(rows, agreement, err);
	psi_ledger_free(rows);
	if (rc != 0)
		return rc;
	return psi_ledger_revoke(ledger, agreement->digest, today, err);
}
