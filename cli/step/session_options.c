#include "step/session_options.h"

#include "kit/memory_option.h"
#include "kit/tool.h"

int
psi_session_options_read(struct psi_session_where *where,
    const struct psi_cli *cli, struct psi_error *err)
{
	int rc;

	if (psi_cli_has(cli, "jobs") &&
	    (rc = psi_cli_jobs(cli, &where->jobs, err)) != 0)
		return rc;
	if (psi_cli_has(cli, "memory") &&
	    (rc = psi_memory_option(cli, &where->memory, err)) != 0)
		return rc;
	if ((rc = psi_cli_need(cli, "session", err)) != 0)
		return rc;
	where->session = psi_cli_text(cli, "session");
	where->agreement = psi_cli_text_if_any(cli, "agreement");
	where->identity = psi_cli_text_if_any(cli, "identity");
	where->passphrase_file = psi_cli_text_if_any(cli, "passphrase-file");
	return 0;
}

int
psi_session_options_open(struct psi_session_tool *tool,
    const struct psi_cli *cli, unsigned int flags, struct psi_error *err)
{
	struct psi_session_where where = PSI_SESSION_WHERE_INIT;
	int rc = psi_session_options_read(&where, cli, err);

	return rc != 0 ? rc : psi_session_tool_open(tool, &where, flags, err);
}
