/* Reading agreements and identities, for all of psi-agree. */
#include <string.h>
#include <time.h>

#include "agree/agree.h"
#include "kit/secretfile.h"
#include "kit/store_dir.h"
#include "kit/tool.h"
#include "psi/ledger.h"

#define SECONDS_A_DAY 86400

int32_t
psi_agree_today(void)
{
	return (int32_t)(time(NULL) / SECONDS_A_DAY);
}

int
psi_agree_mode(
    const char **mode, const struct psi_cli *cli, struct psi_error *err)
{
	const char *word = psi_cli_text(cli, "mode");

	if (word != NULL && strcmp(word, "accounts") != 0 &&
	    strcmp(word, "counts") != 0)
		return psi_usage(
		    err, "--mode is accounts or counts, not '%s'", word);
	*mode = word;
	return 0;
}

int
psi_agree_ledger(struct psi_store *out, const char *key_path,
    const struct psi_public_identity *identity, struct psi_error *err)
{
	int rc;

	memset(out, 0, sizeof *out);
	if ((rc = psi_store_ledger_open(out, key_path, err)) != 0)
		return rc;
	return psi_store_ledger_blame(
	    psi_ledger_check_identity(out, identity, err), key_path);
}

int
psi_agree_check_own(const struct psi_agreement *agreement, const char *key_path,
    char *role, struct psi_error *err)
{
	struct psi_public_identity identity;
	struct psi_store ledger;
	int rc;

	if ((rc = psi_secretfile_public(&identity, key_path, err)) != 0)
		return rc;
	if ((*role = psi_agreement_role(agreement, &identity)) == '\0')
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "name the key file of your company that belongs to the "
		    "agreement; or propose an agreement with this one",
		    "the identity '%s' is neither party of the agreement",
		    key_path);
	/* Has the owner of this identity revoked or replaced it? */
	if ((rc = psi_agree_ledger(&ledger, key_path, &identity, err)) == 0)
		rc = psi_store_ledger_blame(
		    psi_agreement_check_ledger(agreement, &ledger, err),
		    key_path);
	psi_store_dir_close(&ledger);
	return rc;
}
