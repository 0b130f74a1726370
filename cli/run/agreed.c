#include "run/agreed.h"

#include <string.h>

#include "kit/infile.h"

/* The parties may have changed places. */
static char
role_in(const struct psi_run *run, const struct psi_agreement *agreement)
{
	const char *ours = psi_agreement_term(run->agreement,
	    run->role == 'a' ? "party-a-identity" : "party-b-identity", 0);
	const char *a = psi_agreement_term(agreement, "party-a-identity", 0);

	return a != NULL && ours != NULL && strcmp(a, ours) == 0 ? 'a' : 'b';
}

int
psi_run_agreed(const struct psi_run *run, uint32_t number,
    struct psi_agreement **out, char *role, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_run_path path;
	int rc;

	*out = NULL;
	(void)psi_run_path(
	    &path, run, "runs/%u/agreement.csv", (unsigned int)number);
	if ((rc = psi_infile_open(&in, path.text, err)) == 0)
		rc = psi_agreement_read(out, &in.source, err);
	psi_infile_close(&in);
	if (rc == 0)
		*role = role_in(run, *out);
	return rc;
}
